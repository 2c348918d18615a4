//! Locals of functions and lambdas: scopes, slots and captures.
//!
//! While a lambda is being lowered the number of its captures is not known, so its captured values get
//! slots from [`CAPTURED`] upward and its own locals count from 0; [`Frames::leave`] then renumbers the
//! finished body to the final layout (captures, parameters, locals).

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use smol_str::SmolStr;

use super::hir::{Expr, ExprKind, ForSource, Slot, Statement, StringPart};
use super::types::Type;
use crate::text::Span;

/// First provisional slot of captured values.
const CAPTURED: Slot = 1 << 30;

/// A name bound in a function body.
#[derive(Debug)]
pub struct Local {
    /// Its name.
    pub name: SmolStr,
    /// Its place in the frame.
    pub slot: Slot,
    /// Its type.
    pub ty: Type,
    /// Where it is defined.
    pub span: Span,
    /// Whether it was introduced by `let`.
    pub is_let: bool,
    /// Whether anything refers to it.
    pub used: bool,
}

/// The frame of one function, lambda or item body.
#[derive(Debug, Default)]
struct Frame {
    locals: Vec<Local>,
    /// Positions in `locals` by name, innermost last; for look-up only.
    positions: FxHashMap<SmolStr, SmallVec<[usize; 2]>>,
    /// Slots of the frame outside, in order of first use.
    captures: Vec<Slot>,
    /// Positions in `captures`; for look-up only.
    captured: FxHashMap<Slot, usize>,
    next: Slot,
    size: Slot,
}

/// The frames around the expression being lowered, outermost first.
#[derive(Debug, Default)]
pub struct Frames {
    frames: Vec<Frame>,
}

/// A scope to return to.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    locals: usize,
    next: Slot,
}

impl Frames {
    /// Opens the frame of a body.
    pub fn enter(&mut self) {
        self.frames.push(Frame::default());
    }

    /// Closes the innermost frame: its size and its captures as slots of the frame outside. `body` and
    /// the other expressions of the frame are brought to the final slots.
    pub fn leave<'e>(&mut self, expressions: impl Iterator<Item = &'e mut Expr>) -> (u32, Vec<Slot>) {
        let frame = self.frames.pop().unwrap_or_default();
        let captured = frame.captures.len() as Slot;
        if captured > 0 {
            expressions.for_each(|expr| renumber(expr, captured));
        }
        (frame.size + captured, frame.captures)
    }

    /// Starts a scope in the innermost frame.
    pub fn scope(&self) -> Scope {
        self.frames
            .last()
            .map_or(Scope { locals: 0, next: 0 }, |frame| Scope { locals: frame.locals.len(), next: frame.next })
    }

    /// Ends a scope; returns its locals. Their slots are free again.
    pub fn end(&mut self, scope: Scope) -> Vec<Local> {
        let Some(frame) = self.frames.last_mut() else { return Vec::new() };
        frame.next = scope.next;
        let ended = frame.locals.split_off(scope.locals.min(frame.locals.len()));
        for local in &ended {
            if let Some(positions) = frame.positions.get_mut(&local.name) {
                positions.pop();
            }
        }
        ended
    }

    /// Defines a local and returns its slot.
    pub fn define(&mut self, name: SmolStr, ty: Type, span: Span, is_let: bool) -> Slot {
        let slot = self.reserve();
        self.define_at(slot, name, ty, span, is_let);
        slot
    }

    /// Defines a local in a slot reserved before.
    pub fn define_at(&mut self, slot: Slot, name: SmolStr, ty: Type, span: Span, is_let: bool) {
        if let Some(frame) = self.frames.last_mut() {
            frame.positions.entry(name.clone()).or_default().push(frame.locals.len());
            frame.locals.push(Local { name, slot, ty, span, is_let, used: false });
        }
    }

    /// A slot without a name, for the rest of the scope.
    pub fn reserve(&mut self) -> Slot {
        let Some(frame) = self.frames.last_mut() else { return 0 };
        let slot = frame.next;
        frame.next += 1;
        frame.size = frame.size.max(frame.next);
        slot
    }

    /// The local called `name` defined since `scope` began, if any.
    pub fn defined_since(&self, scope: Scope, name: &str) -> Option<&Local> {
        let frame = self.frames.last()?;
        let position = *frame.positions.get(name)?.last()?;
        if position < scope.locals { None } else { frame.locals.get(position) }
    }

    /// Resolves a name to a slot of the innermost frame, capturing it from outer frames if needed.
    pub fn resolve(&mut self, name: &str) -> Option<(Slot, Type, Span)> {
        let (found, position) = self.frames.iter().enumerate().rev().find_map(|(depth, frame)| {
            frame.positions.get(name).and_then(|positions| positions.last()).map(|position| (depth, *position))
        })?;
        let local = self.frames.get_mut(found)?.locals.get_mut(position)?;
        local.used = true;
        let (mut slot, ty, span) = (local.slot, local.ty.clone(), local.span);
        for frame in self.frames.get_mut(found + 1..)? {
            let captures = &mut frame.captures;
            let index = *frame.captured.entry(slot).or_insert_with(|| {
                captures.push(slot);
                captures.len() - 1
            });
            slot = CAPTURED + index as Slot;
        }
        Some((slot, ty, span))
    }

    /// All names in scope, innermost first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.frames.iter().rev().flat_map(|frame| frame.locals.iter().rev()).map(|local| local.name.as_str())
    }
}

fn moved(slot: &mut Slot, captured: Slot) {
    *slot = if *slot >= CAPTURED { *slot - CAPTURED } else { *slot + captured };
}

/// Brings the slots of one frame to their final place. Bodies of inner lambdas are done already; only
/// what they capture belongs to this frame.
fn renumber(expr: &mut Expr, captured: Slot) {
    let mut walk = |expr: &mut Expr| renumber(expr, captured);
    match &mut expr.kind {
        ExprKind::Number { .. } | ExprKind::Bool(_) | ExprKind::Global { .. } | ExprKind::Error => {}
        ExprKind::String(parts) => {
            for part in parts {
                if let StringPart::Expr(expr) = part {
                    walk(expr);
                }
            }
        }
        ExprKind::Local(slot) => moved(slot, captured),
        ExprKind::Tuple(items) => items.iter_mut().for_each(walk),
        ExprKind::List(items) => items.iter_mut().for_each(|item| walk(&mut item.expr)),
        ExprKind::Comprehension { body, clauses } => {
            walk(body);
            for clause in clauses {
                moved(&mut clause.slot, captured);
                match &mut clause.source {
                    ForSource::Range { low, high, .. } => {
                        walk(low);
                        walk(high);
                    }
                    ForSource::List(list) => walk(list),
                }
                clause.condition.iter_mut().for_each(&mut walk);
            }
        }
        ExprKind::Record(fields) => fields.iter_mut().for_each(|(_, expr)| walk(expr)),
        ExprKind::Field { base, .. } => walk(base),
        ExprKind::Index { base, index } => {
            walk(base);
            walk(index);
        }
        ExprKind::CallGlobal { args, .. } => args.iter_mut().flatten().for_each(walk),
        ExprKind::CallValue { callee, args } => {
            walk(callee);
            args.iter_mut().for_each(walk);
        }
        ExprKind::Unary { operand, .. } => walk(operand),
        ExprKind::Binary { left, right, .. } | ExprKind::Logic { left, right, .. } => {
            walk(left);
            walk(right);
        }
        ExprKind::If { condition, then, otherwise } => {
            walk(condition);
            walk(then);
            walk(otherwise);
        }
        ExprKind::Block { statements, result } => {
            for statement in statements {
                match statement {
                    Statement::Let { slot, value, .. } => {
                        moved(slot, captured);
                        walk(value);
                    }
                    Statement::Assert { condition, message, .. } => {
                        walk(condition);
                        message.iter_mut().for_each(&mut walk);
                    }
                }
            }
            if let Some(result) = result {
                walk(result);
            }
        }
        ExprKind::Lambda { captures, .. } => captures.iter_mut().for_each(|slot| moved(slot, captured)),
    }
}
