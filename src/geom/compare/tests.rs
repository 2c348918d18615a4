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
    assert!(c.overlap.unwrap().iou > 1.0 - 1e-13 && c.best.unwrap().iou > 1.0 - 1e-12);
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
    assert!((overlap.iou - (1.0 - h) / (1.0 + h)).abs() < 1e-14);
    assert!((overlap.missing() - h).abs() < 1e-14 && (overlap.extra() - h).abs() < 1e-14);
    assert!(c.best.unwrap().iou > 1.0 - 1e-12);
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
