//! No cascades: what a mistake in the grammar makes of the types around it is no news.

use rustc_hash::FxHashSet;

use super::Diagnostic;
use super::registry::{name, syntax};
use crate::text::{FileId, SourceMap, Span};

/// Removes what only follows from a text that does not parse:
/// what is said about types and dimensions on a line that does not follow the grammar, about names at the very
/// place, and what the parser lacks on a line after characters that have no meaning.
pub fn drop_cascades(diagnostics: &mut Vec<Diagnostic>, sources: &SourceMap) {
    let wrong: Vec<(Span, bool)> = diagnostics
        .iter()
        .filter(|d| d.is_error() && d.name.phase() == "syntax")
        .map(|d| (d.span, d.name == syntax::UNKNOWN_CHARACTER || d.name == syntax::UNTERMINATED_STRING))
        .collect();
    if wrong.is_empty() {
        return;
    }
    let line = |file: FileId, offset: u32| sources.file(file).map_or(0, |file| file.lines.line_of(offset));
    let lines: FxHashSet<(FileId, usize)> =
        wrong.iter().map(|(span, _)| (span.file, line(span.file, span.start))).collect();
    let mut starts: FxHashSet<(FileId, u32)> = FxHashSet::default();
    // The first meaningless character of each line.
    let mut meaningless = rustc_hash::FxHashMap::default();
    for (span, lexical) in &wrong {
        starts.insert((span.file, span.start));
        if *lexical {
            let first = meaningless.entry((span.file, line(span.file, span.start))).or_insert(span.start);
            *first = span.start.min(*first);
        }
    }
    diagnostics.retain(|d| {
        let at = (d.span.file, line(d.span.file, d.span.start));
        if d.name == syntax::UNEXPECTED || d.name == syntax::MISSING_COMMA {
            return meaningless.get(&at).is_none_or(|first| d.span.start < *first);
        }
        match d.name.phase() {
            "type" | "unit" => {
                let last = line(d.span.file, d.span.end);
                !(at.1..=last.min(at.1 + 1000)).any(|number| lines.contains(&(at.0, number)))
            }
            "name" if d.name == name::MISSING_BODY => !lines.contains(&at),
            "name" => !starts.contains(&(d.span.file, d.span.start)),
            _ => true,
        }
    });
}
