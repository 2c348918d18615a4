//! The reference as one HTML file: highlighted programs, each with the picture of its parts.

use std::fmt::Write as _;

use base64::Engine;
use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html as markdown};

use crate::render::{Size, View};
use crate::syntax::{self, SyntaxKind};
use crate::text::FileId;
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Artifact, Request, Workspace, WriteOptions};

const STYLE: &str = "
:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --quiet: #5c6773; --line: #d8dee6; --code: #f5f7fa; --accent: #0b61a4; --text: #2f7a34; --number: #9a4a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3e8ee; --paper: #14181d; --quiet: #94a0ad; --line: #313a45; --code: #1d232b; --accent: #6db3f2; --text: #8ccf8f; --number: #f0a868; } }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0; }
main { max-width: 66rem; margin: 0 auto; padding: 2rem 1.25rem 6rem; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1.5rem; } h3 { margin: 1.4rem 0 .3rem; font-size: 1.05rem; } p { margin: .6rem 0; }
a { color: var(--accent); } nav { columns: 14rem; border: 1px solid var(--line); padding: 1rem; } nav a { display: block; text-decoration: none; }
code, pre { font: 14px/1.45 ui-monospace, monospace; } code { background: var(--code); padding: .1em .3em; } pre { background: var(--code); padding: .8rem 1rem; overflow-x: auto; margin: .6rem 0; } pre code { padding: 0; }
pre.signature { padding: .4rem .8rem; border-left: 3px solid var(--accent); }
.example { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: start; } .example pre { flex: 1 1 max-content; max-width: 100%; box-sizing: border-box; } .example img { width: 15rem; max-width: 100%; background: #fff; margin-top: .6rem; }
table { border-collapse: collapse; } td, th { border: 1px solid var(--line); padding: .35rem .6rem; text-align: left; vertical-align: top; }
.k { color: var(--accent); } .n { color: var(--number); } .s { color: var(--text); } .c { color: var(--quiet); font-style: italic; }
";

/// The whole reference as one HTML file without scripts or outside resources.
pub fn html(workspace: &Workspace) -> String {
    let text = super::page(workspace);
    let mut contents = String::new();
    let mut events = Vec::new();
    let mut source = Parser::new_ext(&text, Options::ENABLE_TABLES);
    while let Some(event) = source.next() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                let title = inline_text(&mut source);
                let id = anchor(&title);
                if level <= HeadingLevel::H2 {
                    let _ = write!(contents, "<a href=\"#{id}\">{}</a>", escape(&title));
                }
                events.push(raw(format!("<{level} id=\"{id}\">{}</{level}>\n", escape(&title))));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let program = inline_text(&mut source);
                let kind = if let CodeBlockKind::Fenced(name) = &kind { name } else { "" };
                events.push(raw(code(workspace, &program, kind)));
            }
            other => events.push(other),
        }
    }
    let mut body = String::new();
    markdown::push_html(&mut body, events.into_iter());
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, \
         initial-scale=1\"><title>The recad language</title><style>{STYLE}</style></head>\n<body><main><nav>{contents}</nav>\n{body}</main></body></html>\n"
    )
}

fn raw(html: String) -> Event<'static> {
    Event::Html(CowStr::from(html))
}

/// The text of the element that was just begun, up to its end.
fn inline_text(source: &mut Parser) -> String {
    let mut text = String::new();
    for event in source.by_ref() {
        match event {
            Event::Text(part) | Event::Code(part) => text += &part,
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            Event::End(TagEnd::Heading(_) | TagEnd::CodeBlock) => break,
            _ => {}
        }
    }
    text
}

fn anchor(title: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || c == '_' || c == ':' { c.to_ascii_lowercase() } else { '-' };
    title.chars().map(keep).collect()
}

/// A code block; an example stands beside the picture of its parts.
fn code(workspace: &Workspace, program: &str, kind: &str) -> String {
    let class = if kind == "signature" { " class=\"signature\"" } else { "" };
    let block = format!("<pre{class}><code>{}</code></pre>", highlight(program.trim_end()));
    let picture = if kind == "recad" { picture(workspace, program) } else { None };
    match picture {
        Some(png) => {
            let data = base64::engine::general_purpose::STANDARD.encode(png);
            format!(
                "<div class=\"example\">{block}<img alt=\"the parts of this program\" src=\"data:image/png;base64,{data}\"></div>\n"
            )
        }
        None => block + "\n",
    }
}

/// The picture of a program's parts; none when it has none.
fn picture(workspace: &Workspace, program: &str) -> Option<Vec<u8>> {
    let mut outcome =
        workspace.run(&Request { require_part: false, ..Request::new("example", program, &StandardLibraryOnly) });
    if outcome.has_errors() || outcome.parts().is_empty() {
        return None;
    }
    let size = Size::new(480, 360).ok()?;
    outcome.bytes(Artifact::Png, &WriteOptions { view: View::Iso, size, ..WriteOptions::default() })
}

/// The program with its keywords, numbers, strings and comments marked.
fn highlight(program: &str) -> String {
    let tree = syntax::parse(FileId::default(), program).syntax();
    let tokens = tree.descendants_with_tokens().filter_map(|element| element.into_token());
    tokens.fold(String::new(), |mut html, token| {
        let text = escape(token.text());
        let _ = match class(token.kind()) {
            Some(class) => write!(html, "<span class=\"{class}\">{text}</span>"),
            None => write!(html, "{text}"),
        };
        html
    })
}

fn class(kind: SyntaxKind) -> Option<&'static str> {
    match kind {
        SyntaxKind::COMMENT => Some("c"),
        SyntaxKind::NUMBER => Some("n"),
        SyntaxKind::STRING_TEXT | SyntaxKind::QUOTE => Some("s"),
        kind if kind.is_keyword() => Some("k"),
        _ => None,
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
