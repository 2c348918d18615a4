//! How alike a candidate's shape and the reference's are: the terms of the fidelity.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::Config;
use super::config::Formula;
use super::reference::Reference;
use super::semantic::feature::Volumes;
use super::semantic::{self, Semantics};
use crate::export::comparison;
use crate::geom::compare::{Comparison, Measures, Normalization, NotComparable, Options, Overlap, Prepared, compare};
use crate::geom::mesh::Leak;
use crate::geom::mesher::MeshOptions;
use crate::model::{Shape, Transform3};
use crate::render::Scene;
use crate::workspace::Outcome;

/// How far the overlap must be below 1 for what a shape is drawn from to count in full.
const DRAWN: f64 = 0.1;

/// The shape of a program or a file, made ready.
#[derive(Debug)]
pub struct Subject {
    prepared: Prepared,
    /// The shapes of the program's parts; none for a mesh from a file.
    parts: Vec<Shape>,
}

/// What comparing two shapes gave.
#[derive(Clone, Debug, Default)]
pub struct Likeness {
    /// The terms of the formula, each 0..=1; none for a term that this pair has not.
    pub terms: Vec<(&'static str, Option<f64>)>,
    /// Their value together, 0..=1.
    pub fidelity: f64,
    /// The figures behind them.
    pub comparison: Option<Value>,
    /// Why there are none.
    pub incomparable: Option<NotComparable>,
    /// Wall time spent on geometry and on meaning.
    pub stages: Vec<(&'static str, Duration)>,
}

impl Subject {
    /// The union of the parts of a program that has run; none when there is no such union or mesh, which is reported, and
    /// for parts that are no one shape, about which there is a warning.
    pub fn of(outcome: &mut Outcome, mesh: &MeshOptions) -> Option<Subject> {
        let prepared = outcome.comparable(mesh)?;
        let parts = outcome.parts().iter().map(|part| part.shape.clone()).collect();
        Some(Subject { prepared, parts })
    }

    /// A surface from a file.
    pub fn from_mesh(prepared: Prepared) -> Subject {
        Subject { prepared, parts: Vec::new() }
    }

    /// Whether it is a solid; otherwise it lies in a plane.
    pub fn is_solid(&self) -> bool {
        self.prepared.is_solid()
    }

    /// Where its surface is open, if it is.
    pub fn leak(&self) -> Option<Leak> {
        self.prepared.leak()
    }

    /// The volume that it encloses more than once or inside out, mm³.
    pub fn tangled(&self) -> f64 {
        self.prepared.tangled()
    }

    /// The diagonal of its box, mm; 0 without one.
    pub fn diagonal(&self) -> f64 {
        self.prepared.bounds().map_or(0.0, |(min, max)| (max - min).length())
    }

    /// Memory taken, bytes, roughly.
    pub fn bytes(&self) -> usize {
        /// Of an operation of a part.
        const PART: usize = 1 << 12;
        self.prepared.bytes() + self.parts.len() * PART
    }

    /// What there is to see, moved by `pose`.
    pub fn seen(&self, pose: Transform3) -> semantic::Subject<'_> {
        let scene = match self.prepared.mesh() {
            Some(mesh) => Scene::Solids(vec![mesh]),
            None => Scene::Flat(self.parts.iter().collect()),
        };
        semantic::Subject { pose, ..semantic::Subject::new(scene, self.parts.iter().collect()) }
    }

    /// How alike it and a reference are; shapes of different dimension are not alike at all.
    pub fn likeness(&self, reference: &Reference, config: &Config) -> Likeness {
        let paper = config.general.formula == Formula::Paper;
        let options = Options {
            measures: Measures {
                chamfer: !paper,
                field: config.comparison.field,
                iou: !paper,
                iou_best: paper || config.comparison.iou_best,
            },
            points: usize::try_from(config.comparison.points).unwrap_or(usize::MAX),
            seed: config.general.seed,
            // The paper's own, whatever is set for the other formula.
            normalization: if paper { Normalization::Rms } else { config.general.normalize },
            ..Options::default()
        };
        let start = Instant::now();
        let found = match compare(&self.prepared, &reference.subject.prepared, &options) {
            Ok(found) => found,
            Err(why) => return Likeness { incomparable: Some(why), ..Likeness::default() },
        };
        let compared = start.elapsed();
        let seen = self.seen(found.onto());
        let (terms, fidelity) = if paper {
            published(&found, reference.semantic.look(&seen).value, config)
        } else {
            let volumes = found.overlap.map(|overlap| Volumes {
                candidate: overlap.first,
                reference: overlap.second,
                common: overlap.common,
            });
            own(&found, &reference.semantic.compare(&seen, volumes.as_ref()), reference, config)
        };
        let stages = vec![("compare", compared), ("meaning", start.elapsed() - compared)];
        Likeness {
            terms,
            fidelity,
            comparison: Some(Value::Object(comparison::figures(&found, &options))),
            stages,
            incomparable: None,
        }
    }
}

type Terms = Vec<(&'static str, Option<f64>)>;

/// The terms and the fidelity of the paper: min(IOU_best, max(0, (s − floor) / (1 − floor))).
fn published(found: &Comparison, view: f64, config: &Config) -> (Terms, f64) {
    let floor = config.paper.floor;
    let best = bounded(found.best.map_or(0.0, |best| best.iou));
    let fidelity = best.min(((view - floor) / (1.0 - floor)).max(0.0));
    (vec![("iou_best", Some(best)), ("view", Some(view))], fidelity)
}

/// The terms and the fidelity of recad: geometry · (1 − w (1 − meaning)).
fn own(found: &Comparison, meaning: &Semantics, reference: &Reference, config: &Config) -> (Terms, f64) {
    // A reference that encloses a volume has an overlap with every candidate; one that takes too long to find is none.
    let closed = reference.leak().is_none();
    let overlap = match &found.overlap {
        Some(overlap) => Some(bounded(agreement(overlap))),
        None => closed.then_some(0.0),
    };
    let scale = reference.diagonal * found.places[1].scale();
    let chamfer = found.chamfer.as_ref().map_or(0.0, |chamfer| bounded(nearness(chamfer.mean / scale)));
    let (weights, means) = (&config.geometry, &config.meaning);
    // The same part may be drawn in another way: how it is drawn counts as far as the part is another.
    let differs = overlap.map_or(1.0, |overlap| ((1.0 - overlap) / DRAWN).min(1.0));
    let primitive = meaning.primitives.map(|shared| 1.0 - (1.0 - shared.f1) * differs);
    let geometry = [("overlap", overlap, weights.overlap), ("chamfer", Some(chamfer), weights.chamfer)];
    let meaning = [
        ("view", Some(meaning.view.value), means.view),
        ("primitive", primitive, means.primitive),
        ("feature", meaning.features.map(|score| score.value), means.feature),
    ];
    let means = mean(&meaning).map_or(1.0, |meant| 1.0 - means.weight * (1.0 - meant));
    // Without weights the geometry does not count.
    let fidelity = bounded(mean(&geometry).unwrap_or(1.0) * means);
    (geometry.iter().chain(&meaning).map(|(name, term, _)| (*name, *term)).collect(), fidelity)
}

/// exp(−2 s) with s the symmetric difference over the reference's volume, times the root of the smaller volume over the
/// larger: a speck lacks no more than a part of the right size in the wrong place has both missing and too much.
fn agreement(overlap: &Overlap) -> f64 {
    let (small, large) = (overlap.first.min(overlap.second), overlap.first.max(overlap.second));
    libm::exp(-2.0 * (overlap.missing() + overlap.extra()) / overlap.second) * (small / large).max(0.0).sqrt()
}

/// The mean of the terms that there are, by their weights; none without any.
fn mean(terms: &[(&str, Option<f64>, f64)]) -> Option<f64> {
    let present = terms.iter().filter_map(|(_, term, weight)| Some(((*term)?, *weight)));
    let (sum, weights) = present.fold((0.0, 0.0), |(sum, total), (term, weight)| (sum + term * weight, total + weight));
    (weights > 0.0).then(|| sum / weights)
}

/// 1 for surfaces that lie on one another up to rounding, 1/2 at a fiftieth of the diagonal.
fn nearness(distance: f64) -> f64 {
    const ROUNDING: f64 = 1e-9;
    const HALF: f64 = 0.02;
    if distance < ROUNDING { 1.0 } else { 1.0 / (1.0 + distance / HALF) }
}

fn bounded(term: f64) -> f64 {
    if term.is_nan() { 0.0 } else { term.clamp(0.0, 1.0) }
}
