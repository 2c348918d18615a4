//! Examples of the tasks, from one part.

use serde_json::{Map, Value, json};

use super::config::{Config, LEVELS};
use super::part::Part;
use super::repair::{self, Fault};
use super::text::text;
use crate::corpus::plan::lower::{Parametricity, levels_below, lowered};
use crate::corpus::plan::{Parameter, Plan, Quantity, print};
use crate::corpus::synth::draw::Draw;
use crate::corpus::synth::likeness;
use crate::corpus::write::number;
use crate::diagnostics::Diagnostic;
use crate::model::{ContentHasher, Level};
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Depth, Outcome, Request, Workspace};

/// An example before it is known which split it belongs to.
#[derive(Clone, Debug)]
pub struct Draft {
    /// Its task.
    pub task: &'static str,
    /// The level of what it is about.
    pub level: Level,
    /// What its shapes are alike to (coarsely); a split owns each.
    pub alike: Vec<u128>,
    /// Hash of the shapes that its answer makes.
    pub hash: u128,
    /// The record without id and split.
    pub record: Map<String, Value>,
}

/// The shapes of a program, as far as examples need to know them.
#[derive(Clone, Copy)]
struct Shapes {
    level: Level,
    alike: u128,
    hash: u128,
}

fn run(text: &str) -> Outcome {
    let request = Request::new("part.recad", text, &StandardLibraryOnly);
    Workspace::default().run(&Request { depth: Depth::Evaluate, terse: true, ..request })
}

/// What the part of a program is alike to.
pub fn alike(text: &str) -> Option<u128> {
    shapes(text).map(|shapes| shapes.alike)
}

fn shapes(text: &str) -> Option<Shapes> {
    let outcome = run(text);
    let [part] = outcome.parts() else { return None };
    if outcome.has_errors() {
        return None;
    }
    let alike = likeness::descriptor(&part.shape, likeness::COARSE)?;
    let mut hasher = ContentHasher::default();
    hasher.shape(&part.shape);
    Some(Shapes { level: part.shape.level(), alike, hash: hasher.finish() })
}

/// The parametricities of a configuration, one drawn by their shares.
fn parametricity(config: &Config, draw: &mut Draw) -> Parametricity {
    let share = |p: Parametricity| config.parametricity.get(p.name()).copied().unwrap_or(0.0);
    let mut left = draw.unit() * Parametricity::ALL.map(share).iter().sum::<f64>();
    for p in Parametricity::ALL {
        if left < share(p) {
            return p;
        }
        left -= share(p);
    }
    Parametricity::P3
}

/// Makes the examples of a part, with what it is alike to; none when its program has errors or more than one part.
pub fn drafts(part: &Part, config: &Config) -> Option<(u128, Vec<Draft>)> {
    let mut draw = Draw::new(config.seed, 0x7461_736b ^ ((part.number as u64) << 32));
    let whole = shapes(&part.text)?;
    let mut maker = Maker { config, origin: &part.origin, found: Vec::new() };
    match &part.plan {
        None => {
            maker.picture(&part.text, whole, None, &mut draw);
            maker.repair(&part.text, whole, &mut draw);
        }
        Some(plan) => {
            let p = parametricity(config, &mut draw);
            maker.plan(plan, p, whole, &mut draw);
            maker.guidance(plan, whole, &mut draw);
            let mut below = levels_below(plan);
            for _ in 0..config.below.min(below.len()) {
                let plan = below.swap_remove(draw.below(below.len()));
                if let Some(own) = shapes(&print::program(&plan)) {
                    maker.part_below(&plan, p, own, &mut draw);
                }
            }
        }
    }
    Some((whole.alike, maker.found))
}

struct Maker<'a> {
    config: &'a Config,
    origin: &'a str,
    found: Vec<Draft>,
}

impl Maker<'_> {
    fn plan(&mut self, plan: &Plan, p: Parametricity, whole: Shapes, draw: &mut Draw) {
        let Some(low) = lowered(plan, p) else { return };
        let text = print::program(&low);
        self.text(&low, &text, whole, p, draw);
        self.picture(&text, whole, Some(p), draw);
        self.edit(plan, p, draw, false);
        self.edit(plan, p, draw, true);
        self.repair(&text, whole, draw);
    }

    /// A part of a lower level is asked for, not edited.
    fn part_below(&mut self, plan: &Plan, p: Parametricity, own: Shapes, draw: &mut Draw) {
        let Some(low) = lowered(plan, p) else { return };
        let text = print::program(&low);
        self.text(&low, &text, own, p, draw);
        self.picture(&text, own, Some(p), draw);
    }

    fn push(&mut self, task: &'static str, own: Shapes, others: &[Shapes], p: Option<Parametricity>, record: Value) {
        let Value::Object(mut record) = record else { return };
        record.insert("parametricity".to_owned(), json!(p.map(Parametricity::name)));
        record.insert("origin".to_owned(), json!(self.origin));
        let alike = std::iter::once(own.alike).chain(others.iter().map(|shapes| shapes.alike)).collect();
        self.found.push(Draft { task, level: own.level, alike, hash: own.hash, record });
    }

    fn text(&mut self, plan: &Plan, program: &str, own: Shapes, p: Parametricity, draw: &mut Draw) {
        let chosen = draw.chance(self.config.tasks.text);
        let (level, style, seed) = (
            self.config.text_levels.get(draw.below(self.config.text_levels.len())),
            self.config.text_styles.get(draw.below(self.config.text_styles.len())),
            draw.word(),
        );
        let (Some(level), Some(style), true) = (level, style, chosen) else { return };
        if let Some(text) = text(plan, level, style, seed) {
            let record = json!({"text": text, "text_level": level, "text_style": style, "program": program});
            self.push("text", own, &[], Some(p), record);
        }
    }

    fn picture(&mut self, program: &str, own: Shapes, p: Option<Parametricity>, draw: &mut Draw) {
        if !draw.chance(self.config.tasks.picture) {
            return;
        }
        let view = if own.level >= Level::SE { "iso" } else { "top" };
        let picture = json!({"view": view, "size": self.config.picture_size});
        self.push("picture", own, &[], p, json!({"picture": picture, "program": program}));
    }

    fn guidance(&mut self, plan: &Plan, own: Shapes, draw: &mut Draw) {
        let chosen = draw.chance(self.config.tasks.guidance);
        let (true, Some(hard)) = (chosen, lowered(plan, Parametricity::P0)) else { return };
        let (hard, parameterized) = (print::program(&hard), print::program(plan));
        if hard != parameterized {
            let record = json!({"hard_coded": hard, "program": parameterized});
            self.push("guidance", own, &[], Some(Parametricity::P3), record);
        }
    }

    /// Another value for a parameter, or one more of something.
    fn edit(&mut self, plan: &Plan, p: Parametricity, draw: &mut Draw, count: bool) {
        let (task, share) = match count {
            false => ("edit", self.config.tasks.edit),
            true => ("count", self.config.tasks.count),
        };
        let chosen = draw.chance(share);
        let fits = |item: &&Parameter| (item.quantity == Quantity::Count) == count && item.range.is_some();
        let candidates: Vec<&Parameter> = plan.parameters.iter().filter(fits).collect();
        let (true, Some(parameter)) = (chosen, draw.one(&candidates)) else { return };
        let Some(value) = other_value(plan, parameter, draw) else { return };
        let mut edited = plan.clone();
        for item in edited.parameters.iter_mut().filter(|item| item.name == parameter.name) {
            item.value = value;
        }
        let (Some(before), Some(after)) = (lowered(plan, p), lowered(&edited, p)) else { return };
        let (before, after) = (print::program(&before), print::program(&after));
        let (Some(old), Some(new)) = (shapes(&before), shapes(&after)) else { return };
        if old.hash == new.hash {
            return;
        }
        let what = parameter.doc.as_deref().unwrap_or(&parameter.name).trim_end_matches('.').to_owned();
        let mut letters = what.chars();
        let what: String = letters.next().map(|c| c.to_lowercase().chain(letters).collect()).unwrap_or_default();
        let unit = if parameter.quantity == Quantity::Length { " mm" } else { "" };
        let (from, to) = (number(parameter.value), number(value));
        let instruction = format!("Change the {what} from {from}{unit} to {to}{unit}.");
        let record = json!({
            "instruction": instruction,
            "parameter": parameter.name,
            "value": value,
            "before": before,
            "program": after,
        });
        self.push(task, new, &[old], Some(p), record);
    }

    fn repair(&mut self, program: &str, own: Shapes, draw: &mut Draw) {
        if !draw.chance(self.config.tasks.repair) {
            return;
        }
        for _ in 0..8 {
            let fault = Fault::ALL[draw.below(Fault::ALL.len())];
            let Some(broken) = repair::broken(program, fault, draw) else { continue };
            let outcome = run(&broken);
            let Some(error) = outcome.diagnostics.iter().find(|d| d.is_error()) else { continue };
            let told = told(&broken, error);
            let record = json!({"fault": fault.name(), "error": told, "before": broken, "program": program});
            return self.push("repair", own, &[], None, record);
        }
    }
}

/// Another value of a parameter inside its range: one more of a count, another preferred number of a size.
fn other_value(plan: &Plan, parameter: &Parameter, draw: &mut Draw) -> Option<f64> {
    let bindings = plan.bindings(&[])?;
    let (low, high) = parameter.range.as_ref()?;
    let (low, high) = (low.value(&bindings)?, high.value(&bindings)?);
    if parameter.quantity == Quantity::Count {
        return (parameter.value < high).then_some(parameter.value + 1.0);
    }
    (0..4).map(|_| draw.preferred(low, high)).find(|value| (value - parameter.value).abs() > 0.03 * parameter.value)
}

/// What the compiler says of an error: `{name, message, line}`.
fn told(text: &str, error: &Diagnostic) -> Value {
    let line = text.get(..error.span.start as usize).map(|head| head.matches('\n').count() + 1);
    json!({"name": error.name.as_str(), "message": error.message, "line": line})
}

/// The name of a level.
pub fn level_name(level: Level) -> &'static str {
    LEVELS.iter().find(|(_, other)| *other == level).map_or("", |(name, _)| name)
}
