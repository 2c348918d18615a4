//! The body of a stack, from the cells of the arrangement of all its outlines.
//!
//! Every edge of the arrangement knows, height range by height range, whether there is material on its left and
//! right. A wall stands where exactly one side is material; around an edge between two ranges, and around the
//! vertical line over a vertex of the arrangement, walls and horizontal faces are paired so that each pair
//! encloses one wedge of material, or one gap where that lets more of them continue. Where four faces meet
//! there are thus two edges, one for each pair.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::tree::{Evaluator, Leaf, Stack};
use crate::diagnostics::registry::geom;
use crate::geom::brep::{Body, Curve3, Half, Surface, VertexId, Web};
use crate::geom::interrupt;
use crate::geom::planar::{
    Arrangement, Contour, HalfEdge, PlanarRegion, Segment, Windings, arrange, join, measure, owners,
};
use crate::model::{Frame, GeometryError};

/// Material on the left and right of an edge over a range of levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    low: u32,
    high: u32,
    sides: Sides,
}

/// Whether there is material on the left and on the right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sides {
    left: bool,
    right: bool,
}

impl Sides {
    fn is_wall(self) -> bool {
        self.left != self.right
    }
}

/// A vertical wall over one edge, with the half-edges of its boundary as they are found.
struct Wall {
    edge: u32,
    low: u32,
    high: u32,
    /// Whether the material is on the left of the edge.
    left: bool,
    bottom: Option<Half>,
    top: Option<Half>,
    /// Vertical half-edges at the start and at the end of the edge, from below.
    at_start: Vec<Half>,
    at_end: Vec<Half>,
}

/// Horizontal faces of one level and direction: half-edges of the arrangement with the face on their left.
#[derive(Default)]
struct Cap {
    boundary: Vec<(HalfEdge, Half)>,
}

impl Stack {
    /// The body; an error when it is empty.
    pub fn body(&self) -> Result<Body, GeometryError> {
        let sets: Vec<&[PlanarRegion]> = self.leaves.iter().map(|leaf| &leaf.regions[..]).collect();
        let blame = |error: GeometryError| match self.provenance() {
            Some(provenance) => error.blame(provenance),
            None => error,
        };
        let arrangement = arrange(&sets).map_err(blame)?;
        let mut evaluator = self.evaluator();
        let mut runs: Vec<Vec<Run>> = Vec::with_capacity(arrangement.edges.len());
        for (number, edge) in arrangement.edges.iter().enumerate() {
            interrupt::check_at(number)?;
            runs.push(self.runs(&mut evaluator, &edge.left, &edge.right));
        }
        if let Some(error) = self.emptiness(&evaluator.filled) {
            return Err(error);
        }
        let mut builder = Builder::new(self, &arrangement, &runs);
        builder.horizontal_edges();
        builder.vertical_edges().and_then(|()| builder.walls()).and_then(|()| builder.caps()).map_err(blame)?;
        Ok(builder.finish())
    }

    /// Material beside an edge, from below; ranges without any are left out, equal neighbours joined.
    fn runs(&self, evaluator: &mut Evaluator, left: &Windings, right: &Windings) -> Vec<Run> {
        let mut levels: Vec<u32> =
            left.iter().chain(right.iter()).flat_map(|leaf| [self.leaves[leaf].low, self.leaves[leaf].high]).collect();
        levels.sort_unstable();
        levels.dedup();
        let mut runs: Vec<Run> = Vec::new();
        for range in levels.windows(2) {
            let &[low, high] = range else { continue };
            let spans = |leaf: &Leaf| leaf.low <= low && leaf.high >= high;
            let mut inside =
                |side: &Windings| evaluator.contains(side.iter().filter(|leaf| spans(&self.leaves[*leaf])));
            let sides = Sides { left: inside(left), right: inside(right) };
            match runs.last_mut() {
                Some(last) if last.high == low && last.sides == sides => last.high = high,
                _ if sides == Sides::default() => {}
                _ => runs.push(Run { low, high, sides }),
            }
        }
        runs
    }
}

struct Builder<'a> {
    stack: &'a Stack,
    arrangement: &'a Arrangement,
    runs: &'a [Vec<Run>],
    web: Web,
    /// Vertices by vertex of the arrangement and level.
    vertices: FxHashMap<(u32, u32), VertexId>,
    walls: Vec<Wall>,
    /// Number of the first wall of every edge.
    first_wall: Vec<u32>,
    /// By level and direction (up first).
    caps: BTreeMap<(u32, bool), Cap>,
    /// For the web's walls: the wall.
    wall_of_face: Vec<u32>,
}

impl<'a> Builder<'a> {
    fn new(stack: &'a Stack, arrangement: &'a Arrangement, runs: &'a [Vec<Run>]) -> Self {
        let mut walls = Vec::new();
        let mut first_wall = Vec::with_capacity(runs.len());
        for (edge, runs) in runs.iter().enumerate() {
            first_wall.push(walls.len() as u32);
            walls.extend(runs.iter().filter(|run| run.sides.is_wall()).map(|run| Wall {
                edge: edge as u32,
                low: run.low,
                high: run.high,
                left: run.sides.left,
                bottom: None,
                top: None,
                at_start: Vec::new(),
                at_end: Vec::new(),
            }));
        }
        first_wall.push(walls.len() as u32);
        Self {
            stack,
            arrangement,
            runs,
            web: Web::default(),
            vertices: FxHashMap::default(),
            walls,
            first_wall,
            caps: BTreeMap::new(),
            wall_of_face: Vec::new(),
        }
    }

    fn segment(&self, edge: u32) -> &'a Segment {
        &self.arrangement.edges[edge as usize].segment
    }

    fn vertex(&mut self, vertex: u32, level: u32) -> VertexId {
        let (stack, arrangement, web) = (self.stack, self.arrangement, &mut self.web);
        *self.vertices.entry((vertex, level)).or_insert_with(|| {
            web.add_vertex(stack.frame.point(arrangement.vertices[vertex as usize], stack.levels[level as usize]))
        })
    }

    /// The wall of an edge that covers the range above (or below) a level.
    fn wall_at(&self, edge: u32, level: u32, above: bool) -> Option<usize> {
        let range = self.first_wall[edge as usize] as usize..self.first_wall[edge as usize + 1] as usize;
        range.into_iter().find(|&number| {
            let wall = &self.walls[number];
            if above { wall.low <= level && level < wall.high } else { wall.low < level && level <= wall.high }
        })
    }

    /// Adds an edge over an edge of the arrangement and returns the side that follows its direction.
    fn add_horizontal(&mut self, edge: u32, level: u32) -> Half {
        let arranged = &self.arrangement.edges[edge as usize];
        let (start, end) = (self.vertex(arranged.start, level), self.vertex(arranged.end, level));
        let Some(arc) = arranged.segment.arc() else { return self.web.add_edge(Curve3::Line, start, end) };
        let height = self.stack.levels[level as usize];
        let frame = Frame { origin: self.stack.frame.point(arc.center, height), ..self.stack.frame };
        let closed = arranged.start == arranged.end;
        // Edges on circles run counter-clockwise.
        if arc.sweep > 0.0 {
            let to = arc.start_angle + if closed { 360.0 } else { arc.sweep };
            self.web.add_edge(Curve3::Circle { frame, radius: arc.radius, from: arc.start_angle, to }, start, end)
        } else {
            let from = arc.start_angle + if closed { -360.0 } else { arc.sweep };
            let curve = Curve3::Circle { frame, radius: arc.radius, from, to: arc.start_angle };
            self.web.add_edge(curve, end, start).twin()
        }
    }

    /// Makes the horizontal edges and gives them to the walls and caps they bound.
    fn horizontal_edges(&mut self) {
        for edge in 0..self.runs.len() as u32 {
            let runs: &[Run] = &self.runs[edge as usize];
            let mut levels: Vec<u32> = runs.iter().flat_map(|run| [run.low, run.high]).collect();
            levels.dedup();
            for level in levels {
                let beside = |found: Option<&Run>| found.map_or(Sides::default(), |run| run.sides);
                let below = beside(runs.iter().find(|run| run.high == level));
                let above = beside(runs.iter().find(|run| run.low == level));
                self.horizontal_edge(edge, level, below, above);
            }
        }
    }

    fn horizontal_edge(&mut self, edge: u32, level: u32, below: Sides, above: Sides) {
        let cap_left = below.left != above.left;
        if !below.is_wall() && !above.is_wall() {
            return;
        }
        let sides = if below.is_wall() && above.is_wall() {
            // Material in two opposite wedges: below on one side, above on the other. Each has its own edge.
            vec![(true, false, below.left), (false, true, above.left)]
        } else {
            vec![(below.is_wall(), above.is_wall(), cap_left)]
        };
        for (has_below, has_above, left) in sides {
            let along = self.add_horizontal(edge, level);
            if has_below {
                self.give_wall(edge, level, false, along);
            }
            if has_above {
                self.give_wall(edge, level, true, along);
            }
            let up = if left { below.left } else { below.right };
            self.give_cap(edge, level, left, up, along);
        }
    }

    fn give_wall(&mut self, edge: u32, level: u32, above: bool, along: Half) {
        let Some(number) = self.wall_at(edge, level, above) else { return };
        let wall = &mut self.walls[number];
        // Seen from outside, a wall with the material on the left is walked along the edge at its bottom.
        let half = if wall.left == above { along } else { along.twin() };
        if above {
            wall.bottom = Some(half);
        } else {
            wall.top = Some(half);
        }
    }

    fn give_cap(&mut self, edge: u32, level: u32, left: bool, up: bool, along: Half) {
        let half = if left == up { along } else { along.twin() };
        let boundary = &mut self.caps.entry((level, !up)).or_default().boundary;
        boundary.push((HalfEdge { edge, forward: left }, half));
    }

    /// Makes the vertical edges over every vertex of the arrangement.
    fn vertical_edges(&mut self) -> Result<(), GeometryError> {
        let mut levels: Vec<u32> = Vec::new();
        let mut standing: Vec<(usize, bool, bool)> = Vec::new();
        for vertex in 0..self.arrangement.vertices.len() as u32 {
            let fan = self.arrangement.fans.of(vertex);
            levels.clear();
            levels
                .extend(fan.iter().flat_map(|half| &self.runs[half.edge as usize]).flat_map(|run| [run.low, run.high]));
            levels.sort_unstable();
            levels.dedup();
            for range in 1..levels.len() {
                let (low, high) = (levels[range - 1], levels[range]);
                standing.clear();
                standing.extend(fan.iter().filter_map(|half| {
                    let number = self.wall_at(half.edge, low, true)?;
                    // Material counter-clockwise of the outgoing half-edge, which is its left.
                    Some((number, half.forward, self.walls[number].left == half.forward))
                }));
                let Some(first) = standing.iter().position(|(.., opens)| *opens) else {
                    if standing.is_empty() {
                        continue;
                    }
                    return Err(inconsistent());
                };
                standing.rotate_left(first);
                if prefers_gaps(&standing, |closing, opening| {
                    continues(self.arrangement, &self.walls[closing.0], &self.walls[opening.0])
                }) {
                    // The same walls, paired around the gaps instead: each gap closes the wedge before it.
                    standing.rotate_left(1);
                    standing.chunks_mut(2).for_each(|pair| pair.reverse());
                }
                for wedge in standing.chunks(2) {
                    let &[(a, a_starts, true), (b, b_starts, false)] = wedge else { return Err(inconsistent()) };
                    let (foot, head) = (self.vertex(vertex, low), self.vertex(vertex, high));
                    let up = self.web.add_edge(Curve3::Line, foot, head);
                    // The wall that opens a wedge comes down here, the one that closes it goes up.
                    for (number, starts, half) in [(a, a_starts, up.twin()), (b, b_starts, up)] {
                        let wall = &mut self.walls[number];
                        if starts { wall.at_start.push(half) } else { wall.at_end.push(half) }
                    }
                }
            }
        }
        Ok(())
    }

    /// Makes the faces of the walls and merges those that continue one another.
    fn walls(&mut self) -> Result<(), GeometryError> {
        for number in 0..self.walls.len() {
            interrupt::check_at(number)?;
            let wall = &self.walls[number];
            let segment = self.segment(wall.edge);
            let (surface, outward) = self.wall_surface(wall, segment);
            let face = self.web.add_face(surface, outward, segment.length());
            self.wall_of_face.push(number as u32);
            let wall = &self.walls[number];
            let (Some(bottom), Some(top)) = (wall.bottom, wall.top) else { return Err(inconsistent()) };
            let (rising, falling) =
                if wall.left { (&wall.at_end, &wall.at_start) } else { (&wall.at_start, &wall.at_end) };
            let mut chain = vec![bottom];
            chain.extend(rising);
            chain.push(top);
            chain.extend(falling.iter().rev());
            self.web.add_loop(face, &chain);
        }
        let (arrangement, walls, wall_of_face) = (self.arrangement, &self.walls, &self.wall_of_face);
        let wall_of = |face: u32| wall_of_face.get(face as usize).map(|number| &walls[*number as usize]);
        self.web.merge_faces(|web, half| {
            // Up on the wall that closes a wedge, down on the one that opens it.
            let (Some(closing), Some(opening)) = (wall_of(web.face_of(half)), wall_of(web.face_of(half.twin()))) else {
                return false;
            };
            continues(arrangement, closing, opening)
        });
        Ok(())
    }

    fn wall_surface(&self, wall: &Wall, segment: &Segment) -> (Surface, bool) {
        let common = &self.stack.frame;
        let height = self.stack.levels[wall.low as usize];
        match segment.arc() {
            None => {
                let direction = segment.tangent(0.0);
                let along = common.direction(direction.extend(0.0)) * if wall.left { 1.0 } else { -1.0 };
                let origin = common.point(segment.start(), height);
                (Surface::Plane { frame: Frame { origin, x: along, y: common.z, z: along.cross(common.z) } }, true)
            }
            Some(arc) => {
                let frame = Frame { origin: common.point(arc.center, height), ..*common };
                (Surface::Cylinder { frame, radius: arc.radius }, wall.left == (arc.sweep > 0.0))
            }
        }
    }

    /// Chains the boundaries of the horizontal faces and gives every hole to its face.
    fn caps(&mut self) -> Result<(), GeometryError> {
        let edges = &self.arrangement.edges;
        // For every half-edge of the arrangement the place in the boundary at hand, by number of the cap.
        let mut places: Vec<(u32, u32)> = vec![(u32::MAX, 0); 2 * edges.len()];
        let index = |half: HalfEdge| 2 * half.edge as usize + usize::from(half.forward);
        for (number, ((level, down), cap)) in std::mem::take(&mut self.caps).into_iter().enumerate() {
            for (place, (half, _)) in cap.boundary.iter().enumerate() {
                places[index(*half)] = (number as u32, place as u32);
            }
            let mut visited = vec![false; cap.boundary.len()];
            let (mut outers, mut holes) = (Vec::new(), Vec::new());
            let (mut outer_halves, mut hole_halves): (Vec<Vec<Half>>, Vec<Vec<Half>>) = (Vec::new(), Vec::new());
            for first in 0..cap.boundary.len() {
                interrupt::check_at(first)?;
                if visited[first] {
                    continue;
                }
                let mut contour = Contour::default();
                let mut halves = Vec::new();
                let mut at = first;
                while !std::mem::replace(&mut visited[at], true) {
                    let (half, web_half) = cap.boundary[at];
                    let edge = &edges[half.edge as usize];
                    contour.segments.push(if half.forward { edge.segment } else { edge.segment.reversed() });
                    halves.push(web_half);
                    let fan = self.arrangement.fans.of(if half.forward { edge.end } else { edge.start });
                    let next = self.next_of_cap(fan, half, |half| places[index(half)].0 == number as u32);
                    at = places[index(next.ok_or_else(inconsistent)?)].1 as usize;
                }
                if at != first {
                    return Err(inconsistent());
                }
                if down {
                    halves.reverse();
                }
                let area = measure::signed_area(&contour);
                if area > 0.0 {
                    outers.push((area, contour));
                    outer_halves.push(halves);
                } else {
                    holes.push((area, contour));
                    hole_halves.push(halves);
                }
            }
            let frame = self.stack.frame.offset(self.stack.levels[level as usize]);
            let faces: Vec<u32> =
                outer_halves.iter().map(|_| self.web.add_face(Surface::Plane { frame }, !down, 0.0)).collect();
            for (face, halves) in faces.iter().zip(&outer_halves) {
                self.web.add_loop(*face, halves);
            }
            for (halves, owner) in hole_halves.iter().zip(owners(&outers, &holes)) {
                let face = owner.and_then(|owner| faces.get(owner)).ok_or_else(inconsistent)?;
                self.web.add_loop(*face, halves);
            }
        }
        Ok(())
    }

    /// The boundary that follows `arriving`: clockwise from there the next of the same piece of the face, or
    /// counter-clockwise the next of the same gap.
    fn next_of_cap(
        &self,
        fan: &[HalfEdge],
        arriving: HalfEdge,
        is_boundary: impl Fn(HalfEdge) -> bool,
    ) -> Option<HalfEdge> {
        let back = |half: HalfEdge| HalfEdge { edge: half.edge, forward: !half.forward };
        // Boundaries around the vertex, outgoing, with whether the face is counter-clockwise of them.
        let mut around: Vec<(HalfEdge, bool)> = Vec::new();
        for &half in fan {
            match (is_boundary(half), is_boundary(back(half))) {
                (true, false) => around.push((half, true)),
                (false, true) => around.push((half, false)),
                _ => {}
            }
        }
        let first = around.iter().position(|(_, opens)| *opens)?;
        around.rotate_left(first);
        let from = around.iter().position(|(half, _)| *half == back(arriving))?;
        let piece = |half: HalfEdge| {
            let edge = &self.arrangement.edges[half.edge as usize];
            (if half.forward { edge.segment } else { edge.segment.reversed() }, edge.source)
        };
        let gaps = prefers_gaps(&around, |closing, opening| {
            let whole = closing.0.edge == opening.0.edge;
            whole || join(&piece(back(closing.0)), &piece(opening.0)).is_some()
        });
        let step = if gaps { 1 } else { around.len() - 1 };
        let (next, opens) = around[(from + step) % around.len()];
        opens.then_some(next)
    }

    fn finish(mut self) -> Body {
        self.web.separate_vertices();
        self.web.join_edges();
        self.web.into_body()
    }
}

/// Whether pairing boundaries around a vertex by the gaps between wedges continues more of them smoothly than
/// pairing them by the wedges: then pockets and holes that only touch stay whole. Boundaries are in order,
/// beginning with one that opens a wedge.
fn prefers_gaps<T>(boundaries: &[T], continues: impl Fn(&T, &T) -> bool) -> bool {
    let count = boundaries.len();
    if count <= 2 {
        return false;
    }
    let smooth = |first: usize| {
        let pairs = (0..count / 2).map(|pair| (first + 2 * pair, (first + 2 * pair + 1) % count));
        pairs
            .filter(|(a, b)| {
                if first == 0 {
                    continues(&boundaries[*b], &boundaries[*a])
                } else {
                    continues(&boundaries[*a], &boundaries[*b])
                }
            })
            .count()
    };
    smooth(1) > smooth(0)
}

/// Whether a wall goes on in the next one without a corner, seen around their common vertex.
fn continues(arrangement: &Arrangement, closing: &Wall, opening: &Wall) -> bool {
    let piece = |wall: &Wall, along: bool| {
        let edge = &arrangement.edges[wall.edge as usize];
        (if along { edge.segment } else { edge.segment.reversed() }, edge.source)
    };
    if closing.edge == opening.edge {
        // A whole circle meets itself.
        let edge = &arrangement.edges[closing.edge as usize];
        return edge.start == edge.end;
    }
    // With the material on the left one wall is walked into the vertex and the other out of it: seen from
    // outside, a wall is left upward and entered downward.
    join(&piece(closing, closing.left), &piece(opening, opening.left)).is_some()
}

fn inconsistent() -> GeometryError {
    let message = "outlines run closer together than 0.0001 mm without being equal; make them equal or move them apart";
    GeometryError::new(geom::NEARLY_COINCIDENT, message)
}
