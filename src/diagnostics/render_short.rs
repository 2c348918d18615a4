//! Diagnostics on one line each: `file:line:column: error[name]: message`.

use super::Diagnostic;
use crate::text::{SourceMap, Span};

/// The diagnostic on one line, without a line end.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let place = place(diagnostic.span, sources);
    let colon = if place.is_empty() { "" } else { ": " };
    let message = diagnostic.message.replace('\n', " ");
    format!("{place}{colon}{}[{}]: {message}", diagnostic.severity, diagnostic.name)
}

/// `file:line:column` of the start of a span; empty when the file is unknown.
pub fn place(span: Span, sources: &SourceMap) -> String {
    match sources.file(span.file) {
        Some(file) => {
            let at = file.lines.line_column(&file.text, span.start);
            format!("{}:{}:{}", file.name, at.line, at.column)
        }
        None => String::new(),
    }
}
