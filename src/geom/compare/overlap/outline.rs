//! Meshes of files whose faces are all across one axis or parallel to it: the outlines of the faces across.
//!
//! A file has chords where its shape had curves. Where an outline turns by small angles one way, over chords of about
//! one length, its corners are taken for points of a smooth curve, and every chord is bowed by the mean of the
//! curvatures at its ends (those of the circles through three corners). That is exact for circles, and for other curves
//! off by a share of what lies between curve and chord that falls with the square of the turn. Whether chords are meant
//! to be bowed no file says: both readings are given.

use glam::{DVec2, DVec3};
use rustc_hash::FxHashMap;

use super::prismatic::{Cap, Prismatic};
use crate::geom::compare::pose::{Facets, SMOOTH};
use crate::geom::mesh::Mesh;
use crate::geom::planar::Segment;
use crate::model::Frame;
use crate::text::Span;

/// A mesh along each of its axes: as it is, and with chords bowed where that makes a difference.
#[derive(Clone, Debug, Default)]
pub(in crate::geom::compare) struct Outlines {
    pub straight: Vec<Prismatic>,
    pub bowed: Vec<Prismatic>,
}

/// Corners lie within this share of the diagonal of the box from where they are meant to be: files have 24 bits.
const GRAIN: f64 = 1e-6;
/// So many directions are tried as axes.
const TRIED: usize = 6;
/// Neighbouring chords of one curve differ in length by no more than this factor.
const EVEN: f64 = 2.0;
/// Fewer chords are no curve.
const FEWEST: usize = 3;
/// Corners that turn by no more than this sine are on a straight line.
const STRAIGHT: f64 = 2e-3;
/// The sine by which the axis of a file may be off.
const LEAN: f64 = 1e-6;
/// Faces across an axis are across it up to this (a cosine: half a hundredth of a radian).
const ACROSS: f64 = 1.0 - 1e-5;
/// The volume of the outlines is that of the mesh up to this share.
const SAME_VOLUME: f64 = 1e-6;

impl Outlines {
    /// The outlines of a closed mesh; none where it has no axis.
    pub fn new(mesh: &Mesh, facets: &Facets) -> Outlines {
        let mut found = Outlines::default();
        let Some((min, max)) = mesh.bounding_box() else { return found };
        let grain = GRAIN * (max - min).length();
        let volume = mesh.volume();
        let mut walls = None;
        for axis in axes(facets) {
            let axis = settled(mesh, axis);
            let Some(frame) = Frame::new(0.5 * (min + max), axis.any_orthonormal_vector(), axis) else { continue };
            let Some(caps) = caps(mesh, &frame, grain) else { continue };
            let walls = walls.get_or_insert_with(|| Walls::new(mesh));
            let (mut straight, mut bowed, mut between) = (Vec::new(), Vec::new(), 0.0);
            for (height, sides) in caps {
                let (mut plain, mut curved) = (Vec::new(), Vec::new());
                for outline in chained(sides) {
                    let corners: Vec<DVec2> = outline.iter().map(|v| frame.local(walls.place(*v)).truncate()).collect();
                    let bows = bows(&corners);
                    for (at, bow) in bows.iter().enumerate() {
                        let next = (at + 1) % corners.len();
                        let line = Segment::line(corners[at], corners[next], Span::default());
                        let curvature = bow.unwrap_or(0.0);
                        plain.push(line);
                        curved.push(arc(corners[at], corners[next], curvature).unwrap_or(line));
                        // Two thirds of the height of the bow, times the wall that stands on the chord.
                        let chord = corners[at].distance_squared(corners[next]);
                        between += curvature.abs() * chord / 12.0 * walls.area(outline[next], outline[at]);
                    }
                }
                straight.push(Cap { height, boundary: plain });
                bowed.push(Cap { height, boundary: curved });
            }
            let straight = Prismatic::new(frame, straight, 0.0).leaning(LEAN);
            if (straight.mass().volume / volume - 1.0).abs() > SAME_VOLUME {
                continue;
            }
            found.bowed.push(if between > 0.0 {
                Prismatic::new(frame, bowed, between).leaning(LEAN)
            } else {
                straight.clone()
            });
            found.straight.push(straight);
        }
        found
    }
}

/// Directions up to sign of the largest flat faces.
fn axes(facets: &Facets) -> Vec<DVec3> {
    let mut largest: Vec<_> = facets.flat.iter().collect();
    largest.sort_by(|p, q| q.area.total_cmp(&p.area));
    let mut found: Vec<DVec3> = Vec::new();
    for facet in largest {
        if found.len() == TRIED {
            break;
        }
        if !found.iter().any(|known| known.cross(facet.normal).length() < 1e-3) {
            found.push(facet.normal);
        }
    }
    found
}

/// The mean normal of all triangles that look about along an axis: the whole faces know it better than one triangle.
fn settled(mesh: &Mesh, axis: DVec3) -> DVec3 {
    let mut sum = DVec3::ZERO;
    for &triangle in &mesh.triangles {
        let Some([p, q, r]) = mesh.corners(triangle) else { continue };
        let twice = (q - p).cross(r - p);
        let along = twice.dot(axis);
        if along.abs() > ACROSS * twice.length() {
            sum += twice * along.signum();
        }
    }
    sum.try_normalize().unwrap_or(axis)
}

/// The area of the triangle at a side that is walked from its first to its second vertex.
struct Walls<'a> {
    mesh: &'a Mesh,
    areas: FxHashMap<(u32, u32), f64>,
}

impl<'a> Walls<'a> {
    fn new(mesh: &'a Mesh) -> Walls<'a> {
        let mut areas = FxHashMap::default();
        for &[a, b, c] in &mesh.triangles {
            let Some([p, q, r]) = mesh.corners([a, b, c]) else { continue };
            let area = 0.5 * (q - p).cross(r - p).length();
            areas.extend([((a, b), area), ((b, c), area), ((c, a), area)]);
        }
        Walls { mesh, areas }
    }

    fn area(&self, from: u32, to: u32) -> f64 {
        self.areas.get(&(from, to)).copied().unwrap_or(0.0)
    }

    fn place(&self, vertex: u32) -> DVec3 {
        self.mesh.positions.get(vertex as usize).copied().unwrap_or_default()
    }
}

/// The sides around the faces at a height: vertices from and to.
type Level = (f64, Vec<(u32, u32)>);

/// The faces across the axis of a frame by their heights, each with the sides around it; `None` when a triangle is
/// neither across nor parallel to the axis.
fn caps(mesh: &Mesh, frame: &Frame, grain: f64) -> Option<Vec<Level>> {
    // Their heights with their areas, and their corners.
    let mut across: Vec<(f64, f64, [u32; 3])> = Vec::new();
    for &triangle in &mesh.triangles {
        let [a, b, c] = mesh.corners(triangle)?.map(|p| frame.local(p));
        let (low, high) = (a.z.min(b.z).min(c.z), a.z.max(b.z).max(c.z));
        let [p, q, r] = [a, b, c].map(DVec3::truncate);
        let twice = (q - p).perp_dot(r - p).abs();
        let longest = p.distance(q).max(q.distance(r)).max(r.distance(p));
        if high - low <= grain {
            across.push(((a.z + b.z + c.z) / 3.0, twice, triangle));
        } else if twice > grain * longest {
            return None;
        }
    }
    across.sort_by(|p, q| p.0.total_cmp(&q.0));
    let mut found = Vec::new();
    let mut rest = &across[..];
    while let Some(&(lowest, ..)) = rest.first() {
        let count = rest.partition_point(|(height, ..)| *height <= lowest + 2.0 * grain);
        let (level, higher) = rest.split_at(count);
        rest = higher;
        let weight: f64 = level.iter().map(|(_, area, _)| area).sum();
        let sum: f64 = level.iter().map(|(height, area, _)| height * area).sum();
        let height = if weight > 0.0 { sum / weight } else { lowest };
        found.push((height, around(level.iter().map(|(.., triangle)| *triangle))));
    }
    Some(found)
}

/// The sides of some triangles that no other of them walks the other way.
fn around(triangles: impl Iterator<Item = [u32; 3]>) -> Vec<(u32, u32)> {
    let sides = triangles.flat_map(|[a, b, c]| [(a, b), (b, c), (c, a)]);
    let mut keyed: Vec<(u32, u32, bool)> = sides.map(|(u, v)| (u.min(v), u.max(v), u > v)).collect();
    keyed.sort_unstable();
    let mut left = Vec::new();
    for same in keyed.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
        let back = same.iter().filter(|(.., back)| *back).count();
        let forth = same.len() - back;
        let (u, v, _) = same[0];
        left.extend(std::iter::repeat_n((u, v), forth.saturating_sub(back)));
        left.extend(std::iter::repeat_n((v, u), back.saturating_sub(forth)));
    }
    left
}

/// Closed walks along all sides; every vertex is left as often as it is reached.
fn chained(mut sides: Vec<(u32, u32)>) -> Vec<Vec<u32>> {
    sides.sort_unstable();
    let mut used = vec![false; sides.len()];
    let mut walks = Vec::new();
    for first in 0..sides.len() {
        let mut walk = Vec::new();
        let mut next = Some(first);
        while let Some(side) = next {
            used[side] = true;
            let (from, to) = sides[side];
            walk.push(from);
            let begin = sides.partition_point(|(start, _)| *start < to);
            next = (begin..sides.len()).take_while(|at| sides[*at].0 == to).find(|at| !used[*at]);
        }
        if used[first] && !walk.is_empty() {
            walks.push(walk);
        }
    }
    walks
}

/// The curvatures (left turns positive) of the curves that the chords of a closed walk stand for, each from its corner
/// to the next; `None` for a straight piece.
fn bows(corners: &[DVec2]) -> Vec<Option<f64>> {
    let count = corners.len();
    let mut bows = vec![None; count];
    if count < FEWEST {
        return bows;
    }
    // For each corner the curvature there, if the chord before it and that after it belong to one curve.
    let bends: Vec<Option<f64>> = (0..count)
        .map(|at| {
            let (before, own, after) = (corners[(at + count - 1) % count], corners[at], corners[(at + 1) % count]);
            let (into, out) = (own - before, after - own);
            let (first, second) = (into.length(), out.length());
            let (sine, cosine) = (into.perp_dot(out) / (first * second), into.dot(out) / (first * second));
            let even = first <= EVEN * second && second <= EVEN * first;
            let gentle = cosine > SMOOTH && sine.abs() > STRAIGHT;
            (even && gentle).then(|| 2.0 * sine / before.distance(after))
        })
        .collect();
    let follow = |at: usize, next: usize| matches!((bends[at], bends[next]), (Some(p), Some(q)) if p * q > 0.0);
    // Runs of corners that bend one way, each from a corner that does not follow the one before it.
    let starts: Vec<usize> =
        (0..count).filter(|at| bends[*at].is_some() && !follow((at + count - 1) % count, *at)).collect();
    if starts.is_empty() {
        if bends.iter().all(Option::is_some) {
            for (at, bow) in bows.iter_mut().enumerate() {
                *bow = Some(0.5 * (bends[at].unwrap_or(0.0) + bends[(at + 1) % count].unwrap_or(0.0)));
            }
        }
        return bows;
    }
    for start in starts {
        let length =
            1 + (1..count).take_while(|step| follow((start + step - 1) % count, (start + step) % count)).count();
        if length + 1 < FEWEST {
            continue;
        }
        // From the chord before the first corner to that after the last.
        for step in 0..=length {
            let ends = [step.checked_sub(1), (step < length).then_some(step)];
            let known = ends.into_iter().flatten().filter_map(|step| bends[(start + step) % count]);
            let (sum, number) = known.fold((0.0, 0.0), |(sum, number), bend| (sum + bend, number + 1.0));
            bows[(start + count + step - 1) % count] = Some(sum / number);
        }
    }
    bows
}

/// The arc of a curvature over a chord; `None` where it is none.
fn arc(start: DVec2, end: DVec2, curvature: f64) -> Option<Segment> {
    let chord = end - start;
    let half = 0.5 * chord.length();
    let sine = half * curvature.abs();
    if !(1e-6..0.9).contains(&sine) {
        return None;
    }
    let radius = 1.0 / curvature.abs();
    let away = (radius * radius - half * half).max(0.0).sqrt() * curvature.signum();
    let center = 0.5 * (start + end) + chord.perp() * (away / (2.0 * half));
    Some(Segment::arc_between(center, start, end, curvature > 0.0, Span::default()))
}
