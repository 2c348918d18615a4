//! Which shells of a body are solids and which are voids in them.

use glam::DVec3;

use crate::geom::brep::Body;
use crate::geom::measure;
use crate::geom::mesh::Mesh;
use crate::geom::mesher::{self, MeshOptions};
use crate::model::GeometryError;

/// A solid: the number of its outer shell and of its voids.
pub(super) struct Nest {
    pub outer: usize,
    pub voids: Vec<usize>,
}

/// The solids of a body in the order of their outer shells. A void belongs to the smallest solid around it.
pub(super) fn nests(body: &Body) -> Result<Vec<Nest>, GeometryError> {
    if body.shells.len() <= 1 {
        return Ok((0..body.shells.len()).map(|outer| Nest { outer, voids: Vec::new() }).collect());
    }
    let volumes = measure::shell_volumes(body);
    let is_outer = |shell: &usize| volumes.get(*shell).is_some_and(|volume| *volume > 0.0);
    let (outers, voids): (Vec<usize>, Vec<usize>) = (0..body.shells.len()).partition(is_outer);
    let mut nests: Vec<Nest> = outers.into_iter().map(|outer| Nest { outer, voids: Vec::new() }).collect();
    if voids.is_empty() {
        return Ok(nests);
    }
    if let [only] = &mut nests[..] {
        only.voids = voids;
        return Ok(nests);
    }
    let meshes = shell_meshes(body)?;
    for void in voids {
        let Some(&place) =
            meshes[void].triangles.first().and_then(|triangle| meshes[void].positions.get(triangle[0] as usize))
        else {
            continue;
        };
        let around = nests.iter_mut().filter(|nest| turns(&meshes[nest.outer], place) > 0.5);
        if let Some(nest) = around.min_by(|a, b| volumes[a.outer].total_cmp(&volumes[b.outer])) {
            nest.voids.push(void);
        }
    }
    Ok(nests)
}

/// The mesh of the body, taken apart by shells.
fn shell_meshes(body: &Body) -> Result<Vec<Mesh>, GeometryError> {
    let mesh = mesher::mesh(body, &MeshOptions::default())?;
    let mut shell_of = vec![None; body.faces.len()];
    for (number, shell) in body.shells.iter().enumerate() {
        for &face in shell {
            if let Some(entry) = shell_of.get_mut(face as usize) {
                *entry = Some(number);
            }
        }
    }
    let mut meshes = vec![Mesh { positions: mesh.positions, ..Mesh::default() }; body.shells.len()];
    for (&triangle, &face) in mesh.triangles.iter().zip(&mesh.faces) {
        if let Some(shell) = shell_of.get(face as usize).copied().flatten() {
            meshes[shell].triangles.push(triangle);
        }
    }
    Ok(meshes)
}

/// How often the mesh winds around the point: the sum of the solid angles of its triangles in full spheres.
fn turns(mesh: &Mesh, point: DVec3) -> f64 {
    let angle = |corners: [DVec3; 3]| {
        let [a, b, c] = corners.map(|corner| corner - point);
        let (la, lb, lc) = (a.length(), b.length(), c.length());
        let below = la * lb * lc + a.dot(b) * lc + b.dot(c) * la + c.dot(a) * lb;
        2.0 * libm::atan2(a.dot(b.cross(c)), below)
    };
    let sum: f64 = mesh.triangles.iter().filter_map(|&triangle| mesh.corners(triangle)).map(angle).sum();
    sum / (4.0 * std::f64::consts::PI)
}
