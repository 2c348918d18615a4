//! Meaning before evaluation: modules, names, types and dimensions; lowers trees to core forms.
//!
//! Purpose: from parsed modules to a checked [`hir::Program`]. Reports everything it can find in one
//! run, without cascades ([`hir::ExprKind::Error`] and [`types::Type::Unknown`] keep silent).
//! Absent: values, geometry, files (texts come through [`crate::text::Sources`]).

mod call;
mod chain;
mod checker;
pub mod display;
mod draft;
mod expr;
mod found;
mod frame;
mod function;
mod generics;
pub mod hir;
mod imports;
mod interface;
mod library;
pub mod lint;
mod literal;
mod misfit;
mod module;
mod operator;
mod order;
mod place;
mod program;
mod relation;
mod scope;
#[cfg(test)]
mod tests;
mod type_expr;
pub mod types;
pub mod unit;

pub use library::{Library, LibraryFile};
pub use program::{Checked, MAX_MODULES, check};
pub use scope::is_internal;
