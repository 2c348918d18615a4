//! Views of expressions.

use super::{AstNode, BoolExpr, Leaf, Param, Statement, StringExpr, children, sums, token, views};
use crate::syntax::{SyntaxKind, SyntaxToken};

views! {
    /// `a`, `a..b` or `a..=b` after `in`.
    RangeExpr = RANGE_EXPR {
        /// The list, or the first value of the range.
        start: Expr,
    };
    /// `if a { b } else { c }`.
    IfExpr = IF_EXPR {
        /// What is asked.
        condition: Expr,
    };
    /// `|x| expr`.
    LambdaExpr = LAMBDA_EXPR {
        /// The parameters.
        params: [Param],
        /// The value.
        body: Expr,
    };
    /// Operands joined by operators of one precedence: `a + b - c`, `a and b`, `a < b`, `a ^ b`.
    BinaryExpr = OR_EXPR | AND_EXPR | COMPARE_EXPR | ADD_EXPR | COMMON_EXPR | MUL_EXPR | POWER_EXPR {
        /// The leftmost operand.
        first: Expr,
    };
    /// `not a` or `-a`.
    UnaryExpr = NOT_EXPR | NEG_EXPR {
        /// The operand.
        operand: Expr,
    };
    /// An operand followed by calls, indices and fields: `f.g(x)[0]`.
    PostfixExpr = POSTFIX_EXPR {
        /// What the chain starts with.
        base: Expr,
        /// The calls, indices and fields, left to right.
        suffixes: [Suffix],
    };
    /// `(a, name = b)`.
    CallArgs = CALL_ARGS {
        /// The arguments.
        args: [Arg],
    };
    /// `name = b` or `b` in a call.
    Arg = ARG {
        /// The name before `=`.
        name: token NAME,
        /// The value.
        value: Expr,
    };
    /// `[0]`.
    Index = INDEX {
        /// The index.
        expr: Expr,
    };
    /// `.name`.
    Field = FIELD {
        /// The name after the dot.
        name: token NAME,
    };
    /// `12.5mm`.
    NumberExpr = NUMBER_EXPR {
        /// The number's token.
        token: token NUMBER,
    };
    /// A name used as a value.
    NameExpr = NAME_EXPR {
        /// The name.
        name: token NAME,
    };
    /// `(a)` or a tuple `(a, b)`.
    ParenExpr = PAREN_EXPR {
        /// The expressions between the parentheses.
        elements: [Expr],
    };
    /// `[a, ..b]` or `[a for x in b]`.
    ListExpr = LIST_EXPR {
        /// The elements; one when this is a comprehension.
        items: [ListItem],
        /// The `for` clauses; none when this is a plain list.
        clauses: [ForClause],
    };
    /// `a` or `..a` in a list.
    ListItem = LIST_ITEM {
        /// The `..` of a spread.
        spread: token DOT_DOT,
        /// The element, or the list that is spread.
        expr: Expr,
    };
    /// `for x in a..b if c`.
    ForClause = FOR_CLAUSE {
        /// The loop variable.
        name: token NAME,
        /// What it runs over: a range, or a list (a range without an end).
        source: RangeExpr,
        /// The condition after `if`.
        condition: Expr,
    };
    /// `#{a = 1}`.
    RecordExpr = RECORD_EXPR {
        /// The fields.
        fields: [RecordField],
    };
    /// `a = 1` in a record.
    RecordField = RECORD_FIELD {
        /// The field's name.
        name: token NAME,
        /// Its value.
        value: Expr,
    };
    /// `{ let x = 1; x }`.
    BlockExpr = BLOCK_EXPR {
        /// The statements before the value.
        statements: [Statement],
        /// The value of the block.
        value: Expr,
    };
}

sums! {
    /// An expression.
    Expr {
        /// `if`.
        If(IfExpr) = IF_EXPR,
        /// A lambda.
        Lambda(LambdaExpr) = LAMBDA_EXPR,
        /// A chain of one precedence.
        Binary(BinaryExpr) = OR_EXPR | AND_EXPR | COMPARE_EXPR | ADD_EXPR | COMMON_EXPR | MUL_EXPR | POWER_EXPR,
        /// `not` or `-`.
        Unary(UnaryExpr) = NOT_EXPR | NEG_EXPR,
        /// Calls, indices, fields.
        Postfix(PostfixExpr) = POSTFIX_EXPR,
        /// A number.
        Number(NumberExpr) = NUMBER_EXPR,
        /// A string.
        String(StringExpr) = STRING,
        /// A truth value.
        Bool(BoolExpr) = BOOL_EXPR,
        /// A name.
        Name(NameExpr) = NAME_EXPR,
        /// Parentheses or a tuple.
        Paren(ParenExpr) = PAREN_EXPR,
        /// A list or comprehension.
        List(ListExpr) = LIST_EXPR,
        /// A record.
        Record(RecordExpr) = RECORD_EXPR,
        /// A block.
        Block(BlockExpr) = BLOCK_EXPR,
    }
    /// One link of a postfix chain.
    Suffix {
        /// `(…)`.
        Call(CallArgs) = CALL_ARGS,
        /// `[…]`.
        Index(Index) = INDEX,
        /// `.name`.
        Field(Field) = FIELD,
    }
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Eq,
    /// `!=`
    NotEq,
    /// `<`
    Lt,
    /// `<=`
    LtEq,
    /// `>`
    Gt,
    /// `>=`
    GtEq,
    /// `+`: sum or union
    Add,
    /// `-`: difference or cut
    Sub,
    /// `&`: what shapes have in common
    Common,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Rem,
    /// `^`
    Pow,
}

impl BinaryOp {
    /// The operator a token stands for.
    pub fn from_kind(kind: SyntaxKind) -> Option<Self> {
        Some(match kind {
            SyntaxKind::KW_OR => Self::Or,
            SyntaxKind::KW_AND => Self::And,
            SyntaxKind::EQ_EQ => Self::Eq,
            SyntaxKind::NOT_EQ => Self::NotEq,
            SyntaxKind::LT => Self::Lt,
            SyntaxKind::LT_EQ => Self::LtEq,
            SyntaxKind::GT => Self::Gt,
            SyntaxKind::GT_EQ => Self::GtEq,
            SyntaxKind::PLUS => Self::Add,
            SyntaxKind::MINUS => Self::Sub,
            SyntaxKind::AMP => Self::Common,
            SyntaxKind::STAR => Self::Mul,
            SyntaxKind::SLASH => Self::Div,
            SyntaxKind::PERCENT => Self::Rem,
            SyntaxKind::CARET => Self::Pow,
            _ => return None,
        })
    }

    /// The operator as written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Or => "or",
            Self::And => "and",
            Self::Eq => "==",
            Self::NotEq => "!=",
            Self::Lt => "<",
            Self::LtEq => "<=",
            Self::Gt => ">",
            Self::GtEq => ">=",
            Self::Add => "+",
            Self::Sub => "-",
            Self::Common => "&",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Rem => "%",
            Self::Pow => "^",
        }
    }
}

/// A prefix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOp {
    /// `not`
    Not,
    /// `-`
    Neg,
}

/// An operator of a chain with the operand to its right.
#[derive(Clone, Debug)]
pub struct Operation {
    /// The operator.
    pub op: BinaryOp,
    /// Its token.
    pub token: SyntaxToken,
    /// The operand; missing in a wrong program.
    pub right: Option<Expr>,
}

impl BinaryExpr {
    /// The operations, left to right: `a + b - c` is `first = a`, `rest = [+ b, - c]`. Comparison and power
    /// have one.
    pub fn rest(&self) -> impl Iterator<Item = Operation> + use<> {
        let mut elements = self.0.children_with_tokens().peekable();
        std::iter::from_fn(move || {
            let (op, token) = elements.by_ref().find_map(|element| {
                let token = element.into_token()?;
                Some((BinaryOp::from_kind(token.kind())?, token))
            })?;
            let mut right = None;
            while let Some(element) = elements.peek() {
                match element {
                    rowan::NodeOrToken::Token(token) if BinaryOp::from_kind(token.kind()).is_some() => break,
                    rowan::NodeOrToken::Node(node) if right.is_none() => right = Expr::cast(node.clone()),
                    _ => {}
                }
                elements.next();
            }
            Some(Operation { op, token, right })
        })
    }
}

impl UnaryExpr {
    /// The operator.
    pub fn op(&self) -> UnaryOp {
        if self.0.kind() == SyntaxKind::NOT_EXPR { UnaryOp::Not } else { UnaryOp::Neg }
    }
    /// Its token.
    pub fn token(&self) -> Option<SyntaxToken> {
        self.0.first_token()
    }
}

impl IfExpr {
    /// The block for yes.
    pub fn then_branch(&self) -> Option<BlockExpr> {
        match children::<Expr>(&self.0).nth(1)? {
            Expr::Block(block) => Some(block),
            _ => None,
        }
    }
    /// What follows `else`: a block or another `if`.
    pub fn else_branch(&self) -> Option<Expr> {
        children(&self.0).nth(2)
    }
}

impl ParenExpr {
    /// Whether this is a tuple: two elements or more.
    pub fn is_tuple(&self) -> bool {
        self.elements().nth(1).is_some()
    }
}

impl ListExpr {
    /// Whether `for` follows the first element.
    pub fn is_comprehension(&self) -> bool {
        self.clauses().next().is_some()
    }
}

impl RangeExpr {
    /// The last value of the range; missing when this is a list.
    pub fn end(&self) -> Option<Expr> {
        self.operator()?;
        children(&self.0).nth(1)
    }
    /// `..` or `..=`.
    pub fn operator(&self) -> Option<Leaf<'_>> {
        token(&self.0, SyntaxKind::DOT_DOT).or_else(|| token(&self.0, SyntaxKind::DOT_DOT_EQ))
    }
    /// Whether the range includes its end.
    pub fn is_closed(&self) -> bool {
        token(&self.0, SyntaxKind::DOT_DOT_EQ).is_some()
    }
}
