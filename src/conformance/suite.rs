//! Case files: finding, reading and splitting them.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::expectation::{Expectation, Kind};
use super::program::Program;
use super::spec::Spec;
use crate::diagnostics::{Diagnostic, registry, suggest};
use crate::eval::Override;

use crate::text::{FileId, SourceMap, Span};
use crate::workspace::project;

/// Folders below the one asked for are followed this deep.
const DEEPEST: usize = 16;

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its title line.
    pub span: Span,
    /// Its title.
    pub title: String,
    /// The rules it proves.
    pub rules: Vec<String>,
    /// Parameters set from outside.
    pub with: Vec<(String, Override)>,
    /// The texts.
    pub program: Program,
    /// What must come out, at least one line.
    pub expectations: Vec<Expectation>,
}

/// All cases of some files.
#[derive(Clone, Debug, Default)]
pub struct Suite {
    /// The cases, by file and line.
    pub cases: Vec<Case>,
    /// The case files.
    pub sources: SourceMap,
    /// What is wrong with the files.
    pub diagnostics: Vec<Diagnostic>,
}

impl Suite {
    /// Reads the `*.cases` files below a folder (or one such file) in the order of their names.
    pub fn read(path: &Path, spec: &Spec) -> Suite {
        let mut suite = Suite::default();
        let mut files = Vec::new();
        if let Err(error) = find(path, 0, &mut files) {
            suite.unreadable(path, &error.to_string());
        } else if files.is_empty() {
            suite.unreadable(path, "it holds no `.cases` file");
        }
        for file in files {
            match project::read_text(&file) {
                Ok(text) => suite.add(&file.to_string_lossy(), &text, spec),
                Err(reason) => suite.unreadable(&file, &reason),
            }
        }
        suite
    }

    /// Adds the cases of one file.
    pub fn add(&mut self, name: &str, text: &str, spec: &Spec) {
        let file = self.sources.add(name, text);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            lines.push(Line { start, text: line, file });
            start += line.len() as u32;
        }
        // What stands before the first title says what the file is about.
        let titles: Vec<usize> = (0..lines.len()).filter(|index| lines[*index].text.starts_with("===")).collect();
        if titles.is_empty() {
            self.malformed(Span::new(file, 0, 0), "a case begins with a line `=== title`; there is none");
        }
        for (index, title) in titles.iter().enumerate() {
            let end = titles.get(index + 1).copied().unwrap_or(lines.len());
            if let Some(case) = self.case(lines[*title], &lines[title + 1..end], spec) {
                self.cases.push(case);
            }
        }
    }

    fn unreadable(&mut self, path: &Path, reason: &str) {
        let message = format!("`{}` cannot be read: {reason}", path.display());
        self.diagnostics.push(Diagnostic::new(registry::io::READ, Span::default(), message));
    }

    fn malformed(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics.push(Diagnostic::new(registry::io::MALFORMED, span, message));
    }

    /// One case: title, head, program, expectations.
    fn case(&mut self, title: Line, lines: &[Line], spec: &Spec) -> Option<Case> {
        let before = self.diagnostics.len();
        let mut rules = Vec::new();
        let mut with = Vec::new();
        let mut head = 0;
        for line in lines {
            if let Some(list) = line.text.strip_prefix("rules:") {
                self.rules(*line, list, spec, &mut rules);
            } else if let Some(list) = line.text.strip_prefix("with:") {
                self.with(*line, list, &mut with);
            } else if !line.text.trim().is_empty() {
                break;
            }
            head += 1;
        }
        if rules.is_empty() && self.diagnostics.len() == before {
            self.malformed(title.span(), "the case names no rule; write `rules: chapter.topic` below its title");
        }
        let Some(end) = lines.iter().position(|line| line.text.trim_end() == "---") else {
            self.malformed(title.span(), "the case has no line `---` between its program and what is expected");
            return None;
        };
        let block: String = lines[head.min(end)..end].iter().map(|line| line.text).collect();
        let program = Program::parse(&block).map_err(|message| self.malformed(title.span(), message)).ok();
        let mut expectations: Vec<Expectation> = Vec::new();
        for line in &lines[end + 1..] {
            let text = line.text.trim();
            if text.is_empty() {
                continue;
            }
            match Kind::parse(text) {
                Ok(kind) => expectations.push(Expectation { span: line.span(), text: text.to_owned(), kind }),
                Err(wrong) => {
                    let at = line.span().start + wrong.at as u32;
                    self.malformed(Span::new(line.file, at, line.span().end), wrong.message);
                }
            }
        }
        if expectations.is_empty() && self.diagnostics.len() == before {
            self.malformed(title.span(), "the case expects nothing; `ok` below `---` expects no errors");
        }
        if expectations.len() > 1
            && let Some(alone) = expectations.iter().find(|line| line.kind == Kind::SyntaxOk)
        {
            self.malformed(alone.span, "`syntax ok` stands alone: later phases are not run");
        }
        if self.diagnostics.len() > before {
            return None;
        }
        let text = title.text.trim_start_matches('=').trim().to_owned();
        Some(Case { span: title.span(), title: text, rules, with, program: program?, expectations })
    }

    fn rules(&mut self, line: Line, list: &str, spec: &Spec, rules: &mut Vec<String>) {
        for id in list.split(',').map(str::trim) {
            if spec.has(id) {
                rules.push(id.to_owned());
                continue;
            }
            let near = suggest::nearest(id, spec.rules.iter().map(|rule| rule.id.as_str()));
            let hint = near.map(|near| format!("; did you mean `{}`?", near.name)).unwrap_or_default();
            self.malformed(line.part(id), format!("the specification has no rule `{id}`{hint}"));
        }
    }

    fn with(&mut self, line: Line, list: &str, with: &mut Vec<(String, Override)>) {
        for given in split(list) {
            match given.split_once('=') {
                Some((name, value)) => {
                    with.push((name.trim().to_owned(), Override::Text(value.trim().to_owned())));
                }
                None => self.malformed(line.part(given), "expected NAME = VALUE"),
            }
        }
    }
}

/// A line of a case file with its end.
#[derive(Clone, Copy)]
struct Line<'a> {
    file: FileId,
    start: u32,
    text: &'a str,
}

impl Line<'_> {
    /// The line without blanks around it.
    fn span(&self) -> Span {
        self.part(self.text.trim())
    }

    /// A piece of the line.
    fn part(&self, piece: &str) -> Span {
        let at = self.text.find(piece).unwrap_or(0) as u32;
        Span::new(self.file, self.start + at, self.start + at + piece.len() as u32)
    }
}

/// The pieces between commas outside of quotes.
fn split(list: &str) -> Vec<&str> {
    let mut quoted = false;
    let pieces = list.split(|c: char| {
        quoted ^= c == '"';
        c == ',' && !quoted
    });
    pieces.map(str::trim).collect()
}

/// Case files below a folder, by name; links to folders are not followed.
fn find(path: &Path, depth: usize, found: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_file() {
        found.push(path.to_owned());
        return Ok(());
    }
    let mut entries = fs::read_dir(path)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            if depth < DEEPEST {
                find(&path, depth + 1, found)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "cases") {
            found.push(path);
        }
    }
    Ok(())
}
