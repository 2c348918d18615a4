//! Programs with one error, whose repair is known.

use crate::corpus::synth::draw::Draw;

/// How a program is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A parenthesis is lost.
    Parenthesis,
    /// A name is misspelt where it is used.
    Name,
    /// A length is given in degrees.
    Unit,
    /// A function is misspelt.
    Function,
    /// The last argument of a call is lost.
    Argument,
    /// A default lies far outside its range.
    Range,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Fault; 6] =
        [Fault::Parenthesis, Fault::Name, Fault::Unit, Fault::Function, Fault::Argument, Fault::Range];

    /// Its name in examples.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Parenthesis => "parenthesis",
            Fault::Name => "name",
            Fault::Unit => "unit",
            Fault::Function => "function",
            Fault::Argument => "argument",
            Fault::Range => "range",
        }
    }
}

/// The text with a fault, where it offers a place for it. Whether that is an error is the compiler's to say.
pub fn broken(text: &str, fault: Fault, draw: &mut Draw) -> Option<String> {
    // Below the module comment and the documentation there is only code and line comments.
    let code: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some((start, line))
        })
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .collect();
    let places = |pattern: &str| -> Vec<usize> {
        code.iter().flat_map(|(start, line)| line.match_indices(pattern).map(move |(at, _)| start + at)).collect()
    };
    let replaced = |at: usize, len: usize, by: &str| {
        let (head, tail) = (text.get(..at)?, text.get(at + len..)?);
        Some(format!("{head}{by}{tail}"))
    };
    match fault {
        Fault::Parenthesis => replaced(draw.one(&places(")"))?, 1, ""),
        Fault::Unit => {
            let units: Vec<usize> = code
                .iter()
                .filter(|(_, line)| line.starts_with("param "))
                .filter_map(|(start, line)| Some(start + line.find("mm")?))
                .collect();
            replaced(draw.one(&units)?, 2, "deg")
        }
        Fault::Function => {
            let function = draw.one(&["circle", "rect", "extrude", "polygon", "face", "rounded_rect", "slot"])?;
            let calls = places(&format!("{function}("));
            let at = draw.one(&calls)?;
            replaced(at, function.len(), &misspelt(function, draw)?)
        }
        Fault::Name => {
            let names: Vec<&str> = code
                .iter()
                .filter_map(|(_, line)| line.strip_prefix("param ").or_else(|| line.strip_prefix("let ")))
                .filter_map(|rest| rest.split([' ', ':']).next())
                .filter(|name| name.len() > 3)
                .collect();
            let name = draw.one(&names)?;
            let word = |byte: Option<&u8>| byte.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
            let bytes = text.as_bytes();
            // The first place is where it is defined.
            let uses: Vec<usize> = places(name)
                .into_iter()
                .filter(|at| !word(at.checked_sub(1).and_then(|at| bytes.get(at))) && !word(bytes.get(at + name.len())))
                .skip(1)
                .collect();
            replaced(draw.one(&uses)?, name.len(), &misspelt(name, draw)?)
        }
        Fault::Argument => {
            let ends: Vec<(usize, usize)> = places(")")
                .into_iter()
                .filter_map(|end| {
                    let head = text.get(..end)?;
                    let comma = head.rfind(", ")?;
                    // The argument is a plain one.
                    (!head.get(comma..)?.contains(['(', ')', '[', ']', '\n'])).then_some((comma, end - comma))
                })
                .collect();
            let (at, len) = draw.one(&ends)?;
            replaced(at, len, "")
        }
        Fault::Range => {
            let defaults: Vec<(usize, usize)> = code
                .iter()
                .filter(|(_, line)| line.starts_with("param ") && line.contains(" in "))
                .filter_map(|(start, line)| {
                    let from = line.find("= ")? + 2;
                    let digits = line.get(from..)?.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
                    (digits > 0).then_some((start + from, digits))
                })
                .collect();
            let (at, len) = draw.one(&defaults)?;
            let value: f64 = text.get(at..at + len)?.parse().ok()?;
            replaced(at, len, &(value * 1000.0).to_string())
        }
    }
}

/// A word with two neighbouring letters exchanged.
fn misspelt(word: &str, draw: &mut Draw) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let places: Vec<usize> = (1..letters.len().saturating_sub(1)).filter(|i| letters[*i] != letters[*i + 1]).collect();
    let at = draw.one(&places)?;
    let mut letters = letters;
    letters.swap(at, at + 1);
    Some(letters.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "//! A (mm) disc.\n\n/// The (mm) size.\nparam outer_d = 80mm in 40mm..=200mm\n\n\
        part disc = circle((0, 0), outer_d / 2).on(XY).extrude(12)\n";

    #[test]
    fn every_fault_is_in_the_code_and_only_there() {
        for fault in Fault::ALL {
            let mut draw = Draw::new(1, fault as u64);
            let texts: Vec<String> = (0..20).filter_map(|_| broken(TEXT, fault, &mut draw)).collect();
            assert!(!texts.is_empty(), "{fault:?}");
            for text in texts {
                assert_ne!(text, TEXT, "{fault:?}");
                assert!(text.starts_with("//! A (mm) disc.\n\n/// The (mm) size.\nparam "), "{fault:?}: {text}");
            }
        }
    }
}
