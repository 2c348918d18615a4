//! How many tokens a language model sees in a text, without its vocabulary.

/// An upper estimate of the tokens of a text for byte-pair vocabularies of current models: a token for every four letters
/// of a word begun, for every three digits, for every two other signs and for every line end; spaces belong to the word after them.
///
/// Measured against real vocabularies on the compact reference: see `tests/oracles/README.md`.
pub fn estimate(text: &str) -> usize {
    #[derive(PartialEq, Clone, Copy)]
    enum Kind {
        Letters,
        Digits,
        Signs,
        Space,
        Line,
    }
    let kind = |c: char| match c {
        '\n' => Kind::Line,
        c if c.is_whitespace() => Kind::Space,
        c if c.is_alphabetic() => Kind::Letters,
        c if c.is_ascii_digit() => Kind::Digits,
        _ => Kind::Signs,
    };
    let mut tokens = 0;
    let mut rest = text.chars().peekable();
    while let Some(first) = rest.next() {
        let run = kind(first);
        let mut length = 1;
        while rest.next_if(|c| kind(*c) == run).is_some() {
            length += 1;
        }
        tokens += match run {
            Kind::Letters if length <= 6 => 1,
            Kind::Letters => (length as usize).div_ceil(4),
            Kind::Digits => (length as usize).div_ceil(3),
            Kind::Signs => (length as usize).div_ceil(2),
            Kind::Space => usize::from(length > 1),
            Kind::Line => 1,
        };
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::estimate;

    #[test]
    fn words_signs_and_lines_count() {
        assert_eq!(estimate("let a = 1\n"), 5);
        assert_eq!(estimate("pattern_circular"), 2 + 1 + 2);
        assert_eq!(estimate(""), 0);
    }
}
