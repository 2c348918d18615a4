//! Points spread over a surface or along curves, the same for the same seed on every machine.

use glam::DVec3;

use crate::geom::mesh::Mesh;
use crate::geom::planar::{PlanarRegion, Segment};
use crate::model::Frame;

/// Steps of the two-dimensional sequence of Roberts (R2): 1/p and 1/p² with the root p of p³ = p + 1.
const STEP: [f64; 2] = [0.754_877_666_246_692_8, 0.569_840_290_998_053_3];

/// `count` points spread over the triangles by area: equal steps along the running total of the areas,
/// and within each triangle the sequence R2, all started by the seed.
pub fn spread(mesh: &Mesh, count: usize, seed: u64) -> Vec<DVec3> {
    let running = areas(mesh);
    let total = running.last().copied().unwrap_or(0.0);
    if total.is_nan() || total <= 0.0 {
        return Vec::new();
    }
    let mut numbers = Numbers::new(seed);
    let (start, shift_u, shift_v) = (numbers.next(), numbers.next(), numbers.next());
    let mut triangle = 0;
    (0..count)
        .map(|i| {
            let along = total * (i as f64 + start) / count as f64;
            while triangle + 1 < running.len() && running[triangle] <= along {
                triangle += 1;
            }
            let u = (shift_u + STEP[0] * i as f64).fract();
            let v = (shift_v + STEP[1] * i as f64).fract();
            within(mesh, triangle, u, v)
        })
        .collect()
}

/// `count` independent random points on the triangles, evenly distributed by area.
pub fn random(mesh: &Mesh, count: usize, seed: u64) -> Vec<DVec3> {
    let running = areas(mesh);
    let total = running.last().copied().unwrap_or(0.0);
    if total.is_nan() || total <= 0.0 {
        return Vec::new();
    }
    let mut numbers = Numbers::new(seed);
    (0..count)
        .map(|_| {
            let along = total * numbers.next();
            let triangle = running.partition_point(|end| *end <= along).min(running.len() - 1);
            let (u, v) = (numbers.next(), numbers.next());
            within(mesh, triangle, u, v)
        })
        .collect()
}

/// Running total of the areas of the triangles.
fn areas(mesh: &Mesh) -> Vec<f64> {
    let mut total = 0.0;
    let area = |triangle: &[u32; 3]| mesh.corners(*triangle).map_or(0.0, |[a, b, c]| (b - a).cross(c - a).length());
    mesh.triangles
        .iter()
        .map(|triangle| {
            total += area(triangle) / 2.0;
            total
        })
        .collect()
}

/// A point of a triangle from two numbers in 0..1.
fn within(mesh: &Mesh, triangle: usize, u: f64, v: f64) -> DVec3 {
    let (u, v) = if u + v > 1.0 { (1.0 - u, 1.0 - v) } else { (u, v) };
    mesh.triangles
        .get(triangle)
        .and_then(|t| mesh.corners(*t))
        .map_or(DVec3::ZERO, |[a, b, c]| a + (b - a) * u + (c - a) * v)
}

/// `count` points at equal steps of length along the boundaries of regions, started by the seed.
pub fn along(regions: &[PlanarRegion], frame: &Frame, count: usize, seed: u64) -> Vec<DVec3> {
    let start = Numbers::new(seed).next();
    on_boundary(regions, frame, (0..count).map(|i| (i as f64 + start) / count as f64))
}

/// `count` independent random points on the boundaries of regions, evenly distributed by length.
pub fn random_along(regions: &[PlanarRegion], frame: &Frame, count: usize, seed: u64) -> Vec<DVec3> {
    let mut numbers = Numbers::new(seed);
    on_boundary(regions, frame, (0..count).map(move |_| numbers.next()))
}

/// Points at shares of the length of all boundaries.
fn on_boundary(regions: &[PlanarRegion], frame: &Frame, shares: impl Iterator<Item = f64>) -> Vec<DVec3> {
    let mut total = 0.0;
    let mut pieces: Vec<(f64, f64, &Segment)> = Vec::new();
    for segment in regions.iter().flat_map(PlanarRegion::segments) {
        let length = segment.length();
        if length > 0.0 {
            total += length;
            pieces.push((total, length, segment));
        }
    }
    let point = |share: f64| {
        let at = share * total;
        let index = pieces.partition_point(|(end, ..)| *end <= at).min(pieces.len().checked_sub(1)?);
        let (end, length, segment) = pieces[index];
        Some(frame.point(segment.point(1.0 - ((end - at) / length).clamp(0.0, 1.0)), 0.0))
    };
    shares.filter_map(point).collect()
}

/// The numbers of a seed in 0..1 (SplitMix64, Steele et al. 2014).
pub(super) struct Numbers {
    state: u64,
}

impl Numbers {
    pub fn new(seed: u64) -> Numbers {
        Numbers { state: seed }
    }

    /// The next number.
    pub fn next(&mut self) -> f64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}
