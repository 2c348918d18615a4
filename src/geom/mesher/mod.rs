//! Bodies to closed triangle meshes.

mod options;

pub use options::{MeshOptions, segments_for};

use super::brep::Body;
use super::mesh::Mesh;
use crate::diagnostics::registry::geom;
use crate::model::GeometryError;

/// The closed mesh of a body.
pub fn mesh(body: &Body, options: &MeshOptions) -> Result<Mesh, GeometryError> {
    options.check()?;
    let message = format!("a mesh of {} faces is not available yet", body.faces.len());
    Err(GeometryError::new(geom::UNSUPPORTED, message))
}
