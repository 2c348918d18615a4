//! Union, cut and intersection of faces and solids.
//!
//! Operations on solids are only recorded; chains are kept flat, so that a fold over thousands of
//! solids stays a few nodes deep and geometry sees one operation with many operands.

use rustc_hash::FxHashSet;

use super::{Args, builtins};
use crate::diagnostics::registry::{eval as names, limit};
use crate::eval::coerce::curves_of;
use crate::eval::interpret::{Eval, Interpreter};
use crate::eval::limits::SOLID_DEPTH;
use crate::eval::value::Value;
use crate::model::{BooleanOp, Face, Solid, SolidKind, SolidNode};
use crate::text::Span;

builtins! { union, cut, intersect }

/// Operands of a nested operation are drawn into the outer one up to this number, so that a long chain
/// costs a bounded amount a step.
const DRAWN_IN: usize = 256;

impl Interpreter<'_> {
    /// An operation on at least one face or solid, all of one kind.
    pub(in crate::eval) fn boolean(&mut self, op: BooleanOp, operands: Vec<Value>, span: Span) -> Eval<Value> {
        let mut faces = Vec::new();
        let mut solids = Vec::new();
        for operand in operands {
            match operand {
                Value::Face(face) => faces.push(face),
                Value::Solid(solid) => solids.push(solid),
                other => return Err(self.misused(Args { start: 0, span }, &other)),
            }
        }
        if solids.is_empty() { self.combine_faces(op, faces, span) } else { self.combine_solids(op, solids, span) }
    }

    /// The union of at least one face.
    pub(in crate::eval) fn unite_faces(&mut self, faces: Vec<Face>, span: Span) -> Eval<Value> {
        self.combine_faces(BooleanOp::Union, faces, span)
    }

    /// The union of at least one solid.
    pub(in crate::eval) fn unite_solids(&mut self, solids: Vec<Solid>, span: Span) -> Eval<Value> {
        self.combine_solids(BooleanOp::Union, solids, span)
    }

    fn combine_faces(&mut self, op: BooleanOp, mut faces: Vec<Face>, span: Span) -> Eval<Value> {
        if faces.len() == 1
            && let Some(face) = faces.pop()
        {
            return Ok(Value::Face(face));
        }
        for face in &faces {
            self.charge_geometry(curves_of(&Value::Face(face.clone())), span)?;
        }
        let result = self.geometry.combine_faces(op, &faces);
        let result = self.geometric(result, span)?;
        self.new_face(result, span)
    }

    fn combine_solids(&mut self, op: BooleanOp, solids: Vec<Solid>, span: Span) -> Eval<Value> {
        let mut operands: Vec<Solid> = Vec::with_capacity(solids.len());
        for (index, solid) in solids.into_iter().enumerate() {
            match &solid.kind {
                SolidKind::Boolean { op: inner, operands: drawn }
                    if drawn.len() <= DRAWN_IN && joins(op, *inner, index) =>
                {
                    operands.extend(drawn.iter().cloned());
                }
                _ => operands.push(solid),
            }
        }
        self.charge(operands.len() as u64, span)?;
        // Doing the same twice changes nothing; only the first operand of a cut stands apart.
        let first = usize::from(op == BooleanOp::Cut);
        let mut seen = FxHashSet::default();
        let mut index = 0;
        operands.retain(|operand| {
            index += 1;
            index <= first || seen.insert(operand.hash)
        });
        if operands.len() == 1
            && let Some(solid) = operands.pop()
        {
            return Ok(Value::Solid(solid));
        }
        self.new_solid(SolidKind::Boolean { op, operands: operands.into() }, span)
    }

    /// The node of an operation, unless operations nest too deep.
    pub(in crate::eval) fn new_solid(&mut self, kind: SolidKind, span: Span) -> Eval<Value> {
        let solid = SolidNode::new(kind, self.provenance(span));
        if solid.depth <= SOLID_DEPTH {
            return Ok(Value::Solid(solid));
        }
        let message = format!(
            "operations on solids may build on one another {SOLID_DEPTH} deep; collect the operands in a list and use \
             `union` or `cut` once"
        );
        Err(self.error(limit::SOLID_DEPTH, span, message))
    }
}

/// Whether an operand made by `inner` at `index` may give its own operands to `outer`.
fn joins(outer: BooleanOp, inner: BooleanOp, index: usize) -> bool {
    match outer {
        BooleanOp::Cut if index == 0 => inner == BooleanOp::Cut,
        BooleanOp::Cut | BooleanOp::Union => inner == BooleanOp::Union,
        BooleanOp::Intersect => inner == BooleanOp::Intersect,
    }
}

/// The elements of a list argument; they must not be none.
fn operands(run: &mut Interpreter, args: Args, index: usize, function: &str) -> Eval<Vec<Value>> {
    let items = run.items(args, index)?;
    if items.is_empty() {
        let message = format!("`{function}` needs at least one shape, and this list is empty");
        return Err(run.error(names::EMPTY_UNION, args.span, message));
    }
    run.charge(items.len() as u64, args.span)?;
    Ok(items.to_vec())
}

fn union(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let operands = operands(run, args, 0, "union")?;
    run.boolean(BooleanOp::Union, operands, args.span)
}

fn cut(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let mut operands = vec![run.take(args, 0)];
    let tools = run.items(args, 1)?;
    run.charge(tools.len() as u64, args.span)?;
    operands.extend(tools.iter().cloned());
    run.boolean(BooleanOp::Cut, operands, args.span)
}

fn intersect(run: &mut Interpreter, args: Args) -> Eval<Value> {
    let operands = operands(run, args, 0, "intersect")?;
    run.boolean(BooleanOp::Intersect, operands, args.span)
}
