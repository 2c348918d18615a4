//! Curves as a foreign system lists them → loops that walk in one direction, outer loop first.

use std::collections::BTreeMap;

use crate::corpus::flat::{self, Face};
use crate::model::tolerance::{JOIN, MINIMUM_SIZE};
use crate::model::{CurveKind, DVec2};

/// Why the curves are no loop.
#[derive(Clone, Debug, PartialEq)]
pub enum ChainFault {
    /// There is no curve.
    Empty,
    /// A circle stands among other curves; its index.
    CircleAmongOthers(usize),
    /// The curve with this index ends this many millimetres from the next one.
    Gap(usize, f64),
}

/// Turns neighbouring curves so that each starts where the one before ends. The first keeps its
/// direction where its neighbour allows that. Curves keep their coordinates to the bit.
pub fn chain(mut curves: Vec<CurveKind>) -> Result<Vec<CurveKind>, ChainFault> {
    if let [CurveKind::Circle { .. }] = curves[..] {
        return Ok(curves);
    }
    if let Some(index) = curves.iter().position(|curve| matches!(curve, CurveKind::Circle { .. })) {
        return Err(ChainFault::CircleAmongOthers(index));
    }
    if let Some(first) = first_direction(&curves)
        && let Some(slot) = curves.first_mut()
    {
        *slot = first;
    }
    let mut previous: Option<DVec2> = None;
    for (index, curve) in curves.iter_mut().enumerate() {
        let Some((start, end)) = flat::ends(curve) else { continue };
        let Some(at) = previous else {
            previous = Some(end);
            continue;
        };
        let turn = end.distance(at) < start.distance(at);
        let (start, end) = if turn { (end, start) } else { (start, end) };
        if turn {
            *curve = flat::reversed(curve);
        }
        if start.distance(at) > JOIN {
            return Err(ChainFault::Gap(index - 1, start.distance(at)));
        }
        previous = Some(end);
    }
    let start = curves.first().and_then(flat::ends).map(|ends| ends.0);
    let (Some(start), Some(end)) = (start, previous) else { return Err(ChainFault::Empty) };
    if start.distance(end) > JOIN || curves.len() < 2 {
        return Err(ChainFault::Gap(curves.len() - 1, start.distance(end)));
    }
    Ok(curves)
}

/// Puts the curves of a loop that are listed in any order into one in which neighbours touch, and turns them.
/// Faults name a curve by its place in the list.
pub fn link(curves: Vec<CurveKind>) -> Result<Vec<CurveKind>, ChainFault> {
    let open = |curve: &CurveKind| flat::ends(curve).is_some();
    if curves.len() < 2 || !curves.iter().all(open) {
        return chain(curves);
    }
    // The ends of curves by the squares of a grid; a square and its neighbours hold all that is within reach.
    let square = |point: DVec2| {
        let place = (point / JOIN).floor();
        (place.x as i64, place.y as i64)
    };
    let mut grid: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
    for (index, curve) in curves.iter().enumerate() {
        let Some((start, end)) = flat::ends(curve) else { continue };
        grid.entry(square(start)).or_default().push(index);
        grid.entry(square(end)).or_default().push(index);
    }
    let mut used = vec![false; curves.len()];
    let mut order = Vec::with_capacity(curves.len());
    let mut next = Some((0, false));
    while let Some((index, turned)) = next {
        used[index] = true;
        let curve = if turned { flat::reversed(&curves[index]) } else { curves[index] };
        order.push((index, curve));
        let Some((_, at)) = flat::ends(&curve) else { break };
        let (x, y) = square(at);
        next = None;
        let mut nearest = f64::INFINITY;
        for cell in [-1, 0, 1].into_iter().flat_map(|dx| [-1, 0, 1].map(|dy| (x + dx, y + dy))) {
            let Some(found) = grid.get_mut(&cell) else { continue };
            let mut place = 0;
            while let Some(&index) = found.get(place).filter(|_| place < MOST_MEETING) {
                // Curves that are used leave the grid, so that very many ends at one place cost their number.
                if used[index] {
                    found.swap_remove(place);
                    continue;
                }
                place += 1;
                let Some((start, end)) = flat::ends(&curves[index]) else { continue };
                for (point, turned) in [(start, false), (end, true)] {
                    let distance = point.distance(at);
                    if distance <= JOIN && distance < nearest {
                        (next, nearest) = (Some((index, turned)), distance);
                    }
                }
            }
        }
    }
    let places: Vec<usize> = order.iter().map(|(index, _)| *index).collect();
    let at = |index: usize| places.get(index).copied().unwrap_or_default();
    if places.len() < curves.len() {
        let last = order.last().and_then(|(_, curve)| flat::ends(curve)).map(|ends| ends.1);
        let open = curves.iter().enumerate().filter(|(index, _)| !used[*index]);
        let gaps = open.filter_map(|(_, curve)| flat::ends(curve).zip(last));
        let gap = gaps.map(|((a, b), last)| a.distance(last).min(b.distance(last))).fold(f64::INFINITY, f64::min);
        return Err(ChainFault::Gap(at(places.len() - 1), gap));
    }
    chain(order.into_iter().map(|(_, curve)| curve).collect()).map_err(|fault| match fault {
        ChainFault::Gap(index, gap) => ChainFault::Gap(at(index), gap),
        other => other,
    })
}

/// Of the unused curves that end near a point, this many are looked at for the nearest.
const MOST_MEETING: usize = 16;

/// The first curve in the direction that leads to the second; `None` when there is no second.
fn first_direction(curves: &[CurveKind]) -> Option<CurveKind> {
    let [first, second, rest @ ..] = curves else { return None };
    let ((start, end), (a, b)) = (flat::ends(first)?, flat::ends(second)?);
    let reach = |point: DVec2| point.distance(a).min(point.distance(b));
    // Two curves meet at both ends: either direction works.
    if !rest.is_empty() && reach(start) < reach(end) { Some(flat::reversed(first)) } else { Some(*first) }
}

/// Whether a curve is too short to exist; such curves close nothing and may be left out.
pub fn is_negligible(curve: &CurveKind) -> bool {
    match *curve {
        CurveKind::Line { start, end } => start.distance(end) < MINIMUM_SIZE,
        CurveKind::Arc { start, mid, end } => start.distance(mid) + mid.distance(end) < MINIMUM_SIZE,
        CurveKind::Circle { .. } => false,
    }
}

/// Sorts the loops of one region: the one with the largest box is the boundary, the others are holes in
/// their order. `Err` gives the index of a loop whose box leaves that of the boundary.
pub fn face(mut loops: Vec<Vec<CurveKind>>) -> Result<Face, usize> {
    let boxes: Vec<(DVec2, DVec2)> = loops.iter().map(|curves| flat::bounds(curves)).collect();
    let area = |(low, high): (DVec2, DVec2)| (high - low).element_product();
    let mut outer = 0;
    for (index, bounds) in boxes.iter().enumerate() {
        if boxes.get(outer).is_some_and(|largest| area(*bounds) > area(*largest)) {
            outer = index;
        }
    }
    let Some(&(low, high)) = boxes.get(outer) else { return Err(0) };
    let margin = DVec2::splat(JOIN);
    let outside = boxes.iter().position(|(a, b)| a.cmplt(low - margin).any() || b.cmpgt(high + margin).any());
    match outside {
        Some(index) => Err(index),
        None => {
            let outer = loops.remove(outer);
            Ok(Face { outer, holes: loops })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::trig;

    fn line(a: (f64, f64), b: (f64, f64)) -> CurveKind {
        CurveKind::Line { start: a.into(), end: b.into() }
    }

    fn square(size: f64) -> Vec<CurveKind> {
        let corners = [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)];
        (0..4).map(|i| line(corners[i], corners[(i + 1) % 4])).collect()
    }

    #[test]
    fn every_choice_of_directions_walks_the_same_square() {
        for choice in 0..16 {
            let given = square(2.0)
                .iter()
                .enumerate()
                .map(|(i, curve)| if choice >> i & 1 == 1 { flat::reversed(curve) } else { *curve })
                .collect();
            assert_eq!(chain(given).unwrap(), square(2.0));
        }
    }

    #[test]
    fn two_arcs_make_a_loop_in_any_directions() {
        let (left, right) = (DVec2::new(-1.0, 0.0), DVec2::new(1.0, 0.0));
        let upper = CurveKind::Arc { start: left, mid: DVec2::new(0.0, 1.0), end: right };
        let lower = CurveKind::Arc { start: left, mid: DVec2::new(0.0, -1.0), end: right };
        let walked = chain(vec![upper, lower]).unwrap();
        assert_eq!(walked, [upper, flat::reversed(&lower)]);
        assert_eq!(chain(vec![upper, flat::reversed(&lower)]).unwrap(), walked);
    }

    #[test]
    fn curves_in_any_order_are_linked_into_one_walk() {
        let mut given = square(2.0);
        given.swap(1, 2);
        given[3] = flat::reversed(&given[3]);
        assert_eq!(link(given).unwrap(), square(2.0));
        let mut many: Vec<CurveKind> = (0..500)
            .map(|i| {
                let at = |i: usize| DVec2::from(trig::sin_cos(i as f64 * 360.0 / 500.0)) * 50.0;
                CurveKind::Line { start: at(i), end: at((i + 1) % 500) }
            })
            .collect();
        let walk = many.clone();
        for i in 1..500 {
            many.swap(i, 1 + (i * 7919) % 499);
        }
        assert_eq!(link(many).unwrap(), walk);
        // A gap is told at the curve it follows, by that curve's place in the list.
        let mut open = square(2.0);
        open.swap(0, 3);
        open.remove(2);
        assert_eq!(link(open), Err(ChainFault::Gap(1, 2.0)));
        // Two loops are not one.
        let far = square(2.0).into_iter().map(|curve| match curve {
            CurveKind::Line { start, end } => CurveKind::Line { start: start + 9.0, end: end + 9.0 },
            other => other,
        });
        assert!(matches!(link(square(2.0).into_iter().chain(far).collect()), Err(ChainFault::Gap(3, _))));
    }

    #[test]
    fn very_many_ends_at_one_place_stay_cheap() {
        let star = (0..50_000).map(|i| line((0.0, 0.0), (1.0 + f64::from(i), 1.0))).collect();
        assert!(matches!(link(star), Err(ChainFault::Gap(..))));
    }

    #[test]
    fn an_open_chain_says_where_and_how_wide_its_gap_is() {
        let mut curves = square(2.0);
        curves.pop();
        assert_eq!(chain(curves), Err(ChainFault::Gap(2, 2.0)));
        let mut curves = square(2.0);
        curves[2] = line((2.0, 2.5), (0.0, 2.0));
        assert_eq!(chain(curves), Err(ChainFault::Gap(1, 0.5)));
        assert_eq!(chain(vec![]), Err(ChainFault::Empty));
        let circle = CurveKind::Circle { center: DVec2::ZERO, radius: 1.0 };
        assert_eq!(chain(vec![line((0.0, 0.0), (1.0, 0.0)), circle]), Err(ChainFault::CircleAmongOthers(1)));
    }

    #[test]
    fn the_outer_loop_is_the_largest_wherever_it_stands() {
        let hole = vec![CurveKind::Circle { center: DVec2::ONE, radius: 0.5 }];
        let found = face(vec![hole.clone(), square(2.0)]).unwrap();
        assert_eq!((found.outer, found.holes), (square(2.0), vec![hole.clone()]));
        let away = vec![CurveKind::Circle { center: DVec2::splat(9.0), radius: 0.5 }];
        assert_eq!(face(vec![hole, square(2.0), away]), Err(2));
    }
}
