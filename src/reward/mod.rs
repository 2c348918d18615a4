//! The reward: what a candidate program is worth beside a reference, between 0 and 1.
//!
//! Purpose: interpreter diagnostics are the lower rungs; above the gate stand geometry
//! ([`crate::geom::compare`]) and [`semantic`] fidelity.
//! Invariants: every text gets a bounded, deterministic reward; a program that builds is worth more than any that
//! does not. Absent: sampling of programs, training.

mod answer;
pub mod config;
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
