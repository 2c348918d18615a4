//! The protocol of Text2CAD.

use pathfinding::kuhn_munkres::kuhn_munkres_min;

use super::assign::Table;
use super::outline;
use super::{Shared, TYPES};
use crate::model::{Curve, CurveKind, DVec2};

/// Costs per millimetre, as whole numbers.
const UNIT: f64 = (1u64 << 20) as f64;
/// Beyond this many loops or curves they are paired in their order.
const MOST: usize = 96;

/// A box as its least and greatest corner.
type Bounds = [DVec2; 2];

/// The loops of a sketch as they are written: a box, and the type and box of each curve.
#[derive(Clone, Debug, Default)]
pub(super) struct Drawing {
    loops: Vec<(Bounds, Vec<(usize, Bounds)>)>,
}

fn union(a: Bounds, b: Bounds) -> Bounds {
    [a[0].min(b[0]), a[1].max(b[1])]
}

pub(super) fn drawing<'a>(loops: impl Iterator<Item = &'a [Curve]>) -> Drawing {
    let curve = |curve: &Curve| {
        let kind = match curve.kind {
            CurveKind::Line { .. } => 0,
            CurveKind::Arc { .. } => 1,
            CurveKind::Circle { .. } => 2,
        };
        let points = outline::pieces(std::slice::from_ref(curve), false).first().map(outline::Piece::points);
        let bounds = points.into_iter().flatten().map(|p| [p, p]).reduce(union);
        (kind, bounds.unwrap_or([DVec2::ZERO; 2]))
    };
    let chain = |curves: &[Curve]| {
        let curves: Vec<_> = curves.iter().map(curve).collect();
        let bounds = curves.iter().map(|(_, bounds)| *bounds).reduce(union);
        (bounds.unwrap_or([DVec2::ZERO; 2]), curves)
    };
    Drawing { loops: loops.map(chain).collect() }
}

/// Pairs of indices so that the boxes are nearest in sum; the longer list keeps some without a partner.
fn pairs(a: &[Bounds], b: &[Bounds]) -> Vec<(usize, usize)> {
    if a.len() > b.len() {
        return pairs(b, a).into_iter().map(|(b, a)| (a, b)).collect();
    }
    if a.is_empty() || b.len() > MOST {
        return (0..a.len()).map(|index| (index, index)).collect();
    }
    let cost = |a: &Bounds, b: &Bounds| {
        let squared = (a[0] - b[0]).length_squared() + (a[1] - b[1]).length_squared();
        // Far beyond the coordinates of the language, and small enough to be summed.
        (squared.sqrt() * UNIT).min(1e15) as i64
    };
    let weights = a.iter().flat_map(|a| b.iter().map(move |b| cost(a, b))).collect();
    let table = Table { rows: a.len(), columns: b.len(), weights };
    kuhn_munkres_min(&table).1.into_iter().enumerate().collect()
}

/// F1 of types of paired curves, and of the number of extrusions (candidate's, reference's).
pub(super) fn compare(candidate: &[Drawing], reference: &[Drawing], extrusions: [usize; 2]) -> Shared {
    let (mut right, mut all) = ([0usize; 3], [0usize; 3]);
    for drawing in candidate.iter().chain(reference) {
        for (kind, _) in drawing.loops.iter().flat_map(|(_, curves)| curves) {
            all[*kind] += 1;
        }
    }
    for (a, b) in candidate.iter().zip(reference) {
        let boxes = |drawing: &Drawing| drawing.loops.iter().map(|(bounds, _)| *bounds).collect::<Vec<_>>();
        for (i, j) in pairs(&boxes(a), &boxes(b)) {
            let (a, b) = (&a.loops[i].1, &b.loops[j].1);
            let boxes = |curves: &[(usize, Bounds)]| curves.iter().map(|(_, bounds)| *bounds).collect::<Vec<_>>();
            for (i, j) in pairs(&boxes(a), &boxes(b)) {
                if a[i].0 == b[j].0 {
                    right[a[i].0] += 1;
                }
            }
        }
    }
    let f1 = |right: usize, all: usize| (all > 0).then(|| 2.0 * right as f64 / all as f64);
    let mut by_type = [None; TYPES.len()];
    for kind in 0..3 {
        by_type[kind] = f1(right[kind], all[kind]);
    }
    let [own, theirs] = extrusions;
    by_type[3] = f1(own.min(theirs), own + theirs);
    Shared::of(by_type)
}
