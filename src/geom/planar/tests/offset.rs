//! Offsets against Steiner's formula, distances of random points and known limits.

use glam::DVec2;

use crate::geom::planar::{PlanarRegion, make_face, make_loop, measure, offset, offset_face, regions_of_face};
use crate::geom::samples::random::{Random, any_region, circle, polygon, rectangle, slot};
use crate::model::{Curve, Face};

fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

fn face(curves: &[Curve], holes: &[Vec<Curve>]) -> Face {
    let holes: Vec<_> = holes.iter().map(|hole| make_loop(hole).unwrap()).collect();
    make_face(&make_loop(curves).unwrap(), &holes).unwrap()
}

fn regions(face: &Face) -> Vec<PlanarRegion> {
    regions_of_face(face).unwrap()
}

fn area(face: &Face) -> f64 {
    measure::total_area(&regions(face))
}

const PI: f64 = std::f64::consts::PI;

#[test]
fn a_grown_rectangle_has_rounded_corners() {
    let grown = offset_face(&face(&rectangle(v(0.0, 0.0), v(10.0, 4.0)), &[]), 1.5).unwrap();
    assert!((area(&grown) - (40.0 + 28.0 * 1.5 + PI * 2.25)).abs() < 1e-11);
    assert_eq!(grown.regions[0].outer.curves.len(), 8);
}

#[test]
fn shrinking_moves_edges_and_keeps_sharp_corners() {
    let shrunk = offset_face(&face(&rectangle(v(0.0, 0.0), v(10.0, 4.0)), &[]), -1.5).unwrap();
    assert!((area(&shrunk) - 7.0).abs() < 1e-11);
    assert_eq!(shrunk.regions[0].outer.curves.len(), 4);
    let l_shape = polygon(&[v(0.0, 0.0), v(9.0, 0.0), v(9.0, 3.0), v(3.0, 3.0), v(3.0, 9.0), v(0.0, 9.0)]);
    let shrunk = offset_face(&face(&l_shape, &[]), -1.0).unwrap();
    assert_eq!(shrunk.regions[0].outer.curves.len(), 7, "the inner corner becomes an arc");
}

#[test]
fn circles_and_slots_change_their_radius_only() {
    let disc = face(&[circle(v(3.0, 3.0), 5.0)], &[vec![circle(v(3.0, 3.0), 2.0)]]);
    let grown = offset_face(&disc, 0.5).unwrap();
    assert_eq!(grown.regions[0].outer.curves[..], [circle(v(3.0, 3.0), 5.5)]);
    assert_eq!(grown.regions[0].holes[0].curves[..], [circle(v(3.0, 3.0), 1.5)]);
    let filled = offset_face(&disc, 2.5).unwrap();
    assert!(filled.regions[0].holes.is_empty());
    let stadium = face(&slot(v(0.0, 0.0), v(20.0, 5.0), 3.0), &[]);
    for distance in [-2.0, 2.0] {
        let moved = offset_face(&stadium, distance).unwrap();
        let (radius, length) = (3.0 + distance, v(20.0, 5.0).length());
        assert!((area(&moved) - (PI * radius * radius + 2.0 * radius * length)).abs() < 1e-9);
        assert_eq!(moved.regions[0].outer.curves.len(), 4);
    }
}

#[test]
fn a_neck_narrower_than_the_inset_separates() {
    let dumbbell = polygon(&[
        v(0.0, 0.0),
        v(6.0, 0.0),
        v(6.0, 2.0),
        v(10.0, 2.0),
        v(10.0, 0.0),
        v(16.0, 0.0),
        v(16.0, 6.0),
        v(10.0, 6.0),
        v(10.0, 4.0),
        v(6.0, 4.0),
        v(6.0, 6.0),
        v(0.0, 6.0),
    ]);
    let shrunk = offset_face(&face(&dumbbell, &[]), -1.2).unwrap();
    assert_eq!(shrunk.regions.len(), 2);
    assert_eq!(offset_face(&face(&dumbbell, &[]), -0.8).unwrap().regions.len(), 1);
}

#[test]
fn an_inset_that_leaves_nothing_states_the_largest() {
    let plate = face(&rectangle(v(0.0, 0.0), v(10.0, 4.0)), &[]);
    let error = offset_face(&plate, -3.0).unwrap_err();
    assert_eq!(error.name.as_str(), "geom/inset-too-large");
    assert_eq!(
        error.message,
        "an inward offset of 3 mm leaves nothing; the largest that leaves something is 1.9999 mm"
    );
    for bad in [f64::NAN, 1e-5, -1e-9] {
        assert!(offset_face(&plate, bad).is_err());
    }
    assert_eq!(offset_face(&plate, f64::INFINITY).unwrap_err().name.as_str(), "geom/not-finite");
    assert_eq!(offset_face(&plate, -1e7).unwrap_err().name.as_str(), "limit/coordinate");
}

#[test]
fn offsets_of_random_regions_follow_the_distance_to_the_boundary() {
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let original = [any_region(&mut random, DVec2::ZERO, 10.0, seed % 3 == 0)];
        let distance = random.between(0.05, 3.0);
        let grown = offset(&original, distance).unwrap_or_else(|error| panic!("seed {seed}: {}", error.message));
        let shrunk = offset(&original, -distance).unwrap_or_else(|error| panic!("seed {seed}: {}", error.message));
        for _ in 0..60 {
            let p = v(random.between(-13.0, 13.0), random.between(-13.0, 13.0));
            let to_boundary = original[0].segments().map(|segment| segment.distance(p)).fold(f64::INFINITY, f64::min);
            if (to_boundary - distance).abs() < 1e-4 || to_boundary < 1e-4 {
                continue;
            }
            let inside = measure::contains(&original[0], p);
            let hit = |regions: &[PlanarRegion]| regions.iter().any(|region| measure::contains(region, p));
            assert_eq!(hit(&grown), inside || to_boundary < distance, "seed {seed}: grown by {distance} at {p}");
            assert_eq!(hit(&shrunk), inside && to_boundary > distance, "seed {seed}: shrunk by {distance} at {p}");
        }
    }
}

#[test]
fn growing_then_shrinking_a_convex_shape_returns_it() {
    let mut random = Random::new(7);
    for _ in 0..50 {
        let corners: Vec<DVec2> = (0..6)
            .map(|i| {
                let (sin, cos) = crate::model::trig::sin_cos(60.0 * i as f64 + random.between(0.0, 20.0));
                v(cos, sin) * 10.0
            })
            .collect();
        let hexagon = face(&polygon(&corners), &[]);
        let distance = random.between(0.1, 5.0);
        let there = offset_face(&hexagon, distance).unwrap();
        assert_eq!(there.regions[0].outer.curves.len(), 12);
        let back = offset_face(&there, -distance).unwrap();
        assert!((area(&back) - area(&hexagon)).abs() < 1e-7, "{} {}", area(&back), area(&hexagon));
        assert_eq!(back.regions[0].outer.curves.len(), 6);
    }
}
