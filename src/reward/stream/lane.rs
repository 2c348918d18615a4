//! One worker process after another, and the lines they hold.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::limits::{DEPTH, Limits, START};
use super::queue::{Job, Queue};
use super::wire;
use super::worker::{BEGUN, READY, Setup};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::host;
use crate::reward::Judge;
use crate::text::{SourceMap, Span};

/// Workers that end before they are ready, one after another, before the stream is given up.
const START_FAILURES: u32 = 8;
/// How much of a worker's last words is kept, bytes.
const LAST_WORDS: usize = 2048;

/// What all lanes share.
pub(super) struct Shared {
    pub queue: Queue,
    /// Makes the command of a worker.
    pub launch: Box<dyn Fn() -> Command + Send + Sync>,
    pub judge: Judge,
    pub limits: Limits,
    pub counts: Mutex<Counts>,
}

/// What happened to the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Lines answered.
    pub lines: u64,
    /// Of these, lines without a reward: malformed, or with a reference that cannot be used.
    pub refused: u64,
    /// Workers that had to be replaced.
    pub lost: u64,
}

impl Shared {
    pub(super) fn count(&self, change: impl FnOnce(&mut Counts)) {
        change(&mut self.counts.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Takes lines from the queue to workers until there are none.
pub(super) fn run(shared: &Shared, index: usize) {
    let mut lane = Lane { shared, index, held: VecDeque::new(), sent: 0, began: Instant::now(), worker: None };
    let mut failures = 0;
    while lane.fill() {
        match lane.worker() {
            Ok(()) => failures = 0,
            Err(reason) => {
                failures += 1;
                if failures == START_FAILURES {
                    shared.queue.stop(Some(format!("no worker can be started: {reason}")));
                    return;
                }
                // What kills workers as they start may be over soon.
                thread::sleep(Duration::from_millis(10 << failures));
                continue;
            }
        }
        lane.step();
    }
}

struct Lane<'a> {
    shared: &'a Shared,
    index: usize,
    /// Lines taken and not answered; the first is in work.
    held: VecDeque<Job>,
    /// How many of them the worker has.
    sent: usize,
    /// When the first began.
    began: Instant,
    worker: Option<Worker>,
}

impl Lane<'_> {
    /// Takes lines up to [`DEPTH`]; false when there is nothing left to do.
    fn fill(&mut self) -> bool {
        if self.shared.queue.is_stopped() {
            return false;
        }
        while self.held.len() < DEPTH {
            let idle = self.held.is_empty();
            match self.shared.queue.take(self.index, idle) {
                Some(job) => self.held.push_back(job),
                None if idle => return false,
                None => break,
            }
            if idle {
                self.began = Instant::now();
            }
        }
        true
    }

    /// Makes sure that there is a worker and that it has all lines.
    fn worker(&mut self) -> Result<(), String> {
        if self.worker.is_none() {
            self.sent = 0;
            self.worker = Some(Worker::start(self.shared)?);
            self.began = Instant::now();
        }
        if let Some(worker) = &self.worker {
            for job in self.held.iter().skip(self.sent) {
                worker.send(job);
            }
            self.sent = self.held.len();
        }
        Ok(())
    }

    /// Waits for the worker's next word, or for the end of its time.
    fn step(&mut self) {
        let (Some(worker), Some(job)) = (&self.worker, self.held.front()) else { return };
        let word = worker.words.recv_timeout(self.shared.limits.end().saturating_sub(self.began.elapsed()));
        match word {
            Ok(Word::Begun(number)) if number == job.number => self.began = Instant::now(),
            Ok(Word::Answer { number, refused, text }) if number == job.number => {
                self.answer(text, refused);
            }
            // A worker that says something else is as lost as one that has ended.
            Ok(_) | Err(RecvTimeoutError::Disconnected) => self.lose(false),
            Err(RecvTimeoutError::Timeout) => self.lose(true),
        }
    }

    /// Answers the first line.
    fn answer(&mut self, text: Vec<u8>, refused: bool) {
        if let Some(job) = self.held.pop_front() {
            self.sent = self.sent.saturating_sub(1);
            self.shared.queue.answer(&job, text);
            self.shared.count(|counts| counts.refused += u64::from(refused));
        }
        self.began = Instant::now();
    }

    /// Ends the worker and answers the first line for it; the others go to the next worker. Where somebody killed the worker
    /// the line may be innocent, and has one more try.
    fn lose(&mut self, late: bool) {
        let Some(worker) = self.worker.take() else { return };
        let (status, words) = worker.end();
        if !late
            && was_killed(status)
            && let Some(job) = self.held.front_mut().filter(|job| !job.suspect)
        {
            job.suspect = true;
            self.shared.count(|counts| counts.lost += 1);
            return;
        }
        let limit = self.shared.limits.time.as_millis();
        let diagnostic = if late {
            let message = format!("the host's limit of {limit} ms is over and the worker did not stop by itself");
            Diagnostic::new(host::TIMEOUT, Span::default(), message)
        } else {
            self.cause(status, &words)
        };
        self.shared.count(|counts| counts.lost += 1);
        if let Some(job) = self.held.front() {
            let mut verdict = self.shared.judge.lost(vec![diagnostic], SourceMap::default());
            verdict.elapsed = self.began.elapsed();
            let id = wire::read(&job.line).map_or_else(|malformed| malformed.id, |(id, _)| id);
            self.answer(wire::answer(&id, &verdict).into_bytes(), false);
        }
    }

    /// Why a worker has ended.
    fn cause(&self, status: Option<ExitStatus>, words: &str) -> Diagnostic {
        let allowed = self.shared.limits.memory >> 20;
        // What the standard library says before it aborts. A worker that was killed, and not by the supervisor, was
        // most likely the system's choice when it ran out of memory.
        if words.contains("memory allocation of") {
            let message = format!("the worker ran out of memory; it may take {allowed} MiB");
            return Diagnostic::new(host::MEMORY, Span::default(), message);
        }
        if was_killed(status) {
            let message =
                format!("two workers were killed over it, most likely for their memory; each may take {allowed} MiB");
            return Diagnostic::new(host::MEMORY, Span::default(), message);
        }
        let status = status.map_or_else(|| "without a status".to_owned(), |status| status.to_string());
        let diagnostic = Diagnostic::new(host::CRASH, Span::default(), format!("the worker ended ({status})"));
        match words.trim() {
            "" => diagnostic,
            words => diagnostic.note(words),
        }
    }
}

#[cfg(unix)]
fn was_killed(status: Option<ExitStatus>) -> bool {
    use std::os::unix::process::ExitStatusExt;
    const KILL: i32 = 9;
    const TERMINATE: i32 = 15;
    status.and_then(|status| status.signal()).is_some_and(|signal| [KILL, TERMINATE].contains(&signal))
}

#[cfg(not(unix))]
fn was_killed(_: Option<ExitStatus>) -> bool {
    false
}

/// What a worker says.
enum Word {
    Ready,
    Begun(u64),
    Answer { number: u64, refused: bool, text: Vec<u8> },
    Nonsense,
}

impl Word {
    fn read(line: &[u8]) -> Word {
        if line == READY.as_bytes() {
            return Word::Ready;
        }
        let mut pieces = line.splitn(3, |byte| *byte == b' ');
        let number = pieces.next().and_then(|piece| std::str::from_utf8(piece).ok()?.parse().ok());
        match (number, pieces.next(), pieces.next()) {
            (Some(number), Some(word), None) if word == BEGUN.as_bytes() => Word::Begun(number),
            (Some(number), Some(kind @ (b"+" | b"-")), Some(text)) => {
                Word::Answer { number, refused: kind == b"-", text: text.to_vec() }
            }
            _ => Word::Nonsense,
        }
    }
}

/// A worker process. Its pipes have threads of their own, so that nobody waits for a process that does not read.
struct Worker {
    child: Child,
    lines: Sender<Vec<u8>>,
    words: Receiver<Word>,
    last_words: Arc<Mutex<Vec<u8>>>,
    listener: thread::JoinHandle<()>,
}

impl Worker {
    /// Starts a process and waits until it is ready.
    fn start(shared: &Shared) -> Result<Worker, String> {
        let mut command = (shared.launch)();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| error.to_string())?;
        let (Some(mut input), Some(output), Some(errors)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err("the worker has no pipes".to_owned());
        };
        let (lines, to_write) = mpsc::channel::<Vec<u8>>();
        thread::spawn(move || {
            // When the worker is gone its lines are answered elsewhere.
            while let Ok(line) = to_write.recv() {
                if input.write_all(&line).and_then(|()| input.flush()).is_err() {
                    break;
                }
            }
        });
        let (speak, words) = mpsc::channel();
        thread::spawn(move || {
            let mut output = BufReader::new(output);
            loop {
                let mut line = Vec::new();
                match output.read_until(b'\n', &mut line) {
                    Ok(length) if length > 0 && line.pop() == Some(b'\n') => {
                        if speak.send(Word::read(&line)).is_err() {
                            break;
                        }
                    }
                    _ => break,
                }
            }
        });
        let last_words = Arc::new(Mutex::new(Vec::new()));
        let kept = last_words.clone();
        let listener = thread::spawn(move || listen(errors, &kept));
        let worker = Worker { child, lines, words, last_words, listener };
        let setup = Setup {
            config: shared.judge.config().to_toml(),
            time_limit_ms: u64::try_from(shared.limits.stop().as_millis()).unwrap_or(u64::MAX),
            memory: shared.limits.memory,
        };
        let mut first = serde_json::to_vec(&setup).map_err(|error| error.to_string())?;
        first.push(b'\n');
        drop(worker.lines.send(first));
        match worker.words.recv_timeout(START) {
            Ok(Word::Ready) => Ok(worker),
            _ => {
                let (status, words) = worker.end();
                let status = status.map_or_else(String::new, |status| status.to_string());
                Err(format!("{status} {}", words.trim()).trim().to_owned())
            }
        }
    }

    fn send(&self, job: &Job) {
        let mut line = Vec::with_capacity(job.line.len() + 24);
        line.extend_from_slice(format!("{} ", job.number).as_bytes());
        line.extend_from_slice(&job.line);
        line.push(b'\n');
        drop(self.lines.send(line));
    }

    /// Ends the process; its status when it ended by itself, and its last words.
    fn end(mut self) -> (Option<ExitStatus>, String) {
        // One that closed its output is about to end: what it says then tells why.
        let patience = Instant::now();
        let mut status = self.child.try_wait().ok().flatten();
        while status.is_none() && patience.elapsed() < Duration::from_millis(200) && self.has_closed() {
            thread::sleep(Duration::from_millis(2));
            status = self.child.try_wait().ok().flatten();
        }
        self.kill();
        // Its last words are there already, unless a process of its own holds the pipe.
        while patience.elapsed() < Duration::from_millis(400) && !self.listener.is_finished() {
            thread::sleep(Duration::from_millis(1));
        }
        let words = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        (status, String::from_utf8_lossy(&words).into_owned())
    }

    /// Whether the process says nothing more.
    fn has_closed(&self) -> bool {
        matches!(self.words.try_recv(), Err(mpsc::TryRecvError::Disconnected))
    }

    fn kill(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Keeps the end of what a worker writes to standard error.
fn listen(mut errors: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 1024];
    while let Ok(length @ 1..) = errors.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(&buffer[..length]);
        let surplus = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..surplus);
    }
}
