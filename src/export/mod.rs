//! Files: a writer a format, each a pure function from shapes to bytes, and one atomic way to disk.
//!
//! Purpose: [`stl`], [`threemf`], [`obj`], [`glb`] take meshes ([`MeshPart`]); [`step`] takes exact bodies;
//! [`svg`] and [`dxf`] take two-dimensional shapes ([`Drawing`]); [`json`] takes measurements and `comparison` what two
//! shapes have in common.
//! Invariants: the same shapes give the same bytes (no clock, no machine name, no hash order); a file on
//! disk is either the old one or the whole new one; what a format cannot hold is an error that says why.
//! Absent: meshing, measuring, the choice of the format from a file's ending.

#[cfg(feature = "compare")]
pub mod comparison;
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
pub(crate) use outline::{Figure, flat_figures, outline_bounds};
pub use palette::{Rgb, part_color};
pub use write::{Stream, write};

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

#[cfg(test)]
pub(crate) mod sample {
    //! Shapes for the tests of the writers.

    use glam::{DVec2, DVec3};

    use crate::geom::mesh::Mesh;
    use crate::model::{Curve, CurveKind, Face, Loop, Region};
    use crate::text::Span;

    /// The block from the origin to `size`, a face for each side, feature edges included.
    pub fn block(size: DVec3) -> Mesh {
        let positions = (0..8u32).map(|k| DVec3::new((k & 1).into(), (k >> 1 & 1).into(), (k >> 2).into()) * size);
        let sides = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
        let mut mesh = Mesh { positions: positions.collect(), ..Mesh::default() };
        for (face, [a, b, c, d]) in sides.into_iter().enumerate() {
            mesh.triangles.extend([[a, b, c], [a, c, d]]);
            mesh.faces.extend([face as u32; 2]);
        }
        for a in 0..8u32 {
            let forward = [1, 2, 4].into_iter().filter(|bit| a & bit == 0);
            mesh.edges.extend(forward.map(|bit| vec![a, a | bit]));
        }
        mesh
    }

    pub fn curve(kind: CurveKind) -> Curve {
        Curve::new(kind, Span::default())
    }

    /// A slot of length 40 and width 20 about the x axis with a hole of radius 5 in the origin; its
    /// right end runs clockwise in the curve's own sense of direction when `backward`.
    pub fn slot(backward: bool) -> Face {
        let p = |x: f64, y: f64| DVec2::new(x, y);
        let mut curves = vec![
            curve(CurveKind::Line { start: p(-20.0, -10.0), end: p(20.0, -10.0) }),
            curve(CurveKind::Arc { start: p(20.0, -10.0), mid: p(30.0, 0.0), end: p(20.0, 10.0) }),
            curve(CurveKind::Line { start: p(20.0, 10.0), end: p(-20.0, 10.0) }),
            curve(CurveKind::Arc { start: p(-20.0, 10.0), mid: p(-30.0, 0.0), end: p(-20.0, -10.0) }),
        ];
        if backward {
            curves.reverse();
            curves = curves.iter().map(Curve::reversed).collect();
        }
        let hole = Loop { curves: [curve(CurveKind::Circle { center: DVec2::ZERO, radius: 5.0 })].into() };
        Face { regions: [Region { outer: Loop { curves: curves.into() }, holes: [hole].into() }].into() }
    }
}
