//! What the names of a `use` line stand for.

use super::draft::Use;
use super::hir::ModuleId;
use super::interface::{Global, ItemType};
use super::scope::{Binding, Environment, ModuleScope, suggestion};
use crate::diagnostics::registry::name;
use crate::diagnostics::{Diagnostic, suggest};

/// Binds the names of a `use` line to the items of its module; without a module (already reported) they
/// stay broken.
pub fn bind(
    scope: &mut ModuleScope,
    used: &Use,
    module: Option<ModuleId>,
    environment: &Environment<'_>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(module) = module else { return };
    let Some(interface) = environment.interfaces.get(module as usize) else { return };
    for (original, here) in &used.names {
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
            Some((_, ItemType::Nameless)) | None => {
                let message = format!("`{}` does not define `{}`", used.path, original.text);
                let diagnostic = Diagnostic::new(name::NOT_EXPORTED, original.span, message);
                let near = suggest::nearest(&original.text, interface.names.keys().map(|name| name.as_str()));
                diagnostics.push(match near {
                    Some(near) => suggestion(diagnostic, &near, original.span),
                    None => diagnostic,
                });
            }
        }
    }
}
