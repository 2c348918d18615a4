//! The registry as a chapter of the specification.

use super::{Entry, Evidence, Example, all};

/// The chapter as it is committed; what stands above [`MARK`] is written by hand.
const COMMITTED: &str = include_str!("../../../grammar/spec/diagnostics.md");
/// Everything below this line is made from the registry.
const MARK: &str = "## The registry\n";

/// `grammar/spec/diagnostics.md`: the head written by hand, and every registered diagnostic.
pub fn chapter() -> String {
    let head = COMMITTED.split(MARK).next().unwrap_or_default();
    let mut text = format!("{head}{MARK}");
    let mut phase = "";
    for name in all() {
        if name.phase() != phase {
            phase = name.phase();
            text += &format!("\n### Phase `{phase}`\n");
        }
        text += &section(name.entry());
    }
    text
}

fn section(entry: &Entry) -> String {
    let mut text = format!("\n#### `{}`\n\n", entry.name);
    text += &format!("r[diagnostics.{}]\n", entry.name.replace('/', "."));
    text += &format!("{}: {}.\n\n{}\n", capital(&entry.severity.to_string()), entry.summary, entry.help());
    match &entry.evidence {
        Evidence::Pair { wrong, right } if wrong.program == right.program => {
            text += &format!("\n{}\nWrong: `{}`. Corrected: `{}`.\n", program(wrong), wrong.command, right.command);
        }
        Evidence::Pair { wrong, right } => {
            text += &format!("\nWrong:\n\n{}\nCorrected:\n\n{}", program(wrong), program(right));
        }
        Evidence::Elsewhere(cause) => text += &format!("\nCause: {cause}\n"),
    }
    text
}

fn program(example: &Example) -> String {
    format!("```recad\n{}```\n", example.program)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
}
