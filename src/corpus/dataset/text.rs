//! Texts about parts: where they come from.

use crate::corpus::plan::{Plan, Quantity};
use crate::corpus::write::number;

/// Writes texts about plans.
pub trait Describer: Sync {
    /// A text of a level of detail (`D0`…`D4`) in a style, or `None` when there is none that says no more and no less
    /// than it should.
    fn text(&self, plan: &Plan, level: &str, style: &str, seed: u64) -> Option<String>;
}

/// Texts made of what the plan says of itself: its title, and from D1 on the documentation of its parameters with their
/// values.
#[derive(Clone, Copy, Debug, Default)]
pub struct Documentation;

impl Describer for Documentation {
    fn text(&self, plan: &Plan, level: &str, _style: &str, _seed: u64) -> Option<String> {
        let title = plan.title.as_deref()?;
        if level == "D0" {
            return Some(title.to_owned());
        }
        let mut text = title.to_owned();
        for item in &plan.parameters {
            let doc = item.doc.as_deref()?.trim_end_matches('.');
            let value = number(item.value);
            let unit = match item.quantity {
                Quantity::Length => " mm",
                Quantity::Angle => "°",
                Quantity::Count | Quantity::Ratio => "",
            };
            text.push_str(&format!(" {doc}: {value}{unit}."));
        }
        Some(text)
    }
}
