//! From a program's text to its parts: the straight line, run once per request.
//!
//! Purpose: [`Workspace::run`] takes a text through parse, check, evaluation and realisation and keeps
//! what later steps (meshes, files, pictures) need in an [`Outcome`]. It injects what the lower rooms ask
//! for through traits: module texts ([`project::Project`]) and geometry (the kernel).
//! Invariants: everything runs on a stack deep enough for the counted limits; diagnostics come out sorted
//! and once; nothing here panics on any text.
//! Absent: arguments, printing, protocols.

mod advice;
mod artifact;
#[cfg(feature = "compare")]
mod comparable;
mod geometry_lints;
mod outcome;
pub mod project;
mod stack;
mod testing;
mod timeout;

use crate::sema::Library;
use crate::stdlib;

pub use crate::eval::{Limits, Override, display};
pub use crate::stdlib::DocEntry;
pub use advice::{Level, Levels};
pub use artifact::{Artifact, WriteOptions};
pub use outcome::{Depth, Inspection, Outcome, Request, Timings};
pub use stack::{in_parallel, with_deep_stack};
pub use testing::TestReport;

/// What runs share: the checked standard library.
#[derive(Clone)]
pub struct Workspace {
    library: &'static Library,
}

impl Default for Workspace {
    fn default() -> Self {
        Workspace { library: stdlib::library() }
    }
}

impl Workspace {
    /// Runs a program.
    pub fn run(&self, request: &Request) -> Outcome {
        with_deep_stack(|| outcome::run(self.library, request, None))
    }

    /// Runs a program with its `test` blocks and tells what it defines.
    pub fn inspect(&self, request: &Request) -> (Outcome, Inspection) {
        let mut inspection = Inspection::default();
        let outcome = with_deep_stack(|| outcome::run(self.library, request, Some(&mut inspection)));
        (outcome, inspection)
    }

    /// What the standard library defines, with its documentation.
    pub fn document_library(&self) -> Vec<DocEntry> {
        stdlib::index(self.library)
    }
}
