//! Asking the geometry.

use smol_str::SmolStr;

use super::{Args, builtins};
use crate::eval::coerce::curves_of;
use crate::eval::interpret::{Eval, Interpreter};
use crate::eval::limits::SOLID_WORK;
use crate::eval::value::Value;
use crate::model::{Measurement, Shape};
use crate::sema::types::Dimension;
use std::sync::Arc;

builtins! { volume, area, length, bbox, centroid, faces, edges, counts }

fn measure(run: &mut Interpreter, args: Args) -> Eval<Measurement> {
    let value = run.take(args, 0);
    match &value {
        Value::Solid(_) => run.charge(SOLID_WORK, args.span)?,
        plane => run.charge_geometry(curves_of(plane), args.span)?,
    }
    let Some(shape) = value.shape() else { return Err(run.misused(args, &value)) };
    let measured = run.geometry.measure(&shape);
    run.geometric(measured, args.span)
}

fn quantity(run: &mut Interpreter, args: Args, value: f64, dimension: Dimension) -> Eval<Value> {
    run.finite(value, Some(dimension), args.span).map(Value::Number)
}

fn record(run: &mut Interpreter, args: Args, fields: Vec<(&'static str, Value)>) -> Eval<Value> {
    run.charge_elements(fields.len(), fields.len(), args.span)?;
    let fields = fields.into_iter().map(|(name, value)| (SmolStr::new_static(name), value)).collect();
    run.nested(Value::record(fields), args.span)
}

fn text(text: &str) -> Value {
    Value::String(Arc::from(text))
}

fn volume(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let measured = measure(run, args)?;
    quantity(run, args, measured.volume, Dimension::VOLUME)
}

fn area(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let measured = measure(run, args)?;
    quantity(run, args, measured.area, Dimension::AREA)
}

fn length(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let measured = measure(run, args)?;
    quantity(run, args, measured.length, Dimension::LENGTH)
}

fn bbox(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let Measurement { min, max, .. } = measure(run, args)?;
    let fields = vec![
        ("min", Value::point3(min)),
        ("max", Value::point3(max)),
        ("size", Value::point3(max - min)),
        ("center", Value::point3((min + max) / 2.0)),
    ];
    record(run, args, fields)
}

fn centroid(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let measured = measure(run, args)?;
    Ok(Value::point3(measured.centroid))
}

fn faces(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let solid = run.solid(args, 0)?;
    run.charge(SOLID_WORK, args.span)?;
    let faces = run.geometry.faces(&solid);
    let faces = run.geometric(faces, args.span)?;
    run.charge_elements(faces.len(), faces.len(), args.span)?;
    run.charge(faces.len() as u64, args.span)?;
    let mut records = Vec::with_capacity(faces.len());
    for face in faces {
        let mut fields = vec![("surface", text(face.surface))];
        fields.extend(face.frame.map(|frame| ("plane", Value::Plane(Arc::new(frame)))));
        fields.push(("area", Value::quantity(face.area, Dimension::AREA)));
        fields.push(("centroid", Value::point3(face.centroid)));
        records.push(record(run, args, fields)?);
    }
    run.nested(Value::list(records), args.span)
}

fn edges(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let solid = run.solid(args, 0)?;
    run.charge(SOLID_WORK, args.span)?;
    let edges = run.geometry.edges(&solid);
    let edges = run.geometric(edges, args.span)?;
    run.charge_elements(edges.len(), edges.len(), args.span)?;
    run.charge(edges.len() as u64, args.span)?;
    let mut records = Vec::with_capacity(edges.len());
    for edge in edges {
        let fields = vec![
            ("curve", text(edge.curve)),
            ("length", Value::length(edge.length)),
            ("start", Value::point3(edge.ends.0)),
            ("end", Value::point3(edge.ends.1)),
            ("midpoint", Value::point3(edge.midpoint)),
        ];
        records.push(record(run, args, fields)?);
    }
    run.nested(Value::list(records), args.span)
}

fn counts(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let solid = run.solid(args, 0)?;
    run.charge(SOLID_WORK, args.span)?;
    let measured = run.geometry.measure(&Shape::Solid(solid));
    let counts = run.geometric(measured, args.span)?.counts;
    let fields = [
        ("faces", counts.faces),
        ("edges", counts.edges),
        ("vertices", counts.vertices),
        ("shells", counts.shells),
        ("genus", counts.genus),
    ];
    record(run, args, fields.into_iter().map(|(name, count)| (name, Value::plain(count as f64))).collect())
}
