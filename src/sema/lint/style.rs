//! Advice that is given on request only: found on the tree of a program, names by their spelling.
//!
//! Names are compared by spelling, so a local that shares the name of an item counts as a use of it: advice
//! may be missing then, it is never wrong because of it.

use rustc_hash::{FxHashMap, FxHashSet};
use smol_str::SmolStr;

use crate::diagnostics::registry::lint;
use crate::diagnostics::{Diagnostic, Edit, Fix};
use crate::sema::checker::Word;
use crate::sema::found::Found;
use crate::syntax::ast::{self, AstNode};
use crate::syntax::{Parse, SyntaxKind, SyntaxNode, SyntaxToken};
use crate::text::{FileId, Span};

/// A literal that occurs at least this often should have a name.
const REPETITIONS: usize = 4;
/// Places of a repeated literal that are shown.
const MOST_SHOWN: usize = 6;

/// All advice on request about a program that follows the grammar.
pub fn style(parse: &Parse) -> Vec<Diagnostic> {
    let mut advice = Style::new(parse);
    advice.unused_definitions();
    advice.dead_parameters();
    advice.repeated_literals();
    advice.constant_conditions();
    advice.shadowed_names();
    let mut found = Found::default();
    found.extend(advice.found);
    found.into_list()
}

/// A top-level definition: its name and place, and the other names its text mentions.
struct Definition {
    name: SmolStr,
    span: Span,
    item: ast::Item,
    mentions: FxHashSet<SmolStr>,
}

struct Style {
    file: FileId,
    root: ast::File,
    definitions: Vec<Definition>,
    /// How many items mention a name, asserts and tests included.
    mentioned: FxHashMap<SmolStr, usize>,
    found: Vec<Diagnostic>,
}

fn names_in(node: &SyntaxNode) -> impl Iterator<Item = SyntaxToken> {
    let tokens = node.descendants_with_tokens().filter_map(|element| element.into_token());
    tokens.filter(|token| token.kind() == SyntaxKind::NAME)
}

fn span(file: FileId, token: &SyntaxToken) -> Span {
    ast::span(file, token.text_range())
}

impl Style {
    fn new(parse: &Parse) -> Style {
        let (file, root) = (parse.file_id(), parse.file());
        let mut definitions = Vec::new();
        let mut mentioned: FxHashMap<SmolStr, usize> = FxHashMap::default();
        for item in root.items() {
            if matches!(item, ast::Item::Use(_)) {
                continue;
            }
            let word = item.name().map(|token| Word::new(token, file));
            let others = names_in(item.syntax())
                .filter(|other| word.as_ref().is_none_or(|word| self::span(file, other) != word.span));
            let mentions: FxHashSet<SmolStr> = others.map(|other| other.text().into()).collect();
            for name in &mentions {
                *mentioned.entry(name.clone()).or_default() += 1;
            }
            if let Some(Word { text, span }) = word {
                definitions.push(Definition { name: text, span, item, mentions });
            }
        }
        Style { file, root, definitions, mentioned, found: Vec::new() }
    }

    /// How many items but the definition itself mention it.
    fn uses(&self, definition: &Definition) -> usize {
        let own = usize::from(definition.mentions.contains(&definition.name));
        self.mentioned.get(&definition.name).map_or(0, |count| count - own)
    }

    /// `lint/unused-function` and `lint/unused-import`.
    fn unused_definitions(&mut self) {
        for definition in &self.definitions {
            let is_function = matches!(definition.item, ast::Item::Fn(_));
            if is_function && self.uses(definition) == 0 && !definition.name.starts_with('_') {
                let message = format!("the function `{}` is never used", definition.name);
                self.found.push(Diagnostic::new(lint::UNUSED_FUNCTION, definition.span, message));
            }
        }
        for item in self.root.items() {
            let ast::Item::Use(decl) = item else { continue };
            for name in decl.names() {
                let Some(token) = name.alias().or_else(|| name.name()) else { continue };
                let written = token.text();
                if !self.mentioned.contains_key(written) {
                    let message = format!("the imported name `{written}` is never used");
                    let mut advice =
                        Diagnostic::new(lint::UNUSED_IMPORT, ast::span(self.file, token.text_range()), message);
                    if let Some(place) = self.with_its_comma(&name) {
                        advice = advice.fix(format!("remove `{written}`"), place, "");
                    }
                    self.found.push(advice);
                }
            }
        }
    }

    /// An imported name with the comma before or after it; none for the only one.
    fn with_its_comma(&self, name: &ast::UseName) -> Option<Span> {
        let whole = name.span(self.file);
        let comma = |token: &SyntaxToken| token.kind() == SyntaxKind::COMMA;
        let trivia = |token: &SyntaxToken| token.kind() == SyntaxKind::WHITESPACE;
        let mut before = std::iter::successors(name.syntax().first_token()?.prev_token(), SyntaxToken::prev_token);
        if let Some(token) = before.find(|token| !trivia(token)).filter(comma) {
            return Some(Span::new(self.file, span(self.file, &token).start, whole.end));
        }
        let after = std::iter::successors(name.syntax().last_token()?.next_token(), SyntaxToken::next_token);
        let mut after = after.skip_while(trivia);
        after.next().filter(comma)?;
        let next = after.find(|token| !trivia(token))?;
        Some(Span::new(self.file, whole.start, span(self.file, &next).start))
    }

    /// `lint/dead-parameter`: a parameter that something uses, but no part depends on.
    fn dead_parameters(&mut self) {
        let mut named: FxHashMap<&str, Vec<&Definition>> = FxHashMap::default();
        for definition in &self.definitions {
            named.entry(&definition.name).or_default().push(definition);
        }
        let is_part = |definition: &&Definition| matches!(definition.item, ast::Item::Part(_));
        let mut reached: FxHashSet<&str> = FxHashSet::default();
        let mut pending: Vec<&Definition> = self.definitions.iter().filter(is_part).collect();
        if pending.is_empty() {
            return;
        }
        while let Some(definition) = pending.pop() {
            for name in &definition.mentions {
                if let Some(others) = named.get(name.as_str())
                    && reached.insert(name)
                {
                    pending.extend(others);
                }
            }
        }
        let mut found = Vec::new();
        for definition in &self.definitions {
            let dead = matches!(definition.item, ast::Item::Param(_)) && !reached.contains(definition.name.as_str());
            if dead && self.mentioned.contains_key(&definition.name) && !definition.name.starts_with('_') {
                let message = format!("no part depends on `{}`; setting it changes nothing", definition.name);
                found.push(Diagnostic::new(lint::DEAD_PARAMETER, definition.span, message));
            }
        }
        self.found.append(&mut found);
    }

    /// `lint/repeated-literal`: in a program with parameters, a number written many times.
    fn repeated_literals(&mut self) {
        if !self.definitions.iter().any(|definition| matches!(definition.item, ast::Item::Param(_))) {
            return;
        }
        let mut places: FxHashMap<SmolStr, Vec<Span>> = FxHashMap::default();
        let mut order = Vec::new();
        for token in self.root.syntax().descendants_with_tokens().filter_map(|element| element.into_token()) {
            if token.kind() != SyntaxKind::NUMBER || is_usual(token.text()) {
                continue;
            }
            let found = places.entry(token.text().into()).or_default();
            if found.is_empty() {
                order.push(SmolStr::new(token.text()));
            }
            found.push(ast::span(self.file, token.text_range()));
        }
        for text in order {
            let Some([first, others @ ..]) = places.get(&text).map(Vec::as_slice) else { continue };
            if others.len() + 1 < REPETITIONS {
                continue;
            }
            let message =
                format!("`{text}` is written {} times; give it a name with `let` or `param`", others.len() + 1);
            let mut diagnostic = Diagnostic::new(lint::REPEATED_LITERAL, *first, message);
            for other in others.iter().take(MOST_SHOWN - 1) {
                diagnostic = diagnostic.label(*other, "again");
            }
            self.found.push(diagnostic);
        }
    }

    /// `lint/constant-condition`: `if true`, `assert 1 < 2`.
    fn constant_conditions(&mut self) {
        for node in self.root.syntax().descendants() {
            let condition = match node.kind() {
                SyntaxKind::IF_EXPR => ast::IfExpr::cast(node).and_then(|whole| whole.condition()),
                SyntaxKind::ASSERT_STMT => ast::AssertStmt::cast(node).and_then(|whole| whole.condition()),
                SyntaxKind::FOR_CLAUSE => ast::ForClause::cast(node).and_then(|whole| whole.condition()),
                _ => None,
            };
            let Some(condition) = condition else { continue };
            let constant = condition.syntax().descendants_with_tokens().all(|element| {
                !matches!(element.kind(), SyntaxKind::NAME | SyntaxKind::NAME_EXPR | SyntaxKind::POSTFIX_EXPR)
            });
            if constant {
                let span = condition.span(self.file);
                self.found.push(Diagnostic::new(lint::CONSTANT_CONDITION, span, "this condition never changes"));
            }
        }
    }

    /// `lint/shadowed-name`: a local named like a value of the program.
    fn shadowed_names(&mut self) {
        let values: FxHashMap<&str, Span> = self
            .definitions
            .iter()
            .filter(|definition| !matches!(definition.item, ast::Item::Fn(_)))
            .map(|definition| (definition.name.as_str(), definition.span))
            .collect();
        let mut found = Vec::new();
        for node in self.root.syntax().descendants() {
            let inner = node.parent().is_some_and(|parent| parent.kind() != SyntaxKind::FILE);
            let name = match node.kind() {
                SyntaxKind::PARAM => ast::Param::cast(node).and_then(|param| Some(Word::new(param.name()?, self.file))),
                SyntaxKind::FOR_CLAUSE => {
                    ast::ForClause::cast(node).and_then(|clause| Some(Word::new(clause.name()?, self.file)))
                }
                SyntaxKind::LET_DECL if inner => {
                    ast::LetDecl::cast(node).and_then(|decl| Some(Word::new(decl.name()?, self.file)))
                }
                _ => None,
            };
            let Some(Word { text, span }) = name else { continue };
            if let Some(outer) = values.get(text.as_str()) {
                let message = format!("`{text}` hides the value of the program with this name");
                found.push(Diagnostic::new(lint::SHADOWED_NAME, span, message).label(*outer, "hidden here"));
            }
        }
        self.found.append(&mut found);
    }
}

/// Numbers that need no name: small whole ones and the usual angles.
fn is_usual(text: &str) -> bool {
    let (digits, _, unit) = ast::split_number(text);
    let value = ast::number_value(digits);
    let angle = [15.0, 30.0, 45.0, 60.0, 90.0, 120.0, 135.0, 180.0, 270.0, 360.0].contains(&value);
    (value.fract() == 0.0 && value <= 10.0) || value == 0.5 || (angle && matches!(unit, "" | "deg"))
}

/// `lint/float-equality`: `a == b` of numbers that are measured or computed.
pub fn float_equality(equal: bool, left: Span, op: Span, right: Span) -> Diagnostic {
    let written = if equal { "==" } else { "!=" };
    let near = if equal { "near(a, b)" } else { "not near(a, b)" };
    let message = format!("`{written}` compares computed numbers to the last bit; `{near}` allows for rounding");
    let begin = if equal { "near(" } else { "not near(" };
    let edits = vec![
        Edit { span: left.empty_start(), text: begin.to_owned() },
        Edit { span: Span::new(op.file, left.end, op.end), text: ",".to_owned() },
        Edit { span: right.empty_end(), text: ")".to_owned() },
    ];
    let mut diagnostic = Diagnostic::new(lint::FLOAT_EQUALITY, left.cover(right), message);
    diagnostic.fixes.push(Fix { title: format!("write `{near}`"), edits });
    diagnostic
}

/// `lint/mixed-units`: lengths with a unit and lengths without one.
pub fn mixed_units(plain: Span, with_unit: Span) -> Diagnostic {
    let message = "this length has no unit, and others in the program have one";
    Diagnostic::new(lint::MIXED_UNITS, plain, message)
        .label(with_unit, "a length with a unit")
        .note("a number without a unit is taken in the document unit, mm unless the program says `units …`")
}
