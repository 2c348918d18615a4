//! Triangle meshes: the plain data that measurement, export and pictures share.
//!
//! A mesh that [`super::mesher`] makes is closed; one that was read from a file need not be.

use std::fmt;

use glam::DVec3;

/// An indexed triangle mesh, counter-clockwise seen from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    /// Vertex places, mm.
    pub positions: Vec<DVec3>,
    /// Corner indices.
    pub triangles: Vec<[u32; 3]>,
    /// For each triangle the face of the body it lies on (empty when read from a file).
    pub faces: Vec<u32>,
    /// Feature edges of the body as polylines of vertex indices (empty when read from a file).
    pub edges: Vec<Vec<u32>>,
}

/// Why a mesh is not a closed oriented surface.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leak {
    /// A triangle names a vertex that does not exist.
    MissingVertex(u32),
    /// A triangle has the same vertex twice.
    CollapsedTriangle(usize),
    /// Two triangles run along an edge in the same direction.
    RepeatedEdge(u32, u32),
    /// An edge has a triangle on one side only.
    OpenEdge(u32, u32),
}

impl fmt::Display for Leak {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Leak::MissingVertex(v) => write!(f, "a triangle names vertex {v}, which does not exist"),
            Leak::CollapsedTriangle(t) => write!(f, "triangle {t} has the same vertex twice"),
            Leak::RepeatedEdge(a, b) => write!(f, "two triangles run from vertex {a} to vertex {b}"),
            Leak::OpenEdge(a, b) => write!(f, "the edge from vertex {a} to vertex {b} has a triangle on one side only"),
        }
    }
}

impl Mesh {
    /// The corners of a triangle; `None` when an index does not exist.
    pub fn corners(&self, triangle: [u32; 3]) -> Option<[DVec3; 3]> {
        let [a, b, c] = triangle;
        Some([*self.positions.get(a as usize)?, *self.positions.get(b as usize)?, *self.positions.get(c as usize)?])
    }

    fn all_corners(&self) -> impl Iterator<Item = [DVec3; 3]> + '_ {
        corners(&self.positions, &self.triangles)
    }

    /// Enclosed volume, mm³; positive when the triangles face outward. Meaningful for closed meshes.
    pub fn volume(&self) -> f64 {
        volume(&self.positions, &self.triangles)
    }

    /// Sum of the areas of the triangles, mm².
    pub fn area(&self) -> f64 {
        area(&self.positions, &self.triangles)
    }

    /// Least and greatest corner of the box around the triangles; `None` without triangles.
    pub fn bounding_box(&self) -> Option<(DVec3, DVec3)> {
        self.all_corners().flatten().fold(None, |bounds, p| match bounds {
            None => Some((p, p)),
            Some((min, max)) => Some((p.min(min), p.max(max))),
        })
    }

    /// The first reason why the mesh is not closed: every edge must belong to exactly two triangles that run along it in opposite directions.
    pub fn leak(&self) -> Option<Leak> {
        let mut directed = Vec::with_capacity(self.triangles.len() * 3);
        for (index, &[a, b, c]) in self.triangles.iter().enumerate() {
            if let Some(&missing) = [a, b, c].iter().find(|&&v| v as usize >= self.positions.len()) {
                return Some(Leak::MissingVertex(missing));
            }
            if a == b || b == c || c == a {
                return Some(Leak::CollapsedTriangle(index));
            }
            directed.extend([(a, b), (b, c), (c, a)]);
        }
        directed.sort_unstable();
        if let Some(pair) = directed.windows(2).find(|pair| pair[0] == pair[1]) {
            return Some(Leak::RepeatedEdge(pair[0].0, pair[0].1));
        }
        let open = directed.iter().find(|&&(a, b)| directed.binary_search(&(b, a)).is_err());
        open.map(|&(a, b)| Leak::OpenEdge(a, b))
    }

    /// Whether as many triangles run along every edge in one direction as in the other, by sums of hashes: necessary for
    /// a closed mesh, and found in much less time than [`Self::leak`].
    pub(super) fn is_balanced(&self) -> bool {
        let mut sum = 0u64;
        for &[a, b, c] in &self.triangles {
            for (from, to) in [(a, b), (b, c), (c, a)] {
                let mut hash = u64::from(from.min(to)) << 32 | u64::from(from.max(to));
                hash = (hash ^ hash >> 29).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                hash = (hash ^ hash >> 32).wrapping_mul(0x94d0_49bb_1331_11eb);
                sum = if from < to { sum.wrapping_add(hash ^ hash >> 29) } else { sum.wrapping_sub(hash ^ hash >> 29) };
            }
        }
        sum == 0
    }

    /// The first reason why the mesh encloses no volume: as many triangles must run along every edge one way as the other.
    /// Solids that touch along an edge are closed together, although the edge has four triangles.
    pub fn gap(&self) -> Option<Leak> {
        let leak = self.leak()?;
        if !matches!(leak, Leak::RepeatedEdge(..)) {
            return Some(leak);
        }
        let sides = self.triangles.iter().flat_map(|&[a, b, c]| [(a, b), (b, c), (c, a)]);
        let mut sides: Vec<(u32, u32, bool)> = sides.map(|(u, v)| (u.min(v), u.max(v), u > v)).collect();
        sides.sort_unstable();
        let open = sides.chunk_by(|p, q| (p.0, p.1) == (q.0, q.1)).find(|same| {
            let back = same.iter().filter(|(.., back)| *back).count();
            2 * back != same.len()
        })?;
        let &(low, high, _) = open.first()?;
        Some(if open.len() == 1 { Leak::OpenEdge(low, high) } else { Leak::RepeatedEdge(low, high) })
    }

    /// Whether every edge belongs to exactly two triangles that run along it in opposite directions.
    pub fn is_watertight(&self) -> bool {
        self.leak().is_none()
    }
}

fn corners<'a>(positions: &'a [DVec3], triangles: &'a [[u32; 3]]) -> impl Iterator<Item = [DVec3; 3]> + 'a {
    let place = |v: u32| positions.get(v as usize).copied();
    triangles.iter().filter_map(move |&[a, b, c]| Some([place(a)?, place(b)?, place(c)?]))
}

/// Volume, mm³, that triangles over some vertices enclose.
pub(super) fn volume(positions: &[DVec3], triangles: &[[u32; 3]]) -> f64 {
    // Relative to a vertex of the mesh, so that far-away bodies keep their digits.
    let base = positions.first().copied().unwrap_or_default();
    let sixfold = |[a, b, c]: [DVec3; 3]| (a - base).dot((b - base).cross(c - base));
    corners(positions, triangles).map(sixfold).sum::<f64>() / 6.0
}

/// Area, mm², of triangles over some vertices.
pub(super) fn area(positions: &[DVec3], triangles: &[[u32; 3]]) -> f64 {
    corners(positions, triangles).map(|[a, b, c]| (b - a).cross(c - a).length()).sum::<f64>() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tetrahedron() -> Mesh {
        Mesh {
            positions: vec![DVec3::ZERO, DVec3::X, DVec3::Y, DVec3::Z],
            triangles: vec![[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]],
            ..Mesh::default()
        }
    }

    #[test]
    fn a_tetrahedron_has_its_volume_area_and_box() {
        let mesh = tetrahedron();
        assert!((mesh.volume() - 1.0 / 6.0).abs() < 1e-15);
        assert!((mesh.area() - (1.5 + 0.75f64.sqrt())).abs() < 1e-14);
        assert_eq!(mesh.bounding_box(), Some((DVec3::ZERO, DVec3::ONE)));
        assert_eq!(mesh.leak(), None);
        assert_eq!(Mesh::default().bounding_box(), None);
    }

    #[test]
    fn leaks_are_named() {
        let mut open = tetrahedron();
        open.triangles.pop();
        assert_eq!(open.leak(), Some(Leak::OpenEdge(1, 3)));
        assert!(!open.is_balanced() && tetrahedron().is_balanced());
        let mut flipped = tetrahedron();
        flipped.triangles[3] = [1, 3, 2];
        assert!(matches!(flipped.leak(), Some(Leak::RepeatedEdge(..))));
        assert!(!flipped.is_balanced());
        assert!(flipped.gap().is_some() && open.gap() == Some(Leak::OpenEdge(1, 3)) && tetrahedron().gap().is_none());
        let mut missing = tetrahedron();
        missing.triangles[0][0] = 9;
        assert_eq!(missing.leak(), Some(Leak::MissingVertex(9)));
        let mut collapsed = tetrahedron();
        collapsed.triangles[2][0] = 2;
        assert_eq!(collapsed.leak(), Some(Leak::CollapsedTriangle(2)));
    }
}
