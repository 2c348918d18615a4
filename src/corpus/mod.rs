//! Raw CAD scripts of other systems, brought into the language; their structure, in programs and in words; new parts.
//!
//! Purpose: [`import`] turns one raw script into a *flat* program: coordinates and operations in their
//! order, nothing guessed, nothing dropped in silence. `read` knows the foreign formats, [`flat`] is the
//! result as data, [`write`](mod@write) prints it as a program. [`rewrite`] finds the structure of a part and proves it,
//! [`plan`] is a program with structure as data, [`describe`] says it and reads it, [`synth`] draws new ones,
//! [`dataset`] makes examples for training of all of them.
//! Invariants: any bytes give a program or located diagnostics; one and the same input always gives the
//! same text; a program appears only when the whole script was understood, and whatever makes no
//! geometry (an extrusion without profiles, a sketch that nothing uses) is reported as a note.
//! Absent: checks of the geometry itself (the program goes through the compiler like any other).

pub mod dataset;
pub mod describe;
pub mod flat;
pub mod plan;
pub mod read;
pub mod rewrite;
pub mod synth;
pub mod write;

use crate::diagnostics::{Diagnostic, sort};
use crate::text::SourceMap;

/// A foreign script format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Raw JSON of the DeepCAD data set (Onshape features, metres).
    DeepCad,
    /// Python scripts for CadQuery.
    CadQuery,
    /// JSON of the Fusion 360 Gallery reconstruction data set, as published (centimetres).
    Fusion360,
    /// One line of the JSON derived from that data set through build123d scripts.
    Fusion360Build123d,
    /// Szalinski's flat CSG (millimetres).
    Csexp,
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
            Format::CadQuery => "cadquery",
            Format::Fusion360 => "fusion360",
            Format::Fusion360Build123d => "fusion360-b123d",
            Format::Csexp => "csexp",
        }
    }

    /// The endings of files that hold one script, without the dot.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Format::DeepCad | Format::Fusion360 | Format::Fusion360Build123d => &["json"],
            Format::CadQuery => &["py"],
            Format::Csexp => &["csexp"],
        }
    }

    /// Every format.
    pub const ALL: [Format; 5] =
        [Format::DeepCad, Format::Fusion360, Format::Fusion360Build123d, Format::CadQuery, Format::Csexp];
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
    /// The kinds of errors, for counting: the diagnostic's name and a word on what it is about, each once.
    pub reasons: Vec<String>,
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
            Format::CadQuery => read::cadquery::read(&text, &mut report),
            Format::Fusion360 => read::fusion::gallery::read(&text, &mut report),
            Format::Fusion360Build123d => read::fusion::derived::read(&text, &mut report),
            Format::Csexp => read::csexp::read(&text, &mut report),
        }
    };
    let reasons = report.reasons();
    let mut diagnostics = report.finish();
    sort(&mut diagnostics);
    let flat = flat.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    let program = flat.as_ref().map(write::program);
    Import { sources, flat, program, reasons, diagnostics }
}
