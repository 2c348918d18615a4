//! The rotation that lays the vertices of one mesh onto those of another, when there is one: a copy that was turned.

use glam::{DMat3, DVec3};
use kiddo::{ImmutableKdTree, SquaredEuclidean};

use super::candidate::turning;

/// Places agree within this, in units of the radius: files have 24 bits.
const NEAR: f64 = 3e-5;
/// So many vertices are tried as images of one.
const TRIED: usize = 512;
/// So many rotations are looked at.
const ROTATIONS: usize = 1024;
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
    // Of a rod all vertices lie near one line: what is far from it is told by the others.
    let aside = |p: DVec3| p.cross(direction).length();
    let most = a.iter().map(|p| aside(*p)).fold(100.0 * NEAR, f64::max);
    let (_, second) = rare(&|p| aside(p) > 0.3 * most)?;
    if count == 0 {
        return None;
    }
    let mut tree = None;
    let mut rotations = 0;
    for u in like(first.length()).take(TRIED) {
        for v in like(second.length()).take(TRIED) {
            if (u.dot(v) - first.dot(second)).abs() > 2.0 * NEAR {
                continue;
            }
            rotations += 1;
            if rotations > ROTATIONS {
                return None;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::samples::random::{Random, direction};

    #[test]
    fn turned_vertices_are_laid_onto_one_another_and_others_are_not() {
        let mut random = Random::new(3);
        for _ in 0..20 {
            // Two rings of one radius and a point beside them: many vertices are alike, and one is not.
            let ring = |height: f64| (0..12).map(move |i| (f64::from(i) * std::f64::consts::TAU / 12.0, height));
            let mut points: Vec<DVec3> =
                ring(-1.0).chain(ring(1.0)).map(|(angle, z)| DVec3::new(angle.cos(), angle.sin(), z)).collect();
            points.push(DVec3::new(0.7, 0.2, 1.1));
            let turn = DMat3::from_axis_angle(direction(&mut random), random.between(0.0, 6.0));
            let mut copy: Vec<DVec3> = points.iter().rev().map(|p| turn * *p).collect();
            let found = congruence(&points, &copy).unwrap();
            assert!((found.determinant() - 1.0).abs() < 1e-9);
            assert!((found * points[24]).distance(turn * points[24]) < 1e-6);
            copy[0] *= 1.01;
            assert_eq!(congruence(&points, &copy), None);
            let mirrored: Vec<DVec3> = points.iter().map(|p| *p * DVec3::new(1.0, 1.0, -1.0)).collect();
            assert_eq!(congruence(&points, &mirrored), None);
        }
        assert_eq!(congruence(&[DVec3::ZERO; 8], &[DVec3::ZERO; 8]), None);
    }

    #[test]
    fn a_rod_is_laid_onto_its_turned_copy_facet_onto_facet() {
        let mut random = Random::new(5);
        for radius in [0.2, 0.02, 0.005] {
            let ring = |height: f64| (0..16).map(move |i| (f64::from(i) * std::f64::consts::TAU / 16.0, height));
            let points: Vec<DVec3> = ring(-1.7)
                .chain(ring(1.7))
                .map(|(angle, z)| DVec3::new(radius * angle.cos(), radius * angle.sin(), z))
                .collect();
            let turn = DMat3::from_axis_angle(direction(&mut random), random.between(0.0, 6.0));
            let copy: Vec<DVec3> = points.iter().map(|p| turn * *p).collect();
            let found = congruence(&points, &copy).unwrap();
            for p in &points {
                let nearest = copy.iter().map(|q| q.distance(found * *p)).fold(f64::INFINITY, f64::min);
                assert!(nearest < 1e-4, "{radius}: {nearest}");
            }
        }
    }
}
