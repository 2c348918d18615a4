//! What rewards cost and what they survive. Every mode for people says the command line it was run with.
//!
//! `cargo bench --bench reward` prints rewards per second and core on real DeepCAD parts, in groups of eight perturbed
//! candidates with one reference each, nothing remembered between candidates, and where the time goes;
//! `-- --scaling` the same stream through one worker and two; `-- --robust N [SEED]` answers N mutated and adversarial
//! candidates (`tests/suite/hostile.rs`) through workers and prints what became of them, the slowest and the memory;
//! `-- --serve` answers requests, one JSON object a line, for `benches/reward_peers.py`.
//!
//! The parts are those of `../shared/corpora` (`RECAD_SHARED` names another place), without it those of `corpus/peers`.

#[path = "../tests/suite/hostile.rs"]
mod hostile;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use hostile::{Hostile, Random, pieces};
use recad::corpus::{Format, import, read::files};
use recad::reward::{Config, Judge, Phase, Verdict};
use recad::workspace::with_deep_stack;
use serde_json::{Value, json};

/// Candidates of one reference.
const GROUP: usize = 8;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    if arguments.first().is_none_or(|mode| mode != "--serve") {
        println!("reward {}", arguments.join(" "));
    }
    let number = |index: usize| arguments.get(index).and_then(|argument| argument.parse::<u64>().ok());
    match arguments.first().map(String::as_str) {
        Some("--scaling") => scaling(),
        Some("--robust") => robust(number(1).unwrap_or(10_000), number(2).unwrap_or(0)),
        Some("--serve") => with_deep_stack(serve),
        _ => with_deep_stack(rate),
    }
}

/// Programs of real parts that build, with their names.
fn references() -> Vec<(String, String)> {
    let shared = std::env::var_os("RECAD_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("corpora");
    let mut found = Vec::new();
    for set in ["deepcad-cadprompt/models.jsonl.gz", "deepcad-text2cad100/models.jsonl.gz", "deepcad-rapidcadpy"] {
        if !folder.join(set).exists() {
            continue;
        }
        for script in files::open(&folder.join(set), Format::DeepCad).flatten() {
            if let Some(program) = import(&script.text, Format::DeepCad, &script.id).program {
                found.push((script.id, program));
            }
        }
    }
    if found.is_empty() {
        println!("{} does not exist: the parts of corpus/peers instead", folder.display());
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/peers");
        let mut paths: Vec<_> =
            std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        found.extend(
            paths.iter().filter_map(|path| Some((path.display().to_string(), std::fs::read_to_string(path).ok()?))),
        );
    }
    found
}

/// The program with one or two of its numbers changed by up to a tenth, wherever they stand: loops stay closed.
fn perturbed(text: &str, random: &mut Random) -> String {
    let pieces = pieces(text);
    let is_number =
        |piece: &&str| piece.starts_with(|c: char| c.is_ascii_digit()) && piece.parse::<f64>().is_ok_and(|n| n != 0.0);
    let mut numbers: Vec<&str> = pieces.iter().copied().filter(is_number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut changes = BTreeMap::new();
    for _ in 0..1 + random.below(2) {
        if let Some(number) = numbers.get(random.below(numbers.len())) {
            let factor = 0.9 + 0.2 * random.below(1000) as f64 / 1000.0;
            changes.insert(*number, format!("{}", number.parse::<f64>().unwrap_or(1.0) * factor));
        }
    }
    pieces.iter().map(|piece| changes.get(piece).map_or(*piece, String::as_str)).collect()
}

/// A reference and eight candidates that build.
struct Group {
    name: String,
    reference: String,
    candidates: Vec<String>,
}

fn groups(judge: &Judge) -> Vec<Group> {
    let mut groups = Vec::new();
    for (index, (name, reference)) in references().into_iter().enumerate() {
        let Ok(ready) = judge.prepare(&reference) else { continue };
        let mut random = Random(index as u64);
        let mut candidates = Vec::new();
        for _ in 0..40 * GROUP {
            let candidate = perturbed(&reference, &mut random);
            if candidates.len() < GROUP && judge.score(&ready, &candidate).phase == Phase::Built {
                candidates.push(candidate);
            }
        }
        if candidates.len() == GROUP {
            groups.push(Group { name, reference, candidates });
        }
    }
    groups
}

fn rate() {
    let judge = Judge::new(Config::default());
    let groups = groups(&judge);
    println!("{} groups of {GROUP} candidates that build, all terms of the default configuration", groups.len());
    let mut times: Vec<(f64, String)> = Vec::new();
    let mut stages: BTreeMap<&str, Duration> = BTreeMap::new();
    let (mut total, mut preparing) = (Duration::ZERO, Duration::ZERO);
    for round in 0..3 {
        for group in &groups {
            let start = ThreadTime::now();
            let Ok(ready) = judge.prepare(&group.reference) else { continue };
            let prepared = start.elapsed();
            let verdicts: Vec<(Verdict, Duration)> = group
                .candidates
                .iter()
                .map(|candidate| {
                    let start = ThreadTime::now();
                    (judge.score(&ready, candidate), start.elapsed())
                })
                .collect();
            // The first round warms up.
            if round > 0 {
                preparing += prepared;
                total += start.elapsed();
                for (verdict, time) in &verdicts {
                    times.push((time.as_secs_f64() * 1e3, group.name.clone()));
                    for (stage, time) in &verdict.stages {
                        *stages.entry(stage).or_default() += *time;
                    }
                }
            }
        }
    }
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |share: f64| times.get(((times.len() as f64 - 1.0) * share) as usize).map_or(f64::NAN, |time| time.0);
    println!(
        "{:.0} rewards/s on one core, references included ({:.1} % of the time); CPU ms a candidate: median {:.2}, 90 % {:.2}, 99 % {:.2}, most {:.2} ({})",
        times.len() as f64 / total.as_secs_f64(),
        100.0 * preparing.as_secs_f64() / total.as_secs_f64(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0),
        times.last().map_or("", |time| &time.1)
    );
    let all: Duration = stages.values().sum();
    for (stage, time) in stages {
        println!("{stage:12} {:5.1} %", 100.0 * time.as_secs_f64() / all.as_secs_f64());
    }
}

fn worker_command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recad"));
    command.arg("reward").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    command
}

/// User and system time of this process's ended children, seconds.
fn children_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    // cutime and cstime are fields 16 and 17 of all, counted in hundredths of a second.
    [13, 14].iter().filter_map(|index| fields.get(*index)?.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn scaling() {
    let judge = Judge::new(Config::default());
    let groups = with_deep_stack(|| groups(&judge));
    let mut input = String::new();
    let mut count = 0;
    for _ in 0..4 {
        for group in &groups {
            for candidate in &group.candidates {
                input += &format!("{}\n", json!({"id": count, "candidate": candidate, "reference": group.reference}));
                count += 1;
            }
        }
    }
    let mut first = None;
    for jobs in ["1", "2"] {
        let (before, start) = (children_time(), Instant::now());
        let Ok(mut child) = worker_command(&["--jobs", jobs]).spawn() else { return };
        let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else { return };
        let text = input.clone();
        let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
        let lines = BufReader::new(stdout).lines().count();
        let wall = start.elapsed().as_secs_f64();
        drop((writer.join(), child.wait()));
        let cpu = children_time() - before;
        println!(
            "{jobs} workers: {lines} of {count} lines in {wall:.2} s = {:.0} lines/s; {cpu:.2} CPU s = {:.0} lines per CPU s; {:.2} processors busy; {:.2} times one worker",
            lines as f64 / wall,
            lines as f64 / cpu,
            cpu / wall,
            first.unwrap_or(wall) / wall
        );
        first.get_or_insert(wall);
    }
}

fn robust(count: u64, seed: u64) {
    const LIMIT_MS: u64 = 2000;
    let references: Vec<String> = references().into_iter().map(|(_, program)| program).collect();
    let hostile = Hostile::new(seed, references);
    let limit = LIMIT_MS.to_string();
    let start = Instant::now();
    let Ok(mut child) = worker_command(&["--time-limit-ms", &limit]).spawn() else { return };
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else { return };
    let process = child.id();
    let writer = std::thread::spawn(move || {
        for number in 0..count {
            let mut line = hostile.line(number);
            line.push(b'\n');
            if stdin.write_all(&line).is_err() {
                break;
            }
        }
    });
    let (mut answered, mut slowest, mut wrong) = (0u64, (0.0, 0), Vec::new());
    let mut phases: BTreeMap<String, u64> = BTreeMap::new();
    let mut host: BTreeMap<String, u64> = BTreeMap::new();
    let mut memory = Vec::new();
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        let answer: Value = serde_json::from_str(&line).unwrap_or(Value::Null);
        if answer["id"] != json!(answered) && !answer["id"].is_null() {
            wrong.push(answered);
        }
        let phase = answer["phase"].as_str().unwrap_or("none");
        *phases.entry(phase.to_owned()).or_default() += 1;
        if phase == "host" {
            let diagnostic = &answer["diagnostics"][0];
            let name = diagnostic["name"].as_str().unwrap_or_default();
            *host.entry(name.to_owned()).or_default() += 1;
            if name != "host/timeout" {
                println!("line {answered}: {diagnostic}");
            }
        }
        let ms = answer["ms"].as_f64().unwrap_or(0.0);
        if ms > slowest.0 {
            slowest = (ms, answered);
        }
        answered += 1;
        if answered % (count / 20).max(1) == 0 {
            let now = resident(process);
            println!("{answered} answered after {:.0} s, {now:.0} MiB in all processes", start.elapsed().as_secs_f64());
            memory.push(now);
        }
    }
    drop((writer.join(), child.wait()));
    println!(
        "{answered} of {count} lines answered, {} out of order {wrong:?}, in {:.0} s",
        wrong.len(),
        start.elapsed().as_secs_f64()
    );
    println!("phases {phases:?}; host {host:?}");
    println!("slowest {:.0} ms (line {}), limit {LIMIT_MS} ms", slowest.0, slowest.1);
    println!("memory {memory:.0?} MiB");
}

/// Resident memory of a process and its children, MiB.
fn resident(process: u32) -> f64 {
    let field = |status: &str, name: &str| -> Option<u64> {
        status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next()?.parse().ok())
    };
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let statuses =
        numbers.filter_map(|number| Some((number, std::fs::read_to_string(format!("/proc/{number}/status")).ok()?)));
    let own =
        statuses.filter(|(number, status)| *number == process || field(status, "PPid:") == Some(u64::from(process)));
    own.filter_map(|(_, status)| field(&status, "VmRSS:")).sum::<u64>() as f64 / 1024.0
}

/// `{"candidate": TEXT, "reference_file": PATH, "runs": N, "config": TOML}` → `{"cpu_ms", "stages_ms", "reward", "comparison"}`; the
/// reference is made ready once, and each run changes the first number of the candidate by a millionth.
fn serve() {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines().map_while(Result::ok) {
        let answer =
            serde_json::from_str(&line).map_err(|error| error.to_string()).and_then(|request: Value| answer(&request));
        let answer = answer.unwrap_or_else(|error| json!({"error": error}));
        if writeln!(out, "{answer}").and_then(|()| out.flush()).is_err() {
            break;
        }
    }
}

fn answer(request: &Value) -> Result<Value, String> {
    let text = |name: &str| request[name].as_str().ok_or(format!("`{name}` is missing"));
    let config = Config::read(recad::text::FileId(0), request["config"].as_str().unwrap_or_default())
        .map_err(|errors| errors.iter().map(|error| error.message.clone()).collect::<String>())?;
    let judge = Judge::new(config);
    let reference = judge.prepare_file(Path::new(text("reference_file")?)).map_err(|unusable| {
        unusable.diagnostics.iter().map(|diagnostic| diagnostic.message.clone()).collect::<String>()
    })?;
    let candidate = text("candidate")?;
    let runs = request["runs"].as_u64().unwrap_or(1).max(1);
    let mut spent = Duration::ZERO;
    let mut last = None;
    let mut stages: BTreeMap<&str, f64> = BTreeMap::new();
    for run in 0..=runs {
        let changed = nudged(candidate, run);
        let start = ThreadTime::now();
        let verdict = judge.score(&reference, &changed);
        if verdict.phase != Phase::Built {
            return Err(format!("the candidate does not build in run {run}: {changed}"));
        }
        // The first run warms up, and its text is the candidate's own.
        if run > 0 {
            spent += start.elapsed();
            for (stage, time) in &verdict.stages {
                *stages.entry(*stage).or_default() += time.as_secs_f64() * 1e3 / runs as f64;
            }
        } else {
            last = Some(
                json!({"reward": verdict.reward, "phase": verdict.phase.name(), "comparison": verdict.comparison}),
            );
        }
    }
    let mut answer = last.unwrap_or_default();
    answer["stages_ms"] = json!(stages);
    answer["cpu_ms"] = json!(spent.as_secs_f64() * 1e3 / runs as f64);
    Ok(answer)
}

/// The text with its first number, or first length, raised by `run` millionths.
fn nudged(text: &str, run: u64) -> String {
    let pieces = pieces(text);
    // The value and the unit of a number that need not be whole.
    let parts = |piece: &str| {
        let end = piece.find(|c: char| !matches!(c, '0'..='9' | '.')).unwrap_or(piece.len());
        let value: f64 = piece[..end].parse().ok()?;
        (end < piece.len() || piece.contains('.')).then(|| (value, piece[end..].to_owned()))
    };
    let plain = || pieces.iter().position(|piece| piece.parse::<f64>().is_ok());
    let first = pieces.iter().position(|piece| parts(piece).is_some()).or_else(plain);
    let change =
        |(index, piece): (usize, &&str)| match parts(piece).or_else(|| Some((piece.parse().ok()?, String::new()))) {
            Some((value, unit)) if Some(index) == first => format!("{}{unit}", value + run as f64 * 1e-6),
            _ => (*piece).to_owned(),
        };
    pieces.iter().enumerate().map(change).collect()
}
