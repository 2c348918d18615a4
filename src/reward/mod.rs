//! The reward: what a candidate program is worth beside a reference, between 0 and 1.
//!
//! Purpose: interpreter diagnostics are the lower rungs ([`Phase`], [`Soundness`]); above the gate stand geometry
//! ([`crate::geom::compare`]) and [`semantic`] fidelity, edits and length; [`formula`] says how they come together and
//! [`Config`] holds every number. [`Judge`] is the interface for a trainer in the same process, [`stream`] the one for
//! others: supervised worker processes between lines of JSON.
//! Invariants: every text gets a bounded, deterministic reward; a program that builds is worth more than any that
//! does not; what ends a run from outside (time, memory, a crash) is never a statement about the program.
//! Absent: sampling of programs, training.
//!
//! ```
//! use std::sync::Arc;
//! use recad::reward::{Config, Judge, Phase};
//!
//! let judge = Judge::new(Config::default());
//! let reference = Arc::new(judge.prepare("part block = box(40, 20, 5)").expect("the reference builds"));
//! let group = ["part block = box(40, 20, 5)", "part block = box(40, 20, 6)", "part block = box(40, 20"];
//! let pairs: Vec<_> = group.iter().map(|candidate| (reference.clone(), *candidate)).collect();
//! let verdicts = judge.batch(&pairs, 0);
//! assert_eq!(verdicts[0].reward, 1.0);
//! assert!(verdicts[1].reward < 1.0 && verdicts[1].phase == Phase::Built);
//! assert!(verdicts[2].reward < judge.config().general.gate && verdicts[2].phase == Phase::Syntax);
//! ```

mod answer;
#[doc = include_str!("cheats.md")]
pub mod cheats {}
pub mod config;
#[doc = include_str!("formula.md")]
pub mod formula {}
pub mod damage;
mod judge;
mod likeness;
mod phase;
mod reference;
pub mod semantic;
mod soundness;
pub mod stream;

pub use config::Config;
pub use judge::{CANDIDATE_NAME, Judge, Verdict};
pub use phase::{Phase, RUNGS};
pub use reference::{REFERENCE_NAME, Reference, Unusable};
pub use soundness::Soundness;
