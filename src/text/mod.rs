//! Texts, places in them, and who supplies them.
//!
//! Purpose: the vocabulary every later room uses to say *where*. A [`Span`] is a file and two byte
//! offsets; a [`SourceMap`] owns the texts; a [`LineIndex`] turns offsets into lines and columns.
//! Invariants: offsets are `u32` bytes, always on character boundaries of the text they index
//! ([`SourceMap::snap`] makes any pair legal); file ids are dense and never reused.
//! Absent: tokens, trees, diagnostics, and any file-system access ([`Sources`] is implemented elsewhere).

mod json;
mod line_index;
mod source;
mod span;

pub use json::{JsonError, read_json};
pub use line_index::{LineColumn, LineIndex};
pub use source::{SourceError, SourceFile, SourceMap, Sources};
pub use span::{FileId, Span};

/// The largest program text accepted, in bytes; longer input is `limit/source-size`.
pub const MAX_SOURCE_BYTES: usize = 16 * 1024 * 1024;

/// The text without the one byte order mark that some editors put before it.
pub fn without_bom(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}
