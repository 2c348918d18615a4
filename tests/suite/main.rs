//! The integration tests: one binary, a module an area.

mod architecture;
mod bad_input;
mod cli;
mod conformance;
mod conformance_runner;
mod corpora;
#[cfg(feature = "fornjot")]
mod deepcad_build;
mod deepcad_import;
mod determinism;
mod diagnostics;
mod licences;
mod monotone;
mod pairs;
mod peers;
mod registry;
mod semantics;
