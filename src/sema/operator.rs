//! Result types of operators, and what is certainly wrong with their operands.

use super::hir::{BinaryOp, Generic};
use super::misfit::with_article;
use super::relation;
use super::types::{Dimension, Type};
use crate::diagnostics::Name;
use crate::diagnostics::registry::{r#type, unit};
use crate::model::ShapeKind;

/// A definite error of an operator: its name, message and what to do.
pub struct Refusal {
    /// The diagnostic.
    pub name: Name,
    /// The rule and the actual types.
    pub message: String,
    /// What to do, if there is more to say.
    pub note: Option<String>,
}

/// The operands of one operator.
pub struct Operands<'a> {
    /// The operator.
    pub op: BinaryOp,
    /// Type of the left operand.
    pub left: &'a Type,
    /// Type of the right operand.
    pub right: &'a Type,
    /// The right operand when it is a literal whole number.
    pub exponent: Option<i32>,
    /// Type variables in scope.
    pub generics: &'a [Generic],
}

type Outcome = Result<Type, Box<Refusal>>;

impl Operands<'_> {
    /// The type of the result.
    pub fn result(&self) -> Outcome {
        if matches!(self.left, Type::Unknown | Type::Variable(_))
            || matches!(self.right, Type::Unknown | Type::Variable(_))
        {
            return self.with_unknown();
        }
        match self.op {
            BinaryOp::Add | BinaryOp::Subtract => self.sum(self.left, self.right),
            BinaryOp::Multiply => self.product(),
            BinaryOp::Divide => self.over(self.left, self.right),
            BinaryOp::Remainder => match (self.left, self.right) {
                (left, right) if relation::is_numeric(left) && relation::is_numeric(right) => self.sum(left, right),
                _ => self.refuse(None),
            },
            BinaryOp::Power => self.power(),
            BinaryOp::Intersect => self.combination(),
            BinaryOp::Equal | BinaryOp::NotEqual => self.comparable(self.left, self.right).map(|()| Type::Bool),
            _ => self.order(),
        }
    }

    /// One operand is not known; a shape or a list on the other side may still be certainly wrong.
    fn with_unknown(&self) -> Outcome {
        let known = [self.left, self.right].into_iter().find(|ty| !matches!(ty, Type::Unknown | Type::Variable(_)));
        match (self.op, known) {
            (BinaryOp::Equal | BinaryOp::NotEqual, Some(Type::Shape(_) | Type::Function(..))) => {
                self.comparable(self.left, self.right).map(|()| Type::Bool)
            }
            (
                BinaryOp::Equal
                | BinaryOp::NotEqual
                | BinaryOp::Less
                | BinaryOp::LessEqual
                | BinaryOp::Greater
                | BinaryOp::GreaterEqual,
                _,
            ) => Ok(Type::Bool),
            _ => Ok(Type::Unknown),
        }
    }

    fn refuse(&self, note: Option<String>) -> Outcome {
        let message = format!(
            "`{}` does not take {} and {}",
            self.op.symbol(),
            self.article(self.left),
            self.article(self.right)
        );
        Err(Box::new(Refusal { name: r#type::OPERATOR, message, note }))
    }

    fn article(&self, ty: &Type) -> String {
        with_article(ty, self.generics)
    }

    fn dimensions(&self, left: Dimension, right: Dimension) -> Outcome {
        let verb = match self.op {
            BinaryOp::Add => "added",
            BinaryOp::Subtract => "subtracted",
            BinaryOp::Remainder => "divided with remainder",
            _ => "compared",
        };
        let (l, r) = (Type::Quantity(left), Type::Quantity(right));
        let message = format!("different dimensions cannot be {verb}: {} and {}", self.article(&l), self.article(&r));
        let note = match (left, right) {
            (Dimension::RATIO, other) | (other, Dimension::RATIO) => Some(format!(
                "a quotient of equal dimensions is a Ratio; multiply it by a unit{} to make it {}",
                example_unit(other),
                self.article(&Type::Quantity(other))
            )),
            _ => None,
        };
        let name = if note.is_some() { unit::RATIO } else { unit::MISMATCH };
        Err(Box::new(Refusal { name, message, note }))
    }

    fn sum(&self, left: &Type, right: &Type) -> Outcome {
        match (left, right) {
            (Type::Unknown | Type::Variable(_), _) | (_, Type::Unknown | Type::Variable(_)) => Ok(Type::Unknown),
            (Type::Int, Type::Int) => Ok(Type::Int),
            (Type::Int | Type::Number, Type::Int | Type::Number) => Ok(Type::Number),
            (Type::Quantity(a), Type::Quantity(b)) if a != b => self.dimensions(*a, *b),
            (Type::Quantity(_), Type::Quantity(_) | Type::Int | Type::Number) => Ok(left.clone()),
            (Type::Int | Type::Number, Type::Quantity(_)) => Ok(right.clone()),
            (Type::Tuple(a), Type::Tuple(b)) if self.op != BinaryOp::Remainder => {
                if a.len() != b.len() {
                    return self.sizes(a.len(), b.len());
                }
                let items: Result<Vec<Type>, _> = a.iter().zip(b).map(|(a, b)| self.sum(a, b)).collect();
                items.map(Type::Tuple)
            }
            (Type::Shape(_) | Type::List(_), Type::Shape(_) | Type::List(_)) => self.combination(),
            (Type::String, _) | (_, Type::String) if self.op == BinaryOp::Add => {
                self.refuse(Some("texts are joined by interpolation: `\"{a}{b}\"`".into()))
            }
            _ => self.refuse(None),
        }
    }

    fn sizes(&self, left: usize, right: usize) -> Outcome {
        let message =
            format!("`{}` takes tuples of equal size; these have {left} and {right} components", self.op.symbol());
        Err(Box::new(Refusal { name: r#type::TUPLE_SIZE, message, note: None }))
    }

    /// `+ - &` of shapes; a list of faces or solids stands for its union.
    fn combination(&self) -> Outcome {
        let kind = |ty: &Type| match ty {
            Type::Shape(kind) => Some(*kind),
            Type::List(item) => match **item {
                Type::Shape(kind) => Some(kind),
                _ => None,
            },
            _ => None,
        };
        let loose = |ty: &Type| matches!(ty, Type::List(item) if matches!(**item, Type::Unknown | Type::Variable(_) | Type::List(_)));
        match (kind(self.left), kind(self.right)) {
            (Some(ShapeKind::Solid), Some(ShapeKind::Solid)) => Ok(Type::Shape(ShapeKind::Solid)),
            (Some(ShapeKind::Face), Some(ShapeKind::Face)) => Ok(Type::Shape(ShapeKind::Face)),
            (Some(ShapeKind::Solid), Some(_)) | (Some(_), Some(ShapeKind::Solid)) => {
                self.refuse(Some("a plane shape becomes a solid by `.on(plane).extrude(height)`".into()))
            }
            (Some(ShapeKind::Sketch), Some(_)) | (Some(_), Some(ShapeKind::Sketch)) => self.refuse(Some(
                "`+ - &` combine faces or solids; combine the faces first, then put them on a plane".into(),
            )),
            (Some(ShapeKind::Face), Some(_)) | (Some(_), Some(ShapeKind::Face)) => Ok(Type::Shape(ShapeKind::Face)),
            (Some(_), Some(_)) => self.outlines(),
            _ if loose(self.left) || loose(self.right) => Ok(Type::Unknown),
            _ if self.op == BinaryOp::Add && matches!((self.left, self.right), (Type::List(_), Type::List(_))) => {
                self.refuse(Some("lists are joined by spreading: `[..a, ..b]`".into()))
            }
            _ => self.refuse(None),
        }
    }

    /// `+ - &` of shapes that are lines only.
    fn outlines(&self) -> Outcome {
        let verb = match self.op {
            BinaryOp::Subtract => "cuts",
            BinaryOp::Intersect => "intersects",
            _ => "joins",
        };
        let message = format!(
            "`{}` {verb} faces or solids, but {} and {} are outlines without an inside; fill the left one with `face(…)`",
            self.op.symbol(),
            self.article(self.left),
            self.article(self.right)
        );
        let one = !matches!(self.left, Type::List(_));
        let cut = (self.op == BinaryOp::Subtract && one).then(|| {
            let holes = if matches!(self.right, Type::List(_)) { "b" } else { "[b]" };
            format!("holes can also be given with the face: `face(a, holes = {holes})`")
        });
        Err(Box::new(Refusal { name: r#type::OPERATOR, message, note: cut }))
    }

    fn product(&self) -> Outcome {
        match (self.left, self.right) {
            (Type::Tuple(_), Type::Tuple(_)) => {
                self.refuse(Some("tuples are multiplied by `dot(a, b)` or `cross(a, b)`".into()))
            }
            (left, right) => self.times(left, right),
        }
    }

    fn times(&self, left: &Type, right: &Type) -> Outcome {
        Ok(match (left, right) {
            (Type::Tuple(items), other) | (other, Type::Tuple(items)) if relation::is_numeric(other) => {
                Type::Tuple(items.iter().map(|item| self.times(item, other)).collect::<Result<_, _>>()?)
            }
            (Type::Int, Type::Int) => Type::Int,
            (Type::Int | Type::Number, Type::Int | Type::Number) => Type::Number,
            (Type::Quantity(a), Type::Int | Type::Number) | (Type::Int | Type::Number, Type::Quantity(a)) => {
                Type::Quantity(*a)
            }
            (Type::Quantity(a), Type::Quantity(b)) => {
                quantity(a.length.checked_add(b.length), a.angle.checked_add(b.angle))
            }
            (Type::Unknown | Type::Variable(_), _) | (_, Type::Unknown | Type::Variable(_)) => Type::Unknown,
            _ => return self.refuse(None),
        })
    }

    fn over(&self, left: &Type, right: &Type) -> Outcome {
        Ok(match (left, right) {
            (Type::Tuple(items), divisor) if relation::is_numeric(divisor) => {
                Type::Tuple(items.iter().map(|item| self.over(item, divisor)).collect::<Result<_, _>>()?)
            }
            (Type::Int | Type::Number, Type::Int | Type::Number) => Type::Number,
            (Type::Quantity(a), Type::Int | Type::Number) => Type::Quantity(*a),
            (Type::Int | Type::Number, Type::Quantity(b)) => {
                quantity(0i8.checked_sub(b.length), 0i8.checked_sub(b.angle))
            }
            (Type::Quantity(a), Type::Quantity(b)) => {
                quantity(a.length.checked_sub(b.length), a.angle.checked_sub(b.angle))
            }
            (Type::Unknown | Type::Variable(_), _) | (_, Type::Unknown | Type::Variable(_)) => Type::Unknown,
            _ => return self.refuse(None),
        })
    }

    fn power(&self) -> Outcome {
        let base = self.left;
        match self.right {
            Type::Int | Type::Number | Type::Quantity(Dimension::RATIO) => {}
            Type::Quantity(dimension) => {
                let message =
                    format!("an exponent is a plain number, not {}", self.article(&Type::Quantity(*dimension)));
                return Err(Box::new(Refusal { name: unit::MISMATCH, message, note: None }));
            }
            _ => return self.refuse(None),
        }
        Ok(match (base, self.exponent) {
            (Type::Int, Some(exponent)) if exponent >= 0 => Type::Int,
            (Type::Int | Type::Number, _) => Type::Number,
            (Type::Quantity(Dimension::RATIO), _) => base.clone(),
            (Type::Quantity(dimension), Some(exponent)) => {
                let times = |part: i8| i32::from(part).checked_mul(exponent).and_then(|part| i8::try_from(part).ok());
                quantity(times(dimension.length), times(dimension.angle))
            }
            (Type::Quantity(_), None) => Type::Unknown,
            _ => return self.refuse(None),
        })
    }

    fn order(&self) -> Outcome {
        match (self.left, self.right) {
            (Type::Quantity(a), Type::Quantity(b)) if a != b => self.dimensions(*a, *b),
            (left, right) if relation::is_numeric(left) && relation::is_numeric(right) => Ok(Type::Bool),
            (Type::Bool, _) => {
                let message = "comparisons do not chain: this compares a truth value".to_owned();
                let note = Some("write `a < b and b < c`".to_owned());
                Err(Box::new(Refusal { name: r#type::COMPARISON_CHAIN, message, note }))
            }
            _ => self.refuse(None),
        }
    }

    fn comparable(&self, left: &Type, right: &Type) -> Result<(), Box<Refusal>> {
        let refuse = |message: String, note: Option<&str>| {
            Err(Box::new(Refusal { name: r#type::NOT_COMPARABLE, message, note: note.map(str::to_owned) }))
        };
        match (left, right) {
            (Type::Shape(_), _) | (_, Type::Shape(_)) => refuse(
                "shapes cannot be compared for equality".to_owned(),
                Some("compare measurements: `volume(a) == volume(b)`"),
            ),
            (Type::Function(..), _) | (_, Type::Function(..)) => {
                refuse("functions cannot be compared for equality".to_owned(), None)
            }
            (Type::Unknown | Type::Variable(_), _) | (_, Type::Unknown | Type::Variable(_)) => Ok(()),
            (Type::Quantity(a), Type::Quantity(b)) if a != b => self.dimensions(*a, *b).map(|_| ()),
            (left, right) if relation::is_numeric(left) && relation::is_numeric(right) => Ok(()),
            (Type::Tuple(a), Type::Tuple(b)) => {
                // Tuples of different size are unequal.
                a.iter().zip(b).try_for_each(|(a, b)| self.comparable(a, b))
            }
            (Type::List(a), Type::List(b)) => self.comparable(a, b),
            (Type::Record(_), Type::Record(_)) => Ok(()),
            (left, right) if left == right => Ok(()),
            (left, right) => {
                refuse(format!("{} and {} cannot be compared", self.article(left), self.article(right)), None)
            }
        }
    }
}

/// ` such as …` for the dimensions that have a unit.
pub fn example_unit(dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::LENGTH => " such as `1mm`",
        Dimension::ANGLE => " such as `1rad`",
        _ => "",
    }
}

fn quantity(length: Option<i8>, angle: Option<i8>) -> Type {
    match (length, angle) {
        (Some(length), Some(angle)) => Type::Quantity(Dimension { length, angle }),
        // Beyond any meaning; the value decides.
        _ => Type::Unknown,
    }
}

/// Whether the type is a loop, a curve or a list of such, and if so whether it is a list.
pub fn outlines(ty: &Type) -> Option<bool> {
    let (ty, many) = match ty {
        Type::List(item) => (&**item, true),
        ty => (ty, false),
    };
    matches!(ty, Type::Shape(ShapeKind::Curve | ShapeKind::Loop)).then_some(many)
}
