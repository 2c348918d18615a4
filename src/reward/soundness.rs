//! How much of a program is sound: its place on the rung of its phase.
//!
//! Tokens are counted; blanks and comments are none. Every top-level item that a part is made of counts
//! - `sound` for the tokens no error touches,
//! - `broken` for those an error does: the argument, list element, statement or item around it, and in a text that does not
//!   parse the rest of the item from the error on,
//! - `idle` for the rest of an item that got no value, because it failed or needs something that failed.
//!
//! Items that no part uses are `idle` too when nothing is wrong in them, so that padding a program with them does
//! not pay. Assertions, tests, `units` and the version count only where they are broken.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use super::Phase;
use crate::diagnostics::registry::eval;
use crate::syntax::{Parse, SyntaxKind, SyntaxNode, ast};
use crate::text::Span;
use crate::workspace::Outcome;

/// The tokens of a program by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Soundness {
    /// Tokens that parts are made of and no error touches.
    pub sound: usize,
    /// Tokens without effect.
    pub idle: usize,
    /// Tokens an error touches.
    pub broken: usize,
}

impl Soundness {
    /// All tokens.
    pub fn total(&self) -> usize {
        self.sound + self.idle + self.broken
    }

    /// The sound share, 0..=1: sound / (sound + idle + 2 · broken), times the agreement min(T / R, R / T) of the length T
    /// with the `expected` R tokens of the reference, if it is a program. A text that is too short or padded is not
    /// sounder than one of the right length.
    pub fn share(&self, expected: Option<usize>) -> f64 {
        let total = self.total();
        if self.sound == 0 {
            return 0.0;
        }
        let share = self.sound as f64 / (total + self.broken) as f64;
        let length = match expected {
            Some(expected) if expected > 0 => total.min(expected) as f64 / total.max(expected) as f64,
            _ => 1.0,
        };
        share * length
    }

    /// Counts the tokens of a program that was run and ended in `phase`; `parse` is its text.
    pub fn of(parse: &Parse, outcome: &Outcome, phase: Phase) -> Soundness {
        let root = parse.syntax();
        let mut items: Vec<Item> = root.children().map(|node| Item::new(&node)).collect();
        let mut counts = Soundness::default();
        for error in outcome.diagnostics.iter().filter(|d| d.is_error() && d.span.file == parse.file_id()) {
            // What is not there breaks nothing of what is.
            if error.name == eval::NO_PART {
                continue;
            }
            let start = error.span.start;
            // The item that holds the place, or the one that ends before it: something is missing behind it.
            let at = items.partition_point(|item| item.range.start <= start).saturating_sub(1);
            let Some(item) = items.get_mut(at) else { continue };
            let broken = match phase {
                Phase::Syntax => start.min(item.range.end.saturating_sub(1))..item.range.end,
                _ => piece(&item.node, error.span),
            };
            item.broken.push(broken);
        }
        let valued: FxHashSet<&str> = (outcome.evaluation.values.iter().map(|(name, _)| name.as_str()))
            .chain(outcome.evaluation.parts.iter().map(|part| part.name.as_str()))
            .collect();
        let was_evaluated = phase.rung() >= Phase::Eval.rung();
        let live = live(&items);
        for (item, live) in items.iter_mut().zip(live) {
            item.broken = merged(std::mem::take(&mut item.broken));
            let has_value =
                !was_evaluated || !item.is_value() || item.names.iter().all(|name| valued.contains(&**name));
            for place in &item.tokens {
                let next = item.broken.partition_point(|broken| broken.end <= place.start);
                if item.broken.get(next).is_some_and(|broken| broken.start < place.end) {
                    counts.broken += 1;
                } else if item.counts() && live && has_value {
                    counts.sound += 1;
                } else if item.counts() {
                    counts.idle += 1;
                }
            }
        }
        // Tokens between items belong to nothing.
        counts.broken += tokens(&root, false).count();
        counts
    }
}

/// One top-level item.
struct Item {
    node: SyntaxNode,
    range: Range<u32>,
    tokens: Vec<Range<u32>>,
    /// What it defines.
    names: Vec<SmolStr>,
    /// Every name in it.
    mentions: FxHashSet<SmolStr>,
    broken: Vec<Range<u32>>,
}

impl Item {
    fn new(node: &SyntaxNode) -> Item {
        let range = node.text_range();
        let name = |element: crate::syntax::SyntaxElement| {
            let token = element.into_token().filter(|token| token.kind() == SyntaxKind::NAME)?;
            Some(SmolStr::new(token.text()))
        };
        let mut names: Vec<SmolStr> = Vec::new();
        if node.kind() == SyntaxKind::USE_DECL {
            // `rack as toothed_rack` defines its last name.
            let imported = node.children().filter(|child| child.kind() == SyntaxKind::USE_NAME);
            names.extend(imported.filter_map(|child| child.children_with_tokens().filter_map(name).last()));
        } else {
            names.extend(node.children_with_tokens().find_map(name));
        }
        let mentions = node.descendants_with_tokens().filter_map(name).collect();
        let tokens = tokens(node, true).collect();
        Item {
            node: node.clone(),
            range: range.start().into()..range.end().into(),
            tokens,
            names,
            mentions,
            broken: Vec::new(),
        }
    }

    /// Whether evaluation gives it a value under its name.
    fn is_value(&self) -> bool {
        matches!(self.node.kind(), SyntaxKind::LET_DECL | SyntaxKind::PART_DECL)
    }

    /// Whether its sound tokens count.
    fn counts(&self) -> bool {
        let kind = self.node.kind();
        !matches!(
            kind,
            SyntaxKind::ASSERT_STMT | SyntaxKind::TEST_DECL | SyntaxKind::UNITS_DECL | SyntaxKind::VERSION_DECL
        )
    }
}

/// The places of the tokens in a node: all of them, or its own.
fn tokens(node: &SyntaxNode, deep: bool) -> impl Iterator<Item = Range<u32>> + use<> {
    let all = deep.then(|| node.descendants_with_tokens()).into_iter().flatten();
    let own = (!deep).then(|| node.children_with_tokens()).into_iter().flatten();
    let blank = |kind| matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT);
    let tokens = all.chain(own).filter_map(|element| element.into_token());
    tokens.filter(move |token| !blank(token.kind())).map(|token| {
        let range = token.text_range();
        range.start().into()..range.end().into()
    })
}

/// Which items parts are made of, by the names in them. A broken item may have been meant as a part.
fn live(items: &[Item]) -> Vec<bool> {
    let mut defined: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (index, item) in items.iter().enumerate() {
        for name in &item.names {
            defined.entry(name.as_str()).or_default().push(index);
        }
    }
    let mut live = vec![false; items.len()];
    let is_root = |item: &Item| item.node.kind() == SyntaxKind::PART_DECL || item.counts() && !item.broken.is_empty();
    let mut pending: Vec<usize> = (0..items.len()).filter(|index| is_root(&items[*index])).collect();
    while let Some(index) = pending.pop() {
        if std::mem::replace(&mut live[index], true) {
            continue;
        }
        for name in &items[index].mentions {
            pending.extend(defined.get(name.as_str()).into_iter().flatten().filter(|index| !live[**index]));
        }
    }
    live
}

/// The smallest argument, list element, statement or item around a place.
fn piece(item: &SyntaxNode, place: Span) -> Range<u32> {
    let is_piece = |node: &SyntaxNode| {
        use SyntaxKind::{ARG, LET_DECL, LIST_ITEM, RECORD_FIELD};
        node == item || matches!(node.kind(), ARG | LIST_ITEM | RECORD_FIELD | LET_DECL)
    };
    let piece = ast::covering(item, place).ancestors().find(is_piece);
    let range = piece.as_ref().unwrap_or(item).text_range();
    range.start().into()..range.end().into()
}

/// Ranges in order that do not meet.
fn merged(mut ranges: Vec<Range<u32>>) -> Vec<Range<u32>> {
    ranges.sort_unstable_by_key(|range| range.start);
    ranges.dedup_by(|next, last| {
        let meets = next.start <= last.end;
        if meets {
            last.end = last.end.max(next.end);
        }
        meets
    });
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::project::StandardLibraryOnly;
    use crate::workspace::{Request, Workspace};

    fn counts(text: &str) -> (Phase, Soundness) {
        let outcome =
            Workspace::default().run(&Request { terse: true, ..Request::new("a", text, &StandardLibraryOnly) });
        let phase = Phase::of(&outcome.diagnostics);
        let parse = crate::syntax::parse(outcome.root(), text);
        (phase, Soundness::of(&parse, &outcome, phase))
    }

    fn check(text: &str, phase: Phase, [sound, idle, broken]: [usize; 3]) {
        assert_eq!(counts(text), (phase, Soundness { sound, idle, broken }), "{text}");
    }

    #[test]
    fn a_good_program_is_sound() {
        check("let r = 5\npart disc = circle((0, 0), r)", Phase::Built, [17, 0, 0]);
        check("// comments\n\npart disc = // and blanks\n circle((0, 0), 5)", Phase::Built, [13, 0, 0]);
        check("units mm\nassert 1 < 2\npart disc = circle((0, 0), 5)", Phase::Built, [13, 0, 0]);
    }

    #[test]
    fn items_no_part_uses_are_idle() {
        check("let r = 5\nlet dead = r\npart disc = circle((0, 0), 5)", Phase::Built, [13, 8, 0]);
        check("use \"std:gear\": rack as a, rack as b\npart disc = circle((0, 0), 5)", Phase::Built, [13, 12, 0]);
    }

    #[test]
    fn in_a_text_that_does_not_parse_what_stands_before_the_error_counts() {
        check("let r = 5\npart disc = circle((0, 0), r", Phase::Syntax, [15, 0, 1]);
        check("let r = \npart disc = circle((0, 0), r)", Phase::Syntax, [15, 0, 1]);
        check("part = circle((0, 0), 5)\n", Phase::Syntax, [1, 0, 11]);
        check("$ $ $", Phase::Syntax, [0, 0, 3]);
        check("", Phase::Eval, [0, 0, 0]);
    }

    #[test]
    fn an_error_of_names_or_types_breaks_the_argument_it_stands_in() {
        check("let r = 5\npart disc = circle((r, 0), q)", Phase::Name, [16, 0, 1]);
        check("let r = 5\npart disc = circle((0, 0), q)", Phase::Name, [12, 4, 1]);
        check("part disc = circle((0, 0), 5, \"x\")", Phase::Type, [14, 0, 3]);
        check("let r = 3mm + 2deg\npart disc = circle((0, 0), r)", Phase::Unit, [13, 0, 6]);
    }

    #[test]
    fn what_was_not_reached_is_idle() {
        check("let r = 1 / 0\npart disc = circle((0, 0), r)", Phase::Eval, [0, 13, 6]);
        check("let r = 1\nlet s = circle((0, 0), -r)\npart a = s.on(XY).extrude(3)", Phase::Geom, [4, 14, 14]);
        check("assert 1 > 2\npart disc = circle((0, 0), 1)", Phase::Eval, [13, 0, 4]);
        check("let a = 1\nassert a < 2", Phase::Eval, [0, 4, 0]);
    }

    #[test]
    fn the_share_falls_with_errors_and_with_padding() {
        let share = |sound, idle, broken| Soundness { sound, idle, broken }.share(Some(100));
        assert!(share(90, 0, 10) > share(80, 0, 20) && share(80, 0, 20) > share(70, 10, 20));
        assert!(share(80, 10, 10) > share(80, 0, 20), "an error in an item without effect counts too");
        for padding in [1, 10, 100, 10_000] {
            assert!(share(90 + padding, 0, 10) < share(90, 0, 10), "live padding");
            assert!(share(90, padding, 10) < share(90, 0, 10), "idle padding");
        }
        assert_eq!(Soundness::default().share(None), 0.0);
        assert_eq!(Soundness { sound: 5, idle: 0, broken: 0 }.share(None), 1.0);
    }
}
