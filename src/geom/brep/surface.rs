//! Points, parameters, normals and distances of surfaces; points of curves.
//!
//! Parameters `(u, v)`: planes local `(x, y)`; cylinders and cones (angle in degrees, height); spheres
//! (longitude, latitude) in degrees; tori (angle about the axis, angle about the tube circle from the
//! outer equator toward `frame.z`) in degrees. Cones are meant on the side of the apex where the radius is positive.

use glam::{DVec2, DVec3};

use super::{Body, Curve3, Edge, Surface};
use crate::model::trig;

impl Surface {
    /// The point at `(u, v)`.
    pub fn point(&self, u: f64, v: f64) -> DVec3 {
        let f = self.frame();
        match *self {
            Surface::Plane { .. } => f.origin + f.x * u + f.y * v,
            Surface::Cylinder { radius, .. } => f.origin + radial(self, u) * radius + f.z * v,
            Surface::Cone { radius, half_angle, .. } => {
                f.origin + radial(self, u) * (radius + v * trig::tan(half_angle)) + f.z * v
            }
            Surface::Sphere { radius, .. } => {
                let (sin, cos) = trig::sin_cos(v);
                f.origin + (radial(self, u) * cos + f.z * sin) * radius
            }
            Surface::Torus { major, minor, .. } => {
                let (sin, cos) = trig::sin_cos(v);
                f.origin + radial(self, u) * (major + minor * cos) + f.z * (minor * sin)
            }
        }
    }

    /// Parameters of the point of the surface nearest to `p`; angles in (−180, 180]. On the axis the angle is 0.
    pub fn parameters(&self, p: DVec3) -> DVec2 {
        let local = self.frame().local(p);
        let angle = || trig::atan2(local.y, local.x);
        let rho = libm::hypot(local.x, local.y);
        match *self {
            Surface::Plane { .. } => DVec2::new(local.x, local.y),
            Surface::Cylinder { .. } => DVec2::new(angle(), local.z),
            Surface::Cone { radius, half_angle, .. } => {
                let (sin, cos) = trig::sin_cos(half_angle);
                // Foot of the perpendicular on the ruling.
                let along = local.z * cos + (rho - radius) * sin;
                DVec2::new(angle(), along * cos)
            }
            Surface::Sphere { .. } => DVec2::new(angle(), trig::atan2(local.z, rho)),
            Surface::Torus { major, .. } => DVec2::new(angle(), trig::atan2(local.z, rho - major)),
        }
    }

    /// Signed distance of `p`: positive on the side of the surface's own normal; zero on it.
    pub fn distance(&self, p: DVec3) -> f64 {
        let local = self.frame().local(p);
        let rho = libm::hypot(local.x, local.y);
        match *self {
            Surface::Plane { .. } => local.z,
            Surface::Cylinder { radius, .. } => rho - radius,
            Surface::Cone { radius, half_angle, .. } => {
                let (sin, cos) = trig::sin_cos(half_angle);
                (rho - radius) * cos - local.z * sin
            }
            Surface::Sphere { radius, .. } => local.length() - radius,
            Surface::Torus { major, minor, .. } => libm::hypot(rho - major, local.z) - minor,
        }
    }

    /// The surface's own unit normal at the point of the surface nearest to `p` (gradient of [`Surface::distance`]).
    /// Where that is undefined (axis, centre) the direction of `frame.z`.
    pub fn normal(&self, p: DVec3) -> DVec3 {
        let f = self.frame();
        let local = f.local(p);
        let rho = libm::hypot(local.x, local.y);
        let outward = if rho > 0.0 { (f.x * local.x + f.y * local.y) / rho } else { DVec3::ZERO };
        let n = match *self {
            Surface::Plane { .. } => f.z,
            Surface::Cylinder { .. } => outward,
            Surface::Cone { half_angle, .. } => {
                let (sin, cos) = trig::sin_cos(half_angle);
                outward * cos - f.z * sin
            }
            Surface::Sphere { .. } => p - f.origin,
            Surface::Torus { major, .. } => outward * (rho - major) + f.z * local.z,
        };
        n.try_normalize().unwrap_or(f.z)
    }

    /// [`Surface::distance`] and [`Surface::normal`] together, in about half the time.
    fn level(&self, p: DVec3) -> (f64, DVec3) {
        let f = self.frame();
        let from = p - f.origin;
        let height = from.dot(f.z);
        match *self {
            Surface::Plane { .. } => (height, f.z),
            Surface::Cylinder { radius, .. } => {
                let away = from - f.z * height;
                let rho = away.length();
                (rho - radius, if rho > 0.0 { away / rho } else { f.z })
            }
            Surface::Sphere { radius, .. } => {
                let rho = from.length();
                (rho - radius, if rho > 0.0 { from / rho } else { f.z })
            }
            Surface::Cone { .. } | Surface::Torus { .. } => (self.distance(p), self.normal(p)),
        }
    }

    /// The parameters `v` at which the surface ends in a tip on its axis, below and above what is between: the apex
    /// of a cone, and both ends of a torus whose tube reaches its axis.
    pub fn tips(&self) -> [Option<f64>; 2] {
        match *self {
            Surface::Cone { half_angle, .. } if half_angle > 0.0 => [self.apex_height(), None],
            Surface::Cone { .. } => [None, self.apex_height()],
            Surface::Torus { major, minor, .. } if major <= minor => {
                let reach = trig::atan2(libm::sqrt((minor - major) * (minor + major)), -major);
                [Some(-reach), Some(reach)]
            }
            _ => [None, None],
        }
    }

    /// Height `v` of a cone's apex, where the radius is zero.
    pub fn apex_height(&self) -> Option<f64> {
        match *self {
            Surface::Cone { radius, half_angle, .. } => Some(-radius / trig::tan(half_angle)),
            _ => None,
        }
    }
}

fn radial(surface: &Surface, u: f64) -> DVec3 {
    let f = surface.frame();
    let (sin, cos) = trig::sin_cos(u);
    f.x * cos + f.y * sin
}

/// The point of both surfaces in the plane through `at` across `direction`, and the tangent of their
/// intersection there with unit progress along `direction`. `None` where they do not cross clearly nearby.
pub(in crate::geom) fn on_both(
    at: DVec3,
    direction: DVec3,
    reach: f64,
    first: &Surface,
    second: &Surface,
) -> Option<(DVec3, DVec3)> {
    let mut p = at;
    for _ in 0..12 {
        let ((f, m), (g, n), h) = (first.level(p), second.level(p), (p - at).dot(direction));
        let tangent = m.cross(n);
        let determinant = tangent.dot(direction);
        if determinant.abs() < 1e-5 {
            return None;
        }
        let move_by = -(n.cross(direction) * f + direction.cross(m) * g + tangent * h) / determinant;
        p += move_by;
        if p.is_nan() || p.distance(at) > reach {
            return None;
        }
        if move_by.length() <= 1e-13 * (reach + p.length()) {
            let tangent = first.normal(p).cross(second.normal(p));
            return Some((p, tangent / tangent.dot(direction)));
        }
    }
    None
}

impl Curve3 {
    /// Parameter range of circles and ellipses, degrees.
    pub fn range(&self) -> Option<(f64, f64)> {
        match *self {
            Curve3::Circle { from, to, .. } | Curve3::Ellipse { from, to, .. } => Some((from, to)),
            _ => None,
        }
    }

    /// The point of a circle or ellipse at the parameter `t`, degrees.
    pub fn angular_point(&self, t: f64) -> Option<DVec3> {
        let (frame, major, minor) = match self {
            Curve3::Circle { frame, radius, .. } => (frame, *radius, *radius),
            Curve3::Ellipse { frame, major, minor, .. } => (frame, *major, *minor),
            _ => return None,
        };
        let (sin, cos) = trig::sin_cos(t);
        Some(frame.origin + frame.x * (major * cos) + frame.y * (minor * sin))
    }
}

impl Body {
    /// The point at fraction `s` (0 start, 1 end) of an edge's parameter range; polylines by number of points.
    /// `None` when indices of the edge do not exist.
    pub fn edge_point(&self, edge: &Edge, s: f64) -> Option<DVec3> {
        let ends = || Some((*self.vertices.get(edge.start as usize)?, *self.vertices.get(edge.end as usize)?));
        match &edge.curve {
            Curve3::Line => ends().map(|(a, b)| a + (b - a) * s),
            Curve3::Points(points) => {
                let last = points.len().checked_sub(2)?;
                let at = (s * (last + 1) as f64).max(0.0);
                let index = (at as usize).min(last);
                let (a, b) = (points.get(index)?, points.get(index + 1)?);
                Some(*a + (*b - *a) * (at - index as f64))
            }
            curve => {
                let (from, to) = curve.range()?;
                curve.angular_point(from + (to - from) * s)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Frame;

    #[test]
    fn parameters_and_distance_invert_points_of_every_surface() {
        let frame =
            Frame::new(DVec3::new(1.0, -2.0, 3.0), DVec3::new(1.0, 2.0, 0.5), DVec3::new(0.3, -0.2, 1.0)).unwrap();
        let surfaces = [
            Surface::Plane { frame },
            Surface::Cylinder { frame, radius: 2.5 },
            Surface::Cone { frame, radius: 4.0, half_angle: -20.0 },
            Surface::Sphere { frame, radius: 7.0 },
            Surface::Torus { frame, major: 9.0, minor: 2.0 },
        ];
        for surface in surfaces {
            for (u, v) in [(10.0, 3.0), (-120.0, -2.0), (170.0, 5.5)] {
                let p = surface.point(u, v);
                let n = surface.normal(p);
                let found = surface.parameters(p + n * 0.5);
                assert!((found - DVec2::new(u, v)).length() < 1e-9, "{surface:?} {found}");
                assert!((surface.distance(p + n * 0.5) - 0.5).abs() < 1e-12, "{surface:?}");
                let h = 1e-6;
                for axis in [DVec3::X, DVec3::Y, DVec3::Z] {
                    let slope = (surface.distance(p + axis * h) - surface.distance(p - axis * h)) / (2.0 * h);
                    assert!((slope - n.dot(axis)).abs() < 1e-8);
                }
            }
        }
    }
}
