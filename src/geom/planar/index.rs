//! The broad phase: which boxes meet a box. Small sets are scanned, larger ones go into an R-tree.

use glam::DVec2;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};

use super::Bounds;
use crate::diagnostics::registry::limit;
use crate::geom::interrupt;
use crate::model::GeometryError;

type Entry = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// Below this many boxes a scan beats a tree.
const SCAN: usize = 16;
/// The most pairs of boxes one operation looks at.
const PAIR_LIMIT: usize = 30_000_000;

/// Boxes, found by box.
pub(super) enum Index {
    Scan(Vec<Bounds>),
    Tree(RTree<Entry>),
}

impl Index {
    /// The index of some boxes; their numbers are their places in the order.
    pub fn new(boxes: impl ExactSizeIterator<Item = Bounds>) -> Index {
        if boxes.len() <= SCAN {
            return Index::Scan(boxes.collect());
        }
        let entries = boxes.enumerate().map(|(number, bounds)| {
            GeomWithData::new(Rectangle::from_corners(bounds.min.to_array(), bounds.max.to_array()), number as u32)
        });
        Index::Tree(RTree::bulk_load(entries.collect()))
    }

    /// Calls `visit` with the number of every box that shares a point with `bounds`.
    pub fn visit(&self, bounds: &Bounds, mut visit: impl FnMut(u32)) {
        match self {
            Index::Scan(boxes) => {
                for (number, other) in boxes.iter().enumerate() {
                    if other.touches(bounds) {
                        visit(number as u32);
                    }
                }
            }
            Index::Tree(tree) => {
                let envelope = AABB::from_corners(bounds.min.to_array(), bounds.max.to_array());
                for entry in tree.locate_in_envelope_intersecting(envelope) {
                    visit(entry.data);
                }
            }
        }
    }

    /// All pairs of boxes that share a point, the smaller number first, in order.
    pub fn pairs(&self, boxes: &[Bounds]) -> Result<Vec<(u32, u32)>, GeometryError> {
        let mut pairs = Vec::new();
        for (number, bounds) in boxes.iter().enumerate() {
            interrupt::check_at(number)?;
            let from = pairs.len();
            self.visit(bounds, |other| {
                if other as usize > number {
                    pairs.push((number as u32, other));
                }
            });
            if pairs.len() > PAIR_LIMIT {
                return Err(GeometryError::new(
                    limit::CURVES,
                    format!(
                        "more than {PAIR_LIMIT} pairs of curves lie so close that they must be compared; \
                         use fewer curves or shorter ones"
                    ),
                ));
            }
            pairs[from..].sort_unstable();
        }
        Ok(pairs)
    }
}

/// Which way a ray runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RayDirection {
    /// Towards greater x.
    Right,
    /// Towards greater y.
    Up,
}

/// Closed chains of numbered segments, found by a ray: only chains whose box contains the start
/// of the ray are looked at, since no other can wind around it.
pub(super) struct RayIndex {
    groups: Index,
    members: Vec<(Vec<u32>, Index)>,
}

impl RayIndex {
    /// The index of groups of segments, each a sum of closed chains.
    pub fn new(groups: Vec<Vec<u32>>, bounds: impl Fn(u32) -> Bounds) -> RayIndex {
        let around = |numbers: &[u32]| numbers.iter().fold(Bounds::EMPTY, |all, number| all.union(bounds(*number)));
        RayIndex {
            groups: Index::new(groups.iter().map(|numbers| around(numbers))),
            members: groups
                .into_iter()
                .map(|numbers| {
                    let index = Index::new(numbers.iter().map(|number| bounds(*number)));
                    (numbers, index)
                })
                .collect(),
        }
    }

    /// Calls `visit` with every segment whose box meets the ray from `p`, of all groups that can wind around `p`.
    pub fn visit(&self, p: DVec2, direction: RayDirection, mut visit: impl FnMut(u32)) {
        let max = match direction {
            RayDirection::Right => DVec2::new(f64::MAX, p.y),
            RayDirection::Up => DVec2::new(p.x, f64::MAX),
        };
        let ray = Bounds { min: p, max };
        self.groups.visit(&Bounds { min: p, max: p }, |group| {
            let (numbers, index) = &self.members[group as usize];
            index.visit(&ray, |place| visit(numbers[place as usize]));
        });
    }
}
