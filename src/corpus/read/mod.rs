//! Reading foreign scripts: a file a format, and what they share.
//!
//! [`files::open`] streams scripts out of files and folders; [`Report`] collects what a reader says about one script.

pub mod cadquery;
mod chain;
pub mod csexp;
pub mod deepcad;
pub mod files;
pub mod fusion;
mod json;
mod number;
mod overlap;
mod sketch;
mod slit;

use crate::diagnostics::registry::{io, limit};
use crate::diagnostics::{Diagnostic, Name};
use crate::text::{FileId, Span};

use json::{Fault, Locator, Step, display, quoted};

/// A script may describe this many curves, counted once for every extrusion that uses them anew.
const MOST_CURVES: usize = 100_000;
/// A script may have this many operations.
const MOST_STEPS: usize = 10_000;
/// Reports after this many are counted, not kept.
const MOST_REPORTS: usize = 50;

/// What a reader has to say about one script.
pub struct Report<'t> {
    text: &'t str,
    file: FileId,
    locator: Locator<'t>,
    diagnostics: Vec<Diagnostic>,
    reasons: Vec<String>,
    left_out: usize,
    failed: bool,
}

impl<'t> Report<'t> {
    /// An empty report on `text`, which is `file`.
    pub fn new(text: &'t str, file: FileId) -> Self {
        Self {
            text,
            file,
            locator: Locator::new(text),
            diagnostics: Vec::new(),
            reasons: Vec::new(),
            left_out: 0,
            failed: false,
        }
    }

    /// Adds a fault at a value; the message is the path followed by the fault's sentence.
    fn fault(&mut self, fault: Fault) {
        let (start, end) = self.locator.locate(&fault.path);
        let message = format!("`{}` {}", display(&fault.path), fault.message);
        let span = Span::new(self.file, bytes(start), bytes(end));
        let key = fault.path.iter().rev().find_map(|step| if let Step::Key(key) = step { Some(key) } else { None });
        // What stands there, when it is a word: the name of a curve or an operation.
        let word = self.text.get(start..end).and_then(|text| serde_json::from_str::<String>(text).ok());
        let subject = [key, word.as_ref()].into_iter().flatten().map(|word| quoted(word)).collect::<Vec<_>>().join(" ");
        self.because(Diagnostic::new(fault.name, span, message), &subject);
    }

    /// Adds a diagnostic at a byte.
    fn at_byte(&mut self, offset: usize, fault: impl FnOnce(Span) -> Diagnostic) {
        self.push(fault(Span::new(self.file, bytes(offset), bytes(offset))));
    }

    /// Adds a diagnostic at the bytes from `start` to `end`, with a word on what it is about.
    fn at_bytes(&mut self, start: usize, end: usize, name: Name, message: String, subject: &str) {
        let span = Span::new(self.file, bytes(start), bytes(end));
        self.because(Diagnostic::new(name, span, message), subject);
    }

    /// Says that the script is no text; the valid text before the fault is as long in bytes as it was.
    pub fn not_text(&mut self, error: std::str::Utf8Error) {
        self.at_byte(error.valid_up_to(), |span| Diagnostic::new(io::MALFORMED, span, format!("not UTF-8: {error}")));
    }

    /// Says that the script is longer than what is read.
    fn too_long(&mut self, length: usize) {
        let most = files::MAX_SCRIPT_BYTES;
        let message = format!("the script has {length} bytes; at most {most} are read");
        self.at_byte(0, |span| Diagnostic::new(limit::SOURCE_SIZE, span, message));
    }

    fn push(&mut self, diagnostic: Diagnostic) {
        self.because(diagnostic, "");
    }

    /// Adds a diagnostic whose kind of reason is its name and a word on what it is about.
    fn because(&mut self, diagnostic: Diagnostic, subject: &str) {
        if diagnostic.is_error() {
            let reason = format!("{} {subject}", diagnostic.name);
            let reason = reason.trim_end();
            if self.reasons.len() < MOST_REPORTS && !self.reasons.iter().any(|known| known == reason) {
                self.reasons.push(reason.to_owned());
            }
        }
        self.failed |= diagnostic.is_error();
        // An error always shows: it takes the place of a note when there are too many.
        if self.diagnostics.len() >= MOST_REPORTS {
            self.left_out += 1;
            let note = self.diagnostics.iter().rposition(|kept| !kept.is_error());
            match note {
                Some(index) if diagnostic.is_error() => {
                    self.diagnostics.remove(index);
                }
                _ => return,
            }
        }
        self.diagnostics.push(diagnostic);
    }

    /// Whether there is an error.
    fn failed(&self) -> bool {
        self.failed
    }

    /// The kinds of errors, each once in order: the diagnostic's name and a word on what it is about.
    pub fn reasons(&self) -> Vec<String> {
        self.reasons.clone()
    }

    /// The diagnostics; when some were left out, the last one says how many.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        if self.left_out > 0
            && let Some(last) = self.diagnostics.last_mut()
        {
            last.notes.push(format!("{} further messages about this script are not shown", self.left_out));
        }
        self.diagnostics
    }
}

fn bytes(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
