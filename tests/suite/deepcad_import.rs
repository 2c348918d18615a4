//! Imported DeepCAD scripts hold the coordinates of the scripts, and hostile ones are survived.

use std::collections::BTreeSet;

use recad::corpus::{Format, Import, flat, import};
use recad::diagnostics::{Diagnostic, Severity};
use recad::format::format;
use recad::model::CurveKind;
use recad::syntax::{parse, reference};
use recad::text::FileId;
use serde_json::Value;

use crate::corpora;

/// The numbers of a curve whatever its direction: ends in order, then centre and radius of circles.
type Signature = [f64; 4];

/// Curves of the flat program, without the computed middle of arcs.
fn signature(curve: &CurveKind) -> Signature {
    match *curve {
        CurveKind::Line { start, end } | CurveKind::Arc { start, end, .. } => ordered(start.into(), end.into()),
        CurveKind::Circle { center, radius } => [center.x, center.y, radius, f64::INFINITY],
    }
}

fn ordered(a: [f64; 2], b: [f64; 2]) -> Signature {
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    [a[0], a[1], b[0], b[1]]
}

/// A number of the script in millimetres, by plain multiplication.
fn scaled(value: &Value) -> f64 {
    value.as_f64().expect("a number") * 1000.0
}

fn raw_signature(curve: &Value) -> Signature {
    let point = |name: &str| [scaled(&curve[name]["x"]), scaled(&curve[name]["y"])];
    if curve["type"] == "Circle3D" {
        let [x, y] = point("center_point");
        [x, y, scaled(&curve["radius"]), f64::INFINITY]
    } else {
        ordered(point("start_point"), point("end_point"))
    }
}

fn close(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

/// Two lists of curves hold the same numbers, in some order.
fn same(mut a: Vec<Signature>, mut b: Vec<Signature>) -> bool {
    // Rounded keys first, so that differences in the last bit do not change the order.
    let key = |s: &Signature| s.map(|v| (v * 1e6).round());
    a.sort_by(|x, y| key(x).partial_cmp(&key(y)).expect("numbers"));
    b.sort_by(|x, y| key(x).partial_cmp(&key(y)).expect("numbers"));
    a.len() == b.len() && a.iter().zip(&b).all(|(x, y)| x.iter().zip(y).all(|(x, y)| close(*x, *y)))
}

/// The curves each extrusion of a script uses, and the frame and lengths that belong to them.
fn check_coordinates(script: &Value, program: &flat::Program) {
    let mut steps = program.steps.iter();
    for item in script["sequence"].as_array().expect("a sequence") {
        let extrude = &script["entities"][item["entity"].as_str().expect("an id")];
        let references = extrude["profiles"].as_array().filter(|list| !list.is_empty());
        let Some(references) = references.filter(|_| extrude["type"] == "ExtrudeFeature") else { continue };
        let step = steps.next().expect("a step for every extrusion");
        let prisms: Vec<flat::Prism> = step.solids.iter().map(|solid| solid.prism().expect("a prism")).collect();
        let prism = prisms[0];
        let sketch = &program.sketches[prism.sketch];
        let faces: Vec<&flat::Face> = prisms.iter().flat_map(|p| &program.sketches[p.sketch].faces).collect();
        let names: BTreeSet<&str> = references.iter().map(|r| r["profile"].as_str().expect("an id")).collect();
        let raw = &script["entities"][references[0]["sketch"].as_str().expect("an id")];
        let expected: Vec<Signature> = names
            .iter()
            .flat_map(|name| raw["profiles"][name]["loops"].as_array().expect("loops"))
            .flat_map(|item| item["profile_curves"].as_array().expect("curves"))
            .map(raw_signature)
            .collect();
        let curves = faces.iter().flat_map(|face| face.outer.iter().chain(face.holes.iter().flatten()));
        assert!(same(expected, curves.map(signature).collect()));
        assert_eq!(faces.len(), names.len());
        for (axis, name) in [(sketch.origin / 1000.0, "origin"), (sketch.x, "x_axis"), (sketch.normal, "z_axis")] {
            let raw = &raw["transform"][name];
            for (value, coordinate) in [(axis.x, "x"), (axis.y, "y"), (axis.z, "z")] {
                assert!(close(value, raw[coordinate].as_f64().expect("a number")));
            }
        }
        let (one, two) =
            (scaled(&extrude["extent_one"]["distance"]["value"]), scaled(&extrude["extent_two"]["distance"]["value"]));
        let (low, high) = match extrude["extent_type"].as_str() {
            Some("OneSideFeatureExtentType") => (one.min(0.0), one.max(0.0)),
            Some("SymmetricFeatureExtentType") => (-one.abs(), one.abs()),
            _ => ((-two).min(one), (-two).max(one)),
        };
        let interval = prism.extent.interval();
        assert!(close(interval.0, low) && close(interval.1, high));
    }
    assert!(steps.next().is_none());
}

#[test]
fn every_script_imports_with_its_own_coordinates() {
    let Some(scripts) = corpora::deepcad() else { return };
    for script in scripts {
        let import = import(&script.text, Format::DeepCad, &script.id);
        let errors: Vec<&Diagnostic> = import.diagnostics.iter().filter(|d| d.is_error()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", script.id);
        let raw: Value = serde_json::from_str(&script.text).expect("JSON");
        check_coordinates(&raw, import.flat.as_ref().expect("a flat program"));
        let program = import.program.expect("a program");
        // The program is in the one layout, and both grammars see the same in it.
        assert_eq!(format(FileId::default(), &program).as_ref(), Ok(&program), "{}", script.id);
        assert_eq!(reference::shape(FileId::default(), &program), Ok(parse(FileId::default(), &program).shape()));
    }
}

/// A small generator of pseudo-random numbers, so that every run tries the same mutations.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % bound.max(1)
    }
}

/// What must hold for any input: a program or an error, and places inside the text.
fn check_total(import: &Import) {
    let failed = import.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert_eq!(import.program.is_none(), failed, "{:?}", import.diagnostics);
    for diagnostic in &import.diagnostics {
        let text = &import.sources.file(diagnostic.span.file).expect("the script").text;
        assert!(diagnostic.span.end as usize <= text.len());
        assert!(diagnostic.message.len() < 1000 && !diagnostic.message.contains('\n'), "{}", diagnostic.message);
    }
}

const BASE: &str = include_str!("../fixtures/deepcad_small.json");

#[test]
fn mutated_bytes_give_a_program_or_located_errors() {
    let mut random = Random(1);
    for _ in 0..4000 {
        let mut bytes = BASE.as_bytes().to_vec();
        for _ in 0..=random.below(4) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = random.below(256) as u8,
                1 => drop(bytes.drain(at..(at + random.below(40)).min(bytes.len()))),
                2 => bytes.insert(at, b"{}[],:\"0-9eE.n"[random.below(14)]),
                _ => {
                    let piece: Vec<u8> = bytes[at..(at + random.below(200)).min(bytes.len())].to_vec();
                    let to = random.below(bytes.len());
                    bytes.splice(to..to, piece);
                }
            }
        }
        check_total(&import(&bytes, Format::DeepCad, "mutated"));
    }
}

/// All values inside a value, as JSON pointers.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    out.push(at.to_owned());
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(i, v)| pointers(v, &format!("{at}/{i}"), out)),
        Value::Object(members) => members.iter().for_each(|(k, v)| pointers(v, &format!("{at}/{k}"), out)),
        _ => {}
    }
}

#[test]
fn every_value_replaced_by_every_other_kind_is_survived() {
    let base: Value = serde_json::from_str(BASE).expect("JSON");
    let mut places = Vec::new();
    pointers(&base, "", &mut places);
    let values = [
        "null",
        "-1",
        "1e-320",
        "1e300",
        "3.2",
        "\"S1\"",
        "[]",
        "{}",
        "[[[]]]",
        "\"Circle3D\"",
        "\"CutFeatureOperation\"",
        "\"TwoSidesFeatureExtentType\"",
    ];
    for place in &places {
        for value in values {
            let mut script = base.clone();
            *script.pointer_mut(place).expect("a place") = serde_json::from_str(value).expect("JSON");
            check_total(&import(script.to_string(), Format::DeepCad, place));
        }
        // The same value twice, where it is in a list.
        let mut script = base.clone();
        if let Some((list, _)) = place.rsplit_once('/')
            && let Some(Value::Array(items)) = script.pointer_mut(list)
        {
            items.extend(items.clone());
            check_total(&import(script.to_string(), Format::DeepCad, place));
        }
    }
}
