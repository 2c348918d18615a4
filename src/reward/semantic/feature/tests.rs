use super::super::tests::{PLATE, build};
use super::*;

fn score(candidate: &str, reference: &str) -> FeatureScore {
    let (candidate, reference) = (build(candidate), build(reference));
    let prepared = Features::of(&reference.subject(), reference.subject().window().unwrap());
    prepared.compare(&candidate.subject(), Some(&candidate.volumes(&reference)))
}

#[test]
fn bodies_cavities_and_holes_are_agreed_on_by_their_counts() {
    let box_in_box = "rect(30, 30).on(XY).extrude(30) - rect(10, 10).on(XY.offset(10)).extrude(10)";
    let plain = "part a = rect(30, 30).on(XY).extrude(30)";
    assert_eq!(score(plain, &format!("part a = {box_in_box}")).topology, 0.5);
    assert_eq!(score(&format!("part a = {box_in_box}"), plain).topology, 0.5);
    let two = "part a = rect(30, 30).on(XY).extrude(30) + rect(9, 9, (40, 0)).on(XY).extrude(9)";
    assert_eq!(score(two, plain).topology, 2.0 / 3.0);
    assert_eq!(score(&PLATE.replace("circle((24, -14), 2), ", ""), PLATE).topology, 0.8);
    let flat = |holes: usize| {
        let holes: Vec<String> = (0..holes).map(|i| format!("circle(({}, 0), 2)", 8 * i)).collect();
        format!("part a = face(rect(50, 20), holes = [{}])", holes.join(", "))
    };
    assert_eq!(score(&flat(1), &flat(3)).topology, 0.5);
}

#[test]
fn signed_volumes_are_shares_of_each_shape() {
    let bar = |length: f64| format!("part a = rect({length}, 10, ({}, 0)).on(XY).extrude(10)", length / 2.0);
    let short = score(&bar(30.0), &bar(40.0));
    assert!((short.kept - 0.75).abs() < 1e-9 && (short.owned - 1.0).abs() < 1e-9, "{short:?}");
    let long = score(&bar(50.0), &bar(40.0));
    assert!((long.kept - 1.0).abs() < 1e-9 && (long.owned - 0.8).abs() < 1e-9, "{long:?}");
    assert_eq!((short.void, long.void), (1.0, 1.0), "a block has no empty space in its box");
}

#[test]
fn a_small_hole_is_judged_by_its_size_and_place_whatever_the_part() {
    for size in [60.0, 80.0, 100.0] {
        let plate = |x: f64, radius: f64| {
            format!("part a = face(rect({size}, 60), holes = [circle(({x}, 0), {radius})]).on(XY).extrude(6)")
        };
        let reference = plate(0.0, 3.0);
        let detail = |x: f64, radius: f64| score(&plate(x, radius), &reference).detail;
        let [same, smaller, micro] = [3.0, 2.0, 0.3].map(|radius| detail(0.0, radius));
        assert!(same == 1.0 && smaller > 0.2 && smaller < 0.95 && micro < 0.1, "{size}: {smaller} {micro}");
        let [near, far] = [2.0, 12.0].map(|x| detail(x, 3.0));
        assert!(near > 0.1 && near < 0.9 && far < 0.1, "{size}: {near} {far}");
        let none = score(&format!("part a = rect({size}, 60).on(XY).extrude(6)"), &reference);
        assert!(none.detail < 0.1 && none.topology == 0.5 && none.value < 0.2, "{none:?}");
    }
}

#[test]
fn a_thin_wall_is_a_detail_and_a_solid_block_has_none() {
    let shell = |wall: f64| {
        let inner = 60.0 - 2.0 * wall;
        format!("part a = rect(60, 60).on(XY).extrude(30) - rect({inner}, {inner}).on(XY.offset({wall})).extrude(40)")
    };
    let [same, thick, block] = [
        score(&shell(3.0), &shell(3.0)),
        score(&shell(5.0), &shell(3.0)),
        score("part a = rect(60, 60).on(XY).extrude(30)", &shell(3.0)),
    ];
    assert_eq!(same.detail, 1.0);
    assert!(thick.detail > 0.1 && thick.detail < 0.9 && block.detail < 0.01, "{thick:?} {block:?}");
    assert!(block.value < 0.1 && block.void < 0.05, "{block:?}");
}

#[test]
fn plane_shapes_have_details_too() {
    let slotted = |width: f64| format!("part a = face(rect(50, 20)) - face(rect({width}, 12))");
    let [same, near, none] =
        [slotted(2.0), slotted(2.8), "part a = face(rect(50, 20))".to_owned()].map(|text| score(&text, &slotted(2.0)));
    assert!((same.value - 1.0).abs() < 1e-9);
    assert!(near.value > none.value + 0.2 && none.detail < 0.2, "{near:?} {none:?}");
    let solid = build(PLATE);
    let plane = build(&slotted(2.0));
    let flat = Features::of(&plane.subject(), plane.subject().window().unwrap());
    assert_eq!(flat.compare(&solid.subject(), None), FeatureScore::default());
}
