//! Meshes from files: STL (binary and ASCII) and OBJ.
//!
//! Purpose: [`read`] takes a file, [`parse`] bytes; both give an indexed [`Mesh`] without faces and edges.
//! Invariants: total on hostile bytes: every answer is a mesh whose indices are in range and whose
//! coordinates are finite, or an error that says where the file breaks its format; memory stays
//! proportional to the length of the file.
//! Absent: repair, measuring, units (files are taken in millimetres).

mod obj;
mod stl;

use std::path::Path;

use glam::DVec3;
use rustc_hash::FxHashMap;

use crate::diagnostics::{Diagnostic, registry::io};
use crate::geom::mesh::Mesh;
use crate::model::GeometryError;
use crate::text::Span;

/// The largest mesh file that is read, bytes (2 GiB).
pub const FILE_LIMIT: u64 = 2 << 30;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// STL, binary or ASCII by its content.
    Stl,
    /// Wavefront OBJ.
    Obj,
}

impl Format {
    /// The format of a file name's ending.
    pub fn of(path: &Path) -> Option<Format> {
        let ending = path.extension()?.to_str()?;
        match () {
            () if ending.eq_ignore_ascii_case("stl") => Some(Format::Stl),
            () if ending.eq_ignore_ascii_case("obj") => Some(Format::Obj),
            () => None,
        }
    }
}

/// Reads a mesh file; the format is that of its ending.
pub fn read(path: &Path) -> Result<Mesh, Diagnostic> {
    let refused = |name, reason: String| {
        Diagnostic::new(name, Span::default(), format!("`{}` cannot be read: {reason}", path.display()))
    };
    let Some(format) = Format::of(path) else {
        return Err(refused(io::FORMAT, "mesh files end in `.stl` or `.obj`".to_owned()));
    };
    let metadata = std::fs::metadata(path).map_err(|error| refused(io::READ, error.to_string()))?;
    if metadata.len() > FILE_LIMIT {
        let reason = format!("it has {} bytes; the limit is {FILE_LIMIT}", metadata.len());
        return Err(refused(io::READ, reason));
    }
    let bytes = std::fs::read(path).map_err(|error| refused(io::READ, error.to_string()))?;
    parse(&bytes, format).map_err(|error| refused(error.name, error.message))
}

/// The mesh in `bytes`.
pub fn parse(bytes: &[u8], format: Format) -> Result<Mesh, GeometryError> {
    let mesh = match format {
        Format::Stl => stl::parse(bytes)?,
        Format::Obj => obj::parse(bytes)?,
    };
    if mesh.triangles.is_empty() {
        return Err(malformed("the file holds no triangle"));
    }
    Ok(mesh)
}

fn malformed(message: impl Into<String>) -> GeometryError {
    GeometryError::new(io::MALFORMED, message)
}

/// A mesh in the making; corners at bit-equal places become one vertex.
#[derive(Default)]
struct Weld {
    mesh: Mesh,
    known: FxHashMap<[u64; 3], u32>,
}

impl Weld {
    /// The index of a place; `None` when it is not finite or there are too many.
    fn vertex(&mut self, point: DVec3) -> Option<u32> {
        if !point.is_finite() {
            return None;
        }
        let point = point + DVec3::ZERO;
        let next = u32::try_from(self.mesh.positions.len()).ok()?;
        let index = *self.known.entry(point.to_array().map(f64::to_bits)).or_insert(next);
        if index == next {
            self.mesh.positions.push(point);
        }
        Some(index)
    }

    /// Adds a triangle, unless two of its corners are one vertex.
    fn triangle(&mut self, corners: [u32; 3]) {
        let [a, b, c] = corners;
        if a != b && b != c && c != a {
            self.mesh.triangles.push(corners);
        }
    }
}
