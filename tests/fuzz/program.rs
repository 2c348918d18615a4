//! Any text: evaluated, realised, meshed and measured within its limits.
#![no_main]

mod mutate;

use std::time::Duration;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace, with_deep_stack};

fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| { mutate::mutate(data, size, max, seed) });

fuzz_target!(|text: &str| {
    with_deep_stack(|| {
        let request = Request {
            time_limit: Some(Duration::from_secs(2)),
            ..Request::new("fuzz.recad", text, &StandardLibraryOnly)
        };
        let mut outcome = Workspace::default().run(&request);
        let _ = outcome.measure(&Default::default());
    });
});
