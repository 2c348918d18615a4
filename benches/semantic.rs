//! What the semantic terms cost, and how they answer damage.
//!
//! `cargo bench --bench semantic` prints CPU time by stage on the DeepCAD parts of the corpora (`RECAD_SHARED`);
//! `-- --damage FILE.csv` damages programs step by step and writes every term of every step.

use std::fmt::Write as _;
use std::fs;

use cpu_time::ThreadTime;
use recad::reward::damage::{self, Options};
use recad::reward::semantic::feature::Features;
use recad::reward::semantic::primitive::Primitives;
use recad::reward::semantic::view::{Agreement, ViewEncoder};
use recad::reward::semantic::{Reference, Semantics, Subject};
use recad::workspace::with_deep_stack;

#[path = "../tests/suite/corpora.rs"]
mod corpora;
#[path = "../tests/suite/pairs.rs"]
mod pairs;

use pairs::{build, symmetric_difference};

fn programs() -> Vec<(String, String)> {
    let mut programs = pairs::deepcad_programs();
    programs.extend(pairs::own_programs());
    programs
}

fn damage(path: &str) {
    let mut table = String::from(
        "program,kind,series,step,symmetric,void,kept,owned,topology,detail,feature,silhouette,depth,normal,edge,view,line,arc,circle,extrusion,revolution,primitive\n",
    );
    for (name, text) in programs() {
        let Some(reference) = build(&text, None) else { continue };
        let prepared = Reference::new(&reference.subject(), &Agreement::default());
        let options = Options { series: 3, steps: 6, size: reference.diagonal(), strides: Options::STRIDES };
        for (number, series) in damage::series(&text, 1, &options).into_iter().enumerate() {
            for (step, text) in std::iter::once(&text).chain(&series.steps).enumerate() {
                let Some(candidate) = build(text, Some(reference.diagonal())) else { continue };
                let Some(volumes) = candidate.volumes(&reference) else { continue };
                let found = prepared.compare(&candidate.subject(), Some(&volumes));
                let symmetric = symmetric_difference(&volumes);
                let _ = write!(table, "{name},{:?},{number},{step},{symmetric}", series.kind);
                row(&mut table, &found);
            }
        }
        let _ = fs::write(path, &table);
    }
}

fn row(table: &mut String, found: &Semantics) {
    let mut values: Vec<Option<f64>> = Vec::new();
    if let Some(f) = &found.features {
        values.extend([f.void, f.kept, f.owned, f.topology, f.detail, f.value].map(Some));
    }
    values.extend(found.view.terms.iter().map(|term| Some(term.1)));
    values.push(Some(found.view.value));
    if let Some(shared) = &found.primitives {
        values.extend(shared.by_type);
        values.push(Some(shared.f1));
    }
    for value in values {
        let _ = write!(table, ",{}", value.map_or(String::new(), |value| value.to_string()));
    }
    table.push('\n');
}

/// CPU time of one call, mean of some, in microseconds.
fn clocked<T>(mut call: impl FnMut() -> T) -> f64 {
    const RUNS: u32 = 20;
    let clock = ThreadTime::now();
    for _ in 0..RUNS {
        std::hint::black_box(call());
    }
    clock.elapsed().as_secs_f64() * 1e6 / f64::from(RUNS)
}

fn time() {
    const STAGES: [&str; 5] = ["prepare", "views", "primitives", "features", "all of one candidate"];
    let mut spent: [Vec<f64>; 5] = Default::default();
    let mut triangles = Vec::new();
    for (_, text) in programs() {
        let Some(reference) = build(&text, None) else { continue };
        let options = Options { series: 2, steps: 1, size: reference.diagonal(), strides: &[0.05] };
        let damaged = damage::series(&text, 1, &options).into_iter().flat_map(|series| series.steps);
        let Some(candidate) = damaged.filter_map(|text| build(&text, Some(reference.diagonal()))).next() else {
            continue;
        };
        let volumes = candidate.volumes(&reference);
        let (subject, other) = (reference.subject(), candidate.subject());
        let encoder = Agreement::default();
        let (prepared, view) = (Reference::new(&subject, &encoder), encoder.prepare(&subject));
        let primitives = |of: &Subject| Primitives::of(of.parts.iter().copied(), &of.pose);
        let own = primitives(&subject);
        let Some(window) = subject.window() else { continue };
        let features = Features::of(&subject, window);
        let times = [
            clocked(|| Reference::new(&subject, &encoder)),
            clocked(|| view.similarity(&other)),
            clocked(|| own.compare(&primitives(&other))),
            clocked(|| features.compare(&other, volumes.as_ref())),
            clocked(|| prepared.compare(&other, volumes.as_ref())),
        ];
        spent.iter_mut().zip(times).for_each(|(all, time)| all.push(time));
        triangles.push(candidate.mesh.triangles.len() as f64);
    }
    let row = |name: &str, mut values: Vec<f64>, unit: &str| {
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values.get((share * values.len() as f64) as usize).copied().unwrap_or(f64::NAN);
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        println!("{name:22} {:8.1} {:8.1} {mean:8.1} {:8.1} {unit}", at(0.5), at(0.9), at(0.9999));
    };
    println!("{} parts, each beside a damaged copy", triangles.len());
    println!("{:22} {:>8} {:>8} {:>8} {:>8}", "", "median", "90 %", "mean", "slowest");
    row("triangles", triangles, "");
    for (name, values) in STAGES.into_iter().zip(spent) {
        row(name, values, "µs");
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let path = arguments.iter().position(|argument| argument == "--damage").and_then(|at| arguments.get(at + 1));
    with_deep_stack(|| match path {
        Some(path) => damage(path),
        None => time(),
    });
}
