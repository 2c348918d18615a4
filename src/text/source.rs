use std::sync::Arc;

use super::{FileId, LineIndex, Span};

/// One text and how people name it.
#[derive(Debug)]
pub struct SourceFile {
    /// What diagnostics print: a path as the user wrote it, `std:pattern`, or `<stdin>`.
    pub name: String,
    /// The text.
    pub text: Arc<str>,
    /// Its line starts.
    pub lines: LineIndex,
}

/// All texts of one run. File ids index it.
#[derive(Debug, Clone, Default)]
pub struct SourceMap {
    files: Vec<Arc<SourceFile>>,
}

impl SourceMap {
    /// Adds a text and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<str>>) -> FileId {
        let text = text.into();
        let lines = LineIndex::new(&text);
        self.files.push(Arc::new(SourceFile { name: name.into(), text, lines }));
        FileId(self.files.len() as u32 - 1)
    }

    /// The file with this id, if there is one.
    pub fn file(&self, id: FileId) -> Option<&SourceFile> {
        self.files.get(id.0 as usize).map(|file| &**file)
    }

    /// The names of all files, in order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.name.as_str())
    }

    /// How many files there are.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there is no file.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text a span covers; empty when the file is unknown.
    pub fn slice(&self, span: Span) -> &str {
        let span = self.snap(span);
        self.file(span.file).map_or("", |file| &file.text[span.start as usize..span.end as usize])
    }

    /// The span moved outward to character boundaries and inside its text.
    pub fn snap(&self, span: Span) -> Span {
        let Some(file) = self.file(span.file) else { return Span::new(span.file, 0, 0) };
        let (mut start, mut end) =
            ((span.start as usize).min(file.text.len()), (span.end as usize).min(file.text.len()));
        while !file.text.is_char_boundary(start) {
            start -= 1;
        }
        while !file.text.is_char_boundary(end) {
            end += 1;
        }
        Span::new(span.file, start as u32, end as u32)
    }
}

/// Why a module's text could not be supplied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceError {
    /// No such file; the text says what was looked for.
    NotFound(String),
    /// The path leaves the project root.
    OutsideProject,
    /// The host forbids files.
    Forbidden,
    /// The file exists but could not be read as UTF-8 text.
    Unreadable(String),
}

/// Supplies the text behind a `use` path. Implementations decide what a path may reach.
pub trait Sources {
    /// Resolves `path`, written in the module called `from`, to a canonical name and a text.
    /// Two spellings of one file give the same canonical name.
    fn load(&self, from: &str, path: &str) -> Result<(String, Arc<str>), SourceError>;
}
