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

use rowan::TextRange;

use super::{SyntaxKind, SyntaxNode, SyntaxToken};
use crate::text::{FileId, Span};

/// A typed view of a node.
pub trait AstNode: Sized {
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
                fn cast(node: $crate::syntax::SyntaxNode) -> Option<Self> {
                    matches!(node.kind(), $( $crate::syntax::SyntaxKind::$kind )|+).then_some(Self(node))
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
        pub fn $name(&self) -> Option<$crate::syntax::SyntaxToken> {
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

/// The first child that is a `T`.
fn child<T: AstNode>(node: &SyntaxNode) -> Option<T> {
    node.children().find_map(T::cast)
}

/// The children that are `T`s, in order.
fn children<T: AstNode>(node: &SyntaxNode) -> impl Iterator<Item = T> + use<T> {
    node.children().filter_map(T::cast)
}

/// The first direct token of `kind`.
fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    node.children_with_tokens().filter_map(|element| element.into_token()).find(|token| token.kind() == kind)
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
