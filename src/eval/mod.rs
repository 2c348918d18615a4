//! Evaluation: from a checked program to values, parts and diagnostics.
//!
//! Purpose: interprets the core forms of [`crate::sema::hir`] with the limits of the language and asks
//! geometry only through [`crate::model::Geometry`].
//! Invariants: evaluation is total (every program ends in values or diagnostics within its limits),
//! deterministic, and free of input and output; a value that failed reports once and whatever needs it
//! stays silent. Recursion is counted; run on a thread with [`STACK_BYTES`] of stack.
//! Absent: names and types of the program text (they are resolved), kernels, files.

mod builtin;
mod call;
mod coerce;
mod dimension;
pub mod display;
mod interpret;
mod items;
pub mod json;
pub mod limits;
mod operators;
mod params;
mod report;
#[cfg(test)]
mod tests;
mod value;

use std::sync::atomic::AtomicBool;

use serde_json::{Map, Value as Json, json};
use smol_str::SmolStr;

pub use dimension::unit_text;
pub use limits::Limits;
pub use params::{Override, ParameterReport};
pub use report::geometry_diagnostic;
pub use value::{Axis, Closure, Number, TooDeep, Value};

use crate::diagnostics::{Diagnostic, sort};
use crate::model::{Geometry, Shape};
use crate::sema::hir::{ItemKind, Program};
use crate::text::Span;
use interpret::{Interpreter, ItemState};

/// The stack a thread needs for the deepest evaluation the limits allow.
pub const STACK_BYTES: usize = 256 * 1024 * 1024;

/// What a host asks of an evaluation.
#[derive(Clone, Default)]
pub struct Options<'a> {
    /// Values of root parameters by name.
    pub overrides: Vec<(String, Override)>,
    /// Limits of the language, or lower ones.
    pub limits: Limits,
    /// Set by the host to stop the evaluation (`host/timeout`).
    pub cancel: Option<&'a AtomicBool>,
    /// Whether a program without a part is an error.
    pub require_part: bool,
}

/// One part of the result.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: SmolStr,
    /// Its shape: a loop, face, sketch or solid.
    pub shape: Shape,
    /// The whole item.
    pub span: Span,
    /// The name's place.
    pub name_span: Span,
    /// Its `///` text.
    pub doc: String,
}

/// What a program evaluates to.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The root's parameters in source order.
    pub parameters: Vec<ParameterReport>,
    /// The root's lets that have a value, in source order.
    pub values: Vec<(SmolStr, Value)>,
    /// The root's parts that have a value, in source order.
    pub parts: Vec<Part>,
    /// Everything reported, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Outcome {
    /// Parameters, values and parts as `recad eval` prints them.
    pub fn to_json(&self) -> Map<String, Json> {
        let parameters: Map<String, Json> =
            self.parameters.iter().map(|parameter| (parameter.name.to_string(), parameter.to_json())).collect();
        let values: Map<String, Json> =
            self.values.iter().map(|(name, value)| (name.to_string(), json::value_json(value))).collect();
        let parts: Vec<Json> = self
            .parts
            .iter()
            .map(|part| json!({ "name": part.name, "kind": part.shape.kind(), "level": part.shape.level() }))
            .collect();
        let mut object = Map::new();
        object.insert("parameters".to_owned(), Json::Object(parameters));
        object.insert("values".to_owned(), Json::Object(values));
        object.insert("parts".to_owned(), Json::Array(parts));
        object
    }
}

/// The result of one `test` block.
#[derive(Clone, Debug)]
pub struct TestReport {
    /// Its name.
    pub name: String,
    /// Its place.
    pub span: Span,
    /// Whether every assertion held and nothing else failed.
    pub passed: bool,
    /// What was reported.
    pub diagnostics: Vec<Diagnostic>,
}

/// Evaluates a program: parameters, then everything in the root in source order.
pub fn evaluate(program: &Program, geometry: &dyn Geometry, options: &Options) -> Outcome {
    let mut run = start(program, geometry, options);
    let parameters = whole(&mut run, options);
    finish(run, parameters, options.require_part)
}

/// Evaluates a program and runs the `test` blocks of its root.
pub fn run_tests(program: &Program, geometry: &dyn Geometry, options: &Options) -> (Outcome, Vec<TestReport>) {
    let mut run = start(program, geometry, options);
    let parameters = whole(&mut run, options);
    let tests = run.tests();
    (finish(run, parameters, options.require_part), tests)
}

fn start<'a>(program: &'a Program, geometry: &'a dyn Geometry, options: &Options<'a>) -> Interpreter<'a> {
    let core = program.modules.iter().position(|module| module.name == "std:core");
    let builtins = core.map_or_else(Vec::new, |core| {
        let implementation = |kind: &ItemKind| match kind {
            ItemKind::Function(function) if function.body.is_none() => builtin::find(&function.name),
            _ => None,
        };
        program.modules[core].items.iter().map(|item| implementation(&item.kind)).collect()
    });
    Interpreter {
        program,
        geometry,
        limits: options.limits,
        used: Default::default(),
        cancel: options.cancel,
        stack: Vec::with_capacity(1024),
        base: 0,
        calls: Vec::with_capacity(64),
        call_floor: 0,
        unit: 1.0,
        items: program.modules.iter().map(|module| module.items.iter().map(|_| ItemState::Pending).collect()).collect(),
        builtins,
        core: core.map(|core| core as u32),
        diagnostics: Vec::new(),
    }
}

/// Parameters, and the rest when their values are allowed.
fn whole(run: &mut Interpreter, options: &Options) -> Vec<ParameterReport> {
    let (parameters, allowed) = run.parameters(&options.overrides);
    if allowed {
        // A stopped evaluation has reported why and keeps what it has.
        let _ = run.visit_all();
    }
    parameters
}

fn finish(mut run: Interpreter, parameters: Vec<ParameterReport>, require_part: bool) -> Outcome {
    let parts = run.parts();
    if require_part {
        run.require_part();
    }
    let mut values = Vec::new();
    if let Some((root, states)) = run.program.modules.last().zip(run.items.last()) {
        for (item, state) in root.items.iter().zip(states) {
            if let (ItemKind::Let { .. }, ItemState::Done(value)) = (&item.kind, state) {
                values.push((item.name.clone(), value.clone()));
            }
        }
    }
    let mut diagnostics = run.diagnostics;
    sort(&mut diagnostics);
    Outcome { parameters, values, parts, diagnostics }
}
