//! Tests of the whole room, against properties and the normative grammar.

mod agreement;
mod parser;
