use super::super::tests::{PLATE, build};
use super::*;
use crate::render::{Scene, Size, View, picture};

fn similarity(candidate: &str, reference: &str, framing: Framing) -> Similarity {
    let (candidate, reference) = (build(candidate), build(reference));
    Agreement { framing }.prepare(&reference.subject()).similarity(&candidate.subject())
}

fn beside(candidate: &str, reference: &str) -> Similarity {
    similarity(candidate, reference, Framing::Reference)
}

fn block(size: [f64; 3], at: [f64; 3]) -> String {
    format!(
        "part a = rect({}, {}).on(XY).extrude({}).translate(({}, {}, {}))",
        size[0], size[1], size[2], at[0], at[1], at[2]
    )
}

#[test]
fn blocks_look_alike_as_much_as_their_silhouettes_and_heights_say() {
    let reference = block([48.0, 48.0, 48.0], [0.0; 3]);
    let shorter = beside(&block([48.0, 48.0, 36.0], [0.0; 3]), &reference);
    let term = |name: &str| shorter.terms.iter().find(|term| term.0 == name).unwrap().1;
    // Seen along X and Y three quarters, along Z all of it.
    let straight = (0.75 + 0.75 + 1.0) / 3.0;
    assert!((term("silhouette") - straight).abs() < 0.03, "{shorter:?}");
    // Along Z the top is twelve cells lower (4.8 of 16.8 are left), the bottom is where it was.
    let depth = (0.75 + 0.75 + (1.0 + 4.8 / 16.8) / 2.0) / 3.0;
    assert!((term("depth") - depth).abs() < 0.06, "{shorter:?}");
}

#[test]
fn size_and_place_count_unless_each_shape_has_its_own_window() {
    let reference = block([30.0, 20.0, 10.0], [0.0; 3]);
    for other in [
        block([300.0, 200.0, 100.0], [0.0; 3]),
        block([3.0, 2.0, 1.0], [0.0; 3]),
        block([30.0, 20.0, 10.0], [25.0, 0.0, 0.0]),
        block([30.0, 20.0, 10.0], [1000.0, 0.0, 0.0]),
    ] {
        let placed = beside(&other, &reference).value;
        assert!(placed < 0.5, "{other}: {placed}");
        let own = similarity(&other, &reference, Framing::Own).value;
        assert!(own > 1.0 - 1e-6, "{other}: {own}");
    }
    assert!(beside(&block([30.0, 20.0, 10.0], [1000.0; 3]), &reference).value < 1e-3);
}

#[test]
fn the_farther_a_block_moves_or_grows_the_less_it_looks_alike() {
    let reference = block([30.0, 20.0, 10.0], [0.0; 3]);
    let falling = |texts: Vec<String>| {
        let values: Vec<f64> = texts.iter().map(|text| beside(text, &reference).value).collect();
        assert!(values.windows(2).all(|pair| pair[1] < pair[0]), "{values:?}");
    };
    let steps = || (1..12).map(|step| f64::from(step) * 1.3);
    falling(steps().map(|d| block([30.0, 20.0, 10.0], [d, 0.3 * d, -0.2 * d])).collect());
    falling(steps().map(|d| block([30.0 + d, 20.0 + d, 10.0 + d], [0.0; 3])).collect());
    falling(steps().map(|d| block([30.0 - d, 20.0 - d, 10.0 - 0.5 * d], [0.0; 3])).collect());
}

#[test]
fn hidden_cavities_and_small_holes_show_in_the_edges() {
    let plain = "part a = rect(30, 30).on(XY).extrude(30)";
    let hollow = "part a = rect(30, 30).on(XY).extrude(30) - rect(10, 10).on(XY.offset(10)).extrude(10)";
    let found = beside(plain, hollow);
    assert!(found.terms[..3].iter().all(|term| term.1 == 1.0) && found.terms[3].1 < 0.95, "{found:?}");
    let bored = "part a = rect(30, 30).on(XY).extrude(30) - circle((0, 0), 0.2).on(XY).extrude(30)";
    assert!(beside(plain, bored).terms[3].1 < 1.0);
}

#[test]
fn plane_shapes_are_seen_from_above() {
    let plate = |hole: f64| format!("part a = face(rect(60, 40), holes = [circle((0, 0), {hole})])");
    let values = [10.0, 12.0, 15.0, 18.0].map(|hole| beside(&plate(hole), &plate(10.0)).value);
    assert!(values[0] == 1.0 && values.windows(2).all(|pair| pair[1] < pair[0]), "{values:?}");
    assert_eq!(beside(&plate(10.0), PLATE).value, 0.0, "a plane shape does not look like a body");
    assert_eq!(beside(PLATE, &plate(10.0)).value, 0.0);
}

#[test]
fn nothing_looks_like_nothing_alone() {
    let empty = crate::geom::mesh::Mesh::default();
    let nothing = Subject::new(Scene::Solids(vec![&empty]), Vec::new());
    let plate = build(PLATE);
    assert_eq!(Agreement::default().prepare(&nothing).similarity(&nothing).value, 1.0);
    assert_eq!(Agreement::default().prepare(&nothing).similarity(&plate.subject()).value, 0.0);
    assert_eq!(Agreement::default().prepare(&plate.subject()).similarity(&nothing).value, 0.0);
    assert_eq!(Agreement { framing: Framing::Own }.prepare(&plate.subject()).similarity(&nothing).value, 0.0);
}

/// An encoder as a learned one would be: it draws a picture and compares numbers made of it.
struct Brightness;

struct Bright(f64);

impl Brightness {
    fn of(scene: &Scene) -> f64 {
        let pixels = picture(scene, View::Iso, Size::new(64, 48).unwrap()).pixels;
        pixels.iter().map(|channel| f64::from(*channel)).sum::<f64>() / (255.0 * pixels.len() as f64)
    }
}

impl ViewEncoder for Brightness {
    fn prepare(&self, reference: &Subject) -> Box<dyn PreparedView> {
        Box::new(Bright(Brightness::of(&reference.scene)))
    }
}

impl PreparedView for Bright {
    fn similarity(&self, candidate: &Subject) -> Similarity {
        Similarity { value: 1.0 - (Brightness::of(&candidate.scene) - self.0).abs(), terms: Vec::new() }
    }

    fn bytes(&self) -> usize {
        8
    }
}

#[test]
fn another_encoder_takes_the_place_of_the_built_in_one() {
    let (plate, ball) = (build(PLATE), build("part a = circle((0, 0), 9).on(XY).extrude(20)"));
    let encoders: [&dyn ViewEncoder; 2] = [&Brightness, &Agreement::default()];
    for encoder in encoders {
        let prepared = super::super::Reference::new(&plate.subject(), encoder);
        assert_eq!(prepared.compare(&plate.subject(), None).view.value, 1.0);
        assert!(prepared.compare(&ball.subject(), None).view.value < 1.0);
        let batch = encoder.prepare(&plate.subject()).similarities(&[plate.subject(), ball.subject()]);
        assert!(batch.len() == 2 && batch[0].value == 1.0);
    }
}
