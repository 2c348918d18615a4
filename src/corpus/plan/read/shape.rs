//! Shapes of a plan: outlines, faces, sketches, bodies, and their repetitions.

use smol_str::SmolStr;

use super::chain::{Call, Head};
use super::{Outcome, Reader};
use crate::corpus::plan::{
    About, Body, CoordinateAxis, Expr, Extent, Face, Feature, Flat, Mirror, Outline, Placed, Plane, Point, Repeat,
    Segment, Sketch,
};
use crate::syntax::ast::{self, AstNode};

/// Groups and repetitions inside one another.
const DEEPEST: usize = 60;

const ORIGIN2: [Expr; 2] = [Expr::ZERO, Expr::ZERO];
const ORIGIN3: [Expr; 3] = [Expr::ZERO, Expr::ZERO, Expr::ZERO];

/// Reads the shape that is placed: a head with the calls on it.
type ReadShape<'r, S> = &'r dyn Fn(&Reader, &Head, &[Call]) -> Outcome<S>;

impl Reader {
    fn point(&self, argument: Option<ast::Expr>) -> Outcome<[Expr; 2]> {
        argument.map_or(Ok(ORIGIN2), |expr| self.tuple(&expr))
    }

    fn place(&self, argument: Option<ast::Expr>) -> Outcome<[Expr; 3]> {
        argument.map_or(Ok(ORIGIN3), |expr| self.tuple(&expr))
    }

    fn of(&self, call: &Call, argument: Option<ast::Expr>) -> Outcome<Expr> {
        self.expr(&self.given(call, argument)?)
    }

    pub(super) fn outline(&self, head: &Head) -> Outcome<Outline> {
        let call = match head {
            Head::Name(name, _) if self.is_outline(name) => return Ok(Outline::Named { name: name.clone() }),
            Head::Call(call) => call,
            Head::Name(_, span) => return Err(self.missing(*span, "not an outline of a plan")),
            Head::Other(expr) => return self.no(expr, "not an outline of a plan"),
        };
        Ok(match call.name.as_str() {
            "circle" => {
                let [center, radius] = self.bind(call, ["center", "radius"])?;
                Outline::Circle { center: self.tuple(&self.given(call, center)?)?, radius: self.of(call, radius)? }
            }
            "rect" => {
                let [width, height, center] = self.bind(call, ["width", "height", "center"])?;
                let (width, height) = (self.of(call, width)?, self.of(call, height)?);
                Outline::Rect { center: self.point(center)?, width, height }
            }
            "rounded_rect" => {
                let [width, height, radius, center] = self.bind(call, ["width", "height", "radius", "center"])?;
                Outline::RoundedRect {
                    center: self.point(center)?,
                    width: self.of(call, width)?,
                    height: self.of(call, height)?,
                    radius: self.of(call, radius)?,
                }
            }
            "slot" => {
                let [start, end, width] = self.bind(call, ["start", "end", "width"])?;
                let (start, end) = (self.given(call, start)?, self.given(call, end)?);
                Outline::Slot { start: self.tuple(&start)?, end: self.tuple(&end)?, width: self.of(call, width)? }
            }
            "regular_polygon" => {
                let [sides, radius, center, rotation] = self.bind(call, ["sides", "radius", "center", "rotation"])?;
                Outline::RegularPolygon {
                    center: self.point(center)?,
                    radius: self.of(call, radius)?,
                    sides: self.of(call, sides)?,
                    rotation: rotation.map_or(Ok(Expr::ZERO), |expr| self.expr(&expr))?,
                }
            }
            "polygon" => {
                let [points] = self.bind(call, ["points"])?;
                let points = self.items(&self.given(call, points)?)?;
                let points = points.into_iter().map(|(point, _)| self.tuple(&point)).collect::<Outcome<_>>()?;
                Outline::Polygon { points }
            }
            "loop" => {
                let [curves] = self.bind(call, ["curves"])?;
                self.path(&self.given(call, curves)?)?
            }
            _ => return Err(self.missing(call.span, "not an outline of a plan")),
        })
    }

    /// The elements of a plain list, and whether each is spread.
    fn items(&self, expr: &ast::Expr) -> Outcome<Vec<(ast::Expr, bool)>> {
        match expr {
            ast::Expr::List(list) if !list.is_comprehension() => {
                list.items().map(|item| Ok((self.need(&item, item.expr())?, item.spread().is_some()))).collect()
            }
            other => self.no(other, "not a plain list"),
        }
    }

    fn path(&self, curves: &ast::Expr) -> Outcome<Outline> {
        let mut start: Option<Point> = None;
        let mut at: Option<Point> = None;
        let mut segments = Vec::new();
        let items = self.items(curves)?;
        for (item, _) in &items {
            let chain = self.chain(item)?;
            let Head::Call(call) = &chain.head else { return self.no(item, "not a curve of a plan") };
            let (from, segment, to): (Point, _, Point) = match call.name.as_str() {
                // A loop of a circle is its circle.
                "circle" if items.len() == 1 => return self.outline(&chain.head),
                "line" => {
                    let [start, end] = self.bind(call, ["start", "end"])?;
                    let to: Point = self.tuple(&self.given(call, end)?)?;
                    (self.tuple(&self.given(call, start)?)?, Segment::Line { to: to.clone() }, to)
                }
                "arc" => {
                    let [start, mid, end] = self.bind(call, ["start", "mid", "end"])?;
                    let via = self.tuple(&self.given(call, mid)?)?;
                    let to: Point = self.tuple(&self.given(call, end)?)?;
                    (self.tuple(&self.given(call, start)?)?, Segment::Arc { via, to: to.clone() }, to)
                }
                _ => return self.no(item, "not a curve of a plan's path"),
            };
            if at.as_ref().is_some_and(|at| *at != from) {
                return self.no(item, "a curve of a plan's path starts where the one before ends");
            }
            start.get_or_insert(from);
            at = Some(to);
            segments.push(segment);
        }
        match start {
            Some(start) => Ok(Outline::Path { start, segments }),
            None => self.no(curves, "a path has curves"),
        }
    }

    /// A shape with its repetitions.
    pub(super) fn placed<S>(&self, expr: &ast::Expr, shape: ReadShape<S>) -> Outcome<Placed<S>> {
        self.placed_within(expr, shape, 0)
    }

    fn placed_within<S>(&self, expr: &ast::Expr, shape: ReadShape<S>, depth: usize) -> Outcome<Placed<S>> {
        if depth > DEEPEST {
            return self.no(expr, "repetitions are nested too deep for a plan");
        }
        if let ast::Expr::List(list) = expr
            && list.is_comprehension()
        {
            return self.comprehension(list, shape, depth);
        }
        let chain = self.chain(expr)?;
        if let Some((last, before)) = chain.calls.split_last()
            && let Some(repeat) = self.repeat(last)?
        {
            return Ok(Placed { shape: shape(self, &chain.head, before)?, repeats: vec![repeat] });
        }
        Ok(Placed { shape: shape(self, &chain.head, &chain.calls)?, repeats: Vec::new() })
    }

    fn comprehension<S>(&self, list: &ast::ListExpr, shape: ReadShape<S>, depth: usize) -> Outcome<Placed<S>> {
        let item = self.need(list, list.items().next().and_then(|item| item.expr()))?;
        let clauses: Vec<ast::ForClause> = list.clauses().collect();
        let source = |clause: &ast::ForClause| self.need(clause, clause.source());
        match &clauses[..] {
            // [shape for i in 0..n if …]
            [only] => {
                let each = self.each(only)?;
                let chain = self.chain(&item)?;
                Ok(Placed { shape: shape(self, &chain.head, &chain.calls)?, repeats: vec![each] })
            }
            // [c for i in 0..n if … for c in copies]
            [index, copies] if source(index)?.end().is_some() => {
                let inner = self.need(copies, source(copies)?.start())?;
                let mut placed = self.placed_within(&inner, shape, depth + 1)?;
                placed.repeats.push(self.each(index)?);
                Ok(placed)
            }
            // [c for m in copies for c in m.method(…)]
            [copies, method] => {
                let inner = self.need(copies, source(copies)?.start())?;
                let mut placed = self.placed_within(&inner, shape, depth + 1)?;
                let again = self.need(method, source(method)?.start())?;
                match &self.chain(&again)?.calls[..] {
                    [call] => match self.repeat(call)? {
                        Some(repeat) => placed.repeats.push(repeat),
                        None => return self.no(&again, "not a repetition of a plan"),
                    },
                    _ => return self.no(&again, "not a repetition of a plan"),
                }
                Ok(placed)
            }
            _ => self.no(list, "not a repetition of a plan"),
        }
    }

    fn each(&self, clause: &ast::ForClause) -> Outcome<Repeat> {
        let variable = self.name(clause, clause.name())?;
        let range = self.need(clause, clause.source())?;
        let (Some(start), Some(end), false) = (range.start(), range.end(), range.is_closed()) else {
            return self.no(&range, "a plan counts from 0: `0..count`");
        };
        if !self.expr(&start)?.is(0.0) {
            return self.no(&start, "a plan counts from 0");
        }
        let mut except = Vec::new();
        let mut pending: Vec<ast::Expr> = clause.condition().into_iter().collect();
        while let Some(condition) = pending.pop() {
            let ast::Expr::Binary(chain) = &condition else { return self.no(&condition, "not `i != n`") };
            let first = self.need(chain, chain.first())?;
            let rest: Vec<ast::Operation> = chain.rest().collect();
            match &rest[..] {
                [link] if link.op == ast::BinaryOp::NotEq => {
                    if self.expr(&first)? != Expr::Name(variable.clone()) {
                        return self.no(&first, "not the variable of the repetition");
                    }
                    except.push(self.expr(&self.need(chain, link.right.clone())?)?);
                }
                links if links.iter().all(|link| link.op == ast::BinaryOp::And) => {
                    let rights = links.iter().rev().filter_map(|link| link.right.clone());
                    pending.extend(rights.chain([first]));
                }
                _ => return self.no(chain, "not `i != n and …`"),
            }
        }
        Ok(Repeat::Each { variable, count: self.expr(&end)?, except })
    }

    /// The repetition a method stands for, if it is one.
    fn repeat(&self, call: &Call) -> Outcome<Option<Repeat>> {
        Ok(Some(match call.name.as_str() {
            "pattern_linear" => {
                let [count, by] = self.bind(call, ["count", "by"])?;
                Repeat::Linear { count: self.of(call, count)?, by: self.components(&self.given(call, by)?)? }
            }
            "pattern_grid" => {
                let [columns, rows, dx, dy, centered] = self.bind(call, ["columns", "rows", "dx", "dy", "centered"])?;
                Repeat::Grid {
                    columns: self.of(call, columns)?,
                    rows: self.of(call, rows)?,
                    dx: self.of(call, dx)?,
                    dy: self.of(call, dy)?,
                    centered: self.flag(centered)?,
                }
            }
            "pattern_circular" => {
                let [count, about, angle] = self.bind(call, ["count", "about", "angle"])?;
                Repeat::Circular {
                    count: self.of(call, count)?,
                    about: self.about(about)?,
                    angle: angle.map(|expr| self.expr(&expr)).transpose()?,
                }
            }
            "mirrored" => {
                let [across] = self.bind(call, ["across"])?;
                Repeat::Mirror { across: self.mirror(&self.given(call, across)?)? }
            }
            _ => return Ok(None),
        }))
    }

    fn about(&self, argument: Option<ast::Expr>) -> Outcome<About> {
        let Some(expr) = argument else { return Ok(About::Origin) };
        if let Ok(point) = self.tuple(&expr) {
            return Ok(About::Point(point));
        }
        let chain = self.chain(&expr)?;
        let (Head::Call(call), []) = (&chain.head, &chain.calls[..]) else {
            return self.no(&expr, "not an axis of a plan");
        };
        if call.name != "axis" {
            return self.no(&expr, "not an axis of a plan");
        }
        let [point, direction] = self.bind(call, ["point", "direction"])?;
        let through = self.tuple(&self.given(call, point)?)?;
        let direction = self.given(call, direction)?;
        let unit = |n| if n == 1 { Expr::Number(1.0) } else { Expr::ZERO };
        let [x, y, z]: [Expr; 3] = self.tuple(&direction)?;
        let along = match [x, y, z] {
            it if it == [unit(1), unit(0), unit(0)] => CoordinateAxis::X,
            it if it == [unit(0), unit(1), unit(0)] => CoordinateAxis::Y,
            it if it == [unit(0), unit(0), unit(1)] => CoordinateAxis::Z,
            _ => return self.no(&direction, "a plan turns about coordinate axes"),
        };
        Ok(About::Axis { through, along })
    }

    fn mirror(&self, expr: &ast::Expr) -> Outcome<Mirror> {
        Ok(match self.plane(expr)? {
            Plane::Yz { offset } => Mirror { axis: CoordinateAxis::X, at: offset },
            // The normal of XZ is −y.
            Plane::Xz { offset } => Mirror { axis: CoordinateAxis::Y, at: negated(offset) },
            Plane::Xy { offset } => Mirror { axis: CoordinateAxis::Z, at: offset },
            Plane::Any { .. } => return self.no(expr, "a plan mirrors across coordinate planes"),
        })
    }

    fn plane(&self, expr: &ast::Expr) -> Outcome<Plane> {
        let chain = self.chain(expr)?;
        match &chain.head {
            Head::Name(name, _) => {
                let offset = match &chain.calls[..] {
                    [] => Expr::ZERO,
                    [call] if call.name == "offset" => {
                        let [distance] = self.bind(call, ["distance"])?;
                        self.of(call, distance)?
                    }
                    _ => return self.no(expr, "not a plane of a plan"),
                };
                match name.as_str() {
                    "XY" => Ok(Plane::Xy { offset }),
                    "XZ" => Ok(Plane::Xz { offset }),
                    "YZ" => Ok(Plane::Yz { offset }),
                    _ => self.no(expr, "not a plane of a plan"),
                }
            }
            Head::Call(call) if call.name == "plane" && chain.calls.is_empty() => {
                let [origin, x, normal] = self.bind(call, ["origin", "x", "normal"])?;
                Ok(Plane::Any {
                    origin: self.tuple(&self.given(call, origin)?)?,
                    x: self.tuple(&self.given(call, x)?)?,
                    normal: self.tuple(&self.given(call, normal)?)?,
                })
            }
            _ => self.no(expr, "not a plane of a plan"),
        }
    }

    fn face(&self, head: &Head, calls: &[Call]) -> Outcome<Face> {
        if let Some(call) = calls.first() {
            return Err(self.missing(call.span, "not a face of a plan"));
        }
        let Head::Call(call) = head else { return Ok(Face { outer: self.outline(head)?, holes: Vec::new() }) };
        if call.name != "face" {
            return Ok(Face { outer: self.outline(head)?, holes: Vec::new() });
        }
        let [outer, holes] = self.bind(call, ["outer", "holes"])?;
        let outer = self.outline_expr(&self.given(call, outer)?)?;
        let holes = holes.map_or(Ok(Vec::new()), |expr| self.list(&expr, &Self::hole))?;
        Ok(Face { outer, holes })
    }

    fn hole(&self, head: &Head, calls: &[Call]) -> Outcome<Outline> {
        match calls.first() {
            None => self.outline(head),
            Some(call) => Err(self.missing(call.span, "not an outline of a plan")),
        }
    }

    /// Shapes in a list, repeated ones spread into it; or one repeated shape.
    fn list<S>(&self, expr: &ast::Expr, shape: ReadShape<S>) -> Outcome<Vec<Placed<S>>> {
        match self.items(expr) {
            Ok(items) => items.iter().map(|(item, _)| self.placed(item, shape)).collect(),
            Err(_) => Ok(vec![self.placed(expr, shape)?]),
        }
    }

    /// `sketch(plane, [faces])`
    pub(super) fn sketch_call(&self, expr: &ast::Expr) -> Outcome<Sketch> {
        let chain = self.chain(expr)?;
        match &chain.head {
            Head::Call(call) if call.name == "sketch" && chain.calls.is_empty() => {
                let [plane, faces] = self.bind(call, ["plane", "faces"])?;
                let plane = self.plane(&self.given(call, plane)?)?;
                let faces = self.list(&self.given(call, faces)?, &Self::face)?;
                Ok(Sketch { plane, faces })
            }
            Head::Name(name, _) if chain.calls.is_empty() => match self.named_sketch(name) {
                Some(sketch) => Ok(sketch.clone()),
                None => self.no(expr, "not a sketch of a plan"),
            },
            _ => self.no(expr, "not a sketch of a plan"),
        }
    }

    /// `faces.on(plane)`: what stands before `on`, and the call.
    fn sketch(&self, head: &Head, before: &[Call], on: &Call) -> Outcome<Sketch> {
        let [plane] = self.bind(on, ["plane"])?;
        let plane = self.plane(&self.given(on, plane)?)?;
        let faces = match (head, before) {
            (Head::Other(list @ ast::Expr::List(_)), []) => self.list(list, &Self::face)?,
            (head, []) => vec![Placed { shape: self.face(head, &[])?, repeats: Vec::new() }],
            (head, [call]) => match self.repeat(call)? {
                Some(repeat) => vec![Placed { shape: self.face(head, &[])?, repeats: vec![repeat] }],
                None => return Err(self.missing(call.span, "not a face of a plan")),
            },
            (_, [call, ..]) => return Err(self.missing(call.span, "not a face of a plan")),
        };
        Ok(Sketch { plane, faces })
    }

    pub(super) fn body(&self, head: &Head, calls: &[Call]) -> Outcome<Body> {
        // Turns and moves come last.
        let moves = calls.iter().rev().take_while(|call| matches!(call.name.as_str(), "rotate" | "translate")).count();
        if moves > 0 {
            let (before, moves) = calls.split_at(calls.len() - moves);
            return self.moved(self.body(head, before)?, moves);
        }
        match calls.split_last() {
            None => self.simple_body(head),
            Some((last, before)) => match (last.name.as_str(), before.split_last()) {
                ("on", _) => Ok(Body::Flat(Flat::Sketch(self.sketch(head, before, last)?))),
                (_, Some((on, faces))) if on.name == "on" => self.swept(self.sketch(head, faces, on)?, last, 0),
                _ => Err(self.missing(last.span, "not a body of a plan")),
            },
        }
    }

    fn moved(&self, mut body: Body, moves: &[Call]) -> Outcome<Body> {
        let mut turns: Vec<(CoordinateAxis, Expr)> = Vec::new();
        let mut is_open = false;
        for call in moves {
            if call.name == "translate" {
                let [by] = self.bind(call, ["by"])?;
                let by = self.tuple(&self.given(call, by)?)?;
                body = Body::Moved { body: Box::new(body), turns: std::mem::take(&mut turns), by };
                is_open = false;
                continue;
            }
            let [angle, about] = self.bind(call, ["angle", "about"])?;
            let about = self.given(call, about)?;
            let axis = match &about {
                ast::Expr::Name(name) => match self.name(name, name.name())?.as_str() {
                    "X" => CoordinateAxis::X,
                    "Y" => CoordinateAxis::Y,
                    "Z" => CoordinateAxis::Z,
                    _ => return self.no(&about, "a plan turns bodies about X, Y and Z"),
                },
                other => return self.no(other, "a plan turns bodies about X, Y and Z"),
            };
            turns.push((axis, self.of(call, angle)?));
            is_open = true;
        }
        if is_open {
            body = Body::Moved { body: Box::new(body), turns, by: ORIGIN3 };
        }
        Ok(body)
    }

    /// An extrusion or a revolution of a sketch; its own arguments start at `skip`.
    fn swept(&self, sketch: Sketch, call: &Call, skip: usize) -> Outcome<Body> {
        let own = Call { name: call.name.clone(), args: call.args[skip..].to_vec(), span: call.span };
        match call.name.as_str() {
            "extrude" => {
                let [height, back, symmetric] = self.bind(&own, ["height", "back", "symmetric"])?;
                let height = self.of(&own, height)?;
                let extent = match (back, self.flag(symmetric)?) {
                    (None, false) => Extent::OneSide { height },
                    (None, true) => Extent::Symmetric { height },
                    (Some(back), false) => Extent::TwoSides { height, back: self.expr(&back)? },
                    (Some(back), true) => return self.no(&back, "an extrusion is symmetric or has a `back`"),
                };
                Ok(Body::Extrude { sketch, extent })
            }
            "revolve" => {
                let [about, angle] = self.bind(&own, ["about", "angle"])?;
                let about = self.given(&own, about)?;
                let (point, direction) = self.axis_in(&sketch.plane, &about)?;
                let angle = angle.map(|expr| self.expr(&expr)).transpose()?;
                Ok(Body::Revolve { sketch, point, direction, angle })
            }
            _ => Err(self.missing(call.span, "not a body of a plan")),
        }
    }

    /// An axis of space as a line of a sketch plane.
    fn axis_in(&self, plane: &Plane, about: &ast::Expr) -> Outcome<(Point, Point)> {
        let one = || Expr::Number(1.0);
        let (local, offset) = match plane {
            Plane::Xy { offset } => (["X", "Y"], offset.clone()),
            Plane::Xz { offset } => (["X", "Z"], negated(offset.clone())),
            Plane::Yz { offset } => (["Y", "Z"], offset.clone()),
            Plane::Any { .. } => return self.no(about, "a plan revolves in coordinate planes"),
        };
        let chain = self.chain(about)?;
        let axis = match (&chain.head, &chain.calls[..]) {
            (Head::Name(name, _), []) if offset.is(0.0) => {
                return match local.iter().position(|own| own == name) {
                    Some(0) => Ok((ORIGIN2, [one(), Expr::ZERO])),
                    Some(_) => Ok((ORIGIN2, [Expr::ZERO, one()])),
                    None => self.no(about, "not an axis in the plane of the sketch"),
                };
            }
            (Head::Call(axis), []) if axis.name == "axis" => axis,
            _ => return self.no(about, "not an axis of a plan"),
        };
        let [point, direction] = self.bind(axis, ["point", "direction"])?;
        let [px, py, pz]: [Expr; 3] = self.tuple(&self.given(axis, point)?)?;
        let [dx, dy, dz]: [Expr; 3] = self.tuple(&self.given(axis, direction)?)?;
        let (point, direction, height, slope) = match plane {
            Plane::Xy { .. } => ([px, py], [dx, dy], pz, dz),
            Plane::Xz { .. } => ([px, pz], [dx, dz], py, dy),
            Plane::Yz { .. } | Plane::Any { .. } => ([py, pz], [dy, dz], px, dx),
        };
        if height == offset && slope.is(0.0) {
            Ok((point, direction))
        } else {
            self.no(about, "not an axis in the plane of the sketch")
        }
    }

    fn simple_body(&self, head: &Head) -> Outcome<Body> {
        let call = match head {
            Head::Call(call) => call,
            Head::Other(ast::Expr::Paren(paren)) if !paren.is_tuple() => return self.group(paren),
            Head::Other(sum @ ast::Expr::Binary(_)) => return self.group(sum),
            _ => return Ok(Body::Flat(Flat::Loop(self.outline(head)?))),
        };
        Ok(match call.name.as_str() {
            "box" => {
                let [width, depth, height, at] = self.bind(call, ["width", "depth", "height", "at"])?;
                let (width, depth) = (self.of(call, width)?, self.of(call, depth)?);
                Body::Box { width, depth, height: self.of(call, height)?, at: self.place(at)? }
            }
            "cylinder" => {
                let [radius, height, at] = self.bind(call, ["radius", "height", "at"])?;
                Body::Cylinder { radius: self.of(call, radius)?, height: self.of(call, height)?, at: self.place(at)? }
            }
            "cone" => {
                let [bottom, top, height, at] = self.bind(call, ["bottom", "top", "height", "at"])?;
                let (bottom, top) = (self.of(call, bottom)?, self.of(call, top)?);
                Body::Cone { bottom, top, height: self.of(call, height)?, at: self.place(at)? }
            }
            "sphere" => {
                let [radius, center] = self.bind(call, ["radius", "center"])?;
                Body::Sphere { radius: self.of(call, radius)?, center: self.place(center)? }
            }
            "extrude" | "revolve" => {
                let Some((None, sketch)) = call.args.first() else {
                    return Err(self.missing(call.span, "not a body of a plan"));
                };
                self.swept(self.sketch_call(sketch)?, call, 1)?
            }
            "translate" => {
                let [solid, by] = self.bind(call, ["shape", "by"])?;
                let (solid, by) = (self.given(call, solid)?, self.given(call, by)?);
                let chain = self.chain(&solid)?;
                let body = Box::new(self.body(&chain.head, &chain.calls)?);
                Body::Moved { body, turns: Vec::new(), by: self.tuple(&by)? }
            }
            "sketch" => {
                let [plane, faces] = self.bind(call, ["plane", "faces"])?;
                let plane = self.plane(&self.given(call, plane)?)?;
                Body::Flat(Flat::Sketch(Sketch { plane, faces: self.list(&self.given(call, faces)?, &Self::face)? }))
            }
            "face" => Body::Flat(Flat::Face(self.face(head, &[])?)),
            _ => Body::Flat(Flat::Loop(self.outline(head)?)),
        })
    }

    /// `(a + b - c)`: operands without names.
    fn group(&self, expr: &(impl AstNode + Clone)) -> Outcome<Body> {
        let whole = self.need(expr, ast::Expr::cast(expr.syntax().clone()))?;
        let features = self
            .operands(&whole)?
            .into_iter()
            .enumerate()
            .map(|(index, (operation, operand))| {
                let name = SmolStr::from(format!("piece{}", index + 1));
                self.feature(&operand, name, None, operation)
            })
            .collect::<Outcome<Vec<Feature>>>()?;
        match features.len() {
            0 | 1 => self.no(expr, "parentheses around one body"),
            _ => Ok(Body::Group { features }),
        }
    }
}

/// The opposite, as the printer writes it.
fn negated(expr: Expr) -> Expr {
    match expr {
        Expr::Number(value) => Expr::Number(0.0 - value),
        Expr::Negate(inner) => *inner,
        other => Expr::Negate(Box::new(other)),
    }
}
