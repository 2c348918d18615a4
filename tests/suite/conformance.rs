//! The language's own conformance suite: every case passes, and together they leave nothing out.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use recad::conformance::spec::{CHAPTERS, Spec};
use recad::conformance::{Options, Report, Suite, run};
use recad::syntax::SyntaxKind;
use recad::syntax::reference::rule_names;

fn path(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// The suite, run once with both grammars judging every text.
fn report() -> &'static Report {
    static REPORT: OnceLock<Report> = OnceLock::new();
    REPORT.get_or_init(|| {
        let spec = Spec::embedded();
        run(&Suite::read(&path("tests/conformance"), &spec), &spec, Options { reference: true })
    })
}

#[test]
fn every_case_passes_and_both_grammars_agree_on_its_texts() {
    assert!(report().is_ok(), "{:#?}\n{}", report().diagnostics, report().human());
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
