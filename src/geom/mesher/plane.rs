//! Plane faces.

use glam::DVec2;

use super::monotone::Tangled;
use super::outline::Outline;
use super::{FaceMesh, Polygons, Scratch, delaunay};
use crate::geom::brep::BodyFace;
use crate::model::Frame;

/// Triangulates a plane face over the vertices of its edges.
pub(super) fn mesh(
    outline: &Outline,
    face: &BodyFace,
    frame: &Frame,
    scratch: &mut Scratch,
    out: &mut FaceMesh,
) -> Result<(), Tangled> {
    let polygons = &mut scratch.polygons;
    polygons.clear();
    for coedges in &face.loops {
        for &coedge in coedges {
            outline.walk(coedge, &mut polygons.ids);
        }
        // Loops are seen from outside; a face against its plane is projected on the plane seen from there.
        let start = polygons.points.len();
        let y = if face.outward { frame.y } else { -frame.y };
        polygons.points.extend(polygons.ids[start..].iter().map(|&v| {
            let d = outline.positions[v as usize] - frame.origin;
            DVec2::new(d.dot(frame.x), d.dot(y))
        }));
        polygons.close();
    }
    if let [only] = &polygons.loops[..]
        && only.end <= 4096
        && convex(&polygons.points)
    {
        halve(&polygons.ids, out);
        return Ok(());
    }
    if fill(polygons, &mut scratch.sweep, &mut scratch.triangles).is_err()
        && fill_pinched(polygons, &mut scratch.sweep, &mut scratch.triangles).is_err()
    {
        fill_apart(polygons, scratch.room, &mut scratch.sweep, &mut scratch.triangles)?;
    }
    let ids = &scratch.polygons.ids;
    out.triangles.extend(scratch.triangles.iter().map(|t| t.map(|v| ids[v as usize])));
    Ok(())
}

/// Triangles of plane polygons: by the sweep, and where that gives up by constrained triangulation.
pub(super) fn fill(
    polygons: &Polygons,
    sweep: &mut super::monotone::Sweep,
    out: &mut Vec<[u32; 3]>,
) -> Result<(), Tangled> {
    out.clear();
    sweep
        .triangulate(&polygons.points, &polygons.loops, out)
        .or_else(|Tangled| delaunay::triangulate(&polygons.points, &polygons.loops, &[], out))
}

/// Triangles of a polygon with several corners in one place, as where a hole touches the axis of a revolution: they
/// are found with these corners drawn a little into the face, each along the middle of its angle, and count when they
/// hold for the true places.
fn fill_pinched(
    polygons: &mut Polygons,
    sweep: &mut super::monotone::Sweep,
    out: &mut Vec<[u32; 3]>,
) -> Result<(), Tangled> {
    let places = polygons.points.clone();
    let pinched = pinched(polygons);
    for share in [1e-6, 1e-3].into_iter().take(if pinched.is_empty() { 0 } else { 2 }) {
        for &(corner, inward) in &pinched {
            polygons.points[corner] = places[corner] + inward * share;
        }
        let holds = |[a, b, c]: &[u32; 3]| {
            let [a, b, c] = [a, b, c].map(|v| places[*v as usize]);
            (b - a).perp_dot(c - a) >= 0.0
        };
        if fill(polygons, sweep, out).is_ok() && out.iter().all(holds) {
            return Ok(());
        }
    }
    polygons.points = places;
    Err(Tangled)
}

/// Corners that share their place with another one, each with the way into the face, as long as its shorter side.
fn pinched(polygons: &Polygons) -> Vec<(usize, DVec2)> {
    let points = &polygons.points;
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_unstable_by(|&a, &b| {
        let (p, q) = (points[a], points[b]);
        p.x.total_cmp(&q.x).then(p.y.total_cmp(&q.y)).then(a.cmp(&b))
    });
    let mut shared = vec![false; points.len()];
    for group in order.chunk_by(|&a, &b| points[a] == points[b]).filter(|group| group.len() > 1) {
        group.iter().for_each(|&corner| shared[corner] = true);
    }
    let mut pinched = Vec::new();
    for range in polygons.loops.iter().map(|range| range.start as usize..range.end as usize) {
        for corner in range.clone().filter(|&corner| shared[corner]) {
            let before = if corner == range.start { range.end - 1 } else { corner - 1 };
            let after = if corner + 1 == range.end { range.start } else { corner + 1 };
            let (back, ahead) = (points[before] - points[corner], points[after] - points[corner]);
            // The face lies left of the way from the corner before to the one after.
            let along = ahead.normalize_or_zero() - back.normalize_or_zero();
            pinched.push((corner, along.perp().normalize_or_zero() * ahead.length().min(back.length())));
        }
    }
    pinched
}

/// Triangles of a polygon whose holes touch its outline or each other, as tangent circles do: they are found with
/// the holes drawn in a little, at most by `room`, and hold for the true places as well as the chords do.
fn fill_apart(
    polygons: &mut Polygons,
    room: f64,
    sweep: &mut super::monotone::Sweep,
    out: &mut Vec<[u32; 3]>,
) -> Result<(), Tangled> {
    let places = polygons.points.clone();
    let Some((_, holes)) = polygons.loops.split_first() else { return Err(Tangled) };
    let holes = holes.to_vec();
    for by in [0.0, room / 4.0, room].into_iter().take(if room > 0.0 { 3 } else { 1 }) {
        for range in holes.iter().map(|range| range.start as usize..range.end as usize) {
            let ring = &places[range.clone()];
            let middle = ring.iter().sum::<DVec2>() / ring.len() as f64;
            let reach = ring.iter().map(|p| p.distance(middle)).fold(f64::MIN_POSITIVE, f64::max);
            let scale = 1.0 - (by / reach).clamp(1e-6, 0.5);
            let drawn = polygons.points[range].iter_mut().zip(ring);
            drawn.for_each(|(p, place)| *p = middle + (*place - middle) * scale);
        }
        if fill(polygons, sweep, out).is_ok() {
            return Ok(());
        }
    }
    Err(Tangled)
}

/// Whether every corner of a simple polygon turns left, by more than rounding.
fn convex(points: &[DVec2]) -> bool {
    let [.., before, last] = points else { return false };
    let (mut at, mut incoming) = (*last, *last - *before);
    points.iter().all(|&p| {
        let outgoing = p - at;
        let left = incoming.perp_dot(outgoing) > 1e-10 * (incoming.length_squared() + outgoing.length_squared());
        (at, incoming) = (p, outgoing);
        left
    })
}

/// Triangulates a convex polygon by cutting off every second corner until nothing is left.
fn halve(ring: &[u32], out: &mut FaceMesh) {
    let mut ring = ring.to_vec();
    while ring.len() >= 3 {
        let mut kept = 0;
        let mut i = 0;
        while i + 2 <= ring.len() {
            let (a, b, c) = (ring[i], ring[i + 1], ring[if i + 2 == ring.len() { 0 } else { i + 2 }]);
            out.triangles.push([a, b, c]);
            ring[kept] = a;
            kept += 1;
            i += 2;
        }
        if i < ring.len() {
            ring[kept] = ring[i];
            kept += 1;
        }
        ring.truncate(kept);
    }
}
