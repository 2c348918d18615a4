//! Triangle meshes: the plain data that measurement, export and pictures share.

use glam::DVec3;

/// An indexed triangle mesh, counter-clockwise seen from outside.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mesh {
    /// Vertex places, mm.
    pub positions: Vec<DVec3>,
    /// Corner indices.
    pub triangles: Vec<[u32; 3]>,
    /// For each triangle the face of the body it lies on (empty when read from a file).
    pub faces: Vec<u32>,
    /// Feature edges of the body as polylines of vertex indices (empty when read from a file).
    pub edges: Vec<Vec<u32>>,
}
