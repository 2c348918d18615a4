//! Images of bodies under similarities of space.

use super::brep::{Body, BodyFace, Coedge, Curve3, Edge, Surface};
use crate::model::{Frame, Transform3};

/// The image of a body. A mirror image has its loops walked the other way and stays outward oriented; frames
/// stay right-handed.
pub fn transformed(body: &Body, transform: &Transform3) -> Body {
    let scale = transform.scale();
    let mirrored = transform.is_mirrored();
    Body {
        vertices: body.vertices.iter().map(|p| transform.point(*p)).collect(),
        edges: body
            .edges
            .iter()
            .map(|edge| Edge { curve: curve(&edge.curve, transform, scale), start: edge.start, end: edge.end })
            .collect(),
        faces: body
            .faces
            .iter()
            .map(|face| BodyFace {
                surface: surface(&face.surface, transform, scale),
                outward: face.outward,
                loops: face.loops.iter().map(|chain| if mirrored { reversed(chain) } else { chain.clone() }).collect(),
            })
            .collect(),
        shells: body.shells.clone(),
        inexact: body.inexact.clone(),
    }
}

fn reversed(chain: &[Coedge]) -> Vec<Coedge> {
    chain.iter().rev().map(|coedge| Coedge { edge: coedge.edge, forward: !coedge.forward }).collect()
}

/// The frame of a curve keeps its x and y, so that parameters stay; a reflection turns its normal over.
fn curve_frame(frame: &Frame, transform: &Transform3) -> Frame {
    let (moved, mirrored) = surface_frame(frame, transform);
    if mirrored { Frame { y: -moved.y, z: -moved.z, ..moved } } else { moved }
}

/// The frame of a surface keeps its x and its normal; a reflection turns its y over, which reverses angles.
fn surface_frame(frame: &Frame, transform: &Transform3) -> (Frame, bool) {
    let (moved, mirrored) = transform.frame(frame);
    // A similarity is one within a tolerance; what comes out is orthonormal to rounding.
    let x = moved.x - moved.z * moved.x.dot(moved.z);
    let x = if moved.x.dot(moved.z) == 0.0 { moved.x } else { x.normalize() };
    (Frame { x, y: moved.z.cross(x), ..moved }, mirrored)
}

fn curve(curve: &Curve3, transform: &Transform3, scale: f64) -> Curve3 {
    match curve {
        Curve3::Line => Curve3::Line,
        Curve3::Circle { frame, radius, from, to } => {
            Curve3::Circle { frame: curve_frame(frame, transform), radius: radius * scale, from: *from, to: *to }
        }
        Curve3::Ellipse { frame, major, minor, from, to } => Curve3::Ellipse {
            frame: curve_frame(frame, transform),
            major: major * scale,
            minor: minor * scale,
            from: *from,
            to: *to,
        },
        Curve3::Points(points) => Curve3::Points(points.iter().map(|p| transform.point(*p)).collect()),
    }
}

fn surface(surface: &Surface, transform: &Transform3, scale: f64) -> Surface {
    let (frame, _) = surface_frame(surface.frame(), transform);
    match *surface {
        Surface::Plane { .. } => Surface::Plane { frame },
        Surface::Cylinder { radius, .. } => Surface::Cylinder { frame, radius: radius * scale },
        Surface::Cone { radius, half_angle, .. } => Surface::Cone { frame, radius: radius * scale, half_angle },
        Surface::Sphere { radius, .. } => Surface::Sphere { frame, radius: radius * scale },
        Surface::Torus { major, minor, .. } => Surface::Torus { frame, major: major * scale, minor: minor * scale },
    }
}
