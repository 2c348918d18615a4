//! Diagnostics as JSON: the objects of every document's `diagnostics` array.

use serde_json::{Value, json};

use super::Diagnostic;
use crate::text::{SourceMap, Span};

/// `{name, severity, message, file, start, end, labels, notes, fixes, trace}`; places are
/// `{line, column, offset}`, 1-based lines and columns, byte offsets.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let mut object = place(diagnostic.span, sources);
    object["name"] = json!(diagnostic.name.as_str());
    object["severity"] = json!(diagnostic.severity.to_string());
    object["message"] = json!(diagnostic.message);
    object["labels"] = diagnostic.labels.iter().map(|label| at(label.span, sources, "text", &label.text)).collect();
    object["notes"] = json!(diagnostic.notes);
    object["fixes"] = diagnostic
        .fixes
        .iter()
        .map(|fix| {
            let edits: Vec<Value> = fix.edits.iter().map(|edit| at(edit.span, sources, "text", &edit.text)).collect();
            json!({"title": fix.title, "edits": edits})
        })
        .collect();
    object["trace"] =
        diagnostic.trace.iter().map(|frame| at(frame.call, sources, "function", &frame.function)).collect();
    object
}

fn at(span: Span, sources: &SourceMap, key: &str, text: &str) -> Value {
    let mut object = place(span, sources);
    object[key] = json!(text);
    object
}

fn place(span: Span, sources: &SourceMap) -> Value {
    let Some(file) = sources.file(span.file) else { return json!({"file": null, "start": null, "end": null}) };
    let span = sources.snap(span);
    let point = |offset: u32| {
        let at = file.lines.line_column(&file.text, offset);
        json!({"line": at.line, "column": at.column, "offset": offset})
    };
    json!({"file": file.name, "start": point(span.start), "end": point(span.end)})
}
