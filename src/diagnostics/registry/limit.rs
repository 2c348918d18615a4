//! Names of the limits that are part of the language; they count work, not seconds.
super::names! {
    /// The program took more evaluation steps than the language allows.
    STEPS = "limit/steps", Error, "too many evaluation steps";
    /// Calls nest deeper than the language allows; a recursion probably never ends.
    CALL_DEPTH = "limit/call-depth", Error, "calls nest too deeply";
    /// A list is longer than the language allows.
    LIST_LENGTH = "limit/list-length", Error, "a list has too many elements";
    /// All lists, tuples and records of the program together have more elements than the language allows.
    ELEMENTS = "limit/elements", Error, "lists have too many elements together";
    /// The program makes more curves than the language allows.
    CURVES = "limit/curves", Error, "too many curves";
    /// A string is longer than the language allows.
    STRING_LENGTH = "limit/string-length", Error, "a string is too long";
    /// All strings of the program together are longer than the language allows.
    STRING_BYTES = "limit/string-bytes", Error, "strings are too long together";
    /// Lists, tuples, records and closures contain one another deeper than the language allows.
    VALUE_DEPTH = "limit/value-depth", Error, "values nest too deeply";
    /// A solid is built by operations on operations deeper than the language allows. Chains of `+`, and of
    /// `-`, count once; combine lists with `union` instead of alternating operators.
    SOLID_DEPTH = "limit/solid-depth", Error, "operations on solids nest too deeply";
    /// Coordinates, radii and distances of geometry lie within one kilometre.
    COORDINATE = "limit/coordinate", Error, "a coordinate is too large";
    /// A mesh would have more triangles than allowed. Use a larger chord tolerance or fewer curved features.
    TRIANGLES = "limit/triangles", Error, "a mesh has too many triangles";
    /// A picture is at most 8192 by 8192 pixels and at least 16 by 16.
    PICTURE = "limit/picture", Error, "a picture is too large or too small";
    /// A program text may hold at most 16 MiB. Split it into modules joined by `use`.
    SOURCE_SIZE = "limit/source-size", Error, "the program text is too large";
    /// A program may consist of 1,000 modules besides the standard library.
    MODULES = "limit/modules", Error, "the program has too many modules";
}
