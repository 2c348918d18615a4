//! Tests of the interpreter: core forms built by hand where no text can say it, programs for the rest.

mod builtins;
mod depth;
mod fake;
mod host;
mod program;
mod programs;
