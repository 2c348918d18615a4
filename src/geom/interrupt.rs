//! The wish of the host to stop, seen by everything in this room that may take long.
//!
//! It is set for a thread while a kernel works ([`Interrupt::watch`]) and asked for in inner loops ([`check`]), so it
//! need not be handed through every function; work given to other threads takes it along ([`current`]).
//! The flag is that of the mesh kernel, which looks at it too.
//! Invariant: nothing changes in a result but that it may be missing (`host/timeout`).

use std::cell::RefCell;

use manifold_rust::cancel::CancelToken;

use crate::diagnostics::registry::host;
use crate::model::GeometryError;

/// A flag that many threads may share; once raised it stays up.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(CancelToken);

thread_local! {
    static CURRENT: RefCell<Option<Interrupt>> = const { RefCell::new(None) };
}

impl Interrupt {
    /// A flag that is down.
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks all work that watches the flag to stop.
    pub fn raise(&self) {
        self.0.cancel();
    }

    /// Whether the flag is up.
    pub fn is_raised(&self) -> bool {
        self.0.is_cancelled()
    }

    /// Does some work in this thread that stops when the flag is raised.
    pub fn watch<T>(&self, work: impl FnOnce() -> T) -> T {
        struct Restore(Option<Interrupt>);
        impl Drop for Restore {
            fn drop(&mut self) {
                CURRENT.set(self.0.take());
            }
        }
        let _restore = Restore(CURRENT.replace(Some(self.clone())));
        work()
    }

    /// The flag as the mesh kernel knows it.
    pub(super) fn token(&self) -> &CancelToken {
        &self.0
    }
}

/// The flag this thread watches, to be watched by another one.
pub(super) fn current() -> Interrupt {
    CURRENT.with_borrow(|current| current.clone()).unwrap_or_default()
}

/// The error `host/timeout` once the flag of this thread is raised.
pub(super) fn check() -> Result<(), GeometryError> {
    if CURRENT.with_borrow(|current| current.as_ref().is_some_and(Interrupt::is_raised)) {
        let message = "the host's time limit ended the run while geometry was built";
        return Err(GeometryError::new(host::TIMEOUT, message));
    }
    Ok(())
}

/// The same in a loop: asks every so many steps only.
pub(super) fn check_at(step: usize) -> Result<(), GeometryError> {
    if step.is_multiple_of(1024) { check() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_work_that_watches_a_raised_flag_stops() {
        let flag = Interrupt::new();
        flag.watch(|| assert!(check().is_ok()));
        flag.raise();
        assert!(check().is_ok());
        flag.watch(|| {
            assert_eq!(check().unwrap_err().name, host::TIMEOUT);
            let other = current();
            std::thread::spawn(move || other.watch(|| assert!(check().is_err()))).join().unwrap();
            Interrupt::new().watch(|| assert!(check().is_ok()));
            assert!(check().is_err());
        });
        assert!(check().is_ok());
    }
}
