use std::ops::Range;

/// Text in place of other text.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Edit {
    pub range: Range<usize>,
    pub text: String,
}

/// The text with edits made; of such that overlap the first in the text, and of those at one place the widest.
pub(super) fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for edit in edits.into_iter() {
        if edit.range.start >= done && edit.range.end >= edit.range.start {
            result.push_str(&text[done..edit.range.start]);
            result.push_str(&edit.text);
            done = edit.range.end;
        }
    }
    result.push_str(&text[done..]);
    result
}
