//! What the semantic terms cost, and how they answer damage.
//!
//! `cargo bench --bench semantic` prints CPU time by stage on the DeepCAD parts of the corpora (`RECAD_SHARED`);
//! `-- --damage FILE.csv` damages programs step by step and writes every term of every step.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use cpu_time::ThreadTime;
use recad::corpus::{Format, import};
use recad::geom::kernel::Kernel;
use recad::geom::mesh::Mesh;
use recad::geom::mesher::MeshOptions;
use recad::model::{BooleanOp, DVec3, Geometry, Provenance, Shape, Solid, SolidKind, SolidNode};
use recad::render::Scene;
use recad::reward::damage::{self, Options};
use recad::reward::semantic::feature::{Features, Volumes};
use recad::reward::semantic::primitive::Primitives;
use recad::reward::semantic::view::{Agreement, ViewEncoder};
use recad::reward::semantic::{Reference, Semantics, Subject};
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace, with_deep_stack};

#[path = "../tests/suite/corpora.rs"]
mod corpora;

/// A program that was run.
struct Built {
    solid: Solid,
    mesh: std::sync::Arc<Mesh>,
    volume: f64,
    min: DVec3,
    max: DVec3,
}

impl Built {
    fn subject(&self) -> (Shape, Scene<'_>) {
        (Shape::Solid(self.solid.clone()), Scene::Solids(vec![&self.mesh]))
    }

    fn diagonal(&self) -> f64 {
        (self.max - self.min).length()
    }
}

fn build(text: &str, chord: Option<f64>) -> Option<Built> {
    let mut outcome = Workspace::default().run(&Request::new("program.recad", text, &StandardLibraryOnly));
    if outcome.has_errors() {
        return None;
    }
    let [part] = outcome.parts() else { return None };
    let Shape::Solid(solid) = part.shape.clone() else { return None };
    let figures = Kernel::new().measure(&part.shape).ok()?;
    let chord = chord.unwrap_or(0.0005 * (figures.max - figures.min).length());
    let mesh = outcome.mesh(0, &MeshOptions::with_chord(chord))?;
    Some(Built { solid, mesh, volume: figures.volume, min: figures.min, max: figures.max })
}

fn volumes(candidate: &Built, reference: &Built) -> Option<Volumes> {
    let operands = [candidate.solid.clone(), reference.solid.clone()].into();
    let common = SolidNode::new(SolidKind::Boolean { op: BooleanOp::Intersect, operands }, Provenance::default());
    let common = match Kernel::new().measure(&Shape::Solid(common)) {
        Ok(figures) => figures.volume,
        Err(error) if error.name.to_string() == "geom/empty-result" => 0.0,
        Err(_) => return None,
    };
    Some(Volumes { candidate: candidate.volume, reference: reference.volume, common })
}

fn programs() -> Vec<(String, String)> {
    let scripts = corpora::deepcad().unwrap_or_default();
    let imported =
        scripts.into_iter().filter_map(|script| Some((script.id.clone(), import(&script.text, Format::DeepCad, &script.id).program?)));
    let mut programs: Vec<_> = imported.collect();
    for folder in ["gallery", "peers"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(folder);
        let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "recad"));
        paths.sort();
        for path in paths {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            programs.push((name, fs::read_to_string(path).unwrap_or_default()));
        }
    }
    programs
}

fn damage(path: &str) {
    let mut table = String::from(
        "program,kind,series,step,symmetric,iou,void,kept,owned,topology,detail,feature,silhouette,depth,normal,edge,view,line,arc,circle,extrusion,revolution,primitive\n",
    );
    for (name, text) in programs() {
        let Some(reference) = build(&text, None) else { continue };
        let chord = 0.0005 * reference.diagonal();
        let (shape, scene) = reference.subject();
        let prepared = Reference::new(&Subject::new(scene, vec![&shape]), &Agreement::default());
        let options = Options { series: 3, steps: 6, size: reference.diagonal() };
        for (number, series) in damage::series(&text, 1, &options).into_iter().enumerate() {
            for (step, text) in std::iter::once(&text).chain(&series.steps).enumerate() {
                let Some(candidate) = build(text, Some(chord)) else { continue };
                let Some(volumes) = volumes(&candidate, &reference) else { continue };
                let (shape, scene) = candidate.subject();
                let found = prepared.compare(&Subject::new(scene, vec![&shape]), Some(&volumes));
                let symmetric = (volumes.candidate + volumes.reference - 2.0 * volumes.common) / volumes.reference;
                let iou = volumes.common / (volumes.candidate + volumes.reference - volumes.common);
                let _ = write!(table, "{name},{:?},{number},{step},{symmetric},{iou}", series.kind);
                row(&mut table, &found);
            }
        }
        let _ = fs::write(path, &table);
    }
}

fn row(table: &mut String, found: &Semantics) {
    let mut values: Vec<Option<f64>> = Vec::new();
    if let Some(f) = &found.features {
        values.extend([f.void, f.kept, f.owned, f.topology, f.detail, f.value].map(Some));
    }
    values.extend(found.view.terms.iter().map(|term| Some(term.1)));
    values.push(Some(found.view.value));
    if let Some(shared) = &found.primitives {
        values.extend(shared.by_type);
        values.push(Some(shared.f1));
    }
    for value in values {
        let _ = write!(table, ",{}", value.map_or(String::new(), |value| value.to_string()));
    }
    table.push('\n');
}

fn time() {
    let parts: Vec<Built> = programs().iter().filter_map(|(_, text)| build(text, None)).collect();
    let mut sums = [Duration::ZERO; 6];
    let (mut triangles, mut slowest) = (0, Duration::ZERO);
    const RUNS: u32 = 20;
    for part in &parts {
        let (shape, scene) = part.subject();
        let subject = Subject::new(scene, vec![&shape]);
        triangles += part.mesh.triangles.len();
        let clock = ThreadTime::now();
        let prepared = Reference::new(&subject, &Agreement::default());
        sums[0] += clock.elapsed() * RUNS;
        let (volumes, encoder) = (volumes(part, part), Agreement::default());
        let view = encoder.prepare(&subject);
        let clock = ThreadTime::now();
        for _ in 0..RUNS {
            std::hint::black_box(view.similarity(&subject));
        }
        sums[1] += clock.elapsed();
        let primitives = Primitives::of([&shape], &subject.pose);
        let clock = ThreadTime::now();
        for _ in 0..RUNS {
            let own = Primitives::of([&shape], &subject.pose);
            std::hint::black_box(primitives.compare(&own));
        }
        sums[2] += clock.elapsed();
        let window = subject.window().expect("a size");
        let features = Features::of(&subject, window);
        let clock = ThreadTime::now();
        for _ in 0..RUNS {
            std::hint::black_box(features.compare(&subject, volumes.as_ref()));
        }
        sums[3] += clock.elapsed();
        let clock = ThreadTime::now();
        for _ in 0..RUNS {
            std::hint::black_box(prepared.compare(&subject, volumes.as_ref()));
        }
        let spent = clock.elapsed();
        sums[4] += spent;
        slowest = slowest.max(spent / RUNS);
    }
    let count = parts.len() as u32;
    println!("{count} parts, {} triangles on average", triangles / parts.len().max(1));
    for (name, sum) in ["prepare", "views", "primitives", "features", "all"].iter().zip(sums) {
        println!("{name:12} {:8.1} µs", sum.as_secs_f64() * 1e6 / f64::from(count * RUNS));
    }
    println!("slowest      {:8.1} µs", slowest.as_secs_f64() * 1e6);
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let path = arguments.iter().position(|argument| argument == "--damage").and_then(|at| arguments.get(at + 1));
    with_deep_stack(|| match path {
        Some(path) => damage(path),
        None => time(),
    });
}
