use glam::{DVec2, DVec3};
use serde::{Deserialize, Serialize};

use super::{Curve, Face, Frame, Loop, Shape, ShapeKind, Sketch, Solid};
use crate::diagnostics::Name;
use crate::text::Span;

/// Set operations on faces and solids (regularised).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BooleanOp {
    /// Everything in any operand.
    Union,
    /// The first operand without the others.
    Cut,
    /// Everything in all operands.
    Intersect,
}

/// What replaces a corner of a face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CornerKind {
    /// A tangent arc of this radius, mm.
    Fillet(f64),
    /// A straight cut, this far from the corner along both curves, mm.
    Chamfer(f64),
}

/// A geometric rule that does not hold. The caller adds the place of the operation.
#[derive(Clone, Debug)]
pub struct GeometryError {
    /// The rule's diagnostic.
    pub name: Name,
    /// One sentence with the limit and the actual value.
    pub message: String,
    /// Further sentences.
    pub notes: Vec<String>,
    /// Curves concerned, by where the program made them, with a short text each.
    pub labels: Vec<(Span, String)>,
    /// The operation concerned, when it is not the one being called (realising a part reaches back).
    pub provenance: Option<super::Provenance>,
}

/// Short for a result of a region operation.
pub type RegionError = GeometryError;

impl GeometryError {
    /// An error of one sentence.
    pub fn new(name: Name, message: impl Into<String>) -> Self {
        Self { name, message: message.into(), notes: Vec::new(), labels: Vec::new(), provenance: None }
    }
    /// Adds a note.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }
    /// Adds a labelled place.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push((span, text.into()));
        self
    }
    /// Blames an operation, unless one is blamed already.
    pub fn blame(mut self, provenance: &super::Provenance) -> Self {
        self.provenance.get_or_insert_with(|| provenance.clone());
        self
    }
}

/// Topological counts of a boundary; seam edges are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Faces.
    pub faces: usize,
    /// Edges without seams.
    pub edges: usize,
    /// Vertices.
    pub vertices: usize,
    /// Connected closed shells (voids count).
    pub shells: usize,
    /// Sum of the genera of the shells.
    pub genus: usize,
}

/// What can be measured of a shape; millimetres and powers of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Measurement {
    /// Kind of the shape.
    pub kind: ShapeKind,
    /// Whether the boundary is closed.
    pub closed: bool,
    /// Volume, mm³; zero below solids.
    pub volume: f64,
    /// Surface area of a solid, area of a face or sketch, enclosed area of a loop, mm².
    pub area: f64,
    /// Total length of the edges (loop: perimeter), mm.
    pub length: f64,
    /// Least corner of the box (2D shapes: z = 0), mm.
    pub min: DVec3,
    /// Greatest corner of the box, mm.
    pub max: DVec3,
    /// Centroid of the volume (below solids: of the area), mm.
    pub centroid: DVec3,
    /// Inertia tensor about the centroid at unit density, row by row, mm⁵ (below solids: second moments of area, mm⁴).
    pub inertia: [[f64; 3]; 3],
    /// Topological counts.
    pub counts: Counts,
    /// Whether every figure comes from an exact boundary.
    pub exact: bool,
}

/// One face of a solid, as a program sees it.
#[derive(Clone, Debug)]
pub struct FaceInfo {
    /// `plane`, `cylinder`, `cone`, `sphere`, `torus`.
    pub surface: &'static str,
    /// For planes: origin at the face's centroid, normal outward.
    pub frame: Option<Frame>,
    /// Area, mm².
    pub area: f64,
    /// Centroid of the face's area.
    pub centroid: DVec3,
}

/// One edge of a solid, as a program sees it.
#[derive(Clone, Debug)]
pub struct EdgeInfo {
    /// `line`, `circle`, `ellipse`, `curve`.
    pub curve: &'static str,
    /// Length, mm.
    pub length: f64,
    /// Ends (equal for closed edges).
    pub ends: (DVec3, DVec3),
    /// The point at half the length.
    pub midpoint: DVec3,
}

/// What the evaluator asks of geometry. Implemented by `geom::Kernel`; every answer is deterministic.
pub trait Geometry {
    /// Joins curves into a loop: order and closure, sizes, self-intersection.
    fn make_loop(&self, curves: &[Curve]) -> Result<Loop, GeometryError>;
    /// Makes a face of one region: holes inside `outer`, apart from it and from each other.
    fn make_face(&self, outer: &Loop, holes: &[Loop]) -> Result<Face, GeometryError>;
    /// Puts faces on a plane; their interiors may not overlap.
    fn make_sketch(&self, frame: &Frame, faces: &[Face]) -> Result<Sketch, GeometryError>;
    /// Combines faces; an empty result is an error.
    fn combine_faces(&self, op: BooleanOp, operands: &[Face]) -> Result<Face, GeometryError>;
    /// The face grown (positive) or shrunk (negative) by `distance`, corners rounded when growing.
    fn offset_face(&self, face: &Face, distance: f64) -> Result<Face, GeometryError>;
    /// The face with corners replaced: those nearest the given points, or all when there is none.
    fn treat_corners(&self, face: &Face, corner: CornerKind, at: &[DVec2]) -> Result<Face, GeometryError>;
    /// Builds the boundary of a solid (and remembers it); the preconditions of every operation are checked.
    fn realise(&self, solid: &Solid) -> Result<(), GeometryError>;
    /// Measures any shape.
    fn measure(&self, shape: &Shape) -> Result<Measurement, GeometryError>;
    /// The faces of a solid in a deterministic order.
    fn faces(&self, solid: &Solid) -> Result<Vec<FaceInfo>, GeometryError>;
    /// The edges of a solid in a deterministic order.
    fn edges(&self, solid: &Solid) -> Result<Vec<EdgeInfo>, GeometryError>;
}
