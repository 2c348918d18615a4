//! Plane regions with exact lines, arcs and circles: checks, booleans, offset, corners, measurement.
//!
//! Purpose: everything two-dimensional that must hold before a body is built. [`Segment`], [`Contour`] and
//! [`PlanarRegion`] are the plain data; [`make_loop`], [`make_face`] and [`make_sketch`] make the model's shapes
//! or say what is wrong; [`boolean`](boolean()) and [`combine`] work through one [`Arrangement`] of all boundaries;
//! [`offset`](offset()) and [`treat_corners`] make regions from regions; [`measure`] integrates over them.
//! Invariants: consecutive segments of a contour share bit-identical points; outer contours run
//! counter-clockwise and holes clockwise, so that the region lies on the left of every segment; lines, arcs
//! and circles keep their carriers through every operation; results are in a deterministic order.
//! Absent: space (frames are only named by sketches), meshes, curves other than lines and circles.

mod arrange;
mod boolean;
mod check;
mod contour;
mod corner;
mod index;
mod intersect;
pub mod measure;
mod message;
mod offset;
mod segment;
mod summary;
mod trace;

pub(in crate::geom) use arrange::HalfEdge;
pub use arrange::{ArrangedEdge, Arrangement, Windings, arrange, combine};
pub use boolean::{boolean, combine_faces};
pub use check::{make_face, make_loop, make_sketch};
pub use contour::{Contour, PlanarRegion, face_from_regions, regions_of_face, regions_of_sketch};
pub use corner::treat_corners;
pub use offset::{offset, offset_face};
pub use segment::{Bounds, Segment, SegmentKind};
pub use summary::{measure_curve, measure_face, measure_loop, measure_sketch, swept_box};
pub(in crate::geom) use trace::{join, owners};

#[cfg(test)]
pub(crate) mod tests;
