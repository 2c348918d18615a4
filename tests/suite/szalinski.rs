//! Flat CSG comes back in loops, and the loops as terms cost at most what Szalinski's saturation reaches.
//!
//! A printed term is expanded by an evaluator of its own into flat CSG again and imported: it must have the bodies of
//! the script it came from. The result is the committed report `tests/reports/szalinski.md`;
//! `RECAD_UPDATE=1 cargo test --test suite szalinski` writes it anew.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use recad::corpus::flat::{Program, Solid};
use recad::corpus::read::files;
use recad::corpus::rewrite::{Rewritten, bodies, rewrite_flat, term};
use recad::corpus::{Format, import};
use recad::model::BooleanOp;

use crate::corpora;

/// The published costs: of the script, and of the term after ten seconds.
const PUBLISHED: [(&str, u32, u32); 5] = [
    ("CNCBitCase", 423, 31),
    ("CassetteStorage", 273, 29),
    ("ChargingStation", 273, 74),
    ("HexWrenchHolder", 653, 36),
    ("SDCardRack", 398, 52),
];

struct Result {
    name: String,
    before: f64,
    term: String,
    after: f64,
    rewritten: Rewritten,
}

fn flat(text: &str, name: &str) -> Program {
    let import = import(text, Format::Csexp, name);
    assert_eq!(import.diagnostics, [], "{name}: {text}");
    import.flat.expect("imports")
}

#[test]
fn flat_csg_is_recovered_as_loops_no_dearer_than_saturation_finds() {
    let Some(folder) = corpora::folder() else { return };
    let mut results = Vec::new();
    for script in files::open(&folder.join("szalinski-csexp"), Format::Csexp) {
        let script = script.unwrap_or_else(|error| panic!("{}", error.diagnostic.message));
        let text = String::from_utf8_lossy(script.text.as_ref()).into_owned();
        let program = flat(&text, &script.id);
        let term = term::term(&program).expect("plain bodies");
        let expanded = flat(&expanded(&term), &script.id);
        assert_eq!(tree(&expanded), tree(&program), "{}: {term}", script.id);
        let written = recad::corpus::write::program(&program);
        let rewritten = rewrite_flat(&program, &written);
        assert!(rewritten.proof.is_some(), "{}: {:?}", script.id, rewritten.reason);
        assert!(rewritten.patterns > 0, "{}: {}", script.id, rewritten.program);
        let (before, after) = (term::cost(&text), term::cost(&term));
        results.push(Result { name: script.id, before, term, after, rewritten });
    }
    assert_eq!(results.len(), PUBLISHED.len());
    for (result, (name, before, after)) in results.iter().zip(PUBLISHED) {
        assert_eq!(result.name, name);
        assert_eq!(result.before.round(), f64::from(before), "{name}");
        assert!(result.after.round() <= f64::from(after), "{name}: {} for {}", result.after, result.term);
    }
    let text = report(&results);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/szalinski.md");
    if std::env::var_os("RECAD_UPDATE").is_some() {
        fs::write(&path, &text).expect("the report can be written");
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, text, "the report is out of date: run with RECAD_UPDATE=1");
}

fn report(results: &[Result]) -> String {
    let mut text = String::from(
        "# Flat CSG in loops, beside Szalinski\n\nWritten by `RECAD_UPDATE=1 cargo test --test suite szalinski` over the five \
         models of the corpora.\nCost: every node 1, a number 1 and 1e-6 for each character, arithmetic, truth values and \
         loop\nvariables 0.001. Every term is expanded again and has the bodies of its script to 1e-6 mm; every\nprogram is \
         proven by evaluating it. The head of `src/corpus/rewrite/term.rs` states the translation;\nthe terms themselves \
         are not shown, as the models are other people's.\n\nWhat to know of the \
         numbers: in terms, a loop that runs twice may change several numbers of a\nbody (any two bodies of a kind are such \
         a loop); programs leave that out. `Concat` counts as one node\nwith its two lists; were there a `List` node \
         between, a term with one would cost 1 more.\n\n| model | script | theirs, 10 s | here | of theirs | program: \
         proof | literals before | after | parameters |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    for (result, (_, _, theirs)) in results.iter().zip(PUBLISHED) {
        let Rewritten { proof, before, after, .. } = &result.rewritten;
        let _ = writeln!(
            text,
            "| {} | {:.3} | {theirs} | {:.3} | {:.0} % | {} | {} | {} | {} |",
            result.name,
            result.before,
            result.after,
            100.0 * result.after / f64::from(theirs),
            proof.map_or("none", |proof| proof.name()),
            before.literals,
            after.literals,
            after.parameters,
        );
    }
    text
}

/// What a program combines, without the order of a sum: operations, and the bodies' numbers in steps of 1e-6 mm.
fn tree(program: &Program) -> String {
    let steps = program.steps.iter().map(|step| format!("{:?}{}", step.operation, sum(program, &step.solids)));
    steps.collect::<Vec<_>>().join(" ")
}

fn sum(program: &Program, solids: &[Solid]) -> String {
    let mut items: Vec<String> = solids.iter().map(|solid| solid_text(program, solid)).collect();
    items.sort();
    format!("[{}]", items.join(", "))
}

fn solid_text(program: &Program, solid: &Solid) -> String {
    if let Solid::Combined(operation, solids) = solid {
        let split = usize::from(*operation == BooleanOp::Cut);
        return format!("{operation:?}({} {})", sum(program, &solids[..split]), sum(program, &solids[split..]));
    }
    let (kind, row) = bodies::row(program, solid).expect("a plain body");
    let row: Vec<i64> = row.iter().map(|value| (value * 1e6).round() as i64).collect();
    format!("{kind:?}{row:?}")
}

/// A term as a tree.
#[derive(Clone, Debug)]
enum Node {
    Word(String),
    List(Vec<Node>),
}

fn parsed(text: &str) -> Node {
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut open: Vec<Vec<Node>> = vec![Vec::new()];
    for word in spaced.split_whitespace() {
        match word {
            "(" => open.push(Vec::new()),
            ")" => {
                let list = open.pop().expect("opened");
                open.last_mut().expect("inside").push(Node::List(list));
            }
            word => open.last_mut().expect("inside").push(Node::Word(word.to_owned())),
        }
    }
    open.pop().and_then(|mut whole| whole.pop()).expect("one term")
}

type Bound = HashMap<&'static str, f64>;

/// The flat CSG that a term stands for.
fn expanded(term: &str) -> String {
    flattened(&parsed(term), &Bound::new())
}

fn head(node: &Node) -> (&str, &[Node]) {
    match node {
        Node::Word(word) => (word, &[]),
        Node::List(items) => match &items[..] {
            [Node::Word(word), rest @ ..] => (word, rest),
            _ => panic!("a list begins with a word: {node:?}"),
        },
    }
}

fn number(node: &Node, bound: &Bound) -> f64 {
    let (word, operands) = head(node);
    let value = |index: usize| number(&operands[index], bound);
    match word {
        "+" => value(0) + value(1),
        "-" => value(0) - value(1),
        "*" => value(0) * value(1),
        "/" => value(0) / value(1),
        word => bound.get(word).copied().unwrap_or_else(|| word.parse().expect("a number")),
    }
}

fn flattened(node: &Node, bound: &Bound) -> String {
    let (word, operands) = head(node);
    match (word, operands) {
        (word, []) => word.to_owned(),
        ("Vec3", axes) => {
            let axes: Vec<String> = axes.iter().map(|axis| number(axis, bound).to_string()).collect();
            format!("(Vec3 {})", axes.join(" "))
        }
        ("Fold", [operation, items]) => {
            format!("(Fold {} (List {}))", head(operation).0, list(items, bound).join(" "))
        }
        (word, operands) => {
            let operands: Vec<String> = operands.iter().map(|operand| flattened(operand, bound)).collect();
            format!("({word} {})", operands.join(" "))
        }
    }
}

fn list(node: &Node, bound: &Bound) -> Vec<String> {
    match head(node) {
        ("List", items) => items.iter().map(|item| flattened(item, bound)).collect(),
        ("Concat", lists) => lists.iter().flat_map(|items| list(items, bound)).collect(),
        ("MapI", [counts @ .., body]) => {
            let counts: Vec<usize> = counts.iter().map(|count| number(count, bound) as usize).collect();
            let mut all = Vec::new();
            let total: usize = counts.iter().product();
            for index in 0..total {
                let mut inner = bound.clone();
                let mut rest = index;
                for (axis, count) in counts.iter().enumerate().rev() {
                    inner.insert(["i", "j", "k"][axis], (rest % count) as f64);
                    rest /= count;
                }
                all.push(flattened(body, &inner));
            }
            all
        }
        other => panic!("no list: {other:?}"),
    }
}
