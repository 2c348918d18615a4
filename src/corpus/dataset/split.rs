//! Splits without leakage.
//!
//! A part belongs to the split that its coarse descriptor is first drawn for; whatever is alike to it goes there too. An
//! example made from a part (a lower level of it, an edited one) that is alike to parts of another split is dropped, and
//! so is all that is alike to what is excluded.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::corpus::synth::draw::Draw;

/// Which split owns which shapes.
pub struct Splits {
    names: Vec<String>,
    /// Where the share of each split ends, 0 to 1.
    ends: Vec<f64>,
    seed: u64,
    owners: FxHashMap<u128, usize>,
}

impl Splits {
    /// Splits by their shares.
    pub fn new(shares: &BTreeMap<String, f64>, seed: u64) -> Splits {
        let total: f64 = shares.values().sum();
        let mut end = 0.0;
        let ends = shares
            .values()
            .map(|share| {
                end += share / total;
                end
            })
            .collect();
        Splits { names: shares.keys().cloned().collect(), ends, seed, owners: FxHashMap::default() }
    }

    /// The names, in the order of their indices.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Keeps out whatever is alike to these shapes.
    pub fn exclude(&mut self, alike: u128) {
        self.owners.insert(alike, usize::MAX);
    }

    /// The split of a part, by what it is alike to; none when that is excluded.
    pub fn of(&mut self, alike: u128) -> Option<usize> {
        let drawn = Draw::new(self.seed ^ (alike >> 64) as u64, alike as u64).unit();
        let last = self.ends.len().saturating_sub(1);
        let split = self.ends.iter().position(|end| drawn < *end).unwrap_or(last);
        Some(*self.owners.entry(alike).or_insert(split)).filter(|split| *split != usize::MAX)
    }

    /// Gives all shapes to a split, unless another one has any of them; whether that was so.
    pub fn claim(&mut self, split: usize, alike: &[u128]) -> bool {
        if alike.iter().any(|key| self.owners.get(key).is_some_and(|owner| *owner != split)) {
            return false;
        }
        self.owners.extend(alike.iter().map(|key| (*key, split)));
        true
    }
}
