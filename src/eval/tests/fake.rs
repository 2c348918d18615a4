//! A geometry that is right for disjoint and nested simple shapes only: it adds and subtracts measures.

use glam::{DVec2, DVec3};

use crate::diagnostics::registry::geom;
use crate::model::{
    ArcGeometry, BooleanOp, CornerKind, Counts, Curve, CurveKind, EdgeInfo, Face, FaceInfo, Frame, Geometry,
    GeometryError, Loop, Measurement, Region, Shape, Sketch, Solid, SolidKind, tolerance,
};

pub struct Fake;

/// Least and greatest corner.
type Box3 = (DVec3, DVec3);

fn joined(a: Option<Box3>, b: Box3) -> Option<Box3> {
    Some(a.map_or(b, |a| (a.0.min(b.0), a.1.max(b.1))))
}

fn curve_area(curve: &Curve) -> f64 {
    match curve.kind {
        CurveKind::Line { start, end } => start.perp_dot(end) / 2.0,
        CurveKind::Arc { start, mid, end } => {
            let arc = ArcGeometry::through(start, mid, end).expect("arcs are checked");
            let sweep = arc.sweep.to_radians();
            start.perp_dot(end) / 2.0 + arc.radius * arc.radius * (sweep - sweep.sin()) / 2.0
        }
        CurveKind::Circle { radius, .. } => std::f64::consts::PI * radius * radius,
    }
}

fn curve_length(curve: &Curve) -> f64 {
    match curve.kind {
        CurveKind::Line { start, end } => start.distance(end),
        CurveKind::Arc { start, mid, end } => {
            let arc = ArcGeometry::through(start, mid, end).expect("arcs are checked");
            arc.radius * arc.sweep.abs().to_radians()
        }
        CurveKind::Circle { radius, .. } => std::f64::consts::TAU * radius,
    }
}

fn curve_points(curve: &Curve) -> Vec<DVec2> {
    match curve.kind {
        CurveKind::Line { start, end } => vec![start, end],
        CurveKind::Arc { start, mid, end } => vec![start, mid, end],
        CurveKind::Circle { center, radius } => vec![center - radius, center + radius],
    }
}

fn loop_area(chain: &Loop) -> f64 {
    chain.curves.iter().map(curve_area).sum::<f64>().abs()
}

fn face_area(face: &Face) -> f64 {
    let region = |region: &Region| loop_area(&region.outer) - region.holes.iter().map(loop_area).sum::<f64>();
    face.regions.iter().map(region).sum()
}

fn loop_box(frame: &Frame, heights: [f64; 2], chain: &Loop) -> Option<Box3> {
    let mut result = None;
    for point in chain.curves.iter().flat_map(curve_points) {
        for height in heights {
            let place = frame.point(point, height);
            result = joined(result, (place, place));
        }
    }
    result
}

fn sketch_box(sketch: &Sketch, heights: [f64; 2]) -> Option<Box3> {
    let regions = sketch.faces.iter().flat_map(|face| face.regions.iter());
    regions.filter_map(|region| loop_box(&sketch.frame, heights, &region.outer)).fold(None, joined)
}

fn solid_measure(solid: &Solid) -> Result<(f64, Box3), GeometryError> {
    match &solid.kind {
        SolidKind::Extrude { sketch, from, to } => {
            let area: f64 = sketch.faces.iter().map(face_area).sum();
            Ok((area * (to - from), sketch_box(sketch, [*from, *to]).unwrap_or_default()))
        }
        SolidKind::Revolve { sketch, .. } => {
            Ok((sketch.faces.iter().map(face_area).sum(), sketch_box(sketch, [0.0; 2]).unwrap_or_default()))
        }
        SolidKind::Transform { solid, transform } => {
            let (volume, (min, max)) = solid_measure(solid)?;
            let corners = (0..8).map(|bits| {
                let pick = |bit: u32, low: f64, high: f64| if bits >> bit & 1 == 0 { low } else { high };
                let corner = DVec3::new(pick(0, min.x, max.x), pick(1, min.y, max.y), pick(2, min.z, max.z));
                let image = transform.point(corner);
                (image, image)
            });
            Ok((volume * transform.scale().powi(3), corners.fold(None, joined).unwrap_or_default()))
        }
        SolidKind::Boolean { op, operands } => {
            if *op == BooleanOp::Cut && operands[1..].iter().any(|tool| tool.hash == operands[0].hash) {
                return Err(GeometryError::new(geom::UNSUPPORTED, "nothing is left").blame(&solid.provenance));
            }
            let mut volume = 0.0;
            let mut space = None;
            for (index, operand) in operands.iter().enumerate() {
                let (own, own_box) = solid_measure(operand)?;
                match op {
                    BooleanOp::Union => volume += own,
                    BooleanOp::Cut => volume += if index == 0 { own } else { -own },
                    BooleanOp::Intersect => volume = if index == 0 { own } else { own.min(volume) },
                }
                if index == 0 || *op == BooleanOp::Union {
                    space = joined(space, own_box);
                }
            }
            Ok((volume, space.unwrap_or_default()))
        }
    }
}

impl Geometry for Fake {
    fn make_loop(&self, curves: &[Curve]) -> Result<Loop, GeometryError> {
        for (index, curve) in curves.iter().enumerate() {
            let next = &curves[(index + 1) % curves.len()];
            if curve.ends().1.distance(next.ends().0) > tolerance::JOIN {
                return Err(GeometryError::new(geom::OPEN_LOOP, "the loop is open").label(curve.span, "ends here"));
            }
        }
        Ok(Loop { curves: curves.into() })
    }

    fn make_face(&self, outer: &Loop, holes: &[Loop]) -> Result<Face, GeometryError> {
        Ok(Face::new(outer.clone(), holes))
    }

    fn make_sketch(&self, frame: &Frame, faces: &[Face]) -> Result<Sketch, GeometryError> {
        Ok(Sketch { frame: *frame, faces: faces.into() })
    }

    fn combine_faces(&self, op: BooleanOp, operands: &[Face]) -> Result<Face, GeometryError> {
        let regions: Vec<Region> = operands.iter().flat_map(|face| face.regions.iter().cloned()).collect();
        match op {
            BooleanOp::Union => Ok(Face { regions: regions.into() }),
            BooleanOp::Intersect => Ok(operands[0].clone()),
            BooleanOp::Cut => {
                let holes = regions[0].holes.iter().cloned();
                let tools = regions[1..].iter().map(|region| region.outer.clone());
                Ok(Face::new(regions[0].outer.clone(), holes.chain(tools).collect::<Vec<_>>()))
            }
        }
    }

    fn offset_face(&self, face: &Face, distance: f64) -> Result<Face, GeometryError> {
        let grown = face.regions[0].outer.curves.iter().map(|curve| match curve.kind {
            CurveKind::Circle { center, radius } => {
                Curve::new(CurveKind::Circle { center, radius: radius + distance }, curve.span)
            }
            _ => *curve,
        });
        Ok(Face::new(Loop { curves: grown.collect() }, Vec::new()))
    }

    fn treat_corners(&self, face: &Face, _: CornerKind, _: &[DVec2]) -> Result<Face, GeometryError> {
        Ok(face.clone())
    }

    fn realise(&self, solid: &Solid) -> Result<(), GeometryError> {
        solid_measure(solid).map(drop)
    }

    fn measure(&self, shape: &Shape) -> Result<Measurement, GeometryError> {
        let mut measured = Measurement {
            kind: shape.kind(),
            closed: true,
            volume: 0.0,
            area: 0.0,
            length: 0.0,
            min: DVec3::ZERO,
            max: DVec3::ZERO,
            centroid: DVec3::ZERO,
            inertia: [[0.0; 3]; 3],
            counts: Counts::default(),
            exact: true,
        };
        let space = match shape {
            Shape::Curve(curve) => {
                measured.length = curve_length(curve);
                loop_box(&Frame::XY, [0.0; 2], &Loop { curves: [*curve].into() })
            }
            Shape::Loop(chain) => {
                measured.area = loop_area(chain);
                measured.length = chain.curves.iter().map(curve_length).sum();
                loop_box(&Frame::XY, [0.0; 2], chain)
            }
            Shape::Face(face) => {
                measured.area = face_area(face);
                let sketch = Sketch { frame: Frame::XY, faces: [face.clone()].into() };
                sketch_box(&sketch, [0.0; 2])
            }
            Shape::Sketch(sketch) => {
                measured.area = sketch.faces.iter().map(face_area).sum();
                sketch_box(sketch, [0.0; 2])
            }
            Shape::Solid(solid) => {
                let (volume, space) = solid_measure(solid)?;
                measured.volume = volume;
                measured.counts.faces = 6;
                Some(space)
            }
        };
        (measured.min, measured.max) = space.unwrap_or_default();
        measured.centroid = (measured.min + measured.max) / 2.0;
        Ok(measured)
    }

    /// Two of the faces of a prism.
    fn faces(&self, solid: &Solid) -> Result<Vec<FaceInfo>, GeometryError> {
        let (_, (min, max)) = solid_measure(solid)?;
        let face = |surface, frame, centroid| FaceInfo { surface, frame, area: 1.0, centroid };
        let top = DVec3::new((min.x + max.x) / 2.0, (min.y + max.y) / 2.0, max.z);
        Ok(vec![
            face("plane", Some(Frame { origin: top, ..Frame::XY }), top),
            face("cylinder", None, (min + max) / 2.0),
        ])
    }

    fn edges(&self, solid: &Solid) -> Result<Vec<EdgeInfo>, GeometryError> {
        let (_, (min, max)) = solid_measure(solid)?;
        Ok(vec![EdgeInfo { curve: "line", length: min.distance(max), ends: (min, max), midpoint: (min + max) / 2.0 }])
    }
}
