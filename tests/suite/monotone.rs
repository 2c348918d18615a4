//! Damage that goes farther is worth less: programs damaged step by step (`reward::damage`), compared with the exact
//! symmetric difference of the bodies.
//!
//! The result is the committed report `tests/reports/monotone.md`, which `RECAD_UPDATE=1 cargo test --release --test
//! suite monotone` writes anew from all programs (minutes); without, a sample is measured and held to the same bounds.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use recad::reward::damage::{self, Kind, Options};
use recad::reward::semantic::view::Agreement;
use recad::reward::semantic::{Reference, Semantics};

use crate::pairs::{self, build, iou, symmetric_difference};

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

/// The figures that are followed, by name. `reward` is how they are recommended to be put together: exact agreement
/// of the volumes, and up to half of it lost by meaning.
fn figures(found: &Semantics, volumes: &recad::reward::semantic::feature::Volumes) -> Vec<(&'static str, f64)> {
    let mut figures = vec![("iou", iou(volumes)), ("view", found.view.value)];
    figures.extend(found.view.terms.iter().copied());
    let primitive = found.primitives.expect("programs have primitives").f1;
    let feature = found.features.expect("bodies have features");
    figures.push(("primitive", primitive));
    figures.push(("feature", feature.value));
    figures.push(("detail", feature.detail));
    let meaning = (2.0 * found.view.value + primitive + feature.value) / 4.0;
    figures.push(("meaning", meaning));
    figures.push(("iou · (1 + meaning) / 2", iou(volumes) * (1.0 + meaning) / 2.0));
    let near = libm::exp(-2.0 * symmetric_difference(volumes));
    figures.push(("exp(−2 s) · (1 + meaning) / 2", near * (1.0 + meaning) / 2.0));
    figures
}

/// Tallies by kind of damage and by figure, in the order of the figures.
type Tallies = BTreeMap<Kind, Vec<(&'static str, Tally)>>;

fn follow(text: &str, series: usize, steps: usize, tallies: &mut Tallies) {
    let Some(part) = build(text, None) else { return };
    let reference = Reference::new(&part.subject(), &Agreement::default());
    let options = Options { series, steps, size: part.diagonal(), strides: Options::STRIDES };
    for series in damage::series(text, 1, &options) {
        let mut before: Option<(f64, Vec<(&'static str, f64)>)> = None;
        for text in std::iter::once(text).chain(series.steps.iter().map(String::as_str)) {
            let Some(candidate) = build(text, Some(part.diagonal())) else { continue };
            let Some(volumes) = candidate.volumes(&part) else { continue };
            let found = reference.compare(&candidate.subject(), Some(&volumes));
            let now = (symmetric_difference(&volumes), figures(&found, &volumes));
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

#[test]
fn what_is_farther_from_the_part_is_worth_less() {
    let update = env::var_os("RECAD_UPDATE").is_some();
    let (stride, series, steps) = if update { (1, SERIES, STEPS) } else { (SAMPLE, 1, 4) };
    let mut programs: Vec<(String, String)> = pairs::deepcad_programs().into_iter().step_by(stride).collect();
    let complete = update && !programs.is_empty();
    programs.extend(pairs::own_programs());
    let mut tallies = Tallies::new();
    for (_, text) in &programs {
        follow(text, series, steps, &mut tallies);
    }
    if complete {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/monotone.md");
        fs::write(path, report(programs.len(), &tallies)).expect("the report is written");
    }
    let total = total(&tallies);
    let falling =
        |wanted: &str| total.iter().find(|(name, _)| *name == wanted).map_or(0.0, |(_, tally)| tally.falling());
    assert!(total[0].1.steps() > 200, "{} steps", total[0].1.steps());
    assert!(falling("view") >= 0.97, "{}", falling("view"));
    assert!(falling("exp(−2 s) · (1 + meaning) / 2") >= 0.99, "{}", falling("exp(−2 s) · (1 + meaning) / 2"));
}
