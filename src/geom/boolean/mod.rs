//! Booleans of arbitrary bodies: meshes in, exact boundaries recovered.
//!
//! Purpose: [`combine`]. Operands are meshed ([`division`] and
//! [`nudge`] make coincident faces unmistakable), combined in one batch by
//! the mesh kernel ([`kernel`]), and the exact boundary is recovered from the triangles ([`topology`],
//! [`recover`]) over the common surfaces of all operands ([`carrier`]). Operands whose boxes do not
//! meet never see the mesh kernel.
//! Invariants: the result is closed and passes [`Body::check`]; its volume agrees with that of the mesh
//! boolean, and two resolutions agree on it; where that is not so, the triangles themselves are the result and
//! [`Body::inexact`] says so. The result does not depend on the number of threads.
//! Absent: operations in the plane, which need no meshes (see `planar`).

mod aside;
mod carrier;
mod curve;
mod division;
mod exact;
mod faceted;
mod kernel;
mod nudge;
mod project;
#[cfg(test)]
mod random;
mod recover;
#[cfg(test)]
mod tests;
mod topology;
mod weld;

use std::sync::Arc;

use glam::DVec3;

use super::brep::{Approximation, Body, Curve3, DisjointSets, Inexact};
use super::mesh::{self, Mesh};
use super::mesher::{self, MeshOptions};
use super::{interrupt, measure};
use crate::diagnostics::registry::{geom, limit};
use crate::model::{BooleanOp, GeometryError, Provenance, tolerance};
use aside::Aside;
use carrier::{Carriers, Place};
use exact::Doubt;
use kernel::Outcome;
use recover::Origin;

/// Triangles of all operands together, at most.
const MAX_TRIANGLES: usize = 4_000_000;
/// Angles per segment, in degrees, that are tried in turn until an exact boundary is found.
const ANGLES: [f64; 4] = [5.0, 15.0, 3.0, 7.5];
/// The same for many operands: coarse first, since the cost of the mesh kernel grows with the square of the
/// number of facets of neighbours. The chord bounds the error of both.
const MANY_ANGLES: [f64; 4] = [15.0, 5.0, 3.0, 7.5];
/// How often operands that were in doubt are tried again after the others.
const PASSES: usize = 4;
/// Volumes of exact boundaries found at different resolutions differ by at most this share of them.
const AGREEMENT: f64 = 1e-9;
/// More operands than this are many.
const MANY: usize = 16;

/// `operands[0] op operands[1] op …`; for [`BooleanOp::Cut`] the first minus all others.
///
/// An empty result is the error `geom/empty-result`. When the recovered boundary has edges that are known by
/// points only, or only the triangles could be kept, the result's [`Body::inexact`] says so.
pub fn combine(op: BooleanOp, operands: &[Arc<Body>], provenance: &Provenance) -> Result<Body, GeometryError> {
    let bodies: Vec<&Body> = operands.iter().map(Arc::as_ref).collect();
    let result = separate(op, &bodies, provenance).map_err(|error| error.blame(provenance))?;
    if result.faces.is_empty() { Err(empty(op).blame(provenance)) } else { Ok(result) }
}

fn empty(op: BooleanOp) -> GeometryError {
    let what = match op {
        BooleanOp::Union => "a union needs at least one solid, but has none",
        BooleanOp::Cut => "a cut must leave something of the first solid, but the others cover it",
        BooleanOp::Intersect => "solids that are intersected must overlap, but these have no common volume",
    };
    GeometryError::new(geom::EMPTY_RESULT, what)
}

/// Handles operands apart from each other without meshes, and meshes the rest.
fn separate(op: BooleanOp, bodies: &[&Body], provenance: &Provenance) -> Result<Body, GeometryError> {
    let boxes: Vec<(DVec3, DVec3)> = bodies.iter().map(|body| measure::bounds(body)).collect();
    let meet = |i: usize, j: usize| {
        let ((a, b), (c, d)) = (boxes[i], boxes[j]);
        let gap = DVec3::splat(10.0 * tolerance::LINEAR);
        (a - gap).cmple(d).all() && (c - gap).cmple(b).all()
    };
    let mut sets = DisjointSets::new(bodies.len());
    match op {
        BooleanOp::Cut => (1..bodies.len()).filter(|&i| meet(0, i)).for_each(|i| sets.join(0, i as u32)),
        BooleanOp::Intersect => {
            if (1..bodies.len()).any(|i| (0..i).any(|j| !meet(i, j))) {
                return Ok(Body::default());
            }
            (1..bodies.len()).for_each(|i| sets.join(0, i as u32));
        }
        BooleanOp::Union => {
            for i in 1..bodies.len() {
                (0..i).filter(|&j| meet(i, j)).for_each(|j| sets.join(i as u32, j as u32));
            }
        }
    }
    let mut result = Body::default();
    for first in 0..bodies.len() as u32 {
        if sets.find(first) != first || (op == BooleanOp::Cut && first > 0) {
            continue;
        }
        let members: Vec<&Body> =
            (0..bodies.len() as u32).filter(|&i| sets.find(i) == first).map(|i| bodies[i as usize]).collect();
        match members[..] {
            [only] => result.put_beside(only),
            _ => result.put_beside(&connected(op, &members, provenance)?),
        }
    }
    Ok(result)
}

/// One resolution's meshes and what is known of them.
struct Attempt {
    mesh: Outcome,
    places: Vec<Place>,
    slack: f64,
}

/// Combines operands that may meet: one after the other on their exact boundaries, then together through meshes
/// those that touch or coincide with something.
fn connected(op: BooleanOp, bodies: &[&Body], provenance: &Provenance) -> Result<Body, GeometryError> {
    let Some((first, others)) = bodies.split_first() else { return Ok(Body::default()) };
    let mut combined: Option<Body> = None;
    let mut left: Vec<&Body> = others.to_vec();
    let mut why = None;
    // What touches something at first may find it gone after the others.
    for _ in 0..PASSES {
        let tried = std::mem::take(&mut left);
        let count = tried.len();
        why = None;
        for other in tried {
            interrupt::check()?;
            match exact::combine(op, combined.as_ref().unwrap_or(first), other) {
                Ok(body) if body.faces.is_empty() => return Ok(body),
                Ok(body) => combined = Some(body),
                Err(doubt) => {
                    left.push(other);
                    why.get_or_insert(doubt);
                }
            }
        }
        if left.is_empty() || left.len() == count {
            break;
        }
    }
    if let Some(body) = &mut combined {
        tell_inexact(body, bodies, provenance);
    }
    let Some(why) = why else { return Ok(combined.unwrap_or_default()) };
    let rest: Vec<&Body> = std::iter::once(combined.as_ref().unwrap_or(first)).chain(left).collect();
    if let Some(aside) = Aside::new(op, &rest) {
        let near = through_meshes(op, &aside.bodies.iter().collect::<Vec<_>>(), why, provenance)?;
        if let Some(whole) = aside.put_back(near) {
            return Ok(whole);
        }
    }
    through_meshes(op, &rest, why, provenance)
}

/// Combines operands through meshes; `why` that is necessary. An exact boundary counts when two resolutions agree on it.
fn through_meshes(op: BooleanOp, bodies: &[&Body], why: Doubt, provenance: &Provenance) -> Result<Body, GeometryError> {
    let reach = bodies
        .iter()
        .map(|body| measure::bounds(body))
        .fold(0.0f64, |reach, (min, max)| reach.max((max - min).length()));
    let carriers = Carriers::new(bodies, reach);
    let mut fallback: Option<(Attempt, String)> = None;
    let mut candidates: Vec<(Body, f64)> = Vec::new();
    for angle in if bodies.len() > MANY { MANY_ANGLES } else { ANGLES } {
        interrupt::check()?;
        let attempt = attempt(op, bodies, &carriers, angle, reach)?;
        if attempt.mesh.triangles.is_empty() {
            return Ok(Body::default());
        }
        match exact(&attempt, bodies, &carriers) {
            Ok(mut body) => {
                let volume = measure::shell_volumes(&body).iter().sum::<f64>();
                let agrees = |(other, known): &(Body, f64)| {
                    other.counts() == body.counts() && (volume - known).abs() <= AGREEMENT * volume.abs()
                };
                if candidates.iter().any(agrees) {
                    tell_inexact(&mut body, bodies, provenance);
                    return Ok(body);
                }
                candidates.push((body, volume));
                fallback.get_or_insert_with(|| (attempt, "no two resolutions agree on the exact boundary".to_owned()));
            }
            Err(reason) => {
                fallback.get_or_insert((attempt, reason));
            }
        }
    }
    let Some((attempt, reason)) = fallback else { return Ok(Body::default()) };
    let reason = format!("{reason}, and on the exact boundaries: {}", why.0);
    let mut body = faceted::body(&attempt.mesh, &reason, provenance);
    let Outcome { positions, triangles, .. } = &attempt.mesh;
    let (found, own) = (mesh::volume(positions, triangles), measure::shell_volumes(&body).iter().sum::<f64>());
    if found.is_nan() || found <= 0.0 || (own - found).abs() > 1e-6 * found {
        let message = format!("a boolean of {} solids gave no boundary that encloses a volume: {reason}", bodies.len());
        return Err(GeometryError::new(geom::BOOLEAN_FAILED, message));
    }
    bodies.iter().for_each(|operand| body.inherit(operand));
    Ok(body)
}

fn attempt(
    op: BooleanOp,
    bodies: &[&Body],
    carriers: &Carriers,
    angle: f64,
    reach: f64,
) -> Result<Attempt, GeometryError> {
    let chord = tolerance::DEFAULT_CHORD.max(2e-5 * reach);
    let options = MeshOptions { chord, angle, max_triangles: MAX_TRIANGLES, ..MeshOptions::default() };
    let divisions = division::divisions(bodies, carriers, &options);
    let mut meshes: Vec<Mesh> = Vec::with_capacity(bodies.len());
    let mut total = 0;
    for (body, divisions) in bodies.iter().zip(&divisions) {
        let mesh = mesher::mesh_divided(body, &options, divisions)?;
        total += mesh.triangles.len();
        if total > MAX_TRIANGLES {
            let message = format!(
                "the operands of a boolean may have {MAX_TRIANGLES} triangles together, but have more than {total}"
            );
            return Err(GeometryError::new(limit::TRIANGLES, message));
        }
        meshes.push(mesh);
    }
    nudge::nudge(op, bodies, carriers, &mut meshes);
    let mesh = kernel::run(op, &meshes);
    // Interrupted, the mesh kernel gives nothing.
    interrupt::check()?;
    let mesh = mesh.map_err(|reason| {
        GeometryError::new(
            geom::BOOLEAN_FAILED,
            format!("the mesh kernel refused to combine {} solids: {reason}", bodies.len()),
        )
    })?;
    let mut places = Vec::with_capacity(mesh.sources.len());
    for &(operand, face) in &mesh.sources {
        let place = carriers.places.get(operand as usize).and_then(|faces| faces.get(face as usize)).copied();
        let Some(place) = place else {
            return Err(GeometryError::new(geom::BOOLEAN_FAILED, "the mesh kernel lost the origin of a triangle"));
        };
        let flipped = op == BooleanOp::Cut && operand > 0;
        places.push(Place { outward: place.outward != flipped, ..place });
    }
    Ok(Attempt { mesh, places, slack: chord })
}

/// Recovers the exact boundary and checks it: against the triangles, and that it can be meshed itself.
fn exact(attempt: &Attempt, bodies: &[&Body], carriers: &Carriers) -> Result<Body, String> {
    let origin = Origin { operands: bodies, carriers, places: attempt.places.clone(), slack: attempt.slack };
    let body = recover::recover(&attempt.mesh, &origin)?;
    body.check().map_err(|fault| fault.to_string())?;
    let Outcome { positions, triangles, .. } = &attempt.mesh;
    let (expected, found) = (mesh::volume(positions, triangles), measure::shell_volumes(&body).iter().sum::<f64>());
    let allowed = 3.0 * attempt.slack * mesh::area(positions, triangles) + 1e-9 * expected.abs();
    if (found - expected).abs() > allowed {
        return Err(format!("the recovered volume is {found} mm³ and that of the triangles {expected} mm³"));
    }
    let characteristic = positions.len() as i64 - triangles.len() as i64 / 2;
    let recovered: i64 = (0..body.shells.len()).map(|shell| body.characteristic(shell)).sum();
    if characteristic != recovered {
        return Err(format!("the Euler characteristic is {recovered} and that of the triangles {characteristic}"));
    }
    let again = mesher::mesh(&body, &MeshOptions::default()).map_err(|error| error.message)?;
    match again.leak() {
        Some(leak) => Err(leak.to_string()),
        None => Ok(body),
    }
}

/// Tells which operations made a body inexact: those of its operands, and this one when it is the first to leave an
/// edge that is known by points.
fn tell_inexact(body: &mut Body, bodies: &[&Body], provenance: &Provenance) {
    body.inexact.clear();
    bodies.iter().for_each(|operand| body.inherit(operand));
    let curve = body.edges.iter().position(|edge| matches!(edge.curve, Curve3::Points(_)));
    let known = body.inexact.iter().any(|known| known.approximation == Approximation::Points);
    let Some(curve) = curve.filter(|_| !known) else { return };
    let uses = body.edge_uses();
    let name = |side: usize| uses[curve][side].map_or("surface", |at| body.faces[at.face as usize].surface.name());
    let reason = format!("an edge between a {} and a {} is known by points only", name(0), name(1));
    let provenance = provenance.clone();
    body.inexact.push(Inexact { approximation: Approximation::Points, reason, provenance });
}
