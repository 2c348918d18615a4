use serde_json::{Value, json};

use super::*;
use crate::corpus::flat::Extent;
use crate::corpus::{Format, Import, import};
use crate::model::{CurveKind, DVec2, DVec3, trig};

fn xyz(x: f64, y: f64, z: f64) -> Value {
    json!({"x": x, "y": y, "z": z})
}

fn line(a: (f64, f64), b: (f64, f64)) -> Value {
    json!({"type": "Line3D", "start_point": xyz(a.0, a.1, 0.0), "end_point": xyz(b.0, b.1, 0.0)})
}

fn circle(x: f64, y: f64, radius: f64) -> Value {
    json!({"type": "Circle3D", "center_point": xyz(x, y, 0.0), "radius": radius})
}

fn square(size: f64) -> Value {
    let c = [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)];
    json!((0..4).map(|i| line(c[i], c[(i + 1) % 4])).collect::<Vec<_>>())
}

fn profile(loops: &[Value]) -> Value {
    json!({"loops": loops.iter().map(|curves| json!({"is_outer": true, "profile_curves": curves})).collect::<Vec<_>>()})
}

/// A square of 10 mm with a hole, extruded by 5 mm.
fn script() -> Value {
    json!({
        "entities": {
            "S": {
                "type": "Sketch",
                "transform": {
                    "origin": xyz(0.0, 0.0, 0.0), "x_axis": xyz(1.0, 0.0, 0.0),
                    "y_axis": xyz(0.0, 0.0, 1.0), "z_axis": xyz(0.0, -1.0, 0.0)
                },
                "profiles": {"P": profile(&[json!([circle(0.005, 0.005, 0.001)]), square(0.01)])}
            },
            "E": {
                "type": "ExtrudeFeature", "operation": "NewBodyFeatureOperation",
                "profiles": [{"sketch": "S", "profile": "P"}],
                "extent_type": "OneSideFeatureExtentType",
                "extent_one": {"distance": {"value": 0.005}, "taper_angle": {"value": 0.0}},
                "extent_two": {"distance": {"value": 0.0}, "taper_angle": {"value": 0.0}},
                "start_extent": {"type": "ProfilePlaneStartDefinition"}
            }
        },
        "sequence": [{"index": 0, "type": "Sketch", "entity": "S"}, {"index": 1, "type": "ExtrudeFeature", "entity": "E"}]
    })
}

/// The script with the value at a JSON pointer replaced.
fn with(pointer: &str, value: Value) -> Value {
    let mut script = script();
    *script.pointer_mut(pointer).unwrap() = value;
    script
}

fn run(script: &Value) -> Import {
    import(script.to_string(), Format::DeepCad, "t.json")
}

/// The only diagnostic: its name, its message, and the text it points at.
fn only(import: &Import) -> (String, String, String) {
    let [diagnostic] = &import.diagnostics[..] else { panic!("{:?}", import.diagnostics) };
    (diagnostic.name.to_string(), diagnostic.message.clone(), import.sources.slice(diagnostic.span).to_owned())
}

fn fault(script: &Value) -> (String, String, String) {
    let import = run(script);
    assert!(import.program.is_none() && import.flat.is_none());
    only(&import)
}

#[test]
fn a_plate_with_a_hole_becomes_a_flat_program() {
    let import = run(&script());
    assert_eq!(import.diagnostics, []);
    assert_eq!(
        import.program.unwrap(),
        "let s1 = sketch(plane((0, 0, 0), x = (1, 0, 0), normal = (0, -1, 0)), [
    face(
        loop([
            line((0, 0), (10, 0)),
            line((10, 0), (10, 10)),
            line((10, 10), (0, 10)),
            line((0, 10), (0, 0)),
        ]),
        holes = [loop([circle((5, 5), 1)])],
    ),
])
part body = extrude(s1, 5)
"
    );
}

#[test]
fn extents_follow_the_format_with_all_signs() {
    let extent = |kind: &str, one: f64, two: f64| {
        let mut script = with("/entities/E/extent_type", json!(format!("{kind}FeatureExtentType")));
        *script.pointer_mut("/entities/E/extent_one/distance/value").unwrap() = json!(one);
        *script.pointer_mut("/entities/E/extent_two/distance/value").unwrap() = json!(two);
        run(&script).flat.unwrap().steps[0].solids[0].prism().unwrap().extent.interval()
    };
    assert_eq!(extent("OneSide", 0.005, 7.0), (0.0, 5.0));
    assert_eq!(extent("OneSide", -0.005, 0.0), (-5.0, 0.0));
    assert_eq!(extent("Symmetric", 0.005, 0.0), (-5.0, 5.0));
    assert_eq!(extent("Symmetric", -0.005, 0.0), (-5.0, 5.0));
    assert_eq!(extent("TwoSides", 0.005, 0.002), (-2.0, 5.0));
    assert_eq!(extent("TwoSides", 0.005, -0.002), (2.0, 5.0));
    assert_eq!(extent("TwoSides", -0.002, 0.005), (-5.0, -2.0));
}

#[test]
fn two_sides_whose_ends_are_in_the_wrong_order_or_together_are_told() {
    let mut script = with("/entities/E/extent_type", json!("TwoSidesFeatureExtentType"));
    script["entities"]["E"]["extent_two"]["distance"]["value"] = json!(-0.006);
    let (name, message, _) = fault(&script);
    assert_eq!(name, "io/malformed");
    assert!(
        message.contains("`entities.E.extent_two.distance` is -6 mm")
            && message.contains("6 mm, above its end at 5 mm")
    );
    script["entities"]["E"]["extent_two"]["distance"]["value"] = json!(-0.005);
    let import = run(&script);
    assert!(import.program.is_none() && import.diagnostics.iter().any(|d| d.name == io::EMPTY_SCRIPT));
    assert!(import.diagnostics.iter().any(|d| d.message.contains("`entities.E` is an extrusion of 0 mm")));
}

#[test]
fn two_sides_beyond_the_plane_build_where_they_lie() {
    let mut script = with("/entities/E/extent_type", json!("TwoSidesFeatureExtentType"));
    script["entities"]["E"]["extent_two"]["distance"]["value"] = json!(-0.002);
    let program = run(&script).program.unwrap();
    assert!(program.ends_with("part body = translate(extrude(s1, 3), (0, -2, 0))\n"), "{program}");
}

#[test]
fn a_byte_order_mark_changes_neither_the_program_nor_the_places() {
    let text = with("/entities/E/operation", json!("Weld")).to_string();
    for text in [script().to_string(), text, "[1, }".to_owned()] {
        let plain = import(&text, Format::DeepCad, "t.json");
        let marked = import(format!("\u{feff}{text}"), Format::DeepCad, "t.json");
        assert_eq!(marked.program, plain.program);
        for (a, b) in marked.diagnostics.iter().zip(&plain.diagnostics) {
            assert_eq!((&a.message, a.span.start, a.span.end), (&b.message, b.span.start + 3, b.span.end + 3));
        }
        assert_eq!(marked.diagnostics.len(), plain.diagnostics.len());
    }
}

#[test]
fn a_key_that_stands_twice_is_no_choice_of_the_reader() {
    let text = script().to_string().replacen("\"radius\":0.001", "\"radius\":0.001,\"radius\":0.002", 1);
    let import = import(&text, Format::DeepCad, "t.json");
    let (name, message, _) = only(&import);
    assert_eq!(name, "io/malformed");
    assert!(message.contains("the key `radius` stands twice"), "{message}");
    let start = import.diagnostics[0].span.start as usize;
    assert!(text[..start + 1].ends_with("0.001,\"radius\"") || text[..start].ends_with("0.001,\"radius\""), "{start}");
}

#[test]
fn every_entity_is_listed_once_in_order() {
    let item = |entity: &str| json!({"entity": entity});
    let fillet = json!({"type": "FilletFeature", "radius": {"value": 0.001}});
    for (sequence, name, message) in [
        (json!([item("E"), item("S")]), "io/malformed", "which `sequence` does not list before this extrusion"),
        (json!([item("E")]), "io/malformed", "which `sequence` does not list before this extrusion"),
        (json!([item("S")]), "io/malformed", "`entities.E` is an extrusion that `sequence` does not list"),
        (json!([item("S"), item("E"), item("E")]), "io/malformed", "`sequence[2].entity` lists `E` a second time"),
        (json!([item("S"), item("S"), item("E")]), "io/malformed", "`sequence[1].entity` lists `S` a second time"),
        (
            json!([{"entity": "S", "index": 1}, {"entity": "E", "index": 0}]),
            "io/malformed",
            "`sequence[0].index` must be 0, its place",
        ),
        (
            json!([item("S"), {"entity": "E", "type": "Sketch"}]),
            "io/malformed",
            "`sequence[1].type` is `Sketch`, and the entity is a `ExtrudeFeature`",
        ),
        (json!([item("S"), item("E"), item("F")]), "io/not-expressible", "`entities.F` is a `FilletFeature`"),
        (json!([item("S"), item("E")]), "io/not-expressible", "`entities.F` is a `FilletFeature`"),
    ] {
        let mut script = script();
        if name == "io/not-expressible" {
            script["entities"]["F"] = fillet.clone();
        }
        script["sequence"] = sequence;
        let import = run(&script);
        assert!(import.program.is_none());
        let first = &import.diagnostics.iter().find(|d| d.message.contains(message));
        assert_eq!(first.map(|d| d.name.as_str()), Some(name), "{message}: {:?}", import.diagnostics);
    }
    let mut script = script();
    script["entities"]["U"] = script["entities"]["S"].clone();
    let import = run(&script);
    assert!(import.program.is_some());
    assert_eq!(only(&import).0, "io/left-out");
    assert!(only(&import).1.contains("`entities.U` is a sketch that `sequence` does not list"));
}

#[test]
fn members_that_the_format_does_not_have_are_told_unless_they_say_nothing() {
    for place in [
        "",
        "/sequence/0",
        "/entities/S",
        "/entities/S/transform",
        "/entities/S/transform/origin",
        "/entities/S/transform/x_axis",
        "/entities/S/profiles/P",
        "/entities/S/profiles/P/loops/0",
        "/entities/S/profiles/P/loops/0/profile_curves/0",
        "/entities/S/profiles/P/loops/1/profile_curves/0",
        "/entities/S/profiles/P/loops/1/profile_curves/0/end_point",
        "/entities/E",
        "/entities/E/profiles/0",
        "/entities/E/extent_one",
        "/entities/E/extent_one/distance",
        "/entities/E/extent_two/taper_angle",
        "/entities/E/start_extent",
    ] {
        let mut script = script();
        script.pointer_mut(place).unwrap()["thin_wall"] = json!({"thickness": 0.001});
        let (name, message, text) = fault(&script);
        assert_eq!((name.as_str(), text.as_str()), ("io/not-expressible", "{\"thickness\":0.001}"), "{place}");
        assert!(message.contains("thin_wall` is no member that the format has there"), "{message}");
        for nothing in [json!(null), json!(false), json!(0.0), json!({})] {
            script.pointer_mut(place).unwrap()["thin_wall"] = nothing;
            assert_eq!(run(&script).diagnostics, []);
        }
        script.pointer_mut(place).unwrap()["name"] = json!("a name");
        assert_eq!(run(&script).diagnostics, []);
    }
}

#[test]
fn a_side_ends_at_a_distance_whether_used_or_not() {
    for side in ["extent_one", "extent_two"] {
        let mut script = script();
        script["entities"]["E"][side]["type"] = json!("DistanceExtentDefinition");
        assert_eq!(run(&script).diagnostics, []);
        script["entities"]["E"][side]["type"] = json!("ToEntityExtentDefinition");
        let (name, message, _) = fault(&script);
        assert_eq!(name, "io/not-expressible");
        assert!(message.contains(&format!("{side}.type` is `ToEntityExtentDefinition`")), "{message}");
        let (name, message, _) = fault(&with(&format!("/entities/E/{side}/taper_angle/value"), json!(0.1)));
        assert_eq!(name, "io/not-expressible");
        assert!(message.contains("tapered"), "{message}");
    }
    let import = run(&with("/entities/E/extent_two/distance/value", json!(0.002)));
    assert!(import.program.is_some());
    assert!(only(&import).1.contains("`entities.E.extent_two.distance` is a second distance"));
}

/// A half disc: an arc about (0, 0) from angle 0 turned by `reference`, and the line between its ends.
fn half_disc(start: (f64, f64), end: (f64, f64), sweep: f64) -> Value {
    let arc = json!({
        "type": "Arc3D", "center_point": xyz(0.0, 0.0, 0.0), "radius": 0.005,
        "start_point": xyz(start.0, start.1, 0.0), "end_point": xyz(end.0, end.1, 0.0),
        "start_angle": 0.0, "end_angle": sweep, "reference_vector": xyz(0.0, 1.0, 0.0)
    });
    with("/entities/S/profiles/P", profile(&[json!([arc, line(start, end)])]))
}

#[test]
fn an_arc_runs_where_its_reference_vector_says_even_with_swapped_ends() {
    let (top, bottom) = ((0.0, 0.005), (0.0, -0.005));
    for (start, end) in [(top, bottom), (bottom, top)] {
        let flat = run(&half_disc(start, end, std::f64::consts::PI)).flat.unwrap();
        let curves = &flat.sketches[0].faces[0].outer;
        let CurveKind::Arc { start: first, mid, end: last } = curves[0] else { panic!("{curves:?}") };
        assert_eq!((first, last), (DVec2::new(0.0, start.1 * 1000.0), DVec2::new(0.0, end.1 * 1000.0)));
        assert_eq!(mid, DVec2::new(-5.0, 0.0));
        assert_eq!(curves[1], CurveKind::Line { start: last, end: first });
    }
}

#[test]
fn an_arc_whose_angles_contradict_its_ends_is_malformed() {
    let (name, message, _) = fault(&half_disc((0.0, 0.005), (0.0, -0.005), 3.0));
    assert_eq!(name, "io/malformed");
    assert!(message.contains("from where its angles put them; at most 0.0001 mm"), "{message}");
}

#[test]
fn an_arc_of_a_full_turn_is_a_circle() {
    let mut script = half_disc((0.0, 0.005), (0.0, 0.005), std::f64::consts::TAU);
    script.pointer_mut("/entities/S/profiles/P/loops/0/profile_curves").unwrap().as_array_mut().unwrap().pop();
    let flat = run(&script).flat.unwrap();
    assert_eq!(flat.sketches[0].faces[0].outer, [CurveKind::Circle { center: DVec2::ZERO, radius: 5.0 }]);
}

#[test]
fn a_left_handed_frame_keeps_coordinates_and_turns_heights_round() {
    let flat = run(&with("/entities/S/transform/z_axis", xyz(0.0, 1.0, 0.0))).flat.unwrap();
    assert_eq!(flat.sketches[0].normal, DVec3::NEG_Y);
    assert_eq!(flat.steps[0].solids[0].prism().unwrap().extent, Extent::OneSide { height: -5.0 });
}

#[test]
fn what_makes_no_geometry_is_noted_where_it_stands() {
    let mut script = script();
    let profiles = json!([{"sketch": "S", "profile": "P"}, {"sketch": "S", "profile": "P"}]);
    script["entities"]["E"]["profiles"] = profiles;
    script["entities"]["N"] = script["entities"]["E"].clone();
    script["entities"]["N"]["profiles"] = json!([]);
    script["entities"]["U"] = script["entities"]["S"].clone();
    let sequence = script["sequence"].as_array_mut().unwrap();
    sequence.extend([json!({"entity": "N"}), json!({"entity": "U"})]);
    let import = run(&script);
    assert!(import.program.is_some());
    let mut messages: Vec<&str> = import.diagnostics.iter().map(|d| &*d.message).collect();
    messages.sort();
    assert_eq!(
        messages,
        [
            "`entities.E.profiles[1]` names a profile that the extrusion already has",
            "`entities.N` is an extrusion without profiles, which makes nothing",
            "`sequence[3]` is a sketch that no extrusion uses",
        ]
    );
    assert!(import.diagnostics.iter().all(|d| d.name == io::LEFT_OUT && !d.span.is_empty()));
}

#[test]
fn a_line_without_length_is_left_out_and_its_loop_still_closes() {
    let mut script = script();
    let curves = script.pointer_mut("/entities/S/profiles/P/loops/1/profile_curves").unwrap().as_array_mut().unwrap();
    curves.insert(1, line((0.01, 0.0), (0.01, 0.0)));
    let import = run(&script);
    assert_eq!(only(&import).0, "io/left-out");
    assert_eq!(import.flat, run(&self::script()).flat);
}

#[test]
fn a_cut_before_any_body_leaves_nothing() {
    let import = run(&with("/entities/E/operation", json!("CutFeatureOperation")));
    let names: Vec<&str> = import.diagnostics.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["io/empty-script", "io/left-out"]);
    assert!(import.program.is_none());
}

#[test]
fn profiles_of_two_sketches_act_together() {
    let mut script = script();
    script["entities"]["T"] = script["entities"]["S"].clone();
    script["entities"]["C"] = script["entities"]["E"].clone();
    script["entities"]["C"]["operation"] = json!("IntersectFeatureOperation");
    script["entities"]["C"]["profiles"] = json!([{"sketch": "S", "profile": "P"}, {"sketch": "T", "profile": "P"}]);
    script["sequence"].as_array_mut().unwrap().extend([json!({"entity": "T"}), json!({"entity": "C"})]);
    let program = run(&script).program.unwrap();
    assert!(
        program.ends_with("let b1 = extrude(s1, 5)\nlet b2 = extrude(s1, 5) + extrude(s2, 5)\npart body = b1 & b2\n")
    );
}

#[test]
fn faults_point_at_the_value_and_name_the_rule() {
    let curves = "/entities/S/profiles/P/loops/1/profile_curves";
    let at = |tail: &str| format!("{curves}{tail}");
    for (pointer, value, name, message, text) in [
        (at("/2/start_point/x"), json!(0.02), "io/malformed", "[1]` ends 10 mm from the next curve", "{\"end"),
        (at("/0/start_point/x"), json!("0"), "io/malformed", "must be a number, not a string", "\"0\""),
        (at("/0/start_point/x"), json!(1e9), "limit/coordinate", "is 1e12 mm", "1000000000.0"),
        (at("/0/start_point/z"), json!(0.001), "io/malformed", "lies 1 mm off the sketch plane", "{\"x"),
        (at("/0/type"), json!("NurbsCurve3D"), "io/not-expressible", "only lines, arcs and circles", "\"Nurbs"),
        (at("/0/end_point"), json!(null), "io/malformed", "must have a member `end_point`", "{\"end"),
        (
            "/entities/S/profiles/P/loops/0/profile_curves/0/radius".into(),
            json!(-1.0),
            "io/malformed",
            "is -1000 mm; a radius is at least",
            "-1.0",
        ),
        (
            "/entities/S/profiles/P/loops/0/profile_curves/0/center_point/x".into(),
            json!(0.5),
            "io/malformed",
            "loops[0]` reaches outside the largest loop",
            "{\"is_outer",
        ),
        (
            "/entities/S/profiles/P/loops/1".into(),
            json!([]),
            "io/malformed",
            "must be an object with `profile_curves`, not an array",
            "[]",
        ),
        (curves.into(), json!([]), "io/malformed", "profile_curves` has no curve", "[]"),
        (
            curves.into(),
            json!([line((0.0, 0.0), (1.0, 0.0)), circle(0.0, 0.0, 1.0)]),
            "io/malformed",
            "a circle is a loop by itself",
            "{\"center",
        ),
        ("/entities/S/profiles/P/loops".into(), json!([]), "io/malformed", "has no loop", "[]"),
        ("/entities/S/transform/x_axis/x".into(), json!(2.0), "io/malformed", "its length is 2", "{\"x"),
        ("/entities/S/transform/x_axis".into(), xyz(0.0, 1.0, 0.0), "io/malformed", "right angles", "{\"origin"),
        ("/entities/S/transform/y_axis".into(), xyz(1.0, 0.0, 0.0), "io/malformed", "right angles", "{\"origin"),
        ("/entities/E/profiles/0/profile".into(), json!("Q\n"), "io/malformed", "uses the profile `Q\\n`", "{\"extent"),
        ("/entities/E/profiles/0/sketch".into(), json!("Q"), "io/malformed", "uses the sketch `Q`", "{\"extent"),
        ("/entities/E/operation".into(), json!("Weld"), "io/not-expressible", "is `Weld`", "\"Weld\""),
        ("/entities/E/extent_type".into(), json!("ThroughAll"), "io/not-expressible", "is `ThroughAll`", "\"Through"),
        ("/entities/E/extent_one/taper_angle/value".into(), json!(0.1), "io/not-expressible", "is 0.1 rad", "{\"value"),
        (
            "/entities/E/start_extent/type".into(),
            json!("OffsetStartDefinition"),
            "io/not-expressible",
            "start at the plane",
            "\"Offset",
        ),
        (
            "/entities/E/type".into(),
            json!("Revolve"),
            "io/not-expressible",
            "only sketches and extrusions",
            "{\"extent",
        ),
        ("/sequence/1/entity".into(), json!("Z"), "io/malformed", "names `Z`, which is not in `entities`", "\"Z\""),
        ("/sequence".into(), json!({}), "io/malformed", "must be an array, not an object", "{}"),
        ("/sequence".into(), json!([]), "io/malformed", "that `sequence` does not list", "{\"extent"),
        ("/entities".into(), json!(null), "io/malformed", "must have a member `entities`", "{\"entities"),
    ] {
        let (found_name, found_message, found_text) = fault(&with(&pointer, value));
        assert_eq!(found_name, name, "{pointer}: {found_message}");
        assert!(found_message.contains(message), "{pointer}: {found_message}");
        assert!(found_text.starts_with(text), "{pointer}: {found_text}");
    }
}

#[test]
fn text_that_is_not_json_is_located_to_the_byte() {
    let import = import("{\"entities\": {},\n  \"sequence\": [1, }", Format::DeepCad, "t.json");
    assert_eq!(only(&import).0, "io/malformed");
    let start = import.diagnostics[0].span.start as usize;
    assert_eq!(import.sources.file(import.diagnostics[0].span.file).unwrap().text[start..], *"}");
    let import = crate::corpus::import(b"{\"a\": \"\xff\"}", Format::DeepCad, "t.json");
    assert_eq!(import.diagnostics[0].span.start, 7);
    for text in ["", "\u{0}", "nul", "{\"a\": 1e999}", &"[".repeat(100_000), "null", "3", "\"x\""] {
        let import = crate::corpus::import(text, Format::DeepCad, "t.json");
        assert_eq!(import.diagnostics.len(), 1, "{text}");
        assert_eq!(import.diagnostics[0].name, io::MALFORMED);
    }
}

#[test]
fn a_script_that_names_one_large_profile_very_often_meets_the_limit() {
    let mut script = script();
    let edges = 2000;
    let corner = |i: usize| {
        let (sin, cos) = trig::sin_cos(360.0 * (i % edges) as f64 / edges as f64);
        (cos, sin)
    };
    let polygon: Vec<Value> = (0..edges).map(|i| line(corner(i), corner(i + 1))).collect();
    script["entities"]["S"]["profiles"]["Q"] = profile(&[json!(polygon)]);
    for i in 0..100 {
        let mut extrude = script["entities"]["E"].clone();
        let name = format!("R{i}");
        script["entities"]["S"]["profiles"][&name] = profile(&[json!([circle(0.0, 0.0, 0.5)])]);
        extrude["profiles"] = json!([{"sketch": "S", "profile": "Q"}, {"sketch": "S", "profile": name}]);
        script["entities"][format!("E{i}")] = extrude;
        script["sequence"].as_array_mut().unwrap().push(json!({"entity": format!("E{i}")}));
    }
    let import = run(&script);
    assert!(import.diagnostics.iter().any(|d| d.name == limit::CURVES), "{:?}", import.diagnostics);
}

#[test]
fn very_many_faults_are_counted_not_listed() {
    let mut script = script();
    let sequence = script["sequence"].as_array_mut().unwrap();
    sequence.extend((0..1000).map(|i| json!({"entity": format!("missing {i}")})));
    let import = run(&script);
    assert_eq!(import.diagnostics.len(), 50);
    assert_eq!(import.diagnostics[49].notes, ["950 further messages about this script are not shown"]);
}
