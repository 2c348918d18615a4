//! Advice about valid programs, a file each. Unused lets of blocks are found where their scope ends.

mod shadowed_prelude;
mod unused;

pub use shadowed_prelude::shadowed_prelude;
pub use unused::{unused, unused_local};
