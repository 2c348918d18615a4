//! What things are called: nouns by role, comments, and the title.

use super::build::Builder;
use super::form::Form;
use super::group::Group;
use super::model::Prism;
use super::name::Named;
use crate::model::BooleanOp;

impl Builder {
    /// Whether an interval spans the host along an axis.
    fn is_through(&self, axis: usize, low: f64, high: f64) -> bool {
        let [from, to] = &self.host[axis];
        let slack = self.solver.tolerance;
        low <= self.solver.value(from) + slack && high >= self.solver.value(to) - slack
    }

    fn is_inside(&self, prism: &Prism) -> bool {
        let (low, high) = prism.bounds();
        let Some([u, v, _]) = prism.plane.axes() else { return false };
        [u, v]
            .into_iter()
            .all(|k| self.solver.value(&self.host[k][0]) < low[k] && high[k] < self.solver.value(&self.host[k][1]))
    }

    pub(super) fn feature_noun(&self, operation: BooleanOp, group: &Group) -> &'static str {
        let prism = group.first;
        let through = prism.plane.axes().is_some_and(|axes| self.is_through(axes[2], prism.low, prism.high));
        match (operation, &group.named) {
            (BooleanOp::Union, Named::Circle { .. }) if prism.region.holes.is_empty() => "boss",
            (BooleanOp::Union, Named::Circle { .. }) => "collar",
            (BooleanOp::Union, Named::Rect { .. } | Named::Rounded { .. }) if prism.region.holes.is_empty() => "pad",
            (BooleanOp::Union, Named::Rect { .. } | Named::Rounded { .. }) => "rim",
            (BooleanOp::Union, _) => "rib",
            (BooleanOp::Cut, Named::Circle { center, .. }) if through => {
                let central = prism.plane.axes().is_some_and(|axes| {
                    (0..2).all(|k| {
                        self.solver.axes[axes[k]]
                            .middle
                            .as_ref()
                            .is_some_and(|middle| (middle.0 - center[k]).abs() <= self.solver.tolerance)
                    })
                });
                if central && group.points.len() == 1 { "bore" } else { "hole" }
            }
            (BooleanOp::Cut, Named::Circle { .. }) => "recess",
            (BooleanOp::Cut, Named::Slot { .. }) => "groove",
            (BooleanOp::Cut, _) if !self.is_inside(prism) => "notch",
            (BooleanOp::Cut, _) if through => "window",
            (BooleanOp::Cut, _) => "pocket",
            (BooleanOp::Intersect, _) => "envelope",
        }
    }

    /// Where a feature is on the host.
    pub(super) fn comment(&self, operation: BooleanOp, axis: usize, prism: &Prism) -> Option<String> {
        let near = |a: f64, form: &Form| (a - self.solver.value(form)).abs() <= self.solver.tolerance;
        let [bottom, top] = &self.host[axis];
        let host = &self.host_name;
        let side = |upper: bool| match (axis, upper) {
            (2, true) => "top".to_owned(),
            (2, false) => "bottom".to_owned(),
            (1, true) => "back".to_owned(),
            (1, false) => "front".to_owned(),
            (_, true) => "right side".to_owned(),
            (_, false) => "left side".to_owned(),
        };
        let through = self.is_through(axis, prism.low, prism.high);
        match operation {
            BooleanOp::Cut if through => Some(format!("Through the {host}.")),
            BooleanOp::Cut if near(prism.high, top) => Some(format!("Into the {} of the {host}.", side(true))),
            BooleanOp::Cut if near(prism.low, bottom) => Some(format!("Into the {} of the {host}.", side(false))),
            BooleanOp::Union if near(prism.low, top) => Some(format!("On the {} of the {host}.", side(true))),
            BooleanOp::Union if near(prism.high, bottom) => Some(format!("On the {} of the {host}.", side(false))),
            _ => None,
        }
    }
}

pub(super) fn pluralised(word: &str) -> String {
    match word {
        "boss" => "bosses".to_owned(),
        "notch" => "notches".to_owned(),
        "recess" => "recesses".to_owned(),
        other => format!("{other}s"),
    }
}

pub(super) fn title(builder: &Builder) -> String {
    let article = if builder.host_name.starts_with(['a', 'e', 'i', 'o', 'u']) { "An" } else { "A" };
    let mut features: Vec<String> = Vec::new();
    let openings = builder.openings.iter().map(String::as_str);
    for name in openings.chain(builder.features.iter().skip(1).map(|feature| feature.name.as_str())) {
        let noun = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_').to_owned();
        if !features.contains(&noun) {
            features.push(noun);
        }
    }
    let phrase = |noun: &String| {
        let plural = noun.ends_with('s') && !noun.ends_with("ss");
        if plural { noun.clone() } else { format!("{} {noun}", if noun.starts_with('e') { "an" } else { "a" }) }
    };
    let phrases: Vec<String> = features.iter().map(phrase).collect();
    let with = match &phrases[..] {
        [] => String::new(),
        [only] => format!(" with {only}"),
        [rest @ .., last] => format!(" with {} and {last}", rest.join(", ")),
    };
    format!("{article} {}{with}.", builder.host_name)
}
