//! Booleans of arbitrary bodies: meshes in, exact boundaries recovered.

use std::sync::Arc;

use super::brep::Body;
use crate::diagnostics::registry::geom;
use crate::model::{BooleanOp, GeometryError, Provenance};

/// `operands[0] op operands[1] op …`; for [`BooleanOp::Cut`] the first minus all others.
pub fn combine(op: BooleanOp, operands: &[Arc<Body>], provenance: &Provenance) -> Result<Body, GeometryError> {
    let message = format!("a {op:?} of {} solids is not available yet", operands.len());
    Err(GeometryError::new(geom::UNSUPPORTED, message).blame(provenance))
}
