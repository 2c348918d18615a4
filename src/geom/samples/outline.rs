//! Prisms and full turns over flat outlines.

use glam::{DVec2, DVec3};

use super::Builder;
use crate::geom::brep::{Body, Coedge, Curve3, Surface};
use crate::model::{Frame, trig};

/// A piece of a flat outline: to a point, straight or about a centre (counter-clockwise or not).
#[derive(Clone, Copy)]
pub enum Step {
    Line(DVec2),
    Arc { end: DVec2, center: DVec2, ccw: bool },
}

/// A closed outline: a chain of steps that ends where it begins, or a circle.
pub enum Outline {
    Chain(Vec<Step>),
    Circle { center: DVec2, radius: f64, ccw: bool },
}

pub fn polygon(points: &[(f64, f64)]) -> Outline {
    Outline::Chain(points.iter().map(|&(x, y)| Step::Line(DVec2::new(x, y))).collect())
}

impl Step {
    fn end(self) -> DVec2 {
        match self {
            Step::Line(end) | Step::Arc { end, .. } => end,
        }
    }
}

fn coedge(edge: u32, forward: bool) -> Coedge {
    Coedge { edge, forward }
}

fn reversed(coedges: &[Coedge]) -> Vec<Coedge> {
    coedges.iter().rev().map(|c| coedge(c.edge, !c.forward)).collect()
}

/// The prism over `outlines` (the outer one counter-clockwise first, then holes clockwise).
pub fn prism(frame: &Frame, outlines: &[Outline], height: f64) -> Body {
    let mut made = Builder::default();
    let (mut floor, mut roof) = (Vec::new(), Vec::new());
    for outline in outlines {
        match outline {
            Outline::Circle { center, radius, ccw } => {
                let frames = [0.0, height].map(|h| Frame { origin: frame.point(*center, h), ..*frame });
                let [bottom, top] = frames.map(|frame| {
                    let vertex = made.vertex(frame.origin + frame.x * *radius);
                    let curve = Curve3::Circle { frame, radius: *radius, from: 0.0, to: 360.0 };
                    coedge(made.add_edge(curve, vertex, vertex), *ccw)
                });
                let surface = Surface::Cylinder { frame: frames[0], radius: *radius };
                made.add_face(surface, *ccw, vec![vec![bottom], reversed(&[top])]);
                floor.push(vec![bottom]);
                roof.push(vec![top]);
            }
            Outline::Chain(steps) => {
                let places: Vec<DVec2> = steps.iter().map(|step| step.end()).collect();
                let last = places.len() - 1;
                let low: Vec<u32> = places.iter().map(|&p| made.vertex(frame.point(p, 0.0))).collect();
                let high: Vec<u32> = places.iter().map(|&p| made.vertex(frame.point(p, height))).collect();
                let upright: Vec<u32> = (0..=last).map(|k| made.add_edge(Curve3::Line, low[k], high[k])).collect();
                let mut rings = [Vec::new(), Vec::new()];
                for (k, step) in steps.iter().enumerate() {
                    let (a, b) = (if k == 0 { last } else { k - 1 }, k);
                    let pair = [(&low, 0.0), (&high, height)].map(|(ids, h)| match *step {
                        Step::Line(_) => coedge(made.add_edge(Curve3::Line, ids[a], ids[b]), true),
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
                            coedge(made.add_edge(Curve3::Circle { frame, radius, from, to }, start, end), ccw)
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
                    made.add_face(surface, outward, vec![wall]);
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
    made.add_face(Surface::Plane { frame: *frame }, false, floor);
    made.add_face(Surface::Plane { frame: frame.offset(height) }, true, roof);
    made.body()
}

/// The full turn of a profile in the half plane `x ≥ 0` about the frame's axis; `(x, y)` are distance
/// from the axis and height, counter-clockwise. Steps on the axis make no face.
pub fn turned(frame: &Frame, profile: &[Step]) -> Body {
    let mut made = Builder::default();
    let rings: Vec<Option<u32>> = profile
        .iter()
        .map(|step| {
            let place = step.end();
            (place.x > 0.0).then(|| {
                let frame = frame.offset(place.y);
                let vertex = made.vertex(frame.origin + frame.x * place.x);
                let curve = Curve3::Circle { frame, radius: place.x, from: 0.0, to: 360.0 };
                made.add_edge(curve, vertex, vertex)
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
                made.add_face(Surface::Plane { frame: frame.offset(a.y) }, b.x < a.x, loops);
            }
            Step::Line(_) if a.x == b.x => {
                made.add_face(Surface::Cylinder { frame: frame.offset(a.y), radius: a.x }, b.y > a.y, loops);
            }
            Step::Line(_) => {
                let half_angle = trig::atan2((b.x - a.x) * (b.y - a.y).signum(), (b.y - a.y).abs());
                let surface = Surface::Cone { frame: frame.offset(a.y), radius: a.x, half_angle };
                made.add_face(surface, b.y > a.y, loops);
                if let Some(tip) = [a, b].into_iter().find(|p| p.x == 0.0) {
                    made.vertex(frame.offset(tip.y).origin);
                }
            }
            Step::Arc { center, ccw, .. } => {
                let (frame, radius) = (frame.offset(center.y), center.distance(b));
                let surface = match center.x {
                    0.0 => Surface::Sphere { frame, radius },
                    major => Surface::Torus { frame, major, minor: radius },
                };
                made.add_face(surface, ccw, loops);
            }
        }
    }
    made.body()
}
