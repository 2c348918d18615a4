//! Directed pieces of a boundary: a line, an arc or a full circle, with the evaluation every algorithm needs.

use glam::DVec2;

use crate::model::{ArcGeometry, Curve, CurveKind, Transform2, tolerance, trig};
use crate::text::Span;

/// A directed piece of a boundary and where the program made it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Segment {
    /// The geometry.
    pub kind: SegmentKind,
    /// The constructing call of the curve it came from.
    pub span: Span,
}

/// The geometry of a [`Segment`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SegmentKind {
    /// Straight from `start` to `end`.
    Line { start: DVec2, end: DVec2 },
    /// On the circle from `start` to `end`; `start_angle` is the direction of the start seen from the centre and
    /// `sweep` is signed, both in degrees. The ends lie on the circle within [`tolerance::LINEAR`].
    Arc { center: DVec2, radius: f64, start: DVec2, end: DVec2, start_angle: f64, sweep: f64 },
    /// The full circle, from its rightmost point.
    Circle { center: DVec2, radius: f64, ccw: bool },
}

/// The ends of an arc may lie this far off its circle, mm, before the circle is moved.
const SETTLED: f64 = 1e-9;

/// An axis-parallel box.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Least corner.
    pub min: DVec2,
    /// Greatest corner.
    pub max: DVec2,
}

impl Bounds {
    /// Contains nothing.
    pub const EMPTY: Bounds = Bounds { min: DVec2::INFINITY, max: DVec2::NEG_INFINITY };

    /// The smallest box around both.
    pub fn union(self, other: Bounds) -> Bounds {
        Bounds { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    /// The smallest box around this one and a point.
    pub fn with(self, point: DVec2) -> Bounds {
        Bounds { min: self.min.min(point), max: self.max.max(point) }
    }

    /// Moved outward by `margin` on all sides.
    pub fn inflated(self, margin: f64) -> Bounds {
        Bounds { min: self.min - margin, max: self.max + margin }
    }

    /// Whether the boxes share a point.
    pub fn touches(&self, other: &Bounds) -> bool {
        self.min.cmple(other.max).all() && other.min.cmple(self.max).all()
    }

    /// Whether the other box lies in this one.
    pub fn contains(&self, other: &Bounds) -> bool {
        self.min.cmple(other.min).all() && other.max.cmple(self.max).all()
    }

    /// Width and height; zero when empty.
    pub fn size(&self) -> DVec2 {
        (self.max - self.min).max(DVec2::ZERO)
    }

    /// The middle.
    pub fn center(&self) -> DVec2 {
        0.5 * (self.min + self.max)
    }
}

/// The unit vector at `degrees`.
pub(super) fn unit(degrees: f64) -> DVec2 {
    let (sin, cos) = trig::sin_cos(degrees);
    DVec2::new(cos, sin)
}

/// The direction of a vector in degrees.
pub(super) fn angle_of(v: DVec2) -> f64 {
    trig::atan2(v.y, v.x)
}

/// `angle` moved by full turns into `0..360`.
pub(super) fn turn(angle: f64) -> f64 {
    let reduced = angle % 360.0;
    if reduced < 0.0 { reduced + 360.0 } else { reduced }
}

impl Segment {
    /// A line.
    pub fn line(start: DVec2, end: DVec2, span: Span) -> Segment {
        Segment { kind: SegmentKind::Line { start, end }, span }
    }

    /// A full circle.
    pub fn circle(center: DVec2, radius: f64, ccw: bool, span: Span) -> Segment {
        Segment { kind: SegmentKind::Circle { center, radius, ccw }, span }
    }

    /// The arc about `center` from `start` to `end`, the long way round where that is the direction asked for.
    pub fn arc_between(center: DVec2, start: DVec2, end: DVec2, ccw: bool, span: Span) -> Segment {
        let start_angle = angle_of(start - center);
        let opening = turn(angle_of(end - center) - start_angle);
        let sweep = match (ccw, opening == 0.0) {
            (true, true) => 360.0,
            (true, false) => opening,
            (false, true) => -360.0,
            (false, false) => opening - 360.0,
        };
        let radius = 0.5 * ((start - center).length() + (end - center).length());
        Segment { kind: SegmentKind::Arc { center, radius, start, end, start_angle, sweep }, span }
    }

    /// The segment of a curve; an arc whose points lie on one line is that line.
    pub fn from_curve(curve: &Curve) -> Segment {
        let kind = match curve.kind {
            CurveKind::Line { start, end } => SegmentKind::Line { start, end },
            CurveKind::Circle { center, radius } => SegmentKind::Circle { center, radius, ccw: true },
            CurveKind::Arc { start, mid, end } => match ArcGeometry::through(start, mid, end) {
                Some(ArcGeometry { center, radius, start_angle, sweep })
                    if radius <= 2.0 * tolerance::COORDINATE_LIMIT =>
                {
                    SegmentKind::Arc { center, radius, start, end, start_angle, sweep }
                }
                _ => SegmentKind::Line { start, end },
            },
        };
        Segment { kind, span: curve.span }
    }

    /// The curve of the segment; the middle point of an arc keeps its radius although its ends may lie
    /// a tolerance off the circle.
    pub fn to_curve(&self) -> Curve {
        let kind = match self.kind {
            SegmentKind::Line { start, end } => CurveKind::Line { start, end },
            SegmentKind::Circle { center, radius, .. } => CurveKind::Circle { center, radius },
            SegmentKind::Arc { radius, start, end, start_angle, sweep, .. } => {
                let half = 0.5 * sweep;
                // r·(1 − cos h) without cancellation, measured from the chord that is there.
                let quarter = trig::sin(0.5 * half);
                let mid = 0.5 * (start + end) + unit(start_angle + half) * (2.0 * radius * quarter * quarter);
                CurveKind::Arc { start, mid, end }
            }
        };
        Curve::new(kind, self.span)
    }

    /// First point.
    pub fn start(&self) -> DVec2 {
        match self.kind {
            SegmentKind::Line { start, .. } | SegmentKind::Arc { start, .. } => start,
            SegmentKind::Circle { center, radius, .. } => center + DVec2::new(radius, 0.0),
        }
    }

    /// Last point.
    pub fn end(&self) -> DVec2 {
        match self.kind {
            SegmentKind::Line { end, .. } | SegmentKind::Arc { end, .. } => end,
            SegmentKind::Circle { .. } => self.start(),
        }
    }

    /// The point at fraction `t` of the way; exactly the ends at 0 and 1.
    pub fn point(&self, t: f64) -> DVec2 {
        match self.kind {
            SegmentKind::Line { start, end } => {
                if t == 1.0 {
                    end
                } else {
                    start + (end - start) * t
                }
            }
            SegmentKind::Arc { center, radius, start, end, start_angle, sweep } => {
                if t == 0.0 {
                    start
                } else if t == 1.0 {
                    end
                } else {
                    center + unit(start_angle + sweep * t) * radius
                }
            }
            SegmentKind::Circle { center, radius, ccw } => {
                center + unit(if ccw { 360.0 * t } else { -360.0 * t }) * radius
            }
        }
    }

    /// The unit direction of travel at fraction `t`; zero for a line without length.
    pub fn tangent(&self, t: f64) -> DVec2 {
        match self.arc() {
            None => (self.end() - self.start()).normalize_or_zero(),
            Some(arc) => {
                let radial = unit(arc.start_angle + arc.sweep * t);
                if arc.sweep > 0.0 { radial.perp() } else { -radial.perp() }
            }
        }
    }

    /// Centre, radius, start angle and sweep of an arc or circle.
    pub fn arc(&self) -> Option<ArcGeometry> {
        match self.kind {
            SegmentKind::Line { .. } => None,
            SegmentKind::Arc { center, radius, start_angle, sweep, .. } => {
                Some(ArcGeometry { center, radius, start_angle, sweep })
            }
            SegmentKind::Circle { center, radius, ccw } => {
                Some(ArcGeometry { center, radius, start_angle: 0.0, sweep: if ccw { 360.0 } else { -360.0 } })
            }
        }
    }

    /// Whether it is a full circle.
    pub fn is_circle(&self) -> bool {
        matches!(self.kind, SegmentKind::Circle { .. })
    }

    /// The same points walked the other way.
    pub fn reversed(&self) -> Segment {
        let kind = match self.kind {
            SegmentKind::Line { start, end } => SegmentKind::Line { start: end, end: start },
            SegmentKind::Arc { center, radius, start, end, start_angle, sweep } => SegmentKind::Arc {
                center,
                radius,
                start: end,
                end: start,
                start_angle: start_angle + sweep,
                sweep: -sweep,
            },
            SegmentKind::Circle { center, radius, ccw } => SegmentKind::Circle { center, radius, ccw: !ccw },
        };
        Segment { kind, span: self.span }
    }

    /// The image under a similarity; the directions of arcs stay exact under exact maps.
    pub fn transformed(&self, map: &Transform2) -> Segment {
        let kind = match self.kind {
            SegmentKind::Line { start, end } => SegmentKind::Line { start: map.point(start), end: map.point(end) },
            SegmentKind::Arc { center, radius, start, end, start_angle, sweep } => {
                let turned = angle_of(map.linear.x_axis);
                let (start_angle, sweep) =
                    if map.is_mirrored() { (turned - start_angle, -sweep) } else { (turned + start_angle, sweep) };
                SegmentKind::Arc {
                    center: map.point(center),
                    radius: radius * map.scale(),
                    start: map.point(start),
                    end: map.point(end),
                    start_angle,
                    sweep,
                }
            }
            SegmentKind::Circle { center, radius, ccw } => SegmentKind::Circle {
                center: map.point(center),
                radius: radius * map.scale(),
                ccw: ccw != map.is_mirrored(),
            },
        };
        Segment { kind, span: self.span }
    }

    /// Length of the way.
    pub fn length(&self) -> f64 {
        match self.arc() {
            None => (self.end() - self.start()).length(),
            Some(arc) => arc.radius * arc.sweep.abs().to_radians(),
        }
    }

    /// The box of the segment, extremes of arcs included.
    pub fn bounds(&self) -> Bounds {
        match self.kind {
            SegmentKind::Line { start, end } => Bounds { min: start.min(end), max: start.max(end) },
            SegmentKind::Circle { center, radius, .. } => Bounds { min: center - radius, max: center + radius },
            SegmentKind::Arc { center, radius, start, end, start_angle, sweep } => {
                let mut bounds = Bounds { min: start.min(end), max: start.max(end) };
                for (quadrant, direction) in [DVec2::X, DVec2::Y, DVec2::NEG_X, DVec2::NEG_Y].into_iter().enumerate() {
                    if within_sweep(90.0 * quadrant as f64, start_angle, sweep) {
                        bounds = bounds.with(center + direction * radius);
                    }
                }
                bounds
            }
        }
    }

    /// Least and greatest value of `direction · p` over the segment.
    pub fn extent_along(&self, direction: DVec2) -> (f64, f64) {
        let (a, b) = (direction.dot(self.start()), direction.dot(self.end()));
        let (mut low, mut high) = (a.min(b), a.max(b));
        if let Some(arc) = self.arc() {
            let (middle, reach) = (direction.dot(arc.center), direction.length() * arc.radius);
            let angle = angle_of(direction);
            if self.is_circle() || within_sweep(angle, arc.start_angle, arc.sweep) {
                high = high.max(middle + reach);
            }
            if self.is_circle() || within_sweep(angle + 180.0, arc.start_angle, arc.sweep) {
                low = low.min(middle - reach);
            }
        }
        (low, high)
    }

    /// The fraction of the way at which the point of the carrier nearest to `p` lies, not limited to `0..=1`
    /// for lines; for arcs between the middle of the gap on either side; for circles in `0..1`.
    pub fn parameter(&self, p: DVec2) -> f64 {
        match self.kind {
            SegmentKind::Line { start, end } => {
                let d = end - start;
                let square = d.length_squared();
                if square > 0.0 { (p - start).dot(d) / square } else { 0.0 }
            }
            SegmentKind::Circle { center, ccw, .. } => {
                let angle = turn(angle_of(p - center));
                if ccw || angle == 0.0 { angle / 360.0 } else { 1.0 - angle / 360.0 }
            }
            SegmentKind::Arc { center, start_angle, sweep, .. } => {
                let opening = turn(if sweep > 0.0 {
                    angle_of(p - center) - start_angle
                } else {
                    start_angle - angle_of(p - center)
                });
                let size = sweep.abs();
                let opening = if opening > size + 0.5 * (360.0 - size) { opening - 360.0 } else { opening };
                if size > 0.0 { opening / size } else { 0.0 }
            }
        }
    }

    /// Distance from `p` to the segment.
    pub fn distance(&self, p: DVec2) -> f64 {
        match self.kind {
            SegmentKind::Circle { center, radius, .. } => ((p - center).length() - radius).abs(),
            SegmentKind::Line { .. } => {
                let t = self.parameter(p).clamp(0.0, 1.0);
                (p - self.point(t)).length()
            }
            SegmentKind::Arc { center, radius, start, end, .. } => {
                let t = self.parameter(p);
                if (0.0..=1.0).contains(&t) {
                    ((p - center).length() - radius).abs()
                } else {
                    (p - start).length().min((p - end).length())
                }
            }
        }
    }

    /// The same segment with its carrier through its ends: an arc whose ends lie off its circle keeps its
    /// radius and is moved onto them.
    pub fn settled(&self) -> Segment {
        let SegmentKind::Arc { center, radius, start, end, .. } = self.kind else { return *self };
        let off = |p: DVec2| ((p - center).length() - radius).abs() > SETTLED;
        if off(start) || off(end) { Segment::from_curve(&self.to_curve()) } else { *self }
    }

    /// The piece between the fractions `from < to`, with the given end points (on the carrier within tolerance).
    pub fn piece(&self, from: f64, to: f64, start: DVec2, end: DVec2) -> Segment {
        let kind = match self.arc() {
            None => SegmentKind::Line { start, end },
            Some(arc) => SegmentKind::Arc {
                center: arc.center,
                radius: arc.radius,
                start,
                end,
                start_angle: arc.start_angle + arc.sweep * from,
                sweep: arc.sweep * (to - from),
            },
        };
        Segment { kind, span: self.span }
    }
}

/// Whether the direction `angle` lies in the sweep.
pub(super) fn within_sweep(angle: f64, start_angle: f64, sweep: f64) -> bool {
    let opening = if sweep >= 0.0 { turn(angle - start_angle) } else { turn(start_angle - angle) };
    opening <= sweep.abs()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v(x: f64, y: f64) -> DVec2 {
        DVec2::new(x, y)
    }

    #[test]
    fn the_box_of_an_arc_contains_its_extremes() {
        let arc = Segment::arc_between(v(1.0, 2.0), v(4.0, 2.0), v(1.0, -1.0), true, Span::default());
        assert_eq!(arc.bounds(), Bounds { min: v(-2.0, -1.0), max: v(4.0, 5.0) });
        let short = Segment::arc_between(v(0.0, 0.0), v(1.0, 0.0), v(0.0, 1.0), true, Span::default());
        assert_eq!(short.bounds(), Bounds { min: v(0.0, 0.0), max: v(1.0, 1.0) });
        let (low, high) = short.extent_along(v(1.0, 1.0));
        assert_eq!(low, 1.0);
        assert!((high - 2f64.sqrt()).abs() < 1e-15);
    }

    #[test]
    fn curves_survive_the_way_to_segments_and_back() {
        let arc =
            Curve::new(CurveKind::Arc { start: v(0.0, 0.0), mid: v(3.0, 9.0), end: v(7.0, 1.0) }, Span::default());
        let first = Segment::from_curve(&arc);
        let second = Segment::from_curve(&first.to_curve());
        let (a, b) = (first.arc().unwrap(), second.arc().unwrap());
        assert!((a.center - b.center).length() < 1e-13 && (a.radius - b.radius).abs() < 1e-13);
        assert!((a.sweep - b.sweep).abs() < 1e-11);
    }

    #[test]
    fn parameters_run_with_the_direction() {
        let arc = Segment::arc_between(v(0.0, 0.0), v(1.0, 0.0), v(0.0, 1.0), false, Span::default());
        for t in [0.0, 0.25, 0.5, 0.99, 1.0] {
            assert!((arc.parameter(arc.point(t)) - t).abs() < 1e-14);
            assert!((arc.reversed().parameter(arc.point(t)) - (1.0 - t)).abs() < 1e-14);
        }
        let circle = Segment::circle(v(0.0, 0.0), 1.0, false, Span::default());
        assert!((circle.parameter(circle.point(0.25)) - 0.25).abs() < 1e-15);
    }
}
