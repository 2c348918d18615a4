//! Where the time of a program goes, phase by phase: text to tree, tree to core forms, core forms to shapes.
//!
//! `cargo bench --bench phases --no-default-features -- FILE_OR_FOLDER…` takes `.recad` programs (by default those of
//! `corpus/`), runs each many times in a warm process on one deep stack and prints medians of CPU time. Each run starts
//! from the text; nothing is kept but the standard library.

use std::path::{Path, PathBuf};
use std::time::Duration;

use cpu_time::ThreadTime;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Depth, Request, Workspace, with_deep_stack};
use recad::{sema, stdlib, syntax};

/// Runs of each program; the median counts.
const RUNS: usize = 201;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let mut programs = Vec::new();
    if arguments.is_empty() {
        collect(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus")), &mut programs);
    }
    arguments.iter().for_each(|argument| collect(Path::new(argument), &mut programs));
    with_deep_stack(|| table(&programs));
}

fn collect(path: &Path, programs: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let mut entries: Vec<_> =
            std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        entries.iter().for_each(|entry| collect(entry, programs));
    } else if path.extension().is_some_and(|ending| ending == "recad") {
        programs.push(path.to_path_buf());
    }
}

/// Medians of one program, in µs.
#[derive(Clone, Copy, Default)]
struct Phases {
    parse: f64,
    check: f64,
    /// Both and evaluation, through the workspace.
    evaluate: f64,
}

fn table(programs: &[PathBuf]) {
    println!(
        "{:28} {:>6} {:>7} {:>9} {:>9} {:>12}",
        "program", "lines", "bytes", "parse µs", "check µs", "to shapes µs"
    );
    let mut all = Vec::new();
    let mut lines = Vec::new();
    for path in programs {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        let phases = measure(&text);
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let count = text.lines().count();
        if programs.len() <= 40 {
            println!(
                "{name:28} {count:6} {:7} {:9.1} {:9.1} {:12.1}",
                text.len(),
                phases.parse,
                phases.check,
                phases.evaluate
            );
        }
        all.push(phases);
        lines.push(count as f64);
    }
    let over = |field: fn(&Phases) -> f64| median(all.iter().map(field).collect());
    let sum = |field: fn(&Phases) -> f64| all.iter().map(field).sum::<f64>() / lines.iter().sum::<f64>();
    println!(
        "{:28} {:6} {:7} {:9.1} {:9.1} {:12.1}",
        format!("median of {}", all.len()),
        median(lines.clone()),
        "",
        over(|p| p.parse),
        over(|p| p.check),
        over(|p| p.evaluate)
    );
    println!(
        "{:28} {:6} {:7} {:9.2} {:9.2} {:12.2}",
        "a line",
        "",
        "",
        sum(|p| p.parse),
        sum(|p| p.check),
        sum(|p| p.evaluate)
    );
}

fn measure(text: &str) -> Phases {
    let library = stdlib::library();
    let workspace = Workspace::default();
    let (mut parse, mut check, mut evaluate) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let mut sources = library.source_map();
        let file = sources.add("bench.recad", text);
        let start = ThreadTime::now();
        let parsed = syntax::parse(file, text);
        parse.push(micros(start.elapsed()));
        let start = ThreadTime::now();
        let checked = sema::check("bench.recad", &parsed, library, &StandardLibraryOnly, &mut sources);
        check.push(micros(start.elapsed()));
        drop((parsed, checked));
        let request = Request { depth: Depth::Evaluate, ..Request::new("bench.recad", text, &StandardLibraryOnly) };
        let start = ThreadTime::now();
        let outcome = workspace.run(&request);
        evaluate.push(micros(start.elapsed()));
        drop(outcome);
    }
    Phases { parse: median(parse), check: median(check), evaluate: median(evaluate) }
}

fn micros(spent: Duration) -> f64 {
    spent.as_secs_f64() * 1e6
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
