//! What a suite covers: rules of the specification, registered diagnostics, rules of the grammar.

use std::collections::BTreeSet;

use serde::Serialize;

use super::spec::Spec;
use crate::diagnostics::{Name, registry};
use crate::syntax::reference;

/// Diagnostics that no program text can cause, each with the reason; other tests cause them.
pub const OUTSIDE: &[(Name, &str)] = &[
    (registry::syntax::REFERENCE, "reported besides other messages, and only where the two grammars would differ"),
    (registry::io::READ, "a file that cannot be read"),
    (registry::io::WRITE, "a file that cannot be written"),
    (registry::io::MALFORMED, "a file of a foreign format"),
    (registry::io::NOT_EXPRESSIBLE, "a foreign script"),
    (registry::io::EMPTY_SCRIPT, "a foreign script"),
    (registry::io::OVERLAPPING_PROFILES, "a foreign script"),
    (registry::io::LEFT_OUT, "a foreign script"),
    (registry::io::FORMAT, "what is to be written"),
    (registry::io::NO_SUCH_PART, "what is to be written"),
    (registry::host::TIMEOUT, "the host's clock"),
    (registry::host::MEMORY, "the host's memory"),
    (registry::limit::TRIANGLES, "how finely a mesh is asked for"),
    (registry::limit::PICTURE, "how large a picture is asked for"),
    (registry::geom::NOT_IN_FORNJOT, "emission into another kernel"),
];

/// How much of a list is covered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Entries of the list.
    pub total: usize,
    /// Entries no passing case covers, in the order of the list.
    pub missing: Vec<String>,
}

impl Tally {
    fn of<'a>(all: impl Iterator<Item = &'a str>, covered: &BTreeSet<String>) -> Tally {
        let all: Vec<&str> = all.collect();
        let missing = all.iter().filter(|entry| !covered.contains(**entry)).map(|entry| (*entry).to_owned());
        Tally { total: all.len(), missing: missing.collect() }
    }

    /// Entries that are covered.
    pub fn covered(&self) -> usize {
        self.total - self.missing.len()
    }
}

/// What the passing cases of a suite cover.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Rules of the specification.
    pub rules: Tally,
    /// Registered diagnostics that a program can cause.
    pub diagnostics: Tally,
    /// Rules of the grammar that make a node or a token.
    pub grammar: Tally,
}

/// What one or more cases touch.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    pub(super) rules: BTreeSet<String>,
    pub(super) diagnostics: BTreeSet<String>,
    pub(super) grammar: BTreeSet<String>,
}

impl Touched {
    pub(super) fn add(&mut self, other: Touched) {
        self.rules.extend(other.rules);
        self.diagnostics.extend(other.diagnostics);
        self.grammar.extend(other.grammar);
    }

    /// Measured against everything there is. A case that expects a diagnostic covers its rule in the chapter
    /// on diagnostics.
    pub(super) fn coverage(mut self, spec: &Spec) -> Coverage {
        self.rules.extend(self.diagnostics.iter().map(|name| format!("diagnostics.{}", name.replace('/', "."))));
        let reachable =
            registry::all().filter(|name| OUTSIDE.iter().all(|(outside, _)| outside != name)).map(Name::as_str);
        Coverage {
            rules: Tally::of(spec.rules.iter().map(|rule| rule.id.as_str()), &self.rules),
            diagnostics: Tally::of(reachable, &self.diagnostics),
            grammar: Tally::of(reference::rule_names().iter().map(String::as_str), &self.grammar),
        }
    }
}
