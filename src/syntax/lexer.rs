//! Text to tokens: every byte belongs to exactly one token, whatever the text is.
//!
//! Strings are scanned here by hand, their `{…}` by the ordinary rules; an unterminated string ends with
//! its line, and a token that only an item can start ends every open string, so that one missing quote
//! costs one message. Characters that mean nothing become [`SyntaxKind::ERROR`] tokens, which the parser
//! skips like blanks; frequent slips (`'text'`, `# comment`, `×`) keep their meaning and are reported.

use logos::Logos;

use super::SyntaxKind::{self, *};
use crate::diagnostics::{Diagnostic, registry::syntax};
use crate::text::{FileId, Span};

/// How many messages about one text are kept, so that noise costs no memory.
pub(super) const MAX_DIAGNOSTICS: usize = 200;
/// How far the other end of a wrongly quoted string is looked for, in bytes.
const QUOTE_SEARCH: usize = 200;

/// The tokens of a text. Token `i` covers bytes `starts[i]..starts[i + 1]`.
#[derive(Debug)]
pub(crate) struct Lexed {
    pub kinds: Vec<SyntaxKind>,
    /// One more entry than `kinds`: the last is the length of the text.
    pub starts: Vec<u32>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Splits `text` into tokens.
pub(crate) fn lex(file: FileId, text: &str) -> Lexed {
    // Programs of plain coordinates have a token every two or three bytes.
    let estimate = text.len() / 2 + 4;
    let mut lexer = Lexer {
        file,
        text,
        at: 0,
        open: Vec::new(),
        no_comment_end: false,
        out: Lexed {
            kinds: Vec::with_capacity(estimate),
            starts: Vec::with_capacity(estimate + 1),
            diagnostics: Vec::new(),
        },
    };
    lexer.run();
    lexer.out.starts.push(text.len() as u32);
    lexer.out
}

/// An interpolation that has not ended, and how many braces are open inside it.
struct Open {
    braces: u32,
}

struct Lexer<'t> {
    file: FileId,
    text: &'t str,
    at: usize,
    open: Vec<Open>,
    /// Whether no `*/` follows, so that it is not searched for twice.
    no_comment_end: bool,
    out: Lexed,
}

impl<'t> Lexer<'t> {
    fn run(&mut self) {
        if self.text.starts_with('\u{feff}') {
            self.push(WHITESPACE, '\u{feff}'.len_utf8());
        }
        let mut tokens = SyntaxKind::lexer(self.text.get(self.at..).unwrap_or_default());
        let mut base = self.at;
        while let Some(token) = tokens.next() {
            let start = base + tokens.span().start;
            let end = base + tokens.span().end;
            self.at = start;
            match token {
                Ok(QUOTE) => self.quote(),
                Ok(R_BRACE) => self.right_brace(),
                Ok(kind) => {
                    if let Some(open) = self.open.last_mut() {
                        match kind {
                            L_BRACE | HASH_BRACE => open.braces += 1,
                            _ if starts_item(kind, &self.text[end..], open.braces) => self.open.clear(),
                            _ => {}
                        }
                    }
                    if matches!(kind, LT | GT | EQ_EQ) && self.merge_mark() {
                        // Reported and consumed.
                    } else if kind == SLASH && self.text[end..].starts_with('*') {
                        self.block_comment();
                    } else {
                        self.push(kind, end - start);
                    }
                }
                Err(()) => self.unknown(),
            }
            if self.at != end {
                base = self.at;
                tokens = SyntaxKind::lexer(self.text.get(self.at..).unwrap_or_default());
            }
        }
    }

    fn push(&mut self, kind: SyntaxKind, len: usize) {
        self.out.kinds.push(kind);
        self.out.starts.push(self.at as u32);
        self.at += len;
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        if self.out.diagnostics.len() < MAX_DIAGNOSTICS {
            self.out.diagnostics.push(diagnostic);
        }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn span(&self, start: usize, len: usize) -> Span {
        Span::new(self.file, start as u32, (start + len) as u32)
    }

    /// A `"` in ordinary text: the start of a string, or the end of one whose `{` was never closed.
    fn quote(&mut self) {
        // A string that begins here ends or interpolates on this line, or it is the `}` that closes the outer one.
        let closes_line = || {
            let next = self.rest().bytes().skip(1).find(|b| matches!(b, b'"' | b'{' | b'}' | b'\n'));
            matches!(next, None | Some(b'\n'))
        };
        if self.open.last().is_some_and(|open| open.braces == 0) && closes_line() {
            self.open.pop();
            self.push(QUOTE, 1);
            return;
        }
        let start = self.at;
        self.push(QUOTE, 1);
        self.string_text(start);
    }

    /// A `}`: the end of an interpolation continues its string.
    fn right_brace(&mut self) {
        let start = self.at;
        self.push(R_BRACE, 1);
        match self.open.last_mut() {
            Some(open) if open.braces == 0 => {
                self.open.pop();
                self.string_text(start);
            }
            Some(open) => open.braces -= 1,
            None => {}
        }
    }

    /// The inside of a string up to its quote, its next interpolation or the end of the line.
    /// `start` is where this stretch of the string began.
    fn string_text(&mut self, start: usize) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let mut len = 0;
        loop {
            match bytes.get(len) {
                Some(b'"' | b'{') => break,
                Some(b'\\') => match bytes.get(len + 1) {
                    Some(b'"' | b'\\' | b'n' | b't' | b'{' | b'}') => len += 2,
                    Some(b'\n') | None => len += 1,
                    Some(_) => {
                        let escaped = rest[len + 1..].chars().next().map_or(1, char::len_utf8);
                        self.unknown_escape(len, escaped);
                        len += 1 + escaped;
                    }
                },
                Some(b'}') => {
                    let span = self.span(self.at + len, 1);
                    self.report(
                        Diagnostic::new(syntax::UNMATCHED_BRACKET, span, "a `}` in a string is written `\\}`").fix(
                            "write `\\}`",
                            span,
                            "\\}",
                        ),
                    );
                    len += 1;
                }
                Some(b'\n') | None => {
                    let text_len = rest[..len].trim_end_matches('\r').len();
                    let end = self.at + text_len;
                    let whole = self.span(start, end - start);
                    let message = "a string ends on the line it starts on, and this one has no closing `\"`";
                    let diagnostic = Diagnostic::new(syntax::UNTERMINATED_STRING, whole, message);
                    let after_digit = start > 0 && self.text.as_bytes().get(start - 1).is_some_and(u8::is_ascii_digit);
                    self.report(if after_digit {
                        // 2" is two inches.
                        diagnostic.note("inches are written `inch`, right after the number").fix(
                            "write `inch`",
                            self.span(start, 1),
                            "inch",
                        )
                    } else {
                        diagnostic.fix("insert `\"`", self.span(end, 0), "\"")
                    });
                    if len > 0 {
                        self.push(STRING_TEXT, len);
                    }
                    return;
                }
                Some(_) => len += 1,
            }
        }
        if len > 0 {
            self.push(STRING_TEXT, len);
        }
        if self.rest().starts_with('{') {
            self.push(L_BRACE, 1);
            self.open.push(Open { braces: 0 });
        } else {
            self.push(QUOTE, 1);
        }
    }

    fn unknown_escape(&mut self, offset: usize, escaped: usize) {
        let span = self.span(self.at + offset, 1 + escaped);
        self.report(
            Diagnostic::new(
                syntax::UNKNOWN_ESCAPE,
                span,
                "a `\\` in a string stands before `\"`, `\\`, `n`, `t`, `{` or `}`; a backslash itself is `\\\\`",
            )
            .fix("write `\\\\`", self.span(self.at + offset, 1), "\\\\"),
        );
    }

    /// A line that version control leaves between two versions; no program holds seven of these characters.
    fn merge_mark(&mut self) -> bool {
        let line = self.rest().lines().next().unwrap_or_default();
        let mark = ["<<<<<<<", "=======", ">>>>>>>"].into_iter().find_map(|mark| line.strip_prefix(mark));
        let starts_line = self.at == 0 || self.text.as_bytes().get(self.at - 1) == Some(&b'\n');
        if !starts_line || !mark.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')) {
            return false;
        }
        let message = "a mark of an unfinished merge; keep one of the versions and remove the marks";
        self.report(Diagnostic::new(syntax::UNEXPECTED, self.span(self.at, line.len()), message));
        self.push(ERROR, line.len());
        true
    }

    fn block_comment(&mut self) {
        let rest = self.rest();
        let end = if self.no_comment_end { None } else { rest.find("*/") };
        self.no_comment_end = end.is_none();
        let len = end.map_or_else(|| rest.find('\n').unwrap_or(rest.len()), |end| end + 2);
        let span = self.span(self.at, len);
        self.report(Diagnostic::new(
            syntax::UNKNOWN_CHARACTER,
            span,
            "recad has no `/* … */` comments; begin every line of a comment with `//`",
        ));
        self.push(ERROR, len);
    }

    /// A character no token starts with.
    fn unknown(&mut self) {
        let rest = self.rest();
        let Some(c) = rest.chars().next() else { return };
        let here = self.span(self.at, c.len_utf8());
        let report = |message: String| Diagnostic::new(syntax::UNKNOWN_CHARACTER, here, message);
        let inside = self.open.last().is_some();
        let as_kind = |kind: SyntaxKind, with: &str| {
            (kind, report(format!("`{c}` is written `{with}`")).fix(format!("write `{with}`"), here, with))
        };
        let (kind, diagnostic) = match c {
            '\'' | '“' | '‘' => {
                let close = match c {
                    '“' => '”',
                    '‘' => '’',
                    c => c,
                };
                let inner = &rest[c.len_utf8()..];
                let end = inner.char_indices().take_while(|(at, c)| *at < QUOTE_SEARCH && *c != '\n');
                if let (Some((end, _)), false) = (end.into_iter().find(|(_, c)| *c == close), inside) {
                    let after = self.at + c.len_utf8() + end;
                    let mut diagnostic = report("strings stand in double quotes `\"`".to_owned());
                    diagnostic = diagnostic.fix("use double quotes", here, "\"");
                    if let Some(fix) = diagnostic.fixes.last_mut() {
                        let span = self.span(after, close.len_utf8());
                        fix.edits.push(crate::diagnostics::Edit { span, text: "\"".to_owned() });
                    }
                    self.report(diagnostic);
                    self.push(QUOTE, c.len_utf8());
                    if end > 0 {
                        self.push(STRING_TEXT, end);
                    }
                    self.push(QUOTE, close.len_utf8());
                    return;
                }
                (ERROR, report("strings stand in double quotes `\"`".to_owned()))
            }
            '#' => {
                let span = self.span(self.at, 1);
                let message = "a comment starts with `//`, a record with `#{`".to_owned();
                self.report(Diagnostic::new(syntax::UNKNOWN_CHARACTER, span, message).fix("write `//`", span, "//"));
                let line = rest.find('\n').unwrap_or(rest.len());
                self.push(ERROR, line);
                return;
            }
            '`' if rest.starts_with("```") => {
                let line = rest.find('\n').unwrap_or(rest.len());
                let whole = self.span(self.at, line + usize::from(rest.len() > line));
                let message = "a program stands without the fence of Markdown around it".to_owned();
                let span = self.span(self.at, line);
                self.report(Diagnostic::new(syntax::UNKNOWN_CHARACTER, span, message).fix(
                    "remove the line",
                    whole,
                    "",
                ));
                self.push(ERROR, line);
                return;
            }
            '?' => {
                let span = self.span(self.at, 1);
                let message = "a choice is written `if condition { a } else { b }`".to_owned();
                self.report(Diagnostic::new(syntax::UNKNOWN_CHARACTER, span, message));
                self.push(ERROR, 1);
                return;
            }
            '!' => (
                ERROR,
                report("`!` is not an operator; negation is written `not`".to_owned()).fix("write `not`", here, "not "),
            ),
            '−' | '–' | '—' => as_kind(MINUS, "-"),
            '×' | '·' | '∙' => as_kind(STAR, "*"),
            '÷' => as_kind(SLASH, "/"),
            '≤' => as_kind(LT_EQ, "<="),
            '≥' => as_kind(GT_EQ, ">="),
            '≠' => as_kind(NOT_EQ, "!="),
            '…' => as_kind(DOT_DOT, ".."),
            '°' => (ERROR, report("degrees are written `deg`".to_owned()).fix("write `deg`", here, "deg")),
            '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{3000}' | '\u{feff}' | '\u{b}' | '\u{c}' | '\u{200b}' => (
                ERROR,
                report(format!("the invisible character U+{:04X} does not count as a blank", u32::from(c))).fix(
                    "replace it by a blank",
                    here,
                    " ",
                ),
            ),
            _ => {
                let len = rest.find(|c| !is_unknown(c)).unwrap_or(rest.len()).max(c.len_utf8());
                let span = self.span(self.at, len);
                let what = if c.is_control() { format!("U+{:04X}", u32::from(c)) } else { format!("`{c}`") };
                let message = format!("the character {what} has no meaning outside strings and comments");
                self.report(Diagnostic::new(syntax::UNKNOWN_CHARACTER, span, message));
                self.push(ERROR, len);
                return;
            }
        };
        self.report(diagnostic);
        self.push(kind, c.len_utf8());
    }
}

/// Whether a run of meaningless characters goes on with `c`.
fn is_unknown(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | ' '..='~' => matches!(c, '$' | '@' | '?' | '`' | '~' | '\\'),
        _ => !"“‘’”−–—×·∙÷≤≥≠…°".contains(c),
    }
}

/// Whether a keyword inside an interpolation shows that the string was never closed: no expression holds it.
fn starts_item(kind: SyntaxKind, after: &str, braces: u32) -> bool {
    let after = after.trim_start_matches([' ', '\t']);
    let named = after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    match kind {
        KW_PARAM | KW_PART | KW_UNITS => named,
        KW_USE | KW_TEST => after.starts_with('"'),
        KW_FN => named,
        KW_LET | KW_ASSERT => braces == 0,
        _ => false,
    }
}

impl Lexed {
    /// The place of token `index`.
    pub fn span(&self, file: FileId, index: usize) -> Span {
        let start = |i: usize| self.starts.get(i).or(self.starts.last()).copied().unwrap_or(0);
        Span::new(file, start(index), start(index + 1))
    }

    /// The text of token `index`.
    pub fn text<'t>(&self, text: &'t str, index: usize) -> &'t str {
        let span = self.span(FileId::default(), index);
        text.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}
