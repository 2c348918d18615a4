//! How deep a text nests, counted on its tokens before either parser runs.
//!
//! Every construct along which a parser recurses counts one: an open bracket, block or interpolation, the
//! parameters and the body of a lambda, an `if` (also after `else`), a prefix `-` or `not`, a `^`, the
//! arrow of a function type. On every prefix of a correct program the count is at least the recursion of
//! the parsers, which is what keeps both within their stacks.

use super::SyntaxKind::{self, *};
use crate::diagnostics::{Diagnostic, registry::syntax};
use crate::text::Span;

/// The deepest nesting a program may have.
pub const MAX_NESTING: u32 = 256;

/// What is open inside one bracket.
#[derive(Default)]
struct Frame {
    /// Whether this is the parameter list of a lambda, which ends with `|`.
    bar: bool,
    /// `if`s and lambda bodies: they end with the expression.
    exprs: u32,
    /// Arrows of function types: they end with the type.
    types: u32,
    /// `not`s: they end at `and` or `or`.
    nots: u32,
    /// Prefix minuses and carets: they end at any other operator.
    negs: u32,
    /// Whether the innermost thing begun is a string, so that a brace interpolates.
    string: bool,
}

impl Frame {
    fn end_operand(&mut self) -> u32 {
        std::mem::take(&mut self.negs)
    }
    fn end_condition(&mut self) -> u32 {
        self.end_operand() + std::mem::take(&mut self.nots)
    }
    fn end_type(&mut self) -> u32 {
        std::mem::take(&mut self.types)
    }
    fn end_expr(&mut self) -> u32 {
        self.end_condition() + self.end_type() + std::mem::take(&mut self.exprs)
    }
}

/// Whether an operand can end with this token. (The quote may as well begin a string.)
fn ends_operand(kind: SyntaxKind) -> bool {
    matches!(kind, NAME | NUMBER | QUOTE | R_PAREN | R_BRACKET | R_BRACE | KW_TRUE | KW_FALSE)
}

/// The first token that nests deeper than [`MAX_NESTING`], as an index into `kinds`.
pub(super) fn too_deep(kinds: &[SyntaxKind]) -> Option<usize> {
    deepest(kinds, MAX_NESTING).err()
}

/// The depth reached, or the first token that exceeds `limit`.
pub(super) fn deepest(kinds: &[SyntaxKind], limit: u32) -> Result<u32, usize> {
    let mut outer: Vec<Frame> = Vec::new();
    let mut frame = Frame::default();
    let (mut depth, mut max) = (0u32, 0u32);
    let mut previous = EOF;
    let mut after_open_bar = false;
    for (index, kind) in kinds.iter().copied().enumerate() {
        let mut open = |frame: &mut Frame, bar: bool, depth: &mut u32| {
            outer.push(std::mem::replace(frame, Frame { bar, ..Frame::default() }));
            *depth += 1;
        };
        // A string holds text and interpolations; anything else shows that it was not closed.
        frame.string &= matches!(kind, STRING_TEXT | L_BRACE | R_BRACE | QUOTE | WHITESPACE | COMMENT | ERROR);
        match kind {
            WHITESPACE | COMMENT | ERROR => continue,
            QUOTE => frame.string = !frame.string,
            // An interpolation.
            L_BRACE if frame.string => open(&mut frame, false, &mut depth),
            // A block after a condition.
            L_BRACE if ends_operand(previous) => {
                depth -= frame.end_condition();
                open(&mut frame, false, &mut depth);
            }
            L_PAREN | L_BRACKET | L_BRACE | HASH_BRACE => open(&mut frame, false, &mut depth),
            R_PAREN | R_BRACKET | R_BRACE => loop {
                let bar = frame.bar;
                depth -= frame.end_expr();
                let Some(parent) = outer.pop() else { break };
                frame = parent;
                depth -= 1;
                if !bar {
                    break;
                }
            },
            BAR if frame.bar && (ends_operand(previous) || after_open_bar) => {
                depth -= frame.end_expr();
                if let Some(parent) = outer.pop() {
                    frame = parent;
                    // The parameters end, the body begins.
                    frame.exprs += 1;
                }
            }
            BAR if !ends_operand(previous) => open(&mut frame, true, &mut depth),
            COMMA | SEMICOLON | DOT_DOT | DOT_DOT_EQ | KW_FOR | KW_IN | KW_STEP | KW_LET | KW_PART | KW_PARAM
            | KW_USE | KW_TEST | KW_ASSERT => depth -= frame.end_expr(),
            KW_FN if !matches!(previous, COLON | ARROW | L_PAREN | L_BRACKET | COMMA) => {
                depth -= frame.end_expr();
            }
            KW_IF if ends_operand(previous) => depth -= frame.end_expr(),
            KW_IF => {
                frame.exprs += 1;
                depth += 1;
            }
            ARROW => {
                frame.types += 1;
                depth += 1;
            }
            EQ => depth -= frame.end_type(),
            KW_NOT => {
                frame.nots += 1;
                depth += 1;
            }
            CARET => {
                frame.negs += 1;
                depth += 1;
            }
            MINUS if !ends_operand(previous) => {
                frame.negs += 1;
                depth += 1;
            }
            KW_AND | KW_OR | KW_ELSE => depth -= frame.end_condition(),
            PLUS | MINUS | STAR | SLASH | PERCENT | AMP | EQ_EQ | NOT_EQ | LT | LT_EQ | GT | GT_EQ => {
                depth -= frame.end_operand();
            }
            _ => {}
        }
        after_open_bar = kind == BAR && !ends_operand(previous) && !after_open_bar;
        previous = kind;
        max = max.max(depth);
        if depth > limit {
            return Err(index);
        }
    }
    Ok(max)
}

/// The message for a text that nests too deeply at `span`.
pub(super) fn diagnostic(span: Span) -> Diagnostic {
    let message =
        format!("brackets, blocks and operators nest at most {MAX_NESTING} deep; name inner values with `let`");
    Diagnostic::new(syntax::NESTING, span, message)
}
