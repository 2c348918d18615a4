//! Names of the interpreter.
super::names! {
    /// An `assert` did not hold. When its condition is a comparison, a note shows the values of both sides.
    ASSERT = "eval/assert", Error, "an assertion does not hold";
    /// The result of a program is its `part`s, and this one has none. Write `part name = …`.
    NO_PART = "eval/no-part", Error, "the program has no `part`";
    /// The parts of one program are all plane shapes (curve, loop, face, sketch) or all solids.
    MIXED_PARTS = "eval/mixed-parts", Error, "plane shapes and solids are parts of one program";
    /// Indices of lists and tuples begin at 0 and end one below the length; negative ones do not exist.
    INDEX = "eval/index", Error, "an index is out of range";
    /// Nothing can be divided by zero.
    DIVISION_BY_ZERO = "eval/division-by-zero", Error, "a division by zero";
    /// A result is too large for a number, or not a number at all. The diagnostic stands where it arises.
    NOT_FINITE = "eval/not-finite", Error, "a result is not a finite number";
    /// A function is only defined for some numbers: square roots of numbers from 0, `asin` from −1 to 1,
    /// logarithms above 0.
    DOMAIN = "eval/domain", Error, "a function is not defined for this number";
    /// A top-level value needs itself through the functions it calls.
    CYCLE = "eval/cycle", Error, "a value needs itself";
    /// Where one face or solid is expected a list means its union, and an empty list has none.
    EMPTY_UNION = "eval/empty-union", Error, "the union of an empty list is asked for";
    /// The program has no parameter with the name given by the host (`-p name=value`).
    UNKNOWN_PARAMETER = "eval/unknown-parameter", Error, "the program has no parameter with this name";
    /// A value given by the host is a literal: `12`, `12mm`, `45deg`, `true`, `"text"`, and of the
    /// parameter's type.
    PARAMETER_VALUE = "eval/parameter-value", Error, "a parameter cannot take this value";
    /// The value of a parameter lies outside its declared range, is none of its choices, or does not lie
    /// on its steps. All parameters are checked together, after every one has its value.
    PARAMETER_RANGE = "eval/parameter-range", Error, "a parameter's value is not allowed";
}
