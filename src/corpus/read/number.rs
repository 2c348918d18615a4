//! Arithmetic on numbers that scripts write in decimal: the result is the decimal that a person would get.
//!
//! Adding 90.4998 and −87.5 in binary gives 2.9998000000000076. Where the foreign numbers are exact decimals, their
//! sums, products and shifts are too, as long as they fit into the digits of a binary number.

/// Significant decimal digits that survive in a binary number.
const DIGITS: i32 = 15;

/// `value` times ten to the power of `places`: the decimal point of the shortest decimal form moves.
pub fn shifted(value: f64, places: i32) -> f64 {
    let text = format!("{value:e}");
    let shifted = text.split_once('e').and_then(|(digits, exponent)| {
        let exponent = exponent.parse::<i32>().ok()? + places;
        format!("{digits}e{exponent}").parse::<f64>().ok()
    });
    // Adding zero turns −0 into 0.
    shifted.unwrap_or(f64::NAN) + 0.0
}

/// The sum, without the digits that only the binary form brings.
pub fn sum(a: f64, b: f64) -> f64 {
    rounded(a + b, a.abs().max(b.abs()))
}

/// The product, without the digits that only the binary form brings.
pub fn product(a: f64, b: f64) -> f64 {
    rounded(a * b, (a * b).abs())
}

/// `value` without what lies below the digits of a number as large as `largest`.
fn rounded(value: f64, largest: f64) -> f64 {
    // Ten to this power is above `largest`.
    let magnitude = format!("{largest:e}").split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    let Some(decimals) = magnitude.and_then(|magnitude| usize::try_from(DIGITS - 1 - magnitude).ok()) else {
        return value;
    };
    // Adding zero turns −0 into 0.
    format!("{value:.decimals$}").parse().unwrap_or(value) + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decimal_point_moves_without_new_digits() {
        for (metres, expected) in [
            (0.05324699, 53.24699),
            (-0.01, -10.0),
            (0.0, 0.0),
            (-0.0, 0.0),
            (1e-22, 1e-19),
            (0.012700000000000001, 12.700000000000001),
            (3.6576000000000004, 3657.6000000000004),
        ] {
            assert_eq!(shifted(metres, 3).to_bits(), f64::to_bits(expected));
        }
        assert_eq!(shifted(1.9000000299, 1), 19.000000299);
        for value in [1.0 / 3.0, f64::MAX, f64::MIN_POSITIVE, 123.456e-7] {
            let (exact, decimal) = (value * 1000.0, shifted(value, 3));
            assert!(exact == decimal || ((exact - decimal) / exact).abs() < 1e-15, "{value}");
        }
    }

    #[test]
    fn sums_and_products_are_those_of_the_decimals() {
        assert_eq!(sum(90.4998, -87.5), 2.9998);
        assert_eq!(sum(0.1, 0.2), 0.3);
        assert_eq!(sum(-0.1, 0.1).to_bits(), 0.0_f64.to_bits());
        assert_eq!(product(1.732, 0.577), 0.999364);
        assert_eq!(product(1.1, 1.1), 1.21);
        assert_eq!(product(-1.0, 0.0).to_bits(), 0.0_f64.to_bits());
        for (a, b) in [(1.0 / 3.0, 1e-9), (1e18, 3.5), (5e-324, 1e-300), (7.0 / 9.0, 1e5)] {
            assert!((sum(a, b) - (a + b)).abs() <= 1e-14 * a.abs().max(b.abs()));
            assert!((product(a, b) - a * b).abs() <= 1e-14 * (a * b).abs());
        }
        assert!(sum(f64::MAX, f64::MAX).is_infinite() && product(f64::NAN, 1.0).is_nan());
    }
}
