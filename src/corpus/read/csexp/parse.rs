//! S-expressions → terms in one list, each after the terms inside it.

use std::ops::Range;

/// A term: an atom, or a list with a head.
#[derive(Clone, Debug, PartialEq)]
pub struct Term<'t> {
    /// The atom, or the first word of the list.
    pub head: &'t str,
    /// The terms behind the head, by their places in the list of all terms.
    pub operands: Vec<usize>,
    /// Whether it stands in parentheses.
    pub list: bool,
    /// Its bytes in the text.
    pub span: Range<usize>,
}

/// Where a text is no s-expression and why.
#[derive(Debug, PartialEq)]
pub struct Fault {
    /// A byte of the text.
    pub offset: usize,
    /// The rule that is broken.
    pub message: &'static str,
}

/// The terms of a text that is one s-expression, operands before what they are in; the whole is the last.
pub fn parse(text: &str) -> Result<Vec<Term<'_>>, Fault> {
    let mut terms: Vec<Term> = Vec::new();
    // Lists that are open: where they begin, their head and operands so far.
    let mut open: Vec<(usize, Option<&str>, Vec<usize>)> = Vec::new();
    let mut whole = None;
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let first = rest.as_bytes()[0];
        if first.is_ascii_whitespace() {
            at += 1;
            continue;
        }
        if whole.is_some() {
            return Err(Fault { offset: at, message: "something stands behind the end of the expression" });
        }
        let length = match first {
            b'(' | b')' => 1,
            _ => rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '(' | ')')).unwrap_or(rest.len()),
        };
        let word = &rest[..length];
        let end = at + length;
        let term = match first {
            b'(' => {
                open.push((at, None, Vec::new()));
                at = end;
                continue;
            }
            b')' => {
                let Some((start, head, operands)) = open.pop() else {
                    return Err(Fault { offset: at, message: "a parenthesis closes that none opens" });
                };
                let Some(head) = head else {
                    return Err(Fault { offset: start, message: "a list begins with a word" });
                };
                Term { head, operands, list: true, span: start..end }
            }
            _ => {
                if let Some((_, head @ None, _)) = open.last_mut() {
                    *head = Some(word);
                    at = end;
                    continue;
                }
                Term { head: word, operands: Vec::new(), list: false, span: at..end }
            }
        };
        match open.last_mut() {
            Some((start, None, _)) => return Err(Fault { offset: *start, message: "a list begins with a word" }),
            Some((_, _, operands)) => operands.push(terms.len()),
            None => whole = Some(terms.len()),
        }
        terms.push(term);
        at = end;
    }
    match (open.last(), whole) {
        (Some((start, ..)), _) => Err(Fault { offset: *start, message: "this parenthesis is never closed" }),
        (None, None) => Err(Fault { offset: text.len(), message: "there is no expression" }),
        (None, Some(_)) => Ok(terms),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operands_stand_before_what_they_are_in() {
        let text = "(Affine Trans (Vec3 1 -2 3)\n Empty)";
        let terms = parse(text).unwrap();
        let heads: Vec<&str> = terms.iter().map(|term| term.head).collect();
        assert_eq!(heads, ["Trans", "1", "-2", "3", "Vec3", "Empty", "Affine"]);
        assert_eq!(terms[6].operands, [0, 4, 5]);
        assert_eq!(&text[terms[4].span.clone()], "(Vec3 1 -2 3)");
        assert!(terms[4].list && !terms[5].list);
    }

    #[test]
    fn a_text_that_is_not_one_expression_says_where() {
        let fault = |text: &str| parse(text).map(|_| ()).unwrap_err().offset;
        assert_eq!(fault(""), 0);
        assert_eq!(fault("(A (B)"), 0);
        assert_eq!(fault("(A))"), 3);
        assert_eq!(fault("A B"), 2);
        assert_eq!(fault("(A ())"), 3);
        assert_eq!(fault("((A) B)"), 0);
        assert!(parse(&"(A ".repeat(100_000)).is_err());
        assert_eq!(parse(&("(A ".repeat(100_000) + "B" + &")".repeat(100_000))).unwrap().len(), 100_001);
    }
}
