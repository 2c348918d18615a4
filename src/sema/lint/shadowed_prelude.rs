//! `lint/shadowed-prelude`: a function or value that hides a name of the prelude.

use super::super::draft::DraftItem;
use super::super::scope::Environment;
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::lint;
use crate::sema::found::Found;
use crate::syntax::ast;

/// Reports `fn` and `let` items named like something of the prelude. Parts and parameters are often
/// named after what they are (`ring`, `length`) and are left alone.
pub fn shadowed_prelude(items: &[DraftItem], environment: &Environment<'_>, diagnostics: &mut Found) {
    for item in items {
        let named = matches!(item.node, ast::Item::Fn(_) | ast::Item::Let(_));
        if named && environment.prelude.contains_key(&item.own.name) {
            let message = format!("`{}` hides the definition of the prelude with this name", item.own.name);
            diagnostics.push(Diagnostic::new(lint::SHADOWED_PRELUDE, item.own.name_span, message));
        }
    }
}
