//! What programs become: core forms written as lists, `$n` for slots, `_` for defaults.

use super::super::hir::{
    BinaryOp, Expr, ExprKind, ForSource, Function, ItemKind, Program, Statement, StringPart, UnaryOp,
};
use super::check_text;

struct Dump<'p>(&'p Program);

impl Dump<'_> {
    fn global(&self, module: u32, item: u32) -> String {
        self.0.modules[module as usize].items[item as usize].name.to_string()
    }

    fn all<'e>(&self, exprs: impl IntoIterator<Item = &'e Expr>) -> String {
        exprs.into_iter().map(|expr| self.expr(expr)).collect::<Vec<_>>().join(" ")
    }

    fn function(&self, function: &Function) -> String {
        let params: Vec<String> = function
            .params
            .iter()
            .map(|param| match &param.default {
                Some(default) => format!("{}={}", param.name, self.expr(default)),
                None => param.name.to_string(),
            })
            .collect();
        match &function.body {
            Some(body) => format!("({}) #{} {}", params.join(" "), body.slots, self.expr(&body.expr)),
            None => format!("({})", params.join(" ")),
        }
    }

    fn expr(&self, expr: &Expr) -> String {
        match &expr.kind {
            ExprKind::Number { value, dimension } => match dimension {
                Some(dimension) => format!("{value}:{dimension}"),
                None => format!("{value}"),
            },
            ExprKind::Bool(value) => value.to_string(),
            ExprKind::String(parts) => {
                let parts = parts.iter().map(|part| match part {
                    StringPart::Text(text) => format!("{text:?}"),
                    StringPart::Expr(expr) => self.expr(expr),
                });
                format!("(text {})", parts.collect::<Vec<_>>().join(" "))
            }
            ExprKind::Local(slot) => format!("${slot}"),
            ExprKind::Global { module, item } => self.global(*module, *item),
            ExprKind::Tuple(items) => format!("(tuple {})", self.all(items)),
            ExprKind::List(items) => {
                let items = items
                    .iter()
                    .map(|item| format!("{}{}", if item.spread { ".." } else { "" }, self.expr(&item.expr)));
                format!("[{}]", items.collect::<Vec<_>>().join(" "))
            }
            ExprKind::Comprehension { body, clauses } => {
                let mut text = format!("(each {}", self.expr(body));
                for clause in clauses {
                    let source = match &clause.source {
                        ForSource::Range { low, high, inclusive } => {
                            let dots = if *inclusive { "..=" } else { ".." };
                            format!("{}{dots}{}", self.expr(low), self.expr(high))
                        }
                        ForSource::List(list) => self.expr(list),
                    };
                    text.push_str(&format!(" (${} {source}", clause.slot));
                    if let Some(condition) = &clause.condition {
                        text.push_str(&format!(" if {}", self.expr(condition)));
                    }
                    text.push(')');
                }
                text + ")"
            }
            ExprKind::Record(fields) => {
                let fields = fields.iter().map(|(name, expr)| format!("{name}={}", self.expr(expr)));
                format!("#({})", fields.collect::<Vec<_>>().join(" "))
            }
            ExprKind::Field { base, name } => format!("{}.{name}", self.expr(base)),
            ExprKind::Index { base, index } => format!("{}[{}]", self.expr(base), self.expr(index)),
            ExprKind::CallGlobal { module, item, args } => {
                let args = args.iter().map(|arg| arg.as_ref().map_or("_".to_owned(), |arg| self.expr(arg)));
                format!("({} {})", self.global(*module, *item), args.collect::<Vec<_>>().join(" "))
            }
            ExprKind::CallValue { callee, args } => format!("(call {} {})", self.expr(callee), self.all(args)),
            ExprKind::Unary { op: UnaryOp::Negate, operand } => format!("(- {})", self.expr(operand)),
            ExprKind::Unary { op: UnaryOp::Not, operand } => format!("(not {})", self.expr(operand)),
            ExprKind::Binary { op, left, right, .. } => {
                let op = match op {
                    BinaryOp::Add => "+",
                    BinaryOp::Subtract => "-",
                    BinaryOp::Multiply => "*",
                    BinaryOp::Divide => "/",
                    BinaryOp::Power => "^",
                    BinaryOp::Less => "<",
                    other => return format!("({other:?} {} {})", self.expr(left), self.expr(right)),
                };
                format!("({op} {} {})", self.expr(left), self.expr(right))
            }
            ExprKind::Logic { and, left, right } => {
                format!("({} {} {})", if *and { "and" } else { "or" }, self.expr(left), self.expr(right))
            }
            ExprKind::If { condition, then, otherwise } => {
                format!("(if {} {} {})", self.expr(condition), self.expr(then), self.expr(otherwise))
            }
            ExprKind::Block { statements, result } => {
                let mut text = "{".to_owned();
                for statement in statements {
                    match statement {
                        Statement::Let { slot, value, .. } => text.push_str(&format!("${slot}={}; ", self.expr(value))),
                        Statement::Assert { condition, .. } => {
                            text.push_str(&format!("assert {}; ", self.expr(condition)));
                        }
                    }
                }
                text + &result.as_ref().map_or(String::new(), |result| self.expr(result)) + "}"
            }
            ExprKind::Lambda { captures, function } => format!("(fn {captures:?} {})", self.function(function)),
            ExprKind::Error => "error".to_owned(),
        }
    }
}

/// The last item of the program in core form.
fn lowered(text: &str) -> String {
    let (checked, found) = check_text(text);
    assert!(found.iter().all(|diagnostic| !diagnostic.is_error()), "{found:?}");
    let program = &checked.program;
    let dump = Dump(program);
    match &program.modules.last().expect("the root").items.last().expect("an item").kind {
        ItemKind::Function(function) => dump.function(function),
        ItemKind::Let { body, .. } | ItemKind::Part { body } | ItemKind::Test { body, .. } => {
            format!("#{} {}", body.slots, dump.expr(&body.expr))
        }
        ItemKind::Assert { condition, .. } => dump.expr(&condition.expr),
        ItemKind::Param(param) => dump.expr(&param.default.expr),
    }
}

#[test]
fn methods_are_calls_with_arguments_in_the_order_of_the_parameters() {
    assert_eq!(
        lowered("part p = circle(radius = 5, center = (0, 0)).on(XY).extrude(symmetric = true, height = 2)"),
        "#0 (extrude (on (circle (tuple 0 0) 5) XY) 2 _ true)"
    );
}

#[test]
fn units_are_folded_into_millimetres_and_degrees() {
    assert_eq!(lowered("let a = 0.1inch + 1cm * 2"), "#0 (+ 2.54:Length (* 10:Length 2))");
    assert_eq!(lowered("let a = -1rad"), "#0 (- 57.29577951308232:Angle)");
}

#[test]
fn precedence_and_association_follow_the_grammar() {
    assert_eq!(lowered("let a = 1 - 2 - 3 * 4 ^ 2"), "#0 (- (- 1 2) (* 3 (^ 4 2)))");
    assert_eq!(lowered("let a = not true and false or true"), "#0 (or (and (not true) false) true)");
}

#[test]
fn parameters_take_the_first_slots_and_defaults_see_the_ones_before() {
    assert_eq!(
        lowered("fn f(a, b = { let c = a; c + 1 }, d = a + b) = a + d"),
        "(a b={$3=$0; (+ $3 1)} d=(+ $0 $1)) #4 (+ $0 $2)"
    );
}

#[test]
fn blocks_and_comprehensions_reuse_the_slots_of_scopes_that_ended() {
    assert_eq!(
        lowered("fn f(n) = { let a = [i * j for i in 0..n if i < 3 for j in 0..=i]; let b = 1; (a, b) }"),
        "(n) #3 {$1=(each (* $1 $2) ($1 0..$0 if (< $1 3)) ($2 0..=$1)); $2=1; (tuple $1 $2)}"
    );
}

#[test]
fn lambdas_capture_only_what_they_use_through_every_level() {
    assert_eq!(
        lowered("fn f(a, b, c) = |x| |y| x + y + c"),
        "(a b c) #3 (fn [2] (x) #2 (fn [1, 0] (y) #3 (+ (+ $0 $2) $1)))"
    );
    assert_eq!(
        lowered("fn f(a) = { let g = |x, k = a| { let z = x; z + k + a }; g(1, 2) }"),
        "(a) #2 {$1=(fn [0] (x k=$0) #4 {$3=$1; (+ (+ $3 $2) $0)}); (call $1 1 2)}"
    );
}

#[test]
fn a_local_hides_a_global_and_a_method_is_looked_up_like_a_name() {
    assert_eq!(
        lowered("let a = 1\nfn f(a) = { let double = |x| 2 * x; a.double() }"),
        "(a) #2 {$1=(fn [] (x) #1 (* 2 $0)); (call $1 $0)}"
    );
}

#[test]
fn strings_keep_their_pieces() {
    assert_eq!(lowered("let n = 1\nlet a = \"{n} of \\{3\\}\\n\""), "#0 (text n \" of {3}\\n\")");
}

/// The deepest nesting of expressions.
fn depth(expr: &Expr) -> usize {
    let below = match &expr.kind {
        ExprKind::Binary { left, right, .. } => depth(left).max(depth(right)),
        ExprKind::CallGlobal { args, .. } => args.iter().flatten().map(depth).max().unwrap_or(0),
        ExprKind::Field { base, .. } => depth(base),
        ExprKind::Block { statements, result } => {
            let statements = statements.iter().map(|statement| match statement {
                Statement::Let { value, .. } => depth(value),
                Statement::Assert { condition, .. } => depth(condition),
            });
            statements.chain(result.iter().map(|result| depth(result))).max().unwrap_or(0)
        }
        _ => 0,
    };
    below + 1
}

fn root_depth(text: &str) -> usize {
    let (checked, found) = check_text(text);
    assert!(found.iter().all(|diagnostic| !diagnostic.is_error()), "{}", found.len());
    match &checked.program.modules.last().expect("the root").items.last().expect("an item").kind {
        ItemKind::Let { body, .. } => depth(&body.expr),
        _ => 0,
    }
}

#[test]
fn long_chains_stay_shallow() {
    let sum = format!("let a = 1{}", " + 1".repeat(20_000));
    assert!(root_depth(&sum) < 30);
    let calls = format!("let a = 1{}", ".abs()".repeat(20_000));
    assert!(root_depth(&calls) < 30);
    let product = format!("let a = 1{}", " * 1mm / 1mm".repeat(10_000));
    assert!(root_depth(&product) < 30);
}

#[test]
fn long_chains_keep_order_and_slots() {
    assert_eq!(
        lowered("let a = 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 + 11"),
        "#1 {$0=(+ (+ (+ (+ (+ (+ (+ (+ 1 2) 3) 4) 5) 6) 7) 8) 9); (+ (+ $0 10) 11)}"
    );
}

#[test]
fn the_deepest_nesting_the_parser_lets_through_is_checked() {
    let level = |inner: String| format!("(true or 1 < 2 and not {inner})");
    let nested = (0..126).fold("true".to_owned(), |inner, _| level(inner));
    let text = format!("let a = {nested}");
    let handle = std::thread::Builder::new().stack_size(16 << 20).spawn(move || {
        let (_, found) = check_text(&text);
        found.iter().filter(|diagnostic| diagnostic.is_error()).count()
    });
    let errors = handle.expect("a thread starts").join().expect("no overflow");
    assert_eq!(errors, 0);
}
