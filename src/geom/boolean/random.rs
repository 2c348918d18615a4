//! Laws of booleans of pairs of bodies that are turned at random, from a seed.
//!
//! Of `A` and `B` are made `A ∪ B`, `A ∩ B`, `A − B` and `B − A`. Each must be a valid body with a closed mesh that
//! faces outward, and their volumes must obey inclusion and exclusion.

use glam::DVec2;
use rayon::prelude::*;

use super::*;
use crate::geom::realise::realise;
use crate::geom::samples;
use crate::geom::samples::random::{Random, any_frame, any_sketch};
use crate::model::{SolidKind, SolidNode};
use BooleanOp::{Cut, Intersect, Union};

/// Pairs that are tried.
const PAIRS: u64 = 60;
/// How far volumes may be off the laws, as a share of those of the operands.
const LAW: f64 = 1e-6;

/// Some body about as large as 10 mm near the origin.
pub(super) fn any_body(random: &mut Random) -> Arc<Body> {
    let f = any_frame(random, 5.0);
    let kind = random.below(8);
    let mut size = |low, high| random.between(low, high);
    match kind {
        0 => samples::block(&f, [size(2.0, 12.0), size(2.0, 12.0), size(2.0, 12.0)]),
        1 => samples::cylinder(&f, size(1.0, 5.0), size(3.0, 16.0)),
        2 => samples::frustum(&f, size(2.0, 6.0), size(0.5, 2.0), size(3.0, 12.0)),
        3 => samples::cone(&f, size(2.0, 6.0), size(3.0, 12.0)),
        4 => samples::sphere(&f, size(2.0, 6.0)),
        5 => samples::torus(&f, size(3.0, 6.0), size(0.7, 2.5)),
        _ => {
            let sketch = any_sketch(random, &f, DVec2::ZERO, 6.0);
            let kind = SolidKind::Extrude { sketch, from: 0.0, to: random.between(2.0, 10.0) };
            realise(&SolidNode::new(kind, Provenance::default())).expect("a valid extrusion")
        }
    }
}

/// The volume of a result, after the result itself has been checked; zero when nothing is left.
fn volume(op: BooleanOp, operands: [&Arc<Body>; 2]) -> Result<f64, String> {
    let body = match combine(op, &operands.map(Arc::clone), &Provenance::default()) {
        Ok(body) => body,
        Err(error) if error.name == geom::EMPTY_RESULT => return Ok(0.0),
        Err(error) => return Err(format!("{}: {}", error.name, error.message)),
    };
    body.check().map_err(|fault| fault.to_string())?;
    if let Some(inexact) = body.inexact.iter().find(|inexact| inexact.approximation == Approximation::Triangles) {
        return Err(inexact.reason.clone());
    }
    let volume = measure::measure(&body).volume;
    for options in [MeshOptions::default(), MeshOptions::with_chord(0.2)] {
        let mesh = mesher::mesh(&body, &options).map_err(|error| format!("{}: {}", error.name, error.message))?;
        if let Some(leak) = mesh.leak() {
            return Err(leak.to_string());
        }
        let (found, bound) = (mesh.volume(), options.chord * mesh.area());
        if (found - volume).abs() > bound {
            return Err(format!("its mesh encloses {found} mm³ and not {volume} ± {bound} mm³"));
        }
    }
    Ok(volume)
}

/// What is wrong with the results of one pair.
fn faults(seed: u64) -> Vec<String> {
    let mut random = Random::new(seed);
    let (a, b) = (any_body(&mut random), any_body(&mut random));
    let results = [(Union, [&a, &b]), (Intersect, [&a, &b]), (Cut, [&a, &b]), (Cut, [&b, &a])]
        .map(|(op, operands)| volume(op, operands).map_err(|fault| format!("pair {seed}, {op:?}: {fault}")));
    let [Ok(union), Ok(common), Ok(first), Ok(second)] = results else {
        return results.into_iter().filter_map(Result::err).collect();
    };
    let (a, b) = (measure::measure(&a).volume, measure::measure(&b).volume);
    [("A ∪ B", a + b - common, union), ("A − B", a - common, first), ("B − A", b - common, second)]
        .into_iter()
        .filter(|(_, expected, found)| (expected - found).abs() > LAW * (a + b))
        .map(|(law, expected, found)| format!("pair {seed}, {law}: {found} is not {expected}"))
        .collect()
}

#[test]
fn pairs_turned_at_random_obey_the_laws() {
    let faults: Vec<String> = (0..PAIRS).into_par_iter().flat_map(faults).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
