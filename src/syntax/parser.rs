//! The everyday parser: tokens to events, total and error-tolerant, one function per grammar rule.
//!
//! Invariants: every function terminates and consumes in order; a chain of operators or suffixes is parsed
//! by a loop into one flat node; recursion is bounded by the nesting pre-pass (and once more by
//! [`Parser::enter`] on texts that are wrong anyway); at most one message per token, none where the lexer
//! has already spoken. It knows neither bytes of blanks nor the tree.

mod expr;
mod item;
mod list;
mod operand;
mod statement;
mod ty;

use super::SyntaxKind::{self, *};
use super::lexer::{Lexed, MAX_DIAGNOSTICS};
use super::nesting;
use super::tree::Event;
use crate::diagnostics::{Diagnostic, Name, registry::syntax};
use crate::text::{FileId, Span};

/// Parses tokens to the events of a file's contents.
pub(super) fn parse(file: FileId, text: &str, lexed: &Lexed) -> (Vec<Event>, Vec<Diagnostic>) {
    let mut parser = Parser::new(file, text, lexed);
    parser.file();
    (parser.events, parser.diagnostics)
}

/// The work the parser does on a text, its events included, and how deep it recurses.
#[cfg(test)]
pub(super) fn effort(file: FileId, text: &str, lexed: &Lexed) -> (u64, u32) {
    let mut parser = Parser::new(file, text, lexed);
    parser.file();
    (parser.steps.get() + parser.events.len() as u64, parser.deepest)
}

/// A node that has begun.
struct Marker(usize);
/// A node that has ended; it can still get an enclosing node.
#[derive(Clone, Copy)]
struct Done(usize);

struct Parser<'t> {
    file: FileId,
    text: &'t str,
    lexed: &'t Lexed,
    /// The kinds of the tokens that are not skipped, then `EOF`.
    kinds: Vec<SyntaxKind>,
    /// For each of them its index among all tokens.
    raw: Vec<u32>,
    at: usize,
    events: Vec<Event>,
    diagnostics: Vec<Diagnostic>,
    /// One more than the token of the last message.
    reported: usize,
    /// The closing brackets that open ones wait for.
    closers: Vec<SyntaxKind>,
    /// For each token whether it is a bracket that is closed; empty until [`Parser::is_closed`] needs it.
    closed: Vec<bool>,
    /// Lambda parameter lists that are open in the innermost bracket.
    bars: u32,
    /// The token after the last string that was not terminated.
    broken_string: usize,
    depth: u32,
    /// Keywords used as names, with the message that offers another name.
    renamed: Vec<(SyntaxKind, usize)>,
    /// The deepest recursion so far.
    #[cfg(test)]
    deepest: u32,
    /// See [`Parser::spend`].
    #[cfg(test)]
    steps: std::cell::Cell<u64>,
}

impl<'t> Parser<'t> {
    fn new(file: FileId, text: &'t str, lexed: &'t Lexed) -> Self {
        let mut kinds = Vec::with_capacity(lexed.kinds.len() + 1);
        let mut raw = Vec::with_capacity(lexed.kinds.len() + 1);
        for (index, kind) in lexed.kinds.iter().enumerate() {
            if !kind.is_trivia() {
                kinds.push(*kind);
                raw.push(index as u32);
            }
        }
        raw.push(lexed.kinds.len() as u32);
        kinds.push(EOF);
        let events = Vec::with_capacity(kinds.len() * 4);
        Self {
            file,
            text,
            lexed,
            kinds,
            raw,
            at: 0,
            events,
            diagnostics: Vec::new(),
            reported: 0,
            closers: Vec::new(),
            closed: Vec::new(),
            bars: 0,
            broken_string: 0,
            depth: 0,
            renamed: Vec::new(),
            #[cfg(test)]
            deepest: 0,
            #[cfg(test)]
            steps: Default::default(),
        }
    }

    // ---- looking ---------------------------------------------------------------------------------

    fn current(&self) -> SyntaxKind {
        self.nth(0)
    }

    fn nth(&self, n: usize) -> SyntaxKind {
        self.spend(1);
        self.kinds.get(self.at + n).copied().unwrap_or(EOF)
    }

    fn at(&self, kind: SyntaxKind) -> bool {
        self.current() == kind
    }

    /// Counts work for the test that it is linear: tokens looked at, bytes of blanks, brackets compared.
    #[inline]
    fn spend(&self, _steps: usize) {
        #[cfg(test)]
        self.steps.set(self.steps.get() + _steps as u64);
    }

    /// The text of the current token.
    fn token_text(&self) -> &'t str {
        self.lexed.text(self.text, self.raw_at(self.at))
    }

    /// The text at `span`.
    fn text_of(&self, span: Span) -> &'t str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    fn raw_at(&self, at: usize) -> usize {
        self.raw.get(at).or(self.raw.last()).copied().unwrap_or(0) as usize
    }

    /// Whether token `at` touches the one before.
    fn touches(&self, at: usize) -> bool {
        at > 0 && self.raw_at(at) == self.raw_at(at - 1) + 1
    }

    /// Whether the current token stands on a later line than the one before.
    fn on_new_line(&self) -> bool {
        self.at == 0 || self.gap().contains('\n')
    }

    /// Whether the current token is the first character of a line.
    fn at_line_start(&self) -> bool {
        let start = self.here().start as usize;
        start == 0 || self.text.as_bytes().get(start - 1) == Some(&b'\n')
    }

    /// The blanks and comments before the current token.
    fn gap(&self) -> &'t str {
        let (start, end) = (self.after_previous().start as usize, self.here().start as usize);
        self.spend(end - start);
        self.text.get(start..end).unwrap_or_default()
    }

    fn span_of(&self, at: usize) -> Span {
        self.lexed.span(self.file, self.raw_at(at))
    }

    /// The place of the current token.
    fn here(&self) -> Span {
        self.span_of(self.at)
    }

    /// The empty place after the last consumed token.
    fn after_previous(&self) -> Span {
        let end = if self.at == 0 { 0 } else { self.span_of(self.at - 1).end };
        Span::new(self.file, end, end)
    }

    /// Whether a definition or part starts here: nothing inside brackets looks like it.
    fn at_item(&self) -> bool {
        self.item_at(self.at) || (matches!(self.current(), KW_LET | KW_ASSERT) && self.at_line_start())
    }

    /// Whether token `at` starts an item that cannot stand in a block.
    fn item_at(&self, at: usize) -> bool {
        self.spend(1);
        let kind = |at: usize| self.kinds.get(at).copied().unwrap_or(EOF);
        let next = kind(at + 1);
        match kind(at) {
            KW_PARAM | KW_PART => next == NAME || next.is_keyword(),
            KW_USE | KW_TEST => next == QUOTE,
            KW_FN | KW_UNITS => next == NAME,
            _ => false,
        }
    }

    // ---- consuming -------------------------------------------------------------------------------

    fn bump(&mut self) {
        self.bump_as(self.current());
    }

    /// Consumes the current token as one of another kind.
    fn bump_as(&mut self, kind: SyntaxKind) {
        if self.at + 1 < self.kinds.len() {
            self.events.push(Event::Token { kind });
            self.at += 1;
        }
    }

    fn eat(&mut self, kind: SyntaxKind) -> bool {
        let found = self.at(kind);
        if found {
            self.bump();
        }
        found
    }

    /// Consumes `kind` or says that `what` was expected.
    fn require(&mut self, kind: SyntaxKind, what: &str) -> bool {
        let found = self.eat(kind);
        if !found {
            self.expected(what);
        }
        found
    }

    /// Consumes a token as part of an error node.
    fn bump_error(&mut self) {
        self.node(ERROR, Self::bump);
    }

    /// A node of `kind` around what `content` consumes.
    fn node<T>(&mut self, kind: SyntaxKind, content: impl FnOnce(&mut Self) -> T) -> Done {
        let node = self.start();
        content(self);
        self.finish(node, kind)
    }

    fn start(&mut self) -> Marker {
        self.events.push(Event::Nothing);
        Marker(self.events.len() - 1)
    }

    fn finish(&mut self, node: Marker, kind: SyntaxKind) -> Done {
        if let Some(event) = self.events.get_mut(node.0) {
            *event = Event::Start { kind, parent: 0 };
        }
        self.events.push(Event::Finish);
        Done(node.0)
    }

    /// Begins a node that encloses one that has ended.
    fn enclose(&mut self, inner: Done) -> Marker {
        let outer = self.start();
        if let Some(Event::Start { parent, .. }) = self.events.get_mut(inner.0) {
            *parent = (outer.0 - inner.0) as u32;
        }
        outer
    }

    /// Counts one level of recursion; `false` says not to go deeper.
    fn enter(&mut self) -> bool {
        if self.depth > 2 * nesting::MAX_NESTING {
            let diagnostic = nesting::diagnostic(self.here());
            self.report(diagnostic);
            return false;
        }
        self.depth += 1;
        #[cfg(test)]
        {
            self.deepest = self.deepest.max(self.depth);
        }
        true
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    // ---- reporting -------------------------------------------------------------------------------

    /// Reports, unless something was already said about the current token.
    fn report(&mut self, diagnostic: Diagnostic) {
        if self.reported != self.at + 1 {
            self.reported = self.at + 1;
            if self.diagnostics.len() < MAX_DIAGNOSTICS {
                self.diagnostics.push(diagnostic);
            }
        }
    }

    /// Reports about the current token.
    fn report_here(&mut self, name: Name, message: &str) {
        self.report(Diagnostic::new(name, self.here(), message));
    }

    /// Reports about the current token, which `text` in its place mends.
    fn replace_here(&mut self, name: Name, message: &str, text: &str) {
        let here = self.here();
        let title = if text.is_empty() {
            format!("remove `{}`", self.token_text())
        } else {
            format!("write `{}`", text.trim())
        };
        self.report(Diagnostic::new(name, here, message).fix(title, here, text));
    }

    /// Reports at `span`, which `text` at the empty `place` mends.
    fn insert(&mut self, name: Name, span: Span, message: &str, place: Span, text: &str) {
        self.report(Diagnostic::new(name, span, message).fix(format!("insert `{}`", text.trim()), place, text));
    }

    /// Says that `what` was expected, unless the lexer has found something wrong just before.
    fn expected(&mut self, what: &str) {
        let after = if self.at == 0 { 0 } else { self.raw_at(self.at - 1) + 1 };
        let skipped = self.lexed.kinds.get(after..self.raw_at(self.at)).unwrap_or_default();
        self.spend(skipped.len());
        if skipped.contains(&ERROR) {
            // The lexer has reported the characters in between; what the parser lacks is no news.
            return;
        }
        let found = self.found();
        let place =
            if self.at > 0 && (self.at(EOF) || self.on_new_line()) { self.after_previous() } else { self.here() };
        self.report(Diagnostic::new(syntax::UNEXPECTED, place, format!("expected {what}, found {found}")));
    }

    /// The current token in words.
    fn found(&self) -> String {
        match self.current() {
            EOF => "the end of the text".to_owned(),
            NAME => format!("the name `{}`", shorten(self.token_text())),
            NUMBER => format!("the number `{}`", shorten(self.token_text())),
            QUOTE => "a string".to_owned(),
            kind if kind.is_keyword() => format!("the keyword `{}`", self.token_text()),
            _ => format!("`{}`", shorten(self.token_text())),
        }
    }
}

/// At most 40 characters of `text`.
fn shorten(text: &str) -> String {
    if text.chars().nth(40).is_none() { text.to_owned() } else { text.chars().take(39).chain(['…']).collect() }
}
