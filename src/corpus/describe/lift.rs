//! Evaluated shapes as plans without names or structure, and as numbers to compare.
//!
//! Transformations are carried out on the sketches, so that what is left are extrusions, revolutions and their
//! combinations in order.

use smol_str::SmolStr;

use crate::corpus::plan::{Body, Expr, Extent, Face, Feature, Flat, Outline, Placed, Plan, Plane, Segment, Sketch};
use crate::model::{self, BooleanOp, CurveKind, DMat2, DVec2, DVec3, Frame, Shape, SolidKind, Transform2, Transform3};

/// Curves and operations of one shape.
const MOST: usize = 100_000;

/// A plan of the operations a shape is made of.
pub(super) fn plan(shape: &Shape, part: SmolStr) -> Option<Plan> {
    let mut lift = Lift { left: MOST };
    let features = match shape {
        Shape::Solid(solid) => lift.features(solid, &Transform3::IDENTITY)?,
        flat => {
            let (frame, regions) = regions(flat);
            let mut faces = regions.iter().map(|region| lift.face(region)).collect::<Option<Vec<_>>>()?;
            let flat = match (&mut faces[..], frame == Frame::XY && !matches!(flat, Shape::Sketch(_))) {
                ([only], true) if only.shape.holes.is_empty() => Flat::Loop(only.shape.outer.clone()),
                ([only], true) => Flat::Face(only.shape.clone()),
                _ => Flat::Sketch(Sketch { plane: plane(&frame), faces }),
            };
            vec![feature(BooleanOp::Union, Body::Flat(flat))]
        }
    };
    let features = features
        .into_iter()
        .enumerate()
        .map(|(index, feature)| Feature { name: SmolStr::from(format!("feature{}", index + 1)), ..feature })
        .collect();
    Some(Plan { features, part, ..Plan::default() })
}

fn feature(operation: BooleanOp, body: Body) -> Feature {
    Feature { name: "piece".into(), comment: None, operation, body, repeats: Vec::new() }
}

/// The regions of a shape below solids, and their plane.
fn regions(shape: &Shape) -> (Frame, Vec<model::Region>) {
    let region = |outer: model::Loop| model::Region { outer, holes: [].into() };
    match shape {
        Shape::Curve(curve) => (Frame::XY, vec![region(model::Loop { curves: [*curve].into() })]),
        Shape::Loop(outline) => (Frame::XY, vec![region(outline.clone())]),
        Shape::Face(face) => (Frame::XY, face.regions.to_vec()),
        Shape::Sketch(sketch) => (sketch.frame, sketch.faces.iter().flat_map(|face| face.regions.to_vec()).collect()),
        Shape::Solid(_) => (Frame::XY, Vec::new()),
    }
}

struct Lift {
    left: usize,
}

impl Lift {
    fn spend(&mut self) -> Option<()> {
        self.left = self.left.checked_sub(1)?;
        Some(())
    }

    /// What makes a body, in order: the first operand of a combination is what it starts from.
    fn features(&mut self, solid: &model::Solid, map: &Transform3) -> Option<Vec<Feature>> {
        self.spend()?;
        match &solid.kind {
            SolidKind::Transform { solid, transform } => self.features(solid, &map.after(transform)),
            SolidKind::Boolean { op, operands } => {
                let (first, rest) = operands.split_first()?;
                let mut features = self.features(first, map)?;
                for operand in rest {
                    let mut own = self.features(operand, map)?;
                    let body = match own.len() {
                        1 => own.remove(0).body,
                        _ => Body::Group { features: own },
                    };
                    features.push(feature(*op, body));
                }
                Some(features)
            }
            SolidKind::Extrude { sketch, from, to } => {
                let (sketch, scale) = image(sketch, map);
                let (from, to) = (from * scale, to * scale);
                let mut frame = sketch.frame;
                let extent = if from == 0.0 {
                    Extent::OneSide { height: literal(to)? }
                } else if to == 0.0 {
                    Extent::OneSide { height: literal(from)? }
                } else if from == -to {
                    Extent::Symmetric { height: literal(2.0 * to)? }
                } else if from < 0.0 && to > 0.0 {
                    Extent::TwoSides { height: literal(to)?, back: literal(-from)? }
                } else {
                    frame = frame.offset(from);
                    Extent::OneSide { height: literal(to - from)? }
                };
                let sketch = self.sketch(&sketch, &frame)?;
                Some(vec![feature(BooleanOp::Union, Body::Extrude { sketch, extent })])
            }
            SolidKind::Revolve { sketch, point, direction, from, to } => {
                let is_full = to - from >= 360.0;
                if !is_full && *from != 0.0 {
                    return None;
                }
                let (sketch, point, direction) = turned(sketch, *point, *direction, map);
                let angle = if is_full { None } else { Some(literal(*to)?) };
                let frame = sketch.frame;
                let sketch = self.sketch(&sketch, &frame)?;
                let body = Body::Revolve { sketch, point: pair(point)?, direction: pair(direction)?, angle };
                Some(vec![feature(BooleanOp::Union, body)])
            }
        }
    }

    fn sketch(&mut self, sketch: &model::Sketch, frame: &Frame) -> Option<Sketch> {
        let regions = sketch.faces.iter().flat_map(|face| face.regions.iter());
        let faces = regions.map(|region| self.face(region)).collect::<Option<_>>()?;
        if !frame.origin.is_finite() {
            return None;
        }
        Some(Sketch { plane: plane(frame), faces })
    }

    fn face(&mut self, region: &model::Region) -> Option<Placed<Face>> {
        let holes = region.holes.iter().map(|hole| Some(plain(self.outline(hole)?))).collect::<Option<_>>()?;
        Some(plain(Face { outer: self.outline(&region.outer)?, holes }))
    }

    fn outline(&mut self, outline: &model::Loop) -> Option<Outline> {
        let mut start = None;
        let mut segments = Vec::with_capacity(outline.curves.len());
        for curve in outline.curves.iter() {
            self.spend()?;
            // A gap within the tolerance of joints is closed at the end of the curve before; the comparison judges it.
            let (from, segment) = match curve.kind {
                CurveKind::Circle { center, radius } => {
                    return Some(Outline::Circle { center: pair(center)?, radius: literal(radius)? });
                }
                CurveKind::Line { start, end } => (start, Segment::Line { to: pair(end)? }),
                CurveKind::Arc { start, mid, end } => (start, Segment::Arc { via: pair(mid)?, to: pair(end)? }),
            };
            start = start.or(pair(from));
            segments.push(segment);
        }
        Some(Outline::Path { start: start?, segments })
    }
}

/// A revolved sketch and its axis under a map.
fn turned(sketch: &model::Sketch, point: DVec2, direction: DVec2, map: &Transform3) -> (model::Sketch, DVec2, DVec2) {
    let (moved, scale) = image(sketch, map);
    // A mirror image turns the other way, which is the same way about the opposite direction.
    let (flip, sense) = if map.is_mirrored() { (-1.0, -1.0) } else { (1.0, 1.0) };
    let local = |p: DVec2| DVec2::new(p.x, flip * p.y);
    (moved, scale * local(point), sense * local(direction))
}

/// A sketch under a map, and the factor on heights. A turn that is out of scale by rounding only is a turn.
fn image(sketch: &model::Sketch, map: &Transform3) -> (model::Sketch, f64) {
    let scale = map.scale();
    if (scale - 1.0).abs() > 1e-12 {
        return (sketch.transformed(map), scale);
    }
    let (frame, is_mirrored) = map.frame(&sketch.frame);
    let flip = DMat2::from_diagonal(DVec2::new(1.0, -1.0));
    let local = Transform2 { linear: flip, translation: DVec2::ZERO };
    let face = |face: &model::Face| if is_mirrored { face.transformed(&local) } else { face.clone() };
    (model::Sketch { frame, faces: sketch.faces.iter().map(face).collect() }, 1.0)
}

fn plain<S>(shape: S) -> Placed<S> {
    Placed { shape, repeats: Vec::new() }
}

fn literal(value: f64) -> Option<Expr> {
    value.is_finite().then_some(Expr::Number(value + 0.0))
}

fn pair(point: DVec2) -> Option<[Expr; 2]> {
    Some([literal(point.x)?, literal(point.y)?])
}

fn triple(vector: DVec3) -> [Expr; 3] {
    vector.to_array().map(|value| Expr::Number(value + 0.0))
}

fn plane(frame: &Frame) -> Plane {
    let offset = |value: f64| Expr::Number(value + 0.0);
    let at = frame.origin;
    match (frame.x, frame.z) {
        (DVec3::X, DVec3::Z) if at.x == 0.0 && at.y == 0.0 => Plane::Xy { offset: offset(at.z) },
        (DVec3::X, DVec3::NEG_Y) if at.x == 0.0 && at.z == 0.0 => Plane::Xz { offset: offset(-at.y) },
        (DVec3::Y, DVec3::X) if at.y == 0.0 && at.z == 0.0 => Plane::Yz { offset: offset(at.x) },
        _ => Plane::Any { origin: triple(at), x: triple(frame.x), normal: triple(frame.z) },
    }
}

/// A shape as a list of numbers, with its structure between them: what two shapes are compared by.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Signature {
    structure: Vec<u8>,
    numbers: Vec<f64>,
}

/// The signature of a shape with its transformations carried out; `None` when it is too large.
pub(super) fn signature(shape: &Shape) -> Option<Signature> {
    let mut signature = Signature::default();
    match shape {
        Shape::Solid(solid) => signature.solid(solid, &Transform3::IDENTITY)?,
        flat => {
            let (frame, regions) = regions(flat);
            signature.regions(&frame, regions.iter())?;
        }
    }
    Some(signature)
}

impl Signature {
    /// Whether the structure is the same and no number differs by more than 1e-9 of the greatest.
    pub(super) fn is_near(&self, other: &Signature) -> bool {
        let greatest = self.numbers.iter().fold(1.0, |greatest: f64, number| greatest.max(number.abs()));
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-9 * greatest;
        self.structure == other.structure
            && self.numbers.len() == other.numbers.len()
            && self.numbers.iter().zip(&other.numbers).all(near)
    }

    fn mark(&mut self, mark: u8) -> Option<()> {
        self.structure.push(mark);
        (self.structure.len() <= 10 * MOST).then_some(())
    }

    fn solid(&mut self, solid: &model::Solid, map: &Transform3) -> Option<()> {
        match &solid.kind {
            SolidKind::Transform { solid, transform } => self.solid(solid, &map.after(transform)),
            SolidKind::Boolean { op, operands } => {
                // `(a + b) + c` and `a + b + c` are the same in order.
                for (index, operand) in operands.iter().enumerate() {
                    if index > 0 {
                        self.mark(match op {
                            BooleanOp::Union => b'+',
                            BooleanOp::Cut => b'-',
                            BooleanOp::Intersect => b'&',
                        })?;
                        self.mark(b'(')?;
                    }
                    self.solid(operand, map)?;
                    if index > 0 {
                        self.mark(b')')?;
                    }
                }
                Some(())
            }
            SolidKind::Extrude { sketch, from, to } => {
                let (sketch, scale) = image(sketch, map);
                self.mark(b'E')?;
                let frame = sketch.frame.offset(from * scale);
                self.numbers.push((to - from) * scale);
                self.regions(&frame, sketch.faces.iter().flat_map(|face| face.regions.iter()))
            }
            SolidKind::Revolve { sketch, point, direction, from, to } => {
                let (sketch, point, direction) = turned(sketch, *point, *direction, map);
                self.mark(b'R')?;
                let is_full = to - from >= 360.0;
                self.numbers.extend([point.x, point.y, direction.x, direction.y, to - from]);
                self.numbers.push(if is_full { 0.0 } else { *from });
                self.regions(&sketch.frame, sketch.faces.iter().flat_map(|face| face.regions.iter()))
            }
        }
    }

    fn regions<'r>(&mut self, frame: &Frame, regions: impl Iterator<Item = &'r model::Region>) -> Option<()> {
        for vector in [frame.origin, frame.x, frame.z] {
            self.numbers.extend(vector.to_array());
        }
        for region in regions {
            self.mark(b'F')?;
            for outline in [&region.outer].into_iter().chain(region.holes.iter()) {
                self.mark(b'L')?;
                for curve in outline.curves.iter() {
                    let (mark, points) = match curve.kind {
                        CurveKind::Line { start, end } => (b'l', vec![start, end]),
                        CurveKind::Arc { start, mid, end } => (b'a', vec![start, mid, end]),
                        CurveKind::Circle { center, radius } => (b'c', vec![center, DVec2::new(radius, 0.0)]),
                    };
                    self.mark(mark)?;
                    self.numbers.extend(points.iter().flat_map(|point| point.to_array()));
                }
            }
        }
        Some(())
    }
}
