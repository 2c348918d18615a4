//! Edges as parametrised paths: points, derivatives and bounds on them, and where a path meets a plane, a
//! surface or a neighbourhood.
//!
//! Parameters: lines from 0 to 1, circles and ellipses in degrees, curves known by points by number of point.
//! Invariant: a search that cannot be decided above the tolerance answers with [`Doubt`], never with a guess.

use glam::DVec3;

use super::bounds::Bounds;
use super::{Doubt, NEAR, TOUCH};
use crate::geom::brep::{Body, Curve3, Edge, Surface, on_both};
use crate::model::trig;

/// A path with its range of parameters.
#[derive(Clone, Debug)]
pub(super) struct Path<'a> {
    kind: Kind<'a>,
    /// First parameter.
    pub(super) from: f64,
    /// Last parameter.
    pub(super) to: f64,
}

#[derive(Clone, Debug)]
enum Kind<'a> {
    Line {
        start: DVec3,
        step: DVec3,
    },
    /// `center + x·cos t + y·sin t`.
    Conic {
        center: DVec3,
        x: DVec3,
        y: DVec3,
    },
    Points {
        points: &'a [DVec3],
        sides: [&'a Surface; 2],
    },
}

/// Bounds over a range of parameters.
#[derive(Clone, Copy)]
struct Pace {
    /// Greatest length of the first derivative.
    speed: f64,
    /// Greatest length of the second derivative.
    bend: f64,
}

/// Where a path around a closed edge begins, degrees past the vertex of the edge: that is no corner, and often lies
/// where other things are.
const SEAM: f64 = 137.3;
/// Most intervals that one search looks at.
const MOST_INTERVALS: usize = 20_000;
/// A curve known by points leaves its chord by at most this share of the chord.
const BULGE: f64 = 0.2;

impl<'a> Path<'a> {
    /// The path of an edge between two faces; `None` when an index of the edge does not exist.
    pub(super) fn new(body: &'a Body, edge: &'a Edge, sides: [&'a Surface; 2]) -> Option<Path<'a>> {
        let (start, end) = (*body.vertices.get(edge.start as usize)?, *body.vertices.get(edge.end as usize)?);
        let seam = if edge.is_closed() { SEAM } else { 0.0 };
        let path = match &edge.curve {
            Curve3::Line => Path { kind: Kind::Line { start, step: end - start }, from: 0.0, to: 1.0 },
            Curve3::Points(points) => {
                Path { kind: Kind::Points { points, sides }, from: 0.0, to: points.len().checked_sub(1)? as f64 }
            }
            &Curve3::Circle { frame, radius, from, to } => {
                let kind = Kind::Conic { center: frame.origin, x: frame.x * radius, y: frame.y * radius };
                Path { kind, from: from + seam, to: to + seam }
            }
            &Curve3::Ellipse { frame, major, minor, from, to } => {
                let kind = Kind::Conic { center: frame.origin, x: frame.x * major, y: frame.y * minor };
                Path { kind, from: from + seam, to: to + seam }
            }
        };
        Some(path)
    }

    /// A straight path, for rays.
    pub(super) fn ray(start: DVec3, step: DVec3) -> Path<'static> {
        Path { kind: Kind::Line { start, step }, from: 0.0, to: 1.0 }
    }

    /// The segment of a curve known by points that holds a parameter, and the fraction of the way along it.
    fn segment(points: &[DVec3], t: f64) -> (usize, f64) {
        let last = points.len().saturating_sub(2);
        let index = (t.max(0.0) as usize).min(last);
        (index, t - index as f64)
    }

    /// The place at a parameter.
    pub(super) fn point(&self, t: f64) -> DVec3 {
        match &self.kind {
            Kind::Line { start, step } => *start + *step * t,
            Kind::Conic { center, x, y } => {
                let (sin, cos) = trig::sin_cos(t);
                *center + *x * cos + *y * sin
            }
            Kind::Points { points, sides } => {
                let (index, s) = Self::segment(points, t);
                let (a, b) = (points[index], points[index + 1]);
                if s <= 0.0 || s >= 1.0 {
                    return if s <= 0.0 { a } else { b };
                }
                self.follow(a, b, s, sides).map_or(a + (b - a) * s, |(p, _)| p)
            }
        }
    }

    /// The derivative at a parameter.
    pub(super) fn tangent(&self, t: f64) -> DVec3 {
        match &self.kind {
            Kind::Line { step, .. } => *step,
            Kind::Conic { x, y, .. } => {
                let (sin, cos) = trig::sin_cos(t);
                (*y * cos - *x * sin) * 1f64.to_radians()
            }
            Kind::Points { points, sides } => {
                let (index, s) = Self::segment(points, t);
                let (a, b) = (points[index], points[index + 1]);
                self.follow(a, b, s, sides).map_or(b - a, |(_, tangent)| tangent * a.distance(b))
            }
        }
    }

    fn follow(&self, a: DVec3, b: DVec3, s: f64, sides: &[&Surface; 2]) -> Option<(DVec3, DVec3)> {
        let direction = (b - a).try_normalize()?;
        on_both(a + (b - a) * s, direction, a.distance(b), sides[0], sides[1])
    }

    fn pace(&self, a: f64, b: f64) -> Pace {
        match &self.kind {
            Kind::Line { step, .. } => Pace { speed: step.length(), bend: 0.0 },
            Kind::Conic { x, y, .. } => {
                let most = x.length().max(y.length());
                Pace { speed: most.to_radians(), bend: most.to_radians().to_radians() }
            }
            Kind::Points { points, .. } => {
                let ((first, _), (last, _)) = (Self::segment(points, a), Self::segment(points, b));
                let steps = points[first..=last + 1].windows(2);
                let longest = steps.map(|pair| pair[0].distance(pair[1])).fold(0.0, f64::max);
                // Enough for a turn of 40 degrees from one point to the next.
                Pace { speed: 1.2 * longest, bend: 0.8 * longest }
            }
        }
    }

    /// A box around the path.
    pub(super) fn bounds(&self) -> Bounds {
        match &self.kind {
            Kind::Line { start, step } => Bounds::EMPTY.with(*start).with(*start + *step),
            Kind::Conic { center, x, y } => {
                let mut bounds = Bounds::EMPTY.with(self.point(self.from)).with(self.point(self.to));
                if self.to - self.from >= 360.0 {
                    let reach = DVec3::from_array(std::array::from_fn(|i| libm::hypot(x[i], y[i])));
                    return Bounds { min: *center - reach, max: *center + reach };
                }
                for axis in 0..3 {
                    let peak = trig::atan2(y[axis], x[axis]);
                    for t in [peak, peak + 180.0] {
                        if let Some(t) = self.wrapped(t) {
                            bounds = bounds.with(self.point(t));
                        }
                    }
                }
                bounds
            }
            Kind::Points { points, .. } => {
                let longest = points.windows(2).map(|pair| pair[0].distance(pair[1])).fold(0.0, f64::max);
                points.iter().fold(Bounds::EMPTY, |bounds, p| bounds.with(*p)).grown(BULGE * longest)
            }
        }
    }

    /// The parameter of a circle or ellipse in its range that is a whole number of turns from `t`, if there is one.
    fn wrapped(&self, t: f64) -> Option<f64> {
        let t = self.from + (t - self.from).rem_euclid(360.0);
        if t <= self.to {
            return Some(t);
        }
        // Rounding may put the first parameter a turn ahead.
        (t - 360.0 >= self.from - 1e-9).then_some(self.from)
    }

    /// Whether the path comes within `limit` of a point.
    pub(super) fn comes_within(&self, p: DVec3, limit: f64) -> bool {
        if let Kind::Line { start, step } = self.kind {
            let t = ((p - start).dot(step) / step.length_squared()).clamp(0.0, 1.0);
            return (start + step * t).distance_squared(p) <= limit * limit;
        }
        let mut stack = match &self.kind {
            // Only segments whose chord is near are followed.
            Kind::Points { points, .. } => points
                .windows(2)
                .enumerate()
                .filter(|(_, pair)| {
                    let step = pair[1] - pair[0];
                    let t = ((p - pair[0]).dot(step) / step.length_squared()).clamp(0.0, 1.0);
                    let reach = limit + BULGE * step.length();
                    (pair[0] + step * t).distance_squared(p) <= reach * reach
                })
                .map(|(index, _)| (index as f64, index as f64 + 1.0))
                .collect(),
            _ => vec![(self.from, self.to)],
        };
        let mut looks = 0;
        while let Some((a, b)) = stack.pop() {
            let middle = 0.5 * (a + b);
            let distance = self.point(middle).distance(p);
            if distance <= limit {
                return true;
            }
            let reach = 0.5 * (b - a) * self.pace(a, b).speed;
            looks += 1;
            if distance > limit + reach {
                continue;
            }
            if reach < 0.05 * limit || looks > MOST_INTERVALS {
                return true;
            }
            stack.extend([(a, middle), (middle, b)]);
        }
        false
    }

    /// The parameters at which the path crosses a surface, in order. `relevant` tells whether a ball matters
    /// at all: where it does not, crossings may be left out.
    ///
    /// The signed distance changes no faster than the place, so an interval whose middle is farther from the
    /// surface than half its length has no crossing; one over which the distance surely grows or falls has
    /// one when its ends lie on both sides. Touching is not crossing.
    pub(super) fn crossings(
        &self,
        surface: &Surface,
        relevant: &dyn Fn(DVec3, f64, u32) -> Result<bool, Doubt>,
    ) -> Result<Vec<f64>, Doubt> {
        if let Surface::Plane { frame } = surface
            && let Some(found) = self.plane_roots(frame.origin, frame.z)
        {
            return Ok(found);
        }
        let mut found = Vec::new();
        let mut stack = vec![(self.from, self.to, 0u32)];
        let mut looks = 0;
        while let Some((a, b, depth)) = stack.pop() {
            looks += 1;
            if looks > MOST_INTERVALS {
                return Err(Doubt("an edge follows a face too closely"));
            }
            let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
            let Pace { speed, bend } = self.pace(a, b);
            let (p, reach) = (self.point(middle), half * speed);
            let distance = surface.distance(p);
            if distance.abs() > reach + NEAR || !relevant(p, reach + NEAR, depth)? {
                continue;
            }
            let height = |t: f64| surface.distance(self.point(t));
            let slope = |t: f64| {
                let p = self.point(t);
                surface.normal(p).dot(self.tangent(t))
            };
            let curved = curvature(surface, p, reach);
            if slope(middle).abs() > half * (bend + speed * speed * curved) {
                self.sign_change(a, b, &height, &mut found);
                continue;
            }
            // Where the distance surely bends one way it has one extreme, and grows or falls before and after.
            let jerk = if speed > 0.0 { bend * bend / speed } else { 0.0 };
            let third = 3.0 * speed * curved * (speed * speed * curved + bend) + jerk;
            let second = (height(a) - 2.0 * distance + height(b)) / (half * half);
            if second.abs() > 2.0 * half * third {
                if (slope(a) < 0.0) == (slope(b) < 0.0) {
                    self.sign_change(a, b, &height, &mut found);
                } else {
                    let extreme = self.root(a, b, slope);
                    self.sign_change(a, extreme, &height, &mut found);
                    self.sign_change(extreme, b, &height, &mut found);
                }
                continue;
            }
            if reach < 0.25 * NEAR {
                return Err(Doubt("an edge touches a face"));
            }
            stack.extend([(middle, b, depth + 1), (a, middle, depth + 1)]);
        }
        self.leave_out_touches(surface, &mut found);
        Ok(found)
    }

    /// The crossings of a line, circle or ellipse with a plane in closed form; `None` for other paths, and for those that
    /// nearly lie in the plane.
    fn plane_roots(&self, origin: DVec3, normal: DVec3) -> Option<Vec<f64>> {
        let height = |t: f64| (self.point(t) - origin).dot(normal);
        match &self.kind {
            Kind::Line { .. } => {
                let (low, high) = (height(0.0), height(1.0));
                if low.abs().max(high.abs()) <= NEAR {
                    return None;
                }
                Some(if (low < 0.0) != (high < 0.0) { vec![self.root(0.0, 1.0, height)] } else { Vec::new() })
            }
            Kind::Conic { center, x, y } => {
                let (swing, rest) = (libm::hypot(x.dot(normal), y.dot(normal)), (*center - origin).dot(normal).abs());
                if swing <= rest + TOUCH {
                    return (rest > swing + NEAR || swing > 4.0 * NEAR).then(Vec::new);
                }
                let mut found = self.plane_crossings(origin, normal);
                found.sort_by(f64::total_cmp);
                Some(found)
            }
            Kind::Points { .. } => None,
        }
    }

    /// Leaves out pairs of crossings between which the path is no deeper than [`TOUCH`] beyond the surface.
    fn leave_out_touches(&self, surface: &Surface, found: &mut Vec<f64>) {
        let mut first = 0;
        while first + 1 < found.len() {
            let (a, b) = (found[first], found[first + 1]);
            let depth = |share: f64| surface.distance(self.point(a + (b - a) * share)).abs();
            if [0.25, 0.5, 0.75].into_iter().map(depth).fold(0.0, f64::max) <= TOUCH {
                found.drain(first..first + 2);
            } else {
                first += 1;
            }
        }
    }

    /// Adds the parameter between `a` and `b` where `height` changes its sign, when its signs there differ.
    fn sign_change(&self, a: f64, b: f64, height: &impl Fn(f64) -> f64, found: &mut Vec<f64>) {
        if (height(a) < 0.0) != (height(b) < 0.0) {
            found.push(self.root(a, b, height));
        }
    }

    /// The parameters at which the path crosses the plane through `origin` across `normal`, in no order. Where it
    /// touches, there may be none or several.
    pub(super) fn plane_crossings(&self, origin: DVec3, normal: DVec3) -> Vec<f64> {
        match &self.kind {
            Kind::Line { start, step } => {
                let t = (origin - *start).dot(normal) / step.dot(normal);
                if (-1e-9..=1.0 + 1e-9).contains(&t) { vec![t] } else { Vec::new() }
            }
            Kind::Conic { center, x, y } => {
                let (a, b, c) = (x.dot(normal), y.dot(normal), (origin - *center).dot(normal));
                let size = libm::hypot(a, b);
                if c.abs() > size {
                    return Vec::new();
                }
                let (peak, off) = (trig::atan2(b, a), libm::acos(c / size).to_degrees());
                [peak - off, peak + off].into_iter().filter_map(|t| self.wrapped(t)).collect()
            }
            Kind::Points { points, .. } => {
                let height = |t: f64| (self.point(t) - origin).dot(normal);
                let mut found = Vec::new();
                let mut before = points.first().map_or(0.0, |p| (*p - origin).dot(normal));
                for (index, pair) in points.windows(2).enumerate() {
                    let (low, high) = (before, (pair[1] - origin).dot(normal));
                    before = high;
                    let (chord, from) = (pair[0].distance(pair[1]), index as f64);
                    if (low < 0.0) == (high < 0.0) && low.abs().min(high.abs()) > BULGE * chord {
                        continue;
                    }
                    match self.single_crossing(index, normal, low, high) {
                        Some(s) => found.push(from + s),
                        None => self.sign_changes(from, from + 1.0, chord, &height, 0, &mut found),
                    }
                }
                found
            }
        }
    }

    /// Where a segment of a curve known by points that turns little crosses a plane once, at heights `low` and `high` of
    /// its ends: found directly as a point of both surfaces and the plane.
    fn single_crossing(&self, index: usize, normal: DVec3, low: f64, high: f64) -> Option<f64> {
        let Kind::Points { points, sides } = &self.kind else { return None };
        let (a, b) = (points[index], points[index + 1]);
        let (step, length) = (b - a, a.distance(b));
        // The plane must be steep against the chord, so that the curve does not come back to it.
        if (low < 0.0) == (high < 0.0) || step.dot(normal).abs() < 0.5 * length {
            return None;
        }
        let (p, _) = on_both(a + step * (low / (low - high)), normal, length, sides[0], sides[1])?;
        let s = (p - a).dot(step) / (length * length);
        (s > 0.0 && s < 1.0).then_some(s)
    }

    fn sign_changes(&self, a: f64, b: f64, chord: f64, height: &impl Fn(f64) -> f64, depth: u32, found: &mut Vec<f64>) {
        let (low, high) = (height(a), height(b));
        if (low < 0.0) != (high < 0.0) {
            found.push(self.root(a, b, height));
        } else if low.abs().min(high.abs()) <= BULGE * chord && depth < 6 {
            // Both ends on one side, but the curve between them may bulge over to the other.
            let middle = 0.5 * (a + b);
            self.sign_changes(a, middle, 0.3 * chord, height, depth + 1, found);
            self.sign_changes(middle, b, 0.3 * chord, height, depth + 1, found);
        }
    }

    /// The parameter between `a` and `b` where `height` changes its sign.
    fn root(&self, a: f64, b: f64, height: impl Fn(f64) -> f64) -> f64 {
        let (mut low, mut high, mut at_low, mut at_high) = (a, b, height(a), height(b));
        for step in 0..80 {
            // Secants, and every third time the middle, so that the bracket always shrinks.
            let secant = low + (high - low) * (at_low / (at_low - at_high));
            let t = if step % 3 == 2 || !(secant > low && secant < high) { 0.5 * (low + high) } else { secant };
            if t <= low || t >= high {
                break;
            }
            let value = height(t);
            if value == 0.0 {
                return t;
            }
            if (value < 0.0) == (at_low < 0.0) {
                (low, at_low) = (t, value);
            } else {
                (high, at_high) = (t, value);
            }
            if high - low <= 1e-15 * (a.abs() + b.abs()) {
                break;
            }
        }
        if at_low.abs() < at_high.abs() { low } else { high }
    }

    /// The curve between two parameters of this path.
    pub(super) fn piece(&self, curve: &Curve3, from: f64, to: f64) -> Curve3 {
        match *curve {
            Curve3::Line => Curve3::Line,
            Curve3::Circle { frame, radius, .. } => Curve3::Circle { frame, radius, from, to },
            Curve3::Ellipse { frame, major, minor, .. } => Curve3::Ellipse { frame, major, minor, from, to },
            Curve3::Points(ref points) => Curve3::Points(self.points_between(points, from, to)),
        }
    }

    /// Points of a curve known by points between two parameters; the second may lie beyond the end of a closed curve.
    fn points_between(&self, points: &[DVec3], from: f64, to: f64) -> Vec<DVec3> {
        let turn = self.to;
        let at = |t: f64| self.point(if t > turn { t - turn } else { t });
        let mut all = vec![at(from)];
        let count = points.len() - 1;
        let first = from.floor() as usize + 1;
        for index in first..=(to.ceil() as usize).saturating_sub(1) {
            let gap = (index as f64 - from).min(to - index as f64);
            if gap > 0.1 {
                all.push(points[if index > count { index - count } else { index }]);
            }
        }
        all.push(at(to));
        all
    }
}

/// The greatest principal curvature of the surfaces parallel to `surface` within `reach` of a point.
pub(super) fn curvature(surface: &Surface, p: DVec3, reach: f64) -> f64 {
    let of = |radius: f64| if radius > reach { 1.0 / (radius - reach) } else { f64::INFINITY };
    let local = surface.frame().local(p);
    let rho = libm::hypot(local.x, local.y);
    match *surface {
        Surface::Plane { .. } => 0.0,
        Surface::Cylinder { .. } | Surface::Cone { .. } => of(rho),
        Surface::Sphere { .. } => of(local.length()),
        Surface::Torus { major, .. } => of(libm::hypot(rho - major, local.z)).max(of(rho)),
    }
}
