//! What a suite covers: rules of the specification, registered diagnostics, rules of the grammar.

use std::collections::BTreeSet;

use serde::Serialize;

use super::spec::Spec;
use crate::diagnostics::Name;
use crate::diagnostics::registry::{self, Evidence};
use crate::syntax::reference;

/// The diagnostics that cases must show: those whose example in the registry is a program that is checked, with
/// parameters given to it, or with advice asked for, which a directive in a program does too. The others need
/// a host, a file or a foreign script, or guard what cannot happen.
pub fn shown_by_cases() -> impl Iterator<Item = Name> {
    registry::all().filter(|name| match name.entry().evidence {
        Evidence::Pair { wrong, .. } => {
            let options = wrong.command.strip_prefix("recad check example.recad");
            options.is_some_and(|options| {
                options.split_whitespace().step_by(2).all(|option| matches!(option, "-p" | "--warn"))
            })
        }
        Evidence::Elsewhere(_) => false,
    })
}

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
    /// on diagnostics; the rules there of what no case can show do not count, unless a case shows it all the same.
    pub(super) fn coverage(mut self, spec: &Spec) -> Coverage {
        let id = |name: &str| format!("diagnostics.{}", name.replace('/', "."));
        self.rules.extend(self.diagnostics.iter().map(|name| id(name)));
        let shown: BTreeSet<&str> = shown_by_cases().map(Name::as_str).collect();
        let counts = |name: &Name| shown.contains(name.as_str()) || self.diagnostics.contains(name.as_str());
        let (counted, beyond): (Vec<Name>, Vec<Name>) = registry::all().partition(counts);
        let beyond: BTreeSet<String> = beyond.into_iter().map(|name| id(name.as_str())).collect();
        let rules = spec.rules.iter().map(|rule| rule.id.as_str()).filter(|rule| !beyond.contains(*rule));
        Coverage {
            rules: Tally::of(rules, &self.rules),
            diagnostics: Tally::of(counted.into_iter().map(Name::as_str), &self.diagnostics),
            grammar: Tally::of(reference::rule_names().iter().map(String::as_str), &self.grammar),
        }
    }
}
