//! From the edges of an arrangement to regions: choose, chain, join pieces of one carrier, nest.
//!
//! Chains turn so that they follow one connected piece of the inside; a chain that visits a vertex twice is
//! cut there. The results are simple contours that may touch one another in single points.

use glam::DVec2;

use super::arrange::{Arrangement, HalfEdge};
use super::index::{RayDirection, RayIndex};
use super::{Contour, PlanarRegion, Segment, SegmentKind, Windings, measure};
use crate::model::{ArcGeometry, tolerance};

/// Deviation, mm, up to which neighbouring pieces of different sources count as one carrier.
const SAME_CARRIER: f64 = 2e-9;
/// Contours with less mean width than this are left out.
const SLIVER: f64 = tolerance::COINCIDENT;

/// The regions of the kept windings; `None` when the boundary does not close.
pub(super) fn regions(arrangement: &Arrangement, keep: &dyn Fn(&Windings) -> bool) -> Option<Vec<PlanarRegion>> {
    let contours = chains(arrangement, keep)?
        .into_iter()
        .filter_map(|chain| {
            let contour = contour(arrangement, &chain)?;
            let area = measure::signed_area(&contour);
            let wide = 2.0 * area.abs() > SLIVER * measure::length(&contour);
            let edges = chain.iter().map(|half| &arrangement.edges[half.edge as usize].segment);
            wide.then(|| Candidate { contour, area, point: middle_of_longest(edges) })
        })
        .collect();
    Some(nest(contours))
}

/// A contour on its way into a region.
struct Candidate {
    contour: Contour,
    area: f64,
    /// A point of the contour where no other contour touches it.
    point: DVec2,
}

/// The middle of the longest edge: edges of an arrangement meet at their ends only.
fn middle_of_longest<'a>(edges: impl IntoIterator<Item = &'a Segment>) -> DVec2 {
    let longest = edges.into_iter().max_by(|a, b| a.length().total_cmp(&b.length()));
    longest.map_or(DVec2::ZERO, |segment| segment.point(0.5))
}

/// Simple closed chains of the half-edges with the inside on their left.
fn chains(arrangement: &Arrangement, keep: &dyn Fn(&Windings) -> bool) -> Option<Vec<Vec<HalfEdge>>> {
    let Arrangement { vertices, edges, fans } = arrangement;
    // For each edge: walked forward, backward, or not at all (any more).
    let mut open: Vec<Option<bool>> = edges
        .iter()
        .map(|edge| match (keep(&edge.left), keep(&edge.right)) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        })
        .collect();
    let mut balance = vec![0i32; vertices.len()];
    for (edge, forward) in edges.iter().zip(&open) {
        if let Some(forward) = *forward {
            let sign = if forward { 1 } else { -1 };
            balance[edge.start as usize] += sign;
            balance[edge.end as usize] -= sign;
        }
    }
    if balance.iter().any(|difference| *difference != 0) {
        return None;
    }
    let ends = |half: HalfEdge| {
        let edge = &edges[half.edge as usize];
        if half.forward { (edge.start, edge.end) } else { (edge.end, edge.start) }
    };
    let mut chains = Vec::new();
    let mut stack: Vec<HalfEdge> = Vec::new();
    let mut place_in_stack = vec![u32::MAX; vertices.len()];
    for first in 0..edges.len() {
        let Some(forward) = open[first].take() else { continue };
        let origin = HalfEdge { edge: first as u32, forward };
        let mut current = origin;
        loop {
            let (from, to) = ends(current);
            place_in_stack[from as usize] = stack.len() as u32;
            stack.push(current);
            let back = place_in_stack[to as usize];
            if back != u32::MAX {
                let chain = stack.split_off(back as usize);
                for half in &chain {
                    place_in_stack[ends(*half).0 as usize] = u32::MAX;
                }
                chains.push(chain);
                if stack.is_empty() {
                    break;
                }
            }
            // Clockwise from where we came: the next boundary of the same piece of the inside.
            let fan = fans.of(to);
            let arrived = HalfEdge { edge: current.edge, forward: !current.forward };
            let at = fan.iter().position(|half| *half == arrived)?;
            let next = (1..=fan.len())
                .map(|step| fan[(at + fan.len() - step) % fan.len()])
                .find(|half| open[half.edge as usize] == Some(half.forward))?;
            open[next.edge as usize] = None;
            current = next;
        }
    }
    Some(chains)
}

/// The contour of a chain, pieces of one carrier joined.
fn contour(arrangement: &Arrangement, chain: &[HalfEdge]) -> Option<Contour> {
    let mut pieces: Vec<(Segment, u32)> = chain
        .iter()
        .map(|half| {
            let edge = &arrangement.edges[half.edge as usize];
            (if half.forward { edge.segment } else { edge.segment.reversed() }, edge.source)
        })
        .collect();
    if let [(only, _)] = pieces[..] {
        return whole_circle(&only).map(|segment| Contour { segments: vec![segment] });
    }
    // Begin where carriers change, so that nothing has to be joined across the seam.
    let count = pieces.len();
    let seam = (0..count).find(|place| join(&pieces[(place + count - 1) % count], &pieces[*place]).is_none());
    let Some(seam) = seam else {
        let (first, _) = pieces[0];
        return whole_circle(&first).map(|segment| Contour { segments: vec![segment] });
    };
    pieces.rotate_left(seam);
    let mut joined: Vec<(Segment, u32)> = Vec::with_capacity(count);
    for piece in pieces {
        match joined.last().and_then(|last| join(last, &piece)) {
            Some(longer) => {
                joined.pop();
                joined.push(longer);
            }
            None => joined.push(piece),
        }
    }
    if let [(only, _)] = joined[..] {
        return whole_circle(&only).map(|segment| Contour { segments: vec![segment] });
    }
    Some(Contour { segments: joined.into_iter().map(|(segment, _)| segment.settled()).collect() })
}

/// The circle of a segment that closes on itself; a straight one has no inside.
fn whole_circle(segment: &Segment) -> Option<Segment> {
    let arc = segment.arc()?;
    Some(Segment::circle(arc.center, arc.radius, arc.sweep > 0.0, segment.span))
}

/// Two consecutive pieces as one, when one carrier carries both in the same direction.
pub(in crate::geom) fn join(a: &(Segment, u32), b: &(Segment, u32)) -> Option<(Segment, u32)> {
    let ((first, source), (second, other)) = (a, b);
    let same_source = source == other;
    let kind = match (first.arc(), second.arc()) {
        (None, None) => {
            let (start, joint, end) = (first.start(), first.end(), second.end());
            let chord = (end - start).normalize_or_zero();
            let off = (joint - start).perp_dot(chord).abs();
            if (joint - start).dot(end - joint) <= 0.0 || (!same_source && off > SAME_CARRIER) {
                return None;
            }
            SegmentKind::Line { start, end }
        }
        (Some(p), Some(q)) => {
            let on = |arc: &ArcGeometry, points: [DVec2; 2]| {
                points.iter().all(|point| (point.distance(arc.center) - arc.radius).abs() <= SAME_CARRIER)
            };
            let same =
                same_source || (on(&p, [second.point(0.5), second.end()]) && on(&q, [first.point(0.5), first.start()]));
            let center_side = (p.center - first.end()).dot(q.center - first.end()) > 0.0;
            if p.sweep * q.sweep <= 0.0 || !same || !center_side || (p.sweep + q.sweep).abs() > 360.0 + 1e-6 {
                return None;
            }
            SegmentKind::Arc {
                center: p.center,
                radius: p.radius,
                start: first.start(),
                end: second.end(),
                start_angle: p.start_angle,
                sweep: p.sweep + q.sweep,
            }
        }
        _ => return None,
    };
    Some((Segment { kind, span: first.span }, *source))
}

/// Gives every hole to the smallest outer contour around it.
fn nest(candidates: Vec<Candidate>) -> Vec<PlanarRegion> {
    let (outers, holes): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| candidate.area > 0.0);
    let outers: Vec<(f64, Contour)> = outers.into_iter().map(|outer| (outer.area, outer.contour)).collect();
    let points: Vec<(f64, DVec2)> = holes.iter().map(|hole| (hole.area, hole.point)).collect();
    let owners = owners_of_points(&outers, &points);
    let mut regions: Vec<PlanarRegion> = outers.into_iter().map(|(_, outer)| PlanarRegion::new(outer)).collect();
    for (hole, owner) in holes.into_iter().zip(owners) {
        if let Some(region) = owner.and_then(|owner| regions.get_mut(owner)) {
            region.holes.push(hole.contour);
        }
    }
    regions
}

/// For every hole the number of the smallest outer contour around it; both with their signed areas, and with
/// the edges of one arrangement as segments.
pub(in crate::geom) fn owners(outers: &[(f64, Contour)], holes: &[(f64, Contour)]) -> Vec<Option<usize>> {
    let points: Vec<(f64, DVec2)> =
        holes.iter().map(|(area, hole)| (*area, middle_of_longest(&hole.segments))).collect();
    owners_of_points(outers, &points)
}

/// The same for a point of each hole that lies on no outer contour, and the hole's signed area.
fn owners_of_points(outers: &[(f64, Contour)], holes: &[(f64, DVec2)]) -> Vec<Option<usize>> {
    if outers.len() == 1 {
        return vec![Some(0); holes.len()];
    }
    if holes.is_empty() {
        return Vec::new();
    }
    let segments: Vec<(usize, Segment)> = outers
        .iter()
        .enumerate()
        .flat_map(|(owner, (_, outer))| outer.segments.iter().map(move |segment| (owner, *segment)))
        .collect();
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); outers.len()];
    for (number, (owner, _)) in segments.iter().enumerate() {
        groups[*owner].push(number as u32);
    }
    let rays = RayIndex::new(groups, |number| segments[number as usize].1.bounds());
    let mut windings: Vec<(usize, i32)> = Vec::new();
    let mut owner_of = |area: f64, point: DVec2| {
        windings.clear();
        rays.visit(point, RayDirection::Right, |number| {
            let (owner, segment) = &segments[number as usize];
            windings.push((*owner, measure::crossings(segment, point)));
        });
        windings.sort_unstable();
        windings
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|group| group.iter().map(|(_, winding)| winding).sum::<i32>() > 0)
            .map(|group| group[0].0)
            .filter(|owner| outers[*owner].0 > -area)
            .min_by(|a, b| outers[*a].0.total_cmp(&outers[*b].0))
    };
    holes.iter().map(|(area, point)| owner_of(*area, *point)).collect()
}
