//! Where a value stands, in words; formatted only when something is wrong there.

use std::fmt;

/// A place that requires a type.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// An argument.
    Argument { function: &'a str, param: &'a str },
    /// A positional argument of a function value.
    Position { index: usize },
    /// `let x: T`, `param x: T`.
    Declared(&'a str),
    /// The body of a function with a declared result.
    Result(&'a str),
    /// The default of a parameter.
    Default(&'a str),
    /// The range or choices of a `param`.
    Domain(&'a str),
    /// The step of a `param`.
    Step(&'a str),
    /// An element of a list that stands in such a place.
    Element { function: &'a str, param: &'a str },
    /// The text of an assertion.
    Message,
    /// What a function argument returns.
    Returned { function: &'a str, param: &'a str },
}

impl Place<'_> {
    /// The place of the elements of a list literal at this place.
    pub fn element(self) -> Self {
        match self {
            Place::Argument { function, param } => Place::Element { function, param },
            other => other,
        }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Argument { function, param } => write!(f, "`{param}` of `{function}`"),
            Place::Position { index } => write!(f, "argument {}", index + 1),
            Place::Declared(name) => write!(f, "`{name}`"),
            Place::Result(function) => write!(f, "the result of `{function}`"),
            Place::Default(name) => write!(f, "the default of `{name}`"),
            Place::Domain(name) => write!(f, "the allowed values of `{name}`"),
            Place::Step(name) => write!(f, "the step of `{name}`"),
            Place::Element { function, param } => write!(f, "each element of `{param}` of `{function}`"),
            Place::Message => f.write_str("the message of an assertion"),
            Place::Returned { function, param } => {
                write!(f, "what the function given as `{param}` of `{function}` returns")
            }
        }
    }
}
