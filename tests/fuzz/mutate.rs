//! Mutations that know tokens: half of what libFuzzer tries, so that more than the lexer sees news.

use recad::syntax::{SyntaxToken, parse};
use recad::text::FileId;

/// Changes the text in `data` in place, up to `max` bytes; the new length.
pub fn mutate(data: &mut [u8], size: usize, max: usize, seed: u32) -> usize {
    let mut random = Random(u64::from(seed) << 1 | 1);
    let text = match std::str::from_utf8(&data[..size]) {
        Ok(text) if random.below(2) == 0 => text,
        _ => return libfuzzer_sys::fuzzer_mutate(data, size, max),
    };
    let tree = parse(FileId::default(), text).syntax();
    let mut tokens: Vec<SyntaxToken> = tree.descendants_with_tokens().filter_map(|found| found.into_token()).collect();
    if tokens.is_empty() {
        return libfuzzer_sys::fuzzer_mutate(data, size, max);
    }
    for _ in 0..=random.below(3) {
        let (a, b) = (random.below(tokens.len()), random.below(tokens.len()));
        match random.below(6) {
            0 if tokens.len() > 1 => drop(tokens.remove(a)),
            1 => tokens.insert(a, tokens[b].clone()),
            2 => tokens.swap(a, b),
            // A piece elsewhere once more.
            3 => {
                let piece: Vec<_> = tokens[b..].iter().take(1 + random.below(12)).cloned().collect();
                tokens.splice(a..a, piece);
            }
            // One of the same kind, so that the text still parses.
            4 => {
                let same: Vec<_> = tokens.iter().filter(|token| token.kind() == tokens[a].kind()).cloned().collect();
                tokens[a] = same[random.below(same.len())].clone();
            }
            _ => tokens[a] = tokens[b].clone(),
        }
    }
    let text: String = tokens.iter().map(|token| token.text()).collect();
    let mut length = text.len().min(max).min(data.len());
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    data[..length].copy_from_slice(&text.as_bytes()[..length]);
    length
}

/// xorshift: what libFuzzer gives is one number a mutation.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end as u64) as usize
    }
}
