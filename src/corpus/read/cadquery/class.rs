//! Classes of `cadquery`, and the parts of an assembly.

use std::cell::RefCell;
use std::rc::Rc;

use super::argument::{Arguments, Bound};
use super::machine::Machine;
use super::plane;
use super::shape::{Body, Object, carried, rotation, shift};
use super::sketch::{Drawing, polygon};
use super::value::{Outcome, Value, unsupported, wrong};
use crate::model::{CurveKind, DMat3, DVec2, DVec3, Frame, Transform3};

impl<'a> Machine<'a> {
    /// Calls a class or function of `cadquery`.
    pub fn class(&mut self, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        match name {
            "Workplane" => {
                let bound = arguments.bind(name, &["inPlane", "origin", "obj"])?;
                let frame = self.frame_of(&bound)?;
                let mut objects = Vec::new();
                if let Some((value, at)) = bound.get("obj") {
                    match value {
                        Value::Body(body) => objects.push(Object::Body(body.clone())),
                        Value::Work(other) => objects = other.objects.borrow().clone(),
                        other => return unsupported(at, format!("a workplane around {}", other.kind())),
                    }
                }
                if let Some((Value::Body(body), _)) = bound.get("inPlane") {
                    objects.push(Object::Body(body.clone()));
                }
                Ok(Value::Work(self.workplane(frame, objects)))
            }
            "Sketch" => {
                arguments.bind(name, &[])?;
                Ok(Value::Drawing(self.drawing(Drawing { places: vec![Frame::XY], ..Drawing::default() })))
            }
            "Vector" => match arguments.positional.len() {
                0 => Ok(Value::Vector(DVec3::ZERO)),
                1 => Ok(Value::Vector(arguments.bind(name, &["v"])?.vector("v")?)),
                _ => {
                    let bound = arguments.bind(name, &["x", "y", "z"])?;
                    Ok(Value::Vector(DVec3::new(bound.number("x")?, bound.number("y")?, bound.number_or("z", 0.0)?)))
                }
            },
            "Plane" => {
                let bound = arguments.bind(name, &["origin", "xDir", "normal"])?;
                let (origin, normal) = (bound.vector_or("origin", DVec3::ZERO)?, bound.vector_or("normal", DVec3::Z)?);
                let x = if bound.get("xDir").is_some() {
                    bound.vector("xDir")?
                } else if normal.truncate() == DVec2::ZERO {
                    DVec3::X * normal.z.signum()
                } else {
                    return unsupported(span, "a plane without `xDir`: give its x direction");
                };
                match Frame::new(origin, x, normal) {
                    Some(frame) => Ok(Value::Plane(frame)),
                    None => wrong(span, "the directions of the plane are parallel or zero"),
                }
            }
            "Plane.named" => {
                let bound = arguments.bind(name, &["stdName", "origin"])?;
                let (text, origin) = (bound.text("stdName")?, bound.vector_or("origin", DVec3::ZERO)?);
                match plane::named(&text, origin) {
                    Some(frame) => Ok(Value::Plane(frame)),
                    None => wrong(span, format!("`{text}` is no plane")),
                }
            }
            _ if name.starts_with("Plane.") => {
                let bound = arguments.bind(name, &["origin", "xDir"])?;
                let origin = bound.vector_or("origin", DVec3::ZERO)?;
                match plane::named(name.trim_start_matches("Plane."), origin) {
                    Some(frame) if bound.get("xDir").is_none() => Ok(Value::Plane(frame)),
                    _ => unsupported(span, format!("`{name}` with these arguments")),
                }
            }
            "Location" => self.location(arguments),
            "Assembly" => {
                let bound = arguments.bind(name, &["obj", "loc", "name", "color", "metadata"])?;
                let parts = Rc::new(RefCell::new(Vec::new()));
                if bound.get("obj").is_some() {
                    self.assembled(&parts, &bound)?;
                }
                Ok(Value::Assembly(parts))
            }
            "Color" => Ok(Value::None),
            "Solid.makeBox" => {
                let bound = arguments.bind(name, &["length", "width", "height", "pnt", "dir"])?;
                let (size, height) =
                    (DVec2::new(bound.positive("length")?, bound.positive("width")?), bound.positive("height")?);
                let frame = made_at(&bound)?;
                let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|corner| size * DVec2::from(corner));
                let face = self.face_of(&polygon(&corners), span)?;
                Ok(Value::Body(Body::prism(frame, vec![face], 0.0, height)))
            }
            "Solid.makeCylinder" => {
                let bound = arguments.bind(name, &["radius", "height", "pnt", "dir", "angleDegrees"])?;
                bound.refuse("angleDegrees", 360.0, "draw the sector and extrude it")?;
                let (radius, height) = (bound.positive("radius")?, bound.positive("height")?);
                let face = self.face_of(&[CurveKind::Circle { center: DVec2::ZERO, radius }], span)?;
                Ok(Value::Body(Body::prism(made_at(&bound)?, vec![face], 0.0, height)))
            }
            "Solid.makeCone" => {
                let bound = arguments.bind(name, &["radius1", "radius2", "height", "pnt", "dir", "angleDegrees"])?;
                bound.refuse("angleDegrees", 360.0, "draw the sector and extrude it")?;
                let (bottom, top) = (bound.number("radius1")?, bound.number("radius2")?);
                if bottom < 0.0 || top < 0.0 || bottom + top == 0.0 {
                    return wrong(span, "the radii of a cone must not be negative, nor both 0");
                }
                let body = self.cone(made_at(&bound)?, bottom, top, bound.positive("height")?, span)?;
                Ok(Value::Body(body))
            }
            "Solid.makeSphere" => {
                let bound = arguments
                    .bind(name, &["radius", "pnt", "dir", "angleDegrees1", "angleDegrees2", "angleDegrees3"])?;
                for (angle, whole) in [("angleDegrees1", -90.0), ("angleDegrees2", 90.0), ("angleDegrees3", 360.0)] {
                    bound.refuse(angle, whole, "parts of spheres are not read; cut a whole one")?;
                }
                // OpenCASCADE's own default is a half ball from 0° to 90°.
                if bound.get("angleDegrees1").is_none() {
                    return unsupported(
                        span,
                        "`makeSphere` without angles is half a ball; give −90, 90, 360 or use `Workplane.sphere`",
                    );
                }
                let body = self.ball(made_at(&bound)?, bound.positive("radius")?, span)?;
                Ok(Value::Body(body))
            }
            "Solid.makeTorus" => {
                let bound = arguments.bind(name, &["radius1", "radius2", "pnt", "dir"])?;
                let (major, minor) = (bound.positive("radius1")?, bound.positive("radius2")?);
                let chain = [CurveKind::Circle { center: DVec2::new(major, 0.0), radius: minor }];
                Ok(Value::Body(self.turned_about_normal(made_at(&bound)?, &chain, span)?))
            }
            "exporters.export" | "exporters.exportShape" => {
                self.exported.extend(arguments.positional.into_iter().next().map(|found| found.0));
                Ok(Value::None)
            }
            "importers.importStep" | "importers.importDXF" | "importers.importShape" => {
                unsupported(span, format!("`{name}`: files are not read"))
            }
            _ => unsupported(span, format!("`cadquery.{name}` is not known")),
        }
    }

    fn frame_of(&mut self, bound: &Bound<'a>) -> Outcome<Frame> {
        let origin = bound.vector_or("origin", DVec3::ZERO)?;
        let Some((value, at)) = bound.get("inPlane") else {
            return Ok(Frame { origin, ..Frame::XY });
        };
        match value {
            Value::Text(text) => match plane::named(text, origin) {
                Some(frame) => Ok(frame),
                None => wrong(
                    at,
                    format!("`{text}` is no plane: XY, YZ, ZX, XZ, YX, ZY, front, back, left, right, top, bottom"),
                ),
            },
            Value::Plane(frame) => Ok(*frame),
            Value::Body(_) => Ok(Frame { origin, ..Frame::XY }),
            Value::Location(location) => Ok(carried(&Frame::XY, location)),
            other => unsupported(at, format!("a workplane on {}", other.kind())),
        }
    }

    fn location(&mut self, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        let spatial = |frame: &Frame| Transform3 {
            linear: DMat3::from_cols(frame.x, frame.y, frame.z),
            translation: frame.origin,
        };
        let numbers = arguments.positional.first().is_some_and(|(value, _)| value.number().is_some())
            || arguments.named.iter().any(|(name, ..)| matches!(name.as_str(), "x" | "y" | "z" | "rx" | "ry" | "rz"));
        if numbers {
            let bound = arguments.bind("Location", &["x", "y", "z", "rx", "ry", "rz"])?;
            let at = DVec3::new(bound.number_or("x", 0.0)?, bound.number_or("y", 0.0)?, bound.number_or("z", 0.0)?);
            if bound.number_or("rx", 0.0)? != 0.0 || bound.number_or("ry", 0.0)? != 0.0 {
                return unsupported(span, "a location turned about several axes; give one axis and one angle");
            }
            let turned = rotation(DVec3::ZERO, DVec3::Z, bound.number_or("rz", 0.0)?).unwrap_or(Transform3::IDENTITY);
            return Ok(Value::Location(Transform3 { translation: at, ..turned }));
        }
        match arguments.positional.len() + arguments.named.len() {
            0 => Ok(Value::Location(Transform3::IDENTITY)),
            1 => {
                let bound = arguments.bind("Location", &["t"])?;
                match bound.value("t")? {
                    (Value::Plane(frame), _) => Ok(Value::Location(spatial(frame))),
                    (Value::Location(location), _) => Ok(Value::Location(*location)),
                    _ => Ok(Value::Location(shift(bound.vector("t")?))),
                }
            }
            2 if matches!(arguments.positional.first(), Some((Value::Plane(_), _))) => {
                let bound = arguments.bind("Location", &["plane", "plnOffset"])?;
                match bound.value("plane")? {
                    (Value::Plane(frame), _) => {
                        Ok(Value::Location(spatial(frame).after(&shift(bound.vector("plnOffset")?))))
                    }
                    (_, at) => wrong(at, "a location takes a plane"),
                }
            }
            3 => {
                let bound = arguments.bind("Location", &["t", "ax", "angle"])?;
                let (at, axis, angle) = (bound.vector("t")?, bound.vector("ax")?, bound.number("angle")?);
                match rotation(DVec3::ZERO, axis, angle) {
                    Some(turned) => Ok(Value::Location(Transform3 { translation: at, ..turned })),
                    None => wrong(span, "the axis has no direction"),
                }
            }
            _ => unsupported(span, "a location of these arguments; give a point, an axis and an angle"),
        }
    }

    /// Adds what a call names to the parts of an assembly.
    pub fn assembled(&mut self, parts: &Rc<RefCell<Vec<Body>>>, bound: &Bound<'a>) -> Outcome<()> {
        let (value, at) = bound.value("obj")?;
        let value = value.clone();
        let by = match bound.get("loc") {
            Some((Value::Location(location), _)) => Some(*location),
            Some((_, at)) => return unsupported(at, "`loc` of anything but a location"),
            None => None,
        };
        for body in self.bodies(&value, at)? {
            self.spend(4, at)?;
            parts.borrow_mut().push(by.map_or_else(|| body.clone(), |by| body.transformed(&by)));
        }
        Ok(())
    }
}

/// The frame of a solid that is made at a point along a direction.
fn made_at(bound: &Bound) -> Outcome<Frame> {
    let origin = bound.vector_or("pnt", DVec3::ZERO)?;
    let along = bound.vector_or("dir", DVec3::Z)?.normalize_or_zero();
    // OpenCASCADE's own choice of the x direction matters for boxes only; along an axis it is one of these.
    let x = match along {
        DVec3::Z => DVec3::X,
        _ => {
            return match (along.abs().max_element() == 1.0, bound.get("width")) {
                (_, None) => {
                    let x = if along.x.abs() < 0.9 { DVec3::X } else { DVec3::Y };
                    match Frame::new(origin, x, along) {
                        Some(frame) => Ok(frame),
                        None => wrong(bound.span, "`dir` is no direction"),
                    }
                }
                _ => unsupported(bound.span, "a box along a direction other than z; use `Workplane.box`"),
            };
        }
    };
    Ok(Frame { origin, x, y: along.cross(x), z: along })
}
