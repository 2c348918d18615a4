//! What comes into the process: programs, parameter values, mesh settings.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::args::{MeshArgs, ProgramArgs};
use super::output::{Exit, Printer};
use crate::diagnostics::{Diagnostic, registry};
use crate::geom::mesher::MeshOptions;
use crate::text::{Span, read_json};
use crate::workspace::project::{self, Project};
use crate::workspace::{Artifact, Depth, Outcome, Override, Request, Workspace};

/// A program's text and how diagnostics name it.
pub(super) struct Program {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) project: Project,
}

/// Reads a program; `-` is standard input.
pub(super) fn read(path: &Path) -> Result<Program, Box<Diagnostic>> {
    if Artifact::of_path(path).is_some() {
        let message = format!(
            "`{}` is not a program: this command reads programs (.recad), or meshes (.stl .obj) where it takes shapes",
            path.display()
        );
        return Err(Box::new(Diagnostic::new(registry::io::READ, Span::default(), message)));
    }
    let (name, text) = if path == Path::new("-") {
        ("<stdin>".to_owned(), project::read_program_from(io::stdin().lock()))
    } else {
        (path.to_string_lossy().into_owned(), project::read_program(path))
    };
    let text = text.map_err(|reason| {
        let message = format!("`{name}` cannot be read: {reason}");
        Box::new(Diagnostic::new(registry::io::READ, Span::default(), message))
    })?;
    Ok(Program { name, text, project: Project::of_file(path) })
}

/// Reads and runs a program, or says why it cannot be read or which argument is wrong.
pub(super) fn run(path: &Path, args: &ProgramArgs, depth: Depth, printer: &Printer) -> Result<Outcome, Exit> {
    let program = read(path).map_err(|diagnostic| printer.fail(&diagnostic))?;
    run_text(&program, args, depth, printer)
}

/// Runs a program that was read.
pub(super) fn run_text(
    program: &Program,
    args: &ProgramArgs,
    depth: Depth,
    printer: &Printer,
) -> Result<Outcome, Exit> {
    let overrides = overrides(args).map_err(|reason| printer.usage(&reason))?;
    Ok(Workspace::default().run(&Request {
        overrides: &overrides,
        depth,
        time_limit: args.time_limit_ms.map(Duration::from_millis),
        ..Request::new(&program.name, &program.text, &program.project)
    }))
}

/// Parameter values of the command line; `-p` wins over `--params`.
pub(super) fn overrides(args: &ProgramArgs) -> Result<Vec<(String, Override)>, String> {
    let mut overrides = Vec::new();
    if let Some(path) = &args.params_file {
        let text =
            project::read_text(path).map_err(|reason| format!("`{}` cannot be read: {reason}", path.display()))?;
        let document =
            read_json(&text).map_err(|error| format!("`{}` is not JSON: {}", path.display(), error.message))?;
        let serde_json::Value::Object(values) = document else {
            return Err(format!("`{}` must hold one JSON object of parameter names and values", path.display()));
        };
        overrides.extend(values.into_iter().map(|(name, value)| (name, Override::Json(value))));
    }
    for param in &args.params {
        let Some((name, text)) = param.split_once('=') else {
            return Err(format!("`-p {param}` must have the form NAME=VALUE"));
        };
        overrides.retain(|(earlier, _)| earlier != name.trim());
        overrides.push((name.trim().to_owned(), Override::Text(text.trim().to_owned())));
    }
    Ok(overrides)
}

/// Mesh settings of the command line.
pub(super) fn mesh_options(args: &MeshArgs) -> Result<MeshOptions, String> {
    let mut options = MeshOptions::default();
    if let Some(chord) = args.tolerance {
        if !(chord > 0.0 && chord.is_finite()) {
            return Err(format!("--tolerance must be above 0 mm, not {chord}"));
        }
        options.chord = chord;
    }
    if let Some(angle) = args.angle {
        if !(angle > 0.0 && angle <= 120.0) {
            return Err(format!("--angle must be above 0 and at most 120 degrees, not {angle}"));
        }
        options.angle = angle;
    }
    Ok(options)
}

/// What changes when a file changes: its modification time and length.
pub(super) fn stamp(path: &Path) -> Option<(std::time::SystemTime, u64)> {
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
