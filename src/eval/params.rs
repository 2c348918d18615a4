//! Program parameters: defaults, values given by the host, ranges, steps and choices.
//!
//! Every parameter gets its value first, then all are checked together; the diagnostic names the
//! parameter that drives the violated range.

use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::coerce::Site;
use super::display::{brief, describe};
use super::interpret::{Eval, Failure, Interpreter, ItemState};
use super::json::{number_json, value_json};
use super::value::{Number, Value};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::{eval as names, r#type};
use crate::diagnostics::suggest;
use crate::sema::hir::{
    Domain, Expr, ExprKind, ForSource, Item, ItemId, ItemKind, ModuleId, ParamDecl, Statement, StringPart,
};
use crate::sema::types::Type;
use crate::sema::unit::{self, Unit};
use crate::text::Span;

/// A value for a parameter as a host gives it.
#[derive(Clone, Debug, PartialEq)]
pub enum Override {
    /// A literal of the language: `12`, `12mm`, `-45deg`, `true`, `"text"`; for texts the quotes may be left out.
    Text(String),
    /// JSON: a number, truth value, text (read as a literal), array, or `{"value", "unit"}`.
    Json(Json),
}

/// What is known of a parameter after evaluation.
#[derive(Clone, Debug)]
pub struct ParameterReport {
    /// Its name.
    pub name: SmolStr,
    /// Its type as a program writes it.
    pub ty: String,
    /// The value used.
    pub value: Value,
    /// The unit the default was written in.
    pub unit: Option<SmolStr>,
    /// The default.
    pub default: Value,
    /// Least and greatest value.
    pub range: Option<(Value, Value)>,
    /// Distance of neighbouring values.
    pub step: Option<Value>,
    /// All allowed values.
    pub choices: Option<Vec<Value>>,
    /// Its `///` text.
    pub doc: String,
    /// The declaration.
    pub span: Span,
}

impl ParameterReport {
    /// The parameter as `recad eval` prints it; numbers in the unit of the declaration.
    pub fn to_json(&self) -> Json {
        let unit = self.unit.as_deref();
        let bare = |value: &Value| match value {
            Value::Number(number) => number_json(*number, unit).0,
            other => value_json(other),
        };
        let unit_name = match &self.value {
            Value::Number(number) => number_json(*number, unit).1,
            _ => Json::Null,
        };
        json!({
            "value": bare(&self.value),
            "unit": unit_name,
            "default": bare(&self.default),
            "type": self.ty,
            "range": self.range.as_ref().map(|(low, high)| json!({ "min": bare(low), "max": bare(high) })),
            "step": self.step.as_ref().map(bare),
            "choices": self.choices.as_ref().map(|choices| choices.iter().map(bare).collect::<Vec<_>>()),
            "doc": self.doc,
        })
    }
}

impl Interpreter<'_> {
    /// Gives every parameter its value, then checks them all. Says whether the program may go on.
    pub(super) fn parameters(&mut self, overrides: &[(String, Override)]) -> (Vec<ParameterReport>, bool) {
        let program = self.program;
        let Some(root) = program.modules.len().checked_sub(1) else { return (Vec::new(), true) };
        let module = &program.modules[root];
        let root = root as ModuleId;
        let params: Vec<(ItemId, &Item, &ParamDecl)> = module
            .items
            .iter()
            .enumerate()
            .filter_map(|(index, item)| match &item.kind {
                ItemKind::Param(param) => Some((index as ItemId, item, param)),
                _ => None,
            })
            .collect();
        let mut allowed = self.known_names(&params, overrides, Span::new(module.file, 0, 0));
        let mut reports = Vec::new();
        for (index, item, param) in &params {
            let given = overrides.iter().rev().find(|(name, _)| *name == item.name).map(|(_, given)| given);
            match self.assign(root, *index, item, param, given) {
                Ok(report) => reports.push((*index, *param, given.is_some(), report)),
                Err(Failure::Stopped) => return (reports.into_iter().map(|entry| entry.3).collect(), false),
                Err(Failure::Reported) => allowed &= given.is_none(),
            }
        }
        let set: Vec<ItemId> = reports.iter().filter(|entry| entry.2).map(|entry| entry.0).collect();
        for (index, param, _, report) in &mut reports {
            match self.check(root, *index, param, report, &set) {
                Ok(()) => {}
                Err(_) => allowed = false,
            }
        }
        (reports.into_iter().map(|entry| entry.3).collect(), allowed)
    }

    /// Reports names the program has no parameter for.
    fn known_names(
        &mut self,
        params: &[(ItemId, &Item, &ParamDecl)],
        overrides: &[(String, Override)],
        place: Span,
    ) -> bool {
        let mut all_known = true;
        for (name, _) in overrides {
            if params.iter().any(|(_, item, _)| item.name == *name) {
                continue;
            }
            all_known = false;
            let known = || params.iter().map(|(_, item, _)| item.name.as_str());
            let mut message = format!("the program has no parameter `{name}`");
            match suggest::nearest(name, known()) {
                Some(near) => message.push_str(&format!("; did you mean `{}`?", near.name)),
                None if params.is_empty() => message.push_str("; it has none"),
                None => message.push_str(&format!("; it has `{}`", known().collect::<Vec<_>>().join("`, `"))),
            }
            self.report(Diagnostic::new(names::UNKNOWN_PARAMETER, place, message));
        }
        all_known
    }

    /// Evaluates the default and takes the host's value, if there is one.
    fn assign(
        &mut self,
        module: ModuleId,
        index: ItemId,
        item: &Item,
        param: &ParamDecl,
        given: Option<&Override>,
    ) -> Eval<ParameterReport> {
        let default = self.evaluate_item(module, index);
        let value = match given {
            None => default.clone()?,
            Some(given) => {
                let unit = std::mem::replace(&mut self.unit, self.program.modules[module as usize].unit);
                let value = self.read_override(item, param, given);
                self.unit = unit;
                let state = value.as_ref().map_or(ItemState::Failed, |value| ItemState::Done(value.clone()));
                self.set_item(module, index, state);
                value?
            }
        };
        Ok(ParameterReport {
            name: item.name.clone(),
            ty: param.ty.to_string(),
            default: default.unwrap_or_else(|_| value.clone()),
            value,
            unit: param.unit.clone(),
            range: None,
            step: None,
            choices: None,
            doc: item.doc.clone(),
            span: item.span,
        })
    }

    fn read_override(&mut self, item: &Item, param: &ParamDecl, given: &Override) -> Eval<Value> {
        let span = item.name_span;
        let value = match given {
            Override::Text(text) => self.read_text(text, item, param)?,
            Override::Json(json) => self.read_json(json, item, param)?,
        };
        self.coerce(value, &param.ty, Site::Parameter(&item.name, span))
    }

    fn read_text(&mut self, text: &str, item: &Item, param: &ParamDecl) -> Eval<Value> {
        let text = text.trim();
        if let Some(inner) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            return self.string(inner.to_owned(), item.name_span);
        }
        match (text, &param.ty) {
            (text, Type::String) => return self.string(text.to_owned(), item.name_span),
            ("true", _) => return Ok(Value::Bool(true)),
            ("false", _) => return Ok(Value::Bool(false)),
            _ => {}
        }
        if let Some(number) = read_number(text) {
            return Ok(Value::Number(number));
        }
        let message = format!(
            "the parameter `{}` takes a literal such as `12`, `12mm`, `45deg`, `true` or `\"text\"`, not `{}`",
            item.name,
            text.chars().take(60).collect::<String>()
        );
        Err(self.error(names::PARAMETER_VALUE, item.name_span, message))
    }

    fn read_json(&mut self, json: &Json, item: &Item, param: &ParamDecl) -> Eval<Value> {
        let span = item.name_span;
        match json {
            Json::Bool(value) => Ok(Value::Bool(*value)),
            Json::String(text) => self.read_text(text, item, param),
            Json::Number(number) => match number.as_f64().filter(|value| value.is_finite()) {
                Some(value) => Ok(Value::plain(value)),
                None => Err(self.error(names::PARAMETER_VALUE, span, "a number must be finite")),
            },
            Json::Array(items) => {
                self.charge_elements(items.len(), items.len(), span)?;
                let mut values = Vec::with_capacity(items.len());
                for item_json in items {
                    values.push(self.read_json(item_json, item, param)?);
                }
                let value =
                    if matches!(param.ty, Type::Tuple(_)) { Value::tuple(values.into()) } else { Value::list(values) };
                self.nested(value, span)
            }
            Json::Object(fields) => {
                let value = fields.get("value").and_then(Json::as_f64).filter(|value| value.is_finite());
                let unit = match fields.get("unit") {
                    None | Some(Json::Null) => Some(None),
                    Some(Json::String(name)) => Unit::find(name).map(Some),
                    Some(_) => None,
                };
                match (value, unit) {
                    (Some(value), Some(None)) => Ok(Value::plain(value)),
                    (Some(value), Some(Some(unit))) => {
                        let canonical = unit.canonical(value).unwrap_or(f64::INFINITY);
                        self.finite(canonical, Some(unit.dimension), span).map(Value::Number)
                    }
                    _ => {
                        let message = format!(
                            "the parameter `{}` takes an object only as {{\"value\": number, \"unit\": \"mm\"}}",
                            item.name
                        );
                        Err(self.error(names::PARAMETER_VALUE, span, message))
                    }
                }
            }
            Json::Null => {
                let message = format!("the parameter `{}` takes a value, not null", item.name);
                Err(self.error(names::PARAMETER_VALUE, span, message))
            }
        }
    }

    // ---- domains -----------------------------------------------------------------------------------

    fn check(
        &mut self,
        module: ModuleId,
        index: ItemId,
        param: &ParamDecl,
        report: &mut ParameterReport,
        set: &[ItemId],
    ) -> Eval<()> {
        let program = self.program;
        let item = &program.modules[module as usize].items[index as usize];
        let bound = |run: &mut Self, body: &crate::sema::hir::Body, ty: &Type| {
            run.in_module(module, body, |run, expr| {
                let value = run.eval(expr)?;
                run.coerce(value, ty, Site::Parameter(&item.name, expr.span))
            })
        };
        match &param.domain {
            None => {}
            Some(Domain::Choices(body)) => {
                let list = bound(self, body, &Type::List(Box::new(param.ty.clone())))?;
                let Value::List { items, .. } = list else { return Err(Failure::Reported) };
                report.choices = Some(items.to_vec());
                let mut found = false;
                for choice in items.iter() {
                    found |= self.equal(choice, &report.value, body.expr.span)?;
                }
                if !found {
                    let choices = items.iter().take(12).map(brief).collect::<Vec<_>>().join(", ");
                    let message = format!("`{}` is {}, which is none of {choices}", item.name, brief(&report.value));
                    return Err(self.violated(module, index, item, message, &[&body.expr], set));
                }
            }
            Some(Domain::Range { low, high }) => {
                let (least, greatest) = (bound(self, low, &param.ty)?, bound(self, high, &param.ty)?);
                report.range = Some((least.clone(), greatest.clone()));
                let ends = (least.number(), greatest.number(), report.value.number());
                let (Some(least), Some(greatest), Some(value)) = ends else {
                    let message =
                        format!("a range needs numbers, and `{}` is a {}", item.name, describe(&report.value));
                    return Err(self.error(r#type::MISMATCH, item.name_span, message));
                };
                let range = format!("{}..={}", brief(&Value::Number(least)), brief(&Value::Number(greatest)));
                if least.value > greatest.value {
                    let message = format!("the range {range} of `{}` is empty", item.name);
                    return Err(self.violated(module, index, item, message, &[&low.expr, &high.expr], set));
                }
                let violated = if value.value < least.value {
                    Some(("below", low))
                } else if value.value > greatest.value {
                    Some(("above", high))
                } else {
                    None
                };
                if let Some((side, end)) = violated {
                    let message = format!("`{}` is {}, {side} its range {range}", item.name, brief(&report.value));
                    return Err(self.violated(module, index, item, message, &[&end.expr], set));
                }
            }
        }
        if let Some(body) = &param.step {
            let step = bound(self, body, &param.ty)?;
            report.step = Some(step.clone());
            self.check_step(item, report, &step, body.expr.span)?;
        }
        Ok(())
    }

    /// The value lies a whole number of steps above the least value, or away from the default.
    fn check_step(&mut self, item: &Item, report: &ParameterReport, step: &Value, span: Span) -> Eval<()> {
        const SLACK: f64 = 1e-6;
        let origin = report.range.as_ref().map_or(&report.default, |range| &range.0);
        let (Some(step), Some(origin), Some(value)) = (step.number(), origin.number(), report.value.number()) else {
            return Err(self.error(r#type::MISMATCH, span, "a step needs a number"));
        };
        if step.value <= 0.0 {
            let message = format!("the step of `{}` must be above 0, not {}", item.name, brief(&Value::Number(step)));
            return Err(self.error(names::PARAMETER_RANGE, span, message));
        }
        let steps = (value.value - origin.value) / step.value;
        let whole = libm::round(steps);
        if (steps - whole).abs() <= SLACK {
            return Ok(());
        }
        let neighbour =
            |count: f64| brief(&Value::Number(Number { value: origin.value + count * step.value, ..value }));
        let message = format!(
            "`{}` is {}, which is not a whole number of steps of {} from {}; its neighbours are {} and {}",
            item.name,
            brief(&report.value),
            brief(&Value::Number(step)),
            brief(&Value::Number(origin)),
            neighbour(libm::floor(steps)),
            neighbour(libm::ceil(steps))
        );
        Err(self.error(names::PARAMETER_RANGE, item.name_span, message))
    }

    /// Reports a violated domain and names the parameters that drive it.
    fn violated(
        &mut self,
        module: ModuleId,
        index: ItemId,
        item: &Item,
        message: String,
        ends: &[&Expr],
        set: &[ItemId],
    ) -> Failure {
        let mut drivers = Vec::new();
        let mut visited = Vec::new();
        for end in ends {
            self.drivers(module, end, &mut drivers, &mut visited);
        }
        let describe_driver = |run: &Self, driver: ItemId| {
            let name = &run.program.modules[module as usize].items[driver as usize].name;
            match &run.items[module as usize][driver as usize] {
                ItemState::Done(value) => format!("`{name}` = {}", brief(value)),
                _ => format!("`{name}`"),
            }
        };
        // The host set a driver and left this one alone: the driver is to blame.
        let blamed: Vec<String> = drivers
            .iter()
            .filter(|driver| !set.contains(&index) && set.contains(driver))
            .map(|driver| describe_driver(self, *driver))
            .collect();
        let message =
            if blamed.is_empty() { message } else { format!("{} does not fit: {message}", blamed.join(", ")) };
        let mut diagnostic = Diagnostic::new(names::PARAMETER_RANGE, item.name_span, message);
        for end in ends {
            diagnostic = diagnostic.label(end.span, "the limit");
        }
        if !drivers.is_empty() {
            let list = drivers.iter().map(|driver| describe_driver(self, *driver)).collect::<Vec<_>>().join(", ");
            diagnostic = diagnostic.note(format!("the limit depends on {list}"));
        }
        self.report(diagnostic)
    }

    /// Collects the root parameters an expression depends on, through lets.
    fn drivers(&self, module: ModuleId, expr: &Expr, found: &mut Vec<ItemId>, visited: &mut Vec<ItemId>) {
        visit_globals(expr, &mut |in_module, index| {
            if in_module != module || visited.contains(&index) {
                return;
            }
            visited.push(index);
            match &self.program.modules[module as usize].items[index as usize].kind {
                ItemKind::Param(_) => found.push(index),
                ItemKind::Let { body, .. } => self.drivers(module, &body.expr, found, visited),
                _ => {}
            }
        });
    }
}

/// A number literal with an optional sign and unit.
fn read_number(text: &str) -> Option<Number> {
    let (sign, literal) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, text),
    };
    let bytes = literal.as_bytes();
    let exponent = |at: usize| {
        let next = bytes.get(at + 1).copied().unwrap_or(b' ');
        let after = bytes.get(at + 2).copied().unwrap_or(b' ');
        matches!(bytes[at], b'e' | b'E')
            && (next.is_ascii_digit() || (matches!(next, b'+' | b'-') && after.is_ascii_digit()))
    };
    let mut end = 0;
    while end < bytes.len() {
        end += match bytes[end] {
            b'0'..=b'9' | b'_' | b'.' => 1,
            _ if exponent(end) => 2,
            _ => break,
        };
    }
    let (digits, suffix) = (literal.get(..end)?, literal.get(end..)?);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) || !digits.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if suffix.is_empty() {
        return Some(Number::plain(sign * unit::plain(digits)?));
    }
    let unit = Unit::find(suffix)?;
    Some(Number::quantity(sign * unit.convert(digits)?, unit.dimension))
}

/// Calls `found` for every global an expression mentions.
fn visit_globals(expr: &Expr, found: &mut dyn FnMut(ModuleId, ItemId)) {
    match &expr.kind {
        ExprKind::Number { .. } | ExprKind::Bool(_) | ExprKind::Local(_) | ExprKind::Error => {}
        ExprKind::Global { module, item } => found(*module, *item),
        ExprKind::String(parts) => {
            for part in parts {
                if let StringPart::Expr(expr) = part {
                    visit_globals(expr, found);
                }
            }
        }
        ExprKind::Tuple(items) => items.iter().for_each(|item| visit_globals(item, found)),
        ExprKind::List(items) => items.iter().for_each(|item| visit_globals(&item.expr, found)),
        ExprKind::Record(fields) => fields.iter().for_each(|field| visit_globals(&field.1, found)),
        ExprKind::Comprehension { body, clauses } => {
            for clause in clauses {
                match &clause.source {
                    ForSource::Range { low, high, .. } => {
                        visit_globals(low, found);
                        visit_globals(high, found);
                    }
                    ForSource::List(list) => visit_globals(list, found),
                }
                clause.condition.iter().for_each(|condition| visit_globals(condition, found));
            }
            visit_globals(body, found);
        }
        ExprKind::Field { base, .. } => visit_globals(base, found),
        ExprKind::Index { base, index } => {
            visit_globals(base, found);
            visit_globals(index, found);
        }
        ExprKind::CallGlobal { args, .. } => args.iter().flatten().for_each(|arg| visit_globals(arg, found)),
        ExprKind::CallValue { callee, args } => {
            visit_globals(callee, found);
            args.iter().for_each(|arg| visit_globals(arg, found));
        }
        ExprKind::Unary { operand, .. } => visit_globals(operand, found),
        ExprKind::Binary { left, right, .. } | ExprKind::Logic { left, right, .. } => {
            visit_globals(left, found);
            visit_globals(right, found);
        }
        ExprKind::If { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().for_each(|expr| visit_globals(expr, found));
        }
        ExprKind::Block { statements, result } => {
            for statement in statements {
                match statement {
                    Statement::Let { value, .. } => visit_globals(value, found),
                    Statement::Assert { condition, .. } => visit_globals(condition, found),
                }
            }
            result.iter().for_each(|result| visit_globals(result, found));
        }
        ExprKind::Lambda { function, .. } => {
            function.body.iter().for_each(|body| visit_globals(&body.expr, found));
        }
    }
}
