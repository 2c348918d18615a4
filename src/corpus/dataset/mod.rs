//! Data sets for training: parts of several sources become examples of several tasks, in shards.
//!
//! Purpose: [`build`] takes parts ([`part`]) one batch at a time, makes their examples in parallel ([`task`]), gives each
//! to a split ([`split`]) and writes shards and a manifest ([`shard`]). Every example has a known answer, `program`.
//! Invariants: equal settings give equal bytes, on any number of threads; a run that was ended is continued, and
//! shards that stand are not drawn again; no shapes alike, up to scale and a coarse grid, are in two splits; no
//! answer of a part or of its parts below comes twice for one task and parametricity.
//! Absent: rewriting and describing themselves (raw scripts become plans by `rewrite`, plans become texts by `describe`),
//! shuffling.

pub mod config;
pub mod part;
pub mod repair;
pub mod shard;
pub mod split;
pub mod task;
pub mod text;

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashSet;
use serde_json::{Value, json};

pub use self::config::Config;
use self::part::Part;
use self::shard::Shards;
use self::split::Splits;
use self::task::{Draft, level_name};
use super::synth::folder::claim;
use crate::diagnostics::Diagnostic;
use crate::workspace::in_parallel;

/// What a run made.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Parts read.
    pub parts: usize,
    /// Parts whose program has errors or more than one part.
    pub unusable: usize,
    /// Examples by split, task and level.
    pub examples: BTreeMap<String, BTreeMap<String, usize>>,
    /// Examples by level.
    pub levels: BTreeMap<String, usize>,
    /// Examples dropped because they are alike to parts of another split or to what is excluded.
    pub leaking: usize,
    /// Examples dropped because the same came before.
    pub repeated: usize,
    /// Pictures that could not be drawn.
    pub undrawn: usize,
    /// Shards that an earlier run had written.
    pub kept: usize,
}

impl Summary {
    /// As the manifest carries it; what depends on earlier runs is left out.
    fn record(&self) -> Value {
        json!({
            "parts": self.parts,
            "unusable": self.unusable,
            "examples": self.examples,
            "levels": self.levels,
            "leaking": self.leaking,
            "repeated": self.repeated,
        })
    }

    /// All examples.
    pub fn total(&self) -> usize {
        self.examples.values().flat_map(BTreeMap::values).sum()
    }
}

/// Parts whose examples are made together.
const BATCH: usize = 512;

/// Builds a data set in `folder`; paths of the settings are relative to `base`.
pub fn build(config: &Config, base: &Path, folder: &Path, threads: usize) -> Result<Summary, Box<Diagnostic>> {
    claim(folder, "config.json", &json!({"schema": 1, "recad": env!("CARGO_PKG_VERSION"), "config": config}))?;
    let mut splits = Splits::new(&config.split, config.seed);
    let mut shards = Shards::new(config, folder, splits.names(), threads);
    let mut summary = Summary::default();
    let mut seen: FxHashSet<(u128, &'static str, String)> = FxHashSet::default();
    for part in part::parts(&config.exclude, config, base, threads) {
        task::alike(&part?.text).into_iter().for_each(|alike| splits.exclude(alike));
    }
    let mut parts = part::parts(&config.source, config, base, threads);
    loop {
        let batch: Vec<Part> = parts.by_ref().take(BATCH).collect::<Result<_, _>>()?;
        if batch.is_empty() {
            break;
        }
        let made = in_parallel(batch.len(), threads, |index| task::drafts(&batch[index], config));
        for (part, drafts) in batch.iter().zip(made) {
            summary.parts += 1;
            let Some((alike, drafts)) = drafts else {
                summary.unusable += 1;
                continue;
            };
            let Some(split) = splits.of(alike) else {
                summary.leaking += drafts.len();
                continue;
            };
            for draft in drafts {
                let parametricity = draft.record.get("parametricity").map(Value::to_string).unwrap_or_default();
                if !seen.insert((draft.hash, draft.task, parametricity)) {
                    summary.repeated += 1;
                } else if !splits.claim(split, &draft.alike) {
                    summary.leaking += 1;
                } else {
                    let name = &splits.names()[split];
                    *summary.examples.entry(name.clone()).or_default().entry(draft.task.to_owned()).or_default() += 1;
                    *summary.levels.entry(level_name(draft.level).to_owned()).or_default() += 1;
                    let record = finished(draft, part.number, summary.total(), name);
                    shards.push(split, record)?;
                }
            }
        }
    }
    shards.finish(summary.record())?;
    (summary.undrawn, summary.kept) = (shards.undrawn, shards.kept);
    Ok(summary)
}

/// The record of an example.
fn finished(draft: Draft, part: usize, number: usize, split: &str) -> Value {
    let mut record = draft.record;
    record.insert("id".to_owned(), json!(format!("{split}-{number:08}-{}", draft.task)));
    record.insert("part".to_owned(), json!(part));
    record.insert("task".to_owned(), json!(draft.task));
    record.insert("level".to_owned(), json!(draft.level));
    record.insert("hash".to_owned(), json!(format!("{:032x}", draft.hash)));
    Value::Object(record)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs::{self, File};
    use std::io::Read;

    use flate2::read::MultiGzDecoder;

    use super::*;

    const SETTINGS: &str = "seed = 3\nshard = 20\npicture-size = [64, 64]\n\
        [split]\ntrain = 0.7\ntest = 0.3\n[[source]]\nkind = \"synth\"\ncount = 24\nlevels = { F = 1, SE = 1, MSE = 2 }\n";

    fn made(settings: &str, threads: usize) -> (tempfile::TempDir, Summary) {
        let folder = tempfile::tempdir().unwrap();
        let config = Config::parse(settings, "set.toml").unwrap();
        let summary = build(&config, Path::new("."), folder.path(), threads).unwrap();
        (folder, summary)
    }

    fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        entries
            .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(path).unwrap()))
            .collect()
    }

    fn examples(folder: &Path) -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for name in files(folder).keys().filter(|name| name.ends_with(".gz")) {
            let mut text = String::new();
            MultiGzDecoder::new(File::open(folder.join(name)).unwrap()).read_to_string(&mut text).unwrap();
            let split = name.split('-').next().unwrap().to_owned();
            found.extend(text.lines().map(|line| (split.clone(), serde_json::from_str(line).unwrap())));
        }
        found
    }

    #[test]
    fn equal_settings_give_equal_bytes_and_examples_of_every_task() {
        let (first, summary) = made(SETTINGS, 1);
        let (second, _) = made(SETTINGS, 3);
        assert!(files(first.path()) == files(second.path()));
        let found = examples(first.path());
        assert_eq!(found.len(), summary.total());
        let tasks: BTreeSet<&str> = found.iter().map(|(_, example)| example["task"].as_str().unwrap()).collect();
        assert_eq!(tasks, BTreeSet::from(["count", "edit", "guidance", "picture", "repair", "text"]));
        let levels: BTreeSet<&str> = found.iter().map(|(_, example)| example["level"].as_str().unwrap()).collect();
        assert!(levels.contains("L") && levels.contains("MSE"), "{levels:?}");
        let ids: BTreeSet<&str> = found.iter().map(|(_, example)| example["id"].as_str().unwrap()).collect();
        assert_eq!(ids.len(), found.len());
    }

    #[test]
    fn no_shapes_are_in_two_splits_and_every_answer_builds() {
        let (folder, summary) = made(SETTINGS, 0);
        let mut owners: BTreeMap<u128, String> = BTreeMap::new();
        for (split, example) in examples(folder.path()) {
            let program = example["program"].as_str().unwrap();
            let shape = |text: &str| {
                let outcome = crate::workspace::Workspace::default().run(&crate::workspace::Request::new(
                    "answer.recad",
                    text,
                    &crate::workspace::project::StandardLibraryOnly,
                ));
                (!outcome.has_errors()).then(|| outcome.parts()[0].shape.clone())
            };
            let answer = shape(program).unwrap_or_else(|| panic!("{program}"));
            let alike = crate::corpus::synth::likeness::descriptor(&answer, crate::corpus::synth::likeness::COARSE);
            assert_eq!(owners.entry(alike.unwrap()).or_insert(split.clone()), &split);
            let before = example["before"].as_str().map(shape);
            match example["task"].as_str().unwrap() {
                "repair" => assert!(before.unwrap().is_none() && example["error"]["name"].is_string()),
                "edit" | "count" => assert!(before.unwrap().is_some(), "{example}"),
                "guidance" => assert!(shape(example["hard_coded"].as_str().unwrap()).is_some()),
                _ => assert!(before.is_none()),
            }
        }
        assert_eq!(summary.unusable, 0);
    }

    #[test]
    fn what_is_excluded_is_kept_out_with_all_that_is_alike() {
        let settings = SETTINGS.replace("count = 24", "count = 8");
        let (_, summary) = made(&settings, 0);
        let source = settings.split("[[source]]").nth(1).unwrap();
        let (_, without) = made(&format!("{settings}[[exclude]]{source}"), 0);
        assert_eq!((summary.parts, without.parts), (8, 8));
        assert!(summary.total() > 0);
        assert_eq!((without.total(), without.unusable), (0, 0));
    }

    #[test]
    fn a_run_that_was_ended_is_continued_to_the_same_bytes() {
        let settings = SETTINGS.replace("count = 24", "count = 8").replace("seed = 3", "pictures = \"build\"");
        let (folder, summary) = made(&settings, 0);
        assert_eq!((summary.kept, summary.undrawn), (0, 0));
        let whole = files(folder.path());
        assert!(whole.contains_key("train-00000.tar"));
        // One shard is lost, another one damaged.
        fs::remove_file(folder.path().join("train-00000.tar")).unwrap();
        fs::write(folder.path().join("test-00000.jsonl.gz"), "?").unwrap();
        let config = Config::parse(&settings, "set.toml").unwrap();
        let again = build(&config, Path::new("."), folder.path(), 1).unwrap();
        assert_eq!(again.kept + 2, whole.keys().filter(|name| name.ends_with(".gz")).count());
        assert!(files(folder.path()) == whole);
        let other = Config { seed: 77, ..config };
        assert!(build(&other, Path::new("."), folder.path(), 1).is_err());
    }
}
