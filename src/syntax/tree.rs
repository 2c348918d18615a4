//! Events and tokens to a `rowan` tree; the only place that knows where blanks and comments go.
//!
//! A node starts at its first token and ends at its last: blanks and comments lie between nodes, in the
//! innermost node that covers both neighbours. A comment before an item is thus its earlier sibling.

use std::hash::{BuildHasher, BuildHasherDefault};

use rowan::{GreenNode, GreenToken, NodeOrToken};
use rustc_hash::FxHasher;

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

/// A tree being built. `rowan` has a builder of its own, which shares equal subtrees; looking for them costs more than
/// building them.
struct Builder<'t> {
    lexed: &'t Lexed,
    text: &'t str,
    next: usize,
    /// Finished nodes and tokens of the nodes that are open.
    children: Vec<NodeOrToken<GreenNode, GreenToken>>,
    /// The kind of each open node and where its children begin.
    open: Vec<(SyntaxKind, usize)>,
    recent: Recent,
}

impl<'t> Builder<'t> {
    fn new(lexed: &'t Lexed, text: &'t str) -> Self {
        let children = Vec::with_capacity(64);
        Self { lexed, text, next: 0, children, open: Vec::with_capacity(64), recent: Recent::default() }
    }

    fn start(&mut self, kind: SyntaxKind) {
        self.open.push((kind, self.children.len()));
    }

    fn finish(&mut self) {
        let Some((kind, first)) = self.open.pop() else { return };
        let node = GreenNode::new(kind.into(), self.children.drain(first..));
        self.children.push(NodeOrToken::Node(node));
    }

    fn token(&mut self, kind: SyntaxKind) {
        let token = self.recent.token(kind, self.lexed.text(self.text, self.next));
        self.children.push(NodeOrToken::Token(token));
        self.next += 1;
    }

    /// Blanks and comments up to the next token.
    fn trivia(&mut self) {
        while let Some(kind) = self.lexed.kinds.get(self.next).copied().filter(|kind| kind.is_trivia()) {
            self.token(kind);
        }
    }

    /// The file, with all tokens that are left.
    fn file(mut self) -> GreenNode {
        while let Some(kind) = self.lexed.kinds.get(self.next).copied() {
            self.token(kind);
        }
        GreenNode::new(SyntaxKind::FILE.into(), self.children)
    }
}

/// Tokens made lately, each in the place its text decides: most tokens of a program occur again and need not be
/// made again.
struct Recent([Option<GreenToken>; 256]);

impl Default for Recent {
    fn default() -> Self {
        Recent([const { None }; 256])
    }
}

impl Recent {
    /// Longer texts hardly occur again.
    const LONGEST: usize = 32;

    fn token(&mut self, kind: SyntaxKind, text: &str) -> GreenToken {
        if text.len() > Self::LONGEST {
            return GreenToken::new(kind.into(), text);
        }
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(text);
        let place = &mut self.0[hash as usize % 256];
        match place {
            Some(token) if token.kind() == kind.into() && token.text() == text => token.clone(),
            _ => place.insert(GreenToken::new(kind.into(), text)).clone(),
        }
    }
}

/// The tree the events describe. Every token of the text is in it.
pub(super) fn build(lexed: &Lexed, text: &str, mut events: Vec<Event>) -> GreenNode {
    let mut builder = Builder::new(lexed, text);
    let mut enclosing = Vec::new();
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
                    builder.start(kind);
                }
            }
            Event::Token { kind } => {
                builder.trivia();
                builder.token(kind);
            }
            Event::Finish => builder.finish(),
        }
    }
    builder.file()
}

/// A file whose tokens hang in one error node: what is left of a text that nests too deeply.
pub(super) fn flat(lexed: &Lexed, text: &str) -> GreenNode {
    let mut builder = Builder::new(lexed, text);
    builder.start(SyntaxKind::ERROR);
    for kind in &lexed.kinds {
        builder.token(*kind);
    }
    builder.finish();
    builder.file()
}

/// A file without any text.
pub(super) fn empty() -> GreenNode {
    GreenNode::new(SyntaxKind::FILE.into(), [])
}
