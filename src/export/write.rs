use std::io::{BufWriter, Error, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::diagnostics::{Diagnostic, registry::io};
use crate::text::Span;

/// Writes a file as a whole or not at all: into a temporary file of the same folder, then renamed.
/// An existing file keeps its permissions; a new one gets the usual ones.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), Box<Diagnostic>> {
    let mut stream = Stream::create(path)?;
    stream.write(bytes);
    stream.finish()
}

/// A file that is written piece by piece and appears as a whole when it is finished, or not at all.
pub struct Stream {
    path: PathBuf,
    target: PathBuf,
    file: BufWriter<NamedTempFile>,
    /// What went wrong first.
    broken: Option<Error>,
}

impl Stream {
    /// Begins a file; nothing is at `path` before it is finished but what was there.
    pub fn create(path: &Path) -> Result<Stream, Box<Diagnostic>> {
        let (target, file) = temporary(path)?;
        Ok(Stream { path: path.to_owned(), target, file: BufWriter::new(file), broken: None })
    }

    /// Adds bytes; what goes wrong is told at the end.
    pub fn write(&mut self, bytes: &[u8]) {
        if self.broken.is_none() {
            self.broken = self.file.write_all(bytes).err();
        }
    }

    /// Puts the file in its place.
    pub fn finish(self) -> Result<(), Box<Diagnostic>> {
        let Stream { path, target, file, broken } = self;
        let done = match broken {
            Some(error) => Err(error),
            None => file.into_inner().map_err(|error| error.into_error()),
        };
        done.and_then(|file| file.persist(&target).map_err(|error| error.error))
            .map_err(|error| refused(&path, &plain(&error)))?;
        Ok(())
    }
}

fn refused(path: &Path, reason: &str) -> Box<Diagnostic> {
    let message = format!("`{}` cannot be written: {reason}", path.display());
    Box::new(Diagnostic::new(io::WRITE, Span::default(), message))
}

/// A temporary file beside the one that a path leads to, which it is to replace.
fn temporary(path: &Path) -> Result<(PathBuf, NamedTempFile), Box<Diagnostic>> {
    let refused = |reason: String| refused(path, &reason);
    if path.file_name().is_none() || path.is_dir() {
        return Err(refused("it is a folder; name a file in it".to_owned()));
    }
    // A link keeps pointing where it points: its target is what is replaced.
    let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => Path::new(".").to_owned(),
    };
    if !folder.is_dir() {
        return Err(refused(format!("the folder `{}` does not exist; make it first", folder.display())));
    }
    if std::fs::symlink_metadata(&target).is_ok_and(|metadata| metadata.is_symlink()) {
        return Err(refused("it is a link that leads nowhere".to_owned()));
    }
    let existing = std::fs::metadata(&target).ok();
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return Err(refused("it is not a plain file but a device, pipe or socket".to_owned()));
    }
    if existing.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
        return Err(refused("the file exists and is read-only".to_owned()));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".recad-").suffix(".part");
    let permissions = existing.map(|metadata| metadata.permissions()).or_else(new_file_permissions);
    if let Some(permissions) = permissions {
        builder.permissions(permissions);
    }
    let file = builder.tempfile_in(&folder).map_err(|error| refused(plain(&error)))?;
    Ok((target, file))
}

/// What `open` would give a new file; a temporary file alone would be readable by its owner only.
#[cfg(unix)]
fn new_file_permissions() -> Option<std::fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(std::fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_file_permissions() -> Option<std::fs::Permissions> {
    None
}

fn plain(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::StorageFull => "the disk is full".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_a_file_and_leaves_nothing_else_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("part.stl");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_is_readable_like_any_other() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (ours, usual) = (folder.path().join("ours"), folder.path().join("usual"));
        write(&ours, b"").unwrap();
        std::fs::write(&usual, b"").unwrap();
        let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&ours), mode(&usual));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, b"old").unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&link, b"new").unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"new");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_plain_file_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("none"), &link).unwrap();
        assert!(write(&link, b"x").unwrap_err().message.contains("leads nowhere"));
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
        let socket = folder.path().join("socket");
        let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
        assert!(write(&socket, b"x").unwrap_err().message.contains("not a plain file"));
        assert!(!std::fs::metadata(&socket).unwrap().is_file());
    }

    #[test]
    fn folders_and_missing_folders_are_reported() {
        let folder = tempfile::tempdir().unwrap();
        let error = write(folder.path(), b"x").unwrap_err();
        assert_eq!(error.name, io::WRITE);
        assert!(error.message.contains("is a folder"), "{}", error.message);
        let error = write(&folder.path().join("none/part.stl"), b"x").unwrap_err();
        assert!(error.message.contains("does not exist"), "{}", error.message);
    }
}
