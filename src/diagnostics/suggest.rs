//! "Did you mean": the nearest known name to a misspelt one.

/// A name near the one written.
#[derive(Debug, PartialEq)]
pub struct Suggestion<'a> {
    /// The known name.
    pub name: &'a str,
    /// Whether it is certainly meant: one slip away, nothing else as near, and long enough to judge.
    pub certain: bool,
}

/// The candidate nearest to `written`, if any is near; ties go to the alphabetically first.
pub fn nearest<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<Suggestion<'a>> {
    /// Longer names are not compared: the cost is quadratic and the benefit nil.
    const LONGEST: usize = 64;
    if written.is_empty() || written.len() > LONGEST {
        return None;
    }
    // In a word of one or two letters only the case may be wrong.
    let letters = written.chars().count();
    let limit = if letters < 3 { 1 } else { (letters / 3).min(3) };
    let mut best: Option<(usize, &str)> = None;
    let mut tied = false;
    for candidate in candidates {
        if candidate.len() > LONGEST || candidate.len().abs_diff(written.len()) > limit || candidate == written {
            continue;
        }
        let distance = distance(written, candidate);
        if distance > limit || (letters < 3 && !candidate.eq_ignore_ascii_case(written)) {
            continue;
        }
        match best {
            Some((least, name)) if (least, name) < (distance, candidate) => tied |= least == distance,
            Some((_, name)) if name == candidate => {}
            previous => {
                tied = previous.is_some_and(|(least, _)| least == distance);
                best = Some((distance, candidate));
            }
        }
    }
    best.map(|(distance, name)| Suggestion {
        name,
        certain: distance == 1
            && !tied
            && (letters.min(name.chars().count()) >= 3 || (letters == 2 && name.eq_ignore_ascii_case(written))),
    })
}

/// Insertions, deletions, substitutions and swaps of neighbours; a difference of case alone counts one.
fn distance(a: &str, b: &str) -> usize {
    if a.eq_ignore_ascii_case(b) {
        return usize::from(a != b);
    }
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before = vec![0; b.len() + 1];
    let mut previous: Vec<usize> = (0..=b.len()).collect();
    let mut current = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        current[0] = i;
        for j in 1..=b.len() {
            let substitution = previous[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = substitution.min(previous[j] + 1).min(current[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            current[j] = least;
        }
        std::mem::swap(&mut before, &mut previous);
        std::mem::swap(&mut previous, &mut current);
    }
    previous[b.len()]
}

/// The most characters that a list of names or a type takes in a message.
const LONGEST_LIST: usize = 240;

/// Names for a message, each in backquotes; the first ones of very many or very long names.
pub fn listed<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut text = String::new();
    for name in names {
        let separator = if text.is_empty() { "" } else { ", " };
        if text.len() + name.len() > LONGEST_LIST {
            return text + separator + "…";
        }
        text += &format!("{separator}`{name}`");
    }
    text
}

/// The beginning of a text that is too long for a message, or the text.
pub fn shortened(text: &str) -> String {
    match text.char_indices().nth(LONGEST_LIST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_one_name_a_slip_away_and_is_sure_of_it() {
        let names = ["circle", "line", "extrude", "box"];
        assert_eq!(nearest("cirlce", names.into_iter()), Some(Suggestion { name: "circle", certain: true }));
        assert_eq!(nearest("extrud", names.into_iter()), Some(Suggestion { name: "extrude", certain: true }));
        assert_eq!(nearest("Circle", names.into_iter()), Some(Suggestion { name: "circle", certain: true }));
        assert_eq!(nearest("zzz", names.into_iter()), None);
    }

    #[test]
    fn is_not_sure_between_two_names_equally_near() {
        assert_eq!(nearest("hold", ["hole", "bold"].into_iter()), Some(Suggestion { name: "bold", certain: false }));
    }

    #[test]
    fn the_order_of_candidates_does_not_matter() {
        let forward = nearest("holes", ["hole", "poles", "holed"].into_iter());
        let backward = nearest("holes", ["holed", "poles", "hole"].into_iter());
        assert_eq!(forward, backward);
    }
}
