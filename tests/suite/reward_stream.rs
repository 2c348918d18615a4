//! The stream of rewards as a trainer meets it: every line answered, in order, whatever happens to the workers.

use std::io::{BufRead, BufReader, Cursor, Write};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use recad::reward::{Config, stream};
use serde_json::{Value, json};

use super::hostile::Hostile;

const PLATE: &str = "part plate = face(rect(40, 20), holes = [circle((5, 0), 3)]).on(XY).extrude(5)";
const BALL: &str = "part ball = sphere(10)";

fn recad(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recad"));
    command.arg("reward").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn stream(arguments: &[&str], input: Vec<u8>) -> Output {
    let mut child = recad(arguments).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    output
}

fn answers(output: &Output) -> Vec<Value> {
    let text = std::str::from_utf8(&output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn lines(requests: &[Value]) -> Vec<u8> {
    requests.iter().flat_map(|request| format!("{request}\n").into_bytes()).collect()
}

fn pair(id: impl Into<Value>, candidate: &str, reference: &str) -> Value {
    json!({"id": id.into(), "candidate": candidate, "reference": reference})
}

/// An answer without what may differ from run to run.
fn lasting(answer: &Value) -> Value {
    let mut answer = answer.clone();
    answer.as_object_mut().unwrap().remove("ms");
    answer
}

#[test]
fn answers_have_the_fields_of_the_contract_and_come_in_order() {
    let requests = [
        pair("a", PLATE, PLATE),
        pair(json!({"k": [1]}), "part plate = box(40, 20", PLATE),
        pair(3, BALL, PLATE),
        json!({"candidate": PLATE, "reference": PLATE, "level": "MSE", "image": null, "text": "a plate"}),
    ];
    let output = stream(&["--jobs", "2"], lines(&requests));
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let answers = answers(&output);
    assert_eq!(answers.len(), 4);
    for (answer, request) in answers.iter().zip(&requests) {
        assert_eq!((&answer["id"], &answer["schema"]), (&request["id"], &json!(1)));
        for field in ["reward", "phase", "terms", "comparison", "diagnostics", "ms"] {
            assert!(answer.get(field).is_some(), "{field} is missing in {answer}");
        }
    }
    assert_eq!((answers[0]["reward"].as_f64(), &answers[0]["phase"]), (Some(1.0), &json!("built")));
    assert_eq!(answers[1]["phase"], "syntax");
    let diagnostic = &answers[1]["diagnostics"][0];
    assert_eq!((&diagnostic["file"], &diagnostic["start"]["line"]), (&json!("<candidate>"), &json!(1)));
    assert!(answers[2]["reward"].as_f64().unwrap() < 0.9);
    assert_eq!(answers[3]["reward"].as_f64(), Some(1.0));
}

#[test]
fn lines_that_ask_for_nothing_are_answered_in_their_place() {
    let mut input = lines(&[pair(0, PLATE, PLATE)]);
    input.extend(b"\n}{\n\xff\xfe\n{\"id\": 4}\n{\"id\": 5, \"candidate\": 1}\n");
    input.extend(lines(&[pair(6, PLATE, "part a = "), pair(7, PLATE, PLATE)]));
    input.extend(lines(&[json!({"id": 8, "candidate": PLATE, "reference": BALL, "level": "F"})]));
    input.extend(lines(&[json!({"id": 9, "candidate": PLATE, "reference_file": "no/such/file.obj"})]));
    input.extend(pair(10, PLATE, PLATE).to_string().into_bytes());
    let output = stream(&["--jobs", "1"], input);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let answers = answers(&output);
    let ids: Vec<Value> = answers.iter().map(|answer| answer["id"].clone()).collect();
    assert_eq!(json!(ids), json!([0, null, null, null, 4, 5, 6, 7, 8, 9, 10]));
    for (index, answer) in answers.iter().enumerate() {
        let is_good = [0, 7, 10].contains(&index);
        assert_eq!(answer["reward"].is_number(), is_good, "{answer}");
        assert_eq!(answer["error"].is_string(), !is_good, "{answer}");
    }
    assert!(answers[6]["diagnostics"][0]["name"].as_str().unwrap().starts_with("syntax/"));
}

#[test]
fn a_file_may_be_the_reference() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("plate.recad"), PLATE).unwrap();
    let recad = |arguments: &[&str]| Command::new(env!("CARGO_BIN_EXE_recad")).args(arguments).output().unwrap();
    for ending in ["stl", "obj"] {
        let out = path(&format!("plate.{ending}"));
        assert!(recad(&["build", &path("plate.recad"), "-o", &out]).status.success());
    }
    let requests: Vec<Value> = ["plate.recad", "plate.stl", "plate.obj"]
        .iter()
        .map(|name| json!({"id": name, "candidate": PLATE, "reference_file": path(name)}))
        .collect();
    for answer in answers(&stream(&["--jobs", "1"], lines(&requests))) {
        assert!(answer["reward"].as_f64().unwrap() > 0.99, "{answer}");
    }
    let alone =
        recad(&["reward", "--candidate", &path("plate.recad"), "--reference", &path("plate.stl"), "--format", "json"]);
    assert_eq!(alone.status.code(), Some(0), "{alone:?}");
    let document: Value = serde_json::from_slice(&alone.stdout).unwrap();
    assert!(document["reward"].as_f64().unwrap() > 0.99 && document["schema"] == 1, "{document}");
}

#[test]
fn one_pair_tells_people_what_is_wrong_and_where() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(path("good.recad"), PLATE).unwrap();
    std::fs::write(path("bad.recad"), "let r = 5\npart plate = cirlce((0, 0), r)").unwrap();
    let run = |candidate: &str, reference: &str| {
        recad(&["--candidate", &path(candidate), "--reference", &path(reference)]).output().unwrap()
    };
    let bad = run("bad.recad", "good.recad");
    let (said, result) = (String::from_utf8_lossy(&bad.stderr), String::from_utf8_lossy(&bad.stdout));
    assert_eq!(bad.status.code(), Some(1));
    assert!(said.contains("bad.recad:2:14") && said.contains("did you mean `circle`"), "{said}");
    assert!(result.contains("phase         name\n"), "{result}");
    let good = run("good.recad", "good.recad");
    assert_eq!(good.status.code(), Some(0));
    let result = String::from_utf8_lossy(&good.stdout).into_owned();
    let said: Vec<&str> = result.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let terms = ["overlap", "chamfer", "view", "primitive", "feature", "fidelity", "editability", "brevity"];
    assert_eq!(said, [&["reward", "phase"][..], &terms, &["IoU"]].concat(), "{result}");
    assert_eq!(run("good.recad", "missing.recad").status.code(), Some(2));
    assert_eq!(run("missing.recad", "good.recad").status.code(), Some(2));
}

#[test]
fn settings_are_read_from_a_file_and_mistakes_in_it_located() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("reward.toml").to_string_lossy().into_owned();
    std::fs::write(&file, "gate = 0.5\n").unwrap();
    let output = stream(&["--jobs", "1", "--config", &file], lines(&[pair(1, "part a = circle((0, 0), -1)", PLATE)]));
    let reward = answers(&output)[0]["reward"].as_f64().unwrap();
    assert!((0.4..0.5).contains(&reward), "{reward}");
    std::fs::write(&file, "gaet = 0.5\n").unwrap();
    let output = stream(&["--config", &file], Vec::new());
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `gate`?"), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("io/setting"), "{output:?}");
    let document: Value =
        serde_json::from_slice(&recad(&["--print-config", "--format", "json"]).output().unwrap().stdout).unwrap();
    assert_eq!((&document["gate"], &document["mesh"]["angle"]), (&json!(0.2), &json!(15.0)));
    let printed = recad(&["--print-config"]).output().unwrap();
    std::fs::write(&file, &printed.stdout).unwrap();
    assert!(stream(&["--config", &file], Vec::new()).status.success());
}

/// Mutated and adversarial candidates in two groups of references.
fn hostile(count: u64) -> Vec<u8> {
    let read = |name: &str| std::fs::read_to_string(format!("{}/corpus/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let references = ["gallery/flange.recad", "peers/m02_plate4.recad", "peers/m07_arcplate.recad"].map(read).to_vec();
    let hostile = Hostile::new(7, [vec![PLATE.to_owned(), BALL.to_owned()], references].concat());
    (0..count).flat_map(|number| [hostile.line(number), b"\n".to_vec()].concat()).collect()
}

#[test]
fn the_number_of_workers_changes_nothing_but_the_time() {
    let input = hostile(200);
    let one = answers(&stream(&["--jobs", "1"], input.clone()));
    let three = answers(&stream(&["--jobs", "3"], input));
    assert_eq!(one.len(), 200);
    for (number, (a, b)) in one.iter().zip(&three).enumerate() {
        assert_eq!(lasting(a), lasting(b));
        assert!(a["id"] == number || a["id"].is_null(), "{a}");
        assert_ne!(a["phase"], "host", "{a}");
    }
    let built = one.iter().filter(|answer| answer["phase"] == "built").count();
    assert!((20..180).contains(&built), "{built} build");
}

#[test]
fn a_candidate_that_never_ends_costs_only_itself() {
    // Counted work stops at the soft limit; a geometric call does not look at the clock and is ended from outside.
    let slow = "fn f(n: Int) -> Int = if n < 2 { n } else { f(n - 1) + f(n - 2) }\npart a = circle((0, 0), f(40))";
    let stuck =
        "part a = union([sphere(5).rotate(7 * i, X).translate((i * 3, j * 3, 0)) for i in 0..20 for j in 0..20])";
    let requests = [
        pair(0, PLATE, PLATE),
        pair(1, slow, PLATE),
        pair(2, PLATE, PLATE),
        pair(3, stuck, PLATE),
        pair(4, PLATE, PLATE),
    ];
    let start = Instant::now();
    let output = stream(&["--jobs", "1", "--time-limit-ms", "200"], lines(&requests));
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    let answers = answers(&output);
    let phases: Vec<&str> = answers.iter().map(|answer| answer["phase"].as_str().unwrap()).collect();
    assert_eq!(phases, ["built", "host", "built", "host", "built"], "{answers:?}");
    for index in [1, 3] {
        assert_eq!(answers[index]["diagnostics"][0]["name"], "host/timeout", "{}", answers[index]);
        assert_eq!(answers[index]["reward"].as_f64(), Some(0.0));
    }
}

/// Takes 200 MB, within the limits of the language.
const HUNGRY: &str = "let rows = [[j for j in 0..1_000_000] for i in 0..9]\npart a = circle((0, 0), rows[0][1])";

/// What a worker that runs out of memory is answered with.
pub fn out_of_memory() -> Vec<String> {
    let output = stream(&["--jobs", "1", "--memory-limit-mb", "64"], lines(&[pair(1, HUNGRY, PLATE)]));
    answers(&output)[0]["diagnostics"][0]["name"].as_str().map(str::to_owned).into_iter().collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_candidate_that_eats_memory_costs_only_itself() {
    let requests = [pair(0, PLATE, PLATE), pair(1, HUNGRY, PLATE), pair(2, PLATE, PLATE)];
    let answers = answers(&stream(&["--jobs", "1", "--memory-limit-mb", "64"], lines(&requests)));
    assert_eq!(answers[1]["diagnostics"][0]["name"], "host/memory", "{}", answers[1]);
    assert_eq!((&answers[0]["reward"], &answers[2]["reward"]), (&json!(1.0), &json!(1.0)));
}

/// The processes whose parent is `parent`.
#[cfg(target_os = "linux")]
fn children(parent: u32) -> Vec<u32> {
    let of = |status: &str| status.lines().find_map(|line| line.strip_prefix("PPid:")?.trim().parse().ok());
    let processes = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let status = |number: &u32| std::fs::read_to_string(format!("/proc/{number}/status")).unwrap_or_default();
    numbers.filter(|number| of(&status(number)) == Some(parent)).collect()
}

#[cfg(target_os = "linux")]
fn is_running(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    status.lines().any(|line| line.starts_with("State:") && !line.contains('Z'))
}

#[cfg(target_os = "linux")]
fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(target_os = "linux")]
fn signal(process: u32, name: &str) {
    assert!(Command::new("kill").args([name, &process.to_string()]).status().unwrap().success());
}

#[cfg(target_os = "linux")]
fn started(arguments: &[&str]) -> (Child, Vec<u32>) {
    let mut child = recad(arguments).spawn().unwrap();
    // The workers are there once a line is answered.
    let line = lines(&[pair(0, PLATE, PLATE)]);
    child.stdin.as_mut().unwrap().write_all(&line).unwrap();
    wait_until("workers", || !children(child.id()).is_empty());
    let workers = children(child.id());
    (child, workers)
}

#[cfg(target_os = "linux")]
#[test]
fn workers_that_die_lose_no_line() {
    let mut child = recad(&["--jobs", "2"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let count = 64;
    let writer = std::thread::spawn(move || {
        for number in 0..count {
            stdin.write_all(&lines(&[pair(number, PLATE, [PLATE, BALL][(number / 8 % 2) as usize])])).unwrap();
        }
    });
    let mut phases = Vec::new();
    let mut killed = 0;
    for number in 0..count {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(answer["id"], number);
        phases.push(answer["phase"].as_str().unwrap().to_owned());
        if number % 20 == 10 {
            for worker in children(child.id()) {
                signal(worker, ["-SEGV", "-ABRT"][killed % 2]);
                killed += 1;
            }
        }
    }
    writer.join().unwrap();
    let lost = phases.iter().filter(|phase| *phase == "host").count();
    assert!(killed >= 4 && lost <= killed, "{lost} lost, {killed} killed");
    assert!(phases.iter().all(|phase| phase == "host" || phase == "built"), "{phases:?}");
    assert!(child.wait().unwrap().success());
}

#[cfg(target_os = "linux")]
#[test]
fn a_worker_killed_from_outside_costs_no_candidate() {
    let (mut child, _) = started(&["--jobs", "1"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut output = BufReader::new(child.stdout.take().unwrap());
    let mut next = || {
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        serde_json::from_str::<Value>(&line).unwrap()
    };
    assert_eq!(next()["phase"], "built");
    // Long enough in work to be there when its worker is killed.
    let slow = "fn f(n: Int) -> Int = if n < 2 { n } else { f(n - 1) + f(n - 2) }\npart a = box(40, 20, 6 + 0 * f(22))";
    for (number, name) in ["-KILL", "-TERM", "-KILL"].into_iter().enumerate() {
        stdin.write_all(&lines(&[pair(number, slow, PLATE), pair("next", slow, PLATE)])).unwrap();
        std::thread::sleep(Duration::from_millis(30));
        children(child.id()).into_iter().for_each(|worker| signal(worker, name));
        let answers = [next(), next()];
        assert_eq!((&answers[0]["id"], &answers[1]["id"]), (&json!(number), &json!("next")));
        assert!(answers.iter().all(|answer| answer["phase"] == "built"), "{name}: {answers:?}");
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
}

#[test]
fn blank_lines_at_the_end_are_no_lines() {
    let mut input = lines(&[pair(1, PLATE, PLATE)]);
    input.extend(b"\n \n\r\n");
    let output = stream(&["--jobs", "1"], input);
    assert_eq!((answers(&output).len(), output.status.code()), (1, Some(0)), "{output:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn no_worker_outlives_the_stream() {
    // Its output is closed, it is ended, it ends.
    for way in ["output", "kill", "input"] {
        let (mut child, workers) = started(&["--jobs", "2"]);
        match way {
            "output" => {
                drop(child.stdout.take());
                let mut stdin = child.stdin.take().unwrap();
                // Written until nobody reads.
                wait_until("the end of a stream nobody reads", || {
                    stdin.write_all(&lines(&[pair(0, PLATE, PLATE)])).is_err() || child.try_wait().unwrap().is_some()
                });
            }
            "kill" => signal(child.id(), "-KILL"),
            _ => drop(child.stdin.take()),
        }
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.success(), way != "kill", "{way}: {output:?}");
        wait_until("the end of the workers", || !workers.iter().any(|worker| is_running(*worker)));
    }
}

/// Runs lines through workers that are a shell script.
#[cfg(unix)]
fn scripted(script: &'static str, requests: &[Value], limit: Duration) -> (Vec<Value>, Option<String>) {
    let launch = move || {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    };
    let limits = stream::Limits { jobs: 1, time: limit, memory: 1 << 30 };
    let mut output = Vec::new();
    let summary = stream::run(Cursor::new(lines(requests)), &mut output, Config::default(), limits, launch).unwrap();
    let text = String::from_utf8(output).unwrap();
    (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), summary.error)
}

#[cfg(unix)]
#[test]
fn whatever_a_worker_says_or_does_every_line_is_answered() {
    let requests: Vec<Value> = (0..5).map(|number| pair(number, PLATE, PLATE)).collect();
    let cases = [
        ("read setup; echo ready; read line; kill -SEGV $$", "host/crash", "SIGSEGV"),
        (
            "read setup; echo ready; read line; echo 'memory allocation of 99 bytes failed' >&2; kill -ABRT $$",
            "host/memory",
            "1024 MiB",
        ),
        ("read setup; echo ready; read line; kill -KILL $$", "host/memory", "1024 MiB"),
        ("read setup; echo ready; read line; exit 3", "host/crash", "exit status: 3"),
        ("read setup; echo ready; read line; echo nonsense; sleep 60", "host/crash", "the worker ended"),
        ("read setup; echo ready; read line; echo '77 + {}'; sleep 60", "host/crash", "the worker ended"),
        ("read setup; echo ready; read line; exec sleep 60", "host/timeout", "limit of 300 ms"),
        ("read setup; echo ready; exec sleep 60", "host/timeout", "limit of 300 ms"),
    ];
    for (script, name, message) in cases {
        let (answers, error) = scripted(script, &requests, Duration::from_millis(300));
        assert_eq!((answers.len(), error), (5, None), "{script}");
        for (number, answer) in answers.iter().enumerate() {
            assert_eq!((&answer["id"], &answer["phase"]), (&json!(number), &json!("host")), "{script}: {answer}");
            assert_eq!(answer["diagnostics"][0]["name"], name, "{script}: {answer}");
            assert!(answer["diagnostics"][0]["message"].as_str().unwrap().contains(message), "{script}: {answer}");
        }
    }
}

#[cfg(unix)]
#[test]
fn workers_that_never_start_end_the_stream_with_the_reason() {
    let requests = [pair(0, PLATE, PLATE)];
    let (answers, error) = scripted("echo no such library >&2; exit 5", &requests, Duration::from_secs(1));
    assert!(answers.is_empty());
    let error = error.unwrap();
    assert!(error.contains("no worker can be started") && error.contains("no such library"), "{error}");
}

#[test]
fn a_long_stream_passes_a_slow_reader() {
    // More lines than are held at one time.
    let mut child = recad(&["--jobs", "2"]).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let count = 6000;
    let writer = std::thread::spawn(move || {
        for number in 0..count {
            stdin.write_all(format!("{{\"id\": {number}}}\n").as_bytes()).unwrap();
        }
    });
    std::thread::sleep(Duration::from_millis(200));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let ids: Vec<Value> = answers(&output).iter().map(|answer| answer["id"].clone()).collect();
    assert_eq!(ids, (0..count).map(|number| json!(number)).collect::<Vec<_>>());
}
