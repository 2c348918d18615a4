//! Faces of a mesh: connected triangles in one plane, and smooth curved pieces.

use std::collections::BTreeMap;

use glam::{DMat3, DVec3};

use crate::geom::brep::DisjointSets;
use crate::geom::compare::eigen;
use crate::geom::mesh::Mesh;

/// Vertices of a facet lie within this share of the extent of the mesh from one plane.
const FLAT: f64 = 1e-10;
/// The same for meshes from files, whose coordinates often have 24 bits.
const FLAT_IN_FILES: f64 = 2e-7;

/// Connected triangles in one plane.
#[derive(Clone, Debug)]
pub(in crate::geom::compare) struct Facet {
    /// Outward unit normal.
    pub normal: DVec3,
    /// Its area.
    pub area: f64,
    /// Centroid of its area.
    pub centroid: DVec3,
    /// Its triangles.
    pub triangles: Vec<[u32; 3]>,
}

/// A mesh as facets and other triangles.
#[derive(Clone, Debug, Default)]
pub(in crate::geom::compare) struct Facets {
    /// Planes of at least two triangles, or of a whole face of a body.
    pub flat: Vec<Facet>,
    /// Triangles that have no neighbour in their plane.
    pub loose: Vec<[u32; 3]>,
    /// What looks in which direction.
    pub directions: Vec<Direction>,
    /// Smooth pieces of the surface that are not flat.
    pub patches: Vec<Patch>,
}

/// A smooth piece of a curved surface.
#[derive(Clone, Copy, Debug)]
pub(in crate::geom::compare) struct Patch {
    /// Its area.
    pub area: f64,
    /// Centroid of its area.
    pub centroid: DVec3,
    /// The direction about which its normals turn, up to its sign: the axis of a cylinder, cone or torus.
    pub axis: Option<DVec3>,
}

/// The facets and triangles that look in one direction or against it.
#[derive(Clone, Copy, Debug)]
pub(in crate::geom::compare) struct Direction {
    /// Unit normal.
    pub normal: DVec3,
    /// Triangles of facets and others.
    pub triangles: usize,
    /// Area.
    pub area: f64,
}

/// Directions are the same when their cosine is within this of one.
const SAME_DIRECTION: f64 = 1e-12;

impl Facets {
    /// The facets of a mesh. Triangles with missing vertices or without area are left out.
    pub fn new(mesh: &Mesh) -> Facets {
        let Some((min, max)) = mesh.bounding_box() else { return Facets::default() };
        let extent = (max - min).length();
        let mut facets = Facets::default();
        let groups = if mesh.faces.len() == mesh.triangles.len() {
            by_face(mesh, FLAT * extent)
        } else {
            let sides = sides(mesh);
            facets.patches = smooth(mesh, &sides);
            by_plane(mesh, &sides, FLAT_IN_FILES * extent)
        };
        for group in groups {
            match group {
                Group::Flat(triangles) => match facet(mesh, triangles) {
                    Ok(facet) => facets.flat.push(facet),
                    Err(triangles) => facets.loose.extend(triangles),
                },
                Group::Curved(triangles) => {
                    facets.patches.extend(patch(mesh, &triangles));
                    facets.loose.extend(triangles);
                }
                Group::Loose(triangles) => facets.loose.extend(triangles),
            }
        }
        for index in 0..facets.flat.len() {
            let Facet { normal, area, ref triangles, .. } = facets.flat[index];
            let direction = Direction { normal, area, triangles: triangles.len() };
            join(&mut facets.directions, direction);
        }
        for &triangle in &facets.loose {
            let Some(cross) = cross(mesh, triangle) else { continue };
            let (normal, area) = (cross.normalize_or_zero(), 0.5 * cross.length());
            join(&mut facets.directions, Direction { normal, area, triangles: 1 });
        }
        facets
    }
}

/// Adds to the direction it is, among the last few only: neighbours look alike, and a long search would be quadratic.
fn join(directions: &mut Vec<Direction>, next: Direction) {
    let recent = directions.len().saturating_sub(24);
    let same = |known: &&mut Direction| known.normal.dot(next.normal).abs() >= 1.0 - SAME_DIRECTION;
    match directions[recent..].iter_mut().find(same) {
        Some(known) => {
            known.triangles += next.triangles;
            known.area += next.area;
        }
        None => directions.push(next),
    }
}

enum Group {
    /// In one plane.
    Flat(Vec<[u32; 3]>),
    /// A face that is not flat.
    Curved(Vec<[u32; 3]>),
    /// Of no face that is known.
    Loose(Vec<[u32; 3]>),
}

/// Twice the vector area of a triangle; `None` without area.
fn cross(mesh: &Mesh, triangle: [u32; 3]) -> Option<DVec3> {
    let [a, b, c] = mesh.corners(triangle)?;
    let cross = (b - a).cross(c - a);
    (cross.length_squared() > 0.0).then_some(cross)
}

/// Runs of triangles of one face of a body, flat or not.
fn by_face(mesh: &Mesh, tolerance: f64) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut start = 0;
    while start < mesh.triangles.len() {
        let face = mesh.faces[start];
        let length = mesh.faces[start..].iter().take_while(|other| **other == face).count();
        let triangles: Vec<[u32; 3]> = mesh.triangles[start..start + length]
            .iter()
            .copied()
            .filter(|triangle| cross(mesh, *triangle).is_some())
            .collect();
        start += length;
        let sum = triangles.iter().filter_map(|triangle| cross(mesh, *triangle)).sum::<DVec3>();
        let normal = sum.normalize_or_zero();
        let base = triangles.first().and_then(|triangle| mesh.corners(*triangle)).map_or(DVec3::ZERO, |c| c[0]);
        let flat = normal != DVec3::ZERO
            && triangles.iter().all(|triangle| {
                mesh.corners(*triangle).is_some_and(|c| c.iter().all(|p| (*p - base).dot(normal).abs() <= tolerance))
            });
        groups.push(if flat { Group::Flat(triangles) } else { Group::Curved(triangles) });
    }
    groups
}

/// The sides of all triangles by their vertices, in order.
struct Sides(Vec<([u32; 2], u32)>);

fn sides(mesh: &Mesh) -> Sides {
    let mut sides: Vec<([u32; 2], u32)> = Vec::with_capacity(3 * mesh.triangles.len());
    for (index, &[a, b, c]) in mesh.triangles.iter().enumerate() {
        for [from, to] in [[a, b], [b, c], [c, a]] {
            sides.push(([from.min(to), from.max(to)], index as u32));
        }
    }
    sides.sort_unstable();
    Sides(sides)
}

impl Sides {
    /// The triangles at a side.
    fn around(&self, a: u32, b: u32) -> impl Iterator<Item = u32> + '_ {
        let key = [a.min(b), a.max(b)];
        let first = self.0.partition_point(|(side, _)| *side < key);
        self.0[first..].iter().take_while(move |(side, _)| *side == key).map(|(_, triangle)| *triangle)
    }
}

/// Pieces whose neighbouring triangles turn by at most this cosine (25°) are smooth.
pub(in crate::geom::compare) const SMOOTH: f64 = 0.906;
/// Pieces of fewer triangles are no patches.
const SMALLEST_PATCH: usize = 6;

/// Smooth pieces of a mesh that are not flat.
fn smooth(mesh: &Mesh, sides: &Sides) -> Vec<Patch> {
    let mut sets = DisjointSets::new(mesh.triangles.len());
    let normals: Vec<DVec3> =
        mesh.triangles.iter().map(|t| cross(mesh, *t).map_or(DVec3::ZERO, DVec3::normalize_or_zero)).collect();
    for pair in sides.0.windows(2) {
        let ((side, first), (other, second)) = (pair[0], pair[1]);
        if side == other && normals[first as usize].dot(normals[second as usize]) > SMOOTH {
            sets.join(first, second);
        }
    }
    let mut members: BTreeMap<u32, Vec<[u32; 3]>> = BTreeMap::new();
    for (index, triangle) in mesh.triangles.iter().enumerate() {
        members.entry(sets.find(index as u32)).or_default().push(*triangle);
    }
    let bent = |piece: &&Vec<[u32; 3]>| {
        let sum: DVec3 = piece.iter().filter_map(|t| cross(mesh, *t)).sum();
        let area: f64 = piece.iter().filter_map(|t| cross(mesh, *t)).map(DVec3::length).sum();
        piece.len() >= SMALLEST_PATCH && sum.length() < 0.999 * area
    };
    members.values().filter(bent).filter_map(|piece| patch(mesh, piece)).collect()
}

/// Two eigenvalues of the mean of n·nᵀ are equal when they differ by less than this.
const ROUND: f64 = 0.02;

/// The patch of some triangles; `None` without area.
fn patch(mesh: &Mesh, triangles: &[[u32; 3]]) -> Option<Patch> {
    let (mut area, mut first, mut turn) = (0.0, DVec3::ZERO, DMat3::ZERO);
    for triangle in triangles {
        let (Some(cross), Some([a, b, c])) = (cross(mesh, *triangle), mesh.corners(*triangle)) else { continue };
        let own = cross.length();
        let n = cross / own;
        area += own;
        first += own * (a + b + c) / 3.0;
        turn += DMat3::from_cols(n * n.x, n * n.y, n * n.z) * own;
    }
    if area.is_nan() || area <= 0.0 {
        return None;
    }
    let (values, axes) = eigen::axes(&(turn * (1.0 / area)));
    let (low, high) = (values.y - values.x, values.z - values.y);
    let axis = match (low > ROUND, high > ROUND) {
        (true, false) => Some(axes.x_axis),
        (false, true) => Some(axes.z_axis),
        // Part of a cylinder: its normals lie in a plane.
        (true, true) if values.x < 1e-6 => Some(axes.x_axis),
        _ => None,
    };
    Some(Patch { area: 0.5 * area, centroid: first / area, axis })
}

/// Connected triangles in the plane of the first of them.
fn by_plane(mesh: &Mesh, sides: &Sides, tolerance: f64) -> Vec<Group> {
    let mut done = vec![false; mesh.triangles.len()];
    let mut groups = Vec::new();
    let mut loose = Vec::new();
    for seed in 0..mesh.triangles.len() {
        if std::mem::replace(&mut done[seed], true) {
            continue;
        }
        let (Some(sum), Some([base, ..])) = (cross(mesh, mesh.triangles[seed]), mesh.corners(mesh.triangles[seed]))
        else {
            continue;
        };
        let normal = sum.normalize_or_zero();
        let mut members = vec![mesh.triangles[seed]];
        let mut todo = vec![mesh.triangles[seed]];
        while let Some([a, b, c]) = todo.pop() {
            for [from, to] in [[a, b], [b, c], [c, a]] {
                for next in sides.around(from, to) {
                    let triangle = mesh.triangles[next as usize];
                    let fits = !done[next as usize]
                        && cross(mesh, triangle).is_some_and(|own| own.dot(normal) > 0.99 * own.length())
                        && mesh
                            .corners(triangle)
                            .is_some_and(|corners| corners.iter().all(|p| (*p - base).dot(normal).abs() <= tolerance));
                    if fits {
                        done[next as usize] = true;
                        members.push(triangle);
                        todo.push(triangle);
                    }
                }
            }
        }
        match members[..] {
            [only] => loose.push(only),
            _ => groups.push(Group::Flat(members)),
        }
    }
    groups.push(Group::Loose(loose));
    groups
}

/// The facet of some triangles in one plane; the triangles back when their normals cancel.
fn facet(mesh: &Mesh, triangles: Vec<[u32; 3]>) -> Result<Facet, Vec<[u32; 3]>> {
    let (mut sum, mut first, mut weight) = (DVec3::ZERO, DVec3::ZERO, 0.0);
    for [a, b, c] in triangles.iter().filter_map(|triangle| mesh.corners(*triangle)) {
        let cross = (b - a).cross(c - a);
        let area = cross.length();
        sum += cross;
        weight += area;
        first += area * (a + b + c) / 3.0;
    }
    let normal = sum.normalize_or_zero();
    if normal == DVec3::ZERO || weight <= 0.0 {
        return Err(triangles);
    }
    let centroid = first / weight;
    Ok(Facet { normal, area: 0.5 * weight, centroid, triangles })
}
