//! How deep a Python text may nest, judged before it is parsed: the parser goes down one call for each level.
//!
//! Both bounds lie above the true depth, so a text within them cannot exhaust the stack that
//! [`read`](super::read) gives the parser.

/// Brackets nest at most this deep.
const MOST_BRACKETS: usize = 100;
/// Blocks nest at most this deep, as in Python itself.
const MOST_BLOCKS: usize = 100;
/// Operators, dots and prefix words in one expression, commas apart.
const MOST_OPERATORS: usize = 3_000;

/// The byte at which `text` nests too deeply, and what does.
pub fn too_deep(text: &str) -> Option<(usize, &'static str)> {
    let found = scan(text, false)?;
    // The first look takes strings and comments for code. Formatted strings do hold code.
    let lower = text.to_ascii_lowercase();
    let formatted = ["f\"", "f'", "t\"", "t'", "fr", "rf"].iter().any(|prefix| lower.contains(prefix));
    if formatted { Some(found) } else { scan(text, true) }
}

fn scan(text: &str, skip_strings: bool) -> Option<(usize, &'static str)> {
    let bytes = text.as_bytes();
    // Operators seen in each open bracket, the words `lambda` among them apart: a comma does not end those.
    let mut levels: Vec<(u8, usize, usize)> = vec![(b'\n', 0, 0)];
    let mut blocks: Vec<usize> = Vec::new();
    let mut total = 0;
    let mut at = 0;
    let mut line_start = true;
    while let Some(&byte) = bytes.get(at) {
        if line_start {
            let indent = bytes.iter().skip(at).take_while(|b| matches!(b, b' ' | b'\t')).count();
            blocks.retain(|open| *open < indent);
            blocks.push(indent);
            if blocks.len() > MOST_BLOCKS {
                return Some((at, "blocks"));
            }
            line_start = false;
        }
        if skip_strings && (byte == b'#' || byte == b'"' || byte == b'\'') {
            at = skip(bytes, at);
            continue;
        }
        let word = byte.is_ascii_alphabetic() || byte == b'_';
        if word {
            let length = bytes.iter().skip(at).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
            let text = bytes.get(at..at + length).unwrap_or_default();
            if let Some(level) = levels.last_mut() {
                match text {
                    b"lambda" => {
                        level.2 += 1;
                        total += 1;
                    }
                    b"not" | b"await" | b"else" | b"yield" | b"from" | b"and" | b"or" | b"in" | b"is" | b"if"
                    | b"for" => {
                        level.1 += 1;
                        total += 1;
                    }
                    _ => {}
                }
            }
            at += length.max(1);
            continue;
        }
        match byte {
            b'(' | b'[' | b'{' => {
                levels.push((byte, 0, 0));
                if levels.len() > MOST_BRACKETS {
                    return Some((at, "brackets"));
                }
            }
            b')' | b']' | b'}' => {
                let opener = match byte {
                    b')' => b'(',
                    b']' => b'[',
                    _ => b'{',
                };
                // A closer of another kind closes nothing: the parser may go on inside.
                if levels.last().is_some_and(|level| level.0 == opener)
                    && let Some((_, operators, lambdas)) = levels.pop()
                {
                    total -= operators + lambdas;
                    // What follows applies to what was in the bracket.
                    if let Some(level) = levels.last_mut() {
                        level.1 += 1;
                        total += 1;
                    }
                }
            }
            b',' => {
                if let Some(level) = levels.last_mut() {
                    total -= level.1;
                    level.1 = 0;
                }
            }
            b'\n' => {
                line_start = true;
                if let [level] = &mut levels[..] {
                    total = 0;
                    (level.1, level.2) = (0, 0);
                }
            }
            b'+' | b'-' | b'~' | b'*' | b'/' | b'%' | b'@' | b'&' | b'|' | b'^' | b'<' | b'>' | b'=' | b'.' | b':' => {
                if let Some(level) = levels.last_mut() {
                    level.1 += 1;
                    total += 1;
                }
            }
            _ => {}
        }
        if total > MOST_OPERATORS {
            return Some((at, "operators"));
        }
        at += 1;
    }
    None
}

/// The byte after the comment or string that begins at `at`.
fn skip(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let Some(&quote) = rest.first() else { return at + 1 };
    if quote == b'#' {
        return at + rest.iter().position(|b| *b == b'\n').unwrap_or(rest.len());
    }
    let triple = rest.starts_with(&[quote, quote, quote]);
    let mut index = if triple { 3 } else { 1 };
    while let Some(&byte) = rest.get(index) {
        if byte == b'\\' {
            index += 2;
        } else if triple && rest.get(index..).is_some_and(|r| r.starts_with(&[quote, quote, quote])) {
            return at + index + 3;
        } else if !triple && (byte == quote || byte == b'\n') {
            return at + index + 1;
        } else {
            index += 1;
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_scripts_pass_whatever_their_comments_hold() {
        let text = format!("x = [\n{}]\n{}", "  (1, -2), # :( - - -\n".repeat(3000), "# ---- (((( \n".repeat(500));
        assert_eq!(too_deep(&text), None);
        assert_eq!(too_deep(&format!("r = w{}", ".box(1, 1, 1)".repeat(900))), None);
    }

    #[test]
    fn each_way_to_nest_is_found() {
        let deep = |text: String| too_deep(&text).map(|found| found.1);
        assert_eq!(deep("(".repeat(200)), Some("brackets"));
        assert_eq!(deep("(]".repeat(200)), Some("brackets"));
        assert_eq!(deep(format!("f\"'\" {}", "[".repeat(200))), Some("brackets"));
        assert_eq!(deep("-".repeat(9000)), Some("operators"));
        assert_eq!(deep("lambda a, b: ".repeat(9000)), Some("operators"));
        assert_eq!(deep("not ".repeat(9000)), Some("operators"));
        assert_eq!(deep(format!("a{}", "()".repeat(9000))), Some("operators"));
        let blocks: String = (0..300).map(|i| format!("{}if x:\n", " ".repeat(i))).collect();
        assert_eq!(deep(blocks), Some("blocks"));
    }
}
