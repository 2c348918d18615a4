use std::collections::BTreeSet;

use super::grammar::{Element, WHOLE};
use super::*;
use crate::corpus::plan::samples::{FLAT, Generator, SAMPLES};
use crate::format;

fn all_options(seeds: u64) -> impl Iterator<Item = Options> {
    Level::ALL.into_iter().flat_map(move |level| {
        Style::ALL.into_iter().flat_map(move |style| (0..seeds).map(move |seed| Options { level, style, seed }))
    })
}

fn canonical(text: &str) -> String {
    format::format(FileId::default(), text).expect("a program")
}

/// The text of a program, which must have one.
fn text_of(name: &str, program: &str, options: Options) -> String {
    let said = describe(name, program, options);
    assert!(said.diagnostics.is_empty(), "{name} {options:?}: {:?}", said.diagnostics);
    said.text.expect("a text without diagnostics")
}

#[test]
fn the_tables_are_complete() {
    assert_eq!(grammar().undefined(), Vec::<&str>::new());
    for (name, alternative) in grammar().alternatives() {
        let shown = || format!("{name} {:?} {:?}", alternative.variant, alternative.fields);
        assert!(!alternative.templates.is_empty(), "{}: no template", shown());
        for template in &alternative.templates {
            let mut said = vec![0; alternative.fields.len()];
            for element in &template.elements {
                match element {
                    Element::Slot(place) => *said.get_mut(*place).expect("a field of the alternative") += 1,
                    Element::Text(text) => assert!(!text.contains(['{', '}']), "{}: {text}", shown()),
                }
            }
            assert!(said.iter().all(|count| *count == 1), "{}: a template says each field once", shown());
        }
        let is_whole = alternative.fields.iter().any(|(field, _)| field == WHOLE);
        assert!(!is_whole || alternative.fields.len() == 1, "{}", shown());
    }
}

#[test]
fn every_sentence_can_be_said_in_three_ways() {
    let sentences = ["sentence", "summary"];
    for (name, alternative) in grammar().alternatives().filter(|(name, _)| sentences.contains(name)) {
        for style in Style::ALL {
            let own = alternative.templates.iter().filter(|template| template.style.is_none_or(|own| own == style));
            let count = own.count();
            assert!(count == 0 || count >= 3, "{name} {:?}: {count} in {style:?}", alternative.variant);
        }
    }
}

#[test]
fn a_complete_text_reads_back_as_the_same_program() {
    for (name, program) in SAMPLES {
        for options in all_options(4).filter(|options| options.level == Level::D4) {
            let text = text_of(name, program, options);
            let reading = read(name, &text);
            assert_eq!(reading.program, Some(canonical(program)), "{text}");
        }
    }
}

#[test]
fn a_procedure_reads_back_as_the_same_operations() {
    for (name, program) in SAMPLES {
        let plan = plan_of(program).expect("a plan");
        let expected = sentence::inlined(&plan).expect("finite numbers");
        for options in all_options(4).filter(|options| options.level == Level::D3) {
            let text = text_of(name, program, options);
            let read = read(name, &text).plan.expect("a plan");
            assert_eq!(said(&sentence::operations(&read)), said(&sentence::operations(&expected)), "{text}");
            assert!(read.parameters.is_empty() && read.values.is_empty() && read.shapes.is_empty());
        }
    }
}

#[test]
fn the_flat_form_comes_back_as_itself() {
    for seed in 0..4 {
        let options = Options { level: Level::D4, style: Style::Geometric, seed };
        let text = text_of("flat", FLAT, options);
        assert_eq!(read("flat", &text).program, Some(canonical(FLAT)), "{text}");
    }
}

#[test]
fn a_program_without_the_structure_of_a_plan_is_said_by_what_it_evaluates_to() {
    let program = "\
fn half(a: Length) -> Length = a / 2
let plate = rect(40, 20).on(XY).extrude(half(10))
part p = (plate - cylinder(3, 20).translate((5, 0, -1))).rotate(90deg, about = X).mirror(YZ)
";
    for options in all_options(2) {
        if options.level == Level::D4 {
            // Its function would be lost.
            let said = describe("functions", program, options);
            assert!(said.text.is_none() && said.diagnostics[0].name.as_str() == "io/not-described");
            continue;
        }
        let text = text_of("functions", program, options);
        if options.level == Level::D3 {
            let again = read("functions", &text).program.expect("a program");
            let volume = |text: &str| {
                let test = format!("{text}\nassert near(volume(p), 40 * 20 * 5 - PI * 9 * 5, 1e-6)\n");
                describe("again", &test, Options { level: Level::D0, ..options }).diagnostics
            };
            assert_eq!(volume(&again.replace("part body", "part p")), [], "{text}");
        }
    }
}

#[test]
fn texts_are_good_english() {
    let mut page = String::new();
    for (name, program) in SAMPLES {
        for (index, options) in all_options(1).enumerate() {
            let options = Options { seed: index as u64 + 1, ..options };
            let text = text_of(name, program, options);
            page += &format!("# {name}, {:?}, {:?}\n{text}\n", options.level, options.style);
        }
    }
    insta::assert_snapshot!(page);
}

#[test]
fn seeds_make_variety() {
    let (name, program) = SAMPLES[0];
    for level in Level::ALL {
        for style in Style::ALL {
            let texts: BTreeSet<String> =
                (0..20).map(|seed| text_of(name, program, Options { level, style, seed })).collect();
            assert!(texts.len() >= 6, "{level:?} {style:?}: {} texts", texts.len());
            let again = text_of(name, program, Options { level, style, seed: 7 });
            assert!(texts.contains(&again));
        }
    }
}

#[test]
fn a_sentence_that_is_not_understood_is_shown_with_what_would_be() {
    let reading = read("a.txt", "First, draw a circle of radius 4 mm centred at the origin on the XY plain.");
    let [diagnostic] = &reading.diagnostics[..] else { panic!("{:?}", reading.diagnostics) };
    assert_eq!(diagnostic.name.as_str(), "io/malformed");
    insta::assert_snapshot!(format!("{}\n{}", diagnostic.message, diagnostic.notes.join("\n")));
}

#[test]
fn sentences_in_a_wrong_order_are_located() {
    let cases = [
        ("", "no sentence of the text makes a body"),
        ("Added to it is a box 1 mm wide, 2 mm deep and 3 mm high, standing at the origin.", "no sentence before it"),
        (
            "The base is a sphere of radius 1 mm about the origin. The base is a sphere of radius 1 mm about the origin.",
            "a second body",
        ),
        ("This is a flat plate that has round holes.", "a summary"),
        ("Make it so.", "not understood"),
    ];
    for (text, expected) in cases {
        let reading = read("a.txt", text);
        assert!(reading.program.is_none());
        assert!(reading.diagnostics[0].message.contains(expected), "{text}: {:?}", reading.diagnostics);
    }
}

#[test]
fn capital_letters_and_line_breaks_do_not_matter() {
    let (name, program) = SAMPLES[1];
    let text = text_of(name, program, Options { level: Level::D3, style: Style::Procedural, seed: 1 });
    let plan = read(name, &text).plan.expect("a plan");
    assert_eq!(read(name, &text.to_lowercase().replace(" xy ", "\n  XY ")).plan, Some(plan));
}

#[test]
fn any_text_is_answered() {
    let mut random = Random(7);
    let mut texts = vec![String::new(), "\0".into(), "\u{b0}\u{b0}".into(), "`".repeat(10_000), "(".repeat(10_000)];
    texts.push("The base is ".to_owned() + &"a body moved by (1, 2, 3), namely ".repeat(3_000));
    texts.push("The base is a body in pieces (".to_owned() + &"adding a body in pieces (".repeat(3_000));
    texts.push("The base is a polygon with corners at (0, 0)".to_owned() + &", (1, 2)".repeat(3_000));
    for (name, program) in SAMPLES {
        for options in all_options(1) {
            let text = text_of(name, program, options);
            let words: Vec<&str> = text.split(' ').collect();
            for _ in 0..6 {
                let mut cut = words.clone();
                match random.below(3) {
                    0 => drop(cut.remove(random.below(cut.len()))),
                    1 => cut.truncate(random.below(cut.len())),
                    _ => cut.swap(random.below(words.len()), random.below(words.len())),
                }
                texts.push(cut.join(" "));
            }
        }
    }
    for text in texts {
        let reading = read("a.txt", &text);
        assert_eq!(reading.program.is_some(), reading.diagnostics.is_empty());
        for diagnostic in &reading.diagnostics {
            assert!(diagnostic.span.end as usize <= text.len() && diagnostic.span.start <= diagnostic.span.end);
            assert!(text.is_char_boundary(diagnostic.span.start as usize));
            assert!(text.is_char_boundary(diagnostic.span.end as usize));
        }
    }
}

#[test]
fn random_plans_are_said_and_read_back() {
    let mut generator = Generator(11);
    let mut unsaid = Vec::new();
    for seed in 0..40 {
        let printed = print::program(&generator.plan());
        let plan = plan_of(&printed).expect("a printed plan is a plan");
        for style in Style::ALL {
            let Some(text) = say(&plan, &Figures::default(), Options { level: Level::D4, style, seed }) else {
                unsaid.push(printed.clone());
                continue;
            };
            assert_eq!(read("random", &text).program, Some(printed.clone()), "{text}");
            let Some(inlined) = sentence::inlined(&plan) else { continue };
            let Some(text) = say(&plan, &Figures::default(), Options { level: Level::D3, style, seed }) else {
                unsaid.push(printed.clone());
                continue;
            };
            let again = read("random", &text).plan.expect("a plan");
            assert_eq!(said(&sentence::operations(&again)), said(&sentence::operations(&inlined)), "{text}");
        }
    }
    assert!(unsaid.is_empty(), "{} are not said:\n{}", unsaid.len(), unsaid.join("\n\n"));
}
