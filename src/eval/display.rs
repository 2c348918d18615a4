//! Values as text: for `text`, string interpolation and messages. Bounded: a shared structure may be
//! exponentially larger when written out than it is in memory.

use std::fmt::Write;

use super::dimension::unit_text;
use super::value::{Number, Value};
pub use crate::sema::display::kind_name;
use crate::sema::types::Dimension;

/// The text would be longer than allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// A number as short as it reads back: decimal, or with an exponent when very large or small.
pub fn number_text(value: f64) -> String {
    let magnitude = value.abs();
    if magnitude != 0.0 && !(1e-6..1e16).contains(&magnitude) {
        format!("{value:e}")
    } else {
        format!("{}", value + 0.0)
    }
}

/// Appends `value` to `out`, which may not grow beyond `limit` bytes.
pub fn write_value(out: &mut String, value: &Value, limit: usize) -> Result<(), TooLong> {
    match value {
        Value::Number(Number { value, dimension }) => {
            out.push_str(&number_text(*value));
            if let Some(dimension) = dimension {
                out.push_str(&unit_text(*dimension));
            }
        }
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::String(text) => {
            if out.len() + text.len() > limit {
                return Err(TooLong);
            }
            out.push_str(text);
        }
        Value::Tuple { items, .. } => write_items(out, items, "(", ")", limit)?,
        Value::List { items, .. } => write_items(out, items, "[", "]", limit)?,
        Value::Record { fields, .. } => {
            out.push_str("#{");
            for (index, (name, value)) in fields.iter().enumerate() {
                let _ = write!(out, "{}{name} = ", if index == 0 { "" } else { ", " });
                write_item(out, value, limit)?;
            }
            out.push('}');
        }
        Value::Function(closure) => {
            let _ = write!(out, "fn {}", closure.function.name);
        }
        Value::Plane(frame) => {
            out.push_str("plane(");
            write_value(out, &Value::point3(frame.origin), limit)?;
            out.push_str(", x = ");
            write_value(out, &Value::vector3(frame.x), limit)?;
            out.push_str(", normal = ");
            write_value(out, &Value::vector3(frame.z), limit)?;
            out.push(')');
        }
        Value::Axis(axis) => {
            out.push_str("axis(");
            write_value(out, &Value::point3(axis.point), limit)?;
            out.push_str(", ");
            write_value(out, &Value::vector3(axis.direction), limit)?;
            out.push(')');
        }
        Value::Curve(_) | Value::Loop(_) | Value::Face(_) | Value::Sketch(_) | Value::Solid(_) => {
            out.push_str(&type_name(value));
        }
    }
    if out.len() > limit { Err(TooLong) } else { Ok(()) }
}

/// Strings inside containers stand in quotes.
fn write_item(out: &mut String, value: &Value, limit: usize) -> Result<(), TooLong> {
    let Value::String(text) = value else { return write_value(out, value, limit) };
    out.push('"');
    for character in text.chars() {
        if out.len() > limit {
            return Err(TooLong);
        }
        match character {
            '"' | '\\' | '{' | '}' => out.extend(['\\', character]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ => out.push(character),
        }
    }
    out.push('"');
    Ok(())
}

fn write_items(out: &mut String, items: &[Value], open: &str, close: &str, limit: usize) -> Result<(), TooLong> {
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_item(out, item, limit)?;
    }
    out.push_str(close);
    Ok(())
}

/// The type of a number for messages: `Number`, `Length`, `Ratio`…
pub fn dimension_name(dimension: Option<Dimension>) -> String {
    dimension.map_or_else(|| "Number".to_owned(), |dimension| dimension.to_string())
}

/// The type of a value for messages.
pub fn type_name(value: &Value) -> String {
    match value {
        Value::Number(number) => dimension_name(number.dimension),
        Value::Bool(_) => "Bool".to_owned(),
        Value::String(_) => "String".to_owned(),
        Value::Tuple { items, .. } => format!("tuple of {}", items.len()),
        Value::List { items, .. } => match items.len() {
            1 => "list of 1 element".to_owned(),
            n => format!("list of {n} elements"),
        },
        Value::Record { .. } => "record".to_owned(),
        Value::Function(_) => "function".to_owned(),
        Value::Plane(_) => "Plane".to_owned(),
        Value::Axis(_) => "Axis".to_owned(),
        Value::Curve(_) | Value::Loop(_) | Value::Face(_) | Value::Sketch(_) | Value::Solid(_) => {
            value.shape_kind().map_or("shape", kind_name).to_owned()
        }
    }
}

/// A number for messages: at most twelve significant digits, with its unit after a space.
pub fn measure_text(number: Number) -> String {
    let rounded = format!("{:.11e}", number.value).parse().unwrap_or(number.value);
    let digits = number_text(rounded);
    match number.dimension {
        None | Some(Dimension::RATIO) => digits,
        Some(Dimension::ANGLE) => format!("{digits}°"),
        Some(dimension) => format!("{digits} {}", unit_text(dimension)),
    }
}

/// A length in millimetres for messages.
pub fn length_text(value: f64) -> String {
    measure_text(Number::quantity(value, Dimension::LENGTH))
}

/// A value for messages, shortened when long.
pub fn brief(value: &Value) -> String {
    const LONGEST: usize = 60;
    match value {
        Value::Number(number) => measure_text(*number),
        _ => {
            let mut text = String::new();
            match write_item(&mut text, value, LONGEST) {
                Ok(()) => text,
                Err(TooLong) => type_name(value),
            }
        }
    }
}

/// Type and value for messages: `Length (12 mm)`.
pub fn describe(value: &Value) -> String {
    match value {
        Value::Number(_) | Value::Bool(_) | Value::String(_) | Value::Tuple { .. } => {
            format!("{} ({})", type_name(value), brief(value))
        }
        _ => type_name(value),
    }
}
