//! `test` blocks, assertions and documentation examples as tests.

use serde_json::Value;

use super::project::StandardLibraryOnly;
use super::{Outcome, Request, Workspace};
use crate::diagnostics::{Diagnostic, render_json};
use crate::stdlib::{self, Example};
use crate::text::{SourceMap, Sources};

/// One test that was run.
pub struct TestReport {
    /// Its name: of the block, of the documented function, or `program` for the program's own assertions.
    pub name: String,
    /// The file it stands in.
    pub file: String,
    /// Whether it passed.
    pub passed: bool,
    /// What was reported.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts the diagnostics point into.
    pub sources: SourceMap,
}

impl TestReport {
    /// The diagnostics as the JSON documents carry them.
    pub fn diagnostics_json(&self) -> Vec<Value> {
        self.diagnostics.iter().map(|diagnostic| render_json::render(diagnostic, &self.sources)).collect()
    }

    fn of(name: String, file: &str, outcome: Outcome) -> TestReport {
        TestReport {
            name,
            file: file.to_owned(),
            passed: !outcome.has_errors(),
            diagnostics: outcome.diagnostics,
            sources: outcome.sources,
        }
    }
}

impl Workspace {
    /// Runs everything in a program that can fail: the program with its assertions, its `test` blocks, and the
    /// examples in its documentation.
    pub fn test(&self, request: &Request) -> Vec<TestReport> {
        let (name, sources) = (request.name, request.sources);
        let (outcome, inspection) = self.inspect(request);
        let texts = outcome.sources.clone();
        let mut reports = vec![TestReport::of("program".to_owned(), name, outcome)];
        reports.extend(inspection.tests.into_iter().map(|block| TestReport {
            name: block.name,
            file: name.to_owned(),
            passed: block.passed,
            diagnostics: block.diagnostics,
            sources: texts.clone(),
        }));
        reports.extend(inspection.examples.iter().map(|example| self.example(example, sources)));
        reports
    }

    /// Runs the examples in the documentation of the standard library.
    pub fn test_standard_library(&self) -> Vec<TestReport> {
        let examples = self.library.modules().iter().flat_map(|module| stdlib::examples(module));
        examples.map(|example| self.example(&example, &StandardLibraryOnly)).collect()
    }

    fn example(&self, example: &Example, sources: &(dyn Sources + Sync)) -> TestReport {
        let name =
            if example.item.is_empty() { "module example".to_owned() } else { format!("example of {}", example.item) };
        let title = format!("{} ({name})", example.module);
        let outcome = self.run(&Request { require_part: false, ..Request::new(&title, &example.text, sources) });
        TestReport::of(name, &example.module, outcome)
    }
}
