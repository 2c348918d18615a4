//! Events and tokens to a `rowan` tree; the only place that knows where blanks and comments go.
//!
//! A node starts at its first token and ends at its last: blanks and comments lie between nodes, in the
//! innermost node that covers both neighbours. A comment before an item is thus its earlier sibling.

use rowan::{GreenNode, GreenNodeBuilder};

use super::SyntaxKind;
use super::lexer::Lexed;

/// One step of building a tree.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A node begins. When `parent` is not 0, a node that begins `parent` events later encloses this one.
    Start { kind: SyntaxKind, parent: u32 },
    /// A node begun and given up, or already built as an enclosing one.
    Nothing,
    /// The next token that is not skipped, as this kind.
    Token { kind: SyntaxKind },
    /// The innermost node ends.
    Finish,
}

struct Builder<'t> {
    lexed: &'t Lexed,
    text: &'t str,
    next: usize,
    green: GreenNodeBuilder<'static>,
}

impl Builder<'_> {
    fn token(&mut self, kind: SyntaxKind) {
        self.green.token(kind.into(), self.lexed.text(self.text, self.next));
        self.next += 1;
    }

    /// Blanks and comments up to the next token.
    fn trivia(&mut self) {
        while let Some(kind) = self.lexed.kinds.get(self.next).copied().filter(|kind| kind.is_trivia()) {
            self.token(kind);
        }
    }
}

/// The tree the events describe. Every token of the text is in it.
pub(super) fn build(lexed: &Lexed, text: &str, mut events: Vec<Event>) -> GreenNode {
    let mut builder = Builder { lexed, text, next: 0, green: GreenNodeBuilder::new() };
    let mut enclosing = Vec::new();
    builder.green.start_node(SyntaxKind::FILE.into());
    for at in 0..events.len() {
        match std::mem::replace(&mut events[at], Event::Nothing) {
            Event::Nothing => {}
            Event::Start { kind, parent } => {
                builder.trivia();
                enclosing.push(kind);
                let (mut step, mut place) = (parent, at);
                while step != 0 {
                    place += step as usize;
                    step = 0;
                    if let Some(event) = events.get_mut(place)
                        && let Event::Start { kind, parent } = std::mem::replace(event, Event::Nothing)
                    {
                        enclosing.push(kind);
                        step = parent;
                    }
                }
                for kind in enclosing.drain(..).rev() {
                    builder.green.start_node(kind.into());
                }
            }
            Event::Token { kind } => {
                builder.trivia();
                builder.token(kind);
            }
            Event::Finish => builder.green.finish_node(),
        }
    }
    while let Some(kind) = lexed.kinds.get(builder.next).copied() {
        builder.token(kind);
    }
    builder.green.finish_node();
    builder.green.finish()
}

/// A file whose tokens hang in one error node: what is left of a text that nests too deeply.
pub(super) fn flat(lexed: &Lexed, text: &str) -> GreenNode {
    let mut builder = Builder { lexed, text, next: 0, green: GreenNodeBuilder::new() };
    builder.green.start_node(SyntaxKind::FILE.into());
    builder.green.start_node(SyntaxKind::ERROR.into());
    for kind in &lexed.kinds {
        builder.token(*kind);
    }
    builder.green.finish_node();
    builder.green.finish_node();
    builder.green.finish()
}

/// A file without any text.
pub(super) fn empty() -> GreenNode {
    let mut builder = GreenNodeBuilder::new();
    builder.start_node(SyntaxKind::FILE.into());
    builder.finish_node();
    builder.finish()
}
