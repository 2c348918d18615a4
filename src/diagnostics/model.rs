use std::fmt;

use super::Name;
use crate::text::Span;

/// How bad it is. Only [`Severity::Error`] makes a command fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// The program has no meaning, or not the one asked for.
    Error,
    /// The program means something, probably not what was wanted.
    Warning,
    /// For information.
    Note,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        })
    }
}

/// A further place with its own short text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there.
    pub text: String,
}

/// One replacement of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced (empty: insertion).
    pub span: Span,
    /// By what.
    pub text: String,
}

/// A change that certainly mends the problem; machine-applicable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// In the imperative: "insert `)`".
    pub title: String,
    /// Non-overlapping edits.
    pub edits: Vec<Edit>,
}

/// One call on the way to the error, innermost first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The function called.
    pub function: String,
    /// The place of the call.
    pub call: Span,
}

/// One message about one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its stable name.
    pub name: Name,
    /// Its severity (the registry's, unless a host changed it).
    pub severity: Severity,
    /// Where it is; errors inside library functions blame the caller's line and keep the rest in `trace`.
    pub span: Span,
    /// One sentence that states the rule, the limit and the actual value.
    pub message: String,
    /// Further places.
    pub labels: Vec<Label>,
    /// Further sentences.
    pub notes: Vec<String>,
    /// Machine-applicable changes.
    pub fixes: Vec<Fix>,
    /// Calls, innermost first.
    pub trace: Vec<Frame>,
}

impl Diagnostic {
    /// A diagnostic with the registry's severity.
    pub fn new(name: Name, span: Span, message: impl Into<String>) -> Self {
        Self {
            name,
            severity: name.severity(),
            span,
            message: message.into(),
            labels: Vec::new(),
            notes: Vec::new(),
            fixes: Vec::new(),
            trace: Vec::new(),
        }
    }

    /// Adds a labelled place.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    /// Adds a note.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Adds a fix of one edit.
    pub fn fix(mut self, title: impl Into<String>, span: Span, text: impl Into<String>) -> Self {
        self.fixes.push(Fix { title: title.into(), edits: vec![Edit { span, text: text.into() }] });
        self
    }

    /// Whether this is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// The order in which diagnostics are shown: by place, then severity, then name; equal ones once.
pub fn sort(diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.sort_by(|a, b| {
        (a.span, a.severity, a.name.as_str(), &a.message).cmp(&(b.span, b.severity, b.name.as_str(), &b.message))
    });
    diagnostics.dedup();
}
