//! Raw CAD scripts of other systems, brought into the language.
//!
//! Purpose: [`import`] turns one raw script into a *flat* program: coordinates and operations in their
//! order, nothing guessed, nothing dropped in silence. `read` knows the foreign formats, [`flat`] is the
//! result as data, [`write`](mod@write) prints it as a program.
//! Invariants: any bytes give a program or located diagnostics; one and the same input always gives the
//! same text; a program appears only when the whole script was understood, and whatever makes no
//! geometry (an extrusion without profiles, a sketch that nothing uses) is reported as a note.
//! Absent: checks of the geometry itself (the program goes through the compiler like any other),
//! and any attempt to find structure.

pub mod dataset;
pub mod flat;
pub mod plan;
pub mod read;
pub mod synth;
pub mod write;

use crate::diagnostics::{Diagnostic, sort};
use crate::text::SourceMap;

/// A foreign script format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Raw JSON of the DeepCAD data set (Onshape features, metres).
    DeepCad,
}

impl Format {
    /// The format called `name` on the command line.
    pub fn find(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Format::DeepCad => "deepcad",
        }
    }

    /// Every format.
    pub const ALL: [Format; 1] = [Format::DeepCad];
}

/// What one script became.
#[derive(Debug)]
pub struct Import {
    /// The script's text under its name, for showing the diagnostics.
    pub sources: SourceMap,
    /// The flat program as data; `None` when there is an error.
    pub flat: Option<flat::Program>,
    /// The flat program as text, formatted canonically; `None` when there is an error.
    pub program: Option<String>,
    /// Errors and notes, in the order of the script.
    pub diagnostics: Vec<Diagnostic>,
}

/// Imports one script; `name` is what diagnostics call it. Bytes that are no UTF-8 text are a diagnostic.
pub fn import(script: impl AsRef<[u8]>, format: Format, name: &str) -> Import {
    let bytes = script.as_ref();
    let text = String::from_utf8_lossy(bytes);
    let mut sources = SourceMap::default();
    let file = sources.add(name, text.as_ref());
    let mut report = read::Report::new(&text, file);
    let flat = if let Err(error) = std::str::from_utf8(bytes) {
        report.not_text(error);
        None
    } else {
        match format {
            Format::DeepCad => read::deepcad::read(&text, &mut report),
        }
    };
    let mut diagnostics = report.finish();
    sort(&mut diagnostics);
    let flat = flat.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    let program = flat.as_ref().map(write::program);
    Import { sources, flat, program, diagnostics }
}
