use glam::DVec2;

use super::refused;
use crate::model::{ArcGeometry, Curve, CurveKind, Face, GeometryError, Loop, Shape, trig};

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
    if matches!(drawing.shape, Shape::Solid(_)) {
        return Err(refused(format!(
            "{format} holds loops, faces and sketches, and part `{}` is a solid; write it as STEP, STL, 3MF, OBJ or \
             GLB instead",
            drawing.name
        )));
    }
    Ok(flat_figures(drawing.shape))
}

/// The figures of a plane shape; a solid has none.
pub(crate) fn flat_figures(shape: &Shape) -> Vec<Figure> {
    let outline = |outline: &Loop| strokes(&outline.curves);
    let of_face = |face: &Face| {
        let regions = face.regions.iter();
        let figure = |region: &crate::model::Region| Figure {
            filled: true,
            loops: std::iter::once(&region.outer).chain(region.holes.iter()).map(outline).collect(),
        };
        regions.map(figure).collect::<Vec<_>>()
    };
    match shape {
        Shape::Curve(curve) => vec![Figure { filled: false, loops: vec![strokes(std::slice::from_ref(curve))] }],
        Shape::Loop(shape) => vec![Figure { filled: false, loops: vec![outline(shape)] }],
        Shape::Face(face) => of_face(face),
        Shape::Sketch(sketch) => sketch.faces.iter().flat_map(of_face).collect(),
        Shape::Solid(_) => Vec::new(),
    }
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
    /// Points along the stroke without its last, arcs within `chord` of their circles.
    fn points(&self, chord: f64) -> Vec<DVec2> {
        let (center, radius, from, sweep) = match *self {
            Stroke::Line(start, _) => return vec![start],
            Stroke::Circle { center, radius } => (center, radius, 0.0, 360.0),
            Stroke::Arc { arc, .. } => (arc.center, arc.radius, arc.start_angle, arc.sweep),
        };
        let half = 2.0 * libm::asin(libm::sqrt((chord / radius / 2.0).clamp(1e-12, 0.5))).to_degrees();
        let count = (sweep.abs() / (2.0 * half)).ceil().clamp(4.0, 4096.0);
        let point = |k: f64| {
            let (sin, cos) = trig::sin_cos(from + sweep * k / count);
            center + radius * DVec2::new(cos, sin)
        };
        (0..count as usize).map(|k| point(k as f64)).collect()
    }

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

impl Figure {
    /// Points whose box is the box of the figure.
    pub fn extremes(&self) -> Vec<DVec2> {
        self.loops.iter().flatten().flat_map(Stroke::extremes).collect()
    }

    /// Whether the boundaries enclose an area; a single line or arc does not.
    pub fn closed(&self) -> bool {
        self.filled
            || !matches!(self.loops.as_slice(), [only] if matches!(only.as_slice(), [Stroke::Line(..) | Stroke::Arc { .. }]))
    }

    /// The boundaries as points, arcs within `chord` of their circles; a closed boundary does not repeat its first point.
    pub fn polylines(&self, chord: f64) -> Vec<Vec<DVec2>> {
        let closed = self.closed();
        let polyline = |strokes: &Vec<Stroke>| {
            let mut points: Vec<DVec2> = strokes.iter().flat_map(|stroke| stroke.points(chord)).collect();
            if let (false, Some(Stroke::Line(_, end) | Stroke::Arc { end, .. })) = (closed, strokes.last()) {
                points.push(*end);
            }
            points
        };
        self.loops.iter().map(polyline).collect()
    }
}

/// The box of plane shapes in their own coordinates; `None` when there is nothing.
pub(crate) fn outline_bounds(shapes: &[&Shape]) -> Option<(DVec2, DVec2)> {
    bounds(&shapes.iter().flat_map(|shape| flat_figures(shape)).collect::<Vec<_>>())
}

/// The box of figures; `None` when there is nothing.
pub(crate) fn bounds(figures: &[Figure]) -> Option<(DVec2, DVec2)> {
    let points = figures.iter().flat_map(Figure::extremes);
    points.fold(None, |bounds, point| match bounds {
        None => Some((point, point)),
        Some((min, max)) => Some((min.min(point), max.max(point))),
    })
}
