//! Damage that goes farther is worth less, and so is what stops earlier: programs damaged step by step
//! (`reward::damage`), their rewards beside the exact symmetric difference of the bodies.
//!
//! The result is the committed report `tests/reports/monotone.md`, which `RECAD_UPDATE=1 cargo test --release --test
//! suite monotone` writes anew from all programs (minutes); without, a sample is measured and held to the same bounds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use recad::reward::damage::{self, Kind, Options, Stop};
use recad::reward::{Config, Judge, Phase, Verdict};

use crate::pairs::{self, build, symmetric_difference};

/// Growth of the symmetric difference below this share of the reference is rounding.
const GROWS: f64 = 1e-9;
/// Series of a kind, and the most steps of a series, in the report.
const SERIES: usize = 3;
const STEPS: usize = 6;
/// One script in so many is measured when no report is written.
const SAMPLE: usize = 24;

/// What happened to one figure over all steps in which the symmetric difference grew.
#[derive(Clone, Copy, Default)]
struct Tally {
    falls: usize,
    stays: usize,
    rises: usize,
}

impl Tally {
    fn add(&mut self, before: f64, after: f64) {
        match after.partial_cmp(&before) {
            Some(std::cmp::Ordering::Less) => self.falls += 1,
            Some(std::cmp::Ordering::Equal) => self.stays += 1,
            _ => self.rises += 1,
        }
    }

    fn steps(&self) -> usize {
        self.falls + self.stays + self.rises
    }

    /// The share of steps in which it falls.
    fn falling(&self) -> f64 {
        self.falls as f64 / self.steps().max(1) as f64
    }
}

/// The figures that are followed, by name: the reward and its terms.
fn figures(verdict: &Verdict) -> Vec<(&'static str, f64)> {
    let terms = verdict.terms.iter().filter(|(name, _)| !matches!(*name, "editability" | "brevity"));
    let terms = terms.filter_map(|(name, value)| Some((*name, (*value)?)));
    std::iter::once(("reward", verdict.reward)).chain(terms).collect()
}

/// Tallies by kind of damage and by figure, in the order of the figures.
type Tallies = BTreeMap<Kind, Vec<(&'static str, Tally)>>;

fn follow(judge: &Judge, text: &str, series: usize, steps: usize, tallies: &mut Tallies) {
    let Some(part) = build(text, None) else { return };
    let reference = judge.prepare(text).unwrap_or_else(|unusable| panic!("{text}: {:?}", unusable.diagnostics));
    let options = Options { series, steps, size: part.diagonal(), strides: Options::STRIDES };
    for series in damage::series(text, 1, &options) {
        let mut before: Option<(f64, Vec<(&'static str, f64)>)> = None;
        for text in std::iter::once(text).chain(series.steps.iter().map(String::as_str)) {
            let Some(candidate) = build(text, Some(part.diagonal())) else { continue };
            let Some(volumes) = candidate.volumes(&part) else { continue };
            let verdict = judge.score(&reference, text);
            assert_eq!(verdict.phase, Phase::Built, "{text}: {:?}", verdict.diagnostics);
            let now = (symmetric_difference(&volumes), figures(&verdict));
            if let Some((difference, before)) = &before
                && now.0 > difference + GROWS
            {
                let tallies = tallies.entry(series.kind).or_default();
                tallies.resize(now.1.len(), ("", Tally::default()));
                for ((tally, (name, after)), (_, before)) in tallies.iter_mut().zip(&now.1).zip(before) {
                    tally.0 = name;
                    tally.1.add(*before, *after);
                }
            }
            before = Some(now);
        }
    }
}

fn total(tallies: &Tallies) -> Vec<(&'static str, Tally)> {
    let mut total: Vec<(&'static str, Tally)> = Vec::new();
    for (name, tally) in tallies.values().flatten() {
        let known = total.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            total.push((name, Tally::default()));
            total.len() - 1
        });
        let sum = &mut total[known].1;
        sum.falls += tally.falls;
        sum.stays += tally.stays;
        sum.rises += tally.rises;
    }
    total
}

fn report(programs: usize, tallies: &Tallies) -> String {
    let total = total(tallies);
    let steps = total.first().map_or(0, |(_, tally)| tally.steps());
    let mut out = format!(
        "# Damage, step by step\n\n\
         {programs} programs (the DeepCAD scripts of the corpora and the programs of `corpus`), damaged by \
         `reward::damage` with seed 1, {SERIES} series of a kind and up to {STEPS} steps of a series. Of the steps that build, \
         those are counted in which the exact symmetric difference `s` (by exact booleans, as a share of the \
         reference's volume) grows: {steps}. Written by a test: \
         `RECAD_UPDATE=1 cargo test --release --test suite monotone`.\n\n\
         | figure | falls | stays | rises |\n|---|--:|--:|--:|\n"
    );
    let percent = |part: usize, whole: usize| format!("{:.2} %", 100.0 * part as f64 / whole.max(1) as f64);
    for (name, tally) in &total {
        let shares = [tally.falls, tally.stays, tally.rises].map(|part| percent(part, tally.steps()));
        let _ = writeln!(out, "| {name} | {} |", shares.join(" | "));
    }
    out.push_str("\nThe share of steps in which the figure falls, by kind of damage:\n\n| figure |");
    for (kind, tallies) in tallies {
        let steps = tallies.first().map_or(0, |(_, tally)| tally.steps());
        let _ = write!(out, " {kind:?} ({steps}) |");
    }
    let _ = writeln!(out, "\n|---|{}", "--:|".repeat(tallies.len()));
    for (index, (name, _)) in total.iter().enumerate() {
        let shares = tallies.values().map(|tallies| percent(tallies[index].1.falls, tallies[index].1.steps()));
        let _ = writeln!(out, "| {name} | {} |", shares.collect::<Vec<_>>().join(" | "));
    }
    out
}

/// Programs of the corpora and of the repository; one in so many of the former.
fn programs(stride: usize) -> (Vec<(String, String)>, bool) {
    let mut programs: Vec<(String, String)> = pairs::deepcad_programs().into_iter().step_by(stride).collect();
    let real = !programs.is_empty();
    programs.extend(pairs::own_programs());
    (programs, real)
}

#[test]
fn what_is_farther_from_the_part_is_worth_less() {
    let update = env::var_os("RECAD_UPDATE").is_some();
    let (stride, series, steps) = if update { (1, SERIES, STEPS) } else { (SAMPLE, 1, 4) };
    let (programs, real) = programs(stride);
    let judge = Judge::new(Config::default());
    let mut tallies = Tallies::new();
    for (_, text) in &programs {
        follow(&judge, text, series, steps, &mut tallies);
    }
    if update && real {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/monotone.md");
        fs::write(path, report(programs.len(), &tallies)).expect("the report is written");
    }
    let (name, tally) = total(&tallies)[0];
    assert_eq!(name, "reward");
    assert!(tally.steps() > 100, "{} steps", tally.steps());
    assert!(tally.falling() >= 0.99, "{} of {} steps", tally.falls, tally.steps());
}

#[test]
fn what_stops_earlier_is_worth_less() {
    let judge = Judge::new(Config::default());
    let gate = judge.config().general.gate;
    for (name, text) in programs(SAMPLE).0 {
        let reference = judge.prepare(&text).unwrap_or_else(|unusable| panic!("{name}: {:?}", unusable.diagnostics));
        // The highest rung so far, and the highest reward on the rungs below it.
        let (mut rung, mut below, mut highest) = (0, f64::NEG_INFINITY, f64::NEG_INFINITY);
        for stop in Stop::ALL {
            for program in damage::broken(&text, stop, 1) {
                let verdict = judge.score(&reference, &program);
                assert_eq!(verdict.phase.name(), stop.name(), "{name}: {program}\n{:?}", verdict.diagnostics);
                let own = verdict.phase.rung().expect("a phase below the gate");
                if own > rung {
                    (rung, below) = (own, highest);
                }
                assert!(verdict.reward > below && verdict.reward < gate, "{name}: {} {program}", verdict.reward);
                highest = highest.max(verdict.reward);
            }
        }
    }
}
