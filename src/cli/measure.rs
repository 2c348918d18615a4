//! `recad measure`: a program's parts or a mesh in figures.

use serde_json::{Value, json};

use super::args::{Format, MeasureArgs};
use super::input;
use super::output::{Exit, Printer};
use crate::diagnostics::render_json;
use crate::export::json::MeasurementRecord;
use crate::geom::measure::measure_mesh;
use crate::mesh_io;
use crate::model::ShapeKind;
use crate::text::SourceMap;
use crate::workspace::Depth;

pub(super) fn run(args: &MeasureArgs, printer: &Printer) -> Exit {
    if mesh_io::Format::of(&args.file).is_some() { mesh(args, printer) } else { program(args, printer) }
}

fn mesh(args: &MeasureArgs, printer: &Printer) -> Exit {
    let mut mesh = match mesh_io::read(&args.file) {
        Ok(mesh) => mesh,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let name = args.file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let warnings: Vec<_> = mesh_io::outward(&mut mesh, &args.file).into_iter().collect();
    let mut report = MeasurementRecord::new(&name, None, &measure_mesh(&mesh), Some(&mesh));
    // Of the sides of the triangles only those that the shape has as edges.
    report.length = mesh_io::crease_length(&mesh);
    let sources = SourceMap::default();
    match args.format {
        Format::Json => {
            let warnings = warnings.iter().map(|warning| render_json::render(warning, &sources)).collect();
            printer.json(&document(&[report], None, warnings))
        }
        Format::Human => {
            printer.diagnostics(&warnings, &sources);
            printer.result(&table(&[report]))
        }
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
pub(super) fn document(
    parts: &[MeasurementRecord],
    total: Option<&MeasurementRecord>,
    diagnostics: Vec<Value>,
) -> Value {
    let mut document = json!({"schema": 1, "parts": parts, "diagnostics": diagnostics});
    if let Some(total) = total {
        document["total"] = json!(total);
    }
    document
}

/// Measurements for people.
pub(super) fn table(records: &[MeasurementRecord]) -> String {
    records.iter().map(human).collect::<Vec<_>>().join("\n")
}

fn human(record: &MeasurementRecord) -> String {
    let point = |p: [f64; 3]| format!("({}, {}, {})", number(p[0]), number(p[1]), number(p[2]));
    let size = [0, 1, 2].map(|i| record.bbox.max[i] - record.bbox.min[i]);
    let kind = format!("{:?}", record.kind).to_lowercase();
    let mut text = format!("{} ({kind}{})\n", record.name, if record.exact { "" } else { ", from the mesh" });
    if record.kind == ShapeKind::Solid {
        text += &format!("  volume    {} mm³\n", number(record.volume));
    }
    text += &format!("  area      {} mm²\n", number(record.area));
    text += &format!("  length    {} mm\n", number(record.length));
    text += &format!("  box       {} to {}, size {}\n", point(record.bbox.min), point(record.bbox.max), point(size));
    text += &format!("  centroid  {}\n", point(record.centroid));
    if record.kind == ShapeKind::Solid {
        let c = &record.counts;
        text += &format!(
            "  counts    {} faces, {} edges, {} vertices, {} shells, genus {}; {} triangles, {}\n",
            c.faces,
            c.edges,
            c.vertices,
            c.shells,
            c.genus,
            record.triangles,
            if record.watertight { "watertight" } else { "not watertight" }
        );
    }
    text
}

/// A figure for people: nine significant digits, no trailing zeros.
fn number(value: f64) -> String {
    if value == 0.0 || !value.is_finite() {
        return value.abs().to_string();
    }
    let digits = (8 - libm::log10(value.abs()).floor() as i32).clamp(0, 12) as usize;
    let text = format!("{value:.digits$}");
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}
