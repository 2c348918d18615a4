//! `lint/unused-let` and `lint/unused-param`: definitions of a program that nothing refers to.

use super::super::checker::OwnItem;
use super::super::draft::DraftItem;
use super::super::frame::Local;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::lint;
use crate::sema::found::Found;
use crate::syntax::ast::{self, AstNode};
use crate::text::{FileId, Span};

/// Reports unused lets and params of a program with parts; names that begin with `_` are meant to be unused.
pub fn unused(items: &[DraftItem], own: &[OwnItem], diagnostics: &mut Found) {
    for (item, own) in items.iter().zip(own) {
        let (name, what) = match item.node {
            ast::Item::Let(_) => (lint::UNUSED_LET, "it has no effect"),
            ast::Item::Param(_) => (lint::UNUSED_PARAM, "setting it changes nothing"),
            _ => continue,
        };
        if !own.used && !own.name.is_empty() && !own.name.starts_with('_') {
            let mut advice = Diagnostic::new(name, own.name_span, format!("`{}` is never used; {what}", own.name));
            // A comment above would then belong to the next item.
            if name == lint::UNUSED_LET && item.node.doc().is_empty() {
                advice = advice.fix("remove it", whole_line(&item.node, own.name_span.file), "");
            }
            diagnostics.push(advice);
        }
    }
}

/// The item with the end of its line, when nothing else stands there.
fn whole_line(item: &ast::Item, file: FileId) -> Span {
    let span = item.span(file);
    let after = item.syntax().last_token().and_then(|token| token.next_token());
    let ends_line = after.is_some_and(|token| token.text().starts_with('\n'));
    Span::new(file, span.start, span.end + u32::from(ends_line))
}

/// The advice about a `let` of a block whose scope has ended, if there is any.
pub fn unused_local(local: &Local) -> Option<Diagnostic> {
    let unused = local.is_let && !local.used && !local.name.starts_with('_');
    unused.then(|| {
        Diagnostic::new(lint::UNUSED_LET, local.span, format!("`{}` is never used; it has no effect", local.name))
    })
}
