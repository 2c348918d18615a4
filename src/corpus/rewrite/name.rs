//! The second step: outlines by what they are called.

use crate::corpus::flat;
use crate::model::{ArcGeometry, CurveKind, DVec2, trig};

/// A closed outline, recognised.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// A circle.
    Circle { center: DVec2, radius: f64 },
    /// A rectangle along the axes by its corners.
    Rect { low: DVec2, high: DVec2 },
    /// The same with round corners.
    Rounded { low: DVec2, high: DVec2, radius: f64 },
    /// A slot by the centres of its ends.
    Slot { start: DVec2, end: DVec2, radius: f64 },
    /// A regular polygon; its first corner lies in direction `rotation`, degrees.
    Regular { center: DVec2, radius: f64, sides: usize, rotation: f64 },
    /// Any other loop.
    Path { curves: Vec<CurveKind> },
}

/// Recognises a clean loop (see [`clean`](super::clean)); lengths within `tolerance` are equal, mm.
pub fn name(curves: &[CurveKind], tolerance: f64) -> Named {
    if let [CurveKind::Circle { center, radius }] = *curves {
        return Named::Circle { center, radius };
    }
    rect(curves, tolerance)
        .or_else(|| rounded(curves, tolerance))
        .or_else(|| slot(curves, tolerance))
        .or_else(|| regular(curves, tolerance))
        .unwrap_or_else(|| Named::Path { curves: curves.to_vec() })
}

impl Named {
    /// Whether its mirror image in both axes through its centre is itself.
    pub fn is_symmetric(&self) -> bool {
        match self {
            Named::Circle { .. } | Named::Rect { .. } | Named::Rounded { .. } => true,
            Named::Slot { start, end, .. } => start.x == end.x || start.y == end.y,
            Named::Regular { .. } | Named::Path { .. } => false,
        }
    }
}

fn rect(curves: &[CurveKind], tolerance: f64) -> Option<Named> {
    if curves.len() != 4 {
        return None;
    }
    for curve in curves {
        let CurveKind::Line { start, end } = *curve else { return None };
        let along = (end - start).abs();
        if along.min_element() > tolerance {
            return None;
        }
    }
    let (low, high) = flat::bounds(curves);
    Some(Named::Rect { low, high })
}

fn rounded(curves: &[CurveKind], tolerance: f64) -> Option<Named> {
    if curves.len() != 8 {
        return None;
    }
    let (low, high) = flat::bounds(curves);
    let mut radii = Vec::with_capacity(4);
    for (index, curve) in curves.iter().enumerate() {
        match *curve {
            CurveKind::Line { start, end } => {
                let next_is_arc = matches!(curves[(index + 1) % 8], CurveKind::Arc { .. });
                if (end - start).abs().min_element() > tolerance || !next_is_arc {
                    return None;
                }
            }
            CurveKind::Arc { start, mid, end } => {
                let arc = ArcGeometry::through(start, mid, end)?;
                if (arc.sweep - 90.0).abs() > 0.01 {
                    return None;
                }
                let inset = (arc.center - low).min(high - arc.center);
                if (inset - DVec2::splat(arc.radius)).abs().max_element() > 2.0 * tolerance {
                    return None;
                }
                radii.push(arc.radius);
            }
            CurveKind::Circle { .. } => return None,
        }
    }
    let radius = radii.iter().sum::<f64>() / radii.len().max(1) as f64;
    let equal = radii.len() == 4 && radii.iter().all(|r| (r - radius).abs() <= tolerance);
    equal.then_some(Named::Rounded { low, high, radius })
}

fn slot(curves: &[CurveKind], tolerance: f64) -> Option<Named> {
    let arcs: Vec<ArcGeometry> = curves
        .iter()
        .filter_map(|curve| match *curve {
            CurveKind::Arc { start, mid, end } => ArcGeometry::through(start, mid, end),
            _ => None,
        })
        .collect();
    let ([a, b], 4) = (&arcs[..], curves.len()) else { return None };
    let alternate = matches!(curves[0], CurveKind::Arc { .. }) == matches!(curves[2], CurveKind::Arc { .. });
    let half = |arc: &ArcGeometry| (arc.sweep - 180.0).abs() < 0.01;
    let equal = (a.radius - b.radius).abs() <= tolerance;
    if !(alternate && half(a) && half(b) && equal) || a.center.distance(b.center) <= tolerance {
        return None;
    }
    let mut ends = [a.center, b.center];
    // Centres that lie on one axis line lie on it exactly.
    let apart = (ends[0] - ends[1]).abs();
    let middle = (ends[0] + ends[1]) / 2.0;
    for end in &mut ends {
        *end = DVec2::select(apart.cmple(DVec2::splat(tolerance)), middle, *end);
    }
    ends.sort_by(|a, b| (a.x, a.y).partial_cmp(&(b.x, b.y)).unwrap_or(std::cmp::Ordering::Equal));
    Some(Named::Slot { start: ends[0], end: ends[1], radius: (a.radius + b.radius) / 2.0 })
}

fn regular(curves: &[CurveKind], tolerance: f64) -> Option<Named> {
    let sides = curves.len();
    if !(3..=64).contains(&sides) {
        return None;
    }
    let mut corners = Vec::with_capacity(sides);
    for curve in curves {
        let CurveKind::Line { start, .. } = *curve else { return None };
        corners.push(start);
    }
    let center = corners.iter().sum::<DVec2>() / sides as f64;
    let radius = corners.iter().map(|corner| corner.distance(center)).sum::<f64>() / sides as f64;
    let turn = 360.0 / sides as f64;
    let direction = |corner: DVec2| trig::atan2(corner.y - center.y, corner.x - center.x);
    let first = direction(*corners.first()?);
    let rotation = first.rem_euclid(turn);
    let rounded = (rotation * 1e4).round() / 1e4;
    let rotation =
        if (rounded - rotation).to_radians().abs() * radius <= tolerance { rounded % turn } else { rotation };
    for (index, corner) in corners.iter().enumerate() {
        let (sin, cos) = trig::sin_cos(rotation + ((first - rotation) / turn).round() * turn + turn * index as f64);
        if corner.distance(center + radius * DVec2::new(cos, sin)) > 2.0 * tolerance {
            return None;
        }
    }
    Some(Named::Regular { center, radius, sides, rotation })
}
