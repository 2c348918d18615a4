//! Semantic fidelity: what a shape looks like, what it is drawn from, and which features it has.
//!
//! Purpose: terms of the reward that volumes and distances are blind to. [`Reference`] is a shape made ready once;
//! [`Reference::compare`] gives the [`Semantics`] of a candidate: [`view`]s, [`primitive`]s, [`feature`]s, each with
//! the terms it is made of.
//! Invariants: every term is in 0..=1 and exactly 1 for a shape beside itself; the same bits on every machine; the
//! work is bounded whatever the shape. A term that a pair cannot have (a file has no primitives) is absent, not 0.
//! Absent: weights between the terms, and volumes, which the comparison of shapes gives.

pub mod feature;
pub mod primitive;
mod subject;
pub mod view;

use feature::{FeatureScore, Features, Volumes};
use primitive::{Primitives, Shared};
pub use subject::Subject;
use view::{PreparedView, Similarity, ViewEncoder};

/// A reference that is made ready for any number of candidates.
pub struct Reference {
    view: Box<dyn PreparedView>,
    primitives: Option<Primitives>,
    features: Option<Features>,
}

/// How much a candidate means the same as a reference.
#[derive(Clone, Debug, PartialEq)]
pub struct Semantics {
    /// How alike they look.
    pub view: Similarity,
    /// What they are drawn from; none when either comes from a file.
    pub primitives: Option<Shared>,
    /// Holes, walls and gaps; none for a reference without size or inside.
    pub features: Option<FeatureScore>,
}

impl Reference {
    /// Makes a shape ready, with an encoder that judges by looking.
    pub fn new(subject: &Subject, encoder: &dyn ViewEncoder) -> Reference {
        Reference {
            view: encoder.prepare(subject),
            primitives: subject.primitives(),
            features: subject.window().filter(|_| subject.is_closed()).map(|window| Features::of(subject, window)),
        }
    }

    /// Memory it keeps, bytes, about.
    pub fn bytes(&self) -> usize {
        let primitives = self.primitives.as_ref().map_or(0, Primitives::bytes);
        self.view.bytes() + primitives + self.features.as_ref().map_or(0, Features::bytes)
    }

    /// How alike a candidate looks, and nothing else.
    pub fn look(&self, candidate: &Subject) -> Similarity {
        self.view.similarity(candidate)
    }

    /// How much a candidate means the same. The volumes are those of the moved scenes; without them cells are counted.
    pub fn compare(&self, candidate: &Subject, volumes: Option<&Volumes>) -> Semantics {
        let primitives = self.primitives.as_ref().zip(candidate.primitives());
        Semantics {
            view: self.look(candidate),
            primitives: primitives.map(|(reference, candidate)| reference.compare(&candidate)),
            features: self.features.as_ref().map(|features| features.compare(candidate, volumes)),
        }
    }
}

impl std::fmt::Debug for Reference {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reference").field("primitives", &self.primitives.as_ref().map(Primitives::count)).finish()
    }
}

#[cfg(test)]
mod tests;
