//! The deepest evaluation that parser and call limits allow together fits the promised stack.

use std::sync::Arc;

use crate::diagnostics::registry::limit;
use crate::eval::{Options, STACK_BYTES, evaluate};
use crate::sema::hir::{
    BinaryOp, Body, Expr, ExprKind, FnParam, ForClause, ForSource, Function, Item, ItemKind, ListItem, Module, Program,
    Statement, UnaryOp,
};
use crate::text::{FileId, Span};

/// The nesting the parser allows.
const NESTING: usize = 256;

fn expr(kind: ExprKind) -> Expr {
    Expr { kind, span: Span::default() }
}

fn number(value: f64) -> Expr {
    expr(ExprKind::Number { value, dimension: None })
}

fn item(name: &str, kind: ItemKind) -> Item {
    Item { name: name.into(), span: Span::default(), name_span: Span::default(), doc: String::new(), kind }
}

/// `fn f(x) = wrap(wrap(… f(x + 1) …))` and `let a = f(0)`.
fn endless(wrap: impl Fn(Expr) -> Expr) -> Program {
    let next = expr(ExprKind::Binary {
        op: BinaryOp::Add,
        op_span: Span::default(),
        left: Box::new(expr(ExprKind::Local(0))),
        right: Box::new(number(1.0)),
    });
    let mut body = expr(ExprKind::CallGlobal { module: 0, item: 0, args: vec![Some(next)] });
    for _ in 0..NESTING {
        body = wrap(body);
    }
    let function = Function {
        name: "f".into(),
        generics: Vec::new(),
        params: vec![FnParam { name: "x".into(), ty: None, default: None, span: Span::default() }],
        result: None,
        body: Some(Body { slots: 2, expr: body }),
        span: Span::default(),
        library: false,
        module: 0,
    };
    let call = expr(ExprKind::CallGlobal { module: 0, item: 0, args: vec![Some(number(0.0))] });
    let items = vec![
        item("f", ItemKind::Function(Arc::new(function))),
        item("a", ItemKind::Let { ty: None, body: Body { slots: 0, expr: call } }),
    ];
    let module = Module { name: "<test>".to_owned(), file: FileId::default(), unit: 1.0, items, doc: String::new() };
    Program { modules: vec![Arc::new(module)] }
}

fn reports_call_depth(wrap: impl Fn(Expr) -> Expr + Send + 'static) {
    let run = move || {
        let outcome = evaluate(&endless(wrap), &super::fake::Fake, &Options::default());
        assert_eq!(outcome.diagnostics.iter().map(|d| d.name).collect::<Vec<_>>(), [limit::CALL_DEPTH]);
        assert_eq!(outcome.diagnostics[0].trace.len(), 16);
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run).expect("a thread");
    assert!(thread.join().is_ok());
}

#[test]
fn deepest_recursion_through_negations_fits_the_stack() {
    reports_call_depth(|inner| expr(ExprKind::Unary { op: UnaryOp::Negate, operand: Box::new(inner) }));
}

#[test]
fn deepest_recursion_through_lists_and_indices_fits_the_stack() {
    reports_call_depth(|inner| {
        let list = expr(ExprKind::List(vec![ListItem { spread: false, expr: inner }]));
        expr(ExprKind::Index { base: Box::new(list), index: Box::new(number(0.0)) })
    });
}

#[test]
fn deepest_recursion_through_blocks_fits_the_stack() {
    reports_call_depth(|inner| {
        let statements = vec![Statement::Let { slot: 1, ty: None, value: inner }];
        expr(ExprKind::Block { statements, result: Some(Box::new(expr(ExprKind::Local(1)))) })
    });
}

#[test]
fn deepest_recursion_through_calls_as_arguments_fits_the_stack() {
    reports_call_depth(|inner| {
        let pair = expr(ExprKind::Tuple(vec![inner, number(1.0)]));
        let text = crate::sema::hir::StringPart::Expr(pair);
        expr(ExprKind::String(vec![text]))
    });
}

#[test]
fn deepest_recursion_through_comprehensions_fits_the_stack() {
    reports_call_depth(|inner| {
        let once = ForSource::Range { low: number(0.0), high: number(1.0), inclusive: false };
        let clauses = vec![ForClause { slot: 1, source: once, condition: None }];
        expr(ExprKind::Comprehension { body: Box::new(inner), clauses })
    });
}
