//! Views of types.

use super::{child, children, name, sums, views};
use crate::syntax::SyntaxToken;

views! {
    /// `Length`.
    NameType = NAME_TYPE;
    /// `[T]`.
    ListType = LIST_TYPE;
    /// `(T, U)`.
    TupleType = TUPLE_TYPE;
    /// `fn(T) -> U`.
    FnType = FN_TYPE;
    /// `#{a: T}`.
    RecordType = RECORD_TYPE;
    /// `a: T` of a record type.
    FieldType = FIELD_TYPE;
}

sums! {
    /// A type as written.
    TypeExpr {
        /// `Length`.
        Name(NameType) = NAME_TYPE,
        /// `[T]`.
        List(ListType) = LIST_TYPE,
        /// `(T, U)`.
        Tuple(TupleType) = TUPLE_TYPE,
        /// `fn(T) -> U`.
        Fn(FnType) = FN_TYPE,
        /// `#{a: T}`.
        Record(RecordType) = RECORD_TYPE,
    }
}

impl NameType {
    /// The type's name.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
}

impl ListType {
    /// The type of the elements.
    pub fn element(&self) -> Option<TypeExpr> {
        child(&self.0)
    }
}

impl TupleType {
    /// The types of the elements.
    pub fn elements(&self) -> impl Iterator<Item = TypeExpr> + use<> {
        children(&self.0)
    }
}

impl FnType {
    /// All types: those of the parameters, then that of the result.
    fn types(&self) -> Vec<TypeExpr> {
        children(&self.0).collect()
    }
    /// The types of the parameters.
    pub fn params(&self) -> Vec<TypeExpr> {
        let mut types = self.types();
        if self.has_result() {
            types.pop();
        }
        types
    }
    /// The type of the result.
    pub fn result(&self) -> Option<TypeExpr> {
        if self.has_result() { self.types().pop() } else { None }
    }
    fn has_result(&self) -> bool {
        use crate::syntax::SyntaxKind::ARROW;
        let mut after = self.0.children_with_tokens().skip_while(|element| element.kind() != ARROW);
        after.any(|element| element.as_node().is_some())
    }
}

impl RecordType {
    /// The fields.
    pub fn fields(&self) -> impl Iterator<Item = FieldType> + use<> {
        children(&self.0)
    }
}

impl FieldType {
    /// The field's name.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
    /// Its type.
    pub fn ty(&self) -> Option<TypeExpr> {
        child(&self.0)
    }
}
