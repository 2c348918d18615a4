//! The settings of the reward and the file they are read from.
//!
//! Purpose: [`Config`] holds every number and choice of the formula; [`Config::read`] takes a TOML file, and
//! [`Config::to_toml`] prints one with every setting, its meaning, default and range.
//! Invariants: a configuration that was read is within its ranges; unknown keys, values of the wrong kind and values out
//! of range are errors at their place in the file; a setting that is not in the file has its default.
//! Absent: limits on time and memory, which belong to the host.

mod field;
mod read;
mod settings;

pub use field::Field;
pub use settings::{
    Answer, AnswerFormat, Brevity, ComparisonSettings, Config, Editability, Formula, General, Geometry, Limits,
    Meaning, MeshSettings, Paper,
};
