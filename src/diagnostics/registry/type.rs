//! Names of the type checker.
super::names! {
    /// A value of one type stands where another is required.
    MISMATCH = "type/mismatch", Error, "a value of one type stands where another is required" => program {
        wrong: [r#"part disc = circle((0, 0), "5")"#],
        right: ["part disc = circle((0, 0), 5)"],
    };
    /// Shapes are promoted upward only, Curve → Loop → Face → Sketch; a sketch becomes a solid by `extrude`
    /// or `revolve`, and nothing turns a solid back into a plane shape.
    KIND = "type/kind", Error, "a shape of one kind stands where another is required" => program {
        wrong: ["let block = box(10, 10, 10)", "part taller = block.extrude(5)"],
        right: ["let block = box(10, 10, 10)", "part taller = block + box(10, 10, 5, (0, 0, 10))"],
    };
    /// An operator does not take values of these types. `+ - &` combine numbers, tuples of equal size, faces
    /// or solids; lists are joined by `[..a, ..b]`, texts by `"{a}{b}"`; loops become faces by `face(…)`.
    OPERATOR = "type/operator", Error, "an operator does not take values of these types" => program {
        wrong: ["part plate = rect(20, 10) - circle((0, 0), 3)"],
        right: ["part plate = face(rect(20, 10)) - face(circle((0, 0), 3))"],
    };
    /// Conditions of `if`, `assert`, comprehensions and `and or not` are truth values: comparisons and `true`, `false`.
    CONDITION = "type/condition", Error, "a condition is not a truth value" => program {
        wrong: ["param rows: Int = 2", "part plate = rect(20, if rows { 10 } else { 5 })"],
        right: ["param rows: Int = 2", "part plate = rect(20, if rows > 1 { 10 } else { 5 })"],
    };
    /// Comparisons do not chain: write `a < b and b < c`.
    COMPARISON_CHAIN = "type/comparison-chain", Error, "comparisons do not chain" => program {
        wrong: ["param a = 5", "assert (0 < a) < 10", "part disc = circle((0, 0), a)"],
        right: ["param a = 5", "assert 0 < a and a < 10", "part disc = circle((0, 0), a)"],
    };
    /// Values of different types, shapes and functions cannot be compared; compare measurements of shapes instead.
    NOT_COMPARABLE = "type/not-comparable", Error, "the two values cannot be compared" => program {
        wrong: ["let a = circle((0, 0), 5)", "let b = circle((0, 0), 6)", "assert a != b", "part disc = b"],
        right: [
            "let a = circle((0, 0), 5)",
            "let b = circle((0, 0), 6)",
            "assert length(a) < length(b)",
            "part disc = b",
        ],
    };
    /// A whole number is required: a count, an index, a bound of a range. `floor`, `ceil` and `round` make one.
    WHOLE_NUMBER = "type/whole-number", Error, "a whole number is required" => program {
        wrong: ["part holes = circle((20, 0), 2).pattern_circular(count = 2.5).on(XY).extrude(5)"],
        right: ["part holes = circle((20, 0), 2).pattern_circular(count = 3).on(XY).extrude(5)"],
    };
    /// Tuples are added, compared and passed by size: points and vectors have two or three coordinates.
    TUPLE_SIZE = "type/tuple-size", Error, "a tuple has the wrong size" => program {
        wrong: ["part disc = circle((0, 0, 0), 5)"],
        right: ["part disc = circle((0, 0), 5)"],
    };
    /// Only functions can be called.
    NOT_A_FUNCTION = "type/not-a-function", Error, "the value called is not a function" => program {
        wrong: ["let radius = 5", "part disc = circle((0, 0), radius(2))"],
        right: ["let radius = 5", "part disc = circle((0, 0), radius * 2)"],
    };
    /// A parameter without a default needs an argument.
    MISSING_ARGUMENT = "type/missing-argument", Error, "a call lacks an argument" => program {
        wrong: ["part disc = circle((0, 0))"],
        right: ["part disc = circle((0, 0), 5)"],
    };
    /// A call may give each parameter one argument; positional arguments stand before named ones.
    EXTRA_ARGUMENT = "type/extra-argument", Error, "a call has too many arguments" => program {
        wrong: ["part plate = rect(20, 10, (0, 0), 5)"],
        right: ["part plate = rounded_rect(20, 10, 2, (0, 0))"],
    };
    /// Only lists have elements: `list[0]` is the first.
    NOT_A_LIST = "type/not-a-list", Error, "the value is not a list" => program {
        wrong: ["let radius = 5", "part disc = circle((0, 0), radius[0])"],
        right: ["let radii = [5, 6]", "part disc = circle((0, 0), radii[0])"],
    };
    /// A part is a shape (curve, loop, face, sketch or solid), or a list of faces or solids that stands for their union.
    PART = "type/part", Error, "a part is not a shape" => program {
        wrong: ["part radius = 5"],
        right: ["let radius = 5", "part disc = circle((0, 0), radius)"],
    };
    /// Numbers lie between −1.8e308 and 1.8e308.
    NUMBER_RANGE = "type/number-range", Error, "a number is too large" => program {
        wrong: ["part disc = circle((0, 0), 5e400)"],
        right: ["part disc = circle((0, 0), 5e2)"],
    };
}
