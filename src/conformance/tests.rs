//! The runner against suites of its own: what passes, what fails and how that reads, what is malformed.

use super::spec::Spec;
use super::{Options, Report, Suite, run};

const SPEC: &str = "# types\n\nr[types.sum]\nText.\n\nr[types.quotient]\nText.\n";

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
    let report = report(include_str!("tests/pass.cases"));
    assert_eq!(report.human().lines().next(), Some("9 cases: 9 passed, 0 failed"), "{}", report.human());
    assert_eq!(report.coverage.rules.missing, [""; 0]);
    assert!(report.is_ok());
}

#[test]
fn failures_say_what_was_expected_and_what_came() {
    let report = report(include_str!("tests/fail.cases"));
    assert_eq!(report.failed(), report.cases.len(), "{}", report.human());
    let (failures, _) = report.human().split_once("\n\n").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
    insta::assert_snapshot!(failures);
    assert_eq!(report.coverage.rules.missing, ["types.sum", "types.quotient"], "a failed case covers nothing");
}

#[test]
fn what_is_wrong_with_a_case_file_is_located_and_the_rest_runs() {
    let report = report(include_str!("tests/malformed.cases"));
    let found: Vec<String> = report
        .diagnostics
        .iter()
        .map(|diagnostic| crate::diagnostics::render_short::render(diagnostic, &report.sources))
        .collect();
    insta::assert_snapshot!(found.join("\n"));
    assert_eq!((report.cases.len(), report.failed()), (1, 0));
    assert!(!report.is_ok());
}

#[test]
fn nothing_in_a_case_file_panics() {
    let files =
        [include_str!("tests/pass.cases"), include_str!("tests/fail.cases"), include_str!("tests/malformed.cases")];
    for text in files {
        for cut in (0..text.len()).step_by(7) {
            let mut suite = Suite::default();
            suite.add("cut", text.get(..cut).unwrap_or_default(), &spec());
            suite.add("rest", text.get(cut..).unwrap_or_default(), &spec());
        }
    }
}

#[test]
fn an_unreadable_folder_is_told() {
    let suite = Suite::read(std::path::Path::new("/no/such/folder"), &spec());
    assert_eq!(suite.diagnostics.len(), 1);
    assert_eq!(suite.diagnostics[0].name.as_str(), "io/read");
}
