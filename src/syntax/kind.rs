//! The kinds of tokens and nodes. Node kinds and token kinds are the rule names of `grammar/recad.pest`.

use logos::Logos;

/// Declares the kinds with their rule names: tokens first, then nodes.
macro_rules! kinds {
    (
        tokens { $( $(#[$token_attr:meta])* $token:ident = $token_rule:literal; )* }
        nodes { $( $node:ident = $node_rule:literal; )* }
    ) => {
        /// What a token or a node is. Each kind but [`SyntaxKind::ERROR`] and [`SyntaxKind::EOF`] is a grammar rule.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Logos)]
        #[allow(non_camel_case_types)]
        #[repr(u16)]
        pub enum SyntaxKind {
            $( #[doc = concat!("Token `", $token_rule, "`.")] $(#[$token_attr])* $token, )*
            $( #[doc = concat!("Node `", $node_rule, "`.")] $node, )*
        }

        impl SyntaxKind {
            /// Every kind, in order of its number.
            pub const ALL: &[SyntaxKind] = &[ $( SyntaxKind::$token, )* $( SyntaxKind::$node, )* ];
            const RULES: &[&str] = &[ $( $token_rule, )* $( $node_rule, )* ];
            const TOKENS: usize = [$( $token_rule, )*].len();
        }
    };
}

kinds! {
    tokens {
        EOF = "EOI";
        ERROR = "error";
        #[regex(r"[ \t\r\n]+")] WHITESPACE = "WHITESPACE";
        #[regex(r"//[^\n]*", allow_greedy = true)] COMMENT = "COMMENT";
        #[regex(r"[A-Za-z_][A-Za-z0-9_]*")] NAME = "name";
        #[regex(r"[0-9][0-9_]*(\.[0-9][0-9_]*)?([eE][+-]?[0-9][0-9_]*)?([A-Za-z_][A-Za-z0-9_]*)?")]
        NUMBER = "number";
        STRING_TEXT = "string_text";
        #[token("and")] KW_AND = "kw_and";
        #[token("as")] KW_AS = "kw_as";
        #[token("assert")] KW_ASSERT = "kw_assert";
        #[token("else")] KW_ELSE = "kw_else";
        #[token("false")] KW_FALSE = "kw_false";
        #[token("fn")] KW_FN = "kw_fn";
        #[token("for")] KW_FOR = "kw_for";
        #[token("if")] KW_IF = "kw_if";
        #[token("in")] KW_IN = "kw_in";
        #[token("let")] KW_LET = "kw_let";
        #[token("not")] KW_NOT = "kw_not";
        #[token("or")] KW_OR = "kw_or";
        #[token("param")] KW_PARAM = "kw_param";
        #[token("part")] KW_PART = "kw_part";
        KW_RECAD = "kw_recad";
        #[token("step")] KW_STEP = "kw_step";
        #[token("test")] KW_TEST = "kw_test";
        #[token("true")] KW_TRUE = "kw_true";
        #[token("units")] KW_UNITS = "kw_units";
        #[token("use")] KW_USE = "kw_use";
        #[token("==")] EQ_EQ = "eq_eq";
        #[token("!=")] NOT_EQ = "not_eq";
        #[token("<=")] LT_EQ = "lt_eq";
        #[token(">=")] GT_EQ = "gt_eq";
        #[token("+")] PLUS = "plus";
        #[token("-")] MINUS = "minus";
        #[token("*")] STAR = "star";
        #[token("/")] SLASH = "slash";
        #[token("%")] PERCENT = "percent";
        #[token("^")] CARET = "caret";
        #[token("&")] AMP = "amp";
        #[token("|")] BAR = "bar";
        #[token("<")] LT = "lt";
        #[token(">")] GT = "gt";
        #[token("=")] EQ = "eq";
        #[token("->")] ARROW = "arrow";
        #[token("..=")] DOT_DOT_EQ = "dot_dot_eq";
        #[token("..")] DOT_DOT = "dot_dot";
        #[token(".")] DOT = "dot";
        #[token(",")] COMMA = "comma";
        #[token(":")] COLON = "colon";
        #[token(";")] SEMICOLON = "semicolon";
        #[token("(")] L_PAREN = "l_paren";
        #[token(")")] R_PAREN = "r_paren";
        #[token("[")] L_BRACKET = "l_bracket";
        #[token("]")] R_BRACKET = "r_bracket";
        #[token("{")] L_BRACE = "l_brace";
        #[token("}")] R_BRACE = "r_brace";
        #[token("#{")] HASH_BRACE = "hash_brace";
        #[token("\"")] QUOTE = "quote";
    }
    nodes {
        FILE = "file";
        VERSION_DECL = "version_decl";
        UNITS_DECL = "units_decl";
        USE_DECL = "use_decl";
        USE_NAME = "use_name";
        PARAM_DECL = "param_decl";
        PARAM_DOMAIN = "param_domain";
        PARAM_STEP = "param_step";
        FN_DECL = "fn_decl";
        GENERICS = "generics";
        GENERIC = "generic";
        PARAMS = "params";
        PARAM = "param";
        RETURN_TYPE = "return_type";
        LET_DECL = "let_decl";
        PART_DECL = "part_decl";
        ASSERT_STMT = "assert_stmt";
        TEST_DECL = "test_decl";
        TYPE_ANNOTATION = "type_annotation";
        NAME_TYPE = "name_type";
        LIST_TYPE = "list_type";
        TUPLE_TYPE = "tuple_type";
        FN_TYPE = "fn_type";
        RECORD_TYPE = "record_type";
        FIELD_TYPE = "field_type";
        RANGE_EXPR = "range_expr";
        IF_EXPR = "if_expr";
        LAMBDA_EXPR = "lambda_expr";
        OR_EXPR = "or_expr";
        AND_EXPR = "and_expr";
        NOT_EXPR = "not_expr";
        COMPARE_EXPR = "compare_expr";
        ADD_EXPR = "add_expr";
        COMMON_EXPR = "common_expr";
        MUL_EXPR = "mul_expr";
        NEG_EXPR = "neg_expr";
        POWER_EXPR = "power_expr";
        POSTFIX_EXPR = "postfix_expr";
        CALL_ARGS = "call_args";
        ARG = "arg";
        INDEX = "index";
        FIELD = "field";
        NUMBER_EXPR = "number_expr";
        STRING = "string";
        INTERPOLATION = "interpolation";
        BOOL_EXPR = "bool_expr";
        NAME_EXPR = "name_expr";
        PAREN_EXPR = "paren_expr";
        LIST_EXPR = "list_expr";
        LIST_ITEM = "list_item";
        FOR_CLAUSE = "for_clause";
        RECORD_EXPR = "record_expr";
        RECORD_FIELD = "record_field";
        BLOCK_EXPR = "block_expr";
    }
}

impl SyntaxKind {
    /// The name of the grammar rule with this kind.
    pub fn rule(self) -> &'static str {
        Self::RULES[self as usize]
    }

    /// Whether this is a kind of token (rather than of node).
    pub fn is_token(self) -> bool {
        (self as usize) < Self::TOKENS
    }

    /// Whether the parser skips tokens of this kind: blanks, comments, unknown characters.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::WHITESPACE | Self::COMMENT | Self::ERROR)
    }

    /// Whether this is a reserved word.
    pub fn is_keyword(self) -> bool {
        Self::KW_AND <= self && self <= Self::KW_USE
    }

    /// Whether this is a layer of the expression grammar that stands for its child when it has only one.
    pub fn is_layer(self) -> bool {
        Self::OR_EXPR <= self && self <= Self::POSTFIX_EXPR
    }
}

impl From<SyntaxKind> for rowan::SyntaxKind {
    fn from(kind: SyntaxKind) -> Self {
        rowan::SyntaxKind(kind as u16)
    }
}

/// recad's trees for `rowan`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Recad {}

impl rowan::Language for Recad {
    type Kind = SyntaxKind;

    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        SyntaxKind::ALL.get(raw.0 as usize).copied().unwrap_or(SyntaxKind::ERROR)
    }

    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        kind.into()
    }
}

/// A node of a recad tree.
pub type SyntaxNode = rowan::SyntaxNode<Recad>;
/// A token of a recad tree.
pub type SyntaxToken = rowan::SyntaxToken<Recad>;
/// A node or a token.
pub type SyntaxElement = rowan::SyntaxElement<Recad>;
