//! Extrusions and every boolean of extrusions with parallel normals, exactly, in two dimensions.
//!
//! A [`Stack`] brings all extrusions of a boolean tree into one frame. All their outlines form one
//! [`Arrangement`](super::planar::Arrangement); over each of its cells the solid is a set of height ranges, and
//! where these differ between neighbouring cells or change in height there is boundary: vertical walls on the
//! edges of the arrangement, horizontal faces at the end heights. Pieces of one surface are merged, so that the
//! body has the faces a drawing would show.
//! Invariants: the result is manifold; pieces that touch along an edge or in a point have each their own.
//! Absent: other axes, other surfaces than planes and cylinders.

mod build;
mod tree;

#[cfg(test)]
mod tests;

pub use tree::Stack;
pub(in crate::geom) use tree::{NODE_LIMIT, empty_result, is_parallel, too_many};
