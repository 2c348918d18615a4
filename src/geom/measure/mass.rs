//! Volume, centroid and second moments.

use glam::{DMat3, DVec3};

use super::middle;
use crate::geom::mesh::Mesh;
use crate::model::Frame;

/// The moments of a solid of density one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mass {
    /// Volume.
    pub volume: f64,
    /// Centroid.
    pub centroid: DVec3,
    /// `∫ p pᵀ` about the centroid.
    pub second: DMat3,
}

impl Mass {
    /// From moments about the origin; `squares` are xx yy zz and `products` yz zx xy.
    pub fn about_origin(volume: f64, first: DVec3, squares: DVec3, products: DVec3) -> Mass {
        let c = if volume == 0.0 { DVec3::ZERO } else { first / volume };
        let s = squares - c * c * volume;
        let p = products - DVec3::new(c.y * c.z, c.z * c.x, c.x * c.y) * volume;
        let second = DMat3::from_cols(DVec3::new(s.x, p.z, p.y), DVec3::new(p.z, s.y, p.x), DVec3::new(p.y, p.x, s.z));
        Mass { volume, centroid: c, second }
    }

    /// Of a closed mesh.
    pub fn of_mesh(mesh: &Mesh) -> Mass {
        // About the middle of the box, so that distance from the origin costs no digits.
        let base = mesh.bounding_box().map_or(DVec3::ZERO, |(min, max)| middle(min, max));
        let (mut volume, mut first) = (0.0, DVec3::ZERO);
        let (mut squares, mut products) = (DVec3::ZERO, DVec3::ZERO);
        for corners in mesh.triangles.iter().filter_map(|triangle| mesh.corners(*triangle)) {
            let [a, b, c] = corners.map(|p| p - base);
            let piece = a.dot(b.cross(c)) / 6.0;
            let sum = a + b + c;
            volume += piece;
            first += piece * sum / 4.0;
            // ∫ x² over a tetrahedron with one corner at the origin: V/20 · (Σ pᵢ² + (Σ pᵢ)²), likewise for products.
            squares += piece / 20.0 * (a * a + b * b + c * c + sum * sum);
            let cross = |p: DVec3| DVec3::new(p.y * p.z, p.z * p.x, p.x * p.y);
            products += piece / 20.0 * (cross(a) + cross(b) + cross(c) + cross(sum));
        }
        let mass = Mass::about_origin(volume, first, squares, products);
        Mass { centroid: base + mass.centroid, ..mass }
    }

    /// In the world, when it is given in a frame.
    pub fn placed(&self, frame: &Frame) -> Mass {
        let turn = DMat3::from_cols(frame.x, frame.y, frame.z);
        Mass { centroid: frame.origin + turn * self.centroid, second: turn * self.second * turn.transpose(), ..*self }
    }

    /// Inertia tensor about the centroid, row by row.
    pub fn inertia(&self) -> [[f64; 3]; 3] {
        let DMat3 { x_axis: x, y_axis: y, z_axis: z } = self.second;
        [[y.y + z.z, -x.y, -x.z], [-x.y, z.z + x.x, -y.z], [-x.z, -y.z, x.x + y.y]]
    }

    /// Root mean square distance from the centroid.
    pub fn radius(&self) -> f64 {
        let trace = self.second.x_axis.x + self.second.y_axis.y + self.second.z_axis.z;
        (trace / self.volume).max(0.0).sqrt()
    }
}
