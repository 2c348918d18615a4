//! Whether a relation holds between given entities.

use super::Kind;
use super::cluster::Places;
use super::scene::{Entity, Form, Outline, Scene};
use crate::model::{DVec2, trig};

/// Directions that differ by less than this sine are one where curves touch: arcs of rounded scripts do not know theirs
/// better.
const TOUCH: f64 = 1e-4;
/// Outlines with more points than this are not asked whether they mirror into themselves.
const MOST_MIRRORED: usize = 4096;
/// Outlines with more points than this are not asked whether they lie within others.
const MOST_POINTS: usize = 512;

/// Whether a relation holds; `slack` widens the scene's tolerance. What has no members of the right form does not hold.
pub(super) fn holds(scene: &Scene, kind: Kind, members: &[u32], slack: f64) -> bool {
    let Some(found) = members.iter().map(|id| scene.entities.get(*id as usize)).collect::<Option<Vec<&Entity>>>()
    else {
        return false;
    };
    let Some((first, rest)) = found.split_first() else { return false };
    let tolerance = scene.tolerance * slack;
    if found.iter().any(|entity| entity.view != first.view) {
        return false;
    }
    let near = |a: f64, b: f64| (a - b).abs() <= tolerance;
    let all = |test: &dyn Fn(&Form) -> bool| rest.iter().all(|entity| test(&entity.form));
    match kind {
        Kind::Horizontal => found.iter().all(|entity| direction(&entity.form).is_some_and(|d| d.y.abs() <= tolerance)),
        Kind::Vertical => found.iter().all(|entity| direction(&entity.form).is_some_and(|d| d.x.abs() <= tolerance)),
        Kind::Parallel => all(&|form| is_parallel(&first.form, form, tolerance)),
        Kind::Perpendicular => all(&|form| is_perpendicular(&first.form, form, tolerance)),
        Kind::Collinear => all(&|form| is_collinear(&first.form, form, tolerance)),
        Kind::EqualLength => {
            let length = |form: &Form| direction(form).map(DVec2::length);
            length(&first.form).is_some_and(|own| all(&|form| length(form).is_some_and(|other| near(own, other))))
        }
        Kind::EqualRadius => {
            radius(&first.form).is_some_and(|own| all(&|form| radius(form).is_some_and(|other| near(own, other))))
        }
        Kind::Tangent => rest.len() == 1 && is_tangent(&first.form, &rest[0].form, tolerance),
        Kind::Concentric => center(&first.form).is_some_and(|own| {
            all(&|form| center(form).is_some_and(|other| near(own.x, other.x) && near(own.y, other.y)))
        }),
        Kind::AlignedX => {
            center(&first.form).is_some_and(|own| all(&|form| center(form).is_some_and(|p| near(own.x, p.x))))
        }
        Kind::AlignedY => {
            center(&first.form).is_some_and(|own| all(&|form| center(form).is_some_and(|p| near(own.y, p.y))))
        }
        Kind::Congruent => outline(&first.form)
            .is_some_and(|own| all(&|form| outline(form).is_some_and(|o| is_congruent(own, o, tolerance)))),
        Kind::SymmetricX => is_symmetric(&found, DVec2::new(-1.0, 1.0), tolerance),
        Kind::SymmetricY => is_symmetric(&found, DVec2::new(1.0, -1.0), tolerance),
        Kind::LinearPitch => centers(&found).is_some_and(|points| is_linear(points, tolerance)),
        Kind::CircularPitch => centers(&found).is_some_and(|points| circle_of(&points, tolerance).is_some()),
        Kind::Contained => match (outline(&first.form), rest) {
            (Some(around), [inside]) => {
                outline(&inside.form).is_some_and(|inside| contains(around, inside, scene.tolerance))
            }
            _ => false,
        },
        Kind::Coplanar => {
            let offset = |form: &Form| if let Form::Plane(offset) = form { Some(*offset) } else { None };
            offset(&first.form).is_some_and(|own| all(&|form| offset(form).is_some_and(|other| near(own, other))))
        }
        Kind::Coincident => {
            center(&first.form).is_some_and(|own| all(&|form| center(form).is_some_and(|p| same(own, p, tolerance))))
        }
        Kind::OnCurve => match (center(&first.form), rest) {
            (Some(point), [curve]) => is_on(point, &curve.form, tolerance),
            _ => false,
        },
        Kind::Midpoint => match (center(&first.form), rest) {
            (Some(point), [line]) => match line.form {
                Form::Line { start, end } => same(point, (start + end) / 2.0, tolerance),
                Form::Arc { .. } => middle(&line.form).is_some_and(|middle| same(point, middle, tolerance)),
                _ => false,
            },
            (Some(point), [a, b]) => match (center(&a.form), center(&b.form)) {
                (Some(a), Some(b)) => same(point, (a + b) / 2.0, tolerance),
                _ => false,
            },
            _ => false,
        },
    }
}

fn same(a: DVec2, b: DVec2, tolerance: f64) -> bool {
    (a - b).abs().max_element() <= tolerance
}

/// From the start of a line to its end.
pub(super) fn direction(form: &Form) -> Option<DVec2> {
    if let Form::Line { start, end } = form { Some(*end - *start) } else { None }
}

pub(super) fn radius(form: &Form) -> Option<f64> {
    match form {
        Form::Arc { radius, .. } | Form::Circle { radius, .. } => Some(*radius),
        _ => None,
    }
}

pub(super) fn outline(form: &Form) -> Option<&Outline> {
    if let Form::Outline(outline) = form { Some(outline) } else { None }
}

/// The centre of what has one; a point is its own.
pub(super) fn center(form: &Form) -> Option<DVec2> {
    if let Form::Point(point) = form { Some(*point) } else { form.center() }
}

/// The point half-way along an arc.
pub(super) fn middle(form: &Form) -> Option<DVec2> {
    let Form::Arc { center, radius, start, end, turns_left } = form else { return None };
    let chord = *end - *start;
    let out = chord.perp().try_normalize()? * if *turns_left { -1.0 } else { 1.0 };
    Some(*center + out * *radius)
}

fn centers(found: &[&Entity]) -> Option<Vec<DVec2>> {
    found.iter().map(|entity| center(&entity.form)).collect()
}

/// How far the ends of the shorter of two lines are apart across the longer one's direction.
fn across(a: DVec2, b: DVec2) -> f64 {
    a.perp_dot(b).abs() / a.length().max(b.length()).max(f64::MIN_POSITIVE)
}

fn is_parallel(a: &Form, b: &Form, tolerance: f64) -> bool {
    matches!((direction(a), direction(b)), (Some(a), Some(b)) if across(a, b) <= tolerance)
}

fn is_perpendicular(a: &Form, b: &Form, tolerance: f64) -> bool {
    matches!((direction(a), direction(b)), (Some(a), Some(b)) if across(a.perp(), b) <= tolerance)
}

fn is_collinear(a: &Form, b: &Form, tolerance: f64) -> bool {
    let (Form::Line { start: a, end: b }, Form::Line { start: c, end: d }) = (a, b) else { return false };
    let Some(normal) = (*b - *a).try_normalize().map(DVec2::perp) else { return false };
    [c, d].into_iter().all(|point| normal.dot(*point - *a).abs() <= tolerance)
}

/// The direction of a curve at one of its ends.
fn tangent(form: &Form, at: DVec2) -> Option<DVec2> {
    match form {
        Form::Line { start, end } => (*end - *start).try_normalize(),
        Form::Arc { center, .. } | Form::Circle { center, .. } => (at - *center).try_normalize().map(DVec2::perp),
        _ => None,
    }
}

/// A length below which the direction of a curve has no meaning.
fn size(form: &Form) -> f64 {
    match form {
        Form::Line { start, end } => start.distance(*end),
        _ => radius(form).unwrap_or(0.0),
    }
}

/// Whether curves touch in one direction: at a common end, or somewhere along the whole line or circle.
pub(super) fn is_tangent(a: &Form, b: &Form, tolerance: f64) -> bool {
    let ends = |form: &Form| form.ends().map_or([None; 2], |(start, end)| [Some(start), Some(end)]);
    let (own, others) = (ends(a), ends(b));
    let shared = own.iter().flatten().find(|p| others.iter().flatten().any(|q| same(**p, *q, tolerance)));
    if let Some(at) = shared {
        let (Some(s), Some(t)) = (tangent(a, *at), tangent(b, *at)) else { return false };
        let sine = s.perp_dot(t).abs();
        return sine <= TOUCH || sine * size(a).min(size(b)) <= tolerance;
    }
    match (a, b) {
        (Form::Line { start, end }, curve) | (curve, Form::Line { start, end }) => {
            let (Some(center), Some(radius)) = (curve.center(), radius(curve)) else { return false };
            let Some(normal) = (*end - *start).try_normalize().map(DVec2::perp) else { return false };
            (normal.dot(center - *start).abs() - radius).abs() <= tolerance
        }
        _ => {
            let (Some(p), Some(q), Some(r), Some(s)) = (a.center(), b.center(), radius(a), radius(b)) else {
                return false;
            };
            let apart = p.distance(q);
            // Circles on one another touch everywhere, which is concentric and equal.
            apart > tolerance && ((apart - r - s).abs() <= tolerance || (apart - (r - s).abs()).abs() <= tolerance)
        }
    }
}

fn is_on(point: DVec2, form: &Form, tolerance: f64) -> bool {
    match form {
        Form::Line { start, end } => {
            (*end - *start).try_normalize().is_some_and(|along| along.perp().dot(point - *start).abs() <= tolerance)
        }
        Form::Arc { center, radius, .. } | Form::Circle { center, radius } => {
            (point.distance(*center) - radius).abs() <= tolerance
        }
        _ => false,
    }
}

pub(super) fn is_congruent(a: &Outline, b: &Outline, tolerance: f64) -> bool {
    let sizes = |outline: &Outline| outline.sizes.len();
    a.circle.is_some() == b.circle.is_some()
        && sizes(a) == sizes(b)
        && (a.length - b.length).abs() <= tolerance * (1 + sizes(a)) as f64
        && a.sizes.iter().zip(&b.sizes).all(|(a, b)| (a - b).abs() <= tolerance)
}

/// One outline that mirrors into itself about its middle, or two that mirror into each other about the middle of a third.
fn is_symmetric(found: &[&Entity], mirror: DVec2, tolerance: f64) -> bool {
    match found {
        [own] => outline(&own.form).is_some_and(|outline| is_mirrored(outline, mirror, tolerance)),
        [around, one, other] => {
            let all = (outline(&around.form), outline(&one.form), outline(&other.form));
            let (Some(around), Some(one), Some(other)) = all else { return false };
            let image = around.center + (one.center - around.center) * mirror;
            same(image, other.center, tolerance) && is_congruent(one, other, tolerance)
        }
        _ => false,
    }
}

fn is_mirrored(outline: &Outline, mirror: DVec2, tolerance: f64) -> bool {
    if outline.circle.is_some() {
        return true;
    }
    if outline.points.len() > MOST_MIRRORED {
        return false;
    }
    let places = Places::new(outline.points.iter().map(|point| (*point, 0)));
    let image = |point: &DVec2| outline.center + (*point - outline.center) * mirror;
    outline.points.iter().all(|point| places.at(image(point), tolerance).next().is_some())
}

/// Whether points stand on a line in equal steps.
pub(super) fn is_linear(mut points: Vec<DVec2>, tolerance: f64) -> bool {
    if points.len() < 3 {
        return false;
    }
    points.sort_by(|a, b| {
        let near = (a.x - b.x).abs() <= tolerance;
        if near { a.y.total_cmp(&b.y) } else { a.x.total_cmp(&b.x) }
    });
    let step = points[1] - points[0];
    step.length() > 4.0 * tolerance && points.windows(2).all(|pair| same(pair[1] - pair[0], step, 2.0 * tolerance))
}

/// The circle on which points stand in equal steps, all around or over a part of it: centre and radius.
pub(super) fn circle_of(points: &[DVec2], tolerance: f64) -> Option<(DVec2, f64)> {
    if points.len() < 3 {
        return None;
    }
    let mean = points.iter().sum::<DVec2>() / points.len() as f64;
    let even = |center: DVec2, closed: bool| {
        let radius = points[0].distance(center);
        if points.iter().any(|point| (point.distance(center) - radius).abs() > tolerance) || radius <= 4.0 * tolerance {
            return None;
        }
        let mut angles: Vec<f64> =
            points.iter().map(|p| trig::atan2(p.y - center.y, p.x - center.x).rem_euclid(360.0)).collect();
        angles.sort_by(f64::total_cmp);
        let mut gaps: Vec<f64> = angles.windows(2).map(|pair| pair[1] - pair[0]).collect();
        gaps.push(angles[0] + 360.0 - angles[angles.len() - 1]);
        // Of a part of a circle the widest gap is the rest.
        if !closed {
            let widest = (0..gaps.len()).max_by(|a, b| gaps[*a].total_cmp(&gaps[*b]))?;
            gaps.remove(widest);
        }
        let allowed = 2.0 * (tolerance / radius).to_degrees();
        let step = *gaps.first()?;
        (step > 2.0 * allowed && gaps.iter().all(|gap| (gap - step).abs() <= allowed)).then_some((center, radius))
    };
    even(mean, true).or_else(|| {
        // Three points are on a circle by nature.
        if points.len() < 4 {
            return None;
        }
        let (a, b) = (points[1] - points[0], points[points.len() - 1] - points[0]);
        let cross = 2.0 * a.perp_dot(b);
        if cross.abs() <= tolerance * a.length().max(b.length()) {
            return None;
        }
        let (aa, bb) = (a.length_squared(), b.length_squared());
        let center = points[0] + DVec2::new(b.y * aa - a.y * bb, a.x * bb - b.x * aa) / cross;
        even(center, false)
    })
}

/// Whether an outline lies inside another and away from it.
pub(super) fn contains(around: &Outline, inside: &Outline, tolerance: f64) -> bool {
    let room = around.half - inside.half - (around.center - inside.center).abs();
    if room.min_element() <= tolerance || inside.points.len() > MOST_POINTS || around.polygon.len() > MOST_POINTS {
        return false;
    }
    if let (Some(outer), Some(inner)) = (around.circle, inside.circle) {
        return around.center.distance(inside.center) + inner < outer - tolerance;
    }
    inside.points.iter().all(|point| match around.circle {
        Some(radius) => point.distance(around.center) < radius - tolerance,
        None => is_inside(&around.polygon, *point, tolerance),
    })
}

/// Whether a point is inside a polygon and away from its sides.
fn is_inside(polygon: &[DVec2], point: DVec2, tolerance: f64) -> bool {
    let mut inside = false;
    let sides = polygon.iter().zip(polygon.iter().cycle().skip(1));
    for (a, b) in sides {
        let (along, to) = (*b - *a, point - *a);
        let share = (to.dot(along) / along.length_squared().max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        if (to - along * share).length() <= tolerance {
            return false;
        }
        if (a.y > point.y) != (b.y > point.y) && point.x < a.x + along.x * (point.y - a.y) / along.y {
            inside = !inside;
        }
    }
    inside
}
