//! Any text: the checker is total, every renderer shows what it says, and its fixes can be applied.
//! Diagnostics with places drawn from the text itself are rendered too: no renderer may trust a span.
#![no_main]

mod mutate;

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use recad::diagnostics::registry::geom;
use recad::diagnostics::{
    self, Diagnostic, mended, render_github, render_human, render_json, render_sarif, render_short,
};
use recad::text::{FileId, SourceMap, Span};
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::with_deep_stack;
use recad::{sema, stdlib, syntax};

fuzz_mutator!(|data: &mut [u8], size: usize, max: usize, seed: u32| { mutate::mutate(data, size, max, seed) });

fuzz_target!(|text: &str| {
    with_deep_stack(|| {
        let library = stdlib::library();
        let mut sources = library.source_map();
        let file = sources.add("fuzz.recad", text);
        let parse = syntax::parse(file, text);
        let checked = sema::check("fuzz.recad", &parse, library, &StandardLibraryOnly, &mut sources);
        let mut found = parse.diagnostics().to_vec();
        found.extend(checked.diagnostics);
        found.extend(sema::lint::style(&parse));
        diagnostics::drop_cascades(&mut found, &sources);
        diagnostics::sort(&mut found);
        mended(text, file, found.iter());
        found.truncate(50);
        found.push(anywhere(file, text));
        render(&found, &sources);
    });
});

/// A diagnostic whose spans are read from the bytes of the text: inside characters, behind the end, swapped.
fn anywhere(file: FileId, text: &str) -> Diagnostic {
    let bytes = text.as_bytes();
    let offset = |index: usize| {
        let pair = bytes.get(index * 2..index * 2 + 2).map_or(0, |pair| u32::from(pair[0]) * 7 + u32::from(pair[1]));
        pair % (text.len() as u32 + 20)
    };
    let span = |index: usize| Span { file, start: offset(index * 2), end: offset(index * 2 + 1) };
    Diagnostic::new(geom::OPEN_LOOP, span(0), "message")
        .label(span(1), "first")
        .label(span(2), text)
        .label(Span { file: FileId(9999), ..span(0) }, "nowhere")
        .note(text)
        .fix("mend", span(3), "}")
}

fn render(found: &[Diagnostic], sources: &SourceMap) {
    let mut people = render_human::Renderer::new(sources, true);
    for diagnostic in found {
        assert!(!people.render(diagnostic).is_empty());
        assert!(!render_short::render(diagnostic, sources).contains('\n'));
        assert!(!render_github::render(diagnostic, sources).contains('\n'));
        assert!(render_json::render(diagnostic, sources)["start"]["line"].as_u64() >= Some(1));
    }
    let pairs: Vec<_> = found.iter().map(|diagnostic| (diagnostic, sources)).collect();
    assert_eq!(render_sarif::render(&pairs)["runs"][0]["results"].as_array().map(Vec::len), Some(found.len()));
}
