//! Parts below solids: rewritten as the body they would be when extruded, then taken back to the plane.

use super::build::Built;
use super::model::{Model, Region, prism_of};
use crate::corpus::flat;
use crate::corpus::plan::{Body, Face, Flat, Placed, Plan, Sketch};
use crate::model::{self, BooleanOp, Frame, Shape};

/// What a plane part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One loop.
    Loop,
    /// One region with holes.
    Face,
    /// Faces on a plane.
    Sketch,
}

/// What a shape below solids is; `None` for curves, solids, and faces of several regions.
pub fn kind(shape: &Shape) -> Option<Kind> {
    match shape {
        Shape::Loop(_) => Some(Kind::Loop),
        Shape::Face(face) if face.regions.len() == 1 => Some(Kind::Face),
        Shape::Sketch(_) => Some(Kind::Sketch),
        _ => None,
    }
}

/// The regions of a plane part, `height` thick above their plane, mm.
pub fn model(shape: &Shape, height: f64) -> Option<Model> {
    let (frame, regions) = regions(shape)?;
    // Upwards along a coordinate axis whichever way the plane looks.
    let looks_down = frame.z.to_array().iter().any(|component| *component < -0.5);
    let (from, to) = if looks_down { (-height, 0.0) } else { (0.0, height) };
    let mut model = Model::default();
    for region in regions {
        model.push(BooleanOp::Union, prism_of(&frame, region, from, to)?);
    }
    Some(model)
}

/// A thickness that fits a plane part: its greatest extent, mm.
pub fn height(shape: &Shape) -> Option<f64> {
    let (_, regions) = regions(shape)?;
    let extent = |region: &Region| {
        let (low, high) = flat::bounds(&region.outer);
        (high - low).max_element()
    };
    let most = regions.iter().map(extent).fold(0.0, f64::max);
    (most.is_finite() && most > 0.0).then_some(most)
}

fn regions(shape: &Shape) -> Option<(Frame, Vec<Region>)> {
    let curves = |chain: &model::Loop| chain.curves.iter().map(|curve| curve.kind).collect();
    let region = |region: &model::Region| Region {
        outer: curves(&region.outer),
        holes: region.holes.iter().map(curves).collect(),
    };
    Some(match shape {
        Shape::Loop(outline) => (Frame::XY, vec![Region { outer: curves(outline), holes: Vec::new() }]),
        Shape::Face(face) => (Frame::XY, face.regions.iter().map(region).collect()),
        Shape::Sketch(sketch) => {
            (sketch.frame, sketch.faces.iter().flat_map(|face| face.regions.iter().map(region)).collect())
        }
        _ => return None,
    })
}

/// The plan of an extruded plane part without the extrusion; `None` when it is not of that kind.
pub fn flattened(mut built: Built, kind: Kind) -> Option<Built> {
    let mut features = std::mem::take(&mut built.plan.features).into_iter();
    let mut first = features.next()?;
    let Body::Extrude { sketch, .. } = first.body else { return None };
    let Sketch { plane, mut faces } = sketch;
    for feature in features {
        let (Body::Extrude { sketch, .. }, true) = (feature.body, feature.repeats.is_empty()) else { return None };
        faces.extend(sketch.faces);
    }
    let flat = match (kind, faces.len()) {
        (Kind::Sketch, _) => Flat::Sketch(Sketch { plane, faces }),
        (_, 1) => {
            let Placed { shape, repeats } = faces.pop()?;
            match (kind, shape, repeats.is_empty()) {
                (Kind::Loop, Face { outer, holes }, true) if holes.is_empty() => Flat::Loop(outer),
                (Kind::Face, face, true) => Flat::Face(face),
                _ => return None,
            }
        }
        _ => return None,
    };
    first.body = Body::Flat(flat);
    first.comment = None;
    let part = first.name.clone();
    built.plan = Plan { features: vec![first], part, ..built.plan };
    Some(built)
}
