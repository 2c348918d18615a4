//! Programs with the diagnostics they must give, written beside the line they belong to.
//!
//! A data file holds cases: `// case: sentence`, then the program. `//~ name@column` at the end of a line
//! expects that diagnostic to start there; a line may expect several. `// file: path` begins a further
//! module of the case. Whatever is not expected is an error of the test.

mod lowering;
mod robust;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, LazyLock};

use super::{Checked, Library, LibraryFile, check};
use crate::diagnostics::Diagnostic;
use crate::syntax;
use crate::text::{SourceError, SourceMap, Sources};

macro_rules! files {
    ($($name:literal $prelude:literal),*) => {
        &[$(LibraryFile {
            name: concat!("std:", $name),
            text: include_str!(concat!("../../../stdlib/", $name, ".recad")),
            prelude: $prelude,
        }),*]
    };
}

/// The library as the checker sees it; the room that owns it comes later.
static LIBRARY: LazyLock<Library> = LazyLock::new(|| {
    Library::new(files!(
        "core" true, "constants" true, "vectors" true, "shapes" true, "transforms" true, "pattern" true,
        "solids" true, "gear" false
    ))
});

/// Modules of a case by path.
struct Files(BTreeMap<String, String>);

impl Sources for Files {
    fn load(&self, _from: &str, path: &str) -> Result<(String, Arc<str>), SourceError> {
        if path.starts_with("../") {
            return Err(SourceError::OutsideProject);
        }
        let canonical = path.strip_prefix("./").unwrap_or(path);
        match self.0.get(canonical) {
            Some(text) => Ok((canonical.to_owned(), text.as_str().into())),
            None => Err(SourceError::NotFound(format!("there is no file `{path}`"))),
        }
    }
}

/// Checks a program of one module.
fn check_text(text: &str) -> (Checked, Vec<Diagnostic>) {
    let (checked, all, _) = check_files("main.recad", text, &Files(BTreeMap::new()));
    (checked, all)
}

fn check_files(name: &str, text: &str, files: &Files) -> (Checked, Vec<Diagnostic>, SourceMap) {
    let mut map = LIBRARY.source_map();
    let file = map.add(name, text);
    let parse = syntax::parse(file, text);
    let checked = check(name, &parse, &LIBRARY, files, &mut map);
    let all = parse.diagnostics().iter().chain(&checked.diagnostics).cloned().collect();
    (checked, all, map)
}

/// A case of a data file: its modules, the root first.
struct Case<'t> {
    title: &'t str,
    modules: Vec<(&'t str, String)>,
}

fn cases(data: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case> = Vec::new();
    for line in data.lines() {
        if let Some(title) = line.strip_prefix("// case: ") {
            cases.push(Case { title, modules: vec![("main.recad", String::new())] });
        } else if let Some(case) = cases.last_mut() {
            if let Some(path) = line.strip_prefix("// file: ") {
                case.modules.push((path, String::new()));
            } else if let Some((_, text)) = case.modules.last_mut() {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    cases
}

/// The expectations of a module as `name@line:column`, in order.
fn expected(path: &str, text: &str, into: &mut Vec<String>) {
    for (number, line) in text.lines().enumerate() {
        for wanted in line.split("//~ ").skip(1) {
            let (name, column) = wanted.trim().split_once('@').unwrap_or((wanted.trim(), "?"));
            into.push(format!("{path} {name}@{}:{column}", number + 1));
        }
    }
}

fn run(data: &str) -> usize {
    let mut failures = String::new();
    let cases = cases(data);
    for case in &cases {
        let (_, root) = &case.modules[0];
        let files = Files(case.modules[1..].iter().map(|(path, text)| ((*path).to_owned(), text.clone())).collect());
        let (_, found, map) = check_files("main.recad", root, &files);
        let mut wanted = Vec::new();
        for (path, text) in &case.modules {
            expected(path, text, &mut wanted);
        }
        let mut given: Vec<String> = found
            .iter()
            // The host decides about these.
            .filter(|diagnostic| !crate::diagnostics::registry::lint::ON_REQUEST.contains(&diagnostic.name))
            .map(|diagnostic| {
                let file = map.file(diagnostic.span.file).expect("a diagnostic points into a text");
                let place = file.lines.line_column(&file.text, diagnostic.span.start);
                format!("{} {}@{}:{}", file.name, diagnostic.name, place.line, place.column)
            })
            .collect();
        wanted.sort();
        given.sort();
        if wanted != given {
            let _ = writeln!(failures, "{}\n  wanted {wanted:?}\n  given  {given:?}", case.title);
            for diagnostic in &found {
                let _ = writeln!(failures, "    {}", diagnostic.message);
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    cases.len()
}

#[test]
fn the_library_used_here_is_clean() {
    let messages: Vec<&str> = LIBRARY.diagnostics().iter().map(|diagnostic| diagnostic.message.as_str()).collect();
    assert!(messages.is_empty(), "{messages:?}");
}

#[test]
fn names_resolve_or_are_reported() {
    assert!(run(include_str!("names.recad")) > 30);
}

#[test]
fn types_fit_or_are_reported() {
    assert!(run(include_str!("types.recad")) > 60);
}

#[test]
fn units_fit_or_are_reported() {
    assert!(run(include_str!("units.recad")) > 25);
}

#[test]
fn modules_are_followed_and_advice_is_given() {
    assert!(run(include_str!("modules.recad")) > 15);
}

/// Applying every fix of every diagnostic gives a text that checks without that diagnostic.
#[test]
fn fixes_mend_what_they_are_for() {
    let data = [include_str!("names.recad"), include_str!("types.recad"), include_str!("units.recad")];
    let mut tried = 0;
    for case in data.iter().flat_map(|data| cases(data)) {
        let text = &case.modules[0].1;
        let (_, found) = check_text(text);
        for diagnostic in &found {
            for fix in &diagnostic.fixes {
                let mut edits = fix.edits.clone();
                edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
                let mut mended = text.clone();
                for edit in edits.iter().rev() {
                    mended.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
                }
                let (_, after) = check_text(&mended);
                let count = |all: &[Diagnostic]| all.iter().filter(|other| other.name == diagnostic.name).count();
                assert!(count(&after) < count(&found), "{}: {} did not help:\n{mended}", case.title, fix.title);
                tried += 1;
            }
        }
    }
    assert!(tried > 10, "only {tried} fixes");
}

/// Checking is a function: the same text gives the same diagnostics in the same order.
#[test]
fn diagnostics_come_in_the_same_order_every_time() {
    let text: String = cases(include_str!("types.recad")).iter().map(|case| case.modules[0].1.as_str()).collect();
    let first = check_text(&text).1;
    assert!(first.len() > 50);
    for _ in 0..3 {
        assert_eq!(check_text(&text).1, first);
    }
}
