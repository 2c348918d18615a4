//! The `recad` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    recad::cli::main()
}
