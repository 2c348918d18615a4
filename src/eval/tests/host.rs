//! What a host asks: parameters as JSON, lower limits, stopping, tests, printed results.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::json;

use super::fake::Fake;
use super::program::{check, check_with};
use crate::diagnostics::registry::{eval as names, host, limit, r#type};
use crate::eval::{Limits, Options, Outcome, Override, evaluate, run_tests};
use crate::model::{CurveKind, Shape, SolidKind};

fn run(text: &str, options: &Options) -> Outcome {
    let checked = check(text);
    assert!(checked.diagnostics.iter().all(|diagnostic| !diagnostic.is_error()), "{:?}", checked.diagnostics);
    evaluate(&checked.program, &Fake, options)
}

fn with_json(values: &[(&str, serde_json::Value)]) -> Options<'static> {
    let overrides = values.iter().map(|(name, value)| ((*name).to_owned(), Override::Json(value.clone()))).collect();
    Options { overrides, ..Options::default() }
}

fn names_of(outcome: &Outcome) -> Vec<&'static str> {
    outcome.diagnostics.iter().map(|diagnostic| diagnostic.name.as_str()).collect()
}

#[test]
fn parameters_come_as_json_numbers_texts_and_quantities() {
    let program = "param a = 1mm\nparam b = 2deg\nparam c = \"x\"\nparam d = (1mm, 2mm)\nparam e = true\n\
                   let s = \"{a} {b} {c} {d} {e}\"";
    let options = with_json(&[
        ("a", json!({"value": 2, "unit": "inch"})),
        ("b", json!("-30deg")),
        ("c", json!("hello")),
        ("d", json!([3, 4.5])),
        ("e", json!(false)),
    ]);
    let outcome = run(program, &options);
    assert_eq!(names_of(&outcome), [""; 0]);
    assert_eq!(outcome.to_json()["values"]["s"], json!("50.8mm -30deg hello (3mm, 4.5mm) false"));
}

#[test]
fn parameters_refuse_json_that_is_no_value() {
    for value in [json!(null), json!({"value": 1, "unit": "furlong"}), json!({}), json!("1furlong"), json!("1.")] {
        let outcome = run("param a = 1mm\nlet b = 2 * a", &with_json(&[("a", value.clone())]));
        assert_eq!(names_of(&outcome), [names::PARAMETER_VALUE.as_str()], "{value}");
        assert!(outcome.values.is_empty(), "nothing follows from a wrong parameter");
    }
    let outcome = run("param a = 1mm", &with_json(&[("a", json!([1]))]));
    assert_eq!(names_of(&outcome), [r#type::MISMATCH.as_str()]);
}

#[test]
fn results_are_printed_with_units_and_kinds() {
    let program = "/// How wide.\nparam width = 2inch in 1inch..=4inch step 0.5inch\nparam n: Int = 3 in [3, 4]\n\
                   let half = width / 2\nlet list = [1, true]\npart disc = circle((0, 0), half)";
    let printed = run(program, &Options::default()).to_json();
    assert_eq!(
        printed["parameters"]["width"],
        json!({
            "value": 2, "unit": "inch", "default": 2, "type": "Length", "range": {"min": 1, "max": 4},
            "step": 0.5, "choices": null, "doc": "How wide.",
        })
    );
    assert_eq!(printed["parameters"]["n"]["choices"], json!([3, 4]));
    assert_eq!(printed["values"]["half"], json!({"value": 25.4, "unit": "mm"}));
    assert_eq!(printed["values"]["list"], json!([{"value": 1, "unit": null}, true]));
    assert_eq!(printed["parts"], json!([{"name": "disc", "kind": "loop", "level": "L"}]));
}

#[test]
fn printing_a_shared_structure_ends() {
    let outcome = run("let a = fold([i for i in 0..200], [0], |list, i| [list, list])", &Options::default());
    let printed = serde_json::to_string(&outcome.to_json()).expect("JSON prints");
    assert!(printed.len() < 4_000_000);
}

#[test]
fn a_host_stops_an_evaluation_by_a_flag() {
    let flag = AtomicBool::new(true);
    let options = Options { cancel: Some(&flag), ..Options::default() };
    let endless = "let a = [i for i in 0..1000000000 if false]";
    assert_eq!(names_of(&run(endless, &options)), [host::TIMEOUT.as_str()]);
    flag.store(false, Ordering::Relaxed);
    assert_eq!(names_of(&run(endless, &options)), [limit::STEPS.as_str()]);
}

#[test]
fn a_host_sets_lower_limits() {
    let limited = |limits: Limits, text: &str| names_of(&run(text, &Options { limits, ..Options::default() }));
    let least = Limits::default();
    assert_eq!(limited(Limits { steps: 10_000, ..least }, "let a = [i for i in 0..20000]"), ["limit/steps"]);
    assert_eq!(
        limited(
            Limits { call_depth: 3, ..least },
            "fn f(n: Int) -> Int = if n == 0 { 0 } else { f(n - 1) }\nlet a = f(2)\nlet b = f(3)"
        ),
        ["limit/call-depth"]
    );
    assert_eq!(
        limited(Limits { list_length: 3, ..least }, "let a = [1, 2, 3]\nlet b = [..a, 4]"),
        ["limit/list-length"]
    );
    assert_eq!(limited(Limits { elements: 5, ..least }, "let a = [1, 2, 3]\nlet b = [1, 2, 3]"), ["limit/elements"]);
    assert_eq!(
        limited(Limits { string_bytes: 3, ..least }, "let a = \"abc\"\nlet b = \"{a}d\""),
        ["limit/string-length"]
    );
    assert_eq!(
        limited(Limits { total_string_bytes: 5, ..least }, "let a = \"abc\"\nlet b = \"def\""),
        ["limit/string-bytes"]
    );
    assert_eq!(limited(Limits { curves: 2, ..least }, "let a = rect(1, 1)"), ["limit/curves"]);
}

/// What the labels of a diagnostic say.
fn sides(diagnostic: &crate::diagnostics::Diagnostic) -> Vec<&str> {
    diagnostic.labels.iter().map(|label| label.text.as_str()).collect()
}

#[test]
fn tests_pass_and_fail_one_by_one() {
    let program = "let a = 1\ntest \"holds\" { let b = a + 1; assert b == 2; }\ntest \"fails\" { assert a == 2; }\n\
                   test \"breaks\" { let l = [a][3]; }\npart p = circle((0, 0), 1)";
    let checked = check(program);
    let (outcome, tests) = run_tests(&checked.program, &Fake, &Options::default());
    assert!(outcome.diagnostics.is_empty());
    let seen: Vec<(&str, bool)> = tests.iter().map(|test| (test.name.as_str(), test.passed)).collect();
    assert_eq!(seen, [("holds", true), ("fails", false), ("breaks", false)]);
    assert_eq!(sides(&tests[1].diagnostics[0]), ["1", "2"]);
    assert_eq!(tests[2].diagnostics[0].name, names::INDEX);
}

#[test]
fn a_program_without_parts_is_an_error_where_one_is_required() {
    let required = Options { require_part: true, ..Options::default() };
    assert_eq!(names_of(&run("let a = 1", &required)), [names::NO_PART.as_str()]);
    assert_eq!(names_of(&run("part a = circle((0, 0), 1)", &required)), [""; 0]);
    // A part that failed has been reported; that there is none would be a cascade.
    assert_eq!(names_of(&run("part a = circle((0, 0), 0)", &required)), ["geom/radius"]);
}

#[test]
fn curves_and_solids_know_where_the_program_made_them() {
    let text = "part a = rect(4, 2)\nlet b = 1";
    let outcome = run(text, &Options::default());
    let Shape::Loop(outline) = &outcome.parts[0].shape else { panic!("a loop") };
    let source = |text: &'static str, span: crate::text::Span| &text[span.start as usize..span.end as usize];
    assert_eq!(outline.curves.iter().map(|curve| source(text, curve.span)).collect::<Vec<_>>(), ["rect(4, 2)"; 4]);

    let text = "part a = box(4, 2, 1)";
    let outcome = run(text, &Options::default());
    let Shape::Solid(solid) = &outcome.parts[0].shape else { panic!("a solid") };
    let calls: Vec<(&str, &str)> =
        solid.provenance.calls.iter().map(|(name, call)| (name.as_str(), source(text, *call))).collect();
    assert_eq!(calls, [("box", "box(4, 2, 1)")]);
}

#[test]
fn chains_of_solids_are_one_operation() {
    let text = "let a = box(1, 1, 1)\nlet b = box(2, 1, 1)\nlet c = box(3, 1, 1)\nlet d = box(4, 1, 1)\n\
                part cut = a - b - (c + d)\npart sum = a + (b + c) + d + a\npart both = a & b & (c & d)\n\
                part moved = a.translate((1, 0, 0)).translate((-1, 0, 0))";
    let outcome = run(text, &Options::default());
    let operands = |index: usize| match &outcome.parts[index].shape {
        Shape::Solid(solid) => match &solid.kind {
            SolidKind::Boolean { operands, .. } => operands.len(),
            SolidKind::Extrude { .. } => 1,
            _ => 0,
        },
        _ => 0,
    };
    assert_eq!([operands(0), operands(1), operands(2), operands(3)], [4, 4, 4, 1]);
}

#[test]
fn equal_programs_make_equal_hashes_and_bits() {
    let text = "part a = circle((20, 0), 3).pattern_circular(count = 7).on(XZ).extrude(5)";
    let (first, second) = (run(text, &Options::default()), run(text, &Options::default()));
    let hash = |outcome: &Outcome| match &outcome.parts[0].shape {
        Shape::Solid(solid) => solid.hash,
        _ => 0,
    };
    assert_eq!(hash(&first), hash(&second));
    assert_ne!(hash(&first), 0);
}

#[test]
fn patterns_are_exact_where_the_numbers_are() {
    let text = "part a = face(circle((0, 0), 50), holes = circle((20, 0), 3).pattern_circular(count = 4))";
    let outcome = run(text, &Options::default());
    let Shape::Face(face) = &outcome.parts[0].shape else { panic!("a face") };
    let centers: Vec<[f64; 2]> = face.regions[0]
        .holes
        .iter()
        .map(|hole| match hole.curves[0].kind {
            CurveKind::Circle { center, .. } => center.to_array(),
            _ => [f64::NAN; 2],
        })
        .collect();
    assert_eq!(centers, [[20.0, 0.0], [0.0, 20.0], [-20.0, 0.0], [0.0, -20.0]]);
}

#[test]
fn ten_thousand_holes_take_a_small_share_of_the_steps() {
    let limits = Limits { steps: 600_000, ..Limits::default() };
    let options = Options { limits, ..Options::default() };
    let listed =
        "part a = face(rect(2000, 2000), holes = [circle((10 * i, 10 * j), 2) for i in 0..100 for j in 0..100])";
    let grid = "part a = face(rect(2000, 2000), holes = circle((0, 0), 2).pattern_grid(100, 100, dx = 10, dy = 10))";
    for text in [listed, grid] {
        let outcome = run(text, &options);
        assert_eq!(names_of(&outcome), [""; 0]);
        let Shape::Face(face) = &outcome.parts[0].shape else { panic!("a face") };
        assert_eq!(face.regions[0].holes.len(), 10_000);
    }
}

#[test]
fn a_used_module_keeps_its_own_unit_and_its_parameters_take_their_defaults() {
    let library = "units inch\nparam size = 2inch\nlet wide: Length = 3\nfn longer(l: Length) -> Length = l + 1\n\
                   fn sized() -> Length = size\nassert wide < 1, \"too wide\"";
    let program = "use \"lib.recad\": longer, sized, wide\nlet a = longer(10)\nlet b = sized()\nlet c = wide";
    let checked = check_with(program, Some(("lib.recad", library)));
    let outcome = evaluate(&checked.program, &Fake, &Options::default());
    let printed = outcome.to_json();
    let value = |name: &str| printed["values"][name]["value"].as_f64().unwrap_or(f64::NAN);
    assert!((value("a") - 35.4).abs() < 1e-12);
    assert_eq!((value("b"), value("c")), (50.8, 76.2));
    // Assertions of used modules are checked too, in their own unit.
    assert_eq!(names_of(&outcome), ["eval/assert"]);
    assert_eq!(sides(&outcome.diagnostics[0]), ["76.2 mm", "1"]);
    assert!(outcome.parameters.is_empty());
}
