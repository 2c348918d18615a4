use super::seen::Seen;
use super::{Bitmap, SIDE};
use crate::render::scan::spans;

/// A set of cells of a window: a word for each column of cells along Z, the lowest bit at the bottom, columns row
/// by row; for a plane shape a word for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    words: Vec<u64>,
}

/// Steps whose sum is the reach of the blocks in [`Cells::closed`], three cells; each at most one more than
/// twice the sum of those before it, so that no cell between is left out.
const REACH: &[usize] = &[1, 2];

impl Cells {
    /// The cells inside a closed mesh that is [`seen`](super::Placed::seen) along Z.
    ///
    /// A column is inverted above every triangle it meets, so that the cells between a lower and an upper
    /// triangle remain. Of a mesh that is not closed the cells mean nothing.
    pub fn inside(seen: &Seen) -> Cells {
        let mut words = vec![0u64; SIDE * SIDE];
        for (corners, _) in seen.triangles() {
            let [a, b, c] = corners;
            let (ab, ac) = (b - a, c - a);
            let area = ab.x * ac.y - ac.x * ab.y;
            if area == 0.0 || !area.is_finite() {
                continue;
            }
            let slope_x = (ab.z * ac.y - ac.z * ab.y) / area;
            let slope_y = (ac.z * ab.x - ab.z * ac.x) / area;
            let (low, high) = (a.z.min(b.z).min(c.z), a.z.max(b.z).max(c.z));
            spans(corners, SIDE, 0..SIDE, |row, span| {
                let first = a.z + slope_y * (row as f64 + 0.5 - a.y) + slope_x * (span.start as f64 + 0.5 - a.x);
                for (index, word) in words[row * SIDE + span.start..row * SIDE + span.end].iter_mut().enumerate() {
                    let height = (first + slope_x * index as f64).max(low).min(high);
                    let cell = (height.max(0.0).min(SIDE as f64) + 0.5) as u32;
                    *word ^= u64::MAX.checked_shl(cell).unwrap_or(0);
                }
            });
        }
        Cells { words }
    }

    /// The words.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    /// Number of cells.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// Number of cells that two sets of one window have in common.
    pub fn common(&self, other: &Cells) -> u32 {
        self.words.iter().zip(&other.words).map(|(a, b)| (a & b).count_ones()).sum()
    }

    /// The cells of this set that are not in another.
    pub fn without(&self, other: &Cells) -> Cells {
        Cells { words: self.words.iter().zip(&other.words).map(|(a, b)| a & !b).collect() }
    }

    /// The set and every cell next to it, also across edges and corners.
    pub fn dilated(&self) -> Cells {
        self.spread(&[1])
    }

    /// The set with all gaps filled into which no block of seven cells a side fits. Outside the window there is
    /// room for none.
    pub fn closed(&self) -> Cells {
        self.spread(REACH).complement().spread(REACH).complement()
    }

    /// The set without all its parts into which no such block fits. At the border of the window it goes on.
    pub fn opened(&self) -> Cells {
        self.complement().spread(REACH).complement().spread(REACH)
    }

    fn complement(&self) -> Cells {
        Cells { words: self.words.iter().map(|word| !word).collect() }
    }

    /// Every cell within the sum of `steps` of a cell of the set, along each axis.
    fn spread(&self, steps: &[usize]) -> Cells {
        let mut words = self.words.clone();
        for step in steps {
            for word in &mut words {
                *word |= *word << step | *word >> step;
            }
        }
        let mut from = words.clone();
        for step in steps {
            from.copy_from_slice(&words);
            for (row, from) in words.chunks_exact_mut(SIDE).zip(from.chunks_exact(SIDE)) {
                spread_along(row, from, *step);
            }
        }
        if words.len() > SIDE {
            for step in steps {
                from.copy_from_slice(&words);
                spread_along(&mut words, &from, step * SIDE);
            }
        }
        Cells { words }
    }
}

impl From<&Bitmap> for Cells {
    fn from(bitmap: &Bitmap) -> Cells {
        Cells { words: bitmap.rows().to_vec() }
    }
}

fn spread_along(words: &mut [u64], from: &[u64], step: usize) {
    for (word, before) in words[step..].iter_mut().zip(from) {
        *word |= before;
    }
    for (word, after) in words.iter_mut().zip(&from[step..]) {
        *word |= after;
    }
}
