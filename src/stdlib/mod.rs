//! The standard library: the texts of `../../stdlib` as virtual `std:` modules, its documentation and
//! the examples in it.
//!
//! Purpose: one list of files ([`FILES`]), one checked instance per process ([`library`]), an index of
//! everything documented ([`index`]) and the programs inside the doc comments ([`examples`]).
//! Invariants: the first files, those of the prelude, are in scope everywhere without `use`; the order
//! of [`FILES`] fixes file and module ids.
//! Absent: definitions; they are written in the language itself.

mod doc;

use std::sync::OnceLock;

pub use doc::{DocEntry, Example, code_blocks, entries, examples, index};

use crate::sema::{Library, LibraryFile};

macro_rules! file {
    ($name:literal, prelude: $prelude:literal) => {
        LibraryFile {
            name: concat!("std:", $name),
            text: include_str!(concat!("../../stdlib/", $name, ".recad")),
            prelude: $prelude,
        }
    };
}

/// Every module of the standard library in order: the prelude first.
pub const FILES: &[LibraryFile] = &[
    file!("core", prelude: true),
    file!("constants", prelude: true),
    file!("shapes", prelude: true),
    file!("solids", prelude: true),
    file!("transforms", prelude: true),
    file!("pattern", prelude: true),
    file!("vectors", prelude: true),
    file!("holes", prelude: false),
    file!("fasteners", prelude: false),
    file!("gear", prelude: false),
    file!("mechanical", prelude: false),
];

/// Whether the names of a module are in scope everywhere without `use`.
pub fn is_prelude(module: &str) -> bool {
    FILES.iter().any(|file| file.name == module && file.prelude)
}

/// The standard library, parsed and checked once per process.
pub fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::new(FILES))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostics::Diagnostic;
    use crate::text::{SourceError, Sources};
    use crate::{sema, syntax};

    #[test]
    fn every_module_checks_without_a_diagnostic() {
        let found: Vec<String> = library()
            .diagnostics()
            .iter()
            .map(|diagnostic| format!("{}: {}", diagnostic.name, diagnostic.message))
            .collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }

    /// A project without files.
    struct NoFiles;

    impl Sources for NoFiles {
        fn load(&self, _: &str, path: &str) -> Result<(String, Arc<str>), SourceError> {
            Err(SourceError::NotFound(format!("there is no file `{path}`")))
        }
    }

    #[test]
    fn every_example_checks_without_an_error() {
        for module in library().modules() {
            for example in examples(module) {
                let mut map = library().source_map();
                let file = map.add("example", example.text.as_str());
                let parse = syntax::parse(file, &example.text);
                let checked = sema::check("example", &parse, library(), &NoFiles, &mut map);
                let found: Vec<&Diagnostic> =
                    parse.diagnostics().iter().chain(&checked.diagnostics).filter(|found| found.is_error()).collect();
                assert!(found.is_empty(), "{}:{}: {found:#?}", example.module, example.item);
            }
        }
    }

    #[test]
    fn every_public_function_is_documented() {
        for entry in index(library()) {
            assert!(!entry.doc.trim().is_empty(), "{}:{} has no doc comment", entry.module, entry.name);
        }
    }

    #[test]
    fn only_the_core_declares_functions_without_a_body() {
        use crate::sema::hir::ItemKind;
        for module in library().modules() {
            for item in &module.items {
                if let ItemKind::Function(function) = &item.kind {
                    assert_eq!(function.body.is_none(), module.name == "std:core", "{}", item.name);
                }
            }
        }
    }
}
