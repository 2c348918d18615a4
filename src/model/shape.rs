use std::sync::Arc;

use glam::DVec2;
use serde::Serialize;
use smol_str::SmolStr;

use super::geometry::BooleanOp;
use super::{ContentHasher, Curve, Frame, Transform2, Transform3};
use crate::text::Span;

/// The kinds of shape, lowest first; a shape is promoted upward only (a curve only when closed).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ShapeKind {
    /// A line, arc or circle.
    Curve,
    /// A closed chain of curves.
    Loop,
    /// Plane regions: outer loops with holes.
    Face,
    /// Faces on a plane in space.
    Sketch,
    /// A body.
    Solid,
}

/// The paper's ladder, decided from the flattened result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Level {
    /// One closed loop.
    L,
    /// An outer loop with inner loops.
    F,
    /// Several faces on a plane.
    S,
    /// One extruded sketch.
    SE,
    /// Several, combined.
    MSE,
}

/// A closed chain of curves without self-intersection; each curve starts where the one before ends
/// (within [`JOIN`](super::tolerance::JOIN)), or a single circle. Orientation is free.
#[derive(Clone, Debug, PartialEq)]
pub struct Loop {
    /// The curves in order.
    pub curves: Arc<[Curve]>,
}

/// One outer loop and the loops of its holes, all inside it and outside each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The outer boundary.
    pub outer: Loop,
    /// The holes.
    pub holes: Arc<[Loop]>,
}

/// A plane point set: one region when written as `face(...)`, any number of disjoint ones after a boolean.
#[derive(Clone, Debug, PartialEq)]
pub struct Face {
    /// Regions with disjoint interiors.
    pub regions: Arc<[Region]>,
}

/// Faces on a plane in space. Interiors are disjoint; boundaries may touch.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// The plane.
    pub frame: Frame,
    /// The faces, in its local coordinates.
    pub faces: Arc<[Face]>,
}

/// Where in the program a solid came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The operation's expression.
    pub span: Span,
    /// Library calls around it, innermost first, as (function, call site).
    pub calls: Arc<[(SmolStr, Span)]>,
}

/// A body: a shared node of the operation graph.
pub type Solid = Arc<SolidNode>;

/// One operation that makes a body.
#[derive(Clone, Debug)]
pub struct SolidNode {
    /// The operation and its operands.
    pub kind: SolidKind,
    /// Where the program made it.
    pub provenance: Provenance,
    /// Content hash: equal for equal operations on equal operands, whatever the provenance.
    pub hash: u128,
    /// Longest chain of nodes below this one, itself included.
    pub depth: u32,
}

/// The operations on bodies.
#[derive(Clone, Debug)]
pub enum SolidKind {
    /// The sketch swept along its normal from height `from` to height `to`, `from < to`, mm.
    Extrude { sketch: Sketch, from: f64, to: f64 },
    /// The sketch turned about the axis through `point` along `direction` (sketch-local, in the plane)
    /// from angle `from` to `to`, degrees, `0 < to − from ≤ 360`, right-handed about the axis.
    Revolve { sketch: Sketch, point: DVec2, direction: DVec2, from: f64, to: f64 },
    /// The image under a similarity.
    Transform { solid: Solid, transform: Transform3 },
    /// `operands[0] op operands[1] op …`; for [`BooleanOp::Cut`] the first minus all others.
    Boolean { op: BooleanOp, operands: Arc<[Solid]> },
}

impl SolidNode {
    /// The node of an operation, with its content hash and depth.
    pub fn new(kind: SolidKind, provenance: Provenance) -> Solid {
        let mut hasher = ContentHasher::default();
        hasher.solid_kind(&kind);
        let below = match &kind {
            SolidKind::Extrude { .. } | SolidKind::Revolve { .. } => 0,
            SolidKind::Transform { solid, .. } => solid.depth,
            SolidKind::Boolean { operands, .. } => operands.iter().map(|operand| operand.depth).max().unwrap_or(0),
        };
        Arc::new(SolidNode { kind, provenance, hash: hasher.finish(), depth: below.saturating_add(1) })
    }
}

impl Drop for SolidNode {
    /// Frees deep graphs without recursion.
    fn drop(&mut self) {
        const SHALLOW: u32 = 64;
        if self.depth <= SHALLOW {
            return;
        }
        let take = |kind: &mut SolidKind| {
            std::mem::replace(kind, SolidKind::Boolean { op: BooleanOp::Union, operands: Arc::default() })
        };
        let mut pending = vec![take(&mut self.kind)];
        while let Some(mut kind) = pending.pop() {
            match &mut kind {
                SolidKind::Extrude { .. } | SolidKind::Revolve { .. } => {}
                SolidKind::Transform { solid, .. } => {
                    pending.extend(Arc::get_mut(solid).map(|node| take(&mut node.kind)));
                }
                SolidKind::Boolean { operands, .. } => {
                    for operand in Arc::get_mut(operands).into_iter().flatten() {
                        pending.extend(Arc::get_mut(operand).map(|node| take(&mut node.kind)));
                    }
                }
            }
        }
    }
}

/// A shape of any kind.
#[derive(Clone, Debug)]
pub enum Shape {
    /// A curve.
    Curve(Curve),
    /// A loop.
    Loop(Loop),
    /// Plane regions.
    Face(Face),
    /// Faces on a plane.
    Sketch(Sketch),
    /// A body.
    Solid(Solid),
}

impl Shape {
    /// The kind.
    pub fn kind(&self) -> ShapeKind {
        match self {
            Shape::Curve(_) => ShapeKind::Curve,
            Shape::Loop(_) => ShapeKind::Loop,
            Shape::Face(_) => ShapeKind::Face,
            Shape::Sketch(_) => ShapeKind::Sketch,
            Shape::Solid(_) => ShapeKind::Solid,
        }
    }

    /// The level of the paper's ladder.
    pub fn level(&self) -> Level {
        match self {
            Shape::Curve(_) | Shape::Loop(_) => Level::L,
            Shape::Face(face) => face_level(face),
            Shape::Sketch(sketch) => match &*sketch.faces {
                [face] if face.regions.len() == 1 => Level::F,
                _ => Level::S,
            },
            Shape::Solid(solid) => {
                let mut node = solid;
                while let SolidKind::Transform { solid, .. } = &node.kind {
                    node = solid;
                }
                match node.kind {
                    SolidKind::Extrude { .. } | SolidKind::Revolve { .. } => Level::SE,
                    _ => Level::MSE,
                }
            }
        }
    }
}

fn face_level(face: &Face) -> Level {
    match &*face.regions {
        [region] if region.holes.is_empty() => Level::L,
        [_] => Level::F,
        _ => Level::S,
    }
}

impl Loop {
    /// The image under a similarity.
    pub fn transformed(&self, t: &Transform2) -> Loop {
        Loop { curves: self.curves.iter().map(|curve| curve.transformed(t)).collect() }
    }
}

impl Face {
    /// A face of one region.
    pub fn new(outer: Loop, holes: impl Into<Arc<[Loop]>>) -> Face {
        Face { regions: Arc::new([Region { outer, holes: holes.into() }]) }
    }

    /// The image under a similarity.
    pub fn transformed(&self, t: &Transform2) -> Face {
        Face {
            regions: self
                .regions
                .iter()
                .map(|region| Region {
                    outer: region.outer.transformed(t),
                    holes: region.holes.iter().map(|hole| hole.transformed(t)).collect(),
                })
                .collect(),
        }
    }
}

impl Sketch {
    /// The image under a similarity of space: the frame moves, scale and reflection go into the faces.
    pub fn transformed(&self, t: &Transform3) -> Sketch {
        let (frame, mirrored) = t.frame(&self.frame);
        let scale = t.scale();
        if scale == 1.0 && !mirrored {
            return Sketch { frame, faces: self.faces.clone() };
        }
        let linear = glam::DMat2::from_diagonal(DVec2::new(scale, if mirrored { -scale } else { scale }));
        let local = Transform2 { linear, translation: DVec2::ZERO };
        Sketch { frame, faces: self.faces.iter().map(|face| face.transformed(&local)).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prism(height: f64) -> Solid {
        let circle = Curve::new(crate::model::CurveKind::Circle { center: DVec2::ZERO, radius: 1.0 }, Span::default());
        let face = Face::new(Loop { curves: Arc::new([circle]) }, Vec::new());
        let sketch = Sketch { frame: Frame::XY, faces: Arc::new([face]) };
        SolidNode::new(SolidKind::Extrude { sketch, from: 0.0, to: height }, Provenance::default())
    }

    #[test]
    fn equal_operations_have_equal_hashes_and_others_differ() {
        assert_eq!(prism(2.0).hash, prism(2.0).hash);
        assert_ne!(prism(2.0).hash, prism(2.000_000_1).hash);
        let pair = |op, a, b| {
            SolidNode::new(SolidKind::Boolean { op, operands: Arc::new([prism(a), prism(b)]) }, Provenance::default())
        };
        assert_eq!(pair(BooleanOp::Cut, 1.0, 2.0).hash, pair(BooleanOp::Cut, 1.0, 2.0).hash);
        assert_ne!(pair(BooleanOp::Cut, 1.0, 2.0).hash, pair(BooleanOp::Cut, 2.0, 1.0).hash);
        assert_ne!(pair(BooleanOp::Cut, 1.0, 2.0).hash, pair(BooleanOp::Union, 1.0, 2.0).hash);
    }

    #[test]
    fn a_chain_of_a_million_nodes_is_freed_without_recursion() {
        let mut solid = prism(1.0);
        for _ in 0..1_000_000 {
            let kind = SolidKind::Transform { solid, transform: Transform3::IDENTITY };
            solid = SolidNode::new(kind, Provenance::default());
        }
        assert_eq!(solid.depth, 1_000_001);
    }
}
