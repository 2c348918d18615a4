//! Values as JSON, for `recad eval` and reports.
//!
//! Numbers are `{"value", "unit"}` in canonical units (`unit` is null for plain numbers and ratios);
//! shapes are `{"kind", "level"}`. Bounded: beyond [`NODES`] nodes the rest is the string `"…"`.

use serde_json::{Value as Json, json};

use super::dimension::unit_text;
use super::display::write_value;
use super::value::{Number, Value};
use crate::sema::types::Dimension;
use crate::sema::unit::Unit;

/// The largest number of JSON nodes a value is written with; shared structures may be exponentially
/// larger written out than in memory.
pub const NODES: usize = 100_000;

/// The value as JSON.
pub fn value_json(value: &Value) -> Json {
    write(value, &mut { NODES })
}

/// The number in the unit given, or in its canonical one.
pub fn number_json(number: Number, unit: Option<&str>) -> (Json, Json) {
    let unit = unit.and_then(Unit::find).filter(|unit| Some(unit.dimension) == number.dimension);
    match (unit, number.dimension) {
        (Some(unit), _) => (plain(unit.of_canonical(number.value)), json!(unit.name)),
        (None, None | Some(Dimension::RATIO)) => (plain(number.value), Json::Null),
        (None, Some(dimension)) => (plain(number.value), json!(unit_text(dimension))),
    }
}

/// Whole numbers are written without a fraction.
fn plain(value: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if value.fract() == 0.0 && value.abs() < EXACT { json!(value as i64) } else { json!(value + 0.0) }
}

fn write(value: &Value, budget: &mut usize) -> Json {
    if *budget == 0 {
        return json!("…");
    }
    *budget -= 1;
    match value {
        Value::Number(number) => {
            let (value, unit) = number_json(*number, None);
            json!({ "value": value, "unit": unit })
        }
        Value::Bool(value) => json!(value),
        Value::String(text) => json!(&**text),
        Value::Tuple { items, .. } | Value::List { items, .. } => {
            let mut array = Vec::new();
            for item in items.iter() {
                array.push(write(item, budget));
                if *budget == 0 {
                    break;
                }
            }
            Json::Array(array)
        }
        Value::Record { fields, .. } => {
            Json::Object(fields.iter().map(|(name, value)| (name.to_string(), write(value, budget))).collect())
        }
        Value::Plane(frame) => json!({
            "origin": frame.origin.to_array(), "x": frame.x.to_array(), "normal": frame.z.to_array(),
        }),
        Value::Axis(axis) => json!({ "point": axis.point.to_array(), "direction": axis.direction.to_array() }),
        Value::Function(_) => {
            let mut text = String::new();
            // Names of functions are short.
            let _ = write_value(&mut text, value, usize::MAX);
            json!(text)
        }
        Value::Curve(_) | Value::Loop(_) | Value::Face(_) | Value::Sketch(_) | Value::Solid(_) => {
            value.shape().map_or(Json::Null, |shape| json!({ "kind": shape.kind(), "level": shape.level() }))
        }
    }
}
