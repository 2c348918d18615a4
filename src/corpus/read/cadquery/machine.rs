//! The statements of a script, followed step by step with values in place of solids. Nothing is executed.

use std::cell::RefCell;
use std::rc::Rc;

use ruff_python_ast::{Expr, Parameters, Stmt};
use ruff_text_size::{Ranged, TextRange};

use super::argument::{Arguments, Bound};
use super::shape::Body;
use super::sketch::Drawing;
use super::value::{Code, Fault, Function, Outcome, Scope, Value, range_length, unsupported, wrong};
use super::workplane::Context;
use crate::diagnostics::registry::limit;
use crate::geom::kernel::Kernel;
use crate::model::DVec3;

/// A script takes at most this many steps.
const MOST_STEPS: u64 = 400_000;
/// A list has at most this many elements.
const MOST_ELEMENTS: u64 = 100_000;
/// Calls nest at most this deep.
const MOST_CALLS: usize = 64;

/// Where a statement leads.
pub enum Flow<'a> {
    Next,
    Break,
    Continue,
    Return(Value<'a>),
}

/// The state of a script.
pub struct Machine<'a> {
    /// Answers questions about geometry.
    pub kernel: Kernel,
    steps: u64,
    calls: usize,
    /// Scopes that are seen, outermost first.
    pub scopes: Vec<Scope<'a>>,
    declared_global: Vec<(usize, Rc<str>)>,
    /// Every sketch, so that cycles can be broken at the end.
    pub drawings: Vec<Rc<RefCell<Drawing>>>,
    /// Every chain's shared part, for the same reason.
    pub contexts: Vec<Rc<RefCell<Context>>>,
    /// What `show_object` was given.
    pub shown: Vec<Value<'a>>,
    /// What was written to files.
    pub exported: Vec<Value<'a>>,
    /// The name assigned last in the module.
    pub last: Option<Rc<str>>,
}

impl Drop for Machine<'_> {
    fn drop(&mut self) {
        for drawing in &self.drawings {
            if let Ok(mut drawing) = drawing.try_borrow_mut() {
                drawing.parent = None;
            }
        }
        for context in &self.contexts {
            if let Ok(mut context) = context.try_borrow_mut() {
                context.clear();
            }
        }
        for scope in &self.scopes {
            if let Ok(mut scope) = scope.try_borrow_mut() {
                scope.clear();
            }
        }
    }
}

impl<'a> Machine<'a> {
    /// A machine that knows no names yet.
    pub fn new(kernel: Kernel) -> Self {
        Machine {
            kernel,
            steps: 0,
            calls: 0,
            scopes: vec![Scope::default()],
            declared_global: Vec::new(),
            drawings: Vec::new(),
            contexts: Vec::new(),
            shown: Vec::new(),
            exported: Vec::new(),
            last: None,
        }
    }

    /// Counts steps; a script that takes too many ends here.
    pub fn spend(&mut self, steps: u64, span: TextRange) -> Outcome<()> {
        self.steps = self.steps.saturating_add(steps);
        if self.steps <= MOST_STEPS {
            return Ok(());
        }
        let message = format!("the script takes more than {MOST_STEPS} steps");
        Err(Fault { name: limit::STEPS, span, message })
    }

    /// A count of a pattern: a whole number from 1.
    pub fn count(&mut self, bound: &Bound<'a>, name: &str) -> Outcome<u64> {
        let count = bound.integer(name)?;
        let span = bound.get(name).map_or(bound.span, |found| found.1);
        match u64::try_from(count) {
            Ok(count) if count > 0 => {
                self.spend(count, span)?;
                Ok(count)
            }
            _ => wrong(span, format!("`{name}` must be at least 1, not {count}")),
        }
    }

    /// The points of a list argument.
    pub fn points(&mut self, bound: &Bound<'a>, name: &str) -> Outcome<Vec<DVec3>> {
        let (value, span) = bound.value(name)?;
        let Some(items) = self.list_of(value, span)? else {
            return wrong(span, format!("`{name}` must be a list of points, not {}", value.kind()));
        };
        let points: Option<Vec<DVec3>> =
            items.iter().map(|item| item.vector().filter(|point| point.is_finite())).collect();
        match points {
            Some(points) => Ok(points),
            None => wrong(span, format!("`{name}` must hold points of two or three numbers")),
        }
    }

    /// The places of a list argument of a sketch.
    pub fn places(&mut self, bound: &Bound<'a>, name: &str) -> Outcome<Vec<crate::model::Transform2>> {
        let (value, span) = bound.value(name)?;
        let Some(items) = self.list_of(value, span)? else {
            return wrong(span, format!("`{name}` must be a list of points, not {}", value.kind()));
        };
        let mut places = Vec::with_capacity(items.len());
        for item in &items {
            places.push(match (item, item.vector()) {
                (Value::Location(location), _) => match location.planar() {
                    Some(place) => place,
                    None => return unsupported(span, "a location out of the plane of the sketch"),
                },
                (_, Some(point)) if point.is_finite() && point.z == 0.0 => super::shape::turn(0.0, point.truncate()),
                _ => return wrong(span, format!("a point of a sketch is two numbers, not {}", item.kind())),
            });
        }
        Ok(places)
    }

    /// The elements of anything that can be looped over; `None` when it cannot.
    pub fn list_of(&mut self, value: &Value<'a>, span: TextRange) -> Outcome<Option<Vec<Value<'a>>>> {
        let items = match value {
            Value::Tuple(_) | Value::List(_) => value.items().unwrap_or_default(),
            Value::Range(start, end, step) => {
                let count = range_length(*start, *end, *step);
                self.long(count, span)?;
                (0..count).map(|i| Value::Int(start.wrapping_add((i as i64).wrapping_mul(*step)))).collect()
            }
            Value::Dict(items) => items.borrow().iter().map(|(key, _)| key.clone()).collect(),
            Value::Text(text) => text.chars().map(|c| Value::text(c.encode_utf8(&mut [0; 4]))).collect(),
            Value::Vector(v) => vec![Value::Float(v.x), Value::Float(v.y), Value::Float(v.z)],
            Value::Work(work) => work.objects.borrow().iter().map(super::workplane::value_of).collect(),
            _ => return Ok(None),
        };
        self.long(items.len() as u64, span)?;
        Ok(Some(items))
    }

    /// Counts the elements of a new list.
    pub fn long(&mut self, count: u64, span: TextRange) -> Outcome<()> {
        if count > MOST_ELEMENTS {
            let message = format!("a list of {count} elements; at most {MOST_ELEMENTS} are read");
            return Err(Fault { name: limit::LIST_LENGTH, span, message });
        }
        self.spend(count / 4 + 1, span)
    }

    /// Follows statements in order.
    pub fn block(&mut self, statements: &'a [Stmt]) -> Outcome<Flow<'a>> {
        for statement in statements {
            match self.statement(statement)? {
                Flow::Next => {}
                other => return Ok(other),
            }
        }
        Ok(Flow::Next)
    }

    fn statement(&mut self, statement: &'a Stmt) -> Outcome<Flow<'a>> {
        let span = statement.range();
        self.spend(1, span)?;
        match statement {
            Stmt::Expr(stmt) => {
                self.expr(&stmt.value)?;
            }
            Stmt::Assign(stmt) => {
                let value = self.expr(&stmt.value)?;
                for target in &stmt.targets {
                    self.assign(target, value.clone())?;
                }
            }
            Stmt::AnnAssign(stmt) => {
                if let Some(value) = &stmt.value {
                    let value = self.expr(value)?;
                    self.assign(&stmt.target, value)?;
                }
            }
            Stmt::AugAssign(stmt) => {
                let left = self.expr(&stmt.target)?;
                let right = self.expr(&stmt.value)?;
                // `+=` on a list changes the list itself.
                if let (Value::List(list), ruff_python_ast::Operator::Add, Some(items)) =
                    (&left, stmt.op, right.items())
                {
                    self.long((list.borrow().len() + items.len()) as u64, span)?;
                    list.borrow_mut().extend(items);
                } else {
                    let value = self.operate(stmt.op, left, right, span)?;
                    self.assign(&stmt.target, value)?;
                }
            }
            Stmt::If(stmt) => {
                if self.expr(&stmt.test)?.truth() {
                    return self.block(&stmt.body);
                }
                for clause in &stmt.elif_else_clauses {
                    let holds = match &clause.test {
                        Some(test) => self.expr(test)?.truth(),
                        None => true,
                    };
                    if holds {
                        return self.block(&clause.body);
                    }
                }
            }
            Stmt::For(stmt) if !stmt.is_async => {
                let value = self.expr(&stmt.iter)?;
                let Some(items) = self.list_of(&value, stmt.iter.range())? else {
                    return wrong(stmt.iter.range(), format!("a loop over {}", value.kind()));
                };
                // A list is walked as it is at every step, as Python does.
                let live = if let Value::List(list) = &value { Some(list.clone()) } else { None };
                let size = |value: &Value| if let Value::Dict(dict) = value { dict.borrow().len() } else { 0 };
                let begun = size(&value);
                for number in 0.. {
                    let item = match &live {
                        Some(list) => list.borrow().get(number).cloned(),
                        None => items.get(number).cloned(),
                    };
                    let Some(item) = item else { break };
                    self.spend(1, span)?;
                    if size(&value) != begun {
                        return wrong(stmt.iter.range(), "a dictionary that changes its size while it is walked");
                    }
                    self.assign(&stmt.target, item)?;
                    match self.block(&stmt.body)? {
                        Flow::Break => return Ok(Flow::Next),
                        Flow::Next | Flow::Continue => {}
                        Flow::Return(value) => return Ok(Flow::Return(value)),
                    }
                }
                return self.block(&stmt.orelse);
            }
            Stmt::While(stmt) => {
                while self.expr(&stmt.test)?.truth() {
                    self.spend(1, span)?;
                    match self.block(&stmt.body)? {
                        Flow::Break => return Ok(Flow::Next),
                        Flow::Next | Flow::Continue => {}
                        Flow::Return(value) => return Ok(Flow::Return(value)),
                    }
                }
                return self.block(&stmt.orelse);
            }
            Stmt::FunctionDef(stmt) if !stmt.is_async => {
                if let Some(decorator) = stmt.decorator_list.first() {
                    return unsupported(decorator.range(), "a decorated function");
                }
                let name: Rc<str> = Rc::from(stmt.name.as_str());
                let function = self.function(&name, Some(&stmt.parameters), Code::Block(&stmt.body))?;
                self.store(name, function);
            }
            Stmt::Return(stmt) => {
                let value = match &stmt.value {
                    Some(value) => self.expr(value)?,
                    None => Value::None,
                };
                return Ok(Flow::Return(value));
            }
            Stmt::Break(_) => return Ok(Flow::Break),
            Stmt::Continue(_) => return Ok(Flow::Continue),
            Stmt::Pass(_) => {}
            Stmt::Nonlocal(_) => return unsupported(span, "`nonlocal`"),
            Stmt::Global(stmt) => {
                let depth = self.scopes.len();
                for name in &stmt.names {
                    self.declared_global.push((depth, Rc::from(name.as_str())));
                }
            }
            Stmt::Import(stmt) => {
                for alias in &stmt.names {
                    let full = alias.name.as_str();
                    let top = full.split('.').next().unwrap_or(full);
                    match &alias.asname {
                        Some(name) => self.store(Rc::from(name.as_str()), Value::Named(Rc::from(full))),
                        None => self.store(Rc::from(top), Value::Named(Rc::from(top))),
                    }
                }
            }
            Stmt::ImportFrom(stmt) => {
                let module = stmt.module.as_ref().map_or("", |name| name.as_str()).to_owned();
                for alias in &stmt.names {
                    let name = alias.name.as_str();
                    if name == "*" {
                        for known in super::builtin::exported(&module) {
                            let value = self.named(&format!("{module}.{known}"));
                            self.store(Rc::from(*known), value);
                        }
                        continue;
                    }
                    let value = self.named(&format!("{module}.{name}"));
                    self.store(Rc::from(alias.asname.as_ref().map_or(name, |name| name.as_str())), value);
                }
            }
            Stmt::Assert(stmt) => {
                if !self.expr(&stmt.test)?.truth() {
                    return wrong(span, "the assertion does not hold");
                }
            }
            Stmt::Try(stmt) => {
                // What the script could catch is reported instead.
                for part in [&stmt.body, &stmt.orelse, &stmt.finalbody] {
                    match self.block(part)? {
                        Flow::Next => {}
                        other => return Ok(other),
                    }
                }
            }
            Stmt::Delete(stmt) => {
                for target in &stmt.targets {
                    let Expr::Name(name) = target else { return unsupported(span, "`del` of anything but a name") };
                    if let Some(scope) = self.scopes.last() {
                        scope.borrow_mut().shift_remove(name.id.as_str());
                    }
                }
            }
            Stmt::Raise(_) => return wrong(span, "the script raises an exception here"),
            Stmt::ClassDef(_) => return unsupported(span, "a class; only functions are followed"),
            Stmt::With(_) => return unsupported(span, "`with`; files and contexts are not read"),
            Stmt::Match(_) => return unsupported(span, "`match`; write `if` and `elif`"),
            Stmt::TypeAlias(_) => {}
            Stmt::For(_) | Stmt::FunctionDef(_) => return unsupported(span, "`async`"),
            Stmt::IpyEscapeCommand(_) => return unsupported(span, "a notebook command"),
        }
        Ok(Flow::Next)
    }

    /// Gives a name of the innermost scope a value.
    pub fn store(&mut self, name: Rc<str>, value: Value<'a>) {
        let depth = self.scopes.len();
        let global = self.declared_global.iter().any(|(at, known)| *at == depth && *known == name);
        let scope = if global { self.scopes.first() } else { self.scopes.last() };
        if depth == 1 || global {
            self.last = Some(name.clone());
        }
        if let Some(scope) = scope {
            scope.borrow_mut().insert(name, value);
        }
    }

    /// Gives a target a value.
    pub fn assign(&mut self, target: &'a Expr, value: Value<'a>) -> Outcome<()> {
        let span = target.range();
        self.spend(1, span)?;
        match target {
            Expr::Name(name) => self.store(Rc::from(name.id.as_str()), value),
            Expr::Tuple(_) | Expr::List(_) => {
                let targets = match target {
                    Expr::Tuple(tuple) => &tuple.elts,
                    Expr::List(list) => &list.elts,
                    _ => return Ok(()),
                };
                let Some(items) = self.list_of(&value, span)? else {
                    return wrong(span, format!("{} cannot be unpacked", value.kind()));
                };
                if let Some(star) = targets.iter().find(|target| matches!(target, Expr::Starred(_))) {
                    return unsupported(star.range(), "unpacking with a star");
                }
                if items.len() != targets.len() {
                    return wrong(span, format!("{} values for {} names", items.len(), targets.len()));
                }
                for (target, item) in targets.iter().zip(items) {
                    self.assign(target, item)?;
                }
            }
            Expr::Subscript(subscript) => {
                let holder = self.expr(&subscript.value)?;
                let key = self.expr(&subscript.slice)?;
                match (&holder, key.integer()) {
                    (Value::List(list), Some(index)) => {
                        let mut list = list.borrow_mut();
                        let length = list.len() as i64;
                        let at = usize::try_from(if index < 0 { index.saturating_add(length) } else { index }).ok();
                        match at.and_then(|at| list.get_mut(at)) {
                            Some(slot) => *slot = value,
                            None => return wrong(span, format!("the list has {length} elements")),
                        }
                    }
                    (Value::Dict(dict), _) => self.insert(dict, key, value, span)?,
                    _ => return unsupported(span, format!("an assignment into {}", holder.kind())),
                }
            }
            Expr::Attribute(_) => return unsupported(span, "an assignment to an attribute"),
            _ => return unsupported(span, "an assignment to this"),
        }
        Ok(())
    }

    /// Puts a pair into a dictionary.
    pub fn insert(
        &mut self,
        dict: &Rc<RefCell<Vec<(Value<'a>, Value<'a>)>>>,
        key: Value<'a>,
        value: Value<'a>,
        span: TextRange,
    ) -> Outcome<()> {
        let mut dict = dict.borrow_mut();
        self.spend(dict.len() as u64 / 16 + 1, span)?;
        match dict.iter_mut().find(|(known, _)| super::expression::equal(known, &key, 0)) {
            Some((_, slot)) => *slot = value,
            None => dict.push((key, value)),
        }
        Ok(())
    }

    /// A function with the scopes of its place.
    pub fn function(
        &mut self,
        name: &Rc<str>,
        parameters: Option<&'a Parameters>,
        body: Code<'a>,
    ) -> Outcome<Value<'a>> {
        let mut defaults = Vec::new();
        for parameter in parameters.into_iter().flat_map(|parameters| parameters.iter_non_variadic_params()) {
            if let Some(default) = &parameter.default {
                let value = self.expr(default)?;
                defaults.push((Rc::from(parameter.parameter.name.as_str()), value));
            }
        }
        let scopes = self.scopes.clone();
        Ok(Value::Function(Rc::new(Function { name: name.clone(), parameters, defaults, body, scopes })))
    }

    /// Calls a function of the script.
    pub fn call_function(&mut self, function: &Rc<Function<'a>>, arguments: Arguments<'a>) -> Outcome<Value<'a>> {
        let span = arguments.span;
        if self.calls >= MOST_CALLS {
            let message = format!("calls nest deeper than {MOST_CALLS}; a recursion probably never ends");
            return Err(Fault { name: limit::CALL_DEPTH, span, message });
        }
        let scope = Scope::default();
        self.bind_parameters(function, arguments, &scope)?;
        let mut scopes = function.scopes.clone();
        scopes.push(scope);
        let depth = scopes.len();
        let outside = std::mem::replace(&mut self.scopes, scopes);
        let last = self.last.clone();
        self.calls += 1;
        let result = match function.body {
            Code::Block(body) => self.block(body).map(|flow| match flow {
                Flow::Return(value) => value,
                _ => Value::None,
            }),
            Code::Expr(expr) => self.expr(expr),
        };
        self.calls -= 1;
        self.declared_global.retain(|(at, _)| *at != depth);
        self.scopes = outside;
        self.last = last;
        result
    }

    fn bind_parameters(&mut self, function: &Function<'a>, arguments: Arguments<'a>, scope: &Scope<'a>) -> Outcome<()> {
        let span = arguments.span;
        let mut positional = arguments.positional.into_iter();
        let mut scope = scope.borrow_mut();
        let Some(parameters) = function.parameters else {
            return match positional.next() {
                Some((_, at)) => wrong(at, format!("`{}` takes no arguments", function.name)),
                None => Ok(()),
            };
        };
        let plain: Vec<Rc<str>> = parameters
            .posonlyargs
            .iter()
            .chain(&parameters.args)
            .map(|parameter| Rc::from(parameter.parameter.name.as_str()))
            .collect();
        let keyword: Vec<Rc<str>> =
            parameters.kwonlyargs.iter().map(|parameter| Rc::from(parameter.parameter.name.as_str())).collect();
        for name in &plain {
            let Some((value, _)) = positional.next() else { break };
            scope.insert(name.clone(), value);
        }
        let rest: Vec<(Value<'a>, TextRange)> = positional.collect();
        match (&parameters.vararg, rest.first()) {
            (Some(name), _) => {
                scope.insert(
                    Rc::from(name.name.as_str()),
                    Value::tuple(rest.into_iter().map(|found| found.0).collect()),
                );
            }
            (None, Some((_, at))) => {
                return wrong(*at, format!("`{}` takes at most {} arguments", function.name, plain.len()));
            }
            _ => {}
        }
        let mut others = Vec::new();
        for (name, value, at) in arguments.named {
            let known = plain.iter().chain(&keyword).find(|known| ***known == *name);
            match (known, &parameters.kwarg) {
                (Some(known), _) if scope.contains_key(known) => {
                    return wrong(at, format!("`{}` gets `{name}` twice", function.name));
                }
                (Some(known), _) => {
                    scope.insert(known.clone(), value);
                }
                (None, Some(_)) => others.push((Value::text(&name), value)),
                (None, None) => return wrong(at, format!("`{}` has no parameter `{name}`", function.name)),
            }
        }
        if let Some(name) = &parameters.kwarg {
            scope.insert(Rc::from(name.name.as_str()), Value::Dict(Rc::new(RefCell::new(others))));
        }
        for name in plain.iter().chain(&keyword) {
            if !scope.contains_key(name) {
                match function.defaults.iter().find(|(known, _)| known == name) {
                    Some((_, default)) => {
                        scope.insert(name.clone(), default.clone());
                    }
                    None => return wrong(span, format!("`{}` needs `{name}`", function.name)),
                }
            }
        }
        Ok(())
    }

    /// All bodies that a value stands for.
    pub fn bodies(&mut self, value: &Value<'a>, span: TextRange) -> Outcome<Vec<Body>> {
        match value {
            Value::Work(work) => {
                let found = super::operation::bodies_of(work);
                if !found.is_empty() {
                    return Ok(found);
                }
                Ok(self.find(work, span)?.into_iter().collect())
            }
            Value::Body(body) => Ok(vec![body.clone()]),
            Value::Assembly(parts) => Ok(parts.borrow().clone()),
            Value::Tuple(_) | Value::List(_) => {
                let mut found = Vec::new();
                for item in value.items().unwrap_or_default() {
                    self.spend(1, span)?;
                    // Lists in lists hold no parts.
                    if !matches!(item, Value::Tuple(_) | Value::List(_)) {
                        found.extend(self.bodies(&item, span)?);
                    }
                }
                Ok(found)
            }
            _ => Ok(Vec::new()),
        }
    }
}
