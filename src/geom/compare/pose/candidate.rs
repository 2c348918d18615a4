//! Rotations worth trying.

use glam::{DMat3, DVec3};

use super::facet::Facets;
use super::landmark::{Alike, Kind, Landmark, orthonormal};
use crate::geom::compare::eigen;
use crate::geom::measure::Mass;
use crate::model::trig;

/// A rotation and whether it must be judged exactly when it may be the best: the unrotated pose and those of the
/// principal axes, so that no published search over them finds more.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub rotation: DMat3,
    pub required: bool,
}

/// More rotations from landmarks than these are not tried.
const MOST_PAIRS: usize = 48;
/// Directions of the second that the main directions of the first are laid onto.
const DIRECTIONS: usize = 4;
/// Principal moments closer than this share of the largest leave the angle about an axis open.
const DEGENERATE: f64 = 0.02;
/// Rotations closer than this (cosine of half a degree) are the same.
const SAME: f64 = 0.999_96;
/// The same of those of the principal axes (a thousandth of a degree), which landmarks may know better.
const EQUAL: f64 = 1.0 - 1e-10;

/// The proper rotations that keep the axes of a box, up to signs of two of them.
const FLIPS: [DVec3; 4] =
    [DVec3::ONE, DVec3::new(1.0, -1.0, -1.0), DVec3::new(-1.0, 1.0, -1.0), DVec3::new(-1.0, -1.0, 1.0)];

/// What candidates are made from.
pub(super) struct Subject<'a> {
    pub mass: &'a Mass,
    pub facets: &'a Facets,
    pub landmarks: &'a [Landmark],
}

/// All candidates, equal ones once.
pub(super) fn candidates(a: &Subject, b: &Subject, alike: &Alike) -> Vec<Candidate> {
    let mut all = vec![Candidate { rotation: DMat3::IDENTITY, required: true }];
    let ((values_a, axes_a), (values_b, axes_b)) = (eigen::axes(&a.mass.second), eigen::axes(&b.mass.second));
    for flip in FLIPS {
        let rotation = axes_b * DMat3::from_diagonal(flip) * axes_a.transpose();
        all.push(Candidate { rotation, required: true });
    }
    let required = all.len();
    let mut further = by_landmarks(a.landmarks, b.landmarks, alike);
    further.extend(by_directions(&main_directions(a.facets), &main_directions(b.facets)));
    further.extend(by_twists((values_a, axes_a), (values_b, axes_b)));
    for rotation in further {
        // Those of principal axes may be a little off what landmarks know exactly.
        let is_known = |(number, known): (usize, &Candidate)| {
            same(&known.rotation, &rotation, if number < required { EQUAL } else { SAME })
        };
        if !all.iter().enumerate().any(is_known) {
            all.push(Candidate { rotation, required: false });
        }
    }
    all
}

fn same(a: &DMat3, b: &DMat3, cosine: f64) -> bool {
    let trace = a.x_axis.dot(b.x_axis) + a.y_axis.dot(b.y_axis) + a.z_axis.dot(b.z_axis);
    0.5 * (trace - 1.0) > cosine
}

/// The rotation that turns one direction onto another and a second direction as near as it can.
pub(super) fn turning(from: [DVec3; 2], to: [DVec3; 2]) -> DMat3 {
    let frame = |[x, y]: [DVec3; 2]| orthonormal(DMat3::from_cols(x, y, DVec3::Z));
    frame(to) * frame(from).transpose()
}

/// Rotations that lay the two rarest landmarks of the first onto like ones of the second.
fn by_landmarks(a: &[Landmark], b: &[Landmark], alike: &Alike) -> Vec<DMat3> {
    // Rare first, then large; an axis counts twice of itself.
    let rank = |index: usize| {
        let likes = a.iter().filter(|other| a[index].difference(other).is_some()).count();
        (likes.div_ceil(if a[index].kind == Kind::Axis { 2 } else { 1 }), index)
    };
    let mut order: Vec<(usize, usize)> = (0..a.len()).map(rank).collect();
    order.sort_unstable();
    let Some(&(_, first)) = order.first() else { return Vec::new() };
    let apart = |(_, index): &&(usize, usize)| a[*index].direction.cross(a[first].direction).length() > 0.2;
    let second = order.iter().find(apart).map(|(_, index)| *index);
    let like = |index: usize| {
        let pairs = alike.pairs.iter().filter(move |pair| pair.0 == index);
        pairs.map(|(_, other, difference)| (b[*other].direction, *difference))
    };
    let u = a[first].direction;
    let mut found: Vec<(f64, DMat3)> = Vec::new();
    for (v, difference) in like(first) {
        let Some(second) = second else {
            found.push((difference, turning([u, u.any_orthonormal_vector()], [v, v.any_orthonormal_vector()])));
            continue;
        };
        let s = a[second].direction;
        for (t, other) in like(second) {
            let bend = (u.dot(s) - v.dot(t)).abs();
            if bend < 0.05 {
                found.push((difference + other + bend, turning([u, s], [v, t])));
            }
        }
    }
    found.sort_by(|p, q| p.0.total_cmp(&q.0));
    found.into_iter().take(MOST_PAIRS).map(|(_, rotation)| rotation).collect()
}

/// Directions up to sign in which most area looks.
fn main_directions(facets: &Facets) -> Vec<DVec3> {
    let mut clusters: Vec<(DVec3, f64)> = Vec::new();
    let axes = facets.patches.iter().filter_map(|patch| Some((patch.axis?, patch.area)));
    for (direction, area) in facets.directions.iter().map(|d| (d.normal, d.area)).chain(axes) {
        match clusters.iter_mut().take(64).find(|(known, _)| known.dot(direction).abs() > 1.0 - 1e-6) {
            Some((_, sum)) => *sum += area,
            None => clusters.push((direction, area)),
        }
    }
    clusters.sort_by(|p, q| q.1.total_cmp(&p.1));
    clusters.into_iter().take(DIRECTIONS).map(|(direction, _)| direction).collect()
}

/// Rotations that lay the two main directions of the first onto directions of the second at the same angle.
fn by_directions(a: &[DVec3], b: &[DVec3]) -> Vec<DMat3> {
    let mut found = Vec::new();
    let Some(&first) = a.first() else { return found };
    let second = a.iter().copied().find(|other| other.cross(first).length() > 0.2);
    for &v in b {
        for v in [v, -v] {
            let Some(second) = second else {
                found.push(turning([first, first.any_orthonormal_vector()], [v, v.any_orthonormal_vector()]));
                continue;
            };
            for &t in b {
                for t in [t, -t] {
                    if (first.dot(second) - v.dot(t)).abs() < 0.02 {
                        found.push(turning([first, second], [v, t]));
                    }
                }
            }
        }
    }
    found
}

/// Where two principal moments agree, angles about the third axis; where all agree, a coarse grid of rotations.
fn by_twists((values_a, axes_a): (DVec3, DMat3), (values_b, axes_b): (DVec3, DMat3)) -> Vec<DMat3> {
    let gaps = |v: DVec3| ((v.y - v.x) / v.z < DEGENERATE, (v.z - v.y) / v.z < DEGENERATE);
    let about = |axis: DVec3, degrees: f64| {
        let (sin, cos) = trig::sin_cos(degrees);
        let turn = |v: DVec3| v * cos + axis.cross(v) * sin + axis * (axis.dot(v) * (1.0 - cos));
        DMat3::from_cols(turn(DVec3::X), turn(DVec3::Y), turn(DVec3::Z))
    };
    let (low_a, high_a) = gaps(values_a);
    let (low_b, high_b) = gaps(values_b);
    let axes = match (low_a || low_b, high_a || high_b) {
        (false, false) => return Vec::new(),
        (true, false) => vec![(DVec3::Z, FLIPS[1])],
        (false, true) => vec![(DVec3::X, FLIPS[3])],
        (true, true) => vec![(DVec3::X, FLIPS[3]), (DVec3::Y, FLIPS[1]), (DVec3::Z, FLIPS[1])],
    };
    let mut found = Vec::new();
    for (axis, over) in axes {
        for step in 0..24 {
            for flip in [DVec3::ONE, over] {
                let flipped = DMat3::from_diagonal(flip);
                found.push(axes_b * about(axis, 15.0 * f64::from(step)) * flipped * axes_a.transpose());
            }
        }
    }
    found
}
