//! Flush faces made unmistakable.
//!
//! Where a plane face of the second body lies in the plane of a face of the first, it is moved a little along its
//! normal to the side where nothing of it is left in the result: a cut reaches out of the face it begins in, a boss
//! into the face it stands on. Should something of a moved face be left all the same, the result is in doubt.
//! Only faces whose neighbours stand at right angles to them are moved, so that nothing else changes its shape.

use glam::DVec3;

use super::operand::Operand;
use super::{Doubt, NEAR};
use crate::geom::brep::{Body, Curve3, Surface};
use crate::model::BooleanOp;

/// How far faces are moved, mm: well above what counts as near, at most the smallest size of the language.
const MOVE: f64 = 1e-4;
/// Directions are parallel, or at right angles, below this sine or cosine.
const ALIGNED: f64 = 1e-9;

/// The second body with its flush faces moved, and which they are; `None` when there are none.
pub(super) fn cleared(op: BooleanOp, operands: [&Operand; 2]) -> Result<Option<(Body, Vec<u32>)>, Doubt> {
    let [first, second] = operands;
    let mut moved: Option<(Body, Vec<u32>)> = None;
    for (index, face) in second.body.faces.iter().enumerate() {
        let Surface::Plane { frame } = face.surface else { continue };
        let around = &second.face_bounds[index];
        if !around.meets(&first.bounds) {
            continue;
        }
        let outward = if face.outward { frame.z } else { -frame.z };
        let flush = first.body.faces.iter().zip(&first.face_bounds).find_map(|(other, bounds)| {
            let Surface::Plane { frame: plane } = other.surface else { return None };
            let flush = bounds.meets(around)
                && plane.z.cross(frame.z).length() < ALIGNED
                && (plane.origin - frame.origin).dot(frame.z).abs() <= NEAR;
            flush.then(|| (plane.z.dot(outward) > 0.0) == other.outward)
        });
        let Some(same_side) = flush else { continue };
        let reaches_out = match op {
            BooleanOp::Union if same_side => return Err(Doubt("faces of both solids continue one another")),
            BooleanOp::Union => true,
            BooleanOp::Cut | BooleanOp::Intersect => same_side,
        };
        let (body, faces) = moved.get_or_insert_with(|| (second.body.clone(), Vec::new()));
        move_face(second, body, index as u32, outward * if reaches_out { MOVE } else { -MOVE })?;
        faces.push(index as u32);
    }
    Ok(moved)
}

/// Moves a plane face of a copy of a body across its plane.
fn move_face(operand: &Operand, body: &mut Body, index: u32, by: DVec3) -> Result<(), Doubt> {
    let doubt = Doubt("a flush face has slanted neighbours");
    let face = &operand.body.faces[index as usize];
    let axis = face.surface.frame().z;
    let mut vertices: Vec<u32> = Vec::new();
    for coedge in face.loops.iter().flatten() {
        let beside = operand.sides(coedge.edge).into_iter().zip(operand.uses[coedge.edge as usize]);
        for (surface, used) in beside {
            let upright = match surface {
                Surface::Plane { frame } => frame.z.dot(axis).abs() < ALIGNED,
                Surface::Cylinder { frame, .. } => frame.z.cross(axis).length() < ALIGNED,
                _ => false,
            };
            if used.face != index && !upright {
                return Err(doubt);
            }
        }
        let edge = &operand.body.edges[coedge.edge as usize];
        vertices.extend([edge.start, edge.end]);
        match &mut body.edges[coedge.edge as usize].curve {
            Curve3::Line => {}
            Curve3::Circle { frame, .. } | Curve3::Ellipse { frame, .. } => frame.origin += by,
            Curve3::Points(points) => points.iter_mut().for_each(|p| *p += by),
        }
    }
    vertices.sort_unstable();
    vertices.dedup();
    // Edges that leave the face must run along its normal, and reach farther than it is moved.
    for (number, edge) in operand.body.edges.iter().enumerate() {
        let ends = [edge.start, edge.end].map(|v| vertices.binary_search(&v).is_ok());
        if ends == [false, false] || operand.uses[number].iter().any(|used| used.face == index) {
            continue;
        }
        let way = operand.body.vertices[edge.end as usize] - operand.body.vertices[edge.start as usize];
        let along = matches!(edge.curve, Curve3::Line) && way.cross(axis).length() <= ALIGNED * way.length();
        if ends == [true, true] || !along || way.length() < 4.0 * MOVE {
            return Err(doubt);
        }
    }
    vertices.iter().for_each(|&v| body.vertices[v as usize] += by);
    match &mut body.faces[index as usize].surface {
        Surface::Plane { frame } => frame.origin += by,
        _ => return Err(doubt),
    }
    Ok(())
}
