//! The common volume of two closed meshes from the places where the sides of one cross the triangles of the other.
//!
//! With the winding numbers χ of both, `∫ χ_A χ_B` is by Gauss a third of the sum over all triangles of the distance
//! of their planes times the area that lies inside the other mesh, and each such area is by Green a sum over the
//! pieces of sides inside, and over the cuts with triangles of the other:
//! `6 V = Σ_sides Λ·(u × v)·(g_left − g_right) + Σ_cuts (P × Q)·(g_a − g_b)`,
//! where Λ is the share of a side (from u to v) that lies inside, P → Q the cut of two triangles, running along
//! n_a × n_b, and g the foot of the perpendicular from the origin onto the plane of a triangle. No piece of the result
//! is ever put together. A surface that stands out over a triangle by a mean height h adds h times the area inside: that
//! is g + 3 h n in place of g.
//! Which sides cross which triangles is decided by exact predicates on meshes of which one is moved by a distance far
//! below every tolerance, so that faces that coincide lie on one side of each other; where they contradict each other
//! all the same (a predicate is exactly zero), another move is tried.

use glam::DVec3;
use parry3d_f64::partitioning::BvhNode;
use robust::Coord3D;

use super::budget::Budget;
use super::closed::{Closed, Side, bounds};
use crate::model::Transform3;

/// How far the first is moved, as a share of the reach of both: far above rounding, far below tolerances.
const NUDGE: f64 = 1e-11;
/// Directions in which it is moved, one after the other, if need be. No face of anything looks this way.
const NUDGES: [DVec3; 3] = [
    DVec3::new(0.561_236_4, 0.441_974_3, 0.699_812_7),
    DVec3::new(-0.689_034_1, 0.307_615_9, 0.656_227_5),
    DVec3::new(0.344_871_7, -0.755_219_8, -0.557_391_3),
];

/// Rounding of heights, as a share of the reach of both.
const ROUNDING: f64 = 4e-15;

/// Triangles whose sides are longer than their heights by more than this may be no more than a line, to the last bit.
const NEEDLE: f64 = 1e11;

/// Directions of rays that tell inside from outside.
const RAYS: [DVec3; 3] = [
    DVec3::new(0.233_717_2, 0.612_480_5, -0.755_138_6),
    DVec3::new(-0.802_364_4, -0.291_540_7, 0.520_826_9),
    DVec3::new(0.478_113_9, -0.533_628_1, 0.697_591_3),
];

/// Triangles of both meshes in one frame.
struct Net<'a> {
    mesh: &'a Closed,
    points: &'a [DVec3],
    /// Feet of the perpendiculars from the origin onto the planes, with what surfaces stand out over them.
    feet: Vec<DVec3>,
    /// Unit normals; zero where a triangle has no area.
    normals: Vec<DVec3>,
    /// Heights above the planes beyond these have the sign that they seem to have.
    doubts: Vec<f64>,
    /// Whether a triangle may be no more than a line: it has no plane then, but its sides may cross others.
    needles: Vec<bool>,
    /// What of each side lies inside the other, apart from the winding number at its start.
    inside: Vec<f64>,
    /// By how much the winding number changes along it.
    change: Vec<i32>,
}

/// Where a side of one mesh crosses a triangle of the other, as an end of the cut of two triangles.
struct End {
    /// The triangles, of the first and of the second mesh.
    pair: (u32, u32),
    /// Whether the cut starts here.
    starts: bool,
    place: DVec3,
}

/// The predicates contradict each other.
struct Contradiction;

/// The common volume of two closed meshes, the first moved by `map`, in the units of the second; with `heights` of the
/// surfaces over the triangles of both, if any, that of what they stand for. `None` when the budget does not suffice or
/// no move helps.
pub(super) fn common_volume(
    [a, b]: [&Closed; 2],
    heights: [&[f64]; 2],
    map: &Transform3,
    budget: &mut Budget,
) -> Option<f64> {
    let scale = map.scale();
    let shift = map.point(a.middle) - b.middle;
    let apart = shift.length() > 2.0 * (scale * a.reach + b.reach);
    if apart {
        return Some(0.0);
    }
    let reach = scale * a.reach + b.reach;
    for nudge in NUDGES {
        let shift = shift + nudge * (NUDGE * reach);
        let points: Vec<DVec3> = a.points.iter().map(|p| map.linear * *p + shift).collect();
        let (mut first, mut second) = (Net::new(a, &points, reach), Net::new(b, &b.points, reach));
        first.raise(heights[0], scale);
        second.raise(heights[1], 1.0);
        if let Ok(volume) = volume(&mut first, &mut second, reach, budget)? {
            return Some(volume.max(0.0));
        }
    }
    None
}

fn volume(a: &mut Net, b: &mut Net, reach: f64, budget: &mut Budget) -> Option<Result<f64, Contradiction>> {
    let mut ends = Vec::new();
    for triangle in 0..a.mesh.triangles.len() {
        let [p, q, r] = a.corners(triangle);
        let around = BvhNode::leaf(bounds(p.min(q).min(r), p.max(q).max(r)), 0);
        let (normal, doubt) = (a.normals[triangle], a.doubts[triangle]);
        // Boxes that the plane of the triangle misses hold nothing: most of two faces that coincide.
        let reached = |node: &BvhNode| {
            let (min, max) = (node.mins(), node.maxs());
            let (min, max) = (DVec3::new(min.x, min.y, min.z), DVec3::new(max.x, max.y, max.z));
            node.intersects(&around)
                && (0.5 * (min + max) - p).dot(normal).abs() <= 0.5 * (max - min).dot(normal.abs()) + doubt
        };
        for other in b.mesh.boxes().leaves(reached) {
            budget.spend(1)?;
            cross(a, b, triangle, other as usize, &mut ends);
        }
    }
    let Some(cuts) = cuts(&a.feet, &b.feet, ends) else { return Some(Err(Contradiction)) };
    let mut total = cuts;
    for (own, other) in [(&*a, &*b), (&*b, &*a)] {
        let Some(windings) = own.windings(other, reach, budget)? else { return Some(Err(Contradiction)) };
        for (number, side) in own.mesh.sides.iter().enumerate() {
            let share = f64::from(windings[side.from as usize]) + own.inside[number];
            if share != 0.0 {
                let (u, v) = (own.points[side.from as usize], own.points[side.to as usize]);
                total += share * u.cross(v).dot(own.feet[side.left as usize] - own.feet[side.right as usize]);
            }
        }
    }
    Some(Ok(total / 6.0))
}

/// `Σ (P × Q)·(g_a − g_b)` over the cuts of pairs of triangles; `None` when an end has no counterpart.
fn cuts(feet_a: &[DVec3], feet_b: &[DVec3], mut ends: Vec<End>) -> Option<f64> {
    ends.sort_unstable_by_key(|end| (end.pair, end.starts));
    let mut total = 0.0;
    for pair in ends.chunks(2) {
        let [last, first] = pair else { return None };
        if last.pair != first.pair || last.starts || !first.starts {
            return None;
        }
        let (a, b) = (feet_a[first.pair.0 as usize], feet_b[first.pair.1 as usize]);
        total += first.place.cross(last.place).dot(a - b);
    }
    Some(total)
}

/// Finds where the sides of two triangles cross the other.
fn cross(a: &mut Net, b: &mut Net, first: usize, second: usize, ends: &mut Vec<End>) {
    let (p, q) = (a.corners(first), b.corners(second));
    let heights_b = heights(q, p, a.normals[first], a.doubts[first]);
    if heights_b.is_none() && !a.needles[first] {
        return;
    }
    let heights_a = heights(p, q, b.normals[second], b.doubts[second]);
    if heights_a.is_none() && !b.needles[second] {
        return;
    }
    let pair = (first as u32, second as u32);
    for step in 0..3 {
        if let Some(found) = heights_a.and_then(|heights| a.crossing(first, step, &heights, q)) {
            // Along n_a × n_b the cut runs into the triangle on the left of a side that rises.
            let Side { left, right, .. } = found.side;
            ends.push(End { pair: (left, pair.1), starts: found.rises, place: found.place });
            ends.push(End { pair: (right, pair.1), starts: !found.rises, place: found.place });
        }
        if let Some(found) = heights_b.and_then(|heights| b.crossing(second, step, &heights, p)) {
            let Side { left, right, .. } = found.side;
            ends.push(End { pair: (pair.0, left), starts: !found.rises, place: found.place });
            ends.push(End { pair: (pair.0, right), starts: found.rises, place: found.place });
        }
    }
}

/// Heights of the corners of a triangle above the plane of another, and which lie above; `None` when all lie on one
/// side. Heights within the doubt are decided exactly.
fn heights(corners: [DVec3; 3], plane: [DVec3; 3], normal: DVec3, doubt: f64) -> Option<[(f64, bool); 3]> {
    let [a, b, c] = plane;
    let found = corners.map(|p| {
        let height = (p - a).dot(normal);
        (height, if height.abs() > doubt { height > 0.0 } else { orient(a, b, c, p) < 0.0 })
    });
    let [(_, x), (_, y), (_, z)] = found;
    (x != y || y != z).then_some(found)
}

/// The sign of `orient3d`: positive when `d` lies below the plane in which `a`, `b`, `c` turn counter-clockwise.
fn orient(a: DVec3, b: DVec3, c: DVec3, d: DVec3) -> f64 {
    let [a, b, c, d] = [a, b, c, d].map(|p| Coord3D { x: p.x, y: p.y, z: p.z });
    robust::orient3d(a, b, c, d)
}

/// A crossing of a side with a triangle of the other mesh.
struct Crossing {
    side: Side,
    /// Whether the side, from its lower vertex number to its higher, runs with the normal of the triangle.
    rises: bool,
    place: DVec3,
}

impl<'a> Net<'a> {
    fn new(mesh: &'a Closed, points: &'a [DVec3], reach: f64) -> Net<'a> {
        let (count, sides) = (mesh.triangles.len(), mesh.sides.len());
        let mut net = Net {
            mesh,
            points,
            feet: Vec::with_capacity(count),
            normals: Vec::with_capacity(count),
            doubts: Vec::with_capacity(count),
            needles: Vec::with_capacity(count),
            inside: vec![0.0; sides],
            change: vec![0; sides],
        };
        for triangle in &mesh.triangles {
            let [a, b, c] = triangle.map(|v| points[v as usize]);
            let (u, v) = (b - a, c - a);
            let cross = u.cross(v);
            let normal = cross.normalize_or_zero();
            net.normals.push(normal);
            net.feet.push(normal * normal.dot(a));
            // Normals of slivers are known to fewer digits.
            let slimness = (u.length_squared() * v.length_squared() / cross.length_squared()).sqrt();
            net.doubts.push(ROUNDING * reach * (1.0 + slimness));
            net.needles.push(slimness.is_nan() || slimness > NEEDLE);
        }
        net
    }

    /// Lets surfaces stand out over the triangles: a third of `foot · normal` times an area is its share of the volume.
    fn raise(&mut self, heights: &[f64], scale: f64) {
        for (index, height) in heights.iter().enumerate() {
            self.feet[index] += self.normals[index] * (3.0 * scale * height);
        }
    }

    fn corners(&self, triangle: usize) -> [DVec3; 3] {
        self.mesh.triangles[triangle].map(|v| self.points[v as usize])
    }

    /// Whether a side of a triangle crosses a triangle of the other mesh, above whose plane its corners have the given
    /// heights. A side is asked for once, by the triangle on its left.
    fn crossing(
        &mut self,
        triangle: usize,
        step: usize,
        heights: &[(f64, bool); 3],
        other: [DVec3; 3],
    ) -> Option<Crossing> {
        let number = self.mesh.sides_of[triangle][step] as usize;
        let side = self.mesh.sides[number];
        let (start, end) = (heights[step], heights[(step + 1) % 3]);
        if side.left as usize != triangle || start.1 == end.1 {
            return None;
        }
        let (u, v) = (self.points[side.from as usize], self.points[side.to as usize]);
        let [p, q, r] = other;
        let turns = [(p, q), (q, r), (r, p)].map(|(from, to)| orient(u, v, from, to) > 0.0);
        if turns[0] != turns[1] || turns[1] != turns[2] {
            return None;
        }
        let fall = start.0 - end.0;
        let share = if fall == 0.0 { 0.5 } else { (start.0 / fall).clamp(0.0, 1.0) };
        let rises = end.1;
        // Rising through an outward face leaves the other mesh.
        let change = if rises { -1 } else { 1 };
        self.change[number] += change;
        self.inside[number] += f64::from(change) * (1.0 - share);
        Some(Crossing { side, rises, place: u + (v - u) * share })
    }

    /// Winding numbers of the other mesh around the vertices; `None` inside when they contradict each other.
    fn windings(&self, other: &Net, reach: f64, budget: &mut Budget) -> Option<Option<Vec<i32>>> {
        let mut found = vec![0; self.points.len()];
        for &root in &self.mesh.roots {
            let at = self.points[root as usize];
            found[root as usize] = match other.winding(at, reach, budget)? {
                Some(winding) => winding,
                None => return Some(None),
            };
        }
        for &(number, start) in &self.mesh.ways {
            let side = self.mesh.sides[number as usize];
            let change = self.change[number as usize];
            if start == side.from {
                found[side.to as usize] = found[side.from as usize] + change;
            } else {
                found[side.from as usize] = found[side.to as usize] - change;
            }
        }
        let agree =
            |(number, side): (usize, &Side)| found[side.to as usize] == found[side.from as usize] + self.change[number];
        let consistent = self.mesh.sides.iter().enumerate().all(agree);
        Some(consistent.then_some(found))
    }

    /// How often the mesh winds around a point, by the crossings of a ray from it; `None` inside when every ray that
    /// was tried runs through a side.
    fn winding(&self, at: DVec3, reach: f64, budget: &mut Budget) -> Option<Option<i32>> {
        for direction in RAYS {
            let end = at + direction * (4.0 * reach);
            budget.spend(self.mesh.triangles.len() / 4 + 1)?;
            let mut winding = Some(0);
            for triangle in 0..self.mesh.triangles.len() {
                winding = winding.zip(self.passage(triangle, at, end, reach)).map(|(sum, own)| sum + own);
            }
            if winding.is_some() {
                return Some(winding);
            }
        }
        Some(None)
    }

    /// 1 when the way from `at` to `end` leaves through a triangle, −1 when it enters, else 0; `None` when it meets a side.
    fn passage(&self, triangle: usize, at: DVec3, end: DVec3, reach: f64) -> Option<i32> {
        let [p, q, r] = self.corners(triangle);
        let way = end - at;
        let side = |from: DVec3, to: DVec3| {
            let turn = way.dot((from - at).cross(to - at));
            if turn.abs() > 1e-13 * reach * reach * reach { turn } else { -orient(at, end, from, to) }
        };
        let turns = [side(p, q), side(q, r), side(r, p)];
        if turns.iter().any(|turn| *turn > 0.0) && turns.iter().any(|turn| *turn < 0.0) {
            return Some(0);
        }
        let (low, high) = (orient(p, q, r, at), orient(p, q, r, end));
        let crosses = (low > 0.0) != (high > 0.0);
        let touches = turns.contains(&0.0) || low == 0.0 || high == 0.0;
        match (crosses, touches) {
            (_, true) => None,
            (false, _) => Some(0),
            // It starts below the face and leaves.
            _ => Some(if low > 0.0 { 1 } else { -1 }),
        }
    }
}
