//! What lies on the stack of a workplane, and the solids that scripts build.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::sketch::Drawing;
use crate::geom::brep::{self, Curve3};
use crate::geom::kernel::Kernel;
use crate::model::tolerance::LINEAR;
use crate::model::{
    ArcGeometry, BooleanOp, Curve, CurveKind, DMat2, DVec2, DVec3, EdgeInfo, Face, FaceInfo, Frame, Geometry,
    GeometryError, Provenance, Sketch, Solid, SolidKind, SolidNode, Transform2, Transform3, trig,
};
use crate::text::Span;

/// A solid of a script.
#[derive(Clone)]
pub struct Body {
    /// The operations that make it.
    pub solid: Solid,
    /// How many operations it takes to write them as a tree.
    pub weight: u64,
}

/// A place that remembers the plane it was given in, so that its numbers stay those of the script.
#[derive(Clone, Copy)]
pub struct Placed {
    /// The plane.
    pub frame: Frame,
    /// Its coordinates there.
    pub at: DVec3,
}

/// A curve in a plane.
#[derive(Clone, Copy)]
pub struct Edge {
    /// The plane.
    pub frame: Frame,
    /// The curve in its coordinates.
    pub curve: CurveKind,
}

/// A chain of curves in a plane.
#[derive(Clone)]
pub struct Wire {
    /// The plane.
    pub frame: Frame,
    /// The curves, in order.
    pub curves: Rc<[CurveKind]>,
}

/// A face of a solid.
#[derive(Clone)]
pub struct SolidFace {
    /// The boundary it belongs to.
    pub boundary: Arc<brep::Body>,
    /// Its index there.
    pub index: usize,
    /// What is known of it.
    pub info: FaceInfo,
    /// The edges of the whole boundary.
    pub edges: Rc<Vec<EdgeInfo>>,
}

/// An edge of a solid.
#[derive(Clone)]
pub struct SolidEdge {
    /// The boundary it belongs to.
    pub boundary: Arc<brep::Body>,
    /// Its index there.
    pub index: usize,
    /// What is known of it.
    pub info: EdgeInfo,
}

/// One thing on a stack.
#[derive(Clone)]
pub enum Object {
    /// A point.
    Point(Placed),
    /// A place with a turn, against the plane of the stack.
    Location(Transform3),
    /// A corner of a solid, a wire or an edge.
    Vertex(Placed),
    /// A drawn curve.
    Edge(Edge),
    /// A drawn chain.
    Wire(Wire),
    /// A face of a solid.
    Face(Rc<SolidFace>),
    /// An edge of a solid.
    SolidEdge(Rc<SolidEdge>),
    /// A solid.
    Body(Body),
    /// A sketch.
    Drawing(Rc<RefCell<Drawing>>),
}

impl Placed {
    /// A place in world coordinates.
    pub fn world_point(at: DVec3) -> Placed {
        Placed { frame: Frame::XY, at }
    }

    /// World coordinates.
    pub fn world(&self) -> DVec3 {
        self.frame.point(self.at.truncate(), self.at.z)
    }

    /// Coordinates in a plane.
    pub fn local(&self, plane: &Frame) -> DVec3 {
        if self.frame == *plane { self.at } else { plane.local(self.world()) }
    }
}

impl Edge {
    /// Where it begins and ends; a circle begins and ends at its rightmost point.
    pub fn ends(&self) -> (Placed, Placed) {
        let (start, end) = Curve::new(self.curve, Span::default()).ends();
        let place = |at: DVec2| Placed { frame: self.frame, at: at.extend(0.0) };
        (place(start), place(end))
    }
}

impl Object {
    /// The middle as CadQuery computes it: of mass for what has a size. `None` for locations and unknown curves.
    pub fn center(&self) -> Option<Placed> {
        match self {
            Object::Point(place) | Object::Vertex(place) => Some(*place),
            Object::Location(_) => None,
            Object::Edge(edge) => {
                let (at, _) = curve_middle(&edge.curve);
                Some(Placed { frame: edge.frame, at: at.extend(0.0) })
            }
            Object::Wire(wire) => Some(Placed { frame: wire.frame, at: chain_middle(&wire.curves).extend(0.0) }),
            Object::Face(face) => Some(Placed::world_point(face.info.centroid)),
            Object::SolidEdge(edge) => edge.center().map(Placed::world_point),
            Object::Body(body) => {
                let measured = Kernel::new().measure(&crate::model::Shape::Solid(body.solid.clone())).ok()?;
                Some(Placed::world_point(measured.centroid))
            }
            Object::Drawing(drawing) => {
                let region = drawing.borrow().region.clone()?;
                let measured = Kernel::new().measure(&crate::model::Shape::Face(region)).ok()?;
                Some(Placed { frame: Frame::XY, at: measured.centroid })
            }
        }
    }
}

impl SolidEdge {
    /// The middle of its mass; `None` for curves known by points.
    pub fn center(&self) -> Option<DVec3> {
        let edge = self.boundary.edges.get(self.index)?;
        match &edge.curve {
            Curve3::Line => Some(self.info.midpoint),
            Curve3::Circle { frame, radius, from, to } => {
                let half = (to - from) / 2.0;
                if half >= 180.0 {
                    return Some(frame.origin);
                }
                let (sin, cos) = trig::sin_cos((from + to) / 2.0);
                let reach = radius * trig::sin(half) / half.to_radians();
                Some(frame.origin + (frame.x * cos + frame.y * sin) * reach)
            }
            Curve3::Ellipse { frame, from, to, .. } if to - from >= 360.0 => Some(frame.origin),
            _ => None,
        }
    }

    /// The direction of a straight edge.
    pub fn direction(&self) -> Option<DVec3> {
        let (start, end) = self.info.ends;
        (self.info.curve == "line").then(|| (end - start).normalize_or_zero())
    }
}

impl SolidFace {
    /// The outward normal of a plane face.
    pub fn normal(&self) -> Option<DVec3> {
        self.info.frame.map(|frame| frame.z)
    }

    /// The corners of its loops.
    pub fn vertices(&self) -> Vec<DVec3> {
        let mut seen = std::collections::BTreeSet::new();
        let mut found = Vec::new();
        for coedge in self.boundary.faces.get(self.index).iter().flat_map(|face| face.loops.iter().flatten()) {
            let Some(edge) = self.boundary.edges.get(coedge.edge as usize) else { continue };
            let (first, last) = if coedge.forward { (edge.start, edge.end) } else { (edge.end, edge.start) };
            for vertex in [first, last] {
                if seen.insert(vertex) {
                    found.extend(self.boundary.vertices.get(vertex as usize));
                }
            }
        }
        found
    }

    /// Its edges, once each.
    pub fn edge_list(&self) -> Vec<SolidEdge> {
        let mut seen = std::collections::BTreeSet::new();
        let coedges = self.boundary.faces.get(self.index).into_iter().flat_map(|face| face.loops.iter().flatten());
        coedges
            .filter(|coedge| seen.insert(coedge.edge))
            .filter_map(|coedge| {
                let index = coedge.edge as usize;
                let info = self.edges.get(index)?.clone();
                Some(SolidEdge { boundary: self.boundary.clone(), index, info })
            })
            .collect()
    }

    /// The loops of a plane face as chains in its plane, the outer one first; `None` when a curve is neither line nor circle.
    pub fn wires(&self) -> Option<Vec<Wire>> {
        let plane = self.info.frame?;
        let face = self.boundary.faces.get(self.index)?;
        let flat = |at: DVec3| plane.local(at).truncate();
        let chain = |chain: &Vec<brep::Coedge>| {
            let curves: Option<Vec<CurveKind>> = chain
                .iter()
                .map(|coedge| {
                    let edge = self.boundary.edges.get(coedge.edge as usize)?;
                    let ends =
                        [edge.start, edge.end].map(|vertex| self.boundary.vertices.get(vertex as usize).copied());
                    let ends = if coedge.forward { ends } else { [ends[1], ends[0]] };
                    let (start, end) = (flat(ends[0]?), flat(ends[1]?));
                    match &edge.curve {
                        Curve3::Line => Some(CurveKind::Line { start, end }),
                        Curve3::Circle { frame, radius, .. } if edge.is_closed() => {
                            Some(CurveKind::Circle { center: flat(frame.origin), radius: *radius })
                        }
                        Curve3::Circle { .. } => {
                            let mid = flat(self.edges.get(coedge.edge as usize)?.midpoint);
                            Some(CurveKind::Arc { start, mid, end })
                        }
                        _ => None,
                    }
                })
                .collect();
            Some(Wire { frame: plane, curves: curves?.into() })
        };
        face.loops.iter().map(chain).collect()
    }
}

/// A boundary with what is known of its faces and edges.
pub type Known = (Arc<brep::Body>, Vec<FaceInfo>, Rc<Vec<EdgeInfo>>);

/// The faces, edges and corners of a solid.
pub fn boundary(kernel: &Kernel, body: &Body) -> Result<Known, GeometryError> {
    let found = kernel.body(&body.solid)?;
    let (faces, edges) = (kernel.faces(&body.solid)?, kernel.edges(&body.solid)?);
    Ok((found, faces, Rc::new(edges)))
}

/// Middle and length of a curve.
fn curve_middle(curve: &CurveKind) -> (DVec2, f64) {
    match *curve {
        CurveKind::Line { start, end } => ((start + end) / 2.0, start.distance(end)),
        CurveKind::Circle { center, radius } => (center, std::f64::consts::TAU * radius),
        CurveKind::Arc { start, mid, end } => match ArcGeometry::through(start, mid, end) {
            Some(arc) => {
                let half = arc.sweep / 2.0;
                let (sin, cos) = trig::sin_cos(arc.start_angle + half);
                let reach = arc.radius * trig::sin(half) / half.to_radians();
                (arc.center + DVec2::new(cos, sin) * reach, arc.radius * arc.sweep.abs().to_radians())
            }
            None => ((start + end) / 2.0, start.distance(end)),
        },
    }
}

/// Middle of the mass of a chain.
pub fn chain_middle(curves: &[CurveKind]) -> DVec2 {
    let parts: Vec<(DVec2, f64)> = curves.iter().map(curve_middle).collect();
    let length: f64 = parts.iter().map(|part| part.1).sum();
    if let [(middle, _)] = parts[..] {
        return middle;
    }
    if length > 0.0 { parts.iter().map(|(at, weight)| *at * *weight).sum::<DVec2>() / length } else { DVec2::ZERO }
}

/// Corners of a chain, each once.
pub fn chain_corners(curves: &[CurveKind]) -> Vec<DVec2> {
    let mut found: Vec<DVec2> = Vec::new();
    for curve in curves {
        let (start, end) = Curve::new(*curve, Span::default()).ends();
        for point in [start, end] {
            if !found.iter().any(|known| known.distance(point) < LINEAR) {
                found.push(point);
            }
        }
    }
    found
}

/// The image of a curve.
pub fn moved(curve: &CurveKind, by: &Transform2) -> CurveKind {
    Curve::new(*curve, Span::default()).transformed(by).kind
}

/// Turning by `angle` degrees, then shifting.
pub fn turn(angle: f64, by: DVec2) -> Transform2 {
    let (sin, cos) = trig::sin_cos(angle);
    Transform2 { linear: DMat2::from_cols(DVec2::new(cos, sin), DVec2::new(-sin, cos)), translation: by }
}

/// A plane, its shift in it and a height above it that together are `location` against `plane`.
pub fn settle(plane: &Frame, location: &Transform3) -> (Frame, Transform2) {
    let height = location.translation.z;
    let flat = Transform3 { linear: location.linear, translation: location.translation.with_z(0.0) };
    if let Some(within) = flat.planar()
        && location.linear.z_axis.z > 0.0
    {
        let frame = if height == 0.0 { *plane } else { plane.offset(height) };
        return (frame, within);
    }
    (carried(plane, location), Transform2 { linear: DMat2::IDENTITY, translation: DVec2::ZERO })
}

/// The plane moved by a location that is given against it.
pub fn carried(plane: &Frame, location: &Transform3) -> Frame {
    let direction = |local: DVec3| plane.direction(local);
    let at = location.translation;
    let (x, z) = (direction(location.linear.x_axis), direction(location.linear.z_axis));
    Frame { origin: plane.point(at.truncate(), at.z), x, y: z.cross(x), z }
}

impl Body {
    fn made(kind: SolidKind, weight: u64) -> Body {
        Body { solid: SolidNode::new(kind, Provenance::default()), weight }
    }

    /// Plane faces moved from one height to another.
    pub fn prism(frame: Frame, faces: Vec<Face>, from: f64, to: f64) -> Body {
        let weight = faces.len() as u64;
        let sketch = Sketch { frame, faces: faces.into() };
        Body::made(SolidKind::Extrude { sketch, from: from.min(to), to: from.max(to) }, weight)
    }

    /// Plane faces turned about an axis in their plane, degrees.
    pub fn turned(frame: Frame, faces: Vec<Face>, point: DVec2, direction: DVec2, to: f64) -> Body {
        let weight = faces.len() as u64;
        let sketch = Sketch { frame, faces: faces.into() };
        Body::made(SolidKind::Revolve { sketch, point, direction, from: 0.0, to }, weight)
    }

    /// Several bodies combined; one alone is itself.
    pub fn combined(op: BooleanOp, bodies: &[Body]) -> Option<Body> {
        match bodies {
            [] => None,
            [only] => Some(only.clone()),
            _ => {
                let weight = bodies.iter().fold(1_u64, |sum, body| sum.saturating_add(body.weight));
                let operands = bodies.iter().map(|body| body.solid.clone()).collect();
                Some(Body::made(SolidKind::Boolean { op, operands }, weight))
            }
        }
    }

    /// The image under a rigid map or reflection.
    pub fn transformed(&self, by: &Transform3) -> Body {
        let kind = match &self.solid.kind {
            SolidKind::Extrude { sketch, from, to } => {
                SolidKind::Extrude { sketch: sketch.transformed(by), from: *from, to: *to }
            }
            SolidKind::Revolve { sketch, point, direction, from, to } => {
                let flip = |v: DVec2| if by.is_mirrored() { DVec2::new(v.x, -v.y) } else { v };
                // A reflection turns the sense of the rotation about the image of the axis.
                let (from, to) = if by.is_mirrored() { (-to, -from) } else { (*from, *to) };
                let sketch = sketch.transformed(by);
                SolidKind::Revolve { sketch, point: flip(*point), direction: flip(*direction), from, to }
            }
            SolidKind::Transform { solid, transform } => {
                SolidKind::Transform { solid: solid.clone(), transform: by.after(transform) }
            }
            SolidKind::Boolean { .. } => SolidKind::Transform { solid: self.solid.clone(), transform: *by },
        };
        Body::made(kind, self.weight)
    }
}

/// A turn about an axis through a point, degrees.
pub fn rotation(point: DVec3, direction: DVec3, angle: f64) -> Option<Transform3> {
    let d = direction.try_normalize()?;
    let (sin, cos) = trig::sin_cos(angle);
    let rest = 1.0 - cos;
    let x = DVec3::new(cos + rest * d.x * d.x, rest * d.x * d.y + sin * d.z, rest * d.x * d.z - sin * d.y);
    let y = DVec3::new(rest * d.x * d.y - sin * d.z, cos + rest * d.y * d.y, rest * d.y * d.z + sin * d.x);
    let z = DVec3::new(rest * d.x * d.z + sin * d.y, rest * d.y * d.z - sin * d.x, cos + rest * d.z * d.z);
    let linear = crate::model::DMat3::from_cols(x, y, z);
    Some(Transform3 { linear, translation: point - linear * point })
}

/// The reflection in the plane through a point.
pub fn reflection(point: DVec3, normal: DVec3) -> Option<Transform3> {
    let n = normal.try_normalize()?;
    let image = |v: DVec3| v - 2.0 * v.dot(n) * n;
    let linear = crate::model::DMat3::from_cols(image(DVec3::X), image(DVec3::Y), image(DVec3::Z));
    Some(Transform3 { linear, translation: 2.0 * point.dot(n) * n })
}

/// A shift.
pub fn shift(by: DVec3) -> Transform3 {
    Transform3 { translation: by, ..Transform3::IDENTITY }
}
