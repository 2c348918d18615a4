//! Fixes applied to a text.

use super::{Diagnostic, Edit, Fix};
use crate::text::FileId;

/// The text after the first fix of each diagnostic that concerns this file alone, and how many were applied; of
/// two that touch the same place the first counts.
pub fn mended<'d>(
    text: &str,
    file: FileId,
    diagnostics: impl Iterator<Item = &'d Diagnostic>,
) -> (String, Vec<String>) {
    let mut edits: Vec<&Edit> = Vec::new();
    let mut applied = Vec::new();
    for fix in diagnostics.filter_map(|diagnostic| diagnostic.fixes.first()) {
        if is_applicable(fix, text, file) && fix.edits.iter().all(|edit| edits.iter().all(|other| apart(edit, other))) {
            edits.extend(&fix.edits);
            applied.push(fix.title.clone());
        }
    }
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        let (start, end) = (edit.span.start as usize, edit.span.end as usize);
        result.push_str(text.get(at..start).unwrap_or_default());
        result.push_str(&edit.text);
        at = end;
    }
    result.push_str(text.get(at..).unwrap_or_default());
    (result, applied)
}

/// Whether every edit lies in the text, on characters, and in order.
fn is_applicable(fix: &Fix, text: &str, file: FileId) -> bool {
    let inside =
        |edit: &Edit| edit.span.file == file && text.get(edit.span.start as usize..edit.span.end as usize).is_some();
    let own = |(index, edit): (usize, &Edit)| fix.edits[..index].iter().all(|other| apart(edit, other));
    !fix.edits.is_empty() && fix.edits.iter().all(inside) && fix.edits.iter().enumerate().all(own)
}

fn apart(a: &Edit, b: &Edit) -> bool {
    // Two insertions at one place have no order.
    (a.span.end <= b.span.start || b.span.end <= a.span.start) && (a.span.start != b.span.start)
}
