//! Any text: the formatter changes blanks and trailing commas only, keeps every comment and is idempotent.
#![no_main]

mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use recad::format::format_tree;
use recad::syntax::{Parse, SyntaxKind, parse};
use recad::text::FileId;

fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| { mutate::mutate(data, size, max, seed) });

fuzz_target!(|text: &str| {
    let before = parse(FileId(0), text);
    if !before.is_ok() {
        return;
    }
    let once = format_tree(&before, text);
    let after = parse(FileId(0), &once);
    assert!(after.is_ok(), "formatted text parses: {:?}\n{once}", after.diagnostics());
    assert_eq!(comments(&before), comments(&after), "comments of\n{once}");
    assert_eq!(shape(&before), shape(&after), "the tree of\n{once}");
    assert_eq!(format_tree(&after, &once), once, "idempotent");
});

fn comments(parse: &Parse) -> Vec<String> {
    let tokens = parse.syntax().descendants_with_tokens().filter_map(|found| found.into_token());
    tokens.filter(|token| token.kind() == SyntaxKind::COMMENT).map(|token| token.text().trim_end().to_owned()).collect()
}

/// The tree without trailing commas.
fn shape(parse: &Parse) -> String {
    let mut shape = parse.shape();
    for closer in ["r_paren", "r_bracket", "r_brace"] {
        shape = shape.replace(&format!(" comma:\",\" {closer}"), &format!(" {closer}"));
    }
    shape
}
