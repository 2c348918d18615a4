//! What of a program can be said, and the proof that it says the same.

use super::{Figures, Level, lift, sentence};
use crate::corpus::flat;
use crate::corpus::plan::{self, Body, Expr, Extent, Feature, Outline, Plan, Plane, Segment, Sketch, print};
use crate::corpus::write;
use crate::diagnostics::{Diagnostic, registry::io};
use crate::format;
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3, Shape};
use crate::text::{FileId, SourceMap, Span};
use crate::workspace::project::StandardLibraryOnly;
use crate::workspace::{Depth, Outcome, Request, Workspace};

/// A program as what is to be said of it.
pub(super) struct Subject {
    pub(super) plan: Plan,
    pub(super) figures: Figures,
}

/// Why a program cannot be said.
pub(super) struct Failed {
    pub(super) sources: SourceMap,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// The plan of a program, proven to mean the same: to the bit where the program has the structure of a plan, to 1e-9 of
/// its size where it was taken from what the program evaluates to.
pub(super) fn subject(name: &str, program: &str, level: Level) -> Result<Subject, Failed> {
    let outcome = evaluate(name, program);
    if outcome.has_errors() {
        return Err(Failed { sources: outcome.sources, diagnostics: outcome.diagnostics });
    }
    let fail = |outcome: Outcome, message: String| {
        let diagnostic = Diagnostic::new(io::NOT_DESCRIBED, Span::new(outcome.root(), 0, 0), message);
        Err(Failed { sources: outcome.sources, diagnostics: vec![diagnostic] })
    };
    let shape = match outcome.parts() {
        [only] => only.shape.clone(),
        parts => {
            let message = format!("a text is about one part, and this program has {}", parts.len());
            return fail(outcome, message);
        }
    };
    let size = match level {
        Level::D1 | Level::D2 => outcome.bounds().map(|(low, high)| (high - low).to_array()),
        _ => None,
    };
    let reading = plan::read::read(FileId::default(), program);
    if let Ok(reading) = &reading {
        let is_same = reading.is_canonical || is_same(&shape, &reading.plan);
        let is_whole = level != Level::D3
            || sentence::inlined(&reading.plan).is_some_and(|inlined| self::is_same(&shape, &inlined));
        if is_same && is_whole {
            let plan = reading.plan.clone();
            let is_flat = !reading.is_canonical && flat_form(&plan) == format::format(FileId::default(), program).ok();
            return Ok(Subject { plan, figures: Figures { size, is_flat } });
        }
    }
    if level == Level::D4 {
        let mut diagnostic = Diagnostic::new(
            io::NOT_DESCRIBED,
            Span::new(outcome.root(), 0, 0),
            "no words of the table say all of this program, its names and relations included",
        );
        if let Err(no_plan) = reading {
            let span = Span::new(outcome.root(), no_plan.span.start, no_plan.span.end);
            diagnostic.span = span;
            diagnostic.notes.push(no_plan.reason);
        }
        diagnostic.notes.push("`--level D3` says its operations with their numbers".to_owned());
        return Err(Failed { sources: outcome.sources, diagnostics: vec![diagnostic] });
    }
    let name = outcome.parts().first().map(|part| part.name.clone()).unwrap_or_default();
    let lifted = lift::plan(&shape, name).filter(|plan| is_near(&shape, plan));
    match lifted {
        Some(plan) => Ok(Subject { plan, figures: Figures { size, is_flat: false } }),
        None => fail(outcome, "no words of the table say what this program does".to_owned()),
    }
}

fn evaluate(name: &str, program: &str) -> Outcome {
    let request = Request { depth: Depth::Evaluate, terse: true, ..Request::new(name, program, &StandardLibraryOnly) };
    Workspace::default().run(&request)
}

/// The shape of a plan's program.
fn shape_of(plan: &Plan) -> Option<Shape> {
    let outcome = evaluate("<plan>", &print::program(plan));
    match outcome.parts() {
        [only] if !outcome.has_errors() => Some(only.shape.clone()),
        _ => None,
    }
}

/// Whether a plan evaluates to the shape, operation by operation, to the bit.
fn is_same(shape: &Shape, plan: &Plan) -> bool {
    match (shape, shape_of(plan)) {
        (Shape::Solid(solid), Some(Shape::Solid(other))) => solid.hash == other.hash,
        (Shape::Solid(_), _) | (_, None) => false,
        (shape, Some(other)) => lift::signature(shape).is_some_and(|own| Some(own) == lift::signature(&other)),
    }
}

/// Whether a plan evaluates to the shape once transformations are carried out, to 1e-9 of its size.
fn is_near(shape: &Shape, plan: &Plan) -> bool {
    let (Some(own), Some(other)) = (lift::signature(shape), shape_of(plan).and_then(|other| lift::signature(&other)))
    else {
        return false;
    };
    own.is_near(&other)
}

/// A plan of plain extrusions as the text an import writes; `None` when it has anything else in it.
pub(super) fn flat_form(plan: &Plan) -> Option<String> {
    if plan.part != "body"
        || plan.placement.is_some()
        || !plan.parameters.is_empty()
        || !plan.values.is_empty()
        || !plan.shapes.is_empty()
    {
        return None;
    }
    let mut program = flat::Program::default();
    for feature in &plan.features {
        if !feature.repeats.is_empty() {
            return None;
        }
        let prisms: Vec<flat::Prism> = match &feature.body {
            Body::Group { features } => {
                let is_sum = |f: &Feature| f.operation == BooleanOp::Union && f.repeats.is_empty();
                features.iter().map(|f| is_sum(f).then(|| prism(&mut program, &f.body)).flatten()).collect()
            }
            body => prism(&mut program, body).map(|prism| vec![prism]),
        }?;
        let solids = prisms.into_iter().map(flat::Solid::Extrude).collect();
        program.steps.push(flat::Step { operation: feature.operation, solids });
    }
    Some(write::program(&program))
}

fn prism(program: &mut flat::Program, body: &Body) -> Option<flat::Prism> {
    let (sketch, extent) = match body {
        Body::Extrude { sketch, extent } => {
            let extent = match extent {
                Extent::OneSide { height } => flat::Extent::OneSide { height: number(height)? },
                Extent::Symmetric { height } => flat::Extent::Symmetric { height: number(height)? },
                Extent::TwoSides { height, back } => {
                    flat::Extent::TwoSides { height: number(height)?, back: number(back)? }
                }
            };
            (flat_sketch(sketch)?, extent)
        }
        // What lies to one side of its plane was moved there.
        Body::Moved { body, turns, by } if turns.is_empty() => match &**body {
            Body::Extrude { sketch, extent: Extent::OneSide { height } } => {
                let sketch = flat_sketch(sketch)?;
                let low = vector(by)?.dot(sketch.normal.try_normalize()?);
                (sketch, flat::Extent::TwoSides { height: low + number(height)?, back: -low })
            }
            _ => return None,
        },
        _ => return None,
    };
    let known = program.sketches.iter().position(|other| *other == sketch);
    let sketch = known.unwrap_or_else(|| {
        program.sketches.push(sketch);
        program.sketches.len() - 1
    });
    Some(flat::Prism { sketch, extent })
}

fn flat_sketch(sketch: &Sketch) -> Option<flat::Sketch> {
    let Plane::Any { origin, x, normal } = &sketch.plane else { return None };
    let faces = sketch
        .faces
        .iter()
        .map(|placed| {
            let holes = placed.shape.holes.iter();
            let holes = holes.map(|hole| hole.repeats.is_empty().then(|| curves(&hole.shape)).flatten());
            let is_plain = placed.repeats.is_empty();
            is_plain.then_some(())?;
            Some(flat::Face { outer: curves(&placed.shape.outer)?, holes: holes.collect::<Option<_>>()? })
        })
        .collect::<Option<_>>()?;
    Some(flat::Sketch { origin: vector(origin)?, x: vector(x)?, normal: vector(normal)?, faces })
}

fn curves(outline: &Outline) -> Option<Vec<CurveKind>> {
    match outline {
        Outline::Circle { center, radius } => {
            Some(vec![CurveKind::Circle { center: point(center)?, radius: number(radius)? }])
        }
        Outline::Path { start, segments } => {
            let mut at = point(start)?;
            let curve = |segment: &Segment| {
                let start = at;
                Some(match segment {
                    Segment::Line { to } => {
                        at = point(to)?;
                        CurveKind::Line { start, end: at }
                    }
                    Segment::Arc { via, to } => {
                        at = point(to)?;
                        CurveKind::Arc { start, mid: point(via)?, end: at }
                    }
                })
            };
            segments.iter().map(curve).collect()
        }
        _ => None,
    }
}

fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Number(value) => Some(*value),
        _ => None,
    }
}

fn point([x, y]: &[Expr; 2]) -> Option<DVec2> {
    Some(DVec2::new(number(x)?, number(y)?))
}

fn vector([x, y, z]: &[Expr; 3]) -> Option<DVec3> {
    Some(DVec3::new(number(x)?, number(y)?, number(z)?))
}
