//! References made ready, the ones used last kept within a bound of bytes.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::SystemTime;

use lru::LruCache;

use super::limits::REFERENCE_BYTES;
use super::wire::Source;
use crate::reward::{Judge, Reference, Unusable};

/// A reference or why it cannot be used.
pub(super) type Ready = Arc<Result<Reference, Unusable>>;

/// A source; for files also when it was written and how long it is, so that a file written anew is read anew.
type Key = (Source, Option<(SystemTime, u64)>);

/// The references of one worker.
pub(super) struct Cache {
    known: LruCache<Key, Ready>,
    bytes: usize,
}

impl Cache {
    pub(super) fn new() -> Cache {
        Cache { known: LruCache::unbounded(), bytes: 0 }
    }

    /// The reference of a source, and whether it was made ready now. What the host ended is not remembered.
    pub(super) fn get(&mut self, source: Source, judge: &Judge) -> (Ready, bool) {
        let stamp = match &source {
            Source::File(path) => stamp(path),
            Source::Text(_) => None,
        };
        let key = (source, stamp);
        if let Some(known) = self.known.get(&key) {
            return (known.clone(), false);
        }
        let ready = Arc::new(match &key.0 {
            Source::Text(text) => judge.prepare(text),
            Source::File(path) => judge.prepare_file(path),
        });
        let is_host = matches!(&*ready, Err(unusable) if unusable.is_host());
        // A file that cannot even be looked at may appear.
        let is_fixed = matches!(key.0, Source::Text(_)) || key.1.is_some();
        if !is_host && is_fixed {
            self.bytes += bytes(&key, &ready);
            self.known.put(key, ready.clone());
            while self.bytes > REFERENCE_BYTES
                && let Some((key, oldest)) = self.known.pop_lru()
            {
                self.bytes -= bytes(&key, &oldest);
            }
        }
        (ready, true)
    }
}

/// Memory taken by an entry, roughly.
fn bytes(key: &Key, ready: &Ready) -> usize {
    let source = match &key.0 {
        Source::Text(text) => text.len(),
        Source::File(path) => path.as_os_str().len(),
    };
    let reference = match &**ready {
        Ok(reference) => reference.bytes(),
        Err(unusable) => 512 * unusable.diagnostics.len(),
    };
    256 + source + reference
}

fn stamp(path: &Path) -> Option<(SystemTime, u64)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok()?, metadata.len()))
}
