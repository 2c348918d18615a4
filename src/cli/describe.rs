//! `recad describe` and `recad read`: programs in words, and back.

use std::path::Path;

use serde_json::{Value, json};

use super::args::{DescribeArgs, DescriptionLevel, DescriptionStyle, Format, ReadArgs};
use super::input;
use super::output::{Exit, Printer};
use crate::corpus::describe::{self, Level, Options, Style};
use crate::diagnostics::{Diagnostic, registry, render_json};
use crate::export;
use crate::text::{SourceMap, Span};
use crate::workspace::project::{self, StandardLibraryOnly};
use crate::workspace::{Depth, Request, Workspace};

pub(super) fn describe(args: &DescribeArgs, printer: &Printer) -> Exit {
    let program = match input::read(&args.file) {
        Ok(program) => program,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let level = match args.level {
        DescriptionLevel::D0 => Level::D0,
        DescriptionLevel::D1 => Level::D1,
        DescriptionLevel::D2 => Level::D2,
        DescriptionLevel::D3 => Level::D3,
        DescriptionLevel::D4 => Level::D4,
    };
    let style = match args.style {
        DescriptionStyle::Geometric => Style::Geometric,
        DescriptionStyle::Procedural => Style::Procedural,
    };
    let said = describe::describe(&program.name, &program.text, Options { level, style, seed: args.seed });
    let exit = Exit::of(&said.diagnostics);
    match args.format {
        Format::Json => {
            let document = json!({
                "schema": 1,
                "level": format!("{level:?}"),
                "style": format!("{style:?}").to_lowercase(),
                "seed": args.seed,
                "text": said.text,
                "diagnostics": rendered(&said.diagnostics, &said.sources),
            });
            exit.and(printer.json(&document))
        }
        Format::Human => {
            printer.diagnostics(&said.diagnostics, &said.sources);
            exit.and(said.text.map_or(Exit::Fine, |text| printer.result(&text)))
        }
    }
}

pub(super) fn read(args: &ReadArgs, printer: &Printer) -> Exit {
    let (name, text) = if args.text == Path::new("-") {
        ("<stdin>".to_owned(), project::read_program_from(std::io::stdin().lock()))
    } else {
        (args.text.to_string_lossy().into_owned(), project::read_program(&args.text))
    };
    let text = match text {
        Ok(text) => text,
        Err(reason) => {
            let message = format!("`{name}` cannot be read: {reason}");
            return printer.fail(&Diagnostic::new(registry::io::READ, Span::default(), message));
        }
    };
    let reading = describe::read(&name, &text);
    let (mut sources, mut diagnostics) = (reading.sources, reading.diagnostics);
    if let Some(program) = &reading.program {
        // A text may say what no program can do, such as a hole outside its face.
        let request = Request { depth: Depth::Evaluate, ..Request::new("<read>", program, &StandardLibraryOnly) };
        let outcome = Workspace::default().run(&request);
        if outcome.has_errors() {
            (sources, diagnostics) = (outcome.sources, outcome.diagnostics);
        }
    }
    let mut exit = Exit::of(&diagnostics);
    if let (Some(path), Some(program)) = (&args.output, &reading.program)
        && let Err(diagnostic) = export::write(path, program.as_bytes())
    {
        exit = exit.and(printer.fail(&diagnostic));
    }
    match args.format {
        Format::Json => {
            let document = json!({
                "schema": 1,
                "program": reading.program,
                "diagnostics": rendered(&diagnostics, &sources),
            });
            exit.and(printer.json(&document))
        }
        Format::Human => {
            printer.diagnostics(&diagnostics, &sources);
            let shown = reading.program.filter(|_| args.output.is_none());
            exit.and(shown.map_or(Exit::Fine, |program| printer.result(&program)))
        }
    }
}

fn rendered(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<Value> {
    diagnostics.iter().map(|diagnostic| render_json::render(diagnostic, sources)).collect()
}
