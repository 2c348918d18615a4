//! The best IoU over proper rotations, centroids and scales removed.
//!
//! Both shapes are moved to their centroids and scaled by their root mean square radii. Candidates come from the
//! principal axes of inertia, from landmarks (normals and places of faces, axes of patches), from the main directions
//! of the faces and, where principal moments agree, from a grid of angles ([`candidate`]). They are ranked by points
//! of the inside of the first that lie inside the second ([`dexel`]), turned until their landmarks agree
//! ([`landmark`]), and judged by the common volume.
//! Invariants: the rotation is proper; the value is at least that of the unrotated pose and of every proper pose of
//! the principal axes, up to the margin of the ranking.

mod candidate;
mod congruent;
mod dexel;
mod facet;
mod landmark;
mod plane;
#[cfg(test)]
mod tests;

use glam::{DMat3, DVec3};

use super::Best;
use super::overlap::{self, BUDGET, Budget};
use super::prepared::{Kind, Prepared, Solid, centered};
use crate::model::{Transform3, tolerance};
use candidate::{Candidate, Subject, candidates};
pub(super) use dexel::Dexels;
pub(super) use facet::{Facets, SMOOTH};
use landmark::Alike;
pub(super) use landmark::Landmark;

/// For a first ranking one of so many is looked at.
const ROUGH: usize = 5;
/// So many of the first ranking are ranked by all points, those that are required not counted.
const RANKED: usize = 16;
/// A candidate whose rank is lower than the best IoU found by more than this is not judged.
const MARGIN: f64 = 0.06;
/// The bonus of a rotation that turns every landmark onto a like one: points miss what small faces tell.
const LANDMARKS: f64 = 0.2;
/// The bonus of one that turns every landmark onto the same one: shapes that are nearly symmetric have many good ranks.
const SAME_LANDMARKS: f64 = 0.3;
/// Landmarks are on one another within this angle (a cosine: 0.01 radians).
const ONTO: f64 = 0.999_95;
/// A candidate with such a bonus is judged whatever the points say.
const TRUSTED: f64 = LANDMARKS + 0.5 * SAME_LANDMARKS;
/// At most so many candidates are judged exactly, those that are required not counted.
const MOST_JUDGED: usize = 6;
/// Nothing is searched beyond this IoU.
const ENOUGH: f64 = 1.0 - 1e-8;
/// Axes of bodies that differ by less than this, radians, are made parallel before they are compared.
const NEARLY_PARALLEL: f64 = 0.05;

/// The best IoU over proper rotations, centroids and scales removed; `None` when a shape encloses nothing.
pub(super) fn best(a: &Prepared, b: &Prepared) -> Option<Best> {
    match (&a.kind, &b.kind) {
        (Kind::Solid(first), Kind::Solid(second)) => {
            if first.leak().is_some() || second.leak().is_some() {
                return None;
            }
            Search::new(a, b, first, second)?.run()
        }
        (Kind::Plane(first), Kind::Plane(second)) => plane::best(first, second),
        _ => None,
    }
}

/// A candidate with the IoU that is likely and a bonus for landmarks that fit.
struct Ranked {
    rank: f64,
    bonus: f64,
    candidate: Candidate,
}

struct Search<'a> {
    shapes: (&'a Prepared, &'a Prepared),
    solids: (&'a Solid, &'a Solid),
    /// To the places of comparison, not turned.
    places: (Transform3, Transform3),
    best: Option<Best>,
    budget: Budget,
}

impl<'a> Search<'a> {
    fn new(a: &'a Prepared, b: &'a Prepared, first: &'a Solid, second: &'a Solid) -> Option<Search<'a>> {
        let (mass_a, mass_b) = a.masses(b);
        let (radius_a, radius_b) = (mass_a.radius(), mass_b.radius());
        let usable = mass_a.volume > 0.0 && mass_b.volume > 0.0 && radius_a > 0.0 && radius_b > 0.0;
        let places = (centered(mass_a.centroid, 1.0 / radius_a), centered(mass_b.centroid, 1.0 / radius_b));
        let budget = Budget::new(BUDGET);
        usable.then_some(Search { shapes: (a, b), solids: (first, second), places, best: None, budget })
    }

    fn run(mut self) -> Option<Best> {
        if self.solids.0.mesh == self.solids.1.mesh {
            // Of all poses of a symmetric shape only this has no rounding.
            self.judge(DMat3::IDENTITY);
            if self.best.is_some_and(|best| best.iou >= ENOUGH) {
                return self.best;
            }
        }
        if let Some(rotation) = self.congruence() {
            self.judge(self.aligned(rotation));
            if self.best.is_some_and(|best| best.iou >= ENOUGH) {
                return self.best;
            }
        }
        let (mass_a, mass_b) = self.shapes.0.masses(self.shapes.1);
        let (marks_a, marks_b) = (self.solids.0.landmarks(), self.solids.1.landmarks());
        let alike = Alike::new(marks_a, marks_b);
        let subject_a = Subject { mass: &mass_a, facets: self.solids.0.facets(), landmarks: marks_a };
        let subject_b = Subject { mass: &mass_b, facets: self.solids.1.facets(), landmarks: marks_b };
        let share = |candidate: &Candidate| {
            let shares = alike.shares(candidate.rotation, marks_a, marks_b, ONTO);
            LANDMARKS * shares.near + SAME_LANDMARKS * shares.same
        };
        let candidates: Vec<_> = candidates(&subject_a, &subject_b, &alike);
        let candidates = candidates.into_iter().map(|candidate| (share(&candidate), candidate)).collect();
        let (ranked, margin) = self.ranked(candidates, mass_a.volume, mass_b.volume);
        let mut judged = 0;
        for Ranked { rank, bonus, candidate } in &ranked {
            let best = self.best.map_or(0.0, |best| best.iou);
            if best >= ENOUGH {
                break;
            }
            if rank + margin < best && *bonus < TRUSTED {
                continue;
            }
            if !candidate.required && judged >= MOST_JUDGED {
                continue;
            }
            judged += usize::from(!candidate.required);
            let refined = self.aligned(alike.refined(candidate.rotation, marks_a, marks_b));
            self.judge(refined);
            let moved = (refined - candidate.rotation).to_cols_array().iter().any(|v| v.abs() > 1e-7);
            if candidate.required && moved {
                self.judge(self.aligned(candidate.rotation));
            }
        }
        self.best
    }

    /// The rotation that lays all vertices of the first onto those of the second, if there is one. Where exact boundaries are
    /// known it is found without.
    fn congruence(&self) -> Option<DMat3> {
        let (first, second) = self.solids;
        let alike = first.mesh.positions.len() == second.mesh.positions.len()
            && first.mesh.triangles.len() == second.mesh.triangles.len();
        if !alike || !Solid::readings(first, second).0.is_empty() {
            return None;
        }
        let placed = |solid: &Solid, place: &Transform3| -> Vec<DVec3> {
            solid.mesh.positions.iter().map(|p| place.point(*p)).collect()
        };
        congruent::congruence(&placed(first, &self.places.0), &placed(second, &self.places.1))
    }

    /// The candidates by the IoU that inner points make likely, with a bonus for landmarks that fit, highest first;
    /// and how far ranks may be off.
    fn ranked(&self, candidates: Vec<(f64, Candidate)>, volume_a: f64, volume_b: f64) -> (Vec<Ranked>, f64) {
        let dexels = self.solids.1.dexels();
        // Thin walls slip between the rays: what the second finds of itself is all that can be found.
        let own_share = self.solids.1.own_share();
        let (own_a, own_b) = (self.solids.0.own_place(), self.solids.1.own_place());
        let to_place = self.places.0.after(&super::inverse(&own_a));
        let points: Vec<DVec3> = self.solids.0.inner_points().iter().map(|p| to_place.point(*p)).collect();
        let back = own_b.after(&super::inverse(&self.places.1));
        let rank = |rotation: DMat3, step: usize| {
            let into = back.after(&turn(rotation));
            let looked_at = points.iter().step_by(step);
            let inside = looked_at.clone().filter(|p| dexels.contains(into.point(**p))).count() as f64;
            let share = (inside / (own_share * looked_at.len() as f64)).min(1.0);
            let first = volume_a * overlap::cubed(self.places.0.scale());
            let second = volume_b * overlap::cubed(self.places.1.scale());
            // No inner points, no rank: everything is judged.
            let common = if share.is_nan() { first.min(second) } else { (share * first).min(second) };
            common / (first + second - common)
        };
        let in_order = |ranked: &mut Vec<Ranked>| {
            ranked.sort_by(|p, q| (q.rank + q.bonus).total_cmp(&(p.rank + p.bonus)));
        };
        // A few points tell which candidates deserve all of them.
        let rough = |(bonus, candidate): (f64, Candidate)| {
            let rank = rank(candidate.rotation, ROUGH);
            Ranked { rank, bonus, candidate }
        };
        let mut ranked: Vec<Ranked> = candidates.into_iter().map(rough).collect();
        in_order(&mut ranked);
        let mut kept = 0;
        ranked.retain(|own| {
            kept += 1;
            kept <= RANKED || own.candidate.required
        });
        for own in &mut ranked {
            own.rank = rank(own.candidate.rotation, 1);
        }
        in_order(&mut ranked);
        (ranked, MARGIN + 0.5 * (1.0 - own_share))
    }

    /// The rotation that makes an axis of the first parallel to one of the second when they nearly are, so that the
    /// bodies can be compared exactly.
    fn aligned(&self, rotation: DMat3) -> DMat3 {
        let (first, second) = Solid::readings(self.solids.0, self.solids.1);
        for own in first {
            let image = rotation * own.axis();
            for other in second {
                let target = other.axis() * image.dot(other.axis()).signum();
                let by = image.cross(target);
                let sine = by.length();
                if sine <= 0.1 * tolerance::ANGULAR {
                    return rotation;
                }
                if sine < NEARLY_PARALLEL && image.dot(target) > 0.0 {
                    return landmark::rotated(rotation, by * (libm::asin(sine) / sine));
                }
            }
        }
        rotation
    }

    fn judge(&mut self, rotation: DMat3) {
        let to_a = turn(rotation).after(&self.places.0);
        let found = overlap::overlap(self.shapes.0, self.shapes.1, &to_a, &self.places.1, &mut self.budget);
        if let Some(overlap) = found
            && self.best.is_none_or(|best| overlap.iou > best.iou)
        {
            self.best = Some(Best { iou: overlap.iou, rotation });
        }
    }
}

fn turn(rotation: DMat3) -> Transform3 {
    Transform3 { linear: rotation, translation: DVec3::ZERO }
}
