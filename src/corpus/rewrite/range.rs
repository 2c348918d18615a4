//! Ranges: how far each parameter can go, alone, while the part stays what it is.
//!
//! Every constraint is linear in each parameter, so its bound is found directly; the caller confirms the ends.

use super::solve::{Constraint, Solver};
use crate::corpus::plan::Quantity;

/// A distance that must stay positive keeps this share of what it is.
const KEPT: f64 = 0.04;

/// The interval of every parameter, mm or counts.
pub fn intervals(solver: &Solver) -> Vec<(f64, f64)> {
    (0..solver.drafts.len()).map(|id| interval(solver, id)).collect()
}

fn interval(solver: &Solver, id: usize) -> (f64, f64) {
    let draft = &solver.drafts[id];
    let now = draft.value;
    let (mut low, mut high) = draft.bounds;
    for constraint in &solver.constraints {
        let (value, slope) = at(constraint, &solver.values, id);
        if slope == 0.0 || value <= 0.0 {
            continue;
        }
        let bound = now - value * (1.0 - KEPT) / slope;
        if slope > 0.0 {
            low = low.max(bound);
        } else {
            high = high.min(bound);
        }
    }
    if draft.quantity == Quantity::Count {
        let least = if now >= 3.0 { 2.0 } else { 1.0 };
        return (low.ceil().clamp(least, now), (high + 1e-9).floor().max(now));
    }
    (rounded(low.min(now), now, f64::ceil), rounded(high.max(now), now, f64::floor))
}

/// The value of a constraint and how it grows with a parameter.
fn at(constraint: &Constraint, values: &[f64], id: usize) -> (f64, f64) {
    let (mut value, mut slope) = (constraint.form.value(values), constraint.form.slope(id));
    if let Some((count, pitch, factor)) = &constraint.product {
        let steps = values.get(*count).copied().unwrap_or(1.0) - 1.0;
        let length = pitch.value(values);
        value += factor * steps * length;
        slope += factor * steps * pitch.slope(id);
        if *count == id {
            slope += factor * length;
        }
    }
    (value, slope)
}

/// An end with few digits, inside the interval; it does not pass the value.
fn rounded(end: f64, now: f64, round: impl Fn(f64) -> f64) -> f64 {
    if end == now || now == 0.0 {
        return now;
    }
    let mut unit = decade(now.abs()) / 10.0;
    for _ in 0..6 {
        let candidate = tidy(round(end / unit) * unit, unit);
        let near = (candidate - end).abs() <= 0.1 * (end - now).abs();
        if near && (candidate - now) * (end - now) > 0.0 {
            return candidate;
        }
        unit /= 10.0;
    }
    now
}

/// Takes the noise of a multiplication away.
fn tidy(value: f64, unit: f64) -> f64 {
    if unit >= 1.0 {
        return value.round();
    }
    let scale = (1.0 / unit).round();
    (value * scale).round() / scale
}

/// The power of ten at or below a number, without a logarithm.
fn decade(value: f64) -> f64 {
    let mut unit = 1.0;
    while unit * 10.0 <= value && unit < 1e12 {
        unit *= 10.0;
    }
    while unit > value && unit > 1e-12 {
        unit /= 10.0;
    }
    unit
}
