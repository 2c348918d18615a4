//! A program's text as a plan: the way back from [`print`](mod@super::print).
//!
//! Purpose: [`read`] takes every program that `print` can write, and the flat form of [`crate::corpus::write`], as a
//! [`Plan`]. [`Reading::is_canonical`] says whether the plan prints the text again, formatting aside.
//! Invariants: nothing is guessed: a program with anything else in it (a function, an assertion, a step of a parameter,
//! an operand out of order) is no plan, and the answer says where and why. Total on any text, and bounded by it.
//! Absent: evaluation. A flat program's plan prints another text; whether both mean the same is for the caller to prove.

mod chain;
mod shape;

use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::{Body, Expr, Feature, NamedOutline, Outline, Parameter, Plan, Quantity, Sketch, Value, print};
use crate::format;
use crate::model::BooleanOp;
use crate::syntax::ast::{self, AstNode, Item};
use crate::syntax::{self, SyntaxKind, SyntaxNode};
use crate::text::{FileId, Span};

/// A text as a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// The plan.
    pub plan: Plan,
    /// Whether it prints the text again, formatting aside.
    pub is_canonical: bool,
}

/// Why a text is no plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoPlan {
    /// The piece of the text that no plan has.
    pub span: Span,
    /// What about it.
    pub reason: String,
}

type Outcome<T> = Result<T, NoPlan>;

/// Reads a program as a plan; `file` is its id in the answer.
pub fn read(file: FileId, text: &str) -> Result<Reading, NoPlan> {
    let parse = syntax::parse(file, text);
    if let Some(found) = parse.diagnostics().first() {
        return Err(NoPlan { span: found.span, reason: found.message.clone() });
    }
    let plan = Reader::new(file).program(&parse.file())?;
    let is_canonical = format::format_tree(&parse, text) == print::program(&plan);
    Ok(Reading { plan, is_canonical })
}

/// Reads `text` as the number of a plan: literals, names and arithmetic in the language's notation.
pub fn expression(text: &str) -> Option<Expr> {
    let program = format!("let x = {text}");
    let parse = syntax::parse(FileId::default(), &program);
    let mut items = parse.file().items();
    match (items.next()?, items.next()) {
        (Item::Let(decl), None) if parse.is_ok() => {
            let value = decl.value()?;
            let is_whole = u32::from(value.range().end()) as usize == program.len();
            is_whole.then(|| Reader::new(FileId::default()).expr(&value).ok()).flatten()
        }
        _ => None,
    }
}

/// What a `let` stands for.
enum Meaning {
    /// A number of [`Plan::values`].
    Value,
    /// One of [`Plan::shapes`].
    Outline,
    /// A sketch of the flat form, put in where it is used.
    Sketch(Box<Sketch>),
    /// One of [`Plan::features`], by its index.
    Feature(usize),
    /// Features combined so far: the first ones up to this many (flat form).
    Combination(usize),
}

/// One operand of a combination, and how it acts.
type Operand = (BooleanOp, ast::Expr);

struct Reader {
    file: FileId,
    meanings: FxHashMap<SmolStr, Meaning>,
    plan: Plan,
    has_sketches: bool,
}

impl Reader {
    fn new(file: FileId) -> Reader {
        Reader { file, meanings: FxHashMap::default(), plan: Plan::default(), has_sketches: false }
    }

    fn program(mut self, file: &ast::File) -> Outcome<Plan> {
        let title = file.doc();
        self.plan.title = (!title.is_empty()).then_some(title);
        if let Some(version) = file.version() {
            return self.no(&version, "a plan has no line with a version");
        }
        if let Some(units) = file.units() {
            return self.no(&units, "a plan is in millimetres");
        }
        let mut has_part = false;
        for item in file.items() {
            if has_part {
                return self.no(&item, "a plan ends with its one part");
            }
            match &item {
                Item::Param(decl) => self.parameter(decl)?,
                Item::Let(decl) => self.definition(decl)?,
                Item::Part(decl) => {
                    has_part = true;
                    self.part(decl)?;
                }
                other => return self.no(other, "a plan has parameters, values, shapes, features and a part only"),
            }
        }
        if has_part { Ok(self.plan) } else { self.no(file, "there is no part") }
    }

    fn no<T>(&self, node: &impl AstNode, reason: &str) -> Outcome<T> {
        Err(NoPlan { span: node.span(self.file), reason: reason.to_owned() })
    }

    /// A piece that a program without syntax errors has.
    fn need<T>(&self, node: &impl AstNode, piece: Option<T>) -> Outcome<T> {
        piece.map_or_else(|| self.no(node, "a piece is missing"), Ok)
    }

    fn name(&self, node: &impl AstNode, leaf: Option<ast::Leaf<'_>>) -> Outcome<SmolStr> {
        self.need(node, leaf.map(|leaf| SmolStr::new(leaf.text())))
    }

    fn parameter(&mut self, decl: &ast::ParamDecl) -> Outcome<()> {
        let name = self.name(decl, decl.name())?;
        let default = self.need(decl, decl.default())?;
        let (value, unit) = match self.literal(&default) {
            Some((value, unit)) => (value, unit),
            None => return self.no(&default, "the default of a plan's parameter is a literal"),
        };
        let annotation = decl.ty().map(|ty| ty.syntax().text().to_string());
        let quantity = match (annotation.as_deref(), unit.as_deref()) {
            (None, Some("mm")) => Quantity::Length,
            (None, Some("deg")) => Quantity::Angle,
            (Some("Int"), None) => Quantity::Count,
            (None, None) => Quantity::Ratio,
            _ => return self.no(decl, "a plan's parameter is in mm, in deg, an Int, or a plain number"),
        };
        let range = match decl.domain().and_then(|domain| domain.range_expr()) {
            None => None,
            Some(range) => {
                let (Some(from), Some(to), true) = (range.start(), range.end(), range.is_closed()) else {
                    return self.no(&range, "the range of a plan's parameter is closed: `a..=b`");
                };
                Some((self.expr(&from)?, self.expr(&to)?))
            }
        };
        if decl.step().is_some() {
            return self.no(decl, "a plan's parameter has no step");
        }
        let doc = decl.doc();
        let doc = (!doc.is_empty()).then_some(doc);
        self.meanings.insert(name.clone(), Meaning::Value);
        self.plan.parameters.push(Parameter { name, doc, quantity, value, range });
        Ok(())
    }

    /// A number with its sign and unit.
    fn literal(&self, expr: &ast::Expr) -> Option<(f64, Option<String>)> {
        match expr {
            ast::Expr::Number(number) => {
                let parts = number.parts()?;
                Some((parts.value, parts.unit.map(|(unit, _)| unit)))
            }
            ast::Expr::Unary(unary) if unary.op() == ast::UnaryOp::Neg => match unary.operand()? {
                number @ ast::Expr::Number(_) => self.literal(&number).map(|(value, unit)| (0.0 - value, unit)),
                _ => None,
            },
            _ => None,
        }
    }

    fn definition(&mut self, decl: &ast::LetDecl) -> Outcome<()> {
        let name = self.name(decl, decl.name())?;
        let value = self.need(decl, decl.value())?;
        if decl.ty().is_some() || !decl.doc().is_empty() {
            return self.no(decl, "a plan's `let` has neither a type nor documentation");
        }
        if self.starts_combination(&value) {
            let count = self.combination(&value)?;
            self.meanings.insert(name, Meaning::Combination(count));
            return Ok(());
        }
        if let Ok(number) = self.expr(&value) {
            self.plan.values.push(Value { name: name.clone(), value: number });
            self.meanings.insert(name, Meaning::Value);
            return Ok(());
        }
        if let Ok(outline) = self.outline_expr(&value) {
            self.plan.shapes.push(NamedOutline { name: name.clone(), outline });
            self.meanings.insert(name, Meaning::Outline);
            return Ok(());
        }
        if let Ok(sketch) = self.sketch_call(&value) {
            self.has_sketches = true;
            self.meanings.insert(name, Meaning::Sketch(Box::new(sketch)));
            return Ok(());
        }
        let feature = self.feature(&value, name.clone(), comment(decl.syntax()), BooleanOp::Union)?;
        self.meanings.insert(name, Meaning::Feature(self.plan.features.len()));
        self.plan.features.push(feature);
        Ok(())
    }

    fn feature(
        &self,
        value: &ast::Expr,
        name: SmolStr,
        comment: Option<String>,
        operation: BooleanOp,
    ) -> Outcome<Feature> {
        let (body, repeats) = self.placed_body(value)?;
        Ok(Feature { name, comment, operation, body, repeats })
    }

    fn part(&mut self, decl: &ast::PartDecl) -> Outcome<()> {
        self.plan.part = self.name(decl, decl.name())?;
        let value = self.need(decl, decl.value())?;
        if !decl.doc().is_empty() {
            return self.no(decl, "a plan's part has no documentation");
        }
        let value = match self.moved_combination(&value)? {
            Some((whole, by)) => {
                self.plan.placement = Some(by);
                whole
            }
            None => value,
        };
        if self.starts_combination(&value) {
            let count = self.combination(&value)?;
            return if count == self.plan.features.len() {
                Ok(())
            } else {
                self.no(&value, "every feature of a plan is part of its result")
            };
        }
        if !self.plan.features.is_empty() {
            return self.no(&value, "the part of a plan with features by name combines them");
        }
        let comment = comment(decl.syntax());
        let part = self.plan.part.clone();
        let is_group = matches!(value, ast::Expr::Paren(_));
        let operands = self.operands(&value)?;
        if operands.len() > 1 && !self.has_sketches && !is_group {
            // Operations in one expression: features without names get one by their order.
            for (index, (operation, operand)) in operands.into_iter().enumerate() {
                let name = SmolStr::from(format!("feature{}", index + 1));
                let feature = self.feature(&operand, name, None, operation)?;
                self.plan.features.push(feature);
            }
            return Ok(());
        }
        let feature = self.feature(&value, part, comment, BooleanOp::Union)?;
        self.plan.features.push(feature);
        Ok(())
    }

    /// `(a - b).translate(by)` or `union(a).translate(by)`: a combination of features and its move.
    fn moved_combination(&self, value: &ast::Expr) -> Outcome<Option<(ast::Expr, super::Point3)>> {
        let chain = self.chain(value)?;
        let [call] = &chain.calls[..] else { return Ok(None) };
        let whole = match &chain.head {
            chain::Head::Other(whole @ ast::Expr::Paren(_)) => whole.clone(),
            chain::Head::Call(union) if union.name == "union" => {
                let [shapes] = self.bind(union, ["shapes"])?;
                self.given(union, shapes)?
            }
            _ => return Ok(None),
        };
        if call.name != "translate" || !self.starts_combination(&whole) {
            return Ok(None);
        }
        let [by] = self.bind(call, ["by"])?;
        Ok(Some((whole, self.tuple(&self.given(call, by)?)?)))
    }

    /// Whether the expression combines features by name.
    fn starts_combination(&self, value: &ast::Expr) -> bool {
        let mut first = value.clone();
        loop {
            first = match &first {
                ast::Expr::Binary(chain) => match chain.first() {
                    Some(inner) => inner,
                    None => return false,
                },
                ast::Expr::Paren(paren) if !paren.is_tuple() => match paren.elements().next() {
                    Some(inner) => inner,
                    None => return false,
                },
                ast::Expr::Name(name) => {
                    let meaning = name.name().and_then(|name| self.meanings.get(name.text()));
                    return matches!(meaning, Some(Meaning::Feature(_) | Meaning::Combination(_)));
                }
                _ => return false,
            }
        }
    }

    /// Takes features by name in their order and sets how they act; how many there are.
    fn combination(&mut self, value: &ast::Expr) -> Outcome<usize> {
        let mut count = 0;
        for (index, (operation, operand)) in self.operands(value)?.into_iter().enumerate() {
            let ast::Expr::Name(name) = &operand else {
                return self.no(&operand, "a plan combines its features by name");
            };
            match name.name().and_then(|name| self.meanings.get(name.text())) {
                Some(Meaning::Combination(so_far)) if index == 0 => count = *so_far,
                Some(Meaning::Feature(place)) if *place == count => {
                    if let Some(feature) = self.plan.features.get_mut(count) {
                        feature.operation = if count == 0 { BooleanOp::Union } else { operation };
                    }
                    count += 1;
                }
                _ => return self.no(&operand, "a plan uses each feature once, in the order of the program"),
            }
        }
        Ok(count)
    }

    /// `a + b - c` and `(a + b) & c` as operands in order, each acting on all before it.
    fn operands(&self, value: &ast::Expr) -> Outcome<Vec<Operand>> {
        match value {
            ast::Expr::Binary(chain) => {
                let first = self.need(value, chain.first())?;
                let links: Vec<ast::Operation> = chain.rest().collect();
                let is_common = links.first().is_some_and(|link| link.op == ast::BinaryOp::Common);
                let mut operands = match &first {
                    // `(a + b) & c` acts on a sum; other parentheses make one operand of what is in them.
                    ast::Expr::Paren(_) => {
                        let inner = self.operands(&first)?;
                        let is_sum = inner.iter().skip(1).any(|(operation, _)| *operation != BooleanOp::Intersect);
                        if is_common && is_sum { inner } else { vec![(BooleanOp::Union, first)] }
                    }
                    other => self.operands(other)?,
                };
                for link in links {
                    let operation = match link.op {
                        ast::BinaryOp::Add => BooleanOp::Union,
                        ast::BinaryOp::Sub => BooleanOp::Cut,
                        ast::BinaryOp::Common => BooleanOp::Intersect,
                        _ => return self.no(value, "features are combined by `+`, `-` and `&`"),
                    };
                    operands.push((operation, self.need(value, link.right)?));
                }
                Ok(operands)
            }
            ast::Expr::Paren(paren) if !paren.is_tuple() => self.operands(&self.need(value, paren.elements().next())?),
            other => Ok(vec![(BooleanOp::Union, other.clone())]),
        }
    }

    /// The outlines that `let`s have named.
    fn is_outline(&self, name: &str) -> bool {
        matches!(self.meanings.get(name), Some(Meaning::Outline))
    }

    fn named_sketch(&self, name: &str) -> Option<&Sketch> {
        match self.meanings.get(name) {
            Some(Meaning::Sketch(sketch)) => Some(sketch),
            _ => None,
        }
    }

    fn outline_expr(&self, value: &ast::Expr) -> Outcome<Outline> {
        let chain = self.chain(value)?;
        if chain.calls.is_empty() { self.outline(&chain.head) } else { self.no(value, "not an outline") }
    }

    fn placed_body(&self, value: &ast::Expr) -> Outcome<(Body, Vec<super::Repeat>)> {
        let placed = self.placed(value, &|reader, head, calls| reader.body(head, calls))?;
        Ok((placed.shape, placed.repeats))
    }
}

/// The text of the `//` line directly before `node`.
fn comment(node: &SyntaxNode) -> Option<String> {
    let mut before = node.prev_sibling_or_token()?;
    while before.kind() == SyntaxKind::WHITESPACE {
        before = before.prev_sibling_or_token()?;
    }
    let text = before.as_token().filter(|token| token.kind() == SyntaxKind::COMMENT)?.text().to_owned();
    let rest = text.strip_prefix("//").filter(|rest| !rest.starts_with(['/', '!']))?;
    Some(rest.trim().to_owned())
}

#[cfg(test)]
mod tests;
