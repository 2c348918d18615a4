//! What shapes are drawn from: lines, arcs, circles, extrusions and revolutions, and how many of them two shapes share.
//!
//! Purpose: [`Primitives::of`] reads them off the graph of operations, transforms applied, and
//! [`Primitives::compare`] matches those of a candidate with those of a reference, type by type, so that the sum of
//! the pairs' closeness is greatest.
//!
//! **Closeness** of two primitives of one type is `max(0, 1 − D)`, where `D` is the greatest of
//! - the distances of corresponding points (ends, middle, centre, corners of boxes) over [`REACH`] times the diagonal
//!   of the reference,
//! - the differences of the logarithms of sizes (length, radius, height) over `ln 2`: a feature of half the size is
//!   not the feature, however small both are,
//! - the distance of the unit normals over [`TURN`];
//!
//! and 0 between what adds and what takes away material. `F1 = 2·Σ closeness / (candidates + references)` per type;
//! the overall figure is the mean over the types that either shape has.
//!
//! **What counts as one primitive** does not depend on how it was written: collinear neighbours are one line, arcs of
//! one circle one arc or circle, borders between touching faces of a sketch none; the direction and start of loops
//! and the order of operations do not matter. Curves are compared in their planes, whatever the height of the plane;
//! heights belong to extrusions, of which there is one for each boundary: a hole in a face and a cylinder that is cut
//! out are the same, the cut counted as far as the part reaches. Curves of a full turn lie in one half-plane.
//!
//! **Limits.** [`MOST`] primitives are read off a shape. Equal ones are paired first, which costs nothing of the
//! optimum, as `D` obeys the triangle inequality. The rest is matched optimally up to about a hundred a type, beyond
//! that greedily (closest first, at least half the optimum), and of more than [`MOST_MATCHED`] the first in order.
//!
//! [`Primitives::literature`] is the protocol of Text2CAD, for comparison with published figures.
//! Absent: meshes (a file has no primitives), and any judgement whether a difference shows in the result.

mod assign;
mod distance;
mod extract;
mod literature;
mod outline;

use distance::{Measure, Primitive};

use crate::model::{Shape, Transform3};

/// Distances of places at which closeness ends, as a share of the diagonal of the reference.
pub const REACH: f64 = 0.1;
/// The distance of unit normals at which closeness ends, about 11°.
pub const TURN: f64 = 0.2;
/// The most primitives that are read off a shape.
pub const MOST: usize = 16_384;
/// The most primitives of a type that are matched, after equal ones.
pub const MOST_MATCHED: usize = 512;

/// The types of primitives, with their names in the order of all lists.
pub const TYPES: [&str; 5] = ["line", "arc", "circle", "extrusion", "revolution"];

/// The primitives of a shape.
#[derive(Clone, Debug, Default)]
pub struct Primitives {
    by_type: [Vec<Primitive>; TYPES.len()],
    sketches: Vec<literature::Drawing>,
    extrusions: usize,
    diagonal: f64,
}

/// How many primitives two shapes share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    /// F1 of each type of [`TYPES`], 0 to 1; none for a type that neither shape has.
    pub by_type: [Option<f64>; TYPES.len()],
    /// The mean over the types that either shape has, 0 to 1; 1 when there are none at all.
    pub f1: f64,
}

impl Shared {
    fn of(by_type: [Option<f64>; TYPES.len()]) -> Shared {
        let present = by_type.iter().flatten();
        let count = present.clone().count();
        Shared { by_type, f1: if count == 0 { 1.0 } else { present.sum::<f64>() / count as f64 } }
    }

    /// The types that either shape has, by name.
    pub fn terms(&self) -> impl Iterator<Item = (&'static str, f64)> {
        TYPES.into_iter().zip(self.by_type).filter_map(|(name, f1)| Some((name, f1?)))
    }
}

impl Primitives {
    /// Reads the primitives off the parts of a program, moved by `pose`.
    pub fn of<'a>(shapes: impl IntoIterator<Item = &'a Shape>, pose: &Transform3) -> Primitives {
        extract::primitives(shapes, pose)
    }

    /// Number of primitives.
    pub fn count(&self) -> usize {
        self.by_type.iter().map(Vec::len).sum()
    }

    /// Memory they take, bytes, about.
    pub fn bytes(&self) -> usize {
        // Drawings hold every curve once more, more briefly.
        2 * self.count() * size_of::<Primitive>()
    }

    /// How many of its primitives a candidate shares with this reference.
    pub fn compare(&self, candidate: &Primitives) -> Shared {
        let measure = Measure::new(self.diagonal);
        Shared::of(std::array::from_fn(|index| {
            let (candidate, reference) = (&candidate.by_type[index], &self.by_type[index]);
            let count = candidate.len() + reference.len();
            (count > 0).then(|| 2.0 * assign::closeness(candidate, reference, &measure) / count as f64)
        }))
    }

    /// The same by the protocol of Text2CAD: sketches are paired in their order, the loops of a pair and then the
    /// curves of paired loops so that the distances of their boxes in the sketch are least in sum; a pair of curves
    /// of one type is right wherever it lies, and an extrusion is right when there is one.
    pub fn literature(&self, candidate: &Primitives) -> Shared {
        literature::compare(&candidate.sketches, &self.sketches, [candidate.extrusions, self.extrusions])
    }
}

#[cfg(test)]
mod tests;
