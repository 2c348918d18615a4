//! The edges of a body, each divided once, so that faces that share an edge share its vertices.
//!
//! Invariants: every index of the body is in range and every edge is used once forward and once backward
//! before anything else looks at them; vertices of the mesh are first those of the body, then the
//! inner ones of the edges in order.

use std::collections::BTreeMap;

use glam::DVec3;
use smallvec::SmallVec;

use super::grid;
use super::options::{MeshOptions, segments_for};
use crate::diagnostics::registry::{geom, limit};
use crate::geom::brep::{Body, BodyFace, Coedge, Curve3, DisjointSets, Surface, on_both};
use crate::model::{GeometryError, tolerance, trig};

/// Inner parameters, in degrees, of circles and ellipses that are not divided evenly, by edge.
pub(in crate::geom) type Divisions = BTreeMap<u32, Vec<f64>>;

/// The inner vertices of an edge.
#[derive(Clone, Copy)]
struct Run {
    first: u32,
    count: u32,
}

/// A body with its edges divided.
pub(super) struct Outline<'a> {
    /// The body.
    pub(super) body: &'a Body,
    /// Vertices of the body and of its edges.
    pub(super) positions: Vec<DVec3>,
    /// Estimate of the number of triangles.
    pub(super) estimate: f64,
    runs: Vec<Run>,
    /// Vertices of the body without edges: apexes inside faces.
    tips: Vec<u32>,
}

impl<'a> Outline<'a> {
    /// Divides all edges; checks the indices of the body and the limit on triangles first.
    pub(super) fn new(body: &'a Body, options: &MeshOptions, divisions: &Divisions) -> Result<Self, GeometryError> {
        check(body)?;
        let refined = refined(body, options);
        let segments = segments(body, options, divisions, &refined);
        let estimate = estimate(body, options, &segments);
        if estimate.is_nan() || estimate > options.max_triangles as f64 {
            return Err(too_many(estimate, options.max_triangles));
        }
        let inner: f64 = segments.iter().map(|n| n - 1.0).sum();
        let mut positions = Vec::with_capacity(body.vertices.len() + inner as usize);
        positions.extend_from_slice(&body.vertices);
        let mut runs = Vec::with_capacity(body.edges.len());
        let mut tables = Tables::default();
        for (index, (edge, &n)) in body.edges.iter().zip(&segments).enumerate() {
            let first = positions.len() as u32;
            match (divisions.get(&(index as u32)), refined.get(&(index as u32))) {
                (Some(inner), _) => positions.extend(inner.iter().filter_map(|&t| edge.curve.angular_point(t))),
                (_, Some(points)) => positions.extend_from_slice(&points[1..points.len() - 1]),
                _ => {
                    let ends = [edge.start, edge.end].map(|v| body.vertices[v as usize]);
                    divide(&edge.curve, ends, n as u32, &mut tables, &mut positions);
                }
            }
            runs.push(Run { first, count: positions.len() as u32 - first });
        }
        let tips = body.tips();
        Ok(Self { body, positions, estimate, runs, tips })
    }

    /// Appends the vertices of a use of an edge, without its last one.
    pub(super) fn walk(&self, coedge: Coedge, out: &mut Vec<u32>) {
        let edge = &self.body.edges[coedge.edge as usize];
        let run = self.runs[coedge.edge as usize];
        let inner = run.first..run.first + run.count;
        if coedge.forward {
            out.push(edge.start);
            out.extend(inner);
        } else {
            out.push(edge.end);
            out.extend(inner.rev());
        }
    }

    /// The last vertex of a use of an edge.
    pub(super) fn end(&self, coedge: Coedge) -> u32 {
        let edge = &self.body.edges[coedge.edge as usize];
        if coedge.forward { edge.end } else { edge.start }
    }

    /// The vertex of the body without edges at a place, if there is one.
    pub(super) fn tip(&self, p: DVec3) -> Option<u32> {
        let near = |&v: &u32| self.body.vertices[v as usize].distance(p) < tolerance::LINEAR;
        self.tips.iter().copied().find(near)
    }

    /// Whether an undivided edge joins two corners of a face that it does not bound, so that a diagonal of the face
    /// may run along it.
    pub(super) fn has_contacts(&self) -> bool {
        let mut faces_at: Vec<SmallVec<[u32; 4]>> = vec![SmallVec::new(); self.body.vertices.len()];
        for (face, body_face) in self.body.faces.iter().enumerate() {
            for coedge in body_face.loops.iter().flatten() {
                let at = &mut faces_at[self.end(*coedge) as usize];
                if at.last() != Some(&(face as u32)) {
                    at.push(face as u32);
                }
            }
        }
        let undivided = self.body.edges.iter().zip(&self.runs).filter(|(_, run)| run.count == 0);
        undivided.filter(|(edge, _)| !edge.is_closed()).any(|(edge, _)| {
            let (a, b) = (&faces_at[edge.start as usize], &faces_at[edge.end as usize]);
            let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
            let mut common = few.iter().filter(|face| many.binary_search(face).is_ok());
            common.nth(2).is_some()
        })
    }

    /// All edges as polylines.
    pub(super) fn polylines(&self) -> Vec<Vec<u32>> {
        let coedge = |edge| Coedge { edge: edge as u32, forward: true };
        (0..self.body.edges.len())
            .map(|edge| {
                let mut line = Vec::with_capacity(self.runs[edge].count as usize + 2);
                self.walk(coedge(edge), &mut line);
                line.push(self.body.edges[edge].end);
                line
            })
            .collect()
    }
}

/// The error of a mesh that would be too large.
pub(super) fn too_many(estimate: f64, most: usize) -> GeometryError {
    let message = format!("a mesh may have up to {most} triangles, but this one would have about {estimate:.0}");
    GeometryError::new(limit::TRIANGLES, message).note("use a larger chord tolerance")
}

fn broken(message: String) -> GeometryError {
    GeometryError::new(geom::NOT_MESHABLE, message)
}

fn check(body: &Body) -> Result<(), GeometryError> {
    if body.vertices.iter().any(|p| !p.is_finite()) {
        return Err(broken("every vertex of a boundary must be a number of millimetres, but one is not finite".into()));
    }
    for (index, edge) in body.edges.iter().enumerate() {
        let vertices = body.vertices.len();
        if edge.start as usize >= vertices || edge.end as usize >= vertices {
            return Err(broken(format!("edge {index} names a vertex that does not exist; there are {vertices}")));
        }
        if matches!(&edge.curve, Curve3::Points(points) if points.len() < 2 || points.iter().any(|p| !p.is_finite())) {
            return Err(broken(format!("edge {index} needs at least two finite points")));
        }
    }
    let mut uses = vec![[0u8; 2]; body.edges.len()];
    for coedge in body.faces.iter().flat_map(|face| face.loops.iter().flatten()) {
        let Some(count) = uses.get_mut(coedge.edge as usize) else {
            return Err(broken(format!("a face names edge {}, which does not exist", coedge.edge)));
        };
        let count = &mut count[usize::from(coedge.forward)];
        *count = count.saturating_add(1);
    }
    match uses.iter().position(|&count| count != [1, 1]) {
        None => Ok(()),
        Some(edge) => {
            let [backward, forward] = uses[edge];
            Err(broken(format!(
                "every edge must be used once forward and once backward, but edge {edge} is used {forward} and {backward} times"
            )))
        }
    }
}

/// The number of segments of every edge: what its own shape needs, raised to what the faces beside it
/// need, and equal for opposite sides of four-sided patches.
fn segments(body: &Body, options: &MeshOptions, divisions: &Divisions, refined: &Refined) -> Vec<f64> {
    let mut counts: Vec<f64> = body
        .edges
        .iter()
        .enumerate()
        .map(|(index, edge)| match &edge.curve {
            Curve3::Line => 1.0,
            Curve3::Circle { radius, from, to, .. } => segments_for(*radius, to - from, options),
            Curve3::Ellipse { major, minor, from, to, .. } => segments_for(major.max(*minor), to - from, options),
            Curve3::Points(points) => refined.get(&(index as u32)).unwrap_or(points).len() as f64 - 1.0,
        })
        .collect();
    part_twins(body, &mut counts);
    let mut groups = DisjointSets::new(counts.len());
    for face in &body.faces {
        if matches!(face.surface, Surface::Plane { .. }) {
            continue;
        }
        let Some(patch) = grid::Patch::of(body, face) else { continue };
        for (a, b) in [(&patch.bottom, &patch.top), (&patch.left, &patch.right)] {
            if let ([a], [b]) = (&a[..], &b[..]) {
                groups.join(a.edge, b.edge);
            }
        }
        if let Some((around, across)) = radii(&face.surface) {
            let mut raise = |sides: &[&Vec<Coedge>], radius| {
                for side in sides.iter().copied().flatten() {
                    let edge = side.edge as usize;
                    if let Some((from, to)) = body.edges[edge].curve.range() {
                        counts[edge] = counts[edge].max(segments_for(radius, to - from, &options.doubly_curved()));
                    }
                }
            };
            raise(&[&patch.bottom, &patch.top], around);
            raise(&[&patch.left, &patch.right], across);
        }
    }
    for edge in 0..counts.len() {
        let least = groups.find(edge as u32) as usize;
        counts[least] = counts[least].max(counts[edge]);
    }
    for edge in 0..counts.len() {
        counts[edge] = counts[groups.find(edge as u32) as usize];
    }
    for (&edge, inner) in divisions {
        if let Some(count) = counts.get_mut(edge as usize) {
            *count = inner.len() as f64 + 1.0;
        }
    }
    counts
}

/// Of undivided edges between the same vertices, as where bodies touch along an edge, all but one get a vertex.
fn part_twins(body: &Body, counts: &mut [f64]) {
    let undivided =
        body.edges.iter().zip(&*counts).enumerate().filter(|(_, (edge, count))| {
            **count == 1.0 && !edge.is_closed() && !matches!(edge.curve, Curve3::Points(_))
        });
    let mut ends: Vec<(u32, u32, usize)> =
        undivided.map(|(index, (edge, _))| (edge.start.min(edge.end), edge.start.max(edge.end), index)).collect();
    ends.sort_unstable();
    for pair in ends.windows(2).filter(|pair| (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1)) {
        counts[pair[1].2] = 2.0;
    }
}

/// The greatest radius about the axis and the radius across it of a doubly curved surface.
pub(super) fn radii(surface: &Surface) -> Option<(f64, f64)> {
    match *surface {
        Surface::Sphere { radius, .. } => Some((radius, radius)),
        Surface::Torus { major, minor, .. } => Some((major + minor, minor)),
        _ => None,
    }
}

fn estimate(body: &Body, options: &MeshOptions, segments: &[f64]) -> f64 {
    let mut total = 0.0;
    for face in &body.faces {
        let boundary: f64 = face.loops.iter().flatten().map(|coedge| segments[coedge.edge as usize]).sum();
        total += boundary + 2.0 * face.loops.len() as f64;
        if let Some((around, across)) = radii(&face.surface) {
            let count = |radius, sweep| segments_for(radius, sweep, &options.doubly_curved());
            total += 2.0 * count(around, 360.0) * count(across, height(body, face));
        }
    }
    total
}

/// About how many degrees of the tube a face of a torus covers, rather more than less; 360 for other faces.
fn height(body: &Body, face: &BodyFace) -> f64 {
    if !matches!(face.surface, Surface::Torus { .. }) {
        return 360.0;
    }
    let whole: f64 = match face.surface.tips() {
        [Some(below), Some(above)] => above - below,
        _ => 360.0,
    };
    let edges = face.loops.iter().flatten().filter_map(|coedge| body.edges.get(coedge.edge as usize));
    let places = edges.flat_map(|edge| [0.0, 0.25, 0.5, 0.75, 1.0].map(|s| body.edge_point(edge, s)));
    let mut range: Option<(f64, f64, f64)> = None;
    for p in places.flatten() {
        let v = face.surface.parameters(p).y;
        let (low, high, last) = range.unwrap_or((v, v, v));
        let v = v - 360.0 * ((v - last) / 360.0).round();
        range = Some((low.min(v), high.max(v), v));
    }
    match range {
        Some((low, high, _)) if high - low < 60.0 => whole.min(2.0 * (high - low) + 1.0),
        _ => whole,
    }
}

/// Cosines and sines of equal divisions of a sweep, kept between edges that are divided alike.
#[derive(Default)]
struct Tables {
    known: Vec<Table>,
}

struct Table {
    sweep: f64,
    count: u32,
    sin_cos: Vec<(f64, f64)>,
}

impl Tables {
    fn get(&mut self, sweep: f64, n: u32) -> &[(f64, f64)] {
        let found = self.known.iter().position(|table| table.sweep == sweep && table.count == n);
        let index = found.unwrap_or_else(|| {
            if self.known.len() == 16 {
                self.known.clear();
            }
            let sin_cos = (1..n).map(|k| trig::sin_cos(sweep * (f64::from(k) / f64::from(n)))).collect();
            self.known.push(Table { sweep, count: n, sin_cos });
            self.known.len() - 1
        });
        &self.known[index].sin_cos
    }
}

/// Appends the inner points of a curve between two places divided into `n` segments.
fn divide(curve: &Curve3, [start, end]: [DVec3; 2], n: u32, tables: &mut Tables, out: &mut Vec<DVec3>) {
    match curve {
        Curve3::Line => out.extend((1..n).map(|k| start.lerp(end, f64::from(k) / f64::from(n)))),
        Curve3::Circle { frame, radius, from, to } => {
            let (sin, cos) = trig::sin_cos(*from);
            let x = (frame.x * cos + frame.y * sin) * *radius;
            let y = (frame.y * cos - frame.x * sin) * *radius;
            let table = tables.get(to - from, n);
            out.extend(table.iter().map(|&(sin, cos)| frame.origin + x * cos + y * sin));
        }
        Curve3::Ellipse { frame, major, minor, from, to } => {
            let (s, c) = trig::sin_cos(*from);
            let (x, y) = (frame.x * *major, frame.y * *minor);
            let table = tables.get(to - from, n);
            out.extend(
                table.iter().map(|&(sin, cos)| frame.origin + x * (c * cos - s * sin) + y * (s * cos + c * sin)),
            );
        }
        Curve3::Points(points) => out.extend_from_slice(&points[1..points.len() - 1]),
    }
}

/// The points of curves known by points, more of them where the chord asks for it, by edge.
type Refined = BTreeMap<u32, Vec<DVec3>>;

fn refined(body: &Body, options: &MeshOptions) -> Refined {
    let mut refined = Refined::new();
    if !body.edges.iter().any(|edge| matches!(edge.curve, Curve3::Points(_))) {
        return refined;
    }
    for (index, (edge, uses)) in body.edges.iter().zip(body.edge_uses()).enumerate() {
        if let (Curve3::Points(points), [Some(a), Some(b)]) = (&edge.curve, uses) {
            let sides = [a, b].map(|at| &body.faces[at.face as usize].surface);
            refined.insert(index as u32, follow(points, sides, options.chord));
        }
    }
    refined
}

/// Points of a curve with further ones on both surfaces between them, so that chords keep their distance.
fn follow(points: &[DVec3], [first, second]: [&Surface; 2], chord: f64) -> Vec<DVec3> {
    const MOST: f64 = 256.0;
    let mut all = Vec::with_capacity(points.len());
    for pair in points.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        all.push(a);
        let (step, length) = (b - a, a.distance(b));
        let Some(direction) = step.try_normalize() else { continue };
        let at = |t: f64| on_both(a + step * t, direction, length, first, second).map(|(p, _)| p);
        // The distance from the chord falls with the square of the number of pieces.
        let off = at(0.5).map_or(0.0, |p| p.distance(a + step * 0.5));
        let pieces = libm::sqrt(off / chord).ceil().clamp(1.0, MOST) as u32;
        all.extend((1..pieces).filter_map(|i| at(f64::from(i) / f64::from(pieces))));
    }
    all.extend(points.last());
    all
}
