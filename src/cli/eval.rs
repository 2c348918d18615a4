//! `recad eval`: parameters, values and parts of a program.

use serde_json::json;

use super::args::{EvalArgs, Format};
use super::input;
use super::output::{Exit, Printer};
use crate::workspace::Depth;

pub(super) fn run(args: &EvalArgs, printer: &Printer) -> Exit {
    let outcome = match input::run(&args.file, &args.program, Depth::Evaluate, printer) {
        Ok(outcome) => outcome,
        Err(exit) => return exit,
    };
    let exit = Exit::of(&outcome.diagnostics);
    match args.format {
        Format::Json => {
            let parts: Vec<_> = outcome
                .parts
                .iter()
                .map(|part| json!({"name": part.name, "kind": part.shape.kind(), "level": part.shape.level(), "doc": part.doc}))
                .collect();
            let document = json!({
                "schema": 1,
                "parameters": outcome.parameters_json(),
                "values": outcome.values_json(),
                "parts": parts,
                "diagnostics": outcome.diagnostics_json(),
            });
            exit.and(printer.json(&document))
        }
        Format::Human => {
            printer.diagnostics(&outcome.diagnostics, &outcome.sources);
            exit.and(printer.result(&outcome.summary()))
        }
    }
}
