//! Comparisons of solids that integration knows the figures of.

use std::sync::Arc;

use glam::DVec3;

use super::*;
use crate::geom::mesh::Mesh;

fn block(size: DVec3, at: DVec3) -> Prepared {
    let positions =
        (0..8).map(|i| at + size * DVec3::new((i & 1) as f64, (i >> 1 & 1) as f64, (i >> 2 & 1) as f64)).collect();
    let quads = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
    let triangles = quads.iter().flat_map(|[a, b, c, d]| [[*a, *b, *c], [*a, *c, *d]]).collect();
    Prepared::solid(Arc::new(Mesh { positions, triangles, ..Mesh::default() }), None)
}

fn options() -> Options {
    Options { seed: 7, ..Options::default() }
}

#[test]
fn equal_shapes_have_distance_zero() {
    let a = block(DVec3::new(3.0, 4.0, 5.0), DVec3::ZERO);
    let c = compare(&a, &a, &options()).unwrap();
    let chamfer = c.chamfer.unwrap();
    assert!(chamfer.mean < 1e-12 && chamfer.max < 1e-12 && chamfer.mean_squared < 1e-20, "{chamfer:?}");
    assert_eq!((chamfer.f_scores, c.volume_ratio), (vec![1.0], Some(1.0)));
    let overlap = c.overlap.unwrap();
    assert_eq!((overlap.iou, overlap.missing(), overlap.extra()), (1.0, 0.0, 0.0));
    assert_eq!(c.best.unwrap().iou, 1.0);
    let field = c.field.unwrap();
    assert!(field.distance > 0.0 && field.floor > 0.0);
}

#[test]
fn a_shifted_cube_is_as_far_as_integration_says() {
    // Unit cube moved by h along x. Of the six faces two are at distance h, on one side only; the four
    // side faces overlap but for a strip of width h, whose mean distance is h/2.
    let h = 0.125;
    let a = block(DVec3::ONE, DVec3::ZERO);
    let b = block(DVec3::ONE, DVec3::new(h, 0.0, 0.0));
    let c = compare(&a, &b, &Options { points: 60_000, ..options() }).unwrap();
    let chamfer = c.chamfer.unwrap();
    // Interior points of one end face see the other cube's nearest side face closer than h near the rim.
    let n = 400;
    let mut inner = 0.0;
    for i in 0..n {
        for j in 0..n {
            let (y, z) = ((i as f64 + 0.5) / n as f64, (j as f64 + 0.5) / n as f64);
            inner += y.min(1.0 - y).min(z).min(1.0 - z).min(h);
        }
    }
    let inner = inner / (n * n) as f64;
    let expected = 2.0 * (h + inner + 4.0 * h * h / 2.0) / 6.0;
    assert!((chamfer.mean - expected).abs() < 0.01 * expected, "{} against {expected}", chamfer.mean);
    assert!((chamfer.max - h).abs() < 1e-9);
    let overlap = c.overlap.unwrap();
    assert!((overlap.iou - (1.0 - h) / (1.0 + h)).abs() < 1e-9);
    assert!((overlap.missing() - h).abs() < 1e-9 && (overlap.extra() - h).abs() < 1e-9);
    assert!(c.best.unwrap().iou > 1.0 - 1e-9);
}

#[test]
fn normalising_hides_place_and_size() {
    let a = block(DVec3::new(3.0, 4.0, 5.0), DVec3::ZERO);
    let b = block(DVec3::new(6.0, 8.0, 10.0), DVec3::splat(100.0));
    for normalization in [Normalization::Box, Normalization::Rms, Normalization::Align] {
        let c = compare(&a, &b, &Options { normalization, ..options() }).unwrap();
        assert!(c.chamfer.unwrap().max < 1e-9, "{normalization:?}");
        assert!(c.overlap.unwrap().iou > 1.0 - 1e-9);
    }
}

#[test]
fn what_is_not_asked_for_is_not_there() {
    let a = block(DVec3::ONE, DVec3::ZERO);
    let c = compare(&a, &a, &Options { measures: Measures::NONE, ..options() }).unwrap();
    assert!(c.chamfer.is_none() && c.field.is_none() && c.overlap.is_none() && c.best.is_none());
}

#[test]
fn an_empty_mesh_is_not_comparable() {
    let a = block(DVec3::ONE, DVec3::ZERO);
    let empty = Prepared::solid(Arc::new(Mesh::default()), None);
    assert_eq!(compare(&a, &empty, &options()), Err(NotComparable::Empty { first: false }));
    assert_eq!(compare(&empty, &a, &options()), Err(NotComparable::Empty { first: true }));
}

/// What scipy says; see `tests/oracles/compare_truth.py`.
fn truth() -> serde_json::Value {
    serde_json::from_str(include_str!("../../../tests/fixtures/compare.json")).unwrap()
}

fn points(value: &serde_json::Value) -> Vec<[f64; 3]> {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn distances_between_samples_are_those_of_scipy() {
    let truth = &truth()["points"];
    let found = sampled_chamfer(&points(&truth["a"]), &points(&truth["b"])).unwrap();
    let expected = truth["distance"].as_f64().unwrap();
    assert!((found - expected).abs() <= 1e-9 * expected, "{found} against {expected}");
}

#[test]
fn the_field_protocol_is_that_of_scipy_on_the_same_points() {
    let truth = &truth()["field"];
    let mesh = |value: &serde_json::Value| {
        let positions = points(&value["positions"]).into_iter().map(DVec3::from_array).collect();
        let triangles: Vec<[u32; 3]> = serde_json::from_value(value["triangles"].clone()).unwrap();
        Prepared::solid(Arc::new(Mesh { positions, triangles, ..Mesh::default() }), None)
    };
    let seed = truth["seed"].as_u64().unwrap();
    let measures = Measures { field: true, ..Measures::NONE };
    let options = Options { measures, seed, ..Options::default() };
    let found = compare(&mesh(&truth["a"]), &mesh(&truth["b"]), &options).unwrap().field.unwrap();
    for (own, name) in [(found.distance, "distance"), (found.floor, "floor")] {
        let expected = truth[name].as_f64().unwrap();
        assert!((own - expected).abs() <= 1e-9 * expected, "{name}: {own} against {expected}");
    }
}

mod plane {
    use super::*;
    use crate::geom::planar::{Contour, PlanarRegion, Segment, regions_of_face};
    use crate::geom::planar::{boolean, measure};
    use crate::geom::samples::frame;
    use crate::geom::samples::random::{Random, any_face};
    use crate::model::{BooleanOp, DVec2, Frame};
    use crate::text::Span;

    fn disc(x: f64, y: f64, radius: f64) -> PlanarRegion {
        let circle = Segment::circle(DVec2::new(x, y), radius, true, Span::default());
        PlanarRegion::new(Contour { segments: vec![circle] })
    }

    #[test]
    fn discs_share_their_lens() {
        let (r, d): (f64, f64) = (2.0, 1.3);
        let (a, b) = (vec![disc(0.0, 0.0, r)], vec![disc(d, 0.0, r)]);
        let c = compare(&Prepared::plane(a, Frame::XY), &Prepared::plane(b, Frame::XY), &options()).unwrap();
        let lens = 2.0 * r * r * (d / (2.0 * r)).acos() - 0.5 * d * (4.0 * r * r - d * d).sqrt();
        let overlap = c.overlap.unwrap();
        assert!((overlap.common - lens).abs() < 1e-13 && overlap.route == Route::Exact);
        assert_eq!(c.volume_ratio, Some(1.0));
        // The farthest points of two circles are those on the line of their centres.
        assert!((c.chamfer.unwrap().max - d).abs() < 1e-5);
        assert!(c.best.unwrap().iou > 1.0 - 1e-12);
    }

    #[test]
    fn areas_in_common_are_those_of_the_exact_boolean() {
        let mut random = Random::new(3);
        let mut met = 0;
        for number in 0..200 {
            let on_grid = number % 2 == 0;
            let face = any_face(&mut random, DVec2::ZERO, 10.0, on_grid);
            let other = any_face(&mut random, DVec2::new(2.0, 1.0), 10.0, on_grid);
            let (a, b) = (regions_of_face(&face).unwrap(), regions_of_face(&other).unwrap());
            let Ok(both) = boolean(BooleanOp::Intersect, &[&a, &b]) else { continue };
            let expected = measure::total_area(&both);
            let f = frame([5.0, 0.0, 1.0], [1.0, 2.0, 2.0]);
            let options = Options { measures: Measures { iou: true, ..Measures::NONE }, ..options() };
            let c = compare(&Prepared::plane(a, f), &Prepared::plane(b, f), &options).unwrap();
            let found = c.overlap.unwrap().common;
            assert!((found - expected).abs() < 1e-3, "{number}: {found} against {expected}");
            met += usize::from(expected > 0.0 && (found - expected).abs() < 1e-9);
        }
        assert!(met > 100, "{met}");
    }

    #[test]
    fn shapes_on_other_planes_share_nothing_until_they_are_aligned() {
        let place = |origin, normal| Prepared::plane(vec![disc(0.0, 0.0, 2.0)], frame(origin, normal));
        let a = place([0.0; 3], [0.0, 0.0, 1.0]);
        let above = place([0.0, 0.0, 1.0], [0.0, 0.0, 1.0]);
        let beside = place([0.0; 3], [1.0, 0.0, 1.0]);
        let under = place([0.0; 3], [0.0, 0.0, -1.0]);
        let iou = |b: &Prepared, normalization| {
            let measures = Measures { iou: true, ..Measures::NONE };
            compare(&a, b, &Options { measures, normalization, ..options() }).unwrap().overlap.unwrap().iou
        };
        assert_eq!(iou(&above, Normalization::None), 0.0);
        assert!(iou(&above, Normalization::Rms) > 1.0 - 1e-12);
        assert_eq!(iou(&beside, Normalization::Rms), 0.0);
        assert!(iou(&beside, Normalization::Align) > 1.0 - 1e-12);
        assert!(iou(&under, Normalization::None) > 1.0 - 1e-12);
    }

    #[test]
    fn a_solid_is_not_comparable_with_a_disc() {
        let (solid, plane) = (block(DVec3::ONE, DVec3::ZERO), Prepared::plane(vec![disc(0.0, 0.0, 1.0)], Frame::XY));
        let error = compare(&solid, &plane, &options()).unwrap_err();
        assert_eq!(error, NotComparable::Dimensions { first_is_solid: true });
        assert!(error.to_string().contains("the second shape lies in a plane"));
    }
}
