//! `recad rewrite`: hard-coded programs to parameterized ones.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::args::{Format, RewriteArgs};
use super::import::format_of;
use super::input;
use super::output::{Exit, Printer};
use crate::corpus::read::files;
use crate::corpus::rewrite::{self, Failed, Rewritten};
use crate::corpus::{self, Import};
use crate::diagnostics::{Diagnostic, render_json};
use crate::export;
use crate::text::SourceMap;

/// The report of a run into a folder.
const REPORT: &str = "report.jsonl";

pub(super) fn run(args: &RewriteArgs, printer: &Printer) -> Exit {
    let mut programs = Vec::new();
    let mut many = args.files.len() > 1;
    for path in &args.files {
        many |= path.is_dir() || args.from.is_some() && files::is_many(path);
        if args.from.is_none() {
            let raw = path
                .extension()
                .is_some_and(|e| ["py", "json", "csexp", "gz", "jsonl", "zst", "tar"].iter().any(|r| e == *r));
            if raw {
                return printer
                    .usage(&format!("`{}` is no recad program: say what it is with `--from`", path.display()));
            }
            programs_at(path, &mut programs);
        }
    }
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
        Run { target, printer, json, many, report, records: Vec::new(), read: 0, rewritten: 0, exit: Exit::Fine };
    match args.from {
        None => programs.iter().for_each(|path| run.program(path)),
        Some(source) => {
            let format = format_of(source);
            for script in args.files.iter().flat_map(|path| files::open(path, format)) {
                match script {
                    Ok(script) => run.script(&script, format),
                    Err(error) => {
                        run.failed(&error.name, std::slice::from_ref(&error.diagnostic), &SourceMap::default())
                    }
                }
            }
        }
    }
    run.finish()
}

/// A program file, or all `.recad` files of a folder by name, folders inside included.
fn programs_at(path: &Path, found: &mut Vec<PathBuf>) {
    let entries = match fs::read_dir(path) {
        Ok(entries) if path.is_dir() => entries,
        _ => {
            found.push(path.to_owned());
            return;
        }
    };
    let mut inside: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    inside.sort();
    for path in inside {
        let is_link = path.is_symlink();
        if path.is_dir() && !is_link {
            programs_at(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "recad") {
            found.push(path);
        }
    }
}

enum Target {
    Output,
    File(PathBuf),
    Folder(PathBuf),
}

struct Run<'a> {
    target: Target,
    printer: &'a Printer,
    json: bool,
    many: bool,
    /// Of a run into a folder.
    report: Option<export::Stream>,
    /// Of a run whose result is one JSON document.
    records: Vec<Value>,
    read: usize,
    rewritten: usize,
    exit: Exit,
}

impl Run<'_> {
    fn program(&mut self, path: &Path) {
        let name = path.to_string_lossy().into_owned();
        let program = match input::read(path) {
            Ok(program) => program,
            Err(diagnostic) => return self.failed(&name, &[*diagnostic], &SourceMap::default()),
        };
        let stem = path.file_stem().map_or("program".to_owned(), |stem| stem.to_string_lossy().into_owned());
        match rewrite::rewrite(&program.name, &program.text, &program.project) {
            Ok(rewritten) => self.keep(&name, &stem, &rewritten),
            Err(Failed { sources, diagnostics }) => self.failed(&name, &diagnostics, &sources),
        }
    }

    fn script(&mut self, script: &files::Script, format: corpus::Format) {
        let import = corpus::import(&script.text, format, &script.name);
        match &import {
            Import { flat: Some(flat), program: Some(program), .. } => {
                let rewritten = rewrite::rewrite_flat(flat, program);
                self.keep(&script.name, &script.id, &rewritten);
            }
            _ => self.failed(&script.name, &import.diagnostics, &import.sources),
        }
    }

    fn keep(&mut self, name: &str, id: &str, rewritten: &Rewritten) {
        let mut record = rewritten.to_json();
        record["source"] = json!(name);
        self.rewritten += usize::from(rewritten.proof.is_some());
        let written = match &self.target {
            Target::Output if self.json => {
                record["program"] = json!(rewritten.program);
                Ok(())
            }
            Target::Output => {
                self.exit = self.exit.and(self.printer.result(&rewritten.program));
                Ok(())
            }
            Target::File(path) => export::write(path, rewritten.program.as_bytes()),
            Target::Folder(folder) => export::write(&folder.join(format!("{id}.recad")), rewritten.program.as_bytes()),
        };
        if let Err(diagnostic) = written {
            self.exit = self.exit.and(self.printer.fail(&diagnostic));
        }
        if let (Some(reason), false) = (rewritten.reason, self.json) {
            self.printer.say(&format!("{name}: left as it is, {reason}"));
        }
        self.record(record);
    }

    fn failed(&mut self, name: &str, diagnostics: &[Diagnostic], sources: &SourceMap) {
        self.exit = self.exit.and(Exit::of(diagnostics));
        let rendered: Value = diagnostics.iter().map(|found| render_json::render(found, sources)).collect();
        self.record(json!({"source": name, "equivalent": false, "diagnostics": rendered}));
        if !self.json {
            self.printer.diagnostics(diagnostics, sources);
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

    fn finish(mut self) -> Exit {
        let (rewritten, read) = (self.rewritten, self.read);
        if let Some(report) = self.report.take() {
            if let Err(diagnostic) = report.finish() {
                self.exit = self.exit.and(self.printer.fail(&diagnostic));
            }
            self.printer.say(&format!("{rewritten} of {read} programs rewritten"));
        }
        if self.json {
            // One program is the document itself.
            let document = match (self.many, self.records.pop()) {
                (false, Some(mut only)) => {
                    only["schema"] = json!(1);
                    only
                }
                (_, last) => {
                    self.records.extend(last);
                    json!({"schema": 1, "rewritten": rewritten, "left": read - rewritten, "programs": self.records})
                }
            };
            self.exit = self.exit.and(self.printer.json(&document));
        }
        self.exit
    }
}
