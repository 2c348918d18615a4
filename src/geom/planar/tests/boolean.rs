//! Booleans against set algebra, membership of random points and known areas.

use glam::{DMat2, DVec2, Vec2Swizzles};

use crate::geom::planar::{
    Contour, PlanarRegion, Segment, arrange, boolean, combine, combine_faces, face_from_regions, make_face, make_loop,
    measure, regions_of_face,
};
use crate::geom::samples::random::{Random, any_region, arc, circle, line, polygon, rectangle, soup};
use crate::model::{BooleanOp, Curve, Face, Transform2, tolerance};

fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

fn face(curves: &[Curve]) -> Face {
    make_face(&make_loop(curves).unwrap(), &[]).unwrap()
}

fn region(curves: &[Curve]) -> Vec<PlanarRegion> {
    regions_of_face(&face(curves)).unwrap()
}

fn area(regions: &[PlanarRegion]) -> f64 {
    measure::total_area(regions)
}

/// Contours join bit by bit, outer ones run counter-clockwise, holes clockwise.
fn assert_well_formed(regions: &[PlanarRegion], what: &str) {
    for region in regions {
        assert!(measure::signed_area(&region.outer) > 0.0, "{what}");
        assert!(region.holes.iter().all(|hole| measure::signed_area(hole) < 0.0), "{what}");
        for contour in region.contours() {
            let count = contour.segments.len();
            for (i, segment) in contour.segments.iter().enumerate() {
                assert_eq!(segment.end(), contour.segments[(i + 1) % count].start(), "{what}");
                assert!(count == 1 || !segment.is_circle(), "{what}");
            }
        }
    }
}

fn inside(regions: &[PlanarRegion], p: DVec2) -> bool {
    regions.iter().any(|region| measure::contains(region, p))
}

fn clear_of(regions: &[PlanarRegion], p: DVec2) -> bool {
    regions.iter().flat_map(PlanarRegion::segments).all(|segment| segment.distance(p) > 1e-4)
}

fn check_pair(random: &mut Random, a: &[PlanarRegion], b: &[PlanarRegion], what: &str) {
    let run = |op, x: &[PlanarRegion], y: &[PlanarRegion]| {
        let result = boolean(op, &[x, y]).unwrap_or_else(|error| panic!("{what}: {}", error.message));
        assert_well_formed(&result, what);
        result
    };
    let union = run(BooleanOp::Union, a, b);
    let common = run(BooleanOp::Intersect, a, b);
    let cut = run(BooleanOp::Cut, a, b);
    let reverse = run(BooleanOp::Cut, b, a);
    // Boundaries that happen to run within the tolerance of each other become one.
    let close = |x: f64, y: f64| (x - y).abs() < 20.0 * tolerance::COINCIDENT;
    assert!(close(area(&union) + area(&common), area(a) + area(b)), "{what}: union and intersection");
    assert!(close(area(&cut) + area(&common), area(a)), "{what}: cut");
    assert!(close(area(&cut) + area(&common) + area(&reverse), area(&union)), "{what}: three parts");
    for _ in 0..30 {
        let p = v(random.between(-14.0, 14.0), random.between(-14.0, 14.0));
        if clear_of(a, p) && clear_of(b, p) {
            let (in_a, in_b) = (inside(a, p), inside(b, p));
            assert_eq!(inside(&union, p), in_a || in_b, "{what}: union at {p}");
            assert_eq!(inside(&common, p), in_a && in_b, "{what}: intersection at {p}");
            assert_eq!(inside(&cut, p), in_a && !in_b, "{what}: cut at {p}");
        }
    }
}

#[test]
fn booleans_of_random_regions_obey_set_algebra() {
    for seed in 0..1500 {
        let mut random = Random::new(seed);
        let offset = v(random.between(-8.0, 8.0), random.between(-8.0, 8.0));
        let a = [any_region(&mut random, DVec2::ZERO, 10.0, false)];
        let b = [any_region(&mut random, offset, 8.0, false)];
        check_pair(&mut random, &a, &b, &format!("seed {seed}"));
    }
}

#[test]
fn booleans_of_regions_with_shared_edges_obey_set_algebra() {
    for seed in 0..1500 {
        let mut random = Random::new(seed);
        let a = [any_region(&mut random, DVec2::ZERO, 8.0, true)];
        let b = [any_region(&mut random, v(2.0, -2.0), 8.0, true)];
        check_pair(&mut random, &a, &b, &format!("grid seed {seed}"));
    }
}

#[test]
fn a_region_cut_in_pieces_is_joined_to_itself() {
    for seed in 0..700 {
        let mut random = Random::new(seed);
        let whole = [any_region(&mut random, DVec2::ZERO, 10.0, seed % 2 == 0)];
        let knife = [any_region(&mut random, v(3.0, 1.0), 10.0, seed % 2 == 0)];
        let outside = boolean(BooleanOp::Cut, &[&whole, &knife]).unwrap();
        let within = boolean(BooleanOp::Intersect, &[&whole, &knife]).unwrap();
        let joined = boolean(BooleanOp::Union, &[&outside, &within]).unwrap();
        assert_well_formed(&joined, &format!("seed {seed}"));
        let error = area(&joined) - area(&whole);
        assert!(error.abs() < 20.0 * tolerance::COINCIDENT, "seed {seed}: {error}");
        assert_eq!(joined.len(), 1, "seed {seed}");
        let count = |regions: &[PlanarRegion]| regions.iter().flat_map(PlanarRegion::segments).count();
        // One more where the knife happens to pass within the tolerance of a corner.
        assert!(count(&joined) <= count(&whole) + 1, "seed {seed}: {} > {}", count(&joined), count(&whole));
    }
}

#[test]
fn nearly_equal_boundaries_do_not_break_booleans() {
    for seed in 0..1000 {
        let mut random = Random::new(seed);
        let a = [any_region(&mut random, DVec2::ZERO, 8.0, true)];
        let size = [1e-12, 1e-9, 1e-7, 1e-6, 3e-6, 1e-5][random.below(6) as usize];
        let shift = v(random.between(-size, size), random.between(-size, size));
        let b: Vec<PlanarRegion> = a
            .iter()
            .chain(&[any_region(&mut random, v(1.0, 1.0), 8.0, true)])
            .map(|region| moved(region, shift))
            .collect();
        for other in b {
            let other = [other];
            let union = boolean(BooleanOp::Union, &[&a, &other]).unwrap();
            let common = boolean(BooleanOp::Intersect, &[&a, &other]).unwrap();
            assert_well_formed(&union, &format!("seed {seed}"));
            let error = area(&union) + area(&common) - area(&a) - area(&other);
            assert!(error.abs() < 2e-3, "seed {seed}: {error}");
        }
    }
}

fn moved(region: &PlanarRegion, by: DVec2) -> PlanarRegion {
    let transform = Transform2 { linear: DMat2::IDENTITY, translation: by };
    let contour = |contour: &Contour, ccw| Contour::from_loop(&contour.to_loop().transformed(&transform), ccw).unwrap();
    PlanarRegion {
        outer: contour(&region.outer, true),
        holes: region.holes.iter().map(|hole| contour(hole, false)).collect(),
    }
}

#[test]
fn booleans_commute_with_similarities() {
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let a = face_from_regions(&[any_region(&mut random, DVec2::ZERO, 10.0, seed % 2 == 0)]);
        let b = face_from_regions(&[any_region(&mut random, v(4.0, -3.0), 9.0, seed % 2 == 0)]);
        let scale = random.between(0.3, 3.0);
        let mirror = if random.chance(0.5) { -1.0 } else { 1.0 };
        let linear = DMat2::from_angle(random.between(0.0, 6.0)) * DMat2::from_diagonal(v(scale, mirror * scale));
        let transform = Transform2 { linear, translation: v(random.between(-99.0, 99.0), random.between(-99.0, 99.0)) };
        for op in [BooleanOp::Union, BooleanOp::Cut, BooleanOp::Intersect] {
            let here = combine_faces(op, &[a.clone(), b.clone()]);
            let there = combine_faces(op, &[a.transformed(&transform), b.transformed(&transform)]);
            match (here, there) {
                (Ok(here), Ok(there)) => {
                    let moved = area(&regions_of_face(&here.transformed(&transform)).unwrap());
                    let direct = area(&regions_of_face(&there).unwrap());
                    assert!((moved - direct).abs() < 1e-3, "seed {seed} {op:?}: {moved} {direct}");
                }
                (Err(here), Err(there)) => assert_eq!(here.name, there.name, "seed {seed}"),
                (here, there) => panic!("seed {seed} {op:?}: {} {}", here.is_ok(), there.is_ok()),
            }
        }
    }
}

#[test]
fn degenerate_soup_neither_panics_nor_breaks() {
    let mut refused = 0;
    for seed in 0..600 {
        let mut random = Random::new(seed);
        let (a, b) = (soup(&mut random, 4), soup(&mut random, 3));
        for op in [BooleanOp::Union, BooleanOp::Cut, BooleanOp::Intersect] {
            match boolean(op, &[&a, &b]) {
                Ok(result) => assert_well_formed(&result, &format!("seed {seed}")),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused < 20, "{refused} of 1800 refused");
}

#[test]
fn adjacent_rectangles_become_one_with_four_sides() {
    let operands = [
        face(&rectangle(v(0.0, 0.0), v(5.0, 4.0))),
        face(&rectangle(v(5.0, 0.0), v(10.0, 2.0))),
        face(&rectangle(v(5.0, 2.0), v(10.0, 4.0))),
    ];
    let union = combine_faces(BooleanOp::Union, &operands).unwrap();
    assert_eq!(union.regions.len(), 1);
    assert_eq!(union.regions[0].outer.curves.len(), 4);
    assert!((area(&regions_of_face(&union).unwrap()) - 40.0).abs() < 1e-12);
}

#[test]
fn two_half_discs_become_a_circle() {
    let (a, b, top, bottom) = (v(3.0, 1.0), v(-1.0, 1.0), v(1.0, 3.0), v(1.0, -1.0));
    let upper = region(&[arc(a, top, b), line(b, a)]);
    let lower = region(&[line(a, b), arc(b, bottom, a)]);
    let union = boolean(BooleanOp::Union, &[&upper, &lower]).unwrap();
    assert_eq!(union.len(), 1);
    assert_eq!(union[0].outer.segments, [Segment::circle(v(1.0, 1.0), 2.0, true, Default::default())]);
}

#[test]
fn equal_circles_cancel_and_unite() {
    let disc = region(&[circle(v(4.0, -2.0), 3.0)]);
    assert!(boolean(BooleanOp::Cut, &[&disc, &disc]).unwrap().is_empty());
    assert_eq!(boolean(BooleanOp::Union, &[&disc, &disc, &disc]).unwrap(), disc);
    assert_eq!(boolean(BooleanOp::Intersect, &[&disc, &disc]).unwrap(), disc);
    let error = combine_faces(BooleanOp::Cut, &[face(&[circle(v(0.0, 0.0), 1.0)]), face(&[circle(v(0.0, 0.0), 2.0)])]);
    assert_eq!(error.unwrap_err().name.as_str(), "geom/empty-result");
}

#[test]
fn squares_that_touch_in_a_corner_stay_two() {
    let a = region(&rectangle(v(0.0, 0.0), v(1.0, 1.0)));
    let b = region(&rectangle(v(1.0, 1.0), v(2.0, 2.0)));
    let union = boolean(BooleanOp::Union, &[&a, &b]).unwrap();
    assert_eq!(union.len(), 2);
    assert!(union.iter().all(|region| region.outer.segments.len() == 4));
}

#[test]
fn a_tangent_hole_stays_a_hole() {
    let plate = region(&rectangle(v(0.0, 0.0), v(10.0, 10.0)));
    let disc = region(&[circle(v(5.0, 2.0), 2.0)]);
    let cut = boolean(BooleanOp::Cut, &[&plate, &disc]).unwrap();
    assert_eq!((cut.len(), cut[0].holes.len()), (1, 1));
    assert!((area(&cut) - (100.0 - 4.0 * std::f64::consts::PI)).abs() < 1e-12);
}

#[test]
fn tangent_discs_stay_apart_for_all_directions_and_sizes() {
    for step in 0..400 {
        let mut random = Random::new(step);
        let (r, s) = (random.between(0.1, 300.0), random.between(0.1, 300.0));
        let (sin, cos) = crate::model::trig::sin_cos(random.between(0.0, 360.0));
        let at = v(random.between(-50.0, 50.0), random.between(-50.0, 50.0));
        let a = region(&[circle(at, r)]);
        let b = region(&[circle(at + v(cos, sin) * (r + s), s)]);
        assert_eq!(boolean(BooleanOp::Union, &[&a, &b]).unwrap().len(), 2, "step {step}");
        assert!(boolean(BooleanOp::Intersect, &[&a, &b]).unwrap().is_empty(), "step {step}");
    }
}

#[test]
fn a_sliding_tool_leaves_known_areas() {
    let plate = region(&rectangle(v(0.0, 0.0), v(20.0, 10.0)));
    let disc = region(&[circle(v(20.0, 10.0), 4.0)]);
    let cut = boolean(BooleanOp::Cut, &[&plate, &disc]).unwrap();
    assert!((area(&cut) - (200.0 - 4.0 * std::f64::consts::PI)).abs() < 1e-12);
    let segments = &cut[0].outer.segments;
    assert_eq!(segments.len(), 5);
    let notch = segments.iter().find_map(Segment::arc).unwrap();
    assert_eq!((notch.center, notch.radius), (v(20.0, 10.0), 4.0));
}

#[test]
fn parity_and_layers_come_from_one_arrangement() {
    let a = region(&rectangle(v(0.0, 0.0), v(4.0, 4.0)));
    let b = region(&rectangle(v(2.0, 0.0), v(6.0, 4.0)));
    let xor = combine(&[&a, &b], |windings| windings.iter().count() == 1).unwrap();
    assert_eq!(area(&xor), 16.0);
    let arrangement = arrange(&[&a, &b]).unwrap();
    let of_first = arrangement.edges.iter().filter(|edge| edge.left.contains(0) != edge.right.contains(0)).count();
    assert_eq!(of_first, 6, "split where the other set begins");
    let only = arrangement.regions(|windings| windings.contains(0)).unwrap();
    assert_eq!(only[0].outer.segments.len(), 4);
    let shared = arrangement.edges.iter().filter(|edge| edge.left.contains(0) && edge.left.contains(1)).count();
    assert_eq!(shared, 4);
}

#[test]
fn nested_regions_find_their_owners() {
    let ring = |r: f64| {
        let outer = make_loop(&[circle(DVec2::ZERO, r)]).unwrap();
        let hole = make_loop(&[circle(DVec2::ZERO, r - 1.0)]).unwrap();
        regions_of_face(&make_face(&outer, &[hole]).unwrap()).unwrap()
    };
    let rings: Vec<_> = (1..20).map(|i| ring(2.0 * i as f64)).collect();
    let sets: Vec<&[PlanarRegion]> = rings.iter().map(Vec::as_slice).collect();
    let union = boolean(BooleanOp::Union, &sets).unwrap();
    assert_eq!(union.len(), 19);
    assert!(union.iter().all(|region| region.holes.len() == 1));
}

#[test]
fn a_star_polygon_counts_by_winding() {
    let points: Vec<DVec2> = (0..5)
        .map(|i| {
            let (sin, cos) = crate::model::trig::sin_cos(144.0 * i as f64);
            v(cos, sin)
        })
        .collect();
    let segments = polygon(&points).iter().map(Segment::from_curve).collect();
    let star = [PlanarRegion::new(Contour { segments })];
    let once = combine(&[&star], |windings| windings.of(0) >= 1).unwrap();
    let twice = combine(&[&star], |windings| windings.of(0) >= 2).unwrap();
    assert_eq!((once[0].outer.segments.len(), twice[0].outer.segments.len()), (10, 5));
}

#[test]
fn many_disjoint_holes_do_not_take_quadratic_time() {
    let side = 150;
    let size = 10.0 * side as f64;
    let plate = region(&rectangle(v(0.0, 0.0), v(size, size)));
    let holes: Vec<PlanarRegion> = (0..side * side)
        .map(|i| {
            let center = v(10.0 * (i % side) as f64 + 5.0, 10.0 * (i / side) as f64 + 5.0);
            PlanarRegion::new(Contour { segments: vec![Segment::circle(center, 3.0, true, Default::default())] })
        })
        .collect();
    let start = std::time::Instant::now();
    let cut = boolean(BooleanOp::Cut, &[&plate, &holes]).unwrap();
    assert_eq!((cut.len(), cut[0].holes.len()), (1, side * side));
    // Half a thousand million pairs would take minutes; the near-linear way takes a fifth of a second.
    assert!(start.elapsed().as_secs_f64() < 5.0, "{:?}", start.elapsed());
}

/// The number that many steps of the last digit away.
fn nudged(value: f64, steps: i64) -> f64 {
    (0..steps.abs()).fold(value, |value, _| if steps > 0 { value.next_up() } else { value.next_down() })
}

#[test]
fn edges_that_are_level_but_for_rounding_have_the_inside_on_their_left() {
    for noise in 0..5i64.pow(4) {
        let at = |corner: u32| noise / 5i64.pow(corner) % 5 - 2;
        let corners = [(0.75, -0.25), (2.0, -0.25), (2.0, 0.25), (0.75, 0.25)];
        let place = |corner: usize| v(corners[corner].0, nudged(corners[corner].1, at(corner as u32)));
        let lying = [0, 1, 2, 3].map(place);
        let standing = [3, 2, 1, 0].map(|corner| place(corner).yx());
        for points in [lying, standing] {
            let regions = region(&polygon(&points));
            let arrangement = arrange(&[&regions]).unwrap();
            assert!(arrangement.edges.iter().all(|edge| edge.left.of(0) == 1 && edge.right.of(0) == 0), "{points:?}");
            let kept = combine(&[&regions], |windings| windings.contains(0)).unwrap();
            assert!((area(&kept) - 0.625).abs() < 1e-14, "{points:?}");
        }
    }
}
