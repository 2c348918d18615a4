//! Bodies and shapes for tests: written out by hand, over flat outlines, and at random from a seed.

mod outline;
pub mod random;
mod special;

use std::sync::Arc;

use glam::{DVec2, DVec3};

use super::brep::{Body, BodyFace, Coedge, Curve3, Edge, Surface};
use crate::model::Frame;
pub use outline::{Outline, Step, polygon, prism, turned};
pub use special::{milled, slanted, together};

/// Collects the parts of a body.
#[derive(Default)]
pub struct Builder {
    body: Body,
}

/// A use of an edge: its number, counted from one, negative when backward.
fn signed(number: i32) -> Coedge {
    Coedge { edge: number.unsigned_abs() - 1, forward: number > 0 }
}

impl Builder {
    pub fn vertex(&mut self, p: DVec3) -> u32 {
        self.body.vertices.push(p);
        self.body.vertices.len() as u32 - 1
    }

    fn add_edge(&mut self, curve: Curve3, start: u32, end: u32) -> u32 {
        self.body.edges.push(Edge { curve, start, end });
        self.body.edges.len() as u32 - 1
    }

    /// Adds an edge and returns its number, counted from one.
    pub fn edge(&mut self, curve: Curve3, start: u32, end: u32) -> i32 {
        self.add_edge(curve, start, end) as i32 + 1
    }

    pub fn line(&mut self, start: u32, end: u32) -> i32 {
        self.edge(Curve3::Line, start, end)
    }

    /// A full circle in the plane of a frame, with its vertex on the x axis.
    pub fn circle(&mut self, frame: Frame, radius: f64) -> i32 {
        let v = self.vertex(frame.origin + frame.x * radius);
        self.edge(Curve3::Circle { frame, radius, from: 0.0, to: 360.0 }, v, v)
    }

    fn add_face(&mut self, surface: Surface, outward: bool, loops: Vec<Vec<Coedge>>) {
        self.body.faces.push(BodyFace { surface, outward, loops });
    }

    /// Adds a face bounded by loops of edges by number, negative when backward.
    pub fn face(&mut self, surface: Surface, outward: bool, loops: &[&[i32]]) {
        let loops = loops.iter().map(|edges| edges.iter().map(|&e| signed(e)).collect()).collect();
        self.add_face(surface, outward, loops);
    }

    /// The body of one shell.
    pub fn body(mut self) -> Body {
        self.body.shells = vec![(0..self.body.faces.len() as u32).collect()];
        self.body
    }

    /// The same, to be shared.
    pub fn finish(self) -> Arc<Body> {
        Arc::new(self.body())
    }
}

/// The frame at a point with another normal.
pub fn frame(origin: [f64; 3], normal: [f64; 3]) -> Frame {
    let z = DVec3::from_array(normal);
    let x = if z.x.abs() < 0.6 * z.length() { DVec3::X } else { DVec3::Y };
    Frame::new(DVec3::from_array(origin), x, z).unwrap()
}

/// A right-angled block with a corner at the origin of a frame, with round holes through it along z, as
/// (x, y, radius).
pub fn plate(f: &Frame, size: DVec3, holes: &[(f64, f64, f64)]) -> Arc<Body> {
    let mut outlines = vec![polygon(&[(0.0, 0.0), (size.x, 0.0), (size.x, size.y), (0.0, size.y)])];
    let hole = |&(x, y, radius): &(f64, f64, f64)| Outline::Circle { center: DVec2::new(x, y), radius, ccw: false };
    outlines.extend(holes.iter().map(hole));
    Arc::new(prism(f, &outlines, size.z))
}

/// A block with a corner at the origin of a frame.
pub fn block(f: &Frame, size: [f64; 3]) -> Arc<Body> {
    plate(f, DVec3::from_array(size), &[])
}

/// A cylinder, frustum or cone along z: turned about it, from one radius to another.
pub fn frustum(f: &Frame, low: f64, high: f64, height: f64) -> Arc<Body> {
    let corners = [(0.0, 0.0), (low, 0.0), (high, height), (0.0, height)];
    let steps: Vec<Step> = corners.iter().map(|&(x, y)| Step::Line(DVec2::new(x, y))).collect();
    Arc::new(turned(f, if high > 0.0 { &steps } else { &steps[..3] }))
}

/// A cylinder along z.
pub fn cylinder(f: &Frame, radius: f64, height: f64) -> Arc<Body> {
    frustum(f, radius, radius, height)
}

/// A pointed cone along z.
pub fn cone(f: &Frame, radius: f64, height: f64) -> Arc<Body> {
    frustum(f, radius, 0.0, height)
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
