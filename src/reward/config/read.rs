//! A configuration file, read and printed.

use serde_json::{Map, Value};
use toml::de::{DeTable, DeValue};

use super::field::Field;
use super::settings::{Config, Section, Visitor};
use crate::diagnostics::registry::io;
use crate::diagnostics::{Diagnostic, suggest};
use crate::text::{FileId, Span};

impl Config {
    /// The configuration of a TOML text, or everything that is wrong in it; `file` is the text in the diagnostics.
    pub fn read(file: FileId, text: &str) -> Result<Config, Vec<Diagnostic>> {
        let place = |range: std::ops::Range<usize>| Span::new(file, range.start as u32, range.end as u32);
        let document = DeTable::parse(text).map_err(|error| {
            let message = format!("not a TOML file: {}", error.message().trim_end().replace('\n', "; "));
            vec![Diagnostic::new(io::MALFORMED, place(error.span().unwrap_or(0..0)), message)]
        })?;
        let root = document.get_ref();
        let mut reader = Reader { root, table: root, key: "", known: Vec::new(), errors: Vec::new(), place: &place };
        let mut config = Config::default();
        config.visit(&mut reader);
        let Reader { known, mut errors, .. } = reader;
        unknown(root, &known, &mut |range, message| {
            errors.push(Diagnostic::new(io::SETTING, place(range), message));
        });
        errors.sort_by_key(|error| error.span);
        if errors.is_empty() { Ok(config) } else { Err(errors) }
    }

    /// Every setting by its table (the head of the file by itself) and name.
    pub fn to_json(&self) -> Value {
        let mut document = Document { root: Map::new(), key: "" };
        self.clone().visit(&mut document);
        Value::Object(document.root)
    }

    /// A file with every setting of this configuration, with its meaning, default and range as comments.
    pub fn to_toml(&self) -> String {
        let mut printer = Printer { text: String::new() };
        self.clone().visit(&mut printer);
        printer.text
    }
}

struct Reader<'a, 'i> {
    root: &'a DeTable<'i>,
    /// The table being read.
    table: &'a DeTable<'i>,
    /// Its name.
    key: &'static str,
    /// Every table and key that was asked for.
    known: Vec<(&'static str, &'static str)>,
    errors: Vec<Diagnostic>,
    place: &'a dyn Fn(std::ops::Range<usize>) -> Span,
}

impl Visitor for Reader<'_, '_> {
    fn section<S: Section>(&mut self, section: &mut S) {
        static EMPTY: std::sync::LazyLock<DeTable<'static>> = std::sync::LazyLock::new(DeTable::new);
        self.key = S::KEY;
        self.table = match self.root.get(S::KEY) {
            _ if S::KEY.is_empty() => self.root,
            None => &EMPTY,
            Some(found) => match found.get_ref() {
                DeValue::Table(table) => table,
                other => {
                    let message = format!("`{}` must be a table, not a {}", S::KEY, other.type_str());
                    self.errors.push(Diagnostic::new(io::SETTING, (self.place)(found.span()), message));
                    &EMPTY
                }
            },
        };
        section.visit(self);
    }

    fn field<T: Field>(&mut self, key: &'static str, _: &[&str], value: &mut T, _: &T, range: &T::Range) {
        self.known.push((self.key, key));
        let Some(found) = self.table.get(key) else { return };
        match T::read(found.get_ref(), range) {
            Ok(read) => *value = read,
            Err(rule) => {
                let message = format!("`{key}` {rule}");
                self.errors.push(Diagnostic::new(io::SETTING, (self.place)(found.span()), message));
            }
        }
    }
}

/// Reports keys that name no setting.
fn unknown(
    root: &DeTable<'_>,
    known: &[(&'static str, &'static str)],
    report: &mut dyn FnMut(std::ops::Range<usize>, String),
) {
    let is_table = |key: &str| !key.is_empty() && known.iter().any(|(table, _)| *table == key);
    let mut judge = |table: &str, key: &str, range| {
        let names = known.iter().filter(|(of, _)| *of == table).map(|(_, name)| *name);
        let tables = known.iter().filter(|(of, _)| table.is_empty() && !of.is_empty()).map(|(of, _)| *of);
        let message = match suggest::nearest(key, names.chain(tables)) {
            Some(near) => format!("no setting is called `{key}`; did you mean `{}`?", near.name),
            None => format!("no setting is called `{key}`; `recad reward --print-config` lists all"),
        };
        report(range, message);
    };
    for (key, value) in root.iter() {
        let name: &str = key.get_ref();
        if !is_table(name) {
            if !known.contains(&("", name)) {
                judge("", name, key.span());
            }
            continue;
        }
        for (inner, _) in value.get_ref().as_table().into_iter().flat_map(|table| table.iter()) {
            let inner_name: &str = inner.get_ref();
            if !known.iter().any(|(table, key)| *table == name && *key == inner_name) {
                judge(name, inner_name, inner.span());
            }
        }
    }
}

struct Document {
    root: Map<String, Value>,
    /// The table that is filled.
    key: &'static str,
}

impl Visitor for Document {
    fn section<S: Section>(&mut self, section: &mut S) {
        self.key = S::KEY;
        section.visit(self);
    }

    fn field<T: Field>(&mut self, key: &'static str, _: &[&str], value: &mut T, _: &T, _: &T::Range) {
        // Numbers, truth values and words are written alike in both formats.
        let value = serde_json::from_str(&value.show()).unwrap_or(Value::Null);
        if self.key.is_empty() {
            self.root.insert(key.to_owned(), value);
        } else if let Value::Object(table) = self.root.entry(self.key).or_insert_with(|| Value::Object(Map::new())) {
            table.insert(key.to_owned(), value);
        }
    }
}

struct Printer {
    text: String,
}

impl Printer {
    fn comment(&mut self, lines: &[&str]) {
        for line in lines {
            self.text += &format!("# {}\n", line.trim());
        }
    }
}

impl Visitor for Printer {
    fn section<S: Section>(&mut self, section: &mut S) {
        if !self.text.is_empty() {
            self.text.push('\n');
        }
        self.comment(S::ABOUT);
        if !S::KEY.is_empty() {
            self.text += &format!("[{}]\n", S::KEY);
        }
        section.visit(self);
    }

    fn field<T: Field>(&mut self, key: &'static str, doc: &[&str], value: &mut T, default: &T, range: &T::Range) {
        self.text.push('\n');
        self.comment(doc);
        self.text += &format!("# {}; default {}\n{key} = {}\n", T::allowed(range), default.show(), value.show());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::compare::Normalization;
    use crate::reward::config::AnswerFormat;

    fn read(text: &str) -> Result<Config, Vec<(u32, String)>> {
        Config::read(FileId(0), text)
            .map_err(|errors| errors.into_iter().map(|error| (error.span.start, error.message)).collect())
    }

    #[test]
    fn an_empty_file_is_the_default_and_so_is_the_printed_one() {
        assert_eq!(read(""), Ok(Config::default()));
        assert_eq!(read(&Config::default().to_toml()), Ok(Config::default()));
    }

    #[test]
    fn what_is_printed_is_read_back() {
        let mut config = Config::default();
        config.general.normalize = Normalization::Rms;
        config.general.gate = 0.1;
        config.answer.format = AnswerFormat::Chat;
        config.limits.steps = 12345;
        config.geometry.chamfer = 2.5;
        config.comparison.field = true;
        assert_eq!(read(&config.to_toml()), Ok(config));
    }

    #[test]
    fn the_document_holds_every_setting() {
        let mut config = Config::default();
        config.mesh.chord = 1e-6;
        let document = config.to_json();
        assert_eq!((&document["gate"], &document["normalize"]), (&Value::from(0.2), &Value::from("none")));
        assert_eq!(
            (&document["mesh"]["chord"], &document["comparison"]["field"]),
            (&Value::from(1e-6), &Value::from(false))
        );
        let settings = config.to_toml().lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).count();
        let own = |value: &Value| value.as_object().map_or(1, Map::len);
        assert_eq!(document.as_object().unwrap().values().map(own).sum::<usize>(), settings);
    }

    #[test]
    fn the_printed_file_explains_every_setting() {
        let text = Config::default().to_toml();
        let settings = text.lines().filter(|line| line.contains(" = ") && !line.starts_with('#')).count();
        assert_eq!(text.matches("; default ").count(), settings);
        assert!(text.contains("# 0.01 to 0.9; default 0.2\ngate = 0.2\n"), "{text}");
        assert!(text.contains("# \"none\" or \"box\" or \"rms\" or \"align\"; default \"none\"\n"), "{text}");
    }

    #[test]
    fn mistakes_are_told_at_their_place() {
        let cases: &[(&str, u32, &str)] = &[
            ("gate = 2", 7, "`gate` must be 0.01 to 0.9, not 2"),
            ("gate = nan", 7, "`gate` must be 0.01 to 0.9, not nan"),
            ("gate = \"high\"", 7, "`gate` must be a number, not a string"),
            ("\ngaet = 0.2", 1, "no setting is called `gaet`; did you mean `gate`?"),
            ("[limits]\nsteps = 0", 17, "`steps` must be 1 to 20000000, not 0"),
            ("[limits]\nsteps = -1", 17, "`steps` must be 1 to 20000000, not -1"),
            ("[limits]\nsteps = 1.5", 17, "`steps` must be a whole number, not a float"),
            ("[limit]\nsteps = 5", 1, "no setting is called `limit`; did you mean `limits`?"),
            ("[limits]\nstep = 5", 9, "no setting is called `step`; did you mean `steps`?"),
            ("[limits]\nspeed = 5", 9, "no setting is called `speed`; `recad reward --print-config` lists all"),
            (
                "normalize = \"boxes\"",
                12,
                "`normalize` must be \"none\" or \"box\" or \"rms\" or \"align\", not \"boxes\"",
            ),
            ("[comparison]\nfield = 1", 21, "`field` must be true or false, not a integer"),
            ("limits = 3", 9, "`limits` must be a table, not a integer"),
            ("gate = 0.1\ngate = 0.2", 11, "not a TOML file: duplicate key"),
            ("gate =", 6, "not a TOML file:"),
        ];
        for (text, start, message) in cases {
            let errors = read(text).unwrap_err();
            assert_eq!(errors.len(), 1, "{text}: {errors:?}");
            assert_eq!(errors[0].0, *start, "{text}: {errors:?}");
            assert!(errors[0].1.starts_with(message), "{text}: {errors:?}");
        }
        assert_eq!(read("gate = 2\nhost = -1\nx = 1").unwrap_err().len(), 3);
        assert_eq!(read("gate = 0.5\n[limits]\nsteps = 0x10").unwrap().limits.steps, 16);
    }
}
