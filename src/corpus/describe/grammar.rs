//! The table of sentences, taken apart.
//!
//! The table (`sentences/*.txt`) is the whole grammar: the writer and the reader walk the same data. Its lines:
//!
//! - `choice NAME` begins a kind of phrase. Each `= VARIANT field:phrase field=constant` under it is one shape of the
//!   value (as serde shows it: an enum's variant, or `*` for a plain record; `.` as field is the whole content), and the
//!   indented lines below are its templates. `{field}` says a field.
//!   A template that begins with `g:` or `p:` is written in that style only; both are always read.
//! - `list NAME of PHRASE` is a list; its lines are pairs of separators, `", " " and "`.
//!
//! Numbers in constants stand for literal expressions. An empty template is `-`; a leading blank is written `_`.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::Style;
use super::leaf::Leaf;

/// Index of a phrase in [`Grammar::phrases`].
pub(super) type PhraseId = usize;

/// All phrases.
pub(super) struct Grammar {
    pub(super) phrases: Vec<Phrase>,
    names: FxHashMap<String, PhraseId>,
}

/// One kind of phrase.
pub(super) enum Phrase {
    /// A word of text: a number, a name, a quotation.
    Leaf(Leaf),
    /// One of several shapes.
    Choice(Vec<Alternative>),
    /// Items with separators: (between, before the last).
    List { item: PhraseId, separators: Vec<(String, String)> },
}

/// A shape of a value and the ways to say it.
pub(super) struct Alternative {
    /// The enum's variant; `None` for a record.
    pub(super) variant: Option<String>,
    /// The fields that are said, with their phrases.
    pub(super) fields: Vec<(String, PhraseId)>,
    /// The fields that must have a value, which is then understood.
    pub(super) constants: Vec<(String, Value)>,
    /// The ways to say it.
    pub(super) templates: Vec<Template>,
}

/// One way to say something.
pub(super) struct Template {
    pub(super) style: Option<Style>,
    pub(super) elements: Vec<Element>,
}

/// A piece of a template.
pub(super) enum Element {
    /// Words as they stand.
    Text(String),
    /// A field, by its index in [`Alternative::fields`].
    Slot(usize),
}

/// The name of a field that stands for the whole content.
pub(super) const WHOLE: &str = ".";

/// The grammar of the language's texts.
pub(super) fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    const TABLES: [&str; 3] = [
        include_str!("sentences/shapes.txt"),
        include_str!("sentences/program.txt"),
        include_str!("sentences/summary.txt"),
    ];
    GRAMMAR.get_or_init(|| Grammar::new(&TABLES.join("\n")))
}

impl Grammar {
    /// The phrase called `name`.
    pub(super) fn find(&self, name: &str) -> Option<PhraseId> {
        self.names.get(name).copied()
    }

    /// Takes a table apart. The tables are part of the program; a test finds what is wrong in them, and a line that is no
    /// line of a table is left out here.
    pub(super) fn new(table: &str) -> Grammar {
        let mut grammar = Grammar { phrases: Vec::new(), names: FxHashMap::default() };
        for leaf in Leaf::ALL {
            grammar.names.insert(leaf.name().to_owned(), grammar.phrases.len());
            grammar.phrases.push(Phrase::Leaf(leaf));
        }
        let mut current = None;
        for line in table.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix("choice ") {
                let id = grammar.phrase(name.trim());
                grammar.phrases[id] = Phrase::Choice(Vec::new());
                current = Some(id);
            } else if let Some(rest) = line.strip_prefix("list ") {
                let (name, item) = rest.split_once(" of ").unwrap_or((rest, rest));
                let (id, item) = (grammar.phrase(name.trim()), grammar.phrase(item.trim()));
                grammar.phrases[id] = Phrase::List { item, separators: Vec::new() };
                current = Some(id);
            } else if let Some(id) = current {
                grammar.line(id, line.trim());
            }
        }
        grammar
    }

    fn phrase(&mut self, name: &str) -> PhraseId {
        if let Some(id) = self.find(name) {
            return id;
        }
        self.names.insert(name.to_owned(), self.phrases.len());
        self.phrases.push(Phrase::Choice(Vec::new()));
        self.phrases.len() - 1
    }

    fn line(&mut self, id: PhraseId, line: &str) {
        if let Some(header) = line.strip_prefix("= ") {
            let alternative = self.header(header);
            if let Phrase::Choice(alternatives) = &mut self.phrases[id] {
                alternatives.push(alternative);
            }
            return;
        }
        match &mut self.phrases[id] {
            Phrase::Leaf(_) => {}
            Phrase::List { separators, .. } => {
                let pieces: Vec<&str> = line.split('"').collect();
                if let [_, between, _, last, _] = pieces[..] {
                    separators.push((between.to_owned(), last.to_owned()));
                }
            }
            Phrase::Choice(alternatives) => {
                if let Some(alternative) = alternatives.last_mut() {
                    alternative.templates.push(template(line, &alternative.fields));
                }
            }
        }
    }

    fn header(&mut self, header: &str) -> Alternative {
        let mut words = header.split_whitespace();
        let variant = words.next().filter(|variant| *variant != "*").map(str::to_owned);
        let mut alternative = Alternative { variant, fields: Vec::new(), constants: Vec::new(), templates: Vec::new() };
        for word in words {
            if let Some((field, constant)) = word.split_once('=') {
                let constant = serde_json::from_str(constant).map_or(Value::Null, literal);
                alternative.constants.push((field.to_owned(), constant));
            } else if let Some((field, phrase)) = word.split_once(':') {
                alternative.fields.push((field.to_owned(), self.phrase(phrase)));
            }
        }
        alternative
    }

    /// Every alternative with the name of its phrase, for the test that looks for mistakes in the tables.
    #[cfg(test)]
    pub(super) fn alternatives(&self) -> impl Iterator<Item = (&str, &Alternative)> {
        self.names.iter().flat_map(|(name, id)| match &self.phrases[*id] {
            Phrase::Choice(alternatives) => alternatives.iter().map(|a| (name.as_str(), a)).collect(),
            _ => Vec::new(),
        })
    }

    /// The phrases that nothing defines.
    #[cfg(test)]
    pub(super) fn undefined(&self) -> Vec<&str> {
        let is_empty = |id: &PhraseId| match &self.phrases[*id] {
            Phrase::Choice(alternatives) => alternatives.is_empty(),
            Phrase::List { separators, .. } => separators.is_empty(),
            Phrase::Leaf(_) => false,
        };
        self.names.iter().filter(|(_, id)| is_empty(id)).map(|(name, _)| name.as_str()).collect()
    }
}

/// A constant of the table as serde shows it: numbers are literal expressions.
fn literal(value: Value) -> Value {
    match value {
        Value::Number(number) => json!({"Number": number.as_f64().unwrap_or(0.0)}),
        Value::Array(items) => Value::Array(items.into_iter().map(literal).collect()),
        other => other,
    }
}

fn template(line: &str, fields: &[(String, PhraseId)]) -> Template {
    let (style, text) = match line.split_once(':') {
        Some(("g", rest)) => (Some(Style::Geometric), rest),
        Some(("p", rest)) => (Some(Style::Procedural), rest),
        _ => (None, line),
    };
    // A blank at the beginning is written as `_`.
    let text = text.strip_prefix('_').map_or_else(|| text.to_owned(), |rest| format!(" {rest}"));
    let mut elements = Vec::new();
    let mut rest = if text == "-" { "" } else { text.as_str() };
    while !rest.is_empty() {
        let (before, after) = rest.split_once('{').unwrap_or((rest, ""));
        if !before.is_empty() {
            elements.push(Element::Text(before.to_owned()));
        }
        let Some((slot, after)) = after.split_once('}') else { break };
        rest = after;
        // A slot without a field is found by the test of the tables.
        let place = fields.iter().position(|(field, _)| field == slot).unwrap_or(usize::MAX);
        elements.push(Element::Slot(place));
    }
    Template { style, elements }
}
