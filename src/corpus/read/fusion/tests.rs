use serde_json::{Value, json};

use crate::corpus::flat::{Extent, Program};
use crate::corpus::{Format, Import, import};
use crate::model::{BooleanOp, CurveKind, DVec2};

fn derived(design: &Value) -> Import {
    import(design.to_string(), Format::Fusion360Build123d, "t.jsonl:1")
}

fn gallery(design: &Value) -> Import {
    import(design.to_string(), Format::Fusion360, "t.json")
}

fn flat(import: Import) -> Program {
    assert_eq!(import.diagnostics, []);
    import.flat.unwrap()
}

/// The only diagnostic: its name and the text it points at.
fn fault(import: &Import) -> (String, String) {
    assert!(import.program.is_none() && import.flat.is_none());
    let [diagnostic] = &import.diagnostics[..] else { panic!("{:?}", import.diagnostics) };
    (diagnostic.name.to_string(), import.sources.slice(diagnostic.span).to_owned())
}

/// A half disc of 2 cm radius beside its other half, in any order and direction, extruded by 1 cm.
fn design() -> Value {
    let plane = json!({"origin": [0, 0.5, 0], "x_dir": [1, 0, 0], "y_dir": [0, 0, -1], "z_dir": [0, 1, 0]});
    let half = |start: f64| json!([["line", 2, 0, -2, 0], ["arc", 0, 0, 2, start, 180]]);
    let area = 2.0 * std::f64::consts::PI;
    let profile = |start: f64| json!({"area": area, "perimeter": 1, "loops": [{"outer": true, "curves": half(start)}]});
    json!({"id": "d", "name": "half", "description": "two halves", "bucket": "b", "volume": 2.0 * area, "area": 1, "ops": [{
        "sketch": "Sketch1", "extrude": "Extrude1", "operation": "NewBody", "plane_kind": "XZ construction plane",
        "plane": plane, "profiles": [profile(0.0), profile(180.0)], "constraints": 1, "dimensions": 2,
        "extent": {"type": "OneSide", "distance": 1}
    }]})
}

fn with(pointer: &str, value: Value) -> Value {
    let mut design = design();
    *design.pointer_mut(pointer).unwrap() = value;
    design
}

#[test]
fn centimetres_become_millimetres_and_loops_close_whatever_their_order() {
    let flat = flat(derived(&design()));
    let [sketch] = &flat.sketches[..] else { panic!("{flat:?}") };
    assert_eq!(sketch.origin.to_array(), [0.0, 5.0, 0.0]);
    assert_eq!(sketch.faces.len(), 2);
    let (left, right) = (DVec2::new(-20.0, 0.0), DVec2::new(20.0, 0.0));
    let upper = CurveKind::Arc { start: left, mid: DVec2::new(0.0, 20.0), end: right };
    assert_eq!(sketch.faces[0].outer, [CurveKind::Line { start: right, end: left }, upper]);
    assert_eq!(flat.steps[0].solids[0].prism().unwrap().extent, Extent::OneSide { height: 10.0 });
}

#[test]
fn extents_of_the_derived_form_follow_their_names_and_the_offset() {
    let interval = |extent: Value, offset: f64| {
        let mut design = with("/ops/0/extent", extent);
        design["ops"][0]["start_offset"] = json!(offset);
        flat(derived(&design)).steps[0].solids[0].prism().unwrap().extent.interval()
    };
    assert_eq!(interval(json!({"type": "OneSide", "distance": -1.5}), 0.0), (-15.0, 0.0));
    assert_eq!(interval(json!({"type": "OneSide", "distance": -2.0}), 57.0), (550.0, 570.0));
    assert_eq!(interval(json!({"type": "Symmetric", "each_side": 0.95, "full_length": true}), 0.0), (-9.5, 9.5));
    assert_eq!(interval(json!({"type": "TwoSides", "along": 0.5, "against": -0.25}), 0.0), (-2.5, 5.0));
    assert_eq!(interval(json!({"type": "TwoSidesOffset", "full": -10.0, "trim": -4.1}), 0.0), (-100.0, -41.0));
    assert_eq!(interval(json!({"type": "TwoSidesOffset", "full": 1.3, "trim": 0.8}), 1.0), (18.0, 23.0));
}

#[test]
fn operations_act_in_order_and_what_makes_nothing_is_told() {
    let mut design = design();
    let op = |operation: &str| {
        let mut op = design["ops"][0].clone();
        op["operation"] = json!(operation);
        op
    };
    let ops = ["Cut", "Join", "NewBody", "Cut", "Intersect"].map(op);
    design["ops"] = json!(ops);
    let import = derived(&design);
    let operations: Vec<BooleanOp> = import.flat.unwrap().steps.iter().map(|step| step.operation).collect();
    assert_eq!(operations, [BooleanOp::Union, BooleanOp::Union, BooleanOp::Cut, BooleanOp::Intersect]);
    let [diagnostic] = &import.diagnostics[..] else { panic!("{:?}", import.diagnostics) };
    assert_eq!(diagnostic.name.as_str(), "io/left-out");
    assert_eq!(fault(&derived(&with("/ops", json!([])))).0, "io/empty-script");
}

#[test]
fn what_the_language_does_not_have_is_told_where_it_stands() {
    let curve = "/ops/0/profiles/0/loops/0/curves/1";
    let spline = derived(&with(curve, json!(["nurbs", 2, [0, 0, 0, 1, 1, 1], [[0, 0], [1, 1], [2, 0]], []])));
    assert_eq!(fault(&spline), ("io/not-expressible".to_owned(), "\"nurbs\"".to_owned()));
    assert_eq!(spline.reasons, ["io/not-expressible curves nurbs"]);
    let mut taper = design();
    taper["ops"][0]["taper_deg"] = json!(-10.0);
    assert_eq!(fault(&derived(&taper)), ("io/not-expressible".to_owned(), "-10.0".to_owned()));
    let mut unknown = design();
    unknown["ops"][0]["draft"] = json!(1);
    assert_eq!(fault(&derived(&unknown)).0, "io/not-expressible");
}

#[test]
fn a_profile_that_is_not_what_it_says_is_malformed() {
    let fault = |pointer: &str, value: Value| fault(&derived(&with(pointer, value)));
    assert_eq!(fault("/ops/0/profiles/1/area", json!(6.3)), ("io/malformed".to_owned(), "6.3".to_owned()));
    let loops = "/ops/0/profiles/0/loops/0/curves";
    let (name, at) = fault(&format!("{loops}/0"), json!(["line", 2, 0, -1.9, 0]));
    assert_eq!((name.as_str(), at.as_str()), ("io/malformed", "[\"line\",2,0,-1.9,0]"));
    assert_eq!(fault(&format!("{loops}/1"), json!(["arc", 0, 0, 2, 0])).0, "io/malformed");
    assert_eq!(fault(&format!("{loops}/1"), json!(["arc", 0, 0, -2, 0, 180])).0, "io/malformed");
    assert_eq!(fault(&format!("{loops}/1"), json!(["arc", 1e9, 0, 2, 0, 180])).0, "limit/coordinate");
    assert_eq!(fault(&format!("{loops}/1"), json!([])).0, "io/malformed");
    assert_eq!(fault("/ops/0/plane/z_dir", json!([0, 1])).0, "io/malformed");
    assert_eq!(fault("/ops/0/plane/z_dir", json!([1, 0, 0])).0, "io/malformed");
}

/// A plate of 5 cm by 2.5 cm on the XZ plane, as the Gallery writes it.
fn original() -> Value {
    let point = |x: f64, y: f64| json!({"type": "Point3D", "x": x, "y": y, "z": 0.0});
    let axis = |x: f64, y: f64, z: f64| json!({"type": "Vector3D", "x": x, "y": y, "z": z, "length": 1.0});
    let corners = [(5.0, 0.0), (0.0, 0.0), (0.0, -2.5), (5.0, -2.5)];
    let lines: Vec<Value> = (0..4)
        .map(|i| {
            let ((x, y), (u, v)) = (corners[i], corners[(i + 1) % 4]);
            json!({"type": "Line3D", "start_point": point(x, y), "end_point": point(u, v), "curve": format!("c{i}")})
        })
        .collect();
    let number = |value: f64| json!({"type": "ModelParameter", "value": value, "name": "d1", "role": "AlongDistance"});
    json!({
        "metadata": {"parent_project": "p", "component_index": 0},
        "timeline": [{"index": 3, "entity": "S"}, {"index": 7, "entity": "E"}],
        "sequence": [
            {"index": 0, "type": "Sketch", "entity": "S", "curve": "c0"},
            {"index": 1, "type": "ExtrudeFeature", "entity": "E"}
        ],
        "properties": {"volume": 12.5},
        "entities": {
            "S": {
                "name": "Sketch1", "type": "Sketch", "points": {"p": point(1.0, 1.0)}, "curves": {}, "constraints": {},
                "dimensions": {}, "reference_plane": {"type": "ConstructionPlane", "name": "XZ"},
                "transform": {
                    "origin": point(0.0, 0.0), "x_axis": axis(1.0, 0.0, 0.0),
                    "y_axis": axis(0.0, 0.0, -1.0), "z_axis": axis(0.0, 1.0, 0.0)
                },
                "profiles": {"P": {
                    "loops": [{"is_outer": true, "profile_curves": lines}],
                    "properties": {"area": 12.5, "perimeter": 15.0, "centroid": point(2.5, -1.25)}
                }}
            },
            "E": {
                "name": "Extrude1", "type": "ExtrudeFeature", "operation": "NewBodyFeatureOperation",
                "profiles": [{"profile": "P", "sketch": "S"}],
                "start_extent": {"type": "ProfilePlaneStartDefinition"},
                "extent_type": "OneSideFeatureExtentType",
                "extent_one": {"distance": number(1.0), "taper_angle": number(0.0), "type": "DistanceExtentDefinition"},
                "faces": {"f": {}}, "bodies": {"b": {}}, "extrude_bodies": ["b"]
            }
        }
    })
}

#[test]
fn the_original_form_gives_the_same_kind_of_program() {
    let import = gallery(&original());
    assert_eq!(import.diagnostics, []);
    assert_eq!(
        import.program.unwrap(),
        "let s1 = sketch(plane((0, 0, 0), x = (1, 0, 0), normal = (0, 1, 0)), [
    face(loop([
        line((50, 0), (0, 0)),
        line((0, 0), (0, -25)),
        line((0, -25), (50, -25)),
        line((50, -25), (50, 0)),
    ])),
])
part body = extrude(s1, 10)
"
    );
}

#[test]
fn extents_of_the_original_form_follow_the_full_length_flag_and_any_signs() {
    let interval = |kind: &str, one: f64, two: f64, full: bool, offset: Option<f64>| {
        let mut design = original();
        let entity = &mut design["entities"]["E"];
        entity["extent_type"] = json!(format!("{kind}FeatureExtentType"));
        entity["extent_one"]["distance"]["value"] = json!(one);
        if full {
            entity["extent_one"]["is_full_length"] = json!(true);
        }
        if kind == "TwoSides" {
            entity["extent_two"] = json!({"distance": {"value": two}, "taper_angle": {"value": 0.0}});
        }
        if let Some(offset) = offset {
            entity["start_extent"] = json!({"type": "OffsetStartDefinition", "offset": {"value": offset}});
        }
        flat(gallery(&design)).steps[0].solids[0].prism().unwrap().extent.interval()
    };
    assert_eq!(interval("OneSide", -1.2, 0.0, false, None), (-12.0, 0.0));
    assert_eq!(interval("OneSide", -1.7, 0.0, false, Some(-0.15)), (-18.5, -1.5));
    assert_eq!(interval("Symmetric", 3.0, 0.0, true, None), (-15.0, 15.0));
    assert_eq!(interval("Symmetric", 3.0, 0.0, false, None), (-30.0, 30.0));
    assert_eq!(interval("TwoSides", 3.0, 1.0, false, None), (-10.0, 30.0));
    assert_eq!(interval("TwoSides", 3.0, -1.0, false, None), (10.0, 30.0));
    assert_eq!(interval("TwoSides", -3.0, 1.0, false, Some(1.0)), (-20.0, 0.0));
}

#[test]
fn a_design_without_its_sequence_or_in_two_orders_is_malformed() {
    let mut design = original();
    design.as_object_mut().unwrap().remove("sequence");
    assert_eq!(fault(&gallery(&design)).0, "io/malformed");
    let mut design = original();
    design["timeline"][1]["index"] = json!(3);
    assert_eq!(fault(&gallery(&design)), ("io/malformed".to_owned(), "3".to_owned()));
    let mut design = original();
    design["sequence"].as_array_mut().unwrap().pop();
    assert_eq!(fault(&gallery(&design)).0, "io/malformed");
    let mut design = original();
    design["timeline"].as_array_mut().unwrap().remove(0);
    assert_eq!(fault(&gallery(&design)).0, "io/malformed");
}

#[test]
fn tapers_and_splines_of_the_original_form_are_told() {
    let mut design = original();
    design["entities"]["E"]["extent_one"]["taper_angle"]["value"] = json!(0.1);
    let import = gallery(&design);
    assert_eq!(fault(&import).0, "io/not-expressible");
    assert_eq!(import.reasons, ["io/not-expressible taper_angle"]);
    let mut design = original();
    design["entities"]["S"]["profiles"]["P"]["loops"][0]["profile_curves"][2]["type"] = json!("NurbsCurve3D");
    let import = gallery(&design);
    assert_eq!(fault(&import), ("io/not-expressible".to_owned(), "\"NurbsCurve3D\"".to_owned()));
    assert_eq!(import.reasons, ["io/not-expressible type NurbsCurve3D"]);
}
