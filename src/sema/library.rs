//! The standard library, checked once and shared by every program.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::draft::Draft;
use super::found::Found;
use super::hir::{Module, ModuleId};
use super::imports;
use super::interface::{Global, Interface, ItemType};
use super::module;
use super::scope::{Environment, is_internal};
use crate::diagnostics::{self, Diagnostic};
use crate::syntax;
use crate::text::SourceMap;

/// One text of the library.
#[derive(Clone, Copy, Debug)]
pub struct LibraryFile {
    /// `std:` and its name.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Whether its names are in scope everywhere.
    pub prelude: bool,
}

/// The checked standard library. Its modules are the first of every program, its texts the first of
/// every source map.
#[derive(Debug)]
pub struct Library {
    files: SourceMap,
    modules: Vec<Arc<Module>>,
    pub(super) interfaces: Vec<Arc<Interface>>,
    pub(super) prelude: FxHashMap<SmolStr, Global>,
    diagnostics: Vec<Diagnostic>,
}

impl Library {
    /// Parses and checks the texts in order. Prelude modules see one another by name, internal names included; the
    /// others see the prelude and what they `use`.
    pub fn new(files: &[LibraryFile]) -> Library {
        let mut map = SourceMap::default();
        let mut diagnostics = Found::default();
        let mut drafts = Vec::new();
        let mut prelude = FxHashMap::default();
        for (id, file) in (0..).zip(files) {
            let source = map.add(file.name, file.text);
            let parse = syntax::parse(source, file.text);
            diagnostics.extend(parse.diagnostics().iter().cloned());
            let draft = Draft::new(id, file.name.to_owned(), source, &parse.file(), true, &mut diagnostics);
            if file.prelude {
                let names = draft.interface.names.iter();
                prelude.extend(names.map(|(name, item)| (name.clone(), Global { module: id, item: *item })));
            }
            drafts.push(draft);
        }
        let interfaces = drafts.iter().map(|draft| Arc::new(draft.interface.clone())).collect();
        let mut environment = Environment { interfaces, prelude: &prelude, library: None };
        let mut modules = Vec::new();
        for mut draft in drafts {
            let id = draft.id;
            let target = |path: &str| (0..).zip(files).find(|(_, file)| file.name == path).map(|(id, _)| id);
            for used in std::mem::take(&mut draft.uses) {
                imports::bind(&mut draft.scope, &used, target(&used.path), true, &environment, &mut diagnostics);
            }
            let (module, interface) = module::check(draft, &environment, false, &mut diagnostics);
            modules.push(Arc::new(module));
            if let Some(slot) = environment.interfaces.get_mut(id as usize) {
                *slot = Arc::new(interface);
            }
        }
        let interfaces = environment.interfaces;
        prelude.retain(|name: &SmolStr, _| !is_internal(name));
        let mut diagnostics = diagnostics.into_list();
        diagnostics::sort(&mut diagnostics);
        Library { files: map, modules, interfaces, prelude, diagnostics }
    }

    /// A source map that begins with the library's texts; cheap.
    pub fn source_map(&self) -> SourceMap {
        self.files.clone()
    }

    /// The checked modules in order.
    pub fn modules(&self) -> &[Arc<Module>] {
        &self.modules
    }

    /// What is wrong with the library itself; nothing, as a test keeps.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The module with this name.
    pub fn module(&self, name: &str) -> Option<ModuleId> {
        (0..).zip(&self.modules).find(|(_, module)| module.name == name).map(|(id, _)| id)
    }

    /// The first module outside the prelude that defines a function or value of this name.
    pub(super) fn module_with(&self, name: &str) -> Option<&str> {
        if is_internal(name) {
            return None;
        }
        let defines = |interface: &Interface| match interface.names.get(name) {
            Some(item) => !matches!(interface.items.get(*item as usize), Some(ItemType::Nameless) | None),
            None => false,
        };
        let found = self.interfaces.iter().position(|interface| defines(interface))?;
        self.modules.get(found).map(|module| module.name.as_str())
    }
}
