//! Views of the file, its items and the statements of blocks.

use super::{AstNode, Expr, Leaf, RangeExpr, StringExpr, TypeExpr, child, children, sums, token, tokens, views};
use crate::syntax::{SyntaxKind, SyntaxNode};

views! {
    /// `file`: a whole program.
    File = FILE {
        /// The `recad 0.1` line.
        version: VersionDecl,
        /// The `units …` line.
        units: UnitsDecl,
        /// The items in source order.
        items: [Item],
    };
    /// `recad 0.1`.
    VersionDecl = VERSION_DECL {
        /// The version number's token.
        number: token NUMBER,
    };
    /// `units inch`.
    UnitsDecl = UNITS_DECL {
        /// The unit's name.
        unit: token NAME,
    };
    /// `use "std:gear": spur_gear, rack as toothed_rack`.
    UseDecl = USE_DECL {
        /// The module's path.
        path: StringExpr,
        /// The imported names.
        names: [UseName],
    };
    /// `rack as toothed_rack` in a `use`.
    UseName = USE_NAME {
        /// The name in the other module.
        name: token NAME,
    };
    /// `param bore = 30mm in 5mm..=40mm step 1mm`.
    ParamDecl = PARAM_DECL {
        /// The declared name.
        name: token NAME,
        /// The type after `:`.
        ty: TypeExpr in TypeAnnotation,
        /// The default value.
        default: Expr,
        /// `in …`.
        domain: ParamDomain,
        /// The value after `step`.
        step: Expr in ParamStep,
        /// The `///` text.
        doc: doc,
    };
    /// `in 5mm..=40mm` of a `param`.
    ParamDomain = PARAM_DOMAIN {
        /// The range, or the list of choices (a range without an end).
        range_expr: RangeExpr,
    };
    /// `step 1mm` of a `param`.
    ParamStep = PARAM_STEP;
    /// `fn f<T>(x: T) -> T = x`.
    FnDecl = FN_DECL {
        /// The declared name.
        name: token NAME,
        /// The result type.
        return_type: TypeExpr in ReturnType,
        /// The value; missing for built-ins.
        body: Expr,
        /// The `///` text.
        doc: doc,
    };
    /// `<S: Face | Solid, T>`.
    Generics = GENERICS;
    /// `S: Face | Solid`.
    Generic = GENERIC {
        /// The type variable.
        name: token NAME,
    };
    /// `(x: Length, y = 2mm)`.
    Params = PARAMS;
    /// `y: Length = 2mm` of a function or lambda.
    Param = PARAM {
        /// The parameter's name.
        name: token NAME,
        /// The type after `:`.
        ty: TypeExpr in TypeAnnotation,
        /// The default value.
        default: Expr,
        /// The `///` text.
        doc: doc,
    };
    /// `-> Solid`.
    ReturnType = RETURN_TYPE;
    /// `let x: Length = 3mm`.
    LetDecl = LET_DECL {
        /// The declared name.
        name: token NAME,
        /// The type after `:`.
        ty: TypeExpr in TypeAnnotation,
        /// The value.
        value: Expr,
        /// The `///` text.
        doc: doc,
    };
    /// `part body = …`.
    PartDecl = PART_DECL {
        /// The part's name.
        name: token NAME,
        /// The shape.
        value: Expr,
        /// The `///` text.
        doc: doc,
    };
    /// `assert a > b, "why"`.
    AssertStmt = ASSERT_STMT {
        /// What must hold.
        condition: Expr,
    };
    /// `test "name" { … }`.
    TestDecl = TEST_DECL {
        /// The test's name.
        name: StringExpr,
        /// The statements.
        statements: [Statement],
    };
    /// `: Length`.
    TypeAnnotation = TYPE_ANNOTATION {
        /// The type.
        ty: TypeExpr,
    };
}

sums! {
    /// A top-level definition or statement.
    Item {
        /// `use`.
        Use(UseDecl) = USE_DECL,
        /// `param`.
        Param(ParamDecl) = PARAM_DECL,
        /// `fn`.
        Fn(FnDecl) = FN_DECL,
        /// `let`.
        Let(LetDecl) = LET_DECL,
        /// `part`.
        Part(PartDecl) = PART_DECL,
        /// `assert`.
        Assert(AssertStmt) = ASSERT_STMT,
        /// `test`.
        Test(TestDecl) = TEST_DECL,
    }
    /// A statement of a block or a test.
    Statement {
        /// `let`.
        Let(LetDecl) = LET_DECL,
        /// `assert`.
        Assert(AssertStmt) = ASSERT_STMT,
    }
}

impl Item {
    /// The name it defines; `use`, `assert` and `test` define none of their own.
    pub fn name(&self) -> Option<Leaf<'_>> {
        match self {
            Self::Param(decl) => decl.name(),
            Self::Fn(decl) => decl.name(),
            Self::Let(decl) => decl.name(),
            Self::Part(decl) => decl.name(),
            Self::Use(_) | Self::Assert(_) | Self::Test(_) => None,
        }
    }
    /// The item's own `///` text.
    pub fn doc(&self) -> String {
        super::doc(self.syntax())
    }
}

impl File {
    /// The view of a root, which is always a file.
    pub(crate) fn root(node: SyntaxNode) -> Self {
        Self(node)
    }
    /// The `//!` text at the head of the file, without the slashes.
    pub fn doc(&self) -> String {
        let comments = self
            .0
            .children_with_tokens()
            .take_while(|element| matches!(element.kind(), SyntaxKind::WHITESPACE | SyntaxKind::COMMENT))
            .filter_map(|element| element.into_token());
        let lines: Vec<String> =
            comments.filter_map(|token| super::doc_line(token.text(), "//!").map(str::to_owned)).collect();
        lines.join("\n")
    }
}

impl UseName {
    /// The name after `as`.
    pub fn alias(&self) -> Option<Leaf<'_>> {
        let mut tokens = tokens(&self.0);
        tokens.find(|(kind, _)| *kind == SyntaxKind::KW_AS)?;
        tokens.find(|(kind, _)| *kind == SyntaxKind::NAME).map(|(_, name)| name)
    }
}

impl FnDecl {
    /// The type variables.
    pub fn generics(&self) -> impl Iterator<Item = Generic> + use<> {
        child::<Generics>(&self.0).into_iter().flat_map(|generics| children(&generics.0))
    }
    /// The parameters.
    pub fn params(&self) -> impl Iterator<Item = Param> + use<> {
        child::<Params>(&self.0).into_iter().flat_map(|params| children(&params.0))
    }
}

impl Generic {
    /// The alternatives after `:`.
    pub fn bounds(&self) -> impl Iterator<Item = Leaf<'_>> {
        tokens(&self.0).filter(|(kind, _)| *kind == SyntaxKind::NAME).skip(1).map(|(_, name)| name)
    }
}

impl AssertStmt {
    /// What is said when it does not.
    pub fn message(&self) -> Option<Expr> {
        token(&self.0, SyntaxKind::COMMA)?;
        children(&self.0).nth(1)
    }
}
