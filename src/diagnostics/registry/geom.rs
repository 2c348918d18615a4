//! Names of the geometry rules.
super::names! {
    /// The curves of a loop must follow one another and end where the first begins.
    OPEN_LOOP = "geom/open-loop", Error, "the curves of a loop do not join into a closed chain";
    /// The boundary of a loop may not cross or touch itself.
    SELF_INTERSECTION = "geom/self-intersection", Error, "a loop crosses or touches itself";
    /// The operation is well defined but not built yet.
    UNSUPPORTED = "geom/unsupported", Error, "the operation is not available yet";
}
