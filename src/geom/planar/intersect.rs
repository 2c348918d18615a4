//! Where two segments meet: crossings, tangencies, ends on the other segment, shared stretches.
//!
//! Shared stretches (collinear lines, arcs of one circle) need no case of their own: their ends are ends of
//! one segment that lie on the other, and that is how they are reported. Near-tangent pairs that overlap or
//! miss each other by no more than the tolerance touch in one point.

use glam::DVec2;
use smallvec::SmallVec;

use super::Segment;

/// One common point of two segments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The place.
    pub point: DVec2,
    /// Fraction of the way along the first segment, 0 to 1.
    pub t: f64,
    /// Fraction of the way along the second segment, 0 to 1.
    pub u: f64,
    /// Whether the place is an end of one of the two.
    pub at_end: bool,
}

/// The common points of a pair; seldom more than four.
pub type Hits = SmallVec<[Hit; 4]>;

/// All common points of two segments, points within `tolerance` counted as equal. Ends come first: those of
/// `b` on `a`, then those of `a` on `b`.
pub fn intersect(a: &Segment, b: &Segment, tolerance: f64) -> Hits {
    let mut hits = Hits::new();
    for (u, point) in ends(b) {
        if let Some(t) = place_on(a, point, tolerance) {
            push(&mut hits, Hit { point, t, u, at_end: true }, tolerance);
        }
    }
    for (t, point) in ends(a) {
        if let Some(u) = place_on(b, point, tolerance) {
            push(&mut hits, Hit { point, t, u, at_end: true }, tolerance);
        }
    }
    for point in carriers(a, b, tolerance) {
        if let (Some(t), Some(u)) = (inside(a, point, tolerance), inside(b, point, tolerance)) {
            push(&mut hits, Hit { point, t, u, at_end: false }, tolerance);
        }
    }
    hits
}

/// Whether two segments lie on one carrier within `tolerance`: collinear, or on one circle.
pub fn same_carrier(a: &Segment, b: &Segment, tolerance: f64) -> bool {
    match (a.arc(), b.arc()) {
        (Some(a), Some(b)) => a.center.distance(b.center) + (a.radius - b.radius).abs() <= tolerance,
        (None, None) => {
            let (long, short) = if a.length() >= b.length() { (a, b) } else { (b, a) };
            let direction = long.tangent(0.0);
            direction != DVec2::ZERO
                && [short.start(), short.end()]
                    .iter()
                    .all(|p| (*p - long.start()).perp_dot(direction).abs() <= tolerance)
        }
        _ => false,
    }
}

fn ends(segment: &Segment) -> SmallVec<[(f64, DVec2); 2]> {
    let mut ends = SmallVec::new();
    ends.push((0.0, segment.start()));
    if !segment.is_circle() {
        ends.push((1.0, segment.end()));
    }
    ends
}

fn push(hits: &mut Hits, hit: Hit, tolerance: f64) {
    let known = hits.iter().any(|other| {
        other.point.distance_squared(hit.point) <= tolerance * tolerance
            && (!hit.at_end || (other.t == hit.t || other.u == hit.u))
    });
    if !known {
        hits.push(hit);
    }
}

/// The fraction at which `point` lies on the segment, if it does; the ends snap to 0 and 1.
fn place_on(segment: &Segment, point: DVec2, tolerance: f64) -> Option<f64> {
    if segment.is_circle() {
        return (segment.distance(point) <= tolerance).then(|| segment.parameter(point));
    }
    let square = tolerance * tolerance;
    let (to_start, to_end) = (segment.start().distance_squared(point), segment.end().distance_squared(point));
    if to_start <= square || to_end <= square {
        return Some(if to_start <= to_end { 0.0 } else { 1.0 });
    }
    let t = segment.parameter(point);
    let across = match segment.arc() {
        None => (point - segment.start()).perp_dot(segment.tangent(0.0)).abs(),
        Some(arc) => ((point - arc.center).length() - arc.radius).abs(),
    };
    (t > 0.0 && t < 1.0 && across <= tolerance).then_some(t)
}

/// The fraction of a point already known to lie on the carrier; none beyond the ends.
fn inside(segment: &Segment, point: DVec2, tolerance: f64) -> Option<f64> {
    let t = segment.parameter(point);
    if (0.0..=1.0).contains(&t) {
        return Some(t);
    }
    let square = tolerance * tolerance;
    if segment.start().distance_squared(point) <= square {
        Some(0.0)
    } else if segment.end().distance_squared(point) <= square {
        Some(1.0)
    } else {
        None
    }
}

/// Common points of the carriers; none for equal ones.
fn carriers(a: &Segment, b: &Segment, tolerance: f64) -> SmallVec<[DVec2; 2]> {
    match (a.arc(), b.arc()) {
        (None, None) => lines(a, b),
        (None, Some(arc)) => line_circle(a, arc.center, arc.radius, tolerance),
        (Some(arc), None) => line_circle(b, arc.center, arc.radius, tolerance),
        (Some(p), Some(q)) => circles(p.center, p.radius, q.center, q.radius, tolerance),
    }
}

fn lines(a: &Segment, b: &Segment) -> SmallVec<[DVec2; 2]> {
    let (da, db) = (a.end() - a.start(), b.end() - b.start());
    let cross = da.perp_dot(db);
    let mut out = SmallVec::new();
    if cross.abs() > 1e-14 * da.length() * db.length() {
        // From the end of `a` nearer to the crossing, for the sake of the last digits.
        let t = (b.start() - a.start()).perp_dot(db) / cross;
        let point =
            if t > 0.5 { a.end() + da * ((b.start() - a.end()).perp_dot(db) / cross) } else { a.start() + da * t };
        if point.is_finite() {
            out.push(point);
        }
    }
    out
}

fn line_circle(line: &Segment, center: DVec2, radius: f64, tolerance: f64) -> SmallVec<[DVec2; 2]> {
    let mut out = SmallVec::new();
    let direction = line.tangent(0.0);
    if direction == DVec2::ZERO {
        return out;
    }
    let offset = line.start() - center;
    let distance = direction.perp_dot(offset);
    let foot = center + direction.perp() * distance;
    let gap = radius - distance.abs();
    if gap < -tolerance {
        return out;
    }
    if gap <= tolerance {
        out.push(foot);
        return out;
    }
    let half = (gap * (radius + distance.abs())).sqrt();
    out.push(foot - direction * half);
    out.push(foot + direction * half);
    out
}

fn circles(p: DVec2, r: f64, q: DVec2, s: f64, tolerance: f64) -> SmallVec<[DVec2; 2]> {
    let mut out = SmallVec::new();
    let between = q - p;
    let distance = between.length();
    if distance + (r - s).abs() <= tolerance || distance == 0.0 {
        return out;
    }
    let direction = between / distance;
    let (apart, nested) = (distance - (r + s), (r - s).abs() - distance);
    if apart > tolerance || nested > tolerance {
        return out;
    }
    if apart.abs() <= tolerance {
        out.push(p + direction * (r + 0.5 * apart));
        return out;
    }
    if nested.abs() <= tolerance {
        // The nearest points lie on one ray: beyond q when r is the larger radius, beyond p otherwise.
        let (from, reach, sign) = if r > s { (p, r, 1.0) } else { (q, s, -1.0) };
        out.push(from + direction * (sign * (reach - 0.5 * nested)));
        return out;
    }
    // Along the line of centres measured from the smaller circle, where fewer digits cancel.
    let (from, sign, small, large) = if r <= s { (p, 1.0, r, s) } else { (q, -1.0, s, r) };
    let along = 0.5 * (distance + (small - large) * (small + large) / distance);
    let half = ((small - along) * (small + along)).max(0.0).sqrt();
    let foot = from + direction * (sign * along);
    out.push(foot - direction.perp() * half);
    out.push(foot + direction.perp() * half);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    const TOLERANCE: f64 = 1e-6;

    fn v(x: f64, y: f64) -> DVec2 {
        DVec2::new(x, y)
    }
    fn line(a: DVec2, b: DVec2) -> Segment {
        Segment::line(a, b, Span::default())
    }
    fn circle(c: DVec2, r: f64) -> Segment {
        Segment::circle(c, r, true, Span::default())
    }

    #[test]
    fn lines_cross_once() {
        let hits = intersect(&line(v(0.0, 0.0), v(4.0, 4.0)), &line(v(0.0, 2.0), v(4.0, 2.0)), TOLERANCE);
        assert_eq!(hits.len(), 1);
        assert_eq!((hits[0].point, hits[0].t, hits[0].u, hits[0].at_end), (v(2.0, 2.0), 0.5, 0.5, false));
    }

    #[test]
    fn collinear_lines_meet_at_the_ends_of_their_common_stretch() {
        let hits = intersect(&line(v(0.0, 0.0), v(4.0, 0.0)), &line(v(6.0, 0.0), v(1.0, 0.0)), TOLERANCE);
        let mut places: Vec<f64> = hits.iter().map(|hit| hit.point.x).collect();
        places.sort_by(f64::total_cmp);
        assert_eq!(places, [1.0, 4.0]);
        assert!(same_carrier(&line(v(0.0, 0.0), v(4.0, 0.0)), &line(v(6.0, 0.0), v(1.0, 0.0)), 1e-9));
    }

    #[test]
    fn a_tangent_line_touches_once() {
        let hits = intersect(&circle(v(0.0, 0.0), 5.0), &line(v(-9.0, 5.0), v(9.0, 5.0)), TOLERANCE);
        assert_eq!(hits.len(), 1);
        assert!(hits[0].point == v(0.0, 5.0) && hits[0].t == 0.25 && hits[0].u == 0.5);
        assert!(intersect(&circle(v(0.0, 0.0), 5.0), &line(v(-9.0, 5.1), v(9.0, 5.1)), TOLERANCE).is_empty());
    }

    #[test]
    fn circles_meet_twice_touch_once_or_not_at_all() {
        let a = circle(v(0.0, 0.0), 5.0);
        let crossing = intersect(&a, &circle(v(6.0, 0.0), 5.0), TOLERANCE);
        let mut ys: Vec<f64> = crossing.iter().map(|hit| hit.point.y).collect();
        ys.sort_by(f64::total_cmp);
        assert_eq!(ys, [-4.0, 4.0]);
        assert_eq!(intersect(&a, &circle(v(8.0, 0.0), 3.0), TOLERANCE)[0].point, v(5.0, 0.0));
        assert_eq!(intersect(&a, &circle(v(-2.0, 0.0), 3.0), TOLERANCE)[0].point, v(-5.0, 0.0));
        assert!(intersect(&a, &circle(v(1.0, 0.0), 3.0), TOLERANCE).is_empty());
        assert!(intersect(&a, &circle(v(9.0, 0.0), 3.0), TOLERANCE).is_empty());
    }

    #[test]
    fn arcs_of_one_circle_meet_at_the_ends_of_their_common_stretch() {
        let a = Segment::arc_between(v(0.0, 0.0), v(1.0, 0.0), v(-1.0, 0.0), true, Span::default());
        let b = Segment::arc_between(v(0.0, 0.0), v(0.0, 1.0), v(0.0, -1.0), true, Span::default());
        let hits = intersect(&a, &b, TOLERANCE);
        let points: Vec<DVec2> = hits.iter().map(|hit| hit.point).collect();
        assert_eq!(points, [v(0.0, 1.0), v(-1.0, 0.0)]);
    }
}
