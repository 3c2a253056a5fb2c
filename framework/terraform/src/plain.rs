//! Decoding values whose numbers keep all their digits.

use serde::de::value::{MapAccessDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Number, Value};

/// Presents numbers to a type as numbers.
///
/// With all digits kept, serde_json presents a number that it does not know the use of as a map of its own; types with
/// `#[serde(untagged)]`, `#[serde(flatten)]` or `#[serde(tag = "..")]` then fail on it. They get ordinary numbers from here.
#[derive(Clone, Copy)]
pub(crate) struct Plain<'a>(pub(crate) &'a Value);

impl<'de> IntoDeserializer<'de, Error> for Plain<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Plain<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Number(number) => visit_number(number, visitor),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(values) => visitor.visit_seq(SeqDeserializer::new(values.iter().map(Plain))),
            Value::Object(fields) => visitor.visit_map(entries(fields)),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.0 {
            Value::Object(fields) => visitor.visit_enum(MapAccessDeserializer::new(entries(fields))),
            other => other.deserialize_enum(name, variants, visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        seq tuple tuple_struct map struct identifier ignored_any
    }
}

type Entries<'a> = MapDeserializer<'a, Box<dyn Iterator<Item = (&'a str, Plain<'a>)> + 'a>, Error>;

fn entries(fields: &serde_json::Map<String, Value>) -> Entries<'_> {
    MapDeserializer::new(Box::new(fields.iter().map(|(name, value)| (name.as_str(), Plain(value)))))
}

fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Error> {
    match (number.as_u64(), number.as_i64(), number.as_f64()) {
        (Some(value), ..) => visitor.visit_u64(value),
        (None, Some(value), _) => visitor.visit_i64(value),
        (None, None, Some(value)) => visitor.visit_f64(value),
        (None, None, None) => visitor.visit_string(number.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(untagged)]
    enum Port {
        Number(u16),
        Name(String),
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Service {
        name: String,
        ratio: Option<f64>,
        #[serde(flatten)]
        rest: BTreeMap<String, Port>,
    }

    #[test]
    fn flattened_and_untagged_numbers_are_numbers() {
        let value = json!({"name": "web", "ratio": 0.5, "in": 80, "out": "http"});
        let rest = [("in".to_owned(), Port::Number(80)), ("out".to_owned(), Port::Name("http".to_owned()))];
        let service = Service { name: "web".to_owned(), ratio: Some(0.5), rest: rest.into() };
        assert_eq!(Service::deserialize(Plain(&value)).unwrap(), service);
    }

    #[test]
    fn ordinary_enums_still_decode() {
        #[derive(Debug, PartialEq, Deserialize)]
        #[serde(rename_all = "lowercase")]
        enum Size {
            Small,
            Exactly(u32),
        }
        assert_eq!(
            Vec::<Size>::deserialize(Plain(&json!(["small", {"exactly": 3}]))).unwrap(),
            [Size::Small, Size::Exactly(3)]
        );
    }
}
