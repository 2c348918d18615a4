//! Expressions, operators and calls.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

use ruff_python_ast::{
    BoolOp, CmpOp, Comprehension, Expr, InterpolatedStringElement, InterpolatedStringFormatSpec, Number, Operator,
    UnaryOp,
};
use ruff_text_size::{Ranged, TextRange};

use super::argument::Arguments;
use super::machine::Machine;
use super::value::{Code, Outcome, Scope, Value, unsupported, wrong};
use super::workplane::pick;
use crate::model::{BooleanOp, DVec3, Transform3};

/// A string has at most this many bytes.
const MOST_TEXT: usize = 100_000;

impl<'a> Machine<'a> {
    /// A value in a text, as it is or with the digits after the point that `.2f` and its like ask for.
    fn formatted(
        &self,
        value: &Value<'a>,
        format: Option<&InterpolatedStringFormatSpec>,
        span: TextRange,
    ) -> Outcome<String> {
        let Some(format) = format else { return Ok(super::builtin::shown(value, 0)) };
        let written: String = match &format.elements[..] {
            [] => String::new(),
            [InterpolatedStringElement::Literal(literal)] => literal.value.to_string(),
            _ => return unsupported(span, "a format made of values"),
        };
        if written.is_empty() {
            return Ok(super::builtin::shown(value, 0));
        }
        let digits = written.strip_prefix('.').and_then(|rest| rest.strip_suffix('f')).and_then(|n| n.parse().ok());
        match (digits, value.number()) {
            (Some(digits), Some(number)) if digits <= 30usize => Ok(format!("{number:.digits$}")),
            _ => unsupported(span, format!("the format `{written}`; `.2f` and its like are followed")),
        }
    }

    /// The value of an expression.
    pub fn expr(&mut self, expr: &'a Expr) -> Outcome<Value<'a>> {
        let span = expr.range();
        self.spend(1, span)?;
        Ok(match expr {
            Expr::NumberLiteral(literal) => match &literal.value {
                Number::Int(int) => match int.as_i64() {
                    Some(int) => Value::Int(int),
                    None => return wrong(span, "a whole number beyond 64 bits"),
                },
                Number::Float(float) => Value::Float(*float),
                Number::Complex { .. } => return unsupported(span, "a complex number"),
            },
            Expr::StringLiteral(literal) => Value::text(literal.value.to_str()),
            Expr::BooleanLiteral(literal) => Value::Bool(literal.value),
            Expr::NoneLiteral(_) => Value::None,
            Expr::Name(name) => self.lookup(name.id.as_str(), span)?,
            Expr::Tuple(tuple) => Value::tuple(self.elements(&tuple.elts)?),
            Expr::List(list) => Value::list(self.elements(&list.elts)?),
            Expr::Set(_) | Expr::SetComp(_) => return unsupported(span, "a set"),
            Expr::Dict(dict) => {
                let made = Rc::new(RefCell::new(Vec::new()));
                for item in &dict.items {
                    let value = self.expr(&item.value)?;
                    match (&item.key, &value) {
                        (Some(key), _) => {
                            let key = self.expr(key)?;
                            self.insert(&made, key, value, span)?;
                        }
                        (None, Value::Dict(other)) => {
                            for (key, value) in other.borrow().clone() {
                                self.insert(&made, key, value, span)?;
                            }
                        }
                        _ => return wrong(span, "only a dictionary can be unpacked into one"),
                    }
                }
                Value::Dict(made)
            }
            Expr::BoolOp(operation) => {
                let mut last = Value::None;
                for value in &operation.values {
                    last = self.expr(value)?;
                    if last.truth() == (operation.op == BoolOp::Or) {
                        break;
                    }
                }
                last
            }
            Expr::BinOp(_) => return self.chain_of_operators(expr),
            Expr::UnaryOp(operation) => {
                let value = self.expr(&operation.operand)?;
                match (operation.op, &value) {
                    (UnaryOp::Not, _) => Value::Bool(!value.truth()),
                    (UnaryOp::USub, Value::Vector(vector)) => Value::Vector(-*vector),
                    (UnaryOp::USub, Value::Float(float)) => Value::Float(-float),
                    (UnaryOp::UAdd, Value::Float(_)) => value,
                    (UnaryOp::USub | UnaryOp::UAdd | UnaryOp::Invert, _) => match value.integer() {
                        Some(int) => match operation.op {
                            UnaryOp::USub => integer(int.checked_neg(), span)?,
                            UnaryOp::Invert => Value::Int(!int),
                            _ => Value::Int(int),
                        },
                        None => return wrong(span, format!("a sign before {}", value.kind())),
                    },
                }
            }
            Expr::Compare(compare) => {
                let mut left = self.expr(&compare.left)?;
                for (op, right) in compare.ops.iter().zip(compare.comparators.iter()) {
                    let right = self.expr(right)?;
                    if !compared(*op, &left, &right, span)? {
                        return Ok(Value::Bool(false));
                    }
                    left = right;
                }
                Value::Bool(true)
            }
            Expr::If(condition) => {
                let chosen = if self.expr(&condition.test)?.truth() { &condition.body } else { &condition.orelse };
                self.expr(chosen)?
            }
            Expr::Named(named) => {
                let value = self.expr(&named.value)?;
                self.assign(&named.target, value.clone())?;
                value
            }
            Expr::Lambda(lambda) => {
                self.function(&Rc::from("lambda"), lambda.parameters.as_deref(), Code::Expr(&lambda.body))?
            }
            Expr::ListComp(made) => self.comprehended(&made.generators, span, |machine| machine.expr(&made.elt))?,
            Expr::Generator(made) => self.comprehended(&made.generators, span, |machine| machine.expr(&made.elt))?,
            Expr::DictComp(made) => {
                let pairs = self.comprehended(&made.generators, span, |machine| {
                    let key = machine.expr(&made.key)?;
                    Ok(Value::tuple(vec![key, machine.expr(&made.value)?]))
                })?;
                let dict = Rc::new(RefCell::new(Vec::new()));
                for pair in pairs.items().unwrap_or_default() {
                    if let [key, value] = &pair.items().unwrap_or_default()[..] {
                        self.insert(&dict, key.clone(), value.clone(), span)?;
                    }
                }
                Value::Dict(dict)
            }
            Expr::FString(string) => {
                let mut text = String::new();
                for element in string.value.elements() {
                    match element {
                        InterpolatedStringElement::Literal(literal) => text.push_str(&literal.value),
                        InterpolatedStringElement::Interpolation(inner) => {
                            let value = self.expr(&inner.expression)?;
                            text.push_str(&self.formatted(&value, inner.format_spec.as_deref(), inner.range)?);
                        }
                    }
                    if text.len() > MOST_TEXT {
                        return wrong(span, format!("a string of more than {MOST_TEXT} bytes"));
                    }
                }
                Value::text(&text)
            }
            Expr::Attribute(attribute) => {
                let value = self.expr(&attribute.value)?;
                self.attribute(value, attribute.attr.as_str(), span)?
            }
            Expr::Subscript(subscript) => {
                let value = self.expr(&subscript.value)?;
                self.subscripted(value, &subscript.slice, span)?
            }
            Expr::Call(call) => {
                let callee = self.expr(&call.func)?;
                let arguments = self.arguments(&call.arguments.args, &call.arguments.keywords, span, &call.func)?;
                self.call(callee, arguments)?
            }
            Expr::Starred(_) => return unsupported(span, "a star outside a call"),
            Expr::EllipsisLiteral(_) => Value::None,
            Expr::BytesLiteral(_) => return unsupported(span, "bytes"),
            Expr::Slice(_) => return unsupported(span, "a slice outside brackets"),
            Expr::TString(_) => return unsupported(span, "a template string"),
            Expr::Await(_) | Expr::Yield(_) | Expr::YieldFrom(_) => return unsupported(span, "`await` and `yield`"),
            Expr::IpyEscapeCommand(_) => return unsupported(span, "a notebook command"),
        })
    }

    /// A long chain of operators goes down its left side without recursion.
    fn chain_of_operators(&mut self, expr: &'a Expr) -> Outcome<Value<'a>> {
        let mut pending = Vec::new();
        let mut at = expr;
        while let Expr::BinOp(operation) = at {
            pending.push(operation);
            at = &operation.left;
        }
        let mut value = self.expr(at)?;
        while let Some(operation) = pending.pop() {
            let right = self.expr(&operation.right)?;
            value = self.operate(operation.op, value, right, operation.range())?;
        }
        Ok(value)
    }

    fn elements(&mut self, items: &'a [Expr]) -> Outcome<Vec<Value<'a>>> {
        let mut found = Vec::with_capacity(items.len());
        for item in items {
            if let Expr::Starred(starred) = item {
                let value = self.expr(&starred.value)?;
                match self.list_of(&value, starred.range())? {
                    Some(items) => found.extend(items),
                    None => return wrong(starred.range(), format!("{} cannot be unpacked", value.kind())),
                }
            } else {
                found.push(self.expr(item)?);
            }
        }
        Ok(found)
    }

    fn arguments(
        &mut self,
        positional: &'a [Expr],
        keywords: &'a [ruff_python_ast::Keyword],
        span: TextRange,
        callee: &'a Expr,
    ) -> Outcome<Arguments<'a>> {
        // The place of a method call is its own name and arguments, not the chain before it.
        let span = match callee {
            Expr::Attribute(attribute) => TextRange::new(attribute.attr.range().start(), span.end()),
            _ => span,
        };
        let mut arguments = Arguments { positional: Vec::new(), named: Vec::new(), span };
        for item in positional {
            if let Expr::Starred(starred) = item {
                let value = self.expr(&starred.value)?;
                match self.list_of(&value, starred.range())? {
                    Some(items) => arguments.positional.extend(items.into_iter().map(|item| (item, starred.range()))),
                    None => return wrong(starred.range(), format!("{} cannot be unpacked", value.kind())),
                }
            } else {
                arguments.positional.push((self.expr(item)?, item.range()));
            }
        }
        for keyword in keywords {
            let value = self.expr(&keyword.value)?;
            match (&keyword.arg, &value) {
                (Some(name), _) => arguments.named.push((name.as_str().to_owned(), value, keyword.range())),
                (None, Value::Dict(dict)) => {
                    for (key, value) in dict.borrow().iter() {
                        let Value::Text(name) = key else {
                            return wrong(keyword.range(), "argument names are strings");
                        };
                        arguments.named.push((name.to_string(), value.clone(), keyword.range()));
                    }
                }
                _ => return wrong(keyword.range(), "only a dictionary can be unpacked into arguments"),
            }
        }
        Ok(arguments)
    }

    fn lookup(&mut self, name: &str, span: TextRange) -> Outcome<Value<'a>> {
        for scope in self.scopes.iter().rev() {
            if let Some(value) = scope.borrow().get(name) {
                return Ok(value.clone());
            }
        }
        if name == "__name__" {
            return Ok(Value::text("__main__"));
        }
        if super::builtin::is_known(name) {
            return Ok(Value::Named(Rc::from(name)));
        }
        if matches!(
            name,
            "eval" | "exec" | "open" | "__import__" | "compile" | "input" | "getattr" | "setattr" | "type"
        ) {
            return unsupported(span, format!("`{name}`: scripts are followed, not executed"));
        }
        wrong(span, format!("the name `{name}` is not known here"))
    }

    fn comprehended(
        &mut self,
        generators: &'a [Comprehension],
        span: TextRange,
        element: impl Fn(&mut Self) -> Outcome<Value<'a>>,
    ) -> Outcome<Value<'a>> {
        self.scopes.push(Scope::default());
        let mut found = Vec::new();
        let result = self.generate(generators, &element, &mut found, span);
        self.scopes.pop();
        result.map(|()| Value::list(found))
    }

    fn generate(
        &mut self,
        generators: &'a [Comprehension],
        element: &impl Fn(&mut Self) -> Outcome<Value<'a>>,
        found: &mut Vec<Value<'a>>,
        span: TextRange,
    ) -> Outcome<()> {
        let Some((first, rest)) = generators.split_first() else {
            found.push(element(self)?);
            return self.spend(1, span);
        };
        let value = self.expr(&first.iter)?;
        let Some(items) = self.list_of(&value, first.iter.range())? else {
            return wrong(first.iter.range(), format!("a loop over {}", value.kind()));
        };
        for item in items {
            self.spend(1, span)?;
            self.assign(&first.target, item)?;
            let mut holds = true;
            for test in &first.ifs {
                holds = holds && self.expr(test)?.truth();
            }
            if holds {
                self.generate(rest, element, found, span)?;
            }
        }
        Ok(())
    }

    fn subscripted(&mut self, value: Value<'a>, index: &'a Expr, span: TextRange) -> Outcome<Value<'a>> {
        if let Expr::Slice(slice) = index {
            let Some(items) = self.list_of(&value, span)? else {
                return wrong(span, format!("a slice of {}", value.kind()));
            };
            let mut bound = |part: &'a Option<Box<Expr>>| -> Outcome<Option<i64>> {
                match part {
                    None => Ok(None),
                    Some(expr) => match self.expr(expr)?.integer() {
                        Some(int) => Ok(Some(int)),
                        None => wrong(expr.range(), "a bound of a slice is a whole number"),
                    },
                }
            };
            let (lower, upper, step) = (bound(&slice.lower)?, bound(&slice.upper)?, bound(&slice.step)?.unwrap_or(1));
            if step == 0 {
                return wrong(span, "a slice with the step 0");
            }
            let length = items.len() as i64;
            let clamp =
                |at: i64, low: i64, high: i64| (if at < 0 { at.saturating_add(length) } else { at }).clamp(low, high);
            let (start, end) = if step > 0 {
                (lower.map_or(0, |at| clamp(at, 0, length)), upper.map_or(length, |at| clamp(at, 0, length)))
            } else {
                (
                    lower.map_or(length - 1, |at| clamp(at, -1, length - 1)),
                    upper.map_or(-1, |at| clamp(at, -1, length - 1)),
                )
            };
            let mut chosen = Vec::new();
            let mut at = start;
            while if step > 0 { at < end } else { at > end } {
                chosen.extend(usize::try_from(at).ok().and_then(|at| items.get(at)).cloned());
                at = at.saturating_add(step);
            }
            return Ok(match value {
                Value::Tuple(_) => Value::tuple(chosen),
                Value::Text(_) => {
                    let text: String = chosen.iter().map(|item| super::builtin::shown(item, 0)).collect();
                    Value::text(&text)
                }
                _ => Value::list(chosen),
            });
        }
        let key = self.expr(index)?;
        if let Value::Dict(dict) = &value {
            self.spend(dict.borrow().len() as u64 / 16 + 1, span)?;
            return match dict.borrow().iter().find(|(known, _)| equal(known, &key, 0)) {
                Some((_, found)) => Ok(found.clone()),
                None => wrong(span, format!("the dictionary has no key {}", super::builtin::shown(&key, 0))),
            };
        }
        let Some(at) = key.integer() else { return wrong(index.range(), format!("an index that is {}", key.kind())) };
        let found = match &value {
            Value::Tuple(items) => pick(items, at).cloned(),
            Value::List(items) => pick(&items.borrow(), at).cloned(),
            _ => match self.list_of(&value, span)? {
                Some(items) => pick(&items, at).cloned(),
                None => return wrong(span, format!("an index into {}", value.kind())),
            },
        };
        match found {
            Some(found) => Ok(found),
            None => wrong(span, format!("the index {at} is out of range")),
        }
    }

    /// An operator between two values.
    pub fn operate(&mut self, op: Operator, left: Value<'a>, right: Value<'a>, span: TextRange) -> Outcome<Value<'a>> {
        let boolean = match op {
            Operator::Add | Operator::BitOr => Some(BooleanOp::Union),
            Operator::Sub => Some(BooleanOp::Cut),
            Operator::Mult | Operator::BitAnd => Some(BooleanOp::Intersect),
            _ => None,
        };
        match (&left, &right, boolean) {
            (Value::Work(work), other @ (Value::Work(_) | Value::Body(_)), Some(boolean)) => {
                return self.boolean(work, boolean, Some(other), span);
            }
            (Value::Drawing(a), Value::Drawing(b), Some(boolean)) => return self.combine_drawings(boolean, a, b, span),
            (Value::Body(a), Value::Body(b), Some(boolean)) => {
                let operands = [a.clone(), b.clone()];
                return Ok(self.joined(boolean, &operands, span)?.map_or(Value::None, Value::Body));
            }
            _ => {}
        }
        match (&left, &right, op) {
            (Value::Vector(a), Value::Vector(b), Operator::Add) => return Ok(Value::Vector(*a + *b)),
            (Value::Vector(a), Value::Vector(b), Operator::Sub) => return Ok(Value::Vector(*a - *b)),
            (Value::Vector(a), b, Operator::Mult) | (b, Value::Vector(a), Operator::Mult) if b.number().is_some() => {
                return Ok(Value::Vector(*a * b.number().unwrap_or(1.0)));
            }
            (Value::Vector(a), b, Operator::Div) if b.number().is_some_and(|b| b != 0.0) => {
                return Ok(Value::Vector(*a / b.number().unwrap_or(1.0)));
            }
            (Value::Location(a), Value::Location(b), Operator::Mult) => return Ok(Value::Location(a.after(b))),
            (Value::Text(a), Value::Text(b), Operator::Add) => {
                if a.len() + b.len() > MOST_TEXT {
                    return wrong(span, format!("a string of more than {MOST_TEXT} bytes"));
                }
                self.spend((a.len() + b.len()) as u64 / 64, span)?;
                return Ok(Value::text(&format!("{a}{b}")));
            }
            (Value::Text(text), _, Operator::Mod) => return Ok(Value::Text(text.clone())),
            (Value::List(_), Value::List(_), Operator::Add) | (Value::Tuple(_), Value::Tuple(_), Operator::Add) => {
                let mut items = left.items().unwrap_or_default();
                items.extend(right.items().unwrap_or_default());
                self.long(items.len() as u64, span)?;
                return Ok(if matches!(left, Value::List(_)) { Value::list(items) } else { Value::tuple(items) });
            }
            (Value::List(_) | Value::Tuple(_), count, Operator::Mult)
            | (count, Value::List(_) | Value::Tuple(_), Operator::Mult)
                if count.integer().is_some() =>
            {
                let list = if count.integer().is_some() && right.items().is_some() { &right } else { &left };
                let items = list.items().unwrap_or_default();
                let count = count.integer().unwrap_or(0).max(0) as u64;
                self.long((items.len() as u64).saturating_mul(count), span)?;
                let repeated = (0..count).flat_map(|_| items.iter().cloned()).collect();
                return Ok(if matches!(list, Value::List(_)) { Value::list(repeated) } else { Value::tuple(repeated) });
            }
            _ => {}
        }
        if let (Some(a), Some(b)) = (left.integer(), right.integer()) {
            let zero = || wrong(span, "a division by 0");
            return match op {
                Operator::Add => integer(a.checked_add(b), span),
                Operator::Sub => integer(a.checked_sub(b), span),
                Operator::Mult => integer(a.checked_mul(b), span),
                Operator::Div if b == 0 => zero(),
                Operator::Div => Ok(Value::Float(a as f64 / b as f64)),
                Operator::FloorDiv | Operator::Mod if b == 0 => zero(),
                Operator::FloorDiv => {
                    integer(a.checked_div(b).map(|q| if a % b != 0 && (a < 0) != (b < 0) { q - 1 } else { q }), span)
                }
                Operator::Mod => {
                    integer(a.checked_rem(b).map(|r| if r != 0 && (r < 0) != (b < 0) { r + b } else { r }), span)
                }
                Operator::Pow if b >= 0 => integer(u32::try_from(b).ok().and_then(|b| a.checked_pow(b)), span),
                Operator::Pow if a == 0 => zero(),
                Operator::Pow => Ok(Value::Float(libm::pow(a as f64, b as f64))),
                Operator::LShift => {
                    integer(u32::try_from(b).ok().filter(|b| *b < 62).and_then(|b| a.checked_mul(1 << b)), span)
                }
                Operator::RShift => integer(u32::try_from(b).ok().map(|b| a >> b.min(63)), span),
                Operator::BitOr => Ok(Value::Int(a | b)),
                Operator::BitXor => Ok(Value::Int(a ^ b)),
                Operator::BitAnd => Ok(Value::Int(a & b)),
                Operator::MatMult => wrong(span, "`@` between numbers"),
            };
        }
        let (Some(a), Some(b)) = (left.number(), right.number()) else {
            return wrong(span, format!("an operator between {} and {}", left.kind(), right.kind()));
        };
        let result = match op {
            Operator::Add => a + b,
            Operator::Sub => a - b,
            Operator::Mult => a * b,
            Operator::Div | Operator::FloorDiv | Operator::Mod if b == 0.0 => return wrong(span, "a division by 0"),
            Operator::Div => a / b,
            Operator::FloorDiv => (a / b).floor(),
            Operator::Mod => a - b * (a / b).floor(),
            Operator::Pow => libm::pow(a, b),
            _ => return wrong(span, "an operator of whole numbers between other numbers"),
        };
        if result.is_nan() {
            return wrong(span, "the result is no number");
        }
        Ok(Value::Float(result))
    }

    /// An attribute of a value.
    fn attribute(&mut self, value: Value<'a>, name: &str, span: TextRange) -> Outcome<Value<'a>> {
        let float = |number: f64| Ok(Value::Float(number));
        if name.starts_with("__") {
            return unsupported(span, format!("`{name}`: scripts are followed, not executed"));
        }
        match (&value, name) {
            (Value::Named(module), _) => Ok(self.named(&format!("{module}.{name}"))),
            (Value::Vector(v), "x") => float(v.x),
            (Value::Vector(v), "y") => float(v.y),
            (Value::Vector(v), "z") => float(v.z),
            (Value::Vector(v), "Length") => float(v.length()),
            (Value::Plane(plane), "origin") => Ok(Value::Vector(plane.origin)),
            (Value::Plane(plane), "xDir") => Ok(Value::Vector(plane.x)),
            (Value::Plane(plane), "yDir") => Ok(Value::Vector(plane.y)),
            (Value::Plane(plane), "zDir") => Ok(Value::Vector(plane.z)),
            (Value::Plane(plane), "location") => Ok(Value::Location(Transform3 {
                linear: crate::model::DMat3::from_cols(plane.x, plane.y, plane.z),
                translation: plane.origin,
            })),
            (Value::Work(work), "plane") => Ok(Value::Plane(work.plane)),
            (Value::Work(work), "objects") => {
                Ok(Value::list(work.objects.borrow().iter().map(super::workplane::value_of).collect()))
            }
            (Value::Work(work), "parent") => Ok(work.parent.clone().map_or(Value::None, Value::Work)),
            (Value::Bounds(low, high), _) => {
                let size = *high - *low;
                let middle = (*low + *high) / 2.0;
                match name {
                    "xmin" => float(low.x),
                    "ymin" => float(low.y),
                    "zmin" => float(low.z),
                    "xmax" => float(high.x),
                    "ymax" => float(high.y),
                    "zmax" => float(high.z),
                    "xlen" => float(size.x),
                    "ylen" => float(size.y),
                    "zlen" => float(size.z),
                    "DiagonalLength" => float(size.length()),
                    "center" => Ok(Value::Vector(middle)),
                    _ => unsupported(span, format!("`{name}` of a bounding box")),
                }
            }
            _ => Ok(Value::Method(Rc::new(value), Rc::from(name))),
        }
    }

    /// Calls a value.
    pub fn call(&mut self, callee: Value<'a>, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        match callee {
            Value::Function(function) => self.call_function(&function, arguments),
            Value::Named(name) => self.call_named(&name, arguments),
            Value::Method(value, name) => match &*value {
                Value::Work(work) => self.work_method(work, &name, arguments),
                Value::Drawing(drawing) => self.drawing_method(drawing, &name, arguments),
                other => self.call_method(other, &name, arguments),
            },
            other => wrong(arguments.span, format!("a call of {}", other.kind())),
        }
    }
}

/// A whole number, when it fits.
fn integer<'a>(value: Option<i64>, span: TextRange) -> Outcome<Value<'a>> {
    match value {
        Some(value) => Ok(Value::Int(value)),
        None => wrong(span, "a whole number beyond 64 bits"),
    }
}

fn compared(op: CmpOp, left: &Value, right: &Value, span: TextRange) -> Outcome<bool> {
    let contains = |left: &Value, right: &Value| match right {
        Value::Dict(items) => Some(items.borrow().iter().any(|(key, _)| equal(key, left, 0))),
        Value::Text(text) => match left {
            Value::Text(part) => Some(text.contains(&**part)),
            _ => None,
        },
        Value::Range(start, end, step) => left.integer().map(|at| {
            let inside = if *step > 0 { at >= *start && at < *end } else { at <= *start && at > *end };
            inside && at.wrapping_sub(*start).checked_rem(*step) == Some(0)
        }),
        _ => right.items().map(|items| items.iter().any(|item| equal(item, left, 0))),
    };
    let same = || match (left, right) {
        (Value::Work(a), Value::Work(b)) => Rc::ptr_eq(a, b),
        _ => equal(left, right, 0),
    };
    match op {
        CmpOp::Eq | CmpOp::Is => return Ok(same()),
        CmpOp::NotEq | CmpOp::IsNot => return Ok(!same()),
        CmpOp::In | CmpOp::NotIn => {
            return match contains(left, right) {
                Some(found) => Ok(found == (op == CmpOp::In)),
                None => wrong(span, format!("a search in {}", right.kind())),
            };
        }
        _ => {}
    }
    let Some(order) = order(left, right, 0) else {
        return wrong(span, format!("a comparison of {} and {}", left.kind(), right.kind()));
    };
    Ok(match op {
        CmpOp::Lt => order == Ordering::Less,
        CmpOp::LtE => order != Ordering::Greater,
        CmpOp::Gt => order == Ordering::Greater,
        _ => order != Ordering::Less,
    })
}

/// Whether two values are equal; solids and functions never are.
pub fn equal(left: &Value, right: &Value, depth: usize) -> bool {
    if depth > 20 {
        return false;
    }
    match (left, right) {
        (Value::None, Value::None) => true,
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Named(a), Value::Named(b)) => a == b,
        (Value::Vector(a), Value::Vector(b)) => DVec3::distance(*a, *b) < 1e-9,
        (Value::Tuple(_), Value::Tuple(_)) | (Value::List(_), Value::List(_)) => {
            let (a, b) = (left.items().unwrap_or_default(), right.items().unwrap_or_default());
            a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| equal(a, b, depth + 1))
        }
        _ => match (left.integer(), right.integer()) {
            (Some(a), Some(b)) => a == b,
            _ => left.number().is_some_and(|a| right.number() == Some(a)),
        },
    }
}

/// The order of two numbers, strings or sequences of them.
pub fn order(left: &Value, right: &Value, depth: usize) -> Option<Ordering> {
    if depth > 20 {
        return None;
    }
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Tuple(_), Value::Tuple(_)) | (Value::List(_), Value::List(_)) => {
            let (a, b) = (left.items()?, right.items()?);
            for (a, b) in a.iter().zip(&b) {
                match order(a, b, depth + 1)? {
                    Ordering::Equal => {}
                    other => return Some(other),
                }
            }
            Some(a.len().cmp(&b.len()))
        }
        _ => match (left.integer(), right.integer()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => left.number()?.partial_cmp(&right.number()?),
        },
    }
}
