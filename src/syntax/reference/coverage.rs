//! Which rules of the normative grammar a text exercises.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use pest::iterators::Pair;

use super::{ReferenceError, Rule, is_layer, run};
use crate::text::FileId;

/// Every rule of the grammar that makes a node or a token, by name, sorted.
pub fn rule_names() -> &'static [String] {
    static NAMES: OnceLock<Vec<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let silent: BTreeSet<&str> = include_str!("../../../grammar/recad.pest")
            .lines()
            .filter_map(|line| line.split_once('='))
            .filter(|(_, definition)| definition.trim_start().starts_with("_{"))
            .map(|(name, _)| name.trim())
            .collect();
        let mut names: Vec<String> = Rule::all_rules().iter().map(|rule| format!("{rule:?}")).collect();
        names.retain(|name| !silent.contains(name.as_str()));
        names.sort();
        names
    })
}

/// The names of the rules with which the grammar accepts `text`. A layer of the expression grammar counts
/// only where it does more than hand on its single child, for it stands above every expression.
pub fn rules(file: FileId, text: &str) -> Result<BTreeSet<String>, ReferenceError> {
    run(file, text, |pair| {
        let mut used = [Use::Never; 256];
        for rule in Rule::all_rules().iter().filter(|rule| is_layer(**rule)) {
            mark(&mut used, *rule, Use::Layer);
        }
        collect(pair, &mut used);
        let found = Rule::all_rules().iter().filter(|rule| used.get(**rule as usize) == Some(&Use::Used));
        found.map(|rule| format!("{rule:?}")).collect()
    })
}

/// What is known of a rule, by its number.
#[derive(Clone, Copy, PartialEq)]
enum Use {
    Never,
    /// Not used yet, and a layer.
    Layer,
    Used,
}

fn mark(used: &mut [Use], rule: Rule, state: Use) {
    if let Some(slot) = used.get_mut(rule as usize) {
        *slot = state;
    }
}

/// The tree is as deep as the program nests; a stack of our own serves it.
fn collect(pair: Pair<'_, Rule>, used: &mut [Use]) {
    let mut pending = vec![pair];
    while let Some(pair) = pending.pop() {
        let rule = pair.as_rule();
        let before = pending.len();
        pending.extend(pair.into_inner());
        if pending.len() - before > 1 || used.get(rule as usize) != Some(&Use::Layer) {
            mark(used, rule, Use::Used);
        }
    }
}
