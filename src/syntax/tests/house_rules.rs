//! The house rules of the normative grammar, read from the grammar itself, and its names against ours.

use std::collections::BTreeSet;

use pest_meta::ast::{Expr, RuleType};

use super::grammar::{GRAMMAR, LookAhead, names, walk};
use crate::syntax::{SyntaxKind, ast};

/// The layers of the expression grammar, loosest first.
const LAYERS: &[&str] = &[
    "or_expr",
    "and_expr",
    "not_expr",
    "compare_expr",
    "add_expr",
    "common_expr",
    "mul_expr",
    "neg_expr",
    "power_expr",
    "postfix_expr",
];

#[test]
fn two_tokens_decide_every_choice() {
    let sets = LookAhead::new(&GRAMMAR);
    let decisions = sets.decisions();
    assert!(decisions.len() > 60, "{} decisions", decisions.len());
    let mut need_two = BTreeSet::new();
    for decision in &decisions {
        let conflict = sets.words(&decision.conflict(2));
        assert!(conflict.is_empty(), "in `{}` two ways begin with {conflict:?}", decision.rule);
        if !decision.conflict(1).is_empty() {
            need_two.insert(decision.rule);
        }
    }
    // `name =` of an argument; a comma before another element or before the closing bracket.
    let expected = ["arg", "call_args", "list_expr", "params", "paren_expr", "record_expr", "record_type"];
    assert_eq!(need_two.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn the_look_ahead_sets_see_conflicts() {
    // The sets themselves are checked on a grammar that breaks the rule.
    let text = r#"file = { a* ~ b? ~ EOI } a = { x ~ y ~ x } b = { x ~ y ~ y } x = @{ "x" } y = @{ "y" }"#;
    let rules = pest_meta::parser::consume_rules(
        pest_meta::parser::parse(pest_meta::parser::Rule::grammar_rules, text).unwrap(),
    );
    let grammar =
        super::grammar::Grammar { rules: rules.unwrap().into_iter().map(|rule| (rule.name.clone(), rule)).collect() };
    let sets = LookAhead::new(&grammar);
    let decisions = sets.decisions();
    let conflicts: Vec<_> = decisions.iter().flat_map(|decision| sets.words(&decision.conflict(2))).collect();
    assert_eq!((decisions.len(), conflicts), (2, vec!["x y".to_owned()]));
}

#[test]
fn precedence_is_layered() {
    for (at, layer) in LAYERS.iter().enumerate() {
        let rule = GRAMMAR.rule(layer).unwrap();
        let mentioned: Vec<&str> = names(&rule.expr).into_iter().filter(|name| LAYERS.contains(name)).collect();
        let below = LAYERS.get(at + 1);
        for name in &mentioned {
            // A prefix operator or a right operand may be of the layer itself, an exponent may be negative.
            let same = name == layer && matches!(*layer, "not_expr" | "neg_expr");
            let exponent = *layer == "power_expr" && *name == "neg_expr";
            assert!(Some(name) == below || same || exponent, "{layer} mentions {name}");
        }
        assert!(below.is_none_or(|below| mentioned.contains(below)), "{layer} stands on {below:?}");
    }
    let kinds = SyntaxKind::ALL.iter().filter(|kind| kind.is_layer()).map(|kind| kind.rule());
    assert_eq!(kinds.collect::<Vec<_>>(), LAYERS);
}

#[test]
fn there_are_no_stack_tricks_and_no_counted_repetitions() {
    for (name, rule) in &GRAMMAR.rules {
        walk(&rule.expr, &mut |expr| {
            let plain = match expr {
                Expr::Ident(inner) => GRAMMAR.rule(inner).is_some() || matches!(inner.as_str(), "SOI" | "EOI" | "ANY"),
                Expr::Str(_) | Expr::Insens(_) | Expr::Range(..) | Expr::NegPred(_) => true,
                Expr::Seq(..) | Expr::Choice(..) | Expr::Opt(_) | Expr::Rep(_) | Expr::RepOnce(_) => true,
                _ => false,
            };
            assert!(plain, "`{name}` uses {expr:?}");
        });
    }
}

#[test]
fn literals_stand_only_in_token_rules() {
    for name in GRAMMAR.syntactic("file") {
        let rule = GRAMMAR.rule(name).unwrap();
        walk(&rule.expr, &mut |expr| {
            let literal = match expr {
                Expr::Str(_) | Expr::Insens(_) | Expr::Range(..) | Expr::PosPred(_) | Expr::NegPred(_) => true,
                Expr::Ident(inner) => inner == "ANY",
                _ => false,
            };
            assert!(!literal, "`{name}` contains {expr:?}");
        });
        // Blanks may stand between all tokens but those of a string.
        let expected = match name {
            "string" => RuleType::CompoundAtomic,
            "interpolation" => RuleType::NonAtomic,
            "item" | "type_expr" | "statement" | "expr" | "primary" | "compare_op" => RuleType::Silent,
            _ => RuleType::Normal,
        };
        assert_eq!(rule.ty, expected, "{name}");
    }
}

#[test]
fn every_rule_is_used() {
    let mut used: BTreeSet<&str> = GRAMMAR.rules.values().flat_map(|rule| names(&rule.expr)).collect();
    used.extend(["file", "WHITESPACE", "COMMENT"]);
    let unused: Vec<_> = GRAMMAR.rules.keys().filter(|name| !used.contains(name.as_str())).collect();
    assert_eq!(unused, [""; 0]);
}

#[test]
fn the_longest_token_is_the_only_one() {
    let tokens = GRAMMAR.tokens();
    let fixed: Vec<(&str, &str)> = tokens.iter().filter_map(|name| Some((*name, GRAMMAR.fixed_text(name)?))).collect();
    assert!(fixed.len() > 40);
    for (long, text) in &fixed {
        for short in tokens.iter().filter(|short| *short != long) {
            let end = GRAMMAR.token_end(short, text, 0);
            // The first line's word is a name elsewhere; string text never meets other tokens.
            let apart = (*long == "kw_recad" && *short == "name") || *short == "string_text";
            assert!(end.is_none() || apart, "`{text}` begins with the token {short}");
        }
    }
    // Words end where names end.
    for (word, text) in fixed.iter().filter(|(name, _)| name.starts_with("kw_")) {
        assert_eq!(*word, format!("kw_{text}"));
        assert_eq!(GRAMMAR.token_end(word, &format!("{text}s"), 0), None);
        assert_eq!(GRAMMAR.token_end("name", &format!("{text}s"), 0), Some(text.len() + 1));
    }
    let words: BTreeSet<&str> = fixed.iter().filter_map(|(name, _)| name.strip_prefix("kw_")).collect();
    let mut reserved = BTreeSet::from(["recad"]);
    walk(&GRAMMAR.rule("keyword").unwrap().expr, &mut |expr| {
        if let Expr::Str(word) = expr {
            reserved.insert(word);
        }
    });
    assert_eq!(words, reserved);
}

/// `or_expr` as `OrExpr`.
fn camel(rule: &str) -> String {
    rule.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

/// The syntactic rules that make nodes.
fn node_rules() -> impl Iterator<Item = &'static str> {
    GRAMMAR.syntactic("file").into_iter().filter(|name| GRAMMAR.rule(name).unwrap().ty != RuleType::Silent)
}

#[test]
fn kinds_are_the_rules_of_the_grammar() {
    let kinds = SyntaxKind::ALL.iter().filter(|kind| {
        !matches!(kind, SyntaxKind::EOF | SyntaxKind::ERROR | SyntaxKind::WHITESPACE | SyntaxKind::COMMENT)
    });
    let mut kinds: Vec<&str> = kinds.map(|kind| kind.rule()).collect();
    kinds.sort_unstable();
    for kind in SyntaxKind::ALL.iter().filter(|kind| !matches!(kind, SyntaxKind::EOF)) {
        assert_eq!(format!("{kind:?}").to_lowercase(), kind.rule().to_lowercase());
    }
    let mut rules: Vec<&str> = node_rules().chain(GRAMMAR.tokens()).filter(|name| *name != "EOI").collect();
    rules.sort_unstable();
    assert_eq!(kinds, rules);
}

#[test]
fn every_rule_that_makes_nodes_has_its_typed_view() {
    for rule in node_rules() {
        let views: Vec<&str> = ast::all_views()
            .filter(|(_, kinds)| kinds.iter().any(|kind| kind.rule() == rule))
            .map(|(name, _)| name)
            .collect();
        // Layers share views by their arity; `String` is the type of the standard library.
        let expected = match rule {
            "not_expr" | "neg_expr" => "UnaryExpr".to_owned(),
            "postfix_expr" => "PostfixExpr".to_owned(),
            "string" => "StringExpr".to_owned(),
            rule if LAYERS.contains(&rule) => "BinaryExpr".to_owned(),
            rule => camel(rule),
        };
        assert_eq!(views, [expected.as_str()], "{rule}");
    }
}

#[test]
fn every_rule_has_its_parser_function() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/syntax/parser");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut sources: Vec<String> = files.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    sources.push(include_str!("../parser.rs").to_owned());
    for rule in GRAMMAR.syntactic("file") {
        // Which operator compares is asked where one may stand.
        let function = if rule == "compare_op" { "fn is_comparison(".to_owned() } else { format!("fn {rule}(") };
        assert!(sources.iter().any(|source| source.contains(&function)), "no `{function}…)`");
    }
}
