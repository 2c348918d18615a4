//! Meaning before evaluation: modules, names, types and dimensions; lowers trees to core forms.
//!
//! Purpose: from parsed modules to a checked [`hir::Program`]. Reports everything it can find in one
//! run, without cascades ([`hir::ExprKind::Error`] and [`types::Type::Unknown`] keep silent).
//! Absent: values, geometry, files (texts come through [`crate::text::Sources`]).

pub mod display;
pub mod hir;
pub mod suggest;
pub mod types;
pub mod unit;
