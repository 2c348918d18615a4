//! Scripts for CadQuery, imported and built, beside what CadQuery itself builds from them
//! (`tests/oracles/cadquery_scripts.py` wrote the fixtures).

use std::io::Read;
use std::path::Path;

use flate2::read::GzDecoder;
use recad::corpus::{Format, import};
use recad::geom::mesher::MeshOptions;
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace};
use serde::Deserialize;

/// Volume, area, corners and centroid differ by at most this, as a share of the whole.
const SAME: f64 = 1e-6;

/// What CadQuery built, mm.
#[derive(Deserialize)]
struct Truth {
    id: String,
    volume: f64,
    area: f64,
    min: [f64; 3],
    max: [f64; 3],
    centroid: [f64; 3],
    script: Option<String>,
}

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

fn lines(text: &str) -> Vec<Truth> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line of the fixture")).collect()
}

/// Why the imported script is not what CadQuery builds.
fn difference(truth: &Truth, script: &str) -> Option<String> {
    let import = import(script, Format::CadQuery, &truth.id);
    let Some(program) = import.program else {
        let messages: Vec<&str> = import.diagnostics.iter().map(|found| found.message.as_str()).collect();
        return Some(format!("not imported: {}", messages.join("; ")));
    };
    let mut outcome = Workspace::default().run(&Request::new(&truth.id, &program, &StandardLibraryOnly));
    let (records, _) = outcome.measure(&MeshOptions::default());
    let [record] = &records[..] else {
        let messages: Vec<String> = outcome.diagnostics.iter().map(|d| format!("{}: {}", d.name, d.message)).collect();
        return Some(format!("not built: {}", messages.join("; ")));
    };
    let size = (0..3).map(|i| (truth.max[i] - truth.min[i]).powi(2)).sum::<f64>().sqrt();
    let far = |a: [f64; 3], b: [f64; 3]| (0..3).map(|i| (a[i] - b[i]).abs()).fold(0.0, f64::max) / size;
    let found = [
        ("volume", (record.volume / truth.volume - 1.0).abs()),
        ("area", (record.area / truth.area - 1.0).abs()),
        ("box", far(record.bbox.min, truth.min).max(far(record.bbox.max, truth.max))),
        ("centroid", far(record.centroid, truth.centroid)),
    ];
    let wrong: Vec<String> = found
        .iter()
        .filter(|(_, off)| off.is_nan() || *off > SAME)
        .map(|(what, off)| format!("{what} off by {off:e}"))
        .collect();
    (!wrong.is_empty()).then(|| format!("{} (exact: {})", wrong.join(", "), record.exact))
}

fn report(found: &[(String, Option<String>)]) {
    let wrong: Vec<String> =
        found.iter().filter_map(|(id, why)| why.as_ref().map(|why| format!("{id}: {why}"))).collect();
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), found.len(), wrong.join("\n"));
}

#[test]
fn scripts_build_what_cadquery_builds() {
    let text = std::fs::read_to_string(fixtures().join("cadquery_scripts.jsonl")).unwrap();
    let truths = lines(&text);
    let found: Vec<_> = truths
        .iter()
        .map(|truth| {
            let script = std::fs::read_to_string(fixtures().join(format!("cadquery/{}.py", truth.id))).unwrap();
            (truth.id.clone(), difference(truth, &script))
        })
        .collect();
    let scripts = std::fs::read_dir(fixtures().join("cadquery")).unwrap().count();
    assert!(found.len() >= 60 && found.len() == scripts, "{} truths for {scripts} scripts", found.len());
    report(&found);
}

#[test]
fn generated_scripts_in_the_style_of_cad_recode_all_agree() {
    let file = std::fs::File::open(fixtures().join("cadquery_recode.jsonl.gz")).unwrap();
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    let truths = lines(&text);
    assert!(truths.len() >= 300, "only {} scripts", truths.len());
    let found: Vec<_> = truths
        .iter()
        .map(|truth| (truth.id.clone(), difference(truth, truth.script.as_deref().expect("a script"))))
        .collect();
    report(&found);
}
