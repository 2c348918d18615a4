//! A boundary under construction: half-edges that know their neighbours, so that faces can be merged and
//! edges joined before the plain [`Body`] is made.
//!
//! Builders put in every face piece by piece and every edge with both of its sides; [`Web::merge_faces`] takes
//! out the edges between pieces of one surface, [`Web::join_edges`] the vertices between pieces of one curve.

use std::collections::BTreeMap;

use glam::DVec3;

use super::shells::{DisjointSets, separate_fans};
use super::{Body, BodyFace, Coedge, Curve3, Edge, Surface, VertexId};
use crate::geom::measure;
use crate::model::tolerance;

/// One side of an edge: `2·edge` walks it forward, `2·edge + 1` backward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Half(u32);

impl Half {
    const NONE: Half = Half(u32::MAX);

    /// The side of an edge walked in the given direction.
    pub(crate) fn new(edge: u32, forward: bool) -> Half {
        Half(2 * edge + u32::from(!forward))
    }

    /// The other side.
    pub(crate) fn twin(self) -> Half {
        Half(self.0 ^ 1)
    }

    fn edge(self) -> usize {
        self.0 as usize / 2
    }

    fn is_forward(self) -> bool {
        self.0.is_multiple_of(2)
    }

    fn index(self) -> usize {
        self.0 as usize
    }
}

#[derive(Clone, Copy, Debug)]
struct Link {
    next: Half,
    previous: Half,
    face: u32,
}

#[derive(Debug)]
struct Piece {
    surface: Surface,
    outward: bool,
    /// Of merged pieces the heaviest gives its surface.
    weight: f64,
    /// Whether it closes the end of a partial turn.
    cap: bool,
}

/// A boundary under construction.
#[derive(Debug, Default)]
pub(crate) struct Web {
    vertices: Vec<DVec3>,
    edges: Vec<Option<Edge>>,
    links: Vec<Link>,
    pieces: Vec<Piece>,
    /// Vertices that stay although no edge has them.
    apexes: Vec<VertexId>,
}

impl Web {
    /// Adds a vertex.
    pub(crate) fn add_vertex(&mut self, place: DVec3) -> VertexId {
        self.vertices.push(place);
        self.vertices.len() as u32 - 1
    }

    /// Keeps a vertex although it may have no edge: the tip of a cone. Tips that touch are kept each.
    pub(crate) fn keep_apex(&mut self, vertex: VertexId) {
        let own = if self.apexes.contains(&vertex) { self.add_vertex(self.place(vertex)) } else { vertex };
        self.apexes.push(own);
    }

    /// The place of a vertex.
    pub(crate) fn place(&self, vertex: VertexId) -> DVec3 {
        self.vertices[vertex as usize]
    }

    /// Adds an edge and returns its forward side.
    pub(crate) fn add_edge(&mut self, curve: Curve3, start: VertexId, end: VertexId) -> Half {
        let edge = self.edges.len() as u32;
        self.edges.push(Some(Edge { curve, start, end }));
        self.links.extend([Link { next: Half::NONE, previous: Half::NONE, face: u32::MAX }; 2]);
        Half::new(edge, true)
    }

    /// Adds a piece of a face without boundary. Of pieces merged later the heaviest gives the surface.
    pub(crate) fn add_face(&mut self, surface: Surface, outward: bool, weight: f64) -> u32 {
        self.pieces.push(Piece { surface, outward, weight, cap: false });
        self.pieces.len() as u32 - 1
    }

    /// Adds a piece that closes the end of a partial turn.
    pub(crate) fn add_cap(&mut self, surface: Surface, outward: bool) -> u32 {
        self.pieces.push(Piece { surface, outward, weight: 0.0, cap: true });
        self.pieces.len() as u32 - 1
    }

    /// Whether a half-edge bounds the end of a partial turn.
    pub(crate) fn is_cap(&self, half: Half) -> bool {
        self.pieces.get(self.face_of(half) as usize).is_some_and(|piece| piece.cap)
    }

    /// Adds a closed boundary loop to a piece.
    pub(crate) fn add_loop(&mut self, face: u32, halves: &[Half]) {
        for (place, &half) in halves.iter().enumerate() {
            self.link(half, halves[(place + 1) % halves.len()]);
            self.links[half.index()].face = face;
        }
    }

    /// The piece a half-edge bounds.
    pub(crate) fn face_of(&self, half: Half) -> u32 {
        self.links[half.index()].face
    }

    fn link(&mut self, half: Half, next: Half) {
        self.links[half.index()].next = next;
        self.links[next.index()].previous = half;
    }

    /// Takes out every edge whose two pieces `same` calls one surface continued.
    pub(crate) fn merge_faces(&mut self, mut same: impl FnMut(&Web, Half) -> bool) {
        let mut sets = DisjointSets::new(self.pieces.len());
        for edge in 0..self.edges.len() as u32 {
            let half = Half::new(edge, true);
            let (a, b) = (self.face_of(half), self.face_of(half.twin()));
            if self.edges[edge as usize].is_none() || a == u32::MAX || b == u32::MAX || !same(self, half) {
                continue;
            }
            self.remove(half);
            sets.join(a, b);
        }
        let mut best: Vec<u32> = (0..self.pieces.len() as u32).collect();
        for piece in 0..self.pieces.len() {
            let set = sets.find(piece as u32) as usize;
            if self.pieces[piece].weight > self.pieces[best[set] as usize].weight {
                best[set] = piece as u32;
            }
        }
        for link in &mut self.links {
            if link.face != u32::MAX {
                link.face = best[sets.find(link.face) as usize];
            }
        }
    }

    fn remove(&mut self, half: Half) {
        let twin = half.twin();
        let (here, there) = (self.links[half.index()], self.links[twin.index()]);
        match (here.next == half, there.next == twin) {
            (true, true) => {}
            (true, false) => self.link(there.previous, there.next),
            (false, true) => self.link(here.previous, here.next),
            (false, false) => {
                if here.next != twin {
                    self.link(there.previous, here.next);
                }
                if there.next != half {
                    self.link(here.previous, there.next);
                }
            }
        }
        self.edges[half.edge()] = None;
    }

    /// Gives every fan of faces around a vertex a vertex of its own, so that pieces that only touch in a point
    /// share none.
    pub(crate) fn separate_vertices(&mut self) {
        let edges = self.edges.iter();
        let mut starts: Vec<Option<VertexId>> =
            edges.flat_map(|edge| edge.as_ref().map_or([None; 2], |edge| [Some(edge.start), Some(edge.end)])).collect();
        let successions = self.links.iter().enumerate().filter_map(|(half, link)| {
            let alive = self.edges[half / 2].is_some() && link.next != Half::NONE;
            alive.then_some((half as u32, link.next.0))
        });
        separate_fans(&mut self.vertices, &mut starts, successions);
        for (edge, ends) in self.edges.iter_mut().zip(starts.chunks(2)) {
            if let (Some(edge), [Some(start), Some(end)]) = (edge, ends) {
                (edge.start, edge.end) = (*start, *end);
            }
        }
    }

    /// Takes out every vertex at which exactly two edges meet that continue one curve.
    pub(crate) fn join_edges(&mut self) {
        let mut valence = vec![0u32; self.vertices.len()];
        let mut ends: Vec<[Half; 2]> = vec![[Half::NONE; 2]; self.vertices.len()];
        for number in 0..self.edges.len() as u32 {
            let Some(edge) = &self.edges[number as usize] else { continue };
            // Ends are kept as the sides that arrive.
            for (vertex, half) in [(edge.start, Half::new(number, false)), (edge.end, Half::new(number, true))] {
                let count = &mut valence[vertex as usize];
                if let Some(slot) = ends[vertex as usize].get_mut(*count as usize) {
                    *slot = half;
                }
                *count += 1;
            }
        }
        for vertex in 0..self.vertices.len() {
            let [arriving, other] = ends[vertex];
            if valence[vertex] != 2 || arriving.edge() == other.edge() {
                continue;
            }
            let leaving = other.twin();
            if self.links[arriving.index()].next != leaving || self.links[other.index()].next != arriving.twin() {
                continue;
            }
            let Some(joined) = self.joined(arriving, leaving) else { continue };
            // `arriving`'s edge takes over; `leaving`'s goes.
            let far = joined.1;
            for slot in &mut ends[far as usize] {
                if *slot == leaving {
                    *slot = arriving;
                }
            }
            let (after, before) = (self.links[leaving.index()].next, self.links[other.index()].previous);
            self.link(arriving, if after == other { arriving.twin() } else { after });
            self.link(if before == leaving { arriving } else { before }, arriving.twin());
            self.edges[leaving.edge()] = None;
            self.edges[arriving.edge()] = Some(joined.0);
        }
    }

    /// The edge of `arriving` continued by the one of `leaving`, and the vertex it then reaches.
    fn joined(&self, arriving: Half, leaving: Half) -> Option<(Edge, VertexId)> {
        let (a, b) = (self.edges[arriving.edge()].as_ref()?, self.edges[leaving.edge()].as_ref()?);
        let far = if leaving.is_forward() { b.end } else { b.start };
        let near = if arriving.is_forward() { a.start } else { a.end };
        let joint = self.place(if arriving.is_forward() { a.end } else { a.start });
        let curve = match (&a.curve, &b.curve) {
            (Curve3::Line, Curve3::Line) => {
                let (start, end) = (self.place(near), self.place(far));
                let chord = (end - start).try_normalize()?;
                let off = (joint - start).cross(chord).length();
                if far == near || off > tolerance::LINEAR || (joint - start).dot(end - joint) <= 0.0 {
                    return None;
                }
                Curve3::Line
            }
            (
                &Curve3::Circle { frame, radius, from, to },
                &Curve3::Circle { frame: other, radius: size, from: first, to: last },
            ) => {
                let apart = frame.origin.distance(other.origin) + (radius - size).abs();
                // Seen from the other side of its plane the second circle runs the other way.
                let facing = frame.z.dot(other.z).signum();
                let turned = (frame.z - other.z * facing).length() * radius;
                let onward = (arriving.is_forward() == leaving.is_forward()) == (facing > 0.0);
                if !onward || apart + turned > tolerance::LINEAR {
                    return None;
                }
                let span = last - first;
                let (from, to) = if arriving.is_forward() { (from, to + span) } else { (from - span, to) };
                let to = if far == near { from + 360.0 } else { to };
                Curve3::Circle { frame, radius, from, to }
            }
            _ => return None,
        };
        let edge = if arriving.is_forward() {
            Edge { curve, start: a.start, end: far }
        } else {
            Edge { curve, start: far, end: a.end }
        };
        Some((edge, far))
    }

    /// The body: what is left, numbered in order, with vertices that only touch kept apart.
    pub(crate) fn into_body(self) -> Body {
        let Web { vertices, edges, links, pieces, apexes } = self;
        let mut body = Body::default();
        let mut vertex_of = vec![u32::MAX; vertices.len()];
        let mut edge_of = vec![u32::MAX; edges.len()];
        for (number, edge) in edges.into_iter().enumerate() {
            let Some(edge) = edge else { continue };
            let mut renumbered = |vertex: VertexId| {
                let slot = &mut vertex_of[vertex as usize];
                if *slot == u32::MAX {
                    *slot = body.vertices.len() as u32;
                    body.vertices.push(vertices[vertex as usize]);
                }
                *slot
            };
            let (start, end) = (renumbered(edge.start), renumbered(edge.end));
            edge_of[number] = body.edges.len() as u32;
            body.edges.push(Edge { curve: edge.curve, start, end });
        }
        for apex in apexes {
            if vertex_of[apex as usize] == u32::MAX {
                vertex_of[apex as usize] = body.vertices.len() as u32;
                body.vertices.push(vertices[apex as usize]);
            }
        }
        let mut loops: Vec<Vec<Vec<Coedge>>> = pieces.iter().map(|_| Vec::new()).collect();
        let mut merged: Vec<bool> = vec![true; pieces.len()];
        let mut visited = vec![false; links.len()];
        for first in 0..links.len() as u32 {
            let first = Half(first);
            let face = links[first.index()].face;
            if edge_of[first.edge()] == u32::MAX || face == u32::MAX || visited[first.index()] {
                continue;
            }
            let mut chain = Vec::new();
            let mut half = first;
            while !std::mem::replace(&mut visited[half.index()], true) {
                chain.push(Coedge { edge: edge_of[half.edge()], forward: half.is_forward() });
                half = links[half.index()].next;
            }
            loops[face as usize].push(chain);
            merged[face as usize] = false;
        }
        for (piece, (loops, merged)) in pieces.into_iter().zip(loops.into_iter().zip(merged)) {
            // A piece merged into another has lost its loops; only spheres and tori need none.
            let closed = matches!(piece.surface, Surface::Sphere { .. } | Surface::Torus { .. });
            if !merged || closed && piece.weight.is_infinite() {
                body.faces.push(BodyFace { surface: piece.surface, outward: piece.outward, loops });
            }
        }
        body.put_outer_loops_first();
        split_full_turns(&mut body);
        body.find_shells();
        body
    }
}

/// A circle whose ends only touch gets a vertex opposite of them, so that no edge turns fully and is not closed.
fn split_full_turns(body: &mut Body) {
    let mut seconds: BTreeMap<u32, u32> = BTreeMap::new();
    for number in 0..body.edges.len() {
        let edge = &body.edges[number];
        let Curve3::Circle { frame, radius, from, to } = edge.curve else { continue };
        if edge.is_closed() || to - from < 360.0 {
            continue;
        }
        let (middle, end) = (from + 180.0, edge.end);
        let Some(place) = edge.curve.angular_point(middle) else { continue };
        let vertex = body.vertices.len() as u32;
        body.vertices.push(place);
        body.edges[number].end = vertex;
        body.edges[number].curve = Curve3::Circle { frame, radius, from, to: middle };
        let second = body.edges.len() as u32;
        body.edges.push(Edge { curve: Curve3::Circle { frame, radius, from: middle, to }, start: vertex, end });
        seconds.insert(number as u32, second);
    }
    if seconds.is_empty() {
        return;
    }
    for chain in body.faces.iter_mut().flat_map(|face| &mut face.loops) {
        let halves = chain.iter().flat_map(|coedge| {
            let second = seconds.get(&coedge.edge).map(|edge| Coedge { edge: *edge, ..*coedge });
            let pair = [Some(*coedge), second];
            if coedge.forward { pair } else { [pair[1], pair[0]] }
        });
        *chain = halves.flatten().collect();
    }
}

impl Body {
    /// Puts the loop that encloses the most first in every plane face.
    pub(in crate::geom) fn put_outer_loops_first(&mut self) {
        for index in 0..self.faces.len() {
            let face = &self.faces[index];
            if face.loops.len() < 2 || !matches!(face.surface, Surface::Plane { .. }) {
                continue;
            }
            let areas = (0..face.loops.len()).map(|chain| measure::planar_loop_area(self, face, chain));
            let outer = areas
                .enumerate()
                .fold((0, f64::NEG_INFINITY), |best, (chain, area)| if area > best.1 { (chain, area) } else { best });
            self.faces[index].loops[..=outer.0].rotate_right(1);
        }
    }
}
