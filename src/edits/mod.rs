//! Edits of a program's parameters, as a person would make them.
//!
//! Purpose: [`perturbations`] names other values for the parameters of a program, so that a host can ask whether the
//! program still builds with them.
//! Invariants: a value keeps the declared range, choices and step as far as they are known; the same parameters and
//! seed give the same values on every machine.
//! Absent: running programs, judging what they become.

mod perturb;

pub use perturb::{Perturbation, perturbations};
