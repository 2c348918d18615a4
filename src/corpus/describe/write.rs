//! From a value to words: walks the table and chooses among its templates by a seed.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value};

use super::Style;
use super::grammar::{Alternative, Element, Grammar, Phrase, PhraseId, Template, WHOLE};

/// Phrases inside one another.
const DEEPEST: usize = 150;

/// Says values in one style, with the variety of one seed.
pub(super) struct Writer<'g> {
    grammar: &'g Grammar,
    style: Style,
    random: Random,
    /// What was chosen for each shape of a phrase inside sentences: one text says like things alike.
    chosen: FxHashMap<(PhraseId, usize), u64>,
}

impl<'g> Writer<'g> {
    pub(super) fn new(grammar: &'g Grammar, style: Style, seed: u64) -> Writer<'g> {
        Writer { grammar, style, random: Random(seed), chosen: FxHashMap::default() }
    }

    /// The words for a value; `None` when the table has none.
    pub(super) fn say(&mut self, phrase: PhraseId, value: &Value) -> Option<String> {
        let mut out = String::new();
        self.phrase(phrase, value, 0, &mut out).then_some(out)
    }

    /// Appends the words; leaves `out` as it was when there are none.
    fn phrase(&mut self, id: PhraseId, value: &Value, depth: usize, out: &mut String) -> bool {
        if depth > DEEPEST {
            return false;
        }
        let grammar = self.grammar;
        match &grammar.phrases[id] {
            Phrase::Leaf(leaf) => leaf.write(value).is_some_and(|word| {
                out.push_str(&word);
                true
            }),
            Phrase::List { item, separators } => self.list(id, (*item, separators), value, depth, out),
            Phrase::Choice(alternatives) => alternatives.iter().enumerate().any(|(index, alternative)| {
                let Some(fields) = fields(alternative, value) else { return false };
                let templates: Vec<&Template> =
                    alternative.templates.iter().filter(|t| t.style.is_none_or(|style| style == self.style)).collect();
                let fresh = self.random.next();
                let drawn = if depth == 0 { fresh } else { *self.chosen.entry((id, index)).or_insert(fresh) };
                let first = (drawn % templates.len().max(1) as u64) as usize;
                let (later, sooner) = templates.split_at(first);
                sooner.iter().chain(later).any(|template| self.template(template, alternative, &fields, depth, out))
            }),
        }
    }

    fn list(
        &mut self,
        id: PhraseId,
        (item, separators): (PhraseId, &[(String, String)]),
        value: &Value,
        depth: usize,
        out: &mut String,
    ) -> bool {
        let Some(items) = value.as_array().filter(|items| !items.is_empty()) else { return false };
        let length = out.len();
        let fresh = self.random.next();
        let drawn = *self.chosen.entry((id, 0)).or_insert(fresh);
        let chosen = (drawn % separators.len().max(1) as u64) as usize;
        let Some((between, last)) = separators.get(chosen) else { return false };
        for (index, value) in items.iter().enumerate() {
            if index > 0 {
                out.push_str(if index + 1 == items.len() { last } else { between });
            }
            if !self.phrase(item, value, depth + 1, out) {
                out.truncate(length);
                return false;
            }
        }
        true
    }

    fn template(
        &mut self,
        template: &Template,
        alternative: &Alternative,
        fields: &[&Value],
        depth: usize,
        out: &mut String,
    ) -> bool {
        let length = out.len();
        for element in &template.elements {
            let done = match element {
                Element::Text(text) => {
                    out.push_str(text);
                    true
                }
                Element::Slot(place) => match (fields.get(*place), alternative.fields.get(*place)) {
                    (Some(value), Some((_, phrase))) => self.phrase(*phrase, value, depth + 1, out),
                    _ => false,
                },
            };
            if !done {
                out.truncate(length);
                return false;
            }
        }
        true
    }
}

/// The values of an alternative's fields, if it is the shape of the value and covers it wholly.
fn fields<'v>(alternative: &Alternative, value: &'v Value) -> Option<Vec<&'v Value>> {
    const NOTHING: &Value = &Value::Null;
    let content = match &alternative.variant {
        None => value,
        Some(variant) => match value {
            Value::String(text) if text == variant => NOTHING,
            Value::Object(object) if object.len() == 1 => object.get(variant)?,
            _ => return None,
        },
    };
    let is_whole = |name: &String| name == WHOLE;
    let covered = alternative.fields.len() + alternative.constants.len();
    let by_pieces = !alternative.fields.iter().map(|(name, _)| name).any(is_whole)
        && !alternative.constants.iter().map(|(name, _)| name).any(is_whole);
    let pieces = match content {
        Value::Object(object) => object.len(),
        Value::Array(items) => items.len(),
        _ => 0,
    };
    if by_pieces && pieces != covered {
        return None;
    }
    let holds = |(name, constant): &(String, Value)| piece(content, name) == Some(constant);
    if !alternative.constants.iter().all(holds) {
        return None;
    }
    alternative.fields.iter().map(|(name, _)| piece(content, name)).collect()
}

fn piece<'v>(content: &'v Value, name: &str) -> Option<&'v Value> {
    match content {
        _ if name == WHOLE => Some(content),
        Value::Object(object) => object.get(name),
        Value::Array(items) => items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The value of an alternative from the values of its fields: the way back from [`fields`].
pub(super) fn assemble(alternative: &Alternative, values: Vec<Value>) -> Value {
    let names = alternative.fields.iter().map(|(name, _)| name).zip(values);
    let pieces = alternative.constants.iter().map(|(name, constant)| (name, constant.clone())).chain(names);
    let mut object = Map::new();
    for (name, value) in pieces {
        object.insert(name.clone(), value);
    }
    let content = match object.remove(WHOLE) {
        Some(whole) => Some(whole),
        None if object.is_empty() => None,
        None if object.keys().all(|name| name.parse::<usize>().is_ok()) => {
            let mut items: Vec<(usize, Value)> =
                object.into_iter().filter_map(|(name, value)| Some((name.parse().ok()?, value))).collect();
            items.sort_by_key(|(place, _)| *place);
            Some(Value::Array(items.into_iter().map(|(_, value)| value).collect()))
        }
        None => Some(Value::Object(object)),
    };
    match (&alternative.variant, content) {
        (None, content) => content.unwrap_or_default(),
        (Some(variant), None) => Value::String(variant.clone()),
        (Some(variant), Some(content)) => Value::Object(Map::from_iter([(variant.clone(), content)])),
    }
}

/// A small generator of pseudo-random numbers (splitmix64).
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, 0 for the bound 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        if bound < 2 { 0 } else { (self.next() % bound as u64) as usize }
    }
}
