//! One operand: a body with its boxes and paths, and what lies inside what.
//!
//! Whether a point lies in a face is decided by a walk along the surface from the point to the boundary: at
//! the first edge that is met the face lies on one side. The walk is a straight line on a plane, a great circle on a
//! sphere, and along a parallel and a meridian on other surfaces of revolution.

use glam::DVec3;

use super::bounds::Bounds;
use super::path::Path;
use super::{Doubt, NEAR};
use crate::geom::brep::{Body, BodyFace, Coedge, EdgeUse, Surface};
use crate::model::{Frame, trig};

/// A body prepared for being combined.
pub(super) struct Operand<'a> {
    /// The body.
    pub(super) body: &'a Body,
    /// Forward and backward use of every edge.
    pub(super) uses: Vec<[EdgeUse; 2]>,
    /// The box of every edge.
    pub(super) edge_bounds: Vec<Bounds>,
    /// The box of every face, which may be wider than it.
    pub(super) face_bounds: Vec<Bounds>,
    /// The box of the body, which may be wider than it.
    pub(super) bounds: Bounds,
    /// Vertices without edges: tips of cones and tori.
    pub(super) tips: Vec<u32>,
}

/// Fractions of an edge at which walks toward it may end.
const AIMS: [f64; 4] = [0.457, 0.263, 0.711, 0.119];
/// Edges toward which a walk is tried.
const MOST_AIMS: usize = 24;
/// A walk that meets a boundary at a smaller sine than this tells nothing.
const GRAZING: f64 = 1e-6;

impl<'a> Operand<'a> {
    /// Prepares a body; fails when an edge is not used twice.
    pub(super) fn new(body: &'a Body) -> Result<Operand<'a>, Doubt> {
        let mut uses = Vec::with_capacity(body.edges.len());
        for pair in body.edge_uses() {
            let [Some(forward), Some(backward)] = pair else { return Err(Doubt("an edge has one face only")) };
            uses.push([forward, backward]);
        }
        let tips = body.tips();
        let mut operand = Operand {
            body,
            uses,
            edge_bounds: Vec::with_capacity(body.edges.len()),
            face_bounds: Vec::with_capacity(body.faces.len()),
            bounds: Bounds::EMPTY,
            tips,
        };
        for edge in 0..body.edges.len() as u32 {
            let bounds = operand.path(edge)?.bounds();
            operand.edge_bounds.push(bounds);
        }
        for face in &body.faces {
            let bounds = operand.bounds_of(face);
            operand.face_bounds.push(bounds);
            operand.bounds = operand.bounds.join(bounds);
        }
        Ok(operand)
    }

    fn bounds_of(&self, face: &BodyFace) -> Bounds {
        let edges = face.loops.iter().flatten();
        let mut bounds =
            edges.fold(Bounds::EMPTY, |bounds, coedge| bounds.join(self.edge_bounds[coedge.edge as usize]));
        let frame = face.surface.frame();
        match face.surface {
            // What is ruled has its extremes on its edges.
            Surface::Plane { .. } | Surface::Cylinder { .. } => {}
            Surface::Cone { .. } => {
                let apex = face.surface.apex_height().map(|height| frame.origin + frame.z * height);
                let inside =
                    |apex: &DVec3| self.tips.iter().any(|&tip| self.body.vertices[tip as usize].distance(*apex) < NEAR);
                bounds = apex.filter(inside).map_or(bounds, |apex| bounds.with(apex));
            }
            Surface::Sphere { radius, .. } => bounds = bounds.join(Bounds::ball(frame.origin, radius)),
            Surface::Torus { major, minor, .. } => {
                let flat = (DVec3::ONE - frame.z * frame.z).max(DVec3::ZERO);
                let reach = DVec3::from_array(std::array::from_fn(|i| major.max(0.0) * flat[i].sqrt())) + minor;
                bounds = bounds.join(Bounds { min: frame.origin - reach, max: frame.origin + reach });
            }
        }
        bounds.grown(NEAR)
    }

    /// The surfaces beside an edge.
    pub(super) fn sides(&self, edge: u32) -> [&'a Surface; 2] {
        self.uses[edge as usize].map(|at| &self.body.faces[at.face as usize].surface)
    }

    /// The path of an edge.
    pub(super) fn path(&self, edge: u32) -> Result<Path<'a>, Doubt> {
        let sides = self.sides(edge);
        Path::new(self.body, &self.body.edges[edge as usize], sides).ok_or(Doubt("an edge names a missing vertex"))
    }

    /// Outward unit normal of a face at a point of it.
    pub(super) fn normal(&self, face: u32, p: DVec3) -> DVec3 {
        let face = &self.body.faces[face as usize];
        let normal = face.surface.normal(p);
        if face.outward { normal } else { -normal }
    }

    /// Whether the boundary of a face comes within `limit` of a point.
    pub(super) fn is_near_edge(&self, face: u32, p: DVec3, limit: f64) -> Result<bool, Doubt> {
        for coedge in self.body.faces[face as usize].loops.iter().flatten() {
            if self.edge_bounds[coedge.edge as usize].reaches(p, limit)
                && self.path(coedge.edge)?.comes_within(p, limit)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a point of the surface of a face lies in the face; in doubt near its edges.
    pub(super) fn holds(&self, face: u32, p: DVec3) -> Result<bool, Doubt> {
        if !self.face_bounds[face as usize].reaches(p, 0.0) {
            return Ok(false);
        }
        if self.is_near_edge(face, p, NEAR)? {
            return Err(Doubt("an edge comes too near to another"));
        }
        let loops = &self.body.faces[face as usize].loops;
        self.is_left_of(face, loops, p)
    }

    /// Whether a ball about a point of the surface of a face keeps clear of the face.
    pub(super) fn avoids(&self, face: u32, p: DVec3, radius: f64) -> Result<bool, Doubt> {
        if !self.face_bounds[face as usize].reaches(p, radius) {
            return Ok(true);
        }
        let loops = &self.body.faces[face as usize].loops;
        Ok(!self.is_near_edge(face, p, radius)? && !self.is_left_of(face, loops, p)?)
    }

    /// Whether a point of the surface of a face lies on the left of the given loops, seen from outside.
    pub(super) fn is_left_of(&self, face: u32, loops: &[Vec<Coedge>], p: DVec3) -> Result<bool, Doubt> {
        let coedges: Vec<Coedge> = loops.iter().flatten().copied().collect();
        if coedges.is_empty() {
            return Ok(true);
        }
        for aim in AIMS {
            for coedge in coedges.iter().take(MOST_AIMS) {
                let path = self.path(coedge.edge)?;
                let to = path.point(path.from + (path.to - path.from) * aim);
                for legs in Leg::ways(&self.body.faces[face as usize].surface, p, to) {
                    if let Some((_, side)) = self.walk(face, &coedges, &legs, None)? {
                        return Ok(side);
                    }
                }
            }
        }
        Err(Doubt("a point could not be told inside a face or outside"))
    }

    /// Which of the given edges, among those that are `wanted`, a walk around a ring meets first from a point of one of
    /// its loops to the left.
    pub(super) fn first_to_the_left(
        &self,
        face: u32,
        coedges: &[Coedge],
        chain: &[Coedge],
        wanted: impl Fn(usize) -> bool,
    ) -> Result<usize, Doubt> {
        let surface = &self.body.faces[face as usize].surface;
        let starts = AIMS.iter().flat_map(|aim| chain.iter().map(move |coedge| (*aim, *coedge)));
        for (aim, from) in starts.take(4 * MOST_AIMS) {
            let path = self.path(from.edge)?;
            let t = path.from + (path.to - path.from) * aim;
            let p = path.point(t);
            let tangent = if from.forward { path.tangent(t) } else { -path.tangent(t) };
            let left = self.normal(face, p).cross(tangent);
            let at = surface.parameters(p);
            for turn in [360.0, -360.0] {
                for leg in [Leg::parallel(surface, p, turn), Leg::meridian(surface, at.x, at.y, turn)] {
                    let Some(leg) = leg.filter(|leg| leg.tangent(surface, p).dot(left) > 0.5 * left.length()) else {
                        continue;
                    };
                    if let Some((met, true)) = self.walk(face, coedges, &[leg], Some(from))?
                        && wanted(met)
                    {
                        return Ok(met);
                    }
                }
            }
        }
        Err(Doubt("a ring could not be walked around"))
    }

    /// Walks to a point of the boundary: the first edge it meets, by place among `coedges`, and whether it comes from the
    /// left of it. `None` when that edge tells nothing. The edge that it begins on is not met there.
    fn walk(
        &self,
        face: u32,
        coedges: &[Coedge],
        legs: &[Leg],
        begins: Option<Coedge>,
    ) -> Result<Option<(usize, bool)>, Doubt> {
        let surface = &self.body.faces[face as usize].surface;
        for leg in legs {
            let mut first: Option<(f64, Option<(usize, bool)>)> = None;
            for (place_of_edge, &coedge) in coedges.iter().enumerate() {
                let bounds = &self.edge_bounds[coedge.edge as usize];
                if !leg.may_meet(bounds) {
                    continue;
                }
                let path = self.path(coedge.edge)?;
                for t in path.plane_crossings(leg.origin, leg.across) {
                    let place = path.point(t);
                    let Some(at) = leg.position(surface, place) else { continue };
                    if begins == Some(coedge) && at <= NEAR * leg.unit
                        || first.is_some_and(|(known, _)| at > known + NEAR * leg.unit)
                    {
                        continue;
                    }
                    let tangent = if coedge.forward { path.tangent(t) } else { -path.tangent(t) };
                    let left = self.normal(face, place).cross(tangent).normalize_or_zero();
                    let slant = -left.dot(leg.tangent(surface, place));
                    let end = [path.from, path.to].iter().any(|&t| path.point(t).distance(place) < NEAR);
                    // At its own beginning a walk cannot tell what it has crossed.
                    let clear = slant.abs() > GRAZING && !end && at > NEAR * leg.unit;
                    let told = clear.then_some((place_of_edge, slant > 0.0));
                    first = Some(match first {
                        // Two edges in one place tell nothing.
                        Some((known, _)) if (at - known).abs() <= NEAR * leg.unit => (at.min(known), None),
                        Some((known, told)) if known < at => (known, told),
                        _ => (at, told),
                    });
                }
            }
            if let Some((_, told)) = first {
                return Ok(told);
            }
        }
        Ok(None)
    }

    /// Whether a point lies inside the body; in doubt near its boundary.
    pub(super) fn contains(&self, p: DVec3) -> Result<bool, Doubt> {
        if !self.bounds.reaches(p, 0.0) {
            return Ok(false);
        }
        let size = (self.bounds.max - self.bounds.min).length();
        let mut doubt = Doubt("a point could not be told inside a solid or outside");
        for direction in [
            DVec3::new(0.267, 0.535, 0.802),
            DVec3::new(-0.619, 0.344, 0.706),
            DVec3::new(0.851, -0.449, 0.271),
            DVec3::new(-0.371, -0.743, 0.557),
            DVec3::new(0.123, 0.984, -0.127),
            DVec3::new(0.681, 0.273, -0.679),
        ] {
            match self.first_hit(&Path::ray(p, direction * (1.5 * size))) {
                Ok(inside) => return Ok(inside),
                Err(found) => doubt = found,
            }
        }
        Err(doubt)
    }

    /// Whether a ray leaves the body where it first meets its boundary.
    fn first_hit(&self, ray: &Path) -> Result<bool, Doubt> {
        let mut first: Option<(f64, bool)> = None;
        let bounds = ray.bounds();
        for face in 0..self.body.faces.len() as u32 {
            let around = self.face_bounds[face as usize];
            if !around.meets(&bounds) {
                continue;
            }
            let surface = &self.body.faces[face as usize].surface;
            for t in ray.crossings(surface, &|p, reach, _| Ok(around.reaches(p, reach)))? {
                if first.is_some_and(|(known, _)| known < t) {
                    break;
                }
                let place = ray.point(t);
                if self.holds(face, place)? {
                    first = Some((t, self.normal(face, place).dot(ray.tangent(t)) > 0.0));
                    break;
                }
            }
        }
        Ok(first.is_some_and(|(_, leaves)| leaves))
    }
}

/// A piece of a walk along a surface: part of its section with a plane.
struct Leg {
    /// A point of the plane, and its unit normal.
    origin: DVec3,
    across: DVec3,
    /// Positions per millimetre.
    unit: f64,
    course: Course,
}

enum Course {
    /// From `start` in a unit direction; positions in mm.
    Straight { start: DVec3, direction: DVec3, length: f64 },
    /// About the origin of a frame from its x toward its y; positions in degrees.
    Great { frame: Frame, sweep: f64 },
    /// About the axis of a frame at one height, from its x; positions in degrees. On a torus near an angle of the tube.
    Parallel { frame: Frame, tube: Option<f64>, sweep: f64 },
    /// In the half-plane of a frame's z (axis) and x, from one `v` by `rise`; positions in `v`.
    Meridian { frame: Frame, from: f64, rise: f64 },
}

impl Leg {
    /// Ways from `p` to `q` along a surface.
    fn ways(surface: &Surface, p: DVec3, q: DVec3) -> Vec<Vec<Leg>> {
        let axis = surface.frame();
        match surface {
            Surface::Plane { frame } => {
                let length = p.distance(q);
                let Some(direction) = (q - p).try_normalize() else { return Vec::new() };
                let course = Course::Straight { start: p, direction, length };
                vec![vec![Leg { origin: p, across: frame.z.cross(direction), unit: 1.0, course }]]
            }
            Surface::Sphere { radius, .. } => {
                let (from, to) = (p - axis.origin, q - axis.origin);
                let Some(frame) = Frame::new(axis.origin, from, from.cross(to)) else { return Vec::new() };
                let local = frame.local(q);
                let course = Course::Great { frame, sweep: trig::atan2(local.y, local.x).rem_euclid(360.0) };
                vec![vec![Leg { origin: axis.origin, across: frame.z, unit: (1.0 / radius).to_degrees(), course }]]
            }
            _ => {
                let (from, to) = (surface.parameters(p), surface.parameters(q));
                let closes = matches!(surface, Surface::Torus { major, minor, .. } if major > minor);
                let wrap = |d: f64| d - 360.0 * (d / 360.0).round();
                let turn = wrap(to.x - from.x);
                let rise = if closes { wrap(to.y - from.y) } else { to.y - from.y };
                let around_first = [Leg::parallel(surface, p, turn), Leg::meridian(surface, to.x, from.y, rise)];
                let along_first = [
                    Leg::meridian(surface, from.x, from.y, rise),
                    Leg::parallel(surface, surface.point(from.x, to.y), turn),
                ];
                [around_first, along_first].map(|legs| legs.into_iter().flatten().collect()).into()
            }
        }
    }

    /// About the axis by `turn` degrees from a point.
    fn parallel(surface: &Surface, start: DVec3, turn: f64) -> Option<Leg> {
        let axis = surface.frame();
        let local = axis.local(start);
        let level = axis.offset(local.z);
        // Against the angle the frame is turned over, so that positions grow.
        let frame = Frame::new(level.origin, start - level.origin, if turn < 0.0 { -axis.z } else { axis.z })?;
        let tube = matches!(surface, Surface::Torus { .. }).then(|| surface.parameters(start).y);
        let course = Course::Parallel { frame, tube, sweep: turn.abs() };
        let unit = (1.0 / libm::hypot(local.x, local.y)).to_degrees();
        (turn != 0.0).then_some(Leg { origin: level.origin, across: axis.z, unit, course })
    }

    /// Along the meridian at an angle, from one `v` by `rise`.
    fn meridian(surface: &Surface, angle: f64, from: f64, rise: f64) -> Option<Leg> {
        let axis = surface.frame();
        let (sin, cos) = trig::sin_cos(angle);
        let frame = Frame::new(axis.origin, axis.x * cos + axis.y * sin, axis.z)?;
        let unit = match *surface {
            Surface::Torus { minor, .. } => (1.0 / minor).to_degrees(),
            _ => 1.0,
        };
        let course = Course::Meridian { frame, from, rise };
        (rise != 0.0).then_some(Leg { origin: axis.origin, across: frame.y, unit, course })
    }

    /// Whether a box reaches the plane of the leg.
    fn may_meet(&self, bounds: &Bounds) -> bool {
        let half = 0.5 * (bounds.max - bounds.min);
        let height = (bounds.min + half - self.origin).dot(self.across);
        height.abs() <= half.dot(self.across.abs()) + NEAR
    }

    /// How far along the leg a point of its plane lies; `None` when it lies beside the leg.
    fn position(&self, surface: &Surface, p: DVec3) -> Option<f64> {
        let slack = NEAR * self.unit;
        let within = |at: f64, end: f64| (at > -slack && at <= end + slack).then_some(at);
        let turned = |at: f64| {
            let at = at.rem_euclid(360.0);
            if at > 360.0 - slack { at - 360.0 } else { at }
        };
        match &self.course {
            Course::Straight { start, direction, length } => within((p - *start).dot(*direction), *length),
            Course::Great { frame, sweep } => {
                let local = frame.local(p);
                within(turned(trig::atan2(local.y, local.x)), *sweep)
            }
            Course::Parallel { frame, tube, sweep } => {
                let wrap = |d: f64| d - 360.0 * (d / 360.0).round();
                if tube.is_some_and(|v| wrap(surface.parameters(p).y - v).abs() > 1e-3) {
                    return None;
                }
                let local = frame.local(p);
                within(turned(trig::atan2(local.y, local.x)), *sweep)
            }
            Course::Meridian { frame, from, rise } => {
                if (p - frame.origin).dot(frame.x) < 0.0 {
                    return None;
                }
                let v = surface.parameters(p).y - from;
                let ahead = match surface {
                    Surface::Torus { major, minor, .. } if major > minor => turned(v * rise.signum()),
                    _ => v * rise.signum(),
                };
                within(ahead, rise.abs())
            }
        }
    }

    /// The direction of the walk at a point of it.
    fn tangent(&self, surface: &Surface, p: DVec3) -> DVec3 {
        match &self.course {
            Course::Straight { direction, .. } => *direction,
            Course::Great { frame, .. } | Course::Parallel { frame, .. } => {
                frame.z.cross(p - frame.origin).normalize_or_zero()
            }
            Course::Meridian { frame, rise, .. } => {
                // The normal turned by a right angle in the half-plane.
                let n = surface.normal(p);
                (frame.z * n.dot(frame.x) - frame.x * n.dot(frame.z)) * rise.signum()
            }
        }
    }
}
