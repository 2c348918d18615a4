//! The SARIF log of every program with a mistake, held against the objects of SARIF 2.1.0 that recad writes.
//!
//! [`OBJECTS`] says for each of them which members it has, as sections 3.x of the standard do. The table is no proof of
//! itself: `tests/oracles/sarif_schema.py` validates logs of the same programs against the schema of OASIS.

use recad::diagnostics::render_sarif;
use recad::text::SourceMap;
use serde_json::Value;

use super::diagnostics::{check_with_advice, corpus};

/// What a member holds.
#[derive(Clone, Copy)]
enum Shape {
    /// A text that is not empty.
    Text,
    /// Any text.
    AnyText,
    /// A relative reference in which everything unusual is escaped.
    Uri,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A whole number from 1 on.
    Count,
    /// A whole number from 0 on.
    Index,
    /// An object of this name.
    Object(&'static str),
    /// A list of such objects.
    List(&'static str),
}

use Shape::{AnyText, Count, Index, List, Object, OneOf, Text, Uri};

const LEVELS: &[&str] = &["none", "note", "warning", "error"];

/// The objects and their members; those that must be there come first, before the empty name.
#[rustfmt::skip]
const OBJECTS: &[(&str, &[(&str, Shape)])] = &[
    ("sarifLog", &[("version", OneOf(&["2.1.0"])), ("runs", List("run")), ("", Text), ("$schema", Text)]),
    ("run", &[("tool", Object("tool")), ("results", List("result")), ("", Text),
        ("columnKind", OneOf(&["utf16CodeUnits", "unicodeCodePoints"]))]),
    ("tool", &[("driver", Object("toolComponent"))]),
    ("toolComponent", &[("name", Text), ("version", Text), ("rules", List("reportingDescriptor"))]),
    ("reportingDescriptor", &[("id", Text), ("shortDescription", Object("message")),
        ("fullDescription", Object("message")), ("help", Object("message")),
        ("defaultConfiguration", Object("reportingConfiguration"))]),
    ("reportingConfiguration", &[("level", OneOf(LEVELS))]),
    ("message", &[("text", Text)]),
    ("result", &[("ruleId", Text), ("ruleIndex", Index), ("level", OneOf(LEVELS)), ("message", Object("message")),
        ("locations", List("location")), ("", Text), ("relatedLocations", List("location")), ("fixes", List("fix")),
        ("stacks", List("stack"))]),
    ("location", &[("physicalLocation", Object("physicalLocation")), ("", Text), ("message", Object("message"))]),
    ("physicalLocation", &[("artifactLocation", Object("artifactLocation")), ("region", Object("region"))]),
    ("artifactLocation", &[("uri", Uri)]),
    ("region", &[("startLine", Count), ("startColumn", Count), ("endLine", Count), ("endColumn", Count)]),
    ("fix", &[("description", Object("message")), ("artifactChanges", List("artifactChange"))]),
    ("artifactChange", &[("artifactLocation", Object("artifactLocation")), ("replacements", List("replacement"))]),
    ("replacement", &[("deletedRegion", Object("region")), ("insertedContent", Object("artifactContent"))]),
    ("artifactContent", &[("text", AnyText)]),
    ("stack", &[("message", Object("message")), ("frames", List("stackFrame"))]),
    ("stackFrame", &[("location", Object("location"))]),
];

/// What is wrong with an object, if anything.
fn fault(name: &str, value: &Value) -> Option<String> {
    let (_, members) = OBJECTS.iter().find(|(object, _)| *object == name).expect("the table is complete");
    let Some(object) = value.as_object() else { return Some(format!("{name} is no object: {value}")) };
    let required = members.iter().position(|(member, _)| member.is_empty()).unwrap_or(members.len());
    if let Some((missing, _)) = members[..required].iter().find(|(member, _)| !object.contains_key(*member)) {
        return Some(format!("{name} lacks {missing}: {value}"));
    }
    object.iter().find_map(|(member, value)| {
        let Some((_, shape)) = members.iter().find(|(known, _)| known == member) else {
            return Some(format!("{name} has no member {member}"));
        };
        let fits = match shape {
            Text => value.as_str().is_some_and(|text| !text.is_empty()),
            AnyText => value.is_string(),
            Uri => value.as_str().is_some_and(is_uri),
            OneOf(choices) => value.as_str().is_some_and(|text| choices.contains(&text)),
            Count => value.as_u64() >= Some(1),
            Index => value.is_u64(),
            Object(inner) => return fault(inner, value),
            List(inner) => match value.as_array() {
                Some(items) => return items.iter().find_map(|item| fault(inner, item)),
                None => false,
            },
        };
        (!fits).then(|| format!("{member} of {name} is {value}"))
    })
}

fn is_uri(text: &str) -> bool {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let fits = match byte {
            b'%' => bytes.by_ref().take(2).filter(u8::is_ascii_hexdigit).count() == 2,
            byte => byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte),
        };
        if !fits {
            return false;
        }
    }
    !text.is_empty()
}

/// Whether a region lies in its text and does not end before it begins.
fn lies_in(region: &Value, text: &str) -> bool {
    let lines: Vec<usize> = text.split('\n').map(|line| line.chars().count()).collect();
    let [line, column, end_line, end_column] = ["startLine", "startColumn", "endLine", "endColumn"]
        .map(|member| region[member].as_u64().unwrap_or(0) as usize);
    let inside = |line: usize, column: usize| lines.get(line - 1).is_some_and(|length| column <= length + 1);
    inside(line, column) && inside(end_line, end_column) && (line, column) <= (end_line, end_column)
}

/// Every value of a member, at any depth.
fn each<'v>(value: &'v Value, member: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(object) => {
            found.extend(object.get(member));
            object.values().for_each(|value| each(value, member, found));
        }
        Value::Array(items) => items.iter().for_each(|value| each(value, member, found)),
        _ => {}
    }
}

#[test]
fn logs_of_all_mistakes_follow_the_standard() {
    let outcomes: Vec<_> = corpus().into_iter().map(|(title, text)| (title, check_with_advice(&text))).collect();
    let mut all: Vec<(&recad::diagnostics::Diagnostic, &SourceMap)> = Vec::new();
    let mut regions = 0;
    for (title, outcome) in &outcomes {
        let pairs: Vec<_> = outcome.diagnostics.iter().map(|found| (found, &outcome.sources)).collect();
        let log = render_sarif::render(&pairs);
        let mut places = Vec::new();
        each(&log, "physicalLocation", &mut places);
        for place in places {
            // What is written there is a name of a text, with everything unusual escaped.
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            let index = outcome.sources.names().position(|name| render_sarif::uri(name) == uri);
            let file = outcome.sources.file(recad::text::FileId(index.unwrap() as u32)).unwrap();
            assert!(lies_in(&place["region"], &file.text), "{title}: {place} in\n{}", file.text);
            regions += 1;
        }
        all.extend(pairs);
    }
    let log = render_sarif::render(&all);
    assert_eq!(fault("sarifLog", &log), None);
    let run = &log["runs"][0];
    let (rules, results) = (run["tool"]["driver"]["rules"].as_array().unwrap(), run["results"].as_array().unwrap());
    assert_eq!(results.len(), all.len());
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
    }
    assert!(regions > 500 && rules.len() > 80, "{regions} regions, {} rules", rules.len());
    for member in ["fixes", "stacks", "relatedLocations"] {
        let mut found = Vec::new();
        each(&log, member, &mut found);
        assert!(found.len() > 20, "{} of {member}", found.len());
    }
}

#[test]
fn what_does_not_follow_the_standard_is_found() {
    let region = serde_json::json!({"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2});
    assert_eq!(fault("region", &region), None);
    assert!(lies_in(&region, "a") && !lies_in(&region, ""));
    for (member, value) in [("startLine", serde_json::json!(0)), ("charOffset", serde_json::json!(1))] {
        let mut wrong = region.clone();
        wrong[member] = value;
        assert!(fault("region", &wrong).is_some(), "{wrong}");
    }
    assert!(fault("message", &serde_json::json!({})).is_some());
    assert!(is_uri("a%20b/c.recad") && !is_uri("a b") && !is_uri("a%2") && !is_uri(""));
}
