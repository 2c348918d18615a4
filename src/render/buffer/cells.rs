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
/// The same for [`Cells::surroundings`].
const NEAR: &[usize] = &[1, 3];

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
            let above = |height: f64| {
                let cell = (height.max(low).min(high).max(0.0).min(SIDE as f64) + 0.5) as u32;
                u64::MAX.checked_shl(cell).unwrap_or(0)
            };
            spans(corners, SIDE, 0..SIDE, |row, span| {
                let first = a.z + slope_y * (row as f64 + 0.5 - a.y) + slope_x * (span.start as f64 + 0.5 - a.x);
                let words = &mut words[row * SIDE + span.start..row * SIDE + span.end];
                if slope_x == 0.0 {
                    let cells = above(first);
                    words.iter_mut().for_each(|word| *word ^= cells);
                } else {
                    for (index, word) in words.iter_mut().enumerate() {
                        *word ^= above(first + slope_x * index as f64);
                    }
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

    /// The cells that two sets of one window have in common.
    pub fn within(&self, other: &Cells) -> Cells {
        Cells { words: self.words.iter().zip(&other.words).map(|(a, b)| a & b).collect() }
    }

    /// The cells of this set that are not in another.
    pub fn without(&self, other: &Cells) -> Cells {
        Cells { words: self.words.iter().zip(&other.words).map(|(a, b)| a & !b).collect() }
    }

    /// All cells of the box around the set.
    pub fn boxed(&self) -> Cells {
        let any = self.words.iter().fold(0, |any, word| any | word);
        let heights = if any == 0 { 0 } else { u64::MAX << any.trailing_zeros() & u64::MAX >> any.leading_zeros() };
        let range = |of: fn(usize) -> usize| {
            let used = || self.words.iter().enumerate().filter(|(_, word)| **word != 0).map(|(index, _)| of(index));
            used().min().zip(used().max()).map_or(0..0, |(first, last)| first..last + 1)
        };
        let (rows, columns) = (range(|index| index / SIDE), range(|index| index % SIDE));
        let inside = |index: usize| rows.contains(&(index / SIDE)) && columns.contains(&(index % SIDE));
        Cells { words: (0..self.words.len()).map(|index| if inside(index) { heights } else { 0 }).collect() }
    }

    /// The set and every cell at most four away from it, also over edges and corners.
    pub fn surroundings(&self) -> Cells {
        self.spread(NEAR)
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
        let within = |word: u64| steps.iter().fold(word, |word, step| word | word << step | word >> step);
        let mut words: Vec<u64> = self.words.iter().map(|word| within(*word)).collect();
        let mut next = vec![0; words.len()];
        for step in steps {
            for (next, row) in next.chunks_exact_mut(SIDE).zip(words.chunks_exact(SIDE)) {
                spread_along(next, row, *step);
            }
            std::mem::swap(&mut words, &mut next);
        }
        if words.len() > SIDE {
            for step in steps {
                spread_along(&mut next, &words, step * SIDE);
                std::mem::swap(&mut words, &mut next);
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

/// Every word together with those `step` before and after it.
fn spread_along(next: &mut [u64], words: &[u64], step: usize) {
    let count = words.len();
    for (index, next) in next.iter_mut().enumerate().take(step) {
        *next = words[index] | words[index + step];
    }
    let inner = next[step..count - step].iter_mut().zip(&words[step..]).zip(words.iter().zip(&words[2 * step..]));
    for ((next, word), (before, after)) in inner {
        *next = word | before | after;
    }
    for (index, next) in next.iter_mut().enumerate().skip(count - step) {
        *next = words[index] | words[index - step];
    }
}
