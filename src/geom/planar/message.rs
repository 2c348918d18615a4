//! Numbers in messages: short, exact enough to act on, the same on every machine.

use glam::DVec2;

/// A length in millimetres with at most four significant decimals.
pub(super) fn length(value: f64) -> String {
    if !value.is_finite() || value == 0.0 {
        return if value == 0.0 { "0".into() } else { value.to_string() };
    }
    let magnitude = value.abs();
    if !(1e-3..1e7).contains(&magnitude) {
        let text = format!("{value:.2e}");
        return text;
    }
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// A length rounded down, for limits that must hold as written.
pub(super) fn limit(value: f64) -> String {
    let scale = if value >= 1.0 { 1e4 } else { 1e6 };
    // A value that is a round number but for rounding stays that number.
    length_exact((value * scale * (1.0 + 1e-11)).floor() / scale)
}

fn length_exact(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// A point as programs write it.
pub(super) fn point(p: DVec2) -> String {
    let coordinate = |value: f64| if value.abs() < 5e-5 { "0".into() } else { length(value) };
    format!("({}, {})", coordinate(p.x), coordinate(p.y))
}

/// `1st curve` style counting is avoided: `curve 3`.
pub(super) fn curve(index: usize) -> String {
    format!("curve {}", index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_short_and_limits_round_down() {
        assert_eq!(length(0.5), "0.5");
        assert_eq!(length(12.0), "12");
        assert_eq!(length(1.0 / 3.0), "0.3333");
        assert_eq!(limit(3.999_999_9), "3.9999");
        assert_eq!(limit(4.0 - 1e-15), "4");
        assert_eq!(point(DVec2::new(1e-9, -2.25)), "(0, -2.25)");
    }
}
