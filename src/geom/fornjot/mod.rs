//! Bodies as Fornjot solids: the objects of the kernel that recad compiles to, built through its published API.
//!
//! Purpose: [`emit`] writes a [`Body`] into a Fornjot [`Core`]; [`validate`] asks Fornjot's own validator;
//! [`report`] does both for all bodies of a program.
//! A straight line: `prepare` gives every face a boundary Fornjot accepts (seams, short arcs), `layout`
//! places its edges in the surface's coordinates, `objects` makes the objects.
//! Invariants: an emitted solid has the faces of the body, one for one (a full cylinder wall gets one seam
//! edge, arcs may be split); what Fornjot has no form for is an error that says what, never an approximation.
//! Absent: Fornjot's algorithms (sweep, mesher); they do not hold for general sketches.

mod layout;
mod objects;
mod prepare;

use std::cell::RefCell;
use std::collections::BTreeSet;

use fj_core::Core;
use fj_core::objects::Solid;
use fj_core::storage::Handle;
use fj_core::validate::Validate;
use fj_core::validation::{ValidationConfig, ValidationError};
use fj_math::Scalar;
use serde::Serialize;

use super::brep::{Body, Curve3, Surface};
use crate::model::tolerance;

/// The largest number of half-edges of a solid that [`report`] validates: Fornjot's check of a shell takes
/// time with the third power of it, about 20 ms for this many.
pub const VALIDATION_LIMIT: usize = 160;

/// A core never gives memory back; after this many faces [`report`] starts with a fresh one.
const FACES_PER_CORE: usize = 20_000;

/// Why a body has no form in Fornjot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotInFornjot {
    /// What is in the way, such as "a cone face".
    pub reason: String,
}

/// What became of the bodies of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EmitReport {
    /// Number of solids emitted.
    pub solids: usize,
    /// Number of their faces.
    pub faces: usize,
    /// Whether every emitted solid was small enough for Fornjot's validator and passed it.
    pub validated: bool,
    /// For each body that was not emitted, or not accepted by the validator, the reason.
    pub unsupported: Vec<String>,
}

/// Writes a body into the core as a solid, without Fornjot's validation (see [`validate`]).
pub fn emit(body: &Body, core: &mut Core) -> Result<Handle<Solid>, NotInFornjot> {
    check_kinds(body)?;
    let prepared = prepare::prepare(body)?;
    objects::insert(&prepared, core)
}

/// Fornjot's judgement of an emitted solid: everything its validator finds wrong, none when it is valid.
/// Takes time with the third power of the number of half-edges.
pub fn validate(solid: &Handle<Solid>, core: &Core) -> Vec<ValidationError> {
    // Fornjot takes one length for "surely the same place"; it is the one of the whole language.
    validate_within(solid, core, tolerance::LINEAR)
}

fn validate_within(solid: &Handle<Solid>, core: &Core, identical: f64) -> Vec<ValidationError> {
    let config = ValidationConfig { identical_max_distance: Scalar::from(identical), ..ValidationConfig::default() };
    let (mut errors, geometry) = (Vec::new(), &core.layers.geometry);
    for shell in solid.shells() {
        for face in shell.faces() {
            for cycle in face.region().all_cycles() {
                cycle.validate(&config, &mut errors, geometry);
            }
            face.validate(&config, &mut errors, geometry);
        }
        shell.validate(&config, &mut errors, geometry);
    }
    solid.validate(&config, &mut errors, geometry);
    errors
}

/// The number of half-edges of a solid, the measure of its validation.
pub fn half_edges(solid: &Handle<Solid>) -> usize {
    let cycles = |face: &Handle<fj_core::objects::Face>| {
        face.region().all_cycles().map(|cycle| cycle.half_edges().len()).sum::<usize>()
    };
    solid.shells().iter().flat_map(|shell| shell.faces()).map(cycles).sum()
}

thread_local! {
    /// The core of this worker and the number of faces in it.
    static CORE: RefCell<(Core, usize)> = RefCell::new((Core::new(), 0));
}

/// Emits the bodies into this thread's core and validates the small ones.
pub fn report<'a>(bodies: impl IntoIterator<Item = &'a Body>) -> EmitReport {
    let mut report = EmitReport { validated: true, ..EmitReport::default() };
    CORE.with_borrow_mut(|(core, used)| {
        for body in bodies {
            if *used > FACES_PER_CORE {
                (*core, *used) = (Core::new(), 0);
            }
            let solid = match emit(body, core) {
                Ok(solid) => solid,
                Err(error) => {
                    report.unsupported.push(error.reason);
                    continue;
                }
            };
            let faces: usize = solid.shells().iter().map(|shell| shell.faces().len()).sum();
            *used += faces;
            report.solids += 1;
            report.faces += faces;
            if half_edges(&solid) > VALIDATION_LIMIT {
                report.validated = false;
            } else if let Some(error) = validate(&solid, core).first() {
                report.validated = false;
                report.unsupported.push(format!("Fornjot's validator refuses it: {}", kind(error)));
            }
        }
    });
    report.validated &= report.solids > 0;
    report
}

/// The validator's errors print whole object trees; one line is what a person needs.
fn kind(error: &ValidationError) -> String {
    let text = error.to_string();
    let source = std::error::Error::source(error).map(ToString::to_string);
    let line = source.as_deref().unwrap_or(&text).lines().map(str::trim).find(|line| !line.is_empty());
    line.unwrap_or("an unnamed reason").to_owned()
}

fn check_kinds(body: &Body) -> Result<(), NotInFornjot> {
    if let Some(inexact) = body.inexact.first() {
        return Err(not_here(inexact.reason.clone()));
    }
    let faces = body.faces.iter().filter_map(|face| match face.surface {
        Surface::Plane { .. } | Surface::Cylinder { .. } => None,
        Surface::Cone { .. } => Some("cone faces"),
        Surface::Sphere { .. } => Some("sphere faces"),
        Surface::Torus { .. } => Some("torus faces"),
    });
    let edges = body.edges.iter().filter_map(|edge| match edge.curve {
        Curve3::Line | Curve3::Circle { .. } => None,
        Curve3::Ellipse { .. } => Some("ellipse edges"),
        Curve3::Points(_) => Some("edges known by points only"),
    });
    let kinds: BTreeSet<&str> = faces.chain(edges).collect();
    if kinds.is_empty() {
        return Ok(());
    }
    let kinds: Vec<&str> = kinds.into_iter().collect();
    Err(not_here(kinds.join(", ")))
}

fn not_here(reason: impl Into<String>) -> NotInFornjot {
    NotInFornjot { reason: reason.into() }
}

#[cfg(test)]
mod tests;
