//! The integration tests: one binary, a module an area.

mod architecture;
mod licences;
