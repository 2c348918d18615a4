//! Booleans of two bodies on their exact boundaries, where they cross cleanly.
//!
//! Purpose: [`combine`]. Edges of each body that pierce faces of the other are found ([`path`], [`split`]); the curves
//! in which faces cross are paired or followed between these points ([`pair`], [`meeting`], [`trace`], [`cells`]);
//! what lies inside and outside follows from the piercings ([`operand`]); and the kept pieces are put together
//! ([`assemble`]).
//! Invariants: no result is a guess. Searches are bounded by how fast distances change, so that nothing is
//! overlooked; where the bodies touch, coincide or pass one another within the tolerance, and where anything does
//! not add up, the answer is a [`Doubt`], and the caller takes another way.
//! Flush plane faces are moved out of the way first ([`flush`]).
//! Absent: other faces that coincide, corners on faces, more than two operands.

mod assemble;
mod bounds;
mod cells;
mod flush;
mod meeting;
mod operand;
mod pair;
mod path;
mod split;
#[cfg(test)]
mod tests;
mod trace;

use std::collections::BTreeMap;

use crate::geom::brep::Body;
use crate::geom::interrupt;
use crate::model::{BooleanOp, tolerance};
use operand::Operand;
use pair::{Landing, Pair, Seams};
use split::{Pieces, Piercing};

/// Why two bodies cannot be combined this way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Doubt(pub(super) &'static str);

/// Corners and edges that come nearer to faces and edges than this are in doubt, mm.
const NEAR: f64 = 2.0 * tolerance::LINEAR;
/// What reaches less far beyond a surface that it turns away from again only touches it, mm.
const TOUCH: f64 = tolerance::LINEAR;
/// How far the ends of a seam may lie off its surfaces, mm: edges may lie a little off theirs.
const MATCH: f64 = 50.0 * tolerance::LINEAR;

/// `a op b`; a body without faces when nothing is left.
pub(super) fn combine(op: BooleanOp, a: &Body, b: &Body) -> Result<Body, Doubt> {
    let (first, second) = (Operand::new(a)?, Operand::new(b)?);
    match flush::cleared(op, [&first, &second])? {
        None => clear(op, [&first, &second], &[]),
        Some((moved, faces)) => clear(op, [&first, &Operand::new(&moved)?], &faces),
    }
}

/// Combines bodies without flush faces; of the given faces of the second one nothing may be left.
fn clear(op: BooleanOp, operands: [&Operand; 2], passing: &[u32]) -> Result<Body, Doubt> {
    let mut seams = Seams::default();
    let mut landings: BTreeMap<[u32; 2], Vec<Landing>> = BTreeMap::new();
    let mut piercings: [Vec<Piercing>; 2] = Default::default();
    for (side, found) in piercings.iter_mut().enumerate() {
        *found = pierce(operands, side, &mut seams, &mut landings)?;
    }
    let near = |side: usize| -> Vec<u32> {
        let other = &operands[1 - side].bounds;
        let bounds = &operands[side].face_bounds;
        (0..bounds.len() as u32).filter(|&face| bounds[face as usize].meets(other)).collect()
    };
    let (first, second) = (near(0), near(1));
    for &f in &first {
        interrupt::check().map_err(|_| Doubt("interrupted"))?;
        for &g in &second {
            let faces = [f, g];
            let ends = landings.get(&faces).map_or(&[][..], Vec::as_slice);
            match Pair::new(operands, faces) {
                Some(pair) => pair.find(ends, &mut seams)?,
                None if ends.is_empty() => {}
                None => return Err(Doubt("faces cross that are apart")),
            }
        }
    }
    let pieces =
        [Pieces::new(operands[0], &piercings[0], operands[1])?, Pieces::new(operands[1], &piercings[1], operands[0])?];
    assemble::assemble(op, operands, &pieces, &seams, passing)
}

/// Where the edges of one operand go through faces of the other.
fn pierce(
    operands: [&Operand; 2],
    side: usize,
    seams: &mut Seams,
    landings: &mut BTreeMap<[u32; 2], Vec<Landing>>,
) -> Result<Vec<Piercing>, Doubt> {
    let (own, other) = (operands[side], operands[1 - side]);
    let mut found = Vec::new();
    let faces: Vec<u32> = (0..other.face_bounds.len() as u32)
        .filter(|&face| other.face_bounds[face as usize].meets(&own.bounds))
        .collect();
    for edge in 0..own.body.edges.len() as u32 {
        let bounds = own.edge_bounds[edge as usize];
        if !bounds.meets(&other.bounds) {
            continue;
        }
        interrupt::check().map_err(|_| Doubt("interrupted"))?;
        let path = own.path(edge)?;
        for &face in &faces {
            let around = other.face_bounds[face as usize];
            if !around.meets(&bounds) {
                continue;
            }
            let surface = &other.body.faces[face as usize].surface;
            let foot = |p: glam::DVec3| p - surface.normal(p) * surface.distance(p);
            // Far from the face it does not matter what its surface does.
            let relevant = |p: glam::DVec3, reach: f64, depth: u32| {
                let near = around.reaches(p, reach);
                Ok(near && (depth < 5 || !other.avoids(face, foot(p), 2.0 * reach)?))
            };
            for at in path.crossings(surface, &relevant)? {
                let point = path.point(at);
                if !other.holds(face, foot(point))? {
                    continue;
                }
                let tangent = path.tangent(at);
                let vertex = seams.vertices.len() as u32;
                seams.vertices.push(point);
                found.push(Piercing { edge, at, enters: other.normal(face, point).dot(tangent) < 0.0, vertex });
                for (which, used) in own.uses[edge as usize].iter().enumerate() {
                    let tangent = if which == 0 { tangent } else { -tangent };
                    let leaves = other.normal(face, point).dot(tangent) > 0.0;
                    let faces = if side == 0 { [used.face, face] } else { [face, used.face] };
                    // The seam turns into the face of the edge on its left, seen with the order of the operands.
                    let starts = leaves == (side == 0);
                    landings.entry(faces).or_default().push(Landing { vertex, point, starts });
                }
            }
            for end in [path.from, path.to] {
                let p = path.point(end);
                if surface.distance(p).abs() <= NEAR && relevant(p, 2.0 * NEAR, 5)? {
                    return Err(Doubt("a corner touches a face"));
                }
            }
        }
    }
    Ok(found)
}
