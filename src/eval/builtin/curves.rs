//! Curves, loops, faces and sketches.

use std::sync::Arc;

use glam::DVec2;

use super::{Args, builtins};
use crate::diagnostics::registry::{eval as names, geom, limit};
use crate::eval::coerce::curves_of;
use crate::eval::display::{length_text, measure_text, number_text};
use crate::eval::interpret::{Eval, Interpreter};
use crate::eval::value::Value;
use crate::model::{ArcGeometry, CornerKind, Curve, CurveKind, Face, Loop, tolerance, trig};
use crate::text::Span;

builtins! {
    line, arc, circle, loop = chain, face, sketch, start_of, end_of, point_on, direction_on, curves, loops, plane_of,
    faces_of, offset, fillet, chamfer,
}

impl Interpreter<'_> {
    /// Every coordinate lies within the limit.
    pub(super) fn check_coordinates(&mut self, coordinates: &[f64], span: Span) -> Eval<()> {
        match coordinates.iter().find(|value| value.is_nan() || value.abs() > tolerance::COORDINATE_LIMIT) {
            None => Ok(()),
            Some(value) => {
                let message = format!(
                    "coordinates, radii and distances lie within {}, and here is {}",
                    length_text(tolerance::COORDINATE_LIMIT),
                    length_text(*value)
                );
                Err(self.error(limit::COORDINATE, span, message))
            }
        }
    }

    /// A radius is large enough to exist and within the limit.
    fn check_radius(&mut self, radius: f64, what: &str, span: Span) -> Eval<()> {
        if radius >= tolerance::MINIMUM_SIZE {
            return self.check_coordinates(&[radius], span);
        }
        let message = format!(
            "the radius of {what} must be at least {}, and this one is {}",
            length_text(tolerance::MINIMUM_SIZE),
            length_text(radius)
        );
        Err(self.error(geom::RADIUS, span, message))
    }

    /// A curve has a size and lies within the limit.
    pub(super) fn check_curve(&mut self, kind: &CurveKind, span: Span) -> Eval<()> {
        match *kind {
            CurveKind::Line { start, end } => {
                self.check_coordinates(&[start.x, start.y, end.x, end.y], span)?;
                let length = start.distance(end);
                if length >= tolerance::MINIMUM_SIZE {
                    return Ok(());
                }
                let message = format!(
                    "a line must be at least {} long, and this one is {}",
                    length_text(tolerance::MINIMUM_SIZE),
                    length_text(length)
                );
                Err(self.error(geom::SHORT_CURVE, span, message))
            }
            CurveKind::Arc { start, mid, end } => {
                self.check_coordinates(&[start.x, start.y, mid.x, mid.y, end.x, end.y], span)?;
                let Some(arc) = ArcGeometry::through(start, mid, end) else {
                    let point = |p: DVec2| format!("({}, {})", number_text(p.x), number_text(p.y));
                    let message = format!(
                        "the three points of an arc must not lie on one line or coincide, and {}, {} and {} do; \
                         use `line` for a straight piece or `circle` for a whole circle",
                        point(start),
                        point(mid),
                        point(end)
                    );
                    return Err(self.error(geom::COLLINEAR_ARC, span, message));
                };
                self.check_radius(arc.radius, "an arc", span)?;
                let length = arc.radius * arc.sweep.abs().to_radians();
                if length >= tolerance::MINIMUM_SIZE {
                    return Ok(());
                }
                let message = format!(
                    "an arc must be at least {} long, and this one is {}",
                    length_text(tolerance::MINIMUM_SIZE),
                    length_text(length)
                );
                Err(self.error(geom::SHORT_CURVE, span, message))
            }
            CurveKind::Circle { center, radius } => {
                self.check_coordinates(&[center.x, center.y], span)?;
                self.check_radius(radius, "a circle", span)
            }
        }
    }

    fn new_curve(&mut self, kind: CurveKind, span: Span) -> Eval<Value> {
        self.check_curve(&kind, span)?;
        self.charge_curves(1, span)?;
        Ok(Value::Curve(Arc::new(Curve::new(kind, self.blamed(span)))))
    }

    /// A face made by the geometry, its curves counted.
    pub(super) fn new_face(&mut self, face: Face, span: Span) -> Eval<Value> {
        let face = Value::Face(face);
        self.charge_curves(curves_of(&face), span)?;
        Ok(face)
    }
}

fn line(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let kind = CurveKind::Line { start: run.pair(args, 0)?, end: run.pair(args, 1)? };
    run.new_curve(kind, args.span)
}

fn arc(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let kind = CurveKind::Arc { start: run.pair(args, 0)?, mid: run.pair(args, 1)?, end: run.pair(args, 2)? };
    run.new_curve(kind, args.span)
}

fn circle(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let kind = CurveKind::Circle { center: run.pair(args, 0)?, radius: run.magnitude(args, 1)? };
    run.new_curve(kind, args.span)
}

fn chain(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let items = run.items(args, 0)?;
    run.charge_geometry(items.len(), args.span)?;
    let mut curves = Vec::with_capacity(items.len());
    for item in items.iter() {
        match item {
            Value::Curve(curve) => curves.push(**curve),
            other => return Err(run.misused(args, other)),
        }
    }
    let chain = run.geometry.make_loop(&curves);
    run.geometric(chain, args.span).map(Value::Loop)
}

fn face(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let outer = run.chain(args, 0)?;
    let items = run.items(args, 1)?;
    let mut holes: Vec<Loop> = Vec::with_capacity(items.len());
    for item in items.iter() {
        match item {
            Value::Loop(hole) => {
                run.charge_geometry(hole.curves.len(), args.span)?;
                holes.push(hole.clone());
            }
            other => return Err(run.misused(args, other)),
        }
    }
    run.charge_geometry(outer.curves.len(), args.span)?;
    let face = run.geometry.make_face(&outer, &holes);
    run.geometric(face, args.span).map(Value::Face)
}

fn sketch(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let frame = run.frame(args, 0)?;
    let items = run.items(args, 1)?;
    let mut faces = Vec::with_capacity(items.len());
    for item in items.iter() {
        match item {
            Value::Face(face) => {
                run.charge_geometry(curves_of(item), args.span)?;
                faces.push(face.clone());
            }
            other => return Err(run.misused(args, other)),
        }
    }
    if faces.is_empty() {
        return Err(run.error(
            names::EMPTY_UNION,
            args.span,
            "a sketch needs at least one face, and this list is empty",
        ));
    }
    let sketch = run.geometry.make_sketch(&frame, &faces);
    run.geometric(sketch, args.span).map(|sketch| Value::Sketch(Arc::new(sketch)))
}

fn point2(point: DVec2) -> Value {
    Value::Tuple { items: Arc::new(point.to_array().map(Value::length)), depth: 1 }
}

fn start_of(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let curve = run.curve(args, 0)?;
    Ok(point2(curve.ends().0))
}

fn end_of(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let curve = run.curve(args, 0)?;
    Ok(point2(curve.ends().1))
}

/// A curve and a fraction of its length.
fn place_on(run: &mut Interpreter, args: Args) -> Eval<(Curve, f64)> {
    let curve = run.curve(args, 0)?;
    let fraction = run.number(args, 1)?;
    if (0.0..=1.0).contains(&fraction.value) {
        return Ok((curve, fraction.value));
    }
    let message = format!("a fraction of a curve lies between 0 and 1, and this one is {}", measure_text(fraction));
    Err(run.error(names::DOMAIN, args.span, message))
}

fn point_on(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let (curve, fraction) = place_on(run, args)?;
    let (start, end) = curve.ends();
    if fraction == 0.0 {
        return Ok(point2(start));
    }
    if fraction == 1.0 {
        return Ok(point2(end));
    }
    Ok(point2(match curve.kind {
        CurveKind::Line { .. } => start + (end - start) * fraction,
        CurveKind::Arc { mid, .. } => ArcGeometry::through(start, mid, end).map_or(start, |arc| arc.point(fraction)),
        CurveKind::Circle { center, radius } => {
            let (sin, cos) = trig::sin_cos(360.0 * fraction);
            center + radius * DVec2::new(cos, sin)
        }
    }))
}

fn direction_on(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let (curve, fraction) = place_on(run, args)?;
    let tangent = |angle: f64, sweep: f64| {
        let (sin, cos) = trig::sin_cos(angle);
        DVec2::new(-sin, cos) * sweep.signum()
    };
    let direction = match curve.kind {
        CurveKind::Line { start, end } => (end - start).normalize_or_zero(),
        CurveKind::Arc { start, mid, end } => ArcGeometry::through(start, mid, end)
            .map_or(DVec2::X, |arc| tangent(arc.start_angle + arc.sweep * fraction, arc.sweep)),
        CurveKind::Circle { .. } => tangent(360.0 * fraction, 1.0),
    };
    Ok(Value::Tuple { items: Arc::new((direction + 0.0).to_array().map(Value::plain)), depth: 1 })
}

fn curves(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let chain = run.chain(args, 0)?;
    run.charge_elements(chain.curves.len(), chain.curves.len(), args.span)?;
    run.charge(chain.curves.len() as u64, args.span)?;
    let curves: Vec<Value> = chain.curves.iter().map(|curve| Value::Curve(Arc::new(*curve))).collect();
    run.nested(Value::list(curves), args.span)
}

fn loops(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let face = run.face(args, 0)?;
    let outer = face.regions.iter().map(|region| &region.outer);
    let holes = face.regions.iter().flat_map(|region| region.holes.iter());
    let loops: Vec<Value> = outer.chain(holes).cloned().map(Value::Loop).collect();
    run.charge(loops.len() as u64, args.span)?;
    run.list(loops, args.span)
}

fn plane_of(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let sketch = run.sketch(args, 0)?;
    Ok(Value::Plane(Arc::new(sketch.frame)))
}

fn faces_of(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let sketch = run.sketch(args, 0)?;
    run.charge(sketch.faces.len() as u64, args.span)?;
    let faces: Vec<Value> = sketch.faces.iter().cloned().map(Value::Face).collect();
    run.list(faces, args.span)
}

fn offset(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let shape = run.take(args, 0);
    let distance = run.magnitude(args, 1)?;
    run.check_coordinates(&[distance], args.span)?;
    match shape {
        Value::Plane(frame) => {
            let moved = frame.offset(distance);
            run.check_coordinates(&moved.origin.to_array(), args.span)?;
            Ok(Value::Plane(Arc::new(moved)))
        }
        Value::Face(face) => {
            run.charge_geometry(curves_of(&Value::Face(face.clone())), args.span)?;
            let result = run.geometry.offset_face(&face, distance);
            let result = run.geometric(result, args.span)?;
            run.new_face(result, args.span)
        }
        other => Err(run.misused(args, &other)),
    }
}

fn fillet(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let face = face_to_treat(run, args, "fillets")?;
    let radius = run.magnitude(args, 1)?;
    run.check_radius(radius, "a fillet", args.span)?;
    treat_corners(run, args, &face, CornerKind::Fillet(radius))
}

fn chamfer(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let face = face_to_treat(run, args, "chamfers")?;
    let distance = run.magnitude(args, 1)?;
    if distance < tolerance::MINIMUM_SIZE {
        let message = format!(
            "the distance of a chamfer must be at least {}, and this one is {}",
            length_text(tolerance::MINIMUM_SIZE),
            length_text(distance)
        );
        return Err(run.error(geom::SHORT_CURVE, args.span, message));
    }
    treat_corners(run, args, &face, CornerKind::Chamfer(distance))
}

/// The face whose corners are treated; edges of solids cannot be treated yet.
fn face_to_treat(run: &mut Interpreter, args: Args, what: &str) -> Eval<Face> {
    match run.take(args, 0) {
        Value::Face(face) => Ok(face),
        Value::Solid(_) => {
            let message =
                format!("{what} of solids are not available yet: treat the corners of the face before it is extruded");
            Err(run.error(geom::UNSUPPORTED, args.span, message))
        }
        other => Err(run.misused(args, &other)),
    }
}

fn treat_corners(run: &mut Interpreter, args: Args, face: &Face, corner: CornerKind) -> Eval<Value> {
    let items = run.items(args, 2)?;
    run.charge(items.len() as u64, args.span)?;
    let mut at = Vec::with_capacity(items.len());
    for item in items.iter() {
        at.push(DVec2::from_array(run.coordinates::<2>(args, item)?));
    }
    run.charge_geometry(curves_of(&Value::Face(face.clone())).saturating_add(at.len()), args.span)?;
    let result = run.geometry.treat_corners(face, corner, &at);
    let result = run.geometric(result, args.span)?;
    run.new_face(result, args.span)
}
