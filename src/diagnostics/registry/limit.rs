//! Names of the limits that are part of the language; they count work, not seconds.
super::names! {
    /// The program took more evaluation steps than the language allows.
    STEPS = "limit/steps", Error, "too many evaluation steps";
    /// Calls nest deeper than the language allows; a recursion probably never ends.
    CALL_DEPTH = "limit/call-depth", Error, "calls nest too deeply";
}
