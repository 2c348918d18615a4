//! Designs of the Fusion 360 Gallery reconstruction set, in centimetres.
//!
//! [`gallery`] reads the original JSON, [`derived`] the JSON Lines taken from build123d scripts that were generated
//! from it. What is known of the format beyond its field names, checked against the published volumes:
//! - OneSide is `[0, d]` from the start plane, TwoSides the span between `-two` and `one` whatever their signs,
//!   Symmetric half of the length to each side (`is_full_length`) or all of it (not);
//! - an offset start moves the start plane along the sketch's normal;
//! - `NewComponent` makes a body like `NewBody`. All bodies are one union here: Join and new bodies add to it, Cut and
//!   Intersect act on all of it. Of 235 designs with several bodies two then have another volume than published, one of
//!   them because its bodies overlap; the published area also counts walls between bodies that touch;
//! - a loop may hold curves with the region on both sides, which bound nothing;
//! - a profile states its area, which the region that was read must have.
//!
//! Absent: tapers, ellipses and splines, which the language does not have.

pub mod derived;
pub mod gallery;

use super::json::{Fault, Node};
use super::number::sum;
use super::sketch::{Placement, Unit};
use super::{MOST_CURVES, MOST_STEPS, Report, overlap};
use crate::corpus::flat::{self, Extent, Face, Prism, Program, Sketch, Solid, Step};
use crate::diagnostics::registry::{io, limit};
use crate::model::BooleanOp;
use crate::model::tolerance::MINIMUM_SIZE;

/// The unit of its lengths.
const UNIT: Unit = Unit::CENTIMETRE;

/// Why a taper is a fault.
const TAPER: &str = "tapered extrusions cannot be imported";

/// How far an extrusion goes from its start plane, mm.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Span {
    /// From the start plane.
    OneSide(f64),
    /// This far to each side.
    EachSide(f64),
    /// Between two heights.
    Between(f64, f64),
}

impl Span {
    /// The extent of an extrusion whose start plane lies `offset` above its sketch.
    fn from(self, offset: f64) -> Extent {
        let (a, b) = match self {
            Span::OneSide(height) if offset == 0.0 => return Extent::OneSide { height },
            Span::EachSide(half) if offset == 0.0 => return Extent::Symmetric { height: 2.0 * half.abs() },
            Span::OneSide(height) => (offset, sum(offset, height)),
            Span::EachSide(half) => (sum(offset, -half), sum(offset, half)),
            Span::Between(a, b) => (sum(offset, a), sum(offset, b)),
        };
        Extent::TwoSides { height: a.max(b), back: 0.0 - a.min(b) }
    }
}

/// Faces of one sketch that are extruded together.
struct Extruded {
    placement: Placement,
    faces: Vec<Face>,
}

/// The program so far.
#[derive(Default)]
struct Builder {
    program: Program,
    curves: usize,
    operations: usize,
}

impl Builder {
    /// Counts an operation at `node`.
    fn count(&mut self, node: &Node) -> Result<(), Fault> {
        self.operations += 1;
        if self.operations > MOST_STEPS {
            let message = format!("is one operation too many: a script may have {MOST_STEPS}");
            return Err(node.fault(limit::STEPS, message));
        }
        Ok(())
    }

    /// Counts the curves of a profile at `node`.
    fn count_curves(&mut self, node: &Node, face: &Face) -> Result<(), Fault> {
        self.curves += face.outer.len() + face.holes.iter().map(Vec::len).sum::<usize>();
        if self.curves > MOST_CURVES {
            let message = format!("brings the script to more than {MOST_CURVES} curves");
            return Err(node.fault(limit::CURVES, message));
        }
        Ok(())
    }

    /// Adds an extrusion, which stands at `node`; what makes nothing is told.
    fn extrude(
        &mut self,
        node: &Node,
        operation: BooleanOp,
        extent: Extent,
        groups: Vec<Extruded>,
        report: &mut Report,
    ) -> Result<(), Fault> {
        if groups.iter().all(|group| group.faces.is_empty()) {
            report.fault(node.fault(io::LEFT_OUT, "is an extrusion without profiles, which makes nothing"));
            return Ok(());
        }
        let (low, high) = extent.interval();
        if high - low < MINIMUM_SIZE {
            let message = format!("is an extrusion of {} mm, which makes nothing", high - low);
            report.fault(node.fault(io::LEFT_OUT, message));
            return Ok(());
        }
        if self.program.steps.is_empty() && operation != BooleanOp::Union {
            let message = "cuts or intersects before there is any body, which leaves nothing";
            report.fault(node.fault(io::LEFT_OUT, message));
            return Ok(());
        }
        let mut solids = Vec::new();
        for Extruded { placement, faces } in groups {
            let Placement { origin, x, normal, flipped } = placement;
            let extent = if flipped { extent.mirrored() } else { extent };
            let parts = overlap::split(faces);
            if parts.len() > 1 {
                let message = format!("has profiles that overlap; they are extruded as {} sketches", parts.len());
                report.fault(node.fault(io::OVERLAPPING_PROFILES, message));
            }
            for faces in parts {
                solids.push(Solid::Extrude(Prism { sketch: self.program.sketches.len(), extent }));
                self.program.sketches.push(Sketch { origin, x, normal, faces });
            }
        }
        self.program.steps.push(Step { operation, solids });
        Ok(())
    }

    /// The program, unless it makes nothing.
    fn finish(self, root: &Node, report: &mut Report) -> Option<Program> {
        if self.program.steps.is_empty() {
            if !report.failed() {
                report.fault(root.fault(io::EMPTY_SCRIPT, "makes no solid: no extrusion with a profile adds material"));
            }
            return None;
        }
        Some(self.program)
    }
}

/// Compares a face with the area (in the format's unit) that its profile states.
fn check_area(face: &Face, area: &Node) -> Result<(), Fault> {
    let stated = area.number()? * UNIT.factor() * UNIT.factor();
    let holes: f64 = face.holes.iter().map(|hole| flat::area(hole).abs()).sum();
    let found = flat::area(&face.outer).abs() - holes;
    let (low, high) = flat::bounds(&face.outer);
    // Coordinates are rounded: the boundary may be off by a little all along.
    let allowed = 1e-5 * stated.abs() + 1e-3 * (high - low).element_sum();
    if (found - stated).abs() > allowed {
        let message = format!(
            "is {stated} mm², and the loops of the profile enclose {found} mm²; at most {allowed} mm² is taken for rounding"
        );
        return Err(area.malformed(message));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
