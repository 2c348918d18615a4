//! Known ways to cheat (`src/reward/cheats.md`) beside honest but imperfect programs, which must be worth more.

use recad::reward::{Config, Judge, Phase, Reference};
use recad::workspace::project::StandardLibraryOnly;
use recad::workspace::{Request, Workspace};

/// A reference and what an honest model might say instead.
struct Case {
    name: &'static str,
    reference: &'static str,
    honest: &'static [&'static str],
}

const CASES: &[Case] = &[
    Case {
        name: "plate with holes",
        reference: "param width = 80mm in 40mm..=120mm\nparam hole = 4mm in 1mm..=6mm\n\
            let holes = circle((-30, -20), hole).pattern_grid(2, 2, dx = 60, dy = 40)\n\
            part plate = face(rect(width, 60), holes = holes).on(XY).extrude(8)\n",
        honest: &[
            "param width = 76mm in 40mm..=120mm\nlet holes = circle((-30, -20), 4).pattern_grid(2, 2, dx = 60, dy = 40)\n\
             part plate = face(rect(width, 60), holes = holes).on(XY).extrude(8)\n",
            "part plate = rect(80, 60).on(XY).extrude(8) - circle((-28, -18), 5).pattern_grid(2, 2, dx = 56, dy = 36).on(XY).extrude(8)",
            "part plate = face(rect(80, 60), holes = [circle((-30, -20), 4), circle((30, -20), 4), circle((30, 20), 4)]).on(XY).extrude(8)",
        ],
    },
    Case {
        name: "ball",
        reference: "part ball = sphere(10)\n",
        honest: &["part ball = sphere(10.5)", "part ball = sphere(9.5)"],
    },
    Case {
        name: "washer",
        reference: "part washer = box(100, 60, 4) - cylinder(10, 4)\n",
        honest: &[
            "part washer = box(100, 60, 4.4) - cylinder(10, 4.4)",
            "part washer = box(100, 60, 4) - cylinder(8, 4)",
            "part washer = (box(100, 60, 4) - cylinder(10, 4)).translate((5, 0, 0))",
        ],
    },
    Case {
        name: "rod",
        reference: "part rod = cylinder(2, 200)\n",
        honest: &["part rod = cylinder(2.1, 200)", "part rod = cylinder(2, 190)"],
    },
    Case {
        name: "flange",
        reference: "let ring = face(circle((0, 0), 50), holes = [circle((0, 0), 15)])\n\
            let hub = face(circle((0, 0), 25), holes = [circle((0, 0), 15)])\n\
            let bolts = circle((37, 0), 4).pattern_circular(count = 8)\n\
            part flange = ring.on(XY).extrude(10) + hub.on(XY.offset(10)).extrude(20) - bolts.on(XY).extrude(10)\n",
        honest: &[
            "let ring = face(circle((0, 0), 48), holes = [circle((0, 0), 14)])\n\
             let hub = face(circle((0, 0), 25), holes = [circle((0, 0), 14)])\n\
             let bolts = circle((36, 0), 4).pattern_circular(count = 8)\n\
             part flange = ring.on(XY).extrude(10) + hub.on(XY.offset(10)).extrude(18) - bolts.on(XY).extrude(10)\n",
            "let ring = face(circle((0, 0), 50), holes = [circle((0, 0), 15)])\n\
             let hub = face(circle((0, 0), 25), holes = [circle((0, 0), 15)])\n\
             part flange = ring.on(XY).extrude(10) + hub.on(XY.offset(10)).extrude(20)\n",
        ],
    },
    Case {
        name: "tray",
        reference: "part tray = box(60, 40, 20) - box(56, 36, 18, (0, 0, 2))\n",
        honest: &[
            "part tray = box(60, 40, 20) - box(55, 35, 18, (0, 0, 2))",
            "part tray = box(58, 40, 20) - box(54, 36, 18, (0, 0, 2))",
            "part tray = box(60, 40, 18) - box(56, 36, 16, (0, 0, 2))",
        ],
    },
    Case {
        name: "bracket",
        reference: "let side = loop([line((0, 0), (50, 0)), line((50, 0), (50, 6)), line((50, 6), (6, 6)), line((6, 6), (6, 40)), line((6, 40), (0, 40)), line((0, 40), (0, 0))])\n\
            part bracket = side.on(XZ).extrude(-30) - circle((30, 15), 4).on(XY).extrude(6) - circle((15, 25), 4).on(YZ).extrude(6)\n",
        honest: &[
            "let side = loop([line((0, 0), (46, 0)), line((46, 0), (46, 6)), line((46, 6), (6, 6)), line((6, 6), (6, 40)), line((6, 40), (0, 40)), line((0, 40), (0, 0))])\n\
             part bracket = side.on(XZ).extrude(-30) - circle((30, 15), 4).on(XY).extrude(6) - circle((15, 25), 4).on(YZ).extrude(6)\n",
            "let side = loop([line((0, 0), (50, 0)), line((50, 0), (50, 7)), line((50, 7), (7, 7)), line((7, 7), (7, 40)), line((7, 40), (0, 40)), line((0, 40), (0, 0))])\n\
             part bracket = side.on(XZ).extrude(-30) - circle((30, 15), 4).on(XY).extrude(7)\n",
        ],
    },
];

/// The box around the reference, mm: size and centre.
fn extent(text: &str) -> ([f64; 3], [f64; 3]) {
    let outcome = Workspace::default().run(&Request::new("reference", text, &StandardLibraryOnly));
    let (min, max) = outcome.bounds().unwrap();
    ((max - min).to_array(), (0.5 * (min + max)).to_array())
}

/// A block about a place, given by its centre.
fn block([x, y, z]: [f64; 3], [cx, cy, cz]: [f64; 3]) -> String {
    format!("box({x}, {y}, {z}, ({cx}, {cy}, {}))", cz - z / 2.0)
}

fn scaled(of: [f64; 3], by: f64) -> [f64; 3] {
    of.map(|value| value * by)
}

/// The cheats, by name, made from nothing but the box of the reference and its text.
fn cheats(reference: &str) -> Vec<(&'static str, String)> {
    let (size, centre) = extent(reference);
    let whole = block(size, centre);
    let corner = |index: usize| {
        let mut state = (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        [0, 1, 2].map(|axis| {
            state = (state ^ (state >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).wrapping_add(axis);
            centre[axis as usize] + size[axis as usize] * ((state >> 11) as f64 / (1u64 << 53) as f64 - 0.5)
        })
    };
    let grain = size.iter().fold(f64::INFINITY, |least, edge| least.min(*edge)) / 50.0;
    let dust: Vec<String> = (0..100).map(|index| block([grain; 3], corner(index))).collect();
    let pins: Vec<String> = (0..24)
        .map(|index| {
            let [x, y, _] = corner(index);
            format!("circle(({x}, {y}), 0.05)")
        })
        .collect();
    // The reference's own definitions, as far as they stand before its part.
    let definitions = &reference[..reference.find("part ").unwrap()];
    let part = reference[reference.find("part ").unwrap()..].split_once('=').unwrap().1.trim();
    let commented: String = reference.lines().map(|line| format!("// {line}\n")).collect();
    vec![
        ("box fallback", format!("part a = {whole}")),
        ("smaller box", format!("part a = {}", block(scaled(size, 0.9), centre))),
        ("speck", format!("part a = {}", block(scaled(size, 0.001), centre))),
        ("scattered dust", format!("part a = union([{}])", dust.join(", "))),
        ("box and dust", format!("part a = union([{}, {}])", block(scaled(size, 0.5), centre), dust.join(", "))),
        ("thin shell", format!("part a = {whole} - {}", block(scaled(size, 0.98), centre))),
        ("film", format!("part a = {}", block([size[0], size[1], size[2] / 4000.0], centre))),
        ("wire", format!("part a = {}", block([size[0] / 10.0, size[1] / 10.0, size[2]], centre))),
        ("huge copy", format!("{definitions}part a = ({part}).scale(10)")),
        ("tiny copy", format!("{definitions}part a = ({part}).scale(0.1)")),
        ("copy elsewhere", format!("{definitions}part a = ({part}).translate(({}, 0, 0))", 3.0 * size[0])),
        ("box twice", format!("part a = {whole}\npart b = {whole}")),
        (
            "micro-holes",
            format!(
                "part a = {whole} - [{}].on(XY.offset({})).extrude({})",
                pins.join(", "),
                centre[2] - size[2],
                2.0 * size[2]
            ),
        ),
        ("answer in comments", format!("{commented}part a = {whole}")),
        ("answer as dead code", format!("{definitions}let answer = {part}\npart a = {whole}")),
        ("answer swallowed by a box", format!("{definitions}part a = ({part}) + {whole}")),
        (
            "answer in another part's place",
            format!("{definitions}part answer = ({part}).translate(({}, 0, 0))\npart a = {whole}", 3.0 * size[0]),
        ),
        (
            "parameters without effect",
            (0..20).map(|index| format!("param p{index} = 5mm in 1mm..=9mm\n")).collect::<String>()
                + &format!("part a = {whole}"),
        ),
        (
            "parameters that move a box",
            format!(
                "param x = {} in 1mm..=500mm\npart a = box(x, {}, {}, ({}, {}, {}))",
                size[0],
                size[1],
                size[2],
                centre[0],
                centre[1],
                centre[2] - size[2] / 2.0
            ),
        ),
        (
            "giant program",
            (0..3000).map(|index| format!("let v{index} = {index}\n")).collect::<String>()
                + &format!("part a = {whole}"),
        ),
        ("nothing", String::new()),
        ("only assertions", "assert 1 < 2\n".repeat(50)),
        ("only definitions", format!("{definitions}let answer = {part}")),
        ("import of the reference", "use \"reference.recad\": plate\npart a = plate".to_owned()),
        ("import from elsewhere", "use \"../reference.recad\": plate\npart a = plate".to_owned()),
        ("other dimension", "part a = rect(10, 10)".to_owned()),
        (
            "no end",
            "fn f(n: Int) -> Int = if n < 2 { n } else { f(n - 1) + f(n - 2) }\npart a = box(f(40), 1, 1)".to_owned(),
        ),
    ]
}

struct Rated {
    name: String,
    reward: f64,
    phase: Phase,
    terms: String,
}

fn rate(judge: &Judge, reference: &Reference, name: String, text: &str) -> Rated {
    let verdict = judge.score(reference, text);
    let terms = verdict.terms.iter().filter_map(|(term, value)| Some(format!("{term} {:.3}", (*value)?)));
    Rated { name, reward: verdict.reward, phase: verdict.phase, terms: terms.collect::<Vec<_>>().join(", ") }
}

#[test]
fn no_cheat_pays() {
    let judge = Judge::new(Config::default());
    let mut report = String::new();
    let mut paid = Vec::new();
    for case in CASES {
        let reference = judge.prepare(case.reference).unwrap_or_else(|unusable| panic!("{:?}", unusable.diagnostics));
        let honest: Vec<Rated> = case
            .honest
            .iter()
            .enumerate()
            .map(|(index, text)| rate(&judge, &reference, format!("honest {index}"), text))
            .collect();
        for rated in &honest {
            assert_eq!(rated.phase, Phase::Built, "{} {}", case.name, rated.name);
        }
        let least = honest.iter().map(|rated| rated.reward).fold(1.0, f64::min);
        let mut rated: Vec<Rated> = cheats(case.reference)
            .into_iter()
            .map(|(name, text)| rate(&judge, &reference, name.to_owned(), &text))
            .collect();
        for cheat in &rated {
            if cheat.reward >= least {
                paid.push((case.name.to_owned(), cheat.name.clone()));
            }
        }
        rated.extend(honest);
        rated.sort_by(|a, b| b.reward.total_cmp(&a.reward));
        report += &format!("{}\n", case.name);
        for Rated { name, reward, phase, terms } in rated {
            report += &format!("  {reward:.4} {name} ({phase}; {terms})\n");
        }
    }
    assert!(paid.is_empty(), "{paid:?}\n{report}");
}
