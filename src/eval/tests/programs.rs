//! Programs with their expectations beside the lines they belong to.
//!
//! A file holds cases, each headed by `// case: sentence`. `//= text` after a top-level `let`, `param` or
//! `part` is its value as text (a part: kind and level); `//~ name @column words` is an error on that line,
//! column and words optional. Lines of their own: `// set name=value` sets a parameter; `// note words`,
//! `// trace function line:column` and `// label line:column words` belong to the first error.
//! Exactly the errors named must be reported.

use super::program::Checked;
use crate::diagnostics::Diagnostic;
use crate::eval::display::write_value;
use crate::eval::{Options, Outcome, Override, Value, evaluate};
use crate::text::Span;

/// An error expected on a line.
#[derive(Debug)]
struct ExpectedError {
    line: u32,
    name: String,
    column: Option<u32>,
    words: String,
}

/// What one case says.
#[derive(Debug, Default)]
struct Case {
    title: String,
    text: String,
    values: Vec<(String, String)>,
    errors: Vec<ExpectedError>,
    overrides: Vec<(String, Override)>,
    extras: Vec<String>,
}

fn parse(file: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for block in file.split("// case: ").skip(1) {
        let (title, rest) = block.split_once('\n').expect("a case has lines");
        let mut case = Case { title: title.to_owned(), ..Case::default() };
        for (index, line) in rest.lines().filter(|line| !line.starts_with("// set ")).enumerate() {
            let line_number = index as u32 + 1;
            if let Some(extra) = ["// note ", "// trace ", "// label "].iter().find(|p| line.starts_with(**p)) {
                case.extras.push(format!("{}{}", &extra[3..], &line[extra.len()..]));
                continue;
            }
            let code = line.find("//=").into_iter().chain(line.find("//~")).min().map_or(line, |at| &line[..at]);
            for mark in line[code.len()..].split("//").skip(1) {
                if let Some(value) = mark.strip_prefix("= ") {
                    let name = code.split([' ', ':']).nth(1).expect("a value belongs to a definition");
                    case.values.push((name.to_owned(), value.trim().to_owned()));
                } else if let Some(error) = mark.strip_prefix("~ ") {
                    let (name, rest) = error.trim().split_once(' ').unwrap_or((error.trim(), ""));
                    let (column, words) = match rest.strip_prefix('@') {
                        Some(rest) => rest.split_once(' ').map_or((Some(rest), ""), |(at, words)| (Some(at), words)),
                        None => (None, rest),
                    };
                    let column = column.map(|column| column.parse().expect("a column is a number"));
                    let (name, words) = (name.to_owned(), words.to_owned());
                    case.errors.push(ExpectedError { line: line_number, name, column, words });
                }
            }
            case.text.push_str(code);
            case.text.push('\n');
        }
        for set in rest.lines().filter_map(|line| line.strip_prefix("// set ")) {
            let (name, value) = set.split_once('=').expect("a set parameter has a value");
            case.overrides.push((name.to_owned(), Override::Text(value.to_owned())));
        }
        cases.push(case);
    }
    cases
}

/// The value of a definition as the cases write it.
fn shown(outcome: &Outcome, name: &str) -> Option<String> {
    let text = |value: &Value| {
        let mut text = String::new();
        write_value(&mut text, value, 10_000).expect("values of cases are short");
        text
    };
    let values = outcome.values.iter().filter(|(own, _)| own == name).map(|(_, value)| text(value));
    let parameters = outcome.parameters.iter().filter(|own| own.name == name).map(|own| text(&own.value));
    let parts = outcome
        .parts
        .iter()
        .filter(|part| part.name == name)
        .map(|part| format!("{:?} {:?}", part.shape.kind(), part.shape.level()));
    values.chain(parameters).chain(parts).next()
}

fn place(checked: &Checked, span: Span) -> (u32, u32) {
    let file = checked.sources.file(span.file).expect("spans lie in known files");
    let at = file.lines.line_column(&file.text, span.start);
    (at.line, at.column)
}

/// What does not hold, as text.
fn failures(case: &Case) -> Vec<String> {
    let checked = super::program::check(&case.text);
    let options = Options { overrides: case.overrides.clone(), ..Options::default() };
    let outcome = evaluate(&checked.program, &super::fake::Fake, &options);
    let mut failures = Vec::new();
    for (name, expected) in &case.values {
        let actual = shown(&outcome, name);
        if actual.as_deref() != Some(expected) {
            failures.push(format!("`{name}` is {actual:?}, not {expected}"));
        }
    }
    let all = checked.diagnostics.iter().chain(&outcome.diagnostics);
    let mut errors: Vec<&Diagnostic> = all.filter(|diagnostic| diagnostic.is_error()).collect();
    for expected in &case.errors {
        let found = errors.iter().position(|error| {
            let (line, column) = place(&checked, error.span);
            error.name.as_str() == expected.name
                && line == expected.line
                && expected.column.is_none_or(|expected| expected == column)
                && error.message.contains(&expected.words)
        });
        match found {
            Some(index) => {
                let error = errors.remove(index);
                if std::ptr::eq(expected, &case.errors[0]) {
                    failures.extend(missing_extras(&checked, case, error));
                }
            }
            None => failures.push(format!("missing: {expected:?}")),
        }
    }
    failures.extend(
        errors
            .into_iter()
            .map(|error| format!("unexpected: {} at {:?}: {}", error.name, place(&checked, error.span), error.message)),
    );
    failures
}

/// Notes, labels and calls that the first error lacks.
fn missing_extras(checked: &Checked, case: &Case, error: &Diagnostic) -> Vec<String> {
    let at = |span| {
        let (line, column) = place(checked, span);
        format!("{line}:{column}")
    };
    let notes = error.notes.iter().map(|note| format!("note {note}"));
    let trace = error.trace.iter().map(|frame| format!("trace {} {}", frame.function, at(frame.call)));
    let labels = error.labels.iter().map(|label| format!("label {} {}", at(label.span), label.text));
    let known: Vec<String> = notes.chain(trace).chain(labels).collect();
    let missing = case.extras.iter().filter(|extra| !known.contains(extra));
    missing.map(|extra| format!("missing: {extra}; there is {known:?}")).collect()
}

fn check_file(file: &'static str) {
    let run = move || {
        let mut report = String::new();
        for case in parse(file) {
            for failure in failures(&case) {
                report.push_str(&format!("\n{}: {failure}", case.title));
            }
        }
        assert!(report.is_empty(), "{report}");
    };
    let thread = std::thread::Builder::new().stack_size(crate::eval::STACK_BYTES).spawn(run).expect("a thread");
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn numbers_and_units_mean_what_the_cases_say() {
    check_file(include_str!("programs/numbers.recad"));
}

#[test]
fn values_functions_and_lists_mean_what_the_cases_say() {
    check_file(include_str!("programs/values.recad"));
}

#[test]
fn shapes_mean_what_the_cases_say() {
    check_file(include_str!("programs/shapes.recad"));
}

#[test]
fn parameters_and_assertions_mean_what_the_cases_say() {
    check_file(include_str!("programs/top.recad"));
}

#[test]
fn limits_hold_as_the_cases_say() {
    check_file(include_str!("programs/limits.recad"));
}
