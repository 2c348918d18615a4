//! Diagonals that more than two triangles share.
//!
//! Faces are triangulated each for itself, so two of them that have two vertices in common may both draw the
//! diagonal between these, and a wall may draw it on both sides of its axis. All such diagonals but one get a
//! vertex in their middle, on the surface of their face.

use glam::DVec3;

use crate::geom::brep::Body;
use crate::geom::mesh::Mesh;

/// How often shared diagonals are looked for: dividing one never makes another.
const ROUNDS: usize = 4;

/// A diagonal: its two triangles as places of half-edges.
type Diagonal = [usize; 2];

/// Divides diagonals that are shared; `false` when the mesh is not closed after that.
pub(super) fn unfold(body: &Body, mesh: &mut Mesh) -> bool {
    for _ in 0..ROUNDS {
        let folds = folds(mesh);
        if folds.is_empty() {
            return mesh.is_watertight();
        }
        let mut touched = vec![false; mesh.triangles.len()];
        for diagonal in folds {
            // One diagonal of a triangle at a time; the next round finds the others.
            if diagonal.iter().all(|half| !std::mem::replace(&mut touched[half / 3], true)) {
                divide(body, mesh, diagonal);
            }
        }
        sort_by_face(mesh);
    }
    false
}

/// The diagonals to be divided.
fn folds(mesh: &Mesh) -> Vec<Diagonal> {
    let mut halves: Vec<(u32, u32, u32)> = Vec::with_capacity(3 * mesh.triangles.len());
    for (triangle, corners) in mesh.triangles.iter().enumerate() {
        for i in 0..3 {
            let (a, b) = (corners[i], corners[(i + 1) % 3]);
            halves.push((a.min(b), a.max(b), (3 * triangle + i) as u32));
        }
    }
    halves.sort_unstable();
    let mut folds = Vec::new();
    for group in halves.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).filter(|group| group.len() > 2) {
        let mut diagonals: Vec<Diagonal> = Vec::new();
        let mut edge = false;
        let face = |half: &(u32, u32, u32)| mesh.faces[half.2 as usize / 3];
        // Half-edges are in the order of their triangles, and these in the order of their faces.
        for own in group.chunk_by(|a, b| face(a) == face(b)) {
            let own = own.iter().map(|half| half.2 as usize);
            let (there, mut back): (Vec<usize>, Vec<usize>) = own.partition(|&half| corner(mesh, half) == group[0].0);
            edge |= there.len() != back.len();
            for half in there {
                let apart = |i: &usize| apart(mesh, half, back[*i]);
                let nearest = (0..back.len()).min_by(|i, j| apart(i).total_cmp(&apart(j)));
                diagonals.extend(nearest.map(|nearest| [half, back.swap_remove(nearest)]));
            }
        }
        folds.extend(diagonals.into_iter().skip(usize::from(!edge)));
    }
    folds
}

/// The first vertex of a half-edge.
fn corner(mesh: &Mesh, half: usize) -> u32 {
    mesh.triangles[half / 3][half % 3]
}

/// The vertex opposite of a half-edge.
fn opposite(mesh: &Mesh, half: usize) -> u32 {
    mesh.triangles[half / 3][(half % 3 + 2) % 3]
}

fn apart(mesh: &Mesh, half: usize, other: usize) -> f64 {
    let [a, b] = [half, other].map(|half| mesh.positions[opposite(mesh, half) as usize]);
    a.distance(b)
}

fn divide(body: &Body, mesh: &mut Mesh, diagonal: Diagonal) {
    let face = mesh.faces[diagonal[0] / 3];
    let Some(surface) = body.faces.get(face as usize).map(|face| &face.surface) else { return };
    let place = |v: u32| mesh.positions[v as usize];
    let ends = diagonal.map(|half| place(corner(mesh, half)));
    let across = diagonal.map(|half| place(opposite(mesh, half)));
    let middle = (ends[0] + ends[1]) / 2.0;
    // A long diagonal through the inside of its surface lies on the side of its triangles.
    let side = middle + (across[0] + across[1] - ends[0] - ends[1]) * 1e-3;
    let foot = |p: DVec3| {
        let at = surface.parameters(p);
        surface.point(at.x, at.y)
    };
    let new = mesh.positions.len() as u32;
    mesh.positions.push(foot(if surface.distance(middle).abs() > 0.1 * ends[0].distance(ends[1]) {
        side
    } else {
        middle
    }));
    for half in diagonal {
        let (triangle, i) = (half / 3, half % 3);
        let mut second = mesh.triangles[triangle];
        mesh.triangles[triangle][(i + 1) % 3] = new;
        second[i] = new;
        mesh.triangles.push(second);
        mesh.faces.push(face);
    }
}

/// Triangles of one face stand together again.
fn sort_by_face(mesh: &mut Mesh) {
    let mut order: Vec<u32> = (0..mesh.triangles.len() as u32).collect();
    order.sort_by_key(|&triangle| mesh.faces[triangle as usize]);
    mesh.triangles = order.iter().map(|&triangle| mesh.triangles[triangle as usize]).collect();
    mesh.faces = order.iter().map(|&triangle| mesh.faces[triangle as usize]).collect();
}
