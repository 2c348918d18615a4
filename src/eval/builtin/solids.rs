//! Bodies from sketches, and the images of shapes under similarities.

use std::sync::Arc;

use glam::{DMat3, DVec3};

use super::{Args, builtins};
use crate::diagnostics::registry::{eval as names, geom, limit};
use crate::eval::coerce::curves_of;
use crate::eval::display::{brief, kind_name, length_text, measure_text, number_text};
use crate::eval::interpret::{Eval, Failure, Interpreter};
use crate::eval::value::{Number, Value};
use crate::model::{Curve, Frame, Sketch, SolidKind, Transform3, tolerance};
use crate::sema::types::Dimension;
use crate::text::Span;

builtins! { extrude, revolve, transform }

fn extrude(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let sketch = run.sketch(args, 0)?;
    let height = run.magnitude(args, 1)?;
    let back = run.magnitude(args, 2)?;
    let symmetric = run.boolean_argument(args, 3)?;
    run.check_coordinates(&[height, back], args.span)?;
    if back < 0.0 {
        let message =
            format!("`back` extends an extrusion the other way and must not be negative; it is {}", length_text(back));
        return Err(run.error(names::DOMAIN, args.span, message));
    }
    if symmetric && back != 0.0 {
        let message = "a symmetric extrusion has half of its height on each side, so `back` has no meaning; leave out one of them";
        return Err(run.error(names::DOMAIN, args.span, message));
    }
    let (from, to) = match (symmetric, height < 0.0) {
        (true, _) => (-height.abs() / 2.0, height.abs() / 2.0),
        (false, false) => (-back + 0.0, height),
        (false, true) => (height, back),
    };
    if to - from < tolerance::MINIMUM_SIZE {
        let message = format!(
            "an extrusion must be at least {} high, and this one is {}",
            length_text(tolerance::MINIMUM_SIZE),
            length_text(to - from)
        );
        return Err(run.error(geom::ZERO_EXTRUSION, args.span, message));
    }
    run.charge(sketch_size(&sketch), args.span)?;
    run.new_solid(SolidKind::Extrude { sketch: (*sketch).clone(), from, to }, args.span)
}

fn sketch_size(sketch: &Arc<Sketch>) -> u64 {
    curves_of(&Value::Sketch(sketch.clone())) as u64
}

fn revolve(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let sketch = run.sketch(args, 0)?;
    let axis = run.axis(args, 1)?;
    let angle = run.magnitude(args, 2)?;
    let start = run.magnitude(args, 3)?;
    let degrees = |value| measure_text(Number::quantity(value, Dimension::ANGLE));
    if angle == 0.0 || angle.abs() > 360.0 {
        let message =
            format!("a revolution turns by more than 0° and at most 360°, and this one by {}", degrees(angle));
        return Err(run.error(geom::REVOLVE_ANGLE, args.span, message));
    }
    if start.abs() > 360.0 {
        let message =
            format!("the start of a revolution lies within -360° and 360°, and this one at {}", degrees(start));
        return Err(run.error(geom::REVOLVE_ANGLE, args.span, message));
    }
    if axis.local {
        let message = "a 2D point stands for an axis at right angles to the sketch, and a revolution needs one in its plane; \
                       use X, Y, Z or `axis(point, direction)`";
        return Err(run.error(geom::AXIS, args.span, message));
    }
    let (from, to) = if angle > 0.0 { (start, start + angle) } else { (start + angle, start) };
    let frame = &sketch.frame;
    let point = frame.local(axis.point);
    let direction = DVec3::new(axis.direction.dot(frame.x), axis.direction.dot(frame.y), axis.direction.dot(frame.z));
    if direction.z.abs() > tolerance::ANGULAR || point.z.abs() > tolerance::LINEAR {
        let message = if direction.z.abs() > tolerance::ANGULAR {
            format!(
                "the axis of a revolution must lie in the plane of the sketch; its direction {} leaves the plane, whose normal is {}",
                brief(&Value::vector3(axis.direction)),
                brief(&Value::vector3(frame.z))
            )
        } else {
            format!(
                "the axis of a revolution must lie in the plane of the sketch; it runs {} beside it",
                length_text(point.z.abs())
            )
        };
        return Err(run.error(geom::AXIS, args.span, message));
    }
    run.check_coordinates(&[point.x, point.y], args.span)?;
    let (point, direction) = (point.truncate() + 0.0, direction.truncate().normalize_or_zero() + 0.0);
    run.charge(sketch_size(&sketch), args.span)?;
    run.new_solid(SolidKind::Revolve { sketch: (*sketch).clone(), point, direction, from, to }, args.span)
}

fn transform(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let shape = run.take(args, 0);
    let (x, y, z) = (run.triple(args, 1)?, run.triple(args, 2)?, run.triple(args, 3)?);
    let translation = run.triple(args, 4)?;
    let transform = Transform3 { linear: DMat3::from_cols(x, y, z), translation };
    run.check_coordinates(&translation.to_array(), args.span)?;
    if !transform.is_similarity() {
        return Err(not_a_similarity(run, &transform, args.span));
    }
    match shape {
        Value::Curve(_) | Value::Loop(_) | Value::Face(_) => planar(run, shape, &transform, args.span),
        Value::Sketch(sketch) => {
            run.charge_curves(sketch_size(&sketch) as usize, args.span)?;
            let image = sketch.transformed(&transform);
            check_frame(run, &image.frame, args.span)?;
            for face in image.faces.iter() {
                check_face(run, face, transform.scale(), args.span)?;
            }
            Ok(Value::Sketch(Arc::new(image)))
        }
        Value::Solid(solid) => {
            check_scale(run, transform.scale(), args.span)?;
            let (solid, transform) = match &solid.kind {
                SolidKind::Transform { solid, transform: first } => (solid.clone(), transform.after(first)),
                _ => (solid, transform),
            };
            run.check_coordinates(&transform.translation.to_array(), args.span)?;
            if transform == Transform3::IDENTITY {
                return Ok(Value::Solid(solid));
            }
            run.new_solid(SolidKind::Transform { solid, transform }, args.span)
        }
        other => Err(run.misused(args, &other)),
    }
}

#[cold]
fn not_a_similarity(run: &mut Interpreter, transform: &Transform3, span: Span) -> Failure {
    let DMat3 { x_axis: x, y_axis: y, z_axis: z } = transform.linear;
    let lengths = [x, y, z].map(|axis| number_text(axis.length())).join(", ");
    let message = format!(
        "non-uniform scale and shear are not available: the images of the unit vectors must be equally long and at right \
         angles, and their lengths are {lengths}"
    );
    run.error(geom::UNSUPPORTED, span, message)
}

fn planar(run: &mut Interpreter, shape: Value, transform: &Transform3, span: Span) -> Eval<Value> {
    run.charge_curves(curves_of(&shape), span)?;
    let Some(map) = transform.planar() else {
        let kind = shape.shape_kind().map_or("shape", kind_name);
        let rise = transform.translation.z;
        let message = if rise.abs() > tolerance::LINEAR && (transform.linear.z_axis.truncate().length() < 1e-12) {
            format!("a {kind} lies in its own plane and cannot be moved out of it, here by z = {}", length_text(rise))
        } else {
            format!("a {kind} lies in its own plane and cannot be turned out of it")
        };
        let failure = format!("{message}; put it on a plane with `.on(…)` first");
        return Err(run.error(geom::OUT_OF_PLANE, span, failure));
    };
    let scale = transform.scale();
    match shape {
        Value::Curve(curve) => {
            let image = curve.transformed(&map);
            check_images(run, std::iter::once(&image), scale, span)?;
            Ok(Value::Curve(Arc::new(image)))
        }
        Value::Loop(chain) => {
            let image = chain.transformed(&map);
            check_images(run, image.curves.iter(), scale, span)?;
            Ok(Value::Loop(image))
        }
        Value::Face(face) => {
            let image = face.transformed(&map);
            check_face(run, &image, scale, span)?;
            Ok(Value::Face(image))
        }
        other => Err(run.misused(Args { start: 0, span }, &other)),
    }
}

fn check_face(run: &mut Interpreter, face: &crate::model::Face, scale: f64, span: Span) -> Eval<()> {
    for region in face.regions.iter() {
        check_images(run, region.outer.curves.iter(), scale, span)?;
        for hole in region.holes.iter() {
            check_images(run, hole.curves.iter(), scale, span)?;
        }
    }
    Ok(())
}

/// Images stay within the limits; only scaling can make them too small.
fn check_images<'c>(
    run: &mut Interpreter,
    curves: impl Iterator<Item = &'c Curve>,
    scale: f64,
    span: Span,
) -> Eval<()> {
    let rigid = (scale - 1.0).abs() < 1e-9;
    for curve in curves {
        if rigid {
            let (start, end) = curve.ends();
            run.check_coordinates(&[start.x, start.y, end.x, end.y], span)?;
        } else {
            run.check_curve(&curve.kind, span)?;
        }
    }
    Ok(())
}

fn check_frame(run: &mut Interpreter, frame: &Frame, span: Span) -> Eval<()> {
    run.check_coordinates(&frame.origin.to_array(), span)
}

/// Bodies are scaled by factors that keep sizes between the smallest and the largest of the language.
fn check_scale(run: &mut Interpreter, scale: f64, span: Span) -> Eval<()> {
    const LARGEST: f64 = tolerance::COORDINATE_LIMIT;
    if (1.0 / LARGEST..=LARGEST).contains(&scale) {
        return Ok(());
    }
    let message = format!(
        "a scale factor lies between {} and {}, and this one is {}",
        number_text(1.0 / LARGEST),
        number_text(LARGEST),
        number_text(scale)
    );
    Err(run.error(limit::COORDINATE, span, message))
}
