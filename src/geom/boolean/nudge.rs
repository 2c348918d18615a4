//! Flush faces made unmistakable before the mesh boolean.
//!
//! Faces of several operands on one carrier agree only up to rounding, and rounding decides whether a film is left
//! between them. So the vertices are first put on the common carrier, and where operands touch or a
//! cut is flush, faces of later operands are pushed a little along their normals, to the side where
//! nothing is left. The exact boundary is recovered from the carriers, so the push leaves no trace in it.

use glam::{DMat3, DVec3};
use smallvec::SmallVec;

use super::carrier::Carriers;
use super::project;
use crate::geom::brep::Body;
use crate::geom::mesh::Mesh;
use crate::model::{BooleanOp, tolerance};

/// How far faces are pushed, mm.
pub(super) const PUSH: f64 = 10.0 * tolerance::LINEAR;

/// Which operands use a carrier from which side.
#[derive(Clone, Default)]
struct Users {
    list: SmallVec<[(usize, bool); 2]>,
}

/// Moves the vertices of meshes of the operands.
pub(super) fn nudge(op: BooleanOp, bodies: &[&Body], carriers: &Carriers, meshes: &mut [Mesh]) {
    let mut users = vec![Users::default(); carriers.surfaces.len()];
    for (operand, places) in carriers.places.iter().enumerate() {
        for place in places {
            let list = &mut users[place.carrier as usize].list;
            if !list.contains(&(operand, place.outward)) {
                list.push((operand, place.outward));
            }
        }
    }
    for (operand, mesh) in meshes.iter_mut().enumerate() {
        // For every face: whether it shares its carrier, and how far it moves along its outward normal.
        let pushes: Vec<Option<f64>> = carriers.places[operand]
            .iter()
            .map(|place| {
                let others = || users[place.carrier as usize].list.iter().filter(|user| user.0 != operand);
                let facing = |from: usize| others().any(|&(o, out)| o >= from && o < operand && out != place.outward);
                let flush = || others().any(|&(o, out)| o == 0 && out == place.outward);
                let push = match op {
                    BooleanOp::Union if facing(0) => PUSH,
                    BooleanOp::Intersect if facing(0) => -PUSH,
                    BooleanOp::Cut if operand > 0 && (flush() || facing(1)) => PUSH,
                    _ => 0.0,
                };
                others().next().map(|_| push)
            })
            .collect();
        if pushes.iter().any(Option::is_some) {
            displace(bodies[operand], operand, carriers, &pushes, mesh);
        }
    }
}

fn displace(body: &Body, operand: usize, carriers: &Carriers, pushes: &[Option<f64>], mesh: &mut Mesh) {
    let mut around: Vec<SmallVec<[u32; 4]>> = vec![SmallVec::new(); mesh.positions.len()];
    for (triangle, &face) in mesh.triangles.iter().zip(&mesh.faces) {
        for &v in triangle {
            let faces = &mut around[v as usize];
            if !faces.contains(&face) {
                faces.push(face);
            }
        }
    }
    for (p, faces) in mesh.positions.iter_mut().zip(around) {
        if faces.iter().all(|&face| pushes[face as usize].is_none()) {
            continue;
        }
        let mut matrix = DMat3::ZERO;
        let mut right = DVec3::ZERO;
        for &face in &faces {
            let place = carriers.places[operand][face as usize];
            let (normal, distance) = match pushes[face as usize] {
                None => (body.faces[face as usize].surface.normal(*p), 0.0),
                Some(push) => {
                    let carrier = &carriers.surfaces[place.carrier as usize];
                    let push = if place.outward { push } else { -push };
                    (carrier.normal(*p), push - carrier.distance(*p))
                }
            };
            matrix += DMat3::from_cols(normal * normal.x, normal * normal.y, normal * normal.z);
            right += normal * distance;
        }
        *p += project::solve(matrix, right);
    }
}
