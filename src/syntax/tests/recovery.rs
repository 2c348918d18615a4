//! Broken programs and what the tolerant parser still recognises: `tests/reports/recovery.md`.
//!
//! Every case stands in the middle of a file whose other items must survive, and says how many mistakes it
//! has: each gets one message. `RECAD_UPDATE=1 cargo nextest run recovery` writes the report anew.

use std::fmt::Write as _;

use crate::syntax::{SyntaxKind, SyntaxNode, ast, ast::AstNode, parse};
use crate::text::FileId;

const BEFORE: &str = "let before = box(1, 2, 3)\n";
const AFTER: &str = "\nlet after = before.f(2)\nfn later(x) = { let y = x; y }\npart last = after\n";

/// What went wrong, the lines it went wrong on, and how many mistakes they hold.
const BROKEN: &[(&str, &str, usize)] = &[
    ("A call is not closed", "let a = circle((0, 0), 5", 1),
    ("A list is not closed", "let a = [1, 2, 3", 1),
    ("A block is not closed", "fn f(x) = { let y = x; y", 1),
    ("A record is not closed", "let a = #{b = 1, c = 2", 1),
    ("A type is not closed", "fn f(x: [Length) = x", 1),
    ("An inner bracket is not closed", "let a = loop([line((0, 0), (40, 0)), line((40, 0), (0, 0)])", 1),
    ("Two brackets are not closed", "let a = loop([line((0, 0), (40, 0)", 1),
    ("A bracket too many", "let a = f(1))", 1),
    ("A brace too many", "fn f(x) = { x } }", 1),
    ("A bracket closed by another", "let a = [1, 2)", 1),
    ("Closing brackets in the wrong order", "let a = f([1, 2)]", 2),
    ("No `;` after a statement", "let a = { let b = 1\n    b }", 1),
    ("No `;` after two statements", "let a = {\n    let b = 1\n    let c = 2\n    b + c\n}", 2),
    ("`;` after an item", "let a = 1;", 1),
    ("`;` after the value of a block", "let a = { let b = 1; b; }", 1),
    ("`;` between arguments", "let a = f(1; 2)", 1),
    ("No comma between arguments", "let a = f(1 2, 3)", 1),
    ("Two commas", "let a = f(1,, 2)", 1),
    ("A comma first", "let a = [, 1]", 1),
    ("A call just begun", "let a = box(", 1),
    ("A call broken off after a comma", "let a = box(1,", 1),
    ("A named argument without its value", "let a = box(width =, 2)", 1),
    ("A method not yet named", "let a = before.", 1),
    ("An operator without its right operand", "let a = 1 +", 1),
    ("An operator too many", "let a = 1 + * 2", 1),
    ("A `let` just begun", "let", 1),
    ("A `let` without value", "let a", 1),
    ("A `let` with `=` and no value", "let a =", 1),
    ("A `let` without `=`", "let a 1", 1),
    ("A `let` without name", "let = 1", 1),
    ("A `let` without `let`", "a = 1", 1),
    ("A function whose parameters are just begun", "fn f(", 1),
    ("A function broken off in its parameters", "fn f(x: Length, y", 1),
    ("A function without value", "fn f(x) =", 1),
    ("A function without `=`", "fn f(x) { x }", 1),
    ("A parameter without range", "param a = 3mm in", 1),
    ("A parameter with half a range", "param a = 3mm in 1mm..", 1),
    ("An `if` just begun", "let a = if b {", 1),
    ("An `if` without `else`", "let a = if b { 1 }", 1),
    ("An `else` without block", "let a = if b { 1 } else", 1),
    ("A comprehension broken off", "let a = [i for i in", 1),
    ("A comprehension without variable", "let a = [i for in 0..3]", 1),
    ("A string without end", "let a = \"text", 1),
    ("A string without end in a call", "let a = f(\"text, 1)", 1),
    ("An interpolation without end", "let a = \"text {b\"", 1),
    ("A character without meaning", "let a = 1 $ 2", 1),
    ("A unit that does not touch its number", "let a = 1 mm", 1),
    ("A word of another language", "def f(x) = x", 1),
    ("A keyword as a name", "let step = 1", 1),
    ("An expression as an item", "box(1, 2, 3)", 1),
    ("A comment of another language", "let a = 1 /* one */", 1),
    ("A comparison chain", "let a = 1 < b < 3", 1),
    ("`=` for `==`", "let a = if b = 1 { 2 } else { 3 }", 1),
    ("A pipe", "let a = b |> c(1)", 1),
    ("A `use` without names", "use \"std:gear\"", 1),
    ("A `use` without quotes", "use std:gear: spur_gear", 1),
    ("A test that holds an expression", "test \"t\" {\n    1 == 1\n}", 1),
    ("A statement of OpenSCAD", "translate([1, 2, 3]) cube(5);", 1),
    ("A loop as a statement", "for i in 0..3 { box(i) }", 1),
    ("Marks of a merge", "<<<<<<< HEAD\nlet a = 1\n=======\nlet a = 2\n>>>>>>> other", 3),
];

/// A node as its rules, brackets around its parts, names and numbers as written.
fn outline(node: &SyntaxNode, out: &mut String) {
    match node.kind() {
        SyntaxKind::NAME_EXPR | SyntaxKind::NUMBER_EXPR | SyntaxKind::STRING | SyntaxKind::BOOL_EXPR => {
            let _ = write!(out, "{}", node.text().to_string().trim());
        }
        SyntaxKind::ERROR => {
            let text = node.text().to_string();
            let _ = write!(out, "✗{}", text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
        kind => {
            out.push_str(kind.rule());
            let names = node.children_with_tokens().filter_map(|element| element.into_token());
            let names = names.filter(|token| token.kind() == SyntaxKind::NAME);
            let names: Vec<String> = names.map(|token| token.text().to_owned()).collect();
            if !names.is_empty() {
                let _ = write!(out, " {}", names.join(" "));
            }
            let mut children = node.children().peekable();
            if children.peek().is_some() {
                out.push('(');
                for (at, child) in children.enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    outline(&child, out);
                }
                out.push(')');
            }
        }
    }
}

#[test]
fn recovery() {
    let mut report = "# Broken programs and what is recognised of them\n\n\
        Each stands between good items, which are all recognised; the line numbers count from the lines shown.\n\
        `✗` marks what was skipped. Written by a test: `RECAD_UPDATE=1 cargo nextest run recovery`.\n"
        .to_owned();
    let mut faults = String::new();
    for (title, lines, mistakes) in BROKEN {
        let text = format!("{BEFORE}{lines}{AFTER}");
        let parse = parse(FileId(0), &text);
        let _ = write!(report, "\n## {title}\n\n```recad\n{lines}\n```\n\n");
        for diagnostic in parse.diagnostics() {
            let before = &text[BEFORE.len()..(diagnostic.span.start as usize).max(BEFORE.len())];
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            let _ = writeln!(report, "- {line}:{column} `{}` {}", diagnostic.name.as_str(), diagnostic.message);
        }
        let mut recognised = Vec::new();
        let mut rest = ["before", "after", "later", "last"].into_iter().peekable();
        for node in parse.syntax().children() {
            let expected = rest.peek().copied().unwrap_or_default();
            let item = ast::Item::cast(node.clone());
            let value = match &item {
                Some(ast::Item::Let(item)) => item.value(),
                Some(ast::Item::Part(item)) => item.value(),
                Some(ast::Item::Fn(item)) => item.body(),
                _ => None,
            };
            let name = item.as_ref().and_then(ast::Item::name);
            if value.is_some() && name.is_some_and(|name| name.text() == expected) {
                rest.next();
            } else {
                let mut line = String::new();
                outline(&node, &mut line);
                recognised.push(line);
            }
        }
        let _ = write!(report, "\n```text\n{}\n```\n", recognised.join("\n"));
        if let Some(lost) = rest.next() {
            let _ = writeln!(faults, "{title}: `{lost}` is lost");
        }
        if parse.diagnostics().len() != *mistakes {
            let _ = writeln!(faults, "{title}: {} messages for {mistakes}", parse.diagnostics().len());
        }
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/recovery.md");
    if std::env::var_os("RECAD_UPDATE").is_some() {
        std::fs::write(path, &report).expect("the report is written");
    }
    assert!(faults.is_empty(), "{faults}");
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, report, "the report is out of date: run with RECAD_UPDATE=1");
}
