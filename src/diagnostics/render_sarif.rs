//! Diagnostics as a SARIF 2.1.0 log.

use serde_json::{Value, json};

use super::{Diagnostic, Name, Severity};
use crate::text::{SourceMap, Span};

/// A log of one run.
pub fn render(diagnostics: &[(&Diagnostic, &SourceMap)]) -> Value {
    let mut names: Vec<Name> = diagnostics.iter().map(|(diagnostic, _)| diagnostic.name).collect();
    names.sort_by_key(|name| name.as_str());
    names.dedup();
    let rules: Vec<Value> = names
        .iter()
        .map(|name| {
            let entry = name.entry();
            json!({
                "id": entry.name,
                "shortDescription": {"text": entry.summary},
                "fullDescription": {"text": entry.help.trim()},
                "defaultConfiguration": {"level": level(entry.severity)},
            })
        })
        .collect();
    let results: Vec<Value> = diagnostics.iter().map(|(diagnostic, sources)| result(diagnostic, sources)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "recad", "version": env!("CARGO_PKG_VERSION"), "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(diagnostic: &Diagnostic, sources: &SourceMap) -> Value {
    let related: Vec<Value> = diagnostic
        .labels
        .iter()
        .filter_map(|label| {
            let mut location = location(label.span, sources)?;
            location["message"] = json!({"text": label.text});
            Some(location)
        })
        .collect();
    let mut text = diagnostic.message.clone();
    for note in &diagnostic.notes {
        text += &format!("\n{note}");
    }
    let locations: Vec<Value> = location(diagnostic.span, sources).into_iter().collect();
    json!({
        "ruleId": diagnostic.name.as_str(),
        "level": level(diagnostic.severity),
        "message": {"text": text},
        "locations": locations,
        "relatedLocations": related,
    })
}

fn location(span: Span, sources: &SourceMap) -> Option<Value> {
    let file = sources.file(span.file)?;
    let span = sources.snap(span);
    let start = file.lines.line_column(&file.text, span.start);
    let end = file.lines.line_column(&file.text, span.end);
    Some(json!({
        "physicalLocation": {
            "artifactLocation": {"uri": file.name.replace(' ', "%20")},
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        },
    }))
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
