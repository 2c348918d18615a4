//! The conformance suite: programs as data, what each must mean, and which rules of the language they prove.
//!
//! Purpose: [`Suite::read`] takes `*.cases` files (their format: `tests/conformance/README.md`), [`run`] runs
//! every case in this process and compares, and [`Report`] tells what failed and what is covered: rules of
//! the specification ([`spec`]), registered diagnostics and rules of the grammar.
//! Invariants: a case file can hold anything; what is wrong in one is a located diagnostic and its other cases
//! run; the report does not depend on threads; only a case that passed covers anything.
//! Absent: what is right. It stands in the cases and in nothing else here; closed forms are computed from
//! [`crate::model::trig`] and `libm`.

mod coverage;
mod expectation;
mod literal;
mod program;
mod report;
mod run;
pub mod spec;
mod suite;

pub use coverage::{Coverage, Tally, shown_by_cases};
pub use expectation::{Expectation, Kind, Place};
pub use report::{CaseReport, Failure, Report};
pub use run::{Options, run};
pub use suite::{Case, Suite};
