//! What long work shows of itself: on a terminal only, and never with `--quiet`.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget};

/// A line on standard error that says how far the work is.
pub(super) struct Progress {
    bar: ProgressBar,
    told: Instant,
}

/// The line changes at most this often.
const EVERY: Duration = Duration::from_millis(100);

impl Progress {
    /// A line without a known end. `indicatif` itself shows nothing where standard error is no terminal.
    pub(super) fn new(quiet: bool) -> Progress {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        Progress { bar: ProgressBar::with_draw_target(None, target), told: Instant::now() }
    }

    /// Says how far the work is, now and then.
    pub(super) fn tell(&mut self, message: impl FnOnce() -> String) {
        if !self.bar.is_hidden() && self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            self.bar.set_message(message());
            self.bar.tick();
        }
    }

    /// Takes the line away while something else is written.
    pub(super) fn hidden_while(&self, write: impl FnOnce()) {
        self.bar.suspend(write);
    }

    /// Takes the line away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
