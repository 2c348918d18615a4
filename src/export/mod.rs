//! Files: a writer a format, each a pure function from shapes to bytes, and one atomic way to disk.
//!
//! Purpose: [`stl`], [`threemf`], [`obj`], [`glb`] take meshes ([`MeshPart`]); [`step`] takes exact bodies;
//! [`svg`] and [`dxf`] take two-dimensional shapes ([`Drawing`]); [`json`] takes measurements.
//! Invariants: the same shapes give the same bytes (no clock, no machine name, no hash order); a file on
//! disk is either the old one or the whole new one; what a format cannot hold is an error that says why.
//! Absent: meshing, measuring, the choice of the format from a file's ending.

pub mod dxf;
pub mod glb;
pub mod json;
mod normals;
pub mod obj;
mod outline;
mod palette;
pub mod step;
pub mod stl;
pub mod svg;
pub mod threemf;
mod write;

pub use normals::corner_normals;
pub use outline::Drawing;
pub use palette::{Rgb, part_color};
pub use write::write;

use crate::geom::mesh::Mesh;

/// One named mesh of a file.
#[derive(Clone, Copy, Debug)]
pub struct MeshPart<'a> {
    /// The part's name in the program.
    pub name: &'a str,
    /// Its triangles, mm.
    pub mesh: &'a Mesh,
}

/// The error of a shape or a file that a format has no place for.
fn refused(message: String) -> crate::model::GeometryError {
    crate::model::GeometryError::new(crate::diagnostics::registry::io::FORMAT, message)
}
