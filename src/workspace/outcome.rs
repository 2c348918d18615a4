//! One run of one program, and what is asked of it afterwards.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use glam::DVec3;
use serde_json::{Map, Value, json};
use smol_str::SmolStr;

use super::advice::{Directives, Levels};
use super::stack::with_deep_stack;
use super::timeout::Watchdog;
use crate::diagnostics::{self, Diagnostic, registry, render_json};
use crate::eval::{self, Limits, Override};
use crate::export::json::MeasurementRecord;
use crate::geom::brep::Body;
use crate::geom::kernel::Kernel;
use crate::geom::measure;
use crate::geom::mesh::Mesh;
use crate::geom::mesher::MeshOptions;
use crate::model::{
    BooleanOp, Face, Frame, Geometry, GeometryError, Provenance, Shape, Sketch, Solid, SolidKind, SolidNode,
};
use crate::sema::hir::Program;
use crate::sema::types::Type;
use crate::sema::{self, Library};
use crate::stdlib::{self, DocEntry, Example};
use crate::syntax::{self, reference};
use crate::text::{FileId, SourceMap, Sources, Span};

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
    /// Parameter values from outside, by name.
    pub overrides: &'a [(String, Override)],
    /// How far to go.
    pub depth: Depth,
    /// Whether a program without a part is an error.
    pub require_part: bool,
    /// The host's limit on wall time, from the beginning of the run to the end of all that its outcome is asked for.
    pub time_limit: Option<Duration>,
    /// The limits of the language, or lower ones.
    pub limits: Limits,
    /// For hosts that run many programs and ask how far each gets: the run ends with the first phase that finds
    /// errors, and nothing is advised.
    pub terse: bool,
}

impl<'a> Request<'a> {
    /// A whole run of `text`, with its default parameters and without a limit on time; a part is required.
    pub fn new(name: &'a str, text: &'a str, sources: &'a (dyn Sources + Sync)) -> Self {
        Request {
            name,
            text,
            sources,
            overrides: &[],
            depth: Depth::Realise,
            require_part: true,
            time_limit: None,
            limits: Limits::default(),
            terse: false,
        }
    }
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

/// The result of a run: diagnostics, values and parts, and the kernel that has built their bodies.
pub struct Outcome {
    /// All texts read.
    pub sources: SourceMap,
    /// Everything reported, in order of place.
    pub diagnostics: Vec<Diagnostic>,
    /// Parameters, values and parts; empty when the program does not parse or check.
    pub evaluation: eval::Outcome,
    /// Time spent.
    pub timings: Timings,
    /// All advice, given or not.
    advice: Vec<Diagnostic>,
    /// Whether it has what is given on request.
    styled: bool,
    root: FileId,
    /// The checked program, for evaluating it again; none when the text does not parse.
    program: Option<Program>,
    limits: Limits,
    terse: bool,
    /// Runs on while the outcome is asked for more.
    clock: Option<Watchdog>,
    pub(super) kernel: Kernel,
    meshes: Vec<Option<Arc<Mesh>>>,
}

/// What a run can be asked for besides its outcome.
#[derive(Default)]
pub struct Inspection {
    /// Results of the `test` blocks.
    pub tests: Vec<eval::TestReport>,
    /// Programs in the doc comments.
    pub examples: Vec<Example>,
    /// What the program defines.
    pub entries: Vec<DocEntry>,
    /// The types of what it defines, in source order.
    pub types: Vec<(SmolStr, Type)>,
}

/// Runs a program and looks into it when asked.
pub(super) fn run(library: &Library, request: &Request, mut inspection: Option<&mut Inspection>) -> Outcome {
    let mut outcome = Outcome::new(library.source_map(), request);
    let start = Instant::now();
    let parse = syntax::parse(outcome.root, request.text);
    outcome.timings.parse = start.elapsed();
    if request.depth == Depth::Syntax || request.terse && parse.diagnostics().iter().any(Diagnostic::is_error) {
        outcome.diagnostics = parse.diagnostics().to_vec();
        return outcome;
    }
    let start = Instant::now();
    let checked = sema::check(request.name, &parse, library, request.sources, &mut outcome.sources);
    outcome.timings.check = start.elapsed();
    if let Some(inspection) = &mut inspection {
        inspection.types = checked.types();
    }
    let failed = checked.diagnostics.iter().any(Diagnostic::is_error);
    outcome.diagnostics = parse.diagnostics().to_vec();
    outcome.diagnostics.extend(checked.diagnostics);
    diagnostics::drop_cascades(&mut outcome.diagnostics, &outcome.sources);
    // A text with holes in its tree means nothing certain; a name or type error silences only what needs it.
    if !(parse.diagnostics().iter().any(Diagnostic::is_error) || request.terse && failed) {
        let require_part = !failed && request.require_part;
        outcome.evaluate(&checked.program, request.overrides, require_part, inspection);
        if request.depth == Depth::Realise && !(request.terse && outcome.has_errors()) {
            outcome.realise();
        }
        outcome.program = Some(checked.program);
    }
    if request.terse {
        outcome.diagnostics.retain(|diagnostic| diagnostic.name.phase() != "lint");
        diagnostics::sort(&mut outcome.diagnostics);
        return outcome;
    }
    let (advice, errors) = outcome.diagnostics.into_iter().partition(|d| d.name.phase() == "lint");
    (outcome.advice, outcome.diagnostics) = (advice, errors);
    outcome.advise(&Levels::default());
    outcome
}

impl Outcome {
    fn new(mut sources: SourceMap, request: &Request) -> Outcome {
        let root = sources.add(request.name, request.text);
        Outcome::begun(sources, root, request.limits, request.terse, request.time_limit, &Kernel::new())
    }

    /// An outcome of nothing yet, whose clock runs and whose kernel shares the memory of `kernel`.
    fn begun(
        sources: SourceMap,
        root: FileId,
        limits: Limits,
        terse: bool,
        time_limit: Option<Duration>,
        kernel: &Kernel,
    ) -> Outcome {
        let clock = time_limit.map(Watchdog::start);
        Outcome {
            sources,
            diagnostics: Vec::new(),
            evaluation: eval::Outcome::default(),
            timings: Timings::default(),
            advice: Vec::new(),
            styled: false,
            root,
            program: None,
            limits,
            terse,
            kernel: kernel.sharing(clock.as_ref().map(Watchdog::interrupt).unwrap_or_default()),
            clock,
            meshes: Vec::new(),
        }
    }

    /// The program evaluated and realised again with other parameters; bodies that stay the same are not built
    /// again. None when the text does not parse.
    pub fn again(&self, overrides: &[(String, Override)], time_limit: Option<Duration>) -> Option<Outcome> {
        let program = self.program.as_ref()?;
        let mut outcome = Outcome::begun(self.sources.clone(), self.root, self.limits, true, time_limit, &self.kernel);
        outcome.program = self.program.clone();
        with_deep_stack(|| outcome.evaluate(program, overrides, true, None));
        if !outcome.has_errors() {
            outcome.realise();
        }
        diagnostics::sort(&mut outcome.diagnostics);
        Some(outcome)
    }

    /// What the program evaluates to with other parameters, without building anything. None when the text does not parse.
    pub fn evaluated_again(&self, overrides: &[(String, Override)]) -> Option<eval::Outcome> {
        let program = self.program.as_ref()?;
        let options =
            eval::Options { overrides: overrides.to_vec(), limits: self.limits, cancel: None, require_part: true };
        Some(with_deep_stack(|| eval::evaluate(program, &self.kernel, &options)))
    }

    fn evaluate(
        &mut self,
        program: &Program,
        overrides: &[(String, Override)],
        require_part: bool,
        inspection: Option<&mut Inspection>,
    ) {
        let start = Instant::now();
        let cancel = self.clock.as_ref().map(Watchdog::flag);
        let options = eval::Options { overrides: overrides.to_vec(), limits: self.limits, cancel, require_part };
        let evaluation = match inspection {
            None => eval::evaluate(program, &self.kernel, &options),
            Some(inspection) => {
                let (evaluation, tests) = eval::run_tests(program, &self.kernel, &options);
                inspection.tests = tests;
                if let Some(root) = program.modules.last() {
                    inspection.examples = stdlib::examples(root);
                    inspection.entries = stdlib::entries(root, &self.sources);
                }
                evaluation
            }
        };
        self.evaluation = evaluation;
        self.diagnostics.append(&mut self.evaluation.diagnostics);
        self.meshes = vec![None; self.evaluation.parts.len()];
        self.timings.eval = start.elapsed();
    }

    /// Builds the boundary of every part; one that fails is reported and leaves the result.
    fn realise(&mut self) {
        let start = Instant::now();
        let mut kept = Vec::with_capacity(self.evaluation.parts.len());
        for part in std::mem::take(&mut self.evaluation.parts) {
            if self.clock.as_ref().is_some_and(|clock| clock.flag().load(Ordering::Relaxed)) {
                let message = "the host's time limit ended the run before all parts were built";
                self.diagnostics.push(Diagnostic::new(registry::host::TIMEOUT, part.name_span, message));
                break;
            }
            match &part.shape {
                Shape::Solid(solid) => match self.kernel.body(solid) {
                    Ok(_) => kept.push(part),
                    Err(error) => self.report(error, part.span),
                },
                _ => kept.push(part),
            }
        }
        self.evaluation.parts = kept;
        if !self.terse {
            self.lint_geometry();
        }
        self.timings.realise = start.elapsed();
    }

    /// Gives the advice that the host and the directives in the program ask for.
    pub fn advise(&mut self, host: &Levels) {
        let Some(file) = self.sources.file(self.root) else { return };
        let directives = Directives::of(self.root, &file.text);
        let mut advice = std::mem::take(&mut self.advice);
        self.diagnostics.retain(|diagnostic| diagnostic.name.phase() != "lint");
        // Advice about a wrong program would be advice about what is missing in it.
        let wrong = self
            .diagnostics
            .iter()
            .any(|d| d.is_error() && matches!(d.name.phase(), "syntax" | "name" | "type" | "unit" | "io"));
        if !wrong && directives.asks(host) && !std::mem::replace(&mut self.styled, true) {
            advice.extend(sema::lint::style(&syntax::parse(self.root, &file.text)));
        }
        diagnostics::sort(&mut advice);
        for given in advice.iter().chain(&directives.unknown) {
            let line = file.lines.line_of(given.span.start);
            self.diagnostics.extend(directives.apply(given, line, host));
        }
        self.advice = advice;
        diagnostics::sort(&mut self.diagnostics);
    }

    /// The program's text after certain fixes (of errors only, when asked), and what each did.
    pub fn mended(&self, only_errors: bool) -> (String, Vec<String>) {
        let text = self.sources.file(self.root).map_or("", |file| &file.text);
        diagnostics::mended(text, self.root, self.diagnostics.iter().filter(|d| d.is_error() || !only_errors))
    }

    /// Reports a geometric error, at the operation it blames or at `span`.
    pub(super) fn report(&mut self, error: GeometryError, span: Span) {
        let found = eval::geometry_diagnostic(error, span);
        // A part that is asked for twice fails twice; once the time is over, everything fails.
        let known = self.diagnostics.iter().any(|known| {
            let same = known.span == found.span && known.message == found.message;
            known.name == found.name && (same || found.name == registry::host::TIMEOUT)
        });
        if !known {
            self.diagnostics.push(found);
        }
    }

    /// The id of the program's own text.
    pub fn root(&self) -> FileId {
        self.root
    }

    /// The files of the project that `use` lines led to.
    pub fn files(&self) -> Vec<PathBuf> {
        let names = self.sources.names().filter(|name| !name.starts_with("std:") && !name.starts_with('<'));
        names.map(PathBuf::from).collect()
    }

    /// Whether an error was reported.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }

    /// The parts, in source order.
    pub fn parts(&self) -> &[eval::Part] {
        &self.evaluation.parts
    }

    /// Lets the normative grammar judge the text too; a disagreement is an error of recad itself.
    pub fn judge_by_reference(&mut self) {
        let Some(file) = self.sources.file(self.root) else { return };
        let accepted = !self.diagnostics.iter().any(|d| d.is_error() && d.name.phase() == "syntax");
        if let Err(error) = reference::recognise(self.root, &file.text)
            && accepted
        {
            let message = format!("the normative grammar rejects this text: {}", error.message);
            self.diagnostics.push(Diagnostic::new(registry::syntax::REFERENCE, error.span, message));
            diagnostics::sort(&mut self.diagnostics);
        }
    }

    /// The diagnostics as the JSON documents carry them.
    pub fn diagnostics_json(&self) -> Vec<Value> {
        self.diagnostics.iter().map(|diagnostic| render_json::render(diagnostic, &self.sources)).collect()
    }

    /// Parameters, values and parts as `recad eval` prints them.
    pub fn evaluation_json(&self) -> Map<String, Value> {
        self.evaluation.to_json()
    }

    /// The exact boundary of a part; none below solids.
    pub fn body(&self, index: usize) -> Option<Arc<Body>> {
        match &self.parts().get(index)?.shape {
            Shape::Solid(solid) => self.kernel.body(solid).ok(),
            _ => None,
        }
    }

    /// Least and greatest corner of the box around all parts, mm; plane shapes lie at z = 0. None without parts.
    pub fn bounds(&self) -> Option<(DVec3, DVec3)> {
        let boxes = self.parts().iter().filter_map(|part| match &part.shape {
            Shape::Solid(solid) => self.kernel.body(solid).ok().map(|body| measure::bounds(&body)),
            shape => self.kernel.measure(shape).ok().map(|figures| (figures.min, figures.max)),
        });
        boxes.reduce(|(min, max), (low, high)| (min.min(low), max.max(high)))
    }

    /// The mesh of a part, made once; none below solids or when it cannot be made (which is reported).
    pub fn mesh(&mut self, index: usize, options: &MeshOptions) -> Option<Arc<Mesh>> {
        if let Some(mesh) = self.meshes.get(index)? {
            return Some(mesh.clone());
        }
        let body = self.body(index)?;
        let mesh = self.mesh_of(&body, options, self.parts()[index].name_span)?;
        self.meshes[index] = Some(mesh.clone());
        Some(mesh)
    }

    /// Makes the meshes of all parts with the usual settings, so that what cannot be meshed is reported.
    pub fn mesh_parts(&mut self) {
        for index in 0..self.parts().len() {
            self.mesh(index, &MeshOptions::default());
        }
        diagnostics::sort(&mut self.diagnostics);
    }

    pub(super) fn mesh_of(&mut self, body: &Body, options: &MeshOptions, span: Span) -> Option<Arc<Mesh>> {
        let start = Instant::now();
        let mesh = self.kernel.mesh(body, options);
        self.timings.mesh += start.elapsed();
        match mesh {
            Ok(mesh) => Some(Arc::new(mesh)),
            Err(error) => {
                self.report(error, span);
                None
            }
        }
    }

    /// Measures every part and, when there are several, their union.
    pub fn measure(&mut self, options: &MeshOptions) -> (Vec<MeasurementRecord>, Option<MeasurementRecord>) {
        let mut records = Vec::new();
        for index in 0..self.parts().len() {
            let part = self.parts()[index].clone();
            let mesh = self.mesh(index, options);
            match self.kernel.measure(&part.shape) {
                Ok(m) => {
                    records.push(MeasurementRecord::new(&part.name, Some(part.shape.level()), &m, mesh.as_deref()))
                }
                Err(error) => self.report(error, part.span),
            }
        }
        let total = if self.parts().len() > 1 { self.total(options) } else { None };
        (records, total)
    }

    fn total(&mut self, options: &MeshOptions) -> Option<MeasurementRecord> {
        let shape = self.union()?;
        let span = self.parts()[0].name_span;
        let mesh = match &shape {
            Shape::Solid(solid) => {
                let body = self.kernel.body(solid).map_err(|error| self.report(error, span)).ok()?;
                Some(self.mesh_of(&body, options, span)?)
            }
            _ => None,
        };
        match self.kernel.measure(&shape) {
            Ok(m) => Some(MeasurementRecord::new("total", Some(shape.level()), &m, mesh.as_deref())),
            Err(error) => {
                self.report(error, span);
                None
            }
        }
    }

    /// The union of all parts: solids as one solid, loops, faces and sketches of one plane as one sketch (a face when it
    /// is the plane XY itself); none for parts that have no union, such as sketches on different planes, and when it
    /// cannot be made (which is reported).
    pub fn union(&mut self) -> Option<Shape> {
        let parts = self.parts();
        if let [part] = parts {
            return Some(part.shape.clone());
        }
        let solids: Vec<Solid> = parts
            .iter()
            .filter_map(|part| if let Shape::Solid(s) = &part.shape { Some(s.clone()) } else { None })
            .collect();
        if !solids.is_empty() && solids.len() == parts.len() {
            let kind = SolidKind::Boolean { op: BooleanOp::Union, operands: solids.into() };
            return Some(Shape::Solid(SolidNode::new(kind, Provenance::default())));
        }
        let span = parts.first()?.name_span;
        let mut plane: Option<Frame> = None;
        let mut faces: Vec<Face> = Vec::new();
        for part in parts {
            let (frame, own) = match &part.shape {
                Shape::Face(face) => (Frame::XY, vec![face.clone()]),
                Shape::Loop(shape) => (Frame::XY, vec![Face::new(shape.clone(), [])]),
                Shape::Sketch(sketch) => (sketch.frame, sketch.faces.to_vec()),
                Shape::Curve(_) | Shape::Solid(_) => return None,
            };
            let plane = plane.get_or_insert(frame);
            if *plane == frame {
                faces.extend(own);
            } else {
                let map = frame.within(plane)?;
                faces.extend(own.iter().map(|face| face.transformed(&map)));
            }
        }
        let united = self.kernel.combine_faces(BooleanOp::Union, &faces);
        match (united, plane) {
            (Ok(face), Some(frame)) if frame != Frame::XY => {
                Some(Shape::Sketch(Sketch { frame, faces: [face].into() }))
            }
            (Ok(face), _) => Some(Shape::Face(face)),
            (Err(error), _) => {
                self.report(error, span);
                None
            }
        }
    }

    /// Emits every solid part into Fornjot's objects: `{solids, faces, validated, unsupported}`.
    #[cfg(feature = "fornjot")]
    pub fn emit_fornjot(&self) -> Value {
        let bodies: Vec<_> = (0..self.parts().len()).filter_map(|index| self.body(index)).collect();
        let report = crate::geom::fornjot::report(bodies.iter().map(|body| &**body));
        json!({
            "solids": report.solids,
            "faces": report.faces,
            "validated": report.validated,
            "unsupported": report.unsupported,
        })
    }

    /// Without the feature `fornjot` nothing is emitted, and the report says so.
    #[cfg(not(feature = "fornjot"))]
    pub fn emit_fornjot(&self) -> Value {
        json!({"solids": 0, "faces": 0, "validated": false, "unsupported": ["this recad was built without the feature `fornjot`"]})
    }
}
