//! Types as written to types.

use smol_str::SmolStr;

use super::checker::{Checker, Word, duplicate, too_many};
use super::found::Found;
use super::hir::Generic;
use super::relation;
use super::scope::suggestion;
use super::types::{Dimension, MAX_MEMBERS, Type};
use crate::diagnostics::registry::name;
use crate::diagnostics::{Diagnostic, suggest};
use crate::model::ShapeKind;
use crate::syntax::ast;
use crate::text::{FileId, Span};

/// Every type with a name of its own.
const NAMED: [&str; 20] = [
    "Number", "Int", "Ratio", "Length", "Area", "Volume", "Angle", "Bool", "String", "Point2", "Point3", "Vector2",
    "Vector3", "Plane", "Axis", "Curve", "Loop", "Face", "Sketch", "Solid",
];

const SHAPES: [ShapeKind; 5] =
    [ShapeKind::Curve, ShapeKind::Loop, ShapeKind::Face, ShapeKind::Sketch, ShapeKind::Solid];

fn named(written: &str) -> Option<Type> {
    Some(match written {
        "Number" => Type::Number,
        "Int" => Type::Int,
        "Ratio" => Type::Quantity(Dimension::RATIO),
        "Length" => Type::Quantity(Dimension::LENGTH),
        "Area" => Type::Quantity(Dimension::AREA),
        "Volume" => Type::Quantity(Dimension::VOLUME),
        "Angle" => Type::Quantity(Dimension::ANGLE),
        "Bool" => Type::Bool,
        "String" => Type::String,
        "Point2" => relation::point(2),
        "Point3" => relation::point(3),
        "Vector2" => Type::Tuple(vec![Type::Number; 2]),
        "Vector3" => Type::Tuple(vec![Type::Number; 3]),
        "Plane" => Type::Plane,
        "Axis" => Type::Axis,
        "Curve" => Type::Shape(ShapeKind::Curve),
        "Loop" => Type::Shape(ShapeKind::Loop),
        "Face" => Type::Shape(ShapeKind::Face),
        "Sketch" => Type::Shape(ShapeKind::Sketch),
        "Solid" => Type::Shape(ShapeKind::Solid),
        _ => return None,
    })
}

/// The type that other languages call so.
fn foreign(written: &str) -> Option<&'static str> {
    Some(match written {
        "float" | "f64" | "f32" | "double" | "number" | "real" => "Number",
        "int" | "i32" | "i64" | "u32" | "usize" | "integer" | "Integer" => "Int",
        "str" | "string" | "Str" => "String",
        "bool" | "boolean" | "Boolean" => "Bool",
        "mm" | "Distance" => "Length",
        "deg" | "degrees" => "Angle",
        "Point" | "Vec2" => "Point2",
        "Vec3" => "Point3",
        "Body" | "Part" => "Solid",
        _ => return None,
    })
}

/// Resolves types of one function or module.
pub struct TypeResolver<'a> {
    /// The text.
    pub file: FileId,
    /// Type variables in scope.
    pub generics: &'a [Generic],
    /// Where unknown names are reported.
    pub diagnostics: &'a mut Found,
}

impl TypeResolver<'_> {
    /// The type; unknown where a name is, or a piece is missing.
    pub fn resolve(&mut self, ty: &ast::TypeExpr) -> Type {
        self.written(ty).bounded()
    }

    fn written(&mut self, ty: &ast::TypeExpr) -> Type {
        match ty {
            ast::TypeExpr::Name(name) => match name.name() {
                Some(token) => self.name(token),
                None => Type::Unknown,
            },
            ast::TypeExpr::List(list) => Type::List(Box::new(self.piece(list.element()))),
            ast::TypeExpr::Tuple(tuple) => Type::Tuple(tuple.elements().map(|ty| self.written(&ty)).collect()),
            ast::TypeExpr::Fn(function) => {
                let params = function.params().iter().map(|ty| self.written(ty)).collect();
                Type::Function(params, Box::new(self.piece(function.result())))
            }
            ast::TypeExpr::Record(record) => {
                let mut fields: Vec<(SmolStr, Type)> = Vec::new();
                let mut seen = rustc_hash::FxHashMap::default();
                for field in record.fields() {
                    let ty = self.piece(field.ty());
                    let Some(written) = field.name().map(|token| Word::new(token, self.file)) else { continue };
                    if seen.len() == MAX_MEMBERS && !seen.contains_key(&written.text) {
                        self.diagnostics.push(too_many("a record type", "fields", written.span));
                        return Type::Unknown;
                    }
                    match seen.insert(written.text.clone(), written.span) {
                        Some(first) => self.diagnostics.push(duplicate(&written.text, written.span, first)),
                        None => fields.push((written.text, ty)),
                    }
                }
                Type::Record(fields)
            }
        }
    }

    fn piece(&mut self, ty: Option<ast::TypeExpr>) -> Type {
        ty.map_or(Type::Unknown, |ty| self.written(&ty))
    }

    fn name(&mut self, token: ast::Leaf<'_>) -> Type {
        let written = token.text();
        let variable = self.generics.iter().position(|generic| generic.name == written);
        if let Some(index) = variable {
            return Type::Variable(index as u32);
        }
        named(written).unwrap_or_else(|| {
            self.unknown(written, ast::span(self.file, token.text_range()));
            Type::Unknown
        })
    }

    fn unknown(&mut self, written: &str, span: Span) {
        let mut diagnostic = Diagnostic::new(name::UNKNOWN_TYPE, span, format!("no type is called `{written}`"));
        if written == "Shape" {
            diagnostic.message = "`Shape` is a bound of type variables, not a type".to_owned();
            diagnostic = diagnostic.note("write `fn f<S: Shape>(shape: S) -> S`");
        } else if let Some(ours) = foreign(written) {
            diagnostic.message = format!("{}; in recad this is `{ours}`", diagnostic.message);
            diagnostic = diagnostic.fix(format!("replace by `{ours}`"), span, ours);
        } else if let Some(near) = suggest::nearest(written, NAMED.into_iter()) {
            diagnostic = suggestion(diagnostic, &near, span);
        }
        self.diagnostics.push(diagnostic);
    }

    /// The type variables of a function.
    pub fn generics(&mut self, decl: &ast::FnDecl) -> Vec<Generic> {
        let mut generics: Vec<Generic> = Vec::new();
        let mut places: Vec<Span> = Vec::new();
        for generic in decl.generics() {
            let Some(written) = generic.name().map(|token| Word::new(token, self.file)) else { continue };
            if let Some(first) = generics.iter().position(|other| other.name == written.text) {
                let first = places.get(first).copied().unwrap_or(written.span);
                self.diagnostics.push(duplicate(&written.text, written.span, first));
                continue;
            }
            if generics.len() == MAX_MEMBERS {
                self.diagnostics.push(too_many("a function", "type variables", written.span));
                break;
            }
            let mut bound: Vec<Type> = Vec::new();
            for ty in generic.bounds().flat_map(|token| self.bound(token)) {
                if !bound.contains(&ty) {
                    bound.push(ty);
                }
            }
            generics.push(Generic { name: written.text, bound });
            places.push(written.span);
        }
        generics
    }

    fn bound(&mut self, token: ast::Leaf<'_>) -> Vec<Type> {
        if token.text() == "Shape" {
            return SHAPES.map(Type::Shape).to_vec();
        }
        match named(token.text()) {
            Some(ty) => vec![ty],
            None => {
                self.unknown(token.text(), ast::span(self.file, token.text_range()));
                Vec::new()
            }
        }
    }
}

impl Checker<'_> {
    /// The type as written, with the type variables of the function being checked.
    pub(super) fn resolve_type(&mut self, ty: &ast::TypeExpr) -> Type {
        TypeResolver { file: self.file, generics: &self.generics, diagnostics: self.diagnostics }.resolve(ty)
    }
}
