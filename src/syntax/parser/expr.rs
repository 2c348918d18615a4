//! Expressions, loosest first; a function per layer of the grammar.

use super::super::SyntaxKind::{self, *};
use super::item::starts_expr;
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
        let found = match self.current() {
            KW_IF => Some(self.if_expr()),
            BAR => Some(self.lambda_expr()),
            _ => self.or_expr(),
        };
        self.leave();
        found.is_some()
    }

    pub(super) fn range_expr(&mut self) {
        let node = self.start();
        if self.some_expr("a range or a list") && matches!(self.current(), DOT_DOT | DOT_DOT_EQ) {
            self.bump();
            self.some_expr("the end of the range");
        }
        self.finish(node, RANGE_EXPR);
    }

    fn if_expr(&mut self) -> Done {
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

    fn lambda_expr(&mut self) -> Done {
        let node = self.start();
        self.bump();
        self.bars += 1;
        if !self.at(BAR) {
            while self.param().is_some() && self.eat(COMMA) {}
        }
        self.bars -= 1;
        if self.expect(BAR, "`,` or `|` after the parameters") {
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

    fn not_expr(&mut self) -> Option<Done> {
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
                let here = self.here();
                self.report(Diagnostic::new(syntax::ASSIGNMENT, here, "`=` does not compare; equality is `==`").fix(
                    "write `==`",
                    here,
                    "==",
                ));
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
            let here = self.here();
            self.report(Diagnostic::new(syntax::OPERATOR, here, "there is no prefix `+`").fix("remove `+`", here, ""));
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

    fn postfix_expr(&mut self) -> Option<Done> {
        let base = self.primary()?;
        if !matches!(self.current(), L_PAREN | L_BRACKET | DOT) {
            return Some(base);
        }
        let node = self.enclose(base);
        loop {
            match self.current() {
                L_PAREN => self.call_args(),
                L_BRACKET => {
                    let index = self.start();
                    let open = self.open(R_BRACKET);
                    self.some_expr("an index");
                    if !self.at(R_BRACKET) && matches!(self.current(), DOT_DOT | DOT_DOT_EQ) {
                        self.stray_range();
                    }
                    self.close(open);
                    self.finish(index, INDEX);
                }
                DOT => self.field(),
                _ => break,
            }
        }
        Some(self.finish(node, POSTFIX_EXPR))
    }

    fn field(&mut self) {
        let node = self.start();
        let after_number = self.at > 0 && self.kinds.get(self.at - 1) == Some(&NUMBER) && self.touches(self.at);
        if after_number && !matches!(self.nth(1), NAME) {
            let place = self.span_of(self.at + 1).empty_start();
            let place = if self.touches(self.at + 1) { place } else { self.here().empty_end() };
            let dot = self.here();
            self.report(Diagnostic::new(syntax::NUMBER, dot, "a digit follows every decimal point").fix(
                "insert `0`",
                place,
                "0",
            ));
            self.bump();
        } else {
            self.bump();
            let keyword = self.current().is_keyword() && self.touches(self.at);
            if keyword {
                let message = format!("`{}` is a keyword and cannot be a name", self.token_text());
                self.report_here(syntax::KEYWORD, &message);
                self.bump_as(NAME);
            } else {
                self.expect(NAME, "a name after `.`");
            }
        }
        self.finish(node, FIELD);
    }

    fn call_args(&mut self) {
        let node = self.start();
        self.bracketed(R_PAREN, "an argument", true, Self::arg);
        self.finish(node, CALL_ARGS);
    }

    fn arg(&mut self) -> bool {
        let node = self.start();
        let named = self.at(NAME) || self.current().is_keyword();
        let found = match self.nth(1) {
            EQ if named && self.nth(2) == GT && self.touches(self.at + 2) => {
                self.arrow_function();
                true
            }
            EQ if named => {
                self.name("an argument's name");
                self.bump();
                self.some_expr("the argument's value")
            }
            COLON if named => {
                self.name("an argument's name");
                self.named_with_colon("an argument is named with `=`: `name = value`");
                self.some_expr("the argument's value")
            }
            _ => self.some_expr("an argument"),
        };
        self.finish(node, ARG);
        found
    }

    /// A unit apart from its number is reported and consumed: `5 mm`.
    fn loose_unit(&mut self) {
        let unit = matches!(self.token_text(), "mm" | "cm" | "m" | "inch" | "foot" | "deg" | "rad");
        let apart = self.at(NAME) && self.at > 0 && !self.touches(self.at) && !self.on_new_line();
        if !unit || !apart || matches!(self.nth(1), L_PAREN | EQ | DOT | L_BRACKET) {
            return;
        }
        let number = self.lexed.text(self.text, self.raw_at(self.at - 1));
        if !number.ends_with(|last: char| last.is_ascii_digit()) {
            return;
        }
        let blank = Span::new(self.file, self.after_previous().start, self.here().start);
        let message = format!("a unit touches its number: `{number}{}`", self.token_text());
        let span = self.span_of(self.at - 1).cover(self.here());
        self.report(Diagnostic::new(syntax::NUMBER, span, message).fix("remove the blank", blank, ""));
        self.bump_error();
    }

    /// `r => value`, where a function is `|r| value`: reported and parsed as that.
    fn arrow_function(&mut self) {
        let node = self.start();
        let name = self.here();
        let param = self.start();
        self.name("a parameter's name");
        self.finish(param, PARAM);
        let arrow = self.here().cover(self.span_of(self.at + 1));
        let message = format!("a function is written `|{0}| …`, not `{0} => …`", self.text_of(name));
        let mut diagnostic = Diagnostic::new(syntax::OPERATOR, name.cover(arrow), message);
        let edit = |span: Span, text: &str| Edit { span, text: text.to_owned() };
        let blank_before = Span::new(self.file, name.end, arrow.end);
        let edits = vec![edit(name.empty_start(), "|"), edit(blank_before, "|")];
        diagnostic.fixes.push(Fix { title: "write a lambda".to_owned(), edits });
        self.report(diagnostic);
        self.bump_error();
        self.bump_error();
        self.some_expr("the value of the function");
        self.finish(node, LAMBDA_EXPR);
    }

    fn text_of(&self, span: Span) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// A `:` where `=` is meant.
    fn named_with_colon(&mut self, message: &str) {
        let here = self.here();
        self.report(Diagnostic::new(syntax::ASSIGNMENT, here, message).fix("write `=`", here, " ="));
        self.bump_as(EQ);
    }

    /// Whether this keyword stands for a value by mistake.
    fn keyword_as_value(&self, kind: SyntaxKind) -> bool {
        matches!(kind, KW_STEP | KW_TEST | KW_UNITS | KW_PART | KW_PARAM | KW_USE | KW_AS)
            && !self.at_item()
            && !self.on_new_line()
    }

    fn primary(&mut self) -> Option<Done> {
        let kind = self.current();
        Some(match kind {
            NUMBER => {
                let number = self.leaf(NUMBER_EXPR);
                self.loose_unit();
                number
            }
            NAME => self.leaf(NAME_EXPR),
            KW_TRUE | KW_FALSE => self.leaf(BOOL_EXPR),
            QUOTE => self.string(),
            L_PAREN => self.paren_expr(),
            L_BRACKET => self.list_expr(),
            HASH_BRACE => {
                let node = self.start();
                self.bracketed(R_BRACE, "a field", true, Self::record_field);
                self.finish(node, RECORD_EXPR)
            }
            L_BRACE => self.block_expr(),
            KW_IF | KW_NOT => return self.needs_parentheses(),
            BAR if self.bars == 0 => return self.needs_parentheses(),
            DOT if self.nth(1) == NUMBER => {
                let place = self.here();
                self.report(Diagnostic::new(syntax::NUMBER, place, "a digit stands before every decimal point").fix(
                    "insert `0`",
                    place.empty_start(),
                    "0",
                ));
                let node = self.start();
                self.bump_error();
                self.bump();
                self.finish(node, NUMBER_EXPR)
            }
            kind if self.keyword_as_value(kind) => {
                let node = self.start();
                self.name("a value");
                self.finish(node, NAME_EXPR)
            }
            _ => {
                self.expected("an expression");
                return None;
            }
        })
    }

    /// `if`, `not` or a lambda as an operand.
    fn needs_parentheses(&mut self) -> Option<Done> {
        if !self.enter() {
            return None;
        }
        let start = self.here();
        let what = if self.at(BAR) { "a function `|…| …`".to_owned() } else { format!("`{}`", self.token_text()) };
        let message = format!("{what} as an operand stands in parentheses");
        let reported = self.diagnostics.len();
        self.report(Diagnostic::new(syntax::UNEXPECTED, start, message));
        let new = self.diagnostics.len() > reported;
        let done = match self.current() {
            KW_IF => Some(self.if_expr()),
            BAR => Some(self.lambda_expr()),
            _ => self.not_expr(),
        };
        let end = self.after_previous();
        if let (true, Some(diagnostic)) = (new, self.diagnostics.get_mut(reported)) {
            diagnostic.fixes.push(Fix {
                title: "add parentheses".to_owned(),
                edits: vec![
                    Edit { span: start.empty_start(), text: "(".to_owned() },
                    Edit { span: end, text: ")".to_owned() },
                ],
            });
        }
        self.leave();
        done
    }

    fn leaf(&mut self, kind: SyntaxKind) -> Done {
        let node = self.start();
        self.bump();
        self.finish(node, kind)
    }

    fn paren_expr(&mut self) -> Done {
        let node = self.start();
        let count = self.bracketed(R_PAREN, "an expression", true, |p| p.some_expr("an expression"));
        if count == 0 {
            let place = self.after_previous();
            self.report(Diagnostic::new(
                syntax::UNEXPECTED,
                place,
                "parentheses hold an expression, or the elements of a tuple",
            ));
        }
        self.finish(node, PAREN_EXPR)
    }

    fn list_expr(&mut self) -> Done {
        let node = self.start();
        let open = self.open(R_BRACKET);
        if !self.at(R_BRACKET) && self.list_item() {
            if self.at(KW_FOR) {
                while self.at(KW_FOR) {
                    self.for_clause();
                }
                if !self.at(R_BRACKET) {
                    self.expected("`for`, `if` or `]`");
                    self.skip_to_closer();
                }
            } else {
                self.separator(R_BRACKET);
                self.elements(R_BRACKET, "an element", true, Self::list_item);
            }
        } else if !self.at(R_BRACKET) {
            self.skip_element();
            self.eat(COMMA);
            self.elements(R_BRACKET, "an element", true, Self::list_item);
        }
        self.close(open);
        self.finish(node, LIST_EXPR)
    }

    fn list_item(&mut self) -> bool {
        let node = self.start();
        self.eat(DOT_DOT);
        let found = self.some_expr("an element");
        self.finish(node, LIST_ITEM);
        found
    }

    fn for_clause(&mut self) {
        let node = self.start();
        self.bump();
        self.name("the name that runs over the elements");
        if self.expect(KW_IN, "`in`") {
            self.range_expr();
        }
        if self.eat(KW_IF) {
            self.some_expr("a condition");
        }
        self.finish(node, FOR_CLAUSE);
    }

    fn record_field(&mut self) -> bool {
        if !self.at_name() {
            self.expected("a field's name");
            return false;
        }
        let node = self.start();
        self.name("a field's name");
        if self.at(COLON) {
            self.named_with_colon("a field gets its value with `=`: `name = value`");
            self.some_expr("the field's value");
        } else if self.expect(EQ, "`=` and the field's value") {
            self.some_expr("the field's value");
        }
        self.finish(node, RECORD_FIELD);
        true
    }

    fn block_expr(&mut self) -> Done {
        let node = self.start();
        if self.at_bare_record() {
            let place = self.here().empty_start();
            let message = "a record begins with `#{`; braces alone enclose a block";
            self.report(Diagnostic::new(syntax::UNEXPECTED, self.here(), message).fix("insert `#`", place, "#"));
            self.bracketed(R_BRACE, "a field", true, Self::record_field);
            return self.finish(node, RECORD_EXPR);
        }
        let open = self.open(R_BRACE);
        self.statements(true);
        self.close(open);
        self.finish(node, BLOCK_EXPR)
    }

    /// Whether `{ name = value, …` stands here, which is meant as a record.
    fn at_bare_record(&self) -> bool {
        /// Tokens looked at; the first field of a record is short.
        const LOOK: usize = 64;
        if !self.at(L_BRACE) || self.nth(1) != NAME || !matches!(self.nth(2), EQ | COLON) {
            return false;
        }
        let mut depth = 0u32;
        for ahead in 3..LOOK {
            match self.nth(ahead) {
                COMMA if depth == 0 => return true,
                L_PAREN | L_BRACKET | L_BRACE | HASH_BRACE => depth += 1,
                R_PAREN | R_BRACKET | R_BRACE if depth > 0 => depth -= 1,
                R_PAREN | R_BRACKET | R_BRACE | SEMICOLON | KW_LET | EOF => return false,
                _ => {}
            }
        }
        false
    }

    /// A string with its interpolations. The lexer has reported what its text lacks.
    pub(super) fn string(&mut self) -> Done {
        let node = self.start();
        self.bump();
        loop {
            if !self.touches(self.at) {
                self.broken_string = self.at;
                break;
            }
            match self.current() {
                STRING_TEXT => self.bump(),
                QUOTE => {
                    self.bump();
                    break;
                }
                L_BRACE => {
                    if !self.interpolation() {
                        self.eat(QUOTE);
                        self.broken_string = self.at;
                        break;
                    }
                }
                _ => {
                    self.broken_string = self.at;
                    break;
                }
            }
        }
        self.finish(node, STRING)
    }

    /// `{expr}` in a string; whether it was closed.
    fn interpolation(&mut self) -> bool {
        let node = self.start();
        let open = self.open(R_BRACE);
        // A quote directly after `{` ends the string: the lexer found no other on the line.
        if !self.at(QUOTE) || self.nth(1) == STRING_TEXT || self.nth(1) == L_BRACE || self.nth(1) == QUOTE {
            self.some_expr("an expression; a `{` itself is written `\\{`");
        }
        if !self.at(R_BRACE) && !self.at(QUOTE) {
            self.expected("an operator or `}`");
            self.skip_to_closer();
        }
        let closed = self.at(R_BRACE);
        self.close(open);
        self.finish(node, INTERPOLATION);
        closed
    }

    /// Skips to a bracket that closes the innermost open one, or to where it cannot go on.
    fn skip_to_closer(&mut self) {
        self.skip_element();
        while self.at(COMMA) {
            self.bump_error();
            self.skip_element();
        }
    }
}

/// Whether two values are compared by this operator.
fn is_comparison(kind: SyntaxKind) -> bool {
    matches!(kind, EQ_EQ | NOT_EQ | LT | LT_EQ | GT | GT_EQ)
}
