//! Imported scripts in words: every text reads back as what it was made from.
//!
//! The result over all scripts is the committed report `tests/reports/describe.md`; `RECAD_UPDATE=1 cargo test --test
//! suite describe` writes it anew. Other runs try every twelfth script.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

use recad::corpus::describe::{Level, Options, Style, describe, read};
use recad::corpus::{Format, import};
use recad::format::format;
use recad::text::FileId;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Depth, Request, Workspace, in_parallel};

use crate::corpora;

/// What was found out about one script at one level and in one style.
#[derive(Default)]
struct Tally {
    scripts: usize,
    described: usize,
    same_text: usize,
    same_shape: usize,
    /// Distinct numbers of programs, of texts, and of both.
    in_programs: usize,
    in_texts: usize,
    in_both: usize,
    bytes: usize,
    unsaid: Vec<String>,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.scripts += other.scripts;
        self.described += other.described;
        self.same_text += other.same_text;
        self.same_shape += other.same_shape;
        self.in_programs += other.in_programs;
        self.in_texts += other.in_texts;
        self.in_both += other.in_both;
        self.bytes += other.bytes;
        self.unsaid.extend(other.unsaid);
    }
}

/// The distinct numbers of a text by their digits, without sign; 0 and 1 are left out, which words say too (`+x`).
/// This looks at nothing but characters, so that it does not share an error with the writer or the reader.
fn numbers(text: &str) -> BTreeSet<String> {
    let is_part = |c: char| c.is_ascii_digit() || c == '.';
    let mut found = BTreeSet::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let before = rest[..start].chars().next_back();
        let end = rest[start..].find(|c| !is_part(c)).map_or(rest.len(), |length| start + length);
        let mut end = if rest[end..].starts_with("e-") {
            end + 2 + rest[end + 2..].find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len() - end - 2)
        } else {
            end
        };
        while rest[..end].ends_with('.') {
            end -= 1;
        }
        let is_name = before.is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
        let number = &rest[start..end];
        if !is_name && number != "0" && number != "1" {
            found.insert(number.to_owned());
        }
        rest = &rest[end..];
    }
    found
}

/// The content hash of a program's only part.
fn shape(program: &str) -> Option<u128> {
    let request = Request { depth: Depth::Evaluate, ..Request::new("part.recad", program, &StandardLibraryOnly) };
    let outcome = Workspace::default().run(&request);
    match outcome.parts() {
        [part] if !outcome.has_errors() => match &part.shape {
            recad::model::Shape::Solid(solid) => Some(solid.hash),
            _ => None,
        },
        _ => None,
    }
}

fn tally(id: &str, program: &str, options: Options) -> Tally {
    let mut tally = Tally { scripts: 1, ..Tally::default() };
    let Some(text) = describe(id, program, options).text else {
        tally.unsaid.push(id.to_owned());
        return tally;
    };
    tally.described = 1;
    tally.bytes = text.len();
    let again = read(id, &text).program.expect("a program");
    tally.same_text = usize::from(format(FileId::default(), program).as_ref() == Ok(&again));
    tally.same_shape = usize::from(shape(program).is_some_and(|hash| Some(hash) == shape(&again)));
    let (own, said) = (numbers(program), numbers(&text));
    tally.in_programs = own.len();
    tally.in_texts = said.len();
    tally.in_both = own.intersection(&said).count();
    tally
}

#[test]
fn imported_scripts_read_back_from_their_texts() {
    let Some(scripts) = corpora::deepcad() else { return };
    let is_update = env::var_os("RECAD_UPDATE").is_some();
    let step = if is_update { 1 } else { 12 };
    let programs: Vec<(String, String)> = scripts
        .into_iter()
        .step_by(step)
        .map(|script| {
            let program = import(&script.text, Format::DeepCad, &script.id).program.expect("a program");
            (script.id, program)
        })
        .collect();
    let mut report = String::from(
        "# Programs in words\n\nEvery DeepCAD script of the corpora, imported, said and read back. Written by a test: \
         `RECAD_UPDATE=1 cargo test --test suite describe`.\n\n\
         *Same program*: the text reads back as the program character by character. *Same operations*: what is read \
         back evaluates to the same operations, to the bit. Numbers are compared as distinct strings of digits by a \
         count that shares nothing with the writer: recall is the share of the program's numbers in the text, \
         precision the share of the text's numbers in the program.\n\n\
         | level | style | said | same program | same operations | recall | precision | bytes a text |\n\
         |---|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for level in [Level::D3, Level::D4] {
        for style in Style::ALL {
            let tallies = in_parallel(programs.len(), 0, |index| {
                let (id, program) = &programs[index];
                tally(id, program, Options { level, style, seed: index as u64 })
            });
            let mut sum = Tally::default();
            tallies.into_iter().for_each(|tally| sum.add(tally));
            assert_eq!(sum.same_shape, sum.described, "{level:?} {style:?}");
            assert_eq!((sum.in_both, sum.in_both), (sum.in_programs, sum.in_texts), "{level:?} {style:?}");
            assert!(sum.described * 100 >= sum.scripts * 99, "not said: {:?}", sum.unsaid);
            let share = |part: usize, whole: usize| format!("{:.2} %", 100.0 * part as f64 / whole.max(1) as f64);
            let _ = writeln!(
                report,
                "| {level:?} | {} | {} of {} | {} | {} | {} | {} | {} |",
                format!("{style:?}").to_lowercase(),
                sum.described,
                sum.scripts,
                if level == Level::D4 { sum.same_text.to_string() } else { "–".to_owned() },
                sum.same_shape,
                share(sum.in_both, sum.in_programs),
                share(sum.in_both, sum.in_texts),
                sum.bytes / sum.described.max(1),
            );
        }
    }
    let mut summaries = 0;
    for level in [Level::D0, Level::D1, Level::D2] {
        let said = in_parallel(programs.len(), 0, |index| {
            let (id, program) = &programs[index];
            describe(id, program, Options { level, style: Style::Geometric, seed: index as u64 }).text.is_some()
        });
        summaries += said.into_iter().filter(|said| *said).count();
    }
    let _ = writeln!(report, "\nSummaries (D0, D1, D2) said: {summaries} of {}.", 3 * programs.len());
    assert_eq!(summaries, 3 * programs.len());
    if is_update {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/describe.md");
        fs::write(path, report).expect("the report is written");
    }
}

/// Runs the command with `input` as standard input: exit code and standard output.
fn recad(arguments: &[&str], input: &str) -> (Option<i32>, String) {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_recad"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("recad starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("recad ends");
    (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn the_commands_say_a_program_and_read_it_back() {
    let program =
        "/// How wide.\nparam width = 40mm in 20mm..=80mm\n\npart plate = rect(width, 20).on(XY).extrude(5)\n";
    let (code, text) = recad(&["describe", "-", "--level", "D4", "--style", "procedural", "--seed", "5"], program);
    assert_eq!(code, Some(0));
    assert_eq!(recad(&["read", "-"], &text), (Some(0), program.to_owned()));
    let (code, document) = recad(&["read", "-", "--format", "json"], &text);
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert_eq!((code, &document["schema"], &document["program"]), (Some(0), &1.into(), &program.into()));
    let (code, document) = recad(&["describe", "-", "--level", "D0", "--format", "json"], program);
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert_eq!((code, &document["level"], &document["style"]), (Some(0), &"D0".into(), &"geometric".into()));
    assert!(document["text"].as_str().is_some_and(|text| !text.contains(char::is_numeric)));
    let (code, document) = recad(&["read", "-", "--format", "json"], "Make it so.");
    let document: serde_json::Value = serde_json::from_str(&document).expect("JSON");
    assert_eq!((code, &document["diagnostics"][0]["name"]), (Some(1), &"io/malformed".into()));
    assert_eq!(recad(&["describe", "-", "--level", "D3"], "part p = bxo(1, 2, 3)\n").0, Some(1));
    assert_eq!(recad(&["describe", "-", "--level", "D9"], program).0, Some(2));
    assert_eq!(recad(&["read", "no/such/file"], "").0, Some(2));
    // What a text says may be wrong geometry; the program is shown all the same.
    let sentence = "The base is a sphere of radius -1 mm about the origin.";
    assert_eq!(recad(&["read", "-"], sentence), (Some(1), "part body = sphere(-1)\n".to_owned()));
}

#[test]
fn a_program_with_assertions_is_said_by_its_operations() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gallery/flange.recad");
    let program = fs::read_to_string(path).expect("the gallery's flange");
    for level in ["D0", "D1", "D2", "D3"] {
        let (code, text) = recad(&["describe", "-", "--level", level], &program);
        assert_eq!(code, Some(0), "{level}");
        assert_eq!(recad(&["read", "-"], &text).0 == Some(0), level >= "D3", "{text}");
    }
    // There are no words for an assertion, and a text without it would not be the whole program.
    let (code, text) = recad(&["describe", "-", "--level", "D4"], &program);
    assert_eq!((code, text.as_str()), (Some(1), ""));
}

#[test]
fn numbers_are_counted_by_their_characters() {
    let found: Vec<String> = numbers("let s1 = circle((0, 2.50), -3e-7) 1, 40mm. 12.").into_iter().collect();
    assert_eq!(found, ["12", "2.50", "3e-7", "40"]);
}
