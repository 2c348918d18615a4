//! The edges of an operand, cut where faces of the other pierce them, and on which side each piece lies.

use std::collections::BTreeMap;

use super::Doubt;
use super::operand::Operand;
use crate::geom::brep::DisjointSets;

/// Where an edge of one operand goes through a face of the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piercing {
    /// The edge.
    pub(super) edge: u32,
    /// Its parameter there.
    pub(super) at: f64,
    /// Whether the edge goes into the other body, in its own direction.
    pub(super) enters: bool,
    /// The vertex on the seams.
    pub(super) vertex: u32,
}

/// An end of a piece: a vertex of the operand, or one on the seams.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Old(u32),
    Fresh(u32),
}

/// A piece of an edge.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    /// First parameter.
    pub(super) from: f64,
    /// Last parameter; on a closed edge it may lie beyond the last one of the edge.
    pub(super) to: f64,
    /// First vertex.
    pub(super) start: End,
    /// Last vertex.
    pub(super) end: End,
    /// Whether it lies inside the other body.
    pub(super) inside: bool,
}

/// The pieces of every edge in its direction.
pub(super) struct Pieces {
    /// By edge.
    pub(super) of: Vec<Vec<Piece>>,
    /// Whether an edge of the face is pierced, by face.
    pub(super) touched: Vec<bool>,
}

impl Pieces {
    /// Cuts the edges of an operand; `other` is the body they are compared with.
    pub(super) fn new(operand: &Operand, piercings: &[Piercing], other: &Operand) -> Result<Pieces, Doubt> {
        let body = operand.body;
        let mut by_edge: BTreeMap<u32, Vec<Piercing>> = BTreeMap::new();
        for piercing in piercings {
            by_edge.entry(piercing.edge).or_default().push(*piercing);
        }
        let mut known: Vec<Option<bool>> = vec![None; body.vertices.len()];
        let mut tell = |vertex: u32, inside: bool| match known[vertex as usize].replace(inside) {
            Some(before) if before != inside => Err(Doubt("a corner lies both inside and outside")),
            _ => Ok(()),
        };
        let mut sets = DisjointSets::new(body.vertices.len());
        let mut touched = vec![false; body.faces.len()];
        for (index, edge) in body.edges.iter().enumerate() {
            let Some(on_edge) = by_edge.get_mut(&(index as u32)) else {
                sets.join(edge.start, edge.end);
                continue;
            };
            operand.uses[index].iter().for_each(|at| touched[at.face as usize] = true);
            on_edge.sort_by(|a, b| a.at.total_cmp(&b.at));
            let turns = on_edge.windows(2).all(|pair| pair[0].enters != pair[1].enters);
            let whole = !edge.is_closed() || on_edge.len().is_multiple_of(2);
            if !turns || !whole {
                return Err(Doubt("an edge enters a solid twice without leaving it"));
            }
            tell(edge.start, !on_edge[0].enters)?;
            tell(edge.end, on_edge[on_edge.len() - 1].enters)?;
        }
        // What edges join without being pierced lies on one side.
        let mut of_set: BTreeMap<u32, bool> = BTreeMap::new();
        for (vertex, inside) in known.iter().enumerate() {
            let Some(inside) = *inside else { continue };
            if *of_set.entry(sets.find(vertex as u32)).or_insert(inside) != inside {
                return Err(Doubt("corners that an edge joins lie on different sides"));
            }
        }
        let mut inside = Vec::with_capacity(body.vertices.len());
        for (vertex, place) in body.vertices.iter().enumerate() {
            let set = sets.find(vertex as u32);
            let side = match of_set.get(&set) {
                Some(side) => *side,
                None => {
                    let side = other.contains(*place)?;
                    of_set.insert(set, side);
                    side
                }
            };
            inside.push(side);
        }
        let mut of = Vec::with_capacity(body.edges.len());
        for (index, edge) in body.edges.iter().enumerate() {
            let path = operand.path(index as u32)?;
            let (start, end) = (End::Old(edge.start), End::Old(edge.end));
            let Some(cuts) = by_edge.get(&(index as u32)) else {
                let inside = inside[edge.start as usize];
                of.push(vec![Piece { from: path.from, to: path.to, start, end, inside }]);
                continue;
            };
            let mut pieces = Vec::with_capacity(cuts.len() + 1);
            let fresh = |cut: &Piercing| End::Fresh(cut.vertex);
            for pair in cuts.windows(2) {
                let (start, end) = (fresh(&pair[0]), fresh(&pair[1]));
                pieces.push(Piece { from: pair[0].at, to: pair[1].at, start, end, inside: pair[0].enters });
            }
            let (first, last) = (&cuts[0], &cuts[cuts.len() - 1]);
            let inside = last.enters;
            if edge.is_closed() {
                // Over the place where the edge closes, where no corner is left.
                let to = path.to + (first.at - path.from);
                pieces.push(Piece { from: last.at, to, start: fresh(last), end: fresh(first), inside });
            } else {
                pieces.insert(
                    0,
                    Piece { from: path.from, to: first.at, start, end: fresh(first), inside: !first.enters },
                );
                pieces.push(Piece { from: last.at, to: path.to, start: fresh(last), end, inside });
            }
            of.push(pieces);
        }
        Ok(Pieces { of, touched })
    }
}
