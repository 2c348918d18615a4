//! `recad fmt`: canonical formatting, in place or as a filter.

use std::path::Path;

use super::args::FmtArgs;
use super::input;
use super::output::{Exit, Printer};
use crate::export;
use crate::format::format;
use crate::text::SourceMap;

pub(super) fn run(args: &FmtArgs, printer: &Printer) -> Exit {
    args.files.iter().map(|file| one(file, args.check, printer)).fold(Exit::Fine, Exit::and)
}

fn one(path: &Path, check: bool, printer: &Printer) -> Exit {
    let program = match input::read(path) {
        Ok(program) => program,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let mut sources = SourceMap::default();
    let file = sources.add(program.name.as_str(), program.text.as_str());
    let formatted = match format(file, &program.text) {
        Ok(formatted) => formatted,
        Err(diagnostics) => {
            // A text that does not parse is left as it is.
            printer.diagnostics(&diagnostics, &sources);
            return Exit::of(&diagnostics);
        }
    };
    if check {
        if formatted == program.text {
            return Exit::Fine;
        }
        printer.say(&format!("{} is not formatted; `recad fmt` would change it", program.name));
        return Exit::Errors;
    }
    if path == Path::new("-") {
        return printer.result(&formatted);
    }
    if formatted == program.text {
        return Exit::Fine;
    }
    match export::write(path, formatted.as_bytes()) {
        Ok(()) => Exit::Fine,
        Err(diagnostic) => printer.fail(&diagnostic),
    }
}
