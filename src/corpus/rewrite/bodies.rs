//! Flat programs of plain bodies as programs of loops: every sum of blocks, cylinders and prisms by the fewest families.
//!
//! The usual rewriter finds equal bodies in arrangements; here bodies whose sizes grow with the loop, too. Of both results
//! the one with fewer numbers is kept. Invariant: a result is proven like any other, by evaluating it. Absent: ranges of parameters,
//! and bodies that are turned or mirrored (the program stays as the usual rewriter left it).

use super::grid::{self, Family, Formula, Rules};
use super::{Proof, Rewritten, STRICT, clean, evaluated, model, proof, size};
use crate::corpus::flat::{self, Extent, Solid};
use crate::corpus::plan::{self, BinaryOp, Body, Expr, Feature, Parameter, Plan, Quantity, Repeat, SmolStr, print};
use crate::diagnostics::Diagnostic;
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3, trig};
use crate::workspace::project::StandardLibraryOnly;

/// Combinations inside combinations go at most this deep.
const MOST_NESTED: usize = 32;
/// Prisms of up to this many sides are polygons stretched along x and y.
const MOST_SIDES: usize = 12;
/// Loop variables, the innermost first.
const VARIABLES: [&str; 3] = ["i", "j", "k"];

/// What a body is, apart from its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Numbers: foot x y z, width, depth, height.
    Block,
    /// Numbers: foot x y z, radius, height.
    Cylinder,
    /// A regular polygon with its first corner on the x axis, stretched along x and y; numbers: foot x y z, radii along x
    /// and y, height.
    Prism {
        /// Corners.
        sides: usize,
    },
}

/// The kind and numbers of a body; `None` when it is no plain one.
pub fn row(program: &flat::Program, solid: &Solid) -> Option<(Kind, Vec<f64>)> {
    Some(match solid {
        Solid::Block { size, at } if size.min_element() > 0.0 => (Kind::Block, joined(*at, &size.to_array())),
        Solid::Cylinder { radius, height, at } if *height > 0.0 => (Kind::Cylinder, joined(*at, &[*radius, *height])),
        Solid::Extrude(prism) => {
            let Extent::OneSide { height } = prism.extent else { return None };
            let sketch = program.sketches.get(prism.sketch)?;
            let [face] = &sketch.faces[..] else { return None };
            let sides = face.outer.len();
            let plain = sketch.x == DVec3::X && sketch.normal == DVec3::Z && face.holes.is_empty() && height > 0.0;
            if !plain || !(3..=MOST_SIDES).contains(&sides) {
                return None;
            }
            let corner = |index: usize| match face.outer[index] {
                CurveKind::Line { start, .. } => Some(start),
                _ => None,
            };
            let turn = |index: usize| trig::sin_cos(360.0 * index as f64 / sides as f64);
            let (x, y) = (corner(0)?.x, corner(1)?.y / turn(1).0);
            if !(x > 0.0 && y > 0.0) {
                return None;
            }
            for index in 0..sides {
                let (sin, cos) = turn(index);
                let difference = corner(index)? - DVec2::new(x * cos, y * sin);
                if difference.abs().max_element() > 1e-9 * x.abs().max(y.abs()) {
                    return None;
                }
            }
            (Kind::Prism { sides }, joined(sketch.origin, &[x, y, height]))
        }
        _ => return None,
    })
}

fn joined(at: DVec3, sizes: &[f64]) -> Vec<f64> {
    at.to_array().into_iter().chain(sizes.iter().copied()).collect()
}

/// The bodies of a sum by their kinds, kinds in order, and the combinations among them.
pub fn sorted<'a>(program: &flat::Program, solids: &'a [Solid]) -> Option<(Vec<Rows>, Vec<&'a Solid>)> {
    let mut kinds: Vec<Rows> = Vec::new();
    let mut others = Vec::new();
    for solid in solids {
        match row(program, solid) {
            Some((kind, row)) => match kinds.iter_mut().find(|(found, _)| *found == kind) {
                Some((_, rows)) => rows.push(row),
                None => kinds.push((kind, vec![row])),
            },
            None if matches!(solid, Solid::Combined(..)) => others.push(solid),
            None => return None,
        }
    }
    kinds.sort_by_key(|(kind, _)| *kind);
    Some((kinds, others))
}

/// A kind and the numbers of its bodies.
pub type Rows = (Kind, Vec<Vec<f64>>);

/// The program in loops, when that is proven and has fewer numbers than `usual`; its ranges are no reason against either.
pub fn looped(program: &flat::Program, text: &str, usual: Rewritten) -> Rewritten {
    let numbers = |result: &Rewritten| result.after.parameters + result.after.literals;
    match attempt(program, text, &usual) {
        Some(looped) if usual.proof.is_none() || numbers(&looped) < numbers(&usual) => looped,
        _ => usual,
    }
}

fn attempt(program: &flat::Program, text: &str, usual: &Rewritten) -> Option<Rewritten> {
    let original = modelled(text)?;
    let tolerance = STRICT * original.diagonal();
    let mut writer = Writer {
        program,
        rules: Rules { tolerance, pairs: false },
        plan: Plan { part: "body".into(), ..Plan::default() },
        names: Vec::new(),
        told: Vec::new(),
        loops: 0,
    };
    let steps: Vec<(BooleanOp, &[Solid])> =
        program.steps.iter().map(|step| (step.operation, &step.solids[..])).collect();
    let features = writer.features(&steps, 0)?;
    if writer.loops == 0 {
        return None;
    }
    writer.plan.title = Some(writer.title());
    let mut plan = writer.plan;
    plan.features = features;
    let written = print::program(&plan);
    let proof = proof::prove(&clean::clean(original, tolerance), &clean::clean(modelled(&written)?, tolerance))?;
    (proof == Proof::Exact).then(|| Rewritten {
        after: size::measure(&written),
        program: written,
        plan: Some(plan),
        proof: Some(proof),
        reason: None,
        before: usual.before,
        patterns: writer.loops,
        mirrors: 0,
        relations: Vec::new(),
    })
}

fn modelled(text: &str) -> Option<model::Model> {
    let outcome = evaluated("looped", text, &StandardLibraryOnly);
    let [part] = &outcome.evaluation.parts[..] else { return None };
    let failed = outcome.diagnostics.iter().any(Diagnostic::is_error);
    (!failed).then(|| model::of_shape(&part.shape)).flatten()
}

struct Writer<'a> {
    program: &'a flat::Program,
    rules: Rules,
    plan: Plan,
    names: Vec<SmolStr>,
    /// What the part has, for the title.
    told: Vec<String>,
    loops: usize,
}

impl Writer<'_> {
    fn features(&mut self, steps: &[(BooleanOp, &[Solid])], depth: usize) -> Option<Vec<Feature>> {
        if depth > MOST_NESTED {
            return None;
        }
        let mut features = Vec::new();
        for (operation, solids) in steps {
            if *operation == BooleanOp::Intersect && solids.len() > 1 {
                return None;
            }
            let (kinds, others) = sorted(self.program, solids)?;
            for (kind, rows) in kinds {
                for family in grid::families(&rows, self.rules) {
                    let is_host = features.is_empty() && depth == 0;
                    let feature = self.feature(kind, &family, *operation, is_host)?;
                    features.push(feature);
                }
            }
            for solid in others {
                let Solid::Combined(inner, operands) = solid else { return None };
                let (first, rest) = operands.split_first()?;
                let parts = [(BooleanOp::Union, std::slice::from_ref(first)), (*inner, rest)];
                let inside = self.features(&parts, depth + 1)?;
                let name = self.unique("group");
                let body = Body::Group { features: inside };
                features.push(Feature { name, comment: None, operation: *operation, body, repeats: Vec::new() });
            }
        }
        Some(features)
    }

    fn feature(&mut self, kind: Kind, family: &Family, operation: BooleanOp, is_host: bool) -> Option<Feature> {
        let noun = match (operation, kind) {
            (_, Kind::Block) if is_host => "block",
            (BooleanOp::Cut, Kind::Block) => "pocket",
            (BooleanOp::Cut, _) => "hole",
            (_, Kind::Block) => "bar",
            (_, Kind::Cylinder) => "pin",
            (_, Kind::Prism { .. }) => "post",
        };
        let total: usize = family.counts.iter().product();
        let name = self.unique(noun);
        let plural = format!("{noun}s");
        self.told.push(if total == 1 { format!("a {noun}") } else { format!("{total} {plural}") });
        let variables: Vec<&str> = (0..family.counts.len()).rev().map(|axis| VARIABLES[axis]).collect();
        let repeats = self.repeats(&name, family, &variables);
        self.loops += usize::from(total > 1);
        let written: Vec<Expr> =
            (0..family.formulas.len()).map(|column| self.number(&name, kind, family, column, &variables)).collect();
        let get = |column: usize| written.get(column).cloned();
        let at = [get(0)?, get(1)?, get(2)?];
        let body = match kind {
            Kind::Block => Body::Box { width: get(3)?, depth: get(4)?, height: get(5)?, at },
            Kind::Cylinder => Body::Cylinder { radius: get(3)?, height: get(4)?, at },
            Kind::Prism { sides } => {
                let corner = |index: usize| {
                    let (sin, cos) = trig::sin_cos(360.0 * index as f64 / sides as f64);
                    Some([stretched(&get(3)?, cos), stretched(&get(4)?, sin)])
                };
                let points = (0..sides).map(corner).collect::<Option<Vec<_>>>()?;
                let outer = plan::Outline::Polygon { points };
                let face = plan::Placed { shape: plan::Face { outer, holes: Vec::new() }, repeats: Vec::new() };
                let sketch = plan::Sketch { plane: plan::Plane::Xy { offset: Expr::ZERO }, faces: vec![face] };
                let body = Body::Extrude { sketch, extent: plan::Extent::OneSide { height: get(5)? } };
                Body::Moved { body: Box::new(body), turns: Vec::new(), by: at }
            }
        };
        let comment = match family.counts[..] {
            [] => None,
            [count] => Some(format!("{count} {plural} in a row.")),
            _ => {
                let counts: Vec<String> = family.counts.iter().map(usize::to_string).collect();
                Some(format!("{} {plural} in a grid.", counts.join(" by ")))
            }
        };
        Some(Feature { name, comment, operation, body, repeats })
    }

    /// The loops, the innermost first, each with its count as a parameter.
    fn repeats(&mut self, name: &SmolStr, family: &Family, variables: &[&str]) -> Vec<Repeat> {
        let many = family.counts.len() > 1;
        let mut repeats = Vec::new();
        for (axis, (count, variable)) in family.counts.iter().zip(variables).enumerate().rev() {
            let which = ["rows", "columns", "layers"][axis.min(2)];
            let called = if many { format!("{name}_{which}") } else { format!("{name}_count") };
            let doc = if many {
                format!("{} in `{name}`.", capital(which))
            } else {
                format!("How many bodies `{name}` has.")
            };
            let count = self.parameter(called, doc, Quantity::Count, *count as f64);
            repeats.push(Repeat::Each { variable: SmolStr::new(variable), count, except: Vec::new() });
        }
        repeats
    }

    /// A number of a family; sizes that stay and steps of places are parameters.
    fn number(&mut self, name: &SmolStr, kind: Kind, family: &Family, column: usize, variables: &[&str]) -> Expr {
        let formula = &family.formulas[column];
        let size = match (kind, column) {
            (_, 0..3) | (Kind::Prism { .. }, 3 | 4) => None,
            (Kind::Block, 3) => Some("width"),
            (Kind::Block, 4) => Some("depth"),
            (Kind::Cylinder, 3) => Some("radius"),
            _ => Some("height"),
        };
        if formula.is_constant() {
            return match size {
                Some(size) => {
                    let doc = format!("{} of `{name}`.", capital(size));
                    self.parameter(format!("{name}_{size}"), doc, Quantity::Length, formula.constant)
                }
                None => formula.constant.into(),
            };
        }
        let moving = (0..3).filter(|column| !family.formulas[*column].is_constant()).count();
        let mut slopes: Vec<Expr> = formula.linear.iter().map(|by| Expr::from(*by)).collect();
        let sloped = formula.linear.iter().filter(|by| **by != 0.0).count();
        if formula.square.is_none() && sloped == 1 && column < 3 {
            let suffix = if moving > 1 { format!("_{}", ["x", "y", "z"][column]) } else { String::new() };
            for (slope, by) in slopes.iter_mut().zip(&formula.linear).filter(|(_, by)| **by != 0.0) {
                let doc = format!("Distance from one body of `{name}` to the next{}.", suffix.replace('_', " along "));
                *slope = self.parameter(format!("{name}_pitch{suffix}"), doc, Quantity::Length, *by);
            }
        }
        expression(formula, &slopes, variables)
    }

    fn parameter(&mut self, name: String, doc: String, quantity: Quantity, value: f64) -> Expr {
        let name = SmolStr::new(name);
        self.plan.parameters.push(Parameter { name: name.clone(), doc: Some(doc), quantity, value, range: None });
        Expr::Name(name)
    }

    fn unique(&mut self, noun: &str) -> SmolStr {
        let taken = |name: &str| self.names.iter().any(|found| found == name);
        let numbered = (2..).map(|number| format!("{noun}_{number}"));
        let name = std::iter::once(noun.to_owned()).chain(numbered).find(|name| !taken(name));
        let name = SmolStr::new(name.unwrap_or_default());
        self.names.push(name.clone());
        name
    }

    fn title(&self) -> String {
        match self.told.split_first() {
            Some((first, [])) => format!("{}.", capital(first)),
            Some((first, rest)) => format!("{} with {}.", capital(first), rest.join(", ")),
            None => "A body.".to_owned(),
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// A radius times a direction, as short as it goes.
fn stretched(radius: &Expr, by: f64) -> Expr {
    let by = (by * 1e15).round() / 1e15 + 0.0;
    match radius {
        _ if by == 0.0 => Expr::ZERO,
        Expr::Number(radius) => Expr::Number(radius * by),
        radius if by == 1.0 => radius.clone(),
        radius if by == -1.0 => Expr::Negate(Box::new(radius.clone())),
        radius => Expr::binary(BinaryOp::Multiply, radius.clone(), by.into()),
    }
}

/// A formula over its variables.
fn expression(formula: &Formula, slopes: &[Expr], variables: &[&str]) -> Expr {
    let times = |by: Expr, what: Expr| match by {
        by if by.is(1.0) => what,
        by => Expr::binary(BinaryOp::Multiply, by, what),
    };
    if let Some((axis, a, p, q)) = formula.factors() {
        let shifted = |by: f64| match by {
            0.0 => Expr::name(variables[axis]),
            by => Expr::binary(BinaryOp::Add, Expr::name(variables[axis]), by.into()),
        };
        return times(times(a.into(), shifted(p)), shifted(q));
    }
    // Sizes that grow with the loop start at the first of their steps: `(i + 1) * 2`.
    let sloped: Vec<usize> = (0..slopes.len()).filter(|axis| formula.linear[*axis] != 0.0).collect();
    if let ([axis], None) = (&sloped[..], formula.square)
        && formula.constant == formula.linear[*axis]
        && slopes[*axis].is(formula.constant)
    {
        let next = Expr::binary(BinaryOp::Add, Expr::name(variables[*axis]), 1.0.into());
        return if formula.constant == 1.0 { next } else { times(next, formula.constant.into()) };
    }
    let mut terms: Vec<Expr> = Vec::new();
    if let Some((axis, a)) = formula.square {
        terms.push(times(times(a.into(), Expr::name(variables[axis])), Expr::name(variables[axis])));
    }
    for ((by, slope), variable) in formula.linear.iter().zip(slopes).zip(variables) {
        if *by != 0.0 {
            terms.push(times(slope.clone(), Expr::name(*variable)));
        }
    }
    let sum = terms.into_iter().reduce(|sum, term| Expr::binary(BinaryOp::Add, sum, term));
    match (sum, formula.constant) {
        (None, constant) => constant.into(),
        (Some(sum), 0.0) => sum,
        (Some(sum), constant) if constant < 0.0 => Expr::binary(BinaryOp::Subtract, sum, (-constant).into()),
        (Some(sum), constant) => Expr::binary(BinaryOp::Add, sum, constant.into()),
    }
}
