//! What checking finds, with a limit: a program in which everything is wrong makes no more than a person can use.

use std::ops::{Deref, DerefMut};

use crate::diagnostics::Diagnostic;

/// Errors kept of one program, and advice.
pub(super) const MOST: usize = 1_000;

/// Diagnostics in the order in which they were found; the first thousand errors and the first thousand others.
#[derive(Debug, Default)]
pub struct Found {
    list: Vec<Diagnostic>,
    errors: usize,
    advice: usize,
}

impl Found {
    /// Keeps a diagnostic while there is room for its like.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let kept = if diagnostic.is_error() { &mut self.errors } else { &mut self.advice };
        if *kept < MOST {
            *kept += 1;
            self.list.push(diagnostic);
        }
    }

    /// All of them.
    pub fn into_list(self) -> Vec<Diagnostic> {
        self.list
    }
}

impl Extend<Diagnostic> for Found {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        diagnostics.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }
}

impl Deref for Found {
    type Target = [Diagnostic];
    fn deref(&self) -> &[Diagnostic] {
        &self.list
    }
}

impl DerefMut for Found {
    fn deref_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.list
    }
}
