//! The triangles of a mesh as a body of plane faces.

use std::collections::BTreeMap;

use super::kernel::Outcome;
use crate::geom::brep::{Approximation, Body, BodyFace, Coedge, Curve3, Edge, Inexact, Surface};
use crate::model::{Frame, Provenance};

/// A body with a plane face for every triangle. Triangles without area have no plane of their own and take any
/// that contains their longest edge.
pub(super) fn body(mesh: &Outcome, reason: &str, provenance: &Provenance) -> Body {
    let mut body = Body { vertices: mesh.positions.clone(), ..Body::default() };
    let mut known: BTreeMap<[u32; 2], u32> = BTreeMap::new();
    for &corners in &mesh.triangles {
        let [a, b, c] = corners.map(|v| mesh.positions[v as usize]);
        let longest = [b - a, c - b, a - c].into_iter().max_by(|p, q| p.length().total_cmp(&q.length()));
        let x = longest.and_then(|d| d.try_normalize()).unwrap_or(glam::DVec3::X);
        let normal = (b - a).cross(c - a);
        let frame = Frame::new(a, x, normal).or_else(|| Frame::new(a, x, x.any_orthonormal_vector()));
        let frame = frame.unwrap_or(Frame { origin: a, ..Frame::XY });
        let chain = (0..3)
            .map(|i| {
                let (start, end) = (corners[i], corners[(i + 1) % 3]);
                let edge = *known.entry([start.min(end), start.max(end)]).or_insert_with(|| {
                    body.edges.push(Edge { curve: Curve3::Line, start, end });
                    body.edges.len() as u32 - 1
                });
                Coedge { edge, forward: body.edges[edge as usize].start == start }
            })
            .collect();
        body.faces.push(BodyFace { surface: Surface::Plane { frame }, outward: true, loops: vec![chain] });
    }
    body.find_shells();
    body.separate_vertices();
    let reason = format!("the boundary is kept as {} triangles: {reason}", mesh.triangles.len());
    let provenance = provenance.clone();
    body.inexact.push(Inexact { approximation: Approximation::Triangles, reason, provenance });
    body
}
