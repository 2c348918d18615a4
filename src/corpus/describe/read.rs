//! From words to a value: walks the same table as the writer.
//!
//! Every phrase is read at a place once, in all the ways that end at different places (the first template of the table
//! wins among those that end at the same one), so that reading takes time in proportion to the text and the table.

use std::rc::Rc;

use rustc_hash::FxHashMap;
use serde_json::Value;

use super::grammar::{Alternative, Element, Grammar, Phrase, PhraseId};
use super::write::assemble;

/// Phrases inside one another.
const DEEPEST: usize = 150;
/// Steps that the reading of a text may take, beyond [`STEPS_PER_BYTE`]; one that needs more is not understood.
const STEPS: usize = 200_000;
const STEPS_PER_BYTE: usize = 200;

/// The steps that the reading of `text` may take.
pub(super) fn budget(text: &str) -> usize {
    STEPS + STEPS_PER_BYTE * text.len()
}

/// One way to read a phrase.
#[derive(Clone)]
struct Found {
    end: usize,
    tree: Rc<Tree>,
}

/// What was read, not yet put together.
enum Tree {
    Leaf(Value),
    Choice { phrase: PhraseId, alternative: usize, fields: Vec<Option<Rc<Tree>>> },
    List(Vec<Rc<Tree>>),
}

/// A sentence that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NotUnderstood {
    /// Where the sentence begins.
    pub(super) start: usize,
    /// How far it was understood.
    pub(super) at: usize,
    /// What would be understood there.
    pub(super) expected: Vec<String>,
}

/// The value of a phrase in a text, and where it ends: the longest reading.
pub(super) fn read(
    grammar: &Grammar,
    phrase: PhraseId,
    text: &str,
    start: usize,
    steps: &mut usize,
) -> Result<(Value, usize), NotUnderstood> {
    let mut reader =
        Reader { grammar, text, known: FxHashMap::default(), steps: *steps, farthest: start, expected: Vec::new() };
    let found = reader.phrase(phrase, start, 0);
    *steps = reader.steps;
    let longest = found.iter().max_by_key(|found| found.end).cloned();
    let value = longest.and_then(|found| Some((value(grammar, &found.tree)?, found.end)));
    value.ok_or(NotUnderstood { start, at: reader.farthest, expected: reader.expected })
}

struct Reader<'a> {
    grammar: &'a Grammar,
    text: &'a str,
    known: FxHashMap<(PhraseId, usize), Rc<[Found]>>,
    steps: usize,
    farthest: usize,
    expected: Vec<String>,
}

impl<'a> Reader<'a> {
    fn phrase(&mut self, id: PhraseId, at: usize, depth: usize) -> Rc<[Found]> {
        if let Some(known) = self.known.get(&(id, at)) {
            return known.clone();
        }
        if depth > DEEPEST {
            return Rc::new([]);
        }
        let mut found: Vec<Found> = Vec::new();
        let grammar = self.grammar;
        match &grammar.phrases[id] {
            Phrase::Leaf(leaf) => match self.text.get(at..).and_then(|rest| leaf.read(rest)) {
                Some((value, length)) => found.push(Found { end: at + length, tree: Rc::new(Tree::Leaf(value)) }),
                None => self.expect(at, leaf.expected()),
            },
            Phrase::List { item, separators } => {
                for (between, last) in separators {
                    for one in self.list(*item, between, last, at, depth) {
                        add(&mut found, one);
                    }
                }
            }
            Phrase::Choice(alternatives) => {
                for (index, alternative) in alternatives.iter().enumerate() {
                    for template in &alternative.templates {
                        let mut ends = Vec::new();
                        let mut fields = vec![None; alternative.fields.len()];
                        self.sequence(&template.elements, alternative, at, depth, &mut fields, &mut ends);
                        for (end, fields) in ends {
                            let tree = Rc::new(Tree::Choice { phrase: id, alternative: index, fields });
                            add(&mut found, Found { end, tree });
                        }
                    }
                }
            }
        }
        let found: Rc<[Found]> = found.into();
        self.known.insert((id, at), found.clone());
        found
    }

    /// Items with separators: as many as follow one another, and fewer only where the last separator has stood.
    fn list(&mut self, item: PhraseId, between: &str, last: &str, start: usize, depth: usize) -> Vec<Found> {
        let mut items: Vec<Rc<Tree>> = Vec::new();
        let mut at = start;
        loop {
            let Some(next) = self.phrase(item, at, depth + 1).iter().max_by_key(|found| found.end).cloned() else {
                return Vec::new();
            };
            if self.steps == 0 {
                return Vec::new();
            }
            items.push(next.tree);
            at = next.end;
            // The last separator may begin like the others (", " and ", and ").
            if last != between
                && let Some(after) = self.words(last, at)
                && let Some(end) = self.phrase(item, after, depth + 1).iter().max_by_key(|found| found.end).cloned()
            {
                let without = Found { end: at, tree: Rc::new(Tree::List(items.clone())) };
                items.push(end.tree);
                let with = Found { end: end.end, tree: Rc::new(Tree::List(items)) };
                // A list of one may be meant, and what follows belong to the phrase around it.
                return if start == at { vec![with] } else { vec![with, without] };
            }
            match self.words(between, at) {
                Some(after) if !self.phrase(item, after, depth + 1).is_empty() => at = after,
                _ => return vec![Found { end: at, tree: Rc::new(Tree::List(items)) }],
            }
        }
    }

    fn sequence(
        &mut self,
        elements: &[Element],
        alternative: &Alternative,
        at: usize,
        depth: usize,
        fields: &mut Vec<Option<Rc<Tree>>>,
        ends: &mut Vec<(usize, Vec<Option<Rc<Tree>>>)>,
    ) {
        if self.steps == 0 {
            return;
        }
        self.steps -= 1;
        let Some((element, rest)) = elements.split_first() else {
            ends.push((at, fields.clone()));
            return;
        };
        match element {
            Element::Text(text) => {
                if let Some(at) = self.words(text, at) {
                    self.sequence(rest, alternative, at, depth, fields, ends);
                }
            }
            Element::Slot(place) => {
                let Some((_, phrase)) = alternative.fields.get(*place) else { return };
                for found in self.phrase(*phrase, at, depth + 1).iter() {
                    fields[*place] = Some(found.tree.clone());
                    self.sequence(rest, alternative, found.end, depth, fields, ends);
                }
            }
        }
    }

    /// Where `words` end if they stand at `at`: letters in either case, blanks of any length.
    fn words(&mut self, words: &str, at: usize) -> Option<usize> {
        let text = self.text.as_bytes();
        let mut end = at;
        for byte in words.bytes() {
            if byte == b' ' {
                let blanks = text[end.min(text.len())..].iter().take_while(|b| b.is_ascii_whitespace()).count();
                // A blank at the beginning of a piece may have been read before it.
                if blanks == 0 {
                    self.expect(at, words);
                    return None;
                }
                end += blanks;
            } else if text.get(end).is_some_and(|found| found.eq_ignore_ascii_case(&byte)) {
                end += 1;
            } else {
                self.expect(at, words);
                return None;
            }
        }
        Some(end)
    }

    fn expect(&mut self, at: usize, what: &str) {
        if at > self.farthest {
            self.farthest = at;
            self.expected.clear();
        }
        let what = what.trim();
        if at == self.farthest
            && !what.is_empty()
            && self.expected.len() < 8
            && !self.expected.iter().any(|e| e == what)
        {
            self.expected.push(what.to_owned());
        }
    }
}

/// Keeps one reading for each end: the first.
fn add(found: &mut Vec<Found>, one: Found) {
    if found.iter().all(|other| other.end != one.end) {
        found.push(one);
    }
}

fn value(grammar: &Grammar, tree: &Tree) -> Option<Value> {
    match tree {
        Tree::Leaf(value) => Some(value.clone()),
        Tree::List(items) => items.iter().map(|item| value(grammar, item)).collect(),
        Tree::Choice { phrase, alternative, fields } => {
            let Phrase::Choice(alternatives) = &grammar.phrases[*phrase] else { return None };
            let alternative = alternatives.get(*alternative)?;
            let fields = fields.iter().map(|field| value(grammar, field.as_ref()?)).collect::<Option<Vec<Value>>>()?;
            Some(assemble(alternative, fields))
        }
    }
}
