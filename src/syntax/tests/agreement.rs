//! The everyday parser against the normative grammar: the same texts, the same trees.

use rayon::prelude::*;

use super::samples::{PER_SEED, PROGRAMS, SEEDS, generated, mutated, programs};
use super::work::check_depth;
use crate::syntax::{parse, reference};
use crate::text::FileId;

const FILE: FileId = FileId(0);

/// Checks that both parsers accept or both reject, and that the trees have one shape.
fn agree(text: &str) -> bool {
    let ours = parse(FILE, text);
    assert_eq!(ours.syntax().text().to_string(), text, "the tree holds the text");
    match (ours.is_ok(), reference::shape(FILE, text)) {
        (true, Ok(shape)) => {
            assert_eq!(ours.shape(), shape, "shapes differ on:\n{text}");
            check_depth(text);
            true
        }
        (false, Err(_)) => false,
        (true, Err(error)) => panic!("only the grammar rejects, {error:?}:\n{text}"),
        (false, Ok(_)) => panic!("only the parser rejects, {:#?}:\n{text}", ours.diagnostics()),
    }
}

#[test]
fn parsers_agree_on_the_library_and_the_corpus() {
    for (path, text) in programs() {
        assert!(agree(&text), "{} is a program: {:#?}", path.display(), parse(FILE, &text).diagnostics());
    }
}

#[test]
fn parsers_agree_on_small_programs() {
    let accepted = PROGRAMS.iter().filter(|text| agree(text)).count();
    assert!((50..PROGRAMS.len() - 50).contains(&accepted), "{accepted} accepted");
}

#[test]
fn parsers_agree_on_generated_sentences() {
    let accepted: usize = SEEDS
        .into_par_iter()
        .map(|seed| {
            for text in generated(seed) {
                assert!(agree(&text), "the grammar accepts what it generates:\n{text}");
            }
            PER_SEED
        })
        .sum();
    assert!(accepted >= 100_000);
}

#[test]
fn parsers_agree_on_mutated_programs() {
    let counts: Vec<usize> =
        SEEDS.into_par_iter().map(|seed| mutated(seed).filter(|text| agree(text)).count()).collect();
    let (texts, accepted) = (counts.len() * PER_SEED, counts.iter().sum::<usize>());
    assert!(texts >= 100_000 && (texts / 20..texts / 20 * 19).contains(&accepted), "{accepted} of {texts} accepted");
}

#[test]
fn parsers_agree_on_nesting_and_survive_it() {
    let cases: &[(&str, &str, &str)] = &[
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{", "1", "}"),
        ("f(", "1", ")"),
        ("\"{", "1", "}\""),
        ("#{a = ", "1", "}"),
        ("-", "1", ""),
        ("not ", "a", ""),
        ("a ^ ", "b", ""),
        ("|a, b| ", "1", ""),
        ("|| ", "1", ""),
        ("if a { b } else ", "{ c }", ""),
        ("if ", "a", " { b } else { c }"),
        ("-a ^ -(", "1", ")"),
        ("-\"{-", "1", "}\""),
        ("|a = ", "1", "| b"),
        ("[x for x in [", "1", "]]"),
    ];
    for (open, middle, close) in cases {
        for depth in [20, 60, 200] {
            let text = format!("let a = {}{middle}{}", open.repeat(depth), close.repeat(depth));
            agree(&text);
            agree(&format!("let a = {}", open.repeat(depth)));
        }
        for depth in [257, 5000] {
            let text = format!("let a = {}{middle}{}", open.repeat(depth), close.repeat(depth));
            let found = parse(FILE, &text);
            assert!(found.diagnostics().iter().any(|d| d.name.as_str() == "syntax/nesting"), "{open} {depth}");
            assert_eq!(found.syntax().text().to_string(), text);
            agree(&text);
        }
    }
    let types = |depth: usize| format!("let a: {}T = 1", "fn() -> ".repeat(depth));
    assert!(agree(&types(200)) && !agree(&types(300)));
}

#[test]
fn long_chains_do_not_nest() {
    for operator in [" + ", " * ", " and ", " or ", " & ", ".f() + -", " - -"] {
        let text = format!("let a = {}b", format!("b{operator}").repeat(20_000));
        assert!(agree(&text), "{operator}");
    }
    assert!(agree(&format!("let a = b{}", ".c(d)[1]".repeat(20_000))));
    assert!(agree(&format!("let a = [{}]", "-1, ".repeat(20_000))));
    assert!(agree(&"let a = if b { c } else { d }\n".repeat(2_000)));
}
