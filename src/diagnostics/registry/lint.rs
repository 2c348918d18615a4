//! Names of advice about valid programs.

/// Advice that is given only when a host or a directive asks for it.
pub const ON_REQUEST: &[Name] = &[
    UNUSED_FUNCTION,
    UNUSED_IMPORT,
    DEAD_PARAMETER,
    REPEATED_LITERAL,
    MIXED_UNITS,
    FLOAT_EQUALITY,
    CONSTANT_CONDITION,
    SHADOWED_NAME,
];

super::names! {
    /// Parts of one program overlap in space; the whole is their union.
    OVERLAPPING_PARTS = "lint/overlapping-parts", Warning, "parts overlap in space" => program {
        wrong: ["part block = box(10, 10, 10)", "part pin = cylinder(2, 20)"],
        right: ["part block = box(10, 10, 10) - cylinder(2, 20)", "part pin = cylinder(2, 20)"],
    };
    /// A tool of a cut lies beside the solid: the part is the same without it. Often a hole was drilled from the
    /// wrong plane, or on the wrong side of it: `hole` and its kin go down from their plane.
    NO_EFFECT = "lint/no-effect", Warning, "a cut removes nothing" => program {
        wrong: ["use \"std:holes\": hole", "part plate = box(30, 20, 5) - hole(6, depth = 5)"],
        right: ["use \"std:holes\": hole", "part plate = box(30, 20, 5) - hole(6, depth = 5, on = XY.offset(5))"],
    };
    /// The exact boundary of an operation on solids was not found, since they touch, coincide or almost do; the result
    /// is kept as triangles. Its volume and area are those of the triangles, and it has no STEP file. Everything
    /// else works. Move or resize an operand a little, so that the solids clearly overlap or clearly stay apart.
    FACETS = "lint/facets", Warning, "the result of a boolean is triangles" => program {
        wrong: [
            "let wheel = circle((10, 0), 3).on(XY).revolve(Y)",
            "part pulley = wheel - circle((0, 10), 3).on(YZ.offset(-30)).extrude(60)",
        ],
        right: [
            "let wheel = circle((10, 0), 3).on(XY).revolve(Y)",
            "part pulley = wheel - circle((0, 10), 2).on(YZ.offset(-30)).extrude(60)",
        ],
    };
    /// A `let` that nothing uses has no effect on the parts. Use it, remove it, or begin
    /// its name with `_`.
    UNUSED_LET = "lint/unused-let", Warning, "a `let` is never used" => program {
        wrong: ["let radius = 5", "let height = 8", "part disc = circle((0, 0), radius)"],
        right: ["let radius = 5", "part disc = circle((0, 0), radius)"],
    };
    /// A parameter of the program that nothing uses changes nothing when it is set.
    UNUSED_PARAM = "lint/unused-param", Warning, "a `param` is never used" => program {
        wrong: ["param radius = 5mm", "param height = 8mm", "part disc = circle((0, 0), radius)"],
        right: [
            "param radius = 5mm",
            "param height = 8mm",
            "part disc = circle((0, 0), radius).on(XY).extrude(height)",
        ],
    };
    /// A definition hides a function or constant of the standard library's prelude in the rest of the file.
    SHADOWED_PRELUDE = "lint/shadowed-prelude", Warning, "a definition hides a name of the prelude" => program {
        wrong: ["fn ring(radius: Length) -> Face = circle((0, 0), radius)", "part disc = ring(5)"],
        right: ["fn disc_of(radius: Length) -> Face = circle((0, 0), radius)", "part disc = disc_of(5)"],
    };
    /// A directive `// recad: allow(lint/unused-let)` names advice, and this name is none of it. A directive is
    /// `allow`, `warn` or `deny`, about the line it stands on or, alone on a line, the next line of the program;
    /// `allow-file`, `warn-file` and `deny-file` are about the whole file. `recad check` takes the same as
    /// `--allow`, `--warn` and `--deny`, with `all` for all advice; a directive wins over it.
    UNKNOWN_DIRECTIVE = "lint/unknown-directive", Warning, "a directive names no advice" => program {
        wrong: ["// recad: allow(lint/unused-lte)", "let _height = 8", "part disc = circle((0, 0), 5)"],
        right: ["// recad: allow(lint/unused-let)", "let height = 8", "part disc = circle((0, 0), 5)"],
    };
    /// A function that nothing uses has no effect on the parts. Use it, remove it, or begin its name with `_`.
    /// Given on request: `--warn lint/unused-function`.
    UNUSED_FUNCTION = "lint/unused-function", Warning, "a function is never used" => checked {
        flags: "--warn lint/unused-function",
        wrong: ["fn disc(radius: Length) -> Face = circle((0, 0), radius)", "part plate = rect(20, 10)"],
        right: ["fn disc(radius: Length) -> Face = circle((0, 0), radius)", "part plate = disc(5)"],
    };
    /// A name that a `use` line brings in and nothing uses. Remove it from the line.
    /// Given on request: `--warn lint/unused-import`.
    UNUSED_IMPORT = "lint/unused-import", Warning, "an imported name is never used" => checked {
        flags: "--warn lint/unused-import",
        wrong: [r#"use "std:gear": spur_gear, rack"#, "part gear = spur_gear(20, 2)"],
        right: [r#"use "std:gear": spur_gear"#, "part gear = spur_gear(20, 2)"],
    };
    /// Something uses the parameter, but no part depends on it: setting it changes nothing in the result.
    /// Given on request: `--warn lint/dead-parameter`.
    DEAD_PARAMETER = "lint/dead-parameter", Warning, "no part depends on a parameter" => checked {
        flags: "--warn lint/dead-parameter",
        wrong: [
            "param width = 20mm",
            "param height = 8mm",
            "assert height < width",
            "part plate = rect(width, 10mm)",
        ],
        right: [
            "param width = 20mm",
            "param height = 8mm",
            "assert height < width",
            "part plate = rect(width, height)",
        ],
    };
    /// In a program with parameters a number that is written four times or more is probably one measure of
    /// the part. Give it a name, so that it is changed in one place. Small whole numbers and the usual angles are
    /// not counted. Given on request: `--warn lint/repeated-literal`.
    REPEATED_LITERAL = "lint/repeated-literal", Warning, "a number is written many times" => checked {
        flags: "--warn lint/repeated-literal",
        wrong: [
            "param bore = 3mm",
            "part plates = [",
            "    rect(12.5mm, 12.5mm),",
            "    rect(12.5mm, 12.5mm, (40mm, 0mm)),",
            "    circle((80mm, 0mm), bore),",
            "].on(XY).extrude(2mm)",
        ],
        right: [
            "param bore = 3mm",
            "param side = 12.5mm",
            "part plates = [",
            "    rect(side, side),",
            "    rect(side, side, (40mm, 0mm)),",
            "    circle((80mm, 0mm), bore),",
            "].on(XY).extrude(2mm)",
        ],
    };
    /// Some lengths have a unit, others do not. The program means what it says, since a number without a unit is
    /// taken in the document unit; a reader has to know that. Write the unit everywhere or nowhere.
    /// Given on request: `--warn lint/mixed-units`.
    MIXED_UNITS = "lint/mixed-units", Warning, "some lengths have units and others do not" => checked {
        flags: "--warn lint/mixed-units",
        wrong: ["part block = box(20mm, 10, 5mm)"],
        right: ["part block = box(20mm, 10mm, 5mm)"],
    };
    /// Measured and computed numbers are rounded, so that two that should be equal may differ in the last bit.
    /// `near(a, b)` holds within a relative tolerance. Given on request: `--warn lint/float-equality`.
    FLOAT_EQUALITY = "lint/float-equality", Warning, "computed numbers are compared with `==`" => checked {
        flags: "--warn lint/float-equality",
        wrong: ["part disc = circle((0, 0), 5)", "assert length(disc) == 10 * PI"],
        right: ["part disc = circle((0, 0), 5)", "assert near(length(disc), 10 * PI)"],
    };
    /// A condition without a name in it is always true or always false; the other branch is never taken.
    /// Given on request: `--warn lint/constant-condition`.
    CONSTANT_CONDITION = "lint/constant-condition", Warning, "a condition never changes" => checked {
        flags: "--warn lint/constant-condition",
        wrong: ["part disc = circle((0, 0), if 1 < 2 { 5 } else { 6 })"],
        right: ["param large = true", "part disc = circle((0, 0), if large { 5 } else { 6 })"],
    };
    /// A parameter or `let` of a function, or the variable of a `for`, has the name of a value of the program
    /// and hides it. Give it another name. Given on request: `--warn lint/shadowed-name`.
    SHADOWED_NAME = "lint/shadowed-name", Warning, "a local hides a value of the program" => checked {
        flags: "--warn lint/shadowed-name",
        wrong: [
            "param radius = 5mm",
            "fn disc(radius: Length) -> Face = circle((0, 0), 2 * radius)",
            "part plate = disc(radius)",
        ],
        right: [
            "param radius = 5mm",
            "fn disc(r: Length) -> Face = circle((0, 0), 2 * r)",
            "part plate = disc(radius)",
        ],
    };
}
