//! Streams of candidates: lines in, lines out, in order, whatever the candidates do.
//!
//! Purpose: [`run`] is the supervisor. It reads JSON Lines ([`wire`]), hands them to worker processes ([`worker`]) and
//! writes one answer a line in the order of the lines. What hangs, aborts or eats memory costs its own line: the
//! worker is ended, the line is answered `host/…`, and the other lines it held go to the next one.
//! Invariants: every line gets exactly one answer; but for `ms`, answers are those of [`Judge::score`](super::Judge) and do
//! not depend on the number of workers; lines and answers held at one time are bounded ([`Limits`]), so that memory
//! stays flat; workers end when their standard input does, so that none outlives the supervisor.
//! Absent: the formula.

mod cache;
mod lane;
mod limits;
mod queue;
mod supervisor;
pub mod wire;
mod worker;

pub use lane::Counts;
pub use limits::Limits;
pub use supervisor::{Summary, run};
pub use worker::work;
