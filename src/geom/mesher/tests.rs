//! Meshes of hand-made bodies against analytic volumes.

use std::f64::consts::PI;

use glam::DVec3;

use super::*;
use crate::geom::brep::{Curve3, Surface};
use crate::geom::samples::{self, Builder, frame};
use crate::model::Frame;

fn tilted() -> Frame {
    frame([3.0, -2.0, 5.0], [0.3, -0.5, 0.9])
}

/// Meshes at two tolerances: closed, volume converging to `volume`, vertices on their surfaces.
fn check(body: &Body, volume: f64) -> Mesh {
    let mut error = f64::INFINITY;
    let mut last = Mesh::default();
    for chord in [0.2, 0.02, 0.002] {
        let options = MeshOptions { chord, angle: 45.0, minimum: 4, ..MeshOptions::default() };
        let mesh = mesh(body, &options).unwrap();
        assert_eq!(mesh.leak(), None, "at {chord}");
        assert_eq!(mesh.faces.len(), mesh.triangles.len());
        for (triangle, &face) in mesh.triangles.iter().zip(&mesh.faces) {
            let face = &body.faces[face as usize];
            let [a, b, c] = mesh.corners(*triangle).unwrap();
            let normal = (b - a).cross(c - a);
            assert!(normal.length() > 0.0);
            let middle = (a + b + c) / 3.0;
            for p in [a, b, c] {
                assert!(face.surface.distance(p).abs() < 1e-6, "{:?} {p}", face.surface);
            }
            let away = face.surface.distance(middle).abs();
            assert!(away < chord * 1.5, "{away} from {:?} at {chord}", face.surface);
            let out = face.surface.normal(middle) * if face.outward { 1.0 } else { -1.0 };
            assert!(out.dot(normal) > 0.0, "{:?} {a} {b} {c}", face.surface);
        }
        let now = (mesh.volume() - volume).abs();
        assert!(now <= chord * mesh.area() + 1e-9 * volume, "volume off by {now} at {chord}");
        assert!(now <= error * 0.4 + 1e-9 * volume, "{now} after {error}");
        error = now;
        last = mesh;
    }
    last
}

#[test]
fn a_block_has_twelve_triangles() {
    let mesh = check(&samples::block(&tilted(), [2.0, 3.0, 4.0]), 24.0);
    assert_eq!((mesh.positions.len(), mesh.triangles.len(), mesh.edges.len()), (8, 12, 12));
}

#[test]
fn plates_with_holes_keep_their_volume() {
    let holes = [(5.0, 5.0, 2.0), (10.0, 5.0, 1.0), (15.0, 5.0, 3.0), (5.0, 12.0, 1.5)];
    let area: f64 = holes.iter().map(|h| PI * h.2 * h.2).sum();
    check(&samples::plate(&tilted(), DVec3::new(20.0, 15.0, 4.0), &holes), (300.0 - area) * 4.0);
}

#[test]
fn round_bodies_keep_their_volume() {
    let f = tilted();
    check(&samples::cylinder(&f, 3.0, 10.0), PI * 90.0);
    check(&samples::frustum(&f, 3.0, 1.0, 6.0), PI * 6.0 / 3.0 * 13.0);
    check(&samples::frustum(&f, 1.0, 9.0, 2.0), PI * 2.0 / 3.0 * 91.0);
    check(&samples::cone(&f, 3.0, 7.0), PI * 21.0);
    check(&samples::sphere(&f, 4.0), PI * 256.0 / 3.0);
    check(&samples::torus(&f, 5.0, 2.0), 2.0 * PI * PI * 20.0);
}

#[test]
fn neighbouring_rims_of_a_cone_have_equally_many_vertices() {
    let mesh = mesh(&samples::frustum(&tilted(), 1.0, 50.0, 2.0), &MeshOptions::default()).unwrap();
    assert_eq!(mesh.edges[0].len(), mesh.edges[1].len());
}

/// A cylinder cut off by a slanted plane, standing on a round rim: two unequal rims.
fn slanted() -> (std::sync::Arc<Body>, f64) {
    let f = tilted();
    let (r, h, slope) = (2.0, 5.0, 1.2);
    let mut b = Builder::default();
    let rim = b.circle(f, r);
    let normal = (f.z - f.x * slope).normalize();
    let long = (f.x + f.z * slope).normalize();
    let cut = Frame { origin: f.origin + f.z * h, x: long, y: f.y, z: long.cross(f.y) };
    assert!((cut.z - normal).length() < 1e-12);
    let major = r * (1.0f64 + slope * slope).sqrt();
    let v = b.vertex(cut.origin + cut.x * major);
    let curve = Curve3::Ellipse { frame: cut, major, minor: r, from: 0.0, to: 360.0 };
    let ellipse = b.edge(curve, v, v);
    b.face(Surface::Plane { frame: f }, false, &[&[-rim]]);
    b.face(Surface::Plane { frame: cut }, true, &[&[ellipse]]);
    b.face(Surface::Cylinder { frame: f, radius: r }, true, &[&[rim], &[-ellipse]]);
    (b.finish(), PI * r * r * h)
}

#[test]
fn a_slanted_cut_keeps_the_volume() {
    let (body, volume) = slanted();
    check(&body, volume);
}

#[test]
fn a_cylinder_wall_with_staggered_windows_is_cut_open_between_them() {
    // Square windows into a pipe's wall, as solid plugs taken out: each window has four edges on the wall
    // and leads into a pocket bounded by two planes across, two planes along the axis and an inner wall.
    let f = tilted();
    let (r, inner, height) = (5.0, 4.0, 30.0);
    let mut b = Builder::default();
    let (bottom, top) = (b.circle(f, r), b.circle(f.offset(height), r));
    let mut windows = Vec::new();
    let mut volume = PI * r * r * height;
    let mut k = 0;
    for row in 0..6 {
        for column in 0..4 {
            let from = f64::from(column) * 90.0 + if row % 2 == 0 { -30.0 } else { 15.0 };
            let sweep = 60.0;
            let (low, high) = (2.0 + 4.0 * f64::from(row), 5.5 + 4.0 * f64::from(row));
            volume -= PI * (r * r - inner * inner) * (high - low) * sweep / 360.0;
            let at = |radius: f64, u: f64, v: f64| Surface::Cylinder { frame: f, radius }.point(u, v);
            let corners = [(from, low), (from + sweep, low), (from + sweep, high), (from, high)];
            let outside = corners.map(|(u, v)| b.vertex(at(r, u, v)));
            let inside = corners.map(|(u, v)| b.vertex(at(inner, u, v)));
            let mut ring = |vs: [u32; 4], radius: f64| {
                let arc = |v: f64| Curve3::Circle { frame: f.offset(v), radius, from, to: from + sweep };
                [
                    b.edge(arc(low), vs[0], vs[1]),
                    b.line(vs[1], vs[2]),
                    b.edge(arc(high), vs[3], vs[2]),
                    b.line(vs[0], vs[3]),
                ]
            };
            let (o, i) = (ring(outside, r), ring(inside, inner));
            let spokes = [0, 1, 2, 3].map(|c| b.line(inside[c], outside[c]));
            // The pocket's faces look into it.
            b.face(Surface::Cylinder { frame: f, radius: inner }, true, &[&[i[0], i[1], -i[2], -i[3]]]);
            b.face(Surface::Plane { frame: f.offset(low) }, true, &[&[spokes[0], o[0], -spokes[1], -i[0]]]);
            b.face(Surface::Plane { frame: f.offset(high) }, false, &[&[i[2], spokes[2], -o[2], -spokes[3]]]);
            for (c, d, inner_edge, outer_edge, way) in [(0, 3, i[3], o[3], 1.0), (2, 1, -i[1], -o[1], -1.0)] {
                let u = corners[c].0;
                let (sin, cos) = crate::model::trig::sin_cos(u);
                let out = f.x * cos + f.y * sin;
                let normal = f.z.cross(out) * way;
                let side = Frame::new(f.origin, out, normal).unwrap();
                b.face(Surface::Plane { frame: side }, true, &[&[inner_edge, spokes[d], -outer_edge, -spokes[c]]]);
            }
            windows.push([-o[0], o[3], o[2], -o[1]]);
            k += 1;
        }
    }
    assert_eq!(k, 24);
    b.face(Surface::Plane { frame: f }, false, &[&[-bottom]]);
    b.face(Surface::Plane { frame: f.offset(height) }, true, &[&[top]]);
    let mut loops: Vec<&[i32]> = vec![];
    let (bottom, top) = ([bottom], [-top]);
    loops.push(&bottom);
    loops.push(&top);
    loops.extend(windows.iter().map(|w| &w[..]));
    b.face(Surface::Cylinder { frame: f, radius: r }, true, &loops);
    check(&b.finish(), volume);
}

/// A ball with a round hole through its middle, the axis of the hole turned against the ball's frame.
#[test]
fn a_drilled_ball_has_the_napkin_ring_volume() {
    let f = tilted();
    let ball = frame([3.0, -2.0, 5.0], [-0.4, 0.8, 0.1]);
    let (r, hole) = (5.0, 3.0);
    let mut b = Builder::default();
    let (low, high) = (b.circle(f.offset(-4.0), hole), b.circle(f.offset(4.0), hole));
    b.face(Surface::Sphere { frame: ball, radius: r }, true, &[&[low], &[-high]]);
    b.face(Surface::Cylinder { frame: f, radius: hole }, false, &[&[-low], &[high]]);
    check(&b.finish(), PI * 8.0f64.powi(3) / 6.0);
}

/// The piece of a ball in the first octant, and the same with the frame of the sphere turned.
#[test]
fn an_octant_of_a_ball_keeps_its_volume() {
    for ball in [Frame::XY, frame([0.0, 0.0, 0.0], [0.3, 0.1, 0.7])] {
        let r = 3.0;
        let mut b = Builder::default();
        let o = b.vertex(DVec3::ZERO);
        let [x, y, z] = [DVec3::X, DVec3::Y, DVec3::Z].map(|d| b.vertex(d * r));
        let [lx, ly, lz] = [x, y, z].map(|v| b.line(o, v));
        let arc = |frame| Curve3::Circle { frame, radius: r, from: 0.0, to: 90.0 };
        let zx = Frame { origin: DVec3::ZERO, x: DVec3::Z, y: DVec3::X, z: DVec3::Y };
        let xy = b.edge(arc(Frame::XY), x, y);
        let yz = b.edge(arc(Frame::YZ), y, z);
        let zx_arc = b.edge(arc(zx), z, x);
        b.face(Surface::Plane { frame: Frame::XY }, false, &[&[ly, -xy, -lx]]);
        b.face(Surface::Plane { frame: Frame::YZ }, false, &[&[lz, -yz, -ly]]);
        b.face(Surface::Plane { frame: zx }, false, &[&[lx, -zx_arc, -lz]]);
        b.face(Surface::Sphere { frame: ball, radius: r }, true, &[&[xy, yz, zx_arc]]);
        check(&b.finish(), PI * 27.0 / 6.0);
    }
}

/// A bent pipe: a quarter of a ring.
#[test]
fn a_quarter_of_a_ring_keeps_its_volume() {
    let (major, minor) = (6.0, 2.0);
    let mut b = Builder::default();
    let start = Frame { origin: DVec3::X * major, x: DVec3::X, y: DVec3::Z, z: DVec3::NEG_Y };
    let end = Frame { origin: DVec3::Y * major, x: DVec3::Z, y: DVec3::NEG_Y, z: DVec3::NEG_X };
    let end = Frame { z: end.x.cross(end.y), ..end };
    let (first, last) = (b.circle(start, minor), b.circle(end, minor));
    b.face(Surface::Plane { frame: start }, true, &[&[first]]);
    let outward = end.z.dot(DVec3::NEG_X) > 0.0;
    b.face(Surface::Plane { frame: end }, outward, &[&[if outward { last } else { -last }]]);
    let loops: [&[i32]; 2] = [&[-first], &[if outward { -last } else { last }]];
    b.face(Surface::Torus { frame: Frame::XY, major, minor }, true, &loops);
    check(&b.finish(), PI * minor * minor * major * PI / 2.0);
}

/// Round holes need not be fine: a body whose edges are too coarse is divided finer until they do not cross.
#[test]
fn edges_that_cross_when_coarse_are_divided_finer() {
    let f = Frame::XY;
    let mut b = Builder::default();
    let (low, high) = (b.circle(f, 10.0), b.circle(f.offset(1.0), 10.0));
    let at = |h| Frame { origin: DVec3::new(0.05, 0.0, h), ..f };
    let (low_hole, high_hole) = (b.circle(at(0.0), 9.9), b.circle(at(1.0), 9.9));
    b.face(Surface::Plane { frame: f }, false, &[&[-low], &[low_hole]]);
    b.face(Surface::Plane { frame: f.offset(1.0) }, true, &[&[high], &[-high_hole]]);
    b.face(Surface::Cylinder { frame: f, radius: 10.0 }, true, &[&[low], &[-high]]);
    b.face(Surface::Cylinder { frame: at(0.0), radius: 9.9 }, false, &[&[-low_hole], &[high_hole]]);
    let body = b.finish();
    let coarse = MeshOptions { chord: 5.0, angle: 90.0, minimum: 4, ..MeshOptions::default() };
    let found = mesh(&body, &coarse).unwrap();
    assert_eq!(found.leak(), None);
    assert!(found.volume() > 0.0);
}

/// A hole that is tangent to all four sides of its plate, and one tangent to the rim of its disc from inside.
#[test]
fn tangent_holes_are_meshed() {
    let f = tilted();
    let mut bodies =
        vec![((*samples::plate(&f, DVec3::new(5.0, 5.0, 2.0), &[(2.5, 2.5, 2.5)])).clone(), 50.0 - PI * 12.5)];
    for radius in [2.0, 5.0, 7.0] {
        let rim = |x, radius, ccw| samples::Outline::Circle { center: DVec2::new(x, 0.0), radius, ccw };
        let body = samples::prism(&f, &[rim(0.0, 10.0, true), rim(10.0 - radius, radius, false)], 2.0);
        bodies.push((body, PI * (200.0 - 2.0 * radius * radius)));
    }
    for (body, volume) in bodies {
        for chord in [0.2, 0.01] {
            let found = mesh(&body, &MeshOptions::with_chord(chord)).unwrap();
            assert_eq!(found.leak(), None);
            let off = (found.volume() - volume).abs();
            assert!(off <= chord * found.area(), "{off} of {volume} at {chord}");
        }
    }
}

#[test]
fn broken_bodies_are_refused() {
    let good = samples::block(&Frame::XY, [1.0, 1.0, 1.0]);
    let options = MeshOptions::default();
    let mut missing = (*good).clone();
    missing.edges[3].end = 99;
    let mut unused = (*good).clone();
    unused.faces.pop();
    let mut infinite = (*good).clone();
    infinite.vertices[2].x = f64::INFINITY;
    let mut flat = (*good).clone();
    flat.vertices.iter_mut().for_each(|p| p.z = 0.0);
    for body in [missing, unused, infinite, flat] {
        assert_eq!(mesh(&body, &options).unwrap_err().name.as_str(), "geom/not-meshable");
    }
}

#[test]
fn refuses_more_triangles_than_the_limit_before_making_them() {
    let body = samples::sphere(&Frame::XY, 1e6);
    let error = mesh(&body, &MeshOptions { chord: 1e-6, ..MeshOptions::default() }).unwrap_err();
    assert_eq!(error.name.as_str(), "limit/triangles");
    assert!(error.message.contains("20000000"), "{}", error.message);
}

#[test]
fn meshes_do_not_depend_on_threads() {
    let holes: Vec<(f64, f64, f64)> =
        (0..400).map(|i| (5.0 + 10.0 * f64::from(i % 20), 5.0 + 10.0 * f64::from(i / 20), 3.0)).collect();
    let body = samples::plate(&tilted(), DVec3::new(200.0, 200.0, 4.0), &holes);
    let options = MeshOptions { angle: 5.0, ..MeshOptions::default() };
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| mesh(&body, &options).unwrap())
    };
    let one = run(1);
    assert!(one.triangles.len() as f64 > PARALLEL_TRIANGLES);
    assert_eq!(one.leak(), None);
    assert!(one == run(4));
}
