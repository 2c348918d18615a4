//! Edit survival: every edit of a protocol, made and judged.
//!
//! *Valid*: the program builds, with as many parts, bodies, holes and handles (genus) as before; an edit of a count may
//! change bodies and genus, but only in the direction of the count and by no more than the outlines that came or went. A
//! value outside the declared range is invalid like any other error.
//! *Intent*: it is valid, and every [`relation`](super::relation) of the part before still holds ([`kept`]).
//!
//! Edits: a number by ±10 % and ±25 %, a whole number by ±1, a number with choices to its neighbours. With a `step` a
//! move is rounded to steps, one at least. A zero moves by these shares of its declared range; without one it has no
//! edit, and neither have texts, truth values, tuples and lists.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::literal::{Edited, Grouping, literals, replaced};
use super::perturb::{given, same};
use super::relation::{Change, Form, Kind, Relation, Scene, Scope, find, kept};
use crate::diagnostics::{Diagnostic, render_json};
use crate::eval::{Number, ParameterReport, Value, display};
use crate::model::Shape;
use crate::sema::types::Dimension;
use crate::text::{LineColumn, SourceMap, Span};
use crate::workspace::{Outcome, Request, Workspace};

/// The shares by which numbers move.
pub const SHARES: [f64; 4] = [0.1, -0.1, 0.25, -0.25];
/// Broken relations that are listed for an edit; the rest is counted.
const MOST_BROKEN: usize = 50;

/// What an edit was found to break.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Broken {
    /// The relation.
    pub relation: Kind,
    /// Where the program makes its members (the first of them), as places in the program before the edit.
    pub members: Vec<Place>,
    /// How many members it has.
    pub size: usize,
}

/// A place in the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
}

/// One edit and what became of the part.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The change as people say it: `+10 %`, `-1`, `next`.
    pub change: String,
    /// The new value, in the unit of its declaration.
    pub value: Json,
    /// Whether the part is of the same kind.
    pub is_valid: bool,
    /// Whether it is valid and every relation holds.
    pub keeps_intent: bool,
    /// Why it is not valid, in a few words; the diagnostics say more.
    pub reason: Option<String>,
    /// Relations that no longer hold, of a valid part.
    pub broken: Vec<Broken>,
    /// How many there are, listed or not.
    pub broken_count: usize,
    /// Errors of the edited program.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts that the diagnostics are about.
    pub sources: SourceMap,
}

/// A parameter or number with its edits.
#[derive(Clone, Debug)]
pub struct Row {
    /// The parameter, or `line:column` of the number.
    pub name: SmolStr,
    /// The value before, as people write it.
    pub value: String,
    /// Its edits.
    pub edits: Vec<Verdict>,
}

/// The edits of a program.
#[derive(Clone, Debug)]
pub struct Survival {
    /// By parameter or number, in the order of the program.
    pub rows: Vec<Row>,
    /// The relations of the part before.
    pub relations: Vec<Relation>,
    /// Whether the part is so large that some of it was not looked at.
    pub is_cut_short: bool,
}

/// How the program is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// By its parameters.
    Parameters,
    /// By the numbers in its text.
    Literals(Grouping),
}

impl Survival {
    /// All edits.
    pub fn edits(&self) -> impl Iterator<Item = &Verdict> {
        self.rows.iter().flat_map(|row| &row.edits)
    }

    /// The share of edits with a property; none without edits.
    pub fn share(&self, property: impl Fn(&Verdict) -> bool) -> Option<f64> {
        let count = self.edits().count();
        (count > 0).then(|| self.edits().filter(|edit| property(edit)).count() as f64 / count as f64)
    }

    /// How many relations of each kind the part has, in the order of kinds.
    pub fn kinds(&self) -> Vec<(Kind, usize)> {
        let count = |kind: Kind| self.relations.iter().filter(|relation| relation.kind == kind).count();
        Kind::ALL.into_iter().map(|kind| (kind, count(kind))).filter(|(_, count)| *count > 0).collect()
    }

    /// The document that `recad edits --format json` prints, without its own diagnostics.
    pub fn to_json(&self) -> Json {
        let rows: Vec<Json> = self.rows.iter().map(Row::to_json).collect();
        let kinds: serde_json::Map<String, Json> =
            self.kinds().into_iter().map(|(kind, count)| (kind.name().to_owned(), json!(count))).collect();
        json!({
            "schema": 1,
            "parameters": rows,
            "edits": self.edits().count(),
            "valid_share": self.share(|edit| edit.is_valid),
            "intent_share": self.share(|edit| edit.keeps_intent),
            "relations": kinds,
            "cut_short": self.is_cut_short,
        })
    }
}

impl Row {
    fn to_json(&self) -> Json {
        let edits: Vec<Json> = self.edits.iter().map(Verdict::to_json).collect();
        json!({"name": self.name, "value": self.value, "edits": edits})
    }
}

impl Verdict {
    fn to_json(&self) -> Json {
        let diagnostics: Vec<Json> = self.diagnostics.iter().map(|d| render_json::render(d, &self.sources)).collect();
        json!({
            "change": self.change,
            "value": self.value,
            "valid": self.is_valid,
            "intent": self.keeps_intent,
            "reason": self.reason,
            "broken": self.broken,
            "broken_count": self.broken_count,
            "diagnostics": diagnostics,
        })
    }
}

/// The edits of a program, which must run without errors: otherwise the outcome is given back.
///
/// `time_limit` is that of every single edit too.
pub fn survival(request: &Request, target: Target) -> Result<(Survival, Outcome), Outcome> {
    let outcome = Workspace::default().run(request);
    if outcome.has_errors() || outcome.parts().is_empty() {
        return Err(outcome);
    }
    let judge = Judge::new(request, &outcome);
    let rows = match target {
        Target::Parameters => judge.parameters(),
        Target::Literals(grouping) => judge.literals(grouping),
    };
    let Judge { scene, relations, .. } = judge;
    Ok((Survival { rows, relations, is_cut_short: scene.is_cut_short }, outcome))
}

/// The relations of a part that was evaluated.
pub fn scene(outcome: &Outcome) -> Scene {
    scene_of(outcome, |span| span)
}

fn scene_of(outcome: &Outcome, original: impl Fn(Span) -> Span) -> Scene {
    Scene::new(outcome.parts().iter().map(|part| (part.name.as_str(), &part.shape)), original)
}

/// What an edit may not change, part by part.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Topology {
    /// Bodies of a solid, regions of a plane shape.
    pieces: i64,
    /// Handles of a solid, holes of a plane shape.
    handles: i64,
}

fn topology(outcome: &Outcome) -> Option<Vec<Topology>> {
    let parts = outcome.parts().iter().enumerate();
    let of = |(index, part): (usize, &crate::eval::Part)| {
        let faces = match &part.shape {
            Shape::Solid(_) => {
                let counts = outcome.body(index)?.counts();
                return Some(Topology { pieces: counts.shells as i64, handles: counts.genus as i64 });
            }
            Shape::Curve(_) | Shape::Loop(_) => return Some(Topology { pieces: 1, handles: 0 }),
            Shape::Face(face) => std::slice::from_ref(face),
            Shape::Sketch(sketch) => &*sketch.faces,
        };
        let regions = || faces.iter().flat_map(|face| face.regions.iter());
        let handles = regions().map(|region| region.holes.len() as i64).sum();
        Some(Topology { pieces: regions().count() as i64, handles })
    };
    parts.map(of).collect()
}

fn outlines(scene: &Scene) -> i64 {
    scene.entities.iter().filter(|entity| matches!(entity.form, Form::Outline(_))).count() as i64
}

/// The part before the edits.
struct Judge<'a> {
    request: &'a Request<'a>,
    outcome: &'a Outcome,
    scene: Scene,
    relations: Vec<Relation>,
    topology: Option<Vec<Topology>>,
    time_limit: Option<Duration>,
}

/// An edit to be made.
struct Edit {
    change: String,
    value: Value,
    kind: Change,
}

impl<'a> Judge<'a> {
    fn new(request: &'a Request<'a>, outcome: &'a Outcome) -> Self {
        let scene = scene(outcome);
        let relations = find(&scene, Scope::Part);
        let topology = topology(outcome);
        Self { request, outcome, scene, relations, topology, time_limit: request.time_limit }
    }

    fn parameters(&self) -> Vec<Row> {
        let row = |parameter: &ParameterReport| {
            let edits = edits(parameter).into_iter().filter_map(|edit| {
                let mut overrides = self.request.overrides.to_vec();
                overrides.push((parameter.name.to_string(), given(&edit.value)?));
                let value = ParameterReport { value: edit.value, ..parameter.clone() }.to_json()["value"].take();
                let outcome = self.outcome.again(&overrides, self.time_limit)?;
                Some(self.judge(outcome, edit.change, value, edit.kind, |span| span))
            });
            Row { name: parameter.name.clone(), value: display::brief(&parameter.value), edits: edits.collect() }
        };
        self.outcome.evaluation.parameters.iter().map(row).collect()
    }

    fn literals(&self, grouping: Grouping) -> Vec<Row> {
        let text = self.request.text;
        let found = literals(text, grouping);
        let row = |literal: &super::literal::Literal| {
            let place = self.place(Span::new(self.outcome.root(), literal.start() as u32, literal.start() as u32));
            let edits = SHARES.iter().filter(|_| literal.value != 0.0).map(|share| {
                let value = literal.value * (1.0 + share);
                let edited = replaced(text, [(literal, value)]);
                let request = Request {
                    text: &edited.text,
                    terse: true,
                    overrides: self.request.overrides,
                    time_limit: self.time_limit,
                    ..Request::new(self.request.name, &edited.text, self.request.sources)
                };
                let outcome = Workspace::default().run(&request);
                let root = outcome.root();
                let original = |span| Edited::original(&edited, root, span);
                self.judge(outcome, percent(*share), json!(value), Change::Size, original)
            });
            let name = format!("{}:{}", place.line, place.column).into();
            Row { name, value: display::number_text(literal.value), edits: edits.collect() }
        };
        found.iter().map(row).collect()
    }

    fn judge(
        &self,
        outcome: Outcome,
        change: String,
        value: Json,
        kind: Change,
        original: impl Fn(Span) -> Span,
    ) -> Verdict {
        let mut verdict = Verdict {
            change,
            value,
            is_valid: false,
            keeps_intent: false,
            reason: None,
            broken: Vec::new(),
            broken_count: 0,
            diagnostics: outcome.diagnostics.iter().filter(|d| d.is_error()).cloned().collect(),
            sources: outcome.sources.clone(),
        };
        if let Some(first) = verdict.diagnostics.first() {
            verdict.reason = Some(first.name.as_str().to_owned());
            return verdict;
        }
        let after = scene_of(&outcome, original);
        verdict.reason = self.changed(&outcome, &after, kind);
        if verdict.reason.is_some() {
            return verdict;
        }
        verdict.is_valid = true;
        let kept = kept(&self.scene, &self.relations, &after, kind);
        let broken = || self.relations.iter().zip(&kept).filter(|(_, kept)| !**kept).map(|(relation, _)| relation);
        verdict.broken_count = broken().count();
        verdict.keeps_intent = verdict.broken_count == 0;
        verdict.broken = broken().take(MOST_BROKEN).map(|relation| self.broken(relation)).collect();
        verdict
    }

    /// In which way the part is another kind of part, if it is.
    fn changed(&self, outcome: &Outcome, after: &Scene, kind: Change) -> Option<String> {
        let (Some(old), Some(new)) = (&self.topology, topology(outcome)) else {
            return Some("a body could not be built".to_owned());
        };
        if old.len() != new.len() {
            return Some(format!("{} parts in place of {}", new.len(), old.len()));
        }
        let came = outlines(after) - outlines(&self.scene);
        let allowed = |was: i64, is: i64| match kind {
            Change::Count => (is - was) * came >= 0 && (is - was).abs() <= came.abs(),
            _ => is == was,
        };
        old.iter().zip(&new).find_map(|(was, is)| {
            if !allowed(was.pieces, is.pieces) {
                Some(format!("{} bodies in place of {}", is.pieces, was.pieces))
            } else if !allowed(was.handles, is.handles) {
                Some(format!("genus {} in place of {}", is.handles, was.handles))
            } else {
                None
            }
        })
    }

    fn broken(&self, relation: &Relation) -> Broken {
        const SHOWN: usize = 4;
        let span = |id: &u32| self.scene.entities.get(*id as usize).map(|entity| entity.span);
        let mut members: Vec<Place> = relation.members.iter().filter_map(span).map(|span| self.place(span)).collect();
        members.dedup();
        members.truncate(SHOWN);
        Broken { relation: relation.kind, members, size: relation.members.len() }
    }

    fn place(&self, span: Span) -> Place {
        let at = self.outcome.sources.file(span.file).map(|file| file.lines.line_column(&file.text, span.start));
        let LineColumn { line, column } = at.unwrap_or(LineColumn { line: 1, column: 1 });
        Place { line, column }
    }
}

fn percent(share: f64) -> String {
    format!("{:+} %", (share * 100.0).round())
}

/// The edits of a parameter, in a fixed order.
fn edits(parameter: &ParameterReport) -> Vec<Edit> {
    let Value::Number(number) = parameter.value else { return Vec::new() };
    let at = |value: f64| Value::Number(Number { value, ..number });
    let kind = if number.dimension == Some(Dimension::ANGLE) { Change::Angle } else { Change::Size };
    if let Some(choices) = &parameter.choices {
        let Some(now) = choices.iter().position(|choice| same(choice, &parameter.value)) else { return Vec::new() };
        let kind = if parameter.ty == "Int" { Change::Count } else { kind };
        let neighbours = [("next", now.checked_add(1)), ("previous", now.checked_sub(1))];
        let edit = |(name, index): (&str, Option<usize>)| {
            Some(Edit { change: name.to_owned(), value: choices.get(index?)?.clone(), kind })
        };
        return neighbours.into_iter().filter_map(edit).collect();
    }
    if parameter.ty == "Int" {
        let edit = |by: f64| Edit { change: format!("{by:+}"), value: at(number.value + by), kind: Change::Count };
        return [1.0, -1.0].map(edit).into();
    }
    let bound = |value: &Value| value.number().map(|number| number.value);
    let width = parameter.range.as_ref().and_then(|(low, high)| Some(bound(high)? - bound(low)?));
    let step = parameter.step.as_ref().and_then(bound).filter(|step| *step > 0.0);
    let size = if number.value == 0.0 { width.unwrap_or(0.0) } else { number.value };
    let edit = |share: &f64| {
        let by = share * size;
        let by = step.map_or(by, |step| step * (by / step).abs().round().max(1.0).copysign(by));
        (by != 0.0 && by.is_finite()).then(|| Edit { change: percent(*share), value: at(number.value + by), kind })
    };
    SHARES.iter().filter_map(edit).collect()
}
