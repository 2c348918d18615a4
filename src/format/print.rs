//! Tree to document: which tokens stand together, where lines may end, where comments go.
//!
//! Tokens are written in source order. Comments are written just before the token they precede, on the
//! line of the token they follow if they stood there; a separator that waits to be written gives way to the
//! line end a comment needs. Commas and semicolons are written directly behind their element, so that a
//! comment never separates them.

use super::layout::{Command, Kind};
use crate::syntax::SyntaxKind::{self, *};
use crate::syntax::{SyntaxElement, SyntaxNode, SyntaxToken};

/// The document of a program without errors.
pub(super) fn document<'t>(file: &SyntaxNode, text: &'t str) -> Vec<Command<'t>> {
    let tokens = file.descendants_with_tokens().filter_map(SyntaxElement::into_token);
    let tokens = tokens.map(|token| Raw { kind: token.kind(), start: start_of(&token) });
    let mut printer = Printer {
        text,
        tokens: tokens.collect(),
        next: 0,
        written: false,
        after_open: true,
        after_comment: false,
        waiting: Separator::None,
        groups: Vec::new(),
        inline: false,
        out: Vec::new(),
    };
    printer.file(file);
    printer.out
}

fn start_of(token: &SyntaxToken) -> usize {
    token.text_range().start().into()
}

/// A token of the source, including blanks and comments.
struct Raw {
    kind: SyntaxKind,
    start: usize,
}

/// What is written before the next token.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Separator {
    None,
    Space,
    Break { flat: &'static str, blank: bool },
    Hard { blank: bool },
}

struct Printer<'t> {
    text: &'t str,
    tokens: Vec<Raw>,
    /// The first token whose comments are not written yet.
    next: usize,
    /// Whether anything is written.
    written: bool,
    /// Whether the last thing written is an opening bracket, behind which no empty line is kept.
    after_open: bool,
    /// Whether the last thing written is a comment, which ends its line.
    after_comment: bool,
    waiting: Separator,
    /// The commands that open the current groups.
    groups: Vec<usize>,
    /// Whether this is inside a string, where no line ends.
    inline: bool,
    out: Vec<Command<'t>>,
}

impl<'t> Printer<'t> {
    // ---- commands --------------------------------------------------------------------------------

    /// Writes the waiting separator.
    fn flush(&mut self) {
        match std::mem::replace(&mut self.waiting, Separator::None) {
            Separator::None => {}
            Separator::Space => self.out.push(Command::Text(" ")),
            Separator::Break { flat, blank } => self.out.push(Command::Break { flat, blank }),
            Separator::Hard { blank } => self.hard(blank),
        }
    }

    fn hard(&mut self, blank: bool) {
        if self.written {
            self.out.push(Command::Hard { blank });
        }
        self.force_groups();
    }

    /// Marks the groups around as broken.
    fn force_groups(&mut self) {
        for group in self.groups.iter().rev() {
            match self.out.get_mut(*group) {
                Some(Command::Open { forced, .. }) if !*forced => *forced = true,
                _ => break,
            }
        }
    }

    fn write(&mut self, text: &'t str) {
        self.flush();
        if text.contains('\n') {
            self.force_groups();
        }
        self.out.push(Command::Text(text));
        self.written = true;
        self.after_open = false;
        self.after_comment = false;
    }

    /// What stands before the next token, unless a comment already asked for a line end.
    fn separate(&mut self, separator: Separator) {
        let separator = match separator {
            Separator::Break { flat, .. } if self.inline => {
                if flat.is_empty() {
                    Separator::None
                } else {
                    Separator::Space
                }
            }
            other => other,
        };
        self.waiting = match (self.waiting, separator) {
            (Separator::Hard { blank }, Separator::Hard { blank: more }) => Separator::Hard { blank: blank || more },
            (Separator::Hard { blank }, _) => Separator::Hard { blank },
            (_, separator) => separator,
        };
    }

    fn space(&mut self) {
        self.separate(Separator::Space);
    }

    fn line(&mut self, flat: &'static str) {
        self.separate(Separator::Break { flat, blank: false });
    }

    fn hard_line(&mut self) {
        self.separate(Separator::Hard { blank: false });
    }

    /// Begins a group at the first token of `node`.
    fn open(&mut self, node: &SyntaxNode, kind: Kind) {
        self.comments(node.text_range().start().into());
        self.flush();
        self.begin(kind);
    }

    fn begin(&mut self, kind: Kind) {
        self.groups.push(self.out.len());
        self.out.push(Command::Open { kind, forced: false });
    }

    fn close(&mut self) {
        self.groups.pop();
        self.out.push(Command::Close);
    }

    fn indent(&mut self) {
        self.out.push(Command::Indent);
    }

    fn dedent(&mut self) {
        self.out.push(Command::Dedent);
    }

    // ---- tokens and comments ---------------------------------------------------------------------

    /// Writes the comments up to the token at byte `until`, and notes an empty line before it.
    fn comments(&mut self, until: usize) {
        let mut line_ends = 0;
        while let Some(raw) = self.tokens.get(self.next).filter(|raw| raw.start < until) {
            let end = self.tokens.get(self.next + 1).map_or(self.text.len(), |next| next.start);
            let text = self.text.get(raw.start..end).unwrap_or_default();
            match raw.kind {
                WHITESPACE => line_ends += text.bytes().filter(|byte| *byte == b'\n').count(),
                COMMENT => {
                    if line_ends == 0 && self.written && !self.after_comment {
                        self.out.push(Command::Text(" "));
                    } else {
                        self.separate(Separator::Hard { blank: line_ends > 1 && !self.after_open });
                        self.flush();
                    }
                    self.out.push(Command::Text(text.trim_end()));
                    self.written = true;
                    self.after_open = false;
                    self.after_comment = true;
                    self.waiting = Separator::Hard { blank: false };
                    line_ends = 0;
                }
                _ => line_ends = 0,
            }
            self.next += 1;
        }
        if line_ends > 1 && !self.after_open {
            match &mut self.waiting {
                Separator::Break { blank, .. } | Separator::Hard { blank } => *blank = true,
                Separator::None | Separator::Space => {}
            }
        }
    }

    /// Writes the comments before a closing bracket; no empty line is kept there.
    fn comments_before_closer(&mut self, token: &SyntaxToken) {
        self.comments(start_of(token));
        if let Separator::Break { blank, .. } | Separator::Hard { blank } = &mut self.waiting {
            *blank = false;
        }
    }

    fn source(&self, range: rowan::TextRange) -> &'t str {
        self.text.get(usize::from(range.start())..usize::from(range.end())).unwrap_or_default()
    }

    fn token(&mut self, token: &SyntaxToken) {
        self.comments(start_of(token));
        self.write(self.source(token.text_range()));
        self.next += 1;
    }

    /// A string on one line. One whose interpolations need several lines is written as it stands.
    fn string(&mut self, node: &SyntaxNode) {
        let needs_lines = |kind| matches!(kind, COMMENT | LET_DECL | ASSERT_STMT);
        if !node.descendants_with_tokens().any(|element| needs_lines(element.kind())) {
            let outer = std::mem::replace(&mut self.inline, true);
            for element in node.children_with_tokens() {
                match &element {
                    SyntaxElement::Token(token) => self.token(token),
                    SyntaxElement::Node(interpolation) => {
                        significant(interpolation).for_each(|element| self.element(&element));
                    }
                }
            }
            self.inline = outer;
            return;
        }
        let range = node.text_range();
        self.comments(range.start().into());
        self.write(self.source(range));
        while self.tokens.get(self.next).is_some_and(|raw| raw.start < range.end().into()) {
            self.next += 1;
        }
    }

    // ---- nodes -----------------------------------------------------------------------------------

    fn file(&mut self, node: &SyntaxNode) {
        for child in node.children() {
            self.hard_line();
            self.node(&child);
        }
        self.comments(self.text.len());
    }

    fn node(&mut self, node: &SyntaxNode) {
        match node.kind() {
            USE_DECL => self.use_decl(node),
            PARAM_DECL | FN_DECL | LET_DECL | PART_DECL => self.definition(node),
            ASSERT_STMT => self.assert_stmt(node),
            TEST_DECL => self.test_decl(node),
            PARAMS | RECORD_TYPE => self.bracket(node, Kind::Each, true),
            RECORD_EXPR => {
                let fill = node.children().all(|field| is_short(&field));
                self.bracket(node, if fill { Kind::Fill } else { Kind::Each }, true);
            }
            PAREN_EXPR if node.children().count() > 1 => self.bracket(node, Kind::Each, true),
            PAREN_EXPR => {
                let hug = node.first_child().is_some_and(|value| can_hug(&value, true));
                self.bracket(node, if hug { Kind::Hug } else { Kind::Each }, false);
            }
            CALL_ARGS => {
                let kind = if hugs_last(node) { Kind::Hug } else { Kind::Each };
                self.bracket(node, kind, true);
            }
            LIST_EXPR if node.children().any(|child| child.kind() == FOR_CLAUSE) => self.comprehension(node),
            LIST_EXPR => {
                let fill = node.children().all(|item| is_short(&item));
                self.bracket(node, if fill { Kind::Fill } else { Kind::Each }, true);
            }
            OR_EXPR | AND_EXPR | COMPARE_EXPR | ADD_EXPR | COMMON_EXPR | MUL_EXPR => self.binary(node),
            POSTFIX_EXPR => self.postfix(node),
            IF_EXPR => {
                self.open(node, Kind::Each);
                self.if_expr(node);
                self.close();
            }
            BLOCK_EXPR => {
                self.open(node, Kind::Each);
                self.block(node);
                self.close();
            }
            LAMBDA_EXPR => self.lambda(node),
            STRING => self.string(node),
            _ => self.flat(node),
        }
    }

    fn element(&mut self, element: &SyntaxElement) {
        match element {
            SyntaxElement::Node(node) => self.node(node),
            SyntaxElement::Token(token) => self.token(token),
        }
    }

    /// A construct on one line (its own brackets may break), spaced by [`is_spaced`].
    fn flat(&mut self, node: &SyntaxNode) {
        let mut before = None;
        for element in significant(node) {
            if before.is_some_and(|before| is_spaced(node.kind(), before, element.kind())) {
                self.space();
            }
            before = Some(element.kind());
            if element.kind() == COMMA { self.write(",") } else { self.element(&element) }
        }
    }

    fn use_decl(&mut self, node: &SyntaxNode) {
        self.open(node, Kind::Fill);
        let mut indented = false;
        for element in significant(node) {
            match element.kind() {
                KW_USE => {
                    self.element(&element);
                    self.space();
                }
                COLON => {
                    self.element(&element);
                    self.indent();
                    indented = true;
                    self.line(" ");
                }
                COMMA => {
                    self.write(",");
                    self.line(" ");
                }
                _ => self.element(&element),
            }
        }
        if indented {
            self.dedent();
        }
        self.close();
    }

    /// `let`, `part`, `param` and `fn`.
    fn definition(&mut self, node: &SyntaxNode) {
        self.open(node, Kind::Each);
        let mut after_eq = false;
        for element in significant(node) {
            match (&element, element.kind()) {
                (SyntaxElement::Node(value), _) if after_eq => {
                    after_eq = false;
                    self.value(value);
                }
                (_, NAME | EQ) => {
                    self.space();
                    self.element(&element);
                    after_eq = element.kind() == EQ;
                }
                (_, RETURN_TYPE) => {
                    self.space();
                    self.element(&element);
                }
                (_, PARAM_DOMAIN | PARAM_STEP) => {
                    self.indent();
                    self.line(" ");
                    self.element(&element);
                    self.dedent();
                }
                _ => self.element(&element),
            }
        }
        self.close();
    }

    /// What follows `=`: behind it, or on its own line if that saves breaking it. Brackets and lambdas stay.
    fn value(&mut self, value: &SyntaxNode) {
        let kind = match value.kind() {
            LAMBDA_EXPR | PAREN_EXPR | LIST_EXPR | RECORD_EXPR | BLOCK_EXPR => {
                self.space();
                return self.node(value);
            }
            IF_EXPR | POSTFIX_EXPR => Kind::Move,
            _ => Kind::Each,
        };
        self.begin(kind);
        self.indent();
        self.line(" ");
        self.comments(value.text_range().start().into());
        self.flush();
        self.out.push(Command::HugPoint);
        self.node(value);
        self.dedent();
        self.close();
    }

    fn assert_stmt(&mut self, node: &SyntaxNode) {
        self.open(node, Kind::Each);
        let mut indented = false;
        for element in significant(node) {
            match element.kind() {
                KW_ASSERT => {
                    self.element(&element);
                    self.space();
                }
                COMMA => {
                    self.write(",");
                    self.indent();
                    indented = true;
                    self.line(" ");
                }
                _ => self.element(&element),
            }
        }
        if indented {
            self.dedent();
        }
        self.close();
    }

    fn test_decl(&mut self, node: &SyntaxNode) {
        for element in significant(node) {
            match element.kind() {
                KW_TEST | STRING => {
                    self.element(&element);
                    self.space();
                }
                L_BRACE => {
                    self.begin(Kind::Each);
                    self.block(node);
                    self.close();
                    return;
                }
                _ => {}
            }
        }
    }

    /// An opening bracket, elements with commas, the closing bracket.
    fn bracket(&mut self, node: &SyntaxNode, kind: Kind, trailing_comma: bool) {
        let fill = kind == Kind::Fill;
        self.open(node, if fill { Kind::Each } else { kind });
        let last = node.children().count().wrapping_sub(1);
        let mut index = 0;
        for element in significant(node) {
            match (&element, element.kind()) {
                (SyntaxElement::Token(token), L_PAREN | L_BRACKET | HASH_BRACE) => {
                    self.token(token);
                    self.after_open = true;
                    self.indent();
                    if last != usize::MAX {
                        self.line("");
                    }
                }
                (SyntaxElement::Token(token), R_PAREN | R_BRACKET | R_BRACE) => {
                    if trailing_comma && last != usize::MAX && !self.inline {
                        self.out.push(Command::IfBroken(","));
                    }
                    self.comments_before_closer(token);
                    self.dedent();
                    if last != usize::MAX {
                        self.line("");
                    }
                    self.token(token);
                }
                (SyntaxElement::Token(_), _) => {}
                (SyntaxElement::Node(child), _) => {
                    if (kind == Kind::Hug && index == last) || (fill && index == 0) {
                        self.comments(child.text_range().start().into());
                        self.flush();
                        if fill { self.begin(Kind::Fill) } else { self.out.push(Command::HugPoint) }
                    }
                    self.node(child);
                    if index != last {
                        self.write(",");
                        self.line(" ");
                    } else if fill {
                        self.close();
                    }
                    index += 1;
                }
            }
        }
        self.close();
    }

    fn comprehension(&mut self, node: &SyntaxNode) {
        self.open(node, Kind::Each);
        for element in significant(node) {
            match (&element, element.kind()) {
                (SyntaxElement::Token(token), L_BRACKET) => {
                    self.token(token);
                    self.after_open = true;
                    self.indent();
                    self.line("");
                }
                (SyntaxElement::Token(token), _) => {
                    self.comments_before_closer(token);
                    self.dedent();
                    self.line("");
                    self.token(token);
                }
                (SyntaxElement::Node(child), FOR_CLAUSE) => {
                    self.line(" ");
                    self.node(child);
                }
                (SyntaxElement::Node(child), _) => self.node(child),
            }
        }
        self.close();
    }

    /// Operands of one precedence; on several lines each operator begins one.
    fn binary(&mut self, node: &SyntaxNode) {
        let stands_alone = node
            .parent()
            .is_some_and(|parent| matches!(parent.kind(), LET_DECL | PART_DECL | PARAM_DECL | FN_DECL | PAREN_EXPR));
        self.open(node, Kind::Each);
        if !stands_alone {
            self.indent();
        }
        for element in significant(node) {
            match &element {
                SyntaxElement::Token(token) => {
                    self.line(" ");
                    self.token(token);
                    self.space();
                }
                SyntaxElement::Node(operand) => self.node(operand),
            }
        }
        if !stands_alone {
            self.dedent();
        }
        self.close();
    }

    /// Calls, indices and fields; two or more method calls stand on lines of their own when they are too long.
    fn postfix(&mut self, node: &SyntaxNode) {
        let chain = method_calls(node) > 1;
        if !chain {
            return significant(node).for_each(|element| self.element(&element));
        }
        self.open(node, Kind::Each);
        let mut indented = false;
        for element in significant(node) {
            let called =
                element.as_node().and_then(SyntaxNode::next_sibling).is_some_and(|next| next.kind() == CALL_ARGS);
            if element.kind() == FIELD && called {
                if !indented {
                    self.indent();
                    indented = true;
                }
                self.line("");
            }
            self.element(&element);
        }
        if indented {
            self.dedent();
        }
        self.close();
    }

    /// An `if` with its branches in the group of the outermost one: all on one line, or none.
    fn if_expr(&mut self, node: &SyntaxNode) {
        let mut blocks = 0;
        let mut first = true;
        for element in significant(node) {
            if !first {
                self.space();
            }
            first = false;
            match &element {
                SyntaxElement::Token(token) => self.token(token),
                SyntaxElement::Node(child) => {
                    let is_condition = blocks == 0;
                    blocks += 1;
                    match child.kind() {
                        BLOCK_EXPR if !is_condition => self.block(child),
                        IF_EXPR if !is_condition => self.if_expr(child),
                        _ => self.node(child),
                    }
                }
            }
        }
    }

    /// The braces of a block or a test and what they hold, its line ends in the group around. A block with
    /// statements has a line for each.
    fn block(&mut self, node: &SyntaxNode) {
        let braces = |kind| significant(node).filter_map(SyntaxElement::into_token).find(|token| token.kind() == kind);
        let (Some(opener), Some(closer)) = (braces(L_BRACE), braces(R_BRACE)) else { return };
        let children: Vec<SyntaxNode> =
            node.children().filter(|child| child.kind() != STRING || node.kind() == BLOCK_EXPR).collect();
        let statements = children.iter().any(|child| matches!(child.kind(), LET_DECL | ASSERT_STMT));
        let separator =
            if statements { Separator::Hard { blank: false } } else { Separator::Break { flat: " ", blank: false } };
        self.token(&opener);
        self.after_open = true;
        self.indent();
        for child in &children {
            self.separate(separator);
            self.node(child);
            if matches!(child.kind(), LET_DECL | ASSERT_STMT) {
                self.write(";");
            }
        }
        self.comments_before_closer(&closer);
        self.dedent();
        if !children.is_empty() {
            self.separate(separator);
        }
        self.token(&closer);
    }

    fn lambda(&mut self, node: &SyntaxNode) {
        let mut bars = 0;
        for element in significant(node) {
            match (&element, element.kind()) {
                (SyntaxElement::Token(token), BAR) => {
                    bars += 1;
                    self.token(token);
                    if bars == 2 {
                        self.space();
                    }
                }
                (_, COMMA) => {
                    self.write(",");
                    self.space();
                }
                _ => self.element(&element),
            }
        }
    }
}

/// The children of a node without blanks and comments.
fn significant(node: &SyntaxNode) -> impl Iterator<Item = SyntaxElement> + use<> {
    node.children_with_tokens().filter(|element| !element.kind().is_trivia())
}

/// Whether a space stands between two neighbours in a flat construct.
fn is_spaced(parent: SyntaxKind, before: SyntaxKind, after: SyntaxKind) -> bool {
    match parent {
        NEG_EXPR | POWER_EXPR | RANGE_EXPR | LIST_ITEM | FIELD | INDEX | LIST_TYPE => false,
        GENERICS | TUPLE_TYPE => before == COMMA,
        FN_TYPE => before == COMMA || before == ARROW || after == ARROW,
        _ => !matches!(after, COMMA | COLON | TYPE_ANNOTATION),
    }
}

/// How many `.name(…)` a postfix chain has.
fn method_calls(node: &SyntaxNode) -> usize {
    let calls = node.children().filter(|child| child.kind() == CALL_ARGS);
    calls.filter(|call| call.prev_sibling().is_some_and(|before| before.kind() == FIELD)).count()
}

/// Whether a call may keep its arguments on the line and break inside the last one.
fn hugs_last(call: &SyntaxNode) -> bool {
    let only = call.children().count() == 1;
    call.last_child().and_then(|arg| arg.last_child()).is_some_and(|value| can_hug(&value, only))
}

fn can_hug(value: &SyntaxNode, only: bool) -> bool {
    match value.kind() {
        LIST_EXPR | RECORD_EXPR => value.children().next().is_some(),
        BLOCK_EXPR => true,
        IF_EXPR => only,
        PAREN_EXPR => only && value.children().nth(1).is_some(),
        LAMBDA_EXPR => value.last_child().is_some_and(|body| can_hug(&body, true)),
        POSTFIX_EXPR => {
            only && method_calls(value) < 2
                && value.last_child().is_some_and(|last| last.kind() == CALL_ARGS && last.children().next().is_some())
        }
        _ => false,
    }
}

/// Whether an element is a number, a name, a string or a tuple of such: several of them stand on a line.
fn is_short(node: &SyntaxNode) -> bool {
    match node.kind() {
        NUMBER_EXPR | NAME_EXPR | STRING | BOOL_EXPR => true,
        NEG_EXPR | PAREN_EXPR | RECORD_FIELD => node.children().all(|child| is_short(&child)),
        LIST_ITEM => {
            node.first_token().is_some_and(|token| token.kind() != DOT_DOT)
                && node.children().all(|child| is_short(&child))
        }
        _ => false,
    }
}
