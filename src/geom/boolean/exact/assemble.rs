//! The boundary of the result: pieces of faces that are kept, bounded by pieces of edges and by seams.
//!
//! On every face half-edges follow one another at their vertices; where a face has several ways on, the loop
//! takes the first one to the right, so that each stays around one piece. Loops of a face that no other
//! loop separates bound one piece together.

use std::collections::BTreeMap;

use glam::DVec3;

use super::Doubt;
use super::operand::Operand;
use super::pair::{Seam, Seams};
use super::split::{End, Pieces};
use crate::geom::brep::{Body, BodyFace, Coedge, Edge, Surface};
use crate::geom::measure;
use crate::model::BooleanOp;

/// Builds the result of an operation on two operands whose edges are cut and whose seams are known. Of the faces of the
/// second one that are only `passing` nothing may be left.
pub(super) fn assemble(
    op: BooleanOp,
    operands: [&Operand; 2],
    pieces: &[Pieces; 2],
    seams: &Seams,
    passing: &[u32],
) -> Result<Body, Doubt> {
    let mut builder = Builder::new(op, operands, pieces, seams)?;
    let mut seams_of: [BTreeMap<u32, Vec<u32>>; 2] = Default::default();
    for (index, seam) in seams.all.iter().enumerate() {
        for (of_side, face) in seams_of.iter_mut().zip(seam.faces) {
            of_side.entry(face).or_default().push(index as u32);
        }
    }
    for side in 0..2 {
        for face in 0..operands[side].body.faces.len() as u32 {
            let before = builder.body.faces.len();
            match seams_of[side].get(&face) {
                None if !pieces[side].touched[face as usize] => builder.keep_whole(side, face)?,
                on_face => builder.cut_face(side, face, on_face.map_or(&[], Vec::as_slice))?,
            }
            if side == 1 && builder.body.faces.len() > before && passing.contains(&face) {
                return Err(Doubt("something is left of a face that was flush"));
            }
        }
    }
    builder.finish()
}

struct Builder<'a> {
    operands: [&'a Operand<'a>; 2],
    pieces: &'a [Pieces; 2],
    seams: &'a Seams,
    /// Whether what lies inside the other body is kept, by operand.
    inside: [bool; 2],
    /// Whether the second operand is turned inside out.
    flips: bool,
    body: Body,
    /// Edges of the result by edge and piece, first of the operands, then of the seams.
    edge_of: [Vec<Vec<Option<u32>>>; 2],
    seam_edges: Vec<u32>,
    vertex_of: BTreeMap<(u8, u32), u32>,
    /// Edges of the result from here on are seams.
    first_seam: u32,
    /// Faces of the result that were cut, and so may be several.
    cut: Vec<u32>,
}

impl<'a> Builder<'a> {
    fn new(
        op: BooleanOp,
        operands: [&'a Operand<'a>; 2],
        pieces: &'a [Pieces; 2],
        seams: &'a Seams,
    ) -> Result<Builder<'a>, Doubt> {
        let inside = match op {
            BooleanOp::Union => [false, false],
            BooleanOp::Cut => [false, true],
            BooleanOp::Intersect => [true, true],
        };
        let mut builder = Builder {
            operands,
            pieces,
            seams,
            inside,
            flips: op == BooleanOp::Cut,
            body: Body::default(),
            edge_of: Default::default(),
            seam_edges: Vec::new(),
            vertex_of: BTreeMap::new(),
            first_seam: 0,
            cut: Vec::new(),
        };
        builder.add_edges()?;
        Ok(builder)
    }

    fn vertex(&mut self, side: usize, end: End) -> u32 {
        let (key, place) = match end {
            End::Old(v) => ((side as u8, v), self.operands[side].body.vertices[v as usize]),
            End::Fresh(v) => ((2, v), self.seams.vertices[v as usize]),
        };
        *self.vertex_of.entry(key).or_insert_with(|| {
            self.body.vertices.push(place);
            self.body.vertices.len() as u32 - 1
        })
    }

    fn add_edges(&mut self) -> Result<(), Doubt> {
        for side in 0..2 {
            let operand = self.operands[side];
            for (index, pieces) in self.pieces[side].of.iter().enumerate() {
                let edge = &operand.body.edges[index];
                let mut of_pieces = Vec::with_capacity(pieces.len());
                for piece in pieces {
                    if piece.inside != self.inside[side] {
                        of_pieces.push(None);
                        continue;
                    }
                    let (start, end) = (self.vertex(side, piece.start), self.vertex(side, piece.end));
                    let curve = if pieces.len() == 1 && matches!(piece.start, End::Old(_)) {
                        edge.curve.clone()
                    } else {
                        operand.path(index as u32)?.piece(&edge.curve, piece.from, piece.to)
                    };
                    of_pieces.push(Some(self.body.edges.len() as u32));
                    self.body.edges.push(Edge { curve, start, end });
                }
                self.edge_of[side].push(of_pieces);
            }
        }
        self.first_seam = self.body.edges.len() as u32;
        for Seam { curve, start, end, .. } in &self.seams.all {
            let (start, end) = (self.vertex(2, End::Fresh(*start)), self.vertex(2, End::Fresh(*end)));
            self.seam_edges.push(self.body.edges.len() as u32);
            self.body.edges.push(Edge { curve: curve.clone(), start, end });
        }
        Ok(())
    }

    fn outward(&self, side: usize, face: &BodyFace) -> bool {
        face.outward != (self.flips && side == 1)
    }

    /// The kept pieces of a loop of an operand, in its direction in the result.
    fn kept(&self, side: usize, chain: &[Coedge]) -> Vec<Coedge> {
        let mut kept = Vec::with_capacity(chain.len());
        for coedge in chain {
            let pieces = &self.edge_of[side][coedge.edge as usize];
            let uses = pieces.iter().flatten().map(|&edge| Coedge { edge, forward: coedge.forward });
            let first = kept.len();
            kept.extend(uses);
            if !coedge.forward {
                kept[first..].reverse();
            }
        }
        if self.flips && side == 1 {
            kept.reverse();
            kept.iter_mut().for_each(|coedge| coedge.forward = !coedge.forward);
        }
        kept
    }

    /// A face that the other body does not cut is kept or left out as it is.
    fn keep_whole(&mut self, side: usize, index: u32) -> Result<(), Doubt> {
        let operand = self.operands[side];
        let face = &operand.body.faces[index as usize];
        let inside = match face.loops.iter().flatten().next() {
            Some(coedge) => self.pieces[side].of[coedge.edge as usize][0].inside,
            None => self.operands[1 - side].contains(somewhere(&face.surface))?,
        };
        let edges = face.loops.iter().flatten();
        if edges.clone().any(|coedge| self.pieces[side].of[coedge.edge as usize][0].inside != inside) {
            return Err(Doubt("a face lies on both sides without being cut"));
        }
        if inside != self.inside[side] {
            return Ok(());
        }
        let loops = face.loops.iter().map(|chain| self.kept(side, chain)).collect();
        for &tip in &operand.tips {
            let place = operand.body.vertices[tip as usize];
            if on_axis_tip(&face.surface, place) {
                self.vertex(side, End::Old(tip));
            }
        }
        self.body.faces.push(BodyFace { surface: face.surface.clone(), outward: self.outward(side, face), loops });
        Ok(())
    }

    /// What is kept of a face that the other body cuts.
    fn cut_face(&mut self, side: usize, index: u32, seams: &[u32]) -> Result<(), Doubt> {
        let face = &self.operands[side].body.faces[index as usize];
        let mut halves: Vec<Coedge> = Vec::new();
        // For every half-edge the one that followed it before the cut, if both are kept whole or at a corner.
        let mut after: Vec<Option<usize>> = Vec::new();
        for chain in &face.loops {
            let first = halves.len();
            halves.extend(self.kept(side, chain));
            let count = halves.len() - first;
            after.extend((0..count).map(|i| Some(first + (i + 1) % count)));
        }
        // The first face of a seam has the inside on its left, the second the outside.
        let forward = self.inside[side] == (side == 0);
        let forward = forward != (self.flips && side == 1);
        halves.extend(seams.iter().map(|&seam| Coedge { edge: self.seam_edges[seam as usize], forward }));
        after.resize(halves.len(), None);
        let mut starting: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (place, half) in halves.iter().enumerate() {
            let start = self.body.coedge_start(*half).ok_or(Doubt("an edge is lost"))?;
            starting.entry(start).or_default().push(place);
        }
        let outward = self.outward(side, face);
        let surface = face.surface.clone();
        let mut next = Vec::with_capacity(halves.len());
        for (place, half) in halves.iter().enumerate() {
            let end = self.body.coedge_end(*half).ok_or(Doubt("an edge is lost"))?;
            let ways = starting.get(&end).map_or(&[][..], Vec::as_slice);
            next.push(match ways {
                [] => return Err(Doubt("a loop does not close")),
                [only] => *only,
                several => match after[place].filter(|after| several.contains(after)) {
                    Some(after) => after,
                    None => self.rightmost(&surface, outward, *half, several, &halves)?,
                },
            });
        }
        let mut loops: Vec<Vec<Coedge>> = Vec::new();
        let mut done = vec![false; halves.len()];
        for first in 0..halves.len() {
            let mut chain = Vec::new();
            let mut at = first;
            while !std::mem::replace(&mut done[at], true) {
                chain.push(halves[at]);
                at = next[at];
            }
            if at != first {
                return Err(Doubt("two edges lead into one"));
            }
            if !chain.is_empty() {
                loops.push(chain);
            }
        }
        if loops.is_empty() {
            return Ok(());
        }
        self.cut.push(self.body.faces.len() as u32);
        self.body.faces.push(BodyFace { surface, outward, loops });
        Ok(())
    }

    /// Of several ways on from the end of a half-edge the first one to the right of the way back.
    fn rightmost(
        &self,
        surface: &Surface,
        outward: bool,
        half: Coedge,
        ways: &[usize],
        halves: &[Coedge],
    ) -> Result<usize, Doubt> {
        let lost = Doubt("a corner where edges meet is lost");
        let end = self.body.coedge_end(half).ok_or(lost)?;
        let p = self.body.vertices[end as usize];
        let normal = if outward { surface.normal(p) } else { -surface.normal(p) };
        let back = self.leaving(Coedge { forward: !half.forward, ..half }, p).ok_or(lost)?;
        let x = (back - normal * back.dot(normal)).try_normalize().ok_or(lost)?;
        let y = normal.cross(x);
        let mut best: Option<(f64, usize)> = None;
        for &way in ways {
            let direction = self.leaving(halves[way], p).ok_or(lost)?;
            let angle = crate::model::trig::atan2(direction.dot(y), direction.dot(x)).rem_euclid(360.0);
            if best.is_none_or(|(known, _)| angle > known) {
                best = Some((angle, way));
            }
        }
        best.map(|(_, way)| way).ok_or(lost)
    }

    /// The direction in which a half-edge leaves its first vertex, from a point a little way along it.
    fn leaving(&self, half: Coedge, from: DVec3) -> Option<DVec3> {
        let edge = self.body.edges.get(half.edge as usize)?;
        let s = if half.forward { 1e-3 } else { 1.0 - 1e-3 };
        (self.body.edge_point(edge, s)? - from).try_normalize()
    }

    /// Divides faces that were cut into their connected pieces and closes the body.
    fn finish(mut self) -> Result<Body, Doubt> {
        if self.body.faces.is_empty() {
            return Ok(Body::default());
        }
        let view = Operand::new(&self.body)?;
        let mut groups: BTreeMap<u32, Vec<Vec<usize>>> = BTreeMap::new();
        for &face in &self.cut {
            groups.insert(face, grouped(&view, face, self.first_seam)?);
        }
        let faces = std::mem::take(&mut self.body.faces);
        let mut cut: Vec<u32> = Vec::new();
        for (index, face) in faces.into_iter().enumerate() {
            let Some(groups) = groups.get(&(index as u32)) else {
                self.body.faces.push(face);
                continue;
            };
            for group in groups {
                let loops: Vec<Vec<Coedge>> = group.iter().map(|&chain| face.loops[chain].clone()).collect();
                self.body.add_tips(&face.surface, face.outward, &loops);
                cut.push(self.body.faces.len() as u32);
                self.body.faces.push(BodyFace { surface: face.surface.clone(), outward: face.outward, loops });
            }
        }
        self.body.put_outer_loops_first();
        self.body.find_shells();
        if measure::turned_over(&self.body, cut) {
            return Err(Doubt("a piece of a face is inside out"));
        }
        for shell in 0..self.body.shells.len() {
            let characteristic = self.body.characteristic(shell);
            if characteristic % 2 != 0 || characteristic > 2 {
                return Err(Doubt("a shell is not closed"));
            }
        }
        Ok(self.body)
    }
}

/// A point of a surface that closes on itself.
fn somewhere(surface: &Surface) -> DVec3 {
    surface.point(33.0, 21.0)
}

fn on_axis_tip(surface: &Surface, p: DVec3) -> bool {
    let local = surface.frame().local(p);
    match *surface {
        Surface::Cone { .. } => surface
            .apex_height()
            .is_some_and(|apex| libm::hypot(local.x, local.y) + (local.z - apex).abs() < super::NEAR),
        Surface::Torus { .. } => libm::hypot(local.x, local.y) + surface.distance(p).abs() < super::NEAR,
        _ => false,
    }
}

/// The loops of a face in sets that each bound one connected piece. Loops without an edge from `first_seam` on
/// bounded one piece before, on whose left everything lies.
fn grouped(view: &Operand, index: u32, first_seam: u32) -> Result<Vec<Vec<usize>>, Doubt> {
    let face = &view.body.faces[index as usize];
    let count = face.loops.len();
    let is_fresh = |chain: &Vec<Coedge>| chain.iter().any(|coedge| coedge.edge >= first_seam);
    let mut fresh: Vec<usize> = (0..count).filter(|&chain| is_fresh(&face.loops[chain])).collect();
    if count == 1 || fresh.is_empty() {
        return Ok(vec![(0..count).collect()]);
    }
    let mut fences: Vec<Vec<usize>> = Vec::new();
    if matches!(face.surface, Surface::Torus { major, minor, .. } if major > minor) {
        let winding: Vec<usize> =
            (0..count).filter(|&chain| view.body.unrolled(&face.surface, &face.loops[chain]).0 != (0, 0)).collect();
        fresh.retain(|chain| !winding.contains(chain));
        fences = bands(view, index, &winding)?;
    }
    fences.extend(fresh.into_iter().map(|chain| vec![chain]));
    // For every fence which other loops lie on its left.
    let mut left: Vec<Vec<bool>> = Vec::with_capacity(fences.len());
    for fence in &fences {
        let loops: Vec<Vec<Coedge>> = fence.iter().map(|&chain| face.loops[chain].clone()).collect();
        let mut of_fence = vec![true; count];
        for other in (0..count).filter(|other| !fence.contains(other)) {
            let coedge = face.loops[other][0];
            let path = view.path(coedge.edge)?;
            let p = path.point(path.from + 0.37 * (path.to - path.from));
            of_fence[other] = view.is_left_of(index, &loops, p)?;
        }
        left.push(of_fence);
    }
    let separated = |a: usize, b: usize| left.iter().any(|left| left[a] != left[b]);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for chain in 0..count {
        match groups.iter_mut().find(|group| !separated(group[0], chain)) {
            Some(group) => group.push(chain),
            None => groups.push(vec![chain]),
        }
    }
    Ok(groups)
}

/// Loops that go around a ring, in pairs that bound a band of it together.
fn bands(view: &Operand, index: u32, winding: &[usize]) -> Result<Vec<Vec<usize>>, Doubt> {
    let face = &view.body.faces[index as usize];
    if winding.len() <= 2 {
        return Ok(if winding.is_empty() { Vec::new() } else { vec![winding.to_vec()] });
    }
    let coedges: Vec<(usize, Coedge)> =
        winding.iter().flat_map(|&chain| face.loops[chain].iter().map(move |&coedge| (chain, coedge))).collect();
    let edges: Vec<Coedge> = coedges.iter().map(|(_, coedge)| *coedge).collect();
    let mut bands: Vec<Vec<usize>> = Vec::new();
    for &chain in winding {
        if bands.iter().flatten().any(|&known| known == chain) {
            continue;
        }
        let unknown = |met: usize| coedges[met].0 != chain;
        let other = coedges[view.first_to_the_left(index, &edges, &face.loops[chain], unknown)?].0;
        if bands.iter().flatten().any(|&known| known == other) {
            return Err(Doubt("a ring falls into pieces that are not told apart"));
        }
        bands.push(vec![chain, other]);
    }
    Ok(bands)
}
