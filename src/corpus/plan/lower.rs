//! The same part at the four parametricities, and its parts at lower levels.
//!
//! A plan is written at its highest parametricity. [`lowered`] takes structure away: ranges and patterns (P2), then
//! relations (P1), then names (P0); what is built stays the same but for the rounding of literals to 1e-9.
//! [`levels_below`] takes operations away and keeps the parameters that are still used.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{
    About, BinaryOp, Body, CoordinateAxis, Expr, Extent, Face, Feature, Flat, Mirror, Outline, Parameter, Placed, Plan,
    Plane, Point, Quantity, Repeat, Segment, Sketch, SmolStr,
};
use crate::model::{BooleanOp, trig};

/// How much of a part's structure its program shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Parametricity {
    /// Literals only.
    P0,
    /// Named parameters; everything that depends on several of them is a literal or a parameter of its own.
    P1,
    /// Parameters and relations; copies stand one by one.
    P2,
    /// Parameters with ranges, relations and patterns.
    P3,
}

impl Parametricity {
    /// Every parametricity, lowest first.
    pub const ALL: [Parametricity; 4] = [Parametricity::P0, Parametricity::P1, Parametricity::P2, Parametricity::P3];

    /// Its name: `P0`.
    pub fn name(self) -> &'static str {
        ["P0", "P1", "P2", "P3"][self as usize]
    }
}

/// Copies beyond this number are not written out.
const MOST_COPIES: usize = 512;

/// Numbers of lowered plans are rounded to this many of a unit.
const GRAIN: f64 = 1e9;

/// The plan at a lower parametricity; `None` when it has no values, too many copies, or a turn that cannot be written
/// without a pattern.
pub fn lowered(plan: &Plan, to: Parametricity) -> Option<Plan> {
    if to == Parametricity::P3 {
        return Some(plan.clone());
    }
    let bindings = plan.bindings(&[])?;
    let mut plan = plan.clone();
    plan.parameters.iter_mut().for_each(|item| item.range = None);
    if to == Parametricity::P1 {
        for item in std::mem::take(&mut plan.values) {
            let value = rounded(item.value.value(&bindings)?);
            // Counts are the only plain numbers among the values of a plan.
            plan.parameters.push(Parameter {
                name: item.name,
                doc: None,
                quantity: Quantity::Length,
                value,
                range: None,
            });
        }
    }
    if to < Parametricity::P2 {
        let keep = |expr: &Expr| to == Parametricity::P1 && is_plain(expr);
        let mut whole = true;
        plan.each_expr(&mut |expr| {
            if !keep(expr) {
                match expr.value(&bindings) {
                    Some(value) => *expr = rounded(value).into(),
                    None => whole = false,
                }
            }
        });
        if !whole {
            return None;
        }
    }
    if to == Parametricity::P0 {
        plan.parameters.clear();
        plan.values.clear();
        plan.features.iter_mut().for_each(|item| item.comment = None);
    }
    let copier = Copier { bindings: &bindings, keeps_turns: to == Parametricity::P2 };
    plan.features = copier.features(&plan.features)?;
    prune(&mut plan);
    Some(plan)
}

/// A name, its half, or the opposite of either.
fn is_plain(expr: &Expr) -> bool {
    match expr {
        Expr::Name(_) => true,
        Expr::Negate(inner) => is_plain(inner),
        Expr::Binary(BinaryOp::Divide, left, right) => matches!(**left, Expr::Name(_)) && right.is(2.0),
        _ => false,
    }
}

fn rounded(value: f64) -> f64 {
    let near = (value * GRAIN).round() / GRAIN;
    if near.is_finite() { near + 0.0 } else { value }
}

/// Removes parameters, values and shapes that nothing uses; the end of a range that leans on one that is gone becomes a
/// literal.
pub fn prune(plan: &mut Plan) {
    let bindings = plan.bindings(&[]).unwrap_or_default();
    let mut outlines: FxHashSet<SmolStr> = FxHashSet::default();
    for feature in &mut plan.features {
        each_outline(&mut feature.body, &mut |outline| {
            if let Outline::Named { name } = outline {
                outlines.insert(name.clone());
            }
        });
    }
    plan.shapes.retain(|item| outlines.contains(&item.name));
    let mut used: FxHashSet<SmolStr> = FxHashSet::default();
    let mut note = |expr: &mut Expr| {
        expr.walk(&mut |inner| {
            if let Expr::Name(name) = inner {
                used.insert(name.clone());
            }
        });
    };
    plan.shapes.iter_mut().for_each(|item| item.outline.each_expr(&mut note));
    plan.features.iter_mut().for_each(|item| item.each_expr(&mut note));
    let mut values = Vec::with_capacity(plan.values.len());
    for mut item in std::mem::take(&mut plan.values).into_iter().rev() {
        if used.contains(&item.name) {
            note_names(&mut item.value, &mut used);
            values.push(item);
        }
    }
    plan.values = values.into_iter().rev().collect();
    plan.parameters.retain(|item| used.contains(&item.name));
    let names: FxHashSet<SmolStr> = plan.parameters.iter().map(|item| item.name.clone()).collect();
    for item in &mut plan.parameters {
        let Some((from, to)) = &mut item.range else { continue };
        for end in [from, to] {
            let mut whole = true;
            end.walk(&mut |inner| whole &= !matches!(inner, Expr::Name(name) if !names.contains(name)));
            if let (false, Some(value)) = (whole, end.value(&bindings)) {
                *end = ((value * 1e3).round() / 1e3).into();
            }
        }
    }
}

fn note_names(expr: &mut Expr, used: &mut FxHashSet<SmolStr>) {
    expr.walk(&mut |inner| {
        if let Expr::Name(name) = inner {
            used.insert(name.clone());
        }
    });
}

fn each_outline(body: &mut Body, visit: &mut dyn FnMut(&mut Outline)) {
    let face = |face: &mut Face, visit: &mut dyn FnMut(&mut Outline)| {
        visit(&mut face.outer);
        face.holes.iter_mut().for_each(|hole| visit(&mut hole.shape));
    };
    match body {
        Body::Flat(Flat::Loop(outline)) => visit(outline),
        Body::Flat(Flat::Face(shape)) => face(shape, visit),
        Body::Flat(Flat::Sketch(sketch)) | Body::Extrude { sketch, .. } | Body::Revolve { sketch, .. } => {
            sketch.faces.iter_mut().for_each(|placed| face(&mut placed.shape, visit));
        }
        Body::Group { features } => features.iter_mut().for_each(|item| each_outline(&mut item.body, visit)),
        Body::Moved { body, .. } => each_outline(body, visit),
        Body::Box { .. } | Body::Cylinder { .. } | Body::Cone { .. } | Body::Sphere { .. } => {}
    }
}

/// The part's parts at lower levels, highest first: each solid feature alone, its sketch, its first face, the outlines.
pub fn levels_below(plan: &Plan) -> Vec<Plan> {
    let mut found = Vec::new();
    let several = plan.features.len() > 1;
    for feature in &plan.features {
        let solid = !matches!(feature.body, Body::Flat(_) | Body::Group { .. } | Body::Moved { .. });
        if several && solid && feature.operation == BooleanOp::Union {
            found.push(alone(plan, feature, feature.body.clone(), "", ""));
        }
        let flat = matches!(feature.body, Body::Flat(_));
        let sketch = match &feature.body {
            Body::Extrude { sketch, .. } | Body::Revolve { sketch, .. } => sketch,
            Body::Flat(Flat::Sketch(sketch)) => sketch,
            Body::Flat(Flat::Face(face)) => {
                below_face(plan, feature, face, &mut found);
                continue;
            }
            _ => continue,
        };
        if !flat && (sketch.faces.len() > 1 || sketch.faces.iter().any(|placed| !placed.repeats.is_empty())) {
            found.push(alone(plan, feature, Body::Flat(Flat::Sketch(sketch.clone())), "_sketch", "the sketch of "));
        }
        if let Some(Placed { shape, .. }) = sketch.faces.first() {
            if !shape.holes.is_empty() {
                found.push(alone(plan, feature, Body::Flat(Flat::Face(shape.clone())), "_face", "the face of "));
            }
            below_face(plan, feature, shape, &mut found);
        }
    }
    found
}

fn below_face(plan: &Plan, feature: &Feature, face: &Face, found: &mut Vec<Plan>) {
    let outline = |outline: &Outline| Body::Flat(Flat::Loop(outline.clone()));
    found.push(alone(plan, feature, outline(&face.outer), "_outline", "the outline of "));
    if let [hole, ..] = &face.holes[..] {
        found.push(alone(plan, feature, outline(&hole.shape), "_opening", "an opening of "));
    }
}

/// The plan of one body of a plan; `what` says what it is of its feature.
fn alone(plan: &Plan, feature: &Feature, body: Body, suffix: &str, what: &str) -> Plan {
    let part = SmolStr::from(format!("{}{suffix}", feature.name));
    // What the part is called no parameter, value or shape may be.
    let taken = |name: &SmolStr| {
        plan.parameters.iter().any(|item| item.name == *name)
            || plan.values.iter().any(|item| item.name == *name)
            || plan.shapes.iter().any(|item| item.name == *name)
    };
    let part = if taken(&part) { SmolStr::from(format!("{part}_shape")) } else { part };
    let title = match (&feature.comment, &plan.title) {
        (Some(comment), Some(title)) => {
            let comment = comment.trim_end_matches('.');
            Some(format!("{}, for {}", capital(&format!("{what}{}", small(comment))), small(title)))
        }
        (Some(text), None) | (None, Some(text)) => Some(capital(&format!("{what}{}", small(text)))),
        (None, None) => None,
    };
    let feature =
        Feature { name: feature.name.clone(), comment: None, operation: BooleanOp::Union, body, repeats: Vec::new() };
    let mut plan = Plan { features: vec![feature], part, title, ..plan.clone() };
    prune(&mut plan);
    plan
}

/// The text with a small letter first, unless a capital follows (`NEMA`, `V block`).
fn small(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || (first == 'A' && second == ' ') => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Writes copies out, one by one.
struct Copier<'a> {
    bindings: &'a FxHashMap<SmolStr, f64>,
    /// Whether what turns, other than circles, stays a pattern.
    keeps_turns: bool,
}

/// A motion of the plane that a copy makes.
enum Motion {
    Shift(Point),
    /// Sine and cosine of the turn, in degrees, about a point.
    Turn {
        degrees: f64,
        about: Point,
    },
    Flip {
        axis: CoordinateAxis,
        at: Expr,
    },
}

impl Copier<'_> {
    fn count(&self, expr: &Expr) -> Option<usize> {
        let count = expr.value(self.bindings)?.round();
        (1.0..=MOST_COPIES as f64).contains(&count).then_some(count as usize)
    }

    fn features(&self, features: &[Feature]) -> Option<Vec<Feature>> {
        let mut found = Vec::with_capacity(features.len());
        for feature in features {
            let mut feature = feature.clone();
            self.body(&mut feature.body)?;
            let repeats = std::mem::take(&mut feature.repeats);
            let mut bodies = vec![feature.body.clone()];
            for repeat in &repeats {
                bodies = self.bodies(bodies, repeat)?;
                (bodies.len() <= MOST_COPIES).then_some(())?;
            }
            let several = bodies.len() > 1;
            for (index, body) in bodies.into_iter().enumerate() {
                let name =
                    if several { format!("{}_{}", feature.name, index + 1).into() } else { feature.name.clone() };
                let comment = feature.comment.clone().filter(|_| index == 0);
                found.push(Feature { name, comment, operation: feature.operation, body, repeats: Vec::new() });
            }
        }
        Some(found)
    }

    fn body(&self, body: &mut Body) -> Option<()> {
        match body {
            Body::Flat(Flat::Face(face)) => self.face(face),
            Body::Flat(Flat::Sketch(sketch)) | Body::Extrude { sketch, .. } | Body::Revolve { sketch, .. } => {
                for placed in &mut sketch.faces {
                    self.face(&mut placed.shape)?;
                }
                let faces = std::mem::take(&mut sketch.faces);
                sketch.faces = self.placed(&faces, |face, motion| {
                    let outer = moved(&face.outer, motion)?;
                    let hole = |hole: &Placed<Outline>| {
                        // A pattern that is kept turns about its own point.
                        if !hole.repeats.is_empty() {
                            return None;
                        }
                        Some(Placed { shape: moved(&hole.shape, motion)?, repeats: Vec::new() })
                    };
                    Some(Face { outer, holes: face.holes.iter().map(hole).collect::<Option<_>>()? })
                })?;
                Some(())
            }
            Body::Group { features } => {
                *features = self.features(features)?;
                Some(())
            }
            Body::Moved { body, .. } => self.body(body),
            Body::Flat(Flat::Loop(_))
            | Body::Box { .. }
            | Body::Cylinder { .. }
            | Body::Cone { .. }
            | Body::Sphere { .. } => Some(()),
        }
    }

    fn face(&self, face: &mut Face) -> Option<()> {
        face.holes = self.placed(&face.holes, moved)?;
        Some(())
    }

    /// Copies of plane shapes, those of a circular pattern that stays as one.
    fn placed<S: Clone>(
        &self,
        items: &[Placed<S>],
        moved: impl Fn(&S, &Motion) -> Option<S> + Copy,
    ) -> Option<Vec<Placed<S>>>
    where
        Placed<S>: Turnable,
    {
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            if self.keeps_turns && item.is_better_turned() {
                let mut kept = item.clone();
                for repeat in &mut kept.repeats {
                    if let Repeat::Circular { count, .. } = repeat {
                        *count = (self.count(count)? as f64).into();
                    }
                }
                found.push(kept);
                continue;
            }
            let mut shapes = vec![item.shape.clone()];
            for repeat in &item.repeats {
                let motions = self.motions(repeat)?;
                (shapes.len() * (motions.len() + 1) <= MOST_COPIES).then_some(())?;
                let mut copies = Vec::with_capacity(shapes.len() * (motions.len() + 1));
                for shape in shapes {
                    let others = motions.iter().map(|motion| match motion {
                        None => Some(shape.clone()),
                        Some(motion) => moved(&shape, motion),
                    });
                    copies.extend(others.collect::<Option<Vec<S>>>()?);
                }
                shapes = copies;
            }
            found.extend(shapes.into_iter().map(|shape| Placed { shape, repeats: Vec::new() }));
        }
        Some(found)
    }

    /// The motions of a plane pattern in the order of its copies; `None` inside stands for the shape itself.
    fn motions(&self, repeat: &Repeat) -> Option<Vec<Option<Motion>>> {
        match repeat {
            Repeat::Linear { count, by } => {
                let [x, y, ..] = &by[..] else { return None };
                let shift = |i| (i > 0).then(|| Motion::Shift([times(x, i as f64), times(y, i as f64)]));
                Some((0..self.count(count)?).map(shift).collect())
            }
            Repeat::Grid { columns, rows, dx, dy, centered } => {
                let (columns, rows) = (self.count(columns)?, self.count(rows)?);
                (columns * rows <= MOST_COPIES).then_some(())?;
                let from = |count: usize| if *centered { (count - 1) as f64 / 2.0 } else { 0.0 };
                let (left, low) = (from(columns), from(rows));
                let places = (0..rows).flat_map(|j| (0..columns).map(move |i| (i as f64 - left, j as f64 - low)));
                Some(places.map(|(i, j)| Some(Motion::Shift([times(dx, i), times(dy, j)]))).collect())
            }
            Repeat::Circular { count, about, angle } => {
                let count = self.count(count)?;
                let angle = match angle {
                    Some(angle) => angle.value(self.bindings)?,
                    None => 360.0,
                };
                let steps = if angle.abs() == 360.0 { count } else { (count - 1).max(1) };
                let about = match about {
                    About::Origin => [Expr::ZERO, Expr::ZERO],
                    About::Point(point) => point.clone(),
                    About::Axis { .. } => return None,
                };
                let turn = |i: usize| {
                    let degrees = angle * i as f64 / steps as f64;
                    (i > 0).then(|| Motion::Turn { degrees, about: about.clone() })
                };
                Some((0..count).map(turn).collect())
            }
            Repeat::Mirror { across: Mirror { axis: CoordinateAxis::Z, .. } } | Repeat::Each { .. } => None,
            Repeat::Mirror { across } => {
                Some(vec![None, Some(Motion::Flip { axis: across.axis, at: across.at.clone() })])
            }
        }
    }

    /// Copies of bodies in space.
    fn bodies(&self, bodies: Vec<Body>, repeat: &Repeat) -> Option<Vec<Body>> {
        let mut found = Vec::new();
        for body in bodies {
            match repeat {
                Repeat::Linear { count, by } => {
                    let [x, y, z] = &by[..] else { return None };
                    for i in 0..self.count(count)? {
                        let by = [x, y, z].map(|part| times(part, i as f64));
                        found.push(shifted(&body, &by)?);
                    }
                }
                Repeat::Grid { .. } => {
                    for motion in self.motions(repeat)?.into_iter().flatten() {
                        let Motion::Shift([x, y]) = motion else { return None };
                        found.push(shifted(&body, &[x, y, Expr::ZERO])?);
                    }
                }
                Repeat::Mirror { across } => {
                    let image = flipped(&body, across)?;
                    found.extend([body, image]);
                }
                Repeat::Circular { about, .. } => {
                    for motion in self.motions(repeat)? {
                        let turned = match (motion, about) {
                            (Some(Motion::Turn { degrees, .. }), About::Origin) => Body::Moved {
                                body: Box::new(body.clone()),
                                turns: vec![(CoordinateAxis::Z, rounded(degrees).into())],
                                by: [Expr::ZERO, Expr::ZERO, Expr::ZERO],
                            },
                            (None, _) => body.clone(),
                            _ => return None,
                        };
                        found.push(turned);
                    }
                }
                Repeat::Each { .. } => return None,
            }
        }
        Some(found)
    }
}

/// Shapes of which it is known whether their turned copies read well.
trait Turnable {
    /// Whether a circular pattern says more than its copies do.
    fn is_better_turned(&self) -> bool;
}

fn turns(repeats: &[Repeat]) -> bool {
    repeats.iter().any(|repeat| matches!(repeat, Repeat::Circular { .. }))
}

impl Turnable for Placed<Outline> {
    fn is_better_turned(&self) -> bool {
        let on_axis = matches!(&self.shape, Outline::Circle { center: [_, y], .. } if y.is(0.0));
        turns(&self.repeats) && !on_axis
    }
}

impl Turnable for Placed<Face> {
    fn is_better_turned(&self) -> bool {
        let on_axis = matches!(&self.shape.outer, Outline::Circle { center: [_, y], .. } if y.is(0.0));
        turns(&self.repeats) && !on_axis
    }
}

/// `expr * factor`, without what goes without saying.
fn times(expr: &Expr, factor: f64) -> Expr {
    let factor = rounded(factor);
    match expr {
        Expr::Number(value) => rounded(value * factor).into(),
        _ if factor == 0.0 => Expr::ZERO,
        _ if factor == 1.0 => expr.clone(),
        _ if factor == -1.0 => -expr.clone(),
        // A negative number after an operator is hard to read.
        _ if factor < 0.0 => -(expr * (-factor)),
        _ => expr * factor,
    }
}

/// `left + right`, without what goes without saying.
fn plus(left: &Expr, right: &Expr) -> Expr {
    match (left, right) {
        (Expr::Number(a), Expr::Number(b)) => rounded(a + b).into(),
        (_, Expr::Number(b)) if *b == 0.0 => left.clone(),
        (Expr::Number(a), _) if *a == 0.0 => right.clone(),
        (_, Expr::Number(b)) if *b < 0.0 => left - (-b),
        (_, Expr::Negate(inner)) => left - &**inner,
        _ => left + right,
    }
}

/// Where a point goes.
fn point(from: &Point, motion: &Motion) -> Point {
    let [x, y] = from;
    match motion {
        Motion::Shift([dx, dy]) => [plus(x, dx), plus(y, dy)],
        Motion::Turn { degrees, about: [cx, cy] } => {
            let (sin, cos) = trig::sin_cos(*degrees);
            let (u, v) = (plus(x, &-cx), plus(y, &-cy));
            let turned = [plus(&times(&u, cos), &times(&v, -sin)), plus(&times(&u, sin), &times(&v, cos))];
            [plus(&turned[0], cx), plus(&turned[1], cy)]
        }
        Motion::Flip { axis, at } => {
            let image = |value: &Expr| plus(&times(at, 2.0), &-value);
            match axis {
                CoordinateAxis::X => [image(x), y.clone()],
                _ => [x.clone(), image(y)],
            }
        }
    }
}

/// Where an outline goes; `None` when it cannot be written there.
fn moved(outline: &Outline, motion: &Motion) -> Option<Outline> {
    let quarter = match motion {
        Motion::Turn { degrees, .. } => Some(degrees / 90.0).filter(|quarters| quarters.fract() == 0.0),
        _ => Some(0.0),
    };
    let at = |from: &Point| point(from, motion);
    Some(match outline {
        Outline::Circle { center, radius } => Outline::Circle { center: at(center), radius: radius.clone() },
        Outline::Rect { center, width, height } => match quarter {
            Some(quarters) if quarters % 2.0 == 0.0 => {
                Outline::Rect { center: at(center), width: width.clone(), height: height.clone() }
            }
            Some(_) => Outline::Rect { center: at(center), width: height.clone(), height: width.clone() },
            None => {
                let [x, y] = center;
                let (half, rise) = (times(width, 0.5), times(height, 0.5));
                let (left, right) = (plus(x, &-&half), plus(x, &half));
                let (low, high) = (plus(y, &-&rise), plus(y, &rise));
                let corners = [[&left, &low], [&right, &low], [&right, &high], [&left, &high]];
                Outline::Polygon { points: corners.iter().map(|corner| at(&corner.map(Expr::clone))).collect() }
            }
        },
        Outline::RoundedRect { center, width, height, radius } => {
            let (width, height) = match quarter? % 2.0 {
                0.0 => (width, height),
                _ => (height, width),
            };
            let (width, height) = (width.clone(), height.clone());
            Outline::RoundedRect { center: at(center), width, height, radius: radius.clone() }
        }
        Outline::Slot { start, end, width } => Outline::Slot { start: at(start), end: at(end), width: width.clone() },
        Outline::RegularPolygon { center, radius, sides, rotation } => {
            let rotation = match motion {
                Motion::Shift(_) => rotation.clone(),
                Motion::Turn { degrees, .. } => plus(rotation, &rounded(*degrees).into()),
                Motion::Flip { axis: CoordinateAxis::X, .. } => plus(&180.0.into(), &-rotation),
                Motion::Flip { .. } => -rotation,
            };
            Outline::RegularPolygon { center: at(center), radius: radius.clone(), sides: sides.clone(), rotation }
        }
        Outline::Polygon { points } => Outline::Polygon { points: points.iter().map(at).collect() },
        Outline::Path { start, segments } => {
            let segment = |segment: &Segment| match segment {
                Segment::Line { to } => Segment::Line { to: at(to) },
                Segment::Arc { via, to } => Segment::Arc { via: at(via), to: at(to) },
            };
            Outline::Path { start: at(start), segments: segments.iter().map(segment).collect() }
        }
        Outline::Named { .. } => return None,
    })
}

fn moved_sketch(sketch: &Sketch, plane: Plane, motion: &Motion) -> Option<Sketch> {
    let mut faces = Vec::with_capacity(sketch.faces.len());
    for Placed { shape, repeats } in &sketch.faces {
        if !repeats.is_empty() || shape.holes.iter().any(|hole| !hole.repeats.is_empty()) {
            return None;
        }
        let hole = |hole: &Placed<Outline>| Some(Placed { shape: moved(&hole.shape, motion)?, repeats: Vec::new() });
        let holes = shape.holes.iter().map(hole).collect::<Option<_>>()?;
        let shape = Face { outer: moved(&shape.outer, motion)?, holes };
        faces.push(Placed { shape, repeats: Vec::new() });
    }
    Some(Sketch { plane, faces })
}

/// A body moved by a vector, written where it comes to lie.
fn shifted(body: &Body, by: &[Expr; 3]) -> Option<Body> {
    let [x, y, z] = by;
    if by.iter().all(|part| part.is(0.0)) {
        return Some(body.clone());
    }
    let place = |at: &[Expr; 3]| [plus(&at[0], x), plus(&at[1], y), plus(&at[2], z)];
    let mut image = body.clone();
    match &mut image {
        Body::Box { at, .. } | Body::Cylinder { at, .. } | Body::Cone { at, .. } => *at = place(at),
        Body::Sphere { center, .. } => *center = place(center),
        Body::Extrude { sketch, .. } => {
            let (plane, motion) = match &sketch.plane {
                Plane::Xy { offset } => (Plane::Xy { offset: plus(offset, z) }, [x.clone(), y.clone()]),
                Plane::Xz { offset } => (Plane::Xz { offset: plus(offset, &-y) }, [x.clone(), z.clone()]),
                Plane::Yz { offset } => (Plane::Yz { offset: plus(offset, x) }, [y.clone(), z.clone()]),
                Plane::Any { .. } => return None,
            };
            *sketch = moved_sketch(sketch, plane, &Motion::Shift(motion))?;
        }
        Body::Moved { by, .. } => *by = place(by),
        _ => return Some(Body::Moved { body: Box::new(body.clone()), turns: Vec::new(), by: by.clone() }),
    }
    Some(image)
}

/// The mirror image of a body, written where it comes to lie.
fn flipped(body: &Body, across: &Mirror) -> Option<Body> {
    let index = across.axis as usize;
    let image = |value: &Expr| plus(&times(&across.at, 2.0), &-value);
    let mut result = body.clone();
    match &mut result {
        Body::Box { at, .. } | Body::Cylinder { at, .. } if index < 2 => at[index] = image(&at[index]),
        Body::Cone { at, .. } if index < 2 => at[index] = image(&at[index]),
        Body::Box { height, at, .. } | Body::Cylinder { height, at, .. } => at[2] = image(&plus(&at[2], height)),
        Body::Sphere { center, .. } => center[index] = image(&center[index]),
        Body::Extrude { sketch, extent } => {
            // The coordinate along the normal, and which axes of space are local x and y.
            let (normal, local) = match &sketch.plane {
                Plane::Xy { .. } => (CoordinateAxis::Z, [CoordinateAxis::X, CoordinateAxis::Y]),
                Plane::Xz { .. } => (CoordinateAxis::Y, [CoordinateAxis::X, CoordinateAxis::Z]),
                Plane::Yz { .. } => (CoordinateAxis::X, [CoordinateAxis::Y, CoordinateAxis::Z]),
                Plane::Any { .. } => return None,
            };
            if normal == across.axis {
                match &mut sketch.plane {
                    Plane::Xy { offset } | Plane::Yz { offset } => *offset = image(offset),
                    // The normal of XZ is −y.
                    Plane::Xz { offset } => *offset = plus(&times(&across.at, -2.0), &-&*offset),
                    Plane::Any { .. } => return None,
                }
                match extent {
                    Extent::OneSide { height } => *height = -&*height,
                    Extent::Symmetric { .. } => {}
                    Extent::TwoSides { height, back } => std::mem::swap(height, back),
                }
            } else {
                let axis = if local[0] == across.axis { CoordinateAxis::X } else { CoordinateAxis::Y };
                let motion = Motion::Flip { axis, at: across.at.clone() };
                *sketch = moved_sketch(sketch, sketch.plane.clone(), &motion)?;
            }
        }
        _ => return None,
    }
    Some(result)
}
