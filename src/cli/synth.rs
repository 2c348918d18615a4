//! `recad synth`: new programs.

use serde_json::json;

use super::args::{Format, Ladder, Structure, SynthArgs};
use super::output::{Exit, Printer};
use crate::corpus::plan::lower::Parametricity;
use crate::corpus::synth::family::FAMILIES;
use crate::corpus::synth::{Options, folder};
use crate::model::Level;

pub(super) fn run(args: &SynthArgs, printer: &Printer) -> Exit {
    let names: Vec<&str> = FAMILIES.iter().map(|family| family.name).collect();
    if args.list_families {
        return match args.format {
            Format::Human => printer.result(&(names.join("\n") + "\n")),
            Format::Json => printer.json(&json!({"schema": 1, "families": names})),
        };
    }
    if let Some(unknown) = args.family.iter().find(|name| !names.contains(&name.as_str())) {
        return printer.usage(&format!("`{unknown}` is no family; `--list-families` prints them"));
    }
    let (Some(target), Some(level)) = (&args.output, args.level) else {
        return printer.usage("name a level and a folder for the programs: --level MSE -o DIR");
    };
    let options = Options {
        level: match level {
            Ladder::L => Level::L,
            Ladder::F => Level::F,
            Ladder::S => Level::S,
            Ladder::Se => Level::SE,
            Ladder::Mse => Level::MSE,
        },
        parametricity: args.parametricity.map(|structure| match structure {
            Structure::P0 => Parametricity::P0,
            Structure::P1 => Parametricity::P1,
            Structure::P2 => Parametricity::P2,
            Structure::P3 => Parametricity::P3,
        }),
        seed: args.seed,
        families: args.family.clone(),
        audit: args.audit,
    };
    let summary = match folder::write(&options, args.count, args.jobs.map_or(0, usize::from), target) {
        Ok(summary) => summary,
        Err(diagnostic) => return printer.fail(&diagnostic),
    };
    let refused: u64 = summary.refused.values().sum();
    let exit = if args.format == Format::Json {
        printer.json(&json!({
            "schema": 1,
            "programs": summary.programs,
            "kept": summary.kept,
            "families": summary.families,
            "parametricities": summary.parametricities,
            "refused": summary.refused,
        }))
    } else {
        let reasons: Vec<String> = summary.refused.iter().map(|(why, count)| format!("{count} {why}")).collect();
        printer.say(&format!(
            "{} programs of {} families in `{}`; {refused} candidates refused ({})",
            summary.programs,
            summary.families.len(),
            target.display(),
            if reasons.is_empty() { "none".to_owned() } else { reasons.join(", ") }
        ));
        Exit::Fine
    };
    if summary.programs < args.count {
        printer.say(&format!(
            "only {} of {} programs: what else is drawn with this seed is like those before",
            summary.programs, args.count
        ));
        return exit.and(Exit::Errors);
    }
    exit
}
