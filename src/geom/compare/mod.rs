//! How alike two shapes are: distances between surfaces, F-score, common volume, and the best IoU over rotations.
//!
//! Purpose: [`Prepared`] makes a shape ready once, [`compare`] measures a first shape against a second, the
//! reference. Solids are compared in space; loops, faces and sketches by the same measures in their plane, with
//! exact arcs, areas for volumes and boundaries for surfaces.
//! - Chamfer distances run from evenly spread samples of one surface to the *surface* of the other (a tree of Parry),
//!   so that equal shapes have distance zero whatever the number of samples.
//! - `field` is the literature's protocol: independent samples, point to point, squared, both directions summed,
//!   ×1000, each shape in its own unit box. Its floor, the reference against itself, is reported beside it.
//! - The common volume has a closed form ([`overlap`]): exact for bodies of planes and parallel cylinders along one
//!   axis, else that of the meshes and of what lies between them and the bodies ([`bulge`]), with a bound for that.
//! - The best IoU ([`pose`]) removes centroid and scale and searches all proper rotations.
//!
//! Invariants: deterministic to the bit: samples follow from the seed alone, sums have a fixed order; total: any
//! mesh is answered, with `None` where a figure does not exist.
//! Absent: reading files, judging which shape is right, weights between figures.

mod bulge;
mod eigen;
mod nearest;
mod options;
mod overlap;
mod pose;
mod prepared;
mod sample;
#[cfg(test)]
mod tests;

use std::fmt;

use glam::{DMat3, DVec3};
use kiddo::{ImmutableKdTree, SquaredEuclidean};

use crate::geom::measure::Mass;
use crate::model::Transform3;
pub use options::{DEFAULT_POINTS, F_SCORE_RADIUS, Measures, Normalization, Options};
use overlap::{BUDGET, Budget};
pub use overlap::{Overlap, Route};
pub use prepared::Prepared;
use prepared::centered;

/// Points of the literature's protocol on each surface.
pub const FIELD_POINTS: usize = 8192;

/// The figures of a comparison; lengths in mm, or in units of the normalised shapes.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Distances between the surfaces, when asked for.
    pub chamfer: Option<Chamfer>,
    /// The literature's protocol, when asked for.
    pub field: Option<Field>,
    /// Common volume, when asked for and both shapes are closed.
    pub overlap: Option<Overlap>,
    /// Best IoU over rotations, when asked for and both shapes are closed.
    pub best: Option<Best>,
    /// Volume of the first over volume of the second (below solids: areas), as they are; `None` without volume.
    pub volume_ratio: Option<f64>,
    /// The maps of both from where they are to where they were compared.
    pub places: [Transform3; 2],
}

impl Comparison {
    /// The map that brings the first to where it was compared with the second, the second left where it is.
    pub fn onto(&self) -> Transform3 {
        inverse(&self.places[1]).after(&self.places[0])
    }
}

/// Distances from samples of each surface to the other surface.
#[derive(Clone, Debug, PartialEq)]
pub struct Chamfer {
    /// Sum of both directed means of distances.
    pub mean: f64,
    /// Sum of both directed means of squared distances.
    pub mean_squared: f64,
    /// Largest distance in either direction.
    pub max: f64,
    /// For each threshold the harmonic mean of the shares of samples within it of the other surface.
    pub f_scores: Vec<f64>,
}

/// The literature's Chamfer distance (see the module head).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// The distance ×1000.
    pub distance: f64,
    /// The same of the second shape against itself with other samples.
    pub floor: f64,
}

/// The best IoU over rotations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Best {
    /// Intersection over union of the normalised shapes, 0 to 1.
    pub iou: f64,
    /// The rotation of the first, about its centroid, with which it was found; its determinant is 1.
    pub rotation: DMat3,
}

/// Why two shapes cannot be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotComparable {
    /// One is a solid, the other a shape of the plane.
    Dimensions {
        /// Whether the first is the solid.
        first_is_solid: bool,
    },
    /// A shape has no triangle or curve of positive size.
    Empty {
        /// Whether it is the first.
        first: bool,
    },
    /// A normalisation needs the volume of a shape whose surface is open.
    Open {
        /// Whether it is the first.
        first: bool,
    },
}

impl fmt::Display for NotComparable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |first: &bool| if *first { "first" } else { "second" };
        match self {
            NotComparable::Dimensions { first_is_solid } => write!(
                f,
                "a solid can only be compared with a solid, but the {} shape lies in a plane",
                name(&!*first_is_solid)
            ),
            NotComparable::Empty { first } => write!(f, "the {} shape is empty", name(first)),
            NotComparable::Open { first } => {
                write!(f, "this normalisation needs a volume, but the {} shape encloses none", name(first))
            }
        }
    }
}

/// Measures `a` against the reference `b`.
pub fn compare(a: &Prepared, b: &Prepared, options: &Options) -> Result<Comparison, NotComparable> {
    if a.is_solid() != b.is_solid() {
        return Err(NotComparable::Dimensions { first_is_solid: a.is_solid() });
    }
    for (shape, first) in [(a, true), (b, false)] {
        if shape.bounds().is_none() {
            return Err(NotComparable::Empty { first });
        }
    }
    let wanted = options.measures;
    let best = if wanted.iou_best || options.normalization == Normalization::Align { pose::best(a, b) } else { None };
    let aligned = best.filter(|_| options.normalization == Normalization::Align);
    let (to_a, to_b) = normal(a, b, options.normalization, aligned.map(|best| best.rotation))?;
    let chamfer = if wanted.chamfer { Some(chamfer(a, b, &to_a, &to_b, options)?) } else { None };
    let field = if wanted.field { Some(field(a, b, options.seed)?) } else { None };
    let overlap = if wanted.iou { overlap::overlap(a, b, &to_a, &to_b, &mut Budget::new(BUDGET)) } else { None };
    let closed = a.leak().is_none() && b.leak().is_none() && b.volume() > 0.0;
    let volume_ratio = closed.then(|| a.volume() / b.volume());
    let places = [to_a, to_b];
    Ok(Comparison { chamfer, field, overlap, best: best.filter(|_| wanted.iou_best), volume_ratio, places })
}

/// The maps of both shapes to their normalised places.
fn normal(
    a: &Prepared,
    b: &Prepared,
    normalization: Normalization,
    rotation: Option<DMat3>,
) -> Result<(Transform3, Transform3), NotComparable> {
    match normalization {
        Normalization::None => Ok((Transform3::IDENTITY, Transform3::IDENTITY)),
        Normalization::Box => Ok((unit_box(a, true)?, unit_box(b, false)?)),
        Normalization::Rms | Normalization::Align => {
            let masses = a.masses(b);
            let place = |shape: &Prepared, mass: Mass, first: bool| {
                let radius = mass.radius();
                let closed = shape.leak().is_none() && mass.volume > 0.0 && radius > 0.0;
                if closed { Ok(centered(mass.centroid, 1.0 / radius)) } else { Err(NotComparable::Open { first }) }
            };
            let (to_a, to_b) = (place(a, masses.0, true)?, place(b, masses.1, false)?);
            let turn = Transform3 { linear: rotation.unwrap_or(DMat3::IDENTITY), translation: DVec3::ZERO };
            Ok((turn.after(&to_a), to_b))
        }
    }
}

/// The map into the unit cube about the origin.
fn unit_box(shape: &Prepared, first: bool) -> Result<Transform3, NotComparable> {
    let (min, max) = shape.bounds().ok_or(NotComparable::Empty { first })?;
    let size = (max - min).max_element();
    Ok(centered(0.5 * (min + max), if size > 0.0 { 1.0 / size } else { 1.0 }))
}

/// The inverse of a similarity.
fn inverse(map: &Transform3) -> Transform3 {
    let scale = map.scale();
    let linear = map.linear.transpose() * (1.0 / (scale * scale));
    Transform3 { linear, translation: -(linear * map.translation) }
}

fn chamfer(
    a: &Prepared,
    b: &Prepared,
    to_a: &Transform3,
    to_b: &Transform3,
    options: &Options,
) -> Result<Chamfer, NotComparable> {
    let surface_a = a.nearest().ok_or(NotComparable::Empty { first: true })?;
    let surface_b = b.nearest().ok_or(NotComparable::Empty { first: false })?;
    let count = options.points.max(1);
    let points_a = a.spread(count, options.seed);
    let points_b = b.spread(count, options.seed.wrapping_add(1));
    // Each surface is asked where it is: the samples come to it, and the distances go back.
    let (a_to_b, b_to_a) = (inverse(to_b).after(to_a), inverse(to_a).after(to_b));
    let forth = surface_b.distances(points_a.iter().map(|p| a_to_b.point(*p)));
    let back = surface_a.distances(points_b.iter().map(|p| b_to_a.point(*p)));
    let (unit_b, unit_a) = (to_b.scale(), to_a.scale());
    let mean = |d: &[f64]| d.iter().sum::<f64>() / d.len().max(1) as f64;
    let squared = |d: &[f64]| d.iter().map(|v| v * v).sum::<f64>() / d.len().max(1) as f64;
    let largest = |d: &[f64]| d.iter().fold(0.0, |m: f64, v| m.max(*v));
    let diagonal = b.bounds().map_or(0.0, |(min, max)| (max - min).length()) * unit_b;
    let f_score = |threshold: f64| {
        let share = |d: &[f64], unit: f64| {
            d.iter().filter(|v| **v * unit <= threshold * diagonal).count() as f64 / d.len().max(1) as f64
        };
        let (precision, recall) = (share(&forth, unit_b), share(&back, unit_a));
        if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 }
    };
    Ok(Chamfer {
        mean: unit_b * mean(&forth) + unit_a * mean(&back),
        mean_squared: unit_b * unit_b * squared(&forth) + unit_a * unit_a * squared(&back),
        max: (unit_b * largest(&forth)).max(unit_a * largest(&back)),
        f_scores: options.thresholds.iter().map(|threshold| f_score(*threshold)).collect(),
    })
}

fn field(a: &Prepared, b: &Prepared, seed: u64) -> Result<Field, NotComparable> {
    let (box_a, box_b) = (unit_box(a, true)?, unit_box(b, false)?);
    let placed = |shape: &Prepared, map: &Transform3, seed: u64| -> Vec<[f64; 3]> {
        shape.random(FIELD_POINTS, seed).iter().map(|p| map.point(*p).to_array()).collect()
    };
    let points_b = placed(b, &box_b, seed.wrapping_add(1));
    let distance = sampled_chamfer(&placed(a, &box_a, seed), &points_b).ok_or(NotComparable::Empty { first: true })?;
    let floor = sampled_chamfer(&placed(b, &box_b, seed.wrapping_add(2)), &points_b);
    Ok(Field { distance, floor: floor.ok_or(NotComparable::Empty { first: false })? })
}

/// Sum of both directed means of squared distances to the nearest sample, ×1000.
fn sampled_chamfer(a: &[[f64; 3]], b: &[[f64; 3]]) -> Option<f64> {
    let directed = |from: &[[f64; 3]], to: &[[f64; 3]]| {
        let tree = ImmutableKdTree::<f64, 3>::new_from_slice(to).ok()?;
        let nearest = |p: &[f64; 3]| tree.query(p).nearest_one::<SquaredEuclidean<f64>>().execute().distance;
        Some(from.iter().map(nearest).sum::<f64>() / from.len().max(1) as f64)
    };
    Some(1000.0 * (directed(a, b)? + directed(b, a)?))
}
