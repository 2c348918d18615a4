//! From a program's text to its parts: the straight line, run once per request.
//!
//! Purpose: [`Workspace::run`] takes a text through parse, check, evaluation and realisation and keeps
//! what later steps (meshes, files, pictures) need in an [`Outcome`]. It injects what the lower rooms ask
//! for through traits: module texts ([`project::Project`]) and geometry (the kernel).
//! Invariants: everything runs on a stack deep enough for the counted limits; diagnostics come out sorted
//! and once; nothing here panics on any text.
//! Absent: arguments, printing, protocols.

mod outcome;
pub mod project;
mod stack;

pub use outcome::{Depth, Outcome, Part, Request, Timings};
pub use stack::with_deep_stack;
