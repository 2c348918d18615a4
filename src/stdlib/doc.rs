//! Documentation of modules: what is defined, how it is called, and the examples that run as tests.

use crate::sema::hir::{Item, ItemKind, Module};
use crate::sema::{Library, is_internal};
use crate::text::{SourceMap, Span};

/// One documented definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocEntry {
    /// The module, `std:shapes`.
    pub module: String,
    /// The title of the section of the module it stands in, a line `// ---- title ----`; empty without one.
    pub section: String,
    /// The name.
    pub name: String,
    /// How it is declared, on one line, without the body.
    pub signature: String,
    /// The text of its `///` lines.
    pub doc: String,
    /// Where its name stands.
    pub span: Span,
}

impl DocEntry {
    /// The first sentence of the documentation, on one line.
    pub fn summary(&self) -> String {
        let paragraph: Vec<&str> = self.doc.trim().lines().take_while(|line| !line.trim().is_empty()).collect();
        let paragraph = paragraph.join(" ");
        match paragraph.find(". ") {
            Some(end) => paragraph[..=end].to_owned(),
            None => paragraph,
        }
    }
}

/// A program in a doc comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The module.
    pub module: String,
    /// The documented item; empty for the module itself.
    pub item: String,
    /// The program.
    pub text: String,
    /// Where the item's name stands.
    pub span: Span,
}

/// All functions and values of the library in order.
pub fn index(library: &Library) -> Vec<DocEntry> {
    let map = library.source_map();
    library.modules().iter().flat_map(|module| entries(module, &map)).collect()
}

/// All functions, values and parameters of one module in order, except internal ones.
pub fn entries(module: &Module, map: &SourceMap) -> Vec<DocEntry> {
    let documented = |item: &&Item| {
        !matches!(item.kind, ItemKind::Assert { .. } | ItemKind::Test { .. }) && !is_internal(&item.name)
    };
    module
        .items
        .iter()
        .filter(documented)
        .map(|item| DocEntry {
            module: module.name.clone(),
            section: section(map.file(module.file).map_or("", |file| &file.text), item.span).to_owned(),
            name: item.name.to_string(),
            signature: signature(item, map),
            doc: item.doc.clone(),
            span: item.name_span,
        })
        .collect()
}

/// The last section title above a place.
fn section(text: &str, place: Span) -> &str {
    let above = text.get(..place.start as usize).unwrap_or_default();
    let title = above.lines().rev().find_map(|line| line.strip_prefix("// ---- "));
    title.map_or("", |title| title.trim_end_matches('-').trim())
}

/// The declaration as written, on one line; a function without its body.
fn signature(item: &Item, map: &SourceMap) -> String {
    let mut span = item.span;
    if let ItemKind::Function(function) = &item.kind
        && let Some(body) = &function.body
    {
        span.end = body.expr.span.start.clamp(span.start, span.end);
    }
    let text = map.slice(span);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.strip_suffix('=').unwrap_or(&text).trim_end();
    text.replace("( ", "(").replace(", )", ")").replace(" )", ")")
}

/// The `recad` code blocks in the doc comments of a module, in order.
pub fn examples(module: &Module) -> Vec<Example> {
    let head = Span::new(module.file, 0, 0);
    let documents = std::iter::once((String::new(), &module.doc, head))
        .chain(module.items.iter().map(|item| (item.name.to_string(), &item.doc, item.name_span)));
    documents
        .flat_map(|(name, doc, span)| {
            code_blocks(doc).into_iter().map(move |text| Example {
                module: module.name.clone(),
                item: name.clone(),
                text,
                span,
            })
        })
        .collect()
}

/// The programs of a Markdown text: what stands between a ```` ```recad ```` line and the next ```` ``` ```` line.
pub fn code_blocks(doc: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<String> = None;
    for line in doc.lines() {
        match (&mut open, line.trim()) {
            (None, "```recad") => open = Some(String::new()),
            (Some(_), "```") => blocks.extend(open.take()),
            (Some(text), _) => {
                text.push_str(line);
                text.push('\n');
            }
            (None, _) => {}
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_blocks_end_at_their_fence_and_other_languages_are_skipped() {
        let doc = "Text.\n\n```recad\nlet a = 1\nassert a == 1\n```\nMore.\n```text\nno\n```\n```recad\nb\n```\n```recad\nopen";
        assert_eq!(code_blocks(doc), ["let a = 1\nassert a == 1\n", "b\n"]);
    }

    #[test]
    fn signatures_are_one_line_without_the_body() {
        let entries = index(crate::stdlib::library());
        let find = |name: &str| entries.iter().find(|entry| entry.name == name).map(|entry| entry.signature.as_str());
        assert_eq!(find("circle"), Some("fn circle(center: Point2, radius: Length) -> Curve"));
        assert_eq!(
            find("counterbore"),
            Some(
                "fn counterbore(diameter: Length, depth: Length, head_diameter: Length, head_depth: Length, \
                 on: Plane = XY, at: Point2 = (0, 0)) -> Solid"
            )
        );
    }

    #[test]
    fn entries_know_their_section() {
        let entries = index(crate::stdlib::library());
        let find = |name: &str| entries.iter().find(|entry| entry.name == name).map(|entry| entry.section.as_str());
        assert_eq!(find("circle"), Some("curves to sketches"));
        assert_eq!(find("sin"), Some("numbers"));
        assert_eq!(find("rect"), Some(""));
        assert_eq!(find("_place_along"), None, "internal");
    }

    #[test]
    fn examples_are_found_in_the_library() {
        let count: usize = crate::stdlib::library().modules().iter().map(|module| examples(module).len()).sum();
        assert!(count > 20, "{count} examples");
    }
}
