//! How far apart two surfaces are: Chamfer distances through Parry, F-score, volume ratio.
//!
//! The main figures measure sample points of one mesh against the *surface* of the other, so equal
//! shapes have distance zero whatever the number of samples. `field` is the literature's protocol
//! (sample to sample, squared, summed, ×1000, both shapes in a unit box), whose floor for equal shapes is not zero and
//! is reported beside it.
//! Deterministic: samples follow from the seed alone. Absent: reading files, judging which shape is right.

mod sample;

use glam::DVec3;
use kiddo::{ImmutableKdTree, SquaredEuclidean};
use parry3d_f64::math::Vector;
use parry3d_f64::query::PointQuery;
use parry3d_f64::shape::TriMesh;

use crate::geom::mesh::Mesh;
pub use sample::samples;

/// Points of the literature's protocol on each surface.
pub const FIELD_POINTS: usize = 8192;
/// The distance below which a point counts as matched in the F-score, relative to the diagonal of the second shape's box.
pub const F_SCORE_RADIUS: f64 = 0.01;

/// How shapes are brought together before they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalization {
    /// As they are.
    None,
    /// Each moved and scaled so that its box fits the unit cube about the origin.
    Box,
    /// Each centred on its surface centroid and scaled by the root-mean-square distance of its surface from it.
    Rms,
}

/// What is compared and how.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Samples on each surface.
    pub points: usize,
    /// Seed of the samples.
    pub seed: u64,
    /// Normalisation.
    pub normalization: Normalization,
}

/// The figures of a comparison; lengths in mm, or in units of the normalised shapes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Sum of both directed means of point-to-surface distances.
    pub mean: f64,
    /// Sum of both directed means of squared point-to-surface distances.
    pub mean_squared: f64,
    /// Largest point-to-surface distance in either direction.
    pub max: f64,
    /// The literature's Chamfer distance ×1000 (see the module head).
    pub field: f64,
    /// The same of the second shape against itself with other samples: the floor of `field`.
    pub field_floor: f64,
    /// Harmonic mean of the shares of points within [`F_SCORE_RADIUS`] of the other surface.
    pub f_score: f64,
    /// Volume of the first over volume of the second.
    pub volume_ratio: f64,
}

/// Why two meshes cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotComparable {
    /// One sentence.
    pub reason: String,
}

/// Compares two meshes.
pub fn compare(a: &Mesh, b: &Mesh, options: &Options) -> Result<Comparison, NotComparable> {
    let volume_ratio = a.volume() / b.volume();
    let (a, b) = (normalized(a, options.normalization), normalized(b, options.normalization));
    let (surface_a, surface_b) = (surface(&a, "first")?, surface(&b, "second")?);
    let points_a = samples(&a, options.points, options.seed);
    let points_b = samples(&b, options.points, options.seed.wrapping_add(1));
    let (forth, back) = (distances(&points_a, &surface_b), distances(&points_b, &surface_a));
    let mean = |d: &[f64]| d.iter().sum::<f64>() / d.len().max(1) as f64;
    let squared = |d: &[f64]| d.iter().map(|v| v * v).sum::<f64>() / d.len().max(1) as f64;
    let radius = F_SCORE_RADIUS * b.bounding_box().map_or(0.0, |(min, max)| (max - min).length());
    let share = |d: &[f64]| d.iter().filter(|v| **v <= radius).count() as f64 / d.len().max(1) as f64;
    let (precision, recall) = (share(&forth), share(&back));
    let (box_a, box_b) = (normalized(&a, Normalization::Box), normalized(&b, Normalization::Box));
    let field_b = samples(&box_b, FIELD_POINTS, options.seed.wrapping_add(1));
    Ok(Comparison {
        mean: mean(&forth) + mean(&back),
        mean_squared: squared(&forth) + squared(&back),
        max: forth.iter().chain(&back).fold(0.0, |m: f64, v| m.max(*v)),
        field: sampled_chamfer(&samples(&box_a, FIELD_POINTS, options.seed), &field_b),
        field_floor: sampled_chamfer(&samples(&box_b, FIELD_POINTS, options.seed.wrapping_add(2)), &field_b),
        f_score: if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 },
        volume_ratio,
    })
}

fn surface(mesh: &Mesh, which: &str) -> Result<TriMesh, NotComparable> {
    let vertices = mesh.positions.iter().map(|p| Vector::new(p.x, p.y, p.z)).collect();
    TriMesh::new(vertices, mesh.triangles.clone())
        .map_err(|error| NotComparable { reason: format!("the {which} shape has no usable surface: {error}") })
}

fn distances(points: &[DVec3], surface: &TriMesh) -> Vec<f64> {
    points.iter().map(|p| surface.distance_to_local_point(Vector::new(p.x, p.y, p.z), false).abs()).collect()
}

/// Sum of both directed means of squared nearest-sample distances, ×1000.
fn sampled_chamfer(a: &[DVec3], b: &[DVec3]) -> f64 {
    let directed = |from: &[DVec3], to: &[DVec3]| {
        let coordinates: Vec<[f64; 3]> = to.iter().map(DVec3::to_array).collect();
        let Ok(tree) = ImmutableKdTree::<f64, 3>::new_from_slice(&coordinates) else { return f64::NAN };
        let total: f64 = from
            .iter()
            .map(|p| tree.query(&p.to_array()).nearest_one::<SquaredEuclidean<f64>>().execute().distance)
            .sum();
        total / from.len().max(1) as f64
    };
    1000.0 * (directed(a, b) + directed(b, a))
}

fn normalized(mesh: &Mesh, normalization: Normalization) -> Mesh {
    let Some((min, max)) = mesh.bounding_box() else { return mesh.clone() };
    let (center, scale) = match normalization {
        Normalization::None => return mesh.clone(),
        Normalization::Box => ((min + max) / 2.0, (max - min).max_element()),
        Normalization::Rms => spread(mesh),
    };
    let scale = if scale > 0.0 { scale } else { 1.0 };
    Mesh { positions: mesh.positions.iter().map(|p| (*p - center) / scale).collect(), ..mesh.clone() }
}

/// Centroid of the surface and root-mean-square distance of the surface from it.
fn spread(mesh: &Mesh) -> (DVec3, f64) {
    let corners = |t: &[u32; 3]| t.map(|i| mesh.positions[i as usize]);
    let (mut area, mut first) = (0.0, DVec3::ZERO);
    for [a, b, c] in mesh.triangles.iter().map(corners) {
        let weight = (b - a).cross(c - a).length() / 2.0;
        area += weight;
        first += weight * (a + b + c) / 3.0;
    }
    if area <= 0.0 {
        return (DVec3::ZERO, 1.0);
    }
    let center = first / area;
    let mut second = 0.0;
    for corners in mesh.triangles.iter().map(corners) {
        let [a, b, c] = corners.map(|p| p - center);
        let weight = (b - a).cross(c - a).length() / 2.0;
        // Mean of |p|² over a triangle: (|a|² + |b|² + |c|² + a·b + b·c + c·a) / 6.
        second += weight
            * (a.length_squared() + b.length_squared() + c.length_squared() + a.dot(b) + b.dot(c) + c.dot(a))
            / 6.0;
    }
    (center, (second / area).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(size: DVec3, at: DVec3) -> Mesh {
        let positions =
            (0..8).map(|i| at + size * DVec3::new((i & 1) as f64, (i >> 1 & 1) as f64, (i >> 2 & 1) as f64)).collect();
        let quads = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
        let triangles = quads.iter().flat_map(|[a, b, c, d]| [[*a, *b, *c], [*a, *c, *d]]).collect();
        Mesh { positions, triangles, ..Mesh::default() }
    }

    const OPTIONS: Options = Options { points: 2000, seed: 7, normalization: Normalization::None };

    #[test]
    fn equal_shapes_have_distance_zero() {
        let a = block(DVec3::new(3.0, 4.0, 5.0), DVec3::ZERO);
        let c = compare(&a, &a, &OPTIONS).unwrap();
        assert!(c.mean < 1e-12 && c.max < 1e-12 && c.mean_squared < 1e-20, "{c:?}");
        assert_eq!((c.f_score, c.volume_ratio), (1.0, 1.0));
        assert!(c.field > 0.0 && c.field_floor > 0.0);
    }

    #[test]
    fn a_shifted_cube_is_as_far_as_integration_says() {
        // Unit cube moved by h along x. Of the six faces two are at distance h, on one side only; the four
        // side faces overlap but for a strip of width h, whose mean distance is h/2.
        let h = 0.125;
        let a = block(DVec3::ONE, DVec3::ZERO);
        let b = block(DVec3::ONE, DVec3::new(h, 0.0, 0.0));
        let c = compare(&a, &b, &Options { points: 60_000, ..OPTIONS }).unwrap();
        // Interior points of one end face see the other cube's nearest side face closer than h near the rim.
        let n = 400;
        let mut inner = 0.0;
        for i in 0..n {
            for j in 0..n {
                let (y, z) = ((i as f64 + 0.5) / n as f64, (j as f64 + 0.5) / n as f64);
                inner += y.min(1.0 - y).min(z).min(1.0 - z).min(h);
            }
        }
        let inner = inner / (n * n) as f64;
        let expected = 2.0 * (h + inner + 4.0 * h * h / 2.0) / 6.0;
        assert!((c.mean - expected).abs() < 0.01 * expected, "{} against {expected}", c.mean);
        assert!((c.max - h).abs() < 1e-9);
    }

    #[test]
    fn normalising_hides_place_and_size() {
        let a = block(DVec3::new(3.0, 4.0, 5.0), DVec3::ZERO);
        let b = block(DVec3::new(6.0, 8.0, 10.0), DVec3::splat(100.0));
        for normalization in [Normalization::Box, Normalization::Rms] {
            let c = compare(&a, &b, &Options { normalization, ..OPTIONS }).unwrap();
            assert!(c.max < 1e-9, "{normalization:?} {c:?}");
        }
    }

    #[test]
    fn an_empty_mesh_is_not_comparable() {
        let a = block(DVec3::ONE, DVec3::ZERO);
        assert!(compare(&a, &Mesh::default(), &OPTIONS).is_err());
    }
}
