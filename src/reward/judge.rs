//! One candidate beside one reference, and many.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::config::Formula;
use super::likeness::Subject;
use super::semantic::view::{Agreement, ViewEncoder};
use super::{Config, Phase, Reference, Soundness, answer};
use crate::diagnostics::registry::{host, io};
use crate::diagnostics::{Diagnostic, Severity, sort};
use crate::edits::perturbations;
use crate::model::ContentHasher;
use crate::syntax;
use crate::text::{SourceMap, Span};
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Limits, Outcome, Request, Workspace, in_parallel, with_deep_stack};

/// How diagnostics name a candidate's text.
pub const CANDIDATE_NAME: &str = "<candidate>";

/// Gives rewards; cheap to clone, shared between threads.
#[derive(Clone)]
pub struct Judge {
    pub(super) workspace: Workspace,
    pub(super) config: Arc<Config>,
    pub(super) time_limit: Option<Duration>,
    pub(super) encoder: Arc<dyn ViewEncoder>,
}

/// What a candidate is worth, and why.
#[derive(Debug, Default)]
pub struct Verdict {
    /// The reward, 0..=1.
    pub reward: f64,
    /// How far the candidate got.
    pub phase: Phase,
    /// Every term of the formula, 0..=1, in the order of the formula; none for terms that this pair has not.
    pub terms: Vec<(&'static str, Option<f64>)>,
    /// The figures of the comparison, when there was one.
    pub comparison: Option<Value>,
    /// Errors and warnings about the candidate, in order of place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts the diagnostics point into.
    pub sources: SourceMap,
    /// Wall time spent.
    pub elapsed: Duration,
    /// Wall time of each stage, in order.
    pub stages: Vec<(&'static str, Duration)>,
}

impl Judge {
    /// What it judges by.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// A judge without a limit on time.
    pub fn new(config: Config) -> Judge {
        Judge {
            workspace: Workspace::default(),
            config: Arc::new(config),
            time_limit: None,
            encoder: Arc::new(Agreement::default()),
        }
    }

    /// The same with another encoder that judges by looking.
    pub fn with_encoder(self, encoder: Arc<dyn ViewEncoder>) -> Judge {
        Judge { encoder, ..self }
    }

    /// The same with a limit on the wall time of each candidate and each reference. Within one call into geometry it is
    /// not looked at; the workers of the stream are ended from outside.
    pub fn with_time_limit(self, limit: Duration) -> Judge {
        Judge { time_limit: Some(limit), ..self }
    }

    /// The reward of one candidate. Never panics; a panic below is a verdict of the host.
    pub fn score(&self, reference: &Reference, candidate: &str) -> Verdict {
        let start = Instant::now();
        let work = || with_deep_stack(|| self.verdict(reference, candidate, start));
        let mut verdict = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
            let said = panic.downcast_ref::<String>().map(String::as_str);
            let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            let crash = Diagnostic::new(host::CRASH, Span::default(), format!("recad panicked: {said}"));
            self.lost(vec![crash], SourceMap::default())
        });
        verdict.elapsed = start.elapsed();
        verdict
    }

    /// The rewards of many candidates, in their order, on `threads` threads (0: one for each processor). Neither
    /// threads nor order change a reward.
    pub fn batch(&self, pairs: &[(Arc<Reference>, &str)], threads: usize) -> Vec<Verdict> {
        in_parallel(pairs.len(), threads, |index| {
            let (reference, candidate) = &pairs[index];
            self.score(reference, candidate)
        })
    }

    /// The verdict where the host ended the run.
    pub fn lost(&self, diagnostics: Vec<Diagnostic>, sources: SourceMap) -> Verdict {
        Verdict {
            reward: self.config.general.host,
            phase: Phase::Host,
            terms: Vec::new(),
            diagnostics,
            sources,
            ..Verdict::default()
        }
    }

    fn verdict(&self, reference: &Reference, candidate: &str, start: Instant) -> Verdict {
        let text = answer::program(candidate, self.config.answer.format);
        let mut outcome = self.workspace.run(&Request {
            terse: true,
            time_limit: self.time_limit,
            limits: Limits { steps: self.config.limits.steps, ..Limits::default() },
            ..Request::new(CANDIDATE_NAME, &text, &StandardLibraryOnly)
        });
        let mut stages: Vec<_> =
            outcome.timings.phases().filter(|(stage, _)| !matches!(*stage, "mesh" | "write")).collect();
        let mut phase = Phase::of(&outcome.diagnostics);
        let mut subject = None;
        if phase == Phase::Built {
            let start = Instant::now();
            let mesh = self.mesh_beside(reference, &outcome);
            subject = Subject::of(&mut outcome, &mesh);
            // It builds all the same.
            for diagnostic in &mut outcome.diagnostics {
                if diagnostic.name == io::NOT_COMPARABLE {
                    diagnostic.severity = Severity::Warning;
                }
            }
            sort(&mut outcome.diagnostics);
            phase = Phase::of(&outcome.diagnostics);
            stages.push(("mesh", start.elapsed()));
        }
        let verdict = match phase {
            Phase::Host => return self.lost(outcome.diagnostics, outcome.sources),
            Phase::Built => match self.built(reference, &outcome, subject.as_ref(), &text, start) {
                Ok(verdict) => verdict,
                Err(diagnostic) => return self.lost(vec![diagnostic], outcome.sources),
            },
            _ => self.failed(reference, &outcome, phase, &text),
        };
        let verdict = self.formatted(verdict, candidate);
        stages.extend(&verdict.stages);
        outcome.diagnostics.extend(verdict.diagnostics);
        Verdict { diagnostics: outcome.diagnostics, sources: outcome.sources, stages, ..verdict }
    }

    /// With what the paper's formula gives to the form of the answer.
    fn formatted(&self, mut verdict: Verdict, candidate: &str) -> Verdict {
        if self.config.general.formula == Formula::Paper {
            let format = f64::from(answer::thought(candidate).is_some());
            verdict.terms.push(("format", Some(format)));
            verdict.reward = (verdict.reward + self.config.paper.format * format).min(1.0);
        }
        verdict
    }

    /// The place on its rung of a program that does not build.
    fn failed(&self, reference: &Reference, outcome: &Outcome, phase: Phase, text: &str) -> Verdict {
        let parse = syntax::parse(outcome.root(), text);
        let sound = Soundness::of(&parse, outcome, phase).share(reference.tokens);
        let reward = phase.reward(self.config.general.gate, sound).unwrap_or(0.0);
        let reward = if self.config.general.formula == Formula::Paper { 0.0 } else { reward };
        Verdict { reward, phase, terms: vec![("sound", Some(sound))], ..Verdict::default() }
    }

    /// The reward above the gate:
    /// gate + (1 − gate) · fidelity · (1 − w_e (1 − editability)) · (1 − w_b r (1 − brevity)). An error: the host's time
    /// is over.
    fn built(
        &self,
        reference: &Reference,
        outcome: &Outcome,
        subject: Option<&Subject>,
        text: &str,
        start: Instant,
    ) -> Result<Verdict, Diagnostic> {
        let span = outcome.parts().first().map(|part| part.name_span).unwrap_or_default();
        let likeness = subject.map(|subject| subject.likeness(reference, &self.config)).unwrap_or_default();
        let warning =
            |name, message: String| Diagnostic { severity: Severity::Warning, ..Diagnostic::new(name, span, message) };
        let apart = likeness.incomparable.map(|why| {
            warning(io::NOT_COMPARABLE, format!("{why}; the first is this program, the second the reference"))
        });
        let open = reference.leak().map(|leak| {
            warning(io::OPEN_MESH, format!("the reference encloses no volume, so volumes do not count: {leak}"))
        });
        let tangled = Some(reference.subject.tangled()).filter(|volume| *volume > 0.0).map(|volume| {
            let message =
                format!("the reference crosses itself: {volume} mm³ of it count more than once or inside out");
            warning(io::TANGLED_MESH, message)
        });
        let mut verdict = Verdict {
            phase: Phase::Built,
            terms: likeness.terms,
            comparison: likeness.comparison,
            diagnostics: apart.into_iter().chain(open).chain(tangled).collect(),
            stages: likeness.stages,
            ..Verdict::default()
        };
        let fidelity = likeness.fidelity;
        verdict.terms.push(("fidelity", Some(fidelity)));
        match self.config.general.formula {
            Formula::Paper => verdict.reward = self.config.paper.geometry * fidelity,
            Formula::Recad => self.qualify(&mut verdict, fidelity, reference, outcome, text, start)?,
        }
        Ok(verdict)
    }

    /// Completes the verdict of a program that builds: what edits and length take away from its fidelity.
    fn qualify(
        &self,
        verdict: &mut Verdict,
        fidelity: f64,
        reference: &Reference,
        outcome: &Outcome,
        text: &str,
        start: Instant,
    ) -> Result<(), Diagnostic> {
        let config = &*self.config;
        let edited = Instant::now();
        let editability = self.editability(reference, outcome, start)?;
        verdict.stages.push(("edit", edited.elapsed()));
        let brevity = reference.tokens.filter(|_| config.brevity.weight > 0.0).map(|expected| {
            let tokens = syntax::token_count(text).max(1);
            (expected as f64 / tokens as f64).min(1.0)
        });
        let from = config.brevity.from;
        let counts = ((fidelity - from) / (1.0 - from)).clamp(0.0, 1.0);
        let quality = fidelity
            * (1.0 - config.editability.weight * (1.0 - editability.unwrap_or(1.0)))
            * (1.0 - config.brevity.weight * counts * (1.0 - brevity.unwrap_or(1.0)));
        let gate = config.general.gate;
        verdict.terms.extend([("editability", editability), ("brevity", brevity)]);
        verdict.reward = gate + (1.0 - gate) * quality;
        Ok(())
    }

    /// The share of edits that the program survives, as a share of what the reference's own survives. Absent where that
    /// survives none; without a parameter that can be edited 0, and absent where the reference has none either. An error:
    /// the host's time is over.
    fn editability(&self, reference: &Reference, outcome: &Outcome, start: Instant) -> Result<Option<f64>, Diagnostic> {
        if reference.survives == Some(0.0) || self.config.editability.weight <= 0.0 {
            return Ok(None);
        }
        Ok(match (self.survives(outcome, start)?, reference.survives) {
            (Some(own), of) => Some((own / of.unwrap_or(1.0)).min(1.0)),
            (None, Some(_)) => Some(0.0),
            (None, None) => None,
        })
    }

    /// The share of edits after which a program builds again and is another part; none without a parameter that can be
    /// edited. An error: the host's time is over.
    pub(super) fn survives(&self, outcome: &Outcome, start: Instant) -> Result<Option<f64>, Diagnostic> {
        let edits = perturbations(&outcome.evaluation.parameters, self.config.general.seed);
        let edits = &edits[..edits.len().min(self.config.editability.edits as usize)];
        if edits.is_empty() {
            return Ok(None);
        }
        let before = fingerprint(outcome);
        let mut built = 0;
        for edit in edits {
            let left = self.time_limit.map(|limit| limit.saturating_sub(start.elapsed()));
            let overrides = [(edit.name.to_string(), edit.value.clone())];
            let Some(edited) = outcome.again(&overrides, left) else { continue };
            match Phase::of(&edited.diagnostics) {
                Phase::Host => {
                    let message = format!("the host's time limit ended the run with another `{}`", edit.name);
                    return Err(Diagnostic::new(host::TIMEOUT, Span::default(), message));
                }
                Phase::Built if fingerprint(&edited) != before => built += 1,
                _ => {}
            }
        }
        Ok(Some(built as f64 / edits.len() as f64))
    }
}

/// What the parts of a program are, whatever they are called.
fn fingerprint(outcome: &Outcome) -> u128 {
    let mut hasher = ContentHasher::default();
    for part in outcome.parts() {
        hasher.shape(&part.shape);
    }
    hasher.finish()
}
