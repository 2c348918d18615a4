//! Trigonometry on degrees: the same bits on every machine, exact where the true value is a binary number.
//!
//! Arguments are reduced modulo 360 exactly (`%` on binary64 is exact), then folded into the first
//! octant; multiples of 30° and 45° give correctly rounded values. The rest goes through `libm`.

const HALF_SQRT_2: f64 = std::f64::consts::FRAC_1_SQRT_2;
const HALF_SQRT_3: f64 = 0.866_025_403_784_438_6;

/// Sine and cosine of an angle in degrees. Not finite in, not a number out.
pub fn sin_cos(degrees: f64) -> (f64, f64) {
    if !degrees.is_finite() {
        return (f64::NAN, f64::NAN);
    }
    // Sine is odd and cosine even to the last bit: nothing is added to a negative angle.
    let turn = degrees.abs() % 360.0;
    let quadrant = (turn / 90.0).floor();
    let within = turn - quadrant * 90.0;
    let (sin, cos) = first_quadrant(within);
    let (sin, cos) = match quadrant as i64 & 3 {
        0 => (sin, cos),
        1 => (cos, -sin + 0.0),
        2 => (-sin + 0.0, -cos + 0.0),
        _ => (-cos + 0.0, sin),
    };
    (if degrees < 0.0 { -sin + 0.0 } else { sin }, cos)
}

fn first_quadrant(degrees: f64) -> (f64, f64) {
    if degrees == 0.0 {
        (0.0, 1.0)
    } else if degrees == 30.0 {
        (0.5, HALF_SQRT_3)
    } else if degrees == 45.0 {
        (HALF_SQRT_2, HALF_SQRT_2)
    } else if degrees == 60.0 {
        (HALF_SQRT_3, 0.5)
    } else if degrees >= 90.0 {
        (1.0, 0.0)
    } else if degrees <= 45.0 {
        let radians = degrees.to_radians();
        (libm::sin(radians), libm::cos(radians))
    } else {
        let radians = (90.0 - degrees).to_radians();
        (libm::cos(radians), libm::sin(radians))
    }
}

/// Sine of an angle in degrees.
pub fn sin(degrees: f64) -> f64 {
    sin_cos(degrees).0
}

/// Cosine of an angle in degrees.
pub fn cos(degrees: f64) -> f64 {
    sin_cos(degrees).1
}

/// Tangent of an angle in degrees; infinite at odd multiples of 90°.
pub fn tan(degrees: f64) -> f64 {
    let (sin, cos) = sin_cos(degrees);
    if sin.abs() == cos.abs() { (sin / cos).signum() } else { sin / cos }
}

/// Angle of the vector `(x, y)` in degrees, −180 exclusive to 180 inclusive; exact on the axes and diagonals.
pub fn atan2(y: f64, x: f64) -> f64 {
    if y == 0.0 {
        return if x < 0.0 { 180.0 } else { 0.0 };
    }
    if x == 0.0 {
        return if y > 0.0 { 90.0 } else { -90.0 };
    }
    if x.abs() == y.abs() {
        let magnitude = if x > 0.0 { 45.0 } else { 135.0 };
        return if y > 0.0 { magnitude } else { -magnitude };
    }
    libm::atan2(y, x).to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_angles_are_exact() {
        for turns in -3..=3 {
            let full = turns as f64 * 360.0;
            assert_eq!(sin_cos(full), (0.0, 1.0));
            assert_eq!(sin_cos(full + 30.0).0, 0.5);
            assert_eq!(sin_cos(full + 90.0), (1.0, 0.0));
            assert_eq!(sin_cos(full + 120.0).1, -0.5);
            assert_eq!(sin_cos(full + 180.0), (0.0, -1.0));
            assert_eq!(sin_cos(full + 270.0), (-1.0, 0.0));
            assert_eq!(sin_cos(full + 300.0).1, 0.5);
        }
        for angle in [1e-10, 0.1, 33.3, 100.1, 200.7, 359.9] {
            assert_eq!(sin_cos(-angle), (-sin(angle), cos(angle)));
        }
        assert_eq!(tan(45.0), 1.0);
        assert_eq!(tan(135.0), -1.0);
        assert_eq!(atan2(-2.0, 2.0), -45.0);
    }
}
