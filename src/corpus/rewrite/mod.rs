//! Programs that are better than what they came from: parameters with meaning, shapes by name, patterns, relations.
//!
//! Purpose: [`rewrite`] takes any program with one part, solid or [plane](mod@plane), looks only at what it evaluates to,
//! and writes a program for the same part as an engineer would: a host, features placed against it, parameters by role,
//! ranges. Its steps are rooms of their own, so that a host can offer them singly: [`model`] (what a program makes, in world coordinates), [`clean`](mod@clean),
//! [`name`](mod@name), [`layout`] (congruence and arrangement), [`build`](mod@build) with [`solve`], [`shape`] and [`form`]
//! (places as linear forms over parameters), [`bodies`] and [`grid`] (plain bodies in loops), [`term`] (the same as a term for
//! comparison), [`range`], [`proof`] and [`size`].
//! Invariants: a rewritten program comes with the proof that it evaluates to the same flat operations, or the program stays
//! as it was; the same program always gives the same text; relations come from topological roles, never from equal numbers.
//! Absent: the kernel (nothing is realised), foreign formats, bodies of revolution and programs of several parts (they stay
//! as they are).

pub mod bodies;
pub mod build;
pub mod clean;
pub mod form;
pub mod grid;
mod group;
pub mod layout;
pub mod model;
pub mod name;
pub mod plane;
pub mod proof;
pub mod range;
mod repeat;
pub mod shape;
pub mod size;
pub mod solve;
pub mod term;
#[cfg(test)]
mod tests;
mod word;

use serde_json::json;

use super::flat;
use super::plan::{self, Plan, Quantity, print};
use crate::diagnostics::Diagnostic;
use crate::model::Shape;
use crate::text::{SourceMap, Sources};
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Depth, Outcome, Override, Request, Workspace, with_deep_stack};
use model::Model;
pub use proof::Proof;
pub use size::Size;

/// Coordinates that differ by at most this share of the diagonal may be one place.
const LOOSE: f64 = 3e-6;
/// The noise of coordinates that were written in metres with eight decimals, with room for sums, mm.
const NOISE: f64 = 2.5e-5;
/// The same for programs whose numbers are exact.
const STRICT: f64 = 1e-9;
/// How often an end of a range that does not hold is drawn nearer.
const MOST_SHRINKS: usize = 3;
/// Programs with more parameters than this get no confirmed ranges.
const MOST_RANGED: usize = 64;

/// What a program became.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// The program: rewritten, or as it was.
    pub program: String,
    /// The rewritten program as data; `None` when it stays as it was.
    pub plan: Option<Plan>,
    /// What was proven of it; `None` when it stays as it was.
    pub proof: Option<Proof>,
    /// Why it stays as it was.
    pub reason: Option<&'static str>,
    /// The length of what there was.
    pub before: Size,
    /// The length of what there is now.
    pub after: Size,
    /// Patterns in it.
    pub patterns: usize,
    /// Mirror images in it.
    pub mirrors: usize,
    /// Relations in it that are there because numbers agree, by name.
    pub relations: Vec<(&'static str, usize)>,
}

impl Rewritten {
    fn unchanged(text: &str, reason: &'static str) -> Rewritten {
        let size = size::measure(text);
        Rewritten {
            program: text.to_owned(),
            plan: None,
            proof: None,
            reason: Some(reason),
            before: size,
            after: size,
            patterns: 0,
            mirrors: 0,
            relations: Vec::new(),
        }
    }

    /// The figures as `recad rewrite` prints them.
    pub fn to_json(&self) -> serde_json::Value {
        json!({
            "equivalent": self.proof.is_some(),
            "proof": self.proof.map(Proof::name),
            "reason": self.reason,
            "parameters": self.after.parameters,
            "literals_before": self.before.literals,
            "literals_after": self.after.literals,
            "patterns": self.patterns,
            "mirrors": self.mirrors,
            "bits_before": self.before.bits.round(),
            "bits_after": self.after.bits.round(),
        })
    }
}

/// A program that could not be evaluated.
#[derive(Debug)]
pub struct Failed {
    /// The texts.
    pub sources: SourceMap,
    /// Why.
    pub diagnostics: Vec<Diagnostic>,
}

/// Rewrites a program; `name` is what diagnostics call it and `sources` is where its `use` lines lead.
pub fn rewrite(name: &str, text: &str, sources: &(dyn Sources + Sync)) -> Result<Rewritten, Failed> {
    // Once for all evaluations: a thread for each costs more than a small program.
    with_deep_stack(|| rewritten(name, text, sources))
}

fn rewritten(name: &str, text: &str, sources: &(dyn Sources + Sync)) -> Result<Rewritten, Failed> {
    let outcome = evaluated(name, text, sources);
    if outcome.diagnostics.iter().any(Diagnostic::is_error) {
        return Err(Failed { sources: outcome.sources, diagnostics: outcome.diagnostics });
    }
    let [part] = &outcome.evaluation.parts[..] else {
        return Ok(Rewritten::unchanged(text, "the program has several parts"));
    };
    if let Some(kind) = plane::kind(&part.shape)
        && let Some(height) = plane::height(&part.shape)
        && let Some(model) = plane::model(&part.shape, height)
    {
        return Ok(improved(text, &model, Reading::Plane { kind, height }));
    }
    Ok(match model::of_shape(&part.shape) {
        Some(model) => improved(text, &model, Reading::Solid),
        None => Rewritten::unchanged(text, "the part is no sequence of extrusions"),
    })
}

/// Rewrites a flat program whose text is `text`; when it consists of extrusions, without evaluating that first.
pub fn rewrite_flat(program: &flat::Program, text: &str) -> Rewritten {
    match model::of_flat(program) {
        Some(model) => with_deep_stack(|| improved(text, &model, Reading::Solid)),
        None => match rewrite("flat", text, &StandardLibraryOnly) {
            Ok(usual) => with_deep_stack(|| bodies::looped(program, text, usual)),
            Err(_) => Rewritten::unchanged(text, "the program does not evaluate"),
        },
    }
}

/// How a part becomes a model.
#[derive(Clone, Copy, Debug)]
enum Reading {
    Solid,
    /// As if it were extruded by `height`.
    Plane {
        kind: plane::Kind,
        height: f64,
    },
}

impl Reading {
    fn model(self, shape: &Shape) -> Option<Model> {
        match self {
            Reading::Solid => model::of_shape(shape),
            Reading::Plane { kind, height } => {
                (plane::kind(shape) == Some(kind)).then(|| plane::model(shape, height)).flatten()
            }
        }
    }

    fn build(self, model: &Model, tolerance: f64) -> Option<build::Built> {
        match self {
            Reading::Solid => build::build(model, tolerance, false),
            Reading::Plane { kind, .. } => plane::flattened(build::build(model, tolerance, true)?, kind),
        }
    }
}

/// Tries from the boldest to the most careful.
fn improved(text: &str, model: &Model, reading: Reading) -> Rewritten {
    let diagonal = model.diagonal();
    let before = size::measure(text);
    let loose = NOISE.clamp(STRICT * diagonal, LOOSE * diagonal);
    for tolerance in [loose, STRICT * diagonal] {
        let clean = clean::clean(model.clone(), tolerance);
        let Some(built) = reading.build(&clean, tolerance) else { continue };
        if let Some((program, plan, proof)) = proven(&clean, built.clone(), tolerance, reading) {
            let after = size::measure(&program);
            let (patterns, mirrors) = (built.patterns, built.mirrors);
            let claims = solve::Relation::ALL.into_iter().zip(built.solver.claims);
            let relations =
                claims.filter(|claim| claim.1 > 0).map(|(relation, count)| (relation.name(), count)).collect();
            return Rewritten {
                program,
                plan: Some(plan),
                proof: Some(proof),
                reason: None,
                before,
                after,
                patterns,
                mirrors,
                relations,
            };
        }
    }
    Rewritten::unchanged(text, "no rewritten program was proven equal")
}

/// The text of a plan with its proof, and with ranges that hold.
fn proven(clean: &Model, built: build::Built, tolerance: f64, reading: Reading) -> Option<(String, Plan, Proof)> {
    let build::Built { mut plan, solver, .. } = built;
    let used = used_names(&plan);
    plan.parameters = solver
        .drafts
        .iter()
        .filter(|draft| used.contains(&draft.name))
        .map(|draft| plan::Parameter {
            name: draft.name.clone(),
            doc: Some(draft.doc.clone()),
            quantity: draft.quantity,
            value: draft.value,
            range: None,
        })
        .collect();
    let text = print::program(&plan);
    let outcome = evaluated("rewritten", &text, &StandardLibraryOnly);
    if outcome.diagnostics.iter().any(Diagnostic::is_error) {
        return None;
    }
    let [part] = &outcome.evaluation.parts[..] else { return None };
    let after = reading.model(&part.shape)?;
    let proof = proof::prove(clean, &clean::clean(after.clone(), tolerance))?;
    if plan.parameters.len() <= MOST_RANGED {
        let signature = signature(&after);
        let intervals = range::intervals(&solver);
        for parameter in &mut plan.parameters {
            let Some(id) = solver.names.iter().position(|name| *name == parameter.name) else { continue };
            let (low, high) = intervals[id];
            let holds = |value: f64| {
                let ok = value == parameter.value || holds(&outcome, parameter, value, &signature, reading);
                ok.then_some(value)
            };
            let low = confirmed(low, parameter, holds);
            let high = confirmed(high, parameter, holds);
            if low < high {
                parameter.range = Some((low.into(), high.into()));
            }
        }
    }
    Some((print::program(&plan), plan, proof))
}

/// An end of a range that holds, drawn nearer until it does.
fn confirmed(end: f64, parameter: &plan::Parameter, holds: impl Fn(f64) -> Option<f64>) -> f64 {
    let mut end = end;
    for _ in 0..MOST_SHRINKS {
        if let Some(end) = holds(end) {
            return end;
        }
        let half = (end + parameter.value) / 2.0;
        end = match parameter.quantity {
            Quantity::Count => half.round(),
            _ => solve::nice(half, (end - parameter.value).abs() / 8.0),
        };
    }
    parameter.value
}

/// Whether the part evaluates to the same kinds of operations with another value of a parameter.
fn holds(
    outcome: &Outcome,
    parameter: &plan::Parameter,
    value: f64,
    signature: &[(u8, usize, usize)],
    reading: Reading,
) -> bool {
    let overrides = [(parameter.name.to_string(), given(parameter.quantity, value))];
    let Some(evaluation) = outcome.evaluated_again(&overrides) else { return false };
    let ([part], false) = (&evaluation.parts[..], evaluation.diagnostics.iter().any(Diagnostic::is_error)) else {
        return false;
    };
    let Some(model) = reading.model(&part.shape) else { return false };
    parameter.quantity == Quantity::Count || self::signature(&model) == signature
}

fn given(quantity: Quantity, value: f64) -> Override {
    Override::Json(match quantity {
        Quantity::Length => json!({"value": value, "unit": "mm"}),
        Quantity::Angle => json!({"value": value, "unit": "deg"}),
        Quantity::Count => json!(value as i64),
        Quantity::Ratio => json!(value),
    })
}

/// What stays when only sizes change: operations, and curves and holes of every prism.
fn signature(model: &Model) -> Vec<(u8, usize, usize)> {
    fn visit(steps: &[model::Step], found: &mut Vec<(u8, usize, usize)>) {
        for step in steps {
            found.extend(step.prisms.iter().map(|prism| {
                let holes = prism.region.holes.iter().map(|hole| 1 + hole.len()).sum();
                (step.operation as u8, prism.region.outer.len(), holes)
            }));
            visit(&step.nested, found);
        }
    }
    let mut found = Vec::new();
    visit(&model.steps, &mut found);
    found
}

/// The names that some number of the plan uses.
fn used_names(plan: &Plan) -> rustc_hash::FxHashSet<plan::SmolStr> {
    let mut used = rustc_hash::FxHashSet::default();
    let mut visit = |expr: &mut plan::Expr| {
        expr.walk(&mut |inner| {
            if let plan::Expr::Name(name) = inner {
                used.insert(name.clone());
            }
        });
    };
    let mut plan = plan.clone();
    plan.each_expr(&mut visit);
    plan.placement.iter_mut().flatten().for_each(visit);
    used
}

fn evaluated(name: &str, text: &str, sources: &(dyn Sources + Sync)) -> Outcome {
    let request = Request { depth: Depth::Evaluate, terse: true, ..Request::new(name, text, sources) };
    Workspace::default().run(&request)
}
