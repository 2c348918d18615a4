//! Newton projection of points onto several surfaces at once.

use glam::{DMat3, DVec3};

use crate::geom::brep::Surface;

const ITERATIONS: usize = 60;

/// The point near `start` on all the surfaces, by the shortest steps; `None` when it does not settle.
pub(super) fn onto(start: DVec3, surfaces: &[&Surface]) -> Option<DVec3> {
    let mut p = start;
    let enough = 4.0 * f64::EPSILON * (1.0 + start.abs().max_element());
    let mut last = f64::INFINITY;
    for _ in 0..ITERATIONS {
        let mut normal = DMat3::ZERO;
        let mut right = DVec3::ZERO;
        let mut worst: f64 = 0.0;
        for surface in surfaces {
            let (d, n) = (surface.distance(p), surface.normal(p));
            normal += DMat3::from_cols(n * n.x, n * n.y, n * n.z);
            right -= n * d;
            worst = worst.max(d.abs());
        }
        if worst <= enough || (worst >= last && worst <= 1e3 * enough) {
            return Some(p);
        }
        last = worst;
        p += solve(normal, right);
        if !p.is_finite() {
            return None;
        }
    }
    let settled = surfaces.iter().all(|s| s.distance(p).abs() <= 1e-9 * (1.0 + start.abs().max_element()));
    settled.then_some(p)
}

/// The shortest least-squares solution of a symmetric positive semidefinite system: directions in which
/// the surfaces say nothing are left alone.
pub(super) fn solve(matrix: DMat3, right: DVec3) -> DVec3 {
    let (values, vectors) = eigen(matrix);
    let most = values.iter().fold(0.0f64, |a, b| a.max(*b));
    let mut solution = DVec3::ZERO;
    for (value, vector) in values.into_iter().zip(vectors) {
        if value > 1e-10 * most {
            solution += vector * (vector.dot(right) / value);
        }
    }
    solution
}

/// Eigenvalues and eigenvectors of a symmetric matrix, by Jacobi rotations.
fn eigen(mut a: DMat3) -> ([f64; 3], [DVec3; 3]) {
    let mut v = DMat3::IDENTITY;
    for _ in 0..12 {
        let squares = |x: f64, y: f64, z: f64| x * x + y * y + z * z;
        let off = squares(a.col(0).y, a.col(0).z, a.col(1).z);
        if off <= 1e-32 * squares(a.col(0).x, a.col(1).y, a.col(2).z) {
            break;
        }
        for (i, j) in [(0, 1), (0, 2), (1, 2)] {
            let (aij, aii, ajj) = (a.col(j)[i], a.col(i)[i], a.col(j)[j]);
            if aij == 0.0 {
                continue;
            }
            let theta = (ajj - aii) / (2.0 * aij);
            let t = (if theta >= 0.0 { 1.0 } else { -1.0 }) / (theta.abs() + libm::sqrt(theta * theta + 1.0));
            let c = 1.0 / libm::sqrt(t * t + 1.0);
            let s = t * c;
            let mut rotation = DMat3::IDENTITY;
            rotation.col_mut(i)[i] = c;
            rotation.col_mut(j)[j] = c;
            rotation.col_mut(j)[i] = s;
            rotation.col_mut(i)[j] = -s;
            a = rotation.transpose() * a * rotation;
            v *= rotation;
        }
    }
    ([a.col(0).x, a.col(1).y, a.col(2).z], [v.col(0), v.col(1), v.col(2)])
}

/// How many independent directions the surfaces fix at a point.
pub(super) fn rank(p: DVec3, surfaces: &[&Surface]) -> usize {
    let matrix = surfaces.iter().fold(DMat3::ZERO, |sum, surface| {
        let n = surface.normal(p);
        sum + DMat3::from_cols(n * n.x, n * n.y, n * n.z)
    });
    let (values, _) = eigen(matrix);
    values.iter().filter(|value| **value > 1e-6).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::samples::frame;
    use crate::model::Frame;

    #[test]
    fn projects_on_two_and_three_surfaces() {
        let a = Surface::Cylinder { frame: frame([0.0; 3], [0.0, 0.0, 1.0]), radius: 2.0 };
        let b = Surface::Cylinder { frame: frame([0.5, 0.0, 0.0], [1.0, 0.2, 0.0]), radius: 3.0 };
        let c = Surface::Plane { frame: frame([0.0, 0.4, 0.0], [0.1, 1.0, 0.3]) };
        let p = onto(DVec3::new(1.8, 0.3, 2.7), &[&a, &b]).unwrap();
        assert!(a.distance(p).abs() < 1e-13 && b.distance(p).abs() < 1e-13);
        let q = onto(p, &[&a, &b, &c]).unwrap();
        assert!([&a, &b, &c].iter().all(|s| s.distance(q).abs() < 1e-13));
        assert_eq!(rank(q, &[&a, &b, &c]), 3);
        assert_eq!(rank(q, &[&a, &b]), 2);
    }

    #[test]
    fn a_point_of_a_tangency_stays() {
        let wall = Surface::Cylinder { frame: Frame::XY, radius: 2.0 };
        let plane = Surface::Plane { frame: frame([2.0, 0.0, 0.0], [1.0, 0.0, 0.0]) };
        let p = DVec3::new(2.0, 0.0, 7.0);
        assert_eq!(onto(p, &[&wall, &plane]), Some(p));
        assert_eq!(rank(p, &[&wall, &plane]), 1);
    }
}
