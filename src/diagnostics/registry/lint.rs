//! Names of advice about valid programs.
super::names! {
    /// Parts of one program overlap in space; the whole is their union.
    OVERLAPPING_PARTS = "lint/overlapping-parts", Warning, "parts overlap in space" => program {
        wrong: ["part block = box(10, 10, 10)", "part pin = cylinder(2, 20)"],
        right: ["part block = box(10, 10, 10) - cylinder(2, 20)", "part pin = cylinder(2, 20)"],
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
}
