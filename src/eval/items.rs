//! The top level: items in source order, parts, and tests.

use super::coerce::Site;
use super::display::{describe, kind_name};
use super::interpret::{Eval, Failure, Interpreter, ItemState};
use super::value::Value;
use super::{Part, TestReport};
use crate::diagnostics::Diagnostic;
use crate::diagnostics::registry::{eval as names, r#type};
use crate::model::ShapeKind;
use crate::sema::hir::{ItemId, ItemKind, ModuleId};
use crate::sema::types::Type;
use crate::text::Span;

impl Interpreter<'_> {
    /// Computes a top-level value and keeps it, or keeps that it has none.
    pub(super) fn evaluate_item(&mut self, module: ModuleId, item: ItemId) -> Eval<Value> {
        let program = self.program;
        let definition = &program.modules[module as usize].items[item as usize];
        self.set_item(module, item, ItemState::Running);
        let result = match &definition.kind {
            ItemKind::Let { ty, body } => self.in_module(module, body, |run, expr| {
                let value = run.eval(expr)?;
                match ty {
                    Some(ty) => run.coerce(value, ty, Site::Let(expr.span)),
                    None => Ok(value),
                }
            }),
            ItemKind::Part { body } => self.in_module(module, body, |run, expr| {
                let value = run.eval(expr)?;
                run.part_value(value, Site::Part(&definition.name, expr.span))
            }),
            ItemKind::Param(param) => self.in_module(module, &param.default, |run, expr| {
                let value = run.eval(expr)?;
                run.coerce(value, &param.ty, Site::Parameter(&definition.name, expr.span))
            }),
            ItemKind::Assert { .. } | ItemKind::Test { .. } | ItemKind::Function(_) => Err(Failure::Reported),
        };
        let state = match &result {
            Ok(value) => ItemState::Done(value.clone()),
            Err(_) => ItemState::Failed,
        };
        self.set_item(module, item, state);
        result
    }

    pub(super) fn set_item(&mut self, module: ModuleId, item: ItemId, state: ItemState) {
        self.items[module as usize][item as usize] = state;
    }

    /// A part is a shape; a list of faces or solids is its union, a closed curve a loop.
    fn part_value(&mut self, value: Value, site: Site) -> Eval<Value> {
        let kind = match &value {
            Value::Curve(_) => ShapeKind::Loop,
            Value::List { items, .. } => match items.iter().filter_map(Value::shape_kind).max() {
                // Solids among themselves, or plane shapes of which one is a face.
                Some(highest @ (ShapeKind::Face | ShapeKind::Solid))
                    if items.iter().all(|item| {
                        let kind = item.shape_kind();
                        kind == Some(highest) || (highest == ShapeKind::Face && kind.is_some())
                    }) =>
                {
                    highest
                }
                _ if items.is_empty() => ShapeKind::Solid,
                _ => return Err(self.not_a_part(&value, site)),
            },
            value => match value.shape_kind() {
                Some(kind) => kind,
                None => return Err(self.not_a_part(value, site)),
            },
        };
        self.coerce(value, &Type::Shape(kind), site)
    }

    fn not_a_part(&mut self, value: &Value, site: Site) -> Failure {
        let mut kinds = match value {
            Value::List { items, .. } => items.iter().filter_map(Value::shape_kind).collect(),
            _ => Vec::new(),
        };
        kinds.dedup();
        let found = match kinds[..] {
            [first, second, ..] => format!("list of a {} and a {}", kind_name(first), kind_name(second)),
            _ => describe(value),
        };
        let message = format!(
            "{} must be a shape, or a list of faces or of solids that stands for their union, not a {found}",
            site.what()
        );
        self.error(r#type::PART, site.span(), message)
    }

    /// Evaluates an item of the root, or an assertion of any module of the project.
    pub(super) fn visit(&mut self, module: ModuleId, item: ItemId) -> Eval<()> {
        let program = self.program;
        let definition = &program.modules[module as usize].items[item as usize];
        let result = match &definition.kind {
            ItemKind::Assert { condition, message } => self.in_module(module, condition, |run, expr| {
                // Condition and message have frames of their own sizes; the larger one serves both.
                let slots = message.as_ref().map_or(0, |message| message.slots) as usize;
                let wanted = (run.base + slots).max(run.stack.len());
                run.stack.resize(wanted, super::interpret::EMPTY);
                run.assertion(definition.span, expr, message.as_ref().map(|message| &message.expr))
            }),
            ItemKind::Let { .. } | ItemKind::Part { .. } | ItemKind::Param(_) => {
                match &self.items[module as usize][item as usize] {
                    ItemState::Pending => self.evaluate_item(module, item).map(drop),
                    _ => Ok(()),
                }
            }
            ItemKind::Function(_) | ItemKind::Test { .. } => Ok(()),
        };
        match result {
            Err(Failure::Stopped) => Err(Failure::Stopped),
            _ => Ok(()),
        }
    }

    /// Evaluates the assertions of the used modules and everything in the root but parameters and tests.
    pub(super) fn visit_all(&mut self) -> Eval<()> {
        let program = self.program;
        let Some(root) = program.modules.len().checked_sub(1) else { return Ok(()) };
        for (module, definitions) in program.modules.iter().enumerate() {
            let library = definitions.name.starts_with("std:");
            for (item, definition) in definitions.items.iter().enumerate() {
                let asserts = matches!(definition.kind, ItemKind::Assert { .. }) && !library;
                if module == root || asserts {
                    self.visit(module as ModuleId, item as ItemId)?;
                }
            }
        }
        Ok(())
    }

    /// The parts that have a value, in source order; they are all plane shapes or all solids.
    pub(super) fn parts(&mut self) -> Vec<Part> {
        let program = self.program;
        let mut parts: Vec<Part> = Vec::new();
        let Some((root, states)) = program.modules.last().zip(self.items.last()) else { return parts };
        for (definition, state) in root.items.iter().zip(states) {
            if let (ItemKind::Part { .. }, ItemState::Done(value)) = (&definition.kind, state)
                && let Some(shape) = value.shape()
            {
                parts.push(Part {
                    name: definition.name.clone(),
                    shape,
                    span: definition.span,
                    name_span: definition.name_span,
                    doc: definition.doc.clone(),
                });
            }
        }
        let solid = |part: &Part| part.shape.kind() == ShapeKind::Solid;
        if let Some(first) = parts.first()
            && let Some(other) = parts.iter().find(|part| solid(part) != solid(first))
        {
            let message = format!(
                "the parts of a program are all plane shapes or all solids, but `{}` is a {} and `{}` a {}",
                first.name,
                kind_name(first.shape.kind()),
                other.name,
                kind_name(other.shape.kind())
            );
            let diagnostic =
                Diagnostic::new(names::MIXED_PARTS, other.name_span, message).label(first.name_span, "the other kind");
            self.report(diagnostic);
        }
        parts
    }

    /// Says that the root has no part, unless it has one that failed.
    pub(super) fn require_part(&mut self) {
        let Some(root) = self.program.modules.last() else { return };
        if !root.items.iter().any(|item| matches!(item.kind, ItemKind::Part { .. })) {
            let span = root.items.last().map_or(Span::new(root.file, 0, 0), |item| item.span);
            let message = "the result of a program is its parts, and this one has none; write `part name = …`";
            let mut diagnostic = Diagnostic::new(names::NO_PART, span, message);
            let last = root.items.last().zip(self.items.last().and_then(|states| states.last()));
            if let Some((item, ItemState::Done(value))) = last
                && matches!(item.kind, ItemKind::Let { ty: None, .. })
                && value.shape().is_some()
                && item.doc.is_empty()
            {
                let keyword = Span::new(item.span.file, item.span.start, item.span.start + 3);
                diagnostic = diagnostic.fix(format!("make `{}` a part", item.name), keyword, "part");
            }
            self.report(diagnostic);
        }
    }

    /// Runs the test blocks of the root, each with a fresh allowance of work.
    pub(super) fn tests(&mut self) -> Vec<TestReport> {
        let program = self.program;
        let mut reports = Vec::new();
        let Some(root) = program.modules.len().checked_sub(1) else { return reports };
        let used = self.used;
        for definition in &program.modules[root].items {
            let ItemKind::Test { name, body } = &definition.kind else { continue };
            self.used = used;
            let before = std::mem::take(&mut self.diagnostics);
            let result = self.in_module(root as ModuleId, body, |run, expr| run.eval(expr));
            let diagnostics = std::mem::replace(&mut self.diagnostics, before);
            reports.push(TestReport { name: name.clone(), span: definition.span, passed: result.is_ok(), diagnostics });
        }
        reports
    }
}
