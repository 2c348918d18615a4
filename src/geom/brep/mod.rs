//! The exact boundary representation: plain data, indices, and what can be asked of them alone.
//!
//! A [`Body`] is closed shells of [`BodyFace`]s; a face is an analytic [`Surface`] bounded by loops of
//! [`Coedge`]s; an [`Edge`] is an analytic [`Curve3`] between two vertices (the same vertex twice when
//! closed). Invariants:
//! - every edge is used by exactly two coedges, once forward and once backward;
//! - seen from outside (against the outward normal) a loop keeps the face on its left;
//! - there are no seam edges: the full wall of a cylinder has two closed loops, a whole sphere or torus none;
//! - a planar face has its outer loop first;
//! - a surface of revolution may run into its axis: the apex of a cone inside a face is a vertex without
//!   edges, and a smooth pole of a sphere or plane inside a face leaves no trace. A cone with one loop that
//!   winds around the axis thus reaches its apex, a sphere with one such loop the pole on the loop's left;
//! - pieces that touch along an edge or in a point share neither: the edge or vertex is there once for each;
//! - vertices, edges and faces are in a deterministic order.

mod check;
mod shells;
mod surface;
mod web;

pub use check::Fault;
pub(super) use shells::DisjointSets;
pub use shells::EdgeUse;
pub(super) use surface::on_both;
pub(super) use web::{Half, Web};

use glam::DVec3;

use crate::model::{Frame, Provenance};

/// Index of a vertex of its body.
pub type VertexId = u32;
/// Index of an edge of its body.
pub type EdgeId = u32;
/// Index of a face of its body.
pub type FaceId = u32;

/// A closed boundary.
#[derive(Clone, Debug, Default)]
pub struct Body {
    /// Places of the vertices, mm.
    pub vertices: Vec<DVec3>,
    /// Edges.
    pub edges: Vec<Edge>,
    /// Faces.
    pub faces: Vec<BodyFace>,
    /// Connected sets of faces; outer shells and voids.
    pub shells: Vec<Vec<FaceId>>,
    /// Why the body cannot be written exactly with lines, circles and ellipses, if it cannot; each operation once.
    pub inexact: Vec<Inexact>,
}

/// An operation that made a body inexact.
#[derive(Clone, Debug, PartialEq)]
pub struct Inexact {
    /// How.
    pub approximation: Approximation,
    /// What happened, one sentence.
    pub reason: String,
    /// Where the program asked for it.
    pub provenance: Provenance,
}

/// How a boundary falls short of lines, circles and ellipses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approximation {
    /// Some edge is known by points; measurement still follows both surfaces beside it.
    Points,
    /// The boundary is triangles, and its figures are theirs.
    Triangles,
}

/// A curve between two vertices.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The carrier.
    pub curve: Curve3,
    /// Vertex at the first parameter.
    pub start: VertexId,
    /// Vertex at the last parameter (equal to `start` for closed edges).
    pub end: VertexId,
}

/// Carrier curves, with the parameter range of the edge where the curve needs one.
#[derive(Clone, Debug)]
pub enum Curve3 {
    /// The straight line between the vertices.
    Line,
    /// `center + radius·(cos t·x + sin t·y)`, `t` from `from` to `to` in degrees, `from < to ≤ from + 360`; frame.origin = center.
    Circle { frame: Frame, radius: f64, from: f64, to: f64 },
    /// `center + major·cos t·x + minor·sin t·y`, as above.
    Ellipse { frame: Frame, major: f64, minor: f64, from: f64, to: f64 },
    /// A curve known by points on both neighbouring surfaces, ends included (at least two);
    /// straight between them for meshing, refined onto both surfaces when measured.
    Points(Vec<DVec3>),
}

/// Carrier surfaces. `v` runs along the axis `frame.z`, `u` is the angle from `frame.x` in degrees.
#[derive(Clone, Debug, PartialEq)]
pub enum Surface {
    /// The plane of the frame, normal `frame.z`.
    Plane { frame: Frame },
    /// Distance `radius` from the axis; normal away from it.
    Cylinder { frame: Frame, radius: f64 },
    /// Distance `radius + v·tan(half_angle)` from the axis at height `v`; normal away from it; degrees in (−90, 90), not 0.
    Cone { frame: Frame, radius: f64, half_angle: f64 },
    /// Distance `radius` from the origin; normal away from it.
    Sphere { frame: Frame, radius: f64 },
    /// Distance `minor` from the circle of radius `major` in the plane of the frame; normal away from that circle.
    /// Where `major ≤ minor` (which may be negative) it is the part `major + minor·cos v > 0`, which has two tips
    /// on the axis: a circle that touches the axis, or an arc that ends on it, turned.
    Torus { frame: Frame, major: f64, minor: f64 },
}

/// A bounded piece of a surface.
#[derive(Clone, Debug)]
pub struct BodyFace {
    /// The carrier.
    pub surface: Surface,
    /// Whether the outward normal is the surface's own normal.
    pub outward: bool,
    /// Boundary loops.
    pub loops: Vec<Vec<Coedge>>,
}

/// One use of an edge by a face.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coedge {
    /// The edge.
    pub edge: EdgeId,
    /// Whether it is walked from start to end.
    pub forward: bool,
}

impl Edge {
    /// Whether the edge closes on itself.
    pub fn is_closed(&self) -> bool {
        self.start == self.end
    }
}

impl Surface {
    /// The frame of the surface.
    pub fn frame(&self) -> &Frame {
        match self {
            Surface::Plane { frame }
            | Surface::Cylinder { frame, .. }
            | Surface::Cone { frame, .. }
            | Surface::Sphere { frame, .. }
            | Surface::Torus { frame, .. } => frame,
        }
    }

    /// The lower-case name used in messages and JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Surface::Plane { .. } => "plane",
            Surface::Cylinder { .. } => "cylinder",
            Surface::Cone { .. } => "cone",
            Surface::Sphere { .. } => "sphere",
            Surface::Torus { .. } => "torus",
        }
    }
}
