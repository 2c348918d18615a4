//! How long a program is: its numbers, and its description in bits.

use crate::syntax::{SyntaxKind, parse};
use crate::text::FileId;

/// Bits of a keyword, an operator or a bracket.
const SIGN: f64 = 4.0;
/// Bits of a name.
const NAME: f64 = 8.0;
/// Bits of a decimal digit and of what is around a number.
const DIGIT: f64 = 3.32;

/// What a program is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Number literals outside parameter declarations, except 0, 1 and 2.
    pub literals: usize,
    /// Declared parameters.
    pub parameters: usize,
    /// Description length: signs 4 bits, names 8, numbers 4 and 3.32 for each significant digit; comments are free.
    pub bits: f64,
}

/// Measures a program's text.
pub fn measure(text: &str) -> Size {
    let mut size = Size::default();
    let tree = parse(FileId::default(), text).syntax();
    for item in tree.children() {
        let is_parameter = item.kind() == SyntaxKind::PARAM_DECL;
        size.parameters += usize::from(is_parameter);
        for token in item.descendants_with_tokens().filter_map(|element| element.into_token()) {
            let kind = token.kind();
            if kind.is_trivia() {
                continue;
            }
            let text = token.text();
            match kind {
                SyntaxKind::NUMBER => {
                    let digits: String =
                        text.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | 'e')).collect();
                    let plain = matches!(digits.as_str(), "0" | "1" | "2");
                    size.literals += usize::from(!is_parameter && !plain);
                    let significant =
                        digits.trim_start_matches(['0', '.']).chars().filter(char::is_ascii_digit).count();
                    size.bits += SIGN + DIGIT * significant.max(1) as f64;
                }
                SyntaxKind::NAME => size.bits += NAME,
                _ => size.bits += SIGN,
            }
        }
    }
    size
}
