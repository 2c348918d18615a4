//! Features: holes, cavities, separate bodies, thin walls and small gaps, however little volume they have.
//!
//! Purpose: a plain box must not score well on a part with holes, nor holes too small to be holes. With the volumes
//! `A` of the candidate, `R` of the reference, `C` common to both, `U = A + R − C`, and `X` of the box around both:
//!
//! - *topology* is the product over bodies, cavities and through holes of `(min + 1) / (max + 1)` of the two counts;
//! - *detail* compares what is small: the gaps into which no block of 7 of the [`Window`]'s 48 cells a side fits, and
//!   the walls, ribs and pins into which none fits. With `n` cells of candidate and reference together, and `m` of
//!   them common (a cell counts by half when only one next to it is there), it is `(m + n₀) / (n + n₀)`: so a hole is
//!   judged by its size and place, whatever the size of the part around it;
//! - *void* is the agreement about what is empty, `(X − U + ε·R) / (X − C + ε·R)`;
//! - *kept* is `C / R` (one minus the missing share), *owned* is `C / A` (one minus the share that is too much).
//!
//! The value is *topology · (detail + void) / 2*. Of plane shapes the same holds with regions and holes, squares of
//! cells and areas.
//! Invariants: everything is in 0..=1, and 1 for a shape beside itself. Absent: how volumes are found.

use crate::geom::measure::{Anatomy, anatomy};
use crate::model::{Face, Shape};
use crate::render::Scene;
use crate::render::buffer::{Cells, Direction, Edges, Placed, Window, outlines};

/// Cells of detail that do not matter (`n₀`): a rod of two by two cells through the whole part has 192.
const NEGLIGIBLE: f64 = 32.0;
/// The same in the plane, where a hole two cells wide has 4.
const NEGLIGIBLE_FLAT: f64 = 2.0;
/// Empty space that does not matter (`ε`), as a share of the reference.
const EMPTY: f64 = 0.02;

/// Volumes of two solids, mm³, or areas of two plane shapes, mm².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Volumes {
    /// Of the candidate.
    pub candidate: f64,
    /// Of the reference.
    pub reference: f64,
    /// Of what both have in common.
    pub common: f64,
    /// Of the box around both.
    pub boxed: f64,
}

/// How much of the reference's features a candidate has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FeatureScore {
    /// Of bodies, cavities and through holes, 0 to 1.
    pub topology: f64,
    /// Of small gaps and thin walls, 0 to 1.
    pub detail: f64,
    /// Of empty space, 0 to 1.
    pub void: f64,
    /// The share of the reference that is not missing, 0 to 1.
    pub kept: f64,
    /// The share of the candidate that is not too much, 0 to 1.
    pub owned: f64,
    /// The whole (see the head of this module), 0 to 1.
    pub value: f64,
}

/// The features of a shape in a window.
pub struct Features {
    anatomy: Anatomy,
    /// Small gaps, and thin walls.
    details: [Detail; 2],
    negligible: f64,
}

/// Cells, and all cells next to one of them.
struct Detail {
    cells: Cells,
    near: Cells,
}

impl Features {
    /// Finds the features of meshes, which must be closed, or of plane shapes.
    pub fn of(scene: &Scene, window: &Window) -> Features {
        let (inside, anatomy, negligible) = match scene {
            Scene::Solids(meshes) => {
                let placed = Placed::new(meshes, window, Edges::None);
                let inside = Cells::inside(&placed.seen(Direction::Z));
                let counts = meshes.iter().map(|mesh| anatomy(mesh)).fold(Anatomy::default(), |a, b| Anatomy {
                    bodies: a.bodies + b.bodies,
                    cavities: a.cavities + b.cavities,
                    holes: a.holes + b.holes,
                });
                (inside, counts, NEGLIGIBLE)
            }
            Scene::Flat(shapes) => {
                let (bodies, holes) = shapes.iter().map(|shape| counts(shape)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
                let inside = Cells::from(&outlines(shapes, window).0);
                (inside, Anatomy { bodies, cavities: 0, holes }, NEGLIGIBLE_FLAT)
            }
        };
        let details = [inside.closed().without(&inside), inside.without(&inside.opened())];
        Features { anatomy, details: details.map(|cells| Detail { near: cells.dilated(), cells }), negligible }
    }

    /// How much of the features of this reference a candidate has, which was made ready in the same window.
    pub fn compare(&self, candidate: &Features, volumes: &Volumes) -> FeatureScore {
        let agree = |a: usize, b: usize| (a.min(b) + 1) as f64 / (a.max(b) + 1) as f64;
        let (a, b) = (&candidate.anatomy, &self.anatomy);
        let topology = agree(a.bodies, b.bodies) * agree(a.cavities, b.cavities) * agree(a.holes, b.holes);
        let (mut common, mut all) = (self.negligible, self.negligible);
        for (a, b) in candidate.details.iter().zip(&self.details) {
            let shared = f64::from(a.cells.common(&b.cells));
            let near = f64::from(a.cells.common(&b.near)) + f64::from(b.cells.common(&a.near));
            common += shared + near / 2.0;
            all += f64::from(a.cells.count() + b.cells.count());
        }
        let detail = common / all;
        let Volumes { candidate: own, reference, common, boxed } = *volumes;
        let slack = EMPTY * reference;
        let void = share(boxed - (own + reference - common) + slack, boxed - common + slack);
        let value = topology * (detail + void) / 2.0;
        FeatureScore { topology, detail, void, kept: share(common, reference), owned: share(common, own), value }
    }
}

/// A quotient in 0..=1; 1 where both are nothing.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { f64::from(part <= 0.0) }
}

/// Regions and holes of a plane shape.
fn counts(shape: &Shape) -> (usize, usize) {
    let of_face = |face: &Face| (face.regions.len(), face.regions.iter().map(|region| region.holes.len()).sum());
    match shape {
        Shape::Curve(_) | Shape::Loop(_) => (1, 0),
        Shape::Face(face) => of_face(face),
        Shape::Sketch(sketch) => {
            sketch.faces.iter().map(of_face).fold((0, 0), |a: (usize, usize), b| (a.0 + b.0, a.1 + b.1))
        }
        Shape::Solid(_) => (0, 0),
    }
}

#[cfg(test)]
mod tests;
