//! Bodies with edges and faces that prisms and full turns have not.

use glam::{DVec2, DVec3};

use super::outline::{Outline, prism};
use crate::geom::brep::{Body, BodyFace, Coedge, Curve3, Edge, Surface};
use crate::model::{Frame, trig};

/// The bodies one after the other as shells of one; `inside_out` ones become voids.
pub fn together(bodies: &[(&Body, bool)]) -> Body {
    let mut all = Body::default();
    for &(body, inside_out) in bodies {
        let mut body = body.clone();
        for face in body.faces.iter_mut().filter(|_| inside_out) {
            face.outward = !face.outward;
            for chain in &mut face.loops {
                chain.reverse();
                chain.iter_mut().for_each(|coedge| coedge.forward = !coedge.forward);
            }
        }
        all.put_beside(&body);
    }
    all
}

/// A cylinder of radius 10 from height 0 to a plane through (0, 0, 20) that rises by 1:2 along x.
pub fn slanted() -> Body {
    let mut body = prism(&Frame::XY, &[Outline::Circle { center: DVec2::ZERO, radius: 10.0, ccw: true }], 20.0);
    let x = DVec3::new(2.0, 0.0, 1.0).normalize();
    let frame = Frame { origin: DVec3::Z * 20.0, x, y: DVec3::Y, z: x.cross(DVec3::Y) };
    body.vertices[1] = DVec3::new(10.0, 0.0, 25.0);
    body.edges[1].curve = Curve3::Ellipse { frame, major: 125f64.sqrt(), minor: 10.0, from: 0.0, to: 360.0 };
    body.faces[2].surface = Surface::Plane { frame };
    body
}

/// A cylinder of radius 10 and height 30 with a pocket `x ≥ 6, |y| ≤ 3, 10 ≤ z ≤ 20` milled into its wall,
/// turned by `angle` against the frame of the wall.
pub fn milled(angle: f64) -> Body {
    let mut body = prism(&Frame::XY, &[Outline::Circle { center: DVec2::ZERO, radius: 10.0, ccw: true }], 30.0);
    let (sin, cos) = trig::sin_cos(angle);
    let turned = |p: DVec3| DVec3::new(p.x * cos - p.y * sin, p.x * sin + p.y * cos, p.z);
    let rim = 91f64.sqrt();
    let half = trig::atan2(3.0, rim);
    let corners = [(6.0, -3.0), (rim, -3.0), (rim, 3.0), (6.0, 3.0)];
    let base = body.vertices.len() as u32;
    for z in [10.0, 20.0] {
        body.vertices.extend(corners.map(|(x, y)| turned(DVec3::new(x, y, z))));
    }
    let low = body.edges.len() as u32;
    let mut edge = |curve: Curve3, start: u32, end: u32| {
        body.edges.push(Edge { curve, start: base + start, end: base + end });
    };
    // On each level inner, right, rim, left; then the four uprights.
    for (level, z) in [(0, 10.0), (4, 20.0)] {
        let circle = Frame { origin: DVec3::Z * z, x: turned(DVec3::X), y: turned(DVec3::Y), z: DVec3::Z };
        edge(Curve3::Line, level + 3, level);
        edge(Curve3::Line, level, level + 1);
        edge(Curve3::Circle { frame: circle, radius: 10.0, from: -half, to: half }, level + 1, level + 2);
        edge(Curve3::Line, level + 2, level + 3);
    }
    for k in 0..4 {
        edge(Curve3::Line, k, k + 4);
    }
    let coedges = |uses: &[(u32, bool)]| -> Vec<Coedge> {
        uses.iter().map(|&(edge, forward)| Coedge { edge: low + edge, forward }).collect()
    };
    let plane = |origin: DVec3, x: DVec3, z: DVec3| Surface::Plane {
        frame: Frame { origin: turned(origin), x: turned(x), y: turned(z).cross(turned(x)), z: turned(z) },
    };
    let mut face = |surface: Surface, uses: &[(u32, bool)]| {
        body.faces.push(BodyFace { surface, outward: true, loops: vec![coedges(uses)] });
    };
    face(plane(DVec3::new(6.0, 0.0, 10.0), DVec3::Y, DVec3::X), &[(0, false), (11, true), (4, true), (8, false)]);
    face(plane(DVec3::new(6.0, -3.0, 10.0), DVec3::X, DVec3::Y), &[(8, true), (5, true), (9, false), (1, false)]);
    face(plane(DVec3::new(6.0, 3.0, 10.0), DVec3::X, DVec3::NEG_Y), &[(10, true), (7, true), (11, false), (3, false)]);
    face(plane(DVec3::new(6.0, 0.0, 10.0), DVec3::X, DVec3::Z), &[(0, true), (1, true), (2, true), (3, true)]);
    face(plane(DVec3::new(6.0, 0.0, 20.0), DVec3::X, DVec3::NEG_Z), &[(7, false), (6, false), (5, false), (4, false)]);
    body.faces[0].loops.push(coedges(&[(9, true), (6, true), (10, false), (2, false)]));
    body.shells = vec![(0..body.faces.len() as u32).collect()];
    body
}
