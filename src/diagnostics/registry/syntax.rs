//! Names of the lexer and parser.
super::names! {
    /// The text does not follow the grammar at this place. The message says what was expected.
    UNEXPECTED = "syntax/unexpected", Error, "the text does not follow the grammar here";
    /// Brackets, blocks and operators may nest at most 256 deep. Name intermediate values with `let`.
    NESTING = "syntax/nesting", Error, "brackets or operators nest too deeply";
    /// Every `let` and `assert` of a block or a test ends with `;`. Top-level items end without one.
    ///
    /// ```recad
    /// fn twice(x: Length) = { let y = 2 * x; y }
    /// ```
    MISSING_SEMICOLON = "syntax/missing-semicolon", Error, "a statement of a block ends with `;`";
    /// Items and the value of a block stand without `;`; only the statements of a block and a test end with one.
    EXTRA_SEMICOLON = "syntax/extra-semicolon", Error, "nothing ends with `;` here";
    /// The elements of a list, the arguments of a call and the like are separated by commas.
    MISSING_COMMA = "syntax/missing-comma", Error, "a comma is missing between two elements";
    /// A bracket was opened and not closed before the next item or the end of the text.
    UNCLOSED_BRACKET = "syntax/unclosed-bracket", Error, "a bracket is not closed";
    /// A closing bracket stands where none is open, or one of another kind is.
    UNMATCHED_BRACKET = "syntax/unmatched-bracket", Error, "a closing bracket has no opening one";
    /// A string ends on the line it starts on; a line break inside is written `\n`.
    UNTERMINATED_STRING = "syntax/unterminated-string", Error, "a string has no closing quote";
    /// Strings know the escapes `\"`, `\\`, `\n`, `\t`, `\{` and `\}`.
    UNKNOWN_ESCAPE = "syntax/unknown-escape", Error, "a string holds an unknown escape";
    /// Outside strings and comments a program consists of ASCII letters, digits and operators.
    UNKNOWN_CHARACTER = "syntax/unknown-character", Error, "a character has no meaning here";
    /// A digit stands before and after every decimal point: `1.0`, `0.5`.
    NUMBER = "syntax/number", Error, "a number is not written completely";
    /// `=` gives a name a value; two values are compared with `==`.
    ASSIGNMENT = "syntax/assignment", Error, "`=` stands where a comparison or a definition is meant";
    /// A reserved word cannot name anything. Choose another name, for example with `_` appended.
    KEYWORD = "syntax/keyword", Error, "a reserved word is used as a name";
    /// An `if` always has a value, so both branches are needed.
    MISSING_ELSE = "syntax/missing-else", Error, "an `if` has no `else`";
    /// recad's operators are `+ - * / % ^ & == != < <= > >= and or not`; a pipe is a method call `x.f()`.
    OPERATOR = "syntax/operator", Error, "the operator is spelt differently in recad";
    /// Comparisons do not chain: write `a < b and b < c`.
    CHAINED_COMPARISON = "syntax/chained-comparison", Error, "comparisons do not chain";
    /// An expression on its own does nothing: a shape of the result is `part name = …`, a value `let name = …`.
    EXPRESSION_STATEMENT = "syntax/expression-statement", Error, "an expression stands where an item is expected";
    /// A range `a..b` stands only after `in`; a list of numbers is `[i for i in a..b]`.
    RANGE = "syntax/range", Error, "a range stands outside `in`";
    /// The optional first line `recad 0.1` names the version of the language the program is written in.
    /// This recad knows version 0.1.
    VERSION = "syntax/version", Error, "the language version is not known";
    /// The normative grammar does not accept the text. Reported only on request, besides the other messages.
    REFERENCE = "syntax/reference", Error, "the normative grammar rejects the text";
}
