//! What passes between the threads of the supervisor: lines waiting for a worker, answers waiting for their turn.

use std::collections::{BTreeMap, VecDeque};
use std::num::NonZeroUsize;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use lru::LruCache;
use rustc_hash::FxHashMap;

use super::limits::{WINDOW_BYTES, WINDOW_LINES};

/// A line to be answered.
pub(super) struct Job {
    /// Its place in the stream.
    pub number: u64,
    /// The line as it was read.
    pub line: Vec<u8>,
    /// What stands for its reference.
    pub reference: u64,
    /// Whether a worker was killed from outside while it was worked on: a second time it is its own fault.
    pub suspect: bool,
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
    /// Lines waiting, by reference.
    groups: FxHashMap<u64, VecDeque<Job>>,
    /// The groups by their first line: of every lane those it has worked for, and at the end those of nobody.
    order: Vec<BTreeMap<u64, u64>>,
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

impl State {
    /// Puts a line behind the others of its reference.
    fn wait(&mut self, job: Job) {
        let free = self.order.len() - 1;
        let group = self.groups.entry(job.reference).or_default();
        if group.is_empty() {
            let owner = self.owners.peek(&job.reference).map_or(free, |owner| *owner);
            self.order[owner].insert(job.number, job.reference);
        }
        group.push_back(job);
    }

    /// The first line of a group of this lane, else of nobody, else of another.
    fn take(&mut self, lane: usize) -> Option<Job> {
        let free = self.order.len() - 1;
        let first = |of: usize| Some((of, *self.order[of].first_key_value()?.0));
        let others = || (0..free).filter_map(first).min_by_key(|(_, number)| *number);
        let (of, number) = first(lane).or_else(|| first(free)).or_else(others)?;
        let reference = self.order[of].remove(&number)?;
        let group = self.groups.get_mut(&reference)?;
        let job = group.pop_front();
        match group.front() {
            Some(next) => drop(self.order[lane].insert(next.number, reference)),
            None => drop(self.groups.remove(&reference)),
        }
        self.owners.put(reference, lane);
        job
    }
}

impl Queue {
    /// For so many lanes.
    pub(super) fn new(lanes: usize) -> Queue {
        let owners = LruCache::new(NonZeroUsize::new(WINDOW_LINES as usize).unwrap_or(NonZeroUsize::MIN));
        let state = State {
            groups: FxHashMap::default(),
            order: vec![BTreeMap::new(); lanes + 1],
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
                state.wait(Job { number, line, reference, suspect: false });
                self.work.notify_one();
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
            if let Some(job) = state.take(lane) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn job(queue: &Queue, reference: u64) {
        assert!(queue.add(Ok((Vec::new(), reference))));
    }

    fn taken(queue: &Queue, lane: usize) -> Option<(u64, u64)> {
        queue.take(lane, false).map(|job| (job.number, job.reference))
    }

    #[test]
    fn lines_of_one_reference_go_to_one_lane_unless_it_idles_the_other() {
        let queue = Queue::new(2);
        [7, 7, 8, 7, 8, 9].into_iter().for_each(|reference| job(&queue, reference));
        assert_eq!(taken(&queue, 0), Some((0, 7)));
        assert_eq!(taken(&queue, 1), Some((2, 8)));
        assert_eq!(taken(&queue, 0), Some((1, 7)));
        assert_eq!(taken(&queue, 1), Some((4, 8)));
        assert_eq!(taken(&queue, 1), Some((5, 9)), "a group of nobody");
        assert_eq!(taken(&queue, 1), Some((3, 7)), "a group of another rather than nothing");
        assert_eq!(taken(&queue, 1), None);
        [8, 7].into_iter().for_each(|reference| job(&queue, reference));
        assert_eq!(taken(&queue, 1), Some((6, 8)), "remembered");
    }

    #[test]
    fn answers_come_in_the_order_of_the_lines() {
        let queue = Queue::new(1);
        job(&queue, 1);
        assert!(queue.add(Err("refused".to_owned())));
        job(&queue, 1);
        queue.end(None);
        let (first, third) = (queue.take(0, true).unwrap(), queue.take(0, true).unwrap());
        assert!(queue.take(0, true).is_none());
        queue.answer(&third, b"third".to_vec());
        assert_eq!(queue.next(false), Err(true));
        queue.answer(&first, b"first".to_vec());
        let answers: Vec<_> = std::iter::from_fn(|| queue.next(true).ok()).collect();
        assert_eq!(answers, [&b"first"[..], b"refused", b"third"]);
        assert_eq!(queue.next(true), Err(false));
    }

    #[test]
    fn reading_waits_while_too_much_is_held() {
        let queue = Queue::new(1);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| (0..).take_while(|_| queue.add(Err("x".to_owned()))).count());
            while queue.state().read < WINDOW_LINES {
                std::thread::yield_now();
            }
            for _ in 0..10 {
                assert_eq!(queue.next(true), Ok(b"x".to_vec()));
            }
            while queue.state().read < WINDOW_LINES + 10 {
                std::thread::yield_now();
            }
            let held = |state: &State| state.read - state.written;
            assert!(held(&queue.state()) <= WINDOW_LINES);
            queue.stop(None);
            assert_eq!(reader.join().unwrap() as u64, WINDOW_LINES + 10);
        });
    }
}
