//! The integration tests: one binary, a module an area.

mod architecture;
mod corpora;
mod deepcad_import;
mod bad_input;
mod cli;
mod licences;
