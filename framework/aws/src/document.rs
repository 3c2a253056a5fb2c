//! A description of the SDK as JSON.

use std::fmt::Debug;

use serde_json::{Map, Value};

/// How deep a description may nest; deeper ones stay text.
const DEEPEST: usize = 64;

/// Turns a description into JSON, so that `match_json` works on it.
///
/// The SDK's types cannot be serialized, but print themselves: structs become objects with the SDK's field names, lists and maps what they are;
/// an `Option` disappears, and with it a field that is `None`. A variant without a value becomes the SDK's name of it (`InService`, not `in-service`),
/// one with a value an object of one key (`{"S": "text"}`). Times and blobs become texts, blobs in hexadecimal. What the SDK holds to be
/// secret stays redacted. What does not read as such becomes one text.
///
/// ```
/// #[derive(Debug)]
/// struct Table { name: Option<String>, size: Option<i64>, status: Status }
/// #[derive(Debug)]
/// enum Status { Active }
///
/// let table = Table { name: Some("orders".into()), size: None, status: Status::Active };
/// assert_eq!(terraproof_aws::document(&table), serde_json::json!({ "name": "orders", "status": "Active" }));
/// ```
pub fn document(described: &impl Debug) -> Value {
    let text = format!("{described:?}");
    let mut reader = Reader { rest: &text, depth: 0 };
    match reader.value() {
        Some(value) if reader.rest.trim().is_empty() => value.unwrap_or(Value::Null),
        _ => Value::String(text),
    }
}

/// Reads what `{:?}` prints. `None` is what cannot be read, `Some(None)` an absent option.
struct Reader<'a> {
    rest: &'a str,
    depth: usize,
}

type Read = Option<Option<Value>>;

impl<'a> Reader<'a> {
    fn value(&mut self) -> Read {
        if self.depth > DEEPEST {
            return None;
        }
        self.depth += 1;
        self.skip_blanks();
        let value = match self.rest.chars().next()? {
            '"' => Some(Some(Value::String(self.quoted('"')?))),
            '\'' => Some(Some(Value::String(self.quoted('\'')?))),
            '[' => self.list('[', ']'),
            '(' => self.list('(', ')'),
            '{' => self.braces(),
            _ => self.named(),
        };
        self.depth -= 1;
        value
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn take(&mut self, mark: &str) -> bool {
        self.skip_blanks();
        let taken = self.rest.strip_prefix(mark);
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    /// Reads a bare word up to what ends one: a time holds colons, a number a sign.
    fn word(&mut self) -> &'a str {
        let end = self.rest.find([',', '{', '}', '(', ')', '[', ']', '"', ' ']).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    fn named(&mut self) -> Read {
        let word = self.word();
        if self.rest.starts_with('(') {
            return self.tuple(word);
        }
        if self.rest.starts_with(" {") {
            self.skip_blanks();
            return if word == "Blob" { self.blob() } else { self.fields() };
        }
        match word {
            "" => None,
            "None" => Some(None),
            "true" => Some(Some(Value::Bool(true))),
            "false" => Some(Some(Value::Bool(false))),
            word => Some(Some(number(word).unwrap_or_else(|| Value::String(word.to_owned())))),
        }
    }

    /// Reads `Name(..)`: an option, a newtype of the SDK around an unknown variant, or a variant with a value.
    fn tuple(&mut self, name: &str) -> Read {
        let Some(Some(Value::Array(mut inner))) = self.list('(', ')') else { return None };
        let absent = inner.is_empty();
        let inner = if inner.len() == 1 { inner.remove(0) } else { Value::Array(inner) };
        Some(match name {
            "Some" if absent => None,
            "Some" | "Unknown" | "UnknownVariantValue" => Some(inner),
            name => Some(Value::Object(Map::from_iter([(name.to_owned(), inner)]))),
        })
    }

    fn list(&mut self, open: char, close: char) -> Read {
        let (open, close) = (open.to_string(), close.to_string());
        let mut items = Vec::new();
        if !self.take(&open) {
            return None;
        }
        while !self.take(&close) {
            items.extend(self.value()?);
            if !self.take(",") && !self.rest.trim_start().starts_with(&close) {
                return None;
            }
        }
        Some(Some(Value::Array(items)))
    }

    /// Reads the fields of a struct.
    fn fields(&mut self) -> Read {
        let mut fields = Map::new();
        if !self.take("{") {
            return None;
        }
        while !self.take("}") {
            if self.take("..") {
                continue;
            }
            let (name, rest) = self.rest.split_once(':')?;
            self.rest = rest;
            // Ids of the call that the SDK carries along are no part of the resource.
            let (name, value) = (name.trim().trim_start_matches("r#"), self.value()?);
            if let (Some(value), false) = (value, name.starts_with('_')) {
                fields.insert(name.to_owned(), value);
            }
            if !self.take(",") && !self.rest.trim_start().starts_with('}') {
                return None;
            }
        }
        Some(Some(Value::Object(fields)))
    }

    /// Reads `{key: value}` or the set `{value}`.
    fn braces(&mut self) -> Read {
        let (mut entries, mut items) = (Map::new(), Vec::new());
        self.take("{");
        while !self.take("}") {
            let first = self.value_or_key()?;
            if self.take(":") {
                let key =
                    first.map_or_else(String::new, |key| key.as_str().map_or_else(|| key.to_string(), str::to_owned));
                entries.extend(self.value()?.map(|value| (key, value)));
            } else {
                items.extend(first);
            }
            if !self.take(",") && !self.rest.trim_start().starts_with('}') {
                return None;
            }
        }
        Some(Some(if items.is_empty() { Value::Object(entries) } else { Value::Array(items) }))
    }

    /// A bare word as a key ends at its colon.
    fn value_or_key(&mut self) -> Read {
        self.skip_blanks();
        let end = self.rest.find([':', ',', '{', '}', '(', '[', '"', ' ']).unwrap_or(self.rest.len());
        if end > 0 && self.rest[end..].starts_with(": ") {
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest;
            return Some(Some(Value::String(word.to_owned())));
        }
        self.value()
    }

    /// Reads `Blob { inner: 68656c6c6f }`, whose digits are no number.
    fn blob(&mut self) -> Read {
        let (inside, rest) = self.rest.strip_prefix("{ inner:")?.split_once('}')?;
        self.rest = rest;
        Some(Some(Value::String(inside.trim().to_owned())))
    }

    fn quoted(&mut self, quote: char) -> Option<String> {
        let mut text = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            match letter {
                letter if letter == quote => {
                    self.rest = &self.rest[at + letter.len_utf8()..];
                    return Some(text);
                }
                '\\' => text.push(escaped(letters.next()?.1, &mut letters)?),
                letter => text.push(letter),
            }
        }
        None
    }
}

fn escaped(letter: char, letters: &mut impl Iterator<Item = (usize, char)>) -> Option<char> {
    Some(match letter {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        'u' => {
            let digits: String =
                letters.map(|(_, letter)| letter).skip(1).take_while(|letter| *letter != '}').collect();
            char::from_u32(u32::from_str_radix(&digits, 16).ok()?)?
        }
        letter => letter,
    })
}

fn number(word: &str) -> Option<Value> {
    let numeric = word.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-');
    // `1e5` and `2024` are numbers, `2024-01-01T00:00:00Z` is not.
    if !numeric {
        return None;
    }
    let whole = word.parse::<i64>().map(Value::from).or_else(|_| word.parse::<u64>().map(Value::from));
    whole.ok().or_else(|| word.parse::<f64>().ok().and_then(serde_json::Number::from_f64).map(Value::Number))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use aws_smithy_types::{Blob, DateTime};
    use serde_json::json;

    use super::*;

    #[derive(Debug)]
    #[expect(dead_code, reason = "read by its Debug")]
    enum Kind {
        Plain,
        S(String),
        Unknown(UnknownVariantValue),
    }

    #[derive(Debug)]
    #[expect(dead_code, reason = "read by its Debug")]
    struct UnknownVariantValue(String);

    #[derive(Debug)]
    #[expect(dead_code, reason = "read by its Debug")]
    struct Resource {
        name: Option<String>,
        r#type: Kind,
        made: Option<DateTime>,
        content: Option<Blob>,
        size: Option<i64>,
        ratio: f64,
        on: bool,
        tags: Option<BTreeMap<String, String>>,
        parts: Option<Vec<Resource>>,
        _request_id: Option<String>,
    }

    fn resource(name: &str) -> Resource {
        Resource {
            name: Some(name.to_owned()),
            r#type: Kind::Plain,
            made: None,
            content: None,
            size: None,
            ratio: 1.0,
            on: false,
            tags: None,
            parts: None,
            _request_id: Some("id".to_owned()),
        }
    }

    #[test]
    fn a_description_becomes_what_its_fields_say() {
        let whole = Resource {
            r#type: Kind::S("x".to_owned()),
            made: Some(DateTime::from_secs(1_700_000_000)),
            content: Some(Blob::new("012")),
            size: Some(-5),
            ratio: 0.25,
            on: true,
            tags: Some(BTreeMap::from([("a: b".to_owned(), "{c}".to_owned())])),
            parts: Some(vec![resource("inner")]),
            ..resource("outer")
        };
        let inner = json!({ "name": "inner", "type": "Plain", "ratio": 1.0, "on": false });
        let expected = json!({
            "name": "outer", "type": { "S": "x" }, "made": "2023-11-14T22:13:20Z", "content": "303132", "size": -5,
            "ratio": 0.25, "on": true, "tags": { "a: b": "{c}" }, "parts": [inner],
        });
        assert_eq!(document(&whole), expected);
    }

    #[test]
    fn a_variant_that_the_sdk_does_not_know_is_its_own_text() {
        assert_eq!(document(&Kind::Unknown(UnknownVariantValue("new-one".to_owned()))), json!("new-one"));
    }

    #[test]
    fn every_text_comes_back_as_it_was() {
        let mut random: u64 = 7;
        for _ in 0..2000 {
            let text: String = (0..12)
                .filter_map(|_| {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let pick = u32::try_from(random >> 40).unwrap_or_default();
                    let sharp = ['"', '\'', '\\', '{', '}', '(', ',', ':', '\n', '\u{7f}', 'é'];
                    if pick % 2 == 0 {
                        sharp.get(pick as usize % 12).copied()
                    } else {
                        char::from_u32(pick % 0x11_0000)
                    }
                })
                .collect();
            assert_eq!(document(&Some(text.clone())), json!(text));
            let map = BTreeMap::from([(text.clone(), vec![text.clone()])]);
            assert_eq!(document(&map), json!({ text.clone(): [text] }));
        }
    }

    #[test]
    fn sets_units_and_tuples_are_read() {
        assert_eq!(document(&BTreeSet::from(["a", "b"])), json!(["a", "b"]));
        assert_eq!(document(&()), json!([]));
        assert_eq!(document(&(1, "x", 'c')), json!([1, "x", "c"]));
        assert_eq!(document(&None::<u8>), Value::Null);
        assert_eq!(document(&BTreeMap::from([(1, 2)])), json!({ "1": 2 }));
        assert_eq!(document(&u64::MAX), json!(u64::MAX));
    }

    #[test]
    fn what_does_not_read_stays_text() {
        struct Odd;
        impl Debug for Odd {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("Odd { a: [1, }")
            }
        }
        assert_eq!(document(&Odd), json!("Odd { a: [1, }"));
    }
}
