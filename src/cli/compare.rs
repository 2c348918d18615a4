//! `recad compare`: how alike two shapes are.

use std::path::Path;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::args::{CompareArgs, Format, Normalize};
use super::input;
use super::output::{Exit, Printer};
use crate::diagnostics::{Diagnostic, registry};
use crate::export::comparison;
use crate::geom::compare::{Comparison, Measures, Normalization, Options, Prepared, Route, compare};
use crate::mesh_io;
use crate::text::{SourceMap, Span};
use crate::workspace::Depth;

/// The most sample points on a surface; more say nothing new and only take memory.
const MAX_POINTS: usize = 10_000_000;

/// Greatest distance between a curve and its chord unless asked otherwise, as a share of the diagonal of the shape's box:
/// what is compared does not depend on its size.
const CHORD: f64 = 1e-4;

pub(super) fn run(args: &CompareArgs, printer: &Printer) -> Exit {
    if args.points == 0 || args.points > MAX_POINTS {
        return printer.usage(&format!("--points must be 1 to {MAX_POINTS}, not {}", args.points));
    }
    if let Some(wrong) = args.threshold.iter().find(|share| !(share.is_finite() && **share >= 0.0)) {
        return printer.usage(&format!("--threshold must be a share of the diagonal, 0 or more, not {wrong}"));
    }
    let shapes = load(&args.a, args, printer).and_then(|a| Ok((a, load(&args.b, args, printer)?)));
    let (a, b) = match shapes {
        Ok(shapes) => shapes,
        Err(exit) => return exit,
    };
    let options = Options {
        measures: Measures::ALL,
        points: args.points,
        seed: args.seed,
        normalization: match args.normalize {
            Normalize::None => Normalization::None,
            Normalize::Box => Normalization::Box,
            Normalize::Rms => Normalization::Rms,
            Normalize::Align => Normalization::Align,
        },
        thresholds: args.threshold.clone(),
    };
    match compare(&a, &b, &options) {
        Ok(comparison) => match args.format {
            Format::Json => printer.json(&document(&comparison, &options, [&a, &b])),
            Format::Human => printer.result(&table(&comparison, &options, &b)),
        },
        Err(error) => printer.fail(&Diagnostic::new(registry::io::NOT_COMPARABLE, Span::default(), error.to_string())),
    }
}

/// The union of a program's parts, or a mesh file.
fn load(path: &Path, args: &CompareArgs, printer: &Printer) -> Result<Prepared, Exit> {
    if mesh_io::Format::of(path).is_some() {
        let mut mesh = mesh_io::read(path).map_err(|diagnostic| printer.fail(&diagnostic))?;
        let turned = mesh_io::outward(&mut mesh, path);
        let mut found: Vec<Diagnostic> = turned.into_iter().chain(mesh_io::open(&mesh, path)).collect();
        let shape = Prepared::solid(Arc::new(mesh), None);
        found.extend(mesh_io::tangled(shape.tangled(), path));
        printer.diagnostics(&found, &SourceMap::default());
        return Ok(shape);
    }
    let mut options = input::mesh_options(&args.mesh).map_err(|reason| printer.usage(&reason))?;
    let mut outcome = input::run(path, &args.program, Depth::Realise, printer)?;
    if let (None, Some((min, max))) = (args.mesh.tolerance, outcome.bounds()) {
        options.chord = CHORD * (max - min).length();
    }
    let shape = outcome.comparable(&options);
    printer.diagnostics(&outcome.diagnostics, &outcome.sources);
    shape.ok_or(Exit::Errors)
}

fn document(comparison: &Comparison, options: &Options, shapes: [&Prepared; 2]) -> Value {
    let bounds =
        |shape: &Prepared| shape.bounds().map(|(min, max)| json!({"min": min.to_array(), "max": max.to_array()}));
    let mut document = Map::from_iter([("schema".to_owned(), json!(1)), ("diagnostics".to_owned(), json!([]))]);
    document.extend(comparison::figures(comparison, options));
    document.insert("kind".to_owned(), json!(if shapes[1].is_solid() { "solid" } else { "plane" }));
    document.insert("bbox".to_owned(), json!(shapes.map(bounds)));
    Value::Object(document)
}

fn table(comparison: &Comparison, options: &Options, reference: &Prepared) -> String {
    let mut text = String::new();
    let unit = match options.normalization {
        Normalization::None => " mm",
        _ => "",
    };
    if let Some(overlap) = &comparison.overlap {
        let bound = match overlap.route {
            Route::Exact => "exact".to_owned(),
            Route::Mesh if overlap.error == 0.0 => "of the triangles".to_owned(),
            Route::Mesh => format!("±{:.1e}, from meshes", overlap.error),
        };
        let power = match (unit.is_empty(), reference.is_solid()) {
            (true, _) => "",
            (false, true) => " mm³",
            (false, false) => " mm²",
        };
        text += &format!("IoU           {:.9} ({bound})\n", overlap.iou);
        text += &format!("missing       {:.6}{power} of {:.6}\n", overlap.missing(), overlap.second);
        text += &format!("extra         {:.6}{power} of {:.6}\n", overlap.extra(), overlap.first);
    }
    if let Some(best) = &comparison.best {
        text += &format!("best IoU      {:.9} (of form alone: place, size and rotation removed)\n", best.iou);
    }
    if let Some(ratio) = comparison.volume_ratio {
        text += &format!("{}  {ratio:.9}\n", if reference.is_solid() { "volume ratio" } else { "area ratio  " });
    }
    if let Some(chamfer) = &comparison.chamfer {
        text += &format!(
            "chamfer       {:.6}{unit} (sum of both mean distances, {} points each)\n",
            chamfer.mean, options.points
        );
        text += &format!("largest       {:.6}{unit}\n", chamfer.max);
        for (threshold, f_score) in options.thresholds.iter().zip(&chamfer.f_scores) {
            text += &format!("f-score       {f_score:.6} (within {threshold} of the diagonal)\n");
        }
    }
    if let Some(field) = &comparison.field {
        text += &format!(
            "field ×1000   {:.6} (points to points in a unit box; the same shape gives {:.6})\n",
            field.distance, field.floor
        );
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn as_many_points_are_the_default_as_in_the_library() {
        assert_eq!(crate::cli::args::POINTS, crate::geom::compare::DEFAULT_POINTS);
    }
}
