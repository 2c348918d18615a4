//! Diagnostics for values that do not fit where they stand.

use super::display::{Named, kind_name};
use super::hir::Generic;
use super::operator::example_unit;
use super::relation::Misfit;
use super::types::{Dimension, Type};
use crate::diagnostics::registry::{r#type, unit};
use crate::diagnostics::{Diagnostic, Edit, Fix};
use crate::model::ShapeKind;
use crate::text::Span;

/// `a Length`, `an Angle`, `a list [Face]`.
pub fn with_article(ty: &Type, generics: &[Generic]) -> String {
    let name = Named(ty, generics).to_string();
    match ty {
        Type::Unknown => "a value".to_owned(),
        Type::Quantity(dimension) if name.contains('^') => format!("a quantity of {dimension}"),
        Type::List(_) => format!("a list {name}"),
        Type::Tuple(_) if name.starts_with('(') => format!("a tuple {name}"),
        Type::Record(_) => format!("a record {name}"),
        Type::Function(..) => format!("a function {name}"),
        _ if name.starts_with(['A', 'I']) => format!("an {name}"),
        _ => format!("a {name}"),
    }
}

/// The diagnostic for a value of type `found` at `span` where `place` must be `takes`.
pub fn diagnostic(
    misfit: &Misfit,
    place: &str,
    found: &Type,
    takes: &str,
    generics: &[Generic],
    span: Span,
) -> Diagnostic {
    let has = with_article(found, generics);
    let plain = |name| Diagnostic::new(name, span, format!("{place} must be {takes}, not {has}"));
    match misfit {
        Misfit::Dimension(..) => plain(unit::MISMATCH),
        Misfit::Ratio(wanted) => {
            let diagnostic = plain(unit::RATIO).note(format!(
                "a quotient of equal dimensions is a Ratio; multiply it by a unit{} to say what is meant",
                example_unit(*wanted)
            ));
            if *wanted != Dimension::ANGLE {
                return diagnostic;
            }
            // A quotient of an arc and its radius is an angle in radians.
            let edit = |at: Span, text: &str| Edit { span: at, text: text.to_owned() };
            let edits = vec![edit(span.empty_start(), "1rad * ("), edit(span.empty_end(), ")")];
            let mut diagnostic = diagnostic;
            diagnostic.fixes.push(Fix { title: "write `1rad * (…)`".to_owned(), edits });
            diagnostic
        }
        Misfit::NotPlain(dimension) => plain(unit::MISMATCH).note(match *dimension {
            Dimension::LENGTH => "divide by a unit to get a plain number: `length / 1mm`".to_owned(),
            Dimension::ANGLE => "divide by a unit to get a plain number: `angle / 1deg`".to_owned(),
            _ => "divide by a quantity of the same dimension to get a plain number".to_owned(),
        }),
        Misfit::Kind(_, ShapeKind::Solid) => plain(r#type::KIND)
            .note("a plane shape becomes a solid by `.on(plane).extrude(height)` or `.revolve(axis)`"),
        Misfit::Kind(from, to) => plain(r#type::KIND).note(match (from, to) {
            (ShapeKind::Solid, _) => {
                "shapes are promoted upward only: Curve → Loop → Face → Sketch; `face_of` takes a plane from a solid"
                    .to_owned()
            }
            (from, to) => format!(
                "shapes are promoted upward only, Curve → Loop → Face → Sketch; a {} does not turn back into a {}",
                kind_name(*from),
                kind_name(*to)
            ),
        }),
        Misfit::ListForOne(ShapeKind::Curve) => {
            plain(r#type::KIND).note("apply it to each element: `list.map(|s| …)` or `[… for s in list]`")
        }
        Misfit::ListForOne(_) => plain(r#type::KIND).note("a list of curves becomes a loop by `loop(list)`"),
        Misfit::TupleSize(found, required) => Diagnostic::new(
            r#type::TUPLE_SIZE,
            span,
            format!("{place} must be {takes} with {required} components, not {found}"),
        ),
        Misfit::ParameterCount(found, required) => Diagnostic::new(
            r#type::MISMATCH,
            span,
            format!("{place} must be a function of {}, not of {found}", parameters(*required)),
        ),
        Misfit::MissingField(field) => Diagnostic::new(
            r#type::MISMATCH,
            span,
            format!("{place} must be {takes}; this record has no field `{field}`"),
        ),
        Misfit::Other => plain(r#type::MISMATCH),
    }
}

/// `1 parameter`, `2 parameters`.
pub fn parameters(count: usize) -> String {
    format!("{count} parameter{}", if count == 1 { "" } else { "s" })
}
