//! Solids of a script to the flat program.

use std::collections::BTreeMap;

use super::shape::Body;
use crate::corpus::flat::{self, Extent, Move, Prism, Program, Step, Turn};
use crate::model::{
    BooleanOp, ContentHasher, CurveKind, DMat3, DVec3, Face, Loop, Sketch, Solid, SolidKind, Transform3,
};

/// Operations on solids nest at most this deep, chains along the first operand apart.
const MOST_DEPTH: usize = 200;

/// The flat program of one body; `None` when it nests too deeply.
pub fn lower(body: &Body) -> Option<Program> {
    let mut writer = Writer { program: Program::default(), sketches: BTreeMap::new() };
    // The chain of first operands is the order of the steps.
    let mut chain: Vec<(BooleanOp, &[Solid])> = Vec::new();
    let mut first = &body.solid;
    while let SolidKind::Boolean { op, operands } = &first.kind {
        let (head, rest) = operands.split_first()?;
        chain.push((*op, rest));
        first = head;
    }
    let solid = writer.solid(first, 0)?;
    writer.program.steps.push(Step { operation: BooleanOp::Union, solids: vec![solid] });
    while let Some((operation, rest)) = chain.pop() {
        let mut solids = Vec::new();
        for solid in rest {
            writer.members(solid, operation != BooleanOp::Intersect, &mut solids, 0)?;
        }
        if operation == BooleanOp::Intersect {
            writer.program.steps.extend(solids.into_iter().map(|solid| Step { operation, solids: vec![solid] }));
        } else if !solids.is_empty() {
            writer.program.steps.push(Step { operation, solids });
        }
    }
    Some(writer.program)
}

struct Writer {
    program: Program,
    /// Sketches by what they hold.
    sketches: BTreeMap<u128, usize>,
}

impl Writer {
    /// A solid, or the members of a union that acts as a whole anyway.
    fn members(&mut self, solid: &Solid, open: bool, found: &mut Vec<flat::Solid>, depth: usize) -> Option<()> {
        match &solid.kind {
            SolidKind::Boolean { op: BooleanOp::Union, operands } if open && depth < MOST_DEPTH => {
                for operand in operands.iter() {
                    self.members(operand, open, found, depth + 1)?;
                }
            }
            _ => found.push(self.solid(solid, depth)?),
        }
        Some(())
    }

    fn solid(&mut self, solid: &Solid, depth: usize) -> Option<flat::Solid> {
        if depth > MOST_DEPTH {
            return None;
        }
        Some(match &solid.kind {
            SolidKind::Extrude { sketch, from, to } => {
                let extent = if *from == 0.0 {
                    Extent::OneSide { height: *to }
                } else if *to == 0.0 {
                    Extent::OneSide { height: *from }
                } else if *from == -*to {
                    Extent::Symmetric { height: to - from }
                } else {
                    Extent::TwoSides { height: *to, back: -*from }
                };
                flat::Solid::Extrude(Prism { sketch: self.sketch(sketch), extent })
            }
            SolidKind::Revolve { sketch, point, direction, from, to } => flat::Solid::Revolve(Turn {
                sketch: self.sketch(sketch),
                point: *point,
                direction: *direction,
                angle: to - from,
                start: *from,
            }),
            SolidKind::Transform { solid, transform } => placed(self.solid(solid, depth + 1)?, transform),
            SolidKind::Boolean { op, operands } => {
                let mut solids = Vec::new();
                for (index, operand) in operands.iter().enumerate() {
                    let open = match op {
                        BooleanOp::Union => true,
                        BooleanOp::Cut => index > 0,
                        BooleanOp::Intersect => false,
                    };
                    self.members(operand, open, &mut solids, depth + 1)?;
                }
                flat::Solid::Combined(*op, solids)
            }
        })
    }

    fn sketch(&mut self, sketch: &Sketch) -> usize {
        let mut hasher = ContentHasher::default();
        hasher.solid_kind(&SolidKind::Extrude { sketch: sketch.clone(), from: 0.0, to: 1.0 });
        let next = self.program.sketches.len();
        let index = *self.sketches.entry(hasher.finish()).or_insert(next);
        if index == next {
            let faces = sketch.faces.iter().flat_map(regions).collect();
            let frame = sketch.frame;
            self.program.sketches.push(flat::Sketch { origin: frame.origin, x: frame.x, normal: frame.z, faces });
        }
        index
    }
}

fn regions(face: &Face) -> impl Iterator<Item = flat::Face> + '_ {
    let curves = |chain: &Loop| chain.curves.iter().map(|curve| curve.kind).collect::<Vec<CurveKind>>();
    face.regions.iter().map(move |region| flat::Face {
        outer: curves(&region.outer),
        holes: region.holes.iter().map(curves).collect(),
    })
}

/// A solid under a rigid map or reflection.
fn placed(solid: flat::Solid, by: &Transform3) -> flat::Solid {
    if by.linear == DMat3::IDENTITY {
        return if by.translation == DVec3::ZERO { solid } else { solid.moved(Move::Translate(by.translation)) };
    }
    let (solid, x) = if by.is_mirrored() {
        // The mirror first; what is left keeps the hand.
        (solid.moved(Move::Mirror { point: DVec3::ZERO, normal: DVec3::X }), -by.linear.x_axis)
    } else {
        (solid, by.linear.x_axis)
    };
    if x == DVec3::X && by.linear.y_axis == DVec3::Y {
        return if by.translation == DVec3::ZERO { solid } else { solid.moved(Move::Translate(by.translation)) };
    }
    solid.moved(Move::Place { origin: by.translation, x, y: by.linear.y_axis })
}
