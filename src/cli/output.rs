//! What leaves the process: results, diagnostics, exit codes.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::io::{self, IsTerminal, Write};

use serde_json::{Value, json};

use super::progress::Progress;
use crate::diagnostics::{Diagnostic, render_human, render_json};
use crate::text::SourceMap;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// All is well.
    Fine,
    /// The program or input has errors.
    Errors,
    /// Wrong usage, or a file could not be read or written.
    Usage,
}

impl Exit {
    pub(super) fn code(self) -> u8 {
        match self {
            Exit::Fine => 0,
            Exit::Errors => 1,
            Exit::Usage => 2,
        }
    }

    /// The worse of two endings.
    pub(super) fn and(self, other: Exit) -> Exit {
        if other.code() > self.code() { other } else { self }
    }

    /// Errors when there is an error among the diagnostics; a file that could not be read or written is `Usage`.
    pub(super) fn of(diagnostics: &[Diagnostic]) -> Exit {
        let errors = || diagnostics.iter().filter(|d| d.is_error());
        if errors().any(|d| matches!(d.name.as_str(), "io/read" | "io/write")) {
            Exit::Usage
        } else if errors().next().is_some() {
            Exit::Errors
        } else {
            Exit::Fine
        }
    }
}

/// Writes results to standard output and everything else to standard error.
///
/// In the machine's formats diagnostics are kept and go into the one document: that of the command, or one of their
/// own when the command ends without a document ([`Printer::finish`]).
pub(super) struct Printer {
    quiet: bool,
    color: bool,
    machine: bool,
    kept: RefCell<Vec<(Diagnostic, SourceMap)>>,
    printed: Cell<bool>,
}

impl Printer {
    /// For people, or with `machine` for the one document of a machine's format.
    pub(super) fn new(quiet: bool, machine: bool) -> Self {
        let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { quiet, color, machine, kept: RefCell::default(), printed: Cell::new(false) }
    }

    /// Prints a result.
    pub(super) fn result(&self, text: &str) -> Exit {
        self.result_bytes(text.as_bytes())
    }

    /// Prints a result; a reader that has gone away is no error.
    pub(super) fn result_bytes(&self, bytes: &[u8]) -> Exit {
        let mut out = io::stdout().lock();
        match out.write_all(bytes).and_then(|()| out.flush()) {
            Ok(()) => Exit::Fine,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Exit::Fine,
            Err(error) => self.usage(&format!("standard output could not be written: {error}")),
        }
    }

    /// Prints a result as one JSON document; what was kept is added to its diagnostics.
    pub(super) fn json(&self, document: &Value) -> Exit {
        self.printed.set(true);
        let kept = self.take_kept();
        let mut document = Cow::Borrowed(document);
        if !kept.is_empty() {
            let rendered = kept.iter().map(|(found, sources)| render_json::render(found, sources));
            match &mut document.to_mut()["diagnostics"] {
                Value::Array(listed) => listed.extend(rendered),
                none => *none = rendered.collect(),
            }
        }
        match serde_json::to_string_pretty(&document) {
            Ok(text) => self.result(&(text + "\n")),
            Err(error) => self.usage(&format!("the result could not be written as JSON: {error}")),
        }
    }

    /// The diagnostics kept for the document, which become the caller's.
    pub(super) fn take_kept(&self) -> Vec<(Diagnostic, SourceMap)> {
        self.kept.take()
    }

    /// Ends a command: diagnostics that no document has taken get one of their own.
    pub(super) fn finish(&self, exit: Exit) -> Exit {
        if self.machine && !self.printed.get() && !self.kept.borrow().is_empty() {
            return exit.and(self.json(&json!({"schema": 1})));
        }
        exit
    }

    /// Says something for information, unless `--quiet`.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// A line that says how far long work is.
    pub(super) fn spinner(&self) -> Progress {
        Progress::new(self.quiet)
    }

    /// Reports wrong usage.
    pub(super) fn usage(&self, text: &str) -> Exit {
        self.complain(&format!("error: {text}"));
        Exit::Usage
    }

    /// Shows diagnostics to a person (`--quiet` keeps errors only), or keeps them for the document.
    pub(super) fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
        if self.machine {
            self.kept.borrow_mut().extend(diagnostics.iter().map(|found| (found.clone(), sources.clone())));
            return;
        }
        let mut renderer = render_human::Renderer::new(sources, self.color);
        for diagnostic in diagnostics.iter().filter(|d| !self.quiet || d.is_error()) {
            self.complain(renderer.render(diagnostic).trim_end());
        }
    }

    /// Shows a problem outside any program, and how the command ends for it.
    pub(super) fn fail(&self, diagnostic: &Diagnostic) -> Exit {
        let diagnostics = std::slice::from_ref(diagnostic);
        self.diagnostics(diagnostics, &SourceMap::default());
        Exit::of(diagnostics)
    }

    fn complain(&self, text: &str) {
        // Nothing can be done when standard error is gone.
        let _ = writeln!(io::stderr().lock(), "{text}");
    }
}
