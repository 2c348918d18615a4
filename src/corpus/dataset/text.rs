//! Texts about parts: what the describer says, which reads back as what was said.

use crate::corpus::describe::{Level, Options, Style, describe};
use crate::corpus::plan::{Plan, print};

/// A text of a level of detail (`D0`…`D4`) in a style (`geometric`, `procedural`); `None` when there are none of these
/// names, or no words for the part read back as the same.
pub fn text(plan: &Plan, level: &str, style: &str, seed: u64) -> Option<String> {
    let level = ["D0", "D1", "D2", "D3", "D4"].into_iter().zip(Level::ALL).find(|(name, _)| *name == level)?.1;
    let style = ["geometric", "procedural"].into_iter().zip(Style::ALL).find(|(name, _)| *name == style)?.1;
    describe("part.recad", &print::program(plan), Options { level, style, seed }).text
}
