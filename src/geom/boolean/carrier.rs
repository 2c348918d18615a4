//! One carrier surface for all faces, of all operands, that lie on the same surface.

use std::collections::BTreeMap;

use glam::DVec3;

use crate::geom::brep::{Body, Surface};
use crate::model::tolerance;

/// Where a face of an operand lies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The carrier.
    pub(super) carrier: u32,
    /// Whether the face's outward normal is the carrier's own normal.
    pub(super) outward: bool,
}

/// The carriers of the faces of all operands.
pub(super) struct Carriers {
    /// The surfaces, each different from the others by more than the tolerance.
    pub(super) surfaces: Vec<Surface>,
    /// For every operand and face.
    pub(super) places: Vec<Vec<Place>>,
}

/// Width of the cells in which equal surfaces are looked for, mm.
const CELL: f64 = 1e-4;

impl Carriers {
    /// Finds equal surfaces; `reach` is the size of everything, over which directions must agree.
    pub(super) fn new(operands: &[&Body], reach: f64) -> Self {
        let mut surfaces: Vec<Surface> = Vec::new();
        let mut cells: BTreeMap<(u8, i64, i64), Vec<u32>> = BTreeMap::new();
        let mut places = Vec::with_capacity(operands.len());
        for body in operands {
            let mut of_body = Vec::with_capacity(body.faces.len());
            for face in &body.faces {
                let (kind, first, second) = key(&face.surface);
                let cell = |value: f64| (value / CELL).floor() as i64;
                let around = (-1..=1).flat_map(|i| (-1..=1).map(move |j| (i, j)));
                let known = around
                    .filter_map(|(i, j)| cells.get(&(kind, cell(first) + i, cell(second) + j)))
                    .flatten()
                    .find_map(|&id| same(&surfaces[id as usize], &face.surface, reach).map(|aligned| (id, aligned)));
                let (carrier, aligned) = known.unwrap_or_else(|| {
                    let id = surfaces.len() as u32;
                    surfaces.push(face.surface.clone());
                    cells.entry((kind, cell(first), cell(second))).or_default().push(id);
                    (id, true)
                });
                of_body.push(Place { carrier, outward: face.outward == aligned });
            }
            places.push(of_body);
        }
        Self { surfaces, places }
    }
}

/// Two lengths that are equal for equal surfaces.
fn key(surface: &Surface) -> (u8, f64, f64) {
    let f = surface.frame();
    let foot = f.origin - f.z * f.origin.dot(f.z);
    match *surface {
        Surface::Plane { .. } => (0, f.origin.dot(f.z).abs(), 0.0),
        Surface::Cylinder { radius, .. } => (1, radius, foot.x),
        Surface::Cone { .. } => {
            let apex = surface.point(0.0, surface.apex_height().unwrap_or_default());
            (2, apex.x, apex.y)
        }
        Surface::Sphere { radius, .. } => (3, radius, f.origin.x),
        Surface::Torus { major, minor, .. } => (4, major, minor),
    }
}

/// Whether two surfaces are one; for planes whether their normals agree.
fn same(a: &Surface, b: &Surface, reach: f64) -> Option<bool> {
    let near = |x: f64, y: f64| (x - y).abs() <= tolerance::LINEAR;
    let (f, g) = (a.frame(), b.frame());
    let parallel = f.z.cross(g.z).length() * reach <= tolerance::LINEAR;
    let off_axis = |p: DVec3| (p - f.origin).cross(f.z).length();
    let coaxial = parallel && off_axis(g.origin) <= tolerance::LINEAR;
    let one = match (a, b) {
        (Surface::Plane { .. }, Surface::Plane { .. }) => {
            let close = parallel && (g.origin - f.origin).dot(f.z).abs() <= tolerance::LINEAR;
            return close.then_some(f.z.dot(g.z) > 0.0);
        }
        (Surface::Cylinder { radius: r, .. }, Surface::Cylinder { radius: s, .. }) => coaxial && near(*r, *s),
        (Surface::Cone { half_angle: r, .. }, Surface::Cone { half_angle: s, .. }) => {
            let tip = |s: &Surface| s.point(0.0, s.apex_height().unwrap_or_default());
            let angle = if f.z.dot(g.z) > 0.0 { *s } else { -*s };
            coaxial && tip(a).distance(tip(b)) <= tolerance::LINEAR && (r - angle).abs() * reach < 1e-4
        }
        (Surface::Sphere { radius: r, .. }, Surface::Sphere { radius: s, .. }) => {
            near(*r, *s) && f.origin.distance(g.origin) <= tolerance::LINEAR
        }
        (Surface::Torus { major: r, minor: m, .. }, Surface::Torus { major: s, minor: n, .. }) => {
            coaxial && near(*r, *s) && near(*m, *n) && f.origin.distance(g.origin) <= tolerance::LINEAR
        }
        _ => false,
    };
    one.then_some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::samples::{self, frame};

    #[test]
    fn flush_faces_and_coaxial_walls_share_a_carrier() {
        let f = frame([1.0, 2.0, 3.0], [0.2, 0.3, 0.9]);
        let upside_down = frame([1.0, 2.0, 3.0], [-0.2, -0.3, -0.9]);
        let peg = samples::cylinder(&f, 2.0, 5.0);
        let below = samples::cylinder(&upside_down, 2.0, 4.0);
        let carriers = Carriers::new(&[&peg, &below], 10.0);
        assert_eq!(carriers.surfaces.len(), 4);
        let [peg, below] = &carriers.places[..] else { panic!() };
        assert_eq!(peg[0].carrier, below[0].carrier);
        assert_ne!(peg[0].outward, below[0].outward);
        assert_eq!(peg[1].carrier, below[1].carrier);
        assert_eq!(peg[1].outward, below[1].outward);
    }
}
