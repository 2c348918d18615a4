//! How fine a mesh is.

use crate::diagnostics::registry::geom;
use crate::model::{GeometryError, tolerance};

/// How fine a mesh is; a curve gets as many segments as the strictest of the rules asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeshOptions {
    /// Greatest distance between a curve and its chord, mm.
    pub chord: f64,
    /// Greatest turn of a circular arc within one segment, degrees.
    pub angle: f64,
    /// Fewest segments of a full turn.
    pub minimum: u32,
    /// Greatest number of triangles; more is an error, found before memory is taken.
    pub max_triangles: usize,
}

impl Default for MeshOptions {
    fn default() -> Self {
        Self { chord: tolerance::DEFAULT_CHORD, angle: 15.0, minimum: 12, max_triangles: 20_000_000 }
    }
}

impl MeshOptions {
    /// The defaults with another chord tolerance, mm.
    pub fn with_chord(chord: f64) -> Self {
        Self { chord, ..Self::default() }
    }

    /// The options along each parameter of a doubly curved surface, where the distances of both add up.
    pub(super) fn doubly_curved(&self) -> Self {
        Self { chord: self.chord / 2.0, ..*self }
    }

    /// Whether the tolerances are usable: a positive chord and an angle in (0, 120].
    pub(super) fn check(&self) -> Result<(), GeometryError> {
        let usable = self.chord > 0.0 && self.chord.is_finite() && self.angle > 0.0 && self.angle <= 120.0;
        if usable {
            return Ok(());
        }
        let message = format!(
            "a mesh needs a positive chord tolerance and an angle up to 120°, but has {} mm and {}°",
            self.chord, self.angle
        );
        Err(GeometryError::new(geom::NOT_MESHABLE, message))
    }
}

/// Number of segments for `sweep` degrees of a circle, as a whole number (kept as `f64`, since it may
/// exceed any integer type before limits are checked).
///
/// The number `n` for a full turn is the smallest multiple of four with
/// `radius·(1 − cos(180°/n)) ≤ chord`, `360°/n ≤ angle` and `n ≥ minimum`; a part of a turn takes the
/// same share of it, rounded up, at least two. So arcs that make up a circle have the vertices of the circle whenever
/// their ends are among them, and the four extreme points of a full circle are vertices.
pub fn segments_for(radius: f64, sweep: f64, options: &MeshOptions) -> f64 {
    let ratio = (options.chord / radius.abs()).min(1.0);
    // 1 − cos x = 2 sin²(x/2) keeps its digits for small ratios.
    let half_angle = 2.0 * libm::asin(libm::sqrt(ratio / 2.0)).to_degrees();
    let by_chord = 180.0 / half_angle;
    let turn = by_chord.max(360.0 / options.angle).max(f64::from(options.minimum)).max(4.0);
    let turn = 4.0 * (turn / 4.0 - 1e-9).ceil();
    (turn * sweep.abs() / 360.0 - 1e-9).ceil().max(2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_keep_the_chord_and_the_angle() {
        for radius in [0.01, 0.5, 3.0, 40.0, 1e4] {
            for chord in [1e-4, 0.01, 0.3] {
                let options = MeshOptions::with_chord(chord);
                let n = segments_for(radius, 360.0, &options);
                assert!(n % 4.0 == 0.0 && n >= 24.0);
                let sagitta = radius * (1.0 - libm::cos(std::f64::consts::PI / n));
                assert!(sagitta <= chord * (1.0 + 1e-9), "{radius} {chord} {n} {sagitta}");
                assert_eq!(segments_for(radius, 90.0, &options), n / 4.0);
            }
        }
        assert_eq!(segments_for(1.0, 1e-7, &MeshOptions::default()), 2.0);
    }

    #[test]
    fn refuses_tolerances_that_are_not_positive() {
        for chord in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(MeshOptions::with_chord(chord).check().is_err());
        }
    }
}
