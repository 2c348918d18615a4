use std::fmt;

use glam::DVec2;

use super::SIDE;

/// Lengths outside the picture are limited to this, cells.
const FARTHEST: f64 = 1e6;

/// A black and white picture: a bit for each cell, a word for each row, the lowest bit leftmost.
#[derive(Clone, PartialEq, Eq)]
pub struct Bitmap {
    rows: [u64; SIDE],
}

impl Default for Bitmap {
    fn default() -> Self {
        Bitmap { rows: [0; SIDE] }
    }
}

impl Bitmap {
    /// The rows, the lowest first.
    pub fn rows(&self) -> &[u64; SIDE] {
        &self.rows
    }

    /// Number of black cells.
    pub fn count(&self) -> u32 {
        self.rows.iter().map(|row| row.count_ones()).sum()
    }

    /// Number of cells that are black in both.
    pub fn common(&self, other: &Bitmap) -> u32 {
        self.rows.iter().zip(&other.rows).map(|(a, b)| (a & b).count_ones()).sum()
    }

    /// Black wherever a cell within one of the cell, along rows, columns and diagonals, is black.
    pub fn dilated(&self) -> Bitmap {
        let mut wide = self.rows;
        for row in &mut wide {
            *row |= *row << 1 | *row >> 1;
        }
        let mut rows = wide;
        for (row, below) in rows[1..].iter_mut().zip(&wide) {
            *row |= below;
        }
        for (row, above) in rows.iter_mut().zip(&wide[1..]) {
            *row |= above;
        }
        Bitmap { rows }
    }

    /// Blackens a cell; one outside is ignored.
    pub fn set(&mut self, column: i64, row: i64) {
        if let (Some(line), 0..=63) = (usize::try_from(row).ok().and_then(|row| self.rows.get_mut(row)), column) {
            *line |= 1 << column;
        }
    }

    /// Inverts the cells whose centres lie right of a straight line, in each row that it crosses: done along
    /// the whole of a boundary, this blackens its inside.
    pub fn invert_beyond(&mut self, a: DVec2, b: DVec2) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        let cell = |v: f64| (v.max(0.0).min(SIDE as f64) + 0.5) as usize;
        let slope = (high.x - low.x) / (high.y - low.y);
        for row in cell(low.y)..cell(high.y) {
            let column = cell(low.x + (row as f64 + 0.5 - low.y) * slope);
            self.rows[row] ^= u64::MAX.checked_shl(column as u32).unwrap_or(0);
        }
    }

    /// Blackens the cells along a straight line, one in each column or, for a steep line, in each row. Returns how
    /// many it would have outside.
    pub fn line(&mut self, a: DVec2, b: DVec2) -> f64 {
        // The same cells in both directions.
        let (a, b) = if (a.x, a.y) <= (b.x, b.y) { (a, b) } else { (b, a) };
        let length = |a: DVec2, b: DVec2| (b - a).abs().max_element().min(FARTHEST);
        let Some((start, end)) = clipped(a, b) else { return length(a, b) + 1.0 };
        let outside = length(a, b) - length(start, end);
        let (a, b) = (start, end);
        let step = b - a;
        let steep = step.y.abs() > step.x.abs();
        let (long, from, to) = if steep { (step.y, a.y, b.y) } else { (step.x, a.x, b.x) };
        let slope = if long == 0.0 { 0.0 } else { (if steep { step.x } else { step.y }) / long };
        let across = if steep { a.x } else { a.y };
        for cell in from.min(to) as i64..=from.max(to) as i64 {
            // Over the middle of the cell, but not beyond the ends of the line.
            let at = (cell as f64 + 0.5).clamp(from.min(to), from.max(to));
            let side = (across + slope * (at - from)) as i64;
            if steep { self.set(side, cell) } else { self.set(cell, side) }
        }
        outside
    }
}

/// The part of a line within the picture.
fn clipped(a: DVec2, b: DVec2) -> Option<(DVec2, DVec2)> {
    let (mut first, mut last) = (0.0, 1.0);
    let step = b - a;
    // Just inside, so that the last cell is the one below the border.
    let limit = SIDE as f64 - 1e-9;
    for (start, step) in [(a.x, step.x), (a.y, step.y)] {
        if step == 0.0 {
            if !(0.0..=limit).contains(&start) {
                return None;
            }
            continue;
        }
        let (enter, leave) = (-start / step, (limit - start) / step);
        first = f64::max(first, enter.min(leave));
        last = f64::min(last, enter.max(leave));
    }
    let inside = |p: DVec2| p.clamp(DVec2::ZERO, DVec2::splat(limit));
    (first <= last && step.is_finite()).then(|| (inside(a + step * first), inside(a + step * last)))
}

impl fmt::Debug for Bitmap {
    /// Drawn with `#`, the highest row first.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for row in self.rows.iter().rev() {
            let line: String = (0..SIDE).map(|column| if row >> column & 1 == 1 { '#' } else { '.' }).collect();
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}
