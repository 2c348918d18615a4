//! Operators on numbers, tuples, texts and shapes.
//!
//! Plain numbers meet quantities in the document unit in sums and comparisons; different dimensions
//! never mix; results that are not finite are errors where they arise.

use std::sync::Arc;

use super::coerce::{Site, count};
use super::dimension::{from_document, power, product, quotient};
use super::display::{brief, describe, dimension_name, kind_name, measure_text, type_name};
use super::interpret::{Eval, Failure, Interpreter};
use super::value::{Number, Value};
use crate::diagnostics::registry::{eval as names, r#type, unit};
use crate::model::{BooleanOp, ShapeKind};
use crate::sema::hir::BinaryOp;
use crate::sema::types::{Dimension, Type};
use crate::text::Span;

impl Interpreter<'_> {
    /// `left op right`.
    #[inline(never)]
    pub(super) fn binary(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Eval<Value> {
        if let (Value::Number(a), Value::Number(b)) = (&left, &right) {
            return self.numbers(op, *a, *b, span);
        }
        match op {
            BinaryOp::Equal => self.equal(&left, &right, span).map(Value::Bool),
            BinaryOp::NotEqual => self.equal(&left, &right, span).map(|equal| Value::Bool(!equal)),
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide | BinaryOp::Intersect => {
                match (&left, &right) {
                    (Value::Tuple { .. }, _) | (_, Value::Tuple { .. }) => self.tuples(op, &left, &right, span),
                    _ => self.combine(op, left, right, span),
                }
            }
            _ => Err(self.operator_error(op, &left, &right, span)),
        }
    }

    /// An operation on two numbers.
    #[inline]
    pub(super) fn numbers(&mut self, op: BinaryOp, a: Number, b: Number, span: Span) -> Eval<Value> {
        let value = match op {
            BinaryOp::Add | BinaryOp::Subtract => {
                let (a, b, dimension) = self.common(op, a, b, span)?;
                let value = if op == BinaryOp::Add { a + b } else { a - b };
                self.finite(value, dimension, span)?
            }
            BinaryOp::Multiply => {
                let dimension = self.dimension_of(op, product(a.dimension, b.dimension), a, b, span)?;
                self.finite(a.value * b.value, dimension, span)?
            }
            BinaryOp::Divide => {
                let dimension = self.dimension_of(op, quotient(a.dimension, b.dimension), a, b, span)?;
                if b.value == 0.0 {
                    return Err(self.division_by_zero(a, '/', span));
                }
                self.finite(a.value / b.value, dimension, span)?
            }
            BinaryOp::Remainder => {
                let (x, y, dimension) = self.common(op, a, b, span)?;
                if y == 0.0 {
                    return Err(self.division_by_zero(a, '%', span));
                }
                let rest = x % y;
                let rest = if rest != 0.0 && (rest < 0.0) != (y < 0.0) { rest + y } else { rest };
                self.finite(rest, dimension, span)?
            }
            BinaryOp::Power => self.raise(a, b, span)?,
            BinaryOp::Intersect => {
                let (left, right) = (Value::Number(a), Value::Number(b));
                return Err(self.operator_error(op, &left, &right, span));
            }
            comparison => {
                let (a, b, _) = self.common(comparison, a, b, span)?;
                return Ok(Value::Bool(match comparison {
                    BinaryOp::Equal => a == b,
                    BinaryOp::NotEqual => a != b,
                    BinaryOp::Less => a < b,
                    BinaryOp::LessEqual => a <= b,
                    BinaryOp::Greater => a > b,
                    _ => a >= b,
                }));
            }
        };
        Ok(Value::Number(value))
    }

    /// Two numbers in one dimension: a plain one counts in the document unit, or as degrees.
    #[inline]
    fn common(&mut self, op: BinaryOp, a: Number, b: Number, span: Span) -> Eval<(f64, f64, Option<Dimension>)> {
        self.one_dimension(a, b).ok_or_else(|| self.dimensions_error(op.symbol(), a, b, span))
    }

    /// Two numbers in one dimension, if they have one.
    #[inline]
    pub(super) fn one_dimension(&self, a: Number, b: Number) -> Option<(f64, f64, Option<Dimension>)> {
        match (a.dimension, b.dimension) {
            (x, y) if x == y => Some((a.value, b.value, x)),
            (Some(x), None) => Some((a.value, from_document(b.value, self.unit, x), Some(x))),
            (None, Some(y)) => Some((from_document(a.value, self.unit, y), b.value, Some(y))),
            _ => None,
        }
    }

    #[cold]
    pub(super) fn dimensions_error(&mut self, what: &str, a: Number, b: Number, span: Span) -> Failure {
        let message = format!(
            "`{what}` takes numbers of one dimension, but here are {} ({}) and {} ({})",
            dimension_name(a.dimension),
            measure_text(a),
            dimension_name(b.dimension),
            measure_text(b)
        );
        let ratio = [a, b].iter().any(|n| n.dimension == Some(Dimension::RATIO));
        self.error(if ratio { unit::RATIO } else { unit::MISMATCH }, span, message)
    }

    fn dimension_of(
        &mut self,
        op: BinaryOp,
        dimension: Option<Option<Dimension>>,
        a: Number,
        b: Number,
        span: Span,
    ) -> Eval<Option<Dimension>> {
        dimension.ok_or_else(|| {
            let message = format!(
                "the dimension of `{}` has an exponent beyond 127: {} and {}",
                op.symbol(),
                dimension_name(a.dimension),
                dimension_name(b.dimension)
            );
            self.error(unit::MISMATCH, span, message)
        })
    }

    #[cold]
    fn division_by_zero(&mut self, numerator: Number, sign: char, span: Span) -> Failure {
        let message = format!("nothing can be divided by zero: {} {sign} 0", measure_text(numerator));
        self.error(names::DIVISION_BY_ZERO, span, message)
    }

    fn raise(&mut self, base: Number, exponent: Number, span: Span) -> Eval<Number> {
        if !matches!(exponent.dimension, None | Some(Dimension::RATIO)) {
            let message = format!(
                "an exponent must be a plain number, not {} ({})",
                dimension_name(exponent.dimension),
                measure_text(exponent)
            );
            return Err(self.error(unit::MISMATCH, span, message));
        }
        let Some(dimension) = power(base.dimension, exponent.value) else {
            let message = format!(
                "{} to the power {} has no whole dimension exponents",
                dimension_name(base.dimension),
                measure_text(exponent)
            );
            return Err(self.error(unit::MISMATCH, span, message));
        };
        if base.value == 0.0 && exponent.value < 0.0 {
            return Err(self.division_by_zero(Number::plain(1.0), '/', span));
        }
        if base.value < 0.0 && exponent.value.fract() != 0.0 {
            let message = format!(
                "a negative number has no real power {}: {} ^ {}",
                measure_text(exponent),
                measure_text(base),
                measure_text(exponent)
            );
            return Err(self.error(names::DOMAIN, span, message));
        }
        self.finite(power_of(base.value, exponent.value), dimension, span)
    }

    /// The number, unless it is not finite.
    #[inline]
    pub(super) fn finite(&mut self, value: f64, dimension: Option<Dimension>, span: Span) -> Eval<Number> {
        if value.is_finite() {
            return Ok(Number { value, dimension });
        }
        let what = if value.is_nan() { "not a number" } else { "beyond 1.8e308" };
        Err(self.error(names::NOT_FINITE, span, format!("the result is {what}; numbers must be finite")))
    }

    /// `-value`.
    pub(super) fn negate(&mut self, value: Value, span: Span) -> Eval<Value> {
        match value {
            Value::Number(number) => Ok(Value::Number(Number { value: -number.value, ..number })),
            Value::Tuple { items, .. } => {
                let minus = Value::plain(-1.0);
                self.map_tuple(&items, span, |this, item| this.binary(BinaryOp::Multiply, minus.clone(), item, span))
            }
            other => {
                let message = format!("`-` takes a number or a tuple of numbers, not a {}", describe(&other));
                Err(self.error(r#type::OPERATOR, span, message))
            }
        }
    }

    // ---- tuples ------------------------------------------------------------------------------------

    fn map_tuple(
        &mut self,
        items: &[Value],
        span: Span,
        mut map: impl FnMut(&mut Self, Value) -> Eval<Value>,
    ) -> Eval<Value> {
        self.charge_elements(items.len(), items.len(), span)?;
        self.charge(items.len() as u64, span)?;
        let results: Arc<[Value]> = match items {
            [x, y] => Arc::new([map(self, x.clone())?, map(self, y.clone())?]),
            [x, y, z] => Arc::new([map(self, x.clone())?, map(self, y.clone())?, map(self, z.clone())?]),
            _ => {
                let mut results = Vec::with_capacity(items.len());
                for item in items {
                    results.push(map(self, item.clone())?);
                }
                results.into()
            }
        };
        self.nested(Value::tuple(results), span)
    }

    fn tuples(&mut self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Eval<Value> {
        match (op, left, right) {
            (BinaryOp::Add | BinaryOp::Subtract, Value::Tuple { items: a, .. }, Value::Tuple { items: b, .. }) => {
                if a.len() != b.len() {
                    let message = format!(
                        "`{}` takes tuples of equal size, but these have {} and {}",
                        op.symbol(),
                        a.len(),
                        count(b.len(), "value")
                    );
                    return Err(self.error(r#type::TUPLE_SIZE, span, message));
                }
                let mut others = b.iter();
                self.map_tuple(a, span, |this, item| match others.next() {
                    Some(other) => this.binary(op, item, other.clone(), span),
                    None => Ok(item),
                })
            }
            (BinaryOp::Multiply, Value::Number(_), Value::Tuple { items, .. }) => {
                self.map_tuple(items, span, |this, item| this.binary(op, left.clone(), item, span))
            }
            (BinaryOp::Multiply | BinaryOp::Divide, Value::Tuple { items, .. }, Value::Number(_)) => {
                self.map_tuple(items, span, |this, item| this.binary(op, item, right.clone(), span))
            }
            _ => Err(self.operator_error(op, left, right, span)),
        }
    }

    // ---- equality ----------------------------------------------------------------------------------

    /// Whether two values of one type are equal; shapes and functions cannot be compared.
    pub(super) fn equal(&mut self, left: &Value, right: &Value, span: Span) -> Eval<bool> {
        self.step(span)?;
        match (left, right) {
            (Value::Number(a), Value::Number(b)) => {
                let (a, b, _) = self.common(BinaryOp::Equal, *a, *b, span)?;
                Ok(a == b)
            }
            (Value::Bool(a), Value::Bool(b)) => Ok(a == b),
            (Value::String(a), Value::String(b)) => {
                self.charge(a.len() as u64 / 64, span)?;
                Ok(a == b)
            }
            (Value::Plane(a), Value::Plane(b)) => Ok(a == b),
            (Value::Axis(a), Value::Axis(b)) => Ok(a == b),
            (Value::Tuple { items: a, .. }, Value::Tuple { items: b, .. })
            | (Value::List { items: a, .. }, Value::List { items: b, .. }) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (a, b) in a.iter().zip(b.iter()) {
                    if !self.equal(a, b, span)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Value::Record { fields: a, .. }, Value::Record { fields: b, .. }) => {
                if a.len() != b.len() {
                    return Ok(false);
                }
                for (name, value) in a.iter() {
                    let Some((_, other)) = b.iter().find(|(field, _)| field == name) else { return Ok(false) };
                    if !self.equal(value, other, span)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (a, b) => {
                let message = if a.shape_kind().is_some() || b.shape_kind().is_some() {
                    "shapes cannot be compared; compare their measurements, such as `volume` or `bbox`".to_owned()
                } else {
                    format!("a {} and a {} cannot be compared", describe(a), describe(b))
                };
                Err(self.error(r#type::NOT_COMPARABLE, span, message))
            }
        }
    }

    // ---- shapes ------------------------------------------------------------------------------------

    /// `+ - &` of faces or solids.
    fn combine(&mut self, op: BinaryOp, left: Value, right: Value, span: Span) -> Eval<Value> {
        let boolean = match op {
            BinaryOp::Add => BooleanOp::Union,
            BinaryOp::Subtract => BooleanOp::Cut,
            BinaryOp::Intersect => BooleanOp::Intersect,
            _ => return Err(self.operator_error(op, &left, &right, span)),
        };
        let kind = match (operand_kind(&left), operand_kind(&right)) {
            (Some(ShapeKind::Solid), Some(ShapeKind::Solid)) => ShapeKind::Solid,
            (Some(a), Some(b)) if a <= ShapeKind::Face && b <= ShapeKind::Face && a.max(b) == ShapeKind::Face => {
                ShapeKind::Face
            }
            _ => return Err(self.operator_error(op, &left, &right, span)),
        };
        let site = Site::Operand(op.symbol(), span);
        // A cut takes the union of its tools for granted; so does a union.
        if let (Value::List { items, .. }, true) = (&right, boolean != BooleanOp::Intersect) {
            let mut operands = vec![self.coerce(left, &Type::Shape(kind), site)?];
            self.charge(items.len() as u64, span)?;
            for item in items.iter() {
                operands.push(self.coerce(item.clone(), &Type::Shape(kind), site)?);
            }
            return self.boolean(boolean, operands, span);
        }
        let left = self.coerce(left, &Type::Shape(kind), site)?;
        let right = self.coerce(right, &Type::Shape(kind), site)?;
        self.boolean(boolean, vec![left, right], span)
    }

    #[cold]
    fn operator_error(&mut self, op: BinaryOp, left: &Value, right: &Value, span: Span) -> Failure {
        let operator = op.symbol();
        let both = |wanted: &dyn Fn(&Value) -> bool| wanted(left) && wanted(right);
        let kinds = (operand_kind(left), operand_kind(right));
        let message = match op {
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Intersect if kinds.0.is_some() && kinds.1.is_some() => {
                let below = |kind: Option<ShapeKind>| kind.is_some_and(|kind| kind < ShapeKind::Face);
                let names = [kinds.0, kinds.1].map(|kind| kind.map_or("shape", kind_name));
                let solid = Some(ShapeKind::Solid);
                let advice = if below(kinds.0) && below(kinds.1) {
                    "outlines have no inside: fill one of them with `face(…)`"
                } else if (kinds.0 == solid) != (kinds.1 == solid) {
                    "a plane shape becomes a solid by `.on(plane).extrude(height)`"
                } else if kinds.0 == Some(ShapeKind::Sketch) || kinds.1 == Some(ShapeKind::Sketch) {
                    "combine the faces before they are put on a plane, or the solids after"
                } else {
                    "both sides must be of one kind"
                };
                format!(
                    "`{operator}` combines faces with faces or solids with solids, not a {} with a {}; {advice}",
                    names[0], names[1]
                )
            }
            BinaryOp::Add if both(&|value| matches!(value, Value::List { .. })) => {
                "`+` does not join lists; write `[..a, ..b]`".to_owned()
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Intersect
                if (kinds.0.is_some() || kinds.1.is_some()) && (is_empty_list(left) || is_empty_list(right)) =>
            {
                let message = format!(
                    "a list stands for its union as an operand of `{operator}`, and this list is empty; \
                     `cut(shape, list)` and `union([shape, ..list])` take empty lists"
                );
                return self.error(names::EMPTY_UNION, span, message);
            }
            BinaryOp::Add if both(&|value| matches!(value, Value::String(_))) => {
                "`+` does not join texts; write `\"{a}{b}\"`".to_owned()
            }
            BinaryOp::Less | BinaryOp::LessEqual | BinaryOp::Greater | BinaryOp::GreaterEqual => {
                format!("`{operator}` compares numbers, not a {} with a {}", describe(left), describe(right))
            }
            _ => format!("`{operator}` cannot take a {} and a {}", describe(left), describe(right)),
        };
        self.error(r#type::OPERATOR, span, message)
    }

    /// Puts two values in order for sorting.
    pub(super) fn ordering(&mut self, a: &Value, b: &Value, span: Span) -> Eval<std::cmp::Ordering> {
        match (a, b) {
            (Value::Number(x), Value::Number(y)) => match self.one_dimension(*x, *y) {
                Some((x, y, _)) => Ok(x.partial_cmp(&y).unwrap_or(std::cmp::Ordering::Equal)),
                None => Err(self.dimensions_error("sort_by", *x, *y, span)),
            },
            (Value::String(x), Value::String(y)) => Ok(x.cmp(y)),
            (a, b) => {
                let (a, b) = (brief_type(a), brief_type(b));
                let message = format!("keys to sort by must be all numbers or all strings, not a {a} and a {b}");
                Err(self.error(r#type::NOT_COMPARABLE, span, message))
            }
        }
    }
}

fn brief_type(value: &Value) -> String {
    match value {
        Value::Number(_) | Value::String(_) => format!("{} ({})", type_name(value), brief(value)),
        _ => type_name(value),
    }
}

fn is_empty_list(value: &Value) -> bool {
    matches!(value, Value::List { items, .. } if items.is_empty())
}

/// The kind of a shape, or of the shapes of a list, as an operand.
fn operand_kind(value: &Value) -> Option<ShapeKind> {
    match value {
        Value::List { items, .. } => {
            let mut kinds = items.iter().map(Value::shape_kind);
            let first = kinds.next()??;
            // A list of loops is no better an operand than a loop; faces and what is promoted to them mix.
            kinds.try_fold(first, |highest, kind| match (highest, kind?) {
                (ShapeKind::Solid, ShapeKind::Solid) => Some(ShapeKind::Solid),
                (ShapeKind::Solid, _) | (_, ShapeKind::Solid) => None,
                (a, b) => Some(a.max(b)),
            })
        }
        value => value.shape_kind(),
    }
}

/// The power of a number; whole exponents by repeated multiplication, so that squares are exact products.
fn power_of(base: f64, exponent: f64) -> f64 {
    const REPEATED: f64 = 4.0;
    if exponent.fract() != 0.0 || exponent.abs() > REPEATED {
        return libm::pow(base, exponent);
    }
    let mut result = 1.0;
    for _ in 0..exponent.abs() as u32 {
        result *= base;
    }
    if exponent < 0.0 { 1.0 / result } else { result }
}
