//! Samples as files: one program each, `manifest.jsonl`, and `synth.json` with the settings.
//!
//! The settings are written first and the manifest last, each file as a whole. A folder whose settings are the same is
//! continued: what stands there already is compared and left. Any other folder with something in it is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Options, Sample, Synthesis};
use crate::corpus::plan::{Plan, Quantity};
use crate::diagnostics::{Diagnostic, registry};
use crate::export;
use crate::text::Span;

const SETTINGS: &str = "synth.json";
const MANIFEST: &str = "manifest.jsonl";

/// What a run wrote.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Programs in the folder.
    pub programs: u64,
    /// Those of them that stood there before.
    pub kept: u64,
    /// Programs of each family.
    pub families: BTreeMap<String, u64>,
    /// Programs of each parametricity.
    pub parametricities: BTreeMap<String, u64>,
    /// Refused candidates by reason.
    pub refused: BTreeMap<String, u64>,
}

/// Writes `count` samples of a stream into a folder.
pub fn write(options: &Options, count: u64, threads: usize, folder: &Path) -> Result<Summary, Box<Diagnostic>> {
    claim(folder, SETTINGS, &settings(options))?;
    let mut stream = Synthesis::new(options.clone(), threads);
    let mut manifest = export::Stream::create(&folder.join(MANIFEST))?;
    let mut summary = Summary::default();
    for sample in stream.by_ref().take(usize::try_from(count).unwrap_or(usize::MAX)) {
        let name = format!("{:06}-{}.recad", summary.programs, sample.family);
        summary.kept += u64::from(put(&folder.join(&name), sample.text.as_bytes())?);
        manifest.write(format!("{}\n", record(&sample, &name)).as_bytes());
        summary.programs += 1;
        *summary.families.entry(sample.family.to_owned()).or_default() += 1;
        *summary.parametricities.entry(sample.parametricity.name().to_owned()).or_default() += 1;
    }
    manifest.finish()?;
    summary.refused = stream.refused().into_iter().map(|(why, n)| (why.name().to_owned(), n as u64)).collect();
    Ok(summary)
}

/// Writes a file unless it stands there already with the same bytes; whether it did.
pub fn put(path: &Path, bytes: &[u8]) -> Result<bool, Box<Diagnostic>> {
    let same = fs::metadata(path).is_ok_and(|metadata| metadata.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|old| old == bytes);
    if !same {
        export::write(path, bytes)?;
    }
    Ok(same)
}

/// Makes a folder one's own: it is new, empty, or has the same settings in the file `name`.
pub fn claim(folder: &Path, name: &str, settings: &Value) -> Result<(), Box<Diagnostic>> {
    let refused = |reason: String| {
        let message = format!("the folder `{}` cannot be used: {reason}", folder.display());
        Box::new(Diagnostic::new(registry::io::WRITE, Span::default(), message))
    };
    fs::create_dir_all(folder).map_err(|error| refused(error.to_string()))?;
    let text = format!("{settings:#}\n");
    let mut entries = fs::read_dir(folder).map_err(|error| refused(error.to_string()))?;
    if entries.next().is_none() {
        return export::write(&folder.join(name), text.as_bytes());
    }
    match fs::read_to_string(folder.join(name)) {
        Ok(old) if old == text => Ok(()),
        Ok(_) => Err(refused(format!("its `{name}` is of another run; choose an empty folder or the same settings"))),
        Err(_) => Err(refused("it has other files; choose a new or an empty folder".to_owned())),
    }
}

fn settings(options: &Options) -> Value {
    json!({
        "schema": 1,
        "recad": env!("CARGO_PKG_VERSION"),
        "level": options.level,
        "parametricity": options.parametricity.map(|p| p.name()),
        "seed": options.seed,
        "families": options.families,
        "audit": options.audit,
    })
}

fn record(sample: &Sample, file: &str) -> Value {
    json!({
        "file": file,
        "family": sample.family,
        "level": sample.level,
        "parametricity": sample.parametricity.name(),
        "title": sample.plan.title,
        "parameters": parameters(&sample.program),
        "candidate": sample.candidate,
        "hash": format!("{:032x}", sample.hash),
        "likeness": format!("{:032x}", sample.likeness),
    })
}

/// The parameters of a plan: `{name: {value, unit, range}}`, numbers in mm and degrees.
pub fn parameters(plan: &Plan) -> Value {
    let bindings = plan.bindings(&[]).unwrap_or_default();
    let items: Map<String, Value> = plan
        .parameters
        .iter()
        .map(|item| {
            let unit = match item.quantity {
                Quantity::Length => "mm",
                Quantity::Angle => "deg",
                Quantity::Count | Quantity::Ratio => "",
            };
            let range = item.range.as_ref().map(|(low, high)| [low.value(&bindings), high.value(&bindings)]);
            (item.name.to_string(), json!({"value": item.value, "unit": unit, "range": range}))
        })
        .collect();
    Value::Object(items)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Level;

    fn options(seed: u64) -> Options {
        Options { level: Level::F, parametricity: None, seed, families: Vec::new(), audit: false }
    }

    #[test]
    fn a_run_is_continued_and_another_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let first = write(&options(1), 6, 1, folder.path()).unwrap();
        assert_eq!((first.programs, first.kept), (6, 0));
        let manifest = fs::read_to_string(folder.path().join(MANIFEST)).unwrap();
        // A file that was lost is written again, one that was changed is mended.
        let lines: Vec<Value> = manifest.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let file = |index: usize| folder.path().join(lines[index]["file"].as_str().unwrap());
        let text = fs::read_to_string(file(2)).unwrap();
        fs::remove_file(file(0)).unwrap();
        fs::write(file(2), "part x = box(1, 1, 1)").unwrap();
        let second = write(&options(1), 9, 2, folder.path()).unwrap();
        assert_eq!((second.programs, second.kept), (9, 4));
        assert_eq!(fs::read_to_string(file(2)).unwrap(), text);
        assert!(fs::read_to_string(folder.path().join(MANIFEST)).unwrap().starts_with(&manifest));
        assert_eq!(write(&options(2), 1, 1, folder.path()).unwrap_err().name.as_str(), "io/write");
    }

    #[test]
    fn a_folder_of_someone_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("letter.txt"), "Dear").unwrap();
        let refused = write(&options(1), 1, 1, folder.path()).unwrap_err();
        assert!(refused.message.contains("other files"), "{}", refused.message);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
