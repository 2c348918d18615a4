//! How types and dimensions are written for people: as a program would write them.

use std::fmt;

use super::hir::Generic;
use super::types::{Dimension, Type};
use crate::model::ShapeKind;

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.length, self.angle) {
            (0, 0) => f.write_str("Ratio"),
            (1, 0) => f.write_str("Length"),
            (2, 0) => f.write_str("Area"),
            (3, 0) => f.write_str("Volume"),
            (0, 1) => f.write_str("Angle"),
            (length, 0) => write!(f, "Length^{length}"),
            (0, angle) => write!(f, "Angle^{angle}"),
            (length, angle) => write!(f, "Length^{length}·Angle^{angle}"),
        }
    }
}

/// The name of a kind of shape as a type.
pub fn kind_name(kind: ShapeKind) -> &'static str {
    match kind {
        ShapeKind::Curve => "Curve",
        ShapeKind::Loop => "Loop",
        ShapeKind::Face => "Face",
        ShapeKind::Sketch => "Sketch",
        ShapeKind::Solid => "Solid",
    }
}

/// A type together with the type variables it may mention.
pub struct Named<'a>(pub &'a Type, pub &'a [Generic]);

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Named(self, &[]).fmt(f)
    }
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Named(ty, generics) = *self;
        match ty {
            Type::Unknown => f.write_str("_"),
            Type::Number => f.write_str("Number"),
            Type::Int => f.write_str("Int"),
            Type::Quantity(dimension) => dimension.fmt(f),
            Type::Bool => f.write_str("Bool"),
            Type::String => f.write_str("String"),
            Type::Tuple(items) => tuple(f, items, generics),
            Type::List(item) => write!(f, "[{}]", Named(item, generics)),
            Type::Record(fields) => {
                f.write_str("#{")?;
                for (index, (name, ty)) in fields.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}{name}: {}", Named(ty, generics))?;
                }
                f.write_str("}")
            }
            Type::Function(params, result) => {
                f.write_str("fn(")?;
                list(f, params, generics)?;
                write!(f, ") -> {}", Named(result, generics))
            }
            Type::Plane => f.write_str("Plane"),
            Type::Axis => f.write_str("Axis"),
            Type::Shape(kind) => f.write_str(kind_name(*kind)),
            Type::Variable(index) => match generics.get(*index as usize) {
                Some(generic) => f.write_str(&generic.name),
                None => write!(f, "T{index}"),
            },
        }
    }
}

fn tuple(f: &mut fmt::Formatter<'_>, items: &[Type], generics: &[Generic]) -> fmt::Result {
    let all = |wanted: &Type| items.iter().all(|item| item == wanted);
    let name = match items.len() {
        2 if all(&Type::Quantity(Dimension::LENGTH)) => "Point2",
        3 if all(&Type::Quantity(Dimension::LENGTH)) => "Point3",
        2 if all(&Type::Number) => "Vector2",
        3 if all(&Type::Number) => "Vector3",
        _ => {
            f.write_str("(")?;
            list(f, items, generics)?;
            return f.write_str(")");
        }
    };
    f.write_str(name)
}

fn list(f: &mut fmt::Formatter<'_>, items: &[Type], generics: &[Generic]) -> fmt::Result {
    for (index, ty) in items.iter().enumerate() {
        let separator = if index == 0 { "" } else { ", " };
        write!(f, "{separator}{}", Named(ty, generics))?;
    }
    Ok(())
}
