//! What a file is by its name, and what a stream is by its first bytes.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;
use ruzstd::decoding::StreamingDecoder;

use super::Input;

/// A file of several scripts, or of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One script.
    Single,
    /// A script a line.
    Lines,
    /// A tar archive of files.
    Archive,
}

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// By gzip.
    Gzip,
    /// By zstandard.
    Zstandard,
}

impl Kind {
    /// What a file of several scripts is by its name, and how it is packed; `None` for other files.
    pub fn of(name: &str) -> Option<(Kind, Packing)> {
        if name.to_ascii_lowercase().ends_with(".tgz") {
            return Some((Kind::Archive, Packing::Gzip));
        }
        let (packing, plain) = Packing::of(name);
        if plain.ends_with(".jsonl") {
            Some((Kind::Lines, packing))
        } else if plain.ends_with(".tar") {
            Some((Kind::Archive, packing))
        } else {
            None
        }
    }
}

impl Packing {
    /// How a file of this name is packed, and its name in small letters without the ending that says so.
    pub fn of(name: &str) -> (Packing, String) {
        let lower = name.to_ascii_lowercase();
        if let Some(plain) = lower.strip_suffix(".gz") {
            (Packing::Gzip, plain.to_owned())
        } else if let Some(plain) = lower.strip_suffix(".zst") {
            (Packing::Zstandard, plain.to_owned())
        } else {
            (Packing::Plain, lower)
        }
    }

    /// The bytes inside.
    pub fn open(self, input: Input) -> io::Result<Input> {
        Ok(match self {
            Packing::Plain => input,
            Packing::Gzip => Box::new(BufReader::new(MultiGzDecoder::new(input))),
            Packing::Zstandard => Box::new(BufReader::new(Frames { input: Some(input), frame: None })),
        })
    }
}

/// The frames of a zstandard file, one behind the other.
struct Frames {
    input: Option<Input>,
    frame: Option<Box<Frame>>,
}

type Frame = StreamingDecoder<Input, ruzstd::decoding::FrameDecoder>;

impl Read for Frames {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let read = frame.read(buffer)?;
                if read > 0 || buffer.is_empty() {
                    return Ok(read);
                }
            }
            if let Some(frame) = self.frame.take() {
                self.input = Some(frame.into_inner());
            }
            let Some(mut input) = self.input.take() else { return Ok(0) };
            if input.fill_buf()?.is_empty() {
                return Ok(0);
            }
            let frame = StreamingDecoder::new(input).map_err(|error| io::Error::other(error.to_string()))?;
            self.frame = Some(Box::new(frame));
        }
    }
}

/// What a stream is by its first bytes, unpacked.
pub fn sniff(mut input: Input) -> io::Result<(Kind, Input)> {
    let mut first = beginning(&mut input, MAGIC)?;
    // Packed at most twice: an archive of packed files is one level.
    for _ in 0..2 {
        let packing = match &first[..] {
            [0x1f, 0x8b, ..] => Packing::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd] => Packing::Zstandard,
            _ => break,
        };
        input = packing.open(Box::new(Cursor::new(first).chain(input)))?;
        first = beginning(&mut input, MAGIC)?;
    }
    // Only an archive has zero bytes near its beginning; a stream of text is not read further than it gives.
    if input.fill_buf()?.contains(&0) {
        first.extend(beginning(&mut input, HEADER - first.len())?);
    }
    let kind = if first.get(USTAR..USTAR + 5) == Some(b"ustar") { Kind::Archive } else { Kind::Single };
    Ok((kind, Box::new(Cursor::new(first).chain(input))))
}

/// Bytes that tell how a stream is packed.
const MAGIC: usize = 4;
/// Bytes of the header of an archive, and where it names its format.
const HEADER: usize = 512;
const USTAR: usize = 257;

/// Takes up to `count` bytes from the beginning of a stream.
fn beginning(input: &mut Input, count: usize) -> io::Result<Vec<u8>> {
    let mut first = Vec::with_capacity(count);
    input.take(count as u64).read_to_end(&mut first)?;
    Ok(first)
}
