//! The [`Measurement`] of shapes below solids.

use glam::{DMat3, DVec2, DVec3};

use super::measure::{Moments, length, moments};
use super::{Bounds, Contour, PlanarRegion, Segment, regions_of_face, regions_of_sketch};
use crate::model::{Counts, Curve, Face, Frame, GeometryError, Loop, Measurement, ShapeKind, Sketch, trig};

/// Measures a curve: it has a length and a box, its centroid is that of its length.
pub fn measure_curve(curve: &Curve) -> Measurement {
    let segment = Segment::from_curve(curve);
    let centroid = match segment.arc() {
        None => 0.5 * (segment.start() + segment.end()),
        Some(_) if segment.is_circle() => segment.bounds().center(),
        Some(arc) => {
            let half = 0.5 * arc.sweep;
            let (sin, cos) = trig::sin_cos(arc.start_angle + half);
            arc.center + DVec2::new(cos, sin) * (arc.radius * trig::sin(half) / half.to_radians())
        }
    };
    let (edges, vertices) = count(std::slice::from_ref(&segment));
    let open_ends = usize::from(!segment.is_circle());
    Measurement {
        kind: ShapeKind::Curve,
        closed: curve.is_closed(),
        volume: 0.0,
        area: 0.0,
        length: segment.length(),
        min: segment.bounds().min.extend(0.0),
        max: segment.bounds().max.extend(0.0),
        centroid: centroid.extend(0.0),
        inertia: [[0.0; 3]; 3],
        counts: Counts { edges, vertices: vertices + open_ends, ..Counts::default() },
        exact: true,
    }
}

/// Measures a loop: the area it encloses, whatever its orientation.
pub fn measure_loop(shape: &Loop) -> Result<Measurement, GeometryError> {
    let region = PlanarRegion::new(Contour::from_loop(shape, true)?);
    let mut measured = measure_regions(ShapeKind::Loop, std::slice::from_ref(&region), &Frame::XY);
    measured.counts.faces = 0;
    Ok(measured)
}

/// Measures a face in its own plane, z = 0.
pub fn measure_face(face: &Face) -> Result<Measurement, GeometryError> {
    Ok(measure_regions(ShapeKind::Face, &regions_of_face(face)?, &Frame::XY))
}

/// Measures a sketch in space.
pub fn measure_sketch(sketch: &Sketch) -> Result<Measurement, GeometryError> {
    Ok(measure_regions(ShapeKind::Sketch, &regions_of_sketch(sketch)?, &sketch.frame))
}

fn count(segments: &[Segment]) -> (usize, usize) {
    (segments.len(), segments.iter().filter(|segment| !segment.is_circle()).count())
}

fn measure_regions(kind: ShapeKind, regions: &[PlanarRegion], frame: &Frame) -> Measurement {
    let bounds = regions.iter().fold(Bounds::EMPTY, |all, region| all.union(region.bounds()));
    let reference = bounds.center();
    let mut total = Moments::default();
    let mut counts = Counts { faces: regions.len(), ..Counts::default() };
    let mut perimeter = 0.0;
    for region in regions {
        total.add(&moments(region, reference));
        for contour in region.contours() {
            perimeter += length(contour);
            let (edges, vertices) = count(&contour.segments);
            counts.edges += edges;
            counts.vertices += vertices;
        }
    }
    let offset = total.centroid();
    let central = total.moved(offset);
    let local = DMat3::from_cols(
        DVec3::new(central.yy, -central.xy, 0.0),
        DVec3::new(-central.xy, central.xx, 0.0),
        DVec3::new(0.0, 0.0, central.xx + central.yy),
    );
    let turn = DMat3::from_cols(frame.x, frame.y, frame.z);
    let inertia = turn * local * turn.transpose();
    let outer = regions.iter().flat_map(|region| region.outer.segments.iter().cloned());
    let (min, max) = box_in_space(outer, frame);
    Measurement {
        kind,
        closed: true,
        volume: 0.0,
        area: total.area,
        length: perimeter,
        min,
        max,
        centroid: frame.point(reference + offset, 0.0),
        inertia: [inertia.row(0).to_array(), inertia.row(1).to_array(), inertia.row(2).to_array()],
        counts,
        exact: true,
    }
}

/// The least and the greatest corner, in mm along the world axes, of what a sketch sweeps from height `from` to height `to`
/// above its plane; exact.
pub fn swept_box(sketch: &Sketch, from: f64, to: f64) -> (DVec3, DVec3) {
    let regions = sketch.faces.iter().flat_map(|face| face.regions.iter());
    let outer = regions.flat_map(|region| region.outer.curves.iter().map(Segment::from_curve));
    let (min, max) = box_in_space(outer, &sketch.frame);
    let (a, b) = (sketch.frame.z * from, sketch.frame.z * to);
    (min + a.min(b), max + a.max(b))
}

/// The box in world axes of segments on a plane, extremes of arcs included.
fn box_in_space(segments: impl Iterator<Item = Segment>, frame: &Frame) -> (DVec3, DVec3) {
    let (mut min, mut max) = (DVec3::INFINITY, DVec3::NEG_INFINITY);
    for segment in segments {
        for axis in 0..3 {
            let (low, high) = segment.extent_along(DVec2::new(frame.x[axis], frame.y[axis]));
            min[axis] = min[axis].min(frame.origin[axis] + low);
            max[axis] = max[axis].max(frame.origin[axis] + high);
        }
    }
    (min, max)
}
