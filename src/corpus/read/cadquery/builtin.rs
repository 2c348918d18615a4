//! Functions that scripts find in Python and in `math`, and methods of plain values.

use std::cell::RefCell;
use std::fmt::Write;
use std::rc::Rc;

use ruff_text_size::TextRange;

use super::argument::Arguments;
use super::expression::{equal, order};
use super::machine::Machine;
use super::plane;
use super::shape::{Body, Object, rotation, shift};
use super::value::{Outcome, Value, range_length, unsupported, wrong};
use crate::model::BooleanOp;

/// Functions of Python itself.
const PLAIN: &[&str] = &[
    "abs",
    "min",
    "max",
    "sum",
    "len",
    "range",
    "int",
    "float",
    "str",
    "bool",
    "list",
    "tuple",
    "dict",
    "set",
    "enumerate",
    "zip",
    "reversed",
    "sorted",
    "round",
    "print",
    "map",
    "filter",
    "any",
    "all",
    "divmod",
    "pow",
    "locals",
    "globals",
    "repr",
    "isinstance",
    // What the editors of CadQuery put beside them.
    "show_object",
    "debug",
    "show",
    "log",
    "NotImplemented",
    "Exception",
    "ValueError",
    "NameError",
    "object",
];

/// Names of `cadquery` that a star import brings.
const CADQUERY: &[&str] = &[
    "Workplane",
    "Sketch",
    "Vector",
    "Plane",
    "Location",
    "Assembly",
    "Color",
    "exporters",
    "importers",
    "Solid",
    "Edge",
    "Wire",
    "Face",
    "Compound",
    "selectors",
    "StringSyntaxSelector",
    "NearestToPointSelector",
    "BoxSelector",
];

/// Names of `math` that a star import brings.
const MATH: &[&str] = &[
    "pi", "tau", "e", "inf", "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sqrt", "radians", "degrees",
    "hypot", "floor", "ceil", "fabs", "pow", "exp", "log", "log10", "fmod", "trunc", "copysign", "isclose", "gcd",
    "dist",
];

/// Whether a name needs no import.
pub fn is_known(name: &str) -> bool {
    PLAIN.contains(&name)
}

/// What a star import brings.
pub fn exported(module: &str) -> &'static [&'static str] {
    match module {
        "cadquery" => CADQUERY,
        "math" => MATH,
        _ => &[],
    }
}

impl<'a> Machine<'a> {
    /// What stands behind a name of a module: constants at once, everything else when it is called.
    pub fn named(&self, name: &str) -> Value<'a> {
        match name {
            "math.pi" | "numpy.pi" => Value::Float(std::f64::consts::PI),
            "math.tau" => Value::Float(std::f64::consts::TAU),
            "math.e" | "numpy.e" => Value::Float(std::f64::consts::E),
            "math.inf" | "numpy.inf" => Value::Float(f64::INFINITY),
            _ => Value::Named(Rc::from(name)),
        }
    }

    /// Calls a function or class by its full name.
    pub fn call_named(&mut self, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        match name.split_once('.') {
            Some(("math", function)) => return self.mathematical(function, arguments),
            Some(("numpy", function)) => return self.numerical(function, arguments),
            Some(("cadquery", class)) => return self.class(class, arguments),
            Some(("exporters", _)) => return self.class(name, arguments),
            Some(("ocp_vscode" | "jupyter_cadquery" | "cq_editor" | "cqgi", "show" | "show_object" | "show_all")) => {
                self.shown.extend(arguments.positional.into_iter().map(|found| found.0));
                return Ok(Value::None);
            }
            Some(("ocp_vscode" | "warnings" | "logging" | "sys" | "os" | "typing", _)) => {
                return unsupported(span, format!("`{name}`: only `cadquery` and `math` are known"));
            }
            Some(_) => return unsupported(span, format!("`{name}`: only `cadquery` and `math` are known")),
            None => {}
        }
        self.plain(name, arguments)
    }

    fn plain(&mut self, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        let values: Vec<Value<'a>> = arguments.positional.iter().map(|found| found.0.clone()).collect();
        let first = || match values.first() {
            Some(value) => Ok(value.clone()),
            None => wrong(span, format!("`{name}` needs an argument")),
        };
        let key = arguments.named.iter().find(|(known, ..)| known == "key").map(|(_, value, _)| value.clone());
        let reverse = arguments.named.iter().any(|(known, value, _)| known == "reverse" && value.truth());
        Ok(match name {
            "show_object" | "debug" | "show" => {
                if name != "debug" {
                    self.shown.extend(values.first().cloned());
                }
                Value::None
            }
            "print" | "log" => Value::None,
            "locals" | "globals" => Value::Dict(Rc::new(RefCell::new(vec![(
                Value::text("show_object"),
                Value::Named(Rc::from("show_object")),
            )]))),
            "abs" => match first()? {
                Value::Int(int) => match int.checked_abs() {
                    Some(int) => Value::Int(int),
                    None => return wrong(span, "a whole number beyond 64 bits"),
                },
                value => Value::Float(self.real(&value, span)?.abs()),
            },
            "min" | "max" => {
                let items = if values.len() == 1 { self.listed(&first()?, span)? } else { values };
                let mut best: Option<(Value<'a>, Value<'a>)> = None;
                for item in items {
                    let rank = self.ranked(&key, &item, span)?;
                    let wanted = if name == "min" { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater };
                    let better = match &best {
                        None => true,
                        Some((known, _)) => match order(&rank, known, 0) {
                            Some(found) => found == wanted,
                            None => return wrong(span, "values that have no order"),
                        },
                    };
                    if better {
                        best = Some((rank, item));
                    }
                }
                match best {
                    Some((_, item)) => item,
                    None => return wrong(span, format!("`{name}` of nothing")),
                }
            }
            "sum" => {
                let mut total = values.get(1).cloned().unwrap_or(Value::Int(0));
                for item in self.listed(&first()?, span)? {
                    total = self.operate(ruff_python_ast::Operator::Add, total, item, span)?;
                }
                total
            }
            "len" => match first()? {
                Value::Range(start, end, step) => Value::Int(range_length(start, end, step) as i64),
                value => Value::Int(self.listed(&value, span)?.len() as i64),
            },
            "range" => {
                let mut numbers = Vec::new();
                for value in &values {
                    match value.integer() {
                        Some(int) => numbers.push(int),
                        None => return wrong(span, format!("`range` takes whole numbers, not {}", value.kind())),
                    }
                }
                match numbers[..] {
                    [end] => Value::Range(0, end, 1),
                    [start, end] => Value::Range(start, end, 1),
                    [start, end, step] if step != 0 => Value::Range(start, end, step),
                    _ => return wrong(span, "`range` takes one to three numbers, the last not 0"),
                }
            }
            "int" => match first()? {
                Value::Text(text) => match text.trim().parse() {
                    Ok(int) => Value::Int(int),
                    Err(_) => return wrong(span, format!("`{text}` is no whole number")),
                },
                value => {
                    let number = self.real(&value, span)?.trunc();
                    if number.abs() > 9e18 {
                        return wrong(span, "a whole number beyond 64 bits");
                    }
                    Value::Int(number as i64)
                }
            },
            "float" => match first()? {
                Value::Text(text) => match text.trim().parse::<f64>() {
                    Ok(number) => Value::Float(number),
                    Err(_) => return wrong(span, format!("`{text}` is no number")),
                },
                value => Value::Float(self.real(&value, span)?),
            },
            "str" | "repr" => Value::text(&shown(&first()?, 0)),
            "bool" => Value::Bool(first()?.truth()),
            "list" | "set" | "tuple" => {
                let items = if values.is_empty() { Vec::new() } else { self.listed(&first()?, span)? };
                if name == "tuple" { Value::tuple(items) } else { Value::list(items) }
            }
            "dict" => {
                let pairs = arguments.named.into_iter().map(|(name, value, _)| (Value::text(&name), value)).collect();
                Value::Dict(Rc::new(RefCell::new(pairs)))
            }
            "enumerate" => {
                let start = arguments.named.iter().find(|(known, ..)| known == "start").map(|found| found.1.clone());
                let start = start.or_else(|| values.get(1).cloned()).and_then(|value| value.integer()).unwrap_or(0);
                let items = self.listed(&first()?, span)?;
                let pair = |(index, item)| Value::tuple(vec![Value::Int(start.saturating_add(index as i64)), item]);
                Value::list(items.into_iter().enumerate().map(pair).collect())
            }
            "zip" => {
                let lists = values.iter().map(|value| self.listed(value, span)).collect::<Outcome<Vec<_>>>()?;
                let length = lists.iter().map(Vec::len).min().unwrap_or(0);
                let row =
                    |index: usize| Value::tuple(lists.iter().filter_map(|list| list.get(index).cloned()).collect());
                Value::list((0..length).map(row).collect())
            }
            "reversed" => Value::list(self.listed(&first()?, span)?.into_iter().rev().collect()),
            "sorted" => {
                let items = self.listed(&first()?, span)?;
                Value::list(self.sorted(items, &key, reverse, span)?)
            }
            "round" => {
                let number = self.real(&first()?, span)?;
                match values.get(1).and_then(Value::integer) {
                    None => Value::Int(number.round_ties_even() as i64),
                    // Through the decimal form, as Python rounds.
                    Some(digits) => {
                        let text = format!("{number:.*}", usize::try_from(digits.clamp(0, 17)).unwrap_or(0));
                        Value::Float(text.parse().unwrap_or(number))
                    }
                }
            }
            "map" | "filter" => {
                let function = first()?;
                let mut found = Vec::new();
                let Some(list) = values.get(1) else { return wrong(span, format!("`{name}` needs a list")) };
                for item in self.listed(list, span)? {
                    let arguments = Arguments { positional: vec![(item.clone(), span)], named: Vec::new(), span };
                    let value = self.call(function.clone(), arguments)?;
                    match name {
                        "map" => found.push(value),
                        _ if value.truth() => found.push(item),
                        _ => {}
                    }
                }
                Value::list(found)
            }
            "any" => Value::Bool(self.listed(&first()?, span)?.iter().any(Value::truth)),
            "all" => Value::Bool(self.listed(&first()?, span)?.iter().all(Value::truth)),
            "divmod" => {
                let [a, b] = &values[..] else { return wrong(span, "`divmod` takes two numbers") };
                let quotient = self.operate(ruff_python_ast::Operator::FloorDiv, a.clone(), b.clone(), span)?;
                Value::tuple(vec![quotient, self.operate(ruff_python_ast::Operator::Mod, a.clone(), b.clone(), span)?])
            }
            "pow" => {
                let [a, b] = &values[..] else { return wrong(span, "`pow` takes two numbers") };
                self.operate(ruff_python_ast::Operator::Pow, a.clone(), b.clone(), span)?
            }
            "isinstance" => {
                let (Some(value), Some(Value::Named(class))) = (values.first(), values.get(1)) else {
                    return unsupported(span, "`isinstance` of anything but one class");
                };
                Value::Bool(matches!(
                    (&**class, value),
                    ("int", Value::Int(_))
                        | ("float", Value::Float(_))
                        | ("str", Value::Text(_))
                        | ("list", Value::List(_))
                        | ("tuple", Value::Tuple(_))
                        | ("dict", Value::Dict(_))
                        | ("cadquery.Workplane", Value::Work(_))
                ))
            }
            _ => return unsupported(span, format!("`{name}` is not known")),
        })
    }

    fn ranked(&mut self, key: &Option<Value<'a>>, item: &Value<'a>, span: TextRange) -> Outcome<Value<'a>> {
        match key {
            None => Ok(item.clone()),
            Some(key) => {
                self.call(key.clone(), Arguments { positional: vec![(item.clone(), span)], named: Vec::new(), span })
            }
        }
    }

    fn sorted(
        &mut self,
        items: Vec<Value<'a>>,
        key: &Option<Value<'a>>,
        reverse: bool,
        span: TextRange,
    ) -> Outcome<Vec<Value<'a>>> {
        let mut ranked = Vec::with_capacity(items.len());
        for item in items {
            ranked.push((self.ranked(key, &item, span)?, item));
        }
        if ranked.windows(2).any(|pair| matches!(pair, [a, b] if order(&a.0, &b.0, 0).is_none())) {
            return wrong(span, "values that have no order");
        }
        ranked.sort_by(|a, b| {
            let found = order(&a.0, &b.0, 0).unwrap_or(std::cmp::Ordering::Equal);
            if reverse { found.reverse() } else { found }
        });
        Ok(ranked.into_iter().map(|pair| pair.1).collect())
    }

    fn listed(&mut self, value: &Value<'a>, span: TextRange) -> Outcome<Vec<Value<'a>>> {
        match self.list_of(value, span)? {
            Some(items) => Ok(items),
            None => wrong(span, format!("a list is needed here, not {}", value.kind())),
        }
    }

    fn real(&self, value: &Value<'a>, span: TextRange) -> Outcome<f64> {
        match value.number() {
            Some(number) if !number.is_nan() => Ok(number),
            _ => wrong(span, format!("a number is needed here, not {}", value.kind())),
        }
    }

    fn mathematical(&mut self, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        let mut numbers = Vec::new();
        if name == "dist" {
            let [(a, _), (b, _)] = &arguments.positional[..] else { return wrong(span, "`dist` takes two points") };
            return match (a.vector(), b.vector()) {
                (Some(a), Some(b)) => Ok(Value::Float(a.distance(b))),
                _ => wrong(span, "`dist` takes two points"),
            };
        }
        for (value, at) in &arguments.positional {
            numbers.push(self.real(value, *at)?);
        }
        let whole = |number: f64| Value::Int(number.clamp(-9e18, 9e18) as i64);
        let result = match (name, &numbers[..]) {
            ("sin", [x]) => libm::sin(*x),
            ("cos", [x]) => libm::cos(*x),
            ("tan", [x]) => libm::tan(*x),
            ("asin", [x]) => libm::asin(*x),
            ("acos", [x]) => libm::acos(*x),
            ("atan", [x]) => libm::atan(*x),
            ("atan2", [y, x]) => libm::atan2(*y, *x),
            ("sqrt", [x]) if *x >= 0.0 => x.sqrt(),
            ("radians", [x]) => x * (std::f64::consts::PI / 180.0),
            ("degrees", [x]) => x * (180.0 / std::f64::consts::PI),
            ("hypot", [x, y]) => libm::hypot(*x, *y),
            ("fabs", [x]) => x.abs(),
            ("pow", [x, y]) => libm::pow(*x, *y),
            ("exp", [x]) => libm::exp(*x),
            ("log", [x]) if *x > 0.0 => libm::log(*x),
            ("log10", [x]) if *x > 0.0 => libm::log10(*x),
            ("fmod", [x, y]) if *y != 0.0 => x % y,
            ("copysign", [x, y]) => x.copysign(*y),
            ("floor", [x]) => return Ok(whole(x.floor())),
            ("ceil", [x]) => return Ok(whole(x.ceil())),
            ("trunc", [x]) => return Ok(whole(x.trunc())),
            ("isclose", [x, y]) => return Ok(Value::Bool((x - y).abs() <= 1e-9 * x.abs().max(y.abs()))),
            ("gcd", [x, y]) => {
                let (mut a, mut b) = (x.abs(), y.abs());
                while b > 0.0 {
                    self.spend(1, span)?;
                    (a, b) = (b, a % b);
                }
                return Ok(whole(a));
            }
            _ => return unsupported(span, format!("`math.{name}` of these arguments")),
        };
        if result.is_nan() {
            return wrong(span, format!("`math.{name}` has no value here"));
        }
        Ok(Value::Float(result))
    }

    fn numerical(&mut self, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        match name {
            "linspace" => {
                let bound = arguments.bind(name, &["start", "stop", "num", "endpoint"])?;
                let (start, stop) = (bound.number("start")?, bound.number("stop")?);
                let count = if bound.get("num").is_some() { self.count(&bound, "num")? } else { 50 };
                let parts = if bound.flag("endpoint", true) { count.saturating_sub(1).max(1) } else { count };
                let step = (stop - start) / parts as f64;
                Ok(Value::list((0..count).map(|i| Value::Float(start + step * i as f64)).collect()))
            }
            "arange" => {
                let numbers: Vec<f64> = arguments
                    .positional
                    .iter()
                    .map(|(value, at)| self.real(value, *at))
                    .collect::<Outcome<Vec<f64>>>()?;
                let (start, stop, step) = match numbers[..] {
                    [stop] => (0.0, stop, 1.0),
                    [start, stop] => (start, stop, 1.0),
                    [start, stop, step] if step != 0.0 => (start, stop, step),
                    _ => return wrong(span, "`arange` takes one to three numbers, the last not 0"),
                };
                let count = ((stop - start) / step).ceil().clamp(0.0, 1e9) as u64;
                self.long(count, span)?;
                Ok(Value::list((0..count).map(|i| Value::Float(start + step * i as f64)).collect()))
            }
            "deg2rad" => self.mathematical("radians", arguments),
            "rad2deg" => self.mathematical("degrees", arguments),
            "arctan2" => self.mathematical("atan2", arguments),
            "sin" | "cos" | "tan" | "sqrt" | "radians" | "degrees" | "hypot" | "floor" | "ceil" => {
                self.mathematical(name, arguments)
            }
            _ => unsupported(span, format!("`numpy.{name}`: arrays are not read; use `math` and lists")),
        }
    }

    /// Methods of anything but workplanes and sketches.
    pub fn call_method(&mut self, value: &Value<'a>, name: &str, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        let values: Vec<Value<'a>> = arguments.positional.iter().map(|found| found.0.clone()).collect();
        let vector = |index: usize| values.get(index).and_then(Value::vector);
        match (value, name) {
            (Value::List(list), "append") => {
                self.long(list.borrow().len() as u64 / 64 + 1, span)?;
                list.borrow_mut().extend(values.into_iter().take(1));
                Ok(Value::None)
            }
            (Value::List(list), "extend") => {
                let more = self.listed(&values.first().cloned().unwrap_or(Value::None), span)?;
                self.long((list.borrow().len() + more.len()) as u64, span)?;
                list.borrow_mut().extend(more);
                Ok(Value::None)
            }
            (Value::List(list), "insert") => {
                let (Some(at), Some(item)) = (values.first().and_then(Value::integer), values.get(1)) else {
                    return wrong(span, "`insert` takes a place and a value");
                };
                let mut list = list.borrow_mut();
                self.spend(list.len() as u64 / 16 + 1, span)?;
                let length = list.len() as i64;
                let at = (if at < 0 { at.saturating_add(length) } else { at }).clamp(0, length);
                list.insert(usize::try_from(at).unwrap_or(0), item.clone());
                Ok(Value::None)
            }
            (Value::List(list), "pop") => {
                let mut list = list.borrow_mut();
                self.spend(list.len() as u64 / 16 + 1, span)?;
                let length = list.len() as i64;
                let at = values.first().and_then(Value::integer).unwrap_or(-1);
                let at = usize::try_from(if at < 0 { at.saturating_add(length) } else { at });
                match at {
                    Ok(at) if at < list.len() => Ok(list.remove(at)),
                    _ => wrong(span, format!("the list has {length} elements")),
                }
            }
            (Value::List(list), "reverse") => {
                list.borrow_mut().reverse();
                Ok(Value::None)
            }
            (Value::List(list), "clear") => {
                list.borrow_mut().clear();
                Ok(Value::None)
            }
            (Value::List(list), "sort") => {
                let key = arguments.named.iter().find(|(known, ..)| known == "key").map(|(_, value, _)| value.clone());
                let reverse = arguments.named.iter().any(|(known, value, _)| known == "reverse" && value.truth());
                let items = list.borrow().clone();
                let sorted = self.sorted(items, &key, reverse, span)?;
                *list.borrow_mut() = sorted;
                Ok(Value::None)
            }
            (Value::List(_), "copy") => Ok(Value::list(value.items().unwrap_or_default())),
            (Value::List(_) | Value::Tuple(_), "index" | "count") => {
                let items = value.items().unwrap_or_default();
                let wanted = values.first().cloned().unwrap_or(Value::None);
                self.spend(items.len() as u64 / 8, span)?;
                if name == "count" {
                    return Ok(Value::Int(items.iter().filter(|item| equal(item, &wanted, 0)).count() as i64));
                }
                match items.iter().position(|item| equal(item, &wanted, 0)) {
                    Some(at) => Ok(Value::Int(at as i64)),
                    None => wrong(span, "the value is not in the list"),
                }
            }
            (Value::Dict(dict), "items") => {
                let pair = |(key, value): &(Value<'a>, Value<'a>)| Value::tuple(vec![key.clone(), value.clone()]);
                Ok(Value::list(dict.borrow().iter().map(pair).collect()))
            }
            (Value::Dict(dict), "keys") => Ok(Value::list(dict.borrow().iter().map(|pair| pair.0.clone()).collect())),
            (Value::Dict(dict), "values") => Ok(Value::list(dict.borrow().iter().map(|pair| pair.1.clone()).collect())),
            (Value::Dict(dict), "get") => {
                let wanted = values.first().cloned().unwrap_or(Value::None);
                self.spend(dict.borrow().len() as u64 / 16 + 1, span)?;
                let found = dict.borrow().iter().find(|(key, _)| equal(key, &wanted, 0)).map(|pair| pair.1.clone());
                Ok(found.or_else(|| values.get(1).cloned()).unwrap_or(Value::None))
            }
            (Value::Dict(dict), "update") => {
                if let Some(Value::Dict(other)) = values.first() {
                    let pairs = other.borrow().clone();
                    for (key, value) in pairs {
                        self.insert(dict, key, value, span)?;
                    }
                }
                for (name, value, _) in arguments.named {
                    self.insert(dict, Value::text(&name), value, span)?;
                }
                Ok(Value::None)
            }
            (Value::Text(text), "upper") => Ok(Value::text(&text.to_uppercase())),
            (Value::Text(text), "lower") => Ok(Value::text(&text.to_lowercase())),
            (Value::Text(text), "strip") => Ok(Value::text(text.trim())),
            (Value::Text(text), "format" | "replace" | "join" | "zfill" | "rstrip" | "lstrip") => Ok(Value::text(text)),
            (Value::Text(text), "startswith") => {
                Ok(Value::Bool(matches!(values.first(), Some(Value::Text(part)) if text.starts_with(&**part))))
            }
            (Value::Vector(v), _) => match (name, vector(0)) {
                ("toTuple", _) => Ok(Value::tuple(vec![Value::Float(v.x), Value::Float(v.y), Value::Float(v.z)])),
                ("add", Some(other)) => Ok(Value::Vector(*v + other)),
                ("sub", Some(other)) => Ok(Value::Vector(*v - other)),
                ("cross", Some(other)) => Ok(Value::Vector(v.cross(other))),
                ("dot", Some(other)) => Ok(Value::Float(v.dot(other))),
                ("normalized", _) => Ok(Value::Vector(v.normalize_or_zero())),
                ("multiply", _) => {
                    Ok(Value::Vector(*v * self.real(&values.first().cloned().unwrap_or(Value::None), span)?))
                }
                _ => unsupported(span, format!("`Vector.{name}` is not known")),
            },
            (Value::Plane(frame), "toWorldCoords") => match vector(0) {
                Some(at) => Ok(Value::Vector(frame.point(at.truncate(), at.z))),
                None => wrong(span, "`toWorldCoords` takes a point"),
            },
            (Value::Plane(frame), "rotated") => match vector(0).and_then(|angles| plane::turned(frame, angles)) {
                Some(turned) => Ok(Value::Plane(turned)),
                None => wrong(span, "`rotated` takes three angles"),
            },
            (Value::Location(location), "toTuple") => {
                unsupported(span, format!("`toTuple` of a location at {}", location.translation))
            }
            (Value::Body(body), _) => self.body_method(&body.clone(), name, &values, span),
            (Value::Object(object), "Center") => match object.center() {
                Some(place) => Ok(Value::Vector(place.world())),
                None => unsupported(span, "the middle of this is not known"),
            },
            (Value::Object(Object::Face(face)), "normalAt") => match face.normal() {
                Some(normal) => Ok(Value::Vector(normal)),
                None => unsupported(span, "the normal of a curved face"),
            },
            (Value::Object(Object::Face(face)), "Area") => Ok(Value::Float(face.info.area)),
            (Value::Assembly(parts), "add") => {
                let bound = arguments.bind("add", &["obj", "loc", "name", "color", "metadata"])?;
                self.assembled(parts, &bound)?;
                Ok(Value::Assembly(parts.clone()))
            }
            (Value::Assembly(_), "constrain" | "solve") => {
                unsupported(span, "constraints of assemblies are not solved; give each part its `loc`")
            }
            (Value::Assembly(_), "save" | "export") => Ok(Value::None),
            (Value::Assembly(parts), "toCompound") => {
                let bodies = parts.borrow().clone();
                match self.joined(BooleanOp::Union, &bodies, span)? {
                    Some(body) => Ok(Value::Body(body)),
                    None => wrong(span, "the assembly is empty"),
                }
            }
            _ => unsupported(span, format!("`{name}` of {} is not known", value.kind())),
        }
    }

    fn body_method(&mut self, body: &Body, name: &str, values: &[Value<'a>], span: TextRange) -> Outcome<Value<'a>> {
        let vector = |index: usize| values.get(index).and_then(Value::vector);
        match (name, values) {
            ("BoundingBox", _) => {
                let measured = self.measured(body, span)?;
                Ok(Value::Bounds(measured.min, measured.max))
            }
            ("Volume", _) => Ok(Value::Float(self.measured(body, span)?.volume)),
            ("Area", _) => Ok(Value::Float(self.measured(body, span)?.area)),
            ("Center", _) => Ok(Value::Vector(self.measured(body, span)?.centroid)),
            ("isValid", _) => Ok(Value::Bool(true)),
            ("clean" | "copy", _) => Ok(Value::Body(body.clone())),
            ("translate", _) => match vector(0) {
                Some(by) => Ok(Value::Body(body.transformed(&shift(by)))),
                None => wrong(span, "`translate` takes a vector"),
            },
            ("moved" | "located", [Value::Location(by)]) => Ok(Value::Body(body.transformed(by))),
            ("rotate", _) => {
                let (Some(start), Some(end), Some(angle)) =
                    (vector(0), vector(1), values.get(2).and_then(Value::number))
                else {
                    return wrong(span, "`rotate` takes two points and an angle");
                };
                match rotation(start, end - start, angle) {
                    Some(by) => Ok(Value::Body(body.transformed(&by))),
                    None => wrong(span, "the axis has no direction"),
                }
            }
            ("fuse" | "cut" | "intersect", _) => {
                let op = match name {
                    "fuse" => BooleanOp::Union,
                    "cut" => BooleanOp::Cut,
                    _ => BooleanOp::Intersect,
                };
                let mut operands = vec![body.clone()];
                for value in values {
                    operands.extend(self.bodies(value, span)?);
                }
                Ok(self.joined(op, &operands, span)?.map_or(Value::None, Value::Body))
            }
            ("exportStep" | "exportStl" | "exportBrep", _) => Ok(Value::None),
            _ => unsupported(span, format!("`Shape.{name}` is not known")),
        }
    }
}

/// A value as text, as far as names need it.
pub fn shown(value: &Value, depth: usize) -> String {
    if depth > 5 {
        return "…".to_owned();
    }
    match value {
        Value::None => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Int(int) => int.to_string(),
        Value::Float(float) if float.fract() == 0.0 && float.abs() < 1e16 => format!("{float:.1}"),
        Value::Float(float) => float.to_string(),
        Value::Text(text) => text.to_string(),
        Value::Tuple(_) | Value::List(_) => {
            let mut text = String::from("(");
            for item in value.items().unwrap_or_default().iter().take(20) {
                let _ = write!(text, "{}, ", shown(item, depth + 1));
            }
            text + ")"
        }
        other => other.kind().to_owned(),
    }
}
