//! Where two surfaces meet in a line, a circle or an ellipse, computed from the surfaces.

use glam::DVec3;

use super::project;
use crate::geom::brep::{Body, Curve3, Edge, Surface};
use crate::model::{Frame, tolerance, trig};

/// An unbounded carrier of edges.
#[derive(Clone, Debug)]
pub(super) enum Conic {
    /// A straight line in this unit direction through this point.
    Line { point: DVec3, direction: DVec3 },
    /// A whole circle.
    Circle { frame: Frame, radius: f64 },
    /// A whole ellipse.
    Ellipse { frame: Frame, major: f64, minor: f64 },
}

/// Two directions or places are the same within this, times the size of things.
const SAME: f64 = 1e-9;

impl Conic {
    /// The carrier of an edge of a body; none for point curves.
    pub(super) fn of(body: &Body, edge: &Edge) -> Option<Conic> {
        match &edge.curve {
            Curve3::Line => {
                let (a, b) = (*body.vertices.get(edge.start as usize)?, *body.vertices.get(edge.end as usize)?);
                Some(Conic::Line { point: a, direction: (b - a).try_normalize()? })
            }
            Curve3::Circle { frame, radius, .. } => Some(Conic::Circle { frame: *frame, radius: *radius }),
            Curve3::Ellipse { frame, major, minor, .. } => {
                Some(Conic::Ellipse { frame: *frame, major: *major, minor: *minor })
            }
            Curve3::Points(_) => None,
        }
    }

    /// Distance of a point from the curve, to first order.
    pub(super) fn distance(&self, p: DVec3) -> f64 {
        match self {
            Conic::Line { point, direction } => (p - *point).cross(*direction).length(),
            Conic::Circle { frame, radius } => {
                let local = frame.local(p);
                libm::hypot(libm::hypot(local.x, local.y) - radius, local.z)
            }
            Conic::Ellipse { frame, major, minor } => {
                let local = frame.local(p);
                let (x, y) = (local.x / major, local.y / minor);
                let level = libm::hypot(x, y);
                let slope = libm::hypot(x / major, y / minor) / level.max(f64::MIN_POSITIVE);
                libm::hypot((level - 1.0) / slope.max(f64::MIN_POSITIVE), local.z)
            }
        }
    }

    /// Frame and half-axes of a circle or ellipse.
    pub(super) fn axes(&self) -> Option<(&Frame, f64, f64)> {
        match self {
            Conic::Line { .. } => None,
            Conic::Circle { frame, radius } => Some((frame, *radius, *radius)),
            Conic::Ellipse { frame, major, minor } => Some((frame, *major, *minor)),
        }
    }

    /// The parameter of the point of a circle or ellipse nearest to `p`, degrees.
    pub(super) fn parameter(&self, p: DVec3) -> f64 {
        self.axes().map_or(0.0, |(frame, major, minor)| {
            let local = frame.local(p);
            trig::atan2(local.y / minor, local.x / major)
        })
    }

    /// Run the other way.
    pub(super) fn reversed(self) -> Conic {
        let turn = |f: Frame| Frame { y: -f.y, z: -f.z, ..f };
        match self {
            Conic::Line { point, direction } => Conic::Line { point, direction: -direction },
            Conic::Circle { frame, radius } => Conic::Circle { frame: turn(frame), radius },
            Conic::Ellipse { frame, major, minor } => Conic::Ellipse { frame: turn(frame), major, minor },
        }
    }

    /// The piece between two parameters.
    pub(super) fn piece(&self, from: f64, to: f64) -> Curve3 {
        match *self {
            Conic::Line { .. } => Curve3::Line,
            Conic::Circle { frame, radius } => Curve3::Circle { frame, radius, from, to },
            Conic::Ellipse { frame, major, minor } => Curve3::Ellipse { frame, major, minor, from, to },
        }
    }
}

/// The line, circle or ellipse in which two surfaces meet near the given points, if it is one.
pub(super) fn intersection(a: &Surface, b: &Surface, near: &[DVec3]) -> Option<Conic> {
    if let Some(axis) = common_axis(a, b) {
        return circle_about(&axis, a, b, near);
    }
    match (a, b) {
        (Surface::Plane { frame }, other) => with_plane(frame, other, near),
        (other, Surface::Plane { frame }) => with_plane(frame, other, near),
        (Surface::Cylinder { frame: f, radius: r }, Surface::Cylinder { frame: g, radius: s }) => {
            if f.z.cross(g.z).length() < SAME {
                return line_along(f.z, a, b, near);
            }
            crossing_cylinders(f, *r, g, *s, near)
        }
        _ => None,
    }
}

/// The line about which both surfaces are surfaces of revolution.
pub(super) fn common_axis(a: &Surface, b: &Surface) -> Option<Frame> {
    // Point on and direction of the axis; a plane leaves the point free, a sphere the direction.
    let axis = |s: &Surface| {
        let f = s.frame();
        match s {
            Surface::Plane { .. } => (None, Some(f.z)),
            Surface::Sphere { .. } => (Some(f.origin), None),
            _ => (Some(f.origin), Some(f.z)),
        }
    };
    let ((p, d), (q, e)) = (axis(a), axis(b));
    let direction = match (d, e) {
        (Some(d), Some(e)) if d.cross(e).length() > SAME => return None,
        (Some(d), _) | (None, Some(d)) => d,
        (None, None) => (q? - p?).try_normalize()?,
    };
    let origin = match (p, q) {
        (Some(p), Some(q)) if (q - p).cross(direction).length() > tolerance::LINEAR => return None,
        (Some(p), _) | (None, Some(p)) => p,
        (None, None) => return None,
    };
    let x = [a, b].into_iter().find(|s| !matches!(s, Surface::Plane { .. })).map_or(DVec3::X, |s| s.frame().x);
    Frame::new(origin, x, direction).or_else(|| Frame::new(origin, a.frame().y, direction))
}

fn circle_about(axis: &Frame, a: &Surface, b: &Surface, near: &[DVec3]) -> Option<Conic> {
    let p = project::onto(*near.get(near.len() / 2)?, &[a, b])?;
    let local = axis.local(p);
    let radius = libm::hypot(local.x, local.y);
    let frame = axis.offset(local.z);
    (radius > tolerance::LINEAR).then_some(Conic::Circle { frame, radius })
}

fn line_along(direction: DVec3, a: &Surface, b: &Surface, near: &[DVec3]) -> Option<Conic> {
    let point = project::onto(*near.get(near.len() / 2)?, &[a, b])?;
    Some(Conic::Line { point, direction })
}

fn with_plane(plane: &Frame, other: &Surface, near: &[DVec3]) -> Option<Conic> {
    let f = other.frame();
    let n = plane.z;
    let surface = Surface::Plane { frame: *plane };
    match *other {
        Surface::Plane { .. } => line_along(n.cross(f.z).try_normalize()?, &surface, other, near),
        Surface::Cylinder { radius, .. } => {
            let along = n.dot(f.z);
            if along.abs() < SAME {
                return line_along(f.z, &surface, other, near);
            }
            let center = f.origin + f.z * ((plane.origin - f.origin).dot(n) / along);
            let x = (f.z - n * along).try_normalize()?;
            let frame = Frame { origin: center, x, y: n.cross(x), z: n };
            Some(Conic::Ellipse { frame, major: radius / along.abs(), minor: radius })
        }
        Surface::Cone { half_angle, .. } => {
            let apex = other.point(0.0, other.apex_height()?);
            let rise = n.dot(plane.origin - apex);
            if rise.abs() < tolerance::LINEAR {
                let p = near.iter().copied().max_by(|p, q| p.distance(apex).total_cmp(&q.distance(apex)))?;
                let p = project::onto(p, &[&surface, other])?;
                return Some(Conic::Line { point: apex, direction: (p - apex).try_normalize()? });
            }
            slice_of_cone(n, rise, apex, f.z, half_angle)
        }
        Surface::Torus { major, minor, .. } => {
            let through_axis = n.dot(f.z).abs() < SAME && (plane.origin - f.origin).dot(n).abs() < tolerance::LINEAR;
            if !through_axis {
                return None;
            }
            let out = f.z.cross(n).normalize();
            let p = *near.get(near.len() / 2)?;
            let out = if (p - f.origin).dot(out) < 0.0 { -out } else { out };
            let frame = Frame { origin: f.origin + out * major, x: out, y: n.cross(out), z: n };
            Some(Conic::Circle { frame, radius: minor })
        }
        Surface::Sphere { .. } => None,
    }
}

/// The ellipse in which a plane, `rise` from the apex along its normal `n`, cuts all rulings of a cone.
fn slice_of_cone(n: DVec3, rise: f64, apex: DVec3, axis: DVec3, half_angle: f64) -> Option<Conic> {
    let across = n.cross(axis).try_normalize()?;
    let sideways = axis.cross(across);
    let (sin, cos) = trig::sin_cos(half_angle.abs());
    // The nappe where the radius is positive: the radius grows along the axis with a positive angle.
    let axis = if half_angle > 0.0 { axis } else { -axis };
    let reach = |side: f64| {
        let ruling = axis * cos + sideways * (sin * side);
        let share = rise / n.dot(ruling);
        (share > 0.0 && share.is_finite()).then(|| apex + ruling * share)
    };
    let (a, b) = (reach(1.0)?, reach(-1.0)?);
    let center = (a + b) / 2.0;
    let x = (a - b).try_normalize()?;
    let height = (center - apex).dot(axis);
    let off = (center - apex - axis * height).length();
    let radius = height * sin / cos;
    let minor = libm::sqrt((radius - off) * (radius + off));
    let frame = Frame { origin: center, x, y: n.cross(x), z: n };
    (minor > tolerance::LINEAR).then_some(Conic::Ellipse { frame, major: a.distance(b) / 2.0, minor })
}

/// Cylinders of one radius whose axes meet cross in two ellipses, in the planes halfway between the axes.
fn crossing_cylinders(f: &Frame, r: f64, g: &Frame, s: f64, near: &[DVec3]) -> Option<Conic> {
    let normal = f.z.cross(g.z);
    let apart = (g.origin - f.origin).dot(normal.normalize()).abs();
    if (r - s).abs() > tolerance::LINEAR || apart > tolerance::LINEAR {
        return None;
    }
    // Where the axes meet.
    let t = (g.origin - f.origin).cross(g.z).dot(normal) / normal.length_squared();
    let meeting = f.origin + f.z * t;
    let off = |n: DVec3| near.iter().map(|p| (*p - meeting).dot(n).abs()).fold(0.0, f64::max);
    let (sum, difference) = ((f.z + g.z).normalize(), (f.z - g.z).normalize());
    let n = if off(sum) < off(difference) { sum } else { difference };
    let plane = Frame::new(meeting, normal, n)?;
    with_plane(&plane, &Surface::Cylinder { frame: *f, radius: r }, near)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::samples::frame;

    /// Points of the curve lie on both surfaces.
    fn check(a: Surface, b: Surface, near: DVec3, name: &str) {
        let start = project::onto(near, &[&a, &b]).unwrap();
        let conic = intersection(&a, &b, &[start]).unwrap();
        assert!(conic.distance(start) < 1e-7, "{conic:?} misses {start}");
        let points: Vec<DVec3> = match &conic {
            Conic::Line { point, direction } => (0..5).map(|i| *point + *direction * f64::from(i)).collect(),
            _ => (0..12).map(|i| conic.piece(0.0, 360.0).angular_point(f64::from(i) * 30.0).unwrap()).collect(),
        };
        for p in points {
            assert!(a.distance(p).abs() < 1e-9 && b.distance(p).abs() < 1e-9, "{conic:?} at {p}");
            assert!(conic.distance(p) < 1e-9);
        }
        let found = match conic {
            Conic::Line { .. } => "line",
            Conic::Circle { .. } => "circle",
            Conic::Ellipse { .. } => "ellipse",
        };
        assert_eq!(found, name);
    }

    #[test]
    fn conics_of_pairs_of_surfaces_lie_on_both() {
        let f = frame([1.0, -2.0, 0.5], [0.2, 0.5, 0.8]);
        let g = Frame { z: f.x, x: f.y, y: f.z, ..f };
        let plane =
            |origin: DVec3, normal: DVec3| Surface::Plane { frame: frame(origin.to_array(), normal.to_array()) };
        let cylinder = Surface::Cylinder { frame: f, radius: 2.0 };
        let cone = Surface::Cone { frame: f, radius: 3.0, half_angle: -25.0 };
        let sphere = Surface::Sphere { frame: f, radius: 4.0 };
        let torus = Surface::Torus { frame: f, major: 6.0, minor: 2.0 };
        let at = |u: f64, v: f64| cylinder.point(u, v);
        check(cylinder.clone(), plane(f.origin, f.z), at(10.0, 0.0), "circle");
        check(cylinder.clone(), plane(f.origin, f.z + f.x * 0.3), at(10.0, 0.0), "ellipse");
        check(cylinder.clone(), plane(f.origin + f.x, f.x), at(60.0, 3.0), "line");
        check(cylinder.clone(), Surface::Cylinder { frame: g, radius: 2.0 }, at(45.0, 1.0), "ellipse");
        let beside = Frame { origin: f.origin + f.x * 2.5, ..f };
        check(cylinder.clone(), Surface::Cylinder { frame: beside, radius: 1.0 }, at(20.0, 1.0), "line");
        check(cylinder.clone(), sphere.clone(), at(20.0, 3.0), "circle");
        check(cylinder.clone(), cone.clone(), at(20.0, 2.0), "circle");
        check(torus.clone(), plane(f.origin, f.x), f.point(glam::DVec2::new(0.0, -7.0), 1.5), "circle");
        check(torus.clone(), sphere.clone(), f.point(glam::DVec2::new(0.0, 3.5), 1.5), "circle");
        check(plane(f.origin, f.x), plane(f.origin, f.y), f.origin, "line");
        check(sphere.clone(), plane(f.origin + f.x, f.z + f.y), f.origin + f.z * 4.0, "circle");
        check(sphere, Surface::Sphere { frame: beside, radius: 3.0 }, f.origin + f.z * 4.0, "circle");
        check(cone.clone(), plane(f.origin + f.z, f.z + f.x * 0.4), cone.point(10.0, 1.0), "ellipse");
        let apex = cone.point(0.0, cone.apex_height().unwrap());
        check(cone.clone(), plane(apex, f.x), cone.point(80.0, 1.0), "line");
    }

    #[test]
    fn crossing_cylinders_of_different_radii_have_no_conic() {
        let f = Frame::XY;
        let (a, b) = (Surface::Cylinder { frame: f, radius: 2.0 }, Surface::Cylinder { frame: Frame::YZ, radius: 1.0 });
        assert!(intersection(&a, &b, &[DVec3::new(2.0, 0.0, 1.0)]).is_none());
    }
}
