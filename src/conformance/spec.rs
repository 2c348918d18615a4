//! The rules of the specification: the lines `r[chapter.topic.point]` of `grammar/spec/*.md`.

use std::fs;
use std::path::Path;

use crate::diagnostics::{Diagnostic, registry};
use crate::text::{SourceMap, Span};
use crate::workspace::project;

macro_rules! chapter {
    ($stem:literal) => {
        ($stem, include_str!(concat!("../../grammar/spec/", $stem, ".md")))
    };
}

/// The chapters in reading order: file stem and text. An id begins with the stem of its file.
pub const CHAPTERS: &[(&str, &str)] = &[
    chapter!("lexical"),
    chapter!("syntax"),
    chapter!("names"),
    chapter!("types"),
    chapter!("desugaring"),
    chapter!("evaluation"),
    chapter!("numerics"),
    chapter!("geometry"),
    chapter!("stdlib"),
    chapter!("limits"),
    chapter!("diagnostics"),
];

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// `chapter.topic.point`.
    pub id: String,
    /// The chapter it stands in.
    pub chapter: String,
    /// Its line.
    pub span: Span,
}

/// All rules of a specification, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// The rules.
    pub rules: Vec<Rule>,
    /// The chapters' texts.
    pub sources: SourceMap,
}

impl Spec {
    /// The specification this recad implements.
    pub fn embedded() -> Spec {
        Spec::of(CHAPTERS.iter().map(|(stem, text)| ((*stem).to_owned(), (*text).to_owned())))
    }

    /// The specification in the `*.md` files of a folder.
    pub fn read(folder: &Path) -> Result<Spec, Box<Diagnostic>> {
        let problem = |path: &Path, reason: String| {
            let message = format!("`{}` cannot be read: {reason}", path.display());
            Box::new(Diagnostic::new(registry::io::READ, Span::default(), message))
        };
        let entries = fs::read_dir(folder).map_err(|error| problem(folder, error.to_string()))?;
        let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
        paths.sort();
        let mut chapters = Vec::new();
        for path in paths {
            let text = project::read_text(&path).map_err(|reason| problem(&path, reason))?;
            chapters.push((path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), text));
        }
        Ok(Spec::of(chapters))
    }

    /// The specification of these chapters: stem and text each.
    pub fn of(chapters: impl IntoIterator<Item = (String, String)>) -> Spec {
        let mut spec = Spec::default();
        for (stem, text) in chapters {
            let file = spec.sources.add(format!("{stem}.md"), text.as_str());
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let id = line.trim_end().strip_prefix("r[").and_then(|rest| rest.strip_suffix(']'));
                if let Some(id) = id {
                    let span = Span::new(file, start, start + line.trim_end().len() as u32);
                    spec.rules.push(Rule { id: id.to_owned(), chapter: stem.clone(), span });
                }
                start += line.len() as u32;
            }
        }
        spec
    }

    /// Whether there is a rule with this id.
    pub fn has(&self, id: &str) -> bool {
        self.rules.iter().any(|rule| rule.id == id)
    }
}
