//! Makes the Fornjot objects of a prepared body.
//!
//! Objects go into their stores directly: insertion through `Insert` would validate each of them with
//! Fornjot's default lengths and keep the errors until the core is dropped.

use fj_core::Core;
use fj_core::geometry::{GlobalPath, HalfEdgeGeometry, SurfaceGeometry, SurfacePath};
use fj_core::layers::objects::InsertObject;
use fj_core::objects::{
    AboutToBeStored, AnyObject, Curve, Cycle, Face, HalfEdge, Region, Shell, Solid, Surface as FornjotSurface, Vertex,
};
use fj_core::storage::Handle;
use fj_math::{Circle, Line, Point, Scalar, Vector};
use glam::DVec3;

use super::layout::{self, Path, Placed};
use super::{NotInFornjot, not_here};
use crate::geom::brep::{Body, BodyFace, Surface};
use crate::model::Frame;

macro_rules! store {
    ($core:expr, $store:ident, $object:expr) => {{
        let handle = $core.layers.objects.$store.reserve();
        let object: AnyObject<AboutToBeStored> = (handle.clone(), $object).into();
        $core.layers.objects.process(InsertObject { object }, &mut Vec::new());
        handle
    }};
}

/// Inserts everything a body consists of; the solid.
pub(super) fn insert(body: &Body, core: &mut Core) -> Result<Handle<Solid>, NotInFornjot> {
    // Whatever can fail is done before the first object is made.
    let mut faces = Vec::with_capacity(body.faces.len());
    for face in &body.faces {
        faces.push((surface(face)?, layout::face(body, face)?));
    }
    let vertices: Vec<Handle<Vertex>> = body.vertices.iter().map(|_| store!(core, vertices, Vertex::new())).collect();
    let curves: Vec<Handle<Curve>> = body.edges.iter().map(|_| store!(core, curves, Curve::new())).collect();
    let mut handles = Vec::with_capacity(faces.len());
    for (geometry, loops) in faces {
        let surface = store!(core, surfaces, FornjotSurface::new());
        core.layers.geometry.define_surface(surface.clone(), geometry);
        let mut cycles = Vec::with_capacity(loops.len());
        for placed in loops {
            let mut half_edges = Vec::with_capacity(placed.len());
            for placed in placed {
                half_edges.push(half_edge(body, &placed, &vertices, &curves, core)?);
            }
            cycles.push(store!(core, cycles, Cycle::new(half_edges)));
        }
        let mut cycles = cycles.into_iter();
        let exterior = cycles.next().ok_or_else(|| not_here("a face without edges"))?;
        let region = store!(core, regions, Region::new(exterior, cycles));
        handles.push(store!(core, faces, Face::new(surface, region)));
    }
    let mut shells = Vec::with_capacity(body.shells.len());
    for shell in &body.shells {
        let faces: Option<Vec<_>> = shell.iter().map(|&face| handles.get(face as usize).cloned()).collect();
        let faces = faces.ok_or_else(|| not_here("a missing face"))?;
        shells.push(store!(core, shells, Shell::new(faces)));
    }
    Ok(store!(core, solids, Solid::new(shells)))
}

fn half_edge(
    body: &Body,
    placed: &Placed,
    vertices: &[Handle<Vertex>],
    curves: &[Handle<Curve>],
    core: &mut Core,
) -> Result<Handle<HalfEdge>, NotInFornjot> {
    let path = match placed.path {
        Path::Line { origin, direction } => {
            let (origin, direction) = (Point::from(origin.to_array()), Vector::from(direction.to_array()));
            SurfacePath::Line(Line::from_origin_and_direction(origin, direction))
        }
        // `b` is `a` with its coordinates exchanged, so both have the same length to the last bit.
        Path::Circle { center, a, b } => {
            SurfacePath::Circle(Circle::new(center.to_array(), a.to_array(), b.to_array()))
        }
    };
    let index = placed.coedge.edge as usize;
    let start = body.edges.get(index).map(|edge| if placed.coedge.forward { edge.start } else { edge.end });
    let vertex = start.and_then(|start| vertices.get(start as usize)).ok_or_else(|| not_here("a missing vertex"))?;
    let curve = curves.get(index).ok_or_else(|| not_here("a missing edge"))?;
    let boundary = [Point::from([placed.from]), Point::from([placed.to])];
    let half_edge = HalfEdge::new(path, boundary, curve.clone(), vertex.clone());
    let handle = store!(core, half_edges, half_edge);
    core.layers.geometry.define_half_edge(handle.clone(), HalfEdgeGeometry { path });
    Ok(handle)
}

fn surface(face: &BodyFace) -> Result<SurfaceGeometry, NotInFornjot> {
    let frame = face.surface.frame();
    let finite = frame.origin.is_finite() && [frame.x, frame.y, frame.z].iter().all(|axis| axis.is_normalized());
    if !finite {
        return Err(not_here("a surface without direction"));
    }
    let vector = |v: DVec3| Vector::from(v.to_array());
    let origin = Point::from(frame.origin.to_array());
    Ok(match face.surface {
        Surface::Plane { .. } => SurfaceGeometry {
            u: GlobalPath::Line(Line::from_origin_and_direction(origin, vector(frame.x))),
            v: vector(frame.y),
        },
        Surface::Cylinder { radius, .. } => {
            SurfaceGeometry { u: GlobalPath::Circle(circle(origin, frame, radius)?), v: vector(frame.z) }
        }
        ref other => return Err(not_here(format!("{} faces", other.name()))),
    })
}

/// The circle about the frame's origin through `radius·x`, toward `radius·y`.
///
/// `Circle::new` panics unless its two vectors are equally long to the last bit, and unless their product is
/// below 2.2e-16 outright. The second holds for any negative product, so the second vector is tilted by
/// 1e-13 away from the first; the first is reached by moving the radius and coordinates by single bits.
fn circle(center: Point<3>, frame: &Frame, radius: f64) -> Result<Circle<3>, NotInFornjot> {
    let fornjot = |v: DVec3| Vector::<3>::from(v.to_array());
    let fits = |a: DVec3, b: DVec3| {
        let (a, b) = (fornjot(a), fornjot(b));
        a.magnitude() == b.magnitude() && a.dot(&b) < Scalar::from(f64::EPSILON)
    };
    if !(radius.is_finite() && radius > 0.0 && (frame.x * radius).length() > 0.0) {
        return Err(not_here("a cylinder without radius"));
    }
    let (a, b) = (frame.x * radius, frame.y * radius);
    if fits(a, b) {
        return Ok(Circle::new(center, fornjot(a), fornjot(b)));
    }
    for step in 0..32 {
        let radius = nudge(radius, step);
        let (a, b) = (frame.x * radius, (frame.y - frame.x * 1e-13) * radius);
        for moves in 0..343 {
            let ulps = [moves % 7 - 3, moves / 7 % 7 - 3, moves / 49 - 3];
            let moved = DVec3::from_array(std::array::from_fn(|k| nudge(b[k], ulps[k])));
            if fits(a, moved) {
                return Ok(Circle::new(center, fornjot(a), fornjot(moved)));
            }
        }
    }
    Err(not_here("a cylinder whose circle Fornjot cannot hold"))
}

/// The number `ulps` representable numbers further.
fn nudge(value: f64, ulps: i32) -> f64 {
    (0..ulps.abs()).fold(value, |value, _| if ulps > 0 { value.next_up() } else { value.next_down() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_on_any_plane_and_of_any_size_pass_the_constructor() {
        let mut seed = 7u64;
        let mut random = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 11) as f64 / (1u64 << 53) as f64 * 2.0 - 1.0
        };
        for _ in 0..20_000 {
            let mut vector = || DVec3::new(random(), random(), random());
            let Some(frame) = Frame::new(vector(), vector(), vector()) else { continue };
            let radius = libm::pow(10.0, 4.0 * random());
            let made = circle(Point::origin(), &frame, radius).unwrap();
            let b = made.b().components.map(Scalar::into_f64);
            assert!((DVec3::from_array(b) - frame.y * radius).length() < 3e-13 * radius);
        }
    }
}
