//! Views of the file, its items and the statements of blocks.

use super::{
    AstNode, BlockExpr, Expr, NumberExpr, RangeExpr, StringExpr, TypeExpr, child, children, name, sums, token, views,
};
use crate::syntax::{SyntaxKind, SyntaxNode, SyntaxToken};

views! {
    /// `file`: a whole program.
    File = FILE;
    /// `recad 0.1`.
    VersionDecl = VERSION_DECL;
    /// `units inch`.
    UnitsDecl = UNITS_DECL;
    /// `use "std:gear": spur_gear, rack as toothed_rack`.
    UseDecl = USE_DECL;
    /// `rack as toothed_rack` in a `use`.
    UseName = USE_NAME;
    /// `param bore = 30mm in 5mm..=40mm step 1mm`.
    ParamDecl = PARAM_DECL;
    /// `in 5mm..=40mm` of a `param`.
    ParamDomain = PARAM_DOMAIN;
    /// `step 1mm` of a `param`.
    ParamStep = PARAM_STEP;
    /// `fn f<T>(x: T) -> T = x`.
    FnDecl = FN_DECL;
    /// `<S: Face | Solid, T>`.
    Generics = GENERICS;
    /// `S: Face | Solid`.
    Generic = GENERIC;
    /// `(x: Length, y = 2mm)`.
    Params = PARAMS;
    /// `y: Length = 2mm` of a function or lambda.
    Param = PARAM;
    /// `-> Solid`.
    ReturnType = RETURN_TYPE;
    /// `let x: Length = 3mm`.
    LetDecl = LET_DECL;
    /// `part body = …`.
    PartDecl = PART_DECL;
    /// `assert a > b, "why"`.
    AssertStmt = ASSERT_STMT;
    /// `test "name" { … }`.
    TestDecl = TEST_DECL;
    /// `: Length`.
    TypeAnnotation = TYPE_ANNOTATION;
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
    /// The `recad 0.1` line.
    pub fn version(&self) -> Option<VersionDecl> {
        child(&self.0)
    }
    /// The `units …` line.
    pub fn units(&self) -> Option<UnitsDecl> {
        child(&self.0)
    }
    /// The items in source order.
    pub fn items(&self) -> impl Iterator<Item = Item> + use<> {
        children(&self.0)
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

impl VersionDecl {
    /// The version number's token.
    pub fn number(&self) -> Option<SyntaxToken> {
        token(&self.0, SyntaxKind::NUMBER)
    }
}

impl UnitsDecl {
    /// The unit's name.
    pub fn unit(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
}

impl UseDecl {
    /// The module's path.
    pub fn path(&self) -> Option<StringExpr> {
        child(&self.0)
    }
    /// The imported names.
    pub fn names(&self) -> impl Iterator<Item = UseName> + use<> {
        children(&self.0)
    }
}

impl UseName {
    /// The name in the other module.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
    /// The name after `as`.
    pub fn alias(&self) -> Option<SyntaxToken> {
        let mut tokens = self.0.children_with_tokens().filter_map(|element| element.into_token());
        tokens.find(|token| token.kind() == SyntaxKind::KW_AS)?;
        tokens.find(|token| token.kind() == SyntaxKind::NAME)
    }
}

/// The type of the `: T` child.
fn annotated(node: &SyntaxNode) -> Option<TypeExpr> {
    child::<TypeAnnotation>(node)?.ty()
}

impl TypeAnnotation {
    /// The type.
    pub fn ty(&self) -> Option<TypeExpr> {
        child(&self.0)
    }
}

impl ParamDecl {
    /// The declared name.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
    /// The type after `:`.
    pub fn ty(&self) -> Option<TypeExpr> {
        annotated(&self.0)
    }
    /// The default value.
    pub fn default(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// `in …`.
    pub fn domain(&self) -> Option<ParamDomain> {
        child(&self.0)
    }
    /// The value after `step`.
    pub fn step(&self) -> Option<Expr> {
        child(&child::<ParamStep>(&self.0)?.0)
    }
    /// The `///` text.
    pub fn doc(&self) -> String {
        super::doc(&self.0)
    }
}

impl ParamDomain {
    /// The range, or the list of choices (a range without an end).
    pub fn range_expr(&self) -> Option<RangeExpr> {
        child(&self.0)
    }
}

impl FnDecl {
    /// The declared name.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
    /// The type variables.
    pub fn generics(&self) -> impl Iterator<Item = Generic> + use<> {
        child::<Generics>(&self.0).into_iter().flat_map(|generics| children(&generics.0))
    }
    /// The parameters.
    pub fn params(&self) -> impl Iterator<Item = Param> + use<> {
        child::<Params>(&self.0).into_iter().flat_map(|params| children(&params.0))
    }
    /// The result type.
    pub fn return_type(&self) -> Option<TypeExpr> {
        child(&child::<ReturnType>(&self.0)?.0)
    }
    /// The value; missing for built-ins.
    pub fn body(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// The `///` text.
    pub fn doc(&self) -> String {
        super::doc(&self.0)
    }
}

impl Generic {
    /// The type variable.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
    /// The alternatives after `:`.
    pub fn bounds(&self) -> impl Iterator<Item = SyntaxToken> + use<> {
        let tokens = self.0.children_with_tokens().filter_map(|element| element.into_token());
        tokens.filter(|token| token.kind() == SyntaxKind::NAME).skip(1)
    }
}

impl Param {
    /// The parameter's name.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
    /// The type after `:`.
    pub fn ty(&self) -> Option<TypeExpr> {
        annotated(&self.0)
    }
    /// The default value.
    pub fn default(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// The `///` text.
    pub fn doc(&self) -> String {
        super::doc(&self.0)
    }
}

impl LetDecl {
    /// The declared name.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
    /// The type after `:`.
    pub fn ty(&self) -> Option<TypeExpr> {
        annotated(&self.0)
    }
    /// The value.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// The `///` text.
    pub fn doc(&self) -> String {
        super::doc(&self.0)
    }
}

impl PartDecl {
    /// The part's name.
    pub fn name(&self) -> Option<SyntaxToken> {
        name(&self.0)
    }
    /// The shape.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// The `///` text.
    pub fn doc(&self) -> String {
        super::doc(&self.0)
    }
}

impl AssertStmt {
    /// What must hold.
    pub fn condition(&self) -> Option<Expr> {
        child(&self.0)
    }
    /// What is said when it does not.
    pub fn message(&self) -> Option<Expr> {
        token(&self.0, SyntaxKind::COMMA)?;
        children(&self.0).nth(1)
    }
}

impl TestDecl {
    /// The test's name.
    pub fn name(&self) -> Option<StringExpr> {
        child(&self.0)
    }
    /// The statements.
    pub fn statements(&self) -> impl Iterator<Item = Statement> + use<> {
        children(&self.0)
    }
}

impl BlockExpr {
    /// The statements before the value.
    pub fn statements(&self) -> impl Iterator<Item = Statement> + use<> {
        children(&self.0)
    }
    /// The value of the block.
    pub fn value(&self) -> Option<Expr> {
        child(&self.0)
    }
}

impl NumberExpr {
    /// The number's token.
    pub fn token(&self) -> Option<SyntaxToken> {
        token(&self.0, SyntaxKind::NUMBER)
    }
}
