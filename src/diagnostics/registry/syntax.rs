//! Names of the lexer and parser.
super::names! {
    /// The text does not follow the grammar at this place. The message says what was expected.
    UNEXPECTED = "syntax/unexpected", Error, "the text does not follow the grammar here";
    /// Brackets, blocks and operators may nest at most 256 deep.
    NESTING = "syntax/nesting", Error, "brackets or operators nest too deeply";
}
