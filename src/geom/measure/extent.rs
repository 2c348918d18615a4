//! The box of a body: extremes of edges, and of spheres and tori inside their faces. Planes, cylinders and
//! cones have theirs on edges (or at an apex, which is a vertex).

use glam::{DVec2, DVec3};

use super::face::Integrator;
use crate::geom::brep::{BodyFace, Surface};

pub(super) fn bounds(integrator: &Integrator) -> (DVec3, DVec3) {
    let (mut min, mut max) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
    let mut visit = |p: DVec3| {
        min = min.min(p);
        max = max.max(p);
    };
    integrator.body.vertices.iter().for_each(|p| visit(*p));
    for edge in 0..integrator.body.edges.len() as u32 {
        integrator.extremes(edge, &mut visit);
    }
    for face in &integrator.body.faces {
        for direction in [DVec3::X, DVec3::NEG_X, DVec3::Y, DVec3::NEG_Y, DVec3::Z, DVec3::NEG_Z] {
            match face.surface {
                Surface::Sphere { frame, radius } if integrator.sphere_contains(face, direction) => {
                    visit(frame.origin + direction * radius);
                }
                Surface::Torus { frame, major, minor } => {
                    let across = direction - frame.z * direction.dot(frame.z);
                    // Along the axis the extreme is a whole circle; its ends on edges count with the edges.
                    let radial = across.try_normalize().unwrap_or(frame.x);
                    let point = frame.origin + radial * major + direction * minor;
                    let on_surface = (point - frame.origin).dot(radial) >= 0.0;
                    if on_surface && torus_contains(integrator, face, point) {
                        visit(point);
                    }
                }
                _ => {}
            }
        }
    }
    (min, max)
}

/// Whether a point of a torus lies in the face, by the first boundary met along one parameter; from samples.
fn torus_contains(integrator: &Integrator, face: &BodyFace, point: DVec3) -> bool {
    const SAMPLES: u32 = 48;
    if face.loops.is_empty() {
        return true;
    }
    let at = face.surface.parameters(point);
    // Loops as steps in the parameters, relative to the point.
    let mut steps: Vec<(DVec2, DVec2)> = Vec::new();
    for chain in &face.loops {
        let mut places: Vec<DVec2> = Vec::new();
        for coedge in chain {
            let Some(edge) = integrator.body.edges.get(coedge.edge as usize) else { continue };
            for step in 0..SAMPLES {
                let s = (f64::from(step) + 0.5) / f64::from(SAMPLES);
                let s = if coedge.forward { s } else { 1.0 - s };
                places.extend(integrator.body.edge_point(edge, s).map(|p| face.surface.parameters(p) - at));
            }
        }
        for (index, a) in places.iter().enumerate() {
            let b = places[(index + 1) % places.len()];
            steps.push((*a, *a + wrapped(b - *a)));
        }
    }
    if let Some(inside) = first_crossing(&steps, 0.0, face.outward) {
        return inside;
    }
    // No boundary on the tube circle through the point: go around the axis to where a loop is and look there.
    let Some((a, b)) = steps.iter().max_by(|a, b| (a.1.x - a.0.x).abs().total_cmp(&(b.1.x - b.0.x).abs())) else {
        return true;
    };
    let turned: Vec<(DVec2, DVec2)> = steps.iter().map(|(a, b)| (a.perp(), b.perp())).collect();
    match first_crossing(&turned, 0.0, face.outward) {
        Some(inside) => inside,
        None => first_crossing(&steps, 0.5 * (a.x + b.x), face.outward).unwrap_or(true),
    }
}

/// Of the steps over the line `x = at` the one met first going up from `y = 0`: whether the face lies before it.
fn first_crossing(steps: &[(DVec2, DVec2)], at: f64, outward: bool) -> Option<bool> {
    let mut first: Option<(f64, bool)> = None;
    for (a, b) in steps {
        let shift = ((0.5 * (a.x + b.x) - at) / 360.0).round() * 360.0 + at;
        let (ax, bx) = (a.x - shift, b.x - shift);
        if (ax <= 0.0) == (bx <= 0.0) {
            continue;
        }
        let height = (a.y + (b.y - a.y) * (ax / (ax - bx))).rem_euclid(360.0);
        // The face lies on the left: below a step to −x, seen with the surface's own normal.
        let below = (bx < ax) == outward;
        if first.is_none_or(|(known, _)| height < known) {
            first = Some((height, below));
        }
    }
    first.map(|(_, below)| below)
}

fn wrapped(step: DVec2) -> DVec2 {
    step - (step / 360.0).round() * 360.0
}
