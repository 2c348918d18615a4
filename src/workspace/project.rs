//! Files of a project as module texts.
//!
//! A module path is relative to the file that names it and may not leave the project root: every path is
//! resolved to its real place (links included) before it is compared with the root's real place.

use std::fs;
use std::io::Read;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::text::{MAX_SOURCE_BYTES, SourceError, Sources};

/// Modules below one folder.
#[derive(Clone, Debug)]
pub struct Project {
    root: PathBuf,
    /// The program's own file as the user wrote it.
    main: PathBuf,
}

/// A host that allows the standard library only.
#[derive(Clone, Copy, Debug)]
pub struct StandardLibraryOnly;

impl Project {
    /// The project whose root is the folder of `file`, or the current folder for standard input.
    pub fn of_file(file: &Path) -> Self {
        let folder = match file.parent() {
            Some(parent) if parent != Path::new("") => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        Self { root: folder, main: file.to_path_buf() }
    }

    /// The name diagnostics use for a real path: relative to the root where possible. However it is reached,
    /// the program's own file keeps the name it was given, so that it is one module.
    fn display(&self, path: &Path) -> String {
        if fs::canonicalize(&self.main).is_ok_and(|main| main == path) {
            return self.main.to_string_lossy().into_owned();
        }
        let root = fs::canonicalize(&self.root).unwrap_or_else(|_| self.root.clone());
        let shown = self.root.join(path.strip_prefix(&root).unwrap_or(path));
        shown.strip_prefix(".").unwrap_or(&shown).to_string_lossy().into_owned()
    }
}

impl Sources for Project {
    fn load(&self, from: &str, path: &str) -> Result<(String, Arc<str>), SourceError> {
        let wanted = Path::new(path);
        if wanted.is_absolute() || wanted.components().any(|part| matches!(part, Component::Prefix(_))) {
            return Err(SourceError::OutsideProject);
        }
        let folder = Path::new(from).parent().map(Path::to_path_buf).unwrap_or_default();
        let folder = if folder == Path::new("") || from.starts_with('<') { self.root.clone() } else { folder };
        let root = fs::canonicalize(&self.root).map_err(|error| SourceError::Unreadable(error.to_string()))?;
        let joined = folder.join(wanted);
        let Ok(real) = fs::canonicalize(&joined) else {
            // Whether a file outside the project exists is not told.
            let nearest = joined.ancestors().find_map(|path| fs::canonicalize(path).ok());
            if nearest.is_some_and(|path| path.starts_with(&root)) {
                return Err(SourceError::NotFound(joined.to_string_lossy().replace("./", "")));
            }
            return Err(SourceError::OutsideProject);
        };
        if !real.starts_with(&root) {
            return Err(SourceError::OutsideProject);
        }
        let text = read_program(&real).map_err(SourceError::Unreadable)?;
        Ok((self.display(&real), text.into()))
    }
}

impl Sources for StandardLibraryOnly {
    fn load(&self, _from: &str, _path: &str) -> Result<(String, Arc<str>), SourceError> {
        Err(SourceError::Forbidden)
    }
}

/// The text of a program's file, as [`read_program_from`] gives it.
pub fn read_program(path: &Path) -> Result<String, String> {
    read_program_from(open(path)?)
}

/// The text of a program. Of one that is longer than the language allows only a beginning is read, which is too
/// long just the same and means the same: `limit/source-size`.
pub fn read_program_from(reader: impl Read) -> Result<String, String> {
    let bytes = read_bytes(reader)?;
    if bytes.len() > MAX_SOURCE_BYTES {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    utf8(bytes)
}

/// The text of a plain file that is no program, at most as long as a program may be.
pub fn read_text(path: &Path) -> Result<String, String> {
    let bytes = read_bytes(open(path)?)?;
    if bytes.len() > MAX_SOURCE_BYTES {
        return Err(format!("longer than {MAX_SOURCE_BYTES} bytes"));
    }
    utf8(bytes)
}

/// A file, unless it is a folder, a pipe or a device.
fn open(path: &Path) -> Result<fs::File, String> {
    let metadata = fs::metadata(path).map_err(|error| error.to_string())?;
    if !metadata.is_file() {
        return Err("not a plain file".to_owned());
    }
    fs::File::open(path).map_err(|error| error.to_string())
}

/// All bytes of what is short enough, one more than allowed of what is not.
fn read_bytes(reader: impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    reader.take(MAX_SOURCE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    Ok(bytes)
}

fn utf8(bytes: Vec<u8>) -> Result<String, String> {
    String::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 text: byte {} is invalid", error.utf8_error().valid_up_to()))
}
