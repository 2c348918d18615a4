//! How alike a candidate's shape and the reference's are.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Config;
use super::config::Normalize;
use crate::geom::compare::{Comparison, FIELD_POINTS, Normalization, Options, compare};
use crate::geom::kernel::Kernel;
use crate::geom::mesh::Mesh;
use crate::geom::mesher::MeshOptions;
use crate::model::{BooleanOp, Face, Geometry, Shape};
use crate::workspace::Outcome;

/// Sample points on each surface.
const POINTS: usize = 1024;

/// A shape as it is compared.
#[derive(Clone, Debug)]
pub enum Subject {
    /// The surface of a solid.
    Solid(Arc<Mesh>),
    /// A plane region.
    Plane(Face),
}

/// What comparing two shapes gave.
#[derive(Clone, Debug, Default)]
pub struct Likeness {
    /// The terms of the formula, each 0..=1, with their weights.
    pub terms: Vec<(&'static str, f64, f64)>,
    /// The figures behind them.
    pub comparison: Option<Value>,
}

impl Subject {
    /// The union of the parts of a program that has run; none when there is no such union or mesh, which is reported, and
    /// for parts that cannot be compared.
    pub fn of(outcome: &mut Outcome, mesh: &MeshOptions) -> Option<Subject> {
        let face = match outcome.union()? {
            Shape::Solid(_) => return outcome.union_mesh(mesh).map(Subject::Solid),
            Shape::Face(face) => face,
            Shape::Loop(chain) => Face::new(chain, []),
            Shape::Sketch(sketch) => {
                Face { regions: sketch.faces.iter().flat_map(|face| face.regions.to_vec()).collect() }
            }
            Shape::Curve(_) => return None,
        };
        Some(Subject::Plane(face))
    }

    /// The diagonal of its box, mm; 0 without one.
    pub fn diagonal(&self) -> f64 {
        let corners = match self {
            Subject::Solid(mesh) => mesh.bounding_box(),
            Subject::Plane(face) => {
                Kernel::new().measure(&Shape::Face(face.clone())).ok().map(|figures| (figures.min, figures.max))
            }
        };
        corners.map_or(0.0, |(min, max)| (max - min).length())
    }

    /// Memory taken, bytes, roughly.
    pub fn bytes(&self) -> usize {
        match self {
            Subject::Solid(mesh) => mesh.positions.len() * 24 + mesh.triangles.len() * 16,
            Subject::Plane(face) => face.regions.len() * 1024,
        }
    }

    /// How alike it and a reference are; shapes of different dimension are not alike at all.
    pub fn likeness(&self, reference: &Subject, config: &Config) -> Likeness {
        match (self, reference) {
            (Subject::Solid(candidate), Subject::Solid(reference)) => solids(candidate, reference, config),
            (Subject::Plane(candidate), Subject::Plane(reference)) => {
                let iou = area_iou(candidate, reference).unwrap_or(0.0);
                Likeness {
                    terms: vec![("area_iou", iou, config.weights.area_iou)],
                    comparison: Some(json!({"iou": iou})),
                }
            }
            _ => Likeness::default(),
        }
    }
}

impl Likeness {
    /// The weighted mean of the terms, 0..=1; 0 without terms.
    pub fn fidelity(&self) -> f64 {
        let weights: f64 = self.terms.iter().map(|(_, _, weight)| weight).sum();
        if weights > 0.0 {
            let sum: f64 = self.terms.iter().map(|(_, term, weight)| term * weight).sum();
            (sum / weights).clamp(0.0, 1.0)
        } else {
            0.0
        }
    }
}

fn solids(candidate: &Mesh, reference: &Mesh, config: &Config) -> Likeness {
    let normalization = match config.general.normalize {
        Normalize::None => Normalization::None,
        Normalize::Box => Normalization::Box,
        Normalize::Rms => Normalization::Rms,
    };
    let options = Options { points: POINTS, seed: config.general.seed, normalization };
    let Ok(comparison) = compare(candidate, reference, &options) else { return Likeness::default() };
    let diagonal = reference.bounding_box().map_or(1.0, |(min, max)| (max - min).length());
    let chamfer = nearness(comparison.mean / diagonal);
    let ratio = comparison.volume_ratio;
    let volume = if ratio > 1.0 { 1.0 / ratio } else { ratio.max(0.0) };
    let bounded = |term: f64| if term.is_nan() { 0.0 } else { term.clamp(0.0, 1.0) };
    let terms =
        vec![("chamfer", bounded(chamfer), config.weights.chamfer), ("volume", bounded(volume), config.weights.volume)];
    Likeness { terms, comparison: Some(figures(&comparison, &options)) }
}

/// 1 for surfaces that lie on one another up to rounding, 1/2 at a fiftieth of the diagonal.
fn nearness(distance: f64) -> f64 {
    const ROUNDING: f64 = 1e-9;
    const HALF: f64 = 0.02;
    if distance < ROUNDING { 1.0 } else { 1.0 / (1.0 + distance / HALF) }
}

fn figures(comparison: &Comparison, options: &Options) -> Value {
    json!({
        "chamfer": {
            "mean": comparison.mean,
            "mean_squared": comparison.mean_squared,
            "max": comparison.max,
            "points": options.points,
            "seed": options.seed,
        },
        "field": {
            "cd_x1000": comparison.field,
            "self_floor_x1000": comparison.field_floor,
            "points": FIELD_POINTS,
        },
        "f_score": comparison.f_score,
        "volume_ratio": comparison.volume_ratio,
    })
}

/// Common area over united area.
fn area_iou(a: &Face, b: &Face) -> Option<f64> {
    let kernel = Kernel::new();
    let area = |face: &Face| kernel.measure(&Shape::Face(face.clone())).ok().map(|figures| figures.area);
    let (area_a, area_b) = (area(a)?, area(b)?);
    // Faces apart have no intersection, which is an error of that operation and fine here.
    let common = kernel.combine_faces(BooleanOp::Intersect, &[a.clone(), b.clone()]).ok();
    let common = common.as_ref().and_then(area).unwrap_or(0.0);
    let united = area_a + area_b - common;
    (united > 0.0).then(|| (common / united).clamp(0.0, 1.0))
}
