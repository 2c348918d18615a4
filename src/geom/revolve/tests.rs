use std::f64::consts::PI;

use glam::DVec3;
use proptest::prelude::*;

use super::revolve;
use crate::geom::Kernel;
use crate::geom::brep::Body;
use crate::geom::measure::measure;
use crate::geom::mesher::{MeshOptions, mesh};
use crate::geom::planar::{measure as plane, regions_of_sketch};
use crate::model::{BooleanOp, Curve, CurveKind, Frame, Geometry, Loop, Measurement, Sketch, trig};
use crate::text::Span;
use glam::DVec2;

fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

fn line(start: DVec2, end: DVec2) -> CurveKind {
    CurveKind::Line { start, end }
}

fn arc(start: DVec2, mid: DVec2, end: DVec2) -> CurveKind {
    CurveKind::Arc { start, mid, end }
}

fn outline(curves: &[CurveKind]) -> Loop {
    let curves: Vec<Curve> = curves.iter().map(|kind| Curve::new(*kind, Span::default())).collect();
    Kernel::new().make_loop(&curves).unwrap()
}

fn polygon(points: &[DVec2]) -> Loop {
    let lines: Vec<CurveKind> = (0..points.len()).map(|i| line(points[i], points[(i + 1) % points.len()])).collect();
    outline(&lines)
}

fn sketch(frame: Frame, outer: &Loop, holes: &[Loop]) -> Sketch {
    let face = Kernel::new().make_face(outer, holes).unwrap();
    Kernel::new().make_sketch(&frame, &[face]).unwrap()
}

fn tilted() -> Frame {
    Frame::new(DVec3::new(30.0, -20.0, 10.0), DVec3::new(1.0, 2.0, 0.5), DVec3::new(0.3, -0.2, 1.0)).unwrap()
}

fn turned(sketch: &Sketch, from: f64, to: f64) -> (Body, Measurement) {
    let body = revolve(sketch, DVec2::ZERO, DVec2::Y, from, to).unwrap();
    body.check().unwrap();
    let m = measure(&body);
    (body, m)
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 2e-12 * a.abs().max(b.abs()).max(1e-2), "{a} is not {b}");
}

fn counts(m: &Measurement) -> (usize, usize, usize, usize, usize) {
    (m.counts.faces, m.counts.edges, m.counts.vertices, m.counts.shells, m.counts.genus)
}

fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> Loop {
    polygon(&[v(x0, y0), v(x1, y0), v(x1, y1), v(x0, y1)])
}

#[test]
fn full_turns_have_the_usual_figures_and_counts() {
    let pi = PI;
    let half_disc = outline(&[arc(v(0.0, -3.0), v(3.0, 0.0), v(0.0, 3.0)), line(v(0.0, 3.0), v(0.0, -3.0))]);
    let ring = outline(&[CurveKind::Circle { center: v(5.0, 1.0), radius: 2.0 }]);
    let cone = polygon(&[v(0.0, 0.0), v(3.0, 0.0), v(0.0, 4.0)]);
    let frustum = polygon(&[v(0.0, 0.0), v(3.0, 0.0), v(2.0, 4.0), v(0.0, 4.0)]);
    let tube = rectangle(2.0, 0.0, 3.0, 5.0);
    let pinched = polygon(&[v(0.0, 0.0), v(2.0, -1.0), v(2.0, 1.0)]);
    for (profile, expected, volume, area) in [
        (rectangle(0.0, 0.0, 3.0, 5.0), (3, 2, 2, 1, 0), 45.0 * pi, 18.0 * pi + 30.0 * pi),
        (tube, (4, 4, 4, 1, 1), 25.0 * pi, 10.0 * pi + 50.0 * pi),
        (cone, (2, 1, 2, 1, 0), 12.0 * pi, 9.0 * pi + 15.0 * pi),
        (frustum, (3, 2, 2, 1, 0), 4.0 / 3.0 * pi * 19.0, pi * (9.0 + 4.0 + 5.0 * 17f64.sqrt())),
        (half_disc, (1, 0, 0, 1, 0), 36.0 * pi, 36.0 * pi),
        (ring, (1, 0, 0, 1, 1), 40.0 * pi * pi, 40.0 * pi * pi),
        // A wall and two cones whose tips touch.
        (pinched, (3, 2, 4, 1, 0), 16.0 / 3.0 * pi, 8.0 * pi + 4.0 * 5f64.sqrt() * pi),
    ] {
        for frame in [Frame::XY, tilted()] {
            let (_, m) = turned(&sketch(frame, &profile, &[]), 0.0, 360.0);
            near(m.volume, volume);
            near(m.area, area);
            assert_eq!(counts(&m), expected);
        }
    }
}

#[test]
fn half_turns_have_one_flat_face() {
    let half_disc = outline(&[arc(v(0.0, -3.0), v(3.0, 0.0), v(0.0, 3.0)), line(v(0.0, 3.0), v(0.0, -3.0))]);
    let cone = polygon(&[v(0.0, 0.0), v(3.0, 0.0), v(0.0, 4.0)]);
    for (profile, expected, volume) in [
        (rectangle(0.0, 0.0, 3.0, 5.0), (4, 6, 4, 1, 0), 22.5 * PI),
        (half_disc, (2, 1, 1, 1, 0), 18.0 * PI),
        (cone, (3, 4, 3, 1, 0), 6.0 * PI),
        (rectangle(1.0, 0.0, 3.0, 5.0), (6, 12, 8, 1, 0), 20.0 * PI),
    ] {
        for from in [0.0, -77.0, 1000.0] {
            let (_, m) = turned(&sketch(tilted(), &profile, &[]), from, from + 180.0);
            near(m.volume, volume);
            assert_eq!(counts(&m), expected);
        }
    }
}

/// Profiles on one side of the axis, some touching it in every way.
fn profiles() -> Vec<(Loop, Vec<Loop>)> {
    let circle = |x: f64, y: f64, r: f64| outline(&[CurveKind::Circle { center: v(x, y), radius: r }]);
    // Lens: an arc about (−2, 0) cut off by the axis; apple: the larger part of a circle about (2, 0).
    let (lens, apple) = (5f64.sqrt(), 5f64.sqrt());
    vec![
        (rectangle(0.0, 0.0, 3.0, 5.0), vec![]),
        (rectangle(1.0, -2.0, 3.0, 5.0), vec![circle(2.0, 1.0, 0.5)]),
        (circle(5.0, 1.0, 2.0), vec![circle(5.5, 1.0, 1.0)]),
        (circle(2.0, 0.0, 2.0), vec![]),
        (polygon(&[v(0.0, 0.0), v(3.0, 0.0), v(0.0, 4.0)]), vec![]),
        (polygon(&[v(0.0, 0.0), v(3.0, -2.0), v(4.0, 1.0), v(2.0, 3.0)]), vec![]),
        (outline(&[arc(v(0.0, -3.0), v(3.0, 0.0), v(0.0, 3.0)), line(v(0.0, 3.0), v(0.0, -3.0))]), vec![]),
        (outline(&[arc(v(0.0, -lens), v(1.0, 0.0), v(0.0, lens)), line(v(0.0, lens), v(0.0, -lens))]), vec![]),
        (outline(&[arc(v(0.0, -apple), v(5.0, 0.0), v(0.0, apple)), line(v(0.0, apple), v(0.0, -apple))]), vec![]),
        // A groove of a torus and a spherical dimple.
        (
            outline(&[
                line(v(0.0, 0.0), v(4.0, 0.0)),
                line(v(4.0, 0.0), v(4.0, 1.0)),
                arc(v(4.0, 1.0), v(3.0, 2.0), v(4.0, 3.0)),
                line(v(4.0, 3.0), v(4.0, 5.0)),
                line(v(4.0, 5.0), v(1.0, 5.0)),
                arc(v(1.0, 5.0), v(0.5f64.sqrt(), 5.0 - 0.5f64.sqrt()), v(0.0, 4.0)),
                line(v(0.0, 4.0), v(0.0, 0.0)),
            ]),
            vec![circle(2.0, 2.0, 0.7)],
        ),
    ]
}

#[test]
fn every_profile_and_angle_obeys_pappus() {
    for (number, (outer, holes)) in profiles().iter().enumerate() {
        let sketch = sketch(tilted(), outer, holes);
        let regions = regions_of_sketch(&sketch).unwrap();
        let moments = plane::total_moments(&regions, DVec2::ZERO);
        let (_, whole) = turned(&sketch, 0.0, 360.0);
        near(whole.volume, 2.0 * PI * moments.centroid().x * moments.area);
        for (from, to) in [(0.0, 90.0), (-30.0, 15.0), (100.0, 280.0), (5.0, 345.0), (-400.0, -290.0), (0.0, 0.5)] {
            let (_, m) = turned(&sketch, from, to);
            let share = (to - from) / 360.0;
            // Narrow wedges of spheres are small differences of large integrals.
            let off = (m.volume / whole.volume - share).abs();
            assert!(off < 5e-13, "profile {number}, {from}° to {to}°: {off}");
            near(m.area, share * whole.area + 2.0 * moments.area);
            // The centroid lies in the middle half-plane, as far out as the profile's, foreshortened.
            let (sin, cos) = trig::sin_cos(0.5 * (from + to));
            let frame = tilted();
            let middle = frame.x * cos - frame.z * sin;
            let half = (0.5 * (to - from)).to_radians();
            let spread = libm::sin(half) / half;
            let out = (m.centroid - frame.origin).dot(middle);
            let square = moments.xx / (moments.area * moments.centroid().x);
            assert!((out - spread * square).abs() < 1e-9, "profile {number}: {out} is not {}", spread * square);
        }
    }
}

#[test]
fn boxes_of_turned_profiles_are_exact() {
    let ring = outline(&[CurveKind::Circle { center: v(5.0, 0.0), radius: 2.0 }]);
    // The axis is world Y; a quarter turn from x toward −z.
    let (_, m) = turned(&sketch(Frame::XY, &ring, &[]), 0.0, 90.0);
    assert!(m.min.distance(DVec3::new(0.0, -2.0, -7.0)) < 1e-12 && m.max.distance(DVec3::new(7.0, 2.0, 0.0)) < 1e-12);
    let (_, m) = turned(&sketch(Frame::XY, &ring, &[]), -45.0, 200.0);
    assert!((m.max.x - 7.0).abs() < 1e-12 && (m.min.x + 7.0).abs() < 1e-12);
    assert!((m.min.z + 7.0).abs() < 1e-12 && (m.max.z - 7.0 * 0.5f64.sqrt()).abs() < 1e-12, "{}", m.max);
    let lens = 5f64.sqrt();
    let lens = outline(&[arc(v(0.0, -lens), v(1.0, 0.0), v(0.0, lens)), line(v(0.0, lens), v(0.0, -lens))]);
    let (_, m) = turned(&sketch(Frame::XY, &lens, &[]), 0.0, 360.0);
    assert!(m.max.distance(DVec3::new(1.0, 5f64.sqrt(), 1.0)) < 1e-12, "{}", m.max);
}

#[test]
fn the_axis_must_not_cross_the_profile() {
    let across = sketch(Frame::XY, &rectangle(-1.0, 0.0, 2.0, 1.0), &[]);
    let error = revolve(&across, DVec2::ZERO, DVec2::Y, 0.0, 90.0).unwrap_err();
    assert_eq!(error.name.as_str(), "geom/axis-crosses-profile");
    assert!(error.message.contains('1') && error.message.contains('2'), "{}", error.message);
    let beside = sketch(Frame::XY, &rectangle(1.0, 0.0, 2.0, 1.0), &[]);
    assert!(revolve(&beside, DVec2::ZERO, DVec2::Y, 0.0, 0.0).is_err());
    assert!(revolve(&beside, DVec2::ZERO, DVec2::Y, 0.0, 361.0).is_err());
    assert!(revolve(&beside, DVec2::ZERO, DVec2::ZERO, 0.0, 90.0).is_err());
}

#[test]
fn the_side_and_direction_of_the_axis_only_turn_the_sense() {
    let profile = || polygon(&[v(1.0, 0.0), v(3.0, 1.0), v(2.0, 4.0)]);
    let expected = turned(&sketch(Frame::XY, &profile(), &[]), 0.0, 70.0).1;
    let left = polygon(&[v(-1.0, 0.0), v(-3.0, 1.0), v(-2.0, 4.0)]);
    let m = turned(&sketch(Frame::XY, &left, &[]), 0.0, 70.0).1;
    near(m.volume, expected.volume);
    let back = revolve(&sketch(Frame::XY, &profile(), &[]), v(0.0, 9.0), DVec2::NEG_Y, -70.0, 0.0).unwrap();
    back.check().unwrap();
    assert!(measure(&back).centroid.distance(expected.centroid) < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn random_polygons_turned_by_random_angles_obey_pappus(
        radii in prop::collection::vec(0.3..1.0f64, 3..12),
        offset in 1.0..50.0f64,
        scale in 0.1..10.0f64,
        angle in 0.0..360.0f64,
        from in -720.0..720.0f64,
        turn in 1.0..360.0f64,
    ) {
        let count = radii.len() as f64;
        let points: Vec<DVec2> = radii
            .iter()
            .enumerate()
            .map(|(i, r)| {
                let (sin, cos) = trig::sin_cos(360.0 * i as f64 / count);
                v((offset + r * cos) * scale, r * sin * scale)
            })
            .collect();
        let (sin, cos) = trig::sin_cos(angle);
        let turned: Vec<DVec2> = points.iter().map(|p| v(p.x * cos - p.y * sin, p.x * sin + p.y * cos)).collect();
        let leaning = sketch(tilted(), &polygon(&turned), &[]);
        let body = revolve(&leaning, DVec2::ZERO, v(-sin, cos), from, from + turn).unwrap();
        prop_assert_eq!(body.check().map_err(|fault| fault.0), Ok(()));
        let straight = sketch(tilted(), &polygon(&points), &[]);
        let moments = plane::total_moments(&regions_of_sketch(&straight).unwrap(), DVec2::ZERO);
        let expected = turn.to_radians() * moments.centroid().x * moments.area;
        // Every place is rounded at the size of its distance from the axis, and what the faces sweep are differences of
        // the squares of these distances: each adds that many digits of the profile's area over its perimeter.
        let around = points.iter().zip(points.iter().cycle().skip(1)).map(|(a, b)| a.distance(*b)).sum::<f64>();
        let bound = 16.0 * f64::EPSILON * count * (offset + 1.0) * scale * around / moments.area;
        let off = (measure(&body).volume / expected - 1.0).abs();
        prop_assert!(off < bound, "{off} is not below {bound}");
    }
}

#[test]
fn arcs_that_touch_the_axis_but_for_rounding_enclose_their_volume() {
    // A slot whose one end touches the axis, along a slanted line.
    let (along, side) = (v(0.8, 0.6), v(-0.6, 0.8));
    for off in [0.0, 6e-17, -6e-17, 2e-15, -2e-15, 1e-12, -1e-12, 4e-8, -4e-8] {
        let (a, r) = (v(0.25 + off, 1.25), 0.25);
        let b = a + along * 2.0;
        let slot = outline(&[
            line(a - side * r, b - side * r),
            arc(b - side * r, b + along * r, b + side * r),
            line(b + side * r, a + side * r),
            arc(a + side * r, a - along * r, a - side * r),
        ]);
        let ball = outline(&[CurveKind::Circle { center: a, radius: r }]);
        for (profile, area, middle) in [(slot, PI * r * r + 4.0 * r, 0.5 * (a.x + b.x)), (ball, PI * r * r, a.x)] {
            for turn in [70.0, 180.0, 250.0, 360.0] {
                let (_, m) = turned(&sketch(tilted(), &profile, &[]), 20.0, 20.0 + turn);
                let expected = area * middle * turn.to_radians();
                assert!(
                    (m.volume - expected).abs() < (1e-11 + 4.0 * off.abs()) * expected.max(1.0),
                    "{off} {turn}: {} is not {expected}",
                    m.volume
                );
            }
        }
    }
}

#[test]
fn arcs_of_huge_radius_cost_no_digits() {
    // A chord of 2·w with an arc over it, far less high than its radius; the area is that of the circular segment.
    let (w, x) = (7.0, 40.0);
    for height in [1e-3, 1e-2, 0.1, 1.0] {
        let profile = outline(&[line(v(x, w), v(x, -w)), arc(v(x, -w), v(x + height, 0.0), v(x, w))]);
        let disc = sketch(tilted(), &profile, &[]);
        let moments = plane::total_moments(&regions_of_sketch(&disc).unwrap(), DVec2::ZERO);
        for turn in [100.0, 360.0] {
            let (_, m) = turned(&disc, 0.0, turn);
            let expected = moments.x * turn.to_radians();
            assert!((m.volume - expected).abs() < 1e-9 * expected, "{height} {turn}: {} is not {expected}", m.volume);
        }
    }
}

#[test]
fn a_groove_that_touches_the_axis_is_left_out_of_every_turn() {
    // A circle that touches the axis, taken out of a rectangle along it.
    let groove = Kernel::new().make_face(&outline(&[CurveKind::Circle { center: v(0.15, -1.125), radius: 0.15 }]), &[]);
    let plate = Kernel::new().make_face(&rectangle(0.0, -1.75, 0.75, -0.75), &[]).unwrap();
    let face = Kernel::new().combine_faces(BooleanOp::Cut, &[plate, groove.unwrap()]).unwrap();
    let profile = Kernel::new().make_sketch(&tilted(), &[face]).unwrap();
    let moment = 0.5 * 0.75 * 0.75 - PI * 0.15f64.powi(3);
    for from in [-151.6, -90.0, 0.0, 33.0, 147.0] {
        for turn in [20.0, 90.0, 161.0, 180.0, 200.0, 355.0, 360.0] {
            let (body, m) = turned(&profile, from, from + turn);
            near(m.volume, moment * f64::to_radians(turn));
            let mesh = mesh(&body, &MeshOptions::with_chord(0.003)).unwrap();
            assert!(mesh.leak().is_none(), "{from} {turn}: {}", mesh.leak().unwrap());
        }
    }
}
