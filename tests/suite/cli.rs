//! The command line as its users meet it: exit codes, JSON documents, files, determinism.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn recad(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recad"));
    command.args(arguments).stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    recad(arguments).output().unwrap()
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child =
        recad(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const FLANGE: &str = "corpus/gallery/flange.recad";

fn flange() -> String {
    root(FLANGE).to_string_lossy().into_owned()
}

#[test]
fn exit_codes_tell_errors_from_wrong_usage() {
    assert_eq!(run(&["check", &flange()]).status.code(), Some(0));
    assert_eq!(with_input(&["check", "-"], "part a = circel((0, 0), 1)").status.code(), Some(1));
    assert_eq!(run(&["check", "no/such/file.recad"]).status.code(), Some(2));
    assert_eq!(run(&["frobnicate"]).status.code(), Some(2));
    assert_eq!(run(&["build", &flange(), "-o", "part.xyz"]).status.code(), Some(2));
    assert_eq!(run(&["build", &flange(), "-o", "no/such/folder/part.stl"]).status.code(), Some(2));
    assert_eq!(run(&["explain", "geom/no-such"]).status.code(), Some(2));
    assert_eq!(run(&["--help"]).status.code(), Some(0));
}

#[test]
fn measure_prints_one_document_with_the_fields_of_the_contract() {
    let document = json(&run(&["measure", &flange(), "--format", "json"]));
    assert_eq!(document["schema"], 1);
    let part = &document["parts"][0];
    for field in [
        "name",
        "kind",
        "level",
        "closed",
        "volume",
        "area",
        "length",
        "bbox",
        "centroid",
        "inertia",
        "counts",
        "triangles",
        "watertight",
        "exact",
    ] {
        assert!(!part[field].is_null(), "{field} is missing in {part}");
    }
    for field in ["faces", "edges", "vertices", "shells", "genus"] {
        assert!(part["counts"][field].is_u64(), "{field} is missing in {}", part["counts"]);
    }
    // A disc of 80 with a bore of 30 and eight holes of 6, 12 thick.
    let pi = std::f64::consts::PI;
    let volume = 12.0 * pi * (40.0f64.powi(2) - 15.0f64.powi(2) - 8.0 * 3.0f64.powi(2));
    assert!((part["volume"].as_f64().unwrap() / volume - 1.0).abs() < 1e-12);
    assert_eq!(part["counts"], serde_json::json!({"faces": 12, "edges": 20, "vertices": 20, "shells": 1, "genus": 9}));
    assert_eq!(
        (&part["exact"], &part["watertight"], &part["level"]),
        (&Value::Bool(true), &Value::Bool(true), &"MSE".into())
    );
}

#[test]
fn parameters_come_from_the_command_line_and_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("params.json");
    std::fs::write(&file, r#"{"bolts": 6, "height": "1inch"}"#).unwrap();
    let file = file.to_string_lossy().into_owned();
    let document = json(&run(&["eval", &flange(), "--params", &file, "-p", "bolts=4"]));
    assert_eq!(document["parameters"]["bolts"]["value"], 4.0);
    assert_eq!(document["parameters"]["height"]["value"], 25.4);
    assert_eq!(document["parameters"]["height"]["unit"], "mm");
    assert_eq!(document["parts"][0]["name"], "flange");
    let wrong = run(&["eval", &flange(), "-p", "bolts=400"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(text(&wrong.stdout).contains("24"), "the message states the limit");
    assert_eq!(run(&["eval", &flange(), "-p", "bolts"]).status.code(), Some(2));
}

#[test]
fn a_file_of_parameters_may_begin_with_a_mark_but_not_say_a_name_twice() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("params.json").to_string_lossy().into_owned();
    std::fs::write(&file, "\u{feff}{\"bolts\": 6}").unwrap();
    let document = json(&run(&["eval", &flange(), "--params", &file]));
    assert_eq!(document["parameters"]["bolts"]["value"], 6.0);
    std::fs::write(&file, r#"{"bolts": 6, "bolts": 8}"#).unwrap();
    let wrong = run(&["eval", &flange(), "--params", &file]);
    assert_eq!(wrong.status.code(), Some(2));
    assert!(text(&wrong.stderr).contains("the key `bolts` stands twice"), "{wrong:?}");
}

#[test]
fn a_script_is_imported_from_standard_input() {
    let script = include_str!("../fixtures/deepcad_small.json");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.json").to_string_lossy().into_owned();
    std::fs::write(&file, script).unwrap();
    let from_file = run(&["import", &file, "--from", "deepcad"]);
    let piped = with_input(&["import", "-", "--from", "deepcad"], script);
    assert_eq!((piped.status.code(), &piped.stdout), (Some(0), &from_file.stdout));
    assert!(text(&piped.stdout).contains("part body"));
    let wrong = with_input(&["import", "-", "--from", "deepcad", "--format", "json"], "[1, }");
    assert_eq!(wrong.status.code(), Some(1));
    assert_eq!(json(&wrong)["scripts"][0]["diagnostics"][0]["file"], "<stdin>");
}

#[test]
fn a_mesh_that_is_inside_out_is_measured_turned_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("turned.obj").to_string_lossy().into_owned();
    let corners = "v 0 0 0\nv 6 0 0\nv 0 6 0\nv 0 0 6\n";
    std::fs::write(&file, format!("{corners}f 1 2 3\nf 1 4 2\nf 1 3 4\nf 2 4 3\n")).unwrap();
    let output = run(&["measure", &file, "--format", "json"]);
    let document = json(&output);
    assert_eq!((output.status.code(), &document["diagnostics"][0]["name"]), (Some(0), &"io/inside-out".into()));
    let part = &document["parts"][0];
    assert!((part["volume"].as_f64().unwrap() - 36.0).abs() < 1e-9 && part["watertight"] == true);
    assert!((part["length"].as_f64().unwrap() - (18.0 + 18.0 * 2f64.sqrt())).abs() < 1e-9);
    std::fs::write(&file, format!("{corners}f 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n")).unwrap();
    assert_eq!(json(&run(&["measure", &file, "--format", "json"]))["diagnostics"], serde_json::json!([]));
}

#[test]
fn check_speaks_every_format() {
    let program = "part a = circel((0, 0), 1)\n";
    let short = with_input(&["check", "-", "--format", "short"], program);
    assert!(text(&short.stdout).starts_with("<stdin>:1:10: error[name/unknown]: "), "{short:?}");
    let document = json(&with_input(&["check", "-", "--format", "json"], program));
    let diagnostic = &document["diagnostics"][0];
    assert_eq!(diagnostic["name"], "name/unknown");
    assert_eq!(diagnostic["severity"], "error");
    assert_eq!(diagnostic["start"], serde_json::json!({"line": 1, "column": 10, "offset": 9}));
    assert_eq!(diagnostic["fixes"][0]["edits"][0]["text"], "circle");
    let sarif = json(&with_input(&["check", "-", "--format", "sarif"], program));
    assert_eq!(sarif["version"], "2.1.0");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "name/unknown");
    let github = with_input(&["check", "-", "--format", "github"], program);
    assert!(text(&github.stdout).starts_with("::error file=<stdin>,line=1,col=10,"), "{github:?}");
    let human = with_input(&["check", "-"], program);
    assert!(human.stdout.is_empty() && text(&human.stderr).contains("circel"));
    assert!(!text(&human.stderr).contains('\u{1b}'), "no colours when standard error is no terminal");
}

#[test]
fn build_writes_every_format_and_reports_what_it_did() {
    let folder = tempfile::tempdir().unwrap();
    let endings = ["stl", "3mf", "obj", "step", "glb", "png", "json"];
    let targets: Vec<String> =
        endings.iter().map(|e| folder.path().join(format!("part.{e}")).to_string_lossy().into_owned()).collect();
    let file = flange();
    let mut arguments = vec!["build", &file, "--format", "json", "--size", "160x120"];
    for target in &targets {
        arguments.extend(["-o", target]);
    }
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let document = json(&output);
    for phase in ["parse", "check", "eval", "realise", "mesh", "write"] {
        assert!(document["timings_ms"][phase].is_number(), "{phase}");
    }
    assert_eq!(document["parts"][0]["name"], "flange");
    #[cfg(feature = "fornjot")]
    {
        assert_eq!(document["fornjot"]["solids"], 1);
        assert_eq!(document["fornjot"]["validated"], true, "{}", document["fornjot"]);
        assert_eq!(document["fornjot"]["unsupported"], serde_json::json!([]));
    }
    for target in &targets {
        assert!(std::fs::metadata(target).unwrap().len() > 100, "{target}");
    }
    // A mesh measured again has the volume of its chords.
    let measured = json(&run(&["measure", &targets[0], "--format", "json"]));
    let (mesh, exact) =
        (measured["parts"][0]["volume"].as_f64().unwrap(), document["parts"][0]["volume"].as_f64().unwrap());
    assert!((mesh / exact - 1.0).abs() < 0.01 && measured["parts"][0]["watertight"] == true, "{mesh} {exact}");
}

#[test]
fn plane_parts_become_drawings_and_no_meshes() {
    let folder = tempfile::tempdir().unwrap();
    let outline = root("corpus/gallery/outline.recad").to_string_lossy().into_owned();
    for ending in ["svg", "dxf", "png"] {
        let target = folder.path().join(format!("outline.{ending}")).to_string_lossy().into_owned();
        let output = run(&["build", &outline, "-o", &target]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert!(std::fs::metadata(&target).unwrap().len() > 100);
    }
    let target = folder.path().join("outline.stl").to_string_lossy().into_owned();
    let output = run(&["build", &outline, "-o", &target]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("extrude it") && !Path::new(&target).exists(), "{output:?}");
}

#[test]
fn the_same_program_gives_the_same_bytes_on_one_and_two_threads() {
    let folder = tempfile::tempdir().unwrap();
    let program = root("corpus/peers/m11_deepcad30.recad").to_string_lossy().into_owned();
    let mut results: Vec<Vec<Vec<u8>>> = Vec::new();
    for (run, threads) in ["1", "2", "2"].iter().enumerate() {
        let mut files = Vec::new();
        for ending in ["stl", "3mf", "obj", "glb", "png"] {
            let target = folder.path().join(format!("{run}.{ending}"));
            let target_text = target.to_string_lossy().into_owned();
            let mut command = recad(&["build", &program, "-o", &target_text, "--size", "200x200"]);
            let output = command.env("RAYON_NUM_THREADS", threads).output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{output:?}");
            files.push(std::fs::read(target).unwrap());
        }
        results.push(files);
    }
    assert!(results[0] == results[1] && results[1] == results[2], "bytes differ between runs");
}

#[test]
fn compare_tells_equal_from_different() {
    let flange = flange();
    let same = run(&["compare", &flange, &flange, "--points", "500", "--format", "json"]);
    if !cfg!(feature = "compare") {
        assert_eq!(same.status.code(), Some(2));
        return;
    }
    let same = json(&same);
    assert!(same["chamfer"]["mean"].as_f64().unwrap() < 1e-9);
    let block = root("corpus/peers/m01_box.recad").to_string_lossy().into_owned();
    let other = json(&run(&["compare", &flange, &block, "--points", "500", "--format", "json"]));
    assert!(other["chamfer"]["mean"].as_f64().unwrap() > 5.0);
    for field in ["chamfer", "field", "f_score", "volume_ratio", "normalization"] {
        assert!(!other[field].is_null(), "{field}");
    }
}

#[test]
fn fmt_checks_filters_and_formats_in_place() {
    let messy = "part   a=circle( (0,0),1 )\n";
    let filtered = with_input(&["fmt", "-"], messy);
    assert_eq!(text(&filtered.stdout), "part a = circle((0, 0), 1)\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.recad");
    std::fs::write(&file, messy).unwrap();
    let path = file.to_string_lossy().into_owned();
    assert_eq!(run(&["fmt", "--check", &path]).status.code(), Some(1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), messy);
    assert_eq!(run(&["fmt", &path]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text(&filtered.stdout));
    assert_eq!(run(&["fmt", "--check", &path]).status.code(), Some(0));
}

#[test]
fn the_programs_of_the_repository_are_formatted() {
    let mut files = Vec::new();
    for folder in ["stdlib", "corpus/gallery", "corpus/peers"] {
        let found = std::fs::read_dir(root(folder)).unwrap().map(|entry| entry.unwrap().path());
        files.extend(
            found
                .filter(|path| path.extension().is_some_and(|e| e == "recad"))
                .map(|path| path.to_string_lossy().into_owned()),
        );
    }
    let mut arguments = vec!["fmt", "--check"];
    arguments.extend(files.iter().map(String::as_str));
    let output = run(&arguments);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
}

#[test]
fn tests_of_programs_and_of_the_library_run() {
    let program =
        "fn twice(x) = 2 * x\ntest \"doubles\" { assert twice(2) == 4; }\ntest \"fails\" { assert twice(2) == 5; }\n";
    let document = json(&with_input(&["test", "-", "--format", "json"], program));
    assert_eq!((&document["passed"], &document["failed"]), (&2.into(), &1.into()), "{document}");
    let library = run(&["test"]);
    assert_eq!(library.status.code(), Some(0), "{}{}", text(&library.stdout), text(&library.stderr));
}

#[test]
fn documentation_completions_and_manual_are_printed() {
    assert!(text(&run(&["doc", "pattern_circular"]).stdout).contains("fn pattern_circular<S: Shape>"));
    assert!(text(&run(&["doc"]).stdout).contains("# std:gear"));
    assert!(text(&run(&["explain", "geom/open-loop"]).stdout).contains("closed chain"));
    assert!(text(&run(&["completions", "bash"]).stdout).contains("recad"));
    assert!(text(&run(&["man"]).stdout).contains(".TH recad"));
}

#[test]
fn every_command_that_takes_programs_takes_their_parameters() {
    let wider = ["-p", "outer_d=100mm", "--format", "json"];
    let same = json(&run(&[&["compare", &flange(), &flange()][..], &wider].concat()));
    assert_eq!(same["volume_ratio"], 1.0);
    assert_eq!(same["bbox"][0]["max"][2], 12.0);
    assert!((same["bbox"][0]["max"][0].as_f64().unwrap() - 50.0).abs() < 0.1);
    let mut file = tempfile::Builder::new().suffix(".recad").tempfile().unwrap();
    write!(file, "param d = 4mm\npart p = circle((0, 0), d)\nassert d < 5mm").unwrap();
    let path = file.path().to_string_lossy().into_owned();
    assert_eq!(run(&["test", &path]).status.code(), Some(0));
    assert_eq!(run(&["test", &path, "-p", "d=6mm"]).status.code(), Some(1));
}

#[test]
fn files_that_are_no_programs_are_named_as_such() {
    for command in ["measure", "check", "fmt", "doc"] {
        let output = run(&[command, "part.step"]);
        if command != "doc" {
            assert!(text(&output.stderr).contains("`part.step` is not a program"), "{command}: {output:?}");
        }
        assert_eq!(output.status.code(), Some(2), "{command}");
    }
}

#[test]
fn a_text_beyond_the_limit_of_the_language_has_the_diagnostic_of_the_language() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    // The byte behind the limit is inside a character.
    std::fs::write(place("long.recad"), format!("{}é", " ".repeat(recad::text::MAX_SOURCE_BYTES))).unwrap();
    std::fs::write(place("user.recad"), "use \"long.recad\": a\npart p = circle((0, 0), a)\n").unwrap();
    for command in ["check", "eval", "fmt", "measure"] {
        let output = run(&[command, &place("long.recad"), "--format", "json"]);
        assert_eq!(output.status.code(), Some(1), "{command}");
        let document = json(&output);
        let found = if command == "fmt" { &document["files"][0]["diagnostics"] } else { &document["diagnostics"] };
        assert_eq!(found.as_array().unwrap().len(), 1, "{command}: {found}");
        assert_eq!(found[0]["name"], "limit/source-size", "{command}");
        assert_eq!(found[0]["start"]["offset"], 0, "{command}");
    }
    let user = json(&run(&["check", &place("user.recad"), "--format", "json"]));
    assert_eq!(user["diagnostics"].as_array().unwrap().len(), 1, "{user}");
    assert_eq!(user["diagnostics"][0]["name"], "limit/source-size");
    assert_eq!(user["diagnostics"][0]["file"], place("long.recad"));
}

#[test]
fn formatting_completions_and_manual_pages_have_a_json_form() {
    let document = json(&with_input(&["fmt", "-", "--format", "json"], "part a=circle((0,0),1)"));
    assert_eq!(document["files"][0]["changed"], true);
    assert_eq!(document["files"][0]["text"], "part a = circle((0, 0), 1)\n");
    let document = json(&with_input(&["fmt", "-", "--format", "json"], "part a = "));
    assert_eq!(document["files"][0]["diagnostics"][0]["severity"], "error");
    assert!(json(&run(&["completions", "bash", "--format", "json"]))["text"].as_str().unwrap().contains("recad"));
    assert!(json(&run(&["man", "build", "--format", "json"]))["text"].as_str().unwrap().contains("tolerance"));
}

#[test]
fn watching_builds_again_when_a_used_file_changes() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name);
    std::fs::write(place("main.recad"), "use \"size.recad\": size\npart a = box(size(), 1, 1)").unwrap();
    std::fs::write(place("size.recad"), "fn size() -> Length = 2mm").unwrap();
    let arguments = [place("main.recad"), place("out.json")].map(|path| path.to_string_lossy().into_owned());
    let mut child = recad(&["build", &arguments[0], "-o", &arguments[1], "--watch", "--quiet"]).spawn().unwrap();
    let volume_becomes = |wanted: f64| {
        (0..600).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(50));
            let written = std::fs::read(place("out.json")).unwrap_or_default();
            let document: Value = serde_json::from_slice(&written).unwrap_or_default();
            document["parts"][0]["volume"].as_f64().is_some_and(|volume| (volume - wanted).abs() < 1e-9)
        })
    };
    let first = volume_becomes(2.0);
    std::fs::write(place("size.recad"), "fn size() -> Length = 13mm").unwrap();
    let second = volume_becomes(13.0);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(first && second, "built at first: {first}, after the change: {second}");
}

#[test]
fn what_cannot_be_read_is_told_in_the_one_document() {
    let commands: [&[&str]; 8] = [
        &["measure", "none.recad"],
        &["check", "none.recad"],
        &["eval", "none.recad"],
        &["compare", "none.stl", "none.stl"],
        &["build", "none.recad", "-o", "none.stl"],
        &["test", "none.recad"],
        &["doc", "none.recad"],
        &["fmt", "none.recad"],
    ];
    for command in commands {
        let output = run(&[command, &["--format", "json"]].concat());
        let document = json(&output);
        let found =
            [&document["diagnostics"], &document["files"][0]["diagnostics"]].map(|list| list[0]["name"].clone());
        assert!(found.contains(&"io/read".into()), "{command:?}: {document}");
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(2), String::new()), "{command:?}");
    }
    let sarif = json(&run(&["check", "none.recad", "--format", "sarif"]));
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "io/read");
}

#[test]
fn a_program_is_never_overwritten_by_what_is_made_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let place = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::write(place("a.recad"), "use \"b.svg\": r\npart a = circle((0, 0), r())").unwrap();
    std::fs::write(place("b.svg"), "fn r() -> Length = 2mm").unwrap();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(place("a.recad"), place("link.svg")).unwrap();
        assert_eq!(run(&["build", &place("a.recad"), "-o", &place("link.svg")]).status.code(), Some(2));
    }
    assert_eq!(run(&["build", &place("a.recad"), "-o", &place("b.svg")]).status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(place("b.svg")).unwrap(), "fn r() -> Length = 2mm");
    assert!(std::fs::read_to_string(place("a.recad")).unwrap().starts_with("use"));
}

#[test]
fn conformance_tells_passing_failing_and_unreadable_suites_apart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.cases");
    let case = |expected: &str| {
        let text = format!("=== a case\nrules: syntax.file\npart p = circle((0, 0), 1)\n---\n{expected}\n");
        std::fs::write(&file, text).unwrap();
        run(&["conformance", &folder.path().to_string_lossy(), "--reference", "--format", "json"])
    };
    let passed = case("part p: loop L");
    assert_eq!((passed.status.code(), &json(&passed)["passed"]), (Some(0), &1.into()));
    let failed = case("part p: face F");
    assert_eq!((failed.status.code(), &json(&failed)["failed"]), (Some(1), &1.into()));
    let malformed = case("part p: cube F");
    assert_eq!(malformed.status.code(), Some(1));
    assert_eq!(json(&malformed)["diagnostics"][0]["name"], "io/malformed");
    assert_eq!(run(&["conformance", "no/such/folder"]).status.code(), Some(2));
}
