//! Programs that were run, and what two of them have in common by exact booleans.

use std::path::Path;
use std::sync::Arc;
use std::{env, fs};

use recad::corpus::{Format, import};
use recad::geom::kernel::Kernel;
use recad::geom::mesh::Mesh;
use recad::geom::mesher::MeshOptions;
use recad::model::{BooleanOp, DVec3, Geometry, Provenance, Shape, Solid, SolidKind, SolidNode};
use recad::render::Scene;
use recad::reward::semantic::Subject;
use recad::reward::semantic::feature::Volumes;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace};

use crate::corpora;

/// Chord of meshes as a share of the reference's diagonal.
pub const CHORD: f64 = 0.0005;

/// A program whose parts are solids.
pub struct Built {
    parts: Vec<Shape>,
    pub mesh: Arc<Mesh>,
    pub volume: f64,
    pub min: DVec3,
    pub max: DVec3,
}

fn union(op: BooleanOp, operands: Vec<Solid>) -> Shape {
    let kind = SolidKind::Boolean { op, operands: operands.into() };
    Shape::Solid(SolidNode::new(kind, Provenance::default()))
}

/// Runs a program; the mesh is as fine as a part of this diagonal needs, by default its own. None when it does not
/// build, or its parts are no solids.
pub fn build(text: &str, diagonal: Option<f64>) -> Option<Built> {
    let mut outcome = Workspace::default().run(&Request::new("program.recad", text, &StandardLibraryOnly));
    if outcome.has_errors() {
        return None;
    }
    let parts: Vec<Shape> = outcome.parts().iter().map(|part| part.shape.clone()).collect();
    let figures = Kernel::new().measure(&whole(&parts)?).ok()?;
    let diagonal = diagonal.unwrap_or((figures.max - figures.min).length());
    let mesh = outcome.comparable(&MeshOptions::with_chord(CHORD * diagonal))?.mesh()?.clone();
    Some(Built { parts, mesh, volume: figures.volume, min: figures.min, max: figures.max })
}

fn whole(parts: &[Shape]) -> Option<Shape> {
    let solid = |part: &Shape| if let Shape::Solid(solid) = part { Some(solid.clone()) } else { None };
    let solids: Vec<Solid> = parts.iter().map(solid).collect::<Option<_>>()?;
    Some(union(BooleanOp::Union, solids))
}

impl Built {
    pub fn subject(&self) -> Subject<'_> {
        Subject::new(Scene::Solids(vec![&self.mesh]), self.parts.iter().collect())
    }

    pub fn diagonal(&self) -> f64 {
        (self.max - self.min).length()
    }

    /// Volumes by exact booleans; none where the boolean fails.
    pub fn volumes(&self, reference: &Built) -> Option<Volumes> {
        let (Shape::Solid(a), Shape::Solid(b)) = (whole(&self.parts)?, whole(&reference.parts)?) else { return None };
        let common = match Kernel::new().measure(&union(BooleanOp::Intersect, vec![a, b])) {
            Ok(figures) => figures.volume,
            Err(error) if error.name.to_string() == "geom/empty-result" => 0.0,
            Err(_) => return None,
        };
        Some(Volumes { candidate: self.volume, reference: reference.volume, common })
    }
}

/// The symmetric difference as a share of the reference.
pub fn symmetric_difference(volumes: &Volumes) -> f64 {
    (volumes.candidate + volumes.reference - 2.0 * volumes.common) / volumes.reference
}

/// The programs of the repository, by name.
pub fn own_programs() -> Vec<(String, String)> {
    let mut programs = Vec::new();
    for folder in ["gallery", "peers"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
        let entries = fs::read_dir(&folder).expect("a folder of the repository");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "recad"));
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            programs.push((name, fs::read_to_string(&path).expect("a program")));
        }
    }
    programs
}

/// The imported DeepCAD scripts, by name; none when the corpora are absent.
pub fn deepcad_programs() -> Vec<(String, String)> {
    let scripts = corpora::deepcad().unwrap_or_default().into_iter();
    scripts
        .filter_map(|script| Some((script.id.clone(), import(&script.text, Format::DeepCad, &script.id).program?)))
        .collect()
}
