//! The host's limit on wall time: a thread that raises flags.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::geom::interrupt::Interrupt;

/// Raises its flags when the time is over; stops when dropped.
pub(super) struct Watchdog {
    flag: Arc<AtomicBool>,
    interrupt: Interrupt,
    _alive: Sender<()>,
}

impl Watchdog {
    /// Starts the clock.
    pub(super) fn start(limit: Duration) -> Watchdog {
        let flag = Arc::new(AtomicBool::new(false));
        let interrupt = Interrupt::new();
        let (alive, ended) = mpsc::channel();
        let (raised, stopped) = (flag.clone(), interrupt.clone());
        let spawned = thread::Builder::new().name("time limit".into()).spawn(move || {
            if let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(limit) {
                raised.store(true, Ordering::Relaxed);
                stopped.raise();
            }
        });
        // Without a thread there is no clock; the counted limits of the language still hold.
        drop(spawned);
        Watchdog { flag, interrupt, _alive: alive }
    }

    /// The flag that evaluation watches.
    pub(super) fn flag(&self) -> Arc<AtomicBool> {
        self.flag.clone()
    }

    /// The flag that geometry watches.
    pub(super) fn interrupt(&self) -> Interrupt {
        self.interrupt.clone()
    }
}
