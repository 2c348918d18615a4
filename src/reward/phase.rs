//! How far a candidate got, and the rungs below the gate.

use std::fmt;

use crate::diagnostics::Diagnostic;

/// How far a candidate got: the category of what stopped it first, or that it builds.
///
/// The categories are those of the diagnostics. `unit` stands on one rung with `type`, and `io` (a `use` line that leads
/// nowhere or outside the standard library) on one with `name`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Phase {
    /// The text does not follow the grammar.
    Syntax,
    /// A name or a module is not there.
    Name,
    /// A module that may not be read.
    Io,
    /// A value of one type stands where another is required.
    Type,
    /// Dimensions do not fit.
    Unit,
    /// Evaluation fails, or leaves no part.
    Eval,
    /// More work or size than allowed.
    Limit,
    /// A geometric rule does not hold.
    Geom,
    /// The program builds.
    #[default]
    Built,
    /// The host ended the run; nothing is known about the program.
    Host,
}

/// The rungs below the gate: `syntax` < `name` < `type` < `eval` < `limit` < `geom`.
pub const RUNGS: usize = 6;

impl Phase {
    /// Its name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Syntax => "syntax",
            Phase::Name => "name",
            Phase::Io => "io",
            Phase::Type => "type",
            Phase::Unit => "unit",
            Phase::Eval => "eval",
            Phase::Limit => "limit",
            Phase::Geom => "geom",
            Phase::Built => "built",
            Phase::Host => "host",
        }
    }

    /// Its rung, `0..RUNGS`; none for a program that builds and for the host.
    pub fn rung(self) -> Option<usize> {
        Some(match self {
            Phase::Syntax => 0,
            Phase::Name | Phase::Io => 1,
            Phase::Type | Phase::Unit => 2,
            Phase::Eval => 3,
            Phase::Limit => 4,
            Phase::Geom => 5,
            Phase::Built | Phase::Host => return None,
        })
    }

    /// The phase that a category of diagnostics stands for; none for advice.
    fn of_category(category: &str) -> Option<Phase> {
        const ALL: [Phase; 9] = [
            Phase::Syntax,
            Phase::Name,
            Phase::Io,
            Phase::Type,
            Phase::Unit,
            Phase::Eval,
            Phase::Limit,
            Phase::Geom,
            Phase::Host,
        ];
        ALL.into_iter().find(|phase| phase.name() == category)
    }

    /// The phase of a run that reported `diagnostics`, which are in order of place. Of several errors the one on the
    /// lowest rung decides; where the host ended the run, that is all that is known.
    pub fn of(diagnostics: &[Diagnostic]) -> Phase {
        let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error());
        let phases = errors.filter_map(|error| Phase::of_category(error.name.phase()));
        // `min_by_key` gives the first of equals: the first in the text.
        phases.min_by_key(|phase| phase.rung().map_or(0, |rung| rung + 1)).unwrap_or(Phase::Built)
    }

    /// The reward of a program on a rung under `gate`, of which the share `sound` (0..=1) is sound:
    /// `gate · (rung + s) / RUNGS` with s below 1, so that every rung lies strictly below the next and the last below
    /// the gate. None for a program that builds and for the host.
    pub fn reward(self, gate: f64, sound: f64) -> Option<f64> {
        /// The place of a wholly sound program on its rung.
        const TOP: f64 = 0.99;
        let place = if sound.is_nan() { 0.0 } else { sound.clamp(0.0, 1.0) * TOP };
        Some(gate * (self.rung()? as f64 + place) / RUNGS as f64)
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::registry;
    use crate::text::Span;

    #[test]
    fn every_category_of_errors_is_a_phase() {
        for name in registry::all().filter(|name| name.phase() != "lint") {
            let diagnostic = Diagnostic {
                severity: crate::diagnostics::Severity::Error,
                ..Diagnostic::new(name, Span::default(), "")
            };
            assert_eq!(Phase::of(&[diagnostic]).name(), name.phase());
        }
    }

    #[test]
    fn rungs_do_not_touch_one_another_or_the_gate() {
        let phases = [Phase::Syntax, Phase::Name, Phase::Type, Phase::Eval, Phase::Limit, Phase::Geom];
        for gate in [0.01, 0.2, 0.9] {
            let mut below = -f64::MIN_POSITIVE;
            for phase in phases {
                for sound in [0.0, 1e-9, 0.5, 1.0 - 1e-16, 1.0] {
                    let reward = phase.reward(gate, sound).unwrap();
                    assert!(reward > below || sound > 0.9, "{phase} {sound}");
                    below = below.max(reward);
                }
                assert!(phase.reward(gate, f64::NAN) == phase.reward(gate, 0.0));
            }
            assert!(below < gate);
        }
        assert_eq!(Phase::Built.reward(0.2, 1.0), None);
        assert_eq!(Phase::Unit.rung(), Phase::Type.rung());
        assert_eq!(Phase::Io.rung(), Phase::Name.rung());
    }

    #[test]
    fn the_lowest_rung_decides_and_the_host_before_all() {
        let at = |name| Diagnostic::new(name, Span::default(), "");
        let (geom, eval) = (at(registry::geom::OPEN_LOOP), at(registry::eval::NO_PART));
        assert_eq!(Phase::of(&[geom.clone(), eval.clone()]), Phase::Eval);
        assert_eq!(Phase::of(&[geom.clone(), eval, at(registry::host::TIMEOUT)]), Phase::Host);
        assert_eq!(Phase::of(&[at(registry::lint::UNUSED_LET)]), Phase::Built);
        assert_eq!(Phase::of(&[]), Phase::Built);
    }
}
