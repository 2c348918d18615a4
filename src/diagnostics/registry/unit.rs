//! Names of dimension checking.
super::names! {
    /// Two different dimensions (length, angle, area…) never add, compare or replace one another.
    MISMATCH = "unit/mismatch", Error, "two different dimensions are mixed" => program {
        wrong: ["part disc = circle((0, 0), 5mm + 30deg)"],
        right: ["part disc = circle((0, 0), 5mm + 30mm)"],
    };
    /// Units touch their number: `mm cm m inch foot` for lengths, `deg rad` for angles. (`in` is a keyword,
    /// the unit is `inch`.) Products are written out: `20 * 1mm * 1mm`.
    UNKNOWN = "unit/unknown", Error, "no unit has this name" => program {
        wrong: ["part disc = circle((0, 0), 5in)"],
        right: ["part disc = circle((0, 0), 5inch)"],
    };
    /// A quotient of equal dimensions is a `Ratio`; it never turns silently into a length or an angle.
    /// Multiply it by a unit to say what is meant: `1rad * (arc / radius)`, `1mm * ratio`.
    RATIO = "unit/ratio", Error, "a ratio stands where a quantity is required" => program {
        wrong: [
            "let arc_length = 5mm",
            "let radius = 10mm",
            "part plate = rect(20, 10).rotate(arc_length / radius)",
        ],
        right: [
            "let arc_length = 5mm",
            "let radius = 10mm",
            "part plate = rect(20, 10).rotate(1rad * (arc_length / radius))",
        ],
    };
    /// `2mm^3` could mean 2 mm³ or (2 mm)³. Write `2 * 1mm^3` or `(2mm)^3`.
    POWER_OF_LITERAL = "unit/power-of-literal", Error, "a power of a literal with a unit is ambiguous" => program {
        wrong: ["part block = box(10, 10, 10)", "assert volume(block) > 2mm^3"],
        right: ["part block = box(10, 10, 10)", "assert volume(block) > 2 * 1mm^3"],
    };
    /// `3/8inch` divides by eight inches. Write `(3/8) * 1inch` for three eighths of an inch, or
    /// `3 / (8inch)` for the reciprocal.
    DIVISION_BY_LITERAL = "unit/division-by-literal", Error, "a fraction with a unit in its denominator is ambiguous" => program {
        wrong: ["part disc = circle((0, 0), 3 / 8inch)"],
        right: ["part disc = circle((0, 0), (3 / 8) * 1inch)"],
    };
    /// The document unit is a length: `units mm`, `cm`, `m`, `inch` or `foot`.
    DOCUMENT = "unit/document", Error, "the document unit is not a length unit" => program {
        wrong: ["units deg", "part disc = circle((0, 0), 5)"],
        right: ["units cm", "part disc = circle((0, 0), 5)"],
    };
}
