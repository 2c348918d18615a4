//! Patches of spheres: stereographic projection from a point outside the patch.
//!
//! The projection keeps angles, has no poles and no seams, and makes any patch a plane region with one
//! outer loop; so the patch is triangulated in the plane with inner points spread over the sphere.

use glam::{DVec2, DVec3};

use super::clearance::Clearance;
use super::monotone::Tangled;
use super::options::{MeshOptions, segments_for};
use super::outline::Outline;
use super::{FaceMesh, Polygons, delaunay, loop_about_normal};
use crate::geom::brep::{BodyFace, Surface};
use crate::model::Frame;

/// Meshes a patch of a sphere that has at least one loop.
pub(super) fn mesh(
    outline: &Outline,
    face: &BodyFace,
    options: &MeshOptions,
    out: &mut FaceMesh,
) -> Result<(), Tangled> {
    let Surface::Sphere { frame, radius } = face.surface else { return Err(Tangled) };
    let mut polygons = Polygons::default();
    for coedges in &face.loops {
        for coedge in loop_about_normal(face, coedges) {
            outline.walk(coedge, &mut polygons.ids);
        }
        polygons.points.resize(polygons.ids.len(), DVec2::ZERO);
        polygons.close();
    }
    let directions: Vec<DVec3> =
        polygons.ids.iter().map(|&v| (outline.positions[v as usize] - frame.origin) / radius).collect();
    let view = view(&frame, &directions, &mut polygons)?;
    let step = 360.0 / segments_for(radius, 360.0, &options.doubly_curved());
    let bounds = polygons.points.iter().fold((DVec2::MAX, DVec2::MIN), |(a, b), p| (a.min(*p), b.max(*p)));
    let near = |p: DVec3| {
        let q = project(&view, p);
        q.cmpge(bounds.0).all() && q.cmple(bounds.1).all()
    };
    let mut clearance = Clearance::new(0.5 * step.to_radians());
    for range in &polygons.loops {
        clearance.add_ring(directions[range.start as usize..range.end as usize].iter().copied());
    }
    let spread: Vec<DVec3> = spread(&frame, step).filter(|&p| near(p) && clearance.allows(p)).collect();
    let inner: Vec<DVec2> = spread.iter().map(|&p| project(&view, p)).collect();
    let mut triangles = Vec::new();
    delaunay::triangulate(&polygons.points, &polygons.loops, &inner, &mut triangles)?;
    let outer = polygons.points.len() as u32;
    let mut names: Vec<Option<u32>> = vec![None; inner.len()];
    for triangle in triangles {
        let corners = triangle.map(|v| match v.checked_sub(outer) {
            None => polygons.ids[v as usize],
            Some(i) => {
                let point = frame.origin + spread[i as usize] * radius;
                *names[i as usize].get_or_insert_with(|| out.point(point))
            }
        });
        out.triangle(face.outward, corners);
    }
    Ok(())
}

/// Projection from `−view.z` onto the plane through the centre at right angles to it, seen from outside the sphere at `view.z`.
fn project(view: &Frame, p: DVec3) -> DVec2 {
    // The sphere seen from outside around +z is the plane seen from above.
    let scale = 1.0 + p.dot(view.z);
    DVec2::new(p.dot(view.x), p.dot(view.y)) / scale
}

/// The best view: projected from a point outside the patch, as far as possible from its edges.
/// Leaves the projected loops in `polygons`.
fn view(frame: &Frame, directions: &[DVec3], polygons: &mut Polygons) -> Result<Frame, Tangled> {
    let mut candidates: Vec<(f64, Frame)> = Vec::new();
    let mut consider = |pole: DVec3| {
        let gap = directions.iter().map(|d| (*d - pole).length()).fold(2.0, f64::min);
        let side = if pole.x.abs() < 0.7 { DVec3::X } else { DVec3::Y };
        if let Some(view) = Frame::new(DVec3::ZERO, side, -pole) {
            candidates.push((gap, view));
        }
    };
    for code in 0..27 {
        let [x, y, z] = [code % 3, code / 3 % 3, code / 9].map(|k: i32| f64::from(k - 1));
        if code != 13 {
            consider(frame.direction(DVec3::new(x, y, z).normalize()));
        }
    }
    // The middle of the other side of every loop, for small holes in a large patch.
    for range in &polygons.loops {
        let ring = &directions[range.start as usize..range.end as usize];
        let mut area = DVec3::ZERO;
        let mut last = ring.last().copied().unwrap_or_default();
        for &d in ring {
            area += last.cross(d);
            last = d;
        }
        if let Some(middle) = area.try_normalize() {
            consider(-middle);
        }
    }
    candidates.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (gap, view) in candidates {
        if gap < 1e-6 {
            break;
        }
        polygons.points.clear();
        polygons.points.extend(directions.iter().map(|&d| project(&view, d)));
        // The patch is seen from outside it when exactly one loop, the outermost, is counter-clockwise.
        let mut outer = 0;
        let mut largest = (0.0, false);
        for range in &polygons.loops {
            let ring = &polygons.points[range.start as usize..range.end as usize];
            let mut twice = 0.0;
            let mut last = ring.last().copied().unwrap_or_default();
            for &p in ring {
                twice += last.perp_dot(p);
                last = p;
            }
            outer += i32::from(twice > 0.0);
            if twice.abs() > largest.0 {
                largest = (twice.abs(), twice > 0.0);
            }
        }
        if outer == 1 && largest.1 {
            return Ok(view);
        }
    }
    Err(Tangled)
}

/// Points spread evenly over the unit sphere, `step` degrees apart, in rows about `frame.z`.
fn spread(frame: &Frame, step: f64) -> impl Iterator<Item = DVec3> {
    let surface = Surface::Sphere { frame: Frame { origin: DVec3::ZERO, ..*frame }, radius: 1.0 };
    let rows = (180.0 / step).round().max(2.0) as u32;
    (0..=rows).flat_map(move |row| {
        let surface = surface.clone();
        let v = -90.0 + 180.0 * f64::from(row) / f64::from(rows);
        let around = (360.0 / step * crate::model::trig::cos(v)).ceil().max(1.0) as u32;
        let turn = if row % 2 == 0 { 0.0 } else { 0.5 };
        (0..around).map(move |i| surface.point((f64::from(i) + turn) * 360.0 / f64::from(around), v))
    })
}
