//! What came of a suite, for people and as JSON.

use serde_json::{Value, json};

use super::coverage::{Coverage, Tally};
use crate::diagnostics::{Diagnostic, render_json};
use crate::text::SourceMap;

/// One line of a case that did not come true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// 1-based line in the case file.
    pub line: u32,
    /// What was expected.
    pub expected: String,
    /// What came out.
    pub got: String,
}

/// One case that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReport {
    /// Its file.
    pub file: String,
    /// 1-based line of its title.
    pub line: u32,
    /// Its title.
    pub title: String,
    /// The rules it names.
    pub rules: Vec<String>,
    /// Whether it is of a program with errors.
    pub expects_errors: bool,
    /// What did not come true; nothing when it passed.
    pub failures: Vec<Failure>,
}

/// A suite that was run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The cases in order.
    pub cases: Vec<CaseReport>,
    /// What the passing cases cover.
    pub coverage: Coverage,
    /// What is wrong with the case files.
    pub diagnostics: Vec<Diagnostic>,
    /// The case files.
    pub sources: SourceMap,
}

impl Report {
    /// How many cases failed.
    pub fn failed(&self) -> usize {
        self.cases.iter().filter(|case| !case.failures.is_empty()).count()
    }

    /// Whether every case passed and every file was well-formed.
    pub fn is_ok(&self) -> bool {
        self.failed() == 0 && !self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// Failures, the count, and the coverage, for people.
    pub fn human(&self) -> String {
        let mut text = String::new();
        for case in self.cases.iter().filter(|case| !case.failures.is_empty()) {
            text += &format!("FAILED {}:{}: {}\n", case.file, case.line, case.title);
            for failure in &case.failures {
                text += &format!("  line {}\n", failure.line);
                text += &format!("    expected  {}\n", indented(&failure.expected));
                text += &format!("    got       {}\n", indented(&failure.got));
            }
        }
        if self.failed() > 0 {
            text += "\n";
        }
        text += &format!(
            "{} cases: {} passed, {} failed",
            self.cases.len(),
            self.cases.len() - self.failed(),
            self.failed()
        );
        let malformed = self.diagnostics.len();
        if malformed > 0 {
            text += &format!("; {malformed} problems in the case files");
        }
        text += "\n\n";
        for (name, tally) in self.tallies() {
            let percent = 100.0 * tally.covered() as f64 / tally.total.max(1) as f64;
            text += &format!("{name:24} {:4} of {:4} covered, {percent:.1} %\n", tally.covered(), tally.total);
        }
        for (name, tally) in self.tallies().into_iter().filter(|(_, tally)| !tally.missing.is_empty()) {
            text += &format!("\n{name} without a case:\n");
            tally.missing.iter().for_each(|entry| text += &format!("  {entry}\n"));
        }
        text
    }

    fn tallies(&self) -> [(&'static str, &Tally); 3] {
        let Coverage { rules, diagnostics, grammar } = &self.coverage;
        [("rules", rules), ("diagnostics", diagnostics), ("grammar rules", grammar)]
    }

    /// Everything, as one document.
    pub fn json(&self) -> Value {
        let cases: Vec<_> = self
            .cases
            .iter()
            .map(|case| {
                let failures: Vec<_> = case
                    .failures
                    .iter()
                    .map(|failure| json!({"line": failure.line, "expected": failure.expected, "got": failure.got}))
                    .collect();
                json!({
                    "file": case.file, "line": case.line, "title": case.title, "rules": case.rules,
                    "passed": failures.is_empty(), "failures": failures,
                })
            })
            .collect();
        let tally = |tally: &Tally| json!({"total": tally.total, "covered": tally.covered(), "missing": tally.missing});
        json!({
            "schema": 1,
            "passed": self.cases.len() - self.failed(),
            "failed": self.failed(),
            "cases": cases,
            "coverage": {
                "rules": tally(&self.coverage.rules),
                "diagnostics": tally(&self.coverage.diagnostics),
                "grammar": tally(&self.coverage.grammar),
            },
            "diagnostics": self.diagnostics.iter().map(|d| render_json::render(d, &self.sources)).collect::<Vec<_>>(),
        })
    }
}

/// Further lines under the first.
fn indented(text: &str) -> String {
    text.replace('\n', "\n              ")
}
