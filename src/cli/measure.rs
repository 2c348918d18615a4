//! `recad measure`: a program's parts or a mesh in figures.

use serde_json::{Value, json};

use super::args::{Format, MeasureArgs};
use super::input;
use super::output::{Exit, Printer};
use crate::export::json::MeasurementReport;
use crate::mesh_io;
use crate::workspace::Depth;

pub(super) fn run(args: &MeasureArgs, printer: &Printer) -> Exit {
    if mesh_io::is_mesh(&args.file) { mesh(args, printer) } else { program(args, printer) }
}

fn mesh(args: &MeasureArgs, printer: &Printer) -> Exit {
    let mesh = match mesh_io::read(&args.file) {
        Ok(mesh) => mesh,
        Err(diagnostic) => {
            printer.diagnostics(std::slice::from_ref(&diagnostic), &Default::default());
            return Exit::of(&[diagnostic]);
        }
    };
    let name = args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let report = MeasurementReport::of_mesh(&name, &mesh);
    match args.format {
        Format::Json => printer.json(&document(&[report], None, Vec::new())),
        Format::Human => printer.result(&table(&[report])),
    }
}

fn program(args: &MeasureArgs, printer: &Printer) -> Exit {
    let options = match input::mesh_options(&args.mesh) {
        Ok(options) => options,
        Err(reason) => return printer.usage(&reason),
    };
    let mut outcome = match input::run(&args.file, &args.program, Depth::Realise, printer) {
        Ok(outcome) => outcome,
        Err(exit) => return exit,
    };
    let (reports, total) = outcome.measure(&options);
    let exit = Exit::of(&outcome.diagnostics);
    match args.format {
        Format::Json => printer.json(&document(&reports, total.as_ref(), outcome.diagnostics_json())).and(exit),
        Format::Human => {
            printer.diagnostics(&outcome.diagnostics, &outcome.sources);
            let rows: Vec<_> = reports.into_iter().chain(total).collect();
            printer.result(&table(&rows)).and(exit)
        }
    }
}

/// The JSON document of measurements.
pub(super) fn document(parts: &[MeasurementReport], total: Option<&MeasurementReport>, diagnostics: Vec<Value>) -> Value {
    let mut document = json!({"schema": 1, "parts": parts, "diagnostics": diagnostics});
    if let Some(total) = total {
        document["total"] = json!(total);
    }
    document
}

/// Measurements for people.
pub(super) fn table(reports: &[MeasurementReport]) -> String {
    reports.iter().map(|report| report.human()).collect::<Vec<_>>().join("\n")
}
