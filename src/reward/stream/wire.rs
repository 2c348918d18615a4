//! The lines of the stream: requests, answers, and what passes between supervisor and workers.

use std::fmt;
use std::path::PathBuf;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::diagnostics::{Diagnostic, render_json};
use crate::reward::{Unusable, Verdict};
use crate::text::SourceMap;

/// A longer line is answered as malformed; bytes.
pub const LONGEST_LINE: usize = 64 << 20;

/// One line of the stream as it is written. Other keys are passed over.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, default)]
    id: Option<&'a RawValue>,
    #[serde(default)]
    candidate: Option<String>,
    #[serde(default)]
    reference: Option<String>,
    #[serde(default)]
    reference_file: Option<PathBuf>,
    #[serde(default)]
    level: Option<String>,
}

/// What a line asks for.
#[derive(Debug, PartialEq)]
pub struct Request {
    /// The candidate's text.
    pub candidate: String,
    /// What it is judged against.
    pub reference: Source,
    /// The level the reference is said to have.
    pub level: Option<Level>,
}

/// Where a reference comes from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The text of a program.
    Text(String),
    /// The file of a program or mesh.
    File(PathBuf),
}

/// The levels of the paper's ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Loop, face or sketch.
    Plane,
    /// One extrusion or several.
    Solid,
}

impl Level {
    /// The rule that a reference of the other dimension breaks.
    pub fn contradiction(self, is_solid: bool) -> Option<String> {
        let (said, is) = match (self, is_solid) {
            (Level::Plane, true) => ("L, F or S", "a solid"),
            (Level::Solid, false) => ("SE or MSE", "a plane shape"),
            _ => return None,
        };
        Some(format!("`level` is {said}, but the reference is {is}"))
    }
}

/// A line that asks for nothing: its id, if it has one, and the rule it breaks.
#[derive(Debug)]
pub struct Malformed {
    /// The id as it is written, or `null`.
    pub id: Box<RawValue>,
    /// The rule.
    pub message: String,
}

/// Reads a line; the id is given back as it is written.
pub fn read(line: &[u8]) -> Result<(Box<RawValue>, Request), Malformed> {
    let wrong = |id: Option<&RawValue>, message: String| {
        Err(Malformed { id: id.map_or_else(null, RawValue::to_owned), message })
    };
    if line.len() > LONGEST_LINE {
        return wrong(None, format!("a line has at most {LONGEST_LINE} bytes"));
    }
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.strip_prefix('\u{feff}').unwrap_or(text),
        Err(error) => return wrong(None, format!("not UTF-8 text: byte {} is invalid", error.valid_up_to())),
    };
    if !text.trim_start().starts_with('{') {
        return wrong(None, "not a request: a line holds one JSON object".to_owned());
    }
    let line: Line = match serde_json::from_str(text) {
        Ok(line) => line,
        Err(error) => {
            /// What can be read of a line with members of wrong types.
            #[derive(Deserialize)]
            struct Identified<'a> {
                #[serde(borrow)]
                id: &'a RawValue,
            }
            let id = serde_json::from_str::<Identified>(text).ok();
            return wrong(id.map(|line| line.id), format!("not a request: {error}"));
        }
    };
    let reference = match (line.reference, line.reference_file) {
        (Some(text), None) => Source::Text(text),
        (None, Some(path)) => Source::File(path),
        (None, None) => return wrong(line.id, "`reference` or `reference_file` is missing".to_owned()),
        (Some(_), Some(_)) => {
            return wrong(line.id, "`reference` and `reference_file` exclude one another".to_owned());
        }
    };
    let Some(candidate) = line.candidate else { return wrong(line.id, "`candidate` is missing".to_owned()) };
    let level = match line.level.as_deref() {
        None => None,
        Some("L" | "F" | "S") => Some(Level::Plane),
        Some("SE" | "MSE") => Some(Level::Solid),
        Some(_) => return wrong(line.id, "`level` is one of L, F, S, SE, MSE".to_owned()),
    };
    Ok((line.id.map_or_else(null, RawValue::to_owned), Request { candidate, reference, level }))
}

/// `null` as it is written.
pub fn null() -> Box<RawValue> {
    RawValue::NULL.to_owned()
}

/// One line of answers.
#[derive(Serialize)]
struct Answer<'a> {
    schema: u32,
    id: &'a RawValue,
    reward: Option<f64>,
    phase: &'a str,
    terms: Terms<'a>,
    comparison: Option<&'a Value>,
    diagnostics: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a str>,
    ms: f64,
}

/// Terms in the order of the formula.
struct Terms<'a>(&'a [(&'static str, Option<f64>)]);

impl Serialize for Terms<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// The terms of an answer in the order of its formula; none in a line that is no answer.
pub fn terms(answer: &[u8]) -> Vec<(String, Option<f64>)> {
    #[derive(Deserialize)]
    struct Said {
        terms: InOrder,
    }
    struct InOrder(Vec<(String, Option<f64>)>);
    impl<'de> Deserialize<'de> for InOrder {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_map(Entries).map(InOrder)
        }
    }
    struct Entries;
    impl<'de> Visitor<'de> for Entries {
        type Value = Vec<(String, Option<f64>)>;

        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("terms")
        }

        fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
            std::iter::from_fn(|| map.next_entry().transpose()).collect()
        }
    }
    serde_json::from_slice::<Said>(answer).map_or_else(|_| Vec::new(), |said| said.terms.0)
}

/// The answer to a candidate.
pub fn answer(id: &RawValue, verdict: &Verdict) -> String {
    print(&Answer {
        schema: 1,
        id,
        reward: Some(verdict.reward),
        phase: verdict.phase.name(),
        terms: Terms(&verdict.terms),
        comparison: verdict.comparison.as_ref(),
        diagnostics: rendered(&verdict.diagnostics, &verdict.sources),
        error: None,
        ms: milliseconds(verdict.elapsed),
    })
}

/// The answer to a candidate whose reference cannot be used.
pub fn unusable(id: &RawValue, unusable: &Unusable) -> String {
    let error = match unusable.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        Some(first) => format!("the reference cannot be used: {}: {}", first.name, first.message),
        None => "the reference cannot be used".to_owned(),
    };
    refused(id, &error, rendered(&unusable.diagnostics, &unusable.sources))
}

/// The answer to a line that asks for nothing.
pub fn malformed(malformed: &Malformed) -> String {
    refused(&malformed.id, &malformed.message, Vec::new())
}

fn refused(id: &RawValue, error: &str, diagnostics: Vec<Value>) -> String {
    print(&Answer {
        schema: 1,
        id,
        reward: None,
        phase: "input",
        terms: Terms(&[]),
        comparison: None,
        diagnostics,
        error: Some(error),
        ms: 0.0,
    })
}

fn rendered(diagnostics: &[Diagnostic], sources: &SourceMap) -> Vec<Value> {
    diagnostics.iter().map(|diagnostic| render_json::render(diagnostic, sources)).collect()
}

fn milliseconds(time: std::time::Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round() / 1e3
}

/// A document on one line. Nothing in an answer can fail to be written.
fn print(answer: &Answer) -> String {
    serde_json::to_string(answer).unwrap_or_else(|error| format!("{{\"error\":\"{error}\"}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(line: &[u8]) -> (String, String) {
        let malformed = read(line).map(|(_, request)| request).unwrap_err();
        (malformed.id.get().to_owned(), malformed.message)
    }

    #[test]
    fn a_line_is_read_and_its_id_kept_as_it_is_written() {
        let line =
            br#"{"id": 12345678901234567890.50, "candidate": "a\nb", "reference": "r", "level": "MSE", "x": [1]}"#;
        let (id, request) = read(line).unwrap();
        assert_eq!(id.get(), "12345678901234567890.50");
        let reference = Source::Text("r".to_owned());
        assert_eq!(request, Request { candidate: "a\nb".to_owned(), reference, level: Some(Level::Solid) });
        let (id, request) = read(br#"{"reference_file": "a.stl", "candidate": "", "image": null}"#).unwrap();
        assert_eq!((id.get(), request.reference), ("null", Source::File("a.stl".into())));
    }

    #[test]
    fn terms_keep_the_order_of_the_formula() {
        let terms = vec![("overlap", Some(0.5)), ("chamfer", None), ("brevity", Some(1.0))];
        let line = answer(&null(), &Verdict { terms, ..Verdict::default() });
        let names: Vec<_> = super::terms(line.as_bytes());
        let expected = [("overlap", Some(0.5)), ("chamfer", None), ("brevity", Some(1.0))];
        assert_eq!(names, expected.map(|(name, term)| (name.to_owned(), term)));
        assert_eq!(super::terms(b"[]"), []);
    }

    #[test]
    fn what_is_malformed_keeps_its_id_where_there_is_one() {
        for (line, id, message) in [
            (&b""[..], "null", "not a request: a line holds one JSON object"),
            (b"[1, \"a\", \"b\"]", "null", "not a request: a line holds one JSON object"),
            (b"{", "null", "not a request: EOF"),
            (b"{\"id\": 1, \"candidate\": 5}", "1", "not a request: invalid type: integer `5`, expected a string"),
            (b"{\"id\": {\"a\": 1}, \"candidate\": \"\"}", "{\"a\": 1}", "`reference` or `reference_file` is missing"),
            (b"{\"id\": 1, \"reference\": \"\"}", "1", "`candidate` is missing"),
            (b"{\"id\": 1, \"reference\": \"\", \"candidate\": \"\", \"level\": \"X\"}", "1", "`level` is one of"),
            (
                b"{\"id\": 1, \"reference\": \"\", \"reference_file\": \"\", \"candidate\": \"\"}",
                "1",
                "`reference` and `reference_file` exclude",
            ),
            (b"{\"id\": \"\xff\"}", "null", "not UTF-8 text: byte 8"),
            (b"{\"id\": 1, \"id\": 2, \"candidate\": \"\", \"reference\": \"\"}", "null", "not a request: duplicate"),
        ] {
            let (found, said) = refused(line);
            assert_eq!(found, id, "{said}");
            assert!(said.starts_with(message), "{said}");
        }
        assert!(refused("{\"id\":".repeat(1_000_000).as_bytes()).1.starts_with("not a request"));
    }
}
