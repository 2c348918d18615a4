//! Relations between types: what may stand where, and what two types have in common.
//!
//! Invariant: only *definite* misfits are reported. A plain number fits every quantity, an unknown type
//! fits everything, shapes are promoted upward, and where a value decides (a closed curve, a whole
//! number) the answer is yes.

use smol_str::SmolStr;

use super::hir::Generic;
use super::types::{Dimension, MAX_PARTS, Type};
use crate::model::ShapeKind;

/// Why a value of one type can never stand where another is required.
#[derive(Debug, PartialEq)]
pub enum Misfit {
    /// Different dimensions.
    Dimension(Dimension, Dimension),
    /// A quotient of equal dimensions where a quantity is required.
    Ratio(Dimension),
    /// A quantity where a plain number is required.
    NotPlain(Dimension),
    /// A shape of a higher kind than required.
    Kind(ShapeKind, ShapeKind),
    /// A list where one shape of this kind is required.
    ListForOne(ShapeKind),
    /// Tuples of different size.
    TupleSize(usize, usize),
    /// Functions of different parameter counts.
    ParameterCount(usize, usize),
    /// A record without a required field.
    MissingField(SmolStr),
    /// Anything else.
    Other,
}

/// Whether a type is a number of any sort.
pub fn is_numeric(ty: &Type) -> bool {
    matches!(ty, Type::Number | Type::Int | Type::Quantity(_))
}

/// Whether a kind is promoted to another (or is it).
pub fn promotes(from: ShapeKind, to: ShapeKind) -> bool {
    from == to || (from < to && to != ShapeKind::Solid)
}

/// The type of a point with `size` coordinates.
pub fn point(size: usize) -> Type {
    Type::Tuple(vec![Type::Quantity(Dimension::LENGTH); size])
}

/// Whether a value of type `from` may stand where `to` is required. Type variables belong to `generics`.
pub fn fits(from: &Type, to: &Type, generics: &[Generic]) -> Result<(), Misfit> {
    match (from, to) {
        (Type::Unknown, _) | (_, Type::Unknown | Type::Variable(_)) => Ok(()),
        (Type::Variable(index), _) => variable_fits(*index, to, generics),
        (Type::Number | Type::Int, Type::Number | Type::Int | Type::Quantity(_)) => Ok(()),
        (Type::Quantity(dimension), Type::Number | Type::Int) => {
            if *dimension == Dimension::RATIO {
                Ok(())
            } else {
                Err(Misfit::NotPlain(*dimension))
            }
        }
        (Type::Quantity(a), Type::Quantity(b)) if a == b => Ok(()),
        (Type::Quantity(Dimension::RATIO), Type::Quantity(required)) => Err(Misfit::Ratio(*required)),
        (Type::Quantity(found), Type::Quantity(required)) => Err(Misfit::Dimension(*found, *required)),
        (Type::Tuple(items), Type::Axis) if items.len() == 2 => {
            items.iter().try_for_each(|item| fits(item, &Type::Quantity(Dimension::LENGTH), generics))
        }
        (Type::Tuple(from), Type::Tuple(to)) => tuple_fits(from, to, generics),
        (Type::List(from), Type::List(to)) => fits(from, to, generics),
        (Type::Shape(_), Type::List(item)) if accepts_shape(item) => fits(from, item, generics),
        (Type::List(item), Type::Shape(ShapeKind::Face | ShapeKind::Solid | ShapeKind::Sketch)) => {
            fits(item, to, generics)
        }
        (Type::List(_), Type::Shape(kind)) => Err(Misfit::ListForOne(*kind)),
        (Type::Shape(found), Type::Shape(required)) => {
            if promotes(*found, *required) {
                Ok(())
            } else {
                Err(Misfit::Kind(*found, *required))
            }
        }
        (Type::Record(from), Type::Record(to)) => {
            to.iter().try_for_each(|(name, required)| match from.iter().find(|(field, _)| field == name) {
                Some((_, found)) => fits(found, required, generics),
                None => Err(Misfit::MissingField(name.clone())),
            })
        }
        (Type::Function(from, from_result), Type::Function(to, to_result)) => {
            if from.len() != to.len() {
                return Err(Misfit::ParameterCount(from.len(), to.len()));
            }
            from.iter().zip(to).try_for_each(|(from, to)| fits(to, from, generics))?;
            fits(from_result, to_result, generics)
        }
        (from, to) if from == to => Ok(()),
        _ => Err(Misfit::Other),
    }
}

fn accepts_shape(ty: &Type) -> bool {
    matches!(ty, Type::Shape(_) | Type::Unknown | Type::Variable(_))
}

/// A variable fits where one of its bounds does.
fn variable_fits(index: u32, to: &Type, generics: &[Generic]) -> Result<(), Misfit> {
    let Some(generic) = generics.get(index as usize) else { return Ok(()) };
    if generic.bound.is_empty() || (generic.bound.contains(&Type::Number) && is_numeric(to)) {
        return Ok(());
    }
    let mut result = Ok(());
    for bound in &generic.bound {
        result = fits(bound, to, &[]);
        if result.is_ok() {
            break;
        }
    }
    result
}

fn tuple_fits(from: &[Type], to: &[Type], generics: &[Generic]) -> Result<(), Misfit> {
    let length = Type::Quantity(Dimension::LENGTH);
    let lifted = from.len() == 2 && to.len() == 3 && to.iter().all(|item| *item == length || *item == Type::Unknown);
    if from.len() != to.len() && !lifted {
        return Err(Misfit::TupleSize(from.len(), to.len()));
    }
    from.iter().zip(to).try_for_each(|(from, to)| fits(from, to, generics))
}

/// The type of a value that is one or the other; unknown when nothing definite is common to both.
pub fn join(a: &Type, b: &Type) -> Type {
    match (a, b) {
        (a, b) if a == b => a.clone(),
        (Type::Int | Type::Number, Type::Int | Type::Number) => Type::Number,
        (Type::Quantity(_), Type::Int | Type::Number) => a.clone(),
        (Type::Int | Type::Number, Type::Quantity(_)) => b.clone(),
        (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
            Type::Tuple(a.iter().zip(b).map(|(a, b)| join(a, b)).collect())
        }
        (Type::List(a), Type::List(b)) => Type::List(Box::new(join(a, b))),
        (Type::Record(a), Type::Record(b)) if a.len() == b.len() && a.iter().zip(b).all(|((a, _), (b, _))| a == b) => {
            Type::Record(a.iter().zip(b).map(|((name, a), (_, b))| (name.clone(), join(a, b))).collect())
        }
        _ => Type::Unknown,
    }
}

/// Whether the type mentions one of the variables.
pub fn mentions(ty: &Type, wanted: &dyn Fn(u32) -> bool) -> bool {
    match ty {
        Type::Variable(index) => wanted(*index),
        Type::List(item) => mentions(item, wanted),
        Type::Tuple(items) => items.iter().any(|item| mentions(item, wanted)),
        Type::Record(fields) => fields.iter().any(|(_, ty)| mentions(ty, wanted)),
        Type::Function(params, result) => {
            params.iter().any(|param| mentions(param, wanted)) || mentions(result, wanted)
        }
        _ => false,
    }
}

/// The type with every variable replaced, or unknown when it becomes too large to be known.
pub fn substitute(ty: &Type, replace: &dyn Fn(u32) -> Type) -> Type {
    fn replaced(ty: &Type, replace: &dyn Fn(u32) -> Type, left: &mut usize) -> Option<Type> {
        if let Type::Variable(index) = ty {
            return Some(replace(*index)).filter(|ty| ty.spend(left));
        }
        *left = left.checked_sub(1)?;
        let mut all =
            |items: &[Type]| items.iter().map(|item| replaced(item, replace, left)).collect::<Option<Vec<Type>>>();
        Some(match ty {
            Type::List(item) => Type::List(Box::new(replaced(item, replace, left)?)),
            Type::Tuple(items) => Type::Tuple(all(items)?),
            Type::Record(fields) => Type::Record(
                fields
                    .iter()
                    .map(|(name, ty)| Some((name.clone(), replaced(ty, replace, left)?)))
                    .collect::<Option<_>>()?,
            ),
            Type::Function(params, result) => Type::Function(all(params)?, Box::new(replaced(result, replace, left)?)),
            other => other.clone(),
        })
    }
    replaced(ty, replace, &mut MAX_PARTS.clone()).unwrap_or(Type::Unknown)
}
