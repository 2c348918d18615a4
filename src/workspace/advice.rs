//! Which advice is given: the host's choice and the directives in the program.
//!
//! A directive is a comment `// recad: allow(lint/unused-let)`, also `warn` and `deny`: about the line it stands
//! on or, alone on its line, the next line of the program; with `-file` (`allow-file`) about the whole text. A
//! directive wins over the host, a later word over an earlier one.

use crate::diagnostics::registry::{self, lint};
use crate::diagnostics::{Diagnostic, Name, Severity, suggest};
use crate::text::{FileId, Span};

/// What becomes of one kind of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// It is not given.
    Allow,
    /// It is a warning.
    Warn,
    /// It is an error.
    Deny,
}

/// The host's choices, in order; `None` stands for all advice.
#[derive(Clone, Debug, Default)]
pub struct Levels {
    rules: Vec<(Option<Name>, Level)>,
}

impl Levels {
    /// Adds a choice for the advice called `text`: `lint/unused-let`, `unused-let` or `all`.
    pub fn add(&mut self, text: &str, level: Level) -> Result<(), String> {
        if text == "all" {
            self.rules.push((None, level));
            return Ok(());
        }
        let name = find(text).ok_or_else(|| unknown(text))?;
        self.rules.push((Some(name), level));
        Ok(())
    }

    /// The level of a kind of advice.
    fn of(&self, name: Name) -> Level {
        let default = if lint::ON_REQUEST.contains(&name) { Level::Allow } else { Level::Warn };
        let rule = self.rules.iter().rev().find(|(rule, _)| rule.is_none_or(|rule| rule == name));
        rule.map_or(default, |(_, level)| *level)
    }

    /// Whether anything is asked for that is given on request only.
    fn asks(&self) -> bool {
        lint::ON_REQUEST.iter().any(|name| self.of(*name) != Level::Allow)
    }
}

fn find(text: &str) -> Option<Name> {
    let name = Name::find(text).or_else(|| Name::find(&format!("lint/{text}")));
    name.filter(|name| name.phase() == "lint")
}

fn unknown(text: &str) -> String {
    let names = registry::all().filter(|name| name.phase() == "lint").map(Name::as_str);
    let full = if text.contains('/') { text.to_owned() } else { format!("lint/{text}") };
    match suggest::nearest(&full, names) {
        Some(near) => format!("no advice is called `{text}`; did you mean `{}`?", near.name),
        None => format!("no advice is called `{text}`; `recad explain` lists all names that begin with `lint/`"),
    }
}

/// The choices made in a text.
#[derive(Debug, Default)]
pub(super) struct Directives {
    file: Levels,
    /// By line, counted from 0.
    lines: Vec<(usize, Name, Level)>,
    /// Directives that name no advice.
    pub(super) unknown: Vec<Diagnostic>,
}

impl Directives {
    /// Finds the directives of a text.
    pub(super) fn of(file: FileId, text: &str) -> Directives {
        const MARK: &str = "// recad:";
        let mut found = Directives::default();
        if !text.contains(MARK) {
            return found;
        }
        let lines: Vec<&str> = text.split('\n').collect();
        let mut start = 0usize;
        for (number, line) in lines.iter().enumerate() {
            if let Some(at) = line.find(MARK) {
                let alone = line[..at].trim().is_empty();
                let is_code = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
                let target =
                    if alone { number + lines[number..].iter().position(is_code).unwrap_or(0) } else { number };
                let offset = start + at;
                let span = Span::new(file, offset as u32, (start + line.trim_end().len()) as u32);
                found.directive(line[at + MARK.len()..].trim(), target, span);
            }
            start += line.len() + 1;
        }
        found
    }

    /// `allow(lint/a, lint/b)`.
    fn directive(&mut self, text: &str, line: usize, span: Span) {
        let mut refuse = |message: String| {
            self.unknown.push(Diagnostic::new(lint::UNKNOWN_DIRECTIVE, span, message));
        };
        let parts = text.split_once('(').and_then(|(word, rest)| Some((word.trim(), rest.split_once(')')?.0)));
        let Some((word, names)) = parts else {
            return refuse("a directive has the form `// recad: allow(lint/unused-let)`".to_owned());
        };
        let (level, whole) = match word {
            "allow" => (Level::Allow, false),
            "warn" => (Level::Warn, false),
            "deny" => (Level::Deny, false),
            "allow-file" => (Level::Allow, true),
            "warn-file" => (Level::Warn, true),
            "deny-file" => (Level::Deny, true),
            _ => return refuse(format!("a directive is `allow`, `warn` or `deny`, also with `-file`, not `{word}`")),
        };
        for name in names.split(',').map(str::trim) {
            match find(name) {
                Some(name) if whole => self.file.rules.push((Some(name), level)),
                Some(name) => self.lines.push((line, name, level)),
                None => refuse(unknown(name)),
            }
        }
    }

    /// Whether advice is asked for that is given on request only.
    pub(super) fn asks(&self, host: &Levels) -> bool {
        let line = |(_, name, level): &(usize, Name, Level)| lint::ON_REQUEST.contains(name) && *level != Level::Allow;
        host.asks() || self.file.asks() || self.lines.iter().any(line)
    }

    /// The advice as host and program want it, if they do; `line` counts from 0.
    pub(super) fn apply(&self, advice: &Diagnostic, line: usize, host: &Levels) -> Option<Diagnostic> {
        let name = advice.name;
        let on_line = self.lines.iter().rev().find(|(at, other, _)| *at == line && *other == name);
        let in_file = self.file.rules.iter().rev().find(|(rule, _)| *rule == Some(name));
        let level = on_line.map(|found| found.2).or(in_file.map(|found| found.1)).unwrap_or_else(|| host.of(name));
        let severity = match level {
            Level::Allow => return None,
            Level::Warn => Severity::Warning,
            Level::Deny => Severity::Error,
        };
        Some(Diagnostic { severity, ..advice.clone() })
    }
}
