//! What is refused, where and how; what builds is compared with CadQuery itself in `tests/suite/cadquery.rs`.

use std::time::{Duration, Instant};

use crate::corpus::{Format, Import, import};

fn read(script: &str) -> Import {
    import(script, Format::CadQuery, "script.py")
}

/// Name, text of the place and message of the only error.
fn error(script: &str) -> (String, String, String) {
    let found = read(script);
    assert!(found.program.is_none(), "imported: {script}");
    let [error] = &found.diagnostics.iter().filter(|d| d.is_error()).collect::<Vec<_>>()[..] else {
        panic!("{:?}", found.diagnostics)
    };
    let range = error.span.start as usize..error.span.end as usize;
    (error.name.to_string(), script[range].to_owned(), error.message.clone())
}

fn work(rest: &str) -> String {
    format!("import cadquery as cq\nresult = cq.Workplane('XY'){rest}\n")
}

#[test]
fn what_the_language_lacks_is_named_at_its_place() {
    for (script, place, word) in [
        (".ellipse(5, 3).extrude(2)", "ellipse(5, 3)", "ellipse"),
        (".spline([(0, 0), (1, 2)]).close().extrude(2)", "spline([(0, 0), (1, 2)])", "spline"),
        (".rect(5, 5).extrude(2, taper=10)", "taper=10", "taper"),
        (".text('a', 5, 1)", "text('a', 5, 1)", "lettering"),
        (".box(5, 5, 5).shell(1)", "shell(1)", "hollowed"),
        (".box(5, 5, 5).faces('>Z').edges().fillet(1)", "fillet(1)", "fillet"),
        (".box(5, 5, 5).faces('>Q')", "'>Q'", "selector"),
        (".box(5, 5, 5, colour=3)", "colour=3", "colour"),
        (".circle(3).workplane(offset=5).circle(1).loft()", "loft()", "loft"),
        (".rect(5, 5).extrude('next')", "'next'", "distance"),
        (".circle(5).extrude(2).faces('>Z').vertices()", "vertices()", "full circle"),
        (".magic(3)", "magic(3)", "magic"),
    ] {
        let (name, found, message) = error(&work(script));
        assert!(name == "io/not-expressible" || name == "io/malformed", "{name}: {message}");
        assert_eq!(found, place, "{message}");
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn what_cadquery_or_python_refuses_is_refused() {
    for (script, word) in [
        ("result = (", "not Python"),
        ("import cadquery as cq\nresult = cq.Workplane('AB')", "no plane"),
        ("x = 1 / 0", "division by 0"),
        ("x = y", "`y` is not known"),
        ("raise ValueError('no')", "raises"),
        ("x = [1, 2][5]", "out of range"),
        ("a, b = 1, 2, 3", "3 values for 2 names"),
        ("def f(a): return a\nf()", "needs `a`"),
        ("import cadquery as cq\nresult = cq.Workplane().rect(5, 5).union(cq.Workplane())", "no solid"),
        ("import cadquery as cq\nresult = cq.Workplane().rect(5, 5)", "makes no solid"),
        ("import cadquery as cq\nresult = cq.Workplane().lineTo(5, 0).lineTo(5, 5).extrude(3)", "close()"),
        (
            "import cadquery as cq\ns = cq.Sketch().rect(9, 9).circle(2, mode='s').vertices().fillet(1)",
            "circles have none",
        ),
        ("", "makes no solid"),
    ] {
        let message = error(script).2;
        assert!(message.contains(word), "{script}: {message}");
    }
}

#[test]
fn nothing_that_a_script_names_is_executed() {
    for script in [
        "__import__('os').system('true')",
        "import os\nos.remove('x')",
        "open('x')",
        "eval('1')",
        "exec('1')",
        "().__class__.__bases__[0].__subclasses__()",
        "import cadquery as cq\nresult = cq.importers.importStep('x.step')",
    ] {
        let (name, _, message) = error(script);
        assert_eq!(name, "io/not-expressible", "{script}: {message}");
    }
}

#[test]
fn hostile_scripts_end_in_time() {
    let blocks: String =
        (0..90).map(|i| format!("{}if 1:\n", " ".repeat(i))).collect::<String>() + &" ".repeat(90) + "x = 1\n";
    let nested_list = "a = []\nfor i in range(90000):\n    a = [a]\n";
    for script in [
        "while True:\n    pass\n",
        "x = 1\nwhile x:\n    x = x + 1\n",
        "for i in range(10 ** 18):\n    pass\n",
        "x = [0] * 10 ** 12",
        "a = [0]\nwhile 1:\n    a = a + a\n",
        "a = 'x'\nwhile 1:\n    a = a + a\n",
        "x = 9 ** 9 ** 9",
        "def f(n):\n    return f(n + 1)\nf(0)",
        "f = lambda f: f(f)\nf(f)",
        "x = [[i * j for i in range(10 ** 5)] for j in range(10 ** 5)]",
        "x = list(range(10 ** 9))",
        nested_list,
        "a = []\na.append(a)\nb = a == a\nc = str(a)\nwhile a == a:\n    pass\n",
        "d = {}\nfor i in range(10 ** 6):\n    d[i] = i\n",
        &"(".repeat(100_000),
        &"-".repeat(100_000),
        &"[".repeat(100_000),
        &format!("x = {}1", "not ".repeat(100_000)),
        &format!("x = 1{}", " + 1".repeat(2_900)),
        &format!("x = {}1", "lambda a, b: ".repeat(2_000)),
        &format!("x = {}1", "- ".repeat(2_900)),
        &format!("x = {}1{}", "(".repeat(95), ")".repeat(95)),
        &blocks,
        "\u{0}\u{feff}\u{202e} ∑ = √",
        "x = '\\ud800'",
        "🧊 = 1",
        "import cadquery as cq\nr = cq.Workplane().box(1, 1, 1)\nfor i in range(60):\n    r = r.union(r.translate((i, 0, 0)))\n",
        "import cadquery as cq\nr = cq.Workplane().box(1, 1, 1)\nwhile True:\n    r = r.translate((1, 0, 0))\n",
        "import cadquery as cq\nr = cq.Workplane().rarray(1, 1, 10 ** 6, 10 ** 6).circle(1).extrude(1)\n",
        "import cadquery as cq\nr = cq.Workplane().polygon(10 ** 9, 5).extrude(1)\n",
        "import cadquery as cq\nr = cq.Workplane().box(1e308, 1e308, 1e308).faces('>Z').workplane().hole(1e300)\n",
        "import cadquery as cq\ns = cq.Sketch()\nfor i in range(10 ** 6):\n    s = s.push([(i, 0)]).circle(1)\n",
    ] {
        let start = Instant::now();
        let found = read(script);
        assert!(start.elapsed() < Duration::from_secs(10), "{:?} for {:.60}", start.elapsed(), script);
        assert!(found.program.is_none() && !found.diagnostics.is_empty(), "{script:.60}");
    }
}

#[test]
fn a_chain_of_a_thousand_calls_is_followed() {
    let calls: String = (0..700).map(|i| format!(".union(cq.Workplane().box({}, 1, 1))", i + 1)).collect();
    assert!(read(&work(&format!(".box(1, 1, 1){calls}"))).program.is_some());
}

#[test]
fn the_numbers_of_a_script_stay_what_they_are() {
    let program = read(&work(".center(0.1, 0.2).rect(0.3, 0.7).extrude(1.1)")).program.unwrap();
    assert!(program.contains("plane((0.1, 0.2, 0)") && program.contains("(-0.15, -0.35)"), "{program}");
    assert!(program.contains("extrude(s1, 1.1)"), "{program}");
}

#[test]
fn what_is_taken_for_the_result_is_said_when_it_is_not_plain() {
    let found = read("import cadquery as cq\na = cq.Workplane().box(1, 1, 1)\nb = cq.Workplane().box(2, 2, 2)\n");
    assert!(found.program.is_some());
    assert!(found.diagnostics.iter().any(|note| note.message.contains("`b` is taken")), "{:?}", found.diagnostics);
    let shown = read("import cadquery as cq\na = cq.Workplane().box(1, 1, 1)\nshow_object(a)\nresult = 5\n");
    assert!(shown.program.is_some() && shown.diagnostics.is_empty(), "{:?}", shown.diagnostics);
}
