//! The real scripts that tests read when they are there.
//!
//! They are not part of the repository: the folder named by `RECAD_SHARED` holds `corpora`, by default
//! `shared` beside the checkout. Tests that need them say so and pass when they are absent.

use std::path::{Path, PathBuf};

use recad::corpus::Format;
use recad::corpus::read::files;

/// One DeepCAD script; ids are `set/name`, as in the fixtures and reports.
pub struct Script {
    pub id: String,
    pub text: String,
}

/// The folder of the corpora, if it exists.
pub fn folder() -> Option<PathBuf> {
    let shared = std::env::var_os("RECAD_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("corpora");
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!("skipped: {} does not exist; set RECAD_SHARED to the folder that holds `corpora`", folder.display());
    None
}

/// Every DeepCAD script of the corpora in a fixed order; `None` when they are absent.
pub fn deepcad() -> Option<Vec<Script>> {
    let folder = folder()?;
    let sets = [
        ("cadprompt", "deepcad-cadprompt/models.jsonl.gz"),
        ("text2cad100", "deepcad-text2cad100/models.jsonl.gz"),
        ("rapidcadpy", "deepcad-rapidcadpy"),
    ];
    let mut scripts = Vec::new();
    for (set, path) in sets {
        for script in files::open(&folder.join(path), Format::DeepCad) {
            let script = script.unwrap_or_else(|error| panic!("{}: {}", error.name, error.diagnostic.message));
            scripts.push(Script { id: format!("{set}/{}", script.id), text: script.text });
        }
    }
    assert!(scripts.len() > 200, "only {} scripts", scripts.len());
    Some(scripts)
}
