//! A flat program as data: sketches of plain curves, and the solids extruded from them, in order.
//!
//! Everything is in millimetres. Invariants: a step's sketches exist; a loop's curves follow one another
//! in one direction (ends apart by at most [`tolerance::JOIN`](crate::model::tolerance::JOIN)) or are one
//! circle; the first step adds. Absent: names, parameters, patterns, any claim that the shapes are legal.

use crate::model::{ArcGeometry, BooleanOp, CurveKind, DVec2, DVec3};

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
    /// How the prisms act on the body so far.
    pub operation: BooleanOp,
    /// Solids that act together, as their union.
    pub prisms: Vec<Prism>,
}

/// An extruded sketch.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prism {
    /// Index of the sketch.
    pub sketch: usize,
    /// Where it begins and ends along the normal.
    pub extent: Extent,
}

/// How far an extrusion goes.
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
    fn intervals_are_ordered_whatever_the_signs() {
        assert_eq!(Extent::OneSide { height: -3.0 }.interval(), (-3.0, 0.0));
        assert_eq!(Extent::Symmetric { height: 6.0 }.interval(), (-3.0, 3.0));
        assert_eq!(Extent::TwoSides { height: 5.0, back: -2.0 }.interval(), (2.0, 5.0));
        assert_eq!(Extent::TwoSides { height: -5.0, back: 2.0 }.interval(), (-5.0, -2.0));
    }
}
