//! The prisms of a step as groups of the same one, and where they stand.

use super::layout::{self, Class, Motion};
use super::model::{Model, Orientation, Prism, Step};
use super::name::{self, Named};
use crate::model::{CurveKind, DVec2, DVec3, Transform2};
use crate::text::Span;

/// Congruent prisms of a step.
pub(super) struct Group<'a> {
    pub(super) first: &'a Prism,
    /// The centres of their boxes.
    pub(super) points: Vec<DVec2>,
    /// How they are the same.
    pub(super) motion: Motion,
    /// How often all of it is repeated along the sweep, and how far apart.
    pub(super) layers: Option<(usize, f64)>,
    pub(super) named: Named,
}

/// The prism that everything else is placed on: the first step's largest on a plane along the axes.
pub(super) fn host(model: &Model) -> Option<usize> {
    let step = model.steps.first()?;
    let mut best: Option<(usize, f64)> = None;
    for (index, prism) in step.prisms.iter().enumerate().filter(|(_, prism)| prism.plane.axes().is_some()) {
        let (low, high) = prism.bounds();
        let size = (high - low).element_product();
        // The first of equals.
        if best.is_none_or(|best| size > best.1 * (1.0 + 1e-6)) {
            best = Some((index, size));
        }
    }
    best.map(|best| best.0)
}

/// The model moved by a vector.
pub(super) fn moved(model: &Model, by: DVec3) -> Model {
    let mut model = model.clone();
    move_steps(&mut model.steps, by);
    model
}

fn move_steps(steps: &mut [Step], by: DVec3) {
    for step in steps.iter_mut() {
        move_steps(&mut step.nested, by);
    }
    for prism in steps.iter_mut().flat_map(|step| &mut step.prisms) {
        match (prism.plane.axes(), &mut prism.plane) {
            (Some([u, v, n]), _) => {
                let map = Transform2 { linear: crate::model::DMat2::IDENTITY, translation: DVec2::new(by[u], by[v]) };
                let chain = |curves: &mut Vec<CurveKind>| {
                    for curve in curves {
                        *curve = crate::model::Curve::new(*curve, Span::default()).transformed(&map).kind;
                    }
                };
                chain(&mut prism.region.outer);
                prism.region.holes.iter_mut().for_each(chain);
                prism.low += by[n];
                prism.high += by[n];
            }
            (None, Orientation::Other(frame)) => frame.origin += by,
            _ => {}
        }
    }
}

/// The congruent prisms of a step, in order; turned and mirrored ones on planes like the host's, whose middle is at 0.
pub(super) fn groups(step: &Step, host: Orientation, tolerance: f64) -> Vec<Group<'_>> {
    let quantum = |value: f64| (value / (64.0 * tolerance)).round() as i64 as u64;
    let size = |prism: &Prism| {
        let area = super::clean::area(&prism.region.outer).abs().sqrt();
        let counts = prism.region.outer.len() as u64 + 31 * prism.region.holes.len() as u64;
        quantum(area).rotate_left(42) ^ counts ^ u64::from(prism.plane.rank()) << 60
    };
    // Neighbouring buckets are not searched: a group that falls apart is only less short.
    let key = |prism: &Prism| quantum(prism.low) ^ quantum(prism.high).rotate_left(21) ^ size(prism);
    let equal = |a: &Prism, b: &Prism| {
        let level = (a.low - b.low).abs() <= tolerance && (a.high - b.high).abs() <= tolerance;
        let by = layout::center(&b.region.outer) - layout::center(&a.region.outer);
        level
            && a.plane == b.plane
            && a.plane.axes().is_some()
            && layout::congruent(&a.region.outer, &b.region.outer, tolerance)
            && a.region.holes.len() == b.region.holes.len()
            && a.region.holes.iter().all(|hole| {
                let at = layout::center(hole) + by;
                b.region.holes.iter().any(|other| {
                    layout::center(other).distance(at) <= tolerance && layout::congruent(hole, other, tolerance)
                })
            })
    };
    let classes = layout::classes(&step.prisms, key, equal);
    let outlines: Vec<&[CurveKind]> = step.prisms.iter().map(|prism| &prism.region.outer[..]).collect();
    let plain = |index: usize| {
        let prism = &step.prisms[index];
        let alone = !prism.region.holes.is_empty() || prism.plane.axes().is_none() || prism.plane != host;
        if alone { u64::MAX - index as u64 } else { key(prism) }
    };
    let classes = layout::join(&outlines, classes, plain, true, tolerance);
    let mut groups: Vec<Group> = classes.into_iter().map(|class| group(step, class, tolerance)).collect();
    layered(&mut groups, |group| size(group.first) ^ quantum(group.first.high - group.first.low), tolerance);
    groups
}

fn group(step: &Step, class: Class, tolerance: f64) -> Group<'_> {
    let Class { members, motion } = class;
    let first = &step.prisms[members.first().copied().unwrap_or(0)];
    let points = members.iter().map(|member| layout::center(&step.prisms[*member].region.outer)).collect();
    let named = name::name(&first.region.outer, tolerance);
    Group { first, points, motion, layers: None, named }
}

/// Groups that are one group moved evenly along its sweep become that group with layers.
fn layered(groups: &mut Vec<Group>, size: impl Fn(&Group) -> u64, tolerance: f64) {
    let same = |a: &Group, b: &Group| {
        let near = |(p, q): (&DVec2, &DVec2)| p.distance(*q) <= tolerance;
        let height = |group: &Group| group.first.high - group.first.low;
        a.first.plane == b.first.plane
            && a.first.region.holes.is_empty()
            && a.motion == b.motion
            && a.points.len() == b.points.len()
            && (height(a) - height(b)).abs() <= tolerance
            && layout::congruent(&a.first.region.outer, &b.first.region.outer, tolerance)
            && a.points.iter().zip(&b.points).all(near)
    };
    let classes = layout::classes(groups, size, same);
    let mut gone = vec![false; groups.len()];
    for mut members in classes {
        members.sort_by(|a, b| groups[*a].first.low.total_cmp(&groups[*b].first.low));
        let ([first, .., last], count) = (&members[..], members.len()) else { continue };
        let (from, to) = (groups[*first].first.low, groups[*last].first.low);
        let pitch = (to - from) / (count - 1) as f64;
        let at = |k: usize| from + pitch * k as f64;
        let even = members.iter().enumerate().all(|(k, index)| (groups[*index].first.low - at(k)).abs() <= tolerance);
        if count >= 3 && even && pitch > tolerance {
            groups[*first].layers = Some((count, pitch));
            members[1..].iter().for_each(|index| gone[*index] = true);
        }
    }
    let mut gone = gone.into_iter();
    groups.retain(|_| !gone.next().unwrap_or(false));
}
