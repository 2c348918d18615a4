//! Names of advice about valid programs.
super::names! {
    /// Parts of one program overlap in space; the whole is their union.
    OVERLAPPING_PARTS = "lint/overlapping-parts", Warning, "parts overlap in space";
    /// A `let` that nothing uses has no effect on the parts. Use it, remove it, or begin
    /// its name with `_`.
    UNUSED_LET = "lint/unused-let", Warning, "a `let` is never used";
    /// A parameter of the program that nothing uses changes nothing when it is set.
    UNUSED_PARAM = "lint/unused-param", Warning, "a `param` is never used";
    /// A definition hides a function or constant of the standard library's prelude in the rest of the file.
    SHADOWED_PRELUDE = "lint/shadowed-prelude", Warning, "a definition hides a name of the prelude";
}
