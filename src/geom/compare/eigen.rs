//! Eigenvectors of symmetric matrices.

use glam::{DMat3, DVec3};

/// Eigenvalues of a symmetric matrix, ascending, and a proper rotation whose columns are the eigenvectors, by cyclic
/// Jacobi rotations.
pub(super) fn axes(matrix: &DMat3) -> (DVec3, DMat3) {
    let mut m = matrix.to_cols_array_2d();
    let mut v = DMat3::IDENTITY.to_cols_array_2d();
    // Convergence is quadratic; a handful of sweeps suffices, the rest is for matrices that are not finite.
    for _ in 0..32 {
        let off = m[0][1].abs() + m[0][2].abs() + m[1][2].abs();
        if off.is_nan() || off <= f64::EPSILON * f64::EPSILON * (m[0][0].abs() + m[1][1].abs() + m[2][2].abs()) {
            break;
        }
        for (p, q) in [(0, 1), (0, 2), (1, 2)] {
            if m[p][q] == 0.0 {
                continue;
            }
            let theta = (m[q][q] - m[p][p]) / (2.0 * m[p][q]);
            let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
            let c = 1.0 / (t * t + 1.0).sqrt();
            let s = t * c;
            for row in &mut m {
                let (x, y) = (row[p], row[q]);
                (row[p], row[q]) = (c * x - s * y, s * x + c * y);
            }
            for rows in [&mut m, &mut v] {
                let (x, y) = (rows[p], rows[q]);
                rows[p] = [0, 1, 2].map(|k| c * x[k] - s * y[k]);
                rows[q] = [0, 1, 2].map(|k| s * x[k] + c * y[k]);
            }
        }
    }
    let mut order = [0, 1, 2];
    order.sort_by(|i, j| m[*i][*i].total_cmp(&m[*j][*j]));
    let values = DVec3::from_array(order.map(|i| m[i][i]));
    let [x, y, _] = order.map(|i| DVec3::from_array(v[i]));
    (values, DMat3::from_cols(x, y, x.cross(y)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_diagonalise_the_matrix() {
        let turn = DMat3::from_axis_angle(DVec3::new(1.0, 2.0, 3.0).normalize(), 0.7);
        for diagonal in
            [DVec3::new(1.0, 2.0, 3.0), DVec3::new(5.0, 5.0, 1.0), DVec3::splat(2.0), DVec3::new(3.0, 0.0, 1e-9)]
        {
            let matrix = turn * DMat3::from_diagonal(diagonal) * turn.transpose();
            let (values, axes) = axes(&matrix);
            let again = axes * DMat3::from_diagonal(values) * axes.transpose();
            assert!((again - matrix).to_cols_array().iter().all(|v| v.abs() < 1e-14));
            assert!((axes.determinant() - 1.0).abs() < 1e-14);
            assert!(values.x <= values.y && values.y <= values.z);
        }
    }
}
