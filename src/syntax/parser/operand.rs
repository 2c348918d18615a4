//! Operands: literals, names, brackets, and the calls, indices and fields behind them.

use super::super::SyntaxKind::{self, *};
use super::{Done, Parser};
use crate::diagnostics::{Diagnostic, Edit, Fix, registry::syntax};
use crate::text::Span;

impl Parser<'_> {
    pub(super) fn postfix_expr(&mut self) -> Option<Done> {
        let base = self.primary()?;
        if !matches!(self.current(), L_PAREN | L_BRACKET | DOT) {
            return Some(base);
        }
        let node = self.enclose(base);
        loop {
            match self.current() {
                L_PAREN => self.call_args(),
                L_BRACKET => self.index(),
                DOT => self.field(),
                _ => break,
            }
        }
        Some(self.finish(node, POSTFIX_EXPR))
    }

    fn index(&mut self) {
        self.node(INDEX, |p| {
            let open = p.open(R_BRACKET);
            p.some_expr("an index");
            if matches!(p.current(), DOT_DOT | DOT_DOT_EQ) {
                p.stray_range();
            }
            p.close(open);
        });
    }

    fn field(&mut self) {
        let node = self.start();
        let after_number = self.at > 0 && self.kinds.get(self.at - 1) == Some(&NUMBER) && self.touches(self.at);
        if after_number && !matches!(self.nth(1), NAME) {
            let place = self.span_of(self.at + 1).empty_start();
            let place = if self.touches(self.at + 1) { place } else { self.here().empty_end() };
            self.insert(syntax::NUMBER, self.here(), "a digit follows every decimal point", place, "0");
            self.bump();
        } else {
            self.bump();
            let keyword = self.current().is_keyword() && self.touches(self.at);
            if keyword {
                let message = format!("`{}` is a keyword and cannot be a name", self.token_text());
                self.report_here(syntax::KEYWORD, &message);
                self.bump_as(NAME);
            } else {
                self.require(NAME, "a name after `.`");
            }
        }
        self.finish(node, FIELD);
    }

    fn call_args(&mut self) {
        self.node(CALL_ARGS, |p| p.bracketed(R_PAREN, "an argument", true, Self::arg));
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
        self.node(PARAM, |p| p.name("a parameter's name"));
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

    /// A `:` where `=` is meant.
    fn named_with_colon(&mut self, message: &str) {
        self.replace_here(syntax::ASSIGNMENT, message, " =");
        self.bump_as(EQ);
    }

    /// Whether this keyword stands for a value by mistake.
    pub(super) fn keyword_as_value(&self, kind: SyntaxKind) -> bool {
        matches!(kind, KW_STEP | KW_TEST | KW_UNITS | KW_PART | KW_PARAM | KW_USE | KW_AS)
            && !self.at_item()
            && !self.on_new_line()
    }

    pub(super) fn primary(&mut self) -> Option<Done> {
        Some(match self.current() {
            NUMBER => self.number_expr(),
            NAME => self.name_expr(),
            KW_TRUE | KW_FALSE => self.bool_expr(),
            QUOTE => self.string(),
            L_PAREN => self.paren_expr(),
            L_BRACKET => self.list_expr(),
            HASH_BRACE => self.record_expr(),
            L_BRACE => self.block_expr(),
            KW_IF | KW_NOT => return self.needs_parentheses(),
            BAR if self.bars == 0 => return self.needs_parentheses(),
            DOT if self.nth(1) == NUMBER => {
                let place = self.here();
                let message = "a digit stands before every decimal point";
                self.insert(syntax::NUMBER, place, message, place.empty_start(), "0");
                self.node(NUMBER_EXPR, |p| {
                    p.bump_error();
                    p.bump();
                })
            }
            kind if self.keyword_as_value(kind) => self.node(NAME_EXPR, |p| p.name("a value")),
            _ => {
                self.expected("an expression");
                return None;
            }
        })
    }

    fn number_expr(&mut self) -> Done {
        let number = self.node(NUMBER_EXPR, Self::bump);
        if self.at(NAME) {
            self.loose_unit();
        }
        number
    }

    fn name_expr(&mut self) -> Done {
        self.node(NAME_EXPR, Self::bump)
    }

    fn bool_expr(&mut self) -> Done {
        self.node(BOOL_EXPR, Self::bump)
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
                if !self.at_end_of_bracket() {
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
        self.node(FOR_CLAUSE, |p| {
            p.bump();
            if p.at(KW_IN) && p.nth(1) != KW_IN {
                p.expected("the name that runs over the elements");
            } else {
                p.name("the name that runs over the elements");
            }
            if p.require(KW_IN, "`in`") {
                p.range_expr();
            }
            if p.eat(KW_IF) {
                p.some_expr("a condition");
            }
        });
    }

    fn record_expr(&mut self) -> Done {
        self.node(RECORD_EXPR, |p| p.bracketed(R_BRACE, "a field", true, Self::record_field))
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
        } else if self.require(EQ, "`=` and the field's value") {
            self.some_expr("the field's value");
        }
        self.finish(node, RECORD_FIELD);
        true
    }

    pub(super) fn block_expr(&mut self) -> Done {
        if self.at_bare_record() {
            let (here, message) = (self.here(), "a record begins with `#{`; braces alone enclose a block");
            self.insert(syntax::UNEXPECTED, here, message, here.empty_start(), "#");
            return self.record_expr();
        }
        self.node(BLOCK_EXPR, |p| {
            let open = p.open(R_BRACE);
            p.statements(&open, true);
            p.close(open);
        })
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
