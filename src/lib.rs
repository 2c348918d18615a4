//! recad: a parametric CAD language from text to exact geometry, files and pictures.
//!
//! The folder list is the pipeline; each room uses earlier rooms only (kept by `tests/architecture.rs`):
//! `text → diagnostics → model → syntax → format → sema → eval → geom → stdlib → mesh_io, export →
//! render → workspace → reference → edits → reward → corpus → conformance → cli`.

pub mod cli;
pub mod conformance;
pub mod corpus;
pub mod diagnostics;
pub mod edits;
pub mod eval;
pub mod export;
pub mod format;
pub mod geom;
pub mod mesh_io;
pub mod model;
pub mod reference;
pub mod render;
#[cfg(feature = "reward")]
pub mod reward;
pub mod sema;
pub mod stdlib;
pub mod syntax;
pub mod text;
pub mod workspace;
