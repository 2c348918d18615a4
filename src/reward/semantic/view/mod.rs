//! How alike two shapes look.
//!
//! Purpose: one trait for everything that judges by looking. A [`ViewEncoder`] makes a reference ready once;
//! the [`PreparedView`] it gives scores candidates. [`Agreement`] is the built-in encoder: exact, deterministic
//! and quick. A learned encoder, which draws pictures through [`crate::render`] and compares features, takes its
//! place without a change to callers.
//! Invariants: similarities are in 0..=1; a shape is exactly as like itself as 1 says.
//! Absent: weights against other terms of the reward.

mod agreement;

pub use agreement::{Agreement, Framing};

use super::Subject;

/// How alike two scenes look.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Similarity {
    /// 0 to 1.
    pub value: f64,
    /// What the value is made of, by name, each 0 to 1.
    pub terms: Vec<(&'static str, f64)>,
}

/// Something that judges how alike shapes look.
pub trait ViewEncoder: Send + Sync {
    /// Makes a reference ready, so that many candidates can be compared with it.
    fn prepare(&self, reference: &Subject) -> Box<dyn PreparedView>;
}

/// A reference that an encoder has made ready.
pub trait PreparedView: Send + Sync {
    /// How alike a candidate looks; deterministic. A solid and a plane shape, and nothing beside something,
    /// have nothing in common.
    fn similarity(&self, candidate: &Subject) -> Similarity;

    /// The same for several candidates at once, for encoders that are quicker in batches.
    fn similarities(&self, candidates: &[Subject]) -> Vec<Similarity> {
        candidates.iter().map(|candidate| self.similarity(candidate)).collect()
    }

    /// Memory it keeps, bytes, about.
    fn bytes(&self) -> usize;
}

#[cfg(test)]
mod tests;
