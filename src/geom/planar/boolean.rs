//! Union, cut and intersection of faces: exact, regularised, any number of operands at once.

use super::{PlanarRegion, arrange, face_from_regions, regions_of_face};
use crate::diagnostics::registry::geom;
use crate::model::{BooleanOp, Face, GeometryError};

/// `operands[0] op operands[1] op …` of region sets; a cut takes all others from the first. May be empty.
/// The regions of one operand must not overlap one another.
pub fn boolean(op: BooleanOp, operands: &[&[PlanarRegion]]) -> Result<Vec<PlanarRegion>, GeometryError> {
    let Some((first, others)) = operands.split_first() else { return Ok(Vec::new()) };
    match op {
        BooleanOp::Union => {
            let all = operands.concat();
            arrange::combine(&[&all], |windings| windings.contains(0))
        }
        BooleanOp::Cut => {
            let others = others.concat();
            arrange::combine(&[first, &others], |windings| windings.contains(0) && !windings.contains(1))
        }
        BooleanOp::Intersect => {
            let all = operands.concat();
            let count = operands.len() as i32;
            arrange::combine(&[&all], |windings| windings.of(0) >= count)
        }
    }
}

/// Combines faces; an empty result is an error.
pub fn combine_faces(op: BooleanOp, operands: &[Face]) -> Result<Face, GeometryError> {
    let sets: Vec<Vec<PlanarRegion>> = operands.iter().map(regions_of_face).collect::<Result<_, _>>()?;
    let sets: Vec<&[PlanarRegion]> = sets.iter().map(Vec::as_slice).collect();
    let regions = boolean(op, &sets)?;
    if regions.is_empty() {
        return Err(GeometryError::new(
            geom::EMPTY_RESULT,
            match op {
                BooleanOp::Union => "the union of no face is empty; a face needs an inside",
                BooleanOp::Cut => "the cut leaves nothing: what is taken away covers the whole first face",
                BooleanOp::Intersect => "the intersection is empty: the faces have no area in common",
            },
        ));
    }
    Ok(face_from_regions(&regions))
}
