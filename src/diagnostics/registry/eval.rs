//! Names of the interpreter.
super::names! {
    /// An `assert` did not hold.
    ASSERT = "eval/assert", Error, "an assertion does not hold";
    /// The result of a program is its `part`s, and this one has none.
    NO_PART = "eval/no-part", Error, "the program has no `part`";
}
