//! One run of one program, and everything asked of it afterwards.

use std::time::{Duration, Instant};

use serde_json::{Map, Value, json};

use super::stack::with_deep_stack;
use crate::diagnostics::{self, Diagnostic, registry, render_json};
use crate::eval::{self, Override};
use crate::export::json::MeasurementReport;
use crate::geom::kernel::Kernel;
use crate::geom::mesh::Mesh;
use crate::geom::mesher::{self, MeshOptions};
use crate::model::{Geometry, GeometryError, Shape, Solid};
use crate::text::{FileId, SourceMap, Sources, Span};
use crate::{sema, syntax};

/// How far a run goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// The grammar.
    Syntax,
    /// Evaluation; geometry only where the program asks for it.
    Evaluate,
    /// The boundary of every part.
    Realise,
}

/// What to run.
pub struct Request<'a> {
    /// How diagnostics name the text.
    pub name: &'a str,
    /// The program.
    pub text: &'a str,
    /// Where its `use` lines lead.
    pub sources: &'a (dyn Sources + Sync),
    /// Parameter values from outside.
    pub overrides: &'a [Override],
    /// How far to go.
    pub depth: Depth,
    /// The host's limit on wall time.
    pub time_limit: Option<Duration>,
}

/// Wall time of each phase.
#[derive(Clone, Copy, Debug, Default)]
pub struct Timings {
    /// Text to tree.
    pub parse: Duration,
    /// Tree to core forms.
    pub check: Duration,
    /// Core forms to shapes.
    pub eval: Duration,
    /// Shapes to boundaries.
    pub realise: Duration,
    /// Boundaries to triangles.
    pub mesh: Duration,
    /// Files.
    pub write: Duration,
}

impl Timings {
    /// The phases by name, in order.
    pub fn phases(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        [
            ("parse", self.parse),
            ("check", self.check),
            ("eval", self.eval),
            ("realise", self.realise),
            ("mesh", self.mesh),
            ("write", self.write),
        ]
        .into_iter()
    }
}

/// One part of a program.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// Its documentation.
    pub doc: String,
    /// Its shape.
    pub shape: Shape,
    /// Its declaration.
    pub span: Span,
}
