//! The outside of a module before its bodies are checked: names, signatures, declared types.

use std::sync::Arc;

use smol_str::SmolStr;

use super::checker::{OwnItem, Word, duplicate, too_many};
use super::found::Found;
use super::function::Outside;
use super::hir::{ItemId, ModuleId};
use super::interface::{Global, Interface, ItemType, ParamType, Signature};
use super::scope::{Binding, ModuleScope, suggestion};
use super::type_expr::TypeResolver;
use super::types::{Dimension, MAX_MEMBERS, Type};
use super::unit::{self, UNITS, Unit};
use crate::diagnostics::registry::{name, syntax, unit as unit_names};
use crate::diagnostics::{Diagnostic, suggest};
use crate::syntax::ast::{self, AstNode};
use crate::text::{FileId, Span};

/// The only module that declares functions without a body.
const CORE: &str = "std:core";

/// A module whose names and signatures are known.
pub struct Draft {
    /// Its id in the program.
    pub id: ModuleId,
    /// Its canonical name.
    pub name: String,
    /// Its text.
    pub file: FileId,
    /// Millimetres per document unit.
    pub unit: f64,
    /// The text of its head.
    pub doc: String,
    /// Whether it belongs to the standard library.
    pub library: bool,
    /// Its `use` lines.
    pub uses: Vec<Use>,
    /// Its items, `use` lines excluded.
    pub items: Vec<DraftItem>,
    /// Its names; imports are broken until they are bound.
    pub scope: ModuleScope,
    /// What is declared; inferred types are unknown.
    pub interface: Interface,
    /// Where a further `use` line would go.
    pub head: Span,
    /// Whether the parser has reported something: pieces of the tree may be missing.
    pub broken: bool,
}

/// A `use` line.
pub struct Use {
    /// The path as written.
    pub path: String,
    /// Its place.
    pub span: Span,
    /// The names asked for and what they are called here.
    pub names: Vec<(Word, SmolStr)>,
}

/// An item and what is declared of it.
pub struct DraftItem {
    /// Its tree.
    pub node: ast::Item,
    /// Its name and place.
    pub own: OwnItem,
    /// The outside of a function.
    pub outside: Option<Outside>,
}

impl Draft {
    /// Collects the names and declared types of a module.
    pub fn new(
        id: ModuleId,
        name: String,
        file: FileId,
        tree: &ast::File,
        library: bool,
        diagnostics: &mut Found,
    ) -> Draft {
        let mut draft = Draft {
            id,
            name,
            file,
            unit: document_unit(tree, file, diagnostics),
            doc: tree.doc(),
            library,
            uses: Vec::new(),
            items: Vec::new(),
            scope: ModuleScope::default(),
            interface: Interface::default(),
            head: Span::new(file, 0, 0),
            broken: false,
        };
        check_version(tree, file, diagnostics);
        if let Some(first) = tree.items().next() {
            let start = first.span(file).start;
            draft.head = Span::new(file, start, start);
        }
        for item in tree.items() {
            match item {
                ast::Item::Use(decl) => draft.add_use(&decl, diagnostics),
                item => draft.add_item(item, diagnostics),
            }
        }
        draft
    }

    /// Gives the module its id in the program.
    pub fn renumber(&mut self, id: ModuleId) {
        for (name, item) in &self.interface.names {
            self.scope.bind(name, Binding::Global(Global { module: id, item: *item }));
        }
        self.id = id;
    }

    fn add_use(&mut self, decl: &ast::UseDecl, diagnostics: &mut Found) {
        let Some(path) = decl.path() else { return };
        let span = path.span(self.file);
        let Some(path) = path.plain() else {
            let message = "the path of a `use` line is a plain text without `{…}`";
            diagnostics.push(Diagnostic::new(syntax::UNEXPECTED, span, message));
            return;
        };
        let mut names = Vec::new();
        for written in decl.names() {
            let Some(original) = written.name().map(|token| Word::new(token, self.file)) else { continue };
            let here = written.alias().map_or_else(|| original.clone(), |token| Word::new(token, self.file));
            match self.scope.define(here.text.clone(), Binding::Broken, here.span) {
                Ok(()) => names.push((original, here.text)),
                Err(first) => diagnostics.push(duplicate(&here.text, here.span, first)),
            }
        }
        self.uses.push(Use { path, span, names });
    }

    fn add_item(&mut self, node: ast::Item, diagnostics: &mut Found) {
        let item = self.items.len() as ItemId;
        let ordered = matches!(node, ast::Item::Param(_) | ast::Item::Let(_) | ast::Item::Part(_));
        let span = node.span(self.file);
        let word = node.name().map(|token| Word::new(token, self.file));
        if let Some(word) = &word {
            let binding = Binding::Global(Global { module: self.id, item });
            match self.scope.define(word.text.clone(), binding, word.span) {
                Ok(()) => {
                    self.interface.names.insert(word.text.clone(), item);
                }
                Err(first) => diagnostics.push(duplicate(&word.text, word.span, first)),
            }
        }
        let own = match word {
            Some(word) => OwnItem { name: word.text, name_span: word.span, ordered, used: false },
            None => OwnItem { name: SmolStr::default(), name_span: span, ordered, used: false },
        };
        let mut outside = None;
        let mut types = TypeResolver { file: self.file, generics: &[], diagnostics };
        let ty = match &node {
            ast::Item::Fn(decl) => {
                let (signature, function) = self::signature(decl, &own, &mut types);
                outside = Some(function);
                ItemType::Function(Arc::new(signature))
            }
            ast::Item::Param(decl) => ItemType::Param(declared(decl.ty(), &mut types)),
            ast::Item::Let(decl) => ItemType::Value(declared(decl.ty(), &mut types)),
            ast::Item::Part(_) => ItemType::Value(Type::Unknown),
            _ => ItemType::Nameless,
        };
        if let ast::Item::Fn(decl) = &node
            && decl.body().is_none()
            && !(self.library && self.name == CORE)
        {
            let message = format!("the function `{}` has no body: write `= …` after its declaration", own.name);
            diagnostics.push(Diagnostic::new(name::MISSING_BODY, own.name_span, message));
        }
        self.interface.items.push(ty);
        self.items.push(DraftItem { node, own, outside });
    }
}

fn declared(ty: Option<ast::TypeExpr>, types: &mut TypeResolver<'_>) -> Type {
    ty.map_or(Type::Unknown, |ty| types.resolve(&ty))
}

fn signature(decl: &ast::FnDecl, own: &OwnItem, types: &mut TypeResolver<'_>) -> (Signature, Outside) {
    let generics = types.generics(decl);
    let mut types = TypeResolver { file: types.file, generics: &generics, diagnostics: &mut *types.diagnostics };
    let mut params = Vec::new();
    for param in decl.params() {
        let ty = declared(param.ty(), &mut types);
        if let Some(token) = param.name() {
            if params.len() == MAX_MEMBERS {
                types.diagnostics.push(too_many("a function", "parameters", ast::span(types.file, token.text_range())));
                break;
            }
            params.push(ParamType { name: SmolStr::new(token.text()), ty, optional: param.default().is_some() });
        }
    }
    let result = decl.return_type().map(|ty| types.resolve(&ty));
    let outside = Outside {
        name: own.name.clone(),
        generics: generics.clone(),
        params: params.iter().map(|param| param.ty.clone()).collect(),
        result: result.clone(),
    };
    (Signature { name: own.name.clone(), generics, params, result: result.unwrap_or(Type::Unknown) }, outside)
}

/// The version of the language described here.
const VERSION: &str = "0.1";

/// `recad 0.1`.
fn check_version(tree: &ast::File, file: FileId, diagnostics: &mut Found) {
    let version = tree.version();
    let Some(number) = version.as_ref().and_then(|version| version.number()) else { return };
    if number.text() != VERSION {
        let span = ast::span(file, number.text_range());
        let message =
            format!("the program is written in version {} of the language; this recad knows {VERSION}", number.text());
        diagnostics.push(Diagnostic::new(syntax::VERSION, span, message));
    }
}

/// Millimetres per document unit: `units inch`.
fn document_unit(tree: &ast::File, file: FileId, diagnostics: &mut Found) -> f64 {
    let Some(written) = tree.units().and_then(|units| Some(Word::new(units.unit()?, file))) else { return 1.0 };
    match Unit::find(&written.text) {
        Some(unit) if unit.dimension == Dimension::LENGTH => return unit.factor,
        Some(_) => {
            let message = format!("the document unit must be a length: mm, cm, m, inch or foot, not {}", written.text);
            diagnostics.push(Diagnostic::new(unit_names::DOCUMENT, written.span, message));
        }
        None => {
            let message = format!("no unit is called `{}`", written.text);
            let mut diagnostic = Diagnostic::new(unit_names::UNKNOWN, written.span, message);
            let near = suggest::nearest(&written.text, UNITS.iter().map(|unit| unit.name));
            if let Some(known) = unit::alias(&written.text) {
                diagnostic.message = format!("{}; did you mean `{known}`?", diagnostic.message);
                diagnostic = diagnostic.fix(format!("replace by `{known}`"), written.span, known);
            } else if let Some(near) = near {
                diagnostic = suggestion(diagnostic, &near, written.span);
            } else {
                diagnostic = diagnostic.note("the document unit is `mm`, `cm`, `m`, `inch` or `foot`");
            }
            diagnostics.push(diagnostic);
        }
    }
    1.0
}
