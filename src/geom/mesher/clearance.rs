//! Distance of inner points from the edges of a patch.

use glam::DVec3;
use rustc_hash::FxHashMap;

/// Line segments in cells, for asking whether a point keeps its distance from all of them.
pub(super) struct Clearance {
    least: f64,
    segments: Vec<(DVec3, DVec3)>,
    /// Looked up only, never walked.
    cells: FxHashMap<[i32; 3], Vec<u32>>,
}

impl Clearance {
    /// Nothing to keep away from yet; `least` is the distance to be kept.
    pub(super) fn new(least: f64) -> Self {
        Self { least, segments: Vec::new(), cells: FxHashMap::default() }
    }

    fn cell(&self, p: DVec3) -> [i32; 3] {
        (p / (2.0 * self.least)).floor().to_array().map(|c| c as i32)
    }

    /// Adds a closed polyline.
    pub(super) fn add_ring(&mut self, ring: impl Iterator<Item = DVec3> + Clone) {
        let Some(first) = ring.clone().next() else { return };
        let mut pairs = ring.clone().zip(ring.skip(1).chain([first]));
        pairs.by_ref().for_each(|(a, b)| self.add(a, b));
    }

    fn add(&mut self, a: DVec3, b: DVec3) {
        let index = self.segments.len() as u32;
        self.segments.push((a, b));
        // In pieces, so that a long slanted segment does not fill its box.
        let pieces = (a.distance(b) / (2.0 * self.least)).ceil().clamp(1.0, 1e4) as u32;
        for piece in 0..pieces {
            let at = |i: u32| a + (b - a) * (f64::from(i) / f64::from(pieces));
            let (p, q) = (at(piece), at(piece + 1));
            let reach = DVec3::splat(self.least);
            let (low, high) = (self.cell(p.min(q) - reach), self.cell(p.max(q) + reach));
            for x in low[0]..=high[0] {
                for y in low[1]..=high[1] {
                    for z in low[2]..=high[2] {
                        let list = self.cells.entry([x, y, z]).or_default();
                        if list.last() != Some(&index) {
                            list.push(index);
                        }
                    }
                }
            }
        }
    }

    /// Whether a point is far enough from everything.
    pub(super) fn allows(&self, p: DVec3) -> bool {
        let near = self.cells.get(&self.cell(p));
        near.into_iter().flatten().all(|&index| {
            let (a, b) = self.segments[index as usize];
            let along = b - a;
            let t = ((p - a).dot(along) / along.length_squared()).clamp(0.0, 1.0);
            let nearest = if t.is_nan() { a } else { a + along * t };
            nearest.distance_squared(p) >= self.least * self.least
        })
    }
}
