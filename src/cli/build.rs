//! `recad build`: program in, files out.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::args::{BuildArgs, Format};
use super::output::{Exit, Printer};
use super::{input, measure};
use crate::diagnostics::Diagnostic;
use crate::render::{Size, View};
use crate::workspace::{Artifact, Depth, Outcome, WriteOptions};

/// How often `--watch` looks whether the program has changed.
const WATCH_INTERVAL: Duration = Duration::from_millis(200);

pub(super) fn run(args: &BuildArgs, printer: &Printer) -> Exit {
    let options = match write_options(args) {
        Ok(options) => options,
        Err(reason) => return printer.usage(&reason),
    };
    let mut targets = Vec::new();
    for path in &args.output {
        match Artifact::of_path(path) {
            Some(artifact) => targets.push((path.as_path(), artifact)),
            None => {
                return printer.usage(&format!(
                    "`{}` must end in one of {}",
                    path.display(),
                    Artifact::ENDINGS.join(" ")
                ));
            }
        }
    }
    if args.watch {
        if args.file == Path::new("-") {
            return printer.usage("--watch needs a file, not standard input");
        }
        watch(args, &options, &targets, printer)
    } else {
        once(args, &options, &targets, printer)
    }
}

fn write_options(args: &BuildArgs) -> Result<WriteOptions, String> {
    let view = args.view.as_deref().map_or(Ok(View::default()), str::parse)?;
    let size = args.size.as_deref().map_or(Ok(Size::default()), str::parse)?;
    Ok(WriteOptions { view, size, mesh: input::mesh_options(&args.mesh)?, part: args.part.clone() })
}

fn once(args: &BuildArgs, options: &WriteOptions, targets: &[(&Path, Artifact)], printer: &Printer) -> Exit {
    let mut outcome = match input::run(&args.file, &args.program, Depth::Realise, printer) {
        Ok(outcome) => outcome,
        Err(exit) => return exit,
    };
    let mut written = Vec::new();
    if !outcome.diagnostics.iter().any(Diagnostic::is_error) {
        for (path, artifact) in targets {
            if outcome.write(path, *artifact, options) {
                written.push(path.display().to_string());
            }
        }
    }
    let exit = Exit::of(&outcome.diagnostics);
    match args.format {
        Format::Json => exit.and(printer.json(&document(&mut outcome, options, &written))),
        Format::Human => {
            printer.diagnostics(&outcome.diagnostics, &outcome.sources);
            for path in written {
                printer.say(&format!("wrote {path}"));
            }
            exit
        }
    }
}

fn document(outcome: &mut Outcome, options: &WriteOptions, written: &[String]) -> Value {
    let (parts, total) = outcome.measure(&options.mesh);
    let fornjot = outcome.emit_fornjot();
    let mut document = measure::document(&parts, total.as_ref(), outcome.diagnostics_json());
    let timings: Map<String, Value> =
        outcome.timings.phases().map(|(phase, time)| (phase.to_owned(), json!(time.as_secs_f64() * 1e3))).collect();
    document["written"] = json!(written);
    document["timings_ms"] = Value::Object(timings);
    document["fornjot"] = fornjot;
    document
}

/// Builds whenever the program's text or its modification time changes, until the process is ended.
fn watch(args: &BuildArgs, options: &WriteOptions, targets: &[(&Path, Artifact)], printer: &Printer) -> Exit {
    let mut last = None;
    loop {
        let stamp = input::stamp(&args.file);
        if last != Some(stamp) {
            last = Some(stamp);
            let start = Instant::now();
            let exit = once(args, options, targets, printer);
            let word = if exit == Exit::Fine { "built" } else { "failed" };
            printer.say(&format!("{word} in {:.0} ms; waiting for changes", start.elapsed().as_secs_f64() * 1e3));
        }
        thread::sleep(WATCH_INTERVAL);
    }
}
