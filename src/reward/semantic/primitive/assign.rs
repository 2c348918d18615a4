use pathfinding::kuhn_munkres::{Weights, kuhn_munkres};
use rustc_hash::FxHashMap;

use super::MOST_MATCHED;
use super::distance::{Measure, Primitive};

/// The most steps of the optimal matching, `rows²·columns`: one or two milliseconds.
const STEPS: usize = 1 << 20;
/// Closeness as a whole number: sums and differences of such are exact.
const UNIT: f64 = (1u64 << 30) as f64;

/// The greatest sum of closeness of pairs, each primitive in one at most (see the head of the module for limits).
pub(super) fn closeness(candidates: &[Primitive], references: &[Primitive], measure: &Measure) -> f64 {
    let mut waiting: FxHashMap<[u64; 18], u32> = FxHashMap::default();
    for reference in references {
        *waiting.entry(reference.key()).or_default() += 1;
    }
    let mut equal = 0usize;
    let mut rest: Vec<&Primitive> = Vec::new();
    for candidate in candidates {
        match waiting.get_mut(&candidate.key()).filter(|count| **count > 0) {
            Some(count) => {
                *count -= 1;
                equal += 1;
            }
            None => rest.push(candidate),
        }
    }
    let mut left: Vec<&Primitive> = Vec::new();
    // Which of several equal ones remains makes no difference.
    for reference in references {
        if let Some(count) = waiting.get_mut(&reference.key()).filter(|count| **count > 0) {
            *count -= 1;
            left.push(reference);
        }
    }
    rest.truncate(MOST_MATCHED);
    left.truncate(MOST_MATCHED);
    let weight = |a: &Primitive, b: &Primitive| (measure.closeness(a, b) * UNIT) as i64;
    let (few, many) = if rest.len() <= left.len() { (&rest, &left) } else { (&left, &rest) };
    if few.is_empty() {
        return equal as f64;
    }
    let table = Table {
        rows: few.len(),
        columns: many.len(),
        weights: few.iter().flat_map(|a| many.iter().map(move |b| weight(a, b))).collect(),
    };
    equal as f64 + table.best() as f64 / UNIT
}

/// Weights of pairs; never more rows than columns.
pub(super) struct Table {
    pub rows: usize,
    pub columns: usize,
    pub weights: Vec<i64>,
}

impl Table {
    /// The greatest sum of weights, optimal within [`STEPS`].
    fn best(&self) -> i64 {
        if self.rows * self.rows * self.columns <= STEPS { kuhn_munkres(self).0 } else { self.greedy() }
    }

    /// Takes the greatest weight again and again; at least half the optimum.
    fn greedy(&self) -> i64 {
        let mut pairs: Vec<(i64, usize)> = self
            .weights
            .iter()
            .enumerate()
            .filter(|(_, weight)| **weight > 0)
            .map(|(at, weight)| (-weight, at))
            .collect();
        pairs.sort_unstable();
        let (mut rows, mut columns) = (vec![false; self.rows], vec![false; self.columns]);
        let mut sum = 0;
        for (weight, at) in pairs {
            let (row, column) = (at / self.columns, at % self.columns);
            if !rows[row] && !columns[column] {
                (rows[row], columns[column]) = (true, true);
                sum -= weight;
            }
        }
        sum
    }
}

impl Weights<i64> for Table {
    fn rows(&self) -> usize {
        self.rows
    }

    fn columns(&self) -> usize {
        self.columns
    }

    fn at(&self, row: usize, column: usize) -> i64 {
        self.weights[row * self.columns + column]
    }

    fn neg(&self) -> Self {
        Table { weights: self.weights.iter().map(|weight| -weight).collect(), ..*self }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The greatest sum over all ways to give every row a column of its own.
    fn brute_force(table: &Table, row: usize, taken: &mut Vec<bool>) -> i64 {
        if row == table.rows {
            return 0;
        }
        let mut best = i64::MIN;
        for column in 0..table.columns {
            if !taken[column] {
                taken[column] = true;
                best = best.max(table.at(row, column) + brute_force(table, row + 1, taken));
                taken[column] = false;
            }
        }
        best
    }

    proptest! {
        #[test]
        fn the_matching_is_the_best_of_all(
            (rows, columns, weights) in (1usize..6, 0usize..3).prop_flat_map(|(rows, more)| {
                // Few different weights, so that there are ties, and zeros for pairs without anything in common.
                (Just(rows), Just(rows + more), proptest::collection::vec(0i64..7, rows * (rows + more)))
            })
        ) {
            let table = Table { rows, columns, weights };
            let best = brute_force(&table, 0, &mut vec![false; columns]);
            prop_assert_eq!(table.best(), best);
            let greedy = table.greedy();
            prop_assert!(greedy <= best && 2 * greedy >= best, "{} of {}", greedy, best);
        }
    }
}
