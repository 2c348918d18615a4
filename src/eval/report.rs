//! From failures to diagnostics: whom to blame, the calls on the way, and errors of geometry.

use super::interpret::{CallRecord, Failure, Interpreter};
use super::limits;
use crate::diagnostics::registry::host;
use crate::diagnostics::{Diagnostic, Frame, Name};
use crate::model::{GeometryError, Provenance};
use crate::text::Span;

/// Calls shown at either end of a long trace.
const TRACE_END: usize = 8;

/// The diagnostic of a broken geometric rule: at the operation blamed by the geometry, or else at `span`;
/// inside a library at the call that led there.
pub fn geometry_diagnostic(error: GeometryError, span: Span) -> Diagnostic {
    let (span, trace) = match &error.provenance {
        None => (span, Vec::new()),
        Some(Provenance { span, calls }) => (
            calls.last().map_or(*span, |(_, call)| *call),
            calls.iter().map(|(function, call)| Frame { function: function.to_string(), call: *call }).collect(),
        ),
    };
    let mut diagnostic = Diagnostic::new(error.name, span, error.message);
    diagnostic.notes = error.notes;
    diagnostic.trace = trace;
    for (place, text) in error.labels {
        // Curves made inside a library carry the caller's place: then the text is a further sentence.
        // "curve 1" alone says nothing that the message does not.
        diagnostic = if place != span {
            diagnostic.label(place, text)
        } else if diagnostic.message.contains(&text) || text.len() < 12 {
            diagnostic
        } else {
            diagnostic.note(text)
        };
    }
    diagnostic
}

impl Interpreter<'_> {
    fn running(&self) -> &[CallRecord] {
        self.calls.get(self.call_floor..).unwrap_or_default()
    }

    /// The place a reader can act on: `span`, or the outermost call into the library that `span` is part of.
    pub(super) fn blamed(&self, span: Span) -> Span {
        self.running().iter().rev().take_while(|record| record.library).last().map_or(span, |record| record.call)
    }

    /// Where a shape comes from: the operation and the library calls around it.
    pub(super) fn provenance(&self, span: Span) -> Provenance {
        let calls = self
            .running()
            .iter()
            .rev()
            .take_while(|record| record.library)
            .map(|record| (record.name.clone(), record.call))
            .collect();
        Provenance { span, calls }
    }

    /// An error at `span`, blamed on the caller of a library, with its trace.
    pub(super) fn diagnostic(&self, name: Name, span: Span, message: String) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(name, self.blamed(span), message);
        self.add_trace(&mut diagnostic);
        diagnostic
    }

    fn add_trace(&self, diagnostic: &mut Diagnostic) {
        let running = self.running();
        let frame = |record: &CallRecord| Frame { function: record.name.to_string(), call: record.call };
        if running.len() <= 2 * TRACE_END {
            diagnostic.trace = running.iter().rev().map(frame).collect();
            return;
        }
        diagnostic.trace = running.iter().rev().take(TRACE_END).map(frame).collect();
        diagnostic.trace.extend(running[..TRACE_END].iter().rev().map(frame));
        diagnostic
            .notes
            .push(format!("{} calls in the middle of the trace are left out", running.len() - 2 * TRACE_END));
    }

    /// Keeps a diagnostic, up to a fixed number.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) -> Failure {
        if self.diagnostics.len() < limits::DIAGNOSTICS {
            self.diagnostics.push(diagnostic);
        }
        Failure::Reported
    }

    /// The answer of the geometry, or its error reported for the operation at `span`.
    pub(super) fn geometric<T>(&mut self, result: Result<T, GeometryError>, span: Span) -> Result<T, Failure> {
        result.map_err(|error| {
            if error.name == host::TIMEOUT {
                return self.stop(host::TIMEOUT, span, error.message);
            }
            let blamed_elsewhere = error.provenance.is_some();
            let mut diagnostic = geometry_diagnostic(error, self.blamed(span));
            if !blamed_elsewhere {
                self.add_trace(&mut diagnostic);
            }
            self.report(diagnostic)
        })
    }
}
