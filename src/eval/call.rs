//! Calls: arguments onto the stack, coercion, defaults, type variables, the depth limit, and globals.

use std::sync::Arc;

use smallvec::SmallVec;

use super::builtin::Args;
use super::coerce::Site;
use super::display::{describe, kind_name};
use super::interpret::{CallRecord, EMPTY, Eval, Failure, Interpreter, ItemState};
use super::value::{Closure, Number, Value};
use crate::diagnostics::registry::{eval as names, limit, r#type, unit};
use crate::model::ShapeKind;
use crate::sema::hir::{Body, Expr, Function, Generic, ItemId, ItemKind, ModuleId};
use crate::sema::types::{Dimension, Type};
use crate::text::Span;

/// How many kinds the bound `Shape` stands for.
const ALL_KINDS: usize = 5;

/// Which arguments a call gives.
#[derive(Clone, Copy)]
pub(super) enum Given<'e> {
    /// One entry per parameter, up to the last that is given.
    Exprs(&'e [Option<Expr>]),
    /// The first so many.
    Count(usize),
}

impl Given<'_> {
    fn has(self, index: usize) -> bool {
        match self {
            Given::Exprs(args) => args.get(index).is_some_and(Option::is_some),
            Given::Count(count) => index < count,
        }
    }

    fn span(self, index: usize, call: Span) -> Span {
        match self {
            Given::Exprs(args) => args.get(index).and_then(Option::as_ref).map_or(call, |expr| expr.span),
            Given::Count(_) => call,
        }
    }
}

/// What the arguments make of a type variable.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Binding<'t> {
    /// Nothing to do.
    Free,
    /// Plain numbers become quantities of this dimension.
    Dimension(Dimension),
    /// Values are coerced to this type.
    Type(&'t Type),
}

impl<'a> Interpreter<'a> {
    // ---- globals -----------------------------------------------------------------------------------

    /// The value of a top-level definition, computed when first needed.
    #[inline(never)]
    pub(super) fn global(&mut self, module: ModuleId, item: ItemId, span: Span) -> Eval<Value> {
        let program = self.program;
        let definition = &program.modules[module as usize].items[item as usize];
        if let ItemKind::Function(function) = &definition.kind {
            let closure = Value::closure(function.clone(), Box::default());
            return self.nested(closure, span);
        }
        match &self.items[module as usize][item as usize] {
            ItemState::Done(value) => return Ok(value.clone()),
            ItemState::Failed => return Err(Failure::Reported),
            ItemState::Running => {
                let message = format!("`{}` needs its own value through the functions it calls", definition.name);
                return Err(self.error(names::CYCLE, span, message));
            }
            ItemState::Pending => {}
        }
        self.deeper(span)?;
        let result = self.evaluate_item(module, item);
        self.calls.pop();
        result
    }

    /// Evaluates a top-level body in a fresh frame, outside the calls that led here.
    pub(super) fn in_module<T>(
        &mut self,
        module: ModuleId,
        body: &Body,
        evaluate: impl FnOnce(&mut Self, &Expr) -> Eval<T>,
    ) -> Eval<T> {
        let unit = std::mem::replace(&mut self.unit, self.program.modules[module as usize].unit);
        let floor = std::mem::replace(&mut self.call_floor, self.calls.len());
        let start = self.stack.len();
        let base = std::mem::replace(&mut self.base, start);
        self.stack.resize(start + body.slots as usize, EMPTY);
        let result = evaluate(self, &body.expr);
        self.stack.truncate(start);
        self.base = base;
        self.calls.truncate(self.call_floor);
        self.call_floor = floor;
        self.unit = unit;
        result
    }

    /// Notes a level of depth without a function.
    fn deeper(&mut self, span: Span) -> Eval<()> {
        self.enter(&smol_str::SmolStr::default(), span, false)
    }

    fn enter(&mut self, name: &smol_str::SmolStr, call: Span, library: bool) -> Eval<()> {
        if self.calls.len() >= self.limits.call_depth {
            let message =
                format!("calls may nest {} deep; a recursion here probably never ends", self.limits.call_depth);
            return Err(self.error(limit::CALL_DEPTH, call, message));
        }
        self.calls.push(CallRecord { name: name.clone(), call, library });
        Ok(())
    }

    // ---- calls -------------------------------------------------------------------------------------

    /// A call of a known function.
    #[inline(never)]
    pub(super) fn call_global(
        &mut self,
        module: ModuleId,
        item: ItemId,
        args: &[Option<Expr>],
        span: Span,
    ) -> Eval<Value> {
        let program = self.program;
        let ItemKind::Function(function) = &program.modules[module as usize].items[item as usize].kind else {
            let callee = self.global(module, item, span)?;
            let message = format!("only functions can be called, and this is a {}", describe(&callee));
            return Err(self.error(r#type::NOT_A_FUNCTION, span, message));
        };
        let start = self.stack.len();
        for arg in args {
            let value = match arg {
                Some(expr) => self.eval(expr)?,
                None => EMPTY,
            };
            self.stack.push(value);
        }
        self.stack.resize(start + function.params.len(), EMPTY);
        let builtin = if self.core == Some(module) { self.builtins[item as usize] } else { None };
        match builtin {
            Some(builtin) => self.apply_builtin(function, builtin, start, Given::Exprs(args), span),
            None => self.apply_function(function, start, start, Given::Exprs(args), span),
        }
    }

    /// A call of a function value whose captured values and arguments are on the stack from `start` on.
    pub(super) fn apply_closure(&mut self, closure: &Closure, start: usize, count: usize, span: Span) -> Eval<Value> {
        let function: &Arc<Function> = &closure.function;
        let params = start + closure.captures.len();
        let wanted = function.params.len();
        if count > wanted {
            let message = format!("`{}` takes {wanted} arguments, but {count} are given", function.name);
            return Err(self.error(r#type::EXTRA_ARGUMENT, span, message));
        }
        self.stack.resize(params + wanted, EMPTY);
        if function.body.is_none()
            && let Some(builtin) = super::builtin::find(&function.name)
        {
            return self.apply_builtin(function, builtin, params, Given::Count(count), span);
        }
        self.apply_function(function, start, params, Given::Count(count), span)
    }

    /// A call of a function value by a built-in.
    pub(super) fn call_closure<const N: usize>(
        &mut self,
        closure: &Closure,
        args: [Value; N],
        span: Span,
    ) -> Eval<Value> {
        let start = self.begin_closure(closure);
        self.stack.extend(args);
        self.apply_closure(closure, start, N, span)
    }

    #[inline(never)]
    fn apply_function(
        &mut self,
        function: &Function,
        start: usize,
        params: usize,
        given: Given,
        span: Span,
    ) -> Eval<Value> {
        let Some(body) = &function.body else { return Err(Failure::Reported) };
        self.prepare(function, params, given, span)?;
        self.enter(&function.name, span, function.library)?;
        let unit = std::mem::replace(&mut self.unit, self.program.modules[function.module as usize].unit);
        let base = std::mem::replace(&mut self.base, start);
        let frame = start + (body.slots as usize).max(params - start + function.params.len());
        self.stack.resize(frame, EMPTY);
        self.fill_defaults(function, params, given, span)?;
        let mut value = self.eval(&body.expr)?;
        if let Some(ty) = &function.result
            && !matches!(ty, Type::Variable(_) | Type::Unknown)
        {
            value = self.coerce(value, ty, Site::Result(function, body.expr.span))?;
        }
        self.stack.truncate(start);
        self.calls.pop();
        self.base = base;
        self.unit = unit;
        Ok(value)
    }

    fn apply_builtin(
        &mut self,
        function: &Function,
        builtin: &super::builtin::Builtin,
        start: usize,
        given: Given,
        span: Span,
    ) -> Eval<Value> {
        self.prepare(function, start, given, span)?;
        if (0..function.params.len()).any(|index| !given.has(index)) {
            let unit = std::mem::replace(&mut self.unit, self.program.modules[function.module as usize].unit);
            let base = std::mem::replace(&mut self.base, start);
            self.fill_defaults(function, start, given, span)?;
            self.base = base;
            self.unit = unit;
        }
        let value = (builtin.run)(self, Args { start, span })?;
        self.stack.truncate(start);
        Ok(value)
    }

    /// Coerces the given arguments to the declared types; plain numbers count in the caller's unit.
    fn prepare(&mut self, function: &Function, params: usize, given: Given, span: Span) -> Eval<()> {
        for (index, param) in function.params.iter().enumerate() {
            let Some(ty) = &param.ty else { continue };
            if given.has(index) {
                let site = Site::Argument { function, index, span: given.span(index, span) };
                self.coerce_slot(params + index, ty, site)?;
            }
        }
        if function.generics.is_empty() { Ok(()) } else { self.bind(function, params, given, span) }
    }

    fn coerce_slot(&mut self, place: usize, ty: &Type, site: Site) -> Eval<()> {
        if super::coerce::conforms(&self.stack[place], ty) {
            return Ok(());
        }
        let value = std::mem::replace(&mut self.stack[place], EMPTY);
        self.stack[place] = self.coerce(value, ty, site)?;
        Ok(())
    }

    /// Evaluates defaults in the callee's frame, each after the parameters before it.
    fn fill_defaults(&mut self, function: &Function, params: usize, given: Given, span: Span) -> Eval<()> {
        for (index, param) in function.params.iter().enumerate() {
            if given.has(index) {
                continue;
            }
            let Some(default) = &param.default else {
                let message = format!("`{}` needs an argument for `{}`", function.name, param.name);
                return Err(self.error(r#type::MISSING_ARGUMENT, span, message));
            };
            self.stack[params + index] = self.eval(default)?;
            if let Some(ty) = &param.ty {
                self.coerce_slot(params + index, ty, Site::Argument { function, index, span: default.span })?;
            }
        }
        Ok(())
    }

    // ---- type variables ----------------------------------------------------------------------------

    /// Finds what the arguments make of the type variables, checks the bounds and promotes the arguments.
    fn bind(&mut self, function: &Function, params: usize, given: Given, span: Span) -> Eval<()> {
        let mut bindings: SmallVec<[Binding; 4]> = SmallVec::from_elem(Binding::Free, function.generics.len());
        for (index, param) in function.params.iter().enumerate() {
            let Some((variable, of_list)) = param.ty.as_ref().and_then(variable_of) else { continue };
            let Some(generic) = function.generics.get(variable).filter(|generic| !generic.bound.is_empty()) else {
                continue;
            };
            if !given.has(index) {
                continue;
            }
            let site = Site::Argument { function, index, span: given.span(index, span) };
            let value = self.stack[params + index].clone();
            let mut binding = bindings[variable];
            match &value {
                Value::List { items, .. } if of_list => {
                    self.charge(items.len() as u64, span)?;
                    for item in items.iter() {
                        binding = self.bind_one(binding, generic, item, site)?;
                    }
                }
                value => binding = self.bind_one(binding, generic, value, site)?,
            }
            bindings[variable] = binding;
        }
        for (index, param) in function.params.iter().enumerate() {
            let Some((variable, of_list)) = param.ty.as_ref().and_then(variable_of) else { continue };
            let Some(binding) = bindings.get(variable).filter(|_| given.has(index)) else { continue };
            let site = Site::Argument { function, index, span: given.span(index, span) };
            let place = params + index;
            let quantity;
            let ty = match binding {
                Binding::Free => continue,
                Binding::Dimension(dimension) => {
                    quantity = Type::Quantity(*dimension);
                    &quantity
                }
                Binding::Type(ty) => ty,
            };
            let value = std::mem::replace(&mut self.stack[place], EMPTY);
            self.stack[place] =
                if of_list { self.coerce_list(value, ty, site)? } else { self.coerce(value, ty, site)? };
        }
        Ok(())
    }

    /// One more argument for a type variable.
    fn bind_one<'t>(
        &mut self,
        binding: Binding<'t>,
        generic: &'t Generic,
        value: &Value,
        site: Site,
    ) -> Eval<Binding<'t>> {
        if generic.bound.contains(&Type::Number) && (generic.bound.len() == 1 || matches!(value, Value::Number(_))) {
            return match (value, binding) {
                (Value::Number(Number { dimension: None, .. }), _) => Ok(binding),
                (Value::Number(Number { dimension: Some(dimension), .. }), Binding::Free) => {
                    Ok(Binding::Dimension(*dimension))
                }
                (Value::Number(Number { dimension: Some(dimension), .. }), Binding::Dimension(before)) => {
                    if before == *dimension {
                        return Ok(binding);
                    }
                    let message = format!(
                        "{} must all be of one dimension, but here are {before} and {dimension}",
                        site.arguments_of(&generic.name)
                    );
                    Err(self.error(unit::MISMATCH, site.span(), message))
                }
                _ => Err(self.bound_error(generic, value, site)),
            };
        }
        let all_shapes = generic.bound.contains(&Type::Shape(ShapeKind::Curve)) && generic.bound.len() >= ALL_KINDS;
        if all_shapes {
            return match value {
                value if value.shape_kind().is_some() => Ok(binding),
                // A list of faces or of solids stands for its union.
                Value::List { items, .. } if !items.is_empty() => {
                    let kind =
                        if matches!(items.first(), Some(Value::Solid(_))) { ShapeKind::Solid } else { ShapeKind::Face };
                    let union_kind = items.iter().all(|item| item.shape_kind() == Some(kind));
                    let found = generic.bound.iter().find(|ty| **ty == Type::Shape(kind));
                    match found.filter(|_| union_kind) {
                        Some(ty) => Ok(Binding::Type(ty)),
                        None => Err(self.bound_error(generic, value, site)),
                    }
                }
                _ => Err(self.bound_error(generic, value, site)),
            };
        }
        let Some(found) = choose(&generic.bound, value) else {
            return Err(self.bound_error(generic, value, site));
        };
        Ok(Binding::Type(match binding {
            Binding::Type(before) if rank(before) >= rank(found) => before,
            _ => found,
        }))
    }

    #[cold]
    fn bound_error(&mut self, generic: &Generic, value: &Value, site: Site) -> Failure {
        let kinds: Vec<String> = generic.bound.iter().map(Type::to_string).collect();
        let wanted = match kinds.split_last() {
            Some(_) if kinds.len() >= ALL_KINDS => "a shape".to_owned(),
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => kinds.join(""),
        };
        let mut message = format!("{} must be {wanted}, not a {}", site.what(), describe(value));
        let mut of_shapes = value.shape_kind().is_some();
        if let Value::List { items, .. } = value {
            of_shapes = items.iter().all(|item| item.shape_kind().is_some());
            message.push_str("; use `.map(|shape| …)` to treat each element");
        }
        let name = if of_shapes { r#type::KIND } else { r#type::MISMATCH };
        self.error(name, site.span(), message)
    }
}

/// The type variable a parameter type consists of, directly or as the elements of a list.
fn variable_of(ty: &Type) -> Option<(usize, bool)> {
    match ty {
        Type::Variable(index) => Some((*index as usize, false)),
        Type::List(item) => match **item {
            Type::Variable(index) => Some((index as usize, true)),
            _ => None,
        },
        _ => None,
    }
}

/// The member of a bound that takes a value: its own type first, then the first it is promoted to.
fn choose<'t>(bound: &'t [Type], value: &Value) -> Option<&'t Type> {
    let takes = |ty: &&Type| match (ty, value) {
        (Type::Shape(ShapeKind::Solid), value) => value.shape_kind() == Some(ShapeKind::Solid),
        (Type::Shape(kind), value) => value.shape_kind().is_some_and(|own| own <= *kind && own != ShapeKind::Solid),
        (ty, value) => super::coerce::conforms(value, ty),
    };
    if let Value::List { items, .. } = value {
        let kind = items.first().and_then(|first| choose(bound, first));
        return kind.filter(|ty| matches!(ty, Type::Shape(ShapeKind::Face | ShapeKind::Solid)));
    }
    let own = value.shape_kind().map(Type::Shape);
    bound.iter().find(|ty| Some(*ty) == own.as_ref()).or_else(|| bound.iter().find(takes))
}

fn rank(ty: &Type) -> Option<ShapeKind> {
    match ty {
        Type::Shape(kind) => Some(*kind),
        _ => None,
    }
}

impl Site<'_> {
    /// All arguments of one type variable, for messages.
    fn arguments_of(&self, variable: &str) -> String {
        match self {
            Site::Argument { function, .. } => format!("the arguments of type `{variable}` of `{}`", function.name),
            _ => "the values".to_owned(),
        }
    }
}

/// The words for a kind of shape with its article.
pub(super) fn a_kind(kind: ShapeKind) -> String {
    format!("a {}", kind_name(kind))
}
