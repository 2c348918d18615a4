//! Bodies whose faces are all across one axis or parallel to it, exactly: end faces with lines and arcs.

use std::sync::OnceLock;

use glam::{DMat2, DVec2, DVec3};

use super::budget::Budget;
use super::piece::{self, Collector, Pieces};
use crate::geom::brep::{Body, BodyFace, Curve3, Surface};
use crate::geom::measure::Mass;
use crate::geom::planar::measure::{Moments, moments};
use crate::geom::planar::{Contour, PlanarRegion, Segment, SegmentKind};
use crate::model::{Frame, Transform2, Transform3, tolerance, trig};
use crate::text::Span;

/// A face across the axis.
#[derive(Clone, Debug)]
pub(super) struct Cap {
    /// Its height along the axis.
    pub height: f64,
    /// Its boundary in the plane of the frame; counter-clockwise about what faces up, clockwise about what faces down.
    pub boundary: Vec<Segment>,
}

/// A body as the faces across one axis.
#[derive(Clone, Debug)]
pub(in crate::geom::compare) struct Prismatic {
    /// `z` is the axis.
    frame: Frame,
    caps: Vec<Cap>,
    /// Greatest distance of its points from the origin of the frame.
    extent: f64,
    /// At most about so much volume lies between it and what it stands for.
    deviation: f64,
    /// How far its axis may be off, a sine.
    lean: f64,
    mass: OnceLock<Mass>,
    /// Its boundaries where they are.
    pieces: OnceLock<Pieces>,
}

/// More axes than those of a box no body has.
const AXES: usize = 3;

impl Prismatic {
    /// The body seen along each of its axes; none when there is no axis.
    pub fn all(body: &Body) -> Vec<Prismatic> {
        axes(body).into_iter().filter_map(|axis| Prismatic::along(body, axis)).collect()
    }

    /// The direction of its walls, a unit vector.
    pub fn axis(&self) -> DVec3 {
        self.frame.z
    }

    fn along(body: &Body, axis: DVec3) -> Option<Prismatic> {
        let origin = *body.vertices.first()?;
        let frame = Frame::new(origin, axis.any_orthonormal_vector(), axis)?;
        let mut caps = Vec::new();
        for face in &body.faces {
            let Surface::Plane { frame: plane } = &face.surface else { continue };
            if plane.z.dot(axis).abs() > 0.5 {
                let height = frame.local(plane.origin).z;
                caps.push(Cap { height, boundary: boundary(body, face, &frame)? });
            }
        }
        let extent = body.vertices.iter().fold(0.0, |extent: f64, p| extent.max(p.distance(origin)));
        let mut prism = Prismatic::new(frame, caps, 0.0);
        prism.extent = prism.extent.max(extent);
        Some(prism)
    }

    /// From its faces across the axis of a frame; `deviation` as [`Prismatic::deviation`] gives it.
    pub(super) fn new(frame: Frame, caps: Vec<Cap>, deviation: f64) -> Prismatic {
        let extent = caps.iter().fold(0.0, |extent: f64, cap| {
            cap.boundary.iter().fold(extent.max(cap.height.abs()), |reach, segment| {
                let bounds = segment.bounds();
                reach.max(bounds.min.abs().max(bounds.max.abs()).max_element())
            })
        });
        let (lean, mass, pieces) = (tolerance::ANGULAR, OnceLock::new(), OnceLock::new());
        Prismatic { frame, caps, extent, deviation, lean, mass, pieces }
    }

    /// The same with an axis that is known up to `lean`, a sine: one that is parallel up to that is taken for the same.
    pub(super) fn leaning(self, lean: f64) -> Prismatic {
        Prismatic { lean, ..self }
    }

    /// At most about so much volume lies between it and the shape it was read from.
    pub fn deviation(&self) -> f64 {
        self.deviation
    }

    /// Whether any of its boundaries is an arc or circle.
    pub fn is_curved(&self) -> bool {
        self.caps.iter().flat_map(|cap| &cap.boundary).any(|segment| segment.arc().is_some())
    }

    /// The volume in common with `other`, in the units of `other`, when moved by `map`; `None` when the axes are not
    /// parallel then, or the budget does not suffice.
    pub fn common(&self, other: &Prismatic, map: &Transform3, budget: &mut Budget) -> Option<f64> {
        let Onto { plane, shift, sense } = onto(&self.frame, &other.frame, map, self.lean.max(other.lean))?;
        let rise = map.scale() * sense;
        let extent = other.extent.max(map.scale() * self.extent + shift.length());
        let mut own = Collector::new(extent);
        let mut base = f64::INFINITY;
        for cap in &self.caps {
            let height = shift.z + rise * cap.height;
            base = base.min(height);
            own.add(&cap.boundary, &plane, height);
        }
        for cap in &other.caps {
            base = base.min(cap.height);
        }
        piece::common(&own.finish(), other.pieces(), |z, w| z.min(w) - base, budget)
    }

    fn pieces(&self) -> &Pieces {
        self.pieces.get_or_init(|| {
            let mut own = Collector::new(self.extent);
            for cap in &self.caps {
                own.add(&cap.boundary, &IDENTITY, cap.height);
            }
            own.finish()
        })
    }

    /// Its volume, centroid and second moments.
    pub fn mass(&self) -> Mass {
        *self.mass.get_or_init(|| self.integrated())
    }

    fn integrated(&self) -> Mass {
        let mut sums = [0.0; 10];
        for cap in &self.caps {
            let region = PlanarRegion::new(Contour { segments: cap.boundary.clone() });
            let Moments { area, x, y, xx, xy, yy, .. } = moments(&region, DVec2::ZERO);
            let h = cap.height;
            // Of the column below the face.
            let column = [
                h * area,
                h * x,
                h * y,
                h * h / 2.0 * area,
                h * xx,
                h * yy,
                h * h * h / 3.0 * area,
                h * h / 2.0 * y,
                h * h / 2.0 * x,
                h * xy,
            ];
            sums.iter_mut().zip(column).for_each(|(sum, value)| *sum += value);
        }
        let [volume, x, y, z, xx, yy, zz, yz, zx, xy] = sums;
        let local = Mass::about_origin(volume, DVec3::new(x, y, z), DVec3::new(xx, yy, zz), DVec3::new(yz, zx, xy));
        local.placed(&self.frame)
    }
}

/// A plane laid onto a parallel one.
pub(super) struct Onto {
    /// From local to local coordinates.
    pub plane: Transform2,
    /// Where the origin comes to lie.
    pub shift: DVec3,
    /// 1 when the normals agree, −1 when they are opposite.
    pub sense: f64,
}

/// How a map lays the plane of one frame onto that of another; `None` when they are not parallel then, up to the sine
/// `lean`.
pub(super) fn onto(frame: &Frame, other: &Frame, map: &Transform3, lean: f64) -> Option<Onto> {
    let axis = map.direction(frame.z) / map.scale();
    let cosine = axis.dot(other.z);
    if (axis - other.z * cosine).length() > lean {
        return None;
    }
    let image = |direction: DVec3| {
        let direction = map.direction(direction);
        DVec2::new(direction.dot(other.x), direction.dot(other.y))
    };
    let shift = other.local(map.point(frame.origin));
    let plane = Transform2 { linear: DMat2::from_cols(image(frame.x), image(frame.y)), translation: shift.truncate() };
    Some(Onto { plane, shift, sense: cosine.signum() })
}

/// Leaves everything where it is.
pub(super) const IDENTITY: Transform2 = Transform2 { linear: DMat2::IDENTITY, translation: DVec2::ZERO };

/// Directions along which every face of a body is an end or a wall.
fn axes(body: &Body) -> Vec<DVec3> {
    let parallel = |a: DVec3, b: DVec3| a.cross(b).length() <= tolerance::ANGULAR;
    let upright = |a: DVec3, b: DVec3| a.dot(b).abs() <= tolerance::ANGULAR;
    let mut found: Vec<DVec3> = Vec::new();
    for face in &body.faces {
        match &face.surface {
            Surface::Plane { frame } if !found.iter().any(|known| parallel(*known, frame.z)) => found.push(frame.z),
            Surface::Plane { .. } | Surface::Cylinder { .. } => {}
            _ => return Vec::new(),
        }
    }
    let fits = |axis: DVec3, face: &BodyFace| match &face.surface {
        Surface::Plane { frame } => parallel(axis, frame.z) || upright(axis, frame.z),
        Surface::Cylinder { frame, .. } => parallel(axis, frame.z),
        _ => false,
    };
    found.retain(|axis| body.faces.iter().all(|face| fits(*axis, face)));
    found.truncate(AXES);
    found
}

/// The boundary of a flat face in the plane of a frame across it; `None` when an edge is neither straight nor on a circle.
fn boundary(body: &Body, face: &BodyFace, frame: &Frame) -> Option<Vec<Segment>> {
    let mut segments = Vec::new();
    for coedge in face.loops.iter().flatten() {
        let edge = body.edges.get(coedge.edge as usize)?;
        let local = |vertex: u32| body.vertices.get(vertex as usize).map(|p| frame.local(*p).truncate());
        let (mut start, mut end) = (local(edge.start)?, local(edge.end)?);
        if !coedge.forward {
            (start, end) = (end, start);
        }
        let kind = match &edge.curve {
            Curve3::Line => SegmentKind::Line { start, end },
            Curve3::Circle { frame: circle, radius, from, to } => {
                let center = frame.local(circle.origin).truncate();
                let x = DVec2::new(circle.x.dot(frame.x), circle.x.dot(frame.y));
                let sense = circle.z.dot(frame.z).signum();
                let zero = trig::atan2(x.y, x.x);
                let (first, last) = if coedge.forward { (*from, *to) } else { (*to, *from) };
                let (start_angle, sweep) = (zero + sense * first, sense * (last - first));
                SegmentKind::Arc { center, radius: *radius, start, end, start_angle, sweep }
            }
            _ => return None,
        };
        segments.push(Segment { kind, span: Span::default() });
    }
    Some(segments)
}
