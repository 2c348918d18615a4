//! Linear time, by counted work rather than seconds: the steps of the everyday parser and the calls of pest.

use crate::syntax::{lexer, nesting, parser, reference};
use crate::text::FileId;

const FILE: FileId = FileId(0);

/// Tokens and steps of the everyday parser on `text`.
fn effort(text: &str) -> (u64, u64) {
    let lexed = lexer::lex(FILE, text);
    (lexed.kinds.len() as u64, parser::effort(FILE, text, &lexed).0)
}

/// Texts of any length, right and wrong: what stands before, what is repeated, what stands behind.
const LONG: &[(&str, &str, &str)] = &[
    ("", "let a = f(1, b = [2, 3])\n", ""),
    ("", "param a: Length = 1mm in 1mm..=2mm step 1mm\n", ""),
    ("", "fn f<T: A | B>(a: [T], b = 1) -> fn(T) -> #{c: T} = |x, y = 2| if x { y } else { -x ^ 2 }\n", ""),
    ("let a = b", " + c * d", ""),
    ("let a = b", ".c(d)[1]", ""),
    ("let a = b", " and not c == d", ""),
    ("let a = [", "(1, 2), ", "]"),
    ("let a = [b", " for i in 0..3 if i", "]"),
    ("let a = { ", "let b = 1; assert b, \"c\";\n", "b }"),
    ("let a = \"", "text {b} \\n", "\""),
    ("let a = ", "// comment\n \t", "1"),
    ("let a = f(", "1 2 ", ")"),
    ("let a = ", "f(", ""),
    ("let a = ", ") ", ""),
    ("let a = { ", "let b = 1 ", "b }"),
    ("let a = {", "\nlet b = [1;\n", ""),
    ("let a = ", "1 < 2 == ", "3"),
    ("", "a b ", ""),
    ("", "if x { ", ""),
    ("", "[; ", ""),
    ("", "\"{", ""),
    ("", "$ ", ""),
    ("let a = f(", "..2, ", ")"),
    ("", "<<<<<<< a\n", ""),
];

#[test]
fn the_parser_takes_linear_time() {
    for (before, piece, after) in LONG {
        let text = |times: usize| format!("{before}{}{after}", piece.repeat(times));
        let (short, long) = (effort(&text(100)), effort(&text(1600)));
        assert!(long.1 <= 17 * short.1 + 2000, "{piece:?}: {short:?} steps, 16 times as long {long:?}");
        assert!(long.1 <= 60 * long.0 + 5000, "{piece:?}: {} steps for {} tokens", long.1, long.0);
    }
}

#[test]
fn pest_takes_linear_time() {
    for (before, piece, after) in LONG {
        let text = |times: usize| format!("{before}{}{after}", piece.repeat(times));
        let (short, long) = (reference::calls(FILE, &text(10)), reference::calls(FILE, &text(160)));
        assert!(long <= 17 * short + 2000, "{piece:?}: {short} calls, 16 times as long {long}");
    }
}

/// What nests: an opening, the innermost, a closing.
const DEEP: &[(&str, &str, &str)] = &[
    ("(", "1", ")"),
    ("[", "1", "]"),
    ("{", "1", "}"),
    ("f(a = ", "1", ")"),
    ("\"{", "1", "}\""),
    ("#{a = ", "1", "}"),
    ("-", "1", ""),
    ("not ", "a", ""),
    ("a ^ ", "b", ""),
    ("|a, b| ", "1", ""),
    ("if a { b } else ", "{ c }", ""),
    ("if ", "a", " { b } else { c }"),
    ("{ let a = ", "1", "; 2 }"),
    ("|a = ", "1", "| b"),
    ("[x for x in [", "1", "]]"),
    ("(1, [", "2", "])"),
];

#[test]
fn nesting_takes_linear_time_in_both_parsers() {
    for (open, middle, close) in DEEP {
        let text = |depth: usize| format!("let a = {}{middle}{}", open.repeat(depth), close.repeat(depth));
        let (short, long) = (effort(&text(15)).1, effort(&text(120)).1);
        assert!(long <= 9 * short + 200, "{open}: {short} steps, 8 times as deep {long}");
        // Cut off in the middle, no bracket is closed.
        let cut = |depth: usize| effort(&format!("let a = {}", open.repeat(depth))).1;
        assert!(cut(120) <= 9 * cut(15) + 200, "{open}: {} steps, 8 times as deep {}", cut(15), cut(120));
        let (short, long) = (reference::calls(FILE, &text(5)), reference::calls(FILE, &text(15)));
        assert!(long <= 3 * short + 200, "{open}: {short} calls, 3 times as deep {long}");
    }
}

/// The nesting that is counted before either parser runs bounds their recursion.
pub(super) fn check_depth(text: &str) {
    let lexed = lexer::lex(FILE, text);
    if let Ok(counted) = nesting::deepest(&lexed.kinds, nesting::MAX_NESTING) {
        // The first level is the expression or type itself.
        let deepest = parser::effort(FILE, text, &lexed).1;
        assert!(deepest <= counted + 1, "nesting {counted}, recursion {deepest}:\n{text}");
    }
}
