//! `cq.Sketch`: plane faces combined by modes, a selection of places, free edges.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::argument::{Arguments, Bound};
use super::machine::Machine;
use super::region;
use super::select::{Item, Selector};
use super::shape::{chain_corners, moved, turn};
use super::value::{Outcome, Value, unsupported, wrong};
use super::workplane::Work;
use crate::model::{
    BooleanOp, CornerKind, Curve, CurveKind, DVec2, DVec3, Face, Frame, Geometry, Loop, Shape, Transform2, trig,
};
use crate::text::Span;

/// A sketch being drawn.
#[derive(Default)]
pub struct Drawing {
    /// Its faces.
    pub region: Option<Face>,
    /// Free edges, and whether each only helps to construct.
    pub edges: Vec<(CurveKind, bool)>,
    /// What is selected; `None` after `reset`.
    pub selection: Option<Vec<Selected>>,
    /// Frames in space at which the sketch lies.
    pub places: Vec<Frame>,
    /// The workplane that `finalize` returns to.
    pub parent: Option<Rc<Work>>,
    /// What tags name.
    pub tags: Vec<(String, Vec<Selected>)>,
}

/// One selected thing.
#[derive(Clone)]
pub enum Selected {
    /// A place with a turn.
    Place(Transform2),
    /// A corner.
    Vertex(DVec2),
    /// A curve.
    Edge(CurveKind),
    /// A face.
    Face(Face),
}

impl Selected {
    fn place(&self, machine: &Machine) -> Option<Transform2> {
        let at = match self {
            Selected::Place(place) => return Some(*place),
            Selected::Vertex(at) => *at,
            Selected::Edge(curve) => super::shape::chain_middle(&[*curve]),
            Selected::Face(face) => machine.kernel.measure(&Shape::Face(face.clone())).ok()?.centroid.truncate(),
        };
        Some(turn(0.0, at))
    }
}

/// The methods that are known to CadQuery and not said here, with the reason.
const UNSAID: &[(&str, &str)] = &[
    ("ellipse", "the language has lines, arcs and circles, no ellipses"),
    ("spline", "the language has lines, arcs and circles, no splines"),
    ("bezier", "the language has lines, arcs and circles, no Bézier curves"),
    ("hull", "convex hulls are not read"),
    ("offset", "offsets of sketches are not read"),
    ("constrain", "constraints are not solved; write the solved coordinates"),
    ("solve", "constraints are not solved; write the solved coordinates"),
    ("importDXF", "files are not read"),
    ("distribute", "places along edges are not read"),
];

impl<'a> Machine<'a> {
    /// Calls a method of a sketch; nearly all return the sketch itself.
    pub fn drawing_method(
        &mut self,
        drawing: &Rc<RefCell<Drawing>>,
        name: &str,
        arguments: Arguments<'a>,
    ) -> Outcome<Value<'a>> {
        let span = arguments.span;
        let same = || Ok(Value::Drawing(drawing.clone()));
        match name {
            "push" => {
                let bound = arguments.bind(name, &["locs", "tag"])?;
                let places = self.places(&bound, "locs")?;
                let mut drawing = drawing.borrow_mut();
                let selected: Vec<Selected> = places.into_iter().map(Selected::Place).collect();
                if bound.get("tag").is_some() {
                    drawing.tags.push((bound.text("tag")?, selected.clone()));
                }
                drawing.selection = Some(selected);
            }
            "rarray" => {
                let bound = arguments.bind(name, &["xs", "ys", "nx", "ny"])?;
                let (xs, ys) = (bound.number("xs")?, bound.number("ys")?);
                let (nx, ny) = (self.count(&bound, "nx")?, self.count(&bound, "ny")?);
                self.spend(nx.saturating_mul(ny), span)?;
                let middle = DVec2::new((nx - 1) as f64 * xs, (ny - 1) as f64 * ys) * 0.5;
                let grid =
                    (0..nx).flat_map(|i| (0..ny).map(move |j| DVec2::new(i as f64 * xs, j as f64 * ys) - middle));
                self.distribute(drawing, grid.map(|at| (at, 0.0)).collect(), span)?;
            }
            "parray" => {
                let bound = arguments.bind(name, &["r", "a1", "da", "n", "rotate"])?;
                let (radius, start, sweep) = (bound.number("r")?, bound.number("a1")?, bound.number("da")?);
                let count = self.count(&bound, "n")?;
                let step = angle_step(sweep, start, count);
                let rotate = bound.flag("rotate", true);
                let ring = (0..count).map(|i| {
                    let angle = start + step * i as f64;
                    let (sin, cos) = trig::sin_cos(angle);
                    (DVec2::new(radius * cos, radius * sin), if rotate { angle } else { 0.0 })
                });
                let ring = ring.collect();
                self.distribute(drawing, ring, span)?;
            }
            "rect" => {
                let bound = arguments.bind(name, &["w", "h", "angle", "mode", "tag"])?;
                let half = DVec2::new(bound.positive("w")?, bound.positive("h")?) / 2.0;
                let corners = [(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)];
                let corners = corners.map(|corner| half * DVec2::from(corner));
                self.shape(drawing, polygon(&corners), &bound)?;
            }
            "circle" => {
                let bound = arguments.bind(name, &["r", "mode", "tag"])?;
                let radius = bound.positive("r")?;
                self.shape(drawing, vec![CurveKind::Circle { center: DVec2::ZERO, radius }], &bound)?;
            }
            "slot" => {
                let bound = arguments.bind(name, &["w", "h", "angle", "mode", "tag"])?;
                let (w, h) = (bound.positive("w")? / 2.0, bound.positive("h")? / 2.0);
                self.shape(drawing, slot(w, h), &bound)?;
            }
            "regularPolygon" => {
                let bound = arguments.bind(name, &["r", "n", "angle", "mode", "tag"])?;
                let (radius, count) = (bound.positive("r")?, self.count(&bound, "n")?);
                let corner = |i: u64| {
                    let (sin, cos) = trig::sin_cos(360.0 * i as f64 / count as f64);
                    DVec2::new(radius * sin, radius * cos)
                };
                let corners: Vec<DVec2> = (0..count).map(corner).collect();
                self.shape(drawing, polygon(&corners), &bound)?;
            }
            "trapezoid" => {
                let bound = arguments.bind(name, &["w", "h", "a1", "a2", "angle", "mode", "tag"])?;
                let (w, h, a1) = (bound.positive("w")?, bound.positive("h")?, bound.number("a1")?);
                let a2 = bound.number_or("a2", a1)?;
                let corners = [
                    DVec2::new(-w / 2.0, -h / 2.0),
                    DVec2::new(w / 2.0, -h / 2.0),
                    DVec2::new(w / 2.0 - h / trig::tan(a2), h / 2.0),
                    DVec2::new(-w / 2.0 + h / trig::tan(a1), h / 2.0),
                ];
                self.shape(drawing, polygon(&corners), &bound)?;
            }
            "polygon" => {
                let bound = arguments.bind(name, &["pts", "angle", "mode", "tag"])?;
                let mut corners: Vec<DVec2> = self.points(&bound, "pts")?.iter().map(|p| p.truncate()).collect();
                if corners.len() > 1 && corners.first().zip(corners.last()).is_some_and(|(a, b)| a.distance(*b) < 1e-9)
                {
                    corners.pop();
                }
                self.shape(drawing, polygon(&corners), &bound)?;
            }
            "face" => {
                let bound = arguments.bind(name, &["b", "angle", "mode", "tag", "ignore_selection"])?;
                let angle = turn(bound.number_or("angle", 0.0)?, DVec2::ZERO);
                let (value, at) = bound.value("b")?;
                let region = match value {
                    Value::Drawing(other) => other.borrow().region.clone(),
                    _ => return unsupported(at, format!("`face` of {}: only sketches are read", value.kind())),
                };
                let ignore = bound.flag("ignore_selection", false);
                self.add(drawing, region.map(|face| face.transformed(&angle)), &bound, ignore)?;
            }
            "segment" => self.segment(drawing, arguments)?,
            "arc" => self.arc(drawing, arguments)?,
            "edge" => return unsupported(span, "`edge`: draw with `segment` and `arc`"),
            "close" => {
                let mut drawing = drawing.borrow_mut();
                let (start, end) = free_ends(&drawing, span)?;
                // CadQuery would fail on a segment without length; a closed outline needs none.
                if start.distance(end) > 1e-9 {
                    drawing.edges.push((CurveKind::Line { start: end, end: start }, false));
                }
            }
            "assemble" => {
                let bound = arguments.bind(name, &["mode", "tag"])?;
                let curves: Vec<CurveKind> =
                    drawing.borrow().edges.iter().filter(|edge| !edge.1).map(|edge| edge.0).collect();
                self.spend(curves.len() as u64, span)?;
                let chains = region::connect(&curves);
                let chains: Vec<&[CurveKind]> = chains.iter().map(Vec::as_slice).collect();
                let faces = region::faces(&self.kernel, &chains, span)?;
                let face = match &faces[..] {
                    [face] => face.clone(),
                    [] => return wrong(span, "`assemble` without edges"),
                    _ => {
                        return unsupported(
                            span,
                            "`assemble` of several outlines side by side: edges of an earlier `assemble` stay in a \
                             sketch; give each outline a sketch of its own",
                        );
                    }
                };
                self.add(drawing, Some(face), &bound, false)?;
            }
            "reset" => drawing.borrow_mut().selection = None,
            "clean" => {}
            "delete" => return unsupported(span, "`delete` of selected edges or faces is not read"),
            "vertices" | "edges" | "faces" => {
                let bound = arguments.bind(name, &["s", "tag"])?;
                self.select_in_drawing(drawing, name, &bound)?;
            }
            "tag" => {
                let bound = arguments.bind(name, &["tag"])?;
                let mut drawing = drawing.borrow_mut();
                let Some(selection) = drawing.selection.clone() else {
                    return wrong(span, "nothing is selected to tag");
                };
                drawing.tags.push((bound.text("tag")?, selection));
            }
            "select" => {
                let mut found = Vec::new();
                for (value, at) in &arguments.positional {
                    let Value::Text(tag) = value else { return wrong(*at, "a tag is a string") };
                    found.extend(tagged(&drawing.borrow(), tag, *at)?);
                }
                drawing.borrow_mut().selection = Some(found);
            }
            "fillet" | "chamfer" => {
                let bound = arguments.bind(name, &["d"])?;
                let size = bound.positive("d")?;
                let corner = if name == "fillet" { CornerKind::Fillet(size) } else { CornerKind::Chamfer(size) };
                let mut drawing = drawing.borrow_mut();
                let vertices = |item: &Selected| if let Selected::Vertex(at) = item { Some(*at) } else { None };
                let at: Vec<DVec2> = drawing.selection.iter().flatten().filter_map(vertices).collect();
                let Some(face) = drawing.region.as_ref().filter(|_| !at.is_empty()) else {
                    return wrong(span, format!("`{name}` needs selected vertices: `.vertices().{name}(…)`"));
                };
                if let Some(point) = at.iter().find(|point| super::edge::corner_at(face, **point).is_none()) {
                    let message =
                        format!("there is no corner at ({}, {}) to {name}: circles have none", point.x, point.y);
                    return wrong(span, message);
                }
                let treated = self.kernel.treat_corners(face, corner, &at);
                let treated =
                    treated.map_err(|error| region::geometric(span, "the corners cannot be treated", &error))?;
                drawing.region = Some(treated);
            }
            "finalize" => {
                return match &drawing.borrow().parent {
                    Some(parent) => Ok(Value::Work(parent.clone())),
                    None => Ok(Value::None),
                };
            }
            "copy" => {
                let region = drawing.borrow().region.clone();
                return Ok(Value::Drawing(self.drawing(Drawing {
                    region,
                    places: vec![Frame::XY],
                    ..Drawing::default()
                })));
            }
            "moved" => {
                let bound = arguments.bind(name, &["loc", "y", "z", "rx", "ry", "rz"])?;
                let place = match bound.value("loc")? {
                    (Value::Location(location), at) => match location.planar() {
                        Some(place) => place,
                        None => return unsupported(at, "`moved` out of the plane of a sketch"),
                    },
                    _ => {
                        turn(bound.number_or("rz", 0.0)?, DVec2::new(bound.number("loc")?, bound.number_or("y", 0.0)?))
                    }
                };
                for leaves in ["z", "rx", "ry"] {
                    bound.refuse(leaves, 0.0, "a sketch stays in its plane")?;
                }
                let region = drawing.borrow().region.as_ref().map(|face| face.transformed(&place));
                return Ok(Value::Drawing(self.drawing(Drawing {
                    region,
                    places: vec![Frame::XY],
                    ..Drawing::default()
                })));
            }
            _ => {
                return match UNSAID.iter().find(|(known, _)| *known == name) {
                    Some((_, why)) => unsupported(span, format!("`Sketch.{name}`: {why}")),
                    None => unsupported(span, format!("`Sketch.{name}` is not known")),
                };
            }
        }
        same()
    }

    /// Combines two sketches by an operator.
    pub fn combine_drawings(
        &mut self,
        op: BooleanOp,
        left: &Rc<RefCell<Drawing>>,
        right: &Rc<RefCell<Drawing>>,
        span: TextRange,
    ) -> Outcome<Value<'a>> {
        let (left, right) = (left.borrow().region.clone(), right.borrow().region.clone());
        let region = self.plane_boolean(op, left, right, span)?;
        Ok(Value::Drawing(self.drawing(Drawing { region, places: vec![Frame::XY], ..Drawing::default() })))
    }

    fn plane_boolean(&self, op: BooleanOp, a: Option<Face>, b: Option<Face>, span: TextRange) -> Outcome<Option<Face>> {
        match (a, b) {
            (Some(a), Some(b)) => region::combine(&self.kernel, op, &[a, b], span),
            (Some(a), None) if op != BooleanOp::Intersect => Ok(Some(a)),
            (None, Some(b)) if op == BooleanOp::Union => Ok(Some(b)),
            _ => Ok(None),
        }
    }

    /// Remembers a sketch, whose parent is forgotten when the script ends.
    pub fn drawing(&mut self, drawing: Drawing) -> Rc<RefCell<Drawing>> {
        let drawing = Rc::new(RefCell::new(drawing));
        self.drawings.push(drawing.clone());
        drawing
    }

    /// A closed chain as a face at every selected place.
    fn shape(&mut self, drawing: &Rc<RefCell<Drawing>>, chain: Vec<CurveKind>, bound: &Bound<'a>) -> Outcome<()> {
        let angle = turn(bound.number_or("angle", 0.0)?, DVec2::ZERO);
        let curves: Vec<Curve> = chain.iter().map(|curve| Curve::new(moved(curve, &angle), Span::default())).collect();
        let made: Loop = self
            .kernel
            .make_loop(&curves)
            .map_err(|error| region::geometric(bound.span, "the outline is no legal loop", &error))?;
        self.add(drawing, Some(Face::new(made, Vec::new())), bound, false)
    }

    /// Adds a face at every selected place, by the mode that the call names.
    fn add(
        &mut self,
        drawing: &Rc<RefCell<Drawing>>,
        face: Option<Face>,
        bound: &Bound<'a>,
        ignore_selection: bool,
    ) -> Outcome<()> {
        let span = bound.span;
        let mode = if bound.get("mode").is_some() { bound.text("mode")? } else { "a".to_owned() };
        let selection = drawing.borrow().selection.clone().filter(|items| !ignore_selection && !items.is_empty());
        let places: Vec<Transform2> = match selection {
            None => vec![turn(0.0, DVec2::ZERO)],
            Some(items) => {
                let places: Option<Vec<Transform2>> = items.iter().map(|item| item.place(self)).collect();
                match places {
                    Some(places) => places,
                    None => return unsupported(span, "the selection has no middle that is known"),
                }
            }
        };
        self.spend(places.len() as u64 * 4, span)?;
        let identity = turn(0.0, DVec2::ZERO);
        let added: Vec<Face> = face
            .iter()
            .flat_map(|face| places.iter().map(|by| if *by == identity { face.clone() } else { face.transformed(by) }))
            .collect();
        if bound.get("tag").is_some() {
            let tagged = added.iter().cloned().map(Selected::Face).collect();
            drawing.borrow_mut().tags.push((bound.text("tag")?, tagged));
        }
        let op = match mode.as_str() {
            "a" => BooleanOp::Union,
            "s" => BooleanOp::Cut,
            "i" => BooleanOp::Intersect,
            "c" => return Ok(()),
            "r" => {
                let region = region::combine(&self.kernel, BooleanOp::Union, &added, span)?;
                drawing.borrow_mut().region = region;
                return Ok(());
            }
            other => return wrong(span, format!("the mode `{other}` is none of `a`, `s`, `i`, `r`, `c`")),
        };
        let base = drawing.borrow_mut().region.take();
        let tools = match (&added[..], op) {
            ([], _) => None,
            ([only], _) => Some(only.clone()),
            (_, BooleanOp::Union | BooleanOp::Cut | BooleanOp::Intersect) => {
                region::combine(&self.kernel, BooleanOp::Union, &added, span)?
            }
        };
        let region = self.plane_boolean(op, base, tools, span)?;
        drawing.borrow_mut().region = region;
        Ok(())
    }

    fn distribute(
        &mut self,
        drawing: &Rc<RefCell<Drawing>>,
        places: Vec<(DVec2, f64)>,
        span: TextRange,
    ) -> Outcome<()> {
        let selection = drawing.borrow().selection.clone().filter(|items| !items.is_empty());
        let bases: Vec<Transform2> = match selection {
            None => vec![turn(0.0, DVec2::ZERO)],
            Some(items) => match items.iter().map(|item| item.place(self)).collect::<Option<Vec<_>>>() {
                Some(bases) => bases,
                None => return unsupported(span, "the selection has no middle that is known"),
            },
        };
        self.spend((places.len() * bases.len()) as u64, span)?;
        let mut selected = Vec::with_capacity(places.len() * bases.len());
        for (at, angle) in &places {
            for base in &bases {
                let turned = turn(*angle, DVec2::ZERO);
                selected.push(Selected::Place(Transform2 {
                    linear: base.linear * turned.linear,
                    translation: *at + base.translation,
                }));
            }
        }
        drawing.borrow_mut().selection = Some(selected);
        Ok(())
    }

    fn segment(&mut self, drawing: &Rc<RefCell<Drawing>>, arguments: Arguments<'a>) -> Outcome<()> {
        let span = arguments.span;
        let numbers = arguments.positional.first().is_some_and(|(value, _)| value.number().is_some());
        let two = arguments.positional.get(1).is_some_and(|(value, _)| value.vector().is_some())
            || arguments.named.iter().any(|(name, ..)| name == "p1");
        let names: &[&'static str] = match (numbers, two) {
            (true, _) => &["l", "a", "tag", "forConstruction"],
            (_, true) => &["p1", "p2", "tag", "forConstruction"],
            _ => &["p2", "tag", "forConstruction"],
        };
        let bound = arguments.bind("segment", names)?;
        let construction = bound.flag("forConstruction", false);
        let start = match bound.get("p1") {
            Some(_) => bound.vector("p1")?.truncate(),
            None => free_ends(&drawing.borrow(), span)?.1,
        };
        let end = if numbers {
            let (sin, cos) = trig::sin_cos(bound.number("a")?);
            start + bound.number("l")? * DVec2::new(cos, sin)
        } else {
            bound.vector("p2")?.truncate()
        };
        self.draw(drawing, CurveKind::Line { start, end }, construction, &bound)
    }

    fn arc(&mut self, drawing: &Rc<RefCell<Drawing>>, arguments: Arguments<'a>) -> Outcome<()> {
        let span = arguments.span;
        let points = arguments.positional.iter().take_while(|(value, _)| value.vector().is_some()).count();
        let named = |wanted: &str| arguments.named.iter().any(|(name, ..)| name == wanted);
        let centre = points == 1 && arguments.positional.len() > 1 || named("c") || named("r");
        let names: &[&'static str] = match (centre, points >= 3 || named("p1")) {
            (true, _) => &["c", "r", "a", "da", "tag", "forConstruction"],
            (_, true) => &["p1", "p2", "p3", "tag", "forConstruction"],
            _ => &["p2", "p3", "tag", "forConstruction"],
        };
        let bound = arguments.bind("arc", names)?;
        let construction = bound.flag("forConstruction", false);
        let curve = if centre {
            let (center, radius) = (bound.vector("c")?.truncate(), bound.positive("r")?);
            let (start, sweep) = (bound.number("a")?, bound.number("da")?);
            if sweep.abs() >= 360.0 {
                CurveKind::Circle { center, radius }
            } else {
                let at = |angle: f64| {
                    let (sin, cos) = trig::sin_cos(angle);
                    center + radius * DVec2::new(cos, sin)
                };
                CurveKind::Arc { start: at(start), mid: at(start + sweep / 2.0), end: at(start + sweep) }
            }
        } else {
            let start = match bound.get("p1") {
                Some(_) => bound.vector("p1")?.truncate(),
                None => free_ends(&drawing.borrow(), span)?.1,
            };
            CurveKind::Arc { start, mid: bound.vector("p2")?.truncate(), end: bound.vector("p3")?.truncate() }
        };
        self.draw(drawing, curve, construction, &bound)
    }

    fn draw(
        &mut self,
        drawing: &Rc<RefCell<Drawing>>,
        curve: CurveKind,
        construction: bool,
        bound: &Bound<'a>,
    ) -> Outcome<()> {
        let mut drawing = drawing.borrow_mut();
        if bound.get("tag").is_some() {
            drawing.tags.push((bound.text("tag")?, vec![Selected::Edge(curve)]));
        }
        drawing.edges.push((curve, construction));
        Ok(())
    }

    fn select_in_drawing(&mut self, drawing: &Rc<RefCell<Drawing>>, kind: &str, bound: &Bound<'a>) -> Outcome<()> {
        let span = bound.span;
        let sources: Vec<Selected> = if bound.get("tag").is_some() {
            tagged(&drawing.borrow(), &bound.text("tag")?, span)?
        } else {
            let drawing = drawing.borrow();
            match drawing.selection.as_ref().filter(|items| !items.is_empty()) {
                Some(items) => items.iter().filter(|item| !matches!(item, Selected::Place(_))).cloned().collect(),
                None => drawing
                    .region
                    .iter()
                    .flat_map(|face| face.regions.iter())
                    .map(|region| Selected::Face(Face { regions: [region.clone()].into() }))
                    .chain(drawing.edges.iter().map(|edge| Selected::Edge(edge.0)))
                    .collect(),
            }
        };
        let mut found: Vec<Selected> = Vec::new();
        for source in sources {
            match (source, kind) {
                (face @ Selected::Face(_), "faces") => found.push(face),
                (vertex @ Selected::Vertex(_), "vertices") => found.push(vertex),
                (edge @ Selected::Edge(_), "edges") => found.push(edge),
                (Selected::Edge(curve), "vertices") => {
                    found.extend(chain_corners(&[curve]).into_iter().map(Selected::Vertex));
                }
                (Selected::Face(face), kind @ ("edges" | "vertices")) => {
                    for chain in
                        face.regions.iter().flat_map(|region| std::iter::once(&region.outer).chain(region.holes.iter()))
                    {
                        let curves: Vec<CurveKind> = chain.curves.iter().map(|curve| curve.kind).collect();
                        if kind == "edges" {
                            found.extend(curves.into_iter().map(Selected::Edge));
                        } else {
                            found.extend(chain_corners(&curves).into_iter().map(Selected::Vertex));
                        }
                    }
                }
                _ => {}
            }
        }
        self.spend(found.len() as u64, span)?;
        if bound.get("s").is_some() {
            let selector = Selector::parse(&bound.text("s")?, span)?;
            let items: Option<Vec<Item>> = found.iter().map(|item| item_of(item, self)).collect();
            let Some(items) = items else { return unsupported(span, "the selection has no middle that is known") };
            let kept = selector.filter(&items, span)?;
            found = kept.into_iter().filter_map(|index| found.get(index).cloned()).collect();
        }
        drawing.borrow_mut().selection = Some(found);
        Ok(())
    }
}

fn item_of(item: &Selected, machine: &Machine) -> Option<Item> {
    let center = item.place(machine)?.translation.extend(0.0);
    let (kind, direction) = match item {
        Selected::Edge(CurveKind::Line { start, end }) => {
            ("LINE", Some((*end - *start).normalize_or_zero().extend(0.0)))
        }
        Selected::Edge(_) => ("CIRCLE", None),
        Selected::Face(_) => ("PLANE", Some(DVec3::Z)),
        _ => ("VERTEX", None),
    };
    Some(Item { center, direction, kind: kind.to_owned() })
}

fn tagged(drawing: &Drawing, tag: &str, span: TextRange) -> Outcome<Vec<Selected>> {
    match drawing.tags.iter().rev().find(|(known, _)| known == tag) {
        Some((_, items)) => Ok(items.clone()),
        None => wrong(span, format!("nothing has the tag `{tag}`")),
    }
}

/// Where the free edges begin and end, as CadQuery counts.
fn free_ends(drawing: &Drawing, span: TextRange) -> Outcome<(DVec2, DVec2)> {
    let Some((last, mode)) = drawing.edges.last() else { return wrong(span, "there are no free edges to go on from") };
    let first = drawing.edges.iter().find(|edge| edge.1 == *mode).map_or(last, |edge| &edge.0);
    Ok((Curve::new(*first, Span::default()).ends().0, Curve::new(*last, Span::default()).ends().1))
}

/// The lines around corners.
pub fn polygon(corners: &[DVec2]) -> Vec<CurveKind> {
    let next = corners.iter().cycle().skip(1);
    corners.iter().zip(next).map(|(start, end)| CurveKind::Line { start: *start, end: *end }).collect()
}

/// A slot along x about the origin: half the distance of its centres, and its radius.
pub fn slot(half: f64, radius: f64) -> Vec<CurveKind> {
    let at = DVec2::new;
    vec![
        CurveKind::Line { start: at(-half, -radius), end: at(half, -radius) },
        CurveKind::Arc { start: at(half, -radius), mid: at(half + radius, 0.0), end: at(half, radius) },
        CurveKind::Line { start: at(half, radius), end: at(-half, radius) },
        CurveKind::Arc { start: at(-half, radius), mid: at(-half - radius, 0.0), end: at(-half, -radius) },
    ]
}

/// The angle from one of `count` places on a circle to the next, degrees.
pub fn angle_step(sweep: f64, start: f64, count: u64) -> f64 {
    let turns = sweep / 360.0;
    if (sweep - 360.0 * turns.round()).abs() < 1e-6 {
        sweep / count as f64
    } else if count > 1 {
        sweep / (count - 1) as f64
    } else {
        start
    }
}
