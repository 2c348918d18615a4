//! Names outside functions: the items of a module, its imports and the prelude.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::interface::{Global, Interface, ItemType};
use super::library::Library;
use crate::diagnostics::registry::name;
use crate::diagnostics::{Diagnostic, Edit, Fix, suggest};
use crate::text::Span;

/// What a top-level name of a module stands for.
#[derive(Clone, Copy, Debug)]
pub enum Binding {
    /// An item of this or another module.
    Global(Global),
    /// An import that failed; whatever uses it keeps silent.
    Broken,
}

/// The names of one module.
#[derive(Debug, Default)]
pub struct ModuleScope {
    names: FxHashMap<SmolStr, (Binding, Span)>,
}

impl ModuleScope {
    /// Defines a name, or says where it is defined already.
    pub fn define(&mut self, name: SmolStr, binding: Binding, span: Span) -> Result<(), Span> {
        match self.names.entry(name) {
            std::collections::hash_map::Entry::Occupied(entry) => Err(entry.get().1),
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert((binding, span));
                Ok(())
            }
        }
    }

    /// Says what an import stands for.
    pub fn bind(&mut self, name: &str, binding: Binding) {
        if let Some((slot, _)) = self.names.get_mut(name) {
            *slot = binding;
        }
    }

    /// What the name stands for in the module itself.
    pub fn find(&self, name: &str) -> Option<Binding> {
        self.names.get(name).map(|(binding, _)| *binding)
    }

    /// All names, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.keys().map(SmolStr::as_str)
    }
}

/// Everything around the modules being checked.
pub struct Environment<'a> {
    /// By module id; the module being checked is the next one, except inside the library.
    pub interfaces: Vec<Arc<Interface>>,
    /// The prelude, by name.
    pub prelude: &'a FxHashMap<SmolStr, Global>,
    /// The library, once it exists: to point to modules that would have a name.
    pub library: Option<&'a Library>,
}

impl Environment<'_> {
    /// The type of an item of an earlier module.
    pub fn item(&self, global: Global) -> Option<&ItemType> {
        self.interfaces.get(global.module as usize)?.items.get(global.item as usize)
    }

    /// The diagnostic for a name that is not in scope, with the nearest one. `locals` are the names of the
    /// function around it; `insert` is where a `use` line would go.
    pub fn unknown_name<'n>(
        &'n self,
        written: &str,
        span: Span,
        names: impl Iterator<Item = &'n str>,
        insert: Span,
    ) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(name::UNKNOWN, span, format!("no definition of `{written}` is in scope"));
        if let Some(module) = self.library.and_then(|library| library.module_with(written)) {
            let line = format!("use \"{module}\": {written}");
            let fix = Fix {
                title: format!("insert `{line}`"),
                edits: vec![Edit { span: insert, text: format!("{line}\n") }],
            };
            diagnostic.message = format!("{}; it is defined in `{module}`", diagnostic.message);
            diagnostic.fixes.push(fix);
            return diagnostic;
        }
        let names = names.chain(self.prelude.keys().map(SmolStr::as_str));
        // What other systems call it is meant more often than a name that happens to be near.
        if let Some(here) = foreign(written) {
            return diagnostic.note(format!("in recad this is {here}"));
        }
        match suggest::nearest(written, names) {
            Some(near) => suggestion(diagnostic, &near, span),
            None => diagnostic,
        }
    }
}

/// Whether a name stays in its own module: it cannot be imported, and the prelude does not hold it.
pub fn is_internal(name: &str) -> bool {
    name.starts_with('_')
}

/// Adds "did you mean" and, when it is certain, the fix.
pub fn suggestion(mut diagnostic: Diagnostic, near: &suggest::Suggestion<'_>, span: Span) -> Diagnostic {
    diagnostic.message = format!("{}; did you mean `{}`?", diagnostic.message, near.name);
    if near.certain { diagnostic.fix(format!("replace by `{}`", near.name), span, near.name) } else { diagnostic }
}

/// What people coming from other CAD languages look for.
fn foreign(written: &str) -> Option<&'static str> {
    Some(match written {
        "cube" | "cuboid" | "block" => "`box(width, depth, height)`",
        "square" | "rectangle" => "`rect(width, height)`",
        "difference" | "subtract" => "`a - b`",
        "intersection" => "`a & b`",
        "linear_extrude" | "pad" => "`.extrude(height)`",
        "rotate_extrude" => "`.revolve(axis)`",
        "hull" | "minkowski" | "sweep" | "loft" => "not available",
        "for_each" => "`[… for x in list]`",
        "Rotate" => "`.rotate(angle)`",
        "move" | "Translate" => "`.translate((x, y, z))`",
        _ => return None,
    })
}
