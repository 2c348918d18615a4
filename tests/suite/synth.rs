//! `recad synth` and `recad dataset build` as their users meet them.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_recad")).args(arguments).output().unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

fn place(folder: &Path, name: &str) -> String {
    folder.join(name).to_string_lossy().into_owned()
}

#[test]
fn at_least_forty_families_are_listed() {
    let families = json(&run(&["synth", "--list-families", "--format", "json"]));
    assert!(families["families"].as_array().unwrap().len() >= 40);
}

#[test]
fn programs_are_written_with_a_manifest_and_a_foreign_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let out = place(folder.path(), "out");
    let arguments = ["synth", "--level", "SE", "--parametricity", "P3", "--count", "5", "--seed", "4", "-o", &out];
    let first = run(&[&arguments[..], &["--format", "json"]].concat());
    let document = json(&first);
    assert_eq!((first.status.code(), &document["programs"], &document["kept"]), (Some(0), &5.into(), &0.into()));
    let manifest = std::fs::read_to_string(place(Path::new(&out), "manifest.jsonl")).unwrap();
    for line in manifest.lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        let file = place(Path::new(&out), record["file"].as_str().unwrap());
        let evaluated = json(&run(&["eval", &file]));
        assert_eq!(evaluated["parts"][0]["level"], "SE");
        let names = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&evaluated["parameters"]).len(), names(&record["parameters"]).len());
        assert_eq!(run(&["fmt", "--check", &file]).status.code(), Some(0));
    }
    assert_eq!(json(&run(&[&arguments[..], &["--format", "json"]].concat()))["kept"], 5);
    assert_eq!(run(&["synth", "--level", "L", "-o", &out]).status.code(), Some(2));
    assert_eq!(
        run(&["synth", "--level", "L", "-o", &place(folder.path(), "x"), "--family", "moon"]).status.code(),
        Some(2)
    );
    assert_eq!(run(&["synth", "--level", "XL", "-o", &out]).status.code(), Some(2));
}

#[test]
fn a_data_set_of_programs_and_scripts_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let config = place(folder.path(), "set.toml");
    let gallery = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/gallery");
    let text = format!(
        "shard = 10\n[[source]]\nkind = \"synth\"\ncount = 4\nlevels = {{ F = 1 }}\n\
         [[source]]\nkind = \"programs\"\npath = '{}'\n",
        gallery.display()
    );
    std::fs::write(&config, text).unwrap();
    let out = place(folder.path(), "out");
    let built = run(&["dataset", "build", &config, "-o", &out, "--format", "json"]);
    let document = json(&built);
    assert_eq!(built.status.code(), Some(0));
    assert!(document["parts"].as_u64().unwrap() > 4, "{document}");
    let manifest: Value =
        serde_json::from_str(&std::fs::read_to_string(place(Path::new(&out), "manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["complete"], true);
    std::fs::write(&config, "shards = 3").unwrap();
    let wrong = run(&["dataset", "build", &config, "-o", &place(folder.path(), "other")]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("unknown field `shards`"));
    let absent = run(&["dataset", "build", &place(folder.path(), "no.toml"), "-o", &out]);
    assert_eq!(absent.status.code(), Some(2));
}
