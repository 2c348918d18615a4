//! JSON as people and other systems write it, read strictly.
//!
//! A key that stands twice in one object is refused, where most readers silently keep the last value; one
//! leading byte order mark is not part of the text.

use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::without_bom;

/// Why a text is not JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// The byte of the text where the rule is broken.
    pub offset: usize,
    /// The rule, with line and column.
    pub message: String,
}

/// The one JSON value of a text.
pub fn read_json(text: &str) -> Result<Value, JsonError> {
    let body = without_bom(text);
    serde_json::from_str::<Strict>(body).map(|strict| strict.0).map_err(|error| JsonError {
        offset: text.len() - body.len() + byte_of(body, error.line(), error.column()),
        message: error.to_string(),
    })
}

/// The byte at serde_json's 1-based line and byte column.
fn byte_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// A value whose objects have every key once.
struct Strict(Value);

impl<'de> Deserialize<'de> for Strict {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Values).map(Strict)
    }
}

struct Values;

impl<'de> Visitor<'de> for Values {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(Strict(element)) = elements.next_element()? {
            array.push(element);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(key) = members.next_key_seed(NewKey(&object))? {
            let Strict(value) = members.next_value()?;
            object.insert(key, value);
        }
        Ok(Value::Object(object))
    }
}

/// Reads a key that the object does not have yet; the error then stands at the key itself.
struct NewKey<'a>(&'a Map<String, Value>);

impl<'de> DeserializeSeed<'de> for NewKey<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        let key = String::deserialize(deserializer)?;
        if self.0.contains_key(&key) {
            let short: String = key.chars().take(48).flat_map(char::escape_debug).collect();
            return Err(D::Error::custom(format!("the key `{short}` stands twice in one object")));
        }
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_every_reader_reads() {
        for text in ["null", " [1, -2, 3.5e-7, 18446744073709551615, \"a\\nb\"] ", r#"{"a": {"b": [true]}, "c": {}}"#] {
            assert_eq!(read_json(text).unwrap(), serde_json::from_str::<Value>(text).unwrap());
            assert_eq!(read_json(&format!("\u{feff}{text}")), read_json(text));
        }
        assert!(read_json("\u{feff}\u{feff}1").is_err(), "one mark only");
    }

    #[test]
    fn a_key_that_stands_twice_is_located_at_its_second_place() {
        for (text, second) in [
            (r#"{"radius": 10, "radius": 20}"#, "\"radius"),
            ("{\"a\": 1,\n \"b\": [{\"k\": 1,\n\"x\": {}, \"\\u006b\": 2}]}", "\"\\u006b"),
            ("\u{feff}{\"a\":1,\"a\":1}", "\"a"),
        ] {
            let error = read_json(text).unwrap_err();
            assert!(error.message.contains("stands twice in one object at line"), "{}", error.message);
            let second = text.rfind(second).unwrap();
            let end = second + 1 + text[second + 1..].find('"').unwrap();
            assert!((second..=end + 1).contains(&error.offset), "{text}: {} not in {second}..={end}", error.offset);
        }
    }

    #[test]
    fn depth_is_bounded() {
        assert!(read_json(&"[".repeat(1_000_000)).is_err());
    }
}
