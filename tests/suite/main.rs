//! The integration tests: one binary, a module an area.

mod architecture;
mod bad_input;
mod cadquery;
mod cli;
#[cfg(feature = "compare")]
mod compare;
mod conformance;
mod conformance_runner;
mod corpora;
mod corpus_parts;
#[cfg(feature = "fornjot")]
mod deepcad_build;
mod deepcad_import;
mod describe;
mod determinism;
mod diagnostics;
mod edits;
#[cfg(feature = "reward")]
mod hostile;
mod import_fidelity;
mod import_hostile;
mod labels;
mod licences;
#[cfg(feature = "reward")]
mod monotone;
#[cfg(feature = "reward")]
mod pairs;
mod peers;
mod registry;
#[cfg(feature = "reward")]
mod reward;
#[cfg(feature = "reward")]
mod reward_cheats;
#[cfg(feature = "reward")]
mod reward_stream;
mod rewrite;
mod sarif;
#[cfg(feature = "reward")]
mod semantics;
mod synth;
mod szalinski;
