//! What `recad edits` says of programs, and what the relation checker says of drawings with known constraints.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use recad::edits::literal::Grouping;
use recad::edits::relation::Kind;
use recad::edits::survival::{Survival, Target, survival};
use recad::workspace::Request;
use recad::workspace::project::StandardLibraryOnly;
use serde_json::Value;

use crate::{corpora, labels};

fn edited(text: &str, target: Target) -> Survival {
    match survival(&Request::new("a", text, &StandardLibraryOnly), target) {
        Ok((survival, _)) => survival,
        Err(outcome) => panic!("{:?}", outcome.diagnostics),
    }
}

/// `change verdict` of every edit of a parameter.
fn verdicts(survival: &Survival, name: &str) -> Vec<String> {
    let row = survival.rows.iter().find(|row| row.name == name).expect("a parameter");
    let verdict = |edit: &recad::edits::survival::Verdict| {
        let word = match (edit.is_valid, edit.keeps_intent) {
            (true, true) => "kept".to_owned(),
            (true, false) => edit.broken[0].relation.name().to_owned(),
            (false, _) => edit.reason.clone().expect("a reason"),
        };
        format!("{} {word}", edit.change)
    };
    row.edits.iter().map(verdict).collect()
}

const PLATE: &str = "param width = 60mm in 55mm..=80mm
param bore = 8mm
param bolts: Int = 4 in 3..=6
param inset = 0mm in -2mm..=2mm
param turn = 30deg
param grade = 4mm in [3mm, 4mm, 6mm]
param pitch = 10mm step 4mm
param title = \"plate\"
param wide = false
part plate = (face(rect(width, 40)) - circle((inset, 0), bore)
    - circle((16, 0), 2).pattern_circular(count = bolts) - rect(5, 5, (24, 16)).rotate(0 * turn)).on(XY).extrude(grade + pitch)
";

#[test]
fn every_kind_of_parameter_is_edited_by_its_own_measure() {
    let survival = edited(PLATE, Target::Parameters);
    // -10 % is 54 mm and +25 % 75 mm.
    let width = verdicts(&survival, "width");
    assert_eq!(width[1], "-10 % eval/parameter-range");
    assert_eq!(width[3], "-25 % eval/parameter-range");
    assert_eq!(verdicts(&survival, "bore"), ["+10 % kept", "-10 % kept", "+25 % kept", "-25 % kept"]);
    assert_eq!(verdicts(&survival, "bolts"), ["+1 kept", "-1 kept"]);
    // A zero moves by shares of its range, and the bore is no longer in the middle.
    assert_eq!(
        verdicts(&survival, "inset"),
        ["+10 %", "-10 %", "+25 %", "-25 %"].map(|change| format!("{change} aligned_x"))
    );
    assert_eq!(verdicts(&survival, "turn").len(), 4);
    assert_eq!(verdicts(&survival, "grade"), ["next kept", "previous kept"]);
    let pitch = survival.rows.iter().find(|row| row.name == "pitch").unwrap();
    assert_eq!(pitch.edits.iter().map(|edit| edit.value.as_f64().unwrap()).collect::<Vec<_>>(), [14.0, 6.0, 14.0, 6.0]);
    for name in ["title", "wide"] {
        assert!(verdicts(&survival, name).is_empty());
    }
}

#[test]
fn holes_that_run_together_are_another_part() {
    let text = "param r = 4mm\nparam n: Int = 8
part p = (face(circle((0, 0), 30)) - circle((12, 0), r).pattern_circular(count = n)).on(XY).extrude(5)\n";
    let survival = edited(text, Target::Parameters);
    let r = verdicts(&survival, "r");
    assert_eq!(r[0], "+10 % kept");
    assert_eq!(r[2], "+25 % 2 bodies in place of 1");
    assert_eq!(verdicts(&survival, "n"), ["+1 kept", "-1 kept"]);
    // One more does not fit.
    let tight = text.replace("r = 4mm", "r = 4.5mm");
    assert_eq!(verdicts(&edited(&tight, Target::Parameters), "n"), ["+1 2 bodies in place of 1", "-1 kept"]);
}

#[test]
fn relations_between_independent_parameters_are_coincidences_that_count() {
    let text = "param a = 20mm\nparam b = 20mm\npart p = rect(a, b).on(XY).extrude(5)\n";
    let survival = edited(text, Target::Parameters);
    assert_eq!(verdicts(&survival, "a")[0], "+10 % equal_length");
    assert_eq!(survival.share(|edit| edit.is_valid), Some(1.0));
    assert_eq!(survival.share(|edit| edit.keeps_intent), Some(0.0));
    let broken = &survival.rows[0].edits[0].broken[0];
    assert_eq!((broken.size, broken.members[0].line), (4, 3));
    let one = text.replace("rect(a, b)", "rect(a, a + 0 * b)");
    assert_eq!(edited(&one, Target::Parameters).share(|edit| edit.keeps_intent), Some(1.0));
}

#[test]
fn numbers_of_flat_programs_are_edited_where_they_stand() {
    let text = "part p = loop([line((0, 0), (40, 0)), line((40, 0), (40, 20)), line((40, 20), (0, 20)), line((0, 20), (0, 0))]).on(XY).extrude(5)\n";
    let vertices = edited(text, Target::Literals(Grouping::Vertex));
    // A vertex that moves alone leaves the rectangle; the height is free.
    let corner = &vertices.rows[2].edits[0];
    assert!(corner.is_valid && corner.broken.iter().any(|broken| broken.relation == Kind::Vertical));
    assert!(vertices.rows.last().unwrap().edits.iter().all(|edit| edit.keeps_intent));
    assert!(vertices.rows.iter().any(|row| row.edits.is_empty()), "a zero has no share to move by");
    let alone = edited(text, Target::Literals(Grouping::Occurrence));
    let reasons: Vec<_> = alone.edits().filter_map(|edit| edit.reason.as_deref()).collect();
    assert!(reasons.contains(&"geom/open-loop"), "{reasons:?}");
}

#[test]
fn the_command_prints_one_document() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plate.recad");
    fs::write(&path, PLATE).unwrap();
    let run = |arguments: &[&str]| {
        let output =
            Command::new(env!("CARGO_BIN_EXE_recad")).arg("edits").arg(&path).args(arguments).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = run(&["--format", "json"]);
    assert_eq!(code, Some(0));
    let document: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["parameters"][0]["name"], "width");
    let edit = &document["parameters"][0]["edits"][1];
    assert_eq!((&edit["valid"], &edit["intent"]), (&Value::Bool(false), &Value::Bool(false)));
    assert_eq!(edit["value"], 54.0);
    assert_eq!(edit["diagnostics"][0]["name"], "eval/parameter-range");
    assert_eq!(document["parameters"][3]["edits"][0]["broken"][0]["relation"], "aligned_x");
    for share in ["valid_share", "intent_share"] {
        assert!((0.0..=1.0).contains(&document[share].as_f64().unwrap()));
    }
    let (code, text) = run(&["--literals", "-p", "width=62mm"]);
    assert_eq!(code, Some(0));
    assert!(text.contains("keep every relation"), "{text}");
    fs::write(&path, "part p = rect(1,").unwrap();
    assert_eq!(run(&[]).0, Some(1));
}

#[test]
fn constraints_of_real_drawings_are_found_again() {
    let Some(folder) = corpora::folder() else { return };
    let mut scores = BTreeMap::new();
    // Every eighth is enough to notice.
    for drawing in labels::sketch_graphs(&folder).iter().step_by(8).chain(&labels::fusion(&folder)) {
        labels::score(drawing, &mut scores);
    }
    for (kind, score) in scores {
        let recall = score.recalled as f64 / score.labels.max(1) as f64;
        assert!(score.labels < 20 || recall >= 0.95, "{kind:?}: {} of {}", score.recalled, score.labels);
    }
}
