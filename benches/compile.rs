//! Program text to triangle mesh in a warm process, without caches between runs.
//!
//! `cargo bench --bench compile --no-default-features` prints a table of the peer parts;
//! `-- --serve` answers JSON requests, one a line, for `benches/peers.py`:
//! `{"program": PATH, "segments": 64, "runs": 20}` or `{"holes": SIDE, "segments": 64, "runs": 5}` →
//! `{"cpu_ms", "triangles", "volume"}`; `-- --folder DIR` prints where the time goes for the programs of a folder, by phase. Each run changes the first number of the first `param` by a millionth,
//! so that nothing can be remembered, and parses, checks, evaluates, realises and meshes the whole text again.

use std::io::{BufRead, Write};
use std::time::Duration;

use cpu_time::ThreadTime;
use recad::geom::mesher::MeshOptions;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace, with_deep_stack};
use serde_json::{Value, json};

fn main() {
    with_deep_stack(|| {
        let arguments: Vec<String> = std::env::args().collect();
        if arguments.iter().any(|argument| argument == "--serve") {
            serve();
        } else if let Some(at) = arguments.iter().position(|argument| argument == "--folder") {
            folder(arguments.get(at + 1).map_or(".", String::as_str));
        } else {
            table();
        }
    });
}

fn serve() {
    let workspace = Workspace::default();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let answer = serde_json::from_str(&line)
            .map_err(|error| error.to_string())
            .and_then(|request| answer(&workspace, &request));
        let answer = answer.unwrap_or_else(|error| json!({"error": error}));
        if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
            break;
        }
    }
}

fn answer(workspace: &Workspace, request: &Value) -> Result<Value, String> {
    let text = match request["program"].as_str() {
        Some(path) => std::fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?,
        None => grid(request["holes"].as_u64().ok_or("neither `program` nor `holes`")?),
    };
    let angle = 360.0 / request["segments"].as_f64().unwrap_or(64.0);
    let runs = request["runs"].as_u64().unwrap_or(1).max(1);
    measure(workspace, &text, angle, runs)
}

/// A square plate minus `side` × `side` holes, at a constant pitch.
fn grid(side: u64) -> String {
    format!(
        "param hole_d = 6mm in 1mm..=9mm\n\
         let holes = circle((0, 0), hole_d / 2).pattern_grid({side}, {side}, dx = 11, dy = 11)\n\
         part plate = rect({width}, {width}, ({middle}, {middle})).on(XY).extrude(6) - holes.on(XY).extrude(6)\n",
        width = side * 11 + 10,
        middle = (side - 1) as f64 * 5.5,
    )
}

fn measure(workspace: &Workspace, text: &str, angle: f64, runs: u64) -> Result<Value, String> {
    // Only the angle decides the number of segments, as in the peers.
    let options = MeshOptions { chord: 1e9, angle, minimum: 3, ..MeshOptions::default() };
    let (mut spent, mut triangles, mut volume) = (Duration::ZERO, 0, 0.0);
    for run in 0..=runs {
        let text = changed(text, run)?;
        let start = ThreadTime::now();
        let mut outcome = workspace.run(&Request::new("bench.recad", &text, &StandardLibraryOnly));
        let mesh = outcome.mesh(0, &options);
        // The first run warms up.
        if run > 0 {
            spent += start.elapsed();
        }
        let Some(mesh) = mesh else {
            return Err(outcome.diagnostics.first().map_or("no mesh".to_owned(), |d| d.message.clone()));
        };
        triangles = mesh.triangles.len();
        if run == 0 {
            volume = outcome.measure(&options).0.first().map_or(f64::NAN, |record| record.volume);
        }
    }
    Ok(json!({"cpu_ms": spent.as_secs_f64() * 1e3 / runs as f64, "triangles": triangles, "volume": volume}))
}

/// The text with the first number of the first `param` raised by `run` millionths.
fn changed(text: &str, run: u64) -> Result<String, String> {
    let param =
        text.find("\nparam ").map(|at| at + 1).or(text.starts_with("param ").then_some(0)).ok_or("no `param`")?;
    let start = param + text[param..].find("= ").ok_or("no default")? + 2;
    let length = text[start..].find(|c: char| !c.is_ascii_digit() && c != '.').ok_or("no number")?;
    let number: f64 = text[start..start + length].parse().map_err(|_| "no number")?;
    let number = number + run as f64 * 1e-6;
    Ok(format!("{}{number}{}", &text[..start], &text[start + length..]))
}

/// The time of each phase over the programs of a folder: for each program the least of several runs.
fn folder(path: &str) {
    let workspace = Workspace::default();
    let mut files: Vec<_> = std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "recad"));
    files.sort();
    let mut rows: Vec<(String, Vec<(&str, Duration)>)> = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        let mut least: Vec<(&str, Duration)> = Vec::new();
        for _ in 0..9 {
            let mut outcome = workspace.run(&Request::new("bench.recad", &text, &StandardLibraryOnly));
            outcome.mesh_parts();
            let phases: Vec<_> = outcome.timings.phases().filter(|(name, _)| *name != "write").collect();
            for (index, (name, spent)) in phases.into_iter().enumerate() {
                match least.get_mut(index) {
                    Some(known) => known.1 = known.1.min(spent),
                    None => least.push((name, spent)),
                }
            }
        }
        rows.push((file.file_stem().unwrap_or_default().to_string_lossy().into_owned(), least));
    }
    let whole = |row: &(String, Vec<(&str, Duration)>)| row.1.iter().map(|(_, spent)| *spent).sum::<Duration>();
    rows.sort_by_key(|row| std::cmp::Reverse(whole(row)));
    let text = |row: &[(&str, Duration)]| {
        row.iter().map(|(name, spent)| format!("{name} {:8.1}  ", spent.as_secs_f64() * 1e6)).collect::<String>()
    };
    println!("microseconds; the slowest programs, and the mean of {}", rows.len());
    for row in rows.iter().take(20) {
        println!("{:10} {:9.1}  {}", row.0, whole(row).as_secs_f64() * 1e6, text(&row.1));
    }
    if let Some((_, first)) = rows.first() {
        let mean = |index: usize| rows.iter().map(|row| row.1[index].1).sum::<Duration>() / rows.len() as u32;
        let means: Vec<_> = first.iter().enumerate().map(|(index, (name, _))| (*name, mean(index))).collect();
        let total = means.iter().map(|(_, spent)| *spent).sum::<Duration>();
        println!("{:10} {:9.1}  {}", "mean", total.as_secs_f64() * 1e6, text(&means));
        println!("{:10} {:9.1}", "median", whole(&rows[rows.len() / 2]).as_secs_f64() * 1e6);
    }
}

fn table() {
    let workspace = Workspace::default();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/peers");
    let mut programs: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    programs.sort();
    for path in programs {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        match measure(&workspace, &text, 360.0 / 64.0, 20) {
            Ok(answer) => println!(
                "{name:14} {:9.3} ms {:7} triangles",
                answer["cpu_ms"].as_f64().unwrap_or(f64::NAN),
                answer["triangles"]
            ),
            Err(error) => println!("{name:14} {error}"),
        }
    }
    for side in [3, 10, 32, 100] {
        match measure(&workspace, &grid(side), 360.0 / 64.0, 5) {
            Ok(answer) => {
                let ms = answer["cpu_ms"].as_f64().unwrap_or(f64::NAN);
                println!(
                    "{:5} holes    {ms:9.3} ms {:7} triangles {:8.2} µs a hole",
                    side * side,
                    answer["triangles"],
                    1e3 * ms / (side * side) as f64
                );
            }
            Err(error) => println!("{:5} holes    {error}", side * side),
        }
    }
}
