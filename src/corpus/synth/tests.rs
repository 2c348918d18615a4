use super::*;
use crate::corpus::plan::Quantity;
use crate::eval::Override;
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Depth, Outcome, Request, Workspace};

fn options(level: Level, seed: u64) -> Options {
    Options { level, parametricity: None, seed, families: Vec::new(), audit: false }
}

fn drawn(family: &Family, seed: u64) -> Plan {
    let mut builder = Builder::new(Draw::new(seed, 7));
    (family.draw)(&mut builder);
    builder.finish()
}

fn run(text: &str, depth: Depth, overrides: &[(String, Override)]) -> Outcome {
    let request = Request::new("plan.recad", text, &StandardLibraryOnly);
    Workspace::default().run(&Request { depth, overrides, ..request })
}

/// Values of all parameters, each anywhere in its range under those before it; the ends in one of four.
fn values(plan: &Plan, seed: u64) -> Vec<(SmolStr, f64)> {
    let mut draw = Draw::new(seed, 11);
    let mut values: Vec<(SmolStr, f64)> = Vec::new();
    for parameter in &plan.parameters {
        let bindings = values.iter().cloned().collect();
        let (low, high) = parameter.range.as_ref().expect("every parameter of a family has a range");
        let (low, high) = (low.value(&bindings).expect("bound"), high.value(&bindings).expect("bound"));
        assert!(low < high, "{}: {} in {low}..={high}", plan.part, parameter.name);
        let share = [0.0, 1.0, draw.unit(), draw.unit()][draw.below(4)];
        // Just inside, whatever rounding does to an end that the language computes in its own order.
        let value = low + (high - low) * (0.001 + share * 0.998);
        let value = if parameter.quantity == Quantity::Count { value.round() } else { value };
        values.push((parameter.name.clone(), value));
    }
    values
}

fn overrides(values: &[(SmolStr, f64)]) -> Vec<(String, Override)> {
    values.iter().map(|(name, value)| (name.to_string(), Override::Text(value.to_string()))).collect()
}

/// Builds every family with its defaults and with other values in its ranges; what goes wrong.
fn failures(seeds: std::ops::Range<u64>, depth: Depth) -> Vec<String> {
    let work: Vec<(&Family, u64)> =
        FAMILIES.iter().flat_map(|family| seeds.clone().map(move |s| (family, s))).collect();
    let found = in_parallel(work.len(), 0, |index| {
        let (family, seed) = work[index];
        let plan = drawn(family, seed);
        let text = print::program(&plan);
        let other = values(&plan, seed);
        let mut wrong = Vec::new();
        for given in [Vec::new(), overrides(&other)] {
            let outcome = run(&text, depth, &given);
            let errors: Vec<_> = outcome.diagnostics.iter().filter(|d| d.is_error()).map(|d| &d.message).collect();
            if !errors.is_empty() || outcome.parts().len() != 1 {
                wrong.push(format!("{} {seed} {given:?}: {errors:?}", family.name));
            }
        }
        wrong
    });
    found.concat()
}

#[test]
fn every_family_evaluates_with_any_values_in_its_ranges() {
    let wrong = failures(0..4, Depth::Evaluate);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_family_builds_with_any_values_in_its_ranges() {
    let wrong = failures(20..21, Depth::Realise);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
#[ignore = "several minutes in a development build"]
fn every_family_builds_for_twenty_seeds() {
    let wrong = failures(0..20, Depth::Realise);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The text of a stream's first samples.
fn texts(options: Options, count: usize, threads: usize) -> Vec<String> {
    Synthesis::new(options, threads).take(count).map(|sample| sample.text).collect()
}

const LEVELS: [Level; 5] = [Level::L, Level::F, Level::S, Level::SE, Level::MSE];

#[test]
fn programs_give_no_cause_for_advice() {
    let mut wrong = Vec::new();
    for level in LEVELS {
        for sample in Synthesis::new(options(level, 5), 0).take(20) {
            let outcome = run(&sample.text, Depth::Realise, &[]);
            for found in &outcome.diagnostics {
                wrong.push(format!("{} {} {}", sample.family, found.name, found.message));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_longer_stream_begins_like_a_shorter_one_on_any_number_of_threads() {
    for level in [Level::F, Level::MSE] {
        let short = texts(options(level, 9), 10, 1);
        let long = texts(options(level, 9), 50, 3);
        assert_eq!(short, long[..10]);
        assert_ne!(short, texts(options(level, 10), 10, 0));
    }
}

#[test]
fn samples_are_of_their_level_and_each_is_different() {
    for level in LEVELS {
        let mut stream = Synthesis::new(options(level, 2), 0);
        let samples: Vec<Sample> = stream.by_ref().take(60).collect();
        assert_eq!(samples.len(), 60, "{level:?}: {:?}", stream.refused());
        let distinct = |key: fn(&Sample) -> u128| samples.iter().map(key).collect::<FxHashSet<u128>>().len();
        assert_eq!((distinct(|s| s.hash), distinct(|s| s.likeness)), (60, 60));
        for sample in &samples {
            let outcome = run(&sample.text, Depth::Evaluate, &[]);
            assert_eq!(outcome.parts()[0].shape.level(), level, "{}", sample.text);
        }
        let families: FxHashSet<&str> = samples.iter().map(|sample| sample.family).collect();
        assert!(families.len() >= if level == Level::S { 8 } else { 12 }, "{level:?}: {families:?}");
    }
}

/// The sorted figures of a program's parameters, changed one by one: what its shapes become.
#[test]
fn every_parameter_changes_the_shapes() {
    for level in LEVELS {
        for parametricity in [Parametricity::P1, Parametricity::P3] {
            let options = Options { parametricity: Some(parametricity), ..options(level, 3) };
            for sample in Synthesis::new(options, 0).take(6) {
                let plain = run(&sample.text, Depth::Evaluate, &[]);
                let hash = |outcome: &Outcome| {
                    let mut hasher = ContentHasher::default();
                    outcome.parts().iter().for_each(|part| hasher.shape(&part.shape));
                    hasher.finish()
                };
                for parameter in &plain.evaluation.parameters {
                    let now = parameter.value.number().expect("a number").value;
                    let changed = [now * 1.02, now + 1.0, now - 1.0].into_iter().any(|value| {
                        let given = [(parameter.name.to_string(), Override::Text(value.to_string()))];
                        let other = run(&sample.text, Depth::Evaluate, &given);
                        !other.has_errors() && hash(&other) != hash(&plain)
                    });
                    assert!(changed, "{} of\n{}", parameter.name, sample.text);
                }
            }
        }
    }
}

#[test]
fn every_parametricity_builds_the_same_part() {
    for level in [Level::SE, Level::MSE] {
        for parametricity in Parametricity::ALL {
            // The audit builds the plan and the program and refuses what differs.
            let options = Options { parametricity: Some(parametricity), audit: true, ..options(level, 4) };
            let drawn: Vec<_> = in_parallel(24, 0, |index| draw(&options, index as u64).map(|_| ()));
            let invalid = drawn.iter().filter(|result| **result == Err(Refusal::Invalid)).count();
            let kept = drawn.iter().filter(|result| result.is_ok()).count();
            assert!(invalid == 0 && kept >= 8, "{level:?} {parametricity:?}: {kept} kept, {invalid} invalid");
        }
    }
}

#[test]
fn hard_coded_programs_have_no_names_and_parameterized_ones_do() {
    let drawn = |parametricity| {
        let options = Options { parametricity: Some(parametricity), ..options(Level::MSE, 6) };
        Synthesis::new(options, 0).take(15).map(|sample| sample.text).collect::<Vec<_>>()
    };
    let every = |texts: &[String], word: &str| texts.iter().all(|text| text.contains(word));
    let some = |texts: &[String], word: &str| texts.iter().any(|text| text.contains(word));
    let [p0, p1, p2, p3] = Parametricity::ALL.map(drawn);
    assert!(!some(&p0, "param ") && !some(&p0, "pattern_"));
    assert!(every(&p1, "param ") && !some(&p1, "pattern_") && !some(&p1, "..="));
    assert!(every(&p2, "param ") && !some(&p2, "..=") && !some(&p2, "pattern_grid") && !some(&p2, "pattern_linear"));
    assert!(every(&p3, "..=") && some(&p3, "pattern_"));
}
