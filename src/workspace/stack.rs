//! A stack deep enough for every program within the language's counted limits.

use std::cell::Cell;
use std::thread;

/// Reserved, not used, address space: nesting 256 times call depth fits with room to spare.
const STACK_BYTES: usize = 1 << 30;

thread_local! {
    static IS_DEEP: Cell<bool> = const { Cell::new(false) };
}

/// Runs `work` on a thread with a deep stack: this one if it is such a thread, a new one otherwise.
pub fn with_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if IS_DEEP.get() {
        return work();
    }
    thread::scope(|scope| {
        let spawned = thread::Builder::new().name("recad".into()).stack_size(STACK_BYTES).spawn_scoped(scope, || {
            IS_DEEP.set(true);
            work()
        });
        match spawned.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(result)) => result,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => panic!("no thread could be started: {error}"),
        }
    })
}
