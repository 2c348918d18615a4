//! Other values for parameters.

use serde_json::json;
use smol_str::SmolStr;

use crate::eval::{Number, Override, ParameterReport, Value};
use crate::model::ContentHasher;
use crate::sema::types::Dimension;

/// How far a value moves: this share of its range or, without a range, of itself.
const MOVE: f64 = 0.15;

/// One parameter with another value.
#[derive(Clone, Debug, PartialEq)]
pub struct Perturbation {
    /// The parameter.
    pub name: SmolStr,
    /// Its new value, in canonical units.
    pub value: Override,
}

/// One edit for every parameter that has another value, in an order given by the seed.
///
/// A number moves by [`MOVE`] of its range toward the end that is farther away, or by that share of itself (a
/// number without a range that is 0 becomes 1); whole numbers and steps are kept, and what would not move goes one
/// step. A choice becomes the next one, a truth value the other one. Texts, tuples and lists have no edit.
pub fn perturbations(parameters: &[ParameterReport], seed: u64) -> Vec<Perturbation> {
    let mut found: Vec<(u128, Perturbation)> = parameters
        .iter()
        .enumerate()
        .filter_map(|(index, parameter)| {
            let mut hasher = ContentHasher::default();
            hasher.word(seed);
            hasher.word(index as u64);
            let rank = hasher.finish();
            let value = other_value(parameter, rank & 1 == 0)?;
            Some((rank, Perturbation { name: parameter.name.clone(), value }))
        })
        .collect();
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, perturbation)| perturbation).collect()
}

/// Another allowed value; `upward` is preferred where both ways are open.
fn other_value(parameter: &ParameterReport, upward: bool) -> Option<Override> {
    if let Some(choices) = &parameter.choices {
        let now = choices.iter().position(|choice| same(choice, &parameter.value))?;
        let next = choices.iter().cycle().skip(now + 1).take(choices.len() - 1);
        return next.filter(|choice| !same(choice, &parameter.value)).find_map(given);
    }
    match &parameter.value {
        Value::Bool(value) => Some(Override::Json(json!(!value))),
        Value::Number(number) => number_value(parameter, *number, upward),
        _ => None,
    }
}

fn number_value(parameter: &ParameterReport, number: Number, upward: bool) -> Option<Override> {
    let end = |value: &Value| value.number().map(|number| number.value);
    let range = parameter.range.as_ref().and_then(|(low, high)| Some((end(low)?, end(high)?)));
    let step = match parameter.step.as_ref().and_then(end) {
        Some(step) => Some(step),
        None if parameter.ty == "Int" => Some(1.0),
        None => None,
    };
    let now = number.value;
    let far = match range {
        Some((low, high)) if high - now >= now - low => (high - low) * MOVE,
        Some((low, high)) => (low - high) * MOVE,
        None if now == 0.0 => 1.0,
        None => now * if upward { MOVE } else { -MOVE },
    };
    let moved = match step {
        Some(step) => now + step * (far / step).abs().round().max(1.0).copysign(far),
        None => now + far,
    };
    let moved = match range {
        // A step that leads out of the range is taken the other way.
        Some((low, high)) if moved < low || moved > high => 2.0 * now - moved,
        _ => moved,
    };
    let inside = range.is_none_or(|(low, high)| (low..=high).contains(&moved));
    (inside && moved != now && moved.is_finite())
        .then(|| given(&Value::Number(Number { value: moved, ..number })))
        .flatten()
}

/// A value as a host gives it; none for what hosts cannot say.
pub(super) fn given(value: &Value) -> Option<Override> {
    match value {
        Value::Bool(value) => Some(Override::Json(json!(value))),
        Value::String(text) => Some(Override::Text(format!("\"{text}\""))),
        Value::Number(Number { value, dimension }) => Some(Override::Json(match dimension {
            None => json!(value),
            Some(dimension) if *dimension == Dimension::LENGTH => json!({"value": value, "unit": "mm"}),
            Some(dimension) if *dimension == Dimension::ANGLE => json!({"value": value, "unit": "deg"}),
            Some(_) => return None,
        })),
        _ => None,
    }
}

pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.value == b.value,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String(a), Value::String(b)) => a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::project::StandardLibraryOnly;
    use crate::workspace::{Depth, Request, Workspace};

    const PROGRAM: &str = r#"
param width = 60mm in 20mm..=62mm
param slack = 0
param count: Int = 3 in 1..=40
param few: Int = 2 in 2..=3
param pitch = 1inch in 0.5inch..=2inch step 0.25inch
param tilt = 30deg
param wide = false
param size = "M4" in ["M3", "M4", "M5"]
param fixed = 5mm in 5mm..=5mm
param title = "plate"
param area = 3mm * 2mm
part plate = rect(width + slack + count + few + pitch, 20).rotate(tilt)
"#;

    fn evaluated(overrides: &[(String, Override)]) -> (Vec<ParameterReport>, Vec<String>) {
        let request = Request { overrides, depth: Depth::Evaluate, ..Request::new("a", PROGRAM, &StandardLibraryOnly) };
        let outcome = Workspace::default().run(&request);
        let errors = outcome.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.clone()).collect();
        (outcome.evaluation.parameters, errors)
    }

    #[test]
    fn every_edit_changes_its_parameter_and_is_allowed() {
        let (parameters, errors) = evaluated(&[]);
        assert_eq!(errors, [""; 0]);
        for seed in 0..8 {
            let found = perturbations(&parameters, seed);
            let mut names: Vec<_> = found.iter().map(|edit| edit.name.as_str()).collect();
            names.sort_unstable();
            assert_eq!(names, ["count", "few", "pitch", "size", "slack", "tilt", "wide", "width"]);
            for edit in found {
                let (after, errors) = evaluated(&[(edit.name.to_string(), edit.value.clone())]);
                assert_eq!(errors, [""; 0], "{edit:?}");
                let value = |of: &[ParameterReport]| {
                    of.iter().find(|parameter| parameter.name == edit.name).map(|parameter| parameter.value.clone())
                };
                let (before, after) = (value(&parameters).unwrap(), value(&after).unwrap());
                assert!(!same(&before, &after), "{edit:?}");
            }
        }
    }

    #[test]
    fn the_seed_decides_which_edit_comes_first() {
        let (parameters, _) = evaluated(&[]);
        let first = |seed| perturbations(&parameters, seed)[0].clone();
        assert_eq!(first(1), first(1));
        assert!((0..20).any(|seed| first(seed).name != first(0).name));
    }
}
