//! Checking the items of one module and lowering it.

use std::sync::Arc;

use super::checker::{Checker, Typed};
use super::display::Named;
use super::draft::{Draft, DraftItem};
use super::found::Found;
use super::frame::Frames;
use super::function::Outside;
use super::hir::{Body, Domain, ExprKind, Item, ItemId, ItemKind, Module, ParamDecl};
use super::interface::{Interface, ItemType, Signature};
use super::order;
use super::place::Place;
use super::relation;
use super::scope::Environment;
use super::types::Type;
use super::{lint, misfit};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::{syntax, r#type};
use crate::model::ShapeKind;
use crate::syntax::ast;
use crate::text::Span;

/// Searches for near names per module; each is linear in the names in scope.
const SEARCHES: u32 = 64;

/// Checks every item of a module whose imports are bound. `lint` asks for advice as well.
pub fn check(draft: Draft, environment: &Environment<'_>, lint: bool, diagnostics: &mut Found) -> (Module, Interface) {
    let Draft { id, name, file, unit, doc, library, items, scope, interface, head, broken, .. } = draft;
    let Interface { names, items: types } = interface;
    let order = order::dependencies_first(&items, &names);
    let has_part = items.iter().any(|item| matches!(item.node, ast::Item::Part(_)));
    let mut checker = Checker {
        environment,
        scope: &scope,
        module: id,
        file,
        library,
        lint,
        types,
        items: items.iter().map(|item| item.own.clone()).collect(),
        current: None,
        frames: Frames::default(),
        generics: Arc::default(),
        head,
        broken,
        searches: SEARCHES,
        unknown: Default::default(),
        lengths: (None, None),
        diagnostics,
    };
    let mut lowered: Vec<Option<Item>> = Vec::new();
    lowered.resize_with(items.len(), || None);
    for index in order {
        if let (Some(item), Some(slot)) = (items.get(index as usize), lowered.get_mut(index as usize)) {
            *slot = Some(checker.item(index, item));
        }
    }
    if lint {
        if let (Some(plain), Some(with_unit)) = checker.lengths {
            checker.diagnostics.push(lint::mixed_units(plain, with_unit));
        }
        lint::shadowed_prelude(&items, environment, checker.diagnostics);
        if has_part {
            lint::unused(&items, &checker.items, checker.diagnostics);
        }
    }
    let items = lowered.into_iter().flatten().collect();
    let interface = Interface { names, items: checker.types };
    (Module { name, file, unit, items, doc }, interface)
}

impl Checker<'_> {
    fn item(&mut self, index: ItemId, item: &DraftItem) -> Item {
        let kind = match &item.node {
            ast::Item::Param(decl) => {
                self.current = Some(index);
                ItemKind::Param(self.param_decl(decl, index, item))
            }
            ast::Item::Fn(decl) => {
                self.current = None;
                self.fn_decl(decl, index, item)
            }
            ast::Item::Let(decl) => {
                self.current = Some(index);
                self.let_decl(decl, index, item)
            }
            ast::Item::Part(decl) => {
                self.current = Some(index);
                self.part_decl(decl, index, item)
            }
            ast::Item::Assert(assert) => {
                self.current = None;
                self.assert_stmt(assert)
            }
            ast::Item::Test(test) => {
                self.current = None;
                let name = self.test_name(test);
                let (body, _) = self.in_frame(|checker| checker.test_block(test));
                ItemKind::Test { name, body }
            }
            // `use` lines are no items.
            ast::Item::Use(decl) => {
                let span = self.span(decl);
                ItemKind::Let { ty: None, body: Body { slots: 0, expr: Typed::error(span).expr } }
            }
        };
        let span = self.span(&item.node);
        Item { name: item.own.name.clone(), span, name_span: item.own.name_span, doc: item.node.doc(), kind }
    }

    fn set_type(&mut self, index: ItemId, ty: ItemType) {
        if let Some(slot) = self.types.get_mut(index as usize) {
            *slot = ty;
        }
    }

    fn declared_type(&self, index: ItemId, declared: bool) -> Option<Type> {
        match self.types.get(index as usize) {
            Some(ItemType::Value(ty) | ItemType::Param(ty)) if declared => Some(ty.clone()),
            _ => None,
        }
    }

    fn fn_decl(&mut self, decl: &ast::FnDecl, index: ItemId, item: &DraftItem) -> ItemKind {
        let empty = Outside { name: item.own.name.clone(), generics: Vec::new(), params: Vec::new(), result: None };
        let outside = item.outside.as_ref().unwrap_or(&empty);
        let (function, result) = self.function(decl, outside);
        if outside.result.is_none()
            && let Some(ItemType::Function(known)) = self.types.get(index as usize)
        {
            let signature = Signature {
                name: known.name.clone(),
                generics: known.generics.clone(),
                params: known.params.clone(),
                result,
            };
            self.set_type(index, ItemType::Function(Arc::new(signature)));
        }
        ItemKind::Function(Arc::new(function))
    }

    fn let_decl(&mut self, decl: &ast::LetDecl, index: ItemId, item: &DraftItem) -> ItemKind {
        let declared = self.declared_type(index, decl.ty().is_some());
        let name = item.own.name.clone();
        let (body, ty) = self.in_frame(|checker| {
            let word = super::checker::Word { text: name, span: item.own.name_span };
            let (expr, ty) = checker.declared_value(Some(&word), declared.as_ref(), decl);
            Typed { expr, ty }
        });
        self.set_type(index, ItemType::Value(ty));
        ItemKind::Let { ty: declared, body }
    }

    fn part_decl(&mut self, decl: &ast::PartDecl, index: ItemId, item: &DraftItem) -> ItemKind {
        let span = self.span(decl);
        let name = item.own.name.clone();
        let (body, ty) = self.in_frame(|checker| {
            let typed = checker.infer_piece(decl.value(), span);
            checker.require_part(typed, &name)
        });
        self.set_type(index, ItemType::Value(ty));
        ItemKind::Part { body }
    }

    /// A part is a shape or a list of faces or solids.
    fn require_part(&mut self, typed: Typed, part: &str) -> Typed {
        let note = match &typed.ty {
            Type::Unknown | Type::Variable(_) | Type::Shape(_) => return typed,
            Type::List(item) => match &**item {
                Type::Unknown | Type::Variable(_) | Type::Shape(ShapeKind::Face | ShapeKind::Solid) => return typed,
                Type::Shape(ShapeKind::Curve) => Some("a list of curves becomes a loop by `loop(list)`"),
                Type::Shape(ShapeKind::Loop) => Some("make a face of each loop: `[face(l) for l in list]`"),
                Type::Shape(ShapeKind::Sketch) => Some("put all faces on one plane: `faces.on(XY)`"),
                _ => None,
            },
            _ => None,
        };
        let span = typed.expr.span;
        let message = format!(
            "the part `{part}` must be a shape, or a list of faces or solids, not {}",
            misfit::with_article(&typed.ty, &[])
        );
        let mut diagnostic = Diagnostic::new(r#type::PART, span, message);
        if let Some(note) = note {
            diagnostic = diagnostic.note(note);
        }
        self.report(diagnostic);
        Typed::error(span)
    }

    /// The name of a test, which is a plain text.
    fn test_name(&mut self, test: &ast::TestDecl) -> String {
        let Some(written) = test.name() else { return String::new() };
        written.plain().unwrap_or_else(|| {
            let span = self.span(&written);
            let message = "the name of a test is a plain text without `{…}`";
            self.report(Diagnostic::new(syntax::UNEXPECTED, span, message));
            String::new()
        })
    }

    fn assert_stmt(&mut self, assert: &ast::AssertStmt) -> ItemKind {
        self.frames.enter();
        let (mut condition, mut message) = self.assertion(assert);
        let (slots, _) = self.frames.leave(std::iter::once(&mut condition).chain(message.as_mut()));
        ItemKind::Assert {
            condition: Body { slots, expr: condition },
            message: message.map(|expr| Body { slots, expr }),
        }
    }

    fn param_decl(&mut self, decl: &ast::ParamDecl, index: ItemId, item: &DraftItem) -> ParamDecl {
        let span = self.span(decl);
        let name = item.own.name.clone();
        let declared = self.declared_type(index, decl.ty().is_some());
        let value = decl.default();
        let (default, inferred) = self.in_frame(|checker| match (&declared, &value) {
            (Some(ty), Some(value)) => {
                Typed { expr: checker.expect(value, ty, Place::Declared(&name)), ty: ty.clone() }
            }
            (None, Some(value)) => checker.infer(value),
            (_, None) => Typed::error(span),
        });
        let ty = match declared.unwrap_or(inferred) {
            // `: Int` is explicit; a plain literal is a number.
            Type::Int if decl.ty().is_none() => Type::Number,
            ty => ty,
        };
        self.require_param_type(&ty, decl, &name, default.expr.span);
        self.set_type(index, ItemType::Param(ty.clone()));
        let domain = decl.domain().and_then(|domain| self.domain(&domain, &ty, &name));
        let step = decl.step().map(|step| {
            self.in_frame(|checker| Typed { expr: checker.expect(&step, &ty, Place::Step(&name)), ty: Type::Unknown }).0
        });
        ParamDecl { ty, default, domain, step, unit: value.as_ref().and_then(literal_unit) }
    }

    /// Parameters are set from outside: numbers, truth values, texts and tuples of these.
    fn require_param_type(&mut self, ty: &Type, decl: &ast::ParamDecl, name: &str, span: Span) {
        fn settable(ty: &Type) -> bool {
            match ty {
                Type::Unknown | Type::Bool | Type::String => true,
                Type::Tuple(items) => items.iter().all(settable),
                Type::List(item) => settable(item),
                ty => relation::is_numeric(ty),
            }
        }
        if !settable(ty) {
            let message = format!(
                "the parameter `{name}` must be a number, truth value or text, not {}; use `let` for other values",
                misfit::with_article(ty, &[])
            );
            let mut diagnostic = Diagnostic::new(r#type::MISMATCH, span, message);
            if decl.domain().is_none() && decl.step().is_none() {
                let start = self.span(decl).start;
                let keyword = Span::new(self.file, start, start + "param".len() as u32);
                diagnostic = diagnostic.fix("write `let`", keyword, "let");
            }
            self.report(diagnostic);
        }
    }

    fn domain(&mut self, domain: &ast::ParamDomain, ty: &Type, name: &str) -> Option<Domain> {
        let range = domain.range_expr()?;
        let place = Place::Domain(name);
        let start = range.start()?;
        let Some(operator) = range.operator() else {
            let list = Type::List(Box::new(ty.clone()));
            let (choices, _) =
                self.in_frame(|checker| Typed { expr: checker.expect(&start, &list, place), ty: Type::Unknown });
            return Some(Domain::Choices(choices));
        };
        if !range.is_closed() {
            let span = ast::span(self.file, operator.text_range());
            let message = format!("the range of the parameter `{name}` includes its end: write `..=`");
            self.report(Diagnostic::new(syntax::UNEXPECTED, span, message).fix("replace by `..=`", span, "..="));
        }
        let end = range.end()?;
        if !(relation::is_numeric(ty) || *ty == Type::Unknown) {
            let span = self.span(&range);
            let message =
                format!("only numbers have a range; `{name}` is a {}: list its choices, `in [a, b]`", Named(ty, &[]));
            self.report(Diagnostic::new(r#type::MISMATCH, span, message));
            return None;
        }
        let mut bound = |expr: &ast::Expr, ty: &Type| {
            self.in_frame(|checker| Typed { expr: checker.expect(expr, ty, place), ty: Type::Unknown }).0
        };
        let low = bound(&start, ty);
        // What is wrong with one end is mostly wrong with the other.
        let failed = matches!(low.expr.kind, ExprKind::Error);
        let high = bound(&end, if failed { &Type::Unknown } else { ty });
        Some(Domain::Range { low, high })
    }
}

/// The unit of a literal default, also behind a minus sign or in parentheses.
fn literal_unit(expr: &ast::Expr) -> Option<smol_str::SmolStr> {
    let mut expr = expr.clone();
    loop {
        expr = match expr {
            ast::Expr::Number(number) => return number.parts()?.unit.map(|(unit, _)| unit.into()),
            ast::Expr::Unary(unary) => unary.operand()?,
            ast::Expr::Paren(paren) if !paren.is_tuple() => paren.elements().next()?,
            _ => return None,
        };
    }
}
