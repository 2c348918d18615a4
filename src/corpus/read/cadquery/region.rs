//! Curves to chains, chains to plane faces.

use ruff_text_size::TextRange;

use super::value::{Fault, Outcome, wrong};
use crate::corpus::flat;
use crate::diagnostics::registry::geom;
use crate::geom::kernel::Kernel;
use crate::model::{ArcGeometry, BooleanOp, Curve, CurveKind, DVec2, Face, Geometry, GeometryError, Loop};
use crate::text::Span;

/// Ends of curves closer than this are joined, as CadQuery does.
const JOINED: f64 = 1e-5;
/// Chords that stand for an arc where only inside and outside matter.
const CHORDS: u32 = 48;

/// Joins curves into chains wherever ends meet, in the order of their first curves.
pub fn connect(curves: &[CurveKind]) -> Vec<Vec<CurveKind>> {
    let mut used = vec![false; curves.len()];
    let mut chains = Vec::new();
    for first in 0..curves.len() {
        let Some(curve) = curves.get(first).copied().filter(|_| !used.get(first).copied().unwrap_or(true)) else {
            continue;
        };
        if let Some(slot) = used.get_mut(first) {
            *slot = true;
        }
        let mut chain = vec![curve];
        let Some((mut head, mut tail)) = flat::ends(&curve) else {
            chains.push(chain);
            continue;
        };
        // Forward from the end, then backward from the start. The next curve in the list is the usual neighbour.
        for forward in [true, false] {
            loop {
                if head.distance(tail) < JOINED && chain.len() > 1 {
                    break;
                }
                let at = if forward { tail } else { head };
                let near = |index: &usize| {
                    let Some((start, end)) = curves.get(*index).and_then(flat::ends) else { return false };
                    used.get(*index) == Some(&false) && (start.distance(at) < JOINED || end.distance(at) < JOINED)
                };
                let Some(next) = (first + 1..curves.len()).find(near) else { break };
                let Some(curve) = curves.get(next).copied() else { break };
                if let Some(slot) = used.get_mut(next) {
                    *slot = true;
                }
                let Some((start, end)) = flat::ends(&curve) else { break };
                if forward {
                    let turned = start.distance(at) >= JOINED;
                    chain.push(if turned { flat::reversed(&curve) } else { curve });
                    tail = if turned { start } else { end };
                } else {
                    let turned = end.distance(at) >= JOINED;
                    chain.insert(0, if turned { flat::reversed(&curve) } else { curve });
                    head = if turned { end } else { start };
                }
            }
        }
        chains.push(chain);
    }
    chains
}

/// Whether a chain is closed.
pub fn is_closed(chain: &[CurveKind]) -> bool {
    if let [CurveKind::Circle { .. }] = chain {
        return true;
    }
    let ends = chain.first().and_then(flat::ends).zip(chain.last().and_then(flat::ends));
    ends.is_some_and(|(first, last)| first.0.distance(last.1) < JOINED)
}

/// Says at `span` what a rule of geometry found.
pub fn geometric(span: TextRange, what: &str, error: &GeometryError) -> Fault {
    Fault {
        name: crate::diagnostics::registry::io::NOT_EXPRESSIBLE,
        span,
        message: format!("{what}: {}", error.message),
    }
}

/// A checked loop.
pub fn closed(kernel: &Kernel, chain: &[CurveKind], span: TextRange) -> Outcome<Loop> {
    if !is_closed(chain) {
        return wrong(span, "the outline is not closed; end it where it began, or with `close()`");
    }
    let curves: Vec<Curve> = chain.iter().map(|kind| Curve::new(*kind, Span::default())).collect();
    kernel.make_loop(&curves).map_err(|error| geometric(span, "the outline is no legal loop", &error))
}

/// The plane faces that chains bound: those inside others are holes.
pub fn faces(kernel: &Kernel, chains: &[&[CurveKind]], span: TextRange) -> Outcome<Vec<Face>> {
    let loops = chains.iter().map(|chain| closed(kernel, chain, span)).collect::<Outcome<Vec<Loop>>>()?;
    if let [only] = &loops[..] {
        return Ok(vec![Face::new(only.clone(), Vec::new())]);
    }
    let areas: Vec<f64> = chains.iter().map(|chain| flat::area(chain).abs()).collect();
    let boxes: Vec<(DVec2, DVec2)> = chains.iter().map(|chain| flat::bounds(chain)).collect();
    let outlines: Vec<Vec<DVec2>> = chains.iter().map(|chain| outline(chain)).collect();
    let around = |outer: usize, inner: usize| {
        let (Some(a), Some(b)) = (boxes.get(outer), boxes.get(inner)) else { return false };
        let (Some(x), Some(y)) = (areas.get(outer), areas.get(inner)) else { return false };
        let point = outlines.get(inner).and_then(|points| points.first());
        x > y
            && a.0.cmple(b.0).all()
            && a.1.cmpge(b.1).all()
            && outlines.get(outer).zip(point).is_some_and(|(points, point)| is_inside(points, *point))
    };
    let mut holders: Vec<Vec<usize>> = Vec::with_capacity(loops.len());
    for inner in 0..loops.len() {
        holders.push((0..loops.len()).filter(|outer| *outer != inner && around(*outer, inner)).collect());
    }
    let mut found = Vec::new();
    for (index, outer) in loops.iter().enumerate() {
        let depth = holders.get(index).map_or(0, Vec::len);
        if depth > 1 {
            return wrong(span, "an outline inside a hole: CadQuery makes no legal solid of it; extrude it by itself");
        }
        if depth == 1 {
            continue;
        }
        let holes: Vec<Loop> = (0..loops.len())
            .filter(|hole| holders.get(*hole).is_some_and(|held| held[..] == [index]))
            .filter_map(|hole| loops.get(hole).cloned())
            .collect();
        let face = if holes.is_empty() {
            Face::new(outer.clone(), Vec::new())
        } else {
            kernel
                .make_face(outer, &holes)
                .map_err(|error| geometric(span, "the outlines bound no legal face", &error))?
        };
        found.push(face);
    }
    Ok(found)
}

/// A chain as points.
fn outline(chain: &[CurveKind]) -> Vec<DVec2> {
    let mut points = Vec::new();
    for curve in chain {
        match *curve {
            CurveKind::Line { start, .. } => points.push(start),
            CurveKind::Arc { start, mid, end } => match ArcGeometry::through(start, mid, end) {
                Some(arc) => points.extend((0..CHORDS).map(|i| arc.point(f64::from(i) / f64::from(CHORDS)))),
                None => points.push(start),
            },
            CurveKind::Circle { center, radius } => {
                points.extend((0..CHORDS).map(|i| {
                    let (sin, cos) = crate::model::trig::sin_cos(f64::from(i) * 360.0 / f64::from(CHORDS));
                    center + radius * DVec2::new(cos, sin)
                }));
            }
        }
    }
    points
}

/// Whether a polygon holds a point.
fn is_inside(polygon: &[DVec2], point: DVec2) -> bool {
    let mut inside = false;
    let next = polygon.iter().cycle().skip(1);
    for (a, b) in polygon.iter().zip(next) {
        if (a.y > point.y) != (b.y > point.y) && point.x < a.x + (b.x - a.x) * (point.y - a.y) / (b.y - a.y) {
            inside = !inside;
        }
    }
    inside
}

/// Faces combined; `None` when nothing is left.
pub fn combine(kernel: &Kernel, op: BooleanOp, operands: &[Face], span: TextRange) -> Outcome<Option<Face>> {
    if let [only] = operands {
        return Ok(Some(only.clone()));
    }
    match kernel.combine_faces(op, operands) {
        Ok(face) => Ok(Some(face)),
        Err(error) if error.name == geom::EMPTY_RESULT => Ok(None),
        Err(error) => Err(geometric(span, "the faces of the sketch cannot be combined", &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(a: (f64, f64), b: (f64, f64)) -> CurveKind {
        CurveKind::Line { start: a.into(), end: b.into() }
    }

    #[test]
    fn curves_in_any_order_and_direction_join() {
        let curves = [
            line((0.0, 0.0), (1.0, 0.0)),
            line((0.0, 1.0), (0.0, 0.0)),
            line((0.0, 1.0), (1.0, 1.0)),
            line((1.0, 1.0), (1.0, 0.0)),
        ];
        let chains = connect(&curves);
        assert_eq!(chains.len(), 1);
        assert!(is_closed(&chains[0]) && chains[0].len() == 4);
        assert!(!is_closed(&connect(&curves[..3])[0]));
    }

    #[test]
    fn loops_inside_others_are_holes_and_those_in_holes_are_refused() {
        let circle = |radius| vec![CurveKind::Circle { center: DVec2::ZERO, radius }];
        let chains = [circle(1.0), circle(9.0), circle(4.0)];
        let chains: Vec<&[CurveKind]> = chains.iter().map(|chain| &chain[..]).collect();
        let found = faces(&Kernel::new(), &chains[..2], TextRange::default()).unwrap();
        assert_eq!(found.iter().map(|face| face.regions[0].holes.len()).collect::<Vec<_>>(), [1]);
        assert!(faces(&Kernel::new(), &chains, TextRange::default()).is_err());
    }
}
