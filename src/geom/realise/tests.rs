use std::f64::consts::PI;
use std::sync::Arc;

use glam::{DMat3, DVec2, DVec3};

use super::realise;
use crate::geom::Kernel;
use crate::geom::measure::measure;
use crate::model::{
    BooleanOp, Curve, CurveKind, Frame, Geometry, GeometryError, Measurement, Provenance, Sketch, Solid, SolidKind,
    SolidNode, Transform3,
};
use crate::text::Span;

fn sketch(frame: Frame, curves: &[CurveKind]) -> Sketch {
    let kernel = Kernel::new();
    let curves: Vec<Curve> = curves.iter().map(|kind| Curve::new(*kind, Span::default())).collect();
    let outer = kernel.make_loop(&curves).unwrap();
    kernel.make_sketch(&frame, &[kernel.make_face(&outer, &[]).unwrap()]).unwrap()
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> Vec<CurveKind> {
    let corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)].map(|(a, b)| DVec2::new(x + a, y + b));
    (0..4).map(|i| CurveKind::Line { start: corners[i], end: corners[(i + 1) % 4] }).collect()
}

fn extrude(sketch: Sketch, from: f64, to: f64) -> Solid {
    SolidNode::new(SolidKind::Extrude { sketch, from, to }, Provenance::default())
}

/// A box by its least corner and size.
fn block(at: DVec3, size: DVec3) -> Solid {
    extrude(sketch(Frame::XY, &rectangle(at.x, at.y, size.x, size.y)), at.z, at.z + size.z)
}

/// A rod along world X from `from` to `to` through (y, z).
fn rod(y: f64, z: f64, radius: f64, from: f64, to: f64) -> Solid {
    extrude(sketch(Frame::YZ, &[CurveKind::Circle { center: DVec2::new(y, z), radius }]), from, to)
}

fn ball(center: f64, radius: f64) -> Solid {
    let at = |x: f64, y: f64| DVec2::new(x, y);
    let half = sketch(
        Frame::XZ,
        &[
            CurveKind::Arc { start: at(0.0, center - radius), mid: at(radius, center), end: at(0.0, center + radius) },
            CurveKind::Line { start: at(0.0, center + radius), end: at(0.0, center - radius) },
        ],
    );
    let kind = SolidKind::Revolve { sketch: half, point: DVec2::ZERO, direction: DVec2::Y, from: 0.0, to: 360.0 };
    SolidNode::new(kind, Provenance::default())
}

fn boolean(op: BooleanOp, operands: &[Solid]) -> Solid {
    SolidNode::new(SolidKind::Boolean { op, operands: operands.into() }, Provenance::default())
}

fn measured(solid: &Solid) -> Result<Measurement, GeometryError> {
    let body = realise(solid)?;
    assert_eq!(body.check().map_err(|fault| fault.0), Ok(()));
    Ok(measure(&body))
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-9 * a.abs().max(b.abs()), "{a} is not {b}");
}

#[test]
fn solids_apart_stand_side_by_side_exactly() {
    let all = boolean(
        BooleanOp::Union,
        &[block(DVec3::ZERO, DVec3::ONE), rod(5.0, 5.0, 1.0, 0.0, 3.0), ball(20.0, 2.0), rod(9.0, 5.0, 1.0, 0.0, 3.0)],
    );
    let m = measured(&all).unwrap();
    near(m.volume, 1.0 + 6.0 * PI + 32.0 / 3.0 * PI);
    assert_eq!((m.counts.faces, m.counts.edges, m.counts.shells), (6 + 3 + 1 + 3, 12 + 2 + 2, 4));
    assert!(m.exact);
}

#[test]
fn a_cut_that_misses_leaves_the_solid_as_it_is() {
    let cube = block(DVec3::ZERO, DVec3::splat(2.0));
    for tool in [rod(9.0, 9.0, 1.0, 0.0, 3.0), ball(50.0, 1.0), rod(1.0, 3.0, 1.0, 0.0, 2.0)] {
        let m = measured(&boolean(BooleanOp::Cut, &[cube.clone(), tool])).unwrap();
        assert_eq!((m.volume, m.counts.faces, m.exact), (8.0, 6, true));
    }
}

#[test]
fn a_cross_hole_is_cut_through_the_other_direction() {
    let cube = block(DVec3::ZERO, DVec3::splat(10.0));
    let upright =
        extrude(sketch(Frame::XY, &[CurveKind::Circle { center: DVec2::splat(2.0), radius: 1.0 }]), -1.0, 11.0);
    let m = measured(&boolean(BooleanOp::Cut, &[cube, upright, rod(7.0, 7.0, 1.0, -1.0, 11.0)])).unwrap();
    near(m.volume, 1000.0 - 20.0 * PI);
    assert_eq!((m.counts.faces, m.counts.genus), (8, 2));
}

#[test]
fn what_leaves_nothing_is_an_error_of_that_operation() {
    let provenance =
        |start: u32| Provenance { span: Span { start, end: start + 1, ..Span::default() }, ..Provenance::default() };
    let marked = |op, operands: &[Solid], start| {
        SolidNode::new(SolidKind::Boolean { op, operands: operands.into() }, provenance(start))
    };
    let cube = block(DVec3::ZERO, DVec3::splat(2.0));
    let apart = marked(BooleanOp::Intersect, &[cube.clone(), rod(9.0, 9.0, 1.0, 0.0, 3.0)], 7);
    let error = measured(&marked(BooleanOp::Union, &[ball(30.0, 1.0), apart], 3)).unwrap_err();
    assert_eq!(error.name.as_str(), "geom/empty-result");
    assert_eq!(error.provenance.map(|found| found.span.start), Some(7));
    let swallowed =
        marked(BooleanOp::Cut, &[rod(1.0, 1.0, 0.5, 0.0, 2.0), block(DVec3::splat(-1.0), DVec3::splat(4.0))], 9);
    let error = measured(&swallowed).unwrap_err();
    assert_eq!((error.name.as_str(), error.provenance.map(|found| found.span.start)), ("geom/empty-result", Some(9)));
}

#[test]
fn images_of_mixed_solids_keep_their_figures() {
    let pair = boolean(BooleanOp::Union, &[block(DVec3::ZERO, DVec3::ONE), rod(5.0, 5.0, 1.0, 0.0, 3.0)]);
    let before = measured(&pair).unwrap();
    let linear = DMat3::from_diagonal(DVec3::new(-2.0, 2.0, 2.0));
    let image = |solid: &Solid| {
        let transform = Transform3 { linear, translation: DVec3::new(1.0, 2.0, 3.0) };
        SolidNode::new(SolidKind::Transform { solid: solid.clone(), transform }, Provenance::default())
    };
    let after = measured(&image(&image(&pair))).unwrap();
    near(after.volume, 64.0 * before.volume);
    near(after.area, 16.0 * before.area);
    assert_eq!(after.counts, before.counts);
}

#[test]
fn long_chains_of_mixed_solids_are_flat_and_deep_alternation_is_refused() {
    let mut chain = block(DVec3::ZERO, DVec3::ONE);
    for i in 1..2000 {
        let x = 3.0 * f64::from(i);
        let next = if i % 2 == 0 { block(DVec3::new(x, 0.0, 0.0), DVec3::ONE) } else { rod(0.0, 0.0, 1.0, x, x + 1.0) };
        chain = boolean(BooleanOp::Union, &[chain, next]);
    }
    assert_eq!(realise(&chain).unwrap().shells.len(), 2000);
    let mut deep = block(DVec3::ZERO, DVec3::ONE);
    for i in 0..2000 {
        let op = if i % 2 == 0 { BooleanOp::Union } else { BooleanOp::Cut };
        deep = boolean(op, &[deep, rod(0.0, 0.0, 1.0, 50.0, 51.0 + f64::from(i))]);
    }
    assert_eq!(realise(&deep).unwrap_err().name.as_str(), "limit/solid-depth");
}

#[test]
fn doubling_without_end_is_refused() {
    for seed in [block(DVec3::ZERO, DVec3::ONE), ball(0.0, 1.0)] {
        let mut solid = seed;
        for _ in 0..60 {
            solid = boolean(BooleanOp::Union, &[solid.clone(), solid]);
        }
        assert_eq!(realise(&solid).unwrap_err().name.as_str(), "limit/curves");
    }
}

#[test]
fn the_kernel_tells_faces_and_edges_and_remembers() {
    let kernel = Kernel::new();
    let solid = block(DVec3::new(1.0, 2.0, 3.0), DVec3::new(4.0, 5.0, 6.0));
    let faces = kernel.faces(&solid).unwrap();
    let top = faces.iter().find(|face| face.frame.is_some_and(|frame| frame.z == DVec3::Z)).unwrap();
    assert_eq!((top.area, top.centroid), (20.0, DVec3::new(3.0, 4.5, 9.0)));
    assert!(faces.iter().all(|face| (face.centroid - DVec3::new(3.0, 4.5, 6.0)).dot(face.frame.unwrap().z) > 0.0));
    let edges = kernel.edges(&solid).unwrap();
    assert_eq!(edges.iter().map(|edge| edge.length).sum::<f64>(), 60.0);
    assert!(edges.iter().all(|edge| edge.midpoint == 0.5 * (edge.ends.0 + edge.ends.1)));
    assert!(Arc::ptr_eq(&kernel.body(&solid).unwrap(), &kernel.body(&solid).unwrap()));
}
