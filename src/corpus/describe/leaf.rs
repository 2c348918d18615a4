//! Words of a text that stand for themselves: numbers, names, quotations. Each is written and read here.

use serde_json::{Value, json};

use crate::corpus::plan::{Expr, read};
use crate::corpus::write::number;

/// A kind of word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    /// A number of millimetres; an expression in backquotes.
    Length,
    /// The same with the opposite sign: a distance against a direction. Only what is negative.
    Against,
    /// The same with the opposite sign, whatever it is.
    Opposite,
    /// Degrees.
    Angle,
    /// A number without a unit.
    Plain,
    /// A raw number with its unit mm.
    RawLength,
    /// A raw number of degrees.
    RawAngle,
    /// A raw number without a unit.
    RawPlain,
    /// An identifier in backquotes.
    Name,
    /// A quotation.
    Quote,
}

impl Leaf {
    /// Every kind.
    pub(super) const ALL: [Leaf; 10] = [
        Leaf::Length,
        Leaf::Against,
        Leaf::Opposite,
        Leaf::Angle,
        Leaf::Plain,
        Leaf::RawLength,
        Leaf::RawAngle,
        Leaf::RawPlain,
        Leaf::Name,
        Leaf::Quote,
    ];

    /// Its name in the tables.
    pub(super) fn name(self) -> &'static str {
        match self {
            Leaf::Length => "length",
            Leaf::Against => "against",
            Leaf::Opposite => "opposite",
            Leaf::Angle => "angle",
            Leaf::Plain => "plain",
            Leaf::RawLength => "raw_length",
            Leaf::RawAngle => "raw_angle",
            Leaf::RawPlain => "raw_plain",
            Leaf::Name => "name",
            Leaf::Quote => "quote",
        }
    }

    /// What a reader expects here.
    pub(super) fn expected(self) -> &'static str {
        match self {
            Leaf::Length | Leaf::Against | Leaf::Opposite | Leaf::RawLength => "a length such as 12 mm",
            Leaf::Angle | Leaf::RawAngle => "an angle such as 90°",
            Leaf::Plain | Leaf::RawPlain => "a number",
            Leaf::Name => "a name in backquotes",
            Leaf::Quote => "a text in quotation marks",
        }
    }

    /// The word for a value; `None` when it has none.
    pub(super) fn write(self, value: &Value) -> Option<String> {
        match self {
            Leaf::Name => identifier(value.as_str()?).map(|name| format!("`{name}`")),
            Leaf::Quote => serde_json::to_string(value.as_str()?).ok(),
            Leaf::RawLength | Leaf::RawAngle | Leaf::RawPlain => Some(self.with_unit(value.as_f64()?)),
            _ => {
                let expr = self.shown(serde_json::from_value(value.clone()).ok()?)?;
                Some(match expr {
                    Expr::Number(value) => self.with_unit(value),
                    other => format!("`{other}`"),
                })
            }
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Leaf::Length | Leaf::Against | Leaf::Opposite | Leaf::RawLength => " mm",
            Leaf::Angle | Leaf::RawAngle => "°",
            Leaf::Plain | Leaf::RawPlain | Leaf::Name | Leaf::Quote => "",
        }
    }

    fn with_unit(self, value: f64) -> String {
        format!("{}{}", number(value), self.unit())
    }

    /// The number as it is said.
    fn shown(self, expr: Expr) -> Option<Expr> {
        match (self, expr) {
            (Leaf::Against, Expr::Number(value)) => (value < 0.0).then_some(Expr::Number(-value)),
            (Leaf::Against, Expr::Negate(inner)) => Some(*inner),
            (Leaf::Against, _) => None,
            (Leaf::Opposite, expr) => Some(opposite(expr)),
            (_, expr) => Some(expr),
        }
    }

    /// The number that was said.
    fn meant(self, shown: Expr) -> Expr {
        match (self, shown) {
            (Leaf::Opposite, expr) => opposite(expr),
            (Leaf::Against, Expr::Number(value)) => Expr::Number(0.0 - value),
            (Leaf::Against, other) => Expr::Negate(Box::new(other)),
            (_, expr) => expr,
        }
    }

    /// The value of the word that begins `text`, and its bytes.
    pub(super) fn read(self, text: &str) -> Option<(Value, usize)> {
        if self == Leaf::Quote {
            let mut stream = serde_json::Deserializer::from_str(text).into_iter::<Value>();
            let value = stream.next()?.ok().filter(Value::is_string)?;
            return Some((value, stream.byte_offset()));
        }
        if let Some(rest) = text.strip_prefix('`') {
            let inner = rest.split_once('`')?.0;
            let length = inner.len() + 2;
            return match self {
                Leaf::Name => Some((json!(identifier(inner)?), length)),
                Leaf::RawLength | Leaf::RawAngle | Leaf::RawPlain => None,
                _ => {
                    let expr = self.meant(read::expression(inner)?);
                    Some((serde_json::to_value(expr).ok()?, length))
                }
            };
        }
        if self == Leaf::Name {
            return None;
        }
        let length = number_length(text);
        let value: f64 = text.get(..length)?.parse().ok().filter(|value: &f64| value.is_finite())?;
        let rest = text.get(length..)?;
        let unit = match self.unit() {
            " mm" => rest.strip_prefix(' ').unwrap_or(rest).strip_prefix("mm").map(|after| rest.len() - after.len()),
            "°" => ["°", " degrees", " deg"].iter().find(|unit| rest.starts_with(**unit)).map(|unit| unit.len()),
            _ => Some(0),
        }?;
        let value = match self {
            Leaf::RawLength | Leaf::RawAngle | Leaf::RawPlain => json!(value),
            _ => serde_json::to_value(self.meant(Expr::Number(value))).ok()?,
        };
        Some((value, length + unit))
    }
}

fn opposite(expr: Expr) -> Expr {
    match expr {
        Expr::Number(value) => Expr::Number(0.0 - value),
        Expr::Negate(inner) => *inner,
        other => Expr::Negate(Box::new(other)),
    }
}

/// The name, if it is one of the language.
fn identifier(name: &str) -> Option<&str> {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let first = *name.as_bytes().first()?;
    (is_letter(first) && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit())).then_some(name)
}

/// Bytes of the decimal number that begins `text`: a sign, digits, a point with digits after it, an exponent.
fn number_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| from + bytes[from.min(bytes.len())..].iter().take_while(|b| b.is_ascii_digit()).count();
    let start = usize::from(bytes.first() == Some(&b'-'));
    let mut end = digits(start);
    if end == start {
        return 0;
    }
    if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        if digits(sign) > sign {
            end = digits(sign);
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_back_to_the_bit() {
        for value in [0.1, -53.24699, 1e-17, 3657.6000000000004, 1e300, 5e-324, 2.5] {
            let expr = serde_json::to_value(Expr::Number(value)).unwrap();
            for leaf in [Leaf::Length, Leaf::Angle, Leaf::Plain] {
                let text = leaf.write(&expr).unwrap();
                assert_eq!(leaf.read(&(text.clone() + ".")), Some((expr.clone(), text.len())));
            }
        }
    }

    #[test]
    fn a_distance_against_a_direction_is_negative() {
        let read = |leaf: Leaf, text: &str| leaf.read(text).map(|(value, _)| serde_json::from_value(value).unwrap());
        assert_eq!(read(Leaf::Against, "5 mm"), Some(Expr::Number(-5.0)));
        assert_eq!(read(Leaf::Opposite, "`depth`"), Some(Expr::Negate(Box::new(Expr::name("depth")))));
        assert_eq!(Leaf::Against.write(&json!({"Number": 5.0})), None);
        assert_eq!(Leaf::Opposite.write(&json!({"Number": 5.0})).as_deref(), Some("-5 mm"));
    }

    #[test]
    fn what_is_no_word_is_none() {
        for text in ["", "-", "`", "`a", "`a b`", "mm", "1e999 mm", "5", "5 m", "\u{b0}"] {
            assert_eq!(Leaf::Length.read(text), None, "{text}");
        }
    }
}
