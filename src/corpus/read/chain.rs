//! Curves as a foreign system lists them → loops that walk in one direction, outer loop first.

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
