//! A solid as intervals on a grid of parallel rays: quick, approximate membership and points of the inside.

use glam::{DMat3, DVec2, DVec3};

use super::facet::Facets;
use crate::geom::mesh::Mesh;
use crate::model::Transform3;

/// Rays through a closed mesh.
pub(in crate::geom::compare) struct Dexels {
    /// Rows are the directions of the grid and of the rays.
    view: DMat3,
    corner: DVec2,
    cell: DVec2,
    side: usize,
    /// Where the crossings of each ray start; one more than rays.
    starts: Vec<u32>,
    /// Heights of the crossings, ascending on each ray.
    heights: Vec<f64>,
}

impl Dexels {
    /// `side` × `side` rays through a mesh moved by `map`, in the direction along which the fewest triangles slant.
    pub fn new(mesh: &Mesh, facets: &Facets, map: &Transform3, side: usize) -> Dexels {
        let axis = axis(facets);
        let x = axis.any_orthonormal_vector();
        let view = DMat3::from_cols(x, axis.cross(x), axis).transpose();
        let (linear, shift) = (view * map.linear, view * map.translation);
        let points: Vec<DVec3> = mesh.positions.iter().map(|p| linear * *p + shift).collect();
        let (mut min, mut max) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
        for p in &points {
            (min, max) = (min.min(p.truncate()), max.max(p.truncate()));
        }
        let cell = (max - min) / side as f64;
        let mut dexels =
            Dexels { view, corner: min, cell, side, starts: vec![0; side * side + 1], heights: Vec::new() };
        let turn = linear / map.scale();
        let flat = facets.flat.iter().filter(|facet| (turn * facet.normal).z.abs() > 1e-6);
        let triangles = || flat.clone().flat_map(|facet| &facet.triangles).chain(&facets.loose);
        let mut crossings: Vec<(u32, f64)> = Vec::new();
        for &[a, b, c] in triangles() {
            let corner = |index: u32| points.get(index as usize).copied();
            if let (Some(a), Some(b), Some(c)) = (corner(a), corner(b), corner(c)) {
                dexels.cross(&mut crossings, [a, b, c]);
            }
        }
        crossings.sort_by(|p, q| p.0.cmp(&q.0).then(p.1.total_cmp(&q.1)));
        for (ray, height) in crossings {
            dexels.starts[ray as usize + 1] += 1;
            dexels.heights.push(height);
        }
        for ray in 0..side * side {
            dexels.starts[ray + 1] += dexels.starts[ray];
        }
        dexels
    }

    /// Adds where rays cross a triangle.
    fn cross(&self, crossings: &mut Vec<(u32, f64)>, [a, b, c]: [DVec3; 3]) {
        let (p, q, r) = (a.truncate(), b.truncate(), c.truncate());
        let twice = (q - p).perp_dot(r - p);
        if twice.abs() <= 1e-9 * self.cell.x * self.cell.y {
            return;
        }
        // Rays run through the middles of the cells.
        let index = |v: f64, corner: f64, cell: f64| ((v - corner) / cell - 0.5).clamp(-1.0, self.side as f64);
        let (low, high) = (p.min(q).min(r), p.max(q).max(r));
        let first = |v: f64| v.ceil().max(0.0) as usize;
        let last = |v: f64| (v.floor() + 1.0).max(0.0) as usize;
        let columns = first(index(low.x, self.corner.x, self.cell.x))
            ..last(index(high.x, self.corner.x, self.cell.x)).min(self.side);
        let rows = first(index(low.y, self.corner.y, self.cell.y))
            ..last(index(high.y, self.corner.y, self.cell.y)).min(self.side);
        for row in rows {
            for column in columns.clone() {
                let at = self.corner + self.cell * DVec2::new(column as f64 + 0.5, row as f64 + 0.5);
                let u = (r - q).perp_dot(at - q) / twice;
                let v = (p - r).perp_dot(at - r) / twice;
                let w = 1.0 - u - v;
                if u >= 0.0 && v >= 0.0 && w >= 0.0 {
                    crossings.push(((row * self.side + column) as u32, u * a.z + v * b.z + w * c.z));
                }
            }
        }
    }

    fn ray(&self, ray: usize) -> &[f64] {
        self.heights.get(self.starts[ray] as usize..self.starts[ray + 1] as usize).unwrap_or(&[])
    }

    /// Whether a point lies inside, as far as the nearest ray knows.
    pub fn contains(&self, p: DVec3) -> bool {
        let q = self.view * p;
        let at = (q.truncate() - self.corner) / self.cell;
        if !(at.x >= 0.0 && at.y >= 0.0 && at.x < self.side as f64 && at.y < self.side as f64) {
            return false;
        }
        let heights = self.ray(at.y as usize * self.side + at.x as usize);
        heights.iter().take_while(|height| **height < q.z).count() % 2 == 1
    }

    /// About `count` points spread evenly over the inside.
    pub fn points(&self, count: usize) -> Vec<DVec3> {
        let rays = || (0..self.side * self.side).map(|ray| (ray, self.ray(ray)));
        let intervals = |heights: &[f64]| heights.chunks_exact(2).map(|ends| (ends[0], ends[1])).collect::<Vec<_>>();
        let total: f64 = rays().flat_map(|(_, heights)| intervals(heights)).map(|(low, high)| high - low).sum();
        let step = total / count as f64;
        let mut points = Vec::with_capacity(count + 1);
        if step.is_nan() || step <= 0.0 {
            return points;
        }
        // Equal steps along all intervals, one after the other.
        let mut left = 0.5 * step;
        for (ray, heights) in rays() {
            let middle = DVec2::new((ray % self.side) as f64 + 0.5, (ray / self.side) as f64 + 0.5);
            let at = self.corner + self.cell * middle;
            for (low, high) in intervals(heights) {
                let mut along = left;
                while along < high - low && points.len() <= count {
                    points.push(self.view.transpose() * at.extend(low + along));
                    along += step;
                }
                left = along - (high - low);
            }
        }
        points
    }
}

/// Directions that are tried for the rays.
const AXES: usize = 6;

/// The direction to which the most triangles are parallel or upright.
fn axis(facets: &Facets) -> DVec3 {
    let mut candidates: Vec<_> = facets.directions.iter().collect();
    candidates.sort_by_key(|d| std::cmp::Reverse(d.triangles));
    let slanted = |axis: DVec3| -> usize {
        let cosines = facets.directions.iter().map(|d| (d.triangles, d.normal.dot(axis).abs()));
        cosines.filter(|(_, cosine)| *cosine > 1e-6 && *cosine < 1.0 - 1e-12).map(|(count, _)| count).sum()
    };
    let flattest = facets.flat.iter().max_by(|p, q| p.area.total_cmp(&q.area)).map(|facet| facet.normal);
    let tried = candidates.iter().take(AXES).map(|d| d.normal).chain(flattest);
    tried.min_by_key(|axis| slanted(*axis)).unwrap_or(DVec3::Z)
}
