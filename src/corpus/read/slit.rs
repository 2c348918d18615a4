//! Loops with curves that bound nothing, as Fusion 360 writes a region with a cut of no width in it.
//!
//! A line from the boundary of a region to a hole in it, or a line that ends inside, joins the loops it touches into
//! one. Such a curve has the region on both sides. As a graph of curves: what is on no closed walk is left out, and the
//! closed walks that remain are the loops. Whether they enclose the region is for the caller to check by its area.

use std::collections::BTreeMap;

use super::chain::{self, ChainFault};
use crate::corpus::flat;
use crate::model::tolerance::JOIN;
use crate::model::{CurveKind, DVec2};

/// The loops of a list of curves in any order, and how many curves bound nothing. A list that is one loop is that loop.
pub fn loops(curves: Vec<CurveKind>) -> Result<(Vec<Vec<CurveKind>>, usize), ChainFault> {
    let fault = match chain::link(curves.clone()) {
        Ok(only) => return Ok((vec![only], 0)),
        Err(fault) => fault,
    };
    let (circles, open): (Vec<CurveKind>, Vec<CurveKind>) =
        curves.into_iter().partition(|curve| flat::ends(curve).is_none());
    let mut graph = Graph::new(&open);
    graph.drop_dead_ends();
    graph.drop_bridges();
    let left_out = graph.edges.iter().filter(|edge| !edge.kept).count();
    let mut found: Vec<Vec<CurveKind>> = circles.into_iter().map(|circle| vec![circle]).collect();
    for walk in graph.walks() {
        let walk = walk.into_iter().filter_map(|edge| open.get(edge).copied()).collect();
        found.push(chain::chain(walk).map_err(|_| fault.clone())?);
    }
    if found.is_empty() { Err(fault) } else { Ok((found, left_out)) }
}

/// A curve between two vertices.
struct Edge {
    ends: [usize; 2],
    kept: bool,
}

struct Graph {
    edges: Vec<Edge>,
    /// The edges at each vertex.
    at: Vec<Vec<usize>>,
}

impl Graph {
    /// The graph of curves whose ends within [`JOIN`] are one vertex.
    fn new(curves: &[CurveKind]) -> Graph {
        let mut places: Vec<DVec2> = Vec::new();
        // Vertices by the squares of a grid: those of one square are apart, so a square holds few.
        let mut grid: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
        let mut vertex = |point: DVec2| {
            let square = (point / JOIN).floor();
            let (x, y) = (square.x as i64, square.y as i64);
            let near = (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (x + dx, y + dy)));
            let mut known = near.filter_map(|square| grid.get(&square)).flatten().copied();
            if let Some(known) = known.find(|vertex| places[*vertex].distance(point) <= JOIN) {
                return known;
            }
            grid.entry((x, y)).or_default().push(places.len());
            places.push(point);
            places.len() - 1
        };
        let ends = curves.iter().filter_map(flat::ends);
        let edges: Vec<Edge> =
            ends.map(|(start, end)| Edge { ends: [vertex(start), vertex(end)], kept: true }).collect();
        let mut at = vec![Vec::new(); places.len()];
        for (index, edge) in edges.iter().enumerate() {
            edge.ends.iter().for_each(|vertex| at[*vertex].push(index));
        }
        Graph { edges, at }
    }

    fn degree(&self, vertex: usize) -> usize {
        self.at[vertex].iter().filter(|edge| self.edges[**edge].kept).count()
    }

    /// Leaves out edges that end where no other does, again and again.
    fn drop_dead_ends(&mut self) {
        let mut degrees: Vec<usize> = (0..self.at.len()).map(|vertex| self.degree(vertex)).collect();
        let mut dead: Vec<usize> = (0..degrees.len()).filter(|vertex| degrees[*vertex] == 1).collect();
        while let Some(vertex) = dead.pop() {
            let Some(&edge) = self.at[vertex].iter().find(|edge| self.edges[**edge].kept) else { continue };
            self.edges[edge].kept = false;
            for end in self.edges[edge].ends {
                degrees[end] -= 1;
                if degrees[end] == 1 {
                    dead.push(end);
                }
            }
        }
    }

    /// Leaves out edges without which their ends would not hang together.
    fn drop_bridges(&mut self) {
        // Depth first, with the lowest rank that can be reached from below each vertex by another way.
        let mut rank = vec![usize::MAX; self.at.len()];
        let mut low = rank.clone();
        let mut next_rank = 0;
        for root in 0..self.at.len() {
            if rank[root] != usize::MAX {
                continue;
            }
            // A vertex, the edge that led to it, and how many of its edges are done.
            let mut path: Vec<(usize, Option<usize>, usize)> = Vec::new();
            let mut enter = Some((root, None));
            loop {
                if let Some((vertex, by)) = enter.take() {
                    (rank[vertex], low[vertex]) = (next_rank, next_rank);
                    next_rank += 1;
                    path.push((vertex, by, 0));
                }
                let Some((vertex, by, done)) = path.last_mut() else { break };
                let (vertex, by) = (*vertex, *by);
                let Some(&edge) = self.at[vertex].get(*done) else {
                    path.pop();
                    if let (Some((above, ..)), Some(edge)) = (path.last(), by) {
                        low[*above] = low[*above].min(low[vertex]);
                        if low[vertex] > rank[*above] {
                            self.edges[edge].kept = false;
                        }
                    }
                    continue;
                };
                *done += 1;
                if !self.edges[edge].kept || by == Some(edge) {
                    continue;
                }
                let [a, b] = self.edges[edge].ends;
                let other = if a == vertex { b } else { a };
                if rank[other] == usize::MAX {
                    enter = Some((other, Some(edge)));
                } else {
                    low[vertex] = low[vertex].min(rank[other]);
                }
            }
        }
    }

    /// Closed walks over all kept edges, each edge once.
    fn walks(&self) -> Vec<Vec<usize>> {
        let mut used: Vec<bool> = self.edges.iter().map(|edge| !edge.kept).collect();
        let mut done = vec![0; self.at.len()];
        let mut walks = Vec::new();
        for first in 0..self.edges.len() {
            if used[first] {
                continue;
            }
            let start = self.edges[first].ends[0];
            let (mut walk, mut edge) = (Vec::new(), first);
            let mut vertex = start;
            loop {
                used[edge] = true;
                walk.push(edge);
                let [a, b] = self.edges[edge].ends;
                vertex = if a == vertex { b } else { a };
                if vertex == start {
                    break;
                }
                // Edges before `done` are used, so that many edges at one vertex cost their number.
                while self.at[vertex].get(done[vertex]).is_some_and(|edge| used[*edge]) {
                    done[vertex] += 1;
                }
                match self.at[vertex].get(done[vertex]) {
                    Some(&next) => edge = next,
                    None => break,
                }
            }
            walks.push(walk);
        }
        walks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(a: (f64, f64), b: (f64, f64)) -> CurveKind {
        CurveKind::Line { start: a.into(), end: b.into() }
    }

    fn square(low: f64, high: f64) -> Vec<CurveKind> {
        let corners = [(low, low), (high, low), (high, high), (low, high)];
        (0..4).map(|i| line(corners[i], corners[(i + 1) % 4])).collect()
    }

    fn circle(radius: f64) -> CurveKind {
        CurveKind::Circle { center: DVec2::ZERO, radius }
    }

    #[test]
    fn a_line_from_the_boundary_to_a_hole_bounds_nothing() {
        let curves = [vec![circle(1.0), line((0.0, 1.0), (9.0, 9.0))], square(-9.0, 9.0)].concat();
        let (mut found, left_out) = loops(curves).unwrap();
        assert_eq!((found.remove(0), left_out), (vec![circle(1.0)], 1));
        assert_eq!(found, [square(-9.0, 9.0)]);
        let curves =
            [square(-9.0, 9.0), square(-2.0, 2.0), vec![line((9.0, 9.0), (5.0, 3.0)), line((5.0, 3.0), (2.0, 2.0))]];
        let (found, left_out) = loops(curves.concat()).unwrap();
        assert_eq!((found, left_out), (vec![square(-9.0, 9.0), square(-2.0, 2.0)], 2));
    }

    #[test]
    fn an_open_chain_stays_a_fault_and_one_loop_is_itself() {
        let mut open = square(-9.0, 9.0);
        open.pop();
        assert_eq!(loops(open), Err(ChainFault::Gap(2, 18.0)));
        assert_eq!(loops(square(0.0, 1.0)), Ok((vec![square(0.0, 1.0)], 0)));
        assert_eq!(loops(Vec::new()), Err(ChainFault::Empty));
    }

    #[test]
    fn very_many_curves_at_one_place_stay_cheap() {
        let star: Vec<CurveKind> = (0..50_000).map(|i| line((0.0, 0.0), (1.0 + f64::from(i), 1.0))).collect();
        assert!(loops(star).is_err());
        let double: Vec<CurveKind> =
            (0..20_000).flat_map(|i| [line((0.0, 0.0), (1.0 + f64::from(i / 2), 1.0)); 2]).collect();
        assert_eq!(loops(double).unwrap().1, 0);
    }
}
