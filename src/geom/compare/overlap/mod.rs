//! The common volume of two solids, and the common area of plane shapes.
//!
//! Bodies of planes and parallel cylinders along one axis, and plane shapes, go by their boundaries with exact arcs
//! ([`piece`], [`prismatic`]), and so does a mesh from a file beside such a body when its faces have outlines along one
//! axis ([`outline`]); all others by the places where their meshes cross ([`crossing`]).
//! A shape and itself in one place share all of it, to the bit: sums of many terms round, and a reward of the
//! reference's own program is exactly one.
//! Absent: the common solid itself. Nothing is put together, so that there is nothing that could fail to fit.

mod budget;
mod closed;
mod crossing;
mod outline;
mod piece;
mod prismatic;
#[cfg(test)]
mod tests;

use glam::DVec3;

use super::bulge::Bulges;
use super::inverse;
use super::prepared::{Kind, Plane, Prepared, Solid};
use crate::geom::mesh::Mesh;
use crate::geom::planar::PlanarRegion;
use crate::model::{Transform2, Transform3, tolerance};
pub(super) use budget::Budget;
pub(super) use closed::Closed;
pub(super) use outline::Outlines;
use piece::Collector;
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
    /// Of volumes, of which `deviation` is the part that chords leave open; `None` when they are not finite.
    pub(super) fn new(first: f64, second: f64, common: f64, deviation: f64, route: Route) -> Option<Overlap> {
        // Volumes that only rounding tells apart are one.
        let grain = ROUNDING * first.max(second);
        let first = if (first - second).abs() <= grain { second } else { first };
        let least = first.min(second);
        let common = if (least - common).abs() <= grain { least } else { common.min(least) };
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

/// Rounding of volumes and of places, as a share of the whole. Volumes are sums of at most some 1e5 terms no larger
/// than the whole; sums in another order were seen to differ by up to 1e-15 of it.
const ROUNDING: f64 = 1e-13;

/// So many pairs may be looked at for one overlap: some seconds.
pub(super) const BUDGET: usize = 100_000_000;

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
            let (unit_a, unit_b) = (cubed(map.scale()), cubed(to_b.scale()));
            if let Some((own, other, common)) = common_of_prisms(a, b, &map, budget) {
                let (first, second) = (own.mass().volume * unit_a, other.mass().volume);
                let deviation = (own.deviation() + a.tangled()) * unit_a + other.deviation() + b.tangled();
                let route = if a.has_body() && b.has_body() { Route::Exact } else { Route::Mesh };
                return Overlap::new(first * unit_b, second * unit_b, common * unit_b, deviation * unit_b, route);
            }
            // What two files are is their triangles; beside a body a file is read as what it stands for.
            let (own, other) = if a.has_body() || b.has_body() {
                (a.bulges(), b.bulges())
            } else {
                (&Bulges::default(), &Bulges::default())
            };
            let (first, second) = ((a.mass().volume + own.volume) * unit_a, b.mass().volume + other.volume);
            let heights = [&own.heights[..], &other.heights[..]];
            let common = if a.mesh == b.mesh && stays(&map, &a.mesh) {
                second
            } else {
                crossing::common_volume([a.closed()?, b.closed()?], heights, &map, budget)?
            };
            let deviation = (a.bulges().deviation + a.tangled()) * unit_a + b.bulges().deviation + b.tangled();
            let exact = deviation == 0.0 && a.has_body() && b.has_body();
            let route = if exact { Route::Exact } else { Route::Mesh };
            Overlap::new(first * unit_b, second * unit_b, common * unit_b, deviation * unit_b, route)
        }
        (Kind::Plane(a), Kind::Plane(b)) => {
            let (unit_a, unit_b) = (squared(map.scale()), squared(to_b.scale()));
            let common = common_area(a, b, &map, budget)?;
            let (first, second) = (a.mass().volume * unit_a, b.mass().volume);
            Overlap::new(first * unit_b, second * unit_b, common * unit_b, 0.0, Route::Exact)
        }
        _ => None,
    }
}

pub(super) fn squared(v: f64) -> f64 {
    v * v
}

pub(super) fn cubed(v: f64) -> f64 {
    v * v * v
}

/// Whether a map leaves every place of a mesh where it is, up to rounding.
fn stays(map: &Transform3, mesh: &Mesh) -> bool {
    let Some((min, max)) = mesh.bounding_box() else { return false };
    let reach = min.abs().max(max.abs()).max_element();
    let corner = |i: usize| {
        let pick = |axis: usize| if i >> axis & 1 == 0 { min[axis] } else { max[axis] };
        DVec3::new(pick(0), pick(1), pick(2))
    };
    (0..8).map(corner).all(|p| map.point(p).distance(p) <= ROUNDING * reach)
}

/// The exact common volume of solids along parallel axes, in the units of the second, with the solids along these axes.
fn common_of_prisms<'a>(
    a: &'a Solid,
    b: &'a Solid,
    map: &Transform3,
    budget: &mut Budget,
) -> Option<(&'a Prismatic, &'a Prismatic, f64)> {
    let (first, second) = Solid::readings(a, b);
    first.iter().find_map(|own| second.iter().find_map(|other| Some((own, other, own.common(other, map, budget)?))))
}

/// So many pairs may be looked at to find where a mesh crosses itself.
const SELF_BUDGET: usize = 4_000_000;
/// A mesh beside itself is moved by this share of its reach, so that no face lies on itself.
const ASIDE: f64 = 1e-6;
/// A share of the volume that is enclosed twice is told from rounding if it is larger.
const TANGLED: f64 = 1e-6;

/// The volume that a closed mesh encloses more than once or inside out: with its winding number χ half of `∫ χ² − χ`, which
/// is zero where χ is 0 or 1 and positive elsewhere. `None` when it is too large to be searched.
pub(super) fn tangled(solid: &Solid) -> Option<f64> {
    let mut budget = Budget::new(SELF_BUDGET);
    let common = match solid.outlines().straight.first() {
        Some(prism) => prism.common(prism, &Transform3::IDENTITY, &mut budget)?,
        None => {
            // Moved aside it has less in common with itself, never more.
            let closed = solid.closed()?;
            let way = DVec3::new(0.561_236_4, 0.441_974_3, 0.699_812_7) * (ASIDE * closed.reach());
            let map = Transform3 { translation: way, ..Transform3::IDENTITY };
            crossing::common_volume([closed, closed], [&[], &[]], &map, &mut budget)?
        }
    };
    let volume = solid.mass().volume;
    let excess = 0.5 * (common - volume);
    Some(if excess > TANGLED * volume.abs() { excess } else { 0.0 })
}

/// The common area of regions on planes: nothing unless the planes coincide.
pub(super) fn common_area(a: &Plane, b: &Plane, map: &Transform3, budget: &mut Budget) -> Option<f64> {
    let Some(in_plane) = prismatic::onto(&a.frame, &b.frame, map, tolerance::ANGULAR) else { return Some(0.0) };
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
