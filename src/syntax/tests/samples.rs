//! Programs that tests start from: those of the repository, small ones around every rule, mutations of both.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use super::sentences::Sentences;
use crate::syntax::lexer;
use crate::text::FileId;

/// The files below `folders` of the repository with this ending.
fn files(folders: &[&str], ending: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| found == ending) {
                found.push((path.clone(), std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(found.len() >= 10, "the files are there");
    found
}

/// Every program of the library and the corpus.
pub(crate) fn programs() -> Vec<(PathBuf, String)> {
    files(&["stdlib", "corpus"], "recad")
}

/// The programs of the conformance suite, right and wrong.
pub(crate) fn conformance() -> Vec<String> {
    let cases = files(&["tests/conformance"], "cases");
    let cases = cases.iter().flat_map(|(_, text)| text.split("\n=== "));
    // A title and the covered rules stand before the program, what is expected behind `---`.
    let programs = cases.filter_map(|case| case.split("\n---\n").next()?.splitn(3, '\n').nth(2));
    programs.map(str::to_owned).collect()
}

/// The seeds of the generated and the mutated texts.
pub(crate) const SEEDS: Range<u64> = 0..200;
/// How many texts of each sort a seed stands for.
pub(crate) const PER_SEED: usize = 500;

/// Sentences of the grammar.
pub(crate) fn generated(seed: u64) -> impl Iterator<Item = String> {
    let mut sentences = Sentences::new(seed);
    (0..PER_SEED).map(move |_| sentences.sentence())
}

/// Programs and pieces of programs of the library, the corpus, the conformance suite and the generator.
static ORIGINALS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut originals: Vec<String> = PROGRAMS.iter().map(|text| (*text).to_owned()).collect();
    for (_, text) in programs() {
        let lines: Vec<&str> = text.lines().collect();
        originals.extend(lines.chunks(12).map(|lines| lines.join("\n")));
    }
    originals.extend(conformance());
    originals.extend(generated(u64::MAX));
    originals
});

/// Programs with a few of their tokens changed.
pub(crate) fn mutated(seed: u64) -> impl Iterator<Item = String> {
    let mut random = Random(seed);
    (0..PER_SEED).map(move |_| {
        let original = random.below(ORIGINALS.len());
        mutate(&ORIGINALS[original], &mut random)
    })
}

/// Small programs, right and wrong, around every rule.
pub(crate) const PROGRAMS: &[&str] = &[
    "",
    "recad 0.1",
    "recad 0.1 units inch let a = 1",
    "units mm\nunits mm",
    "let recad = 1 let b = recad",
    "recad = 1",
    "\u{feff}let a = 1",
    " \u{feff}let a = 1",
    "let a = 1\r\nlet b = 2\r\n",
    "use \"std:gear\": spur, rack as toothed\nuse \"x\": y",
    "use \"std:gear\": spur,",
    "use \"std:gear\"",
    "param a = 3mm in 1mm..=4mm step 0.5mm",
    "param a: Int = 3 in [1, 2, 3]",
    "param a = 3 in 1..4",
    "param a = 3 step 1 in 1..4",
    "param a",
    "fn f()",
    "fn f() -> Solid fn g(x) = x",
    "fn f<S: Face | Solid, T>(a: S, b: [T] = [1], c: (A, B) = (1, 2),) -> fn(S, T) -> #{a: A, b: [B],} = a",
    "fn f<>(a) = a",
    "fn f<S: Shape>= 1",
    "fn f<T>(x: fn() -> fn() -> T) -> fn(A) -> B",
    "fn f(x: (A)) = x",
    "fn f(x: ()) = x",
    "fn f(,) = 1",
    "fn f(a b) = 1",
    "fn f(a,,b) = 1",
    "let a: #{} = #{}",
    "let a = #{a = 1, b = 2,}",
    "let a = #{a: 1}",
    "let a = 1 + 2 - 3 * 4 / 5 % 6 ^ 7 & 8",
    "let a = -b ^ -c ^ d",
    "let a = - - b",
    "let a = a--b",
    "let a = a->b",
    "let a = a - > b",
    "let a = not not b and c or d and not e",
    "let a = a + not b",
    "let a = not a == b",
    "let a = (not a) == b",
    "let a = a < b",
    "let a = a < b < c",
    "let a = a <= b == c",
    "let a = a = b",
    "let a = a===b",
    "let a = a =!= b",
    "let a = f(x, y = 2, z = x == 3,)",
    "let a = f(x = y = 2)",
    "let a = f(x y)",
    "let a = f(,)",
    "let a = f(x,,y)",
    "let a = f()()[1][2].b.c(d)(e)",
    "let a = f.if",
    "let a = 1.x",
    "let a = 1.",
    "let a = .5",
    "let a = 1.5.x",
    "let a = 1e5mm + 1E-3 + 1e + 1e_5 + 1_000.000_1e+1_0in",
    "let a = 1e+",
    "let a = 1..2",
    "let a = [1..2]",
    "let a = [..b, ..c, d]",
    "let a = [..=b]",
    "let a = [...b]",
    "let a = [ ]",
    "let a = [,]",
    "let a = [1,]",
    "let a = [1 2]",
    "let a = [i for i in 0..3]",
    "let a = [i for i in 0..=3 if i > 1 for j in [1, 2] if j == i for k in l]",
    "let a = [i, for i in 0..3]",
    "let a = [i for i in 0..3, 4]",
    "let a = [..i for i in b]",
    "let a = [i for i in if a { b } else { c } if d]",
    "let a = [i for i in if a { 1 } else { 2 }..3]",
    "let a = (1)",
    "let a = (1,)",
    "let a = (1, 2, 3,)",
    "let a = ()",
    "let a = if a { b } else { c }",
    "let a = if a { b } else if c { d } else { e }",
    "let a = if a { b }",
    "let a = if a { b } else c",
    "let a = if { b } { c } else { d }",
    "let a = if if a { b } else { c } { d } else { e }",
    "let a = 1 + if a { b } else { c }",
    "let a = if a { b } else { c } + 1",
    "let a = |x| x",
    "let a = || 1",
    "let a = |||| 1",
    "let a = |x, y: Int = 3| |z| x + y",
    "let a = |x = |y| y| x",
    "let a = |x = || 1| x",
    "let a = |x = a||b| c",
    "let a = |x = || |z| z| w",
    "let a = |x,| x",
    "let a = b |c| d",
    "let a = b || c",
    "let a = b && c",
    "let a = b ** c",
    "let a = b |> c",
    "let a = !b",
    "let a = { let b = 1; assert b == 1, \"x\"; b }",
    "let a = { let b = 1 b }",
    "let a = { let b = 1; }",
    "let a = { b; }",
    "let a = { b; c }",
    "let a = { }",
    "let a = { part b = 1; b }",
    "let a = {{{1}}}",
    "let a = \"\"",
    "let a = \"text \\\" \\\\ \\n \\t \\{ \\} // no comment ✓ \0\"",
    "let a = \"{b}{c + \"{d}\"} e { { let f = 1; f } } \"",
    "let a = \"{b\n}\"",
    "let a = \"{}\"",
    "let a = \"{b\"",
    "let a = \"{b",
    "let a = \"b\nlet c = \"d\"",
    "let a = \"b\n\"",
    "let a = \"}\"",
    "let a = \"\\q\"",
    "let a = \"\\",
    "let a = \"{ // comment } \n b }\"",
    "let a = 'b'",
    "assert a, \"b\" assert c",
    "assert a,",
    "assert a, b, c",
    "test \"a\" { let b = 1; assert b; }",
    "test \"a\" { }",
    "test \"a\" { b }",
    "test a { }",
    "test \"a\" { let b = 1 }",
    "part a = b part c = d",
    "part a = b;",
    "part = b",
    "let let = 1",
    "let step = 1",
    "a",
    "f(x)",
    ")",
    "let a = (1",
    "let a = (1]",
    "let a = [(1]",
    "let a = b) let c = 1",
    "// comment",
    "/// doc\nlet a = 1 //! head",
    "/* no */ let a = 1",
    "# no\nlet a = 1",
    "let a = #b",
    "let a = é",
    "let a = 2×3",
    "let a\u{a0}= 1",
    "let a = b c",
    "let a = b let",
    "let a: = 1",
    "let a: [ = 1",
    "let a: [T = 1",
    "let a: fn(T) = 1",
    "let a: fn = 1",
    "let a = b.(c)",
    "let a = b[..c]",
    "let a = b[]",
    "let a = b[1, 2]",
];

/// A small deterministic generator (splitmix64).
pub(crate) struct Random(pub u64);

impl Random {
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % bound.max(1) as u64) as usize
    }
}

/// `text` with a few tokens deleted, doubled, swapped, replaced or inserted.
pub(crate) fn mutate(text: &str, random: &mut Random) -> String {
    const PIECES: &[&str] = &[
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "#{",
        ",",
        ";",
        ":",
        "=",
        "==",
        "<",
        ">",
        "<=",
        ">=",
        "!=",
        "+",
        "-",
        "*",
        "/",
        "%",
        "^",
        "&",
        "|",
        "->",
        ".",
        "..",
        "..=",
        "\"",
        "\\",
        "if",
        "else",
        "for",
        "in",
        "let",
        "fn",
        "param",
        "part",
        "assert",
        "test",
        "use",
        "as",
        "units",
        "step",
        "and",
        "or",
        "not",
        "true",
        "recad",
        "x",
        "1",
        "2.5mm",
        "1e3",
        "\"s\"",
        "\"a{x}b\"",
        "// c\n",
        "\n",
        " ",
        "#",
        "!",
        "'",
        "$",
        "é",
        "\0",
        "if x { y } else { z }",
        "|x| y",
        "[x for y in z]",
        "{ let x = 1; x }",
    ];
    let lexed = lexer::lex(FileId(0), text);
    let mut tokens: Vec<&str> = (0..lexed.kinds.len()).map(|i| lexed.text(text, i)).collect();
    for _ in 0..1 + random.below(3) {
        let at = random.below(tokens.len() + 1);
        let piece = PIECES[random.below(PIECES.len())];
        match random.below(5) {
            0 if at < tokens.len() => drop(tokens.remove(at)),
            1 if at < tokens.len() => tokens.insert(at, tokens[at]),
            2 if at + 1 < tokens.len() => tokens.swap(at, at + 1),
            3 if at < tokens.len() => tokens[at] = piece,
            _ => tokens.insert(at.min(tokens.len()), piece),
        }
    }
    tokens.concat()
}
