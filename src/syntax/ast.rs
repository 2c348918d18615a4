//! Typed views of the lossless tree: a type per grammar rule, accessors for its pieces.
//!
//! Invariant: a view never panics; every piece is optional or a list, because trees of wrong programs
//! lack pieces. Absent: meaning. Chains of one precedence (`a + b - c`, `f.g(x)[0]`) are flat nodes with
//! an iterator over their links, so that a walker needs no recursion along a chain.

mod expr;
mod item;
mod literal;
mod ty;

pub use expr::*;
pub use item::*;
pub use literal::*;
pub use ty::*;

use rowan::{Language, NodeOrToken, TextRange};

use super::{Recad, SyntaxKind, SyntaxNode};
use crate::text::{FileId, Span};

/// A typed view of a node.
pub trait AstNode: Sized {
    /// Whether nodes of this kind have the view.
    fn covers(kind: SyntaxKind) -> bool;
    /// The view, if the node has the right kind.
    fn cast(node: SyntaxNode) -> Option<Self>;
    /// The node behind the view.
    fn syntax(&self) -> &SyntaxNode;
    /// The bytes the node covers, without surrounding blanks and comments.
    fn range(&self) -> TextRange {
        self.syntax().text_range()
    }
    /// The same as a span of `file`.
    fn span(&self, file: FileId) -> Span {
        span(file, self.range())
    }
}

/// A byte range as a span of `file`.
pub fn span(file: FileId, range: TextRange) -> Span {
    Span::new(file, range.start().into(), range.end().into())
}

/// The smallest node below `root` that covers a span as far as it lies in `root`.
pub fn covering(root: &SyntaxNode, span: Span) -> SyntaxNode {
    let bounds = root.text_range();
    let inside = |offset: u32| bounds.start().max(offset.into()).min(bounds.end());
    match root.covering_element(TextRange::new(inside(span.start), inside(span.end))) {
        rowan::NodeOrToken::Node(node) => node,
        rowan::NodeOrToken::Token(token) => token.parent().unwrap_or_else(|| root.clone()),
    }
}

/// Declares views: `/// doc` `Type = KIND | KIND { accessors };`, with [`accessors`].
macro_rules! views {
    ($( $(#[$attr:meta])* $name:ident = $($kind:ident)|+ $({ $($accessors:tt)* })?; )*) => {
        $(
            $(#[$attr])*
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            pub struct $name(pub(super) $crate::syntax::SyntaxNode);

            impl $crate::syntax::ast::AstNode for $name {
                fn covers(kind: $crate::syntax::SyntaxKind) -> bool {
                    matches!(kind, $( $crate::syntax::SyntaxKind::$kind )|+)
                }
                fn cast(node: $crate::syntax::SyntaxNode) -> Option<Self> {
                    Self::covers(node.kind()).then_some(Self(node))
                }
                fn syntax(&self) -> &$crate::syntax::SyntaxNode {
                    &self.0
                }
            }

            $( impl $name { $crate::syntax::ast::accessors! { $($accessors)* } } )?
        )*

        /// The views of this module by name, with the kinds they cover.
        #[cfg(test)]
        pub(super) const VIEWS: &[(&str, &[$crate::syntax::SyntaxKind])] =
            &[$( (stringify!($name), &[$( $crate::syntax::SyntaxKind::$kind ),+]), )*];
    };
}

/// Accessors of a view, each optional or a list: `name: token KIND` the first such token, `value: Type` the
/// first such child, `ty: Type in Outer` the same of the first child `Outer`, `parts: [Type]` all such
/// children, `doc: doc` the documentation before the node.
macro_rules! accessors {
    () => {};
    ($(#[$attr:meta])* $name:ident: token $kind:ident, $($rest:tt)*) => {
        $(#[$attr])*
        pub fn $name(&self) -> Option<$crate::syntax::ast::Leaf<'_>> {
            $crate::syntax::ast::token(&self.0, $crate::syntax::SyntaxKind::$kind)
        }
        $crate::syntax::ast::accessors! { $($rest)* }
    };
    ($(#[$attr:meta])* $name:ident: doc, $($rest:tt)*) => {
        $(#[$attr])*
        pub fn $name(&self) -> String {
            $crate::syntax::ast::doc(&self.0)
        }
        $crate::syntax::ast::accessors! { $($rest)* }
    };
    ($(#[$attr:meta])* $name:ident: $view:ident, $($rest:tt)*) => {
        $(#[$attr])*
        pub fn $name(&self) -> Option<$view> {
            $crate::syntax::ast::child(&self.0)
        }
        $crate::syntax::ast::accessors! { $($rest)* }
    };
    ($(#[$attr:meta])* $name:ident: $view:ident in $outer:ident, $($rest:tt)*) => {
        $(#[$attr])*
        pub fn $name(&self) -> Option<$view> {
            $crate::syntax::ast::child(&$crate::syntax::ast::child::<$outer>(&self.0)?.0)
        }
        $crate::syntax::ast::accessors! { $($rest)* }
    };
    ($(#[$attr:meta])* $name:ident: [$view:ident], $($rest:tt)*) => {
        $(#[$attr])*
        pub fn $name(&self) -> impl Iterator<Item = $view> + use<> {
            $crate::syntax::ast::children(&self.0)
        }
        $crate::syntax::ast::accessors! { $($rest)* }
    };
}

/// Declares a sum of views: `/// doc` `Type { Variant(View), … }`.
macro_rules! sums {
    ($( $(#[$attr:meta])* $name:ident { $( $(#[$variant_attr:meta])* $variant:ident($view:ident) = $($kind:ident)|+, )* } )*) => { $(
        $(#[$attr])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $( $(#[$variant_attr])* $variant($view), )* }

        impl $crate::syntax::ast::AstNode for $name {
            fn covers(kind: $crate::syntax::SyntaxKind) -> bool {
                matches!(kind, $( $( $crate::syntax::SyntaxKind::$kind )|+ )|+)
            }
            fn cast(node: $crate::syntax::SyntaxNode) -> Option<Self> {
                match node.kind() {
                    $( $( $crate::syntax::SyntaxKind::$kind )|+ => Some(Self::$variant($view(node))), )*
                    _ => None,
                }
            }
            fn syntax(&self) -> &$crate::syntax::SyntaxNode {
                match self { $( Self::$variant(view) => &view.0, )* }
            }
        }
    )* };
}

use {accessors, sums, views};

/// A token of a view: its text and its place. Unlike a [`SyntaxToken`](super::SyntaxToken) it costs no allocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Leaf<'n> {
    text: &'n str,
    range: TextRange,
}

impl<'n> Leaf<'n> {
    /// The text.
    pub fn text(&self) -> &'n str {
        self.text
    }

    /// The bytes it covers.
    pub fn text_range(&self) -> TextRange {
        self.range
    }
}

/// The first child that is a `T`.
fn child<T: AstNode>(node: &SyntaxNode) -> Option<T> {
    let (kind, range, _) = pieces(node).find(|(kind, ..)| T::covers(*kind))?;
    let found = node.child_or_token_at_range(range).filter(|found| found.kind() == kind);
    // A node without any text has no place to be found at.
    found
        .and_then(NodeOrToken::into_node)
        .or_else(|| node.children().find(|child| T::covers(child.kind())))
        .and_then(T::cast)
}

/// The children that are `T`s, in order.
fn children<T: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = T> + use<T> {
    node.children().filter_map(T::cast)
}

/// The first direct token of `kind`.
fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<Leaf<'_>> {
    tokens(node).find(|(found, _)| *found == kind).map(|(_, leaf)| leaf)
}

/// The direct tokens, in order.
fn tokens(node: &SyntaxNode) -> impl Iterator<Item = (SyntaxKind, Leaf<'_>)> {
    pieces(node).filter_map(|(kind, range, text)| Some((kind, Leaf { text: text?, range })))
}

/// Kind and place of each child, and the text of each token, without the cursor that walking the children would make for
/// every one of them.
fn pieces(node: &SyntaxNode) -> impl Iterator<Item = (SyntaxKind, TextRange, Option<&str>)> {
    let mut start = node.text_range().start();
    node.green().children().map(move |child| {
        let (kind, length, text) = match child {
            NodeOrToken::Node(node) => (node.kind(), node.text_len(), None),
            NodeOrToken::Token(token) => (token.kind(), token.text_len(), Some(token.text())),
        };
        let range = TextRange::at(start, length);
        start += length;
        (Recad::kind_from_raw(kind), range, text)
    })
}

/// All views by name, with the kinds they cover.
#[cfg(test)]
pub(super) fn all_views() -> impl Iterator<Item = (&'static str, &'static [SyntaxKind])> {
    [expr::VIEWS, item::VIEWS, literal::VIEWS, ty::VIEWS].into_iter().flatten().copied()
}

/// The `///` text that stands before `node` (blank lines do not matter), without the slashes.
pub fn doc(node: &SyntaxNode) -> String {
    let mut lines = Vec::new();
    let mut before = node.prev_sibling_or_token();
    while let Some(element) = before {
        match element.kind() {
            SyntaxKind::WHITESPACE => {}
            SyntaxKind::COMMENT => {
                let Some(token) = element.as_token() else { break };
                match doc_line(token.text(), "///") {
                    Some(line) => lines.push(line.to_owned()),
                    None => break,
                }
            }
            _ => break,
        }
        before = element.prev_sibling_or_token();
    }
    lines.reverse();
    lines.join("\n")
}

/// The text of a doc comment line that starts with `marker` (and not with one more slash).
pub(crate) fn doc_line<'a>(comment: &'a str, marker: &str) -> Option<&'a str> {
    let text = comment.strip_prefix(marker)?;
    if marker == "///" && text.starts_with('/') {
        return None;
    }
    Some(text.strip_prefix(' ').unwrap_or(text).trim_end())
}
