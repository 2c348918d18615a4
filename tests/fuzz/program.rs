//! Any text: parse, check, evaluate, realise, mesh, format; formatting is stable.
#![no_main]

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use recad::text::FileId;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace, with_deep_stack};

fuzz_target!(|text: &str| {
    with_deep_stack(|| {
        let request = Request {
            time_limit: Some(Duration::from_secs(2)),
            ..Request::new("fuzz.recad", text, &StandardLibraryOnly)
        };
        let mut outcome = Workspace::default().run(&request);
        let _ = outcome.measure(&Default::default());
        if let Ok(once) = recad::format::format(FileId::default(), text) {
            assert_eq!(recad::format::format(FileId::default(), &once).expect("formatted text parses"), once);
        }
    });
});
