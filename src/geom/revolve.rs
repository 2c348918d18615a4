//! Bodies of revolution: a sketch turned about an axis in its plane.
//!
//! In the half-plane of the axis a point is (distance from the axis, height along it). Lines become planes,
//! cylinders and cones; arcs become spheres (centre on the axis) and tori. What lies on the axis vanishes in a
//! full turn; points on it become poles, and vertices where the surface has a tip there.
//! Invariants: the profile lies on one side of the axis; it may touch it.
//! Absent: axes out of the plane of the sketch.

#[cfg(test)]
mod tests;

use glam::{DMat2, DVec2};

use super::brep::{Body, Curve3, Half, Surface, VertexId, Web};
use super::planar::{Contour, PlanarRegion, Segment, SegmentKind, arrange, regions_of_sketch};
use crate::diagnostics::registry::geom;
use crate::model::{ArcGeometry, Frame, GeometryError, Sketch, Transform2, tolerance, trig};

/// Differences, mm, up to which a line counts as parallel or square to the axis.
const ALIGNED: f64 = 1e-8;

/// The body of `sketch` turned about the axis through `point` along `direction` (both in the sketch) from angle
/// `from` to `to`, degrees, right-handed.
pub fn revolve(sketch: &Sketch, point: DVec2, direction: DVec2, from: f64, to: f64) -> Result<Body, GeometryError> {
    let Some(along) = direction.try_normalize() else {
        return Err(GeometryError::new(geom::DIRECTION, "the axis of a revolution has no direction"));
    };
    let turn = to - from;
    if !(turn > 0.0 && turn <= 360.0 + 1e-9) {
        let message = format!("a revolution turns by {turn}°; it must turn by more than 0° and at most 360°");
        return Err(GeometryError::new(geom::REVOLVE_ANGLE, message));
    }
    let regions = regions_of_sketch(sketch)?;
    let regions = arrange(&[&regions])?.regions(|windings| windings.contains(0))?;
    let (regions, away) = beside_axis(&regions, point, along)?;
    let z = sketch.frame.direction(along.extend(0.0));
    let x = sketch.frame.direction(away.extend(0.0));
    let frame = Frame { origin: sketch.frame.point(point, 0.0), x, y: z.cross(x), z };
    let reach = regions.iter().map(|region| region.bounds().max.x).fold(0.0, f64::max);
    if reach * turn.to_radians() <= tolerance::LINEAR {
        let message = format!("a revolution by {turn}° moves its profile by less than {} mm", tolerance::LINEAR);
        return Err(GeometryError::new(geom::REVOLVE_ANGLE, message));
    }
    let mut lathe = Lathe { frame, from, to, full: turn >= 360.0 - 1e-9, web: Web::default() };
    for region in &regions {
        lathe.region(region);
    }
    let Lathe { mut web, full, .. } = lathe;
    if !full && (turn - 180.0).abs() <= 1e-9 {
        // Both ends lie in one plane and continue each other across the axis.
        web.merge_faces(|web, half| web.is_cap(half) && web.is_cap(half.twin()));
    }
    web.separate_vertices();
    web.join_edges();
    Ok(web.into_body())
}

/// The regions in coordinates (distance, height) and the direction of growing distance in the sketch.
fn beside_axis(
    regions: &[PlanarRegion],
    point: DVec2,
    along: DVec2,
) -> Result<(Vec<PlanarRegion>, DVec2), GeometryError> {
    let right = DVec2::new(along.y, -along.x);
    let (mut least, mut most) = (None, None);
    for segment in regions.iter().flat_map(PlanarRegion::segments) {
        let (low, high) = segment.extent_along(right);
        let base = right.dot(point);
        let (low, high) = (low - base, high - base);
        if least.is_none_or(|(known, _)| low < known) {
            least = Some((low, segment.span));
        }
        if most.is_none_or(|(known, _)| high > known) {
            most = Some((high, segment.span));
        }
    }
    let (Some((low, low_span)), Some((high, high_span))) = (least, most) else {
        return Err(GeometryError::new(geom::EMPTY_RESULT, "the profile of a revolution is empty"));
    };
    if low < -tolerance::LINEAR && high > tolerance::LINEAR {
        let message = format!(
            "the profile reaches {} mm to one side of the axis and {} mm to the other; it must stay on one side, \
             where it may touch the axis",
            -low, high
        );
        return Err(GeometryError::new(geom::AXIS_CROSSES_PROFILE, message)
            .label(low_span, "on one side of the axis")
            .label(high_span, "on the other side"));
    }
    let away = if high > -low { right } else { -right };
    let linear = DMat2::from_cols(DVec2::new(away.x, along.x), DVec2::new(away.y, along.y));
    let map = Transform2 { linear, translation: -(linear * point) };
    let regions = regions.iter().map(|region| on_axis(&region.transformed(&map))).collect();
    Ok((regions, away))
}

/// The region with what lies within the tolerance of the axis on it; arcs that touch it between their ends are
/// split there.
fn on_axis(region: &PlanarRegion) -> PlanarRegion {
    let snap = |p: DVec2| if p.x.abs() <= tolerance::LINEAR { DVec2::new(0.0, p.y) } else { p };
    let contour = |contour: &Contour| {
        let mut segments = Vec::with_capacity(contour.segments.len());
        for segment in &contour.segments {
            let Some((segment, touch, arc)) = touching(segment) else {
                segments.push(*segment);
                continue;
            };
            let apart = |p: DVec2| p.distance(touch) > tolerance::LINEAR;
            if segment.is_circle() {
                let ArcGeometry { center, radius, sweep, .. } = arc;
                let kind = SegmentKind::Arc { center, radius, start: touch, end: touch, start_angle: 180.0, sweep };
                segments.push(Segment { kind, span: segment.span });
            } else if apart(segment.start()) && apart(segment.end()) {
                let t = segment.parameter(touch);
                segments.push(segment.piece(0.0, t, segment.start(), touch));
                segments.push(segment.piece(t, 1.0, touch, segment.end()));
            } else {
                segments.push(segment);
            }
        }
        for segment in &mut segments {
            match &mut segment.kind {
                SegmentKind::Line { start, end } | SegmentKind::Arc { start, end, .. } => {
                    (*start, *end) = (snap(*start), snap(*end));
                }
                SegmentKind::Circle { .. } => {}
            }
        }
        Contour { segments }
    };
    let mut opened = PlanarRegion::new(contour(&region.outer));
    for hole in region.holes.iter().map(contour) {
        opened.holes.extend(opened_into(&mut opened.outer, hole));
    }
    opened
}

/// Makes a hole that touches a line on the axis a part of the outer contour, else gives it back: what lies above the
/// touch and what lies below are apart there, and so are their edges on the axis.
fn opened_into(outer: &mut Contour, mut hole: Contour) -> Option<Contour> {
    let touching = |line: &Segment| {
        let apart = |p: DVec2| p.distance(line.start()).min(p.distance(line.end())) > tolerance::LINEAR;
        let within = |p: DVec2| p.x == 0.0 && apart(p) && line.distance(p) <= tolerance::LINEAR;
        hole.segments.iter().position(|segment| !segment.is_circle() && within(segment.start()))
    };
    let axis = outer.segments.iter().enumerate().filter(|(_, segment)| is_on_axis(segment));
    let Some((line, first)) = axis.filter_map(|(line, segment)| Some((line, touching(segment)?))).next() else {
        return Some(hole);
    };
    hole.segments.rotate_left(first);
    let (whole, touch) = (outer.segments[line], hole.first_point());
    let ends = [(whole.start(), touch), (touch, whole.end())];
    let [above, below] = ends.map(|(start, end)| Segment::line(start, end, whole.span));
    outer.segments.splice(line..=line, std::iter::once(above).chain(hole.segments).chain([below]));
    None
}

/// An arc that touches the axis within the tolerance, put where it touches it exactly, and the place: a torus
/// has its tip on the axis or does not reach it, nothing between.
fn touching(segment: &Segment) -> Option<(Segment, DVec2, ArcGeometry)> {
    let arc = segment.arc()?;
    let touch = DVec2::new(0.0, arc.center.y);
    if (arc.center.x - arc.radius).abs() > tolerance::LINEAR || segment.distance(touch) > 2.0 * tolerance::LINEAR {
        return None;
    }
    let mut moved = *segment;
    if let SegmentKind::Arc { center, .. } | SegmentKind::Circle { center, .. } = &mut moved.kind {
        center.x = arc.radius;
    }
    Some((moved, touch, moved.arc()?))
}

struct Lathe {
    frame: Frame,
    from: f64,
    to: f64,
    full: bool,
    web: Web,
}

/// A corner of the profile: its vertices at both ends of the turn and the edge between them, off the axis.
struct Corner {
    first: VertexId,
    last: VertexId,
    around: Option<Half>,
}

impl Lathe {
    /// The half-plane at an angle: x away from the axis, y along it.
    fn half_plane(&self, angle: f64) -> Frame {
        let (sin, cos) = trig::sin_cos(angle);
        let x = self.frame.x * cos + self.frame.y * sin;
        Frame { origin: self.frame.origin, x, y: self.frame.z, z: x.cross(self.frame.z) }
    }

    fn region(&mut self, region: &PlanarRegion) {
        let caps = (!self.full).then(|| {
            let (first, last) = (self.half_plane(self.from), self.half_plane(self.to));
            // The half-plane's normal points back against the turn.
            [(first, true), (last, false)].map(|(frame, outward)| self.web.add_cap(Surface::Plane { frame }, outward))
        });
        for contour in region.contours() {
            let corners: Vec<Corner> = contour.segments.iter().map(|segment| self.corner(segment)).collect();
            let (mut first, mut last) = (Vec::new(), Vec::new());
            for (place, segment) in contour.segments.iter().enumerate() {
                let ends = [&corners[place], &corners[(place + 1) % corners.len()]];
                let sides = caps.map(|_| self.profile_edges(segment, ends));
                first.extend(sides.map(|sides| sides.0));
                last.extend(sides.map(|sides| sides.1.twin()));
                self.face(segment, ends, sides);
            }
            if let Some([start, end]) = caps {
                last.reverse();
                self.web.add_loop(start, &first);
                self.web.add_loop(end, &last);
            }
        }
    }

    /// The vertices and the edge of the start of a segment.
    fn corner(&mut self, segment: &Segment) -> Corner {
        let p = segment.start();
        let place = |angle: f64| self.half_plane(angle).point(p, 0.0);
        let (start, end) = (place(self.from), place(self.to));
        let first = self.web.add_vertex(start);
        if p.x == 0.0 {
            return Corner { first, last: first, around: None };
        }
        let last = if self.full { first } else { self.web.add_vertex(end) };
        if segment.is_circle() {
            return Corner { first, last, around: None };
        }
        let frame = self.frame.offset(p.y);
        let to = if self.full { self.from + 360.0 } else { self.to };
        let around = self.web.add_edge(Curve3::Circle { frame, radius: p.x, from: self.from, to }, first, last);
        Corner { first, last, around: Some(around) }
    }

    /// The images of a segment at both ends of the turn, in its direction; one and the same on the axis.
    fn profile_edges(&mut self, segment: &Segment, [start, end]: [&Corner; 2]) -> (Half, Half) {
        if is_on_axis(segment) {
            let edge = self.web.add_edge(Curve3::Line, start.first, end.first);
            return (edge, edge);
        }
        let first = self.profile_edge(segment, self.from, start.first, end.first);
        (first, self.profile_edge(segment, self.to, start.last, end.last))
    }

    fn profile_edge(&mut self, segment: &Segment, angle: f64, start: VertexId, end: VertexId) -> Half {
        let Some(arc) = segment.arc() else { return self.web.add_edge(Curve3::Line, start, end) };
        let plane = self.half_plane(angle);
        let frame = Frame { origin: plane.point(arc.center, 0.0), ..plane };
        let stop = arc.start_angle + arc.sweep;
        if arc.sweep > 0.0 {
            let curve = Curve3::Circle { frame, radius: arc.radius, from: arc.start_angle, to: stop };
            self.web.add_edge(curve, start, end)
        } else {
            let curve = Curve3::Circle { frame, radius: arc.radius, from: stop, to: arc.start_angle };
            self.web.add_edge(curve, end, start).twin()
        }
    }

    /// The face a segment sweeps.
    fn face(&mut self, segment: &Segment, [start, end]: [&Corner; 2], sides: Option<(Half, Half)>) {
        if is_on_axis(segment) {
            return;
        }
        let (surface, outward) = self.surface(segment);
        let tip = match surface {
            Surface::Cone { .. } => true,
            Surface::Torus { major, minor, .. } => major <= minor,
            _ => false,
        };
        let weight = if start.around.is_none() && end.around.is_none() { f64::INFINITY } else { 0.0 };
        let face = self.web.add_face(surface, outward, weight);
        match sides {
            None => {
                for (corner, forward) in [(start, true), (end, false)] {
                    match corner.around {
                        Some(around) => self.web.add_loop(face, &[if forward { around } else { around.twin() }]),
                        None if tip && !segment.is_circle() => self.web.keep_apex(corner.first),
                        None => {}
                    }
                }
            }
            Some((first, last)) if segment.is_circle() => {
                self.web.add_loop(face, &[last]);
                self.web.add_loop(face, &[first.twin()]);
            }
            Some((first, last)) => {
                let mut chain: Vec<Half> = start.around.into_iter().collect();
                chain.push(last);
                chain.extend(end.around.map(Half::twin));
                chain.push(first.twin());
                self.web.add_loop(face, &chain);
            }
        }
    }

    /// The surface a segment sweeps, and whether its own normal points out of the body; the profile is on the left.
    fn surface(&self, segment: &Segment) -> (Surface, bool) {
        if let Some(arc) = segment.arc() {
            let frame = self.frame.offset(arc.center.y);
            let outward = arc.sweep > 0.0;
            return if arc.center.x.abs() <= tolerance::LINEAR {
                (Surface::Sphere { frame, radius: arc.radius }, outward)
            } else {
                (Surface::Torus { frame, major: arc.center.x, minor: arc.radius }, outward)
            };
        }
        let (start, end) = (segment.start(), segment.end());
        let step = end - start;
        if step.y.abs() <= ALIGNED {
            return (Surface::Plane { frame: self.frame.offset(start.y) }, step.x < 0.0);
        }
        let wide = if start.x >= end.x { start } else { end };
        let frame = self.frame.offset(wide.y);
        let surface = if step.x.abs() <= ALIGNED {
            Surface::Cylinder { frame, radius: wide.x }
        } else {
            let half_angle = trig::atan2(step.x * step.y.signum(), step.y.abs());
            Surface::Cone { frame, radius: wide.x, half_angle }
        };
        (surface, step.y > 0.0)
    }
}

fn is_on_axis(segment: &Segment) -> bool {
    matches!(segment.kind, SegmentKind::Line { start, end } if start.x == 0.0 && end.x == 0.0)
}
