use glam::{DVec2, DVec3};

use super::{SIDE, Window};
use crate::geom::mesh::Mesh;
use crate::render::View;
use crate::render::camera::Directions;
use crate::render::edges::{self, Weight};

/// A line of sight, with a viewer at each of its ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Along X.
    X,
    /// Along Y.
    Y,
    /// Along Z.
    Z,
    /// From the front, the right and above, in the stretched space of the window.
    Iso,
}

/// A cube seen over its corner is wider than its side.
const ISO_SHRINK: f64 = 0.7;

impl Direction {
    /// Every direction, in the order of all lists.
    pub const ALL: [Direction; 4] = [Direction::X, Direction::Y, Direction::Z, Direction::Iso];
}

/// Which edges of a mesh are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edges {
    /// The borders between the faces of its body; creases where it has none.
    Borders,
    /// Borders at an angle, or creases: what a mesh that was read from a file shows too.
    Creases,
    /// None.
    None,
}

/// A mesh in the cells of a window.
pub struct Placed {
    places: Vec<DVec3>,
    facets: Vec<([u32; 3], u32)>,
    edges: Vec<[u32; 2]>,
    closed: bool,
}

impl Placed {
    /// Places meshes side by side; triangles without area, without corners or not finite are left out. The mesh
    /// of a body counts as closed and facing outward, one that was read from a file does not.
    pub fn new(meshes: &[&Mesh], window: &Window, edges: Edges) -> Placed {
        let mut placed = Placed {
            places: Vec::new(),
            facets: Vec::new(),
            edges: Vec::new(),
            closed: meshes.iter().all(|m| is_body(m)),
        };
        for mesh in meshes {
            placed.add(mesh, window, edges);
        }
        placed
    }

    fn add(&mut self, mesh: &Mesh, window: &Window, edges: Edges) {
        let first = self.places.len() as u32;
        self.places.extend(mesh.positions.iter().map(|&p| window.place(p)));
        let places = &self.places[first as usize..];
        let facet = |corners: &[u32; 3]| {
            let [a, b, c] = corners.map(|corner| places.get(corner as usize).copied().unwrap_or(DVec3::NAN));
            let normal = (b - a).cross(c - a).try_normalize()?;
            Some((corners.map(|corner| corner + first), packed(normal)))
        };
        self.facets.extend(mesh.triangles.iter().filter_map(facet));
        let own = |line: &[u32]| [line[0] + first, line[1] + first];
        match edges {
            Edges::None => {}
            Edges::Borders if is_body(mesh) => {
                self.edges.extend(mesh.edges.iter().flat_map(|line| line.windows(2)).map(own));
            }
            Edges::Borders | Edges::Creases => {
                // Nothing faces a viewer who is nowhere: no outlines.
                let lines = edges::lines(mesh, DVec3::ZERO).into_iter();
                self.edges.extend(lines.filter(|(.., weight)| *weight == Weight::Crease).map(|(a, b, _)| own(&[a, b])));
            }
        }
    }

    /// The mesh as seen along a direction.
    pub fn seen(&self, direction: Direction) -> Seen<'_> {
        let directions = Directions::of(View::Iso);
        let middle = DVec3::splat(SIDE as f64 / 2.0);
        let turn = |&p: &DVec3| match direction {
            Direction::X => DVec3::new(p.y, p.z, p.x),
            Direction::Y => DVec3::new(p.z, p.x, p.y),
            Direction::Z => p,
            Direction::Iso => directions.local(p - middle) * ISO_SHRINK + middle,
        };
        Seen { placed: self, places: self.places.iter().map(turn).collect() }
    }
}

/// A placed mesh as seen along a direction: columns, rows, and heights toward the first viewer.
pub struct Seen<'a> {
    placed: &'a Placed,
    places: Vec<DVec3>,
}

impl Seen<'_> {
    /// The corners of each triangle, and its normal.
    pub(super) fn triangles(&self) -> impl Iterator<Item = ([DVec3; 3], u32)> {
        self.placed.facets.iter().map(|(corners, normal)| (corners.map(|corner| self.places[corner as usize]), *normal))
    }

    /// The ends of each edge.
    pub(super) fn edges(&self) -> impl Iterator<Item = [DVec2; 2]> {
        let place = |corner: u32| Some(self.places.get(corner as usize)?.truncate());
        self.placed.edges.iter().filter_map(move |&[a, b]| Some([place(a)?, place(b)?]))
    }

    pub(super) fn is_closed(&self) -> bool {
        self.placed.closed
    }

    /// The box of the triangles in the picture; `None` when there are none.
    pub fn extent(&self) -> Option<(DVec2, DVec2)> {
        let corners = self.triangles().flat_map(|(corners, _)| corners).map(DVec3::truncate);
        corners.fold(None, |bounds, p| match bounds {
            None => Some((p, p)),
            Some((min, max)) => Some((min.min(p), max.max(p))),
        })
    }
}

fn is_body(mesh: &Mesh) -> bool {
    !mesh.faces.is_empty()
}

/// A unit vector in thirty bits.
fn packed(normal: DVec3) -> u32 {
    let part = |v: f64| (v * 511.0 + 512.5) as u32 & 1023;
    part(normal.x) | part(normal.y) << 10 | part(normal.z) << 20
}

/// The coordinates of a packed normal, −511..=511 for −1..=1.
pub fn unpacked(normal: u32) -> [i32; 3] {
    [0, 10, 20].map(|shift| (normal >> shift & 1023) as i32 - 512)
}
