//! Triangulation of plane regions in near-linear time: a sweep over monotone chains.
//!
//! The sweep goes by `x`, ties by `y`. It stops only at the turning vertices of the loops (their local
//! least and greatest vertices), so a round hole costs two stops whatever its number of segments. Between the
//! stops each open region of the sweep line is a monotone polygon between a lower and an upper chain
//! and is triangulated with the usual stack. Only existing vertices are used; triangles stay narrow in
//! `x`: none reaches over a vertex of its region.
//! Invariant: on success the triangles are counter-clockwise and cover the region exactly; the
//! caller learns of anything else (crossing or touching loops) and takes another way.
//! Absent: new vertices, robust predicates.

use std::ops::Range;

use glam::DVec2;

/// Index that stands for none.
const NONE: u32 = u32::MAX;

/// Reusable memory of the sweep.
#[derive(Default)]
pub(super) struct Sweep {
    turns: Vec<Turn>,
    chains: Vec<Chain>,
    regions: Vec<Region>,
    active: Vec<u32>,
    stacks: Vec<Stack>,
    free: Vec<u32>,
}

/// A vertex where a loop turns back in sweep direction.
#[derive(Clone, Copy)]
struct Turn {
    vertex: u32,
    /// Chain with the interior above (walked forward) and below (walked backward) that starts or ends here.
    lower: u32,
    upper: u32,
    opens: bool,
}

/// A monotone piece of a loop, left to right.
#[derive(Clone, Copy)]
struct Chain {
    /// The vertices of its loop.
    first: u32,
    end: u32,
    forward: bool,
    /// Last vertex of the chain.
    last: u32,
    /// Last vertex that the region above or below has consumed.
    cursor: u32,
    /// Vertex before the sweep line, at or after the cursor.
    probe: u32,
    region: u32,
}

/// The interior between two neighbouring chains on the sweep line.
#[derive(Clone, Copy)]
struct Region {
    lower: u32,
    upper: u32,
    /// The polygon in progress; after a merge the lower of two that wait for the next vertex.
    polygon: u32,
    /// The upper of the two after a merge.
    waiting: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Lower,
    Upper,
}

/// The untriangulated rest of a monotone polygon.
struct Stack {
    vertices: Vec<u32>,
    side: Side,
}

/// The loops do not bound a region that the sweep can triangulate.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tangled;

impl Chain {
    fn after(&self, vertex: u32) -> u32 {
        if self.forward {
            if vertex + 1 == self.end { self.first } else { vertex + 1 }
        } else if vertex == self.first {
            self.end - 1
        } else {
            vertex - 1
        }
    }
}

fn before(a: DVec2, b: DVec2) -> bool {
    a.x < b.x || (a.x == b.x && a.y < b.y)
}

struct Work<'a> {
    points: &'a [DVec2],
    sweep: &'a mut Sweep,
    out: &'a mut Vec<[u32; 3]>,
}

impl Sweep {
    /// Appends to `out` the triangles of the region left of the `loops`, ranges of `points`.
    /// On error `out` is as before.
    pub(super) fn triangulate(
        &mut self,
        points: &[DVec2],
        loops: &[Range<u32>],
        out: &mut Vec<[u32; 3]>,
    ) -> Result<(), Tangled> {
        let before = out.len();
        self.clear();
        let result = Work { points, sweep: self, out }.run(loops).and_then(|()| check(points, loops, &out[before..]));
        if result.is_err() {
            out.truncate(before);
        }
        result
    }

    fn clear(&mut self) {
        self.turns.clear();
        self.chains.clear();
        self.regions.clear();
        self.active.clear();
        self.free.clear();
        for (index, stack) in self.stacks.iter_mut().enumerate() {
            stack.vertices.clear();
            self.free.push(index as u32);
        }
    }
}

/// Every triangle has positive area and the areas add up to the area of the region.
fn check(points: &[DVec2], loops: &[Range<u32>], triangles: &[[u32; 3]]) -> Result<(), Tangled> {
    let at = |v: u32| points[v as usize];
    let mut expected = 0.0;
    let mut count = -2;
    for range in loops {
        count += i64::from(range.end - range.start) + 2;
        let base = at(range.start);
        let mut last = DVec2::ZERO;
        for v in range.clone() {
            let next = at(v) - base;
            expected += last.perp_dot(next);
            last = next;
        }
    }
    // A region of several outer loops has fewer: each outer loop gives n − 2, each hole n + 2.
    let mut sum = 0.0;
    for &[a, b, c] in triangles {
        let (a, b, c) = (at(a), at(b), at(c));
        let twice = (b - a).perp_dot(c - a);
        if twice <= 0.0 || twice.is_nan() {
            return Err(Tangled);
        }
        sum += twice;
    }
    let fits = (sum - expected).abs() <= 1e-9 * expected.abs() && triangles.len() as i64 <= count;
    if fits { Ok(()) } else { Err(Tangled) }
}

impl Work<'_> {
    fn at(&self, vertex: u32) -> DVec2 {
        self.points[vertex as usize]
    }

    fn run(&mut self, loops: &[Range<u32>]) -> Result<(), Tangled> {
        for range in loops {
            self.find_chains(range)?;
        }
        let points = self.points;
        let key = |turn: &Turn| points[turn.vertex as usize];
        self.sweep.turns.sort_by(|a, b| {
            let (p, q) = (key(a), key(b));
            p.x.total_cmp(&q.x).then(p.y.total_cmp(&q.y)).then(a.opens.cmp(&b.opens))
        });
        for index in 0..self.sweep.turns.len() {
            let turn = self.sweep.turns[index];
            if turn.opens { self.open(turn)? } else { self.close(turn)? }
        }
        if self.sweep.active.is_empty() { Ok(()) } else { Err(Tangled) }
    }

    /// Cuts a loop into chains and records where it turns.
    fn find_chains(&mut self, range: &Range<u32>) -> Result<(), Tangled> {
        let (first, end) = (range.start, range.end);
        if end < first + 3 || end as usize > self.points.len() {
            return Err(Tangled);
        }
        // Start at a least vertex, so that the chains come in pairs: out forward, back backward.
        let mut least = first;
        for v in first + 1..end {
            if before(self.at(v), self.at(least)) {
                least = v;
            }
        }
        let step = |v: u32| if v + 1 == end { first } else { v + 1 };
        let chain = |forward, cursor, last| Chain { first, end, forward, last, cursor, probe: cursor, region: NONE };
        let start_turn = self.sweep.turns.len();
        let mut turn_vertex = least;
        let mut rising = true;
        let mut previous = least;
        let mut v = step(least);
        self.sweep.turns.push(Turn { vertex: least, lower: NONE, upper: NONE, opens: true });
        loop {
            let now_rising = before(self.at(previous), self.at(v));
            if !now_rising && !before(self.at(v), self.at(previous)) {
                return Err(Tangled);
            }
            if now_rising != rising {
                self.finish_chain(chain, rising, turn_vertex, previous);
                self.sweep.turns.push(Turn { vertex: previous, lower: NONE, upper: NONE, opens: now_rising });
                self.attach(rising, start_turn);
                turn_vertex = previous;
                rising = now_rising;
            }
            if v == least {
                break;
            }
            previous = v;
            v = step(v);
        }
        if rising {
            return Err(Tangled);
        }
        // The last chain runs back to the first turn.
        self.finish_chain(chain, false, turn_vertex, least);
        let index = self.sweep.chains.len() as u32 - 1;
        let last = self.sweep.turns.len() - 1;
        self.sweep.turns[last].upper = index;
        self.sweep.turns[start_turn].upper = index;
        Ok(())
    }

    fn finish_chain(&mut self, chain: impl Fn(bool, u32, u32) -> Chain, rising: bool, from: u32, to: u32) {
        self.sweep.chains.push(if rising { chain(true, from, to) } else { chain(false, to, from) });
    }

    /// Ties the newest chain to the turns at its ends (the two newest).
    fn attach(&mut self, rising: bool, start_turn: usize) {
        let index = self.sweep.chains.len() as u32 - 1;
        let last = self.sweep.turns.len() - 1;
        debug_assert!(last > start_turn);
        for turn in &mut self.sweep.turns[last - 1..] {
            if rising {
                turn.lower = index;
            } else {
                turn.upper = index;
            }
        }
    }

    /// A vertex where two chains start: a new region, or a region split in two.
    fn open(&mut self, turn: Turn) -> Result<(), Tangled> {
        let v = turn.vertex;
        let (lower, upper) = (turn.lower, turn.upper);
        let p = self.at(v);
        let to_lower = self.at(self.chain(lower).after(v)) - p;
        let to_upper = self.at(self.chain(upper).after(v)) - p;
        let place = self.place(p);
        if to_lower.perp_dot(to_upper) > 0.0 {
            let polygon = self.new_stack(&[v], Side::Lower);
            self.insert(place, Region { lower, upper, polygon, waiting: NONE });
            return Ok(());
        }
        // A hole starts inside a region: the chain below it bounds the new lower region from above.
        let &id = self.sweep.active.get(place).ok_or(Tangled)?;
        self.advance(id, p)?;
        let region = self.region(id);
        let (below, above) = if region.waiting != NONE {
            self.push(region.polygon, v, Side::Upper);
            self.push(region.waiting, v, Side::Lower);
            (region.polygon, region.waiting)
        } else {
            let stack = &self.sweep.stacks[region.polygon as usize];
            let (&helper, side) = (stack.vertices.last().ok_or(Tangled)?, stack.side);
            match side {
                Side::Lower => {
                    let below = self.new_stack(&[helper, v], Side::Upper);
                    self.push(region.polygon, v, Side::Lower);
                    (below, region.polygon)
                }
                Side::Upper => {
                    let above = self.new_stack(&[helper, v], Side::Lower);
                    self.push(region.polygon, v, Side::Upper);
                    (region.polygon, above)
                }
            }
        };
        // At a split the forward chain lies above the backward one.
        let old_upper = region.upper;
        self.set(id, Region { lower: region.lower, upper, polygon: below, waiting: NONE });
        self.insert(place + 1, Region { lower, upper: old_upper, polygon: above, waiting: NONE });
        Ok(())
    }

    /// A vertex where two chains end: a region ends, or two become one.
    fn close(&mut self, turn: Turn) -> Result<(), Tangled> {
        let v = turn.vertex;
        let p = self.at(v);
        let ending = self.chain(turn.upper).region;
        let other = self.chain(turn.lower).region;
        if ending == NONE || other == NONE {
            return Err(Tangled);
        }
        self.advance(ending, p)?;
        let place = self.position(ending)?;
        if ending == other {
            let region = self.region(ending);
            self.finish(region.polygon, v);
            if region.waiting != NONE {
                self.finish(region.waiting, v);
            }
            self.sweep.active.remove(place);
            return Ok(());
        }
        self.advance(other, p)?;
        if self.position(other)? != place + 1 {
            return Err(Tangled);
        }
        self.push_region(ending, v, Side::Upper);
        self.push_region(other, v, Side::Lower);
        let (below, above) = (self.region(ending), self.region(other));
        if below.waiting != NONE || above.waiting != NONE {
            return Err(Tangled);
        }
        self.sweep.active.remove(place + 1);
        let merged = Region { lower: below.lower, upper: above.upper, polygon: below.polygon, waiting: above.polygon };
        self.set(ending, merged);
        Ok(())
    }

    /// Consumes the vertices of both chains of a region that lie before `p`.
    fn advance(&mut self, id: u32, p: DVec2) -> Result<(), Tangled> {
        let region = self.region(id);
        let mut lower = self.pending(region.lower, p)?;
        let mut upper = self.pending(region.upper, p)?;
        loop {
            let side = match (lower, upper) {
                (None, None) => return Ok(()),
                (Some(_), None) => Side::Lower,
                (None, Some(_)) => Side::Upper,
                (Some(a), Some(b)) if before(self.at(b), self.at(a)) => Side::Upper,
                (Some(_), Some(_)) => Side::Lower,
            };
            let (slot, chain) = match side {
                Side::Lower => (&mut lower, region.lower),
                Side::Upper => (&mut upper, region.upper),
            };
            if let Some(v) = *slot {
                self.sweep.chains[chain as usize].cursor = v;
                *slot = self.pending(chain, p)?;
                self.push_region(id, v, side);
            }
        }
    }

    /// The next vertex of a chain, unless it is the last or does not lie before `p`.
    fn pending(&self, chain: u32, p: DVec2) -> Result<Option<u32>, Tangled> {
        let chain = self.chain(chain);
        if chain.cursor == chain.last {
            return Err(Tangled);
        }
        let next = chain.after(chain.cursor);
        Ok((next != chain.last && before(self.at(next), p)).then_some(next))
    }

    /// How many regions lie below `p`: the index of the first one whose upper chain is above it.
    fn place(&mut self, p: DVec2) -> usize {
        let (mut low, mut high) = (0, self.sweep.active.len());
        while low < high {
            let middle = (low + high) / 2;
            let upper = self.region(self.sweep.active[middle]).upper;
            let mut chain = self.chain(upper);
            let mut next = chain.after(chain.probe);
            while next != chain.last && before(self.at(next), p) {
                chain.probe = next;
                next = chain.after(next);
            }
            self.sweep.chains[upper as usize].probe = chain.probe;
            let (a, b) = (self.at(chain.probe), self.at(next));
            if (b - a).perp_dot(p - a) >= 0.0 {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// A vertex of a region's chain: closes one of two waiting polygons and continues the other.
    fn push_region(&mut self, id: u32, v: u32, side: Side) {
        let region = self.region(id);
        if region.waiting == NONE {
            self.push(region.polygon, v, side);
            return;
        }
        let (done, kept) = match side {
            Side::Lower => (region.polygon, region.waiting),
            Side::Upper => (region.waiting, region.polygon),
        };
        self.finish(done, v);
        self.push(kept, v, side);
        let region = &mut self.sweep.regions[id as usize];
        region.polygon = kept;
        region.waiting = NONE;
    }

    fn push(&mut self, polygon: u32, v: u32, side: Side) {
        let stack = &mut self.sweep.stacks[polygon as usize];
        if stack.vertices.len() < 2 {
            stack.side = side;
        } else if stack.side == side {
            let at = |v: u32| self.points[v as usize];
            let p = at(v);
            while let [.., a, b] = stack.vertices[..] {
                let (first, second) = (at(b) - at(a), p - at(b));
                let turn = first.perp_dot(second);
                let flat = 1e-12 * (first.length_squared() + second.length_squared());
                match side {
                    Side::Lower if turn > flat => self.out.push([a, b, v]),
                    Side::Upper if turn < -flat => self.out.push([v, b, a]),
                    _ => break,
                }
                stack.vertices.pop();
            }
        } else {
            fan(stack, v, self.out);
            if let Some(&top) = stack.vertices.last() {
                stack.vertices.clear();
                stack.vertices.push(top);
            }
            stack.side = side;
        }
        stack.vertices.push(v);
    }

    fn finish(&mut self, polygon: u32, v: u32) {
        let stack = &mut self.sweep.stacks[polygon as usize];
        fan(stack, v, self.out);
        stack.vertices.clear();
        self.sweep.free.push(polygon);
    }

    fn new_stack(&mut self, vertices: &[u32], side: Side) -> u32 {
        if let Some(index) = self.sweep.free.pop() {
            let stack = &mut self.sweep.stacks[index as usize];
            stack.vertices.extend_from_slice(vertices);
            stack.side = side;
            return index;
        }
        self.sweep.stacks.push(Stack { vertices: vertices.to_vec(), side });
        self.sweep.stacks.len() as u32 - 1
    }

    fn insert(&mut self, place: usize, region: Region) {
        let id = self.sweep.regions.len() as u32;
        self.sweep.regions.push(region);
        self.sweep.active.insert(place, id);
        self.set(id, region);
    }

    fn set(&mut self, id: u32, region: Region) {
        self.sweep.regions[id as usize] = region;
        self.sweep.chains[region.lower as usize].region = id;
        self.sweep.chains[region.upper as usize].region = id;
    }

    fn position(&self, id: u32) -> Result<usize, Tangled> {
        self.sweep.active.iter().position(|&other| other == id).ok_or(Tangled)
    }

    fn chain(&self, index: u32) -> Chain {
        self.sweep.chains[index as usize]
    }

    fn region(&self, id: u32) -> Region {
        self.sweep.regions[id as usize]
    }
}

/// Triangles from `v` to all neighbours on the stack.
fn fan(stack: &Stack, v: u32, out: &mut Vec<[u32; 3]>) {
    for pair in stack.vertices.windows(2) {
        if let &[a, b] = pair {
            out.push(match stack.side {
                Side::Lower => [a, b, v],
                Side::Upper => [b, a, v],
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn run(loops: &[Vec<DVec2>]) -> Result<Vec<[u32; 3]>, Tangled> {
        let mut points = Vec::new();
        let mut ranges = Vec::new();
        for polygon in loops {
            let start = points.len() as u32;
            points.extend_from_slice(polygon);
            ranges.push(start..points.len() as u32);
        }
        let mut out = Vec::new();
        Sweep::default().triangulate(&points, &ranges, &mut out)?;
        Ok(out)
    }

    fn circle(center: DVec2, radius: f64, n: usize, forward: bool) -> Vec<DVec2> {
        let mut points: Vec<_> = (0..n)
            .map(|i| {
                let (sin, cos) = crate::model::trig::sin_cos(i as f64 * 360.0 / n as f64);
                center + DVec2::new(cos, sin) * radius
            })
            .collect();
        if !forward {
            points.reverse();
        }
        points
    }

    fn rectangle(w: f64, h: f64) -> Vec<DVec2> {
        [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)].map(|(x, y)| DVec2::new(x, y)).to_vec()
    }

    #[test]
    fn a_grid_of_aligned_holes_is_covered_exactly() {
        let mut loops = vec![rectangle(100.0, 100.0)];
        for i in 0..10 {
            for j in 0..10 {
                loops.push(circle(DVec2::new(5.0 + 10.0 * i as f64, 5.0 + 10.0 * j as f64), 3.0, 64, false));
            }
        }
        let triangles = run(&loops).unwrap();
        assert_eq!(triangles.len(), 4 + 6400 + 200 - 2);
    }

    #[test]
    fn collinear_vertices_make_no_flat_triangles() {
        let mut outline = Vec::new();
        for (corner, next) in [((0, 0), (4, 0)), ((4, 0), (4, 4)), ((4, 4), (0, 4)), ((0, 4), (0, 0))] {
            for k in 0..4 {
                let t = f64::from(k) / 4.0;
                let along = |a: i32, b: i32| f64::from(a) + f64::from(b - a) * t;
                outline.push(DVec2::new(along(corner.0, next.0), along(corner.1, next.1)));
            }
        }
        assert_eq!(run(&[outline]).unwrap().len(), 14);
    }

    #[test]
    fn a_comb_with_teeth_on_both_sides_is_covered() {
        let mut outline = Vec::new();
        for i in 0..50 {
            outline.push(DVec2::new(f64::from(i), if i % 2 == 0 { 0.0 } else { 7.0 }));
        }
        for i in (0..50).rev() {
            outline.push(DVec2::new(f64::from(i), if i % 2 == 0 { 2.0 } else { 12.0 }));
        }
        // Turned by a quarter it has 24 splits and merges.
        let turned = outline.iter().map(|p| DVec2::new(-p.y, p.x)).collect();
        assert_eq!(run(&[outline]).unwrap().len(), 98);
        assert_eq!(run(&[turned]).unwrap().len(), 98);
    }

    #[test]
    fn several_outer_loops_are_triangulated_together() {
        let mut second = rectangle(3.0, 3.0);
        second.iter_mut().for_each(|p| *p += DVec2::new(1.0, 5.0));
        assert_eq!(run(&[rectangle(4.0, 4.0), second]).unwrap().len(), 4);
    }

    #[test]
    fn crossing_loops_are_refused() {
        let bow = vec![DVec2::new(0.0, 0.0), DVec2::new(2.0, 2.0), DVec2::new(2.0, 0.0), DVec2::new(0.0, 2.0)];
        assert!(run(&[bow]).is_err());
        assert!(run(&[rectangle(4.0, 4.0), circle(DVec2::new(4.0, 2.0), 1.0, 12, false)]).is_err());
        assert!(run(&[vec![DVec2::ZERO, DVec2::X]]).is_err());
    }

    proptest! {
        #[test]
        fn star_shapes_with_holes_are_covered(radii in prop::collection::vec(2.0f64..10.0, 3..60), turn in 0.0f64..360.0) {
            let n = radii.len();
            let outline: Vec<_> = radii.iter().enumerate().map(|(i, r)| {
                let (sin, cos) = crate::model::trig::sin_cos(turn + i as f64 * 360.0 / n as f64);
                DVec2::new(cos, sin) * *r
            }).collect();
            let mut loops = vec![outline];
            if n > 5 {
                loops.push(circle(DVec2::new(0.2, 0.1), 0.5, 9, false));
                loops.push(circle(DVec2::new(-0.5, -0.4), 0.1, 8, false));
            }
            let holes = loops.len() - 1;
            let total: usize = loops.iter().map(Vec::len).sum();
            prop_assert_eq!(run(&loops).unwrap().len(), total + 2 * holes - 2);
        }

        #[test]
        fn arbitrary_points_never_panic(points in prop::collection::vec((-3i32..3, -3i32..3), 0..14)) {
            let _ = run(&[points.into_iter().map(|(x, y)| DVec2::new(f64::from(x), f64::from(y))).collect()]);
        }
    }
}
