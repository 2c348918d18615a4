use std::f64::consts::PI;

use glam::{DMat3, DVec2, DVec3};
use proptest::prelude::*;

use super::Stack;
use crate::geom::Kernel;
use crate::geom::brep::Body;
use crate::geom::measure::measure;
use crate::geom::samples::random::{Random, any_frame};
use crate::model::{
    BooleanOp, Curve, CurveKind, Face, Frame, Geometry, GeometryError, Loop, Measurement, Provenance, Sketch, Solid,
    SolidKind, SolidNode, Transform3, trig,
};
use crate::text::Span;

fn stack(solid: &Solid) -> Result<Option<Body>, GeometryError> {
    Stack::collect(std::slice::from_ref(solid), None)?.map(|stack| stack.body()).transpose()
}

fn v(x: f64, y: f64) -> DVec2 {
    DVec2::new(x, y)
}

fn circle(center: DVec2, radius: f64) -> Loop {
    Kernel::new().make_loop(&[Curve::new(CurveKind::Circle { center, radius }, Span::default())]).unwrap()
}

fn polygon(points: &[DVec2]) -> Loop {
    let line = |i: usize| CurveKind::Line { start: points[i], end: points[(i + 1) % points.len()] };
    let curves: Vec<Curve> = (0..points.len()).map(|i| Curve::new(line(i), Span::default())).collect();
    Kernel::new().make_loop(&curves).unwrap()
}

fn rectangle(x0: f64, y0: f64, x1: f64, y1: f64) -> Loop {
    polygon(&[v(x0, y0), v(x1, y0), v(x1, y1), v(x0, y1)])
}

fn sketch(frame: Frame, outer: Loop, holes: &[Loop]) -> Sketch {
    let face = Kernel::new().make_face(&outer, holes).unwrap();
    Kernel::new().make_sketch(&frame, &[face]).unwrap()
}

fn extrude(sketch: Sketch, from: f64, to: f64) -> Solid {
    SolidNode::new(SolidKind::Extrude { sketch, from, to }, Provenance::default())
}

fn boolean(op: BooleanOp, operands: Vec<Solid>) -> Solid {
    SolidNode::new(SolidKind::Boolean { op, operands: operands.into() }, Provenance::default())
}

fn moved(solid: &Solid, transform: Transform3) -> Solid {
    SolidNode::new(SolidKind::Transform { solid: solid.clone(), transform }, Provenance::default())
}

fn prism(outer: Loop, holes: &[Loop], from: f64, to: f64) -> Solid {
    extrude(sketch(Frame::XY, outer, holes), from, to)
}

fn built(solid: &Solid) -> (Body, Measurement) {
    let body = stack(solid).unwrap().unwrap();
    body.check().unwrap();
    let m = measure(&body);
    (body, m)
}

fn counts(m: &Measurement) -> (usize, usize, usize, usize, usize) {
    (m.counts.faces, m.counts.edges, m.counts.vertices, m.counts.shells, m.counts.genus)
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-3), "{a} is not {b}");
}

fn tilted() -> Frame {
    Frame::new(DVec3::new(30.0, -20.0, 10.0), DVec3::new(1.0, 2.0, 0.5), DVec3::new(0.3, -0.2, 1.0)).unwrap()
}

#[test]
fn a_box_has_six_faces_twelve_edges_and_eight_vertices() {
    let (_, m) = built(&prism(rectangle(0.0, 0.0, 4.0, 3.0), &[], -1.0, 4.0));
    assert_eq!(counts(&m), (6, 12, 8, 1, 0));
    assert_eq!((m.volume, m.area, m.length), (60.0, 94.0, 48.0));
    assert_eq!((m.min, m.max), (DVec3::new(0.0, 0.0, -1.0), DVec3::new(4.0, 3.0, 4.0)));
    assert_eq!(m.centroid, DVec3::new(2.0, 1.5, 1.5));
    near(m.inertia[0][0], 60.0 * (9.0 + 25.0) / 12.0);
}

#[test]
fn a_plate_with_a_hole_has_a_wall_without_seam() {
    let (body, m) = built(&prism(rectangle(0.0, 0.0, 10.0, 8.0), &[circle(v(5.0, 4.0), 2.0)], 0.0, 3.0));
    assert_eq!(counts(&m), (7, 14, 10, 1, 1));
    near(m.volume, 3.0 * (80.0 - 4.0 * PI));
    near(m.area, 2.0 * (80.0 - 4.0 * PI) + 3.0 * (36.0 + 4.0 * PI));
    assert!(body.faces.iter().any(|face| face.surface.name() == "cylinder" && face.loops.len() == 2 && !face.outward));
}

#[test]
fn holes_cut_by_solids_equal_holes_in_the_sketch() {
    let plate = prism(rectangle(0.0, 0.0, 100.0, 100.0), &[], 0.0, 5.0);
    let centers: Vec<DVec2> =
        (0..100).map(|i| v(5.0 + 10.0 * f64::from(i % 10), 5.0 + 10.0 * f64::from(i / 10))).collect();
    let mut operands = vec![plate];
    operands.extend(centers.iter().map(|c| prism(circle(*c, 2.0), &[], -1.0, 6.0)));
    let (_, cut) = built(&boolean(BooleanOp::Cut, operands));
    let holes: Vec<Loop> = centers.iter().map(|c| circle(*c, 2.0)).collect();
    let (_, drawn) = built(&prism(rectangle(0.0, 0.0, 100.0, 100.0), &holes, 0.0, 5.0));
    assert_eq!(counts(&cut), (106, 212, 108 + 100, 1, 100));
    assert_eq!(cut.counts, drawn.counts);
    near(cut.volume, 5.0 * (10_000.0 - 400.0 * PI));
    near(cut.volume, drawn.volume);
    near(cut.area, drawn.area);
}

#[test]
fn a_boss_flush_with_its_plate_shares_its_sides() {
    let plate = prism(rectangle(0.0, 0.0, 10.0, 10.0), &[], 0.0, 2.0);
    let boss = prism(rectangle(0.0, 0.0, 4.0, 4.0), &[], 2.0, 6.0);
    let (_, m) = built(&boolean(BooleanOp::Union, vec![plate.clone(), boss]));
    assert_eq!(counts(&m), (9, 21, 14, 1, 0));
    near(m.volume, 264.0);
    // The same by a boss that reaches into the plate.
    let boss = prism(rectangle(0.0, 0.0, 4.0, 4.0), &[], 1.0, 6.0);
    let (_, deep) = built(&boolean(BooleanOp::Union, vec![boss, plate]));
    assert_eq!(deep.counts, m.counts);
    near(deep.volume, 264.0);
}

#[test]
fn a_round_boss_keeps_the_face_below_it_whole() {
    let plate = prism(rectangle(-10.0, -10.0, 10.0, 10.0), &[], 0.0, 2.0);
    let boss = prism(circle(v(0.0, 0.0), 3.0), &[], 0.0, 7.0);
    let bore = prism(circle(v(0.0, 0.0), 1.0), &[], -1.0, 8.0);
    let (_, m) = built(&boolean(BooleanOp::Cut, vec![boolean(BooleanOp::Union, vec![plate, boss]), bore]));
    // Box, boss wall and top, bore.
    assert_eq!(counts(&m), (9, 12 + 4, 8 + 4, 1, 1));
    near(m.volume, 800.0 + 5.0 * 9.0 * PI - 7.0 * PI);
}

#[test]
fn a_void_is_a_shell_of_its_own() {
    let outside = prism(rectangle(0.0, 0.0, 10.0, 10.0), &[], 0.0, 10.0);
    let inside = prism(circle(v(5.0, 5.0), 2.0), &[], 4.0, 6.0);
    let (_, m) = built(&boolean(BooleanOp::Cut, vec![outside, inside]));
    assert_eq!(counts(&m), (9, 14, 10, 2, 0));
    near(m.volume, 1000.0 - 8.0 * PI);
}

#[test]
fn crossing_slots_are_cut_at_both_depths() {
    let block = prism(rectangle(0.0, 0.0, 30.0, 30.0), &[], 0.0, 10.0);
    let along = prism(rectangle(-1.0, 10.0, 31.0, 20.0), &[], 6.0, 11.0);
    let across = prism(rectangle(10.0, -1.0, 20.0, 31.0), &[], 3.0, 11.0);
    let (_, m) = built(&boolean(BooleanOp::Cut, vec![block, along, across]));
    near(m.volume, 9000.0 - 30.0 * 10.0 * 4.0 - 30.0 * 10.0 * 7.0 + 10.0 * 10.0 * 4.0);
    assert_eq!(m.counts.genus, 0);
    // Bottom; four outer sides; four posts' tops; the deep floor; two shallow floors; walls of the slots:
    // shallow 2 × 2 (one on either side of each post pair), deep 2, of which the lower part runs through.
    assert_eq!(m.counts.faces, 1 + 4 + 4 + 1 + 2 + 4 + 2);
}

#[test]
fn frames_directions_and_mirrors_do_not_matter() {
    let outline = || polygon(&[v(0.0, 0.0), v(6.0, 0.0), v(6.0, 2.0), v(2.0, 5.0)]);
    let (_, reference) = built(&prism(outline(), &[circle(v(3.0, 1.5), 1.0)], 1.0, 4.0));
    for frame in [Frame::XZ, Frame::YZ, tilted()] {
        let (_, m) = built(&extrude(sketch(frame, outline(), &[circle(v(3.0, 1.5), 1.0)]), 1.0, 4.0));
        near(m.volume, reference.volume);
        near(m.area, reference.area);
        assert_eq!(m.counts, reference.counts);
        assert!(m.centroid.distance(frame.point(reference.centroid.truncate(), reference.centroid.z)) < 1e-12);
    }
    // The same prism in a frame turned over, and mirrored twice, united with itself.
    let (sin, cos) = trig::sin_cos(25.0);
    let turn = DMat3::from_cols(DVec3::new(cos, sin, 0.0), DVec3::new(-sin, cos, 0.0), DVec3::Z);
    let original = prism(outline(), &[circle(v(3.0, 1.5), 1.0)], 1.0, 4.0);
    let mirror = |d: DVec3| Transform3 { linear: DMat3::from_diagonal(d), translation: DVec3::ZERO };
    let rotate = Transform3 { linear: turn, translation: DVec3::new(3.0, 4.0, 5.0) };
    let back = Transform3 { linear: turn.transpose(), translation: -(turn.transpose() * DVec3::new(3.0, 4.0, 5.0)) };
    let away = moved(&moved(&original, mirror(DVec3::new(-1.0, 1.0, -1.0))), rotate);
    let home = moved(&moved(&away, back), mirror(DVec3::new(-1.0, 1.0, -1.0)));
    for copy in [moved(&moved(&original, mirror(DVec3::new(1.0, 1.0, -1.0))), mirror(DVec3::new(1.0, 1.0, -1.0))), home]
    {
        let (_, m) = built(&boolean(BooleanOp::Union, vec![original.clone(), copy]));
        assert_eq!(m.counts, reference.counts);
        near(m.volume, reference.volume);
    }
    let grown = Transform3 { linear: turn * 3.0, translation: DVec3::ONE };
    near(built(&moved(&original, grown)).1.volume, 27.0 * reference.volume);
}

#[test]
fn pieces_that_touch_along_an_edge_share_none() {
    let a = prism(rectangle(0.0, 0.0, 1.0, 1.0), &[], 0.0, 1.0);
    for (b, vertices) in [
        (prism(rectangle(1.0, 1.0, 2.0, 2.0), &[], 0.0, 1.0), 16),
        (prism(rectangle(1.0, 0.0, 2.0, 1.0), &[], 1.0, 2.0), 16),
        (prism(rectangle(1.0, 1.0, 2.0, 2.0), &[], 1.0, 2.0), 16),
    ] {
        let (_, m) = built(&boolean(BooleanOp::Union, vec![a.clone(), b]));
        assert_eq!(counts(&m), (12, 24, vertices, 2, 0));
        near(m.volume, 2.0);
    }
}

#[test]
fn faces_of_a_sketch_that_touch_become_one_body() {
    let kernel = Kernel::new();
    let faces: Vec<Face> =
        [rectangle(0.0, 0.0, 2.0, 2.0), rectangle(2.0, 0.0, 5.0, 2.0), rectangle(2.0, 2.0, 5.0, 3.0)]
            .iter()
            .map(|outer| kernel.make_face(outer, &[]).unwrap())
            .collect();
    let (_, m) = built(&extrude(kernel.make_sketch(&Frame::XY, &faces).unwrap(), 0.0, 1.0));
    assert_eq!(counts(&m), (8, 18, 12, 1, 0));
    near(m.volume, 13.0);
}

#[test]
fn two_half_discs_make_a_whole_wall() {
    let kernel = Kernel::new();
    let half = |side: f64| {
        let arc = CurveKind::Arc { start: v(3.0, 0.0), mid: v(0.0, 3.0 * side), end: v(-3.0, 0.0) };
        let line = CurveKind::Line { start: v(-3.0, 0.0), end: v(3.0, 0.0) };
        let outer = kernel.make_loop(&[Curve::new(arc, Span::default()), Curve::new(line, Span::default())]).unwrap();
        kernel.make_face(&outer, &[]).unwrap()
    };
    let (_, m) = built(&extrude(kernel.make_sketch(&Frame::XY, &[half(1.0), half(-1.0)]).unwrap(), 0.0, 2.0));
    assert_eq!(counts(&m), (3, 2, 2, 1, 0));
    near(m.volume, 18.0 * PI);
}

#[test]
fn an_empty_operation_is_named_even_inside_others() {
    let at = |x: f64| prism(rectangle(x, 0.0, x + 1.0, 1.0), &[], 0.0, 1.0);
    let error = stack(&boolean(BooleanOp::Intersect, vec![at(0.0), at(5.0)])).unwrap_err();
    assert_eq!(error.name.as_str(), "geom/empty-result");
    let inner = boolean(BooleanOp::Cut, vec![at(0.0), at(0.0)]);
    let error = stack(&boolean(BooleanOp::Union, vec![at(3.0), inner])).unwrap_err();
    assert!(error.message.contains("cut"), "{}", error.message);
    assert!(stack(&boolean(BooleanOp::Cut, vec![at(0.0), at(7.0)])).is_ok());
}

#[test]
fn a_chain_of_ten_thousand_unions_is_flat() {
    let at = |i: usize| prism(rectangle(3.0 * i as f64, 0.0, 3.0 * i as f64 + 1.0, 1.0), &[], 0.0, 1.0);
    let mut chain = at(0);
    for i in 1..10_000 {
        chain = boolean(BooleanOp::Union, vec![chain, at(i)]);
    }
    let body = stack(&chain).unwrap().unwrap();
    assert_eq!(body.shells.len(), 10_000);
    near(measure(&body).volume, 10_000.0);
}

const SIZE: usize = 5;

/// An integer box, and the tree of a solid with the cells it fills.
type Cells = [[[bool; SIZE]; SIZE]; SIZE];

fn cells(mut test: impl FnMut(usize, usize, usize) -> bool) -> Cells {
    std::array::from_fn(|x| std::array::from_fn(|y| std::array::from_fn(|z| test(x, y, z))))
}

fn figures(cells: &Cells) -> (f64, f64) {
    let at = |x: isize, y: isize, z: isize| {
        let inside = |i: isize| (0..SIZE as isize).contains(&i);
        inside(x) && inside(y) && inside(z) && cells[x as usize][y as usize][z as usize]
    };
    let (mut volume, mut area) = (0.0, 0.0);
    for x in -1..=SIZE as isize {
        for y in -1..=SIZE as isize {
            for z in -1..=SIZE as isize {
                volume += f64::from(u8::from(at(x, y, z)));
                for (a, b, c) in [(1, 0, 0), (0, 1, 0), (0, 0, 1)] {
                    area += f64::from(u8::from(at(x, y, z) != at(x + a, y + b, z + c)));
                }
            }
        }
    }
    (volume, area)
}

fn range() -> impl Strategy<Value = (usize, usize)> {
    (0..SIZE, 1..=SIZE).prop_map(|(a, b)| if a < b { (a, b) } else { (b - 1, a + 1) })
}

/// A box by one of several ways to write it.
fn integer_box() -> impl Strategy<Value = (Solid, Cells)> {
    (range(), range(), range(), 0..4u8).prop_map(|((x0, x1), (y0, y1), (z0, z1), way)| {
        let filled = cells(|x, y, z| (x0..x1).contains(&x) && (y0..y1).contains(&y) && (z0..z1).contains(&z));
        let [x0, x1, y0, y1, z0, z1] = [x0, x1, y0, y1, z0, z1].map(|i| i as f64);
        let solid = match way {
            0 => prism(rectangle(x0, y0, x1, y1), &[], z0, z1),
            1 => {
                let over = Frame { origin: DVec3::ZERO, x: DVec3::Y, y: DVec3::X, z: DVec3::NEG_Z };
                extrude(sketch(over, rectangle(y0, x0, y1, x1), &[]), -z1, -z0)
            }
            2 => {
                let shift = Transform3 { linear: DMat3::IDENTITY, translation: DVec3::new(x0, y0, z0) };
                moved(&prism(rectangle(0.0, 0.0, x1 - x0, y1 - y0), &[], 0.0, z1 - z0), shift)
            }
            _ => {
                let mirror =
                    Transform3 { linear: DMat3::from_diagonal(DVec3::new(-1.0, 1.0, -1.0)), ..Transform3::IDENTITY };
                moved(&prism(rectangle(-x1, y0, -x0, y1), &[], -z1, -z0), mirror)
            }
        };
        (solid, filled)
    })
}

fn tree() -> impl Strategy<Value = (Solid, Cells)> {
    integer_box().prop_recursive(3, 12, 4, |inner| {
        (0..3u8, prop::collection::vec(inner, 2..5)).prop_map(|(op, operands)| {
            let filled = cells(|x, y, z| {
                let mut values = operands.iter().map(|(_, filled)| filled[x][y][z]);
                match op {
                    0 => values.any(|value| value),
                    1 => values.next() == Some(true) && !values.any(|value| value),
                    _ => values.all(|value| value),
                }
            });
            let op = [BooleanOp::Union, BooleanOp::Cut, BooleanOp::Intersect][op as usize];
            (boolean(op, operands.into_iter().map(|(solid, _)| solid).collect()), filled)
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn stacks_of_boxes_agree_with_counted_cells((solid, filled) in tree()) {
        let (volume, area) = figures(&filled);
        match stack(&solid) {
            Err(error) => prop_assert_eq!(error.name.as_str(), "geom/empty-result"),
            Ok(body) => {
                let body = body.unwrap();
                prop_assert_eq!(body.check().map_err(|fault| fault.0), Ok(()));
                let m = measure(&body);
                prop_assert!((m.volume - volume).abs() < 1e-10, "volume {} is not {}", m.volume, volume);
                prop_assert!((m.area - area).abs() < 1e-10, "area {} is not {}", m.area, area);
            }
        }
    }
}

/// Discs, slots and boxes on a coarse grid, so that tangencies, common arcs and touching corners are frequent.
type RoundPiece = (u8, i32, i32, i32, i32, i32, u8);

fn round_piece() -> impl Strategy<Value = RoundPiece> {
    (0..3u8, 0..5, 0..5, 1..4, 0..3, 1..4, 0..3u8)
}

fn round_solid(&(kind, x, y, r, z, h, _): &RoundPiece) -> Solid {
    let (x, y, r, z, h) = (f64::from(x), f64::from(y), f64::from(r), f64::from(z), f64::from(h));
    let outer = match kind {
        0 => circle(v(x, y), r),
        1 => rectangle(x, y, x + r, y + 2.0),
        _ => {
            let line = |a, b| Curve::new(CurveKind::Line { start: a, end: b }, Span::default());
            let arc = |a, b, c| Curve::new(CurveKind::Arc { start: a, mid: b, end: c }, Span::default());
            Kernel::new()
                .make_loop(&[
                    line(v(x, y - r), v(x + 2.0, y - r)),
                    arc(v(x + 2.0, y - r), v(x + 2.0 + r, y), v(x + 2.0, y + r)),
                    line(v(x + 2.0, y + r), v(x, y + r)),
                    arc(v(x, y + r), v(x - r, y), v(x, y - r)),
                ])
                .unwrap()
        }
    };
    prism(outer, &[], z, z + h)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn stacks_of_round_pieces_are_closed_and_volumes_add_up(pieces in prop::collection::vec(round_piece(), 2..6)) {
        let volume = |solid: &Solid| match stack(solid) {
            Ok(body) => {
                let body = body.unwrap();
                body.check().map_err(|fault| TestCaseError::fail(fault.0))?;
                Ok::<f64, TestCaseError>(measure(&body).volume)
            }
            Err(error) => {
                prop_assert_eq!(error.name.as_str(), "geom/empty-result");
                Ok(0.0)
            }
        };
        let mut all = round_solid(&pieces[0]);
        for piece in &pieces[1..] {
            let (op, piece) = (piece.6, round_solid(piece));
            let pair = || vec![all.clone(), piece.clone()];
            let (a, b) = (volume(&all)?, volume(&piece)?);
            let common = volume(&boolean(BooleanOp::Intersect, pair()))?;
            let union = volume(&boolean(BooleanOp::Union, pair()))?;
            let left = volume(&boolean(BooleanOp::Cut, pair()))?;
            prop_assert!((a + b - common - union).abs() < 1e-9, "{a} + {b} is not {common} + {union}");
            prop_assert!((a - common - left).abs() < 1e-9, "{a} − {common} is not {left}");
            let next = [BooleanOp::Union, BooleanOp::Cut, BooleanOp::Union][op as usize];
            if next == BooleanOp::Union || left > 0.0 {
                all = boolean(next, pair());
            }
        }
    }
}

#[test]
fn extrusions_on_turned_planes_keep_all_faces_of_their_sketch() {
    let mut random = Random::new(7);
    for _ in 0..2000 {
        let frame = any_frame(&mut random, 100.0);
        let faces = [(-525.0, -300.0, -150.0, -225.0), (0.0, 0.0, 15.0, 2.5)]
            .map(|(x0, y0, x1, y1)| Kernel::new().make_face(&rectangle(x0, y0, x1, y1), &[]).unwrap());
        let sketch = Kernel::new().make_sketch(&frame, &faces).unwrap();
        let (_, m) = built(&extrude(sketch, 0.0, 4.0));
        assert_eq!(counts(&m), (12, 24, 16, 2, 0));
        near(m.volume, 4.0 * (375.0 * 75.0 + 15.0 * 2.5));
    }
}
