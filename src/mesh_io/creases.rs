use glam::DVec3;

use crate::geom::mesh::Mesh;

/// Neighbouring triangles whose normals have a smaller cosine than this (30°) meet at a crease.
const CREASE_COSINE: f64 = 0.866;

/// Total length of the edges that a mesh shows, mm: where neighbouring triangles turn by more than 30°, and
/// where not exactly two triangles meet. For a mesh of a shape this is about the length of the shape's edges;
/// the sum over all sides of triangles would depend on how the faces were divided.
pub fn crease_length(mesh: &Mesh) -> f64 {
    let normal = |triangle: u32| {
        let corners = mesh.triangles.get(triangle as usize).and_then(|&triangle| mesh.corners(triangle));
        corners.map_or(DVec3::ZERO, |[a, b, c]| (b - a).cross(c - a).normalize_or_zero())
    };
    let mut sides: Vec<(u32, u32, u32)> = Vec::with_capacity(3 * mesh.triangles.len());
    for (number, &[a, b, c]) in (0..).zip(&mesh.triangles) {
        sides.extend([(a, b), (b, c), (c, a)].map(|(a, b)| (a.min(b), a.max(b), number)));
    }
    sides.sort_unstable();
    let is_crease = |group: &&[(u32, u32, u32)]| match group {
        [(.., first), (.., second)] => normal(*first).dot(normal(*second)) < CREASE_COSINE,
        _ => true,
    };
    sides
        .chunk_by(|a, b| (a.0, a.1) == (b.0, b.1))
        .filter(is_crease)
        .filter_map(|group| {
            let (a, b, _) = *group.first()?;
            Some(mesh.positions.get(a as usize)?.distance(*mesh.positions.get(b as usize)?))
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_has_the_length_of_its_twelve_edges_and_an_open_side_still_has_its_rim() {
        let corner = |i: u32| DVec3::new(2.0 * (i & 1) as f64, 3.0 * (i >> 1 & 1) as f64, 4.0 * (i >> 2 & 1) as f64);
        let quads = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
        let triangles = quads.iter().flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]]).collect();
        let mut mesh = Mesh { positions: (0..8).map(corner).collect(), triangles, ..Mesh::default() };
        assert!((crease_length(&mesh) - 36.0).abs() < 1e-12);
        mesh.triangles.truncate(10);
        assert!((crease_length(&mesh) - 36.0).abs() < 1e-12);
        assert_eq!(crease_length(&Mesh::default()), 0.0);
    }

    #[test]
    fn chords_of_a_round_wall_are_no_edges() {
        let count = 48;
        let at = |i: u32, z: f64| {
            let (sin, cos) = (f64::from(i % count) * std::f64::consts::TAU / f64::from(count)).sin_cos();
            DVec3::new(cos, sin, z)
        };
        let positions = (0..count).flat_map(|i| [at(i, 0.0), at(i, 5.0)]).collect();
        let wall = (0..count).flat_map(|i| {
            let (a, b, c, d) = (2 * i, 2 * ((i + 1) % count), 2 * ((i + 1) % count) + 1, 2 * i + 1);
            [[a, b, c], [a, c, d]]
        });
        let mesh = Mesh { positions, triangles: wall.collect(), ..Mesh::default() };
        let chord = 2.0 * (std::f64::consts::PI / f64::from(count)).sin();
        assert!((crease_length(&mesh) - 2.0 * f64::from(count) * chord).abs() < 1e-9);
    }
}
