//! `recad dataset build`: training shards.

use std::fs;
use std::path::Path;

use serde_json::json;

use super::args::{DatasetArgs, DatasetBuildArgs, DatasetCommand, Format};
use super::output::{Exit, Printer};
use crate::corpus::dataset::{self, Config};

pub(super) fn run(args: &DatasetArgs, printer: &Printer) -> Exit {
    match &args.command {
        DatasetCommand::Build(args) => build(args, printer),
    }
}

fn build(args: &DatasetBuildArgs, printer: &Printer) -> Exit {
    let name = args.config.display().to_string();
    let text = match fs::read_to_string(&args.config) {
        Ok(text) => text,
        Err(error) => return printer.usage(&format!("`{name}` cannot be read: {error}")),
    };
    let config = match Config::parse(&text, &name) {
        Ok(config) => config,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let base = args.config.parent().unwrap_or(Path::new(""));
    let threads = args.jobs.map_or(0, usize::from);
    let summary = match dataset::build(&config, base, &args.output, threads) {
        Ok(summary) => summary,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    if args.format == Format::Json {
        return printer.json(&json!({
            "schema": 1,
            "parts": summary.parts,
            "unusable": summary.unusable,
            "examples": summary.examples,
            "levels": summary.levels,
            "leaking": summary.leaking,
            "repeated": summary.repeated,
            "undrawn": summary.undrawn,
            "kept_shards": summary.kept,
        }));
    }
    printer.say(&format!(
        "{} examples of {} parts in `{}`; dropped: {} like another split, {} repeated, {} parts unusable",
        summary.total(),
        summary.parts,
        args.output.display(),
        summary.leaking,
        summary.repeated,
        summary.unusable
    ));
    Exit::Fine
}
