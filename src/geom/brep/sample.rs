//! Bodies for the tests of rooms that read bodies: prisms and full turns, put together by hand.

use glam::{DVec2, DVec3};

use super::{Body, BodyFace, Coedge, Curve3, Edge, Surface};
use crate::model::{Frame, trig};

/// A piece of a flat outline: to a point, straight or about a centre (counter-clockwise or not).
#[derive(Clone, Copy)]
pub(crate) enum Step {
    Line(DVec2),
    Arc { end: DVec2, center: DVec2, ccw: bool },
}

/// A closed outline: a chain of steps that ends where it begins, or a circle.
pub(crate) enum Outline {
    Chain(Vec<Step>),
    Circle { center: DVec2, radius: f64, ccw: bool },
}

pub(crate) fn polygon(points: &[(f64, f64)]) -> Outline {
    Outline::Chain(points.iter().map(|&(x, y)| Step::Line(DVec2::new(x, y))).collect())
}

impl Step {
    fn end(self) -> DVec2 {
        match self {
            Step::Line(end) | Step::Arc { end, .. } => end,
        }
    }
}

/// A body in the making.
#[derive(Default)]
struct Maker(Body);

impl Maker {
    fn vertex(&mut self, place: DVec3) -> u32 {
        self.0.vertices.push(place);
        self.0.vertices.len() as u32 - 1
    }

    fn edge(&mut self, curve: Curve3, start: u32, end: u32) -> u32 {
        self.0.edges.push(Edge { curve, start, end });
        self.0.edges.len() as u32 - 1
    }

    fn face(&mut self, surface: Surface, outward: bool, loops: Vec<Vec<Coedge>>) {
        self.0.faces.push(BodyFace { surface, outward, loops });
    }

    fn finish(mut self) -> Body {
        self.0.shells = vec![(0..self.0.faces.len() as u32).collect()];
        self.0
    }
}

fn coedge(edge: u32, forward: bool) -> Coedge {
    Coedge { edge, forward }
}

fn reversed(coedges: &[Coedge]) -> Vec<Coedge> {
    coedges.iter().rev().map(|c| coedge(c.edge, !c.forward)).collect()
}

/// The prism over `outlines` (the outer one counter-clockwise first, then holes clockwise).
pub(crate) fn prism(frame: &Frame, outlines: &[Outline], height: f64) -> Body {
    let mut maker = Maker::default();
    let (mut floor, mut roof) = (Vec::new(), Vec::new());
    for outline in outlines {
        match outline {
            Outline::Circle { center, radius, ccw } => {
                let frames = [0.0, height].map(|h| Frame { origin: frame.point(*center, h), ..*frame });
                let [bottom, top] = frames.map(|frame| {
                    let vertex = maker.vertex(frame.origin + frame.x * *radius);
                    let curve = Curve3::Circle { frame, radius: *radius, from: 0.0, to: 360.0 };
                    coedge(maker.edge(curve, vertex, vertex), *ccw)
                });
                let surface = Surface::Cylinder { frame: frames[0], radius: *radius };
                maker.face(surface, *ccw, vec![vec![bottom], reversed(&[top])]);
                floor.push(vec![bottom]);
                roof.push(vec![top]);
            }
            Outline::Chain(steps) => {
                let places: Vec<DVec2> = steps.iter().map(|step| step.end()).collect();
                let last = places.len() - 1;
                let low: Vec<u32> = places.iter().map(|&p| maker.vertex(frame.point(p, 0.0))).collect();
                let high: Vec<u32> = places.iter().map(|&p| maker.vertex(frame.point(p, height))).collect();
                let upright: Vec<u32> = (0..=last).map(|k| maker.edge(Curve3::Line, low[k], high[k])).collect();
                let mut rings = [Vec::new(), Vec::new()];
                for (k, step) in steps.iter().enumerate() {
                    let (a, b) = (if k == 0 { last } else { k - 1 }, k);
                    let pair = [(&low, 0.0), (&high, height)].map(|(ids, h)| match *step {
                        Step::Line(_) => coedge(maker.edge(Curve3::Line, ids[a], ids[b]), true),
                        Step::Arc { end, center, ccw } => {
                            let (start, end, from, to) =
                                if ccw { (ids[a], ids[b], places[a], end) } else { (ids[b], ids[a], end, places[a]) };
                            let angle = |p: DVec2| trig::atan2(p.y - center.y, p.x - center.x);
                            let (from, mut to) = (angle(from), angle(to));
                            if to <= from {
                                to += 360.0;
                            }
                            let frame = Frame { origin: frame.point(center, h), ..*frame };
                            let radius = center.distance(places[a]);
                            coedge(maker.edge(Curve3::Circle { frame, radius, from, to }, start, end), ccw)
                        }
                    });
                    let (surface, outward) = match *step {
                        Step::Line(end) => {
                            let along = (end - places[a]).normalize();
                            let x = frame.direction(along.extend(0.0));
                            let z = frame.direction(DVec3::new(along.y, -along.x, 0.0));
                            (Surface::Plane { frame: Frame { origin: frame.point(end, 0.0), x, y: frame.z, z } }, true)
                        }
                        Step::Arc { end, center, ccw } => {
                            let frame = Frame { origin: frame.point(center, 0.0), ..*frame };
                            (Surface::Cylinder { frame, radius: center.distance(end) }, ccw)
                        }
                    };
                    let wall = vec![
                        pair[0],
                        coedge(upright[b], true),
                        coedge(pair[1].edge, !pair[1].forward),
                        coedge(upright[a], false),
                    ];
                    maker.face(surface, outward, vec![wall]);
                    rings[0].push(pair[0]);
                    rings[1].push(pair[1]);
                }
                let [low, high] = rings;
                floor.push(low);
                roof.push(high);
            }
        }
    }
    let floor = floor.iter().map(|ring| reversed(ring)).collect();
    maker.face(Surface::Plane { frame: *frame }, false, floor);
    maker.face(Surface::Plane { frame: frame.offset(height) }, true, roof);
    maker.finish()
}

/// The full turn of a profile in the half plane `x ≥ 0` about the frame's axis; `(x, y)` are distance
/// from the axis and height, counter-clockwise. Steps on the axis make no face.
pub(crate) fn turned(frame: &Frame, profile: &[Step]) -> Body {
    let mut maker = Maker::default();
    let rings: Vec<Option<u32>> = profile
        .iter()
        .map(|step| {
            let place = step.end();
            (place.x > 0.0).then(|| {
                let frame = frame.offset(place.y);
                let vertex = maker.vertex(frame.origin + frame.x * place.x);
                let curve = Curve3::Circle { frame, radius: place.x, from: 0.0, to: 360.0 };
                maker.edge(curve, vertex, vertex)
            })
        })
        .collect();
    for (k, step) in profile.iter().enumerate() {
        let previous = if k == 0 { profile.len() - 1 } else { k - 1 };
        let (a, b) = (profile[previous].end(), step.end());
        let ring = |edge: Option<u32>, forward: bool| edge.map(|edge| vec![coedge(edge, forward)]);
        let mut loops: Vec<_> = [ring(rings[previous], true), ring(rings[k], false)].into_iter().flatten().collect();
        match *step {
            Step::Line(_) if a.x == 0.0 && b.x == 0.0 => {}
            Step::Line(_) if a.y == b.y => {
                if b.x > a.x {
                    loops.reverse();
                }
                maker.face(Surface::Plane { frame: frame.offset(a.y) }, b.x < a.x, loops);
            }
            Step::Line(_) if a.x == b.x => {
                maker.face(Surface::Cylinder { frame: frame.offset(a.y), radius: a.x }, b.y > a.y, loops);
            }
            Step::Line(_) => {
                let half_angle = trig::atan2((b.x - a.x) * (b.y - a.y).signum(), (b.y - a.y).abs());
                let surface = Surface::Cone { frame: frame.offset(a.y), radius: a.x, half_angle };
                maker.face(surface, b.y > a.y, loops);
            }
            Step::Arc { center, ccw, .. } => {
                let (frame, radius) = (frame.offset(center.y), center.distance(b));
                let surface = match center.x {
                    0.0 => Surface::Sphere { frame, radius },
                    major => Surface::Torus { frame, major, minor: radius },
                };
                maker.face(surface, ccw, loops);
            }
        }
    }
    maker.finish()
}

/// The bodies one after the other as shells of one; `inside_out` ones become voids.
pub(crate) fn together(bodies: &[(&Body, bool)]) -> Body {
    let mut all = Body::default();
    for &(body, inside_out) in bodies {
        let (vertices, edges) = (all.vertices.len() as u32, all.edges.len() as u32);
        let faces = all.faces.len() as u32;
        all.vertices.extend(&body.vertices);
        all.edges.extend(body.edges.iter().map(|edge| Edge {
            start: edge.start + vertices,
            end: edge.end + vertices,
            ..edge.clone()
        }));
        for face in &body.faces {
            let mut face = face.clone();
            for coedges in &mut face.loops {
                for coedge in coedges.iter_mut() {
                    coedge.edge += edges;
                    coedge.forward ^= inside_out;
                }
                if inside_out {
                    coedges.reverse();
                }
            }
            face.outward ^= inside_out;
            all.faces.push(face);
        }
        all.shells.extend(body.shells.iter().map(|shell| shell.iter().map(|face| face + faces).collect::<Vec<_>>()));
    }
    all
}

/// A cylinder of radius 10 from height 0 to a plane through (0, 0, 20) that rises by 1:2 along x.
pub(crate) fn slanted() -> Body {
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
pub(crate) fn milled(angle: f64) -> Body {
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
