//! JSON: the measurement of a part as `recad measure` and `recad build` print it.

use serde::Serialize;

use crate::geom::mesh::Mesh;
use crate::model::{Counts, Level, Measurement, ShapeKind};

/// The JSON form of a measurement; the order of the fields is the order of the document.
#[derive(Clone, Debug, Serialize)]
pub struct MeasurementRecord {
    /// The part's name.
    pub name: String,
    /// `loop`, `face`, `sketch` or `solid`.
    pub kind: ShapeKind,
    /// Level of the ladder; none for meshes read from files.
    pub level: Option<Level>,
    /// Whether the boundary is closed.
    pub closed: bool,
    /// mm³.
    pub volume: f64,
    /// mm².
    pub area: f64,
    /// Total length of the edges, mm; of a mesh from a file, of those where triangles turn by more than 30°.
    pub length: f64,
    /// Axis-parallel box, mm.
    pub bbox: Bbox,
    /// mm.
    pub centroid: [f64; 3],
    /// About the centroid at unit density, row by row.
    pub inertia: [[f64; 3]; 3],
    /// Topological counts.
    pub counts: Counts,
    /// Triangles of the mesh, when there is one.
    pub triangles: usize,
    /// Whether every edge of the mesh is shared by exactly two triangles of opposite direction.
    pub watertight: bool,
    /// Whether every figure comes from the exact boundary.
    pub exact: bool,
}

/// An axis-parallel box.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Bbox {
    /// Least corner.
    pub min: [f64; 3],
    /// Greatest corner.
    pub max: [f64; 3],
}

impl MeasurementRecord {
    /// The record of a part; `mesh` is none below solids.
    pub fn new(name: &str, level: Option<Level>, measurement: &Measurement, mesh: Option<&Mesh>) -> Self {
        // A curve is measured as the loop it is promoted to.
        let kind = if measurement.kind == ShapeKind::Curve { ShapeKind::Loop } else { measurement.kind };
        // A negative zero is nobody's measurement.
        let point = |p: glam::DVec3| (p + glam::DVec3::ZERO).to_array();
        Self {
            name: name.to_owned(),
            kind,
            level,
            closed: measurement.closed,
            volume: measurement.volume + 0.0,
            area: measurement.area + 0.0,
            length: measurement.length + 0.0,
            bbox: Bbox { min: point(measurement.min), max: point(measurement.max) },
            centroid: point(measurement.centroid),
            inertia: measurement.inertia.map(|row| row.map(|value| value + 0.0)),
            counts: measurement.counts,
            triangles: mesh.map_or(0, |mesh| mesh.triangles.len()),
            watertight: mesh.is_some_and(Mesh::is_watertight),
            exact: measurement.exact,
        }
    }
}
