use std::ops::Range;

use glam::DVec2;

use super::SIDE;
use super::seen::Seen;
use crate::render::scan::spans;

/// The height of a cell in which nothing is seen, below everything that is; finite, so that differences are numbers.
pub const NOTHING: f32 = -1e30;
/// Heights are limited to this, cells.
const FARTHEST: f64 = 1e9;

/// What one viewer sees: for each cell the height of the nearest surface toward the viewer, and its normal.
#[derive(Clone, PartialEq)]
pub struct Surface {
    heights: Vec<f32>,
    normals: Vec<u32>,
    /// A bit for each row in which something is seen.
    rows: u64,
}

impl Default for Surface {
    fn default() -> Self {
        Surface { heights: vec![NOTHING; SIDE * SIDE], normals: vec![0; SIDE * SIDE], rows: 0 }
    }
}

/// Heights over a picture, counted from the centre of its first cell, within those of a triangle's corners.
struct Plane {
    origin: f64,
    slope: DVec2,
    low: f32,
    high: f32,
}

impl Surface {
    /// Draws what the viewers at both ends of a direction see, over whatever the surfaces held before.
    pub fn draw(pair: &mut [Surface; 2], seen: &Seen) {
        for surface in pair.iter_mut() {
            surface.heights.fill(NOTHING);
            surface.normals.fill(0);
            surface.rows = 0;
        }
        for (corners, normal) in seen.triangles() {
            let [a, b, c] = corners;
            let (ab, ac) = (b - a, c - a);
            let area = ab.x * ac.y - ac.x * ab.y;
            if area == 0.0 || !area.is_finite() {
                continue;
            }
            let slope = DVec2::new(ab.z * ac.y - ac.z * ab.y, ac.z * ab.x - ab.z * ac.x) / area;
            for (surface, sign) in pair.iter_mut().zip([1.0, -1.0]) {
                if seen.is_closed() && area * sign < 0.0 {
                    continue;
                }
                let [near, middle, far] = [a, b, c].map(|p| (p.z * sign).clamp(-FARTHEST, FARTHEST));
                let plane = Plane {
                    origin: (a.z - slope.x * (a.x - 0.5) - slope.y * (a.y - 0.5)) * sign,
                    slope: slope * sign,
                    low: near.min(middle).min(far) as f32,
                    high: near.max(middle).max(far) as f32,
                };
                spans(corners, SIDE, 0..SIDE, |row, columns| surface.cover(row, columns, &plane, normal));
            }
        }
    }

    fn cover(&mut self, row: usize, columns: Range<usize>, plane: &Plane, normal: u32) {
        let start = (plane.origin + plane.slope.y * row as f64 + plane.slope.x * columns.start as f64) as f32;
        let step = plane.slope.x as f32;
        let cells = row * SIDE + columns.start..row * SIDE + columns.end;
        self.rows |= 1 << row;
        let (heights, normals) = (&mut self.heights[cells.clone()], &mut self.normals[cells]);
        for (index, (height, owner)) in heights.iter_mut().zip(normals).enumerate() {
            let here = (start + step * index as f32).max(plane.low).min(plane.high);
            let nearer = here > *height;
            *height = if nearer { here } else { *height };
            *owner = if nearer { normal } else { *owner };
        }
    }

    /// The rows in which something is seen, a bit for each.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Heights in a row, cells; [`NOTHING`] where nothing is seen. Rows are below [`SIDE`].
    pub fn heights(&self, row: usize) -> &[f32; SIDE] {
        &self.heights.as_chunks().0[row]
    }

    /// Normals in a row, as [`unpacked`](super::unpacked) reads them; 0 where nothing is seen.
    pub fn normals(&self, row: usize) -> &[u32; SIDE] {
        &self.normals.as_chunks().0[row]
    }
}
