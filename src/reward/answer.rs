//! The program in the answer of a language model.

use std::borrow::Cow;
use std::ops::Range;

use super::config::AnswerFormat;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";
const FENCE: &str = "```";

/// The program of a candidate: its text with everything else blanked, so that places stay what they are.
pub fn program(text: &str, format: AnswerFormat) -> Cow<'_, str> {
    match format {
        AnswerFormat::Program => Cow::Borrowed(text),
        AnswerFormat::Chat => {
            let start = thought(text).map_or(0, |thought| thought.end);
            let kept = last_block(text, start).unwrap_or(start..text.len());
            if kept == (0..text.len()) {
                return Cow::Borrowed(text);
            }
            let blank = |byte: u8| if byte == b'\n' { '\n' } else { ' ' };
            let mut blanked = String::with_capacity(text.len());
            blanked.extend(text.bytes().take(kept.start).map(blank));
            blanked.push_str(&text[kept]);
            Cow::Owned(blanked)
        }
    }
}

/// Where a valid block of thought stands: the text begins with `<think>`, something that is not blank follows, then
/// `</think>`, and neither mark occurs again.
pub fn thought(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let inside = text[start..].strip_prefix(OPEN)?;
    let (thought, rest) = inside.split_once(CLOSE)?;
    let valid =
        !thought.trim().is_empty() && [OPEN, CLOSE].iter().all(|mark| !rest.contains(mark)) && !thought.contains(OPEN);
    valid.then(|| start..text.len() - rest.len())
}

/// The inside of the last fenced block from `start` on; one that is not closed ends with the text.
fn last_block(text: &str, start: usize) -> Option<Range<usize>> {
    let mut found = None;
    let mut open: Option<usize> = None;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_start().starts_with(FENCE) {
            match open.take() {
                None => open = Some(at + line.len()),
                Some(inside) => found = Some(inside..at),
            }
        }
        at += line.len();
    }
    open.map(|inside| inside..text.len()).or(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chat(text: &str) -> String {
        let found = program(text, AnswerFormat::Chat);
        assert!(text.get(found.len()..).is_some() && text.lines().count() >= found.lines().count());
        if let Some(at) = found.find(|c: char| !c.is_whitespace()) {
            assert!(text[at..].starts_with(found[at..].trim_end()), "places stay");
        }
        found.trim().to_owned()
    }

    #[test]
    fn a_text_without_marks_is_the_program() {
        assert_eq!(chat("part a = box(1, 2, 3)"), "part a = box(1, 2, 3)");
        assert_eq!(program("```\nx\n```", AnswerFormat::Program), "```\nx\n```");
    }

    #[test]
    fn thoughts_and_prose_are_passed_over() {
        assert_eq!(chat("<think>a box,\nök</think>\npart a = 1"), "part a = 1");
        assert_eq!(chat("<think>use ```\nx\n```</think>Here:\n```recad\npart a = 1\n```\nDone."), "part a = 1");
        assert_eq!(chat("First\n```\nold\n```\nbetter\n```recad\nnew\n```"), "new");
        assert_eq!(chat("```recad\npart a = 1"), "part a = 1");
        assert_eq!(chat("```"), "");
    }

    #[test]
    fn only_a_leading_closed_thought_with_content_is_valid() {
        for (text, valid) in [
            ("<think>x</think>", true),
            (" \n<think>x</think>p", true),
            ("<think> \n</think>p", false),
            ("<think>x", false),
            ("p<think>x</think>", false),
            ("<think>x</think>p<think>y</think>", false),
            ("<think>x<think>y</think>", false),
            ("<think>x</think></think>", false),
            ("", false),
        ] {
            assert_eq!(thought(text).is_some(), valid, "{text}");
        }
    }
}
