//! Expressions, loosest first; a function per layer of the grammar.

use super::super::SyntaxKind::{self, *};
use super::{Done, Parser};
use crate::diagnostics::{Diagnostic, Edit, Fix, registry::syntax};
use crate::text::Span;

impl Parser<'_> {
    /// An expression, or a message that `what` was expected.
    pub(super) fn some_expr(&mut self, what: &str) -> bool {
        if !starts_expr(self.current()) && !self.almost_starts_expr() {
            self.expected(what);
            return false;
        }
        self.expr()
    }

    /// Whether a frequent slip for an expression starts here.
    fn almost_starts_expr(&self) -> bool {
        match self.current() {
            PLUS => true,
            DOT => self.nth(1) == NUMBER,
            kind => self.keyword_as_value(kind),
        }
    }

    pub(super) fn expr(&mut self) -> bool {
        if !self.enter() {
            return false;
        }
        let found = match (self.current(), self.nth(1)) {
            (KW_IF, _) => Some(self.if_expr()),
            (BAR, _) => Some(self.lambda_expr()),
            // Most expressions are one literal or name; no layer has anything to do with it.
            (NUMBER | NAME, COMMA | R_PAREN | R_BRACKET) => self.primary(),
            _ => self.or_expr(),
        };
        self.leave();
        found.is_some()
    }

    pub(super) fn range_expr(&mut self) {
        self.node(RANGE_EXPR, |p| {
            if p.some_expr("a range or a list") && matches!(p.current(), DOT_DOT | DOT_DOT_EQ) {
                p.bump();
                p.some_expr("the end of the range");
            }
        });
    }

    pub(super) fn if_expr(&mut self) -> Done {
        let node = self.start();
        let whole = self.here();
        self.bump();
        self.some_expr("a condition");
        self.branch("`{` and the value for the case that the condition holds");
        if self.eat(KW_ELSE) {
            if self.at(KW_IF) {
                self.expr();
            } else {
                self.branch("`{` or `if`");
            }
        } else {
            let place = self.after_previous();
            self.report(
                Diagnostic::new(syntax::MISSING_ELSE, place, "an `if` has a value, so it needs an `else`")
                    .label(whole, "this `if`"),
            );
        }
        self.finish(node, IF_EXPR)
    }

    /// A block of an `if`; another expression in its place is reported and taken.
    fn branch(&mut self, what: &str) {
        if self.at(L_BRACE) {
            self.block_expr();
        } else {
            let before = self.diagnostics.len();
            if !starts_expr(self.current()) || self.on_new_line() {
                return self.expected(what);
            }
            let from = self.here();
            self.report_here(syntax::UNEXPECTED, "the branches of an `if` stand in braces: `if c { a } else { b }`");
            self.expr();
            let edit = |span: Span, text: &str| Edit { span, text: text.to_owned() };
            let edits = vec![edit(from.empty_start(), "{ "), edit(self.after_previous(), " }")];
            if let Some(reported) = self.diagnostics.get_mut(before) {
                reported.fixes.push(Fix { title: "insert the braces".to_owned(), edits });
            }
        }
    }

    pub(super) fn lambda_expr(&mut self) -> Done {
        let node = self.start();
        self.bump();
        self.bars += 1;
        if !self.at(BAR) {
            while self.param() && self.eat(COMMA) {}
        }
        self.bars -= 1;
        if self.require(BAR, "`,` or `|` after the parameters") {
            self.some_expr("the value of the function");
        }
        self.finish(node, LAMBDA_EXPR)
    }

    fn or_expr(&mut self) -> Option<Done> {
        let mut left = self.and_expr()?;
        if self.at(KW_OR) || self.foreign_or() {
            let node = self.enclose(left);
            while self.at(KW_OR) || self.foreign_or() {
                self.operator();
                self.and_expr();
            }
            left = self.finish(node, OR_EXPR);
        }
        while self.at(BAR) && self.bars == 0 && self.nth(1) == GT && self.touches(self.at + 1) {
            let span = self.here().cover(self.span_of(self.at + 1));
            self.report(Diagnostic::new(
                syntax::OPERATOR,
                span,
                "recad has no pipe operator; `a |> f(b)` is the method call `a.f(b)`",
            ));
            let node = self.enclose(left);
            self.bump();
            self.bump();
            self.and_expr();
            left = self.finish(node, ERROR);
        }
        Some(left)
    }

    fn foreign_or(&self) -> bool {
        self.at(BAR) && self.nth(1) == BAR && self.bars == 0 && self.touches(self.at + 1)
    }

    fn and_expr(&mut self) -> Option<Done> {
        let left = self.not_expr()?;
        if !self.at(KW_AND) && !self.doubled(AMP) {
            return Some(left);
        }
        let node = self.enclose(left);
        while self.at(KW_AND) || self.doubled(AMP) {
            self.operator();
            self.not_expr();
        }
        Some(self.finish(node, AND_EXPR))
    }

    fn doubled(&self, kind: SyntaxKind) -> bool {
        self.at(kind) && self.nth(1) == kind
    }

    /// Consumes an operator; one that other languages spell with two characters is reported.
    fn operator(&mut self) {
        let (foreign, ours, kind) = match self.current() {
            AMP => ("&&", "and", KW_AND),
            BAR => ("||", "or", KW_OR),
            STAR => ("**", "^", CARET),
            _ => return self.bump(),
        };
        let span = self.here().cover(self.span_of(self.at + 1));
        let message = format!("`{foreign}` is written `{ours}`");
        let blank = |touches: bool| if touches && kind.is_keyword() { " " } else { "" };
        let text = format!("{}{ours}{}", blank(self.touches(self.at)), blank(self.touches(self.at + 2)));
        self.report(Diagnostic::new(syntax::OPERATOR, span, message).fix(format!("write `{ours}`"), span, text));
        self.bump_as(kind);
        self.bump_error();
    }

    pub(super) fn not_expr(&mut self) -> Option<Done> {
        if !self.at(KW_NOT) {
            return self.compare_expr();
        }
        if !self.enter() {
            return None;
        }
        let node = self.start();
        self.bump();
        self.not_expr();
        self.leave();
        Some(self.finish(node, NOT_EXPR))
    }

    fn compare_expr(&mut self) -> Option<Done> {
        let negated = self.at > 0 && self.kinds.get(self.at - 1) == Some(&KW_NOT);
        let left = self.add_expr()?;
        let assigns = |p: &Self| p.at(EQ) && !p.on_new_line();
        if !is_comparison(self.current()) && !assigns(self) {
            return Some(left);
        }
        let node = self.enclose(left);
        let mut count = 0;
        let mut middle = self.after_previous();
        let mut chained = None;
        while is_comparison(self.current()) || assigns(self) {
            if self.at(EQ) {
                self.replace_here(syntax::ASSIGNMENT, "`=` does not compare; equality is `==`", "==");
            } else if count == 1 {
                chained = Some((self.diagnostics.len(), middle.cover(self.after_previous())));
                self.report_here(syntax::CHAINED_COMPARISON, "comparisons do not chain; write `a < b and b < c`");
            }
            if self.at(EQ) {
                self.bump_as(EQ_EQ)
            } else {
                self.bump()
            }
            middle = self.here().empty_start();
            self.add_expr();
            count += 1;
        }
        if let (Some((index, middle)), 2, false) = (chained, count, negated)
            && self.diagnostics.len() == index + 1
        {
            let text = format!(" and {}", self.text_of(middle));
            if let Some(last) = self.diagnostics.last_mut() {
                let title = format!("insert `{}`", text.trim());
                last.fixes.push(Fix { title, edits: vec![Edit { span: middle.empty_end(), text }] });
            }
        }
        Some(self.finish(node, COMPARE_EXPR))
    }

    fn add_expr(&mut self) -> Option<Done> {
        self.chain(ADD_EXPR, Self::common_expr, |p| matches!(p.current(), PLUS | MINUS))
    }

    fn common_expr(&mut self) -> Option<Done> {
        self.chain(COMMON_EXPR, Self::mul_expr, |p| p.at(AMP) && p.nth(1) != AMP)
    }

    fn mul_expr(&mut self) -> Option<Done> {
        self.chain(MUL_EXPR, Self::neg_expr, |p| matches!(p.current(), STAR | SLASH | PERCENT))
    }

    /// Operands of one layer joined by its operators, in one flat node.
    #[inline]
    fn chain(
        &mut self,
        kind: SyntaxKind,
        layer: impl Fn(&mut Self) -> Option<Done>,
        at_operator: impl Fn(&Self) -> bool,
    ) -> Option<Done> {
        let left = layer(self)?;
        if !at_operator(self) {
            return Some(left);
        }
        let node = self.enclose(left);
        while at_operator(self) {
            self.bump();
            layer(self);
        }
        Some(self.finish(node, kind))
    }

    fn neg_expr(&mut self) -> Option<Done> {
        if self.at(PLUS) {
            self.replace_here(syntax::OPERATOR, "there is no prefix `+`", "");
            while self.at(PLUS) {
                self.bump_error();
            }
        }
        if !self.at(MINUS) {
            return self.power_expr();
        }
        if !self.enter() {
            return None;
        }
        let node = self.start();
        self.bump();
        self.neg_expr();
        self.leave();
        Some(self.finish(node, NEG_EXPR))
    }

    fn power_expr(&mut self) -> Option<Done> {
        let base = self.postfix_expr()?;
        if !self.at(CARET) && !self.doubled(STAR) {
            return Some(base);
        }
        if !self.enter() {
            return Some(base);
        }
        let node = self.enclose(base);
        self.operator();
        self.neg_expr();
        self.leave();
        Some(self.finish(node, POWER_EXPR))
    }
}

/// Whether two values are compared by this operator.
fn is_comparison(kind: SyntaxKind) -> bool {
    matches!(kind, EQ_EQ | NOT_EQ | LT | LT_EQ | GT | GT_EQ)
}

/// Whether an expression starts with this token.
pub(super) fn starts_expr(kind: SyntaxKind) -> bool {
    matches!(
        kind,
        NAME | NUMBER
            | QUOTE
            | KW_TRUE
            | KW_FALSE
            | KW_IF
            | KW_NOT
            | BAR
            | MINUS
            | L_PAREN
            | L_BRACKET
            | L_BRACE
            | HASH_BRACE
    )
}
