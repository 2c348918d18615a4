//! Operations of a workplane that make or change solids.

use std::rc::Rc;

use ruff_text_size::TextRange;

use super::argument::{Arguments, Bound};
use super::machine::Machine;
use super::plane::mirror_normal;
use super::region;
use super::shape::{Body, Object, Wire, carried, moved, reflection, rotation, settle, shift};
use super::sketch::polygon;
use super::value::{Outcome, Value, unsupported, wrong};
use super::workplane::{Work, on_the_plane};
use crate::geom::kernel::Kernel;
use crate::model::tolerance::{ANGULAR, LINEAR};
use crate::model::{
    BooleanOp, Curve, CurveKind, DVec2, DVec3, Face, Frame, Geometry, GeometryError, Loop, Measurement, Shape,
    Transform3, trig,
};
use crate::text::Span;

/// A solid takes at most this many operations, each written out.
pub const MOST_OPERATIONS: u64 = 20_000;

/// Plane faces on a frame.
type Profile = (Frame, Vec<Face>);

const COMBINE: &str = "combine";
const CLEAN: &str = "clean";
const CENTERED: &str = "centered";

impl<'a> Machine<'a> {
    /// Calls a method that makes or changes solids; `None` when there is none of this name.
    pub fn solid_method(
        &mut self,
        work: &Rc<Work>,
        name: &str,
        arguments: Arguments<'a>,
    ) -> Outcome<Option<Value<'a>>> {
        let span = arguments.span;
        let value = match name {
            "faces" | "edges" | "vertices" | "wires" | "solids" => {
                let bound = arguments.bind(name, &["selector", "tag"])?;
                self.select(work, name, &bound)?
            }
            "extrude" | "cutBlind" => {
                let names: &[&'static str] = if name == "extrude" {
                    &["until", COMBINE, CLEAN, "both", "taper"]
                } else {
                    &["until", CLEAN, "both", "taper"]
                };
                let bound = arguments.bind(name, names)?;
                bound.refuse("taper", 0.0, "tapered extrusions are not in the language")?;
                if let Some((Value::Text(text), at)) = bound.get("until") {
                    return unsupported(at, format!("`{name}(\"{text}\")`: give the distance as a number"));
                }
                let distance = bound.number("until")?;
                let made = self.extruded(work, distance, bound.flag("both", false), span)?;
                if name == "cutBlind" { self.cut_from(work, &made, span)? } else { self.combine(work, made, &bound)? }
            }
            "cutThruAll" => {
                let bound = arguments.bind(name, &[CLEAN, "taper"])?;
                bound.refuse("taper", 0.0, "tapered cuts are not in the language")?;
                let base = self.base(work, span)?;
                let profiles = self.profiles(work, span)?;
                let box_ = self.measured(&base, span)?;
                let mut tools = Vec::new();
                for (frame, faces) in profiles {
                    // Past the whole body on both sides, at whole millimetres.
                    let heights = corners(&box_).map(|corner| frame.local(corner).z);
                    let low = heights.iter().copied().fold(f64::INFINITY, f64::min).floor() - 1.0;
                    let high = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max).ceil() + 1.0;
                    self.along(&frame, work, span)?;
                    tools.extend(self.prisms(frame, faces, low, high));
                }
                self.cut_from(work, &tools, span)?
            }
            "revolve" => {
                let bound = arguments.bind(name, &["angleDegrees", "axisStart", "axisEnd", COMBINE, CLEAN])?;
                let made = self.revolved(work, &bound)?;
                self.combine(work, made, &bound)?
            }
            "hole" | "cboreHole" | "cskHole" => self.drilled(work, name, arguments)?,
            "box" => {
                let bound = arguments.bind(name, &["length", "width", "height", CENTERED, COMBINE, CLEAN])?;
                let (size, height) =
                    (DVec2::new(bound.positive("length")?, bound.positive("width")?), bound.positive("height")?);
                let [x, y, z] = bound.centered(CENTERED)?;
                let foot = DVec2::new(if x { -size.x / 2.0 } else { 0.0 }, if y { -size.y / 2.0 } else { 0.0 });
                let low = if z { -height / 2.0 } else { 0.0 };
                let corners =
                    [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|corner| foot + size * DVec2::from(corner));
                let chain = polygon(&corners);
                self.stand(work, &chain, low, low + height, &bound)?
            }
            "cylinder" => {
                let names = ["height", "radius", "direct", "angle", CENTERED, COMBINE, CLEAN];
                let bound = arguments.bind(name, &names)?;
                bound.refuse("angle", 360.0, "draw the sector and extrude it")?;
                let (height, radius) = (bound.positive("height")?, bound.positive("radius")?);
                let [x, y, z] = bound.centered(CENTERED)?;
                let center = DVec2::new(if x { 0.0 } else { radius }, if y { 0.0 } else { radius });
                let low = if z { -height / 2.0 } else { 0.0 };
                let direct = bound.vector_or("direct", DVec3::Z)?;
                let chain = [CurveKind::Circle { center, radius }];
                if direct.normalize_or_zero().distance(DVec3::Z) > 1e-12 {
                    // A circle looks the same from every side: any x direction will do.
                    let x = if direct.x.abs() < direct.length() * 0.9 { DVec3::X } else { DVec3::Y };
                    let Some(local) = Frame::new(DVec3::ZERO, x, direct) else {
                        return wrong(span, "`direct` is no direction");
                    };
                    if center != DVec2::ZERO {
                        return unsupported(span, "a cylinder with both `direct` and `centered`");
                    }
                    self.lean(work, &local, &chain, low, low + height, &bound)?
                } else {
                    self.stand(work, &chain, low, low + height, &bound)?
                }
            }
            "sphere" => {
                let names = ["radius", "direct", "angle1", "angle2", "angle3", CENTERED, COMBINE, CLEAN];
                let bound = arguments.bind(name, &names)?;
                for (angle, whole) in [("angle1", -90.0), ("angle2", 90.0), ("angle3", 360.0)] {
                    bound.refuse(angle, whole, "parts of spheres are not read; cut a whole one")?;
                }
                let radius = bound.positive("radius")?;
                let [x, y, z] = bound.centered(CENTERED)?;
                let at = |flag: bool| if flag { 0.0 } else { radius };
                let center = DVec3::new(at(x), at(y), at(z));
                let mut made = Vec::new();
                for station in self.stations(work, span)? {
                    let frame = carried(&work.plane, &station);
                    let frame = Frame { origin: frame.point(center.truncate(), center.z), ..frame };
                    made.push(self.ball(frame, radius, span)?);
                }
                self.combine(work, made, &bound)?
            }
            "union" | "cut" | "intersect" => {
                let names: &[&'static str] = match name {
                    "union" => &["toUnion", CLEAN, "glue", "tol"],
                    "cut" => &["toCut", CLEAN, "tol"],
                    _ => &["toIntersect", CLEAN, "tol"],
                };
                let bound = arguments.bind(name, names)?;
                let op = match name {
                    "union" => BooleanOp::Union,
                    "cut" => BooleanOp::Cut,
                    _ => BooleanOp::Intersect,
                };
                let other = bound.get(names[0]).map(|(value, _)| value.clone());
                self.boolean(work, op, other.as_ref(), span)?
            }
            "combine" => {
                arguments.bind(name, &[CLEAN, "glue", "tol"])?;
                let bodies = bodies_of(work);
                match self.joined(BooleanOp::Union, &bodies, span)? {
                    Some(body) => self.next(work, vec![Object::Body(body)])?,
                    None => return wrong(span, "there is no solid on the stack"),
                }
            }
            "clean" => Value::Work(work.clone()),
            "findSolid" => {
                arguments.bind(name, &["searchStack", "searchParents"])?;
                Value::Body(self.base(work, span)?)
            }
            "largestDimension" => {
                let base = self.base(work, span)?;
                Value::Float(self.diagonal(&base, span)?)
            }
            "translate" => {
                let bound = arguments.bind(name, &["vec"])?;
                let by = shift(bound.vector("vec")?);
                self.every_body(work, span, |_, _| Ok(by))?
            }
            "rotate" => {
                let bound = arguments.bind(name, &["axisStartPoint", "axisEndPoint", "angleDegrees"])?;
                let (start, end) = (bound.vector("axisStartPoint")?, bound.vector("axisEndPoint")?);
                match rotation(start, end - start, bound.number("angleDegrees")?) {
                    Some(by) => self.every_body(work, span, |_, _| Ok(by))?,
                    None => return wrong(span, "the axis has no direction"),
                }
            }
            "rotateAboutCenter" => {
                let bound = arguments.bind(name, &["axisEndPoint", "angleDegrees"])?;
                let (axis, angle) = (bound.vector("axisEndPoint")?, bound.number("angleDegrees")?);
                self.every_body(work, span, |machine, body| {
                    let center = machine.measured(body, span)?.centroid;
                    match rotation(center, axis, angle) {
                        Some(by) => Ok(by),
                        None => wrong(span, "the axis has no direction"),
                    }
                })?
            }
            "mirror" => self.mirrored(work, arguments)?,
            "fillet" | "chamfer" => self.edge_treatment(work, name, arguments)?,
            "exportStep" | "exportStl" | "exportSvg" | "export" => Value::None,
            _ => return Ok(None),
        };
        Ok(Some(value))
    }

    /// A boolean with another workplane or solid.
    pub fn boolean(
        &mut self,
        work: &Rc<Work>,
        op: BooleanOp,
        other: Option<&Value<'a>>,
        span: TextRange,
    ) -> Outcome<Value<'a>> {
        let others = match other {
            None => Vec::new(),
            Some(Value::Work(other)) => bodies_of(other),
            Some(Value::Body(body)) => vec![body.clone()],
            Some(other) => return wrong(span, format!("a boolean with {} instead of a solid", other.kind())),
        };
        if others.is_empty() && other.is_some() {
            return wrong(span, "there is no solid on the stack of the other workplane");
        }
        let base = self.find(work, span)?;
        let body = match (base, op) {
            (Some(base), BooleanOp::Union | BooleanOp::Cut) => {
                let mut operands = vec![base];
                operands.extend(others);
                self.joined(op, &operands, span)?
            }
            (Some(base), BooleanOp::Intersect) => {
                // The tools act as one.
                let tools = self.joined(BooleanOp::Union, &others, span)?;
                let operands: Vec<Body> = std::iter::once(base).chain(tools).collect();
                self.joined(op, &operands, span)?
            }
            (None, BooleanOp::Union) => self.joined(op, &others, span)?,
            (None, _) => return wrong(span, "there is no solid in the chain to cut from"),
        };
        match body {
            Some(body) => self.next(work, vec![Object::Body(body)]),
            None => wrong(span, "there is no solid to combine"),
        }
    }

    /// Several bodies as one, counted.
    pub fn joined(&mut self, op: BooleanOp, bodies: &[Body], span: TextRange) -> Outcome<Option<Body>> {
        self.spend(bodies.len() as u64, span)?;
        let joined = Body::combined(op, bodies);
        if joined.as_ref().is_some_and(|body| body.weight > MOST_OPERATIONS) {
            return Err(super::value::Fault {
                name: crate::diagnostics::registry::limit::STEPS,
                span,
                message: format!("the solid takes more than {MOST_OPERATIONS} operations, written out one by one"),
            });
        }
        Ok(joined)
    }

    /// The solid of a chain: what is on the nearest stack with one.
    pub fn find(&mut self, work: &Rc<Work>, span: TextRange) -> Outcome<Option<Body>> {
        let mut link = Some(work.clone());
        while let Some(current) = link {
            self.spend(1, span)?;
            let bodies = bodies_of(&current);
            if !bodies.is_empty() {
                return self.joined(BooleanOp::Union, &bodies, span);
            }
            link = current.parent.clone();
        }
        Ok(None)
    }

    /// The solid of a chain, which must have one.
    pub fn base(&mut self, work: &Rc<Work>, span: TextRange) -> Outcome<Body> {
        match self.find(work, span)? {
            Some(body) => Ok(body),
            None => wrong(span, "there is no solid in the chain"),
        }
    }

    /// Exact figures of a body.
    pub fn measured(&mut self, body: &Body, span: TextRange) -> Outcome<Measurement> {
        self.spend(200 + body.weight * 20, span)?;
        measure(&self.kernel, body).map_err(|error| region::geometric(span, "the solid cannot be measured", &error))
    }

    /// The diagonal of the box of a body.
    fn diagonal(&mut self, body: &Body, span: TextRange) -> Outcome<f64> {
        let measured = self.measured(body, span)?;
        Ok((measured.max - measured.min).length())
    }

    fn combine(&mut self, work: &Rc<Work>, made: Vec<Body>, bound: &Bound<'a>) -> Outcome<Value<'a>> {
        let span = bound.span;
        let mode = match bound.get(COMBINE) {
            None => {
                if bound.flag(COMBINE, true) {
                    "a"
                } else {
                    ""
                }
            }
            Some((Value::Text(text), at)) => match &**text {
                "a" => "a",
                "s" | "cut" => "s",
                other => return wrong(at, format!("`combine` is no `{other}`")),
            },
            Some((value, _)) => {
                if value.truth() {
                    "a"
                } else {
                    ""
                }
            }
        };
        match mode {
            "" => self.next(work, made.into_iter().map(Object::Body).collect()),
            "s" => self.cut_from(work, &made, span),
            _ => {
                let operands: Vec<Body> = self.find(work, span)?.into_iter().chain(made).collect();
                match self.joined(BooleanOp::Union, &operands, span)? {
                    Some(body) => self.next(work, vec![Object::Body(body)]),
                    None => wrong(span, "nothing was made"),
                }
            }
        }
    }

    fn cut_from(&mut self, work: &Rc<Work>, tools: &[Body], span: TextRange) -> Outcome<Value<'a>> {
        let mut operands = vec![self.base(work, span)?];
        operands.extend(tools.iter().cloned());
        match self.joined(BooleanOp::Cut, &operands, span)? {
            Some(body) => self.next(work, vec![Object::Body(body)]),
            None => wrong(span, "nothing to cut"),
        }
    }

    /// Bodies from faces at one place; faces that overlap get bodies of their own.
    fn prisms(&self, frame: Frame, faces: Vec<Face>, from: f64, to: f64) -> Vec<Body> {
        let mut made = Vec::new();
        let mut plain = Vec::with_capacity(faces.len());
        for face in faces {
            // A boolean may leave a hole that touches the outline, which a face of the language may not have.
            match self.touching(&face) {
                Some((face, holes)) => {
                    let whole = Body::prism(frame, vec![face], from, to);
                    let tools = holes.into_iter().map(|hole| Body::prism(frame, vec![hole], from, to));
                    let operands: Vec<Body> = std::iter::once(whole).chain(tools).collect();
                    made.extend(Body::combined(BooleanOp::Cut, &operands));
                }
                None => plain.push(face),
            }
        }
        if plain.len() < 2 || self.kernel.make_sketch(&frame, &plain).is_ok() {
            made.extend((!plain.is_empty()).then(|| Body::prism(frame, plain, from, to)));
        } else {
            made.extend(plain.into_iter().map(|face| Body::prism(frame, vec![face], from, to)));
        }
        made
    }

    /// A face without those of its holes that touch others of its loops, and these; `None` when none does.
    fn touching(&self, face: &Face) -> Option<(Face, Vec<Face>)> {
        let [region] = &face.regions[..] else { return None };
        if region.holes.is_empty() || self.kernel.make_face(&region.outer, &region.holes).is_ok() {
            return None;
        }
        let (mut kept, mut apart) = (Vec::new(), Vec::new());
        for hole in region.holes.iter() {
            kept.push(hole.clone());
            if self.kernel.make_face(&region.outer, &kept).is_err() {
                apart.extend(kept.pop().map(|hole| Face::new(hole, Vec::new())));
            }
        }
        Some((Face::new(region.outer.clone(), kept), apart))
    }

    /// Whether a frame's normal runs along (1) or against (−1) the plane's.
    fn along(&self, frame: &Frame, work: &Rc<Work>, span: TextRange) -> Outcome<f64> {
        if frame.z.cross(work.plane.z).length() > ANGULAR {
            return unsupported(span, "an extrusion at an angle to its outline; draw on the plane that it leaves");
        }
        Ok(frame.z.dot(work.plane.z).signum())
    }

    fn extruded(&mut self, work: &Rc<Work>, distance: f64, both: bool, span: TextRange) -> Outcome<Vec<Body>> {
        if distance.abs() < LINEAR {
            return wrong(span, "an extrusion needs a distance other than 0");
        }
        let mut made = Vec::new();
        for (frame, faces) in self.profiles(work, span)? {
            let distance = distance * self.along(&frame, work, span)?;
            made.extend(self.prisms(frame, faces, if both { -distance } else { 0.0 }, distance));
        }
        if made.is_empty() {
            return wrong(span, "there is no outline or sketch to extrude");
        }
        Ok(made)
    }

    /// The faces that an operation takes: sketches and faces of the stack, or else the waiting chains.
    fn profiles(&mut self, work: &Rc<Work>, span: TextRange) -> Outcome<Vec<Profile>> {
        let mut found: Vec<Profile> = Vec::new();
        for object in work.objects.borrow().iter() {
            match object {
                Object::Drawing(drawing) => {
                    let drawing = drawing.borrow();
                    let faces: Vec<Face> = drawing
                        .region
                        .iter()
                        .flat_map(|face| face.regions.iter())
                        .map(|region| Face { regions: [region.clone()].into() })
                        .collect();
                    if !faces.is_empty() {
                        found.extend(drawing.places.iter().map(|place| (*place, faces.clone())));
                    }
                }
                Object::Face(face) => match face.wires() {
                    Some(wires) => {
                        let Some(frame) = wires.first().map(|wire| wire.frame) else { continue };
                        let chains: Vec<&[CurveKind]> = wires.iter().map(|wire| &*wire.curves).collect();
                        found.push((frame, region::faces(&self.kernel, &chains, span)?));
                    }
                    None => return unsupported(span, "an extrusion of a face that is not plane"),
                },
                _ => {}
            }
        }
        self.spend(found.len() as u64 * 4, span)?;
        if !found.is_empty() {
            return Ok(found);
        }
        if !work.context.borrow().edges.is_empty() && work.context.borrow().wires.is_empty() {
            return wrong(span, "the outline is not closed: end it with `close()`");
        }
        let wires = std::mem::take(&mut work.context.borrow_mut().wires);
        if wires.is_empty() {
            return wrong(span, "there is no outline or sketch to work on");
        }
        self.spend((wires.len() * wires.len() / 8) as u64, span)?;
        // Chains on one plane belong together.
        let mut groups: Vec<(Frame, Vec<Vec<CurveKind>>)> = Vec::new();
        for wire in &wires {
            let frame = seat(wire, work);
            let known = groups.iter_mut().find_map(|(known, chains)| Some((on_the_plane(wire, known)?, chains)));
            match known {
                Some((curves, chains)) => chains.push(curves),
                None => {
                    let curves = on_the_plane(wire, &frame).unwrap_or_default();
                    groups.push((frame, vec![curves]));
                }
            }
        }
        if groups.len() > 1 {
            return unsupported(
                span,
                "outlines on different planes in one operation; extrude them one after the other",
            );
        }
        let mut profiles = Vec::new();
        for (frame, chains) in groups {
            let chains: Vec<&[CurveKind]> = chains.iter().map(Vec::as_slice).collect();
            let faces = region::faces(&self.kernel, &chains, span)?;
            if faces.len() > 1
                && let Err(error) = self.kernel.make_sketch(&frame, &faces)
            {
                return Err(region::geometric(
                    span,
                    "the outlines cross or overlap; extrude them one after the other",
                    &error,
                ));
            }
            profiles.push((frame, faces));
        }
        Ok(profiles)
    }

    fn revolved(&mut self, work: &Rc<Work>, bound: &Bound<'a>) -> Outcome<Vec<Body>> {
        let span = bound.span;
        let plane = work.plane;
        let given = bound.number_or("angleDegrees", 360.0)?;
        let rest = given.rem_euclid(360.0);
        let angle = if rest == 0.0 { 360.0 } else { rest };
        let world = |at: DVec3| plane.point(at.truncate(), at.z);
        let start = world(bound.vector_or("axisStart", DVec3::ZERO)?);
        let end = match bound.get("axisEnd") {
            Some(_) => world(bound.vector("axisEnd")?),
            // As CadQuery has it: the y of the start in the world, taken for one of the plane.
            None if start.y != 0.0 => world(DVec3::new(0.0, start.y, 0.0)),
            None => world(DVec3::Y),
        };
        let mut made = Vec::new();
        for (frame, faces) in self.profiles(work, span)? {
            let (a, b) = (frame.local(start), frame.local(end));
            let direction = (b - a).truncate();
            if a.z.abs() > LINEAR || b.z.abs() > LINEAR {
                return unsupported(span, "an axis of revolution that does not lie in the plane of the outline");
            }
            if direction.length() < LINEAR {
                return wrong(span, "the axis of revolution has no direction");
            }
            made.push(Body::turned(frame, faces, a.truncate(), direction.normalize(), angle));
        }
        Ok(made)
    }

    fn drilled(&mut self, work: &Rc<Work>, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let names: &[&'static str] = match name {
            "hole" => &["diameter", "depth", CLEAN],
            "cboreHole" => &["diameter", "cboreDiameter", "cboreDepth", "depth", CLEAN],
            _ => &["diameter", "cskDiameter", "cskAngle", "depth", CLEAN],
        };
        let bound = arguments.bind(name, names)?;
        let span = bound.span;
        let base = self.base(work, span)?;
        let depth = if bound.get("depth").is_some() { bound.positive("depth")? } else { self.diagonal(&base, span)? };
        let stations = self.stations(work, span)?;
        self.spend(stations.len() as u64 * 10, span)?;
        let mut tools = self.drills(&work.plane, &stations, bound.positive("diameter")? / 2.0, depth, span)?;
        match name {
            "cboreHole" => {
                let (radius, depth) = (bound.positive("cboreDiameter")? / 2.0, bound.positive("cboreDepth")?);
                tools.extend(self.drills(&work.plane, &stations, radius, depth, span)?);
            }
            "cskHole" => {
                let radius = bound.positive("cskDiameter")? / 2.0;
                let height = radius / trig::tan(bound.positive("cskAngle")? / 2.0);
                if !(height.is_finite() && height > 0.0) {
                    return wrong(span, "the angle of a countersink lies between 0° and 180°");
                }
                for station in &stations {
                    let frame = carried(&work.plane, station);
                    tools.push(self.cone(frame, radius, 0.0, -height, span)?);
                }
            }
            _ => {}
        }
        self.cut_from(work, &tools, span)
    }

    /// Cylinders below places, together in one sketch where they do not overlap.
    fn drills(
        &self,
        plane: &Frame,
        stations: &[Transform3],
        radius: f64,
        depth: f64,
        span: TextRange,
    ) -> Outcome<Vec<Body>> {
        let mut groups: Vec<Profile> = Vec::new();
        for station in stations {
            let (frame, within) = settle(plane, station);
            let face = self.face_of(&[moved(&CurveKind::Circle { center: DVec2::ZERO, radius }, &within)], span)?;
            match groups.iter_mut().find(|(known, _)| *known == frame) {
                Some((_, faces)) => faces.push(face),
                None => groups.push((frame, vec![face])),
            }
        }
        Ok(groups.into_iter().flat_map(|(frame, faces)| self.prisms(frame, faces, -depth, 0.0)).collect())
    }

    /// A face of one loop.
    pub fn face_of(&self, chain: &[CurveKind], span: TextRange) -> Outcome<Face> {
        let curves: Vec<Curve> = chain.iter().map(|curve| Curve::new(*curve, Span::default())).collect();
        let made: Loop = self
            .kernel
            .make_loop(&curves)
            .map_err(|error| region::geometric(span, "the outline is no legal loop", &error))?;
        Ok(Face::new(made, Vec::new()))
    }

    /// A prism at every place of the stack.
    fn stand(
        &mut self,
        work: &Rc<Work>,
        chain: &[CurveKind],
        low: f64,
        high: f64,
        bound: &Bound<'a>,
    ) -> Outcome<Value<'a>> {
        let stations = self.stations(work, bound.span)?;
        self.spend(stations.len() as u64 * 10, bound.span)?;
        let mut made = Vec::with_capacity(stations.len());
        for station in &stations {
            let height = station.translation.z;
            let flat = Transform3 { translation: station.translation.with_z(0.0), ..*station };
            let (frame, within) = settle(&work.plane, &flat);
            // In the plane of the stack the height counts from it; a tilted frame carries it itself.
            let (frame, height) =
                if frame == work.plane { (frame, height) } else { (carried(&work.plane, station), 0.0) };
            let curves: Vec<CurveKind> = chain.iter().map(|curve| moved(curve, &within)).collect();
            let face = self.face_of(&curves, bound.span)?;
            made.push(Body::prism(frame, vec![face], low + height, high + height));
        }
        self.combine(work, made, bound)
    }

    /// A prism along a direction of its own at every place of the stack.
    fn lean(
        &mut self,
        work: &Rc<Work>,
        local: &Frame,
        chain: &[CurveKind],
        low: f64,
        high: f64,
        bound: &Bound<'a>,
    ) -> Outcome<Value<'a>> {
        let face = self.face_of(chain, bound.span)?;
        let mut made = Vec::new();
        for station in self.stations(work, bound.span)? {
            let base = carried(&work.plane, &station);
            let (x, z) = (base.direction(local.x), base.direction(local.z));
            made.push(Body::prism(Frame { x, y: z.cross(x), z, ..base }, vec![face.clone()], low, high));
        }
        self.combine(work, made, bound)
    }

    /// A ball about the origin of a frame, turned about its normal.
    pub fn ball(&self, frame: Frame, radius: f64, span: TextRange) -> Outcome<Body> {
        let (start, mid, end) = (DVec2::new(0.0, -radius), DVec2::new(radius, 0.0), DVec2::new(0.0, radius));
        let chain = [CurveKind::Arc { start, mid, end }, CurveKind::Line { start: end, end: start }];
        self.turned_about_normal(frame, &chain, span)
    }

    /// A cone on the plane of a frame: radius there, radius at `height`.
    pub fn cone(&self, frame: Frame, bottom: f64, top: f64, height: f64, span: TextRange) -> Outcome<Body> {
        let mut corners = vec![DVec2::ZERO, DVec2::new(bottom, 0.0), DVec2::new(top, height), DVec2::new(0.0, height)];
        corners.dedup_by(|a, b| a.distance(*b) < LINEAR);
        self.turned_about_normal(frame, &polygon(&corners), span)
    }

    /// A chain in the plane of a frame's x and normal, turned about the normal.
    pub fn turned_about_normal(&self, frame: Frame, chain: &[CurveKind], span: TextRange) -> Outcome<Body> {
        let face = self.face_of(chain, span)?;
        let standing = Frame { x: frame.x, y: frame.z, z: frame.x.cross(frame.z), origin: frame.origin };
        Ok(Body::turned(standing, vec![face], DVec2::ZERO, DVec2::Y, 360.0))
    }

    fn every_body(
        &mut self,
        work: &Rc<Work>,
        span: TextRange,
        by: impl Fn(&mut Self, &Body) -> Outcome<Transform3>,
    ) -> Outcome<Value<'a>> {
        let mut images = Vec::new();
        let objects = work.objects.borrow().clone();
        for object in objects {
            self.spend(2, span)?;
            match object {
                Object::Body(body) => {
                    let by = by(self, &body)?;
                    images.push(Object::Body(body.transformed(&by)));
                }
                Object::Wire(wire) => {
                    let by = match self.stand_in(&wire, span) {
                        Ok(body) => by(self, &body)?,
                        Err(fault) => return Err(fault),
                    };
                    let (frame, mirrored) = by.frame(&wire.frame);
                    if mirrored {
                        return unsupported(span, "the mirror image of an outline; use `mirrorX` or `mirrorY`");
                    }
                    images.push(Object::Wire(Wire { frame, ..wire }));
                }
                point @ (Object::Point(_) | Object::Location(_)) => images.push(point),
                _ => return unsupported(span, "moving anything but solids and outlines"),
            }
        }
        self.next(work, images)
    }

    /// A thin body in the place of an outline, for maps that ask for a middle.
    fn stand_in(&self, wire: &Wire, span: TextRange) -> Outcome<Body> {
        let face = self.face_of(&wire.curves, span)?;
        Ok(Body::prism(wire.frame, vec![face], -0.5, 0.5))
    }

    fn mirrored(&mut self, work: &Rc<Work>, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let bound = arguments.bind("mirror", &["mirrorPlane", "basePointVector", "union"])?;
        let span = bound.span;
        let (mut normal, mut point) = (DVec3::Z, DVec3::ZERO);
        if let Some((value, at)) = bound.get("mirrorPlane") {
            let face = match value {
                Value::Work(other) => other.objects.borrow().first().cloned(),
                Value::Object(object) => Some(object.clone()),
                _ => None,
            };
            normal = match (value, face, value.vector()) {
                (Value::Text(name), ..) => match mirror_normal(name) {
                    Some(normal) => normal,
                    None => return wrong(at, format!("`{name}` is no plane")),
                },
                (_, Some(Object::Face(face)), _) => match face.normal() {
                    Some(normal) => {
                        point = face.info.centroid;
                        normal
                    }
                    None => return wrong(at, "a mirror must be plane"),
                },
                (_, _, Some(normal)) => normal,
                _ => return wrong(at, format!("a mirror is a plane, a direction or a face, not {}", value.kind())),
            };
        }
        let point = bound.vector_or("basePointVector", point)?;
        let Some(by) = reflection(point, normal) else { return wrong(span, "the mirror has no direction") };
        let bodies = bodies_of(work);
        let images: Vec<Object> = bodies.iter().map(|body| Object::Body(body.transformed(&by))).collect();
        if images.is_empty() {
            return wrong(span, "there is no solid on the stack to mirror");
        }
        let image = self.next(work, images)?;
        if bound.flag("union", false) { self.boolean(work, BooleanOp::Union, Some(&image), span) } else { Ok(image) }
    }
}

/// Solids on the stack itself.
pub fn bodies_of(work: &Rc<Work>) -> Vec<Body> {
    let body = |object: &Object| if let Object::Body(body) = object { Some(body.clone()) } else { None };
    work.objects.borrow().iter().filter_map(body).collect()
}

/// Exact figures of a body.
pub fn measure(kernel: &Kernel, body: &Body) -> Result<Measurement, GeometryError> {
    kernel.measure(&Shape::Solid(body.solid.clone()))
}

/// The frame in which the chains of an operation are taken: that of the workplane where the chain lies in it.
fn seat(wire: &Wire, work: &Rc<Work>) -> Frame {
    if wire.frame.within(&work.plane).is_some() {
        return work.plane;
    }
    if wire.frame.z.cross(work.plane.z).length() <= ANGULAR {
        return work.plane.offset(work.plane.local(wire.frame.origin).z);
    }
    wire.frame
}

/// The corners of a box.
fn corners(measured: &Measurement) -> [DVec3; 8] {
    let pick = |i: usize, bit: usize, low: f64, high: f64| if i >> bit & 1 == 0 { low } else { high };
    let (low, high) = (measured.min, measured.max);
    std::array::from_fn(|i| DVec3::new(pick(i, 0, low.x, high.x), pick(i, 1, low.y, high.y), pick(i, 2, low.z, high.z)))
}
