use glam::DVec3;
use rustc_hash::FxHashMap;

use crate::geom::mesh::Mesh;

/// Cosine of the angle between neighbouring triangles above which an edge of a mesh without faces is
/// drawn smooth (35°).
const SMOOTH_COSINE: f64 = 0.82;

/// A shading normal for each corner of each triangle: smooth within a face of the body, sharp between
/// faces. A mesh that knows no faces is smooth wherever neighbouring triangles meet at less than 35°.
pub fn corner_normals(mesh: &Mesh) -> Vec<[DVec3; 3]> {
    let groups = if mesh.faces.len() == mesh.triangles.len() { mesh.faces.clone() } else { smooth_groups(mesh) };
    let corner = |triangle: &[u32; 3]| triangle.map(|index| mesh.positions[index as usize]);
    let mut sums: FxHashMap<(u32, u32), DVec3> = FxHashMap::default();
    for (triangle, &group) in mesh.triangles.iter().zip(&groups) {
        let points = corner(triangle);
        let normal = unit_normal(points);
        for k in 0..3 {
            // Weighted by the corner's angle, so that the triangulation of a face does not show.
            let [a, b] = [1, 2].map(|step| (points[(k + step) % 3] - points[k]).normalize_or_zero());
            let angle = libm::acos(a.dot(b).clamp(-1.0, 1.0));
            *sums.entry((triangle[k], group)).or_default() += normal * angle;
        }
    }
    mesh.triangles
        .iter()
        .zip(&groups)
        .map(|(triangle, &group)| {
            let own = unit_normal(corner(triangle));
            triangle.map(|index| {
                let smooth = sums.get(&(index, group)).copied().unwrap_or(own).normalize_or_zero();
                if smooth == DVec3::ZERO { own } else { smooth }
            })
        })
        .collect()
}

fn unit_normal([a, b, c]: [DVec3; 3]) -> DVec3 {
    (b - a).cross(c - a).normalize_or_zero()
}

/// Triangles connected through smooth edges get the same number.
fn smooth_groups(mesh: &Mesh) -> Vec<u32> {
    let normals: Vec<DVec3> =
        mesh.triangles.iter().map(|t| unit_normal(t.map(|index| mesh.positions[index as usize]))).collect();
    let mut parents: Vec<u32> = (0..mesh.triangles.len() as u32).collect();
    let mut seen: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for (number, triangle) in mesh.triangles.iter().enumerate() {
        for k in 0..3 {
            let (a, b) = (triangle[k], triangle[(k + 1) % 3]);
            let Some(&other) = seen.get(&(b, a)) else {
                seen.insert((a, b), number as u32);
                continue;
            };
            if normals[number].dot(normals[other as usize]) > SMOOTH_COSINE {
                let (a, b) = (root(&mut parents, number as u32), root(&mut parents, other));
                parents[a.max(b) as usize] = a.min(b);
            }
        }
    }
    (0..mesh.triangles.len() as u32).map(|number| root(&mut parents, number)).collect()
}

fn root(parents: &mut [u32], mut number: u32) -> u32 {
    while parents[number as usize] != number {
        parents[number as usize] = parents[parents[number as usize] as usize];
        number = parents[number as usize];
    }
    number
}
