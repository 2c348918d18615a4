use crate::corpus::{Format, Import, import};

fn run(script: &str) -> Import {
    import(script, Format::Csexp, "t.csexp")
}

fn program(script: &str) -> String {
    let import = run(script);
    assert_eq!(import.diagnostics, [], "{script}");
    import.program.unwrap()
}

/// The only diagnostic: its name, the text it points at, and its message.
fn fault(script: &str) -> (String, String, String) {
    let import = run(script);
    assert!(import.program.is_none());
    let [diagnostic] = &import.diagnostics[..] else { panic!("{:?}", import.diagnostics) };
    (diagnostic.name.to_string(), import.sources.slice(diagnostic.span).to_owned(), diagnostic.message.clone())
}

const CUBE: &str = "(Cube (Vec3 1 1 1) false)";

#[test]
fn a_difference_is_two_steps_with_plain_bodies() {
    let text = program(
        "(Binop Diff (Affine Trans (Vec3 1.50006 34.5 90.4998) (Affine Scale (Vec3 117 75 175)
            (Affine Trans (Vec3 -0.5 -0.5 -0.5) (Cube (Vec3 1 1 1) false))))
          (Binop Union (Cylinder (Vec3 9 2 2) (Vec3 0 12 2) true)
            (Binop Union (Affine Rotate (Vec3 90 0 30) (Cylinder (Vec3 9 2 0) (Vec3 64 12 2) false)) (Sphere 3 (Vec3 0 12 2)))))",
    );
    assert_eq!(
        text,
        "let b1 = box(117, 75, 175, at = (1.50006, 34.5, 2.9998))
let b2 =
    cylinder(2, 9, at = (0, 0, -4.5)) + cone(2, 0, 9).rotate(90, about = X).rotate(30) + sphere(3)
part body = b1 - b2
"
    );
}

#[test]
fn a_cylinder_of_few_sides_is_a_prism_that_scales_along_each_axis() {
    let text = program("(Affine Scale (Vec3 2 0.5 3) (Cylinder (Vec3 1 1 1) (Vec3 4 12 2) true))");
    assert_eq!(
        text,
        "let s1 = sketch(plane((0, 0, -1.5), x = (1, 0, 0), normal = (0, 0, 1)), [
    face(loop([
        line((2, 0), (0, 0.5)),
        line((0, 0.5), (-2, 0)),
        line((-2, 0), (0, -0.5)),
        line((0, -0.5), (2, 0)),
    ])),
])
part body = extrude(s1, 3)
"
    );
    assert!(program("(Cylinder (Vec3 1 1 1) (Vec3 13 12 2) true)").contains("cylinder(1, 1"));
    assert_eq!(fault("(Cylinder (Vec3 1 2 1) (Vec3 6 12 2) true)").0, "io/not-expressible");
}

#[test]
fn folds_and_nothing_follow_the_algebra_of_sets() {
    let cubes = [1, 2, 3].map(|x| format!("(Affine Trans (Vec3 {x} 0 0) {CUBE})")).join(" ");
    assert!(program(&format!("(Fold Union (List {cubes}))")).starts_with("part body =\n    box(1, 1, 1, at = (1.5"));
    assert!(program(&format!("(Fold Diff (List {cubes}))")).ends_with("part body = b1 - b2\n"));
    assert!(program(&format!("(Fold Inter (List {cubes}))")).ends_with("part body = b1 & b2 & b3\n"));
    assert_eq!(program(&format!("(Binop Union Empty {CUBE})")), "part body = box(1, 1, 1, at = (0.5, 0.5, 0))\n");
    assert_eq!(program(&format!("(Binop Diff {CUBE} (Empty))")), "part body = box(1, 1, 1, at = (0.5, 0.5, 0))\n");
    assert_eq!(fault(&format!("(Binop Inter {CUBE} Empty)")).0, "io/empty-script");
    assert_eq!(fault("Empty").0, "io/empty-script");
}

#[test]
fn a_combination_inside_another_has_a_name() {
    let text =
        program(&format!("(Affine Trans (Vec3 0 0 5) (Binop Diff {CUBE} (Affine Trans (Vec3 0 0 0.5) {CUBE})))"));
    assert_eq!(
        text,
        "let c1 = box(1, 1, 1, at = (0.5, 0.5, 0)) - box(1, 1, 1, at = (0.5, 0.5, 0.5))
part body = c1.translate((0, 0, 5))
"
    );
}

#[test]
fn what_cannot_be_said_is_told_where_it_stands_all_of_it() {
    let hull = format!("(Hull {CUBE})");
    assert_eq!(fault(&format!("(Binop Union {CUBE} {hull})")).1, hull);
    let import = run(&format!("(Binop Union (Minkowski {CUBE}) {hull})"));
    assert_eq!(import.diagnostics.len(), 2);
    assert_eq!(import.reasons, ["io/not-expressible Minkowski", "io/not-expressible Hull"]);
    let ellipse = "(Affine Scale (Vec3 1 2 1) (Cylinder (Vec3 1 1 1) (Vec3 0 12 2) true))";
    assert_eq!(fault(ellipse).1, ellipse);
    assert_eq!(fault("(Cube (Vec3 1 x 1) true)").1, "x");
    assert_eq!(fault("(Cube (Vec3 1 1 1) maybe)").1, "maybe");
    assert_eq!(fault("(Cube (Vec3 1 0 1) true)").1, "(Vec3 1 0 1)");
    assert_eq!(fault("(Cube (Vec3 1 1 nan) true)").0, "io/malformed");
    assert_eq!(fault("(Cube (Vec3 1 1 1e9) true)").0, "limit/coordinate");
    assert_eq!(fault("(Vec3 1 1 1)").0, "io/malformed");
    assert_eq!(fault("(Affine Scale (Vec3 1 0 1) Empty)").1, "(Vec3 1 0 1)");
    assert_eq!(fault("(Binop Union (Cube").0, "io/malformed");
}

#[test]
fn very_deep_and_very_many_terms_meet_a_limit_or_none() {
    let tower = |head: &str, tail: &str, n: usize| format!("{}{CUBE}{}", head.repeat(n), tail.repeat(n));
    let sum = program(&tower("(Binop Union (Cube (Vec3 2 2 2) true) ", ")", 2000));
    assert_eq!(sum.matches("box(").count(), 2001);
    let turned = tower("(Affine Rotate (Vec3 10 0 0) ", ")", 50_000);
    assert_eq!(fault(&turned).0, "limit/solid-depth");
    let nested = format!("{}{CUBE}{}", "(Binop Diff (Cube (Vec3 9 9 9) true) ".repeat(5_000), ")".repeat(5_000));
    assert_eq!(fault(&nested).0, "limit/solid-depth");
    let many = tower("(Binop Union (Cube (Vec3 2 2 2) true) ", ")", 10_000);
    assert_eq!(fault(&many).0, "limit/steps");
}
