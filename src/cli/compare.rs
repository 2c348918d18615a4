//! `recad compare`: how far apart two shapes are.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::args::{CompareArgs, Format, Normalize};
use super::input;
use super::output::{Exit, Printer};
use crate::diagnostics::{Diagnostic, registry};
use crate::geom::compare::{FIELD_POINTS, Normalization, Options, compare};
use crate::geom::mesh::Mesh;
use crate::mesh_io;
use crate::text::Span;
use crate::workspace::Depth;

/// The most sample points on a surface; more say nothing new and only take memory.
const MAX_POINTS: usize = 10_000_000;

pub(super) fn run(args: &CompareArgs, printer: &Printer) -> Exit {
    if args.points == 0 || args.points > MAX_POINTS {
        return printer.usage(&format!("--points must be 1 to {MAX_POINTS}, not {}", args.points));
    }
    let meshes = load(&args.a, args, printer).and_then(|a| Ok((a, load(&args.b, args, printer)?)));
    let (a, b) = match meshes {
        Ok(meshes) => meshes,
        Err(exit) => return exit,
    };
    let (normalization, word) = match args.normalize {
        Normalize::None => (Normalization::None, "none"),
        Normalize::Box => (Normalization::Box, "box"),
        Normalize::Rms => (Normalization::Rms, "rms"),
    };
    let comparison = match compare(&a, &b, &Options { points: args.points, seed: args.seed, normalization }) {
        Ok(comparison) => comparison,
        Err(error) => {
            return printer.fail(&Diagnostic::new(registry::io::FORMAT, Span::default(), error.reason));
        }
    };
    match args.format {
        Format::Json => printer.json(&json!({
            "schema": 1,
            "diagnostics": [],
            "chamfer": {
                "mean": comparison.mean,
                "mean_squared": comparison.mean_squared,
                "max": comparison.max,
                "points": args.points,
                "seed": args.seed,
            },
            "field": {
                "cd_x1000": comparison.field,
                "self_floor_x1000": comparison.field_floor,
                "points": FIELD_POINTS,
            },
            "f_score": comparison.f_score,
            "volume_ratio": comparison.volume_ratio,
            "bbox": [bounds(&a), bounds(&b)],
            "normalization": word,
        })),
        Format::Human => printer.result(&format!(
            "chamfer       {:.6} (sum of both mean distances, {} points each)\nlargest       {:.6}\n\
             f-score       {:.6}\nvolume ratio  {:.9}\nfield ×1000   {:.6} (points to points in a unit box; the same shape gives {:.6})\n",
            comparison.mean,
            args.points,
            comparison.max,
            comparison.f_score,
            comparison.volume_ratio,
            comparison.field,
            comparison.field_floor,
        )),
    }
}

fn bounds(mesh: &Mesh) -> serde_json::Value {
    match mesh.bounding_box() {
        Some((min, max)) => json!({"min": min.to_array(), "max": max.to_array()}),
        None => serde_json::Value::Null,
    }
}

/// The mesh of a program's parts together, or of a mesh file.
fn load(path: &Path, args: &CompareArgs, printer: &Printer) -> Result<Arc<Mesh>, Exit> {
    if mesh_io::Format::of(path).is_some() {
        return mesh_io::read(path).map(Arc::new).map_err(|diagnostic| printer.fail(&diagnostic));
    }
    let options = input::mesh_options(&args.mesh).map_err(|reason| printer.usage(&reason))?;
    let mut outcome = input::run(path, &args.program, Depth::Realise, printer)?;
    let union = outcome.union_mesh(&options);
    printer.diagnostics(&outcome.diagnostics, &outcome.sources);
    union.ok_or(Exit::Errors)
}
