//! Fusion 360 designs and flat CSG that are damaged in any way give a program or located errors.

use recad::corpus::{Format, import};
use recad::diagnostics::Severity;
use serde_json::Value;

const DERIVED: &str = r#"{"id":"d","volume":1,"area":1,"ops":[{"operation":"NewBody","plane":{"origin":[0,0.5,0],
"x_dir":[1,0,0],"y_dir":[0,0,-1],"z_dir":[0,1,0]},"start_offset":0.5,"extent":{"type":"TwoSidesOffset","full":-2,"trim":-1},
"profiles":[{"area":6.283185307179586,"perimeter":1,"loops":[{"outer":true,"curves":[["line",2,0,-2,0],["arc",0,0,2,0,180]]}]},
{"area":0.7853981634,"loops":[{"outer":true,"curves":[["circle",5,5,0.5]]}]}]},
{"operation":"Cut","plane":{"origin":[0,0,0],"x_dir":[1,0,0],"z_dir":[0,0,1]},"extent":{"type":"Symmetric","each_side":1},
"profiles":[{"area":3,"loops":[{"outer":true,"curves":[["line",0,0,2,0],["line",2,0,2,2],["line",0,2,2,2],["line",0,0,0,2],
["line",0.5,0.5,1.5,0.5],["line",1.5,0.5,1.5,1.5],["line",1.5,1.5,0.5,1.5],["line",0.5,1.5,0.5,0.5],["line",0,0,0.5,0.5]]}]}]}]}"#;

const ORIGINAL: &str = r#"{"metadata":{},"properties":{},"timeline":[{"index":0,"entity":"S"},{"index":1,"entity":"E"}],
"sequence":[{"index":0,"type":"ExtrudeFeature","entity":"E"}],"entities":{"S":{"type":"Sketch","transform":{"origin":
{"x":0,"y":0,"z":1},"x_axis":{"x":1,"y":0,"z":0},"y_axis":{"x":0,"y":-1,"z":0},"z_axis":{"x":0,"y":0,"z":1}},"profiles":{"P":
{"properties":{"area":3.141592653589793},"loops":[{"is_outer":true,"profile_curves":[{"type":"Circle3D","center_point":
{"x":1,"y":1,"z":0},"radius":1}]}]}}},"E":{"type":"ExtrudeFeature","operation":"NewComponentFeatureOperation","profiles":
[{"sketch":"S","profile":"P"}],"start_extent":{"type":"OffsetStartDefinition","offset":{"value":1}},
"extent_type":"SymmetricFeatureExtentType","extent_one":{"type":"SymmetricExtentDefinition","is_full_length":true,
"distance":{"value":2},"taper_angle":{"value":0}}}}}"#;

const CSEXP: &str = "(Binop Diff (Affine Scale (Vec3 2 -3 1.5) (Affine Rotate (Vec3 90 0 180) (Cube (Vec3 1 2 3) true)))
(Fold Union (List (Cylinder (Vec3 9 0.5 0.5) (Vec3 6 12 2) true) (Affine Trans (Vec3 0.1 0.2 0.3) (Sphere 0.5 (Vec3 0 12 2)))
(Binop Inter (Cylinder (Vec3 9 1 0.5) (Vec3 0 12 2) false) (Cube (Vec3 1 1 1) false)) Empty)))";

/// A program or an error, and places inside the text.
fn check_total(script: &[u8], format: Format) {
    let import = import(script, format, "hostile");
    let failed = import.diagnostics.iter().any(|d| d.severity == Severity::Error);
    assert_eq!(import.program.is_none(), failed, "{:?}", import.diagnostics);
    assert!(!failed || !import.reasons.is_empty());
    for diagnostic in &import.diagnostics {
        let text = &import.sources.file(diagnostic.span.file).expect("the script").text;
        assert!(text.get(diagnostic.span.start as usize..diagnostic.span.end as usize).is_some());
        assert!(diagnostic.message.len() < 1000 && !diagnostic.message.contains('\n'), "{}", diagnostic.message);
    }
    if let Some(program) = import.program {
        assert!(!program.contains("NaN") && !program.contains("inf"), "{program}");
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

#[test]
fn mutated_designs_and_models_give_a_program_or_located_errors() {
    let bases = [(DERIVED, Format::Fusion360Build123d), (ORIGINAL, Format::Fusion360), (CSEXP, Format::Csexp)];
    let mut random = Random(1);
    for (base, format) in bases {
        assert!(import(base, format, "base").program.is_some(), "{:?}", import(base, format, "base").diagnostics);
        for _ in 0..1000 {
            let mut bytes = base.as_bytes().to_vec();
            for _ in 0..=random.below(3) {
                let at = random.below(bytes.len());
                match random.below(4) {
                    0 => bytes[at] = random.below(256) as u8,
                    1 => drop(bytes.drain(at..(at + random.below(40)).min(bytes.len()))),
                    2 => bytes.insert(at, b"{}[]()\",:0-9eE.n "[random.below(17)]),
                    _ => {
                        let piece: Vec<u8> = bytes[at..(at + random.below(120)).min(bytes.len())].to_vec();
                        let to = random.below(bytes.len());
                        bytes.splice(to..to, piece);
                    }
                }
            }
            check_total(&bytes, format);
        }
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
fn every_value_of_a_design_replaced_by_every_other_kind_is_survived() {
    for (base, format) in [(DERIVED, Format::Fusion360Build123d), (ORIGINAL, Format::Fusion360)] {
        let base: Value = serde_json::from_str(base).expect("JSON");
        let mut places = Vec::new();
        pointers(&base, "", &mut places);
        for place in &places {
            for value in ["null", "-1", "1e-320", "1e300", "true", "\"arc\"", "[]", "{}", "[[1]]", "\"OneSide\""] {
                let mut script = base.clone();
                *script.pointer_mut(place).expect("a place") = serde_json::from_str(value).expect("JSON");
                check_total(script.to_string().as_bytes(), format);
            }
        }
    }
}

#[test]
fn every_number_of_a_model_replaced_by_an_extreme_one_is_survived() {
    let words: Vec<&str> = CSEXP.split(' ').collect();
    for place in 0..words.len() {
        for value in ["0", "-1", "1e-320", "1e300", "nan", "inf", "Empty", "Vec3", "true", "6"] {
            let kept: String = words[place].chars().filter(|c| matches!(c, '(' | ')')).collect();
            let (open, close) = kept.split_at(kept.find(')').unwrap_or(kept.len()));
            let word = format!("{open}{value}{close}");
            let mut script = words.clone();
            script[place] = &word;
            check_total(script.join(" ").as_bytes(), Format::Csexp);
        }
    }
}
