//! What can be measured of a body: volume, area, length, box, centroid, inertia, its faces and edges.
//!
//! Everything is integrated over the exact boundary: over planes, cylinders and cones in closed form up to
//! rounding, over spheres and tori by Gauss rules of high order, along point curves on both of their surfaces.
//! Integrals are taken about the middle of the box, so that distance from the origin costs no digits.
//! Absent: two-dimensional shapes (see `planar`), meshes.

mod anatomy;
mod curve;
mod extent;
mod face;
mod mass;
mod quadrature;
mod triangles;

#[cfg(test)]
mod tests;

use glam::DVec3;

use super::brep::{Body, BodyFace, Curve3, FaceId, Surface};
use crate::model::{EdgeInfo, FaceInfo, Frame, Measurement, ShapeKind};
pub use anatomy::{Anatomy, anatomy};
use face::{Integrator, Sums};
pub use mass::Mass;
pub use triangles::measure_mesh;

/// Least and greatest corner of the box of a body; reversed infinities when it has no vertices or faces.
pub fn bounds(body: &Body) -> (DVec3, DVec3) {
    extent::bounds(&Integrator::new(body, DVec3::ZERO))
}

/// All figures of a body.
pub fn measure(body: &Body) -> Measurement {
    let mut integrator = Integrator::new(body, DVec3::ZERO);
    let (min, max) = extent::bounds(&integrator);
    integrator.reference = middle(min, max);
    let mut sums = Sums::default();
    for face in &body.faces {
        sums.add(&integrator.face(face), 1.0);
    }
    let volume = sums.flux / 3.0;
    let mass = Mass::about_origin(volume, sums.flux_first / 4.0, sums.flux_second[0] / 5.0, sums.flux_second[1] / 5.0);
    Measurement {
        kind: ShapeKind::Solid,
        closed: true,
        volume,
        area: sums.area,
        length: (0..body.edges.len() as u32).map(|edge| integrator.length(edge)).sum(),
        min,
        max,
        centroid: integrator.reference + mass.centroid,
        inertia: mass.inertia(),
        counts: body.counts(),
        exact: body.inexact.is_empty(),
    }
}

/// The faces of a body, in its order.
pub fn faces(body: &Body) -> Vec<FaceInfo> {
    let mut integrator = Integrator::new(body, DVec3::ZERO);
    let (min, max) = extent::bounds(&integrator);
    integrator.reference = middle(min, max);
    body.faces.iter().map(|face| face_info(&integrator, face)).collect()
}

/// The edges of a body, in its order.
pub fn edges(body: &Body) -> Vec<EdgeInfo> {
    let integrator = Integrator::new(body, DVec3::ZERO);
    (0..body.edges.len() as u32).filter_map(|edge| integrator.edge_info(edge)).collect()
}

/// Areas of some faces of a body; zero for one that is not there.
pub fn face_areas(body: &Body, faces: impl IntoIterator<Item = FaceId>) -> Vec<f64> {
    let mut integrator = Integrator::new(body, DVec3::ZERO);
    let area = |face: FaceId| {
        let Some(face) = body.faces.get(face as usize) else { return 0.0 };
        integrator.reference = near(body, face);
        integrator.face(face).area
    };
    faces.into_iter().map(area).collect()
}

/// Whether some of the given faces of a body enclose no area, because their loops run the wrong way around. Only where
/// chords of curves known by points leave that open are such curves followed.
pub fn turned_over(body: &Body, faces: impl IntoIterator<Item = FaceId>) -> bool {
    /// The area between a chord and its curve is well below this share of the square of the chord.
    const BULGE: f64 = 0.1;
    let mut open = Vec::new();
    for id in faces {
        let Some(face) = body.faces.get(id as usize) else { continue };
        let integrator = Integrator { body, uses: Vec::new(), reference: near(body, face) };
        let unsure: f64 = face
            .loops
            .iter()
            .flatten()
            .filter_map(|coedge| body.edges.get(coedge.edge as usize))
            .map(|edge| match &edge.curve {
                Curve3::Points(points) => points.windows(2).map(|pair| pair[0].distance_squared(pair[1])).sum(),
                _ => 0.0,
            })
            .sum::<f64>()
            * BULGE;
        let area = integrator.face(face).area;
        if area < -unsure || area <= 0.0 && unsure == 0.0 {
            return true;
        }
        if area <= unsure {
            open.push(id);
        }
    }
    face_areas(body, open).into_iter().any(|area| area <= 0.0)
}

/// Area enclosed by one loop of a planar face: positive for the outer loop, negative for holes.
pub fn planar_loop_area(body: &Body, face: &BodyFace, chain: usize) -> f64 {
    let loops = face.loops.get(chain).cloned().into_iter().collect();
    let alone = BodyFace { surface: face.surface.clone(), outward: face.outward, loops };
    Integrator { body, uses: Vec::new(), reference: near(body, &alone) }.face(&alone).area
}

/// Volumes enclosed by the shells of a body, in its order; negative for voids.
pub fn shell_volumes(body: &Body) -> Vec<f64> {
    let mut integrator = Integrator::new(body, DVec3::ZERO);
    let volume = |shell: &Vec<FaceId>| {
        let faces = || shell.iter().filter_map(|&face| body.faces.get(face as usize));
        integrator.reference = faces().next().map_or(DVec3::ZERO, |face| near(body, face));
        faces().map(|face| integrator.face(face).flux).sum::<f64>() / 3.0
    };
    body.shells.iter().map(volume).collect()
}

/// A point near a face, as a reference.
fn near(body: &Body, face: &BodyFace) -> DVec3 {
    let first = face.loops.iter().flatten().next().and_then(|&coedge| body.coedge_start(coedge));
    first.and_then(|at| body.vertices.get(at as usize)).copied().unwrap_or(face.surface.frame().origin)
}

fn middle(min: DVec3, max: DVec3) -> DVec3 {
    let middle = 0.5 * (min + max);
    if middle.is_finite() { middle } else { DVec3::ZERO }
}

fn face_info(integrator: &Integrator, face: &BodyFace) -> FaceInfo {
    let sums = integrator.face(face);
    let centroid = integrator.reference + if sums.area != 0.0 { sums.first / sums.area } else { DVec3::ZERO };
    let frame = match face.surface {
        Surface::Plane { frame } => {
            let z = if face.outward { frame.z } else { -frame.z };
            Some(Frame { origin: centroid, x: frame.x, y: z.cross(frame.x), z })
        }
        _ => None,
    };
    FaceInfo { surface: face.surface.name(), frame, area: sums.area, centroid }
}
