//! Running cases and comparing.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use super::coverage::Touched;
use super::expectation::{Expectation, Figure, Kind, Place};
use super::program::ROOT;
use super::report::{CaseReport, Failure, Report};
use super::spec::Spec;
use super::suite::{Case, Suite};
use crate::diagnostics::{Diagnostic, Severity, render_short};
use crate::eval::{Value, display};
use crate::geom::mesher::MeshOptions;
use crate::syntax::{self, reference};
use crate::text::{FileId, SourceMap};
use crate::workspace::{Depth, Inspection, Outcome, Request, Workspace, in_parallel};

/// A program that takes longer than this is ended (`host/timeout`), which fails its case.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// Values are shown up to this many bytes.
const SHOWN: usize = 300;

/// How a suite is run.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether the normative grammar must agree on every text: on acceptance, and on the tree.
    pub reference: bool,
}

/// Runs every case.
pub fn run(suite: &Suite, spec: &Spec, options: Options) -> Report {
    let workspace = Workspace::default();
    let results = in_parallel(suite.cases.len(), 0, |index| {
        let case = &suite.cases[index];
        let work = || Run { workspace: &workspace, case, suite, failures: Vec::new() }.run(options);
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
            let got = "recad panicked; this is an error in recad".to_owned();
            let line = line_of(&suite.sources, case.span);
            (vec![Failure { line, expected: "an answer".to_owned(), got }], Touched::default())
        })
    });
    let mut touched = Touched::default();
    let mut cases = Vec::with_capacity(results.len());
    for (case, (failures, touches)) in suite.cases.iter().zip(results) {
        if failures.is_empty() {
            touched.add(touches);
        }
        cases.push(CaseReport {
            file: suite.sources.file(case.span.file).map(|file| file.name.clone()).unwrap_or_default(),
            line: line_of(&suite.sources, case.span),
            title: case.title.clone(),
            rules: case.rules.clone(),
            expects_errors: case
                .expectations
                .iter()
                .any(|line| matches!(line.kind, Kind::Diagnostic { severity: Severity::Error, .. })),
            failures,
        });
    }
    Report {
        cases,
        coverage: touched.coverage(spec),
        diagnostics: suite.diagnostics.clone(),
        sources: suite.sources.clone(),
    }
}

fn line_of(sources: &SourceMap, span: crate::text::Span) -> u32 {
    sources.file(span.file).map_or(0, |file| file.lines.line_column(&file.text, span.start).line)
}

struct Run<'a> {
    workspace: &'a Workspace,
    case: &'a Case,
    suite: &'a Suite,
    failures: Vec<Failure>,
}

impl Run<'_> {
    fn run(mut self, options: Options) -> (Vec<Failure>, Touched) {
        let mut touched = Touched { rules: self.case.rules.iter().cloned().collect(), ..Touched::default() };
        for text in self.case.program.texts() {
            let accepted = reference::rules(FileId(0), text);
            if options.reference {
                self.agreement(text, accepted.as_ref().err());
            }
            touched.grammar.extend(accepted.unwrap_or_default());
        }
        let syntax_only = self.case.expectations.iter().any(|line| line.kind == Kind::SyntaxOk);
        let (mut outcome, inspection) = self.outcome(if syntax_only { Depth::Syntax } else { Depth::Realise });
        for line in &self.case.expectations {
            match &line.kind {
                Kind::Ok | Kind::SyntaxOk => {}
                Kind::Value { name, literal, tolerance } => {
                    let value = value(&outcome, name);
                    if !value.is_some_and(|value| literal.matches(value, *tolerance)) {
                        let got = value.map_or_else(|| format!("`{name}` has no value"), |value| shown(name, value));
                        self.fail(line, got);
                    }
                }
                Kind::Type { name, ty } => {
                    let found = inspection.types.iter().find(|(known, _)| known == name).map(|(_, ty)| ty.to_string());
                    if found.as_ref() != Some(ty) {
                        self.fail(
                            line,
                            found.map_or_else(|| format!("no `{name}`"), |ty| format!("type {name} = {ty}")),
                        );
                    }
                }
                Kind::Part { name, kind, level } => {
                    let found = outcome.parts().iter().find(|part| part.name == *name);
                    if found.is_none_or(|part| (part.shape.kind(), part.shape.level()) != (*kind, *level)) {
                        let got = match found {
                            Some(part) => {
                                let kind = format!("{:?}", part.shape.kind()).to_lowercase();
                                format!("part {name}: {kind} {:?}", part.shape.level())
                            }
                            None => format!("no part `{name}`"),
                        };
                        self.fail(line, got);
                    }
                }
                Kind::Measure { .. } => {}
                Kind::Test { name, passes } => {
                    let found = inspection.tests.iter().find(|test| test.name == *name);
                    if found.map(|test| test.passed) != Some(*passes) {
                        self.fail(
                            line,
                            match found {
                                Some(test) => {
                                    let said = said(&test.diagnostics, &outcome.sources);
                                    format!("the test {}{said}", if test.passed { "passes" } else { "fails" })
                                }
                                None => "no such test was run".to_owned(),
                            },
                        );
                    }
                }
                Kind::Diagnostic { name, .. } => drop(touched.diagnostics.insert(name.to_string())),
            }
        }
        self.measures(&mut outcome);
        self.diagnostics(&outcome);
        self.failures.sort_by_key(|failure| failure.line);
        (self.failures, touched)
    }

    fn outcome(&self, depth: Depth) -> (Outcome, Inspection) {
        let request = Request {
            overrides: &self.case.with,
            depth,
            time_limit: Some(TIME_LIMIT),
            ..Request::new(ROOT, self.case.program.root(), &self.case.program)
        };
        let looks_inside = |kind: &Kind| matches!(kind, Kind::Test { .. } | Kind::Type { .. });
        if self.case.expectations.iter().any(|line| looks_inside(&line.kind)) {
            self.workspace.inspect(&request)
        } else {
            (self.workspace.run(&request), Inspection::default())
        }
    }

    fn fail(&mut self, line: &Expectation, got: impl Into<String>) {
        let line_number = line_of(&self.suite.sources, line.span);
        self.failures.push(Failure { line: line_number, expected: line.text.clone(), got: got.into() });
    }

    fn fail_case(&mut self, expected: &str, got: String) {
        let line = line_of(&self.suite.sources, self.case.span);
        self.failures.push(Failure { line, expected: expected.to_owned(), got });
    }

    /// Both parsers accept, with the same tree, or both reject.
    fn agreement(&mut self, text: &str, rejected: Option<&reference::ReferenceError>) {
        let parse = syntax::parse(FileId(0), text);
        let expected = "both grammars agree";
        match (parse.is_ok(), rejected) {
            (true, Some(error)) => {
                self.fail_case(expected, format!("only the normative one rejects: {}", error.message))
            }
            (false, None) => {
                let messages: Vec<_> = parse.diagnostics().iter().map(|d| d.message.as_str()).collect();
                self.fail_case(expected, format!("only the everyday one rejects: {}", messages.join("; ")));
            }
            (true, None) if reference::shape(FileId(0), text).as_ref() != Ok(&parse.shape()) => {
                self.fail_case(expected, "they make different trees".to_owned());
            }
            _ => {}
        }
    }

    /// Compares figures; the program is measured once and only when asked for.
    fn measures(&mut self, outcome: &mut Outcome) {
        let case = self.case;
        if !case.expectations.iter().any(|line| matches!(line.kind, Kind::Measure { .. })) {
            return;
        }
        let before = outcome.diagnostics.len();
        let (mut records, total) = outcome.measure(&MeshOptions::default());
        let failed = said(&outcome.diagnostics.split_off(before), &outcome.sources);
        // The only part is the total.
        let total = total.or_else(|| if let [only] = &records[..] { Some(only.clone()) } else { None });
        records.extend(total.map(|total| crate::export::json::MeasurementRecord { name: "total".to_owned(), ..total }));
        for line in &case.expectations {
            let Kind::Measure { part, field, expected, tolerance } = &line.kind else { continue };
            let record = records.iter().find(|record| record.name == *part);
            let document = record.map(|record| serde_json::to_value(record).unwrap_or_default());
            let found = document.as_ref().and_then(|document| figure(document, field));
            let agrees = match (expected, found) {
                (Figure::Number(expected), Some(Figure::Number(actual))) => tolerance.allows(*expected, actual),
                (Figure::Truth(expected), Some(Figure::Truth(actual))) => *expected == actual,
                _ => false,
            };
            if !agrees {
                self.fail(
                    line,
                    match (found, &document) {
                        (Some(Figure::Number(actual)), _) => match expected {
                            Figure::Number(expected) => format!("{actual} (the figure expected is {expected})"),
                            Figure::Truth(_) => actual.to_string(),
                        },
                        (Some(Figure::Truth(actual)), _) => actual.to_string(),
                        (None, Some(_)) => format!("the measurement has no figure `{field}`"),
                        (None, None) => format!("no measured part `{part}`{failed}"),
                    },
                );
            }
        }
    }

    /// The errors are exactly those listed; warnings and notes too when the case lists one.
    fn diagnostics(&mut self, outcome: &Outcome) {
        for severity in [Severity::Error, Severity::Warning, Severity::Note] {
            let mut left: Vec<&Diagnostic> = outcome.diagnostics.iter().filter(|d| d.severity == severity).collect();
            let mut missing = Vec::new();
            let mut listed = 0;
            for line in &self.case.expectations {
                let Kind::Diagnostic { severity: expected, name, place } = &line.kind else { continue };
                if *expected != severity {
                    continue;
                }
                listed += 1;
                match left.iter().position(|d| d.name == *name && is_at(d, place, &outcome.sources)) {
                    Some(index) => drop(left.remove(index)),
                    None => missing.push(line),
                }
            }
            if listed == 0 && severity != Severity::Error {
                continue;
            }
            let lines = |diagnostics: &[&Diagnostic]| {
                diagnostics.iter().map(|d| describe(d, &outcome.sources)).collect::<Vec<_>>().join("\n")
            };
            if missing.is_empty() && !left.is_empty() {
                let expected = if listed == 0 { format!("no {severity}") } else { format!("no further {severity}") };
                self.fail_case(&expected, lines(&left));
            }
            for line in missing {
                // The likeliest slip is the place.
                let same: Vec<_> = left
                    .iter()
                    .copied()
                    .filter(|d| matches!(&line.kind, Kind::Diagnostic { name, .. } if d.name == *name))
                    .collect();
                let got = match (same.is_empty(), left.is_empty()) {
                    (false, _) => lines(&same),
                    (true, false) => lines(&left),
                    (true, true) => format!("no such {severity}"),
                };
                self.fail(line, got);
            }
        }
    }
}

fn value<'o>(outcome: &'o Outcome, name: &str) -> Option<&'o Value> {
    let parameters = outcome.evaluation.parameters.iter().map(|parameter| (&parameter.name, &parameter.value));
    let values = outcome.evaluation.values.iter().map(|(name, value)| (name, value));
    parameters.chain(values).find(|(known, _)| *known == name).map(|(_, value)| value)
}

fn shown(name: &str, value: &Value) -> String {
    let mut text = String::new();
    match display::write_value(&mut text, value, SHOWN) {
        Ok(()) => format!("value {name} = {text}"),
        Err(display::TooLong) => format!("value {name} = {text}…"),
    }
}

/// A figure of a measurement by its path.
fn figure(document: &serde_json::Value, path: &str) -> Option<Figure> {
    let mut at = document;
    for step in path.split('.') {
        let step = match step {
            "x" => "0",
            "y" => "1",
            "z" => "2",
            other => other,
        };
        at = match at {
            serde_json::Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
            other => other.get(step)?,
        };
    }
    at.as_f64().map(Figure::Number).or_else(|| at.as_bool().map(Figure::Truth))
}

/// Whether a diagnostic stands where it is expected.
fn is_at(diagnostic: &Diagnostic, place: &Place, sources: &SourceMap) -> bool {
    let Some(file) = sources.file(diagnostic.span.file) else { return false };
    let point = |offset: u32| {
        let at = file.lines.line_column(&file.text, offset);
        (at.line, at.column)
    };
    file.name == place.file.as_deref().unwrap_or(ROOT)
        && point(diagnostic.span.start) == place.start
        && place.end.is_none_or(|end| point(diagnostic.span.end) == end)
}

/// A diagnostic as an expectation would write it, and its message.
fn describe(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let Some(file) = sources.file(diagnostic.span.file) else { return render_short::render(diagnostic, sources) };
    let start = file.lines.line_column(&file.text, diagnostic.span.start);
    let end = file.lines.line_column(&file.text, diagnostic.span.end);
    let path = if file.name == ROOT { String::new() } else { format!("{}:", file.name) };
    format!(
        "{} {} at {path}{}:{}-{}:{}   ({})",
        diagnostic.severity, diagnostic.name, start.line, start.column, end.line, end.column, diagnostic.message
    )
}

fn said(diagnostics: &[Diagnostic], sources: &SourceMap) -> String {
    diagnostics.iter().map(|d| format!("\n{}", describe(d, sources))).collect()
}
