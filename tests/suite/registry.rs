//! The registry of diagnostics: every failing example gives exactly its name, every corrected form nothing,
//! and what no program can cause is caused by other means.

use std::collections::BTreeSet;
use std::fs;
use std::process::{Command, Stdio};
use std::sync::Arc;

use recad::diagnostics::registry::{self, EXAMPLE_FILE, Evidence, Example};
use recad::text::{SourceError, Sources};
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace, with_deep_stack};
use serde_json::Value;

/// The names a command reports on a program, in a folder of its own.
fn reported(example: &Example) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(EXAMPLE_FILE), example.program).unwrap();
    let words: Vec<&str> = example.command.split(' ').collect();
    assert_eq!(words[0], "recad");
    let output = Command::new(env!("CARGO_BIN_EXE_recad"))
        .args(&words[1..])
        .args(["--format", "json"])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let mut names = BTreeSet::new();
    if let Ok(document) = serde_json::from_slice::<Value>(&output.stdout) {
        let diagnostics = document["diagnostics"].as_array().cloned().unwrap_or_default();
        names.extend(diagnostics.iter().filter_map(|d| d["name"].as_str()).map(str::to_owned));
    }
    // Problems outside any program are printed for people: `error[io/read]: …`.
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    names.extend(errors.lines().filter_map(|line| line.strip_prefix("error[")?.split(']').next()).map(str::to_owned));
    // Lints alone do not make a command fail.
    assert!(output.status.success() || !names.is_empty(), "{example:?}\n{errors}");
    names
}

#[test]
fn every_failing_example_gives_exactly_its_name_and_its_corrected_form_nothing() {
    let mut wrong_ones = Vec::new();
    for name in registry::all() {
        let Evidence::Pair { wrong, right } = name.entry().evidence else { continue };
        let (before, after) = (reported(&wrong), reported(&right));
        if before != BTreeSet::from([name.as_str().to_owned()]) || !after.is_empty() {
            wrong_ones.push(format!("{name}: the example gives {before:?}, its corrected form {after:?}"));
        }
    }
    assert!(wrong_ones.is_empty(), "{}", wrong_ones.join("\n"));
}

/// Guards that nothing known causes, and names reserved for hosts: they say so.
const GUARDS: &[&str] = &["syntax/reference", "geom/boolean-failed", "geom/nearly-coincident", "host/crash"];

#[test]
fn what_no_program_causes_says_so_and_is_caused_by_other_means() {
    let mut untested = Vec::new();
    for name in registry::all() {
        let Evidence::Elsewhere(cause) = name.entry().evidence else { continue };
        assert!(cause.ends_with('.') && cause.len() > 20, "{name}: {cause}");
        if GUARDS.contains(&name.as_str()) {
            assert!(cause.contains("No known") || cause.contains("reserved"), "{name}: {cause}");
            continue;
        }
        match cause_of(name.as_str()) {
            Some(names) => assert!(names.contains(&name.as_str().to_owned()), "{name}: {names:?}"),
            // Only `compare` compares.
            None if name.as_str() == "io/not-comparable" && !cfg!(feature = "compare") => {}
            None => untested.push(name.to_string()),
        }
    }
    assert!(untested.is_empty(), "nothing causes {untested:?}");
}

/// Causes what no short program does, and returns the names that were reported.
fn cause_of(name: &str) -> Option<Vec<String>> {
    Some(match name {
        "limit/source-size" => run(&" ".repeat(recad::text::MAX_SOURCE_BYTES + 1), &StandardLibraryOnly),
        "limit/members" => {
            let fields: Vec<String> = (0..=100).map(|i| format!("f{i} = {i}")).collect();
            run(&format!("let r = #{{{}}}\npart p = circle((0, 0), 1)\n", fields.join(", ")), &StandardLibraryOnly)
        }
        #[cfg(all(feature = "reward", target_os = "linux"))]
        "host/memory" => super::reward_stream::out_of_memory(),
        "limit/modules" => run("use \"0\": a\npart p = circle((0, 0), a)\n", &Endless),
        "limit/picture" => vec![recad::render::Size::new(9000, 9000).unwrap_err().name.to_string()],
        "geom/not-finite" => {
            use recad::model::Geometry;
            let kind = recad::model::CurveKind::Circle { center: glam::DVec2::new(f64::NAN, 0.0), radius: 1.0 };
            let curve = recad::model::Curve { kind, span: Default::default() };
            let error = recad::geom::kernel::Kernel::new().make_loop(&[curve]).unwrap_err();
            vec![error.name.to_string()]
        }
        "geom/empty-sketch" => {
            use recad::model::Geometry;
            let error = recad::geom::kernel::Kernel::new().make_sketch(&recad::model::Frame::XY, &[]).unwrap_err();
            vec![error.name.to_string()]
        }
        "geom/not-meshable" => {
            let options = recad::geom::mesher::MeshOptions { chord: -1.0, ..Default::default() };
            let mut outcome = outcome("part p = box(1, 1, 1)\n", &StandardLibraryOnly);
            outcome.mesh(0, &options);
            outcome.diagnostics.iter().map(|d| d.name.to_string()).collect()
        }
        "io/inside-out" => {
            let text = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 2 3\nf 1 4 2\nf 1 3 4\nf 2 4 3\n";
            let mut mesh = recad::mesh_io::parse(text.as_bytes(), recad::mesh_io::Format::Obj).unwrap();
            let warning = recad::mesh_io::outward(&mut mesh, std::path::Path::new("turned.obj"));
            warning.iter().map(|d| d.name.to_string()).collect()
        }
        "io/open-mesh" => {
            let text = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\nf 1 3 2\nf 1 2 4\nf 1 4 3\n";
            let mesh = recad::mesh_io::parse(text.as_bytes(), recad::mesh_io::Format::Obj).unwrap();
            let warning = recad::mesh_io::open(&mesh, std::path::Path::new("open.obj"));
            warning.iter().map(|d| d.name.to_string()).collect()
        }
        #[cfg(feature = "compare")]
        "io/tangled-mesh" => {
            let corners = "v 0 0 0\nv 1 0 0\nv 0 1 0\nv 0 0 1\n";
            let text = format!("{corners}f 1 3 2\nf 1 2 4\nf 1 4 3\nf 2 3 4\n")
                + "v 0.1 0 0\nv 1.1 0 0\nv 0.1 1 0\nv 0.1 0 1\nf 5 7 6\nf 5 6 8\nf 5 8 7\nf 6 7 8\n";
            let mesh = recad::mesh_io::parse(text.as_bytes(), recad::mesh_io::Format::Obj).unwrap();
            let volume = recad::geom::compare::Prepared::solid(std::sync::Arc::new(mesh), None).tangled();
            let warning = recad::mesh_io::tangled(volume, std::path::Path::new("tangled.obj"));
            warning.iter().map(|d| d.name.to_string()).collect()
        }
        #[cfg(feature = "reward")]
        "io/setting" => {
            let errors = recad::reward::Config::read(recad::text::FileId(0), "gate = 2").unwrap_err();
            errors.iter().map(|d| d.name.to_string()).collect()
        }
        #[cfg(feature = "compare")]
        "io/not-comparable" => {
            let program = "part a = rect(1, 2).on(XY)\npart b = rect(1, 2)\n";
            let mut outcome = outcome(program, &StandardLibraryOnly);
            outcome.comparable(&recad::geom::mesher::MeshOptions::default());
            outcome.diagnostics.iter().map(|d| d.name.to_string()).collect()
        }
        "io/malformed" => imported("[1, 2"),
        "io/not-described" => {
            use recad::corpus::describe::{Level, Options, Style, describe};
            let options = Options { level: Level::D0, style: Style::Geometric, seed: 0 };
            let said = describe("two.recad", "part a = box(1, 2, 3)\npart b = box(4, 5, 6)\n", options);
            said.diagnostics.iter().map(|d| d.name.to_string()).collect()
        }
        "io/not-expressible" => imported(&script("0.1", SKETCH, "")),
        "io/empty-script" => imported(r#"{"entities": {}, "sequence": []}"#),
        "io/left-out" => imported(&script("0", SKETCH, r#"{"type": "Sketch", "entity": "S2"},"#)),
        "io/overlapping-profiles" => imported(&script("0", TWO, "")),
        _ => return None,
    })
}

fn outcome(text: &str, sources: &(dyn Sources + Sync)) -> recad::workspace::Outcome {
    let request = Request::new(EXAMPLE_FILE, text, sources);
    with_deep_stack(|| Workspace::default().run(&request))
}

fn run(text: &str, sources: &(dyn Sources + Sync)) -> Vec<String> {
    outcome(text, sources).diagnostics.iter().map(|d| d.name.to_string()).collect()
}

fn imported(script: &str) -> Vec<String> {
    let import = recad::corpus::import(script, recad::corpus::Format::DeepCad, "script.json");
    import.diagnostics.iter().map(|d| d.name.to_string()).collect()
}

/// Modules without end, each using the next.
struct Endless;

impl Sources for Endless {
    fn load(&self, _from: &str, path: &str) -> Result<(String, Arc<str>), SourceError> {
        let number: u32 = path.parse().map_err(|_| SourceError::NotFound(path.to_owned()))?;
        Ok((path.to_owned(), format!("use \"{}\": a as b\nlet a = b\n", number + 1).into()))
    }
}

const SKETCH: &str = r#"{"P": {"loops": [{"is_outer": true, "profile_curves": [
    {"type": "Circle3D", "center_point": {"x": 0, "y": 0, "z": 0}, "radius": 0.01}]}]}}"#;
const TWO: &str = r#"{"P": {"loops": [{"is_outer": true, "profile_curves": [
    {"type": "Circle3D", "center_point": {"x": 0, "y": 0, "z": 0}, "radius": 0.01}]}]},
    "Q": {"loops": [{"is_outer": true, "profile_curves": [
    {"type": "Circle3D", "center_point": {"x": 0.01, "y": 0, "z": 0}, "radius": 0.01}]}]}}"#;

/// A DeepCAD script: one sketch with `profiles`, all of them extruded with a taper, and more of the sequence.
fn script(taper: &str, profiles: &str, more: &str) -> String {
    let names = if profiles == TWO {
        r#"{"sketch": "S", "profile": "P"}, {"sketch": "S", "profile": "Q"}"#
    } else {
        r#"{"sketch": "S", "profile": "P"}"#
    };
    let sketch = format!(
        r#"{{"type": "Sketch", "transform": {{"origin": {{"x": 0, "y": 0, "z": 0}}, "x_axis": {{"x": 1, "y": 0, "z": 0}},
        "y_axis": {{"x": 0, "y": 1, "z": 0}}, "z_axis": {{"x": 0, "y": 0, "z": 1}}}}, "profiles": {profiles}}}"#
    );
    format!(
        r#"{{"entities": {{"S": {sketch}, "S2": {sketch}, "E": {{"type": "ExtrudeFeature",
        "operation": "NewBodyFeatureOperation", "profiles": [{names}], "extent_type": "OneSideFeatureExtentType",
        "extent_one": {{"distance": {{"value": 0.005}}, "taper_angle": {{"value": {taper}}}}},
        "extent_two": {{"distance": {{"value": 0}}, "taper_angle": {{"value": 0}}}},
        "start_extent": {{"type": "ProfilePlaneStartDefinition"}}}}}},
        "sequence": [{{"index": 0, "type": "Sketch", "entity": "S"}}, {more}
        {{"type": "ExtrudeFeature", "entity": "E"}}]}}"#
    )
}

#[test]
fn a_page_shows_help_example_and_corrected_form() {
    let page = |name: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_recad")).args(["explain", name]).output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let pages: Vec<String> =
        ["geom/open-loop", "geom/inexact", "host/memory", "syntax/nesting"].iter().map(|name| page(name)).collect();
    insta::assert_snapshot!(pages.join("\n----------------------------------------\n\n"));
}
