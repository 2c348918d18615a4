//! Layout examples, and the properties every text must keep.

use rayon::prelude::*;

use super::{WIDTH, format};
use crate::syntax::testing::{SEEDS, generated, mutated, programs};
use crate::syntax::{SyntaxKind, parse};
use crate::text::FileId;

const FILE: FileId = FileId(0);

fn formatted(text: &str) -> String {
    format(FILE, text).unwrap_or_else(|diagnostics| panic!("{diagnostics:#?}\n{text}"))
}

/// The tokens without blanks and trailing commas, and the comments.
fn essence(text: &str) -> (Vec<String>, Vec<String>) {
    let (mut tokens, mut comments) = (Vec::new(), Vec::<String>::new());
    for token in parse(FILE, text).syntax().descendants_with_tokens().filter_map(|element| element.into_token()) {
        match token.kind() {
            SyntaxKind::WHITESPACE => {}
            SyntaxKind::COMMENT => comments.push(token.text().trim_end().to_owned()),
            SyntaxKind::R_PAREN | SyntaxKind::R_BRACKET | SyntaxKind::R_BRACE => {
                tokens.pop_if(|last| last == ",");
                tokens.push(token.text().to_owned());
            }
            _ => tokens.push(token.text().to_owned()),
        }
    }
    (tokens, comments)
}

/// The tree without trailing commas.
fn shape(text: &str) -> String {
    let mut shape = parse(FILE, text).shape();
    for closer in ["r_paren", "r_bracket", "r_brace"] {
        shape = shape.replace(&format!(" comma:\",\" {closer}"), &format!(" {closer}"));
    }
    shape
}

/// Checks every property of one program and returns its layout.
fn check(text: &str) -> String {
    let once = formatted(text);
    assert_eq!(formatted(&once), once, "idempotent on:\n{text}");
    assert_eq!(essence(&once), essence(text), "tokens and comments of:\n{text}\nbecame:\n{once}");
    assert_eq!(shape(&once), shape(text), "the tree of:\n{text}\nbecame:\n{once}");
    assert!(once.is_empty() || (once.ends_with('\n') && !once.ends_with("\n\n")), "{once:?} ends with one line end");
    let strings = parse(FILE, &once).syntax().descendants().filter(|node| node.kind() == SyntaxKind::STRING);
    if !strings.into_iter().any(|string| string.text().contains_char('\n')) {
        assert!(!once.contains("\n\n\n") && !once.lines().any(|line| line.ends_with(' ')), "{once}");
    }
    once
}

/// Checks that `text` is laid out as it stands.
fn stays(text: &str) {
    assert_eq!(check(text), text);
}

#[test]
fn canonical_programs_stay_as_they_are() {
    stays(
        r#"//! Pipe flange with a bolt circle.

/// Outside diameter of the disc.
param outer_d = 80mm in 40mm..=200mm
/// Bore for the pipe.
param bore_d = 30mm in 5mm..=outer_d - 30mm
param bolts: Int = 8 in [3, 4, 8] step 1

let bolt_circle_d = (outer_d + bore_d) / 2 // between both

assert bolt_circle_d - bolt_d > bore_d, "bolt holes {bolt_d} break into the bore"

part flange = disc.on(XY).extrude(h) - bolt.pattern_circular(count = bolts).on(XY).extrude(h)
"#,
    );
    stays(
        "let s1 = sketch(plane((0, 0, 0), x = (1, 0, 0), normal = (0, 0, 1)), [
    face(loop([circle((0, 0), 40)]), holes = [
        loop([circle((0, 0), 15)]),
        loop([circle((27.5, 0), 3)]),
        loop([circle((-27.5, 0), 3)]),
    ]),
])
part body = extrude(s1, 12)
let slot = loop([
    line((0, 0), (40, 0)),
    arc((40, 0), (50, 10), (40, 20)), // start, a point on the arc, end
    line((40, 20), (0, 20)),
])
",
    );
    stays(
        "fn pattern<S: Shape>(shape: S, count: Int, about: Axis = Z, angle: Angle = 360deg) -> [S] = {
    let steps = if angle == 360deg { count } else { count - 1 };
    [shape.rotate(angle * i / steps, about = about) for i in 0..count]
}
",
    );
}

#[test]
fn normalises_blanks_and_brackets() {
    let pairs = [
        ("", ""),
        ("\n\n// a\n\n\n\n// b\n\n", "// a\n\n// b\n"),
        ("let   a=1\n\n\n\nlet b=[ 1,2 , ]", "let a = 1\n\nlet b = [1, 2]\n"),
        ("let a = (b,)", "let a = (b)\n"),
        ("let a=-b^-c*not_d&e", "let a = -b^-c * not_d & e\n"),
        ("let a=|x,y:Int=3|x+y", "let a = |x, y: Int = 3| x + y\n"),
        ("let a=||1", "let a = || 1\n"),
        ("let a:[fn(A,B)->(C,#{d:E})]=f", "let a: [fn(A, B) -> (C, #{d: E})] = f\n"),
        ("use \"std:gear\":a,b as c", "use \"std:gear\": a, b as c\n"),
        ("recad 0.1 units inch let a=1", "recad 0.1\nunits inch\nlet a = 1\n"),
        ("test \"t\" { }", "test \"t\" {}\n"),
        ("test \"t\" { let a=1;assert a==1,\"m\" ; }", "test \"t\" {\n    let a = 1;\n    assert a == 1, \"m\";\n}\n"),
        ("let a = { b }", "let a = { b }\n"),
        ("let a = #{ b = 1 , c = 2, }", "let a = #{b = 1, c = 2}\n"),
        ("let a = [ ..b , ..c ]", "let a = [..b, ..c]\n"),
        (
            "let a = [i*j for i in 0..3 if i>1 for j in [1,2]]",
            "let a = [i * j for i in 0..3 if i > 1 for j in [1, 2]]\n",
        ),
        ("\u{feff}let a = 1\r\n// b\r\n", "let a = 1\n// b\n"),
        ("let a = b // c\n+ d", "let a =\n    b // c\n    + d\n"),
    ];
    for (text, expected) in pairs {
        assert_eq!(check(text), expected, "{text:?}");
    }
}

#[test]
fn breaks_method_chains_one_call_a_line() {
    let text = "part base = rounded_rect(width, depth, corner_radius).cut(holes.pattern_grid(columns, rows, pitch)).on(XY).extrude(height)";
    assert_eq!(
        check(text),
        "part base = rounded_rect(width, depth, corner_radius)
    .cut(holes.pattern_grid(columns, rows, pitch))
    .on(XY)
    .extrude(height)
"
    );
}

#[test]
fn breaks_sums_before_their_operators() {
    let text = "part flange = disc.on(XY).extrude(height) - bolt.pattern_circular(count = bolts).on(XY).extrude(height_of_bolt)";
    assert_eq!(
        check(text),
        "part flange =
    disc.on(XY).extrude(height)
    - bolt.pattern_circular(count = bolts).on(XY).extrude(height_of_bolt)
"
    );
}

#[test]
fn moves_a_value_to_its_own_line_to_keep_it_whole() {
    let text = "fn hole(diameter: Length, depth: Length, on: Plane = XY) -> Solid = sketch(on, circle((0, 0), diameter / 2)).extrude(-depth)";
    let (signature, body) = text.split_once(" = sketch").unwrap();
    assert_eq!(check(text), format!("{signature} =\n    sketch{body}\n"));
}

#[test]
fn indents_the_later_operands_of_a_sum_that_is_no_definition() {
    let operand = "cylinder(radius_of_the_operand, height_of_the_operand)";
    assert_eq!(
        check(&format!("let a = {{ let b = 1; {operand} + {operand} }} let c = f({operand} - {operand}, 1)")),
        format!(
            "let a = {{
    let b = 1;
    {operand}
        + {operand}
}}
let c = f(
    {operand}
        - {operand},
    1,
)
"
        )
    );
}

#[test]
fn fills_lists_of_points_and_breaks_lists_of_curves() {
    let points: Vec<String> = (0..40).map(|i| format!("({i}, {})", i * i)).collect();
    let filled = check(&format!("let a = polygon([{}])", points.join(", ")));
    assert!(filled.lines().count() < 10 && filled.starts_with("let a = polygon([\n    (0, 0), (1, 1), "), "{filled}");
    let curves: Vec<String> = (0..9).map(|i| format!("line(({i}, 0), ({}, 0))", i + 1)).collect();
    assert_eq!(check(&format!("let a = loop([{}])", curves.join(", "))).lines().count(), 11);
}

#[test]
fn keeps_comments_everywhere() {
    let program =
        "let a = if b { c ( d , e = [ 1 , f ] ) . g ( ) . h ( ) } else { { let i : T = 2 ; assert i , \"j\" ; i } }
        fn k < S : A | B > ( l : T = 1 , m ) -> ( T , U ) = | x , y | - x ^ 2 + [ z for z in 0 ..= 3 if z ]
        use \"n\" : o , p as q param r = 1 in 0 .. 2 step 1 test \"s\" { } part t = #{ u = ( 1 , ) }";
    check(program);
    let gaps: Vec<usize> = program.match_indices(' ').map(|(at, _)| at).collect();
    for at in gaps {
        for comment in [" // note\n", "\n// note\n", "\n\n// note\n\n", "// a\n// b\n"] {
            check(&format!("{}{comment}{}", &program[..at], &program[at..]));
        }
    }
}

#[test]
fn wrong_programs_are_returned_as_their_diagnostics() {
    assert!(format(FILE, "let a = ").is_err());
}

#[test]
fn formats_the_library_and_the_corpus() {
    for (path, text) in programs() {
        let laid_out = check(&text);
        for line in laid_out.lines().filter(|line| !line.contains("//") && !line.contains('"')) {
            assert!(line.chars().count() <= WIDTH + 20, "{}: {line}", path.display());
        }
    }
}

#[test]
fn formats_generated_sentences() {
    SEEDS.into_par_iter().for_each(|seed| generated(seed).for_each(|text| drop(check(&text))));
}

#[test]
fn formats_mutated_programs() {
    let programs = |seed| {
        let programs: Vec<String> = mutated(seed).filter(|text| parse(FILE, text).is_ok()).collect();
        programs.iter().for_each(|text| drop(check(text)));
        programs.len()
    };
    let count: usize = SEEDS.into_par_iter().map(programs).sum();
    assert!(count > 5000, "{count} programs");
}

#[test]
fn interpolations_are_written_on_one_line() {
    let pairs = [
        ("let a = \"{ b }{  c+1 } d\"", "let a = \"{b}{c + 1} d\"\n"),
        ("let a = \"{ f( 1 , [ 2,3, ] ,) }\"", "let a = \"{f(1, [2, 3])}\"\n"),
        ("let a = \"{\nif b{c}else{ \"{ d }\" } }\"", "let a = \"{if b { c } else { \"{d}\" }}\"\n"),
        ("let a = \"{#{b=1}.b} {{c}}\"", "let a = \"{#{b = 1}.b} {{ c }}\"\n"),
        // Comments and statements need lines of their own: such a string stays.
        ("let a =  \"{ b // c\n }\"", "let a =\n    \"{ b // c\n }\"\n"),
        ("let a = \"{ {let b=1;b} }\"", "let a = \"{ {let b=1;b} }\"\n"),
    ];
    for (text, expected) in pairs {
        assert_eq!(check(text), expected, "{text:?}");
    }
    let long = format!("let a =\n    \"{{f({})}}\"\n", ["argument"; 30].join(", "));
    stays(&long);
}

#[test]
fn takes_linear_time_on_long_programs() {
    let curves = "line((0, 0), (40.123456, 0)), ".repeat(20_000);
    check(&format!("let a = loop([{curves}])"));
    check(&format!("let a = b{}", " + c".repeat(20_000)));
    check(&format!("let a = b{}", ".c(d)".repeat(20_000)));
    check(&format!("let a = {}1{}", "f([".repeat(120), "])".repeat(120)));
}
