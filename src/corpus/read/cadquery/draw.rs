//! `cq.Workplane`: drawing of curves and chains.

use std::rc::Rc;

use ruff_text_size::TextRange;

use super::argument::{Arguments, Bound};
use super::machine::Machine;
use super::region;
use super::shape::{Edge, Object, Placed, Wire, moved, settle, turn};
use super::sketch::{polygon, slot};
use super::value::{Outcome, Value, unsupported, wrong};
use super::workplane::{Work, link, on_the_plane};
use crate::corpus::flat;
use crate::model::tolerance::LINEAR;
use crate::model::{ArcGeometry, Curve, CurveKind, DMat2, DVec2, DVec3, Transform2, trig};
use crate::text::Span;

impl<'a> Machine<'a> {
    /// Drawing of curves and chains.
    pub fn draw_method(&mut self, work: &Rc<Work>, name: &str, given: &Arguments<'a>) -> Option<Outcome<Value<'a>>> {
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
                    return wrong(
                        span,
                        "the end point lies straight ahead: an arc tangent to the curve before does not reach it",
                    );
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
                let middle = DVec2::new(
                    if x { 0.0 } else { bound.number("xLen")? / 2.0 },
                    if y { 0.0 } else { bound.number("yLen")? / 2.0 },
                );
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
                    return wrong(
                        span,
                        format!("a slot of length {length} must be longer than its diameter {diameter}"),
                    );
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
                let across = Transform2 { linear: DMat2::from_diagonal(flip), translation: DVec2::ZERO };
                let wires: Vec<Wire> = joined
                    .objects
                    .borrow()
                    .iter()
                    .filter_map(|object| match object {
                        Object::Wire(wire) => Some(wire.clone()),
                        _ => None,
                    })
                    .collect();
                for wire in wires {
                    let Some(curves) = on_the_plane(&wire, &work.plane) else {
                        return unsupported(span, format!("`{name}` of a chain on another plane"));
                    };
                    let image: Vec<CurveKind> =
                        curves.iter().rev().map(|curve| flat::reversed(&moved(curve, &across))).collect();
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
    pub fn pen(&self, work: &Rc<Work>, span: TextRange) -> Outcome<Placed> {
        match work.objects.borrow().last() {
            None => Ok(Placed { frame: work.plane, at: DVec3::ZERO }),
            Some(Object::Edge(edge)) => Ok(edge.ends().1),
            Some(Object::Point(place) | Object::Vertex(place)) => Ok(*place),
            Some(_) => {
                wrong(span, "drawing goes on from a point or a curve, not from what is on the stack; use `moveTo`")
            }
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
        let joined: Vec<Wire> =
            region::connect(&curves).into_iter().map(|chain| Wire { frame, curves: chain.into() }).collect();
        {
            let mut context = work.context.borrow_mut();
            context.wires = joined.clone();
            context.edges = Vec::new();
            context.first = None;
        }
        Ok(link(work, joined.into_iter().map(Object::Wire).collect()))
    }
}

fn flat_point(bound: &Bound, name: &str) -> Outcome<DVec2> {
    let point = bound.vector(name)?;
    if point.z.abs() > LINEAR {
        return unsupported(bound.span, "a curve that leaves its plane");
    }
    Ok(point.truncate())
}

/// The direction in which a curve ends.
fn end_direction(curve: &CurveKind) -> DVec2 {
    match *curve {
        CurveKind::Line { start, end } => (end - start).normalize_or_zero(),
        CurveKind::Arc { start, mid, end } => match ArcGeometry::through(start, mid, end) {
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
        for (direction, end) in
            [(DVec2::X, (1.0, 1.0)), (DVec2::X, (-2.0, 1.0)), (DVec2::Y, (3.0, -4.0)), (DVec2::X, (1.0, -3.0))]
        {
            let end = DVec2::from(end);
            let mid = tangent_middle(DVec2::ZERO, direction, end).unwrap();
            let arc = ArcGeometry::through(DVec2::ZERO, mid, end).unwrap();
            let first = arc.point(1e-6).normalize();
            assert!(first.distance(direction) < 1e-4, "{direction} {end}: {first}");
        }
        assert_eq!(tangent_middle(DVec2::ZERO, DVec2::X, DVec2::X), None);
    }
}
