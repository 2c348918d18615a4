//! The reward: what a candidate program is worth beside a reference, between 0 and 1.
//!
//! Purpose: interpreter diagnostics are the lower rungs; above the gate stand geometry
//! ([`crate::geom::compare`]) and [`semantic`] fidelity.
//! Invariants: every text gets a bounded, deterministic reward; a program that builds is worth more than any that
//! does not. Absent: sampling of programs, training.

pub mod damage;
pub mod semantic;
