//! A stack deep enough for every program within the language's counted limits.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
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

/// Does `count` pieces of work on `threads` threads with deep stacks, or as many as there are processors when that is
/// 0; the results come in order. Not rayon's threads: one that waits for a program would be missing where the program itself
/// works in parallel, and would take up other programs on its own stack.
pub fn in_parallel<T: Send>(count: usize, threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(count));
    let worker = || {
        with_deep_stack(|| {
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= count {
                    break;
                }
                let result = work(index);
                results.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((index, result));
            }
        })
    };
    let processors = || thread::available_parallelism().map_or(1, |processors| processors.get());
    let threads = if threads == 0 { processors() } else { threads }.min(count);
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(worker))));
    let mut results = results.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn results_come_in_the_order_of_the_work() {
        for threads in [0, 1, 3, 200] {
            let squares = super::in_parallel(100, threads, |index| index * index);
            assert_eq!(squares, (0..100).map(|i| i * i).collect::<Vec<_>>());
        }
        assert!(super::in_parallel(0, 0, |index| index).is_empty());
    }
}
