//! Wrong programs of every sort give diagnostics, never a panic, and never take long.

use super::{cases, check_text};

/// A small generator with a fixed seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut previous = None;
    for (at, c) in text.char_indices() {
        let class = if c.is_alphanumeric() || c == '_' { 0 } else { 1 + at };
        if previous.is_some_and(|previous| previous != class) {
            pieces.push(&text[start..at]);
            start = at;
        }
        previous = Some(class);
    }
    pieces.push(&text[start..]);
    pieces
}

#[test]
fn mutated_programs_never_panic() {
    let data = [
        include_str!("names.recad"),
        include_str!("types.recad"),
        include_str!("units.recad"),
        include_str!("modules.recad"),
        include_str!("../../../stdlib/pattern.recad"),
        include_str!("../../../stdlib/gear.recad"),
    ];
    let mut texts: Vec<String> =
        data[..4].iter().flat_map(|data| cases(data)).map(|case| case.modules[0].1.clone()).collect();
    texts.extend(data[4..].iter().map(|text| (*text).to_owned()));
    let all: Vec<String> = texts.iter().flat_map(|text| pieces(text)).map(str::to_owned).collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for text in &texts {
        for _ in 0..12 {
            let mut pieces: Vec<&str> = pieces(text);
            for _ in 0..=random.below(3) {
                let at = random.below(pieces.len());
                match random.below(3) {
                    0 => drop(pieces.remove(at)),
                    1 => pieces.insert(at, all[random.below(all.len())].as_str()),
                    _ => pieces[at] = all[random.below(all.len())].as_str(),
                }
                if pieces.is_empty() {
                    break;
                }
            }
            let mutated = pieces.concat();
            let (_, found) = check_text(&mutated);
            for diagnostic in found {
                assert!(!diagnostic.message.is_empty());
            }
        }
    }
}

#[test]
fn many_names_and_many_errors_take_linear_time() {
    let unknown: String = (0..20_000).map(|index| format!("let a{index} = b{index} + 1\n")).collect();
    assert_eq!(check_text(&unknown).1.len(), crate::sema::found::MOST);
    let block: String = (0..20_000).map(|index| format!("let a{} = a{index} + a0;\n", index + 1)).collect();
    let (_, found) = check_text(&format!("fn f(a0) = {{ {block} a20000 }}"));
    assert!(found.is_empty());
    let captures: String = (0..5_000).map(|index| format!("let a{index} = {index};\n")).collect();
    let uses: String = (0..5_000).map(|index| format!(" + a{index}")).collect();
    let (_, found) = check_text(&format!("fn f() = {{ {captures} |x| x{uses} }}"));
    assert!(found.is_empty());
}

#[test]
fn long_chains_of_functions_are_inferred_without_recursion() {
    let chain: String = (0..20_000).map(|index| format!("fn f{index}(x: Length) = f{}(x)\n", index + 1)).collect();
    let text = format!("{chain}fn f20000(x: Length) = 2 * x\nlet a = f0(3) + 1deg\n");
    let (_, found) = check_text(&text);
    let names: Vec<&str> = found.iter().map(|diagnostic| diagnostic.name.as_str()).collect();
    assert_eq!(names, ["unit/mismatch"]);
}

#[test]
fn circles_of_functions_and_values_end() {
    let (_, found) = check_text("fn f(x) = g(x)\nfn g(x) = f(x)\nlet a = h()\nfn h() = a + f(1)\nlet b = |x| b(x)\n");
    let names: Vec<&str> = found.iter().map(|diagnostic| diagnostic.name.as_str()).collect();
    assert_eq!(names, ["name/self-reference"]);
}
