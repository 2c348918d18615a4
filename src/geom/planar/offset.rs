//! Growing and shrinking by a distance, exactly: lines stay lines, arcs stay arcs, convex corners become arcs.
//!
//! The points within a distance of a boundary are the strips beside its segments and the sectors around its
//! corners. A region grows by the union with them and shrinks by taking them away, so that whatever
//! collapses, collapses in the boolean.

use super::corner::turn_between;
use super::{Contour, PlanarRegion, Segment, arrange, face_from_regions, measure, message, regions_of_face};
use crate::diagnostics::registry::{geom, limit};
use crate::model::{Face, GeometryError, tolerance};

/// The face grown (positive) or shrunk (negative) by a distance; nothing left is an error that states the limit.
pub fn offset_face(face: &Face, distance: f64) -> Result<Face, GeometryError> {
    let regions = regions_of_face(face)?;
    if distance == 0.0 {
        return Ok(face.clone());
    }
    check_distance(distance)?;
    let result = offset(&regions, distance)?;
    if result.is_empty() {
        let text = match largest_inset(&regions, -distance) {
            Some(largest) => format!(
                "an inward offset of {} mm leaves nothing; the largest that leaves something is {} mm",
                message::length(-distance),
                message::limit(largest)
            ),
            None => format!("an inward offset of {} mm leaves nothing", message::length(-distance)),
        };
        return Err(GeometryError::new(geom::INSET_TOO_LARGE, text));
    }
    Ok(face_from_regions(&result))
}

fn check_distance(distance: f64) -> Result<(), GeometryError> {
    let (name, rule) = if !distance.is_finite() {
        (geom::NOT_FINITE, "it must be a finite number".to_string())
    } else if distance.abs() > tolerance::COORDINATE_LIMIT {
        (limit::COORDINATE, format!("the limit is {} mm", tolerance::COORDINATE_LIMIT))
    } else if distance.abs() < tolerance::MINIMUM_SIZE {
        (geom::TOO_SMALL, format!("it must be 0 or at least {} mm", tolerance::MINIMUM_SIZE))
    } else {
        return Ok(());
    };
    Err(GeometryError::new(name, format!("the offset distance is {} mm; {rule}", message::length(distance))))
}

/// The regions grown (positive) or shrunk (negative) by a distance; empty when nothing is left.
pub fn offset(regions: &[PlanarRegion], distance: f64) -> Result<Vec<PlanarRegion>, GeometryError> {
    let mut strips = Vec::new();
    for contour in regions.iter().flat_map(PlanarRegion::contours) {
        let count = contour.segments.len();
        for (place, segment) in contour.segments.iter().enumerate() {
            strips.extend(strip(segment, distance));
            strips.extend(sector(segment, &contour.segments[(place + 1) % count], distance));
        }
    }
    if distance > 0.0 {
        strips.extend_from_slice(regions);
        arrange::combine(&[&strips], |windings| windings.contains(0))
    } else {
        arrange::combine(&[regions, &strips], |windings| windings.contains(0) && !windings.contains(1))
    }
}

/// The points beside a segment: to its right by a positive distance, to its left by a negative one.
fn strip(segment: &Segment, distance: f64) -> Option<PlanarRegion> {
    let span = segment.span;
    let (start, end) = (segment.start(), segment.end());
    let Some(arc) = segment.arc() else {
        let normal = -segment.tangent(0.0).perp() * distance;
        return Some(region(vec![
            *segment,
            Segment::line(end, end + normal, span),
            Segment::line(end + normal, start + normal, span),
            Segment::line(start + normal, start, span),
        ]));
    };
    // The right of a counter-clockwise arc is away from its centre.
    let outward = if arc.sweep > 0.0 { distance } else { -distance };
    let radius = arc.radius + outward;
    let collapsed = radius <= tolerance::COINCIDENT;
    if segment.is_circle() {
        let (large, small) = if outward > 0.0 { (radius, arc.radius) } else { (arc.radius, radius) };
        let circle = |radius, ccw| Contour { segments: vec![Segment::circle(arc.center, radius, ccw, span)] };
        let holes = if collapsed { Vec::new() } else { vec![circle(small, false)] };
        return Some(PlanarRegion { outer: circle(large, true), holes });
    }
    if collapsed {
        return Some(region(vec![
            *segment,
            Segment::line(end, arc.center, span),
            Segment::line(arc.center, start, span),
        ]));
    }
    let scale = radius / arc.radius;
    let (far_start, far_end) = (arc.center + (start - arc.center) * scale, arc.center + (end - arc.center) * scale);
    let mut far = segment.reversed().piece(0.0, 1.0, far_end, far_start);
    if let super::SegmentKind::Arc { radius: of_arc, .. } = &mut far.kind {
        *of_arc = radius;
    }
    Some(region(vec![*segment, Segment::line(end, far_end, span), far, Segment::line(far_start, start, span)]))
}

/// The points around the corner between two segments that lie beside neither, when it is convex on that side.
fn sector(a: &Segment, b: &Segment, distance: f64) -> Option<PlanarRegion> {
    if a.is_circle() {
        return None;
    }
    let turn = turn_between(a, b);
    let convex = (turn > 0.0) == (distance > 0.0) || turn.abs() > 179.9;
    let opening = distance.abs() * turn.abs().to_radians();
    if !convex || opening < 0.5 * tolerance::COINCIDENT {
        return None;
    }
    let corner = a.end();
    let (from, to) = (corner - a.tangent(1.0).perp() * distance, corner - b.tangent(0.0).perp() * distance);
    Some(region(vec![
        Segment::line(corner, from, a.span),
        Segment::arc_between(corner, from, to, turn > 0.0, a.span),
        Segment::line(to, corner, a.span),
    ]))
}

fn region(segments: Vec<Segment>) -> PlanarRegion {
    let contour = Contour { segments };
    PlanarRegion::new(if contour.is_ccw() { contour } else { contour.reversed() })
}

/// The largest inward offset below `too_large` that leaves something, by bisection; not for large shapes.
fn largest_inset(regions: &[PlanarRegion], too_large: f64) -> Option<f64> {
    let count: usize = regions.iter().flat_map(PlanarRegion::contours).map(|contour| contour.segments.len()).sum();
    let rounds = match count {
        0..=200 => 40,
        201..=2000 => 20,
        _ => return None,
    };
    // No inset reaches further than to the middle of the box.
    let widest = regions.iter().map(|region| 0.5 * region.bounds().size().min_element()).fold(0.0, f64::max);
    let mean = regions.iter().map(|region| measure::area(region) / measure::perimeter(region)).fold(0.0, f64::max);
    let (mut low, mut high) = (0.0, too_large.min(widest));
    // The mean half width nearly always fits.
    if mean < high && leaves_something(regions, mean) {
        low = mean;
    }
    for _ in 0..rounds {
        let middle = 0.5 * (low + high);
        if leaves_something(regions, middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    (low > 0.0).then_some(low)
}

fn leaves_something(regions: &[PlanarRegion], inset: f64) -> bool {
    offset(regions, -inset).is_ok_and(|left| !left.is_empty())
}
