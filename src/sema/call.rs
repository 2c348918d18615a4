//! Calls: arguments to parameters, type variables, methods.

use std::sync::Arc;

use smol_str::SmolStr;

use super::checker::{Checker, Meaning, Typed, Word};
use super::generics::Bindings;
use super::hir::{Expr, ExprKind};
use super::interface::{Global, ItemType, ParamType, Signature};
use super::misfit::parameters;
use super::place::Place;
use super::scope::suggestion;
use super::types::Type;
use crate::diagnostics::registry::{name, r#type};
use crate::diagnostics::{Diagnostic, Edit, Fix, suggest};
use crate::syntax::ast;
use crate::text::Span;

/// An argument as written.
pub struct Arg {
    /// The name before `=`.
    name: Option<Word>,
    /// The value.
    value: ast::Expr,
    /// Its place.
    span: Span,
}

/// An argument: the receiver of a method is checked already.
enum Argument<'e> {
    Receiver(Typed),
    Written(&'e ast::Expr),
}

/// What is called, and where its name stands.
struct Called<'s> {
    name: &'s str,
    span: Span,
    /// The whole call.
    call: Span,
}

impl Checker<'_> {
    /// The arguments of a call; those without a value were reported by the parser.
    pub(super) fn args(&self, args: &ast::CallArgs) -> Vec<Arg> {
        args.args()
            .filter_map(|arg| {
                let value = arg.value()?;
                Some(Arg { name: self.word(arg.name()), span: self.span(&value), value })
            })
            .collect()
    }

    /// `name(arguments)` or `receiver.name(arguments)`.
    pub(super) fn call_name(&mut self, callee: &Word, receiver: Option<Typed>, args: &[Arg], call: Span) -> Typed {
        match self.meaning(&callee.text, callee.span) {
            Meaning::Function(global, signature) => {
                let called = Called { name: &callee.text, span: callee.span, call };
                self.call_function(global, &signature, receiver, args, &called)
            }
            Meaning::Local { expr, ty, defined } => {
                let typed = Typed { expr, ty };
                self.call_value(typed, receiver, args, call, Some((&callee.text, defined)))
            }
            Meaning::Value(global, ty) => {
                let kind = ExprKind::Global { module: global.module, item: global.item };
                let own = (global.module == self.module).then(|| self.items.get(global.item as usize)).flatten();
                let defined = own.map(|own| own.name_span);
                let local = defined.map(|defined| (&callee.text, defined));
                self.call_value(Typed::new(kind, callee.span, ty), receiver, args, call, local)
            }
            Meaning::Broken => self.abandon(args, call),
            Meaning::Missing => {
                if let Some(Typed { ty: Type::Record(fields), .. }) = &receiver
                    && fields.iter().any(|(field, _)| *field == callee.text)
                {
                    let message = format!(
                        "`{0}` is a field of the record; `x.{0}(a)` means `{0}(x, a)`, a function in a field is called `(x.{0})(a)`",
                        callee.text
                    );
                    self.report(Diagnostic::new(name::FIELD_CALLED, callee.span, message));
                } else {
                    let field = receiver.is_some_and(|receiver| receiver.ty == Type::Unknown);
                    let note =
                        field.then(|| format!("a function in a record field is called `(x.{})(…)`", callee.text));
                    self.unknown_name(&callee.text, callee.span, note);
                }
                self.abandon(args, call)
            }
        }
    }

    /// Checks the arguments of a call that failed for what is wrong inside them.
    fn abandon(&mut self, args: &[Arg], call: Span) -> Typed {
        for arg in args {
            self.infer(&arg.value);
        }
        Typed::error(call)
    }

    /// A call of a value that must be a function.
    pub(super) fn call_value(
        &mut self,
        callee: Typed,
        receiver: Option<Typed>,
        args: &[Arg],
        call: Span,
        local: Option<(&SmolStr, Span)>,
    ) -> Typed {
        let (params, result) = match &callee.ty {
            Type::Unknown | Type::Variable(_) => (None, Type::Unknown),
            Type::Function(params, result) => (Some(params.clone()), (**result).clone()),
            other => {
                let found = super::misfit::with_article(other, &self.generics);
                let mut diagnostic = Diagnostic::new(
                    r#type::NOT_A_FUNCTION,
                    callee.expr.span,
                    format!("only functions can be called, and this is {found}"),
                );
                if let Some((written, defined)) = local {
                    diagnostic = diagnostic.label(defined, format!("`{written}` is this value here"));
                    if self.environment.prelude.contains_key(written) {
                        diagnostic =
                            diagnostic.note(format!("it hides the function `{written}` of the prelude; rename it"));
                    }
                }
                if local.is_none() && matches!(callee.ty, Type::Tuple(_)) {
                    let end = callee.expr.span.empty_end();
                    diagnostic = diagnostic.note("elements are separated by commas").fix("insert `,`", end, ",");
                }
                self.report(diagnostic);
                return self.abandon(args, call);
            }
        };
        if let Some(arg) = args.iter().find(|arg| arg.name.is_some()) {
            let span = arg.name.as_ref().map_or(arg.span, |name| name.span);
            self.report(Diagnostic::new(
                name::UNKNOWN_ARGUMENT,
                span,
                "a function value takes its arguments by position, without names",
            ));
            return self.abandon(args, call);
        }
        let given = args.len() + usize::from(receiver.is_some());
        if let Some(params) = params.as_ref().filter(|params| params.len() != given) {
            let name = if given < params.len() { r#type::MISSING_ARGUMENT } else { r#type::EXTRA_ARGUMENT };
            let message = format!("this function takes {}, not {given}", arguments(params.len()));
            self.report(Diagnostic::new(name, call, message));
            return self.abandon(args, call);
        }
        let arguments = receiver.into_iter().map(Argument::Receiver);
        let arguments = arguments.chain(args.iter().map(|arg| Argument::Written(&arg.value)));
        let mut lowered = Vec::with_capacity(given);
        for (index, argument) in arguments.enumerate() {
            let required = params.as_ref().and_then(|params| params.get(index)).unwrap_or(&Type::Unknown);
            let typed = match argument {
                Argument::Receiver(typed) => typed,
                Argument::Written(expr) => self.infer_expected(expr, required, None),
            };
            lowered.push(self.require(typed, required, Place::Position { index }));
        }
        Typed::new(ExprKind::CallValue { callee: Box::new(callee.expr), args: lowered }, call, result)
    }

    /// A call of a known function.
    fn call_function(
        &mut self,
        global: Global,
        signature: &Arc<Signature>,
        receiver: Option<Typed>,
        args: &[Arg],
        called: &Called<'_>,
    ) -> Typed {
        let mut slots: Vec<Option<Argument>> = Vec::new();
        slots.resize_with(signature.params.len(), || None);
        let mut complete = true;
        let mut position = 0;
        if let Some(receiver) = receiver {
            match slots.get_mut(0) {
                Some(slot) => *slot = Some(Argument::Receiver(receiver)),
                None => {
                    self.too_many(signature, receiver.expr.span, called);
                    complete = false;
                }
            }
            position = 1;
        }
        if let Some(diagnostic) = loose_coordinates(signature, position, args) {
            self.report(diagnostic);
            return self.abandon(args, called.call);
        }
        let mut named = false;
        for arg in args {
            let index = match &arg.name {
                Some(written) => {
                    named = true;
                    signature.params.iter().position(|param| param.name == written.text).ok_or(Some(written))
                }
                None if named => {
                    if complete {
                        let message = "positional arguments stand before named ones";
                        self.report(Diagnostic::new(r#type::EXTRA_ARGUMENT, arg.span, message));
                    }
                    complete = false;
                    self.infer(&arg.value);
                    continue;
                }
                None => {
                    position += 1;
                    if position <= signature.params.len() { Ok(position - 1) } else { Err(None) }
                }
            };
            match index {
                Ok(index) => match slots.get_mut(index) {
                    Some(slot @ None) => *slot = Some(Argument::Written(&arg.value)),
                    _ => {
                        let param = signature.params.get(index).map_or("", |param| param.name.as_str());
                        let span = arg.name.as_ref().map_or(arg.span, |name| name.span);
                        let message = format!("`{param}` of `{}` is given twice", called.name);
                        self.report(Diagnostic::new(r#type::EXTRA_ARGUMENT, span, message));
                        complete = false;
                        self.infer(&arg.value);
                    }
                },
                Err(Some(written)) => {
                    self.unknown_argument(signature, &slots, written, called);
                    complete = false;
                    self.infer(&arg.value);
                }
                Err(None) => {
                    if position == signature.params.len() + 1 {
                        self.too_many(signature, arg.span, called);
                    }
                    complete = false;
                    self.infer(&arg.value);
                }
            }
        }
        if complete {
            complete = self.none_missing(signature, &slots, called);
        }
        let (args, result) = self.arguments(signature, slots, called.name);
        if !complete {
            return Typed { expr: Typed::error(called.call).expr, ty: result };
        }
        Typed::new(ExprKind::CallGlobal { module: global.module, item: global.item, args }, called.call, result)
    }

    /// Checks arguments against parameters, functions last: what they take depends on the others.
    fn arguments(
        &mut self,
        signature: &Arc<Signature>,
        slots: Vec<Option<Argument>>,
        function: &str,
    ) -> (Vec<Option<Expr>>, Type) {
        let caller = self.generics.clone();
        let mut bindings = Bindings::new(&signature.generics, &caller);
        let mut lowered: Vec<Option<Expr>> = Vec::new();
        lowered.resize_with(slots.len(), || None);
        let mut later = Vec::new();
        for (index, (slot, param)) in slots.into_iter().zip(&signature.params).enumerate() {
            let typed = match slot {
                None => continue,
                Some(Argument::Receiver(typed)) => typed,
                Some(Argument::Written(expr)) if matches!(expr, ast::Expr::Lambda(_)) => {
                    later.push((index, param, expr));
                    continue;
                }
                Some(Argument::Written(expr)) => {
                    let expected = bindings.resolve(&param.ty);
                    self.infer_expected(expr, &expected, Some(Place::Argument { function, param: &param.name }))
                }
            };
            let expr = self.argument(&mut bindings, param, typed, function);
            if let Some(place) = lowered.get_mut(index) {
                *place = Some(expr);
            }
        }
        for (index, param, expr) in later {
            let place = Place::Returned { function, param: &param.name };
            let expected = match &param.ty {
                Type::Function(params, result) => Type::Function(
                    bindings.expected_params(params, result),
                    Box::new(bindings.resolve(result).into_owned()),
                ),
                other => bindings.resolve(other).into_owned(),
            };
            let typed = self.infer_expected(expr, &expected, Some(place));
            let expr = self.argument(&mut bindings, param, typed, function);
            if let Some(place) = lowered.get_mut(index) {
                *place = Some(expr);
            }
        }
        // Defaults at the end are not spelt out: a call costs what it says, not what it could say.
        while lowered.last().is_some_and(Option::is_none) {
            lowered.pop();
        }
        (lowered, bindings.resolve(&signature.result).into_owned())
    }

    fn argument(&mut self, bindings: &mut Bindings, param: &ParamType, typed: Typed, function: &str) -> Expr {
        let place = Place::Argument { function, param: &param.name };
        if param.ty == Type::Quantity(super::types::Dimension::LENGTH)
            && let ExprKind::Number { value, dimension: None } = typed.expr.kind
            && value != 0.0
        {
            self.lengths.0.get_or_insert(typed.expr.span);
        }
        match bindings.argument(&param.ty, &typed.ty) {
            Ok(()) if param.ty == Type::Int => self.require(typed, &param.ty, place),
            Ok(()) => typed.expr,
            Err(misfit) => {
                let required = bindings.resolve(&param.ty);
                self.misfit(&misfit, typed, &required, &bindings.describe(&param.ty), place)
            }
        }
    }

    fn too_many(&mut self, signature: &Signature, span: Span, called: &Called<'_>) {
        let message = format!("`{}` takes {}, this is one more", called.name, arguments(signature.params.len()));
        self.report(Diagnostic::new(r#type::EXTRA_ARGUMENT, span, message).note(shape_of(signature)));
    }

    fn unknown_argument(
        &mut self,
        signature: &Signature,
        slots: &[Option<Argument>],
        written: &Word,
        called: &Called<'_>,
    ) {
        let message = format!("`{}` has no parameter `{}`", called.name, written.text);
        let mut diagnostic = Diagnostic::new(name::UNKNOWN_ARGUMENT, written.span, message);
        let free = signature.params.iter().zip(slots).filter(|(_, slot)| slot.is_none());
        let free: Vec<&str> = free.map(|(param, _)| param.name.as_str()).collect();
        let mut abbreviated = free.iter().filter(|name| name.starts_with(written.text.as_str()));
        if let (Some(full), None) = (abbreviated.next(), abbreviated.next()) {
            let near = suggest::Suggestion { name: full, certain: true };
            diagnostic = suggestion(diagnostic, &near, written.span);
        } else if let Some(near) = self.near(&written.text, free.iter().copied()) {
            diagnostic = suggestion(diagnostic, &near, written.span);
        } else if matches!(written.text.as_str(), "d" | "diameter") && free.contains(&"radius") {
            diagnostic = diagnostic.note("a radius is half the diameter: `radius = d / 2`");
        }
        self.report(diagnostic.note(shape_of(signature)));
    }

    fn none_missing(&mut self, signature: &Signature, slots: &[Option<Argument>], called: &Called<'_>) -> bool {
        let missing: Vec<&str> = signature
            .params
            .iter()
            .zip(slots)
            .filter(|(param, slot)| slot.is_none() && !param.optional)
            .map(|(param, _)| param.name.as_str())
            .collect();
        if missing.is_empty() {
            return true;
        }
        let message = format!("the call of `{}` lacks {}", called.name, suggest::listed(missing));
        self.report(Diagnostic::new(r#type::MISSING_ARGUMENT, called.span, message).note(shape_of(signature)));
        false
    }

    /// A note for a field that is really a function of this name.
    pub(super) fn callable(&mut self, written: &str) -> Option<bool> {
        let global = *self.environment.prelude.get(written)?;
        match self.item_type(global) {
            Some(ItemType::Function(signature)) => Some(signature.params.iter().skip(1).all(|param| param.optional)),
            _ => None,
        }
    }
}

fn arguments(count: usize) -> String {
    parameters(count).replace("parameter", "argument")
}

/// `circle(center: Point2, radius: Length)`, for notes.
fn shape_of(signature: &Signature) -> String {
    let params: Vec<String> = signature
        .params
        .iter()
        .map(|param| {
            let optional = if param.optional { " = …" } else { "" };
            match &param.ty {
                Type::Unknown => format!("{}{optional}", param.name),
                ty => format!("{}: {}{optional}", param.name, super::display::Named(ty, &signature.generics)),
            }
        })
        .collect();
    format!("it is declared as `{}({})`", signature.name, suggest::shortened(&params.join(", ")))
}

/// `circle(0, 0, 5)`: numbers that stand where a point is required, one for each coordinate.
fn loose_coordinates(signature: &Signature, first: usize, args: &[Arg]) -> Option<Diagnostic> {
    let positional = args.iter().take_while(|arg| arg.name.is_none()).count();
    let is_number = |arg: &Arg| {
        let value = match &arg.value {
            ast::Expr::Unary(unary) => unary.operand(),
            other => Some(other.clone()),
        };
        matches!(value, Some(ast::Expr::Number(_)))
    };
    for (index, param) in signature.params.iter().enumerate().skip(first) {
        let Type::Tuple(items) = &param.ty else { continue };
        let at = index - first;
        let coordinates = args.get(at..at + items.len())?;
        let too_many = positional + first > signature.params.len();
        if at + items.len() > positional || !too_many || !coordinates.iter().all(is_number) {
            return None;
        }
        let (from, to) = (coordinates.first()?.span, coordinates.last()?.span);
        let message =
            format!("`{}` of `{}` is a point: its coordinates stand in parentheses", param.name, signature.name);
        let edits = vec![
            Edit { span: from.empty_start(), text: "(".to_owned() },
            Edit { span: to.empty_end(), text: ")".to_owned() },
        ];
        let mut diagnostic = Diagnostic::new(r#type::MISMATCH, from.cover(to), message).note(shape_of(signature));
        diagnostic.fixes.push(Fix { title: "insert the parentheses".to_owned(), edits });
        return Some(diagnostic);
    }
    None
}
