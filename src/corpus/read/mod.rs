//! Reading foreign scripts: a file a format, and what they share.
//!
//! [`files::open`] streams scripts out of files and folders; [`Report`] collects what a reader says about one script.

pub mod cadquery;
mod chain;
pub mod deepcad;
pub mod files;
mod json;
mod overlap;

use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::io;
use crate::text::{FileId, Span};

use json::{Fault, Locator, display};

/// Reports after this many are counted, not kept.
const MOST_REPORTS: usize = 50;

/// What a reader has to say about one script.
pub struct Report<'t> {
    file: FileId,
    locator: Locator<'t>,
    diagnostics: Vec<Diagnostic>,
    left_out: usize,
    failed: bool,
}

impl<'t> Report<'t> {
    /// An empty report on `text`, which is `file`.
    pub fn new(text: &'t str, file: FileId) -> Self {
        Self { file, locator: Locator::new(text), diagnostics: Vec::new(), left_out: 0, failed: false }
    }

    /// Adds a fault at a value; the message is the path followed by the fault's sentence.
    fn fault(&mut self, fault: Fault) {
        let (start, end) = self.locator.locate(&fault.path);
        let message = format!("`{}` {}", display(&fault.path), fault.message);
        let span = Span::new(self.file, bytes(start), bytes(end));
        self.push(Diagnostic::new(fault.name, span, message));
    }

    /// Adds a diagnostic at a byte.
    fn at_byte(&mut self, offset: usize, fault: impl FnOnce(Span) -> Diagnostic) {
        self.at_bytes(offset, offset, fault);
    }

    /// Adds a diagnostic at a range of bytes.
    fn at_bytes(&mut self, start: usize, end: usize, fault: impl FnOnce(Span) -> Diagnostic) {
        self.push(fault(Span::new(self.file, bytes(start), bytes(end))));
    }

    /// Says that the script is no text; the valid text before the fault is as long in bytes as it was.
    pub fn not_text(&mut self, error: std::str::Utf8Error) {
        self.at_byte(error.valid_up_to(), |span| Diagnostic::new(io::MALFORMED, span, format!("not UTF-8: {error}")));
    }

    fn push(&mut self, diagnostic: Diagnostic) {
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
