//! Figures of a triangle mesh.

use super::Mass;
use crate::geom::brep::DisjointSets;
use crate::geom::mesh::Mesh;
use crate::model::{Counts, Measurement, ShapeKind};

/// All figures of a mesh. Volume, centroid and inertia mean something for closed meshes only; faces, edges
/// and vertices are those of the triangles.
pub fn measure_mesh(mesh: &Mesh) -> Measurement {
    let (min, max) = mesh.bounding_box().unwrap_or_default();
    let mass = Mass::of_mesh(mesh);
    let closed = mesh.gap().is_none();
    let (counts, length) = topology(mesh, closed);
    Measurement {
        kind: ShapeKind::Solid,
        closed,
        volume: mass.volume,
        area: mesh.area(),
        length,
        min,
        max,
        centroid: mass.centroid,
        inertia: mass.inertia(),
        counts,
        exact: false,
    }
}

/// Counts of the triangulation and the length of its edges.
fn topology(mesh: &Mesh, closed: bool) -> (Counts, f64) {
    let mut edges: Vec<[u32; 2]> = Vec::with_capacity(mesh.triangles.len() * 3);
    let mut unions = DisjointSets::new(mesh.positions.len());
    for [a, b, c] in &mesh.triangles {
        if [a, b, c].iter().any(|index| **index as usize >= mesh.positions.len()) {
            continue;
        }
        for [from, to] in [[a, b], [b, c], [c, a]] {
            edges.push([*from.min(to), *from.max(to)]);
            unions.join(*from, *to);
        }
    }
    edges.sort_unstable();
    edges.dedup();
    let length = edges.iter().map(|[a, b]| (mesh.positions[*b as usize] - mesh.positions[*a as usize]).length()).sum();
    let mut used: Vec<u32> = edges.iter().flatten().copied().collect();
    used.sort_unstable();
    used.dedup();
    let mut roots: Vec<u32> = used.iter().map(|index| unions.find(*index)).collect();
    roots.sort_unstable();
    roots.dedup();
    let characteristic = used.len() as i64 - edges.len() as i64 + mesh.triangles.len() as i64;
    // Euler: characteristic = 2 · shells − 2 · genus on closed surfaces.
    let genus = if closed { ((2 * roots.len() as i64 - characteristic) / 2).max(0) as usize } else { 0 };
    let counts =
        Counts { faces: mesh.triangles.len(), edges: edges.len(), vertices: used.len(), shells: roots.len(), genus };
    (counts, length)
}

#[cfg(test)]
mod tests {
    use glam::DVec3;

    use super::*;

    #[test]
    fn a_block_away_from_the_origin_has_the_figures_of_a_block() {
        let (size, at) = (DVec3::new(2.0, 3.0, 4.0), DVec3::new(100.0, -50.0, 7.0));
        let positions =
            (0..8).map(|i| at + size * DVec3::new((i & 1) as f64, (i >> 1 & 1) as f64, (i >> 2 & 1) as f64)).collect();
        let quads = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
        let triangles = quads.iter().flat_map(|[a, b, c, d]| [[*a, *b, *c], [*a, *c, *d]]).collect();
        let m = measure_mesh(&Mesh { positions, triangles, ..Mesh::default() });
        assert!((m.volume - 24.0).abs() < 1e-9 && (m.area - 52.0).abs() < 1e-9 && m.closed);
        assert!((m.centroid - (at + size / 2.0)).length() < 1e-9);
        // m/12·(b² + c²) about the centroid.
        assert!((m.inertia[0][0] - 24.0 / 12.0 * 25.0).abs() < 1e-9 && m.inertia[0][1].abs() < 1e-9);
        assert_eq!((m.counts.faces, m.counts.edges, m.counts.vertices), (12, 18, 8));
        assert_eq!((m.counts.shells, m.counts.genus), (1, 0));
    }
}
