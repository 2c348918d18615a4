//! The canonical layout of a program: tree to text.
//!
//! Invariants: formatting changes nothing but blanks, line breaks and trailing commas; it keeps every
//! comment; it is idempotent; its result depends on the tokens, the comments and single blank lines of
//! the source, never on where the source broke its lines. Lines are at most [`WIDTH`] characters where the
//! tokens allow it. [`layout`] knows widths and no syntax, [`print`] knows syntax and no widths.
//!
//! Absent: wrong programs. They are returned as their diagnostics, unformatted.

mod layout;
mod print;

#[cfg(test)]
mod tests;

use crate::diagnostics::Diagnostic;
use crate::syntax;
use crate::text::FileId;

/// The width of a line in characters.
pub const WIDTH: usize = 100;
/// How far one level is indented.
pub const INDENT: usize = 4;

/// `text` in the canonical layout, or what is wrong with it.
pub fn format(file: FileId, text: &str) -> Result<String, Vec<Diagnostic>> {
    let parse = syntax::parse(file, text);
    if parse.is_ok() { Ok(format_tree(&parse, text)) } else { Err(parse.diagnostics().to_vec()) }
}

/// The canonical layout of a text that is already parsed without errors.
pub fn format_tree(parse: &syntax::Parse, text: &str) -> String {
    layout::lay_out(&print::document(&parse.syntax(), text))
}
