//! The common volume of two closed meshes.
//!
//! Both are seen along one axis. Faces across it are compared by their boundaries ([`piece`]), triangles that
//! slant by their columns ([`panel`]), and what is parallel to it has no shadow. The axis is the one that leaves
//! the least to do: of two parts extruded along one direction only their end faces remain.
//! Absent: topology, predicates, perturbation. Every term depends continuously on both meshes, so that faces that
//! coincide (the usual case when an attempt is compared with what it imitates) are nothing special.

mod budget;
mod panel;
mod piece;
mod prismatic;
#[cfg(test)]
mod tests;

use glam::{DMat3, DVec2, DVec3};

use super::facet::Facets;
use super::inverse;
use super::prepared::{Kind, Plane, Prepared, Solid};
use crate::geom::mesh::Mesh;
use crate::geom::planar::PlanarRegion;
use crate::model::{Transform2, Transform3, tolerance};
pub(super) use budget::Budget;
use panel::Panel;
use piece::{Collector, Pieces};
pub(super) use prismatic::Prismatic;

/// Common volume of two solids in mm³, common area of two plane shapes in mm², or in units of the normalised shapes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Volume of the first.
    pub first: f64,
    /// Volume of the second.
    pub second: f64,
    /// Volume in common.
    pub common: f64,
    /// Intersection over union, 0 to 1.
    pub iou: f64,
    /// The IoU of the exact shapes differs from `iou` by at most about this; rounding is not counted.
    pub error: f64,
    /// What was compared.
    pub route: Route,
}

/// What an overlap was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// The exact boundaries.
    Exact,
    /// Meshes.
    Mesh,
}

impl Overlap {
    fn new(first: f64, second: f64, common: f64, deviation: f64, route: Route) -> Option<Overlap> {
        let common = common.min(first).min(second);
        let union = first + second - common;
        let iou = common / union;
        let error = deviation * (1.0 + iou) / union;
        (iou.is_finite() && error.is_finite()).then_some(Overlap { first, second, common, iou, error, route })
    }

    /// Volume of the second that the first lacks.
    pub fn missing(&self) -> f64 {
        self.second - self.common
    }

    /// Volume of the first that the second has not.
    pub fn extra(&self) -> f64 {
        self.first - self.common
    }
}

/// So many pairs may be looked at for one overlap: about a second.
pub(super) const BUDGET: usize = 1_000_000_000;

/// The overlap of two shapes in their places; `None` when one encloses nothing.
pub(super) fn overlap(
    a: &Prepared,
    b: &Prepared,
    to_a: &Transform3,
    to_b: &Transform3,
    budget: &mut Budget,
) -> Option<Overlap> {
    let map = inverse(to_b).after(to_a);
    match (&a.kind, &b.kind) {
        (Kind::Solid(a), Kind::Solid(b)) => {
            if a.leak().is_some() || b.leak().is_some() {
                return None;
            }
            // Volumes of the second's place, as it is.
            let (unit_a, unit_b) = (map.scale().powi(3), to_b.scale().powi(3));
            if let Some(common) = common_of_prisms(a, b, &map, budget) {
                let (first, second) = (a.exact_mass()?.volume * unit_a, b.exact_mass()?.volume);
                return Overlap::new(first * unit_b, second * unit_b, common * unit_b, 0.0, Route::Exact);
            }
            let common = common_of_meshes(a, b, &map, budget)?;
            let deviation = a.deviation() * unit_a + b.deviation();
            let exact = deviation == 0.0 && a.has_body() && b.has_body();
            let route = if exact { Route::Exact } else { Route::Mesh };
            let (first, second) = (a.mass().volume * unit_a, b.mass().volume);
            Overlap::new(first * unit_b, second * unit_b, common * unit_b, deviation * unit_b, route)
        }
        (Kind::Plane(a), Kind::Plane(b)) => {
            let (unit_a, unit_b) = (map.scale().powi(2), to_b.scale().powi(2));
            let common = common_area(a, b, &map, budget)?;
            let (first, second) = (a.mass().volume * unit_a, b.mass().volume);
            Overlap::new(first * unit_b, second * unit_b, common * unit_b, 0.0, Route::Exact)
        }
        _ => None,
    }
}

/// The exact common volume of bodies along parallel axes, in the units of the second.
pub(super) fn common_of_prisms(a: &Solid, b: &Solid, map: &Transform3, budget: &mut Budget) -> Option<f64> {
    a.prisms().iter().find_map(|own| b.prisms().iter().find_map(|other| own.common(other, map, budget)))
}

/// The common volume of two closed meshes, the first moved by `map`.
pub(super) fn common_of_meshes(a: &Solid, b: &Solid, map: &Transform3, budget: &mut Budget) -> Option<f64> {
    let first = Side { mesh: &a.mesh, facets: a.facets(), map: *map };
    let second = Side { mesh: &b.mesh, facets: b.facets(), map: Transform3::IDENTITY };
    common_volume(&first, &second, budget)
}

/// The common area of regions on planes: nothing unless the planes coincide.
pub(super) fn common_area(a: &Plane, b: &Plane, map: &Transform3, budget: &mut Budget) -> Option<f64> {
    let Some(in_plane) = prismatic::onto(&a.frame, &b.frame, map) else { return Some(0.0) };
    let extent = |plane: &Plane| {
        let bounds = plane.regions.iter().map(|region| region.bounds());
        bounds.fold(0.0, |reach: f64, b| reach.max(b.min.abs().max(b.max.abs()).max_element()))
    };
    let reach = extent(b).max(map.scale() * extent(a) + in_plane.shift.length());
    if in_plane.shift.z.abs() > tolerance::LINEAR.max(1e-12 * reach) {
        return Some(0.0);
    }
    let pieces = |plane: &Plane, map: &Transform2| {
        let mut collector = Collector::new(reach);
        collector.add(plane.regions.iter().flat_map(PlanarRegion::segments), map, 0.0);
        collector.finish()
    };
    // Seen from the other side regions are on the right of their boundaries.
    let sense = in_plane.sense;
    let (first, second) = (pieces(a, &in_plane.plane), pieces(b, &prismatic::IDENTITY));
    piece::common(&first, &second, |_, _| sense, budget)
}

/// A mesh in a place.
#[derive(Clone, Copy)]
struct Side<'a> {
    /// The mesh, closed and facing outward.
    pub mesh: &'a Mesh,
    /// Its facets.
    pub facets: &'a Facets,
    /// Where it is; no reflection.
    pub map: Transform3,
}

/// A triangle whose normal has at most this component along the axis has no shadow.
const UPRIGHT: f64 = 1e-9;
/// Cost of a pair of triangles in pairs of edges.
const PANEL_COST: f64 = 12.0;
/// Directions that are tried as the axis.
const AXES: usize = 6;

/// The volume that two closed meshes have in common; `None` when the budget does not suffice.
fn common_volume(a: &Side, b: &Side, budget: &mut Budget) -> Option<f64> {
    let axis = axis(a, b);
    let x = axis.any_orthonormal_vector();
    // Rows are the directions of the view.
    let view = DMat3::from_cols(x, axis.cross(x), axis).transpose();
    let (mut seen_a, mut seen_b) = (Seen::new(a, view), Seen::new(b, view));
    let base = seen_a.low().min(seen_b.low());
    let (pieces_a, pieces_b) = (seen_a.pieces(), seen_b.pieces());
    let mut volume = piece::common(&pieces_a, &pieces_b, |z, w| z.min(w) - base, budget)?;
    if !seen_a.slanted.is_empty() {
        let mut others = seen_b.level_panels();
        volume += panel::common(&mut seen_a.slanted, &mut others, base, budget)?;
    }
    if !seen_b.slanted.is_empty() {
        let mut others = seen_a.level_panels();
        volume += panel::common(&mut others, &mut seen_b.slanted, base, budget)?;
    }
    if !seen_a.slanted.is_empty() && !seen_b.slanted.is_empty() {
        volume += panel::common(&mut seen_a.slanted, &mut seen_b.slanted, base, budget)?;
    }
    Some(volume.max(0.0))
}

/// The direction along which the fewest triangles of a mesh slant.
pub(super) fn own_axis(mesh: &Mesh, facets: &Facets) -> DVec3 {
    let side = Side { mesh, facets, map: Transform3::IDENTITY };
    axis(&side, &side)
}

/// The direction along which the fewest pairs must be looked at.
fn axis(a: &Side, b: &Side) -> DVec3 {
    let directions = |side: &Side| {
        let turn = side.map.linear / side.map.scale();
        side.facets
            .directions
            .iter()
            .map(move |d| (turn * d.normal, d.triangles as f64, d.edges as f64))
            .collect::<Vec<_>>()
    };
    let (all_a, all_b) = (directions(a), directions(b));
    let mut candidates: Vec<(DVec3, f64)> = Vec::new();
    for (normal, triangles, _) in all_a.iter().chain(&all_b) {
        match candidates.iter().position(|(known, _)| known.dot(*normal).abs() > 1.0 - 1e-14) {
            Some(at) => candidates[at].1 += triangles,
            None if candidates.len() < 64 => candidates.push((*normal, *triangles)),
            None => {}
        }
    }
    candidates.sort_by(|p, q| q.1.total_cmp(&p.1));
    // Level edges, level triangles, slanted triangles.
    let counts = |all: &[(DVec3, f64, f64)], axis: DVec3| {
        all.iter().fold([0.0; 3], |[edges, level, slanted], (normal, triangles, boundary)| {
            match normal.dot(axis).abs() {
                cosine if cosine > 1.0 - 1e-14 => [edges + boundary, level + triangles, slanted],
                cosine if cosine > UPRIGHT => [edges, level, slanted + triangles],
                _ => [edges, level, slanted],
            }
        })
    };
    let cost = |axis: DVec3| {
        let ([edges_a, level_a, slanted_a], [edges_b, level_b, slanted_b]) =
            (counts(&all_a, axis), counts(&all_b, axis));
        let panels = slanted_a * (level_b + slanted_b) + level_a * slanted_b;
        edges_a * edges_b + PANEL_COST * panels
    };
    let best = candidates.iter().take(AXES).map(|(axis, _)| (*axis, cost(*axis)));
    best.min_by(|p, q| p.1.total_cmp(&q.1)).map_or(DVec3::Z, |(axis, _)| axis)
}

/// A mesh seen along the axis.
struct Seen<'a> {
    facets: &'a Facets,
    /// Vertices in the directions of the view.
    points: Vec<DVec3>,
    /// Facets across the axis, by number.
    level: Vec<usize>,
    slanted: Vec<Panel>,
}

impl<'a> Seen<'a> {
    fn new(side: &Side<'a>, view: DMat3) -> Seen<'a> {
        let (linear, shift) = (view * side.map.linear, view * side.map.translation);
        let points: Vec<DVec3> = side.mesh.positions.iter().map(|p| linear * *p + shift).collect();
        let turn = linear / side.map.scale();
        let mut seen = Seen { facets: side.facets, points, level: Vec::new(), slanted: Vec::new() };
        for (number, facet) in side.facets.flat.iter().enumerate() {
            let normal = turn * facet.normal;
            if normal.truncate().length() <= UPRIGHT {
                seen.level.push(number);
            } else if normal.z.abs() > UPRIGHT {
                let panels = facet.triangles.iter().filter_map(|t| panel(&seen.points, *t));
                seen.slanted.extend(panels);
            }
        }
        for &triangle in &side.facets.loose {
            let Some([a, b, c]) = corners(&seen.points, triangle) else { continue };
            let normal = (b - a).cross(c - a);
            if normal.z.abs() > UPRIGHT * normal.length() {
                seen.slanted.extend(panel(&seen.points, triangle));
            }
        }
        seen
    }

    fn low(&self) -> f64 {
        self.points.iter().fold(f64::INFINITY, |low, p| low.min(p.z))
    }

    fn pieces(&self) -> Pieces {
        let extent = self.points.iter().fold(0.0, |extent: f64, p| extent.max(p.x.abs()).max(p.y.abs()));
        let mut collector = Collector::new(extent);
        for &number in &self.level {
            let boundary = &self.facets.flat[number].boundary;
            let ends = || {
                boundary
                    .iter()
                    .filter_map(|edge| Some((*self.points.get(edge[0] as usize)?, *self.points.get(edge[1] as usize)?)))
            };
            let height = ends().map(|(start, _)| start.z).sum::<f64>() / boundary.len().max(1) as f64;
            for (start, end) in ends() {
                collector.line(start.truncate(), end.truncate(), height);
            }
        }
        collector.finish()
    }

    fn level_panels(&self) -> Vec<Panel> {
        let triangles = self.level.iter().flat_map(|number| &self.facets.flat[*number].triangles);
        triangles.filter_map(|triangle| panel(&self.points, *triangle)).collect()
    }
}

fn corners(points: &[DVec3], [a, b, c]: [u32; 3]) -> Option<[DVec3; 3]> {
    Some([*points.get(a as usize)?, *points.get(b as usize)?, *points.get(c as usize)?])
}

fn panel(points: &[DVec3], triangle: [u32; 3]) -> Option<Panel> {
    Panel::new(corners(points, triangle)?.map(|p| (DVec2::new(p.x, p.y), p.z)))
}
