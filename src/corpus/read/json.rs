//! A cursor over parsed JSON that knows its path, and a locator that turns a path into bytes.
//!
//! serde_json keeps no positions. The cursor ([`Node`]) remembers how it was reached; only when something
//! is reported does the [`Locator`] walk the text along that path again (each level at most once).

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::Value;
use serde_json::value::RawValue;

use super::Report;
use super::files::MAX_SCRIPT_BYTES;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::io;
use crate::text::{read_json, without_bom};

/// One step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// A member of an object.
    Key(String),
    /// An element of an array, from 0.
    Index(usize),
}

/// The way from the root to a value.
pub type Path = Vec<Step>;

/// The path as people write it: `sequence[3].entity`; the root is `the script`.
pub fn display(path: &[Step]) -> String {
    if path.is_empty() {
        return "the script".to_owned();
    }
    let mut text = String::new();
    for step in path {
        match step {
            Step::Index(index) => {
                let _ = write!(text, "[{index}]");
            }
            Step::Key(key) => {
                let plain = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                if plain && !key.is_empty() && key.len() <= LONGEST_KEY {
                    if !text.is_empty() {
                        text.push('.');
                    }
                    text.push_str(key);
                } else {
                    let _ = write!(text, "[\"{}\"]", quoted(key));
                }
            }
        }
    }
    text
}

/// Longer words of the input are cut in messages.
const LONGEST_KEY: usize = 48;

/// Members that any object may have: they name it and say nothing about the shape.
const LABELS: [&str; 5] = ["name", "id", "uuid", "description", "comment"];

/// A word of the input, short and on one line, for use inside quotes in a message.
pub fn quoted(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST_KEY).flat_map(char::escape_debug).collect();
    if text.chars().nth(LONGEST_KEY).is_some() {
        short.push('…');
    }
    short
}

/// A fault in the input: where it is and what rule it breaks.
#[derive(Clone, Debug)]
pub struct Fault {
    /// Its diagnostic name.
    pub name: crate::diagnostics::Name,
    /// The value at fault.
    pub path: Path,
    /// What is wrong, a sentence that continues after the path.
    pub message: String,
}

/// A JSON value and how it was reached.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    value: &'a Value,
    parent: Option<&'a Node<'a>>,
    step: Reached<'a>,
}

#[derive(Clone, Copy)]
enum Reached<'a> {
    Root,
    Key(&'a str),
    Index(usize),
}

impl<'a> Node<'a> {
    /// The whole document.
    pub fn root(value: &'a Value) -> Self {
        Self { value, parent: None, step: Reached::Root }
    }

    /// The way from the root to here.
    pub fn path(&self) -> Path {
        let mut path = Vec::new();
        let mut node = Some(self);
        while let Some(current) = node {
            match current.step {
                Reached::Root => {}
                Reached::Key(key) => path.push(Step::Key(key.to_owned())),
                Reached::Index(index) => path.push(Step::Index(index)),
            }
            node = current.parent;
        }
        path.reverse();
        path
    }

    /// A fault at this value: it breaks a rule of its format.
    pub fn malformed(&self, message: impl Into<String>) -> Fault {
        self.fault(io::MALFORMED, message)
    }

    /// A fault at this value under any name.
    pub fn fault(&self, name: crate::diagnostics::Name, message: impl Into<String>) -> Fault {
        Fault { name, path: self.path(), message: message.into() }
    }

    fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The member called `key`, if this is an object that has one which is not null.
    pub fn get<'b>(&'b self, key: &'b str) -> Option<Node<'b>> {
        let value = self.value.as_object()?.get(key).filter(|value| !value.is_null())?;
        Some(Node { value, parent: Some(self), step: Reached::Key(key) })
    }

    /// The member called `key`, which must be there.
    pub fn field<'b>(&'b self, key: &'b str) -> Result<Node<'b>, Fault> {
        if !self.value.is_object() {
            return Err(self.malformed(format!("must be an object with `{}`, not {}", quoted(key), self.kind())));
        }
        self.get(key).ok_or_else(|| self.malformed(format!("must have a member `{}`", quoted(key))))
    }

    /// A fault at the first member that is not `known`, unless it says nothing (`null`, `false`, 0, an empty
    /// text, list or object) or is a mere label: what the others do to the shape cannot be known.
    pub fn has_only(&self, known: &[&str]) -> Result<(), Fault> {
        let says_nothing = |value: &Value| match value {
            Value::Null => true,
            Value::Bool(value) => !value,
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::String(text) => text.is_empty(),
            Value::Array(elements) => elements.is_empty(),
            Value::Object(members) => members.is_empty(),
        };
        let unknown = self
            .members()
            .find(|(key, member)| !known.contains(key) && !LABELS.contains(key) && !says_nothing(member.value));
        unknown.map_or(Ok(()), |(_, member)| {
            let message = "is no member that the format has there, and what it does to the shape is not known";
            Err(member.fault(io::NOT_EXPRESSIBLE, message))
        })
    }

    /// The members of an object, each with its name.
    pub fn members<'b>(&'b self) -> impl Iterator<Item = (&'a str, Node<'b>)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(key, value)| (key.as_str(), Node { value, parent: Some(self), step: Reached::Key(key) }))
    }

    /// The string member called `key`.
    pub fn field_text(&self, key: &str) -> Result<&'a str, Fault> {
        match self.value.get(key) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(self.field(key)?.malformed("must be a string")),
        }
    }

    /// The elements of an array.
    pub fn elements<'b>(&'b self) -> Result<impl ExactSizeIterator<Item = Node<'b>>, Fault> {
        let elements =
            self.value.as_array().ok_or_else(|| self.malformed(format!("must be an array, not {}", self.kind())))?;
        Ok(elements.iter().enumerate().map(|(index, value)| Node {
            value,
            parent: Some(self),
            step: Reached::Index(index),
        }))
    }

    /// A finite number.
    pub fn number(&self) -> Result<f64, Fault> {
        self.value
            .as_f64()
            .filter(|number| number.is_finite())
            .ok_or_else(|| self.malformed(format!("must be a number, not {}", self.kind())))
    }

    /// A truth value.
    pub fn flag(&self) -> Result<bool, Fault> {
        self.value.as_bool().ok_or_else(|| self.malformed(format!("must be a boolean, not {}", self.kind())))
    }

    /// A string.
    pub fn text(&self) -> Result<&'a str, Fault> {
        self.value.as_str().ok_or_else(|| self.malformed(format!("must be a string, not {}", self.kind())))
    }
}

/// The JSON of a script; `None` when it is too long or no JSON, which is reported.
pub fn document(text: &str, report: &mut Report) -> Option<Value> {
    if text.len() > MAX_SCRIPT_BYTES {
        report.too_long(text.len());
        return None;
    }
    read_json(text)
        .map_err(|error| {
            let message = format!("not JSON: {}", error.message);
            report.at_byte(error.offset, |span| Diagnostic::new(io::MALFORMED, span, message));
        })
        .ok()
}

/// Finds the bytes of values in a JSON text.
pub struct Locator<'t> {
    text: &'t str,
    levels: BTreeMap<Path, Children<'t>>,
}

enum Children<'t> {
    Members(BTreeMap<String, &'t RawValue>),
    Elements(Vec<&'t RawValue>),
    None,
}

impl<'t> Locator<'t> {
    /// A locator in `text`.
    pub fn new(text: &'t str) -> Self {
        Self { text, levels: BTreeMap::new() }
    }

    /// The byte range of the value at `path`, or of the deepest value on the way that exists.
    pub fn locate(&mut self, path: &[Step]) -> (usize, usize) {
        let mut found = without_bom(self.text).trim_ascii();
        for depth in 0..path.len() {
            let (prefix, step) = (&path[..depth], &path[depth]);
            if !self.levels.contains_key(prefix) {
                self.levels.insert(prefix.to_vec(), children(found));
            }
            let child = match (self.levels.get(prefix), step) {
                (Some(Children::Members(members)), Step::Key(key)) => members.get(key),
                (Some(Children::Elements(elements)), Step::Index(index)) => elements.get(*index),
                _ => None,
            };
            match child {
                Some(raw) => found = raw.get(),
                None => break,
            }
        }
        // `found` is a slice of `text`: the distance of their starts is its place.
        let start = (found.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        (start, (start + found.len()).min(self.text.len()))
    }
}

fn children(text: &str) -> Children<'_> {
    match text.as_bytes().first() {
        Some(b'{') => serde_json::from_str(text).map_or(Children::None, Children::Members),
        Some(b'[') => serde_json::from_str(text).map_or(Children::None, Children::Elements),
        _ => Children::None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_back_to_the_bytes_of_its_value() {
        let text = r#"  {"a": [1, {"b c": "x\"y"}], "d": {}} "#;
        let value: Value = serde_json::from_str(text).unwrap();
        let root = Node::root(&value);
        let a = root.field("a").unwrap();
        let second = a.elements().unwrap().nth(1).unwrap();
        let leaf = second.field("b c").unwrap();
        let mut locator = Locator::new(text);
        let (start, end) = locator.locate(&leaf.path());
        assert_eq!(&text[start..end], r#""x\"y""#);
        assert_eq!(display(&leaf.path()), r#"a[1]["b c"]"#);
        let (start, end) = locator.locate(&root.path());
        assert_eq!(&text[start..end], text.trim());
        let beyond = [Step::Key("a".to_owned()), Step::Index(7), Step::Key("z".to_owned())];
        let (start, end) = locator.locate(&beyond);
        assert_eq!(&text[start..end], r#"[1, {"b c": "x\"y"}]"#);
    }

    #[test]
    fn words_of_the_input_stay_short_and_on_one_line() {
        assert_eq!(quoted("a\nb"), "a\\nb");
        assert!(quoted(&"x".repeat(1000)).chars().count() <= LONGEST_KEY + 1);
    }
}
