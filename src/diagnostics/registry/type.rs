//! Names of the type checker.
super::names! {
    /// A value of one type stands where another is required.
    MISMATCH = "type/mismatch", Error, "a value of one type stands where another is required";
    /// Shapes are promoted upward only, Curve → Loop → Face → Sketch; a sketch becomes a solid by `extrude`
    /// or `revolve`, and nothing turns a solid back into a plane shape.
    KIND = "type/kind", Error, "a shape of one kind stands where another is required";
    /// An operator does not take values of these types. `+ - &` combine numbers, tuples of equal size, faces
    /// or solids; lists are joined by `[..a, ..b]`, texts by `"{a}{b}"`; loops become faces by `face(…)`.
    OPERATOR = "type/operator", Error, "an operator does not take values of these types";
    /// Conditions of `if`, `assert`, comprehensions and `and or not` are truth values: comparisons and `true`, `false`.
    CONDITION = "type/condition", Error, "a condition is not a truth value";
    /// Comparisons do not chain: write `a < b and b < c`.
    COMPARISON_CHAIN = "type/comparison-chain", Error, "comparisons do not chain";
    /// Values of different types, shapes and functions cannot be compared; compare measurements of shapes instead.
    NOT_COMPARABLE = "type/not-comparable", Error, "the two values cannot be compared";
    /// A whole number is required: a count, an index, a bound of a range. `floor`, `ceil` and `round` make one.
    WHOLE_NUMBER = "type/whole-number", Error, "a whole number is required";
    /// Tuples are added, compared and passed by size: points and vectors have two or three coordinates.
    TUPLE_SIZE = "type/tuple-size", Error, "a tuple has the wrong size";
    /// Only functions can be called.
    NOT_A_FUNCTION = "type/not-a-function", Error, "the value called is not a function";
    /// A parameter without a default needs an argument.
    MISSING_ARGUMENT = "type/missing-argument", Error, "a call lacks an argument";
    /// A call may give each parameter one argument; positional arguments stand before named ones.
    EXTRA_ARGUMENT = "type/extra-argument", Error, "a call has too many arguments";
    /// Only lists have elements: `list[0]` is the first.
    NOT_A_LIST = "type/not-a-list", Error, "the value is not a list";
    /// A part is a shape (curve, loop, face, sketch or solid), or a list of faces or solids that stands for their union.
    PART = "type/part", Error, "a part is not a shape";
    /// Numbers lie between −1.8e308 and 1.8e308.
    NUMBER_RANGE = "type/number-range", Error, "a number is too large";
}
