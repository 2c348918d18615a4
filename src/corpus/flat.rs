//! A flat program as data: sketches of plain curves, and the solids made from them and from plain bodies, in order.
//!
//! Everything is in millimetres and degrees. Invariants: a solid's sketches exist; a loop's curves follow one
//! another in one direction (ends apart by at most [`tolerance::JOIN`](crate::model::tolerance::JOIN)) or are
//! one circle; the first step adds; a step and a combination have at least one solid. Absent: names, parameters,
//! patterns, any claim that the shapes are legal.

use crate::model::{ArcGeometry, BooleanOp, CurveKind, DVec2, DVec3, trig};

/// A whole program: one body, built step by step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Program {
    /// Sketches in the order of their first use.
    pub sketches: Vec<Sketch>,
    /// What is done to the body, in order.
    pub steps: Vec<Step>,
}

/// Faces on a plane in space.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// Place of the local origin.
    pub origin: DVec3,
    /// Direction of local x.
    pub x: DVec3,
    /// Direction of extrusion; local y is `normal × x`.
    pub normal: DVec3,
    /// The faces; they may touch along edges.
    pub faces: Vec<Face>,
}

/// A region of the plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// The boundary on the outside.
    pub outer: Vec<CurveKind>,
    /// The boundaries of its holes.
    pub holes: Vec<Vec<CurveKind>>,
}

/// One operation on the body.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How the solids act on the body so far.
    pub operation: BooleanOp,
    /// Solids that act together, as their union.
    pub solids: Vec<Solid>,
}

/// A solid: one that is made, the image of another, or several combined.
#[derive(Clone, Debug, PartialEq)]
pub enum Solid {
    /// An extruded sketch.
    Extrude(Prism),
    /// A sketch turned about an axis in its plane.
    Revolve(Turn),
    /// A block, centred in x and y on `at` and standing on it (hanging below when its height is negative).
    Block {
        /// Width, depth and height.
        size: DVec3,
        /// Middle of its foot.
        at: DVec3,
    },
    /// A cylinder along z, standing on `at`.
    Cylinder {
        /// Radius.
        radius: f64,
        /// Height.
        height: f64,
        /// Middle of its foot.
        at: DVec3,
    },
    /// A cone or truncated cone along z, standing on `at`; one of its radii may be 0.
    Cone {
        /// Radius of the foot.
        bottom: f64,
        /// Radius of the head.
        top: f64,
        /// Height, above 0.
        height: f64,
        /// Middle of its foot.
        at: DVec3,
    },
    /// A ball.
    Sphere {
        /// Radius.
        radius: f64,
        /// Centre.
        center: DVec3,
    },
    /// The image of a solid.
    Moved(Box<Solid>, Move),
    /// Several solids combined: all of them, the first without the others, or what all have in common.
    Combined(BooleanOp, Vec<Solid>),
}

impl Solid {
    /// The image of this solid.
    pub fn moved(self, by: Move) -> Solid {
        Solid::Moved(Box::new(self), by)
    }

    /// The extruded sketch that this is, if it is one and nothing else.
    pub fn prism(&self) -> Option<Prism> {
        if let Solid::Extrude(prism) = self { Some(*prism) } else { None }
    }
}

/// A similarity of space.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Move {
    /// A shift.
    Translate(DVec3),
    /// A turn by `angle` degrees, counter-clockwise against `direction`, about the axis through `point`.
    Rotate {
        /// Degrees.
        angle: f64,
        /// A point of the axis.
        point: DVec3,
        /// Direction of the axis.
        direction: DVec3,
    },
    /// The mirror image in the plane through `point`.
    Mirror {
        /// A point of the plane.
        point: DVec3,
        /// Direction at right angles to the plane.
        normal: DVec3,
    },
    /// A scale about the origin, above 0.
    Scale(f64),
    /// Out of the frame of the world into another right-handed one, whose third direction is `x × y`.
    Place {
        /// Image of the origin.
        origin: DVec3,
        /// Image of the x direction.
        x: DVec3,
        /// Image of the y direction.
        y: DVec3,
    },
}

/// A sketch turned about an axis in its plane, right-handed about the axis' direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Index of the sketch.
    pub sketch: usize,
    /// A point of the axis, in the sketch's coordinates.
    pub point: DVec2,
    /// Direction of the axis, in the sketch's coordinates.
    pub direction: DVec2,
    /// How far it turns, degrees.
    pub angle: f64,
    /// Where the turn begins, degrees; the sketch itself lies at 0.
    pub start: f64,
}

/// An extruded sketch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prism {
    /// Index of the sketch.
    pub sketch: usize,
    /// Where it begins and ends along the normal.
    pub extent: Extent,
}

/// How far an extrusion goes. One that starts off the sketch's plane is [`Extent::TwoSides`] with one end moved across it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// From the plane to `height`, which may be negative.
    OneSide {
        /// Signed height.
        height: f64,
    },
    /// Half of `height` to each side.
    Symmetric {
        /// The whole height.
        height: f64,
    },
    /// From `-back` to `height`.
    TwoSides {
        /// Distance along the normal.
        height: f64,
        /// Distance against the normal.
        back: f64,
    },
}

impl Extent {
    /// Lower and upper end along the normal.
    pub fn interval(self) -> (f64, f64) {
        let (a, b) = match self {
            Extent::OneSide { height } => (0.0, height),
            Extent::Symmetric { height } => (-height / 2.0, height / 2.0),
            Extent::TwoSides { height, back } => (-back, height),
        };
        (a.min(b), a.max(b))
    }

    /// The same seen from the other side of the plane.
    pub fn mirrored(self) -> Extent {
        match self {
            Extent::OneSide { height } => Extent::OneSide { height: -height },
            symmetric @ Extent::Symmetric { .. } => symmetric,
            Extent::TwoSides { height, back } => Extent::TwoSides { height: back, back: height },
        }
    }
}

/// The curve in the opposite direction (a circle has none and stays).
pub fn reversed(curve: &CurveKind) -> CurveKind {
    match *curve {
        CurveKind::Line { start, end } => CurveKind::Line { start: end, end: start },
        CurveKind::Arc { start, mid, end } => CurveKind::Arc { start: end, mid, end: start },
        circle @ CurveKind::Circle { .. } => circle,
    }
}

/// Start and end of a curve; a circle has none.
pub fn ends(curve: &CurveKind) -> Option<(DVec2, DVec2)> {
    match *curve {
        CurveKind::Line { start, end } | CurveKind::Arc { start, end, .. } => Some((start, end)),
        CurveKind::Circle { .. } => None,
    }
}

/// The box of a chain of curves, arcs with their bulges: lower and upper corner.
pub fn bounds(curves: &[CurveKind]) -> (DVec2, DVec2) {
    let mut low = DVec2::INFINITY;
    let mut high = DVec2::NEG_INFINITY;
    let mut include = |point: DVec2| {
        low = low.min(point);
        high = high.max(point);
    };
    for curve in curves {
        match *curve {
            CurveKind::Line { start, end } => {
                include(start);
                include(end);
            }
            CurveKind::Circle { center, radius } => {
                include(center - DVec2::splat(radius.abs()));
                include(center + DVec2::splat(radius.abs()));
            }
            CurveKind::Arc { start, mid, end } => {
                include(start);
                include(mid);
                include(end);
                if let Some(arc) = ArcGeometry::through(start, mid, end) {
                    for (angle, direction) in
                        [(0.0, DVec2::X), (90.0, DVec2::Y), (180.0, DVec2::NEG_X), (270.0, DVec2::NEG_Y)]
                    {
                        let turn = (angle - arc.start_angle) * arc.sweep.signum();
                        if turn.rem_euclid(360.0) < arc.sweep.abs() {
                            include(arc.center + direction * arc.radius);
                        }
                    }
                }
            }
        }
    }
    (low, high)
}

/// The area inside a loop, mm²; negative when it runs clockwise.
pub fn area(curves: &[CurveKind]) -> f64 {
    // Seen from a point of the loop, so that a loop far from the origin keeps its digits.
    let origin = curves.first().and_then(ends).map_or(DVec2::ZERO, |(start, _)| start);
    let mut sum = 0.0;
    for curve in curves {
        match *curve {
            CurveKind::Circle { radius, .. } => sum += 2.0 * std::f64::consts::PI * radius * radius,
            CurveKind::Line { start, end } => sum += (start - origin).perp_dot(end - origin),
            CurveKind::Arc { start, mid, end } => {
                sum += (start - origin).perp_dot(end - origin);
                if let Some(arc) = ArcGeometry::through(start, mid, end) {
                    sum += arc.radius * arc.radius * (arc.sweep.to_radians() - trig::sin_cos(arc.sweep).0);
                }
            }
        }
    }
    sum / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_holds_the_bulge_of_an_arc_in_either_direction() {
        let (start, mid, end) = (DVec2::new(3.0, 4.0), DVec2::new(0.0, 5.0), DVec2::new(-3.0, 4.0));
        let short = CurveKind::Arc { start, mid, end };
        assert_eq!(bounds(&[short]), (DVec2::new(-3.0, 4.0), DVec2::new(3.0, 5.0)));
        assert_eq!(bounds(&[reversed(&short)]), bounds(&[short]));
        let long = CurveKind::Arc { start, mid: DVec2::new(0.0, -5.0), end };
        let (low, high) = bounds(&[long]);
        assert!((low - DVec2::new(-5.0, -5.0)).length() < 1e-12 && (high - DVec2::new(5.0, 4.0)).length() < 1e-12);
    }

    #[test]
    fn the_area_of_a_loop_counts_its_bulges_and_its_direction() {
        let (a, b) = (DVec2::new(3.0, 0.0), DVec2::new(-3.0, 0.0));
        let moved = DVec2::new(100.0, -70.0);
        let half = |mid: DVec2| {
            [
                CurveKind::Arc { start: a + moved, mid: mid + moved, end: b + moved },
                CurveKind::Line { start: b + moved, end: a + moved },
            ]
        };
        let expected = 4.5 * std::f64::consts::PI;
        assert!((area(&half(DVec2::new(0.0, 3.0))) - expected).abs() < 1e-9);
        assert!((area(&half(DVec2::new(0.0, -3.0))) + expected).abs() < 1e-9);
        assert!((area(&[CurveKind::Circle { center: moved, radius: 3.0 }]) - 2.0 * expected).abs() < 1e-12);
    }

    #[test]
    fn intervals_are_ordered_whatever_the_signs() {
        assert_eq!(Extent::OneSide { height: -3.0 }.interval(), (-3.0, 0.0));
        assert_eq!(Extent::Symmetric { height: 6.0 }.interval(), (-3.0, 3.0));
        assert_eq!(Extent::TwoSides { height: 5.0, back: -2.0 }.interval(), (2.0, 5.0));
        assert_eq!(Extent::TwoSides { height: -5.0, back: 2.0 }.interval(), (-5.0, -2.0));
    }
}
