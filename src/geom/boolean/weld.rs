//! Vertices that only the push between flush faces keeps apart, made one.
//!
//! Where a pushed face meets the edge it was flush with, the mesh boolean leaves edges about as long as the push.
//! In the exact boundary they are single points.

use std::collections::BTreeMap;

use super::kernel::Outcome;
use super::nudge::PUSH;
use crate::geom::brep::DisjointSets;

/// Edges shorter than this are taken out, mm.
const SHORT: f64 = 4.0 * PUSH;

/// The mesh without its shortest edges; as it was when it has none or would not stay closed.
pub(super) fn weld(mesh: Outcome) -> Outcome {
    let mut sets = DisjointSets::new(mesh.positions.len());
    let mut any = false;
    for &[a, b, c] in &mesh.triangles {
        for (p, q) in [(a, b), (b, c), (c, a)] {
            if mesh.positions[p as usize].distance(mesh.positions[q as usize]) < SHORT {
                sets.join(p, q);
                any = true;
            }
        }
    }
    if !any {
        return mesh;
    }
    let mut welded = Outcome { positions: mesh.positions.clone(), triangles: Vec::new(), sources: Vec::new() };
    // Two triangles back to back enclose nothing.
    let mut standing: BTreeMap<[u32; 3], Vec<usize>> = BTreeMap::new();
    for (triangle, source) in mesh.triangles.iter().zip(&mesh.sources) {
        let [a, b, c] = triangle.map(|v| sets.find(v));
        if a == b || b == c || c == a {
            continue;
        }
        if let Some(back) = standing.get_mut(&least_first([a, c, b])).and_then(Vec::pop) {
            welded.sources[back].0 = u32::MAX;
            continue;
        }
        standing.entry(least_first([a, b, c])).or_default().push(welded.triangles.len());
        welded.triangles.push([a, b, c]);
        welded.sources.push(*source);
    }
    let kept = |source: &(u32, u32)| source.0 != u32::MAX;
    let pairs = welded.triangles.iter().zip(&welded.sources).filter(|(_, source)| kept(source));
    let (triangles, sources) = pairs.map(|(triangle, source)| (*triangle, *source)).unzip();
    (welded.triangles, welded.sources) = (triangles, sources);
    if is_closed(&welded.triangles) { welded.compact() } else { mesh }
}

fn least_first(mut triangle: [u32; 3]) -> [u32; 3] {
    let least = (0..3).min_by_key(|&i| triangle[i]).unwrap_or(0);
    triangle.rotate_left(least);
    triangle
}

/// Whether every directed edge is there once and has its counterpart.
fn is_closed(triangles: &[[u32; 3]]) -> bool {
    let mut edges: Vec<(u32, u32)> = triangles.iter().flat_map(|&[a, b, c]| [(a, b), (b, c), (c, a)]).collect();
    edges.sort_unstable();
    edges.windows(2).all(|pair| pair[0] != pair[1]) && edges.iter().all(|&(a, b)| edges.binary_search(&(b, a)).is_ok())
}
