//! The host's limit on wall time: a thread that raises a flag.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

/// Raises its flag when the time is over; stops when dropped.
pub(super) struct Watchdog {
    flag: Arc<AtomicBool>,
    _alive: Sender<()>,
}

impl Watchdog {
    /// Starts the clock.
    pub(super) fn start(limit: Duration) -> Watchdog {
        let flag = Arc::new(AtomicBool::new(false));
        let (alive, ended) = mpsc::channel();
        let raised = flag.clone();
        let spawned = thread::Builder::new().name("time limit".into()).spawn(move || {
            if let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(limit) {
                raised.store(true, Ordering::Relaxed);
            }
        });
        // Without a thread there is no clock; the counted limits of the language still hold.
        drop(spawned);
        Watchdog { flag, _alive: alive }
    }

    /// The flag to watch.
    pub(super) fn flag(&self) -> &AtomicBool {
        &self.flag
    }
}
