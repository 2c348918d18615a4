//! What the semantic terms cost, and how they answer damage.
//!
//! `cargo bench --bench semantic` prints CPU time by stage on the DeepCAD parts of the corpora (`RECAD_SHARED`);
//! `-- --damage FILE.csv` damages programs step by step and writes every term of every step.

use std::fmt::Write as _;
use std::fs;
use std::time::Duration;

use cpu_time::ThreadTime;
use recad::reward::damage::{self, Options};
use recad::reward::semantic::feature::Features;
use recad::reward::semantic::primitive::Primitives;
use recad::reward::semantic::view::{Agreement, ViewEncoder};
use recad::reward::semantic::{Reference, Semantics};
use recad::workspace::with_deep_stack;

#[path = "../tests/suite/corpora.rs"]
mod corpora;
#[path = "../tests/suite/pairs.rs"]
mod pairs;

use pairs::{Built, build, iou, symmetric_difference};

fn programs() -> Vec<(String, String)> {
    let mut programs = pairs::deepcad_programs();
    programs.extend(pairs::own_programs());
    programs
}

fn damage(path: &str) {
    let mut table = String::from(
        "program,kind,series,step,symmetric,iou,void,kept,owned,topology,detail,feature,silhouette,depth,normal,edge,view,line,arc,circle,extrusion,revolution,primitive\n",
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
                let (symmetric, iou) = (symmetric_difference(&volumes), iou(&volumes));
                let _ = write!(table, "{name},{:?},{number},{step},{symmetric},{iou}", series.kind);
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

fn time() {
    let parts: Vec<Built> = programs().iter().filter_map(|(_, text)| build(text, None)).collect();
    let mut sums = [Duration::ZERO; 6];
    let (mut triangles, mut slowest) = (0, Duration::ZERO);
    const RUNS: u32 = 20;
    for part in &parts {
        let subject = part.subject();
        triangles += part.mesh.triangles.len();
        let clock = ThreadTime::now();
        let prepared = Reference::new(&subject, &Agreement::default());
        sums[0] += clock.elapsed() * RUNS;
        let (volumes, encoder) = (part.volumes(part), Agreement::default());
        let view = encoder.prepare(&subject);
        let clock = ThreadTime::now();
        for _ in 0..RUNS {
            std::hint::black_box(view.similarity(&subject));
        }
        sums[1] += clock.elapsed();
        let primitives = Primitives::of(subject.parts.iter().copied(), &subject.pose);
        let clock = ThreadTime::now();
        for _ in 0..RUNS {
            let own = Primitives::of(subject.parts.iter().copied(), &subject.pose);
            std::hint::black_box(primitives.compare(&own));
        }
        sums[2] += clock.elapsed();
        let window = subject.window().expect("a size");
        let features = Features::of(&subject, window);
        let clock = ThreadTime::now();
        for _ in 0..RUNS {
            std::hint::black_box(features.compare(&subject, volumes.as_ref()));
        }
        sums[3] += clock.elapsed();
        let clock = ThreadTime::now();
        for _ in 0..RUNS {
            std::hint::black_box(prepared.compare(&subject, volumes.as_ref()));
        }
        let spent = clock.elapsed();
        sums[4] += spent;
        slowest = slowest.max(spent / RUNS);
    }
    let count = parts.len() as u32;
    println!("{count} parts, {} triangles on average", triangles / parts.len().max(1));
    for (name, sum) in ["prepare", "views", "primitives", "features", "all"].iter().zip(sums) {
        println!("{name:12} {:8.1} µs", sum.as_secs_f64() * 1e6 / f64::from(count * RUNS));
    }
    println!("slowest      {:8.1} µs", slowest.as_secs_f64() * 1e6);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let path = arguments.iter().position(|argument| argument == "--damage").and_then(|at| arguments.get(at + 1));
    with_deep_stack(|| match path {
        Some(path) => damage(path),
        None => time(),
    });
}
