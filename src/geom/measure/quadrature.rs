//! Gauss–Legendre rules and the nodes along the edges of a body.

use std::sync::LazyLock;

use glam::DVec3;

use crate::geom::brep::{Body, Curve3, Edge, Surface, on_both};
use crate::model::trig;

/// Abscissae in (0, 1) and weights that add up to 1.
pub(super) type Rule = Vec<(f64, f64)>;

/// Exact to degree 3.
pub(super) static GAUSS_2: LazyLock<Rule> = LazyLock::new(|| gauss(2));
/// Exact to degree 7.
pub(super) static GAUSS_4: LazyLock<Rule> = LazyLock::new(|| gauss(4));
/// Exact to degree 15; for short pieces of analytic curves.
pub(super) static GAUSS_8: LazyLock<Rule> = LazyLock::new(|| gauss(8));
/// Fourth powers of sines and cosines over half a turn, to rounding.
pub(super) static GAUSS_16: LazyLock<Rule> = LazyLock::new(|| gauss(16));
/// Fourth powers of sines and cosines over a full turn, to rounding.
pub(super) static GAUSS_24: LazyLock<Rule> = LazyLock::new(|| gauss(24));

fn gauss(n: usize) -> Rule {
    let mut rule: Rule = (0..n)
        .map(|i| {
            let mut x = -trig::cos(180.0 * (i as f64 + 0.75) / (n as f64 + 0.5));
            let mut slope = 1.0;
            for _ in 0..8 {
                let (mut before, mut value) = (1.0, x);
                for k in 2..=n {
                    let k = k as f64;
                    (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
                }
                slope = n as f64 * (x * value - before) / (x * x - 1.0);
                x -= value / slope;
            }
            (0.5 + 0.5 * x, 1.0 / ((1.0 - x * x) * slope * slope))
        })
        .collect();
    let total: f64 = rule.iter().map(|(_, weight)| weight).sum();
    rule.iter_mut().for_each(|(_, weight)| *weight /= total);
    rule
}

/// A place on an edge and the weighted step of the rule there: `∫ f·dp ≈ Σ f(point)·step`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub point: DVec3,
    pub step: DVec3,
}

/// How finely an edge is sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fineness {
    /// Exact for integrands of the fourth degree in the sines and cosines of the curve's own parameter.
    FourthDegree,
    /// For other analytic integrands; every level doubles the number of nodes.
    Level(u32),
}

/// Nodes along an edge from start to end.
pub(super) fn nodes(body: &Body, edge: &Edge, sides: [Option<&Surface>; 2], fineness: Fineness) -> Vec<Node> {
    let (Some(&start), Some(&end)) = (body.vertices.get(edge.start as usize), body.vertices.get(edge.end as usize))
    else {
        return Vec::new();
    };
    match &edge.curve {
        Curve3::Line => {
            GAUSS_4.iter().map(|&(t, w)| Node { point: start + (end - start) * t, step: (end - start) * w }).collect()
        }
        Curve3::Circle { frame, radius, from, to } => {
            angular(frame.origin, frame.x * *radius, frame.y * *radius, *from, *to, fineness)
        }
        Curve3::Ellipse { frame, major, minor, from, to } => {
            angular(frame.origin, frame.x * *major, frame.y * *minor, *from, *to, fineness)
        }
        Curve3::Points(points) => refined(points, sides),
    }
}

fn angular(center: DVec3, x: DVec3, y: DVec3, from: f64, to: f64, fineness: Fineness) -> Vec<Node> {
    let node = |t: f64, weight: f64| {
        let (sin, cos) = trig::sin_cos(t);
        Node { point: center + x * cos + y * sin, step: (y * cos - x * sin) * weight.to_radians() }
    };
    let span = to - from;
    if span >= 360.0 {
        let count = match fineness {
            Fineness::FourthDegree => 8,
            Fineness::Level(level) => 16 << level.min(10),
        };
        let width = 360.0 / f64::from(count);
        return (0..count).map(|i| node(from + width * f64::from(i), width)).collect();
    }
    let panels = match fineness {
        Fineness::FourthDegree => (span / 180.0).ceil().max(1.0),
        Fineness::Level(level) => (span / 90.0).ceil().max(1.0) * f64::from(1u32 << level.min(6)),
    };
    let width = span / panels;
    (0..panels as u32)
        .flat_map(|panel| GAUSS_16.iter().map(move |&(t, w)| (from + width * (f64::from(panel) + t), w * width)))
        .map(|(t, weight)| node(t, weight))
        .collect()
}

/// Nodes on a curve known by points, moved onto both of its surfaces.
fn refined(points: &[DVec3], sides: [Option<&Surface>; 2]) -> Vec<Node> {
    let mut nodes = Vec::with_capacity(points.len() * GAUSS_8.len());
    for pair in points.windows(2) {
        let &[a, b] = pair else { continue };
        let chord = b - a;
        let Some(direction) = chord.try_normalize() else { continue };
        for &(t, w) in GAUSS_8.iter() {
            let straight = Node { point: a + chord * t, step: chord * w };
            nodes.push(match sides {
                [Some(first), Some(second)] => on_both(straight.point, direction, chord.length(), first, second)
                    .map_or(straight, |(point, tangent)| Node { point, step: tangent * (chord.length() * w) }),
                _ => straight,
            });
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_integrate_powers_exactly() {
        for (rule, n) in [(&GAUSS_2, 2), (&GAUSS_4, 4), (&GAUSS_8, 8), (&GAUSS_16, 16), (&GAUSS_24, 24)] {
            for power in 0..2 * n {
                let sum: f64 = rule.iter().map(|(x, w)| w * x.powi(power)).sum();
                assert!((sum - 1.0 / f64::from(power + 1)).abs() < 3e-16, "{n} {power}");
            }
        }
    }
}
