//! Points spread evenly over a surface, the same for the same seed on every machine.

use glam::DVec3;

use crate::geom::mesh::Mesh;

/// `count` points spread over the triangles by area: equal steps along the running total of the areas,
/// and within each triangle the two-dimensional sequence of Roberts (R2), both started by the seed.
pub fn samples(mesh: &Mesh, count: usize, seed: u64) -> Vec<DVec3> {
    let mut total = 0.0;
    let running: Vec<f64> = mesh
        .triangles
        .iter()
        .map(|t| {
            let [a, b, c] = t.map(|i| mesh.positions[i as usize]);
            total += (b - a).cross(c - a).length() / 2.0;
            total
        })
        .collect();
    if total.is_nan() || total <= 0.0 {
        return Vec::new();
    }
    let (start, shift_u, shift_v) = (unit(seed, 0), unit(seed, 1), unit(seed, 2));
    (0..count)
        .map(|i| {
            let along = total * (i as f64 + start) / count as f64;
            let triangle = running.partition_point(|end| *end <= along).min(running.len() - 1);
            let [a, b, c] = mesh.triangles[triangle].map(|i| mesh.positions[i as usize]);
            // Steps of the R2 sequence: 1/p and 1/p² with p the root of p³ = p + 1.
            let mut u = (shift_u + 0.754_877_666_246_692_8 * i as f64).fract();
            let mut v = (shift_v + 0.569_840_290_998_053_3 * i as f64).fract();
            if u + v > 1.0 {
                (u, v) = (1.0 - u, 1.0 - v);
            }
            a + (b - a) * u + (c - a) * v
        })
        .collect()
}

/// The `n`-th number in 0..1 of a seed (SplitMix64, Steele et al. 2014).
fn unit(seed: u64, n: u64) -> f64 {
    let mut z = seed.wrapping_add((n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as f64 / 18_446_744_073_709_551_616.0
}
