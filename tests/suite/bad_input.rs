//! Bad programs: each gets a located diagnostic that states the rule, quickly, and never a panic.

use std::time::{Duration, Instant};

use recad::diagnostics::Diagnostic;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Outcome, Request, Workspace, with_deep_stack};

fn run(text: &str) -> Outcome {
    let request = Request::new("bad.recad", text, &StandardLibraryOnly);
    with_deep_stack(|| Workspace::default().run(&request))
}

/// `name@line` of every error.
fn errors(outcome: &Outcome) -> Vec<String> {
    let line = |d: &Diagnostic| {
        let file = outcome.sources.file(d.span.file).expect("a diagnostic lies in a known file");
        assert_eq!(file.name, "bad.recad", "an error must blame the user's file: {d:?}");
        file.lines.line_column(&file.text, d.span.start).line
    };
    outcome.diagnostics.iter().filter(|d| d.is_error()).map(|d| format!("{}@{}", d.name, line(d))).collect()
}

/// A program, what is wrong with it, and a piece of the message that must state rule or limit.
const CASES: &[(&str, &str, &str)] = &[
    ("part a = loop([line((0, 0), (10, 0)), line((10, 0), (10, 5))])", "geom/open-loop@1", "mm"),
    (
        "part a = loop([\n  line((0, 0), (10, 10)),\n  line((10, 10), (10, 0)),\n  line((10, 0), (0, 10)),\n  line((0, 10), (0, 0)),\n])",
        "geom/self-intersection@1",
        "cross",
    ),
    ("part a = face(rect(10, 10), holes = [circle((20, 0), 1)])", "geom/hole-outside@1", ""),
    ("part a = face(rect(10, 10), holes = [circle((4, 0), 1)])", "geom/hole-touches@1", ""),
    ("part a = face(rect(10, 10), holes = [circle((0, 0), 2), circle((1, 0), 2)])", "geom/holes-overlap@1", ""),
    (
        "part a = loop([line((0, 0), (0, 0)), line((0, 0), (1, 1)), line((1, 1), (0, 0))])",
        "geom/short-curve@1",
        "0.0001 mm",
    ),
    ("part a = loop([arc((0, 0), (1, 0), (2, 0)), line((2, 0), (0, 0))])", "geom/collinear-arc@1", ""),
    ("part a = circle((0, 0), -3)", "geom/radius@1", "-3"),
    ("part a = circle((0, 0), 0)", "geom/radius@1", ""),
    ("let x = 0 / 0\npart a = circle((0, 0), 1)", "eval/division-by-zero@1", ""),
    ("let x = sqrt(-1)\npart a = circle((0, 0), 1)", "eval/domain@1", ""),
    ("part a = circle((1e12, 0), 1)", "limit/coordinate@1", "1000000"),
    ("part a = circle((0, 0), 1e300 * 1e300)", "eval/not-finite@1", ""),
    ("part a = rect(10, 10).on(XY).extrude(0)", "geom/zero-extrusion@1", ""),
    ("part a = box(10, 10, 10) & box(10, 10, 10, (100, 0, 0))", "geom/empty-result@1", ""),
    ("part a = box(10, 10, 10) - box(20, 20, 20, (0, 0, -5))", "geom/empty-result@1", ""),
    ("part a = rect(10, 10).on(XY) + box(1, 1, 1)", "type/operator@1", "Sketch"),
    ("part a = 3mm + 2deg", "unit/mismatch@1", ""),
    ("fn f(n: Int) -> Int = f(n + 1)\nlet x = f(0)\npart a = circle((0, 0), 1)", "limit/call-depth@1", "400"),
    ("let x = [i for i in 0..1000000000]\npart a = circle((0, 0), 1)", "limit/list-length@1", "1000000"),
    (
        "let x = [j for i in 0..100000 for j in 0..100000 if false]\npart a = circle((0, 0), 1)",
        "limit/steps@1",
        "20000000",
    ),
    ("let a = 1", "eval/no-part@1", ""),
    ("part a = [circle((0, 0), 5), circle((3, 0), 5)].on(XY).extrude(1)", "geom/overlap@1", "share"),
    ("part a = rect(10, 10).fillet(6).on(XY).extrude(1)", "geom/radius-too-large@1", "5"),
    ("part a = rect(10, 10).offset(-6)", "geom/inset-too-large@1", "4.9999"),
    ("part a = rect(10, 10, (0, 0)).on(XY).revolve(X)", "geom/axis-crosses-profile@1", ""),
    ("use \"../x.recad\": y\npart a = circle((0, 0), 1)", "io/outside-project@1", ""),
    ("part a = circel((0, 0), 1)", "name/unknown@1", "circle"),
];

#[test]
fn each_bad_program_gets_its_diagnostic() {
    let mut wrong = Vec::new();
    for (text, expected, piece) in CASES {
        let start = Instant::now();
        let outcome = run(text);
        let found = errors(&outcome);
        if found != [*expected] {
            let messages: Vec<_> = outcome.diagnostics.iter().map(|d| &d.message).collect();
            wrong.push(format!("{text}\n   expected {expected}, found {found:?} {messages:?}"));
        } else if !outcome.diagnostics.iter().any(|d| d.message.contains(piece)) {
            wrong.push(format!("{text}\n   the message lacks {piece:?}: {}", outcome.diagnostics[0].message));
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{text} took {:?}", start.elapsed());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn nesting_noise_and_odd_bytes_are_diagnosed() {
    let deep = format!("part a = {}1{}", "(".repeat(100_000), ")".repeat(100_000));
    let list = format!("part a = {}", "[".repeat(100_000));
    let negations = format!("let a = {}1", "-".repeat(100_000));
    let strings = format!("let a = {}1{}", "\"{".repeat(3000), "}\"".repeat(3000));
    let sum = format!("let a = {}1\npart p = circle((0, 0), 1)", "1 + ".repeat(100_000));
    let mut noise = String::new();
    let mut state = 12345u64;
    while noise.len() < 100_000 {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        noise.push(char::from_u32((state >> 33) as u32 % 0x2ff).unwrap_or('?'));
    }
    for (text, fails) in [
        (deep.as_str(), true),
        (&list, true),
        (&negations, true),
        (&strings, true),
        (&sum, false),
        (&noise, true),
        ("part a = circle((0, 0), 1)\0", true),
        ("\0\0\0", true),
        ("\u{feff}part a = circle((0, 0), 1)", false),
        ("part a = circle((0, 0), 1)\r\n", false),
        ("", true),
    ] {
        let outcome = run(text);
        let found = errors(&outcome);
        assert_eq!(!found.is_empty(), fails, "{:?}… {found:?}", text.chars().take(40).collect::<String>());
        assert!(found.len() <= 1000, "{} errors", found.len());
    }
}

#[test]
fn several_errors_are_found_in_one_run_without_cascades() {
    let outcome = run(
        "let a = circel((0, 0), 1)\nlet b = 3mm + 2deg\nlet c = a.on(XY).extrude(b)\npart d = rect(10, -5)\npart e = c\n",
    );
    let found = errors(&outcome);
    assert_eq!(found[..2], ["name/unknown@1", "unit/mismatch@2"], "{found:?}");
    assert!(found.iter().all(|f| !f.ends_with("@3") && !f.ends_with("@5")), "{found:?}");
}

#[test]
fn parts_that_overlap_are_advised_about_and_neighbours_are_not() {
    let names = |text: &str| run(text).diagnostics.iter().map(|d| d.name.as_str()).collect::<Vec<_>>();
    assert_eq!(names("part a = box(10, 10, 10)\npart b = box(4, 4, 20)\n"), ["lint/overlapping-parts"]);
    assert!(names("part a = box(10, 10, 10)\npart b = box(4, 4, 20, (0, 0, 10))\n").is_empty());
}
