//! Measurements of shapes below solids against textbook values and invariance under motion.

use glam::{DMat3, DVec2, DVec3};

use crate::geom::planar::{
    face_from_regions, make_face, make_loop, make_sketch, measure_curve, measure_face, measure_loop, measure_sketch,
    swept_box,
};
use crate::geom::samples::random::{Random, any_region, arc, circle, rectangle};
use crate::geom::{measure, realise};
use crate::model::{Frame, Provenance, SolidKind, SolidNode, Transform3};

fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

const PI: f64 = std::f64::consts::PI;

#[test]
fn a_plate_with_a_hole_measures_as_computed_by_hand() {
    let outer = make_loop(&rectangle(v(0.0, 0.0), v(12.0, 8.0))).unwrap();
    let hole = make_loop(&[circle(v(4.0, 4.0), 2.0)]).unwrap();
    let measured = measure_face(&make_face(&outer, &[hole]).unwrap()).unwrap();
    let area = 96.0 - 4.0 * PI;
    assert!((measured.area - area).abs() < 1e-12);
    assert!((measured.length - (40.0 + 4.0 * PI)).abs() < 1e-12);
    let x = (96.0 * 6.0 - 4.0 * PI * 4.0) / area;
    assert!((measured.centroid - DVec3::new(x, 4.0, 0.0)).length() < 1e-12);
    // ∫y² about the centroid: the rectangle's b·h³/12 less the disc's π·r⁴/4 (both centred in y).
    assert!((measured.inertia[0][0] - (12.0 * 512.0 / 12.0 - PI * 16.0 / 4.0)).abs() < 1e-10);
    assert_eq!((measured.min, measured.max), (DVec3::ZERO, DVec3::new(12.0, 8.0, 0.0)));
    let counts = measured.counts;
    assert_eq!((counts.faces, counts.edges, counts.vertices), (1, 5, 4));
}

#[test]
fn curves_and_loops_measure_too() {
    let half = measure_curve(&arc(v(1.0, 0.0), v(0.0, 1.0), v(-1.0, 0.0)));
    assert!((half.length - PI).abs() < 1e-12 && (half.centroid.y - 2.0 / PI).abs() < 1e-12 && !half.closed);
    assert_eq!((half.counts.edges, half.counts.vertices), (1, 2));
    let ring = measure_loop(&make_loop(&[circle(v(5.0, 5.0), 2.0)]).unwrap()).unwrap();
    assert!((ring.area - 4.0 * PI).abs() < 1e-12 && (ring.length - 4.0 * PI).abs() < 1e-12);
    assert_eq!((ring.counts.faces, ring.counts.edges, ring.counts.vertices), (0, 1, 0));
}

#[test]
fn measurements_of_sketches_move_with_them() {
    let direction = DVec3::new(1.0, 2.0, -0.5);
    let frame = Frame::new(DVec3::new(3.0, -4.0, 5.0), DVec3::new(0.0, 1.0, 0.3), direction).unwrap();
    for seed in 0..100 {
        let mut random = Random::new(seed);
        let face = face_from_regions(&[any_region(&mut random, v(2.0, 1.0), 10.0, false)]);
        let flat = make_sketch(&Frame::XY, std::slice::from_ref(&face)).unwrap();
        let tilted = make_sketch(&frame, std::slice::from_ref(&face)).unwrap();
        let (a, b) = (measure_sketch(&flat).unwrap(), measure_sketch(&tilted).unwrap());
        assert!((a.area - b.area).abs() < 1e-10 && (a.length - b.length).abs() < 1e-10);
        let centroid = frame.point(a.centroid.truncate(), 0.0);
        assert!((centroid - b.centroid).length() < 1e-10);
        let trace = |m: &[[f64; 3]; 3]| m[0][0] + m[1][1] + m[2][2];
        assert!((trace(&a.inertia) - trace(&b.inertia)).abs() < 1e-8 * trace(&a.inertia));
        // Mirrored at x = 0 and doubled: area by four, centroid along.
        let linear = DMat3::from_diagonal(DVec3::new(-2.0, 2.0, 2.0));
        let moved = flat.transformed(&Transform3 { linear, translation: DVec3::ZERO });
        let c = measure_sketch(&moved).unwrap();
        assert!((c.area - 4.0 * a.area).abs() < 1e-9);
        assert!((c.centroid - linear * a.centroid).length() < 1e-9, "seed {seed}");
        assert!((c.max.x + 2.0 * a.min.x).abs() < 1e-9 && (c.max.y - 2.0 * a.max.y).abs() < 1e-9);
    }
}

#[test]
fn the_box_of_an_extrusion_is_known_from_its_sketch() {
    let direction = DVec3::new(1.0, 2.0, -0.5);
    let frame = Frame::new(DVec3::new(3.0, -4.0, 5.0), DVec3::new(0.0, 1.0, 0.3), direction).unwrap();
    for seed in 0..50 {
        let mut random = Random::new(seed);
        let face = face_from_regions(&[any_region(&mut random, v(2.0, 1.0), 10.0, false)]);
        let sketch = make_sketch(if seed % 2 == 0 { &frame } else { &Frame::XZ }, &[face]).unwrap();
        let (from, to) = (-1.5, 4.0);
        let (min, max) = swept_box(&sketch, from, to);
        let solid = SolidNode::new(SolidKind::Extrude { sketch, from, to }, Provenance::default());
        let (low, high) = measure::bounds(&realise::realise(&solid).unwrap());
        assert!((min - low).length() < 1e-9 && (max - high).length() < 1e-9, "seed {seed}: {min} {low}, {max} {high}");
    }
}
