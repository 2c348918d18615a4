//! `cq.Workplane`: the stack, the plane, and everything that draws on it.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::argument::{Arguments, Bound};
use super::machine::Machine;
use super::plane;
use super::region;
use super::shape::{Edge, Object, Placed, Wire, carried, moved, settle, shift, turn};
use super::sketch::{Drawing, angle_step, polygon, slot};
use super::value::{Outcome, Value, unsupported, wrong};
use crate::model::tolerance::LINEAR;
use crate::model::{Curve, CurveKind, DVec2, DVec3, Frame, Transform3, trig};
use crate::text::Span;

/// A workplane with its stack.
pub struct Work {
    /// The plane.
    pub plane: Frame,
    /// What is selected.
    pub objects: RefCell<Vec<Object>>,
    /// Where it came from.
    pub parent: Option<Rc<Work>>,
    /// What all workplanes of one chain share.
    pub context: Rc<RefCell<Context>>,
}

/// What all workplanes of one chain share.
#[derive(Default)]
pub struct Context {
    /// Chains that wait for an operation.
    pub wires: Vec<Wire>,
    /// Curves that wait to be joined.
    pub edges: Vec<Edge>,
    first: Option<Placed>,
    tags: Vec<(String, Rc<Work>)>,
}

/// The methods that are known to CadQuery and not said here, with the reason and what to do.
const UNSAID: &[(&str, &str)] = &[
    ("ellipse", "the language has lines, arcs and circles, no ellipses"),
    ("ellipseArc", "the language has lines, arcs and circles, no ellipses"),
    ("spline", "the language has lines, arcs and circles, no splines"),
    ("splineApprox", "the language has lines, arcs and circles, no splines"),
    ("bezier", "the language has lines, arcs and circles, no Bézier curves"),
    ("parametricCurve", "the language has lines, arcs and circles"),
    ("parametricSurface", "the language has no free surfaces"),
    ("text", "the language has no lettering"),
    ("loft", "the language has no lofts; extrude or revolve instead"),
    ("sweep", "the language has no sweeps; extrude or revolve instead"),
    ("twistExtrude", "the language has no twisted extrusions"),
    ("interpPlate", "the language has no free surfaces"),
    ("shell", "solids cannot be hollowed; cut the smaller solid out of the larger one"),
    ("offset2D", "offsets of outlines are not read; draw the outline itself"),
    ("wedge", "wedges are not read; extrude their outline"),
    ("split", "splitting is not read; cut or intersect with a box"),
    ("section", "sections are not read"),
    ("importers", "files are not read"),
    ("each", "functions over objects are not read; use a loop"),
    ("eachpoint", "functions over points are not read; use a loop or a method that acts at every point"),
    ("cutEach", "functions over points are not read; use `hole` or `cut`"),
    ("ancestors", "topological walks are not read"),
    ("siblings", "topological walks are not read"),
];

impl<'a> Machine<'a> {
    /// A fresh chain.
    pub fn workplane(&mut self, plane: Frame, objects: Vec<Object>) -> Rc<Work> {
        let context = Rc::new(RefCell::new(Context::default()));
        self.contexts.push(context.clone());
        Rc::new(Work { plane, objects: RefCell::new(objects), parent: None, context })
    }

    /// The next link of a chain.
    pub fn next(&self, work: &Rc<Work>, objects: Vec<Object>) -> Outcome<Value<'a>> {
        Ok(Value::Work(link(work, objects)))
    }

    /// The places of a stack against its plane, the origin when it is empty.
    pub fn stations(&self, work: &Rc<Work>, span: TextRange) -> Outcome<Vec<Transform3>> {
        let objects = work.objects.borrow();
        if objects.is_empty() {
            return Ok(vec![Transform3::IDENTITY]);
        }
        let station = |object: &Object| match object {
            Object::Location(location) => Ok(*location),
            other => match other.center() {
                Some(place) => Ok(shift(place.local(&work.plane))),
                None => unsupported(span, "the middle of what is on the stack is not known"),
            },
        };
        objects.iter().map(station).collect()
    }

    /// Calls a method of a workplane.
    pub fn work_method(&mut self, work: &Rc<Work>, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        self.spend(10, arguments.span)?;
        if let Some(result) = self.draw_method(work, name, &arguments) {
            return result;
        }
        let span = arguments.span;
        let all = |objects: Vec<Object>| Ok(Value::Work(link(work, objects)));
        match name {
            "workplane" => self.new_workplane(work, arguments),
            "copyWorkplane" => {
                let bound = arguments.bind(name, &["obj"])?;
                match bound.value("obj")? {
                    (Value::Work(other), _) => Ok(Value::Work(on_plane(work, other.plane, Vec::new()))),
                    (_, at) => wrong(at, "`copyWorkplane` takes a workplane"),
                }
            }
            "workplaneFromTagged" => {
                let bound = arguments.bind(name, &["name"])?;
                let tagged = self.tagged(work, &bound.text("name")?, span)?;
                Ok(Value::Work(on_plane(work, tagged.plane, Vec::new())))
            }
            "tag" => {
                let bound = arguments.bind(name, &["name"])?;
                work.context.borrow_mut().tags.push((bound.text("name")?, work.clone()));
                Ok(Value::Work(work.clone()))
            }
            "center" => {
                let bound = arguments.bind(name, &["x", "y"])?;
                let at = DVec2::new(bound.number("x")?, bound.number("y")?);
                let origin = work.plane.point(at, 0.0);
                let plane = Frame { origin, ..work.plane };
                Ok(Value::Work(on_plane(work, plane, vec![Object::Point(Placed { frame: plane, at: DVec3::ZERO })])))
            }
            "transformed" => {
                let bound = arguments.bind(name, &["rotate", "offset"])?;
                let (rotate, offset) =
                    (bound.vector_or("rotate", DVec3::ZERO)?, bound.vector_or("offset", DVec3::ZERO)?);
                let turned = if rotate == DVec3::ZERO { Some(work.plane) } else { plane::turned(&work.plane, rotate) };
                let Some(turned) = turned else { return wrong(span, "the plane cannot be turned so") };
                let plane = Frame { origin: work.plane.point(offset.truncate(), offset.z), ..turned };
                Ok(Value::Work(on_plane(work, plane, vec![Object::Point(Placed { frame: plane, at: DVec3::ZERO })])))
            }
            "pushPoints" => {
                let bound = arguments.bind(name, &["pntList"])?;
                let (value, at) = bound.value("pntList")?;
                let Some(items) = self.list_of(value, at)? else {
                    return wrong(at, format!("`pushPoints` takes a list of points, not {}", value.kind()));
                };
                let mut objects = Vec::with_capacity(items.len());
                for item in items {
                    objects.push(match (&item, item.vector()) {
                        (Value::Location(location), _) => Object::Location(*location),
                        (_, Some(point)) if point.is_finite() => Object::Point(Placed { frame: work.plane, at: point }),
                        _ => return wrong(at, format!("a point is two or three numbers, not {}", item.kind())),
                    });
                }
                all(objects)
            }
            "rarray" => {
                let bound = arguments.bind(name, &["xSpacing", "ySpacing", "xCount", "yCount", "center"])?;
                let (xs, ys) = (bound.number("xSpacing")?, bound.number("ySpacing")?);
                let (nx, ny) = (self.count(&bound, "xCount")?, self.count(&bound, "yCount")?);
                if xs <= 0.0 && ys <= 0.0 {
                    return wrong(span, "`rarray` needs a spacing above 0");
                }
                self.spend(nx.saturating_mul(ny), span)?;
                let [cx, cy] = bound.centered("center")?;
                let offset = DVec2::new(
                    if cx { -xs * (nx - 1) as f64 * 0.5 } else { 0.0 },
                    if cy { -ys * (ny - 1) as f64 * 0.5 } else { 0.0 },
                );
                let point = |i: u64, j: u64| DVec2::new(xs * i as f64, ys * j as f64) + offset;
                let place = |at: DVec2| Object::Point(Placed { frame: work.plane, at: at.extend(0.0) });
                all((0..nx).flat_map(|i| (0..ny).map(move |j| point(i, j))).map(place).collect())
            }
            "polarArray" => {
                let names = ["radius", "startAngle", "angle", "count", "fill", "rotate"];
                let bound = arguments.bind(name, &names)?;
                let (radius, start, sweep) =
                    (bound.number("radius")?, bound.number("startAngle")?, bound.number("angle")?);
                let count = self.count(&bound, "count")?;
                self.spend(count, span)?;
                let step = if bound.flag("fill", true) { angle_step(sweep, start, count) } else { sweep };
                let rotate = bound.flag("rotate", true);
                let place = |i: u64| {
                    let angle = start + step * i as f64;
                    let (sin, cos) = trig::sin_cos(angle);
                    let within = turn(if rotate { angle } else { 0.0 }, DVec2::new(radius * cos, radius * sin));
                    Object::Location(spatial(&within))
                };
                all((0..count).map(place).collect())
            }
            "moveTo" | "move" => {
                let names: &[&'static str] = if name == "moveTo" { &["x", "y"] } else { &["xDist", "yDist"] };
                let bound = arguments.bind(name, names)?;
                let by = DVec2::new(bound.number_or(names[0], 0.0)?, bound.number_or(names[1], 0.0)?);
                let at = if name == "moveTo" { by.extend(0.0) } else { self.pen(work, span)?.local(&work.plane) + by.extend(0.0) };
                all(vec![Object::Point(Placed { frame: work.plane, at })])
            }
            "sketch" => {
                arguments.bind(name, &[])?;
                let parent = link(work, Vec::new());
                let places = self.sketch_places(work, span)?;
                let drawing = self.drawing(Drawing { places, parent: Some(parent.clone()), ..Drawing::default() });
                parent.objects.borrow_mut().push(Object::Drawing(drawing.clone()));
                Ok(Value::Drawing(drawing))
            }
            "placeSketch" => {
                let mut objects = Vec::new();
                for (value, at) in &arguments.positional {
                    let Value::Drawing(other) = value else {
                        return wrong(*at, format!("`placeSketch` takes sketches, not {}", value.kind()));
                    };
                    let (region, places) = (other.borrow().region.clone(), self.sketch_places(work, span)?);
                    objects.push(Object::Drawing(self.drawing(Drawing { region, places, ..Drawing::default() })));
                }
                all(objects)
            }
            "add" => {
                let bound = arguments.bind(name, &["obj"])?;
                let (value, at) = bound.value("obj")?;
                let added = match value {
                    Value::Work(other) => other.objects.borrow().clone(),
                    Value::Body(body) => vec![Object::Body(body.clone())],
                    Value::Object(object) => vec![object.clone()],
                    Value::Drawing(drawing) => vec![Object::Drawing(drawing.clone())],
                    other => return unsupported(at, format!("`add` of {}", other.kind())),
                };
                self.spend(added.len() as u64, span)?;
                work.objects.borrow_mut().extend(added);
                Ok(Value::Work(work.clone()))
            }
            "toPending" => {
                for object in work.objects.borrow().iter() {
                    match object {
                        Object::Wire(wire) => work.context.borrow_mut().wires.push(wire.clone()),
                        Object::Edge(edge) => work.context.borrow_mut().edges.push(*edge),
                        Object::SolidEdge(_) => return unsupported(span, "`toPending` of edges of solids; take `wires()`"),
                        _ => {}
                    }
                }
                Ok(Value::Work(work.clone()))
            }
            "first" | "last" | "item" => {
                let objects = work.objects.borrow();
                let index = match name {
                    "first" => 0,
                    "last" => -1,
                    _ => arguments.bind(name, &["i"])?.integer("i")?,
                };
                match pick(&objects, index) {
                    Some(object) => all(vec![object.clone()]),
                    None => wrong(span, format!("the stack has {} objects", objects.len())),
                }
            }
            "end" => {
                let bound = arguments.bind(name, &["n"])?;
                let mut found = work.clone();
                for _ in 0..if bound.get("n").is_some() { bound.integer("n")? } else { 1 } {
                    self.spend(1, span)?;
                    let Some(parent) = found.parent.clone() else { return wrong(span, "the chain has no earlier link") };
                    found = parent;
                }
                Ok(Value::Work(found))
            }
            "size" => Ok(Value::Int(work.objects.borrow().len() as i64)),
            "val" => Ok(match work.objects.borrow().first() {
                Some(object) => value_of(object),
                None => Value::Vector(work.plane.origin),
            }),
            "vals" => Ok(Value::list(work.objects.borrow().iter().map(value_of).collect())),
            "all" => {
                let links = work.objects.borrow().iter().map(|object| Value::Work(link(work, vec![object.clone()]))).collect();
                Ok(Value::list(links))
            }
            "newObject" => {
                let bound = arguments.bind(name, &["objlist"])?;
                let (value, at) = bound.value("objlist")?;
                let objects: Option<Vec<Object>> = value.items().map(|items| items.iter().filter_map(object_of).collect());
                match objects {
                    Some(objects) => all(objects),
                    None => unsupported(at, "`newObject` takes a list of shapes"),
                }
            }
            _ => match self.solid_method(work, name, arguments)? {
                Some(value) => Ok(value),
                None => match UNSAID.iter().find(|(known, _)| *known == name) {
                    Some((_, why)) => unsupported(span, format!("`Workplane.{name}`: {why}")),
                    None => unsupported(span, format!("`Workplane.{name}` is not known")),
                },
            },
        }
    }

    /// Drawing of curves and chains.
    fn draw_method(&mut self, work: &Rc<Work>, name: &str, given: &Arguments<'a>) -> Option<Outcome<Value<'a>>> {
        const CONSTRUCTION: &str = "forConstruction";
        let names: &[&'static str] = match name {
            "lineTo" => &["x", "y", CONSTRUCTION],
            "line" => &["xDist", "yDist", CONSTRUCTION],
            "vLine" | "hLine" => &["distance", CONSTRUCTION],
            "vLineTo" => &["yCoord", CONSTRUCTION],
            "hLineTo" => &["xCoord", CONSTRUCTION],
            "polarLine" | "polarLineTo" => &["distance", "angle", CONSTRUCTION],
            "threePointArc" => &["point1", "point2", CONSTRUCTION],
            "sagittaArc" => &["endPoint", "sag", CONSTRUCTION],
            "radiusArc" => &["endPoint", "radius", CONSTRUCTION],
            "tangentArcPoint" => &["endpoint", CONSTRUCTION, "relative"],
            "polyline" => &["listOfXYTuple", CONSTRUCTION, "includeCurrent"],
            "rect" => &["xLen", "yLen", "centered", CONSTRUCTION],
            "circle" => &["radius", CONSTRUCTION],
            "polygon" => &["nSides", "diameter", CONSTRUCTION, "circumscribed"],
            "slot2D" => &["length", "diameter", "angle"],
            "close" | "consolidateWires" => &[],
            "wire" => &[CONSTRUCTION],
            "mirrorX" | "mirrorY" => &[],
            _ => return None,
        };
        Some(given.again().bind(name, names).and_then(|bound| self.draw_bound(work, name, &bound)))
    }

    fn draw_bound(&mut self, work: &Rc<Work>, name: &str, bound: &Bound<'a>) -> Outcome<Value<'a>> {
        let span = bound.span;
        let pen = |machine: &Self| machine.pen_in_plane(work, span);
        let polar = || -> Outcome<DVec2> {
            let (sin, cos) = trig::sin_cos(bound.number("angle")?);
            Ok(DVec2::new(cos, sin) * bound.number("distance")?)
        };
        let line = |machine: &mut Self, end: DVec2| {
            let start = pen(machine)?;
            machine.curve(work, CurveKind::Line { start, end }, bound)
        };
        match name {
            "lineTo" => line(self, DVec2::new(bound.number("x")?, bound.number("y")?)),
            "line" => line(self, pen(self)? + DVec2::new(bound.number("xDist")?, bound.number("yDist")?)),
            "vLine" => line(self, pen(self)? + DVec2::new(0.0, bound.number("distance")?)),
            "hLine" => line(self, pen(self)? + DVec2::new(bound.number("distance")?, 0.0)),
            "vLineTo" => line(self, DVec2::new(pen(self)?.x, bound.number("yCoord")?)),
            "hLineTo" => line(self, DVec2::new(bound.number("xCoord")?, pen(self)?.y)),
            "polarLine" => line(self, pen(self)? + polar()?),
            "polarLineTo" => line(self, polar()?),
            "threePointArc" => {
                let (mid, end) = (flat_point(bound, "point1")?, flat_point(bound, "point2")?);
                let start = pen(self)?;
                self.curve(work, CurveKind::Arc { start, mid, end }, bound)
            }
            "sagittaArc" => {
                let end = flat_point(bound, "endPoint")?;
                self.sagitta(work, end, bound.number("sag")?, bound)
            }
            "radiusArc" => {
                let (start, end, radius) = (pen(self)?, flat_point(bound, "endPoint")?, bound.number("radius")?);
                let half = start.distance(end) / 2.0;
                let rest = radius * radius - half * half;
                if rest < -1e-6 {
                    return wrong(span, format!("a radius of {radius} is too small to reach the end point"));
                }
                let sagitta = radius.abs() - if rest.abs() >= 1e-6 { rest.sqrt() } else { 0.0 };
                self.sagitta(work, end, if radius > 0.0 { sagitta } else { -sagitta }, bound)
            }
            "tangentArcPoint" => {
                let Some(Object::Edge(edge)) = work.objects.borrow().last().cloned() else {
                    return wrong(span, "`tangentArcPoint` goes on from a curve that was drawn just before");
                };
                if edge.frame != work.plane {
                    return unsupported(span, "`tangentArcPoint` after a curve on another plane");
                }
                let start = Curve::new(edge.curve, Span::default()).ends().1;
                let given = flat_point(bound, "endpoint")?;
                let end = if bound.flag("relative", true) { start + given } else { given };
                let Some(mid) = tangent_middle(start, end_direction(&edge.curve), end) else {
                    return wrong(span, "the end point lies straight ahead: an arc tangent to the curve before does not reach it");
                };
                self.curve(work, CurveKind::Arc { start, mid, end }, bound)
            }
            "polyline" => {
                let mut points: Vec<DVec2> = Vec::new();
                if bound.flag("includeCurrent", false) {
                    points.push(pen(self)?);
                }
                for point in self.points(bound, "listOfXYTuple")? {
                    if point.z.abs() > LINEAR {
                        return unsupported(span, "a polyline that leaves its plane");
                    }
                    points.push(point.truncate());
                }
                let mut objects = Vec::with_capacity(points.len());
                for pair in points.windows(2) {
                    let [start, end] = pair else { continue };
                    let edge = Edge { frame: work.plane, curve: CurveKind::Line { start: *start, end: *end } };
                    if !bound.flag("forConstruction", false) {
                        self.pending(work, edge);
                    }
                    objects.push(Object::Edge(edge));
                }
                self.spend(points.len() as u64, span)?;
                self.next(work, objects)
            }
            "rect" => {
                let size = DVec2::new(bound.number("xLen")?, bound.number("yLen")?).abs();
                let [x, y] = bound.centered("centered")?;
                let middle = DVec2::new(if x { 0.0 } else { bound.number("xLen")? / 2.0 }, if y { 0.0 } else { bound.number("yLen")? / 2.0 });
                let corners = [(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)];
                let corners = corners.map(|(u, v)| middle + DVec2::new(u * size.x, v * size.y));
                self.stamp(work, &polygon(&corners), bound)
            }
            "circle" => {
                let radius = bound.positive("radius")?;
                self.stamp(work, &[CurveKind::Circle { center: DVec2::ZERO, radius }], bound)
            }
            "polygon" => {
                let count = self.count(bound, "nSides")?;
                let step = 360.0 / count as f64;
                let circumscribed = bound.flag("circumscribed", false);
                let mut radius = bound.positive("diameter")? / 2.0;
                if circumscribed {
                    radius /= trig::cos(step / 2.0);
                }
                let first = if circumscribed { step / 2.0 } else { 0.0 };
                let corner = |i: u64| {
                    let (sin, cos) = trig::sin_cos(first + step * i as f64);
                    radius * DVec2::new(cos, sin)
                };
                let corners: Vec<DVec2> = (0..count).map(corner).collect();
                self.stamp(work, &polygon(&corners), bound)
            }
            "slot2D" => {
                let (length, diameter) = (bound.positive("length")?, bound.positive("diameter")?);
                if length <= diameter {
                    return wrong(span, format!("a slot of length {length} must be longer than its diameter {diameter}"));
                }
                let by = turn(bound.number_or("angle", 0.0)?, DVec2::ZERO);
                let curves: Vec<CurveKind> =
                    slot((length - diameter) / 2.0, diameter / 2.0).iter().map(|curve| moved(curve, &by)).collect();
                self.stamp(work, &curves, bound)
            }
            "close" => {
                let end = pen(self)?;
                let Some(first) = work.context.borrow().first else {
                    return wrong(span, "`close` without a curve to close");
                };
                let start = first.local(&work.plane).truncate();
                if start.distance(end) > 1e-6 {
                    self.pending(work, Edge { frame: work.plane, curve: CurveKind::Line { start: end, end: start } });
                }
                work.context.borrow_mut().first = None;
                self.assemble(work, false, span).map(Value::Work)
            }
            "wire" => self.assemble(work, bound.flag("forConstruction", false), span).map(Value::Work),
            "consolidateWires" => self.consolidate(work, span).map(Value::Work),
            "mirrorX" | "mirrorY" => {
                let joined = self.assemble(work, false, span)?;
                let joined = self.consolidate(&joined, span)?;
                let flip = if name == "mirrorX" { DVec2::new(1.0, -1.0) } else { DVec2::new(-1.0, 1.0) };
                let across = crate::model::Transform2 {
                    linear: crate::model::DMat2::from_diagonal(flip),
                    translation: DVec2::ZERO,
                };
                let wires: Vec<Wire> = joined.objects.borrow().iter().filter_map(|object| match object {
                    Object::Wire(wire) => Some(wire.clone()),
                    _ => None,
                }).collect();
                for wire in wires {
                    let Some(curves) = on_the_plane(&wire, &work.plane) else {
                        return unsupported(span, format!("`{name}` of a chain on another plane"));
                    };
                    let image: Vec<CurveKind> = curves.iter().rev().map(|curve| crate::corpus::flat::reversed(&moved(curve, &across))).collect();
                    let image = Wire { frame: work.plane, curves: image.into() };
                    joined.objects.borrow_mut().push(Object::Wire(image.clone()));
                    joined.context.borrow_mut().wires.push(image);
                }
                self.consolidate(&joined, span).map(Value::Work)
            }
            _ => unsupported(span, format!("`Workplane.{name}` is not known")),
        }
    }

    fn sagitta(&mut self, work: &Rc<Work>, end: DVec2, sagitta: f64, bound: &Bound<'a>) -> Outcome<Value<'a>> {
        let start = self.pen_in_plane(work, bound.span)?;
        let along = (end - start).normalize_or_zero() * sagitta.abs();
        let side = if sagitta > 0.0 { DVec2::new(-along.y, along.x) } else { DVec2::new(along.y, -along.x) };
        let mid = (start + end) * 0.5 + side;
        self.curve(work, CurveKind::Arc { start, mid, end }, bound)
    }

    fn curve(&mut self, work: &Rc<Work>, curve: CurveKind, bound: &Bound<'a>) -> Outcome<Value<'a>> {
        let edge = Edge { frame: work.plane, curve };
        if !bound.flag("forConstruction", false) {
            self.pending(work, edge);
        }
        self.next(work, vec![Object::Edge(edge)])
    }

    fn pending(&mut self, work: &Rc<Work>, edge: Edge) {
        let mut context = work.context.borrow_mut();
        context.edges.push(edge);
        if context.first.is_none() {
            context.first = Some(edge.ends().0);
        }
    }

    /// A closed chain at every place of the stack.
    fn stamp(&mut self, work: &Rc<Work>, curves: &[CurveKind], bound: &Bound<'a>) -> Outcome<Value<'a>> {
        let stations = self.stations(work, bound.span)?;
        self.spend((stations.len() * curves.len()) as u64, bound.span)?;
        let construction = bound.flag("forConstruction", false);
        let mut objects = Vec::with_capacity(stations.len());
        for station in stations {
            let (frame, within) = settle(&work.plane, &station);
            let curves: Rc<[CurveKind]> = curves.iter().map(|curve| moved(curve, &within)).collect();
            let wire = Wire { frame, curves };
            if !construction {
                work.context.borrow_mut().wires.push(wire.clone());
            }
            objects.push(Object::Wire(wire));
        }
        self.next(work, objects)
    }

    /// Where drawing goes on.
    fn pen(&self, work: &Rc<Work>, span: TextRange) -> Outcome<Placed> {
        match work.objects.borrow().last() {
            None => Ok(Placed { frame: work.plane, at: DVec3::ZERO }),
            Some(Object::Edge(edge)) => Ok(edge.ends().1),
            Some(Object::Point(place) | Object::Vertex(place)) => Ok(*place),
            Some(_) => wrong(span, "drawing goes on from a point or a curve, not from what is on the stack; use `moveTo`"),
        }
    }

    fn pen_in_plane(&self, work: &Rc<Work>, span: TextRange) -> Outcome<DVec2> {
        let at = self.pen(work, span)?.local(&work.plane);
        if at.z.abs() > LINEAR {
            return unsupported(span, "a curve that begins off its plane");
        }
        Ok(at.truncate())
    }

    /// Joins the waiting curves into one chain.
    fn assemble(&mut self, work: &Rc<Work>, construction: bool, span: TextRange) -> Outcome<Rc<Work>> {
        let edges = std::mem::take(&mut work.context.borrow_mut().edges);
        let Some(first) = edges.first() else { return Ok(work.clone()) };
        self.spend(edges.len() as u64, span)?;
        let frame = first.frame;
        let mut curves = Vec::with_capacity(edges.len());
        for edge in &edges {
            let wire = Wire { frame: edge.frame, curves: [edge.curve].into() };
            match on_the_plane(&wire, &frame) {
                Some(found) => curves.extend(found),
                None => return unsupported(span, "curves of one chain on different planes"),
            }
        }
        let chains = region::connect(&curves);
        let [chain] = &chains[..] else {
            return wrong(span, format!("the curves do not join: they make {} chains", chains.len()));
        };
        let wire = Wire { frame, curves: chain.clone().into() };
        if !construction {
            work.context.borrow_mut().wires.push(wire.clone());
        }
        work.context.borrow_mut().first = None;
        let mut objects: Vec<Object> =
            work.objects.borrow().iter().filter(|object| !matches!(object, Object::Edge(_))).cloned().collect();
        objects.push(Object::Wire(wire));
        Ok(link(work, objects))
    }

    /// Joins all waiting chains where they meet.
    fn consolidate(&mut self, work: &Rc<Work>, span: TextRange) -> Outcome<Rc<Work>> {
        let (wires, edges) = {
            let context = work.context.borrow();
            (context.wires.clone(), context.edges.clone())
        };
        let frame = match (wires.first(), edges.first()) {
            (Some(wire), _) => wire.frame,
            (None, Some(edge)) => edge.frame,
            _ => return Ok(work.clone()),
        };
        let edges = edges.iter().map(|edge| Wire { frame: edge.frame, curves: [edge.curve].into() });
        let mut curves = Vec::new();
        for wire in edges.chain(wires) {
            match on_the_plane(&wire, &frame) {
                Some(found) => curves.extend(found),
                None => return unsupported(span, "chains on different planes cannot be joined"),
            }
        }
        self.spend(curves.len() as u64, span)?;
        let joined: Vec<Wire> = region::connect(&curves)
            .into_iter()
            .map(|chain| Wire { frame, curves: chain.into() })
            .collect();
        {
            let mut context = work.context.borrow_mut();
            context.wires = joined.clone();
            context.edges = Vec::new();
            context.first = None;
        }
        Ok(link(work, joined.into_iter().map(Object::Wire).collect()))
    }

    /// The frames at which a sketch on this stack lies.
    fn sketch_places(&self, work: &Rc<Work>, span: TextRange) -> Outcome<Vec<Frame>> {
        let objects = work.objects.borrow();
        let mut places = Vec::new();
        for object in objects.iter() {
            match object {
                // CadQuery takes a location for one of the world here.
                Object::Location(location) => places.push(carried(&Frame::XY, location)),
                Object::Drawing(_) => {}
                other => match other.center() {
                    Some(place) => {
                        let at = place.local(&work.plane);
                        let origin = if at == DVec3::ZERO { work.plane.origin } else { place.world() };
                        places.push(Frame { origin, ..work.plane });
                    }
                    None => return unsupported(span, "the middle of what is on the stack is not known"),
                },
            }
        }
        Ok(if places.is_empty() { vec![work.plane] } else { places })
    }

    /// The link of a chain that has a tag.
    pub fn tagged(&self, work: &Rc<Work>, tag: &str, span: TextRange) -> Outcome<Rc<Work>> {
        let context = work.context.borrow();
        match context.tags.iter().rev().find(|(known, _)| known == tag) {
            Some((_, tagged)) => Ok(tagged.clone()),
            None => wrong(span, format!("nothing has the tag `{tag}`")),
        }
    }

    fn new_workplane(&mut self, work: &Rc<Work>, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let bound = arguments.bind("workplane", &["offset", "invert", "centerOption", "origin"])?;
        let span = bound.span;
        let option = if bound.get("centerOption").is_some() { bound.text("centerOption")? } else { "ProjectedOrigin".to_owned() };
        if !["CenterOfMass", "ProjectedOrigin", "CenterOfBoundBox"].contains(&option.as_str()) {
            return wrong(span, format!("`{option}` is no centerOption"));
        }
        let objects = work.objects.borrow().clone();
        let (mut center, mut normal, mut x) = match &objects[..] {
            [] => (work.plane.origin, work.plane.z, work.plane.x),
            [Object::Face(face)] => {
                let Some(normal) = face.normal() else {
                    return unsupported(span, "a workplane on a curved face");
                };
                if option == "CenterOfBoundBox" {
                    let (low, high) = match super::select::face_bounds(face) {
                        Some(bounds) => bounds,
                        None => return unsupported(span, "the box of this face is not known"),
                    };
                    ((low + high) / 2.0, normal, plane::x_on_face(normal))
                } else {
                    (face.info.centroid, normal, plane::x_on_face(normal))
                }
            }
            [object] => {
                let Some(center) = object.center() else { return unsupported(span, "the middle of what is on the stack is not known") };
                if option == "CenterOfBoundBox" && !matches!(object, Object::Point(_) | Object::Vertex(_)) {
                    return unsupported(span, "CenterOfBoundBox of anything but a face");
                }
                let face = match work.parent.as_ref().and_then(|parent| parent.objects.borrow().first().cloned()) {
                    Some(Object::Face(face)) => face.normal(),
                    _ => None,
                };
                match face {
                    Some(normal) => (center.world(), normal, plane::x_on_face(normal)),
                    None => (center.world(), work.plane.z, work.plane.x),
                }
            }
            many => {
                let mut normals = Vec::new();
                let (mut sum, mut area) = (DVec3::ZERO, 0.0);
                for object in many {
                    let Object::Face(face) = object else {
                        return wrong(span, "if several objects are selected, all must be plane faces");
                    };
                    let Some(normal) = face.normal() else { return unsupported(span, "a workplane on a curved face") };
                    normals.push((normal, face.info.centroid));
                    sum += face.info.centroid * face.info.area;
                    area += face.info.area;
                }
                let Some(&(normal, at)) = normals.first() else { return wrong(span, "no face") };
                if normals.iter().any(|(other, point)| other.cross(normal).length() > 1e-4 || (*point - at).dot(normal).abs() > 1e-4) {
                    return wrong(span, "selected faces must lie in one plane");
                }
                if option == "CenterOfBoundBox" {
                    return unsupported(span, "CenterOfBoundBox of several faces");
                }
                (sum / area, normal, plane::x_on_face(normal))
            }
        };
        if option == "ProjectedOrigin" {
            let origin = bound.vector_or("origin", work.plane.origin)?;
            let n = normal.normalize_or(DVec3::Z);
            // On the plane already: its own numbers stay.
            let height = (origin - center).dot(n);
            center = if height.abs() < 1e-12 { origin } else { origin - n * height };
        }
        if bound.flag("invert", false) {
            normal = -normal;
        }
        let offset = bound.number_or("offset", 0.0)?;
        if objects.is_empty() && normal == work.plane.z {
            x = work.plane.x;
        }
        match Frame::new(center + normal * offset, x, normal) {
            Some(frame) => Ok(Value::Work(on_plane(work, frame, Vec::new()))),
            None => wrong(span, "the workplane has no direction"),
        }
    }
}

/// The next link of a chain.
pub fn link(work: &Rc<Work>, objects: Vec<Object>) -> Rc<Work> {
    on_plane(work, work.plane, objects)
}

fn on_plane(work: &Rc<Work>, plane: Frame, objects: Vec<Object>) -> Rc<Work> {
    let (parent, context) = (Some(work.clone()), work.context.clone());
    Rc::new(Work { plane, objects: RefCell::new(objects), parent, context })
}

impl Context {
    /// Forgets everything, so that chains which name themselves are freed.
    pub fn clear(&mut self) {
        *self = Context::default();
    }
}

/// The element of a list by Python's index.
pub fn pick<T>(items: &[T], index: i64) -> Option<&T> {
    let index = if index < 0 { index.checked_add(i64::try_from(items.len()).ok()?)? } else { index };
    items.get(usize::try_from(index).ok()?)
}

/// What `val()` gives of an object.
pub fn value_of<'a>(object: &Object) -> Value<'a> {
    match object {
        Object::Body(body) => Value::Body(body.clone()),
        Object::Drawing(drawing) => Value::Drawing(drawing.clone()),
        Object::Location(location) => Value::Location(*location),
        Object::Point(place) => Value::Vector(place.world()),
        other => Value::Object(other.clone()),
    }
}

/// The object that a value is.
pub fn object_of(value: &Value) -> Option<Object> {
    match value {
        Value::Body(body) => Some(Object::Body(body.clone())),
        Value::Object(object) => Some(object.clone()),
        Value::Drawing(drawing) => Some(Object::Drawing(drawing.clone())),
        Value::Location(location) => Some(Object::Location(*location)),
        Value::Vector(at) => Some(Object::Point(Placed::world_point(*at))),
        _ => None,
    }
}

fn flat_point(bound: &Bound, name: &str) -> Outcome<DVec2> {
    let point = bound.vector(name)?;
    if point.z.abs() > LINEAR {
        return unsupported(bound.span, "a curve that leaves its plane");
    }
    Ok(point.truncate())
}

/// The curves of a chain in the coordinates of a plane; `None` when they lie in another one.
pub fn on_the_plane(wire: &Wire, plane: &Frame) -> Option<Vec<CurveKind>> {
    if wire.frame == *plane {
        return Some(wire.curves.to_vec());
    }
    let by = wire.frame.within(plane)?;
    Some(wire.curves.iter().map(|curve| moved(curve, &by)).collect())
}

/// A map of the plane as one of space.
pub fn spatial(within: &crate::model::Transform2) -> Transform3 {
    let column = |v: DVec2| v.extend(0.0);
    Transform3 {
        linear: crate::model::DMat3::from_cols(column(within.linear.x_axis), column(within.linear.y_axis), DVec3::Z),
        translation: within.translation.extend(0.0),
    }
}

/// The direction in which a curve ends.
fn end_direction(curve: &CurveKind) -> DVec2 {
    match *curve {
        CurveKind::Line { start, end } => (end - start).normalize_or_zero(),
        CurveKind::Arc { start, mid, end } => match crate::model::ArcGeometry::through(start, mid, end) {
            Some(arc) => ((end - arc.center).perp() * arc.sweep.signum()).normalize_or_zero(),
            None => (end - start).normalize_or_zero(),
        },
        CurveKind::Circle { .. } => DVec2::Y,
    }
}

/// A point of the arc that leaves `start` along `direction` and ends in `end`; `None` when that is a line.
fn tangent_middle(start: DVec2, direction: DVec2, end: DVec2) -> Option<DVec2> {
    let chord = end - start;
    let side = direction.perp_dot(chord);
    if direction == DVec2::ZERO || side.abs() < 1e-12 * chord.length().max(1.0) {
        return None;
    }
    // The centre lies across the direction, equally far from both ends.
    let radius = chord.length_squared() / (2.0 * side);
    let center = start + direction.perp() * radius;
    // Half way: the bisector on the side to which the arc sets out.
    let bisector = chord.normalize().perp();
    let toward = if radius > 0.0 { -bisector } else { bisector };
    Some(center + toward * radius.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tangent_arc_leaves_along_the_direction() {
        for (direction, end) in [(DVec2::X, (1.0, 1.0)), (DVec2::X, (-2.0, 1.0)), (DVec2::Y, (3.0, -4.0)), (DVec2::X, (1.0, -3.0))] {
            let end = DVec2::from(end);
            let mid = tangent_middle(DVec2::ZERO, direction, end).unwrap();
            let arc = crate::model::ArcGeometry::through(DVec2::ZERO, mid, end).unwrap();
            let first = arc.point(1e-6).normalize();
            assert!(first.distance(direction) < 1e-4, "{direction} {end}: {first}");
        }
        assert_eq!(tangent_middle(DVec2::ZERO, DVec2::X, DVec2::X), None);
    }
}
