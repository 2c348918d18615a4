//! Number literals: units folded into canonical numbers.

use super::checker::{Checker, Typed};
use super::hir::ExprKind;
use super::scope::suggestion;
use super::types::Type;
use super::unit::{self, UNITS, Unit};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::{r#type, unit as names};
use crate::syntax::ast;
use crate::text::Span;

/// Unit and exponent of `mm2`, `cm3`.
fn squared(written: &str) -> Option<(&str, &str)> {
    let (unit, power) = written.split_at_checked(written.len().checked_sub(1)?)?;
    let length = Unit::find(unit).is_some_and(|unit| unit.dimension == super::types::Dimension::LENGTH);
    (length && matches!(power, "2" | "3")).then_some((unit, power))
}

impl Checker<'_> {
    /// `12.5mm`.
    #[inline(never)]
    pub(super) fn number(&mut self, number: &ast::NumberExpr, span: Span) -> Typed {
        let Some(token) = number.token() else { return Typed::error(span) };
        let text = token.text();
        let (digits, whole, written) = ast::split_number(text);
        let (value, dimension, ty) = if written.is_empty() {
            (unit::plain(digits), None, if whole { Type::Int } else { Type::Number })
        } else {
            let Some(unit) = Unit::find(written) else {
                let place = Span::new(span.file, span.start + digits.len() as u32, span.end);
                self.unknown_unit(digits, written, place);
                return Typed::error(span);
            };
            (unit.convert(digits), Some(unit.dimension), Type::Quantity(unit.dimension))
        };
        if dimension == Some(super::types::Dimension::LENGTH) {
            self.lengths.1.get_or_insert(span);
        }
        match value {
            Some(value) => Typed::new(ExprKind::Number { value, dimension }, span, ty),
            None => {
                let message = format!("`{text}` is beyond the range of numbers, {:.1e}", f64::MAX);
                self.fail(r#type::NUMBER_RANGE, span, message)
            }
        }
    }

    fn unknown_unit(&mut self, digits: &str, written: &str, span: Span) {
        let message = format!("no unit is called `{written}`");
        let mut diagnostic = Diagnostic::new(names::UNKNOWN, span, message);
        if let Some(known) = unit::alias(written) {
            diagnostic.message = format!("{}; did you mean `{known}`?", diagnostic.message);
            diagnostic = diagnostic.fix(format!("replace by `{known}`"), span, known);
        } else if let Some((unit, power)) = squared(written) {
            let text = format!("({digits} * 1{unit}^{power})");
            let whole = Span::new(span.file, span.start - digits.len() as u32, span.end);
            diagnostic = diagnostic.note(format!("areas and volumes are products: `{digits} * 1{unit}^{power}`")).fix(
                format!("write `{text}`"),
                whole,
                text,
            );
        } else if self.is_value(written) {
            let at = Span::new(span.file, span.start, span.start);
            let note = format!("letters that touch a number are a unit; a product is written `{digits} * {written}`");
            diagnostic = diagnostic.note(note).fix("insert ` * `", at, " * ");
        } else if let Some(near) = self.near(written, UNITS.iter().map(|unit| unit.name)) {
            diagnostic = suggestion(diagnostic, &near, span);
        } else {
            diagnostic = diagnostic.note("units are `mm`, `cm`, `m`, `inch`, `foot`, `deg` and `rad`");
        }
        self.report(diagnostic);
    }

    fn is_value(&mut self, written: &str) -> bool {
        self.frames.resolve(written).is_some() || self.scope.find(written).is_some()
    }
}
