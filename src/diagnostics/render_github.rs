//! Diagnostics as GitHub workflow commands.

use super::{Diagnostic, Severity};
use crate::text::SourceMap;

/// `::error file=…,line=…,col=…,title=…::message`, without a line end.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let command = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let place = match sources.file(diagnostic.span.file) {
        Some(file) => {
            let start = file.lines.line_column(&file.text, diagnostic.span.start);
            let end = file.lines.line_column(&file.text, diagnostic.span.end);
            format!("file={},line={},col={},endLine={},", property(&file.name), start.line, start.column, end.line)
        }
        None => String::new(),
    };
    format!("::{command} {place}title={}::{}", property(diagnostic.name.as_str()), data(&diagnostic.message))
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
