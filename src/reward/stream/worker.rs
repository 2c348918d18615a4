//! A worker process: lines from the supervisor, answers back, one candidate at a time.
//!
//! What passes: a first line with the settings ([`Setup`]), answered by [`READY`]; then `NUMBER LINE`, answered by
//! `NUMBER + ANSWER`, or `NUMBER - ANSWER` for one without a reward; before that `NUMBER` and [`BEGUN`] say that a reference had to be made ready and the candidate's time
//! begins now.

use std::io::{self, BufRead, Write};
use std::process;
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::cache::Cache;
use super::wire;
use crate::reward::{Config, Judge};
use crate::text::FileId;
use crate::workspace::with_deep_stack;

/// Said when the settings are read.
pub(super) const READY: &str = "ready";
/// Said when a candidate begins after its reference was made ready.
pub(super) const BEGUN: &str = "begun";

/// The settings of a worker.
#[derive(Serialize, Deserialize)]
pub(super) struct Setup {
    /// The configuration as a TOML text.
    pub config: String,
    /// The limit on wall time, milliseconds.
    pub time_limit_ms: u64,
    /// Memory it may take, bytes.
    pub memory: u64,
}

/// Works until standard input ends.
pub fn work() -> io::Result<()> {
    // A panic becomes an answer; its message need not be printed as well.
    std::panic::set_hook(Box::new(|_| {}));
    let invalid = |message: String| io::Error::new(io::ErrorKind::InvalidData, message);
    let mut first = String::new();
    io::stdin().lock().read_line(&mut first)?;
    let setup: Setup = serde_json::from_str(&first).map_err(|error| invalid(error.to_string()))?;
    let config = Config::read(FileId::default(), &setup.config);
    let config = config.map_err(|errors| invalid(errors.into_iter().map(|error| error.message).collect()))?;
    let judge = Judge::new(config).with_time_limit(Duration::from_millis(setup.time_limit_ms));
    let lines = lines();
    with_deep_stack(move || {
        limit(setup.memory);
        say(READY.as_bytes())?;
        let mut cache = Cache::new();
        while let Ok(line) = lines.recv() {
            let Some((number, line)) = split(&line) else { return Err(invalid("a line without a number".to_owned())) };
            let (refused, text) = answer(&judge, &mut cache, number, line)?;
            say(&[number, if refused { b" - " } else { b" + " }, text.as_bytes()].concat())?;
        }
        Ok(())
    })
}

/// The lines of standard input, as they come. When it ends the supervisor wants nothing more or is gone, and so is this
/// process, whatever it is doing.
fn lines() -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut input = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            match input.read_until(b'\n', &mut line) {
                Ok(length) if length > 0 && line.pop() == Some(b'\n') => drop(sender.send(line)),
                _ => process::exit(0),
            }
        }
    });
    receiver
}

fn split(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank = line.iter().position(|byte| *byte == b' ')?;
    Some((&line[..blank], &line[blank + 1..]))
}

fn say(line: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(line)?;
    out.write_all(b"\n")?;
    out.flush()
}

/// The answer to a line, and whether it is one without a reward.
fn answer(judge: &Judge, cache: &mut Cache, number: &[u8], line: &[u8]) -> io::Result<(bool, String)> {
    let (id, request) = match wire::read(line) {
        Ok(read) => read,
        Err(malformed) => return Ok((true, wire::malformed(&malformed))),
    };
    let (ready, is_new) = cache.get(request.reference, judge);
    if is_new {
        say(&[number, b" ", BEGUN.as_bytes()].concat())?;
    }
    Ok(match &*ready {
        Err(unusable) if unusable.is_host() => {
            let verdict = judge.lost(unusable.diagnostics.clone(), unusable.sources.clone());
            (false, wire::answer(&id, &verdict))
        }
        Err(unusable) => (true, wire::unusable(&id, unusable)),
        Ok(reference) => match request.level.and_then(|level| level.contradiction(reference.is_solid())) {
            Some(message) => (true, wire::malformed(&wire::Malformed { id, message })),
            None => (false, wire::answer(&id, &judge.score(reference, &request.candidate))),
        },
    })
}

/// Bounds the memory of this process: what it has now and `bytes` more. Where the system knows no such bound there
/// is none.
#[cfg(unix)]
fn limit(bytes: u64) {
    use rlimit::{Resource, setrlimit};
    let most = address_space().saturating_add(bytes);
    // A host that has set a lower limit keeps it.
    drop(setrlimit(Resource::AS, most, most));
    // What aborts need not be written to disk.
    drop(setrlimit(Resource::CORE, 0, 0));
}

#[cfg(not(unix))]
fn limit(_: u64) {}

/// The size of the address space now, with stacks that are reserved and not used, bytes.
#[cfg(unix)]
fn address_space() -> u64 {
    /// Where it cannot be asked: the deep stack and some.
    const GUESS: u64 = 2 << 30;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let size = status.lines().find_map(|line| line.strip_prefix("VmSize:")?.trim().strip_suffix(" kB")?.parse().ok());
    size.map_or(GUESS, |kilobytes: u64| kilobytes << 10)
}
