//! Types.

use super::super::SyntaxKind::*;
use super::Parser;
use crate::diagnostics::{Diagnostic, registry::syntax};

impl Parser<'_> {
    pub(super) fn type_annotation(&mut self) {
        self.node(TYPE_ANNOTATION, |p| {
            p.bump();
            p.type_expr();
        });
    }

    pub(super) fn type_expr(&mut self) -> bool {
        if !self.enter() {
            return false;
        }
        let before = self.at;
        match self.current() {
            NAME => self.name_type(),
            L_BRACKET => self.list_type(),
            L_PAREN => self.tuple_type(),
            KW_FN => self.fn_type(),
            HASH_BRACE => self.record_type(),
            _ => self.expected("a type"),
        }
        self.leave();
        self.at > before
    }

    fn name_type(&mut self) {
        self.node(NAME_TYPE, Self::bump);
    }

    fn list_type(&mut self) {
        self.node(LIST_TYPE, |p| {
            let open = p.open(R_BRACKET);
            p.type_expr();
            p.close(open);
        });
    }

    fn tuple_type(&mut self) {
        self.node(TUPLE_TYPE, |p| {
            let place = p.here();
            let count = p.bracketed(R_PAREN, "a type", false, Self::type_expr);
            if count == 1 {
                let message = "a tuple type has at least two elements; one type stands without parentheses";
                let place = place.cover(p.after_previous());
                p.report(Diagnostic::new(syntax::UNEXPECTED, place, message));
            } else if count == 0 {
                p.expected("a type");
            }
        });
    }

    fn fn_type(&mut self) {
        self.node(FN_TYPE, |p| {
            p.bump();
            if p.at(L_PAREN) {
                p.bracketed(R_PAREN, "a type", false, Self::type_expr);
            } else {
                p.expected("`(` and the types of the parameters");
            }
            if p.require(ARROW, "`->` and the type of the result") {
                p.type_expr();
            }
        });
    }

    fn record_type(&mut self) {
        self.node(RECORD_TYPE, |p| p.bracketed(R_BRACE, "a field", true, Self::field_type));
    }

    fn field_type(&mut self) -> bool {
        if !self.at_name() {
            self.expected("a field's name");
            return false;
        }
        self.node(FIELD_TYPE, |p| {
            p.name("a field's name");
            if p.require(COLON, "`:` and the field's type") {
                p.type_expr();
            }
        });
        true
    }
}
