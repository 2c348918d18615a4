//! Names of the limits that are part of the language; they count work, not seconds.
super::names! {
    /// The program took more evaluation steps than the language allows.
    STEPS = "limit/steps", Error, "too many evaluation steps" => program {
        wrong: [
            "let sums = [i + j for i in 0..5000 for j in 0..5000 if false]",
            "part disc = circle((0, 0), 5 + len(sums))",
        ],
        right: [
            "let sums = [i + j for i in 0..50 for j in 0..50 if false]",
            "part disc = circle((0, 0), 5 + len(sums))",
        ],
    };
    /// Calls nest deeper than the language allows; a recursion probably never ends.
    CALL_DEPTH = "limit/call-depth", Error, "calls nest too deeply" => program {
        wrong: ["fn sum_to(n: Int) -> Int = n + sum_to(n - 1)", "part disc = circle((0, 0), sum_to(4))"],
        right: [
            "fn sum_to(n: Int) -> Int = if n == 0 { 0 } else { n + sum_to(n - 1) }",
            "part disc = circle((0, 0), sum_to(4))",
        ],
    };
    /// A list is longer than the language allows.
    LIST_LENGTH = "limit/list-length", Error, "a list has too many elements" => program {
        wrong: ["let angles = [i for i in 0..2_000_000]", "part disc = circle((0, 0), 5 + angles[0])"],
        right: ["let angles = [i for i in 0..360]", "part disc = circle((0, 0), 5 + angles[0])"],
    };
    /// All lists, tuples and records of the program together have more elements than the language allows.
    ELEMENTS = "limit/elements", Error, "lists have too many elements together" => program {
        wrong: [
            "let rows = [[j for j in 0..1_000_000] for i in 0..11]",
            "part disc = circle((0, 0), 5 + rows[0][0])",
        ],
        right: ["let rows = [[j for j in 0..1_000] for i in 0..11]", "part disc = circle((0, 0), 5 + rows[0][0])"],
    };
    /// The program makes more curves than the language allows.
    CURVES = "limit/curves", Error, "too many curves" => program {
        wrong: ["let dots = [[circle((i, j), 0.1) for i in 0..2_000] for j in 0..600]", "part dot = dots[0][0]"],
        right: ["let dots = [[circle((i, j), 0.1) for i in 0..20] for j in 0..60]", "part dot = dots[0][0]"],
    };
    /// A string is longer than the language allows.
    STRING_LENGTH = "limit/string-length", Error, "a string is too long" => program {
        wrong: [
            "fn doubled(s: String, times: Int) -> String =",
            r#"    if times == 0 { s } else { doubled("{s}{s}", times - 1) }"#,
            r#"part disc = circle((0, 0), if doubled("ab", 20) == "" { 1 } else { 2 })"#,
        ],
        right: [
            "fn doubled(s: String, times: Int) -> String =",
            r#"    if times == 0 { s } else { doubled("{s}{s}", times - 1) }"#,
            r#"part disc = circle((0, 0), if doubled("ab", 4) == "" { 1 } else { 2 })"#,
        ],
    };
    /// All strings of the program together are longer than the language allows.
    STRING_BYTES = "limit/string-bytes", Error, "strings are too long together" => program {
        wrong: [
            "fn doubled(s: String, times: Int) -> String =",
            r#"    if times == 0 { s } else { doubled("{s}{s}", times - 1) }"#,
            r#"let texts = ["{doubled("ab", 18)}{i}" for i in 0..90]"#,
            "part disc = circle((0, 0), len(texts))",
        ],
        right: [
            "fn doubled(s: String, times: Int) -> String =",
            r#"    if times == 0 { s } else { doubled("{s}{s}", times - 1) }"#,
            r#"let texts = ["{doubled("ab", 4)}{i}" for i in 0..90]"#,
            "part disc = circle((0, 0), len(texts))",
        ],
    };
    /// Lists, tuples, records and closures contain one another deeper than the language allows.
    VALUE_DEPTH = "limit/value-depth", Error, "values nest too deeply" => program {
        wrong: [
            "fn wrapped(x, times: Int) = if times == 0 { x } else { wrapped([x], times - 1) }",
            "part disc = circle((0, 0), len(wrapped(1, 300)))",
        ],
        right: [
            "fn wrapped(x, times: Int) = if times == 0 { x } else { wrapped([x], times - 1) }",
            "part disc = circle((0, 0), len(wrapped(1, 3)))",
        ],
    };
    /// A solid is built by operations on operations deeper than the language allows. Chains of `+`, and of
    /// `-`, count once; combine lists with `union` instead of alternating operators.
    SOLID_DEPTH = "limit/solid-depth", Error, "operations on solids nest too deeply" => program {
        wrong: [
            "fn shaved(s: Solid, i: Int) -> Solid = (s - box(1, 1, 1, (i, 0, 0))) + box(1, 1, 1, (i, 50, 0))",
            "part block = [i for i in 0..600].fold(box(2000, 40, 1), shaved)",
        ],
        right: [
            "let cuts = [box(1, 1, 1, (i, 0, 0)) for i in 0..600]",
            "let bosses = [box(1, 1, 1, (i, 50, 0)) for i in 0..600]",
            "part block = box(2000, 40, 1) - cuts + bosses",
        ],
    };
    /// Coordinates, radii and distances of geometry lie within one kilometre.
    COORDINATE = "limit/coordinate", Error, "a coordinate is too large" => program {
        wrong: ["part disc = circle((2_000_000, 0), 5)"],
        right: ["part disc = circle((2_000, 0), 5)"],
    };
    /// A mesh would have more triangles than allowed. Use a larger chord tolerance or fewer curved features.
    TRIANGLES = "limit/triangles", Error, "a mesh has too many triangles" => command {
        program: ["part ball = sphere(500)"],
        wrong: "recad build example.recad -o ball.stl --tolerance 0.000001",
        right: "recad build example.recad -o ball.stl --tolerance 0.1",
    };
    /// A picture is at most 8192 by 8192 pixels and at least 16 by 16.
    PICTURE = "limit/picture", Error, "a picture is too large or too small" => elsewhere {
        cause: "A host that asks for a picture of such a size through the library; the command line refuses it \
            as wrong usage.",
    };
    /// A program text may hold at most 16 MiB. Split it into modules joined by `use`.
    SOURCE_SIZE = "limit/source-size", Error, "the program text is too large" => elsewhere {
        cause: "A text of more than 16777216 bytes, too long to be shown here.",
    };
    /// A function has at most 100 parameters and 100 type variables, a record at most 100 fields. Put what belongs together
    /// into a list, or a record into a record.
    MEMBERS = "limit/members", Error, "too many parameters, type variables or fields" => elsewhere {
        cause: "A function, a record or a record type with more than 100 of them, too long to be shown here.",
    };
    /// A program may consist of 1,000 modules besides the standard library.
    MODULES = "limit/modules", Error, "the program has too many modules" => elsewhere {
        cause: "`use` lines that lead to more than 1000 files, too many to be shown here.",
    };
}
