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

/// Pairs of bodies turned at random.
const PAIRS: u64 = 400;

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

#[test]
fn random_pairs_agree_with_the_mesh_kernel() {
    let chord = 0.002;
    let faults: Vec<String> = std::env::var("SEED").map_or(0..PAIRS, |s| s.parse().unwrap()..s.parse::<u64>().unwrap() + 1)
        .into_par_iter()
        .flat_map(|seed| {
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
        })
        .collect();
    assert!(faults.is_empty(), "{} faults: {faults:#?}", faults.len());
}
