//! From a model to a plan: the host first, then every feature against what is known.

use super::form::Form;
use super::group::{self, Group};
use super::layout::{self, Class, Motion};
use super::model::{Model, Orientation, Prism, Step};
use super::name::{self, Named};
use super::shape::{Formed, Noun, Role, letter};
use super::solve::{Called, Place, Solver};
use super::word::{pluralised, title};
use crate::corpus::plan::{self, Body, Expr, Extent, Feature, Outline, Placed, Plan, Plane, SmolStr};
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3};

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

pub(super) struct Builder {
    pub(super) solver: Solver,
    pub(super) features: Vec<Feature>,
    pub(super) names: Vec<SmolStr>,
    pub(super) patterns: usize,
    pub(super) mirrors: usize,
    /// The host's box.
    pub(super) host: [[Form; 2]; 3],
    pub(super) host_name: String,
    /// What the host's face has in it.
    pub(super) openings: Vec<String>,
    /// Whether the host's outline is a circle.
    pub(super) is_round: bool,
    /// Whether the part is plane and only treated like a body.
    pub(super) is_plane: bool,
}

/// Builds the plan of a clean model; `None` when its first prism lies on an oblique plane or there is none. A plane
/// part (`is_plane`) stays at the lower end of its prisms.
pub fn build(model: &Model, tolerance: f64, is_plane: bool) -> Option<Built> {
    let host_index = group::host(model)?;
    let host = &model.steps.first()?.prisms[host_index];
    let axes = host.plane.axes()?;
    let (low, high) = host.bounds();
    let mut shift = DVec3::ZERO;
    for k in &axes[..2] {
        shift[*k] = (low[*k] + high[*k]) / 2.0;
    }
    let n = axes[2];
    let centered = !is_plane && (low[n] + high[n]).abs() <= tolerance;
    // The normal of XZ is −y: what stands on it lies below 0.
    let stands_below = host.plane == Orientation::Xz && !is_plane;
    shift[n] = match (centered, stands_below) {
        (true, _) => 0.0,
        (false, true) => high[n],
        (false, false) => low[n],
    };
    let model = group::moved(model, -shift);
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
        is_plane,
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

impl Builder {
    fn steps(&mut self, steps: &[Step], host: Orientation) {
        for step in steps {
            for group in group::groups(step, host, self.solver.tolerance) {
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
            _ if self.is_plane => "outline",
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

    fn body(&self, plane: Orientation, faces: Vec<Placed<plan::Face>>, ends: &[Form; 2]) -> Body {
        let names = &self.solver.names;
        let [low, high] = ends;
        let height = high.plus(-1.0, low);
        let symmetric = low.plus(1.0, high).is_zero();
        let at = |form: &Form| if symmetric { Expr::ZERO } else { form.expr(names) };
        if let ([Placed { shape: plan::Face { outer, holes }, repeats }], Orientation::Xy, false) =
            (&faces[..], plane, symmetric)
            && !self.is_plane
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
            Orientation::Xz if self.is_plane => Plane::Xz { offset: at(&low.times(-1.0)) },
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
