//! Every setting: its meaning, default and range, said once.

use super::field::{Choice, Field};
use crate::eval::limits;
use crate::geom::compare::Normalization;

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
        /// "recad": fidelity as the tables `geometry` and `meaning` say, and programs that do not build stay below all
        /// that do. "paper": the formula of the ReCAD paper as the table `paper` says.
        formula: Formula = Formula::Recad, ();
        /// Reward of a program that builds a part without any likeness. Every program that does not build stays
        /// below: the rungs syntax, name, type, eval, limit and geom share the space under the gate in equal bands.
        gate: f64 = 0.2, 0.01..=0.9;
        /// Reward where the host ended the run (time, memory, a crash): no statement about the program.
        host: f64 = 0.0, 0.0..=1.0;
        /// How shapes are brought together before they are compared. With "none" size and place count; "box" fits both
        /// boxes into the unit cube, "rms" both centroids and root-mean-square radii, "align" turns the candidate too.
        normalize: Normalization = Normalization::None, ();
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
    /// The geometry of the formula "recad": the mean of its terms, weighted.
    Geometry "geometry" {
        /// Weight of `overlap`: exp(−2 s) · √v with s the volume (below solids: area) of the symmetric difference over the
        /// reference's, and v the smaller volume over the larger.
        overlap: f64 = 0.9, 0.0..=1000.0;
        /// Weight of `chamfer`: 1 / (1 + d / (0.02 D)) with d the sum of both mean point-to-surface distances and D
        /// the diagonal of the reference's box.
        chamfer: f64 = 0.1, 0.0..=1000.0;
    }
    /// The meaning of the formula "recad": the mean of its terms, weighted. The geometry is multiplied by
    /// 1 − weight · (1 − meaning).
    Meaning "meaning" {
        /// Share of the geometry that is lost by a shape without meaning; 0 switches it off.
        weight: f64 = 0.7, 0.0..=1.0;
        /// Weight of `view`: agreement of silhouettes, depths, normals and edges.
        view: f64 = 1.0, 0.0..=1000.0;
        /// Weight of `primitive`: F1 of lines, arcs, circles, extrusions and revolutions; what it lacks counts as far as the
        /// part is another, in full where the overlap is 0.9 or less. Absent beside a file.
        primitive: f64 = 1.0, 0.0..=1000.0;
        /// Weight of `feature`: holes, cavities, bodies, thin walls and small gaps. Absent beside an open mesh.
        feature: f64 = 3.0, 0.0..=1000.0;
    }
    /// The formula "paper": geometry · min(IOU_best, max(0, (s − floor) / (1 − floor))) + format · [the answer begins with
    /// a thought], s the similarity of the views (the paper: of DINOv2 features). Shapes are compared with `normalize
    /// = "rms"`. The paper prints 0.1 and 0.9 for geometry and format, with which any well-formed answer has 0.9;
    /// they are probably exchanged. A thought is only passed over with `format = "chat"` in the table `answer`.
    Paper "paper" {
        /// Share of the geometry (λ₁).
        geometry: f64 = 0.9, 0.0..=1.0;
        /// Share of the form of the answer (λ₂).
        format: f64 = 0.1, 0.0..=1.0;
        /// Similarity of views that counts nothing.
        floor: f64 = 0.55, 0.0..=0.99;
    }
    /// What answers report of the comparison, besides what the terms need.
    ComparisonSettings "comparison" {
        /// Sample points on each surface for the Chamfer distance.
        points: u64 = 1024, 64..=1_000_000;
        /// Whether the literature's protocol (`field`) is reported; it takes several times as long as all the rest.
        field: bool = false, ();
        /// Whether the best IoU over all rotations is reported.
        iou_best: bool = false, ();
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
    /// The geometry of the formula "recad".
    pub geometry: Geometry,
    /// The meaning of the formula "recad".
    pub meaning: Meaning,
    /// The formula "paper".
    pub paper: Paper,
    /// What answers report of the comparison.
    pub comparison: ComparisonSettings,
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
        visitor.section(&mut self.geometry);
        visitor.section(&mut self.meaning);
        visitor.section(&mut self.paper);
        visitor.section(&mut self.comparison);
        visitor.section(&mut self.editability);
        visitor.section(&mut self.brevity);
    }
}

/// How the terms come together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formula {
    /// Ours.
    Recad,
    /// The one of the ReCAD paper.
    Paper,
}

impl Choice for Formula {
    const ALL: &'static [(&'static str, Self)] = &[("recad", Self::Recad), ("paper", Self::Paper)];
}

impl Choice for Normalization {
    const ALL: &'static [(&'static str, Self)] =
        &[("none", Self::None), ("box", Self::Box), ("rms", Self::Rms), ("align", Self::Align)];
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
