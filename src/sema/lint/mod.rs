//! Advice about valid programs, a file each. Unused lets of blocks are found where their scope ends.

mod shadowed_prelude;
mod style;
mod unused;

pub use shadowed_prelude::shadowed_prelude;
pub use style::{float_equality, mixed_units, style};
pub use unused::{unused, unused_local};
