//! `recad test`: `test` blocks, assertions and documentation examples.

use std::time::Duration;

use serde_json::json;

use super::args::{Format, TestArgs};
use super::input;
use super::output::{Exit, Printer};
use crate::workspace::{Request, TestReport, Workspace};

pub(super) fn run(args: &TestArgs, printer: &Printer) -> Exit {
    let overrides = match input::overrides(&args.program) {
        Ok(overrides) => overrides,
        Err(reason) => return printer.usage(&reason),
    };
    let time_limit = args.program.time_limit_ms.map(Duration::from_millis);
    let workspace = Workspace::default();
    let mut exit = Exit::Fine;
    let mut reports: Vec<TestReport> = Vec::new();
    if args.files.is_empty() {
        reports.extend(workspace.test_standard_library());
    }
    for file in &args.files {
        match input::read(file) {
            Ok(program) => reports.extend(workspace.test(&Request {
                overrides: &overrides,
                require_part: false,
                time_limit,
                ..Request::new(&program.name, &program.text, &program.project)
            })),
            Err(diagnostic) => exit = exit.and(printer.fail(&diagnostic)),
        }
    }
    let failed = reports.iter().filter(|report| !report.passed).count();
    if failed > 0 {
        exit = exit.and(Exit::Errors);
    }
    match args.format {
        Format::Json => {
            let tests: Vec<_> = reports
                .iter()
                .map(|report| json!({"name": report.name, "file": report.file, "passed": report.passed, "diagnostics": report.diagnostics_json()}))
                .collect();
            let document = json!({"schema": 1, "tests": tests, "passed": reports.len() - failed, "failed": failed});
            exit.and(printer.json(&document))
        }
        Format::Human => {
            let mut text = String::new();
            for report in &reports {
                text +=
                    &format!("{} {} {}\n", if report.passed { "ok    " } else { "FAILED" }, report.file, report.name);
                if !report.passed {
                    printer.diagnostics(&report.diagnostics, &report.sources);
                }
            }
            text += &format!("{} passed, {failed} failed\n", reports.len() - failed);
            exit.and(printer.result(&text))
        }
    }
}
