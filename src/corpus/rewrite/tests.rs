use super::*;

fn rewritten(text: &str) -> Rewritten {
    rewrite("test.recad", text, &StandardLibraryOnly).unwrap_or_else(|failed| panic!("{:?}", failed.diagnostics))
}

/// A plate with four holes by their coordinates, as an importer writes it.
const PLATE: &str = "
let s1 = sketch(plane((0, 0, 0), x = (1, 0, 0), normal = (0, 0, 1)), [
    face(
        loop([
            line((10, 20), (110, 20)), line((110, 20), (110, 80)), line((110, 80), (10, 80)), line((10, 80), (10, 20)),
        ]),
        holes = [
            loop([circle((20, 30), 3)]), loop([circle((100, 30), 3)]),
            loop([circle((100, 70), 3)]), loop([circle((20, 70), 3)]),
        ],
    ),
])
let s2 = sketch(plane((0, 0, 8), x = (1, 0, 0), normal = (0, 0, 1)), [face(loop([circle((60, 50), 15)]))])
let s3 = sketch(plane((0, 0, 20), x = (1, 0, 0), normal = (0, 0, -1)), [face(loop([circle((60, -50), 10)]))])
let b1 = extrude(s1, 8)
let b2 = extrude(s2, 12)
let b3 = extrude(s3, 20)
part body = b1 + b2 - b3
";

#[test]
fn a_plate_by_coordinates_becomes_one_by_roles() {
    let result = rewritten(PLATE);
    assert_eq!(result.proof, Some(Proof::Exact));
    insta::assert_snapshot!(result.program);
}

#[test]
fn fins_teeth_and_mirrored_ribs_are_repeated_features() {
    let fins: Vec<String> =
        (0..6).map(|k| format!("box(2, 30, 20, at = ({}, 0, 4))", -25.5 + 10.2 * f64::from(k))).collect();
    let text = format!("part sink = box(60, 40, 4) + {}", fins.join(" + "));
    let result = rewritten(&text);
    assert_eq!((result.patterns, result.proof), (1, Some(Proof::Exact)), "{}", result.program);
    insta::assert_snapshot!("fins", result.program);

    let shelves: Vec<String> = (0..4).map(|k| format!("box(40, 20, 2, at = (0, 30, {}))", 5 + 11 * k)).collect();
    let result = rewritten(&format!("part rack = box(50, 40, 60) + {}", shelves.join(" + ")));
    assert_eq!((result.patterns, result.proof), (1, Some(Proof::Exact)), "{}", result.program);

    let tooth = "polygon([(18, -2), (25, -1), (25, 1), (18, 2)])";
    let result = rewritten(&format!(
        "part gear = [circle((0, 0), 18.5)].on(XY).extrude(6) + {tooth}.pattern_circular(count = 12).on(XY).extrude(6)"
    ));
    assert_eq!((result.patterns, result.proof), (1, Some(Proof::Exact)), "{}", result.program);
    assert!(result.program.contains("pattern_circular"), "{}", result.program);

    let rib = "polygon([(10, -20), (18, -20), (10, -35)])";
    let result = rewritten(&format!("part plate = box(60, 40, 5) + {rib}.mirrored(YZ).on(XY).extrude(5)"));
    assert_eq!((result.mirrors, result.proof), (1, Some(Proof::Exact)), "{}", result.program);
}

#[test]
fn a_rewritten_program_rewrites_to_the_same_part_and_the_same_text() {
    for text in [PLATE, "part pin = cylinder(4, 30) + cylinder(6, 3)"] {
        let once = rewritten(text);
        let twice = rewritten(&once.program);
        assert_eq!(twice.proof, Some(Proof::Exact));
        assert_eq!(once.program, twice.program);
        assert_eq!(once.program, rewritten(text).program);
    }
}

#[test]
fn a_body_inside_an_operation_stays_whole() {
    let result = rewritten("part rack = box(60, 40, 30) - (box(50, 30, 28) - box(2, 30, 28, at = (5, 0, 0)))");
    assert_eq!(result.proof, Some(Proof::Exact), "{}", result.program);
    assert!(result.after.parameters >= 5);
}

#[test]
fn equal_numbers_in_different_roles_stay_apart() {
    let result = rewritten("part block = box(40, 60, 7) - cylinder(3.5, 7, at = (10, 20, 0))");
    assert!(result.program.contains("param hole_d = 7mm") && result.program.contains("param thickness = 7mm"));
}

#[test]
fn every_end_of_every_range_gives_the_same_kind_of_part() {
    let result = rewritten(PLATE);
    let plan = result.plan.expect("rewritten");
    let kinds = |overrides: &[(String, Override)]| {
        let request = Request { overrides, ..Request::new("ends", &result.program, &StandardLibraryOnly) };
        let outcome = Workspace::default().run(&request);
        let errors: Vec<_> = outcome.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.clone()).collect();
        assert_eq!(errors, [""; 0], "{overrides:?}");
        signature(&model::of_shape(&outcome.evaluation.parts[0].shape).expect("extrusions"))
    };
    let usual = kinds(&[]);
    assert!(plan.parameters.iter().all(|parameter| parameter.range.is_some()));
    for parameter in &plan.parameters {
        let Some((plan::Expr::Number(low), plan::Expr::Number(high))) = parameter.range.clone() else { continue };
        assert!(low <= 0.75 * parameter.value && high >= 1.25 * parameter.value, "{parameter:?}");
        for end in [low, high] {
            assert_eq!(kinds(&[(parameter.name.to_string(), given(parameter.quantity, end))]), usual, "{parameter:?}");
        }
    }
}

#[test]
fn plane_parts_of_every_level_are_rewritten_and_keep_their_level() {
    let hole = "circle((20, 30), 3)";
    let face = format!("face(rect(100, 60, center = (60, 50)), holes = [{hole}, circle((100, 30), 3)])");
    let far = "face(circle((200, 50), 12))";
    for (text, parameters) in [
        ("part a = loop([line((0, 0), (30, 0)), line((30, 0), (30, 20)), line((30, 20), (0, 20)), line((0, 20), (0, 0))])".to_owned(), 2),
        (format!("part a = {face}"), 4),
        (format!("part a = sketch(XY.offset(5), [{face}, {far}])"), 5),
        (format!("part a = sketch(XZ.offset(5), [{face}])"), 4),
        (format!("part a = sketch(plane((1, 2, 3), x = (1, 0, 0), normal = (0, 0, -1)), [{face}])"), 4),
    ] {
        let result = rewritten(&text);
        assert_eq!((result.proof, result.reason), (Some(Proof::Exact), None), "{text}");
        assert!(result.after.parameters >= parameters, "{}", result.program);
        let level = |text: &str| evaluated("a", text, &StandardLibraryOnly).evaluation.parts[0].shape.level();
        assert_eq!(level(&text), level(&result.program), "{}", result.program);
    }
}

#[test]
fn what_cannot_be_rewritten_stays_as_it_is() {
    let ball = "part ball = sphere(10)\n";
    let result = rewritten(ball);
    assert_eq!((result.program.as_str(), result.proof), (ball, None));
    assert!(result.reason.is_some());
    let wrong = rewrite("wrong", "part a = box(1, 2)", &StandardLibraryOnly);
    assert!(wrong.is_err_and(|failed| !failed.diagnostics.is_empty()));
}

#[test]
fn a_different_body_is_not_proven() {
    let model = |text: &str| {
        let outcome = evaluated("a", text, &StandardLibraryOnly);
        clean::clean(model::of_shape(&outcome.evaluation.parts[0].shape).expect("extrusions"), 1e-6)
    };
    let one = model("part a = box(10, 20, 30) - cylinder(2, 30)");
    assert_eq!(proof::prove(&one, &one), Some(Proof::Exact));
    let nearly = model("part a = box(10, 20, 30) - cylinder(2.00005, 30)");
    assert_eq!(proof::prove(&one, &nearly), Some(Proof::Snapped));
    for other in [
        "part a = box(10, 20, 30) - cylinder(2.01, 30)",
        "part a = box(10, 20, 30) + cylinder(2, 30)",
        "part a = box(10, 20, 30) - cylinder(2, 30, at = (0, 0, 1))",
        "part a = box(10, 20, 30) - cylinder(2, 30) - cylinder(2, 30, at = (3, 0, 0))",
    ] {
        assert_eq!(proof::prove(&one, &model(other)), None, "{other}");
    }
}
