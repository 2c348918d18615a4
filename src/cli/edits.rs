//! `recad edits`: which edits of a program survive.

use std::time::Duration;

use serde_json::json;

use super::args::{EditsArgs, Format, Literals};
use super::input;
use super::output::{Exit, Printer};
use crate::edits::literal::Grouping;
use crate::edits::survival::{Broken, Survival, Target, Verdict, survival};
use crate::workspace::Request;

pub(super) fn run(args: &EditsArgs, printer: &Printer) -> Exit {
    let program = match input::read(&args.file) {
        Ok(program) => program,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let overrides = match input::overrides(&args.program) {
        Ok(overrides) => overrides,
        Err(reason) => return printer.usage(&reason),
    };
    let request = Request {
        overrides: &overrides,
        time_limit: args.program.time_limit_ms.map(Duration::from_millis),
        ..Request::new(&program.name, &program.text, &program.project)
    };
    let target = match args.literals {
        None => Target::Parameters,
        Some(Literals::Occurrence) => Target::Literals(Grouping::Occurrence),
        Some(Literals::Vertex) => Target::Literals(Grouping::Vertex),
    };
    match survival(&request, target) {
        Ok((survival, outcome)) => match args.format {
            Format::Json => {
                let mut document = survival.to_json();
                document["diagnostics"] = json!(outcome.diagnostics_json());
                printer.json(&document)
            }
            Format::Human => {
                printer.diagnostics(&outcome.diagnostics, &outcome.sources);
                printer.result(&table(&survival))
            }
        },
        Err(outcome) => {
            printer.diagnostics(&outcome.diagnostics, &outcome.sources);
            Exit::of(&outcome.diagnostics).and(Exit::Errors)
        }
    }
}

/// The edits for people.
fn table(survival: &Survival) -> String {
    let mut text = String::new();
    for row in &survival.rows {
        text += &format!("{} = {}\n", row.name, short(&row.value));
        if row.edits.is_empty() {
            text += "  no edits\n";
        }
        for edit in &row.edits {
            text += &line(edit);
        }
    }
    let kinds: Vec<String> = survival.kinds().iter().map(|(kind, count)| format!("{} {count}", kind.name())).collect();
    text += &format!("relations: {}\n", if kinds.is_empty() { "none".to_owned() } else { kinds.join(", ") });
    if survival.is_cut_short {
        text += "the part is too large for all of its relations\n";
    }
    let percent = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.1} %", share * 100.0));
    text += &format!(
        "{} edits: {} valid, {} keep every relation\n",
        survival.edits().count(),
        percent(survival.share(|edit| edit.is_valid)),
        percent(survival.share(|edit| edit.keeps_intent)),
    );
    text
}

fn line(edit: &Verdict) -> String {
    let verdict = match (edit.is_valid, edit.keeps_intent) {
        (false, _) => "INVALID",
        (true, false) => "broken",
        (true, true) => "kept",
    };
    let mut text = format!("  {:>8}  {:<12} {verdict}", edit.change, short(&edit.value));
    if let Some(reason) = &edit.reason {
        text += &format!(": {reason}");
    }
    let text = text.trim_end().to_owned() + "\n";
    let broken: String = edit.broken.iter().take(5).map(|broken| format!("            {}\n", place(broken))).collect();
    let rest = edit.broken_count.saturating_sub(5);
    text + &broken + &if rest > 0 { format!("            and {rest} more\n") } else { String::new() }
}

/// A value for people: a number to nine digits.
fn short(value: &impl ToString) -> String {
    let text = value.to_string();
    match text.parse::<f64>() {
        Ok(number) if text.len() > 11 => format!("{:.8e}", number).parse::<f64>().map_or(text, |n| n.to_string()),
        _ => text,
    }
}

fn place(broken: &Broken) -> String {
    let places: Vec<String> = broken.members.iter().map(|at| format!("{}:{}", at.line, at.column)).collect();
    format!("{} of {} at {}", broken.relation.name(), broken.size, places.join(", "))
}
