//! New programs: parts of families and sampled ones, valid, not trivial, each once.
//!
//! Purpose: [`Synthesis`] is a stream of [`Sample`]s for a level and a seed. Candidate number n is drawn from the seed and
//! n alone ([`draw`]), in parallel; what is kept is decided in order, so that the first k samples are the same however
//! many are asked for and on however many threads.
//! Invariants: a sample evaluates without errors, is of its level, has no parameter that changes nothing and no
//! operation that changes the volume by less than 0.5 % or more than 95 % (bounded by the volumes of the operands;
//! measured on exact bodies with [`Options::audit`]); no two samples of a stream have the same shapes or, but for the
//! quantisation of their descriptors, shapes alike up to scale, and no template makes up much of a stream.
//! Absent: texts about the parts, and any third-party data; files but for [`folder`].

pub mod build;
mod check;
pub mod draw;
pub mod family;
pub mod folder;
pub mod likeness;
pub mod sampler;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use self::build::Builder;
use self::draw::Draw;
use self::family::{FAMILIES, Family};
use super::plan::lower::{Parametricity, levels_below, lowered};
use super::plan::{Plan, SmolStr, print};
use crate::model::{ContentHasher, Level};
use crate::workspace::in_parallel;

/// What is drawn.
#[derive(Clone, Debug)]
pub struct Options {
    /// The level of every sample.
    pub level: Level,
    /// The parametricity of every sample; `None` draws all of them evenly.
    pub parametricity: Option<Parametricity>,
    /// The seed of the stream.
    pub seed: u64,
    /// Only these families, by name; all of them, and parts of no family, when empty.
    pub families: Vec<String>,
    /// Whether every operation is measured on exact bodies.
    pub audit: bool,
}

/// One program.
#[derive(Clone, Debug)]
pub struct Sample {
    /// Number of the candidate it was.
    pub candidate: u64,
    /// Its family; `sampled` for a part of none.
    pub family: &'static str,
    /// Its level.
    pub level: Level,
    /// Its parametricity.
    pub parametricity: Parametricity,
    /// The plan at the highest parametricity.
    pub plan: Plan,
    /// The plan at its parametricity.
    pub program: Plan,
    /// Its text.
    pub text: String,
    /// Hash of its shapes.
    pub hash: u128,
    /// Descriptor of its shapes up to scale; alike shapes share it, but for its quantisation.
    pub likeness: u128,
}

/// Why a candidate was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Refusal {
    /// It has no part of the level.
    OtherLevel,
    /// The parametricity cannot be written.
    NotLowered,
    /// The compiler found an error.
    Invalid,
    /// A parameter changes nothing.
    DeadParameter,
    /// An operation changes the volume too little or too much.
    TrivialOperation,
    /// The same shapes came before.
    Duplicate,
    /// Shapes alike came before.
    Alike,
    /// Its template has had its share.
    Template,
}

impl Refusal {
    /// Every reason.
    pub const ALL: [Refusal; 8] = [
        Refusal::OtherLevel,
        Refusal::NotLowered,
        Refusal::Invalid,
        Refusal::DeadParameter,
        Refusal::TrivialOperation,
        Refusal::Duplicate,
        Refusal::Alike,
        Refusal::Template,
    ];

    /// Its name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Refusal::OtherLevel => "other-level",
            Refusal::NotLowered => "not-lowered",
            Refusal::Invalid => "invalid",
            Refusal::DeadParameter => "dead-parameter",
            Refusal::TrivialOperation => "trivial-operation",
            Refusal::Duplicate => "duplicate",
            Refusal::Alike => "alike",
            Refusal::Template => "template",
        }
    }
}

/// Share of the candidates that belong to no family.
const SAMPLED: f64 = 0.3;

/// Share of the candidates below solids that are parts cut from sheet, not parts of solids.
const FROM_SHEET: f64 = 0.5;

/// Draws candidate `index`.
pub fn draw(options: &Options, index: u64) -> Result<Sample, Refusal> {
    let mut draw = Draw::new(options.seed, index.wrapping_mul(8).wrapping_add(options.level as u64));
    let parametricity = match options.parametricity {
        Some(fixed) => fixed,
        None => Parametricity::ALL[draw.below(Parametricity::ALL.len())],
    };
    let (family, plan) = plan(options, draw).ok_or(Refusal::OtherLevel)?;
    let mut low = lowered(&plan, parametricity).ok_or(Refusal::NotLowered)?;
    if parametricity == Parametricity::P0 {
        low.title = plan.title.clone();
    }
    if check::has_dead_parameter(&plan) || check::has_dead_parameter(&low) {
        return Err(Refusal::DeadParameter);
    }
    let text = print::program(&low);
    let checked = check::check(&text, &plan, options)?;
    let (hash, likeness) = (checked.hash, checked.likeness);
    let level = options.level;
    Ok(Sample { candidate: index, family, level, parametricity, plan, program: low, text, hash, likeness })
}

/// A plan of the level: a part of a family, one of its parts below, or a sampled one.
fn plan(options: &Options, mut draw: Draw) -> Option<(&'static str, Plan)> {
    let named = |family: &&Family| options.families.is_empty() || options.families.iter().any(|n| n == family.name);
    if options.families.is_empty() && draw.chance(SAMPLED) {
        let mut builder = Builder::new(draw);
        sampler::sampled(&mut builder, options.level);
        return Some(("sampled", builder.finish()));
    }
    let from_sheet = options.level < Level::SE && (!options.families.is_empty() || draw.chance(FROM_SHEET));
    let fits = |family: &&Family| {
        if options.families.is_empty() { family.solid != from_sheet } else { family.solid || from_sheet }
    };
    let families: Vec<&Family> = FAMILIES.iter().filter(named).filter(fits).collect();
    let family = draw.one(&families)?;
    let choice = draw.word();
    let mut builder = Builder::new(draw);
    (family.draw)(&mut builder);
    let plan = builder.finish();
    let below: Vec<Plan> = std::iter::once(plan.clone())
        .chain(levels_below(&plan))
        .filter(|plan| check::level_of(plan) == Some(options.level))
        .collect();
    let plan = below.get((choice % below.len().max(1) as u64) as usize)?;
    Some((family.name, plan.clone()))
}

/// Candidates drawn together, at first and at most.
const BATCHES: (u64, u64) = (32, 512);

/// A stream ends when this many candidates in a row were refused.
const PATIENCE: u64 = 8192;

/// A template may have this many samples of any stream…
const TEMPLATE_FREE: usize = 16;

/// … and one in this many of a long one.
const TEMPLATE_SHARE: usize = 16;

/// A stream of samples, each different from those before.
pub struct Synthesis {
    options: Options,
    threads: usize,
    next: u64,
    fruitless: u64,
    ready: VecDeque<Sample>,
    hashes: FxHashSet<u128>,
    likenesses: FxHashSet<u128>,
    templates: FxHashMap<u128, usize>,
    accepted: usize,
    refused: FxHashMap<Refusal, usize>,
}

impl Synthesis {
    /// The stream of `options` on `threads` threads, 0 for one a processor.
    pub fn new(options: Options, threads: usize) -> Synthesis {
        Synthesis {
            options,
            threads,
            next: 0,
            fruitless: 0,
            ready: VecDeque::new(),
            hashes: FxHashSet::default(),
            likenesses: FxHashSet::default(),
            templates: FxHashMap::default(),
            accepted: 0,
            refused: FxHashMap::default(),
        }
    }

    /// Forbids shapes, such as those of a test set.
    pub fn exclude(&mut self, hash: u128, likeness: u128) {
        self.hashes.insert(hash);
        self.likenesses.insert(likeness);
    }

    /// How many candidates were refused so far, by reason.
    pub fn refused(&self) -> Vec<(Refusal, usize)> {
        Refusal::ALL.into_iter().filter_map(|why| Some((why, *self.refused.get(&why)?))).collect()
    }

    fn fill(&mut self) {
        let (options, first) = (&self.options, self.next);
        // A short stream is not kept waiting for candidates that nobody asks for.
        let batch = first.clamp(BATCHES.0, BATCHES.1);
        let drawn = in_parallel(batch as usize, self.threads, |index| draw(options, first + index as u64));
        self.next += batch;
        for candidate in drawn {
            match candidate.and_then(|sample| self.admit(sample)) {
                Ok(sample) => {
                    self.fruitless = 0;
                    self.ready.push_back(sample);
                }
                Err(why) => {
                    self.fruitless += 1;
                    *self.refused.entry(why).or_default() += 1;
                }
            }
        }
    }

    fn admit(&mut self, sample: Sample) -> Result<Sample, Refusal> {
        if self.hashes.contains(&sample.hash) {
            return Err(Refusal::Duplicate);
        }
        if self.likenesses.contains(&sample.likeness) {
            return Err(Refusal::Alike);
        }
        let template = template(&sample.plan);
        let seen = self.templates.entry(template).or_default();
        if self.options.families.is_empty() && *seen >= TEMPLATE_FREE + self.accepted / TEMPLATE_SHARE {
            return Err(Refusal::Template);
        }
        *seen += 1;
        self.accepted += 1;
        self.hashes.insert(sample.hash);
        self.likenesses.insert(sample.likeness);
        Ok(sample)
    }
}

impl Iterator for Synthesis {
    type Item = Sample;

    fn next(&mut self) -> Option<Sample> {
        while self.ready.is_empty() && self.fruitless < PATIENCE {
            self.fill();
        }
        self.ready.pop_front()
    }
}

/// What plans that differ in numbers only have in common.
fn template(plan: &Plan) -> u128 {
    let mut hasher = ContentHasher::default();
    let mut name = |name: &SmolStr| name.bytes().chain([0]).for_each(|byte| hasher.word(u64::from(byte)));
    plan.parameters.iter().for_each(|item| name(&item.name));
    plan.values.iter().for_each(|item| name(&item.name));
    plan.features.iter().for_each(|item| name(&item.name));
    name(&plan.part);
    hasher.finish()
}
