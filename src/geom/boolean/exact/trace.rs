//! Following the curve in which two surfaces cross, step by step along its tangent.

use glam::DVec3;

use super::pair::{Landing, Pair};
use super::path::curvature;
use super::{Doubt, MATCH, NEAR};
use crate::geom::brep::{Curve3, on_both};

/// The tangent turns by at most about this much from one point to the next: cosine of 9°.
const TURN: f64 = 0.988;
/// Where it turns by less than this, the next step is longer: cosine of 4.5°.
const STRAIGHT: f64 = 0.997;
/// Most points of one seam.
const MOST_POINTS: usize = 20_000;

/// The points of the seam from `start` to the first of the `ends` it reaches, and which.
pub(super) fn follow(pair: &Pair, start: DVec3, ends: &[Landing]) -> Result<(Vec<DVec3>, usize), Doubt> {
    let places: Vec<DVec3> = ends.iter().map(|landing| landing.point).collect();
    walk(pair, start, &places, false)
}

/// The points of the closed seam through `start`, which is first and last.
pub(super) fn close(pair: &Pair, start: DVec3) -> Result<Vec<DVec3>, Doubt> {
    walk(pair, start, &[start], true).map(|(points, _)| points)
}

/// Whether a curve known by points of this pair passes through a point of both surfaces.
pub(super) fn passes(pair: &Pair, curve: &Curve3, p: DVec3) -> bool {
    let Curve3::Points(points) = curve else { return false };
    points.windows(2).any(|chord| {
        let (a, b) = (chord[0], chord[1]);
        let length = a.distance(b);
        let Some(direction) = (b - a).try_normalize() else { return false };
        let at = (p - a).dot(direction);
        if !(-NEAR..=length + NEAR).contains(&at) || (a + direction * at).distance(p) > 0.3 * length + NEAR {
            return false;
        }
        on_both(a + direction * at, direction, length, pair.surfaces[0], pair.surfaces[1])
            .is_some_and(|(q, _)| q.distance(p) <= NEAR)
    })
}

fn walk(pair: &Pair, start: DVec3, ends: &[DVec3], closing: bool) -> Result<(Vec<DVec3>, usize), Doubt> {
    let [first, second] = pair.surfaces;
    // Steps keep well below the radii of the surfaces, so that none leaps to another branch.
    let longest = |p: DVec3| {
        let bend = curvature(first, p, 0.0).max(curvature(second, p, 0.0));
        let size = (pair.bounds.max - pair.bounds.min).length();
        (0.3 / bend).min(0.1 * size)
    };
    let mut points = vec![start];
    let mut p = start;
    let mut tangent = pair.direction(p).try_normalize().ok_or(Doubt("surfaces touch on a seam"))?;
    let mut step = 0.3 * longest(p);
    while points.len() < MOST_POINTS {
        step = step.min(longest(p));
        if step < NEAR {
            return Err(Doubt("a seam turns too sharply"));
        }
        let at = |s: f64| on_both(p + tangent * s, tangent, 0.5 * step, first, second).map(|(q, _)| q);
        let (Some(q), Some(middle)) = (at(step), at(0.5 * step)) else {
            step *= 0.5;
            continue;
        };
        let Some(next) = pair.direction(q).try_normalize() else {
            return Err(Doubt("surfaces touch on a seam"));
        };
        let turn = next.dot(tangent);
        // A point halfway off the chord by more than the turn explains is of another branch.
        if turn < TURN || middle.distance(0.5 * (p + q)) > 0.15 * step {
            step *= 0.5;
            continue;
        }
        let open = if closing && points.len() < 3 { &[][..] } else { ends };
        let reached = (0..open.len())
            .map(|end| (end, (ends[end] - p).dot(tangent)))
            .filter(|&(end, ahead)| {
                let beside = ends[end].distance(p + tangent * ahead);
                ahead > 0.0
                    && ahead <= step
                    && beside <= 0.3 * step
                    && at(ahead).is_some_and(|q| q.distance(ends[end]) <= MATCH)
            })
            .min_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((end, ahead)) = reached {
            finish(&mut points, p, ends[end], ahead, &at)?;
            return Ok((points, end));
        }
        points.push(q);
        (p, tangent) = (q, next);
        if turn > STRAIGHT {
            step *= 1.5;
        }
    }
    Err(Doubt("a seam does not end"))
}

/// Adds the last point; takes out the one before when they crowd.
fn finish(
    points: &mut Vec<DVec3>,
    p: DVec3,
    end: DVec3,
    ahead: f64,
    at: &impl Fn(f64) -> Option<DVec3>,
) -> Result<(), Doubt> {
    if points[0].distance(end) <= NEAR && points.len() < 3 {
        return Err(Doubt("a seam is shorter than the tolerance"));
    }
    if points.len() > 2 && ahead < 0.3 * points[points.len() - 2].distance(p) {
        points.pop();
    }
    if points.len() == 1 {
        points.push(at(0.5 * ahead).ok_or(Doubt("a short seam is lost"))?);
    }
    points.push(end);
    Ok(())
}
