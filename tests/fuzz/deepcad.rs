//! Any text as a DeepCAD script: an import never panics, and what it emits is a program without syntax errors.
#![no_main]

use libfuzzer_sys::fuzz_target;
use recad::corpus;
use recad::text::FileId;

fuzz_target!(|text: &str| {
    let import = corpus::import(text, corpus::Format::DeepCad, "fuzz");
    if let Some(program) = import.program {
        recad::format::format(FileId::default(), &program).expect("an imported program parses");
    }
});
