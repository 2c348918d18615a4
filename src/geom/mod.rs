//! Geometry: checked plane regions, exact boundary representation, booleans, meshes, measurement.
//!
//! Purpose: turns [`crate::model`] shapes into exact boundaries ([`brep::Body`]) and meshes
//! ([`mesh::Mesh`]) and answers the evaluator through [`Kernel`](kernel::Kernel).
//! A straight line: `planar` (checked regions, 2D booleans) → `prism`, `revolve` (bodies from sketches)
//! → `boolean` (meshes, then recovered exact faces) → `mesher` → `measure`; `fornjot` emits.
//! Invariants: a `Body` that leaves this room is closed, outward oriented and manifold in its edges;
//! results do not depend on the number of threads.
//! Absent: program text, values, files.

pub mod boolean;
pub mod brep;
#[cfg(feature = "compare")]
pub mod compare;
#[cfg(feature = "fornjot")]
pub mod fornjot;
pub mod interrupt;
pub mod kernel;
pub mod measure;
pub mod mesh;
pub mod mesher;
pub mod planar;
pub mod prism;
pub mod realise;
pub mod revolve;
#[cfg(test)]
pub(crate) mod samples;
pub mod transform;

pub use kernel::Kernel;
