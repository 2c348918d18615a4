//! Values as expectations write them: closed forms with units, truth values, texts, tuples, lists, records.

use std::f64::consts::PI;

use crate::eval::Value;
use crate::model::trig;
use crate::sema::types::Dimension;
use crate::sema::unit::Unit;

/// Parentheses, brackets and signs may nest this deep.
const DEEPEST: u32 = 64;

/// A value that is expected.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// A number in canonical units; without a dimension it stands for plain numbers and ratios.
    Number {
        /// Millimetres and degrees to the powers of the dimension.
        value: f64,
        /// [`Dimension::RATIO`] when no unit is written.
        dimension: Dimension,
    },
    /// `true`, `false`.
    Bool(bool),
    /// `"text"` with the escapes of the language.
    Text(String),
    /// `(a, b)`.
    Tuple(Vec<Literal>),
    /// `[a, b]`.
    List(Vec<Literal>),
    /// `#{k = v}`.
    Record(Vec<(String, Literal)>),
}

/// How far a number may be from the expected one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Tolerance {
    /// Relative to the larger magnitude.
    Relative(f64),
    /// In canonical units.
    Absolute(f64),
    /// Relative to the expected magnitude, but at least to one.
    Scaled(f64),
}

impl Tolerance {
    /// Whether `actual` is near enough to `expected`.
    pub fn allows(self, expected: f64, actual: f64) -> bool {
        let limit = match self {
            Tolerance::Relative(relative) => relative * expected.abs().max(actual.abs()),
            Tolerance::Absolute(limit) => limit,
            Tolerance::Scaled(relative) => relative * expected.abs().max(1.0),
        };
        (expected - actual).abs() <= limit
    }
}

impl Literal {
    /// Whether a value of the language is this one.
    pub fn matches(&self, value: &Value, tolerance: Tolerance) -> bool {
        let all = |expected: &[Literal], actual: &[Value]| {
            expected.len() == actual.len() && expected.iter().zip(actual).all(|(e, a)| e.matches(a, tolerance))
        };
        match (self, value) {
            (Literal::Number { value: expected, dimension }, Value::Number(number)) => {
                number.dimension.unwrap_or(Dimension::RATIO) == *dimension && tolerance.allows(*expected, number.value)
            }
            (Literal::Bool(expected), Value::Bool(actual)) => expected == actual,
            (Literal::Text(expected), Value::String(actual)) => **expected == **actual,
            (Literal::Tuple(expected), Value::Tuple { items, .. }) => all(expected, items),
            (Literal::List(expected), Value::List { items, .. }) => all(expected, items),
            (Literal::Record(expected), Value::Record { fields, .. }) => {
                expected.len() == fields.len()
                    && expected.iter().all(|(name, e)| {
                        fields.iter().any(|(field, value)| field == name && e.matches(value, tolerance))
                    })
            }
            _ => false,
        }
    }
}

/// Why a text is no literal: where, in bytes, and what was expected there.
#[derive(Clone, Debug, PartialEq)]
pub struct Wrong {
    /// Byte of the text.
    pub at: usize,
    /// One sentence.
    pub message: String,
}

/// Reads a text from left to right.
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl<'a> Reader<'a> {
    /// A reader at the start of a text.
    pub fn new(text: &'a str) -> Self {
        Reader { text, at: 0, depth: 0 }
    }

    /// A literal of any kind.
    pub fn literal(&mut self) -> Result<Literal, Wrong> {
        self.nested(Self::literal_inside)
    }

    /// A number with an optional unit, in canonical units.
    pub fn number(&mut self) -> Result<f64, Wrong> {
        Ok(self.quantity()?.0)
    }

    /// What must be the end.
    pub fn end(&mut self) -> Result<(), Wrong> {
        self.blanks();
        if self.rest().is_empty() { Ok(()) } else { Err(self.wrong("the end of the line")) }
    }

    /// Takes `piece` if it comes next.
    pub fn eat(&mut self, piece: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(piece);
        if found {
            self.at += piece.len();
        }
        found
    }

    /// Takes a word of letters, digits and `_` that begins with a letter or `_`.
    pub fn word(&mut self) -> Option<&'a str> {
        self.blanks();
        let rest = self.rest();
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(rest.len());
        let word = rest.get(..end).filter(|word| word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'))?;
        self.at += end;
        Some(word)
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn wrong(&self, expected: &str) -> Wrong {
        Wrong { at: self.at, message: format!("expected {expected}") }
    }

    fn expect(&mut self, piece: &str) -> Result<(), Wrong> {
        if self.eat(piece) { Ok(()) } else { Err(self.wrong(&format!("`{piece}`"))) }
    }

    fn nested<T>(&mut self, inside: impl FnOnce(&mut Self) -> Result<T, Wrong>) -> Result<T, Wrong> {
        if self.depth == DEEPEST {
            return Err(self.wrong(&format!("at most {DEEPEST} levels of nesting")));
        }
        self.depth += 1;
        let result = inside(self);
        self.depth -= 1;
        result
    }

    fn literal_inside(&mut self) -> Result<Literal, Wrong> {
        self.blanks();
        let start = self.at;
        if self.eat("\"") {
            return self.text_literal().map(Literal::Text);
        }
        if self.eat("#{") {
            let mut fields = Vec::new();
            while !self.eat("}") {
                let name = self.word().ok_or_else(|| self.wrong("a field name or `}`"))?.to_owned();
                self.expect("=")?;
                fields.push((name, self.literal()?));
                if !self.eat(",") {
                    self.expect("}")?;
                    break;
                }
            }
            return Ok(Literal::Record(fields));
        }
        if self.eat("[") {
            return self.items("]").map(Literal::List);
        }
        if let Some(truth) = self.word().and_then(|word| word.parse::<bool>().ok()) {
            return Ok(Literal::Bool(truth));
        }
        self.at = start;
        // A tuple, or a number that begins with a parenthesis.
        if self.eat("(") {
            let items = self.items(")");
            if let Ok(items) = items
                && items.len() > 1
            {
                return Ok(Literal::Tuple(items));
            }
            self.at = start;
        }
        let (value, dimension) = self.quantity()?;
        Ok(Literal::Number { value, dimension })
    }

    fn items(&mut self, closer: &str) -> Result<Vec<Literal>, Wrong> {
        let mut items = Vec::new();
        while !self.eat(closer) {
            items.push(self.literal()?);
            if !self.eat(",") {
                self.expect(closer)?;
                break;
            }
        }
        Ok(items)
    }

    /// The rest of a text after its opening quote.
    fn text_literal(&mut self) -> Result<String, Wrong> {
        let mut text = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((index, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += index + 1;
                    return Ok(text);
                }
                '\\' => match chars.next() {
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 't')) => text.push('\t'),
                    Some((_, c @ ('"' | '\\' | '{' | '}'))) => text.push(c),
                    _ => return Err(Wrong { at: self.at + index, message: "expected an escape".to_owned() }),
                },
                c => text.push(c),
            }
        }
        Err(self.wrong("a closing quote"))
    }

    /// A closed form with an optional unit: canonical value and dimension.
    fn quantity(&mut self) -> Result<(f64, Dimension), Wrong> {
        let mut value = self.sum()?;
        let mut dimension = Dimension::RATIO;
        loop {
            let before = self.at;
            // Units follow one another with a dot between: `mm·deg^-1`.
            let dotted = self.eat("·");
            let Some(word) = self.word() else {
                self.at = before;
                break;
            };
            let Some(unit) = Unit::find(word) else {
                self.at = before;
                return Err(self.wrong("a unit (`mm`, `inch`, `deg`…)"));
            };
            let power = if self.eat("^") { self.exponent()? } else { 1 };
            value *= libm::pow(unit.factor, f64::from(power));
            dimension.length = dimension.length.saturating_add(unit.dimension.length.saturating_mul(power));
            dimension.angle = dimension.angle.saturating_add(unit.dimension.angle.saturating_mul(power));
            if !dotted && !self.rest().starts_with('·') {
                break;
            }
        }
        Ok((value, dimension))
    }

    fn exponent(&mut self) -> Result<i8, Wrong> {
        let negative = self.eat("-");
        self.blanks();
        let digits = self.digits();
        let power: i8 = digits.parse().map_err(|_| self.wrong("a whole exponent below 128"))?;
        Ok(if negative { -power } else { power })
    }

    fn digits(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default()
    }

    fn sum(&mut self) -> Result<f64, Wrong> {
        let mut value = self.product()?;
        loop {
            if self.eat("+") {
                value += self.product()?;
            } else if self.eat("-") {
                value -= self.product()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn product(&mut self) -> Result<f64, Wrong> {
        let mut value = self.signed()?;
        loop {
            if self.eat("*") {
                value *= self.signed()?;
            } else if self.eat("/") {
                value /= self.signed()?;
            } else {
                return Ok(value);
            }
        }
    }

    fn signed(&mut self) -> Result<f64, Wrong> {
        if self.eat("-") {
            return self.nested(|reader| reader.signed().map(|value| -value));
        }
        let base = self.primary()?;
        if self.eat("^") {
            return self.nested(|reader| reader.signed().map(|exponent| libm::pow(base, exponent)));
        }
        Ok(base)
    }

    fn primary(&mut self) -> Result<f64, Wrong> {
        if self.eat("(") {
            let value = self.nested(Self::sum)?;
            self.expect(")")?;
            return Ok(value);
        }
        let start = self.at;
        if let Some(word) = self.word() {
            let function: fn(f64) -> f64 = match word {
                "pi" => return Ok(PI),
                "sqrt" => f64::sqrt,
                "sin" => trig::sin,
                "cos" => trig::cos,
                "tan" => trig::tan,
                _ => {
                    self.at = start;
                    self.blanks();
                    return Err(self.wrong("a number, `pi`, `sqrt(…)`, `sin(…)`, `cos(…)` or `tan(…)`"));
                }
            };
            self.expect("(")?;
            let value = self.nested(Self::sum)?;
            self.expect(")")?;
            return Ok(function(value));
        }
        self.decimal()
    }

    fn decimal(&mut self) -> Result<f64, Wrong> {
        let start = self.at;
        if self.digits().is_empty() {
            return Err(self.wrong("a value"));
        }
        let fraction = self.rest();
        if fraction.starts_with('.') && fraction[1..].starts_with(|c: char| c.is_ascii_digit()) {
            self.at += 1;
            self.digits();
        }
        let rest = self.rest();
        if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
            let sign = usize::from(exponent.starts_with(['+', '-']));
            if exponent[sign..].starts_with(|c: char| c.is_ascii_digit()) {
                self.at += 1 + sign;
                self.digits();
            }
        }
        self.text[start..self.at].parse().map_err(|_| self.wrong("a number"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Literal, Wrong> {
        let mut reader = Reader::new(text);
        let literal = reader.literal()?;
        reader.end()?;
        Ok(literal)
    }

    fn number(text: &str) -> f64 {
        match read(text) {
            Ok(Literal::Number { value, .. }) => value,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn closed_forms_have_the_usual_precedence_and_degrees() {
        for (text, expected) in [
            ("2 + 3*4", 14.0),
            ("-2^2", -4.0),
            ("2^3^2", 512.0),
            ("2^-1", 0.5),
            ("(1 + 2) * 3", 9.0),
            ("12 - 3 - 4", 5.0),
            ("sin(30) + cos(180)", -0.5),
            ("sqrt(2)^2", 2.000_000_000_000_000_4),
            ("1.5e3", 1500.0),
            ("2e-1", 0.2),
            ("3inch", 76.199_999_999_999_99),
            ("2cm^2", 200.0),
        ] {
            assert_eq!(number(text), expected, "{text}");
        }
        assert!((number("144*pi") - 452.389_342_116_930_2).abs() < 1e-12);
    }

    #[test]
    fn units_carry_their_dimension() {
        let dimension = |text: &str| match read(text) {
            Ok(Literal::Number { dimension, .. }) => (dimension.length, dimension.angle),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(dimension("6mm^2"), (2, 0));
        assert_eq!(dimension("2*pi mm"), (1, 0));
        assert_eq!(dimension("45deg"), (0, 1));
        assert_eq!(dimension("3mm·deg^-1"), (1, -1));
        assert_eq!(dimension("2.5"), (0, 0));
    }

    #[test]
    fn compound_literals_are_read() {
        let plain = |value| Literal::Number { value, dimension: Dimension::RATIO };
        assert_eq!(read("(1, (2), true)"), Ok(Literal::Tuple(vec![plain(1.0), plain(2.0), Literal::Bool(true)])));
        assert_eq!(read("[]"), Ok(Literal::List(Vec::new())));
        assert_eq!(read("(1 + 2)/2"), Ok(plain(1.5)));
        assert_eq!(
            read(r#"#{a = "x\n\{", b = [1]}"#),
            Ok(Literal::Record(vec![
                ("a".into(), Literal::Text("x\n{".into())),
                ("b".into(), Literal::List(vec![plain(1.0)]))
            ]))
        );
    }

    #[test]
    fn what_is_no_literal_is_told_where() {
        for (text, at) in
            [("", 0), ("2 +", 3), ("x", 0), ("1mm + 2mm", 4), ("[1", 2), ("\"a", 1), ("3 furlong", 2), ("1 2", 2)]
        {
            assert_eq!(read(text).map_err(|wrong| wrong.at), Err(at), "{text}");
        }
        assert!(read(&"(".repeat(100_000)).is_err());
        assert!(read(&"-".repeat(100_000)).is_err());
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
