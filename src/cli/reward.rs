//! `recad reward`: what candidates are worth beside their references.

use std::io::{self, BufReader, BufWriter, Cursor};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use super::args::{Format, RewardArgs};
use super::input;
use super::output::{Exit, Printer};
use crate::diagnostics::{Diagnostic, Name, Severity};
use crate::reward::{CANDIDATE_NAME, Config, stream};
use crate::text::{SourceMap, Span};
use crate::workspace::project;

pub(super) fn run(args: &RewardArgs, printer: &Printer) -> Exit {
    if args.worker {
        return match stream::work() {
            Ok(()) => Exit::Fine,
            Err(error) => printer.usage(&error.to_string()),
        };
    }
    let config = match config(args.config.as_deref(), printer) {
        Ok(config) => config,
        Err(exit) => return exit,
    };
    if args.print_config {
        return match args.format {
            Format::Human => printer.result(&config.to_toml()),
            Format::Json => printer.json(&config.to_json()),
        };
    }
    match (&args.candidate, &args.reference) {
        (Some(candidate), Some(reference)) => pair(candidate, reference, config, args, printer),
        _ => all(config, args, printer),
    }
}

/// The settings of a file, or the defaults.
fn config(path: Option<&Path>, printer: &Printer) -> Result<Config, Exit> {
    let Some(path) = path else { return Ok(Config::default()) };
    let text = project::read_text(path)
        .map_err(|reason| printer.usage(&format!("`{}` cannot be read: {reason}", path.display())))?;
    let mut sources = SourceMap::default();
    let file = sources.add(path.to_string_lossy(), text.as_str());
    Config::read(file, &text).map_err(|errors| {
        printer.diagnostics(&errors, &sources);
        Exit::Usage
    })
}

fn limits(args: &RewardArgs) -> stream::Limits {
    let default = stream::Limits::default();
    stream::Limits {
        jobs: args.jobs.map_or(default.jobs, usize::from),
        time: Duration::from_millis(args.time_limit_ms),
        memory: args.memory_limit_mb << 20,
    }
}

/// A worker: this program, even when its file has been replaced since.
fn worker() -> Command {
    let own = if cfg!(target_os = "linux") { Ok("/proc/self/exe".into()) } else { std::env::current_exe() };
    let mut command = Command::new(own.unwrap_or_else(|_| "recad".into()));
    // One candidate is worked on by one processor, and its memory is counted in one place.
    command.args(["reward", "--worker"]).env("RAYON_NUM_THREADS", "1").env("MALLOC_ARENA_MAX", "1");
    command
}

/// Answers the lines of standard input.
fn all(config: Config, args: &RewardArgs, printer: &Printer) -> Exit {
    let mut output = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let input = BufReader::with_capacity(1 << 16, io::stdin());
    match stream::run(input, &mut output, config, limits(args), worker) {
        Err(error) => printer.usage(&format!("standard output could not be written: {error}")),
        Ok(stream::Summary { error: Some(error), .. }) => printer.usage(&error),
        Ok(stream::Summary { counts, .. }) if counts.refused > 0 => {
            printer.say(&format!("{} of {} lines have no reward", counts.refused, counts.lines));
            Exit::Errors
        }
        Ok(_) => Exit::Fine,
    }
}

/// Rates one candidate, in a worker like any other.
fn pair(candidate: &Path, reference: &Path, config: Config, args: &RewardArgs, printer: &Printer) -> Exit {
    let program = match input::read(candidate) {
        Ok(program) => program,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let line = json!({"candidate": program.text, "reference_file": reference.to_string_lossy()}).to_string();
    let mut answer = Vec::new();
    let one = stream::Limits { jobs: 1, ..limits(args) };
    match stream::run(Cursor::new(line), &mut answer, config, one, worker) {
        Ok(stream::Summary { error: None, .. }) => {}
        Ok(stream::Summary { error: Some(error), .. }) => return printer.usage(&error),
        Err(error) => return printer.usage(&error.to_string()),
    }
    let said = answer;
    let mut answer: Value = match serde_json::from_slice(&said) {
        Ok(answer) => answer,
        Err(error) => return printer.usage(&format!("the answer could not be read: {error}")),
    };
    if let Some(diagnostics) = answer["diagnostics"].as_array_mut() {
        for diagnostic in diagnostics.iter_mut().filter(|diagnostic| diagnostic["file"] == CANDIDATE_NAME) {
            diagnostic["file"] = json!(program.name);
        }
    }
    let mut sources = SourceMap::default();
    let file = sources.add(program.name.as_str(), program.text.as_str());
    let found = |value: &Value| diagnostic(value, &program.name, |start, end| Span::new(file, start, end));
    let diagnostics: Vec<Diagnostic> =
        answer["diagnostics"].as_array().into_iter().flatten().filter_map(found).collect();
    let exit = Exit::of(&diagnostics);
    match args.format {
        Format::Json => exit.and(printer.json(&answer)),
        Format::Human => {
            printer.diagnostics(&diagnostics, &sources);
            match answer["error"].as_str() {
                Some(error) => exit.and(printer.usage(error)),
                None => exit.and(printer.result(&summary(&answer, &stream::wire::terms(&said)))),
            }
        }
    }
}

/// A diagnostic of an answer, for people: its place in the candidate and what it says.
fn diagnostic(value: &Value, file: &str, span: impl Fn(u32, u32) -> Span) -> Option<Diagnostic> {
    let place = |of: &Value| {
        let offset = |end: &str| u32::try_from(of[end]["offset"].as_u64()?).ok();
        let place = (of["file"] == file).then(|| offset("start").zip(offset("end"))).flatten();
        place.map(|(start, end)| span(start, end))
    };
    let name = Name::find(value["name"].as_str()?)?;
    let mut found = Diagnostic::new(name, place(value).unwrap_or_default(), value["message"].as_str()?);
    if value["severity"] == "warning" {
        found.severity = Severity::Warning;
    }
    for label in value["labels"].as_array().into_iter().flatten() {
        if let Some((at, text)) = place(label).zip(label["text"].as_str()) {
            found = found.label(at, text);
        }
    }
    for note in value["notes"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        found = found.note(note);
    }
    Some(found)
}

/// Reward, phase, the terms in the order of the formula, and IoU for people.
fn summary(answer: &Value, terms: &[(String, Option<f64>)]) -> String {
    let number = |value: &Value| value.as_f64().map_or("-".to_owned(), |number| format!("{number:.6}"));
    let mut text = format!("reward        {}\n", number(&answer["reward"]));
    text += &format!("phase         {}\n", answer["phase"].as_str().unwrap_or("-"));
    for (name, term) in terms {
        text += &format!("{name:13} {}\n", term.map_or("-".to_owned(), |term| format!("{term:.6}")));
    }
    let comparison = &answer["comparison"];
    for (name, key) in [("IoU", "iou"), ("best IoU", "iou_best")] {
        if let Some(iou) = comparison[key].as_f64() {
            let error = comparison["iou_error"].as_f64().filter(|error| key == "iou" && *error > 0.0);
            let bound = error.map_or(String::new(), |error| format!(" (±{error:.1e})"));
            text += &format!("{name:13} {iou:.6}{bound}\n");
        }
    }
    text
}
