//! The language's own conformance suite: every case passes, and together they leave nothing out.

//!
//! `RECAD_UPDATE=1 cargo test --test suite conformance` writes the committed files anew: the report
//! `tests/reports/conformance.md` and the chapter `grammar/spec/diagnostics.md` below its head.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs};

use recad::conformance::spec::{CHAPTERS, Spec};
use recad::conformance::{Kind, Options, Report, Suite, Tally, run, shown_by_cases};
use recad::diagnostics::registry::{self, Evidence};
use recad::syntax::SyntaxKind;
use recad::syntax::reference::rule_names;

fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// One test, for the suite takes seconds and every test may be a process of its own.
#[test]
fn every_case_passes_in_both_grammars_nothing_is_left_out_and_the_report_says_so() {
    let spec = Spec::embedded();
    let suite = Suite::read(&path("tests/conformance"), &spec);
    let report = run(&suite, &spec, Options { reference: true });
    assert!(report.is_ok(), "{:#?}\n{}", report.diagnostics, report.human());
    assert!(report.cases.len() >= 500, "{} cases", report.cases.len());
    let coverage = &report.coverage;
    for tally in [&coverage.rules, &coverage.diagnostics, &coverage.grammar] {
        assert_eq!(tally.missing, [""; 0], "nothing is without a case");
    }
    committed("tests/reports/conformance.md", &markdown(&report, &suite, &spec));
}

#[test]
fn every_chapter_of_the_specification_is_built_in() {
    let mut files: Vec<String> = std::fs::read_dir(path("grammar/spec"))
        .unwrap()
        .filter_map(|entry| Some(entry.unwrap().path().file_stem()?.to_str()?.to_owned()))
        .filter(|stem| stem != "README")
        .collect();
    let mut chapters: Vec<String> = CHAPTERS.iter().map(|(stem, _)| (*stem).to_owned()).collect();
    files.sort();
    chapters.sort();
    assert_eq!(files, chapters);
}

#[test]
fn rule_ids_are_unique_and_well_formed_and_begin_with_their_chapter() {
    let spec = Spec::embedded();
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    let is_kebab = |part: &str| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    for rule in &spec.rules {
        let parts: Vec<&str> = rule.id.split('.').collect();
        if !(2..=4).contains(&parts.len()) || !parts.iter().all(|part| is_kebab(part)) || parts[0] != rule.chapter {
            wrong.push(format!("{} in {}.md is not formed `chapter.topic.point`", rule.id, rule.chapter));
        }
        if !seen.insert(&rule.id) {
            wrong.push(format!("{} stands twice", rule.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(spec.rules.len() > 300, "the specification is there");
}

/// The rule of the specification that speaks of a rule of the grammar.
fn ids_of(rule: &str) -> Vec<String> {
    let kind = SyntaxKind::ALL.iter().find(|kind| kind.rule() == rule).expect("a rule is a kind");
    if kind.is_keyword() {
        return vec!["lexical.keyword".to_owned()];
    }
    let name = rule.replace('_', "-").to_lowercase();
    let mut ids = vec![format!("syntax.{name}"), format!("lexical.{name}")];
    if kind.is_token() {
        ids.push("lexical.punctuation".to_owned());
    }
    ids
}

#[test]
fn every_rule_of_the_grammar_has_its_rule_in_the_specification() {
    let spec = Spec::embedded();
    let missing: Vec<&String> =
        rule_names().iter().filter(|rule| !ids_of(rule).iter().any(|id| spec.has(id))).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Compares a file that is made from what the tests know with the committed one.
fn committed(file: &str, text: &str) {
    if env::var_os("RECAD_UPDATE").is_some() {
        fs::write(path(file), text).unwrap();
    }
    let found = fs::read_to_string(path(file)).unwrap_or_default();
    assert_eq!(found, text, "{file} is out of date: run with RECAD_UPDATE=1");
}

#[test]
fn the_chapter_on_diagnostics_is_the_registry() {
    committed("grammar/spec/diagnostics.md", &registry::chapter());
}

/// The report as a page: how much there is, chapter by chapter, and what no case can show.
fn markdown(report: &Report, suite: &Suite, spec: &Spec) -> String {
    let mut text = "# The conformance suite\n\nWritten by `RECAD_UPDATE=1 cargo test --test suite conformance`; \
                    `recad conformance tests/conformance` prints the same figures.\n\n"
        .to_owned();
    let positive = report.cases.iter().filter(|case| !case.expects_errors).count();
    text += &format!(
        "{} cases, {} failed: {positive} of programs without errors, {} of programs with errors. On every text \
         the everyday parser and the normative grammar agree, in acceptance and in the tree.\n\n",
        report.cases.len(),
        report.failed(),
        report.cases.len() - positive
    );
    let row = |name: &str, tally: &Tally| {
        let missing = if tally.missing.is_empty() { "none".to_owned() } else { tally.missing.join(", ") };
        format!("| {name} | {} | {} | {missing} |\n", tally.total, tally.covered())
    };
    text += "| | of | covered | missing |\n|---|--:|--:|---|\n";
    text += &row("rules of the specification", &report.coverage.rules);
    text += &row("diagnostics a program can cause", &report.coverage.diagnostics);
    text += &row("rules of the grammar", &report.coverage.grammar);
    text += "\n## Chapters\n\nA case counts in every chapter it names a rule of.\n\n";
    text += "| chapter | rules | cases | without errors | with errors |\n|---|--:|--:|--:|--:|\n";
    for (chapter, _) in CHAPTERS {
        let rules = spec.rules.iter().filter(|rule| rule.chapter == *chapter).count();
        let of_chapter = |rule: &String| rule.split('.').next() == Some(chapter);
        let cases: Vec<_> = report.cases.iter().filter(|case| case.rules.iter().any(of_chapter)).collect();
        let wrong = cases.iter().filter(|case| case.expects_errors).count();
        text += &format!("| {chapter} | {rules} | {} | {} | {wrong} |\n", cases.len(), cases.len() - wrong);
    }
    text += "\n## Diagnostics that no case shows\n\nThey need a host, a file or a foreign script, or guard what \
             cannot happen; `tests/suite/registry.rs` causes those that can be caused.\n\n";
    text += "| diagnostic | cause |\n|---|---|\n";
    let mut shown: BTreeSet<&str> = shown_by_cases().map(|name| name.as_str()).collect();
    shown.extend(suite.cases.iter().flat_map(|case| &case.expectations).filter_map(|line| match &line.kind {
        Kind::Diagnostic { name, .. } => Some(name.as_str()),
        _ => None,
    }));
    for name in registry::all().filter(|name| !shown.contains(name.as_str())) {
        let cause = match name.entry().evidence {
            Evidence::Pair { wrong, .. } => format!("`{}`", wrong.command),
            Evidence::Elsewhere(cause) => cause.to_owned(),
        };
        text += &format!("| `{name}` | {cause} |\n");
    }
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for rule in &spec.rules {
        let cases = report.cases.iter().filter(|case| case.rules.contains(&rule.id)).count();
        *counts.entry(cases.min(5)).or_default() += 1;
    }
    text += "\n## Cases a rule\n\nRules by the number of cases that name them; the rules of single diagnostics are \
             covered by the cases that expect the diagnostic and need not be named.\n\n";
    text += "| cases | rules |\n|--:|--:|\n";
    for (cases, rules) in counts {
        text += &format!("| {cases}{} | {rules} |\n", if cases == 5 { " or more" } else { "" });
    }
    text
}
