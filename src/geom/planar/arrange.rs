//! The arrangement of all boundaries of several region sets: every boundary split where another meets it,
//! equal pieces made one, and for every piece how often each set winds around its left and its right side.
//!
//! Points within the tolerance become one vertex; pieces between the same vertices whose middles agree become
//! one edge. The windings of one edge of a connected part come from a ray; its other edges follow by turning
//! around the vertices, where inside and outside change only by crossing an edge. Should rounding make that
//! contradict itself, every edge gets its own ray.

use glam::{DMat2, DVec2};
use rustc_hash::FxHashMap;
use smallvec::SmallVec;

use super::index::{Index, RayDirection, RayIndex};
use super::intersect::intersect;
use super::segment::angle_of;
use super::{Bounds, PlanarRegion, Segment, measure, trace};
use crate::diagnostics::registry::{geom, limit};
use crate::geom::interrupt;
use crate::model::{GeometryError, Transform2, tolerance};

/// The most points at which boundaries may meet in one operation.
const VERTEX_LIMIT: usize = 4_000_000;
/// The last widening of the tolerance before an operation gives up.
const WIDEST: f64 = 20.0;

/// How often sets wind around a place: nonzero windings only, by number of the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Windings(SmallVec<[(u32, i32); 2]>);

impl Windings {
    /// The winding of one set.
    pub fn of(&self, set: usize) -> i32 {
        self.0.iter().find(|(number, _)| *number as usize == set).map_or(0, |(_, winding)| *winding)
    }

    /// Whether the place lies in a set.
    pub fn contains(&self, set: usize) -> bool {
        self.of(set) > 0
    }

    /// The sets the place lies in, in order.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().filter(|(_, winding)| *winding > 0).map(|(number, _)| *number as usize)
    }

    fn add(&mut self, set: u32, change: i32) {
        match self.0.binary_search_by_key(&set, |(number, _)| *number) {
            Ok(place) => {
                self.0[place].1 += change;
                if self.0[place].1 == 0 {
                    self.0.remove(place);
                }
            }
            Err(place) if change != 0 => self.0.insert(place, (set, change)),
            Err(_) => {}
        }
    }

    fn plus(&self, other: &Windings, sign: i32) -> Windings {
        let mut sum = self.clone();
        for (set, winding) in &other.0 {
            sum.add(*set, sign * winding);
        }
        sum
    }
}

/// A piece of a boundary between two vertices.
#[derive(Clone, Debug)]
pub struct ArrangedEdge {
    /// The piece; its ends have the bits of its vertices.
    pub segment: Segment,
    /// The vertex it starts at.
    pub start: u32,
    /// The vertex it ends at (equal to `start` for whole circles).
    pub end: u32,
    /// Windings on its left.
    pub left: Windings,
    /// Windings on its right.
    pub right: Windings,
    /// Number of the segment it is a piece of, counted over all sets.
    pub(in crate::geom) source: u32,
}

/// All boundaries of some region sets, split consistently.
#[derive(Clone, Debug, Default)]
pub struct Arrangement {
    /// Where edges meet.
    pub vertices: Vec<DVec2>,
    /// The edges.
    pub edges: Vec<ArrangedEdge>,
    /// The edges around the vertices.
    pub(in crate::geom) fans: Fans,
}

/// The arrangement of region sets; a set is the union of its regions.
pub fn arrange(sets: &[&[PlanarRegion]]) -> Result<Arrangement, GeometryError> {
    Arrangement::build(sets, tolerance::COINCIDENT)
}

/// The regularised set of the places whose windings are kept. Boundaries that run closer together than
/// rounding can resolve are tried again with a wider tolerance.
pub fn combine(sets: &[&[PlanarRegion]], keep: impl Fn(&Windings) -> bool) -> Result<Vec<PlanarRegion>, GeometryError> {
    for widening in [1.0, 5.0, WIDEST] {
        if let Some(regions) = Arrangement::build(sets, widening * tolerance::COINCIDENT)?.try_regions(&keep) {
            return Ok(regions);
        }
    }
    Err(nearly_coincident())
}

fn nearly_coincident() -> GeometryError {
    GeometryError::new(
        geom::NEARLY_COINCIDENT,
        format!(
            "boundaries run closer together than {} mm without being equal; make them equal or move them apart",
            WIDEST * tolerance::COINCIDENT
        ),
    )
}

impl Arrangement {
    /// The regularised set of the places whose windings are kept; neighbouring pieces of one carrier are joined
    /// and circles made whole again.
    pub fn regions(&self, keep: impl Fn(&Windings) -> bool) -> Result<Vec<PlanarRegion>, GeometryError> {
        self.try_regions(&keep).ok_or_else(nearly_coincident)
    }

    fn try_regions(&self, keep: &dyn Fn(&Windings) -> bool) -> Option<Vec<PlanarRegion>> {
        trace::regions(self, keep)
    }

    fn build(sets: &[&[PlanarRegion]], tolerance: f64) -> Result<Arrangement, GeometryError> {
        let sources: Vec<(u32, &Segment)> = sets
            .iter()
            .enumerate()
            .flat_map(|(set, regions)| {
                regions.iter().flat_map(PlanarRegion::segments).map(move |segment| (set as u32, segment))
            })
            .collect();
        let (vertices, cuts) = split(&sources, tolerance)?;
        let (mut edges, deltas) = merge_pieces(&sources, &vertices, cuts, tolerance);
        interrupt::check()?;
        let fans = Fans::new(&vertices, &edges);
        assign_windings(&mut edges, &deltas, &fans)?;
        Ok(Arrangement { vertices, edges, fans })
    }
}

/// Points, welded: those within the tolerance of an earlier one are that one.
struct Welder {
    tolerance: f64,
    cells: FxHashMap<(i64, i64), SmallVec<[u32; 2]>>,
    points: Vec<DVec2>,
}

impl Welder {
    fn vertex(&mut self, point: DVec2) -> u32 {
        let size = 4.0 * self.tolerance;
        let cell = |p: DVec2| ((p.x / size).floor() as i64, (p.y / size).floor() as i64);
        let (low, high) = (cell(point - self.tolerance), cell(point + self.tolerance));
        let mut best: Option<(f64, u32)> = None;
        for x in low.0..=high.0 {
            for y in low.1..=high.1 {
                for &number in self.cells.get(&(x, y)).into_iter().flatten() {
                    let distance = self.points[number as usize].distance_squared(point);
                    if distance <= self.tolerance * self.tolerance
                        && best.is_none_or(|known| (distance, number) < known)
                    {
                        best = Some((distance, number));
                    }
                }
            }
        }
        if let Some((_, number)) = best {
            return number;
        }
        let number = self.points.len() as u32;
        self.points.push(point);
        self.cells.entry(cell(point)).or_default().push(number);
        number
    }
}

type Cuts = Vec<SmallVec<[(f64, u32); 3]>>;

/// The vertices, and for every source the places where it is cut, its ends included.
fn split(sources: &[(u32, &Segment)], tolerance: f64) -> Result<(Vec<DVec2>, Cuts), GeometryError> {
    let mut welder = Welder { tolerance, cells: FxHashMap::default(), points: Vec::with_capacity(sources.len()) };
    welder.cells.reserve(sources.len());
    let mut cuts: Cuts = Vec::with_capacity(sources.len());
    for (_, segment) in sources {
        let (start, end) = (welder.vertex(segment.start()), welder.vertex(segment.end()));
        cuts.push(SmallVec::from_slice(&[(0.0, start), (1.0, end)]));
    }
    let boxes: Vec<Bounds> = sources.iter().map(|(_, segment)| segment.bounds().inflated(tolerance)).collect();
    for (number, (i, j)) in Index::new(boxes.iter().copied()).pairs(&boxes)?.into_iter().enumerate() {
        interrupt::check_at(number)?;
        let (i, j) = (i as usize, j as usize);
        for hit in intersect(sources[i].1, sources[j].1, tolerance) {
            let vertex = welder.vertex(hit.point);
            for (source, t) in [(i, hit.t), (j, hit.u)] {
                if t > 0.0 && t < 1.0 {
                    cuts[source].push((t, vertex));
                }
            }
        }
        if welder.points.len() > VERTEX_LIMIT {
            return Err(GeometryError::new(
                limit::CURVES,
                format!("the boundaries meet in more than {VERTEX_LIMIT} points, the limit of the language"),
            ));
        }
    }
    Ok((welder.points, cuts))
}

/// The pieces of all sources, equal ones made one, with the change of windings from right to left.
fn merge_pieces(
    sources: &[(u32, &Segment)],
    vertices: &[DVec2],
    cuts: Cuts,
    tolerance: f64,
) -> (Vec<ArrangedEdge>, Vec<Windings>) {
    let mut edges: Vec<ArrangedEdge> = Vec::with_capacity(sources.len());
    let mut deltas: Vec<Windings> = Vec::with_capacity(sources.len());
    let mut known: FxHashMap<(u32, u32), SmallVec<[u32; 2]>> = FxHashMap::default();
    known.reserve(sources.len());
    for (number, ((set, source), mut cuts)) in sources.iter().zip(cuts).enumerate() {
        cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
        cuts.dedup_by_key(|cut| cut.1);
        if let [only] = cuts[..] {
            // Start and end are one vertex and nothing lies between: a whole circle, or nothing.
            if source.length() > 8.0 * tolerance {
                cuts.push((1.0, only.1));
            }
        }
        for pair in cuts.windows(2) {
            let [(from, start), (to, end)] = *pair else { continue };
            let segment = if source.is_circle() && start == end {
                **source
            } else {
                source.piece(from, to, vertices[start as usize], vertices[end as usize]).settled()
            };
            if start == end && segment.length() <= 8.0 * tolerance {
                continue;
            }
            let key = (start.min(end), start.max(end));
            let middle = segment.point(0.5);
            let same = known.get(&key).into_iter().flatten().copied().find(|number| {
                let other = &edges[*number as usize].segment;
                other.point(0.5).distance_squared(middle) <= 4.0 * tolerance * tolerance
            });
            match same {
                Some(equal) => {
                    let edge = &edges[equal as usize];
                    let forward = if start == end {
                        turns_left(&edge.segment) == turns_left(&segment)
                    } else {
                        edge.start == start
                    };
                    deltas[equal as usize].add(*set, if forward { 1 } else { -1 });
                }
                None => {
                    known.entry(key).or_default().push(edges.len() as u32);
                    let (left, right) = (Windings::default(), Windings::default());
                    edges.push(ArrangedEdge { segment, start, end, left, right, source: number as u32 });
                    let mut delta = Windings::default();
                    delta.add(*set, 1);
                    deltas.push(delta);
                }
            }
        }
    }
    // Pieces walked once each way separate nothing.
    let mut kept = deltas.iter().map(|delta| !delta.0.is_empty());
    edges.retain(|_| kept.next().unwrap_or(false));
    deltas.retain(|delta| !delta.0.is_empty());
    (edges, deltas)
}

fn turns_left(segment: &Segment) -> bool {
    segment.arc().is_some_and(|arc| arc.sweep > 0.0)
}

/// An edge leaving a vertex: along its direction, or against it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::geom) struct HalfEdge {
    /// The edge.
    pub edge: u32,
    /// Whether it leaves along the edge.
    pub forward: bool,
}

/// The outgoing half-edges of every vertex, counter-clockwise.
#[derive(Clone, Debug, Default)]
pub(in crate::geom) struct Fans {
    starts: Vec<u32>,
    halves: Vec<HalfEdge>,
}

impl Fans {
    fn new(vertices: &[DVec2], edges: &[ArrangedEdge]) -> Fans {
        let mut starts = vec![0u32; vertices.len() + 1];
        for edge in edges {
            starts[edge.start as usize + 1] += 1;
            starts[edge.end as usize + 1] += 1;
        }
        for vertex in 1..starts.len() {
            starts[vertex] += starts[vertex - 1];
        }
        let mut next = starts.clone();
        let mut halves = vec![HalfEdge { edge: 0, forward: true }; 2 * edges.len()];
        for (number, edge) in edges.iter().enumerate() {
            for (vertex, forward) in [(edge.start, true), (edge.end, false)] {
                halves[next[vertex as usize] as usize] = HalfEdge { edge: number as u32, forward };
                next[vertex as usize] += 1;
            }
        }
        let mut fans = Fans { starts, halves };
        let mut keys: Vec<(f64, HalfEdge)> = Vec::new();
        for (vertex, place) in vertices.iter().enumerate() {
            let range = fans.starts[vertex] as usize..fans.starts[vertex + 1] as usize;
            let fan = &mut fans.halves[range];
            // Two are in order whichever way round, unless they are the ends of one circle.
            let loop_of_one = matches!(fan, [a, b] if a.edge == b.edge);
            if fan.len() <= 2 && !loop_of_one {
                continue;
            }
            // All edges leave the vertex across a small circle; their order there is their order around it.
            let reach = fan
                .iter()
                .map(|half| edges[half.edge as usize].segment.point(0.5).distance(*place))
                .fold(f64::INFINITY, f64::min);
            keys.clear();
            keys.extend(fan.iter().map(|half| {
                let at = leaving(&edges[half.edge as usize].segment, half.forward, 0.5 * reach);
                (angle_of(at - *place), *half)
            }));
            keys.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (slot, (_, half)) in fan.iter_mut().zip(&keys) {
                *slot = *half;
            }
        }
        fans
    }

    /// The fan of one vertex.
    pub fn of(&self, vertex: u32) -> &[HalfEdge] {
        &self.halves[self.starts[vertex as usize] as usize..self.starts[vertex as usize + 1] as usize]
    }
}

/// The point at the given distance from the start (or the end) of a segment.
fn leaving(segment: &Segment, forward: bool, distance: f64) -> DVec2 {
    let fraction = match segment.arc() {
        None => distance / segment.length(),
        Some(arc) => {
            let opening = 2.0 * libm::asin((0.5 * distance / arc.radius).min(1.0));
            opening.to_degrees() / arc.sweep.abs()
        }
    };
    let fraction = if fraction.is_finite() { fraction.clamp(0.0, 0.5) } else { 0.5 };
    segment.point(if forward { fraction } else { 1.0 - fraction })
}

/// Fills in the windings of all edges.
fn assign_windings(edges: &mut [ArrangedEdge], deltas: &[Windings], fans: &Fans) -> Result<(), GeometryError> {
    let parts = connected_parts(edges, fans);
    let seeds: Vec<u32> = parts
        .iter()
        .filter_map(|part| {
            let length = |number: &u32| edges[*number as usize].segment.length();
            part.iter().copied().max_by(|a, b| length(a).total_cmp(&length(b)))
        })
        .collect();
    let rays = RayIndex::new(parts, |number| edges[number as usize].segment.bounds());
    let mut done = vec![false; edges.len()];
    let mut consistent = true;
    let mut todo: Vec<u32> = Vec::new();
    for (number, seed) in seeds.into_iter().enumerate() {
        interrupt::check_at(number)?;
        set_by_ray(edges, deltas, &rays, seed as usize);
        done[seed as usize] = true;
        todo.push(seed);
        while let Some(number) = todo.pop() {
            let vertices = [edges[number as usize].start, edges[number as usize].end];
            for vertex in vertices {
                consistent &= turn_around(edges, deltas, fans.of(vertex), number, &mut done, &mut todo);
            }
        }
    }
    if !consistent {
        for number in 0..edges.len() {
            interrupt::check_at(number)?;
            set_by_ray(edges, deltas, &rays, number);
        }
    }
    Ok(())
}

/// The edges in groups that hang together.
fn connected_parts(edges: &[ArrangedEdge], fans: &Fans) -> Vec<Vec<u32>> {
    let mut reached = vec![false; edges.len()];
    let mut parts = Vec::new();
    for first in 0..edges.len() {
        if std::mem::replace(&mut reached[first], true) {
            continue;
        }
        let mut part = vec![first as u32];
        let mut at = 0;
        while let Some(&number) = part.get(at) {
            at += 1;
            let edge = &edges[number as usize];
            for half in fans.of(edge.start).iter().chain(fans.of(edge.end)) {
                if !std::mem::replace(&mut reached[half.edge as usize], true) {
                    part.push(half.edge);
                }
            }
        }
        parts.push(part);
    }
    parts
}

/// Gives all edges of a fan their windings from those of one known edge; false when one disagrees.
fn turn_around(
    edges: &mut [ArrangedEdge],
    deltas: &[Windings],
    fan: &[HalfEdge],
    known: u32,
    done: &mut [bool],
    todo: &mut Vec<u32>,
) -> bool {
    let Some(from) = fan.iter().position(|half| half.edge == known) else { return true };
    let half = fan[from];
    let edge = &edges[known as usize];
    // Counter-clockwise of an outgoing half-edge is its left.
    let mut sector = if half.forward { edge.left.clone() } else { edge.right.clone() };
    let mut consistent = true;
    for step in 1..fan.len() {
        let half = fan[(from + step) % fan.len()];
        let number = half.edge as usize;
        let delta = &deltas[number];
        // The sector before a half-edge is on its right as seen leaving.
        let after = sector.plus(delta, if half.forward { 1 } else { -1 });
        let (left, right) = if half.forward { (&after, &sector) } else { (&sector, &after) };
        if done[number] {
            consistent &= edges[number].left == *left;
        } else {
            done[number] = true;
            edges[number].left = left.clone();
            edges[number].right = right.clone();
            todo.push(number as u32);
        }
        sector = after;
    }
    consistent
}

/// A quarter turn clockwise: what lay above lies to the right.
const QUARTER: Transform2 = Transform2 { linear: DMat2::from_cols(DVec2::NEG_Y, DVec2::X), translation: DVec2::ZERO };

/// The windings of one edge by a ray from a point of it: to the right from a steep place, up from a level one.
/// A ray along an edge that is level but for rounding would start on either side of it by chance.
fn set_by_ray(edges: &mut [ArrangedEdge], deltas: &[Windings], rays: &RayIndex, number: usize) {
    let segment = &edges[number].segment;
    let t = steepest(segment);
    let (p, tangent) = (segment.point(t), segment.tangent(t));
    let direction = if tangent.y.abs() < tangent.x.abs() { RayDirection::Up } else { RayDirection::Right };
    let mut beside = Windings::default();
    rays.visit(p, direction, |other| {
        let other = other as usize;
        let (segment, p) = match direction {
            RayDirection::Right => (edges[other].segment, p),
            RayDirection::Up => (edges[other].segment.transformed(&QUARTER), QUARTER.point(p)),
        };
        let count = if other == number {
            measure::crossings_elsewhere(&segment, p, t)
        } else {
            measure::crossings(&segment, p)
        };
        if count != 0 {
            for (set, winding) in &deltas[other].0 {
                beside.add(*set, count * winding);
            }
        }
    });
    let on_left = match direction {
        RayDirection::Right => tangent.y < 0.0,
        RayDirection::Up => tangent.x > 0.0,
    };
    let delta = &deltas[number];
    let (left, right) = if on_left {
        let right = beside.plus(delta, -1);
        (beside, right)
    } else {
        (beside.plus(delta, 1), beside)
    };
    edges[number].left = left;
    edges[number].right = right;
}

/// The fraction at which a segment is steep, so that a level ray crosses it clearly.
fn steepest(segment: &Segment) -> f64 {
    [0.5, 0.25, 0.75]
        .into_iter()
        .map(|t| (t, segment.tangent(t).y.abs()))
        .fold((0.5, -1.0), |best, other| if other.1 > best.1 + 1e-9 { other } else { best })
        .0
}
