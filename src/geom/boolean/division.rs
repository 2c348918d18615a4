//! Meshes of operands in which coincident walls coincide.
//!
//! Where faces of several operands lie on one surface of revolution, the circles on it get vertices at one common
//! set of angles, so that their facets are the same and the mesh boolean sees one wall.

use std::collections::BTreeMap;

use glam::DVec3;

use super::carrier::Carriers;
use crate::geom::brep::{Body, Curve3, Surface};
use crate::geom::mesher::{Divisions, MeshOptions, segments_for};
use crate::model::trig;

/// Angles nearer than this, in degrees, are one.
const ONE_ANGLE: f64 = 1e-7;

/// The divisions of the edges of every operand.
pub(super) fn divisions(operands: &[&Body], carriers: &Carriers, options: &MeshOptions) -> Vec<Divisions> {
    let mut users: Vec<Option<(usize, bool)>> = vec![None; carriers.surfaces.len()];
    for (operand, places) in carriers.places.iter().enumerate() {
        for place in places {
            let user = &mut users[place.carrier as usize];
            *user = Some(user.map_or((operand, false), |(first, shared)| (first, shared || first != operand)));
        }
    }
    let shared = |carrier: u32| {
        let plane = matches!(carriers.surfaces[carrier as usize], Surface::Plane { .. });
        !plane && users[carrier as usize].is_some_and(|(_, shared)| shared)
    };
    // First collect the ends of the arcs on every shared carrier, then divide.
    let mut angles: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    let arcs = arcs(operands, carriers, shared);
    for arc in &arcs {
        let radius = radius(&carriers.surfaces[arc.carrier as usize]);
        let set = angles.entry(arc.carrier).or_insert_with(|| {
            let count = segments_for(radius, 360.0, options).min(1e5) as u32;
            (0..count).map(|i| f64::from(i) * 360.0 / f64::from(count)).collect()
        });
        set.extend([arc.angle(arc.from), arc.angle(arc.to)]);
    }
    for set in angles.values_mut() {
        set.sort_by(f64::total_cmp);
        set.dedup_by(|a, b| (*a - *b).abs() < ONE_ANGLE);
    }
    let mut divisions = vec![Divisions::new(); operands.len()];
    for arc in arcs {
        let Some(set) = angles.get(&arc.carrier) else { continue };
        let mut inner: Vec<f64> = set
            .iter()
            .filter_map(|angle| {
                let ahead = ((angle - arc.phase) * arc.way - arc.from).rem_euclid(360.0);
                let inside = ahead > ONE_ANGLE && ahead < arc.to - arc.from - ONE_ANGLE;
                inside.then_some(arc.from + ahead)
            })
            .collect();
        inner.sort_by(f64::total_cmp);
        divisions[arc.operand].entry(arc.edge).or_insert(inner);
    }
    divisions
}

/// A circle about the axis of a shared carrier.
struct Arc {
    operand: usize,
    edge: u32,
    carrier: u32,
    from: f64,
    to: f64,
    /// Angle about the carrier at parameter 0, and the direction in which it grows.
    phase: f64,
    way: f64,
}

impl Arc {
    /// Angle about the carrier, in [0, 360).
    fn angle(&self, t: f64) -> f64 {
        let angle = (self.phase + self.way * t).rem_euclid(360.0);
        if angle > 360.0 - ONE_ANGLE { 0.0 } else { angle }
    }
}

fn arcs(operands: &[&Body], carriers: &Carriers, shared: impl Fn(u32) -> bool) -> Vec<Arc> {
    let mut arcs = Vec::new();
    for (operand, (body, places)) in operands.iter().zip(&carriers.places).enumerate() {
        for (face, place) in body.faces.iter().zip(places) {
            if !shared(place.carrier) {
                continue;
            }
            let axis = carriers.surfaces[place.carrier as usize].frame();
            for coedge in face.loops.iter().flatten() {
                let Some(edge) = body.edges.get(coedge.edge as usize) else { continue };
                let Curve3::Circle { frame, from, to, .. } = &edge.curve else { continue };
                let off = |p: DVec3| (p - axis.origin).cross(axis.z).length();
                if frame.z.cross(axis.z).length() > 1e-9 || off(frame.origin) > 1e-6 {
                    continue;
                }
                let phase = trig::atan2(frame.x.dot(axis.y), frame.x.dot(axis.x));
                let way = frame.z.dot(axis.z).signum();
                arcs.push(Arc { operand, edge: coedge.edge, carrier: place.carrier, from: *from, to: *to, phase, way });
            }
        }
    }
    arcs
}

fn radius(surface: &Surface) -> f64 {
    match *surface {
        Surface::Cylinder { radius, .. } | Surface::Sphere { radius, .. } => radius,
        Surface::Cone { radius, .. } => radius.max(1.0),
        Surface::Torus { major, minor, .. } => major + minor,
        Surface::Plane { .. } => 1.0,
    }
}
