//! The last step: whether two models are the same body, prism by prism.
//!
//! Prisms of one step commute, so they are matched as sets; the order of the steps counts.

use super::clean;
use super::layout;
use super::model::{Model, Orientation, Prism, Step};
use crate::corpus::flat;
use crate::model::{ArcGeometry, CurveKind, DVec2};

/// How far apart matched prisms may be, as a share of the diagonal, to be called equal.
pub const EXACT: f64 = 1e-9;
/// How far a vertex may have been moved, as a share of the diagonal.
pub const SNAPPED: f64 = 1e-5;
/// How far the area of a region may have changed, as a share of it.
const AREA: f64 = 1e-4;

/// What was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proof {
    /// The flat operations are equal to 1e-9 of the diagonal.
    Exact,
    /// No vertex moved by more than 1e-5 of the diagonal and no region's area by more than 1e-4 of it.
    Snapped,
    /// Volume, area, centroid and inertia are equal to 1e-6.
    Measured,
}

impl Proof {
    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Proof::Exact => "exact",
            Proof::Snapped => "snapped",
            Proof::Measured => "measured",
        }
    }
}

/// Compares a rewritten model with the one it came from, both clean; `None` when they are not proven equal.
pub fn prove(original: &Model, rewritten: &Model) -> Option<Proof> {
    let diagonal = original.diagonal();
    let worst = steps(&original.steps, &rewritten.steps, SNAPPED * diagonal)?;
    Some(if worst <= EXACT * diagonal { Proof::Exact } else { Proof::Snapped })
}

fn steps(before: &[Step], after: &[Step], limit: f64) -> Option<f64> {
    if before.len() != after.len() {
        return None;
    }
    before.iter().zip(after).try_fold(0.0_f64, |worst, (before, after)| {
        if before.operation != after.operation {
            return None;
        }
        let nested = steps(&before.nested, &after.nested, limit)?;
        Some(worst.max(nested).max(step(before, after, limit)?))
    })
}

/// The largest distance of matched prisms; `None` when one is left over.
fn step(before: &Step, after: &Step, limit: f64) -> Option<f64> {
    if before.prisms.len() != after.prisms.len() {
        return None;
    }
    let (before, after) = (sorted(before), sorted(after));
    let mut taken = vec![false; after.len()];
    let mut worst = 0.0_f64;
    let mut from = 0;
    for (prism, center, low) in &before {
        let key = (prism.plane.rank(), center.x);
        while after.get(from).is_some_and(|(other, at, _)| (other.plane.rank(), at.x) < (key.0, key.1 - 2.0 * limit)) {
            from += 1;
        }
        let mut best: Option<(usize, f64)> = None;
        for (index, (other, at, other_low)) in after.iter().enumerate().skip(from) {
            if (other.plane.rank(), at.x) > (key.0, key.1 + 2.0 * limit) {
                break;
            }
            if taken[index] || at.distance(*center) > 2.0 * limit || (low - other_low).abs() > limit {
                continue;
            }
            if let Some(distance) = self::prism(prism, other, limit)
                && best.is_none_or(|best| distance < best.1)
            {
                best = Some((index, distance));
            }
        }
        let (index, distance) = best?;
        taken[index] = true;
        worst = worst.max(distance);
    }
    Some(worst)
}

/// The prisms by plane and place.
fn sorted(step: &Step) -> Vec<(&Prism, DVec2, f64)> {
    let mut order: Vec<(&Prism, DVec2, f64)> =
        step.prisms.iter().map(|prism| (prism, layout::center(&prism.region.outer), prism.low)).collect();
    order.sort_by(|a, b| a.0.plane.rank().cmp(&b.0.plane.rank()).then(a.1.x.total_cmp(&b.1.x)));
    order
}

fn prism(a: &Prism, b: &Prism, limit: f64) -> Option<f64> {
    let mut worst = match (a.plane, b.plane) {
        (Orientation::Other(one), Orientation::Other(other)) => {
            // The same plane by the same directions; where the origin lies along the normal counts with the heights.
            let by = other.origin - one.origin;
            let turned = (one.x - other.x).length().max((one.z - other.z).length());
            if turned > 1e-9 {
                return None;
            }
            let along = by.dot(one.z);
            let across = (by - one.z * along).length();
            across.max((a.low - b.low - along).abs()).max((a.high - b.high - along).abs())
        }
        (one, other) if one.rank() == other.rank() => (a.low - b.low).abs().max((a.high - b.high).abs()),
        _ => return None,
    };
    worst = worst.max(outline(&a.region.outer, &b.region.outer, limit)?);
    if a.region.holes.len() != b.region.holes.len() || worst > limit {
        return None;
    }
    let mut taken = vec![false; b.region.holes.len()];
    for hole in &a.region.holes {
        let center = layout::center(hole);
        let (index, distance) = b
            .region
            .holes
            .iter()
            .enumerate()
            .filter(|(index, other)| !taken[*index] && layout::center(other).distance(center) <= 2.0 * limit)
            .find_map(|(index, other)| Some((index, outline(hole, other, limit)?)))?;
        taken[index] = true;
        worst = worst.max(distance);
    }
    let (before, after) = (clean::region_area(&a.region), clean::region_area(&b.region));
    ((before - after).abs() <= AREA * before.abs()).then_some(worst)
}

/// The largest distance between two clean loops that start anywhere; `None` above `limit`.
fn outline(a: &[CurveKind], b: &[CurveKind], limit: f64) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    if let ([CurveKind::Circle { center, radius }], [CurveKind::Circle { center: c, radius: r }]) = (a, b) {
        let distance = center.distance(*c).max((radius - r).abs());
        return (distance <= limit).then_some(distance);
    }
    let start = flat::ends(a.first()?)?.0;
    for (shift, curve) in b.iter().enumerate() {
        if flat::ends(curve).is_none_or(|(other, _)| other.distance(start) > limit) {
            continue;
        }
        let distance = a.iter().zip(b.iter().cycle().skip(shift)).try_fold(0.0_f64, |worst, (one, other)| {
            let distance = match (*one, *other) {
                (CurveKind::Line { start, end }, CurveKind::Line { start: s, end: e }) => {
                    start.distance(s).max(end.distance(e))
                }
                (CurveKind::Arc { start, mid, end }, CurveKind::Arc { start: s, mid: m, end: e }) => {
                    let middle = |a, b, c| ArcGeometry::through(a, b, c).map(|arc| arc.point(0.5));
                    let middles = middle(start, mid, end)?.distance(middle(s, m, e)?);
                    start.distance(s).max(end.distance(e)).max(middles)
                }
                _ => return None,
            };
            (distance <= limit).then_some(worst.max(distance))
        });
        if distance.is_some() {
            return distance;
        }
    }
    None
}
