//! The normative grammar at work: a recogniser generated from `grammar/recad.pest`.
//!
//! It decides whether a text is a program, slowly and with poor messages; the everyday parser must agree
//! with it on every text and on the shape of every tree ([`shape`], [`super::Parse::shape`]), which tests
//! hold on the library, the corpus and mutated programs. Both share the nesting pre-pass, which bounds
//! pest's recursion; deep texts run on a thread with a larger stack.

mod coverage;

use pest::Parser as _;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pair;
use pest_derive::Parser;

use super::{SyntaxKind, lexer, nesting};
use crate::diagnostics::{Diagnostic, registry};
use crate::text::{FileId, MAX_SOURCE_BYTES, Span};

pub use coverage::{rule_names, rules};

/// The rules of the grammar.
#[allow(missing_docs)]
mod grammar {
    use super::Parser;
    #[derive(Parser)]
    #[grammar = "../grammar/recad.pest"]
    pub(super) struct Grammar;
}
use grammar::{Grammar, Rule};

/// Nesting up to which pest runs on the caller's stack.
const SHALLOW: u32 = 16;
/// The stack for deeper texts, enough for [`nesting::MAX_NESTING`] levels without optimisation.
const STACK: usize = 256 << 20;

/// Why a text is no program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceError {
    /// Where the grammar could not go on.
    pub span: Span,
    /// Which rules it could have gone on with.
    pub message: String,
}

impl ReferenceError {
    /// The error as a diagnostic.
    pub fn diagnostic(&self) -> Diagnostic {
        Diagnostic::new(registry::syntax::REFERENCE, self.span, self.message.clone())
    }
}

/// Whether the normative grammar accepts `text`.
pub fn recognise(file: FileId, text: &str) -> Result<(), ReferenceError> {
    run(file, text, |_| ())
}

/// The tree of the normative grammar as an S-expression, layers with a single child left out.
pub fn shape(file: FileId, text: &str) -> Result<String, ReferenceError> {
    run(file, text, |pair| {
        let mut out = String::new();
        write_pair(pair, &mut out);
        out
    })
}

fn run<T: Send>(
    file: FileId,
    text: &str,
    with: impl Fn(Pair<'_, Rule>) -> T + Send + Sync,
) -> Result<T, ReferenceError> {
    if text.len() > MAX_SOURCE_BYTES {
        let message = format!("a program text holds at most {MAX_SOURCE_BYTES} bytes");
        return Err(ReferenceError { span: Span::new(file, 0, 0), message });
    }
    let lexed = lexer::lex(file, text);
    let depth = nesting::deepest(&lexed.kinds, nesting::MAX_NESTING).map_err(|token| {
        let diagnostic = nesting::diagnostic(lexed.span(file, token));
        ReferenceError { span: diagnostic.span, message: diagnostic.message }
    })?;
    #[cfg(test)]
    let _limit = LIMIT.read();
    if depth <= SHALLOW {
        return run_here(file, text, with);
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let running = thread.spawn_scoped(scope, || run_here(file, text, with));
        let failed = |message: &str| ReferenceError { span: Span::new(file, 0, 0), message: message.to_owned() };
        match running.map(|running| running.join()) {
            Ok(Ok(result)) => result,
            Ok(Err(_)) => Err(failed("the normative grammar could not be run to its end")),
            Err(_) => Err(failed("no thread could be started for the normative grammar")),
        }
    })
}

/// How many calls pest makes on a text, found by bisection of its limit.
#[cfg(test)]
pub(super) fn calls(file: FileId, text: &str) -> usize {
    let _alone = LIMIT.write();
    let (mut few, mut enough) = (0, 1 << 22);
    while few + 1 < enough {
        let middle = (few + enough) / 2;
        pest::set_call_limit(std::num::NonZeroUsize::new(middle));
        match run_here(file, text, |_| ()) {
            Err(error) if error.message.contains("limit") => few = middle,
            _ => enough = middle,
        }
    }
    pest::set_call_limit(None);
    enough
}

/// pest's limit is one for all threads: who sets it keeps the others out.
#[cfg(test)]
static LIMIT: std::sync::RwLock<()> = std::sync::RwLock::new(());

fn run_here<T>(file: FileId, text: &str, with: impl Fn(Pair<'_, Rule>) -> T) -> Result<T, ReferenceError> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let offset = text.len() - body.len();
    match Grammar::parse(Rule::file, body) {
        Ok(mut pairs) => pairs.next().map(with).ok_or_else(|| ReferenceError {
            span: Span::new(file, 0, 0),
            message: "the grammar made no tree".to_owned(),
        }),
        Err(error) => {
            let (start, end) = match error.location {
                InputLocation::Pos(at) => (at, at),
                InputLocation::Span(range) => range,
            };
            let span = Span::new(file, (start + offset) as u32, (end + offset) as u32);
            Err(ReferenceError { span, message: message(&error.variant) })
        }
    }
}

fn message(variant: &ErrorVariant<Rule>) -> String {
    match variant {
        ErrorVariant::ParsingError { positives, .. } if !positives.is_empty() => {
            let mut names: Vec<String> = positives.iter().map(|rule| format!("{rule:?}")).collect();
            names.sort();
            names.dedup();
            format!("the normative grammar expects one of the rules {}", names.join(", "))
        }
        ErrorVariant::ParsingError { .. } => "the normative grammar does not go on here".to_owned(),
        ErrorVariant::CustomError { message } => message.clone(),
    }
}

/// Whether the rule is a layer that stands for its only child.
fn is_layer(rule: Rule) -> bool {
    let name = format!("{rule:?}");
    SyntaxKind::ALL.iter().any(|kind| kind.is_layer() && kind.rule() == name)
}

fn write_pair(pair: Pair<'_, Rule>, out: &mut String) {
    let rule = pair.as_rule();
    let text = pair.as_str();
    let mut children: Vec<_> = pair.into_inner().filter(|child| child.as_rule() != Rule::EOI).collect();
    if children.len() == 1 && is_layer(rule) {
        return children.pop().into_iter().for_each(|child| write_pair(child, out));
    }
    if children.is_empty() && rule != Rule::file {
        return out.push_str(&format!(" {rule:?}:{text:?}"));
    }
    out.push_str(&format!(" ({rule:?}"));
    children.into_iter().for_each(|child| write_pair(child, out));
    out.push(')');
}

impl super::Parse {
    /// The tree as an S-expression, blanks and comments left out.
    pub fn shape(&self) -> String {
        let mut out = String::new();
        for step in self.syntax().preorder_with_tokens() {
            match step {
                rowan::WalkEvent::Enter(rowan::NodeOrToken::Node(node)) => {
                    out.push_str(&format!(" ({}", node.kind().rule()));
                }
                rowan::WalkEvent::Leave(rowan::NodeOrToken::Node(_)) => out.push(')'),
                rowan::WalkEvent::Enter(rowan::NodeOrToken::Token(token)) if !token.kind().is_trivia() => {
                    out.push_str(&format!(" {}:{:?}", token.kind().rule(), token.text()));
                }
                _ => {}
            }
        }
        out
    }
}
