//! The registry of diagnostic names: one entry per name, a file per phase.
//!
//! An entry's doc comment is the help text of `recad explain`; its summary is one line for lists.

use std::fmt;

use super::Severity;

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

/// Declares the names of one phase: `/// help` `CONST = "phase/name", Severity, "summary";`.
macro_rules! names {
    ($( $(#[doc = $help:literal])* $ident:ident = $name:literal, $severity:ident, $summary:literal; )*) => {
        use crate::diagnostics::{Severity, registry::{Entry, Name}};
        $(
            $(#[doc = $help])*
            pub const $ident: Name = Name::from_entry(&Entry {
                name: $name,
                severity: Severity::$severity,
                summary: $summary,
                help: concat!($($help, "\n",)* ""),
            });
        )*
        pub(super) const ALL: &[Name] = &[$($ident),*];
    };
}

impl Name {
    pub(crate) const fn from_entry(entry: &'static Entry) -> Self {
        Name(entry)
    }
}

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

use names;

/// Every registered name, phase by phase.
pub fn all() -> impl Iterator<Item = Name> {
    [syntax::ALL, name::ALL, r#type::ALL, unit::ALL, eval::ALL, limit::ALL, geom::ALL, io::ALL, host::ALL, lint::ALL]
        .into_iter()
        .flatten()
        .copied()
}
