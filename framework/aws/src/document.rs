//! A description of the SDK as JSON.

use std::fmt::Debug;

use serde_json::Value;

use crate::debug_text::Reader;

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
    Reader::read(&text).unwrap_or(Value::String(text))
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
