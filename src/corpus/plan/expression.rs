//! Numbers of a plan as expressions over its names.

use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::corpus::write::number;

/// An arithmetic operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

impl BinaryOp {
    fn symbol(self) -> char {
        match self {
            BinaryOp::Add => '+',
            BinaryOp::Subtract => '-',
            BinaryOp::Multiply => '*',
            BinaryOp::Divide => '/',
        }
    }

    fn binding(self) -> u8 {
        match self {
            BinaryOp::Add | BinaryOp::Subtract => 1,
            BinaryOp::Multiply | BinaryOp::Divide => 2,
        }
    }

    fn apply(self, left: f64, right: f64) -> f64 {
        match self {
            BinaryOp::Add => left + right,
            BinaryOp::Subtract => left - right,
            BinaryOp::Multiply => left * right,
            BinaryOp::Divide => left / right,
        }
    }
}

/// A number as it is written: a literal, a name, or arithmetic on them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    /// A literal, mm, degrees or plain.
    Number(f64),
    /// A parameter, a value or a loop variable.
    Name(SmolStr),
    /// `-e`
    Negate(Box<Expr>),
    /// `left op right`
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
}

impl Expr {
    /// The literal 0.
    pub const ZERO: Expr = Expr::Number(0.0);

    /// A name.
    pub fn name(name: impl Into<SmolStr>) -> Expr {
        Expr::Name(name.into())
    }

    /// `left op right`.
    pub fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
        Expr::Binary(op, Box::new(left), Box::new(right))
    }

    /// Its value under `bindings`, operation by operation as the language computes it; `None` when a name is not bound.
    pub fn value(&self, bindings: &FxHashMap<SmolStr, f64>) -> Option<f64> {
        match self {
            Expr::Number(value) => Some(*value),
            Expr::Name(name) => bindings.get(name).copied(),
            Expr::Negate(inner) => inner.value(bindings).map(|value| -value),
            Expr::Binary(op, left, right) => Some(op.apply(left.value(bindings)?, right.value(bindings)?)),
        }
    }

    /// Whether it is the literal `value`.
    pub fn is(&self, value: f64) -> bool {
        matches!(self, Expr::Number(own) if *own == value)
    }

    /// Calls `visit` for it and every expression inside, outermost first.
    pub fn walk(&self, visit: &mut impl FnMut(&Expr)) {
        visit(self);
        match self {
            Expr::Number(_) | Expr::Name(_) => {}
            Expr::Negate(inner) => inner.walk(visit),
            Expr::Binary(_, left, right) => {
                left.walk(visit);
                right.walk(visit);
            }
        }
    }

    fn binding(&self) -> u8 {
        match self {
            Expr::Binary(op, ..) => op.binding(),
            Expr::Negate(_) => 3,
            Expr::Number(value) if *value < 0.0 => 3,
            Expr::Number(_) | Expr::Name(_) => 4,
        }
    }

    /// Writes it, in parentheses when it binds less than `least`.
    fn write(&self, f: &mut fmt::Formatter, least: u8) -> fmt::Result {
        let enclosed = self.binding() < least;
        if enclosed {
            f.write_str("(")?;
        }
        match self {
            Expr::Number(value) => f.write_str(&number(*value))?,
            Expr::Name(name) => f.write_str(name)?,
            Expr::Negate(inner) => {
                f.write_str("-")?;
                inner.write(f, 4)?;
            }
            Expr::Binary(op, left, right) => {
                left.write(f, op.binding())?;
                write!(f, " {} ", op.symbol())?;
                right.write(f, op.binding() + 1)?;
            }
        }
        if enclosed {
            f.write_str(")")?;
        }
        Ok(())
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.write(f, 0)
    }
}

impl From<f64> for Expr {
    fn from(value: f64) -> Expr {
        Expr::Number(value)
    }
}

impl From<&Expr> for Expr {
    fn from(expr: &Expr) -> Expr {
        expr.clone()
    }
}

/// The four operations, of expressions and of an expression and a literal, as they are written: nothing is simplified.
macro_rules! operator {
    ($trait:ident, $method:ident, $op:expr) => {
        impl<T: Into<Expr>> $trait<T> for &Expr {
            type Output = Expr;
            fn $method(self, right: T) -> Expr {
                Expr::binary($op, self.clone(), right.into())
            }
        }
        impl<T: Into<Expr>> $trait<T> for Expr {
            type Output = Expr;
            fn $method(self, right: T) -> Expr {
                Expr::binary($op, self, right.into())
            }
        }
    };
}

operator!(Add, add, BinaryOp::Add);
operator!(Sub, sub, BinaryOp::Subtract);
operator!(Mul, mul, BinaryOp::Multiply);
operator!(Div, div, BinaryOp::Divide);

impl Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        match self {
            Expr::Number(value) => Expr::Number(0.0 - value),
            Expr::Negate(inner) => *inner,
            // The sign of a product is that of its first factor; the value is the same to the bit.
            Expr::Binary(op @ (BinaryOp::Multiply | BinaryOp::Divide), left, right) => {
                Expr::Binary(op, Box::new(-*left), right)
            }
            other => Expr::Negate(Box::new(other)),
        }
    }
}

impl Neg for &Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        -self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_stand_where_they_are_needed() {
        use BinaryOp::{Add, Divide, Multiply, Subtract};
        let (a, b) = (Expr::name("a"), Expr::name("b"));
        let sum = Expr::binary(Add, a.clone(), b.clone());
        assert_eq!(Expr::binary(Divide, sum.clone(), 2.0.into()).to_string(), "(a + b) / 2");
        assert_eq!(Expr::binary(Subtract, a.clone(), sum.clone()).to_string(), "a - (a + b)");
        assert_eq!(Expr::binary(Subtract, sum.clone(), a.clone()).to_string(), "a + b - a");
        assert_eq!(Expr::Negate(Box::new(sum)).to_string(), "-(a + b)");
        assert_eq!(Expr::binary(Multiply, a, Expr::Number(-2.0)).to_string(), "a * -2");
        assert_eq!(Expr::Negate(Box::new(Expr::Negate(Box::new(b.clone())))).to_string(), "-(-b)");
        assert_eq!((-(&b / 2.0)).to_string(), "-b / 2");
        assert_eq!((-(b - 2.0)).to_string(), "-(b - 2)");
    }
}
