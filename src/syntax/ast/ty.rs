//! Views of types.

use super::{children, sums, views};

views! {
    /// `Length`.
    NameType = NAME_TYPE {
        /// The type's name.
        name: token NAME,
    };
    /// `[T]`.
    ListType = LIST_TYPE {
        /// The type of the elements.
        element: TypeExpr,
    };
    /// `(T, U)`.
    TupleType = TUPLE_TYPE {
        /// The types of the elements.
        elements: [TypeExpr],
    };
    /// `fn(T) -> U`.
    FnType = FN_TYPE;
    /// `#{a: T}`.
    RecordType = RECORD_TYPE {
        /// The fields.
        fields: [FieldType],
    };
    /// `a: T` of a record type.
    FieldType = FIELD_TYPE {
        /// The field's name.
        name: token NAME,
        /// Its type.
        ty: TypeExpr,
    };
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
