//! The built-in encoder: silhouettes, heights, normals and edges, cell by cell.
//!
//! Both shapes are drawn into the [`Window`] of the reference, so that size and place count, along X, Y and Z
//! and over a corner ([`Direction::ALL`]). Along a direction `d` let `U` be the cells in which either viewer sees
//! either shape and `B ⊆ U` those in which he sees both, and let `S` be the cells that the candidate's box covers
//! outside the window, seen by nobody. Then
//!
//! - *silhouette* is `|B| / (|U| + |S|)`,
//! - *depth* is `Σ_B a / (|U| + |S|)` with `a = h / (h + |Δ|)`, where `Δ` is the difference of the heights and `h` is a
//!   tenth of the reference's box,
//! - *normal* is `Σ_B a · max(0, n·m) / (|U| + |S|)` of the normals in the stretched space of the window,
//! - *edge* is the harmonic mean of the shares of each shape's edges that lie on the other's: an edge counts 1 on
//!   an edge, ¾, ½ and ¼ at one, two and three cells from it, and nothing outside the window. Hidden edges are drawn
//!   too: a hole is seen from the side, and a cavity at all.
//!
//! Each is the mean over the directions in which there is something to see, and the similarity is the mean of the
//! four. Plane shapes are seen from above alone, and have no heights and normals.

use super::{PreparedView, Similarity, Subject, ViewEncoder};
use crate::model::{DVec2, Shape};
use crate::render::Scene;
use crate::render::buffer::{
    Bitmap, Direction, Edges, Lines, MARGIN, NOTHING, Placed, SIDE, Surface, Window, flat_extent, outlines, unpacked,
    wires,
};

/// The difference of heights at which two surfaces agree by half, in cells: a tenth of the reference's box.
const HALF_DEPTH: f32 = 0.1 * (SIDE - 2 * MARGIN) as f32;
/// Cells from an edge at which nothing of it is left.
const EDGE_REACH: usize = 4;

/// Into whose window shapes are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// Both into that of the reference: size and place count.
    #[default]
    Reference,
    /// Each into its own: only the proportions count.
    Own,
}

/// The built-in encoder (see the head of this module).
#[derive(Clone, Copy, Debug, Default)]
pub struct Agreement {
    /// Into whose window shapes are drawn.
    pub framing: Framing,
}

impl ViewEncoder for Agreement {
    fn prepare(&self, reference: &Subject) -> Box<dyn PreparedView> {
        Box::new(Reference { framing: self.framing, look: Look::of(reference) })
    }
}

struct Reference {
    framing: Framing,
    look: Look,
}

/// What is kept of a reference.
enum Look {
    /// Nothing to see.
    Nothing,
    Solid {
        window: Window,
        edges: Edges,
        directions: Vec<([Surface; 2], Near)>,
    },
    Flat {
        window: Window,
        inside: Box<Bitmap>,
        lines: Near,
    },
}

impl Look {
    fn of(subject: &Subject) -> Look {
        let Some(window) = subject.window() else { return Look::Nothing };
        let moved = window.after(&subject.pose);
        match &subject.scene {
            Scene::Solids(meshes) => {
                // A mesh from a file shows creases only, so no more is asked of candidates.
                let edges =
                    if meshes.iter().all(|mesh| !mesh.faces.is_empty()) { Edges::Borders } else { Edges::Creases };
                let placed = Placed::new(meshes, &moved, edges);
                let directions = Direction::ALL.map(|direction| {
                    let seen = placed.seen(direction);
                    let mut surfaces = [Surface::default(), Surface::default()];
                    Surface::draw(&mut surfaces, &seen);
                    (surfaces, Near::new(wires(&seen)))
                });
                Look::Solid { window, edges, directions: directions.into() }
            }
            Scene::Flat(shapes) => {
                let (inside, lines) = outlines(shapes, &moved);
                Look::Flat { window, inside: Box::new(inside), lines: Near::new(lines) }
            }
        }
    }
}

impl PreparedView for Reference {
    fn bytes(&self) -> usize {
        let lines = EDGE_REACH * size_of::<Bitmap>();
        match &self.look {
            Look::Nothing => 0,
            Look::Solid { directions, .. } => directions.len() * (2 * SIDE * SIDE * size_of::<(f32, u32)>() + lines),
            Look::Flat { .. } => size_of::<Bitmap>() + lines,
        }
    }

    fn similarity(&self, candidate: &Subject) -> Similarity {
        let names = if candidate.is_solid() { SOLID } else { FLAT };
        let own = candidate.window();
        let window = |reference: &Window| match self.framing {
            Framing::Reference => Some(*reference),
            Framing::Own => own,
        };
        let moved = |reference: &Window| Some(window(reference)?.after(&candidate.pose));
        match (&self.look, &candidate.scene) {
            (Look::Solid { window, edges, directions }, Scene::Solids(meshes)) => moved(window).map_or_else(
                || Similarity::none(names),
                |window| solid(directions, &Placed::new(meshes, &window, *edges)),
            ),
            (Look::Flat { window, inside, lines }, Scene::Flat(shapes)) => {
                moved(window).map_or_else(|| Similarity::none(names), |window| flat(inside, lines, shapes, &window))
            }
            (Look::Nothing, _) if own.is_none() => Similarity::all(names),
            _ => Similarity::none(names),
        }
    }
}

/// The terms of solids and of plane shapes.
const SOLID: &[&str] = &["silhouette", "depth", "normal", "edge"];
const FLAT: &[&str] = &["silhouette", "edge"];

impl Similarity {
    fn of(names: &[&'static str], values: &[f64]) -> Similarity {
        let value = values.iter().sum::<f64>() / values.len().max(1) as f64;
        Similarity { value, terms: names.iter().copied().zip(values.iter().copied()).collect() }
    }

    fn none(names: &[&'static str]) -> Similarity {
        Similarity::of(names, &[0.0; 4][..names.len()])
    }

    fn all(names: &[&'static str]) -> Similarity {
        Similarity::of(names, &[1.0; 4][..names.len()])
    }
}

/// The mean of what was added; 1 when that is nothing.
#[derive(Default)]
struct Mean {
    sum: f64,
    count: f64,
}

impl Mean {
    fn add(&mut self, value: f64) {
        self.sum += value;
        self.count += 1.0;
    }

    fn value(&self) -> f64 {
        if self.count == 0.0 { 1.0 } else { self.sum / self.count }
    }
}

fn solid(reference: &[([Surface; 2], Near)], candidate: &Placed) -> Similarity {
    let [mut silhouette, mut depth, mut normal, mut edge] = [(); 4].map(|()| Mean::default());
    let mut drawn = [Surface::default(), Surface::default()];
    for (direction, (surfaces, near)) in Direction::ALL.into_iter().zip(reference) {
        let seen = candidate.seen(direction);
        Surface::draw(&mut drawn, &seen);
        let outside = outside(seen.extent());
        for (a, b) in drawn.iter().zip(surfaces) {
            let cells = Agreeing::of(a, b);
            let either = f64::from(cells.either) + outside;
            if either > 0.0 {
                silhouette.add(f64::from(cells.both) / either);
                depth.add(f64::from(cells.depth) / either);
                normal.add(f64::from(cells.normal) / either);
            }
        }
        near.compare(wires(&seen), &mut edge);
    }
    Similarity::of(SOLID, &[&silhouette, &depth, &normal, &edge].map(Mean::value))
}

fn flat(inside: &Bitmap, lines: &Near, shapes: &[&Shape], window: &Window) -> Similarity {
    let (own_inside, own_lines) = outlines(shapes, window);
    let both = f64::from(inside.common(&own_inside));
    let either = f64::from(inside.count() + own_inside.count()) - both + outside(flat_extent(shapes, window));
    let [mut silhouette, mut edge] = [(); 2].map(|()| Mean::default());
    if either > 0.0 {
        silhouette.add(both / either);
    }
    lines.compare(own_lines, &mut edge);
    Similarity::of(FLAT, &[&silhouette, &edge].map(Mean::value))
}

/// The cells of a box that lie outside the window.
fn outside(extent: Option<(DVec2, DVec2)>) -> f64 {
    let Some((min, max)) = extent else { return 0.0 };
    let area = |size: DVec2| size.x.max(0.0) * size.y.max(0.0);
    let limit = DVec2::splat(SIDE as f64);
    (area(max - min) - area(max.clamp(DVec2::ZERO, limit) - min.clamp(DVec2::ZERO, limit))).max(0.0)
}

/// What two surfaces have in common, in cells.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Agreeing {
    both: f32,
    either: f32,
    depth: f32,
    normal: f32,
}

impl Agreeing {
    fn of(a: &Surface, b: &Surface) -> Agreeing {
        // Column by column, so that the sums do not depend on how many are added at once.
        let [mut both, mut either, mut depth, mut normal] = [[0.0f32; SIDE]; 4];
        for row in (0..SIDE).filter(|row| (a.rows() | b.rows()) >> row & 1 == 1) {
            let (heights, others) = (a.heights(row), b.heights(row));
            let (normals, facing) = (a.normals(row), b.normals(row));
            for column in 0..SIDE {
                let (height, other) = (heights[column], others[column]);
                let common = if height.min(other) > NOTHING { 1.0 } else { 0.0 };
                both[column] += common;
                either[column] += if height.max(other) > NOTHING { 1.0 } else { 0.0 };
                let near = common * (HALF_DEPTH / (HALF_DEPTH + (height - other).abs()));
                depth[column] += near;
                normal[column] += near * cosine(normals[column], facing[column]);
            }
        }
        let [both, either, depth, normal] = [both, either, depth, normal].map(|columns| columns.iter().sum());
        Agreeing { both, either, depth, normal }
    }
}

/// The cosine between two normals, at least 0 and exactly 1 for equal ones.
fn cosine(a: u32, b: u32) -> f32 {
    let (a, b) = (unpacked(a), unpacked(b));
    let part = |i: usize| {
        let difference = (a[i] - b[i]) as f32;
        difference * difference
    };
    // |a − b|² = 2 − 2·a·b for unit vectors.
    (1.0 - (part(0) + part(1) + part(2)) * (0.5 / (511.0 * 511.0))).max(0.0)
}

/// Lines with everything near them.
struct Near {
    /// What lies within 0, 1, … cells of the lines.
    within: Vec<Bitmap>,
    outside: f64,
}

impl Near {
    fn new(lines: Lines) -> Near {
        let nearer = |near: &Bitmap| Some(near.dilated());
        Near {
            within: std::iter::successors(Some(lines.cells), nearer).take(EDGE_REACH).collect(),
            outside: lines.outside,
        }
    }

    /// The share of other lines that lie here, graded by distance; what is outside the window is not here.
    fn covers(&self, other: &Near) -> f64 {
        let lines = &other.within[0];
        let found: u32 = self.within.iter().map(|near| near.common(lines)).sum();
        let count = f64::from(lines.count()) + other.outside;
        if count > 0.0 { f64::from(found) / (EDGE_REACH as f64 * count) } else { 0.0 }
    }

    /// Adds the harmonic mean of both shares, when there is a line in either drawing.
    fn compare(&self, candidate: Lines, mean: &mut Mean) {
        let candidate = Near::new(candidate);
        if [self, &candidate].iter().all(|near| near.within[0].count() == 0 && near.outside == 0.0) {
            return;
        }
        let (precision, recall) = (self.covers(&candidate), candidate.covers(self));
        mean.add(if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 });
    }
}
