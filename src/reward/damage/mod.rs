//! Programs made worse, step by step, from a seed.
//!
//! Purpose: what a reward is measured with. [`series`] damages a good program in one way after another: a number is
//! moved farther and farther, a feature is shifted, holes and operations disappear, everything decays at once;
//! [`broken`] breaks it so that it stops at a phase of the compiler.
//! Invariants: the same program and seed give the same texts on every machine; a program that does not parse gives
//! none. A step need not build, and a larger step need not be farther from the original: that is measured, not meant.
//! Absent: running programs.

mod broken;
mod edit;
mod find;

pub use broken::{Stop, broken};

use crate::model::ContentHasher;
use edit::{Edit, apply};
use find::Findings;

/// How a program is damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A number of one statement, everywhere in it, moves away from its value.
    Number,
    /// The default of a parameter does.
    Parameter,
    /// An operand of a part moves away from its place.
    Shift,
    /// Holes disappear.
    Holes,
    /// Operands of a part disappear.
    Operations,
    /// Elements of other lists disappear.
    Elements,
    /// One number after another moves and stays there.
    Decay,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 7] =
        [Kind::Number, Kind::Parameter, Kind::Shift, Kind::Holes, Kind::Operations, Kind::Elements, Kind::Decay];
}

/// One way of damaging a program: texts that are worse and worse, the undamaged one left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// How it is damaged.
    pub kind: Kind,
    /// The texts, at least one.
    pub steps: Vec<String>,
}

/// How many series of a kind, how long and how hard.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    /// The most series of each kind.
    pub series: usize,
    /// The most steps of a series.
    pub steps: usize,
    /// The size of the part, mm: what is shifted moves by shares of it.
    pub size: f64,
    /// How far a step moves a number, as a share of it; each series takes one.
    pub strides: &'a [f64],
}

impl Options<'_> {
    /// From hardly to hard.
    pub const STRIDES: &'static [f64] = &[0.02, 0.05, 0.1, 0.2];
}

/// Damages a program in all ways that it offers.
pub fn series(text: &str, seed: u64, options: &Options) -> Vec<Series> {
    let Some(findings) = find::findings(text) else { return Vec::new() };
    let chance = Chance { seed };
    Kind::ALL
        .into_iter()
        .flat_map(|kind| (0..options.series as u64).map(move |number| (kind, chance.part(kind as u64).part(number))))
        .filter_map(|(kind, chance)| {
            let steps = steps(text, &findings, kind, chance, options);
            (!steps.is_empty()).then_some(Series { kind, steps })
        })
        .collect()
}

fn steps(text: &str, findings: &Findings, kind: Kind, chance: Chance, options: &Options) -> Vec<String> {
    let stride = chance.part(1).pick(options.strides).copied().unwrap_or_default();
    let stride = if chance.part(2).below(2) == 0 { stride } else { -stride };
    let range = 1..=options.steps;
    match kind {
        Kind::Number | Kind::Parameter => {
            let numbers = if kind == Kind::Number { &findings.numbers } else { &findings.defaults };
            let Some(number) = chance.pick(numbers) else { return Vec::new() };
            range.map(|step| apply(text, &number.moved(stride * step as f64, options.size))).collect()
        }
        Kind::Shift => {
            let Some(operand) = chance.pick(&findings.operands) else { return Vec::new() };
            let axis = chance.part(3).below(3);
            range.map(|step| apply(text, &operand.shifted(axis, stride * step as f64 * options.size / 2.0))).collect()
        }
        Kind::Holes => removed(text, &findings.holes, chance, options),
        Kind::Operations => {
            let cuts: Vec<Edit> = findings.operands.iter().filter_map(|operand| operand.removed()).collect();
            removed(text, &cuts, chance, options)
        }
        Kind::Elements => removed(text, &findings.elements, chance, options),
        Kind::Decay => {
            let numbers: Vec<_> = findings.numbers.iter().chain(&findings.defaults).collect();
            let order = chance.order(numbers.len());
            let mut edits = Vec::new();
            let mut texts = Vec::new();
            for number in order.into_iter().take(options.steps).map(|index| numbers[index]) {
                edits.extend(number.moved(stride, options.size));
                texts.push(apply(text, &edits));
            }
            texts
        }
    }
}

/// One after another disappears, and stays away.
fn removed(text: &str, cuts: &[Edit], chance: Chance, options: &Options) -> Vec<String> {
    let order = chance.order(cuts.len());
    let count = cuts.len().min(options.steps);
    (1..=count)
        .map(|gone| apply(text, &order[..gone].iter().map(|index| cuts[*index].clone()).collect::<Vec<_>>()))
        .collect()
}

/// Numbers that follow from a seed and a path of decisions.
#[derive(Clone, Copy)]
struct Chance {
    seed: u64,
}

impl Chance {
    /// Another source of numbers, for one decision.
    fn part(self, decision: u64) -> Chance {
        let mut hasher = ContentHasher::default();
        hasher.word(self.seed);
        hasher.word(decision);
        Chance { seed: hasher.finish() as u64 }
    }

    fn below(self, count: usize) -> usize {
        (self.part(u64::MAX).seed % count.max(1) as u64) as usize
    }

    fn pick<T>(self, of: &[T]) -> Option<&T> {
        of.get(self.below(of.len()))
    }

    /// The numbers below `count` in some order.
    fn order(self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by_key(|index| self.part(*index as u64).seed);
        order
    }
}

#[cfg(test)]
mod tests;
