//! `recad import`: raw CAD scripts to flat programs.

use std::fs;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::args::{Format, ImportArgs, Source};
use super::output::{Exit, Printer};
use crate::corpus::{self, read::files};
use crate::diagnostics::render_json;
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
        let scripts =
            if standard { files::stream("<stdin>", BufReader::new(std::io::stdin())) } else { files::open(path) };
        inputs.push((path, scripts));
    }
    // Many scripts, or a folder named as such, go into a folder; a single one into a file or to standard output.
    let many = inputs.len() > 1 || inputs.iter().any(|(path, scripts)| scripts.is_many() || is_many(path));
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
    let mut run =
        Run { format, target, printer, json, report, records: Vec::new(), read: 0, imported: 0, exit: Exit::Fine };
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
    }
}

pub(super) fn is_many(path: &Path) -> bool {
    let name = path.to_string_lossy().to_ascii_lowercase();
    path.is_dir() || name.ends_with(".jsonl") || name.ends_with(".jsonl.gz")
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
    read: usize,
    imported: usize,
    exit: Exit,
}

impl Run<'_> {
    fn script(&mut self, script: &files::Script) {
        let import = corpus::import(&script.text, self.format, &script.name);
        let mut record = json!({"id": script.id, "source": script.name, "imported": import.program.is_some()});
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
        self.record(record);
        if !self.json {
            self.printer.diagnostics(&import.diagnostics, &import.sources);
        }
    }

    /// Writes a record into the report, and keeps it when the result is one document.
    fn record(&mut self, record: Value) {
        self.read += 1;
        if let Some(report) = &mut self.report {
            report.write(format!("{record}\n").as_bytes());
        }
        if self.json {
            self.records.push(record);
        }
    }

    fn unreadable(&mut self, error: &files::ReadError) {
        let diagnostics = [error.diagnostic.clone()];
        self.exit = self.exit.and(Exit::of(&diagnostics));
        let rendered = render_json::render(&error.diagnostic, &SourceMap::default());
        self.record(json!({"source": error.name, "imported": false, "diagnostics": [rendered]}));
        if !self.json {
            self.printer.diagnostics(&diagnostics, &SourceMap::default());
        }
    }

    fn finish(mut self) -> Exit {
        let (imported, read) = (self.imported, self.read);
        if let Some(report) = self.report.take() {
            if let Err(diagnostic) = report.finish() {
                self.exit = self.exit.and(self.printer.fail(&diagnostic));
            }
            self.printer.say(&format!("{imported} of {read} scripts imported"));
        }
        if self.json {
            let document =
                json!({"schema": 1, "imported": imported, "failed": read - imported, "scripts": self.records});
            self.exit = self.exit.and(self.printer.json(&document));
        }
        self.exit
    }
}
