//! Every rule with a program's worth of shapes that break it, and shapes that only nearly do.

use glam::DVec2;

use crate::geom::planar::measure::total_area;
use crate::geom::planar::{combine, combine_faces, make_face, make_loop, make_sketch, regions_of_face};
use crate::geom::samples::random::{Random, arc, circle, line, polygon, rectangle, slot};
use crate::model::{BooleanOp, Curve, Face, Frame, GeometryError, Loop, trig};

fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, GeometryError>) -> (String, String) {
    let error = result.unwrap_err();
    (error.name.as_str().to_string(), error.message)
}

fn name<T: std::fmt::Debug>(result: Result<T, GeometryError>) -> String {
    refusal(result).0
}

fn valid(curves: &[Curve]) -> Loop {
    make_loop(curves).unwrap()
}

#[test]
fn an_open_loop_states_its_gap() {
    let mut curves = rectangle(v(0.0, 0.0), v(10.0, 5.0));
    curves[3] = line(v(0.0, 5.0), v(0.0, 0.5));
    let (name, message) = refusal(make_loop(&curves));
    assert_eq!(name, "geom/open-loop");
    assert_eq!(message, "the gap between curve 4 and curve 1 is 0.5 mm at (0, 0.5); ends must meet within 0.0001 mm");
    let (name, _) = refusal(make_loop(&[line(v(0.0, 0.0), v(1.0, 0.0))]));
    assert_eq!(name, "geom/open-loop");
}

#[test]
fn ends_within_the_join_tolerance_become_one_point() {
    let curves = [
        line(v(0.0, 0.0), v(10.0, 0.0)),
        line(v(10.00005, 0.0), v(10.0, 5.0)),
        arc(v(10.0, 5.00003), v(5.0, 10.0), v(0.0, 5.0)),
        line(v(0.0, 5.0), v(0.00002, 0.0)),
    ];
    let shape = valid(&curves);
    for (i, curve) in shape.curves.iter().enumerate() {
        assert_eq!(curve.ends().1, shape.curves[(i + 1) % 4].ends().0);
    }
    assert_eq!(shape.curves[1].ends().0, v(10.0, 0.0));
}

#[test]
fn curves_written_backwards_are_turned() {
    let curves = [
        line(v(10.0, 0.0), v(0.0, 0.0)),
        line(v(10.0, 0.0), v(10.0, 5.0)),
        arc(v(0.0, 5.0), v(5.0, 10.0), v(10.0, 5.0)),
        line(v(0.0, 0.0), v(0.0, 5.0)),
    ];
    let shape = valid(&curves);
    assert_eq!(shape.curves[0].ends(), (v(0.0, 0.0), v(10.0, 0.0)));
    assert_eq!(shape.curves[2].ends(), (v(10.0, 5.0), v(0.0, 5.0)));
}

#[test]
fn bad_curves_are_told_apart() {
    let square = rectangle(v(0.0, 0.0), v(1.0, 1.0));
    let with = |curve: Curve| {
        let mut curves = square.clone();
        curves.push(curve);
        name(make_loop(&curves))
    };
    assert_eq!(name(make_loop(&[])), "geom/empty-loop");
    assert_eq!(with(line(v(0.0, 0.0), v(0.0, 0.0))), "geom/short-curve");
    assert_eq!(with(line(v(0.0, 0.0), v(5e-5, 0.0))), "geom/short-curve");
    assert_eq!(with(arc(v(0.0, 0.0), v(1.0, 1.0), v(2.0, 2.0))), "geom/collinear-arc");
    assert_eq!(with(arc(v(0.0, 0.0), v(1.0, 1.0), v(0.0, 0.0))), "geom/collinear-arc");
    assert_eq!(with(arc(v(0.0, 0.0), v(1.0, 1e-9), v(2.0, 0.0))), "geom/collinear-arc");
    assert_eq!(with(circle(v(0.0, 0.0), 1.0)), "geom/circle-in-loop");
    assert_eq!(name(make_loop(&[circle(v(0.0, 0.0), -1.0)])), "geom/radius");
    assert_eq!(name(make_loop(&[circle(v(0.0, 0.0), 0.0)])), "geom/radius");
    assert_eq!(name(make_loop(&[circle(v(0.0, 0.0), f64::NAN)])), "geom/not-finite");
    assert_eq!(name(make_loop(&[circle(v(f64::NAN, 0.0), 1.0)])), "geom/not-finite");
    assert_eq!(name(make_loop(&[circle(v(1e12, 0.0), 1.0)])), "limit/coordinate");
    assert_eq!(name(make_loop(&[circle(v(0.0, 0.0), 1e12)])), "limit/coordinate");
    assert_eq!(name(make_loop(&[circle(v(f64::INFINITY, 0.0), 1.0)])), "limit/coordinate");
}

#[test]
fn crossing_touching_and_overlapping_loops_are_refused() {
    let bow_tie = polygon(&[v(0.0, 0.0), v(4.0, 4.0), v(4.0, 0.0), v(0.0, 4.0)]);
    let (rule, message) = refusal(make_loop(&bow_tie));
    assert_eq!(rule, "geom/self-intersection");
    assert_eq!(message, "curve 1 crosses curve 3 at (2, 2); a loop may not cross or touch itself");
    let touching = polygon(&[v(0.0, 0.0), v(4.0, 0.0), v(4.0, 4.0), v(2.0, 0.0), v(0.0, 4.0)]);
    assert!(refusal(make_loop(&touching)).1.contains("touches"));
    let back = polygon(&[v(0.0, 0.0), v(4.0, 0.0), v(2.0, 0.0), v(2.0, 4.0)]);
    assert!(refusal(make_loop(&back)).1.contains("runs along"));
    let flat = [line(v(0.0, 0.0), v(4.0, 0.0)), line(v(4.0, 0.0), v(0.0, 0.0))];
    assert_eq!(name(make_loop(&flat)), "geom/too-small");
    let arc_through = [
        line(v(0.0, 0.0), v(10.0, 0.0)),
        line(v(10.0, 0.0), v(10.0, 1.0)),
        arc(v(10.0, 1.0), v(5.0, -1.0), v(0.0, 1.0)),
        line(v(0.0, 1.0), v(0.0, 0.0)),
    ];
    assert!(refusal(make_loop(&arc_through)).1.contains("curve 1 crosses curve 3"));
}

#[test]
fn a_loop_without_inside_is_refused() {
    let thin = polygon(&[v(0.0, 0.0), v(1000.0, 0.0), v(500.0, 1.5e-6)]);
    assert!(["geom/too-small", "geom/self-intersection"].contains(&name(make_loop(&thin)).as_str()));
    valid(&rectangle(v(0.0, 0.0), v(100.0, 0.001)));
}

#[test]
fn curves_that_cross_beside_their_cusp_are_cut_back_to_the_crossing() {
    // Leaving the corner at the origin the arc first rises, by one degree, and then crosses the line again.
    let (radius, start) = (0.4, 1.0);
    let (sin, cos) = trig::sin_cos(start);
    let center = v(sin, -cos) * radius;
    let far = center + v(radius, 0.0);
    let (middle_sin, middle_cos) = trig::sin_cos(0.5 * (90.0 + start));
    let curves = [
        line(v(2.0, 0.0), v(0.0, 0.0)),
        arc(v(0.0, 0.0), center + v(middle_cos, middle_sin) * radius, far),
        line(far, v(0.8, -1.0)),
        line(v(0.8, -1.0), v(2.0, 0.0)),
    ];
    let trimmed = make_loop(&curves).unwrap();
    let crossing = v(2.0 * radius * sin, 0.0);
    assert!(trimmed.curves[0].ends().1.distance(crossing) < 1e-12, "{:?}", trimmed.curves[0]);
    assert!(trimmed.curves[1].ends().0.distance(crossing) < 1e-12, "{:?}", trimmed.curves[1]);
    let face = make_face(&trimmed, &[]).unwrap();
    let regions = regions_of_face(&face).unwrap();
    let resolved = combine(&[&regions], |windings| windings.contains(0)).unwrap();
    let (own, other) = (total_area(&regions), total_area(&resolved));
    assert!((own - other).abs() < 1e-12, "{own} is not {other}");
}

#[test]
fn valid_loops_with_tangent_joints_and_cusps_pass() {
    valid(&slot(v(0.0, 0.0), v(7.0, 3.0), 2.0));
    // A crescent between two circles that touch from inside.
    let crescent = [arc(v(-2.0, 0.0), v(0.0, 2.0), v(2.0, 0.0)), arc(v(2.0, 0.0), v(0.0, -2.0), v(-2.0, 0.0))];
    valid(&crescent);
    let cusp = [
        arc(v(0.0, 0.0), v(4.0, 4.0), v(8.0, 0.0)),
        line(v(8.0, 0.0), v(8.0, 8.0)),
        line(v(8.0, 8.0), v(0.0, 8.0)),
        line(v(0.0, 8.0), v(0.0, 0.0)),
    ];
    valid(&cusp);
}

#[test]
fn holes_must_lie_inside_and_apart() {
    let outer = valid(&rectangle(v(0.0, 0.0), v(10.0, 10.0)));
    let disc = |x: f64, y: f64, r: f64| valid(&[circle(v(x, y), r)]);
    assert!(make_face(&outer, &[disc(3.0, 3.0, 1.0), disc(7.0, 7.0, 2.0)]).is_ok());
    let (rule, message) = refusal(make_face(&outer, &[disc(20.0, 3.0, 1.0)]));
    assert_eq!(rule, "geom/hole-outside");
    assert!(message.contains("(21, 3)"), "{message}");
    assert_eq!(name(make_face(&outer, &[disc(2.0, 5.0, 2.0)])), "geom/hole-touches");
    let (rule, message) = refusal(make_face(&outer, &[disc(0.0, 5.0, 2.0)]));
    assert_eq!((rule.as_str(), message.contains("crosses")), ("geom/hole-touches", true));
    assert_eq!(name(make_face(&outer, &[disc(3.0, 3.0, 1.0), disc(4.0, 3.0, 1.0)])), "geom/holes-overlap");
    assert_eq!(name(make_face(&outer, &[disc(5.0, 5.0, 3.0), disc(5.0, 5.0, 1.0)])), "geom/holes-overlap");
    assert_eq!(name(make_face(&outer, &[disc(5.0, 5.0, 1.0), disc(5.0, 5.0, 3.0)])), "geom/holes-overlap");
    assert_eq!(name(make_face(&outer, &[disc(5.0, 5.0, 3.0), disc(5.0, 5.0, 3.0)])), "geom/holes-overlap");
    assert_eq!(name(make_face(&outer, std::slice::from_ref(&outer))), "geom/hole-touches");
}

#[test]
fn faces_of_a_sketch_share_edges_but_not_area() {
    let face = |curves: &[Curve]| Face::new(valid(curves), []);
    let left = face(&rectangle(v(0.0, 0.0), v(5.0, 5.0)));
    let right = face(&rectangle(v(5.0, 1.0), v(9.0, 7.0)));
    let rounded = face(&rectangle(v(-3.0, 0.0), v(0.00001, 5.0)));
    assert!(make_sketch(&Frame::XY, &[left.clone(), right.clone(), rounded]).is_ok());
    let over = face(&rectangle(v(4.0, 1.0), v(9.0, 3.0)));
    let (rule, message) = refusal(make_sketch(&Frame::XY, &[left.clone(), over]));
    assert_eq!(rule, "geom/overlap");
    assert!(message.starts_with("faces 1 and 2 of the sketch share 2 mm² around (4.5, 2)"), "{message}");
    let inside = face(&[circle(v(2.0, 2.0), 1.0)]);
    assert_eq!(name(make_sketch(&Frame::XY, &[left.clone(), inside.clone()])), "geom/overlap");
    assert_eq!(name(make_sketch(&Frame::XY, &[left.clone(), left.clone()])), "geom/overlap");
    // A face in the hole of another shares nothing with it.
    let ring = make_face(&left.regions[0].outer, &[inside.regions[0].outer.clone()]).unwrap();
    assert!(make_sketch(&Frame::XY, &[ring, inside]).is_ok());
}

#[test]
fn ten_thousand_holes_and_ten_thousand_segments_are_checked_in_moments() {
    let start = std::time::Instant::now();
    let outer = valid(&rectangle(v(0.0, 0.0), v(1000.0, 1000.0)));
    let holes: Vec<Loop> = (0..10_000)
        .map(|i| valid(&[circle(v(10.0 * (i % 100) as f64 + 5.0, 10.0 * (i / 100) as f64 + 5.0), 4.0)]))
        .collect();
    assert!(make_face(&outer, &holes).is_ok());
    let teeth: Vec<DVec2> = (0..10_000)
        .map(|i| {
            let (sin, cos) = crate::model::trig::sin_cos(0.036 * i as f64);
            v(cos, sin) * if i % 2 == 0 { 100.0 } else { 101.0 }
        })
        .collect();
    valid(&polygon(&teeth));
    assert!(start.elapsed().as_secs_f64() < 2.0, "{:?}", start.elapsed());
}

#[test]
fn curves_of_strange_numbers_are_refused_or_made_without_panic() {
    let strange = [0.0, -0.0, 1.0, -1.0, 5e-5, 1e-300, 1e6, -1e6, 1e12, 1e308, f64::NAN, f64::INFINITY, 3.0, 4.0];
    let mut made = 0;
    for seed in 0..20_000 {
        let mut random = Random::new(seed);
        let few = if seed % 2 == 0 { strange.len() } else { 4 };
        let mut point = || {
            let mut pick = || strange[random.below(few as u64) as usize];
            v(pick(), pick())
        };
        let points = [point(), point(), point(), point(), point()];
        let curves = match seed % 3 {
            0 => polygon(&points[..3]),
            1 => vec![arc(points[0], points[1], points[2]), arc(points[2], points[3], points[0])],
            _ => vec![arc(points[0], points[1], points[2]), line(points[2], points[4]), line(points[0], points[4])],
        };
        let round = make_loop(&[circle(points[0], points[1].x)]);
        if let (Ok(outer), Ok(hole)) = (make_loop(&curves), round) {
            made += 1;
            let _ = make_face(&outer, std::slice::from_ref(&hole));
            let faces = [Face::new(outer, []), Face::new(hole, [])];
            let _ = make_sketch(&Frame::XY, &faces);
            let _ = combine_faces(BooleanOp::Union, &faces);
            let _ = combine_faces(BooleanOp::Cut, &faces);
        }
    }
    assert!(made > 50, "{made}");
}
