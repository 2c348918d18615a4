//! The best IoU over rotations.

mod eigen;

use glam::{DMat3, DVec3};

use super::overlap::{self, Overlap};
use super::prepared::{Prepared, centered};
use super::{Best, inverse};
use crate::model::Transform3;

/// The best IoU over proper rotations, centroids and scales removed; `None` when a shape encloses nothing.
pub(super) fn best(a: &Prepared, b: &Prepared) -> Option<Best> {
    let (mass_a, mass_b) = a.masses(b);
    let to_a = centered(mass_a.centroid, 1.0 / mass_a.radius());
    let to_b = centered(mass_b.centroid, 1.0 / mass_b.radius());
    let (axes_a, axes_b) = (eigen::axes(&mass_a.second).1, eigen::axes(&mass_b.second).1);
    let mut best: Option<Best> = None;
    let flips = [DVec3::ONE, DVec3::new(1.0, -1.0, -1.0), DVec3::new(-1.0, 1.0, -1.0), DVec3::new(-1.0, -1.0, 1.0)];
    let candidates = flips.map(|flip| axes_b * DMat3::from_diagonal(flip) * axes_a.transpose());
    for rotation in std::iter::once(DMat3::IDENTITY).chain(candidates) {
        let turn = Transform3 { linear: rotation, translation: DVec3::ZERO };
        let Some(Overlap { iou, .. }) = overlap::overlap(a, b, &turn.after(&to_a), &to_b) else { continue };
        if best.is_none_or(|best| iou > best.iou) {
            best = Some(Best { iou, rotation });
        }
    }
    let _ = inverse;
    best
}
