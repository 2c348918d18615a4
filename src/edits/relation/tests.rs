//! Relations of parts made by hand.

use super::predicate::holds;
use super::{Change, Form, Kind, Relation, Scene, Scope, find, kept};
use crate::edits::control::jittered;
use crate::edits::survival::scene;
use crate::model::DVec2;
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Depth, Outcome, Override, Request, Workspace};

fn evaluated(text: &str, overrides: &[(String, Override)]) -> Outcome {
    let request = Request { overrides, depth: Depth::Evaluate, ..Request::new("a", text, &StandardLibraryOnly) };
    let outcome = Workspace::default().run(&request);
    let errors: Vec<&str> = outcome.diagnostics.iter().filter(|d| d.is_error()).map(|d| d.message.as_str()).collect();
    assert_eq!(errors, [""; 0], "{text}");
    outcome
}

fn found(text: &str) -> (Scene, Vec<Relation>) {
    let scene = scene(&evaluated(text, &[]));
    let relations = find(&scene, Scope::Part);
    for relation in &relations {
        assert!(holds(&scene, relation.kind, &relation.members, 4.0), "{relation:?}");
    }
    (scene, relations)
}

/// The sizes of the relations of a kind.
fn sizes(text: &str, kind: Kind) -> Vec<usize> {
    let mut sizes: Vec<usize> =
        found(text).1.iter().filter(|relation| relation.kind == kind).map(|relation| relation.members.len()).collect();
    sizes.sort_unstable();
    sizes
}

const RECTANGLE: &str = "part p = rect(40, 20).on(XY).extrude(5)\n";
const TRIANGLE: &str = "part p = polygon([(0, 0), (31, 4), (9, 23)]).on(XY).extrude(5)\n";

#[test]
fn a_rectangle_has_the_relations_of_its_sides() {
    assert_eq!(sizes(RECTANGLE, Kind::Horizontal), [1, 1]);
    assert_eq!(sizes(RECTANGLE, Kind::Vertical), [1, 1]);
    assert_eq!(sizes(RECTANGLE, Kind::Parallel), [2, 2]);
    assert_eq!(sizes(RECTANGLE, Kind::Perpendicular), [2]);
    assert_eq!(sizes(RECTANGLE, Kind::EqualLength), [2, 2]);
    assert_eq!(sizes(RECTANGLE, Kind::SymmetricX), [1]);
    assert_eq!(sizes(RECTANGLE, Kind::SymmetricY), [1]);
}

#[test]
fn a_triangle_of_unlike_sides_has_none() {
    assert_eq!(found(TRIANGLE).1, []);
}

#[test]
fn turned_sides_are_parallel_and_at_right_angles_but_not_along_the_axes() {
    let text = "part p = rect(40, 20).rotate(17deg).on(XY).extrude(5)\n";
    assert_eq!(sizes(text, Kind::Horizontal), [0; 0]);
    assert_eq!(sizes(text, Kind::Parallel), [2, 2]);
    assert_eq!(sizes(text, Kind::Perpendicular), [2]);
    assert_eq!(sizes(text, Kind::EqualLength), [2, 2]);
}

#[test]
fn the_ends_of_steps_are_in_one_line() {
    let steps =
        "part p = polygon([(0, 0), (50, 0), (50, 9), (40, 9), (40, 4), (17, 4), (17, 9), (0, 9)]).on(XY).extrude(5)\n";
    assert_eq!(sizes(steps, Kind::Collinear), [2]);
}

#[test]
fn rounded_corners_are_tangent_and_of_one_radius() {
    let slot = "part p = slot((0, 0), (30, 0), width = 10).on(XY).extrude(5)\n";
    assert_eq!(sizes(slot, Kind::Tangent), [2, 2, 2, 2]);
    assert_eq!(sizes(slot, Kind::EqualRadius), [2]);
    let rounded = "part p = fillet(face(rect(40, 20)), 3).on(XY).extrude(5)\n";
    assert_eq!(sizes(rounded, Kind::Tangent), [2; 8]);
    assert_eq!(sizes(rounded, Kind::EqualRadius), [4]);
}

#[test]
fn a_circle_touches_a_line_it_has_no_end_with() {
    let text = "part p = face(polygon([(0, 0), (60, 0), (45, 33)]), holes = [circle((40, 10), 5)]).on(XY).extrude(5)\n";
    assert_eq!(sizes(text, Kind::Tangent), [0; 0]);
    let drawing = Scene::drawing([
        (1, Form::Line { start: DVec2::ZERO, end: DVec2::new(60.0, 0.0) }),
        (2, Form::Circle { center: DVec2::new(40.0, 5.0), radius: 5.0 }),
        (3, Form::Circle { center: DVec2::new(40.0, 13.0), radius: 3.0 }),
    ]);
    let tangent: Vec<_> =
        find(&drawing, Scope::Drawing).into_iter().filter(|r| r.kind == Kind::Tangent).map(|r| r.members).collect();
    assert_eq!(tangent, [[0, 1], [1, 2]]);
}

#[test]
fn a_bore_is_concentric_with_its_boss_across_features() {
    let text = "part p = circle((3, 4), 20).on(XY).extrude(5) + circle((3, 4), 9).on(XY.offset(5)).extrude(7) - circle((3, 4), 4).on(XY).extrude(12)\n";
    assert_eq!(sizes(text, Kind::Concentric), [3]);
    assert_eq!(sizes(text, Kind::Contained), [2, 2]);
    // The base begins with the bore, the boss begins where the base ends, and ends where the bore ends.
    assert_eq!(sizes(text, Kind::Coplanar), [2, 2, 2]);
}

#[test]
fn holes_are_aligned_congruent_contained_and_symmetric() {
    let text = "part p = face(rect(60, 40), holes = [circle((-20, 5), 3), circle((20, 5), 3)]).on(XY).extrude(5)\n";
    assert_eq!(sizes(text, Kind::AlignedX), [0; 0]);
    assert_eq!(sizes(text, Kind::AlignedY), [2]);
    assert_eq!(sizes(text, Kind::Congruent), [2]);
    assert_eq!(sizes(text, Kind::EqualRadius), [2]);
    assert_eq!(sizes(text, Kind::Contained), [2, 2]);
    assert_eq!(sizes(text, Kind::SymmetricX), [1, 3]);
    assert_eq!(sizes(text, Kind::SymmetricY), [1]);
    let middle = text.replace("(-20, 5)", "(0, 5)");
    assert_eq!(sizes(&middle, Kind::AlignedX), [2]);
    assert_eq!(sizes(&middle, Kind::SymmetricX), [1]);
}

#[test]
fn patterns_have_a_pitch() {
    let row = "part p = [circle((11 * i, 2 * i), 3) for i in 0..4].on(XY).extrude(5)\n";
    assert_eq!(sizes(row, Kind::LinearPitch), [4]);
    let uneven = row.replace("11 * i", "11 * i * i");
    assert_eq!(sizes(&uneven, Kind::LinearPitch), [0; 0]);
    let ring = "part p = circle((30, 7), 3).pattern_circular(count = 5).on(XY).extrude(5)\n";
    assert_eq!(sizes(ring, Kind::CircularPitch), [5]);
    let part = "part p = [circle((30 * cos(20deg * i), 30 * sin(20deg * i)), 3) for i in 0..6].on(XY).extrude(5)\n";
    assert_eq!(sizes(part, Kind::CircularPitch), [6]);
    let grid = "part p = [circle((11 * i, 13 * j), 3) for i in 0..4 for j in 0..3].on(XY).extrude(5)\n";
    assert_eq!(sizes(grid, Kind::LinearPitch), [3, 3, 3, 3, 4, 4, 4]);
    let solids = "part p = [circle((17 * i, 0), 3).on(XY).extrude(4) for i in 0..3]\n";
    assert_eq!(sizes(solids, Kind::LinearPitch), [3]);
}

#[test]
fn points_of_drawings_lie_on_each_other_on_curves_and_midway() {
    let point = |x, y| Form::Point(DVec2::new(x, y));
    let drawing = Scene::drawing([
        (1, Form::Line { start: DVec2::ZERO, end: DVec2::new(60.0, 0.0) }),
        (2, point(0.0, 0.0)),
        (3, point(60.0, 0.0)),
        (4, point(30.0, 0.0)),
        (5, point(60.0, 0.0)),
        (6, point(13.0, 8.0)),
    ]);
    let found = find(&drawing, Scope::Drawing);
    let of = |kind| found.iter().filter(|r| r.kind == kind).map(|r| r.members.clone()).collect::<Vec<_>>();
    assert_eq!(of(Kind::Coincident), [[2, 4]]);
    assert_eq!(of(Kind::OnCurve), [[1, 0], [2, 0], [3, 0], [4, 0]]);
    assert_eq!(of(Kind::Midpoint), [vec![3, 0], vec![3, 1, 2]]);
    assert_eq!(of(Kind::AlignedY), [[1, 2, 3, 4]]);
}

const BRACKET: &str = "part p = face(rect(60, 40), holes = [circle((-20, 5), 3), circle((20, 5), 3), slot((-5, -10), (5, -10), width = 4)]).on(XY).extrude(5)
    + rect(20, 10, (0, 5)).on(XY.offset(5)).extrude(8) - circle((0, 5), 2).on(XY).extrude(13)\n";

#[test]
fn a_rigid_motion_keeps_every_relation() {
    let (_, still) = found(BRACKET);
    for motion in [
        ".translate((3.7, -41.3, 12.9))",
        ".rotate(90deg, Z)",
        ".rotate(33deg, X)",
        ".rotate(71.3deg, Y).translate((100, 3, -7.77))",
    ] {
        let text = BRACKET.trim_end().replacen("part p = ", "part p = (", 1) + ")" + motion + "\n";
        let (_, moved) = found(&text);
        let mut kinds: Vec<(Kind, usize)> = moved.iter().map(|r| (r.kind, r.members.len())).collect();
        let mut expected: Vec<(Kind, usize)> = still.iter().map(|r| (r.kind, r.members.len())).collect();
        kinds.sort_unstable();
        expected.sort_unstable();
        assert_eq!(kinds, expected, "{motion}");
    }
}

#[test]
fn jitter_leaves_no_relation_of_numbers() {
    let text = "part p = face(loop([line((0, 0), (40, 0)), line((40, 0), (40, 20)), line((40, 20), (0, 20)), line((0, 20), (0, 0))]), holes = [circle((10, 10), 3), circle((30, 10), 3)]).on(XY).extrude(5)\n";
    let numeric = |text: &str| {
        // Holes of a face are in it whatever their numbers.
        found(text).1.into_iter().filter(|relation| relation.kind != Kind::Contained).count()
    };
    assert_eq!(numeric(text), 15);
    for seed in 0..20 {
        assert_eq!(numeric(&jittered(text, 0.02, seed)), 0, "seed {seed}");
    }
}

/// The kinds of relations that do not hold any more with other values.
fn broken(text: &str, name: &str, value: &str, change: Change) -> Vec<Kind> {
    let before = scene(&evaluated(text, &[]));
    let after = scene(&evaluated(text, &[(name.to_owned(), Override::Text(value.to_owned()))]));
    let relations = find(&before, Scope::Part);
    let kept = kept(&before, &relations, &after, change);
    let mut kinds: Vec<Kind> = relations.iter().zip(kept).filter(|(_, kept)| !kept).map(|(r, _)| r.kind).collect();
    kinds.dedup();
    kinds
}

#[test]
fn radii_that_move_together_stay_equal_and_others_do_not() {
    let text = "param r = 3mm\nparam other = 3mm
part p = face(rect(60, 40), holes = [circle((-20, 0), r), circle((0, 0), r), circle((20, 0), other)]).on(XY).extrude(5)\n";
    let together = text.replace("circle((20, 0), other)", "circle((20, 0), r + 0 * other)");
    assert_eq!(broken(&together, "r", "3.3mm", Change::Size), []);
    let kinds = broken(text, "other", "3.3mm", Change::Size);
    assert!(kinds.contains(&Kind::EqualRadius) && kinds.contains(&Kind::Congruent), "{kinds:?}");
}

#[test]
fn a_member_that_vanishes_breaks_its_relations() {
    let text = "param edge = 20mm\npart p = (face(rect(60, 40)) - circle((-edge, 0), 3) - circle((20, 0), 3)).on(XY).extrude(5)\n";
    assert_eq!(broken(text, "edge", "20mm", Change::Size), []);
    // The hole has opened through the side: its circle is an arc of the outside.
    let kinds = broken(text, "edge", "29mm", Change::Size);
    assert!(kinds.contains(&Kind::Congruent) && kinds.contains(&Kind::Contained), "{kinds:?}");
}

#[test]
fn a_count_keeps_the_pattern_and_may_change_what_falls_in_line() {
    let text = "param n: Int = 6\nparam slip = 0mm
part p = (face(circle((0, 0), 50)) - circle((40, 0), 3).pattern_circular(count = n) - circle((0, slip), 9)).on(XY).extrude(5)\n";
    for count in ["5", "7", "12"] {
        assert_eq!(broken(text, "n", count, Change::Count), [], "{count}");
    }
    let kinds = broken(text, "slip", "2mm", Change::Size);
    assert!(kinds.contains(&Kind::Concentric), "{kinds:?}");
    let grid = "param n: Int = 4\nparam odd = 0mm
part p = [circle((11 * i, 13 * j + (if i > 3 { odd } else { 0mm })), 3) for i in 0..n for j in 0..3].on(XY).extrude(5)\n";
    for count in ["3", "5"] {
        assert_eq!(broken(grid, "n", count, Change::Count), [], "{count}");
    }
    let polygon = "param n: Int = 6\nparam slip = 0mm
part p = polygon([(20 * cos(360deg * i / n), 20 * sin(360deg * i / n) + (if i > 5 { slip } else { 0mm })) for i in 0..n]).on(XY).extrude(5)\n";
    assert_eq!(broken(polygon, "n", "7", Change::Count), []);
    let slipped = polygon.replace("param slip = 0mm", "param slip = 1mm");
    assert_eq!(broken(&slipped, "n", "7", Change::Count), [Kind::EqualLength]);
    // A new column that is out of step breaks the pitch of the rows.
    let shifted = grid.replace("param odd = 0mm", "param odd = 2mm");
    assert_eq!(broken(&shifted, "n", "5", Change::Count), [Kind::LinearPitch]);
}

#[test]
fn an_angle_may_turn_what_it_turns() {
    let text =
        "param tilt = 90deg\npart p = (face(circle((0, 0), 50)) - rect(20, 10).rotate(tilt)).on(XY).extrude(5)\n";
    assert_eq!(broken(text, "tilt", "99deg", Change::Angle), []);
    assert!(broken(text, "tilt", "99deg", Change::Size).contains(&Kind::Horizontal));
}

#[test]
fn a_huge_part_is_cut_short_and_answered() {
    let text = "let hole = circle((1, 1), 0.25)
part p = [hole.translate((i, j)) for i in 0..100 for j in 0..99].on(XY).extrude(5)\n";
    let (scene, relations) = found(text);
    assert!(scene.entities.len() <= 20_000 && !relations.is_empty() && relations.len() <= 50_000);
}
