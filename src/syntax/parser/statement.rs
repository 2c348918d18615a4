//! What stands between the braces of a block or a test.

use super::super::SyntaxKind::*;
use super::Parser;
use super::expr::starts_expr;
use super::list::Open;
use crate::diagnostics::{Diagnostic, registry::syntax};

/// Said of a value that is none.
const IDLE: &str = "an expression in the middle of a block does nothing; name it with `let`";

impl Parser<'_> {
    /// `let`s and `assert`s, and where a value is due, the value.
    pub(super) fn statements(&mut self, block: &Open, with_value: bool) {
        let mut reported = self.diagnostics.len();
        loop {
            let before = self.at;
            if !self.at(R_BRACE) {
                reported = self.diagnostics.len();
            }
            match self.current() {
                KW_LET | KW_ASSERT if self.at_line_start() && !self.is_closed(block) => return,
                KW_LET | KW_ASSERT => self.statement(),
                NAME if self.nth(1) == EQ => {
                    self.let_without_keyword();
                    self.semicolon();
                }
                R_BRACE => break,
                SEMICOLON => {
                    self.replace_here(syntax::EXTRA_SEMICOLON, "this `;` ends no statement", "");
                    self.bump_error();
                }
                _ if self.at_item() || self.at_outer_closer() || self.at(EOF) => return,
                NAME if self.token_text() == "return"
                    // As a name it could be followed by these.
                    && starts_expr(self.nth(1))
                    && !matches!(self.nth(1), MINUS | L_PAREN | L_BRACKET) =>
                {
                    let message = "the value of a block is its last expression, without `return`";
                    self.replace_here(syntax::UNEXPECTED, message, "");
                    self.bump_error();
                }
                kind if starts_expr(kind) => {
                    if with_value && self.value() {
                        return;
                    }
                    if !with_value {
                        self.report_here(
                            syntax::EXPRESSION_STATEMENT,
                            "a test holds only `let` and `assert` statements",
                        );
                        self.expr();
                        self.eat(SEMICOLON);
                    }
                }
                _ => {
                    self.expected(if with_value { "a statement or the block's value" } else { "a statement or `}`" });
                    self.skip_statement();
                }
            }
            if self.at == before {
                self.bump_error();
            }
        }
        if with_value && self.at(R_BRACE) && self.diagnostics.len() == reported {
            self.report_here(syntax::UNEXPECTED, "a block ends with an expression, its value");
        }
    }

    /// `let` or `assert` with its `;`.
    fn statement(&mut self) {
        if self.at(KW_LET) {
            self.let_decl()
        } else {
            self.assert_stmt()
        }
        self.semicolon();
    }

    /// The value of a block; `false` if it turned out to be no end of the block.
    fn value(&mut self) -> bool {
        self.expr();
        match self.current() {
            // A bracket of another kind is blamed where the block is closed.
            R_BRACE | R_PAREN | R_BRACKET | EOF => true,
            SEMICOLON => {
                if self.nth(1) == R_BRACE {
                    self.replace_here(syntax::EXTRA_SEMICOLON, "the value of a block stands without `;`", "");
                } else {
                    self.report_here(syntax::EXPRESSION_STATEMENT, IDLE);
                }
                self.bump_error();
                self.at(R_BRACE)
            }
            _ if self.at_item() || self.at_outer_closer() => true,
            kind if kind == KW_LET || kind == KW_ASSERT || (starts_expr(kind) && self.on_new_line()) => {
                self.report(Diagnostic::new(syntax::EXPRESSION_STATEMENT, self.after_previous(), IDLE));
                false
            }
            _ => {
                if matches!(self.current(), DOT_DOT | DOT_DOT_EQ) {
                    self.stray_range();
                }
                self.expected("an operator or `}`");
                self.skip_statement();
                self.at(R_BRACE)
            }
        }
    }

    /// The `;` after a statement.
    fn semicolon(&mut self) {
        if self.eat(SEMICOLON) {
            return;
        }
        let kind = self.current();
        let ends = matches!(kind, KW_LET | KW_ASSERT | R_BRACE | EOF) || starts_expr(kind) || self.at_item();
        if ends || self.on_new_line() {
            let (place, message) = (self.after_previous(), "a `let` or `assert` in a block ends with `;`");
            self.insert(syntax::MISSING_SEMICOLON, place, message, place, ";");
        } else {
            self.expected("an operator or `;`");
            self.skip_statement();
        }
    }

    /// Skips to the end of a statement that went wrong.
    fn skip_statement(&mut self) {
        let node = self.start();
        let mut depth = 0u32;
        while !self.at(EOF) && !self.at_item() {
            match self.current() {
                L_PAREN | L_BRACKET | L_BRACE | HASH_BRACE => depth += 1,
                R_PAREN | R_BRACKET | R_BRACE if depth == 0 => break,
                R_PAREN | R_BRACKET | R_BRACE => depth -= 1,
                KW_LET | KW_ASSERT if depth == 0 => break,
                SEMICOLON if depth == 0 => {
                    self.bump();
                    break;
                }
                _ => {}
            }
            self.bump();
        }
        self.finish(node, ERROR);
    }
}
