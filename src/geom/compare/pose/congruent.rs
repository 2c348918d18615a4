//! The rotation that lays the vertices of one mesh onto those of another, when there is one: a copy that was turned.

use glam::{DMat3, DVec3};
use kiddo::{ImmutableKdTree, SquaredEuclidean};

use super::candidate::turning;

/// Places agree within this, in units of the radius: files have 24 bits.
const NEAR: f64 = 3e-5;
/// So many pairs of vertices are tried.
const TRIED: usize = 512;
/// So many vertices are looked up to confirm a rotation, spread over all.
const CONFIRMING: usize = 64;

/// The rotation, in the places of both sets of vertices about their centroids; `None` when they are not congruent.
pub(super) fn congruence(a: &[DVec3], b: &[DVec3]) -> Option<DMat3> {
    if a.len() != b.len() || a.len() < 4 {
        return None;
    }
    let mut radii: Vec<(f64, usize)> = b.iter().enumerate().map(|(index, p)| (p.length(), index)).collect();
    radii.sort_by(|p, q| p.0.total_cmp(&q.0));
    let like = |radius: f64| {
        let from = radii.partition_point(|(other, _)| *other < radius - NEAR);
        radii[from..].iter().take_while(move |(other, _)| *other <= radius + NEAR).map(|(_, index)| b[*index])
    };
    // The first landmark is a vertex that few others resemble, and the second one in another direction.
    let rare = |apart: &dyn Fn(DVec3) -> bool| {
        let far = a.iter().step_by((a.len() / CONFIRMING).max(1)).filter(|p| p.length() > 0.3 && apart(**p));
        far.map(|p| (like(p.length()).take(TRIED).count(), *p)).min_by_key(|(count, _)| *count)
    };
    let (count, first) = rare(&|_| true)?;
    let direction = first.normalize();
    let (_, second) = rare(&|p| p.normalize().cross(direction).length() > 0.3)?;
    if count == 0 {
        return None;
    }
    let mut tree = None;
    let mut tried = 0;
    for u in like(first.length()) {
        for v in like(second.length()) {
            tried += 1;
            if tried > TRIED * TRIED {
                return None;
            }
            if (u.dot(v) - first.dot(second)).abs() > 2.0 * NEAR {
                continue;
            }
            let rotation = turning([direction, second.normalize()], [u.normalize(), v.normalize()]);
            let tree = match &tree {
                Some(tree) => tree,
                None => {
                    let points: Vec<[f64; 3]> = b.iter().map(|p| p.to_array()).collect();
                    tree.insert(ImmutableKdTree::<f64, 3>::new_from_slice(&points).ok()?)
                }
            };
            let lies = |p: &DVec3| {
                let image = (rotation * *p).to_array();
                tree.query(&image).nearest_one::<SquaredEuclidean<f64>>().execute().distance <= 4.0 * NEAR * NEAR
            };
            // Few tell most wrong ones; all must agree in the end.
            if a.iter().step_by((a.len() / CONFIRMING).max(1)).all(lies) && a.iter().all(lies) {
                return Some(rotation);
            }
        }
    }
    None
}
