//! Reading, handing out and writing: the process that survives everything.

use std::hash::{BuildHasher, BuildHasherDefault};
use std::io::{self, BufRead, Write};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustc_hash::FxHasher;

use super::lane::{self, Counts, Shared};
use super::limits::Limits;
use super::queue::Queue;
use super::wire::{self, LONGEST_LINE};
use crate::reward::{Config, Judge};

/// How a stream went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// What happened to the lines.
    pub counts: Counts,
    /// Why it ended before its last line was answered, if it did.
    pub error: Option<String>,
}

/// Answers the lines of `input` on `output`, in their order, through worker processes that `launch` makes commands for. An
/// output that nobody reads any more ends the stream.
pub fn run(
    input: impl BufRead + Send + 'static,
    output: &mut impl Write,
    config: Config,
    limits: Limits,
    launch: impl Fn() -> Command + Send + Sync + 'static,
) -> io::Result<Summary> {
    let jobs = limits.jobs.max(1);
    let shared = Arc::new(Shared {
        queue: Queue::new(jobs),
        launch: Box::new(launch),
        judge: Judge::new(config),
        limits,
        counts: Mutex::default(),
    });
    let lanes: Vec<_> = (0..jobs)
        .map(|index| {
            let shared = shared.clone();
            thread::spawn(move || lane::run(&shared, index))
        })
        .collect();
    // Not joined: it may wait for input that never comes.
    let reader = shared.clone();
    thread::spawn(move || read(input, &reader));
    let written = write(output, &shared);
    shared.queue.stop(None);
    for lane in lanes {
        drop(lane.join());
    }
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => {
            let counts = *shared.counts.lock().unwrap_or_else(PoisonError::into_inner);
            Ok(Summary { counts, error: shared.queue.error() })
        }
    }
}

fn write(output: &mut impl Write, shared: &Shared) -> io::Result<()> {
    loop {
        let answer = match shared.queue.next(false) {
            Err(true) => {
                // Whoever reads gets what there is before we wait.
                output.flush()?;
                shared.queue.next(true)
            }
            answer => answer,
        };
        let Ok(answer) = answer else { return output.flush() };
        output.write_all(&answer)?;
        output.write_all(b"\n")?;
        shared.count(|counts| counts.lines += 1);
    }
}

fn read(mut input: impl BufRead, shared: &Shared) {
    let mut blank: u64 = 0;
    loop {
        let line = match read_line(&mut input) {
            Ok(Some(line)) => line,
            Ok(None) => return shared.queue.end(None),
            Err(error) => return shared.queue.end(Some(format!("the stream cannot be read on: {error}"))),
        };
        // Blank lines at the end are no lines; what precedes another line has its answer.
        if line.iter().all(u8::is_ascii_whitespace) {
            blank += 1;
            continue;
        }
        for _ in 0..std::mem::take(&mut blank) {
            if !add(Vec::new(), shared) {
                return;
            }
        }
        if !add(line, shared) {
            return;
        }
    }
}

/// Hands a line on, or its answer when it asks for nothing; false when nothing more is wanted.
fn add(line: Vec<u8>, shared: &Shared) -> bool {
    let hasher = BuildHasherDefault::<FxHasher>::default();
    let line = match wire::read(&line) {
        Ok((_, request)) => Ok((line, hasher.hash_one(&request.reference))),
        Err(malformed) => {
            shared.count(|counts| counts.refused += 1);
            Err(wire::malformed(&malformed))
        }
    };
    shared.queue.add(line)
}

/// The next line without its end; of one that is too long only as much as shows that. None at the end.
fn read_line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    loop {
        let buffer = match input.fill_buf() {
            Ok(buffer) => buffer,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let piece = &buffer[..end.unwrap_or(buffer.len())];
        let room = (LONGEST_LINE + 1).saturating_sub(line.len());
        line.extend_from_slice(&piece[..piece.len().min(room)]);
        let used = piece.len() + usize::from(end.is_some());
        let at_end = buffer.is_empty();
        input.consume(used);
        if end.is_some() {
            return Ok(Some(line));
        }
        if at_end {
            return Ok(Some(line).filter(|line| !line.is_empty()));
        }
    }
}
