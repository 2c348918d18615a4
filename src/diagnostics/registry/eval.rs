//! Names of the interpreter.
super::names! {
    /// An `assert` did not hold. When its condition is a comparison, labels show the values of both sides.
    ASSERT = "eval/assert", Error, "an assertion does not hold" => program {
        wrong: [
            "param bore = 30mm",
            "param outer = 25mm",
            r#"assert bore < outer, "the bore does not fit into the disc""#,
            "part disc = ring(outer, 10)",
        ],
        right: [
            "param bore = 20mm",
            "param outer = 25mm",
            r#"assert bore < outer, "the bore does not fit into the disc""#,
            "part disc = ring(outer, 10)",
        ],
    };
    /// The result of a program is its `part`s, and this one has none. Write `part name = …`.
    NO_PART = "eval/no-part", Error, "the program has no `part`" => program {
        wrong: ["let radius = 5", "let disc = circle((0, 0), radius)"],
        right: ["let radius = 5", "part disc = circle((0, 0), radius)"],
    };
    /// The parts of one program are all plane shapes (curve, loop, face, sketch) or all solids.
    MIXED_PARTS = "eval/mixed-parts", Error, "plane shapes and solids are parts of one program" => program {
        wrong: ["part plate = rect(20, 10)", "part block = box(20, 10, 5)"],
        right: ["part plate = rect(20, 10).on(XY).extrude(1)", "part block = box(20, 10, 5, (0, 0, 1))"],
    };
    /// Indices of lists and tuples begin at 0 and end one below the length; negative ones do not exist.
    INDEX = "eval/index", Error, "an index is out of range" => program {
        wrong: ["let radii = [5, 6, 7]", "part disc = circle((0, 0), radii[3])"],
        right: ["let radii = [5, 6, 7]", "part disc = circle((0, 0), radii[2])"],
    };
    /// Nothing can be divided by zero.
    DIVISION_BY_ZERO = "eval/division-by-zero", Error, "a division by zero" => program {
        wrong: ["param teeth: Int = 0", "part disc = circle((0, 0), 60 / teeth)"],
        right: ["param teeth: Int = 12", "part disc = circle((0, 0), 60 / teeth)"],
    };
    /// A result is too large for a number, or not a number at all. The diagnostic stands where it arises.
    NOT_FINITE = "eval/not-finite", Error, "a result is not a finite number" => program {
        wrong: ["part disc = circle((0, 0), exp(1000))"],
        right: ["part disc = circle((0, 0), exp(3))"],
    };
    /// A function is only defined for some numbers: square roots of numbers from 0, `asin` from −1 to 1,
    /// logarithms above 0.
    DOMAIN = "eval/domain", Error, "a function is not defined for this number" => program {
        wrong: [
            "let opposite = 5mm",
            "let hypotenuse = 4mm",
            "part plate = rect(20, 10).rotate(asin(opposite / hypotenuse))",
        ],
        right: [
            "let opposite = 4mm",
            "let hypotenuse = 5mm",
            "part plate = rect(20, 10).rotate(asin(opposite / hypotenuse))",
        ],
    };
    /// A top-level value needs itself through the functions it calls.
    CYCLE = "eval/cycle", Error, "a value needs itself" => program {
        wrong: ["fn height() -> Length = width / 2", "let width = 2 * height()", "part plate = rect(width, 10)"],
        right: ["fn height() -> Length = width / 2", "let width = 20", "part plate = rect(width, height())"],
    };
    /// Where one face or solid is expected a list means its union, and an empty list has none.
    EMPTY_UNION = "eval/empty-union", Error, "the union of an empty list is asked for" => program {
        wrong: [
            "param holes: Int = 0",
            "let bolts = [circle((10 * i, 0), 2) for i in 0..holes]",
            "part plate = face(rect(60, 20)) - bolts",
        ],
        right: [
            "param holes: Int = 2",
            "let bolts = [circle((10 * i, 0), 2) for i in 0..holes]",
            "part plate = face(rect(60, 20)) - bolts",
        ],
    };
    /// The program has no parameter with the name given by the host (`-p name=value`).
    UNKNOWN_PARAMETER = "eval/unknown-parameter", Error, "the program has no parameter with this name" => command {
        program: ["param radius = 5mm", "part disc = circle((0, 0), radius)"],
        wrong: "recad check example.recad -p raduis=6mm",
        right: "recad check example.recad -p radius=6mm",
    };
    /// A value given by the host is a literal: `12`, `12mm`, `45deg`, `true`, `"text"`, and of the
    /// parameter's type.
    PARAMETER_VALUE = "eval/parameter-value", Error, "a parameter cannot take this value" => command {
        program: ["param radius = 5mm", "part disc = circle((0, 0), radius)"],
        wrong: "recad check example.recad -p radius=large",
        right: "recad check example.recad -p radius=6mm",
    };
    /// The value of a parameter lies outside its declared range, is none of its choices, or does not lie
    /// on its steps. All parameters are checked together, after every one has its value.
    PARAMETER_RANGE = "eval/parameter-range", Error, "a parameter's value is not allowed" => program {
        wrong: ["param height = 60mm in 5mm..=50mm", "part block = box(20, 10, height)"],
        right: ["param height = 40mm in 5mm..=50mm", "part block = box(20, 10, height)"],
    };
}
