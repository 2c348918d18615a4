//! A shape made ready for comparisons, once.

use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use glam::DVec3;

use super::bulge::Bulges;
use super::nearest::Nearest;
use super::overlap::{self, Closed, Outlines, Prismatic};
use super::pose::{Dexels, Facets, Landmark};
use super::sample;
use crate::geom::brep::Body;
use crate::geom::measure::Mass;
use crate::geom::mesh::{Leak, Mesh};
use crate::geom::planar::{self, PlanarRegion, measure};
use crate::model::{Face, Frame, GeometryError, Shape, Transform3};

/// A shape and what comparisons need of it, found when it is first needed. Shared between threads.
pub struct Prepared {
    pub(super) kind: Kind,
    nearest: OnceLock<Option<Nearest>>,
    samples: Mutex<Vec<(Sampling, Arc<Vec<DVec3>>)>>,
}

/// The shape itself.
pub(super) enum Kind {
    Solid(Box<Solid>),
    Plane(Box<Plane>),
}

/// A surface in space.
pub(super) struct Solid {
    pub mesh: Arc<Mesh>,
    body: Option<Arc<Body>>,
    leak: OnceLock<Option<Leak>>,
    closed: OnceLock<Option<Closed>>,
    facets: OnceLock<Facets>,
    prisms: OnceLock<Vec<Prismatic>>,
    outlines: OnceLock<Outlines>,
    mass: OnceLock<Mass>,
    bulges: OnceLock<Bulges>,
    tangled: OnceLock<f64>,
    landmarks: OnceLock<Vec<Landmark>>,
    inner_points: OnceLock<Vec<DVec3>>,
    dexels: OnceLock<Dexels>,
    own_share: OnceLock<f64>,
}

/// Regions of a plane in space.
pub(super) struct Plane {
    pub regions: Vec<PlanarRegion>,
    pub frame: Frame,
    mass: OnceLock<Mass>,
}

/// A set of samples: how many, from which seed, whether independent.
#[derive(Clone, Copy, PartialEq)]
struct Sampling {
    count: usize,
    seed: u64,
    random: bool,
}

/// Points of the inside that rank rotations.
const POINTS: usize = 400;
/// Rays on a side of the grid that those points lie on.
const POINT_RAYS: usize = 20;
/// Rays on a side of the grid in which points are looked up.
const RAYS: usize = 64;
/// So many sets of samples are remembered.
const REMEMBERED: usize = 4;

impl Prepared {
    /// A solid: its mesh, and its exact boundary where there is one. A mesh with a body must be the mesh of it.
    pub fn solid(mesh: Arc<Mesh>, body: Option<Arc<Body>>) -> Prepared {
        Prepared::new(Kind::Solid(Box::new(Solid {
            mesh,
            body,
            leak: OnceLock::new(),
            closed: OnceLock::new(),
            facets: OnceLock::new(),
            prisms: OnceLock::new(),
            outlines: OnceLock::new(),
            mass: OnceLock::new(),
            bulges: OnceLock::new(),
            tangled: OnceLock::new(),
            landmarks: OnceLock::new(),
            inner_points: OnceLock::new(),
            dexels: OnceLock::new(),
            own_share: OnceLock::new(),
        })))
    }

    /// Disjoint regions of the plane of a frame.
    pub fn plane(regions: Vec<PlanarRegion>, frame: Frame) -> Prepared {
        Prepared::new(Kind::Plane(Box::new(Plane { regions, frame, mass: OnceLock::new() })))
    }

    /// A loop (the region it encloses), face or sketch; `None` for curves and solids.
    pub fn plane_shape(shape: &Shape) -> Result<Option<Prepared>, GeometryError> {
        let regions = |face: &Face| planar::regions_of_face(face);
        Ok(match shape {
            Shape::Loop(outline) => Some(Prepared::plane(regions(&Face::new(outline.clone(), []))?, Frame::XY)),
            Shape::Face(face) => Some(Prepared::plane(regions(face)?, Frame::XY)),
            Shape::Sketch(sketch) => Some(Prepared::plane(planar::regions_of_sketch(sketch)?, sketch.frame)),
            Shape::Curve(_) | Shape::Solid(_) => None,
        })
    }

    fn new(kind: Kind) -> Prepared {
        Prepared { kind, nearest: OnceLock::new(), samples: Mutex::new(Vec::new()) }
    }

    /// Whether it is a solid, not a shape of the plane.
    pub fn is_solid(&self) -> bool {
        matches!(self.kind, Kind::Solid(_))
    }

    /// Its mesh; none below solids.
    pub fn mesh(&self) -> Option<&Arc<Mesh>> {
        match &self.kind {
            Kind::Solid(solid) => Some(&solid.mesh),
            Kind::Plane(_) => None,
        }
    }

    /// Memory that it takes with all that comparisons need of it, bytes, about.
    pub fn bytes(&self) -> usize {
        /// Of a triangle with its place in the tree, its side of the mesh and its facet.
        const TRIANGLE: usize = 400;
        /// Of a segment.
        const SEGMENT: usize = 300;
        let samples = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        let samples: usize = samples.iter().map(|(_, points)| points.len() * size_of::<DVec3>()).sum();
        samples
            + match &self.kind {
                Kind::Solid(solid) => solid.mesh.triangles.len() * TRIANGLE,
                Kind::Plane(plane) => plane.regions.iter().flat_map(PlanarRegion::segments).count() * SEGMENT,
            }
    }

    /// Where its surface is open; nothing has a volume or an IoU then.
    pub fn leak(&self) -> Option<Leak> {
        match &self.kind {
            Kind::Solid(solid) => solid.leak(),
            Kind::Plane(_) => None,
        }
    }

    /// The volume that it encloses more than once or inside out, as a mesh from a file may that crosses itself; 0 for
    /// others. Too small to be told from rounding, or in a mesh too large to be searched, it is 0 as well.
    pub fn tangled(&self) -> f64 {
        match &self.kind {
            Kind::Solid(solid) if solid.leak().is_none() => solid.tangled(),
            _ => 0.0,
        }
    }

    /// Its volume (below solids: its area): exact for bodies of planes and parallel cylinders, else that of the mesh.
    pub fn volume(&self) -> f64 {
        match &self.kind {
            Kind::Solid(solid) => solid.exact_mass().unwrap_or_else(|| solid.mass()).volume,
            Kind::Plane(plane) => plane.mass().volume,
        }
    }

    /// Its moments and those of another, both of the exact shapes or both of the meshes.
    pub(super) fn masses(&self, other: &Prepared) -> (Mass, Mass) {
        match (&self.kind, &other.kind) {
            (Kind::Solid(a), Kind::Solid(b)) => match Solid::readings(a, b) {
                ([a, ..], [b, ..]) => (a.mass(), b.mass()),
                _ => (a.mass(), b.mass()),
            },
            _ => (self.own_mass(), other.own_mass()),
        }
    }

    fn own_mass(&self) -> Mass {
        match &self.kind {
            Kind::Solid(solid) => solid.mass(),
            Kind::Plane(plane) => plane.mass(),
        }
    }

    /// Least and greatest corner of its box.
    pub fn bounds(&self) -> Option<(DVec3, DVec3)> {
        match &self.kind {
            Kind::Solid(solid) => solid.mesh.bounding_box(),
            Kind::Plane(plane) => {
                let corners = plane.regions.iter().flat_map(PlanarRegion::segments);
                let mut bounds: Option<(DVec3, DVec3)> = None;
                for segment in corners {
                    let (min, max) = super::nearest::bounds_in_space(segment, &plane.frame);
                    let (low, high) = bounds.unwrap_or((min, max));
                    bounds = Some((low.min(min), high.max(max)));
                }
                bounds
            }
        }
    }

    /// Distances to its surface (below solids: to its boundary); `None` when it has none.
    pub(super) fn nearest(&self) -> Option<&Nearest> {
        let make = || match &self.kind {
            Kind::Solid(solid) => Nearest::surface(&solid.mesh),
            Kind::Plane(plane) => Nearest::boundary(&plane.regions, &plane.frame),
        };
        self.nearest.get_or_init(make).as_ref()
    }

    /// Evenly spread samples of its surface or boundary.
    pub(super) fn spread(&self, count: usize, seed: u64) -> Arc<Vec<DVec3>> {
        self.samples(Sampling { count, seed, random: false })
    }

    /// Independent random samples of its surface or boundary.
    pub(super) fn random(&self, count: usize, seed: u64) -> Arc<Vec<DVec3>> {
        self.samples(Sampling { count, seed, random: true })
    }

    fn samples(&self, sampling: Sampling) -> Arc<Vec<DVec3>> {
        let Sampling { count, seed, random } = sampling;
        let mut known = self.samples.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, points)) = known.iter().find(|(key, _)| *key == sampling) {
            return points.clone();
        }
        let points = Arc::new(match (&self.kind, random) {
            (Kind::Solid(solid), false) => sample::spread(&solid.mesh, count, seed),
            (Kind::Solid(solid), true) => sample::random(&solid.mesh, count, seed),
            (Kind::Plane(plane), false) => sample::along(&plane.regions, &plane.frame, count, seed),
            (Kind::Plane(plane), true) => sample::random_along(&plane.regions, &plane.frame, count, seed),
        });
        if known.len() >= REMEMBERED {
            known.remove(0);
        }
        known.push((sampling, points.clone()));
        points
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared").field("is_solid", &self.is_solid()).field("bounds", &self.bounds()).finish()
    }
}

impl Solid {
    /// Where the mesh is open; meshes of bodies are closed.
    pub fn leak(&self) -> Option<Leak> {
        if self.body.is_some() {
            return None;
        }
        *self.leak.get_or_init(|| self.mesh.gap())
    }

    /// The mesh with its sides; `None` when it is open.
    pub fn closed(&self) -> Option<&Closed> {
        self.closed.get_or_init(|| Closed::new(&self.mesh)).as_ref()
    }

    /// Its flat and smooth faces.
    pub fn facets(&self) -> &Facets {
        self.facets.get_or_init(|| Facets::new(&self.mesh))
    }

    /// The exact body along each of its axes; none when it has no axis or no body is known.
    pub fn prisms(&self) -> &[Prismatic] {
        self.prisms.get_or_init(|| self.body.as_deref().map(Prismatic::all).unwrap_or_default())
    }

    /// Moments of the mesh.
    pub fn mass(&self) -> Mass {
        *self.mass.get_or_init(|| Mass::of_mesh(&self.mesh))
    }

    /// Moments of the exact body, where it has an axis.
    pub fn exact_mass(&self) -> Option<Mass> {
        self.prisms().first().map(Prismatic::mass)
    }

    /// Two solids along each of their axes, where both have one: bodies as they are, and a mesh beside a body by the
    /// outlines of its faces, with curves where the body has curves. Two meshes are what their triangles are.
    pub fn readings<'a>(a: &'a Solid, b: &'a Solid) -> (&'a [Prismatic], &'a [Prismatic]) {
        match (a.has_body(), b.has_body()) {
            (true, true) => (a.prisms(), b.prisms()),
            (true, false) => (a.prisms(), b.beside(a.prisms())),
            (false, true) => (a.beside(b.prisms()), b.prisms()),
            (false, false) => (&[], &[]),
        }
    }

    /// The outlines of the mesh, read as the other is made.
    fn beside(&self, other: &[Prismatic]) -> &[Prismatic] {
        let Some(first) = other.first().filter(|_| self.leak().is_none()) else { return &[] };
        let outlines = self.outlines();
        if first.is_curved() { &outlines.bowed } else { &outlines.straight }
    }

    /// The mesh along each of its axes.
    pub fn outlines(&self) -> &Outlines {
        self.outlines.get_or_init(|| Outlines::new(&self.mesh, self.facets()))
    }

    /// What lies between the mesh and what it stands for: the body, or of a file the curves that it seems to have.
    pub fn bulges(&self) -> &Bulges {
        self.bulges.get_or_init(|| match self.body.as_deref() {
            Some(body) => Bulges::of_body(&self.mesh, body),
            None => self.closed().map(Bulges::of_file).unwrap_or_default(),
        })
    }

    /// The volume that a mesh from a file encloses more than once or inside out, and that therefore does not count as
    /// often as in the shape that is meant; 0 for bodies.
    pub fn tangled(&self) -> f64 {
        *self.tangled.get_or_init(|| if self.body.is_some() { 0.0 } else { overlap::tangled(self).unwrap_or(0.0) })
    }

    /// The map that brings the mesh's centroid to the origin and its radius to one.
    pub fn own_place(&self) -> Transform3 {
        let mass = self.mass();
        centered(mass.centroid, 1.0 / mass.radius())
    }

    /// Directions of its own, in its own place.
    pub fn landmarks(&self) -> &[Landmark] {
        self.landmarks.get_or_init(|| Landmark::all(self.facets(), &self.own_place()))
    }

    /// Some points spread over the inside, in its own place.
    pub fn inner_points(&self) -> &[DVec3] {
        self.inner_points.get_or_init(|| self.rays(POINT_RAYS).points(POINTS))
    }

    /// Its inside by rays, in its own place.
    pub fn dexels(&self) -> &Dexels {
        self.dexels.get_or_init(|| self.rays(RAYS))
    }

    /// The share of its inner points that its own dexels, made of other rays, find inside; never zero.
    pub fn own_share(&self) -> f64 {
        *self.own_share.get_or_init(|| {
            let (points, dexels) = (self.inner_points(), self.dexels());
            let inside = points.iter().filter(|p| dexels.contains(**p)).count();
            (inside as f64 / points.len().max(1) as f64).max(0.1)
        })
    }

    fn rays(&self, side: usize) -> Dexels {
        Dexels::new(&self.mesh, self.facets(), &self.own_place(), side)
    }

    /// Whether the exact boundary is known.
    pub fn has_body(&self) -> bool {
        self.body.is_some()
    }
}

impl Plane {
    /// Moments of the area.
    pub fn mass(&self) -> Mass {
        *self.mass.get_or_init(|| {
            let reference = self.regions.first().map_or_else(Default::default, |region| region.outer.first_point());
            let m = measure::total_moments(&self.regions, reference);
            let local = Mass::about_origin(
                m.area,
                DVec3::new(m.x, m.y, 0.0),
                DVec3::new(m.xx, m.yy, 0.0),
                DVec3::new(0.0, 0.0, m.xy),
            );
            local.placed(&Frame { origin: self.frame.point(reference, 0.0), ..self.frame })
        })
    }
}

/// Moves by `-center`, then scales.
pub(super) fn centered(center: DVec3, scale: f64) -> Transform3 {
    Transform3 { linear: glam::DMat3::from_diagonal(DVec3::splat(scale)), translation: -center * scale }
}
