//! Expressions to core forms, with their types.
//!
//! Recursion follows the nesting of the text, which the parser bounds; chains of operators, calls and
//! fields come flat and are folded by loops (`chain`). Pieces a wrong text lacks were reported by the
//! parser and stand as error forms.

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::checker::{Checker, Meaning, Typed, Word, duplicate, too_many};
use super::hir::{Expr, ExprKind, ForClause, ForSource, ListItem, StringPart, UnaryOp};
use super::misfit::with_article;
use super::place::Place;
use super::relation;
use super::types::{MAX_MEMBERS, Type};
use crate::diagnostics::registry::{name, syntax, r#type};
use crate::diagnostics::{Diagnostic, suggest};
use crate::syntax::SyntaxKind;
use crate::syntax::ast::{self, AstNode};
use crate::text::Span;

/// A comprehension runs over at most this many ranges and lists; each is a level of nesting.
const MAX_CLAUSES: usize = 32;

impl Checker<'_> {
    /// Checks an expression of which nothing is known.
    pub(super) fn infer(&mut self, expr: &ast::Expr) -> Typed {
        self.infer_expected(expr, &Type::Unknown, None)
    }

    /// Checks a piece that a wrong text may lack; `around` is the place of the whole.
    pub(super) fn infer_piece(&mut self, expr: Option<ast::Expr>, around: Span) -> Typed {
        expr.map_or_else(|| Typed::error(around), |expr| self.infer(&expr))
    }

    /// Checks an expression and requires a type of it.
    pub(super) fn expect(&mut self, expr: &ast::Expr, required: &Type, place: Place<'_>) -> Expr {
        let typed = self.infer_expected(expr, required, Some(place));
        self.require(typed, required, place)
    }

    /// Checks an expression; `expected` tells lambdas about their parameters and list literals about
    /// their elements, with `place` for messages. It is not required here.
    pub(super) fn infer_expected(&mut self, expr: &ast::Expr, expected: &Type, place: Option<Place<'_>>) -> Typed {
        let span = self.span(expr);
        let typed = match expr {
            ast::Expr::Number(number) => self.number(number, span),
            ast::Expr::Bool(bool) => Typed::new(ExprKind::Bool(bool.value()), span, Type::Bool),
            ast::Expr::String(string) => self.string(string, span),
            ast::Expr::Name(name) => self.name(name, span),
            ast::Expr::Paren(paren) => self.paren(paren, expected, place, span),
            ast::Expr::List(list) if list.is_comprehension() => self.comprehension(list, span),
            ast::Expr::List(list) => self.list(list, expected, place, span),
            ast::Expr::Record(record) => self.record(record, span),
            ast::Expr::Block(block) => self.block(block, span),
            ast::Expr::If(if_expr) => self.if_expr(if_expr, span),
            ast::Expr::Lambda(lambda) => self.lambda(lambda, expected, place, span),
            ast::Expr::Binary(binary) => self.binary(binary, span),
            ast::Expr::Unary(unary) => self.unary(unary, span),
            ast::Expr::Postfix(postfix) => self.postfix(postfix, span),
        };
        if self.broken && is_cut_short(expr) { Typed::error(span) } else { typed }
    }

    #[inline(never)]
    fn name(&mut self, name: &ast::NameExpr, span: Span) -> Typed {
        let Some(written) = self.word(name.name()) else { return Typed::error(span) };
        match self.meaning(&written.text, span) {
            Meaning::Local { expr, ty, .. } => Typed { expr, ty },
            Meaning::Function(global, signature) => {
                let kind = ExprKind::Global { module: global.module, item: global.item };
                Typed::new(kind, span, signature.value_type())
            }
            Meaning::Value(global, ty) => {
                Typed::new(ExprKind::Global { module: global.module, item: global.item }, span, ty)
            }
            Meaning::Broken => Typed::error(span),
            Meaning::Missing => self.unknown_name(&written.text, span, None),
        }
    }

    #[inline(never)]
    fn string(&mut self, string: &ast::StringExpr, span: Span) -> Typed {
        let parts = string
            .parts()
            .map(|part| match part {
                ast::StringPart::Text(text) => StringPart::Text(text.into()),
                ast::StringPart::Interpolation(piece) => {
                    let around = self.span(&piece);
                    StringPart::Expr(self.infer_piece(piece.expr(), around).expr)
                }
            })
            .collect();
        Typed::new(ExprKind::String(parts), span, Type::String)
    }

    #[inline(never)]
    fn paren(&mut self, paren: &ast::ParenExpr, expected: &Type, place: Option<Place<'_>>, span: Span) -> Typed {
        let mut elements = paren.elements();
        let Some(first) = elements.next() else { return Typed::error(span) };
        let Some(second) = elements.next() else {
            let mut typed = self.infer_expected(&first, expected, place);
            typed.expr.span = span;
            return typed;
        };
        // Most tuples are points.
        let (mut items, mut types) = (Vec::with_capacity(3), Vec::with_capacity(3));
        for element in [first, second].into_iter().chain(elements) {
            let typed = self.infer(&element);
            items.push(typed.expr);
            types.push(typed.ty);
        }
        Typed::new(ExprKind::Tuple(items), span, Type::Tuple(types))
    }

    #[inline(never)]
    fn list(&mut self, list: &ast::ListExpr, expected: &Type, place: Option<Place<'_>>, span: Span) -> Typed {
        let required = match (expected, place) {
            (Type::List(item), Some(place)) if **item != Type::Unknown => Some((&**item, place)),
            _ => None,
        };
        let mut items = Vec::new();
        let mut common: Option<Type> = None;
        for item in list.items() {
            let around = self.span(&item);
            let Some(value) = item.expr() else { continue };
            let ty = if item.spread().is_some() {
                let mut typed = self.infer(&value);
                let element = self.element_type(&mut typed, "`..` puts the elements of a list here, but this");
                items.push(ListItem { spread: true, expr: typed.expr });
                element
            } else {
                let (expr, ty) = self.element(&value, required, around);
                items.push(ListItem { spread: false, expr });
                ty
            };
            common = Some(match common {
                Some(common) if common == ty => common,
                Some(common) => relation::join(&common, &ty),
                None => ty,
            });
        }
        Typed::new(ExprKind::List(items), span, Type::List(Box::new(common.unwrap_or(Type::Unknown))))
    }

    /// An element of a list literal where the list stands in a place that says what its elements are.
    fn element(&mut self, value: &ast::Expr, required: Option<(&Type, Place<'_>)>, around: Span) -> (Expr, Type) {
        let Some((required, place)) = required else {
            let typed = self.infer(value);
            return (typed.expr, typed.ty);
        };
        let typed = self.infer_expected(value, required, Some(place));
        if relation::fits(&typed.ty, required, &self.generics).is_ok() {
            return (typed.expr, typed.ty);
        }
        let mut expr = self.require(typed, required, place.element());
        expr.span = around;
        (expr, Type::Unknown)
    }

    /// The element type of what must be a list; what is none becomes an error form.
    fn element_type(&mut self, typed: &mut Typed, what: &str) -> Type {
        match &typed.ty {
            Type::List(item) => (**item).clone(),
            Type::Unknown | Type::Variable(_) => Type::Unknown,
            other => {
                let found = with_article(other, &self.generics);
                self.report(Diagnostic::new(r#type::NOT_A_LIST, typed.expr.span, format!("{what} is {found}")));
                typed.expr.kind = ExprKind::Error;
                Type::Unknown
            }
        }
    }

    #[inline(never)]
    fn record(&mut self, record: &ast::RecordExpr, span: Span) -> Typed {
        let mut fields: Vec<(SmolStr, Expr)> = Vec::new();
        let mut types: Vec<(SmolStr, Type)> = Vec::new();
        let mut seen = FxHashMap::default();
        let mut full = false;
        for field in record.fields() {
            let around = self.span(&field);
            let typed = self.infer_piece(field.value(), around);
            let Some(written) = self.word(field.name()) else { continue };
            if seen.len() == MAX_MEMBERS && !seen.contains_key(&written.text) {
                if !std::mem::replace(&mut full, true) {
                    self.report(too_many("a record", "fields", written.span));
                }
                continue;
            }
            if let Some(first) = seen.insert(written.text.clone(), written.span) {
                self.report(duplicate(&written.text, written.span, first));
                continue;
            }
            types.push((written.text.clone(), typed.ty));
            fields.push((written.text, typed.expr));
        }
        if full {
            return Typed::error(span);
        }
        Typed::new(ExprKind::Record(fields), span, Type::Record(types))
    }

    #[inline(never)]
    fn if_expr(&mut self, if_expr: &ast::IfExpr, span: Span) -> Typed {
        let condition = self.infer_piece(if_expr.condition(), span);
        let condition = self.require_bool(condition, "the condition of `if`");
        let then = self.infer_piece(if_expr.then_branch().map(ast::Expr::Block), span);
        let otherwise = self.infer_piece(if_expr.else_branch(), span);
        let ty = relation::join(&then.ty, &otherwise.ty);
        let kind = ExprKind::If {
            condition: Box::new(condition),
            then: Box::new(then.expr),
            otherwise: Box::new(otherwise.expr),
        };
        Typed::new(kind, span, ty)
    }

    #[inline(never)]
    fn comprehension(&mut self, list: &ast::ListExpr, span: Span) -> Typed {
        if let Some(clause) = list.clauses().nth(MAX_CLAUSES) {
            let message = format!("a comprehension has at most {MAX_CLAUSES} `for` clauses, this one has more");
            let place = self.span(&clause);
            return self.fail(syntax::NESTING, place, message);
        }
        let scope = self.frames.scope();
        let clauses = list.clauses().filter_map(|clause| self.clause(&clause, scope)).collect();
        let item = list.items().next();
        if let Some(spread) = item.as_ref().and_then(ast::ListItem::spread) {
            let place = ast::span(self.file, spread.text_range());
            let message = "a comprehension makes one element at a time; join lists with `flatten([… for …])`";
            self.report(Diagnostic::new(syntax::UNEXPECTED, place, message));
        }
        let body = self.infer_piece(item.and_then(|item| item.expr()), span);
        self.frames.end(scope);
        let kind = ExprKind::Comprehension { body: Box::new(body.expr), clauses };
        Typed::new(kind, span, Type::List(Box::new(body.ty)))
    }

    /// `for name in source if condition`.
    fn clause(&mut self, clause: &ast::ForClause, scope: super::frame::Scope) -> Option<ForClause> {
        let around = self.span(clause);
        let range = clause.source()?;
        let mut start = self.infer_piece(range.start(), around);
        let (source, element) = if range.operator().is_some() {
            let low = self.require_whole(start, "the start of a range");
            let high = self.infer_piece(range.end(), around);
            let high = self.require_whole(high, "the end of a range");
            (ForSource::Range { low, high, inclusive: range.is_closed() }, Type::Int)
        } else {
            let element = self.element_type(&mut start, "`for` runs over a list or a range `a..b`, but this");
            if start.ty == Type::Int
                && let Some(last) = self
                    .diagnostics
                    .last_mut()
                    .filter(|last| last.name == r#type::NOT_A_LIST && last.span == start.expr.span)
            {
                let place = last.span.empty_start();
                *last = last.clone().fix("insert `0..`", place, "0..");
            }
            (ForSource::List(start.expr), element)
        };
        let written = self.word(clause.name())?;
        let slot = self.define(scope, written.text, element, written.span, false);
        let condition = clause.condition().map(|condition| {
            let condition = self.infer(&condition);
            self.require_bool(condition, "the condition after `if`")
        });
        Some(ForClause { slot, source, condition })
    }

    #[inline(never)]
    fn unary(&mut self, unary: &ast::UnaryExpr, span: Span) -> Typed {
        let operand = self.infer_piece(unary.operand(), span);
        match unary.op() {
            ast::UnaryOp::Not => {
                let operand = Box::new(self.require_bool(operand, "the operand of `not`"));
                Typed::new(ExprKind::Unary { op: UnaryOp::Not, operand }, span, Type::Bool)
            }
            ast::UnaryOp::Neg => {
                let ty = match &operand.ty {
                    Type::Unknown | Type::Variable(_) => Type::Unknown,
                    Type::Tuple(_) => operand.ty.clone(),
                    ty if relation::is_numeric(ty) => ty.clone(),
                    other => {
                        let message = format!("`-` does not take {}", with_article(other, &self.generics));
                        return self.fail(r#type::OPERATOR, span, message);
                    }
                };
                let operand = Box::new(operand.expr);
                Typed::new(ExprKind::Unary { op: UnaryOp::Negate, operand }, span, ty)
            }
        }
    }

    /// `base.name`.
    pub(super) fn field(&mut self, base: Typed, written: &Word, span: Span) -> Typed {
        let Some(ty) = field_type(&base.ty, &written.text) else {
            self.unknown_field(&base.ty, written);
            return Typed::error(span);
        };
        Typed::new(ExprKind::Field { base: Box::new(base.expr), name: written.text.clone() }, span, ty)
    }

    fn unknown_field(&mut self, base: &Type, written: &Word) {
        let known = field_names(base);
        let mut message = format!("{} has no field `{}`", with_article(base, &self.generics), written.text);
        if !known.is_empty() {
            message = format!("{message}; its fields are {}", suggest::listed(known.iter().map(SmolStr::as_str)));
        }
        let mut diagnostic = Diagnostic::new(name::UNKNOWN_FIELD, written.span, message);
        let end = Span::new(written.span.file, written.span.end, written.span.end);
        match self.callable(&written.text) {
            Some(true) => {
                let note = format!("`{0}` is a function; a call has parentheses: `.{0}()`", written.text);
                diagnostic = diagnostic.note(note).fix("insert `()`", end, "()");
            }
            Some(false) => {
                let note = format!("`{0}` is a function; a call has parentheses: `.{0}(…)`", written.text);
                diagnostic = diagnostic.note(note);
            }
            None if matches!(base, Type::Shape(_)) && is_size(&written.text) => {
                diagnostic =
                    diagnostic.note("the size of a shape is that of its box: `bbox(shape).size.x`, also `.y` and `.z`");
            }
            None => {
                if let Some(near) = self.near(&written.text, known.iter().map(SmolStr::as_str)) {
                    diagnostic = super::scope::suggestion(diagnostic, &near, written.span);
                }
            }
        }
        self.report(diagnostic);
    }

    /// `base[index]`.
    pub(super) fn index(&mut self, mut base: Typed, index: &ast::Index, span: Span) -> Typed {
        let position = self.infer_piece(index.expr(), span);
        let index = self.require_whole(position, "an index");
        let ty = if matches!(base.ty, Type::Tuple(_)) {
            Type::Unknown
        } else {
            self.element_type(&mut base, "only lists have elements by index, but this")
        };
        Typed::new(ExprKind::Index { base: Box::new(base.expr), index: Box::new(index) }, span, ty)
    }
}

/// What people call the sides of a box.
fn is_size(field: &str) -> bool {
    matches!(field, "x" | "y" | "z" | "width" | "height" | "depth" | "length" | "size" | "min" | "max" | "center")
}

/// Whether the parser gave up right after the expression, so that it is probably only a piece of what is meant.
fn is_cut_short(expr: &ast::Expr) -> bool {
    let next = expr.syntax().last_token().and_then(|token| token.next_token());
    let mut following = std::iter::successors(next, |token| token.next_token());
    let next = following.find(|token| !token.kind().is_trivia());
    next.and_then(|token| token.parent()).is_some_and(|parent| parent.kind() == SyntaxKind::ERROR)
}

/// The type of a field; `None` when the value certainly has no such field.
fn field_type(base: &Type, field: &str) -> Option<Type> {
    Some(match base {
        Type::Unknown | Type::Variable(_) => Type::Unknown,
        Type::Tuple(items) => {
            let position = ["x", "y", "z"].iter().position(|name| *name == field)?;
            items.get(position)?.clone()
        }
        Type::Record(fields) => fields.iter().find(|(name, _)| name == field)?.1.clone(),
        Type::Plane => match field {
            "origin" => relation::point(3),
            "x" | "y" | "normal" => Type::Tuple(vec![Type::Number; 3]),
            _ => return None,
        },
        Type::Axis => match field {
            "point" => relation::point(3),
            "direction" => Type::Tuple(vec![Type::Number; 3]),
            _ => return None,
        },
        _ => return None,
    })
}

fn field_names(base: &Type) -> Vec<SmolStr> {
    let known: &[&'static str] = match base {
        Type::Tuple(items) => ["x", "y", "z"].get(..items.len()).unwrap_or(&["x", "y", "z"]),
        Type::Plane => &["origin", "x", "y", "normal"],
        Type::Axis => &["point", "direction"],
        Type::Record(fields) => return fields.iter().map(|(name, _)| name.clone()).collect(),
        _ => &[],
    };
    known.iter().map(|name| SmolStr::new_static(name)).collect()
}
