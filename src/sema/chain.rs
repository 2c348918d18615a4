//! Chains that come flat: operators of one precedence, calls, fields and indices.
//!
//! Long chains become blocks that keep the intermediate value in a slot, so that the core form stays
//! shallow: twenty thousand terms are evaluated and dropped without deep recursion.

use super::checker::{Checker, Typed, Word};
use super::frame::Scope;
use super::hir::{BinaryOp, Expr, ExprKind, Slot, Statement};
use super::operator::{self, Operands};
use super::types::Type;
use crate::diagnostics::registry::unit;
use crate::diagnostics::{Diagnostic, Edit, Fix, Name};
use crate::syntax::ast::{self, AstNode};
use crate::text::Span;

/// Links of a chain that may nest before the value is put into a slot.
const NESTED: u32 = 8;

/// Folds a chain, putting the value into a slot now and then.
#[derive(Default)]
struct Fold {
    nested: u32,
    slot: Option<(Slot, Scope)>,
    statements: Vec<Statement>,
}

impl Fold {
    /// The value so far, shallow enough for one more link.
    fn link(&mut self, checker: &mut Checker<'_>, value: Typed) -> Typed {
        self.nested += 1;
        if self.nested <= NESTED {
            return value;
        }
        self.nested = 1;
        let (slot, _) = *self.slot.get_or_insert_with(|| {
            let scope = checker.frames.scope();
            (checker.frames.reserve(), scope)
        });
        let span = value.expr.span;
        self.statements.push(Statement::Let { slot, ty: None, value: value.expr });
        Typed::new(ExprKind::Local(slot), span, value.ty)
    }

    fn finish(self, checker: &mut Checker<'_>, value: Typed) -> Typed {
        let Some((_, scope)) = self.slot else { return value };
        checker.frames.end(scope);
        let span = value.expr.span;
        let kind = ExprKind::Block { statements: self.statements, result: Some(Box::new(value.expr)) };
        Typed::new(kind, span, value.ty)
    }
}

impl Checker<'_> {
    /// `a + b - c`, `a and b`, `a < b`, `a ^ b`.
    #[inline(never)]
    pub(super) fn binary(&mut self, binary: &ast::BinaryExpr, span: Span) -> Typed {
        let Some(first) = binary.first() else { return Typed::error(span) };
        let mut value = self.infer(&first);
        let mut fold = Fold::default();
        let mut previous = (None, Some(first));
        for operation in binary.rest() {
            let op_span = ast::span(self.file, operation.token.text_range());
            let left = fold.link(self, value);
            let Some(right_expr) = operation.right else {
                value = Typed::error(span);
                continue;
            };
            let ambiguous = self.ambiguous_literal(operation.op, &previous, &right_expr);
            let right = self.infer(&right_expr);
            let whole = left.expr.span.cover(right.expr.span);
            // The parser has reported comparisons in a chain.
            let chained = previous.0.is_some() && is_comparison(operation.op);
            value = match (ambiguous || chained, core_op(operation.op)) {
                (true, _) => Typed::error(whole),
                (false, Some(op)) => self.operation(op, op_span, left, right, whole),
                (false, None) => self.logic(operation.op == ast::BinaryOp::And, left, right, whole),
            };
            previous = (Some(operation.op), Some(right_expr));
        }
        fold.finish(self, value)
    }

    fn logic(&mut self, and: bool, left: Typed, right: Typed, span: Span) -> Typed {
        let what = if and { "an operand of `and`" } else { "an operand of `or`" };
        let left = Box::new(self.require_bool(left, what));
        let right = Box::new(self.require_bool(right, what));
        Typed::new(ExprKind::Logic { and, left, right }, span, Type::Bool)
    }

    fn operation(&mut self, op: BinaryOp, op_span: Span, left: Typed, right: Typed, span: Span) -> Typed {
        let operands = Operands {
            op,
            left: &left.ty,
            right: &right.ty,
            exponent: literal_exponent(&right.expr),
            generics: &self.generics,
        };
        match operands.result() {
            Ok(ty) => {
                if self.lint
                    && matches!(op, BinaryOp::Equal | BinaryOp::NotEqual)
                    && is_computed(&left)
                    && is_computed(&right)
                    && !(is_literal(&left.expr) || is_literal(&right.expr))
                {
                    let equal = op == BinaryOp::Equal;
                    let advice = super::lint::float_equality(equal, left.expr.span, op_span, right.expr.span);
                    self.report(advice);
                }
                let (left, right) = (Box::new(left.expr), Box::new(right.expr));
                Typed::new(ExprKind::Binary { op, op_span, left, right }, span, ty)
            }
            Err(refusal) => {
                let mut diagnostic = Diagnostic::new(refusal.name, span, refusal.message);
                if let Some(note) = refusal.note {
                    diagnostic = diagnostic.note(note);
                }
                if matches!(op, BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Intersect)
                    && operator::outlines(&right.ty).is_some()
                    && let Some(many) = operator::outlines(&left.ty)
                {
                    diagnostic = without_inside(diagnostic, left.expr.span, many);
                }
                self.report(diagnostic);
                Typed::error(span)
            }
        }
    }

    /// `2mm^3` and `3/8inch`: literals whose unit does not belong where it stands.
    fn ambiguous_literal(
        &mut self,
        op: ast::BinaryOp,
        previous: &(Option<ast::BinaryOp>, Option<ast::Expr>),
        right: &ast::Expr,
    ) -> bool {
        let (before, Some(left)) = previous else { return false };
        match op {
            ast::BinaryOp::Pow => {
                let Some((digits, written)) = literal_with_unit(left) else { return false };
                if is_one(&digits) {
                    return false;
                }
                let span = self.span(left).cover(self.span(right));
                let exponent = right.syntax().text().to_string();
                let message = format!(
                    "`{digits}{written}^{exponent}` could mean two things: a unit binds to its number before `^`"
                );
                let text = format!("{digits} * 1{written}^{exponent}");
                self.ambiguous(unit::POWER_OF_LITERAL, span, message, text);
                true
            }
            ast::BinaryOp::Div if !matches!(before, Some(ast::BinaryOp::Div | ast::BinaryOp::Rem)) => {
                let (Some((digits, written)), Some(numerator)) = (literal_with_unit(right), plain_literal(left)) else {
                    return false;
                };
                if is_one(&digits) {
                    return false;
                }
                let span = self.span(left).cover(self.span(right));
                let message = format!(
                    "`{numerator}/{digits}{written}` divides by a length or an angle: a unit binds to its number before `/`"
                );
                let text = format!("({numerator}/{digits}) * 1{written}");
                self.ambiguous(unit::DIVISION_BY_LITERAL, span, message, text);
                true
            }
            _ => false,
        }
    }

    #[cold]
    fn ambiguous(&mut self, name: Name, span: Span, message: String, text: String) {
        self.report(Diagnostic::new(name, span, message).fix(format!("write `{text}`"), span, text));
    }

    /// `f.g(x)[0]`: calls, fields and indices.
    #[inline(never)]
    pub(super) fn postfix(&mut self, postfix: &ast::PostfixExpr, span: Span) -> Typed {
        let Some(base) = postfix.base() else { return Typed::error(span) };
        let mut suffixes = postfix.suffixes().peekable();
        let start = self.span(&base);
        let mut fold = Fold::default();
        // A name followed by a call is the function of that name.
        let mut value = match (&base, suffixes.peek()) {
            (ast::Expr::Name(name), Some(ast::Suffix::Call(call))) => {
                let args = self.args(call);
                let whole = start.cover(self.span(call));
                let called = self.word(name.name());
                suffixes.next();
                match called {
                    Some(called) => self.call_name(&called, None, &args, whole),
                    None => Typed::error(whole),
                }
            }
            _ => self.infer(&base),
        };
        while let Some(suffix) = suffixes.next() {
            value = fold.link(self, value);
            let whole = start.cover(self.span(&suffix));
            value = match suffix {
                ast::Suffix::Index(index) => self.index(value, &index, whole),
                ast::Suffix::Call(call) => {
                    let args = self.args(&call);
                    self.call_value(value, None, &args, whole, None)
                }
                ast::Suffix::Field(field) => {
                    let call = match suffixes.peek() {
                        Some(ast::Suffix::Call(call)) => Some(call.clone()),
                        _ => None,
                    };
                    match (self.word(field.name()), call) {
                        (None, _) => Typed::error(whole),
                        (Some(written), None) => self.field(value, &written, whole),
                        (Some(written), Some(call)) => {
                            suffixes.next();
                            self.method(value, &written, &call, start)
                        }
                    }
                }
            };
        }
        fold.finish(self, value)
    }

    /// `receiver.name(arguments)`.
    fn method(&mut self, receiver: Typed, written: &Word, call: &ast::CallArgs, start: Span) -> Typed {
        let args = self.args(call);
        let whole = start.cover(self.span(call));
        self.call_name(written, Some(receiver), &args, whole)
    }
}

/// Whether the value is a number that may be rounded.
fn is_computed(typed: &Typed) -> bool {
    matches!(typed.ty, Type::Number | Type::Quantity(_))
}

fn is_literal(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Number { .. } => true,
        ExprKind::Unary { operand, .. } => matches!(operand.kind, ExprKind::Number { .. }),
        _ => false,
    }
}

fn is_comparison(op: ast::BinaryOp) -> bool {
    use ast::BinaryOp::{Eq, Gt, GtEq, Lt, LtEq, NotEq};
    matches!(op, Eq | NotEq | Lt | LtEq | Gt | GtEq)
}

fn core_op(op: ast::BinaryOp) -> Option<BinaryOp> {
    Some(match op {
        ast::BinaryOp::Or | ast::BinaryOp::And => return None,
        ast::BinaryOp::Eq => BinaryOp::Equal,
        ast::BinaryOp::NotEq => BinaryOp::NotEqual,
        ast::BinaryOp::Lt => BinaryOp::Less,
        ast::BinaryOp::LtEq => BinaryOp::LessEqual,
        ast::BinaryOp::Gt => BinaryOp::Greater,
        ast::BinaryOp::GtEq => BinaryOp::GreaterEqual,
        ast::BinaryOp::Add => BinaryOp::Add,
        ast::BinaryOp::Sub => BinaryOp::Subtract,
        ast::BinaryOp::Common => BinaryOp::Intersect,
        ast::BinaryOp::Mul => BinaryOp::Multiply,
        ast::BinaryOp::Div => BinaryOp::Divide,
        ast::BinaryOp::Rem => BinaryOp::Remainder,
        ast::BinaryOp::Pow => BinaryOp::Power,
    })
}

/// Digits and unit of a literal that has both.
fn literal_with_unit(expr: &ast::Expr) -> Option<(String, String)> {
    let ast::Expr::Number(number) = expr else { return None };
    let token = number.token()?;
    let (digits, _, unit) = ast::split_number(token.text());
    (!unit.is_empty()).then(|| (digits.to_owned(), unit.to_owned()))
}

/// The text of a literal without a unit.
fn plain_literal(expr: &ast::Expr) -> Option<String> {
    let ast::Expr::Number(number) = expr else { return None };
    let token = number.token()?;
    ast::split_number(token.text()).2.is_empty().then(|| token.text().to_owned())
}

fn is_one(digits: &str) -> bool {
    ast::number_value(digits) == 1.0
}

/// The value of a literal whole exponent.
fn literal_exponent(expr: &Expr) -> Option<i32> {
    let (value, sign) = match &expr.kind {
        ExprKind::Number { value, dimension: None } => (*value, 1.0),
        ExprKind::Unary { op: super::hir::UnaryOp::Negate, operand } => match operand.kind {
            ExprKind::Number { value, dimension: None } => (value, -1.0),
            _ => return None,
        },
        _ => return None,
    };
    (value.fract() == 0.0 && value <= 1000.0).then_some((value * sign) as i32)
}

/// Points to the left side of an operation on outlines, of which faces can be made; with one face it is an operation
/// on faces.
fn without_inside(diagnostic: Diagnostic, left: Span, many: bool) -> Diagnostic {
    let (label, title, before, after) = if many {
        ("outlines only", "make faces of the left side", "[face(l) for l in ", "]")
    } else {
        ("an outline only", "make a face of the left side", "face(", ")")
    };
    let edit = |span: Span, text: &str| Edit { span, text: text.to_owned() };
    let edits = vec![edit(left.empty_start(), before), edit(left.empty_end(), after)];
    let mut diagnostic = diagnostic.label(left, label);
    diagnostic.fixes.push(Fix { title: format!("{title}: `{before}…{after}`"), edits });
    diagnostic
}
