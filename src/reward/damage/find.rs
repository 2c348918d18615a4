//! What in a program can be damaged.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edit::Edit;
use crate::syntax::ast::{Arg, AstNode, BinaryExpr, BinaryOp, Expr, ListExpr, PartDecl, split_number};
use crate::syntax::{self, SyntaxKind, SyntaxNode, SyntaxToken};
use crate::text::FileId;

/// What in a program can be damaged.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub numbers: Vec<Number>,
    pub defaults: Vec<Number>,
    pub operands: Vec<Operand>,
    pub holes: Vec<Edit>,
    pub elements: Vec<Edit>,
}

/// A number that stands at some places of one statement.
#[derive(Debug)]
pub(super) struct Number {
    places: Vec<Range<usize>>,
    value: f64,
    /// Whether it counts something.
    whole: bool,
    unit: String,
}

/// An operand of a part: `a` or `b` of `a + b`, with its operator unless it is the first.
#[derive(Debug)]
pub(super) struct Operand {
    range: Range<usize>,
    operator: Option<usize>,
}

impl Number {
    /// The edits that move it by a share of itself; a zero by a tenth of that share of `size`.
    pub fn moved(&self, share: f64, size: f64) -> Vec<Edit> {
        let value = match (self.whole, self.value == 0.0) {
            (true, _) => (self.value + (share * 20.0).abs().round().max(1.0).copysign(share)).max(0.0),
            (false, true) => 0.1 * share * size,
            (false, false) => self.value * (1.0 + share),
        };
        let text = format!("{value}{}", self.unit);
        // A negative value in place of a positive one: `-` needs no brackets where a number may stand, but `- -` does.
        let text = if value < 0.0 { format!("({text})") } else { text };
        self.places.iter().map(|range| Edit { range: range.clone(), text: text.clone() }).collect()
    }
}

impl Operand {
    /// The edits that move it along an axis.
    pub fn shifted(&self, axis: usize, distance: f64) -> Vec<Edit> {
        let mut by = ["0".to_owned(), "0".to_owned(), "0".to_owned()];
        by[axis.min(2)] = format!("{distance}");
        let (start, end) = (self.range.start, self.range.end);
        vec![
            Edit { range: start..start, text: "translate(".to_owned() },
            Edit { range: end..end, text: format!(", ({}))", by.join(", ")) },
        ]
    }

    /// The edit that takes it away with its operator; none for the first.
    pub fn removed(&self) -> Option<Edit> {
        Some(Edit { range: self.operator?..self.range.end, text: String::new() })
    }
}

fn range(node: &SyntaxNode) -> Range<usize> {
    node.text_range().start().into()..node.text_range().end().into()
}

/// Looks through a program; none when it does not parse.
pub(super) fn findings(text: &str) -> Option<Findings> {
    let parse = syntax::parse(FileId::default(), text);
    if !parse.is_ok() {
        return None;
    }
    let mut found = Findings::default();
    for item in parse.syntax().children() {
        match item.kind() {
            SyntaxKind::LET_DECL | SyntaxKind::PART_DECL => {
                found.numbers.extend(numbers(&item));
                lists(&item, &mut found);
            }
            SyntaxKind::PARAM_DECL => found.defaults.extend(numbers(&item).into_iter().next()),
            _ => {}
        }
        if let Some(value) = PartDecl::cast(item).and_then(|part| part.value()) {
            operands(&value, &mut found.operands);
        }
    }
    Some(found)
}

/// The numbers of a statement, equal ones together, in order of their first place. Directions are left alone.
fn numbers(item: &SyntaxNode) -> Vec<Number> {
    let mut numbers: BTreeMap<(usize, String), Number> = BTreeMap::new();
    let mut first: BTreeMap<String, usize> = BTreeMap::new();
    let tokens = item.descendants_with_tokens().filter_map(|element| element.into_token());
    for token in tokens.filter(|token| token.kind() == SyntaxKind::NUMBER) {
        let argument = argument(&token);
        if matches!(argument.as_deref(), Some("x" | "normal" | "axis" | "direction")) {
            continue;
        }
        let negative = token.parent_ancestors().nth(1).is_some_and(|node| node.kind() == SyntaxKind::NEG_EXPR);
        let key = format!("{}{}", if negative { "-" } else { "" }, token.text());
        let place = range_of(&token);
        let start = *first.entry(key.clone()).or_insert(place.start);
        let (digits, is_int, unit) = split_number(token.text());
        let value = digits.replace('_', "").parse().unwrap_or_default();
        let whole = is_int && unit.is_empty() && (argument.as_deref() == Some("count") || is_whole(item));
        let number = || Number { places: Vec::new(), value, whole, unit: unit.to_owned() };
        numbers.entry((start, key)).or_insert_with(number).places.push(place);
    }
    numbers.into_values().collect()
}

/// Whether a statement declares a whole number.
fn is_whole(item: &SyntaxNode) -> bool {
    item.children().any(|child| child.kind() == SyntaxKind::TYPE_ANNOTATION && child.text().to_string().contains("Int"))
}

fn range_of(token: &SyntaxToken) -> Range<usize> {
    token.text_range().start().into()..token.text_range().end().into()
}

/// The name of the innermost argument a token stands in.
fn argument(token: &SyntaxToken) -> Option<String> {
    let argument = token.parent_ancestors().find_map(Arg::cast)?;
    argument.name().map(|name| name.text().to_owned())
}

/// Elements of lists that can be left out: of `holes`, and of others whose elements are calls. What a loop is made
/// of is needed.
fn lists(item: &SyntaxNode, found: &mut Findings) {
    for list in item.descendants().filter_map(ListExpr::cast).filter(|list| !list.is_comprehension()) {
        let argument = list.syntax().parent().and_then(Arg::cast);
        let name = argument.as_ref().and_then(Arg::name).map(|name| name.text().to_owned());
        let called = argument.and_then(|argument| {
            let call = argument.syntax().ancestors().find(|node| node.kind() == SyntaxKind::POSTFIX_EXPR)?;
            Some(call.text().to_string())
        });
        let is_holes = name.as_deref() == Some("holes");
        let of_loop = called.is_some_and(|call| call.starts_with("loop(") || call.starts_with("polygon("));
        let items: Vec<SyntaxNode> = list.syntax().children().collect();
        let calls = items.iter().all(|item| item.text().contains_char('('));
        if !is_holes && (of_loop || !calls || items.len() < 2) {
            continue;
        }
        let cuts = items.iter().map(|item| {
            // With the comma after it, or before it when it is the last.
            let comma = |token: &SyntaxToken| token.kind() == SyntaxKind::COMMA;
            let following = item
                .next_sibling_or_token()
                .into_iter()
                .flat_map(|next| std::iter::successors(Some(next), |element| element.next_sibling_or_token()));
            let comma = following
                .filter_map(|element| element.into_token())
                .find(|token| !token.kind().is_trivia())
                .filter(comma);
            let whole = range(item);
            Edit { range: whole.start..comma.map_or(whole.end, |comma| range_of(&comma).end), text: String::new() }
        });
        if is_holes { found.holes.extend(cuts) } else { found.elements.extend(cuts) }
    }
}

/// The operands of a sum of bodies; a single one is the sum of itself.
fn operands(value: &Expr, found: &mut Vec<Operand>) {
    let whole = range(value.syntax());
    let chain = BinaryExpr::cast(value.syntax().clone()).filter(|chain| {
        let mut rest = chain.rest().peekable();
        rest.peek().is_some()
            && rest.all(|operation| matches!(operation.op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Common))
    });
    let Some(chain) = chain else {
        found.push(Operand { range: whole, operator: None });
        return;
    };
    if let Some(first) = chain.first() {
        found.push(Operand { range: range(first.syntax()), operator: None });
    }
    for operation in chain.rest() {
        if let Some(right) = operation.right {
            let operator = usize::from(operation.token.text_range().start());
            found.push(Operand { range: range(right.syntax()), operator: Some(operator) });
        }
    }
}
