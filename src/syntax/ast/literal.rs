//! Views of literals, and what their text means.

use rowan::{TextRange, TextSize};

use super::{AstNode, Expr, NumberExpr, token, views};
use crate::syntax::SyntaxKind;

views! {
    /// `"bolt {i}"`.
    StringExpr = STRING {
        /// The first token, the opening quote.
        quote: token QUOTE,
    };
    /// `{i}` in a string.
    Interpolation = INTERPOLATION {
        /// The expression.
        expr: Expr,
    };
    /// `true` or `false`.
    BoolExpr = BOOL_EXPR;
}

/// A number's text taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberParts {
    /// The value as a double (correctly rounded; infinite when too large).
    pub value: f64,
    /// Whether it is written without point and exponent.
    pub is_int: bool,
    /// The unit that touches it, and its place.
    pub unit: Option<(String, TextRange)>,
}

/// Splits the text of a number token into its digits (with point and exponent), whether it has neither point nor
/// exponent, and its unit.
pub fn split_number(text: &str) -> (&str, bool, &str) {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(|b| b.is_ascii_digit() || *b == b'_') {
            at += 1;
        }
        at
    };
    let digit_at = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let mut end = digits(0);
    let whole = end;
    if bytes.get(end) == Some(&b'.') && digit_at(end + 1) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if digit_at(signed) {
            end = digits(signed);
        }
    }
    let (digits, unit) = text.split_at(end);
    (digits, end == whole, unit)
}

/// The value of the digits of a number token, correctly rounded; infinite when too large.
pub fn number_value(digits: &str) -> f64 {
    let value = if digits.contains('_') { digits.replace('_', "").parse() } else { digits.parse() };
    value.unwrap_or(f64::NAN)
}

impl NumberExpr {
    /// Value, whether it is an integer literal, and unit.
    pub fn parts(&self) -> Option<NumberParts> {
        let token = self.token()?;
        let (digits, is_int, unit) = split_number(token.text());
        let value = number_value(digits);
        let end = token.text_range().end();
        let unit = (!unit.is_empty()).then(|| (unit.to_owned(), TextRange::new(end - TextSize::of(unit), end)));
        Some(NumberParts { value, is_int, unit })
    }
}

impl BoolExpr {
    /// The value.
    pub fn value(&self) -> bool {
        token(&self.0, SyntaxKind::KW_TRUE).is_some()
    }
}

/// A piece of a string.
#[derive(Clone, Debug, PartialEq)]
pub enum StringPart {
    /// Text with its escapes resolved.
    Text(String),
    /// `{expr}`.
    Interpolation(Interpolation),
}

impl StringExpr {
    /// The pieces in order.
    pub fn parts(&self) -> impl Iterator<Item = StringPart> + use<> {
        self.0.children_with_tokens().filter_map(|element| match element {
            rowan::NodeOrToken::Token(token) if token.kind() == SyntaxKind::STRING_TEXT => {
                Some(StringPart::Text(unescape(token.text())))
            }
            rowan::NodeOrToken::Token(_) => None,
            rowan::NodeOrToken::Node(node) => Interpolation::cast(node).map(StringPart::Interpolation),
        })
    }

    /// The text, if nothing is interpolated.
    pub fn plain(&self) -> Option<String> {
        let mut text = String::new();
        for part in self.parts() {
            match part {
                StringPart::Text(piece) => text.push_str(&piece),
                StringPart::Interpolation(_) => return None,
            }
        }
        Some(text)
    }
}

/// Text with `\"`, `\\`, `\n`, `\t`, `\{`, `\}` resolved; unknown escapes (already reported) keep their character.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match if c == '\\' { chars.next() } else { Some(c) } {
            Some('n') if c == '\\' => out.push('\n'),
            Some('t') if c == '\\' => out.push('\t'),
            Some(other) => out.push(other),
            None => {}
        }
    }
    out
}

/// `text` as the inside of a string literal.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '\\' | '{' | '}' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
    out
}
