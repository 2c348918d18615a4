//! What candidates are worth: order of the phases, the top of the scale, what edits and length count for.

use std::sync::Arc;

use recad::reward::{Config, Judge, Phase, Reference, Verdict};

const REFERENCE: &str = "param width = 40mm in 20mm..=80mm\n\
    let holes = circle((10, 0), 3).mirrored(YZ)\n\
    part plate = face(rect(width, 20), holes = holes).on(XY).extrude(5)\n";

fn judge() -> Judge {
    Judge::new(Config::default())
}

fn reference(judge: &Judge) -> Reference {
    judge.prepare(REFERENCE).expect("the reference builds")
}

fn score(candidate: &str) -> Verdict {
    let judge = judge();
    judge.score(&reference(&judge), candidate)
}

fn term(verdict: &Verdict, name: &str) -> Option<f64> {
    verdict.terms.iter().find(|(term, _)| *term == name).and_then(|(_, value)| *value)
}

/// Programs that end in every phase, from the lowest rung to the highest.
const LADDER: &[(Phase, &[&str])] = &[
    (Phase::Syntax, &["part plate = (", ")", "$$$", "part = box(1, 1, 1)", "let a 5\npart plate = box(40, 20, 5)"]),
    (Phase::Name, &["part plate = bxo(40, 20, 5)", "part plate = box(40, 20, hight)"]),
    (Phase::Io, &["use \"other.recad\": plate\npart b = plate", "use \"std:nothing\": a\npart b = box(1, 1, 1)"]),
    (Phase::Type, &["part plate = box(40, 20, \"5\")", "part plate = 5"]),
    (Phase::Unit, &["part plate = box(40, 20, 3mm + 2deg)"]),
    (Phase::Eval, &["", "let a = 1", "assert 1 > 2\npart a = box(1, 1, 1)", "part a = box(1, 1, 1 / 0)"]),
    (Phase::Limit, &["fn f(n: Int) -> Int = f(n + 1)\npart a = box(f(1), 1, 1)", "part a = box(1e9, 1, 1)"]),
    (Phase::Geom, &["part a = circle((0, 0), -3)", "part a = box(1, 1, 1) & box(1, 1, 1, (5, 0, 0))"]),
    (
        Phase::Built,
        &[
            "part dust = box(0.001, 0.001, 0.001, (500, 500, 500))",
            "part loop = circle((0, 0), 5)",
            "part plate = rect(40, 20)",
            "part huge = box(1_000_000, 1_000_000, 1_000_000)",
            "part plate = box(40, 20, 5)",
            REFERENCE,
        ],
    ),
];

#[test]
fn phases_are_strictly_ordered_whatever_else_a_program_does() {
    let mut rungs: Vec<(Option<usize>, f64, f64)> = Vec::new();
    for (phase, programs) in LADDER {
        for program in *programs {
            let verdict = score(program);
            assert_eq!(verdict.phase, *phase, "{program}: {:?}", verdict.diagnostics);
            assert!((0.0..=1.0).contains(&verdict.reward), "{program}");
            match rungs.last_mut() {
                Some((rung, low, high)) if *rung == phase.rung() => {
                    (*low, *high) = (low.min(verdict.reward), high.max(verdict.reward));
                }
                _ => rungs.push((phase.rung(), verdict.reward, verdict.reward)),
            }
        }
    }
    for pair in rungs.windows(2) {
        assert!(pair[0].2 < pair[1].1, "{pair:?}");
    }
    let gate = Config::default().general.gate;
    assert!(rungs[rungs.len() - 2].2 < gate && rungs[rungs.len() - 1].1 >= gate, "{rungs:?}");
}

#[test]
fn on_a_rung_the_sounder_program_stands_higher() {
    // From nearly right to hopeless.
    let ladders: [&[&str]; 3] = [
        &[
            &REFERENCE.replace("extrude(5)", "extrude(5"),
            &REFERENCE.replace("width = 40mm in", "width = in").replace("extrude(5)", "extrude(5"),
            "part plate = (",
        ],
        &[
            &REFERENCE.replace("mirrored(YZ)", "mirrored(ZY)"),
            &REFERENCE.replace("mirrored(YZ)", "mirrored(ZY)").replace("rect(width", "rect(wide"),
            &REFERENCE.replace("mirrored(YZ)", "mirored(ZY)").replace("rect(width, 20)", "rectangle(wide, 20, a, b)"),
            "part plate = plate_of(width)",
        ],
        &[&REFERENCE.replace("extrude(5)", "extrude(0)"), "part plate = rect(4, 2).on(XY).extrude(0)"],
    ];
    for ladder in ladders {
        let verdicts: Vec<Verdict> = ladder.iter().map(|program| score(program)).collect();
        for (pair, programs) in verdicts.windows(2).zip(ladder.windows(2)) {
            assert_eq!(pair[0].phase.rung(), pair[1].phase.rung(), "{programs:?}");
            assert!(pair[0].reward > pair[1].reward, "{} {} {programs:?}", pair[0].reward, pair[1].reward);
        }
    }
}

#[test]
fn the_reference_itself_gets_everything() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus");
    let judge = judge();
    let mut programs = vec![REFERENCE.to_owned()];
    for set in ["gallery", "peers"] {
        for entry in std::fs::read_dir(format!("{folder}/{set}")).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "recad") {
                programs.push(std::fs::read_to_string(path).unwrap());
            }
        }
    }
    assert!(programs.len() > 8);
    for program in &programs {
        let reference =
            judge.prepare(program).unwrap_or_else(|unusable| panic!("{program}: {:?}", unusable.diagnostics));
        let verdict = judge.score(&reference, program);
        assert_eq!((verdict.phase, verdict.reward), (Phase::Built, 1.0), "{program}: {:?}", verdict.terms);
        // Comments, blanks and other names change nothing.
        let talkative = format!("//! A part.\n\n{}\n// the end\n", program.replace('\n', "   \n\n// so\n"));
        assert_eq!(judge.score(&reference, &talkative).reward, 1.0, "{program}");
    }
}

#[test]
fn an_edit_must_rebuild_and_change_the_part() {
    let of = |candidate: &str| {
        let verdict = score(candidate);
        (term(&verdict, "editability"), verdict.reward)
    };
    let (full, best) = of(REFERENCE);
    assert_eq!((full, best), (Some(1.0), 1.0));
    let fixed = REFERENCE.replace("width,", "40,").replace("param width = 40mm in 20mm..=80mm\n", "");
    let dead = REFERENCE.replace("rect(width", "rect(40");
    let breaks = REFERENCE.replace("rect(width, 20)", "rect(if width == 40 { 40 } else { 1 }, 20)");
    let refuses = format!("{REFERENCE}assert width == 40\n");
    for candidate in [fixed, dead, breaks, refuses] {
        let (editability, reward) = of(&candidate);
        assert_eq!(editability, Some(0.0), "{candidate}");
        assert!((0.9..0.99).contains(&reward), "{candidate}: {reward}");
    }
    // A reference without parameters asks for none.
    let judge = judge();
    let flat = judge.prepare("part a = box(1, 2, 3)").unwrap();
    assert_eq!(judge.score(&flat, "part b = box(1, 2, 3)").reward, 1.0);
}

#[test]
fn length_counts_a_little_and_only_for_good_parts() {
    let longer = format!("{REFERENCE}let unused = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]\n");
    let verdict = score(&longer);
    assert!((0.5..0.8).contains(&term(&verdict, "brevity").unwrap()), "{:?}", verdict.terms);
    assert!((0.97..1.0).contains(&verdict.reward), "{}", verdict.reward);
    let poor = "part a = box(5, 5, 5)\n";
    let padded = format!("{poor}{}", "let x = 1\n".replace('x', "padding"));
    assert_eq!(score(poor).reward, score(&padded).reward);
}

#[test]
fn shapes_of_another_dimension_build_but_are_not_alike() {
    let judge = judge();
    let flat = judge.prepare("part a = face(rect(40, 20), holes = [circle((0, 0), 3)])").unwrap();
    let gate = judge.config().general.gate;
    let verdict = judge.score(&flat, REFERENCE);
    assert_eq!((verdict.phase, verdict.reward), (Phase::Built, gate));
    assert_eq!(score("part a = rect(40, 20)").reward, gate);
    let near = judge.score(&flat, "part a = face(rect(40, 20), holes = [circle((0, 0), 2)])").reward;
    let far = judge.score(&flat, "part a = rect(30, 20)").reward;
    assert!(1.0 > near && near > far && far > gate, "{near} {far}");
}

#[test]
fn a_batch_is_the_same_on_any_number_of_threads() {
    let judge = judge();
    let reference = Arc::new(reference(&judge));
    let candidates: Vec<&str> = LADDER.iter().flat_map(|(_, programs)| programs.iter().copied()).collect();
    let pairs: Vec<_> = candidates.iter().map(|candidate| (reference.clone(), *candidate)).collect();
    let rewards = |threads| -> Vec<(Phase, u64)> {
        judge.batch(&pairs, threads).iter().map(|verdict| (verdict.phase, verdict.reward.to_bits())).collect()
    };
    let one = rewards(1);
    assert_eq!(one.len(), candidates.len());
    assert_eq!(one, rewards(4));
    for (candidate, (phase, reward)) in candidates.iter().zip(one) {
        let alone = judge.score(&reference, candidate);
        assert_eq!((phase, reward), (alone.phase, alone.reward.to_bits()), "{candidate}");
    }
}

#[test]
fn a_reference_that_does_not_build_says_why() {
    let judge = judge();
    for (program, name) in [
        ("part a = circle((0, 0), -1)", "geom/radius"),
        ("let a = 1", "eval/no-part"),
        ("use \"a.recad\": b\npart c = b", "io/outside-project"),
    ] {
        let unusable = judge.prepare(program).unwrap_err();
        assert_eq!(unusable.diagnostics[0].name.as_str(), name);
        assert!(!unusable.is_host());
    }
}

#[test]
fn time_is_the_hosts() {
    let judge = judge().with_time_limit(std::time::Duration::from_millis(1));
    let reference = reference(&self::judge());
    let slow = "let sums = [[i * j for i in 0..900] for j in 0..900]\npart disc = circle((0, 0), 5 + sums[0][0])";
    let verdict = judge.score(&reference, slow);
    assert_eq!((verdict.phase, verdict.reward), (Phase::Host, 0.0));
    assert_eq!(verdict.diagnostics[0].name.as_str(), "host/timeout");
}

#[test]
fn a_plane_shape_beside_a_solid_builds_and_is_told_why_it_is_worth_nothing() {
    let verdict = score("part plate = rect(40, 20)");
    assert_eq!((verdict.phase, term(&verdict, "fidelity")), (Phase::Built, Some(0.0)));
    let told: Vec<_> = verdict.diagnostics.iter().map(|found| (found.name.to_string(), found.is_error())).collect();
    assert_eq!(told, [("io/not-comparable".to_owned(), false)]);
}

#[test]
fn the_same_part_drawn_in_another_way_is_worth_the_same() {
    let judge = judge();
    let reference = judge.prepare("part plate = face(rect(40, 20), holes = [circle((10, 0), 3)]).on(XY).extrude(5)");
    let reference = reference.expect("the reference builds");
    let same = judge.score(&reference, "part plate = box(40, 20, 5) - cylinder(3, 5).translate((10, 0, 0))");
    let other = judge.score(&reference, "part plate = box(40, 20, 5) - cylinder(3.2, 5).translate((10, 0, 0))");
    assert_eq!(term(&same, "fidelity"), Some(1.0), "{:?}", same.terms);
    assert!(other.reward < same.reward, "{:?}", other.terms);
}

#[test]
fn nearly_nothing_is_worth_less_than_a_part_out_of_place() {
    let moved = score(&REFERENCE.replace("extrude(5)", "extrude(5).translate((60, 0, 0))"));
    for speck in ["part a = sphere(0.01)", "part a = box(1, 1, 0.001)", "part a = box(40, 0.01, 5)"] {
        let verdict = score(speck);
        assert!(verdict.reward < moved.reward, "{speck}: {:?}", verdict.terms);
    }
}
