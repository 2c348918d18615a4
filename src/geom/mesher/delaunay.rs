//! Constrained Delaunay triangulation of plane regions with inner points.

use std::collections::VecDeque;
use std::ops::Range;

use glam::DVec2;
use spade::handles::FixedVertexHandle;
use spade::{ConstrainedDelaunayTriangulation, Point2, Triangulation};

use super::monotone::Tangled;
use crate::geom::interrupt;

/// Appends the triangles of the region left of the `loops`, ranges of `points`, with vertices at the
/// `inner` points, which follow `points` in the numbering. Inner points outside the region are left out.
pub(super) fn triangulate(
    points: &[DVec2],
    loops: &[Range<u32>],
    inner: &[DVec2],
    out: &mut Vec<[u32; 3]>,
) -> Result<(), Tangled> {
    let mut cdt: ConstrainedDelaunayTriangulation<Point2<f64>> = ConstrainedDelaunayTriangulation::new();
    let mut handles: Vec<FixedVertexHandle> = Vec::with_capacity(points.len());
    let mut names: Vec<u32> = Vec::with_capacity(points.len() + inner.len());
    for (index, p) in points.iter().chain(inner).enumerate() {
        // The caller finds out why.
        interrupt::check_at(index).map_err(|_| Tangled)?;
        let handle = cdt.insert(Point2::new(p.x, p.y)).map_err(|_| Tangled)?;
        if handle.index() == names.len() {
            names.push(index as u32);
        } else if index < points.len() {
            // Two vertices of the boundary in one place.
            return Err(Tangled);
        }
        if index < points.len() {
            handles.push(handle);
        }
    }
    let mut ways: Vec<(FixedVertexHandle, FixedVertexHandle)> = Vec::with_capacity(points.len());
    for range in loops {
        for v in range.clone() {
            let next = if v + 1 == range.end { range.start } else { v + 1 };
            let (Some(&a), Some(&b)) = (handles.get(v as usize), handles.get(next as usize)) else {
                return Err(Tangled);
            };
            if !cdt.can_add_constraint(a, b) {
                return Err(Tangled);
            }
            cdt.add_constraint(a, b);
            ways.push((a, b));
        }
    }
    // From the triangles left of the loops to all others that no loop separates from them.
    let mut inside = vec![false; cdt.num_all_faces()];
    let mut queue = VecDeque::new();
    for (a, b) in ways {
        // A constraint that runs through another vertex is not one edge.
        let edge = cdt.get_edge_from_neighbors(a, b).ok_or(Tangled)?;
        let face = edge.face().as_inner().ok_or(Tangled)?.fix();
        if !std::mem::replace(&mut inside[face.index()], true) {
            queue.push_back(face);
        }
    }
    while let Some(face) = queue.pop_front() {
        for edge in cdt.face(face).adjacent_edges() {
            if edge.is_constraint_edge() {
                continue;
            }
            let next = edge.rev().face().as_inner().ok_or(Tangled)?.fix();
            if !std::mem::replace(&mut inside[next.index()], true) {
                queue.push_back(next);
            }
        }
    }
    for face in cdt.inner_faces() {
        if inside[face.fix().index()] {
            out.push(face.vertices().map(|vertex| names[vertex.index()]));
        }
    }
    Ok(())
}
