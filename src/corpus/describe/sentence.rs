//! Plans as sentences, and back: what is said, not how.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use smol_str::{SmolStr, format_smolstr};

use crate::corpus::plan::{self, Body, Expr, Feature, NamedOutline, Parameter, Plan, Point3, Repeat};
use crate::model::BooleanOp;

/// One sentence of a text of level D3 or D4.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Sentence {
    /// What the part is.
    Title(String),
    /// The part's name.
    Part(SmolStr),
    /// A parameter.
    Parameter(Parameter),
    /// A derived value.
    Value(plan::Value),
    /// An outline under a name.
    Shape(NamedOutline),
    /// The one operation of a part, with its comment.
    Only { comment: Option<String>, body: Body, repeats: Vec<Repeat> },
    /// The first of several operations.
    Base { name: SmolStr, comment: Option<String>, body: Body, repeats: Vec<Repeat> },
    /// A later operation.
    Feature(Feature),
    /// The first operation, without a name.
    Start { body: Body, repeats: Vec<Repeat> },
    /// A later operation, without a name.
    Step { operation: BooleanOp, body: Body, repeats: Vec<Repeat> },
    /// How the whole is moved in the end.
    Placement(Point3),
    /// The program is printed in the flat form.
    Form,
}

/// The name of a feature inside a group, which no text says.
const PIECE: &str = "piece";

/// Everything about a plan (D4).
pub(super) fn complete(plan: &Plan, is_flat: bool) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = plan.title.iter().cloned().map(Sentence::Title).collect();
    sentences.push(Sentence::Part(plan.part.clone()));
    sentences.extend(is_flat.then_some(Sentence::Form));
    sentences.extend(plan.parameters.iter().cloned().map(Sentence::Parameter));
    sentences.extend(plan.values.iter().cloned().map(Sentence::Value));
    sentences.extend(plan.shapes.iter().cloned().map(Sentence::Shape));
    let is_only = plan.features.len() == 1;
    sentences.extend(plan.features.iter().enumerate().map(|(index, feature)| {
        let Feature { name, comment, body, repeats, .. } = feature.clone();
        match index {
            0 if is_only => Sentence::Only { comment, body, repeats },
            0 => Sentence::Base { name, comment, body, repeats },
            _ => Sentence::Feature(feature.clone()),
        }
    }));
    sentences.extend(plan.placement.clone().map(Sentence::Placement));
    sentences
}

/// The operations of a plan without its names (D3); `plan` has its values put in.
pub(super) fn operations(plan: &Plan) -> Vec<Sentence> {
    let sentence = |(index, feature): (usize, &Feature)| {
        let Feature { operation, body, repeats, .. } = feature.clone();
        if index == 0 { Sentence::Start { body, repeats } } else { Sentence::Step { operation, body, repeats } }
    };
    let placement = plan.placement.clone().map(Sentence::Placement);
    plan.features.iter().enumerate().map(sentence).chain(placement).collect()
}

/// The value the grammar says for a sentence: pieces of groups have no names of their own.
pub(super) fn value(sentence: &Sentence) -> Option<Value> {
    let mut value = serde_json::to_value(sentence).ok()?;
    name_pieces(&mut value);
    Some(value)
}

fn name_pieces(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(name_pieces),
        Value::Object(object) => {
            let pieces = object.get_mut("Group").and_then(|group| group.get_mut("features"));
            for piece in pieces.and_then(Value::as_array_mut).into_iter().flatten() {
                piece["name"] = json!(PIECE);
                piece["comment"] = Value::Null;
            }
            object.values_mut().for_each(name_pieces);
        }
        _ => {}
    }
}

/// A text's plan, and whether it is printed in the flat form; what is wrong with the sentence at an index otherwise.
pub(super) fn plan(sentences: Vec<Sentence>) -> Result<(Plan, bool), (usize, &'static str)> {
    let mut plan = Plan { part: "body".into(), ..Plan::default() };
    let (mut is_flat, mut is_named, count) = (false, false, sentences.len());
    let mut taken: FxHashMap<SmolStr, usize> = FxHashMap::default();
    for (index, sentence) in sentences.into_iter().enumerate() {
        let is_first = plan.features.is_empty();
        let mut feature = |name, comment, operation, body, repeats| {
            plan.features.push(Feature { name, comment, operation, body, repeats });
        };
        match sentence {
            Sentence::Title(text) => plan.title = Some(text),
            Sentence::Part(name) => (plan.part, is_named) = (name, true),
            Sentence::Form => is_flat = true,
            Sentence::Placement(by) => plan.placement = Some(by),
            Sentence::Parameter(parameter) => plan.parameters.push(parameter),
            Sentence::Value(value) => plan.values.push(value),
            Sentence::Shape(shape) => plan.shapes.push(shape),
            Sentence::Only { comment, body, repeats } if is_first => {
                let name = plan.part.clone();
                feature(name, comment, BooleanOp::Union, body, repeats);
            }
            Sentence::Base { name, comment, body, repeats } if is_first => {
                feature(name, comment, BooleanOp::Union, body, repeats);
            }
            Sentence::Start { body, repeats } if is_first => {
                feature("base".into(), None, BooleanOp::Union, body, repeats);
            }
            Sentence::Only { .. } | Sentence::Base { .. } | Sentence::Start { .. } => {
                return Err((index, "this begins a second body; a text describes one"));
            }
            Sentence::Feature(_) | Sentence::Step { .. } if is_first => {
                return Err((index, "this changes a body, and no sentence before it has made one"));
            }
            Sentence::Feature(own) => feature(own.name, own.comment, own.operation, own.body, own.repeats),
            Sentence::Step { operation, body, repeats } => {
                let kind = match operation {
                    BooleanOp::Union => "added",
                    BooleanOp::Cut => "cut",
                    BooleanOp::Intersect => "common",
                };
                let number = taken.entry(kind.into()).or_default();
                *number += 1;
                feature(format_smolstr!("{kind}{number}"), None, operation, body, repeats);
            }
        }
    }
    if plan.features.is_empty() {
        return Err((count.saturating_sub(1), "no sentence of the text makes a body"));
    }
    // A single operation is the part itself.
    if let [only] = &mut plan.features[..] {
        if !is_named && plan.part == "body" {
            only.name = "body".into();
        } else {
            only.name = plan.part.clone();
        }
    }
    Ok((plan, is_flat))
}

/// The plan with the values of its names put in: no parameters, values or named shapes, each number computed as the
/// language computes it. Only the variables of repetitions stay. `None` when a number is not finite.
pub(super) fn inlined(plan: &Plan) -> Option<Plan> {
    let mut numbers: FxHashMap<SmolStr, f64> =
        plan.parameters.iter().map(|item| (item.name.clone(), item.value)).collect();
    for item in &plan.values {
        numbers.insert(item.name.clone(), item.value.value(&numbers)?);
    }
    let mut inline = Inline { numbers, shapes: FxHashMap::default() };
    for shape in &plan.shapes {
        let outline = inline.value(serde_json::to_value(&shape.outline).ok()?)?;
        inline.shapes.insert(shape.name.clone(), outline);
    }
    let features = inline.value(serde_json::to_value(&plan.features).ok()?)?;
    let placement = inline.value(serde_json::to_value(&plan.placement).ok()?)?;
    Some(Plan {
        features: serde_json::from_value(features).ok()?,
        placement: serde_json::from_value(placement).ok()?,
        part: plan.part.clone(),
        ..Plan::default()
    })
}

struct Inline {
    numbers: FxHashMap<SmolStr, f64>,
    shapes: FxHashMap<SmolStr, Value>,
}

impl Inline {
    fn value(&self, value: Value) -> Option<Value> {
        let mut object = match value {
            Value::Array(items) => return items.into_iter().map(|item| self.value(item)).collect(),
            Value::Object(object) => object,
            other => return Some(other),
        };
        if object.len() == 1 {
            if let Some(name) = object.get("Name").and_then(Value::as_str) {
                return match self.numbers.get(name) {
                    Some(number) => literal(*number),
                    None => Some(json!({"Name": name})),
                };
            }
            if let Some(shape) = object.get("Named") {
                return self.shapes.get(shape["name"].as_str()?).cloned();
            }
        }
        for piece in object.values_mut() {
            *piece = self.value(piece.take())?;
        }
        let folded = object.len() == 1 && (object.contains_key("Binary") || object.contains_key("Negate"));
        let value = Value::Object(object);
        if folded
            && let Ok(expr) = serde_json::from_value::<Expr>(value.clone())
            && let Some(number) = expr.value(&FxHashMap::default())
        {
            return literal(number);
        }
        Some(value)
    }
}

fn literal(number: f64) -> Option<Value> {
    number.is_finite().then(|| json!({"Number": number + 0.0}))
}
