//! Laws of the whole room on random shapes, and the rules of the checks.

mod boolean;
mod check;
mod corner;
mod offset;
mod summary;
