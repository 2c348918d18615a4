//! From the root module's tree to a checked program: `use` lines followed, circles found, modules checked
//! with imports before importers.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use std::sync::Arc;

use super::draft::{Draft, Use};
use super::found::Found;
use super::hir::{ModuleId, Program};
use super::interface::{Interface, ItemType};
use super::library::Library;
use super::scope::{Environment, suggestion};
use super::types::Type;
use super::{imports, module};
use crate::diagnostics::registry::{io, limit, name};
use crate::diagnostics::{self, Diagnostic, suggest};
use crate::syntax::{self, Parse};
use crate::text::{MAX_SOURCE_BYTES, SourceError, SourceMap, Sources, Span};

/// A program may consist of this many modules besides the standard library.
pub const MAX_MODULES: usize = 1000;

/// A checked program.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The program in core forms; what is wrong in it stands as [`super::hir::ExprKind::Error`].
    pub program: Program,
    /// What checking found, and what parsing found in used modules, sorted. The root's own parse
    /// diagnostics are the caller's.
    pub diagnostics: Vec<Diagnostic>,
    /// The outside of the root.
    root: Arc<Interface>,
}

impl Checked {
    /// The types of the root's parameters, values, parts and functions, in source order.
    pub fn types(&self) -> Vec<(SmolStr, Type)> {
        let items = self.program.modules.last().map_or(&[][..], |root| &root.items);
        let typed = items.iter().zip(&self.root.items).filter_map(|(item, ty)| {
            let ty = match ty {
                ItemType::Value(ty) | ItemType::Param(ty) => ty.clone(),
                ItemType::Function(signature) => signature.value_type(),
                ItemType::Nameless => return None,
            };
            Some((item.name.clone(), ty))
        });
        typed.collect()
    }

    /// Whether nothing is an error (warnings may be).
    pub fn is_ok(&self) -> bool {
        !self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Where a `use` line leads.
#[derive(Clone, Copy)]
enum Target {
    Library(ModuleId),
    /// Index of a loaded module.
    Loaded(usize),
    /// Already reported.
    Broken,
}

/// A module of the program before it is checked.
struct Loaded {
    draft: Draft,
    /// Parallel to the draft's uses.
    targets: Vec<Target>,
}

/// Checks the program whose root module `name` was parsed to `parse`. `map` must begin with the library's
/// texts ([`Library::source_map`]) and hold the root's; the texts of used modules are added to it.
pub fn check(name: &str, parse: &Parse, library: &Library, sources: &dyn Sources, map: &mut SourceMap) -> Checked {
    let mut diagnostics = Found::default();
    let mut loaded = load(name, parse, library, sources, map, &mut diagnostics);
    let order = imports_first(&mut loaded, &mut diagnostics);
    let first = library.modules().len() as ModuleId;
    let mut ids: Vec<Option<ModuleId>> = vec![None; loaded.len()];
    let mut environment =
        Environment { interfaces: library.interfaces.clone(), prelude: &library.prelude, library: Some(library) };
    let mut modules = library.modules().to_vec();
    let broken: Vec<bool> = loaded.iter().map(|module| module.draft.broken).collect();
    let mut pending: Vec<Option<Loaded>> = loaded.into_iter().map(Some).collect();
    for (id, index) in (first..).zip(order) {
        let Some(Loaded { mut draft, targets }) = pending.get_mut(index).and_then(Option::take) else { continue };
        let uses = std::mem::take(&mut draft.uses);
        draft.renumber(id);
        for (used, target) in uses.iter().zip(targets) {
            let (target, whole) = match target {
                Target::Library(module) => (Some(module), true),
                Target::Loaded(index) => (ids.get(index).copied().flatten(), broken.get(index) == Some(&false)),
                Target::Broken => (None, false),
            };
            imports::bind(&mut draft.scope, used, target, whole, &environment, &mut diagnostics);
        }
        let (module, interface) = module::check(draft, &environment, index == 0, &mut diagnostics);
        modules.push(Arc::new(module));
        environment.interfaces.push(Arc::new(interface));
        if let Some(slot) = ids.get_mut(index) {
            *slot = Some(id);
        }
    }
    let mut diagnostics = diagnostics.into_list();
    // Advice about a wrong program would be advice about what is missing in it.
    if parse.diagnostics().iter().chain(&diagnostics).any(Diagnostic::is_error) {
        diagnostics.retain(Diagnostic::is_error);
    }
    diagnostics::sort(&mut diagnostics);
    let root = environment.interfaces.last().cloned().unwrap_or_default();
    Checked { program: Program { modules }, diagnostics, root }
}

/// Parses the root's imports, their imports, and so on; each text once.
fn load(
    name: &str,
    parse: &Parse,
    library: &Library,
    sources: &dyn Sources,
    map: &mut SourceMap,
    diagnostics: &mut Found,
) -> Vec<Loaded> {
    let mut draft = Draft::new(0, name.to_owned(), parse.file_id(), &parse.file(), false, diagnostics);
    draft.broken = !parse.diagnostics().is_empty();
    let mut loaded = vec![Loaded { draft, targets: Vec::new() }];
    let mut known: FxHashMap<String, usize> = FxHashMap::default();
    known.insert(name.to_owned(), 0);
    let mut next = 0;
    while let Some(Loaded { draft, .. }) = loaded.get(next) {
        let requests: Vec<(String, Span)> = draft.uses.iter().map(|used| (used.path.clone(), used.span)).collect();
        let from = draft.name.clone();
        let mut targets = Vec::with_capacity(requests.len());
        for (path, span) in requests {
            if path.starts_with("std:") {
                targets.push(library_module(library, &path, span, diagnostics));
                continue;
            }
            let (canonical, text) = match sources.load(&from, &path) {
                Ok(found) => found,
                Err(error) => {
                    diagnostics.push(source_error(error, &path, span));
                    targets.push(Target::Broken);
                    continue;
                }
            };
            if let Some(index) = known.get(&canonical) {
                targets.push(Target::Loaded(*index));
                continue;
            }
            if loaded.len() >= MAX_MODULES {
                let message = format!("a program may consist of {MAX_MODULES} modules; this is one more");
                diagnostics.push(Diagnostic::new(limit::MODULES, span, message));
                targets.push(Target::Broken);
                continue;
            }
            let file = map.add(canonical.clone(), text.clone());
            let parse = syntax::parse(file, &text);
            diagnostics.extend(parse.diagnostics().iter().cloned());
            if text.len() > MAX_SOURCE_BYTES {
                // Nothing of it was read: what it lacks is not told.
                targets.push(Target::Broken);
                continue;
            }
            let mut draft = Draft::new(0, canonical.clone(), file, &parse.file(), false, diagnostics);
            draft.broken = !parse.diagnostics().is_empty();
            known.insert(canonical, loaded.len());
            targets.push(Target::Loaded(loaded.len()));
            loaded.push(Loaded { draft, targets: Vec::new() });
        }
        if let Some(module) = loaded.get_mut(next) {
            module.targets = targets;
        }
        next += 1;
    }
    loaded
}

fn library_module(library: &Library, path: &str, span: Span, diagnostics: &mut Found) -> Target {
    if let Some(module) = library.module(path) {
        return Target::Library(module);
    }
    let diagnostic = Diagnostic::new(io::NOT_FOUND, span, format!("the standard library has no module `{path}`"));
    let names = library.modules().iter().map(|module| module.name.as_str());
    diagnostics.push(match suggest::nearest(path, names) {
        // The path stands between quotes.
        Some(near) => suggestion(diagnostic, &near, Span::new(span.file, span.start + 1, span.end.saturating_sub(1))),
        None => diagnostic,
    });
    Target::Broken
}

fn source_error(error: SourceError, path: &str, span: Span) -> Diagnostic {
    match error {
        SourceError::NotFound(sought) => Diagnostic::new(io::NOT_FOUND, span, format!("there is no file `{sought}`"))
            .note("a path is relative to the file it stands in; modules of the standard library begin with `std:`"),
        SourceError::OutsideProject => {
            Diagnostic::new(io::OUTSIDE_PROJECT, span, format!("`{path}` leads out of the project"))
                .note("a program uses files in its own folder or below, and modules of the standard library")
        }
        SourceError::Forbidden => Diagnostic::new(io::OUTSIDE_PROJECT, span, format!("`{path}` may not be read here"))
            .note("this host allows modules of the standard library only: `use \"std:gear\": spur_gear`"),
        SourceError::Unreadable(reason) => {
            Diagnostic::new(io::READ, span, format!("the file `{path}` cannot be read: {reason}"))
        }
    }
}

/// The loaded modules with imports before importers, the root last. A `use` line that closes a circle is
/// reported and leads nowhere.
fn imports_first(loaded: &mut [Loaded], diagnostics: &mut Found) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; loaded.len()];
    let mut order = Vec::with_capacity(loaded.len());
    // Modules being followed, with the next of their uses.
    let mut path = vec![(0, 0)];
    states[0] = State::Open;
    while let Some((index, used)) = path.last_mut() {
        let (index, position) = (*index, *used);
        *used += 1;
        match loaded.get(index).and_then(|module| module.targets.get(position)).copied() {
            None => {
                states[index] = State::Done;
                order.push(index);
                path.pop();
            }
            Some(Target::Loaded(target)) => match states[target] {
                State::New => {
                    states[target] = State::Open;
                    path.push((target, 0));
                }
                State::Open => {
                    let names: Vec<String> = path
                        .iter()
                        .skip_while(|(index, _)| *index != target)
                        .filter_map(|(index, _)| loaded.get(*index))
                        .map(|module| format!("`{}`", module.draft.name))
                        .collect();
                    if let Some(module) = loaded.get_mut(index) {
                        if let Some(Use { path, span, .. }) = module.draft.uses.get(position) {
                            let circle = names.join(" uses ");
                            let message =
                                format!("modules may not use one another in a circle: {circle} uses `{path}`");
                            diagnostics.push(Diagnostic::new(name::USE_CYCLE, *span, message));
                        }
                        if let Some(slot) = module.targets.get_mut(position) {
                            *slot = Target::Broken;
                        }
                    }
                }
                State::Done => {}
            },
            Some(Target::Library(_) | Target::Broken) => {}
        }
    }
    order
}
