//! Small buffers of shapes, for machines to compare: surfaces by height and normal, edges, the cells inside.
//!
//! Purpose: what pictures show, as plain numbers. A [`Window`] stretches a box to a cube of [`SIDE`] cells a
//! side, along each axis on its own, so that a thin plate fills it like a block; all buffers are in its cells.
//! Invariants: total on every mesh and shape; the same bits on every machine; memory does not depend on the
//! shape. Absent: judging what two buffers have in common.

mod bitmap;
mod cells;
mod seen;
mod surface;
mod wire;

pub use bitmap::Bitmap;
pub use cells::Cells;
pub use seen::{Direction, Edges, Placed, Seen, unpacked};
pub use surface::{NOTHING, Surface};
pub use wire::{flat_extent, outlines, wires};

use glam::DVec3;

use crate::export::outline_bounds;
use crate::geom::mesh::Mesh;
use crate::model::Shape;

/// Cells along each side of every buffer.
pub const SIDE: usize = 64;
/// Cells left free around the box of a window, on every side.
pub const MARGIN: usize = 8;
/// The thinnest box is stretched as if it were this share of its longest side thick.
const THINNEST: f64 = 1.0 / 16.0;

/// The part of space that buffers show: a box and a margin around it, as a cube of cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Window {
    center: DVec3,
    /// Cells a millimetre along each axis.
    scale: DVec3,
}

impl Window {
    /// The window around a box; `None` for a box of no size or not finite. The sides of the box lie between
    /// cells, as far from their centres as can be.
    pub fn around(min: DVec3, max: DVec3) -> Option<Window> {
        let size = max - min;
        let longest = size.max_element();
        if !(min.is_finite() && max.is_finite() && longest.is_finite() && longest > 0.0) {
            return None;
        }
        let scale = (SIDE - 2 * MARGIN) as f64 / size.max(DVec3::splat(longest * THINNEST));
        scale.is_finite().then_some(Window { center: min + size / 2.0, scale })
    }

    /// The window around meshes; `None` as for [`around`](Window::around).
    pub fn around_meshes(meshes: &[&Mesh]) -> Option<Window> {
        let boxes = meshes.iter().filter_map(|mesh| mesh.bounding_box());
        let (min, max) = boxes.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
        Window::around(min, max)
    }

    /// The window around plane shapes in their own coordinates; `None` as for [`around`](Window::around).
    pub fn around_shapes(shapes: &[&Shape]) -> Option<Window> {
        let (min, max) = outline_bounds(shapes)?;
        Window::around(min.extend(0.0), max.extend(0.0))
    }

    /// How far curves may lie from the chords they are drawn with, mm: a twentieth of a cell.
    fn chord(&self) -> f64 {
        0.05 / self.scale.max_element()
    }

    /// A place in cells, `0..SIDE` along each axis inside the window.
    pub fn place(&self, p: DVec3) -> DVec3 {
        (p - self.center) * self.scale + SIDE as f64 / 2.0
    }
}

#[cfg(test)]
mod tests;
