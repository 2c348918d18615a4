//! `recad completions` and `recad man`: what shells and manual readers need, made from the arguments.

use clap::CommandFactory;
use serde_json::json;

use super::args::{Cli, CompletionsArgs, Format, ManArgs};
use super::output::{Exit, Printer};

pub(super) fn completions(args: &CompletionsArgs, printer: &Printer) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "recad", &mut script);
    print(&script, args.format, printer)
}

/// The page of recad, or of one command with all of its options.
pub(super) fn manual(args: &ManArgs, printer: &Printer) -> Exit {
    let mut command = Cli::command();
    command.build();
    let page = match &args.command {
        None => command,
        Some(name) => match command.find_subcommand(name) {
            Some(found) => found.clone().display_name(format!("recad-{name}")),
            None => return printer.usage(&format!("there is no command `{name}`; `recad --help` lists them")),
        },
    };
    let mut text = Vec::new();
    match clap_mangen::Man::new(page).render(&mut text) {
        Ok(()) => print(&text, args.format, printer),
        Err(error) => printer.usage(&format!("the manual page could not be made: {error}")),
    }
}

fn print(text: &[u8], format: Format, printer: &Printer) -> Exit {
    match format {
        Format::Human => printer.result_bytes(text),
        Format::Json => printer.json(&json!({"schema": 1, "text": String::from_utf8_lossy(text)})),
    }
}
