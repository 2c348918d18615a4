//! Every setting: its meaning, default and range, said once.

use super::field::{Choice, Field};
use crate::eval::limits;

/// Declares sections of settings; `/// meaning` `name: type = default, range;`. From it come the
/// structures, their defaults, the reader and the commented file.
macro_rules! settings {
    ($( $(#[doc = $about:literal])+ $section:ident $key:literal { $(
        $(#[doc = $doc:literal])+ $field:ident: $ty:ty = $default:expr, $range:expr;
    )* } )*) => {
        $(
            $(#[doc = $about])+
            #[derive(Clone, Debug, PartialEq)]
            pub struct $section { $( $(#[doc = $doc])+ pub $field: $ty, )* }

            impl Default for $section {
                fn default() -> Self {
                    Self { $( $field: $default, )* }
                }
            }

            impl Section for $section {
                const KEY: &'static str = $key;
                const ABOUT: &'static [&'static str] = &[$($about),+];

                fn visit(&mut self, visitor: &mut impl Visitor) {
                    $( visitor.field(stringify!($field), &[$($doc),+], &mut self.$field, &$default, &$range); )*
                }
            }
        )*
    };
}

/// A table of a file.
pub(super) trait Section {
    /// The name of the table; empty for the head of the file.
    const KEY: &'static str;
    /// What it is about, line by line.
    const ABOUT: &'static [&'static str];
    /// Shows every setting to a visitor.
    fn visit(&mut self, visitor: &mut impl Visitor)
    where
        Self: Sized;
}

/// Reads or prints settings.
pub(super) trait Visitor {
    /// Meets a table, and in it every setting by [`Section::visit`].
    fn section<S: Section>(&mut self, section: &mut S);
    /// Meets one setting.
    fn field<T: Field>(&mut self, key: &'static str, doc: &[&str], value: &mut T, default: &T, range: &T::Range);
}

settings! {
    /// The reward of recad. A setting that is left out has the value shown here.
    General "" {
        /// Reward of a program that builds a part without any likeness. Every program that does not build stays
        /// below: the rungs syntax, name, type, eval, limit and geom share the space under the gate in equal bands.
        gate: f64 = 0.2, 0.01..=0.9;
        /// Reward where the host ended the run (time, memory, a crash): no statement about the program.
        host: f64 = 0.0, 0.0..=1.0;
        /// How shapes are brought together before they are compared. With "none" size and place count.
        normalize: Normalize = Normalize::None, ();
        /// Seed of the sample points and of the parameter that is perturbed.
        seed: u64 = 0, 0..=u64::MAX >> 1;
    }
    /// What the text of a candidate is.
    Answer "answer" {
        /// "program": the whole text is the program. "chat": an answer of a language model; a leading
        /// `<think>…</think>` is passed over, and of the rest the last fenced code block is the program, if there is one.
        format: AnswerFormat = AnswerFormat::Program, ();
    }
    /// Limits on each candidate. A program over a limit stands on the rung `limit`.
    Limits "limits" {
        /// Evaluation steps.
        steps: u64 = limits::STEPS, 1..=limits::STEPS;
        /// Triangles of the mesh it is compared by.
        triangles: u64 = 500_000, 100..=20_000_000;
    }
    /// The meshes that shapes are compared by.
    MeshSettings "mesh" {
        /// Greatest distance between a curve and its chord, as a share of the diagonal of the reference's box.
        chord: f64 = 0.0005, 1e-6..=0.1;
        /// Greatest turn of an arc within one chord, degrees.
        angle: f64 = 15.0, 0.1..=60.0;
    }
    /// Shares of the fidelity; they are divided by their sum. A term that a pair has not is left out.
    Weights "weights" {
        /// Nearness of the surfaces (term `chamfer`): 1 / (1 + d / (0.02 D)) with d the sum of both mean
        /// point-to-surface distances and D the diagonal of the reference's box.
        chamfer: f64 = 0.7, 0.0..=1000.0;
        /// Agreement of the volumes (term `volume`): the smaller over the larger.
        volume: f64 = 0.3, 0.0..=1000.0;
        /// Plane shapes (term `area_iou`): common area over united area.
        area_iou: f64 = 1.0, 0.0..=1000.0;
    }
    /// Whether the program builds again after an edit of a parameter, as the reference's own does (term `editability`). The
    /// fidelity is multiplied by 1 − weight · (1 − editability).
    Editability "editability" {
        /// Share of the fidelity that is lost by a program without it; 0 switches it off.
        weight: f64 = 0.05, 0.0..=0.5;
        /// How many parameters are edited, one after another.
        edits: u64 = 1, 1..=64;
    }
    /// Whether the program is as short as the reference's (term `brevity`): its tokens over the candidate's, at most 1.
    /// The fidelity is multiplied by 1 − weight · r · (1 − brevity), where r rises from 0 at fidelity `from` to 1 at 1.
    Brevity "brevity" {
        /// Share of the fidelity that is lost by a program of any length; 0 switches it off.
        weight: f64 = 0.03, 0.0..=0.2;
        /// Fidelity below which length does not count.
        from: f64 = 0.8, 0.0..=0.99;
    }
}

/// Everything that decides a reward but the candidate and the reference.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Config {
    /// What holds for all of it.
    pub general: General,
    /// What the text of a candidate is.
    pub answer: Answer,
    /// Limits on each candidate.
    pub limits: Limits,
    /// The meshes that shapes are compared by.
    pub mesh: MeshSettings,
    /// Shares of the fidelity.
    pub weights: Weights,
    /// Whether the program builds again after an edit.
    pub editability: Editability,
    /// Whether the program is as short as the reference's.
    pub brevity: Brevity,
}

impl Config {
    /// Shows every table to a visitor, in the order of the file.
    pub(super) fn visit(&mut self, visitor: &mut impl Visitor) {
        visitor.section(&mut self.general);
        visitor.section(&mut self.answer);
        visitor.section(&mut self.limits);
        visitor.section(&mut self.mesh);
        visitor.section(&mut self.weights);
        visitor.section(&mut self.editability);
        visitor.section(&mut self.brevity);
    }
}

/// How shapes are brought together before they are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Normalize {
    /// As they are.
    None,
    /// Each moved and scaled so that its box fits the unit cube.
    Box,
    /// Each centred on its centroid and scaled by its root-mean-square radius.
    Rms,
}

impl Choice for Normalize {
    const ALL: &'static [(&'static str, Self)] = &[("none", Self::None), ("box", Self::Box), ("rms", Self::Rms)];
}

/// What the text of a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerFormat {
    /// A program.
    Program,
    /// What a language model says.
    Chat,
}

impl Choice for AnswerFormat {
    const ALL: &'static [(&'static str, Self)] = &[("program", Self::Program), ("chat", Self::Chat)];
}
