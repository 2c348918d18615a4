//! What people are told about slips: one message each, its place, and a fix that mends the text.

use crate::diagnostics::{Diagnostic, Edit};
use crate::syntax::parse;
use crate::text::FileId;

fn diagnostics(text: &str) -> Vec<Diagnostic> {
    parse(FileId(0), text).diagnostics().to_vec()
}

/// `text` after all fixes of all messages.
fn mended(text: &str, diagnostics: &[Diagnostic]) -> String {
    let mut edits: Vec<&Edit> = diagnostics.iter().flat_map(|d| &d.fixes).flat_map(|fix| &fix.edits).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse((edit.span.start, edit.span.end)));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

/// Slips whose only message has this name, and what the fix makes of the text.
const MENDED: &[(&str, &str, &str)] = &[
    ("let a = { let b = 1 b }", "syntax/missing-semicolon", "let a = { let b = 1; b }"),
    ("let a = { let b = 1\n b }", "syntax/missing-semicolon", "let a = { let b = 1;\n b }"),
    ("let a = { let b = 1; b; }", "syntax/extra-semicolon", "let a = { let b = 1; b }"),
    ("let a = 1;\nlet b = 2;", "syntax/extra-semicolon", "let a = 1\nlet b = 2"),
    ("let a = f(1 2)", "syntax/missing-comma", "let a = f(1, 2)"),
    ("let a = [b c, d]", "syntax/missing-comma", "let a = [b, c, d]"),
    ("let a = f(1, (2, 3)\nlet b = 1", "syntax/unclosed-bracket", "let a = f(1, (2, 3))\nlet b = 1"),
    ("let a = [1, 2\npart b = c", "syntax/unclosed-bracket", "let a = [1, 2]\npart b = c"),
    ("fn f(x) = { let b = 1; x\n\nfn g(x) = x", "syntax/unclosed-bracket", "fn f(x) = { let b = 1; x}\n\nfn g(x) = x"),
    ("let a = (1]", "syntax/unmatched-bracket", "let a = (1)"),
    ("let a = \"b\nlet c = 1", "syntax/unterminated-string", "let a = \"b\"\nlet c = 1"),
    ("let a = \"b {c\"\nlet d = 1", "syntax/unclosed-bracket", "let a = \"b {c}\"\nlet d = 1"),
    ("let a = \"b \\q\"", "syntax/unknown-escape", "let a = \"b \\\\q\""),
    ("let a = \"b } c\"", "syntax/unmatched-bracket", "let a = \"b \\} c\""),
    ("let a = 'b'", "syntax/unknown-character", "let a = \"b\""),
    ("let a = 2 × 3", "syntax/unknown-character", "let a = 2 * 3"),
    ("# note\nlet a = 1", "syntax/unknown-character", "// note\nlet a = 1"),
    ("let a = !b", "syntax/unknown-character", "let a = not b"),
    ("let a = 90°", "syntax/unknown-character", "let a = 90deg"),
    ("let a = 1.", "syntax/number", "let a = 1.0"),
    ("let a = (1., 2)", "syntax/number", "let a = (1.0, 2)"),
    ("let a = .5", "syntax/number", "let a = 0.5"),
    ("let a = if b = c { 1 } else { 2 }", "syntax/assignment", "let a = if b == c { 1 } else { 2 }"),
    ("a = 1\nlet b = 2", "syntax/assignment", "let a = 1\nlet b = 2"),
    ("let a = { b = 1; b }", "syntax/assignment", "let a = { let b = 1; b }"),
    ("let a = f(x: 1)", "syntax/assignment", "let a = f(x = 1)"),
    ("let a = #{b: 1, c = 2}", "syntax/assignment", "let a = #{b = 1, c = 2}"),
    ("let a = b && c", "syntax/operator", "let a = b and c"),
    ("let a = b||c", "syntax/operator", "let a = b or c"),
    ("let a = 2 ** 3", "syntax/operator", "let a = 2 ^ 3"),
    ("let a = +b", "syntax/operator", "let a = b"),
    ("let a = 1 + if b { 2 } else { 3 }", "syntax/unexpected", "let a = 1 + (if b { 2 } else { 3 })"),
    ("let a = b == not c", "syntax/unexpected", "let a = b == (not c)"),
    ("let a = { return b }", "syntax/unexpected", "let a = {  b }"),
    ("def f(x) = x", "syntax/unexpected", "fn f(x) = x"),
    ("const a = 1", "syntax/unexpected", "let a = 1"),
    ("fn f(x) { x }", "syntax/unexpected", "fn f(x) = { x }"),
];

#[test]
fn one_slip_gets_one_message_and_its_fix_mends_it() {
    for (text, name, expected) in MENDED {
        let found = diagnostics(text);
        let names: Vec<&str> = found.iter().map(|d| d.name.as_str()).collect();
        assert!(!names.is_empty() && names.iter().all(|other| other == name), "{text}: {found:#?}");
        let fixed = mended(text, &found);
        assert_eq!(fixed, *expected, "{text}");
        assert_eq!(diagnostics(&fixed), [], "{fixed}");
    }
}

/// Slips without a certain fix: the message's name and words of it.
const TOLD: &[(&str, &str, &str)] = &[
    ("let a = ", "syntax/unexpected", "expected a value, found the end of the text"),
    ("let a 1", "syntax/unexpected", "expected `=` and a value, found the number `1`"),
    ("let = 1", "syntax/unexpected", "expected a name, found `=`"),
    ("let a = 1 +", "syntax/unexpected", "expected an expression, found the end of the text"),
    ("let a = b c", "syntax/unexpected", "expected an operator or the next item, found the name `c`"),
    ("part a\nlet b = 1", "syntax/unexpected", "expected `=` and a shape, found the keyword `let`"),
    ("param a = 3 in", "syntax/unexpected", "expected a range or a list"),
    ("use \"std:gear\" gear", "syntax/unexpected", "expected `:` and the names to import"),
    ("let a = b.", "syntax/unexpected", "expected a name after `.`"),
    ("let step = 1", "syntax/keyword", "`step` is a keyword"),
    ("let a = b.in", "syntax/keyword", "`in` is a keyword"),
    ("let a = f(part = 1)", "syntax/keyword", "`part` is a keyword"),
    ("let a = if b { c }", "syntax/missing-else", "needs an `else`"),
    ("let a = 1 < b < 3", "syntax/chained-comparison", "a < b and b < c"),
    ("circle((0, 0), 1)\nlet a = 1", "syntax/expression-statement", "part name = "),
    ("let a = 0..5", "syntax/range", "[i for i in a..b]"),
    ("let a = [0..5]", "syntax/range", "[i for i in a..b]"),
    ("let a = b |> c()", "syntax/operator", "method call"),
    ("let a = 1)", "syntax/unmatched-bracket", "`)` closes no open bracket"),
    ("let a = ()", "syntax/unexpected", "parentheses hold an expression"),
    ("let a = { let b = 1; }", "syntax/unexpected", "a block ends with an expression"),
    ("let a: (T) = 1", "syntax/unexpected", "at least two elements"),
    ("let a = 1 $ 2", "syntax/unknown-character", "`$` has no meaning"),
    ("/* note */ let a = 1", "syntax/unknown-character", "`//`"),
    ("let a = { let b = 1 : 2 }", "syntax/unexpected", "expected an operator or `;`, found `:`"),
    ("test \"a\" { 1 == 1 }", "syntax/expression-statement", "only `let` and `assert`"),
    ("let a = 1\nunits mm", "syntax/unexpected", "`units` stands once"),
];

#[test]
fn slips_without_a_certain_fix_are_explained() {
    for (text, name, words) in TOLD {
        let found = diagnostics(text);
        assert!(!found.is_empty(), "{text}");
        assert_eq!(found[0].name.as_str(), *name, "{text}: {found:#?}");
        assert!(found[0].message.contains(words), "{text}: {}", found[0].message);
        assert!(found.len() == 1 || text.contains('$'), "{text}: {found:#?}");
    }
}

#[test]
fn several_slips_are_all_reported_and_the_rest_is_parsed() {
    let text = "let a = f(1 2)
param b = 3 in
fn g(x) = { let y = x
    y }
part = c
let d = \"open
part e = [1, 2
test \"t\" { assert d }
let last = 1";
    let parse = parse(FileId(0), text);
    let lines: Vec<usize> =
        parse.diagnostics().iter().map(|d| text[..d.span.start as usize].matches('\n').count() + 1).collect();
    assert_eq!(lines, [1, 2, 3, 5, 6, 7, 8], "{:#?}", parse.diagnostics());
    let names: Vec<String> =
        parse.file().items().filter_map(|item| item.name().map(|name| name.text().to_owned())).collect();
    assert_eq!(names, ["a", "b", "g", "d", "e", "last"]);
}

#[test]
fn a_wrong_program_gets_few_messages() {
    // A line in the middle of a correct program is cut off: what follows is not blamed.
    let text = "let a = face(circle((0, 0), 5))\nlet b = [line((0, 0), (1,\nlet c = a.on(XY)\npart d = c.extrude(3)\n";
    let found = diagnostics(text);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(text[..found[0].span.start as usize].ends_with("(1,"), "{found:#?}");
}
