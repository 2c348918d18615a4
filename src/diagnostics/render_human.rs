//! Diagnostics for people: the source with the places marked, through ariadne.
//!
//! The one adapter between our byte spans and ariadne, which counts characters here: spans are snapped to
//! characters, kept inside their text, and never handed over when a line is too long to be worth showing.

use std::ops::Range;

use ariadne::{Cache, CharSet, Color, Config, Label, Report, ReportKind, Source};

use super::{Diagnostic, Severity, render_short};
use crate::text::{FileId, SourceMap, Span};

/// Lines longer than this many bytes are not shown; the place is named instead.
const LONGEST_LINE: usize = 400;

/// The diagnostic as a person sees it, with ANSI colours when `color`.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    let Some(main) = shown(diagnostic.span, sources) else { return plain(diagnostic, sources) };
    let (kind, tint) = match diagnostic.severity {
        Severity::Error => (ReportKind::Error, Color::Red),
        Severity::Warning => (ReportKind::Warning, Color::Yellow),
        Severity::Note => (ReportKind::Advice, Color::Cyan),
    };
    let config = Config::default().with_color(color).with_char_set(CharSet::Unicode);
    let mut report = Report::build(kind, main.clone())
        .with_code(diagnostic.name)
        .with_message(&diagnostic.message)
        .with_config(config)
        .with_label(Label::new(main).with_color(tint).with_message(diagnostic.name.entry().summary));
    for label in &diagnostic.labels {
        match shown(label.span, sources) {
            Some(span) => report.add_label(Label::new(span).with_color(Color::Blue).with_message(&label.text)),
            None => report.add_note(&label.text),
        }
    }
    for line in further(diagnostic, sources) {
        report.add_note(line);
    }
    for fix in &diagnostic.fixes {
        report.add_help(&fix.title);
    }
    let mut bytes = Vec::new();
    match report.finish().write(Texts { sources, cached: Vec::new() }, &mut bytes) {
        Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
        Err(_) => plain(diagnostic, sources),
    }
}

/// Notes and calls.
fn further(diagnostic: &Diagnostic, sources: &SourceMap) -> Vec<String> {
    let calls = diagnostic
        .trace
        .iter()
        .map(|frame| format!("in `{}`, called at {}", frame.function, render_short::place(frame.call, sources)));
    diagnostic.notes.iter().cloned().chain(calls).collect()
}

/// The diagnostic without source text.
fn plain(diagnostic: &Diagnostic, sources: &SourceMap) -> String {
    let mut text = render_short::render(diagnostic, sources);
    let labels = diagnostic.labels.iter().map(|l| format!("{}: {}", render_short::place(l.span, sources), l.text));
    for line in labels.chain(further(diagnostic, sources)) {
        text += &format!("\n  note: {line}");
    }
    for fix in &diagnostic.fixes {
        text += &format!("\n  help: {}", fix.title);
    }
    text + "\n"
}

/// A span in characters of a text whose lines can be shown; an empty one is widened to the character at it.
fn shown(span: Span, sources: &SourceMap) -> Option<(FileId, Range<usize>)> {
    let file = sources.file(span.file)?;
    if file.text.is_empty() {
        return None;
    }
    let span = sources.snap(span);
    let (start, end) = (span.start as usize, span.end as usize);
    for offset in [start, end] {
        let line = file.lines.line_of(offset as u32);
        let from = file.lines.line_start(line) as usize;
        let to =
            if line + 1 < file.lines.line_count() { file.lines.line_start(line + 1) as usize } else { file.text.len() };
        if to - from > LONGEST_LINE {
            return None;
        }
    }
    let before = file.text[..start].chars().count();
    let length = file.text[start..end].chars().count().max(1);
    let total = before + file.text[start..].chars().count();
    let before = before.min(total - 1);
    Some((span.file, before..(before + length).min(total)))
}

/// Our texts as ariadne wants them.
struct Texts<'a> {
    sources: &'a SourceMap,
    cached: Vec<(FileId, Source<String>)>,
}

impl Cache<FileId> for Texts<'_> {
    type Storage = String;

    fn fetch(&mut self, id: &FileId) -> Result<&Source<String>, impl std::fmt::Debug> {
        let position = match self.cached.iter().position(|(known, _)| known == id) {
            Some(position) => position,
            None => {
                let file = self.sources.file(*id).ok_or("unknown file")?;
                self.cached.push((*id, Source::from(file.text.to_string())));
                self.cached.len() - 1
            }
        };
        Ok::<_, &'static str>(&self.cached[position].1)
    }

    fn display<'a>(&self, id: &'a FileId) -> Option<impl std::fmt::Display + 'a> {
        self.sources.file(*id).map(|file| file.name.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostics::registry::{geom, lint};

    #[test]
    fn shows_the_place_the_notes_the_calls_and_the_remedy() {
        let mut sources = SourceMap::default();
        let file = sources.add("plate.recad", "let a = 1\npart p = loop([größe])\n");
        let mut diagnostic = Diagnostic::new(geom::OPEN_LOOP, Span::new(file, 19, 33), "the gap is 0.5 mm")
            .label(Span::new(file, 25, 32), "this curve ends at (1, 2)")
            .note("ends must meet within 0.0001 mm")
            .fix("insert a line", Span::new(file, 32, 32), ", line(a, b)");
        diagnostic.trace.push(crate::diagnostics::Frame { function: "rect".into(), call: Span::new(file, 0, 3) });
        insta::assert_snapshot!(render(&diagnostic, &sources, false));
    }

    #[test]
    fn an_unknown_file_or_an_endless_line_gets_the_short_form() {
        let mut sources = SourceMap::default();
        let file = sources.add("long.recad", "x".repeat(10_000));
        let diagnostic = Diagnostic::new(lint::OVERLAPPING_PARTS, Span::new(file, 5, 6), "m");
        assert_eq!(render(&diagnostic, &sources, false), "long.recad:1:6: warning[lint/overlapping-parts]: m\n");
        let diagnostic = Diagnostic::new(lint::OVERLAPPING_PARTS, Span::new(FileId(9), 5, 6), "m");
        assert_eq!(render(&diagnostic, &sources, false), "warning[lint/overlapping-parts]: m\n");
    }

    proptest! {
        #[test]
        fn any_spans_in_any_text_are_rendered(text in "(\\PC|\n|\r|\t|é|𝄞){0,80}", spans in prop::collection::vec((0u32..120, 0u32..120), 1..4)) {
            let mut sources = SourceMap::default();
            let file = sources.add("any", text);
            let mut diagnostic = Diagnostic::new(geom::OPEN_LOOP, Span::new(file, spans[0].0, spans[0].1), "message");
            for (start, end) in &spans[1..] {
                diagnostic = diagnostic.label(Span::new(file, *start, *end), "label");
            }
            prop_assert!(render(&diagnostic, &sources, true).contains("message"));
        }
    }
}
