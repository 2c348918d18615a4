//! Names of dimension checking.
super::names! {
    /// Two different dimensions (length, angle, area…) never add, compare or replace one another.
    MISMATCH = "unit/mismatch", Error, "two different dimensions are mixed";
}
