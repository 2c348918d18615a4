use glam::DVec3;

use crate::geom::brep::DisjointSets;
use crate::geom::mesh::Mesh;

/// What a closed surface consists of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Anatomy {
    /// Separate bodies.
    pub bodies: usize,
    /// Cavities that are closed all around.
    pub cavities: usize,
    /// Through holes of all bodies and cavities together.
    pub holes: usize,
}

/// Counts bodies, cavities and through holes of a closed mesh in about linear time. Of one that is not closed, or
/// whose triangles do not share their vertices, the counts mean nothing.
pub fn anatomy(mesh: &Mesh) -> Anatomy {
    let count = mesh.positions.len();
    let triangles = || mesh.triangles.iter().filter(|corners| corners.iter().all(|corner| (*corner as usize) < count));
    let mut shells = DisjointSets::new(count);
    for &[a, b, c] in triangles() {
        shells.join(a, b);
        shells.join(b, c);
    }
    // Of each shell, by its first vertex: vertices, triangles, and six times the volume from that vertex.
    let mut sums = vec![(0i64, 0i64, 0.0f64); count];
    for &corners in triangles() {
        let shell = shells.find(corners[0]) as usize;
        let [a, b, c] = corners.map(|corner| mesh.positions[corner as usize] - mesh.positions[shell]);
        sums[shell].1 += 1;
        sums[shell].2 += a.dot(DVec3::cross(b, c));
    }
    for vertex in 0..count {
        sums[shells.find(vertex as u32) as usize].0 += 1;
    }
    let mut anatomy = Anatomy::default();
    for (vertices, triangles, volume) in sums.into_iter().filter(|(_, triangles, _)| *triangles > 0) {
        // Euler: vertices − edges + triangles = 2 − 2·holes, with three halves of an edge for each triangle.
        anatomy.holes += ((2 - vertices + triangles / 2).max(0) / 2) as usize;
        *(if volume < 0.0 { &mut anatomy.cavities } else { &mut anatomy.bodies }) += 1;
    }
    anatomy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::mesher::{self, MeshOptions};
    use crate::geom::samples::{Outline, prism};
    use crate::model::{DVec2, Frame};

    fn disc(x: f64, radius: f64, ccw: bool) -> Outline {
        Outline::Circle { center: DVec2::new(x, 0.0), radius, ccw }
    }

    fn mesh(outlines: &[Outline], height: f64) -> Mesh {
        mesher::mesh(&prism(&Frame::XY, outlines, height), &MeshOptions::default()).unwrap()
    }

    /// Both meshes side by side, the second turned inside out when asked.
    fn together(a: &Mesh, b: &Mesh, inside_out: bool) -> Mesh {
        let mut all = a.clone();
        let first = a.positions.len() as u32;
        all.positions.extend(b.positions.iter().map(|p| *p + DVec3::Z));
        all.triangles.extend(b.triangles.iter().map(|&[a, b, c]| {
            let corners = if inside_out { [a, c, b] } else { [a, b, c] };
            corners.map(|corner| corner + first)
        }));
        all
    }

    #[test]
    fn bodies_cavities_and_holes_are_told_apart() {
        let plate = mesh(&[disc(0.0, 20.0, true), disc(-8.0, 2.0, false), disc(8.0, 3.0, false)], 10.0);
        assert_eq!(anatomy(&plate), Anatomy { bodies: 1, cavities: 0, holes: 2 });
        let bubble = mesh(&[disc(0.0, 1.0, true)], 1.0);
        assert_eq!(anatomy(&together(&plate, &bubble, true)), Anatomy { bodies: 1, cavities: 1, holes: 2 });
        assert_eq!(anatomy(&together(&plate, &plate, false)), Anatomy { bodies: 2, cavities: 0, holes: 4 });
        assert_eq!(anatomy(&Mesh::default()), Anatomy::default());
        let mut dangling = bubble;
        dangling.triangles[0] = [0, 1, u32::MAX];
        assert_eq!(anatomy(&dangling).bodies, 1);
    }
}
