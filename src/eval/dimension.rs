//! Arithmetic on dimensions. `None` is a plain number, [`Dimension::RATIO`] a quotient of equal dimensions.

use std::fmt::Write;

use crate::sema::types::Dimension;
use crate::sema::unit::UNITS;

/// The dimension of a product; `None` when an exponent leaves its range.
pub(super) fn product(a: Option<Dimension>, b: Option<Dimension>) -> Option<Option<Dimension>> {
    Some(match (a, b) {
        (None, other) | (other, None) => other,
        (Some(a), Some(b)) => {
            Some(Dimension { length: a.length.checked_add(b.length)?, angle: a.angle.checked_add(b.angle)? })
        }
    })
}

/// The dimension of a quotient; `None` when an exponent leaves its range.
pub(super) fn quotient(a: Option<Dimension>, b: Option<Dimension>) -> Option<Option<Dimension>> {
    Some(match (a, b) {
        (a, None) => a,
        (a, Some(b)) => {
            let a = a.unwrap_or(Dimension::RATIO);
            Some(Dimension { length: a.length.checked_sub(b.length)?, angle: a.angle.checked_sub(b.angle)? })
        }
    })
}

/// The dimension of a power; `None` when an exponent is not whole or leaves its range.
pub(super) fn power(base: Option<Dimension>, exponent: f64) -> Option<Option<Dimension>> {
    let Some(base) = base else { return Some(None) };
    let scale = |part: i8| {
        let exact = f64::from(part) * exponent;
        (exact.fract() == 0.0 && exact.abs() <= f64::from(i8::MAX)).then_some(exact as i8)
    };
    Some(Some(Dimension { length: scale(base.length)?, angle: scale(base.angle)? }))
}

/// A plain number as a quantity, when the document unit of lengths is `unit` millimetres: angles are
/// degrees, and a length has the very value that a literal with the unit has.
pub(super) fn from_document(value: f64, unit: f64, dimension: Dimension) -> f64 {
    if unit == 1.0 || dimension.length == 0 {
        return value;
    }
    if dimension.length == 1
        && let Some(found) = UNITS.iter().find(|known| known.factor == unit && known.dimension == Dimension::LENGTH)
        && let Some(length) = found.canonical(value)
    {
        return length;
    }
    value * libm::pow(unit, f64::from(dimension.length))
}

/// The canonical unit as a program writes it: `mm`, `mm^2`, `deg`; empty for ratios.
pub fn unit_text(dimension: Dimension) -> String {
    let mut text = String::new();
    for (unit, exponent) in [("mm", dimension.length), ("deg", dimension.angle)] {
        if exponent == 0 {
            continue;
        }
        if !text.is_empty() {
            text.push('·');
        }
        text.push_str(unit);
        if exponent != 1 {
            let _ = write!(text, "^{exponent}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotient_of_equal_dimensions_is_a_ratio_and_not_plain() {
        let length = Some(Dimension::LENGTH);
        assert_eq!(quotient(length, length), Some(Some(Dimension::RATIO)));
        assert_eq!(quotient(None, None), Some(None));
        assert_eq!(product(quotient(length, length).flatten(), length), Some(length));
        assert_eq!(quotient(None, length), Some(Some(Dimension { length: -1, angle: 0 })));
    }

    #[test]
    fn powers_keep_whole_exponents_only() {
        let area = Some(Dimension::AREA);
        assert_eq!(power(area, 0.5), Some(Some(Dimension::LENGTH)));
        assert_eq!(power(area, 0.25), None);
        assert_eq!(power(area, 100.0), None);
        assert_eq!(power(None, 0.3), Some(None));
    }

    #[test]
    fn plain_lengths_equal_literals_with_the_document_unit() {
        let inches = |value| from_document(value, 25.4, Dimension::LENGTH);
        assert_eq!([inches(3.0), inches(-0.7), inches(0.1), inches(0.0)], [76.2, -17.78, 2.54, 0.0]);
        assert_ne!(3.0 * 25.4, 76.2, "a product would be rounded twice");
        assert_eq!(from_document(2.0, 10.0, Dimension::AREA), 200.0);
        assert_eq!(from_document(2.0, 25.4, Dimension::ANGLE), 2.0);
        assert_eq!(from_document(0.3, 1.0, Dimension::VOLUME), 0.3);
    }

    #[test]
    fn units_are_written_with_exponents() {
        assert_eq!(unit_text(Dimension::VOLUME), "mm^3");
        assert_eq!(unit_text(Dimension { length: 1, angle: -1 }), "mm·deg^-1");
        assert_eq!(unit_text(Dimension::RATIO), "");
    }
}
