//! Any text: the tree holds it byte for byte, and both grammars agree on it.
#![no_main]

mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use recad::syntax::{parse, reference};
use recad::text::FileId;

fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| { mutate::mutate(data, size, max, seed) });

fuzz_target!(|text: &str| {
    let file = FileId(0);
    let parse = parse(file, text);
    assert_eq!(parse.syntax().text().to_string(), text);
    match reference::shape(file, text) {
        Ok(shape) => {
            assert!(parse.is_ok(), "only the parser rejects: {:?}", parse.diagnostics());
            assert_eq!(parse.shape(), shape);
        }
        Err(error) => assert!(!parse.is_ok(), "only the grammar rejects: {error:?}"),
    }
});
