//! `recad import`: raw CAD scripts to flat programs.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::args::{Format, ImportArgs, Source};
use super::output::{Exit, Printer};
use super::progress::Progress;
use crate::corpus::{self, read::files};
use crate::diagnostics::{Diagnostic, render_json};
use crate::export;
use crate::text::SourceMap;

/// The report of a run into a folder.
const REPORT: &str = "report.jsonl";

pub(super) fn run(args: &ImportArgs, printer: &Printer) -> Exit {
    let format = format_of(args.from);
    let mut inputs: Vec<(&Path, files::Scripts)> = Vec::with_capacity(args.files.len());
    for path in &args.files {
        let standard = path == Path::new("-");
        // Looks at the beginning of the stream, which a second `-` finds read.
        let scripts = if standard {
            files::stream("<stdin>", BufReader::new(std::io::stdin()), format)
        } else {
            files::open(path, format)
        };
        inputs.push((path, scripts));
    }
    // Many scripts, or a folder named as such, go into a folder; a single one into a file or to standard output.
    let many = inputs.len() > 1 || inputs.iter().any(|(path, scripts)| scripts.is_many() || files::is_many(path));
    let target = match &args.output {
        Some(path) if many || path.is_dir() => Target::Folder(path.clone()),
        Some(path) => Target::File(path.clone()),
        None => Target::Output,
    };
    if let Target::Folder(folder) = &target
        && let Err(error) = fs::create_dir_all(folder)
    {
        return printer.usage(&format!("the folder `{}` cannot be made: {error}", folder.display()));
    }
    let report = match &target {
        Target::Folder(folder) => match export::Stream::create(&folder.join(REPORT)) {
            Ok(report) => Some(report),
            Err(diagnostic) => return printer.fail(&diagnostic),
        },
        _ => None,
    };
    let json = args.format == Format::Json;
    let mut run = Run {
        format,
        target,
        printer,
        json,
        report,
        records: Vec::new(),
        reasons: BTreeMap::new(),
        progress: printer.spinner(),
        read: 0,
        imported: 0,
        exit: Exit::Fine,
    };
    for script in inputs.into_iter().flat_map(|(_, scripts)| scripts) {
        match script {
            Ok(script) => run.script(&script),
            Err(error) => run.unreadable(&error),
        }
    }
    run.finish()
}

/// The format that the command line names.
pub(super) fn format_of(source: Source) -> corpus::Format {
    match source {
        Source::Deepcad => corpus::Format::DeepCad,
        Source::Cadquery => corpus::Format::CadQuery,
        Source::Fusion360 => corpus::Format::Fusion360,
        Source::Fusion360B123d => corpus::Format::Fusion360Build123d,
        Source::Csexp => corpus::Format::Csexp,
    }
}

enum Target {
    Output,
    File(PathBuf),
    Folder(PathBuf),
}

struct Run<'a> {
    format: corpus::Format,
    target: Target,
    printer: &'a Printer,
    json: bool,
    /// Of a run into a folder.
    report: Option<export::Stream>,
    /// Of a run whose result is one JSON document.
    records: Vec<Value>,
    /// How many scripts failed for each reason.
    reasons: BTreeMap<String, usize>,
    progress: Progress,
    read: usize,
    imported: usize,
    exit: Exit,
}

impl Run<'_> {
    fn script(&mut self, script: &files::Script) {
        let import = corpus::import(&script.text, self.format, &script.name);
        let status = if import.program.is_some() { "imported" } else { "failed" };
        let mut record = json!({"script": script.name, "id": script.id, "status": status, "reasons": import.reasons});
        self.exit = self.exit.and(Exit::of(&import.diagnostics));
        if let Some(program) = &import.program {
            let written = match &self.target {
                Target::Output if self.json => {
                    record["program"] = json!(program);
                    Ok(())
                }
                Target::Output => {
                    self.exit = self.exit.and(self.printer.result(program));
                    Ok(())
                }
                Target::File(path) => export::write(path, program.as_bytes()),
                Target::Folder(folder) => {
                    export::write(&folder.join(format!("{}.recad", script.id)), program.as_bytes())
                }
            };
            if let Err(diagnostic) = written {
                self.exit = self.exit.and(self.printer.fail(&diagnostic));
            }
        }
        record["diagnostics"] = import.diagnostics.iter().map(|d| render_json::render(d, &import.sources)).collect();
        self.imported += usize::from(import.program.is_some());
        for reason in import.reasons {
            *self.reasons.entry(reason).or_default() += 1;
        }
        self.record(record);
        if !self.json {
            self.show(&import.diagnostics, &import.sources);
        }
    }

    /// Shows diagnostics to a person: all of them, or of many scripts the errors.
    fn show(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        let many = matches!(self.target, Target::Folder(_));
        let shown: Vec<Diagnostic> = diagnostics.iter().filter(|d| !many || d.is_error()).cloned().collect();
        self.progress.hidden_while(|| self.printer.diagnostics(&shown, sources));
    }

    /// Writes a record into the report, and keeps it when the result is one document.
    fn record(&mut self, record: Value) {
        self.read += 1;
        self.progress.tell(|| format!("{} scripts read, {} imported", self.read, self.imported));
        match &mut self.report {
            Some(report) => report.write(format!("{record}\n").as_bytes()),
            // Without a report the records are the result; with one, memory does not grow with their number.
            None if self.json => self.records.push(record),
            None => {}
        }
    }

    fn unreadable(&mut self, error: &files::ReadError) {
        let diagnostics = [error.diagnostic.clone()];
        self.exit = self.exit.and(Exit::of(&diagnostics));
        let rendered = render_json::render(&error.diagnostic, &SourceMap::default());
        let reason = error.diagnostic.name.to_string();
        self.record(
            json!({"script": error.name, "status": "unreadable", "reasons": [&reason], "diagnostics": [rendered]}),
        );
        *self.reasons.entry(reason).or_default() += 1;
        if !self.json {
            self.show(&diagnostics, &SourceMap::default());
        }
    }

    fn finish(mut self) -> Exit {
        self.progress.finish();
        let (imported, read) = (self.imported, self.read);
        let mut summary =
            json!({"read": read, "imported": imported, "failed": read - imported, "reasons": self.reasons});
        let reported = self.report.is_some();
        if let Some(mut report) = self.report.take() {
            report.write(format!("{}\n", json!({"summary": summary})).as_bytes());
            if let Err(diagnostic) = report.finish() {
                self.exit = self.exit.and(self.printer.fail(&diagnostic));
            }
            self.printer.say(&format!("{imported} of {read} scripts imported"));
            let mut reasons: Vec<(&String, &usize)> = self.reasons.iter().collect();
            reasons.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            for (reason, count) in reasons {
                self.printer.say(&format!("{count:>7}  {reason}"));
            }
        }
        if self.json {
            summary["schema"] = json!(1);
            if !reported {
                summary["scripts"] = json!(self.records);
            }
            self.exit = self.exit.and(self.printer.json(&summary));
        }
        self.exit
    }
}
