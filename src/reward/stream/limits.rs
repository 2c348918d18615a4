//! What the host allows, and how much is held at one time.

use std::time::Duration;

/// The host's limits on a stream.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Worker processes, at least 1.
    pub jobs: usize,
    /// Wall time of one candidate, and of making one reference ready. The worker is asked to stop somewhat earlier
    /// ([`Limits::stop`]) and ended ([`Limits::end`]) so that the answer is there by then.
    pub time: Duration,
    /// Memory that a worker may take besides what it starts with, bytes. Kept on Unix, by the size of its address space.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        let jobs = std::thread::available_parallelism().map_or(1, |processors| processors.get());
        Limits { jobs, time: Duration::from_secs(10), memory: 2 << 30 }
    }
}

impl Limits {
    /// When a worker is asked to stop: an eighth of the limit before its end.
    pub fn stop(&self) -> Duration {
        self.time - self.time / 8
    }

    /// When a worker that does not stop is ended: a thirty-second of the limit before its end, for what ending takes.
    pub fn end(&self) -> Duration {
        self.time - self.time / 32
    }
}

/// Lines between the one read last and the one answered last.
pub(super) const WINDOW_LINES: u64 = 4096;
/// Bytes of lines and answers held.
pub(super) const WINDOW_BYTES: usize = 64 << 20;
/// Lines a worker holds: one in work and the next, so that it does not wait for the supervisor.
pub(super) const DEPTH: usize = 2;
/// Bytes of references that a worker remembers.
pub(super) const REFERENCE_BYTES: usize = 64 << 20;
/// Time for a worker to start.
pub(super) const START: Duration = Duration::from_secs(60);
