//! The interpreter of the core forms: an expression in, a value out.
//!
//! Frames are windows of one growing stack; a slot is `stack[base + slot]`. Errors are reported where
//! they arise and travel upward as a one-byte [`Failure`], so nothing is built for errors on the way down.
//! Recursion is bounded by the parser's nesting limit times [`limits::CALL_DEPTH`](super::limits::CALL_DEPTH);
//! large arms are functions of their own to keep the frame of [`Interpreter::eval`] small.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use smol_str::SmolStr;

use super::builtin::Builtin;
use super::display::{brief, describe, type_name, write_value};
use super::limits::{Limits, Used};
use super::value::{Closure, Number, TooDeep, Value};
use crate::diagnostics::registry::{eval as names, host, limit, name, r#type};
use crate::diagnostics::{Diagnostic, Name, suggest};
use crate::model::Geometry;
use crate::sema::hir::{
    BinaryOp, Expr, ExprKind, ForClause, ForSource, Function, ListItem, ModuleId, Program, Slot, Statement, StringPart,
    UnaryOp,
};
use crate::text::Span;

/// Why there is no value. The diagnostic, if any, is already reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The item being evaluated has no value; other items go on.
    Reported,
    /// A limit of the whole program or of the host was reached; nothing goes on.
    Stopped,
}

/// The result of an evaluation step.
pub(super) type Eval<T> = Result<T, Failure>;

/// A running call.
pub(super) struct CallRecord {
    pub(super) name: SmolStr,
    pub(super) call: Span,
    pub(super) library: bool,
}

/// What is known of a global.
pub(super) enum ItemState {
    Pending,
    Running,
    Done(Value),
    Failed,
}

/// One evaluation of one program.
pub(super) struct Interpreter<'a> {
    pub(super) program: &'a Program,
    pub(super) geometry: &'a dyn Geometry,
    pub(super) limits: Limits,
    pub(super) used: Used,
    pub(super) cancel: Option<&'a AtomicBool>,
    pub(super) stack: Vec<Value>,
    pub(super) base: usize,
    pub(super) calls: Vec<CallRecord>,
    /// Calls below this belong to whoever first used the item being evaluated.
    pub(super) call_floor: usize,
    /// Millimetres per document unit where the current expression stands.
    pub(super) unit: f64,
    pub(super) items: Vec<Vec<ItemState>>,
    /// Implementations of the built-ins, by item of the core module.
    pub(super) builtins: Vec<Option<&'static Builtin>>,
    pub(super) core: Option<ModuleId>,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Stands in slots that hold nothing yet.
pub(super) const EMPTY: Value = Value::Bool(false);

impl<'a> Interpreter<'a> {
    // ---- counting ----------------------------------------------------------------------------------

    /// Counts one step; now and then asks whether the host wants to stop.
    #[inline]
    pub(super) fn step(&mut self, span: Span) -> Eval<()> {
        self.used.steps += 1;
        if self.used.steps & 0xfff == 0 { self.look_around(span) } else { Ok(()) }
    }

    /// Counts work of a known size.
    pub(super) fn charge(&mut self, work: u64, span: Span) -> Eval<()> {
        let before = self.used.steps;
        self.used.steps = before.saturating_add(work);
        if (before ^ self.used.steps) >> 12 != 0 { self.look_around(span) } else { Ok(()) }
    }

    #[cold]
    fn look_around(&mut self, span: Span) -> Eval<()> {
        if self.cancel.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            let message = "the host stopped the evaluation: its time limit is reached";
            return Err(self.stop(host::TIMEOUT, span, message.to_owned()));
        }
        if self.used.steps <= self.limits.steps {
            return Ok(());
        }
        let message = format!("a program may take {} evaluation steps; this one takes more", self.limits.steps);
        Err(self.stop(limit::STEPS, span, message))
    }

    /// Counts elements before they are made; `length` is that of the list they go to.
    pub(super) fn charge_elements(&mut self, new: usize, length: usize, span: Span) -> Eval<()> {
        if length > self.limits.list_length {
            let message =
                format!("a list may have {} elements; this one would have at least {length}", self.limits.list_length);
            return Err(self.error(limit::LIST_LENGTH, span, message));
        }
        self.used.elements = self.used.elements.saturating_add(new as u64 + 1);
        if self.used.elements > self.limits.elements {
            let message = format!(
                "the lists, tuples and records of a program may have {} elements together; this one makes at least {}",
                self.limits.elements, self.used.elements
            );
            return Err(self.stop(limit::ELEMENTS, span, message));
        }
        Ok(())
    }

    /// Counts the work of geometry on curves.
    pub(super) fn charge_geometry(&mut self, curves: usize, span: Span) -> Eval<()> {
        self.charge(super::limits::CURVE_WORK.saturating_mul(curves as u64), span)
    }

    /// Counts curves before they are made.
    pub(super) fn charge_curves(&mut self, new: usize, span: Span) -> Eval<()> {
        self.used.curves = self.used.curves.saturating_add(new as u64);
        if self.used.curves > self.limits.curves {
            let message = format!(
                "a program may make {} curves; this one makes at least {}",
                self.limits.curves, self.used.curves
            );
            return Err(self.stop(limit::CURVES, span, message));
        }
        self.charge(new as u64, span)
    }

    /// A string, counted.
    pub(super) fn string(&mut self, text: String, span: Span) -> Eval<Value> {
        self.used.string_bytes = self.used.string_bytes.saturating_add(text.len() as u64);
        if self.used.string_bytes > self.limits.total_string_bytes {
            let message = format!(
                "the strings of a program may have {} bytes together; this one makes at least {}",
                self.limits.total_string_bytes, self.used.string_bytes
            );
            return Err(self.stop(limit::STRING_BYTES, span, message));
        }
        self.charge(text.len() as u64 / 16, span)?;
        Ok(Value::String(text.into()))
    }

    pub(super) fn string_too_long(&mut self, span: Span) -> Failure {
        let message = format!("a string may have {} bytes; this one would have more", self.limits.string_bytes);
        self.error(limit::STRING_LENGTH, span, message)
    }

    /// The container, or the diagnostic that it nests too deep.
    pub(super) fn nested(&mut self, value: Result<Value, TooDeep>, span: Span) -> Eval<Value> {
        value.map_err(|TooDeep| {
            let message = format!(
                "lists, tuples, records and closures may nest {} deep; this one nests deeper",
                super::limits::MAX_DEPTH
            );
            self.error(limit::VALUE_DEPTH, span, message)
        })
    }

    /// A list of values made here.
    pub(super) fn list(&mut self, items: Vec<Value>, span: Span) -> Eval<Value> {
        self.charge_elements(items.len(), items.len(), span)?;
        self.nested(Value::list(items), span)
    }

    // ---- expressions -------------------------------------------------------------------------------

    /// The value of an expression in the current frame.
    pub(super) fn eval(&mut self, expr: &Expr) -> Eval<Value> {
        self.step(expr.span)?;
        match &expr.kind {
            ExprKind::Number { value, dimension } => Ok(Value::Number(Number { value: *value, dimension: *dimension })),
            ExprKind::Bool(value) => Ok(Value::Bool(*value)),
            ExprKind::Local(slot) => Ok(self.stack[self.base + *slot as usize].clone()),
            ExprKind::Global { module, item } => self.global(*module, *item, expr.span),
            ExprKind::Binary { op, left, right, .. } => self.binary_expr(*op, left, right, expr.span),
            ExprKind::CallGlobal { module, item, args } => self.call_global(*module, *item, args, expr.span),
            ExprKind::Tuple(items) => self.tuple_expr(items, expr.span),
            ExprKind::Field { base, name } => self.field_expr(base, name, expr.span),
            ExprKind::Index { base, index } => self.index_expr(base, index, expr.span),
            ExprKind::If { condition, then, otherwise } => {
                if self.condition(condition, "the condition of `if`")? {
                    self.eval(then)
                } else {
                    self.eval(otherwise)
                }
            }
            ExprKind::Logic { and, left, right } => {
                let operator = if *and { "the left side of `and`" } else { "the left side of `or`" };
                if self.condition(left, operator)? != *and {
                    return Ok(Value::Bool(!*and));
                }
                let operator = if *and { "the right side of `and`" } else { "the right side of `or`" };
                self.condition(right, operator).map(Value::Bool)
            }
            ExprKind::Unary { op: UnaryOp::Not, operand } => {
                self.condition(operand, "the operand of `not`").map(|value| Value::Bool(!value))
            }
            ExprKind::Unary { op: UnaryOp::Negate, operand } => {
                let value = self.eval(operand)?;
                self.negate(value, expr.span)
            }
            ExprKind::Block { statements, result } => self.block(statements, result.as_deref()),
            ExprKind::List(items) => self.list_expr(items, expr.span),
            ExprKind::Comprehension { body, clauses } => self.comprehension(body, clauses, expr.span),
            ExprKind::Record(fields) => self.record_expr(fields, expr.span),
            ExprKind::String(parts) => self.string_expr(parts, expr.span),
            ExprKind::CallValue { callee, args } => self.call_value_expr(callee, args, expr.span),
            ExprKind::Lambda { captures, function } => self.lambda(captures, function, expr.span),
            ExprKind::Error => Err(Failure::Reported),
        }
    }

    /// The number a literal or a local holds, without copying a value.
    #[inline]
    fn leaf(&self, expr: &Expr) -> Option<Number> {
        match &expr.kind {
            ExprKind::Number { value, dimension } => Some(Number { value: *value, dimension: *dimension }),
            ExprKind::Local(slot) => self.stack[self.base + *slot as usize].number(),
            _ => None,
        }
    }

    fn binary_expr(&mut self, op: BinaryOp, left: &Expr, right: &Expr, span: Span) -> Eval<Value> {
        if let (Some(a), Some(b)) = (self.leaf(left), self.leaf(right)) {
            self.charge(2, span)?;
            return self.numbers(op, a, b, span);
        }
        let left = self.eval(left)?;
        let right = self.eval(right)?;
        self.binary(op, left, right, span)
    }

    /// The truth value of an expression that must have one.
    pub(super) fn condition(&mut self, expr: &Expr, what: &str) -> Eval<bool> {
        match self.eval(expr)? {
            Value::Bool(value) => Ok(value),
            other => {
                let message = format!("{what} must be a Bool, not {}", describe(&other));
                Err(self.error(r#type::CONDITION, expr.span, message))
            }
        }
    }

    #[inline(never)]
    fn tuple_expr(&mut self, items: &[Expr], span: Span) -> Eval<Value> {
        self.charge_elements(items.len(), items.len(), span)?;
        let value = match items {
            [x, y] => {
                let x = self.eval(x)?;
                let y = self.eval(y)?;
                Value::tuple(Arc::new([x, y]))
            }
            _ => {
                let start = self.stack.len();
                for item in items {
                    let value = self.eval(item)?;
                    self.stack.push(value);
                }
                Value::tuple(self.stack.drain(start..).collect())
            }
        };
        self.nested(value, span)
    }

    #[inline(never)]
    fn list_expr(&mut self, items: &[ListItem], span: Span) -> Eval<Value> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            let value = self.eval(&item.expr)?;
            if !item.spread {
                values.push(value);
                continue;
            }
            let Value::List { items: inner, .. } = value else {
                let message = format!("`..` puts the elements of a list here, but this is a {}", describe(&value));
                return Err(self.error(r#type::NOT_A_LIST, item.expr.span, message));
            };
            self.charge_elements(0, values.len() + inner.len(), span)?;
            self.charge(inner.len() as u64, span)?;
            values.extend(inner.iter().cloned());
        }
        self.list(values, span)
    }

    #[inline(never)]
    fn record_expr(&mut self, fields: &[(SmolStr, Expr)], span: Span) -> Eval<Value> {
        self.charge_elements(fields.len(), fields.len(), span)?;
        let mut values = Vec::with_capacity(fields.len());
        for (name, expr) in fields {
            values.push((name.clone(), self.eval(expr)?));
        }
        self.nested(Value::record(values), span)
    }

    #[inline(never)]
    fn string_expr(&mut self, parts: &[StringPart], span: Span) -> Eval<Value> {
        let mut text = String::new();
        for part in parts {
            let fits = match part {
                StringPart::Text(piece) => {
                    text.push_str(piece);
                    text.len() <= self.limits.string_bytes
                }
                StringPart::Expr(expr) => {
                    let value = self.eval(expr)?;
                    write_value(&mut text, &value, self.limits.string_bytes).is_ok()
                }
            };
            if !fits {
                return Err(self.string_too_long(span));
            }
        }
        self.string(text, span)
    }

    #[inline(never)]
    fn lambda(&mut self, captures: &[Slot], function: &Arc<Function>, span: Span) -> Eval<Value> {
        self.charge_elements(captures.len(), captures.len(), span)?;
        let values = captures.iter().map(|slot| self.stack[self.base + *slot as usize].clone()).collect();
        let closure = Value::closure(function.clone(), values);
        self.nested(closure, span)
    }

    #[inline(never)]
    fn call_value_expr(&mut self, callee: &Expr, args: &[Expr], span: Span) -> Eval<Value> {
        let callee_value = self.eval(callee)?;
        let Value::Function(closure) = callee_value else {
            let message = format!("only functions can be called, and this is a {}", describe(&callee_value));
            return Err(self.error(r#type::NOT_A_FUNCTION, callee.span, message));
        };
        let start = self.begin_closure(&closure);
        for arg in args {
            let value = self.eval(arg)?;
            self.stack.push(value);
        }
        self.apply_closure(&closure, start, args.len(), span)
    }

    /// Pushes the captured values of a call; returns where its frame begins.
    pub(super) fn begin_closure(&mut self, closure: &Closure) -> usize {
        let start = self.stack.len();
        self.stack.extend(closure.captures.iter().cloned());
        start
    }

    #[inline(never)]
    fn block(&mut self, statements: &[Statement], result: Option<&Expr>) -> Eval<Value> {
        for statement in statements {
            match statement {
                Statement::Let { slot, ty, value } => {
                    let mut bound = self.eval(value)?;
                    if let Some(ty) = ty {
                        bound = self.coerce(bound, ty, super::coerce::Site::Let(value.span))?;
                    }
                    let place = self.base + *slot as usize;
                    self.stack[place] = bound;
                }
                Statement::Assert { span, condition, message } => {
                    self.assertion(*span, condition, message.as_ref())?;
                }
            }
        }
        match result {
            Some(expr) => self.eval(expr),
            None => Ok(EMPTY),
        }
    }

    #[inline(never)]
    fn index_expr(&mut self, base: &Expr, index: &Expr, span: Span) -> Eval<Value> {
        let base = self.eval(base)?;
        let position = self.eval(index)?;
        let (Value::List { items, .. } | Value::Tuple { items, .. }) = &base else {
            let message = format!("only lists and tuples have elements by index, and this is a {}", describe(&base));
            return Err(self.error(r#type::NOT_A_LIST, span, message));
        };
        let whole = position.number().filter(|n| n.dimension.is_none() && n.value.fract() == 0.0);
        let Some(number) = whole else {
            let message = format!("an index must be a whole plain number, not {}", describe(&position));
            return Err(self.error(r#type::WHOLE_NUMBER, index.span, message));
        };
        if number.value >= 0.0 && number.value < items.len() as f64 {
            return Ok(items[number.value as usize].clone());
        }
        let shown = brief(&position);
        let message = match items.len() {
            0 => format!("index {shown} is out of range: the list is empty"),
            1 => format!("index {shown} is out of range: the list has 1 element, at index 0"),
            n => format!("index {shown} is out of range: the list has {n} elements, at indices 0 to {}", n - 1),
        };
        Err(self.error(names::INDEX, index.span, message))
    }

    #[inline(never)]
    fn field_expr(&mut self, base: &Expr, field: &str, span: Span) -> Eval<Value> {
        if let ExprKind::Local(slot) = &base.kind {
            self.step(base.span)?;
            let place = self.base + *slot as usize;
            return match field_of(&self.stack[place], field) {
                Some(value) => Ok(value),
                None => {
                    let base = self.stack[place].clone();
                    Err(self.no_field(&base, field, span))
                }
            };
        }
        let base = self.eval(base)?;
        field_of(&base, field).ok_or_else(|| self.no_field(&base, field, span))
    }

    #[cold]
    fn no_field(&mut self, base: &Value, field: &str, span: Span) -> Failure {
        let known: Vec<&str> = match base {
            Value::Tuple { items, .. } => ["x", "y", "z"].into_iter().take(items.len()).collect(),
            Value::Record { fields, .. } => fields.iter().map(|entry| entry.0.as_str()).collect(),
            Value::Plane(_) => vec!["origin", "x", "y", "normal"],
            Value::Axis(_) => vec!["point", "direction"],
            _ => Vec::new(),
        };
        let message = if known.is_empty() {
            format!("a {} has no fields, so no `{field}`", type_name(base))
        } else {
            format!("this {} has no field `{field}`; its fields are {}", type_name(base), suggest::listed(known))
        };
        self.error(name::UNKNOWN_FIELD, span, message)
    }

    // ---- comprehensions ----------------------------------------------------------------------------

    #[inline(never)]
    fn comprehension(&mut self, body: &Expr, clauses: &[ForClause], span: Span) -> Eval<Value> {
        let mut values = Vec::new();
        self.clause(body, clauses, &mut values, span)?;
        // Elements were counted one by one.
        self.nested(Value::list(values), span)
    }

    fn clause(&mut self, body: &Expr, clauses: &[ForClause], values: &mut Vec<Value>, span: Span) -> Eval<()> {
        let Some((clause, rest)) = clauses.split_first() else {
            self.charge_elements(1, values.len() + 1, span)?;
            let value = self.eval(body)?;
            values.push(value);
            return Ok(());
        };
        let slot = self.base + clause.slot as usize;
        match &clause.source {
            ForSource::Range { low, high, inclusive } => {
                let first = self.bound(low)?;
                let last = self.bound(high)?;
                let count = if *inclusive { last - first + 1.0 } else { last - first }.max(0.0);
                if rest.is_empty() && clause.condition.is_none() {
                    let expected = values.len().saturating_add(count as usize);
                    self.charge_elements(0, expected, span)?;
                    values.reserve(count as usize);
                }
                let mut index = 0.0;
                while index < count {
                    self.stack[slot] = Value::plain(first + index);
                    self.round(clause, body, rest, values, span)?;
                    index += 1.0;
                }
            }
            ForSource::List(expr) => {
                let list = self.eval(expr)?;
                let Value::List { items, .. } = &list else {
                    let message = format!("`for` runs over a list or a range, not a {}", describe(&list));
                    return Err(self.error(r#type::NOT_A_LIST, expr.span, message));
                };
                for item in items.iter() {
                    self.stack[slot] = item.clone();
                    self.round(clause, body, rest, values, span)?;
                }
            }
        }
        Ok(())
    }

    #[inline]
    fn round(
        &mut self,
        clause: &ForClause,
        body: &Expr,
        rest: &[ForClause],
        values: &mut Vec<Value>,
        span: Span,
    ) -> Eval<()> {
        self.step(span)?;
        if let Some(condition) = &clause.condition
            && !self.condition(condition, "the condition after `if`")?
        {
            return Ok(());
        }
        self.clause(body, rest, values, span)
    }

    /// A whole number at either end of a range.
    fn bound(&mut self, expr: &Expr) -> Eval<f64> {
        /// Beyond this, neighbouring whole numbers are no longer all representable.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let value = self.eval(expr)?;
        match value.number() {
            Some(n) if n.dimension.is_none() && n.value.fract() == 0.0 && n.value.abs() <= EXACT => Ok(n.value),
            _ => {
                let message = format!("the ends of a range must be whole plain numbers, not {}", describe(&value));
                Err(self.error(r#type::WHOLE_NUMBER, expr.span, message))
            }
        }
    }

    // ---- assertions --------------------------------------------------------------------------------

    /// Checks an assertion; the diagnostic shows what was compared.
    #[inline(never)]
    pub(super) fn assertion(&mut self, span: Span, condition: &Expr, message: Option<&Expr>) -> Eval<()> {
        let mut sides = None;
        let holds = match &condition.kind {
            ExprKind::Binary { op, left, right, .. } if is_comparison(*op) => {
                self.step(condition.span)?;
                let values = (self.eval(left)?, self.eval(right)?);
                let result = self.binary(*op, values.0.clone(), values.1.clone(), condition.span)?;
                sides = Some((left.span, right.span, values));
                matches!(result, Value::Bool(true))
            }
            _ => self.condition(condition, "the condition of `assert`")?,
        };
        if holds {
            return Ok(());
        }
        let stated = match message {
            None => None,
            Some(expr) => match self.eval(expr)? {
                Value::String(text) => Some(text),
                other => {
                    let text = format!("the message of an assertion must be a String, not {}", describe(&other));
                    return Err(self.error(r#type::MISMATCH, expr.span, text));
                }
            },
        };
        let said = stated.is_some();
        let text = stated.map_or_else(|| "the assertion does not hold".to_owned(), |text| text.to_string());
        let mut diagnostic = self.diagnostic(names::ASSERT, span, text);
        if let Some((left, right, values)) = sides {
            let (a, b) = (brief(&values.0), brief(&values.1));
            // In a library the place is the caller's, and the message of the assertion says what is wrong.
            if diagnostic.span == span {
                diagnostic = diagnostic.label(left, a).label(right, b);
            } else if !said {
                diagnostic = diagnostic.note(format!("the left side is {a}, the right side is {b}"));
            }
        }
        Err(self.report(diagnostic))
    }

    // ---- reporting ---------------------------------------------------------------------------------

    /// Reports an error at `span`, or at the call that led there when it is in a library.
    #[cold]
    pub(super) fn error(&mut self, name: Name, span: Span, message: impl Into<String>) -> Failure {
        let diagnostic = self.diagnostic(name, span, message.into());
        self.report(diagnostic)
    }

    /// Reports an error that ends the evaluation.
    #[cold]
    pub(super) fn stop(&mut self, name: Name, span: Span, message: String) -> Failure {
        let diagnostic = self.diagnostic(name, span, message);
        self.diagnostics.push(diagnostic);
        Failure::Stopped
    }
}

/// Whether both sides of a failed assertion are worth showing.
fn is_comparison(op: BinaryOp) -> bool {
    matches!(
        op,
        BinaryOp::Equal
            | BinaryOp::NotEqual
            | BinaryOp::Less
            | BinaryOp::LessEqual
            | BinaryOp::Greater
            | BinaryOp::GreaterEqual
    )
}

/// The field of a record, tuple, plane or axis.
fn field_of(base: &Value, field: &str) -> Option<Value> {
    match base {
        Value::Tuple { items, .. } => match field {
            "x" => items.first().cloned(),
            "y" => items.get(1).cloned(),
            "z" => items.get(2).cloned(),
            _ => None,
        },
        Value::Record { fields, .. } => fields.iter().find(|entry| entry.0 == field).map(|entry| entry.1.clone()),
        Value::Plane(frame) => match field {
            "origin" => Some(Value::point3(frame.origin)),
            "x" => Some(Value::vector3(frame.x)),
            "y" => Some(Value::vector3(frame.y)),
            "normal" => Some(Value::vector3(frame.z)),
            _ => None,
        },
        Value::Axis(axis) => match field {
            "point" => Some(Value::point3(axis.point)),
            "direction" => Some(Value::vector3(axis.direction)),
            _ => None,
        },
        _ => None,
    }
}
