use serde::Serialize;

/// Index of a file in a [`SourceMap`](super::SourceMap); by default no file at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct FileId(pub u32);

impl Default for FileId {
    fn default() -> Self {
        FileId(u32::MAX)
    }
}

/// A half-open byte range `start..end` in one file; by default nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Default)]
pub struct Span {
    /// The file the range lies in.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The range `start..end` of `file`.
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end: end.max(start) }
    }

    /// The smallest range that covers both; `self` when the files differ.
    pub fn cover(self, other: Span) -> Span {
        if self.file != other.file {
            return self;
        }
        Span::new(self.file, self.start.min(other.start), self.end.max(other.end))
    }

    /// The empty range at the start.
    pub fn empty_start(self) -> Span {
        Span::new(self.file, self.start, self.start)
    }

    /// The empty range at the end.
    pub fn empty_end(self) -> Span {
        Span::new(self.file, self.end, self.end)
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.end == self.start
    }
}
