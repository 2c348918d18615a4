//! Names of the type checker.
super::names! {
    /// A value of one type stands where another is required.
    MISMATCH = "type/mismatch", Error, "a value of one type stands where another is required";
}
