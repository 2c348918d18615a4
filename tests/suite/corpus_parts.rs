//! The shipped corpus is what the tools make of its sources, byte for byte.
//!
//! `corpus/parts` has one folder a part: the raw script of another system (`raw.*`) with the program it becomes, or a
//! program of our own, and of each its words and its picture. The programs of `corpus/gallery` and `corpus/peers` have
//! their words and pictures there too. `RECAD_UPDATE=1 cargo test --test suite corpus_parts` makes all of it anew, the
//! page `corpus/README.md` included; without it, everything must be as committed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use recad::corpus::describe::{self, Options, Style};
use recad::corpus::rewrite::{Rewritten, rewrite_flat};
use recad::corpus::{Format, import};
use recad::model::Level;
use recad::render::Size;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Artifact, Request, Workspace, WriteOptions, in_parallel};

/// Width and height of the pictures.
const PICTURE: (u32, u32) = (240, 180);
/// The levels with what the page says of them.
const LEVELS: [(Level, &str, &str); 5] = [
    (Level::L, "L", "one closed loop"),
    (Level::F, "F", "a face with holes"),
    (Level::S, "S", "several faces on one plane"),
    (Level::SE, "SE", "one extruded or revolved sketch"),
    (Level::MSE, "MSE", "several of them, joined and cut"),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// Where the program of a part comes from.
enum Source {
    /// A raw script in the part's folder.
    Script { file: String, format: Format },
    /// A program, by its path from the corpus.
    Program { path: String },
}

struct Part {
    name: String,
    source: Source,
}

/// What the tools make of a part.
struct Made {
    level: Level,
    parameters: usize,
    origin: &'static str,
    /// The path of its program from the corpus.
    program: String,
    /// The first two texts on one line each.
    words: [String; 2],
    /// Levels of detail that could not be said.
    unsaid: usize,
    /// Whether the last text has the parameters; a structure that the describer has no words for is said by its
    /// operations.
    whole: bool,
    /// What belongs into the part's folder, by name.
    files: BTreeMap<String, Vec<u8>>,
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

fn parts() -> Vec<Part> {
    let mut found = BTreeMap::new();
    for set in ["gallery", "peers"] {
        for file in names(&root().join(set)) {
            if let Some(name) = file.strip_suffix(".recad") {
                found.insert(name.to_owned(), Source::Program { path: format!("{set}/{file}") });
            }
        }
    }
    for name in names(&root().join("parts")) {
        let files = names(&root().join("parts").join(&name));
        let script = files.iter().find(|file| file.starts_with("raw."));
        let source = match script {
            Some(file) => {
                let format = Format::ALL.into_iter().find(|format| *file == raw_name(*format));
                Source::Script { file: file.clone(), format: format.unwrap_or_else(|| panic!("{name}/{file}")) }
            }
            None if files.contains("part.recad") => Source::Program { path: format!("parts/{name}/part.recad") },
            None => {
                assert!(found.contains_key(&name), "parts/{name} has neither a script nor a program");
                continue;
            }
        };
        assert!(found.insert(name.clone(), source).is_none(), "two parts are called {name}");
    }
    found.into_iter().map(|(name, source)| Part { name, source }).collect()
}

/// What the raw script of a format is called.
fn raw_name(format: Format) -> String {
    match format {
        Format::CadQuery | Format::Csexp => format!("raw.{}", format.endings()[0]),
        _ => format!("raw.{}.json", format.name()),
    }
}

fn origin(format: Format) -> &'static str {
    match format {
        Format::DeepCad => "DeepCAD JSON",
        Format::CadQuery => "CadQuery",
        Format::Fusion360 => "Fusion 360 JSON",
        Format::Fusion360Build123d => "Fusion 360, derived",
        Format::Csexp => "flat CSG",
    }
}

fn make(part: &Part) -> Made {
    let name = &part.name;
    let mut files = BTreeMap::new();
    let mut rewritten: Option<Rewritten> = None;
    let (path, text, origin) = match &part.source {
        Source::Program { path } => {
            (path.clone(), fs::read_to_string(root().join(path)).expect("a program"), "written in recad")
        }
        Source::Script { file, format } => {
            let script = fs::read(root().join("parts").join(name).join(file)).expect("a script");
            let import = import(&script, *format, file);
            assert_eq!(import.diagnostics, [], "{name}");
            let (flat, program) = (import.flat.expect("imports"), import.program.expect("imports"));
            let result = rewrite_flat(&flat, &program);
            assert!(result.proof.is_some(), "{name} stays flat: {:?}", result.reason);
            let text = result.program.clone();
            rewritten = Some(result);
            files.insert("part.recad".to_owned(), text.clone().into_bytes());
            (format!("parts/{name}/part.recad"), text, origin(*format))
        }
    };
    let mut outcome = Workspace::default().run(&Request::new(&path, &text, &StandardLibraryOnly));
    assert!(!outcome.has_errors(), "{name}: {:?}", outcome.diagnostics);
    assert!(rewritten.is_some() || outcome.diagnostics.is_empty(), "{name}: {:?}", outcome.diagnostics);
    let [shown] = outcome.parts() else { panic!("{name}: {} parts", outcome.parts().len()) };
    let level = shown.shape.level();
    let parameters = outcome.evaluation.parameters.len();
    let size = Size::new(PICTURE.0, PICTURE.1).expect("within the limits");
    let options = WriteOptions { size, ..WriteOptions::default() };
    files.insert("picture.png".to_owned(), outcome.bytes(Artifact::Png, &options).expect("a picture"));

    let head = heading(part, level, parameters, origin, &path, rewritten.as_ref());
    let texts: Vec<Option<String>> = describe::Level::ALL
        .into_iter()
        .map(|level| {
            let options = Options { level, style: style_of(level), seed: seed(name) };
            describe::describe(&path, &text, options).text
        })
        .collect();
    let unsaid = texts.iter().filter(|text| text.is_none()).count();
    let said =
        |index: usize| texts[index].clone().unwrap_or_else(|| "(no text that reads back as the same)".to_owned());
    let all: Vec<String> = (0..texts.len()).map(said).collect();
    let whole = outcome.evaluation.parameters.iter().all(|item| all[4].contains(&format!("`{}`", item.name)));
    files.insert("text.md".to_owned(), page(&head, &all, whole).into_bytes());
    Made { level, parameters, origin, program: path, words: [said(0), said(1)], unsaid, whole, files }
}

/// The complete procedure is said as steps, all else as what the part is.
fn style_of(level: describe::Level) -> Style {
    if level == describe::Level::D3 { Style::Procedural } else { Style::Geometric }
}

/// The seed of a part's texts: its name, so that one part's wording does not depend on the others.
fn seed(name: &str) -> u64 {
    name.bytes().fold(0, |seed: u64, byte| seed.wrapping_mul(31).wrapping_add(byte.into()))
}

fn title(name: &str) -> String {
    let words = name.replace('_', " ");
    words[..1].to_uppercase() + &words[1..]
}

fn level_name(level: Level) -> &'static str {
    LEVELS.iter().find(|(other, ..)| *other == level).expect("a level").1
}

fn heading(
    part: &Part,
    level: Level,
    parameters: usize,
    origin: &str,
    path: &str,
    rewritten: Option<&Rewritten>,
) -> String {
    let name = &part.name;
    let mut head = format!("# {}\n\n![{}](picture.png)\n\n", title(name), title(name));
    let program = path.strip_prefix(&format!("parts/{name}/")).map_or(format!("../../{path}"), str::to_owned);
    let _ = write!(head, "Level {} · {parameters} parameters · [program]({program})", level_name(level));
    if let (Source::Script { file, .. }, Some(result)) = (&part.source, rewritten) {
        let proof = result.proof.map_or("none", |proof| proof.name());
        let _ = write!(
            head,
            " · from [{origin}]({file}), {} literals → {} · proof: {proof}",
            result.before.literals, result.after.literals
        );
    }
    head + "\n"
}

fn page(head: &str, texts: &[String], whole: bool) -> String {
    let last =
        if whole { "the whole program" } else { "its operations (there are no words yet for how the program is made)" };
    let mut page = head.to_owned();
    for (level, text) in texts.iter().enumerate() {
        let what = ["what it is", "size and counts", "features", "how to make it", last][level];
        // The lines of the last level are sentences of their own.
        let text = if level == 4 {
            format!("- {}", text.trim_end().replace('\n', "\n- "))
        } else {
            text.trim_end().to_owned()
        };
        let _ = write!(page, "\n## D{level}: {what}\n\n{text}\n");
    }
    page
}

/// The page of all parts.
fn gallery(parts: &[Part], made: &[Made]) -> String {
    let scripts = parts.iter().filter(|part| matches!(part.source, Source::Script { .. })).count();
    let texts = describe::Level::ALL.len() * parts.len();
    let unsaid: usize = made.iter().map(|made| made.unsaid).sum();
    let whole = made.iter().filter(|made| made.whole).count();
    let mut page = format!(
        "# The corpus\n\n{} parts to read. {scripts} were raw scripts, of five kinds, and became parameterized programs, each proven\n\
         to be the same part; {} were written as programs. Every part has a picture and its words at five levels of\n\
         detail ({} of {texts} texts; a text is given only when it reads back as what was said). The most detailed\n\
         one, with names and relations, is there for {} parts; {} have things in them that it has no words for yet. All of\n\
         it is our own work.\n\n\
         The programs of the scripts, all words and pictures and this page are written by\n\
         `RECAD_UPDATE=1 cargo test --no-default-features --test suite corpus_parts`; without `RECAD_UPDATE` the test\n\
         compares. `write_raw.py` writes the JSON scripts; the other scripts and programs were written by hand.\n",
        parts.len(),
        parts.len() - scripts,
        texts - unsaid,
        whole,
        parts.len() - whole
    );
    for (level, name, meaning) in LEVELS {
        let mut of_level: Vec<(&Part, &Made)> =
            parts.iter().zip(made).filter(|(_, made)| made.level == level).collect();
        of_level.sort_by_key(|(part, made)| (made.parameters, &part.name));
        let _ = write!(page, "\n## {name}: {meaning} ({} parts)\n\n", of_level.len());
        page.push_str("| | part | what it is | from | parameters |\n|---|---|---|---|--:|\n");
        for (part, made) in of_level {
            let Part { name, source } = part;
            let from = match source {
                Source::Script { file, .. } => format!("[{}](parts/{name}/{file})", made.origin),
                Source::Program { .. } => made.origin.to_owned(),
            };
            let words = made.words.join("<br>").replace('\n', " ").replace('|', "\\|");
            let _ = writeln!(
                page,
                "| <img src=\"parts/{name}/picture.png\" width=\"160\" alt=\"{title}\"> | [{title}]({}) · [words](parts/{name}/text.md) | {words} | {from} | {} |",
                made.program,
                made.parameters,
                title = title(name),
            );
        }
    }
    page
}

#[test]
fn corpus_parts_are_what_the_tools_make_of_their_sources() {
    let parts = parts();
    let made = in_parallel(parts.len(), 0, |index| make(&parts[index]));
    let update = std::env::var_os("RECAD_UPDATE").is_some();
    let mut wrong = Vec::new();
    let mut file = |path: String, bytes: &[u8]| {
        let place = root().join(&path);
        if update {
            fs::create_dir_all(place.parent().expect("a folder")).expect("the folder can be made");
            fs::write(&place, bytes).expect("the file can be written");
        } else if fs::read(&place).ok().as_deref() != Some(bytes) {
            wrong.push(path);
        }
    };
    for (part, made) in parts.iter().zip(&made) {
        for (name, bytes) in &made.files {
            file(format!("parts/{}/{name}", part.name), bytes);
        }
    }
    file("README.md".to_owned(), gallery(&parts, &made).as_bytes());
    assert!(wrong.is_empty(), "out of date, run with RECAD_UPDATE=1: {}", wrong.join(", "));
}

#[test]
fn corpus_parts_are_many_of_every_level_and_format() {
    let parts = parts();
    assert!(parts.len() >= 60, "{} parts", parts.len());
    for format in Format::ALL {
        let count =
            parts.iter().filter(|part| matches!(part.source, Source::Script { format: f, .. } if f == format)).count();
        assert!(count >= 4, "{count} scripts of {}", format.name());
    }
    let page = fs::read_to_string(root().join("README.md")).expect("the page");
    for (_, name, meaning) in LEVELS {
        assert!(page.contains(&format!("## {name}: {meaning}")), "no parts of level {name}");
    }
    let mut largest = 0;
    for part in &parts {
        let folder = root().join("parts").join(&part.name);
        let picture = fs::read(folder.join("picture.png")).expect("a picture");
        // Width and height stand after the signature and the chunk's name.
        let side = |at: usize| u32::from_be_bytes(picture[at..at + 4].try_into().expect("four bytes"));
        assert_eq!((side(16), side(20)), PICTURE, "{}", part.name);
        largest = largest.max(picture.len());
    }
    assert!(largest < 30_000, "a picture of {largest} bytes");
}
