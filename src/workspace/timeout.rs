//! The host's limit on wall time: one thread that raises flags when their time is over.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::thread;
use std::time::{Duration, Instant};

use crate::geom::interrupt::Interrupt;

/// Raises its flags when the time is over; forgotten when dropped.
pub(super) struct Watchdog(Arc<Flags>);

/// The flag that evaluation watches and the one that geometry watches.
#[derive(Default)]
struct Flags {
    evaluation: AtomicBool,
    geometry: Interrupt,
}

impl Watchdog {
    /// Starts the clock.
    pub(super) fn start(limit: Duration) -> Watchdog {
        let flags = Arc::<Flags>::default();
        // A moment that cannot be counted to is never reached.
        if let Some(end) = Instant::now().checked_add(limit) {
            Clock::global().add(end, &flags);
        }
        Watchdog(flags)
    }

    /// The flag that evaluation watches.
    pub(super) fn flag(&self) -> &AtomicBool {
        &self.0.evaluation
    }

    /// The flag that geometry watches.
    pub(super) fn interrupt(&self) -> Interrupt {
        self.0.geometry.clone()
    }
}

/// What is to be raised, the next one first.
#[derive(Default)]
struct Clock {
    pending: Mutex<BinaryHeap<Reverse<Pending>>>,
    earlier: Condvar,
}

/// Flags and their moment; the order is that of the moments.
struct Pending {
    end: Instant,
    flags: Weak<Flags>,
}

impl Clock {
    /// The clock of this process; its thread starts with the first limit.
    fn global() -> &'static Clock {
        static CLOCK: OnceLock<Clock> = OnceLock::new();
        static THREAD: OnceLock<()> = OnceLock::new();
        let clock = CLOCK.get_or_init(Clock::default);
        THREAD.get_or_init(|| {
            // Without a thread there is no clock; the counted limits of the language still hold.
            drop(thread::Builder::new().name("time limits".into()).stack_size(64 << 10).spawn(|| clock.run()));
        });
        clock
    }

    fn pending(&self) -> MutexGuard<'_, BinaryHeap<Reverse<Pending>>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, end: Instant, flags: &Arc<Flags>) {
        let mut pending = self.pending();
        // Flags of runs that have ended are dropped here, so that many short runs leave nothing behind.
        if pending.len() == pending.capacity() {
            pending.retain(|Reverse(entry)| entry.flags.strong_count() > 0);
        }
        let first = pending.peek().is_none_or(|Reverse(entry)| end < entry.end);
        pending.push(Reverse(Pending { end, flags: Arc::downgrade(flags) }));
        if first {
            self.earlier.notify_one();
        }
    }

    fn run(&self) {
        let mut pending = self.pending();
        loop {
            let now = Instant::now();
            while let Some(Reverse(entry)) = pending.peek()
                && (entry.end <= now || entry.flags.strong_count() == 0)
            {
                if let Some(Reverse(entry)) = pending.pop()
                    && let Some(flags) = entry.flags.upgrade()
                {
                    flags.evaluation.store(true, Ordering::Relaxed);
                    flags.geometry.raise();
                }
            }
            pending = match pending.peek().map(|Reverse(entry)| entry.end) {
                None => self.earlier.wait(pending).unwrap_or_else(PoisonError::into_inner),
                Some(end) => {
                    let wait = end.saturating_duration_since(now);
                    self.earlier.wait_timeout(pending, wait).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        self.end == other.end
    }
}

impl Eq for Pending {}

impl PartialOrd for Pending {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pending {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.end.cmp(&other.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_raised_when_its_time_is_over_and_no_other_is() {
        let long = Watchdog::start(Duration::from_secs(3600));
        let never = Watchdog::start(Duration::MAX);
        let short = Watchdog::start(Duration::from_millis(5));
        let start = Instant::now();
        while !short.flag().load(Ordering::Relaxed) {
            assert!(start.elapsed() < Duration::from_secs(20), "the flag was not raised");
            thread::sleep(Duration::from_millis(1));
        }
        assert!(short.interrupt().is_raised());
        assert!(!long.flag().load(Ordering::Relaxed) && !never.flag().load(Ordering::Relaxed));
    }

    #[test]
    fn many_short_runs_leave_nothing_behind() {
        let clock = Clock::default();
        let end = Instant::now() + Duration::from_secs(3600);
        for _ in 0..100_000 {
            clock.add(end, &Arc::default());
        }
        assert!(clock.pending().capacity() < 100);
    }
}
