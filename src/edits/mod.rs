//! Edits of a program's parameters, as a person would make them, and what survives them.
//!
//! Purpose: [`perturbations`] names other values for the parameters of a program, so that a host can ask whether the
//! program still builds with them. [`survival`] makes the edits of a protocol one by one and says of each whether the
//! program builds the same kind of part and keeps the [`relation`]s of the part before. [`literal`] finds the numbers
//! that a program without parameters would be edited by; [`control`] makes parts whose relations are chance.
//! Invariants: perturbed values keep the declared range, choices and step as far as they are known; the same program
//! gives the same answers on every machine.
//! Absent: rewriting; opinion about which of a part's relations its author meant.

pub mod control;
pub mod literal;
mod perturb;
pub mod relation;
pub mod survival;

pub use perturb::{Perturbation, perturbations};
