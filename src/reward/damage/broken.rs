//! Programs that stop at a phase of the compiler.

use super::edit::{Edit, apply};
use super::{Chance, find};
use crate::syntax::{self, SyntaxKind};
use crate::text::FileId;

/// Where a broken program stops, the earliest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stop {
    /// The grammar.
    Syntax,
    /// Names and modules.
    Name,
    /// Types.
    Type,
    /// Dimensions.
    Unit,
    /// Evaluation.
    Eval,
    /// Limits of work and size.
    Limit,
    /// Geometry.
    Geom,
}

impl Stop {
    /// Every stop, in order.
    pub const ALL: [Stop; 7] = [Stop::Syntax, Stop::Name, Stop::Type, Stop::Unit, Stop::Eval, Stop::Limit, Stop::Geom];

    /// The category of the diagnostics that stop it.
    pub fn name(self) -> &'static str {
        match self {
            Stop::Syntax => "syntax",
            Stop::Name => "name",
            Stop::Type => "type",
            Stop::Unit => "unit",
            Stop::Eval => "eval",
            Stop::Limit => "limit",
            Stop::Geom => "geom",
        }
    }

    /// Statements that stop here, each on its own.
    fn statements(self) -> &'static [&'static str] {
        match self {
            Stop::Syntax => &["let broken = (1 +", "let = 3", "part broken circle((0, 0), 1)", "let broken = [1, 2"],
            Stop::Name => {
                &["let broken = no_such_name", "let broken = no_such_function(1)", "use \"std:holes\": no_such_hole"]
            }
            Stop::Type => &["let broken = 1 + \"a\"", "let broken = circle(\"a\", 1)", "let broken: Bool = 3"],
            Stop::Unit => {
                &["let broken = 3mm + 2deg", "let broken = circle((0mm, 0mm), 2deg)", "let broken = 1mm < 1deg"]
            }
            Stop::Eval => &["assert 1 > 2, \"broken\"", "let broken = [1, 2][5]", "let broken = 1 / 0"],
            Stop::Limit => &[
                "fn broken(n: Int) -> Int = broken(n + 1)\nlet deep = broken(0)",
                "let broken = [i for i in 0..100000000]",
            ],
            Stop::Geom => &[
                "let broken = loop([line((0, 0), (1, 0)), line((1, 0), (1, 1))])",
                "let broken = circle((0, 0), 0)",
                "let broken = face(circle((0, 0), 1), holes = [circle((5, 0), 1)])",
            ],
        }
    }
}

/// Programs that stop at a phase: the text with one more statement in some place, and, for the first two phases, the
/// text itself with a bracket or a letter less.
pub fn broken(text: &str, stop: Stop, seed: u64) -> Vec<String> {
    let chance = Chance { seed }.part(stop as u64);
    let parse = syntax::parse(FileId::default(), text);
    if find::findings(text).is_none() {
        return Vec::new();
    }
    // Between the statements, but behind what must come first.
    let mut places: Vec<usize> = parse
        .syntax()
        .children()
        .filter(|item| {
            matches!(
                item.kind(),
                SyntaxKind::LET_DECL | SyntaxKind::PART_DECL | SyntaxKind::ASSERT_STMT | SyntaxKind::FN_DECL
            )
        })
        .map(|item| item.text_range().end().into())
        .collect();
    places.push(text.len());
    let mut programs: Vec<String> = stop
        .statements()
        .iter()
        .enumerate()
        .map(|(index, statement)| {
            let at = places[chance.part(index as u64).below(places.len())];
            apply(text, &[Edit { range: at..at, text: format!("\n{statement}\n") }])
        })
        .collect();
    let tokens = parse.syntax().descendants_with_tokens().filter_map(|element| element.into_token());
    let inner: Vec<_> = tokens
        .filter(|token| match stop {
            Stop::Syntax => matches!(token.kind(), SyntaxKind::R_PAREN | SyntaxKind::R_BRACKET),
            Stop::Name => {
                token.kind() == SyntaxKind::NAME
                    && token.parent().is_some_and(|parent| parent.kind() == SyntaxKind::NAME_EXPR)
            }
            _ => false,
        })
        .collect();
    if let Some(token) = chance.part(100).pick(&inner) {
        let range = usize::from(token.text_range().start())..usize::from(token.text_range().end());
        let text_instead = if stop == Stop::Name { format!("{}_x", token.text()) } else { String::new() };
        programs.push(apply(text, &[Edit { range, text: text_instead }]));
    }
    programs
}
