//! Patches of cylinders, cones and tori, unrolled into the plane of their parameters.
//!
//! A patch that closes on itself is cut open along a path over existing vertices ([`super::cut`]); both
//! sides of the cut have the same vertices, so the cut leaves no trace. Patches of cylinders and cones need
//! no inner vertices: the sweep makes triangles that are narrow across the rulings.

use glam::DVec2;

use super::clearance::Clearance;
use super::cut::{self, Ring};
use super::monotone::Tangled;
use super::options::{MeshOptions, segments_for};
use super::outline::Outline;
use super::{FaceMesh, Polygons, Scratch, delaunay, loop_about_normal, plane};
use crate::geom::brep::{BodyFace, Surface};

/// Parameters as plane coordinates: `x` closes after 360.
#[derive(Clone, Copy)]
pub(super) struct Chart<'a> {
    surface: &'a Surface,
    /// `(v, −u)` instead of `(u, v)`.
    turned: bool,
    /// Length of one step of the mesh along `x` and `y`; the unit of plane distances.
    pub(super) step: DVec2,
    /// Whether patches need vertices inside.
    pub(super) curved: bool,
}

impl Chart<'_> {
    fn coordinates(&self, parameters: DVec2) -> DVec2 {
        if self.turned { DVec2::new(parameters.y, -parameters.x) } else { parameters }
    }

    /// Whether `y` closes after 360 as well.
    fn closes_in_y(&self) -> bool {
        matches!(self.surface, Surface::Torus { major, minor, .. } if major > minor)
    }

    /// The point of the surface at plane coordinates.
    pub(super) fn point(&self, p: DVec2) -> glam::DVec3 {
        if self.turned { self.surface.point(-p.y, p.x) } else { self.surface.point(p.x, p.y) }
    }
}

/// Meshes a patch of a cylinder, cone or torus.
pub(super) fn mesh(
    outline: &Outline,
    face: &BodyFace,
    options: &MeshOptions,
    scratch: &mut Scratch,
    out: &mut FaceMesh,
) -> Result<(), Tangled> {
    let flat = |radius| Chart {
        surface: &face.surface,
        turned: false,
        step: DVec2::new(360.0 / segments_for(radius, 360.0, options), f64::INFINITY),
        curved: false,
    };
    match face.surface {
        Surface::Cylinder { radius, .. } | Surface::Cone { radius, .. } => {
            in_chart(&flat(radius), outline, face, scratch, out)
        }
        Surface::Torus { major, minor, .. } => {
            let around = 360.0 / segments_for(major + minor, 360.0, &options.doubly_curved());
            let across = 360.0 / segments_for(minor, 360.0, &options.doubly_curved());
            let chart = |turned| Chart {
                surface: &face.surface,
                turned,
                step: if turned { DVec2::new(across, around) } else { DVec2::new(around, across) },
                curved: true,
            };
            let mark = (out.points.len(), out.triangles.len());
            in_chart(&chart(false), outline, face, scratch, out).or_else(|Tangled| {
                if major <= minor {
                    return Err(Tangled);
                }
                out.points.truncate(mark.0);
                out.triangles.truncate(mark.1);
                in_chart(&chart(true), outline, face, scratch, out)
            })
        }
        Surface::Plane { .. } | Surface::Sphere { .. } => Err(Tangled),
    }
}

fn in_chart(
    chart: &Chart,
    outline: &Outline,
    face: &BodyFace,
    scratch: &mut Scratch,
    out: &mut FaceMesh,
) -> Result<(), Tangled> {
    let mut rings = Vec::with_capacity(face.loops.len() + 2);
    for coedges in &face.loops {
        let mut ids = Vec::new();
        for coedge in loop_about_normal(face, coedges) {
            outline.walk(coedge, &mut ids);
        }
        rings.push(unroll(chart, outline, &ids)?);
    }
    let wound = |rings: &[Ring], way| {
        let mut found = (0..rings.len()).filter(|&i| rings[i].winding == way);
        (found.next(), found.next().is_some())
    };
    let band = match (wound(&rings, 1), wound(&rings, -1)) {
        ((None, _), (None, _)) if rings.iter().any(|ring| ring.area() > 0.0) => None,
        ((None, _), (None, _)) => match chart.surface.tips() {
            [Some(below), Some(above)] => Some(between_tips(chart, [below, above], outline, &mut rings, out)),
            _ => Some(close_in_y(chart, &mut rings, out)?),
        },
        ((Some(lower), false), (Some(upper), false)) => {
            if chart.closes_in_y() {
                let rise = rings[upper].highest() - rings[lower].highest();
                rings[upper].raise(rise.rem_euclid(360.0) - rise);
            }
            Some((lower, upper))
        }
        ((one, false), (None, _)) | ((None, _), (one, false)) => {
            let around = one.ok_or(Tangled)?;
            // On the left of a loop around the axis the surface goes up.
            let apex = chart.surface.tips()[usize::from(rings[around].winding > 0)].ok_or(Tangled)?;
            let place = chart.surface.point(0.0, apex);
            let tip = outline.tip(place).unwrap_or_else(|| out.point(place));
            let ring = rings[around].flattened(apex, tip);
            let above = ring.winding < 0;
            rings.push(ring);
            let new = rings.len() - 1;
            Some(if above { (around, new) } else { (new, around) })
        }
        _ => return Err(Tangled),
    };
    let polygons = &mut scratch.polygons;
    polygons.clear();
    match band {
        Some((lower, upper)) => cut::open(chart, rings, (lower, upper), polygons, out)?,
        None => cut::nest(rings, chart.closes_in_y(), polygons)?,
    }
    triangulate(chart, face, scratch, out)
}

fn triangulate(chart: &Chart, face: &BodyFace, scratch: &mut Scratch, out: &mut FaceMesh) -> Result<(), Tangled> {
    let polygons = &mut scratch.polygons;
    let mut ids = std::mem::take(&mut polygons.ids);
    if chart.curved {
        for p in &mut polygons.points {
            *p /= chart.step;
        }
        let inner = spread(polygons);
        scratch.triangles.clear();
        let result = delaunay::triangulate(&polygons.points, &polygons.loops, &inner, &mut scratch.triangles);
        let outer = ids.len() as u32;
        for triangle in &scratch.triangles {
            for &v in triangle {
                if v >= outer {
                    ids.resize(ids.len().max(v as usize + 1), u32::MAX);
                    let id = &mut ids[v as usize];
                    if *id == u32::MAX {
                        *id = out.point(chart.point(inner[(v - outer) as usize] * chart.step));
                    }
                }
            }
        }
        result?;
    } else {
        // The second way of `fill` sees heights in small: its triangles are then narrow across the rulings, too.
        let (low, high) = polygons.points.iter().fold((f64::MAX, f64::MIN), |(a, b), p| (a.min(p.y), b.max(p.y)));
        let factor = 1.0 / (high - low).max(f64::MIN_POSITIVE);
        for p in &mut polygons.points {
            p.y = (p.y - low) * factor;
        }
        plane::fill(polygons, &mut scratch.sweep, &mut scratch.triangles)?;
    }
    for triangle in &scratch.triangles {
        out.triangle(face.outward, triangle.map(|v| ids[v as usize]));
    }
    scratch.polygons.ids = ids;
    Ok(())
}

/// Whole-numbered places inside the bounds of polygons, at least half a unit from their edges.
fn spread(polygons: &Polygons) -> Vec<DVec2> {
    let bounds = polygons.points.iter().fold((DVec2::MAX, DVec2::MIN), |(a, b), p| (a.min(*p), b.max(*p)));
    let columns = bounds.0.x.floor() as i64..=bounds.1.x.ceil() as i64;
    let rows = bounds.0.y.floor() as i64..=bounds.1.y.ceil() as i64;
    let mut clearance = Clearance::new(0.5);
    for range in &polygons.loops {
        clearance.add_ring(polygons.points[range.start as usize..range.end as usize].iter().map(|p| p.extend(0.0)));
    }
    let mut places = Vec::new();
    for j in rows {
        let turn = if j % 2 == 0 { 0.0 } else { 0.5 };
        for i in columns.clone() {
            let p = DVec2::new(i as f64 + turn, j as f64);
            if clearance.allows(p.extend(0.0)) {
                places.push(p);
            }
        }
    }
    places
}

/// A loop with continuous coordinates.
fn unroll(chart: &Chart, outline: &Outline, ids: &[u32]) -> Result<Ring, Tangled> {
    let frame = chart.surface.frame();
    let tips = chart.surface.tips().map(|tip| tip.map(|v| (v, frame.local(chart.surface.point(0.0, v)).z)));
    // The parameter of the tip that a vertex lies on, and whether it is the upper one.
    let on_tip = |v: u32| {
        let local = frame.local(outline.positions[v as usize]);
        let near = |place: f64| {
            libm::hypot(local.x, local.y) + (local.z - place).abs() < 1e-9 * (1.0 + local.length() + place.abs())
        };
        (0..2).find_map(|side| tips[side].filter(|(_, place)| near(*place)).map(|(v, _)| (v, side == 1)))
    };
    let at = |v: u32| chart.coordinates(chart.surface.parameters(outline.positions[v as usize]));
    let short = |d: f64| d - 360.0 * (d / 360.0).round();
    // Begin off the apex, where the angle is known.
    let count = ids.len();
    let start = (0..count).find(|&i| on_tip(ids[i]).is_none()).ok_or(Tangled)?;
    let mut ring = Ring::default();
    let origin = at(ids[start]);
    let mut last = origin;
    ring.push(ids[start], last);
    for k in 1..=count {
        let v = ids[(start + k) % count];
        if let Some((height, upper)) = on_tip(v) {
            // The angle turns on the spot, with the face on the left.
            let next = at(ids[(start + k + 1) % count]).x;
            let forward = (next - last.x).rem_euclid(360.0);
            let turned = if upper { forward - 360.0 } else { forward };
            ring.push(v, DVec2::new(last.x, height));
            last = DVec2::new(last.x + turned, height);
            ring.push(v, last);
            continue;
        }
        let mut p = at(v);
        p.x = last.x + short(p.x - last.x);
        if chart.closes_in_y() {
            p.y = last.y + short(p.y - last.y);
        }
        if k < count {
            ring.push(v, p);
        }
        last = p;
    }
    let windings = ((last - origin) / 360.0).round();
    if windings.x.abs() > 1.0 || (chart.closes_in_y() && windings.y != 0.0) {
        return Err(Tangled);
    }
    ring.winding = windings.x as i32;
    Ok(ring)
}

/// Rings in the two tips of a surface whose loops are all holes.
fn between_tips(
    chart: &Chart,
    tips: [f64; 2],
    outline: &Outline,
    rings: &mut Vec<Ring>,
    out: &mut FaceMesh,
) -> (usize, usize) {
    let count = (360.0 / chart.step.x).round() as u32;
    for (v, winding) in tips.into_iter().zip([1, -1]) {
        let place = chart.surface.point(0.0, v);
        let tip = outline.tip(place).unwrap_or_else(|| out.point(place));
        let mut ring = Ring { winding, ..Ring::default() };
        for i in 0..count {
            let turn = f64::from(i) * chart.step.x * f64::from(winding);
            ring.push(tip, DVec2::new(turn, v));
        }
        rings.push(ring);
    }
    (rings.len() - 2, rings.len() - 1)
}

/// Cuts a patch of a torus without an outer loop along a circle that meets no edge: two rings, a turn apart.
fn close_in_y(chart: &Chart, rings: &mut Vec<Ring>, out: &mut FaceMesh) -> Result<(usize, usize), Tangled> {
    if !chart.closes_in_y() {
        return Err(Tangled);
    }
    // The middle of the widest gap between the heights of the loops.
    let mut spans: Vec<(f64, f64)> = Vec::new();
    for ring in rings.iter_mut() {
        let (low, high) = (ring.lowest(), ring.highest());
        let shift = low.rem_euclid(360.0) - low;
        ring.raise(shift);
        spans.push((low + shift, high + shift));
    }
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let first = spans.first().ok_or(Tangled)?.0;
    let mut reach = spans.iter().map(|span| span.1 - 360.0).fold(f64::MIN, f64::max);
    let mut widest = (0.0, 0.0);
    for (low, high) in spans.into_iter().chain([(first + 360.0, 0.0)]) {
        if low - reach > widest.0 {
            widest = (low - reach, (low + reach) / 2.0);
        }
        reach = reach.max(high);
    }
    if widest.0 < chart.step.y * 0.5 {
        return Err(Tangled);
    }
    let height = widest.1;
    for ring in rings.iter_mut() {
        let rise = ring.lowest() - height;
        ring.raise(rise.rem_euclid(360.0) - rise);
    }
    let count = (360.0 / chart.step.x).round() as u32;
    let mut lower = Ring { winding: 1, ..Ring::default() };
    let mut upper = Ring { winding: -1, ..Ring::default() };
    for i in 0..count {
        let p = DVec2::new(f64::from(i) * chart.step.x, height);
        lower.push(out.point(chart.point(p)), p);
    }
    for (&id, p) in lower.ids.iter().zip(&lower.points).rev() {
        upper.push(id, *p + DVec2::new(0.0, 360.0));
    }
    rings.push(lower);
    rings.push(upper);
    Ok((rings.len() - 2, rings.len() - 1))
}
