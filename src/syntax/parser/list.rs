//! Brackets and what stands between them: separation, closing, recovery.

use super::super::SyntaxKind::{self, *};
use super::Parser;
use super::expr::starts_expr;
use crate::diagnostics::{Diagnostic, registry::syntax};

/// An open bracket.
pub(super) struct Open {
    at: usize,
    closer: SyntaxKind,
    bars: u32,
}

/// A bracket as written.
fn spelling(kind: SyntaxKind) -> &'static str {
    match kind {
        R_PAREN => ")",
        R_BRACKET => "]",
        _ => "}",
    }
}

impl Parser<'_> {
    /// Consumes an opening bracket that `closer` will close.
    pub(super) fn open(&mut self, closer: SyntaxKind) -> Open {
        let open = Open { at: self.at, closer, bars: std::mem::take(&mut self.bars) };
        self.closers.push(closer);
        self.bump();
        open
    }

    /// Consumes the closing bracket, or says that it is missing.
    pub(super) fn close(&mut self, open: Open) {
        self.closers.pop();
        self.bars = open.bars;
        if self.eat(open.closer) {
            return;
        }
        let closer = spelling(open.closer);
        let opener = self.span_of(open.at);
        let opening = self.lexed.text(self.text, self.raw_at(open.at));
        let wrong = matches!(self.current(), R_PAREN | R_BRACKET | R_BRACE) && !self.closers.contains(&self.current());
        if wrong {
            let here = self.here();
            let message = format!("`{opening}` is closed by `{closer}`, not by `{}`", self.token_text());
            self.report(Diagnostic::new(syntax::UNMATCHED_BRACKET, here, message).label(opener, "opened here").fix(
                format!("write `{closer}`"),
                here,
                closer,
            ));
            self.bump_error();
        } else if self.broken_string <= open.at {
            let place = self.after_previous();
            let message = format!("`{opening}` is not closed; expected `{closer}` before {}", self.found());
            // What is open around it at the end of a text or item is not closed either, and not reported again.
            let mut missing = closer.to_owned();
            if self.at(EOF) || self.at_item() {
                missing.extend(self.closers.iter().rev().map(|outer| spelling(*outer)));
            }
            self.report(Diagnostic::new(syntax::UNCLOSED_BRACKET, place, message).label(opener, "opened here").fix(
                format!("insert `{missing}`"),
                place,
                missing,
            ));
        }
    }

    /// Whether a bracket is closed before the end of the text and before an item that certainly starts.
    /// All brackets are matched at once, the first time that this matters.
    pub(super) fn is_closed(&mut self, open: &Open) -> bool {
        if self.closed.is_empty() {
            self.closed = vec![false; self.kinds.len()];
            let mut waiting = Vec::new();
            for at in 0..self.kinds.len() {
                match self.kinds.get(at) {
                    Some(L_PAREN | L_BRACKET | L_BRACE | HASH_BRACE) => waiting.push(at),
                    Some(R_PAREN | R_BRACKET | R_BRACE) => {
                        let closed = waiting.pop().and_then(|open| self.closed.get_mut(open));
                        closed.into_iter().for_each(|closed| *closed = true);
                    }
                    _ if self.item_at(at) => waiting.clear(),
                    _ => {}
                }
            }
        }
        self.closed.get(open.at).copied().unwrap_or(false)
    }

    /// Whether the current token closes a bracket further out.
    pub(super) fn at_outer_closer(&self) -> bool {
        let kind = self.current();
        if !matches!(kind, R_PAREN | R_BRACKET | R_BRACE) || self.closers.last() == Some(&kind) {
            return false;
        }
        self.spend(self.closers.len());
        self.closers.contains(&kind)
    }

    /// Whether the innermost bracket (no block) cannot go on here.
    pub(super) fn at_end_of_bracket(&self) -> bool {
        match self.current() {
            EOF | KW_LET | KW_ASSERT => true,
            SEMICOLON => self.closers.contains(&R_BRACE),
            R_PAREN | R_BRACKET | R_BRACE => true,
            _ => self.at_item(),
        }
    }

    /// The bracket, elements separated by commas, the closing bracket; how many elements there were.
    pub(super) fn bracketed(
        &mut self,
        closer: SyntaxKind,
        what: &str,
        trailing_comma: bool,
        element: impl Fn(&mut Self) -> bool,
    ) -> u32 {
        let open = self.open(closer);
        let count = self.elements(closer, what, trailing_comma, element);
        self.close(open);
        count
    }

    /// Elements separated by commas up to the closing bracket; how many there were.
    pub(super) fn elements(
        &mut self,
        closer: SyntaxKind,
        what: &str,
        trailing_comma: bool,
        element: impl Fn(&mut Self) -> bool,
    ) -> u32 {
        let mut count = 0;
        let mut after_comma = false;
        while !self.at_end_of_bracket() {
            let before = self.at;
            if element(self) {
                count += 1;
            } else if !self.at(COMMA) {
                self.skip_element();
            }
            after_comma = self.separator(closer);
            if self.at == before {
                self.bump_error();
            }
        }
        if after_comma && !trailing_comma && self.at(closer) {
            self.expected(what);
        }
        count
    }

    /// Elements outside brackets, at least one, with `separator` between them.
    pub(super) fn separated(&mut self, separator: SyntaxKind, element: impl Fn(&mut Self)) {
        element(self);
        while self.eat(separator) {
            element(self);
        }
    }

    /// A comma, the end of the bracket, or a message about what stands there instead.
    pub(super) fn separator(&mut self, closer: SyntaxKind) -> bool {
        if self.eat(COMMA) {
            return true;
        }
        if self.at_end_of_bracket() {
            return false;
        }
        if matches!(self.current(), DOT_DOT | DOT_DOT_EQ) {
            self.stray_range();
        } else if starts_expr(self.current()) && !self.at(BAR) {
            let place = self.after_previous();
            let message = format!("expected `,` or `{}`, found {}", spelling(closer), self.found());
            self.report(Diagnostic::new(syntax::MISSING_COMMA, self.here(), message).fix("insert `,`", place, ","));
            return false;
        } else {
            self.expected(&format!("`,` or `{}`", spelling(closer)));
        }
        self.skip_element();
        self.eat(COMMA)
    }

    /// Skips to the next comma of this bracket or to its end.
    pub(super) fn skip_element(&mut self) {
        if self.at(COMMA) || self.at_end_of_bracket() {
            return;
        }
        let node = self.start();
        let mut depth = 0u32;
        loop {
            match self.current() {
                EOF => break,
                L_PAREN | L_BRACKET | L_BRACE | HASH_BRACE => depth += 1,
                R_PAREN | R_BRACKET | R_BRACE if depth > 0 => depth -= 1,
                COMMA if depth == 0 => break,
                _ if depth == 0 && self.at_end_of_bracket() => break,
                _ if self.at_item() => break,
                _ => {}
            }
            self.bump();
        }
        self.finish(node, ERROR);
    }

    /// A range where none may stand: reported and consumed.
    pub(super) fn stray_range(&mut self) {
        self.report_here(
            syntax::RANGE,
            "a range stands only after `in`; the list of its numbers is `[i for i in a..b]`",
        );
        let node = self.start();
        self.bump();
        if starts_expr(self.current()) {
            self.expr();
        }
        self.finish(node, ERROR);
    }
}
