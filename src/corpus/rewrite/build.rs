//! From a model to a plan: the host first, then every feature against what is known.

use super::form::Form;
use super::layout::{self, Class, Layout, Motion};
use super::model::{Model, Orientation, Prism, Step};
use super::name::{self, Named};
use super::shape::{Formed, Noun, Role, letter};
use super::solve::{Called, Constraint, Place, Solver};
use crate::corpus::plan::{
    self, About, BinaryOp, Body, CoordinateAxis, Expr, Extent, Feature, Mirror, Outline, Placed, Plan, Plane, Quantity,
    Repeat, SmolStr,
};
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3, Transform2, trig};
use crate::text::Span;

/// Scattered copies beyond this many keep their numbers.
const MOST_PLACED: usize = 4;

/// A plan and what it was made from.
#[derive(Clone, Debug)]
pub struct Built {
    /// The plan, without ranges.
    pub plan: Plan,
    /// The search's last state: parameters and constraints.
    pub solver: Solver,
    /// Patterns found.
    pub patterns: usize,
    /// Mirror images found.
    pub mirrors: usize,
}

struct Builder {
    solver: Solver,
    features: Vec<Feature>,
    names: Vec<SmolStr>,
    patterns: usize,
    mirrors: usize,
    /// The host's box.
    host: [[Form; 2]; 3],
    host_name: String,
    /// What the host's face has in it.
    openings: Vec<String>,
    /// Whether the host's outline is a circle.
    is_round: bool,
}

/// Congruent prisms of a step.
struct Group<'a> {
    first: &'a Prism,
    /// The centres of their boxes.
    points: Vec<DVec2>,
    /// How they are the same.
    motion: Motion,
    /// How often all of it is repeated along the sweep, and how far apart.
    layers: Option<(usize, f64)>,
    named: Named,
}

/// Builds the plan of a clean model; `None` when its first prism lies on an oblique plane or there is none.
pub fn build(model: &Model, tolerance: f64) -> Option<Built> {
    let host_index = host(model)?;
    let host = &model.steps.first()?.prisms[host_index];
    let axes = host.plane.axes()?;
    let (low, high) = host.bounds();
    let mut shift = DVec3::ZERO;
    for k in &axes[..2] {
        shift[*k] = (low[*k] + high[*k]) / 2.0;
    }
    let n = axes[2];
    let centered = (low[n] + high[n]).abs() <= tolerance;
    // The normal of XZ is −y: what stands on it lies below 0.
    let stands_below = host.plane == Orientation::Xz;
    shift[n] = match (centered, stands_below) {
        (true, _) => 0.0,
        (false, true) => high[n],
        (false, false) => low[n],
    };
    let model = moved(model, -shift);
    let host = model.steps.first()?.prisms.get(host_index)?.clone();
    let mut solver = Solver::new(tolerance);
    for k in 0..3 {
        if k != n || centered {
            solver.axes[k].middle = Some((0.0, Form::default()));
        } else {
            solver.learn(k, &Form::default(), Place::Edge);
        }
    }
    let mut builder = Builder {
        solver,
        features: Vec::new(),
        names: Vec::new(),
        patterns: 0,
        mirrors: 0,
        host: Default::default(),
        host_name: String::new(),
        openings: Vec::new(),
        is_round: false,
    };
    let mut steps = model.steps;
    if let Some(first) = steps.first_mut() {
        first.prisms.remove(host_index);
    }
    let points = vec![layout::center(&host.region.outer)];
    let named = name::name(&host.region.outer, tolerance);
    let group = Group { first: &host, points, motion: Motion::Shift, layers: None, named };
    builder.host(&group, low, high, shift);
    builder.steps(&steps, host.plane);
    let placement = builder.placement(shift);
    let part = match &builder.features[..] {
        [only] => only.name.clone(),
        _ => "body".into(),
    };
    let title = title(&builder);
    let plan = Plan {
        title: Some(title),
        parameters: Vec::new(),
        values: Vec::new(),
        shapes: Vec::new(),
        features: builder.features,
        placement,
        part,
    };
    Some(Built { plan, solver: builder.solver, patterns: builder.patterns, mirrors: builder.mirrors })
}

/// The prism that everything else is placed on: the first step's largest on a plane along the axes.
fn host(model: &Model) -> Option<usize> {
    let step = model.steps.first()?;
    let mut best: Option<(usize, f64)> = None;
    for (index, prism) in step.prisms.iter().enumerate().filter(|(_, prism)| prism.plane.axes().is_some()) {
        let (low, high) = prism.bounds();
        let size = (high - low).element_product();
        // The first of equals.
        if best.is_none_or(|best| size > best.1 * (1.0 + 1e-6)) {
            best = Some((index, size));
        }
    }
    best.map(|best| best.0)
}

/// The model moved by a vector.
fn moved(model: &Model, by: DVec3) -> Model {
    let mut model = model.clone();
    move_steps(&mut model.steps, by);
    model
}

fn move_steps(steps: &mut [Step], by: DVec3) {
    for step in steps.iter_mut() {
        move_steps(&mut step.nested, by);
    }
    for prism in steps.iter_mut().flat_map(|step| &mut step.prisms) {
        match (prism.plane.axes(), &mut prism.plane) {
            (Some([u, v, n]), _) => {
                let map = Transform2 { linear: crate::model::DMat2::IDENTITY, translation: DVec2::new(by[u], by[v]) };
                let chain = |curves: &mut Vec<CurveKind>| {
                    for curve in curves {
                        *curve = crate::model::Curve::new(*curve, Span::default()).transformed(&map).kind;
                    }
                };
                chain(&mut prism.region.outer);
                prism.region.holes.iter_mut().for_each(chain);
                prism.low += by[n];
                prism.high += by[n];
            }
            (None, Orientation::Other(frame)) => frame.origin += by,
            _ => {}
        }
    }
}

/// The congruent prisms of a step, in order; turned and mirrored ones on planes like the host's, whose middle is at 0.
fn groups(step: &Step, host: Orientation, tolerance: f64) -> Vec<Group<'_>> {
    let quantum = |value: f64| (value / (64.0 * tolerance)).round() as i64 as u64;
    let size = |prism: &Prism| {
        let area = super::clean::area(&prism.region.outer).abs().sqrt();
        let counts = prism.region.outer.len() as u64 + 31 * prism.region.holes.len() as u64;
        quantum(area).rotate_left(42) ^ counts ^ u64::from(prism.plane.rank()) << 60
    };
    // Neighbouring buckets are not searched: a group that falls apart is only less short.
    let key = |prism: &Prism| quantum(prism.low) ^ quantum(prism.high).rotate_left(21) ^ size(prism);
    let equal = |a: &Prism, b: &Prism| {
        let level = (a.low - b.low).abs() <= tolerance && (a.high - b.high).abs() <= tolerance;
        let by = layout::center(&b.region.outer) - layout::center(&a.region.outer);
        level
            && a.plane == b.plane
            && a.plane.axes().is_some()
            && layout::congruent(&a.region.outer, &b.region.outer, tolerance)
            && a.region.holes.len() == b.region.holes.len()
            && a.region.holes.iter().all(|hole| {
                let at = layout::center(hole) + by;
                b.region.holes.iter().any(|other| {
                    layout::center(other).distance(at) <= tolerance && layout::congruent(hole, other, tolerance)
                })
            })
    };
    let classes = layout::classes(&step.prisms, key, equal);
    let outlines: Vec<&[CurveKind]> = step.prisms.iter().map(|prism| &prism.region.outer[..]).collect();
    let plain = |index: usize| {
        let prism = &step.prisms[index];
        let alone = !prism.region.holes.is_empty() || prism.plane.axes().is_none() || prism.plane != host;
        if alone { u64::MAX - index as u64 } else { key(prism) }
    };
    let classes = layout::join(&outlines, classes, plain, true, tolerance);
    let mut groups: Vec<Group> = classes.into_iter().map(|class| group(step, class, tolerance)).collect();
    layered(&mut groups, |group| size(group.first) ^ quantum(group.first.high - group.first.low), tolerance);
    groups
}

fn group(step: &Step, class: Class, tolerance: f64) -> Group<'_> {
    let Class { members, motion } = class;
    let first = &step.prisms[members.first().copied().unwrap_or(0)];
    let points = members.iter().map(|member| layout::center(&step.prisms[*member].region.outer)).collect();
    let named = name::name(&first.region.outer, tolerance);
    Group { first, points, motion, layers: None, named }
}

/// Groups that are one group moved evenly along its sweep become that group with layers.
fn layered(groups: &mut Vec<Group>, size: impl Fn(&Group) -> u64, tolerance: f64) {
    let same = |a: &Group, b: &Group| {
        let near = |(p, q): (&DVec2, &DVec2)| p.distance(*q) <= tolerance;
        let height = |group: &Group| group.first.high - group.first.low;
        a.first.plane == b.first.plane
            && a.first.region.holes.is_empty()
            && a.motion == b.motion
            && a.points.len() == b.points.len()
            && (height(a) - height(b)).abs() <= tolerance
            && layout::congruent(&a.first.region.outer, &b.first.region.outer, tolerance)
            && a.points.iter().zip(&b.points).all(near)
    };
    let classes = layout::classes(groups, size, same);
    let mut gone = vec![false; groups.len()];
    for mut members in classes {
        members.sort_by(|a, b| groups[*a].first.low.total_cmp(&groups[*b].first.low));
        let ([first, .., last], count) = (&members[..], members.len()) else { continue };
        let (from, to) = (groups[*first].first.low, groups[*last].first.low);
        let pitch = (to - from) / (count - 1) as f64;
        let at = |k: usize| from + pitch * k as f64;
        let even = members.iter().enumerate().all(|(k, index)| (groups[*index].first.low - at(k)).abs() <= tolerance);
        if count >= 3 && even && pitch > tolerance {
            groups[*first].layers = Some((count, pitch));
            members[1..].iter().for_each(|index| gone[*index] = true);
        }
    }
    let mut gone = gone.into_iter();
    groups.retain(|_| !gone.next().unwrap_or(false));
}

impl Builder {
    fn steps(&mut self, steps: &[Step], host: Orientation) {
        for step in steps {
            for group in groups(step, host, self.solver.tolerance) {
                self.feature(step.operation, &group);
            }
            if !step.nested.is_empty() {
                let outside = std::mem::take(&mut self.features);
                self.steps(&step.nested, host);
                let features = std::mem::replace(&mut self.features, outside);
                let name = features.first().map_or("group", |first| first.name.as_str());
                let name = self.unique(&format!("{name}_group"));
                let (body, operation) = (Body::Group { features }, step.operation);
                self.features.push(Feature { name, comment: None, operation, body, repeats: Vec::new() });
            }
        }
    }

    fn host(&mut self, group: &Group, low: DVec3, high: DVec3, shift: DVec3) {
        let prism = group.first;
        let Some(axes) = prism.plane.axes() else { return };
        let size = high - low;
        let (u, v, n) = (axes[0], axes[1], axes[2]);
        let thin = size[n] < 0.35 * size[u].min(size[v]);
        let has_window = prism.region.holes.iter().any(|hole| !matches!(hole[..], [CurveKind::Circle { .. }]));
        let noun = match &group.named {
            Named::Circle { .. } if !prism.region.holes.is_empty() && !thin => "sleeve",
            Named::Circle { .. } if thin => "disc",
            Named::Circle { .. } => "rod",
            Named::Rect { .. } | Named::Rounded { .. } if has_window && !thin => "frame",
            Named::Rect { .. } | Named::Rounded { .. } if thin => "plate",
            Named::Rect { .. } | Named::Rounded { .. } => "block",
            Named::Slot { .. } => "link",
            Named::Regular { .. } => "prism",
            Named::Path { .. } if thin => "plate",
            Named::Path { .. } => "profile",
        };
        self.host_name = noun.to_owned();
        self.is_round = matches!(group.named, Named::Circle { .. });
        let noun = Noun { prefix: String::new(), noun: noun.to_owned(), role: Role::Material };
        let long = n != 2 && matches!(noun.noun.as_str(), "rod" | "sleeve" | "profile");
        let (word, doc) = match (thin, long) {
            (true, _) => ("thickness", format!("Thickness of the {}.", noun.noun)),
            (_, true) => ("length", format!("Length of the {}, along {}.", noun.noun, letter(n))),
            _ => (noun.extent(n), noun.extent_doc(n)),
        };
        let formed = self.solver.single(&group.named, [u, v], &noun);
        let called =
            Called { size: word, size_doc: &doc, gap: "base", gap_doc: "Height of the base.", rest: "", rest_doc: "" };
        let ends = self.solver.interval(n, low[n] - shift[n], high[n] - shift[n], &called);
        if self.solver.axes[n].middle.is_none() {
            let middle = ends[0].plus(1.0, &ends[1]).times(0.5);
            self.solver.axes[n].is_swept = true;
            self.solver.axes[n].middle = Some((self.solver.value(&middle), middle));
        }
        self.host[u] = formed.bounds[0].clone();
        self.host[v] = formed.bounds[1].clone();
        self.host[n] = ends.clone();
        for (axis, ends) in self.solver.axes.iter_mut().zip(&self.host) {
            axis.host = Some(ends.clone());
        }
        let face = self.face(prism, &formed, [u, v], &noun);
        let name = self.unique(&noun.noun);
        let faces = vec![Placed { shape: face, repeats: Vec::new() }];
        let body = self.body(prism.plane, faces, &ends);
        self.features.push(Feature { name, comment: None, operation: BooleanOp::Union, body, repeats: Vec::new() });
    }

    fn unique(&mut self, name: &str) -> SmolStr {
        let mut unique = SmolStr::new(name);
        let mut number = 1;
        while self.names.contains(&unique) || self.solver.names.contains(&unique) {
            number += 1;
            unique = SmolStr::new(format!("{name}_{number}"));
        }
        self.names.push(unique.clone());
        unique
    }

    /// Whether an interval spans the host along an axis.
    fn is_through(&self, axis: usize, low: f64, high: f64) -> bool {
        let [from, to] = &self.host[axis];
        let slack = self.solver.tolerance;
        low <= self.solver.value(from) + slack && high >= self.solver.value(to) - slack
    }

    fn is_inside(&self, prism: &Prism) -> bool {
        let (low, high) = prism.bounds();
        let Some([u, v, _]) = prism.plane.axes() else { return false };
        [u, v]
            .into_iter()
            .all(|k| self.solver.value(&self.host[k][0]) < low[k] && high[k] < self.solver.value(&self.host[k][1]))
    }

    fn feature_noun(&self, operation: BooleanOp, group: &Group) -> &'static str {
        let prism = group.first;
        let through = prism.plane.axes().is_some_and(|axes| self.is_through(axes[2], prism.low, prism.high));
        match (operation, &group.named) {
            (BooleanOp::Union, Named::Circle { .. }) if prism.region.holes.is_empty() => "boss",
            (BooleanOp::Union, Named::Circle { .. }) => "collar",
            (BooleanOp::Union, Named::Rect { .. } | Named::Rounded { .. }) if prism.region.holes.is_empty() => "pad",
            (BooleanOp::Union, Named::Rect { .. } | Named::Rounded { .. }) => "rim",
            (BooleanOp::Union, _) => "rib",
            (BooleanOp::Cut, Named::Circle { center, .. }) if through => {
                let central = prism.plane.axes().is_some_and(|axes| {
                    (0..2).all(|k| {
                        self.solver.axes[axes[k]]
                            .middle
                            .as_ref()
                            .is_some_and(|middle| (middle.0 - center[k]).abs() <= self.solver.tolerance)
                    })
                });
                if central && group.points.len() == 1 { "bore" } else { "hole" }
            }
            (BooleanOp::Cut, Named::Circle { .. }) => "recess",
            (BooleanOp::Cut, Named::Slot { .. }) => "groove",
            (BooleanOp::Cut, _) if !self.is_inside(prism) => "notch",
            (BooleanOp::Cut, _) if through => "window",
            (BooleanOp::Cut, _) => "pocket",
            (BooleanOp::Intersect, _) => "envelope",
        }
    }

    fn feature(&mut self, operation: BooleanOp, group: &Group) {
        let prism = group.first;
        let role = if operation == BooleanOp::Cut { Role::Hole } else { Role::Material };
        let word = self.feature_noun(operation, group);
        let plural = group.points.len() > 1 || group.layers.is_some();
        let name = self.unique(&if plural { pluralised(word) } else { word.to_owned() });
        let prefix = if plural {
            word.to_owned() + name.strip_prefix(pluralised(word).as_str()).unwrap_or("")
        } else {
            name.to_string()
        };
        let noun = Noun { prefix, noun: word.to_owned(), role };
        let Some(axes) = prism.plane.axes() else {
            let body = self.oblique(prism, &group.named, &noun);
            self.features.push(Feature { name, comment: None, operation, body, repeats: Vec::new() });
            return;
        };
        let plane_axes = [axes[0], axes[1]];
        let n = axes[2];
        let (size, size_doc) = match role {
            Role::Hole => ("depth", format!("Depth of the {word}, along {}.", letter(n))),
            Role::Material if n == 2 => ("height", noun.extent_doc(n)),
            Role::Material => ("thickness", format!("Thickness of the {word}, along {}.", letter(n))),
        };
        let rest = if role == Role::Hole { "floor" } else { "inset" };
        let called = Called {
            size: &noun.name(size),
            size_doc: &size_doc,
            gap: &noun.name(&letter(n).to_string()),
            gap_doc: &noun.gap_doc(n),
            rest: &noun.name(rest),
            rest_doc: &format!("What the {word} leaves of the {}, along {}.", self.host_name, letter(n)),
        };
        let ends = self.solver.interval(n, prism.low, prism.high, &called);
        // What ends inside the host keeps doing so.
        for end in &ends {
            for host_end in self.host[n].clone() {
                let gap = end.plus(-1.0, &host_end);
                let side = self.solver.value(&gap).signum();
                self.solver.require(gap.times(side));
            }
        }
        let comment = self.comment(operation, n, prism);
        let concentric_holes =
            prism.region.holes.iter().all(|hole| {
                layout::center(hole).distance(layout::center(&prism.region.outer)) <= self.solver.tolerance
            });
        let mut faces = Vec::new();
        if group.motion != Motion::Shift {
            let (formed, repeat) = self.moved_copies(group, &group.named, plane_axes, &noun);
            let shape = plan::Face { outer: formed.outline, holes: Vec::new() };
            faces.push(Placed { shape, repeats: vec![repeat] });
        } else if group.points.len() == 1 {
            let formed = self.solver.single(&group.named, plane_axes, &noun);
            self.inside_host(&formed, axes);
            let shape = self.face(prism, &formed, plane_axes, &noun);
            faces.push(Placed { shape, repeats: Vec::new() });
        } else if concentric_holes {
            let mut copies = self.copies(group, &group.named, plane_axes, &noun);
            let tolerance = self.solver.tolerance;
            for (formed, repeats) in &mut copies {
                self.inside_host(formed, axes);
                let at = formed.bounds.each_ref().map(|[low, high]| low.plus(1.0, high).times(0.5));
                let hole = |hole: &Vec<CurveKind>| {
                    let shape = self.solver.frozen(&name::name(hole, tolerance), Some(at.clone())).outline;
                    Placed { shape, repeats: Vec::new() }
                };
                let holes = prism.region.holes.iter().map(hole).collect();
                faces.push(Placed {
                    shape: plan::Face { outer: formed.outline.clone(), holes },
                    repeats: repeats.clone(),
                });
            }
        } else {
            // Each copy by itself, in numbers.
            let origin = layout::center(&prism.region.outer);
            for point in &group.points {
                let at = |curves: &[CurveKind]| {
                    let place = layout::center(curves) + (*point - origin);
                    [self.solver.literal(place.x), self.solver.literal(place.y)]
                };
                let outline = |curves: &[CurveKind]| {
                    self.solver.frozen(&name::name(curves, self.solver.tolerance), Some(at(curves))).outline
                };
                let holes = prism.region.holes.iter().map(|hole| Placed { shape: outline(hole), repeats: Vec::new() });
                let shape = plan::Face { outer: outline(&prism.region.outer), holes: holes.collect() };
                faces.push(Placed { shape, repeats: Vec::new() });
            }
        }
        let body = self.body(prism.plane, faces, &ends);
        let repeats = group.layers.map_or(Vec::new(), |layers| vec![self.layers(layers, n, &ends, &noun)]);
        self.features.push(Feature { name, comment, operation, body, repeats });
    }

    /// The repetition of a feature along its sweep.
    fn layers(&mut self, (count, pitch): (usize, f64), axis: usize, ends: &[Form; 2], noun: &Noun) -> Repeat {
        self.patterns += 1;
        let many = pluralised(&noun.noun);
        let doc = format!("Distance between neighbouring {many}, along {}.", letter(axis));
        let pitch = self.solver.length(&noun.name("pitch"), &doc, pitch);
        let doc = format!("Number of {many} along {}.", letter(axis));
        let id = self.solver.parameter(&noun.name("count"), &doc, Quantity::Count, count as f64);
        self.solver.require(pitch.plus(-1.0, &ends[1].plus(-1.0, &ends[0])));
        let host_end = self.host[axis][1].clone();
        let gap = host_end.plus(-1.0, &ends[1]);
        if self.solver.value(&gap) - (count - 1) as f64 * self.solver.value(&pitch) >= -self.solver.tolerance {
            self.solver.constraints.push(Constraint { form: gap, product: Some((id, pitch.clone(), -1.0)) });
        }
        let mut by = [Expr::ZERO, Expr::ZERO, Expr::ZERO];
        by[axis] = pitch.expr(&self.solver.names);
        Repeat::Linear { count: Expr::Name(self.solver.names[id].clone()), by: by.to_vec() }
    }

    /// Turned or mirrored copies: the first one placed by itself, and its repetition.
    fn moved_copies(&mut self, group: &Group, named: &Named, axes: [usize; 2], noun: &Noun) -> (Formed, Repeat) {
        let formed = self.solver.single(named, axes, noun);
        match group.motion {
            Motion::Reflection { axis } => {
                self.mirrors += 1;
                self.solver.require(formed.bounds[axis][0].clone());
                let axis = if axis == 0 { CoordinateAxis::X } else { CoordinateAxis::Y };
                (formed, Repeat::Mirror { across: Mirror { axis, at: Expr::ZERO } })
            }
            Motion::Turn { .. } | Motion::Shift => {
                self.patterns += 1;
                let center = match group.motion {
                    Motion::Turn { center } => self.solver.center(axes, center, noun),
                    _ => Default::default(),
                };
                let doc = format!("Number of {}, all round.", pluralised(&noun.noun));
                let count = group.points.len();
                let id = self.solver.parameter(&noun.name("count"), &doc, Quantity::Count, count as f64);
                let count = Expr::Name(self.solver.names[id].clone());
                (formed, Repeat::Circular { count, about: self.about(&center), angle: None })
            }
        }
    }

    fn about(&self, center: &[Form; 2]) -> About {
        if center.iter().all(Form::is_zero) {
            About::Origin
        } else {
            About::Point(center.each_ref().map(|form| form.expr(&self.solver.names)))
        }
    }

    /// Where a feature is on the host.
    fn comment(&self, operation: BooleanOp, axis: usize, prism: &Prism) -> Option<String> {
        let near = |a: f64, form: &Form| (a - self.solver.value(form)).abs() <= self.solver.tolerance;
        let [bottom, top] = &self.host[axis];
        let host = &self.host_name;
        let side = |upper: bool| match (axis, upper) {
            (2, true) => "top".to_owned(),
            (2, false) => "bottom".to_owned(),
            (1, true) => "back".to_owned(),
            (1, false) => "front".to_owned(),
            (_, true) => "right side".to_owned(),
            (_, false) => "left side".to_owned(),
        };
        let through = self.is_through(axis, prism.low, prism.high);
        match operation {
            BooleanOp::Cut if through => Some(format!("Through the {host}.")),
            BooleanOp::Cut if near(prism.high, top) => Some(format!("Into the {} of the {host}.", side(true))),
            BooleanOp::Cut if near(prism.low, bottom) => Some(format!("Into the {} of the {host}.", side(false))),
            BooleanOp::Union if near(prism.low, top) => Some(format!("On the {} of the {host}.", side(true))),
            BooleanOp::Union if near(prism.high, bottom) => Some(format!("On the {} of the {host}.", side(false))),
            _ => None,
        }
    }

    /// What lies inside the host's box stays inside it, what reaches out of it stays out.
    fn inside_host(&mut self, formed: &Formed, axes: [usize; 3]) {
        for (k, axis) in axes[..2].iter().enumerate() {
            let [low, high] = &formed.bounds[k];
            let [from, to] = self.host[*axis].clone();
            for (inner, outer) in [(low, &from), (high, &to), (low, &to), (high, &from)] {
                let gap = inner.plus(-1.0, outer);
                let side = self.solver.value(&gap).signum();
                self.solver.require(gap.times(side));
            }
        }
    }

    /// A face with its holes.
    fn face(&mut self, prism: &Prism, formed: &Formed, axes: [usize; 2], host: &Noun) -> plan::Face {
        let tolerance = self.solver.tolerance;
        let area = |hole: &Vec<CurveKind>| super::clean::area(hole).abs();
        let key =
            |hole: &Vec<CurveKind>| (area(hole).sqrt() / (64.0 * tolerance)).round() as u64 ^ (hole.len() as u64) << 56;
        let classes = layout::classes(&prism.region.holes, key, |a, b| layout::congruent(a, b, tolerance));
        let outer_center = layout::center(&prism.region.outer);
        let mut holes = Vec::new();
        let outlines: Vec<&[CurveKind]> = prism.region.holes.iter().map(Vec::as_slice).collect();
        let centered = axes
            .iter()
            .all(|axis| self.solver.axes[*axis].middle.as_ref().is_some_and(|middle| middle.0.abs() <= tolerance));
        let classes = layout::join(&outlines, classes, |index| key(&prism.region.holes[index]), centered, tolerance);
        for Class { members, motion } in classes {
            let Some(first) = members.first().and_then(|index| prism.region.holes.get(*index)) else { continue };
            let named = name::name(first, tolerance);
            let points: Vec<DVec2> = members.iter().map(|index| layout::center(&prism.region.holes[*index])).collect();
            let central = points.len() == 1 && points[0].distance(outer_center) <= tolerance;
            let word = match &named {
                Named::Circle { .. } if central => "bore",
                Named::Circle { .. } => "hole",
                Named::Slot { .. } => "groove",
                _ => "window",
            };
            let prefix = if host.prefix.is_empty() { word.to_owned() } else { format!("{}_{word}", host.prefix) };
            if host.prefix.is_empty() {
                self.openings.push(if points.len() > 1 { pluralised(word) } else { word.to_owned() });
            }
            let noun = Noun { prefix, noun: word.to_owned(), role: Role::Hole };
            if let [_] = points[..] {
                let hole = self.solver.single(&named, axes, &noun);
                self.inside(&hole, formed);
                holes.push(Placed { shape: hole.outline, repeats: Vec::new() });
                continue;
            }
            let group = Group { first: prism, points, motion, layers: None, named: named.clone() };
            if motion != Motion::Shift {
                let (hole, repeat) = self.moved_copies(&group, &named, axes, &noun);
                self.inside(&hole, formed);
                holes.push(Placed { shape: hole.outline, repeats: vec![repeat] });
                continue;
            }
            for (hole, repeats) in self.copies(&group, &named, axes, &noun) {
                self.inside(&hole, formed);
                holes.push(Placed { shape: hole.outline, repeats });
            }
        }
        plan::Face { outer: formed.outline.clone(), holes }
    }

    /// A hole stays inside its face, as far as boxes tell.
    fn inside(&mut self, hole: &Formed, face: &Formed) {
        for k in 0..2 {
            self.solver.require(hole.bounds[k][0].plus(-1.0, &face.bounds[k][0]));
            self.solver.require(face.bounds[k][1].plus(-1.0, &hole.bounds[k][1]));
        }
    }

    /// Several copies of an outline: one placed and repeated, or each placed.
    fn copies(&mut self, group: &Group, named: &Named, axes: [usize; 2], noun: &Noun) -> Vec<(Formed, Vec<Repeat>)> {
        let tolerance = self.solver.tolerance;
        let round = matches!(named, Named::Circle { .. });
        let middle =
            |solver: &Solver, k: usize| solver.axes[axes[k]].middle.as_ref().map_or(f64::NAN, |middle| middle.0);
        let offset = DVec2::new(middle(&self.solver, 0), middle(&self.solver, 1));
        let is_centered = offset.x.abs() <= tolerance && offset.y.abs() <= tolerance;
        match layout::layout(&group.points, named.is_symmetric(), round, self.is_round, tolerance) {
            Layout::Mirror { axis, point } if is_centered => {
                self.mirrors += 1;
                let other = 1 - axis;
                let doc = format!(
                    "Distance of the {}' centres from the nearest edge, along {}.",
                    pluralised(&noun.noun),
                    letter(axes[other])
                );
                let across = self.solver.place(
                    axes[other],
                    point[other],
                    Place::Center,
                    &noun.name(&letter(axes[other]).to_string()),
                    &doc,
                );
                let along = self.half_span(axes[axis], point[axis], noun, None);
                let at = if axis == 0 { [along, across] } else { [across, along] };
                let formed = self.solver.copy(named, axes, at, [other == 0, other == 1], noun);
                // Both copies stay apart.
                self.solver.require(formed.bounds[axis][0].clone());
                let axis = if axis == 0 { CoordinateAxis::X } else { CoordinateAxis::Y };
                let repeat = Repeat::Mirror { across: Mirror { axis, at: Expr::ZERO } };
                vec![(formed, vec![repeat])]
            }
            Layout::Grid { columns, rows, center, pitch } => {
                self.patterns += 1;
                let at = self.solver.center(axes, center, noun);
                let counts = [columns, rows];
                let mut forms: [Form; 2] = Default::default();
                let margins: [Option<f64>; 2] =
                    [0, 1].map(|k| self.margin(axes[k], center[k], pitch[k] / 2.0, counts[k]));
                // A row that reaches from edge to edge keeps doing so, however many there are.
                let spread: [Option<f64>; 2] = [0, 1].map(|k| self.spread(axes[k], center[k], pitch[k], counts[k]));
                let outer = [0, 1].map(|k| margins[k].or(spread[k]));
                let shared = match outer {
                    [Some(a), Some(b)] if (a - b).abs() <= tolerance => {
                        let doc = format!("Distance of the outer {}' centres from the edges.", pluralised(&noun.noun));
                        Some(self.solver.length(&noun.name("margin"), &doc, a))
                    }
                    _ => None,
                };
                let free = shared.is_none() && spread == [None, None];
                let square = columns > 1 && rows > 1 && (pitch.x - pitch.y).abs() <= tolerance && free;
                let mut repeats_count: [Expr; 2] = [Expr::Number(columns as f64), Expr::Number(rows as f64)];
                let mut counted: [Option<usize>; 2] = [None, None];
                for k in 0..2 {
                    if counts[k] < 2 {
                        continue;
                    }
                    forms[k] = if let Some(gap) = spread[k] {
                        let doc = format!(
                            "Distance of the outer {}' centres from the edge, along {}.",
                            pluralised(&noun.noun),
                            letter(axes[k])
                        );
                        let name = noun.name(&format!("margin_{}", letter(axes[k])));
                        let margin = shared.clone().unwrap_or_else(|| self.solver.length(&name, &doc, gap));
                        let middle = self.solver.axes[axes[k]].middle.as_ref().map(|middle| middle.1.clone());
                        let edge = self.host[axes[k]][1].plus(-1.0, &middle.unwrap_or_default());
                        edge.plus(-1.0, &margin).times(2.0)
                    } else if counts[k] == 2 && margins[k].is_some() && !square {
                        self.half_span(axes[k], pitch[k] / 2.0, noun, shared.clone()).times(2.0)
                    } else if square && k == 1 {
                        forms[0].clone()
                    } else {
                        let (name, doc) = if columns > 1 && rows > 1 && !square {
                            (
                                format!("pitch_{}", letter(axes[k])),
                                format!(
                                    "Distance between neighbouring {}, along {}.",
                                    pluralised(&noun.noun),
                                    letter(axes[k])
                                ),
                            )
                        } else {
                            ("pitch".to_owned(), format!("Distance between neighbouring {}.", pluralised(&noun.noun)))
                        };
                        self.solver.length(&noun.name(&name), &doc, pitch[k])
                    };
                    if counts[k] > 2 {
                        let (name, doc) = match (columns > 1 && rows > 1, k) {
                            (false, _) => ("count", format!("Number of {}.", pluralised(&noun.noun))),
                            (true, 0) => ("columns", format!("Number of columns of {}.", pluralised(&noun.noun))),
                            (true, _) => ("rows", format!("Number of rows of {}.", pluralised(&noun.noun))),
                        };
                        let id = self.solver.parameter(&noun.name(name), &doc, Quantity::Count, counts[k] as f64);
                        counted[k] = Some(id);
                        repeats_count[k] = Expr::Name(self.solver.names[id].clone());
                    }
                }
                let mut formed = self.solver.copy(named, axes, at, counts.map(|count| count == 1), noun);
                for k in 0..2 {
                    let size = formed.bounds[k][1].plus(-1.0, &formed.bounds[k][0]);
                    if counts[k] < 2 {
                        continue;
                    }
                    if spread[k].is_some() {
                        if let Some(id) = counted[k] {
                            let product = Some((id, size.clone(), -1.0));
                            self.solver.constraints.push(Constraint { form: forms[k].clone(), product });
                        }
                        formed.bounds[k][0] = formed.bounds[k][0].plus(-0.5, &forms[k]);
                        formed.bounds[k][1] = formed.bounds[k][1].plus(0.5, &forms[k]);
                        continue;
                    }
                    self.solver.require(forms[k].plus(-1.0, &size));
                    match counted[k] {
                        // Inside the host, both ends.
                        Some(id) => {
                            let [from, to] = self.host[axes[k]].clone();
                            let gaps = [formed.bounds[k][0].plus(-1.0, &from), to.plus(-1.0, &formed.bounds[k][1])];
                            for gap in gaps {
                                let now = self.solver.value(&gap) - 0.5 * (counts[k] - 1) as f64 * pitch[k];
                                if now > tolerance {
                                    let product = Some((id, forms[k].clone(), -0.5));
                                    self.solver.constraints.push(Constraint { form: gap, product });
                                }
                            }
                        }
                        None => {
                            let half = 0.5 * (counts[k] - 1) as f64;
                            formed.bounds[k][0] = formed.bounds[k][0].plus(-half, &forms[k]);
                            formed.bounds[k][1] = formed.bounds[k][1].plus(half, &forms[k]);
                        }
                    }
                }
                // Of one column or row the distance means nothing.
                let step = |k: usize| {
                    let form = forms[k].expr(&self.solver.names);
                    match (spread[k], counted[k]) {
                        (Some(_), Some(_)) => {
                            let gaps = Expr::binary(BinaryOp::Subtract, repeats_count[k].clone(), 1.0.into());
                            Expr::binary(BinaryOp::Divide, form, gaps)
                        }
                        _ => form,
                    }
                };
                let (dx, dy) = (step(0), step(1));
                let [columns, rows] = repeats_count;
                let grid = Repeat::Grid { columns, rows, dx, dy, centered: true };
                vec![(formed, vec![grid])]
            }
            Layout::Circular { count, center, radius, start } => {
                self.patterns += 1;
                let at = self.solver.center(axes, center, noun);
                let doc = format!("Diameter of the circle of {}.", pluralised(&noun.noun));
                let circle = self.solver.length(&noun.name("circle_d"), &doc, 2.0 * radius).times(0.5);
                let id = self.solver.parameter(
                    &noun.name("count"),
                    &format!("Number of {} on the circle.", pluralised(&noun.noun)),
                    Quantity::Count,
                    count as f64,
                );
                let (sin, cos) = trig::sin_cos(start);
                let first = [at[0].plus(cos, &circle), at[1].plus(sin, &circle)];
                let mut formed = self.solver.copy(named, axes, first, [false; 2], noun);
                // The ring of copies inside the host, and the copies apart.
                let Named::Circle { radius: own, .. } = named else { return Vec::new() };
                let size = formed.bounds[0][1].plus(-1.0, &formed.bounds[0][0]).times(0.5);
                let reach = circle.plus(1.0, &size);
                formed.bounds = [0, 1].map(|k| [at[k].plus(-1.0, &reach), at[k].plus(1.0, &reach)]);
                let most = (std::f64::consts::PI * radius / own * 0.9).floor();
                if let Some(draft) = self.solver.drafts.get_mut(id) {
                    draft.bounds = (2.0, most.min(4.0 * count as f64));
                }
                let chord = 2.0 * trig::sin(180.0 / count as f64);
                self.solver.require(circle.times(chord).plus(-2.0, &size));
                let count = Expr::Name(self.solver.names[id].clone());
                vec![(formed, vec![Repeat::Circular { count, about: self.about(&at), angle: None }])]
            }
            Layout::Scattered { .. } | Layout::Mirror { .. } => {
                let literal = group.points.len() > MOST_PLACED;
                let mut places = Vec::new();
                for point in &group.points {
                    places.push(if literal {
                        [self.solver.literal(point.x), self.solver.literal(point.y)]
                    } else {
                        self.solver.center(axes, *point, noun)
                    });
                }
                let mut copies: Vec<(Formed, Vec<Repeat>)> = Vec::new();
                let Some((first, rest)) = places.split_first() else { return copies };
                let formed = self.solver.copy(named, axes, first.clone(), [false; 2], noun);
                for at in rest {
                    copies.push((displaced(&formed, first, at, named, &self.solver), Vec::new()));
                }
                copies.insert(0, (formed, Vec::new()));
                copies
            }
        }
    }

    /// How far a pair is from the host's edge, if it is nearer to it than to the middle.
    fn margin(&self, axis: usize, center: f64, half: f64, count: usize) -> Option<f64> {
        let middle = self.solver.axes[axis].middle.as_ref()?;
        if count != 2 || (middle.0 - center).abs() > self.solver.tolerance {
            return None;
        }
        let (_, gap) = self.solver.edge_beyond(axis, middle.0 + half)?;
        (gap < half).then_some(gap)
    }

    /// How far a row of at least three about the middle is from the host's edge, if that is less than its steps.
    fn spread(&self, axis: usize, center: f64, pitch: f64, count: usize) -> Option<f64> {
        let middle = self.solver.axes[axis].middle.as_ref()?;
        if count < 3 || (middle.0 - center).abs() > self.solver.tolerance {
            return None;
        }
        let edge = self.solver.value(self.solver.axes[axis].host.as_ref()?.get(1)?);
        let gap = edge - (middle.0 + pitch * 0.5 * (count - 1) as f64);
        (gap > self.solver.tolerance && gap < pitch).then_some(gap)
    }

    /// Half the distance of a pair about the middle: from the edge inwards, or a distance of its own.
    fn half_span(&mut self, axis: usize, half: f64, noun: &Noun, margin: Option<Form>) -> Form {
        let middle = self.solver.axes[axis].middle.as_ref().map_or(0.0, |middle| middle.0);
        if let Some(known) = self.solver.find(axis, middle + half, Place::Center)
            && !known.is_number()
        {
            let middle = self.solver.axes[axis].middle.as_ref().map(|middle| middle.1.clone()).unwrap_or_default();
            return known.plus(-1.0, &middle);
        }
        let middle_form = self.solver.axes[axis].middle.as_ref().map(|middle| middle.1.clone()).unwrap_or_default();
        let form = match (self.margin(axis, middle, half, 2), self.solver.edge_beyond(axis, middle + half)) {
            (Some(gap), Some((edge, _))) => {
                let margin = margin.unwrap_or_else(|| {
                    let doc = format!(
                        "Distance of the {}' centres from the edge, along {}.",
                        pluralised(&noun.noun),
                        letter(axis)
                    );
                    self.solver.length(&noun.name(&format!("margin_{}", letter(axis))), &doc, gap)
                });
                edge.plus(-1.0, &margin).plus(-1.0, &middle_form)
            }
            _ => {
                let doc = format!("Distance between both {}, along {}.", pluralised(&noun.noun), letter(axis));
                self.solver.length(&noun.name("spacing"), &doc, 2.0 * half).times(0.5)
            }
        };
        self.solver.learn(axis, &middle_form.plus(1.0, &form), Place::Center);
        form
    }

    fn body(&self, plane: Orientation, faces: Vec<Placed<plan::Face>>, ends: &[Form; 2]) -> Body {
        let names = &self.solver.names;
        let [low, high] = ends;
        let height = high.plus(-1.0, low);
        let symmetric = low.plus(1.0, high).is_zero();
        let at = |form: &Form| if symmetric { Expr::ZERO } else { form.expr(names) };
        if let ([Placed { shape: plan::Face { outer, holes }, repeats }], Orientation::Xy, false) =
            (&faces[..], plane, symmetric)
            && holes.is_empty()
            && repeats.is_empty()
        {
            match outer {
                Outline::Circle { center: [x, y], radius } => {
                    let at = [x.clone(), y.clone(), low.expr(names)];
                    return Body::Cylinder { radius: radius.clone(), height: height.expr(names), at };
                }
                Outline::Rect { center: [x, y], width, height: depth } => {
                    let at = [x.clone(), y.clone(), low.expr(names)];
                    return Body::Box { width: width.clone(), depth: depth.clone(), height: height.expr(names), at };
                }
                _ => {}
            }
        }
        let plane = match plane {
            Orientation::Xy => Plane::Xy { offset: at(low) },
            // The normal of XZ is −y.
            Orientation::Xz => Plane::Xz { offset: at(&high.times(-1.0)) },
            Orientation::Yz => Plane::Yz { offset: at(low) },
            Orientation::Other(_) => Plane::Xy { offset: Expr::ZERO },
        };
        let height = height.expr(names);
        let extent = if symmetric { Extent::Symmetric { height } } else { Extent::OneSide { height } };
        Body::Extrude { sketch: plan::Sketch { plane, faces }, extent }
    }

    /// A prism on an oblique plane: its numbers, and its height as a parameter.
    fn oblique(&mut self, prism: &Prism, named: &Named, noun: &Noun) -> Body {
        let Orientation::Other(frame) = prism.plane else {
            return self.body(prism.plane, Vec::new(), &Default::default());
        };
        let origin = frame.origin + frame.z * prism.low;
        let numbers =
            |v: DVec3, solver: &Solver| [v.x, v.y, v.z].map(|value| solver.literal(value).expr(&solver.names));
        let exact = |v: DVec3| [v.x, v.y, v.z].map(Expr::Number);
        let height =
            self.solver.length(&noun.name("height"), &format!("Height of the {}.", noun.noun), prism.high - prism.low);
        let tolerance = self.solver.tolerance;
        let outer = self.solver.frozen(named, None).outline;
        let holes = prism
            .region
            .holes
            .iter()
            .map(|hole| Placed {
                shape: self.solver.frozen(&name::name(hole, tolerance), None).outline,
                repeats: Vec::new(),
            })
            .collect();
        let faces = vec![Placed { shape: plan::Face { outer, holes }, repeats: Vec::new() }];
        let plane = Plane::Any { origin: numbers(origin, &self.solver), x: exact(frame.x), normal: exact(frame.z) };
        let extent = Extent::OneSide { height: height.expr(&self.solver.names) };
        Body::Extrude { sketch: plan::Sketch { plane, faces }, extent }
    }

    /// Where the part stands, which was designed about the host's middle.
    fn placement(&self, shift: DVec3) -> Option<plan::Point3> {
        let tolerance = self.solver.tolerance;
        let mut by: [Form; 3] = Default::default();
        for k in 0..3 {
            if shift[k].abs() <= tolerance {
                continue;
            }
            // The world's origin may lie where something of the part does.
            let origin = self.solver.find(k, -shift[k], Place::Edge);
            by[k] = match origin.or_else(|| self.solver.find(k, -shift[k], Place::Center)) {
                Some(form) => form.times(-1.0),
                None => self.solver.literal(shift[k]),
            };
        }
        let names = &self.solver.names;
        let moved = by.iter().any(|form| !form.is_zero());
        moved.then(|| by.each_ref().map(|form| form.expr(names)))
    }
}

/// The same outline about another place.
fn displaced(formed: &Formed, from: &[Form; 2], to: &[Form; 2], named: &Named, solver: &Solver) -> Formed {
    let by = [to[0].plus(-1.0, &from[0]), to[1].plus(-1.0, &from[1])];
    let bounds = [0, 1].map(|k| formed.bounds[k].each_ref().map(|end| end.plus(1.0, &by[k])));
    let point = to.each_ref().map(|form| form.expr(&solver.names));
    let outline = match formed.outline.clone() {
        Outline::Circle { radius, .. } => Outline::Circle { center: point, radius },
        Outline::Rect { width, height, .. } => Outline::Rect { center: point, width, height },
        Outline::RoundedRect { width, height, radius, .. } => {
            Outline::RoundedRect { center: point, width, height, radius }
        }
        Outline::Slot { width, .. } => {
            let Named::Slot { start, end, .. } = named else { return solver.frozen(named, Some(to.clone())) };
            let along = usize::from(start.x == end.x);
            let across = 1 - along;
            // The centres of the ends lie half a width inside the box.
            let half = bounds[across][1].plus(-1.0, &bounds[across][0]).times(0.5);
            let place = |side: usize, sign: f64| {
                let mut place = to.clone();
                place[along] = bounds[along][side].plus(sign, &half);
                place.each_ref().map(|form| form.expr(&solver.names))
            };
            Outline::Slot { start: place(0, 1.0), end: place(1, -1.0), width }
        }
        _ => solver.frozen(named, Some(to.clone())).outline,
    };
    Formed { outline, bounds }
}

fn pluralised(word: &str) -> String {
    match word {
        "boss" => "bosses".to_owned(),
        "notch" => "notches".to_owned(),
        "recess" => "recesses".to_owned(),
        other => format!("{other}s"),
    }
}

fn title(builder: &Builder) -> String {
    let article = "A";
    let mut features: Vec<String> = Vec::new();
    let openings = builder.openings.iter().map(String::as_str);
    for name in openings.chain(builder.features.iter().skip(1).map(|feature| feature.name.as_str())) {
        let noun = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').to_owned();
        if !features.contains(&noun) {
            features.push(noun);
        }
    }
    let phrase = |noun: &String| {
        let plural = noun.ends_with('s') && !noun.ends_with("ss");
        if plural { noun.clone() } else { format!("{} {noun}", if noun.starts_with('e') { "an" } else { "a" }) }
    };
    let phrases: Vec<String> = features.iter().map(phrase).collect();
    let with = match &phrases[..] {
        [] => String::new(),
        [only] => format!(" with {only}"),
        [rest @ .., last] => format!(" with {} and {last}", rest.join(", ")),
    };
    format!("{article} {}{with}.", builder.host_name)
}
