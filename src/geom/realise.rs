//! Solid graphs to exact bodies.

use std::sync::Arc;

use super::brep::Body;
use crate::diagnostics::registry::geom;
use crate::model::{GeometryError, Solid};

/// The exact boundary of a solid.
pub fn realise(solid: &Solid) -> Result<Arc<Body>, GeometryError> {
    let message = format!("a solid of depth {} is not available yet", solid.depth);
    Err(GeometryError::new(geom::UNSUPPORTED, message).blame(&solid.provenance))
}
