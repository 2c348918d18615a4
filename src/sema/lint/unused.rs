//! `lint/unused-let` and `lint/unused-param`: definitions of a program that nothing refers to.

use super::super::checker::OwnItem;
use super::super::draft::DraftItem;
use super::super::frame::Local;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::lint;
use crate::syntax::ast;

/// Reports unused lets and params of a program with parts; names that begin with `_` are meant to be unused.
pub fn unused(items: &[DraftItem], own: &[OwnItem], diagnostics: &mut Vec<Diagnostic>) {
    for (item, own) in items.iter().zip(own) {
        let (name, what) = match item.node {
            ast::Item::Let(_) => (lint::UNUSED_LET, "it has no effect"),
            ast::Item::Param(_) => (lint::UNUSED_PARAM, "setting it changes nothing"),
            _ => continue,
        };
        if !own.used && !own.name.is_empty() && !own.name.starts_with('_') {
            diagnostics.push(Diagnostic::new(name, own.name_span, format!("`{}` is never used; {what}", own.name)));
        }
    }
}

/// The advice about a `let` of a block whose scope has ended, if there is any.
pub fn unused_local(local: &Local) -> Option<Diagnostic> {
    let unused = local.is_let && !local.used && !local.name.starts_with('_');
    unused.then(|| {
        Diagnostic::new(lint::UNUSED_LET, local.span, format!("`{}` is never used; it has no effect", local.name))
    })
}
