//! Whether a plan is worth keeping.

use rustc_hash::FxHashMap;

use super::{Options, Refusal, likeness};
use crate::corpus::plan::{Body, Flat, Parameter, Plan, Quantity, SmolStr, print};
use crate::eval::Value;
use crate::geom::Kernel;
use crate::model::{BooleanOp, ContentHasher, Geometry, Level};
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Depth, Outcome, Request, Workspace};

/// The least and the greatest change of the volume by an operation.
pub(super) const CHANGE: (f64, f64) = (0.005, 0.95);

/// The level that a plan is meant for; the shapes decide.
pub(super) fn level_of(plan: &Plan) -> Option<Level> {
    let [only] = &plan.features[..] else { return Some(Level::MSE) };
    let single = only.repeats.is_empty();
    Some(match &only.body {
        Body::Flat(Flat::Loop(_)) => Level::L,
        Body::Flat(Flat::Face(_)) => Level::F,
        Body::Flat(Flat::Sketch(_)) => Level::S,
        Body::Group { .. } => Level::MSE,
        Body::Moved { .. } => return None,
        _ if single => Level::SE,
        _ => Level::MSE,
    })
}

/// Whether some parameter shows in no number of the features.
pub(super) fn has_dead_parameter(plan: &Plan) -> bool {
    let Some(now) = numbers(plan, &[]) else { return true };
    plan.parameters.iter().any(|parameter| {
        let other = other_value(plan, parameter);
        numbers(plan, &[(parameter.name.clone(), other)]).is_none_or(|then| then == now)
    })
}

/// Another value of a parameter, within its range where it has one of some width.
fn other_value(plan: &Plan, parameter: &Parameter) -> f64 {
    let step = match parameter.quantity {
        Quantity::Count => 1.0,
        _ => parameter.value.abs().max(1.0) * 0.05,
    };
    let up = parameter.value + step;
    let most = parameter.range.as_ref().and_then(|(_, high)| high.value(&plan.bindings(&[])?));
    if most.is_some_and(|most| up > most) { parameter.value - step } else { up }
}

/// Every number of the features in order.
fn numbers(plan: &Plan, overrides: &[(SmolStr, f64)]) -> Option<Vec<f64>> {
    let bindings = plan.bindings(overrides)?;
    let mut found = Vec::new();
    let mut whole = true;
    for feature in &plan.features {
        feature.clone().each_expr(&mut |expr| match expr.value(&bindings) {
            Some(value) => found.push(value),
            None => whole = false,
        });
    }
    whole.then_some(found)
}

/// What is known of a program that was checked.
pub(super) struct Checked {
    pub(super) hash: u128,
    pub(super) likeness: u128,
}

/// Evaluates a program and asks whether it is of its level and every operation counts.
pub(super) fn check(text: &str, plan: &Plan, options: &Options) -> Result<Checked, Refusal> {
    let outcome = run(text, if options.audit { Depth::Realise } else { Depth::Evaluate });
    let [part] = outcome.parts() else { return Err(Refusal::Invalid) };
    if outcome.has_errors() {
        return Err(Refusal::Invalid);
    }
    if part.shape.level() != options.level {
        return Err(Refusal::OtherLevel);
    }
    if has_trivial_operation(plan, &outcome) {
        return Err(Refusal::TrivialOperation);
    }
    if options.audit {
        audit(plan, &outcome)?;
    }
    let mut hasher = ContentHasher::default();
    hasher.shape(&part.shape);
    let grain = if options.level < Level::SE { likeness::PLANE } else { likeness::FINE };
    let likeness = likeness::descriptor(&part.shape, grain).ok_or(Refusal::Invalid)?;
    Ok(Checked { hash: hasher.finish(), likeness })
}

fn run(text: &str, depth: Depth) -> Outcome {
    let request = Request::new("plan.recad", text, &StandardLibraryOnly);
    Workspace::default().run(&Request { depth, terse: true, ..request })
}

/// Whether an operation adds or removes too little or too much, by the volumes of what is added or removed: upper
/// bounds of the change, which is as large where operands lie apart or inside as they do in the families.
fn has_trivial_operation(plan: &Plan, outcome: &Outcome) -> bool {
    if plan.features.len() < 2 {
        return false;
    }
    let mut volumes: FxHashMap<&str, f64> = FxHashMap::default();
    for (name, value) in &outcome.evaluation.values {
        // The copies of a feature count together, whether in a list or as `name_1`, `name_2`…
        let base = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
        let known = plan.features.iter().any(|feature| feature.name == *name);
        *volumes.entry(if known { name } else { base }).or_default() += volume(value);
    }
    let mut total = 0.0;
    for (index, feature) in plan.features.iter().enumerate() {
        let own = volumes.get(feature.name.as_str()).copied().unwrap_or(0.0);
        let (change, after) = match feature.operation {
            _ if index == 0 => (CHANGE.1, own),
            BooleanOp::Union => (own / (total + own), total + own),
            BooleanOp::Cut => (own / total, total - own.min(total * CHANGE.1)),
            // What is left is not bounded by the volume of the operand.
            BooleanOp::Intersect => (CHANGE.1, total),
        };
        // A cut may reach beyond the body: only what is too small is certain.
        let most = if feature.operation == BooleanOp::Cut { f64::INFINITY } else { CHANGE.1 };
        if !(CHANGE.0..=most).contains(&change) {
            return true;
        }
        total = after;
    }
    false
}

fn volume(value: &Value) -> f64 {
    match value {
        Value::Solid(solid) => likeness::volume(solid),
        Value::List { items, .. } => items.iter().map(volume).sum(),
        _ => 0.0,
    }
}

/// Measures the body after every operation, and that of the program at its own parametricity.
fn audit(plan: &Plan, outcome: &Outcome) -> Result<(), Refusal> {
    let measured = |outcome: &Outcome| match outcome.parts() {
        [part] if !outcome.has_errors() => Kernel::new().measure(&part.shape).ok().map(|m| (m.volume, m.area)),
        _ => None,
    };
    let (volume, area) = measured(outcome).ok_or(Refusal::Invalid)?;
    let mut before = None;
    for count in 1..=plan.features.len() {
        let mut prefix = plan.clone();
        prefix.features.truncate(count);
        let now = measured(&run(&print::program(&prefix), Depth::Realise)).ok_or(Refusal::Invalid)?;
        if let Some((last, _)) = before.replace(now) {
            let change = (now.0 - last).abs() / last.max(now.0);
            if !(CHANGE.0..=CHANGE.1).contains(&change) {
                return Err(Refusal::TrivialOperation);
            }
        }
    }
    // The highest parametricity builds the same.
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * a.abs().max(b.abs());
    match before {
        Some((last, last_area)) if near(last, volume) && near(last_area, area) => Ok(()),
        _ => Err(Refusal::Invalid),
    }
}
