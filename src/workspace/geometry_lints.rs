//! Advice about parts that are valid but seldom meant.
//!
//! Purpose: parts that overlap (`lint/overlapping-parts`), cuts that cannot remove anything (`lint/no-effect`), and
//! operations whose result is triangles (`lint/facets`).
//! Invariants: advice is certain, never a guess from approximate geometry, and its work is bounded: programs
//! with more solids than the limits below go without, and an extrusion is not built to know its box.
//! Absent: advice about text and names (`sema::lint`).

use std::sync::Arc;

use glam::DVec3;
use smol_str::SmolStr;

use super::Outcome;
use crate::diagnostics::{Diagnostic, registry::lint};
use crate::geom::brep::{Approximation, Body};
use crate::geom::{measure, planar};
use crate::model::{BooleanOp, Provenance, Shape, Solid, SolidKind, SolidNode, tolerance};
use crate::text::Span;

/// Parts compared pair by pair for overlaps.
const MOST_COMPARED_PARTS: usize = 16;
/// Pairs of parts with touching boxes whose common volume is computed: each is a boolean.
const MOST_INTERSECTIONS: usize = 8;
/// Operations looked at for cuts without effect.
const MOST_OPERATIONS: usize = 512;

/// What a reader of `lint/facets` can do.
const FACETS_REMEDY: &str = "the figures of the part are those of the triangles, and it has no STEP file; move or resize an \
    operand a little, so that the solids clearly overlap or clearly stay apart where they now almost touch";

/// The two ends of a box.
type Extent = (DVec3, DVec3);

impl Outcome {
    /// Advises about the parts.
    pub(super) fn lint_geometry(&mut self) {
        self.lint_facets();
        self.lint_overlaps();
        self.lint_cuts();
    }

    /// Operations whose exact boundary was not found, in parts and in what the program has asked about solids.
    fn lint_facets(&mut self) {
        let parts: Vec<(Span, Arc<Body>)> = self
            .solids()
            .into_iter()
            .filter_map(|(_, span, solid)| Some((span, self.kernel.body(&solid).ok()?)))
            .collect();
        let asked = self.kernel.remembered().into_iter().map(|body| (Span::default(), body));
        let mut advice: Vec<Diagnostic> = Vec::new();
        for (part, body) in parts.into_iter().chain(asked) {
            for inexact in body.inexact.iter().filter(|inexact| inexact.approximation == Approximation::Triangles) {
                let span =
                    if inexact.provenance.span == Span::default() { part } else { outermost(&inexact.provenance) };
                // A library call may hold several; one tells enough.
                if span != Span::default() && advice.iter().all(|known| known.span != span) {
                    let message = format!("the result is approximate: {}", inexact.reason);
                    advice.push(Diagnostic::new(lint::FACETS, span, message).note(FACETS_REMEDY));
                }
            }
        }
        self.diagnostics.append(&mut advice);
    }

    fn solids(&self) -> Vec<(SmolStr, Span, Solid)> {
        let solid = |shape: &Shape| if let Shape::Solid(solid) = shape { Some(solid.clone()) } else { None };
        self.parts().iter().filter_map(|part| Some((part.name.clone(), part.name_span, solid(&part.shape)?))).collect()
    }

    /// Parts that share volume: the whole is their union, which is seldom what was meant.
    fn lint_overlaps(&mut self) {
        let mut solids = self.solids();
        solids.truncate(MOST_COMPARED_PARTS);
        let extents: Vec<Option<Extent>> = solids
            .iter()
            .map(|(_, _, solid)| self.kernel.body(solid).ok().map(|body| measure::bounds(&body)))
            .collect();
        let mut left = MOST_INTERSECTIONS;
        for (second, (name, span, solid)) in solids.iter().enumerate() {
            for (first, (earlier, earlier_span, other)) in solids[..second].iter().enumerate() {
                let boxes = (extents[first], extents[second]);
                if !matches!(boxes, (Some(a), Some(b)) if apart(a, b).is_none()) || left == 0 {
                    continue;
                }
                left -= 1;
                let kind =
                    SolidKind::Boolean { op: BooleanOp::Intersect, operands: [other.clone(), solid.clone()].into() };
                // Bodies apart have no intersection, which is an error of that operation and fine here.
                let Ok(body) = self.kernel.body(&SolidNode::new(kind, Provenance::default())) else { continue };
                let shared = measure::measure(&body).volume;
                let message = format!("parts `{earlier}` and `{name}` overlap in {shared:.6} mm³");
                let advice = Diagnostic::new(lint::OVERLAPPING_PARTS, *span, message);
                self.diagnostics.push(advice.label(*earlier_span, "the other part"));
            }
        }
    }

    /// Cuts whose tool lies beside the solid: nothing is removed, which is seldom what was meant.
    fn lint_cuts(&mut self) {
        let mut advice = Vec::new();
        let mut left = MOST_OPERATIONS;
        for (_, span, solid) in self.solids() {
            if self.extent(&solid, span, &mut left, &mut advice).is_none() {
                break;
            }
        }
        advice.sort_by_key(|found: &Diagnostic| (found.span.file, found.span.start, found.span.end));
        advice.dedup_by(|a, b| a.span == b.span && a.message == b.message);
        self.diagnostics.append(&mut advice);
    }

    /// A box that contains the solid; on the way, advice about its cuts. `None` when that is too much work.
    fn extent(&self, solid: &Solid, part: Span, left: &mut usize, advice: &mut Vec<Diagnostic>) -> Option<Extent> {
        *left = left.checked_sub(1)?;
        match &solid.kind {
            SolidKind::Extrude { sketch, from, to } => Some(planar::swept_box(sketch, *from, *to)),
            SolidKind::Revolve { .. } => Some(measure::bounds(&*self.kernel.body(solid).ok()?)),
            SolidKind::Transform { solid, transform } => {
                let (min, max) = self.extent(solid, part, left, advice)?;
                let corner = |i: usize| {
                    let pick = |axis: usize| if i >> axis & 1 == 0 { min[axis] } else { max[axis] };
                    transform.point(DVec3::new(pick(0), pick(1), pick(2)))
                };
                (0..8).map(corner).map(|p| (p, p)).reduce(around)
            }
            SolidKind::Boolean { op, operands } => {
                let extents: Vec<Extent> =
                    operands.iter().map(|operand| self.extent(operand, part, left, advice)).collect::<Option<_>>()?;
                let (first, others) = extents.split_first()?;
                match op {
                    BooleanOp::Union => extents.iter().copied().reduce(around),
                    BooleanOp::Intersect => {
                        Some(others.iter().fold(*first, |(a, b), (min, max)| (a.max(*min), b.min(*max))))
                    }
                    BooleanOp::Cut => {
                        for (tool, extent) in operands[1..].iter().zip(others) {
                            if let Some(place) = apart(*first, *extent) {
                                advice.push(no_effect(solid, tool, place, part));
                            }
                        }
                        Some(*first)
                    }
                }
            }
        }
    }
}

fn around(a: Extent, b: Extent) -> Extent {
    (a.0.min(b.0), a.1.max(b.1))
}

/// Where a tool lies that shares no volume with the solid for certain: in words.
fn apart(solid: Extent, tool: Extent) -> Option<String> {
    const SIDES: [(&str, &str); 3] = [("left of", "right of"), ("in front of", "behind"), ("below", "above")];
    (0..3).find_map(|axis| {
        let (name, number) = (["x", "y", "z"][axis], |value: f64| (value * 1e6).round() / 1e6 + 0.0);
        if tool.1[axis] <= solid.0[axis] + tolerance::LINEAR {
            let (tool, solid) = (number(tool.1[axis]), number(solid.0[axis]));
            Some(format!(
                "it lies {} the solid: it ends at {name} = {tool}, where the solid begins at {solid}",
                SIDES[axis].0
            ))
        } else if tool.0[axis] >= solid.1[axis] - tolerance::LINEAR {
            let (tool, solid) = (number(tool.0[axis]), number(solid.1[axis]));
            Some(format!(
                "it lies {} the solid: it begins at {name} = {tool}, where the solid ends at {solid}",
                SIDES[axis].1
            ))
        } else {
            None
        }
    })
}

fn no_effect(cut: &Solid, tool: &Solid, place: String, part: Span) -> Diagnostic {
    let span = if cut.provenance.span == Span::default() { part } else { outermost(&cut.provenance) };
    let advice = Diagnostic::new(lint::NO_EFFECT, span, "this cut removes nothing").note(place);
    let at = outermost(&tool.provenance);
    if at == span || at == Span::default() { advice } else { advice.label(at, "the tool that misses") }
}

/// The place in the program itself: the call of a library function rather than its inside.
fn outermost(provenance: &Provenance) -> Span {
    provenance.calls.last().map_or(provenance.span, |(_, call)| *call)
}
