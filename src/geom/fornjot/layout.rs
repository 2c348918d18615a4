//! The edges of a face in the coordinates of its surface, which is how Fornjot knows them.
//!
//! Planes: local `(x, y)` in millimetres. Cylinders: `(angle, height)`, the angle in radians and running on
//! along a loop without a jump. An edge's own coordinate is the angle in radians on circles, 0 to 1 on lines;
//! both faces of an edge use the same.

use std::f64::consts::{PI, TAU};

use glam::DVec2;

use super::{NotInFornjot, not_here};
use crate::geom::brep::{Body, BodyFace, Coedge, Curve3, Surface};
use crate::model::{Frame, trig};

/// A path in surface coordinates, as Fornjot has them.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path {
    /// `origin + t·direction`.
    Line { origin: DVec2, direction: DVec2 },
    /// `center + cos t·a + sin t·b`, with `b` at right angles to `a` and exactly as long.
    Circle { center: DVec2, a: DVec2, b: DVec2 },
}

/// One use of an edge by a face.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub coedge: Coedge,
    pub path: Path,
    /// The edge's coordinate where the use begins.
    pub from: f64,
    /// And where it ends.
    pub to: f64,
}

impl Placed {
    pub fn at(&self, t: f64) -> DVec2 {
        match self.path {
            Path::Line { origin, direction } => origin + direction * t,
            Path::Circle { center, a, b } => center + a * libm::cos(t) + b * libm::sin(t),
        }
    }

    pub fn start(&self) -> DVec2 {
        self.at(self.from)
    }

    pub fn end(&self) -> DVec2 {
        self.at(self.to)
    }
}

/// The loops of a face, its exterior first.
pub(super) fn face(body: &Body, face: &BodyFace) -> Result<Vec<Vec<Placed>>, NotInFornjot> {
    if face.loops.is_empty() {
        return Err(not_here("a face without edges"));
    }
    let mut loops = Vec::with_capacity(face.loops.len());
    for coedges in &face.loops {
        loops.push(outline(body, &face.surface, coedges)?);
    }
    if let Surface::Plane { .. } = face.surface {
        for (number, placed) in loops.iter_mut().enumerate() {
            let wanted = wanted_direction(number, face.outward);
            // Fornjot takes the direction of a cycle of one or two edges from its first.
            if let [first, second] = &placed[..]
                && sense(first) * wanted <= 0.0
                && sense(second) * wanted > 0.0
            {
                placed.swap(0, 1);
            }
        }
    } else {
        arrange(&mut loops, face.outward)?;
    }
    for (number, placed) in loops.iter().enumerate() {
        if told_direction(placed) * wanted_direction(number, face.outward) <= DIRECTION_MARGIN {
            return Err(not_here("a boundary whose direction Fornjot cannot tell"));
        }
    }
    Ok(loops)
}

/// The least share of rounding-free area by which the direction of a cycle must be told.
pub(super) const DIRECTION_MARGIN: f64 = 1e-11;

/// Exteriors run counter-clockwise on surfaces that face outward, holes the other way round.
pub(super) fn wanted_direction(number: usize, outward: bool) -> f64 {
    if (number == 0) == outward { 1.0 } else { -1.0 }
}

/// What Fornjot takes for the direction of a cycle, −1 to 1: positive when counter-clockwise; the nearer to
/// zero, the nearer to being lost in rounding (where Fornjot's validator panics).
pub(super) fn told_direction(placed: &[Placed]) -> f64 {
    let (Some(first), 3..) = (placed.first(), placed.len()) else {
        return placed.first().map_or(0.0, sense).clamp(-1.0, 1.0);
    };
    let next = placed.iter().skip(1).chain(std::iter::once(first));
    let terms = placed.iter().zip(next).map(|(a, b)| {
        let (a, b) = (a.start(), b.start());
        (a.x - b.x) * (b.y + a.y)
    });
    let (sum, size) = terms.fold((0.0, 0.0), |(sum, size), term: f64| (sum + term, size + term.abs()));
    if size > 0.0 { sum / size } else { 0.0 }
}

/// Direction of a use of a circle in its plane: positive when counter-clockwise; zero for lines.
fn sense(placed: &Placed) -> f64 {
    match placed.path {
        Path::Circle { a, b, .. } => a.perp_dot(b).signum() * (placed.to - placed.from),
        Path::Line { .. } => 0.0,
    }
}

/// One loop in surface coordinates.
pub(super) fn outline(body: &Body, surface: &Surface, coedges: &[Coedge]) -> Result<Vec<Placed>, NotInFornjot> {
    let mut angle: Option<f64> = None;
    coedges
        .iter()
        .map(|&coedge| match surface {
            Surface::Plane { frame } => on_plane(body, frame, coedge),
            Surface::Cylinder { frame, .. } => on_cylinder(body, frame, coedge, &mut angle),
            other => Err(not_here(format!("{} faces", other.name()))),
        })
        .collect()
}

fn on_plane(body: &Body, frame: &Frame, coedge: Coedge) -> Result<Placed, NotInFornjot> {
    let edge = body.edges.get(coedge.edge as usize).ok_or_else(|| not_here("a missing edge"))?;
    match &edge.curve {
        Curve3::Circle { frame: circle, radius, from, to } => {
            let flat = |p: glam::DVec3| DVec2::new(p.dot(frame.x), p.dot(frame.y));
            let a = flat(circle.x) * *radius;
            let b = if circle.z.dot(frame.z) > 0.0 { a.perp() } else { -a.perp() };
            let path = Path::Circle { center: frame.local(circle.origin).truncate(), a, b };
            checked(coedge, path, [*from, *to].map(f64::to_radians))
        }
        _ => {
            let [start, end] = ends(body, coedge)?.map(|p| frame.local(p).truncate());
            checked(coedge, Path::Line { origin: start, direction: end - start }, [0.0, 1.0])
        }
    }
}

fn on_cylinder(body: &Body, frame: &Frame, coedge: Coedge, angle: &mut Option<f64>) -> Result<Placed, NotInFornjot> {
    let edge = body.edges.get(coedge.edge as usize).ok_or_else(|| not_here("a missing edge"))?;
    let placed = match &edge.curve {
        Curve3::Circle { frame: circle, from, to, .. } => {
            let (x, center) = (frame.local(frame.origin + circle.x), frame.local(circle.origin));
            let sense = circle.z.dot(frame.z).signum();
            let mut offset = trig::atan2(x.y, x.x).to_radians();
            let begin = if coedge.forward { *from } else { *to };
            if let Some(angle) = angle {
                let jump = *angle - (offset + sense * begin.to_radians());
                offset += TAU * (jump / TAU).round();
            }
            let path = Path::Line { origin: DVec2::new(offset, center.z), direction: DVec2::new(sense, 0.0) };
            checked(coedge, path, [*from, *to].map(f64::to_radians))?
        }
        _ => {
            let [start, end] = ends(body, coedge)?.map(|p| frame.local(p));
            let u = angle.unwrap_or_else(|| trig::atan2(start.y, start.x).to_radians());
            let path = Path::Line { origin: DVec2::new(u, start.z), direction: DVec2::new(0.0, end.z - start.z) };
            checked(coedge, path, [0.0, 1.0])?
        }
    };
    *angle = Some(placed.end().x);
    Ok(placed)
}

fn ends(body: &Body, coedge: Coedge) -> Result<[glam::DVec3; 2], NotInFornjot> {
    let edge = body.edges.get(coedge.edge as usize);
    let place = |id: u32| body.vertices.get(id as usize).copied();
    edge.and_then(|edge| Some([place(edge.start)?, place(edge.end)?])).ok_or_else(|| not_here("a missing vertex"))
}

/// Fornjot panics on numbers that are not finite and on paths without length.
fn checked(coedge: Coedge, path: Path, [from, to]: [f64; 2]) -> Result<Placed, NotInFornjot> {
    let (place, extent) = match path {
        Path::Line { origin, direction } => (origin, direction),
        Path::Circle { center, a, .. } => (center, a),
    };
    let finite = place.is_finite() && extent.is_finite() && from.is_finite() && to.is_finite();
    if !finite || extent.length() == 0.0 || from == to {
        return Err(not_here("an edge without length"));
    }
    let (from, to) = if coedge.forward { (from, to) } else { (to, from) };
    Ok(Placed { coedge, path, from, to })
}

/// Full turns a loop of a cylinder makes about the axis: 0, 1 or −1.
pub(super) fn turns(placed: &[Placed]) -> i32 {
    match (placed.first(), placed.last()) {
        (Some(first), Some(last)) => ((last.end().x - first.start().x) / TAU).round() as i32,
        _ => 0,
    }
}

/// Twice the signed area of the polygon of start points; exact for loops of straight paths.
pub(super) fn polygon_area(placed: &[Placed]) -> f64 {
    let Some(base) = placed.first().map(Placed::start) else { return 0.0 };
    let next = placed.iter().cycle().skip(1);
    placed.iter().zip(next).map(|(a, b)| (a.start() - base).perp_dot(b.start() - base)).sum()
}

/// On a cylinder: finds the exterior loop, puts it first and moves the others by full turns into it.
fn arrange(loops: &mut [Vec<Placed>], outward: bool) -> Result<(), NotInFornjot> {
    let sign = if outward { 1.0 } else { -1.0 };
    let exterior = loops.iter().position(|placed| polygon_area(placed) * sign > 0.0);
    let exterior = exterior.ok_or_else(|| not_here("a cylinder face without an outer boundary"))?;
    loops.swap(0, exterior);
    let Some((exterior, holes)) = loops.split_first_mut() else { return Ok(()) };
    for hole in holes {
        let Some(start) = hole.first().map(Placed::start) else { continue };
        let shift = [0.0, TAU, -TAU, 2.0 * TAU, -2.0 * TAU]
            .into_iter()
            .find(|shift| contains(exterior, start + DVec2::new(*shift, 0.0)))
            .ok_or_else(|| not_here("a cylinder face with a hole outside its boundary"))?;
        for placed in hole {
            if let Path::Line { origin, .. } = &mut placed.path {
                origin.x += shift;
            }
        }
    }
    Ok(())
}

/// Even–odd test of a point in the polygon of start points.
fn contains(polygon: &[Placed], p: DVec2) -> bool {
    let mut inside = false;
    for placed in polygon {
        let (a, b) = (placed.start(), placed.end());
        if (a.y > p.y) != (b.y > p.y) && p.x < a.x + (b.x - a.x) * (p.y - a.y) / (b.y - a.y) {
            inside = !inside;
        }
    }
    inside
}

/// The angle in (−π, π] that differs by full turns.
pub(super) fn principal(angle: f64) -> f64 {
    let turned = angle - TAU * (angle / TAU).round();
    if turned <= -PI { turned + TAU } else { turned }
}
