//! `recad conformance`: a suite of cases and what it covers.

use super::args::{ConformanceArgs, Format};
use super::output::{Exit, Printer};
use crate::conformance::{self, Options, Suite, spec::Spec};

pub(super) fn run(args: &ConformanceArgs, printer: &Printer) -> Exit {
    let spec = match &args.spec {
        None => Spec::embedded(),
        Some(folder) => match Spec::read(folder) {
            Ok(spec) => spec,
            Err(diagnostic) => return printer.fail(&diagnostic),
        },
    };
    let suite = Suite::read(&args.dir, &spec);
    let report = conformance::run(&suite, &spec, Options { reference: args.reference });
    let failed = if report.is_ok() { Exit::Fine } else { Exit::Errors };
    let exit = failed.and(Exit::of(&report.diagnostics));
    match args.format {
        Format::Json => exit.and(printer.json(&report.json())),
        Format::Human => {
            printer.diagnostics(&report.diagnostics, &report.sources);
            // Without a case, every rule of the specification would be listed as uncovered.
            if suite.cases.is_empty() {
                return exit;
            }
            exit.and(printer.result(&report.human()))
        }
    }
}
