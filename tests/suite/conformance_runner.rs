//! The runner of conformance suites on suites of its own: what passes, what fails and how that reads, what
//! is malformed.

use recad::conformance::{Options, Report, Suite, run, spec::Spec};
use recad::diagnostics::render_short;

const SPEC: &str = "# types\n\nr[types.sum]\nText.\n\nr[types.quotient]\nText.\n";
const PASS: &str = include_str!("../fixtures/conformance/pass.cases");
const FAIL: &str = include_str!("../fixtures/conformance/fail.cases");
const MALFORMED: &str = include_str!("../fixtures/conformance/malformed.cases");

fn spec() -> Spec {
    Spec::of([("types".to_owned(), SPEC.to_owned())])
}

fn report(text: &str) -> Report {
    let mut suite = Suite::default();
    suite.add("a.cases", text, &spec());
    run(&suite, &spec(), Options { reference: true })
}

#[test]
fn every_kind_of_expectation_can_pass() {
    let report = report(PASS);
    assert_eq!(report.human().lines().next(), Some("9 cases: 9 passed, 0 failed"), "{}", report.human());
    assert_eq!(report.coverage.rules.missing, [""; 0]);
    assert!(report.is_ok());
}

#[test]
fn failures_say_what_was_expected_and_what_came() {
    let report = report(FAIL);
    let text = report.human();
    assert_eq!(report.failed(), report.cases.len(), "{text}");
    insta::assert_snapshot!(text.split("\n\n").next().unwrap_or_default());
    assert_eq!(report.coverage.rules.missing, ["types.sum", "types.quotient"], "a failed case covers nothing");
}

#[test]
fn what_is_wrong_with_a_case_file_is_located_and_the_rest_runs() {
    let report = report(MALFORMED);
    let lines: Vec<String> = report.diagnostics.iter().map(|d| render_short::render(d, &report.sources)).collect();
    insta::assert_snapshot!(lines.join("\n"));
    assert_eq!((report.cases.len(), report.failed()), (1, 0));
    assert!(!report.is_ok());
}

#[test]
fn nothing_in_a_case_file_panics() {
    for text in [PASS, FAIL, MALFORMED] {
        for cut in (0..text.len()).step_by(7) {
            let mut suite = Suite::default();
            suite.add("cut", text.get(..cut).unwrap_or_default(), &spec());
            suite.add("rest", text.get(cut..).unwrap_or_default(), &spec());
        }
    }
}

#[test]
fn the_report_does_not_depend_on_threads_and_is_one_document() {
    let (first, second) = (report(FAIL).json(), report(FAIL).json());
    assert_eq!(first, second);
    assert_eq!((&first["schema"], &first["failed"]), (&1.into(), &5.into()));
    assert_eq!(first["cases"][1]["failures"][0]["line"], 12);
}

#[test]
fn an_unreadable_folder_is_told() {
    let suite = Suite::read(std::path::Path::new("/no/such/folder"), &spec());
    assert_eq!(suite.diagnostics.len(), 1);
    assert_eq!(suite.diagnostics[0].name.as_str(), "io/read");
}
