//! Corners replaced by tangent arcs (fillet) or straight cuts (chamfer).
//!
//! The centre of a fillet lies at its radius from both curves, on the inner side of the turn: where their
//! parallels meet. All chosen corners are replaced together, so that two on one curve must share its length.

use glam::DVec2;
use smallvec::SmallVec;

use super::intersect::intersect;
use super::segment::unit;
use super::{Contour, PlanarRegion, Segment, SegmentKind, check, face_from_regions, message, regions_of_face};
use crate::diagnostics::registry::{geom, limit};
use crate::model::{CornerKind, Face, GeometryError, tolerance, trig};

/// The largest turn, degrees, that is no corner.
const SMOOTH: f64 = 0.01;

/// The turn at the end of `a` into `b`, degrees, positive to the left.
pub(super) fn turn_between(a: &Segment, b: &Segment) -> f64 {
    let (from, to) = (a.tangent(1.0), b.tangent(0.0));
    trig::atan2(from.perp_dot(to), from.dot(to))
}

/// The corner after one segment of one contour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Corner {
    region: usize,
    contour: usize,
    segment: usize,
}

/// Replaces the corners nearest to the given points, or all corners when there is no point.
pub fn treat_corners(face: &Face, kind: CornerKind, at: &[DVec2]) -> Result<Face, GeometryError> {
    let regions = regions_of_face(face)?;
    let (value, what) = match kind {
        CornerKind::Fillet(radius) => (radius, "radius"),
        CornerKind::Chamfer(distance) => (distance, "distance"),
    };
    check_value(value, what)?;
    let corners = choose(&regions, at)?;
    // Faces whose contours touch in single points are legal; then contact is no sign of a misfit.
    let strict = check::check_regions(&regions).is_ok();
    let attempt = |value: f64| -> Result<Vec<PlanarRegion>, Misfit> {
        let result = replace(&regions, &corners, with_value(kind, value))?;
        if strict && check::check_regions(&result).is_err() {
            return Err(Misfit::Collision);
        }
        Ok(result)
    };
    match attempt(value) {
        Ok(result) => Ok(face_from_regions(&result)),
        Err(misfit) => Err(too_large(&regions, &corners, misfit, value, what, &attempt)),
    }
}

fn with_value(kind: CornerKind, value: f64) -> CornerKind {
    match kind {
        CornerKind::Fillet(_) => CornerKind::Fillet(value),
        CornerKind::Chamfer(_) => CornerKind::Chamfer(value),
    }
}

fn check_value(value: f64, what: &str) -> Result<(), GeometryError> {
    if value.is_nan() {
        return Err(GeometryError::new(geom::NOT_FINITE, format!("the {what} of a corner is not a number")));
    }
    if value < tolerance::MINIMUM_SIZE {
        return Err(GeometryError::new(
            geom::RADIUS,
            format!(
                "the {what} of a corner is {} mm; it must be at least {} mm",
                message::length(value),
                tolerance::MINIMUM_SIZE
            ),
        ));
    }
    if value > tolerance::COORDINATE_LIMIT {
        return Err(GeometryError::new(
            limit::COORDINATE,
            format!(
                "the {what} of a corner is {} mm; the limit is {} mm",
                message::length(value),
                tolerance::COORDINATE_LIMIT
            ),
        ));
    }
    Ok(())
}

fn contours(region: &PlanarRegion) -> SmallVec<[&Contour; 4]> {
    region.contours().collect()
}

/// The corners concerned, in order, each once.
fn choose(regions: &[PlanarRegion], at: &[DVec2]) -> Result<Vec<Corner>, GeometryError> {
    let mut all: Vec<(Corner, DVec2)> = Vec::new();
    for (region, shape) in regions.iter().enumerate() {
        for (contour, chain) in shape.contours().enumerate() {
            let count = chain.segments.len();
            for (segment, piece) in chain.segments.iter().enumerate() {
                if !piece.is_circle() && turn_between(piece, &chain.segments[(segment + 1) % count]).abs() > SMOOTH {
                    all.push((Corner { region, contour, segment }, piece.end()));
                }
            }
        }
    }
    if all.is_empty() {
        return Err(GeometryError::new(
            geom::NO_CORNER,
            "the face has no corner: all its curves run into one another smoothly",
        ));
    }
    if at.is_empty() {
        return Ok(all.into_iter().map(|(corner, _)| corner).collect());
    }
    let mut chosen: Vec<Corner> = Vec::new();
    for point in at {
        let Some(nearest) = all.iter().min_by(|a, b| a.1.distance(*point).total_cmp(&b.1.distance(*point))) else {
            continue;
        };
        // Corners at one place, where loops touch, are told apart by their order alone.
        let rival = |other: &&(Corner, DVec2)| {
            other.1.distance(nearest.1) > tolerance::LINEAR
                && other.1.distance(*point) - nearest.1.distance(*point) <= tolerance::LINEAR
        };
        if let Some(rival) = all.iter().find(rival) {
            return Err(GeometryError::new(
                geom::AMBIGUOUS_CORNER,
                format!(
                    "the point {} is as near to the corner at {} as to that at {}; name one of them",
                    message::point(*point),
                    message::point(nearest.1),
                    message::point(rival.1)
                ),
            ));
        }
        chosen.push(nearest.0);
    }
    chosen.sort();
    chosen.dedup();
    Ok(chosen)
}

/// Why corners could not be replaced.
#[derive(Clone, Copy, Debug)]
enum Misfit {
    /// The curves at a corner are too short or bend the wrong way.
    Corner(Corner),
    /// Two replacements need the same piece of the curve between them.
    Shared(Corner),
    /// The new boundary meets another part of the boundary.
    Collision,
}

/// What replaces a corner: how far the curves before and after are kept, and the new piece.
struct Replacement {
    /// Fraction of the curve before at which the new piece begins.
    leave: f64,
    /// Fraction of the curve after at which it ends.
    arrive: f64,
    piece: Segment,
}

fn replace(regions: &[PlanarRegion], corners: &[Corner], kind: CornerKind) -> Result<Vec<PlanarRegion>, Misfit> {
    let mut result = regions.to_vec();
    for group in corners.chunk_by(|a, b| (a.region, a.contour) == (b.region, b.contour)) {
        let Corner { region, contour, .. } = group[0];
        let Some(chain) = contours(&regions[region]).get(contour).copied() else { continue };
        let count = chain.segments.len();
        let mut replacements: Vec<Option<Replacement>> = (0..count).map(|_| None).collect();
        for corner in group {
            let (a, b) = (&chain.segments[corner.segment], &chain.segments[(corner.segment + 1) % count]);
            let made = match kind {
                CornerKind::Fillet(radius) => fillet(a, b, radius),
                CornerKind::Chamfer(distance) => chamfer(a, b, distance),
            };
            replacements[corner.segment] = Some(made.ok_or(Misfit::Corner(*corner))?);
        }
        let shortened =
            shorten(chain, &replacements).map_err(|segment| Misfit::Shared(Corner { region, contour, segment }))?;
        match contour.checked_sub(1) {
            None => result[region].outer = shortened,
            Some(hole) => result[region].holes[hole] = shortened,
        }
    }
    Ok(result)
}

/// The contour with its corners replaced; the number of a segment that is too short for both of its ends.
fn shorten(chain: &Contour, replacements: &[Option<Replacement>]) -> Result<Contour, usize> {
    let count = chain.segments.len();
    let mut segments: Vec<Segment> = Vec::with_capacity(2 * count);
    for (place, segment) in chain.segments.iter().enumerate() {
        let before = replacements[(place + count - 1) % count].as_ref();
        let after = replacements[place].as_ref();
        let (from, start) = before.map_or((0.0, segment.start()), |made| (made.arrive, made.piece.end()));
        let (to, end) = after.map_or((1.0, segment.end()), |made| (made.leave, made.piece.start()));
        let left = (to - from) * segment.length();
        if left < -tolerance::LINEAR {
            return Err(place);
        }
        // Two arcs may use a curve up; nothing remains of it then.
        if before.is_none() && after.is_none() {
            segments.push(*segment);
        } else if left > tolerance::LINEAR {
            segments.push(segment.piece(from, to, start, end));
        }
        segments.extend(after.map(|made| made.piece));
    }
    for place in 0..segments.len() {
        let end = segments[(place + segments.len() - 1) % segments.len()].end();
        if let SegmentKind::Line { start, .. } | SegmentKind::Arc { start, .. } = &mut segments[place].kind {
            *start = end;
        }
    }
    Ok(Contour { segments })
}

fn chamfer(a: &Segment, b: &Segment, distance: f64) -> Option<Replacement> {
    let (leave, arrive) = (1.0 - distance / a.length(), distance / b.length());
    let slack = tolerance::LINEAR / a.length().min(b.length());
    if leave < -slack || arrive > 1.0 + slack || turn_between(a, b).abs() > 180.0 - SMOOTH {
        return None;
    }
    let (leave, arrive) = (leave.max(0.0), arrive.min(1.0));
    Some(Replacement { leave, arrive, piece: Segment::line(a.point(leave), b.point(arrive), a.span) })
}

fn fillet(a: &Segment, b: &Segment, radius: f64) -> Option<Replacement> {
    let turn = turn_between(a, b);
    if turn.abs() > 180.0 - SMOOTH {
        return None;
    }
    let side = if turn > 0.0 { radius } else { -radius };
    let (first, second) = (parallel(a, side)?, parallel(b, side)?);
    let mut best: Option<(f64, Replacement)> = None;
    for hit in intersect(&first, &second, 0.0) {
        let center = hit.point;
        let (on_a, on_b) = (nearest_on_carrier(a, center)?, nearest_on_carrier(b, center)?);
        let (leave, arrive) = (a.parameter(on_a), b.parameter(on_b));
        let (slack_a, slack_b) = (tolerance::LINEAR / a.length(), tolerance::LINEAR / b.length());
        if leave < -slack_a || leave >= 1.0 || arrive <= 0.0 || arrive > 1.0 + slack_b {
            continue;
        }
        let (leave, arrive) = (leave.max(0.0), arrive.min(1.0));
        let removed = (1.0 - leave) * a.length() + arrive * b.length();
        if best.as_ref().is_some_and(|(known, _)| *known <= removed) {
            continue;
        }
        let mut piece = Segment::arc_between(center, on_a, on_b, turn > 0.0, a.span);
        if let SegmentKind::Arc { radius: of_arc, sweep, .. } = &mut piece.kind {
            *of_arc = radius;
            if sweep.abs() >= 180.0 {
                continue;
            }
        }
        best = Some((removed, Replacement { leave, arrive, piece }));
    }
    best.map(|(_, made)| made)
}

/// The whole carrier moved to the left by `side` (to the right when negative), long enough to meet any other.
fn parallel(segment: &Segment, side: f64) -> Option<Segment> {
    match segment.arc() {
        None => {
            let direction = segment.tangent(0.0);
            let (start, end) = (segment.start() + direction.perp() * side, segment.end() + direction.perp() * side);
            let reach = direction * (segment.length() + 4.0 * side.abs());
            Some(Segment::line(start - reach, end + reach, segment.span))
        }
        Some(arc) => {
            let radius = if arc.sweep > 0.0 { arc.radius - side } else { arc.radius + side };
            (radius > tolerance::LINEAR).then(|| Segment::circle(arc.center, radius, true, segment.span))
        }
    }
}

fn nearest_on_carrier(segment: &Segment, p: DVec2) -> Option<DVec2> {
    match segment.arc() {
        None => {
            let direction = segment.tangent(0.0);
            Some(segment.start() + direction * (p - segment.start()).dot(direction))
        }
        Some(arc) => {
            let radial = p - arc.center;
            (radial.length() > 0.0).then(|| arc.center + unit(super::segment::angle_of(radial)) * arc.radius)
        }
    }
}

fn too_large(
    regions: &[PlanarRegion],
    corners: &[Corner],
    misfit: Misfit,
    value: f64,
    what: &str,
    attempt: &dyn Fn(f64) -> Result<Vec<PlanarRegion>, Misfit>,
) -> GeometryError {
    let at = |corner: Corner| {
        contours(&regions[corner.region])
            .get(corner.contour)
            .and_then(|chain| chain.segments.get(corner.segment))
            .map_or((DVec2::ZERO, Default::default()), |segment| (segment.end(), segment.span))
    };
    let (place, span) = match misfit {
        Misfit::Corner(corner) | Misfit::Shared(corner) => at(corner),
        Misfit::Collision => at(corners[0]),
    };
    let why = match misfit {
        Misfit::Corner(_) => format!("does not fit the corner at {}", message::point(place)),
        Misfit::Shared(_) => {
            format!("is too large for the curve that ends at {} and has a corner at both ends", message::point(place))
        }
        Misfit::Collision => "makes the boundary run into another part of itself".to_string(),
    };
    let count: usize = regions.iter().flat_map(PlanarRegion::contours).map(|contour| contour.segments.len()).sum();
    let (mut low, mut high) = (0.0, value);
    let rounds = if count <= 500 { 48 } else { 16 };
    for _ in 0..rounds {
        let middle = 0.5 * (low + high);
        if middle >= tolerance::MINIMUM_SIZE && attempt(middle).is_ok() {
            low = middle;
        } else {
            high = middle;
        }
    }
    let noun = if corners.len() == 1 { "the corner allows" } else { "the corners allow" };
    let allowed = if low > 0.0 {
        format!("{noun} a {what} up to {} mm", message::limit(low))
    } else {
        format!("{noun} none, because the curves meet in a cusp or are too short")
    };
    GeometryError::new(geom::RADIUS_TOO_LARGE, format!("a {what} of {} mm {why}; {allowed}", message::length(value)))
        .label(span, "the curve before the corner")
}
