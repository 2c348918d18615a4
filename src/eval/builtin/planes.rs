//! Planes and axes.

use std::sync::Arc;

use glam::DVec3;

use super::{Args, builtins};
use crate::diagnostics::registry::geom;
use crate::eval::display::brief;
use crate::eval::interpret::{Eval, Interpreter};
use crate::eval::value::{Axis, Value};
use crate::model::Frame;

builtins! { plane, axis, axis_for }

fn plane(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let origin = run.triple(args, 0)?;
    let x = run.triple(args, 1)?;
    let normal = run.triple(args, 2)?;
    run.check_coordinates(&origin.to_array(), args.span)?;
    match Frame::new(origin, x, normal) {
        Some(frame) => Ok(Value::Plane(Arc::new(frame))),
        None => {
            let message = format!(
                "the x direction and the normal of a plane must not be zero or parallel; here they are {} and {}",
                brief(&Value::vector3(x)),
                brief(&Value::vector3(normal))
            );
            Err(run.error(geom::DIRECTION, args.span, message))
        }
    }
}

fn axis(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let point = run.triple(args, 0)?;
    let direction = run.triple(args, 1)?;
    run.check_coordinates(&point.to_array(), args.span)?;
    match direction.try_normalize() {
        Some(direction) => Ok(Value::Axis(Arc::new(Axis { point, direction, local: false }))),
        None => {
            let message =
                format!("the direction of an axis must not be zero; here it is {}", brief(&Value::vector3(direction)));
            Err(run.error(geom::DIRECTION, args.span, message))
        }
    }
}

/// A local axis stands on the plane of a sketch; plane shapes live in z = 0, and a solid has no plane but that.
fn axis_for(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let shape = run.take(args, 0);
    let axis = run.axis(args, 1)?;
    if !axis.local {
        return Ok(Value::Axis(axis));
    }
    let (point, direction) = match &shape {
        Value::Sketch(sketch) => (sketch.frame.point(axis.point.truncate(), 0.0), sketch.frame.z),
        _ => (axis.point, DVec3::Z),
    };
    Ok(Value::Axis(Arc::new(Axis { point, direction, local: false })))
}
