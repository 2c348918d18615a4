//! A part as entities in views: what relations are between.

use std::sync::Arc;

use crate::model::{
    ArcGeometry, BooleanOp, ContentHasher, Curve, CurveKind, DVec2, DVec3, Face, Frame, Loop, Provenance, Shape,
    Sketch, Solid, SolidKind, Transform3, tolerance,
};
use crate::text::Span;

/// The most entities of a scene; what comes after is left out.
const MOST_ENTITIES: usize = 20_000;
/// The most operations that are looked at.
const MOST_NODES: usize = 100_000;
/// The most views that are told apart by their directions.
const MOST_VIEWS: usize = 256;
/// Lengths below this share of the diagonal are the same.
const SHARE: f64 = 1e-6;

/// One thing that relations are between.
#[derive(Clone, Debug)]
pub struct Entity {
    /// Where and in which role the program makes it: equal for all that one place makes.
    pub class: u128,
    /// How many of its class come before it.
    pub ordinal: u32,
    /// The constructing call.
    pub span: Span,
    /// Its extrusion, revolution or plane shape, counted through the part.
    pub feature: u32,
    /// Planes of one direction are one view, with one pair of axes.
    pub view: u32,
    /// The outline it belongs to, as an entity; itself for an outline.
    pub outline: Option<u32>,
    /// What it is, in the coordinates of the view, mm.
    pub form: Form,
}

/// The geometry of an entity.
#[derive(Clone, Debug)]
pub enum Form {
    /// A line.
    Line { start: DVec2, end: DVec2 },
    /// An arc; `turns_left` where it runs counter-clockwise in the view.
    Arc { center: DVec2, radius: f64, start: DVec2, end: DVec2, turns_left: bool },
    /// A full circle.
    Circle { center: DVec2, radius: f64 },
    /// A point, where a drawing has such.
    Point(DVec2),
    /// A closed chain of curves.
    Outline(Box<Outline>),
    /// The plane where an extrusion begins or ends, by its distance along the view's normal, mm.
    Plane(f64),
}

/// A closed chain of curves as a whole.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The middle of its box.
    pub center: DVec2,
    /// Half of its box.
    pub half: DVec2,
    /// Perimeter, mm.
    pub length: f64,
    /// Sizes of its curves, ascending: lengths of lines, radius and length of arcs and circles, mm.
    pub sizes: Vec<f64>,
    /// Its corners and the middles of its curves.
    pub points: Vec<DVec2>,
    /// A polygon that follows it; of a circle none.
    pub polygon: Vec<DVec2>,
    /// The radius when it is one circle.
    pub circle: Option<f64>,
    /// Whether it is the outside of a face.
    pub is_outer: bool,
    /// Whether its feature adds material.
    pub adds: bool,
    /// Where its extrusion begins and ends along the view's normal; none below solids and for revolutions.
    pub interval: Option<(f64, f64)>,
}

/// A part, or several, as entities.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The entities, outlines before their curves, in the order of the part's construction.
    pub entities: Vec<Entity>,
    /// Lengths that differ by no more are the same, mm: 1e-6 of the diagonal, at least
    /// [`COINCIDENT`](tolerance::COINCIDENT).
    pub tolerance: f64,
    /// Holes with the outline of their face: `(around, hole)`.
    pub holes: Vec<(u32, u32)>,
    /// Whether something was left out because there is too much.
    pub is_cut_short: bool,
}

impl Scene {
    /// The scene of shapes, by name. Spans are taken through `original`, which turns places of an edited text into those
    /// of the text before.
    pub fn new<'a>(parts: impl IntoIterator<Item = (&'a str, &'a Shape)>, original: impl Fn(Span) -> Span) -> Scene {
        let mut builder = Builder {
            scene: Scene::default(),
            views: Vec::new(),
            features: 0,
            min: DVec3::INFINITY,
            max: DVec3::NEG_INFINITY,
            original: &original,
        };
        for (name, shape) in parts {
            builder.part(name, shape);
        }
        let diagonal = (builder.max - builder.min).length();
        builder.scene.finished(diagonal)
    }

    /// The scene of one drawing: curves and points, each with a number as its name.
    pub fn drawing(curves: impl IntoIterator<Item = (u32, Form)>) -> Scene {
        let (mut low, mut high) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
        let mut scene = Scene::default();
        for (name, form) in curves.into_iter().take(MOST_ENTITIES) {
            for point in form.extent() {
                (low, high) = (low.min(point), high.max(point));
            }
            let class = u128::from(name);
            scene.entities.push(Entity {
                class,
                ordinal: 0,
                span: Span::default(),
                feature: 0,
                view: 0,
                outline: None,
                form,
            });
        }
        scene.finished((high - low).length())
    }

    fn finished(mut self, diagonal: f64) -> Scene {
        self.tolerance = if diagonal.is_finite() { SHARE * diagonal } else { 0.0 }.max(tolerance::COINCIDENT);
        let mut seen: std::collections::BTreeMap<u128, u32> = std::collections::BTreeMap::new();
        for entity in &mut self.entities {
            let count = seen.entry(entity.class).or_default();
            entity.ordinal = *count;
            *count += 1;
        }
        self
    }
}

impl Form {
    /// Points that span its box.
    fn extent(&self) -> Vec<DVec2> {
        match self {
            Form::Line { start, end } => vec![*start, *end],
            Form::Arc { center, radius, .. } | Form::Circle { center, radius } => {
                vec![*center - DVec2::splat(*radius), *center + DVec2::splat(*radius)]
            }
            Form::Point(point) => vec![*point],
            Form::Outline(_) | Form::Plane(_) => Vec::new(),
        }
    }

    /// The centre of an arc, circle or outline.
    pub fn center(&self) -> Option<DVec2> {
        match self {
            Form::Arc { center, .. } | Form::Circle { center, .. } => Some(*center),
            Form::Outline(outline) => Some(outline.center),
            _ => None,
        }
    }

    /// Start and end of a line or arc.
    pub fn ends(&self) -> Option<(DVec2, DVec2)> {
        match self {
            Form::Line { start, end } | Form::Arc { start, end, .. } => Some((*start, *end)),
            _ => None,
        }
    }
}

/// Directions in which planes are looked at.
struct View {
    x: DVec3,
    y: DVec3,
    z: DVec3,
}

impl View {
    /// Whether a frame has these axes, up to quarter turns and sides.
    fn is_of(&self, frame: &Frame) -> bool {
        const NEAR: f64 = 1e-7;
        let quarter = self.x.dot(frame.x).abs() < NEAR || self.y.dot(frame.x).abs() < NEAR;
        self.z.cross(frame.z).length() < NEAR && quarter
    }
}

/// What all entities of a feature share.
struct Feature {
    class: u128,
    span: Span,
    number: u32,
    view: u32,
    adds: bool,
    interval: Option<(f64, f64)>,
    /// Map of sketch coordinates into the view.
    x: DVec2,
    y: DVec2,
    origin: DVec2,
}

impl Feature {
    fn point(&self, p: DVec2) -> DVec2 {
        self.origin + self.x * p.x + self.y * p.y
    }
}

struct Builder<'a> {
    scene: Scene,
    views: Vec<View>,
    features: u32,
    min: DVec3,
    max: DVec3,
    original: &'a dyn Fn(Span) -> Span,
}

impl Builder<'_> {
    fn part(&mut self, name: &str, shape: &Shape) {
        let mut hasher = ContentHasher::default();
        name.bytes().for_each(|byte| hasher.word(u64::from(byte)));
        let plane = |faces: Vec<Face>| Sketch { frame: Frame::XY, faces: faces.into() };
        let flat = match shape {
            Shape::Solid(solid) => return self.solid(&hasher, solid),
            Shape::Curve(curve) => plane(vec![Face::new(Loop { curves: Arc::new([*curve]) }, [])]),
            Shape::Loop(chain) => plane(vec![Face::new(chain.clone(), [])]),
            Shape::Face(face) => plane(vec![face.clone()]),
            Shape::Sketch(sketch) => sketch.clone(),
        };
        self.sketch(hasher.finish(), Span::default(), &flat, true, None);
    }

    fn solid(&mut self, name: &ContentHasher, solid: &Solid) {
        let mut pending = vec![(solid, Transform3::IDENTITY, true)];
        let mut nodes = 0;
        while let Some((solid, transform, adds)) = pending.pop() {
            nodes += 1;
            if nodes > MOST_NODES || self.scene.entities.len() >= MOST_ENTITIES {
                self.scene.is_cut_short = true;
                return;
            }
            match &solid.kind {
                SolidKind::Extrude { sketch, from, to } => {
                    let class = self.class(name, &solid.provenance, adds);
                    let scale = transform.scale();
                    let heights = Some((from * scale, to * scale));
                    self.sketch(class, place(&solid.provenance), &sketch.transformed(&transform), adds, heights);
                }
                SolidKind::Revolve { sketch, .. } => {
                    let class = self.class(name, &solid.provenance, adds);
                    self.sketch(class, place(&solid.provenance), &sketch.transformed(&transform), adds, None);
                }
                SolidKind::Transform { solid, transform: outer } => {
                    pending.push((solid, transform.after(outer), adds));
                }
                SolidKind::Boolean { op, operands } => {
                    for (index, operand) in operands.iter().enumerate().rev() {
                        let removes = *op == BooleanOp::Cut && index > 0;
                        pending.push((operand, transform, adds != removes));
                    }
                }
            }
        }
    }

    fn class(&self, name: &ContentHasher, provenance: &Provenance, adds: bool) -> u128 {
        let mut hasher = name.clone();
        hasher.word(u64::from(adds));
        for span in std::iter::once(&provenance.span).chain(provenance.calls.iter().map(|call| &call.1)) {
            self.span(&mut hasher, *span);
        }
        hasher.finish()
    }

    fn span(&self, hasher: &mut ContentHasher, span: Span) {
        let span = (self.original)(span);
        hasher.word(u64::from(span.start) << 32 | u64::from(span.end));
    }

    fn view(&mut self, frame: &Frame) -> u32 {
        let known = self.views.iter().take(MOST_VIEWS).position(|view| view.is_of(frame));
        let index = known.unwrap_or_else(|| {
            self.views.push(View { x: frame.x, y: frame.y, z: frame.z });
            self.views.len() - 1
        });
        index as u32
    }

    /// Adds a sketch, extruded over heights along its normal or not.
    fn sketch(&mut self, class: u128, span: Span, sketch: &Sketch, adds: bool, heights: Option<(f64, f64)>) {
        let frame = &sketch.frame;
        let index = self.view(frame);
        let view = &self.views[index as usize];
        let flat = |direction: DVec3| DVec2::new(direction.dot(view.x), direction.dot(view.y));
        let depth = frame.origin.dot(view.z);
        let side = frame.z.dot(view.z).signum();
        let interval = heights.map(|(from, to)| (depth + side * from, depth + side * to));
        let feature = Feature {
            class,
            span,
            number: self.features,
            view: index,
            adds,
            interval: interval.map(|(a, b)| (a.min(b), a.max(b))),
            x: flat(frame.x),
            y: flat(frame.y),
            origin: flat(frame.origin),
        };
        self.features += 1;
        if let Some((from, to)) = interval {
            for (role, offset) in [(1, from), (2, to)] {
                let mut hasher = ContentHasher::default();
                hasher.hash(class);
                hasher.word(role);
                self.push(&feature, hasher.finish(), feature.span, None, Form::Plane(offset));
            }
        }
        let (from, to) = heights.unwrap_or_default();
        for region in sketch.faces.iter().flat_map(|face| face.regions.iter()) {
            let Some(outer) = self.outline(&feature, &region.outer, true) else { return };
            for hole in region.holes.iter() {
                let Some(hole) = self.outline(&feature, hole, false) else { return };
                self.scene.holes.push((outer, hole));
            }
            for point in region.outer.curves.iter().flat_map(|curve| extent(&curve.kind)) {
                for height in [from, to] {
                    let place = frame.point(point, height);
                    (self.min, self.max) = (self.min.min(place), self.max.max(place));
                }
            }
        }
    }

    fn push(&mut self, feature: &Feature, class: u128, span: Span, outline: Option<u32>, form: Form) -> u32 {
        let index = self.scene.entities.len() as u32;
        let (feature, view) = (feature.number, feature.view);
        self.scene.entities.push(Entity { class, ordinal: 0, span, feature, view, outline, form });
        index
    }

    /// Adds an outline and its curves; none when there are too many.
    fn outline(&mut self, feature: &Feature, chain: &Loop, is_outer: bool) -> Option<u32> {
        if self.scene.entities.len() + chain.curves.len() >= MOST_ENTITIES {
            self.scene.is_cut_short = true;
            return None;
        }
        let classes: Vec<u128> = chain.curves.iter().map(|curve| self.curve_class(feature, curve, is_outer)).collect();
        let mut makers: Vec<u128> = classes.clone();
        makers.sort_unstable();
        makers.dedup();
        let mut hasher = ContentHasher::default();
        makers.into_iter().for_each(|maker| hasher.hash(maker));
        let span = chain.curves.first().map_or(Span::default(), |curve| curve.span);
        let forms: Vec<Form> = chain.curves.iter().filter_map(|curve| form(feature, &curve.kind)).collect();
        let shape = summary(&forms, feature, is_outer);
        let outline = self.push(feature, hasher.finish(), span, None, Form::Outline(Box::new(shape)));
        self.scene.entities[outline as usize].outline = Some(outline);
        if forms.len() == chain.curves.len() {
            for ((form, class), curve) in forms.into_iter().zip(classes).zip(chain.curves.iter()) {
                self.push(feature, class, curve.span, Some(outline), form);
            }
        }
        Some(outline)
    }

    fn curve_class(&self, feature: &Feature, curve: &Curve, is_outer: bool) -> u128 {
        let mut hasher = ContentHasher::default();
        hasher.hash(feature.class);
        let kind = match curve.kind {
            CurveKind::Line { .. } => 4,
            CurveKind::Arc { .. } => 6,
            CurveKind::Circle { .. } => 8,
        };
        hasher.word(kind | u64::from(is_outer));
        self.span(&mut hasher, curve.span);
        hasher.finish()
    }
}

/// The place of an operation that a reader of the program knows: the outermost call.
fn place(provenance: &Provenance) -> Span {
    provenance.calls.last().map_or(provenance.span, |call| call.1)
}

/// Points of a curve that span about its box.
fn extent(curve: &CurveKind) -> [DVec2; 3] {
    match *curve {
        CurveKind::Line { start, end } => [start, end, end],
        CurveKind::Arc { start, mid, end } => [start, mid, end],
        CurveKind::Circle { center, radius } => [center, center - DVec2::splat(radius), center + DVec2::splat(radius)],
    }
}

fn form(feature: &Feature, curve: &CurveKind) -> Option<Form> {
    Some(match *curve {
        CurveKind::Line { start, end } => Form::Line { start: feature.point(start), end: feature.point(end) },
        CurveKind::Arc { start, mid, end } => {
            let (start, mid, end) = (feature.point(start), feature.point(mid), feature.point(end));
            let arc = ArcGeometry::through(start, mid, end)?;
            Form::Arc { center: arc.center, radius: arc.radius, start, end, turns_left: arc.sweep > 0.0 }
        }
        CurveKind::Circle { center, radius } => Form::Circle { center: feature.point(center), radius },
    })
}

/// An outline as a whole, from its curves.
fn summary(forms: &[Form], feature: &Feature, is_outer: bool) -> Outline {
    const CHORDS: usize = 12;
    let (mut low, mut high) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
    let mut outline = Outline {
        center: DVec2::ZERO,
        half: DVec2::ZERO,
        length: 0.0,
        sizes: Vec::new(),
        points: Vec::new(),
        polygon: Vec::new(),
        circle: None,
        is_outer,
        adds: feature.adds,
        interval: feature.interval,
    };
    for form in forms {
        let mut add = |length: f64, points: &[DVec2], middle: DVec2| {
            outline.length += length;
            outline.sizes.push(length);
            outline.points.extend([points.first().copied().unwrap_or(middle), middle]);
            for point in points {
                (low, high) = (low.min(*point), high.max(*point));
            }
            outline.polygon.extend(points.iter().take(points.len().saturating_sub(1)));
        };
        match form {
            Form::Line { start, end } => add(start.distance(*end), &[*start, *end], (*start + *end) / 2.0),
            Form::Arc { center, radius, start, end, turns_left } => {
                let sweep = sweep(*center, *start, *end, *turns_left);
                let at = |t: f64| {
                    let (sin, cos) = crate::model::trig::sin_cos(sweep * t);
                    *center + DVec2::new(cos, sin).rotate(*start - *center)
                };
                let mut points: Vec<DVec2> = (0..=CHORDS).map(|step| at(step as f64 / CHORDS as f64)).collect();
                points[0] = *start;
                points[CHORDS] = *end;
                add(radius * sweep.abs().to_radians(), &points, at(0.5));
                outline.sizes.push(*radius);
            }
            Form::Circle { center, radius } => {
                outline.circle = Some(*radius);
                outline.length = std::f64::consts::TAU * radius;
                outline.sizes.push(*radius);
                (low, high) = (*center - DVec2::splat(*radius), *center + DVec2::splat(*radius));
                for step in 0..CHORDS {
                    let (sin, cos) = crate::model::trig::sin_cos(360.0 * step as f64 / CHORDS as f64);
                    outline.points.push(*center + *radius * DVec2::new(cos, sin));
                }
            }
            Form::Point(_) | Form::Outline(_) | Form::Plane(_) => {}
        }
    }
    outline.sizes.sort_by(f64::total_cmp);
    if low.is_finite() && high.is_finite() {
        (outline.center, outline.half) = ((low + high) / 2.0, (high - low) / 2.0);
    }
    outline
}

/// The signed sweep of an arc, degrees, counter-clockwise positive.
fn sweep(center: DVec2, start: DVec2, end: DVec2, turns_left: bool) -> f64 {
    let angle = |point: DVec2| crate::model::trig::atan2(point.y - center.y, point.x - center.x);
    let turn = (angle(end) - angle(start)).rem_euclid(360.0);
    if turns_left { turn } else { turn - 360.0 }
}
