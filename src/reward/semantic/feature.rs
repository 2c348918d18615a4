//! Features: holes, cavities, separate bodies, thin walls and small gaps, however little volume they have.
//!
//! Purpose: a plain box must not score well on a part with holes, nor must holes too small to be holes. Everything is
//! counted in the cells of the reference's [`Window`], 48 along each side of its box. Let `R` and `C` be the cells
//! inside the reference and the candidate.
//!
//! - *topology* is the product over bodies, cavities and through holes of `(min + 1) / (max + 1)` of the two counts.
//! - *detail* looks at what is small. The *gaps* `G` of the reference are the empty cells where no block of 7 cells a
//!   side fits, its *walls* `W` (ribs, pins) the full cells where none fits. Around them, at most four cells away, `N` is
//!   what is full next to a gap, and `M` what is empty next to a wall and inside the reference's box. The gaps are there
//!   as far as `g = |G \ C| / |G| · |N ∩ C| / |N|`, the walls as far as `w = |W ∩ C| / |W| · |M \ C| / |M|`. So a hole is
//!   judged by its size and place, whatever the size of the part around it. Either counts as much as there is of it,
//!   `p = n / (n + n₀)` for its `n` cells: detail is `(1 − p_g·(1 − g)) · (1 − p_w·(1 − w))`, 1 for a reference without.
//! - *void* is `(|E \ C| + ε) / (|E| + ε)` with the empty cells `E` of the reference's box, and `ε` a fiftieth of the box.
//! - *kept* is the share of the reference's volume that is not missing, *owned* the share of the candidate's that is
//!   not too much.
//!
//! The value is `√(topology · detail · void · kept · owned)`: what has none of one has none of the features. Of plane
//! shapes the same holds with regions and holes, squares of cells and areas. Detail, void and kept can only fall when a
//! cell, or a volume, that was right becomes wrong.
//!
//! Invariants: everything is in 0..=1, and 1 for a shape beside itself. Absent: how volumes are found.

use super::Subject;
use crate::geom::measure::{Anatomy, anatomy};
use crate::model::{Face, Shape};
use crate::render::Scene;
use crate::render::buffer::{Cells, Direction, Edges, Placed, Window, outlines};

/// Cells of detail that make it count by half (`n₀`): a rod of two by two cells through the whole part has 192.
const SOME: f64 = 32.0;
/// The same in the plane, where a hole two cells wide has 4.
const SOME_FLAT: f64 = 2.0;
/// Empty cells that do not matter (`ε`), as a share of the reference's box.
const EMPTY: f64 = 0.02;

/// Volumes of two solids, mm³, or areas of two plane shapes, mm².
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Volumes {
    /// Of the candidate.
    pub candidate: f64,
    /// Of the reference.
    pub reference: f64,
    /// Of what both have in common.
    pub common: f64,
}

/// How much of the reference's features a candidate has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FeatureScore {
    /// Of bodies, cavities and through holes, 0 to 1.
    pub topology: f64,
    /// Of small gaps and thin walls, 0 to 1; 1 for a reference without.
    pub detail: f64,
    /// Of empty space, 0 to 1.
    pub void: f64,
    /// The share of the reference that is not missing, 0 to 1.
    pub kept: f64,
    /// The share of the candidate that is not too much, 0 to 1.
    pub owned: f64,
    /// The whole (see the head of this module), 0 to 1.
    pub value: f64,
}

/// The features of a reference.
pub struct Features {
    window: Window,
    anatomy: Anatomy,
    inside: Zone,
    gaps: Detail,
    walls: Detail,
    /// The empty cells of its box.
    empty: Zone,
    /// Cells of the box.
    boxed: f64,
    is_solid: bool,
}

/// Small things: their cells, and the cells around them that are full if they are empty, or empty if they are full.
struct Detail {
    cells: Zone,
    around: Zone,
}

/// Cells that are looked at in every candidate: the words that are not zero, with their places.
struct Zone {
    words: Vec<(u32, u64)>,
    count: f64,
}

impl Zone {
    fn new(cells: &Cells) -> Zone {
        let words = (0..).zip(cells.words()).filter(|(_, word)| **word != 0).map(|(place, word)| (place, *word));
        Zone { words: words.collect(), count: f64::from(cells.count()) }
    }

    /// The share of the zone that is full.
    fn full(&self, inside: &Cells) -> f64 {
        share(self.common(inside), self.count)
    }

    /// The share of the zone that is empty.
    fn clear(&self, inside: &Cells) -> f64 {
        share(self.count - self.common(inside), self.count)
    }

    fn common(&self, inside: &Cells) -> f64 {
        let words = inside.words();
        f64::from(self.words.iter().map(|(place, word)| (word & words[*place as usize]).count_ones()).sum::<u32>())
    }
}

impl Features {
    /// Finds the features of meshes, which must be closed, or of plane shapes.
    pub fn of(reference: &Subject, window: Window) -> Features {
        let (inside, anatomy) = look(reference, &window);
        let gaps = inside.closed().without(&inside);
        let walls = inside.without(&inside.opened());
        let boxed = inside.boxed();
        let detail = |cells: &Cells, around: &Cells| Detail { cells: Zone::new(cells), around: Zone::new(around) };
        Features {
            window,
            anatomy,
            gaps: detail(&gaps, &gaps.surroundings().within(&inside)),
            walls: detail(&walls, &walls.surroundings().within(&boxed).without(&inside)),
            empty: Zone::new(&boxed.without(&inside)),
            boxed: f64::from(boxed.count()),
            is_solid: reference.is_solid(),
            inside: Zone::new(&inside),
        }
    }

    /// Memory they take, bytes, about.
    pub fn bytes(&self) -> usize {
        let Features { inside, gaps, walls, empty, .. } = self;
        let zones = [inside, &gaps.cells, &gaps.around, &walls.cells, &walls.around, empty];
        zones.map(|zone| zone.words.len() * size_of::<(u32, u64)>()).iter().sum()
    }

    /// How much of the features of this reference a candidate has, none of them when it is a plane shape and the
    /// reference a solid or the other way round. Without volumes cells are counted instead.
    pub fn compare(&self, candidate: &Subject, volumes: Option<&Volumes>) -> FeatureScore {
        if candidate.is_solid() != self.is_solid {
            return FeatureScore::default();
        }
        let (inside, anatomy) = look(candidate, &self.window);
        let agree = |a: usize, b: usize| (a.min(b) + 1) as f64 / (a.max(b) + 1) as f64;
        let (a, b) = (&anatomy, &self.anatomy);
        let topology = agree(a.bodies, b.bodies) * agree(a.cavities, b.cavities) * agree(a.holes, b.holes);
        let some = if self.is_solid { SOME } else { SOME_FLAT };
        let weighted = |right: f64, cells: &Zone| 1.0 - (1.0 - right) * cells.count / (cells.count + some);
        let (gaps, walls) = (&self.gaps, &self.walls);
        let detail = weighted(gaps.cells.clear(&inside) * gaps.around.full(&inside), &gaps.cells)
            * weighted(walls.cells.full(&inside) * walls.around.clear(&inside), &walls.cells);
        let slack = EMPTY * self.boxed;
        let void = share(self.empty.count - self.empty.common(&inside) + slack, self.empty.count + slack);
        let cells = || Volumes {
            candidate: f64::from(inside.count()),
            reference: self.inside.count,
            common: self.inside.common(&inside),
        };
        let Volumes { candidate: own, reference, common } = volumes.copied().unwrap_or_else(cells);
        let (kept, owned) = (share(common, reference), share(common, own));
        let value = (topology * detail * void * kept * owned).sqrt();
        FeatureScore { topology, detail, void, kept, owned, value }
    }
}

/// The cells inside a shape, and its counts.
fn look(subject: &Subject, window: &Window) -> (Cells, Anatomy) {
    let window = window.after(&subject.pose);
    match &subject.scene {
        Scene::Solids(meshes) => {
            let placed = Placed::new(meshes, &window, Edges::None);
            let counts = meshes.iter().map(|mesh| anatomy(mesh)).fold(Anatomy::default(), |a, b| Anatomy {
                bodies: a.bodies + b.bodies,
                cavities: a.cavities + b.cavities,
                holes: a.holes + b.holes,
            });
            (Cells::inside(&placed.seen(Direction::Z)), counts)
        }
        Scene::Flat(shapes) => {
            let (bodies, holes) = shapes.iter().map(|shape| counts(shape)).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
            (Cells::from(&outlines(shapes, &window).0), Anatomy { bodies, cavities: 0, holes })
        }
    }
}

/// A quotient in 0..=1; 1 where both are nothing.
fn share(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { (part / whole).clamp(0.0, 1.0) } else { f64::from(part <= 0.0) }
}

/// Regions and holes of a plane shape.
fn counts(shape: &Shape) -> (usize, usize) {
    let of_face = |face: &Face| (face.regions.len(), face.regions.iter().map(|region| region.holes.len()).sum());
    match shape {
        Shape::Curve(_) | Shape::Loop(_) => (1, 0),
        Shape::Face(face) => of_face(face),
        Shape::Sketch(sketch) => {
            sketch.faces.iter().map(of_face).fold((0, 0), |a: (usize, usize), b| (a.0 + b.0, a.1 + b.1))
        }
        Shape::Solid(_) => (0, 0),
    }
}

#[cfg(test)]
mod tests;
