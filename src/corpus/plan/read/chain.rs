//! Expressions as calls: `f(a).g(b)` as a head and the calls on it, and numbers.

use smol_str::SmolStr;

use super::{Outcome, Reader};
use crate::corpus::plan::{BinaryOp, Expr};
use crate::syntax::ast::{self, AstNode};
use crate::text::Span;

/// Operators and signs inside one another, and terms in one sum, of a plan's number.
const DEEPEST: usize = 100;

/// A call by name with its arguments.
pub(super) struct Call {
    pub(super) name: SmolStr,
    pub(super) args: Vec<(Option<SmolStr>, ast::Expr)>,
    pub(super) span: Span,
}

/// What a chain starts with.
pub(super) enum Head {
    /// `f(a)`
    Call(Call),
    /// `a`
    Name(SmolStr, Span),
    /// Anything else.
    Other(ast::Expr),
}

/// A head and the methods called on it.
pub(super) struct Chain {
    pub(super) head: Head,
    pub(super) calls: Vec<Call>,
}

impl Reader {
    /// The chain of an expression; one without suffixes is only a head.
    pub(super) fn chain(&self, expr: &ast::Expr) -> Outcome<Chain> {
        let ast::Expr::Postfix(postfix) = expr else {
            return Ok(Chain { head: self.head(expr)?, calls: Vec::new() });
        };
        let base = self.need(postfix, postfix.base())?;
        let mut suffixes = postfix.suffixes().peekable();
        let head = match (self.head(&base)?, suffixes.peek()) {
            (Head::Name(name, _), Some(ast::Suffix::Call(_))) => {
                let Some(ast::Suffix::Call(args)) = suffixes.next() else {
                    return self.no(expr, "a piece is missing");
                };
                Head::Call(self.call(name, &args)?)
            }
            (head, _) => head,
        };
        let mut calls = Vec::new();
        while let Some(suffix) = suffixes.next() {
            match (suffix, suffixes.next()) {
                (ast::Suffix::Field(field), Some(ast::Suffix::Call(args))) => {
                    calls.push(self.call(self.name(&field, field.name())?, &args)?);
                }
                (other, _) => return self.no(&other, "a plan has calls of functions and methods only"),
            }
        }
        Ok(Chain { head, calls })
    }

    fn head(&self, expr: &ast::Expr) -> Outcome<Head> {
        Ok(match expr {
            ast::Expr::Name(name) => Head::Name(self.name(name, name.name())?, name.span(self.file)),
            other => Head::Other(other.clone()),
        })
    }

    fn call(&self, name: SmolStr, args: &ast::CallArgs) -> Outcome<Call> {
        let span = args.span(self.file);
        let args = args
            .args()
            .map(|arg| {
                let name = arg.name().map(|leaf| SmolStr::new(leaf.text()));
                Ok((name, self.need(&arg, arg.value())?))
            })
            .collect::<Outcome<_>>()?;
        Ok(Call { name, args, span })
    }

    /// The arguments of a call by the names of its parameters, in their order.
    pub(super) fn bind<const N: usize>(&self, call: &Call, names: [&str; N]) -> Outcome<[Option<ast::Expr>; N]> {
        let mut bound = [const { None }; N];
        for (index, (name, value)) in call.args.iter().enumerate() {
            let place = match name {
                None => Some(index),
                Some(name) => names.iter().position(|own| own == name),
            };
            match place.and_then(|place| bound.get_mut(place)).filter(|slot| slot.is_none()) {
                Some(slot) => *slot = Some(value.clone()),
                None => return self.no(value, &format!("a plan gives `{}` no such argument", call.name)),
            }
        }
        Ok(bound)
    }

    /// An argument that must be there.
    pub(super) fn given(&self, call: &Call, argument: Option<ast::Expr>) -> Outcome<ast::Expr> {
        argument.ok_or_else(|| self.missing(call.span, &format!("`{}` lacks an argument", call.name)))
    }

    pub(super) fn missing(&self, span: Span, reason: &str) -> super::NoPlan {
        super::NoPlan { span, reason: reason.to_owned() }
    }

    /// A number of a plan.
    pub(super) fn expr(&self, expr: &ast::Expr) -> Outcome<Expr> {
        self.number(expr, 0)
    }

    fn number(&self, expr: &ast::Expr, depth: usize) -> Outcome<Expr> {
        if depth > DEEPEST {
            return self.no(expr, "a plan's number is no longer than this");
        }
        match expr {
            ast::Expr::Number(number) => {
                let parts = self.need(number, number.parts())?;
                match parts.unit.as_ref().map(|(unit, _)| unit.as_str()) {
                    None | Some("mm" | "deg") if parts.value.is_finite() => Ok(Expr::Number(parts.value)),
                    _ => self.no(number, "a plan's numbers are in mm and deg"),
                }
            }
            ast::Expr::Name(name) => Ok(Expr::Name(self.name(name, name.name())?)),
            ast::Expr::Paren(paren) if !paren.is_tuple() => {
                self.number(&self.need(paren, paren.elements().next())?, depth + 1)
            }
            ast::Expr::Unary(unary) if unary.op() == ast::UnaryOp::Neg => {
                let operand = self.need(unary, unary.operand())?;
                let is_literal = matches!(operand, ast::Expr::Number(_));
                Ok(match self.number(&operand, depth + 1)? {
                    Expr::Number(value) if is_literal => Expr::Number(0.0 - value),
                    other => Expr::Negate(Box::new(other)),
                })
            }
            ast::Expr::Binary(chain) => {
                let mut left = self.number(&self.need(chain, chain.first())?, depth + 1)?;
                for (index, link) in chain.rest().enumerate() {
                    let op = match link.op {
                        ast::BinaryOp::Add => BinaryOp::Add,
                        ast::BinaryOp::Sub => BinaryOp::Subtract,
                        ast::BinaryOp::Mul => BinaryOp::Multiply,
                        ast::BinaryOp::Div => BinaryOp::Divide,
                        _ => return self.no(chain, "a plan's numbers use `+ - * /`"),
                    };
                    if index > DEEPEST {
                        return self.no(chain, "a plan's number is no longer than this");
                    }
                    left = Expr::binary(op, left, self.number(&self.need(chain, link.right)?, depth + 1)?);
                }
                Ok(left)
            }
            other => self.no(other, "not a number of a plan"),
        }
    }

    /// The components of a tuple, as many as are asked for.
    pub(super) fn tuple<const N: usize>(&self, expr: &ast::Expr) -> Outcome<[Expr; N]> {
        let components = self.components(expr)?;
        components.try_into().map_err(|_| self.missing(expr.span(self.file), &format!("not a tuple of {N} numbers")))
    }

    /// The components of a tuple.
    pub(super) fn components(&self, expr: &ast::Expr) -> Outcome<Vec<Expr>> {
        match expr {
            ast::Expr::Paren(paren) if paren.is_tuple() => {
                paren.elements().map(|element| self.expr(&element)).collect()
            }
            other => self.no(other, "not a tuple of numbers"),
        }
    }

    /// `true` as an argument; absent means `false`.
    pub(super) fn flag(&self, argument: Option<ast::Expr>) -> Outcome<bool> {
        match argument {
            None => Ok(false),
            Some(ast::Expr::Bool(value)) => Ok(value.value()),
            Some(other) => self.no(&other, "not `true` or `false`"),
        }
    }
}
