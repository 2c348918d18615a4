//! Gives every face a boundary that Fornjot accepts: a full cylinder wall is cut open along a seam, and arcs
//! are split where the direction of a cycle could not be told from the starts of its edges.

use super::layout::{self, Path, Placed, principal};
use super::{NotInFornjot, not_here};
use crate::geom::brep::{Body, Coedge, Curve3, Edge, EdgeId, Surface, VertexId};

/// Angles closer than this, in radians, are one when a place for a seam is looked for.
const SAME_ANGLE: f64 = 1e-9;

/// How often the arcs of one loop are halved at most; pieces of 360°/2⁴ settle every sound loop.
const HALVINGS: usize = 4;

pub(super) fn prepare(body: &Body) -> Result<Body, NotInFornjot> {
    let mut work = Work::new(body.clone());
    for face in 0..work.body.faces.len() {
        match work.body.faces[face].surface {
            Surface::Plane { .. } => work.settle_direction(face)?,
            _ => work.open_wall(face)?,
        }
    }
    Ok(work.body)
}

struct Work {
    body: Body,
    /// The faces that use an edge.
    uses: Vec<Vec<usize>>,
}

impl Work {
    fn new(body: Body) -> Self {
        let mut uses = vec![Vec::new(); body.edges.len()];
        for (number, face) in body.faces.iter().enumerate() {
            for coedge in face.loops.iter().flatten() {
                if let Some(uses) = uses.get_mut(coedge.edge as usize).filter(|uses| uses.last() != Some(&number)) {
                    uses.push(number);
                }
            }
        }
        Work { body, uses }
    }

    fn outline(&self, face: usize, number: usize) -> Result<Vec<Placed>, NotInFornjot> {
        let face = &self.body.faces[face];
        layout::outline(&self.body, &face.surface, &face.loops[number])
    }

    /// Cuts a circle's edge in two at the parameter `t`, in degrees; the new vertex.
    fn split(&mut self, edge: EdgeId, t: f64) -> Result<VertexId, NotInFornjot> {
        let whole = self.body.edges[edge as usize].clone();
        let place = whole.curve.angular_point(t).ok_or_else(|| not_here("a straight edge across a seam"))?;
        let vertex = self.body.vertices.len() as VertexId;
        self.body.vertices.push(place);
        let (mut first, mut second) = (whole.clone(), whole);
        if let (Curve3::Circle { to, .. }, Curve3::Circle { from, .. }) = (&mut first.curve, &mut second.curve) {
            (*to, *from) = (t, t);
        }
        (first.end, second.start) = (vertex, vertex);
        let added = self.body.edges.len() as EdgeId;
        self.body.edges[edge as usize] = first;
        self.body.edges.push(second);
        let uses = self.uses[edge as usize].clone();
        for &face in &uses {
            for coedges in self.body.faces[face].loops.iter_mut().filter(|l| l.iter().any(|c| c.edge == edge)) {
                let halves = |coedge: &Coedge| {
                    let other = Coedge { edge: added, ..*coedge };
                    match (coedge.edge == edge, coedge.forward) {
                        (false, _) => [Some(*coedge), None],
                        (true, true) => [Some(*coedge), Some(other)],
                        (true, false) => [Some(other), Some(*coedge)],
                    }
                };
                *coedges = coedges.iter().flat_map(halves).flatten().collect();
            }
        }
        self.uses.push(uses);
        Ok(vertex)
    }

    /// Fornjot tells the direction of a planar cycle from the polygon of its edges' starts; splits arcs until
    /// that polygon turns the way the loop does.
    fn settle_direction(&mut self, face: usize) -> Result<(), NotInFornjot> {
        for number in 0..self.body.faces[face].loops.len() {
            let wanted = layout::wanted_direction(number, self.body.faces[face].outward);
            for _ in 0..HALVINGS {
                let placed = self.outline(face, number)?;
                if placed.len() < 3 || layout::told_direction(&placed) * wanted > layout::DIRECTION_MARGIN {
                    break;
                }
                for arc in placed.iter().filter(|placed| matches!(placed.path, Path::Circle { .. })) {
                    self.split(arc.coedge.edge, ((arc.from + arc.to) / 2.0).to_degrees())?;
                }
            }
        }
        Ok(())
    }

    /// Joins the two loops that run around a full wall into one by a seam.
    fn open_wall(&mut self, face: usize) -> Result<(), NotInFornjot> {
        let count = self.body.faces[face].loops.len();
        let mut outlines = Vec::with_capacity(count);
        for number in 0..count {
            outlines.push(self.outline(face, number)?);
        }
        let around: Vec<usize> = (0..count).filter(|&k| layout::turns(&outlines[k]) != 0).collect();
        let (first, second) = match around[..] {
            [] => return Ok(()),
            [a, b] => (a, b),
            _ => return Err(not_here("a cylinder face that is bounded on one side only")),
        };
        let seam = find_seam(&self.body, &outlines, [first, second])
            .ok_or_else(|| not_here("a cylinder wall with no place for a straight seam"))?;
        let mut ends = [0; 2];
        for (end, spot) in ends.iter_mut().zip(seam) {
            *end = match spot {
                Spot::Vertex(vertex) => vertex,
                Spot::Within(edge, t) => self.split(edge, t)?,
            };
        }
        let line = self.body.edges.len() as EdgeId;
        self.body.edges.push(Edge { curve: Curve3::Line, start: ends[0], end: ends[1] });
        self.uses.push(vec![face]);
        let loops = &mut self.body.faces[face].loops;
        let mut joined = rotated(&self.body.edges, &loops[first], ends[0]);
        joined.push(Coedge { edge: line, forward: true });
        joined.extend(rotated(&self.body.edges, &loops[second], ends[1]));
        joined.push(Coedge { edge: line, forward: false });
        loops[first] = joined;
        loops.remove(second);
        Ok(())
    }
}

/// The loop as it runs from a vertex.
fn rotated(edges: &[Edge], coedges: &[Coedge], vertex: VertexId) -> Vec<Coedge> {
    let start = |coedge: &Coedge| {
        edges.get(coedge.edge as usize).map(|edge| if coedge.forward { edge.start } else { edge.end })
    };
    let at = coedges.iter().position(|coedge| start(coedge) == Some(vertex)).unwrap_or(0);
    coedges[at..].iter().chain(&coedges[..at]).copied().collect()
}

/// Where a seam meets a loop.
#[derive(Clone, Copy)]
enum Spot {
    Vertex(VertexId),
    /// On a circle's edge, at a parameter in degrees.
    Within(EdgeId, f64),
}

/// A place where a line of constant angle crosses an arc of a loop.
struct Crossing {
    height: f64,
    number: usize,
    spot: Spot,
}

/// A line of constant angle from one of the two loops to the other that meets nothing else, with as few new
/// vertices as possible.
fn find_seam(body: &Body, outlines: &[Vec<Placed>], pair: [usize; 2]) -> Option<[Spot; 2]> {
    let mut angles: Vec<f64> =
        pair.iter().flat_map(|&k| outlines[k].iter().map(|placed| principal(placed.start().x))).collect();
    let mut sorted: Vec<f64> = outlines.iter().flatten().map(|placed| principal(placed.start().x)).collect();
    sorted.sort_by(f64::total_cmp);
    let after = sorted.iter().skip(1).copied().chain(sorted.first().map(|first| first + std::f64::consts::TAU));
    angles.extend(sorted.iter().zip(after).filter(|(a, b)| *b - **a > 2.0 * SAME_ANGLE).map(|(a, b)| (a + b) / 2.0));
    let mut best: Option<(usize, [Spot; 2])> = None;
    for angle in angles {
        let Some(crossings) = crossings(body, outlines, angle) else { continue };
        for inside in crossings.chunks_exact(2) {
            let spots = match (inside[0].number, inside[1].number) {
                (a, b) if [a, b] == pair => [inside[0].spot, inside[1].spot],
                (a, b) if [b, a] == pair => [inside[1].spot, inside[0].spot],
                _ => continue,
            };
            let new = spots.iter().filter(|spot| matches!(spot, Spot::Within(..))).count();
            if best.is_none_or(|(least, _)| new < least) {
                best = Some((new, spots));
            }
            if new == 0 {
                return Some(spots);
            }
        }
    }
    best.map(|(_, spots)| spots)
}

/// All crossings at an angle, by height: the face lies between the first and second, the third and fourth…
/// `None` when an upright edge stands at that angle.
fn crossings(body: &Body, outlines: &[Vec<Placed>], angle: f64) -> Option<Vec<Crossing>> {
    let mut found: Vec<Crossing> = Vec::new();
    for (number, placed) in outlines.iter().enumerate().flat_map(|(k, outline)| outline.iter().map(move |p| (k, p))) {
        let (a, b) = (placed.start(), placed.end());
        let away = principal(angle - a.x);
        if a.x == b.x {
            if away.abs() < SAME_ANGLE {
                return None;
            }
            continue;
        }
        // The angle as seen from the start, in the direction of the arc, from −SAME_ANGLE to a full turn.
        let sense = (b.x - a.x).signum();
        let mut along = away * sense;
        if along < -SAME_ANGLE {
            along += std::f64::consts::TAU;
        }
        let length = (b.x - a.x).abs();
        if along > length + SAME_ANGLE {
            continue;
        }
        let edge = body.edges.get(placed.coedge.edge as usize)?;
        let (start, end) = if placed.coedge.forward { (edge.start, edge.end) } else { (edge.end, edge.start) };
        let spot = if along < SAME_ANGLE {
            Spot::Vertex(start)
        } else if along > length - SAME_ANGLE {
            Spot::Vertex(end)
        } else {
            let share = along / length;
            Spot::Within(placed.coedge.edge, (placed.from + (placed.to - placed.from) * share).to_degrees())
        };
        // Two arcs that meet in a vertex cross there once.
        let again = |other: &Crossing| matches!((other.spot, spot), (Spot::Vertex(a), Spot::Vertex(b)) if a == b);
        if !found.iter().any(again) {
            found.push(Crossing { height: a.y, number, spot });
        }
    }
    found.sort_by(|a, b| a.height.total_cmp(&b.height));
    Some(found)
}
