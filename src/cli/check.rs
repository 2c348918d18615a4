//! `recad check`: every diagnostic up to and including geometry.

use serde_json::json;

use super::args::{CheckArgs, CheckFormat};
use super::input;
use super::output::{Exit, Printer};
use crate::diagnostics::{render_github, render_json, render_sarif, render_short};
use crate::workspace::Depth;

pub(super) fn run(args: &CheckArgs, printer: &Printer) -> Exit {
    let depth = if args.syntax_only {
        Depth::Syntax
    } else if args.no_geometry {
        Depth::Evaluate
    } else {
        Depth::Realise
    };
    let mut exit = Exit::Fine;
    let mut outcomes = Vec::new();
    for file in &args.files {
        match input::run(file, &args.program, depth, printer) {
            Ok(mut outcome) => {
                if args.reference {
                    outcome.judge_by_reference();
                }
                exit = exit.and(Exit::of(&outcome.diagnostics));
                outcomes.push(outcome);
            }
            Err(ended) => exit = exit.and(ended),
        }
    }
    let pairs = || outcomes.iter().flat_map(|outcome| outcome.diagnostics.iter().map(|d| (d, &outcome.sources)));
    match args.format {
        CheckFormat::Human => {
            for outcome in &outcomes {
                printer.diagnostics(&outcome.diagnostics, &outcome.sources);
            }
            exit
        }
        CheckFormat::Json => {
            let diagnostics: Vec<_> = pairs().map(|(d, sources)| render_json::render(d, sources)).collect();
            exit.and(printer.json(&json!({"schema": 1, "diagnostics": diagnostics})))
        }
        CheckFormat::Short => exit.and(
            printer.result(&pairs().map(|(d, sources)| render_short::render(d, sources) + "\n").collect::<String>()),
        ),
        CheckFormat::Github => exit.and(
            printer.result(&pairs().map(|(d, sources)| render_github::render(d, sources) + "\n").collect::<String>()),
        ),
        CheckFormat::Sarif => {
            let pairs: Vec<_> = pairs().collect();
            exit.and(printer.json(&render_sarif::render(&pairs)))
        }
    }
}
