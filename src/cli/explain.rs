//! `recad explain`: the documentation of diagnostics.

use serde_json::{Value, json};

use super::args::{ExplainArgs, Format};
use super::output::{Exit, Printer};
use crate::diagnostics::{Name, registry};

pub(super) fn run(args: &ExplainArgs, printer: &Printer) -> Exit {
    match &args.name {
        None => list(args.format, printer),
        Some(text) => match Name::find(text) {
            Some(name) => one(name, args.format, printer),
            None => {
                let near: Vec<_> =
                    registry::all().map(Name::as_str).filter(|name| name.contains(text.as_str())).collect();
                let hint = if near.is_empty() { "`recad explain` lists all".to_owned() } else { near.join(", ") };
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
        Format::Human => {
            let entry = name.entry();
            let help: Vec<_> = entry.help.lines().map(str::trim).collect();
            printer.result(&format!(
                "{} ({}): {}\n\n{}\n",
                entry.name,
                entry.severity,
                entry.summary,
                help.join("\n").trim()
            ))
        }
    }
}

fn document(name: Name) -> Value {
    let entry = name.entry();
    let help: Vec<_> = entry.help.lines().map(str::trim).collect();
    json!({
        "name": entry.name,
        "severity": entry.severity.to_string(),
        "summary": entry.summary,
        "help": help.join("\n").trim(),
    })
}
