//! Arguments of a call, and their match with the parameters of a function of CadQuery.

use ruff_text_size::TextRange;

use super::value::{Outcome, Value, unsupported, wrong};
use crate::model::DVec3;

/// The evaluated arguments of a call.
pub struct Arguments<'a> {
    /// Those by position, with their places.
    pub positional: Vec<(Value<'a>, TextRange)>,
    /// Those by name.
    pub named: Vec<(String, Value<'a>, TextRange)>,
    /// The whole call.
    pub span: TextRange,
}

/// Arguments by the names of the parameters.
pub struct Bound<'a> {
    function: String,
    found: Vec<(&'static str, Value<'a>, TextRange)>,
    /// The whole call.
    pub span: TextRange,
}

impl<'a> Arguments<'a> {
    /// The same arguments once more.
    pub fn again(&self) -> Arguments<'a> {
        Arguments { positional: self.positional.clone(), named: self.named.clone(), span: self.span }
    }

    /// Gives every argument its parameter.
    pub fn bind(self, function: &str, parameters: &[&'static str]) -> Outcome<Bound<'a>> {
        let mut found = Vec::with_capacity(parameters.len());
        if let Some((_, span)) = self.positional.get(parameters.len()) {
            return wrong(*span, format!("`{function}` takes at most {} arguments", parameters.len()));
        }
        for ((value, span), parameter) in self.positional.into_iter().zip(parameters) {
            found.push((*parameter, value, span));
        }
        for (name, value, span) in self.named {
            let Some(parameter) = parameters.iter().find(|parameter| **parameter == name) else {
                return unsupported(span, format!("`{function}` with the argument `{name}` is not known"));
            };
            if found.iter().any(|(known, ..)| known == parameter) {
                return wrong(span, format!("`{function}` gets `{name}` twice"));
            }
            found.push((parameter, value, span));
        }
        Ok(Bound { function: function.to_owned(), found, span: self.span })
    }
}

impl<'a> Bound<'a> {
    /// The argument, when it is given and not None.
    pub fn get(&self, name: &str) -> Option<(&Value<'a>, TextRange)> {
        let (_, value, span) = self.found.iter().find(|(known, ..)| *known == name)?;
        (!matches!(value, Value::None)).then_some((value, *span))
    }

    /// The argument, which must be given.
    pub fn value(&self, name: &str) -> Outcome<(&Value<'a>, TextRange)> {
        match self.get(name) {
            Some(found) => Ok(found),
            None => wrong(self.span, format!("`{}` needs `{name}`", self.function)),
        }
    }

    fn convert<T>(&self, name: &str, what: &str, read: impl Fn(&Value<'a>) -> Option<T>) -> Outcome<T> {
        let (value, span) = self.value(name)?;
        match read(value) {
            Some(found) => Ok(found),
            None => wrong(span, format!("`{name}` of `{}` must be {what}, not {}", self.function, value.kind())),
        }
    }

    /// A finite number.
    pub fn number(&self, name: &str) -> Outcome<f64> {
        self.convert(name, "a finite number", |value| value.number().filter(|number| number.is_finite()))
    }

    /// A finite number above 0.
    pub fn positive(&self, name: &str) -> Outcome<f64> {
        let number = self.number(name)?;
        if number > 0.0 {
            return Ok(number);
        }
        let span = self.get(name).map_or(self.span, |found| found.1);
        wrong(span, format!("`{name}` of `{}` must be above 0, not {number}", self.function))
    }

    /// A number, or what stands for it.
    pub fn number_or(&self, name: &str, default: f64) -> Outcome<f64> {
        if self.get(name).is_some() { self.number(name) } else { Ok(default) }
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> Outcome<i64> {
        self.convert(name, "a whole number", Value::integer)
    }

    /// A truth value, or what stands for it.
    pub fn flag(&self, name: &str, default: bool) -> bool {
        let (_, value, _) = match self.found.iter().find(|(known, ..)| *known == name) {
            Some(found) => found,
            None => return default,
        };
        value.truth()
    }

    /// A string.
    pub fn text(&self, name: &str) -> Outcome<String> {
        self.convert(
            name,
            "a string",
            |value| if let Value::Text(text) = value { Some(text.to_string()) } else { None },
        )
    }

    /// A vector of two or three numbers.
    pub fn vector(&self, name: &str) -> Outcome<DVec3> {
        self.convert(name, "a point", |value| value.vector().filter(|vector| vector.is_finite()))
    }

    /// A vector, or what stands for it.
    pub fn vector_or(&self, name: &str, default: DVec3) -> Outcome<DVec3> {
        if self.get(name).is_some() { self.vector(name) } else { Ok(default) }
    }

    /// One truth value for several directions, or one each.
    pub fn centered<const N: usize>(&self, name: &str) -> Outcome<[bool; N]> {
        match self.get(name) {
            None => Ok([true; N]),
            Some((value, span)) => match value.items() {
                None => Ok([value.truth(); N]),
                Some(items) => {
                    match <Vec<bool> as TryInto<[bool; N]>>::try_into(items.iter().map(Value::truth).collect()) {
                        Ok(flags) => Ok(flags),
                        Err(_) => wrong(span, format!("`{name}` must be one or {N} truth values")),
                    }
                }
            },
        }
    }

    /// Refuses an argument that is given with a value other than `harmless`.
    pub fn refuse(&self, name: &str, harmless: f64, why: &str) -> Outcome<()> {
        match self.get(name) {
            Some((value, span)) if value.number() != Some(harmless) => {
                unsupported(span, format!("`{}` with `{name}`: {why}", self.function))
            }
            _ => Ok(()),
        }
    }
}
