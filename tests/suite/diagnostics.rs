//! Diagnostics as people and tools meet them: the programs of `tests/diagnostics` with what is said about them,
//! fixes that mend what they are offered for, advice that can be chosen, and the formats for tools.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use recad::diagnostics::registry::{self, EXAMPLE_FILE, Evidence};
use recad::diagnostics::{self, Diagnostic, render_human};
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Level, Levels, Outcome, Request, Workspace, with_deep_stack};
use serde_json::Value;

/// The groups of programs, a data file each: `### what is wrong`, then the program.
const GROUPS: &[&str] = &["syntax", "names", "types", "units", "evaluation", "geometry", "advice"];

/// Title and text of each program of a group.
fn programs(group: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/diagnostics/{group}.txt"));
    let text = fs::read_to_string(path).unwrap();
    let blocks = text.split("### ").skip(1);
    blocks
        .map(|block| {
            let (title, program) = block.split_once('\n').unwrap();
            // A NUL cannot stand in a file that people read.
            (title.to_owned(), format!("{}\n", program.trim_end_matches('\n')).replace("\\0", "\0"))
        })
        .collect()
}

fn check(text: &str) -> Outcome {
    let request = Request::new(EXAMPLE_FILE, text, &StandardLibraryOnly);
    with_deep_stack(|| Workspace::default().run(&request))
}

/// The same with all advice there is.
pub fn check_with_advice(text: &str) -> Outcome {
    let mut levels = Levels::default();
    levels.add("all", Level::Warn).unwrap();
    let mut outcome = check(text);
    outcome.advise(&levels);
    outcome
}

/// What a person sees.
fn shown(outcome: &Outcome) -> String {
    let mut renderer = render_human::Renderer::new(&outcome.sources, false);
    outcome.diagnostics.iter().map(|diagnostic| renderer.render(diagnostic)).collect()
}

#[test]
fn programs_with_mistakes_are_explained() {
    let mut count = 0;
    for group in GROUPS {
        let mut page = String::new();
        for (title, text) in programs(group) {
            let outcome = check(&text);
            assert!(!outcome.diagnostics.is_empty(), "{group}, {title}: nothing is reported");
            count += 1;
            let shown: String = shown(&outcome).lines().map(|line| format!("{}\n", line.trim_end())).collect();
            page += &format!("### {title}\n{}\n", shown.replace('\0', "\\0"));
        }
        insta::assert_snapshot!(format!("mistakes_{group}"), page);
    }
    assert!(count >= 150, "{count} programs");
}

/// All programs of which something is said, with their diagnostics.
pub fn corpus() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = GROUPS.iter().flat_map(|group| programs(group)).collect();
    for name in registry::all() {
        if let Evidence::Pair { wrong, .. } = name.entry().evidence
            && !name.as_str().starts_with("limit/")
        {
            all.push((name.to_string(), wrong.program.to_owned()));
        }
    }
    all
}

/// How often each error is reported, by name and message.
fn errors(diagnostics: &[Diagnostic]) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for diagnostic in diagnostics.iter().filter(|d| d.is_error()) {
        *counts.entry((diagnostic.name.to_string(), diagnostic.message.clone())).or_default() += 1;
    }
    counts
}

/// Programs in which a fix brings to light another mistake, hidden until then by the one it mends.
const HIDDEN: &[&str] = &["a module as in OpenSCAD", "a misspelt import"];

#[test]
fn a_fix_removes_its_diagnostic_and_adds_no_error() {
    let (mut fixes, mut wrong) = (0, Vec::new());
    for (title, text) in corpus() {
        let before = check_with_advice(&text);
        for diagnostic in before.diagnostics.iter().filter(|d| !d.fixes.is_empty()) {
            let file = diagnostic.fixes[0].edits[0].span.file;
            let (mended, applied) = diagnostics::mended(&text, file, std::iter::once(diagnostic));
            assert_eq!(applied.len(), 1, "{title}: the fix of {diagnostic:?} does not apply");
            fixes += 1;
            let after = check_with_advice(&mended);
            let same = |outcome: &Outcome| {
                let same = |d: &&Diagnostic| d.name == diagnostic.name && d.message == diagnostic.message;
                outcome.diagnostics.iter().filter(same).count()
            };
            let (old, new) = (errors(&before.diagnostics), errors(&after.diagnostics));
            let added: Vec<_> = new.iter().filter(|(key, count)| old.get(*key).is_none_or(|old| old < count)).collect();
            let adds = !added.is_empty() && !HIDDEN.contains(&title.as_str());
            if same(&after) >= same(&before) || adds {
                wrong.push(format!("{title}: {} of\n{text}gives\n{mended}adds {added:?}", diagnostic.fixes[0].title));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {fixes} fixes:\n{}", wrong.len(), wrong.join("\n"));
    assert!(fixes >= 80, "only {fixes} fixes");
}

fn recad(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_recad"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).output().unwrap()
}

fn folder(program: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(EXAMPLE_FILE);
    fs::write(&path, program).unwrap();
    (folder, path)
}

#[test]
fn check_mends_a_program_in_place_and_reports_what_remains() {
    let (folder, path) = folder("let width = 20;\nlet outline = rect(width 10)\npart plate = fase(outline\n");
    let output = recad(folder.path(), &["check", EXAMPLE_FILE, "--fix"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text, "let width = 20\nlet outline = rect(width, 10)\npart plate = face(outline)\n");
    let again = recad(folder.path(), &["check", EXAMPLE_FILE, "--fix"]);
    assert!(again.status.success() && again.stderr.is_empty(), "{again:?}");

    fs::write(&path, "part plate = flubber(10);\n").unwrap();
    let output = recad(folder.path(), &["check", EXAMPLE_FILE, "--fix", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("name/unknown"), "{output:?}");
    assert_eq!(fs::read_to_string(&path).unwrap(), "part plate = flubber(10)\n");
}

#[test]
fn advice_is_chosen_on_the_command_line_and_in_the_program() {
    let (folder, path) = folder("let height = 8\npart disc = circle((0, 0), 5)\n");
    let code = |arguments: &[&str]| {
        let output = recad(folder.path(), &[&["check", EXAMPLE_FILE, "--format", "short"], arguments].concat());
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap().lines().count())
    };
    assert_eq!(code(&[]), (0, 1));
    assert_eq!(code(&["--allow", "lint/unused-let"]), (0, 0));
    assert_eq!(code(&["--allow", "all"]), (0, 0));
    assert_eq!(code(&["--deny", "unused-let"]), (1, 1));
    assert_eq!(code(&["--allow", "all", "--deny", "unused-let"]), (1, 1));
    assert_eq!(code(&["--deny", "lint/unused-lte"]).0, 2);
    fs::write(&path, "// recad: allow(unused-let)\nlet height = 8\nlet b = 1\npart disc = circle((0, 0), 5)\n")
        .unwrap();
    assert_eq!(code(&["--deny", "all"]), (1, 1));
    fs::write(&path, "// recad: allow-file(unused-let)\nlet height = 8\nlet b = 1\npart disc = circle((0, 0), 5)\n")
        .unwrap();
    assert_eq!(code(&["--deny", "all"]), (0, 0));
}

/// `tests/oracles/sarif_schema.py` validates the fixture against the schema of OASIS.
#[test]
fn the_sarif_log_is_the_one_that_was_validated() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a part.recad"), "part plate = rect(20 10)\nlet b = fase(plate)\n").unwrap();
    fs::write(folder.path().join("ring.recad"), "let unused = 1\npart r = ring(5, 8)\n").unwrap();
    fs::write(folder.path().join("fine.recad"), "part r = ring(8, 5)\n").unwrap();
    let output = recad(folder.path(), &["check", "--format", "sarif", "a part.recad", "ring.recad", "fine.recad"]);
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sarif_log.json");
    if std::env::var_os("UPDATE_SARIF").is_some() {
        fs::write(&fixture, serde_json::to_string_pretty(&log).unwrap() + "\n").unwrap();
    }
    let expected: Value = serde_json::from_str(&fs::read_to_string(&fixture).unwrap()).unwrap();
    assert_eq!(log, expected, "run with UPDATE_SARIF=1, then tests/oracles/sarif_schema.py");
}
