//! Connectivity: who uses an edge, shells, counts and genus.

use std::collections::BTreeMap;

use glam::DVec3;

use super::{Body, BodyFace, Coedge, EdgeId, FaceId, Surface, VertexId};
use crate::model::{Counts, tolerance};

/// One use of an edge: face, loop of the face, place in the loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EdgeUse {
    /// The face.
    pub face: FaceId,
    /// The loop of the face.
    pub chain: u32,
    /// The place in the loop.
    pub place: u32,
}

/// Disjoint sets of indices with path halving; the representative is the least member.
pub(in crate::geom) struct DisjointSets(Vec<u32>);

impl DisjointSets {
    /// `count` sets of one member.
    pub(crate) fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    /// The least member of the set of `index`.
    pub(crate) fn find(&mut self, mut index: u32) -> u32 {
        while self.0[index as usize] != index {
            let above = self.0[self.0[index as usize] as usize];
            self.0[index as usize] = above;
            index = above;
        }
        index
    }

    /// Unites the sets of `a` and `b`.
    pub(crate) fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.find(a), self.find(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

impl Body {
    /// Vertices that no edge has: tips of cones and tori that lie on a face alone.
    pub fn tips(&self) -> Vec<u32> {
        if !self.faces.iter().any(|face| face.surface.tips() != [None, None]) {
            return Vec::new();
        }
        let mut used = vec![false; self.vertices.len()];
        for edge in &self.edges {
            used[edge.start as usize] = true;
            used[edge.end as usize] = true;
        }
        (0..self.vertices.len() as u32).filter(|&v| !used[v as usize]).collect()
    }

    /// For every edge its forward and its backward use; `None` where there is none (or a second one).
    pub fn edge_uses(&self) -> Vec<[Option<EdgeUse>; 2]> {
        let mut uses = vec![[None; 2]; self.edges.len()];
        for (face, body_face) in self.faces.iter().enumerate() {
            for (chain, coedges) in body_face.loops.iter().enumerate() {
                for (place, coedge) in coedges.iter().enumerate() {
                    if let Some(slots) = uses.get_mut(coedge.edge as usize) {
                        slots[usize::from(!coedge.forward)] =
                            Some(EdgeUse { face: face as u32, chain: chain as u32, place: place as u32 });
                    }
                }
            }
        }
        uses
    }

    /// First vertex of a coedge in its own direction.
    pub fn coedge_start(&self, coedge: Coedge) -> Option<VertexId> {
        self.edges.get(coedge.edge as usize).map(|edge| if coedge.forward { edge.start } else { edge.end })
    }

    /// Last vertex of a coedge in its own direction.
    pub fn coedge_end(&self, coedge: Coedge) -> Option<VertexId> {
        self.coedge_start(Coedge { forward: !coedge.forward, ..coedge })
    }

    /// Sets `shells` to the sets of faces connected through edges, in the order of their first faces.
    pub fn find_shells(&mut self) {
        let mut sets = DisjointSets::new(self.faces.len());
        for [forward, backward] in self.edge_uses() {
            if let (Some(a), Some(b)) = (forward, backward) {
                sets.join(a.face, b.face);
            }
        }
        let mut shells: BTreeMap<u32, Vec<FaceId>> = BTreeMap::new();
        for face in 0..self.faces.len() as u32 {
            shells.entry(sets.find(face)).or_default().push(face);
        }
        self.shells = shells.into_values().collect();
    }

    /// Gives every fan of faces around a vertex a vertex of its own, so that pieces that only touch in a point
    /// share none. Needs every edge used once in each direction.
    pub fn separate_vertices(&mut self) {
        let half = |coedge: Coedge| 2 * coedge.edge + u32::from(!coedge.forward);
        let mut starts: Vec<Option<VertexId>> =
            self.edges.iter().flat_map(|edge| [Some(edge.start), Some(edge.end)]).collect();
        let chains = self.faces.iter().flat_map(|face| &face.loops);
        let successions =
            chains.flat_map(|chain| chain.iter().zip(chain.iter().cycle().skip(1)).map(|(a, b)| (half(*a), half(*b))));
        separate_fans(&mut self.vertices, &mut starts, successions);
        for (edge, ends) in self.edges.iter_mut().zip(starts.chunks(2)) {
            if let [Some(start), Some(end)] = *ends {
                (edge.start, edge.end) = (start, end);
            }
        }
    }

    /// Puts another body beside this one, which it does not meet.
    pub fn put_beside(&mut self, other: &Body) {
        let (vertices, edges, faces) = (self.vertices.len() as u32, self.edges.len() as u32, self.faces.len() as u32);
        self.vertices.extend_from_slice(&other.vertices);
        self.edges.extend(other.edges.iter().cloned().map(|mut edge| {
            edge.start += vertices;
            edge.end += vertices;
            edge
        }));
        self.faces.extend(other.faces.iter().cloned().map(|mut face| {
            face.loops.iter_mut().flatten().for_each(|coedge| coedge.edge += edges);
            face
        }));
        self.shells.extend(other.shells.iter().map(|shell| shell.iter().map(|face| face + faces).collect()));
        self.inherit(other);
    }

    /// Takes over from a body that becomes part of this one which operations made it inexact.
    pub fn inherit(&mut self, other: &Body) {
        for inexact in &other.inexact {
            if !self.inexact.contains(inexact) {
                self.inexact.push(inexact.clone());
            }
        }
    }

    /// Topological counts; needs `shells`.
    pub fn counts(&self) -> Counts {
        Counts {
            faces: self.faces.len(),
            edges: self.edges.len(),
            vertices: self.vertices.len(),
            shells: self.shells.len(),
            genus: (0..self.shells.len()).map(|shell| ((2 - self.characteristic(shell)).max(0) / 2) as usize).sum(),
        }
    }

    /// Euler characteristic of a shell: 2 − 2·genus when the shell is one closed surface.
    pub fn characteristic(&self, shell: usize) -> i64 {
        let mut edges: Vec<EdgeId> = Vec::new();
        let mut faces = 0;
        for face in self.shells.get(shell).into_iter().flatten().filter_map(|&face| self.faces.get(face as usize)) {
            faces += self.face_characteristic(face);
            edges.extend(face.loops.iter().flatten().map(|coedge| coedge.edge));
        }
        edges.sort_unstable();
        edges.dedup();
        let mut vertices: Vec<VertexId> = edges
            .iter()
            .filter_map(|&edge| self.edges.get(edge as usize))
            .flat_map(|edge| [edge.start, edge.end])
            .collect();
        vertices.sort_unstable();
        vertices.dedup();
        vertices.len() as i64 - edges.len() as i64 + faces
    }

    /// Euler characteristic of the inside of a face: a sphere without as many discs as it has loops, except
    /// for a torus that still closes on itself both ways.
    fn face_characteristic(&self, face: &BodyFace) -> i64 {
        let loops = face.loops.len() as i64;
        // A torus that meets its axis is no ring.
        if !matches!(face.surface, Surface::Torus { major, minor, .. } if major > minor) {
            return 2 - loops;
        }
        if loops == 0 {
            return 0;
        }
        let mut has_outer = false;
        for chain in &face.loops {
            let (winding, area) = self.unrolled(&face.surface, chain);
            has_outer |= winding != (0, 0) || (area > 0.0) == face.outward;
        }
        if has_outer { 2 - loops } else { -loops }
    }

    /// Adds the vertices of the tips that a new face reaches inside its loops.
    pub(crate) fn add_tips(&mut self, surface: &Surface, outward: bool, loops: &[Vec<Coedge>]) {
        let [below, above] = surface.tips();
        if below.is_none() && above.is_none() {
            return;
        }
        let places = [below, above].map(|tip| tip.map(|v| surface.point(0.0, v)));
        let ends = loops.iter().flatten().filter_map(|coedge| self.edges.get(coedge.edge as usize));
        let mut ends = ends.flat_map(|edge| [edge.start, edge.end]).filter_map(|v| self.vertices.get(v as usize));
        if ends.any(|end| places.iter().flatten().any(|tip| tip.distance(*end) < 10.0 * tolerance::LINEAR)) {
            // A loop that runs through a tip has its vertex, and turns about the axis in it.
            return;
        }
        let side = if outward { 1 } else { -1 };
        let unrolled: Vec<((i64, i64), f64)> = loops.iter().map(|chain| self.unrolled(surface, chain)).collect();
        let winding: i64 = unrolled.iter().map(|(turns, _)| turns.0 * side).sum();
        let enclosed = unrolled.iter().any(|(turns, area)| *turns == (0, 0) && area * side as f64 > 0.0);
        let bounded = unrolled.iter().any(|(turns, _)| turns.0 != 0);
        let reached = match winding {
            0 if enclosed || bounded => [None, None],
            0 => places,
            1.. => [None, places[1]],
            _ => [places[0], None],
        };
        self.vertices.extend(reached.into_iter().flatten());
    }

    /// Full turns of a loop in both parameters of its surface and the area it encloses there, from samples.
    pub(crate) fn unrolled(&self, surface: &Surface, chain: &[Coedge]) -> ((i64, i64), f64) {
        const SAMPLES: usize = 24;
        let mut places: Vec<glam::DVec2> = Vec::with_capacity(chain.len() * SAMPLES + 1);
        for coedge in chain {
            for step in 0..SAMPLES {
                let s = (step as f64 + 0.5) / SAMPLES as f64;
                let s = if coedge.forward { s } else { 1.0 - s };
                let Some(point) = self.edges.get(coedge.edge as usize).and_then(|edge| self.edge_point(edge, s)) else {
                    continue;
                };
                let raw = surface.parameters(point);
                places.push(places.last().map_or(raw, |last| nearest_turn(raw, *last)));
            }
        }
        let (Some(&first), Some(&last)) = (places.first(), places.last()) else { return ((0, 0), 0.0) };
        let closing = nearest_turn(first, last) - first;
        let turns = (closing / 360.0).round();
        let area = places
            .iter()
            .zip(places.iter().cycle().skip(1))
            .map(|(a, b)| 0.5 * (*a - first).perp_dot(*b - first))
            .sum();
        ((turns.x as i64, turns.y as i64), area)
    }
}

/// Separates fans around vertices. Half-edges are numbered `2·edge` forward and `2·edge + 1` backward; `starts`
/// are their first vertices (none for edges that are gone) and `successions` pairs that follow one another in
/// a loop. The first fan of a vertex keeps it.
pub(super) fn separate_fans(
    vertices: &mut Vec<DVec3>,
    starts: &mut [Option<VertexId>],
    successions: impl Iterator<Item = (u32, u32)>,
) {
    // Where a half-edge ends its twin starts, and so does the next one.
    let mut sets = DisjointSets::new(starts.len());
    for (half, next) in successions {
        sets.join(half ^ 1, next);
    }
    let mut fan_of: Vec<Option<u32>> = vec![None; vertices.len()];
    let mut copies: BTreeMap<u32, VertexId> = BTreeMap::new();
    for (half, start) in starts.iter_mut().enumerate() {
        let Some(vertex) = start else { continue };
        let fan = sets.find(half as u32);
        if *fan_of[*vertex as usize].get_or_insert(fan) != fan {
            let place = vertices[*vertex as usize];
            *vertex = *copies.entry(fan).or_insert_with(|| {
                vertices.push(place);
                vertices.len() as u32 - 1
            });
        }
    }
}

/// `angles` moved by full turns as near to `to` as possible.
fn nearest_turn(angles: glam::DVec2, to: glam::DVec2) -> glam::DVec2 {
    angles + ((to - angles) / 360.0).round() * 360.0
}
