//! The mesh kernel: closed meshes in, one closed mesh out that knows where its triangles came from.

use std::collections::BTreeMap;

use glam::DVec3;
use manifold_rust::csg_tree::CsgNode;
use manifold_rust::manifold::Manifold;
use manifold_rust::types::{Error, MeshGLP, OpType};

use super::weld;
use crate::geom::brep::DisjointSets;
use crate::geom::interrupt;
use crate::geom::mesh::Mesh;
use crate::model::{BooleanOp, tolerance};

/// The result of a boolean of meshes.
pub(super) struct Outcome {
    /// Vertex places, mm.
    pub(super) positions: Vec<DVec3>,
    /// Corner indices, counter-clockwise seen from outside.
    pub(super) triangles: Vec<[u32; 3]>,
    /// Operand and face of the operand that each triangle lies on.
    pub(super) sources: Vec<(u32, u32)>,
}

/// Combines closed meshes in one batch; `Err` says what the kernel refused.
pub(super) fn run(op: BooleanOp, meshes: &[Mesh]) -> Result<Outcome, String> {
    let mut known = Known::default();
    let mut leaves = Vec::with_capacity(meshes.len());
    for (index, mesh) in meshes.iter().enumerate() {
        let leaf = Manifold::from_mesh_glp(&import(index, mesh, &mut known));
        if leaf.status() != Error::NoError {
            return Err(format!("operand {}: {}", index + 1, leaf.status().to_str()));
        }
        leaves.push(CsgNode::leaf(leaf.into_impl()));
    }
    let op = match op {
        BooleanOp::Union => OpType::Add,
        BooleanOp::Cut => OpType::Subtract,
        BooleanOp::Intersect => OpType::Intersect,
    };
    let interrupt = interrupt::current();
    let result = Manifold::from_impl(CsgNode::op_n(op, leaves).evaluate_with_token(Some(interrupt.token())));
    if result.status() != Error::NoError {
        return Err(result.status().to_str().to_owned());
    }
    export(&result.get_mesh_glp::<f64, u32>(-1))
}

fn import(index: usize, mesh: &Mesh, known: &mut Known) -> MeshGLP<f64, u32> {
    let positions = known.snap(&mesh.positions);
    MeshGLP {
        num_prop: 3,
        vert_properties: positions.iter().flat_map(|p| p.to_array()).collect(),
        tri_verts: mesh.triangles.iter().flatten().copied().collect(),
        run_index: vec![0, 3 * mesh.triangles.len() as u32],
        run_original_id: vec![index as u32],
        face_id: mesh.faces.clone(),
        ..MeshGLP::default()
    }
}

fn export(mesh: &MeshGLP<f64, u32>) -> Result<Outcome, String> {
    let bad = || "the result is not a mesh".to_owned();
    let positions = mesh.vert_properties.chunks_exact(3).map(DVec3::from_slice).collect();
    let triangles: Vec<[u32; 3]> = mesh.tri_verts.chunks_exact(3).map(|t| [t[0], t[1], t[2]]).collect();
    let mut sources = Vec::with_capacity(triangles.len());
    let ends = mesh.run_index.iter().skip(1).copied().chain([mesh.tri_verts.len() as u32]);
    for ((&start, end), &operand) in mesh.run_index.iter().zip(ends).zip(&mesh.run_original_id) {
        for triangle in start / 3..end / 3 {
            sources.push((operand, *mesh.face_id.get(triangle as usize).ok_or_else(bad)?));
        }
    }
    if sources.len() != triangles.len() || mesh.num_prop != 3 {
        return Err(bad());
    }
    Ok(weld::weld(without_films(Outcome { positions, triangles, sources })))
}

/// Leaves out connected pieces that are thinner than the tolerance: rounding between flush faces.
fn without_films(mesh: Outcome) -> Outcome {
    let mut sets = DisjointSets::new(mesh.positions.len());
    for &[a, b, c] in &mesh.triangles {
        sets.join(a, b);
        sets.join(b, c);
    }
    let mut sizes: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
    let piece: Vec<u32> = mesh.triangles.iter().map(|triangle| sets.find(triangle[0])).collect();
    for (triangle, &piece) in mesh.triangles.iter().zip(&piece) {
        // The piece's least vertex as base, so that distance from the origin costs no digits.
        let base = mesh.positions[piece as usize];
        let [a, b, c] = triangle.map(|v| mesh.positions[v as usize] - base);
        let (volume, area) = sizes.entry(piece).or_default();
        *volume += a.dot(b.cross(c)) / 6.0;
        *area += (b - a).cross(c - a).length() / 2.0;
    }
    let film = |piece: &u32| sizes.get(piece).is_some_and(|(volume, area)| volume.abs() <= tolerance::LINEAR * area);
    if !sizes.keys().any(&film) {
        return mesh;
    }
    let keep = |(_, piece): &(usize, &u32)| !film(piece);
    let kept: Vec<usize> = piece.iter().enumerate().filter(keep).map(|(triangle, _)| triangle).collect();
    let triangles = kept.iter().map(|&triangle| mesh.triangles[triangle]).collect();
    let sources = kept.iter().map(|&triangle| mesh.sources[triangle]).collect();
    Outcome { positions: mesh.positions, triangles, sources }.compact()
}

impl Outcome {
    /// Without vertices that no triangle has.
    pub(super) fn compact(self) -> Outcome {
        let mut positions = Vec::new();
        let mut names: Vec<Option<u32>> = vec![None; self.positions.len()];
        let mut name = |v: u32| {
            *names[v as usize].get_or_insert_with(|| {
                positions.push(self.positions[v as usize]);
                positions.len() as u32 - 1
            })
        };
        let triangles = self.triangles.iter().map(|triangle| triangle.map(&mut name)).collect();
        Outcome { positions, triangles, sources: self.sources }
    }
}

/// Vertices of earlier operands, by cell: later operands take over places that differ by rounding only.
#[derive(Default)]
struct Known {
    cells: BTreeMap<[i64; 3], DVec3>,
}

impl Known {
    const CELL: f64 = 2.0 * tolerance::LINEAR;

    fn snap(&mut self, positions: &[DVec3]) -> Vec<DVec3> {
        let snapped: Vec<DVec3> = positions.iter().map(|&p| self.near(p).unwrap_or(p)).collect();
        for &p in &snapped {
            self.cells.entry(Self::cell(p)).or_insert(p);
        }
        snapped
    }

    fn cell(p: DVec3) -> [i64; 3] {
        (p / Self::CELL).floor().to_array().map(|c| c as i64)
    }

    fn near(&self, p: DVec3) -> Option<DVec3> {
        if self.cells.is_empty() {
            return None;
        }
        // A vertex in reach lies in one of the cells around the nearest cell corner.
        let base = Self::cell(p - DVec3::splat(Self::CELL / 2.0));
        (0..8)
            .filter_map(|corner| {
                let [x, y, z] = base;
                self.cells.get(&[x + (corner & 1), y + (corner >> 1 & 1), z + (corner >> 2)])
            })
            .find(|q| q.distance(p) <= tolerance::LINEAR)
            .copied()
    }
}
