//! In which lines, circles and ellipses two surfaces meet, if it is in such curves: all of them.

use glam::{DVec2, DVec3};

use super::{NEAR, TOUCH};
use crate::geom::boolean::curve::{self, Conic};
use crate::geom::brep::Surface;
use crate::model::{Frame, trig};

/// How two whole surfaces meet.
pub(super) enum Meeting {
    /// They are apart, or touch without crossing.
    Apart,
    /// In these curves, which cross one another in the given points only, where the surfaces touch.
    Along(Vec<Conic>, Vec<DVec3>),
    /// In other curves, or they coincide.
    Otherwise,
}

/// Directions with a smaller sine between them, yet not parallel, are left to the general way.
const SLIGHT: f64 = 1e-4;
/// Directions are parallel below this sine.
const PARALLEL: f64 = 1e-9;
/// An ellipse longer than this, in mm, is as good as a parabola.
const LONG: f64 = 1e5;

/// How two surfaces meet.
pub(super) fn meeting(a: &Surface, b: &Surface) -> Meeting {
    use Surface::{Cone, Cylinder, Plane, Torus};
    if let Some(axis) = curve::common_axis(a, b) {
        return coaxial(&axis, a, b);
    }
    match (a, b) {
        (Plane { frame: f }, Plane { frame: g }) => planes(f, g, a, b),
        (Plane { frame }, Cylinder { frame: axis, radius }) | (Cylinder { frame: axis, radius }, Plane { frame }) => {
            plane_and_cylinder(frame, axis, *radius, a, b)
        }
        (Plane { frame }, Cone { .. }) => plane_and_cone(frame, b),
        (Cone { .. }, Plane { frame }) => plane_and_cone(frame, a),
        (Plane { frame }, torus @ Torus { .. }) | (torus @ Torus { .. }, Plane { frame }) => {
            plane_through_torus(frame, torus)
        }
        (Cylinder { frame: f, radius: r }, Cylinder { frame: g, radius: s }) => cylinders(f, *r, g, *s, a, b),
        _ => Meeting::Otherwise,
    }
}

/// The curves through places near both surfaces.
fn through(places: impl IntoIterator<Item = DVec3>, a: &Surface, b: &Surface) -> Meeting {
    let conics: Option<Vec<Conic>> = places.into_iter().map(|p| curve::intersection(a, b, &[p])).collect();
    conics.map_or(Meeting::Otherwise, |conics| Meeting::Along(conics, Vec::new()))
}

fn planes(f: &Frame, g: &Frame, a: &Surface, b: &Surface) -> Meeting {
    let sine = f.z.cross(g.z).length();
    if sine < PARALLEL {
        let apart = (g.origin - f.origin).dot(f.z).abs();
        return if apart > NEAR { Meeting::Apart } else { Meeting::Otherwise };
    }
    if sine < SLIGHT { Meeting::Otherwise } else { through([f.origin], a, b) }
}

fn plane_and_cylinder(plane: &Frame, axis: &Frame, radius: f64, a: &Surface, b: &Surface) -> Meeting {
    let along = plane.z.dot(axis.z).abs();
    if along >= SLIGHT {
        return through([axis.origin], a, b);
    }
    if along >= PARALLEL {
        return Meeting::Otherwise;
    }
    let height = (axis.origin - plane.origin).dot(plane.z);
    if height.abs() >= radius - TOUCH {
        return Meeting::Apart;
    }
    let foot = axis.origin - plane.z * height;
    let side = plane.z.cross(axis.z) * libm::sqrt((radius - height) * (radius + height));
    through([foot + side, foot - side], a, b)
}

fn plane_and_cone(plane: &Frame, cone: &Surface) -> Meeting {
    let Surface::Cone { frame: axis, half_angle, .. } = cone else { return Meeting::Otherwise };
    let Some(height) = cone.apex_height() else { return Meeting::Otherwise };
    let apex = axis.origin + axis.z * height;
    let surface = Surface::Plane { frame: *plane };
    let rise = (apex - plane.origin).dot(plane.z);
    if rise.abs() > NEAR {
        // A hyperbola and a parabola are no conics of ours.
        return match curve::intersection(&surface, cone, &[apex]) {
            Some(Conic::Ellipse { frame, major, minor }) if major < LONG => {
                Meeting::Along(vec![Conic::Ellipse { frame, major, minor }], Vec::new())
            }
            _ => Meeting::Otherwise,
        };
    }
    // Through the apex: the rulings at right angles to the normal.
    let (sin, cos) = trig::sin_cos(*half_angle);
    let flat = plane.z - axis.z * plane.z.dot(axis.z);
    let ratio = -plane.z.dot(axis.z) * cos / (flat.length() * sin);
    if ratio.is_nan() || ratio.abs() > 1.0 - SLIGHT {
        return Meeting::Otherwise;
    }
    let x = flat.normalize();
    let y = axis.z.cross(x);
    let across = libm::sqrt((1.0 - ratio) * (1.0 + ratio));
    let ruling = |side: f64| axis.z * cos + (x * ratio + y * (across * side)) * sin;
    // The nappe where the radius is positive.
    let ahead = if *half_angle > 0.0 { 1.0 } else { -1.0 };
    let lines = [1.0, -1.0].map(|side| Conic::Line { point: apex, direction: ruling(side).normalize() * ahead });
    Meeting::Along(lines.into(), vec![apex])
}

fn plane_through_torus(plane: &Frame, torus: &Surface) -> Meeting {
    let Surface::Torus { frame: axis, major, minor } = torus else { return Meeting::Otherwise };
    let through_axis = plane.z.dot(axis.z).abs() < PARALLEL && (plane.origin - axis.origin).dot(plane.z).abs() < NEAR;
    if !through_axis || *major <= *minor + NEAR {
        let (height, tilt) = ((axis.origin - plane.origin).dot(plane.z).abs(), plane.z.dot(axis.z).abs());
        let reach = minor + major.max(0.0) * libm::sqrt((1.0 - tilt * tilt).max(0.0));
        return if height > reach + NEAR { Meeting::Apart } else { Meeting::Otherwise };
    }
    let out = plane.z.cross(axis.z).normalize() * *major;
    through([axis.origin + out, axis.origin - out], &Surface::Plane { frame: *plane }, torus)
}

fn cylinders(f: &Frame, r: f64, g: &Frame, s: f64, a: &Surface, b: &Surface) -> Meeting {
    let normal = f.z.cross(g.z);
    let sine = normal.length();
    if sine < PARALLEL {
        let off = g.origin - f.origin;
        let off = off - f.z * off.dot(f.z);
        let apart = off.length();
        if (r - s).abs() + apart <= NEAR {
            return Meeting::Otherwise;
        }
        if apart >= r + s - TOUCH || apart <= (r - s).abs() + TOUCH {
            return Meeting::Apart;
        }
        let x = off / apart;
        let ahead = (apart * apart + (r - s) * (r + s)) / (2.0 * apart);
        let side = f.z.cross(x) * libm::sqrt((r - ahead) * (r + ahead));
        return through([side, -side].map(|side| f.origin + x * ahead + side), a, b);
    }
    if sine < SLIGHT {
        return Meeting::Otherwise;
    }
    let across = normal / sine;
    let apart = (g.origin - f.origin).dot(across).abs();
    if apart > r + s + NEAR {
        return Meeting::Apart;
    }
    // Where the axes are nearest to one another.
    let t = (g.origin - f.origin).cross(g.z).dot(normal) / (sine * sine);
    let center = f.origin + f.z * t;
    // Of equal cylinders that cross, the ellipses pass halfway between the axes.
    let near = [f.z + g.z, f.z - g.z].map(|way| center + (way.normalize() - across * way.normalize().dot(across)) * r);
    let conics: Option<Vec<Conic>> = near.iter().map(|p| curve::intersection(a, b, &[*p])).collect();
    match conics {
        Some(conics) => Meeting::Along(conics, vec![center + across * r, center - across * r]),
        None => Meeting::Otherwise,
    }
}

/// What turns about the common axis to make a surface, in coordinates (distance from the axis, height).
enum Profile {
    Line { point: DVec2, direction: DVec2 },
    Circle { center: DVec2, radius: f64 },
}

impl Profile {
    fn of(surface: &Surface, axis: &Frame) -> Profile {
        let f = surface.frame();
        let height = (f.origin - axis.origin).dot(axis.z);
        match *surface {
            Surface::Plane { .. } => Profile::Line { point: DVec2::new(0.0, height), direction: DVec2::X },
            Surface::Cylinder { radius, .. } => Profile::Line { point: DVec2::new(radius, 0.0), direction: DVec2::Y },
            Surface::Cone { radius, half_angle, .. } => {
                let (sin, cos) = trig::sin_cos(half_angle * f.z.dot(axis.z).signum());
                Profile::Line { point: DVec2::new(radius, height), direction: DVec2::new(sin, cos) }
            }
            Surface::Sphere { radius, .. } => Profile::Circle { center: DVec2::new(0.0, height), radius },
            Surface::Torus { major, minor, .. } => Profile::Circle { center: DVec2::new(major, height), radius: minor },
        }
    }
}

fn coaxial(axis: &Frame, a: &Surface, b: &Surface) -> Meeting {
    use Profile::{Circle, Line};
    let Some(points) = (match (Profile::of(a, axis), Profile::of(b, axis)) {
        (Line { point: p, direction: d }, Line { point: q, direction: e }) => lines_meet(p, d, q, e),
        (Line { point, direction }, Circle { center, radius })
        | (Circle { center, radius }, Line { point, direction }) => line_meets_circle(point, direction, center, radius),
        (Circle { center: p, radius: r }, Circle { center: q, radius: s }) => circles_meet(p, r, q, s),
    }) else {
        return Meeting::Otherwise;
    };
    if points.iter().any(|p| p.x.abs() <= NEAR) {
        return Meeting::Otherwise;
    }
    let circles =
        points.into_iter().filter(|p| p.x > 0.0).map(|p| Conic::Circle { frame: axis.offset(p.y), radius: p.x });
    let circles: Vec<Conic> = circles.collect();
    if circles.is_empty() { Meeting::Apart } else { Meeting::Along(circles, Vec::new()) }
}

/// Points in which curves cross; `None` when they coincide.
type Points = Option<Vec<DVec2>>;

fn lines_meet(p: DVec2, d: DVec2, q: DVec2, e: DVec2) -> Points {
    let sine = d.perp_dot(e);
    if sine.abs() < SLIGHT {
        let apart = (q - p).perp_dot(d).abs();
        return (sine.abs() < PARALLEL && apart > NEAR).then(Vec::new);
    }
    Some(vec![p + d * ((q - p).perp_dot(e) / sine)])
}

fn line_meets_circle(p: DVec2, d: DVec2, center: DVec2, radius: f64) -> Points {
    let foot = p + d * (center - p).dot(d);
    let height = foot.distance(center);
    if height >= radius - TOUCH {
        return Some(Vec::new());
    }
    let half = d * libm::sqrt((radius - height) * (radius + height));
    Some(vec![foot + half, foot - half])
}

fn circles_meet(p: DVec2, r: f64, q: DVec2, s: f64) -> Points {
    let apart = p.distance(q);
    if (r - s).abs() + apart <= NEAR {
        return None;
    }
    if apart >= r + s - TOUCH || apart <= (r - s).abs() + TOUCH {
        return Some(Vec::new());
    }
    let x = (q - p) / apart;
    let ahead = (apart * apart + (r - s) * (r + s)) / (2.0 * apart);
    let side = x.perp() * libm::sqrt((r - ahead) * (r + ahead));
    Some(vec![p + x * ahead + side, p + x * ahead - side])
}
