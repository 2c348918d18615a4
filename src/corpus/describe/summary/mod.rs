//! What a part is and has, as facts: the texts of levels D0 to D2.
//!
//! Facts are taken from the plan with its values put in, and from the box around the built part; lengths are rounded to
//! 1e-4 mm. What has no simple name is called shaped and measured by its box.

mod form;

use serde::Serialize;
use serde_json::Value;

use super::write::Random;
use super::{Figures, Level, sentence};
use crate::corpus::plan::{Body, Expr, Extent, Face, Flat, Outline, Placed, Plan, Sketch};
use crate::model::{BooleanOp, DVec2, trig};
use form::{copies, copies_in_space, form, numbers};

/// Places that are listed.
const MOST_PLACES: usize = 8;

/// One sentence of a summary.
#[derive(Serialize)]
enum Fact {
    Class { class: Class, has: Vec<Counted> },
    Size { class: Class, size: Vec<Expr> },
    Counts { has: Vec<Counted> },
    Base(Base),
    Detail { role: Role, what: Counted, size: Size, depth: Option<Depth>, place: Place },
}

/// What a part is on the whole.
#[derive(Clone, Copy, Serialize)]
enum Class {
    Disc,
    Cylinder,
    Ring,
    Tube,
    Plate,
    Bar,
    Block,
    RoundedPlate,
    RoundedBlock,
    Link,
    Polygonal,
    ProfiledPlate,
    Profile,
    ProfiledBlock,
    Turned,
    Cone,
    Ball,
    Compound,
    Contour,
    Region,
    Drawing,
}

/// What a part has.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize)]
enum Kind {
    RoundHole,
    SlottedHole,
    RectangularCutout,
    PolygonalCutout,
    ShapedCutout,
    RoundBoss,
    RectangularBoss,
    ShapedBoss,
    Trim,
}

#[derive(Serialize)]
struct Counted {
    kind: Kind,
    count: Option<Expr>,
    many: bool,
}

#[derive(Clone, Copy, PartialEq, Serialize)]
enum Role {
    Cut,
    Added,
    Common,
}

#[derive(Serialize)]
enum Base {
    Round { diameter: Expr, height: Expr },
    Rectangular { width: Expr, depth: Expr, height: Expr },
    Shaped { width: Expr, depth: Expr, height: Expr },
}

#[derive(Clone, PartialEq, Serialize)]
enum Size {
    Diameter(Expr),
    Slot {
        length: Expr,
        width: Expr,
    },
    Sides {
        sides: Expr,
        diameter: Expr,
    },
    Area {
        width: Expr,
        height: Expr,
    },
    /// Not the same for all, or not followed.
    Unsaid,
}

#[derive(Clone, PartialEq, Serialize)]
enum Depth {
    Deep(Expr),
    High(Expr),
}

#[derive(Serialize)]
enum Place {
    /// Too many places, or none that a sketch knows.
    Spread,
    At(Vec<[Expr; 2]>),
    Circle {
        diameter: Expr,
        center: [Expr; 2],
    },
}

/// The facts of a plan at a level; the order of what it has is drawn by the seed.
pub(super) fn facts(plan: &Plan, figures: &Figures, level: Level, seed: u64) -> Option<Vec<Value>> {
    let plan = sentence::inlined(plan)?;
    let (first, later) = plan.features.split_first()?;
    let mut found = Collector { items: Vec::new(), base: None };
    let class = found.base(&first.body);
    for feature in later {
        let role = match feature.operation {
            BooleanOp::Union => Role::Added,
            BooleanOp::Cut => Role::Cut,
            BooleanOp::Intersect => Role::Common,
        };
        found.body(&feature.body, role, copies_in_space(&feature.repeats)?)?;
    }
    let thickness = match &found.base {
        Some(Base::Round { height, .. } | Base::Rectangular { height, .. } | Base::Shaped { height, .. }) => {
            numbers([height])
        }
        None => None,
    };
    // What is cut at least as deep as the base is thick goes through it, and its depth is that of the tool.
    for item in &mut found.items {
        if let (Some(Depth::Deep(depth)), Some([thickness])) = (&item.depth, thickness)
            && numbers([depth]).is_some_and(|[depth]| depth >= thickness)
        {
            item.depth = None;
        }
    }
    let items = merged(found.items, seed);
    let mut facts = Vec::new();
    let size = figures.size.map(|size| {
        // A plane shape has no height, in whichever direction.
        size.iter().map(|length| rounded(*length)).filter(|length| !length.is(0.0)).collect::<Vec<Expr>>()
    });
    match level {
        Level::D0 => facts.push(Fact::Class { class, has: kinds(&items, false) }),
        _ => {
            match size {
                Some(size) => facts.push(Fact::Size { class, size }),
                None => facts.push(Fact::Class { class, has: Vec::new() }),
            }
            if level == Level::D1 {
                let has = kinds(&items, true);
                facts.extend((!has.is_empty()).then_some(Fact::Counts { has }));
            } else {
                facts.extend(found.base.map(Fact::Base));
                facts.extend(items.into_iter().map(Item::detail));
            }
        }
    }
    facts.iter().map(|fact| serde_json::to_value(fact).ok()).collect()
}

/// Each kind once, with its count or only whether there are several.
fn kinds(items: &[Item], counts: bool) -> Vec<Counted> {
    let mut order: Vec<(Kind, usize)> = Vec::new();
    for item in items {
        match order.iter_mut().find(|(kind, _)| *kind == item.kind) {
            Some((_, count)) => *count += item.count,
            None => order.push((item.kind, item.count)),
        }
    }
    order
        .into_iter()
        .map(|(kind, count)| Counted { kind, count: counts.then(|| whole(count)), many: count > 1 })
        .collect()
}

/// Equal things that a part has several of, or one.
struct Item {
    role: Role,
    kind: Kind,
    size: Size,
    depth: Option<Depth>,
    count: usize,
    /// Where each is, in the sketch; fewer than `count` when not all are known.
    centers: Vec<DVec2>,
}

impl Item {
    fn detail(self) -> Fact {
        let place = self.place();
        let what = Counted { kind: self.kind, count: Some(whole(self.count)), many: self.count > 1 };
        Fact::Detail { role: self.role, what, size: self.size, depth: self.depth, place }
    }

    fn place(&self) -> Place {
        if self.centers.len() != self.count {
            return Place::Spread;
        }
        if let Some((center, radius)) = circle(&self.centers) {
            return Place::Circle { diameter: rounded(2.0 * radius), center: point(center) };
        }
        if self.count <= MOST_PLACES {
            return Place::At(self.centers.iter().map(|center| point(*center)).collect());
        }
        Place::Spread
    }
}

/// The circle on which three or more places lie at equal angles.
fn circle(centers: &[DVec2]) -> Option<(DVec2, f64)> {
    if centers.len() < 3 {
        return None;
    }
    let middle = centers.iter().sum::<DVec2>() / centers.len() as f64;
    let radius = middle.distance(*centers.first()?);
    let small = 1e-6 * (radius + 1.0);
    let mut angles: Vec<f64> = centers.iter().map(|p| trig::atan2(p.y - middle.y, p.x - middle.x)).collect();
    angles.sort_by(f64::total_cmp);
    let step = 360.0 / centers.len() as f64;
    let is_even = angles.windows(2).all(|pair| (pair[1] - pair[0] - step).abs() < 1e-4);
    let is_round = radius > small && centers.iter().all(|p| (middle.distance(*p) - radius).abs() < small);
    (is_round && is_even).then_some((middle, radius))
}

/// Equal items of one role together, in an order drawn by the seed.
fn merged(items: Vec<Item>, seed: u64) -> Vec<Item> {
    let mut merged: Vec<Item> = Vec::new();
    for item in items {
        let same = |other: &&mut Item| {
            (other.role, other.kind) == (item.role, item.kind) && other.size == item.size && other.depth == item.depth
        };
        match merged.iter_mut().find(same) {
            Some(other) => {
                other.count += item.count;
                other.centers.extend(item.centers);
            }
            None => merged.push(item),
        }
    }
    // Cuts commute with cuts and additions with additions: those may be told in any order.
    let mut random = Random(seed);
    let mut start = 0;
    while start < merged.len() {
        let length = merged[start..].iter().take_while(|item| item.role == merged[start].role).count();
        for last in (1..length).rev() {
            merged.swap(start + last, start + random.below(last + 1));
        }
        start += length;
    }
    merged
}

struct Collector {
    items: Vec<Item>,
    base: Option<Base>,
}

impl Collector {
    /// What the first body is; its holes are collected.
    fn base(&mut self, body: &Body) -> Class {
        match body {
            Body::Flat(Flat::Loop(_)) => Class::Contour,
            Body::Flat(Flat::Face(face)) => {
                self.holes(face, None);
                Class::Region
            }
            Body::Flat(Flat::Sketch(sketch)) => {
                for face in &sketch.faces {
                    self.holes(&face.shape, None);
                }
                Class::Drawing
            }
            Body::Extrude { sketch, extent } => self.prism(sketch, height(extent)).unwrap_or(Class::Compound),
            Body::Revolve { sketch, .. } => {
                for face in &sketch.faces {
                    self.holes(&face.shape, None);
                }
                Class::Turned
            }
            Body::Box { width, depth, height, .. } => {
                let Some(size) = numbers([width, depth, height]) else { return Class::Block };
                self.base = Some(Base::Rectangular {
                    width: rounded(size[0]),
                    depth: rounded(size[1]),
                    height: rounded(size[2].abs()),
                });
                blocky(size)
            }
            Body::Cylinder { radius, height, .. } => {
                let Some([radius, height]) = numbers([radius, height]) else { return Class::Cylinder };
                self.base = Some(Base::Round { diameter: rounded(2.0 * radius), height: rounded(height.abs()) });
                round(2.0 * radius, height.abs(), 0.0)
            }
            Body::Cone { .. } => Class::Cone,
            Body::Sphere { .. } => Class::Ball,
            Body::Moved { body, .. } => self.base(body),
            Body::Group { features } => match features.split_first() {
                Some((first, rest)) => {
                    let class = self.base(&first.body);
                    for feature in rest {
                        let role = if feature.operation == BooleanOp::Cut { Role::Cut } else { Role::Added };
                        let _ = self.body(&feature.body, role, copies_in_space(&feature.repeats).unwrap_or(1));
                    }
                    class
                }
                None => Class::Compound,
            },
        }
    }

    fn prism(&mut self, sketch: &Sketch, height: Option<f64>) -> Option<Class> {
        let height = height?.abs();
        let (first, others) = sketch.faces.split_first()?;
        let form = form(&first.shape.outer)?;
        let inner = self.holes(&first.shape, Some(form.center));
        for other in others {
            self.holes(&other.shape, None);
        }
        if !others.is_empty() || !first.repeats.is_empty() {
            return Some(Class::Compound);
        }
        let (width, depth) = (form.extent.x, form.extent.y);
        let dims = |width, depth| (rounded(width), rounded(depth), rounded(height));
        let (base, class) = match (&first.shape.outer, form.kind) {
            (_, Kind::RoundHole) => {
                (Base::Round { diameter: rounded(width), height: rounded(height) }, round(width, height, inner))
            }
            (outer, kind) => {
                let (width_said, depth_said, height_said) = dims(width, depth);
                let is_rectangle = kind == Kind::RectangularCutout;
                let base = if is_rectangle {
                    Base::Rectangular { width: width_said, depth: depth_said, height: height_said }
                } else {
                    Base::Shaped { width: width_said, depth: depth_said, height: height_said }
                };
                let is_thin = 4.0 * height <= width.min(depth);
                let class = match (outer, kind) {
                    (Outline::RoundedRect { .. }, _) if is_thin => Class::RoundedPlate,
                    (Outline::RoundedRect { .. }, _) => Class::RoundedBlock,
                    (_, Kind::RectangularCutout) => blocky([width, depth, height]),
                    (_, Kind::SlottedHole) => Class::Link,
                    (_, Kind::PolygonalCutout) => Class::Polygonal,
                    _ if is_thin => Class::ProfiledPlate,
                    _ if height >= 2.0 * width.max(depth) => Class::Profile,
                    _ => Class::ProfiledBlock,
                };
                (base, class)
            }
        };
        self.base = Some(base);
        Some(class)
    }

    /// Collects the holes of a face; the diameter of the widest round one about `middle`.
    fn holes(&mut self, face: &Face, middle: Option<DVec2>) -> f64 {
        let mut inner: f64 = 0.0;
        for hole in &face.holes {
            if let (Some(form), Some(middle)) = (form(&hole.shape), middle)
                && form.kind == Kind::RoundHole
                && hole.repeats.is_empty()
                && form.center.distance(middle) < 1e-6 * (form.extent.x + 1.0)
            {
                inner = inner.max(form.extent.x);
            }
            let _ = self.outline(hole, Role::Cut, 1, None);
        }
        inner
    }

    /// Collects an outline and its copies; `None` when its numbers are not known.
    fn outline(&mut self, placed: &Placed<Outline>, role: Role, times: usize, depth: Option<Depth>) -> Option<()> {
        let forms = copies(placed)?.iter().map(form).collect::<Option<Vec<_>>>()?;
        // Copies may differ in size; equal ones come together later.
        for form in forms {
            let kind = match role {
                Role::Cut => form.kind,
                Role::Added => form.boss,
                Role::Common => Kind::Trim,
            };
            let centers = if times == 1 { vec![form.center] } else { Vec::new() };
            self.items.push(Item { role, kind, size: form.size, depth: depth.clone(), count: times, centers });
        }
        Some(())
    }

    fn body(&mut self, body: &Body, role: Role, times: usize) -> Option<()> {
        match body {
            Body::Extrude { sketch, extent } => {
                let height = rounded(height(extent)?.abs());
                let depth = if role == Role::Added { Depth::High(height) } else { Depth::Deep(height) };
                for face in &sketch.faces {
                    let outer = Placed { shape: face.shape.outer.clone(), repeats: face.repeats.clone() };
                    if self.outline(&outer, role, times, Some(depth.clone())).is_none() {
                        self.shaped(role, Size::Unsaid, times * copies_in_space(&face.repeats)?)?;
                    }
                    if role == Role::Added {
                        self.holes(&face.shape, None);
                    }
                }
                Some(())
            }
            Body::Cylinder { radius, height, at } => {
                let center = [at[0].clone(), at[1].clone()];
                let shape = Outline::Circle { center, radius: radius.clone() };
                self.plain(shape, height, role, times)
            }
            Body::Box { width, depth, height, at } => {
                let center = [at[0].clone(), at[1].clone()];
                let shape = Outline::Rect { center, width: width.clone(), height: depth.clone() };
                self.plain(shape, height, role, times)
            }
            Body::Group { features } => features
                .iter()
                .try_for_each(|feature| self.body(&feature.body, role, times * copies_in_space(&feature.repeats)?)),
            Body::Moved { body, .. } => {
                let known = self.items.len();
                self.body(body, role, times)?;
                self.items[known..].iter_mut().for_each(|item| item.centers.clear());
                Some(())
            }
            Body::Revolve { sketch, .. } => {
                let width = sketch.faces.iter().find_map(|face| form(&face.shape.outer))?;
                let size = Size::Area { width: rounded(width.extent.x), height: rounded(width.extent.y) };
                self.shaped(role, size, times)
            }
            Body::Cone { bottom, top, .. } => {
                let [bottom, top] = numbers([bottom, top])?;
                self.shaped(role, Size::Diameter(rounded(2.0 * bottom.max(top))), times)
            }
            Body::Sphere { radius, .. } => {
                let [radius] = numbers([radius])?;
                self.shaped(role, Size::Diameter(rounded(2.0 * radius)), times)
            }
            Body::Flat(_) => Some(()),
        }
    }

    fn plain(&mut self, shape: Outline, height: &Expr, role: Role, times: usize) -> Option<()> {
        let [height] = numbers([height])?;
        let height = rounded(height.abs());
        let depth = if role == Role::Added { Depth::High(height) } else { Depth::Deep(height) };
        self.outline(&Placed { shape, repeats: Vec::new() }, role, times, Some(depth))
    }

    fn shaped(&mut self, role: Role, size: Size, times: usize) -> Option<()> {
        let kind = match role {
            Role::Cut => Kind::ShapedCutout,
            Role::Added => Kind::ShapedBoss,
            Role::Common => Kind::Trim,
        };
        self.items.push(Item { role, kind, size, depth: None, count: times, centers: Vec::new() });
        Some(())
    }
}

fn round(diameter: f64, height: f64, inner: f64) -> Class {
    match (2.0 * inner >= diameter, height > diameter) {
        (true, false) => Class::Ring,
        (true, true) => Class::Tube,
        (false, _) if 2.0 * height <= diameter => Class::Disc,
        (false, _) => Class::Cylinder,
    }
}

fn blocky(mut size: [f64; 3]) -> Class {
    size.iter_mut().for_each(|length| *length = length.abs());
    size.sort_by(f64::total_cmp);
    let [least, middle, most] = size;
    if 4.0 * least <= middle && most < 4.0 * middle {
        Class::Plate
    } else if most >= 4.0 * middle {
        Class::Bar
    } else {
        Class::Block
    }
}

fn height(extent: &Extent) -> Option<f64> {
    match extent {
        Extent::OneSide { height } | Extent::Symmetric { height } => numbers([height]).map(|[height]| height),
        Extent::TwoSides { height, back } => numbers([height, back]).map(|[height, back]| height + back),
    }
}

fn point(p: DVec2) -> [Expr; 2] {
    [rounded(p.x), rounded(p.y)]
}

fn whole(count: usize) -> Expr {
    Expr::Number(count as f64)
}

/// To 1e-4 mm.
fn rounded(length: f64) -> Expr {
    let scaled = (length * 1e4).round() / 1e4;
    Expr::Number(if scaled.is_finite() { scaled + 0.0 } else { length })
}
