//! `recad doc`: documentation of the standard library or of a program.

use std::path::Path;

use serde_json::json;

use super::args::{DocArgs, Format};
use super::input;
use super::output::{Exit, Printer};
use crate::diagnostics::registry;
use crate::workspace::{Depth, DocEntry, Request, Workspace};
use crate::{export, reference, stdlib};

pub(super) fn run(args: &DocArgs, printer: &Printer) -> Exit {
    let workspace = Workspace::default();
    if args.reference || args.compact || args.diagnostics {
        return page(&workspace, args, printer);
    }
    if args.output.is_some() {
        return printer.usage("`--output` goes with `--reference`, `--compact` or `--diagnostics`");
    }
    let library = workspace.document_library();
    let Some(subject) = &args.subject else { return print(&library, false, args.format, printer) };
    if Path::new(subject).extension().is_some_and(|ending| ending == "recad") || subject == "-" {
        return program(&workspace, subject, args.format, printer);
    }
    let in_module: Vec<_> = library.iter().filter(|entry| entry.module == *subject).cloned().collect();
    if !in_module.is_empty() {
        return print(&in_module, true, args.format, printer);
    }
    let named: Vec<_> = library.iter().filter(|entry| entry.name == *subject).cloned().collect();
    if !named.is_empty() {
        return print(&named, true, args.format, printer);
    }
    printer.usage(&format!("the standard library has nothing called `{subject}`; `recad doc` lists everything"))
}

/// Writes the reference, its short form, or the chapter on diagnostics.
fn page(workspace: &Workspace, args: &DocArgs, printer: &Printer) -> Exit {
    let is_html = |path: &Path| path.extension().is_some_and(|ending| ending == "html");
    let text = match &args.output {
        _ if args.compact => reference::compact(workspace),
        _ if args.diagnostics => registry::chapter(),
        Some(path) if is_html(path) => reference::html(workspace),
        _ => reference::page(workspace),
    };
    let Some(path) = &args.output else {
        return match args.format {
            Format::Human => printer.result(&text),
            Format::Json => printer.json(&json!({"schema": 1, "text": text})),
        };
    };
    match export::write(path, text.as_bytes()) {
        Ok(()) => {
            printer.say(&format!("wrote {}", path.display()));
            Exit::Fine
        }
        Err(diagnostic) => printer.fail(&diagnostic),
    }
}

fn program(workspace: &Workspace, path: &str, format: Format, printer: &Printer) -> Exit {
    let program = match input::read(Path::new(path)) {
        Ok(program) => program,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let (outcome, inspection) = workspace.inspect(&Request {
        depth: Depth::Evaluate,
        require_part: false,
        ..Request::new(&program.name, &program.text, &program.project)
    });
    printer.diagnostics(&outcome.diagnostics, &outcome.sources);
    Exit::of(&outcome.diagnostics).and(print(&inspection.entries, true, format, printer))
}

/// Prints entries; `whole` with all their text, otherwise the first sentence each.
fn print(entries: &[DocEntry], whole: bool, format: Format, printer: &Printer) -> Exit {
    if format == Format::Json {
        let entries: Vec<_> = entries
            .iter()
            .map(|entry| json!({"module": entry.module, "name": entry.name, "signature": entry.signature, "doc": entry.doc}))
            .collect();
        return printer.json(&json!({"schema": 1, "entries": entries, "diagnostics": []}));
    }
    let mut text = String::new();
    let mut module = "";
    for entry in entries {
        if entry.module != module {
            module = &entry.module;
            let note = if module.starts_with("std:") && !stdlib::is_prelude(module) { " (needs `use`)" } else { "" };
            text += &format!("{}# {module}{note}\n\n", if text.is_empty() { "" } else { "\n" });
        }
        if whole {
            text += &format!("    {}\n\n", entry.signature);
            if !entry.doc.trim().is_empty() {
                text += &format!("{}\n\n", entry.doc.trim());
            }
        } else {
            text += &format!("{}\n    {}\n", entry.signature, entry.summary());
        }
    }
    if !whole {
        text += "\n`recad doc NAME` shows all there is about one of them, with an example.\n";
    }
    printer.result(&text)
}
