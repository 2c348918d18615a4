//! Names of the lexer and parser.
super::names! {
    /// The text does not follow the grammar at this place. The message says what was expected.
    UNEXPECTED = "syntax/unexpected", Error, "the text does not follow the grammar here" => program {
        wrong: ["let width 20", "part plate = rect(width, 10)"],
        right: ["let width = 20", "part plate = rect(width, 10)"],
    };
    /// Brackets, blocks and operators may nest at most 256 deep. Name intermediate values with `let`.
    NESTING = "syntax/nesting", Error, "brackets or operators nest too deeply" => program {
        wrong: [
            "let height = ------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------------5",
            "part disc = circle((0, 0), height)",
        ],
        right: ["let height = --5", "part disc = circle((0, 0), height)"],
    };
    /// Every `let` and `assert` of a block or a test ends with `;`. Top-level items end without one.
    ///
    /// ```recad
    /// fn twice(x: Length) = { let y = 2 * x; y }
    /// ```
    MISSING_SEMICOLON = "syntax/missing-semicolon", Error, "a statement of a block ends with `;`" => program {
        wrong: [
            "fn twice(x: Length) -> Length = {",
            "    let y = 2 * x",
            "    y",
            "}",
            "part disc = circle((0, 0), twice(5))",
        ],
        right: [
            "fn twice(x: Length) -> Length = {",
            "    let y = 2 * x;",
            "    y",
            "}",
            "part disc = circle((0, 0), twice(5))",
        ],
    };
    /// Items and the value of a block stand without `;`; only the statements of a block and a test end with one.
    EXTRA_SEMICOLON = "syntax/extra-semicolon", Error, "nothing ends with `;` here" => program {
        wrong: ["let radius = 5;", "part disc = circle((0, 0), radius)"],
        right: ["let radius = 5", "part disc = circle((0, 0), radius)"],
    };
    /// The elements of a list, the arguments of a call and the like are separated by commas.
    MISSING_COMMA = "syntax/missing-comma", Error, "a comma is missing between two elements" => program {
        wrong: ["part plate = rect(20 10)"],
        right: ["part plate = rect(20, 10)"],
    };
    /// A bracket was opened and not closed before the next item or the end of the text.
    UNCLOSED_BRACKET = "syntax/unclosed-bracket", Error, "a bracket is not closed" => program {
        wrong: ["let outline = rect(20, 10", "part plate = face(outline)"],
        right: ["let outline = rect(20, 10)", "part plate = face(outline)"],
    };
    /// A closing bracket stands where none is open, or one of another kind is.
    UNMATCHED_BRACKET = "syntax/unmatched-bracket", Error, "a closing bracket has no opening one" => program {
        wrong: ["part plate = rect(20, 10))"],
        right: ["part plate = rect(20, 10)"],
    };
    /// A string ends on the line it starts on; a line break inside is written `\n`.
    UNTERMINATED_STRING = "syntax/unterminated-string", Error, "a string has no closing quote" => program {
        wrong: [r#"let title = "plate"#, "part plate = rect(20, 10)", r#"assert title == "plate""#],
        right: [r#"let title = "plate""#, "part plate = rect(20, 10)", r#"assert title == "plate""#],
    };
    /// Strings know the escapes `\"`, `\\`, `\n`, `\t`, `\{` and `\}`.
    UNKNOWN_ESCAPE = "syntax/unknown-escape", Error, "a string holds an unknown escape" => program {
        wrong: ["part plate = rect(20, 10)", r#"assert area(plate) > 100, "see C:\doc""#],
        right: ["part plate = rect(20, 10)", r#"assert area(plate) > 100, "see C:\\doc""#],
    };
    /// Outside strings and comments a program consists of ASCII letters, digits and operators.
    UNKNOWN_CHARACTER = "syntax/unknown-character", Error, "a character has no meaning here" => program {
        wrong: ["part plate = rect(20 × 2, 10)"],
        right: ["part plate = rect(20 * 2, 10)"],
    };
    /// A digit stands before and after every decimal point: `1.0`, `0.5`.
    NUMBER = "syntax/number", Error, "a number is not written completely" => program {
        wrong: ["part disc = circle((0, 0), .5)"],
        right: ["part disc = circle((0, 0), 0.5)"],
    };
    /// `=` gives a name a value; two values are compared with `==`.
    ASSIGNMENT = "syntax/assignment", Error, "`=` stands where a comparison or a definition is meant" => program {
        wrong: [
            "param holes = 4",
            "let radius = if holes = 4 { 3 } else { 2 }",
            "part disc = circle((0, 0), radius)",
        ],
        right: [
            "param holes = 4",
            "let radius = if holes == 4 { 3 } else { 2 }",
            "part disc = circle((0, 0), radius)",
        ],
    };
    /// A reserved word cannot name anything. Choose another name, for example with `_` appended.
    KEYWORD = "syntax/keyword", Error, "a reserved word is used as a name" => program {
        wrong: ["let step = 5", "part disc = circle((0, 0), 5)"],
        right: ["let step_ = 5", "part disc = circle((0, 0), step_)"],
    };
    /// An `if` always has a value, so both branches are needed.
    MISSING_ELSE = "syntax/missing-else", Error, "an `if` has no `else`" => program {
        wrong: ["param large = true", "part disc = circle((0, 0), if large { 10 })"],
        right: ["param large = true", "part disc = circle((0, 0), if large { 10 } else { 5 })"],
    };
    /// recad's operators are `+ - * / % ^ & == != < <= > >= and or not`; a pipe is a method call `x.f()`.
    OPERATOR = "syntax/operator", Error, "the operator is spelt differently in recad" => program {
        wrong: ["param a = 5", "assert a > 0 && a < 10", "part disc = circle((0, 0), a)"],
        right: ["param a = 5", "assert a > 0 and a < 10", "part disc = circle((0, 0), a)"],
    };
    /// Comparisons do not chain: write `a < b and b < c`.
    CHAINED_COMPARISON = "syntax/chained-comparison", Error, "comparisons do not chain" => program {
        wrong: ["param a = 5", "assert 0 < a < 10", "part disc = circle((0, 0), a)"],
        right: ["param a = 5", "assert 0 < a and a < 10", "part disc = circle((0, 0), a)"],
    };
    /// An expression on its own does nothing: a shape of the result is `part name = …`, a value `let name = …`.
    EXPRESSION_STATEMENT = "syntax/expression-statement", Error, "an expression stands where an item is expected" => program {
        wrong: ["circle((0, 0), 5)"],
        right: ["part disc = circle((0, 0), 5)"],
    };
    /// A range `a..b` stands only after `in`; a list of numbers is `[i for i in a..b]`.
    RANGE = "syntax/range", Error, "a range stands outside `in`" => program {
        wrong: ["let radii = 1..4", "part disc = circle((0, 0), 5 + len(radii))"],
        right: ["let radii = [r for r in 1..4]", "part disc = circle((0, 0), 5 + len(radii))"],
    };
    /// The optional first line `recad 0.1` names the version of the language the program is written in.
    /// This recad knows version 0.1.
    VERSION = "syntax/version", Error, "the language version is not known" => program {
        wrong: ["recad 9.0", "part disc = circle((0, 0), 5)"],
        right: ["recad 0.1", "part disc = circle((0, 0), 5)"],
    };
    /// The normative grammar does not accept the text. Reported only on request, besides the other messages.
    REFERENCE = "syntax/reference", Error, "the normative grammar rejects the text" => elsewhere {
        cause: "No known text causes it: the two parsers of recad would have to disagree, which is a defect of \
            recad. Please report the text.",
    };
}
