//! The language reference: one page for people, one short text for the prompt of a model.
//!
//! Purpose: [`page`] (Markdown) and [`html`] (one file with pictures) join the guide `grammar/guide.md`
//! with the documentation of the standard library; [`compact`] joins `grammar/compact.md` with the
//! signatures of the library and stays below [`COMPACT_TOKENS`].
//! Invariants: nothing here is written by hand twice: what the library's doc comments say is taken from
//! there; every example of both texts is a whole program that runs ([`examples`]).
//! Absent: the normative rules, which stand in `grammar/spec`.

mod html;
mod tokens;

use std::fmt::Write as _;

pub use html::html;
pub use tokens::estimate as estimate_tokens;

use crate::format::format;
use crate::stdlib;
use crate::text::FileId;
use crate::workspace::{DocEntry, Workspace};

const GUIDE: &str = include_str!("../../grammar/guide.md");
const COMPACT: &str = include_str!("../../grammar/compact.md");

/// The most tokens that the compact reference may have.
pub const COMPACT_TOKENS: usize = 6_000;

/// The reference as Markdown: the guide, then an index and every definition of the library with its documentation.
pub fn page(workspace: &Workspace) -> String {
    let chapters = chapters(workspace);
    let mut text = format!("{}\n\n# The standard library\n\n", GUIDE.trim_end());
    for (title, entries) in &chapters {
        let names: Vec<String> = entries.iter().map(|entry| format!("[`{0}`](#{0})", entry.name)).collect();
        let _ = writeln!(text, "- {title}: {}", names.join(" "));
    }
    for (title, entries) in &chapters {
        let module = entries.first().map_or("", |entry| &entry.module);
        let _ = writeln!(text, "\n## {title}\n\n{}", availability(module));
        for entry in entries {
            let signature = format(FileId::default(), &entry.signature).unwrap_or_else(|_| entry.signature.clone());
            let _ = write!(
                text,
                "\n### {}\n\n```signature\n{}\n```\n\n{}\n",
                entry.name,
                signature.trim_end(),
                entry.doc.trim()
            );
        }
    }
    text
}

/// The short reference for a model's prompt: the language by examples, then every signature of the library.
pub fn compact(workspace: &Workspace) -> String {
    let mut text = format!("{}\n\n## Library\n\nDefaults after `=` may be left out.\n", COMPACT.trim_end());
    let mut module = String::new();
    for entry in workspace.document_library() {
        if entry.module != module {
            let note = if stdlib::is_prelude(&entry.module) { "" } else { " (needs `use`)" };
            let _ = writeln!(text, "\n{}{note}", entry.module);
            module.clone_from(&entry.module);
        }
        let _ = writeln!(text, "- `{}` {}", short_signature(&entry), entry.summary());
    }
    text
}

/// The examples of guide and compact text: a name for messages and the program.
pub fn examples() -> Vec<(String, String)> {
    let of = |name: &str, text: &str| -> Vec<(String, String)> {
        let blocks = stdlib::code_blocks(text).into_iter().enumerate();
        blocks.map(|(i, program)| (format!("{name}, example {}", i + 1), program)).collect()
    };
    [of("guide.md", GUIDE), of("compact.md", COMPACT)].concat()
}

/// The library's entries by module and section, in order, with a title for each.
fn chapters(workspace: &Workspace) -> Vec<(String, Vec<DocEntry>)> {
    let mut chapters: Vec<(String, Vec<DocEntry>)> = Vec::new();
    for entry in workspace.document_library() {
        let title = match entry.section.as_str() {
            "" => entry.module.clone(),
            section => format!("{}, {section}", entry.module),
        };
        match chapters.last_mut() {
            Some((last, entries)) if *last == title => entries.push(entry),
            _ => chapters.push((title, vec![entry])),
        }
    }
    chapters
}

fn availability(module: &str) -> String {
    if stdlib::is_prelude(module) {
        "In scope everywhere.".to_owned()
    } else {
        format!("`use \"{module}\": name` brings a name into the program.")
    }
}

/// The signature without the keyword, the generics that only say `Shape`, and spaces a reader does not need.
fn short_signature(entry: &DocEntry) -> String {
    let text = entry.signature.strip_prefix("fn ").unwrap_or(&entry.signature);
    text.strip_prefix("let ").unwrap_or(text).replace(", }", "}").replace("#{ ", "#{")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::Request;
    use crate::workspace::project::StandardLibraryOnly;

    #[test]
    fn every_example_runs_without_a_warning() {
        let examples = examples();
        assert!(examples.len() > 15, "{} examples", examples.len());
        for (name, program) in examples {
            for report in Workspace::default().test(&Request::new(&name, &program, &StandardLibraryOnly)) {
                let found: Vec<_> = report.diagnostics.iter().map(|d| format!("{}: {}", d.name, d.message)).collect();
                assert!(report.passed && found.is_empty(), "{name} ({}): {found:#?}\n{program}", report.name);
            }
        }
    }

    #[test]
    fn the_examples_are_formatted_programs_of_one_dimension() {
        for (name, program) in examples() {
            assert!(program.contains("part "), "{name} has no part");
        }
    }

    #[test]
    fn programs_and_signatures_of_the_page_are_formatted_and_no_wider_than_a_line() {
        let page = page(&Workspace::default());
        for (fence, count) in [("```recad\n", 80), ("```signature\n", 100)] {
            let blocks: Vec<&str> = page.split(fence).skip(1).filter_map(|rest| rest.split("```").next()).collect();
            assert!(blocks.len() > count, "{} blocks", blocks.len());
            for block in blocks {
                assert_eq!(format(FileId::default(), block).as_deref(), Ok(block));
                assert!(block.lines().all(|line| line.chars().count() <= crate::format::WIDTH), "{block}");
            }
        }
    }

    #[test]
    fn the_compact_reference_fits_a_prompt_and_names_the_whole_library() {
        let workspace = Workspace::default();
        let text = compact(&workspace);
        let tokens = estimate_tokens(&text);
        assert!(tokens <= COMPACT_TOKENS, "{tokens} tokens");
        for entry in workspace.document_library() {
            assert!(text.contains(&entry.name), "{} is missing", entry.name);
        }
        insta::assert_snapshot!(text);
    }

    #[test]
    fn the_page_shows_every_definition_with_its_documentation_and_pictures() {
        let workspace = Workspace::default();
        let page = html(&workspace);
        for entry in workspace.document_library() {
            assert!(page.contains(&format!(">{}</h3>", entry.name)), "{} has no heading", entry.name);
        }
        assert!(page.matches("<img ").count() > 50, "{} pictures", page.matches("<img ").count());
        assert!(page.is_ascii() || page.contains("charset=\"utf-8\""));
    }
}
