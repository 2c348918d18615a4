//! Numbers as linear forms over the parameters: sums and differences of places simplify by themselves.

use smallvec::SmallVec;

use crate::corpus::plan::{BinaryOp, Expr, SmolStr};

/// The index of a parameter.
pub type ParamId = usize;

/// `constant + Σ coefficient · parameter`; terms by parameter, none with coefficient 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    terms: Terms,
    /// What is added, mm.
    pub constant: f64,
}

type Terms = Vec<(ParamId, f64)>;

impl Form {
    /// A plain number.
    pub fn number(constant: f64) -> Form {
        Form { terms: Terms::new(), constant }
    }

    /// A parameter times `coefficient`.
    pub fn parameter(id: ParamId, coefficient: f64) -> Form {
        Form { terms: vec![(id, coefficient)], constant: 0.0 }
    }

    /// `self + factor · other`.
    pub fn plus(&self, factor: f64, other: &Form) -> Form {
        let mut terms = self.terms.clone();
        for (id, coefficient) in &other.terms {
            match terms.binary_search_by_key(id, |term| term.0) {
                Ok(at) => terms[at].1 += factor * coefficient,
                Err(at) => terms.insert(at, (*id, factor * coefficient)),
            }
        }
        terms.retain(|term| term.1 != 0.0);
        Form { terms, constant: self.constant + factor * other.constant }
    }

    /// `factor · self`.
    pub fn times(&self, factor: f64) -> Form {
        Form::default().plus(factor, self)
    }

    /// Its value under the parameters' values.
    pub fn value(&self, values: &[f64]) -> f64 {
        self.terms.iter().map(|(id, c)| c * values.get(*id).copied().unwrap_or(0.0)).sum::<f64>() + self.constant
    }

    /// How much it grows with a parameter.
    pub fn slope(&self, id: ParamId) -> f64 {
        self.terms.iter().find(|term| term.0 == id).map_or(0.0, |term| term.1)
    }

    /// The parameters in it.
    pub fn parameters(&self) -> impl Iterator<Item = ParamId> {
        self.terms.iter().map(|term| term.0)
    }

    /// Whether it is the plain number 0.
    pub fn is_zero(&self) -> bool {
        self.terms.is_empty() && self.constant == 0.0
    }

    /// Whether no parameter is in it.
    pub fn is_number(&self) -> bool {
        self.terms.is_empty()
    }

    /// How it is written, under the names of the parameters.
    pub fn expr(&self, names: &[SmolStr]) -> Expr {
        let name = |id: ParamId| Expr::Name(names.get(id).cloned().unwrap_or_default());
        if self.constant == 0.0 && self.terms.len() > 1 && self.terms.iter().all(|(_, c)| c.abs() == 0.5) {
            let sum = self.times(2.0).expr(names);
            return match sum {
                Expr::Negate(inner) => Expr::Negate(Box::new(Expr::binary(BinaryOp::Divide, *inner, 2.0.into()))),
                sum => Expr::binary(BinaryOp::Divide, sum, 2.0.into()),
            };
        }
        let mut pieces: SmallVec<[(bool, Expr); 4]> = SmallVec::new();
        for (id, c) in &self.terms {
            let size = c.abs();
            let inverse = (1.0 / size).round();
            let piece = if size == 1.0 {
                name(*id)
            } else if size < 1.0 && size * inverse == 1.0 && inverse <= 64.0 {
                Expr::binary(BinaryOp::Divide, name(*id), inverse.into())
            } else {
                Expr::binary(BinaryOp::Multiply, size.into(), name(*id))
            };
            pieces.push((*c < 0.0, piece));
        }
        if self.constant != 0.0 || pieces.is_empty() {
            pieces.push((self.constant < 0.0, Expr::Number(self.constant.abs())));
        }
        // What is added stands before what is taken away.
        pieces.sort_by_key(|piece| piece.0);
        let mut pieces = pieces.into_iter();
        let Some((negative, first)) = pieces.next() else { return Expr::ZERO };
        let first = match first {
            Expr::Number(value) if negative => Expr::Number(-value),
            Expr::Binary(op @ (BinaryOp::Divide | BinaryOp::Multiply), left, right) if negative => match *left {
                Expr::Number(value) => Expr::Binary(op, Box::new(Expr::Number(-value)), right),
                left => Expr::Binary(op, Box::new(Expr::Negate(Box::new(left))), right),
            },
            other if negative => Expr::Negate(Box::new(other)),
            other => other,
        };
        pieces.fold(first, |sum, (negative, piece)| {
            Expr::binary(if negative { BinaryOp::Subtract } else { BinaryOp::Add }, sum, piece)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_of_places_simplify_and_read_well() {
        let names = ["width".into(), "margin".into()];
        let (right, margin) = (Form::parameter(0, 0.5), Form::parameter(1, 1.0));
        let left = right.times(-1.0);
        assert_eq!(right.plus(-1.0, &left).expr(&names).to_string(), "width");
        assert_eq!(right.plus(-1.0, &margin).expr(&names).to_string(), "width / 2 - margin");
        assert_eq!(left.plus(1.0, &margin).expr(&names).to_string(), "margin - width / 2");
        assert_eq!(left.expr(&names).to_string(), "-width / 2");
        assert_eq!(right.plus(-0.5, &margin).expr(&names).to_string(), "(width - margin) / 2");
        assert!(right.plus(1.0, &left).is_zero());
        assert_eq!(right.plus(-1.0, &margin).value(&[40.0, 5.0]), 15.0);
    }
}
