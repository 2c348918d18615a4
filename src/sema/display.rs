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

/// The most bytes a type takes in a message; names of fields may have any length.
const LONGEST: usize = 240;

/// Passes on as much as there is room for, then `…` and nothing more.
struct Limited<'w, 'f> {
    out: &'w mut fmt::Formatter<'f>,
    left: usize,
}

impl fmt::Write for Limited<'_, '_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        if self.left == 0 {
            return Ok(());
        }
        match self.left.checked_sub(text.len()) {
            Some(left) if left > 0 => {
                self.left = left;
                self.out.write_str(text)
            }
            _ => {
                self.left = 0;
                self.out.write_str("…")
            }
        }
    }
}

impl fmt::Display for Named<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(&mut Limited { out: f, left: LONGEST })
    }
}

impl Named<'_> {
    fn write(&self, f: &mut Limited<'_, '_>) -> fmt::Result {
        use fmt::Write as _;
        let Named(ty, generics) = *self;
        match ty {
            Type::Unknown => f.write_str("_"),
            Type::Number => f.write_str("Number"),
            Type::Int => f.write_str("Int"),
            Type::Quantity(dimension) => write!(f, "{dimension}"),
            Type::Bool => f.write_str("Bool"),
            Type::String => f.write_str("String"),
            Type::Tuple(items) => match point_name(items) {
                Some(name) => f.write_str(name),
                None => {
                    f.write_str("(")?;
                    list(f, items, generics)?;
                    f.write_str(")")
                }
            },
            Type::List(item) => {
                f.write_str("[")?;
                Named(item, generics).write(f)?;
                f.write_str("]")
            }
            Type::Record(fields) => {
                f.write_str("#{")?;
                for (index, (name, ty)) in fields.iter().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(f, "{separator}{name}: ")?;
                    Named(ty, generics).write(f)?;
                }
                f.write_str("}")
            }
            Type::Function(params, result) => {
                f.write_str("fn(")?;
                list(f, params, generics)?;
                f.write_str(") -> ")?;
                Named(result, generics).write(f)
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

/// The name of a tuple that has one.
fn point_name(items: &[Type]) -> Option<&'static str> {
    let all = |wanted: &Type| items.iter().all(|item| item == wanted);
    match items.len() {
        2 if all(&Type::Quantity(Dimension::LENGTH)) => Some("Point2"),
        3 if all(&Type::Quantity(Dimension::LENGTH)) => Some("Point3"),
        2 if all(&Type::Number) => Some("Vector2"),
        3 if all(&Type::Number) => Some("Vector3"),
        _ => None,
    }
}

fn list(f: &mut Limited<'_, '_>, items: &[Type], generics: &[Generic]) -> fmt::Result {
    use fmt::Write as _;
    for (index, ty) in items.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        Named(ty, generics).write(f)?;
    }
    Ok(())
}
