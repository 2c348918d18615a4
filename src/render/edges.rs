//! Which lines of a mesh are drawn: borders of faces, creases, and the outline as seen from a direction.

use glam::DVec3;

use crate::geom::mesh::Mesh;

/// Cosine of the angle between triangles above which a border between faces is tangent (drawn faintly).
const TANGENT_COSINE: f64 = 0.98;
/// Cosine below which an edge of a mesh without feature edges is a crease (30°).
const CREASE_COSINE: f64 = 0.866;
/// A triangle counts as turned away when its normal has less than this share toward the viewer.
const EDGE_ON: f64 = 1e-9;

/// How a line is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// A border between faces that meet smoothly.
    Tangent,
    /// A border at an angle.
    Crease,
    /// Where the surface turns away from the viewer.
    Outline,
}

/// The lines of a mesh as pairs of vertices, for a viewer in the direction `toward`.
pub(super) fn lines(mesh: &Mesh, toward: DVec3) -> Vec<(u32, u32, Weight)> {
    let normals: Vec<DVec3> = mesh
        .triangles
        .iter()
        .map(|&triangle| {
            mesh.corners(triangle).map_or(DVec3::ZERO, |[a, b, c]| (b - a).cross(c - a).normalize_or_zero())
        })
        .collect();
    // Each side of each triangle, equal edges next to one another.
    let mut sides: Vec<(u32, u32, u32)> = Vec::with_capacity(3 * mesh.triangles.len());
    for (number, &[a, b, c]) in mesh.triangles.iter().enumerate() {
        sides.extend([(a, b), (b, c), (c, a)].map(|(a, b)| (a.min(b), a.max(b), number as u32)));
    }
    sides.sort_unstable();
    let mut features: Vec<(u32, u32)> = mesh
        .edges
        .iter()
        .flat_map(|line| line.windows(2))
        .map(|pair| (pair[0].min(pair[1]), pair[0].max(pair[1])))
        .collect();
    features.sort_unstable();
    features.dedup();
    let has_features = !mesh.faces.is_empty();
    let front = |triangle: u32| normals[triangle as usize].dot(toward) > EDGE_ON;
    let mut lines = Vec::new();
    for group in sides.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let (a, b, first) = group[0];
        let feature = has_features && features.binary_search(&(a, b)).is_ok();
        let weight = match group {
            [_, (_, _, second)] => {
                let cosine = normals[first as usize].dot(normals[*second as usize]);
                if front(first) != front(*second) {
                    Some(Weight::Outline)
                } else if feature {
                    Some(if cosine > TANGENT_COSINE { Weight::Tangent } else { Weight::Crease })
                } else {
                    (!has_features && cosine < CREASE_COSINE).then_some(Weight::Crease)
                }
            }
            // The border of an open mesh.
            _ => Some(Weight::Crease),
        };
        lines.extend(weight.map(|weight| (a, b, weight)));
    }
    lines
}
