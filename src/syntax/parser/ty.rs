//! Types.

use super::super::SyntaxKind::*;
use super::Parser;
use crate::diagnostics::registry::syntax;

impl Parser<'_> {
    pub(super) fn type_annotation(&mut self) {
        let node = self.start();
        self.bump();
        self.type_expr();
        self.finish(node, TYPE_ANNOTATION);
    }

    pub(super) fn type_expr(&mut self) -> bool {
        if !self.enter() {
            return false;
        }
        let found = self.some_type();
        self.leave();
        found
    }

    fn some_type(&mut self) -> bool {
        match self.current() {
            NAME => {
                let node = self.start();
                self.bump();
                self.finish(node, NAME_TYPE);
            }
            L_BRACKET => {
                let node = self.start();
                let open = self.open(R_BRACKET);
                self.type_expr();
                self.close(open);
                self.finish(node, LIST_TYPE);
            }
            L_PAREN => {
                let node = self.start();
                let place = self.here();
                let count = self.bracketed(R_PAREN, "a type", false, Self::type_expr);
                if count == 1 {
                    let message = "a tuple type has at least two elements; one type stands without parentheses";
                    self.report(crate::diagnostics::Diagnostic::new(
                        syntax::UNEXPECTED,
                        place.cover(self.after_previous()),
                        message,
                    ));
                } else if count == 0 {
                    self.expected("a type");
                }
                self.finish(node, TUPLE_TYPE);
            }
            KW_FN => {
                let node = self.start();
                self.bump();
                if self.at(L_PAREN) {
                    self.bracketed(R_PAREN, "a type", false, Self::type_expr);
                } else {
                    self.expected("`(` and the types of the parameters");
                }
                if self.expect(ARROW, "`->` and the type of the result") {
                    self.type_expr();
                }
                self.finish(node, FN_TYPE);
            }
            HASH_BRACE => {
                let node = self.start();
                self.bracketed(R_BRACE, "a field", true, Self::field_type);
                self.finish(node, RECORD_TYPE);
            }
            _ => {
                self.expected("a type");
                return false;
            }
        }
        true
    }

    fn field_type(&mut self) -> bool {
        if !self.at_name() {
            self.expected("a field's name");
            return false;
        }
        let node = self.start();
        self.name("a field's name");
        if self.expect(COLON, "`:` and the field's type") {
            self.type_expr();
        }
        self.finish(node, FIELD_TYPE);
        true
    }
}
