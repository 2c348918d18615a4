//! What leaves the process: results, diagnostics, exit codes.

use std::io::{self, IsTerminal, Write};

use serde::Serialize;

use crate::diagnostics::{Diagnostic, render_human};
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
pub(super) struct Printer {
    quiet: bool,
    color: bool,
}

impl Printer {
    pub(super) fn new(quiet: bool) -> Self {
        let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self { quiet, color }
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

    /// Prints a result as one JSON document.
    pub(super) fn json(&self, document: &impl Serialize) -> Exit {
        match serde_json::to_string_pretty(document) {
            Ok(text) => self.result(&(text + "\n")),
            Err(error) => self.usage(&format!("the result could not be written as JSON: {error}")),
        }
    }

    /// Says something for information, unless `--quiet`.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// Reports wrong usage.
    pub(super) fn usage(&self, text: &str) -> Exit {
        self.complain(&format!("error: {text}"));
        Exit::Usage
    }

    /// Shows diagnostics to a person; `--quiet` keeps errors only.
    pub(super) fn diagnostics(&self, diagnostics: &[Diagnostic], sources: &SourceMap) {
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
