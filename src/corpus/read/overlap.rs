//! Faces of one extrusion that overlap, put into sketches of their own.
//!
//! The faces of a sketch may touch but not overlap. Foreign profiles normally are the disjoint regions of
//! a sketch; now and then one reaches over another, and then their extrusions are united instead.

use crate::corpus::flat::Face;
use crate::diagnostics::registry::geom;
use crate::geom::kernel::Kernel;
use crate::model::{self, Curve, CurveKind, Frame, Geometry, GeometryError};
use crate::text::Span;

/// With more faces than this, faces that overlap somewhere are not grouped but all kept apart.
const MOST_GROUPED: usize = 48;

/// Splits faces into groups without overlaps, in order; each face goes into the first group it fits.
/// Faces that break another rule stay together: the compiler says what is wrong with them.
pub fn split(faces: Vec<Face>) -> Vec<Vec<Face>> {
    if faces.len() < 2 {
        return vec![faces];
    }
    let kernel = Kernel::new();
    let Ok(checked) = faces.iter().map(|face| region(&kernel, face)).collect::<Result<Vec<_>, _>>() else {
        return vec![faces];
    };
    if !overlap(&kernel, &checked) {
        return vec![faces];
    }
    if faces.len() > MOST_GROUPED {
        return faces.into_iter().map(|face| vec![face]).collect();
    }
    let mut groups: Vec<(Vec<Face>, Vec<model::Face>)> = Vec::new();
    for (face, region) in faces.into_iter().zip(checked) {
        let fits = groups.iter_mut().find_map(|(kept, regions)| {
            regions.push(region.clone());
            if overlap(&kernel, regions) {
                regions.pop();
                return None;
            }
            Some(kept)
        });
        match fits {
            Some(kept) => kept.push(face),
            None => groups.push((vec![face], vec![region])),
        }
    }
    groups.into_iter().map(|(kept, _)| kept).collect()
}

fn overlap(kernel: &Kernel, faces: &[model::Face]) -> bool {
    matches!(kernel.make_sketch(&Frame::XY, faces), Err(GeometryError { name, .. }) if name == geom::OVERLAP)
}

fn region(kernel: &Kernel, face: &Face) -> Result<model::Face, GeometryError> {
    let walk = |curves: &[CurveKind]| {
        let curves: Vec<Curve> = curves.iter().map(|kind| Curve::new(*kind, Span::default())).collect();
        kernel.make_loop(&curves)
    };
    let holes = face.holes.iter().map(|hole| walk(hole)).collect::<Result<Vec<_>, _>>()?;
    kernel.make_face(&walk(&face.outer)?, &holes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DVec2;

    fn disc(x: f64, radius: f64) -> Face {
        Face { outer: vec![CurveKind::Circle { center: DVec2::new(x, 0.0), radius }], holes: Vec::new() }
    }

    #[test]
    fn faces_that_do_not_overlap_stay_together() {
        let ring = Face { holes: vec![disc(0.0, 1.0).outer], ..disc(0.0, 2.0) };
        let faces = vec![ring, disc(0.0, 1.0), disc(5.0, 3.0)];
        assert_eq!(split(faces.clone()), [faces]);
    }

    #[test]
    fn each_face_goes_into_the_first_group_it_fits() {
        let faces = vec![disc(0.0, 2.0), disc(1.0, 2.0), disc(9.0, 1.0), disc(-1.0, 2.5), disc(20.0, 1.0)];
        let groups = split(faces);
        assert_eq!(
            groups,
            [vec![disc(0.0, 2.0), disc(9.0, 1.0), disc(20.0, 1.0)], vec![disc(1.0, 2.0)], vec![disc(-1.0, 2.5)]]
        );
    }

    #[test]
    fn faces_that_break_another_rule_are_left_to_the_compiler() {
        let faces = vec![disc(0.0, 2.0), Face { holes: vec![disc(9.0, 1.0).outer], ..disc(1.0, 2.0) }];
        assert_eq!(split(faces.clone()), [faces]);
    }
}
