//! What the semantic terms give to honest but imperfect programs and to cheats, for real parts.
//!
//! The result is the committed report `tests/reports/semantics.md`; `RECAD_UPDATE=1 cargo test --test suite
//! semantics` writes it anew.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use recad::model::DVec3;
use recad::reward::damage::{self, Kind, Options};
use recad::reward::semantic::view::Agreement;
use recad::reward::semantic::{Reference, Semantics};

use crate::pairs::{self, Built, build};

/// The terms of the report, and their mean as one figure.
const TERMS: [&str; 4] = ["view", "primitive", "feature", "all"];

fn figures(found: &Semantics) -> [f64; 4] {
    let view = found.view.value;
    let primitive = found.primitives.expect("programs have primitives").f1;
    let feature = found.features.expect("bodies have features").value;
    [view, primitive, feature, (2.0 * view + primitive + feature) / 4.0]
}

/// A block as a sum of calls, by its corners.
fn block(min: DVec3, max: DVec3) -> String {
    let (size, middle) = (max - min, (min + max) / 2.0);
    format!(
        "rect({:?}, {:?}, ({:?}, {:?})).on(XY.offset({:?})).extrude({:?})",
        size.x, size.y, middle.x, middle.y, min.z, size.z
    )
}

/// Programs that want a reward without being the part, by name.
fn cheats(text: &str, part: &Built) -> Vec<(&'static str, String)> {
    let (min, max) = (part.min, part.max);
    let (size, middle) = (max - min, (min + max) / 2.0);
    let whole = block(min, max);
    let wall = DVec3::splat(0.01 * size.max_element()).min(0.1 * size);
    let specks: Vec<String> = (1..=24u32)
        .map(|n| {
            // Multiples of three irrational numbers are spread evenly.
            let share = DVec3::new(0.8191725134, 0.6710436067, 0.5497004779) * f64::from(n);
            let at = min + size * (share - share.floor()) * 0.98;
            block(at, at + size * 0.02)
        })
        .collect();
    let genus = recad::geom::measure::anatomy(&part.mesh).holes;
    let side = (genus as f64).sqrt().ceil().max(1.0);
    let holes: Vec<String> = (0..genus)
        .map(|n| {
            let (row, column) = ((n as f64 / side).floor(), n as f64 % side);
            let at = DVec3::new((column + 0.5) / side, (row + 0.5) / side, 0.0) * size + min;
            format!(
                " - circle(({:?}, {:?}), {:?}).on(XY.offset({:?})).extrude({:?})",
                at.x,
                at.y,
                0.002 * size.x,
                min.z,
                size.z
            )
        })
        .collect();
    let edited = |before: &str, after: &str| {
        let start = text.find("\npart ").and_then(|at| Some(at + text[at..].find('=')? + 1)).expect("a part");
        format!("{}{before}{}{after}\n", &text[..start], text[start..].trim())
    };
    let about = format!("({:?}, {:?}, {:?})", middle.x, middle.y, middle.z);
    vec![
        ("box", format!("part a = {whole}")),
        ("micro-holes", format!("part a = {whole}{}", holes.concat())),
        ("thin shell", format!("part a = {whole} - ({})", block(min + wall, max - wall))),
        ("dust", format!("part a = {}", specks.join(" + "))),
        ("three times", edited("scale(", &format!(", 3, about = {about})"))),
        ("a third", edited("scale(", &format!(", 1 / 3, about = {about})"))),
        ("elsewhere", edited("translate(", &format!(", ({:?}, 0, 0))", 2.0 * size.length()))),
    ]
}

/// Programs that are nearly the part: one or several numbers off by two to five percent.
fn honest(text: &str, part: &Built) -> Vec<String> {
    let options = Options { series: 4, steps: 3, size: part.diagonal(), strides: &[0.02, 0.05] };
    let series = damage::series(text, 1, &options).into_iter();
    // The first step of a number is its stride; decay moves one more number at every step.
    let few = |series: &damage::Series| match series.kind {
        Kind::Number | Kind::Parameter => 1,
        Kind::Decay => 3,
        _ => 0,
    };
    series.flat_map(|series| series.steps.clone().into_iter().take(few(&series))).collect()
}

/// Programs that lack a hole, an operation or another piece.
fn lacking(text: &str, part: &Built) -> Vec<String> {
    let options = Options { series: 4, steps: 1, size: part.diagonal(), strides: Options::STRIDES };
    let series = damage::series(text, 1, &options).into_iter();
    let removed = |series: &damage::Series| matches!(series.kind, Kind::Holes | Kind::Operations | Kind::Elements);
    series.filter(removed).flat_map(|series| series.steps).collect()
}

struct Row {
    name: String,
    /// How many honest ones there are; the worst and the mean of them, term by term.
    honest: usize,
    worst: [f64; 4],
    mean: [f64; 4],
    /// The mean of those that lack a piece; none when nothing can be taken away.
    lacking: Option<[f64; 4]>,
    cheats: Vec<(&'static str, [f64; 4])>,
}

fn row(name: &str, text: &str) -> Option<Row> {
    let part = build(text, None)?;
    let reference = Reference::new(&part.subject(), &Agreement::default());
    let judge = |text: &str| {
        let candidate = build(text, Some(part.diagonal()))?;
        Some(figures(&reference.compare(&candidate.subject(), candidate.volumes(&part).as_ref())))
    };
    let judged = |texts: Vec<String>| texts.iter().filter_map(|text| judge(text)).collect::<Vec<[f64; 4]>>();
    let mean = |found: &[[f64; 4]]| {
        std::array::from_fn(|term| found.iter().map(|found| found[term]).sum::<f64>() / found.len() as f64)
    };
    let (honest, lacking) = (judged(honest(text, &part)), judged(lacking(text, &part)));
    let cheats = cheats(text, &part).into_iter().map(|(kind, text)| {
        (kind, judge(&text).unwrap_or_else(|| panic!("{name}: the cheat `{kind}` does not build:\n{text}")))
    });
    Some(Row {
        name: name.to_owned(),
        honest: honest.len(),
        worst: std::array::from_fn(|term| honest.iter().map(|found| found[term]).fold(1.0, f64::min)),
        mean: mean(&honest),
        lacking: (!lacking.is_empty()).then(|| mean(&lacking)),
        cheats: cheats.collect(),
    })
}

fn report(rows: &[Row]) -> String {
    let mut out = String::from(
        "# Semantic terms: honest programs and cheats\n\n\
         For each part of `corpus`: honest programs with one to three numbers off by 2 or 5 % (`reward::damage`, seed \
         1; their worst and their mean), such that lack a hole, an operation or another piece (their mean), and \
         programs that want a reward without being the part. `all` is (2 · view + primitive + feature) / 4. Written by \
         a test: `RECAD_UPDATE=1 cargo test --test suite semantics`.\n",
    );
    for (term, name) in TERMS.iter().enumerate() {
        let _ = write!(out, "\n## {name}\n\n| part | honest | worst | mean | lacking |");
        for (cheat, _) in &rows[0].cheats {
            let _ = write!(out, " {cheat} |");
        }
        let _ = writeln!(out, "\n|---|--:|--:|--:|--:|{}", "--:|".repeat(rows[0].cheats.len()));
        for row in rows {
            let lacking = row.lacking.map_or("–".to_owned(), |found| format!("{:.2}", found[term]));
            let (worst, mean) = (row.worst[term], row.mean[term]);
            let _ = write!(out, "| {} | {} | {worst:.2} | {mean:.2} | {lacking} |", row.name, row.honest);
            for (_, found) in &row.cheats {
                let _ = write!(out, " {:.2} |", found[term]);
            }
            out.push('\n');
        }
    }
    out
}

#[test]
fn honest_programs_mean_more_than_cheats() {
    let rows: Vec<Row> = pairs::own_programs().iter().filter_map(|(name, text)| row(name, text)).collect();
    assert!(rows.len() >= 9, "{} parts", rows.len());
    let text = report(&rows);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reports/semantics.md");
    if env::var_os("RECAD_UPDATE").is_some() {
        fs::write(&path, &text).expect("the report is written");
    }
    for row in &rows {
        for (cheat, found) in &row.cheats {
            // A block is the bounding box of itself.
            if row.name == "m01_box" && matches!(*cheat, "box" | "micro-holes") {
                continue;
            }
            assert!(
                row.worst[3] > found[3],
                "{}: {cheat} has {:.3}, an honest program {:.3}",
                row.name,
                found[3],
                row.worst[3]
            );
            assert!(
                row.mean[3] > found[3] + 0.15,
                "{}: {cheat} has {:.3}, honest ones {:.3}",
                row.name,
                found[3],
                row.mean[3]
            );
        }
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(committed, text, "the report is out of date: run with RECAD_UPDATE=1");
}
