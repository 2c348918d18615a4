//! Bodies to closed triangle meshes.
//!
//! Purpose: every edge is divided once ([`outline`]), every face is triangulated over the vertices of its
//! edges, so the mesh is closed by construction. Faces go the cheapest way that fits: convex outlines
//! directly, plane regions by a sweep ([`monotone`]), four-sided patches of surfaces of revolution in
//! rows ([`grid`]), other patches of cylinders, cones and tori unrolled ([`unroll`]), other patches of spheres
//! projected from a point outside them ([`sphere`]); doubly curved patches get inner
//! vertices ([`delaunay`]).
//! Invariants: triangles face outward; no vertex lies inside an edge of a neighbouring triangle; the same
//! body and options give the same mesh, bit for bit, with any number of threads.
//! Diagonals that faces happen to share, with each other or with an edge that touches a face, are divided ([`folds`]).
//! No mesh leaves that is not balanced: as many triangles run along every edge one way as the other.
//! Where edges of a face cross because they are divided too coarsely, everything is divided finer and
//! meshed again, a counted number of times.
//! Absent: smoothing, optimisation of triangle shapes.

mod clearance;
mod cut;
mod delaunay;
mod folds;
mod grid;
mod monotone;
mod options;
mod outline;
mod plane;
#[cfg(test)]
mod random;
mod sphere;
#[cfg(test)]
mod tests;
mod unroll;

use std::ops::Range;

use glam::{DVec2, DVec3};
use rayon::prelude::*;

pub use options::{MeshOptions, segments_for};
pub(super) use outline::Divisions;

use super::brep::{Body, BodyFace, Coedge, Surface};
use super::interrupt;
use super::mesh::Mesh;
use crate::diagnostics::registry::geom;
use crate::model::GeometryError;
use monotone::Tangled;
use outline::Outline;

/// Bodies whose mesh has at least this many triangles are meshed face by face in parallel.
const PARALLEL_TRIANGLES: f64 = 50_000.0;
/// How often a body is divided finer before it is given up.
const REFINEMENTS: usize = 5;
/// A body that would have more triangles than this, at least, is not divided finer to have its edges apart.
const MOST_REFINED: f64 = 200_000.0;

/// The closed mesh of a body.
pub fn mesh(body: &Body, options: &MeshOptions) -> Result<Mesh, GeometryError> {
    mesh_divided(body, options, &Divisions::new())
}

/// The closed mesh of a body with some edges divided as given.
pub(super) fn mesh_divided(body: &Body, options: &MeshOptions, divisions: &Divisions) -> Result<Mesh, GeometryError> {
    options.check()?;
    let mut finer = *options;
    let mut tangled = None;
    for _ in 0..=REFINEMENTS {
        interrupt::check()?;
        let outline = Outline::new(body, &finer, divisions)?;
        // Only when finer edges do not help it is touching, not crossing.
        let room = if finer.chord < options.chord { 4.0 * finer.chord } else { 0.0 };
        if room > 0.0 && outline.estimate > MOST_REFINED {
            break;
        }
        match faces(&outline, &finer, room) {
            Ok(mesh) => return Ok(mesh),
            Err(Failure::Limit(error)) => return Err(error),
            Err(Failure::Tangled(face)) => {
                tangled = face;
                finer.chord /= 4.0;
                finer.angle /= 2.0;
            }
        }
    }
    let message = match tangled.and_then(|index: usize| Some((index, body.faces.get(index)?))) {
        Some((index, face)) => format!(
            "the edges of a face must not cross, but those of face {index}, a {}, do at a tolerance of {} mm",
            face.surface.name(),
            4.0 * finer.chord
        ),
        None => format!("no closed mesh was found at a tolerance of {} mm", 4.0 * finer.chord),
    };
    Err(GeometryError::new(geom::NOT_MESHABLE, message))
}

enum Failure {
    /// The edges of a face cross at this tolerance (the face), or the triangles of different faces do not fit.
    Tangled(Option<usize>),
    Limit(GeometryError),
}

/// Triangles of one face and the vertices inside it.
#[derive(Default)]
struct FaceMesh {
    /// Number of vertices shared by all faces; indices from here on are those of `points`.
    shared: u32,
    points: Vec<DVec3>,
    triangles: Vec<[u32; 3]>,
    /// Whether diagonals may be drawn between any vertices of a curved surface, and so coincide with others.
    freely: bool,
}

impl FaceMesh {
    /// Adds a vertex inside the face.
    fn point(&mut self, p: DVec3) -> u32 {
        self.points.push(p);
        self.shared + self.points.len() as u32 - 1
    }

    /// Adds a triangle that is counter-clockwise about the surface's own normal; nothing when two corners are one vertex.
    fn triangle(&mut self, outward: bool, [a, b, c]: [u32; 3]) {
        if a != b && b != c && c != a {
            self.triangles.push(if outward { [a, b, c] } else { [a, c, b] });
        }
    }
}

/// Plane polygons over vertices of the mesh: loops in order, the face on their left.
#[derive(Default)]
struct Polygons {
    ids: Vec<u32>,
    points: Vec<DVec2>,
    loops: Vec<Range<u32>>,
}

impl Polygons {
    fn clear(&mut self) {
        self.ids.clear();
        self.points.clear();
        self.loops.clear();
    }

    /// Closes the loop of everything pushed since the last one.
    fn close(&mut self) {
        let start = self.loops.last().map_or(0, |range| range.end);
        self.loops.push(start..self.points.len() as u32);
    }
}

/// Reusable memory of the triangulation of faces.
#[derive(Default)]
struct Scratch {
    /// How far holes of plane faces may be drawn in where they touch something.
    room: f64,
    sweep: monotone::Sweep,
    polygons: Polygons,
    triangles: Vec<[u32; 3]>,
}

fn faces(outline: &Outline, options: &MeshOptions, room: f64) -> Result<Mesh, Failure> {
    let body = outline.body;
    let shared = outline.positions.len() as u32;
    let mut mesh = Mesh { edges: outline.polylines(), ..Mesh::default() };
    let capacity = outline.estimate.min(1e6) as usize;
    mesh.triangles.reserve(capacity);
    mesh.faces.reserve(capacity);
    let mut points: Vec<DVec3> = Vec::new();
    let mut freely = false;
    let mut append = |index: usize, face: &FaceMesh| {
        freely |= face.freely;
        let offset = points.len() as u32;
        let place = |v: u32| if v < shared { v } else { v + offset };
        mesh.triangles.extend(face.triangles.iter().map(|t| t.map(place)));
        mesh.faces.resize(mesh.triangles.len(), index as u32);
        points.extend_from_slice(&face.points);
    };
    if outline.estimate < PARALLEL_TRIANGLES || body.faces.len() < 2 {
        let mut scratch = Scratch { room, ..Scratch::default() };
        let mut out = FaceMesh { shared, ..FaceMesh::default() };
        for (index, face) in body.faces.iter().enumerate() {
            interrupt::check_at(index).map_err(Failure::Limit)?;
            out.points.clear();
            out.triangles.clear();
            mesh_face(outline, face, options, &mut scratch, &mut out)
                .map_err(|Tangled| Failure::Tangled(Some(index)))?;
            append(index, &out);
        }
    } else {
        let interrupt = interrupt::current();
        let parts: Vec<Result<FaceMesh, Tangled>> = body
            .faces
            .par_iter()
            .map_init(
                || Scratch { room, ..Scratch::default() },
                |scratch, face| {
                    let mut out = FaceMesh { shared, ..FaceMesh::default() };
                    if interrupt.is_raised() {
                        return Ok(out);
                    }
                    interrupt.watch(|| mesh_face(outline, face, options, scratch, &mut out)).map(|()| out)
                },
            )
            .collect();
        interrupt::check().map_err(Failure::Limit)?;
        for (index, part) in parts.into_iter().enumerate() {
            append(index, &part.map_err(|Tangled| Failure::Tangled(Some(index)))?);
        }
    }
    if mesh.triangles.len() > options.max_triangles {
        return Err(Failure::Limit(outline::too_many(mesh.triangles.len() as f64, options.max_triangles)));
    }
    mesh.positions.reserve_exact(outline.positions.len() + points.len());
    mesh.positions.extend_from_slice(&outline.positions);
    mesh.positions.append(&mut points);
    let closed = if freely || outline.has_contacts() { folds::unfold(body, &mut mesh) } else { mesh.is_balanced() };
    if closed { Ok(mesh) } else { Err(Failure::Tangled(None)) }
}

fn mesh_face(
    outline: &Outline,
    face: &BodyFace,
    options: &MeshOptions,
    scratch: &mut Scratch,
    out: &mut FaceMesh,
) -> Result<(), Tangled> {
    if let Surface::Plane { frame } = &face.surface {
        return plane::mesh(outline, face, frame, scratch, out);
    }
    if grid::mesh(outline, face, options, out) {
        return Ok(());
    }
    out.freely = true;
    match face.surface {
        Surface::Sphere { .. } => sphere::mesh(outline, face, options, out),
        _ => unroll::mesh(outline, face, options, scratch, out),
    }
}

/// The uses of edges of a loop so that the face is on their left about the surface's own normal.
fn loop_about_normal(face: &BodyFace, coedges: &[Coedge]) -> Vec<Coedge> {
    let mut walk = coedges.to_vec();
    if !face.outward {
        walk.reverse();
        walk.iter_mut().for_each(|coedge| coedge.forward = !coedge.forward);
    }
    walk
}
