//! The units of the language: suffixes of literals and document units, with exact conversion to
//! canonical numbers (millimetres and degrees).

use super::types::Dimension;
use crate::syntax::ast;

/// One unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// The suffix.
    pub name: &'static str,
    /// What it measures: length or angle.
    pub dimension: Dimension,
    /// Canonical units (millimetres, degrees) in one of it.
    pub factor: f64,
    /// The factor as `multiplier · 10^exponent`, where that is exact.
    decimal: Option<(u32, i32)>,
}

const fn unit(name: &'static str, dimension: Dimension, factor: f64, decimal: Option<(u32, i32)>) -> Unit {
    Unit { name, dimension, factor, decimal }
}

/// Every unit, the canonical one of its dimension first.
pub const UNITS: &[Unit] = &[
    unit("mm", Dimension::LENGTH, 1.0, Some((1, 0))),
    unit("cm", Dimension::LENGTH, 10.0, Some((1, 1))),
    unit("m", Dimension::LENGTH, 1000.0, Some((1, 3))),
    unit("inch", Dimension::LENGTH, 25.4, Some((254, -1))),
    unit("foot", Dimension::LENGTH, 304.8, Some((3048, -1))),
    unit("deg", Dimension::ANGLE, 1.0, Some((1, 0))),
    unit("rad", Dimension::ANGLE, 57.29577951308232, None),
];

impl Unit {
    /// The unit with this suffix.
    pub fn find(name: &str) -> Option<&'static Unit> {
        UNITS.iter().find(|unit| unit.name == name)
    }

    /// The number written as `digits` (a decimal literal without its unit) in canonical units, rounded
    /// once; `None` when it is not finite.
    pub fn convert(&self, digits: &str) -> Option<f64> {
        match self.decimal {
            Some((1, 0)) => plain(digits),
            Some((multiplier, exponent)) => scaled(digits, multiplier, exponent),
            None => plain(digits).map(|value| value * self.factor),
        }
        .filter(|value| value.is_finite())
    }

    /// `value` of this unit in canonical units, rounded once as its shortest decimal would be.
    pub fn canonical(&self, value: f64) -> Option<f64> {
        Some(self.convert(&format!("{:e}", value.abs()))?.copysign(value))
    }

    /// A canonical number in this unit: the shortest decimal that a literal could have had.
    pub fn of_canonical(&self, canonical: f64) -> f64 {
        let quotient = canonical / self.factor;
        let short: f64 = format!("{quotient:.14e}").parse().unwrap_or(quotient);
        if self.canonical(short) == Some(canonical) { short } else { quotient }
    }
}

/// The unit people mean by a common other spelling.
pub fn alias(name: &str) -> Option<&'static str> {
    Some(match name {
        "in" | "In" | "IN" | "inches" | "Inch" | "zoll" => "inch",
        "ft" | "feet" | "foots" => "foot",
        "degree" | "degrees" | "degs" | "Deg" | "grad" => "deg",
        "radian" | "radians" | "rads" | "Rad" => "rad",
        "MM" | "Mm" | "millimeter" | "millimeters" | "millimetre" | "millimetres" => "mm",
        "CM" | "Cm" | "centimeter" | "centimeters" | "centimetre" | "centimetres" => "cm",
        "M" | "meter" | "meters" | "metre" | "metres" => "m",
        _ => return None,
    })
}

/// The number written as `digits`, a decimal literal that may hold `_`; `None` when it is not finite.
pub fn plain(digits: &str) -> Option<f64> {
    Some(ast::number_value(digits)).filter(|value| value.is_finite())
}

/// `digits · multiplier · 10^exponent`, computed on the decimal digits and rounded once.
fn scaled(digits: &str, multiplier: u32, exponent: i32) -> Option<f64> {
    /// Mantissas with more digits would overflow the exact product.
    const EXACT_DIGITS: usize = 33;
    let (mantissa, written) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let written = written.replace('_', "").parse::<i64>().unwrap_or(i64::MAX).clamp(-100_000, 100_000);
    let fraction = mantissa.split_once('.').map_or(0, |(_, fraction)| fraction.bytes().filter(|b| *b != b'_').count());
    let bytes: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let significant = bytes.trim_start_matches('0');
    if significant.is_empty() {
        return Some(0.0);
    }
    if significant.len() > EXACT_DIGITS {
        return plain(digits).map(|value| value * f64::from(multiplier) * libm::pow(10.0, f64::from(exponent)));
    }
    let product = significant.parse::<u128>().ok()? * u128::from(multiplier);
    let exponent = written - fraction as i64 + i64::from(exponent);
    format!("{product}e{exponent}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn convert(digits: &str, unit: &str) -> Option<f64> {
        Unit::find(unit).and_then(|unit| unit.convert(digits))
    }

    #[test]
    fn conversions_are_rounded_once() {
        assert_eq!(convert("0.1", "inch"), Some(2.54));
        assert_eq!(convert("0.7", "cm"), Some(7.0));
        assert_eq!(convert("1.1", "m"), Some(1100.0));
        assert_eq!(convert("0.3", "foot"), Some(91.44));
        assert_eq!(convert("1_000.5e-1", "cm"), Some(1000.5));
        assert_eq!(convert("1", "rad"), Some(57.295_779_513_082_32));
        assert_eq!(convert("90", "deg"), Some(90.0));
    }

    #[test]
    fn long_and_extreme_numbers_stay_finite_or_are_refused() {
        assert_eq!(convert("1e400", "mm"), None);
        assert_eq!(convert("1e308", "m"), None);
        assert_eq!(convert("0e99999999999", "inch"), Some(0.0));
        assert_eq!(convert("1e-99999999999", "inch"), Some(0.0));
        let long = convert("0.1234567890123456789012345678901234567890", "inch").unwrap_or_default();
        assert!((long / (0.123_456_789_012_345_68 * 25.4) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn a_number_of_a_unit_survives_the_way_there_and_back() {
        let inch = Unit::find("inch").unwrap();
        for value in [3.0, -0.7, 0.1, 0.0, 12.345] {
            assert_eq!(inch.canonical(value).map(|canonical| inch.of_canonical(canonical)), Some(value));
        }
        assert_eq!(inch.canonical(3.0), Some(76.2));
    }

    #[test]
    fn factors_agree_with_exact_conversion() {
        for unit in UNITS {
            assert_eq!(unit.convert("1"), Some(unit.factor), "{}", unit.name);
        }
    }
}
