//! How far curved surfaces stand out over the triangles that are in their place.
//!
//! The volume between a surface and its triangles is thin, so that it lies inside another shape as far as the triangles
//! do: with the mean height of each triangle's part of it, volumes of meshes become those of what they stand for, but
//! for errors of second order. Of a body the heights are exact to fourth order; of a file they are read off facets of
//! about one width that turn by small angles.

use glam::DVec3;

use super::overlap::Closed;
use super::pose::SMOOTH;
use crate::geom::brep::{Body, DisjointSets, Surface};
use crate::geom::mesh::Mesh;

/// Heights over the triangles of a mesh.
#[derive(Clone, Debug, Default)]
pub(super) struct Bulges {
    /// For each triangle the mean height of the surface, outward positive; none when all is flat.
    pub heights: Vec<f64>,
    /// The volume between, signed.
    pub volume: f64,
    /// At most so much volume lies between, on both sides together.
    pub deviation: f64,
}

/// Facets of one curve differ in width by no more than this factor.
const EVEN: f64 = 2.0;
/// Triangles that turn by no more than this sine are in one plane.
const FLAT: f64 = 2e-3;

impl Bulges {
    /// Of the mesh of a body.
    pub fn of_body(mesh: &Mesh, body: &Body) -> Bulges {
        let mut found = Bulges::default();
        for (index, (triangle, face)) in mesh.triangles.iter().zip(&mesh.faces).enumerate() {
            let face = match body.faces.get(*face as usize) {
                Some(face) if !matches!(face.surface, Surface::Plane { .. }) => face,
                _ => continue,
            };
            let Some([a, b, c]) = mesh.corners(*triangle) else { continue };
            let outward = if face.outward { -1.0 } else { 1.0 };
            let height = |p: DVec3| outward * face.surface.distance(p);
            // Middles of sides weigh a quadratic height exactly; they and the middle are where chords are farthest.
            let sides = [0.5 * (a + b), 0.5 * (b + c), 0.5 * (c + a)].map(height);
            let far = sides.iter().fold(height((a + b + c) / 3.0).abs(), |far, height| far.max(height.abs()));
            let area = 0.5 * (b - a).cross(c - a).length();
            found.set(mesh.triangles.len(), index, sides.iter().sum::<f64>() / 3.0, area);
            found.deviation += area * far;
        }
        found
    }

    /// Of a closed mesh of which nothing else is known.
    pub fn of_file(mesh: &Closed) -> Bulges {
        let cross = |triangle: usize| {
            let [a, b, c] = mesh.corners(triangle);
            (b - a).cross(c - a)
        };
        let count = mesh.triangles.len();
        let (normals, areas): (Vec<DVec3>, Vec<f64>) =
            (0..count).map(cross).map(|cross| (cross.normalize_or_zero(), 0.5 * cross.length())).unzip();
        let turn = |left: u32, right: u32| {
            let (n, m) = (normals[left as usize], normals[right as usize]);
            (n.cross(m), n.dot(m))
        };
        let mut sets = DisjointSets::new(count);
        for side in &mesh.sides {
            let (sine, cosine) = turn(side.left, side.right);
            if cosine > 0.0 && sine.length() <= FLAT {
                sets.join(side.left, side.right);
            }
        }
        let groups: Vec<u32> = (0..count as u32).map(|triangle| sets.find(triangle)).collect();
        let mut sizes = vec![0.0; count];
        for (triangle, area) in areas.iter().enumerate() {
            sizes[groups[triangle] as usize] += area;
        }
        // Where two facets meet: both, the length of the side, and the sine of the turn, convex positive.
        let mut seams: Vec<(u32, u32, f64, f64)> = Vec::new();
        for side in &mesh.sides {
            let (left, right) = (groups[side.left as usize], groups[side.right as usize]);
            let (sine, cosine) = turn(side.left, side.right);
            if left != right && cosine > SMOOTH {
                let way = mesh.points[side.to as usize] - mesh.points[side.from as usize];
                seams.push((left.min(right), left.max(right), way.length(), sine.length() * sine.dot(way).signum()));
            }
        }
        seams.sort_by(|p, q| (p.0, p.1).cmp(&(q.0, q.1)).then(p.2.total_cmp(&q.2)));
        // Of each facet what its seams give together, and how many they are.
        let mut heights = vec![(0.0, 0u32); count];
        for seam in seams.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
            let (first, second) = (seam[0].0 as usize, seam[0].1 as usize);
            let length: f64 = seam.iter().map(|(.., length, _)| length).sum();
            let (own, other) = (sizes[first] / length, sizes[second] / length);
            if !(own <= EVEN * other && other <= EVEN * own) {
                continue;
            }
            let sine = seam.iter().map(|(.., length, sine)| length * sine).sum::<f64>() / length;
            let curvature = 2.0 * sine / (own + other);
            for (facet, width) in [(first, own), (second, other)] {
                // Two thirds of the height of a bow, from each of its two seams half.
                heights[facet].0 += curvature * width * width / 24.0;
                heights[facet].1 += 1;
            }
        }
        let mut found = Bulges::default();
        for triangle in 0..count {
            let (height, seams) = heights[groups[triangle] as usize];
            if seams > 0 {
                // The last facet of a curve has one seam.
                found.set(count, triangle, if seams == 1 { 2.0 * height } else { height }, areas[triangle]);
                found.deviation += 1.5 * height.abs() * areas[triangle];
            }
        }
        found
    }

    fn set(&mut self, count: usize, triangle: usize, height: f64, area: f64) {
        if self.heights.is_empty() {
            self.heights = vec![0.0; count];
        }
        self.heights[triangle] = height;
        self.volume += height * area;
    }
}
