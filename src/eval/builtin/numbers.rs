//! Trigonometry on degrees, roots, rounding and comparison.

use super::{Args, builtins};
use crate::diagnostics::registry::{eval as names, unit};
use crate::eval::display::{dimension_name, measure_text};
use crate::eval::interpret::{Eval, Interpreter};
use crate::eval::value::{Number, Value};
use crate::model::trig;
use crate::sema::types::Dimension;

builtins! {
    sin, cos, tan, asin, acos, atan2, sqrt, abs, floor, ceil, round, min, max, near, exp, ln,
}

fn plain(run: &mut Interpreter, args: Args, value: f64) -> Eval<Value> {
    run.finite(value, None, args.span).map(Value::Number)
}

fn angle(degrees: f64) -> Eval<Value> {
    Ok(Value::quantity(degrees, Dimension::ANGLE))
}

fn sin(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let angle = run.magnitude(args, 0)?;
    plain(run, args, trig::sin(angle))
}

fn cos(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let angle = run.magnitude(args, 0)?;
    plain(run, args, trig::cos(angle))
}

fn tan(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let angle = run.number(args, 0)?;
    let value = trig::tan(angle.value);
    if value.is_infinite() {
        let message = format!("the tangent of {} is infinite", measure_text(angle));
        return Err(run.error(names::DOMAIN, args.span, message));
    }
    plain(run, args, value)
}

/// A number from −1 to 1.
fn unit_interval(run: &mut Interpreter, args: Args, function: &str) -> Eval<f64> {
    let number = run.number(args, 0)?;
    if number.value.abs() <= 1.0 {
        return Ok(number.value);
    }
    let message = format!("`{function}` takes numbers from -1 to 1, not {}", measure_text(number));
    Err(run.error(names::DOMAIN, args.span, message))
}

fn asin(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let x = unit_interval(run, args, "asin")?;
    let degrees = if x.abs() == 0.5 { 30.0 } else { exact_quarter(libm::asin(x.abs())) };
    angle(degrees.copysign(x) + 0.0)
}

fn acos(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let x = unit_interval(run, args, "acos")?;
    if x == 0.5 {
        return angle(60.0);
    }
    if x == -0.5 {
        return angle(120.0);
    }
    angle(if x == -1.0 { 180.0 } else { exact_quarter(libm::acos(x)) })
}

/// Radians in degrees, exact at a right angle.
fn exact_quarter(radians: f64) -> f64 {
    if radians == std::f64::consts::FRAC_PI_2 { 90.0 } else { radians.to_degrees() }
}

fn atan2(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let (y, x) = two(run, args, "atan2")?;
    if y.value == 0.0 && x.value == 0.0 {
        return Err(run.error(names::DOMAIN, args.span, "the vector (0, 0) has no direction"));
    }
    angle(trig::atan2(y.value, x.value))
}

fn sqrt(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let number = run.number(args, 0)?;
    if number.value < 0.0 {
        let message = format!("a square root needs a number from 0, not {}", measure_text(number));
        return Err(run.error(names::DOMAIN, args.span, message));
    }
    let dimension = match number.dimension {
        None => None,
        Some(dimension) if dimension.length % 2 == 0 && dimension.angle % 2 == 0 => {
            Some(Dimension { length: dimension.length / 2, angle: dimension.angle / 2 })
        }
        Some(_) => {
            let message = format!(
                "the root of {} ({}) has no whole dimension; roots are taken of plain numbers, areas and other squares",
                dimension_name(number.dimension),
                measure_text(number)
            );
            return Err(run.error(unit::MISMATCH, args.span, message));
        }
    };
    Ok(Value::Number(Number { value: number.value.sqrt(), dimension }))
}

fn abs(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let number = run.number(args, 0)?;
    Ok(Value::Number(Number { value: number.value.abs(), ..number }))
}

fn floor(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let value = run.magnitude(args, 0)?;
    Ok(Value::plain(libm::floor(value)))
}

fn ceil(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let value = run.magnitude(args, 0)?;
    Ok(Value::plain(libm::ceil(value)))
}

fn round(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let value = run.magnitude(args, 0)?;
    Ok(Value::plain(libm::round(value)))
}

/// Two numbers of one dimension.
fn two(run: &mut Interpreter, args: Args, function: &str) -> Eval<(Number, Number)> {
    let (a, b) = (run.number(args, 0)?, run.number(args, 1)?);
    match run.one_dimension(a, b) {
        Some((x, y, dimension)) => Ok((Number { value: x, dimension }, Number { value: y, dimension })),
        None => Err(run.dimensions_error(function, a, b, args.span)),
    }
}

fn min(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let (a, b) = two(run, args, "min")?;
    Ok(Value::Number(if b.value < a.value { b } else { a }))
}

fn max(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let (a, b) = two(run, args, "max")?;
    Ok(Value::Number(if b.value > a.value { b } else { a }))
}

fn near(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let (a, b) = two(run, args, "near")?;
    let tolerance = run.magnitude(args, 2)?;
    let scale = a.value.abs().max(b.value.abs());
    Ok(Value::Bool((a.value - b.value).abs() <= tolerance * scale))
}

fn exp(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let x = run.magnitude(args, 0)?;
    plain(run, args, libm::exp(x))
}

fn ln(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let x = run.number(args, 0)?;
    if x.value <= 0.0 {
        let message = format!("a logarithm needs a number above 0, not {}", measure_text(x));
        return Err(run.error(names::DOMAIN, args.span, message));
    }
    plain(run, args, libm::log(x.value))
}
