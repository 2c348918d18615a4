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
pub use wire::{Lines, flat_extent, outlines, wires};

use glam::DVec3;

use super::Scene;
use crate::export::outline_bounds;
use crate::model::Transform3;

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
    /// What shapes are moved by first.
    pose: Transform3,
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
        let window = Window { center: min + size / 2.0, scale, pose: Transform3::IDENTITY };
        scale.is_finite().then_some(window)
    }

    /// The window around a scene that is moved by `pose`; `None` as for [`around`](Window::around).
    pub fn around_scene(scene: &Scene, pose: &Transform3) -> Option<Window> {
        let (min, max) = match scene {
            Scene::Solids(meshes) => {
                let corners = meshes.iter().flat_map(|mesh| mesh.triangles.iter().filter_map(|t| mesh.corners(*t)));
                let places = corners.flatten().map(|p| pose.point(p)).map(|p| (p, p));
                places.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?
            }
            Scene::Flat(shapes) => {
                let (min, max) = outline_bounds(shapes)?;
                let (a, b) = (pose.point(min.extend(0.0)), pose.point(max.extend(0.0)));
                (a.min(b), a.max(b))
            }
        };
        Window::around(min, max)
    }

    /// The window for shapes that are moved by `pose` first.
    pub fn after(&self, pose: &Transform3) -> Window {
        Window { pose: self.pose.after(pose), ..*self }
    }

    /// How far curves may lie from the chords they are drawn with, mm: a twentieth of a cell.
    fn chord(&self) -> f64 {
        0.05 / (self.scale.max_element() * self.pose.scale())
    }

    /// A place in cells, `0..SIDE` along each axis inside the window.
    pub fn place(&self, p: DVec3) -> DVec3 {
        (self.pose.point(p) - self.center) * self.scale + SIDE as f64 / 2.0
    }
}

#[cfg(test)]
mod tests;
