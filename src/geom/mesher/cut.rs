//! Unrolled loops, and cutting a band between two of them open.
//!
//! The cut goes from the highest vertex of the lower ring straight up to what it meets first, around that
//! hole to its highest vertex, and on until it meets the upper ring. Every bridge ends at a vertex
//! that is visible from its start, so it crosses no edge.

use glam::DVec2;

use super::monotone::Tangled;
use super::unroll::Chart;
use super::{FaceMesh, Polygons};

/// A loop in unrolled coordinates, the face on its left.
#[derive(Default)]
pub(super) struct Ring {
    pub(super) ids: Vec<u32>,
    pub(super) points: Vec<DVec2>,
    /// Turns along `x`: after the last vertex the first one follows, this many times 360 further.
    pub(super) winding: i32,
}

impl Ring {
    /// Adds a vertex.
    pub(super) fn push(&mut self, id: u32, p: DVec2) {
        self.ids.push(id);
        self.points.push(p);
    }

    /// Signed area of a ring without winding.
    pub(super) fn area(&self) -> f64 {
        (0..self.points.len()).map(|i| self.points[i].perp_dot(self.point(i + 1))).sum::<f64>() / 2.0
    }

    /// Greatest `y`.
    pub(super) fn highest(&self) -> f64 {
        self.points.iter().map(|p| p.y).fold(f64::MIN, f64::max)
    }

    /// Least `y`.
    pub(super) fn lowest(&self) -> f64 {
        self.points.iter().map(|p| p.y).fold(f64::MAX, f64::min)
    }

    /// Moves the ring up.
    pub(super) fn raise(&mut self, distance: f64) {
        self.points.iter_mut().for_each(|p| p.y += distance);
    }

    /// A ring against this one, at one height, all in one vertex: the tip of a cone. It runs straight, also where
    /// this one turns back on its way around.
    pub(super) fn flattened(&self, height: f64, tip: u32) -> Ring {
        let first = self.points.first().map_or(0.0, |p| p.x);
        let mut places: Vec<f64> = self.points.iter().map(|p| (p.x - first).rem_euclid(360.0)).collect();
        places.sort_by(f64::total_cmp);
        places.dedup_by(|a, b| (*a - *b).abs() < 1e-3);
        if self.winding > 0 {
            places.reverse();
        }
        let mut ring = Ring { winding: -self.winding, ..Ring::default() };
        places.into_iter().for_each(|x| ring.push(tip, DVec2::new(first + x, height)));
        ring
    }

    /// The vertex `i` places after the first, over the end into the next turn.
    fn point(&self, i: usize) -> DVec2 {
        let count = self.points.len();
        let turns = (i / count) as f64 * f64::from(self.winding);
        self.points[i % count] + DVec2::new(360.0 * turns, 0.0)
    }

    fn shift(&mut self, by: DVec2) {
        self.points.iter_mut().for_each(|p| *p += by);
    }

    /// Index of the highest vertex.
    fn top(&self) -> usize {
        (1..self.points.len()).fold(0, |best, i| if self.points[i].y > self.points[best].y { i } else { best })
    }

    fn contains(&self, p: DVec2) -> bool {
        let mut inside = false;
        for i in 0..self.points.len() {
            let (a, b) = (self.points[i], self.point(i + 1));
            if (a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y) {
                inside = !inside;
            }
        }
        inside
    }
}

/// Places rings that do not wind: outer ones where they are, holes moved by full turns into one of them.
pub(super) fn nest(rings: Vec<Ring>, closes_in_y: bool, polygons: &mut Polygons) -> Result<(), Tangled> {
    let (outer, holes): (Vec<Ring>, Vec<Ring>) = rings.into_iter().partition(|ring| ring.area() > 0.0);
    for mut hole in holes {
        let first = *hole.points.first().ok_or(Tangled)?;
        let rises = if closes_in_y { -2..=2 } else { 0..=0 };
        let shifts = rises.flat_map(|y| (-2..=2).map(move |x| DVec2::new(f64::from(x), f64::from(y)) * 360.0));
        let by = shifts.into_iter().find(|&by| outer.iter().any(|ring| ring.contains(first + by))).ok_or(Tangled)?;
        hole.shift(by);
        add(&hole, polygons);
    }
    for ring in outer {
        add(&ring, polygons);
    }
    Ok(())
}

fn add(ring: &Ring, polygons: &mut Polygons) {
    polygons.ids.extend_from_slice(&ring.ids);
    polygons.points.extend_from_slice(&ring.points);
    polygons.close();
}

/// A vertex of a ring, some turns away.
#[derive(Clone, Copy)]
struct Place {
    ring: usize,
    index: usize,
    at: DVec2,
}

/// A part of the cut: from a highest vertex to one above it, with the new vertices between.
type Bridge = (Place, Place, Vec<(u32, DVec2)>);

/// Cuts the band between two rings open and places everything in the plane.
pub(super) fn open(
    chart: &Chart,
    mut rings: Vec<Ring>,
    (lower, upper): (usize, usize),
    polygons: &mut Polygons,
    out: &mut FaceMesh,
) -> Result<(), Tangled> {
    if chart.step.y.is_finite() {
        lift(&mut rings, lower);
    }
    let mut bridges: Vec<Bridge> = Vec::new();
    let start = rings[lower].top();
    let mut from = Place { ring: lower, index: start, at: rings[lower].points[start] };
    let mut used = vec![false; rings.len()];
    used[lower] = true;
    loop {
        let to = visible_above(&rings, from)?;
        if std::mem::replace(&mut used[to.ring], true) {
            return Err(Tangled);
        }
        bridges.push((from, to, divide(chart, from.at, to.at, out)));
        if to.ring == upper {
            break;
        }
        let ring = &rings[to.ring];
        let top = ring.top();
        from = Place { ring: to.ring, index: top, at: ring.points[top] + (to.at - ring.points[to.index]) };
    }
    let turn = DVec2::new(360.0, 0.0);
    walk(&rings[lower], start, rings[lower].points.len(), DVec2::ZERO, polygons);
    for (from, to, between) in &bridges {
        push(polygons, rings[from.ring].ids[from.index], from.at + turn);
        between.iter().for_each(|&(id, p)| push(polygons, id, p + turn));
        let ring = &rings[to.ring];
        let shift = to.at - ring.points[to.index] + turn;
        let steps = if to.ring == upper { ring.points.len() } else { steps(ring, to.index, ring.top()) };
        walk(ring, to.index, steps, shift, polygons);
    }
    for (from, to, between) in bridges.iter().rev() {
        push(polygons, rings[to.ring].ids[to.index], to.at);
        between.iter().rev().for_each(|&(id, p)| push(polygons, id, p));
        // Around the hole below from its top back to where it was entered.
        if let Some((_, entry, _)) = bridges.iter().find(|(_, entry, _)| entry.ring == from.ring) {
            let ring = &rings[from.ring];
            let shift = from.at - ring.points[from.index];
            walk(ring, from.index, steps(ring, from.index, entry.index), shift, polygons);
        }
    }
    polygons.close();
    let outline = Ring { ids: Vec::new(), points: polygons.points.clone(), winding: 0 };
    for (mut hole, used) in rings.into_iter().zip(used) {
        if used {
            continue;
        }
        let first = *hole.points.first().ok_or(Tangled)?;
        let shifts = (-2..=2).map(|x| DVec2::new(360.0 * f64::from(x), 0.0));
        let by = shifts.into_iter().find(|&by| outline.contains(first + by)).ok_or(Tangled)?;
        hole.shift(by);
        add(&hole, polygons);
    }
    Ok(())
}

fn push(polygons: &mut Polygons, id: u32, p: DVec2) {
    polygons.ids.push(id);
    polygons.points.push(p);
}

/// How many edges lie between two vertices of a ring.
fn steps(ring: &Ring, from: usize, to: usize) -> usize {
    let count = ring.points.len();
    (to + count - from) % count
}

/// Appends `steps` vertices from `start`, without the one where the walk ends.
fn walk(ring: &Ring, start: usize, steps: usize, shift: DVec2, polygons: &mut Polygons) {
    let base = if ring.winding == 0 { DVec2::ZERO } else { ring.point(start) - ring.points[start] };
    for i in start..start + steps {
        let p = if ring.winding == 0 { ring.points[i % ring.points.len()] } else { ring.point(i) - base };
        push(polygons, ring.ids[i % ring.ids.len()], p + shift);
    }
}

/// Moves the other rings by full turns of `y` to just above the lower one.
fn lift(rings: &mut [Ring], lower: usize) {
    let floor = |x: f64| {
        let ring = &rings[lower];
        (0..ring.points.len()).find_map(|i| {
            let (a, b) = (ring.points[i], ring.point(i + 1));
            let x = a.x + (x - a.x).rem_euclid(360.0);
            (a.x <= x && x <= b.x).then(|| a.y + (b.y - a.y) * ((x - a.x) / (b.x - a.x)).clamp(0.0, 1.0))
        })
    };
    let rises: Vec<f64> = rings
        .iter()
        .map(|ring| {
            let first = ring.points.first().copied().unwrap_or_default();
            let above = first.y - floor(first.x).unwrap_or(first.y);
            above.rem_euclid(360.0) - above
        })
        .collect();
    for (index, (ring, rise)) in rings.iter_mut().zip(rises).enumerate() {
        if index != lower && ring.winding == 0 {
            ring.raise(rise);
        }
    }
}

/// New vertices on a bridge, a step apart.
fn divide(chart: &Chart, from: DVec2, to: DVec2, out: &mut FaceMesh) -> Vec<(u32, DVec2)> {
    if !chart.curved {
        return Vec::new();
    }
    let count = ((to - from) / chart.step).length().ceil().max(1.0) as u32;
    (1..count)
        .map(|i| {
            let p = from + (to - from) * (f64::from(i) / f64::from(count));
            (out.point(chart.point(p)), p)
        })
        .collect()
}

/// A vertex of another ring that can be seen from the highest vertex of a ring, above it.
fn visible_above(rings: &[Ring], from: Place) -> Result<Place, Tangled> {
    let t = from.at;
    // The first edge straight above, and its upper end.
    let mut hit: Option<(f64, Place)> = None;
    for (ring, loop_) in rings.iter().enumerate() {
        if ring == from.ring {
            continue;
        }
        for index in 0..loop_.points.len() {
            let (a, b) = (loop_.points[index], loop_.point(index + 1));
            let (left, right) = (a.x.min(b.x), a.x.max(b.x));
            // The only turn at which the edge can lie above.
            let turn = 360.0 * ((t.x - right) / 360.0).ceil();
            let x = t.x - turn;
            if !(left <= x && x <= right) {
                continue;
            }
            let share = if right > left { (x - a.x) / (b.x - a.x) } else { 0.0 };
            let y = if right > left { a.y + (b.y - a.y) * share } else { a.y.min(b.y) };
            if y <= t.y || hit.is_some_and(|(best, _)| best <= y) {
                continue;
            }
            let second = if right > left { b.y > a.y } else { b.y < a.y };
            let (end, p) = if second { ((index + 1) % loop_.points.len(), b) } else { (index, a) };
            hit = Some((y, Place { ring, index: end, at: p + DVec2::new(turn, 0.0) }));
        }
    }
    let (height, mut seen) = hit.ok_or(Tangled)?;
    // A vertex in the triangle between hides the end; the one nearest to the upright is visible.
    let (corner, up) = (seen.at, DVec2::new(t.x, height));
    let side = if corner.x >= t.x { 1.0 } else { -1.0 };
    let slope = |p: DVec2| ((p.x - t.x) * side) / (p.y - t.y);
    let mut best = slope(corner);
    for (ring, loop_) in rings.iter().enumerate() {
        for (index, &p) in loop_.points.iter().enumerate() {
            let turn = 360.0 * ((t.x - p.x) / 360.0).round();
            let p = p + DVec2::new(turn, 0.0);
            let below_edge = (corner - up).perp_dot(p - up) * side < 0.0;
            if ring != from.ring && p.y > t.y && (p.x - t.x) * side >= 0.0 && below_edge && slope(p) < best {
                best = slope(p);
                seen = Place { ring, index, at: p };
            }
        }
    }
    Ok(seen)
}
