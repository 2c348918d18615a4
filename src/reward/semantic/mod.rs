//! Semantic fidelity: what a shape looks like, what it is drawn from, and which features it has.
//!
//! Purpose: terms of the reward that volumes and distances are blind to. Absent: weights between the terms.

pub mod primitive;
pub mod view;
