use super::*;
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Request, Workspace};

const PROGRAM: &str = "/// Width.\n\
    param width = 60mm in 20mm..=200mm\n\
    param holes: Int = 3 in 1..=9\n\
    let hole = circle((-20, 0), 2)\n\
    let plate = face(rect(width, 40), holes = [hole, circle((20, 0), 2.5), circle((0, 8), 4)])\n\
    part block = plate.on(XY).extrude(6) + circle((0, -8), 5).on(XY).extrude(12) - circle((9, 9), 2).pattern_linear(holes, (5, 0, 0)).on(XY).extrude(6)\n";

const OPTIONS: Options<'static> = Options { series: 4, steps: 5, size: 70.0, strides: Options::STRIDES };

fn errors(text: &str) -> Vec<String> {
    let outcome = Workspace::default().run(&Request::new("damaged.recad", text, &StandardLibraryOnly));
    outcome.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.name.to_string()).collect()
}

#[test]
fn damage_follows_from_the_program_and_the_seed() {
    assert_eq!(series(PROGRAM, 7, &OPTIONS), series(PROGRAM, 7, &OPTIONS));
    assert_ne!(series(PROGRAM, 7, &OPTIONS), series(PROGRAM, 8, &OPTIONS));
    assert_eq!(series("part a = (", 7, &OPTIONS), []);
    assert_eq!(series("", 7, &OPTIONS), []);
}

#[test]
fn every_kind_of_damage_is_done_and_every_text_is_another_program() {
    let all = series(PROGRAM, 1, &OPTIONS);
    for kind in Kind::ALL {
        assert!(kind == Kind::Elements || all.iter().any(|series| series.kind == kind), "{kind:?}");
    }
    for series in &all {
        let mut last = PROGRAM;
        for step in &series.steps {
            assert_ne!(step, last, "{:?}", series.kind);
            let wrong = errors(step);
            assert!(
                wrong.iter().all(|name| !name.starts_with("syntax") && !name.starts_with("name")),
                "{step}: {wrong:?}"
            );
            last = step;
        }
    }
    let built = all.iter().flat_map(|series| &series.steps).filter(|step| errors(step).is_empty()).count();
    let count = all.iter().map(|series| series.steps.len()).sum::<usize>();
    assert!(2 * built > count, "{built} of {count} build");
}

#[test]
fn holes_and_operations_disappear_one_after_another() {
    let gone = |kind: Kind| series(PROGRAM, 3, &OPTIONS).into_iter().find(|series| series.kind == kind).unwrap().steps;
    let holes = gone(Kind::Holes);
    assert_eq!(holes.len(), 3);
    assert!(holes[2].contains("holes = [") && !holes[2].contains("circle((0, 8), 4)"), "{}", holes[2]);
    assert!(holes.iter().all(|text| errors(text).is_empty()), "{holes:?}");
    let operations = gone(Kind::Operations);
    assert_eq!(operations.len(), 2);
    assert!(operations[1].trim_end().ends_with("part block = plate.on(XY).extrude(6)"), "{}", operations[1]);
}

#[test]
fn a_number_moves_wherever_the_statement_says_it() {
    let square =
        "part a = loop([line((0, 0), (9, 0)), line((9, 0), (9, 7)), line((9, 7), (0, 7)), line((0, 7), (0, 0))])\n";
    let moved: Vec<String> = (0..20)
        .flat_map(|seed| series(square, seed, &OPTIONS))
        .filter(|series| series.kind == Kind::Number)
        .flat_map(|series| series.steps)
        .collect();
    // Far enough moved, the square has no width left.
    let built = moved.iter().filter(|text| errors(text).is_empty()).count();
    assert!(moved.len() >= 80 && 10 * built > 9 * moved.len(), "{built} of {}", moved.len());
}

#[test]
fn broken_programs_stop_where_they_should() {
    for stop in Stop::ALL {
        for seed in 0..4 {
            let programs = broken(PROGRAM, stop, seed);
            assert!(programs.len() >= 2, "{stop:?}");
            for text in programs {
                let names = errors(&text);
                let first = Stop::ALL.into_iter().find(|stop| names.iter().any(|name| name.starts_with(stop.name())));
                assert_eq!(first, Some(stop), "{text}: {names:?}");
            }
        }
    }
}
