//! What candidates are judged against, made ready once.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use super::config::Formula;
use super::likeness::Subject;
use super::{Judge, Phase, semantic};
use crate::diagnostics::registry::{geom, io};
use crate::diagnostics::{Diagnostic, Severity};
use crate::geom::compare::{Normalization, Prepared};
use crate::geom::mesh::{Leak, Mesh};
use crate::geom::mesher::MeshOptions;
use crate::mesh_io;
use crate::model::Transform3;
use crate::syntax;
use crate::text::{SourceMap, Sources, Span};
use crate::workspace::project::{self, Project, StandardLibraryOnly};
use crate::workspace::{Outcome, Request, with_deep_stack};

/// How diagnostics name the text of a reference that has no file.
pub const REFERENCE_NAME: &str = "<reference>";

/// A reference made ready for any number of candidates; shared between threads.
#[derive(Debug)]
pub struct Reference {
    pub(super) subject: Subject,
    /// What candidates have to look like, to be drawn from and to have.
    pub(super) semantic: semantic::Reference,
    /// The diagonal of its box, mm.
    pub(super) diagonal: f64,
    /// Tokens of its program, if it is one.
    pub(super) tokens: Option<usize>,
    /// The share of edits that its own program survives; none without parameters to edit.
    pub(super) survives: Option<f64>,
}

/// Why a reference cannot be used.
#[derive(Debug)]
pub struct Unusable {
    /// What is wrong with it.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts the diagnostics point into.
    pub sources: SourceMap,
}

impl Unusable {
    fn from_diagnostic(diagnostic: Diagnostic) -> Unusable {
        Unusable { diagnostics: vec![diagnostic], sources: SourceMap::default() }
    }

    /// Whether the host ended the run, so that nothing is known about the reference.
    pub fn is_host(&self) -> bool {
        Phase::of(&self.diagnostics) == Phase::Host
    }
}

impl Reference {
    /// Whether it is a solid; otherwise it lies in a plane.
    pub fn is_solid(&self) -> bool {
        self.subject.is_solid()
    }

    /// Where its surface is open, if it is.
    pub fn leak(&self) -> Option<Leak> {
        self.subject.leak()
    }

    /// Memory taken, bytes, roughly.
    pub fn bytes(&self) -> usize {
        size_of::<Reference>() + self.subject.bytes() + self.semantic.bytes()
    }
}

impl Judge {
    /// Makes a program ready that uses nothing but the standard library.
    pub fn prepare(&self, program: &str) -> Result<Reference, Unusable> {
        self.prepare_program(REFERENCE_NAME, program, &StandardLibraryOnly)
    }

    /// Makes the file of a program or mesh (`.stl`, `.obj`) ready.
    pub fn prepare_file(&self, path: &Path) -> Result<Reference, Unusable> {
        if mesh_io::Format::of(path).is_some() {
            let mut mesh = mesh_io::read(path).map_err(|diagnostic| Unusable::from_diagnostic(*diagnostic))?;
            mesh_io::outward(&mut mesh, path);
            return self.prepare_mesh(mesh);
        }
        if path.extension().is_some_and(|ending| ending != "recad") {
            let message =
                format!("`{}` is no reference: programs end in .recad, meshes in .stl or .obj", path.display());
            return Err(Unusable::from_diagnostic(Diagnostic::new(io::FORMAT, Span::default(), message)));
        }
        let text = project::read_text(path).map_err(|reason| {
            let message = format!("`{}` cannot be read: {reason}", path.display());
            Unusable::from_diagnostic(Diagnostic::new(io::READ, Span::default(), message))
        })?;
        self.prepare_program(&path.to_string_lossy(), &text, &Project::of_file(path))
    }

    /// Makes a mesh ready.
    pub fn prepare_mesh(&self, mesh: Mesh) -> Result<Reference, Unusable> {
        self.reference(Subject::from_mesh(Prepared::solid(Arc::new(mesh), None)), None, None)
    }

    fn prepare_program(&self, name: &str, text: &str, sources: &(dyn Sources + Sync)) -> Result<Reference, Unusable> {
        let request = Request { terse: true, time_limit: self.time_limit, ..Request::new(name, text, sources) };
        let start = Instant::now();
        with_deep_stack(|| {
            let mut outcome = self.workspace.run(&request);
            let bounds = if outcome.has_errors() { None } else { outcome.bounds() };
            let mesh = bounds.map(|(min, max)| self.mesh_of_size((max - min).length()));
            match mesh.and_then(|mesh| Subject::of(&mut outcome, &mesh)) {
                Some(subject) if !outcome.has_errors() => {
                    let survives = self.survives(&outcome, start).map_err(Unusable::from_diagnostic)?;
                    self.reference(subject, Some(syntax::token_count(text)), survives)
                }
                _ => {
                    outcome.diagnostics.retain(|diagnostic| diagnostic.severity == Severity::Error);
                    Err(Unusable { diagnostics: outcome.diagnostics, sources: outcome.sources })
                }
            }
        })
    }

    /// Fineness of the mesh of a candidate: as the reference's, and no finer than the candidate's own size asks for;
    /// where size does not count, as the candidate's own size asks for.
    pub(super) fn mesh_beside(&self, reference: &Reference, candidate: &Outcome) -> MeshOptions {
        let own = candidate.bounds().map_or(0.0, |(min, max)| (max - min).length());
        let general = &self.config.general;
        let sized = general.normalize == Normalization::None && general.formula == Formula::Recad;
        self.mesh_of_size(if sized || own <= 0.0 { own.max(reference.diagonal) } else { own })
    }

    /// Fineness of the mesh of a shape with a box of this diagonal, mm.
    fn mesh_of_size(&self, diagonal: f64) -> MeshOptions {
        let mesh = &self.config.mesh;
        MeshOptions {
            chord: mesh.chord * diagonal,
            angle: mesh.angle,
            max_triangles: usize::try_from(self.config.limits.triangles).unwrap_or(usize::MAX),
            ..MeshOptions::default()
        }
    }

    fn reference(&self, subject: Subject, tokens: Option<usize>, survives: Option<f64>) -> Result<Reference, Unusable> {
        let diagonal = subject.diagonal();
        if !(diagonal > 0.0 && diagonal.is_finite()) {
            let message = "the reference has no extent";
            return Err(Unusable::from_diagnostic(Diagnostic::new(geom::EMPTY_RESULT, Span::default(), message)));
        }
        let semantic = semantic::Reference::new(&subject.seen(Transform3::IDENTITY), &*self.encoder);
        Ok(Reference { diagonal, subject, semantic, tokens, survives })
    }
}
