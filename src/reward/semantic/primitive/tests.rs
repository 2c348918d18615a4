use super::super::tests::{PLATE, build};
use super::*;

fn of(text: &str) -> Primitives {
    Primitives::of(build(text).parts.iter(), &Transform3::IDENTITY)
}

fn shared(candidate: &str, reference: &str) -> Shared {
    of(reference).compare(&of(candidate))
}

fn counts(text: &str) -> [usize; TYPES.len()] {
    of(text).by_type.map(|primitives| primitives.len())
}

#[test]
fn primitives_are_counted_by_type() {
    assert_eq!(counts(PLATE), [4, 0, 5, 6, 0]);
    assert_eq!(counts("part ring = rect(4, 6, (20, 0)).on(XZ).revolve(Z)"), [4, 0, 0, 0, 1]);
    assert_eq!(counts("part flat = face(rect(30, 20), holes = [circle((0, 0), 3)])"), [4, 0, 1, 0, 0]);
    assert_eq!(counts("part slotted = face(slot((0, 0), (20, 0), width = 5)).on(XY).extrude(3)"), [2, 2, 0, 1, 0]);
}

#[test]
fn the_way_a_shape_is_written_does_not_matter() {
    let square = "loop([line((0, 0), (9, 0)), line((9, 0), (9, 9)), line((9, 9), (0, 9)), line((0, 9), (0, 0))])";
    let pairs = [
        // Another start and direction.
        ("loop([line((9, 9), (9, 0)), line((9, 0), (0, 0)), line((0, 0), (0, 9)), line((0, 9), (9, 9))])", square),
        // A side in two pieces, also over the start.
        (
            "loop([line((4, 0), (9, 0)), line((9, 0), (9, 9)), line((9, 9), (0, 9)), line((0, 9), (0, 0)), line((0, 0), (4, 0))])",
            square,
        ),
        // A circle of arcs; an arc through another of its points, and in two pieces.
        ("loop([arc((5, 0), (0, 5), (-5, 0)), arc((-5, 0), (0, -5), (5, 0))])", "circle((0, 0), 5)"),
        (
            "loop([arc((5, 0), (4, 3), (0, 5)), line((0, 5), (0, 0)), line((0, 0), (5, 0))])",
            "loop([arc((5, 0), (3, 4), (0, 5)), line((0, 5), (0, 0)), line((0, 0), (5, 0))])",
        ),
        (
            "loop([arc((5, 0), (4.8, 1.4), (4, 3)), arc((4, 3), (3, 4), (0, 5)), line((0, 5), (0, 0)), line((0, 0), (5, 0))])",
            "loop([arc((5, 0), (3, 4), (0, 5)), line((0, 5), (0, 0)), line((0, 0), (5, 0))])",
        ),
    ];
    for (written, plain) in pairs {
        for dress in [
            "part a = @",
            "part a = face(@).on(XY).extrude(3)",
            "part a = face(@.translate((20, 0))).on(XZ).revolve(Z)",
        ] {
            let found = shared(&dress.replace('@', written), &dress.replace('@', plain));
            assert!(found.f1 > 1.0 - 1e-9, "{written} as {dress}: {found:?}");
        }
    }
}

#[test]
fn a_hole_in_a_face_and_a_hole_that_is_cut_are_one() {
    let drawn = "part a = face(rect(30, 20), holes = [circle((3, 0), 4)]).on(XY).extrude(5)";
    for cut in [
        "part a = rect(30, 20).on(XY).extrude(5) - circle((3, 0), 4).on(XY).extrude(5)",
        "part a = rect(30, 20).on(XY).extrude(5) - circle((3, 0), 4).on(XY.offset(-2)).extrude(40)",
        "part a = rect(30, 20).on(XY.offset(5)).extrude(-5) - circle((3, 0), 4).on(XY.offset(7)).extrude(-9)",
    ] {
        let found = shared(cut, drawn);
        assert!(found.f1 > 1.0 - 1e-9, "{cut}: {found:?}");
    }
    let blind = shared("part a = rect(30, 20).on(XY).extrude(5) - circle((3, 0), 4).on(XY).extrude(2)", drawn);
    assert_eq!(blind.by_type[2], Some(1.0), "the circle is there");
    assert!(blind.by_type[3].unwrap() < 0.6, "the hole is not: {blind:?}");
    let boss = shared("part a = rect(30, 20).on(XY).extrude(5) + circle((3, 0), 4).on(XY).extrude(5)", drawn);
    assert_eq!(boss.by_type[3], Some(0.5), "what adds is not what takes away");
}

#[test]
fn touching_faces_are_drawn_by_their_common_outline() {
    let halves = "part a = sketch(XY, [face(rect(10, 6, (-5, 0))), face(rect(10, 6, (5, 0)))]).extrude(3)";
    let found = shared(halves, "part a = face(rect(20, 6)).on(XY).extrude(3)");
    assert!(found.f1 > 1.0 - 1e-9, "{found:?}");
}

#[test]
fn the_order_of_operations_and_transforms_do_not_matter() {
    let plain = "part a = rect(30, 20).on(XY).extrude(5) + circle((0, 0), 4).on(XY).extrude(9) + circle((9, 0), 2).on(XY).extrude(7)";
    for other in [
        "part a = circle((9, 0), 2).on(XY).extrude(7) + circle((0, 0), 4).on(XY).extrude(9) + rect(30, 20).on(XY).extrude(5)",
        "part a = (rect(30, 20).on(XY).extrude(5) + circle((0, 0), 4).on(XY).extrude(9) + circle((9, 0), 2).on(XY).extrude(7))",
        "part a = rect(30, 20, (1, 1)).on(XY).extrude(5).translate((-1, -1, 0)) + circle((0, 0), 4).on(XY.offset(9)).extrude(-9) + circle((-9, 0), 2).on(XY).extrude(7).mirror(YZ)",
        "part a = rect(15, 10).on(XY).extrude(2.5).scale(2) + circle((0, 0), 4).on(XY).extrude(9) + circle((9, 0), 2).on(XY).extrude(7)",
    ] {
        let found = shared(other, plain);
        assert!(found.f1 > 1.0 - 1e-9, "{other}: {found:?}");
    }
}

#[test]
fn closeness_falls_with_distance_and_ends() {
    let at = |x: f64| format!("part a = face(rect(80, 60), holes = [circle(({x}, 0), 3)])");
    let circle = |x: f64| shared(&at(x), &at(0.0)).by_type[2].unwrap();
    // The diagonal is 100 mm, so closeness ends at 10 mm.
    for x in [0.0, 1.0, 2.5, 7.0, 9.9] {
        assert!((circle(x) - (1.0 - x / 10.0)).abs() < 1e-9, "{x}: {}", circle(x));
    }
    assert_eq!(circle(10.0), 0.0);
    let of_radius = |r: f64| format!("part a = face(rect(80, 60), holes = [circle((0, 0), {r})])");
    let radius = |r: f64| shared(&of_radius(r), &of_radius(3.0)).by_type[2].unwrap();
    assert!((radius(3.0 * 2f64.sqrt()) - 0.5).abs() < 1e-9);
    assert_eq!((radius(6.0), radius(1.5), radius(0.1)), (0.0, 0.0, 0.0), "half the size is another feature");
}

#[test]
fn doubled_and_superfluous_primitives_cost() {
    let plain = "part a = rect(30, 20).on(XY).extrude(5)";
    let doubled = "part a = rect(30, 20).on(XY).extrude(5) + rect(30, 20).on(XY).extrude(4)";
    let found = shared(doubled, plain);
    assert!((found.f1 - 2.0 / 3.0).abs() < 1e-9, "{found:?}");
    let both = shared(plain, doubled);
    assert_eq!(both.f1, found.f1);
}

#[test]
fn a_full_turn_does_not_depend_on_the_plane_it_is_drawn_in() {
    let turned = "part a = rect(4, 6, (20, 0)).on(XZ).revolve(Z)";
    let upright = shared("part a = rect(4, 6, (20, 0)).on(XZ).revolve(Z).rotate(70deg)", turned);
    assert!(upright.f1 > 1.0 - 1e-6, "{upright:?}");
    let partial = shared("part a = rect(4, 6, (20, 0)).on(XZ).revolve(Z, 90deg)", turned);
    assert!(partial.by_type[4].unwrap() == 0.0, "{partial:?}");
}

#[test]
fn the_literature_asks_for_types_alone() {
    let plate = "part a = face(rect(80, 60), holes = [circle((0, 0), 3)]).on(XY).extrude(4)";
    let moved = "part a = face(rect(80, 60), holes = [circle((30, 20), 9)]).on(XY).extrude(40)";
    assert_eq!(of(plate).literature(&of(moved)).f1, 1.0);
    // A slot instead of the hole: its loop is the nearest, of its four curves one meets the circle, and is wrong.
    let slotted = "part a = face(rect(80, 60), holes = [slot((0, 0), (9, 0), width = 5)]).on(XY).extrude(4)";
    let found = of(plate).literature(&of(slotted));
    assert_eq!(found.by_type, [Some(0.8), Some(0.0), Some(0.0), Some(1.0), None]);
    let two = "part a = rect(80, 60).on(XY).extrude(4) + rect(8, 6).on(XY).extrude(9)";
    assert_eq!(of(plate).literature(&of(two)).by_type, [Some(2.0 / 3.0), None, Some(0.0), Some(2.0 / 3.0), None]);
}

#[test]
fn great_numbers_are_bounded() {
    let many = |shift: f64| {
        format!(
            "part a = face(rect(4000, 4000), holes = circle((0, 0), 3).pattern_grid(150, 150, dx = 20, dy = 20).map(|c| c.translate((-1500 + {shift}, -1500))))"
        )
    };
    let (reference, candidate) = (of(&many(0.0)), of(&many(1.0)));
    assert!(reference.count() >= MOST && reference.count() < MOST + 10_000, "{}", reference.count());
    let found = reference.compare(&candidate);
    assert!(found.f1 > 0.0 && found.f1 < 1.0, "{found:?}");
    assert_eq!(reference.compare(&reference).f1, 1.0);
    // Thirty doublings are a billion uses of one operation.
    let mut text = "let a0 = rect(1, 1).on(XY).extrude(1)\n".to_owned();
    for i in 0..30 {
        text += &format!("let a{} = a{i} + a{i}.translate(({i}, 0, 0))\n", i + 1);
    }
    let parse = crate::workspace::Workspace::default().run(&crate::workspace::Request {
        depth: crate::workspace::Depth::Evaluate,
        ..crate::workspace::Request::new(
            "doubled.recad",
            &(text + "part a = a30\n"),
            &crate::workspace::project::StandardLibraryOnly,
        )
    });
    let doubled = Primitives::of(parse.parts().iter().map(|part| &part.shape), &Transform3::IDENTITY);
    assert!(doubled.count() <= MOST + 5 && doubled.count() > 1000, "{}", doubled.count());
}
