//! The state of checking one module, and reporting.

use smol_str::SmolStr;

use super::found::Found;
use super::frame::{Frames, Scope};
use super::hir::{Expr, ExprKind, Generic, ItemId, ModuleId, StringPart};
use super::interface::{Global, ItemType, Signature};
use super::misfit;
use super::place::Place;
use super::relation;
use super::scope::{Binding, Environment, ModuleScope};
use super::types::{Dimension, MAX_MEMBERS, Type};
use crate::diagnostics::registry::{limit, name, r#type};
use crate::diagnostics::{Diagnostic, Edit, Fix, Name, suggest};
use crate::syntax::ast::{self, AstNode};
use crate::text::{FileId, Span};

/// An expression in core form and its type.
pub struct Typed {
    /// The core form.
    pub expr: Expr,
    /// Its type; unknown when nothing is certain.
    pub ty: Type,
}

impl Typed {
    /// Stands where an error was reported.
    pub fn error(span: Span) -> Typed {
        Typed { expr: Expr { kind: ExprKind::Error, span }, ty: Type::Unknown }
    }

    /// A core form with its type, as far as that is known.
    pub fn new(kind: ExprKind, span: Span, ty: Type) -> Typed {
        Typed { expr: Expr { kind, span }, ty: ty.bounded() }
    }
}

/// A name token.
#[derive(Clone, Debug)]
pub struct Word {
    /// The name.
    pub text: SmolStr,
    /// Its place.
    pub span: Span,
}

impl Word {
    /// The name and place of a token of `file`.
    pub fn new(token: ast::Leaf<'_>, file: FileId) -> Word {
        Word { text: SmolStr::new(token.text()), span: ast::span(file, token.text_range()) }
    }
}

/// What the checker knows of an item of its own module besides the type.
#[derive(Clone, Debug)]
pub struct OwnItem {
    /// Its name; empty for asserts and tests.
    pub name: SmolStr,
    /// Where the name stands.
    pub name_span: Span,
    /// Whether it is evaluated in source order (`param`, `let`, `part`).
    pub ordered: bool,
    /// Whether anything refers to it.
    pub used: bool,
}

/// What a name means where it stands.
pub enum Meaning {
    /// A local of the frame.
    Local { expr: Expr, ty: Type, defined: Span },
    /// A function.
    Function(Global, std::sync::Arc<Signature>),
    /// Another global.
    Value(Global, Type),
    /// Something already reported.
    Broken,
    /// Not in scope.
    Missing,
}

/// The checker of one module.
pub struct Checker<'a> {
    pub(super) environment: &'a Environment<'a>,
    pub(super) scope: &'a ModuleScope,
    pub(super) module: ModuleId,
    /// The text of the module.
    pub(super) file: FileId,
    /// Whether the module belongs to the standard library.
    pub(super) library: bool,
    /// Whether to report unused lets of blocks.
    pub(super) lint: bool,
    pub(super) types: Vec<ItemType>,
    pub(super) items: Vec<OwnItem>,
    /// The ordered item being checked: it may refer to earlier ones only.
    pub(super) current: Option<ItemId>,
    pub(super) frames: Frames,
    /// Type variables of the function being checked.
    pub(super) generics: std::sync::Arc<[Generic]>,
    /// Where a `use` line would be inserted.
    pub(super) head: Span,
    /// Whether pieces of the tree may be missing.
    pub(super) broken: bool,
    /// Near names are looked for this many times more; the search is linear in the names in scope.
    pub(super) searches: u32,
    /// The first length literal without a unit that stands where a length is required, and the first with one.
    pub(super) lengths: (Option<Span>, Option<Span>),
    /// Names reported as not in scope, with the indices of their diagnostics.
    pub(super) unknown: rustc_hash::FxHashMap<SmolStr, usize>,
    pub(super) diagnostics: &'a mut Found,
}

impl Checker<'_> {
    /// The place of a node.
    pub(super) fn span(&self, node: &impl AstNode) -> Span {
        node.span(self.file)
    }

    /// The name at a token; without one the parser has reported what is missing.
    pub(super) fn word(&self, token: Option<ast::Leaf<'_>>) -> Option<Word> {
        token.map(|token| Word::new(token, self.file))
    }

    /// Adds a diagnostic.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Reports an error and stands for what could not be checked.
    pub(super) fn fail(&mut self, name: Name, span: Span, message: impl Into<String>) -> Typed {
        self.report(Diagnostic::new(name, span, message));
        Typed::error(span)
    }

    /// The type of an item of any module.
    pub(super) fn item_type(&self, global: Global) -> Option<&ItemType> {
        if global.module == self.module { self.types.get(global.item as usize) } else { self.environment.item(global) }
    }

    /// What a name means here.
    pub(super) fn meaning(&mut self, written: &SmolStr, span: Span) -> Meaning {
        if let Some((slot, ty, defined)) = self.frames.resolve(written) {
            return Meaning::Local { expr: Expr { kind: ExprKind::Local(slot), span }, ty, defined };
        }
        let binding = self
            .scope
            .find(written)
            .or_else(|| self.environment.prelude.get(written).map(|global| Binding::Global(*global)));
        let global = match binding {
            None => return Meaning::Missing,
            Some(Binding::Broken) => return Meaning::Broken,
            Some(Binding::Global(global)) => global,
        };
        if global.module == self.module && !self.reaches(global.item, span) {
            return Meaning::Broken;
        }
        match self.item_type(global) {
            Some(ItemType::Function(signature)) => Meaning::Function(global, signature.clone()),
            Some(ItemType::Value(ty) | ItemType::Param(ty)) => Meaning::Value(global, ty.clone()),
            Some(ItemType::Nameless) | None => Meaning::Broken,
        }
    }

    /// Marks an item of this module as used; false when it stands below a value that needs it.
    fn reaches(&mut self, item: ItemId, span: Span) -> bool {
        let current = self.current;
        let Some(own) = self.items.get_mut(item as usize) else { return false };
        own.used |= current != Some(item);
        let below = own.ordered && current.is_some_and(|current| item >= current);
        if !below {
            return true;
        }
        let (written, defined) = (own.name.clone(), own.name_span);
        let diagnostic = if current == Some(item) {
            let message = format!("`{written}` is defined in terms of itself; only functions recurse");
            Diagnostic::new(name::SELF_REFERENCE, span, message)
        } else {
            let message = format!("`{written}` is used above its definition; values may refer to earlier ones only");
            Diagnostic::new(name::USED_BEFORE_DEFINITION, span, message).label(defined, "defined here")
        };
        self.report(diagnostic);
        false
    }

    /// Reports a name that is not in scope, once and at its first use in the text, whatever is checked first.
    pub(super) fn unknown_name(&mut self, written: &str, span: Span, note: Option<String>) -> Typed {
        let reported = self.unknown.get(written).copied();
        let first = reported.and_then(|index| self.diagnostics.get(index));
        if first.is_some_and(|first| first.span.start <= span.start) {
            return Typed::error(span);
        }
        let mut diagnostic = if self.searches == 0 {
            Diagnostic::new(name::UNKNOWN, span, format!("no definition of `{written}` is in scope"))
        } else {
            self.searches -= 1;
            let names = self.frames.names().chain(self.scope.names());
            self.environment.unknown_name(written, span, names, self.head)
        };
        diagnostic.notes.extend(note);
        match reported.and_then(|index| self.diagnostics.get_mut(index)) {
            Some(later) => *later = diagnostic,
            None => {
                self.unknown.insert(written.into(), self.diagnostics.len());
                self.report(diagnostic);
            }
        }
        Typed::error(span)
    }

    /// The near one of `candidates`, if there is one and the search is still worth its time.
    pub(super) fn near<'n>(
        &mut self,
        written: &str,
        candidates: impl Iterator<Item = &'n str>,
    ) -> Option<suggest::Suggestion<'n>> {
        self.searches = self.searches.checked_sub(1)?;
        suggest::nearest(written, candidates)
    }

    /// Requires a type of an expression already checked; what certainly does not fit becomes an error form.
    pub(super) fn require(&mut self, typed: Typed, required: &Type, place: Place<'_>) -> Expr {
        match relation::fits(&typed.ty, required, &self.generics) {
            Ok(()) if *required == Type::Int && is_fraction(&typed.expr) => {
                self.whole_number(&typed, &place.to_string())
            }
            Ok(()) => typed.expr,
            Err(misfit) => {
                let text = misfit::with_article(required, &self.generics);
                self.misfit(&misfit, typed, required, &text, place)
            }
        }
    }

    /// Reports a value that does not fit at the innermost place that can be named.
    pub(super) fn misfit(
        &mut self,
        found: &relation::Misfit,
        typed: Typed,
        required: &Type,
        required_text: &str,
        place: Place<'_>,
    ) -> Expr {
        if *required == Type::Int && relation::is_numeric(&typed.ty) {
            return self.whole_number(&typed, &place.to_string());
        }
        let span = self.narrow(&typed.expr, &typed.ty, required);
        let mut diagnostic =
            misfit::diagnostic(found, &place.to_string(), &typed.ty, required_text, &self.generics, span);
        self.mend_literal(&mut diagnostic, &typed, required);
        if let Place::Argument { function: "fillet" | "chamfer", .. } = place
            && typed.ty == Type::Shape(crate::model::ShapeKind::Solid)
        {
            diagnostic.notes =
                vec!["round the corners of the face before it is put on a plane and extruded".to_owned()];
        }
        self.report(diagnostic);
        Expr { kind: ExprKind::Error, span: typed.expr.span }
    }

    /// Adds the fix of a literal in the wrong brackets: a list for a point, a text for a number.
    fn mend_literal(&self, diagnostic: &mut Diagnostic, typed: &Typed, required: &Type) {
        let span = typed.expr.span;
        match (&typed.expr.kind, required) {
            (ExprKind::List(items), Type::Tuple(wanted))
                if items.len() == wanted.len() && items.iter().all(|item| !item.spread) && span.len() >= 2 =>
            {
                let open = Span::new(span.file, span.start, span.start + 1);
                let close = Span::new(span.file, span.end - 1, span.end);
                let edits = [(open, "("), (close, ")")];
                let edits = edits.map(|(span, text)| Edit { span, text: text.to_owned() }).to_vec();
                diagnostic.notes.push("points and vectors stand in parentheses".to_owned());
                diagnostic.fixes.push(Fix { title: "write parentheses".to_owned(), edits });
            }
            (ExprKind::String(parts), required) if relation::is_numeric(required) => {
                if let [StringPart::Text(text)] = &parts[..]
                    && text.parse::<f64>().is_ok_and(f64::is_finite)
                    && text.starts_with(|first: char| first.is_ascii_digit())
                    && text.ends_with(|last: char| last.is_ascii_digit())
                {
                    let diagnosed = diagnostic.clone().fix("remove the quotes", span, text.as_str());
                    *diagnostic = diagnosed;
                }
            }
            _ => {}
        }
    }

    /// The component of a tuple literal that does not fit, or the whole.
    fn narrow(&self, expr: &Expr, found: &Type, required: &Type) -> Span {
        if let (ExprKind::Tuple(items), Type::Tuple(found), Type::Tuple(required)) = (&expr.kind, found, required)
            && found.len() == required.len()
        {
            for ((item, found), required) in items.iter().zip(found).zip(required) {
                if relation::fits(found, required, &self.generics).is_err() {
                    return self.narrow(item, found, required);
                }
            }
        }
        expr.span
    }

    /// Reports a number that is not whole where a whole one is required.
    pub(super) fn whole_number(&mut self, typed: &Typed, place: &str) -> Expr {
        let span = typed.expr.span;
        let found = match &typed.expr.kind {
            ExprKind::Number { value, dimension: None } => format!("{value}"),
            _ => misfit::with_article(&typed.ty, &self.generics),
        };
        let note = match typed.ty {
            Type::Quantity(dimension) if dimension != Dimension::RATIO => {
                "divide by a unit to get a plain number, then use `floor`, `ceil` or `round`"
            }
            _ => "`floor`, `ceil` and `round` make whole numbers",
        };
        let message = format!("{place} must be a whole number, not {found}");
        self.report(Diagnostic::new(r#type::WHOLE_NUMBER, span, message).note(note));
        Expr { kind: ExprKind::Error, span }
    }

    /// Requires a truth value.
    pub(super) fn require_bool(&mut self, typed: Typed, what: &str) -> Expr {
        if relation::fits(&typed.ty, &Type::Bool, &self.generics).is_ok() {
            return typed.expr;
        }
        let found = misfit::with_article(&typed.ty, &self.generics);
        let message = format!("{what} must be a truth value, not {found}");
        self.report(Diagnostic::new(r#type::CONDITION, typed.expr.span, message));
        Expr { kind: ExprKind::Error, span: typed.expr.span }
    }

    /// Requires a plain whole number: an index or the end of a range.
    pub(super) fn require_whole(&mut self, typed: Typed, what: &str) -> Expr {
        let fits = match &typed.ty {
            Type::Unknown | Type::Variable(_) | Type::Int => true,
            Type::Number => !is_fraction(&typed.expr),
            _ => false,
        };
        if fits { typed.expr } else { self.whole_number(&typed, what) }
    }

    /// Defines a local, unless its scope already has one of that name.
    pub(super) fn define(&mut self, scope: Scope, local: SmolStr, ty: Type, span: Span, is_let: bool) -> u32 {
        self.check_duplicate(scope, &local, span);
        self.frames.define(local, ty, span, is_let)
    }

    /// Reports a name that its scope already defines.
    pub(super) fn check_duplicate(&mut self, scope: Scope, local: &SmolStr, span: Span) {
        if let Some(first) = self.frames.defined_since(scope, local).map(|first| first.span) {
            self.report(duplicate(local, span, first));
        }
    }
}

/// A declaration of more than [`MAX_MEMBERS`] members; `whole` is what has them. `span` is the first too many.
pub fn too_many(whole: &str, members: &str, span: Span) -> Diagnostic {
    Diagnostic::new(limit::MEMBERS, span, format!("{whole} has at most {MAX_MEMBERS} {members}; this is one more"))
}

/// A second definition of a name in one scope.
pub fn duplicate(written: &str, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(name::DUPLICATE, span, format!("`{written}` is already defined in this scope"))
        .label(first, "first defined here")
}

/// Whether the expression is a literal that is not whole.
fn is_fraction(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Number { value, dimension: None } if value.fract() != 0.0)
}
