//! Names of dimension checking.
super::names! {
    /// Two different dimensions (length, angle, area…) never add, compare or replace one another.
    MISMATCH = "unit/mismatch", Error, "two different dimensions are mixed";
    /// Units touch their number: `mm cm m inch foot` for lengths, `deg rad` for angles. (`in` is a keyword,
    /// the unit is `inch`.) Products are written out: `20 * 1mm * 1mm`.
    UNKNOWN = "unit/unknown", Error, "no unit has this name";
    /// A quotient of equal dimensions is a `Ratio`; it never turns silently into a length or an angle.
    /// Multiply it by a unit to say what is meant: `1rad * (arc / radius)`, `1mm * ratio`.
    RATIO = "unit/ratio", Error, "a ratio stands where a quantity is required";
    /// `2mm^3` could mean 2 mm³ or (2 mm)³. Write `2 * 1mm^3` or `(2mm)^3`.
    POWER_OF_LITERAL = "unit/power-of-literal", Error, "a power of a literal with a unit is ambiguous";
    /// `3/8inch` divides by eight inches. Write `(3/8) * 1inch` for three eighths of an inch, or
    /// `3 / (8inch)` for the reciprocal.
    DIVISION_BY_LITERAL = "unit/division-by-literal", Error, "a fraction with a unit in its denominator is ambiguous";
    /// The document unit is a length: `units mm`, `cm`, `m`, `inch` or `foot`.
    DOCUMENT = "unit/document", Error, "the document unit is not a length unit";
}
