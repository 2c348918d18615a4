use super::*;
use crate::corpus::plan::samples::{FLAT, Generator, SAMPLES};

fn canonical(text: &str) -> String {
    format::format(FileId::default(), text).expect("a program")
}

#[test]
fn every_construct_is_read_as_it_is_printed() {
    for (name, text) in SAMPLES {
        let reading = read(FileId::default(), text).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(print::program(&reading.plan), canonical(text), "{name}");
        assert!(reading.is_canonical, "{name}");
        // Formatting does not matter.
        let crowded = text.replace(", ", ",").replace("    ", " ");
        assert_eq!(read(FileId::default(), &crowded).map(|again| again.plan), Ok(reading.plan), "{name}");
    }
}

#[test]
fn the_flat_form_is_a_plan_of_extrusions_in_order() {
    let reading = read(FileId::default(), FLAT).expect("a plan");
    assert!(!reading.is_canonical);
    let operations: Vec<BooleanOp> = reading.plan.features.iter().map(|feature| feature.operation).collect();
    assert_eq!(operations, [BooleanOp::Union, BooleanOp::Cut, BooleanOp::Intersect]);
    assert!(matches!(&reading.plan.features[0].body, Body::Group { features } if features.len() == 2));
    assert!(matches!(&reading.plan.features[1].body, Body::Extrude { .. }));
}

#[test]
fn what_no_plan_has_is_located() {
    let cases = [
        ("fn f(x: Length) -> Length = x\npart p = box(1, 2, 3)\n", "fn f"),
        ("part p = box(1, 2, 3)\npart q = box(1, 2, 3)\n", "part q"),
        ("param a = 3mm step 1mm\npart p = box(a, 2, 3)\n", "param a"),
        ("param a = 1inch\npart p = box(a, 2, 3)\n", "param a"),
        ("let a = box(1, 2, 3)\nlet b = box(1, 2, 3)\npart p = b + a\n", "b +"),
        ("let a = box(1, 2, 3)\nlet b = box(1, 2, 3)\npart p = a + a\n", "a\n"),
        ("let a = box(1, 2, 3)\nlet b = box(1, 2, 3)\npart p = a\n", "a\n"),
        ("part p = box(1, 2, 3).fillet(1)\n", "(1)"),
        ("part p = box(1, 2 ^ 2, 3)\n", "2 ^ 2"),
        ("part p = box(1, 2, 3, 4, 5)\n", "5)"),
        ("let a = 1\n", "let a"),
        ("part p = (\n", ""),
    ];
    for (text, place) in cases {
        let error = read(FileId::default(), text).expect_err(text);
        let start = error.span.start as usize;
        assert!(text[start..].starts_with(place), "{text}: {error:?} is at {:?}", &text[start..]);
    }
}

#[test]
fn numbers_are_read_in_the_notation_of_the_language() {
    let shown = |text: &str| expression(text).map(|expr| expr.to_string());
    for text in ["a", "-2.5", "a / 2 - 4", "(a + b) * -2", "-(a - b)", "a - (b - c)", "1e-9"] {
        assert_eq!(shown(text).as_deref(), Some(text));
    }
    for text in ["", "a +", "a b", "f(1)", "a ^ 2", "2 part p = a", "1 // 2", "\"a\""] {
        assert_eq!(shown(text), None, "{text}");
    }
    assert_eq!(shown(&("1".to_owned() + &" + 1".repeat(100_000))), None);
    assert_eq!(shown(&("(".repeat(100_000) + "1" + &")".repeat(100_000))), None);
}

#[test]
fn random_plans_are_read_as_they_are_printed() {
    let mut generator = Generator(5);
    for index in 0..200 {
        let plan = generator.plan();
        let text = print::program(&plan);
        let reading = read(FileId::default(), &text).unwrap_or_else(|error| panic!("{index}: {error:?}\n{text}"));
        assert_eq!(print::program(&reading.plan), text, "{index}");
        assert!(reading.is_canonical, "{index}");
    }
}
