//! The kernel-free shapes of a program: what evaluation produces and geometry realises.
//!
//! Purpose: plain data. Two-dimensional shapes ([`Curve`], [`Loop`], [`Face`], [`Sketch`]) hold their
//! coordinates outright (transforms act at once); solids ([`Solid`]) are a graph of operations.
//! Everything is in millimetres and degrees; 2D shapes live in the local frame of a sketch plane.
//! Invariants: a [`Loop`], [`Face`] or [`Sketch`] in a value has passed the matching check of
//! [`Geometry`]; nothing here knows a kernel, a syntax tree or a file.
//! Absent: boundary representation, meshes, tolerances of algorithms (see [`tolerance`] for the shared ones).

mod curve;
mod frame;
mod geometry;
mod hash;
mod shape;
pub mod tolerance;
pub mod trig;

pub use curve::{ArcGeometry, Curve, CurveKind};
pub use frame::{Frame, Transform2, Transform3};
pub use geometry::{
    BooleanOp, CornerKind, Counts, EdgeInfo, FaceInfo, Geometry, GeometryError, Measurement, RegionError,
};
pub use glam::{DMat2, DMat3, DVec2, DVec3};
pub use hash::ContentHasher;
pub use shape::{Face, Level, Loop, Provenance, Region, Shape, ShapeKind, Sketch, Solid, SolidKind, SolidNode};
