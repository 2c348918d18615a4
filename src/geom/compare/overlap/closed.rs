//! A closed mesh with its sides, ready to be crossed by another.

use glam::DVec3;
use parry3d_f64::bounding_volume::Aabb;
use parry3d_f64::math::Vector;
use parry3d_f64::partitioning::{Bvh, BvhBuildStrategy};

use crate::geom::mesh::Mesh;

/// A side of two triangles.
#[derive(Clone, Copy, Debug)]
pub(in crate::geom::compare) struct Side {
    /// Its ends; `from < to`.
    pub from: u32,
    pub to: u32,
    /// The triangle that runs along it from `from` to `to`.
    pub left: u32,
    /// The triangle that runs along it the other way.
    pub right: u32,
}

/// A closed mesh: which sides its triangles share, and a way along sides to every vertex.
pub(in crate::geom::compare) struct Closed {
    /// Vertices, about the middle of the box.
    pub(in crate::geom::compare) points: Vec<DVec3>,
    /// The middle of the box.
    pub(super) middle: DVec3,
    /// Half the diagonal of the box.
    pub(super) reach: f64,
    pub(in crate::geom::compare) triangles: Vec<[u32; 3]>,
    pub(in crate::geom::compare) sides: Vec<Side>,
    /// For each triangle its sides, from its first corner to the second and so on.
    pub(super) sides_of: Vec<[u32; 3]>,
    /// A vertex of each connected piece.
    pub(super) roots: Vec<u32>,
    /// Sides in such an order that one end of each is a root or an end of an earlier one, with that end.
    pub(super) ways: Vec<(u32, u32)>,
    boxes: std::sync::OnceLock<Bvh>,
}

impl Closed {
    /// `None` when as many triangles do not run along each side one way as the other. Where solids touch along a side it
    /// is there once for each two of its triangles.
    pub fn new(mesh: &Mesh) -> Option<Closed> {
        let (min, max) = mesh.bounding_box()?;
        let middle = 0.5 * (min + max);
        let mut directed: Vec<(u32, u32, u32)> = Vec::with_capacity(3 * mesh.triangles.len());
        for (index, &[a, b, c]) in mesh.triangles.iter().enumerate() {
            mesh.corners([a, b, c])?;
            for (from, to) in [(a, b), (b, c), (c, a)] {
                // The way that runs upward comes first.
                directed.push((from.min(to), from.max(to), 2 * index as u32 + u32::from(from > to)));
            }
        }
        directed.sort_unstable_by_key(|&(from, to, use_)| (from, to, use_ & 1));
        let mut closed = Closed {
            points: mesh.positions.iter().map(|p| *p - middle).collect(),
            middle,
            reach: 0.5 * (max - min).length(),
            triangles: mesh.triangles.clone(),
            sides: Vec::with_capacity(directed.len() / 2),
            sides_of: vec![[u32::MAX; 3]; mesh.triangles.len()],
            roots: Vec::new(),
            ways: Vec::new(),
            boxes: std::sync::OnceLock::new(),
        };
        for same in directed.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)) {
            let (lefts, rights) = same.split_at(same.iter().take_while(|(.., use_)| use_ & 1 == 0).count());
            if lefts.len() != rights.len() || same[0].0 == same[0].1 {
                return None;
            }
            for (&(from, to, left), &(.., right)) in lefts.iter().zip(rights) {
                closed.sides.push(Side { from, to, left: left / 2, right: right / 2 });
            }
        }
        for (number, side) in closed.sides.iter().enumerate() {
            for (triangle, start) in [(side.left, side.from), (side.right, side.to)] {
                let corner = mesh.triangles[triangle as usize].iter().position(|v| *v == start)?;
                closed.sides_of[triangle as usize][corner] = number as u32;
            }
        }
        closed.find_ways();
        Some(closed)
    }

    /// Walks over all sides from one vertex of each connected piece.
    fn find_ways(&mut self) {
        let mut reached = vec![false; self.points.len()];
        let mut visited = vec![false; self.triangles.len()];
        let mut todo: Vec<u32> = Vec::new();
        for first in 0..self.triangles.len() as u32 {
            if visited[first as usize] {
                continue;
            }
            // Pieces that share a vertex only are one piece here.
            let root = self.triangles[first as usize][0];
            if !std::mem::replace(&mut reached[root as usize], true) {
                self.roots.push(root);
            }
            visited[first as usize] = true;
            todo.push(first);
            while let Some(triangle) = todo.pop() {
                let corners = self.triangles[triangle as usize];
                let sides = self.sides_of[triangle as usize];
                // Twice around: the first corner that is reached may be the last.
                for step in 0..6 {
                    let (start, end) = (corners[step % 3], corners[(step + 1) % 3]);
                    if reached[start as usize] && !reached[end as usize] {
                        reached[end as usize] = true;
                        self.ways.push((sides[step % 3], start));
                    }
                }
                for side in sides {
                    let Side { left, right, .. } = self.sides[side as usize];
                    for next in [left, right] {
                        if !std::mem::replace(&mut visited[next as usize], true) {
                            todo.push(next);
                        }
                    }
                }
            }
        }
    }

    /// The boxes of the triangles.
    pub(super) fn boxes(&self) -> &Bvh {
        self.boxes.get_or_init(|| {
            let boxes = (0..self.triangles.len()).map(|triangle| {
                let [a, b, c] = self.corners(triangle);
                bounds(a.min(b).min(c), a.max(b).max(c))
            });
            Bvh::from_iter(BvhBuildStrategy::Binned, boxes.enumerate())
        })
    }

    /// Half the diagonal of the box.
    pub fn reach(&self) -> f64 {
        self.reach
    }

    /// The corners of a triangle, about the middle of the box.
    pub fn corners(&self, triangle: usize) -> [DVec3; 3] {
        self.triangles[triangle].map(|v| self.points[v as usize])
    }
}

/// A box of Parry.
pub(super) fn bounds(min: DVec3, max: DVec3) -> Aabb {
    Aabb::new(Vector::new(min.x, min.y, min.z), Vector::new(max.x, max.y, max.z))
}
