//! The registry of diagnostic names: one entry per name, a file per phase.
//!
//! An entry's doc comment is the help text of `recad explain`; its summary is one line for lists; its
//! evidence shows it: a failing example with its corrected form (both run as tests), or, for what no
//! program can cause, what does.

use std::fmt;

use super::Severity;

/// The file that the programs of examples are stored in, for commands and `use` lines.
pub const EXAMPLE_FILE: &str = "example.recad";

/// A program and the command that is run on it, in a folder where it is stored as [`EXAMPLE_FILE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example {
    /// The text, lines ended.
    pub program: &'static str,
    /// The whole command line; words are separated by single blanks.
    pub command: &'static str,
}

/// What shows a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// The first run reports exactly this diagnostic, the second nothing.
    Pair {
        /// What fails.
        wrong: Example,
        /// Its corrected form.
        right: Example,
    },
    /// No short program causes it; the text says what does.
    Elsewhere(&'static str),
}

/// One registered name with its documentation.
#[derive(Debug)]
pub struct Entry {
    /// `phase/kebab-case`.
    pub name: &'static str,
    /// Default severity.
    pub severity: Severity,
    /// One line.
    pub summary: &'static str,
    /// What it means and what to do, a paragraph or two of Markdown.
    pub help: &'static str,
    /// What shows it.
    pub evidence: Evidence,
}

impl Entry {
    /// The help text without the blanks that doc comments begin with.
    pub fn help(&self) -> String {
        let lines: Vec<&str> =
            self.help.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
        lines.join("\n").trim().to_owned()
    }
}

/// A registered diagnostic name; can only be made by the registry.
#[derive(Clone, Copy)]
pub struct Name(&'static Entry);

impl Name {
    /// `phase/kebab-case`.
    pub fn as_str(self) -> &'static str {
        self.0.name
    }
    /// The part before the slash.
    pub fn phase(self) -> &'static str {
        self.0.name.split('/').next().unwrap_or_default()
    }
    /// Default severity.
    pub fn severity(self) -> Severity {
        self.0.severity
    }
    /// The whole entry.
    pub fn entry(self) -> &'static Entry {
        self.0
    }
    /// The name spelt `text`, if it is registered.
    pub fn find(text: &str) -> Option<Name> {
        all().find(|name| name.as_str() == text)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.0.name == other.0.name
    }
}
impl Eq for Name {}
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

/// Declares the names of one phase: `/// help` `CONST = "phase/name", Severity, "summary" => evidence;`
/// where the evidence is one of
/// `program { wrong: [lines], right: [lines] }` (reported by `recad check`),
/// `checked { flags: "--flag", wrong: [lines], right: [lines] }` (reported by `recad check --flag`),
/// `command { program: [lines], wrong: "command", right: "command" }`,
/// `elsewhere { cause: "what causes it" }`.
macro_rules! names {
    ($( $(#[doc = $help:literal])* $ident:ident = $name:literal, $severity:ident, $summary:literal
        => $kind:ident $evidence:tt; )*) => {
        use crate::diagnostics::{Severity, registry::{Entry, Name}};
        $(
            $(#[doc = $help])*
            pub const $ident: Name = Name::from_entry(&Entry {
                name: $name,
                severity: Severity::$severity,
                summary: $summary,
                help: concat!($($help, "\n",)* ""),
                evidence: crate::diagnostics::registry::evidence!($kind $evidence),
            });
        )*
        pub(super) const ALL: &[Name] = &[$($ident),*];
    };
}

macro_rules! evidence {
    (program { wrong: [$($wrong:literal),* $(,)?], right: [$($right:literal),* $(,)?] $(,)? }) => {
        crate::diagnostics::registry::Evidence::Pair {
            wrong: crate::diagnostics::registry::Example {
                program: concat!($($wrong, "\n",)*),
                command: "recad check example.recad",
            },
            right: crate::diagnostics::registry::Example {
                program: concat!($($right, "\n",)*),
                command: "recad check example.recad",
            },
        }
    };
    (checked { flags: $flags:literal, wrong: [$($wrong:literal),* $(,)?], right: [$($right:literal),* $(,)?] $(,)? }) => {
        crate::diagnostics::registry::Evidence::Pair {
            wrong: crate::diagnostics::registry::Example {
                program: concat!($($wrong, "\n",)*),
                command: concat!("recad check example.recad ", $flags),
            },
            right: crate::diagnostics::registry::Example {
                program: concat!($($right, "\n",)*),
                command: concat!("recad check example.recad ", $flags),
            },
        }
    };
    (command { program: [$($line:literal),* $(,)?], wrong: $wrong:literal, right: $right:literal $(,)? }) => {
        crate::diagnostics::registry::Evidence::Pair {
            wrong: crate::diagnostics::registry::Example { program: concat!($($line, "\n",)*), command: $wrong },
            right: crate::diagnostics::registry::Example { program: concat!($($line, "\n",)*), command: $right },
        }
    };
    (elsewhere { cause: $cause:literal $(,)? }) => {
        crate::diagnostics::registry::Evidence::Elsewhere($cause)
    };
}

impl Name {
    pub(crate) const fn from_entry(entry: &'static Entry) -> Self {
        Name(entry)
    }
}

mod chapter;
pub mod eval;
pub mod geom;
pub mod host;
pub mod io;
pub mod limit;
pub mod lint;
pub mod name;
pub mod syntax;
pub mod r#type;
pub mod unit;

pub use chapter::chapter;
use {evidence, names};

/// Every registered name, phase by phase.
pub fn all() -> impl Iterator<Item = Name> {
    [syntax::ALL, name::ALL, r#type::ALL, unit::ALL, eval::ALL, limit::ALL, geom::ALL, io::ALL, host::ALL, lint::ALL]
        .into_iter()
        .flatten()
        .copied()
}
