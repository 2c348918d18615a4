//! Closed chains of segments, regions, and the way from and to the model's shapes.

use std::sync::Arc;

use glam::DVec2;

use super::measure;
use super::{Bounds, Segment};
use crate::diagnostics::registry::{geom, limit};
use crate::model::{Face, GeometryError, Loop, Region, Sketch, Transform2, tolerance};

/// A closed chain of segments: each starts with the bits the one before ends with; a circle stands alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Contour {
    /// The segments in order of travel.
    pub segments: Vec<Segment>,
}

/// A connected plane region; it lies on the left of all its segments.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanarRegion {
    /// The outer boundary, counter-clockwise.
    pub outer: Contour,
    /// The holes, clockwise.
    pub holes: Vec<Contour>,
}

impl Contour {
    /// The contour of a loop, oriented as asked. Refuses what a scaling has made too small, too large or not finite.
    pub fn from_loop(shape: &Loop, ccw: bool) -> Result<Contour, GeometryError> {
        let mut segments: Vec<Segment> = shape.curves.iter().map(Segment::from_curve).collect();
        for segment in &segments {
            limit_of(segment)?;
        }
        // Checked loops are welded already; others join within the tolerance.
        for index in 0..segments.len() {
            let next = (index + 1) % segments.len();
            let end = segments[index].end();
            if next != index && segments[next].start() != end {
                segments[next] = super::check::with_start(&segments[next], end);
            }
        }
        let contour = Contour { segments };
        let bounds = contour.bounds();
        if bounds.size().max_element() < tolerance::MINIMUM_SIZE {
            return Err(GeometryError::new(
                geom::TOO_SMALL,
                format!(
                    "a loop is {} mm across; shapes must be at least {} mm across",
                    super::message::length(bounds.size().max_element()),
                    tolerance::MINIMUM_SIZE
                ),
            ));
        }
        Ok(if contour.is_ccw() == ccw { contour } else { contour.reversed() })
    }

    /// The loop of the contour.
    pub fn to_loop(&self) -> Loop {
        Loop { curves: self.segments.iter().map(Segment::to_curve).collect() }
    }

    /// The same points walked the other way.
    pub fn reversed(&self) -> Contour {
        Contour { segments: self.segments.iter().rev().map(Segment::reversed).collect() }
    }

    /// Whether it runs counter-clockwise.
    pub fn is_ccw(&self) -> bool {
        measure::signed_area(self) > 0.0
    }

    /// The box of the contour.
    pub fn bounds(&self) -> Bounds {
        self.segments.iter().fold(Bounds::EMPTY, |all, segment| all.union(segment.bounds()))
    }

    /// A point of the contour: its first.
    pub fn first_point(&self) -> DVec2 {
        self.segments.first().map_or(DVec2::ZERO, Segment::start)
    }
}

fn limit_of(segment: &Segment) -> Result<(), GeometryError> {
    let bounds = segment.bounds();
    let reach = bounds.min.abs().max(bounds.max.abs()).max_element();
    if bounds.min.is_finite() && bounds.max.is_finite() && reach <= 2.0 * tolerance::COORDINATE_LIMIT {
        return Ok(());
    }
    Err(GeometryError::new(
        limit::COORDINATE,
        format!("a coordinate is beyond ±{} mm, the limit of the language", tolerance::COORDINATE_LIMIT),
    )
    .label(segment.span, "this curve reaches too far"))
}

impl PlanarRegion {
    /// A region without holes.
    pub fn new(outer: Contour) -> PlanarRegion {
        PlanarRegion { outer, holes: Vec::new() }
    }

    /// The region of a model region, with the orientations of this room.
    pub fn from_region(region: &Region) -> Result<PlanarRegion, GeometryError> {
        Ok(PlanarRegion {
            outer: Contour::from_loop(&region.outer, true)?,
            holes: region.holes.iter().map(|hole| Contour::from_loop(hole, false)).collect::<Result<_, _>>()?,
        })
    }

    /// The model region.
    pub fn to_region(&self) -> Region {
        Region { outer: self.outer.to_loop(), holes: self.holes.iter().map(Contour::to_loop).collect() }
    }

    /// The image under a similarity; the region stays on the left of its segments.
    pub fn transformed(&self, map: &Transform2) -> PlanarRegion {
        let image = |contour: &Contour| {
            let contour =
                Contour { segments: contour.segments.iter().map(|segment| segment.transformed(map)).collect() };
            if map.is_mirrored() { contour.reversed() } else { contour }
        };
        PlanarRegion { outer: image(&self.outer), holes: self.holes.iter().map(image).collect() }
    }

    /// All boundaries, the outer one first.
    pub fn contours(&self) -> impl Iterator<Item = &Contour> {
        std::iter::once(&self.outer).chain(&self.holes)
    }

    /// All segments of all boundaries.
    pub fn segments(&self) -> impl Iterator<Item = &Segment> {
        self.contours().flat_map(|contour| &contour.segments)
    }

    /// The box of the region.
    pub fn bounds(&self) -> Bounds {
        self.outer.bounds()
    }
}

/// The regions of a face.
pub fn regions_of_face(face: &Face) -> Result<Vec<PlanarRegion>, GeometryError> {
    face.regions.iter().map(PlanarRegion::from_region).collect()
}

/// The regions of a sketch, face after face.
pub fn regions_of_sketch(sketch: &Sketch) -> Result<Vec<PlanarRegion>, GeometryError> {
    sketch.faces.iter().flat_map(|face| face.regions.iter()).map(PlanarRegion::from_region).collect()
}

/// The face of some regions.
pub fn face_from_regions(regions: &[PlanarRegion]) -> Face {
    Face { regions: regions.iter().map(PlanarRegion::to_region).collect::<Arc<[Region]>>() }
}
