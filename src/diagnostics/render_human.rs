//! Diagnostics for people: the source with the places marked, through ariadne.
//!
//! The one adapter between our byte spans and ariadne, which counts characters here: spans are snapped to
//! characters, kept inside their text, and never handed over when a line is too long to be worth showing.

use std::ops::Range;
use std::sync::Arc;

use ariadne::{Cache, CharSet, Color, Config, Label, Report, ReportKind, Source};
use rustc_hash::FxHashMap;

use super::{Diagnostic, Severity, render_short};
use crate::text::{FileId, SourceMap, Span};

/// Lines longer than this many bytes are not shown; the place is named instead.
const LONGEST_LINE: usize = 400;

/// Labels at most this many lines from their diagnostic are shown in its section.
const NEAR_LINES: usize = 50;

/// A span over more lines than this is shown by its beginning.
const MOST_LINES: usize = 50;

/// Shows diagnostics to a person, with ANSI colours when asked. Texts are indexed once for all of them, and
/// labels far from their diagnostic are shown in a section of their own, so that the work for each is
/// bounded by what it shows.
pub struct Renderer<'a> {
    color: bool,
    texts: Texts<'a>,
}

/// The diagnostic as a person sees it, with ANSI colours when `color`.
pub fn render(diagnostic: &Diagnostic, sources: &SourceMap, color: bool) -> String {
    Renderer::new(sources, color).render(diagnostic)
}

impl<'a> Renderer<'a> {
    /// A renderer of diagnostics about these texts.
    pub fn new(sources: &'a SourceMap, color: bool) -> Self {
        Renderer { color, texts: Texts { sources, indexed: FxHashMap::default() } }
    }

    /// The diagnostic as a person sees it.
    pub fn render(&mut self, diagnostic: &Diagnostic) -> String {
        let sources = self.texts.sources;
        let Some(main) = self.texts.shown(diagnostic.span, diagnostic.span) else { return plain(diagnostic, sources) };
        let (kind, tint) = match diagnostic.severity {
            Severity::Error => (ReportKind::Error, Color::Red),
            Severity::Warning => (ReportKind::Warning, Color::Yellow),
            Severity::Note => (ReportKind::Advice, Color::Cyan),
        };
        let config = Config::default().with_color(self.color).with_char_set(CharSet::Unicode);
        let mut report = Report::build(kind, main.clone())
            .with_code(diagnostic.name)
            .with_message(&diagnostic.message)
            .with_config(config);
        let mut labels = vec![(main, tint, diagnostic.name.entry().summary)];
        for label in &diagnostic.labels {
            match self.texts.shown(label.span, diagnostic.span) {
                Some(span) => labels.push((span, Color::Blue, label.text.as_str())),
                None => report.add_note(&label.text),
            }
        }
        // Near labels in the order of the text, so that they are one section; far ones below.
        labels.sort_by_key(|((section, range), ..)| (section.1, range.end));
        for (span, color, text) in labels {
            report.add_label(Label::new(span).with_color(color).with_message(text));
        }
        for line in further(diagnostic, sources) {
            report.add_note(line);
        }
        for fix in &diagnostic.fixes {
            report.add_help(&fix.title);
        }
        let mut bytes = Vec::new();
        match report.finish().write(&mut self.texts, &mut bytes) {
            Ok(()) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(_) => plain(diagnostic, sources),
        }
    }
}

/// Notes and calls.
fn further(diagnostic: &Diagnostic, sources: &SourceMap) -> Vec<String> {
    let mut lines = diagnostic.notes.clone();
    // A recursion is one line.
    for same in diagnostic.trace.chunk_by(|a, b| a == b) {
        let Some(frame) = same.first() else { continue };
        let times = if same.len() > 1 { format!(", {} times", same.len()) } else { String::new() };
        lines.push(format!("in `{}`, called at {}{times}", frame.function, render_short::place(frame.call, sources)));
    }
    lines
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

/// A text and a section of it; labels of one section are shown together.
type Section = (FileId, u32);

/// Our texts as ariadne wants them.
struct Texts<'a> {
    sources: &'a SourceMap,
    indexed: FxHashMap<FileId, Source<Arc<str>>>,
}

impl Texts<'_> {
    /// A span in characters of a text whose lines can be shown; an empty one is widened to the character at it.
    /// It is of the section of `main` when it is near it.
    fn shown(&mut self, span: Span, main: Span) -> Option<(Section, Range<usize>)> {
        let sources = self.sources;
        let file = sources.file(span.file)?;
        if file.text.is_empty() {
            return None;
        }
        let span = sources.snap(span);
        for offset in [span.start, span.end] {
            let line = file.lines.line_of(offset);
            let from = file.lines.line_start(line) as usize;
            let to = if line + 1 < file.lines.line_count() {
                file.lines.line_start(line + 1) as usize
            } else {
                file.text.len()
            };
            if to - from > LONGEST_LINE {
                return None;
            }
        }
        let line = file.lines.line_of(span.start);
        let near = span.file == main.file && line.abs_diff(file.lines.line_of(main.start)) <= NEAR_LINES;
        let long = file.lines.line_of(span.end).abs_diff(line) > MOST_LINES;
        let source = self.index(span.file)?;
        let (before, after) = (characters(source, &file.text, span.start)?, characters(source, &file.text, span.end)?);
        // A place at the end of the text is shown on its last character.
        let before = before.min(source.len().saturating_sub(1));
        let after = if long { before + 1 } else { after.max(before + 1).min(source.len()) };
        Some(((span.file, if near { 0 } else { line as u32 + 1 }), before..after))
    }

    fn index(&mut self, id: FileId) -> Option<&Source<Arc<str>>> {
        let file = self.sources.file(id)?;
        Some(self.indexed.entry(id).or_insert_with(|| Source::from(file.text.clone())))
    }
}

/// How many characters stand before a byte offset; only those of its line are counted.
fn characters(source: &Source<Arc<str>>, text: &str, offset: u32) -> Option<usize> {
    let offset = offset as usize;
    let (line, _, bytes) = source.get_byte_line(offset)?;
    Some(line.offset() + text.get(offset.checked_sub(bytes)?..offset)?.chars().count())
}

impl Cache<Section> for &mut Texts<'_> {
    type Storage = Arc<str>;

    fn fetch(&mut self, (id, _): &Section) -> Result<&Source<Arc<str>>, impl std::fmt::Debug> {
        self.index(*id).ok_or("unknown file")
    }

    fn display<'a>(&self, (id, _): &'a Section) -> Option<impl std::fmt::Display + 'a> {
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

    #[test]
    fn ten_thousand_diagnostics_index_a_large_text_once_and_show_little_of_it_each() {
        let text =
            "let value = 123456789 + another_value_of_some_length_to_fill_the_line_to_a_hundred_bytes_altogether____\n"
                .repeat(10_400);
        assert!(text.len() > 1_000_000);
        let mut sources = SourceMap::default();
        let file = sources.add("large.recad", text);
        let mut renderer = Renderer::new(&sources, false);
        let mut shown = 0;
        for line in 0..10_000u32 {
            let start = sources.file(file).unwrap().lines.line_start(line as usize);
            let diagnostic = Diagnostic::new(geom::OPEN_LOOP, Span::new(file, start + 4, start + 9), "message")
                .label(Span::new(file, 4, 9), "the first line")
                .label(Span::new(file, 1_000_000, 1_000_003), "a late line");
            shown += renderer.render(&diagnostic).lines().count();
        }
        assert_eq!(renderer.texts.indexed.len(), 1);
        assert!(shown < 10_000 * 30, "{shown} lines for 10,000 diagnostics");
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
