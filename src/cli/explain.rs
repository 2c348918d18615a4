//! `recad explain`: the documentation of diagnostics.

use serde_json::{Value, json};

use super::args::{ExplainArgs, Format};
use super::output::{Exit, Printer};
use crate::diagnostics::registry::{EXAMPLE_FILE, Evidence, Example};
use crate::diagnostics::{Name, registry, suggest};

pub(super) fn run(args: &ExplainArgs, printer: &Printer) -> Exit {
    match &args.name {
        None => list(args.format, printer),
        Some(text) => match Name::find(text) {
            Some(name) => one(name, args.format, printer),
            None => {
                let names = || registry::all().map(Name::as_str);
                let parts: Vec<_> = names().filter(|name| name.contains(text.as_str())).collect();
                let hint = match (suggest::nearest(text, names()), parts.is_empty()) {
                    (_, false) => format!("there are {}", parts.join(", ")),
                    (Some(near), true) => format!("did you mean `{}`?", near.name),
                    (None, true) => "`recad explain` lists all".to_owned(),
                };
                printer.usage(&format!("no diagnostic is called `{text}`; {hint}"))
            }
        },
    }
}

fn list(format: Format, printer: &Printer) -> Exit {
    match format {
        Format::Json => {
            printer.json(&json!({"schema": 1, "diagnostics": registry::all().map(document).collect::<Vec<_>>()}))
        }
        Format::Human => {
            let width = registry::all().map(|name| name.as_str().len()).max().unwrap_or(0);
            let lines = registry::all().map(|name| format!("{:width$}  {}\n", name.as_str(), name.entry().summary));
            printer.result(&lines.collect::<String>())
        }
    }
}

fn one(name: Name, format: Format, printer: &Printer) -> Exit {
    match format {
        Format::Json => {
            let mut document = document(name);
            document["schema"] = json!(1);
            printer.json(&document)
        }
        Format::Human => printer.result(&page(name)),
    }
}

/// The page of one diagnostic: what it means, a failing example, its corrected form.
fn page(name: Name) -> String {
    let entry = name.entry();
    let mut page = format!("{} ({}): {}\n\n{}\n", entry.name, entry.severity, entry.summary, entry.help());
    match entry.evidence {
        Evidence::Pair { wrong, right } if wrong.program == right.program => {
            page += &format!("\nExample ({EXAMPLE_FILE}):\n\n{}", indented(wrong.program));
            page += &format!("\nWrong:      {}\nCorrected:  {}\n", wrong.command, right.command);
        }
        Evidence::Pair { wrong, right } => {
            page += &format!("\nWrong ({}):\n\n{}", wrong.command, indented(wrong.program));
            page += &format!("\nCorrected:\n\n{}", indented(right.program));
        }
        Evidence::Elsewhere(cause) => page += &format!("\nNo example shows it. Cause: {cause}\n"),
    }
    page
}

/// The lines set off by blanks; long ones are cut, which only concerns examples about length.
fn indented(program: &str) -> String {
    const LONGEST: usize = 110;
    let cut = |line: &str| match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}… ({} characters)", &line[..end], line.chars().count()),
        None => line.to_owned(),
    };
    program.lines().map(|line| format!("    {}", cut(line)).trim_end().to_owned() + "\n").collect()
}

fn document(name: Name) -> Value {
    let entry = name.entry();
    let mut document = json!({
        "name": entry.name,
        "severity": entry.severity.to_string(),
        "summary": entry.summary,
        "help": entry.help(),
    });
    match entry.evidence {
        Evidence::Pair { wrong, right } => {
            let example = |example: Example| json!({"program": example.program, "command": example.command});
            document["example"] = json!({"file": EXAMPLE_FILE, "wrong": example(wrong), "right": example(right)});
        }
        Evidence::Elsewhere(cause) => document["cause"] = json!(cause),
    }
    document
}
