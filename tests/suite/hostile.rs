//! A seeded stream of candidates that mean no good: for the test of the stream and for `benches/reward.rs`.
//!
//! Every line is a function of the seed and its number. About half are real programs with a few pieces changed, a
//! quarter are built to be wrong or heavy in one known way, the rest is noise and lines that are no requests.

use std::fmt::Write;

use serde_json::{Value, json};

/// SplitMix64 (Steele et al. 2014).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// The lines, given references to be hostile to.
pub struct Hostile {
    seed: u64,
    references: Vec<String>,
}

/// Lines that share a reference, as the candidates of a group do.
const GROUP: u64 = 8;
/// One line in so many takes seconds or much memory.
const HEAVY: u64 = 20_000;

impl Hostile {
    /// References are programs that build.
    pub fn new(seed: u64, references: Vec<String>) -> Hostile {
        assert!(!references.is_empty());
        Hostile { seed, references }
    }

    /// Line `number`, without its end; its id is the number wherever it is a JSON object.
    pub fn line(&self, number: u64) -> Vec<u8> {
        let group = Random(self.seed ^ (number / GROUP)).next();
        let reference = &self.references[(group % self.references.len() as u64) as usize];
        let mut random = Random(self.seed.wrapping_mul(31).wrapping_add(number));
        if number % HEAVY == HEAVY / 2 {
            return request(number, reference, &heavy(&mut random));
        }
        match random.below(100) {
            0..2 => no_request(number, reference, &mut random),
            2..8 => request(number, reference, &noise(&mut random)),
            8..28 => request(number, reference, &wrong(&mut random)),
            28..33 => {
                let other = random.below(self.references.len());
                request(number, &self.references[other], reference)
            }
            33..50 => request(number, reference, &shifted(reference, &mut random)),
            _ => {
                let other = random.below(self.references.len());
                request(number, reference, &mutated(reference, &self.references[other], &mut random))
            }
        }
    }
}

fn request(number: u64, reference: &str, candidate: &str) -> Vec<u8> {
    json!({"id": number, "reference": reference, "candidate": candidate}).to_string().into_bytes()
}

/// Lines that ask for nothing, and a few that ask oddly.
fn no_request(number: u64, reference: &str, random: &mut Random) -> Vec<u8> {
    let line: Value = match random.below(10) {
        0 => return Vec::new(),
        1 => return b"}{".to_vec(),
        2 => return vec![b'[', 0xff, 0xfe, 0, b']'],
        3 => return "[".repeat(random.below(5000)).into_bytes(),
        4 => json!({"id": number, "candidate": "part a = box(1, 1, 1)"}),
        5 => json!({"id": number, "candidate": 5, "reference": reference}),
        6 => json!({"id": number, "candidate": "part a = box(1, 1, 1)", "reference": reference, "level": "huge"}),
        7 => json!({"id": number, "candidate": "part a = box(1, 1, 1)", "reference_file": "no/such/file.stl"}),
        8 => json!({"id": number, "candidate": "part a = box(1, 1, 1)", "reference": "part"}),
        _ => json!({"id": number, "candidate": "", "reference": reference, "image": [null, 1e300], "text": "x"}),
    };
    line.to_string().into_bytes()
}

/// Texts without meaning.
fn noise(random: &mut Random) -> String {
    let length = 1 << random.below(12);
    match random.below(4) {
        0 => (0..length).map(|_| char::from(random.below(128) as u8)).collect(),
        1 => (0..length / 4 + 1).filter_map(|_| char::from_u32(random.below(0x11_0000) as u32)).collect(),
        2 => random.pick(&["(", "[", "{", "-", "\"{", "|x| ", "#{a = ", "f(", "if a { b } else "]).repeat(length),
        _ => {
            let pieces =
                ["part", "let", "=", "(", ")", "5", "a", ",", "\n", "circle", "+", "\"", "in", "//", "fn", "{", "}"];
            (0..length).map(|_| format!("{} ", random.pick(&pieces))).collect()
        }
    }
}

/// Programs that are wrong or extreme in one known way, cheaply.
fn wrong(random: &mut Random) -> String {
    let number = [0.0, -1.0, 1e-9, 1e-5, 1e6, 1e12, 1e300, 0.1, 7.0][random.below(9)];
    let count = random.below(60);
    match random.below(24) {
        0 => format!("part a = box({number}, 5, 5)"),
        1 => format!("part a = circle((0, 0), {number}).on(XY).extrude({number})"),
        2 => "fn f(n: Int) -> Int = f(n + 1)\npart a = circle((0, 0), f(0))".to_owned(),
        3 => "let x = [i for i in 0..1000000000]\npart a = circle((0, 0), 1)".to_owned(),
        4 => "use \"../../etc/passwd\": root\npart a = box(1, 1, 1)".to_owned(),
        5 => "part a = box(10, 10, 10) - box(20, 20, 20, (0, 0, -5))".to_owned(),
        6 => format!("part a = box(10, 10, 10) & box(10, 10, 10, ({count}, 0, 0))"),
        7 => format!("part a = {}box(1, 1, 1){}", "(".repeat(count * 8), ")".repeat(count * 8)),
        8 => format!("part a = box(1, 1, 1){}", " + box(1, 1, 1)".repeat(count)),
        9 => format!("let s = \"{}\"\npart a = circle((0, 0), 1)", "x".repeat(count * 500)),
        10 => (0..count).fold("let a0 = 1\n".to_owned(), |mut text, i| {
            let _ = writeln!(text, "let a{} = a{i} + a{i}", i + 1);
            text
        }),
        11 => format!("assert 1 == 1\n{}", "assert true\n".repeat(count)),
        12 => "part a = 3mm + 2deg".to_owned(),
        13 => format!("part a = loop([line((0, 0), ({number}, 0)), line(({number}, 0), (0, {number}))])"),
        14 => format!("param r = 5 in 6..={count}\npart a = circle((0, 0), r)"),
        15 => "part a = circle((0, 0), 1)\npart b = box(1, 1, 1)".to_owned(),
        16 => format!("part a = sphere({}) - sphere({number})", count + 1),
        17 => {
            let dust: String = (0..count + 1).fold(String::new(), |mut text, _| {
                let at = (random.below(100), random.below(100), random.below(100));
                let _ = write!(text, "box(0.01, 0.01, 0.01, {at:?}), ");
                text
            });
            format!("part a = union([{dust}])")
        }
        18 => format!("part a = box(100, 100, 100) - box(99.99, 99.99, 99.99, (0, 0, {}))", 0.005 * (count % 3) as f64),
        19 => format!("part a = cylinder(5, {number})"),
        20 => format!("part a = face(rect(10, 10), holes = [circle(({}, 0), 1)])", count as f64 / 6.0),
        21 => format!("part a = rect(10, 10).fillet({number}).on(XY).extrude(1)"),
        22 => "// ".repeat(count * 40),
        _ => format!("part a = rect(5, 5).on(XY).revolve(Y, {})", count * 10),
    }
}

/// A program with one of its numbers a little changed: what most answers of a model are.
fn shifted(text: &str, random: &mut Random) -> String {
    let pieces = pieces(text);
    let numbers: Vec<usize> =
        (0..pieces.len()).filter(|index| pieces[*index].starts_with(|c: char| c.is_ascii_digit())).collect();
    if numbers.is_empty() {
        return text.to_owned();
    }
    let changed = numbers[random.below(numbers.len())];
    let digits = pieces[changed].trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = &pieces[changed][digits.len()..];
    let number: f64 = digits.replace('_', "").parse().unwrap_or(1.0);
    let factor = 0.8 + 0.4 * (random.below(1000) as f64 / 1000.0);
    let written =
        if digits.contains('.') { format!("{}", number * factor) } else { format!("{}", (number * factor).round()) };
    pieces
        .iter()
        .enumerate()
        .map(|(index, piece)| if index == changed { format!("{written}{unit}") } else { (*piece).to_owned() })
        .collect()
}

/// A program with a few of its pieces dropped, doubled, exchanged or replaced by pieces of another.
fn mutated(text: &str, other: &str, random: &mut Random) -> String {
    let mut pieces: Vec<String> = pieces(text).into_iter().map(str::to_owned).collect();
    let others = self::pieces(other);
    for _ in 0..1 + random.below(4) {
        let (at, with) = (random.below(pieces.len()), random.below(pieces.len()));
        match random.below(6) {
            0 => drop(pieces.remove(at)),
            1 => pieces.insert(at, pieces[with].clone()),
            2 => pieces.swap(at, with),
            3 => pieces[at] = (*random.pick(&others)).to_owned(),
            4 => pieces.truncate(at.max(1)),
            _ => pieces
                .insert(at, (*random.pick(&["(", ")", "\"", "-", "0", "1e9", ".", "\n", "part", "}", "$"])).to_owned()),
        }
        if pieces.is_empty() {
            break;
        }
    }
    pieces.concat()
}

/// Words, numbers, blanks and single characters.
pub fn pieces(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => 0,
        ' ' | '\n' => 1,
        _ => 2,
    };
    let mut found = Vec::new();
    let mut start = 0;
    let mut last = 2;
    for (at, c) in text.char_indices() {
        // A point between digits belongs to the number.
        let inside = c == '.' && last == 0 && text[at + 1..].starts_with(|c: char| c.is_ascii_digit());
        let class = if inside { 0 } else { class(c) };
        if at > 0 && (class != last || class == 2) {
            found.push(&text[start..at]);
            start = at;
        }
        last = class;
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

/// Programs that reach for the limits of the language or the host.
fn heavy(random: &mut Random) -> String {
    match random.below(7) {
        0 => "let x = [j for i in 0..100000 for j in 0..100000 if false]\npart a = circle((0, 0), 1)".to_owned(),
        1 => "let rows = [[j for j in 0..1_000_000] for i in 0..11]\npart a = circle((0, 0), rows[0][1])".to_owned(),
        2 => "let holes = circle((0, 0), 1).pattern_grid(60, 60, dx = 3, dy = 3)\npart a = rect(400, 400).on(XY).extrude(5) - holes.on(XY).extrude(5)".to_owned(),
        3 => format!("part a = union([sphere(5).translate((i * 3, j * 3, 0)) for i in 0..{0} for j in 0..{0}])", 3 + random.below(4)),
        4 => "let drills = [circle((i * 2, 0), 1).on(plane((0, 0, 30), x = (1, 0, 0), normal = (0, 0.2 + 0.1 * i, 1))).extrude(100, symmetric = true) for i in 0..8]\npart a = box(60, 60, 60) - drills".to_owned(),
        5 => "fn doubled(s: String, n: Int) -> String = if n == 0 { s } else { doubled(\"{s}{s}\", n - 1) }\nlet texts = [\"{doubled(\"ab\", 18)}{i}\" for i in 0..90]\npart a = circle((0, 0), len(texts))".to_owned(),
        _ => "fn f(n: Int) -> Int = if n < 2 { n } else { f(n - 1) + f(n - 2) }\npart a = circle((0, 0), f(40))".to_owned(),
    }
}
