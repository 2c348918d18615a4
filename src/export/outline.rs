use glam::DVec2;

use super::refused;
use crate::model::{ArcGeometry, Curve, CurveKind, Face, GeometryError, Loop, Shape};

/// One named two-dimensional shape of a drawing; a sketch is drawn in the coordinates of its own plane.
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'a> {
    /// The part's name in the program.
    pub name: &'a str,
    /// A curve, loop, face or sketch.
    pub shape: &'a Shape,
}

/// A curve ready to be drawn: arcs by centre, radius and angles.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Stroke {
    Line(DVec2, DVec2),
    Arc { start: DVec2, end: DVec2, arc: ArcGeometry },
    Circle { center: DVec2, radius: f64 },
}

/// Boundaries drawn together: one loop, or the outer loop of a region and its holes.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    pub filled: bool,
    pub loops: Vec<Vec<Stroke>>,
}

/// The figures of a shape; a solid has none and is refused with the name of the `format`.
pub(crate) fn figures(drawing: &Drawing, format: &str) -> Result<Vec<Figure>, GeometryError> {
    let outline = |outline: &Loop| strokes(&outline.curves);
    let of_face = |face: &Face| {
        let regions = face.regions.iter();
        let figure = |region: &crate::model::Region| Figure {
            filled: true,
            loops: std::iter::once(&region.outer).chain(region.holes.iter()).map(outline).collect(),
        };
        regions.map(figure).collect::<Vec<_>>()
    };
    Ok(match drawing.shape {
        Shape::Curve(curve) => vec![Figure { filled: false, loops: vec![strokes(std::slice::from_ref(curve))] }],
        Shape::Loop(shape) => vec![Figure { filled: false, loops: vec![outline(shape)] }],
        Shape::Face(face) => of_face(face),
        Shape::Sketch(sketch) => sketch.faces.iter().flat_map(of_face).collect(),
        Shape::Solid(_) => {
            return Err(refused(format!(
                "{format} holds loops, faces and sketches, and part `{}` is a solid; write it as STEP, STL, 3MF, \
                 OBJ or GLB instead",
                drawing.name
            )));
        }
    })
}

fn strokes(curves: &[Curve]) -> Vec<Stroke> {
    let stroke = |curve: &Curve| match curve.kind {
        CurveKind::Line { start, end } => Stroke::Line(start, end),
        // Three points on a line have passed no check; the chord is what they show.
        CurveKind::Arc { start, mid, end } => match ArcGeometry::through(start, mid, end) {
            Some(arc) => Stroke::Arc { start, end, arc },
            None => Stroke::Line(start, end),
        },
        CurveKind::Circle { center, radius } => Stroke::Circle { center, radius },
    };
    curves.iter().map(stroke).collect()
}

impl Stroke {
    /// Points whose box is the box of the stroke.
    pub fn extremes(&self) -> Vec<DVec2> {
        match *self {
            Stroke::Line(start, end) => vec![start, end],
            Stroke::Circle { center, radius } => vec![center - radius, center + radius],
            Stroke::Arc { start, end, arc } => {
                let mut points = vec![start, end];
                let (low, high) = if arc.sweep < 0.0 {
                    (arc.start_angle + arc.sweep, arc.start_angle)
                } else {
                    (arc.start_angle, arc.start_angle + arc.sweep)
                };
                let directions = [DVec2::X, DVec2::Y, DVec2::NEG_X, DVec2::NEG_Y];
                for quarter in -4_i32..=8 {
                    let angle = f64::from(quarter) * 90.0;
                    if low < angle && angle < high {
                        points.push(arc.center + arc.radius * directions[quarter.rem_euclid(4) as usize]);
                    }
                }
                points
            }
        }
    }
}

/// The box of figures; `None` when there is nothing.
pub(crate) fn bounds(figures: &[Figure]) -> Option<(DVec2, DVec2)> {
    let points = figures.iter().flat_map(|figure| figure.loops.iter().flatten()).flat_map(Stroke::extremes);
    points.fold(None, |bounds, point| match bounds {
        None => Some((point, point)),
        Some((min, max)) => Some((min.min(point), max.max(point))),
    })
}
