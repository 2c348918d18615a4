//! The best IoU of shapes of the plane over rotations in their planes.

use glam::{DMat3, DVec2, DVec3};

use crate::geom::compare::overlap::{BUDGET, Budget, Overlap, Route, common_area, squared};
use crate::geom::compare::prepared::{Plane, centered};
use crate::geom::compare::{Best, inverse};
use crate::geom::planar::{PlanarRegion, Segment};
use crate::model::{Transform3, trig};

/// At most so many rotations from pairs of curves are tried.
const MOST_PAIRS: usize = 48;

/// A curve seen from the centroid, in units of the radius.
struct Mark {
    /// Where its middle (of an arc or circle: its centre) is.
    at: DVec2,
    /// Length, and radius of arcs.
    length: f64,
    radius: f64,
}

/// The best IoU over rotations in the plane: the normals of both planes, which are part of the shapes, are laid onto
/// each other, and the first is turned about them.
pub(super) fn best(a: &Plane, b: &Plane) -> Option<Best> {
    let (mass_a, mass_b) = (a.mass(), b.mass());
    let (radius_a, radius_b) = (mass_a.radius(), mass_b.radius());
    if !(mass_a.volume > 0.0 && mass_b.volume > 0.0 && radius_a > 0.0 && radius_b > 0.0) {
        return None;
    }
    let places = (centered(mass_a.centroid, 1.0 / radius_a), centered(mass_b.centroid, 1.0 / radius_b));
    let onto = |degrees: f64| {
        let (sin, cos) = trig::sin_cos(degrees);
        let (f, g) = (&a.frame, &b.frame);
        let from = DMat3::from_cols(f.x, f.y, f.z);
        DMat3::from_cols(g.x * cos + g.y * sin, g.y * cos - g.x * sin, g.z) * from.transpose()
    };
    let mut budget = Budget::new(BUDGET);
    let (first, second) = (mass_a.volume / squared(radius_a), mass_b.volume / squared(radius_b));
    let mut best: Option<Best> = None;
    let mut tried: Vec<f64> = Vec::new();
    let mut judge = |degrees: f64| {
        let degrees = degrees.rem_euclid(360.0);
        if tried.iter().any(|known| (known - degrees).abs() < 1e-9) {
            return;
        }
        tried.push(degrees);
        let rotation = onto(degrees);
        let turned = Transform3 { linear: rotation, translation: DVec3::ZERO }.after(&places.0);
        let map = inverse(&places.1).after(&turned);
        let Some(common) = common_area(a, b, &map, &mut budget) else { return };
        let common = common / squared(radius_b);
        let Some(Overlap { iou, .. }) = Overlap::new(first, second, common, 0.0, Route::Exact) else { return };
        if best.is_none_or(|best| iou > best.iou) {
            best = Some(Best { iou, rotation });
        }
    };
    for degrees in angles(a, b, &places) {
        judge(degrees);
    }
    best
}

/// Angles to try, degrees.
fn angles(a: &Plane, b: &Plane, places: &(Transform3, Transform3)) -> Vec<f64> {
    // Unrotated in space, where the planes are parallel: the x axis of the first seen in the second.
    let unrotated = trig::atan2(a.frame.x.dot(b.frame.y), a.frame.x.dot(b.frame.x));
    let (axis_a, axis_b) = (principal(a), principal(b));
    let mut found = vec![0.0, unrotated, axis_b - axis_a, axis_b - axis_a + 180.0];
    let (marks_a, marks_b) = (marks(a, &places.0), marks(b, &places.1));
    let difference = |p: &Mark, q: &Mark| {
        let gap = (p.at.length() - q.at.length()).abs() + (p.length - q.length).abs() + (p.radius - q.radius).abs();
        (gap < 0.3).then_some(gap)
    };
    let likes = |own: &Mark| marks_a.iter().filter(|other| difference(own, other).is_some()).count();
    let off_center = marks_a.iter().filter(|mark| mark.at.length() > 0.05);
    if let Some(rarest) = off_center.min_by_key(|mark| likes(mark)) {
        let mut pairs: Vec<(f64, f64)> = marks_b
            .iter()
            .filter_map(|other| {
                let turn = trig::atan2(other.at.y, other.at.x) - trig::atan2(rarest.at.y, rarest.at.x);
                Some((difference(rarest, other)?, turn))
            })
            .collect();
        pairs.sort_by(|p, q| p.0.total_cmp(&q.0));
        found.extend(pairs.into_iter().take(MOST_PAIRS).map(|(_, turn)| turn));
    }
    found.extend((1..24).map(|step| 15.0 * f64::from(step)));
    found
}

/// Direction of the axis of the greatest second moment in the plane, degrees.
fn principal(plane: &Plane) -> f64 {
    let second = plane.mass().second;
    let (f, moment) = (&plane.frame, |u: DVec3, v: DVec3| u.dot(second * v));
    0.5 * trig::atan2(2.0 * moment(f.x, f.y), moment(f.x, f.x) - moment(f.y, f.y))
}

/// More curves of a shape are not looked at.
const MOST_MARKS: usize = 256;

fn marks(plane: &Plane, place: &Transform3) -> Vec<Mark> {
    let scale = place.scale();
    let center = plane.frame.local(inverse(place).point(DVec3::ZERO)).truncate();
    let mark = |segment: &Segment| {
        let (middle, radius) = match segment.arc() {
            Some(arc) => (arc.center, arc.radius),
            None => (0.5 * (segment.start() + segment.end()), 0.0),
        };
        Mark { at: (middle - center) * scale, length: segment.length() * scale, radius: radius * scale }
    };
    plane.regions.iter().flat_map(PlanarRegion::segments).take(MOST_MARKS).map(mark).collect()
}
