//! Scripts out of files and folders, one at a time.
//!
//! - a file with one of the format's endings ([`Format::endings`]): one script, or one record around a script;
//! - `.jsonl`: one script or record a line;
//! - `.tar`, `.tgz`: all such files in it, in their order, each no longer than a script;
//! - any of them packed, with `.gz` or `.zst` behind;
//! - a folder: all such files in it, by name, folders inside included, links not followed;
//! - a stream such as standard input: packed or not, an archive, one script or record a line when its first line is a
//!   whole JSON value and more follows, otherwise one script or record.
//!
//! A record is an object with the script in `cad_json`, `script`, `code` or `cadquery` (an object, or its text in a
//! string) and perhaps its name in `id`, which a script without such a record around it may have too. Memory is bounded
//! by few scripts: lines and files beyond [`MAX_SCRIPT_BYTES`] are reported and skipped, however large they are when
//! unpacked.

mod archive;
mod lines;
mod unpack;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::value::RawValue;

use self::lines::Lines;
use self::unpack::{Kind, Packing};
use crate::corpus::Format;
use crate::diagnostics::registry::{io as names, limit};
use crate::diagnostics::{Diagnostic, Name};
use crate::text::{Span, without_bom};

/// The largest script that is read, in bytes.
pub const MAX_SCRIPT_BYTES: usize = crate::text::MAX_SOURCE_BYTES;
/// Folders nest at most this deep.
const MOST_FOLDERS: usize = 32;

/// One script as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// What diagnostics call it: the path, with the line in a file of many.
    pub name: String,
    /// A file name for its program, unique within one [`Scripts`]: the record's `id`, or the file's name.
    pub id: String,
    /// The script, without the record around it.
    pub text: String,
}

/// A place where no script could be read.
#[derive(Clone, Debug)]
pub struct ReadError {
    /// What diagnostics call the place.
    pub name: String,
    /// Why, without a place in a text.
    pub diagnostic: Diagnostic,
}

/// The bytes of a script and their name.
type Found = Result<(String, Vec<u8>), ReadError>;
/// Bytes from anywhere.
type Input = Box<dyn BufRead + Send>;

/// All scripts of a file or folder, in a fixed order.
pub struct Scripts {
    format: Format,
    /// What is still to be looked at, the next one last.
    pending: Vec<(PathBuf, usize)>,
    /// The file of many that is being read.
    many: Option<Box<dyn Iterator<Item = Found>>>,
    /// A script that comes from no file.
    single: Option<Found>,
    ids: BTreeMap<String, usize>,
}

/// Streams the scripts of a format at `path`. Problems come in their place in the stream.
pub fn open(path: &Path, format: Format) -> Scripts {
    Scripts { pending: vec![(path.to_owned(), 0)], ..Scripts::empty(format) }
}

/// Whether the name of a path says that there are several scripts.
pub fn is_many(path: &Path) -> bool {
    path.is_dir() || matches!(Kind::of(&path.to_string_lossy()), Some((Kind::Lines | Kind::Archive, _)))
}

/// Streams the scripts that `input` gives; diagnostics call it `name`.
pub fn stream(name: &str, input: impl BufRead + Send + 'static, format: Format) -> Scripts {
    let mut scripts = Scripts::empty(format);
    match unpack::sniff(Box::new(input)) {
        Ok((Kind::Archive, input)) => scripts.many = Some(archive::open(name, input, format)),
        Ok((_, input)) => scripts.begin(name, input),
        Err(error) => scripts.single = Some(Err(ReadError::unreadable(name, &error))),
    }
    scripts
}

/// Whether a line is a JSON value; a number or string may begin a Python script.
fn is_json(line: &[u8], format: Format) -> bool {
    let text = std::str::from_utf8(line).map(without_bom);
    let python = format == Format::CadQuery;
    text.is_ok_and(|text| !python || text.trim_start().starts_with('{'))
        && text.is_ok_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
}

/// Whether anything but white space is left, which is moved behind what was `read`; more than a script's is something.
fn has_more(input: &mut dyn BufRead, read: &mut Vec<u8>) -> io::Result<bool> {
    while read.len() <= MAX_SCRIPT_BYTES {
        let buffer = input.fill_buf()?;
        let white = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let (ended, found) = (buffer.is_empty(), white < buffer.len());
        read.extend_from_slice(&buffer[..white]);
        input.consume(white);
        if ended || found {
            return Ok(found);
        }
    }
    Ok(true)
}

impl Iterator for Scripts {
    type Item = Result<Script, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(found) = self.single.take() {
            return Some(found.and_then(|(name, bytes)| self.script(name, &bytes)));
        }
        loop {
            if let Some(many) = &mut self.many {
                match many.next() {
                    Some(found) => return Some(found.and_then(|(name, bytes)| self.script(name, &bytes))),
                    None => self.many = None,
                }
            }
            let (path, depth) = self.pending.pop()?;
            match self.enter(&path, depth) {
                Ok(None) => {}
                Ok(Some(bytes)) => return Some(self.script(path.display().to_string(), &bytes)),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl Scripts {
    fn empty(format: Format) -> Scripts {
        Scripts { format, pending: Vec::new(), many: None, single: None, ids: BTreeMap::new() }
    }

    /// Whether it is known before reading that there are several scripts.
    pub fn is_many(&self) -> bool {
        self.many.is_some()
    }

    /// Begins a stream that is no archive.
    fn begin(&mut self, name: &str, mut input: Input) {
        let mut first = Vec::new();
        let beginning = input.by_ref().take(MAX_SCRIPT_BYTES as u64).read_until(b'\n', &mut first);
        let more =
            beginning.is_ok() && is_json(&first, self.format) && has_more(&mut *input, &mut first).unwrap_or(false);
        let input = io::Cursor::new(first).chain(input);
        if more {
            self.many = Some(Box::new(Lines::new(name.to_owned(), Box::new(input))));
        } else {
            let bytes = match beginning {
                Ok(_) => limited(name, input),
                Err(error) => Err(ReadError::unreadable(name, &error)),
            };
            self.single = Some(bytes.map(|bytes| (name.to_owned(), bytes)));
        }
    }

    /// Opens a path: the bytes of a single script, or `None` when more of the stream was prepared.
    fn enter(&mut self, path: &Path, depth: usize) -> Result<Option<Vec<u8>>, ReadError> {
        let name = path.display().to_string();
        let fail = |error: io::Error| ReadError::new(&name, names::READ, format!("`{name}` cannot be read: {error}"));
        if path.is_dir() {
            if depth >= MOST_FOLDERS {
                let message = format!("`{name}` cannot be read: folders nest deeper than {MOST_FOLDERS}");
                return Err(ReadError::new(&name, names::READ, message));
            }
            let files = folder(path, self.format).map_err(fail)?;
            self.pending.extend(files.into_iter().rev().map(|path| (path, depth + 1)));
            return Ok(None);
        }
        let file: Input = Box::new(BufReader::new(File::open(path).map_err(fail)?));
        let (kind, packing) = Kind::of(&name).unwrap_or((Kind::Single, Packing::of(&name).0));
        let input = packing.open(file).map_err(fail)?;
        match kind {
            Kind::Lines => self.many = Some(Box::new(Lines::new(name, input))),
            Kind::Archive => self.many = Some(archive::open(&name, input, self.format)),
            Kind::Single => return limited(&name, input).map(Some),
        }
        Ok(None)
    }

    fn script(&mut self, name: String, bytes: &[u8]) -> Result<Script, ReadError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|error| ReadError::new(&name, names::MALFORMED, format!("is not UTF-8 text: {error}")))?;
        let (id, text) = unwrap_record(text).unwrap_or((None, text.to_owned()));
        let id = self.unique(&id.unwrap_or_else(|| stem(&name)));
        Ok(Script { name, id, text })
    }

    /// A file name out of a word of the input, different from all earlier ones.
    fn unique(&mut self, word: &str) -> String {
        let base = file_name(word);
        let mut id = base.clone();
        while let Some(count) = self.ids.get_mut(&id.to_lowercase()) {
            *count += 1;
            id = format!("{base}-{count}");
        }
        self.ids.insert(id.to_lowercase(), 1);
        id
    }
}

/// All bytes of one script.
fn limited(name: &str, input: impl Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    let read = input.take(MAX_SCRIPT_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|error| ReadError::unreadable(name, &error))?;
    if bytes.len() > MAX_SCRIPT_BYTES {
        return Err(ReadError::too_large(name));
    }
    Ok(bytes)
}

impl ReadError {
    fn new(name: &str, diagnostic: Name, message: impl Into<String>) -> Self {
        let diagnostic = Diagnostic::new(diagnostic, Span::default(), message);
        Self { name: name.to_owned(), diagnostic }
    }

    fn unreadable(name: &str, error: &io::Error) -> Self {
        Self::new(name, names::READ, format!("`{name}` cannot be read: {error}"))
    }

    fn too_large(name: &str) -> Self {
        let message = format!("a script has more than {MAX_SCRIPT_BYTES} bytes");
        Self::new(name, limit::SOURCE_SIZE, message)
    }
}

/// Whether a file of this name may hold scripts.
fn is_known(name: &str, format: Format) -> bool {
    match Kind::of(name) {
        Some(_) => true,
        None => {
            let (_, plain) = Packing::of(name);
            format.endings().iter().any(|ending| plain.ends_with(&format!(".{ending}")))
        }
    }
}

/// The files of a folder that may hold scripts, and its folders, by name.
fn folder(path: &Path, format: Format) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() || kind.is_file() && is_known(&entry.file_name().to_string_lossy(), format) {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}

#[derive(Deserialize)]
struct Record<'a> {
    #[serde(borrow, alias = "script", alias = "code", alias = "cadquery")]
    cad_json: Option<&'a RawValue>,
    #[serde(borrow)]
    id: Option<&'a RawValue>,
}

/// The id and the script of a record, or a script that stands in a JSON string; `None` when `text` is neither. A script
/// may hold its id itself.
fn unwrap_record(text: &str) -> Option<(Option<String>, String)> {
    if let Ok(script) = serde_json::from_str::<String>(without_bom(text)) {
        return Some((None, script));
    }
    let record: Record = serde_json::from_str(without_bom(text)).ok()?;
    let id = record.id.and_then(|raw| {
        let raw = raw.get();
        serde_json::from_str::<String>(raw)
            .ok()
            .or_else(|| serde_json::from_str::<u64>(raw).ok().map(|n| n.to_string()))
    });
    let script = record.cad_json.map_or(text, RawValue::get);
    Some((id, serde_json::from_str::<String>(script).unwrap_or_else(|_| script.to_owned())))
}

/// The file name of a path without its endings, and the line after a colon kept: `models:17`.
fn stem(name: &str) -> String {
    let (path, line) = match name.rsplit_once(':') {
        Some((path, line)) if line.bytes().all(|b| b.is_ascii_digit()) && !line.is_empty() => (path, Some(line)),
        _ => (name, None),
    };
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path).trim_matches(['<', '>']);
    let stem = file.split_once('.').map_or(file, |(stem, _)| if stem.is_empty() { file } else { stem });
    line.map_or_else(|| stem.to_owned(), |line| format!("{stem}-{line}"))
}

/// A plain file name that cannot leave its folder.
fn file_name(word: &str) -> String {
    let clean: String = word
        .chars()
        .take(80)
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' })
        .collect();
    let clean = clean.trim_matches('.');
    if clean.is_empty() { "script".to_owned() } else { clean.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names_in(path: &Path) -> Vec<String> {
        open(path, Format::DeepCad)
            .map(|item| item.map_or_else(|error| error.diagnostic.name.to_string(), |script| script.id))
            .collect()
    }

    #[test]
    fn reads_every_kind_of_file_in_a_folder_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("d")).unwrap();
        std::fs::write(at("d/deep.json"), r#"{"entities": {}}"#).unwrap();
        std::fs::write(at("a.json"), r#"{"entities": {}}"#).unwrap();
        std::fs::write(at("ignored.txt"), "x").unwrap();
        std::fs::write(
            at("b.jsonl"),
            "{\"cad_json\": {\"a\": 1}, \"id\": \"../up\"}\n\n{\"id\": 7, \"cad_json\": \"{}\"}\nno",
        )
        .unwrap();
        let mut gz = flate2::write::GzEncoder::new(File::create(at("c.jsonl.gz")).unwrap(), Default::default());
        gz.write_all(b"{\"cad_json\": {}, \"id\": \"a\"}\n\xff\xfe\n").unwrap();
        gz.finish().unwrap();
        assert_eq!(names_in(folder.path()), ["a", "_up", "7", "b-4", "a-2", "io/malformed", "deep"]);
        let texts: Vec<String> = open(&at("b.jsonl"), Format::DeepCad).map(|script| script.unwrap().text).collect();
        assert_eq!(texts, [r#"{"a": 1}"#, "{}", "no"]);
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        gz.write_all(text).unwrap();
        gz.finish().unwrap()
    }

    /// An archive of two scripts (one under a long name), a file of lines, packed ones, and things to pass over.
    fn archive() -> Vec<u8> {
        let mut tar = tar::Builder::new(Vec::new());
        let mut add = |name: &str, bytes: &[u8]| {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            tar.append_data(&mut header, name, bytes).unwrap();
        };
        add("a.json", b"{}");
        add("readme.txt", b"no script");
        add(&format!("{}/b.json", "deep".repeat(50)), b"{}");
        add("lines.jsonl", b"{\"id\": 5, \"cad_json\": {}}\n{}\n");
        add("c.json.gz", &packed(b"{\"id\": \"packed\"}"));
        add("inner.tar", b"");
        tar.into_inner().unwrap()
    }

    const IN_ARCHIVE: [&str; 6] = ["a", "b", "5", "lines-2", "packed", "io/read"];

    #[test]
    fn an_archive_gives_its_files_packed_or_not() {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in [("x.tar", archive()), ("x.tgz", packed(&archive())), ("x.tar.gz", packed(&archive()))] {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(names_in(&path), IN_ARCHIVE, "{name}");
            assert!(is_many(&path));
        }
        let ids = |bytes: Vec<u8>| {
            let scripts = stream("<stdin>", io::Cursor::new(bytes), Format::DeepCad);
            assert!(scripts.is_many());
            scripts.map(|s| s.map_or_else(|e| e.diagnostic.name.to_string(), |s| s.id)).collect::<Vec<_>>()
        };
        assert_eq!(ids(archive()), IN_ARCHIVE);
        assert_eq!(ids(packed(&archive())), IN_ARCHIVE);
        assert_eq!(ids(packed(b"{\"id\": 1}\n{\"id\": 2}\n")), ["1", "2"]);
    }

    #[test]
    fn a_broken_archive_ends_with_an_error_after_what_was_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.tar");
        let bytes = archive();
        std::fs::write(&path, &bytes[..1500]).unwrap();
        assert_eq!(names_in(&path).first().map(String::as_str), Some("a"));
        let mut wrong = bytes.clone();
        wrong[1024 + 100] ^= 1;
        std::fs::write(&path, wrong).unwrap();
        assert_eq!(names_in(&path), ["a", "io/malformed"]);
        std::fs::write(&path, b"no archive at all").unwrap();
        assert_eq!(names_in(&path).len(), 1);
        // Nobody takes the rest: the thread that reads it ends.
        std::fs::write(&path, &bytes).unwrap();
        drop(open(&path, Format::DeepCad).next());
    }

    #[test]
    fn zstandard_files_of_several_frames_are_read_to_their_end() {
        let folder = tempfile::tempdir().unwrap();
        let frame = |text: &[u8]| ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest);
        let mut bytes = frame(b"{\"id\": 1}\n{\"id\"");
        bytes.extend(frame(b": 2}\n"));
        let path = folder.path().join("x.jsonl.zst");
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(names_in(&path), ["1", "2"]);
        std::fs::write(&path, &bytes[..bytes.len() - 3]).unwrap();
        assert_eq!(names_in(&path).last().map(String::as_str), Some("io/read"));
        let scripts = stream("<stdin>", io::Cursor::new(bytes), Format::DeepCad);
        assert_eq!(scripts.map(|script| script.unwrap().id).collect::<Vec<_>>(), ["1", "2"]);
    }

    #[test]
    fn each_format_has_its_own_endings() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.json", "b.csexp", "c.csexp.gz", "d.jsonl"] {
            let text = if name.ends_with("gz") { packed(b"Empty") } else { b"\"Empty\"".to_vec() };
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let texts: Vec<String> = open(folder.path(), Format::Csexp).map(|script| script.unwrap().text).collect();
        assert_eq!(texts, ["Empty"; 3]);
    }

    #[test]
    fn a_stream_is_one_script_or_record_and_may_begin_with_a_byte_order_mark() {
        let read = |text: &'static str| {
            let scripts: Vec<_> = stream("<stdin>", text.as_bytes(), Format::DeepCad).map(Result::unwrap).collect();
            scripts.into_iter().map(|script| (script.name, script.id, script.text)).collect::<Vec<_>>()
        };
        let expected = |id: &str, text: &str| vec![("<stdin>".to_owned(), id.to_owned(), text.to_owned())];
        assert_eq!(read("{\n}"), expected("stdin", "{\n}"));
        assert_eq!(read("\u{feff}{\"cad_json\": {}, \"id\": 3}"), expected("3", "{}"));
        assert_eq!(read("{\"a\": 1}\n\n"), expected("stdin", "{\"a\": 1}\n\n"));
    }

    #[test]
    fn a_stream_of_lines_gives_them_one_by_one_and_reads_no_further() {
        /// Lines without end; panics when it is read far ahead of what was asked for.
        struct Endless(usize);
        impl Read for Endless {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                assert!(self.0 < 8, "read too far");
                let line = format!("{{\"id\": {}, \"cad_json\": {{}}}}\n", self.0);
                self.0 += 1;
                buffer[..line.len()].copy_from_slice(line.as_bytes());
                Ok(line.len())
            }
        }
        let scripts = stream("<stdin>", BufReader::new(Endless(0)), Format::DeepCad);
        assert!(scripts.is_many());
        let found: Vec<_> = scripts.take(4).map(|script| script.map(|script| (script.name, script.id))).collect();
        for (line, script) in found.into_iter().enumerate() {
            assert_eq!(script.unwrap(), (format!("<stdin>:{}", line + 1), line.to_string()));
        }
        let ids = |text: &'static str| {
            stream("s", text.as_bytes(), Format::DeepCad).map(|script| script.map(|s| s.id).unwrap_or_default())
        };
        assert_eq!(
            ids("{\"id\": 1, \"cad_json\": {}}\n{\"id\": 1, \"cad_json\": {}}").collect::<Vec<_>>(),
            ["1", "1-2"]
        );
    }

    #[test]
    fn a_damaged_archive_gives_one_error_and_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.jsonl.gz");
        std::fs::write(&path, b"\x1f\x8b not really").unwrap();
        assert_eq!(names_in(&path), ["io/read"]);
        assert_eq!(names_in(&folder.path().join("absent.json")), ["io/read"]);
    }

    #[test]
    fn a_line_beyond_the_limit_is_skipped_and_the_next_one_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.jsonl");
        let mut text = vec![b'x'; MAX_SCRIPT_BYTES + 5];
        text.extend_from_slice(b"\n{\"cad_json\": {}, \"id\": \"after\"}\n");
        std::fs::write(&path, text).unwrap();
        assert_eq!(names_in(&path), ["limit/source-size", "after"]);
    }
}
