use glam::DVec2;

use super::{Transform2, trig};
use crate::text::Span;

/// A curve by point coordinates, in a sketch plane, in millimetres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CurveKind {
    /// From `start` straight to `end`.
    Line { start: DVec2, end: DVec2 },
    /// From `start` through `mid` to `end` on the circle of the three points.
    Arc { start: DVec2, mid: DVec2, end: DVec2 },
    /// The full circle, counter-clockwise.
    Circle { center: DVec2, radius: f64 },
}

/// A curve and where the program made it.
#[derive(Clone, Copy, Debug)]
pub struct Curve {
    /// The geometry.
    pub kind: CurveKind,
    /// The constructing call; not part of equality of geometry.
    pub span: Span,
}

impl PartialEq for Curve {
    fn eq(&self, other: &Self) -> bool {
        self.kind == other.kind
    }
}

/// An arc as centre, radius and signed sweep.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArcGeometry {
    /// Centre of the circle.
    pub center: DVec2,
    /// Radius, mm.
    pub radius: f64,
    /// Direction of the start point seen from the centre, degrees.
    pub start_angle: f64,
    /// Signed sweep, degrees, counter-clockwise positive, |sweep| in 0..360.
    pub sweep: f64,
}

impl ArcGeometry {
    /// The circle through three points and the sweep from the first over the second to the third;
    /// `None` when the points lie on one line (relative to their distances, 1e-12) or two coincide.
    pub fn through(start: DVec2, mid: DVec2, end: DVec2) -> Option<Self> {
        let (a, b) = (mid - start, end - start);
        let cross = a.perp_dot(b);
        let scale = a.length() * b.length();
        if scale.is_nan() || scale <= 0.0 || cross.abs() <= 1e-12 * scale || (end - mid).length() == 0.0 {
            return None;
        }
        let (aa, bb) = (a.length_squared(), b.length_squared());
        let offset = DVec2::new(b.y * aa - a.y * bb, a.x * bb - b.x * aa) / (2.0 * cross);
        let center = start + offset;
        let start_angle = trig::atan2(-offset.y, -offset.x);
        let to_end = end - center;
        let mut sweep = trig::atan2(to_end.y, to_end.x) - start_angle;
        if cross > 0.0 {
            while sweep <= 0.0 {
                sweep += 360.0;
            }
        } else {
            while sweep >= 0.0 {
                sweep -= 360.0;
            }
        }
        Some(Self { center, radius: offset.length(), start_angle, sweep })
    }

    /// The point at fraction `t` (0 start, 1 end) of the sweep.
    pub fn point(&self, t: f64) -> DVec2 {
        let (sin, cos) = trig::sin_cos(self.start_angle + self.sweep * t);
        self.center + self.radius * DVec2::new(cos, sin)
    }
}

impl Curve {
    /// A curve made at `span`.
    pub fn new(kind: CurveKind, span: Span) -> Self {
        Self { kind, span }
    }

    /// Start and end point; a circle starts and ends at its rightmost point.
    pub fn ends(&self) -> (DVec2, DVec2) {
        match self.kind {
            CurveKind::Line { start, end } | CurveKind::Arc { start, end, .. } => (start, end),
            CurveKind::Circle { center, radius } => {
                let point = center + DVec2::new(radius, 0.0);
                (point, point)
            }
        }
    }

    /// Whether the curve closes on itself.
    pub fn is_closed(&self) -> bool {
        matches!(self.kind, CurveKind::Circle { .. })
    }

    /// The same points in the opposite direction (a circle has none and stays).
    pub fn reversed(&self) -> Self {
        let kind = match self.kind {
            CurveKind::Line { start, end } => CurveKind::Line { start: end, end: start },
            CurveKind::Arc { start, mid, end } => CurveKind::Arc { start: end, mid, end: start },
            circle @ CurveKind::Circle { .. } => circle,
        };
        Self { kind, span: self.span }
    }

    /// The image under a similarity.
    pub fn transformed(&self, transform: &Transform2) -> Self {
        let kind = match self.kind {
            CurveKind::Line { start, end } => {
                CurveKind::Line { start: transform.point(start), end: transform.point(end) }
            }
            CurveKind::Arc { start, mid, end } => {
                CurveKind::Arc { start: transform.point(start), mid: transform.point(mid), end: transform.point(end) }
            }
            CurveKind::Circle { center, radius } => {
                CurveKind::Circle { center: transform.point(center), radius: radius * transform.scale() }
            }
        };
        Self { kind, span: self.span }
    }
}
