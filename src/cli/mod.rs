//! The command line: a file a subcommand, all of them thin.
//!
//! Invariants: nothing but the result goes to standard output; diagnostics go to standard error (human) or
//! into the one JSON document; the exit code is 0 when all is well, 1 when the input has errors, 2 for wrong
//! usage or when a file cannot be read or written.
//! Absent: any work of its own; everything goes through `workspace` and the feature rooms.

mod args;
mod build;
mod check;
#[cfg(feature = "compare")]
mod compare;
mod conformance;
mod dataset;
mod describe;
mod doc;
mod edits;
mod eval;
mod explain;
mod fmt;
mod import;
mod input;
mod measure;
mod output;
mod progress;
#[cfg(feature = "reward")]
mod reward;
mod rewrite;
mod shell;
mod synth;
mod test;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};
use output::{Exit, Printer};

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results; everything else is wrong usage.
            let code = if error.use_stderr() { 2 } else { 0 };
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let exit = crate::workspace::with_deep_stack(|| run(cli));
    ExitCode::from(exit.code())
}

fn run(cli: Cli) -> Exit {
    let printer = Printer::new(cli.quiet, cli.command.is_for_machines());
    let exit = match cli.command {
        Command::Check(args) => check::run(&args, &printer),
        Command::Eval(args) => eval::run(&args, &printer),
        Command::Measure(args) => measure::run(&args, &printer),
        #[cfg(feature = "compare")]
        Command::Compare(args) => compare::run(&args, &printer),
        #[cfg(not(feature = "compare"))]
        Command::Compare(_) => printer.usage("this recad was built without the feature `compare`"),
        #[cfg(feature = "reward")]
        Command::Reward(args) => reward::run(&args, &printer),
        #[cfg(not(feature = "reward"))]
        Command::Reward(_) => printer.usage("this recad was built without the feature `reward`"),
        Command::Import(args) => import::run(&args, &printer),
        Command::Edits(args) => edits::run(&args, &printer),
        Command::Rewrite(args) => rewrite::run(&args, &printer),
        Command::Describe(args) => describe::describe(&args, &printer),
        Command::Read(args) => describe::read(&args, &printer),
        Command::Synth(args) => synth::run(&args, &printer),
        Command::Dataset(args) => dataset::run(&args, &printer),
        Command::Test(args) => test::run(&args, &printer),
        Command::Conformance(args) => conformance::run(&args, &printer),
        Command::Explain(args) => explain::run(&args, &printer),
        Command::Doc(args) => doc::run(&args, &printer),
        Command::Completions(args) => shell::completions(&args, &printer),
        Command::Build(args) => build::run(&args, &printer),
        Command::Fmt(args) => fmt::run(&args, &printer),
        Command::Man(args) => shell::manual(&args, &printer),
    };
    printer.finish(exit)
}
