//! Whole programs beside one another; the tests of the rooms below use the same helpers.

use std::sync::Arc;

use super::feature::Volumes;
use super::view::Agreement;
use super::*;
use crate::geom::kernel::Kernel;
use crate::geom::mesh::Mesh;
use crate::geom::mesher::MeshOptions;
use crate::model::{BooleanOp, Face, Geometry, Measurement, Provenance, Shape, ShapeKind, SolidKind, SolidNode};
use crate::render::Scene;
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Request, Workspace};

/// A program that was run: its parts, their mesh when they are solids, and their figures.
pub(super) struct Built {
    pub parts: Vec<Shape>,
    pub mesh: Option<Arc<Mesh>>,
    whole: Shape,
    figures: Measurement,
}

pub(super) fn build(text: &str) -> Built {
    let mut outcome = Workspace::default().run(&Request::new("test.recad", text, &StandardLibraryOnly));
    assert!(!outcome.has_errors(), "{text}: {:?}", outcome.diagnostics);
    let parts: Vec<Shape> = outcome.parts().iter().map(|part| part.shape.clone()).collect();
    let solids: Vec<_> = parts
        .iter()
        .filter_map(|part| if let Shape::Solid(solid) = part { Some(solid.clone()) } else { None })
        .collect();
    let prepared = outcome.comparable(&MeshOptions::with_chord(0.05));
    let mesh = prepared.and_then(|prepared| prepared.mesh().cloned());
    let whole = match &parts[0] {
        Shape::Solid(_) => solid(BooleanOp::Union, solids),
        Shape::Loop(chain) => Shape::Face(Face::new(chain.clone(), [])),
        Shape::Sketch(sketch) => {
            Shape::Face(Face { regions: sketch.faces.iter().flat_map(|face| face.regions.to_vec()).collect() })
        }
        shape => shape.clone(),
    };
    let figures = Kernel::new().measure(&whole).unwrap();
    Built { parts, mesh, whole, figures }
}

fn solid(op: BooleanOp, operands: Vec<crate::model::Solid>) -> Shape {
    Shape::Solid(SolidNode::new(SolidKind::Boolean { op, operands: operands.into() }, Provenance::default()))
}

impl Built {
    fn scene(&self) -> Scene<'_> {
        match &self.mesh {
            Some(mesh) => Scene::Solids(vec![mesh]),
            None => Scene::Flat(self.parts.iter().collect()),
        }
    }

    pub fn subject(&self) -> Subject<'_> {
        Subject::new(self.scene(), self.parts.iter().collect())
    }

    /// Exact volumes of the two, and of what they have in common.
    pub fn volumes(&self, reference: &Built) -> Volumes {
        let kernel = Kernel::new();
        let common = match (&self.whole, &reference.whole) {
            (Shape::Solid(a), Shape::Solid(b)) => {
                kernel.measure(&solid(BooleanOp::Intersect, vec![a.clone(), b.clone()])).map_or(0.0, |f| f.volume)
            }
            (Shape::Face(a), Shape::Face(b)) => kernel
                .combine_faces(BooleanOp::Intersect, &[a.clone(), b.clone()])
                .and_then(|face| kernel.measure(&Shape::Face(face)))
                .map_or(0.0, |f| f.area),
            _ => 0.0,
        };
        let volume =
            |figures: &Measurement| if figures.kind == ShapeKind::Solid { figures.volume } else { figures.area };
        Volumes { candidate: volume(&self.figures), reference: volume(&reference.figures), common }
    }
}

pub(super) fn compare(candidate: &str, reference: &str) -> Semantics {
    let (candidate, reference) = (build(candidate), build(reference));
    let prepared = Reference::new(&reference.subject(), &Agreement::default());
    prepared.compare(&candidate.subject(), Some(&candidate.volumes(&reference)))
}

/// A plate of 60 × 40 × 6 mm with four small holes and a boss.
pub(super) const PLATE: &str = "\
    let all = [circle((-24, -14), 2), circle((24, -14), 2), circle((24, 14), 2), circle((-24, 14), 2)]\n\
    part plate = face(rect(60, 40), holes = all).on(XY).extrude(6) + circle((0, 0), 8).on(XY).extrude(12)\n";

fn terms(semantics: &Semantics) -> Vec<(String, f64)> {
    let mut terms = vec![("view".to_owned(), semantics.view.value)];
    terms.extend(semantics.view.terms.iter().map(|(name, value)| (format!("view.{name}"), *value)));
    if let Some(shared) = &semantics.primitives {
        terms.push(("primitive".to_owned(), shared.f1));
        terms.extend(shared.terms().map(|(name, value)| (format!("primitive.{name}"), value)));
    }
    if let Some(f) = &semantics.features {
        let named = [
            ("feature", f.value),
            ("topology", f.topology),
            ("detail", f.detail),
            ("void", f.void),
            ("kept", f.kept),
            ("owned", f.owned),
        ];
        terms.extend(named.map(|(name, value)| (name.to_owned(), value)));
    }
    terms
}

#[test]
fn a_shape_means_exactly_what_it_means() {
    for text in [
        PLATE,
        "part ball = circle((0, 0), 5).on(XY).extrude(1) + rect(3, 3).on(XZ).extrude(4)",
        "part ring = circle((20, 0), 4).on(XZ).revolve(Z)",
        "part outline = loop([line((0, 0), (40, 0)), arc((40, 0), (50, 10), (40, 20)), line((40, 20), (0, 20)), line((0, 20), (0, 0))])",
        "part flat = face(rect(30, 20), holes = [circle((0, 0), 3)])",
        "part drawn = face(rect(30, 20), holes = [circle((0, 0), 3)]).on(XZ)",
    ] {
        let same = compare(text, text);
        for (name, value) in terms(&same) {
            // Exact volumes are sums: that of the common part may differ in its last digits.
            let exact = !matches!(name.as_str(), "feature" | "kept" | "owned");
            assert!(if exact { value == 1.0 } else { (value - 1.0).abs() < 1e-9 }, "{text}: {name} is {value}");
        }
    }
}

#[test]
fn every_term_is_between_none_and_all_whatever_is_compared() {
    let texts = [
        PLATE,
        "part dot = circle((1000, 0), 0.01).on(XY).extrude(0.01)",
        "part sheet = rect(1000, 1000).on(YZ).extrude(0.1)",
        "part huge = rect(90000, 90000).on(XY).extrude(90000)",
        "part flat = face(rect(30, 20))",
        "part wedge = loop([line((0, 0), (9, 0)), line((9, 0), (0, 9)), line((0, 9), (0, 0))])",
    ];
    for reference in texts {
        for candidate in texts {
            for (name, value) in terms(&compare(candidate, reference)) {
                assert!((0.0..=1.0).contains(&value), "{candidate} beside {reference}: {name} is {value}");
                let unlike = candidate != reference && matches!(name.as_str(), "view" | "feature");
                assert!(!unlike || value < 0.9, "{candidate} beside {reference}: {name} is {value}");
            }
        }
    }
}

#[test]
fn a_file_has_no_primitives_and_an_open_one_no_features() {
    let plate = build(PLATE);
    let mut mesh = Mesh::clone(plate.mesh.as_ref().unwrap());
    mesh.faces.clear();
    mesh.edges.clear();
    let volumes = plate.volumes(&plate);
    fn scene(mesh: &Mesh) -> Subject<'_> {
        Subject::new(Scene::Solids(vec![mesh]), Vec::new())
    }
    let same = Reference::new(&scene(&mesh), &Agreement::default()).compare(&plate.subject(), Some(&volumes));
    assert_eq!(same.primitives, None);
    assert!(same.features.unwrap().value > 1.0 - 1e-9 && same.view.value == 1.0, "{same:?}");
    mesh.triangles.pop();
    let open = Reference::new(&scene(&mesh), &Agreement::default()).compare(&plate.subject(), Some(&volumes));
    assert_eq!(open.features, None);
    assert!(open.view.value > 0.95, "{open:?}");
}

#[test]
fn what_is_missing_shows_in_every_term_that_can_see_it() {
    let without_holes = "part plate = rect(60, 40).on(XY).extrude(6) + circle((0, 0), 8).on(XY).extrude(12)";
    let bare = compare(without_holes, PLATE);
    let features = bare.features.unwrap();
    assert!(features.topology == 0.2 && features.detail < 0.1 && features.value < 0.15, "{features:?}");
    assert!(bare.primitives.unwrap().f1 < 0.8 && bare.view.terms[3].1 < 0.98, "{bare:?}");
    let micro = PLATE.replace("), 2)", "), 0.2)");
    let faked = compare(&micro, PLATE);
    let features = faked.features.unwrap();
    assert!(features.topology == 1.0 && features.detail < 0.1 && features.value < 0.4, "{features:?}");
    assert!(faked.primitives.unwrap().f1 < 0.8, "{faked:?}");
    let near = PLATE.replace("), 2)", "), 1.8)");
    let honest = compare(&near, PLATE);
    assert!(honest.features.unwrap().value > features.value + 0.3, "{honest:?}");
}

#[test]
fn meaning_is_the_same_bits_on_every_thread() {
    let (candidate, reference) = (build(&PLATE.replace("12)", "11)")), build(PLATE));
    let volumes = candidate.volumes(&reference);
    let once =
        || Reference::new(&reference.subject(), &Agreement::default()).compare(&candidate.subject(), Some(&volumes));
    let first = once();
    std::thread::scope(|scope| {
        let others: Vec<_> = (0..4).map(|_| scope.spawn(once)).collect();
        assert!(others.into_iter().all(|other| other.join().unwrap() == first));
    });
}
