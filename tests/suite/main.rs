//! The integration tests: one binary, a module an area.

mod architecture;
mod bad_input;
mod cli;
mod corpora;
mod deepcad_import;
mod licences;
