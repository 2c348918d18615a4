//! The files of a tar archive, one at a time.
//!
//! The library lends the entries of an archive; a thread of its own holds the archive and hands the files over one by
//! one, so that at most three are in memory. Long names are read here and not by the library, which would take as
//! many bytes as the archive says.

use std::io::{Cursor, Read};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use tar::{Archive, Entry, EntryType, PaxExtensions};

use super::lines::Lines;
use super::unpack::{Kind, Packing};
use super::{Found, Input, ReadError, is_known, limited};
use crate::corpus::Format;
use crate::diagnostics::registry::io as names;

/// A file name in an archive has at most this many bytes.
const LONGEST_NAME: u64 = 4096;

/// The scripts of an archive, in its order. It ends with an error where the archive is broken.
pub fn open(name: &str, input: Input, format: Format) -> Box<dyn Iterator<Item = Found>> {
    let (sender, receiver) = sync_channel(1);
    let archive = name.to_owned();
    let reader =
        thread::Builder::new().name("archive".to_owned()).spawn(move || read(&archive, input, format, &sender));
    match reader {
        Ok(_) => Box::new(receiver.into_iter()),
        Err(error) => Box::new(std::iter::once(Err(ReadError::unreadable(name, &error)))),
    }
}

/// Sends the files of an archive until it ends, or nobody takes them any more.
fn read(archive: &str, input: Input, format: Format, sender: &SyncSender<Found>) {
    let broken = |error: std::io::Error| {
        let message = format!("`{archive}` is not a whole archive: {error}");
        let _ = sender.send(Err(ReadError::new(archive, names::MALFORMED, message)));
    };
    let mut tar = Archive::new(input);
    let entries = match tar.entries() {
        Ok(entries) => entries.raw(true),
        Err(error) => return broken(error),
    };
    let mut long_name: Option<String> = None;
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(error) => return broken(error),
        };
        match entry.header().entry_type() {
            EntryType::GNULongName | EntryType::XHeader => match name_in(&mut entry) {
                Ok(Some(found)) => long_name = Some(found),
                Ok(None) => {}
                Err(error) => return broken(error),
            },
            EntryType::Regular | EntryType::Continuous => {
                let own = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                let path = long_name.take().unwrap_or(own);
                if is_known(&path, format) && !file(&format!("{archive}/{path}"), entry, sender) {
                    return;
                }
            }
            EntryType::XGlobalHeader | EntryType::GNULongLink => {}
            _ => long_name = None,
        }
    }
}

/// The name that an entry before a file gives to it.
fn name_in(entry: &mut Entry<Input>) -> std::io::Result<Option<String>> {
    let kind = entry.header().entry_type();
    let mut bytes = Vec::new();
    entry.take(LONGEST_NAME).read_to_end(&mut bytes)?;
    if kind == EntryType::GNULongName {
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        return Ok(Some(String::from_utf8_lossy(&bytes[..end]).into_owned()));
    }
    let path = PaxExtensions::new(&bytes).flatten().find(|extension| extension.key_bytes() == b"path");
    Ok(path.map(|extension| String::from_utf8_lossy(extension.value_bytes()).into_owned()))
}

/// Sends what a file holds; whether anybody still takes it.
fn file(name: &str, entry: Entry<Input>, sender: &SyncSender<Found>) -> bool {
    let (kind, packing) = Kind::of(name).unwrap_or((Kind::Single, Packing::of(name).0));
    if kind == Kind::Archive {
        let message = format!("`{name}` is an archive in an archive, which is not read");
        return sender.send(Err(ReadError::new(name, names::READ, message))).is_ok();
    }
    // What is packed in the archive is unpacked in memory, both within the limit of a script.
    let found = limited(name, entry).and_then(|bytes| match packing.open(Box::new(Cursor::new(bytes))) {
        Ok(input) => limited(name, input),
        Err(error) => Err(ReadError::unreadable(name, &error)),
    });
    if kind == Kind::Single {
        return sender.send(found.map(|bytes| (name.to_owned(), bytes))).is_ok();
    }
    match found {
        Ok(bytes) => Lines::new(name.to_owned(), Box::new(Cursor::new(bytes))).all(|line| sender.send(line).is_ok()),
        Err(error) => sender.send(Err(error)).is_ok(),
    }
}
