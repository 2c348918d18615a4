//! Shards: files of examples, and the manifest that is written after each.

use std::fs;
use std::path::{Path, PathBuf};

use flate2::{Compression, GzBuilder};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::config::{Config, Pictures};
use crate::diagnostics::{Diagnostic, registry};
use crate::export;
use crate::model::ContentHasher;
use crate::render::{Size, View};
use crate::text::Span;
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Artifact, Request, Workspace, WriteOptions, in_parallel};

use std::io::Write;

const MANIFEST: &str = "manifest.json";

/// Writes shards into a folder; one that stands there already, whole and with the same examples, is left.
pub struct Shards<'a> {
    config: &'a Config,
    folder: PathBuf,
    threads: usize,
    /// Examples that wait for their shard, by split.
    waiting: Vec<Vec<Value>>,
    /// Shards of each split so far.
    counts: Vec<usize>,
    splits: Vec<String>,
    /// What an earlier run has written, by file.
    earlier: FxHashMap<String, Value>,
    written: Vec<Value>,
    /// Shards that stood there already.
    pub kept: usize,
    /// Pictures that could not be drawn.
    pub undrawn: usize,
}

impl<'a> Shards<'a> {
    /// Shards of `splits` in `folder`.
    pub fn new(config: &'a Config, folder: &Path, splits: &[String], threads: usize) -> Shards<'a> {
        let manifest = fs::read_to_string(folder.join(MANIFEST)).ok();
        let manifest: Option<Value> = manifest.and_then(|text| serde_json::from_str(&text).ok());
        let listed = manifest.as_ref().and_then(|manifest| manifest["shards"].as_array());
        let earlier = listed
            .into_iter()
            .flatten()
            .filter_map(|shard| Some((shard["file"].as_str()?.to_owned(), shard.clone())))
            .collect();
        Shards {
            config,
            folder: folder.to_owned(),
            threads,
            waiting: vec![Vec::new(); splits.len()],
            counts: vec![0; splits.len()],
            splits: splits.to_vec(),
            earlier,
            written: Vec::new(),
            kept: 0,
            undrawn: 0,
        }
    }

    /// Adds an example to a split.
    pub fn push(&mut self, split: usize, example: Value) -> Result<(), Box<Diagnostic>> {
        self.waiting[split].push(example);
        if self.waiting[split].len() >= self.config.shard { self.flush(split) } else { Ok(()) }
    }

    /// Writes what waits, and the manifest with `summary`.
    pub fn finish(&mut self, summary: Value) -> Result<(), Box<Diagnostic>> {
        for split in 0..self.waiting.len() {
            if !self.waiting[split].is_empty() {
                self.flush(split)?;
            }
        }
        self.manifest(Some(summary))
    }

    fn flush(&mut self, split: usize) -> Result<(), Box<Diagnostic>> {
        let mut examples = std::mem::take(&mut self.waiting[split]);
        let stem = format!("{}-{:05}", self.splits[split], self.counts[split]);
        self.counts[split] += 1;
        let file = format!("{stem}.jsonl.gz");
        let planned = hash(lines(&examples).as_bytes());
        if let Some(shard) = self.earlier.get(&file)
            && shard["planned"] == json!(planned)
            && self.stands(shard)
        {
            self.written.push(shard.clone());
            self.kept += 1;
            return self.manifest(None);
        }
        let mut shard =
            json!({"file": file, "split": self.splits[split], "examples": examples.len(), "planned": planned});
        if self.config.pictures == Pictures::Build {
            let (pictures, bytes) = self.draw(&stem, &mut examples)?;
            shard["pictures"] = json!({"file": format!("{stem}.tar"), "pictures": pictures, "hash": hash(&bytes)});
            export::write(&self.folder.join(format!("{stem}.tar")), &bytes)?;
        }
        let bytes = packed(lines(&examples).as_bytes()).map_err(|error| broken(&file, &error))?;
        shard["hash"] = json!(hash(&bytes));
        shard["bytes"] = json!(bytes.len());
        export::write(&self.folder.join(&file), &bytes)?;
        self.written.push(shard);
        self.manifest(None)
    }

    /// Whether the files of a shard have the bytes that the manifest says.
    fn stands(&self, shard: &Value) -> bool {
        let same = |entry: &Value| {
            let bytes = entry["file"].as_str().and_then(|file| fs::read(self.folder.join(file)).ok());
            bytes.is_some_and(|bytes| entry["hash"] == json!(hash(&bytes)))
        };
        same(shard) && (shard["pictures"].is_null() || same(&shard["pictures"]))
    }

    /// Draws the pictures of the examples that have one into a tar file; how many, and the file.
    fn draw(&mut self, stem: &str, examples: &mut [Value]) -> Result<(usize, Vec<u8>), Box<Diagnostic>> {
        let [width, height] = self.config.picture_size;
        let size = Size::new(width, height).unwrap_or_default();
        let drawn = in_parallel(examples.len(), self.threads, |index| {
            let example = &examples[index];
            if example["picture"].is_null() {
                return None;
            }
            let program = example["program"].as_str().unwrap_or_default();
            let view = if example["picture"]["view"] == "iso" { View::Iso } else { View::Top };
            let mut outcome = Workspace::default().run(&Request::new("part.recad", program, &StandardLibraryOnly));
            Some(outcome.bytes(Artifact::Png, &WriteOptions { view, size, ..WriteOptions::default() }))
        });
        let mut archive = tar::Builder::new(Vec::new());
        let mut pictures = 0;
        for (example, picture) in examples.iter_mut().zip(drawn) {
            match picture {
                None => {}
                Some(None) => self.undrawn += 1,
                Some(Some(bytes)) => {
                    let name = format!("{}.png", example["id"].as_str().unwrap_or_default());
                    let mut header = tar::Header::new_ustar();
                    header.set_size(bytes.len() as u64);
                    header.set_mode(0o644);
                    let added = archive.append_data(&mut header, &name, &bytes[..]);
                    added.map_err(|error| broken(stem, &error))?;
                    example["picture"]["file"] = json!(name);
                    pictures += 1;
                }
            }
        }
        let bytes = archive.into_inner().map_err(|error| broken(stem, &error))?;
        Ok((pictures, bytes))
    }

    /// The manifest so far; complete with a summary.
    fn manifest(&self, summary: Option<Value>) -> Result<(), Box<Diagnostic>> {
        let document = json!({
            "schema": 1,
            "recad": env!("CARGO_PKG_VERSION"),
            "complete": summary.is_some(),
            "config": self.config,
            "summary": summary,
            "shards": self.written,
        });
        export::write(&self.folder.join(MANIFEST), format!("{document:#}\n").as_bytes())
    }
}

fn lines(examples: &[Value]) -> String {
    examples.iter().map(|example| format!("{example}\n")).collect()
}

/// A gzip file without name and time, so that equal bytes give equal files.
fn packed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut writer = GzBuilder::new().mtime(0).write(Vec::new(), Compression::default());
    writer.write_all(bytes)?;
    writer.finish()
}

fn broken(file: &str, error: &std::io::Error) -> Box<Diagnostic> {
    let message = format!("`{file}` cannot be packed: {error}");
    Box::new(Diagnostic::new(registry::io::WRITE, Span::default(), message))
}

/// The content hash of bytes, as 32 hexadecimal digits.
pub fn hash(bytes: &[u8]) -> String {
    let mut hasher = ContentHasher::default();
    for word in bytes.chunks(8) {
        let mut padded = [0; 8];
        padded[..word.len()].copy_from_slice(word);
        hasher.word(u64::from_le_bytes(padded));
    }
    hasher.word(bytes.len() as u64);
    format!("{:032x}", hasher.finish())
}
