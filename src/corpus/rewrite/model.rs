//! A part as what its program evaluates to: prisms in world coordinates, combined in order.
//!
//! The frame that a program chose for a sketch is gone: a prism on a plane parallel to a coordinate plane has its outline in the
//! two world coordinates of that plane and its extent in the third, so that equal bodies are equal numbers.

use std::sync::Arc;

use crate::corpus::flat;
use crate::model::{
    BooleanOp, CurveKind, DMat2, DVec2, DVec3, Frame, Shape, Sketch, SolidKind, SolidNode, Transform2, Transform3,
    tolerance,
};
use crate::text::Span;

/// More prisms than this are not looked at.
pub const MOST_PRISMS: usize = 20_000;
/// Bodies nest at most this deep.
const MOST_NESTED: usize = 64;
/// Components of directions this close to 0 or ±1 are meant to be that.
const AXIS_TOLERANCE: f64 = 1e-9;

/// A part.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Model {
    /// What is done to the body, in order; neighbouring steps have different operations.
    pub steps: Vec<Step>,
}

/// Prisms that act together on the body so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// How they act; of the first step always a union.
    pub operation: BooleanOp,
    /// The prisms: united, cut away one after the other in any order, or, for an intersection, one after the other too.
    pub prisms: Vec<Prism>,
    /// Instead of prisms: a body of its own, which acts as a whole; empty for none.
    pub nested: Vec<Step>,
}

/// A region swept straight along the normal of its plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Prism {
    /// The plane's orientation, which decides what the coordinates mean.
    pub plane: Orientation,
    /// Lower end along the third coordinate, mm.
    pub low: f64,
    /// Upper end along the third coordinate, mm.
    pub high: f64,
    /// The region, in the two coordinates of the plane.
    pub region: Region,
}

/// A plane's direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Orientation {
    /// Coordinates (x, y), swept along z.
    Xy,
    /// Coordinates (x, z), swept along y.
    Xz,
    /// Coordinates (y, z), swept along x.
    Yz,
    /// Any other plane: coordinates of this frame, swept along its normal.
    Other(Frame),
}

impl Orientation {
    /// The world axes (0, 1, 2) of both coordinates and of the sweep; none for an oblique plane.
    pub fn axes(self) -> Option<[usize; 3]> {
        match self {
            Orientation::Xy => Some([0, 1, 2]),
            Orientation::Xz => Some([0, 2, 1]),
            Orientation::Yz => Some([1, 2, 0]),
            Orientation::Other(_) => None,
        }
    }

    /// A number for sorting and bucketing.
    pub fn rank(self) -> u8 {
        match self {
            Orientation::Xy => 0,
            Orientation::Xz => 1,
            Orientation::Yz => 2,
            Orientation::Other(_) => 3,
        }
    }
}

/// An outline with holes.
#[derive(Clone, Debug, PartialEq)]
pub struct Region {
    /// The boundary on the outside.
    pub outer: Vec<CurveKind>,
    /// The boundaries of its holes.
    pub holes: Vec<Vec<CurveKind>>,
}

/// The model of an evaluated part; `None` when it is no chain of prisms.
pub fn of_shape(shape: &Shape) -> Option<Model> {
    let Shape::Solid(solid) = shape else { return None };
    let mut model = Model::default();
    let mut budget = MOST_PRISMS;
    solid_steps(solid, (Transform3::IDENTITY, 0), BooleanOp::Union, &mut model, &mut budget)?;
    Some(model)
}

/// The model of a flat program; the same as that of the program's text. `None` when it is no chain of prisms.
pub fn of_flat(program: &flat::Program) -> Option<Model> {
    let mut model = Model::default();
    for step in &program.steps {
        for solid in &step.solids {
            let prism = solid.prism()?;
            let sketch = program.sketches.get(prism.sketch)?;
            let frame = Frame::new(sketch.origin, sketch.x, sketch.normal)?;
            let (from, to) = prism.extent.interval();
            for face in &sketch.faces {
                let region = Region { outer: face.outer.clone(), holes: face.holes.clone() };
                model.push(step.operation, prism_of(&frame, region, from, to)?);
            }
            if step.operation == BooleanOp::Intersect && (step.solids.len() > 1 || sketch.faces.len() > 1) {
                return None;
            }
        }
    }
    Some(model)
}

impl Model {
    pub(super) fn push(&mut self, operation: BooleanOp, prism: Prism) {
        match self.steps.last_mut() {
            Some(step) if step.operation == operation && step.nested.is_empty() => step.prisms.push(prism),
            _ => self.steps.push(Step { operation, prisms: vec![prism], nested: Vec::new() }),
        }
    }

    /// The box of everything that is added: lower and upper corner, mm.
    pub fn bounds(&self) -> (DVec3, DVec3) {
        let (mut low, mut high) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
        for step in self.steps.iter().filter(|step| step.operation == BooleanOp::Union) {
            for prism in &step.prisms {
                let (a, b) = prism.bounds();
                low = low.min(a);
                high = high.max(b);
            }
        }
        (low, high)
    }

    /// The diagonal of its box, mm; 1 when there is none.
    pub fn diagonal(&self) -> f64 {
        let (low, high) = self.bounds();
        let diagonal = (high - low).length();
        if diagonal.is_finite() && diagonal > 0.0 { diagonal } else { 1.0 }
    }
}

impl Prism {
    /// Its box in world coordinates.
    pub fn bounds(&self) -> (DVec3, DVec3) {
        let (a, b) = flat::bounds(&self.region.outer);
        match self.plane.axes() {
            Some([u, v, n]) => {
                let (mut low, mut high) = (DVec3::ZERO, DVec3::ZERO);
                (low[u], low[v], low[n]) = (a.x, a.y, self.low);
                (high[u], high[v], high[n]) = (b.x, b.y, self.high);
                (low, high)
            }
            None => {
                let Orientation::Other(frame) = self.plane else { return (DVec3::ZERO, DVec3::ZERO) };
                let mut low = DVec3::INFINITY;
                let mut high = DVec3::NEG_INFINITY;
                for x in [a.x, b.x] {
                    for y in [a.y, b.y] {
                        for h in [self.low, self.high] {
                            let point = frame.point(DVec2::new(x, y), h);
                            low = low.min(point);
                            high = high.max(point);
                        }
                    }
                }
                (low, high)
            }
        }
    }
}

/// Adds the steps of a body that acts by `operation`; `None` when that is no plain sequence.
fn solid_steps(
    solid: &Arc<SolidNode>,
    (mut transform, depth): (Transform3, usize),
    operation: BooleanOp,
    model: &mut Model,
    budget: &mut usize,
) -> Option<()> {
    // Along the first operands without recursion: programs are long chains.
    let mut pending: Vec<(BooleanOp, Arc<SolidNode>, Transform3)> = Vec::new();
    let mut node = Arc::clone(solid);
    loop {
        let next = match &node.kind {
            SolidKind::Transform { solid, transform: by } => {
                transform = transform.after(by);
                Arc::clone(solid)
            }
            SolidKind::Boolean { op, operands } => {
                let (first, rest) = operands.split_first()?;
                // Only a first operand of the whole may be anything; an added union is a set, a cut union too.
                let plain = operation == BooleanOp::Union && model.steps.is_empty() || *op == BooleanOp::Union;
                if !plain || operation == BooleanOp::Intersect {
                    // The first operand of all must be a body that others are placed on.
                    if model.steps.is_empty() || depth >= MOST_NESTED {
                        return None;
                    }
                    let mut whole = Model::default();
                    let at = (transform, depth + 1);
                    solid_steps(&node, at, BooleanOp::Union, &mut whole, budget)?;
                    model.steps.push(Step { operation, prisms: Vec::new(), nested: whole.steps });
                    break;
                }
                let op = if operation == BooleanOp::Cut { BooleanOp::Cut } else { *op };
                pending.extend(rest.iter().rev().map(|operand| (op, Arc::clone(operand), transform)));
                Arc::clone(first)
            }
            SolidKind::Extrude { sketch, from, to } => {
                extrusion(
                    &sketch_in(sketch, &transform),
                    *from * transform.scale(),
                    *to * transform.scale(),
                    operation,
                    model,
                    budget,
                )?;
                break;
            }
            SolidKind::Revolve { .. } => return None,
        };
        node = next;
    }
    if depth >= MOST_NESTED && !pending.is_empty() {
        return None;
    }
    for (op, operand, transform) in pending.into_iter().rev() {
        solid_steps(&operand, (transform, depth + 1), op, model, budget)?;
    }
    Some(())
}

fn sketch_in(sketch: &Sketch, transform: &Transform3) -> Sketch {
    if *transform == Transform3::IDENTITY { sketch.clone() } else { sketch.transformed(transform) }
}

fn extrusion(
    sketch: &Sketch,
    from: f64,
    to: f64,
    operation: BooleanOp,
    model: &mut Model,
    budget: &mut usize,
) -> Option<()> {
    let regions: Vec<_> = sketch.faces.iter().flat_map(|face| face.regions.iter()).collect();
    if operation == BooleanOp::Intersect && regions.len() > 1 {
        return None;
    }
    for region in regions {
        *budget = budget.checked_sub(1)?;
        let curves = |chain: &crate::model::Loop| chain.curves.iter().map(|curve| curve.kind).collect();
        let region = Region { outer: curves(&region.outer), holes: region.holes.iter().map(curves).collect() };
        model.push(operation, prism_of(&sketch.frame, region, from, to)?);
    }
    Some(())
}

/// A prism in the coordinates of its plane.
pub(super) fn prism_of(frame: &Frame, region: Region, from: f64, to: f64) -> Option<Prism> {
    let clean = |v: DVec3| DVec3::from_array(v.to_array().map(unit));
    let (x, y, z) = (clean(frame.x), clean(frame.y), clean(frame.z));
    let axis = |v: DVec3| (0..3).find(|k| v[*k].abs() == 1.0);
    let Some(n) = axis(z) else {
        return Some(Prism { plane: Orientation::Other(*frame), low: from, high: to, region });
    };
    let (plane, u, v) = match n {
        2 => (Orientation::Xy, 0, 1),
        1 => (Orientation::Xz, 0, 2),
        _ => (Orientation::Yz, 1, 2),
    };
    let map = Transform2 {
        linear: DMat2::from_cols(DVec2::new(x[u], x[v]), DVec2::new(y[u], y[v])),
        translation: DVec2::new(frame.origin[u], frame.origin[v]),
    };
    let chain = |curves: Vec<CurveKind>| -> Vec<CurveKind> {
        curves.into_iter().map(|kind| crate::model::Curve::new(kind, Span::default()).transformed(&map).kind).collect()
    };
    let region = Region { outer: chain(region.outer), holes: region.holes.into_iter().map(chain).collect() };
    let (a, b) = (frame.origin[n] + z[n] * from, frame.origin[n] + z[n] * to);
    ((a - b).abs() >= tolerance::LINEAR).then(|| Prism { plane, low: a.min(b), high: a.max(b), region })
}

fn unit(component: f64) -> f64 {
    let nearest = component.round();
    if (component - nearest).abs() <= AXIS_TOLERANCE { nearest + 0.0 } else { component }
}
