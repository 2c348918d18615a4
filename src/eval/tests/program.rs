//! Program texts to checked programs, with the standard library from its files.

use std::sync::{Arc, OnceLock};

use crate::diagnostics::Diagnostic;
use crate::sema::{self, Library, LibraryFile, hir::Program};
use crate::text::{SourceError, SourceMap, Sources};

/// A program and what was found before evaluation.
pub struct Checked {
    pub program: Program,
    pub diagnostics: Vec<Diagnostic>,
    pub sources: SourceMap,
}

/// At most one module besides the root.
struct OneFile<'t>(Option<(&'t str, &'t str)>);

impl Sources for OneFile<'_> {
    fn load(&self, _: &str, path: &str) -> Result<(String, Arc<str>), SourceError> {
        match self.0 {
            Some((name, text)) if name == path => Ok((name.to_owned(), text.into())),
            _ => Err(SourceError::NotFound(path.to_owned())),
        }
    }
}

macro_rules! library_file {
    ($name:literal, $prelude:literal) => {
        LibraryFile {
            name: concat!("std:", $name),
            text: include_str!(concat!("../../../stdlib/", $name, ".recad")),
            prelude: $prelude,
        }
    };
}

fn library() -> &'static Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| {
        Library::new(&[
            library_file!("core", true),
            library_file!("constants", true),
            library_file!("vectors", true),
            library_file!("shapes", true),
            library_file!("transforms", true),
            library_file!("pattern", true),
            library_file!("solids", true),
            library_file!("holes", false),
            library_file!("gear", false),
        ])
    })
}

/// Parses and checks a root module.
pub fn check(text: &str) -> Checked {
    check_with(text, None)
}

/// Parses and checks a root module that may use one other.
pub fn check_with(text: &str, other: Option<(&str, &str)>) -> Checked {
    let library = library();
    let mut sources = library.source_map();
    let file = sources.add("<test>", text);
    let parse = crate::syntax::parse(file, text);
    let checked = sema::check("<test>", &parse, library, &OneFile(other), &mut sources);
    let mut diagnostics = parse.diagnostics().to_vec();
    diagnostics.extend(checked.diagnostics);
    Checked { program: checked.program, diagnostics, sources }
}
