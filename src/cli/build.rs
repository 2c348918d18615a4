//! `recad build`: program in, files out.

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::args::{BuildArgs, Format};
use super::output::{Exit, Printer};
use super::{input, measure};
use crate::diagnostics::{Diagnostic, registry};
use crate::render::{Size, View};
use crate::text::Span;
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
    for (path, _) in &targets {
        let inputs = std::iter::once(&args.file).chain(&args.program.params_file);
        if let Some(input) = inputs.into_iter().find(|input| same_file(path, input)) {
            return printer
                .usage(&format!("`{}` is read by this command; writing it would destroy it", input.display()));
        }
    }
    if args.watch {
        if args.file == Path::new("-") {
            return printer.usage("--watch needs a file, not standard input");
        }
        watch(args, &options, &targets, printer)
    } else {
        once(args, &options, &targets, printer).0
    }
}

fn write_options(args: &BuildArgs) -> Result<WriteOptions, String> {
    let view = args.view.as_deref().map_or(Ok(View::default()), str::parse)?;
    let size = args.size.as_deref().map_or(Ok(Size::default()), str::parse)?;
    Ok(WriteOptions { view, size, mesh: input::mesh_options(&args.mesh)?, part: args.part.clone() })
}

/// Whether two paths lead to one existing file.
fn same_file(a: &Path, b: &Path) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// Builds once; also gives the files that the program was read from.
fn once(
    args: &BuildArgs,
    options: &WriteOptions,
    targets: &[(&Path, Artifact)],
    printer: &Printer,
) -> (Exit, Vec<PathBuf>) {
    let mut outcome = match input::run(&args.file, &args.program, Depth::Realise, printer) {
        Ok(outcome) => outcome,
        Err(exit) => return (exit, Vec::new()),
    };
    let mut written = Vec::new();
    let used = outcome.files();
    if !outcome.diagnostics.iter().any(Diagnostic::is_error) {
        for (path, artifact) in targets {
            if let Some(input) = used.iter().find(|input| same_file(path, input)) {
                let message = format!("`{}` is a file of the program; writing it would destroy it", input.display());
                outcome.diagnostics.push(Diagnostic::new(registry::io::WRITE, Span::default(), message));
                continue;
            }
            if outcome.write(path, *artifact, options) {
                written.push(path.display().to_string());
            }
        }
    }
    let exit = Exit::of(&outcome.diagnostics);
    let exit = match args.format {
        Format::Json => exit.and(printer.json(&document(&mut outcome, options, &written))),
        Format::Human => {
            printer.diagnostics(&outcome.diagnostics, &outcome.sources);
            for path in written {
                printer.say(&format!("wrote {path}"));
            }
            exit
        }
    };
    (exit, used)
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

/// Builds whenever one of the files that the program is made of changes, until the process is ended.
fn watch(args: &BuildArgs, options: &WriteOptions, targets: &[(&Path, Artifact)], printer: &Printer) -> Exit {
    let own: Vec<PathBuf> = std::iter::once(args.file.clone()).chain(args.program.params_file.clone()).collect();
    let mut files = own.clone();
    let stamps = |files: &[PathBuf]| files.iter().map(|file| input::stamp(file)).collect::<Vec<_>>();
    let mut last = None;
    loop {
        let now = stamps(&files);
        if last.as_ref() != Some(&now) {
            let start = Instant::now();
            let before = stamps(&own);
            let (exit, read) = once(args, options, targets, printer);
            // What changes while it is read is read again; a program that cannot be read keeps its list of files.
            if !read.is_empty() {
                files = [own.clone(), read].concat();
            }
            let mut after = stamps(&files);
            after[..own.len()].clone_from_slice(&before);
            last = Some(after);
            let word = if exit == Exit::Fine { "built" } else { "failed" };
            printer.say(&format!("{word} in {:.0} ms; waiting for changes", start.elapsed().as_secs_f64() * 1e3));
        }
        thread::sleep(WATCH_INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use super::super::args::VIEWS;
    use crate::render::View;

    #[test]
    fn the_arguments_offer_exactly_the_views() {
        assert_eq!(VIEWS, View::ALL.map(|(name, _)| name));
    }
}
