//! Diagnostics as a SARIF 2.1.0 log.

use serde_json::{Value, json};

use super::{Diagnostic, Fix, Name, Severity};
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
                "fullDescription": {"text": entry.help()},
                "help": {"text": format!("recad explain {}", entry.name)},
                "defaultConfiguration": {"level": level(entry.severity)},
            })
        })
        .collect();
    let rule = |name: Name| names.iter().position(|other| *other == name);
    let results: Vec<Value> = diagnostics
        .iter()
        .map(|(diagnostic, sources)| {
            let mut result = result(diagnostic, sources);
            result["ruleIndex"] = json!(rule(diagnostic.name));
            result
        })
        .collect();
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
    let mut result = json!({
        "ruleId": diagnostic.name.as_str(),
        "level": level(diagnostic.severity),
        "message": {"text": text},
        "locations": locations,
        "relatedLocations": related,
    });
    let fixes: Vec<Value> = diagnostic.fixes.iter().filter_map(|fix| fix_object(fix, sources)).collect();
    if !fixes.is_empty() {
        result["fixes"] = Value::Array(fixes);
    }
    let frames: Vec<Value> = diagnostic
        .trace
        .iter()
        .filter_map(|frame| {
            let mut location = location(frame.call, sources)?;
            location["message"] = json!({"text": format!("in `{}`, called here", frame.function)});
            Some(json!({"location": location}))
        })
        .collect();
    if !frames.is_empty() {
        result["stacks"] = json!([{"message": {"text": "calls, innermost first"}, "frames": frames}]);
    }
    result
}

/// A fix whose edits lie in one known file, as every fix of recad does.
fn fix_object(fix: &Fix, sources: &SourceMap) -> Option<Value> {
    let file = fix.edits.first()?.span.file;
    if fix.edits.iter().any(|edit| edit.span.file != file) {
        return None;
    }
    let replacements: Option<Vec<Value>> = fix
        .edits
        .iter()
        .map(|edit| Some(json!({"deletedRegion": region(edit.span, sources)?, "insertedContent": {"text": edit.text}})))
        .collect();
    let uri = uri(&sources.file(file)?.name);
    Some(json!({
        "description": {"text": fix.title},
        "artifactChanges": [{"artifactLocation": {"uri": uri}, "replacements": replacements?}],
    }))
}

fn location(span: Span, sources: &SourceMap) -> Option<Value> {
    let uri = uri(&sources.file(span.file)?.name);
    let region = region(span, sources)?;
    Some(json!({"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}))
}

fn region(span: Span, sources: &SourceMap) -> Option<Value> {
    let file = sources.file(span.file)?;
    let span = sources.snap(span);
    let start = file.lines.line_column(&file.text, span.start);
    let end = file.lines.line_column(&file.text, span.end);
    Some(json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }))
}

/// The name of a file as a relative reference: what is not allowed there is escaped.
pub fn uri(name: &str) -> String {
    let mut uri = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            _ => uri += &format!("%{byte:02X}"),
        }
    }
    uri
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
