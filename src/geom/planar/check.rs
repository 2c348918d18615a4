//! The rules of loops, faces and sketches: what passes here is a valid shape, what does not is told apart,
//! with the place and the limit.

use std::sync::Arc;

use glam::DVec2;
use smallvec::SmallVec;

use super::index::{Index, RayDirection, RayIndex};
use super::intersect::{intersect, same_carrier};
use super::{
    Bounds, Contour, PlanarRegion, Segment, SegmentKind, Windings, arrange, measure, message, regions_of_face,
};
use crate::diagnostics::registry::{geom, limit};
use crate::model::tolerance::{COORDINATE_LIMIT, JOIN, LINEAR, MINIMUM_SIZE};
use crate::model::{ArcGeometry, Curve, CurveKind, Face, Frame, GeometryError, Loop, Region, Sketch};

type Checked<T> = Result<T, GeometryError>;

/// Joins curves into a loop. Curves run in order from start to end; one written the other way round is turned
/// when only that joins. Ends that differ by no more than the join tolerance become one point; neighbours that cross
/// once more right beside their vertex end at that crossing.
pub fn make_loop(curves: &[Curve]) -> Checked<Loop> {
    if curves.is_empty() {
        return Err(GeometryError::new(
            geom::EMPTY_LOOP,
            "a loop needs at least one curve: a circle, or lines and arcs that close",
        ));
    }
    for (index, curve) in curves.iter().enumerate() {
        check_curve(curve, index)?;
    }
    let mut welded = if let [only @ Curve { kind: CurveKind::Circle { .. }, .. }] = curves {
        vec![*only]
    } else {
        if let Some(index) = curves.iter().position(Curve::is_closed) {
            return Err(GeometryError::new(
                geom::CIRCLE_IN_LOOP,
                format!(
                    "{} is a full circle, which is a loop of its own; it cannot be joined with {} other curves",
                    message::curve(index),
                    curves.len() - 1
                ),
            )
            .label(curves[index].span, "this circle"));
        }
        weld(join(curves)?)?
    };
    let mut segments: Vec<Segment> = welded.iter().map(Segment::from_curve).collect();
    for Cusp { from, to, at } in check_self_intersection(&segments)? {
        let (before, after) = (segments[from], segments[to]);
        segments[from] = before.piece(0.0, before.parameter(at), before.start(), at);
        segments[to] = after.piece(after.parameter(at), 1.0, at, after.end());
        welded[from] = segments[from].to_curve();
        welded[to] = segments[to].to_curve();
    }
    let contour = Contour { segments };
    let (area, length) = (measure::signed_area(&contour).abs(), measure::length(&contour));
    if area <= LINEAR * length {
        return Err(GeometryError::new(
            geom::TOO_SMALL,
            format!(
                "the loop encloses {} mm² along {} mm of boundary, which leaves it no inside",
                message::length(area),
                message::length(length)
            ),
        ));
    }
    Ok(Loop { curves: welded.into() })
}

fn check_curve(curve: &Curve, index: usize) -> Checked<()> {
    let points: &[DVec2] = match &curve.kind {
        CurveKind::Line { start, end } => &[*start, *end],
        CurveKind::Arc { start, mid, end } => &[*start, *mid, *end],
        CurveKind::Circle { center, radius } => {
            if radius.is_nan() {
                return Err(not_finite(curve, index));
            }
            if *radius < MINIMUM_SIZE {
                return Err(GeometryError::new(
                    geom::RADIUS,
                    format!("the radius is {} mm; it must be at least {MINIMUM_SIZE} mm", message::length(*radius)),
                )
                .label(curve.span, "this circle"));
            }
            if *radius > COORDINATE_LIMIT {
                return Err(too_far(curve, *radius));
            }
            &[*center]
        }
    };
    for point in points {
        if point.is_nan() {
            return Err(not_finite(curve, index));
        }
        let reach = point.abs().max_element();
        if reach > COORDINATE_LIMIT {
            return Err(too_far(curve, reach));
        }
    }
    match curve.kind {
        CurveKind::Line { start, end } => {
            let length = start.distance(end);
            if length < MINIMUM_SIZE {
                return Err(short(curve, index, "a line", length));
            }
        }
        CurveKind::Arc { start, mid, end } => {
            let reach = start.distance(mid).min(mid.distance(end)).min(start.distance(end));
            if start.distance(mid).max(mid.distance(end)) < MINIMUM_SIZE {
                return Err(short(curve, index, "an arc", start.distance(mid) + mid.distance(end)));
            }
            let circle = if reach > 0.0 { ArcGeometry::through(start, mid, end) } else { None };
            match circle {
                Some(arc) if arc.radius > COORDINATE_LIMIT => {
                    return Err(GeometryError::new(
                        geom::COLLINEAR_ARC,
                        format!(
                            "the three points of {} lie so nearly on one line that its radius is {} mm; the limit is \
                             {COORDINATE_LIMIT} mm; use a line",
                            message::curve(index),
                            message::length(arc.radius)
                        ),
                    )
                    .label(curve.span, "this arc"));
                }
                Some(arc) if arc.radius < MINIMUM_SIZE => {
                    return Err(GeometryError::new(
                        geom::RADIUS,
                        format!(
                            "the radius of the arc is {} mm; it must be at least {MINIMUM_SIZE} mm",
                            message::length(arc.radius)
                        ),
                    )
                    .label(curve.span, "this arc"));
                }
                Some(_) => {}
                None => {
                    let what =
                        if reach > 0.0 { "lie on one line; use a line" } else { "are not three different points" };
                    return Err(GeometryError::new(
                        geom::COLLINEAR_ARC,
                        format!(
                            "the points {}, {} and {} of an arc {what}",
                            message::point(start),
                            message::point(mid),
                            message::point(end)
                        ),
                    )
                    .label(curve.span, "this arc"));
                }
            }
        }
        CurveKind::Circle { .. } => {}
    }
    Ok(())
}

fn not_finite(curve: &Curve, index: usize) -> GeometryError {
    GeometryError::new(geom::NOT_FINITE, format!("a coordinate of {} is not a number", message::curve(index)))
        .label(curve.span, "this curve")
}

fn too_far(curve: &Curve, value: f64) -> GeometryError {
    GeometryError::new(
        limit::COORDINATE,
        format!("a coordinate or radius is {} mm; the limit is {COORDINATE_LIMIT} mm", message::length(value)),
    )
    .label(curve.span, "this curve")
}

fn short(curve: &Curve, index: usize, what: &str, length: f64) -> GeometryError {
    GeometryError::new(
        geom::SHORT_CURVE,
        format!(
            "{} is {what} of {} mm; curves must be at least {MINIMUM_SIZE} mm long",
            message::curve(index),
            message::length(length)
        ),
    )
    .label(curve.span, "this curve")
}

/// The curves directed so that each begins where the one before ends.
fn join(curves: &[Curve]) -> Checked<Vec<Curve>> {
    let near = |a: DVec2, b: DVec2| a.distance(b) <= JOIN;
    let meets = |p: DVec2, curve: &Curve| near(p, curve.ends().0) || near(p, curve.ends().1);
    let mut chain: Vec<Curve> = Vec::with_capacity(curves.len());
    for (index, curve) in curves.iter().enumerate() {
        let Some(previous) = chain.last() else {
            let (start, end) = curve.ends();
            let turned = curves.get(1).is_some_and(|next| !meets(end, next) && meets(start, next));
            chain.push(if turned { curve.reversed() } else { *curve });
            continue;
        };
        let from = previous.ends().1;
        let (start, end) = curve.ends();
        if near(from, start) {
            chain.push(*curve);
        } else if near(from, end) {
            chain.push(curve.reversed());
        } else {
            return Err(gap(
                curves,
                index - 1,
                index,
                from,
                if from.distance(end) < from.distance(start) { end } else { start },
            ));
        }
    }
    if let (Some(first), Some(last)) = (chain.first(), chain.last()) {
        let (from, to) = (last.ends().1, first.ends().0);
        if !near(from, to) {
            return Err(gap(curves, curves.len() - 1, 0, from, to));
        }
    }
    Ok(chain)
}

fn gap(curves: &[Curve], before: usize, after: usize, from: DVec2, to: DVec2) -> GeometryError {
    let text = format!(
        "the gap between {} and {} is {} mm at {}; ends must meet within {JOIN} mm",
        message::curve(before),
        message::curve(after),
        message::length(from.distance(to)),
        message::point(from)
    );
    let error = GeometryError::new(geom::OPEN_LOOP, text)
        .label(curves[before].span, format!("{} ends at {}", message::curve(before), message::point(from)));
    if before == after {
        return error.note("one line or arc does not close; add the curves that lead back to its start");
    }
    error.label(curves[after].span, format!("{} begins at {}", message::curve(after), message::point(to)))
}

/// Makes one point of the ends that meet: the end of the earlier curve, or that of the arc where a line and an
/// arc meet.
fn weld(mut chain: Vec<Curve>) -> Checked<Vec<Curve>> {
    let count = chain.len();
    for index in 0..count {
        let before = (index + count - 1) % count;
        let (end, start) = (chain[before].ends().1, chain[index].ends().0);
        if start == end {
            continue;
        }
        let arc_follows = matches!(chain[index].kind, CurveKind::Arc { .. });
        match &mut chain[before].kind {
            CurveKind::Line { end, .. } if arc_follows => *end = start,
            _ => chain[index] = with_start(&Segment::from_curve(&chain[index]), end).to_curve(),
        }
    }
    for (index, curve) in chain.iter().enumerate() {
        let length = Segment::from_curve(curve).length();
        if length < LINEAR {
            return Err(short(curve, index, "a curve", length));
        }
    }
    Ok(chain)
}

/// The segment with another start close by; an arc keeps its end and its radius.
pub(super) fn with_start(segment: &Segment, start: DVec2) -> Segment {
    let moved = match segment.kind {
        SegmentKind::Line { end, .. } => SegmentKind::Line { start, end },
        SegmentKind::Arc { center, radius, end, start_angle, sweep, .. } => {
            SegmentKind::Arc { center, radius, start, end, start_angle, sweep }
        }
        circle @ SegmentKind::Circle { .. } => circle,
    };
    // Through the curve: its middle point is placed by the radius above the new chord.
    Segment::from_curve(&Segment { kind: moved, span: segment.span }.to_curve())
}

/// How two boundaries meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contact {
    Crosses,
    Touches,
    Overlaps,
}

impl Contact {
    fn verb(self) -> &'static str {
        match self {
            Contact::Crosses => "crosses",
            Contact::Touches => "touches",
            Contact::Overlaps => "runs along",
        }
    }
}

/// Where and how two segments meet that should not.
fn contact(a: &Segment, b: &Segment) -> Option<(DVec2, Contact)> {
    let hits = intersect(a, b, LINEAR);
    let first = hits.first()?;
    let overlap = same_carrier(a, b, LINEAR)
        && (a.is_circle() || b.is_circle() || hits.iter().any(|hit| hit.point.distance(first.point) > MINIMUM_SIZE));
    if overlap {
        return Some((first.point, Contact::Overlaps));
    }
    let crossing = hits.iter().find(|hit| {
        let inner = |segment: &Segment, t: f64| segment.is_circle() || (t > 0.0 && t < 1.0);
        inner(a, hit.t) && inner(b, hit.u) && a.tangent(hit.t).perp_dot(b.tangent(hit.u)).abs() > 1e-3
    });
    Some(crossing.map_or((first.point, Contact::Touches), |hit| (hit.point, Contact::Crosses)))
}

/// Neighbours that cross once more right beside their vertex, and where: what lies between is no part of the loop.
struct Cusp {
    from: usize,
    to: usize,
    at: DVec2,
}

/// As [`contact`] for neighbours, which share the vertices given; keeps the place where they leave a cusp.
fn neighbour_contact(
    a: &Segment,
    b: &Segment,
    shared: &[DVec2],
    leaves: &mut Option<DVec2>,
) -> Option<(DVec2, Contact)> {
    let is_shared = |p: DVec2| shared.iter().any(|vertex| vertex.distance(p) <= 2.0 * LINEAR);
    let straight = a.arc().is_none() && b.arc().is_none();
    for hit in intersect(a, b, LINEAR).into_iter().filter(|hit| !is_shared(hit.point)) {
        if same_carrier(a, b, LINEAR) {
            return Some((hit.point, Contact::Overlaps));
        }
        // A cusp of curves that part slowly: rounded coordinates make them cross right beside the vertex.
        let cusp = !straight
            && shared.iter().any(|vertex| {
                let (t, u) = (nearest_end(a, *vertex), nearest_end(b, *vertex));
                let near = vertex.distance(hit.point) <= 0.1 * a.length().min(b.length()).min(10.0);
                near && a.point(0.5 * (t + hit.t)).distance(b.point(0.5 * (u + hit.u))) <= JOIN
            });
        if !cusp {
            let crosses = !hit.at_end && a.tangent(hit.t).perp_dot(b.tangent(hit.u)).abs() > 1e-3;
            return Some((hit.point, if crosses { Contact::Crosses } else { Contact::Touches }));
        }
        if !hit.at_end {
            leaves.get_or_insert(hit.point);
        }
    }
    None
}

fn nearest_end(segment: &Segment, p: DVec2) -> f64 {
    if segment.start().distance_squared(p) <= segment.end().distance_squared(p) { 0.0 } else { 1.0 }
}

fn boxes<'a>(segments: impl Iterator<Item = &'a Segment>) -> Vec<Bounds> {
    segments.map(|segment| segment.bounds().inflated(LINEAR)).collect()
}

fn check_self_intersection(segments: &[Segment]) -> Checked<Vec<Cusp>> {
    let boxes = boxes(segments.iter());
    let count = segments.len();
    let mut cusps = Vec::new();
    for (i, j) in Index::new(boxes.iter().copied()).pairs(&boxes)? {
        let (i, j) = (i as usize, j as usize);
        let (a, b) = (&segments[i], &segments[j]);
        let mut shared: SmallVec<[DVec2; 4]> = SmallVec::new();
        for (from, to) in [(i, j), (j, i)] {
            let next = (from + 1) % count;
            // A curve of no length to speak of, such as two fillets leave between them, does not part its neighbours.
            let between = next != to && (next + 1) % count == to && segments[next].length() <= 4.0 * LINEAR;
            if next == to || between {
                shared.extend([segments[from].end(), segments[to].start()]);
            }
        }
        let mut leaves = None;
        let found = if shared.is_empty() { contact(a, b) } else { neighbour_contact(a, b, &shared, &mut leaves) };
        if let Some((place, kind)) = found {
            let text = format!(
                "{} {} {} at {}; a loop may not cross or touch itself",
                message::curve(i),
                kind.verb(),
                message::curve(j),
                message::point(place)
            );
            return Err(GeometryError::new(geom::SELF_INTERSECTION, text)
                .label(a.span, message::curve(i))
                .label(b.span, message::curve(j)));
        }
        let Some(at) = leaves else { continue };
        let joints = [(i, j), (j, i)].into_iter().filter(|(from, to)| (from + 1) % count == *to);
        let reach = |joint: &(usize, usize)| segments[joint.0].end().distance_squared(at);
        if let Some((from, to)) = joints.min_by(|a, b| reach(a).total_cmp(&reach(b))) {
            cusps.push(Cusp { from, to, at });
        }
    }
    Ok(cusps)
}

/// Makes a face of one region.
pub fn make_face(outer: &Loop, holes: &[Loop]) -> Checked<Face> {
    if holes.is_empty() {
        return Ok(Face::new(outer.clone(), []));
    }
    let mut contours = vec![Contour::from_loop(outer, true)?];
    for hole in holes {
        contours.push(Contour::from_loop(hole, false)?);
    }
    check_nesting(&contours)?;
    Ok(Face { regions: Arc::new([Region { outer: outer.clone(), holes: holes.into() }]) })
}

/// Checks that the contours after the first lie inside the first and outside each other, without contact.
pub(super) fn check_nesting(contours: &[Contour]) -> Checked<()> {
    let owned: Vec<(usize, &Segment)> = contours
        .iter()
        .enumerate()
        .flat_map(|(owner, contour)| contour.segments.iter().map(move |segment| (owner, segment)))
        .collect();
    let boxes = boxes(owned.iter().map(|(_, segment)| *segment));
    for (i, j) in Index::new(boxes.iter().copied()).pairs(&boxes)? {
        let ((first, a), (second, b)) = (owned[i as usize], owned[j as usize]);
        if first == second {
            continue;
        }
        if let Some((place, kind)) = contact(a, b) {
            return Err(clash(first, second, a, b, place, kind));
        }
    }
    // No contacts: one point of each hole decides.
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); contours.len()];
    for (place, (owner, _)) in owned.iter().enumerate() {
        groups[*owner].push(place as u32);
    }
    let rays = RayIndex::new(groups, |place| boxes[place as usize]);
    for (number, contour) in contours.iter().enumerate().skip(1) {
        let point = contour.first_point();
        let mut windings: Vec<(usize, i32)> = Vec::new();
        rays.visit(point, RayDirection::Right, |entry| {
            let (owner, segment) = owned[entry as usize];
            if owner != number {
                windings.push((owner, measure::crossings(segment, point)));
            }
        });
        windings.sort_unstable();
        let mut in_outer = false;
        let mut in_hole = None;
        for group in windings.chunk_by(|a, b| a.0 == b.0) {
            if group.iter().map(|(_, winding)| winding).sum::<i32>() != 0 {
                match group[0].0 {
                    0 => in_outer = true,
                    other => in_hole = in_hole.or(Some(other)),
                }
            }
        }
        let span = contour.segments.first().map(|segment| segment.span).unwrap_or_default();
        if !in_outer {
            return Err(GeometryError::new(
                geom::HOLE_OUTSIDE,
                format!("hole {number} is not inside the outer loop: its point {} lies outside", message::point(point)),
            )
            .label(span, format!("hole {number}")));
        }
        if let Some(other) = in_hole {
            return Err(GeometryError::new(
                geom::HOLES_OVERLAP,
                format!("hole {number} lies inside hole {other}; holes of a face must be apart"),
            )
            .label(span, format!("hole {number}"))
            .label(
                contours[other].segments.first().map(|segment| segment.span).unwrap_or_default(),
                format!("hole {other}"),
            ));
        }
    }
    Ok(())
}

fn clash(first: usize, second: usize, a: &Segment, b: &Segment, place: DVec2, kind: Contact) -> GeometryError {
    let place = message::point(place);
    let error = if first == 0 {
        GeometryError::new(
            geom::HOLE_TOUCHES,
            format!(
                "hole {second} {} the outer loop at {place}; holes must lie inside without touching it",
                kind.verb()
            ),
        )
        .label(a.span, "outer loop")
    } else {
        GeometryError::new(
            geom::HOLES_OVERLAP,
            format!("hole {second} {} hole {first} at {place}; holes of a face must be apart", kind.verb()),
        )
        .label(a.span, format!("hole {first}"))
    };
    error
        .label(b.span, format!("hole {second}"))
        .note("to take overlapping shapes out of a face, subtract them with `-`")
}

/// Checks every region anew: loops for themselves, then their nesting.
pub(super) fn check_regions(regions: &[PlanarRegion]) -> Checked<()> {
    for region in regions {
        for contour in region.contours() {
            check_self_intersection(&contour.segments)?;
        }
        let contours: Vec<Contour> = region.contours().cloned().collect();
        check_nesting(&contours)?;
    }
    Ok(())
}

/// Puts faces on a plane. Shared edges and corners are allowed, shared area is not.
pub fn make_sketch(frame: &Frame, faces: &[Face]) -> Checked<Sketch> {
    if faces.is_empty() {
        return Err(GeometryError::new(geom::EMPTY_SKETCH, "a sketch needs at least one face"));
    }
    let origin = frame.origin;
    if !origin.is_finite() || origin.abs().max_element() > COORDINATE_LIMIT {
        return Err(GeometryError::new(
            limit::COORDINATE,
            format!("the origin of the plane is beyond ±{COORDINATE_LIMIT} mm, the limit of the language"),
        ));
    }
    let sketch = Sketch { frame: *frame, faces: faces.into() };
    if faces.len() > 1 {
        check_overlap(faces)?;
    }
    Ok(sketch)
}

fn check_overlap(faces: &[Face]) -> Checked<()> {
    let mut owners = Vec::new();
    let mut regions = Vec::new();
    for (number, face) in faces.iter().enumerate() {
        for region in regions_of_face(face)? {
            owners.push(number);
            regions.push(region);
        }
    }
    // Only regions whose boxes share area can share area themselves.
    let boxes: Vec<Bounds> = regions.iter().map(|region| region.bounds().inflated(-JOIN)).collect();
    let mut close = vec![false; regions.len()];
    for (i, j) in Index::new(boxes.iter().copied()).pairs(&boxes)? {
        close[i as usize] = true;
        close[j as usize] = true;
    }
    if !close.iter().any(|close| *close) {
        return Ok(());
    }
    let candidates: Vec<usize> = (0..regions.len()).filter(|number| close[*number]).collect();
    let sets: Vec<&[PlanarRegion]> = candidates.iter().map(|number| std::slice::from_ref(&regions[*number])).collect();
    let shared = arrange::combine(&sets, |windings: &Windings| windings.iter().count() > 1)?;
    // Slivers between boundaries that are equal but for rounding are no overlap.
    let thick = |region: &PlanarRegion| 2.0 * measure::area(region) > JOIN * measure::perimeter(region);
    let Some(overlap) = shared.iter().find(|region| thick(region)) else { return Ok(()) };
    let place = inner_point(overlap);
    let mut concerned: Vec<usize> = candidates
        .iter()
        .filter(|number| measure::contains(&regions[**number], place))
        .map(|number| owners[*number])
        .collect();
    concerned.dedup();
    let (first, second) = match concerned[..] {
        [first, second, ..] => (first, second),
        _ => (0, 1),
    };
    let mut error = GeometryError::new(
        geom::OVERLAP,
        format!(
            "faces {} and {} of the sketch share {} mm² around {}; faces of a sketch may share edges but not area",
            first + 1,
            second + 1,
            message::length(measure::area(overlap)),
            message::point(place)
        ),
    )
    .note("`union` (or `+`) makes one face of overlapping ones");
    for number in [first, second] {
        let curve =
            faces.get(number).and_then(|face| face.regions.first()).and_then(|region| region.outer.curves.first());
        if let Some(curve) = curve {
            error = error.label(curve.span, format!("face {}", number + 1));
        }
    }
    Err(error)
}

/// Some point well inside a region: the middle of the widest stretch of a horizontal line through it.
fn inner_point(region: &PlanarRegion) -> DVec2 {
    let bounds = region.bounds();
    let mut best = (0.0, bounds.center());
    for step in [0.5, 0.4871, 0.27, 0.7233, 0.113, 0.8891] {
        let y = bounds.min.y + step * bounds.size().y;
        let line = Segment::line(
            DVec2::new(bounds.min.x - 1.0, y),
            DVec2::new(bounds.max.x + 1.0, y),
            crate::text::Span::default(),
        );
        let mut xs: Vec<f64> = region
            .segments()
            .flat_map(|segment| intersect(segment, &line, 0.0).into_iter().map(|hit| hit.point.x))
            .collect();
        xs.sort_by(f64::total_cmp);
        for pair in xs.windows(2) {
            let middle = DVec2::new(0.5 * (pair[0] + pair[1]), y);
            if pair[1] - pair[0] > best.0 && measure::contains(region, middle) {
                best = (pair[1] - pair[0], middle);
            }
        }
    }
    best.1
}
