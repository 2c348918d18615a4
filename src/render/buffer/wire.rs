use glam::DVec2;

use super::seen::Seen;
use super::{Bitmap, Window};
use crate::export::{flat_figures, outline_bounds};
use crate::model::Shape;

/// Lines in a window.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// The cells they run through.
    pub cells: Bitmap,
    /// How many more cells they would have outside.
    pub outside: f64,
}

impl Lines {
    /// The borders between cells run through the middle of lines' cells: the sides of the window's box are there, and
    /// rounding must not move them.
    fn add(&mut self, a: DVec2, b: DVec2) {
        self.outside += self.cells.line(a + 0.5, b + 0.5);
    }
}

/// The edges of a mesh, hidden ones included.
pub fn wires(seen: &Seen) -> Lines {
    let mut lines = Lines::default();
    for [a, b] in seen.edges() {
        lines.add(a, b);
    }
    lines
}

/// Plane shapes from above, each in the coordinates of its own plane: what they enclose, and their curves.
pub fn outlines(shapes: &[&Shape], window: &Window) -> (Bitmap, Lines) {
    let (mut inside, mut lines) = (Bitmap::default(), Lines::default());
    for figure in shapes.iter().flat_map(|shape| flat_figures(shape)) {
        let closed = figure.closed();
        for points in figure.polylines(window.chord()) {
            let points: Vec<DVec2> = points.iter().map(|p| window.place(p.extend(0.0)).truncate()).collect();
            let next = points.iter().skip(1).chain(points.first().filter(|_| closed));
            for (&a, &b) in points.iter().zip(next) {
                lines.add(a, b);
                if closed {
                    inside.invert_beyond(a, b);
                }
            }
        }
    }
    (inside, lines)
}

/// The box of plane shapes in the cells of a window; `None` when there is nothing.
pub fn flat_extent(shapes: &[&Shape], window: &Window) -> Option<(DVec2, DVec2)> {
    let (min, max) = outline_bounds(shapes)?;
    let place = |p: DVec2| window.place(p.extend(0.0)).truncate();
    Some((place(min), place(max)))
}
