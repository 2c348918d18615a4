//! The numbers written in a program's text, and the text with other numbers.
//!
//! This is how a program without parameters is edited: a number is replaced where it stands, or, since raw scripts
//! write a vertex once for each curve that ends in it, a coordinate is replaced in every equal tuple of the statement.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::syntax::ast::{Arg, AstNode, split_number};
use crate::syntax::{self, SyntaxKind, SyntaxNode, SyntaxToken};
use crate::text::{FileId, Span};

/// Which numbers of a text are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grouping {
    /// Every number stands alone.
    Occurrence,
    /// The same coordinate of equal tuples in one statement is one number, so that vertices stay together.
    Vertex,
}

/// What a number is to the shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// The first coordinate of a pair.
    X,
    /// The second coordinate of a pair.
    Y,
    /// A coordinate of a triple.
    Space,
    /// Anything else: radius, height, factor.
    Size,
}

/// A number at one or more places of a program.
#[derive(Clone, Debug, PartialEq)]
pub struct Literal {
    /// Its value with its sign, in the unit it is written in.
    pub value: f64,
    /// What it is to the shape.
    pub role: Role,
    /// The statement it stands in, counted from 0.
    pub statement: usize,
    /// Its places.
    places: Vec<Place>,
}

#[derive(Clone, Debug, PartialEq)]
struct Place {
    range: Range<usize>,
    is_negated: bool,
    unit: String,
}

impl Literal {
    /// The byte where it stands first.
    pub fn start(&self) -> usize {
        self.places.first().map_or(0, |place| place.range.start)
    }
}

/// A text in which numbers were replaced.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The text.
    pub text: String,
    /// Replaced ranges of the text before, ascending, and the lengths of what replaced them.
    replaced: Vec<(Range<usize>, usize)>,
}

impl Edited {
    /// A place of the edited `file` as a place of the text before; places in other files are as they were.
    pub fn original(&self, file: FileId, span: Span) -> Span {
        if span.file != file {
            return span;
        }
        Span::new(file, self.before(span.start), self.before(span.end))
    }

    fn before(&self, offset: u32) -> u32 {
        let (mut offset, mut moved) = (offset as usize, 0isize);
        for (range, length) in &self.replaced {
            let start = range.start.saturating_add_signed(moved);
            if offset <= start {
                break;
            }
            // Inside a number that was replaced is anywhere in the number before.
            offset = if offset < start + length { start } else { offset };
            moved += *length as isize - range.len() as isize;
        }
        offset.saturating_add_signed(-moved) as u32
    }
}

/// The numbers of a program's statements in the order of the text, those of parameters and of directions (`x`, `normal`,
/// `axis`, `direction`) left out. None for a text that does not parse.
pub fn literals(text: &str, grouping: Grouping) -> Vec<Literal> {
    let parse = syntax::parse(FileId::default(), text);
    if !parse.is_ok() {
        return Vec::new();
    }
    let mut found: BTreeMap<usize, Literal> = BTreeMap::new();
    let mut first: BTreeMap<(usize, String, usize), usize> = BTreeMap::new();
    let items = parse
        .syntax()
        .children()
        .filter(|item| matches!(item.kind(), SyntaxKind::LET_DECL | SyntaxKind::PART_DECL | SyntaxKind::FN_DECL));
    for (statement, item) in items.enumerate() {
        let tokens = item.descendants_with_tokens().filter_map(|element| element.into_token());
        for token in tokens.filter(|token| token.kind() == SyntaxKind::NUMBER) {
            if matches!(argument(&token).as_deref(), Some("x" | "normal" | "axis" | "direction")) {
                continue;
            }
            let number = token.parent_ancestors().find(|node| node.kind() == SyntaxKind::NUMBER_EXPR);
            let negated =
                number.as_ref().and_then(SyntaxNode::parent).filter(|node| node.kind() == SyntaxKind::NEG_EXPR);
            let is_negated = negated.is_some();
            let (digits, _, unit) = split_number(token.text());
            let Ok(size) = digits.replace('_', "").parse::<f64>() else { continue };
            let value = if is_negated { -size } else { size };
            let start = usize::from(token.text_range().start());
            let place = Place { range: start..token.text_range().end().into(), is_negated, unit: unit.to_owned() };
            let (role, tuple) = role(negated.or(number).as_ref());
            let key = match (grouping, tuple) {
                (Grouping::Vertex, Some((tuple, index))) => *first.entry((statement, tuple, index)).or_insert(start),
                _ => start,
            };
            let literal = || Literal { value, role, statement, places: Vec::new() };
            found.entry(key).or_insert_with(literal).places.push(place);
        }
    }
    found.into_values().collect()
}

/// What a number is by where it stands, with the tuple and its place in it.
fn role(number: Option<&SyntaxNode>) -> (Role, Option<(String, usize)>) {
    let Some(number) = number else { return (Role::Size, None) };
    let Some(tuple) = number.parent().filter(|node| node.kind() == SyntaxKind::PAREN_EXPR) else {
        return (Role::Size, None);
    };
    let Some(index) = tuple.children().position(|child| child == *number) else { return (Role::Size, None) };
    let role = match (tuple.children().count(), index) {
        (2, 0) => Role::X,
        (2, 1) => Role::Y,
        (3, _) => Role::Space,
        _ => return (Role::Size, None),
    };
    (role, Some((tuple.text().to_string(), index)))
}

/// The name of the innermost argument a token stands in.
fn argument(token: &SyntaxToken) -> Option<String> {
    let argument = token.parent_ancestors().find_map(Arg::cast)?;
    argument.name().map(|name| name.text().to_owned())
}

/// The text with other values for some of its numbers.
pub fn replaced<'a>(text: &str, values: impl IntoIterator<Item = (&'a Literal, f64)>) -> Edited {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    for (literal, value) in values {
        for place in &literal.places {
            let own = if place.is_negated { -value } else { value };
            let digits = format!("{}{}", own + 0.0, place.unit);
            edits.push((place.range.clone(), if own < 0.0 { format!("({digits})") } else { digits }));
        }
    }
    edits.sort_by_key(|edit| edit.0.start);
    let mut edited = Edited { text: String::with_capacity(text.len()), replaced: Vec::with_capacity(edits.len()) };
    let mut done = 0;
    for (range, digits) in edits {
        if range.start < done {
            continue;
        }
        edited.text += &text[done..range.start];
        edited.text += &digits;
        done = range.end;
        edited.replaced.push((range, digits.len()));
    }
    edited.text += &text[done..];
    edited
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "param w = 9\nlet a = loop([line((0, 0), (4, -2)), line((4, -2), (0, 7mm)), line((0, 7mm), (0, 0))])
part p = sketch(plane((0, 1, 0), x = (1, 0, 0), normal = (0, 0, 1)), [face(a)]).extrude(w * 2.5)\n";

    #[test]
    fn a_vertex_is_one_number_a_coordinate_however_often_it_is_written() {
        let values = |grouping| literals(TEXT, grouping).iter().map(|literal| literal.value).collect::<Vec<_>>();
        assert_eq!(values(Grouping::Vertex), [0.0, 0.0, 4.0, -2.0, 0.0, 7.0, 0.0, 1.0, 0.0, 2.5]);
        assert_eq!(values(Grouping::Occurrence).len(), 16);
        let roles: Vec<Role> = literals(TEXT, Grouping::Vertex).iter().map(|literal| literal.role).collect();
        assert_eq!(roles[2..6], [Role::X, Role::Y, Role::X, Role::Y]);
        assert_eq!(roles[6..], [Role::Space, Role::Space, Role::Space, Role::Size]);
    }

    #[test]
    fn numbers_are_replaced_everywhere_with_their_sign_and_unit() {
        let found = literals(TEXT, Grouping::Vertex);
        let edited = replaced(TEXT, [(&found[3], -12.5), (&found[5], 8.25), (&found[2], -4.0)]);
        assert!(
            edited.text.contains("line((0, 0), ((-4), -12.5)), line(((-4), -12.5), (0, 8.25mm))"),
            "{}",
            edited.text
        );
        let up = replaced(TEXT, [(&found[3], 1.5)]);
        assert!(up.text.contains("(4, -(-1.5))"), "{}", up.text);
        assert!(syntax::parse(FileId::default(), &up.text).is_ok());
    }

    #[test]
    fn places_of_the_edited_text_lead_back() {
        let found = literals(TEXT, Grouping::Vertex);
        let edited = replaced(TEXT, [(&found[3], -12.5), (&found[9], 100.125)]);
        let file = FileId::default();
        for (word, before) in
            ["line((4", "sketch(", "face(a)", "extrude"].iter().map(|word| (word, TEXT.find(word).unwrap()))
        {
            let after = edited.text.find(word).unwrap() as u32;
            assert_eq!(edited.original(file, Span::new(file, after, after)).start as usize, before, "{word}");
        }
        let end = edited.text.len() as u32;
        assert_eq!(edited.original(file, Span::new(file, end, end)).end as usize, TEXT.len());
    }
}
