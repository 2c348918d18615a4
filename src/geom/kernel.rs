//! The [`Geometry`] of the evaluator: plane regions through `planar`, bodies through `realise` and
//! `measure`, with a memo of realised bodies.

use std::sync::{Arc, Mutex, PoisonError};

use glam::DVec2;
use rustc_hash::FxHashMap;

use super::brep::Body;
use super::interrupt::Interrupt;
use super::mesh::Mesh;
use super::mesher::{self, MeshOptions};
use super::{measure, planar, realise};
use crate::model::{
    BooleanOp, CornerKind, Curve, EdgeInfo, Face, FaceInfo, Frame, Geometry, GeometryError, Loop, Measurement, Shape,
    Sketch, Solid,
};

/// With this many bodies in memory it starts afresh.
const REMEMBERED: usize = 1024;

/// Answers geometric questions and remembers the bodies it has built, by content hash.
#[derive(Debug, Default)]
pub struct Kernel {
    bodies: Arc<Mutex<FxHashMap<u128, Arc<Body>>>>,
    interrupt: Interrupt,
}

impl Kernel {
    /// A kernel that remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A kernel with the same memory whose work the host ends by raising another flag (`host/timeout`).
    pub fn sharing(&self, interrupt: Interrupt) -> Self {
        Kernel { bodies: self.bodies.clone(), interrupt }
    }

    /// The exact boundary of a solid, from memory or built now.
    pub fn body(&self, solid: &Solid) -> Result<Arc<Body>, GeometryError> {
        let known = self.bodies.lock().unwrap_or_else(PoisonError::into_inner).get(&solid.hash).cloned();
        if let Some(body) = known {
            return Ok(body);
        }
        let body = self.interrupt.watch(|| realise::realise(solid))?;
        let mut bodies = self.bodies.lock().unwrap_or_else(PoisonError::into_inner);
        if bodies.len() >= REMEMBERED {
            bodies.clear();
        }
        bodies.insert(solid.hash, body.clone());
        Ok(body)
    }

    /// The bodies in memory, in no order.
    pub fn remembered(&self) -> Vec<Arc<Body>> {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// The mesh of a body.
    pub fn mesh(&self, body: &Body, options: &MeshOptions) -> Result<Mesh, GeometryError> {
        self.interrupt.watch(|| mesher::mesh(body, options))
    }

    /// Forgets all bodies.
    pub fn clear(&self) {
        self.bodies.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Geometry for Kernel {
    fn make_loop(&self, curves: &[Curve]) -> Result<Loop, GeometryError> {
        self.interrupt.watch(|| planar::make_loop(curves))
    }
    fn make_face(&self, outer: &Loop, holes: &[Loop]) -> Result<Face, GeometryError> {
        self.interrupt.watch(|| planar::make_face(outer, holes))
    }
    fn make_sketch(&self, frame: &Frame, faces: &[Face]) -> Result<Sketch, GeometryError> {
        self.interrupt.watch(|| planar::make_sketch(frame, faces))
    }
    fn combine_faces(&self, op: BooleanOp, operands: &[Face]) -> Result<Face, GeometryError> {
        self.interrupt.watch(|| planar::combine_faces(op, operands))
    }
    fn offset_face(&self, face: &Face, distance: f64) -> Result<Face, GeometryError> {
        self.interrupt.watch(|| planar::offset_face(face, distance))
    }
    fn treat_corners(&self, face: &Face, corner: CornerKind, at: &[DVec2]) -> Result<Face, GeometryError> {
        self.interrupt.watch(|| planar::treat_corners(face, corner, at))
    }
    fn realise(&self, solid: &Solid) -> Result<(), GeometryError> {
        self.body(solid).map(|_| ())
    }
    fn measure(&self, shape: &Shape) -> Result<Measurement, GeometryError> {
        match shape {
            Shape::Curve(curve) => Ok(planar::measure_curve(curve)),
            Shape::Loop(shape) => planar::measure_loop(shape),
            Shape::Face(face) => planar::measure_face(face),
            Shape::Sketch(sketch) => planar::measure_sketch(sketch),
            Shape::Solid(solid) => Ok(measure::measure(&*self.body(solid)?)),
        }
    }
    fn faces(&self, solid: &Solid) -> Result<Vec<FaceInfo>, GeometryError> {
        Ok(measure::faces(&*self.body(solid)?))
    }
    fn edges(&self, solid: &Solid) -> Result<Vec<EdgeInfo>, GeometryError> {
        Ok(measure::edges(&*self.body(solid)?))
    }
}
