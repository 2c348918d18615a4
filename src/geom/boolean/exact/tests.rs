//! Exact booleans against analytic volumes, and against the mesh kernel at random.

use std::f64::consts::PI;
use std::sync::Arc;

use glam::DVec2;
use rayon::prelude::*;

use super::*;
use crate::geom::boolean::kernel;
use crate::geom::boolean::random::any_body;
use crate::geom::brep::Curve3;
use crate::geom::mesher::{self, MeshOptions};
use crate::geom::samples::random::Random;
use crate::geom::samples::{block, cone, cylinder, frame, frustum, sphere, torus};
use crate::geom::{measure, mesh::Mesh};
use crate::model::Frame;
use BooleanOp::{Cut, Intersect, Union};

/// Pairs of bodies turned at random that every run of the tests tries, and those of the long run.
const PAIRS: u64 = 24;
const MANY_PAIRS: u64 = 400;

#[track_caller]
fn combined(op: BooleanOp, a: &Arc<Body>, b: &Arc<Body>) -> Body {
    let body = combine(op, a, b).unwrap();
    body.check().unwrap();
    let mesh = mesher::mesh(&body, &MeshOptions::default()).unwrap();
    assert_eq!(mesh.leak(), None);
    body
}

fn volume(body: &Body) -> f64 {
    measure::measure(body).volume
}

/// The frame moved in its own coordinates.
fn at(f: &Frame, x: f64, y: f64, z: f64) -> Frame {
    Frame { origin: f.point(DVec2::new(x, y), z), ..*f }
}

/// The frame with its normal along its old x axis.
fn lying(f: &Frame) -> Frame {
    Frame { x: f.y, y: f.z, z: f.x, ..*f }
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found} is not {expected}");
}

#[test]
fn equal_cylinders_that_cross_leave_corners_where_they_touch() {
    for f in [Frame::XY, frame([3.0, -2.0, 5.0], [0.3, -0.5, 0.9])] {
        let (a, b) =
            (cylinder(&at(&f, 0.0, 0.0, -6.0), 3.0, 12.0), cylinder(&at(&lying(&f), 0.0, 0.0, -7.0), 3.0, 14.0));
        let common = 16.0 * 27.0 / 3.0;
        let (first, second) = (PI * 9.0 * 12.0, PI * 9.0 * 14.0);
        let lens = combined(Intersect, &a, &b);
        near(volume(&lens), common);
        assert_eq!((lens.faces.len(), lens.edges.len(), lens.vertices.len()), (4, 4, 2));
        near(volume(&combined(Union, &a, &b)), first + second - common);
        near(volume(&combined(Cut, &a, &b)), first - common);
    }
}

#[test]
fn what_only_touches_is_not_cut() {
    let f = frame([3.0, -2.0, 5.0], [0.3, -0.5, 0.9]);
    let base = block(&f, [10.0, 10.0, 10.0]);
    // Tangent to the bottom from inside, and to a hole that is there already.
    let first = cylinder(&at(&lying(&f), 3.0, 2.0, -1.0), 2.0, 12.0);
    let holed = combined(Cut, &base, &first);
    near(volume(&holed), 1000.0 - PI * 40.0);
    let beside = cylinder(&at(&lying(&f), 3.0, 6.0, -1.0), 2.0, 12.0);
    near(volume(&combined(Cut, &Arc::new(holed.clone()), &beside)), 1000.0 - PI * 80.0);
    // Across the hole, touching it in one point.
    let across = cylinder(&at(&Frame { x: f.z, y: f.x, z: f.y, ..f }, 6.0, 5.0, -1.0), 2.0, 12.0);
    near(volume(&combined(Cut, &Arc::new(holed), &across)), 1000.0 - PI * 80.0);
    // A ball on the table.
    let ball = sphere(&at(&f, 5.0, 5.0, 12.0), 2.0);
    assert_eq!(combined(Union, &base, &ball).shells.len(), 2);
}

#[test]
fn flush_faces_pass() {
    let f = frame([3.0, -2.0, 5.0], [0.3, -0.5, 0.9]);
    let base = block(&f, [10.0, 10.0, 4.0]);
    // A hole from face to face, a pocket from one face, a slot along an edge.
    near(volume(&combined(Cut, &base, &cylinder(&at(&f, 5.0, 5.0, 0.0), 2.0, 4.0))), 400.0 - PI * 16.0);
    near(volume(&combined(Cut, &base, &cylinder(&at(&f, 5.0, 5.0, 2.0), 2.0, 2.0))), 400.0 - PI * 8.0);
    near(volume(&combined(Cut, &base, &block(&at(&f, 0.0, 9.0, 3.0), [10.0, 1.0, 1.0]))), 390.0);
    // A boss on a face and one beside a face; what they have in common with a slice.
    let boss = combined(Union, &base, &cylinder(&at(&f, 5.0, 5.0, 4.0), 2.0, 3.0));
    near(volume(&boss), 400.0 + PI * 12.0);
    assert_eq!(boss.faces.len(), 8);
    near(volume(&combined(Union, &base, &cylinder(&at(&lying(&f), 5.0, 2.0, 10.0), 1.0, 3.0))), 400.0 + PI * 3.0);
    near(volume(&combined(Intersect, &base, &cylinder(&at(&f, 5.0, 5.0, 0.0), 2.0, 9.0))), PI * 16.0);
    // Faces that continue one another, and what hangs over an edge, take another way.
    assert!(combine(Union, &base, &block(&at(&f, 10.0, 0.0, 0.0), [5.0, 10.0, 4.0])).is_err());
    assert!(combine(Union, &base, &block(&at(&f, 5.0, 5.0, 4.0), [9.0, 3.0, 4.0])).is_err());
}

#[test]
fn rings_and_cones_are_cut_through() {
    let f = frame([3.0, -2.0, 5.0], [0.3, -0.5, 0.9]);
    let ring = torus(&f, 6.0, 2.0);
    let half = block(&at(&f, 0.0, -9.0, -9.0), [18.0, 18.0, 18.0]);
    near(volume(&combined(Cut, &ring, &half)), 2.0 * PI * PI * 12.0);
    let slab = block(&at(&f, -9.0, -9.0, 0.0), [18.0, 18.0, 9.0]);
    near(volume(&combined(Intersect, &ring, &slab)), 2.0 * PI * PI * 12.0);
    // A slice across the hole of the ring is two crescents.
    let slice = block(&at(&f, 2.0, -9.0, -9.0), [1.0, 18.0, 18.0]);
    assert_eq!(combined(Intersect, &ring, &slice).shells.len(), 2);
    let bore = cylinder(&at(&f, 0.0, 0.0, -1.0), 1.0, 10.0);
    near(volume(&combined(Cut, &frustum(&f, 4.0, 2.0, 8.0), &bore)), PI * 8.0 / 3.0 * 28.0 - PI * 8.0);
    let through = cylinder(&at(&lying(&f), 0.0, 2.0, -9.0), 0.7, 18.0);
    let spit = combined(Cut, &cone(&f, 3.0, 6.0), &through);
    assert!(spit.edges.iter().any(|edge| matches!(edge.curve, Curve3::Points(_))));
    assert_eq!(spit.counts().genus, 1);
}

/// What is wrong with the result of one operation, when there is one.
fn faults(op: BooleanOp, a: &Body, b: &Body, meshes: &[Mesh; 2], chord: f64) -> Result<bool, String> {
    let body = match combine(op, a, b) {
        Ok(body) => body,
        Err(Doubt(reason)) => return Err(format!("doubt: {reason}")),
    };
    let mesh = kernel::run(op, meshes)?;
    let mesh = Mesh { positions: mesh.positions, triangles: mesh.triangles, ..Mesh::default() };
    if body.faces.is_empty() {
        return if mesh.volume() < chord * meshes[0].area() { Ok(false) } else { Err("wrongly empty".into()) };
    }
    body.check().map_err(|fault| fault.to_string())?;
    let volume = volume(&body);
    let bound = 2.0 * chord * (meshes[0].area() + meshes[1].area());
    if (volume - mesh.volume()).abs() > bound {
        return Err(format!("{volume} mm³ is not {} ± {bound} mm³", mesh.volume()));
    }
    let own = mesher::mesh(&body, &MeshOptions::with_chord(10.0 * chord)).map_err(|error| error.message)?;
    match own.leak() {
        Some(leak) => Err(leak.to_string()),
        None => Ok(true),
    }
}

/// What is wrong with the results of pairs of bodies; each pair stands for itself.
fn faults_of_pairs(seeds: impl IntoParallelIterator<Item = u64>) -> Vec<String> {
    let chord = 0.004;
    let faults = |seed: u64| {
        let mut random = Random::new(seed);
        let (a, b) = (any_body(&mut random), any_body(&mut random));
        let options = MeshOptions { angle: 6.0, ..MeshOptions::with_chord(chord) };
        let meshes = [&a, &b].map(|body| mesher::mesh(body, &options).unwrap());
        let kinds = [&a, &b].map(|body| body.faces.iter().map(|face| face.surface.name()).collect::<Vec<_>>());
        [Union, Intersect, Cut]
            .into_iter()
            .filter_map(|op| faults(op, &a, &b, &meshes, chord).err().map(|fault| (op, fault)))
            .map(|(op, fault)| format!("pair {seed}, {op:?}, {kinds:?}: {fault}"))
            .collect::<Vec<_>>()
    };
    seeds.into_par_iter().flat_map(faults).collect()
}

#[test]
fn random_pairs_agree_with_the_mesh_kernel() {
    let faults = faults_of_pairs(0..PAIRS);
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}

#[test]
#[ignore = "takes a minute; the README names the command"]
fn many_random_pairs_agree_with_the_mesh_kernel() {
    let faults = faults_of_pairs(0..MANY_PAIRS);
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}
