//! How long comparisons take, on real parts, and how right they are.
//!
//! `cargo bench --bench compare` prints CPU time by measure on the DeepCAD scripts of the corpora (the folder named by
//! `RECAD_SHARED`, by default `shared` beside the checkout), each against copies with one number changed;
//! `--quick` leaves the slow field protocol out, `--parts=N` takes the first N parts, `--part=ID` those whose id holds ID;
//! `-- rotations` turns every part about random axes and looks for the best IoU;
//! `-- convergence` compares the error of the default number of samples with the noise of the literature's protocol;
//! `-- report` does all three and writes `tests/reports/compare.md`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use cpu_time::ThreadTime;
use recad::corpus::{self, Format, read::files};
use recad::geom::brep::Body;
use recad::geom::compare::{DEFAULT_POINTS, Measures, Normalization, Options, Prepared, Route, compare};
use recad::geom::mesh::Mesh;
use recad::geom::mesher::{self, MeshOptions};
use recad::geom::transform;
use recad::model::{DMat3, DVec3, Transform3};
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace, with_deep_stack};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let asked = |what: &str| arguments.iter().any(|argument| argument == what);
    let limit = arguments.iter().find_map(|argument| argument.strip_prefix("--parts=")?.parse().ok());
    with_deep_stack(|| {
        let only = arguments.iter().find_map(|argument| argument.strip_prefix("--part="));
        let Some(parts) = parts(limit.unwrap_or(usize::MAX), only.unwrap_or_default()) else { return };
        let report = asked("report");
        let mut text = String::from(
            "# Comparison\n\nWritten by `cargo bench --bench compare -- report`, with the corpora beside the checkout. \
             Times are CPU time of one core of a shared machine.\n\n",
        );
        if cfg!(debug_assertions) {
            text +=
                "This time with `--profile dev`, which optimises lightly: times are those of an unfinished build.\n\n";
        }
        if report || !(asked("rotations") || asked("convergence")) {
            text += &speed(&parts, !asked("--quick"));
        }
        if report || asked("rotations") {
            text += &rotations(&parts);
        }
        if report || asked("convergence") {
            text += &convergence(&parts);
        }
        println!("{text}");
        if report {
            let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reports/compare.md");
            if let Err(error) = std::fs::write(path, &text) {
                eprintln!("{path}: {error}");
            }
        }
    });
}

/// A real part.
struct Part {
    id: String,
    program: String,
    body: Arc<Body>,
    mesh: Arc<Mesh>,
}

fn parts(limit: usize, only: &str) -> Option<Vec<Part>> {
    let shared = std::env::var_os("RECAD_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let folder = shared.join("corpora");
    if !folder.is_dir() {
        println!("skipped: {} does not exist; set RECAD_SHARED to the folder that holds `corpora`", folder.display());
        return None;
    }
    let sets = ["deepcad-cadprompt/models.jsonl.gz", "deepcad-text2cad100/models.jsonl.gz", "deepcad-rapidcadpy"];
    let mut parts = Vec::new();
    for script in sets.iter().flat_map(|set| files::open(&folder.join(set), Format::DeepCad)).flatten() {
        if !script.id.contains(only) {
            continue;
        }
        let Some(program) = corpus::import(&script.text, Format::DeepCad, &script.id).program else { continue };
        if let Some((body, mesh)) = built(&program) {
            parts.push(Part { id: script.id, program, body, mesh });
        }
        if parts.len() == limit {
            break;
        }
    }
    Some(parts)
}

fn built(program: &str) -> Option<(Arc<Body>, Arc<Mesh>)> {
    let mut outcome = Workspace::default().run(&Request::new("part.recad", program, &StandardLibraryOnly));
    let mesh = outcome.mesh(0, &MeshOptions::default())?;
    Some((outcome.body(0)?, mesh))
}

/// Pseudo-random numbers in 0..1.
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        ((self.0 >> 33) as f64) / (1u64 << 31) as f64
    }

    /// A rotation, evenly distributed (Shoemake 1992).
    fn rotation(&mut self) -> DMat3 {
        let (u, v, w) = (self.next(), self.next(), self.next());
        let turn = std::f64::consts::TAU;
        let (a, b) = ((1.0 - u).sqrt(), u.sqrt());
        let (x, y, z, w) = (a * (turn * v).sin(), a * (turn * v).cos(), b * (turn * w).sin(), b * (turn * w).cos());
        let axis = DVec3::new(x, y, z);
        let about = |p: DVec3| p + 2.0 * axis.cross(axis.cross(p) + p * w);
        DMat3::from_cols(about(DVec3::X), about(DVec3::Y), about(DVec3::Z))
    }
}

/// The program with one of its numbers changed by up to a tenth; `None` when that builds nothing.
fn perturbed(program: &str, random: &mut Random) -> Option<(Arc<Body>, Arc<Mesh>)> {
    let bytes = program.as_bytes();
    let mut numbers: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || bytes[at] == b'.') {
            at += 1;
        }
        let named = start > 0 && (bytes[start - 1].is_ascii_alphanumeric() || bytes[start - 1] == b'_');
        if at > start && !named && program[start..at].parse::<f64>().is_ok_and(|v| v > 0.0) {
            numbers.push((start, at));
        }
        at += usize::from(at == start);
    }
    let (start, end) = *numbers.get((random.next() * numbers.len() as f64) as usize)?;
    let value: f64 = program[start..end].parse().ok()?;
    let changed = value * (0.9 + 0.2 * random.next());
    built(&format!("{}{changed}{}", &program[..start], &program[end..]))
}

/// Median, nine tenths and greatest of some numbers.
fn spread(values: &mut [f64]) -> (f64, f64, f64) {
    values.sort_by(f64::total_cmp);
    let at = |share: f64| values.get((share * values.len() as f64) as usize).copied().unwrap_or(f64::NAN);
    (at(0.5), at(0.9), values.last().copied().unwrap_or(f64::NAN))
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// Candidates of each part.
const GROUP: usize = 8;

fn speed(parts: &[Part], with_field: bool) -> String {
    let none = Measures::NONE;
    let measures = [
        ("Chamfer and F-score", Measures { chamfer: true, ..none }),
        ("IoU", Measures { iou: true, ..none }),
        ("best IoU", Measures { iou_best: true, ..none }),
        ("field protocol", Measures { field: true, ..none }),
    ];
    let measures = &measures[..if with_field { 4 } else { 3 }];
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); measures.len()];
    let mut by_mesh: Vec<Vec<f64>> = vec![Vec::new(); measures.len()];
    let (mut triangles, mut exact, mut pairs) = (Vec::new(), 0, 0);
    for (number, part) in parts.iter().enumerate() {
        let mut random = Random(number as u64);
        let reference = Prepared::solid(part.mesh.clone(), Some(part.body.clone()));
        let candidates = (0..4 * GROUP).filter_map(|_| perturbed(&part.program, &mut random)).take(GROUP);
        for (body, mesh) in candidates {
            triangles.push(mesh.triangles.len() as f64);
            let mut meshed = false;
            for run in 0..3 {
                // A fresh candidate each time: everything it needs is made again.
                let candidate = Prepared::solid(mesh.clone(), Some(body.clone()));
                for (at, (_, measures)) in measures.iter().enumerate() {
                    let options = Options { measures: *measures, ..Options::default() };
                    let start = ThreadTime::now();
                    let comparison = compare(&candidate, &reference, &options);
                    let spent = start.elapsed().as_secs_f64() * 1e6;
                    let Ok(comparison) = comparison else { continue };
                    if let Some(overlap) = comparison.overlap {
                        pairs += usize::from(run == 2);
                        exact += usize::from(run == 2 && overlap.route == Route::Exact);
                        meshed = overlap.route == Route::Mesh;
                    }
                    if run == 2 {
                        times[at].push(spent);
                        if meshed && at > 0 {
                            by_mesh[at].push(spent);
                        }
                    }
                }
            }
        }
    }
    let mut text = format!(
        "## Speed\n\n{} candidates of {} DeepCAD parts, {} triangles on average; the reference is prepared once, \
         the candidate each time. {exact} of {pairs} pairs are compared exactly. µs:\n\n\
         | figure | mean | median | nine tenths below | most | pairs by mesh, median | most |\n|---|--:|--:|--:|--:|--:|--:|\n",
        triangles.len(),
        parts.len(),
        mean(&triangles).round(),
    );
    for (at, (name, _)) in measures.iter().enumerate() {
        let average = mean(&times[at]);
        let (median, most, longest) = spread(&mut times[at]);
        let by_mesh = match spread(&mut by_mesh[at]) {
            (median, ..) if median.is_nan() => "– | –".to_owned(),
            (median, _, longest) => format!("{median:.0} | {longest:.0}"),
        };
        let _ = writeln!(text, "| {name} | {average:.0} | {median:.0} | {most:.0} | {longest:.0} | {by_mesh} |");
    }
    text + "\n"
}

/// Rotations of all parts together.
const ROTATIONS: usize = 1000;
/// What a shape is demanded to find in its turned copy.
const DEMANDED: f64 = 0.9999;
/// Seconds that the published search takes for a pair, at least and at most, by the paper.
const PUBLISHED: (f64, f64) = (2.0, 25.0);

fn rotations(parts: &[Part]) -> String {
    let mut text = String::from(
        "## Best IoU of parts and their rotated copies\n\nEvery part against a copy that is turned at random, moved and \
         meshed again, all with chords of 1e-5 of the diagonal. *Bodies* know their exact boundaries, *meshes* their \
         triangles only. *Other meshes* are those whose copy has facets of another angle and chord: no rotation makes \
         such two surfaces one, and the most that can be asked for is what both have in common before anything is \
         turned; *below* counts values that are under 0.9999 and under that.\n\n\
         | copies | rotations | at least 0.9999 | below | least | mean µs | median µs | most µs |\n\
         |---|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    let (mut bad, mut slowest, mut total) = (String::new(), 0.0f64, Vec::new());
    for (name, with_body, same) in [("bodies", true, true), ("meshes", false, true), ("other meshes", false, false)] {
        let (mut values, mut times, mut below) = (Vec::new(), Vec::new(), 0);
        let each = ROTATIONS.div_ceil(parts.len().max(1));
        for (number, part) in parts.iter().enumerate() {
            let mut random = Random(1000 + number as u64);
            let (min, max) = part.mesh.bounding_box().unwrap_or_default();
            let fine = MeshOptions::with_chord(1e-5 * (max - min).length());
            let other = if same { fine } else { MeshOptions { angle: 11.0, chord: 0.93 * fine.chord, ..fine } };
            let prepared = |body: &Arc<Body>, options: &MeshOptions| {
                let mesh = Arc::new(mesher::mesh(body, options).ok()?);
                Some(Prepared::solid(mesh, with_body.then(|| body.clone())))
            };
            let Some(reference) = prepared(&part.body, &fine) else { continue };
            let limit =
                if same { 1.0 } else { prepared(&part.body, &other).map_or(1.0, |copy| in_place(&copy, &reference)) };
            for _ in 0..each {
                let linear = random.rotation();
                let shift = DVec3::new(random.next(), random.next(), random.next()) * 100.0;
                let turned = transform::transformed(&part.body, &Transform3 { linear, translation: shift });
                let Some(copy) = prepared(&Arc::new(turned), &other) else { continue };
                let options = Options { measures: Measures { iou_best: true, ..Measures::NONE }, ..Options::default() };
                let start = ThreadTime::now();
                let best = compare(&copy, &reference, &options).ok().and_then(|comparison| comparison.best);
                times.push(start.elapsed().as_secs_f64() * 1e6);
                let iou = best.map_or(0.0, |best| best.iou);
                if iou < DEMANDED.min(limit - 1e-6) {
                    below += 1;
                    let _ = writeln!(bad, "- `{}` ({name}): {iou:.6}; unturned {limit:.6}", part.id);
                }
                values.push(iou);
            }
        }
        let good = values.iter().filter(|iou| **iou >= DEMANDED).count();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let average = mean(&times);
        total.extend_from_slice(&times);
        let (median, _, longest) = spread(&mut times);
        slowest = slowest.max(longest);
        let _ = writeln!(
            text,
            "| {name} | {} | {good} | {below} | {least:.7} | {average:.0} | {median:.0} | {longest:.0} |",
            values.len()
        );
    }
    let (average, (middle, ..)) = (mean(&total), spread(&mut total));
    let _ = writeln!(
        text,
        "\nThe copy is made ready in the time, the reference in that of its first pair. A call of the published code takes {} to {} s: {:.0} times the mean \
         call here, {:.0} times the median and {:.1} times the slowest, from the lower of the two.",
        PUBLISHED.0,
        PUBLISHED.1,
        PUBLISHED.0 * 1e6 / average,
        PUBLISHED.0 * 1e6 / middle,
        PUBLISHED.0 * 1e6 / slowest
    );
    if !bad.is_empty() {
        let _ = write!(text, "\nBelow:\n\n{bad}");
    }
    text + "\n"
}

/// The IoU of two meshes of one shape, centred and scaled but not turned.
fn in_place(a: &Prepared, b: &Prepared) -> f64 {
    let options = Options {
        measures: Measures { iou: true, ..Measures::NONE },
        normalization: Normalization::Rms,
        ..Options::default()
    };
    compare(a, b, &options).ok().and_then(|comparison| comparison.overlap).map_or(0.0, |overlap| overlap.iou)
}

/// Pairs whose distance is taken from very many samples.
const PAIRS: usize = 200;
/// That many.
const MANY: usize = 1_000_000;
/// Seeds for the spread of estimates.
const SEEDS: u64 = 5;

fn convergence(parts: &[Part]) -> String {
    let prepared = |body: &Arc<Body>, mesh: &Arc<Mesh>| Prepared::solid(mesh.clone(), Some(body.clone()));
    let (mut ours, mut theirs, mut bias, mut better, mut counted) = (Vec::new(), Vec::new(), Vec::new(), 0, 0);
    for number in 0..2 * parts.len() {
        if counted == PAIRS {
            break;
        }
        let part = &parts[number % parts.len()];
        let mut random = Random(2000 + number as u64);
        // By turns a copy with one number changed and a quite different part.
        let other = if number % 2 == 0 {
            (0..8).find_map(|_| perturbed(&part.program, &mut random)).map(|(body, mesh)| prepared(&body, &mesh))
        } else {
            let other = &parts[(number + 1) % parts.len()];
            Some(prepared(&other.body, &other.mesh))
        };
        let (Some(other), reference) = (other, prepared(&part.body, &part.mesh)) else { continue };
        let estimate = |points: usize, seed: u64, field: bool| {
            let measures = Measures { chamfer: !field, field, ..Measures::NONE };
            let options = Options { measures, points, seed, normalization: Normalization::Box, ..Options::default() };
            let comparison = compare(&other, &reference, &options).ok()?;
            match field {
                true => comparison.field.map(|field| field.distance),
                false => comparison.chamfer.map(|chamfer| 1000.0 * chamfer.mean_squared),
            }
        };
        let Some(truth) = estimate(MANY, 77, false) else { continue };
        let squares = |points: usize| -> f64 {
            (0..SEEDS).filter_map(|seed| estimate(points, 3 * seed, false)).map(|v| (v - truth).powi(2)).sum()
        };
        let own = (squares(DEFAULT_POINTS) / SEEDS as f64).sqrt();
        let sampled: Vec<f64> = (0..SEEDS).filter_map(|seed| estimate(0, 3 * seed, true)).collect();
        let center = mean(&sampled);
        let noise = (sampled.iter().map(|v| (v - center).powi(2)).sum::<f64>() / (SEEDS - 1) as f64).sqrt();
        counted += 1;
        better += usize::from(own < noise);
        ours.push(own);
        theirs.push(noise);
        bias.push((center - truth).abs());
    }
    let ratio: Vec<f64> = ours.iter().zip(&theirs).map(|(own, noise)| own / noise).collect();
    let mut text = format!(
        "## Convergence of the Chamfer distance\n\n{counted} pairs in unit boxes, half of them copies with one number \
         changed, half quite different parts; squared distances, both directions summed, ×1000. *Error*: root mean \
         square over {SEEDS} seeds of the difference between {DEFAULT_POINTS} samples and {MANY}. *Noise*: standard \
         deviation over seeds of the literature's protocol, 8192 random samples to samples; *bias*: how far its mean \
         is off. The error is below the noise on {better} of {counted} pairs.\n\n\
         | | median | nine tenths below | most |\n|---|--:|--:|--:|\n"
    );
    for (name, mut values) in
        [("error", ours), ("noise of the literature's protocol", theirs), ("its bias", bias), ("error / noise", ratio)]
    {
        let (median, most, worst) = spread(&mut values);
        let _ = writeln!(text, "| {name} | {median:.6} | {most:.6} | {worst:.6} |");
    }
    text + "\n"
}
