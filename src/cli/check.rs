//! `recad check`: every diagnostic up to and including geometry.

use std::path::Path;

use serde_json::json;

use super::args::{CheckArgs, CheckFormat};
use super::input;
use super::output::{Exit, Printer};
use crate::diagnostics::{render_github, render_json, render_sarif, render_short};
use crate::export;
use crate::workspace::{Depth, Level, Levels, Outcome};

pub(super) fn run(args: &CheckArgs, printer: &Printer) -> Exit {
    let depth = if args.syntax_only {
        Depth::Syntax
    } else if args.no_geometry {
        Depth::Evaluate
    } else {
        Depth::Realise
    };
    let levels = match levels(args) {
        Ok(levels) => levels,
        Err(reason) => return printer.usage(&reason),
    };
    let mut exit = Exit::Fine;
    let mut outcomes = Vec::new();
    for file in &args.files {
        let checked = if args.fix {
            mend(file, args, depth, &levels, printer)
        } else {
            input::run(file, &args.program, depth, printer)
        };
        match checked {
            Ok(mut outcome) => {
                if depth == Depth::Realise {
                    outcome.mesh_parts();
                }
                if depth > Depth::Syntax {
                    outcome.advise(&levels);
                }
                if args.reference {
                    outcome.judge_by_reference();
                }
                exit = exit.and(Exit::of(&outcome.diagnostics));
                outcomes.push(outcome);
            }
            Err(ended) => exit = exit.and(ended),
        }
    }
    let pairs = || outcomes.iter().flat_map(|outcome| outcome.diagnostics.iter().map(|d| (d, &outcome.sources)));
    match args.format {
        CheckFormat::Human => {
            for outcome in &outcomes {
                printer.diagnostics(&outcome.diagnostics, &outcome.sources);
            }
            exit
        }
        CheckFormat::Json => {
            let diagnostics: Vec<_> = pairs().map(|(d, sources)| render_json::render(d, sources)).collect();
            exit.and(printer.json(&json!({"schema": 1, "diagnostics": diagnostics})))
        }
        CheckFormat::Short => exit.and(
            printer.result(&pairs().map(|(d, sources)| render_short::render(d, sources) + "\n").collect::<String>()),
        ),
        CheckFormat::Github => exit.and(
            printer.result(&pairs().map(|(d, sources)| render_github::render(d, sources) + "\n").collect::<String>()),
        ),
        CheckFormat::Sarif => {
            let kept = printer.take_kept();
            let pairs: Vec<_> = pairs().chain(kept.iter().map(|(d, sources)| (d, sources))).collect();
            exit.and(printer.json(&render_sarif::render(&pairs)))
        }
    }
}

/// The advice asked for; `--deny` wins over `--warn`, and that over `--allow`.
fn levels(args: &CheckArgs) -> Result<Levels, String> {
    let mut levels = Levels::default();
    // `all` first, so that single names make exceptions.
    for all in [true, false] {
        for (names, level) in [(&args.allow, Level::Allow), (&args.warn, Level::Warn), (&args.deny, Level::Deny)] {
            for name in names.iter().filter(|name| (*name == "all") == all) {
                levels.add(name, level)?;
            }
        }
    }
    Ok(levels)
}

/// Passes after which fixes that lead to further ones are left to the next run.
const MOST_PASSES: usize = 10;

/// Applies certain fixes until there are none, and writes the program when it has changed; what is returned
/// is what remains. A pass that would leave more errors than it found is not made.
fn mend(file: &Path, args: &CheckArgs, depth: Depth, levels: &Levels, printer: &Printer) -> Result<Outcome, Exit> {
    let mut program = input::read(file).map_err(|diagnostic| printer.fail(&diagnostic))?;
    let original = program.text.clone();
    let mut outcome = input::run_text(&program, &args.program, depth, printer)?;
    outcome.advise(levels);
    let errors = |outcome: &Outcome| outcome.diagnostics.iter().filter(|d| d.is_error()).count();
    // Advice about a program with errors was not given: nobody has seen it, so nothing is done about it.
    let only_errors = errors(&outcome) > 0;
    let mut applied = Vec::new();
    for _ in 0..MOST_PASSES {
        let (text, fixes) = outcome.mended(only_errors);
        if fixes.is_empty() {
            break;
        }
        let before = std::mem::replace(&mut program.text, text);
        let mut next = input::run_text(&program, &args.program, depth, printer)?;
        next.advise(levels);
        if errors(&next) > errors(&outcome) {
            program.text = before;
            break;
        }
        outcome = next;
        applied.extend(fixes);
    }
    if program.text != original {
        if file == Path::new("-") {
            printer.result(&program.text);
        } else {
            export::write(file, program.text.as_bytes()).map_err(|diagnostic| printer.fail(&diagnostic))?;
            let count = if applied.len() == 1 { "1 fix".to_owned() } else { format!("{} fixes", applied.len()) };
            printer.say(&format!("{}: {count} applied: {}", program.name, applied.join("; ")));
        }
    }
    Ok(outcome)
}
