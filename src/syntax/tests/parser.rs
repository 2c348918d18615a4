//! Losslessness, totality and messages of the everyday parser.

use crate::syntax::{Parse, ast, ast::AstNode, parse};
use crate::text::FileId;

/// Parses and checks what holds for every text.
fn checked(text: &str) -> Parse {
    let parse = parse(FileId(0), text);
    assert_eq!(parse.syntax().text().to_string(), text, "the tree holds the text");
    for diagnostic in parse.diagnostics() {
        let places = diagnostic.labels.iter().map(|label| label.span);
        let edits = diagnostic.fixes.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in places.chain(edits).chain([diagnostic.span]) {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{diagnostic:?} lies in the text");
        }
    }
    parse
}

const FLANGE: &str = r#"//! Pipe flange with a bolt circle.

/// Outside diameter of the disc.
param outer_d = 80mm in 40mm..=200mm
/// Bore for the pipe.
param bore_d = 30mm in 5mm..=outer_d - 30mm
param bolts: Int = 8 in 3..=24 step 1
param bolt_d = 6mm

let bolt_circle_d = (outer_d + bore_d) / 2
let disc = face(circle((0, 0), outer_d / 2), holes = [circle((0, 0), bore_d / 2)])
assert bolt_circle_d - bolt_d > bore_d, "bolt holes {bolt_d} break into the bore"
fn half<S: Face | Solid>(x: S, f: fn(Length) -> #{a: Int} = |y| y, ) -> (Length, [S]) = {
    let a = if x == 1 { 2 } else if not x and true { -3 ^ -2 } else { 4 };
    [..a, x, a[0].b(c = 1, 2)]
}
part flange =
    disc.on(XY).extrude(height)
    - bolt.pattern_circular(count = bolts).on(XY).extrude(height)
test "areas" {
    let x = [i * j for i in 0..3 if i > 1 for j in [1, 2]];
    assert x == #{a = 1}, "no";
}
"#;

#[test]
fn parses_every_construct_without_messages() {
    let parse = checked(FLANGE);
    assert!(parse.is_ok(), "{:#?}", parse.diagnostics());
}

#[test]
fn views_reach_names_documentation_and_values() {
    let file = checked(FLANGE).file();
    assert_eq!(file.doc(), "Pipe flange with a bolt circle.");
    let items: Vec<ast::Item> = file.items().collect();
    let ast::Item::Param(param) = &items[0] else { panic!("a param comes first") };
    assert_eq!(param.doc(), "Outside diameter of the disc.");
    assert_eq!(param.name().unwrap().text(), "outer_d");
    let Some(ast::Expr::Number(number)) = param.default() else { panic!("the default is a number") };
    let parts = number.parts().unwrap();
    assert_eq!((parts.value, parts.is_int, parts.unit.unwrap().0.as_str()), (80.0, true, "mm"));
    assert!(param.domain().unwrap().range_expr().unwrap().is_closed());
    let function = items.iter().find_map(|item| if let ast::Item::Fn(f) = item { Some(f) } else { None }).unwrap();
    assert_eq!(function.generics().next().unwrap().bounds().count(), 2);
    assert_eq!(function.params().count(), 2);
    let ast::Item::Part(part) = &items[8] else { panic!("a part") };
    let Some(ast::Expr::Binary(cut)) = part.value() else { panic!("a difference") };
    let rest: Vec<_> = cut.rest().collect();
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].op, ast::BinaryOp::Sub);
    assert!(matches!(rest[0].right, Some(ast::Expr::Postfix(_))));
    assert!(cut.first().unwrap().syntax().text().to_string().starts_with("disc"));
}

#[test]
fn any_text_is_kept_and_answered() {
    use crate::syntax::testing::{PROGRAMS, Random, mutate};
    let mut random = Random(3);
    for _ in 0..4000 {
        let seed = random.below(PROGRAMS.len());
        let mut text = PROGRAMS[seed].to_owned();
        for _ in 0..random.below(6) {
            text = mutate(&text, &mut random);
        }
        // Cut anywhere between characters.
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        if !ends.is_empty() && random.below(2) == 0 {
            text.truncate(ends[random.below(ends.len())]);
        }
        checked(&text);
    }
    for text in [
        "\0\0\0",
        "\u{feff}",
        "\r",
        "\"",
        "{",
        "\"{",
        "\"{\"{\"",
        "|",
        "||",
        "|a|",
        "recad",
        "units",
        "'",
        "“",
        "/*",
        "#",
        "é\u{301}𝄞",
    ] {
        checked(text);
    }
}

proptest::proptest! {
    #[test]
    fn any_characters_are_kept_and_answered(text in "(\\PC|[\\[\\](){}\"|,;=.#\n\r\0]|let |part |if |fn |for |in ){0,60}") {
        checked(&text);
    }
}

#[test]
fn noise_takes_linear_time_and_few_messages() {
    for piece in [
        "$ a", "\"{", "“ ", "/* ", "' ", "( ", ") ", "if ", "a b ", "let ", "1. ", "{ x; ", "\\", "#{", "\"", "/*\n",
        "|", ".", "é",
    ] {
        let text = piece.repeat(300_000 / piece.len());
        let parse = checked(&text);
        assert!(!parse.is_ok() && parse.diagnostics().len() <= 500, "{piece}");
    }
}

#[test]
fn a_text_over_the_limit_is_refused() {
    let parse = parse(FileId(0), &" ".repeat(crate::text::MAX_SOURCE_BYTES + 1));
    assert_eq!(parse.diagnostics()[0].name.as_str(), "limit/source-size");
    assert_eq!(parse.file().items().count(), 0);
}

#[test]
fn numbers_are_taken_apart_like_the_grammar_reads_them() {
    use crate::syntax::ast::{number_value, split_number};
    for (text, value, is_int, unit) in [
        ("12", 12.0, true, ""),
        ("1_000mm", 1000.0, true, "mm"),
        ("2.5e-3deg", 0.0025, false, "deg"),
        ("1e5", 1e5, false, ""),
        ("1e", 1.0, true, "e"),
        ("1e_5", 1.0, true, "e_5"),
        ("1E+0_1in", 10.0, false, "in"),
        ("1e999", f64::INFINITY, false, ""),
    ] {
        let (digits, found_int, found_unit) = split_number(text);
        assert_eq!((number_value(digits), found_int, found_unit), (value, is_int, unit), "{text}");
    }
}
