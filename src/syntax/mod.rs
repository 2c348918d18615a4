//! From text to a lossless tree with typed views.
//!
//! In comes a text, out goes a [`Parse`]: a `rowan` tree whose text is the input byte for byte, and
//! diagnostics. Parsing never fails, never panics and takes linear time. Kinds, views, parser functions
//! and grammar rules share their names with `grammar/recad.pest`, the normative grammar, which runs in
//! [`reference`]; tests bind the two.
//!
//! Absent: names, types, units, files other than the one given.

pub mod ast;
mod kind;
mod lexer;
mod nesting;
mod parser;
pub mod reference;
mod tree;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::samples as testing;

use rowan::GreenNode;

pub use kind::{Recad, SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};
pub use nesting::MAX_NESTING;

use crate::diagnostics::{self, Diagnostic, registry};
use crate::text::{FileId, MAX_SOURCE_BYTES, Span};

/// A parsed text: its tree and what was wrong with it. Cheap to clone, can go to other threads.
#[derive(Clone, Debug)]
pub struct Parse {
    file: FileId,
    green: GreenNode,
    diagnostics: Vec<Diagnostic>,
}

impl Parse {
    /// The program.
    pub fn file(&self) -> ast::File {
        ast::File::root(self.syntax())
    }

    /// The root of the tree.
    pub fn syntax(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.green.clone())
    }

    /// What was wrong, in source order.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Whether the text follows the grammar.
    pub fn is_ok(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// The id of the text, for spans of nodes.
    pub fn file_id(&self) -> FileId {
        self.file
    }
}

/// How many tokens a text has; blanks and comments are none.
pub fn token_count(text: &str) -> usize {
    if text.len() > MAX_SOURCE_BYTES {
        return 0;
    }
    let blank = |kind: &SyntaxKind| matches!(kind, SyntaxKind::WHITESPACE | SyntaxKind::COMMENT);
    lexer::lex(FileId::default(), text).kinds.iter().filter(|kind| !blank(kind)).count()
}

/// Parses `text`, which is the text of `file` in all diagnostics.
pub fn parse(file: FileId, text: &str) -> Parse {
    if text.len() > MAX_SOURCE_BYTES {
        let message = format!("a program text holds at most {MAX_SOURCE_BYTES} bytes (16 MiB), and this one is longer");
        let diagnostic = Diagnostic::new(registry::limit::SOURCE_SIZE, Span::new(file, 0, 0), message);
        return Parse { file, green: tree::empty(), diagnostics: vec![diagnostic] };
    }
    let mut lexed = lexer::lex(file, text);
    let mut diagnostics = std::mem::take(&mut lexed.diagnostics);
    let green = match nesting::too_deep(&lexed.kinds) {
        Some(token) => {
            diagnostics.push(nesting::diagnostic(lexed.span(file, token)));
            tree::flat(&lexed, text)
        }
        None => {
            let (events, mut found) = parser::parse(file, text, &lexed);
            diagnostics.append(&mut found);
            tree::build(&lexed, text, events)
        }
    };
    diagnostics::sort(&mut diagnostics);
    Parse { file, green, diagnostics }
}
