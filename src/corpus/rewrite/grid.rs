//! Rows of numbers as nested loops: which bodies are one body whose numbers follow from loop variables.
//!
//! A body is a row of numbers (place and sizes). A [`Family`] is a body of up to three nested loops: every number is constant,
//! linear in the loop variables, or quadratic in one of them. Sets are sorted by up to three of their varying columns;
//! a set that is no grid is divided by the values of a column, and what is left over stands for itself.

/// More rows than this are not looked at.
const MOST_ROWS: usize = 1024;
/// Sets are divided by a column at most this often, one division inside the other.
const MOST_DIVISIONS: usize = 2;
/// Only this many varying columns are tried as keys.
const MOST_KEYS: usize = 6;
/// A quadratic formula has three coefficients, and needs two samples more.
const QUADRATIC_SAMPLES: usize = 5;
/// Chains are looked for in sets of at most this many rows.
const MOST_CHAINED: usize = 64;
/// Coefficients are written with at most this many decimals.
const MOST_DECIMALS: i32 = 9;

/// A number over loop variables: `constant + Σ linear·index + square·index²` of one of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    /// The value where all variables are 0.
    pub constant: f64,
    /// The coefficient of every variable, the outermost first.
    pub linear: Vec<f64>,
    /// Which variable has a square, and its coefficient.
    pub square: Option<(usize, f64)>,
}

impl Formula {
    /// Its value where the variables have these values.
    pub fn value(&self, indices: &[usize]) -> f64 {
        let linear: f64 = self.linear.iter().zip(indices).map(|(by, index)| by * *index as f64).sum();
        let square = self.square.map_or(0.0, |(axis, by)| by * (indices[axis] * indices[axis]) as f64);
        self.constant + linear + square
    }

    /// Whether it uses no variable.
    pub fn is_constant(&self) -> bool {
        self.square.is_none() && self.linear.iter().all(|by| *by == 0.0)
    }

    /// `a·(i + p)·(i + q)`, when it is a quadratic in one variable with short roots: the variable, a, p and q.
    pub fn factors(&self) -> Option<(usize, f64, f64, f64)> {
        let (axis, a) = self.square?;
        if self.linear.iter().enumerate().any(|(other, by)| other != axis && *by != 0.0) {
            return None;
        }
        let (b, c) = (self.linear[axis] / a, self.constant / a);
        let root = (b * b - 4.0 * c).sqrt();
        let (p, q) = ((b - root) / 2.0, (b + root) / 2.0);
        let short = |value: f64| (value * 1e3).round() / 1e3 == value;
        (root.is_finite() && short(p) && short(q)).then_some((axis, a, p, q))
    }

    /// How many numbers it takes to write it.
    fn numbers(&self) -> usize {
        let sloped = |by: f64| usize::from(by != 0.0 && by.abs() != 1.0);
        match (self.factors(), self.square) {
            (Some((_, a, p, q)), _) => sloped(a) + usize::from(p != 0.0) + usize::from(q != 0.0),
            (None, Some((_, a))) => {
                let slopes: usize = self.linear.iter().map(|by| sloped(*by)).sum();
                sloped(a) + slopes + usize::from(self.constant != 0.0)
            }
            _ if self.is_constant() => 1,
            _ => self.linear.iter().map(|by| sloped(*by)).sum::<usize>() + usize::from(self.constant != 0.0),
        }
    }
}

/// One body in nested loops; without loops a single one.
#[derive(Clone, Debug, PartialEq)]
pub struct Family {
    /// How often every loop runs, the outermost first.
    pub counts: Vec<usize>,
    /// The columns.
    pub formulas: Vec<Formula>,
}

impl Family {
    fn single(row: &[f64]) -> Family {
        let constant = |value: &f64| Formula { constant: *value + 0.0, linear: Vec::new(), square: None };
        Family { counts: Vec::new(), formulas: row.iter().map(constant).collect() }
    }

    /// How long it is: numbers, loops and a share for the body itself.
    fn cost(&self) -> usize {
        let numbers: usize = self.formulas.iter().map(Formula::numbers).sum();
        numbers + 6 + if self.counts.is_empty() { 0 } else { 2 + self.counts.len() }
    }
}

/// What counts as a loop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rules {
    /// Differences up to this are none, mm.
    pub tolerance: f64,
    /// Whether a loop that runs twice may change several columns. Any two bodies of a kind are such a loop, so a program
    /// for people does without; for counting nodes it is what others do.
    pub pairs: bool,
}

/// The shortest families that together are the rows; all rows have the same length.
pub fn families(rows: &[Vec<f64>], rules: Rules) -> Vec<Family> {
    if rows.len() > MOST_ROWS {
        return rows.iter().map(|row| Family::single(row)).collect();
    }
    let rows: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
    divided(&rows, rules, 0)
}

fn divided(rows: &[&[f64]], rules: Rules, depth: usize) -> Vec<Family> {
    let Some(first) = rows.first() else { return Vec::new() };
    if rows.len() == 1 {
        return vec![Family::single(first)];
    }
    let cost = |families: &[Family]| families.iter().map(Family::cost).sum::<usize>();
    let keys: Vec<usize> = (0..first.len())
        .filter(|column| rows.iter().any(|row| (row[*column] - first[*column]).abs() > rules.tolerance))
        .take(MOST_KEYS)
        .collect();
    let mut best: Vec<Family> = rows.iter().map(|row| Family::single(row)).collect();
    let mut consider = |families: Vec<Family>| {
        if cost(&families) < cost(&best) {
            best = families;
        }
    };
    if let Some(grid) = grid(rows, &keys, rules) {
        consider(vec![grid]);
    } else {
        if depth < MOST_DIVISIONS {
            consider(chains(rows, rules));
        }
        if depth < MOST_DIVISIONS {
            for key in &keys {
                let buckets = buckets(rows, *key, rules.tolerance);
                if buckets.len() < rows.len() {
                    consider(buckets.iter().flat_map(|bucket| divided(bucket, rules, depth + 1)).collect());
                }
            }
        }
    }
    best
}

fn buckets<'a>(rows: &[&'a [f64]], key: usize, tolerance: f64) -> Vec<Vec<&'a [f64]>> {
    let mut sorted = rows.to_vec();
    sorted.sort_by(|a, b| a[key].total_cmp(&b[key]));
    let mut buckets: Vec<Vec<&[f64]>> = Vec::new();
    for row in sorted {
        match buckets.last_mut() {
            Some(bucket) if bucket.last().is_some_and(|last| row[key] - last[key] <= tolerance) => bucket.push(row),
            _ => buckets.push(vec![row]),
        }
    }
    buckets
}

/// All rows as one family, in the order of up to three of the key columns.
fn grid(rows: &[&[f64]], keys: &[usize], rules: Rules) -> Option<Family> {
    let mut best: Option<Family> = None;
    let mut consider = |order: &[usize]| {
        let Some((counts, sorted)) = arranged(rows, order, rules.tolerance) else { return };
        let Some(family) = fitted(&sorted, counts, rules) else { return };
        if best.as_ref().is_none_or(|best| family.cost() < best.cost()) {
            best = Some(family);
        }
    };
    for a in keys {
        consider(&[*a]);
        for b in keys.iter().filter(|b| *b != a) {
            consider(&[*a, *b]);
            for c in keys.iter().filter(|c| *c != a && *c != b) {
                consider(&[*a, *b, *c]);
            }
        }
    }
    best
}

/// The rows in the order of the key columns, with how many values every key takes; `None` when that is no grid.
fn arranged<'a>(rows: &[&'a [f64]], order: &[usize], tolerance: f64) -> Option<(Vec<usize>, Vec<&'a [f64]>)> {
    let Some((key, rest)) = order.split_first() else {
        return (rows.len() == 1).then(|| (Vec::new(), rows.to_vec()));
    };
    let buckets = buckets(rows, *key, tolerance);
    if buckets.len() < 2 || buckets.iter().any(|bucket| bucket.len() != buckets[0].len()) {
        return None;
    }
    let mut sorted = Vec::with_capacity(rows.len());
    let mut counts = Vec::new();
    for bucket in &buckets {
        let (inner, part) = arranged(bucket, rest, tolerance)?;
        if sorted.is_empty() {
            counts = inner;
        } else if counts != inner {
            return None;
        }
        sorted.extend(part);
    }
    counts.insert(0, buckets.len());
    Some((counts, sorted))
}

fn fitted(rows: &[&[f64]], counts: Vec<usize>, rules: Rules) -> Option<Family> {
    let columns = rows.first()?.len();
    let formulas: Option<Vec<Formula>> = (0..columns).map(|column| formula(rows, column, &counts, rules)).collect();
    let formulas = formulas?;
    for (axis, count) in counts.iter().enumerate() {
        let varying = formulas.iter().filter(|formula| formula.linear[axis] != 0.0).count();
        if *count == 2 && varying > 1 && !rules.pairs {
            return None;
        }
    }
    Some(Family { counts, formulas })
}

fn formula(rows: &[&[f64]], column: usize, counts: &[usize], rules: Rules) -> Option<Formula> {
    // How far apart neighbours along an axis are in the list.
    let strides: Vec<usize> = (0..counts.len()).map(|axis| counts[axis + 1..].iter().product()).collect();
    let at = |index: usize| rows[index][column];
    let holds = |formula: &Formula| {
        let mut indices = vec![0; counts.len()];
        (0..rows.len()).all(|index| {
            for (axis, stride) in strides.iter().enumerate() {
                indices[axis] = index / stride % counts[axis];
            }
            (formula.value(&indices) - at(index)).abs() <= rules.tolerance
        })
    };
    let slope = |axis: usize| {
        let last = counts[axis] - 1;
        (at(last * strides[axis]) - at(0)) / last as f64
    };
    let linear = Formula { constant: at(0), linear: (0..counts.len()).map(slope).collect(), square: None };
    if let Some(formula) = rounded(&linear, holds) {
        return Some(formula);
    }
    (0..counts.len()).filter(|axis| counts[*axis] >= QUADRATIC_SAMPLES).find_map(|axis| {
        let (one, two) = (at(strides[axis]) - at(0), at(2 * strides[axis]) - at(0));
        let square = (two - 2.0 * one) / 2.0;
        let mut formula = linear.clone();
        formula.linear[axis] = one - square;
        formula.square = Some((axis, square));
        rounded(&formula, holds)
    })
}

/// The formula with the shortest coefficients that holds.
fn rounded(formula: &Formula, holds: impl Fn(&Formula) -> bool) -> Option<Formula> {
    let mut scale = 1.0;
    for _ in 0..=MOST_DECIMALS {
        let near = |value: f64| (value * scale).round() / scale + 0.0;
        let shorter = Formula {
            constant: near(formula.constant),
            linear: formula.linear.iter().map(|by| near(*by)).collect(),
            square: formula.square.map(|(axis, by)| (axis, near(by))).filter(|(_, by)| *by != 0.0),
        };
        if holds(&shorter) {
            return Some(shorter);
        }
        scale *= 10.0;
    }
    holds(formula).then(|| formula.clone())
}

/// The longest rows with equal steps, taken out one after the other; what is left stands for itself.
fn chains(rows: &[&[f64]], rules: Rules) -> Vec<Family> {
    let mut left = rows.to_vec();
    let mut families = Vec::new();
    while left.len() >= 3 && left.len() <= MOST_CHAINED {
        let Some(chain) = longest_chain(&left, rules.tolerance) else { break };
        let chosen: Vec<&[f64]> = chain.iter().map(|index| left[*index]).collect();
        let Some(family) = fitted(&chosen, vec![chosen.len()], rules) else { break };
        families.push(family);
        let mut index = 0;
        left.retain(|_| {
            index += 1;
            !chain.contains(&(index - 1))
        });
    }
    families.extend(left.iter().map(|row| Family::single(row)));
    families
}

fn longest_chain(rows: &[&[f64]], tolerance: f64) -> Option<Vec<usize>> {
    let near = |row: &[f64], wanted: &[f64]| row.iter().zip(wanted).all(|(a, b)| (a - b).abs() <= tolerance);
    let find = |wanted: &[f64]| rows.iter().position(|row| near(row, wanted));
    let mut longest: Option<Vec<usize>> = None;
    for (first, a) in rows.iter().enumerate() {
        for (second, b) in rows.iter().enumerate().filter(|(second, _)| *second != first) {
            let step = |times: f64| -> Vec<f64> { a.iter().zip(*b).map(|(a, b)| a + times * (b - a)).collect() };
            if near(a, b) || find(&step(-1.0)).is_some() {
                continue;
            }
            let mut chain = vec![first, second];
            while chain.len() < rows.len()
                && let Some(next) = find(&step(chain.len() as f64))
            {
                chain.push(next);
            }
            if chain.len() >= 3 && longest.as_ref().is_none_or(|longest| longest.len() < chain.len()) {
                longest = Some(chain);
            }
        }
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules { tolerance: 1e-9, pairs: false };

    #[test]
    fn a_grid_with_growing_sizes_is_one_family() {
        let rows: Vec<Vec<f64>> = (0..2)
            .flat_map(|j| {
                let row = move |i: u8| {
                    let i = f64::from(i);
                    vec![(i + 1.0) * (i + 2.0), 15.0 + 20.0 * f64::from(j), 0.5, 1.732 * (i + 1.0)]
                };
                (0..9).map(row).rev().collect::<Vec<_>>()
            })
            .collect();
        let found = families(&rows, RULES);
        assert_eq!(found.len(), 1, "{found:?}");
        let mut counts = found[0].counts.clone();
        counts.sort_unstable();
        assert_eq!(counts, [2, 9]);
        assert_eq!(found[0].formulas[0].factors().map(|(_, a, p, q)| (a, p, q)), Some((1.0, 1.0, 2.0)));
    }

    #[test]
    fn two_bodies_are_a_loop_only_where_pairs_may_change_several_columns() {
        let rows = vec![vec![0.0, 0.0, 5.0], vec![1.0, 4.0, 7.0]];
        assert_eq!(families(&rows, RULES).len(), 2);
        assert_eq!(families(&rows, Rules { pairs: true, ..RULES }).len(), 1);
    }

    #[test]
    fn what_is_no_grid_is_divided_and_loose_bodies_stand_for_themselves() {
        let mut rows: Vec<Vec<f64>> = (0..6).map(|i| vec![9.0 * f64::from(i), 4.5]).collect();
        rows.push(vec![54.0, 3.0]);
        let found = families(&rows, RULES);
        assert_eq!(found.iter().map(|family| family.counts.clone()).collect::<Vec<_>>(), [vec![6], vec![]]);
        rows.push(vec![101.7, 4.5]);
        assert_eq!(families(&rows, RULES).len(), 3);
    }
}
