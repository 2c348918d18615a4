//! Where two surfaces cross that meet in no conic: a point of every piece of the crossing curve.
//!
//! One surface is divided into cells. The signed distance from the other surface changes no faster than the
//! place, so a cell that is small against its distance is free of the curve; a cell over which the distance
//! grows one way has at most one piece of it, and its middle leads there. So no piece is overlooked.
//! Where the surfaces touch no cell is ever small enough, and the answer is a doubt.

use glam::{DVec2, DVec3};

use super::operand::Operand;
use super::pair::Pair;
use super::path::curvature;
use super::{Doubt, NEAR, TOUCH};
use crate::geom::boolean::project;
use crate::geom::brep::Surface;
use crate::model::trig;

/// Most cells that are looked at for one pair of faces.
const MOST_CELLS: usize = 20_000;
/// Cells are compared with the edges of the faces from this depth on: where the surfaces run along one another, and
/// everywhere.
const DEEP: [u32; 2] = [6, 14];
/// Surfaces that cross at a smaller sine run along one another.
const ALONG: f64 = 0.02;
/// Surfaces that cross at a smaller sine are in doubt.
const SLIGHT: f64 = 1e-4;

/// A rectangle of parameters.
#[derive(Clone, Copy)]
struct Cell {
    u: (f64, f64),
    v: (f64, f64),
    depth: u32,
}

/// Points of the curve in which the surfaces of a pair cross, some on every piece of it near the faces.
pub(super) fn seeds(pair: &Pair) -> Result<Vec<DVec3>, Doubt> {
    let size = |side: usize| {
        let around = pair.operands[side].face_bounds[pair.faces[side] as usize];
        around.max - around.min
    };
    let own = usize::from(size(1).length() < size(0).length());
    let (surface, other) = (pair.surfaces[own], pair.surfaces[1 - own]);
    let mut found = Vec::new();
    let mut stack = whole(surface, pair);
    let mut looks = 0;
    while let Some(cell) = stack.pop() {
        looks += 1;
        if looks > MOST_CELLS {
            return Err(Doubt("two faces run too close together"));
        }
        let middle = surface.point(0.5 * (cell.u.0 + cell.u.1), 0.5 * (cell.v.0 + cell.v.1));
        let (wide, high) = cell.halves(surface);
        let reach = libm::hypot(wide, high);
        let distance = other.distance(middle);
        if distance.abs() > reach + NEAR || !pair.bounds.reaches(middle, reach) {
            continue;
        }
        let normal = other.normal(middle);
        let sine = surface.normal(middle).cross(normal).length();
        let bend = curvature(surface, middle, reach) + curvature(other, middle, reach);
        if distance.abs() > reach * (sine + reach * bend) + NEAR {
            continue;
        }
        if sine > SLIGHT
            && sine > 3.0 * reach * bend
            && let Some(seed) = project::onto(middle, &[surface, other])
        {
            // Farther away it is not of this cell.
            found.extend((seed.distance(middle) <= 3.0 * reach).then_some(seed));
            continue;
        }
        let deep = cell.depth >= DEEP[usize::from(sine > ALONG)];
        if deep {
            let avoids = |side: usize, p: DVec3, radius: f64| {
                let operand: &Operand = pair.operands[side];
                operand.avoids(pair.faces[side], p, radius)
            };
            if avoids(own, middle, reach)? || avoids(1 - own, middle - normal * distance, 2.0 * reach)? {
                continue;
            }
        }
        if deep && touches(surface, other, middle, reach, bend) {
            continue;
        }
        if reach < 0.5 * NEAR {
            return Err(Doubt("two faces touch"));
        }
        stack.extend(cell.divided(wide > high));
    }
    Ok(found)
}

/// Whether all that happens within `reach` of a point of `surface` is that it touches the other one: there is a
/// place nearby where the distance is least or greatest, and no more than [`TOUCH`] beyond zero.
fn touches(surface: &Surface, other: &Surface, middle: DVec3, reach: f64, bend: f64) -> bool {
    let foot = |p: DVec3| p - surface.normal(p) * surface.distance(p);
    let mut p = middle;
    for _ in 0..12 {
        let normal = surface.normal(p);
        let x = normal.any_orthonormal_vector();
        let y = normal.cross(x);
        // Slopes of the distance along the surface, and how they change.
        let slopes = |p: DVec3| DVec2::new(other.normal(p).dot(x), other.normal(p).dot(y));
        let h = 1e-4 / bend;
        let change = |way: DVec3| {
            let ends = [foot(p + way * h), foot(p - way * h)];
            // The normal of the surface turns as well.
            let slope =
                |q: DVec3| slopes(q) - slopes_of(surface.normal(q), x, y, other.normal(q).dot(surface.normal(q)));
            (slope(ends[0]) - slope(ends[1])) / (2.0 * h)
        };
        let (a, b) = (change(x), change(y));
        let (slope, cross) = (slopes(p), 0.5 * (a.y + b.x));
        let determinant = a.x * b.y - cross * cross;
        if determinant <= 1e-3 * bend * bend {
            return false;
        }
        let step = DVec2::new(slope.x * b.y - slope.y * cross, slope.y * a.x - slope.x * cross) / -determinant;
        p = foot(p + x * step.x + y * step.y);
        if !p.is_finite() || p.distance(middle) > 0.1 / bend {
            return false;
        }
        if step.length() <= 1e-9 {
            let side = a.x.signum();
            let least = (0.5 * (a.x + b.y)).abs() - libm::hypot(0.5 * (a.x - b.y), cross);
            // Close by, the distance grows with the square of the place.
            let sure = (p.distance(middle) + reach) * bend <= 0.1 * least / bend;
            return sure && other.distance(p) * side >= -TOUCH;
        }
    }
    false
}

/// The part of a normal along two directions, times a factor.
fn slopes_of(normal: DVec3, x: DVec3, y: DVec3, factor: f64) -> DVec2 {
    DVec2::new(normal.dot(x), normal.dot(y)) * factor
}

/// The part of a surface that may matter, as a few cells.
fn whole(surface: &Surface, pair: &Pair) -> Vec<Cell> {
    let corners = pair.bounds.corners().map(|p| surface.frame().local(p));
    let range = |axis: usize| {
        corners.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p[axis]), high.max(p[axis])))
    };
    let cell = |u: (f64, f64), v: (f64, f64)| Cell { u, v, depth: 0 };
    let quarters = [(0.0, 90.0), (90.0, 180.0), (180.0, 270.0), (270.0, 360.0)];
    match *surface {
        Surface::Plane { .. } => vec![cell(range(0), range(1))],
        Surface::Cylinder { .. } => quarters.map(|u| cell(u, range(2))).into(),
        Surface::Cone { half_angle, .. } => {
            let (low, high) = range(2);
            let apex = surface.apex_height().unwrap_or(low);
            let v = if half_angle > 0.0 { (low.max(apex), high) } else { (low, high.min(apex)) };
            if v.0 < v.1 { quarters.map(|u| cell(u, v)).into() } else { Vec::new() }
        }
        Surface::Sphere { .. } => {
            quarters.iter().flat_map(|&u| [(-90.0, 0.0), (0.0, 90.0)].map(|v| cell(u, v))).collect()
        }
        Surface::Torus { .. } => {
            let reach = surface.tips()[1].unwrap_or(180.0);
            let bands = [(-reach, -0.5 * reach), (-0.5 * reach, 0.0), (0.0, 0.5 * reach), (0.5 * reach, reach)];
            quarters.iter().flat_map(|&u| bands.map(|v| cell(u, v))).collect()
        }
    }
}

impl Cell {
    /// Half the width and half the height on the surface, mm, at most.
    fn halves(&self, surface: &Surface) -> (f64, f64) {
        let (u, v) = (0.5 * (self.u.1 - self.u.0), 0.5 * (self.v.1 - self.v.0));
        let (around, along) = (u.to_radians(), v.to_radians());
        match *surface {
            Surface::Plane { .. } => (u, v),
            Surface::Cylinder { radius, .. } => (radius * around, v),
            Surface::Cone { radius, half_angle, .. } => {
                let (sin, cos) = trig::sin_cos(half_angle);
                let wide = [self.v.0, self.v.1].map(|v| (radius + v * sin / cos).abs());
                (wide[0].max(wide[1]) * around, v / cos)
            }
            Surface::Sphere { radius, .. } => {
                let level = if self.v.0 >= 0.0 { self.v.0 } else { self.v.1.min(0.0) };
                (radius * trig::cos(level) * around, radius * along)
            }
            Surface::Torus { major, minor, .. } => ((major + minor).max(0.0) * around, minor * along),
        }
    }

    fn divided(self, across: bool) -> [Cell; 2] {
        let depth = self.depth + 1;
        if across {
            let middle = 0.5 * (self.u.0 + self.u.1);
            [Cell { u: (self.u.0, middle), depth, ..self }, Cell { u: (middle, self.u.1), depth, ..self }]
        } else {
            let middle = 0.5 * (self.v.0 + self.v.1);
            [Cell { v: (self.v.0, middle), depth, ..self }, Cell { v: (middle, self.v.1), depth, ..self }]
        }
    }
}
