//! Triangles to samples: for every sample of a band the nearest triangle and its depth.

use glam::DVec3;

use super::scan::spans;

/// Samples along each side of a pixel.
pub(super) const SAMPLES: usize = 2;
/// No triangle.
pub(super) const NOTHING: u32 = u32::MAX;

/// The samples of some rows of a picture.
pub(super) struct Samples {
    /// Samples in a row.
    pub width: usize,
    /// First sample row of the picture that is here.
    pub top: usize,
    pub rows: usize,
    pub depth: Vec<f32>,
    pub triangle: Vec<u32>,
}

impl Samples {
    pub fn new(width: usize, top: usize, rows: usize) -> Self {
        Samples { width, top, rows, depth: vec![f32::INFINITY; width * rows], triangle: vec![NOTHING; width * rows] }
    }

    /// Draws a triangle given in pixel coordinates and depth.
    pub fn fill(&mut self, corners: [DVec3; 3], number: u32) {
        let scale = SAMPLES as f64;
        let [a, b, c] = corners.map(|p| DVec3::new(p.x * scale, p.y * scale, p.z));
        let area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
        if !area.is_finite() || area == 0.0 {
            return;
        }
        // Depth as a plane over the picture.
        let slope_x = ((b.z - a.z) * (c.y - a.y) - (c.z - a.z) * (b.y - a.y)) / area;
        let slope_y = ((c.z - a.z) * (b.x - a.x) - (b.z - a.z) * (c.x - a.x)) / area;
        let (nearest, farthest) = (a.z.min(b.z).min(c.z), a.z.max(b.z).max(c.z));
        let Samples { width, top, rows, depth: depths, triangle: owners } = self;
        spans([a, b, c], *width, *top..*top + *rows, |row, columns| {
            let depth = a.z + slope_x * (columns.start as f64 + 0.5 - a.x) + slope_y * (row as f64 + 0.5 - a.y);
            let line = (row - *top) * *width;
            let samples = line + columns.start..line + columns.end;
            for (step, (old, owner)) in depths[samples.clone()].iter_mut().zip(&mut owners[samples]).enumerate() {
                let depth = (depth + slope_x * step as f64).clamp(nearest, farthest) as f32;
                if depth < *old {
                    (*old, *owner) = (depth, number);
                }
            }
        });
    }

    /// Whether a point of a line, in pixel coordinates and depth, lies in front of everything around it, give
    /// or take `tolerance` in depth. Steep surfaces are told by the farthest sample next to the point.
    pub fn shows(&self, p: DVec3, tolerance: f64) -> bool {
        let center = |v: f64| (v * SAMPLES as f64).floor();
        let (x, y) = (center(p.x), center(p.y));
        let columns = [x - 1.0, x, x + 1.0].map(|x| x.clamp(0.0, self.width as f64 - 1.0) as usize);
        let low = self.top as f64;
        let rows = [y - 1.0, y, y + 1.0].map(|y| (y.clamp(low, low + self.rows as f64 - 1.0) - low) as usize);
        rows.iter().any(|row| {
            columns.iter().any(|column| {
                let depth = self.depth.get(row * self.width + column).copied().unwrap_or(f32::INFINITY);
                p.z <= f64::from(depth) + tolerance
            })
        })
    }
}
