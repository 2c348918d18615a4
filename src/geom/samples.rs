//! Bodies written out by hand, for tests of meshes and booleans.

use std::sync::Arc;

use glam::{DVec2, DVec3};

use super::brep::{Body, BodyFace, Coedge, Curve3, Edge, Surface};
use crate::model::Frame;

/// Collects the parts of a body.
#[derive(Default)]
pub struct Builder {
    body: Body,
}

/// A use of an edge: its number, counted from one, negative when backward.
fn coedge(signed: i32) -> Coedge {
    Coedge { edge: signed.unsigned_abs() - 1, forward: signed > 0 }
}

impl Builder {
    pub fn vertex(&mut self, p: DVec3) -> u32 {
        self.body.vertices.push(p);
        self.body.vertices.len() as u32 - 1
    }

    /// Adds an edge and returns its number, counted from one.
    pub fn edge(&mut self, curve: Curve3, start: u32, end: u32) -> i32 {
        self.body.edges.push(Edge { curve, start, end });
        self.body.edges.len() as i32
    }

    pub fn line(&mut self, start: u32, end: u32) -> i32 {
        self.edge(Curve3::Line, start, end)
    }

    /// A full circle in the plane of a frame, with its vertex on the x axis.
    pub fn circle(&mut self, frame: Frame, radius: f64) -> i32 {
        let v = self.vertex(frame.origin + frame.x * radius);
        self.edge(Curve3::Circle { frame, radius, from: 0.0, to: 360.0 }, v, v)
    }

    pub fn face(&mut self, surface: Surface, outward: bool, loops: &[&[i32]]) {
        let loops = loops.iter().map(|edges| edges.iter().map(|&e| coedge(e)).collect()).collect();
        self.body.faces.push(BodyFace { surface, outward, loops });
    }

    pub fn finish(mut self) -> Arc<Body> {
        self.body.shells = vec![(0..self.body.faces.len() as u32).collect()];
        Arc::new(self.body)
    }
}

/// The frame at a point with another normal.
pub fn frame(origin: [f64; 3], normal: [f64; 3]) -> Frame {
    let z = DVec3::from_array(normal);
    let x = if z.x.abs() < 0.6 * z.length() { DVec3::X } else { DVec3::Y };
    Frame::new(DVec3::from_array(origin), x, z).unwrap()
}

/// A right-angled block in a frame, with round holes through it along z, as (x, y, radius).
pub fn plate(f: &Frame, size: DVec3, holes: &[(f64, f64, f64)]) -> Arc<Body> {
    let mut b = Builder::default();
    let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)].map(|(x, y)| DVec2::new(x * size.x, y * size.y));
    let low = corners.map(|p| b.vertex(f.point(p, 0.0)));
    let high = corners.map(|p| b.vertex(f.point(p, size.z)));
    let bottom = [0, 1, 2, 3].map(|i| b.line(low[i], low[(i + 1) % 4]));
    let top = [0, 1, 2, 3].map(|i| b.line(high[i], high[(i + 1) % 4]));
    let up = [0, 1, 2, 3].map(|i| b.line(low[i], high[i]));
    let rims: Vec<(i32, i32)> = holes
        .iter()
        .map(|&(x, y, r)| {
            let at = |h| Frame { origin: f.point(DVec2::new(x, y), h), ..*f };
            (b.circle(at(0.0), r), b.circle(at(size.z), r))
        })
        .collect();
    let backward: Vec<i32> = bottom.iter().rev().map(|e| -e).collect();
    let low_rims: Vec<[i32; 1]> = rims.iter().map(|r| [r.0]).collect();
    let high_rims: Vec<[i32; 1]> = rims.iter().map(|r| [-r.1]).collect();
    let mut low_loops: Vec<&[i32]> = vec![&backward];
    low_loops.extend(low_rims.iter().map(|r| &r[..]));
    let mut high_loops: Vec<&[i32]> = vec![&top];
    high_loops.extend(high_rims.iter().map(|r| &r[..]));
    b.face(Surface::Plane { frame: *f }, false, &low_loops);
    b.face(Surface::Plane { frame: f.offset(size.z) }, true, &high_loops);
    for i in 0..4 {
        let next = (i + 1) % 4;
        let along = f.direction(((corners[next] - corners[i]).normalize()).extend(0.0));
        let side = Frame::new(f.point(corners[i], 0.0), along, along.cross(f.z)).unwrap();
        b.face(Surface::Plane { frame: side }, true, &[&[bottom[i], up[next], -top[i], -up[i]]]);
    }
    for (&(x, y, radius), &(low, high)) in holes.iter().zip(&rims) {
        let frame = Frame { origin: f.point(DVec2::new(x, y), 0.0), ..*f };
        b.face(Surface::Cylinder { frame, radius }, false, &[&[-low], &[high]]);
    }
    b.finish()
}

/// A block with a corner at the origin of a frame.
pub fn block(f: &Frame, size: [f64; 3]) -> Arc<Body> {
    plate(f, DVec3::from_array(size), &[])
}

/// A cylinder or frustum along z.
pub fn frustum(f: &Frame, low: f64, high: f64, height: f64) -> Arc<Body> {
    let mut b = Builder::default();
    let (bottom, top) = (b.circle(*f, low), b.circle(f.offset(height), high));
    b.face(Surface::Plane { frame: *f }, false, &[&[-bottom]]);
    b.face(Surface::Plane { frame: f.offset(height) }, true, &[&[top]]);
    let wall = if low == high {
        Surface::Cylinder { frame: *f, radius: low }
    } else {
        let half_angle = libm::atan((high - low) / height).to_degrees();
        Surface::Cone { frame: *f, radius: low, half_angle }
    };
    b.face(wall, true, &[&[bottom], &[-top]]);
    b.finish()
}

/// A cylinder along z.
pub fn cylinder(f: &Frame, radius: f64, height: f64) -> Arc<Body> {
    frustum(f, radius, radius, height)
}

/// A pointed cone along z.
pub fn cone(f: &Frame, radius: f64, height: f64) -> Arc<Body> {
    let mut b = Builder::default();
    let rim = b.circle(*f, radius);
    b.face(Surface::Plane { frame: *f }, false, &[&[-rim]]);
    let half_angle = -libm::atan(radius / height).to_degrees();
    b.vertex(f.origin + f.z * height);
    b.face(Surface::Cone { frame: *f, radius, half_angle }, true, &[&[rim]]);
    b.finish()
}

/// A ball.
pub fn sphere(f: &Frame, radius: f64) -> Arc<Body> {
    let mut b = Builder::default();
    b.face(Surface::Sphere { frame: *f, radius }, true, &[]);
    b.finish()
}

/// A ring.
pub fn torus(f: &Frame, major: f64, minor: f64) -> Arc<Body> {
    let mut b = Builder::default();
    b.face(Surface::Torus { frame: *f, major, minor }, true, &[]);
    b.finish()
}
