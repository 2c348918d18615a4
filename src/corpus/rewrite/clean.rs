//! The first step: outlines without accidents.
//!
//! Ends that should meet meet, neighbours on one line or circle become one curve, neighbouring faces of one prism
//! become one region, and every loop runs counter-clockwise from its lowest corner. What has an effect on the body
//! by more than the tolerance stays.

use rustc_hash::FxHashMap;

use super::model::{Model, Prism, Region, Step};
use crate::corpus::flat;
use crate::model::{ArcGeometry, BooleanOp, CurveKind, DVec2};

/// Prisms of one step beyond this many are not searched for neighbours.
const MOST_NEIGHBOURS: usize = 256;

/// Cleans a model; points closer than `tolerance` are one, mm.
pub fn clean(mut model: Model, tolerance: f64) -> Model {
    clean_steps(&mut model.steps, tolerance);
    model
}

fn clean_steps(steps: &mut [Step], tolerance: f64) {
    for step in steps {
        clean_steps(&mut step.nested, tolerance);
        for prism in &mut step.prisms {
            prism.region.outer = outline(std::mem::take(&mut prism.region.outer), tolerance);
            for hole in &mut prism.region.holes {
                *hole = outline(std::mem::take(hole), tolerance);
            }
        }
        if step.operation != BooleanOp::Intersect {
            unite(&mut step.prisms, tolerance);
        }
        drop_repeated(&mut step.prisms);
    }
}

/// A loop without short lines and without corners that are none; it runs counter-clockwise.
pub fn outline(mut curves: Vec<CurveKind>, tolerance: f64) -> Vec<CurveKind> {
    curves.retain(|curve| match *curve {
        CurveKind::Line { start, end } => start.distance(end) > tolerance,
        _ => true,
    });
    weld(&mut curves);
    if area(&curves) < 0.0 {
        curves = curves.iter().rev().map(flat::reversed).collect();
    }
    let mut at = 0;
    let mut kept = 0;
    // Twice round: the first and last curve may be one.
    while curves.len() > 1 && kept < curves.len() {
        let next = (at + 1) % curves.len();
        match joined(&curves[at], &curves[next], curves.len(), tolerance) {
            Some(one) => {
                curves[at] = one;
                curves.remove(next);
                at -= usize::from(next < at);
                kept = 0;
            }
            None => {
                at = next;
                kept += 1;
            }
        }
    }
    let lowest = |curve: &CurveKind| {
        flat::ends(curve).map_or((0.0, 0.0), |(start, _)| (quantum(start.y, tolerance), quantum(start.x, tolerance)))
    };
    if let Some(first) = (0..curves.len())
        .min_by(|a, b| lowest(&curves[*a]).partial_cmp(&lowest(&curves[*b])).unwrap_or(std::cmp::Ordering::Equal))
    {
        curves.rotate_left(first);
    }
    curves
}

fn quantum(value: f64, tolerance: f64) -> f64 {
    (value / (8.0 * tolerance)).round()
}

/// Each curve begins where the one before ends; an arc's end wins over a line's, as in the language.
fn weld(curves: &mut [CurveKind]) {
    for index in 0..curves.len() {
        let next = (index + 1) % curves.len();
        let (Some((_, end)), Some((start, _))) = (flat::ends(&curves[index]), flat::ends(&curves[next])) else {
            continue;
        };
        if end == start {
            continue;
        }
        let line_then_arc = matches!((curves[index], curves[next]), (CurveKind::Line { .. }, CurveKind::Arc { .. }));
        match (&mut curves[index], line_then_arc) {
            (CurveKind::Line { end, .. }, true) => *end = start,
            _ => {
                if let CurveKind::Line { start, .. } | CurveKind::Arc { start, .. } = &mut curves[next] {
                    *start = end;
                }
            }
        }
    }
}

/// Both curves as one, where they are one line or circle.
fn joined(first: &CurveKind, second: &CurveKind, count: usize, tolerance: f64) -> Option<CurveKind> {
    match (*first, *second) {
        (CurveKind::Line { start, end: corner }, CurveKind::Line { end, .. }) => {
            let along = (end - start).try_normalize()?;
            let off = along.perp_dot(corner - start).abs();
            let forward = along.dot(corner - start) > 0.0 && along.dot(end - corner) > 0.0;
            let angle = off / (corner - start).length().min((end - corner).length());
            (forward && off <= tolerance && angle < 1e-4).then_some(CurveKind::Line { start, end })
        }
        (CurveKind::Arc { start, mid, end: corner }, CurveKind::Arc { mid: second_mid, end, .. }) => {
            let (a, b) = (ArcGeometry::through(start, mid, corner)?, ArcGeometry::through(corner, second_mid, end)?);
            let same = a.center.distance(b.center) <= tolerance && (a.radius - b.radius).abs() <= tolerance;
            if !same || a.sweep.signum() != b.sweep.signum() {
                return None;
            }
            let sweep = a.sweep + b.sweep;
            if count == 2 && (sweep.abs() - 360.0).abs() < 1e-3 {
                return Some(CurveKind::Circle {
                    center: (a.center + b.center) / 2.0,
                    radius: (a.radius + b.radius) / 2.0,
                });
            }
            if sweep.abs() > 359.0 {
                return None;
            }
            Some(CurveKind::Arc { start, mid: ArcGeometry { sweep, ..a }.point(0.5), end })
        }
        _ => None,
    }
}

/// The area inside a loop, mm², positive when it runs counter-clockwise.
pub fn area(curves: &[CurveKind]) -> f64 {
    let mut twice = 0.0;
    let origin = curves.first().and_then(flat::ends).map_or(DVec2::ZERO, |(start, _)| start);
    for curve in curves {
        match *curve {
            CurveKind::Line { start, end } => twice += (start - origin).perp_dot(end - origin),
            CurveKind::Arc { start, mid, end } => {
                twice += (start - origin).perp_dot(end - origin);
                if let Some(arc) = ArcGeometry::through(start, mid, end) {
                    let sweep = arc.sweep.to_radians();
                    twice += arc.radius * arc.radius * (sweep - crate::model::trig::sin(arc.sweep));
                }
            }
            CurveKind::Circle { radius, .. } => twice += std::f64::consts::TAU * radius * radius,
        }
    }
    twice / 2.0
}

/// The area of a region, mm².
pub fn region_area(region: &Region) -> f64 {
    area(&region.outer).abs() - region.holes.iter().map(|hole| area(hole).abs()).sum::<f64>()
}

/// What acts twice in one step acts once.
fn drop_repeated(prisms: &mut Vec<Prism>) {
    let mut seen: FxHashMap<(u64, u64, u64), Vec<usize>> = FxHashMap::default();
    let mut keep = vec![true; prisms.len()];
    for (index, prism) in prisms.iter().enumerate() {
        let (low, _) = flat::bounds(&prism.region.outer);
        let same = seen.entry((prism.low.to_bits(), low.x.to_bits(), low.y.to_bits())).or_default();
        keep[index] = !same.iter().any(|other| prisms[*other] == *prism);
        if keep[index] {
            same.push(index);
        }
    }
    let mut kept = keep.into_iter();
    prisms.retain(|_| kept.next().unwrap_or(true));
}

/// Prisms of one extent whose regions share edges become one.
fn unite(prisms: &mut Vec<Prism>, tolerance: f64) {
    if prisms.len() < 2 || prisms.len() > MOST_NEIGHBOURS {
        return;
    }
    // A region that has grown may touch what it did not touch before.
    while unite_once(prisms, tolerance) {}
}

/// One round; says whether two have become one.
fn unite_once(prisms: &mut Vec<Prism>, tolerance: f64) -> bool {
    let count = prisms.len();
    let mut index = 0;
    while index < prisms.len() {
        let mut other = index + 1;
        while other < prisms.len() {
            let (a, b) = (&prisms[index], &prisms[other]);
            let level = (a.low - b.low).abs() <= tolerance && (a.high - b.high).abs() <= tolerance;
            if a.plane == b.plane
                && level
                && let Some(region) = united(&a.region, &b.region, tolerance)
            {
                prisms[index].region = region;
                prisms.remove(other);
            } else {
                other += 1;
            }
        }
        index += 1;
    }
    prisms.len() < count
}

/// Two regions that share whole edges, as one; `None` when they do not or the result is more than one region.
fn united(a: &Region, b: &Region, tolerance: f64) -> Option<Region> {
    let key = |p: DVec2| ((p.x / (4.0 * tolerance)).round() as i64, (p.y / (4.0 * tolerance)).round() as i64);
    let loops = |region: &Region| -> Vec<CurveKind> {
        let holes = region.holes.iter().flat_map(|hole| hole.iter().rev().map(flat::reversed));
        region.outer.iter().copied().chain(holes).collect()
    };
    plugged(a, b, tolerance).or_else(|| plugged(b, a, tolerance)).or_else(|| united_in(a, b, key, loops))
}

/// A region with a disc in the hole of its size.
fn plugged(region: &Region, disc: &Region, tolerance: f64) -> Option<Region> {
    let [CurveKind::Circle { center, radius }] = disc.outer[..] else { return None };
    let fits = |hole: &Vec<CurveKind>| {
        matches!(hole[..], [CurveKind::Circle { center: c, radius: r }]
            if c.distance(center) <= tolerance && (r - radius).abs() <= tolerance)
    };
    let index = region.holes.iter().position(fits)?;
    let mut region = region.clone();
    region.holes.remove(index);
    region.holes.extend(disc.holes.iter().cloned());
    Some(region)
}

fn united_in(
    a: &Region,
    b: &Region,
    key: impl Fn(DVec2) -> (i64, i64),
    loops: impl Fn(&Region) -> Vec<CurveKind>,
) -> Option<Region> {
    let (a_curves, b_curves) = (loops(a), loops(b));
    let mut by_ends: FxHashMap<[(i64, i64); 2], usize> = FxHashMap::default();
    for (index, curve) in a_curves.iter().enumerate() {
        if let Some((start, end)) = flat::ends(curve) {
            by_ends.insert([key(start), key(end)], index);
        }
    }
    let mut gone_a = vec![false; a_curves.len()];
    let mut gone_b = vec![false; b_curves.len()];
    for (index, curve) in b_curves.iter().enumerate() {
        let Some((start, end)) = flat::ends(curve) else { continue };
        if let Some(other) = by_ends.get(&[key(end), key(start)])
            && same_curve(curve, a_curves.get(*other)?)
        {
            gone_a[*other] = true;
            gone_b[index] = true;
        }
    }
    if !gone_a.contains(&true) {
        return None;
    }
    let left = |curves: Vec<CurveKind>, gone: Vec<bool>| {
        curves.into_iter().zip(gone).filter(|(_, gone)| !gone).map(|(curve, _)| curve).collect::<Vec<_>>()
    };
    let mut pieces = left(a_curves, gone_a);
    pieces.extend(left(b_curves, gone_b));
    let mut chains: Vec<Vec<CurveKind>> = Vec::new();
    while let Some(first) = pieces.pop() {
        let mut chain = vec![first];
        if let Some((start, mut end)) = flat::ends(&first) {
            while key(start) != key(end) {
                let next =
                    pieces.iter().position(|piece| flat::ends(piece).is_some_and(|ends| key(ends.0) == key(end)));
                let piece = pieces.swap_remove(next?);
                end = flat::ends(&piece)?.1;
                chain.push(piece);
            }
        }
        chains.push(chain);
    }
    // Circles of holes come out of `loops` in no direction of their own: only chains of curves tell outside from inside.
    let is_outer = |chain: &Vec<CurveKind>| !matches!(chain[..], [CurveKind::Circle { .. }]) && area(chain) > 0.0;
    let outer = chains.iter().position(is_outer)?;
    let outer = chains.swap_remove(outer);
    if chains.iter().any(is_outer) {
        return None;
    }
    let sum = area(&outer) - chains.iter().map(|chain| area(chain).abs()).sum::<f64>();
    let before = region_area(a) + region_area(b);
    let region =
        Region { outer: outline(outer, 1e-6), holes: chains.into_iter().map(|chain| outline(chain, 1e-6)).collect() };
    ((sum - before).abs() <= 1e-6 * before).then_some(region)
}

fn same_curve(one: &CurveKind, reverse: &CurveKind) -> bool {
    match (one, reverse) {
        (CurveKind::Line { .. }, CurveKind::Line { .. }) => true,
        (CurveKind::Arc { start, mid, end }, CurveKind::Arc { mid: other, .. }) => {
            let Some(arc) = ArcGeometry::through(*start, *mid, *end) else { return false };
            let on_circle = (other.distance(arc.center) - arc.radius).abs() <= 1e-5 * arc.radius;
            on_circle
                && (*end - *start).perp_dot(*mid - *start).signum()
                    == (*end - *start).perp_dot(*other - *start).signum()
        }
        _ => false,
    }
}
