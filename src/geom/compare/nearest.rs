//! Distances of points to a surface or to plane curves in space.

use glam::{DVec2, DVec3};
use parry3d_f64::bounding_volume::Aabb;
use parry3d_f64::math::Vector;
use parry3d_f64::partitioning::{Bvh, BvhBuildStrategy, BvhNode};

use crate::geom::mesh::Mesh;
use crate::geom::planar::{PlanarRegion, Segment};
use crate::model::{ArcGeometry, Frame, trig};

/// Something that has a distance.
trait Element {
    /// Squared distance to a point.
    fn distance_squared(&self, p: DVec3) -> f64;
    /// A box around it.
    fn bounds(&self) -> (DVec3, DVec3);
}

/// A triangle with area.
#[derive(Clone, Copy, Debug)]
struct Triangle {
    corners: [DVec3; 3],
    normal: DVec3,
    /// Each in the plane of the triangle, across the side from its corner to the next, away from the triangle.
    outward: [DVec3; 3],
}

impl Triangle {
    fn new(corners: [DVec3; 3]) -> Option<Triangle> {
        let [a, b, c] = corners;
        let normal = (b - a).cross(c - a).try_normalize()?;
        Some(Triangle {
            corners,
            normal,
            outward: [(b - a).cross(normal), (c - b).cross(normal), (a - c).cross(normal)],
        })
    }
}

impl Element for Triangle {
    fn distance_squared(&self, p: DVec3) -> f64 {
        let mut least = f64::INFINITY;
        for side in 0..3 {
            let from = self.corners[side];
            let way = p - from;
            if way.dot(self.outward[side]) > 0.0 {
                let along = self.corners[(side + 1) % 3] - from;
                let t = (way.dot(along) / along.length_squared()).clamp(0.0, 1.0);
                least = least.min((way - along * t).length_squared());
            }
        }
        if least < f64::INFINITY {
            return least;
        }
        let height = (p - self.corners[0]).dot(self.normal);
        height * height
    }

    fn bounds(&self) -> (DVec3, DVec3) {
        let [a, b, c] = self.corners;
        (a.min(b).min(c), a.max(b).max(c))
    }
}

/// A curve on a plane in space.
#[derive(Clone, Copy, Debug)]
struct Curve {
    segment: Segment,
    frame: Frame,
}

impl Element for Curve {
    fn distance_squared(&self, p: DVec3) -> f64 {
        let local = self.frame.local(p);
        let flat = local.truncate();
        let ends = || {
            let (start, end) = (self.segment.start(), self.segment.end());
            flat.distance_squared(start).min(flat.distance_squared(end))
        };
        let squared = match self.segment.arc() {
            None => {
                let along = self.segment.end() - self.segment.start();
                let way = flat - self.segment.start();
                let t = (way.dot(along) / along.length_squared()).clamp(0.0, 1.0);
                (way - along * t).length_squared()
            }
            Some(arc) if self.segment.is_circle() || faces(&arc, flat) => {
                let gap = (flat - arc.center).length() - arc.radius;
                gap * gap
            }
            Some(_) => ends(),
        };
        squared + local.z * local.z
    }

    fn bounds(&self) -> (DVec3, DVec3) {
        bounds_in_space(&self.segment, &self.frame)
    }
}

/// The box in space of a curve on a plane, extremes of arcs included.
pub(super) fn bounds_in_space(segment: &Segment, frame: &Frame) -> (DVec3, DVec3) {
    let extents = [0, 1, 2].map(|axis| {
        let (low, high) = segment.extent_along(DVec2::new(frame.x[axis], frame.y[axis]));
        (frame.origin[axis] + low, frame.origin[axis] + high)
    });
    (DVec3::from_array(extents.map(|e| e.0)), DVec3::from_array(extents.map(|e| e.1)))
}

/// Whether the direction from the centre to a point lies within the sweep of an arc.
fn faces(arc: &ArcGeometry, p: DVec2) -> bool {
    let way = p - arc.center;
    let angle = trig::atan2(way.y, way.x);
    let opening = if arc.sweep > 0.0 { angle - arc.start_angle } else { arc.start_angle - angle };
    opening.rem_euclid(360.0) <= arc.sweep.abs()
}

/// Elements in a tree of boxes.
#[derive(Clone)]
struct Tree<E> {
    elements: Vec<E>,
    boxes: Bvh,
}

impl<E: Element> Tree<E> {
    fn new(elements: Vec<E>) -> Option<Tree<E>> {
        let vector = |p: DVec3| Vector::new(p.x, p.y, p.z);
        let boxes: Vec<Aabb> = elements
            .iter()
            .map(|element| {
                let (min, max) = element.bounds();
                Aabb::new(vector(min), vector(max))
            })
            .collect();
        (!boxes.is_empty()).then(|| Tree { boxes: Bvh::from_leaves(BvhBuildStrategy::Binned, &boxes), elements })
    }

    fn distances(&self, points: impl Iterator<Item = DVec3>) -> Vec<f64> {
        // Neighbouring samples have neighbouring feet: the last one bounds the search.
        let mut last = 0;
        points
            .map(|p| {
                let bound = self.elements[last].distance_squared(p);
                let to_box = |node: &BvhNode, _: f64| {
                    let (min, max) = (node.mins(), node.maxs());
                    let x = (min.x - p.x).max(p.x - max.x).max(0.0);
                    let y = (min.y - p.y).max(p.y - max.y).max(0.0);
                    let z = (min.z - p.z).max(p.z - max.z).max(0.0);
                    x * x + y * y + z * z
                };
                let to_element = |index: u32, _: f64| Some(self.elements.get(index as usize)?.distance_squared(p));
                match self.boxes.find_best(bound, to_box, to_element) {
                    Some((index, squared)) => {
                        last = index as usize;
                        squared.sqrt()
                    }
                    None => bound.sqrt(),
                }
            })
            .collect()
    }
}

/// A surface or curves that can be asked for distances.
#[derive(Clone)]
pub(super) struct Nearest(Kind);

#[derive(Clone)]
enum Kind {
    Surface(Tree<Triangle>),
    Curves(Tree<Curve>),
}

impl Nearest {
    /// Of the surface of a mesh; `None` when no triangle has area.
    pub fn surface(mesh: &Mesh) -> Option<Nearest> {
        let corners = mesh.triangles.iter().filter_map(|triangle| mesh.corners(*triangle));
        Tree::new(corners.filter_map(Triangle::new).collect()).map(|tree| Nearest(Kind::Surface(tree)))
    }

    /// Of the boundaries of regions on a plane; `None` without regions.
    pub fn boundary(regions: &[PlanarRegion], frame: &Frame) -> Option<Nearest> {
        let segments = regions.iter().flat_map(PlanarRegion::segments);
        let curves = segments.map(|segment| Curve { segment: *segment, frame: *frame }).collect();
        Tree::new(curves).map(|tree| Nearest(Kind::Curves(tree)))
    }

    /// The distances of points, which are quickest found when neighbours follow one another.
    pub fn distances(&self, points: impl Iterator<Item = DVec3>) -> Vec<f64> {
        match &self.0 {
            Kind::Surface(tree) => tree.distances(points),
            Kind::Curves(tree) => tree.distances(points),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::tolerance;
    use crate::text::Span;

    /// Pseudo-random numbers in −1..1.
    fn numbers() -> impl FnMut() -> f64 {
        let mut state = 1u64;
        move || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
            (state >> 11) as f64 / (1u64 << 52) as f64 - 1.0
        }
    }

    /// The least distance to a triangle, by projection onto its plane, sides and corners in barycentric form.
    fn brute(p: DVec3, [a, b, c]: [DVec3; 3]) -> f64 {
        let segment = |s: DVec3, e: DVec3| {
            let t = ((p - s).dot(e - s) / (e - s).length_squared()).clamp(0.0, 1.0);
            p.distance(s + (e - s) * t)
        };
        let sides = segment(a, b).min(segment(b, c)).min(segment(c, a));
        let n = (b - a).cross(c - a);
        let foot = p - n * ((p - a).dot(n) / n.length_squared());
        let inside = [(a, b), (b, c), (c, a)].iter().all(|(s, e)| (*e - *s).cross(foot - *s).dot(n) >= 0.0);
        if inside { sides.min(p.distance(foot)) } else { sides }
    }

    #[test]
    fn distances_to_a_surface_equal_those_to_every_triangle() {
        let mut next = numbers();
        let mut point = |scale: f64| DVec3::new(next(), next(), next()) * scale;
        let positions: Vec<DVec3> = (0..90).map(|_| point(10.0)).collect();
        let triangles: Vec<[u32; 3]> = (0..88).map(|i| [i, i + 1, i + 2]).collect();
        let mesh = Mesh { positions, triangles, ..Mesh::default() };
        let points: Vec<DVec3> = (0..3000).map(|_| point(14.0)).collect();
        let found = Nearest::surface(&mesh).unwrap().distances(points.iter().copied());
        for (p, found) in points.iter().zip(found) {
            let all = mesh.triangles.iter().filter_map(|t| mesh.corners(*t)).map(|corners| brute(*p, corners));
            let expected = all.fold(f64::INFINITY, f64::min);
            assert!((found - expected).abs() < 1e-12, "{p}: {found} against {expected}");
        }
    }

    #[test]
    fn distances_to_arcs_equal_those_to_many_of_their_points() {
        let frame =
            Frame::new(DVec3::new(1.0, 2.0, 3.0), DVec3::new(1.0, 1.0, 0.0), DVec3::new(0.2, 0.1, 1.0)).unwrap();
        let mut next = numbers();
        for (start, end, ccw) in [(10.0, 200.0, true), (10.0, 200.0, false), (-30.0, 40.0, true), (90.0, 89.0, true)] {
            let at = |angle: f64| DVec2::new(2.0, -1.0) + 3.0 * DVec2::new(trig::cos(angle), trig::sin(angle));
            let segment = Segment::arc_between(DVec2::new(2.0, -1.0), at(start), at(end), ccw, Span::default());
            let curve = Curve { segment, frame };
            for _ in 0..50 {
                let p = DVec3::new(next(), next(), next()) * 6.0;
                let near = |i: i32| p.distance(frame.point(segment.point(f64::from(i) / 4000.0), 0.0));
                let expected = (0..=4000).map(near).fold(f64::INFINITY, f64::min);
                assert!((curve.distance_squared(p).sqrt() - expected).abs() < 2e-3);
            }
            let (min, max) = curve.bounds();
            let inside = |p: DVec3| (p - max).max(min - p).max_element() < tolerance::LINEAR;
            assert!((0..=100).all(|i| inside(frame.point(segment.point(f64::from(i) / 100.0), 0.0))));
        }
    }
}
