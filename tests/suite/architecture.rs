//! The rules of the house, kept by machine: layers point downward, each outside crate has one home,
//! files stay readable, nothing prints outside `cli`.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, lowest first; a room uses itself and earlier ones only.
const ROOMS: &[&str] = &[
    "text",
    "diagnostics",
    "model",
    "syntax",
    "format",
    "sema",
    "eval",
    "geom",
    "stdlib",
    "mesh_io",
    "export",
    "render",
    "workspace",
    "reference",
    "edits",
    "reward",
    "corpus",
    "conformance",
    "cli",
];

/// Uses of a later room that are meant: `sema` reads the embedded library through `stdlib`.
const EXCEPTIONS: &[(&str, &str)] = &[];

/// Outside crates and the only rooms that may name them.
const HOMES: &[(&str, &[&str])] = &[
    ("logos", &["syntax"]),
    ("rowan", &["syntax", "format"]),
    ("pest", &["syntax"]),
    ("pest_derive", &["syntax"]),
    ("pest_meta", &["syntax"]),
    ("ariadne", &["diagnostics"]),
    ("fj_core", &["geom"]),
    ("fj_math", &["geom"]),
    ("fj_interop", &["geom"]),
    ("manifold_rust", &["geom"]),
    ("parry3d_f64", &["geom"]),
    ("kiddo", &["geom"]),
    ("robust", &["geom"]),
    ("spade", &["geom"]),
    ("earcut", &["geom"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("png", &["render"]),
    ("pulldown_cmark", &["reference"]),
    ("base64", &["reference"]),
    ("zip", &["export"]),
    ("flate2", &["corpus"]),
    ("tar", &["corpus"]),
    ("toml", &["reward", "corpus"]),
    ("lru", &["reward"]),
    ("rlimit", &["reward"]),
    ("pathfinding", &["reward"]),
];

/// Rooms that may touch files.
const IO_ROOMS: &[&str] = &["workspace", "mesh_io", "export", "reward", "corpus", "conformance", "cli"];

const LONGEST_FILE: usize = 800;

fn source_files() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

fn room_of(path: &Path) -> Option<String> {
    let relative = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let mut parts = relative.components().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let first = parts.next()?;
    parts.next().map(|_| first)
}

/// The code of a file without comments and without its test modules at the end.
fn code(text: &str) -> String {
    let end = text
        .find("#[cfg(test)]\nmod ")
        .filter(|at| !text[*at..].starts_with("#[cfg(test)]\nmod tests;"))
        .unwrap_or(text.len());
    text[..end].lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn is_test_file(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == "tests") || path.file_stem().is_some_and(|stem| stem == "tests")
}

#[test]
fn every_folder_of_src_is_a_room() {
    for (path, _) in source_files() {
        if let Some(room) = room_of(&path) {
            assert!(ROOMS.contains(&room.as_str()), "{} is in no known room", path.display());
        }
    }
}

#[test]
fn rooms_use_earlier_rooms_only() {
    let mut wrong = Vec::new();
    for (path, text) in source_files() {
        let Some(room) = room_of(&path) else { continue };
        if is_test_file(&path) {
            continue;
        }
        let level = ROOMS.iter().position(|r| *r == room).unwrap();
        let code = code(&text);
        for (later, name) in ROOMS.iter().enumerate().skip(level + 1) {
            let named = code.contains(&format!("crate::{name}::")) || code.contains(&format!("crate::{name};"));
            if named && !EXCEPTIONS.contains(&(room.as_str(), name)) {
                wrong.push(format!("{} uses the later room {name} ({level} < {later})", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_command_line_goes_through_the_workspace() {
    for (path, text) in source_files() {
        if room_of(&path).as_deref() == Some("cli") {
            for room in ["syntax", "sema", "eval"] {
                assert!(!code(&text).contains(&format!("crate::{room}::")), "{} uses {room} directly", path.display());
            }
        }
    }
}

#[test]
fn arguments_import_nothing_from_the_crate() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli/args.rs");
    assert!(!fs::read_to_string(path).unwrap().contains("crate::"));
}

#[test]
fn each_outside_crate_has_one_home() {
    let mut wrong = Vec::new();
    for (path, text) in source_files() {
        let room = room_of(&path).unwrap_or_default();
        let code = code(&text);
        for (outside, homes) in HOMES {
            let names = |at: usize| !code[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_');
            let named = code.match_indices(&format!("{outside}::")).any(|(at, _)| names(at));
            if named && !homes.contains(&room.as_str()) {
                wrong.push(format!("{} uses {outside}, whose home is {homes:?}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_some_rooms_touch_files_and_only_cli_prints() {
    let mut wrong = Vec::new();
    for (path, text) in source_files() {
        let room = room_of(&path).unwrap_or_default();
        if is_test_file(&path) {
            continue;
        }
        let code = code(&text);
        if !IO_ROOMS.contains(&room.as_str()) && (code.contains("std::fs") || code.contains("std::net")) {
            wrong.push(format!("{} touches files", path.display()));
        }
        if room != "cli" && !room.is_empty() {
            for print in ["println!(", "print!(", "eprintln!(", "eprint!(", "dbg!("] {
                if code.contains(print) {
                    wrong.push(format!("{} prints with {print}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn files_stay_readable() {
    let mut wrong = Vec::new();
    for (path, text) in source_files() {
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            wrong.push(format!("{} has {lines} lines", path.display()));
        }
        if path.file_name().is_some_and(|name| name == "mod.rs") && !text.starts_with("//!") {
            wrong.push(format!("{} has no head that says what the folder is for", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Functions of the standard library whose last bit depends on the machine, the compiler or its settings; `libm` and
/// `model::trig` stand for them. (`sqrt` and the four operations are exact everywhere.)
const INEXACT: &[&str] = &[
    "sin", "cos", "tan", "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log", "log2", "log10", "powf", "powi", "hypot", "cbrt", "mul_add",
];

#[test]
fn numbers_do_not_depend_on_the_machine() {
    let mut wrong = Vec::new();
    for (path, text) in source_files() {
        if is_test_file(&path) {
            continue;
        }
        let code = code(&text);
        for function in INEXACT {
            for call in [format!(".{function}("), format!("f64::{function}("), format!("f32::{function}(")] {
                if code.contains(&call) {
                    wrong.push(format!("{} calls {call}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_top_level_is_the_agreed_one() {
    let agreed = ["Cargo.toml", "Cargo.lock", "README.md", "grammar", "src", "stdlib", "corpus", "tests", "benches"];
    for entry in fs::read_dir(env!("CARGO_MANIFEST_DIR")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(
            name.starts_with('.') || name == "target" || agreed.contains(&name.as_str()),
            "{name} is not a place of the house"
        );
    }
}
