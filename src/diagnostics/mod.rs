//! The one model of everything recad tells a person or a tool about a program.
//!
//! Purpose: every phase reports [`Diagnostic`]s and nothing else; renderers turn them into text.
//! Invariants: a diagnostic's [`Name`] comes from the [`registry`], whose prefix is the phase; spans are
//! bytes and are snapped to characters in the renderers (ariadne panics otherwise); order is the order
//! of [`sort`], independent of hash maps and threads.
//! Absent: knowledge of syntax, types or geometry.

mod cascade;
mod mend;
mod model;
pub mod registry;
pub mod render_github;
pub mod render_human;
pub mod render_json;
pub mod render_sarif;
pub mod render_short;
pub mod suggest;

pub use cascade::drop_cascades;
pub use mend::mended;
pub use model::{Diagnostic, Edit, Fix, Frame, Label, Severity, sort};
pub use registry::Name;
