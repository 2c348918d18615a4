//! `recad eval`: parameters, values and parts of a program.

use serde_json::json;

use super::args::{EvalArgs, Format};
use super::input;
use super::output::{Exit, Printer};
use crate::workspace::{Depth, Outcome, display};

pub(super) fn run(args: &EvalArgs, printer: &Printer) -> Exit {
    let outcome = match input::run(&args.file, &args.program, Depth::Evaluate, printer) {
        Ok(outcome) => outcome,
        Err(exit) => return exit,
    };
    let exit = Exit::of(&outcome.diagnostics);
    match args.format {
        Format::Json => {
            let mut document = outcome.evaluation_json();
            document.insert("schema".to_owned(), json!(1));
            document.insert("diagnostics".to_owned(), json!(outcome.diagnostics_json()));
            exit.and(printer.json(&serde_json::Value::Object(document)))
        }
        Format::Human => {
            printer.diagnostics(&outcome.diagnostics, &outcome.sources);
            exit.and(printer.result(&summary(&outcome)))
        }
    }
}

/// Parameters, values and parts for people.
fn summary(outcome: &Outcome) -> String {
    let mut text = String::new();
    for parameter in &outcome.evaluation.parameters {
        text += &format!("param {} = {}\n", parameter.name, display::brief(&parameter.value));
    }
    for (name, value) in &outcome.evaluation.values {
        text += &format!("let {name} = {}\n", display::brief(value));
    }
    for part in outcome.parts() {
        text += &format!("part {}: {:?}, level {:?}\n", part.name, part.shape.kind(), part.shape.level());
    }
    text
}
