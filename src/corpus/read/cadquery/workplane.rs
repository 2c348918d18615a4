//! `cq.Workplane`: the stack, the plane, and what moves between them.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::argument::Arguments;
use super::machine::Machine;
use super::plane;
use super::shape::{Edge, Object, Placed, Wire, carried, moved, shift, turn};
use super::sketch::{Drawing, angle_step};
use super::value::{Outcome, Value, unsupported, wrong};
use crate::model::{CurveKind, DVec2, DVec3, Frame, Transform3, trig};

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
    /// Where the chain that is being drawn began.
    pub first: Option<Placed>,
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
                let at = if name == "moveTo" {
                    by.extend(0.0)
                } else {
                    self.pen(work, span)?.local(&work.plane) + by.extend(0.0)
                };
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
                        Object::SolidEdge(_) => {
                            return unsupported(span, "`toPending` of edges of solids; take `wires()`");
                        }
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
                    let Some(parent) = found.parent.clone() else {
                        return wrong(span, "the chain has no earlier link");
                    };
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
                let links =
                    work.objects.borrow().iter().map(|object| Value::Work(link(work, vec![object.clone()]))).collect();
                Ok(Value::list(links))
            }
            "newObject" => {
                let bound = arguments.bind(name, &["objlist"])?;
                let (value, at) = bound.value("objlist")?;
                let objects: Option<Vec<Object>> =
                    value.items().map(|items| items.iter().filter_map(object_of).collect());
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
        let option = if bound.get("centerOption").is_some() {
            bound.text("centerOption")?
        } else {
            "ProjectedOrigin".to_owned()
        };
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
                let Some(center) = object.center() else {
                    return unsupported(span, "the middle of what is on the stack is not known");
                };
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
                if normals
                    .iter()
                    .any(|(other, point)| other.cross(normal).length() > 1e-4 || (*point - at).dot(normal).abs() > 1e-4)
                {
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
