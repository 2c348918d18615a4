//! Programs in words, and words as programs.
//!
//! Purpose: [`describe`] says a program at one of five levels, [`read`] makes the program of a text of level D3 or D4
//! again. [`say`] does the first for a plan at hand.
//! One table of templates (`sentences/`) is the grammar of both directions: the writer and the reader walk it, and a
//! value is what serde shows of a plan. Levels: D0 what it is and has, without numbers; D1 its overall size and the
//! counts; D2 its features with their main dimensions and places; D3 every operation with every number; D4 the
//! parameters, relations, names and documentation too.
//! Invariants: a text is given only when it reads back as exactly what was to be said: at D0 to D2 the same facts, at D3
//! the plan with its values put in, which evaluates to the same operations to the bit, at D4 the plan itself, which
//! prints the same text. The same plan, level, style and seed give the same text. Reading is total and bounded.
//! Absent: anything not in the program; a purpose that its documentation does not state is not guessed.

mod grammar;
mod leaf;
mod lift;
mod prove;
mod read;
mod sentence;
mod summary;
mod write;

use serde_json::Value;

use super::plan::{self, Plan, print};
use crate::diagnostics::{Diagnostic, registry::io};
use crate::text::{FileId, SourceMap, Span};
use crate::workspace::with_deep_stack;

use grammar::grammar;
use sentence::Sentence;
use write::{Random, Writer};

/// How much a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What the part is and its salient features, without numbers.
    D0,
    /// Overall size and counts.
    D1,
    /// Features with their main dimensions and places.
    D2,
    /// The complete procedure with every number.
    D3,
    /// The complete program with names, relations, ranges and documentation.
    D4,
}

impl Level {
    /// Every level, least first.
    pub const ALL: [Level; 5] = [Level::D0, Level::D1, Level::D2, Level::D3, Level::D4];
}

/// How a text speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// What the part is.
    Geometric,
    /// What to do to make it.
    Procedural,
}

impl Style {
    /// Both styles.
    pub const ALL: [Style; 2] = [Style::Geometric, Style::Procedural];
}

/// What kind of text is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// How much it says.
    pub level: Level,
    /// How it speaks.
    pub style: Style,
    /// Which of the many ways to say it; every number is one.
    pub seed: u64,
}

/// Other seeds tried when a text does not read back as what was said.
const ATTEMPTS: u64 = 12;

/// Texts longer than this are not read, bytes.
pub const LONGEST_TEXT: usize = 1 << 22;

/// A program in words.
#[derive(Debug)]
pub struct Description {
    /// The program's text under its name, for showing the diagnostics.
    pub sources: SourceMap,
    /// The words; `None` when there is an error.
    pub text: Option<String>,
    /// What is wrong with the program, or why it cannot be said.
    pub diagnostics: Vec<Diagnostic>,
}

/// Says a program. One whose structure a plan cannot hold is said by its evaluated operations.
pub fn describe(name: &str, program: &str, options: Options) -> Description {
    with_deep_stack(|| {
        let mut sources = SourceMap::default();
        let file = sources.add(name, program);
        match prove::subject(name, program, options.level) {
            Ok(subject) => {
                let text = say(&subject.plan, &subject.figures, options);
                let diagnostics = match text {
                    Some(_) => Vec::new(),
                    None => {
                        let message = "this program cannot be put into words that read back as the same program";
                        vec![Diagnostic::new(io::NOT_DESCRIBED, Span::new(file, 0, 0), message)]
                    }
                };
                Description { sources, text, diagnostics }
            }
            Err(prove::Failed { sources, diagnostics }) => Description { sources, text: None, diagnostics },
        }
    })
}

/// What is known of a part beyond its plan.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Figures {
    /// Lengths of its box along x, y and z, mm; `None` when it was not built.
    pub size: Option<[f64; 3]>,
    /// Whether the program is printed in the flat form of an import.
    pub is_flat: bool,
}

/// Says a plan, or `None` when no words for it read back as the same. That a plan with its values put in evaluates to
/// the same operations is for [`describe`] to prove; a plan without variables of repetitions has nothing else in it.
pub fn say(plan: &Plan, figures: &Figures, options: Options) -> Option<String> {
    let (phrase, values, separator) = match options.level {
        Level::D4 => ("sentence", said(&sentence::complete(plan, figures.is_flat))?, "\n"),
        Level::D3 => ("sentence", said(&sentence::operations(&sentence::inlined(plan)?))?, " "),
        level => ("summary", summary::facts(plan, figures, level, options.seed)?, " "),
    };
    let phrase = grammar().find(phrase)?;
    let mut seeds = Random(options.seed);
    (0..ATTEMPTS).find_map(|_| {
        let mut writer = Writer::new(grammar(), options.style, seeds.next());
        let words = values.iter().map(|value| writer.say(phrase, value)).collect::<Option<Vec<String>>>()?;
        let text = words.join(separator);
        let (read, rest) = sentences(phrase, &text);
        (rest.is_none() && read.into_iter().map(|(_, value)| value).eq(values.iter().cloned())).then_some(text + "\n")
    })
}

fn said(sentences: &[Sentence]) -> Option<Vec<Value>> {
    sentences.iter().map(sentence::value).collect()
}

/// The sentences of a text with their places, and the one that is not understood.
fn sentences(phrase: grammar::PhraseId, text: &str) -> (Vec<(usize, Value)>, Option<read::NotUnderstood>) {
    let mut steps = read::budget(text);
    let mut found = Vec::new();
    let blanks = |at: usize| at + (text[at..].len() - text[at..].trim_start().len());
    let mut at = blanks(0);
    while at < text.len() {
        match read::read(grammar(), phrase, text, at, &mut steps) {
            Ok((value, end)) if end > at => {
                found.push((at, value));
                at = blanks(end);
            }
            Ok(_) => return (found, Some(read::NotUnderstood { start: at, at, expected: Vec::new() })),
            Err(not_understood) => return (found, Some(not_understood)),
        }
    }
    (found, None)
}

/// A text as a program.
#[derive(Debug)]
pub struct Reading {
    /// The text under its name, for showing the diagnostics.
    pub sources: SourceMap,
    /// The plan; `None` when there is an error.
    pub plan: Option<Plan>,
    /// The program, formatted canonically; `None` when there is an error.
    pub program: Option<String>,
    /// Which sentence is not understood, and what would be.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads a text of level D3 or D4. Any text gives a program or a located diagnostic; the program is not checked.
pub fn read(name: &str, text: &str) -> Reading {
    with_deep_stack(|| {
        let mut sources = SourceMap::default();
        let file = sources.add(name, text);
        match read_plan(text) {
            Ok((plan, is_flat)) => {
                let flat = is_flat.then(|| prove::flat_form(&plan)).flatten();
                let program = flat.unwrap_or_else(|| print::program(&plan));
                Reading { sources, plan: Some(plan), program: Some(program), diagnostics: Vec::new() }
            }
            Err((start, end, message, notes)) => {
                let bytes = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
                let span = Span::new(file, bytes(start), bytes(end));
                let mut diagnostic = Diagnostic::new(io::MALFORMED, span, message);
                diagnostic.notes.extend(notes);
                Reading { sources, plan: None, program: None, diagnostics: vec![diagnostic] }
            }
        }
    })
}

/// Where a text is wrong, what is, and a note.
type Fault = (usize, usize, String, Option<String>);

fn read_plan(text: &str) -> Result<(Plan, bool), Fault> {
    if text.len() > LONGEST_TEXT {
        return Err((0, 0, format!("a text holds at most {LONGEST_TEXT} bytes, and this one is longer"), None));
    }
    let missing = || (0, 0, "the table of sentences is incomplete".to_owned(), None);
    let phrase = grammar().find("sentence").ok_or_else(missing)?;
    let (found, fault) = sentences(phrase, text);
    if let Some(fault) = fault {
        return Err(not_understood(text, &fault));
    }
    let places: Vec<usize> = found.iter().map(|(at, _)| *at).collect();
    let known: Result<Vec<Sentence>, _> = found.into_iter().map(|(_, value)| serde_json::from_value(value)).collect();
    let known = known.map_err(|error| (0, 0, format!("a sentence makes no sense: {error}"), None))?;
    sentence::plan(known).map_err(|(index, reason)| {
        let start = places.get(index).copied().unwrap_or(0);
        let end = places.get(index + 1).copied().unwrap_or(text.len());
        (start, start + text[start..end].trim_end().len(), reason.to_owned(), None)
    })
}

fn not_understood(text: &str, fault: &read::NotUnderstood) -> Fault {
    let boundary = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let (start, at) = (boundary(fault.start), boundary(fault.at.max(fault.start)));
    let ending = text[at..].find(['.', '\n']).map_or(text.len(), |length| at + length);
    let summary = grammar().find("summary").map(|phrase| sentences(phrase, text));
    if let Some((facts, None)) = summary
        && !facts.is_empty()
    {
        let message = "this text is a summary (level D0 to D2), which has too little in it for a program";
        return (start, ending, message.to_owned(), Some("`recad describe --level D3` says everything".to_owned()));
    }
    let understood = text[start..at].trim();
    let message = if understood.is_empty() {
        "this sentence is not understood".to_owned()
    } else {
        format!("this sentence is understood up to `{}`, not further", tail(understood))
    };
    let expected: Vec<String> = fault.expected.iter().map(|what| format!("`{what}`")).collect();
    let note = (!expected.is_empty()).then(|| format!("here may follow: {}", expected.join(", ")));
    (start, ending, message, note)
}

/// The last words of a text.
fn tail(text: &str) -> String {
    const SHOWN: usize = 40;
    let count = text.chars().count();
    if count <= SHOWN {
        text.to_owned()
    } else {
        format!("…{}", text.chars().skip(count - SHOWN).collect::<String>())
    }
}

/// The plan of a program's text, if it has the structure of one and prints the same text again.
pub fn plan_of(program: &str) -> Option<Plan> {
    plan::read::read(FileId::default(), program).ok().filter(|reading| reading.is_canonical).map(|reading| reading.plan)
}

#[cfg(test)]
mod tests;
