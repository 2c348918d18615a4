//! Tests of the whole room, against properties and the normative grammar.

mod agreement;
mod grammar;
mod house_rules;
mod messages;
mod parser;
mod recovery;
pub(crate) mod samples;
pub(crate) mod sentences;
mod work;
