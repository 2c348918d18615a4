//! `recad fmt`: canonical formatting, in place or as a filter.

use std::path::Path;

use serde_json::{Value, json};

use super::args::{FmtArgs, Format};
use super::input;
use super::output::{Exit, Printer};
use crate::diagnostics::{Diagnostic, render_json};
use crate::export;
use crate::format::format;
use crate::text::SourceMap;

pub(super) fn run(args: &FmtArgs, printer: &Printer) -> Exit {
    let mut reports = Vec::new();
    let exit = args.files.iter().map(|file| one(file, args, printer, &mut reports)).fold(Exit::Fine, Exit::and);
    match args.format {
        Format::Json => exit.and(printer.json(&json!({"schema": 1, "files": reports}))),
        Format::Human => exit,
    }
}

/// Formats one file; with `--format json` what happened is added to `reports` instead of being said.
fn one(path: &Path, args: &FmtArgs, printer: &Printer, reports: &mut Vec<Value>) -> Exit {
    let json = args.format == Format::Json;
    let mut report = |changed: bool, text: Option<&str>, diagnostics: &[Diagnostic], sources: &SourceMap| {
        let rendered: Vec<_> = diagnostics.iter().map(|found| render_json::render(found, sources)).collect();
        let mut entry = json!({"file": path.to_string_lossy(), "changed": changed, "diagnostics": rendered});
        if let Some(text) = text {
            entry["text"] = json!(text);
        }
        reports.push(entry);
    };
    let mut sources = SourceMap::default();
    let program = match input::read(path) {
        Ok(program) => program,
        Err(diagnostic) if json => {
            report(false, None, std::slice::from_ref(&diagnostic), &sources);
            return Exit::of(std::slice::from_ref(&diagnostic));
        }
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let file = sources.add(program.name.as_str(), program.text.as_str());
    let formatted = match format(file, &program.text) {
        Ok(formatted) => formatted,
        Err(diagnostics) => {
            // A text that does not parse is left as it is.
            if json {
                report(false, None, &diagnostics, &sources);
            } else {
                printer.diagnostics(&diagnostics, &sources);
            }
            return Exit::of(&diagnostics);
        }
    };
    let changed = formatted != program.text;
    let filter = path == Path::new("-");
    if json {
        report(changed, filter.then_some(formatted.as_str()), &[], &sources);
    }
    if args.check {
        if changed && !json {
            printer.say(&format!("{} is not formatted; `recad fmt` would change it", program.name));
        }
        return if changed { Exit::Errors } else { Exit::Fine };
    }
    if filter {
        return if json { Exit::Fine } else { printer.result(&formatted) };
    }
    if !changed {
        return Exit::Fine;
    }
    match export::write(path, formatted.as_bytes()) {
        Ok(()) => Exit::Fine,
        Err(diagnostic) => printer.fail(&diagnostic),
    }
}
