//! Names of name resolution.
super::names! {
    /// No definition with this name is in scope. Definitions come from the file itself, its `use` lines and the prelude.
    UNKNOWN = "name/unknown", Error, "no definition with this name is in scope";
    /// Two definitions in one scope may not share a name.
    DUPLICATE = "name/duplicate", Error, "the name is already defined in this scope";
}
