//! Directions that a solid has of itself, seen from its centroid: normals and places of faces, axes of patches.

use glam::{DMat3, DVec3};

use super::facet::Facets;
use crate::model::Transform3;

/// What a landmark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::geom::compare) enum Kind {
    /// The normal of a flat face.
    Normal,
    /// Where the centroid of a flat face is.
    FlatPlace,
    /// Where the centroid of a curved face is.
    CurvedPlace,
    /// The axis of a curved face; one landmark each way.
    Axis,
}

/// A direction with what tells it from others.
#[derive(Clone, Copy, Debug)]
pub(in crate::geom::compare) struct Landmark {
    pub kind: Kind,
    /// Unit vector.
    pub direction: DVec3,
    /// Area of the face in units of the radius.
    pub area: f64,
    /// Distance of the plane or place from the centroid in units of the radius.
    pub reach: f64,
}

/// More landmarks of one solid are not kept: those of the largest faces are.
const MOST: usize = 48;
/// A place nearer the centroid than this has no direction worth anything.
const NEAREST: f64 = 0.02;

impl Landmark {
    /// The landmarks of a solid moved so that its centroid is the origin and its radius one.
    pub fn all(facets: &Facets, place: &Transform3) -> Vec<Landmark> {
        let square = place.scale() * place.scale();
        let mut all = Vec::new();
        let mut largest: Vec<_> = facets.flat.iter().collect();
        largest.sort_by(|p, q| q.area.total_cmp(&p.area));
        for facet in largest.into_iter().take(MOST) {
            let at = place.point(facet.centroid);
            let area = square * facet.area;
            all.push(Landmark { kind: Kind::Normal, direction: facet.normal, area, reach: at.dot(facet.normal) });
            all.extend(at_place(Kind::FlatPlace, at, area));
        }
        let mut largest: Vec<_> = facets.patches.iter().collect();
        largest.sort_by(|p, q| q.area.total_cmp(&p.area));
        for patch in largest.into_iter().take(MOST) {
            let at = place.point(patch.centroid);
            let area = square * patch.area;
            all.extend(at_place(Kind::CurvedPlace, at, area));
            if let Some(axis) = patch.axis {
                let reach = (at - axis * at.dot(axis)).length();
                all.extend([axis, -axis].map(|direction| Landmark { kind: Kind::Axis, direction, area, reach }));
            }
        }
        all.sort_by(|p, q| q.area.total_cmp(&p.area));
        all.truncate(MOST);
        all
    }

    /// How different two landmarks are apart from their directions; `None` when they are not of one kind.
    pub fn difference(&self, other: &Landmark) -> Option<f64> {
        let area = (self.area - other.area).abs() / self.area.max(other.area);
        let reach = (self.reach - other.reach).abs();
        (self.kind == other.kind && area < 0.25 && reach < 0.1).then_some(area + 2.0 * reach)
    }

    /// How much its direction is to be trusted: meshes know planes better than axes, and axes better than places.
    fn weight(&self) -> f64 {
        match self.kind {
            Kind::Normal => self.area,
            Kind::Axis => 1e-2 * self.area,
            Kind::FlatPlace | Kind::CurvedPlace => 1e-4 * self.area * self.reach * self.reach,
        }
    }
}

fn at_place(kind: Kind, at: DVec3, area: f64) -> Option<Landmark> {
    let reach = at.length();
    (reach > NEAREST).then(|| Landmark { kind, direction: at / reach, area, reach })
}

/// Landmarks of two solids that are alike apart from their directions.
pub(super) struct Alike {
    /// Number of the first's, number of the second's, and how different they are.
    pub pairs: Vec<(usize, usize, f64)>,
}

impl Alike {
    /// All pairs, in the order of the first.
    pub fn new(a: &[Landmark], b: &[Landmark]) -> Alike {
        let with = |(i, own): (usize, &Landmark)| {
            let like = |(j, other): (usize, &Landmark)| Some((i, j, own.difference(other)?));
            b.iter().enumerate().filter_map(like).collect::<Vec<_>>()
        };
        Alike { pairs: a.iter().enumerate().flat_map(with).collect() }
    }

    /// The shares of the landmarks of the first that a rotation turns near like ones of the second, and onto ones that
    /// are the same within `angle` (a cosine).
    pub fn shares(&self, rotation: DMat3, a: &[Landmark], b: &[Landmark], angle: f64) -> Shares {
        let (mut near, mut same) = (0, 0);
        for like in self.pairs.chunk_by(|p, q| p.0 == q.0) {
            let image = rotation * a[like[0].0].direction;
            let fits = |angle: f64, apart: f64| {
                like.iter().any(|(_, j, difference)| *difference < apart && image.dot(b[*j].direction) > angle)
            };
            near += usize::from(fits(NEAR, f64::INFINITY));
            same += usize::from(fits(angle, SAME));
        }
        let all = a.len().max(1) as f64;
        Shares { near: near as f64 / all, same: same as f64 / all }
    }

    /// The rotation near `rotation` that best turns landmarks of the first onto like ones of the second.
    pub fn refined(&self, rotation: DMat3, a: &[Landmark], b: &[Landmark]) -> DMat3 {
        // Where facets are many and alike, wide pairing lays some of them onto the neighbours of the right ones.
        let narrow = self.turned(rotation, a, b, NARROW);
        let wide = self.turned(self.turned(rotation, a, b, NEAR), a, b, NARROW);
        let exact = |rotation: DMat3| self.shares(rotation, a, b, EXACT).same;
        if exact(narrow) > exact(wide) { narrow } else { wide }
    }

    /// The rotation that pairs of landmarks within an angle (a cosine) lead to.
    fn turned(&self, rotation: DMat3, a: &[Landmark], b: &[Landmark], near: f64) -> DMat3 {
        let mut turned = rotation;
        for _ in 0..3 {
            let mut matched: Vec<(DVec3, DVec3, f64)> = Vec::with_capacity(a.len());
            for like in self.pairs.chunk_by(|p, q| p.0 == q.0) {
                let own = &a[like[0].0];
                let image = turned * own.direction;
                let cosine = |(_, j, _): &(usize, usize, f64)| image.dot(b[*j].direction);
                let nearest = like.iter().max_by(|p, q| cosine(p).total_cmp(&cosine(q)));
                if let Some(pair) = nearest
                    && cosine(pair) > near
                {
                    matched.push((own.direction, b[pair.1].direction, own.weight()));
                }
            }
            for _ in 0..2 {
                turned = step(turned, &matched);
            }
        }
        turned
    }
}

/// Landmarks that turn onto one another differ by an angle of at most this cosine (8°).
const NEAR: f64 = 0.99;
/// The same once they nearly do (1°).
const NARROW: f64 = 0.999_85;
/// The same for directions that are known to the last digits (0.0001 radians).
const EXACT: f64 = 1.0 - 5e-9;
/// Landmarks that differ by less in area and reach are the same.
const SAME: f64 = 3e-3;

/// How many landmarks of the first have counterparts, as shares of all.
pub(super) struct Shares {
    /// Near a like one.
    pub near: f64,
    /// On the same one.
    pub same: f64,
}

/// One Gauss–Newton step of `min Σ w |v − R·u|²` over rotations.
fn step(rotation: DMat3, pairs: &[(DVec3, DVec3, f64)]) -> DMat3 {
    let total: f64 = pairs.iter().map(|(.., weight)| weight).sum();
    if total.is_nan() || total <= 0.0 {
        return rotation;
    }
    // A direction that nothing determines stays.
    let mut matrix = DMat3::from_diagonal(DVec3::splat(1e-12 * total));
    let mut side = DVec3::ZERO;
    for (u, v, weight) in pairs {
        let image = rotation * *u;
        let outer = DMat3::from_cols(image * image.x, image * image.y, image * image.z);
        matrix += (DMat3::IDENTITY - outer) * *weight;
        side += image.cross(*v) * *weight;
    }
    rotated(rotation, matrix.inverse() * side)
}

/// A rotation followed by a small one, about a vector by its length in radians.
pub(super) fn rotated(rotation: DMat3, by: DVec3) -> DMat3 {
    let angle = by.length();
    if !angle.is_finite() || angle == 0.0 || angle > 1.0 {
        return rotation;
    }
    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
    let axis = by / angle;
    let about = |v: DVec3| v * cos + axis.cross(v) * sin + axis * (axis.dot(v) * (1.0 - cos));
    orthonormal(DMat3::from_cols(about(rotation.x_axis), about(rotation.y_axis), about(rotation.z_axis)))
}

/// The rotation of a matrix that is one up to rounding.
pub(super) fn orthonormal(m: DMat3) -> DMat3 {
    let x = m.x_axis.normalize_or(DVec3::X);
    let y = (m.y_axis - x * x.dot(m.y_axis)).normalize_or(x.any_orthonormal_vector());
    DMat3::from_cols(x, y, x.cross(y))
}
