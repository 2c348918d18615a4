//! What the names of a `use` line stand for.

use super::draft::Use;
use super::found::Found;
use super::hir::ModuleId;
use super::interface::{Global, ItemType};
use super::scope::{Binding, Environment, ModuleScope, is_internal, suggestion};
use crate::diagnostics::registry::name;
use crate::diagnostics::{Diagnostic, suggest};

/// Binds the names of a `use` line to the items of its module; without a module (already reported) they
/// stay broken. `whole` says that the text of the module follows the grammar.
pub fn bind(
    scope: &mut ModuleScope,
    used: &Use,
    module: Option<ModuleId>,
    whole: bool,
    environment: &Environment<'_>,
    diagnostics: &mut Found,
) {
    let Some(module) = module else { return };
    let Some(interface) = environment.interfaces.get(module as usize) else { return };
    for (original, here) in &used.names {
        if is_internal(&original.text) {
            let message =
                format!("`{}` is internal to `{}`, as every name that begins with `_`", original.text, used.path);
            diagnostics.push(Diagnostic::new(name::NOT_EXPORTED, original.span, message));
            continue;
        }
        let item = interface.names.get(&original.text).copied();
        match item.and_then(|item| Some((item, interface.items.get(item as usize)?))) {
            Some((item, ItemType::Function(_) | ItemType::Value(_))) => {
                scope.bind(here, Binding::Global(Global { module, item }));
            }
            Some((_, ItemType::Param(_))) => {
                let message = format!(
                    "`{}` is a parameter of `{}`; functions, lets and parts can be used, parameters keep their defaults",
                    original.text, used.path
                );
                diagnostics.push(Diagnostic::new(name::NOT_EXPORTED, original.span, message));
            }
            // A text with holes may lack it because of them.
            Some((_, ItemType::Nameless)) | None if !whole => {}
            Some((_, ItemType::Nameless)) | None => {
                let message = format!("`{}` does not define `{}`", used.path, original.text);
                let diagnostic = Diagnostic::new(name::NOT_EXPORTED, original.span, message);
                let names = interface.names.keys().map(|name| name.as_str());
                let near = suggest::nearest(&original.text, names.filter(|name| !is_internal(name)));
                diagnostics.push(match near {
                    Some(near) => suggestion(diagnostic, &near, original.span),
                    None => diagnostic,
                });
            }
        }
    }
}
