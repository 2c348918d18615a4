//! Patches of a mesh whose triangles lie on one surface, and the chains of edges between them.
//!
//! Invariants: chains start and end at nodes, where they meet others, or are closed; every boundary
//! edge of the mesh belongs to exactly one chain.

use glam::DVec3;

use super::carrier::Place;
use super::kernel::Outcome;
use crate::geom::brep::DisjointSets;

/// A connected set of triangles on one carrier.
pub(super) struct Patch {
    pub(super) place: Place,
    /// Boundary loops, the patch on their left.
    pub(super) loops: Vec<Vec<Link>>,
    /// A corner of a triangle of the patch.
    pub(super) somewhere: DVec3,
}

/// One use of a chain by a loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) chain: u32,
    pub(super) forward: bool,
}

/// Mesh edges between two patches, end to end.
pub(super) struct Chain {
    /// Vertices; the first again at the end of a closed chain.
    pub(super) vertices: Vec<u32>,
    /// The patches on the left and on the right.
    pub(super) patches: [u32; 2],
    /// Whether it closes on itself without a node.
    pub(super) closed: bool,
}

/// Patches, chains and the patches around every node.
pub(super) struct Network {
    pub(super) patches: Vec<Patch>,
    pub(super) chains: Vec<Chain>,
}

const NONE: u32 = u32::MAX;

/// Finds the network of a closed mesh; `Err` says what is wrong with the mesh. `corner` tells vertices that are nodes for other reasons.
pub(super) fn network(mesh: &Outcome, places: &[Place], corner: impl Fn(DVec3) -> bool) -> Result<Network, String> {
    let twins = twins(mesh)?;
    let corners = mesh.triangles.as_flattened();
    let group = groups(&twins, places);
    // Number the patches in the order of their first triangles.
    let mut number = vec![NONE; places.len()];
    let mut patches: Vec<Patch> = Vec::new();
    let mut patch_of = vec![NONE; places.len()];
    for triangle in 0..places.len() {
        let slot = &mut number[group[triangle] as usize];
        if *slot == NONE {
            *slot = patches.len() as u32;
            let somewhere = mesh.positions[mesh.triangles[triangle][0] as usize];
            patches.push(Patch { place: places[triangle], loops: Vec::new(), somewhere });
        }
        patch_of[triangle] = *slot;
    }
    let side = |half: u32| patch_of[half as usize / 3];
    let boundary = |half: u32| side(half) != side(twins[half as usize]);
    let nodes = nodes(mesh, &twins, &patch_of, corner);

    // The boundary half-edge that follows one on its patch: turn about its end until leaving the patch.
    let next_in_triangle = |half: u32| half - half % 3 + (half + 1) % 3;
    let follow = |half: u32| {
        let mut at = next_in_triangle(half);
        while !boundary(at) {
            at = next_in_triangle(twins[at as usize]);
        }
        at
    };
    let mut link_of: Vec<Option<Link>> = vec![None; corners.len()];
    let mut chains: Vec<Chain> = Vec::new();
    let mut trace = |first: u32, closed: bool, link_of: &mut Vec<Option<Link>>| {
        let chain = chains.len() as u32;
        let mut vertices = vec![corners[first as usize]];
        let mut half = first;
        loop {
            link_of[half as usize] = Some(Link { chain, forward: true });
            link_of[twins[half as usize] as usize] = Some(Link { chain, forward: false });
            let end = corners[next_in_triangle(half) as usize];
            vertices.push(end);
            let done = if closed { end == vertices[0] } else { nodes[end as usize] };
            if done || vertices.len() > corners.len() {
                break;
            }
            half = follow(half);
        }
        chains.push(Chain { vertices, patches: [side(first), side(twins[first as usize])], closed });
    };
    let halves = 0..corners.len() as u32;
    for half in halves.clone() {
        if boundary(half) && link_of[half as usize].is_none() && nodes[corners[half as usize] as usize] {
            trace(half, false, &mut link_of);
        }
    }
    for half in halves.clone() {
        if boundary(half) && link_of[half as usize].is_none() {
            trace(half, true, &mut link_of);
        }
    }
    let mut done = vec![false; corners.len()];
    for start in halves {
        if !boundary(start) || done[start as usize] {
            continue;
        }
        let mut links: Vec<Link> = Vec::new();
        let mut half = start;
        loop {
            if std::mem::replace(&mut done[half as usize], true) {
                break;
            }
            let link = link_of[half as usize].ok_or("an edge belongs to no chain")?;
            // A chain is entered at its first edge in walking direction; a loop may begin in its middle.
            let entered = nodes[corners[half as usize] as usize];
            if entered || (links.is_empty() && chains[link.chain as usize].closed) {
                links.push(link);
            }
            half = follow(half);
        }
        patches[side(start) as usize].loops.push(links);
    }
    Ok(Network { patches, chains })
}

/// For every half-edge (corner to next corner) the one that runs the other way.
fn twins(mesh: &Outcome) -> Result<Vec<u32>, String> {
    let mut keys: Vec<(u32, u32, u32)> = Vec::with_capacity(mesh.triangles.len() * 3);
    for (triangle, corners) in mesh.triangles.iter().enumerate() {
        for i in 0..3 {
            keys.push((corners[i], corners[(i + 1) % 3], (3 * triangle + i) as u32));
        }
    }
    keys.sort_unstable();
    let mut twins = vec![NONE; keys.len()];
    for &(a, b, half) in &keys {
        let at = keys.partition_point(|&(c, d, _)| (c, d) < (b, a));
        match keys.get(at..at + 2) {
            Some(&[(c, d, _), (e, f, _)]) if (c, d) == (b, a) && (e, f) == (b, a) => {
                return Err(format!("several triangles share the edge from vertex {a} to {b}"));
            }
            _ => {}
        }
        match keys.get(at) {
            Some(&(c, d, twin)) if (c, d) == (b, a) => twins[half as usize] = twin,
            _ => return Err(format!("the edge from vertex {a} to {b} is open")),
        }
    }
    Ok(twins)
}

fn groups(twins: &[u32], places: &[Place]) -> Vec<u32> {
    let mut sets = DisjointSets::new(places.len());
    for (half, &twin) in twins.iter().enumerate() {
        let (a, b) = (half / 3, twin as usize / 3);
        let (p, q) = (places[a], places[b]);
        if p.carrier == q.carrier && p.outward == q.outward {
            sets.join(a as u32, b as u32);
        }
    }
    (0..places.len() as u32).map(|triangle| sets.find(triangle)).collect()
}

/// Vertices where chains end: other than two boundary edges meet, or other patches lie beside them.
fn nodes(mesh: &Outcome, twins: &[u32], patch_of: &[u32], corner: impl Fn(DVec3) -> bool) -> Vec<bool> {
    #[derive(Clone, Copy)]
    struct Seen {
        count: u32,
        sides: (u32, u32),
        mixed: bool,
    }
    let nothing = Seen { count: 0, sides: (NONE, NONE), mixed: false };
    let mut seen = vec![nothing; mesh.positions.len()];
    for (half, &twin) in twins.iter().enumerate() {
        let (a, b) = (patch_of[half / 3], patch_of[twin as usize / 3]);
        if a == b {
            continue;
        }
        let vertex = mesh.triangles[half / 3][half % 3];
        let sides = (a.min(b), a.max(b));
        let seen = &mut seen[vertex as usize];
        seen.mixed |= seen.count > 0 && seen.sides != sides;
        seen.sides = sides;
        seen.count += 1;
    }
    let node = |(seen, p): (Seen, &DVec3)| seen.count > 0 && (seen.count != 2 || seen.mixed || corner(*p));
    seen.into_iter().zip(&mesh.positions).map(node).collect()
}
