//! The file, items and statements.

use super::super::SyntaxKind::{self, *};
use super::{Done, Parser};
use crate::diagnostics::{Diagnostic, Edit, Fix, registry::syntax};

/// What other languages call our items.
const FOREIGN: &[(&str, &str)] = &[
    ("def", "fn"),
    ("func", "fn"),
    ("function", "fn"),
    ("module", "fn"),
    ("const", "let"),
    ("var", "let"),
    ("val", "let"),
    ("parameter", "param"),
    ("import", "use"),
    ("include", "use"),
];

impl Parser<'_> {
    pub(super) fn file(&mut self) {
        if self.at(NAME) && self.token_text() == "recad" && !matches!(self.nth(1), EQ | L_PAREN | DOT) {
            let node = self.start();
            self.bump_as(KW_RECAD);
            self.expect(NUMBER, "the language version, for example `0.1`");
            self.finish(node, VERSION_DECL);
        }
        if self.at(KW_UNITS) {
            self.units_decl();
        }
        while !self.at(EOF) {
            let before = self.at;
            self.item();
            if self.at == before {
                self.bump_error();
            }
        }
    }

    fn units_decl(&mut self) {
        let node = self.start();
        self.bump();
        self.name("a unit of length: `mm`, `cm`, `m`, `inch` or `foot`");
        self.finish(node, UNITS_DECL);
    }

    fn item(&mut self) {
        match self.current() {
            KW_USE => self.use_decl(),
            KW_PARAM => self.param_decl(),
            KW_FN => self.fn_decl(),
            KW_LET => self.let_decl(),
            KW_PART => self.part_decl(),
            KW_ASSERT => self.assert_stmt(),
            KW_TEST => self.test_decl(),
            _ => self.no_item(),
        }
    }

    /// What stands where an item is expected is none.
    fn no_item(&mut self) {
        let continues = self.at > 0 && !self.on_new_line();
        match self.current() {
            SEMICOLON => {
                let here = self.here();
                self.report(Diagnostic::new(syntax::EXTRA_SEMICOLON, here, "top-level items end without `;`").fix(
                    "remove `;`",
                    here,
                    "",
                ));
                self.bump_error();
                return;
            }
            KW_UNITS => {
                self.report_here(syntax::UNEXPECTED, "`units` stands once, before all items");
                let node = self.start();
                self.units_decl();
                self.finish(node, ERROR);
                return;
            }
            R_PAREN | R_BRACKET | R_BRACE => {
                let (here, text) = (self.here(), self.token_text());
                let message = format!("`{text}` closes no open bracket");
                let diagnostic = Diagnostic::new(syntax::UNMATCHED_BRACKET, here, message);
                self.report(diagnostic.fix(format!("remove `{text}`"), here, ""));
                self.bump_error();
                return;
            }
            DOT_DOT | DOT_DOT_EQ if continues => self.stray_range(),
            NAME if self.nth(1) == EQ => {
                let fix = Diagnostic::new(syntax::ASSIGNMENT, self.here(), "a name gets its value with `let`").fix(
                    "insert `let`",
                    self.here().empty_start(),
                    "let ",
                );
                self.report(fix);
                let node = self.start();
                self.definition();
                self.finish(node, LET_DECL);
                return;
            }
            NAME if !continues && self.foreign_item() => {
                if !self.at(NAME) && !self.at(EOF) && self.current().is_keyword() {
                    self.item();
                }
                return;
            }
            KW_FOR if !continues => {
                self.report_here(syntax::UNEXPECTED, "`for` stands in a list: `[circle((10 * i, 0), 2) for i in 0..4]`")
            }
            NAME if !continues
                && matches!(self.nth(1), PLUS | MINUS | STAR | SLASH)
                && self.nth(2) == EQ
                && self.touches(self.at + 2) =>
            {
                self.report_here(
                    syntax::ASSIGNMENT,
                    "a name keeps its value; give the new one a name of its own with `let`",
                );
                self.skip_line();
                return;
            }
            _ if continues => self.expected("an operator or the next item"),
            kind if starts_expr(kind) => {
                self.report_here(
                    syntax::EXPRESSION_STATEMENT,
                    "an expression on its own does nothing; write `part name = …` or `let name = …`",
                );
                let node = self.start();
                self.expr();
                self.finish(node, ERROR);
                // What else stands on the line belongs to it.
                if !self.on_new_line() && !matches!(self.current(), SEMICOLON | DOT_DOT | DOT_DOT_EQ) {
                    self.skip_line();
                }
                return;
            }
            _ => self.expected("`param`, `let`, `fn`, `part`, `use`, `assert` or `test`"),
        }
        self.skip_to_item();
    }

    /// Reports a keyword of another language where an item of ours follows.
    fn foreign_item(&mut self) -> bool {
        let text = self.token_text();
        let known = FOREIGN.iter().find(|(foreign, _)| *foreign == text);
        let Some((_, ours)) = known else { return false };
        let (kind, follows) = match *ours {
            "fn" => (KW_FN, self.nth(1) == NAME && matches!(self.nth(2), L_PAREN | LT)),
            "let" => (KW_LET, self.nth(1) == NAME && matches!(self.nth(2), EQ | COLON)),
            "param" => (KW_PARAM, self.nth(1) == NAME && matches!(self.nth(2), EQ | COLON)),
            "use" => (KW_USE, self.nth(1) == QUOTE),
            _ => (KW_UNITS, false),
        };
        if !follows && self.nth(1) == NAME {
            let message = format!("`{text}` is no item of recad; it is probably `{ours}` that is meant");
            self.report_here(syntax::UNEXPECTED, &message);
            self.skip_line();
            return true;
        }
        if !follows {
            return false;
        }
        let diagnostic = Diagnostic::new(
            syntax::UNEXPECTED,
            self.here(),
            format!("`{text}` is written `{ours}` in recad"),
        )
        .fix(format!("write `{ours}`"), self.here(), *ours);
        self.report(diagnostic);
        // What follows is parsed as the item that is meant.
        if let Some(slot) = self.kinds.get_mut(self.at) {
            *slot = kind;
        }
        true
    }

    /// Skips to the next line that is in no bracket, or to the next item.
    fn skip_line(&mut self) {
        let node = self.start();
        let mut depth = 0u32;
        let from = self.at;
        while !self.at(EOF) && !self.at_item() && (self.at == from || depth > 0 || !self.on_new_line()) {
            match self.current() {
                L_PAREN | L_BRACKET | L_BRACE | HASH_BRACE => depth += 1,
                R_PAREN | R_BRACKET | R_BRACE => depth = depth.saturating_sub(1),
                _ => {}
            }
            self.bump();
        }
        self.finish(node, ERROR);
    }

    fn skip_to_item(&mut self) {
        let node = self.start();
        let mut depth = 0u32;
        while !self.at(EOF) && !self.at_item() {
            match self.current() {
                L_PAREN | L_BRACKET | L_BRACE | HASH_BRACE => depth += 1,
                R_PAREN | R_BRACKET | R_BRACE => depth = depth.saturating_sub(1),
                KW_LET | KW_ASSERT if depth == 0 => break,
                _ => {}
            }
            self.bump();
        }
        self.finish(node, ERROR);
    }

    fn use_decl(&mut self) {
        let node = self.start();
        self.bump();
        if self.at(QUOTE) {
            self.string();
        } else {
            self.expected("a module path in quotes, for example `\"std:gear\"`");
        }
        if self.expect(COLON, "`:` and the names to import") {
            loop {
                self.use_name();
                if !self.eat(COMMA) {
                    break;
                }
            }
        }
        self.finish(node, USE_DECL);
    }

    fn use_name(&mut self) {
        let node = self.start();
        self.name("the name to import");
        if self.eat(KW_AS) {
            self.name("the new name");
        }
        self.finish(node, USE_NAME);
    }

    fn param_decl(&mut self) {
        let node = self.start();
        self.bump();
        self.definition();
        if self.at(KW_IN) {
            let domain = self.start();
            self.bump();
            self.range_expr();
            self.finish(domain, PARAM_DOMAIN);
        }
        if self.at(KW_STEP) {
            let step = self.start();
            self.bump();
            self.some_expr("the step");
            self.finish(step, PARAM_STEP);
        }
        self.finish(node, PARAM_DECL);
    }

    fn fn_decl(&mut self) {
        let node = self.start();
        self.bump();
        self.name("the function's name");
        if self.at(LT) {
            self.generics();
        }
        if self.at(L_PAREN) {
            self.params();
        } else {
            self.expected("`(` and the parameters");
        }
        if self.at(ARROW) {
            let result = self.start();
            self.bump();
            self.type_expr();
            self.finish(result, RETURN_TYPE);
        }
        if self.eat(EQ) {
            self.some_expr("the function's value");
        } else if self.at(L_BRACE) {
            let place = self.after_previous();
            self.report(
                Diagnostic::new(syntax::UNEXPECTED, self.here(), "`=` stands between a function and its body").fix(
                    "insert `=`",
                    place,
                    " =",
                ),
            );
            self.expr();
        }
        self.finish(node, FN_DECL);
    }

    fn generics(&mut self) {
        let node = self.start();
        self.bump();
        loop {
            let generic = self.start();
            self.name("a type variable");
            if self.eat(COLON) {
                self.name("a type or `Shape`");
                while self.eat(BAR) {
                    self.name("a type");
                }
            }
            self.finish(generic, GENERIC);
            if !self.eat(COMMA) {
                break;
            }
        }
        self.expect(GT, "`,` or `>`");
        self.finish(node, GENERICS);
    }

    fn params(&mut self) {
        let node = self.start();
        self.bracketed(R_PAREN, "a parameter", true, |p| p.param().is_some());
        self.finish(node, PARAMS);
    }

    pub(super) fn param(&mut self) -> Option<Done> {
        if !self.at_name() {
            self.expected("a parameter's name");
            return None;
        }
        let node = self.start();
        self.name("a parameter's name");
        if self.at(COLON) {
            self.type_annotation();
        }
        if self.eat(EQ) {
            self.some_expr("the default value");
        }
        Some(self.finish(node, PARAM))
    }

    fn let_decl(&mut self) {
        let node = self.start();
        self.bump();
        self.definition();
        self.finish(node, LET_DECL);
    }

    /// `name: type = value` of `let` and `param`.
    fn definition(&mut self) {
        self.name("a name");
        if self.at(COLON) && self.nth(1) == EQ && self.touches(self.at + 1) {
            let colon = self.here();
            let span = colon.cover(self.span_of(self.at + 1));
            let message = "a name gets its value with `=`, not `:=`";
            self.report(Diagnostic::new(syntax::ASSIGNMENT, span, message).fix("write `=`", colon, ""));
            self.bump_error();
        } else if self.at(COLON) {
            self.type_annotation();
        }
        if self.expect(EQ, "`=` and a value") {
            self.some_expr("a value");
        }
    }

    fn part_decl(&mut self) {
        let node = self.start();
        self.bump();
        self.name("the part's name");
        if self.expect(EQ, "`=` and a shape") {
            self.some_expr("a shape");
        }
        self.finish(node, PART_DECL);
    }

    fn assert_stmt(&mut self) {
        let node = self.start();
        self.bump();
        self.some_expr("a condition");
        if self.eat(COMMA) {
            self.some_expr("the message");
        }
        self.finish(node, ASSERT_STMT);
    }

    fn test_decl(&mut self) {
        let node = self.start();
        self.bump();
        if self.at(QUOTE) {
            self.string();
        } else {
            self.expected("the test's name in quotes");
        }
        if self.at(L_BRACE) {
            let open = self.open(R_BRACE);
            self.statements(false);
            self.close(open);
        } else {
            self.expected("`{` and the statements of the test");
        }
        self.finish(node, TEST_DECL);
    }

    /// `let`s and `assert`s, and where a value is due, the value.
    pub(super) fn statements(&mut self, with_value: bool) {
        let mut reported = self.diagnostics.len();
        loop {
            let before = self.at;
            if !self.at(R_BRACE) {
                reported = self.diagnostics.len();
            }
            match self.current() {
                KW_LET | KW_ASSERT => {
                    if self.at(KW_LET) {
                        self.let_decl()
                    } else {
                        self.assert_stmt()
                    }
                    self.semicolon();
                }
                NAME if self.nth(1) == EQ => {
                    let fix = Diagnostic::new(syntax::ASSIGNMENT, self.here(), "a name gets its value with `let`").fix(
                        "insert `let`",
                        self.here().empty_start(),
                        "let ",
                    );
                    self.report(fix);
                    let node = self.start();
                    self.definition();
                    self.finish(node, LET_DECL);
                    self.semicolon();
                }
                R_BRACE => break,
                SEMICOLON => {
                    let here = self.here();
                    self.report(Diagnostic::new(syntax::EXTRA_SEMICOLON, here, "this `;` ends no statement").fix(
                        "remove `;`",
                        here,
                        "",
                    ));
                    self.bump_error();
                }
                _ if self.at_item() || self.at_outer_closer() || self.at(EOF) => return,
                NAME if self.token_text() == "return"
                    && !matches!(self.nth(1), R_BRACE | SEMICOLON | DOT | L_PAREN) =>
                {
                    let here = self.here();
                    self.report(
                        Diagnostic::new(
                            syntax::UNEXPECTED,
                            here,
                            "the value of a block is its last expression, without `return`",
                        )
                        .fix("remove `return`", here, ""),
                    );
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

    /// The value of a block; `false` if it turned out to be no end of the block.
    fn value(&mut self) -> bool {
        self.expr();
        match self.current() {
            // A bracket of another kind is blamed where the block is closed.
            R_BRACE | R_PAREN | R_BRACKET | EOF => true,
            SEMICOLON => {
                let here = self.here();
                let diagnostic = if self.nth(1) == R_BRACE {
                    Diagnostic::new(syntax::EXTRA_SEMICOLON, here, "the value of a block stands without `;`").fix(
                        "remove `;`",
                        here,
                        "",
                    )
                } else {
                    let message = "an expression in the middle of a block does nothing; name it with `let`";
                    Diagnostic::new(syntax::EXPRESSION_STATEMENT, here, message)
                };
                self.report(diagnostic);
                self.bump_error();
                self.at(R_BRACE)
            }
            _ if self.at_item() || self.at_outer_closer() => true,
            kind if kind == KW_LET || kind == KW_ASSERT || (starts_expr(kind) && self.on_new_line()) => {
                let message = "an expression in the middle of a block does nothing; name it with `let`";
                self.report(Diagnostic::new(syntax::EXPRESSION_STATEMENT, self.after_previous(), message));
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
            let place = self.after_previous();
            self.report(
                Diagnostic::new(syntax::MISSING_SEMICOLON, place, "a `let` or `assert` in a block ends with `;`").fix(
                    "insert `;`",
                    place,
                    ";",
                ),
            );
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

    /// Whether a name stands here, or a keyword in the place of one.
    pub(super) fn at_name(&self) -> bool {
        self.at(NAME)
            || (self.current().is_keyword()
                && matches!(self.nth(1), EQ | COLON | COMMA | R_PAREN | L_PAREN | BAR | LT | R_BRACE))
    }

    /// Reports a keyword that stands for a name. Where it is defined another name is offered, also for its
    /// later uses, which are not reported again.
    fn keyword_as_name(&mut self, what: &str) {
        let (kind, here, text) = (self.current(), self.here(), self.token_text());
        let edit = Edit { span: here.empty_end(), text: "_".to_owned() };
        let offered = self.renamed.iter().find(|(renamed, _)| *renamed == kind).map(|(_, index)| *index);
        if let Some(fix) = offered.and_then(|index| self.diagnostics.get_mut(index)?.fixes.last_mut()) {
            fix.edits.push(edit);
            return;
        }
        let before = self.diagnostics.len();
        let mut diagnostic =
            Diagnostic::new(syntax::KEYWORD, here, format!("`{text}` is a keyword and cannot be a name"));
        let defines = matches!(what, "a name" | "the part's name" | "a parameter's name" | "the function's name");
        if defines {
            diagnostic.fixes.push(Fix { title: format!("rename it to `{text}_`"), edits: vec![edit] });
        }
        self.report(diagnostic);
        if defines && self.diagnostics.len() > before {
            self.renamed.push((kind, before));
        }
    }

    /// A name; a keyword in its place is reported and taken.
    pub(super) fn name(&mut self, what: &str) -> bool {
        if self.at(NAME) {
            self.bump();
            return true;
        }
        if self.at_name() || (self.current().is_keyword() && !self.on_new_line() && !self.at_item()) {
            self.keyword_as_name(what);
            self.bump_as(NAME);
            return true;
        }
        self.expected(what);
        false
    }
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
