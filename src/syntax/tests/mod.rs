//! Tests of the whole room, against properties and the normative grammar.

pub(crate) mod agreement;
mod messages;
mod parser;
