//! The desugared core forms: what the checker hands to the interpreter.
//!
//! Names are resolved (locals to slots, globals to module and item), method calls are calls, arguments
//! stand in the order of the parameters, units are folded into canonical numbers (mm, degrees).
//! About fifteen expression forms; the interpreter knows no syntax tree and no name lookup.

use std::sync::Arc;

use smol_str::SmolStr;

use super::types::{Dimension, Type};
use crate::text::{FileId, Span};

/// Index of a module in [`Program::modules`].
pub type ModuleId = u32;
/// Index of an item in [`Module::items`].
pub type ItemId = u32;
/// Index of a local in its function's frame.
pub type Slot = u32;

/// A checked program: modules with imports before importers; the root is last.
#[derive(Clone, Debug)]
pub struct Program {
    /// All modules; the standard library's come first in a fixed order and are shared between programs.
    pub modules: Vec<Arc<Module>>,
}

/// One checked module.
#[derive(Debug)]
pub struct Module {
    /// Canonical name (`std:pattern`, a path inside the project, `<stdin>`).
    pub name: String,
    /// Its text.
    pub file: FileId,
    /// Millimetres per document unit, for plain numbers used as lengths in this module.
    pub unit: f64,
    /// Items in source order (uses excluded).
    pub items: Vec<Item>,
    /// The `///` and `//!` text of the module head.
    pub doc: String,
}

/// One top-level definition or statement.
#[derive(Debug)]
pub struct Item {
    /// Name; empty for asserts.
    pub name: SmolStr,
    /// The whole item.
    pub span: Span,
    /// The name's place.
    pub name_span: Span,
    /// Its `///` text, without the slashes.
    pub doc: String,
    /// What it is.
    pub kind: ItemKind,
}

/// Kinds of items.
#[derive(Debug)]
pub enum ItemKind {
    /// `param`.
    Param(ParamDecl),
    /// `fn` with a body, or a built-in of `std:core` without one.
    Function(Arc<Function>),
    /// `let`: evaluated at most once, when first used or reported.
    Let { ty: Option<Type>, body: Body },
    /// `part`.
    Part { body: Body },
    /// `assert condition, message`.
    Assert { condition: Body, message: Option<Body> },
    /// `test "name" { … }`.
    Test { name: String, body: Body },
}

/// An expression with the size of the frame it needs.
#[derive(Debug)]
pub struct Body {
    /// Number of local slots.
    pub slots: u32,
    /// The expression.
    pub expr: Expr,
}

/// A `param` declaration.
#[derive(Debug)]
pub struct ParamDecl {
    /// Declared or inferred from the default's literal.
    pub ty: Type,
    /// Default value.
    pub default: Body,
    /// Allowed values.
    pub domain: Option<Domain>,
    /// `step`.
    pub step: Option<Body>,
    /// The unit the default was written in (`mm`, `inch`, `deg`…), for reports.
    pub unit: Option<SmolStr>,
}

/// Allowed values of a parameter.
#[derive(Debug)]
pub enum Domain {
    /// `in low..=high`.
    Range { low: Body, high: Body },
    /// `in [a, b, c]`.
    Choices(Body),
}

/// A function.
#[derive(Debug)]
pub struct Function {
    /// Name, for traces; `|…|` for lambdas.
    pub name: SmolStr,
    /// Bounds of the type variables, by index; `None` = any type.
    pub generics: Vec<Generic>,
    /// Parameters; they occupy the first slots of the frame.
    pub params: Vec<FnParam>,
    /// Declared result type.
    pub result: Option<Type>,
    /// Frame size and body; `None` for built-ins, found by name.
    pub body: Option<Body>,
    /// Where it is defined.
    pub span: Span,
    /// Whether a diagnostic inside blames the caller (true for `std:` functions).
    pub library: bool,
    /// The module it is defined in.
    pub module: ModuleId,
}

/// One type variable.
#[derive(Debug, Clone)]
pub struct Generic {
    /// Its name.
    pub name: SmolStr,
    /// Allowed types; empty = any. `Shape` is expanded to its five kinds.
    pub bound: Vec<Type>,
}

/// One parameter of a function.
#[derive(Debug)]
pub struct FnParam {
    /// Name, usable in calls.
    pub name: SmolStr,
    /// Declared type (lambda parameters may have none).
    pub ty: Option<Type>,
    /// Default, evaluated in the callee's frame after the parameters before it.
    pub default: Option<Expr>,
    /// Place of the declaration.
    pub span: Span,
}

/// An expression and its place.
#[derive(Debug)]
pub struct Expr {
    /// The form.
    pub kind: ExprKind,
    /// Its place.
    pub span: Span,
}

/// The core forms.
#[derive(Debug)]
pub enum ExprKind {
    /// A number in canonical units; `None`: plain, written without a unit.
    Number { value: f64, dimension: Option<Dimension> },
    /// A truth value.
    Bool(bool),
    /// Text pieces and interpolated expressions.
    String(Vec<StringPart>),
    /// A local of the current frame.
    Local(Slot),
    /// A global: parameter, let, part or function.
    Global { module: ModuleId, item: ItemId },
    /// A tuple of two or more.
    Tuple(Vec<Expr>),
    /// A list with spreads.
    List(Vec<ListItem>),
    /// `[body for … if …]`.
    Comprehension { body: Box<Expr>, clauses: Vec<ForClause> },
    /// A record; fields in source order.
    Record(Vec<(SmolStr, Expr)>),
    /// `record.field`, `.x .y .z` of tuples.
    Field { base: Box<Expr>, name: SmolStr },
    /// `base[index]`, zero-based.
    Index { base: Box<Expr>, index: Box<Expr> },
    /// A call of a known function: one entry per parameter up to the last that is
    /// given, `None` = default. Methods are already this.
    CallGlobal { module: ModuleId, item: ItemId, args: Vec<Option<Expr>> },
    /// A call of a value: positional arguments only.
    CallValue { callee: Box<Expr>, args: Vec<Expr> },
    /// `-a`, `not a`.
    Unary { op: UnaryOp, operand: Box<Expr> },
    /// All binary operators but `and`/`or`.
    Binary { op: BinaryOp, op_span: Span, left: Box<Expr>, right: Box<Expr> },
    /// Short-circuit `and` / `or`.
    Logic { and: bool, left: Box<Expr>, right: Box<Expr> },
    /// `if c { a } else { b }`.
    If { condition: Box<Expr>, then: Box<Expr>, otherwise: Box<Expr> },
    /// `{ let …; assert …; result }`; `result` is absent in tests.
    Block { statements: Vec<Statement>, result: Option<Box<Expr>> },
    /// A lambda. Its frame is: captured values, then parameters, then its own locals.
    Lambda { captures: Vec<Slot>, function: Arc<Function> },
    /// Stands where an error was reported; evaluating it reports nothing more.
    Error,
}

/// A piece of a string.
#[derive(Debug)]
pub enum StringPart {
    /// Text with escapes resolved.
    Text(SmolStr),
    /// `{expr}`.
    Expr(Expr),
}

/// An element of a list.
#[derive(Debug)]
pub struct ListItem {
    /// Whether `..` stands before it.
    pub spread: bool,
    /// The element or the list to spread.
    pub expr: Expr,
}

/// `for slot in source if condition`.
#[derive(Debug)]
pub struct ForClause {
    /// The loop variable.
    pub slot: Slot,
    /// What it runs over.
    pub source: ForSource,
    /// Filter.
    pub condition: Option<Expr>,
}

/// What a comprehension runs over.
#[derive(Debug)]
pub enum ForSource {
    /// `low..high` or `low..=high`, whole numbers.
    Range { low: Expr, high: Expr, inclusive: bool },
    /// A list.
    List(Expr),
}

/// A statement of a block.
#[derive(Debug)]
pub enum Statement {
    /// `let`.
    Let { slot: Slot, ty: Option<Type>, value: Expr },
    /// `assert`.
    Assert { span: Span, condition: Expr, message: Option<Expr> },
}

/// Unary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `not`
    Not,
}

/// Binary operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`: sum; union of faces or solids.
    Add,
    /// `-`: difference; cut.
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`: remainder with the sign of the divisor.
    Remainder,
    /// `^`
    Power,
    /// `&`: intersection of faces or solids.
    Intersect,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl BinaryOp {
    /// The operator as written.
    pub fn symbol(self) -> &'static str {
        match self {
            BinaryOp::Add => "+",
            BinaryOp::Subtract => "-",
            BinaryOp::Multiply => "*",
            BinaryOp::Divide => "/",
            BinaryOp::Remainder => "%",
            BinaryOp::Power => "^",
            BinaryOp::Intersect => "&",
            BinaryOp::Equal => "==",
            BinaryOp::NotEqual => "!=",
            BinaryOp::Less => "<",
            BinaryOp::LessEqual => "<=",
            BinaryOp::Greater => ">",
            BinaryOp::GreaterEqual => ">=",
        }
    }
}
