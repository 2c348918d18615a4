//! The file and its items.

use super::super::SyntaxKind::*;
use super::Parser;
use super::expr::starts_expr;
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
            self.version_decl();
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

    fn version_decl(&mut self) {
        self.node(VERSION_DECL, |p| {
            p.bump_as(KW_RECAD);
            p.require(NUMBER, "the language version, for example `0.1`");
        });
    }

    fn units_decl(&mut self) {
        self.node(UNITS_DECL, |p| {
            p.bump();
            p.name("a unit of length: `mm`, `cm`, `m`, `inch` or `foot`");
        });
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
                self.replace_here(syntax::EXTRA_SEMICOLON, "top-level items end without `;`", "");
                return self.bump_error();
            }
            KW_UNITS => {
                self.report_here(syntax::UNEXPECTED, "`units` stands once, before all items");
                self.node(ERROR, Self::units_decl);
                return;
            }
            R_PAREN | R_BRACKET | R_BRACE => {
                let message = format!("`{}` closes no open bracket", self.token_text());
                self.replace_here(syntax::UNMATCHED_BRACKET, &message, "");
                return self.bump_error();
            }
            DOT_DOT | DOT_DOT_EQ if continues => self.stray_range(),
            NAME if self.nth(1) == EQ => return self.let_without_keyword(),
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
                return self.skip_line();
            }
            _ if continues => self.expected("an operator or the next item"),
            kind if starts_expr(kind) => {
                self.report_here(
                    syntax::EXPRESSION_STATEMENT,
                    "an expression on its own does nothing; write `part name = …` or `let name = …`",
                );
                self.node(ERROR, Self::expr);
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
        self.replace_here(syntax::UNEXPECTED, &format!("`{text}` is written `{ours}` in recad"), ours);
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
        self.node(USE_DECL, |p| {
            p.bump();
            if p.at(QUOTE) {
                p.string();
            } else {
                p.expected("a module path in quotes, for example `\"std:gear\"`");
            }
            if p.require(COLON, "`:` and the names to import") {
                p.separated(COMMA, Self::use_name);
            }
        });
    }

    fn use_name(&mut self) {
        self.node(USE_NAME, |p| {
            p.name("the name to import");
            if p.eat(KW_AS) {
                p.name("the new name");
            }
        });
    }

    fn param_decl(&mut self) {
        self.node(PARAM_DECL, |p| {
            p.bump();
            p.definition();
            if p.at(KW_IN) {
                p.param_domain();
            }
            if p.at(KW_STEP) {
                p.param_step();
            }
        });
    }

    fn param_domain(&mut self) {
        self.node(PARAM_DOMAIN, |p| {
            p.bump();
            p.range_expr();
        });
    }

    fn param_step(&mut self) {
        self.node(PARAM_STEP, |p| {
            p.bump();
            p.some_expr("the step");
        });
    }

    fn fn_decl(&mut self) {
        self.node(FN_DECL, |p| {
            p.bump();
            p.name("the function's name");
            if p.at(LT) {
                p.generics();
            }
            if p.at(L_PAREN) {
                p.params();
            } else {
                p.expected("`(` and the parameters");
            }
            if p.at(ARROW) {
                p.return_type();
            }
            if p.eat(EQ) {
                p.some_expr("the function's value");
            } else if p.at(L_BRACE) {
                let message = "`=` stands between a function and its body";
                p.insert(syntax::UNEXPECTED, p.here(), message, p.after_previous(), " =");
                p.expr();
            }
        });
    }

    fn generics(&mut self) {
        self.node(GENERICS, |p| {
            p.bump();
            p.separated(COMMA, Self::generic);
            p.require(GT, "`,` or `>`");
        });
    }

    fn generic(&mut self) {
        self.node(GENERIC, |p| {
            p.name("a type variable");
            if p.eat(COLON) {
                p.separated(BAR, |p| {
                    p.name("a type or `Shape`");
                });
            }
        });
    }

    fn params(&mut self) {
        self.node(PARAMS, |p| p.bracketed(R_PAREN, "a parameter", true, Self::param));
    }

    pub(super) fn param(&mut self) -> bool {
        if !self.at_name() {
            self.expected("a parameter's name");
            return false;
        }
        self.node(PARAM, |p| {
            p.name("a parameter's name");
            p.annotation();
            if p.eat(EQ) {
                p.some_expr("the default value");
            }
        });
        true
    }

    fn return_type(&mut self) {
        self.node(RETURN_TYPE, |p| {
            p.bump();
            p.type_expr();
        });
    }

    pub(super) fn let_decl(&mut self) {
        self.node(LET_DECL, |p| {
            p.bump();
            p.definition();
        });
    }

    /// `name = value` without its `let`.
    pub(super) fn let_without_keyword(&mut self) {
        let (here, message) = (self.here(), "a name gets its value with `let`");
        self.insert(syntax::ASSIGNMENT, here, message, here.empty_start(), "let ");
        self.node(LET_DECL, Self::definition);
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
        } else {
            self.annotation();
        }
        if self.require(EQ, "`=` and a value") {
            self.some_expr("a value");
        }
    }

    /// `: type`, if it is there.
    fn annotation(&mut self) {
        if self.at(COLON) {
            self.type_annotation();
        }
    }

    fn part_decl(&mut self) {
        self.node(PART_DECL, |p| {
            p.bump();
            p.name("the part's name");
            if p.require(EQ, "`=` and a shape") {
                p.some_expr("a shape");
            }
        });
    }

    pub(super) fn assert_stmt(&mut self) {
        self.node(ASSERT_STMT, |p| {
            p.bump();
            p.some_expr("a condition");
            if p.eat(COMMA) {
                p.some_expr("the message");
            }
        });
    }

    fn test_decl(&mut self) {
        self.node(TEST_DECL, |p| {
            p.bump();
            if p.at(QUOTE) {
                p.string();
            } else {
                p.expected("the test's name in quotes");
            }
            if p.at(L_BRACE) {
                let open = p.open(R_BRACE);
                p.statements(&open, false);
                p.close(open);
            } else {
                p.expected("`{` and the statements of the test");
            }
        });
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
