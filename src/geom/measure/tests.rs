use std::f64::consts::PI;

use glam::{DMat3, DVec3};

use super::*;
use crate::geom::brep::{BodyFace, Coedge, Curve3, Edge};
use crate::geom::transform::transformed;
use crate::model::{Transform3, trig};

fn tilted() -> Frame {
    Frame::new(DVec3::new(30.0, -20.0, 10.0), DVec3::new(1.0, 2.0, 0.5), DVec3::new(0.3, -0.2, 1.0)).unwrap()
}

fn whole(surface: Surface) -> Body {
    let mut body = Body { faces: vec![BodyFace { surface, outward: true, loops: vec![] }], ..Body::default() };
    body.find_shells();
    body
}

fn circle(frame: Frame, radius: f64) -> Edge {
    Edge { curve: Curve3::Circle { frame, radius, from: 0.0, to: 360.0 }, start: 0, end: 0 }
}

fn forward(edge: u32) -> Vec<Coedge> {
    vec![Coedge { edge, forward: true }]
}

fn backward(edge: u32) -> Vec<Coedge> {
    vec![Coedge { edge, forward: false }]
}

/// The part of a ball above the plane at `height` over its centre, cut along `axis`.
fn cap(frame: Frame, axis: DVec3, radius: f64, height: f64) -> Body {
    let plane = Frame::new(frame.origin + axis * height, axis.any_orthonormal_vector(), axis).unwrap();
    let rim = (radius * radius - height * height).sqrt();
    let mut body = Body {
        vertices: vec![plane.origin + plane.x * rim],
        edges: vec![circle(plane, rim)],
        faces: vec![
            BodyFace { surface: Surface::Sphere { frame, radius }, outward: true, loops: vec![forward(0)] },
            BodyFace { surface: Surface::Plane { frame: plane }, outward: false, loops: vec![backward(0)] },
        ],
        ..Body::default()
    };
    body.find_shells();
    body
}

fn near(a: f64, b: f64) {
    assert!((a - b).abs() <= 1e-12 * a.abs().max(b.abs()).max(1e-3), "{a} is not {b}");
}

#[test]
fn a_ball_has_the_figures_of_a_ball() {
    let body = whole(Surface::Sphere { frame: tilted(), radius: 3.0 });
    body.check().unwrap();
    let m = measure(&body);
    near(m.volume, 4.0 / 3.0 * PI * 27.0);
    near(m.area, 36.0 * PI);
    near(m.inertia[0][0], 0.4 * m.volume * 9.0);
    assert!(m.inertia[0][1].abs() < 1e-10 && m.centroid.distance(tilted().origin) < 1e-12);
    assert!((m.min - (tilted().origin - 3.0)).length() < 1e-12 && (m.max - (tilted().origin + 3.0)).length() < 1e-12);
    assert_eq!((m.counts.faces, m.counts.edges, m.counts.shells, m.counts.genus), (1, 0, 1, 0));
}

#[test]
fn a_ring_has_the_figures_of_a_ring() {
    let body = whole(Surface::Torus { frame: tilted(), major: 5.0, minor: 2.0 });
    body.check().unwrap();
    let m = measure(&body);
    near(m.volume, 2.0 * PI * PI * 5.0 * 4.0);
    near(m.area, 4.0 * PI * PI * 10.0);
    let along = tilted().z;
    let about_axis = DMat3::from_cols_array_2d(&m.inertia).mul_vec3(along).dot(along);
    near(about_axis, m.volume * (25.0 + 0.75 * 4.0));
    for axis in 0..3 {
        let reach = 5.0 * (1.0 - along[axis] * along[axis]).sqrt() + 2.0;
        near(m.max[axis] - m.min[axis], 2.0 * reach);
    }
    assert_eq!(m.counts.genus, 1);
}

#[test]
fn caps_of_a_ball_do_not_depend_on_the_frame_of_the_sphere() {
    for height in [-2.5, -1.0, 0.0, 0.3, 2.9] {
        for axis in [tilted().z, -tilted().z, tilted().x, DVec3::X, DVec3::NEG_Z] {
            let (r, h) = (3.0, 3.0 - height);
            let body = cap(tilted(), axis, r, height);
            body.check().unwrap();
            let m = measure(&body);
            near(m.volume, PI * h * h * (3.0 * r - h) / 3.0);
            near(m.area, 2.0 * PI * r * h + PI * (r * r - height * height));
            let over = 0.75 * (2.0 * r - h) * (2.0 * r - h) / (3.0 * r - h);
            assert!(((m.centroid - tilted().origin).dot(axis) - over).abs() < 1e-11);
            let top = m.max.x - tilted().origin.x;
            let cos = axis.x;
            let rim = (r * r - height * height).sqrt() * (1.0 - cos * cos).max(0.0).sqrt() + height * cos;
            near(top, if r * cos >= height { r } else { rim });
        }
    }
}

/// A cylinder of revolution cut by an oblique plane above: a wall with an ellipse.
fn hoof(frame: Frame, radius: f64, height: f64, slope: f64) -> Body {
    let angle = trig::atan2(slope, 1.0);
    let (sin, cos) = trig::sin_cos(angle);
    let up = Frame { origin: frame.point(glam::DVec2::ZERO, height), ..frame };
    let oblique = Frame::new(up.origin, frame.x * cos + frame.z * sin, frame.z * cos - frame.x * sin).unwrap();
    let top = Curve3::Ellipse { frame: oblique, major: radius / cos, minor: radius, from: 0.0, to: 360.0 };
    let mut body = Body {
        vertices: vec![frame.origin + frame.x * radius, oblique.origin + oblique.x * (radius / cos)],
        edges: vec![circle(frame, radius), Edge { curve: top, start: 1, end: 1 }],
        faces: vec![
            BodyFace { surface: Surface::Plane { frame }, outward: false, loops: vec![backward(0)] },
            BodyFace { surface: Surface::Plane { frame: oblique }, outward: true, loops: vec![forward(1)] },
            BodyFace {
                surface: Surface::Cylinder { frame, radius },
                outward: true,
                loops: vec![forward(0), backward(1)],
            },
        ],
        ..Body::default()
    };
    body.find_shells();
    body
}

#[test]
fn an_obliquely_cut_cylinder_is_measured_along_its_ellipse() {
    let body = hoof(tilted(), 2.0, 7.0, 0.8);
    body.check().unwrap();
    let m = measure(&body);
    near(m.volume, PI * 4.0 * 7.0);
    near(m.area, PI * 4.0 * (1.0 + (1.0f64 + 0.64).sqrt()) + 2.0 * PI * 2.0 * 7.0);
    let local = tilted().local(m.centroid);
    near(local.x, 0.8 * 4.0 / (4.0 * 7.0));
    near(local.z, 7.0 / 2.0 + 0.64 * 4.0 / (8.0 * 7.0));
    assert_eq!(m.counts.genus, 0);
}

#[test]
fn images_scale_and_mirrors_stay_closed_and_outward() {
    let (sin, cos) = trig::sin_cos(33.0);
    let turn = DMat3::from_cols(DVec3::new(cos, sin, 0.0), DVec3::new(-sin, cos, 0.0), DVec3::Z);
    for body in [hoof(tilted(), 2.0, 7.0, 0.8), cap(tilted(), DVec3::X, 3.0, 1.0)] {
        let before = measure(&body);
        for mirror in [DVec3::ONE, DVec3::new(-1.0, 1.0, 1.0), DVec3::NEG_ONE] {
            for factor in [1.0, 0.25, 3.0] {
                let linear = turn * DMat3::from_diagonal(mirror) * factor;
                let map = Transform3 { linear, translation: DVec3::new(-100.0, 40.0, 3.0) };
                let image = transformed(&body, &map);
                image.check().unwrap();
                let after = measure(&image);
                near(after.volume, before.volume * factor.powi(3));
                near(after.area, before.area * factor.powi(2));
                near(after.length, before.length * factor);
                assert!(after.centroid.distance(map.point(before.centroid)) < 1e-10);
                assert_eq!(after.counts, before.counts);
            }
        }
    }
}

/// What two crossing cylinders of radii `r` (along z) and `s < r` (along x) have in common, its edges given by points.
fn crossing(r: f64, s: f64, count: usize) -> Body {
    let wide = Surface::Cylinder { frame: Frame::XY, radius: r };
    let narrow = Surface::Cylinder { frame: Frame::YZ, radius: s };
    let rim = |side: f64| -> Vec<DVec3> {
        (0..=count)
            .map(|i| {
                let (sin, cos) = trig::sin_cos(360.0 * i as f64 / count as f64);
                DVec3::new(side * (r * r - s * s * cos * cos).sqrt(), s * cos, s * sin)
            })
            .collect()
    };
    let (right, left) = (rim(1.0), rim(-1.0));
    let mut body = Body {
        vertices: vec![right[0], left[0]],
        edges: vec![
            Edge { curve: Curve3::Points(right), start: 0, end: 0 },
            Edge { curve: Curve3::Points(left), start: 1, end: 1 },
        ],
        faces: vec![
            BodyFace { surface: wide.clone(), outward: true, loops: vec![forward(0)] },
            BodyFace { surface: wide, outward: true, loops: vec![backward(1)] },
            BodyFace { surface: narrow, outward: true, loops: vec![backward(0), forward(1)] },
        ],
        ..Body::default()
    };
    body.find_shells();
    body
}

#[test]
fn point_curves_are_refined_onto_both_surfaces() {
    let (r, s) = (3.0f64, 2.0f64);
    // 8 ∫₀ˢ √(r² − y²) √(s² − y²) dy with y = s·sin t, by the trapezoid rule on a smooth periodic integrand.
    let n = 4000;
    let sum: f64 = (0..n)
        .map(|i| {
            let (sin, cos) = trig::sin_cos(360.0 * (f64::from(i) + 0.5) / f64::from(n));
            (r * r - s * s * sin * sin).sqrt() * s * s * cos * cos
        })
        .sum();
    let expected = 2.0 * sum * (2.0 * PI / f64::from(n));
    for count in [24, 96] {
        let body = crossing(r, s, count);
        assert!((measure(&body).volume / expected - 1.0).abs() < 1e-10, "{} {expected}", measure(&body).volume);
        near(measure(&body).max.x, r);
        near(measure(&body).max.z, s);
    }
    crossing(r, s, 4000).check().unwrap();
}
