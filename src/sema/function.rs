//! Functions, lambdas and blocks: everything that opens a scope.

use std::sync::Arc;

use smol_str::SmolStr;

use super::checker::{Checker, Typed, Word, too_many};
use super::frame::Scope;
use super::hir::{Body, Expr, ExprKind, FnParam, Function, Generic, Statement};
use super::lint;
use super::place::Place;
use super::relation;
use super::types::{MAX_MEMBERS, Type};
use crate::syntax::ast;
use crate::text::Span;

/// A function as others see it, with its types resolved.
pub struct Outside {
    /// Its name.
    pub name: SmolStr,
    /// Its type variables.
    pub generics: Vec<Generic>,
    /// The types of its named parameters; unknown where none is declared.
    pub params: Vec<Type>,
    /// Its declared result.
    pub result: Option<Type>,
}

/// A parameter whose type is resolved.
struct Param {
    name: Word,
    /// As declared.
    declared: Option<Type>,
    /// What the body may assume.
    assumed: Type,
    default: Option<ast::Expr>,
}

impl Checker<'_> {
    /// The body of an item in a frame of its own.
    pub(super) fn in_frame(&mut self, check: impl FnOnce(&mut Self) -> Typed) -> (Body, Type) {
        self.frames.enter();
        let mut typed = check(self);
        let (slots, _) = self.frames.leave(std::iter::once(&mut typed.expr));
        (Body { slots, expr: typed.expr }, typed.ty)
    }

    /// A top-level function in core form, and its result type. `params` are the types of the parameters
    /// that have a name.
    pub(super) fn function(&mut self, decl: &ast::FnDecl, outside: &Outside) -> (Function, Type) {
        self.generics = outside.generics.as_slice().into();
        self.frames.enter();
        let written: Vec<(Word, ast::Param)> =
            decl.params().filter_map(|param| Some((self.word(param.name())?, param))).collect();
        let extra: Vec<Word> = written.iter().skip(MAX_MEMBERS).map(|(name, _)| name.clone()).collect();
        let params: Vec<Param> = written
            .into_iter()
            .zip(&outside.params)
            .map(|((name, param), ty)| Param {
                name,
                declared: param.ty().is_some().then(|| ty.clone()),
                assumed: ty.clone(),
                default: param.default(),
            })
            .collect();
        let (mut params, scope) = self.params(&params);
        self.extra(extra);
        let place = Place::Result(&outside.name);
        let required = outside.result.as_ref().unwrap_or(&Type::Unknown);
        let (mut body, inferred) = match decl.body() {
            None => (None, Type::Unknown),
            Some(body) => {
                let typed = self.infer_expected(&body, required, Some(place));
                let ty = typed.ty.clone();
                (Some(self.require(typed, required, place)), ty)
            }
        };
        self.end_scope(scope);
        let expressions = params.iter_mut().filter_map(|param| param.default.as_mut()).chain(body.as_mut());
        let (slots, _) = self.frames.leave(expressions);
        let function = Function {
            name: outside.name.clone(),
            generics: outside.generics.clone(),
            params,
            result: outside.result.clone(),
            body: body.map(|expr| Body { slots, expr }),
            span: self.span(decl),
            library: self.library,
            module: self.module,
        };
        self.generics = Arc::default();
        (function, outside.result.clone().unwrap_or(inferred))
    }

    /// `|x| expr`; `expected` tells what the parameters are.
    #[inline(never)]
    pub(super) fn lambda(
        &mut self,
        lambda: &ast::LambdaExpr,
        expected: &Type,
        place: Option<Place<'_>>,
        span: Span,
    ) -> Typed {
        let mut written: Vec<(Word, ast::Param)> =
            lambda.params().filter_map(|param| Some((self.word(param.name())?, param))).collect();
        let extra: Vec<Word> = written.drain(MAX_MEMBERS.min(written.len())..).map(|(name, _)| name).collect();
        if let Some(first) = extra.first() {
            self.report(too_many("a function", "parameters", first.span));
        }
        let (known, required) = match expected {
            Type::Function(params, result) if params.len() == written.len() => (params.as_slice(), &**result),
            _ => (&[][..], &Type::Unknown),
        };
        let mut params = Vec::with_capacity(written.len());
        for (index, (name, param)) in written.into_iter().enumerate() {
            let declared = param.ty().map(|ty| self.resolve_type(&ty));
            let assumed = declared.clone().or_else(|| known.get(index).cloned()).unwrap_or(Type::Unknown);
            // Only functions bind type variables; elsewhere such a declaration says nothing at run time.
            let declared = declared.filter(|ty| !relation::mentions(ty, &|_| true));
            params.push(Param { name, declared, assumed, default: param.default() });
        }
        self.frames.enter();
        let types: Vec<Type> = params.iter().map(|param| param.assumed.clone()).collect();
        let optional = params.iter().any(|param| param.default.is_some());
        let (mut params, scope) = self.params(&params);
        self.extra(extra);
        let (mut body, result) = match lambda.body() {
            None => (Typed::error(span).expr, Type::Unknown),
            Some(body) => self.lambda_body(&body, required, place),
        };
        self.end_scope(scope);
        let expressions = params.iter_mut().filter_map(|param| param.default.as_mut()).chain([&mut body]);
        let (slots, captures) = self.frames.leave(expressions);
        let function = Function {
            name: SmolStr::new_static("|…|"),
            generics: Vec::new(),
            params,
            result: None,
            body: Some(Body { slots, expr: body }),
            span,
            library: self.library,
            module: self.module,
        };
        let ty = if optional { Type::Unknown } else { Type::Function(types, Box::new(result)) };
        Typed::new(ExprKind::Lambda { captures, function: Arc::new(function) }, span, ty)
    }

    /// What was reported in the body is not reported again for the lambda: its result is unknown then.
    fn lambda_body(&mut self, body: &ast::Expr, required: &Type, place: Option<Place<'_>>) -> (Expr, Type) {
        let typed = self.infer_expected(body, required, place);
        let (Some(place), ty) = (place, typed.ty.clone()) else { return (typed.expr, typed.ty) };
        let expr = self.require(typed, required, place);
        let failed = matches!(expr.kind, ExprKind::Error);
        (expr, if failed { Type::Unknown } else { ty })
    }

    /// Parameters beyond the limit, which is reported: they have names and nothing else.
    fn extra(&mut self, names: Vec<Word>) {
        for name in names {
            self.frames.define(name.text, Type::Unknown, name.span, false);
        }
    }

    /// Parameters take the first slots; a default sees the parameters before it.
    fn params(&mut self, params: &[Param]) -> (Vec<FnParam>, Scope) {
        let scope = self.frames.scope();
        let slots: Vec<u32> = params.iter().map(|_| self.frames.reserve()).collect();
        let mut lowered = Vec::with_capacity(params.len());
        for (param, slot) in params.iter().zip(slots) {
            let name = &param.name.text;
            let default =
                param.default.as_ref().map(|default| self.expect(default, &param.assumed, Place::Default(name)));
            self.check_duplicate(scope, name, param.name.span);
            self.frames.define_at(slot, name.clone(), param.assumed.clone(), param.name.span, false);
            lowered.push(FnParam { name: name.clone(), ty: param.declared.clone(), default, span: param.name.span });
        }
        (lowered, scope)
    }

    /// `{ let …; assert …; result }`.
    #[inline(never)]
    pub(super) fn block(&mut self, block: &ast::BlockExpr, span: Span) -> Typed {
        let scope = self.frames.scope();
        let statements = self.statements(block.statements(), scope);
        let result = self.infer_piece(block.value(), span);
        self.end_scope(scope);
        if statements.is_empty() {
            return result;
        }
        Typed::new(ExprKind::Block { statements, result: Some(Box::new(result.expr)) }, span, result.ty)
    }

    /// The statements of a `test`.
    pub(super) fn test_block(&mut self, test: &ast::TestDecl) -> Typed {
        let scope = self.frames.scope();
        let statements = self.statements(test.statements(), scope);
        self.end_scope(scope);
        Typed::new(ExprKind::Block { statements, result: None }, self.span(test), Type::Unknown)
    }

    fn statements(&mut self, statements: impl Iterator<Item = ast::Statement>, scope: Scope) -> Vec<Statement> {
        statements.filter_map(|statement| self.statement(&statement, scope)).collect()
    }

    fn statement(&mut self, statement: &ast::Statement, scope: Scope) -> Option<Statement> {
        match statement {
            ast::Statement::Let(decl) => {
                let declared = decl.ty().map(|ty| self.resolve_type(&ty));
                let written = self.word(decl.name());
                let (value, ty) = self.declared_value(written.as_ref(), declared.as_ref(), decl);
                let written = written?;
                let slot = self.define(scope, written.text, ty, written.span, true);
                let ty = declared.filter(|ty| !relation::mentions(ty, &|_| true));
                Some(Statement::Let { slot, ty, value })
            }
            ast::Statement::Assert(assert) => {
                let (condition, message) = self.assertion(assert);
                Some(Statement::Assert { span: self.span(assert), condition, message })
            }
        }
    }

    /// The value of `let name: T = value` and the type of the name.
    pub(super) fn declared_value(
        &mut self,
        written: Option<&Word>,
        declared: Option<&Type>,
        decl: &ast::LetDecl,
    ) -> (Expr, Type) {
        let span = self.span(decl);
        match (declared, decl.value()) {
            (Some(ty), Some(value)) => {
                let written = written.map_or("", |word| word.text.as_str());
                (self.expect(&value, ty, Place::Declared(written)), ty.clone())
            }
            (_, value) => {
                let typed = self.infer_piece(value, span);
                (typed.expr, typed.ty)
            }
        }
    }

    /// `assert condition, message`.
    pub(super) fn assertion(&mut self, assert: &ast::AssertStmt) -> (Expr, Option<Expr>) {
        let condition = self.infer_piece(assert.condition(), self.span(assert));
        let condition = self.require_bool(condition, "the condition of `assert`");
        let message = assert.message().map(|message| self.expect(&message, &Type::String, Place::Message));
        (condition, message)
    }

    fn end_scope(&mut self, scope: Scope) {
        for local in self.frames.end(scope) {
            if self.lint
                && let Some(diagnostic) = lint::unused_local(&local)
            {
                self.report(diagnostic);
            }
        }
    }
}
