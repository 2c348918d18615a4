//! The third and fourth step: which shapes are the same, and how the same ones are arranged.

use crate::corpus::flat;
use crate::model::{CurveKind, DVec2, trig};

/// More copies than this are not searched for an arrangement.
const MOST_COPIES: usize = 10_000;

/// How copies of one shape are placed, by the centres of their boxes.
#[derive(Clone, Debug, PartialEq)]
pub enum Layout {
    /// Columns and rows about a centre; one of the counts is at least 3, or both are at least 2.
    Grid { columns: usize, rows: usize, center: DVec2, pitch: DVec2 },
    /// Spread evenly about a centre, the first copy in direction `start`, degrees.
    Circular { count: usize, center: DVec2, radius: f64, start: f64 },
    /// Two copies that mirror each other in the line where a coordinate is 0: the one on the positive side.
    Mirror { axis: usize, point: DVec2 },
    /// Anywhere.
    Scattered { points: Vec<DVec2> },
}

/// How the members of a class are the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Motion {
    /// Moved.
    Shift,
    /// Turned evenly all round about a point.
    Turn { center: DVec2 },
    /// Two that mirror each other in the line where a coordinate is 0.
    Reflection { axis: usize },
}

/// The same outlines: the first member leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// Indices of the outlines.
    pub members: Vec<usize>,
    /// How they are the same.
    pub motion: Motion,
}

/// Joins classes of moved outlines to classes of turned or mirrored ones; outlines of different `key` are never the same.
/// Mirror images are looked for when the middle of the host is at 0 (`centered`).
pub fn join(
    outlines: &[&[CurveKind]],
    classes: Vec<Vec<usize>>,
    key: impl Fn(usize) -> u64,
    centered: bool,
    tolerance: f64,
) -> Vec<Class> {
    let mut buckets: Vec<(u64, Vec<Vec<usize>>)> = Vec::new();
    for class in classes {
        let key = class.first().map_or(0, |first| key(*first));
        match buckets.iter_mut().find(|bucket| bucket.0 == key) {
            Some(bucket) => bucket.1.push(class),
            None => buckets.push((key, vec![class])),
        }
    }
    let mut joined: Vec<Class> = Vec::new();
    for (_, classes) in buckets {
        let shift = |members: Vec<usize>| Class { members, motion: Motion::Shift };
        let all: Vec<usize> = classes.iter().flatten().copied().collect();
        let round = all.iter().any(|index| matches!(outlines[*index], [CurveKind::Circle { .. }]));
        if classes.len() < 2 || round || all.len() > MOST_COPIES {
            joined.extend(classes.into_iter().map(shift));
            continue;
        }
        if let Some(class) = turned(outlines, &all, tolerance) {
            joined.push(class);
            continue;
        }
        let mut left: Vec<Vec<usize>> = Vec::new();
        for class in classes {
            let mirrored = |other: &Vec<usize>| {
                let ([a], [b]) = (&other[..], &class[..]) else { return None };
                (0..2).find(|axis| reflected(outlines[*a], outlines[*b], *axis, tolerance)).map(|axis| (*a, *b, axis))
            };
            let found =
                left.iter().enumerate().filter(|_| centered).find_map(|(at, other)| Some((at, mirrored(other)?)));
            match found {
                Some((at, (a, b, axis))) => {
                    left.remove(at);
                    let positive = center(outlines[a])[axis] > center(outlines[b])[axis];
                    let members = if positive { vec![a, b] } else { vec![b, a] };
                    joined.push(Class { members, motion: Motion::Reflection { axis } });
                }
                None => left.push(class),
            }
        }
        joined.extend(left.into_iter().map(shift));
    }
    joined.sort_by_key(|class| class.members.iter().min().copied());
    joined
}

/// Outlines that are one outline turned evenly all round.
fn turned(outlines: &[&[CurveKind]], all: &[usize], tolerance: f64) -> Option<Class> {
    if all.len() < 3 {
        return None;
    }
    let middle = |index: usize| {
        let corners = outlines[index].iter().filter_map(flat::ends).map(|ends| ends.0);
        corners.sum::<DVec2>() / outlines[index].len().max(1) as f64
    };
    let points: Vec<DVec2> = all.iter().map(|index| middle(*index)).collect();
    let Layout::Circular { count, center, start, .. } = circular(&points, tolerance)? else { return None };
    let direction = |point: DVec2| trig::atan2(point.y - center.y, point.x - center.x);
    let turn = 360.0 / count as f64;
    let mut members = vec![None; count];
    for (index, point) in all.iter().zip(&points) {
        let place = ((direction(*point) - start) / turn).round().rem_euclid(count as f64) as usize;
        *members.get_mut(place)? = Some(*index);
    }
    let members: Vec<usize> = members.into_iter().collect::<Option<_>>()?;
    let first = outlines[*members.first()?];
    let same = members.iter().enumerate().all(|(place, index)| {
        let (sin, cos) = trig::sin_cos(turn * place as f64);
        let image = |p: DVec2| center + DVec2::new(cos, sin).rotate(p - center);
        is_image(first, outlines[*index], image, tolerance)
    });
    same.then_some(Class { members, motion: Motion::Turn { center } })
}

fn reflected(a: &[CurveKind], b: &[CurveKind], axis: usize, tolerance: f64) -> bool {
    let image = |p: DVec2| if axis == 0 { DVec2::new(-p.x, p.y) } else { DVec2::new(p.x, -p.y) };
    let backwards: Vec<CurveKind> = a.iter().rev().map(flat::reversed).collect();
    is_image(&backwards, b, image, tolerance)
}

/// Whether a loop is the image of another, begun anywhere.
fn is_image(a: &[CurveKind], b: &[CurveKind], image: impl Fn(DVec2) -> DVec2, tolerance: f64) -> bool {
    let near = |p: DVec2, q: DVec2| image(p).distance(q) <= 2.0 * tolerance;
    let same = |one: &CurveKind, other: &CurveKind| match (*one, *other) {
        (CurveKind::Line { start, end }, CurveKind::Line { start: s, end: e }) => near(start, s) && near(end, e),
        (CurveKind::Arc { start, mid, end }, CurveKind::Arc { start: s, mid: m, end: e }) => {
            near(start, s) && near(mid, m) && near(end, e)
        }
        _ => false,
    };
    a.len() == b.len() && (0..b.len()).any(|shift| a.iter().zip(b.iter().cycle().skip(shift)).all(|(a, b)| same(a, b)))
}

/// Indices of equal things, in the order of their first member.
pub fn classes<T>(items: &[T], key: impl Fn(&T) -> u64, equal: impl Fn(&T, &T) -> bool) -> Vec<Vec<usize>> {
    let mut by_key: rustc_hash::FxHashMap<u64, Vec<usize>> = rustc_hash::FxHashMap::default();
    let mut classes: Vec<Vec<usize>> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let candidates = by_key.entry(key(item)).or_default();
        let found = candidates.iter().copied().find(|class| {
            classes.get(*class).and_then(|members| members.first()).is_some_and(|first| equal(&items[*first], item))
        });
        match found {
            Some(class) => classes[class].push(index),
            None => {
                candidates.push(classes.len());
                classes.push(vec![index]);
            }
        }
    }
    classes
}

/// Whether one loop is the other moved by the difference of their boxes' centres.
pub fn congruent(a: &[CurveKind], b: &[CurveKind], tolerance: f64) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let by = center(b) - center(a);
    let near = |p: DVec2, q: DVec2| (p + by).distance(q) <= tolerance;
    // Clean loops begin at their lowest corner; corners of equal height may have been ordered by noise.
    (0..a.len().min(4)).any(|shift| {
        a.iter().zip(b.iter().cycle().skip(shift)).all(|(one, other)| match (*one, *other) {
            (CurveKind::Line { start, end }, CurveKind::Line { start: s, end: e }) => near(start, s) && near(end, e),
            (CurveKind::Arc { start, mid, end }, CurveKind::Arc { start: s, mid: m, end: e }) => {
                near(start, s) && near(mid, m) && near(end, e)
            }
            (CurveKind::Circle { radius, .. }, CurveKind::Circle { radius: r, .. }) => (radius - r).abs() <= tolerance,
            _ => false,
        })
    })
}

/// The centre of a loop's box.
pub fn center(curves: &[CurveKind]) -> DVec2 {
    let (low, high) = flat::bounds(curves);
    (low + high) / 2.0
}

/// The arrangement of copies at `points`; mirror images only when the shape is its own (`symmetric`), turned ones only
/// when it is round (`round`), and before rows and columns when the host is round too (`in_round`).
pub fn layout(points: &[DVec2], symmetric: bool, round: bool, in_round: bool, tolerance: f64) -> Layout {
    let scattered = || Layout::Scattered { points: points.to_vec() };
    match points {
        [a, b] if symmetric => {
            for axis in 0..2 {
                let other = 1 - axis;
                if (a[axis] + b[axis]).abs() <= tolerance && (a[other] - b[other]).abs() <= tolerance {
                    let positive = if a[axis] > b[axis] { a } else { b };
                    return Layout::Mirror { axis, point: *positive };
                }
            }
            scattered()
        }
        _ if points.len() < 3 || points.len() > MOST_COPIES => scattered(),
        _ => {
            let circular = || if round { circular(points, tolerance) } else { None };
            let grid = || grid(points, tolerance);
            let found = if in_round { circular().or_else(grid) } else { grid().or_else(circular) };
            found.unwrap_or_else(scattered)
        }
    }
}

fn grid(points: &[DVec2], tolerance: f64) -> Option<Layout> {
    let xs = steps(points.iter().map(|point| point.x), tolerance)?;
    let ys = steps(points.iter().map(|point| point.y), tolerance)?;
    let (columns, rows) = (xs.count, ys.count);
    if columns * rows != points.len() || columns.max(rows) < 2 {
        return None;
    }
    let mut seen = vec![false; points.len()];
    for point in points {
        let column = if columns > 1 { ((point.x - xs.first) / xs.pitch).round() as usize } else { 0 };
        let row = if rows > 1 { ((point.y - ys.first) / ys.pitch).round() as usize } else { 0 };
        *seen.get_mut(row * columns + column).filter(|seen| !**seen)? = true;
    }
    let center = DVec2::new(xs.first + xs.last, ys.first + ys.last) / 2.0;
    Some(Layout::Grid { columns, rows, center, pitch: DVec2::new(xs.pitch, ys.pitch) })
}

struct Steps {
    count: usize,
    first: f64,
    last: f64,
    pitch: f64,
}

/// Values that lie at equal steps.
fn steps(values: impl Iterator<Item = f64>, tolerance: f64) -> Option<Steps> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let mut distinct: Vec<f64> = Vec::new();
    for value in values {
        if distinct.last().is_none_or(|last| value - last > tolerance) {
            distinct.push(value);
        }
    }
    let (first, last) = (*distinct.first()?, *distinct.last()?);
    let count = distinct.len();
    let pitch = if count > 1 { (last - first) / (count - 1) as f64 } else { 0.0 };
    let even = distinct.iter().enumerate().all(|(k, value)| (value - first - pitch * k as f64).abs() <= tolerance);
    even.then_some(Steps { count, first, last, pitch })
}

fn circular(points: &[DVec2], tolerance: f64) -> Option<Layout> {
    let count = points.len();
    let center = points.iter().sum::<DVec2>() / count as f64;
    let radius = points.iter().map(|point| point.distance(center)).sum::<f64>() / count as f64;
    let turn = 360.0 / count as f64;
    let mut angles: Vec<f64> =
        points.iter().map(|point| trig::atan2(point.y - center.y, point.x - center.x).rem_euclid(360.0)).collect();
    if points.iter().any(|point| (point.distance(center) - radius).abs() > tolerance) || radius <= tolerance {
        return None;
    }
    let slack = (tolerance / radius).to_degrees();
    for angle in &mut angles {
        if *angle > 360.0 - slack {
            *angle -= 360.0;
        }
    }
    angles.sort_by(f64::total_cmp);
    let base = *angles.first()?;
    let even = angles.iter().enumerate().all(|(k, angle)| (angle - base - turn * k as f64).abs() <= 2.0 * slack);
    if !even {
        return None;
    }
    // The copy that lies on an axis leads, if there is one.
    let on_axis = [0.0, 90.0, 180.0, 270.0];
    let start = on_axis.into_iter().find(|axis| {
        let off = (axis - base).rem_euclid(turn);
        off.min(turn - off) <= 2.0 * slack
    });
    let nice = (base * 1e3).round() / 1e3;
    let base = if (nice - base).abs() <= slack { nice } else { base };
    Some(Layout::Circular { count, center, radius, start: start.unwrap_or(base) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(points: &[(f64, f64)]) -> Layout {
        let points: Vec<DVec2> = points.iter().map(|point| DVec2::new(point.0, point.1)).collect();
        super::layout(&points, true, true, false, 1e-6)
    }

    #[test]
    fn corners_are_a_grid_and_two_sides_a_mirror_image() {
        let corners = layout(&[(-3.0, 2.0), (3.0, 2.0), (3.0, -2.0), (-3.0, -2.0)]);
        let pitch = DVec2::new(6.0, 4.0);
        assert_eq!(corners, Layout::Grid { columns: 2, rows: 2, center: DVec2::ZERO, pitch });
        assert_eq!(layout(&[(-3.0, 2.0), (3.0, 2.0)]), Layout::Mirror { axis: 0, point: DVec2::new(3.0, 2.0) });
        assert!(matches!(layout(&[(-3.0, 2.0), (4.0, 2.0)]), Layout::Scattered { .. }));
        assert!(matches!(layout(&[(-3.0, 2.0), (3.0, 2.0), (3.0, -2.0), (-3.0, -2.5)]), Layout::Scattered { .. }));
    }

    #[test]
    fn a_row_needs_equal_steps() {
        let row = layout(&[(0.0, 1.0), (10.0, 1.0), (5.0, 1.0)]);
        let (center, pitch) = (DVec2::new(5.0, 1.0), DVec2::new(5.0, 0.0));
        assert_eq!(row, Layout::Grid { columns: 3, rows: 1, center, pitch });
        assert!(matches!(layout(&[(0.0, 1.0), (10.0, 1.0), (5.1, 1.0)]), Layout::Scattered { .. }));
    }

    #[test]
    fn a_bolt_circle_starts_on_an_axis_where_it_can() {
        let at = |degrees: f64| (4.0 * trig::cos(degrees) + 1.0, 4.0 * trig::sin(degrees));
        let Layout::Circular { count: 3, center, radius, start } = layout(&[at(210.0), at(90.0), at(330.0)]) else {
            panic!("not circular")
        };
        assert!((center - DVec2::X).length() < 1e-9 && (radius - 4.0).abs() < 1e-9);
        assert_eq!(start, 90.0);
        assert!(matches!(layout(&[at(0.0), at(120.0), at(241.0)]), Layout::Scattered { .. }));
    }
}
