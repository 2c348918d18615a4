//! Fillets and chamfers of edges that are corners of an extruded outline, which is treated instead, and of the rims of
//! cylinders, where a ring is cut away.
//!
//! That this is the same solid is checked, not assumed: the volume must change by what the corners of the outline
//! lose or gain, over exactly the lengths of the edges, and by the rings. Whatever else meets such an edge changes
//! that sum.

use std::rc::Rc;
use std::sync::Arc;

use ruff_text_size::TextRange;

use super::argument::Arguments;
use super::machine::Machine;
use super::operation::measure;
use super::region;
use super::shape::{Body, Object, SolidEdge};
use super::value::{Outcome, Value, unsupported, wrong};
use super::workplane::Work;
use crate::geom::brep::{BodyFace, Curve3, Surface};
use crate::model::tolerance::LINEAR;
use crate::model::{
    BooleanOp, CornerKind, CurveKind, DVec2, DVec3, Face, Frame, Geometry, Provenance, Shape, Sketch, Solid, SolidKind,
    SolidNode,
};

/// Volumes agree to this share.
const SAME_VOLUME: f64 = 1e-9;

struct Treatment {
    corner: CornerKind,
    edges: Vec<(DVec3, DVec3)>,
    /// What each edge is expected to add to the volume, where an outline has been found for it.
    change: Vec<Option<f64>>,
    span: TextRange,
}

impl<'a> Machine<'a> {
    /// `fillet` or `chamfer` of the edges on the stack.
    pub fn edge_treatment(&mut self, work: &Rc<Work>, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        let corner = if name == "fillet" {
            CornerKind::Fillet(arguments.bind(name, &["radius"])?.positive("radius")?)
        } else {
            let bound = arguments.bind(name, &["length", "length2"])?;
            let length = bound.positive("length")?;
            bound.refuse("length2", length, "chamfers of two lengths are not read")?;
            CornerKind::Chamfer(length)
        };
        let base = self.base(work, span)?;
        let mut edges: Vec<Rc<SolidEdge>> = Vec::new();
        let value = self.select(
            work,
            "edges",
            &Arguments { positional: Vec::new(), named: Vec::new(), span }.bind("edges", &["selector", "tag"])?,
        )?;
        if let Value::Work(selected) = value {
            for object in selected.objects.borrow().iter() {
                let Object::SolidEdge(edge) = object else {
                    return unsupported(span, format!("`{name}` of drawn curves"));
                };
                if !edges.iter().any(|known| known.index == edge.index) {
                    edges.push(edge.clone());
                }
            }
        }
        if edges.is_empty() {
            return wrong(span, format!("`{name}` needs edges: select them with `.edges(…)`"));
        }
        let (straight, round): (Vec<_>, Vec<_>) = edges.iter().partition(|edge| edge.direction().is_some());
        let ends: Vec<(DVec3, DVec3)> = straight.iter().map(|edge| edge.info.ends).collect();
        let mut treatment = Treatment { corner, change: vec![None; ends.len()], edges: ends, span };
        let solid = self.treat(&base.solid, &mut treatment, 1.0)?;
        let Some(mut expected) = treatment.change.iter().copied().sum::<Option<f64>>() else {
            return not_a_corner(span, name);
        };
        let mut operands = vec![Body { solid: solid.unwrap_or_else(|| base.solid.clone()), weight: base.weight }];
        for edge in round {
            let Some(ring) = self.ring(edge, corner, span)? else { return not_a_corner(span, name) };
            expected -= self.measured(&ring, span)?.volume;
            operands.push(ring);
        }
        let Some(treated) = self.joined(BooleanOp::Cut, &operands, span)? else { return not_a_corner(span, name) };
        let before = self.measured(&base, span)?;
        let after = match measure(&self.kernel, &treated) {
            Ok(after) => after,
            Err(error) => return Err(region::geometric(span, "the treated solid cannot be built", &error)),
        };
        let off = (after.volume - before.volume - expected).abs();
        if !before.exact || !after.exact || off > SAME_VOLUME * before.volume.abs().max(1.0) {
            return unsupported(
                span,
                format!("`{name}` of edges that meet other features; apply it before those, while the edge is whole"),
            );
        }
        self.next(work, vec![Object::Body(treated)])
    }

    /// What a fillet or chamfer takes away around the full circle in which a plane face meets a cylinder at right angles,
    /// with the material inside the edge; `None` for any other edge.
    fn ring(&self, edge: &SolidEdge, corner: CornerKind, span: TextRange) -> Outcome<Option<Body>> {
        let boundary = &edge.boundary;
        let Some(Curve3::Circle { frame: circle, radius, .. }) =
            boundary.edges.get(edge.index).filter(|edge| edge.is_closed()).map(|edge| &edge.curve)
        else {
            return Ok(None);
        };
        let uses = |face: &&BodyFace| face.loops.iter().flatten().any(|coedge| coedge.edge as usize == edge.index);
        let beside: Vec<&BodyFace> = boundary.faces.iter().filter(uses).collect();
        let [first, second] = beside[..] else { return Ok(None) };
        let (normal, wall) = match (&first.surface, &second.surface) {
            (Surface::Plane { frame }, Surface::Cylinder { .. }) => {
                (if first.outward { frame.z } else { -frame.z }, second)
            }
            (Surface::Cylinder { .. }, Surface::Plane { frame }) => {
                (if second.outward { frame.z } else { -frame.z }, first)
            }
            _ => return Ok(None),
        };
        // The wall runs away from the outside of the plane, else the edge is an inner one.
        let heights = wall.loops.iter().flatten().filter_map(|coedge| {
            let edge = boundary.edges.get(coedge.edge as usize)?;
            Some((*boundary.vertices.get(edge.start as usize)? - circle.origin).dot(normal))
        });
        let heights: Vec<f64> = heights.collect();
        if heights.iter().any(|height| *height > LINEAR) || heights.iter().all(|height| *height > -LINEAR) {
            return Ok(None);
        }
        let (CornerKind::Fillet(size) | CornerKind::Chamfer(size)) = corner;
        let reach = if wall.outward { -size } else { size };
        if radius + reach < LINEAR {
            return wrong(span, format!("{size} is too much for a circle of radius {radius}"));
        }
        let (inner, edge, below) =
            (DVec2::new(radius + reach, 0.0), DVec2::new(*radius, 0.0), DVec2::new(*radius, -size));
        let back = match corner {
            CornerKind::Chamfer(_) => CurveKind::Line { start: below, end: inner },
            CornerKind::Fillet(_) => {
                let half = std::f64::consts::FRAC_1_SQRT_2;
                let mid = DVec2::new(radius + reach, -size) + DVec2::new(-reach, size) * half;
                CurveKind::Arc { start: below, mid, end: inner }
            }
        };
        let chain = [CurveKind::Line { start: inner, end: edge }, CurveKind::Line { start: edge, end: below }, back];
        let frame = Frame { origin: circle.origin, x: circle.x, y: normal.cross(circle.x), z: normal };
        self.turned_about_normal(frame, &chain, span).map(Some)
    }

    fn treat(&mut self, solid: &Solid, treatment: &mut Treatment, sign: f64) -> Outcome<Option<Solid>> {
        let span = treatment.span;
        self.spend(1, span)?;
        let made = |kind| Some(SolidNode::new(kind, Provenance::default()));
        match &solid.kind {
            SolidKind::Extrude { sketch, from, to } => {
                let mut faces = sketch.faces.to_vec();
                let mut changed = false;
                for face in &mut faces {
                    let mut corners = Vec::new();
                    for index in 0..treatment.edges.len() {
                        let Some(&(start, end)) = treatment.edges.get(index) else { continue };
                        let (a, b) = (sketch.frame.local(start), sketch.frame.local(end));
                        let upright = (a - b).truncate().length() < LINEAR;
                        let within = a.z.min(b.z) < *to - LINEAR && a.z.max(b.z) > *from + LINEAR;
                        let Some(corner) = corner_at(face, a.truncate()).filter(|_| upright && within) else {
                            continue;
                        };
                        let one = self.treated(face, treatment, &[corner])?;
                        let area =
                            |face: &Face| self.kernel.measure(&Shape::Face(face.clone())).map(|found| found.area);
                        let (Ok(before), Ok(after)) = (area(face), area(&one)) else { continue };
                        let change = sign * (after - before) * (a.z - b.z).abs();
                        if let Some(slot) = treatment.change.get_mut(index) {
                            match *slot {
                                Some(known) if (known - change).abs() > 1e-9 * known.abs().max(1.0) => {
                                    return unsupported(span, "a fillet or chamfer of an edge that two features share");
                                }
                                _ => *slot = Some(change),
                            }
                        }
                        corners.push(corner);
                    }
                    if !corners.is_empty() {
                        *face = self.treated(face, treatment, &corners)?;
                        changed = true;
                    }
                }
                let sketch = Sketch { frame: sketch.frame, faces: faces.into() };
                Ok(if changed { made(SolidKind::Extrude { sketch, from: *from, to: *to }) } else { None })
            }
            SolidKind::Boolean { op, operands } => {
                let mut all = operands.to_vec();
                let mut changed = false;
                for (index, operand) in operands.iter().enumerate() {
                    let sign = if index > 0 && *op == BooleanOp::Cut { -sign } else { sign };
                    if let (Some(treated), Some(slot)) = (self.treat(operand, treatment, sign)?, all.get_mut(index)) {
                        *slot = treated;
                        changed = true;
                    }
                }
                let operands: Arc<[Solid]> = all.into();
                Ok(if changed { made(SolidKind::Boolean { op: *op, operands }) } else { None })
            }
            SolidKind::Revolve { .. } | SolidKind::Transform { .. } => Ok(None),
        }
    }

    fn treated(&self, face: &Face, treatment: &Treatment, corners: &[DVec2]) -> Outcome<Face> {
        self.kernel
            .treat_corners(face, treatment.corner, corners)
            .map_err(|error| region::geometric(treatment.span, "the corners cannot be treated", &error))
    }
}

fn not_a_corner<T>(span: TextRange, name: &str) -> Outcome<T> {
    unsupported(
        span,
        format!(
            "`{name}` of an edge that is neither a straight corner of an extruded outline nor the rim of a cylinder: the \
             language has no {name}s of solids; these two can be said, by the outline and by a turned cut"
        ),
    )
}

/// The corner of a face near a point.
pub fn corner_at(face: &Face, point: DVec2) -> Option<DVec2> {
    let loops = face.regions.iter().flat_map(|region| std::iter::once(&region.outer).chain(region.holes.iter()));
    loops
        .flat_map(|chain| chain.curves.iter())
        .filter(|curve| !curve.is_closed())
        .map(|curve| curve.ends().0)
        .find(|corner| corner.distance(point) < 10.0 * LINEAR)
}
