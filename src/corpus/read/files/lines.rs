//! The lines of a file, one at a time.

use std::io::{self, BufRead, Read};

use super::{Found, Input, MAX_SCRIPT_BYTES, ReadError};

/// A file of which every line is a script or record.
pub struct Lines {
    name: String,
    input: Input,
    number: usize,
}

impl Iterator for Lines {
    type Item = Found;

    /// Name and bytes of the next line that is not empty.
    fn next(&mut self) -> Option<Found> {
        loop {
            self.number += 1;
            let name = format!("{}:{}", self.name, self.number);
            let mut line = Vec::new();
            let read = self.input.by_ref().take(MAX_SCRIPT_BYTES as u64 + 1).read_until(b'\n', &mut line);
            match read {
                Ok(0) => return None,
                Ok(_) if line.len() > MAX_SCRIPT_BYTES && line.last() != Some(&b'\n') => {
                    return Some(
                        self.skip_line().map_or_else(
                            |error| Err(self.broken(&name, &error)),
                            |()| Err(ReadError::too_large(&name)),
                        ),
                    );
                }
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) => return Some(Ok((name, line))),
                Err(error) => return Some(Err(self.broken(&name, &error))),
            }
        }
    }
}

impl Lines {
    /// The lines of `input`.
    pub fn new(name: String, input: Input) -> Lines {
        Lines { name, input, number: 0 }
    }

    /// Reads to the end of the line without keeping it.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let (used, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(index) => (index + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.input.consume(used);
            if ended {
                return Ok(());
            }
        }
    }

    /// A stream that fails gives one error and ends.
    fn broken(&mut self, name: &str, error: &io::Error) -> ReadError {
        self.input = Box::new(io::empty());
        ReadError::unreadable(name, error)
    }
}
