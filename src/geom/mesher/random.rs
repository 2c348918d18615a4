//! Solids of random valid sketches on random planes: their meshes are closed, face outward and enclose their volume.
//!
//! Sketches have lines, arcs, circles, holes and up to four faces, some on a coarse grid, so that edges and corners
//! coincide. They are extruded to one side, to the other, to both by different lengths or the same, and turned
//! by a part of a turn or a full one about an axis beside them or along their edge. The volume of a boundary is
//! compared with the area of its plane figures times the way of their centroid, and that of its mesh with it.

use std::sync::Arc;

use glam::DVec2;
use rayon::prelude::*;

use super::{MeshOptions, mesh};
use crate::geom::brep::Body;
use crate::geom::measure;
use crate::geom::planar::{self, combine_faces, make_face, make_loop, make_sketch, regions_of_sketch};
use crate::geom::realise::realise;
use crate::geom::samples::random::{Random, any_face, any_frame, rectangle};
use crate::model::{BooleanOp, Face, Provenance, Sketch, SolidKind, SolidNode, tolerance};

/// Sketches that are tried.
const SKETCHES: u64 = 10_000;

/// A sketch of up to four faces; all right of the y axis when it is to be turned.
fn any_sketch(random: &mut Random, size: f64, turned: bool) -> Sketch {
    let frame = any_frame(random, 100.0);
    let on_grid = random.chance(0.3);
    let mut faces: Vec<Face> = Vec::new();
    let wanted = 1 + random.below(4) as usize;
    let beside = turned && random.chance(0.5);
    for attempt in 0.. {
        if faces.len() == wanted || attempt >= 8 && !faces.is_empty() {
            break;
        }
        let spread = 1.5 * size;
        let mut center = DVec2::new(random.between(-spread, spread), random.between(-spread, spread));
        if beside {
            center.x += 4.0 * size;
        }
        let face = any_face(random, center, size, on_grid);
        let face = if turned && !beside { right_of_axis(&face, size) } else { Some(face) };
        let Some(face) = face else { continue };
        faces.push(face);
        if make_sketch(&frame, &faces).is_err() {
            faces.pop();
        }
    }
    make_sketch(&frame, &faces).expect("checked above")
}

/// What of a face lies right of the y axis.
fn right_of_axis(face: &Face, size: f64) -> Option<Face> {
    let half = rectangle(DVec2::new(0.0, -9.0 * size), DVec2::new(9.0 * size, 9.0 * size));
    let half = make_face(&make_loop(&half).ok()?, &[]).ok()?;
    combine_faces(BooleanOp::Intersect, &[face.clone(), half]).ok()
}

/// A solid, its size, and the volume that its plane figures and the way of their centroid give.
fn any_solid(random: &mut Random) -> Result<(Arc<Body>, f64, f64), String> {
    let size = [1.0, 10.0, 300.0][random.below(3) as usize];
    let way = random.below(6);
    let sketch = any_sketch(random, size, way >= 4);
    let regions = regions_of_sketch(&sketch).map_err(|error| error.message)?;
    let moments = planar::measure::total_moments(&regions, DVec2::ZERO);
    let height = size * random.between(0.1, 3.0);
    let (kind, travelled) = match way {
        4 | 5 => {
            let turn = if way == 4 { 360.0 } else { random.between(5.0, 355.0) };
            let from = random.between(-180.0, 180.0);
            let (point, direction) = (DVec2::ZERO, DVec2::Y);
            let kind = SolidKind::Revolve { sketch, point, direction, from, to: from + turn };
            (kind, turn.to_radians() * moments.centroid().x)
        }
        _ => {
            let (from, to) = match way {
                0 => (0.0, height),
                1 => (-height, 0.0),
                2 => (-0.5 * height, 0.5 * height),
                _ => (-height, height * random.between(0.1, 2.0)),
            };
            (SolidKind::Extrude { sketch, from, to }, to - from)
        }
    };
    let body = realise(&SolidNode::new(kind, Provenance::default())).map_err(|error| error.message)?;
    body.check().map_err(|fault| fault.to_string())?;
    Ok((body, size, moments.area * travelled))
}

/// What is wrong with one solid or its mesh.
fn fault(seed: u64) -> Result<(), String> {
    let mut random = Random::new(seed);
    let (body, size, figures) = any_solid(&mut random)?;
    let measured = measure::measure(&body);
    let volume = measured.volume;
    // What is thinner than this does not exist.
    let snapped = tolerance::LINEAR * measured.area;
    if volume.is_nan() || (volume - figures).abs() > 1e-9 * figures + snapped {
        return Err(format!("the boundary encloses {volume} mm³ and not {figures}"));
    }
    let chord = size * [0.003, 0.01, 0.1][random.below(3) as usize];
    let mesh = mesh(&body, &MeshOptions::with_chord(chord)).map_err(|error| error.message)?;
    if let Some(leak) = mesh.leak() {
        return Err(leak.to_string());
    }
    let (found, bound) = (mesh.volume(), chord * mesh.area());
    if !(found > 0.0 && (found - volume).abs() <= bound) {
        return Err(format!("the mesh encloses {found} mm³ and not {volume} ± {bound}"));
    }
    Ok(())
}

#[test]
fn random_sketches_give_solids_and_closed_meshes_of_the_volume_of_their_plane_figures() {
    let told = |seed: u64| fault(seed).err().map(|fault| format!("sketch {seed}: {fault}"));
    let faults: Vec<String> = (0..SKETCHES).into_par_iter().filter_map(told).collect();
    assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), &faults[..faults.len().min(40)]);
}
