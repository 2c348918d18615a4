//! What passes between the threads of the supervisor: lines waiting for a worker, answers waiting for their turn.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use lru::LruCache;

use super::limits::{WINDOW_BYTES, WINDOW_LINES};

/// A line to be answered.
pub(super) struct Job {
    /// Its place in the stream.
    pub number: u64,
    /// The line as it was read.
    pub line: Vec<u8>,
    /// What stands for its reference.
    pub reference: u64,
}

/// Lines and answers. Bounded: reading waits while too much is held.
pub(super) struct Queue {
    state: Mutex<State>,
    /// There is a line to work on, or there will be none.
    work: Condvar,
    /// There is an answer to write, or there will be none.
    answered: Condvar,
    /// There is room for another line.
    room: Condvar,
}

struct State {
    waiting: VecDeque<Job>,
    /// The lane that worked last for a reference; of as many references as lines may be held.
    owners: LruCache<u64, usize>,
    answers: BTreeMap<u64, Vec<u8>>,
    /// Lines read.
    read: u64,
    /// Answers taken.
    written: u64,
    bytes: usize,
    /// The stream has ended, maybe because it could not be read on.
    ended: bool,
    /// Everything ends at once, maybe because no worker starts.
    stopped: bool,
    error: Option<String>,
}

impl Queue {
    pub(super) fn new() -> Queue {
        let owners = LruCache::new(NonZeroUsize::new(WINDOW_LINES as usize).unwrap_or(NonZeroUsize::MIN));
        let state = State {
            waiting: VecDeque::new(),
            owners,
            answers: BTreeMap::new(),
            read: 0,
            written: 0,
            bytes: 0,
            ended: false,
            stopped: false,
            error: None,
        };
        Queue { state: Mutex::new(state), work: Condvar::new(), answered: Condvar::new(), room: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes in the next line, once there is room; false when nothing more is wanted. `Err` is a line that has its answer
    /// already.
    pub(super) fn add(&self, line: Result<(Vec<u8>, u64), String>) -> bool {
        let mut state = self.state();
        while !state.stopped && (state.read - state.written >= WINDOW_LINES || state.bytes > WINDOW_BYTES) {
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        if state.stopped {
            return false;
        }
        let number = state.read;
        state.read += 1;
        match line {
            Ok((line, reference)) => {
                state.bytes += line.len();
                state.waiting.push_back(Job { number, line, reference });
                self.work.notify_all();
            }
            Err(answer) => {
                state.bytes += answer.len();
                state.answers.insert(number, answer.into_bytes());
                self.answered.notify_one();
            }
        }
        true
    }

    /// No line follows.
    pub(super) fn end(&self, error: Option<String>) {
        let mut state = self.state();
        state.ended = true;
        state.error = state.error.take().or(error);
        self.work.notify_all();
        self.answered.notify_one();
    }

    /// Everything ends now.
    pub(super) fn stop(&self, error: Option<String>) {
        let mut state = self.state();
        state.stopped = true;
        state.error = state.error.take().or(error);
        self.work.notify_all();
        self.answered.notify_one();
        self.room.notify_all();
    }

    /// Whether everything ends now.
    pub(super) fn is_stopped(&self) -> bool {
        self.state().stopped
    }

    /// A line for a lane: of a reference it has worked for, else of one nobody has, else any. None when there is none now
    /// and `wait` is false, or when there will be none.
    pub(super) fn take(&self, lane: usize, wait: bool) -> Option<Job> {
        let mut state = self.state();
        loop {
            if state.stopped {
                return None;
            }
            let (mut own, mut free) = (None, None);
            for (index, job) in state.waiting.iter().enumerate() {
                match state.owners.peek(&job.reference) {
                    Some(owner) if *owner == lane => {
                        own = Some(index);
                        break;
                    }
                    None if free.is_none() => free = Some(index),
                    _ => {}
                }
            }
            let first = if state.waiting.is_empty() { None } else { Some(0) };
            if let Some(job) = own.or(free).or(first).and_then(|index| state.waiting.remove(index)) {
                state.owners.put(job.reference, lane);
                return Some(job);
            }
            if !wait || state.ended {
                return None;
            }
            state = self.work.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Takes in the answer to a line.
    pub(super) fn answer(&self, job: &Job, answer: Vec<u8>) {
        let mut state = self.state();
        state.bytes = state.bytes - job.line.len() + answer.len();
        state.answers.insert(job.number, answer);
        self.answered.notify_one();
    }

    /// The next answer in the order of the lines. Without one, `Err(true)`: it is not there yet and `wait` is false;
    /// `Err(false)`: there will be none.
    pub(super) fn next(&self, wait: bool) -> Result<Vec<u8>, bool> {
        let mut state = self.state();
        loop {
            if state.stopped {
                return Err(false);
            }
            let number = state.written;
            if let Some(answer) = state.answers.remove(&number) {
                state.written += 1;
                state.bytes -= answer.len();
                self.room.notify_one();
                return Ok(answer);
            }
            if state.ended && state.written == state.read {
                return Err(false);
            }
            if !wait {
                return Err(true);
            }
            state = self.answered.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Why the stream ended early, if it did.
    pub(super) fn error(&self) -> Option<String> {
        self.state().error.clone()
    }
}
