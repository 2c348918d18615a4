//! Kinds of settings: how each is read from a file and shown in one.

use std::ops::RangeInclusive;

use toml::de::DeValue;

/// The value of one setting.
pub trait Field: Sized {
    /// What limits it.
    type Range;

    /// The value a file gives, or the rule that it breaks.
    fn read(value: &DeValue<'_>, range: &Self::Range) -> Result<Self, String>;

    /// The value as a file writes it.
    fn show(&self) -> String;

    /// What a file may write, for people.
    fn allowed(range: &Self::Range) -> String;
}

/// A choice between words.
pub trait Choice: Copy + PartialEq + 'static {
    /// Every word with its meaning.
    const ALL: &'static [(&'static str, Self)];
}

impl Field for f64 {
    type Range = RangeInclusive<f64>;

    fn read(value: &DeValue<'_>, range: &Self::Range) -> Result<Self, String> {
        let text = match value {
            DeValue::Float(number) => number.as_str(),
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            other => return Err(format!("must be a number, not a {}", other.type_str())),
        };
        match text.replace('_', "").parse::<f64>() {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => Err(format!("must be {}, not {text}", Self::allowed(range))),
        }
    }

    fn show(&self) -> String {
        format!("{self:?}")
    }

    fn allowed(range: &Self::Range) -> String {
        format!("{} to {}", range.start(), range.end())
    }
}

impl Field for u64 {
    type Range = RangeInclusive<u64>;

    fn read(value: &DeValue<'_>, range: &Self::Range) -> Result<Self, String> {
        let DeValue::Integer(number) = value else {
            return Err(format!("must be a whole number, not a {}", value.type_str()));
        };
        match u64::from_str_radix(&number.as_str().replace('_', ""), number.radix()) {
            Ok(number) if range.contains(&number) => Ok(number),
            _ => Err(format!("must be {}, not {}", Self::allowed(range), number.as_str())),
        }
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn allowed(range: &Self::Range) -> String {
        format!("{} to {}", range.start(), range.end())
    }
}

/// Booleans are choices between words that are not quoted.
impl Field for bool {
    type Range = ();

    fn read(value: &DeValue<'_>, range: &Self::Range) -> Result<Self, String> {
        value.as_bool().ok_or_else(|| format!("must be {}, not a {}", Self::allowed(range), value.type_str()))
    }

    fn show(&self) -> String {
        self.to_string()
    }

    fn allowed((): &Self::Range) -> String {
        "true or false".to_owned()
    }
}

impl<T: Choice> Field for T {
    type Range = ();

    fn read(value: &DeValue<'_>, range: &Self::Range) -> Result<Self, String> {
        let found = value.as_str().and_then(|word| T::ALL.iter().find(|(name, _)| *name == word));
        found.map(|(_, choice)| *choice).ok_or_else(|| match value.as_str() {
            Some(word) => format!("must be {}, not \"{}\"", Self::allowed(range), word.escape_debug()),
            None => format!("must be {}, not a {}", Self::allowed(range), value.type_str()),
        })
    }

    fn show(&self) -> String {
        let word = T::ALL.iter().find(|(_, choice)| choice == self).map_or("", |(name, _)| name);
        format!("\"{word}\"")
    }

    fn allowed((): &Self::Range) -> String {
        let words: Vec<String> = T::ALL.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        words.join(" or ")
    }
}
